"""The calls and their contract: openapi.yaml, parameters, problems, permissions, idempotency."""

import hashlib
import json
import os
import subprocess
import sys
import unittest

import jsonschema
import yaml

from harness import Case, Daemon, HERE


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def identity(value):
    """A report without what is rendered: `id`, `message` and `advice.message`."""
    if isinstance(value, list):
        return [identity(item) for item in value]
    if isinstance(value, dict):
        return {name: identity(item) for name, item in value.items() if name != "message"}
    return value


def form(parts, boundary="xyz"):
    body = b""
    for name, content in parts:
        body += b"--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"f\"\r\n\r\n%s\r\n" % (
            boundary.encode(), name.encode(), content)
    return body + b"--%s--\r\n" % boundary.encode()


FORM = {"Content-Type": 'multipart/form-data; boundary="xyz"'}


class Api(Case):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.description = yaml.safe_load(cls.daemon.get("/openapi.yaml").body)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__(None, None, None)

    def check(self, path, method, answer):
        """The answer is one that openapi.yaml describes."""
        operation = self.description["paths"][path][method]
        described = operation["responses"][str(answer.status)]
        if "$ref" in described:
            described = self.description["components"]["responses"]["Problem"]
        kind = answer.headers["Content-Type"]
        self.assertIn(kind, described["content"])
        schema = dict(described["content"][kind]["schema"], components=self.description["components"])
        jsonschema.Draft202012Validator(schema).validate(answer.json)
        return answer

    # ---- The description ----

    def test_description_is_complete(self):
        for path, item in self.description["paths"].items():
            for method in ("get", "post"):
                path = path.replace("{id}", "x").replace("{name}", "x")
                asked = path + ("?follow=no" if path == "/v1/events" else "")
                answer = self.daemon.request(method.upper(), asked)
                if method in item:
                    self.assertNotIn(answer.status, (405,), path)
                else:
                    self.assertProblem(answer, "method-not-allowed", 405)
                    allow = [word.upper() for word in item]
                    self.assertEqual(answer.headers["Allow"].split(", ")[0], allow[0])

    def test_events_are_as_described(self):
        self.daemon.verify(b"FAKE pass")
        schemas = {"components": self.description["components"],
                   "$ref": "#/components/schemas/Event"}
        for line in self.daemon.get("/v1/events?follow=no").body.splitlines():
            jsonschema.validate(json.loads(line), schemas)

    def test_description_knows_the_problems(self):
        known = self.description["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
        codes = self.check("/v1/codes", "get", self.daemon.get("/v1/codes")).json["codes"]
        listed = [code["code"] for code in codes if code["kind"] == "problem"]
        self.assertEqual(sorted("problem." + name for name in known), sorted(listed))

    def test_codes_have_titles(self):
        """And a problem the one that it is answered with."""
        with Daemon({"isolation": "best_effort"}, fake=False) as daemon:
            codes = {code["code"]: code["title"] for code in daemon.get("/v1/codes").json["codes"]}
            self.assertEqual([code for code, title in codes.items() if title == code], [])
            for answer in (daemon.get("/nowhere"), daemon.verify(b"x", "at=yesterday"),
                           daemon.verify(b"x", "source=nobody"), daemon.get("/v1/verify")):
                self.assertEqual(codes["problem." + answer.json["type"]], answer.json["title"])

    def test_simple_calls(self):
        for path in ("/healthz", "/v1/status", "/v1/sources"):
            answer = self.check(path, "get", self.daemon.get(path))
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
        codes = self.daemon.get("/v1/codes").json["codes"]
        self.assertIn("fake.check", [code["code"] for code in codes])
        self.assertEqual(len(codes), len({code["code"] for code in codes}))

    def test_figures(self):
        before = self.daemon.get("/v1/status").json["figures"]
        self.daemon.verify(b"FAKE pass")
        after = self.daemon.get("/v1/status").json["figures"]
        spent = {name: after[name] - before[name] for name in after}
        self.assertEqual(spent["documents"], 1)
        # what the examination says of itself, and what the kernel adds to it: all of 1000
        self.assertEqual([spent[name] for name in ("signature_us", "text_us", "source_us")], [2, 3, 4])
        self.assertEqual(spent["isolation_us"], 1 + 100 + 1000 - 10)
        self.assertTrue(all(spent[name] > 0 for name in ("prepare_us", "finish_us", "ledger_us")))

    def test_nothing_there(self):
        for path in ("/", "/v1", "/v1/verify/", "/v1/reports/", "/v1/reports/a/b", "/healthz/x"):
            self.assertProblem(self.daemon.get(path), "not-found", 404)

    def test_head(self):
        answer = self.daemon.request("HEAD", "/healthz")
        self.assertEqual((answer.status, answer.body), (200, b""))

    def test_body_where_none_is_wanted(self):
        self.assertProblem(self.daemon.request("POST", "/v1/reload", b"x"), "bad-request", 400)

    def test_report_is_not_kept(self):
        answer = self.daemon.verify(b"FAKE pass")
        answer = self.daemon.get("/v1/reports/" + answer.report["id"])
        self.assertProblem(answer, "report-not-kept", 404)
        self.check("/v1/reports/{id}", "get", answer)

    # ---- Verify ----

    def test_report(self):
        answer = self.check("/v1/verify", "post", self.daemon.verify(b"FAKE pass 1"))
        report = answer.report
        self.assertEqual(report["indication"], "total_passed")
        self.assertEqual(report["document_sha256"], hashlib.sha256(b"FAKE pass 1").hexdigest())
        self.assertEqual((report["size"], report["source"]), (11, "fake"))
        self.assertEqual(report["inputs"]["at_from"], "clock")
        self.assertTrue(report["repeatable"])

    def test_report_sha256_can_be_computed_again(self):
        answer = self.daemon.verify(b"FAKE pass 2").json
        report = {name: value for name, value in answer["report"].items() if name != "id"}
        digest = hashlib.sha256(canonical(identity(report))).hexdigest()
        self.assertEqual(digest, answer["recorded"]["report_sha256"])
        self.assertIn("evidence", report)

    def test_without_evidence(self):
        answer = self.daemon.verify(b"FAKE pass 3", "evidence=none")
        self.assertNotIn("evidence", answer.report)
        self.assertProblem(self.daemon.verify(b"x", "evidence=all"), "bad-request", 400)

    def test_judgement_repeats(self):
        at = "at=2026-01-01T00:00:00Z"
        first, second = (self.daemon.verify(b"FAKE pass 4", at).json for _ in range(2))
        self.assertEqual(first["recorded"]["report_sha256"], second["recorded"]["report_sha256"])
        self.assertNotEqual(first["report"]["id"], second["report"]["id"])
        self.assertEqual(first["recorded"]["position"] + 1, second["recorded"]["position"])

    def test_empty_document(self):
        answer = self.daemon.verify(b"")
        self.assertEqual((answer.status, answer.report["size"]), (200, 0))

    def test_chunked(self):
        pieces = (b"FAKE pass 5\n", b"a" * 700000, b"b")
        answer = self.daemon.verify(iter(pieces))  # http.client then sends chunks
        self.assertEqual(answer.report["size"], sum(map(len, pieces)))
        self.assertEqual(answer.report["document_sha256"],
                         hashlib.sha256(b"".join(pieces)).hexdigest())

    def test_keep_alive(self):
        connection = self.daemon.connection()
        for i in range(5):
            connection.request("POST", "/v1/verify", b"FAKE pass keep %d" % i)
            response = connection.getresponse()
            self.assertEqual((response.status, b"total_passed" in response.read()), (200, True))
        connection.close()

    # ---- Parameters ----

    def said(self, query="", **more):
        """What the examination was told."""
        answer = self.daemon.verify(b"FAKE inputs " + os.urandom(8).hex().encode(), query, **more)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.report, {e["name"]: e["value"] for e in answer.report["claims"]["extra"]}

    def test_source(self):
        report, told = self.said("source=fake")
        self.assertEqual((report["inputs"]["source"], told["source"]), ("fake", "fake"))
        self.assertProblem(self.daemon.verify(b"x", "source=none"), "unknown-source", 422)

    def test_policy(self):
        self.assertProblem(self.daemon.verify(b"x", "policy=p&policy=q"), "unknown-policy", 422)

    def test_times(self):
        report, told = self.said("at=2026-03-01T08:00:00%2B08:00&existed_by=2026-02-01T00:00:00Z")
        self.assertEqual(report["inputs"]["at"], "2026-03-01T00:00:00Z")
        self.assertEqual(report["inputs"]["at_from"], "caller")
        self.assertEqual(report["inputs"]["existed_by_from"], "caller")
        self.assertEqual((told["at"], told["existed_by_from"]), ("1772323200", "caller"))
        report, _ = self.said("at=2026-03-01T08:00:00+08:00")
        self.assertEqual(report["inputs"]["at"], "2026-03-01T00:00:00Z")

    def test_bad_times(self):
        for query in ("at=yesterday", "at=2026-02-30T00:00:00Z", "at=2026-01-01", "at=",
                      "at=2099-01-01T00:00:00Z", "existed_by=2099-01-01T00:00:00Z", "as_of=noon",
                      "at=2026-01-01T00:00:00Z&existed_by=2026-01-02T00:00:00Z"):
            self.assertProblem(self.daemon.verify(b"x", query), "bad-time", 400)

    def test_bad_parameters(self):
        for query in ("colour=red", "source=fake&source=fake", "password=x", "language=%00",
                      "language=e", "reference=", "reference=" + "a" * 257, "reference=%ff",
                      "&".join("policy%d" % i for i in range(20))):
            self.assertProblem(self.daemon.verify(b"x", query), "bad-request", 400)

    def test_reference_goes_nowhere(self):
        _, told = self.said("reference=case-17&language=zh-Hans&as_of=2026-01-01T00:00:00Z")
        self.assertEqual(sorted(told), ["at", "size"])

    def test_password(self):
        _, told = self.said(headers={"Vouch-Password": "sesame"})
        self.assertEqual(told["password"], "sesame")
        answer = self.daemon.verify(b"x", headers={"Vouch-Password": "x" * 1025})
        self.assertProblem(answer, "bad-request", 400)

    # ---- Multipart ----

    def test_form(self):
        body = form([("password", "密码".encode()), ("document", b"FAKE inputs form\r\n--xy\r\n"),
                     ("facts", b"{}")])
        answer = self.daemon.verify(body, headers=FORM)
        told = {e["name"]: e["value"] for e in answer.report["claims"]["extra"]}
        self.assertEqual((told["password"], told["size"]), ("密码", "24"))

    def test_form_in_small_pieces(self):
        body = form([("document", b"FAKE inputs small"), ("facts", b"{}")])
        pieces = (body[i:i + 1] for i in range(len(body)))
        answer = self.daemon.verify(pieces, headers=FORM)
        self.assertEqual((answer.status, answer.report["size"]), (200, 17))

    def test_bad_forms(self):
        document = ("document", b"FAKE pass")
        whole = form([document])
        for body in (form([("facts", b"{}")]), form([document, document]), whole[:-4], b"rubbish",
                     form([document, ("colour", b"red")]), form([document, ("facts", b"[]")]),
                     form([document, ("facts", b"{")]), form([document, ("password", b"\xff")]),
                     b"preamble\r\n" + whole, whole.replace(b"form-data", b"attachment"),
                     form([document, ("password", b"a" * 1025)])):
            self.assertProblem(self.daemon.verify(body, headers=FORM), "bad-request", 400)
        answer = self.daemon.verify(whole, headers={"Content-Type": "multipart/form-data"})
        self.assertProblem(answer, "bad-request", 400)

    def test_facts(self):
        body = form([("document", b"FAKE pass"), ("facts", b'{"applied_at": "2026-01-01"}')])
        answer = self.daemon.verify(body, headers=FORM)
        self.assertProblem(answer, "unknown-fact", 422)
        body = form([("document", b"FAKE pass"), ("facts", b" " * 1200000)])
        self.assertProblem(self.daemon.verify(body, headers=FORM), "limit-exceeded", 413)

    # ---- Idempotency ----

    def test_idempotency(self):
        key = {"Idempotency-Key": "first"}
        one = self.daemon.verify(b"FAKE pass idem", headers=key)
        two = self.daemon.verify(b"FAKE pass idem", headers=key)
        self.assertEqual(one.body, two.body)
        other = self.daemon.verify(b"FAKE pass other", headers=key)
        self.assertProblem(other, "key-reused", 422)
        other = self.daemon.verify(b"FAKE pass idem", "language=zh", headers=key)
        self.assertProblem(other, "key-reused", 422)
        new = self.daemon.verify(b"FAKE pass idem", headers={"Idempotency-Key": "second"})
        self.assertNotEqual(one.json["recorded"], new.json["recorded"])

    def test_idempotency_while_the_first_runs(self):
        key = {"Idempotency-Key": "slow"}
        connections = [self.daemon.connection() for _ in range(3)]
        for connection in connections:
            connection.request("POST", "/v1/verify", b"FAKE slow 0.5", key)
        bodies = {connection.getresponse().read() for connection in connections}
        for connection in connections:
            connection.close()
        self.assertEqual(len(bodies), 1)

    def test_refusal_is_not_remembered(self):
        key = {"Idempotency-Key": "refused"}
        self.assertEqual(self.daemon.verify(b"x", "source=none", headers=key).status, 422)
        self.assertEqual(self.daemon.verify(b"FAKE pass r", headers=key).status, 200)


# Whole in itself: another user may not be able to read this folder.
ASK = """
import http.client, socket, sys
method, path, address = sys.argv[1:]
connection = http.client.HTTPConnection("localhost")
connection.sock = socket.socket(socket.AF_UNIX)
connection.sock.connect(address)
connection.request(method, path, b"FAKE pass" if "verify" in path else None)
response = connection.getresponse()
print(response.status, response.read().decode())
"""


@unittest.skipUnless(os.geteuid() == 0, "needs root to become other users")
class Permissions(Case):
    def ask(self, daemon, user, method, path, groups=()):
        done = subprocess.run([sys.executable, "-c", ASK, method, path, str(daemon.socket)],
                              user=user, group=user, extra_groups=list(groups), check=True,
                              stdout=subprocess.PIPE, text=True, cwd="/")
        status, body = done.stdout.split(" ", 1)
        return int(status), body

    def start(self, permissions):
        daemon = Daemon({"permissions": permissions}).start()
        daemon.folder.chmod(0o755)
        self.addCleanup(daemon.__exit__, None, None, None)
        return daemon

    def test_users_and_groups(self):
        daemon = self.start({"verify": ["user:60001", "group:60002"], "time": ["user:60001"],
                             "reports": ["user:60003"], "administer": ["group:60004"]})
        verify = ("POST", "/v1/verify")
        self.assertEqual(self.ask(daemon, 60001, *verify)[0], 200)
        self.assertEqual(self.ask(daemon, 60002, *verify)[0], 200)
        self.assertEqual(self.ask(daemon, 60009, *verify, groups=[60008, 60002])[0], 200)
        status, body = self.ask(daemon, 60003, *verify)
        self.assertEqual((status, json.loads(body)["type"]), (403, "not-permitted"))
        self.assertEqual(self.ask(daemon, 60003, "POST", "/v1/assess")[0], 403)
        self.assertNotEqual(self.ask(daemon, 60001, "POST", "/v1/assess")[0], 403)
        self.assertEqual(self.ask(daemon, 60001, "GET", "/v1/decisions/x")[0], 403)
        self.assertEqual(self.ask(daemon, 60003, "GET", "/v1/decisions/x")[0], 404)
        self.assertEqual(self.ask(daemon, 60003, "GET", "/v1/policies")[0], 200)
        self.assertIn("user 60003 has not the permission `verify`", json.loads(body)["detail"])
        self.assertEqual(self.ask(daemon, 60001, "POST", "/v1/verify?at=2026-01-01T00:00:00Z")[0], 200)
        for query in ("at", "existed_by"):
            path = "/v1/verify?%s=2026-01-01T00:00:00Z" % query
            self.assertEqual(self.ask(daemon, 60002, "POST", path)[0], 403)
        self.assertEqual(self.ask(daemon, 60003, "GET", "/v1/reports/x")[0], 404)
        self.assertEqual(self.ask(daemon, 60001, "GET", "/v1/reports/x")[0], 403)
        self.assertEqual(self.ask(daemon, 60004, "POST", "/v1/reload")[0], 200)
        self.assertEqual(self.ask(daemon, 60001, "POST", "/v1/reload")[0], 403)

    def test_strangers(self):
        daemon = self.start({"verify": ["user:60001"]})
        for path in ("/healthz", "/openapi.yaml"):
            self.assertEqual(self.ask(daemon, 60009, "GET", path)[0], 200)
        for path in ("/v1/status", "/v1/sources", "/v1/codes"):
            self.assertEqual(self.ask(daemon, 60009, "GET", path)[0], 403)
            self.assertEqual(self.ask(daemon, 60001, "GET", path)[0], 200)

    def test_socket_mode(self):
        self.assertEqual(self.start({"verify": ["user:60001"]}).socket.stat().st_mode & 0o777, 0o666)
        self.assertEqual(self.start({"verify": []}).socket.stat().st_mode & 0o777, 0o600)


if __name__ == "__main__":
    unittest.main(verbosity=2)
