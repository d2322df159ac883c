#!/usr/bin/python3
"""The programs of docs/clients.md, as they stand there."""

import json
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from harness import Daemon

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/clients.md").read_text()
DEMO = ROOT / "tests/samples/demo"
SOURCE = "plugin: nia\ntrust: {issuers: [%s], subject: {O: 国家移民管理局}, revocation: never}\n"


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon({"isolation": "best_effort", "sources": "sources/",
                             "policies": str(ROOT / "conf/policies")}, fake=False)
        (cls.daemon.folder / "sources").mkdir()
        (cls.daemon.folder / "sources/nia.yaml").write_text(SOURCE % (DEMO / "issuer.pem"))
        cls.daemon.start()
        shutil.copy(DEMO / "changed-row.pdf", cls.daemon.folder / "record.pdf")
        (cls.daemon.folder / "password.txt").write_text("not needed")
        case = json.loads((ROOT / "tests/policy/given/welab-mcv.facts.json").read_text())
        (cls.daemon.folder / "facts.json").write_text(json.dumps(case["facts"]))

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__(None, None, None)

    def run_block(self, language, program, change=("", "")):
        if not shutil.which(program[0]):
            self.skipTest("no " + program[0])
        code = re.search(r"```%s\n(.*?)```" % language, PAGE, re.S)[1]
        code = code.replace("/run/vouchd/vouchd.sock", str(self.daemon.socket))
        path = self.daemon.folder / ("client." + language)
        path.write_text(code.replace(*change) if change[0] else code)
        return subprocess.run([*program, path], cwd=self.daemon.folder, capture_output=True,
                              text=True, timeout=60)

    def answers(self, language):
        text, found = self.run_block(language, ["sh", "-e"]).stdout, []
        while text:
            answer, end = json.JSONDecoder().raw_decode(text)
            found.append(answer)
            text = text[end:].lstrip()
        return found

    def test_policies(self):
        policy, verified, assessed = self.answers("sh policies")
        self.assertEqual(policy["name"], "welab-mcv")
        self.assertEqual(verified["decisions"][0]["verdict"], "reject")
        self.assertEqual(assessed["decisions"][0]["verdict"], "reject")
        self.assertEqual(assessed["decisions"][0]["documents"][0]["role"], "record")

    def test_curl(self):
        answers = self.answers("sh")
        self.assertEqual([a["report"]["indication"] for a in answers[:2]], ["total_failed"] * 2)
        self.assertTrue(answers[2]["ready"])

    def check_program(self, language, program):
        result = self.run_block(language, program)
        self.assertIn("total_failed", result.stdout, result.stderr)
        self.assertIn("signature.digest_mismatch", result.stdout)
        result = self.run_block(language, program, ("evidence=none", "evidense=none"))
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("bad-request: evidense: not a parameter", result.stderr)

    def test_python(self):
        self.check_program("python", ["/usr/bin/python3"])

    def test_node(self):
        self.check_program("mjs", ["node"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
