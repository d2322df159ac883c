"""The units without booting them: well formed, and how exposed."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ["VOUCH_SOURCE"])
UNITS = Path(os.environ["VOUCH_BUILD"]) / "packaging" / "systemd"
EXPOSURE = {"vouchd.service": 5, "vouchd-fetch.service": 12}  # tenths; a network costs seven


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


class Units(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="vouchd-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        for name in EXPOSURE:
            service = (UNITS / name).read_text()
            self.assertNotIn("@CMAKE", service)
            lines = ["ExecStart=/bin/true" if line.startswith("ExecStart=") else line
                     for line in service.splitlines()]
            (self.folder / name).write_text("\n".join(lines) + "\n")
        for name in ("vouchd.socket", "vouchd-fetch.timer"):
            shutil.copy(SOURCE / "packaging" / "systemd" / name, self.folder)

    def test_well_formed(self):
        done = run("systemd-analyze", "verify", *map(str, self.folder.iterdir()))
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def security(self, name):
        return run("systemd-analyze", "security", "--no-pager", "--offline=yes",
                   "--threshold=%d" % EXPOSURE[name], str(self.folder / name))

    def test_exposure(self):
        for name in EXPOSURE:
            done = self.security(name)
            self.assertEqual(done.returncode, 0, done.stdout)

    def test_exposure_can_fail(self):
        for name in EXPOSURE:
            path = self.folder / name
            path.write_text(path.read_text().replace("ProtectSystem=strict", "")
                            .replace("NoNewPrivileges=yes", ""))
            self.assertNotEqual(self.security(name).returncode, 0)

    def test_what_the_design_asks_for(self):
        wanted = {"vouchd.service": (
            "Type=notify", "KillMode=mixed", "OOMPolicy=continue", "LimitCORE=0", "User=vouchd",
            "PrivateNetwork=yes", "SystemCallFilter=~@resources @privileged",
            "SystemCallFilter=seccomp landlock_create_ruleset landlock_add_rule "
            "landlock_restrict_self"), "vouchd-fetch.service": (
            "Type=oneshot", "User=vouchd-fetch", "StateDirectory=vouchd-fetch",
            "ProtectSystem=strict", "CapabilityBoundingSet=", "LimitCORE=0",
            "SystemCallFilter=~@resources @privileged")}
        for name, lines in wanted.items():
            there = (self.folder / name).read_text().splitlines()
            for line in lines:
                self.assertIn(line, there)

    def test_nothing_is_fetched_unless_somebody_enables_it(self):
        self.assertNotIn("[Install]", (self.folder / "vouchd-fetch.service").read_text())
        for name in ("vouchd.service", "vouchd.socket"):
            self.assertNotIn("vouchd-fetch", (self.folder / name).read_text())

    @unittest.skipUnless(os.geteuid() == 0, "needs root to give folders away")
    def test_users_and_folders(self):
        root = self.folder / "root"
        (root / "etc").mkdir(parents=True)
        for kind in ("sysusers", "tmpfiles"):
            path = SOURCE / "packaging" / "systemd" / (kind + ".conf")
            arguments = ["--create"] if kind == "tmpfiles" else []
            done = run("systemd-" + kind, *arguments, "--root=%s" % root, str(path))
            self.assertEqual(done.returncode, 0, done.stdout)
        users = (root / "etc" / "passwd").read_text()
        self.assertIn("vouchd:", users)
        self.assertIn("vouch-clients:", (root / "etc" / "group").read_text())
        self.assertTrue((root / "run" / "vouchd").is_dir())
        number = int(users.split("vouchd-fetch:")[1].split(":")[1])
        self.assertEqual((root / "var" / "lib" / "vouchd-fetch").stat().st_uid, number)


if __name__ == "__main__":
    if not shutil.which("systemd-analyze"):
        print("skipped: systemd-analyze is not here")
        sys.exit(77)
    unittest.main(verbosity=2)
