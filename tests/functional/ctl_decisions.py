"""vouchctl with policies: verify --policy, assess, policies; a daemon on the fake zygote."""

import json
import re
import tempfile
import unittest
from pathlib import Path

from ctl_support import FAILED, NOT_EXAMINED, PASSED, UNDECIDED, USAGE, vouchctl
from harness import Daemon
from policies_support import AGE, DESK, GOOD, give_sentences, write_policies

STAY = """\
policy: stay
version: 1
title: {en: A stay}
source: {kind: law, read: 2026-11-22, text: "a test"}
in_force: {from: null, until: null}
time_zone: Asia/Shanghai
facts:
  crossings: {type: crossings}
documents:
  record: {source: [fake, stated], optional: yes}
rules:
- id: ten-days
  cite: art. 7
  that:
    days: {state: inside, territory: CN, window: 30 days before as_of, at_least: 10 days, count: night}
  otherwise: reject
"""

LOOSE = """\
policy: loose
version: 1
title: {en: Whatever is sent}
source: {kind: own, read: 2026-11-22, text: "a test"}
in_force: {from: null, until: null}
time_zone: Asia/Shanghai
documents:
  record: {source: fake}
rules:
- id: sent
  that: {presented: {document: record}}
  otherwise: refer
"""

POLICIES = {"desk": DESK, "age": AGE, "stay": STAY, "loose": LOOSE}


class DecisionsCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon({"policies": "policies"})
        write_policies(cls.daemon, POLICIES)
        give_sentences(cls.daemon)
        cls.daemon.start()
        cls.temporary = tempfile.TemporaryDirectory(prefix="ctl-")
        cls.folder = Path(cls.temporary.name)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()
        cls.daemon.__exit__(None, None, None)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def facts(self, facts):
        return self.file("facts.json", json.dumps(facts))

    def ctl(self, *arguments, status):
        result = vouchctl("--socket", self.daemon.socket, *arguments)
        self.assertEqual(result.status, status, result.out + result.err)
        return result


class Verify(DecisionsCase):
    def verify(self, facts, *more, status, document=b"FAKE pass"):
        return self.ctl("verify", *more, "--facts", self.facts(facts),
                        self.file("a.pdf", document), status=status)

    def test_accepted(self):
        out = self.verify(GOOD, "--policy", "desk", status=PASSED).out
        self.assertRegex(out, r"✔ ACCEPTED  by desk, version 3, as of 20\d\d-")
        self.assertNotIn("chosen by the caller", out)
        self.assertRegex(out, r"met +✔ authentic: Its issuer signed “record” as it is\.")
        self.assertRegex(out, r"\n +terms +Fee, application: 1500 CNY\. Takes, review: 2 months\.\n")
        self.assertRegex(out, r"decision +[0-9a-f-]{36}, row \d+ of the ledger")

    def test_rejected(self):
        out = self.verify({**GOOD, "located_in": "CN"}, "--policy", "desk", status=FAILED).out
        self.assertIn("✘ REJECTED  by desk", out)
        self.assertRegex(out, r"rejects +✘ in-hong-kong, point 4: ")
        self.assertLess(out.index("rejects"), out.index("met "))

    def test_referred(self):
        out = self.verify({**GOOD, "presented": []}, "--policy", "desk", status=UNDECIDED).out
        self.assertIn("? REFERRED  by desk", out)
        self.assertRegex(out, r"refers +[?✘] home: ")
        self.assertEqual(len(re.findall(r"^ {16}[?✘] ", out, re.M)), 2)  # both alternatives
        self.assertRegex(out, r"\n  wanted ")

    def test_the_worst_decides(self):
        facts = {**GOOD, "born_on": "2020-01-01"}
        out = self.verify(facts, "--policy", "desk", "--policy=age", status=FAILED).out
        self.assertLess(out.index("ACCEPTED  by desk"), out.index("REJECTED  by age"))

    def test_as_of(self):
        facts = {"born_on": "2010-06-01"}
        for day, status in (("2028-05-31", FAILED), ("2028-06-01", UNDECIDED)):
            out = self.verify(facts, "--policy=age", "--as-of", day + "T00:00:00+08:00",
                              status=status).out
            self.assertIn("as of %s 00:00 +08:00 (chosen by the caller)" % day, out)
        self.verify(facts, "--policy=age", "--as-of", "tomorrow", status=USAGE)

    def test_json(self):
        out = self.verify(GOOD, "--policy=desk", "--json", status=PASSED).out
        line, = out.splitlines()
        self.assertEqual(json.loads(line)["decisions"][0]["verdict"], "accept")

    def test_unproven(self):
        """Each finding says for itself that it rests on what nobody has proven, however it is read."""
        document, page = self.file("a.pdf", b"FAKE crash"), self.folder / "page.html"
        says = "This rests on “record”, which is not proven to come from its issuer."
        self.ctl("verify", "--policy=loose", "--html", page, document, status=UNDECIDED)
        out = self.ctl("verify", "--policy=loose", document, status=UNDECIDED).out
        self.assertIn("? REFERRED  by loose", out)
        self.assertIn(says, re.sub(r"\s+", " ", out.partition("sent:")[2]))
        text = re.sub(r"<[^>]*>", "", page.read_text()).partition("sent")[2]
        self.assertIn(says, re.sub(r"\s+", " ", text))
        out = self.ctl("verify", "--policy=loose", "--json", document, status=UNDECIDED).out
        finding, own = json.loads(out)["decisions"][0]["findings"]
        self.assertEqual((finding["outcome"], finding["basis"], finding["params"]["unproven"]),
                         ("pass", "document", "record"))
        self.assertTrue(finding["message"].endswith(says))
        self.assertEqual((own["rule"], own["effect"]), ("policy.unproven", "refer"))
        out = self.ctl("verify", "--policy=loose", self.file("a.pdf", b"FAKE pass"), status=PASSED).out
        self.assertNotIn(says, out)

    def test_without_facts(self):
        out = self.ctl("verify", "--policy=desk", self.file("a.pdf", b"FAKE pass"),
                       status=UNDECIDED).out
        self.assertIn("Was not stated: applied_on. Please state this fact", out)

    def test_several_files(self):
        self.facts(GOOD)
        files = [self.file(name, b"FAKE pass " + name.encode()) for name in ("a", "b", "c")]
        out = self.ctl("verify", "--policy=desk", "--facts", self.folder / "facts.json", *files,
                       status=PASSED).out
        self.assertEqual(out.count("ACCEPTED"), 3)

    def test_refused(self):
        result = self.verify(GOOD, "--policy", "dsk", status=NOT_EXAMINED)
        self.assertIn("no policy is called dsk", result.err)
        result = self.verify({"shoe_size": 43}, "--policy", "desk", status=NOT_EXAMINED)
        self.assertIn("shoe_size", result.err)

    def test_facts_that_are_none(self):
        document = self.file("a.pdf", b"FAKE pass")
        for text, place in (('{"a":\n  oops}', ":2:"), ("[]", "JSON object")):
            facts = self.file("bad.json", text)
            result = self.ctl("verify", "--policy=desk", "--facts", facts, document, status=USAGE)
            self.assertIn("bad.json", result.err)
            self.assertIn(place, result.err)
        self.ctl("verify", "--policy=desk", "--facts", self.folder / "none.json", document,
                 status=NOT_EXAMINED)


class Assess(DecisionsCase):
    STAYS = "date,direction,port\n2026-11-01,entry,\n2026-11-15,exit,\"深圳湾口岸\"\n"

    def test_documents_with_roles(self):
        good, bad = self.file("good.pdf", b"FAKE pass"), self.file("bad.pdf", b"FAKE crash")
        facts = self.facts(GOOD)
        arguments = ("assess", "--policy=desk", "--facts", facts)
        out = self.ctl(*arguments, "--role", "record=%s" % good, status=PASSED).out
        self.assertLess(out.index("PASSED  %s" % good), out.index("ACCEPTED  by desk"))
        out = self.ctl(*arguments, "--role", "record=%s" % bad, good, status=UNDECIDED).out
        self.assertIn("REFERRED  by desk", out)
        self.ctl(*arguments, "--role", "record", status=USAGE)
        self.ctl(*arguments, "--role", "record=none.pdf", status=NOT_EXAMINED)
        self.ctl(*arguments, "--role", "Re cord=%s" % good, status=NOT_EXAMINED)

    def stay(self, table, *more, as_of="2026-11-20T00:00:00+08:00", status):
        return self.ctl("assess", "--policy=stay", "--as-of", as_of, "--crossings",
                        self.file("stays.csv", table), *more, status=status)

    def test_stated_crossings_alone(self):
        covers = ("--covers", "2026-10-01..2026-11-30")
        out = self.stay(self.STAYS, *covers, status=PASSED).out
        self.assertIn("ACCEPTED  by stay", out)
        out = self.stay(self.STAYS.replace("2026-11-15", "2026-11-05"), *covers, status=FAILED).out
        self.assertRegex(out, r"rejects +✘ ten-days, art\. 7: ")
        self.assertRegex(out, r"inside .*: .*4 days")
        self.stay(self.STAYS.replace("2026-11-15", "2026-11-05"), status=UNDECIDED)  # nothing covers

    def test_a_plan(self):
        """What is planned counts as if it had happened."""
        covers = ("--covers", "2026-10-01..2026-11-30")
        plan = ("--assume", "entry 2027-03-01, exit 2027-03-20")
        later = "2027-04-01T00:00:00+08:00"
        self.stay(self.STAYS, *covers, *plan, as_of=later, status=PASSED)
        self.stay(self.STAYS, *covers, "--assume", "entry 2027-03-01, exit 2027-03-05", as_of=later,
                  status=FAILED)

    def test_mistakes_in_a_plan(self):
        for plan in ("", "leave 2027-03-01", "exit 2027-02-30", "exit 2027-03-05, entry 2027-03-01",
                     "exit 2027-03-05;entry 2027-03-10", "exit"):
            result = self.ctl("assess", "--policy=stay", "--assume", plan, status=USAGE)
            self.assertIn("--assume", result.err)
        for span in ("2026-10-01", "2026-11-01..2026-10-01", "a..b"):
            self.stay(self.STAYS, "--covers", span, status=USAGE)

    def test_mistakes_in_a_table(self):
        for table, place in (("", ":1:1: is empty"), ("date\n", ":1:1: the column 'direction'"),
                             ("date,directon\n", ":1:6: there is no column 'directon'; did you mean"),
                             ("date,direction,date\n", ":1:16: "),
                             ("date,direction\n2026-02-30,exit\n", ":2:1: is not a day"),
                             ("date,direction\n2026-02-03,exit\n2026-02-04,left\n", ":3:12: is neither"),
                             ("date,direction\n2026-02-03\n", ":2:1: the row ends here"),
                             ("date,direction\n2026-02-03,exit,x\n", ":2:17: the row has more"),
                             ("time,date,direction\n25:00,2026-02-03,exit\n", ":2:1: is not a time"),
                             ('date,direction\n"2026-02-03,exit\n', ":3:1: a quoted cell")):
            result = self.stay(table, status=USAGE)
            self.assertIn("stays.csv" + place, result.err)

    def test_crossings_stand_in_one_place(self):
        facts = self.facts({"crossings": []})
        result = self.stay(self.STAYS, "--facts", facts, status=USAGE)
        self.assertIn("one place", result.err)

    def test_json(self):
        document = self.file("a.pdf", b"FAKE pass")
        out = self.ctl("assess", "--json", "--policy=desk", "--facts", self.facts(GOOD), document,
                       status=PASSED).out
        answer = json.loads(out)
        self.assertEqual(answer["files"], [str(document)])
        self.assertEqual(answer["decisions"][0]["verdict"], "accept")

    def test_nothing_to_assess(self):
        self.ctl("assess", status=USAGE)


class Policies(DecisionsCase):
    def test_listed(self):
        out = self.ctl("policies", status=PASSED).out
        self.assertEqual([line.split()[0] for line in out.splitlines()], ["age", "desk", "loose", "stay"])
        self.assertIn("A desk", out)
        self.assertIn("柜台", self.ctl("policies", "--language", "zh-Hans", status=PASSED).out)

    def test_explained(self):
        out = self.ctl("policies", "--explain", "desk", status=PASSED).out
        self.assertTrue(out.startswith("A desk\ndesk, version 3, sha256 "))
        self.assertIn("Must be stated: applied_on (day).", out)
        self.assertRegex(out, r"Rule in-hong-kong \(point 4\):\n  “located_in” is HK")
        result = self.ctl("policies", "--explain", "nobody", status=NOT_EXAMINED)
        self.assertIn("no policy has this name", result.err)
        self.ctl("policies", "--explain", "../x", status=USAGE)

    def test_json(self):
        listed = json.loads(self.ctl("policies", "--json", status=PASSED).out)
        self.assertEqual(len(listed["policies"]), len(POLICIES))
        one = json.loads(self.ctl("policies", "--json", "--explain=desk", status=PASSED).out)
        self.assertEqual(one["text"], DESK)

    def test_none(self):
        with Daemon() as daemon:
            result = vouchctl("--socket", daemon.socket, "policies")
        self.assertEqual(result.status, PASSED)
        self.assertIn("No policy is configured", result.out)


if __name__ == "__main__":
    unittest.main()
