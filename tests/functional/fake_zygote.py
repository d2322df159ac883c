#!/usr/bin/python3
"""A zygote that reads no documents: it does what the first line of one says.

Speaks core/worker/message.h from its own understanding of it, so that the daemon's side can
be tested against a partner that hangs, dies, lies and writes rubbish. What it says of itself
stands in fake.json beside the configuration: {"refuse": TEXT, "start": SECONDS, "die": true}.

Under the name vouch-reader it is the second kind, and "reader" in fake.json is what it says
then. "inventory" there may be "none" or "unsealed". "FAKE read WORDS" is a scan: the first kind hands it over, the second does what WORDS say.
"""

import array
import fcntl
import json
import os
import select
import signal
import socket
import struct
import sys
import time

READY, REFUSED, EXAMINE, STARTED, ENDED = range(1, 6)
JUDGEMENTS, EXAMINATION, TIMINGS, NEEDS_READING = range(1, 5)
IS_READER = os.path.basename(sys.argv[0]) == "vouch-reader"


def send(sock, kind, payload, fds=()):
    data = json.dumps(payload).encode()
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    sock.sendmsg([struct.pack("=II", kind, len(data)) + data], rights)


def receive(sock):
    data, rights, _, _ = sock.recvmsg(300000, socket.CMSG_SPACE(8))
    fds = array.array("i")
    for _, _, content in rights:
        fds.frombytes(content)
    if not data:
        return None, None, []
    kind, size = struct.unpack("=II", data[:8])
    assert size == len(data) - 8
    return kind, json.loads(data[8:]), list(fds)


def canonical(value):
    """RFC 8785, which is all that the daemon takes from a child."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def frame(pipe, kind, payload):
    data = payload if isinstance(payload, bytes) else canonical(payload)
    data = struct.pack("=II", kind, len(data)) + data
    while data:
        data = data[os.write(pipe, data):]


# What a scan is worth, so that nobody can make more of it.
READ_INDICATION = "indeterminate"


def candidate(source, indication):
    found = {"indication": indication, "reasons": [], "signatures": []}
    if source:
        found["source"] = source
    if indication == "indeterminate":
        found["subindication"] = "NO_SIGNATURE_FOUND"
        found["reasons"] = [{"code": "pdf.not_signed", "params": {}}]
    return found


def judgements(indication):
    return {"candidates": [candidate("fake", indication), candidate(None, "indeterminate")],
            "media_type": "application/pdf", "password": "none"}


def crossing(row):
    return {"basis": "document", "date": "2026-01-01", "direction": "exit", "document_masked": False,
            "document_number": "C0000000%d" % (row % 3), "port": "罗湖", "region": "HK", "row": row}


def claims(rows):
    return {"complete": "yes", "covers": "person", "extra": [], "form": "electronic",
            "serial": "FAKE 2026 0001", "crossings": [crossing(i + 1) for i in range(rows)],
            "person": {"names": [{"kind": "printed", "script": "Hani", "value": "样本"}],
                       "birth_date": "1990-01-01",
                       "id_numbers": [{"kind": "cn_resident_id", "masked": False,
                                       "value": "990101199001010000"}]}}


def examination(source, rows=2):
    return {"source": source, "plugin": "fake", "plugin_version": "1.0.0", "reasons": [],
            "checks": [], "claims": claims(rows), "evidence": [
                {"box": [1, 2, 3, 4], "claim": "/claims/serial", "from": "text",
                 "outcome": "claimed", "page": 1, "text": "FAKE 2026 0001"}]}


def alter(found, words):
    """NAME=VALUE of a document's first line: what it says otherwise."""
    if "name" in words:
        found["person"]["names"][0]["value"] = words["name"]
    if "birth_date" in words:
        found["person"]["birth_date"] = words["birth_date"]
    if "serial" in words:
        found["serial"] = words["serial"]
    if "complete" in words:
        found["complete"] = words["complete"]
    if "period" in words:
        found["period_from"] = found["period_to"] = words["period"]


def examine(pipe, words, request):
    """What a child does; the first word says which."""
    if words[0] == "read" and not IS_READER:
        frame(pipe, JUDGEMENTS, judgements(READ_INDICATION))
        frame(pipe, NEEDS_READING, b"")
        if "and-more" in words:
            frame(pipe, EXAMINATION, examination("fake"))
        if "and-dies" in words:
            os.kill(os.getpid(), signal.SIGSEGV)
        frame(pipe, TIMINGS, {"isolation_us": 1, "signature_us": 2, "text_us": 3, "source_us": 4})
        return
    what = words[0]
    if what == "slow":
        time.sleep(float(words[1]))
    if what == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "exit":
        os._exit(4)
    if what == "memory":
        os._exit(3)  # CHILD_EXIT_NO_MEMORY
    if what == "silent":
        return
    if what == "rubbish":
        os.write(pipe, b"\xff" * 100000)
        time.sleep(60)
    if what == "early":
        frame(pipe, EXAMINATION, examination("fake"))
    if what == "huge":
        os.write(pipe, struct.pack("=II", JUDGEMENTS, 0xFFFFFFFF))
        time.sleep(60)
    judged = judgements(READ_INDICATION if IS_READER else "total_passed")
    if what == "better":
        judged = judgements("total_passed")
    frame(pipe, JUDGEMENTS, b"{nonsense" if what == "nonsense" else judged)
    if what == "again":
        frame(pipe, NEEDS_READING, b"")
    if what == "crash-after":
        os.kill(os.getpid(), signal.SIGABRT)
    if what == "loop":
        time.sleep(600)
    if what == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "half":
        os.write(pipe, struct.pack("=II", EXAMINATION, 1000) + b"{")
        return
    if what == "inputs":
        found = examination("fake")
        found["claims"]["extra"] = [{"name": name, "type": "text", "value": str(value)}
                                    for name, value in sorted(request.items()) if name != "id"]
    elif what == "person":
        found = examination("fake", int(words[1]))
        alter(found["claims"], dict(word.split("=") for word in words[2:] if "=" in word))
    else:
        found = examination("stranger" if what == "liar" else "fake",
                            int(words[1]) if what == "rows" else 2)
    frame(pipe, EXAMINATION, found)
    frame(pipe, TIMINGS, {"isolation_us": 1, "signature_us": 2, "text_us": 3, "source_us": 4})
    if what == "twice":
        frame(pipe, EXAMINATION, found)
        time.sleep(60)


def start(sock, request, fds, children):
    document, pipe = fds
    words = os.pread(document, 200, 0).split(b"\n")[0].decode("latin-1").split()
    words = words[1:] if words[:1] == ["FAKE"] and len(words) > 1 else ["pass"]
    if IS_READER:
        assert words[0] == "read"
        words = words[1:]
    if words[0] == "die":
        os._exit(1)
    if words[0] == "hang":
        return
    if words[0] == "nofork":
        send(sock, ENDED, {"id": request["id"], "error": "no more processes"})
    elif words[0] == "wrong":
        send(sock, STARTED, {"id": "nobody"}, [os.pidfd_open(os.getpid())])
    else:
        pid = os.fork()
        if pid == 0:
            sock.close()
            examine(pipe, words, request)
            os._exit(0)
        pidfd = os.pidfd_open(pid)
        children[pidfd] = (pid, request["id"])
        send(sock, STARTED, {"id": request["id"]}, [pidfd])
    for fd in fds:
        os.close(fd)


def reap(sock, pidfd, children):
    pid, name = children.pop(pidfd)
    os.close(pidfd)
    status = os.waitpid(pid, 0)[1]
    end = {"id": name, "cpu_us": 1000, "fork_us": 100}
    if os.WIFSIGNALED(status):
        end["signal"] = os.WTERMSIG(status)
    else:
        end["exit"] = os.WEXITSTATUS(status)
    send(sock, ENDED, end)


def serve(sock):
    children = {}
    draining = False
    while not draining or children:
        wanted = list(children) + ([] if draining else [sock])
        for ready in select.select(wanted, [], [])[0]:
            if ready is not sock:
                reap(sock, ready, children)
                continue
            kind, request, fds = receive(sock)
            if kind is None:
                draining = True
            else:
                start(sock, request, fds, children)


def ready():
    source = {"name": "fake", "plugin": "fake", "plugin_version": "1.0.0", "summary": "A fake",
              "warnings": [], "limits": {}}
    return {"build": "0.1.0+fake", "trust_snapshot": "00" * 32, "configuration_sha256": "11" * 32,
            "isolation": {"fake": True}, "sources": [source],
            "codes": [{"code": "fake.check", "kind": "check", "plugin": "fake"}]}


def inventory(path, is_sealed):
    """The one file that it reads: sealed, as base/inventory.h has it."""
    fd = os.memfd_create("inventory", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    if path:
        with open(path, "rb") as file:
            content = file.read()
        name = os.path.abspath(path).encode()
        os.write(fd, struct.pack("=IIQ", 1, len(name), len(content)) + name + content)
    if is_sealed:
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS,
                    fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE)
    return fd


def main():
    sock = socket.socket(fileno=3)
    settings = {}
    if "--config" in sys.argv:
        folder = os.path.dirname(sys.argv[sys.argv.index("--config") + 1])
        try:
            with open(os.path.join(folder, "fake.json"), encoding="utf-8") as file:
                settings = json.load(file)
        except FileNotFoundError:
            pass
    if IS_READER:
        settings = settings.get("reader", {})
    time.sleep(settings.get("start", 0))
    if settings.get("die"):
        sys.exit(1)
    if "refuse" in settings:
        send(sock, REFUSED, {"message": settings["refuse"]})
        return
    hello = ready()
    if IS_READER:
        hello["reading"] = {"engine": "fake 1.0", "models_sha256": "22" * 32, "processor": "none"}
    hello.update(settings.get("ready", {}))
    files = []
    if not IS_READER and settings.get("inventory") != "none":
        path = sys.argv[sys.argv.index("--config") + 1] if "--config" in sys.argv else None
        files = [inventory(path, settings.get("inventory") != "unsealed")]
    send(sock, READY, hello, files)
    for fd in files:
        os.close(fd)
    serve(sock)


if __name__ == "__main__":
    main()
