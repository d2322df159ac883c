#!/usr/bin/python3
"""A plugin in a CMake project of its own, built from what is installed, reads a document of
its own kind: the steps of CONTRIBUTING.md, as they stand there."""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "samples"))

from vouchsamples import draw  # noqa: E402
from vouchsamples.fonts import FontSet, Helvetica  # noqa: E402
from vouchsamples.sign import Field, sign  # noqa: E402
from vouchsamples.workshop import Workshop  # noqa: E402

TITLES = ["Tides and Ferries", "The Tenth Gate", "A Grammar of Bridges"]


def statement(workshop, stated=len(TITLES), library="Samplestead"):
    """A signed page with three loans."""
    canvas = draw.Canvas(FontSet(Helvetica()))
    for y, text in ((540, "Statement of library card " + library), (516, "Card: 99000017"),
                    (500, "Reader: Wong Siu Yeung"), (484, "Issued: 2026-04-04"),
                    (300, "Loans in all: %d" % stated)):
        canvas.text(60, y, text)
    for row, cells in enumerate([("No.", "Borrowed", "Title"), *(
            (str(i), "2026-03-0%d" % i, title) for i, title in enumerate(TITLES, 1))]):
        for x, text in zip((60, 110, 220), cells):
            canvas.text(x, 440 - 20 * row, text)
    document = draw.lay_out([canvas.content()], canvas.fonts)
    sign(document, workshop.plan(), Field())
    return bytes(document.file.data)


def steps():
    """The lines of CONTRIBUTING.md. Where a kernel confines less than it should, the daemon is
    told to go on."""
    page = (ROOT / "CONTRIBUTING.md").read_text()
    lines = re.search(r"## Adding an issuer.*?```sh\n(.*?)```", page, re.S)[1]
    return lines.replace('sources: sources/"', 'sources: sources/\nisolation: best_effort"')


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, **options)
    if done.returncode != 0:
        raise AssertionError("%s: %s" % (command, done.stdout + done.stderr))
    return done.stdout


class OutOfTree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="vouchd-plugin-")
        cls.folder = Path(cls.temporary.name)
        cls.prefix = cls.folder / "prefix"
        cls.workshop = Workshop()
        run("cmake", "--install", os.environ["VOUCH_BUILD"], "--prefix", cls.prefix)
        (cls.folder / "issuer.pem").write_bytes(cls.workshop.pki.issuer.pem())
        (cls.folder / "statement.pdf").write_bytes(statement(cls.workshop))
        cls.config = cls.folder / "mine/try/vouchd.yaml"
        cls.said = run("sh", "-eu", "-c", steps(), cwd=ROOT, env={
            **os.environ, "PREFIX": cls.prefix, "MINE": cls.folder / "mine",
            "ISSUER": cls.folder / "issuer.pem", "DOCUMENT": cls.folder / "statement.pdf",
            "CMAKE_GENERATOR": "Ninja", "CFLAGS": "-Wall -Wextra -Werror -Wconversion"})

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def vouchctl(self, *arguments):
        return subprocess.run([self.prefix / "bin/vouchctl", "--private", "--config", self.config,
                               *arguments], capture_output=True, text=True, timeout=120)

    def verify(self, **options):
        path = self.folder / "statement.pdf"
        path.write_bytes(statement(self.workshop, **options))
        result = self.vouchctl("verify", "--json", path)
        self.assertTrue(result.stdout, result.stderr)
        return json.loads(result.stdout)["report"]

    def test_the_steps_show_what_comes_out(self):
        self.assertIn("samplestead  library_card  1.0.0", self.said)  # 4
        self.assertIn("Statement of library card Samplestead", self.said)  # 5, inspect
        self.assertIn("document    serial 99000017, made 2026-04-04", self.said)  # 5, verify

    def test_it_is_a_small_folder(self):
        code = (HERE / "out_of_tree/library_card.c").read_text().splitlines()
        self.assertLess(len(code), 150)
        self.assertEqual(sorted(p.name for p in (HERE / "out_of_tree").iterdir()),
                         ["CMakeLists.txt", "library_card.c", "library_card.yaml", "po"])

    def test_claims_with_their_places(self):
        report = self.verify()
        self.assertEqual((report["indication"], report["source"]), ("total_passed", "samplestead"))
        self.assertEqual(report["judged_by"]["plugin"], "library_card")
        claims = report["claims"]
        self.assertEqual((claims["serial"], claims["issued_on"]), ("99000017", "2026-04-04"))
        self.assertEqual(claims["person"]["names"][0]["value"], "Wong Siu Yeung")
        self.assertEqual([extra["value"] for extra in claims["extra"]], TITLES)
        self.assertEqual(claims["complete"], "yes")
        places = {item["claim"]: item for item in report["evidence"]}
        self.assertEqual(places["/claims/serial"]["text"], "99000017")
        self.assertEqual(places["/claims/extra/2"]["text"], TITLES[2])

    def test_a_check_in_words(self):
        for stated, outcome in ((3, "pass"), (4, "fail")):
            check, = self.verify(stated=stated)["checks"]
            self.assertEqual((check["id"], check["outcome"]), ("library_card.count", outcome))
            self.assertIn("3 " if outcome == "pass" else "4 loans, and 3", check["message"])
        self.assertIn("all its pages", check["advice"]["message"])

    def test_another_library_is_another_source(self):
        report = self.verify(library="Elsewhere")
        self.assertNotIn("claims", report)
        self.assertIn("source.unknown", [reason["code"] for reason in report["reasons"]])

    def test_people_see_it_too(self):
        self.assertIn("samplestead  library_card  1.0.0", self.vouchctl("sources").stdout)
        self.assertIn("Number of loans", self.vouchctl("codes").stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
