"""What the tests of decisions share: policies, forms, and holding answers to openapi.yaml."""

import hashlib
import json

import jsonschema
import yaml

from harness import STAGE, Case, Daemon

DESK = """\
policy: desk
version: 3
title: {en: A desk, zh-Hans: 柜台}
source: {kind: official, read: 2026-11-22, text: "a test"}
in_force: {from: 2020-01-01, until: null}
time_zone: Asia/Hong_Kong
facts:
  applied_on: {type: day, required: yes}
  located_in: {type: territory}
documents:
  record: {source: fake}
  papers: {kind: [lease, title_deed]}
fees: {apply: 1500 CNY}
terms: {review: 2 months}
rules:
- id: authentic
  that: {authentic: {document: record}}
  otherwise: reject
- id: in-hong-kong
  cite: point 4
  that: {compare: [located_in, is, HK]}
  otherwise: reject
- id: home
  that:
    any_of: [{presented: {kind: lease}}, {presented: {kind: title_deed}}]
  otherwise: refer
"""

AGE = """\
policy: age
version: 1
title: {en: An age}
source: {kind: law, read: 2026-11-22, text: "a test"}
in_force: {from: null, until: null}
time_zone: Asia/Shanghai
facts:
  born_on: {type: day, required: yes}
rules:
- id: eighteen
  cite: art. 1
  that: {interval: {from: born_on, to: as_of, at_least: 18 years, clock: calendar}}
  otherwise: reject
- id: good-character
  that: {judged: {question: is_of_good_character, by: an officer}}
  otherwise: reject
"""

GOOD = {"applied_on": "2026-11-22", "located_in": "HK", "presented": [{"kind": "lease"}]}
BOUNDARY = "xyz"
FORM = {"Content-Type": 'multipart/form-data; boundary="%s"' % BOUNDARY}


def form(*parts):
    """Each part (name, bytes) or (name, bytes, {header: value})."""
    body = b""
    for name, content, *headers in parts:
        body += b"--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n" % (
            BOUNDARY.encode(), name.encode())
        for header, value in (headers[0] if headers else {}).items():
            body += b"%s: %s\r\n" % (header.encode(), value.encode())
        body += b"\r\n%s\r\n" % (content if isinstance(content, bytes) else content.encode())
    return body + b"--%s--\r\n" % BOUNDARY.encode()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def identity(value):
    """What report_sha256 and decision_sha256 are taken over: without ids and sentences."""
    def strip(value):
        if isinstance(value, list):
            return [strip(item) for item in value]
        if isinstance(value, dict):
            return {name: strip(item) for name, item in value.items()
                    if name not in ("message", "report_id")}
        return value
    bare = {name: item for name, item in strip(value).items() if name != "id"}
    for ask in bare.get("asks", []):
        ask.pop("why")
    return bare


def sha256(value):
    return hashlib.sha256(canonical(identity(value))).hexdigest()


def write_policies(daemon, policies):
    folder = daemon.folder / "policies"
    folder.mkdir(exist_ok=True)
    for name, text in policies.items():
        (folder / (name + ".yaml")).write_text(text)


def give_sentences(daemon):
    """The fake prefix has no catalogues of its own."""
    share = daemon.folder / "prefix" / "share"
    share.mkdir(parents=True)
    (share / "vouchd").symlink_to(STAGE / "share" / "vouchd")


class PolicyCase(Case):
    """A daemon with the policies above; each answer is one that openapi.yaml describes."""

    settings = {}
    policies = {"desk": DESK, "age": AGE}
    fake = True

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon({"policies": "policies", **cls.settings}, fake=cls.fake)
        cls.prepare(cls.daemon)
        cls.daemon.start()
        cls.description = yaml.safe_load(cls.daemon.get("/openapi.yaml").body)

    @classmethod
    def prepare(cls, daemon):
        write_policies(daemon, cls.policies)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__(None, None, None)

    def described(self, path, method, answer):
        responses = self.description["paths"][path][method]["responses"][str(answer.status)]
        if "$ref" in responses:
            responses = self.description["components"]["responses"]["Problem"]
        schema = dict(responses["content"][answer.headers["Content-Type"]]["schema"],
                      components=self.description["components"])
        jsonschema.Draft202012Validator(schema).validate(answer.json)
        return answer

    def verify(self, document, query, facts=None, headers=None):
        if facts is None:
            answer = self.daemon.verify(document, query, headers)
        else:
            body = form(("document", document), ("facts", canonical(facts)))
            answer = self.daemon.verify(body, query, {**FORM, **(headers or {})})
        return self.described("/v1/verify", "post", answer)

    def decide(self, document, query, facts=None):
        """The one decision on it."""
        decision, = self.verify(document, query, facts).json["decisions"]
        return decision

    def findings(self, decision):
        return {finding["rule"]: finding for finding in decision["findings"]}
