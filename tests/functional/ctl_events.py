#!/usr/bin/python3
"""vouchctl events: follows, resumes, ends cleanly; and how verify shows what was seen before."""

import json
import signal
import subprocess
import unittest

from ctl_support import vouchctl
from events import EventCase
from harness import STAGE, wait_for


class Events(EventCase):
    def follow(self, daemon, *arguments):
        process = subprocess.Popen([STAGE / "bin/vouchctl", "--socket", daemon.socket, "events", *arguments],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (process.kill(), process.wait(), process.stdout.close(),
                                 process.stderr.close()))
        return process

    def once(self, daemon, *arguments):
        return vouchctl("--socket", daemon.socket, "events", "--once", *arguments)

    def positions(self, process, count):
        return [json.loads(process.stdout.readline())["position"] for _ in range(count)]

    def test_follows_and_ends_with_a_signal(self):
        daemon = self.start()
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.follow(daemon, "--json")
            self.assertEqual(self.positions(process, 1), [1])
            process.send_signal(number)
            self.assertEqual(process.wait(10), 0)
            self.assertEqual(process.stderr.read(), "")
        wait_for(lambda: daemon.status()["documents"]["connections"] == 1)

    def test_goes_on_after_a_restart(self):
        daemon = self.start()
        process = self.follow(daemon, "--json", "--after", "0")
        daemon.verify(b"FAKE pass 1")
        self.assertEqual(self.positions(process, 2), [1, 2])
        daemon.process.kill()
        daemon.process.wait()
        daemon.process = None
        daemon.start()
        daemon.verify(b"FAKE pass 2")
        self.assertEqual(self.positions(process, 2), [3, 4])
        daemon.stop()
        daemon.start()
        self.assertEqual(self.positions(process, 1), [5])
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(10), 0)

    def test_for_people(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        answer = daemon.verify(b"FAKE rows 3")
        daemon.verify(b"FAKE crash")
        lines = self.once(daemon).out.splitlines()
        self.assertEqual(len(lines), 4)
        self.assertRegex(lines[0], r"^ +1  \S+ \S+ \+08:00  - started")
        self.assertIn("✔ verdict  total_passed  fake", lines[1])
        self.assertIn("seen before: sighting.serial_other_content", lines[2])
        self.assertIn(answer.report["id"], lines[2])
        self.assertIn("worker.crashed", lines[3])
        filtered = self.once(daemon, "--json", "--after", "1", "--indication", "total_passed", "--kind",
                             "verdict", "--source", "fake").out.splitlines()
        self.assertEqual([json.loads(line)["position"] for line in filtered], [2, 3])

    def test_mistakes(self):
        daemon = self.start()
        for arguments in (("--after", "x"), ("--after", "-1"), ("more",), ("--atfer", "1")):
            self.assertEqual(vouchctl("--socket", daemon.socket, "events", *arguments).status, 64)
        for arguments in (("--after", "77"), ("--kind", "x")):
            result = vouchctl("--socket", daemon.socket, "events", *arguments)
            self.assertEqual(result.status, 3)
            self.assertIn("not as this call expects", result.err)
        daemon.stop()
        result = vouchctl("--socket", daemon.socket, "events")
        self.assertEqual(result.status, 3)
        self.assertIn("no daemon answers", result.err)
        daemon.start()

    def test_sightings_of_verify(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        file = daemon.folder / "file"
        file.write_bytes(b"FAKE rows 3")
        result = vouchctl("--socket", daemon.socket, "verify", file)
        self.assertIn("seen before", result.out)
        self.assertIn("sighting.serial_other_content: 1 time, first ", result.out)
        self.assertIn("row 2", result.out)
        line = json.loads(vouchctl("--socket", daemon.socket, "verify", "--json", file).out)
        self.assertEqual([s["code"] for s in line["sightings"]], ["sighting.serial_other_content"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
