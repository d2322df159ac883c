"""Scans: judged by one child, read by another of a second kind; nobody else waits for them."""

import os
import signal
import threading
import time
import unittest
from pathlib import Path

from harness import Case, Daemon, wait_for
from socket_activation import Activated, listening

LIMITS = {"time": "1s", "reading": {"page": "100ms", "pages": 2}}
SCAN = b"FAKE read pass"


class Held:
    """A request in a thread of its own."""

    def __init__(self, daemon, document, query=""):
        self.answer = None
        self.thread = threading.Thread(target=self.send, args=(daemon, document, query))
        self.thread.start()

    def send(self, daemon, document, query):
        self.answer = daemon.verify(document, query)

    def result(self):
        self.thread.join(60)
        return self.answer


class ReadingCase(Case):
    def start(self, configuration=None, **settings):
        daemon = Daemon({"limits": LIMITS, **(configuration or {})})
        daemon.fake_settings = settings
        self.addCleanup(daemon.__exit__, None, None, None)
        return daemon.start()

    def readers(self, daemon):
        found = []
        for pid in daemon.children():
            try:
                with open("/proc/%d/cmdline" % pid, "rb") as file:
                    words = file.read()
                with open("/proc/%d/status" % pid, encoding="utf-8") as file:
                    parent = int([line for line in file if line.startswith("PPid:")][0].split()[1])
            except FileNotFoundError:
                continue
            if b"vouch-reader" in words and parent == daemon.process.pid:
                found.append(pid)
        return found

    def check(self, daemon, document, *reasons):
        answer = daemon.verify(document, "source=fake")
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.report["indication"], "indeterminate")
        self.assertEqual(answer.reasons, ["pdf.not_signed", *reasons])
        self.assertEqual(answer.report["repeatable"], not reasons)
        return answer.report


class Reading(ReadingCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon({"limits": LIMITS}).start()
        cls.daemon.verify(b"FAKE pass")
        cls.daemon.verify(SCAN)
        cls.before = cls.daemon.holdings()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__(None, None, None)

    def tearDown(self):
        self.check(self.daemon, SCAN)
        self.daemon.resting(self.before)
        self.assertEqual(self.daemon.verify(b"FAKE pass").report["indication"], "total_passed")

    def test_is_read(self):
        report = self.check(self.daemon, SCAN)
        self.assertEqual(report["source"], "fake")
        self.assertEqual(len(report["claims"]["crossings"]), 2)
        self.assertEqual(report["judged_by"]["reading"],
                         {"engine": "fake 1.0", "models_sha256": "22" * 32, "processor": "none"})
        self.assertNotIn("reading", self.daemon.verify(b"FAKE pass").report["judged_by"])

    def test_is_counted(self):
        before = self.daemon.status()["totals"]["read"]
        self.check(self.daemon, SCAN)
        self.daemon.verify(b"FAKE pass")
        self.assertEqual(self.daemon.status()["totals"]["read"], before + 1)

    def test_judgements_cannot_be_improved(self):
        report = self.check(self.daemon, b"FAKE read better", "worker.protocol")
        self.assertNotIn("claims", report)

    def test_hands_over_once(self):
        self.check(self.daemon, b"FAKE read again", "worker.protocol")

    def test_handing_over_is_the_last_word(self):
        answer = self.daemon.verify(b"FAKE read and-more", "source=fake")
        self.assertEqual(answer.reasons, ["pdf.not_signed", "worker.protocol"])

    def test_first_child_dies_after_it(self):
        answer = self.daemon.verify(b"FAKE read and-dies", "source=fake")
        self.assertEqual(answer.reasons, ["pdf.not_signed", "worker.crashed"])

    def test_crash(self):
        report = self.check(self.daemon, b"FAKE read crash", "worker.crashed")
        self.assertEqual(report["reasons"][1]["params"], {"signal": "SIGSEGV"})
        self.check(self.daemon, b"FAKE read crash-after", "worker.crashed")

    def test_kill(self):
        self.check(self.daemon, b"FAKE read killed", "limit.memory")
        self.check(self.daemon, b"FAKE read memory", "limit.memory")

    def test_exit_and_silence(self):
        self.check(self.daemon, b"FAKE read exit", "worker.crashed")
        self.check(self.daemon, b"FAKE read silent", "worker.protocol")

    def test_rubbish(self):
        for what in (b"rubbish", b"huge", b"early", b"nonsense", b"half", b"twice", b"liar"):
            self.check(self.daemon, b"FAKE read " + what, "worker.protocol")

    def test_time(self):
        """Its own, for the pages, and what any document has."""
        self.check(self.daemon, b"FAKE read slow 1.1")
        self.check(self.daemon, b"FAKE read loop", "limit.time")

    def test_cannot_fork(self):
        self.check(self.daemon, b"FAKE read nofork", "worker.unavailable")

    def test_dies_with_a_document(self):
        self.check(self.daemon, b"FAKE read die", "worker.unavailable")

    def test_speaks_of_nobody(self):
        self.check(self.daemon, b"FAKE read wrong", "worker.unavailable")

    def test_is_killed(self):
        reader = self.readers(self.daemon)[0]
        os.kill(reader, signal.SIGKILL)
        wait_for(lambda: reader not in self.daemon.children())
        self.check(self.daemon, SCAN)

    def test_client_leaves(self):
        """What was started is finished and recorded."""
        before = self.daemon.status()["ledger"]["rows"]
        connection = self.daemon.connection()
        connection.request("POST", "/v1/verify", b"FAKE read slow 0.5")
        wait_for(lambda: self.daemon.status()["documents"]["reading"] == 1)
        connection.close()
        wait_for(lambda: self.daemon.status()["ledger"]["rows"] == before + 1)


class Coming(ReadingCase):
    def test_only_when_needed(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass")
        self.assertEqual(self.readers(daemon), [])
        self.assertEqual(daemon.status()["reader"]["state"], "not_needed")
        self.check(daemon, SCAN)
        first = self.readers(daemon)
        self.check(daemon, SCAN)
        self.assertEqual((len(first), self.readers(daemon)), (1, first))
        self.assertEqual(daemon.status()["reader"]["state"], "ready")

    def test_environment(self):
        daemon = self.start()
        self.check(daemon, SCAN)
        with open("/proc/%d/environ" % self.readers(daemon)[0], "rb") as file:
            self.assertIn(b"OMP_THREAD_LIMIT=1", file.read().split(b"\0"))

    def test_ends_when_idle(self):
        limits = {"time": "1s", "reading": {"page": "1s", "pages": 2, "idle": "300ms"}}
        daemon = self.start({"limits": limits})
        self.check(daemon, b"FAKE read slow 0.6")  # not while it reads
        wait_for(lambda: not self.readers(daemon))
        self.assertEqual(daemon.status()["reader"]["state"], "not_needed")
        self.check(daemon, SCAN)
        self.assertNotIn("error", daemon.said().lower())

    def check_unavailable(self, daemon, word):
        report = self.check(daemon, SCAN, "reading.unavailable")
        self.assertEqual(report["subindication"], "NO_SIGNATURE_FOUND")
        self.assertEqual(report["reasons"][1]["advice"]["code"], "advice.read_by_person")
        self.assertNotIn("claims", report)
        # The same where nobody named a source: all candidates agree that nothing is signed.
        answer = daemon.verify(SCAN)
        self.assertEqual(answer.reasons, ["pdf.not_signed", "reading.unavailable"])
        self.assertEqual(answer.report["subindication"], "NO_SIGNATURE_FOUND")
        reader = daemon.status()["reader"]
        self.assertEqual(reader["state"], "unavailable")
        self.assertIn(word, reader["trouble"])
        self.assertEqual(daemon.said().count("pictures cannot be read"), 1)  # and not each time
        self.assertEqual(daemon.verify(b"FAKE pass").report["indication"], "total_passed")

    def test_not_installed(self):
        daemon = self.start()
        reader = daemon.program.parent.parent / "libexec" / "vouchd" / "vouch-reader"
        text = reader.read_text()
        reader.unlink()
        self.check_unavailable(daemon, "no such file")
        reader.write_text(text)
        reader.chmod(0o755)
        daemon.request("POST", "/v1/reload")  # after which it is tried at once
        self.check(daemon, SCAN)

    def test_refuses(self):
        self.check_unavailable(self.start(reader={"refuse": "the model chi_tra is missing"}),
                               "chi_tra is missing")

    def test_dies_at_once(self):
        self.check_unavailable(self.start(reader={"die": True}), "ended")

    def test_says_nothing_of_its_eyes(self):
        self.check_unavailable(self.start(reader={"ready": {"reading": {}}}), "protocol")

    def test_judges_otherwise(self):
        """Somebody edited the configuration, and has not reloaded it yet."""
        for name in ("trust_snapshot", "configuration_sha256"):
            self.check_unavailable(self.start(reader={"ready": {name: "99" * 32}}), "reload")


class Waiting(ReadingCase):
    LIMITS = {"time": "5s", "reading": {"page": "5s", "pages": 1, "queue": 1}}

    def test_holds_nobody_up(self):
        daemon = self.start({"limits": self.LIMITS, "examinations": 1, "readings": 1})
        scans = [Held(daemon, b"FAKE read slow 2")]
        wait_for(lambda: daemon.status()["documents"]["reading"] == 1)
        scans.append(Held(daemon, b"FAKE read slow 0.1"))
        wait_for(lambda: daemon.status()["documents"]["unread"] == 1)
        for _ in range(5):
            self.assertEqual(daemon.verify(b"FAKE pass").status, 200)
        answer = daemon.verify(SCAN)  # the queue of scans is full, not the other one
        self.assertProblem(answer, "busy", 503)
        self.assertIn("limits.reading.queue", answer.json["detail"])
        self.assertEqual(daemon.status()["documents"]["reading"], 1)
        for scan in scans:
            self.assertEqual(scan.result().reasons, ["pdf.not_signed"])
        self.assertEqual(daemon.status()["documents"]["unread"], 0)

    def test_leaves_memory_to_others(self):
        limits = {**self.LIMITS, "document": 1 << 20, "held": 2 << 20}
        limits["reading"] = {**limits["reading"], "queue": 10}
        daemon = self.start({"limits": limits, "readings": 1})
        large = b"FAKE read slow 1\n" + b" " * (700 << 10)
        first = Held(daemon, large)
        wait_for(lambda: daemon.status()["documents"]["reading"] == 1)
        self.assertProblem(daemon.verify(large), "busy", 503)
        self.assertEqual(daemon.verify(b"FAKE pass\n" + b" " * (900 << 10)).status, 200)
        self.assertEqual(first.result().status, 200)

    def test_reload(self):
        """What is read is finished by the old one; what waits is judged anew."""
        daemon = self.start({"limits": self.LIMITS, "readings": 1})
        running = Held(daemon, b"FAKE read slow 1")
        wait_for(lambda: daemon.status()["documents"]["reading"] == 1)
        waiting = Held(daemon, SCAN)
        wait_for(lambda: daemon.status()["documents"]["unread"] == 1)
        old = self.readers(daemon)
        other = {"ready": {"trust_snapshot": "77" * 32}}
        daemon.fake_settings = {**other, "reader": other}
        daemon.write()
        self.assertEqual(daemon.request("POST", "/v1/reload").status, 200)
        answers = [running.result(), waiting.result()]
        self.assertEqual([answer.reasons for answer in answers], [["pdf.not_signed"]] * 2)
        self.assertEqual([answer.report["judged_by"]["trust_snapshot"] for answer in answers],
                         ["00" * 32, "77" * 32])
        wait_for(lambda: len(self.readers(daemon)) == 1)
        self.assertNotEqual(self.readers(daemon), old)

    def examiner(self, daemon):
        return [pid for pid in daemon.children()
                if b"vouch-zygote" in Path("/proc/%d/cmdline" % pid).read_bytes()][0]

    def test_examiner_dies_meanwhile(self):
        """What waits to be read is read when there is an examiner again."""
        daemon = self.start({"limits": self.LIMITS, "readings": 1})
        scans = [Held(daemon, b"FAKE read slow 1")]
        wait_for(lambda: daemon.status()["documents"]["reading"] == 1)
        scans.append(Held(daemon, SCAN))
        wait_for(lambda: daemon.status()["documents"]["unread"] == 1)
        os.kill(self.examiner(daemon), signal.SIGKILL)
        for scan in scans:
            self.assertEqual(scan.result().reasons, ["pdf.not_signed"])

    def test_examiner_does_not_come_back(self):
        """What waits to be read is told so, as is what waits to be examined."""
        daemon = self.start({"limits": self.LIMITS, "readings": 1})
        running = Held(daemon, b"FAKE read slow 2")
        wait_for(lambda: daemon.status()["documents"]["reading"] == 1)
        waiting = Held(daemon, SCAN)
        wait_for(lambda: daemon.status()["documents"]["unread"] == 1)
        daemon.fake_settings = {"refuse": "the trust folder is gone"}
        daemon.write()
        os.kill(self.examiner(daemon), signal.SIGKILL)
        answer = waiting.result()
        self.assertProblem(answer, "not-ready", 503)
        self.assertIn("trust folder", answer.json["detail"])
        self.assertEqual(running.result().reasons, ["pdf.not_signed"])

    def test_signal_reloads_too(self):
        daemon = self.start({"limits": self.LIMITS})
        self.check(daemon, SCAN)
        old = self.readers(daemon)
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: daemon.status()["configuration"]["reloaded_at"])
        wait_for(lambda: not self.readers(daemon))
        self.check(daemon, SCAN)
        self.assertNotEqual(self.readers(daemon), old)

    def test_stop(self):
        """What is read is finished and recorded; what waits is sent to the next one."""
        daemon = self.start({"limits": self.LIMITS, "readings": 1})
        running = Held(daemon, b"FAKE read slow 1")
        wait_for(lambda: daemon.status()["documents"]["reading"] == 1)
        waiting = Held(daemon, SCAN)
        wait_for(lambda: daemon.status()["documents"]["unread"] == 1)
        daemon.process.send_signal(signal.SIGTERM)
        self.assertProblem(waiting.result(), "shutting-down", 503)
        self.assertEqual(running.result().reasons, ["pdf.not_signed"])
        self.assertEqual(daemon.stop(), 0)

    def test_stop_while_one_starts(self):
        daemon = self.start({"limits": self.LIMITS}, reader={"start": 30})
        waiting = Held(daemon, SCAN)
        wait_for(lambda: daemon.status()["reader"]["state"] == "starting")
        daemon.process.send_signal(signal.SIGTERM)
        self.assertProblem(waiting.result(), "shutting-down", 503)
        self.assertEqual(daemon.stop(), 0)

    def test_stop_without_patience(self):
        """Asked twice, it kills: the answer is recorded all the same."""
        daemon = self.start({"limits": self.LIMITS})
        running = Held(daemon, b"FAKE read loop")
        wait_for(lambda: daemon.status()["documents"]["reading"] == 1)
        for _ in range(2):
            daemon.process.send_signal(signal.SIGTERM)
            time.sleep(0.2)
        self.assertEqual(running.result().reasons, ["pdf.not_signed", "limit.time"])
        self.assertEqual(daemon.stop(), 0)


class Inherited(ReadingCase):
    def test_inherited_socket(self):
        """As systemd hands it over: nothing of it leaks into the reader."""
        daemon = Activated([], configuration={"limits": LIMITS})
        daemon.socks = [listening(daemon.socket)]
        self.addCleanup(daemon.socks[0].close)
        self.addCleanup(daemon.__exit__, None, None, None)
        daemon.start()
        self.check(daemon, SCAN)
        folder = Path("/proc/%d/fd" % self.readers(daemon)[0])
        sockets = [name for name in map(os.readlink, folder.iterdir()) if name.startswith("socket:")]
        self.assertEqual(len(sockets), 1, sockets)  # the one to the daemon


if __name__ == "__main__":
    unittest.main(verbosity=2)
