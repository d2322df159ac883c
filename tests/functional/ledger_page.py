#!/usr/bin/python3
"""The commands and the program of docs/ledger.md, as they stand there."""

import base64
import re
import subprocess
import unittest
from pathlib import Path

from ctl_support import vouchctl
from harness import Case, Daemon

PAGE = (Path(__file__).resolve().parents[2] / "docs/ledger.md").read_text()
PROGRAM = re.search(r"```python\n(.*?)```", PAGE, re.S)[1]


class Page(Case):
    def setUp(self):
        self.daemon = Daemon({}).start()
        self.addCleanup(self.daemon.__exit__, None, None, None)
        self.ledger = self.daemon.folder / "ledger.db"

    def ledger_command(self, *arguments):
        return vouchctl("ledger", *arguments)

    def write(self, name, *arguments):
        result = self.ledger_command(*arguments)
        self.assertEqual(result.status, 0, result.err)
        path = self.daemon.folder / name
        path.write_text(result.out)
        return path

    def run_program(self, proof, key):
        return subprocess.run(["/usr/bin/python3", "-c", PROGRAM, proof, key], capture_output=True,
                              text=True, timeout=60)

    def test_proofs_hold_for_others(self):
        answers = [self.daemon.verify(b"FAKE pass %d" % i).json for i in range(5)]
        key = self.write("vkey", "key", self.ledger)
        for i, answer in enumerate(answers, 2):  # the first row says that it started
            proof = self.write("proof", "prove", answer["report"]["id"], self.ledger)
            done = self.run_program(proof, key)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stdout.split(), [
                "row", str(i), "of", "6", answer["report"]["indication"],
                answer["report"]["document_sha256"]])
        by_position = self.write("proof", "prove", "6", self.ledger).read_text()
        self.assertEqual(by_position, proof.read_text())

    def test_a_changed_proof_holds_for_nobody(self):
        answer = self.daemon.verify(b"FAKE crash").json
        self.daemon.verify(b"FAKE pass 2")
        key = self.write("vkey", "key", self.ledger)
        proof = self.write("proof", "prove", answer["report"]["id"], self.ledger)
        whole = proof.read_text()
        lines = whole.split("\n")
        row = base64.b64decode(lines[1].removeprefix("extra "))
        better = row.replace(b"indeterminate", b"total_passed")
        self.assertNotEqual(row, better)
        for changed in (whole.replace(lines[1], "extra " + base64.b64encode(better).decode()),
                        whole.replace("index 1", "index 2"),
                        whole.replace(lines[3][:8], "AAAAAAAA"),
                        whole.replace("\n3\n", "\n4\n")):
            self.assertNotEqual(changed, whole)
            proof.write_text(changed)
            self.assertNotEqual(self.run_program(proof, key).returncode, 0)

    def test_a_kept_checkpoint(self):
        self.daemon.verify(b"FAKE pass 1")
        kept = self.write("kept", "checkpoint", self.ledger)
        key = self.write("vkey", "key", self.ledger)
        self.daemon.verify(b"FAKE pass 2")
        result = self.ledger_command("check", "--checkpoint", kept, "--key", key, self.ledger)
        self.assertEqual(result.status, 0, result.err)
        self.assertIn("the one you kept, of 2 rows, holds", result.out)
        kept.write_text(kept.read_text().replace("\n2\n", "\n3\n"))
        result = self.ledger_command("check", "--checkpoint", kept, "--key", key, self.ledger)
        self.assertEqual(result.status, 1)
        self.assertIn("NOT SIGNED", result.out)
        kept.write_text("no checkpoint\n")
        result = self.ledger_command("check", "--checkpoint", kept, self.ledger)
        self.assertEqual(result.status, 3)
        self.assertIn("no checkpoint", result.err)

    def test_mistakes(self):
        self.daemon.verify(b"FAKE pass 1")
        result = self.ledger_command("prove", "17", self.ledger)
        self.assertEqual(result.status, 3)
        self.assertIn("has no row 17", result.err)
        self.assertEqual(self.ledger_command("check", "--key", "x", self.ledger).status, 64)
        self.assertEqual(self.ledger_command("prove").status, 64)


if __name__ == "__main__":
    unittest.main(verbosity=2)
