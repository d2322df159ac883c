"""POST /v1/assess: several documents of one call, all examined, all recorded, one answer."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import unittest

from harness import STAGE, Case, Daemon, raw, wait_for
from policies_support import (AGE, DESK, FORM, GOOD, PolicyCase, canonical, form, sha256,
                              write_policies)

PAIR = """\
policy: pair
version: 1
title: {en: Two}
source: {kind: official, read: 2026-11-22, text: "a test"}
in_force: {from: null, until: null}
time_zone: Asia/Hong_Kong
documents:
  first: {source: fake}
  second: {source: fake}
rules:
- id: first
  that: {authentic: {document: first}}
  otherwise: reject
- id: second
  that: {authentic: {document: second}}
  otherwise: reject
"""


class Assess(PolicyCase):
    policies = {"desk": DESK, "age": AGE, "pair": PAIR}

    def assess(self, *documents, query="", facts=None, headers=None):
        parts = [("document", *document) if isinstance(document, tuple) else ("document", document)
                 for document in documents]
        if facts is not None:
            parts.append(("facts", canonical(facts)))
        return self.send(form(*parts), query, headers)

    def send(self, body, query="", headers=None):
        path = "/v1/assess" + ("?" + query if query else "")
        answer = self.daemon.request("POST", path, body, {**FORM, **(headers or {})})
        return self.described("/v1/assess", "post", answer)

    # ---- What is answered ----

    def test_reports_in_their_order(self):
        documents = [b"FAKE slow 0.3", b"FAKE pass 2", b"FAKE crash", b""]
        answer = self.assess(*documents).json
        self.assertEqual([r["document_sha256"] for r in answer["reports"]],
                         [hashlib.sha256(d).hexdigest() for d in documents])
        self.assertEqual([r["indication"] for r in answer["reports"]],
                         ["total_passed", "total_passed", "indeterminate", "total_passed"])
        self.assertEqual((answer["decisions"], answer["sightings"]), ([], []))

    def test_documents_are_joined(self):
        """Rows that two documents show are there once, oldest first; a person compares as one."""
        join = self.assess(b"FAKE pass 2", b"FAKE pass 2 again").json["join"]
        self.assertEqual(join["persons"], "same")
        self.assertEqual({field["grade"] for field in join["fields"]}, {"exact"})
        self.assertEqual([(row["row"], row["from_report"]) for row in join["crossings"]],
                         [(2, 0), (1, 0)])
        self.assertEqual(self.assess(b"FAKE crash").json["join"],
                         {"crossings": [], "fields": [], "pairs": [], "persons": "unknown",
                          "uncovered": []})

    def test_all_is_recorded_together(self):
        answer = self.assess(b"FAKE pass 1", b"FAKE pass 2", query="policy=desk&policy=age",
                             facts={**GOOD, "born_on": "1990-01-01"}).json
        positions = [row["position"] for row in answer["recorded"]["reports"]]
        positions += [row["position"] for row in answer["recorded"]["decisions"]]
        self.assertEqual(positions, list(range(positions[0], positions[0] + 4)))
        for report, row in zip(answer["reports"], answer["recorded"]["reports"]):
            self.assertEqual(row["report_sha256"], sha256(report))
        for decision, row in zip(answer["decisions"], answer["recorded"]["decisions"]):
            self.assertEqual((row["id"], row["decision_sha256"]), (decision["id"], sha256(decision)))

    def test_roles(self):
        good, bad = b"FAKE pass 1", b"FAKE crash"
        first, second = {"Vouch-Role": "first"}, {"Vouch-Role": "second"}
        decision, = self.assess((good, second), (bad, first), query="policy=pair").json["decisions"]
        findings = self.findings(decision)
        self.assertEqual((findings["first"]["outcome"], findings["second"]["outcome"]),
                         ("unknown", "pass"))
        roles = {d["role"]: d["document_sha256"] for d in decision["documents"]}
        self.assertEqual(roles["second"], hashlib.sha256(good).hexdigest())

    def test_no_document_at_all(self):
        answer = self.assess(query="policy=age", facts={"born_on": "1990-01-01"}).json
        self.assertEqual(answer["reports"], [])
        self.assertEqual(answer["decisions"][0]["verdict"], "refer")
        self.assertEqual(len(answer["recorded"]["decisions"]), 1)
        self.assertProblem(self.assess(), "bad-request", 400)
        self.assertProblem(self.assess(facts={}), "bad-request", 400)

    def test_each_has_its_own_password_and_source(self):
        answer = self.assess((b"FAKE inputs 1", {"Vouch-Password": "one"}),
                             (b"FAKE inputs 2", {"Vouch-Password": "two", "Vouch-Source": "fake"}),
                             b"FAKE inputs 3").json
        told = [{e["name"]: e["value"] for e in r["claims"]["extra"]} for r in answer["reports"]]
        self.assertEqual([t.get("password") for t in told], ["one", "two", None])
        self.assertEqual([r["inputs"].get("source") for r in answer["reports"]], [None, "fake", None])

    def test_idempotency(self):
        key = {"Idempotency-Key": os.urandom(8).hex()}
        first = self.assess(b"FAKE pass 1", b"FAKE pass 2", headers=key)
        again = self.assess(b"FAKE pass 1", b"FAKE pass 2", headers=key)
        self.assertEqual(first.body, again.body)
        for documents in ((b"FAKE pass 2", b"FAKE pass 1"), (b"FAKE pass 1",),
                          (b"FAKE pass 1", (b"FAKE pass 2", {"Vouch-Role": "record"}))):
            self.assertProblem(self.assess(*documents, headers=key), "key-reused", 422)

    def test_a_child_that_dies_touches_no_other(self):
        answer = self.assess(b"FAKE crash 1", b"FAKE pass", b"FAKE rubbish").json
        self.assertEqual([r["indication"] for r in answer["reports"]],
                         ["indeterminate", "total_passed", "indeterminate"])

    # ---- What is refused ----

    def test_a_role_that_no_policy_has(self):
        """Else the document would be passed over without a word, and asked for again."""
        misspelt = (b"FAKE pass", {"Vouch-Role": "frist"})
        answer = self.assess(misspelt, query="policy=pair")
        self.assertProblem(answer, "bad-request", 400)
        self.assertIn("'frist'", answer.json["detail"])
        self.assertEqual(self.assess(misspelt).status, 200)  # no policy is asked
        self.assertEqual(self.assess((b"FAKE pass", {"Vouch-Role": "first"}),
                                     query="policy=age&policy=pair").status, 200)

    def test_bad_forms(self):
        document = ("document", b"FAKE pass")
        for body in (form(document, ("password", b"x")), form(document, ("colour", b"red")),
                     form(document, ("facts", b"{")), form(document)[:-4],
                     form(("document", b"x", {"Vouch-Role": "No Role"})),
                     form(("document", b"x", {"Vouch-Password": "a" * 1025})),
                     form(document, ("facts", b"{}"), ("facts", b"{}"))):
            self.assertProblem(self.send(body), "bad-request", 400)
        twice = form(("document", b"x", {"Vouch-Role": "a", "vouch-role": "b"}))
        self.assertProblem(self.send(twice), "bad-request", 400)
        answer = self.daemon.request("POST", "/v1/assess", b"FAKE pass")
        self.assertProblem(answer, "bad-request", 400)
        self.assertProblem(self.assess(b"x", headers={"Vouch-Password": "x"}), "bad-request", 400)

    def test_unknown_things(self):
        answer = self.assess((b"x", {"Vouch-Source": "nobody"}))
        self.assertProblem(answer, "unknown-source", 422)
        self.assertProblem(self.assess(b"x", query="policy=nobody"), "unknown-policy", 422)
        answer = self.assess(b"x", query="policy=age", facts={"shoe_size": 43})
        self.assertProblem(answer, "unknown-fact", 422)
        self.assertProblem(self.assess(b"x", query="as_of=noon"), "bad-time", 400)

    def test_nothing_stays_behind(self):
        """Whatever was refused or answered: no document, no row that nobody asked for."""
        self.assess(b"FAKE pass")
        rest, rows = self.daemon.holdings(), self.daemon.status()["ledger"]["rows"]
        self.assess(b"x", (b"y", {"Vouch-Source": "nobody"}))
        self.assess(b"x", b"y", query="policy=age", facts={"shoe_size": 43})
        self.send(form(("document", b"x"), ("document", b"y"))[:-4])
        self.daemon.resting(rest)
        self.assertEqual(self.daemon.status()["ledger"]["rows"], rows)
        self.assertEqual(self.daemon.status()["documents"]["queued"], 0)
        self.assess(b"FAKE pass 1", b"FAKE pass 2")
        self.daemon.resting(rest)

    def test_ledger_check(self):
        self.assess(b"FAKE pass 1", b"FAKE pass 2", query="policy=pair")
        done = subprocess.run([STAGE / "bin" / "vouchctl", "ledger", "check",
                               self.daemon.folder / "ledger.db"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        ledger = sqlite3.connect("file:%s?mode=ro" % (self.daemon.folder / "ledger.db"), uri=True)
        row = ledger.execute("SELECT document_sha256, serial, person FROM rows WHERE kind = 'decision' "
                             "ORDER BY position DESC").fetchone()
        ledger.close()
        self.assertEqual(row[:2], (None, None))  # several documents have no one digest
        self.assertIsNotNone(row[2])


class Limits(Case):
    def setUp(self):
        self.daemon = Daemon({"limits": {"document": "4KiB",
                                         "assess": {"documents": 3, "size": "6KiB"}}}).start()
        self.addCleanup(self.daemon.__exit__, None, None, None)

    def assess(self, *documents):
        body = form(*(("document", document) for document in documents))
        return self.daemon.request("POST", "/v1/assess", body, FORM)

    def test_count(self):
        self.assertEqual(self.assess(*[b"FAKE pass"] * 3).status, 200)
        answer = self.assess(*[b"FAKE pass"] * 4)
        self.assertProblem(answer, "limit-exceeded", 413)
        self.assertEqual((answer.json["limit"], answer.json["maximum"]), ("assess.documents", 3))

    def test_size(self):
        self.assertEqual(self.assess(bytes(3000), bytes(3000)).status, 200)
        answer = self.assess(bytes(3500), bytes(3500))
        self.assertProblem(answer, "limit-exceeded", 413)
        self.assertEqual((answer.json["limit"], answer.json["maximum"]), ("assess.size", 6144))
        answer = self.assess(bytes(4097))
        self.assertEqual((answer.status, answer.json["limit"]), (413, "document"))


class Endings(Case):
    """Documents that were started are finished and recorded, whoever still waits."""

    def setUp(self):
        self.daemon = Daemon({"examinations": 1, "policies": "policies"})
        write_policies(self.daemon, {"pair": PAIR})
        self.daemon.start()
        self.addCleanup(self.daemon.__exit__, None, None, None)

    def begin(self, *documents):
        connection = self.daemon.connection()
        body = form(*(("document", document) for document in documents))
        connection.request("POST", "/v1/assess?policy=pair", body, FORM)
        return connection

    def state(self, name):
        return self.daemon.status()["documents"][name]

    def rows(self):
        return self.daemon.status()["ledger"]["rows"]

    def test_client_left_before_the_start(self):
        slow = self.daemon.connection()
        slow.request("POST", "/v1/verify", b"FAKE slow 1")
        wait_for(lambda: self.state("running") == 1)
        connection = self.begin(b"FAKE pass 1", b"FAKE pass 2")
        wait_for(lambda: self.state("queued") == 2)
        connection.close()
        wait_for(lambda: self.state("queued") == 0)
        self.assertEqual(slow.getresponse().status, 200)
        slow.close()
        self.assertEqual(self.rows(), 2)  # that it started, and the slow one

    def test_client_left_after_the_start(self):
        connection = self.begin(b"FAKE slow 0.5", b"FAKE pass 2")
        wait_for(lambda: self.state("running") == 1)
        connection.close()
        wait_for(lambda: self.rows() == 4)

    def test_stopped_in_the_middle(self):
        """What waits is refused with the call; what runs is recorded for itself."""
        connection = self.begin(b"FAKE slow 1", b"FAKE pass 2")
        wait_for(lambda: self.state("running") == 1)
        self.daemon.process.send_signal(signal.SIGTERM)
        response = connection.getresponse()
        self.assertEqual((response.status, b"shutting-down" in response.read()), (503, True))
        connection.close()
        self.assertEqual(self.daemon.process.wait(30), 0)
        self.daemon.process = None
        ledger = sqlite3.connect(self.daemon.folder / "ledger.db")
        self.assertEqual(ledger.execute("SELECT kind FROM rows").fetchall(),
                         [("started",), ("verdict",)])
        ledger.close()

    def test_full_ledger(self):
        other = sqlite3.connect(self.daemon.folder / "ledger.db", isolation_level=None)
        other.execute("CREATE UNIQUE INDEX full ON rows (kind) WHERE kind = 'verdict'")
        other.close()
        connection = self.begin(b"FAKE pass 1", b"FAKE pass 2")
        response = connection.getresponse()
        self.assertEqual((response.status, b"ledger-full" in response.read()), (507, True))
        connection.close()
        self.assertEqual(self.rows(), 1)
        self.assertEqual(self.daemon.verify(b"FAKE pass").status, 200)

    def test_pictures(self):
        """A document that is read by the second kind of worker is one of several like another."""
        connection = self.begin(b"FAKE read pass", b"FAKE pass 2")
        response = connection.getresponse()
        self.assertEqual(response.status, 200)
        response.read()
        connection.close()

    def test_zygote_dies_while_documents_come(self):
        self.daemon.fake_settings = {"start": 2}
        self.daemon.write()
        body = form(("document", b"FAKE pass 1"), ("document", b"FAKE pass 2", {"Vouch-Source": "fake"}))
        sock = raw(self.daemon.socket)
        sock.sendall(b"POST /v1/assess HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                     % (FORM["Content-Type"].encode(), len(body)) + body[:90])
        wait_for(lambda: self.state("queued") == 2)  # the call itself, and its first document
        os.kill(self.daemon.children()[0], signal.SIGKILL)
        wait_for(lambda: self.daemon.get("/healthz").status == 503)
        sock.sendall(body[90:])
        self.assertIn(b"503", sock.recv(65536).split(b"\r\n")[0])
        sock.close()
        wait_for(lambda: self.daemon.get("/healthz").status == 200)

    def test_zygote_dies(self):
        connection = self.begin(b"FAKE die", b"FAKE pass 2")
        response = connection.getresponse()
        self.assertIn(response.status, (200, 503))
        response.read()
        connection.close()
        wait_for(lambda: self.daemon.verify(b"FAKE pass").status == 200)


if __name__ == "__main__":
    unittest.main(verbosity=2)
