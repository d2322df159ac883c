"""Every code that the sources can give is declared, has its sentences, and says them fairly."""

import os
import re
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("VOUCH_SOURCE", Path(__file__).resolve().parents[2]))
OWN_FINDINGS = ("finding.facts", "finding.in_force", "finding.nothing_passed", "finding.persons", "finding.stated_only",
                "finding.unproven")
KINDS = ("advice|archive|ask|document|image|limit|pdf|plugin|revocation|seal|sighting|signature|source|time_stamp|"
         "trust|worker")


def declared():
    text = (SOURCE / "core" / "render" / "codes.c").read_text()
    return dict(re.findall(r'\{"([a-z_.-]+)", CODE_([A-Z]+),', text))


def given():
    """{code: file} of the literals in the core; a table of beginnings is none."""
    found = {}
    for path in sorted((SOURCE / "core").rglob("*.[ch]")):
        if path.name in ("advice.c", "codes.c"):
            continue
        for code in re.findall(r'"((?:%s)\.[a-z_]+)"' % KINDS, path.read_text()):
            found[code] = path.name
    return found


def changes():
    text = (SOURCE / "core" / "pdf" / "pdf.h").read_text()
    return re.findall(r'^\s+X\(\w+, "([a-z_]+)"\)', text, re.M)


def advices():
    """{beginning of a reason: advice}"""
    text = (SOURCE / "core" / "report" / "advice.c").read_text()
    return dict(re.findall(r'\{"([a-z_.]+)", "(advice\.[a-z_]+)"\}', text))


def sentences():
    text = (SOURCE / "po" / "vouchd" / "en.po").read_text()
    return dict(re.findall(r'^msgid "([^"]+)"\nmsgstr "(.*)"$', text, re.M))


class Codes(unittest.TestCase):
    def test_what_is_read_is_there(self):
        self.assertIn("pdf.not_signed", given())
        self.assertIn("page_content", changes())
        self.assertIn("trust.expired_since", advices())
        self.assertIn("pdf.not_signed", sentences())

    def test_every_code_is_declared(self):
        known = declared()
        unknown = {code: place for code, place in given().items() if code not in known}
        self.assertEqual(unknown, {})
        self.assertEqual([kind for kind in changes() if "change." + kind not in known], [])
        self.assertEqual([advice for advice in advices().values() if advice not in known], [])

    def test_what_is_declared_is_said(self):
        said = sentences()
        for code, kind in declared().items():
            if kind == "FINDING" and code not in said:  # a predicate has one for each outcome
                for outcome in ("unknown",) if code in OWN_FINDINGS else ("pass", "fail", "unknown"):
                    self.assertIn("%s.%s" % (code, outcome), said)
            else:
                self.assertTrue(kind == "PROBLEM" or code in said, code)
            self.assertIn(code + (".unknown" if kind == "CHECK" else ".title"), said)

    def test_every_advice_is_given_and_leads_somewhere(self):
        known, beginnings = declared(), advices()
        unused = [code for code, kind in known.items()
                  if kind == "ADVICE" and code not in beginnings.values() and code not in given()]
        self.assertEqual(unused, [])
        dead = [start for start in beginnings if not any(code.startswith(start) for code in known)]
        self.assertEqual(dead, [])

    def test_advice_may_be_shown_to_the_applicant(self):
        for code, sentence in sentences().items():
            if code.startswith("advice."):
                self.assertNotRegex(sentence.lower(), r"forg|fake|fraud|suspect|tamper|manipulat|genuine")


if __name__ == "__main__":
    unittest.main()
