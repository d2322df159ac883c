#!/usr/bin/python3
"""What an operator does to a ledger while documents are judged: nothing acknowledged is lost, what
was erased stays erased, what is held stays, and copies are whole."""

import itertools
import json
import os
import random
import sqlite3
import threading
import time
import unittest
from pathlib import Path

from ctl_support import vouchctl
from events import FilledCase, Reader
from harness import wait_for

SECONDS = 2
KEEPS = {"ledger": {"path": "ledger.db", "keep": "reports"}}
PRIVATE = ("salt", "document_sha256", "payload_sha256", "serial", "person", "document_numbers", "reference",
           "ciphertext", "signer", "table_hash", "content", "sightings", "reference_text")


class Load:
    """Clients who note what was acknowledged to them, and a reader of all events."""

    def __init__(self, daemon, clients=2):
        self.daemon = daemon
        self.answered = {}  # position: (case, report)
        self.refused = []
        self.told = []
        self.stopping = threading.Event()
        self.numbers = itertools.count(1)
        self.reader = Reader(daemon, "include=report&after=%d" % daemon.status()["ledger"]["rows"])
        self.threads = [threading.Thread(target=self.ask) for _ in range(clients)]
        self.follower = threading.Thread(target=self.follow)
        for thread in (*self.threads, self.follower):
            thread.start()

    def ask(self):
        while not self.stopping.is_set():
            number = next(self.numbers)
            case = "Case%d" % number
            answer = self.daemon.verify(b"FAKE person 6 serial=S%d name=N%d" % (number // 2, number),
                                        "reference=" + case)
            if answer.status == 200:
                self.answered[answer.json["recorded"]["position"]] = (case, answer.json)
            else:
                self.refused.append(answer.body)

    def follow(self):
        try:
            while line := self.reader.line():
                self.told.append(json.loads(line)["position"])
        except (OSError, ValueError):
            pass

    def any(self):
        return random.choice(list(self.answered))

    def stop(self):
        """Who asked has his answer, and who follows has been told of it."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        wait_for(lambda: not self.told or self.told[-1] >= max(self.answered), what="the last event")
        self.reader.connection.sock.shutdown(2)
        self.follower.join()
        self.reader.close()


class Races(FilledCase):
    def begin(self, count=3000, configuration=None):
        """A ledger of some megabytes, and load on it."""
        daemon = self.filled(count, configuration or KEEPS)
        self.relax(daemon)
        self.noted(daemon.start())
        self.ledger = daemon.folder / "ledger.db"
        load = Load(daemon)
        self.addCleanup(load.stopping.set)
        wait_for(lambda: len(load.answered) > 20)
        return daemon, load

    def run_ledger(self, *arguments, status=0):
        result = vouchctl("ledger", *arguments, "--ledger", self.ledger)
        self.assertEqual(result.status, status, result.out + result.err)
        return result.out

    def columns(self, names, position):
        database = sqlite3.connect(self.ledger, timeout=20)
        row = database.execute("SELECT %s FROM rows WHERE position = ?" % ", ".join(names), (position,)).fetchone()
        database.close()
        return row

    def payloads(self, path):
        database = sqlite3.connect(path, timeout=20)
        found = {position: digest and digest.hex() for position, digest in database.execute(
            "SELECT position, payload_sha256 FROM rows")}
        database.close()
        return found

    def on_disk(self, secret):
        """In the file, or its log, as somebody would find it who has the disk."""
        return [path.name for path in (self.ledger, self.ledger.with_name("ledger.db-wal"))
                if path.exists() and secret in path.read_bytes()]

    def check_whole(self, path):
        result = vouchctl("ledger", "check", path)
        self.assertEqual(result.status, 0, result.out + result.err)
        self.assertNotIn("stored nodes", result.out)

    def check_end(self, daemon, load, erased):
        self.assertEqual(load.refused, [])
        for restarts in range(2):
            self.check_whole(self.ledger)
            expected = {position: None if position in erased else answer["recorded"]["report_sha256"]
                        for position, (case, answer) in load.answered.items()}
            self.assertEqual({position: digest for position, digest in self.payloads(self.ledger).items()
                              if position in expected}, expected)
            for position in sorted(erased)[:20]:
                self.assertEqual(set(self.columns(PRIVATE, position)), {None}, position)
                case, answer = load.answered[position]
                self.assertEqual(self.all(daemon, "reference=" + case), [])
                event, = self.all(daemon, "include=report&after=%d&kind=verdict" % (position - 1))[:1]
                self.assertFalse({"report", "reference", "sightings", "document_sha256"} & event.keys())
                self.assertProblem(daemon.get("/v1/reports/" + answer["report"]["id"]), "report-not-kept", 404)
            if restarts == 0:
                daemon.stop()
                self.noted(daemon.start())
        self.assertEqual(load.told, list(range(load.told[0], load.told[0] + len(load.told))))
        self.assertLessEqual(set(load.answered), set(load.told))


class Erasing(Races):
    def test_erased_stays_erased_and_held_stays(self):
        daemon, load = self.begin()
        erased, held, end = {}, set(), time.monotonic() + SECONDS
        while time.monotonic() < end or not held or len(erased) < 5:
            position = load.any()
            case = load.answered[position][0]
            if position in erased:
                continue
            if random.random() < 0.3:
                self.run_ledger("hold", "--reference", case)
                held.add(position)
            secret, = self.columns(["ciphertext"], position)
            said = self.run_ledger("erase", "--reference", case, "--yes")
            self.assertIn("erased: %d of 1 rows found" % (position not in held), said)
            if position not in held:
                erased[position] = secret[:32]
                if "log" not in said:
                    self.assertEqual(self.on_disk(secret[:32]), [])
        load.stop()
        self.assertFalse(held & set(erased))
        self.check_end(daemon, load, erased)
        for position, secret in erased.items():
            self.assertEqual(self.on_disk(secret), [], position)

    def test_beside_a_reader(self):
        """Whoever waits for a reader to end keeps nobody from writing meanwhile."""
        daemon, load = self.begin(200)
        other = sqlite3.connect(self.ledger, isolation_level=None)
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM rows").fetchall()
        position = load.any()
        said = self.run_ledger("erase", "--reference", load.answered[position][0], "--yes")
        self.assertIn("still has pages of before", said)
        other.close()
        load.stop()
        self.check_end(daemon, load, {position})

    def test_held_between_being_found_and_erased(self):
        daemon = self.start(KEEPS)
        self.ledger = daemon.folder / "ledger.db"
        daemon.verify(b"FAKE pass 1", "reference=one")
        other = sqlite3.connect(self.ledger, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")  # so that it has found the row, and waits
        said = []
        thread = threading.Thread(target=lambda: said.append(
            self.run_ledger("erase", "--reference", "one", "--yes")))
        thread.start()
        wait_for(self.has_found, what="vouchctl at the lock")
        other.execute("UPDATE rows SET held = 1 WHERE position = 2")
        other.execute("COMMIT")
        other.close()
        thread.join()
        self.assertIn("erased: 0 of 1 rows found; 1 are held", said[0])
        self.assertIsNotNone(self.columns(["salt"], 2)[0])

    def has_found(self):
        """vouchctl opens the ledger for writing when it has found its rows."""
        for file in Path("/proc").glob("[0-9]*/fd/*"):
            try:
                if os.readlink(file) != str(self.ledger.resolve()) or \
                        (file.parents[1] / "comm").read_text().strip() != "vouchctl":
                    continue
                flags = (file.parents[1] / "fdinfo" / file.name).read_text().split("flags:")[1].split()[0]
                if int(flags, 8) & os.O_ACCMODE == os.O_RDWR:
                    return True
            except OSError:
                pass
        return False


class Copying(Races):
    def test_backups(self):
        """Of a file so large that there is a write before it is copied, however fast."""
        daemon, load = self.begin(200)
        other = sqlite3.connect(self.ledger, timeout=20)
        with other:
            other.execute("INSERT INTO meta VALUES ('ballast', zeroblob(50000000))")
        other.close()
        busy = threading.Thread(target=self.write_all_the_time, args=(load,))
        busy.start()
        copies = []
        for number in range(2):
            before = max(load.answered)
            copies.append((daemon.folder / ("copy%d" % number), before))
            self.run_ledger("backup", copies[-1][0])
        load.stop()
        busy.join()
        for copy, before in copies:
            self.check_whole(copy)
            payloads = self.payloads(copy)
            for position in (p for p in load.answered if p <= before):
                self.assertEqual(payloads[position], load.answered[position][1]["recorded"]["report_sha256"])
        self.check_end(daemon, load, {})

    def write_all_the_time(self, load):
        """As a daemon on a fast disk: hardly a millisecond without a write."""
        other = sqlite3.connect(self.ledger, timeout=20, isolation_level=None)
        other.execute("PRAGMA synchronous=OFF")
        while not load.stopping.wait(0.0005):
            other.execute("INSERT OR REPLACE INTO meta VALUES ('busy', randomblob(8))")
        other.execute("DELETE FROM meta WHERE name = 'busy'")
        other.close()

    def test_the_key_stays_while_a_daemon_has_it(self):
        daemon, load = self.begin(200)
        key = self.ledger.with_name("ledger.db.key").read_bytes()
        for _ in range(5):
            self.run_ledger("rotate-key", status=3)
        self.assertEqual(self.ledger.with_name("ledger.db.key").read_bytes(), key)
        self.assertFalse(self.ledger.with_name("ledger.db.key.1").exists())
        load.stop()
        self.check_end(daemon, load, {})


class Retaining(Races):
    def test_retention(self):
        """Old rows go in pieces; new ones are taken meanwhile, and what is held stays."""
        daemon, load = self.begin(6000)
        self.run_ledger("hold", "7")
        time.sleep(2.1)  # so that there are older ones, and newer ones
        daemon.configuration["ledger"] = {**KEEPS["ledger"], "retain": "2s"}
        daemon.write()
        before = len(load.answered)
        self.assertEqual(daemon.request("POST", "/v1/reload").status, 200)
        wait_for(lambda: self.columns(["salt"], 5990)[0] is None, what="the old rows' end")
        load.stop()
        self.assertGreater(len(load.answered), before)
        daemon.stop()
        self.assertIsNotNone(self.columns(["salt"], 7)[0])
        erased = {p for p in load.answered if self.columns(["salt"], p)[0] is None}
        self.assertLess(len(erased), len(load.answered))
        daemon.configuration["ledger"] = KEEPS["ledger"]
        self.noted(daemon.start())
        self.check_end(daemon, load, erased)


if __name__ == "__main__":
    unittest.main(verbosity=2)
