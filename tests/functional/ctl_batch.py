#!/usr/bin/python3
"""vouchctl verify --manifest: a table of old files, resumed, with a summary; names from a list."""

import json
import shutil
import subprocess
import unittest

from ctl_support import SAMPLES, VOUCHCTL, vouchctl
from harness import Case, Daemon, wait_for

SOURCE = "plugin: nia\ntrust: {issuers: [../issuer.pem], subject: {O: 国家移民管理局}, revocation: never}\n"
TABLE = """file,reference,existed_by,source
authentic.pdf,Case 1,,nia
changed-row.pdf,"Case, 2",2026-04-05T00:00:00Z,
scan.pdf,Case 3,,
missing.pdf,Case 4,,
"""


class Batch(Case):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon({"isolation": "best_effort", "sources": "sources/"}, fake=False)
        folder = cls.folder = cls.daemon.folder
        (folder / "sources").mkdir()
        (folder / "sources/nia.yaml").write_text(SOURCE)
        for path in (*SAMPLES.glob("*.pdf"), SAMPLES / "issuer.pem"):
            shutil.copy(path, folder / path.name)
        cls.daemon.start()
        wait_for(lambda: cls.daemon.status()["ledger"]["rows"] == 1, what="the row of its start")
        cls.table = folder / "cases.csv"

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__(None, None, None)

    def verify(self, *arguments, **options):
        return vouchctl("--socket", self.daemon.socket, "verify", *arguments, **options)

    def rows(self):
        return self.daemon.status()["ledger"]["rows"]

    def test_a_table(self):
        self.table.write_text(TABLE)
        before = self.rows()
        result = self.verify("--manifest", self.table)
        self.assertEqual(result.status, 1, result.err)
        self.assertEqual(self.rows(), before + 3)
        self.assertIn("4 cases, 1 passed, 1 failed, 1 undecided, 1 not examined", result.out)
        self.assertIn("       1  signature.digest_mismatch", result.out)
        self.assertIn("Case, 2", result.out)
        self.assertIn("missing.pdf", result.err)

    def test_resumed(self):
        self.table.write_text(TABLE)
        results = self.folder / "results.ndjson"
        result = self.verify("--manifest", self.table, "--results", results)
        self.assertEqual(result.status, 1, result.err)
        lines = [json.loads(line) for line in results.read_text().splitlines()]
        self.assertEqual([(line["row"], line["file"], line.get("reference")) for line in lines],
                         [(1, "authentic.pdf", "Case 1"), (2, "changed-row.pdf", "Case, 2"),
                          (3, "scan.pdf", "Case 3")])
        self.assertEqual(lines[1]["report"]["inputs"]["existed_by"], "2026-04-05T00:00:00Z")
        self.assertEqual(results.stat().st_mode & 0o077, 0)

        # killed in the middle of the third line
        text = results.read_bytes()
        results.write_bytes(text[:text.index(b'{"row":3') + 40])
        before = self.rows()
        shutil.copy(SAMPLES / "authentic.pdf", self.folder / "missing.pdf")
        result = self.verify("--manifest", self.table, "--results", results)
        (self.folder / "missing.pdf").unlink()
        self.assertEqual(self.rows(), before + 2)
        self.assertIn("4 cases, 2 of them of before, 2 passed, 1 failed, 1 undecided", result.out)
        again = [json.loads(line) for line in results.read_text().splitlines()]
        self.assertEqual([line["row"] for line in again], [1, 2, 3, 4])

        before = self.rows()
        self.verify("--manifest", self.table, "--results", results)
        self.assertEqual(self.rows(), before)  # nothing is left to ask

        self.table.write_text(TABLE.replace("scan.pdf", "other.pdf"))
        result = self.verify("--manifest", self.table, "--results", results)
        self.assertEqual(result.status, 3)
        self.assertIn("results.ndjson:3: is no result of this table", result.err)

    def test_mistakes_have_their_place(self):
        for table, words in (
                ("fiel,reference\nx,y\n", ("cases.csv:1:1: there is no column 'fiel'",
                                            "Did you mean 'file'?")),
                ("reference\nx\n", ("cases.csv:1", "file")),
                ("file\na,b\n", ("cases.csv:2", "more cells")),
                ("file,reference\n,x\n", ("cases.csv:2", "names no file")),
                ("file,existed_by\na,soon\n", ("cases.csv:2", "existed_by")),
                ("file,file\na,b\n", ("cases.csv:1", "twice")),
                ("", ("empty",))):
            self.table.write_text(table)
            result = self.verify("--manifest", self.table)
            self.assertEqual(result.status, 64, table)
            for word in words:
                self.assertIn(word, result.err)
        self.assertEqual(self.verify("--manifest", self.table, "x.pdf").status, 64)

    def test_names_from_standard_input(self):
        names = b"%s/authentic.pdf\n\n%s/changed-row.pdf" % ((bytes(self.folder),) * 2)
        done = subprocess.run(
            [VOUCHCTL, "--socket", self.daemon.socket, "verify", "--files-from", "-", "--json"],
            input=names, capture_output=True, timeout=60)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([line["report"]["indication"] for line in lines],
                         ["total_passed", "total_failed"])
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
