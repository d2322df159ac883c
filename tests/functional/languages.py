"""Answers in each language that ships: what is asked with `language=` comes in that language, through
the socket and through vouchctl, of documents that passed, failed and are unsigned, and of decisions."""

import json
import os
import re
import sys
import unittest
from pathlib import Path
from urllib.parse import urlencode

import yaml

from ctl_support import FAILED, PASSED, SAMPLES, UNDECIDED, vouchctl
from harness import STAGE, Case, Daemon
from policies_support import FORM, canonical, form

SOURCE = Path(os.environ["VOUCH_SOURCE"])
sys.path.insert(0, str(SOURCE / "tests" / "unit" / "render"))
from catalogues import SCRIPTS, SIGNS, is_left_in_english  # noqa: E402

LANGUAGES = sorted(path.name for path in (STAGE / "share/vouchd/locale").iterdir() if path.name != "en")
GIVEN = SOURCE / "tests" / "policy" / "given"
POLICIES = ("cn-pr-spouse", "cn-pr-upkeep", "welab-mcv")
AT = "2026-06-01T00:00:00Z"
# Names of rules, facts and sources, which are the same in every language.
NAMES = r"[A-Za-z0-9]+([-_.][A-Za-z0-9]+)+"


# Words of quantities and windows.
GLUE = r"\d (minute|hour|day|week|month|year)s?\b| before [a-z]"


def unsigned():
    """A page with one line, as any program writes it."""
    text = b"BT /F 12 Tf 72 720 Td (Hello) Tj ET"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
               b"/Resources<</Font<</F 5 0 R>>>>>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    file, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return file + (b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
                   % (entries, len(file)))


def quotes(policy):
    """What a policy quotes of its sources, in their language."""
    if isinstance(policy, dict):
        for name, value in policy.items():
            if name in ("text", "cite") and isinstance(value, str):
                yield value
            else:
                yield from quotes(value)
    elif isinstance(policy, list):
        for item in policy:
            yield from quotes(item)


def sentences(value, path=""):
    """(where, sentence) of all sentences of an answer."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from sentences(item, "%s/%d" % (path, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            is_why = name == "why" and "/asks/" in path  # of a finding it is a code
            if (name == "message" or is_why) and isinstance(item, str):
                yield "%s/%s" % (path, name), item
            else:
                yield from sentences(item, "%s/%s" % (path, name))


class Languages(Case):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon({"policies": str(SOURCE / "conf" / "policies"), "sources": "sources",
                             "isolation": "best_effort",
                             "ledger": {"path": "ledger.db", "keep": "reports"}}, fake=False)
        (cls.daemon.folder / "sources").mkdir()
        (cls.daemon.folder / "sources" / "nia.yaml").write_text(
            "plugin: nia\nlag: 2h\ntrust:\n  issuers: [\"%s\"]\n  subject: {O: 国家移民管理局}\n"
            % (SAMPLES / "issuer.pem"))
        cls.daemon.start()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__(None, None, None)

    def ctl(self, *arguments):
        return vouchctl("--socket", self.daemon.socket, *arguments)

    def check(self, ask):
        """ask(language) is in every language the same sentences, and each in that language."""
        english = dict(sentences(ask("en")))
        self.assertTrue(english)
        self.assertGreater(len(LANGUAGES), 1)
        for language in LANGUAGES:
            said = dict(sentences(ask(language)))
            self.assertEqual(english.keys(), said.keys(), language)
            for where, sentence in said.items():
                place = (language, where, sentence)
                self.assertNotIn("?", sentence, place)
                self.assertFalse(is_left_in_english(language, re.sub(NAMES, "", english[where]),
                                                    re.sub(NAMES, "", sentence)), place)
                self.assertFalse(SIGNS.get(language, set()) & set(sentence), place)

    # ---- Reports ----

    def report(self, content, language):
        answer = self.daemon.verify(content, urlencode({"language": language, "at": AT}))
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json

    def documents(self):
        return {"total_passed": (SAMPLES / "authentic.pdf").read_bytes(),
                "total_failed": (SAMPLES / "changed-row.pdf").read_bytes(),
                "indeterminate": unsigned()}

    def test_reports(self):
        for indication, content in self.documents().items():
            with self.subTest(indication):
                self.assertEqual(self.report(content, "en")["report"]["indication"], indication)
                self.check(lambda language: self.report(content, language))

    def test_a_report_is_the_same_in_every_language(self):
        content = (SAMPLES / "authentic.pdf").read_bytes()
        digests = {self.report(content, language)["recorded"]["report_sha256"]
                   for language in ("en", *LANGUAGES)}
        self.assertEqual(len(digests), 1)

    def test_a_kept_report_is_shown_in_each(self):
        content = (SAMPLES / "changed-row.pdf").read_bytes()
        for kept in ("en", "ar"):
            report_id = self.report(content, kept)["report"]["id"]

            def ask(language):
                shown = self.ctl("report", "--json", "--language", language, report_id)
                self.assertEqual(shown.status, PASSED, shown.err)
                return json.loads(shown.out)

            self.check(ask)

    def test_chinese_is_found_by_place(self):
        content = unsigned()
        hans, hant = (dict(sentences(self.report(content, tag))) for tag in ("zh-Hans", "zh-Hant"))
        self.assertNotEqual(hans, hant)
        for tags, wanted in ((("zh-HK", "zh-TW", "zh-MO", "zh-Hant-HK", "zh-hk"), hant),
                             (("zh-CN", "zh-SG", "zh", "zh-Hans-CN"), hans),
                             (("xx", "fr-FR"), dict(sentences(self.report(content, "en"))))):
            for tag in tags:
                self.assertEqual(dict(sentences(self.report(content, tag))), wanted, tag)

    # ---- Decisions ----

    def decide(self, policy, language):
        case = json.loads((GIVEN / ("%s.facts.json" % policy)).read_text())
        query = urlencode({"policy": policy, "as_of": case["as_of"], "language": language})
        answer = self.daemon.request("POST", "/v1/assess?" + query,
                                     form(("facts", canonical(case["facts"]))), FORM)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json["decisions"]

    def test_decisions(self):
        for policy in POLICIES:
            with self.subTest(policy):
                self.check(lambda language: self.decide(policy, language))

    # ---- vouchctl ----

    def said_by_ctl(self, language, *arguments, status):
        result = self.ctl(*arguments, "--language", language)
        self.assertEqual(result.status, status, result.out + result.err)
        return result.out

    def test_verify(self):
        for name, status in (("authentic.pdf", PASSED), ("changed-row.pdf", FAILED)):
            for language in LANGUAGES:
                said = json.loads(self.said_by_ctl(language, "verify", "--json", "--at", AT,
                                                   SAMPLES / name, status=status))
                for where, sentence in sentences(said):
                    self.assertRegex(sentence, SCRIPTS[language.split("-")[0]], where)
        file = self.daemon.folder / "unsigned.pdf"
        file.write_bytes(unsigned())
        self.assertIn("電子簽署", self.said_by_ctl("zh-Hant", "verify", file, status=UNDECIDED))
        self.assertIn("电子签名", self.said_by_ctl("zh-Hans", "verify", file, status=UNDECIDED))

    def test_headings(self):
        """All that vouchctl says itself: no label in Latin letters, no message's id in place of words."""
        file = self.daemon.folder / "short.pdf"
        file.write_bytes(unsigned())
        facts = self.daemon.folder / "facts.json"
        facts.write_bytes(canonical(json.loads((GIVEN / "cn-pr-spouse.facts.json").read_text())["facts"]))
        for language in LANGUAGES:
            for arguments, status in ((("verify", "-v", "--at", AT, SAMPLES / "authentic.pdf"), PASSED),
                                      (("verify", "--at", AT, SAMPLES / "changed-row.pdf"), FAILED),
                                      (("verify", "-v", file, file), UNDECIDED),
                                      (("assess", "-v", "--policy", "cn-pr-spouse", "--facts", facts), UNDECIDED)):
                out = self.said_by_ctl(language, *arguments, status=status)
                self.assertNotIn("vouchctl.", out)
                for line in out.splitlines():
                    label = re.match(r"  (\S.{0,10}?)(?:  | *$)", line)
                    if label and not line.startswith("   "):
                        self.assertRegex(label[1], SCRIPTS[language.split("-")[0]], (language, line))
                english = re.sub(NAMES, "", self.said_by_ctl("en", *arguments, status=status))
                for words in ("of the ledger", "bytes", "as of", "days", "signature"):
                    self.assertFalse(words in english and re.search(r"\b%s\b" % words, re.sub(NAMES, "", out)),
                                     (language, words))

    def test_which_language_it_is(self):
        """Said in a header, also where another was asked for."""
        for tag, found in (("zh-HK", "zh-Hant"), ("ar-EG", "ar"), ("xx", "en"), ("en-GB", "en")):
            query = urlencode({"language": tag})
            answers = [self.daemon.verify(unsigned(), query), self.daemon.verify(unsigned(), query, {"Accept": "text/html"}),
                       self.daemon.get("/v1/policies?" + query), self.daemon.get("/v1/policies/cn-pr-spouse?" + query)]
            answers.append(self.daemon.get("/v1/reports/%s?%s" % (answers[0].report["id"], query)))
            answers.append(self.daemon.request("POST", "/v1/assess?" + query, form(("document", unsigned())), FORM))
            self.assertEqual([answer.headers["Content-Language"] for answer in answers], [found] * len(answers), tag)
        self.assertIsNone(self.daemon.verify(unsigned(), "language=?").headers["Content-Language"])

    def test_policies_explained(self):
        """Every policy that ships, and nothing of it glued together from English."""
        names = [policy["name"] for policy in self.daemon.get("/v1/policies").json["policies"]]
        self.assertGreater(len(names), 40)
        for language in LANGUAGES:
            for name in names:
                told = self.daemon.get("/v1/policies/%s?language=%s" % (name, language)).json
                quoted = sorted(quotes(yaml.safe_load(told["text"])), key=len, reverse=True)
                for sentence in told["sentences"]:
                    text = sentence if isinstance(sentence, str) else sentence["text"]
                    self.assertRegex(text, SCRIPTS[language.split("-")[0]], name)
                    for quote in quoted:
                        text = text.replace(quote, "")
                    self.assertNotRegex(re.sub(NAMES, "", text), GLUE, name)
            out = self.said_by_ctl(language, "policies", "--explain", "cn-pr-spouse", status=PASSED)
            self.assertGreater(len(re.findall(SCRIPTS[language.split("-")[0]], out)), 100)


if __name__ == "__main__":
    unittest.main()
