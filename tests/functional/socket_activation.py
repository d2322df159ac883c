"""Where it listens, and what a service manager is told."""

import os
import select
import signal
import socket
import time
import unittest

from harness import Case, Daemon, wait_for


def listening(path):
    sock = socket.socket(socket.AF_UNIX)
    sock.bind(str(path))
    sock.listen(64)
    return sock


HAND_OVER = """
import os, sys
given = [int(fd) for fd in sys.argv[1].split(",")]
fds = [os.dup2(fd, 100 + i, inheritable=False) for i, fd in enumerate(given)]
for fd in given:
    os.set_inheritable(fd, False)
for i, fd in enumerate(fds):
    os.dup2(fd, 3 + i)
os.environ.update(LISTEN_FDS=str(len(fds)), LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


class Activated(Daemon):
    """Started as systemd does: descriptors from 3 on, LISTEN_FDS, LISTEN_PID."""

    def __init__(self, socks, **more):
        super().__init__(**more)
        self.socks = socks

    def command(self):
        fds = ",".join(str(sock.fileno()) for sock in self.socks)
        return ["/usr/bin/python3", "-c", HAND_OVER, fds, *super().command()]

    def spawn(self, **extra):
        return super().spawn(pass_fds=[sock.fileno() for sock in self.socks], **extra)


class Activation(Case):
    def make(self, count=1, configuration=None, arguments=()):
        daemon = Activated([], configuration=configuration, arguments=arguments)
        daemon.socks = [listening(daemon.folder / ("vouchd.sock" if not i else "more%d.sock" % i))
                        for i in range(count)]
        if configuration is None:
            del daemon.configuration["socket"]
        self.addCleanup(daemon.__exit__, None, None, None)
        for sock in daemon.socks:
            self.addCleanup(sock.close)
        return daemon

    def check_refused(self, daemon, word):
        daemon.spawn()
        self.assertEqual(daemon.process.wait(30), 1)
        daemon.process = None
        self.assertIn(word, daemon.said())

    def test_inherited(self):
        daemon = self.make().start()
        self.assertEqual(daemon.verify(b"FAKE pass").status, 200)
        self.assertIn("(inherited)", daemon.said())
        daemon.stop()
        self.assertTrue(daemon.socket.exists(), "the socket is the service manager's")

    def test_restart_loses_nobody(self):
        daemon = self.make().start()
        daemon.stop()
        connection = daemon.connection()
        connection.request("GET", "/healthz")  # waits in the backlog
        daemon.start()
        self.assertEqual(connection.getresponse().status, 200)
        connection.close()

    def test_agrees_with_the_configuration(self):
        daemon = self.make(configuration={"socket": "vouchd.sock"}).start()
        self.assertEqual(daemon.get("/healthz").status, 200)

    def test_conflicts(self):
        self.check_refused(self.make(configuration={"socket": "other.sock"}), "was inherited")
        self.check_refused(self.make(arguments=["--socket", "/tmp/x"]), "was inherited")
        self.check_refused(self.make(count=2), "more than one socket")

    def test_not_a_listening_socket(self):
        daemon = self.make(count=0)
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(sock.close)
        daemon.socks = [sock]
        self.check_refused(daemon, "not a listening Unix stream socket")


class Own(Case):
    def make(self):
        daemon = Daemon()
        self.addCleanup(daemon.__exit__, None, None, None)
        return daemon

    def check_refused(self, daemon, word):
        daemon.spawn()
        self.assertEqual(daemon.process.wait(30), 1)
        daemon.process = None
        self.assertIn(word, daemon.said())

    def test_stale_socket_is_replaced(self):
        daemon = self.make()
        listening(daemon.socket).close()
        daemon.start()

    def test_living_socket_is_not(self):
        daemon = self.make()
        with listening(daemon.socket):
            self.check_refused(daemon, "another daemon answers there")
            self.assertTrue(daemon.socket.exists())

    def test_a_file_is_not(self):
        daemon = self.make()
        daemon.socket.write_text("precious")
        self.check_refused(daemon, "not a socket")
        self.assertEqual(daemon.socket.read_text(), "precious")

    def test_too_long(self):
        daemon = self.make()
        daemon.configuration["socket"] = "x" * 120
        self.check_refused(daemon, "too long")

    def test_option_wins(self):
        daemon = self.make()
        daemon.socket = daemon.folder / "option.sock"
        daemon.arguments = ["--socket", str(daemon.socket)]
        daemon.start()
        self.assertFalse((daemon.folder / "vouchd.sock").exists())

    def test_only_its_own_is_removed(self):
        daemon = self.make()
        daemon.start()
        daemon.socket.unlink()
        with listening(daemon.socket):
            daemon.stop()
            self.assertTrue(daemon.socket.exists())


class Notify(Case):
    def setUp(self):
        self.daemon = Daemon()
        path = self.daemon.folder / "notify"
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.sock.bind(str(path))
        self.addCleanup(self.sock.close)
        self.addCleanup(self.daemon.__exit__, None, None, None)
        self.daemon.environment["NOTIFY_SOCKET"] = str(path)

    def told(self, seconds=20):
        if not select.select([self.sock], [], [], seconds)[0]:
            self.fail("nothing was told")
        return self.sock.recv(4096).decode().split("\n")

    def test_ready_reloading_stopping(self):
        self.daemon.spawn()
        self.assertIn("READY=1", self.told())
        self.assertEqual(self.daemon.verify(b"FAKE pass").status, 200)
        before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self.daemon.process.send_signal(signal.SIGHUP)
        told = self.told()
        self.assertIn("RELOADING=1", told)
        stamp = [line for line in told if line.startswith("MONOTONIC_USEC=")]
        self.assertGreaterEqual(int(stamp[0].split("=")[1]), before)
        self.assertIn("READY=1", self.told())
        self.daemon.configuration["colour"] = "red"
        self.daemon.write()
        self.daemon.process.send_signal(signal.SIGHUP)
        self.assertIn("RELOADING=1", self.told())
        self.assertIn("READY=1", self.told())
        self.daemon.process.send_signal(signal.SIGTERM)
        self.assertIn("STOPPING=1", self.told())

    def test_not_ready_before_it_is(self):
        self.daemon.fake_settings = {"start": 1}
        self.daemon.spawn()
        self.assertEqual(select.select([self.sock], [], [], 0.5)[0], [])
        self.assertIn("READY=1", self.told())

    def test_watchdog(self):
        self.daemon.environment["WATCHDOG_USEC"] = "300000"
        self.daemon.spawn()
        told = []
        end = time.monotonic() + 10
        while told.count("WATCHDOG=1") < 4 and time.monotonic() < end:
            told += self.told()
        self.assertGreaterEqual(told.count("WATCHDOG=1"), 4)


if __name__ == "__main__":
    unittest.main(verbosity=2)
