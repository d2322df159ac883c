"""The corpus of other projects' files, through vouchctl and a daemon, against their table.

Two passes: without any trust (`whole` or `broken`?), and with each file's own signers
configured, so that nothing but the document can be a reason for doubt. Where we differ
from the table, explained.tsv says why:

    first 8 of the hash, tab, our word, tab, the table's words, tab, why

A row that is not true is a failure, too. `peers.py PREFIX...` shows what is said of some.
"""

import collections
import json
import os
import sys
from pathlib import Path

import table
from daemon import HERE, OWN_SIGNERS, UNTRUSTED, Corpus, when

CORPUS = Path(os.environ.get("VOUCH_CORPUS", HERE.parents[2] / "shared" / "corpus"))
EXPLAINED = HERE / "explained.tsv"
SKIPPED = 77
DOUBTED_ONE_IN = 50  # of the files that every peer calls whole
# What a signature that is right can still be doubted for, and what is not measured here.
TIME_OR_ALGORITHM = ("OUT_OF_BOUNDS", "CRYPTO_CONSTRAINTS", "REVOKED", "TRY_LATER")
UNSUPPORTED = "signature.unsupported"
LATER = {"pdf.changed_after_signing", "pdf.signed_again", "pdf.stray_bytes"}
WORD_OF_SUBINDICATION = {"NO_CERTIFICATE_CHAIN_FOUND": "whole", "NO_SIGNATURE_FOUND": "unsigned"}


class File:
    """One file with its row and what we say of it, in both passes."""

    def __init__(self, row):
        self.row = row
        self.path = CORPUS / "files" / row.file
        self.untrusted = self.trusted = None

    def __str__(self):
        return "%s\t%s\t%s\t%s" % (self.row.prefix, self.word, self.table_says,
                                   " ".join(codes_of(self.untrusted)))

    @property
    def table_says(self):
        return ", ".join(sorted(self.row.expected())) or "nothing"

    @property
    def word(self):
        return word_of(judged(self.untrusted), codes_of(self.untrusted))

    @property
    def agrees(self):
        return not self.row.expected() or self.word in self.row.expected()

    @property
    def crashed(self):
        return any(code.startswith("worker.") for answer in (self.untrusted, self.trusted)
                   for code in codes_of(answer))

    @property
    def attack_passed(self):
        """An attacked file passes, and nothing is said of the attack. A signature over all of
        the file may be right, if those before it fail for what happened in between."""
        if self.row.attacks_time:
            return not any(map(refuses_stamp, self.trusted["report"]["signatures"]))
        verdict = judged(self.trusted)
        if verdict["indication"] != "total_passed":
            return self.word == "passed"
        failed = [signature for signature in self.trusted["report"]["signatures"]
                  if signature["indication"] == "total_failed"]
        return not failed or verdict["coverage"] != "whole_file"


def refuses_stamp(signature):
    """Whether a time stamp, over a signature or the document, is called wrong and not used."""
    if signature.get("subfilter") == "ETSI.RFC3161":
        return signature["indication"] == "total_failed"
    codes = [reason["code"] for reason in signature["reasons"]]
    return "trust.time_stamp_broken" in codes and signature["time_basis"] != "time_stamp"


def codes_of(answer):
    """Reason codes, the deciding one first, without what a named source adds."""
    codes = [reason["code"] for reason in answer["report"]["reasons"]]
    return [code for code in codes if code != "source.mismatch"]


def judged(answer):
    """The judged signature of an answer, or the report where there is none."""
    report = answer["report"]
    if not report["signatures"]:
        return report
    return report["signatures"][report["judged_signature"]]


def word_of(verdict, codes):
    """Our verdict without trust, in the table's words."""
    if verdict["indication"] == "total_passed":
        return "passed"
    if verdict["indication"] == "total_failed":
        return "changed" if codes[0] in LATER else "broken"
    if verdict.get("subindication") in WORD_OF_SUBINDICATION:
        return WORD_OF_SUBINDICATION[verdict["subindication"]]
    if "pdf.signed_again" in codes:
        return "later"
    if codes[0].startswith("pdf.password"):
        return "locked"
    return "unreadable" if codes[0] == "pdf.malformed" else codes[0]


# ---- The two passes ----

def ask(corpus, files):
    """Without trust first: what it says of times chooses when the second pass judges."""
    answers = corpus.ask_all([(file.path, file.row.password, ["--source", UNTRUSTED])
                              for file in files])
    for file, answer in zip(files, answers):
        file.untrusted = answer
    questions = []
    for file in files:
        time = when(file.untrusted["report"])
        options = ["--source", OWN_SIGNERS] + (["--existed-by", time] if time else [])
        questions.append((file.path, file.row.password, options))
    for file, answer in zip(files, corpus.ask_all(questions)):
        file.trusted = answer


def show(file):
    print("%s\n  %s, the table says %s" % (file.row.file, file.word, file.table_says))
    for name, answer in (("nobody trusted", file.untrusted), ("signers trusted", file.trusted)):
        print("  %s: %s" % (name, json.dumps(answer["report"]["reasons"])))
        for signature in answer["report"]["signatures"]:
            print("    %s" % json.dumps(signature))


# ---- What is compared ----

def read_explained():
    rows = {}
    for line in EXPLAINED.read_text().splitlines():
        if not line.startswith("#"):
            prefix, word, table_says, _ = line.split("\t")
            rows[prefix] = (word, table_says)
    return rows


def compare_words(files, explained):
    """What differs from the table without an explanation, and explanations of nothing."""
    wrong = []
    for file in files:
        row = explained.pop(file.row.prefix, None)
        if not file.agrees and row != (file.word, file.table_says):
            wrong.append("not explained: %s" % file)
        elif file.agrees and row:
            wrong.append("the row is not true: %s" % file)
    return wrong + ["no such file: " + prefix for prefix in explained]


def doubt(file):
    """Why a file that every peer calls whole does not pass; None where it does, or may not."""
    verdict = judged(file.trusted)
    if verdict["indication"] == "total_passed":
        return None
    codes = codes_of(file.trusted)
    if verdict.get("subindication", "").startswith(TIME_OR_ALGORITHM) or codes[0] == UNSUPPORTED:
        return None
    return "doubted: %s %s" % (file.row.prefix, " ".join(codes))


def main(prefixes):
    if not CORPUS.is_dir():
        print("skipped: there is no %s" % CORPUS)
        return SKIPPED
    files = [File(row) for row in table.read(CORPUS / "table.tsv")
             if not prefixes or row.file.startswith(tuple(prefixes))]
    with Corpus([file.path for file in files]) as corpus:
        ask(corpus, files)
    if prefixes:
        for file in files:
            show(file)
        return 0
    return summarise(files, corpus.refused)


def summarise(files, refused):
    whole = [file for file in files if file.row.whole_for_all]
    differing = [file for file in files if not file.agrees]
    crashed = ["crashed: %s" % file for file in files if file.crashed]
    attacked = ["an attack passed: %s" % file for file in files if file.row.attack and file.attack_passed]
    doubted = list(filter(None, map(doubt, whole)))
    unexplained = compare_words(files, read_explained())
    print("\n".join(["cannot be pinned: " + one for one in refused] + doubted + crashed +
                    attacked + unexplained))
    silent = sum(not file.row.expected() for file in files)
    print("%d files: %d agreed, %d disagreed (%d explained), of %d the table says nothing"
          % (len(files), len(files) - len(differing) - silent, len(differing),
             len(differing) - sum(one.startswith("not") for one in unexplained), silent))
    print("%d crashed, %d attacks passed of %d" % (
        len(crashed), len(attacked), sum(bool(file.row.attack) for file in files)))
    print("%d of %d that every peer calls whole doubted for more than time or algorithm" % (
        len(doubted), len(whole)))
    harmless = [file for file in files if "whole" in file.row.expected()]
    print("%d of %d that nobody calls broken or changed fail, their signers trusted" % (
        sum(judged(file.trusted)["indication"] == "total_failed" for file in harmless),
        len(harmless)))
    print("words: %s" % dict(collections.Counter(file.word for file in files)))
    failed = crashed or attacked or unexplained or len(doubted) * DOUBTED_ONE_IN > len(whole)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
