"""Reports for people: the page through the socket and vouchctl, and in a browser.

Without Chromium what needs it is skipped, and said. VOUCH_SCREENSHOTS=FOLDER keeps pictures.
"""

import html.parser
import json
import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path
from urllib.parse import urlencode

import browser
from harness import STAGE, Case, Daemon

SAMPLES = Path(os.environ["VOUCH_SAMPLES"])
SOURCE = Path(os.environ["VOUCH_SOURCE"])
AXE = SOURCE / "tests/functional/axe/node_modules/axe-core/axe.min.js"
GIVEN = SOURCE / "tests" / "policy" / "given"
POLICIES = STAGE / "share" / "vouchd" / "conf" / "policies"
SCREENSHOTS = os.environ.get("VOUCH_SCREENSHOTS")
AT = "2026-06-01T00:00:00Z"
HTML = {"Accept": "text/html"}
VOID = {"meta", "br", "circle", "path", "rect"}
NEVER_SAID = re.compile("forg|fake|tamper|fraud|manipulat|suspic|failed|伪造|偽造|造假|篡改|竄改|变造|變造|"
                        "欺诈|欺詐|虚假|虛假|可疑|تزوير|مزور|مزيف|احتيال|تلاعب|مشبوه", re.I)

# Enough of a language from right to left, where the real catalogue is not there.
ARABIC = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: ar\\n"

msgid "page.title"
msgstr "تقرير عن وثيقة"

msgid "page.verdict.passed"
msgstr "مقبول"

msgid "page.verdict.passed.sentence"
msgstr "وقّعتها الجهة المصدرة ولم يتغير شيء بعد ذلك."

msgid "page.crossings.count"
msgstr "عدد الصفوف في الوثيقة: {count}."
"""


class Nesting(html.parser.HTMLParser):
    """Every element ends, and in its turn."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.wrong.append("doubled attribute in " + tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag in VOID or not self.open or self.open.pop() != tag:
            self.wrong.append("/" + tag)


class SpeakingArabic(Daemon):
    """The same daemon in a prefix of its own, with one catalogue more."""

    @property
    def program(self):
        prefix = self.folder / "speaking"
        if not prefix.exists():
            (prefix / "bin").mkdir(parents=True)
            shutil.copy(STAGE / "bin" / "vouchd", prefix / "bin" / "vouchd")
            for name in os.listdir(STAGE):
                if name not in ("bin", "share"):
                    os.symlink(STAGE / name, prefix / name)
            shutil.copytree(STAGE / "share", prefix / "share")
            catalogue, = (prefix / "share").rglob("en/LC_MESSAGES/vouchd.mo")
            arabic = catalogue.parents[2] / "ar" / "LC_MESSAGES" / "vouchd.mo"
            if not arabic.exists():
                arabic.parent.mkdir(parents=True)
                subprocess.run(["msgfmt", "-o", arabic, "-"], input=ARABIC.encode(), check=True)
        return prefix / "bin" / "vouchd"


def sample(name):
    return (SAMPLES / (name + ".pdf")).read_bytes()


def form(*parts):
    boundary, body = "b0undary", b""
    for name, data in parts:
        body += b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n' % (boundary.encode(),
                                                                             name.encode())
        body += data + b"\r\n"
    return body + b"--%s--\r\n" % boundary.encode(), {
        "Content-Type": "multipart/form-data; boundary=" + boundary}


class PagesCase(Case):
    @classmethod
    def serve(cls, conf, kind=Daemon, **configuration):
        return cls.enterClassContext(kind(
            {"sources": str(SAMPLES / conf / "sources"), "policies": str(POLICIES), **configuration},
            fake=False))

    def page(self, daemon, document, headers=None, **query):
        answer = daemon.verify(document, urlencode({"at": AT, **query}), {**HTML, **(headers or {})})
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.headers["Content-Type"], "text/html; charset=utf-8")
        return answer

    def assertNested(self, text):
        nesting = Nesting(text)
        self.assertEqual((nesting.wrong, nesting.open), ([], []))

    def assessed(self, daemon, **query):
        facts = json.loads((GIVEN / "cn-pr-spouse.facts.json").read_text())["facts"]
        body, headers = form(("facts", json.dumps(facts).encode()))
        answer = daemon.request("POST", "/v1/assess?" + urlencode(
            {"policy": "cn-pr-spouse", "as_of": "2026-11-22T00:00:00+08:00", **query}), body,
            {**headers, **HTML})
        self.assertEqual(answer.status, 200, answer.body)
        return answer


class Pages(PagesCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = cls.serve("conf")

    def test_an_officer_reads_all_of_it(self):
        answer = self.page(self.daemon, sample("authentic"))
        text = answer.body.decode()
        self.assertNested(text)
        self.assertEqual(answer.headers["Vouch-Indication"], "total_passed")
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
        self.assertIn("frame-ancestors 'none'", answer.headers["Content-Security-Policy"])
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        report = self.daemon.verify(sample("authentic"), urlencode({"at": AT})).report
        self.assertIn(report["claims"]["person"]["names"][0]["value"], text)
        self.assertEqual(text.count("<tr><th scope=\"row\">") >= len(report["claims"]["crossings"]), True)
        for crossing in report["claims"]["crossings"]:
            self.assertIn(crossing["date"], text)
        for word in ("Passed", "Stays over the years", "Signed by", "page_style"):
            self.assertEqual(word in text, word != "page_style", word)

    def test_json_is_the_default(self):
        for accept in (None, "*/*", "application/json", "application/json, text/html"):
            answer = self.daemon.verify(sample("authentic"), urlencode({"at": AT}),
                                        {"Accept": accept} if accept else {})
            self.assertEqual(answer.headers["Content-Type"], "application/json", accept)
            self.assertNotIn("Content-Security-Policy", answer.headers)
            self.assertNotIn("\u2068", answer.body.decode())

    def test_what_is_changed_is_said(self):
        answer = self.page(self.daemon, sample("evil-annotation-freetext"))
        text = answer.body.decode()
        self.assertNested(text)
        self.assertEqual(answer.headers["Vouch-Indication"], "total_failed")
        for word in ("Failed", "pdf.changed_after_signing", "over row <bdi>2</bdi> of the crossings"):
            self.assertIn(word, text)

    def test_an_applicant_is_told_what_to_do(self):
        pages = {}
        for name in ("evil-annotation-freetext", "unsigned", "authentic"):
            text = self.page(self.daemon, sample(name), **{"for": "applicant"}).body.decode()
            self.assertNested(text)
            pages[name] = text[text.index("<main>"):]
            self.assertIsNone(NEVER_SAID.search(pages[name]), name)
            for secret in ("pdf.", "signature.", "CN=", "王小样"):
                self.assertNotIn(secret, pages[name])
        self.assertIn("download the file again", pages["evil-annotation-freetext"])
        self.assertIn("original electronic file", pages["unsigned"])
        self.assertIn("need not do anything", pages["authentic"])

    def test_what_is_refused(self):
        bad = self.daemon.verify(b"x", "for=applicant")
        self.assertProblem(bad, "bad-request", 400)
        self.assertIn("Accept: text/html", bad.json["detail"])
        self.assertProblem(self.daemon.verify(b"x", "for=police", HTML), "bad-request", 400)
        self.assertProblem(self.daemon.verify(b"x", "source=none", HTML), "unknown-source", 422)

    def test_the_same_key_for_another_form_is_another_question(self):
        key = {"Idempotency-Key": "page"}
        query = urlencode({"at": AT})
        self.assertEqual(self.daemon.verify(sample("unsigned"), query, key).status, 200)
        again = self.daemon.verify(sample("unsigned"), query, {**key, **HTML})
        self.assertEqual(again.status, 422, again.body)

    def test_decisions_with_their_figures(self):
        answer = self.assessed(self.daemon)
        text = answer.body.decode()
        self.assertNested(text)
        self.assertEqual(answer.headers["Vouch-Decision"], "refer")
        self.assertNotIn(">Outcome<", text, "a column in which nothing stands")
        for word in ("Referred by", "nine-months-each-year", "275", "art. 6(5), 6 last para.",
                     "What is wanted", "When the answer changes"):
            self.assertIn(word, text)
        told = self.assessed(self.daemon, **{"for": "applicant"}).body.decode()
        told = told[told.index("<main>"):]
        self.assertNested(told.replace("</body>\n</html>", ""))
        self.assertNotIn("nine-months-each-year", told)
        self.assertIn("What to do next", told)

    def test_a_policy_is_called_by_its_title(self):
        for language, title in (("en", "Permanent residence - spouse"), ("zh-HK", "永久居留－夫妻團聚"),
                                ("ar", "الإقامة الدائمة - لم شمل الزوجين"), ("fr", "Permanent residence - spouse")):
            text = self.assessed(self.daemon, language=language).body.decode()
            headings = re.findall("<h2>(.*?)</h2>", text)
            self.assertEqual(sum("<bdi>%s</bdi>" % title in heading for heading in headings), 2, language)
            self.assertFalse(any("cn-pr-spouse" in heading for heading in headings))
            self.assertEqual(text.count("<dd><bdi>cn-pr-spouse</bdi></dd>"), 1)

    def test_signs_between_words_are_the_languages_own(self):
        """No code in place of a word, and no comma or bracket of English behind a Chinese word."""
        for language in ("zh-Hans", "zh-Hant"):
            for answer in (self.page(self.daemon, sample("authentic"), language=language),
                           self.assessed(self.daemon, language=language)):
                text = answer.body.decode()
                text = re.sub("<code>.*?</code>", "", text[text.index("<main>"):])
                self.assertNotIn("total_passed", text)
                text = re.sub("</?(bdi|span|small)[^>]*>", "", text)
                self.assertEqual(re.findall("[\u4e00-\u9fff]+(?:[,:] | ?\\().{0,9}", text), [], language)
        text = self.page(self.daemon, sample("authentic"), language="ar").body.decode()
        self.assertEqual(re.findall("</bdi>, ", text), [])

    def test_by_hand(self):
        out = self.daemon.folder / "page.html"

        def ctl(*arguments):
            return subprocess.run([STAGE / "bin" / "vouchctl", "--socket", self.daemon.socket, "verify",
                                   "--at", AT, *arguments], capture_output=True, text=True, timeout=60)

        for name, status in (("authentic", 0), ("evil-annotation-freetext", 1), ("unsigned", 2)):
            done = ctl("--html", out, SAMPLES / (name + ".pdf"))
            self.assertEqual((done.returncode, done.stdout, done.stderr), (status, "", ""))
            self.assertTrue(out.read_text().startswith("<!DOCTYPE html>"))
            self.assertEqual(out.stat().st_mode & 0o777, 0o600)
        done = ctl("--html", "-", "--for", "applicant", SAMPLES / "unsigned.pdf")
        self.assertEqual(done.returncode, 2)
        self.assertIn("original electronic file", done.stdout)
        for arguments in (("--for", "applicant", SAMPLES / "unsigned.pdf"), ("--html", out),
                          ("--html", out, "--json", SAMPLES / "unsigned.pdf"),
                          ("--html", out, SAMPLES / "unsigned.pdf", SAMPLES / "unsigned.pdf")):
            self.assertEqual(ctl(*arguments).returncode, 64, arguments)
        self.assertEqual(ctl("--html", "/nonexistent/page", SAMPLES / "unsigned.pdf").returncode, 3)
        self.assertEqual(ctl("--html", out, "--for", "x", SAMPLES / "unsigned.pdf").returncode, 3)


    def test_a_dossier_by_hand(self):
        out = self.daemon.folder / "dossier.html"
        facts = self.daemon.folder / "facts.json"
        facts.write_text(json.dumps(json.loads((GIVEN / "cn-pr-spouse.facts.json").read_text())["facts"]))

        def ctl(*arguments):
            return subprocess.run([STAGE / "bin" / "vouchctl", "--socket", self.daemon.socket, "assess",
                                   *arguments], capture_output=True, text=True, timeout=60)

        for names, status in ((("authentic",), 0), (("authentic", "unsigned"), 2),
                              (("unsigned", "evil-annotation-freetext"), 1)):
            out.unlink(missing_ok=True)
            done = ctl("--html", out, "--at", AT, *(SAMPLES / (name + ".pdf") for name in names))
            self.assertEqual((done.returncode, done.stdout, done.stderr), (status, "", ""))
            self.assertEqual(out.read_text().count("<article>"), len(names))
        done = ctl("--html", "-", "--policy", "cn-pr-spouse", "--facts", facts, "--language", "zh-HK",
                   "--as-of", "2026-11-22T00:00:00+08:00")
        self.assertEqual((done.returncode, done.stderr), (2, ""))
        self.assertIn("永久居留－夫妻團聚", done.stdout)
        told = ctl("--html", "-", "--for", "applicant", "--at", AT, SAMPLES / "unsigned.pdf")
        self.assertIn("original electronic file", told.stdout)
        for arguments in (("--for", "applicant"), ("--html", out, "--json"), ("--html", out, "-v"),
                          ("--html", SAMPLES / "unsigned.pdf")):
            self.assertEqual(ctl(*arguments, SAMPLES / "authentic.pdf").returncode, 64, arguments)


class Kept(PagesCase):
    def reported(self, daemon, *arguments):
        return subprocess.run([STAGE / "bin" / "vouchctl", "--socket", daemon.socket, "report", *arguments],
                              capture_output=True, text=True, timeout=60)

    def by_hand(self, daemon, id):
        out = daemon.folder / "kept.html"

        def ctl(*arguments):
            return self.reported(daemon, *arguments)

        done = ctl("--html", out, "--language", "ar", id)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertIn('<html lang="ar" dir="rtl">', out.read_text())
        self.assertIsNone(NEVER_SAID.search(ctl("--html", "-", "--for", "applicant", id).stdout.split("<main>")[1]))
        done = ctl("--html", out, "0" * 32)
        self.assertEqual((done.returncode, "no report and no decision has the id" in done.stderr), (3, True), done.stderr)
        self.assertEqual(ctl("--for", "applicant", id).returncode, 64)
        self.assertEqual(ctl("--html", out, "--json", id).returncode, 64)

    def test_years_later(self):
        daemon = self.enterContext(Daemon(
            {"sources": str(SAMPLES / "conf" / "sources"), "policies": str(POLICIES),
             "ledger": {"path": "ledger.db", "keep": "reports"}}, fake=False))
        first = daemon.verify(sample("evil-annotation-freetext"), urlencode({"at": AT}))
        path = "/v1/reports/" + first.report["id"]
        answer = daemon.get(path, HTML)
        self.assertEqual((answer.status, answer.headers["Vouch-Indication"]), (200, "total_failed"))
        self.assertNested(answer.body.decode())
        self.assertIn("over row <bdi>2</bdi> of the crossings", answer.body.decode())
        told = daemon.get(path + "?for=applicant", HTML).body.decode()
        self.assertIsNone(NEVER_SAID.search(told[told.index("<main>"):]))
        self.assertEqual(daemon.get(path).json, first.report)
        self.assertProblem(daemon.get(path + "?for=applicant"), "bad-request", 400)
        self.assertProblem(daemon.get(path + "?for=all", HTML), "bad-request", 400)
        self.by_hand(daemon, first.report["id"])
        decided = daemon.get("/v1/decisions/" + re.search(
            "<dt>Decision</dt><dd><bdi dir=\"ltr\">([^<]+)", self.assessed(daemon).body.decode())[1], HTML)
        self.assertEqual((decided.status, decided.headers["Vouch-Decision"]), (200, "refer"))
        id = re.search("<dt>Decision</dt><dd><bdi dir=\"ltr\">([^<]+)", decided.body.decode())[1]
        out = self.reported(daemon, id)
        self.assertEqual((out.returncode, out.stderr), (0, ""))
        self.assertIn("REFERRED", out.stdout)
        self.assertIn('<html lang="zh-Hans"', self.reported(
            daemon, "--html", "-", "--language", "zh-Hans", id).stdout)
        self.assertNested(decided.body.decode())
        self.assertIn("“<bdi>Permanent residence - spouse</bdi>”", decided.body.decode())


@unittest.skipUnless(browser.find() and AXE.exists(),
                     "no browser, or no axe-core: tools/install-dependencies test")
class InBrowser(PagesCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = cls.serve("conf")
        cls.banks = cls.serve("conf-banks")
        cls.arabic = cls.serve("conf", SpeakingArabic)
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.close)
        cls.script = (SOURCE / "tests" / "functional" / "pages.js").read_text()
        cls.axe = AXE.read_text()

    def look(self, name, answer, widths=(1000, 380)):
        headers = [(key, value) for key, value in answer.headers.items()
                   if key.lower() not in ("content-length", "date", "connection")]
        for dark in (False, True):
            for width in widths:
                self.browser.load(headers, answer.body, width, dark)
                self.assertEqual(self.browser.complaints(), [], name)
                found = self.browser.evaluate(self.script)
                self.assertEqual(found["wrong"], [], (name, width, dark))
                self.assertGreater(found["headings"], 2)
                self.assertEqual(self.violations(), [], (name, width, dark))
                if SCREENSHOTS:
                    self.browser.screenshot("%s/%s-%d%s.png" % (SCREENSHOTS, name, width,
                                                               "-dark" if dark else ""))

    def violations(self):
        """What axe-core finds: the rules of WCAG 2.2, A and AA, and its best practices."""
        self.browser.evaluate(self.axe + ";0")
        return self.browser.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
            "'best-practice'], resultTypes: ['violations']}).then((found) => found.violations.map("
            "(rule) => [rule.id, rule.help, rule.nodes.slice(0, 3).map((node) => node.html)]))")

    def test_pages(self):
        for name in ("authentic", "evil-annotation-freetext", "unsigned", "signed-again-genuine"):
            with self.subTest(name):
                self.look(name, self.page(self.daemon, sample(name)))

    def test_applicants(self):
        self.look("applicant", self.page(self.daemon, sample("unsigned"), **{"for": "applicant"}))

    def test_decisions(self):
        self.look("assess", self.assessed(self.daemon))

    def test_printed(self):
        """On paper nothing is folded, a table's name stands once, and nothing leaves the page."""
        answer = self.page(self.daemon, sample("authentic"))
        self.browser.load([("Content-Type", "text/html; charset=utf-8")], answer.body, 720)
        self.browser.call("Emulation.setEmulatedMedia", media="print")
        found = self.browser.evaluate(
            "(() => { const high = (e) => e.getBoundingClientRect().height;"
            "return {rows: [...document.querySelectorAll('details tr, details li')].filter((e) => high(e) < 5).length,"
            "names: [...document.querySelectorAll('details caption')].filter((e) => high(e) > 1).length,"
            "wide: document.documentElement.scrollWidth - window.innerWidth} })()")
        self.assertEqual(found, {"rows": 0, "names": 0, "wide": 0})

    def test_bank(self):
        self.look("bank", self.page(self.banks, sample("bank-abc-genuine")))

    def test_from_right_to_left(self):
        answer = self.page(self.arabic, sample("authentic"), language="ar")
        self.assertIn('<html lang="ar" dir="rtl">', answer.body.decode())
        self.look("arabic", answer)
        verdict = self.browser.evaluate(
            "(() => { const box = document.querySelector('.verdict').getBoundingClientRect(),"
            "mark = document.querySelector('.verdict .mark').getBoundingClientRect();"
            "return mark.left > box.left + box.width / 2 })()")
        self.assertTrue(verdict, "the mark stands at the beginning of the line, on the right")

    def test_the_browser_would_complain(self):
        """That nothing was found is worth something only where something would be."""
        bad = b"<!DOCTYPE html><html lang=en><title>x</title><body><img src=/a.png><script>1</script>"
        self.browser.load([("Content-Type", "text/html"),
                           ("Content-Security-Policy", "default-src 'none'")], bad)
        self.assertTrue(self.browser.complaints())
        self.assertTrue(self.browser.evaluate(self.script)["wrong"])
        self.assertIn("image-alt", [rule for rule, *_ in self.violations()])


if __name__ == "__main__":
    unittest.main()
