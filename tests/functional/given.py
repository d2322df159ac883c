"""The three worked cases of tests/policy/given through the whole: socket, examiner, policies as they
are shipped; and the same by vouchctl."""

import json
import os
import unittest
from pathlib import Path
from urllib.parse import urlencode

from ctl_support import PASSED, UNDECIDED, vouchctl
from policies_support import FORM, PolicyCase, canonical, form

SOURCE = Path(os.environ["VOUCH_SOURCE"])
SAMPLES = Path(os.environ["VOUCH_SAMPLES"])
GIVEN = SOURCE / "tests" / "policy" / "given"
# A parameter that was not given, or a sentence that no catalogue has.
UNKNOWN = r"(?<![\w=&/.])\?|^(finding|ask|advice|outlook|[Pp]olicy)\."
FIGURE = ("name", "value", "lower", "upper", "unit", "from", "to", "reading", "outcome")


def given(name, end):
    return json.loads((GIVEN / ("%s.%s.json" % (name, end))).read_text())


def figures(finding):
    return sorted([[figure.get(name) or "" for name in FIGURE] for figure in finding["figures"]])


class Given(PolicyCase):
    fake = False
    policies = {}
    settings = {"policies": str(SOURCE / "conf" / "policies"), "isolation": "best_effort",
                "sources": "sources"}

    @classmethod
    def prepare(cls, daemon):
        text = (SAMPLES / "conf" / "sources" / "nia.yaml").read_text()
        folder = daemon.folder / "sources"
        folder.mkdir()
        (folder / "nia.yaml").write_text("lag: 2h\n" + text.replace("../..", str(SAMPLES)))

    def check(self, name, decision, but=()):
        """Verdict, and of each rule outcome, effect, basis and figures, as they were worked out."""
        expected = given(name, "expected")
        self.assertEqual(decision["verdict"], expected["verdict"])
        found = [f for f in decision["findings"] if not f["rule"].startswith("policy.")]
        self.assertEqual([f["rule"] for f in found], [f["rule"] for f in expected["findings"]])
        for finding, wanted in zip(found, expected["findings"]):
            for member in ("outcome", "effect", "basis"):
                self.assertEqual(finding[member], wanted[member], (wanted["rule"], member))
            if wanted["rule"] not in but:
                self.assertEqual(figures(finding), figures(wanted), wanted["rule"])
            self.assertNotRegex(finding["message"], UNKNOWN)
        for member in ("asks", "changes"):
            self.assertEqual(len(decision[member]), len(expected[member]), decision[member])
            for item, wanted in zip(decision[member], expected[member]):
                self.assertEqual({key: item.get(key) for key in wanted}, wanted)
            for item in decision[member]:
                self.assertNotRegex(item.get("why", "") + item.get("message", ""), UNKNOWN)

    def stated(self, name):
        """Without any document: what was stated alone."""
        case = given(name, "facts")
        query = urlencode({"policy": name, "as_of": case["as_of"]})
        answer = self.daemon.request("POST", "/v1/assess?" + query,
                                     form(("facts", canonical(case["facts"]))), FORM)
        decision, = self.described("/v1/assess", "post", answer).json["decisions"]
        self.check(name, decision)

    def test_spouse(self):
        self.stated("cn-pr-spouse")

    def test_upkeep(self):
        self.stated("cn-pr-upkeep")

    def test_visitor(self):
        case = given("welab-mcv", "facts")
        document = (SAMPLES / "visitor.pdf").read_bytes()
        query = urlencode({"policy": "welab-mcv", "as_of": case["as_of"], "at": case["as_of"]})
        answer = self.verify(document, query, case["facts"]).json
        decision, = answer["decisions"]
        # how many checks a masked number leaves open is the plugin's to say
        self.check("welab-mcv", decision, but=("nothing-contradicts",))
        open_checks = [c for c in answer["report"]["checks"] if c["outcome"] == "unknown"]
        finding = {f["rule"]: f for f in decision["findings"]}["nothing-contradicts"]
        self.assertEqual(finding["figures"][0]["value"], str(len(open_checks)))
        self.assertNotIn("failed", finding["message"])

    def test_visitor_who_is_somebody_else(self):
        case = given("welab-mcv", "facts")
        case["facts"]["applicant"]["birth_date"] = "1991-01-01"
        document = (SAMPLES / "visitor.pdf").read_bytes()
        query = urlencode({"policy": "welab-mcv", "as_of": case["as_of"], "at": case["as_of"]})
        answer = self.verify(document, query, case["facts"])
        self.assertEqual(answer.json["decisions"][0]["verdict"], "reject")
        self.assertNotIn("1991-01-01", json.dumps(answer.json["decisions"]))
        self.assertNotIn("张某某", json.dumps(answer.json["decisions"], ensure_ascii=False))

    def test_the_same_record_twice_counts_once(self):
        """Two downloads of one record join to what one of them says, whatever stands beside it."""
        case = given("welab-mcv", "facts")
        document = (SAMPLES / "visitor.pdf").read_bytes()
        query = urlencode({"policy": "welab-mcv", "as_of": case["as_of"], "at": case["as_of"]})
        body = form(("document", document, {"Vouch-Role": "record"}), ("document", document),
                    ("facts", canonical(case["facts"])))
        answer = self.described("/v1/assess", "post",
                                self.daemon.request("POST", "/v1/assess?" + query, body, FORM)).json
        join, report = answer["join"], answer["reports"][0]
        self.assertEqual(join["persons"], "same")
        self.assertEqual(sorted((c["date"], c["direction"]) for c in join["crossings"]),
                         sorted((c["date"], c["direction"]) for c in report["claims"]["crossings"]))
        self.assertEqual({c["territory"] for c in join["crossings"]}, {"CN"})
        self.check("welab-mcv", answer["decisions"][0], but=("nothing-contradicts",))

    def test_two_persons(self):
        case = given("welab-mcv", "facts")
        query = urlencode({"at": case["as_of"]})
        body = form(*(("document", (SAMPLES / name).read_bytes()) for name in
                      ("visitor.pdf", "authentic.pdf")))
        answer = self.described("/v1/assess", "post",
                                self.daemon.request("POST", "/v1/assess?" + query, body, FORM)).json
        self.assertEqual([r["indication"] for r in answer["reports"]], ["total_passed"] * 2)
        self.assertEqual(answer["join"]["persons"], "different")
        result = self.ctl("assess", "--at", case["as_of"], SAMPLES / "visitor.pdf",
                          SAMPLES / "authentic.pdf")
        self.assertEqual(result.status, PASSED, result.err)
        self.assertRegex(result.out, r"person +✘ the documents are of different persons")

    def ctl(self, *arguments):
        return vouchctl("--socket", self.daemon.socket, *arguments)

    def test_by_hand(self):
        facts = self.daemon.folder / "facts.json"
        case = given("cn-pr-spouse", "facts")
        facts.write_text(json.dumps(case["facts"]))
        result = self.ctl("assess", "--policy=cn-pr-spouse", "--facts", facts, "--as-of", case["as_of"])
        self.assertEqual(result.status, UNDECIDED, result.err)
        self.assertIn("days inside, 2021-11-22 to 2022-11-21: 321 days (any part of it), ", result.out)
        self.assertRegex(result.out, r"changes +nine-months-each-year: met from 2027-02-03 to 2027-05-02")
        self.assertRegex(result.out, r"wanted +Certificate of no criminal record")
        case = given("welab-mcv", "facts")
        facts.write_text(json.dumps(case["facts"]))
        result = self.ctl("verify", "--policy=welab-mcv", "--facts", facts, "--as-of", case["as_of"],
                          "--at", case["as_of"], SAMPLES / "visitor.pdf")
        self.assertEqual(result.status, PASSED, result.out + result.err)

    def test_a_private_daemon_asks_policies_too(self):
        case = given("welab-mcv", "facts")
        facts = self.daemon.folder / "private.json"
        facts.write_text(json.dumps(case["facts"]))
        configuration = self.daemon.folder / "private.yaml"
        configuration.write_text("policies: %s\nsources: sources\nisolation: best_effort\n"
                                 % (SOURCE / "conf" / "policies"))
        private = ("--private", "--config", configuration)
        result = vouchctl(*private, "verify", "--policy=welab-mcv", "--facts", facts, "--as-of",
                          case["as_of"], "--at", case["as_of"], SAMPLES / "visitor.pdf")
        self.assertEqual(result.status, PASSED, result.out + result.err)
        self.assertIn("ACCEPTED  by welab-mcv", result.out)
        result = vouchctl(*private, "policies", "--explain", "welab-mcv")
        self.assertIn("WeLab Bank", result.out)

    def test_every_shipped_policy_is_explained(self):
        for policy in self.daemon.get("/v1/policies").json["policies"]:
            answer = self.daemon.get("/v1/policies/" + policy["name"])
            self.described("/v1/policies/{name}", "get", answer)
            for sentence in answer.json["sentences"]:
                self.assertNotRegex(sentence["text"], UNKNOWN, policy["name"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
