#!/usr/bin/python3
"""GET /v1/events: every row once, in order, for readers of every kind, over every kind of end."""

import hashlib
import json
import os
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import threading
import time
import unittest

from harness import Case, Daemon, raw, wait_for
from policies_support import AGE, DESK, FORM, GOOD, canonical, form, write_policies

ASK = """
import sys
sys.path.insert(0, %r)
from harness import UnixConnection
c = UnixConnection(sys.argv[2])
c.request("GET", sys.argv[1])
r = c.getresponse()
print(r.status, r.read().decode())
""" % os.path.dirname(os.path.abspath(__file__))


class Reader:
    """One who follows; `next()` waits for one more Event."""

    def __init__(self, daemon, query="after=0", headers=None, timeout=20):
        self.connection = daemon.connection(timeout)
        self.connection.request("GET", "/v1/events?" + query, headers=headers or {})
        self.response = self.connection.getresponse()
        self.position = 0

    def line(self):
        return self.response.readline()

    def next(self):
        event = json.loads(self.line())
        self.position = event["position"]
        return event

    def take(self, count):
        return [self.next() for _ in range(count)]

    def close(self):
        self.response.close()
        self.connection.close()


class Stream(Reader):
    def __init__(self, daemon, query="after=0", last=None, timeout=20):
        headers = {"Accept": "text/event-stream"}
        if last is not None:
            headers["Last-Event-ID"] = str(last)
        super().__init__(daemon, query, headers, timeout)

    def block(self):
        """Fields of one block, as the standard's clients take it apart."""
        fields = {}
        while line := self.line().rstrip(b"\n").decode():
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        return fields

    def next(self):
        fields = self.block()
        event = json.loads(fields["data"])
        assert int(fields["id"]) == event["position"]
        self.position = event["position"]
        return event


class EventCase(Case):
    def start(self, configuration=None, **extra):
        daemon = Daemon(configuration, **extra).start()
        self.addCleanup(daemon.__exit__, None, None, None)
        return self.noted(daemon)

    def noted(self, daemon):
        """The row of its start is durable."""
        wait_for(lambda: any(e["kind"] == "started" for e in self.all(daemon, "after=%d" % max(
            0, daemon.status()["ledger"]["rows"] - 1))), what="the row of the start")
        return daemon

    def reader(self, daemon, *arguments, kind=Reader, **extra):
        reader = kind(daemon, *arguments, **extra)
        self.addCleanup(reader.close)
        self.assertEqual(reader.response.status, 200)
        return reader

    def all(self, daemon, query=""):
        answer = daemon.get("/v1/events?follow=no&" + query)
        self.assertEqual(answer.status, 200, answer.body)
        return [json.loads(line) for line in answer.body.splitlines()]


class Following(EventCase):
    def test_what_an_event_says(self):
        daemon = self.start()
        answer = daemon.verify(b"FAKE pass 1", "reference=Case%201").json
        crashed = daemon.verify(b"FAKE crash").json
        started, passed, failed = self.all(daemon)
        report = answer["report"]
        self.assertEqual(passed, {
            "kind": "verdict", "position": answer["recorded"]["position"],
            "recorded_at": passed["recorded_at"], "source": "fake", "indication": "total_passed",
            "report_id": report["id"], "report_sha256": answer["recorded"]["report_sha256"],
            "document_sha256": report["document_sha256"], "reason_codes": []})
        self.assertEqual((failed["report_id"], failed["reason_codes"]),
                         (crashed["report"]["id"], ["worker.crashed"]))
        self.assertEqual((started["kind"], started["position"], started["trust_snapshot"],
                          started["configuration_sha256"], started["build"]),
                         ("started", 1, "00" * 32, "11" * 32, report["build"]))

    def test_subindication(self):
        daemon = self.start()
        answer = daemon.verify(b"FAKE read x").json
        event = self.all(daemon)[-1]
        self.assertEqual(event.get("subindication"), answer["report"].get("subindication"))
        self.assertEqual(event["reason_codes"], [r["code"] for r in answer["report"]["reasons"]])

    def test_live_after_what_was(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        for kind in (Reader, Stream):
            reader = self.reader(daemon, kind=kind)
            rows = daemon.status()["ledger"]["rows"]
            self.assertEqual([e["position"] for e in reader.take(rows)], list(range(1, rows + 1)))
            for _ in range(3):
                recorded = daemon.verify(b"FAKE pass").json["recorded"]
                self.assertEqual(reader.next()["report_sha256"], recorded["report_sha256"])

    def test_content_types(self):
        daemon = self.start()
        self.assertEqual(self.reader(daemon).response.headers["Content-Type"],
                         "application/x-ndjson")
        self.assertEqual(self.reader(daemon, kind=Stream).response.headers["Content-Type"],
                         "text/event-stream")
        self.assertEqual(daemon.request("HEAD", "/v1/events").status, 200)

    def test_from_a_position(self):
        daemon = self.start()
        for i in range(5):
            daemon.verify(b"FAKE pass %d" % i)
        self.assertEqual([e["position"] for e in self.all(daemon, "after=4")], [5, 6])
        self.assertEqual(self.all(daemon, "after=6"), [])
        self.assertEqual(self.reader(daemon, "after=3").next()["position"], 4)
        stream = self.reader(daemon, "after=1", kind=Stream, last=4)
        self.assertEqual(stream.next()["position"], 5)  # what the client has seen since

    def test_filters(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        daemon.verify(b"FAKE crash")
        daemon.verify(b"FAKE pass 2")
        self.assertEqual([e["position"] for e in self.all(daemon, "indication=total_passed")], [2, 4])
        self.assertEqual([e["position"] for e in self.all(daemon, "indication=total_failed")], [])
        self.assertEqual([e["position"] for e in self.all(daemon, "source=fake")], [2, 4])
        self.assertEqual([e["position"] for e in self.all(daemon, "kind=started")], [1])
        self.assertEqual([e["position"] for e in self.all(daemon, "kind=verdict&source=fake&after=2")], [4])
        reader = self.reader(daemon, "after=4&indication=indeterminate")
        daemon.verify(b"FAKE pass 3")
        daemon.verify(b"FAKE crash 2")
        self.assertEqual(reader.next()["position"], 6)

    def test_mistakes(self):
        daemon = self.start()
        for query in ("after=-1", "after=x", "after=", "after=2", "after=99999999999999999999",
                      "kind=verdicts", "indication=passed", "sorce=fake", "source=a&source=b",
                      "follow=perhaps", "heartbeat=4000"):
            answer = daemon.get("/v1/events?" + query)
            self.assertProblem(answer, "bad-request", 400)
        answer = daemon.get("/v1/events", {"Accept": "text/event-stream", "Last-Event-ID": "7"})
        self.assertIn("another ledger", answer.json["detail"])
        self.assertEqual(daemon.request("POST", "/v1/events").status, 405)
        self.assertEqual(daemon.status()["documents"]["connections"], 1)

    def test_heartbeat(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        stream = self.reader(daemon, "after=0&heartbeat=1&kind=started", kind=Stream)
        self.assertEqual(stream.next()["position"], 1)
        self.assertEqual(stream.block(), {"": "", "id": "2"})  # no event, and where it stands
        daemon.verify(b"FAKE pass 2")
        lines = self.reader(daemon, "after=3&heartbeat=1")
        self.assertEqual(lines.line(), b"\n")
        daemon.verify(b"FAKE pass 3")
        self.assertEqual(lines.next()["position"], 4)


class Decisions(EventCase):
    """A verdict names the decisions of its call, a decision the report that it is on."""

    def daemon_with_policies(self):
        daemon = Daemon({"policies": "policies"})
        write_policies(daemon, {"desk": DESK, "age": AGE})
        self.addCleanup(daemon.__exit__, None, None, None)
        return self.noted(daemon.start())

    def brief(self, decisions):
        return [{name: decision[name] for name in ("id", "policy", "verdict")} for decision in decisions]

    def test_of_one_document(self):
        daemon = self.daemon_with_policies()
        reader = self.reader(daemon, "after=1")
        body = form(("document", b"FAKE pass 1"), ("facts", canonical({**GOOD, "born_on": "2020-01-01"})))
        answer = daemon.verify(body, "policy=desk&policy=age", FORM).json
        verdict, desk, age = reader.take(3)
        self.assertEqual(verdict["decisions"], self.brief(answer["decisions"]))
        for event, decision, recorded in zip((desk, age), answer["decisions"],
                                             answer["recorded"]["decisions"]):
            self.assertEqual((event["kind"], event["position"], event["decision_sha256"],
                              event["report_id"], event["decisions"]),
                             ("decision", recorded["position"], recorded["decision_sha256"],
                              answer["report"]["id"], self.brief([decision])))
            self.assertNotIn("indication", event)
        daemon.verify(b"FAKE pass 2")
        self.assertNotIn("decisions", reader.next())
        self.assertEqual([e["position"] for e in self.all(daemon, "kind=decision")], [3, 4])

    def test_of_several(self):
        daemon = self.daemon_with_policies()
        body = form(("document", b"FAKE pass 1"), ("document", b"FAKE pass 2"),
                    ("facts", canonical({"born_on": "2020-01-01"})))
        answer = daemon.request("POST", "/v1/assess?policy=age", body, FORM).json
        events = self.all(daemon, "after=1")
        self.assertEqual([e["kind"] for e in events], ["verdict", "verdict", "decision"])
        for event in events:
            self.assertEqual(event["decisions"], self.brief(answer["decisions"]))
        self.assertNotIn("report_id", events[2])


class Judges(EventCase):
    """What happens to the daemon itself."""

    def test_reload(self):
        daemon = self.start()
        reader = self.reader(daemon)
        self.assertEqual(reader.next()["kind"], "started")
        daemon.fake_settings = {"ready": {"trust_snapshot": "ab" * 32}}
        daemon.write()
        daemon.request("POST", "/v1/reload")
        event = reader.next()
        self.assertEqual((event["kind"], event["trust_snapshot"]), ("trust_changed", "ab" * 32))
        daemon.request("POST", "/v1/reload")  # nothing of the judge: policies, permissions
        self.assertEqual(reader.next()["kind"], "configuration_changed")
        daemon.fake_settings = {"ready": {"trust_snapshot": "cd" * 32,
                                          "configuration_sha256": "ef" * 32}}
        daemon.write()
        daemon.request("POST", "/v1/reload")
        self.assertEqual([e["kind"] for e in reader.take(2)],
                         ["trust_changed", "configuration_changed"])
        daemon.fake_settings = {"refuse": "no"}
        daemon.write()
        self.assertEqual(daemon.request("POST", "/v1/reload").status, 422)
        daemon.verify(b"FAKE pass")
        self.assertEqual(reader.next()["kind"], "verdict")

    def test_payload(self):
        daemon = self.start()
        event = self.all(daemon)[0]
        names = ("build", "configuration_sha256", "inventory_sha256", "trust_snapshot")
        payload = json.dumps({n: event[n] for n in names}, sort_keys=True, separators=(",", ":"))
        database = sqlite3.connect(daemon.folder / "ledger.db")
        row = database.execute("SELECT payload_sha256 FROM rows WHERE position = 1").fetchone()
        database.close()
        self.assertEqual(row[0], hashlib.sha256(payload.encode()).digest())

    def test_started_is_recorded_when_the_ledger_can(self):
        daemon = self.start()
        other = sqlite3.connect(daemon.folder / "ledger.db", isolation_level=None)
        other.execute("CREATE UNIQUE INDEX full ON rows ((position > 0))")
        daemon.request("POST", "/v1/reload")
        wait_for(lambda: "does not take the row" in daemon.said())
        self.assertProblem(daemon.get("/healthz"), "ledger-full", 507)
        other.execute("DROP INDEX full")
        other.close()
        wait_for(lambda: daemon.status()["ledger"]["rows"] == 2)
        self.assertEqual([e["kind"] for e in self.all(daemon)], ["started", "configuration_changed"])
        self.assertEqual(daemon.get("/healthz").status, 200)


class Ends(EventCase):
    """Nothing is lost or doubled, whoever ends."""

    def test_reconnects(self):
        daemon = self.start()
        seen = []
        for i in range(12):
            daemon.verify(b"FAKE pass %d" % i)
            reader = self.reader(daemon, "after=%d" % (seen[-1]["position"] if seen else 0),
                                 kind=Stream if i % 2 else Reader)
            seen += reader.take(2 if i == 0 else 1)
            reader.close()
        self.assertEqual([e["position"] for e in seen], list(range(1, 14)))
        self.assertEqual(seen, self.all(daemon))

    def test_restart(self):
        daemon = self.start()
        reader = self.reader(daemon)
        for i in range(5):
            daemon.verify(b"FAKE pass %d" % i)
        before = reader.take(6)
        daemon.process.send_signal(signal.SIGTERM)
        self.assertEqual(reader.response.read(), b"")  # a clean end
        self.assertEqual(daemon.process.wait(30), 0)
        daemon.process = None
        self.noted(daemon.start())
        after = self.all(daemon)
        self.assertEqual(after[:6], before)
        self.assertEqual([e["kind"] for e in after[6:]], ["started"])

    def test_killed_in_the_middle(self):
        """What was answered was told, or is told by the next one; and nothing twice."""
        daemon = self.start()
        seen, answered = [], []
        for turn in range(3):
            reader = self.reader(daemon, "after=%d" % (seen[-1]["position"] if seen else 0))

            def read(reader=reader):
                try:
                    while line := reader.line():
                        if line.endswith(b"\n"):
                            seen.append(json.loads(line))
                except (OSError, ValueError):
                    pass

            def send(turn=turn):
                try:
                    for i in range(200):
                        answered.append(daemon.verify(b"FAKE pass %d %d" % (turn, i)).report["id"])
                except (OSError, ValueError, KeyError):
                    pass

            threads = [threading.Thread(target=read), threading.Thread(target=send)]
            for thread in threads:
                thread.start()
            wait_for(lambda count=len(answered): len(answered) > count + 15)
            daemon.process.kill()
            daemon.process.wait()
            daemon.process = None
            for thread in threads:
                thread.join()
            self.noted(daemon.start())
        last = self.all(daemon, "after=%d" % seen[-1]["position"])
        seen += last
        self.assertEqual([e["position"] for e in seen], list(range(1, len(seen) + 1)))
        self.assertEqual(set(answered) - {e.get("report_id") for e in seen}, set())
        self.assertEqual(seen, self.all(daemon))

    def test_erased(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        daemon.stop()
        database = sqlite3.connect(daemon.folder / "ledger.db")
        database.execute("UPDATE rows SET salt = NULL, document_sha256 = NULL, payload_sha256 = NULL, "
                         "serial = NULL, person = NULL, document_numbers = NULL")
        database.commit()
        database.close()
        daemon.start()
        event = self.all(daemon)[1]
        self.assertEqual((event["kind"], event["indication"], "document_sha256" in event),
                         ("verdict", "total_passed", False))

    def test_in_memory(self):
        daemon = self.start({"ledger": {}}, arguments=["--private"])
        reader = self.reader(daemon)
        daemon.verify(b"FAKE pass")
        self.assertEqual([e["kind"] for e in reader.take(2)], ["started", "verdict"])

    def test_an_earlier_version_wrote(self):
        """Its rows have none of the later columns."""
        daemon = self.start()
        daemon.verify(b"FAKE pass 1")
        daemon.stop()
        database = sqlite3.connect(daemon.folder / "ledger.db")
        for name in ("call", "sightings"):
            database.execute("ALTER TABLE rows DROP COLUMN " + name)
        database.commit()
        database.close()
        self.noted(daemon.start())
        self.assertEqual([e["kind"] for e in self.all(daemon)], ["started", "verdict", "started"])


def multiply(path, count):
    """Rows as many answers would leave them; their leaves are nobody's business here."""
    database = sqlite3.connect(path)
    columns = [row[1] for row in database.execute("PRAGMA table_info(rows)")]
    rest = ", ".join(c for c in columns if c not in ("position", "id"))
    database.execute(
        "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
        "INSERT INTO rows (position, id, %s) SELECT i, 'id' || i, %s FROM n, rows WHERE position = 2"
        % (count, rest, rest))
    database.commit()
    database.close()


class FilledCase(EventCase):
    def filled(self, count=10000, configuration=None):
        """A daemon that already served `count` rows, of which the tree knows two."""
        daemon = self.start(configuration)
        daemon.verify(b"FAKE pass")
        daemon.stop()
        multiply(daemon.folder / "ledger.db", count)
        database = sqlite3.connect(daemon.folder / "ledger.db")
        database.execute("DELETE FROM meta WHERE name = 'checkpoint'")
        database.commit()
        database.close()
        return daemon

    def relax(self, daemon):
        """Rows that were copied have not their own leaves: the opening looks at the last 64."""
        database = sqlite3.connect(daemon.folder / "ledger.db")
        columns = ("position", "recorded_at", "kind", "indication", "codes", "commitment")
        for row in database.execute("SELECT %s FROM rows WHERE position > 2" % ", ".join(columns)).fetchall():
            data = b"\0"
            for value in row:
                value = struct.pack(">q", value) if isinstance(value, int) else value
                value = value.encode() if isinstance(value, str) else value
                data += struct.pack(">Q", len(value)) + value
            database.execute("UPDATE rows SET leaf = ? WHERE position = ?",
                             (hashlib.sha256(data).digest(), row[0]))
        database.commit()
        database.close()


class Many(FilledCase):
    def resting(self, daemon):
        """libuv's threads come with the first work."""
        self.all(daemon, "kind=started")
        daemon.verify(b"FAKE crash")
        wait_for(lambda: daemon.status()["documents"]["connections"] == 1)
        return daemon.holdings()

    def test_ten_thousand_behind(self):
        daemon = self.filled()
        self.relax(daemon)
        self.noted(daemon.start())
        rest = self.resting(daemon)
        slow = self.reader(daemon)  # takes nothing while others live
        fast = self.reader(daemon, kind=Stream)
        self.assertEqual([e["position"] for e in fast.take(10002)], list(range(1, 10003)))
        for i in range(5):
            self.assertEqual(daemon.verify(b"FAKE pass %d" % i).status, 200)
        fast.take(5)
        self.assertEqual([e["position"] for e in slow.take(10007)], list(range(1, 10008)))
        slow.close()
        fast.close()
        daemon.resting(rest)

    def test_fifty_readers(self):
        daemon = self.filled(2000)
        self.relax(daemon)
        self.noted(daemon.start())
        rest = self.resting(daemon)
        readers = [self.reader(daemon, "after=%d" % (i * 30), kind=Stream if i % 2 else Reader)
                   for i in range(50)]
        for i in range(20):
            daemon.verify(b"FAKE pass %d" % i)
        for i, reader in enumerate(readers):
            found = [e["position"] for e in reader.take(2022 - i * 30)]
            self.assertEqual(found, list(range(i * 30 + 1, 2023)))
        for reader in readers:
            reader.close()
        daemon.resting(rest)

    def test_who_stops_reading_is_dropped(self):
        daemon = self.filled(10000, {"limits": {"request": "1s"}})
        self.relax(daemon)
        self.noted(daemon.start())
        rest = self.resting(daemon)
        sock = raw(daemon.socket)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.sendall(b"GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertTrue(sock.recv(4096))
        wait_for(lambda: daemon.status()["documents"]["connections"] == 1, what="the reader's end")
        sock.close()
        daemon.resting(rest)
        patient = self.reader(daemon, "after=10002")  # has all there is, and is not dropped
        time.sleep(2)
        daemon.verify(b"FAKE pass")
        self.assertEqual(patient.next()["position"], 10003)
        self.assertEqual([e["position"] for e in self.all(daemon, "after=9990")],
                         list(range(9991, 10004)))

    def test_who_stops_reading_does_not_keep_the_daemon(self):
        daemon = self.filled(10000)
        self.relax(daemon)
        self.noted(daemon.start())
        sock = raw(daemon.socket)
        self.addCleanup(sock.close)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.sendall(b"GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertTrue(sock.recv(4096))
        self.reader(daemon, "after=10000")
        self.assertEqual(daemon.stop(seconds=30), 0)
        self.assertNotIn("unanswered", daemon.said())
        daemon.start()

    def test_no_growth(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass")

        def memory():
            with open("/proc/%d/statm" % daemon.process.pid, encoding="ascii") as file:
                return int(file.read().split()[1]) * 4

        def round_trip(count):
            for i in range(count):
                reader = Reader(daemon, kind_of(i))
                reader.take(1)
                reader.close()

        def kind_of(i):
            return ("after=0", "after=0&kind=started", "after=1&heartbeat=1")[i % 2]

        round_trip(100)
        wait_for(lambda: daemon.status()["documents"]["connections"] == 1)
        rest, before = daemon.holdings(), memory()
        round_trip(600)
        daemon.resting(rest)
        if not os.environ.get("VOUCH_SANITIZED") == "1":
            self.assertLess(memory() - before, 2000)


class Bounds(EventCase):
    def test_number_of_readers(self):
        daemon = self.start({"limits": {"event_readers": 2}})
        first, second = self.reader(daemon), self.reader(daemon, kind=Stream)
        answer = daemon.get("/v1/events")
        self.assertProblem(answer, "too-many-readers", 503)
        self.assertEqual((answer.json["limit"], answer.json["value"], answer.json["maximum"]),
                         ("event_readers", 3, 2))
        self.assertEqual(answer.headers["Retry-After"], "1")
        self.assertEqual(daemon.verify(b"FAKE pass").status, 200)
        first.close()
        wait_for(lambda: daemon.get("/v1/events?follow=no").status == 200)
        self.assertEqual(second.take(2)[1]["kind"], "verdict")

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become other users")
    def test_permission(self):
        daemon = self.start({"permissions": {"verify": ["user:60001"], "reports": ["user:60002"]}})
        daemon.folder.chmod(0o755)
        found = {}
        for user in (60001, 60002):
            done = subprocess.run([sys.executable, "-c", ASK, "/v1/events?follow=no", str(daemon.socket)],
                                  user=user, group=user, extra_groups=[], check=True,
                                  stdout=subprocess.PIPE, text=True, cwd="/")
            found[user] = done.stdout.split(" ", 1)
        self.assertEqual((found[60001][0], json.loads(found[60001][1])["type"]), ("403", "not-permitted"))
        self.assertIn("`reports`", found[60001][1])
        self.assertEqual((found[60002][0], json.loads(found[60002][1])["kind"]), ("200", "started"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
