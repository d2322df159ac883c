"""A zygote and children that hang, die, lie and write rubbish: nobody else's document suffers."""

import json
import os
import signal
import time
import unittest

from harness import Case, Daemon, wait_for


class Zygote(Case):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon({"limits": {"time": "1s"}}).start()
        cls.daemon.verify(b"FAKE pass warm")
        cls.before = cls.daemon.holdings()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__(None, None, None)

    def tearDown(self):
        self.daemon.resting(self.before)
        self.assertEqual(self.daemon.verify(b"FAKE pass").report["indication"], "total_passed")

    def check(self, document, *reasons):
        answer = self.daemon.verify(document, "source=fake")
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.report["indication"], "indeterminate")
        self.assertEqual(answer.reasons, list(reasons))
        self.assertFalse(answer.report["repeatable"])
        return answer.report

    def test_crash(self):
        report = self.check(b"FAKE crash", "worker.crashed")
        self.assertEqual(report["reasons"][0]["params"], {"signal": "SIGSEGV"})

    def test_crash_after_the_judgement_does_not_pass(self):
        report = self.check(b"FAKE crash-after", "worker.crashed")
        self.assertEqual(report["reasons"][0]["params"], {"signal": "SIGABRT"})

    def test_killed_by_the_kernel(self):
        self.check(b"FAKE killed", "limit.memory")

    def test_endless(self):
        self.check(b"FAKE loop", "limit.time")

    def test_exit(self):
        self.check(b"FAKE exit", "worker.crashed")

    def test_no_memory(self):
        self.check(b"FAKE memory", "limit.memory")

    def test_says_nothing(self):
        self.check(b"FAKE silent", "worker.protocol")

    def test_rubbish(self):
        for what in (b"rubbish", b"huge", b"early", b"nonsense", b"half", b"twice"):
            self.check(b"FAKE " + what, "worker.protocol")

    def test_claims_another_source(self):
        self.check(b"FAKE liar", "worker.protocol")

    def test_cannot_fork(self):
        self.check(b"FAKE nofork", "worker.unavailable")

    def test_large_answer(self):
        answer = self.daemon.verify(b"FAKE rows 5000")
        self.assertEqual(len(answer.report["claims"]["crossings"]), 5000)

    def test_dies_with_a_document(self):
        """Tried once more with the next one; then it is said that it was not examined."""
        self.check(b"FAKE die", "worker.unavailable")
        wait_for(lambda: self.daemon.get("/healthz").status == 200)

    def test_is_killed(self):
        zygote = self.daemon.children()[0]
        os.kill(zygote, signal.SIGKILL)
        wait_for(lambda: zygote not in self.daemon.children())
        wait_for(lambda: self.daemon.get("/healthz").status == 200)

    def test_speaks_of_nobody(self):
        self.check(b"FAKE wrong", "worker.unavailable")
        wait_for(lambda: self.daemon.get("/healthz").status == 200)

    def test_hangs(self):
        self.check(b"FAKE hang", "worker.unavailable")  # after EXAMINE_START_MS, twice
        wait_for(lambda: self.daemon.get("/healthz").status == 200)


class Start(Case):
    def start(self, **settings):
        daemon = Daemon()
        daemon.fake_settings = settings
        self.addCleanup(daemon.__exit__, None, None, None)
        return daemon

    def check_refused(self, daemon, word):
        daemon.spawn()
        self.assertEqual(daemon.process.wait(30), 1)
        daemon.process = None
        self.assertIn(word, daemon.said())
        self.assertFalse(daemon.socket.exists())

    def test_refuses(self):
        self.check_refused(self.start(refuse="sources/nia.yaml:3:1: nonsense"),
                           "sources/nia.yaml:3:1: nonsense")

    def test_dies(self):
        self.check_refused(self.start(die=True), "ended")

    def test_says_nonsense(self):
        self.check_refused(self.start(ready={"sources": 7}), "broke the protocol")

    def test_is_not_installed(self):
        daemon = self.start()
        examiner = daemon.program.parent.parent / "libexec" / "vouchd" / "vouch-zygote"
        examiner.unlink()
        self.check_refused(daemon, "no such file")

    def test_files_that_cannot_be_kept(self):
        """It serves all the same, and says so; no row names an inventory."""
        for inventory, why in (("none", "not found"), ("unsealed", "invalid argument or value")):
            daemon = self.start(inventory=inventory).start()
            self.assertEqual(daemon.verify(b"FAKE pass").status, 200)
            self.assertIn("are not kept in the ledger", daemon.said())
            self.assertIn("what the examiner read: " + why, daemon.said())
            self.assertNotIn("inventory_sha256", self.started(daemon))
        daemon = self.start().start()
        self.assertIn("inventory_sha256", self.started(daemon))

    def started(self, daemon):
        wait_for(lambda: daemon.status()["ledger"]["rows"] > 0)
        connection = daemon.connection()
        self.addCleanup(connection.close)
        connection.request("GET", "/v1/events?after=0")
        return json.loads(connection.getresponse().readline())

    def test_respawn_that_fails(self):
        """Not ready, and says why; ready again when it can be."""
        daemon = self.start().start()
        daemon.fake_settings = {"refuse": "the trust folder is gone"}
        daemon.write()
        os.kill(daemon.children()[0], signal.SIGKILL)
        wait_for(lambda: "trust folder" in str(daemon.get("/healthz").body))
        self.assertProblem(daemon.verify(b"x"), "not-ready", 503)
        self.assertProblem(daemon.get("/v1/sources"), "not-ready", 503)
        self.assertFalse(daemon.status()["ready"])
        daemon.fake_settings = {}
        daemon.write()
        wait_for(lambda: daemon.get("/healthz").status == 200)
        self.assertEqual(daemon.verify(b"FAKE pass").status, 200)


if __name__ == "__main__":
    unittest.main(verbosity=2)
