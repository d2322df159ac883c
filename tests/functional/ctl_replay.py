#!/usr/bin/python3
"""vouchctl replay: the same answer, or another and what is another now."""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

from ctl_support import SAMPLES, STAGE, VOUCHCTL, ScriptedDaemon, vouchctl
from harness import Case, Daemon, wait_for

SOURCE = "plugin: nia\ntrust: {issuers: [../%s], subject: {O: 国家移民管理局}, revocation: never}\n"


POLICY = """\
policy: desk
version: 1
title: {en: A desk}
source: {kind: own, read: 2026-11-22, text: "a test"}
in_force: {from: null, until: null}
time_zone: Asia/Hong_Kong
facts:
  located_in: {type: territory}
documents:
  record: {source: nia}
  other: {source: nia, optional: yes}
rules:
- id: authentic
  that: {authentic: {document: record}}
  otherwise: reject
- id: in-hong-kong
  that: {compare: [located_in, is, HK]}
  otherwise: %s
"""


class Replay(Case):
    def setUp(self):
        self.daemon = Daemon({"isolation": "best_effort", "sources": "sources/",
                              "policies": "policies/"}, fake=False)
        self.addCleanup(self.daemon.__exit__, None, None, None)
        self.folder = self.daemon.folder
        (self.folder / "sources").mkdir()
        (self.folder / "policies").mkdir()
        self.policy("refer")
        self.source = self.folder / "sources/nia.yaml"
        self.source.write_text(SOURCE % "issuer.pem")
        for path in (*SAMPLES.glob("*.pdf"), *SAMPLES.glob("*.pem")):
            shutil.copy(path, self.folder / path.name)
        self.daemon.start()

    def policy(self, otherwise):
        (self.folder / "policies/desk.yaml").write_text(POLICY % otherwise)

    def ctl(self, *arguments):
        return vouchctl("--socket", self.daemon.socket, *arguments)

    def replay(self, *arguments):
        return self.ctl("replay", "--ledger", self.folder / "ledger.db", *arguments)

    def trust_another(self):
        self.source.write_text(SOURCE % "warmup-issuer.pem")
        result = self.ctl("reload")
        self.assertEqual(result.status, 0, result.err)

    def last_position(self):
        return self.daemon.status()["ledger"]["rows"]

    def verify(self, name, query=""):
        return self.daemon.verify((SAMPLES / name).read_bytes(), query).report

    def test_a_row(self):
        report = self.verify("authentic.pdf", "at=2026-05-01T00:00:00Z")
        for row in (report["id"], str(self.last_position())):
            result = self.replay(row, self.folder / "authentic.pdf")
            self.assertEqual(result.status, 0, result.out + result.err)
            self.assertIn("✔ same", result.out)
            self.assertIn("other now: nothing", result.out)
        self.trust_another()
        result = self.replay(report["id"], self.folder / "authentic.pdf")
        self.assertEqual(result.status, 1)
        self.assertIn("✘ DIFFERS", result.out)
        self.assertIn("was  total_passed", result.out)
        self.assertIn("is   indeterminate NO_CERTIFICATE_CHAIN_FOUND trust.no_path", result.out)
        self.assertIn("other now: trust, configuration", result.out)
        self.assertNotIn("build", result.out)

    def test_because_of_what(self):
        """The files of then lie in the ledger, whatever became of them since."""
        row = self.verify("authentic.pdf", "at=2026-05-01T00:00:00Z")["id"]
        self.trust_another()
        (self.folder / "issuer.pem").unlink()
        result = self.replay(row, self.folder / "authentic.pdf")
        self.assertEqual(result.status, 1)
        self.assertIn("because of: trust, configuration (by the files of then it is the same)",
                      result.out)
        self.assertEqual(result.err, "")
        self.assertEqual(list(Path(tempfile.gettempdir()).glob("vouchctl-then-*")), [])

    def test_files_of_then(self):
        """As files again, for whoever wants to look."""
        row = self.verify("authentic.pdf")["id"]
        self.trust_another()
        wait_for(lambda: self.last_position() == 4)  # two rows more than started and the verdict
        for what, name in ((row, "issuer.pem"), ("4", "warmup-issuer.pem"),
                           ("1", "issuer.pem")):
            then = self.folder / ("then-" + what)
            result = self.ctl("ledger", "files", "--ledger", self.folder / "ledger.db", what, then)
            self.assertEqual(result.status, 0, result.err)
            self.assertIn("%s%s/vouchd.yaml" % (then, self.folder), result.out)
            kept = then / str(self.folder)[1:]
            self.assertEqual((kept / name).read_bytes(), (self.folder / name).read_bytes())
            self.assertEqual((kept / "sources/nia.yaml").read_text(), SOURCE % name)
            self.assertEqual((kept / "policies/desk.yaml").read_text(), POLICY % "refer")
        result = self.ctl("ledger", "files", "--ledger", self.folder / "ledger.db", row, then)
        self.assertEqual(result.status, 3)
        self.assertIn("File exists", result.err)
        result = self.ctl("ledger", "files", "--ledger", self.folder / "ledger.db", "99", then)
        self.assertIn("has no row 99", result.err)

    def test_files_at_absolute_paths(self):
        """As a system's configuration has them: read below another folder, by the same digests."""
        for name in ("issuer.pem", "warmup-issuer.pem"):
            self.source.write_text((SOURCE % name).replace("../", f"{self.folder}/"))
            self.assertEqual(self.ctl("reload").status, 0)
            if name == "issuer.pem":
                row = self.verify("authentic.pdf", "at=2026-05-01T00:00:00Z")["id"]
        result = self.replay(row, self.folder / "authentic.pdf")
        self.assertIn("(by the files of then it is the same)", result.out)

    def plugins_of_then(self, folder):
        """A row that was judged with plugins of that folder; another trust, and no such key now."""
        shutil.copytree(STAGE / "lib/vouchd/plugins", self.folder / "plugins", dirs_exist_ok=True)
        self.daemon.configuration["plugins"] = folder
        self.daemon.write()
        self.assertEqual(self.ctl("reload").status, 0)
        row = self.verify("authentic.pdf", "at=2026-05-01T00:00:00Z")["id"]
        del self.daemon.configuration["plugins"]
        self.daemon.write()
        self.trust_another()
        return row

    def test_no_plugin_of_a_ledger_is_loaded(self):
        """Whoever made the ledger chose its vouchd.yaml: programs are those of this machine."""
        row = self.plugins_of_then(str(self.folder / "plugins"))
        for path in (self.folder / "plugins").glob("*.so"):
            path.unlink()
            path.write_bytes(b"evil")
        result = self.replay(row, self.folder / "authentic.pdf")
        self.assertNotIn("nia.so", result.err)
        self.assertIn("(by the files of then it is the same)", result.out, result.err)
        own = self.folder / "own.yaml"
        own.write_text("plugins: plugins/\n")
        result = self.ctl("--config", own, "replay", "--ledger", self.folder / "ledger.db", row,
                          self.folder / "authentic.pdf")
        self.assertIn("plugins/", result.err)  # the auditor's own choice
        self.assertIn("because of: not known", result.out)

    def test_no_file_outside_is_read(self):
        (self.folder / "sources/nia.yaml").write_text(SOURCE % "issuer.pem")
        row = self.verify("authentic.pdf", "at=2026-05-01T00:00:00Z")["id"]
        self.trust_another()
        outside = "../" * 20 + str(SAMPLES / "issuer.pem")[1:]
        copy = self.files_of_then("outside.db", row, "sources/nia.yaml",
                                  SOURCE % outside[3:])
        result = self.ctl("replay", "--ledger", copy, row, self.folder / "authentic.pdf")
        self.assertIn("this path leaves", result.err)
        self.assertIn("because of: not known", result.out)

    def decisions(self, *command):
        facts = self.folder / "facts.json"
        facts.write_text('{"located_in": "CN"}')
        result = self.ctl(*command, "--policy", "desk", "--facts", facts, "--json")
        self.assertIn(result.status, (1, 2), result.err)
        return json.loads(result.out)["decisions"][0]["id"], facts

    def test_a_decision(self):
        """Another policy makes another decision of the same report."""
        record = self.folder / "authentic.pdf"
        row, facts = self.decisions("verify", "--at", "2026-05-01T00:00:00Z", record)
        result = self.replay(row, record, "--facts", facts)
        self.assertEqual(result.status, 0, result.out + result.err)
        self.assertIn("refer desk in-hong-kong\n  other now: nothing", result.out)
        self.policy("reject")
        self.assertEqual(self.ctl("reload").status, 0)
        result = self.replay(row, record, "--facts", facts)
        self.assertEqual(result.status, 1, result.err)
        self.assertIn("is   reject desk in-hong-kong", result.out)
        self.assertIn("other now: policy\n  because of: policy, or a table of the policies (by the files "
                      "of then it is the same)",
                      result.out)
        facts.write_text('{"located_in": "HK"}')
        result = self.replay(row, record, "--facts", facts)
        self.assertIn("or because other facts were stated then", result.out)
        result = self.replay(row, record)
        self.assertEqual(result.status, 3)
        self.assertIn("facts were stated then, and are not kept", result.err)

    def test_many_decisions(self):
        """Of a table, with the facts of each case; a policy that changed is found, too."""
        (self.folder / "cn.json").write_text('{"located_in": "CN"}')
        (self.folder / "cases.csv").write_text("file,policy,facts,at\n"
                                               "authentic.pdf,desk,cn.json,2026-05-01T00:00:00Z\n"
                                               "authentic.pdf,desk,,2026-05-01T00:00:00Z\n"
                                               "changed-row.pdf,,,2026-05-01T00:00:00Z\n")
        old = self.folder / "results.ndjson"
        self.ctl("verify", "--manifest", self.folder / "cases.csv", "--results", old)
        result = self.ctl("replay", "--against", old, self.folder)
        self.assertEqual((result.status, result.out),
                         (0, "5 answers of before: 0 differ, 5 the same\n"), result.err)
        self.policy("reject")
        self.assertEqual(self.ctl("reload").status, 0)
        result = self.ctl("replay", "--against", old, self.folder)
        self.assertEqual(result.status, 1, result.err)
        self.assertIn("was  refer desk in-hong-kong\n  is   reject desk in-hong-kong\n"
                      "  other now: policy\n", result.out)
        self.assertIn("5 answers of before: 1 differ, 4 the same\n", result.out)
        (self.folder / "cn.json").unlink()
        result = self.ctl("replay", "--against", old, self.folder)
        self.assertIn("facts were stated for desk", result.err)
        self.assertEqual(result.status, 3)

    def test_a_decision_on_several_documents(self):
        files = [self.folder / "authentic.pdf", self.folder / "changed-row.pdf"]
        row, facts = self.decisions("assess", "--at", "2026-05-01T00:00:00Z",
                                    f"--role=record={files[0]}", f"--role=other={files[1]}")
        result = self.replay(row, *reversed(files), "--facts", facts)
        self.assertEqual(result.status, 0, result.out + result.err)
        self.trust_another()
        result = self.replay(row, *files, "--facts", facts)
        self.assertEqual(result.status, 1, result.out + result.err)
        self.assertIn("because of: trust, configuration, or a table of the policies (by the files of "
                      "then it is the same)", result.out)
        result = self.replay(row, files[0], "--facts", facts)
        self.assertEqual(result.status, 3)
        self.assertIn("number 2 of the 2 documents that this row is about is not among the files",
                      result.err)

    def altered(self, name, sql):
        """A copy of the ledger that somebody changed."""
        path = self.folder / name
        result = self.ctl("ledger", "backup", path, "--ledger", self.folder / "ledger.db")
        self.assertEqual(result.status, 0, result.err)
        with contextlib.closing(sqlite3.connect(path)) as ledger:
            ledger.execute(sql)
            ledger.commit()
        return path

    def test_a_ledger_does_not_write_on_the_terminal(self):
        row = self.verify("authentic.pdf")["id"]
        copy = self.files_of_then("escape.db", row, "vouchd.yaml", "wrong: 1", at="/etc/\x1b[2J\u202e")
        result = self.ctl("ledger", "files", "--ledger", copy, row, self.folder / "then")
        self.assertEqual(result.status, 0, result.err)
        self.assertNotIn("\x1b", result.out)
        self.assertNotIn("\u202e", result.out)
        self.trust_another()
        result = self.ctl("replay", "--ledger", copy, row, self.folder / "authentic.pdf")
        self.assertIn("wrong", result.err)  # what the daemon of then said
        self.assertNotIn("\x1b", result.out + result.err)

    def files_of_then(self, name, row, file, text, at=None):
        """A ledger whose files of that row somebody wrote himself, digests and all; one of them
        elsewhere."""
        path = self.altered(name, "SELECT 1")
        with contextlib.closing(sqlite3.connect(path)) as ledger:
            position = ledger.execute("SELECT position FROM rows WHERE id = ?", (row,)).fetchone()[0]
            journal, codes = ledger.execute(
                "SELECT position, codes FROM rows WHERE position < ? AND kind IN ('started', "
                "'trust_changed', 'configuration_changed') ORDER BY position DESC",
                (position,)).fetchone()
            old = codes.split("\n")[3]
            listed = ledger.execute("SELECT bytes FROM files WHERE sha256 = ?",
                                    (bytes.fromhex(old),)).fetchone()[0].decode().split("\n")
            for i, line in enumerate(listed):
                if line.startswith("file ") and line.endswith("/" + file):
                    listed[i] = "file %s %d %s" % (hashlib.sha256(text.encode()).hexdigest(),
                                                   len(text), at or line.split(" ", 3)[3])
                elif at and line.startswith("configuration "):
                    listed[i] = "configuration " + at
            inventory = "\n".join(listed).encode()
            for content in (inventory, text.encode()):
                ledger.execute("INSERT OR IGNORE INTO files VALUES (?, ?)",
                               (hashlib.sha256(content).digest(), content))
            ledger.execute("UPDATE rows SET codes = ? WHERE position = ?",
                           (codes.replace(old, hashlib.sha256(inventory).hexdigest()), journal))
            ledger.commit()
        return path

    def test_not_because_of_files(self):
        """A row of another build, whose reasons were others: the files of then change nothing."""
        row = self.verify("authentic.pdf", "at=2026-05-01T00:00:00Z")["id"]
        copy = self.altered("build.db", "UPDATE rows SET build = '0.1', indication = 'indeterminate' "
                                        "WHERE kind = 'verdict'")
        result = self.ctl("replay", "--ledger", copy, row, self.folder / "authentic.pdf")
        self.assertIn("other now: build", result.out)
        self.assertIn("because of: build (by the files of then it is not the same either)", result.out)
        self.trust_another()
        result = self.ctl("replay", "--ledger", copy, row, self.folder / "authentic.pdf")
        self.assertIn("then total_passed", result.out)
        self.assertIn("because of: build, and of trust, configuration (by the files of then it is "
                      "not the same either)", result.out)

    def test_because_of_another_daemon(self):
        """What the files of then show is shown by the programs beside vouchctl."""
        row = self.verify("authentic.pdf", "at=2026-05-01T00:00:00Z")["id"]
        answer = self.verify("authentic.pdf", "at=2026-05-01T00:00:00Z")
        other = dict(answer, build="9.9", indication="indeterminate", reasons=[])
        (self.folder / "other").mkdir()
        scripted = ScriptedDaemon(self.folder / "other")
        self.addCleanup(scripted.stop)
        scripted.replies["/v1/verify"] = [{"report": other, "decisions": []}]
        result = vouchctl("--socket", scripted.socket, "replay", "--ledger",
                          self.folder / "ledger.db", row, self.folder / "authentic.pdf")
        self.assertIn("because of: build (by the files of then it is the same)", result.out)

    def test_nothing_is_left_behind(self):
        """Also where it is ended while it judges by the files of then."""
        row = self.verify("authentic.pdf", "at=2026-05-01T00:00:00Z")["id"]
        self.trust_another()
        base = self.folder / "tmp"
        base.mkdir()
        for number in (signal.SIGINT, signal.SIGKILL):
            process = subprocess.Popen(
                [VOUCHCTL, "--socket", self.daemon.socket, "replay", "--ledger",
                 self.folder / "ledger.db", row, self.folder / "authentic.pdf"],
                env={**os.environ, "TMPDIR": str(base)}, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
            wait_for(lambda: list(base.glob("vouchctl-then-*/*")))
            process.send_signal(number)
            self.assertEqual(process.wait(60), -number)
            wait_for(lambda: not list(base.glob("vouchctl-then-*")))
        result = vouchctl("--socket", self.daemon.socket, "replay", "--ledger",
                          self.folder / "ledger.db", row, self.folder / "authentic.pdf",
                          env={"TMPDIR": str(base / "missing")})
        self.assertIn("cannot make a folder in %s/missing: No such file" % base, result.err)
        self.assertIn("because of: not known", result.out)

    def test_files_that_are_not_there(self):
        row = self.verify("authentic.pdf", "at=2026-05-01T00:00:00Z")["id"]
        self.trust_another()
        for name, sql, status, words in (
                ("altered.db", "UPDATE files SET bytes = x'00'", 1, "was altered in this ledger"),
                ("gone.db", "DELETE FROM files", 0, "are not kept in this ledger")):
            copy = self.altered(name, sql)
            check = self.ctl("ledger", "check", copy)
            self.assertEqual(check.status, status, check.out)
            result = self.ctl("replay", "--ledger", copy, row, self.folder / "authentic.pdf")
            self.assertEqual(result.status, 1)
            self.assertIn(words, result.err)
            self.assertIn("because of: not known", result.out)

    def test_what_cannot_be_replayed(self):
        row = self.verify("authentic.pdf")["id"]
        for row, name, words in (("1717", "authentic.pdf", "has no row 1717"),
                                 (row, "scan.pdf", "is not the document of this row"),
                                 (row, "missing.pdf", "missing.pdf")):
            result = self.replay(row, self.folder / name)
            self.assertEqual(result.status, 3)
            self.assertIn(words, result.err)
        self.ctl("ledger", "erase", row, "--yes", "--ledger", self.folder / "ledger.db")
        result = self.replay(row, self.folder / "authentic.pdf")
        self.assertIn("was erased", result.err)
        self.assertEqual(self.ctl("replay").status, 64)
        row = self.verify("authentic.pdf")["id"]
        for row, words in (("1", "this row is no verdict and no decision"),
                           (row, "number 1 of the 1 documents that this row is about is not among")):
            result = self.replay(row)
            self.assertEqual(result.status, 3)
            self.assertIn(words, result.err)

    def test_many(self):
        names = ["authentic.pdf", "changed-row.pdf", "scan.pdf"]
        old = self.folder / "old.ndjson"
        old.write_text("".join(vouchctl("--socket", self.daemon.socket, "verify", "--json", name,
                                        cwd=self.folder).out for name in names))
        result = self.ctl("replay", "--against", old, self.folder)
        self.assertEqual((result.status, result.out),
                         (0, "3 answers of before: 0 differ, 3 the same\n"))
        self.trust_another()
        (self.folder / "scan.pdf").unlink()
        result = self.ctl("replay", "--against", old, self.folder)
        self.assertEqual(result.status, 1)
        self.assertIn("✘ DIFFERS  authentic.pdf", result.out)
        self.assertIn("2 differ, 0 the same, 1 could not be asked again", result.out)
        result = self.ctl("replay", "--against", old, self.folder / "nowhere")
        self.assertEqual(result.status, 3)
        self.assertIn("nowhere: No such file", result.err)
        old.write_text("no JSON\n")
        result = self.ctl("replay", "--against", old, self.folder)
        self.assertEqual(result.status, 3)
        self.assertIn("old.ndjson:1: is no line", result.err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
