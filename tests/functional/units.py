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
EXPOSURE = 5  # tenths


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


class Units(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="vouchd-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        service = (UNITS / "vouchd.service").read_text()
        self.assertNotIn("@CMAKE", service)
        lines = ["ExecStart=/bin/true" if line.startswith("ExecStart=") else line
                 for line in service.splitlines()]
        (self.folder / "vouchd.service").write_text("\n".join(lines) + "\n")
        shutil.copy(SOURCE / "packaging" / "systemd" / "vouchd.socket", self.folder)

    def test_well_formed(self):
        done = run("systemd-analyze", "verify", *map(str, self.folder.iterdir()))
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_exposure(self):
        done = run("systemd-analyze", "security", "--no-pager", "--offline=yes",
                   "--threshold=%d" % EXPOSURE, str(self.folder / "vouchd.service"))
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_exposure_can_fail(self):
        path = self.folder / "vouchd.service"
        path.write_text(path.read_text().replace("ProtectSystem=strict", "")
                        .replace("NoNewPrivileges=yes", ""))
        done = run("systemd-analyze", "security", "--no-pager", "--offline=yes",
                   "--threshold=%d" % EXPOSURE, str(path))
        self.assertNotEqual(done.returncode, 0)

    def test_what_the_design_asks_for(self):
        lines = (self.folder / "vouchd.service").read_text().splitlines()
        for line in ("Type=notify", "KillMode=mixed", "OOMPolicy=continue", "LimitCORE=0",
                     "User=vouchd", "SystemCallFilter=~@resources @privileged",
                     "SystemCallFilter=seccomp landlock_create_ruleset landlock_add_rule "
                     "landlock_restrict_self"):
            self.assertIn(line, lines)

    @unittest.skipUnless(os.geteuid() == 0, "needs root to give folders away")
    def test_users_and_folders(self):
        for kind in ("sysusers", "tmpfiles"):
            path = SOURCE / "packaging" / "systemd" / (kind + ".conf")
            root = self.folder / kind
            (root / "etc").mkdir(parents=True)
            arguments = ["--create"] if kind == "tmpfiles" else []
            done = run("systemd-" + kind, *arguments, "--root=%s" % root, str(path))
            self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("vouchd:", (self.folder / "sysusers" / "etc" / "passwd").read_text())
        self.assertIn("vouch-clients:", (self.folder / "sysusers" / "etc" / "group").read_text())
        self.assertTrue((self.folder / "tmpfiles" / "run" / "vouchd").is_dir())


if __name__ == "__main__":
    if not shutil.which("systemd-analyze"):
        print("skipped: systemd-analyze is not here")
        sys.exit(77)
    unittest.main(verbosity=2)
