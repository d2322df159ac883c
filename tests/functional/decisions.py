"""Policies asked with a document: what is decided, refused and recorded."""

import hashlib
import json
import os
import sqlite3
import subprocess
import unittest

from harness import STAGE, Case, Daemon, wait_for
from policies_support import (AGE, DESK, FORM, GOOD, PolicyCase, canonical, form, sha256,
                              write_policies)


class Decisions(PolicyCase):
    def test_accepted(self):
        decision = self.decide(b"FAKE pass", "policy=desk", GOOD)
        self.assertEqual(decision["verdict"], "accept")
        self.assertEqual({f["effect"] for f in decision["findings"]}, {"none"})
        self.assertEqual((decision["policy"], decision["version"]), ("desk", 3))
        self.assertEqual(decision["policy_sha256"], hashlib.sha256(DESK.encode()).hexdigest())
        self.assertEqual(decision["facts_sha256"], hashlib.sha256(canonical(GOOD)).hexdigest())
        self.assertEqual((decision["fees"], decision["terms"]),
                         ({"apply": "1500 CNY"}, {"review": "2 months"}))
        self.assertEqual(decision["asks"], [])

    def test_rejected_for_a_stated_fact(self):
        decision = self.decide(b"FAKE pass", "policy=desk", {**GOOD, "located_in": "CN"})
        self.assertEqual(decision["verdict"], "reject")
        finding = self.findings(decision)["in-hong-kong"]
        self.assertEqual((finding["outcome"], finding["effect"], finding["basis"], finding["cite"]),
                         ("fail", "reject", "stated", "point 4"))

    def test_referred_for_what_is_missing(self):
        decision = self.decide(b"FAKE pass", "policy=desk", {**GOOD, "presented": []})
        self.assertEqual(decision["verdict"], "refer")
        self.assertEqual({ask["kind"] for ask in decision["asks"]}, {"lease", "title_deed"})

    def test_a_decision_and_the_report_stand_apart(self):
        """An unproven document is no reason to reject, and a rejected one still has its report."""
        answer = self.verify(b"FAKE crash", "policy=desk", GOOD).json
        decision, = answer["decisions"]
        self.assertEqual(answer["report"]["indication"], "indeterminate")
        self.assertEqual(decision["verdict"], "refer")
        self.assertNotEqual(self.findings(decision)["authentic"]["outcome"], "fail")
        answer = self.verify(b"FAKE pass", "policy=desk", {**GOOD, "located_in": "CN"}).json
        self.assertEqual(answer["report"]["indication"], "total_passed")

    def test_documents_are_named(self):
        answer = self.verify(b"FAKE pass", "policy=desk", GOOD).json
        document, = [d for d in answer["decisions"][0]["documents"] if d["role"] == "record"]
        self.assertEqual(document["report_id"], answer["report"]["id"])
        self.assertEqual(document["report_sha256"], answer["recorded"]["report_sha256"])
        self.assertEqual(document["document_sha256"], answer["report"]["document_sha256"])
        self.assertEqual((document["source"], document["indication"]), ("fake", "total_passed"))

    def test_several_policies_in_their_order(self):
        facts = {**GOOD, "born_on": "1990-01-01"}
        answer = self.verify(b"FAKE pass", "policy=age&policy=desk", facts).json
        self.assertEqual([d["policy"] for d in answer["decisions"]], ["age", "desk"])
        self.assertEqual([d["verdict"] for d in answer["decisions"]], ["refer", "accept"])

    def test_none_asked(self):
        answer = self.verify(b"FAKE pass", "").json
        self.assertEqual(answer["decisions"], [])
        self.assertNotIn("decisions", answer["recorded"])

    def test_judged_by_somebody(self):
        judged = {"is_of_good_character": {"answer": "yes", "by": "An Officer", "on": "2026-11-22"}}
        facts = {"born_on": "1990-01-01", "judged": judged}
        self.assertEqual(self.decide(b"FAKE pass", "policy=age", facts)["verdict"], "accept")
        judged["is_of_good_character"]["answer"] = "no"
        self.assertEqual(self.decide(b"FAKE pass", "policy=age", facts)["verdict"], "reject")

    # ---- Times ----

    def test_as_of(self):
        facts = {"born_on": "2010-06-01"}
        before = self.decide(b"FAKE pass", "policy=age&as_of=2028-05-31T00:00:00%2B08:00", facts)
        after = self.decide(b"FAKE pass", "policy=age&as_of=2028-06-01T00:00:00%2B08:00", facts)
        self.assertEqual([self.findings(d)["eighteen"]["outcome"] for d in (before, after)],
                         ["fail", "pass"])
        self.assertEqual((after["as_of"], after["as_of_from"]), ("2028-05-31T16:00:00Z", "caller"))

    def test_moved_times_are_marked(self):
        def marks(query):
            decision = self.decide(b"FAKE pass", "policy=desk" + query, GOOD)
            document, = [d for d in decision["documents"] if d["role"] == "record"]
            return decision["as_of_from"], document["at_from"], decision["as_of"]

        self.assertEqual(marks("")[:2], ("clock", "clock"))
        self.assertEqual(marks("&at=2026-03-01T00:00:00Z"), ("at", "caller", "2026-03-01T00:00:00Z"))
        self.assertEqual(marks("&as_of=2026-03-01T00:00:00Z")[:2], ("caller", "clock"))

    # ---- What is refused ----

    def test_unknown_policy(self):
        for query in ("policy=nobody", "policy=desk&policy=nobody", "policy="):
            self.assertProblem(self.verify(b"x", query), "unknown-policy", 422)
        self.assertProblem(self.verify(b"x", "policy=desk&policy=desk"), "bad-request", 400)

    def test_unknown_fact(self):
        for facts in ({"shoe_size": 43}, {**GOOD, "born_on": "1990-01-01"}):
            answer = self.verify(b"FAKE pass", "policy=desk", facts)
            self.assertProblem(answer, "unknown-fact", 422)
            self.assertRegex(answer.json["detail"], "shoe_size|born_on")

    def test_mistyped_fact(self):
        """Said with its place, never with its value."""
        for facts in ({"applied_on": "yesterday-99"}, {"applied_on": 99}, {"located_in": ["99"]},
                      {"presented": [{"kind": "lease", "issued_on": "99"}]}):
            answer = self.verify(b"FAKE pass", "policy=desk", facts)
            self.assertProblem(answer, "bad-request", 400)
            self.assertRegex(answer.json["detail"], "^facts/")
            self.assertNotIn("99", answer.json["detail"])

    def test_facts_that_are_none(self):
        for facts in (b"", b"[]", b"{", b'{"a":1,"a":2}', b'"x"', b"\xff"):
            body = form(("document", b"FAKE pass"), ("facts", facts))
            self.assertProblem(self.daemon.verify(body, "policy=desk", FORM), "bad-request", 400)

    def test_nothing_is_recorded_of_what_is_refused(self):
        before = self.daemon.status()["ledger"]["rows"]
        self.verify(b"FAKE pass", "policy=desk", {"shoe_size": 43})
        self.assertEqual(self.daemon.status()["ledger"]["rows"], before)

    def test_missing_required_fact(self):
        decision = self.decide(b"FAKE pass", "policy=desk")
        self.assertEqual(decision["verdict"], "refer")
        self.assertIn("applied_on", [ask.get("fact") for ask in decision["asks"]])

    # ---- What repeats ----

    def test_decision_sha256_can_be_computed_again(self):
        answer = self.verify(b"FAKE pass", "policy=desk", GOOD).json
        decision, = answer["decisions"]
        recorded, = answer["recorded"]["decisions"]
        self.assertEqual(recorded["id"], decision["id"])
        self.assertEqual(recorded["position"], answer["recorded"]["position"] + 1)
        self.assertEqual(recorded["decision_sha256"], sha256(decision))

    def test_a_decision_repeats(self):
        query = "policy=desk&at=2026-03-01T00:00:00Z"
        first, second = (self.verify(b"FAKE pass", query, GOOD).json for _ in range(2))
        self.assertEqual(*(a["recorded"]["decisions"][0]["decision_sha256"] for a in (first, second)))
        self.assertNotEqual(*(a["decisions"][0]["id"] for a in (first, second)))

    def test_idempotency(self):
        key = {"Idempotency-Key": os.urandom(8).hex()}
        first = self.verify(b"FAKE pass", "policy=desk", GOOD, key)
        again = self.verify(b"FAKE pass", "policy=desk", GOOD, key)
        self.assertEqual(first.body, again.body)
        for query, facts in (("policy=desk", {**GOOD, "located_in": "CN"}), ("", None),
                             ("policy=desk&as_of=2026-01-01T00:00:00Z", GOOD)):
            self.assertProblem(self.verify(b"FAKE pass", query, facts, key), "key-reused", 422)

    # ---- What is kept ----

    def test_a_decision_is_not_kept_but_known(self):
        decision = self.decide(b"FAKE pass", "policy=desk", GOOD)
        answer = self.daemon.get("/v1/decisions/" + decision["id"])
        self.assertProblem(self.described("/v1/decisions/{id}", "get", answer), "report-not-kept", 404)
        report = decision["documents"][0]["report_id"]
        for unknown in ("nothing", report):
            answer = self.daemon.get("/v1/decisions/" + unknown)
            self.assertProblem(self.described("/v1/decisions/{id}", "get", answer), "not-found", 404)

    def test_totals(self):
        before = self.daemon.status()["totals"]
        self.decide(b"FAKE pass", "policy=desk", GOOD)
        self.decide(b"FAKE pass", "policy=desk", {**GOOD, "located_in": "CN"})
        after = self.daemon.status()["totals"]
        self.assertEqual([after[name] - before[name] for name in ("accepted", "referred", "rejected")],
                         [1, 0, 1])

    def test_nothing_personal_in_the_log(self):
        judged = {"is_of_good_character": {"answer": "no", "by": "Jane Officer", "on": "2026-11-22"}}
        self.decide(b"FAKE pass", "policy=age", {"born_on": "1990-02-03", "judged": judged})
        said = self.daemon.said()
        self.assertIn("decided by age: reject", said)
        self.assertNotRegex(said, "Jane|1990-02-03|样本|C00000")

    # ---- The policies ----

    def test_listed(self):
        answer = self.described("/v1/policies", "get", self.daemon.get("/v1/policies"))
        age, desk = answer.json["policies"]
        self.assertEqual((age["name"], desk["name"]), ("age", "desk"))
        self.assertEqual(desk["in_force"], {"from": "2020-01-01", "until": None})
        self.assertEqual(desk["facts"][0], {"name": "applied_on", "type": "day", "required": True})
        self.assertEqual(desk["documents"][0]["sources"], ["fake"])
        answer = self.daemon.get("/v1/policies?language=zh-Hans")
        self.assertEqual(answer.json["policies"][1]["title"], "柜台")

    def test_one(self):
        answer = self.described("/v1/policies/{name}", "get", self.daemon.get("/v1/policies/desk"))
        self.assertEqual(answer.json["text"], DESK)
        self.assertTrue(answer.json["sentences"])
        path = "/v1/policies/desk?sha256="
        self.assertEqual(self.daemon.get(path + answer.json["sha256"]).status, 200)
        self.assertProblem(self.daemon.get(path + "0" * 64), "not-found", 404)
        self.assertProblem(self.daemon.get("/v1/policies/nobody"), "not-found", 404)


class Recorded(PolicyCase):
    """The ledger's rows, and that its leaves still say what they said."""

    def test_rows(self):
        answer = self.verify(b"FAKE pass", "policy=desk&policy=age&reference=case-7",
                             {**GOOD, "located_in": "CN", "born_on": "2020-01-01"}).json
        ledger = sqlite3.connect("file:%s?mode=ro" % (self.daemon.folder / "ledger.db"), uri=True)
        rows = ledger.execute(
            "SELECT kind, indication, codes, id, hex(payload_sha256), document_sha256, person, "
            "reference, document_numbers FROM rows ORDER BY position").fetchall()
        ledger.close()
        report, desk, age = rows[-3:]
        self.assertEqual([row[0] for row in rows[-3:]], ["verdict", "decision", "decision"])
        self.assertEqual(desk[1:4], ("reject", "desk\nin-hong-kong\n", answer["decisions"][0]["id"]))
        self.assertEqual(age[1], "reject")
        self.assertIn("eighteen\n", age[2])
        self.assertEqual(desk[4].lower(), answer["recorded"]["decisions"][0]["decision_sha256"])
        self.assertEqual(desk[5:], report[5:])  # found by whatever the report is found by
        self.assertNotIn(None, desk[5:])

    def test_ledger_check(self):
        for facts in (GOOD, {}, {**GOOD, "presented": []}):
            self.verify(b"FAKE pass", "policy=desk", facts)
        done = subprocess.run([STAGE / "bin" / "vouchctl", "ledger", "check",
                               self.daemon.folder / "ledger.db"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Kept(PolicyCase):
    settings = {"ledger": {"path": "ledger.db", "keep": "reports"}}

    def test_a_kept_decision_is_given_again(self):
        answer = self.verify(b"FAKE pass", "policy=desk&policy=age",
                             {**GOOD, "located_in": "CN", "born_on": "1990-01-01"}).json
        for decision in answer["decisions"]:
            again = self.daemon.get("/v1/decisions/" + decision["id"])
            self.assertEqual(self.described("/v1/decisions/{id}", "get", again).json, decision)
        unknown = self.daemon.get("/v1/decisions/" + answer["report"]["id"])
        self.assertProblem(unknown, "not-found", 404)


class NotRecorded(unittest.TestCase):
    def test_no_decision_leaves_unrecorded(self):
        daemon = Daemon({"policies": "policies"})
        write_policies(daemon, {"age": AGE})
        with daemon:
            other = sqlite3.connect(daemon.folder / "ledger.db", isolation_level=None)
            # after the row of the start one more, and its decision is a row too many
            other.execute("CREATE UNIQUE INDEX full ON rows ((position > 1))")
            other.close()
            answer = daemon.verify(b"FAKE pass", "policy=age")
            self.assertEqual((answer.status, answer.json["type"]), (507, "ledger-full"))
            self.assertEqual(daemon.verify(b"FAKE pass").status, 200)
            self.assertEqual(daemon.status()["ledger"]["rows"], 2)  # nor its report alone


class Loading(Case):
    """`policies:` is read at the start, by --check-config and anew; a bad file changes nothing."""

    def setUp(self):
        self.daemon = Daemon({"policies": "policies"})
        write_policies(self.daemon, {"desk": DESK})
        self.addCleanup(self.daemon.__exit__, None, None, None)

    def check(self):
        self.daemon.write()
        return subprocess.run(self.daemon.command() + ["--check-config"], capture_output=True,
                              text=True, timeout=60)

    def break_it(self):
        write_policies(self.daemon, {"desk": DESK.replace("located_in, is", "locted_in, is")})

    def test_check_config(self):
        done = self.check()
        self.assertEqual((done.returncode, done.stdout),
                         (0, "configuration ok: 1 sources, 1 policies\n"))
        self.break_it()
        done = self.check()
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"policies/desk\.yaml:21:\d+: .*locted_in")
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_no_start_with_a_bad_one(self):
        self.break_it()
        self.daemon.spawn()
        self.assertEqual(self.daemon.process.wait(60), 1)
        self.daemon.process = None
        self.assertRegex(self.daemon.said(), r"desk\.yaml:21:\d+: ")

    def test_no_such_folder(self):
        self.daemon.configuration["policies"] = "elsewhere"
        self.assertEqual(self.check().returncode, 1)

    def test_reload(self):
        self.daemon.start()
        self.assertEqual(self.daemon.get("/v1/policies").json["policies"][0]["version"], 3)
        write_policies(self.daemon, {"desk": DESK.replace("version: 3", "version: 4"),
                                          "age": AGE})
        self.assertEqual(self.daemon.request("POST", "/v1/reload").status, 200)
        self.assertEqual([p["version"] for p in self.daemon.get("/v1/policies").json["policies"]],
                         [1, 4])
        self.break_it()
        answer = self.daemon.request("POST", "/v1/reload")
        self.assertProblem(answer, "reload-refused", 422)
        self.assertRegex(answer.json["detail"], r"desk\.yaml:21:\d+: ")
        self.assertEqual([p["version"] for p in self.daemon.get("/v1/policies").json["policies"]],
                         [1, 4])
        self.assertEqual(self.daemon.verify(b"FAKE pass", "policy=desk").json["decisions"][0]["version"],
                         4)

    def test_a_call_is_answered_by_the_policies_that_it_met(self):
        self.daemon.start()
        connection = self.daemon.connection()
        connection.request("POST", "/v1/verify?policy=desk", b"FAKE slow 1.5")
        wait_for(lambda: self.daemon.status()["documents"]["running"] == 1)
        (self.daemon.folder / "policies" / "desk.yaml").unlink()
        self.assertEqual(self.daemon.request("POST", "/v1/reload").status, 200)
        self.assertProblem(self.daemon.verify(b"x", "policy=desk"), "unknown-policy", 422)
        answer = json.loads(connection.getresponse().read())
        self.assertEqual(answer["decisions"][0]["version"], 3)
        connection.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
