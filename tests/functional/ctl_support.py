"""What the tests of vouchctl share: running it, and a daemon that answers from a script.

The scripted daemon speaks the contract of the socket without judging anything, so that
every answer vouchctl can get is tried, also those that the real one gives once in a year.
"""

import copy
import fcntl
import json
import os
import pty
import socketserver
import struct
import subprocess
import tempfile
import termios
import threading
import unittest
import urllib.parse
from http.server import BaseHTTPRequestHandler
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STAGE = Path(os.environ["VOUCH_STAGE"])
VOUCHCTL = STAGE / "bin" / "vouchctl"
SAMPLES = ROOT / "tests" / "samples" / "demo"

PASSED, FAILED, UNDECIDED, NOT_EXAMINED, USAGE = 0, 1, 2, 3, 64


class Result:
    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()


def vouchctl(*arguments, env=None, cwd=None, user=None):
    """Runs vouchctl without a terminal."""
    environment = {**os.environ, "NO_COLOR": "", **(env or {})}
    done = subprocess.run(
        [VOUCHCTL, *map(os.fspath, arguments)],
        stdin=subprocess.DEVNULL, capture_output=True, env=environment, cwd=cwd, user=user,
        timeout=60)
    return Result(done)


def on_terminal(*arguments, env=None, columns=0, cwd=None):
    """Runs vouchctl with a terminal for standard output and error; status and what it wrote."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm", **(env or {})}
    environment = {name: value for name, value in environment.items() if value is not None}
    child = subprocess.Popen([VOUCHCTL, *map(os.fspath, arguments)], stdin=slave, stdout=slave,
                             stderr=slave, env=environment, cwd=cwd)
    os.close(slave)
    written = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    os.close(master)
    return child.wait(timeout=60), written.decode()


CERTIFICATE = {
    "subject": "CN=样本签发者,O=国家移民管理局", "issuer": "CN=Sample Root", "serial": "01ab",
    "not_before": "2024-01-01T00:00:00Z", "not_after": "2034-01-01T00:00:00Z",
    "sha256": "aa" * 32,
}
SIGNATURE = {
    "field": "Signature1", "subfilter": "adbe.pkcs7.detached", "format": "cms",
    "indication": "total_passed", "coverage": "whole_file", "digest_algorithm": "sha256",
    "signature_algorithm": "rsa", "signer": CERTIFICATE, "path": [CERTIFICATE, CERTIFICATE],
    "claimed_time": "2026-04-04T12:47:31Z", "time_basis": "at", "revision": 1, "changes": [],
    "reasons": [],
}


def crossing(row, date, direction="entry", port="福田口岸"):
    return {"row": row, "direction": direction, "date": date, "document_type": "往来港澳通行证",
            "document_number": "CZ9900017", "document_masked": False, "port": port,
            "region": "HK", "basis": "document"}


REPORT = {
    "schema": 1, "id": "0123456789abcdef", "document_sha256": "bb" * 32, "size": 9,
    "media_type": "application/pdf", "build": "0.1.0+test",
    "judged_by": {"trust_snapshot": "cc" * 32, "configuration_sha256": "dd" * 32,
                  "plugin": "nia", "plugin_version": "1"},
    "inputs": {"at": "2026-11-22T09:00:00Z", "at_from": "clock", "password": "none"},
    "source": "nia", "judged_signature": 0, "repeatable": True, "indication": "total_passed",
    "reasons": [], "signatures": [SIGNATURE],
    "checks": [{"id": "nia.rows", "outcome": "pass", "params": {}, "message": "Rows run on."}],
    "claims": {
        "complete": "yes", "covers": "person", "serial": "E260404900017",
        "person": {"names": [{"value": "王小样", "script": "Hani", "kind": "printed"}],
                   "sex": "male", "birth_date": "1990-01-01",
                   "id_numbers": [{"kind": "cn_resident_id", "value": "990101199001010035",
                                   "masked": False}]},
        "period_from": "2025-04-04", "period_to": "2026-04-04",
        "issued_on": "2026-04-04", "issued_at": "2026-04-04T12:47:00Z",
        "form": "electronic", "extra": [],
        "crossings": [crossing(row, f"2026-03-{27 - row:02}") for row in range(1, 21)],
    },
}


def answer(**changes):
    """A whole answer to /v1/verify, the report changed as named."""
    report = copy.deepcopy(REPORT)
    report.update(changes)
    return {"report": report, "decisions": [], "sightings": [],
            "recorded": {"position": 7, "report_sha256": "ee" * 32}}


def problem(status, kind, title, detail, **headers):
    return status, {"type": kind, "title": title, "detail": detail, "status": status}, headers


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def address_string(self):
        return "unix"

    def log_message(self, *_):
        pass

    def do_any(self):
        script = self.server.script
        url = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = {"method": self.command, "path": url.path, "body": body,
                   "query": dict(urllib.parse.parse_qsl(url.query)),
                   "headers": dict(self.headers)}
        script.requests.append(request)
        replies = script.replies.get(url.path, [])
        reply = replies.pop(0) if len(replies) > 1 else (replies or [None])[0]
        if callable(reply):
            reply = reply(request)
        if reply is None:
            reply = problem(404, "not-found", "There is nothing here", url.path)
        if reply == "hang up":
            self.close_connection = True
            return
        if isinstance(reply, bytes):
            status, data, headers = 200, reply, {}
        else:
            status, content, headers = reply if isinstance(reply, tuple) else (200, reply, {})
            data = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_any


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # clients that leave are part of the tests


class ScriptedDaemon:
    """Answers each path with its list of replies, the last one for ever."""

    def __init__(self, folder):
        self.socket = Path(folder) / "vouchd.sock"
        self.replies = {"/v1/verify": [answer()], "/healthz": [{"status": "ready"}]}
        self.requests = []
        self.server = Server(str(self.socket), Handler)
        self.server.script = self
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.socket.unlink(missing_ok=True)


class CtlTest(unittest.TestCase):
    """A temporary folder and a scripted daemon for each test."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="ctl-")
        self.addCleanup(self.temporary.cleanup)
        self.folder = Path(self.temporary.name)
        self.daemon = ScriptedDaemon(self.folder)
        self.addCleanup(self.daemon.stop)
        self.file = self.write("a.pdf", b"%PDF-1.7\n")

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def ctl(self, *arguments, **options):
        return vouchctl("--socket", self.daemon.socket, *arguments, **options)

    def reply(self, *replies, path="/v1/verify"):
        self.daemon.replies[path] = list(replies)

    def assertStatus(self, result, status):
        self.assertEqual(result.status, status, result.out + result.err)
