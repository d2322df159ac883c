"""A daemon that trusts the corpus' signers by one source and nobody by another."""

import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "functional"))

import signers
from harness import SANITIZED, STAGE, Daemon

UNTRUSTED, OWN_SIGNERS = "nobody", "signers"
NEVER = "0001-01-01T00:00:00Z"
REFUSED = re.compile(r"(\w+/[0-9a-f]{16}\.der): (.*)")


def pin(folder, certificates):
    """Each certificate as a file of its own."""
    folder.mkdir()
    for der in certificates:
        (folder / (hashlib.sha256(der).hexdigest()[:16] + ".der")).write_bytes(der)


class Corpus:
    """A context: the daemon runs in it."""

    def __init__(self, files):
        self.daemon = Daemon({"sources": "sources/", "isolation": "best_effort",
                              "limits": {"time": "120s" if SANITIZED else "20s"}}, fake=False)
        self.refused = []  # certificates that cannot be configured, with the reason
        self.passwords = {}
        found = [signers.of_file(path.read_bytes()) for path in files]
        pin(self.daemon.folder / "signers", [der for one in found for der in one.documents])
        pin(self.daemon.folder / "time_stamps", [der for one in found for der in one.time_stamps])

    def write_sources(self):
        sources = self.daemon.folder / "sources"
        sources.mkdir(exist_ok=True)
        trust = {"later_signatures": "allow", "revocation": "if_available"}
        for name in ("signers", "time_stamps"):
            if any((self.daemon.folder / name).iterdir()):
                trust[name] = ["../%s/" % name]
        for name, value in ((UNTRUSTED, {}), (OWN_SIGNERS, trust)):
            (sources / (name + ".yaml")).write_text(
                json.dumps({"plugin": "nia", "trust": value}) + "\n")

    def leave_out_refused(self):
        """Takes away, one by one, what is refused as a signer."""
        self.daemon.write()
        while True:
            done = subprocess.run(self.daemon.command() + ["--check-config"],
                                  capture_output=True, text=True, timeout=300)
            if done.returncode == 0:
                return
            found = REFUSED.search(done.stderr)
            if not found:
                raise AssertionError("the configuration is refused: " + done.stderr)
            (self.daemon.folder / found[1]).unlink()
            self.write_sources()
            self.refused.append(found[0])

    def __enter__(self):
        self.write_sources()
        self.leave_out_refused()
        self.daemon.__enter__()
        return self

    def __exit__(self, *error):
        self.daemon.__exit__(*error)

    # ---- Asking ----

    def ask(self, path, password, options):
        """What `vouchctl verify --json` prints for one file."""
        arguments = [STAGE / "bin" / "vouchctl", "--socket", self.daemon.socket, "verify",
                     "--json", *options]
        if password is not None:
            arguments += ["--password-file", self.passwords[password]]
        done = subprocess.run([*arguments, path], capture_output=True, timeout=600)
        try:
            answer = json.loads(done.stdout)
        except ValueError:
            answer = {}
        if not answer.get("report"):
            raise AssertionError("%s is not examined: %r" % (path.name, done.stderr))
        return answer

    def ask_all(self, questions):
        """A list of (path, password, options), answered in its order."""
        for _, password, _ in questions:
            if password is not None and password not in self.passwords:
                path = self.daemon.folder / ("password-%d" % len(self.passwords))
                path.write_text(password)
                self.passwords[password] = path
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda question: self.ask(*question), questions))


# ---- Time ----

def utc(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def stamped(signature):
    """The times of its time stamps, which nobody was trusted for."""
    return [reason["params"]["time"] for reason in signature["reasons"]
            if reason["code"].startswith("trust.time_stamp_") and "time" in reason["params"]]


def when(report):
    """A time at which time is no reason for doubt: that of the latest signing or time stamp that
    is claimed, or the beginning of that certificate's validity. None where nothing is."""
    times = []
    for signature in report["signatures"]:
        signer = signature.get("signer")
        claimed = [utc(time) for time in [signature.get("claimed_time"), *stamped(signature)] if time]
        times += claimed
        if signer and (not claimed or not utc(signer["not_before"]) <= max(claimed)):
            times.append(utc(signer["not_before"]))
    latest = max(times, default=None)
    now = datetime.now(timezone.utc)
    return min(latest, now).strftime("%Y-%m-%dT%H:%M:%SZ") if latest else None
