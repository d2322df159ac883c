"""The corpus' table: what other programs, and the files' own makers, say of each file.

A word for each file, theirs and ours, so that both can be held against each other:

    whole       the signature is right, and nothing later counts
    later       it is right, and a later revision is there that may be permitted
    changed     something later is not permitted, or not accounted for
    broken      digest, value, byte range or structure are wrong
    unsigned    there is no signature
    locked      a password or a private key is wanted
    unreadable  the file cannot be read, and nothing is said of a signature
"""

import csv
import re

PEERS = ("pdfsig", "mutool", "pyhanko", "pdfbox")
FAILED = {"broken", "changed"}
# `unverified`, `unsupported`, `error` and `crash` say nothing of the file.
WORDS = {"ok_full": "whole", "ok_partial": "later", "ok_allowed_changes": "later",
         "modified": "changed", "bad": "broken", "nosig": "unsigned"}
STATUS = re.compile(r"(\S+): intact=(\w+) valid=(\w+) cov=(\w+) mod=(\w+)")
# What such an attack is on is not the signature, which is right, but a time stamp.
ATTACKS_ON_TIME = {"copied timestamp"}
PASSWORD = re.compile(r"encrypted\(pw:([^)]*)\)")


class Row:
    """One file of the table."""

    def __init__(self, cells):
        self.file = cells["file"]
        self.prefix = self.file[:8]
        self.attack = cells["attack"]
        self.own_tests = cells["what its own tests expect"]
        self.peers = [cells[name] for name in PEERS]
        found = PASSWORD.search(cells["note"])
        self.password = found.group(1) if found else None

    @property
    def whole_for_all(self):
        return not self.attack and all(peer == "ok_full" for peer in self.peers)

    @property
    def attacks_time(self):
        return self.attack in ATTACKS_ON_TIME

    def expected(self):
        """The words that agree with the table; none where it says nothing."""
        if self.attack:
            return {"whole", "later"} if self.attacks_time else FAILED
        statuses = STATUS.findall(self.own_tests)
        if statuses:
            return of_statuses(statuses)
        return of_peers([WORDS[peer] for peer in self.peers if peer in WORDS])


def of_statuses(statuses):
    """What pyHanko's validator returned in pyHanko's own tests, a tuple for each signature."""
    if any(intact != "True" or valid != "True" for _, intact, valid, _, _ in statuses):
        return {"broken", "changed"}
    if any(not coverage.startswith("ENTIRE") for _, _, _, coverage, _ in statuses):
        return FAILED
    changes = {modified for _, _, _, _, modified in statuses}
    if "OTHER" in changes:
        return FAILED
    if "FORM_FILLING" in changes:
        return {"whole", "later", "changed"}
    return {"whole", "later"}


def of_peers(words):
    """The majority of those that see a signature, but pyHanko and PDFBox alone look at what
    later revisions do; where it is a tie, what the more careful ones say."""
    seen = [word for word in words if word != "unsigned"]
    if not seen:
        return {"unsigned", "unreadable", "locked"} if words else set()
    failed = sum(word in FAILED for word in seen)
    if "changed" in seen or 2 * failed >= len(seen):
        return FAILED
    return {"whole", "later", "changed"} if "later" in seen else {"whole"}


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [Row(cells) for cells in
                csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
