"""vouchctl but for verify: the other commands, their exit statuses and refusals."""

import json
import os
import re
import subprocess
import unittest
from pathlib import Path

from ctl_support import (FAILED, NOT_EXAMINED, PASSED, REPORT, ROOT, SAMPLES, USAGE, VOUCHCTL, CtlTest,
                         problem, vouchctl)

# what the samples say of their invented person, and must not be in a structure report
PERSONAL = ("王小样", "990101199001010035", "CZ9900017", "E260404900017", "2026-03-26", "福田")


class Main(CtlTest):
    def test_help_names_every_command(self):
        result = vouchctl("--help")
        self.assertStatus(result, PASSED)
        for command in ("verify", "inspect", "sources", "codes", "status", "reload", "report",
                        "trust", "ledger"):
            self.assertIn(f"\n  {command} ", result.out)
            own = vouchctl(command, "--help")
            self.assertStatus(own, PASSED)
            self.assertRegex(own.out, rf"(?m)^       {command}( .|$)")
        self.assertRegex(vouchctl("--version").out, r"^vouchctl \d+\.\d+\.\d+")

    def test_help_explains_times(self):
        for words in ("--at T ", "--existed-by T ", "RFC 3339", "permission 'time'"):
            self.assertIn(words, vouchctl("verify", "--help").out)
        mistaken = vouchctl("verify", "--at", "then", "x.pdf").err
        self.assertIn("'then' is not a time", mistaken)
        self.assertIn("Try 'vouchctl verify --help'", mistaken)
        self.assertLess(len(mistaken.splitlines()), 10)  # what is wrong stays in sight
        self.assertNotIn("RFC 3339", vouchctl("sources", "--help").out)

    def test_mistakes(self):
        for arguments, word in (((), "Usage"), (("verfy",), "Did you mean 'verify'?"),
                                (("frobnicate",), "no command"), (("--sokcet", "x"), "--socket"),
                                (("--socket",), "wants a value"), (("trust",), "Usage"),
                                (("trust", "sow"), "Did you mean 'trust show'?"),
                                (("ledger",), "Usage"), (("ledger", "prove"), "check"),
                                (("--private", "--socket", "x", "status"), "exclude"),
                                (("report",), "Usage"), (("report", "../status"), "no id of a report or decision"),
                                (("sources", "x"), "Usage"), (("status", "--jsno"), "--json")):
            result = vouchctl(*arguments)
            self.assertStatus(result, USAGE)
            self.assertIn(word, result.err)
            self.assertEqual(result.out, "")

    def test_nobody_listens(self):
        for arguments in (("sources",), ("codes",), ("status",), ("reload",), ("report", "ab")):
            result = vouchctl("--socket", self.folder / "nobody.sock", *arguments)
            self.assertStatus(result, NOT_EXAMINED)
            self.assertIn("no daemon answers", result.err)

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become another user")
    def test_a_socket_for_others(self):
        self.folder.chmod(0o711)
        try:
            result = vouchctl("--socket", self.daemon.socket, "status", user=65534)
        except PermissionError:
            self.skipTest("others cannot run what was built")
        self.assertStatus(result, NOT_EXAMINED)
        self.assertIn("this user may not ask at", result.err)

    def test_the_configuration_names_the_socket(self):
        config = self.write("vouchd.yaml", "socket: vouchd.sock\n")
        self.assertStatus(vouchctl("--config", config, "verify", self.file), PASSED)
        config.write_text("socket: vouchd.sock\nsokcet: x\n")
        result = vouchctl("--config", config, "status")
        self.assertStatus(result, NOT_EXAMINED)
        self.assertIn("vouchd.yaml:2:1: ", result.err)


class Sample(CtlTest):
    """conf/vouchd.yaml, which people copy."""

    def load(self, text):
        config = self.write("sample.yaml", text)
        return vouchctl("--config", config, "inspect", SAMPLES / "authentic.pdf")

    def test_as_it_is_and_with_every_line_in_force(self):
        sample = (ROOT / "conf" / "vouchd.yaml").read_text()
        whole = re.sub(r"^#(?=[a-z]|  +[a-z])", "", sample, flags=re.M)
        keys = re.findall(r"^ *([a-z_]+):", whole, re.M)
        self.assertStatus(self.load(sample), PASSED)
        self.assertStatus(self.load(whole), PASSED)
        self.assertGreater(len(keys), 30)

    def test_every_key_that_there_is_stands_in_it(self):
        schema = (ROOT / "core" / "worker" / "settings.c").read_text()
        sample = (ROOT / "conf" / "vouchd.yaml").read_text()
        keys = set(re.findall(r'\{(?:\.name = )?"([a-z_]+)", *(?:\.type|CONFIG_TYPE|PEERS)', schema))
        keys |= set(re.findall(r'\.name = "([a-z_]+)"', schema))
        self.assertGreater(len(keys), 30)
        for key in keys:
            self.assertRegex(sample, rf"\b{key}:", f"{key} is not in conf/vouchd.yaml")


class Service(CtlTest):
    SOURCES = {"trust_snapshot": "cc" * 32,
               "sources": [{"name": "nia", "plugin": "nia", "plugin_version": "1.0",
                            "summary": "Exit/entry records", "warnings": []}]}

    def test_sources(self):
        self.reply(self.SOURCES, path="/v1/sources")
        result = self.ctl("sources")
        self.assertStatus(result, PASSED)
        self.assertEqual(result.out.split(), "nia nia 1.0 Exit/entry records".split())
        self.assertEqual(json.loads(self.ctl("sources", "--json").out), self.SOURCES)

    def test_warnings_of_a_source(self):
        sources = [{**self.SOURCES["sources"][0], "warnings": ["trust.subject is left out"]}]
        self.reply({"sources": sources}, path="/v1/sources")
        self.assertIn("? nia: trust.subject is left out\n", self.ctl("sources").out)

    def test_no_sources(self):
        self.reply({"sources": []}, path="/v1/sources")
        self.assertIn("No source is configured", self.ctl("sources").out)

    def test_codes(self):
        codes = {"codes": [{"code": "pdf.malformed", "kind": "reason", "since": "0.1.0",
                            "audience": "officer", "title": "Cannot be read"}]}
        self.reply(codes, path="/v1/codes")
        self.assertEqual(self.ctl("codes").out.split()[:2], ["pdf.malformed", "reason"])

    def test_status_ready(self):
        self.reply({"ready": True, "judge": {"build": "b", "isolation": {"seccomp": True}},
                    "nothing": None}, path="/v1/status")
        result = self.ctl("status")
        self.assertStatus(result, PASSED)
        self.assertIn("✔ ready", result.out)
        self.assertRegex(result.out, r"judge\.isolation\.seccomp +yes")
        self.assertNotIn("nothing", result.out)

    def test_status_degraded(self):
        self.reply(problem(503, "not-ready", "Cannot", "the ledger is full"), path="/healthz")
        self.reply({"ready": False}, path="/v1/status")
        result = self.ctl("status")
        self.assertStatus(result, FAILED)
        self.assertIn("? degraded: the ledger is full", result.out)
        self.assertStatus(self.ctl("status", "--json"), FAILED)

    def test_reload(self):
        self.reply({"configuration_sha256": "dd" * 32, "trust_snapshot": "cc" * 32},
                   path="/v1/reload")
        result = self.ctl("reload")
        self.assertStatus(result, PASSED)
        self.assertIn("dd" * 32, result.out)
        self.assertEqual(self.daemon.requests[-1]["method"], "POST")

    def test_reload_refused(self):
        self.reply(problem(422, "reload-refused", "The new configuration is refused",
                           "vouchd.yaml:3:1: unknown key"), path="/v1/reload")
        result = self.ctl("reload")
        self.assertStatus(result, FAILED)
        self.assertIn("vouchd.yaml:3:1: unknown key", result.err)
        self.assertIn("old configuration stays", result.err)

    def test_report(self):
        self.reply(REPORT, path="/v1/reports/0123456789abcdef")
        result = self.ctl("report", "0123456789abcdef")
        self.assertStatus(result, PASSED)
        self.assertIn("✔ PASSED", result.out)
        self.assertEqual(json.loads(self.ctl("report", "--json", "0123456789abcdef").out), REPORT)

    def test_report_not_kept(self):
        self.reply(problem(404, "report-not-kept", "This ledger keeps verdicts", "ask again"),
                   path="/v1/reports/ab")
        result = self.ctl("report", "ab")
        self.assertStatus(result, NOT_EXAMINED)
        self.assertIn("This ledger keeps verdicts: ask again", result.err)


class Inspect(CtlTest):
    def inspect(self, *arguments):
        return vouchctl("inspect", *arguments)

    def test_revisions_and_signatures(self):
        result = self.inspect(SAMPLES / "authentic.pdf")
        self.assertStatus(result, PASSED)
        self.assertRegex(result.out, r"revisions\n  1  bytes 0 to \d+, startxref \d+, \d+ entries\n")
        self.assertIn("Signature1: adbe.pkcs7.detached", result.out)
        self.assertRegex(result.out, r"covers +bytes 0 to \d+ and \d+ to \d+\n +gap +bytes")
        self.assertEqual(result.out, self.inspect("--revisions", SAMPLES / "authentic.pdf").out)

    def test_what_came_after_a_signature(self):
        whole = (SAMPLES / "authentic.pdf").read_bytes()
        result = self.inspect(self.write("more.pdf", whole + b"more bytes\n"))
        self.assertStatus(result, NOT_EXAMINED)
        self.assertIn("pdf.stray_bytes", result.out)

    def test_text_with_boxes_and_coverage(self):
        result = self.inspect("--text", SAMPLES / "authentic.pdf")
        self.assertStatus(result, PASSED)
        self.assertRegex(result.out, r"   1 +\d+\.\d +\d+\.\d +\d+\.\d +\d+\.\d  signed  国家移民管理局\n")
        self.assertRegex(result.out, r"\n\d+ lines, 0 hidden")
        self.assertNotIn("signed", self.inspect("--text", SAMPLES / "scan.pdf").out)

    def test_images_as_who_reads_scans_takes_them(self):
        result = self.inspect("--images", SAMPLES / "scan.pdf")
        self.assertStatus(result, PASSED)
        self.assertRegex(result.out, r"   1  100 % x 100 % of the page  \d+ x \d+ pixels, "
                                     r"JPEG of \d+ bytes, 8 bits, 1 components\n")
        self.assertRegex(result.out, r"\n1 images\n")
        self.assertRegex(self.inspect("--images", SAMPLES / "authentic.pdf").out, r"(^|\n)0 images\n")

    def test_structure_holds_no_personal_data(self):
        text = self.inspect("--text", SAMPLES / "authentic.pdf").out
        result = self.inspect("--structure", SAMPLES / "authentic.pdf")
        self.assertStatus(result, PASSED)
        self.assertIn("/Type /Catalog", result.out)
        self.assertRegex(result.out, r"/Contents string of \d+ bytes")
        self.assertRegex(result.out, r"stream of \d+ bytes, \d+ decoded")
        for words in PERSONAL:
            self.assertIn(words, text)
            self.assertNotIn(words, result.out)

    def test_structure_of_names_that_are_nobodys(self):
        objects = [b"<< /Type /Catalog /Pages 2 0 R /Zhang#20San 19900101 >>",
                   b"<< /Type /Pages /Kids [] /Count 0 /Title (Zhang San) /Private_Zhang [1990] >>"]
        body, offsets = b"%PDF-1.7\n", []
        for number, content in enumerate(objects, 1):
            offsets.append(len(body))
            body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        table = b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
        start = len(body)
        body += table + b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
        result = self.inspect("--structure", self.write("names.pdf", body))
        self.assertIn("/Title string of 9 bytes", result.out)
        self.assertIn("/(a name of 9 bytes) integer", result.out)
        for words in ("Zhang", "San", "1990"):
            self.assertNotIn(words, result.out)

    def test_files_that_are_no_pdf(self):
        """Said in a line, and no empty lists of what a PDF would hold."""
        for name, content, word in (("empty", b"", "it is empty"), ("text", b"hello\n" * 100, "is no PDF"),
                                    ("zip", b"PK\3\4" + bytes(99), "as a zip"), ("jpeg", b"\xff\xd8\xff\xe0", "as a JPEG"),
                                    ("two", b"%P", "is no PDF")):
            for view in ("--revisions", "--text", "--structure", "--images"):
                result = self.inspect(view, self.write(name, content))
                self.assertStatus(result, NOT_EXAMINED)
                self.assertEqual(result.out, "")
                self.assertIn(word, result.err)
        broken = self.inspect(self.write("broken.pdf", b"%PDF-1.7\n"))
        self.assertStatus(broken, NOT_EXAMINED)
        self.assertIn("pdf.malformed", broken.out)

    def test_refusals(self):
        for path, word in ((self.folder / "none", "No such file"), (self.folder, "is a folder")):
            result = self.inspect(path)
            self.assertStatus(result, NOT_EXAMINED)
            self.assertIn(word, result.err)
        for arguments in ((), ("--text", "--structure", "x"), ("a", "b"), ("--txet", "x")):
            self.assertStatus(self.inspect(*arguments), USAGE)

    def test_a_file_over_the_limit(self):
        config = self.write("vouchd.yaml", "limits: {document: 1KiB}\n")
        result = vouchctl("--config", config, "inspect", SAMPLES / "authentic.pdf")
        self.assertStatus(result, NOT_EXAMINED)
        self.assertIn("limits.document", result.err)

    def test_what_a_document_says_cannot_move_the_cursor(self):
        signed = (SAMPLES / "scan.pdf").read_bytes()
        at = signed.index(b"vouchd test scanner")
        evil = signed[:at] + b"\x1b[2J\x1b]0;x\x07 scan".ljust(19) + signed[at + 19:]
        result = self.inspect(self.write("evil.pdf", evil))
        self.assertIn("\\x07 scan", result.out)
        self.assertNotIn("\x07", result.out)

    def test_the_process_that_reads_is_locked_down(self):
        """What runs is caught at work: seccomp in force, no descriptor but its pipe."""
        large = self.write("large.pdf", b"%PDF-1.7\n" + b"1 0 obj\n[" + b"[" * 60 + b"]" * 60 + b"]\n" * 4000000)
        states = set()
        for _ in range(10):  # a busy machine may look too early, and not again
            states |= self.seen_while_reading(large)
            if "2" in states:
                break
        if not states:
            self.skipTest("it was over too soon to be seen")
        self.assertIn("2", states)

    def seen_while_reading(self, path):
        """Each mode of seccomp in which the process was seen."""
        child = subprocess.Popen([VOUCHCTL, "inspect", path], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        states = set()
        while child.poll() is None:
            try:
                children = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text()
                for pid in children.split():
                    state = Path(f"/proc/{pid}/status").read_text()
                    states.add(re.search(r"^Seccomp:\s*(\d)", state, re.M)[1])
            except OSError:
                pass
        return states


if __name__ == "__main__":
    unittest.main()
