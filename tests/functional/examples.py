#!/usr/bin/python3
"""The clients of examples/, each sending a document and following events."""

import json
import shutil
import subprocess
import unittest

from ctl_support import ROOT, SAMPLES
from harness import Case, Daemon

EXAMPLES = ROOT / "examples"
SOURCE = "plugin: nia\ntrust: {issuers: [../issuer.pem], subject: {O: 国家移民管理局}, revocation: never}\n"


class Examples(Case):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon({"isolation": "best_effort", "sources": "sources/"}, fake=False)
        (cls.daemon.folder / "sources").mkdir()
        (cls.daemon.folder / "sources/nia.yaml").write_text(SOURCE)
        shutil.copy(SAMPLES / "issuer.pem", cls.daemon.folder)
        cls.daemon.start()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__(None, None, None)

    def check(self, *program):
        if not shutil.which(program[0]):
            self.skipTest("no " + program[0])
        command = [*program[:-1], EXAMPLES / program[-1], self.daemon.socket]
        key = program[-1]
        for _ in range(2):  # the second time under the same key: the same answer
            done = subprocess.run([*command, "verify", SAMPLES / "changed-row.pdf", key],
                                  capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)
            answer = json.loads(done.stdout)
            self.assertEqual(answer["report"]["indication"], "total_failed")
            position = answer["recorded"]["position"]
        self.assertEqual(self.daemon.status()["ledger"]["rows"], position)
        self.follow(command, position)
        done = subprocess.run([*command, "verify", SAMPLES / "scan.pdf", key], capture_output=True,
                              text=True, timeout=120)
        self.assertNotEqual(done.returncode, 0)  # another document under the same key
        self.assertIn("key-reused", done.stdout + done.stderr)

    def follow(self, command, position):
        process = subprocess.Popen([*command, "events", str(position - 1), "1"],
                                   stdout=subprocess.PIPE, text=True)
        try:
            line = ""
            while not line.strip():
                line = process.stdout.readline()
                self.assertTrue(line, "no event")
            self.assertEqual(json.loads(line)["position"], position)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    def test_curl(self):
        self.check("sh", "vouch.sh")

    def test_python(self):
        self.check("/usr/bin/python3", "vouch.py")

    def test_node(self):
        self.check("node", "vouch.mjs")

    def test_java(self):
        self.check("java", "Vouch.java")


if __name__ == "__main__":
    unittest.main(verbosity=2)
