"""tools/demo on what was built for the tests: its four verdicts, and what it says to try next."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from ctl_support import PASSED, ROOT, STAGE, UNDECIDED

WORDS = ("PASSED", "FAILED", "UNDECIDED")
DEMO = ROOT / "tools" / "demo"


def run(folder, **environment):
    return subprocess.run(
        [DEMO], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
        env={**os.environ, "VOUCH_STAGE": str(STAGE), "TMPDIR": folder, **environment})


class Demo(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="ctl-")
        self.addCleanup(self.temporary.cleanup)

    def test_what_it_shows_and_what_it_says_to_try(self):
        for _ in range(2):  # it is safe to run twice
            done = run(self.temporary.name)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            marks = [line[0] for line in done.stdout.splitlines() if line[2:].startswith(WORDS)]
            self.assertEqual(marks, ["\u2714", "\u2718", "?", "?"])
            self.assertEqual(os.listdir(self.temporary.name), [])
        commands = done.stdout.split("Try next:")[1].strip().splitlines()
        self.assertEqual(len(commands), 3)
        for command, status in zip(commands, (UNDECIDED, PASSED, PASSED)):
            tried = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True,
                                   timeout=60)
            self.assertEqual(tried.returncode, status, command + tried.stderr)
            self.assertTrue(tried.stdout)
            self.assertEqual(tried.stderr, "")

    def test_one_line_says_what_is_missing(self):
        empty = Path(self.temporary.name) / "empty" / "stage"
        empty.mkdir(parents=True)
        done = run(self.temporary.name, VOUCH_STAGE=str(empty))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("\n"), 1)
        self.assertIn("there is no vouchd", done.stderr)

    def test_a_daemon_that_does_not_start(self):
        stage = Path(self.temporary.name) / "prefix" / "stage"
        shutil.copytree(STAGE, stage)
        shutil.rmtree(stage / "lib", ignore_errors=True)
        done = run(self.temporary.name, VOUCH_STAGE=str(stage))
        self.assertEqual(done.returncode, 1)
        self.assertIn("the daemon did not start", done.stderr)
        self.assertEqual(os.listdir(self.temporary.name), ["prefix"])


if __name__ == "__main__":
    unittest.main()
