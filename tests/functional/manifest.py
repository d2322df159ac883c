"""Every made sample through the socket: verdict, reasons, claims and checks as the manifest says."""

import json
import os
import re
import time
import unittest
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from harness import STAGE, Case, Daemon

SAMPLES = Path(os.environ["VOUCH_SAMPLES"])


def entries():
    found = defaultdict(list)
    for entry in json.loads((SAMPLES / "manifest.json").read_text()):
        found[entry["trust"]].append(entry)
    return found


def holds(code, codes):
    if code.endswith("*"):
        return any(other.startswith(code[:-1]) for other in codes)
    return code in codes


def same_value(expected, value):
    """What the manifest names must be there and equal; times may be written in another zone."""
    if isinstance(expected, dict):
        return isinstance(value, dict) and all(
            name in value and same_value(item, value[name]) for name, item in expected.items())
    if isinstance(expected, list):
        return (isinstance(value, list) and len(value) == len(expected) and
                all(map(same_value, expected, value)))
    return expected == value


def utc(text):
    """RFC 3339 as seconds, so that offsets do not matter."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def compare_claims(expected, claims, say):
    for name, item in expected.items():
        value = claims.get(name)
        if name == "issued_at" and value:
            if utc(item) != utc(value):
                say("%s is %r, not %r" % (name, value, item))
        elif name in ROWS and value is not None and len(value) == len(item):
            wrong = [i for i, pair in enumerate(zip(item, value)) if not same_value(*pair)]
            if wrong:
                say("%d %s differ, first %r for %r" % (len(wrong), name, value[wrong[0]], item[wrong[0]]))
        elif name in ROWS:
            say("%s %s, not %d" % (None if value is None else len(value), name, len(item)))
        elif not same_value(item, value):
            say("%s is %r, not %r" % (name, value, item))


ROWS = ("crossings", "transactions", "totals")


def left_to_a_person(report, pointer):
    """Listed, or at least said to be missing (where a label was not read, nobody knows the place)."""
    listed = any(place["claim"].startswith(pointer) for place in report.get("unread", []))
    return listed or report["claims"]["complete"] == "no"


def compare_read(read, report, say):
    """What was read of a picture: right, or left to a person; a row that is claimed is one that is there."""
    expected, claims = read["claims"], report.get("claims", {})
    name = read.get("rows", "crossings")
    rows, found = list(expected[name]), claims.get(name, [])
    for row in found:
        while rows and not same_value(rows[0], row):
            rows.pop(0)
        if not rows:
            say("row %r is not there, or not in this place" % row)
            break
        rows.pop(0)
    if len(found) < read["least"]:
        say("%d rows read, not %d or more" % (len(found), read["least"]))
    if claims and len(found) < len(expected[name]) and not left_to_a_person(report, "/claims/" + name):
        say("%d of %d rows, and none left to a person" % (len(found), len(expected[name])))
    for parent, pointer in ((expected, "/claims"), (expected["person"], "/claims/person")):
        values = claims if parent is expected else claims.get("person", {})
        for name, item in parent.items():
            if name in ROWS + ("person", "complete"):
                continue
            compare_read_value(report, pointer + "/" + name, item, values.get(name), say)


def compare_read_value(report, pointer, expected, value, say):
    """Of a list what is claimed must be right; all of it, or what is missing left to a person."""
    listed = isinstance(expected, list)
    items = (value or []) if listed else [value] if value is not None else []
    for item in items:
        if not any(same_value(one, item) for one in (expected if listed else [expected])):
            say("%s is %r, not %r" % (pointer, item, expected))
    missing = len(items) < (len(expected) if listed else 1)
    if "claims" in report and missing and not left_to_a_person(report, pointer):
        say("%s is neither claimed nor left to a person" % pointer)


def compare(entry, report):
    """What is wrong, as sentences."""
    wrong = []
    expect, codes = entry["expect"], [reason["code"] for reason in report["reasons"]]
    for name in ("indication", "subindication"):
        if name in expect and report.get(name) != expect[name]:
            wrong.append("%s %s, not %s (%s)" % (name, report.get(name), expect[name], codes))
    wrong += ["no %s in %s" % (code, codes) for code in expect["reasons"] if not holds(code, codes)]
    if "any_reason" in expect and not any(holds(code, codes) for code in expect["any_reason"]):
        wrong.append("none of %s in %s" % (expect["any_reason"], codes))
    if expect["indication"] == "total_passed" and codes != expect["reasons"]:
        wrong.append("reasons %s beside a pass" % codes)
    compare_claims(entry.get("claims", {}), report.get("claims", {}), wrong.append)
    if "container" in entry and not same_value(entry["container"], report.get("container")):
        wrong.append("container %r, not %r" % (report.get("container"), entry["container"]))
    if "read" in entry:
        compare_read(entry["read"], report, wrong.append)
    checks = {check["id"]: check["outcome"] for check in report["checks"]}
    for name, outcome in entry.get("checks", {}).items():
        if checks.get(name) not in (outcome if isinstance(outcome, list) else [outcome]):
            wrong.append("check %s is %s, not %s" % (name, checks.get(name), outcome))
    return wrong + unsaid(report)


def unsaid(value):
    """Sentences that are none: a code for a message, or a "?" for what nobody gave."""
    if isinstance(value, list):
        return [one for item in value for one in unsaid(item)]
    if not isinstance(value, dict):
        return []
    found = [one for name, item in value.items() if name != "params" for one in unsaid(item)]
    message = value.get("message", "a sentence")
    if " " not in message or re.search(r"(^|[ (])\?($|[ .,)])", message):
        found.append("no sentence: %s" % message)
    return found


class Manifest(Case):
    def configuration(self, trust):
        folder = SAMPLES / ("conf" if trust == "default" else "conf-" + trust)
        found = {"sources": str(folder / "sources"), "readings": os.cpu_count(),
                 "layouts": str(STAGE / "share" / "vouchd" / "conf" / "layouts")}
        if os.environ.get("VOUCH_ISOLATION"):
            found["isolation"] = os.environ["VOUCH_ISOLATION"]
        return found

    def verify(self, daemon, entry):
        query = {name: entry[name] for name in ("source", "at", "existed_by") if entry.get(name)}
        headers = {"Vouch-Password": entry["password"]} if entry.get("password") else {}
        return daemon.verify((SAMPLES / entry["file"]).read_bytes(), urlencode(query), headers, 120)

    def check(self, daemon, entry):
        """What is wrong with one sample, as sentences."""
        answer = self.verify(daemon, entry)
        if utc(entry["at"]) > time.time():  # nobody can have held a file then
            self.assertProblem(answer, "bad-time", 400)
            return []
        if answer.status != 200:
            return ["%s: %d %s" % (entry["file"], answer.status, answer.body[:200])]
        return ["%s (%s): %s" % (entry["file"], entry["title"], one)
                for one in compare(entry, answer.report)]

    def check_all(self, trust):
        """The first one alone, to see what the daemon holds; then as many at once as it examines."""
        first, *rest = entries()[trust]
        with Daemon(self.configuration(trust), fake=False) as daemon:
            wrong = self.check(daemon, first)
            descriptors, memfds, threads, processes = daemon.holdings()
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                for found in pool.map(lambda entry: self.check(daemon, entry), rest):
                    wrong += found
            # A reader may have come for the pictures: one process, and the socket to it.
            daemon.resting((descriptors + 1, memfds, threads, processes + 1))
        if wrong:
            self.fail("%d things are not as the manifest says:\n%s" % (len(wrong), "\n".join(wrong)))


def add(trust):
    setattr(Manifest, "test_" + trust, lambda self: self.check_all(trust))


for name in entries():
    add(name)

if __name__ == "__main__":
    unittest.main(verbosity=2)
