"""The ledger: leaves computed again by other hands, durability, locks, keys, a full disk."""

import hashlib
import hmac
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import time
import unittest

from harness import Case, Daemon, raw, wait_for

COLUMNS = ("position", "recorded_at", "kind", "indication", "codes", "commitment", "leaf", "id",
           "source", "salt", "document_sha256", "payload_sha256", "serial", "person",
           "document_numbers", "reference", "ciphertext")


def field(value):
    if value is None:
        value = b""
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, int):
        value = struct.pack(">q", value)
    return struct.pack(">Q", len(value)) + value


def commitment(row):
    return hashlib.sha256(b"".join(field(row[name]) for name in (
        "salt", "document_sha256", "payload_sha256", "serial", "person", "document_numbers",
        "reference", "ciphertext"))).digest()


def leaf(row):
    return hashlib.sha256(b"\0" + b"".join(field(row[name]) for name in (
        "position", "recorded_at", "kind", "indication", "codes", "commitment"))).digest()


def rows(daemon, own=False):
    """Of answers; with the daemon's own (started, ...) where those are asked for."""
    database = sqlite3.connect(daemon.folder / "ledger.db")
    found = [dict(zip(COLUMNS, row)) for row in database.execute(
        "SELECT %s FROM rows ORDER BY position" % ", ".join(COLUMNS))]
    database.close()
    return [row for row in found if own or row["kind"] in ("verdict", "decision")]


def keyed(daemon, name, value):
    key = (daemon.folder / "ledger.db.key").read_bytes()
    return hmac.new(key, name.encode() + b"\0" + value.encode(), hashlib.sha256).digest()


class Ledger(Case):
    def start(self, **configuration):
        daemon = Daemon(configuration).start()
        self.addCleanup(daemon.__exit__, None, None, None)
        return daemon

    def check_refused(self, daemon, word):
        daemon.spawn()
        status = daemon.process.wait(30)
        daemon.process = None
        self.assertEqual(status, 1)
        self.assertIn(word, daemon.said())

    def test_rows(self):
        daemon = self.start()
        answers = [daemon.verify(b"FAKE pass 1", "reference=Case%201").json,
                   daemon.verify(b"FAKE crash").json]
        found = rows(daemon)
        self.assertEqual([row["position"] for row in found], [2, 3])
        for row, answer in zip(found, answers):
            report = answer["report"]
            self.assertEqual(row["commitment"], commitment(row))
            self.assertEqual(row["leaf"], leaf(row))
            self.assertEqual(row["payload_sha256"].hex(), answer["recorded"]["report_sha256"])
            self.assertEqual(row["document_sha256"].hex(), report["document_sha256"])
            self.assertEqual((row["kind"], row["id"]), ("verdict", report["id"]))
            self.assertEqual(row["indication"], report["indication"])
            self.assertEqual(len(row["salt"]), 32)
            self.assertLess(abs(row["recorded_at"] - time.time()), 60)
        self.assertEqual((found[0]["codes"], found[1]["codes"]), ("", "worker.crashed\n"))
        self.assertNotEqual(found[0]["salt"], found[1]["salt"])
        self.assertEqual((found[0]["source"], found[1]["source"]), ("fake", None))

    def test_keyed_hashes(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1", "reference=Case%201")
        row = rows(daemon)[0]
        self.assertEqual(row["serial"], keyed(daemon, "serial", "FAKE20260001"))
        self.assertEqual(row["person"], keyed(daemon, "person", "样本|1990-01-01"))
        self.assertEqual(row["reference"], keyed(daemon, "reference", "CASE1"))
        numbers = ["990101199001010000", "C00000001", "C00000002"]
        self.assertEqual(row["document_numbers"],
                         b"".join(sorted(keyed(daemon, "document_number", n) for n in numbers)))

    def test_no_names_on_disk(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1", "reference=Case%2017&source=fake")
        daemon.stop()
        for path in daemon.folder.glob("ledger.db*"):
            for word in ("样本", "990101", "C0000000", "Case 17", "0001"):
                self.assertNotIn(word.encode(), path.read_bytes(), path)
        self.assertNotIn("Case", daemon.said())

    def test_files_are_private(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass")
        for path in daemon.folder.glob("ledger.db*"):
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_answered_is_durable(self):
        daemon = self.start()
        recorded = [daemon.verify(b"FAKE pass %d" % i).json["recorded"] for i in range(20)]
        daemon.process.kill()
        daemon.process.wait()
        daemon.process = None
        self.assertEqual([(row["position"], row["payload_sha256"].hex()) for row in rows(daemon)],
                         [(r["position"], r["report_sha256"]) for r in recorded])
        daemon.start()
        self.assertEqual(daemon.verify(b"FAKE pass next").json["recorded"]["position"], 23)

    def test_earlier_receipt(self):
        daemon = self.start()
        self.assertNotIn("existed_by", daemon.verify(b"FAKE inputs same").report["inputs"])
        time.sleep(1.1)
        second = daemon.verify(b"FAKE inputs same").report
        told = {e["name"]: e["value"] for e in second["claims"]["extra"]}
        self.assertEqual(second["inputs"]["existed_by_from"], "ledger")
        self.assertEqual(int(told["existed_by"]), rows(daemon)[0]["recorded_at"])
        self.assertEqual(told["existed_by_from"], "ledger")
        named = daemon.verify(b"FAKE inputs same", "existed_by=2026-01-01T00:00:00Z").report
        self.assertEqual(named["inputs"]["existed_by_from"], "caller")
        early = daemon.verify(b"FAKE inputs same", "at=2026-01-01T00:00:00Z").report
        self.assertNotIn("existed_by", early["inputs"])

    def test_second_daemon(self):
        daemon = self.start()
        other = Daemon({"ledger": {"path": str(daemon.folder / "ledger.db")}})
        self.addCleanup(shutil.rmtree, other.folder)
        self.check_refused(other, "another daemon has this ledger")
        self.assertEqual(daemon.verify(b"FAKE pass").status, 200)

    # ---- What does not match ----

    def change(self, daemon, statement, *values):
        if daemon.process:
            daemon.stop()
        database = sqlite3.connect(daemon.folder / "ledger.db")
        database.execute(statement, values)
        database.commit()
        database.close()

    def test_altered_rows(self):
        for statement in ("UPDATE rows SET indication = 'total_passed' WHERE position = 3",
                          "UPDATE rows SET salt = zeroblob(32) WHERE position = 3",
                          "UPDATE rows SET serial = NULL WHERE position = 2",
                          "UPDATE rows SET kind = 'verdict' WHERE position = 1",
                          "DELETE FROM rows WHERE position = 3"):
            daemon = self.start()
            for i in range(3):
                daemon.verify(b"FAKE %s" % (b"pass", b"crash", b"pass")[i])
            self.change(daemon, statement)
            self.check_refused(daemon, "its last rows are not what they were")

    def test_erased_row(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass")
        self.change(daemon, "UPDATE rows SET salt = NULL, document_sha256 = NULL, payload_sha256 = "
                    "NULL, serial = NULL, person = NULL, document_numbers = NULL, reference = NULL")
        daemon.start()
        self.assertEqual(daemon.verify(b"FAKE pass").json["recorded"]["position"], 4)

    def test_newer_version(self):
        daemon = self.start()
        self.change(daemon, "PRAGMA user_version = 9")
        self.check_refused(daemon, "newer version")

    def test_no_ledger(self):
        daemon = Daemon()
        self.addCleanup(shutil.rmtree, daemon.folder)
        (daemon.folder / "ledger.db").write_bytes(b"this is no database, but it is long enough" * 99)
        self.check_refused(daemon, "ledger.db")

    def test_key(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass")
        daemon.stop()
        key = daemon.folder / "ledger.db.key"
        key.chmod(0o644)
        self.check_refused(daemon, "others than its owner")
        key.chmod(0o600)
        whole = key.read_bytes()
        key.write_bytes(whole[:-1])
        self.check_refused(daemon, "not a key")
        key.write_bytes(bytes(32))
        self.check_refused(daemon, "another key")
        key.unlink()
        self.check_refused(daemon, "missing")
        key.write_bytes(whole)
        key.chmod(0o600)
        daemon.start()

    # ---- The clock ----

    def test_clock_before_the_last_row(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass")
        for row in rows(daemon, own=True):
            row["recorded_at"] += 86400
            self.change(daemon, "UPDATE rows SET recorded_at = ?, leaf = ? WHERE position = ?",
                        row["recorded_at"], leaf(row), row["position"])
        self.change(daemon, "DELETE FROM meta WHERE name = 'checkpoint'")  # as one that knows none
        daemon.start()
        for answer in (daemon.verify(b"FAKE pass"), daemon.get("/healthz")):
            self.assertProblem(answer, "clock-unreliable", 503)
            self.assertIn("last row", answer.json["detail"])
        self.assertIn("no document is taken", daemon.said())

    # ---- Full ----

    @unittest.skipUnless(os.geteuid() == 0, "needs root to mount a small file system")
    def test_disk_full(self):
        daemon = Daemon()
        small = daemon.folder / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(small)],
                          stderr=subprocess.DEVNULL).returncode:
            shutil.rmtree(daemon.folder)
            self.skipTest("cannot mount")
        self.addCleanup(daemon.__exit__, None, None, None)
        self.addCleanup(lambda: (daemon.stop(), subprocess.run(["umount", str(small)], check=True)))
        daemon.configuration["ledger"] = {"path": "small/ledger.db"}
        daemon.start()
        self.assertEqual(daemon.verify(b"FAKE pass 0").status, 200)
        with open(small / "filler", "wb", buffering=0) as filler:
            with self.assertRaises(OSError):
                while True:
                    filler.write(bytes(4096))
        answer = self.until_full(daemon)
        self.assertProblem(answer, "ledger-full", 507)
        self.assertProblem(daemon.get("/healthz"), "ledger-full", 507)
        status = daemon.status()
        self.assertFalse(status["ready"])
        self.assertIn("the ledger answered", status["not_ready_because"])
        (small / "filler").unlink()
        answer = daemon.verify(b"FAKE pass again")
        self.assertEqual(answer.status, 200)
        self.assertEqual(daemon.get("/healthz").status, 200)
        self.assertTrue(daemon.status()["ready"])
        daemon.configuration["ledger"] = {"path": "small/ledger.db"}
        daemon.stop()
        daemon.start()
        self.assertEqual(daemon.verify(b"FAKE pass").json["recorded"]["position"],
                         answer.json["recorded"]["position"] + 2)

    def until_full(self, daemon):
        """Pages that the write-ahead log already has are still written to."""
        for i in range(200):
            answer = daemon.verify(b"FAKE pass full %d" % i)
            if answer.status != 200:
                break
        return answer

    # ---- Groups ----

    def test_many_in_one_transaction(self):
        daemon = self.start(examinations=8)
        socks = []
        for i in range(40):
            sock = raw(daemon.socket)
            document = b"FAKE pass group %d" % i
            sock.sendall(b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
                         % len(document) + document)
            socks.append(sock)
        for sock in socks:
            self.assertTrue(sock.recv(100).startswith(b"HTTP/1.1 200 "))
            sock.close()
        wait_for(lambda: daemon.status()["ledger"]["rows"] == 41)
        self.assertEqual([row["position"] for row in rows(daemon)], list(range(2, 42)))
        self.assertEqual([row["leaf"] for row in rows(daemon)], [leaf(row) for row in rows(daemon)])


class Private(Case):
    def test_in_memory(self):
        daemon = Daemon({"ledger": {}}, arguments=["--private"])
        with daemon:
            self.assertEqual(daemon.verify(b"FAKE pass").json["recorded"]["position"], 2)
            self.assertIn("existed_by", self.later(daemon))
            self.assertEqual(list(daemon.folder.glob("ledger*")), [])

    def later(self, daemon):
        time.sleep(1.1)
        return daemon.verify(b"FAKE pass").report["inputs"]

    def test_ends_with_its_parent(self):
        daemon = Daemon({"ledger": {}}, arguments=["--private"])
        daemon.write()
        command = " ".join(daemon.command()) + " & echo $!; sleep 600"
        shell = subprocess.Popen(["sh", "-c", command], stdout=subprocess.PIPE, text=True,
                                 stderr=subprocess.DEVNULL, start_new_session=True)
        pid = int(shell.stdout.readline())
        wait_for(lambda: daemon.socket.exists() and daemon.get("/healthz").status == 200)
        os.killpg(shell.pid, 0)
        shell.kill()
        shell.wait()
        shell.stdout.close()
        wait_for(lambda: not os.path.exists("/proc/%d/exe" % pid) or ended(pid))
        try:
            os.killpg(shell.pid, signal.SIGKILL)  # its sleep
        except ProcessLookupError:
            pass
        shutil.rmtree(daemon.folder)


def ended(pid):
    with open("/proc/%d/stat" % pid, encoding="utf-8") as file:
        return file.read().rsplit(")", 1)[1].split()[0] == "Z"


if __name__ == "__main__":
    unittest.main(verbosity=2)
