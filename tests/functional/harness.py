"""A daemon in a temporary folder, and HTTP to it over its Unix socket."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
STAGE = Path(os.environ["VOUCH_STAGE"])
SANITIZED = os.environ.get("VOUCH_SANITIZED") == "1"
START_SECONDS = 60


class UnixConnection(http.client.HTTPConnection):
    """http.client over a Unix socket."""

    def __init__(self, path, timeout=60):
        super().__init__("localhost", timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = raw(self.path, self.timeout)


def raw(path, timeout=60):
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(timeout)
    while True:
        try:
            sock.connect(str(path))
            return sock
        except BlockingIOError:  # the backlog is full, and Python's time-outs do not wait for it
            time.sleep(0.01)
        except OSError:
            sock.close()
            raise


def read_all(sock):
    """Until the other end closes; what came until it broke off counts too."""
    data = b""
    try:
        while piece := sock.recv(65536):
            data += piece
    except ConnectionError:
        pass
    return data


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def report(self):
        return self.json["report"]

    @property
    def reasons(self):
        return [reason["code"] for reason in self.report["reasons"]]


def yaml(value, indent=0):
    """Enough YAML for a configuration: maps, lists of scalars, scalars."""
    lines = []
    for key, item in value.items():
        if isinstance(item, dict):
            lines += ["%s%s:" % (" " * indent, key), yaml(item, indent + 2)]
        else:
            lines.append("%s%s: %s" % (" " * indent, key, json.dumps(item)))
    return "\n".join(lines)


class Daemon:
    """Starts in __enter__, must end clean in __exit__."""

    def __init__(self, configuration=None, fake=True, program=(), environment=None, arguments=()):
        self.folder = Path(tempfile.mkdtemp(prefix="vouchd-test-"))
        self.fake = fake
        self.configuration = {"ledger": {"path": "ledger.db"}, "socket": "vouchd.sock"}
        self.configuration.update(configuration or {})
        self.arguments = list(arguments)
        self.wrapper = list(program)
        self.environment = dict(os.environ, **(environment or {}))
        self.process = None
        self.log = self.folder / "log"
        self.socket = self.folder / "vouchd.sock"
        self.fake_settings = {}

    @property
    def program(self):
        if not self.fake:
            return STAGE / "bin" / "vouchd"
        program = self.folder / "prefix" / "bin" / "vouchd"
        if not program.exists():
            examiner = self.folder / "prefix" / "libexec" / "vouchd" / "vouch-zygote"
            for path in (program, examiner):
                path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(STAGE / "bin" / "vouchd", program)
            shutil.copy(HERE / "fake_zygote.py", examiner)
            shutil.copy(HERE / "fake_zygote.py", examiner.with_name("vouch-reader"))
        return program

    def write(self):
        (self.folder / "vouchd.yaml").write_text(yaml(self.configuration) + "\n")
        (self.folder / "fake.json").write_text(json.dumps(self.fake_settings))

    def command(self):
        return self.wrapper + [str(self.program), "--config", str(self.folder / "vouchd.yaml"),
                               *self.arguments]

    def spawn(self, **extra):
        self.write()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command(), stderr=log, env=self.environment,
                                            stdin=subprocess.DEVNULL, **extra)
        return self.process

    def start(self, **extra):
        self.spawn(**extra)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError("vouchd ended: " + self.said())
            try:
                if self.request("GET", "/healthz", timeout=2).status in (200, 503):
                    return self
            except OSError:
                time.sleep(0.02)
        raise AssertionError("vouchd does not answer: " + self.said())

    def said(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def stop(self, number=signal.SIGTERM, seconds=60):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(seconds)
        self.process = None
        return status

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise

    def __exit__(self, kind, value, trace):
        try:
            if self.process:
                status = self.stop()
                if kind is None and status != 0:
                    raise AssertionError("vouchd ended with %d: %s" % (status, self.said()))
        finally:
            if self.process:
                self.process.kill()
                self.process.wait()
            if kind is not None:
                print(self.said())
            shutil.rmtree(self.folder, ignore_errors=True)

    # ---- Requests ----

    def connection(self, timeout=60):
        return UnixConnection(self.socket, timeout)

    def request(self, method, path, body=None, headers=None, timeout=60):
        connection = self.connection(timeout)
        try:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, headers=None):
        return self.request("GET", path, headers=headers)

    def verify(self, body, query="", headers=None, timeout=60):
        path = "/v1/verify" + ("?" + query if query else "")
        return self.request("POST", path, body, headers, timeout)

    def status(self):
        return self.get("/v1/status").json

    # ---- What it holds ----

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))

    def memfds(self):
        count = 0
        for fd in Path("/proc/%d/fd" % self.process.pid).iterdir():
            try:
                count += "memfd:" in os.readlink(fd)
            except FileNotFoundError:
                pass
        return count

    def threads(self):
        return len(os.listdir("/proc/%d/task" % self.process.pid))

    def children(self):
        """Processes below the daemon, the zygote's children included."""
        found, level = [], [self.process.pid]
        while level:
            pid = level.pop()
            try:
                tasks = list(Path("/proc/%d/task" % pid).iterdir())
                for task in tasks:
                    below = [int(word) for word in (task / "children").read_text().split()]
                    found += below
                    level += below
            except (FileNotFoundError, ProcessLookupError):
                pass
        return found

    def resting(self, baseline, seconds=20):
        """Waits until the daemon holds no more than it did."""
        end = time.monotonic() + seconds
        while True:
            now = (self.descriptors(), self.memfds(), self.threads(), len(self.children()))
            if all(a <= b for a, b in zip(now, baseline)):
                return
            if time.monotonic() > end:
                raise AssertionError("holds %r, held %r before" % (now, baseline))
            time.sleep(0.05)

    def holdings(self):
        return (self.descriptors(), self.memfds(), self.threads(), len(self.children()))


def wait_for(condition, seconds=20, what="a condition"):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited %d s for %s" % (seconds, what))
        time.sleep(0.02)


class Case(unittest.TestCase):
    maxDiff = None

    def assertProblem(self, answer, kind, status):
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json", answer.body)
        self.assertEqual((answer.json["type"], answer.status), (kind, status), answer.body)
        self.assertEqual(answer.json["status"], status)
        self.assertTrue(answer.json["title"])
