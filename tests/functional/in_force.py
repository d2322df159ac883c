#!/usr/bin/python3
"""What is in force, and what was: policies and trust by their digests."""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import unittest
from pathlib import Path

from ctl_support import SAMPLES
from harness import wait_for
from policies_support import AGE, DESK, PolicyCase, write_policies

SOURCE = "plugin: nia\ntrust: {issuers: [../%s.pem], revocation: never}\n"


class InForce(PolicyCase):
    settings = {"isolation": "best_effort", "sources": "sources/"}
    fake = False

    @classmethod
    def prepare(cls, daemon):
        super().prepare(daemon)
        (daemon.folder / "sources").mkdir()
        for name in ("issuer", "warmup-issuer"):
            shutil.copy(SAMPLES / (name + ".pem"), daemon.folder)
        (daemon.folder / "sources/nia.yaml").write_text(SOURCE % "issuer")

    def reload(self):
        self.assertEqual(self.daemon.request("POST", "/v1/reload").status, 200)

    def policy(self, name, sha256):
        return self.daemon.get("/v1/policies/%s?sha256=%s" % (name, sha256))

    def test_a_policy_of_then(self):
        old = hashlib.sha256(DESK.encode()).hexdigest()
        for text in (DESK.replace("version: 3", "version: 4"), None):
            if text:
                write_policies(self.daemon, {"desk": text})
            else:
                (self.daemon.folder / "policies/desk.yaml").unlink()
            self.reload()
            answer = self.policy("desk", old)
            self.assertEqual(answer.status, 200, answer.json)
            self.assertEqual((answer.json["version"], answer.json["sha256"], answer.json["text"]),
                             (3, old, DESK))
            self.described("/v1/policies/{name}", "get", answer)
        write_policies(self.daemon, {"desk": DESK})
        self.reload()

    def test_only_policies_are_given(self):
        """Anybody may ask: no other file of the configuration is shown to him."""
        age = hashlib.sha256(AGE.encode()).hexdigest()
        settings = hashlib.sha256((self.daemon.folder / "vouchd.yaml").read_bytes()).hexdigest()
        self.assertEqual(self.policy("age", age).status, 200)
        for name, sha256 in (("desk", age), ("vouchd", settings), ("desk", settings),
                             ("desk", "0" * 64), ("desk", "x")):
            self.assertEqual(self.policy(name, sha256).status, 404, name)

    def test_a_path_is_bytes(self):
        folder = self.daemon.folder / "sources"
        trust = self.daemon.folder / "trust"  # YAML is UTF-8; what is in a folder need not be
        trust.mkdir()
        shutil.copy(SAMPLES / "issuer.pem", os.fsencode(trust) + b"/is\xe4s \"uer.pem")
        (folder / "nia.yaml").write_text(SOURCE.replace("%s.pem", "trust/"))
        self.addCleanup((folder / "nia.yaml").write_text, SOURCE % "issuer")
        self.reload()
        path = "/v1/trust/" + self.daemon.status()["judge"]["trust_snapshot"]
        wait_for(lambda: [file for file in self.daemon.get(path).json.get("files", [])
                          if file["path"].endswith('/is\\xe4s "uer.pem')])

    def test_reloads_while_the_ledger_is_locked(self):
        """Rows wait; of the files only those of the newest do."""
        with contextlib.closing(sqlite3.connect(self.daemon.folder / "ledger.db",
                                                isolation_level=None)) as ledger:
            ledger.execute("BEGIN IMMEDIATE")
            maps = Path("/proc/%d/maps" % self.daemon.process.pid)
            for i in range(5):
                write_policies(self.daemon, {"desk": DESK.replace("version: 3", "version: %d" % (i + 9))})
                self.reload()
            self.assertGreater(maps.read_text().count("/memfd:inventory"), 2)
            wait_for(lambda: maps.read_text().count("/memfd:inventory") <= 2, 60)
            ledger.execute("ROLLBACK")
        wait_for(lambda: "/memfd:inventory" not in maps.read_text(), 60)
        self.assertIn("which does not take them", self.daemon.said())
        write_policies(self.daemon, {"desk": DESK})
        self.reload()

    def test_trust_of_then(self):
        old = self.daemon.status()["judge"]["trust_snapshot"]
        (self.daemon.folder / "sources/nia.yaml").write_text(SOURCE % "warmup-issuer")
        self.reload()
        new = self.daemon.status()["judge"]["trust_snapshot"]
        for snapshot, in_force, name in ((old, False, "issuer.pem"), (new, True, "warmup-issuer.pem")):
            path = "/v1/trust/" + snapshot
            wait_for(lambda: self.daemon.get(path).status == 200)  # its row is written meanwhile
            answer = self.daemon.get(path)
            self.described("/v1/trust/{sha256}", "get", answer)
            self.assertEqual(answer.json["in_force"], in_force)
            self.assertGreater(answer.json["position"], 0)
            self.assertGreater(answer.json["recorded_at"], "2020")
            files = {file["path"].rsplit("/", 1)[1]: file for file in answer.json["files"]
                     if file["path"].endswith(".pem")}
            content = (self.daemon.folder / name).read_bytes()
            self.assertEqual(list(files), [name])
            self.assertEqual((files[name]["sha256"], files[name]["size"]),
                             (hashlib.sha256(content).hexdigest(), len(content)))
        (self.daemon.folder / "sources/nia.yaml").write_text(SOURCE % "issuer")
        self.reload()
        for snapshot in ("0" * 64, "x"):
            answer = self.daemon.get("/v1/trust/" + snapshot)
            self.assertEqual(answer.status, 404)
            self.assertIn("no row of the ledger says", answer.json["detail"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
