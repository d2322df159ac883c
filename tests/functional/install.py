#!/usr/bin/python3
"""`cmake --install` into any prefix, even one that is moved afterwards, gives a vouchctl that
works with a daemon of its own."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "tests/samples/demo"
BUILD = os.environ["VOUCH_BUILD"]


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="vouchd-install-")
        folder = Path(cls.temporary.name)
        subprocess.run(["cmake", "--install", BUILD, "--prefix", folder / "first"],
                       check=True, stdout=subprocess.DEVNULL)
        cls.prefix = folder / "moved"
        (folder / "first").rename(cls.prefix)
        cls.config = folder / "vouchd.yaml"
        (folder / "sources").mkdir()
        (folder / "sources/nia.yaml").write_text(
            f"plugin: nia\ntrust:\n  issuers: [{DEMO / 'issuer.pem'}]\n"
            "  subject: {O: 国家移民管理局}\n  revocation: never\n")
        cls.config.write_text("sources: sources/\nisolation: best_effort\n")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def vouchctl(self, *arguments):
        return subprocess.run([self.prefix / "bin/vouchctl", "--private", "--config", self.config,
                               *arguments], capture_output=True, text=True, timeout=120)

    def test_an_authentic_record_passes(self):
        result = self.vouchctl("verify", "--json", DEMO / "authentic.pdf")
        self.assertEqual(result.returncode, 0, result.stderr)
        report = json.loads(result.stdout)["report"]
        self.assertEqual(report["indication"], "total_passed")
        self.assertEqual(len(report["claims"]["crossings"]), 76)

    def test_a_changed_record_fails_and_the_sentence_is_there(self):
        result = self.vouchctl("verify", "--json", DEMO / "changed-row.pdf")
        self.assertEqual(result.returncode, 1, result.stderr)
        reason = json.loads(result.stdout)["report"]["reasons"][0]
        self.assertEqual(reason["code"], "signature.digest_mismatch")
        self.assertIn("changed after signing", reason["message"])

    def test_the_pages_that_messages_name(self):
        """`vouchctl` and the manual send people to docs/layouts.md and others."""
        pages = self.prefix / "share/doc/vouchd"
        self.assertTrue((pages / "README.md").exists())
        for page in (ROOT / "docs").glob("*.md"):
            self.assertTrue((pages / "docs" / page.name).exists(), page.name)

    def test_headers_for_plugins_are_installed_alone(self):
        installed = {path.relative_to(self.prefix / "include").as_posix()
                     for path in (self.prefix / "include").rglob("*.h")}
        self.assertEqual(installed, {"vouch/plugin.h", "vouch/calls.h"})


if __name__ == "__main__":
    unittest.main()
