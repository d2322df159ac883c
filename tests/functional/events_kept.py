#!/usr/bin/python3
"""GET /v1/events by the caller's reference, and with what the ledger keeps beside a row."""

import json
import sqlite3
import unittest

from ctl_support import vouchctl
from events import EventCase, Reader, Stream
from harness import Daemon, wait_for
from policies_support import AGE, DESK, FORM, GOOD, canonical, form, write_policies

KEEPS = {"ledger": {"path": "ledger.db", "keep": "reports"}}
CASE = "reference=Case%2017"


class ByReference(EventCase):
    def positions(self, daemon, query):
        return [event["position"] for event in self.all(daemon, query)]

    def test_whose(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1", CASE)
        daemon.verify(b"FAKE pass 2", "reference=Case%2018")
        daemon.verify(b"FAKE crash", CASE)
        daemon.verify(b"FAKE pass 3")
        self.assertEqual(self.positions(daemon, CASE), [2, 4])
        self.assertEqual(self.positions(daemon, "reference=case17"), [2, 4])  # as it is found
        self.assertEqual(self.positions(daemon, CASE + "&indication=total_passed"), [2])
        self.assertEqual(self.positions(daemon, CASE + "&after=2"), [4])
        for nobody in ("reference=Case", "reference=%20", "reference=Case%20170"):
            self.assertEqual(self.positions(daemon, nobody), [])
        self.assertNotIn("ase", json.dumps(self.all(daemon, CASE)).replace("\"base", ""))

    def test_live(self):
        daemon = self.start()
        readers = [self.reader(daemon, CASE, kind=kind) for kind in (Reader, Stream)]
        daemon.verify(b"FAKE pass 1")
        daemon.verify(b"FAKE pass 2", CASE)
        for reader in readers:
            self.assertEqual(reader.next()["position"], 3)

    def test_under_a_key_that_was_replaced(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1", CASE)
        daemon.stop()
        done = vouchctl("ledger", "rotate-key", "--ledger", daemon.folder / "ledger.db")
        self.assertEqual(done.status, 0, done.err)
        self.noted(daemon.start())
        daemon.verify(b"FAKE pass 2", CASE)
        self.assertEqual(self.positions(daemon, CASE), [2, 4])

    def test_mistakes(self):
        daemon = self.start()
        for query in ("reference=", "reference=" + "x" * 257, CASE + "&" + CASE, "include=all", "include="):
            self.assertProblem(daemon.get("/v1/events?" + query), "bad-request", 400)


class Kept(EventCase):
    def with_report(self, daemon, query=""):
        return self.all(daemon, "include=report&" + query)

    def sql(self, daemon, statement):
        database = sqlite3.connect(daemon.folder / "ledger.db")
        with database:
            found = database.execute(statement).fetchall()
        database.close()
        return found

    def test_report(self):
        daemon = self.start(KEEPS)
        reader = self.reader(daemon, "include=report")
        reader.next()
        answer = daemon.verify(b"FAKE pass 1", CASE).json
        crashed = daemon.verify(b"FAKE crash").json
        live = reader.take(2)
        self.assertEqual((live[0]["report"], live[0]["reference"]), (answer["report"], "Case 17"))
        self.assertEqual(live[1]["report"], crashed["report"])
        self.assertNotIn("reference", live[1])
        self.assertEqual(self.with_report(daemon)[1:], live)
        self.assertNotIn("report", self.with_report(daemon, "kind=started")[0])
        for event in self.all(daemon):
            self.assertFalse({"report", "reference"} & event.keys())
        stream = self.reader(daemon, "include=report&after=1", kind=Stream)
        self.assertEqual(stream.take(2), live)
        daemon.stop()
        self.noted(daemon.start())
        self.assertEqual(self.with_report(daemon)[1:3], live)

    def test_language(self):
        daemon = self.start(KEEPS)
        daemon.verify(b"FAKE crash")
        for language in ("en", "zh-Hans", "ar"):
            report = self.with_report(daemon, "kind=verdict&language=" + language)[0]["report"]
            expected = daemon.get("/v1/reports/%s?language=%s" % (report["id"], language)).json
            self.assertEqual(report, expected)

    def test_decisions(self):
        daemon = self.prepared()
        body = form(("document", b"FAKE pass 1"), ("facts", canonical({**GOOD, "born_on": "2020-01-01"})))
        daemon.verify(body, "policy=desk&policy=age&" + CASE, FORM)
        verdict, *decisions = self.with_report(daemon, "after=1")
        self.assertIn("report", verdict)
        for decision in decisions:
            self.assertEqual((decision["kind"], decision["reference"]), ("decision", "Case 17"))
            self.assertNotIn("report", decision)
        self.assertEqual([e["position"] for e in self.all(daemon, CASE)], [2, 3, 4])

    def prepared(self):
        daemon = Daemon({**KEEPS, "policies": "policies"})
        write_policies(daemon, {"desk": DESK, "age": AGE})
        self.addCleanup(daemon.__exit__, None, None, None)
        return self.noted(daemon.start())

    def test_not_kept(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1", CASE)
        verdict = self.with_report(daemon)[1]
        self.assertFalse({"report", "reference"} & verdict.keys())
        self.assertEqual(self.sql(daemon, "SELECT count(*) FROM rows WHERE reference_text NOT NULL"), [(0,)])
        daemon.stop()
        daemon.configuration.update(KEEPS)
        self.noted(daemon.start())
        daemon.verify(b"FAKE pass 2", CASE)
        self.assertEqual(["report" in e for e in self.with_report(daemon, "kind=verdict")], [False, True])
        daemon.stop()
        daemon.configuration["ledger"] = {"path": "ledger.db"}  # it keeps no more, and has the key
        self.noted(daemon.start())
        self.assertEqual(["report" in e for e in self.with_report(daemon, "kind=verdict")], [False, True])
        daemon.stop()
        (daemon.folder / "ledger.db.report-key").rename(daemon.folder / "gone")
        self.noted(daemon.start())
        for event in self.with_report(daemon, "kind=verdict"):
            self.assertFalse({"report", "reference"} & event.keys())

    def test_erased(self):
        daemon = self.start(KEEPS)
        for i in range(3):
            daemon.verify(b"FAKE pass %d" % i, "reference=%d" % i)
        done = vouchctl("ledger", "erase", "--reference", "1", "--yes", "--ledger",
                        daemon.folder / "ledger.db")
        self.assertEqual(done.status, 0, done.err)
        self.assertEqual([e.get("reference") for e in self.with_report(daemon, "kind=verdict")],
                         ["0", None, "2"])
        self.assertEqual(["report" in e for e in self.with_report(daemon, "kind=verdict")],
                         [True, False, True])
        self.assertEqual(self.all(daemon, "reference=1"), [])

    def test_erased_by_the_version_before(self):
        """It knows of no reference that is kept, and takes the salt away."""
        daemon = self.start(KEEPS)
        daemon.verify(b"FAKE pass 1", CASE)
        self.sql(daemon, "UPDATE rows SET salt = NULL, ciphertext = NULL, reference = NULL WHERE position = 2")
        self.assertNotIn("reference", self.with_report(daemon)[1])
        self.sql(daemon, "UPDATE rows SET salt = zeroblob(32) WHERE position = 2")
        self.assertNotIn("reference", self.with_report(daemon)[1])

    def test_altered(self):
        """One that is not what was written takes nothing else away."""
        daemon = self.start(KEEPS)
        for i in range(3):
            daemon.verify(b"FAKE pass %d" % i)
        self.sql(daemon, "UPDATE rows SET ciphertext = zeroblob(length(ciphertext)) WHERE position = 3")
        found = self.with_report(daemon)
        self.assertEqual([e["position"] for e in found], [1, 2, 3, 4])
        self.assertEqual(["report" in e for e in found], [False, True, False, True])
        self.assertIn("what was kept of row 3 is not what was written", daemon.said())
        self.sql(daemon, "UPDATE rows SET ciphertext = (SELECT ciphertext FROM rows WHERE position = 2) "
                         "WHERE position = 4")  # another row's
        self.assertEqual(["report" in e for e in self.with_report(daemon)], [False, True, False, False])

    def test_long_ones_hold_back_nobody(self):
        daemon = self.start(KEEPS)
        for i in range(20):
            daemon.verify(b"FAKE rows %d" % (2000 + i))
        slow = self.reader(daemon, "include=report&after=1")  # some megabytes, and he takes nothing
        fast = self.reader(daemon, kind=Stream)
        fast.take(21)
        daemon.verify(b"FAKE pass")
        self.assertEqual(fast.next()["position"], 22)
        self.assertEqual([len(e["report"]["claims"]["crossings"]) for e in slow.take(20)],
                         list(range(2000, 2020)))

    def test_over_a_reload(self):
        daemon = self.start(KEEPS)
        reader = self.reader(daemon, "include=report&kind=verdict")
        for i in range(3):
            report = daemon.verify(b"FAKE pass %d" % i).report
            self.assertEqual(reader.next()["report"], report)
            self.assertEqual(daemon.request("POST", "/v1/reload").status, 200)
        wait_for(lambda: len(daemon.children()) == 1)


class Ctl(EventCase):
    def test_reference_and_report(self):
        daemon = self.start(KEEPS)
        daemon.verify(b"FAKE pass 1", CASE)
        daemon.verify(b"FAKE rows 3000")
        found = vouchctl("--socket", daemon.socket, "events", "--once", "--json", "--include", "report",
                         "--reference", "Case 17").out.splitlines()
        self.assertEqual([json.loads(line)["reference"] for line in found], ["Case 17"])
        long = vouchctl("--socket", daemon.socket, "events", "--once", "--json", "--include", "report",
                        "--after", "2").out
        self.assertEqual(len(json.loads(long)["report"]["claims"]["crossings"]), 3000)
        people = vouchctl("--socket", daemon.socket, "events", "--once", "--reference", "Case 17").out
        self.assertEqual(len(people.splitlines()), 1)
        self.assertNotIn("Case 17", people)


if __name__ == "__main__":
    unittest.main(verbosity=2)
