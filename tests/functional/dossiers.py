"""A dossier of two sides: the Mainland's record and Hong Kong's statement of one call, examined for
real, and the two sides of the border held together as a plain recount of the claims has it."""

import datetime
import os
from pathlib import Path
import unittest

import yaml

from policies_support import FORM, PolicyCase, form

SOURCE = Path(os.environ["VOUCH_SOURCE"])
SAMPLES = Path(os.environ["VOUCH_SAMPLES"])


def table(name):
    return yaml.safe_load((SOURCE / "conf" / "tables" / name).read_text())


def across():
    """{port: codes of the control points that its row names}"""
    points = {name.strip(): row["code"] for row in table("control_points.yaml")
              for name in (row["name_zh"], row["name_en"])}
    return {row["code"]: {points[n.strip()] for n in str(row.get("counterpart_zh", "")).split("/")
                          if n.strip() in points} for row in table("ports.yaml")}


def day(text):
    return datetime.date.fromisoformat(text)


class Dossier(PolicyCase):
    fake = False
    policies = {}
    settings = {"policies": str(SOURCE / "conf" / "policies"), "isolation": "best_effort",
                "sources": "sources"}

    @classmethod
    def prepare(cls, daemon):
        folder = daemon.folder / "sources"
        folder.mkdir()
        text = (SAMPLES / "conf" / "sources" / "nia.yaml").read_text()
        (folder / "nia.yaml").write_text("lag: 2h\n" + text.replace("../..", str(SAMPLES)))
        (folder / "immd.yaml").write_text("plugin: immd\n")

    def assess(self, *names):
        body = form(*(("document", (SAMPLES / name).read_bytes()) for name in names))
        answer = self.daemon.request("POST", "/v1/assess", body, FORM)
        return self.described("/v1/assess", "post", answer).json

    def test_two_sides(self):
        answer = self.assess("authentic.pdf", "immd-genuine-english.pdf")
        join, reports = answer["join"], answer["reports"]
        self.assertEqual([r["source"] for r in reports], ["nia", "immd"])
        self.assertEqual({c["territory"] for c in join["crossings"]}, {"CN", "HK"})
        self.assertEqual(len(join["crossings"]), sum(len(r["claims"]["crossings"]) for r in reports))
        self.assertEqual([c["date"] for c in join["crossings"]],
                         sorted(c["date"] for c in join["crossings"]))
        first, last = (day(reports[1]["claims"][n]) for n in ("period_from", "period_to"))
        points = across()
        outcomes = {pair["exit"]: pair for pair in join["pairs"] if "exit" in pair}
        seen = 0
        for index, crossing in enumerate(join["crossings"]):
            if crossing["territory"] != "CN" or crossing["direction"] != "exit" \
                    or crossing["region"] != "HK":
                continue
            date = day(crossing["date"])
            if not first <= date < last:
                continue
            seen += 1
            arrivals = [c for c in join["crossings"] if c["territory"] == "HK"
                        and c["direction"] == "entry" and c["port_code"] in points[crossing["port_code"]]
                        and 0 <= (day(c["date"]) - date).days <= 1]
            self.assertEqual(outcomes[index]["outcome"], "agree" if arrivals else "contradict")
        self.assertGreater(seen, 0)

    def test_a_slip_stands_against_an_exit(self):
        """A landing slip names no control point; it is Hong Kong's all the same."""
        join = self.assess("authentic.pdf", "immd-landing-slip.pdf")["join"]
        slip, = [c for c in join["crossings"] if c["territory"] == "HK"]
        self.assertEqual((slip["date"], slip["direction"]), ("2026-03-20", "entry"))
        self.assertNotIn("contradict", {pair["outcome"] for pair in join["pairs"]})


if __name__ == "__main__":
    unittest.main()
