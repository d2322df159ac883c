"""More than can be held: busy, with the place to come back to."""

import time
import unittest

from harness import Case, Daemon, raw, wait_for

HEAD = b"POST /v1/verify HTTP/1.1\r\nHost: x\r\n"


def send(daemon, document):
    sock = raw(daemon.socket)
    sock.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(document) + document)
    return sock


class Overload(Case):
    def start(self, **limits):
        daemon = Daemon({"limits": limits, "examinations": 1}).start()
        self.addCleanup(daemon.__exit__, None, None, None)
        return daemon

    def assertBusy(self, answer):
        self.assertProblem(answer, "busy", 503)
        self.assertGreater(int(answer.headers["Retry-After"]), 0)

    def fill(self, daemon, count, seconds=1.5):
        socks = []
        for i in range(count):
            socks.append(send(daemon, b"FAKE slow %g %d" % (seconds, i)))
            wait_for(lambda: self.documents(daemon) == (i, 1))
        return socks

    def documents(self, daemon):
        documents = daemon.status()["documents"]
        return documents["queued"], documents["running"]

    def finish(self, daemon, socks):
        for sock in socks:
            self.assertTrue(sock.recv(100).startswith(b"HTTP/1.1 200 "))
            sock.close()
        wait_for(lambda: self.documents(daemon) == (0, 0))
        self.assertEqual(daemon.verify(b"FAKE pass").status, 200)
        self.assertEqual(daemon.status()["documents"]["held_bytes"], 0)

    def test_queue(self):
        daemon = self.start(queue=2)
        socks = self.fill(daemon, 3, 0.5)
        answer = daemon.verify(b"FAKE pass")
        self.assertBusy(answer)
        self.assertEqual(answer.json["queued"], 2)
        self.finish(daemon, socks)

    def test_per_peer(self):
        daemon = self.start(per_peer=2)
        socks = self.fill(daemon, 2, 0.5)
        self.assertBusy(daemon.verify(b"FAKE pass"))
        self.assertEqual(daemon.get("/healthz").status, 200)
        self.finish(daemon, socks)

    def test_held(self):
        daemon = self.start(document=100000, held=150000)
        sock = raw(daemon.socket)
        sock.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
        wait_for(lambda: daemon.status()["documents"]["held_bytes"] == 100000)
        self.assertBusy(daemon.verify(bytes(60000)))
        self.assertEqual(daemon.verify(bytes(50000)).status, 200)
        self.assertBusy(daemon.verify(iter([bytes(60000)])))  # not said beforehand
        sock.close()
        wait_for(lambda: daemon.status()["documents"]["held_bytes"] == 0)
        self.assertEqual(daemon.verify(bytes(60000)).status, 200)

    def test_busy_reaches_a_client_that_is_still_sending(self):
        daemon = self.start(queue=1)
        socks = self.fill(daemon, 2, 0.5)
        self.assertBusy(daemon.verify(bytes(5000000)))
        self.finish(daemon, socks)

    def test_many_at_once(self):
        daemon = self.start()
        socks = [send(daemon, b"FAKE pass %d" % i) for i in range(60)]
        self.finish(daemon, socks)
        status = daemon.status()
        self.assertEqual(status["totals"]["examined"], 61)
        self.assertEqual(status["ledger"]["rows"], 62)


if __name__ == "__main__":
    unittest.main(verbosity=2)
