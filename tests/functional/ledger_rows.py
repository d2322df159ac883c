#!/usr/bin/python3
"""Rows found, held, erased, copied; reports kept and given again; keys that were replaced."""

import json
import os
import sqlite3
import time
import unittest

from ctl_support import SAMPLES, vouchctl
from harness import Case, Daemon, wait_for
from policies_support import AGE, FORM, canonical, form, write_policies


class Rows(Case):
    def start(self, **configuration):
        daemon = Daemon(configuration).start()
        self.addCleanup(daemon.__exit__, None, None, None)
        self.ledger = daemon.folder / "ledger.db"
        return daemon

    def run_ledger(self, *arguments, status=0):
        result = vouchctl("ledger", *arguments, "--ledger", self.ledger)
        self.assertEqual(result.status, status, result.out + result.err)
        return result

    def find(self, *arguments, command="find"):
        """Rows of answers; the first of all says that the daemon started."""
        lines = self.run_ledger(command, "--json", *arguments).out.splitlines()
        found = [json.loads(line) for line in lines]
        return [row for row in found if row["kind"] in ("verdict", "decision")]

    def positions(self, *arguments, command="find"):
        return [row["position"] for row in self.find(*arguments, command=command)]

    def column(self, name):
        database = sqlite3.connect(self.ledger)
        found = [row[0] for row in database.execute(
            "SELECT %s FROM rows WHERE kind IN ('verdict', 'decision') ORDER BY position" % name)]
        database.close()
        return found

    def check_intact(self):
        result = vouchctl("ledger", "check", self.ledger)
        self.assertEqual(result.status, 0, result.out)
        return result.out


class Nodes(Rows):
    """Stored subtrees of the tree: rows are the truth, and the daemon makes nodes again."""

    def test_one_that_no_rows_make(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        self.assertNotIn("nodes", self.check_intact())
        daemon.stop()
        database = sqlite3.connect(self.ledger)
        with database:
            database.execute("INSERT INTO nodes VALUES (8, 0, zeroblob(32))")
        database.close()
        said = self.check_intact()
        self.assertIn("intact", said)
        self.assertIn("1 not what the rows add up to", said)
        self.assertIn("until the daemon starts again", said)
        daemon.start()
        self.assertNotIn("nodes", self.check_intact())


class Find(Rows):
    def test_by_what_is_in_hand(self):
        daemon = self.start()
        answer = daemon.verify(b"FAKE pass 1", "reference=Case%201").json
        daemon.verify(b"FAKE crash")
        file = daemon.folder / "document"
        file.write_bytes(b"FAKE pass 1")
        self.assertEqual(self.positions("--file", file), [2])
        self.assertEqual(self.positions("--serial", "fake 2026 0001"), [2])
        self.assertEqual(self.positions("--id-number", "990101199001010000"), [2])
        self.assertEqual(self.positions("--id-number", "C0000 0002"), [2])
        self.assertEqual(self.positions("--reference", "case1"), [2])
        self.assertEqual(self.positions(answer["report"]["id"]), [2])
        self.assertEqual(self.positions("3"), [3])
        for nobody in (("--serial", "FAKE20260002"), ("--id-number", "C00000009"),
                       ("--reference", "Case 2"), ("17",)):
            self.assertEqual(self.positions(*nobody), [])
        self.assertIn("no such row", self.run_ledger("find", "17").err)

    def test_by_what_is_public(self):
        daemon = self.start()
        answer = daemon.verify(b"FAKE pass 1").json
        daemon.verify(b"FAKE crash")
        row, crashed = self.find(command="list")
        report = answer["report"]
        self.assertEqual((row["id"], row["source"], row["build"], row["indication"]),
                         (report["id"], "fake", report["build"], "total_passed"))
        self.assertEqual(row["document_sha256"], report["document_sha256"])
        self.assertEqual((crashed["codes"], crashed["held"], crashed["kept"]),
                         (["worker.crashed"], False, False))
        self.assertEqual(self.positions("--source", "fake", command="list"), [2])
        self.assertEqual(self.positions("--build", report["build"], command="list"), [2, 3])
        self.assertEqual(self.positions("--build", "0.0.1", command="list"), [])
        today = time.strftime("%Y-%m-%d", time.gmtime())
        self.assertEqual(self.positions("--from", today, "--to", "2999-01-01", command="list"),
                         [2, 3])
        self.assertEqual(self.positions("--to", "2020-01-01T00:00:00Z", command="list"), [])
        self.assertIn("fake", self.run_ledger("list").out)

    def test_mistakes(self):
        self.start()
        for arguments in (("find",), ("erase",), ("hold",), ("backup",), ("list", "--from", "soon"),
                          ("list", "--signer", "abc"), ("list", "--serail", "x")):
            self.run_ledger(*arguments, status=64)
        result = vouchctl("ledger", "list", "--ledger", self.ledger.with_name("no.db"))
        self.assertEqual(result.status, 3)


class Signer(Rows):
    def test_who_signed(self):
        """A real document, so that there is a signer."""
        configuration = {"isolation": "best_effort", "sources": "sources/"}
        daemon = Daemon(configuration, fake=False)
        (daemon.folder / "sources").mkdir()
        (daemon.folder / "sources/nia.yaml").write_text(
            "plugin: nia\ntrust: {issuers: [%s], subject: {O: 国家移民管理局}, revocation: never}\n"
            % (SAMPLES / "issuer.pem"))
        self.addCleanup(daemon.__exit__, None, None, None)
        self.ledger = daemon.folder / "ledger.db"
        daemon.start()
        report = daemon.verify((SAMPLES / "changed-row.pdf").read_bytes()).report
        signer = report["signatures"][report["judged_signature"]]["signer"]["sha256"]
        self.assertEqual(self.positions("--signer", signer, command="list"), [2])
        self.assertEqual(self.positions("--signer", "0" * 64, command="list"), [])


class Erase(Rows):
    PRIVATE = ("salt", "document_sha256", "payload_sha256", "serial", "person", "document_numbers",
               "reference", "ciphertext", "signer")

    def test_one_person(self):
        daemon = self.start()
        for i in range(3):
            daemon.verify(b"FAKE pass %d" % i)
        daemon.verify(b"FAKE crash")
        result = self.run_ledger("erase", "--id-number", "C00000001", status=64)
        self.assertIn("--yes", result.err)
        self.assertEqual(self.column("salt").count(None), 0)
        self.run_ledger("hold", "3")
        self.assertIn("2 of 3", self.run_ledger("erase", "--id-number", "C00000001", "--yes").out)
        for name in self.PRIVATE:
            values = self.column(name)
            self.assertEqual([values[0], values[2]], [None, None], name)
        self.assertIsNotNone(self.column("salt")[1])
        self.assertIn("erased: 2", self.check_intact())
        self.run_ledger("hold", "3", "--release")
        self.assertIn("1 of 1", self.run_ledger("erase", "3", "--yes").out)
        self.assertEqual(self.positions("--id-number", "C00000001"), [])
        daemon.verify(b"FAKE pass 9")
        daemon.stop()
        daemon.start()
        self.assertIn("erased: 3", self.check_intact())

    def test_what_is_erased_is_gone_from_the_files(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        salt = self.column("salt")[0]
        self.run_ledger("erase", "2", "--yes")
        daemon.stop()
        for path in daemon.folder.glob("ledger.db*"):
            self.assertNotIn(salt, path.read_bytes(), path)


class Kept(Rows):
    def test_reports_are_given_again(self):
        daemon = self.start(ledger={"path": "ledger.db", "keep": "reports"})
        answer = daemon.verify(b"FAKE pass 1")
        crashed = daemon.verify(b"FAKE crash")
        for one in (answer, crashed):
            again = daemon.get("/v1/reports/" + one.report["id"])
            self.assertEqual(again.status, 200)
            self.assertEqual(again.json, one.report)
        self.assertTrue(self.find("2")[0]["kept"])
        self.check_intact()
        self.assertProblem(daemon.get("/v1/decisions/" + answer.report["id"]), "not-found", 404)
        self.assertProblem(daemon.get("/v1/reports/0123"), "not-found", 404)

    def test_no_names_on_disk(self):
        daemon = self.start(ledger={"path": "ledger.db", "keep": "reports"})
        daemon.verify(b"FAKE pass 1", "reference=Case%2017")
        daemon.stop()
        for path in daemon.folder.glob("ledger.db*"):
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)
            for word in ("样本", "990101", "C0000000", "Case 17"):
                self.assertNotIn(word.encode(), path.read_bytes(), path)

    def test_erased_and_of_another_key(self):
        daemon = self.start(ledger={"path": "ledger.db", "keep": "reports"})
        ids = [daemon.verify(b"FAKE pass %d" % i).report["id"] for i in range(3)]
        self.run_ledger("erase", ids[0], "--yes")
        self.assertProblem(daemon.get("/v1/reports/" + ids[0]), "report-not-kept", 404)
        database = sqlite3.connect(self.ledger)
        database.execute("UPDATE rows SET ciphertext = (SELECT ciphertext FROM rows WHERE "
                         "position = 3) WHERE position = 4")
        database.commit()
        database.close()
        self.assertProblem(daemon.get("/v1/reports/" + ids[2]), "internal", 500)
        self.assertEqual(daemon.get("/v1/reports/" + ids[1]).status, 200)

    def test_kept_no_longer(self):
        daemon = self.start(ledger={"path": "ledger.db", "keep": "reports"})
        kept = daemon.verify(b"FAKE pass 1")
        daemon.stop()
        daemon.configuration["ledger"] = {"path": "ledger.db", "keep": "verdicts"}
        daemon.start()
        later = daemon.verify(b"FAKE pass 2")
        self.assertEqual(daemon.get("/v1/reports/" + kept.report["id"]).json, kept.report)
        self.assertProblem(daemon.get("/v1/reports/" + later.report["id"]), "report-not-kept", 404)

    def test_retain(self):
        daemon = self.start(ledger={"path": "ledger.db", "keep": "reports", "retain": "2s"})
        daemon.verify(b"FAKE pass 1")
        daemon.verify(b"FAKE pass 2")
        self.run_ledger("hold", "3")
        time.sleep(3)
        daemon.stop()
        daemon.start()  # it erases at the start, and then every hour
        wait_for(lambda: self.column("salt")[0] is None)
        self.assertIsNotNone(self.column("salt")[1])
        self.check_intact()


class Copies(Rows):
    def test_backup_beside_a_daemon(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        copy = daemon.folder / "copy.db"
        self.assertIn("keys are not in it", self.run_ledger("backup", copy).out)
        self.assertEqual(copy.stat().st_mode & 0o077, 0)
        daemon.verify(b"FAKE pass 2")
        result = vouchctl("ledger", "check", copy)
        self.assertEqual(result.status, 0, result.out)
        self.assertIn("rows: 2", result.out)
        self.run_ledger("backup", copy, status=3)  # nothing is overwritten


class Together(Rows):
    """A decision on several documents was made of what each of them says."""

    def decided(self):
        daemon = Daemon({"policies": "policies", "ledger": {"path": "ledger.db", "keep": "reports"}})
        write_policies(daemon, {"age": AGE})
        self.addCleanup(daemon.__exit__, None, None, None)
        daemon.start()
        self.ledger = daemon.folder / "ledger.db"
        facts = ("facts", canonical({"born_on": "2020-01-01"}))
        body = form(("document", b"FAKE person 2 name=A serial=1"), ("document", b"FAKE crash"), facts)
        answer = daemon.request("POST", "/v1/assess?policy=age", body, FORM).json
        daemon.request("POST", "/v1/assess?policy=age", form(("document", b"FAKE person 3 serial=2"), (
            "document", b"FAKE crash"), facts), FORM)
        return daemon, answer["decisions"][0]["id"]

    def test_found_with_each(self):
        daemon, _ = self.decided()
        self.assertEqual(self.positions("--serial", "1"), [2, 4])
        self.assertEqual(self.positions("--serial", "2"), [5, 7])
        self.assertEqual(self.positions("--id-number", "990101199001010000"), [2, 4, 5, 7])
        file = daemon.folder / "document"
        file.write_bytes(b"FAKE crash")
        self.assertEqual(self.positions("--file", file), [3, 4, 6, 7])
        self.assertEqual(self.positions("--serial", "3"), [])
        self.assertEqual(self.positions("2"), [2])  # that row, and no other
        self.assertEqual(self.positions("--source", "fake", command="list"), [2, 5])

    def test_erased_with_one(self):
        daemon, decision = self.decided()
        self.assertEqual(daemon.get("/v1/decisions/" + decision).status, 200)
        self.assertIn("erased: 2 of 2", self.run_ledger("erase", "--serial", "1", "--yes").out)
        self.assertProblem(daemon.get("/v1/decisions/" + decision), "report-not-kept", 404)
        self.assertEqual([salt is None for salt in self.column("salt")],
                         [True, False, True, False, False, False])
        self.check_intact()

    def test_held_with_one(self):
        self.decided()
        self.run_ledger("hold", "--serial", "1")
        self.assertIn("2 are held", self.run_ledger("erase", "--id-number", "990101199001010000", "--yes").out)
        self.assertEqual([salt is None for salt in self.column("salt")],
                         [False, False, False, True, False, True])


class Erased(Rows):
    """Out of the file and its log, as somebody would find it who has the disk."""

    def secret(self, position):
        database = sqlite3.connect(self.ledger)
        found = database.execute("SELECT ciphertext FROM rows WHERE position = %d" % position).fetchone()
        database.close()
        return found[0][:32]

    def on_disk(self, secret):
        return [path.name for path in (self.ledger, self.ledger.with_name("ledger.db-wal"))
                if path.exists() and secret in path.read_bytes()]

    def test_while_somebody_reads(self):
        """Pages of before cannot leave the log then, and that is said; the next one takes them away."""
        daemon = self.start(ledger={"path": "ledger.db", "keep": "reports"})
        daemon.verify(b"FAKE pass 1", "reference=one")
        secret = self.secret(2)
        other = sqlite3.connect(self.ledger, isolation_level=None)
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM rows").fetchall()
        self.assertIn("still has pages of before", self.run_ledger("erase", "--reference", "one", "--yes").out)
        self.assertEqual(self.on_disk(secret), ["ledger.db-wal"])
        other.close()
        self.assertIn("erased: 0 of 0", self.run_ledger("erase", "--reference", "one", "--yes").out)
        self.assertEqual(self.on_disk(secret), [])

    def test_by_retention(self):
        daemon = self.start(ledger={"path": "ledger.db", "keep": "reports"})
        daemon.verify(b"FAKE pass 1")
        secret = self.secret(2)
        self.assertTrue(self.on_disk(secret))
        time.sleep(2.1)  # whole seconds
        daemon.configuration["ledger"]["retain"] = "1s"
        daemon.write()
        self.assertEqual(daemon.request("POST", "/v1/reload").status, 200)
        wait_for(lambda: not self.on_disk(secret), what="the report's end on the disk")

    def test_of_a_version_before(self):
        """Columns that no daemon made yet are no hindrance."""
        daemon = self.start()
        daemon.verify(b"FAKE pass 1", "reference=one")
        daemon.stop()
        database = sqlite3.connect(self.ledger)
        database.execute("ALTER TABLE rows DROP COLUMN reference_text")
        database.commit()
        database.close()
        self.assertIn("erased: 1 of 1", self.run_ledger("erase", "--reference", "one", "--yes").out)
        daemon.start()


class Keys(Rows):
    def test_rotation(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        self.assertIn("stop it first", self.run_ledger("rotate-key", status=3).err)
        daemon.stop()
        self.run_ledger("rotate-key")
        daemon.start()
        daemon.verify(b"FAKE pass 1")
        self.assertNotEqual(*self.column("serial"))
        self.assertEqual(self.positions("--serial", "FAKE20260001"), [2, 4])
        self.assertEqual(os.stat(str(self.ledger) + ".key.1").st_mode & 0o077, 0)
        os.unlink(str(self.ledger) + ".key.1")
        self.assertEqual(self.positions("--serial", "FAKE20260001"), [4])

    def key(self, ending=""):
        return self.ledger.with_name("ledger.db.key" + ending)

    def test_many_rotations(self):
        daemon = self.start()
        keys = []
        for _ in range(3):
            keys.insert(0, self.key().read_bytes())
            daemon.stop()
            self.run_ledger("rotate-key")
            daemon.start()
        self.assertEqual([self.key(".%d" % (i + 1)).read_bytes() for i in range(3)], keys)
        self.assertEqual(sorted(path.name for path in daemon.folder.glob("ledger.db.key*")),
                         ["ledger.db.key", "ledger.db.key.1", "ledger.db.key.2", "ledger.db.key.3"])

    def test_broken_off(self):
        """Whenever a rotation ends in the middle, nothing is out of reach, and the next one goes on."""
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        old = self.key().read_bytes()
        for what in ("twice", "new beside", "new and not noted"):
            daemon.stop()
            self.key(".1").write_bytes(old)
            self.key(".1").chmod(0o600)
            if what != "twice":
                name = self.key(".new" if what == "new beside" else "")
                name.write_bytes(os.urandom(32))
                name.chmod(0o600)
            daemon.start()
            self.assertEqual(daemon.verify(b"FAKE pass 1").json["sightings"], [])  # the same again
            self.assertIn(2, self.positions("--serial", "FAKE20260001"))
        daemon.stop()
        self.run_ledger("rotate-key")
        self.assertFalse(self.key(".new").exists())
        daemon.start()
        self.assertEqual(self.positions("--serial", "FAKE20260001"), [2, 4, 6, 8])

    def test_of_a_ledger_from_before(self):
        """A copy from before a rotation, put back beside the keys of now."""
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        copy = daemon.folder / "copy"
        self.run_ledger("backup", copy)
        daemon.stop()
        self.run_ledger("rotate-key")
        copy.rename(self.ledger)
        daemon.start()
        daemon.verify(b"FAKE pass 1")
        self.assertEqual(self.positions("--serial", "FAKE20260001"), [2, 4])

    @unittest.skipUnless(os.geteuid() == 0, "needs root to give files away")
    def test_root_rotates_for_another(self):
        """What root makes is for whoever has the ledger: the daemon must be able to read it."""
        daemon = self.start()
        daemon.stop()
        for path in daemon.folder.glob("ledger.db*"):
            os.chown(path, 60001, 60002)
        self.ledger.with_name("ledger.db.lock").unlink()
        self.run_ledger("rotate-key")
        for path in daemon.folder.glob("ledger.db*"):
            self.assertEqual((path.stat().st_uid, path.stat().st_gid), (60001, 60002), path)
        daemon.start()


if __name__ == "__main__":
    unittest.main(verbosity=2)
