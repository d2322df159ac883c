"""The command line, and configurations that are refused with their place."""

import shutil
import subprocess
import unittest

from harness import Case, Daemon


class Options(Case):
    def setUp(self):
        self.daemon = Daemon()
        self.daemon.write()
        self.addCleanup(shutil.rmtree, self.daemon.folder)

    def run_with(self, *arguments):
        return subprocess.run([str(self.daemon.program), *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=60)

    def check_config(self, text):
        path = self.daemon.folder / "vouchd.yaml"
        path.write_text(text)
        return self.run_with("--check-config", "--config", str(path))

    def test_misspelt(self):
        for arguments in (["--confg", "x"], ["--conf", "x"], ["-c", "x"], ["x"], ["--config"],
                          ["--check-config=yes"], ["--socket"], ["--version", "--nonsense"]):
            done = self.run_with(*arguments)
            self.assertEqual(done.returncode, 64, arguments)
            self.assertIn("Usage:", done.stderr)

    def test_version(self):
        done = self.run_with("--version")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^vouchd \d+\.\d+\.\d+")

    def test_help(self):
        done = self.run_with("--help")
        self.assertEqual((done.returncode, "--check-config" in done.stdout), (0, True))

    def test_check_config(self):
        done = self.check_config("limits: {time: 5s}\n")
        self.assertEqual((done.returncode, done.stdout), (0, "configuration ok: 1 sources, 0 policies\n"))
        self.assertEqual(done.stderr, "")
        self.assertFalse(self.daemon.socket.exists())
        self.assertEqual(list(self.daemon.folder.glob("ledger*")), [])

    def test_refused_with_place(self):
        for text, word in (("colour: red\n", ":1:"), ("limits:\n  tme: 5s\n", ":2:"),
                           ("socket: [a]\n", ":1:"), ("limits: {time: 5}\n", ":1:"),
                           ("socket: a\nsocket: b\n", ":2:"), ("a: [\n", ":"),
                           ("permissions: {verify: user:nobody-of-that-name}\n", "no user is called"),
                           ("permissions: {verify: group:no-such-group}\n", "no group is called"),
                           ("permissions: {verify: everybody}\n", "user:NAME"),
                           ("permissions: {verify: all}\n", "user:NAME"),
                           ("language: xx\n", "no sentences"),
                           ("limits: {document: 2MiB, held: 1MiB}\n", "held")):
            done = self.check_config(text)
            self.assertEqual(done.returncode, 1, text)
            self.assertIn(word, done.stderr)
            self.assertIn("vouchd.yaml", done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_no_such_file(self):
        done = self.run_with("--config", "/nonexistent/vouchd.yaml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/nonexistent/vouchd.yaml", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
