"""What clients do: too much, too slowly, by halves, and leave. The daemon stays, and holds nothing."""

import resource
import subprocess
import sys
import time
import unittest

from harness import Case, Daemon, HERE, raw, read_all, wait_for

LIMIT = 64 * 1024
HEAD = b"POST /v1/verify HTTP/1.1\r\nHost: x\r\n"

NODE = """
const http = require('http');
const request = http.request({socketPath: process.argv[1], path: '/v1/verify', method: 'POST'},
    response => {
        let body = '';
        response.on('data', piece => body += piece);
        response.on('end', () => console.log(response.statusCode, body));
    });
request.on('error', error => { console.log('error', error.code); process.exit(1); });
request.end(Buffer.alloc(+process.argv[2]));
"""

PYTHON = """
import sys
sys.path.insert(0, %r)
from harness import UnixConnection
connection = UnixConnection(sys.argv[1])
connection.request("POST", "/v1/verify", bytes(int(sys.argv[2])))
response = connection.getresponse()
print(response.status, response.read().decode())
""" % str(HERE)


class Clients(Case):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon({"limits": {"document": LIMIT, "request": "1s", "time": "5s"},
                             "examinations": 2}).start()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__(None, None, None)

    def setUp(self):
        self.daemon.verify(b"FAKE pass warm")  # threads are made at the first document
        self.daemon.get("/healthz")
        wait_for(lambda: self.daemon.memfds() == 0)
        time.sleep(0.05)
        self.before = self.daemon.holdings()

    def tearDown(self):
        self.daemon.resting(self.before)
        self.assertEqual(self.daemon.status()["documents"]["held_bytes"], 0)
        self.assertEqual(self.daemon.verify(b"FAKE pass after").status, 200)

    # ---- Too much ----

    def check_413(self, command):
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("413", done.stdout)
        self.assertIn('"limit-exceeded"', done.stdout)
        self.assertIn('"maximum":%d' % LIMIT, done.stdout)

    def test_too_much_from_curl(self):
        path = self.daemon.folder / "big"
        path.write_bytes(bytes(3 * LIMIT))
        self.check_413(["curl", "-s", "-w", "%{http_code}", "--unix-socket", str(self.daemon.socket),
                        "-H", "Expect:", "--data-binary", "@%s" % path, "http://x/v1/verify"])

    def test_too_much_from_python(self):
        self.check_413([sys.executable, "-c", PYTHON, str(self.daemon.socket), str(3 * LIMIT)])

    def test_too_much_from_node(self):
        self.check_413(["node", "-e", NODE, str(self.daemon.socket), str(3 * LIMIT)])

    def test_too_much_in_chunks(self):
        answer = self.daemon.verify(iter([bytes(LIMIT), b"x"]))
        self.assertProblem(answer, "limit-exceeded", 413)
        self.assertEqual(answer.json["value"], LIMIT + 1)

    def test_just_enough(self):
        self.assertEqual(self.daemon.verify(bytes(LIMIT)).status, 200)

    def test_far_too_much(self):
        """Past the bound of draining the answer comes while the client still sends."""
        sock = raw(self.daemon.socket)
        sock.sendall(HEAD + b"Content-Length: 100000000\r\n\r\n")
        answer = b""
        with self.assertRaises(OSError):
            for _ in range(10000):
                sock.sendall(bytes(65536))
        answer = read_all(sock)
        sock.close()
        self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer[:50])
        self.assertIn(b'"limit-exceeded"', answer)

    def test_expect_is_answered_at_once(self):
        sock = raw(self.daemon.socket, 5)
        sock.sendall(HEAD + b"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % (LIMIT + 1))
        answer = read_all(sock)
        sock.close()
        self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer[:50])

    def test_expect_is_continued(self):
        sock = raw(self.daemon.socket, 5)
        sock.sendall(HEAD + b"Content-Length: 9\r\nExpect: 100-continue\r\n\r\n")
        self.assertTrue(sock.recv(100).startswith(b"HTTP/1.1 100 "))
        sock.sendall(b"FAKE pass")
        self.assertTrue(sock.recv(100).startswith(b"HTTP/1.1 200 "))
        sock.close()

    # ---- Too slowly ----

    def trickle(self, start, piece):
        sock = raw(self.daemon.socket)
        sock.sendall(start)
        try:
            for _ in range(30):
                sock.sendall(piece)
                time.sleep(0.2)
            self.fail("was waited for")
        except OSError:
            pass
        answer = read_all(sock)
        sock.close()
        return answer

    def test_slow_body(self):
        answer = self.trickle(HEAD + b"Content-Length: 100\r\n\r\n", b"x")
        self.assertTrue(answer.startswith(b"HTTP/1.1 408 "), answer[:50])
        self.assertIn(b'"limit":"request"', answer)

    def test_slow_headers(self):
        self.assertEqual(self.trickle(b"GET /healthz HTTP/1.1\r\nX: ", b"x"), b"")

    def test_slow_refused_body(self):
        sock = raw(self.daemon.socket)
        sock.sendall(HEAD + b"Content-Length: 100000\r\n\r\nx")
        answer = read_all(sock)  # after DRAIN_MS
        sock.close()
        self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer[:50])

    def test_never_reads(self):
        socks = [raw(self.daemon.socket) for _ in range(4)]
        for sock in socks:
            document = b"FAKE rows 20000"
            sock.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(document) + document)
        wait_for(lambda: self.daemon.status()["documents"]["running"] == 0)
        wait_for(lambda: self.daemon.status()["documents"]["connections"] == 1)
        for sock in socks:
            sock.close()

    def test_idle(self):
        sock = raw(self.daemon.socket, 10)
        self.assertEqual(sock.recv(1), b"")
        sock.close()

    # ---- By halves ----

    def test_half_a_body(self):
        for _ in range(20):
            sock = raw(self.daemon.socket)
            sock.sendall(HEAD + b"Content-Length: 1000\r\n\r\nhalf")
            sock.close()

    def test_half_a_form(self):
        sock = raw(self.daemon.socket)
        sock.sendall(HEAD + b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\n"
                     b"\r\n--x\r\nContent-Disposition: form-data; name=document\r\n\r\nhalf")
        sock.close()

    def test_rubbish(self):
        for data in (b"\0" * 1000, b"GET\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                     b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20000, b"\x16\x03\x01\x02\x00\x01" * 9):
            sock = raw(self.daemon.socket)
            try:
                sock.sendall(data)
                sock.settimeout(5)
                read_all(sock)
            except OSError:
                pass
            sock.close()

    # ---- Leaving ----

    def send(self, document):
        sock = raw(self.daemon.socket)
        sock.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(document) + document)
        return sock

    def running(self):
        documents = self.daemon.status()["documents"]
        return documents["running"], documents["queued"]

    def test_leaving_before_the_start(self):
        rows = self.daemon.status()["ledger"]["rows"]
        busy = [self.send(b"FAKE slow 1.5 %d" % i) for i in range(2)]
        wait_for(lambda: self.running()[0] == 2)
        leaving = self.send(b"FAKE pass leaving")
        wait_for(lambda: self.running() == (2, 1))
        leaving.close()
        wait_for(lambda: self.running() == (2, 0), 1, "the place in the queue to be lost")
        for sock in busy:
            self.assertTrue(sock.recv(100).startswith(b"HTTP/1.1 200 "))
            sock.close()
        self.assertEqual(self.daemon.status()["ledger"]["rows"], rows + 2)

    def test_leaving_after_the_start(self):
        rows = self.daemon.status()["ledger"]["rows"]
        leaving = self.send(b"FAKE slow 0.5 leaving")
        wait_for(lambda: self.running()[0] == 1)
        leaving.close()
        wait_for(lambda: self.daemon.status()["ledger"]["rows"] == rows + 1, what="the row")

    def test_half_closed_is_not_leaving(self):
        import socket

        sock = self.send(b"FAKE slow 0.7 half closed")
        sock.shutdown(socket.SHUT_WR)
        self.assertTrue(read_all(sock).startswith(b"HTTP/1.1 200 "))
        sock.close()

    def test_half_closed_and_then_leaving(self):
        import socket

        busy = [self.send(b"FAKE slow 1.5 a%d" % i) for i in range(2)]
        wait_for(lambda: self.running()[0] == 2)
        sock = self.send(b"FAKE pass half")
        sock.shutdown(socket.SHUT_WR)
        wait_for(lambda: self.running() == (2, 1))
        time.sleep(0.1)
        sock.close()
        wait_for(lambda: self.running() == (2, 0), 1.3, "the place in the queue to be lost")
        for other in busy:
            other.close()
        wait_for(lambda: self.running() == (0, 0))


class Crowd(Case):
    def test_idle_connections(self):
        count = 5000
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard != resource.RLIM_INFINITY and hard < count + 100:
            self.skipTest("needs %d descriptors" % count)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count + 100), hard))
        with Daemon({"limits": {"connections": 12000, "request": "60s", "queue": 64}}) as daemon:
            daemon.verify(b"FAKE pass warm")
            time.sleep(0.1)
            before = daemon.holdings()
            socks = [raw(daemon.socket) for _ in range(count)]
            wait_for(lambda: daemon.status()["documents"]["connections"] > count)
            self.assertEqual(daemon.verify(b"FAKE pass crowd").status, 200)
            for sock in socks:
                sock.close()
            daemon.resting(before)

    def test_one_user_cannot_have_all_connections(self):
        with Daemon({"limits": {"connections": 40, "request": "60s"}}) as daemon:
            socks = [raw(daemon.socket) for _ in range(30)]
            wait_for(lambda: sum(is_closed(sock) for sock in socks) >= 9)
            for sock in socks:
                sock.close()
            wait_for(lambda: answers(daemon))


def is_closed(sock):
    sock.setblocking(False)
    try:
        return sock.recv(1) == b""
    except BlockingIOError:
        return False


def answers(daemon):
    try:
        return daemon.verify(b"FAKE pass").status == 200
    except OSError:
        return False


if __name__ == "__main__":
    unittest.main(verbosity=2)
