#!/usr/bin/python3
"""Every test that docs/signatures.md names is there: in the last column of its tables."""

import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/signatures.md"
FUNCTION = re.compile(r"^(?:static void |    def )(\w+)\((?:void \*\*|self\))", re.M)


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows():
    """The rows of all tables that say what shows them, as lists of cells."""
    shown = False
    for line in PAGE.read_text().splitlines():
        if not line.startswith("|"):
            shown = False
        elif cells(line)[-1] == "shown by":
            shown = True
        elif shown and not set(line) <= set("|-: "):
            yield cells(line)


def functions():
    files = [*(ROOT / "tests/unit").rglob("*.c"), *(ROOT / "tests/functional").glob("*.py")]
    return {name for path in files for name in FUNCTION.findall(path.read_text())}


def samples():
    listed = subprocess.run([sys.executable, ROOT / "tests/samples/make.py", "--list"],
                            capture_output=True, text=True, check=True, timeout=60).stdout
    return {line.split()[1] + ".pdf" for line in listed.splitlines()}


def tests():
    listed = subprocess.run(["ctest", "--test-dir", os.environ["VOUCH_BUILD"], "-N"],
                            capture_output=True, text=True, check=True, timeout=60).stdout
    return set(re.findall(r"Test +#\d+: (\S+)", listed))


class Page(unittest.TestCase):
    def test_every_row_is_shown_by_something(self):
        found = list(rows())
        self.assertGreater(len(found), 40)
        self.assertEqual([row[0] for row in found if "`" not in row[-1]], [])

    def test_what_shows_it_is_there(self):
        named = {name for row in rows() for name in re.findall(r"`([^`]+)`", row[-1])}
        self.assertEqual(named - functions() - samples() - tests(), set())


if __name__ == "__main__":
    unittest.main(verbosity=2)
