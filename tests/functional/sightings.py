#!/usr/bin/python3
"""Sightings: each with a case that is one and cases that are none."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from ctl_support import SAMPLES, vouchctl
from events import ASK, EventCase
from harness import Daemon
from policies_support import DESK, FORM, GOOD, canonical, form, write_policies


class SightingCase(EventCase):
    def seen(self, daemon, document, query="", headers=None):
        answer = daemon.verify(document, query, headers)
        self.assertEqual(answer.status, 200, answer.body)
        return {s["code"].removeprefix("sighting."): s for s in answer.json["sightings"]}

    def real(self, issuer):
        daemon = Daemon({"isolation": "best_effort", "sources": "sources/"}, fake=False)
        (daemon.folder / "sources").mkdir()
        (daemon.folder / "sources/nia.yaml").write_text(
            "plugin: nia\ntrust: {issuers: [%s], subject: {O: 国家移民管理局}, revocation: never}\n"
            % issuer)
        self.addCleanup(daemon.__exit__, None, None, None)
        return daemon.start()

    def position(self, daemon):
        return daemon.status()["ledger"]["rows"]


class Serial(SightingCase):
    def test_other_content(self):
        daemon = self.start()
        self.assertEqual(self.seen(daemon, b"FAKE pass 1"), {})
        first = self.position(daemon)
        found = self.seen(daemon, b"FAKE rows 3")
        self.assertEqual(list(found), ["serial_other_content"])
        sighting = found["serial_other_content"]
        self.assertEqual((sighting["count"], sighting["positions"]), (1, [first]))
        self.assertRegex(sighting["first_at"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        again = self.seen(daemon, b"FAKE pass 2")["serial_other_content"]
        self.assertEqual(again["positions"], [first + 1])  # the first document's other copy is none

    def test_content_beside_rows(self):
        daemon = self.start()
        self.seen(daemon, b"FAKE person 1")
        self.assertEqual(list(self.seen(daemon, b"FAKE person 1 period=2026-01-02")),
                         ["serial_other_content"])

    def test_none(self):
        """The same again, the same saved anew by the same person, another serial, a crash."""
        daemon = self.start()
        for document in (b"FAKE pass 1", b"FAKE pass 1", b"FAKE pass 2", b"FAKE crash",
                         b"FAKE person 2 serial=OTHER name=\xe7\x94\xb2", b"FAKE pass 1"):
            self.assertEqual(self.seen(daemon, document), {}, document)

    def test_what_was_not_read_whole_is_not_compared(self):
        daemon = self.start()
        self.seen(daemon, b"FAKE person 2")
        self.assertEqual(self.seen(daemon, b"FAKE person 3 complete=no"), {})
        self.assertEqual(self.seen(daemon, b"FAKE person 2"), {})

    def test_a_person_not_read_whole_is_no_other(self):
        """A scan of which half a name was read is of the same person, for all one knows."""
        daemon = self.start()
        self.seen(daemon, b"FAKE person 2 name=AB")
        self.assertEqual(self.seen(daemon, b"FAKE person 2 name=A complete=no"), {})
        self.assertEqual(self.seen(daemon, b"FAKE person 2 name=AB"), {})

    def test_another_person(self):
        daemon = self.start()
        self.seen(daemon, b"FAKE person 2 name=A")
        found = self.seen(daemon, b"FAKE person 2 name=B")
        self.assertEqual(list(found), ["document_other_person"])
        self.assertEqual(list(self.seen(daemon, b"FAKE person 2 name=A birth_date=1991-01-01")),
                         ["document_other_person"])

    def test_a_retry_is_none(self):
        daemon = self.start()
        self.seen(daemon, b"FAKE pass 1")
        key = {"Idempotency-Key": "one"}
        first = daemon.verify(b"FAKE rows 3", headers=key).json
        self.assertEqual(daemon.verify(b"FAKE rows 3", headers=key).json, first)
        self.assertEqual(len(first["sightings"]), 1)
        rows = self.position(daemon)
        self.assertEqual(self.seen(daemon, b"FAKE pass 1")["serial_other_content"]["count"], 1)
        self.assertEqual(self.position(daemon), rows + 1)

    def test_under_a_key_that_was_replaced(self):
        daemon = self.start()
        for turn in range(3):
            self.assertEqual("serial_other_content" in self.seen(daemon, b"FAKE rows %d" % (turn + 1)),
                             turn > 0)
            daemon.stop()
            done = vouchctl("ledger", "rotate-key", "--ledger", daemon.folder / "ledger.db")
            self.assertEqual(done.status, 0, done.err)
            daemon.start()
        self.assertEqual(self.seen(daemon, b"FAKE rows 9")["serial_other_content"]["count"], 3)
        self.assertEqual(self.seen(daemon, b"FAKE rows 9")["serial_other_content"]["count"], 3)
        daemon.stop()
        (daemon.folder / "ledger.db.key.1").rename(daemon.folder / "gone")
        daemon.start()  # rows from before cannot be matched any more
        self.assertEqual(self.seen(daemon, b"FAKE rows 8")["serial_other_content"]["count"], 2)

    def test_erased_is_seen_no_longer(self):
        daemon = self.start()
        self.seen(daemon, b"FAKE pass 1")
        self.seen(daemon, b"FAKE rows 3")
        done = vouchctl("ledger", "erase", "--serial", "FAKE 2026 0001", "--yes", "--ledger",
                        daemon.folder / "ledger.db")
        self.assertEqual(done.status, 0, done.err)
        self.assertEqual(self.seen(daemon, b"FAKE rows 4"), {})
        self.assertNotIn("sightings", self.all(daemon)[2])

    def test_count_is_bounded(self):
        daemon = self.start()
        for i in range(20):
            self.seen(daemon, b"FAKE rows %d" % (i + 1))
        sighting = self.seen(daemon, b"FAKE rows 99")["serial_other_content"]
        self.assertEqual((sighting["count"], sighting["positions"]), (20, list(range(2, 18))))
        for i in range(50):
            self.seen(daemon, b"FAKE rows %d" % (i + 21))
        sighting = self.seen(daemon, b"FAKE rows 98")["serial_other_content"]
        self.assertEqual((sighting["count"], len(sighting["positions"])), (64, 16))


class Clone(SightingCase):
    def test_the_same_table_of_another(self):
        daemon = self.start()
        self.seen(daemon, b"FAKE person 6 name=A serial=1")
        found = self.seen(daemon, b"FAKE person 6 name=B serial=2")
        self.assertEqual(list(found), ["layout_clone"])

    def test_none(self):
        daemon = self.start()
        self.seen(daemon, b"FAKE person 6 name=A serial=1")
        self.assertEqual(self.seen(daemon, b"FAKE person 6 name=A serial=2"), {})  # his own
        self.assertEqual(self.seen(daemon, b"FAKE person 7 name=B serial=3"), {})  # another table
        self.seen(daemon, b"FAKE person 4 name=A serial=4")
        self.assertEqual(self.seen(daemon, b"FAKE person 4 name=B serial=5"), {})  # short ones


class Copy(SightingCase):
    """What was read from pictures, under the serial of a document that passed."""

    def copies(self, daemon, document):
        answer = daemon.verify(document)
        self.assertEqual(answer.report["indication"], "indeterminate")  # whatever it agrees with
        return [(s["code"].removeprefix("sighting.copy_of_known_document_"), s["positions"])
                for s in answer.json["sightings"] if "copy" in s["code"]]

    def test_agrees(self):
        daemon = self.start()
        daemon.verify(b"FAKE person 2 name=A")
        daemon.verify(b"FAKE person 3 name=A")  # another that passed says something else
        self.assertEqual(self.copies(daemon, b"FAKE read person 2 name=A"), [("agrees", [2])])
        self.assertEqual(self.all(daemon)[-1]["sightings"],
                         ["sighting.serial_other_content",  # of the other one
                          "sighting.copy_of_known_document_agrees"])

    def test_differs(self):
        daemon = self.start()
        daemon.verify(b"FAKE person 2 name=A")
        for document in (b"FAKE read person 3 name=A", b"FAKE read person 2 name=A period=2026-01-02",
                         b"FAKE read person 2 name=B", b"FAKE read person 2 name=A birth_date=1991-01-01"):
            self.assertEqual(self.copies(daemon, document), [("differs", [2])], document)

    def test_not_read_whole(self):
        """One word that was not read would be another hash."""
        daemon = self.start()
        daemon.verify(b"FAKE person 2 name=A")
        for document in (b"FAKE read person 2 name=A complete=no", b"FAKE read person 3 complete=unknown"):
            self.assertEqual(self.copies(daemon, document), [("not_compared", [2])])

    def test_without_rows(self):
        """Hashes of nothing are the same: that would agree with anything."""
        daemon = self.start()
        daemon.verify(b"FAKE person 0 name=A")
        self.assertEqual(self.copies(daemon, b"FAKE read person 0 name=A"), [("not_compared", [2])])

    def test_none(self):
        daemon = self.start()
        self.assertEqual(self.copies(daemon, b"FAKE read person 2 name=A"), [])
        self.assertEqual(self.copies(daemon, b"FAKE read person 2 name=A"), [])  # that one did not pass
        self.assertNotIn("copy", json.dumps(daemon.verify(b"FAKE person 2 name=A").json["sightings"]))
        self.assertNotIn("copy", json.dumps(daemon.verify(b"FAKE person 3 name=A").json["sightings"]))
        self.assertEqual(self.copies(daemon, b"FAKE read person 2 name=A serial=OTHER"), [])

    def test_under_a_key_that_was_replaced(self):
        daemon = self.start()
        daemon.verify(b"FAKE person 2 name=A")
        daemon.stop()
        vouchctl("ledger", "rotate-key", "--ledger", daemon.folder / "ledger.db")
        daemon.start()
        self.assertEqual(self.copies(daemon, b"FAKE read person 2 name=A"), [("agrees", [2])])
        self.assertEqual(self.copies(daemon, b"FAKE read person 3 name=A"), [("differs", [2])])

    def test_erased(self):
        daemon = self.start()
        daemon.verify(b"FAKE person 2 name=A")
        vouchctl("ledger", "erase", "2", "--yes", "--ledger", daemon.folder / "ledger.db")
        self.assertEqual(self.copies(daemon, b"FAKE read person 2 name=A"), [])

    def test_a_real_scan(self):
        """The printed record, scanned: not every word of a table is read surely."""
        daemon = self.real(SAMPLES / "issuer.pem")
        self.assertEqual(daemon.verify((SAMPLES / "authentic.pdf").read_bytes()).report["indication"],
                         "total_passed")
        self.assertEqual(self.copies(daemon, (SAMPLES / "scan.pdf").read_bytes()), [("not_compared", [2])])

    def test_policies_never_see_it(self):
        """The decision on a copy is the same whether the document was here or not."""
        daemon = Daemon({"policies": "policies"})
        write_policies(daemon, {"desk": DESK})
        self.addCleanup(daemon.__exit__, None, None, None)
        daemon.start()
        decided = []
        for _ in range(2):
            answer = daemon.verify(form(("document", b"FAKE read person 2 name=A"), ("facts", canonical(GOOD))),
                                   "policy=desk", FORM).json
            decided.append((answer["decisions"][0]["verdict"], answer["decisions"][0]["findings"]))
            daemon.verify(b"FAKE person 2 name=A")
        self.assertEqual(decided[0], decided[1])


class Beside(SightingCase):
    def test_not_in_the_report(self):
        daemon = self.start({"ledger": {"path": "ledger.db", "keep": "reports"}})
        daemon.verify(b"FAKE pass 1")
        answer = daemon.verify(b"FAKE rows 3")
        self.assertNotIn("sighting", json.dumps(answer.report))
        self.assertNotIn("sighting", daemon.get("/v1/reports/" + answer.report["id"]).body.decode())

    def test_in_events_the_same_after_a_restart(self):
        daemon = self.start()
        reader = self.reader(daemon)
        daemon.verify(b"FAKE pass 1")
        daemon.verify(b"FAKE rows 3")
        live = reader.take(3)
        self.assertEqual(live[2]["sightings"], ["sighting.serial_other_content"])
        self.assertNotIn("sightings", live[1])
        daemon.stop()
        daemon.start()
        self.assertEqual(self.all(daemon)[:3], live)

    def test_in_one_dossier(self):
        daemon = self.start()
        body = b"".join(b"--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"f\"\r\n\r\n"
                        + document + b"\r\n" for document in (b"FAKE pass 1", b"FAKE rows 3")) + b"--x--\r\n"
        answer = daemon.request("POST", "/v1/assess", body,
                                {"Content-Type": "multipart/form-data; boundary=x"}).json
        self.assertEqual([(s["code"], s["positions"], s["report_id"]) for s in answer["sightings"]],
                         [("sighting.serial_other_content", [answer["recorded"]["reports"][0]["position"]],
                           answer["reports"][1]["id"])])

    def test_codes(self):
        codes = {c["code"]: c for c in self.start().get("/v1/codes").json["codes"]}
        for name in ("serial_other_content", "document_other_person", "layout_clone", "signer_seen",
                     "copy_of_known_document_agrees", "copy_of_known_document_differs",
                     "copy_of_known_document_not_compared"):
            self.assertEqual(codes["sighting." + name]["kind"], "sighting")

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become other users")
    def test_permission(self):
        daemon = self.start({"permissions": {"verify": ["user:60001", "user:60002"],
                                             "reports": ["user:60001", "user:60002"],
                                             "sightings": ["user:60002"]}})
        daemon.folder.chmod(0o755)
        daemon.verify(b"FAKE pass 1")
        daemon.verify(b"FAKE rows 3")
        found = {}
        for user in (60001, 60002):
            done = subprocess.run([sys.executable, "-c", ASK, "/v1/events?follow=no", str(daemon.socket)],
                                  user=user, group=user, extra_groups=[], check=True,
                                  stdout=subprocess.PIPE, text=True, cwd="/")
            found[user] = done.stdout
        self.assertNotIn("sighting", found[60001])
        self.assertIn("sighting.serial_other_content", found[60002])
        asking = ASK.replace('c.request("GET", sys.argv[1])', 'c.request("POST", sys.argv[1], b"FAKE rows 4")')
        for user, expected in ((60001, None), (60002, 1)):
            done = subprocess.run([sys.executable, "-c", asking, "/v1/verify", str(daemon.socket)],
                                  user=user, group=user, extra_groups=[], check=True,
                                  stdout=subprocess.PIPE, text=True, cwd="/")
            seen = json.loads(done.stdout.split(" ", 1)[1])["sightings"]
            self.assertEqual(seen if seen is None else len(seen), expected)


class Signer(SightingCase):
    """Documents of a signer whom no source knows; and of one whom it does."""

    def files(self):
        """Three documents of one signer; what follows a file's end is no part of it."""
        data = (SAMPLES / "authentic.pdf").read_bytes()
        return [data, data + b"\n", data + b"\n\n", data + b"\n \n"]

    def other_issuer(self, folder):
        path = Path(folder) / "other.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null",
                        "-subj", "/O=Nobody", "-days", "3650", "-out", str(path)], check=True,
                       stderr=subprocess.DEVNULL)
        return path

    def test_unknown_signer(self):
        with tempfile.TemporaryDirectory() as folder:
            daemon = self.real(self.other_issuer(folder))
            one, two, three, four = self.files()
            self.assertIn("trust.no_path", daemon.verify(one).reasons)
            for file in (two, three, four):  # one person's files are his own affair
                self.assertEqual(self.seen(daemon, file), {})
            self.of_others(daemon, 2)
            self.assertNotIn("signer_seen", self.seen(daemon, three))
            self.of_others(daemon, 3)
            self.assertEqual(self.seen(daemon, four)["signer_seen"]["positions"], [2, 3])
            sighting = self.seen(daemon, one)["layout_clone"]
        self.assertIn("proves nothing", sighting["message"])
        self.assertIn("Only this ledger", sighting["message"])

    def test_own_files_under_a_replaced_key(self):
        with tempfile.TemporaryDirectory() as folder:
            daemon = self.real(self.other_issuer(folder))
            one, two, three, _ = self.files()
            daemon.verify(one)
            daemon.verify(two)
            daemon.stop()
            vouchctl("ledger", "rotate-key", "--ledger", daemon.folder / "ledger.db")
            daemon.start()
            self.assertEqual(self.seen(daemon, three), {})

    def of_others(self, daemon, position):
        """As if that row were of somebody else."""
        database = sqlite3.connect(daemon.folder / "ledger.db")
        database.execute("UPDATE rows SET person = randomblob(32) WHERE position = ?", (position,))
        database.commit()
        database.close()

    def test_known_signer(self):
        daemon = self.real(SAMPLES / "issuer.pem")
        for file in self.files():
            self.assertEqual(self.seen(daemon, file), {})


if __name__ == "__main__":
    unittest.main(verbosity=2)
