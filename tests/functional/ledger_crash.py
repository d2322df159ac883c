#!/usr/bin/python3
"""No acknowledged row is lost, wherever the daemon or its files are cut off.

A log that a power cut leaves is a beginning of the one that was being written: so the ledger's
write-ahead log is cut at some hundred places, within writes and between them, and each
time the rows that had been answered by then must be there, whole, with a tree that holds. And
daemons are killed while they are loaded, and every answer compared with the ledger."""

import random
import shutil
import sqlite3
import subprocess
import threading
import time
import unittest

from ctl_support import VOUCHCTL, vouchctl
from harness import Case, Daemon

FRAME = 4096 + 24  # of SQLite's write-ahead log: a page and its head
HEAD = 32
CUTS = 300


def count(ledger):
    """Rows that a reader finds, as a daemon would after a crash."""
    database = sqlite3.connect(ledger)
    try:
        rows = database.execute("SELECT count(*), max(position) FROM rows").fetchone()
    except sqlite3.OperationalError as error:  # cut before there were tables
        if "no such table" not in str(error):
            raise
        rows = (0, 0)
    finally:
        database.close()
    return rows[0], rows[1] or 0


class Cuts(Case):
    def record(self, daemon, documents):
        """-> [(size of the log, rows answered by then)]"""
        log = daemon.folder / "ledger.db-wal"
        states = []
        for i in range(documents):
            position = daemon.verify(b"FAKE pass %d" % i).json["recorded"]["position"]
            states.append((log.stat().st_size, position))
        return states

    def places(self, states):
        dice, size = random.Random(7), states[-1][0]
        frames = list(range(HEAD, size, FRAME))
        places = frames + [at + dice.randrange(1, FRAME) for at in frames]
        places += [dice.randrange(HEAD + 1) for _ in range(5)]
        dice.shuffle(places)
        return sorted(set(places[:CUTS]) | {size, states[0][0], states[len(states) // 2][0]})

    def test_the_log_cut_anywhere(self):
        daemon = Daemon({}).start()
        self.addCleanup(daemon.__exit__, None, None, None)
        states = self.record(daemon, 30)
        ledger, log = daemon.folder / "ledger.db", daemon.folder / "ledger.db-wal"
        whole = daemon.folder / "whole"
        whole.mkdir()
        daemon.process.kill()
        daemon.process.wait()
        daemon.process = None
        for path in (ledger, log):
            shutil.copy(path, whole)
        places = self.places(states)
        self.assertGreater(len(places), 150)
        seen = 0
        for place in places:
            shutil.copy(whole / ledger.name, ledger)
            log.write_bytes((whole / log.name).read_bytes()[:place])
            (daemon.folder / "ledger.db-shm").unlink(missing_ok=True)
            answered = max([rows for size, rows in states if size <= place], default=0)
            found, last = count(ledger)
            self.assertGreaterEqual(found, answered, place)
            self.assertEqual(found, last)
            if found and (found != seen or place % 4 == 0):  # a program each time costs
                seen = found
                result = vouchctl("ledger", "check", ledger)
                self.assertEqual(result.status, 0, "%d: %s%s" % (place, result.out, result.err))
                self.assertIn("rows: %d" % found, result.out)
        daemon.start()  # and a daemon goes on from there
        answer = daemon.verify(b"FAKE pass again").json["recorded"]["position"]
        self.assertEqual(answer, states[-1][1] + 2)  # after the row of its start

    def test_a_log_of_somebody_else(self):
        """A log that is no log of this file is passed over, not believed."""
        daemon = Daemon({}).start()
        self.addCleanup(daemon.__exit__, None, None, None)
        self.record(daemon, 3)
        daemon.stop()
        (daemon.folder / "ledger.db-wal").write_bytes(random.Random(1).randbytes(20000))
        daemon.start()
        self.assertEqual(daemon.verify(b"FAKE pass").json["recorded"]["position"], 6)  # both times it started


class Kills(Case):
    ROUNDS = 12

    def load(self, daemon, answered, ended):
        number = 0
        while not ended.is_set():
            number += 1
            try:
                answer = daemon.verify(b"FAKE pass %d" % (number % 50), timeout=10)
            except OSError:
                return
            if answer.status == 200:
                recorded = answer.json["recorded"]
                answered.append((recorded["position"], recorded["report_sha256"]))

    def test_killed_while_loaded(self):
        daemon = Daemon({"examinations": 2})
        self.addCleanup(daemon.__exit__, None, None, None)
        answered, dice = [], random.Random(3)
        for _ in range(self.ROUNDS):
            daemon.start()
            ended = threading.Event()
            clients = [threading.Thread(target=self.load, args=(daemon, answered, ended))
                       for _ in range(4)]
            for client in clients:
                client.start()
            time.sleep(0.1 + dice.random() * 0.3)
            daemon.process.kill()
            daemon.process.wait()
            daemon.process = None
            ended.set()
            for client in clients:
                client.join(20)
        self.assertGreater(len(answered), 100)
        database = sqlite3.connect(daemon.folder / "ledger.db")
        there = dict(database.execute("SELECT position, hex(payload_sha256) FROM rows"))
        database.close()
        for position, sha256 in answered:
            self.assertEqual(there.get(position), sha256.upper(), position)
        done = subprocess.run([VOUCHCTL, "ledger", "check", daemon.folder / "ledger.db"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
