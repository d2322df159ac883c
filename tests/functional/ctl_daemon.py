"""vouchctl with the real daemon: what a person meets from the first file to the last row."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from ctl_support import (FAILED, NOT_EXAMINED, PASSED, ROOT, SAMPLES, UNDECIDED, VOUCHCTL, on_terminal,
                         vouchctl)
from harness import Daemon

AUTHENTIC = SAMPLES / "authentic.pdf"
SOURCE = "plugin: nia\ntrust:\n  issuers: [../trust/]\n  subject: {O: 国家移民管理局}\n"


class DaemonTest(unittest.TestCase):
    issuer = "issuer.pem"
    configuration = {}

    def setUp(self):
        settings = {"sources": "sources/", "isolation": "best_effort", **self.configuration}
        self.daemon = Daemon(settings, fake=False)
        self.folder = self.daemon.folder
        for name in ("sources", "trust"):
            (self.folder / name).mkdir()
        (self.folder / "sources" / "nia.yaml").write_text(SOURCE)
        shutil.copy(SAMPLES / self.issuer, self.folder / "trust" / "issuer.pem")
        self.config = self.folder / "vouchd.yaml"
        self.daemon.start()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.addCleanup(self.end)

    def end(self):
        if self.daemon.process:
            self.assertEqual(self.daemon.stop(), 0, self.daemon.said())

    def ctl(self, *arguments):
        return vouchctl("--config", self.config, *arguments)

    def assertStatus(self, result, status):
        self.assertEqual(result.status, status, result.out + result.err + self.daemon.said())


class Verify(DaemonTest):
    def test_the_four_samples(self):
        for name, status, words in (
                ("authentic", PASSED, ("✔ PASSED", "16 passed", "王小样", "76, the newest 5")),
                ("changed-row", FAILED, ("✘ FAILED", "do next", "nothing of it is proven")),
                ("re-signed", UNDECIDED, ("? UNDECIDED", "calls itself")),
                ("scan", UNDECIDED, ("? UNDECIDED", "do next"))):
            result = self.ctl("verify", SAMPLES / f"{name}.pdf")
            self.assertStatus(result, status)
            for word in words:
                self.assertIn(word, result.out)

    def test_json_is_what_the_daemon_says(self):
        result = self.ctl("verify", "--json", AUTHENTIC, SAMPLES / "changed-row.pdf")
        self.assertStatus(result, FAILED)
        first, second = map(json.loads, result.out.splitlines())
        self.assertEqual(first["report"]["indication"], "total_passed")
        self.assertTrue(first["report"]["evidence"])
        self.assertEqual(second["report"]["subindication"], "HASH_FAILURE")
        self.assertEqual(second["decisions"], [])

    def test_verbose(self):
        result = self.ctl("verify", "-v", AUTHENTIC)
        for word in ("[nia.serial_date]", "sha256 ", "trust_snapshot ", "/claims/crossings/75",
                     "adbe.pkcs7.detached", "the judged one"):
            self.assertIn(word, result.out)

    def test_the_readme_shows_what_is_said(self):
        text = (ROOT / "README.md").read_text()
        command, shown = re.search(r"```console\n\$ vouchctl (verify -v .*)\n([^`]*)  \.\.\.\n```", text).groups()
        status, said = on_terminal("--config", self.config, *command.split(), cwd=SAMPLES, columns=100,
                                   env={"NO_COLOR": "1"})
        said = "".join(line.rstrip() + "\n" for line in said.splitlines())
        self.assertEqual(status, PASSED)
        self.assertEqual(said[:len(shown)], shown)
        self.assertIn("verdict", shown)

    def test_named_sources_and_times(self):
        self.assertStatus(self.ctl("verify", "--source", "nia", AUTHENTIC), PASSED)
        result = self.ctl("verify", "--source", "bank", AUTHENTIC)
        self.assertStatus(result, NOT_EXAMINED)
        self.assertIn("no source is called bank", result.err)
        late = self.ctl("verify", "--at", "2026-05-01T00:00:00Z", "-v", AUTHENTIC)
        self.assertStatus(late, PASSED)
        self.assertIn("2026-05-01 08:00 +08:00 (caller)", late.out)
        early = self.ctl("verify", "--existed-by", "2020-01-01T00:00:00Z", AUTHENTIC)
        self.assertNotEqual(early.status, PASSED)

    def test_a_password_zip(self):
        def said(path, *more):
            result = self.ctl("verify", *more, path)
            return result, " ".join(result.out.split())

        archive, words = self.folder / "mailed.zip", self.folder / "password"
        subprocess.run(["zip", "-q", "-j", "-P", "900101", archive, AUTHENTIC], check=True)
        result, out = said(archive)
        self.assertStatus(result, UNDECIDED)
        self.assertIn("opens only with a password", out)
        words.write_text("900102\n")
        self.assertIn("does not open the archive", said(archive, "--password-file", words)[1])
        words.write_text("900101\n")
        result, out = said(archive, "--password-file", words)
        self.assertStatus(result, PASSED)
        for word in ("a zip under a password (ZipCrypto); judged is the file in it, 39819 bytes",
                     "whoever knows the password", "王小样", "76, the newest 5"):
            self.assertIn(word, out)

    def test_rubbish_is_undecided_not_lost(self):
        for content in (b"", b"hello", b"%PDF-1.7\n" + bytes(1000)):
            path = self.folder / "rubbish"
            path.write_bytes(content)
            result = self.ctl("verify", path)
            self.assertIn(result.status, (UNDECIDED, NOT_EXAMINED), result.out + result.err)

    def test_a_file_over_the_limit(self):
        path = self.folder / "large.pdf"
        with open(path, "wb") as file:
            file.truncate(100 << 20)
        result = self.ctl("verify", path, AUTHENTIC)
        self.assertStatus(result, NOT_EXAMINED)
        self.assertIn("large.pdf: ", result.err)
        self.assertIn("✔ PASSED", result.out)

    def test_the_daemon_is_killed_half_way(self):
        child = subprocess.Popen(
            [VOUCHCTL, "--config", self.config, "verify", "--json", *[AUTHENTIC] * 400],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        child.stdout.readline()
        self.daemon.process.kill()
        self.daemon.process.wait()
        self.daemon.process = None
        out, err = child.communicate(timeout=60)
        self.assertEqual(child.returncode, NOT_EXAMINED)
        self.assertIn(b"no daemon answers", err)
        lines = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(len(lines), 399)  # and the one that was read
        self.assertIsNone(lines[-1]["report"])
        self.assertIn("daemon", lines[-1]["problem"]["title"])


class Service(DaemonTest):
    def test_what_it_says_of_itself(self):
        status = self.ctl("status")
        self.assertStatus(status, PASSED)
        self.assertIn("✔ ready", status.out)
        self.assertRegex(status.out, r"judge\.trust_snapshot +[0-9a-f]{64}")
        self.assertRegex(self.ctl("sources").out, r"^nia +nia +\d")
        codes = self.ctl("codes")
        self.assertStatus(codes, PASSED)
        for code in ("pdf.not_signed", "nia.serial_date", "limit.time", "advice.try_again"):
            self.assertIn(f"\n{code} ", "\n" + codes.out)

    def test_reload(self):
        result = self.ctl("reload")
        self.assertStatus(result, PASSED)
        self.assertIn("✔ reloaded", result.out)
        before = self.ctl("sources", "--json").out
        (self.folder / "sources" / "nia.yaml").write_text(SOURCE + "  isuers: x\n")
        result = self.ctl("reload")
        self.assertStatus(result, FAILED)
        self.assertIn("nia.yaml:5:3: ", result.err)
        self.assertEqual(self.ctl("sources", "--json").out, before)
        self.assertStatus(self.ctl("verify", AUTHENTIC), PASSED)

    def test_a_ledger_that_keeps_verdicts_has_no_reports(self):
        line = json.loads(self.ctl("verify", "--json", AUTHENTIC).out)
        result = self.ctl("report", line["report"]["id"])
        self.assertStatus(result, NOT_EXAMINED)
        self.assertIn("keeps verdicts", result.err)


class Trust(DaemonTest):
    issuer = "warmup-issuer.pem"

    def test_from_a_typed_fingerprint_to_a_verdict(self):
        self.assertStatus(self.ctl("verify", AUTHENTIC), UNDECIDED)
        shown = self.ctl("trust", "show", SAMPLES / "issuer.pem").out
        fingerprint = re.search(r"sha256 +([0-9a-f]{64})", shown)[1]
        options = ("--source", "nia", "--obtained-from", "https://example.org/", "--by", "Chan")
        wrong = self.ctl("trust", "add", *options, "--sha256", "00" * 32, SAMPLES / "issuer.pem")
        self.assertStatus(wrong, FAILED)
        self.assertStatus(self.ctl("verify", AUTHENTIC), UNDECIDED)
        added = self.ctl("trust", "add", *options, "--sha256", fingerprint, SAMPLES / "issuer.pem")
        self.assertStatus(added, PASSED)
        self.assertIn("counts from now", added.out)
        self.assertStatus(self.ctl("verify", AUTHENTIC), PASSED)
        listed = self.ctl("trust", "list").out
        self.assertIn(fingerprint, listed)
        self.assertIn("added by Chan on 2", listed)


class Ledger(DaemonTest):
    configuration = {"ledger": {"path": "ledger.db"}}

    def check(self, *arguments):
        return self.ctl("ledger", "check", *arguments)

    def test_intact_altered_missing_unreadable(self):
        self.ctl("verify", *[AUTHENTIC] * 3)
        intact = self.check()
        self.assertStatus(intact, PASSED)
        self.assertIn("rows: 4", intact.out)
        self.end()
        self.assertStatus(self.check(), PASSED)
        for statement, words in (
                ("UPDATE rows SET indication = 'total_failed' WHERE position = 2", "altered: 1, the first at position 2"),
                ("DELETE FROM rows WHERE position = 2", "missing: 1")):
            copy = self.folder / "copy.db"
            shutil.copy(self.folder / "ledger.db", copy)
            with sqlite3.connect(copy) as database:
                for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                    database.execute(f"DROP TRIGGER {name}")
                database.execute(statement)
            database.close()
            altered = self.check(copy)
            self.assertStatus(altered, FAILED)
            self.assertIn("✘ ALTERED", altered.out)
            self.assertIn(words, altered.out)
        (self.folder / "text").write_text("no ledger\n" * 100)
        for path in ("text", "none.db", "sources"):
            result = self.check(self.folder / path)
            self.assertStatus(result, NOT_EXAMINED)
            self.assertIn(path, result.err)


class Private(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="ctl-")
        self.addCleanup(self.temporary.cleanup)
        self.folder = Path(self.temporary.name)
        (self.folder / "sources").mkdir()
        (self.folder / "tmp").mkdir()
        source = SOURCE.replace("../trust/", str(SAMPLES / "issuer.pem"))
        (self.folder / "sources" / "nia.yaml").write_text(source)
        self.config = self.folder / "vouchd.yaml"
        self.config.write_text("sources: sources/\nisolation: best_effort\n")
        self.environment = {"TMPDIR": str(self.folder / "tmp")}

    def left(self):
        return os.listdir(self.folder / "tmp")

    def ctl(self, *arguments):
        return vouchctl("--private", "--config", self.config, *arguments, env=self.environment)

    def test_a_daemon_for_one_call(self):
        result = self.ctl("verify", AUTHENTIC)
        self.assertEqual(result.status, PASSED, result.err)
        self.assertEqual(result.err, "")
        self.assertEqual(self.left(), [])
        self.assertEqual(self.ctl("status").status, PASSED)

    def test_a_configuration_that_is_refused(self):
        self.config.write_text("soruces: sources/\n")
        result = self.ctl("verify", AUTHENTIC)
        self.assertEqual(result.status, NOT_EXAMINED)
        self.assertIn("vouchd.yaml:1:1: ", result.err)
        self.assertIn("did not start", result.err)
        self.assertEqual(self.left(), [])

    def start(self):
        child = subprocess.Popen(
            [VOUCHCTL, "--private", "--config", self.config, "verify", "--json", *[AUTHENTIC] * 3000],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **self.environment})
        child.stdout.readline()
        daemon = int(Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()[0])
        return child, daemon

    def assertGone(self, pid):
        for _ in range(300):
            if not Path(f"/proc/{pid}").exists() or "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
                return
            time.sleep(0.05)
        self.fail("the private daemon still runs")

    def test_an_interrupted_call_leaves_nothing(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            child, daemon = self.start()
            child.send_signal(number)
            child.communicate(timeout=60)
            self.assertEqual(child.returncode, -number)
            self.assertGone(daemon)
            self.assertEqual(self.left(), [])

    def test_a_killed_call_takes_its_daemon_with_it(self):
        child, daemon = self.start()
        child.kill()
        child.communicate(timeout=60)
        self.assertGone(daemon)

    def test_a_daemon_that_dies(self):
        child, daemon = self.start()
        os.kill(daemon, signal.SIGKILL)
        _, err = child.communicate(timeout=60)
        self.assertEqual(child.returncode, NOT_EXAMINED)
        self.assertIn(b"private daemon ended before its time", err)
        self.assertIn(b" serves on ", err)
        self.assertEqual(self.left(), [])


if __name__ == "__main__":
    unittest.main()
