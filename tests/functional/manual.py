#!/usr/bin/python3
"""Manual pages and completion say what the programs take: every command and option."""

import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from ctl_support import vouchctl

ROOT = Path(__file__).resolve().parents[2]
MAN = ROOT / "packaging/man"
STAGE = Path(os.environ["VOUCH_STAGE"])
COMPLETION = ROOT / "packaging/completion"


def commands():
    listed = vouchctl("--help").out.split("Commands:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in listed.splitlines()]


def options(*command):
    return set(re.findall(r"--[a-z][a-z-]*", vouchctl(*command, "--help").out))


class Manual(unittest.TestCase):
    def page(self, name):
        return (MAN / name).read_text().replace("\\", "")

    def test_commands_and_options(self):
        page = self.page("vouchctl.1.scd")
        self.assertGreater(len(commands()), 12)
        for command in commands():
            self.assertIn("*%s" % command, page)
            for option in options(command) - {"--from", "--to"}:
                self.assertIn(option, page, command)
        heads = vouchctl("--help").out.split("Commands:")[0]
        for option in re.findall(r"--[a-z]+", heads):
            self.assertIn("*%s" % option, page)

    def test_other_programs(self):
        for program, page in (("vouchd", "vouchd.8.scd"), ("vouchd-fetch", "vouchd-fetch.8.scd")):
            done = subprocess.run([STAGE / "bin" / program, "--help"], capture_output=True, text=True,
                                  timeout=30)
            found = set(re.findall(r"--[a-z][a-z-]*", done.stdout)) - {"--help"}
            self.assertTrue(found)
            for option in found:
                self.assertIn(option, self.page(page), program)

    def test_keys(self):
        text = (ROOT / "conf/vouchd.yaml").read_text()
        keys = re.findall(r"^#([a-z_]+):", text, re.M)
        self.assertGreater(len(keys), 10)
        for key in keys:
            self.assertRegex(self.page("vouchd.yaml.5.scd"), r"\*[a-z_., ]*\b%s\b" % key)
        for key in re.findall(r"^#  ([a-z_]+):", text[text.index("#ledger:"):text.index("# ---- How")],
                              re.M):
            self.assertIn("ledger." + key, self.page("vouchd.yaml.5.scd"))

    @unittest.skipUnless(shutil.which("scdoc"), "no scdoc")
    def test_pages_are_made(self):
        for path in MAN.glob("*.scd"):
            done = subprocess.run(["scdoc"], stdin=path.open(), capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, "%s: %s" % (path.name, done.stderr))
            self.assertIn(".SH NAME", done.stdout)


class Completion(unittest.TestCase):
    def complete(self, *words):
        script = ('source %s; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vouchctl; '
                  'printf "%%s\\n" "${COMPREPLY[@]}"' % (COMPLETION / "vouchctl.bash"))
        done = subprocess.run(["bash", "-c", script, "bash", *words], capture_output=True, text=True,
                              timeout=60, cwd=ROOT / "tests/samples/demo",
                              env={**os.environ, "PATH": "%s:%s" % (STAGE / "bin",
                                                                    os.environ["PATH"])})
        return done.stdout.split()

    def test_bash(self):
        self.assertEqual(self.complete("vouchctl", "ver"), ["verify"])
        self.assertEqual(set(self.complete("vouchctl", "")), set(commands()))
        self.assertEqual(self.complete("vouchctl", "verify", "--man"), ["--manifest"])
        self.assertEqual(self.complete("vouchctl", "verify", "--ex"), ["--existed-by"])
        self.assertEqual(self.complete("vouchctl", "--config", "x", "ledger", "ro"), ["rotate-key"])
        self.assertIn("authentic.pdf", self.complete("vouchctl", "verify", "auth"))

    def test_words_are_commands(self):
        """What the scripts list themselves is what the help texts know."""
        for name in ("vouchctl.bash", "_vouchctl"):
            text = (COMPLETION / name).read_text()
            for command, words in (("ledger", "check checkpoint key prove list find hold erase backup "
                                              "rotate-key files"), ("trust", "show list add refresh"),
                                   ("layout", "new try test")):
                self.assertIn(words, text)
                for word in words.split():
                    self.assertIn(word, vouchctl(command, "--help").out)

    @unittest.skipUnless(shutil.which("zsh"), "no zsh")
    def test_zsh(self):
        done = subprocess.run(["zsh", "-n", COMPLETION / "_vouchctl"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
