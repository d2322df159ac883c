"""vouchctl layout: tests of the layouts that come with vouchd, trials, skeletons, and the worked
example of docs/layouts.md, run as it stands there."""

import re
import shlex
import unittest

from ctl_support import FAILED, NOT_EXAMINED, PASSED, ROOT, SAMPLES, USAGE, CtlTest, vouchctl

LAYOUTS = ROOT / "conf" / "layouts"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)


class Shipped(CtlTest):
    def test_every_layout_has_tests_that_pass(self):
        result = vouchctl("layout", "test")
        self.assertStatus(result, PASSED)
        for path in LAYOUTS.glob("*.yaml"):
            if not path.name.endswith(".test.yaml"):
                self.assertIn(f"/{path.stem}.test.yaml\n", result.out)
        self.assertGreater(len(re.findall(r"^  ok  ", result.out, re.M)), 10)

    def test_a_layout_by_its_name(self):
        result = vouchctl("layout", "test", "cmb-flow")
        self.assertStatus(result, PASSED)
        self.assertNotIn("icbc", result.out)
        self.assertStatus(vouchctl("layout", "test", "no-such-layout"), NOT_EXAMINED)

    def test_sources_for_each_stand_beside_them(self):
        for path in LAYOUTS.glob("*.yaml"):
            if not path.name.endswith(".test.yaml"):
                example = ROOT / "conf" / "sources" / f"{path.stem}.yaml.example"
                self.assertIn(f"layout: {path.stem}\n", example.read_text())


class Odd(CtlTest):
    """What a layout can say and no shipped one does."""

    def test_a_bank_that_prints_the_other_way(self):
        self.assertStatus(vouchctl("layout", "test", ROOT / "tests" / "functional" / "layouts" / "odd.yaml"), PASSED)

    def test_a_sign_against(self):
        layout = ROOT / "tests" / "functional" / "layouts" / "odd.yaml"
        for text, sure in (("Odd Bank\n", 80), ("Odd Bank, no Even Bank\n", 20), ("Even Bank\n", 0)):
            result = vouchctl("layout", "try", layout, self.write("text", text))
            self.assertIn(f"sure to {sure} of 100", result.out)


class Example(CtlTest):
    """docs/layouts.md: each file is written, each command run, each answer compared."""

    def setUp(self):
        super().setUp()
        self.text = (ROOT / "docs" / "layouts.md").read_text()
        self.folder = self.write("here", "").parent
        for language, name, content in BLOCK.findall(self.text):
            if name:
                self.write(name, content)
        self.write("wrong.yaml", (self.folder / "moon.yaml").read_text().replace("is: summary", "is: sumary"))

    def test_the_page_is_what_happens(self):
        commands = [content for language, _, content in BLOCK.findall(self.text) if language == "console"]
        self.assertEqual(len(commands), 4)
        for content in commands:
            command, _, expected = content.partition("\n")
            words = shlex.split(command.removeprefix("$ vouchctl "))
            result = vouchctl(*words, cwd=self.folder)
            self.assertEqual(result.out + result.err, expected, command)

    def test_what_a_test_does_not_find_is_said(self):
        path = self.folder / "moon.test.yaml"
        path.write_text(path.read_text().replace("amount: '-12.50'", "amount: '-13.50'", 1)
                        .replace("bank.counts: pass", "bank.counts: fail"))
        result = vouchctl("layout", "test", self.folder / "moon.yaml")
        self.assertStatus(result, FAILED)
        self.assertIn("transactions/0/amount is -12.50, not -13.50", result.err)
        self.assertIn("bank.counts is pass, not fail", result.err)
        self.assertIn("FAIL  a quarter", result.out)

    def test_a_skeleton_holds_nobody(self):
        """Names and numbers of the document are not in it, nor any number of more than four digits."""
        result = vouchctl("layout", "new", "--from", self.folder / "statement.txt")
        self.assertStatus(result, PASSED)
        for secret in ("王小样", "王", "990000123456", "1,087.50", "超市", "月亮", "Moon"):
            self.assertNotIn(secret, result.out)
        self.assertNotRegex(result.out, r"\d{5}")

    def test_a_skeleton_is_a_layout(self):
        result = vouchctl("layout", "new", "--from", self.folder / "statement.txt")
        skeleton = self.write("skeleton.yaml", result.out)
        self.assertStatus(vouchctl("layout", "try", skeleton, self.folder / "statement.txt"), PASSED)


WRONG = [  # a change to moon.yaml, line and column of the mistake, what is said
    ("is: booked_on", "is: booked", 22, 23, "is none of: ignored, row"),
    ("order: oldest_first", "order: oldest", 20, 10, "is none of: either"),
    ("  order:", "  ordre:", 20, 3, "did you mean 'order'"),
    ("'笔数 *: *(\\d+)'", "'笔数 *: *(\\d+'", 32, 41, "not a pattern"),
    ("'笔数 *: *(\\d+)'", "'笔数 *: *\\d+'", 32, 41, "a group for the total"),
    (", key: true", "", 22, 5, "must be the `key`"),
    ("is: balance", "is: amount", 22, 5, "a column `amount`, or the two"),
    ("worth: 60", "worth: 600", 4, 34, "a worth from -100"),
    ("worth: 60", "worth: 5", 4, 3, "worth 50 or more"),
    ("code: CNY", "code: RMB", 10, 26, "no currency of ISO 4217"),
    ("[YYYY/MM/DD,", "[YYYY/MM,", 7, 9, "a format that says day and month"),
    ("is: holder", "is: [holder, serial]", 13, None, "a group for each of the 2 values"),
    ("language: zh-Hans", "language: in Chinese", 2, 11, "letters, digits"),
    ("pages: '第 *(\\d+) *页", "pages: '第 *\\d+ *页", 35, 8, "two groups"),
]


class Mistakes(CtlTest):
    """Refused with file, line and column, as at the start of the daemon."""

    def setUp(self):
        super().setUp()
        for _, name, content in BLOCK.findall((ROOT / "docs" / "layouts.md").read_text()):
            if name:
                self.write(name, content)
        self.layout = self.write("moon.yaml", next(
            content for _, name, content in BLOCK.findall((ROOT / "docs" / "layouts.md").read_text())
            if name == "moon.yaml"))

    def test_each(self):
        text = self.layout.read_text()
        for old, new, line, column, sentence in WRONG:
            with self.subTest(new):
                self.assertIn(old, text)
                self.layout.write_text(text.replace(old, new, 1))
                result = vouchctl("layout", "try", self.layout, self.layout.parent / "statement.txt")
                self.assertStatus(result, NOT_EXAMINED)
                self.assertIn(sentence, result.err)
                place = re.search(r"moon\.yaml:(\d+):(\d+): ", result.err)
                self.assertIsNotNone(place, result.err)
                self.assertEqual(int(place.group(1)), line, result.err)
                if column:
                    self.assertEqual(int(place.group(2)), column, result.err)

    def test_usage(self):
        self.assertStatus(vouchctl("layout"), USAGE)
        self.assertStatus(vouchctl("layout", "tyr"), USAGE)
        self.assertStatus(vouchctl("layout", "try", "cmb-flow"), USAGE)
        self.assertStatus(vouchctl("layout", "new"), USAGE)

    def test_files_that_are_none(self):
        rubbish = self.write("rubbish.pdf", "%PDF-1.7\nrubbish")
        self.assertStatus(vouchctl("layout", "try", "cmb-flow", rubbish), NOT_EXAMINED)
        self.assertStatus(vouchctl("layout", "try", "cmb-flow", self.layout.parent / "nothing"), NOT_EXAMINED)
        self.assertStatus(vouchctl("layout", "try", "nothing", self.layout), NOT_EXAMINED)
        result = vouchctl("layout", "try", "./nothing.yaml", self.layout)
        self.assertStatus(result, NOT_EXAMINED)
        self.assertEqual(result.err, "vouchctl: ./nothing.yaml: No such file or directory\n")
        result = vouchctl("layout", "try", "nothing", SAMPLES / "authentic.pdf")
        self.assertStatus(result, NOT_EXAMINED)
        self.assertEqual(result.err, "vouchctl: nothing: 'layout': there is no layouts/nothing.yaml\n")
        result = vouchctl("layout", "tset")
        self.assertStatus(result, USAGE)
        self.assertIn("there is no 'tset'; there are new, try and test", result.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
