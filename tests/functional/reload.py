"""Reading the configuration anew: what is refused changes nothing, what is taken changes all."""

import os
import signal
import time
import unittest

from harness import Case, Daemon, raw, wait_for


class Reload(Case):
    def setUp(self):
        self.daemon = Daemon({"permissions": {"verify": ["user:0"]}}).start()
        self.addCleanup(self.daemon.__exit__, None, None, None)

    def reload(self):
        self.daemon.write()
        return self.daemon.request("POST", "/v1/reload")

    def send(self, document):
        sock = raw(self.daemon.socket)
        sock.sendall(b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
                     % len(document) + document)
        return sock

    def test_taken(self):
        zygote = self.daemon.children()
        self.daemon.fake_settings = {"ready": {"trust_snapshot": "ab" * 32}}
        answer = self.reload()
        self.assertEqual((answer.status, answer.json["trust_snapshot"]), (200, "ab" * 32))
        self.assertEqual(self.daemon.status()["judge"]["trust_snapshot"], "ab" * 32)
        self.assertIsNotNone(self.daemon.status()["configuration"]["reloaded_at"])
        wait_for(lambda: len(self.daemon.children()) == 1)
        self.assertNotEqual(self.daemon.children(), zygote)
        report = self.daemon.verify(b"FAKE pass").report
        self.assertEqual(report["judged_by"]["trust_snapshot"], "ab" * 32)

    def test_limits_change(self):
        self.assertEqual(self.daemon.verify(bytes(5000)).status, 200)
        self.daemon.configuration["limits"] = {"document": 4096}
        self.assertEqual(self.reload().status, 200)
        self.assertProblem(self.daemon.verify(bytes(5000)), "limit-exceeded", 413)

    def test_by_signal(self):
        self.daemon.fake_settings = {"ready": {"trust_snapshot": "cd" * 32}}
        self.daemon.write()
        self.daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: self.daemon.status()["judge"]["trust_snapshot"] == "cd" * 32)

    def check_refused(self, word):
        zygotes = self.daemon.children()
        answer = self.reload()
        self.assertProblem(answer, "reload-refused", 422)
        self.assertIn(word, answer.json["detail"])
        self.assertIn(word, self.daemon.status()["configuration"]["refusal"])
        self.assertEqual(self.daemon.get("/healthz").status, 200)
        self.assertEqual(self.daemon.verify(b"FAKE pass").status, 200)
        wait_for(lambda: self.daemon.children() == zygotes)
        self.assertIn(word, self.daemon.said())

    def test_refused_by_the_daemon(self):
        self.daemon.configuration["colour"] = "red"
        self.check_refused("vouchd.yaml:")

    def test_refused_by_the_zygote(self):
        self.daemon.fake_settings = {"refuse": "sources/x.yaml:1:2: no plugin"}
        self.check_refused("sources/x.yaml:1:2")

    def test_zygote_dies(self):
        self.daemon.fake_settings = {"die": True}
        self.check_refused("ended")

    def test_socket_and_ledger_stay(self):
        self.daemon.configuration["socket"] = "other.sock"
        self.check_refused("restart vouchd")
        self.daemon.configuration["socket"] = "vouchd.sock"
        self.daemon.configuration["ledger"] = {"path": "other.db"}
        self.check_refused("restart vouchd")

    def test_unknown_names(self):
        self.daemon.configuration["permissions"] = {"verify": ["user:nobody-of-that-name"]}
        self.check_refused("no user is called")

    def test_old_one_drains(self):
        old = self.send(b"FAKE slow 1.2 old")
        wait_for(lambda: self.daemon.status()["documents"]["running"] == 1)
        self.daemon.fake_settings = {"ready": {"trust_snapshot": "ef" * 32}}
        self.assertEqual(self.reload().status, 200)
        new = self.daemon.verify(b"FAKE pass new").report
        self.assertEqual(new["judged_by"]["trust_snapshot"], "ef" * 32)
        answer = old.recv(100000)
        old.close()
        self.assertIn(b'"trust_snapshot":"' + b"00" * 32, answer)
        wait_for(lambda: len(self.daemon.children()) == 1)

    def test_several_at_once(self):
        self.daemon.fake_settings = {"start": 0.3}
        self.daemon.write()
        connections = [self.daemon.connection() for _ in range(4)]
        for connection in connections:
            connection.request("POST", "/v1/reload")
        for connection in connections:
            self.assertEqual(connection.getresponse().status, 200)
            connection.close()
        wait_for(lambda: len(self.daemon.children()) == 1)

    def test_asker_leaves(self):
        self.daemon.fake_settings = {"start": 0.5}
        self.daemon.write()
        sock = raw(self.daemon.socket)
        sock.sendall(b"POST /v1/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        time.sleep(0.2)
        sock.close()
        wait_for(lambda: self.daemon.status()["configuration"]["reloaded_at"])

    def test_stop_while_reloading(self):
        self.daemon.fake_settings = {"start": 30}
        self.daemon.write()
        sock = raw(self.daemon.socket)
        sock.sendall(b"POST /v1/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        wait_for(lambda: len(self.daemon.children()) == 2)
        children = self.daemon.children()
        self.assertEqual(self.daemon.stop(seconds=15), 0)
        self.assertIn(b" 422 ", sock.recv(100))
        sock.close()
        for pid in children:
            self.assertFalse(os.path.exists("/proc/%d" % pid))


if __name__ == "__main__":
    unittest.main(verbosity=2)
