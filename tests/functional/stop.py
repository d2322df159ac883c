"""Stopping: what was started is answered, what was not is told so, and nothing hangs."""

import os
import signal
import time
import unittest

from harness import Case, Daemon, raw, read_all, wait_for

HEAD = b"POST /v1/verify HTTP/1.1\r\nHost: x\r\n"


def send(daemon, document):
    sock = raw(daemon.socket)
    sock.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(document) + document)
    return sock


class Stop(Case):
    def start(self, **configuration):
        daemon = Daemon(dict({"examinations": 1}, **configuration)).start()
        self.addCleanup(daemon.__exit__, None, None, None)
        return daemon

    def check_nothing_left(self, daemon, children):
        self.assertFalse(daemon.socket.exists())
        for pid in children:
            self.assertFalse(os.path.exists("/proc/%d" % pid), pid)

    def test_at_rest(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            daemon = self.start()
            children = daemon.children()
            self.assertEqual(len(children), 1)
            idle = raw(daemon.socket)
            self.assertEqual(daemon.stop(number), 0)
            self.check_nothing_left(daemon, children)
            idle.close()

    def test_with_its_whole_group(self):
        """Ctrl-C reaches the examiner too, which leaves it to the daemon, as it does SIGHUP."""
        for number in (signal.SIGINT, signal.SIGTERM):
            daemon = Daemon({"isolation": "best_effort"}, fake=False)
            self.addCleanup(daemon.__exit__, None, None, None)
            daemon.start(start_new_session=True)
            self.assertEqual(daemon.get("/healthz").status, 200)
            children = daemon.children()
            os.killpg(daemon.process.pid, signal.SIGHUP)
            wait_for(lambda: "new configuration" in daemon.said() and daemon.children() != children)
            os.killpg(daemon.process.pid, number)
            self.assertEqual(daemon.process.wait(60), 0)
            daemon.process = None
            self.assertNotIn("the examiner", daemon.said())

    def test_with_suspended_connections(self):
        daemon = self.start()
        running = send(daemon, b"FAKE slow 1 running")
        wait_for(lambda: daemon.status()["documents"]["running"] == 1)
        queued = [send(daemon, b"FAKE pass queued %d" % i) for i in range(5)]
        wait_for(lambda: daemon.status()["documents"]["queued"] == 5)
        children = daemon.children()
        self.assertEqual(daemon.stop(), 0)
        self.assertTrue(read_all(running).startswith(b"HTTP/1.1 200 "))
        for sock in queued:
            answer = read_all(sock)
            self.assertTrue(answer.startswith(b"HTTP/1.1 503 "), answer[:40])
            self.assertIn(b'"shutting-down"', answer)
            sock.close()
        running.close()
        self.check_nothing_left(daemon, children)

    def test_with_a_half_sent_body(self):
        daemon = self.start()
        sock = raw(daemon.socket)
        sock.sendall(HEAD + b"Content-Length: 100\r\n\r\nhalf")
        wait_for(lambda: daemon.status()["documents"]["queued"] == 1)
        daemon.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        sock.sendall(bytes(96))
        self.assertIn(b'"shutting-down"', read_all(sock))
        sock.close()
        self.assertEqual(daemon.stop(), 0)

    def test_is_bounded(self):
        """A child that never ends is killed after its time; its document is recorded."""
        daemon = self.start(limits={"time": "2s"})
        sock = send(daemon, b"FAKE loop")
        wait_for(lambda: daemon.status()["documents"]["running"] == 1)
        self.assertEqual(daemon.stop(), 0)
        self.assertIn(b'"limit.time"', read_all(sock))
        sock.close()

    def test_twice_is_faster(self):
        daemon = self.start(limits={"time": "60s"})
        sock = send(daemon, b"FAKE loop")
        wait_for(lambda: daemon.status()["documents"]["running"] == 1)
        children = daemon.children()
        daemon.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        self.assertEqual(daemon.stop(), 0)
        read_all(sock)
        sock.close()
        self.check_nothing_left(daemon, children)

    def test_killed_daemon_leaves_no_children(self):
        daemon = self.start()
        sock = send(daemon, b"FAKE slow 1")
        wait_for(lambda: daemon.status()["documents"]["running"] == 1)
        wait_for(lambda: len(daemon.children()) == 2)  # it is running before it is forked
        children = daemon.children()
        daemon.process.kill()
        daemon.process.wait()
        daemon.process = None
        wait_for(lambda: not any(os.path.exists("/proc/%d" % pid) and alive(pid)
                                 for pid in children))
        sock.close()
        daemon.start()  # over the socket that the dead one left
        self.assertEqual(daemon.verify(b"FAKE pass").status, 200)


def alive(pid):
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    unittest.main(verbosity=2)
