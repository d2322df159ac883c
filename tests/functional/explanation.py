"""What a report says to explain a signature, held against the bytes of the file."""

import os
import re
import unittest
from pathlib import Path
from urllib.parse import urlencode

from harness import Case, Daemon

SAMPLES = Path(os.environ["VOUCH_SAMPLES"])
BYTE_RANGE = rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]"
AT = "2026-06-01T00:00:00Z"


class Explanation(Case):
    @classmethod
    def setUpClass(cls):
        def serve(conf):
            return cls.enterClassContext(Daemon({"sources": str(SAMPLES / conf / "sources")}, fake=False))

        cls.daemon, cls.allowing, cls.sealing = serve("conf"), serve("conf-allow"), serve("conf-seals")

    def report(self, name, daemon=None):
        self.bytes = (SAMPLES / f"{name}.pdf").read_bytes()
        query = urlencode({"source": "nia", "at": AT, "evidence": "claims"})
        answer = (daemon or self.daemon).verify(self.bytes, query)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.report

    def test_revisions_are_those_of_the_file(self):
        for name, count in (("authentic", 1), ("security-store", 2), ("signed-again-genuine", 2),
                            ("evil-annotation-freetext", 2)):
            revisions = self.report(name)["revisions"]
            self.assertEqual([revision["number"] for revision in revisions], list(range(1, count + 1)))
            end = 0
            for revision in revisions:
                self.assertEqual(revision["start"], end)
                end = revision["end"]
                written = self.bytes[revision["start"]:end]
                self.assertTrue(written.rstrip().endswith(b"%%EOF"), name)
                self.assertEqual(int(re.findall(rb"startxref\s+(\d+)", written)[-1]), revision["startxref"])
                self.assertRegex(self.bytes[revision["startxref"]:][:40], rb"^(xref|\d+ 0 obj)")
                self.assertGreater(revision["objects"], 0)
            self.assertEqual(end, len(self.bytes))

    def test_byte_ranges_are_those_of_the_file(self):
        for name in ("authentic", "signed-again-genuine", "signed-again-forger"):
            report = self.report(name)
            written = [list(map(int, found)) for found in re.findall(BYTE_RANGE, self.bytes)]
            self.assertEqual(sorted(s["byte_range"] for s in report["signatures"]), sorted(written))
            for index, signature in enumerate(report["signatures"]):
                revision = report["revisions"][signature["revision"] - 1]
                self.assertIn(index, revision["signatures"])
                self.assertEqual(sum(signature["byte_range"][2:]), revision["end"])

    def test_files_without_signatures_have_revisions(self):
        report = self.report("unsigned")
        self.assertEqual(report["signatures"], [])
        self.assertEqual(len(report["revisions"]), 1)
        self.assertNotIn("signatures", report["revisions"][0])

    def test_what_the_judgement_rests_on(self):
        signature = self.report("authentic")["signatures"][0]
        self.assertEqual(signature["trusted_as"], "issuer")
        self.assertEqual(signature["time_basis"], "at")
        self.assertEqual(signature["control_time"], AT)
        uses = [(item["name"], item["use"], item["acceptable"]) for item in signature["algorithms"]]
        self.assertEqual(uses, [("sha256", "digest", True), ("rsa", "signature", True),
                                ("sha256", "certificate", True), ("rsa", "certificate", True)])
        self.assertEqual(signature["algorithms"][1]["bits"], 2048)
        self.assertEqual(signature["algorithms"][1]["until"], "2029-12-31")
        self.assertEqual(signature["algorithms"][1]["subject"], signature["signer"]["subject"])

    def test_where_a_change_shows(self):
        report = self.report("evil-annotation-freetext")
        change, = [c for c in report["signatures"][0]["changes"] if c["kind"] == "annotation_added"]
        self.assertFalse(change["allowed"])
        self.assertEqual(change["page"], 1)
        self.assertIn("over row 2 of the crossings on page 1", change["message"])
        row, = [e["box"] for e in report["evidence"] if e["claim"] == "/claims/crossings/1"]
        left, top, right, bottom = change["box"]
        self.assertTrue(left < row[2] and row[0] < right and top < row[3] and row[1] < bottom)
        self.assertNotIn("box", self.report("isa-page-added")["signatures"][0]["changes"][0])

    def test_where_other_content_shows(self):
        change, = self.report("isa-content-table")["signatures"][0]["changes"]
        self.assertEqual(change["kind"], "page_content")
        self.assertIn("page 1 shows other content in row 11 of the crossings", change["message"])

    def test_a_document_time_stamp_says_when(self):
        stamped, stamp = self.report("stamp-invisible")["signatures"]
        self.assertEqual(stamp["claimed_time"], stamped["time_stamps"][0]["time"])
        self.assertEqual(stamped["time_stamps"][0]["kind"], "document")
        self.assertNotIn("time_stamps", self.report("authentic")["signatures"][0])

    def test_a_seal_and_its_maker(self):
        seal = self.report("seal-v4", self.sealing)["signatures"][0]["seal"]
        self.assertEqual((seal["version"], seal["name"], seal["maker_trusted"]), (4, "样本专用章", True))
        self.assertIn(seal["name"].encode(), bytes.fromhex(re.sub(
            rb"[^0-9a-f]", b"", self.contents().lower()).decode()))
        self.assertIn("CN=vouchd test seal maker", seal["maker"]["subject"])
        self.assertNotIn("seal", self.report("authentic")["signatures"][0])

    def contents(self):
        """What lies between the parts of the first byte range."""
        offset, length, after, _ = map(int, re.search(BYTE_RANGE, self.bytes).groups())
        return self.bytes[offset + length:after]

    def test_what_is_allowed_is_the_standards_and_the_sources_to_say(self):
        for name, daemon, kind, allowed in (
                ("security-store", None, "document_security_store", True),
                ("signed-again-forger", None, "signature_added", False),
                ("signed-again-allowed", self.allowing, "signature_added", True),
                ("signed-again-allowed-visible", self.allowing, "visible_signature_added", False)):
            changes = self.report(name, daemon)["signatures"][0]["changes"]
            self.assertEqual([(c["kind"], c["allowed"]) for c in changes if c["kind"] == kind][:1],
                             [(kind, allowed)], name)


if __name__ == "__main__":
    unittest.main()
