#!/usr/bin/python3
"""Judges the maker of samples with readers made by others: selftest.py DIR

Tests whose reader is not installed are skipped with a word.
"""

import calendar
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import unittest
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from vouchsamples import der, filters, record  # noqa: E402

SAMPLES = Path("samples")
INDICATIONS = {"total_passed", "total_failed", "indeterminate"}
# Properly signed, and yet these readers stumble over what the sample is about.
QPDF_WARNS = {"size-too-large"}
PDFSIG_MISSES = {
    "field-with-kid",
    "unseen-kid",
    "unseen-stamp-kid",
    "stamp-invisible",
    "stamp-hidden",
    "cms-named-by-key",
    "cms-named-by-key-of-two",
    "cms-revocation-other",
    "revocation-ocsp-field",
    "revocation-sm2",
}
OPENSSL_REFUSES = {"plain-issuer-assumed", "path-candidate-configured", "path-stored", "certificate-qualified"}
# What NSS (behind pdfsig) cannot judge; selftest_openssl.py and selftest_tokens.py do.
OTHER_SIGNATURES = {"scheme", "gm", "format", "seal", "time", "mixed"}
# Later revisions that put the form out of sight.
FORMLESS = {
    "shadow-other-root",
    "shadow-both-root-stream",
    "shadow-both-catalogue-again",
    "shadow-both-past-startxref",
    "shadow-both-past-prev",
}
MONTHS = [calendar.month_name[month] for month in range(1, 13)]
INVISIBLE = {"text-invisible", "text-unmapped"}


def needs(tool):
    return unittest.skipUnless(shutil.which(tool), f"{tool} is not installed")


def run(*command):
    done = subprocess.run(command, capture_output=True, timeout=120)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def each(function, items):
    """-> [(item, result)], two at a time"""
    items = list(items)
    with ThreadPoolExecutor(2) as pool:
        return list(zip(items, pool.map(function, items)))


def manifest():
    return json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))


def name(entry):
    return Path(entry["file"]).stem


def good():
    """What must pass, where the reader needs no password, or the user's."""
    return [
        entry
        for entry in manifest()
        if entry["expect"]["indication"] == "total_passed"
        and entry.get("password") != "owner"
        and entry["file"].endswith(".pdf")
    ]


def poppler(tool, entry, *options):
    password = ["-upw", entry["password"]] if "password" in entry else []
    return run(tool, *password, *options, str(SAMPLES / entry["file"]))


def signature_of(data):
    """-> (covered bytes, /Contents) of the first signature, found by pattern alone."""
    numbers = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", data)
    a, b, c, d = (int(number) for number in numbers.groups())
    return data[a : a + b] + data[c : c + d], bytes.fromhex(data[b + 1 : c - 1].decode())


class Manifest(unittest.TestCase):
    def test_every_entry_is_whole(self):
        entries = manifest()
        self.assertGreater(len(entries), 850)
        self.assertEqual(len(entries), len({entry["file"] for entry in entries}))
        for entry in entries:
            with self.subTest(entry["file"]):
                self.assertTrue((SAMPLES / entry["file"]).is_file())
                self.assertIn(entry["expect"]["indication"], INDICATIONS)
                self.assertTrue(entry["title"])
                conf = "conf" if entry["trust"] == "default" else f"conf-{entry['trust']}"
                source = entry["source"] or "*"
                self.assertTrue(list((SAMPLES / conf / "sources").glob(f"{source}.yaml")))

    def test_attacks_say_why(self):
        groups = {"range", "later", "section", "around", "again", "field", "certified", "content", "disguise"}
        for entry in manifest():
            if entry["group"] in groups and entry["expect"]["indication"] != "total_passed":
                self.assertTrue(entry["why"], entry["file"])

    def test_trust_files_named_by_configurations_exist(self):
        for source in SAMPLES.glob("conf*/sources/*.yaml"):
            for path in re.findall(r"[^\s\[{]+\.pem", source.read_text(encoding="utf-8")):
                self.assertTrue((source.parent / path).resolve().is_file(), path)

    def test_every_check_passes_somewhere_and_does_not_elsewhere(self):
        seen = {}
        for entry in manifest():
            for check, outcome in entry.get("checks", {}).items():
                seen.setdefault(check, set()).update([outcome] if isinstance(outcome, str) else ())
        odd = {check for check in seen if check.startswith("document.")}
        self.assertEqual([seen.pop(check) for check in odd], [{"unknown"}] * 5)  # they prove nothing
        self.assertEqual(seen.pop("immd.qr_code"), {"unknown"})  # nor can anybody but the department check it
        self.assertEqual(len([check for check in seen if check.startswith("nia.")]), 16)
        for check, outcomes in seen.items():
            self.assertIn("pass", outcomes, check)
            self.assertTrue(outcomes - {"pass"}, check)


class Parts(unittest.TestCase):
    def test_check_digit(self):
        self.assertEqual(record.check_digit("11010119900101123"), "7")

    def test_trips_are_newest_first_and_alternate(self):
        for seed in range(20):
            rows = record.year_record(76, seed).crossings
            dates = [row.date for row in rows]
            self.assertEqual(dates, sorted(dates, reverse=True))
            self.assertEqual([row.direction for row in rows], ["entry", "exit"] * 38)

    def test_der_lengths_and_identifiers(self):
        self.assertEqual(der.octets(bytes(200))[:3], b"\x04\x81\xc8")
        self.assertEqual(der.oid("1.2.840.113549").hex(), "06062a864886f70d")
        self.assertEqual(der.integer(128), b"\x02\x02\x00\x80")

    def test_run_length_of_awkward_data(self):
        data = b"a" * 300 + b"bc" + b"d" * 2 + bytes(range(200))
        self.assertEqual(unpack_run_length(filters.run_length(data)), data)


def unpack_run_length(data):
    out, at = b"", 0
    while data[at] != 128:
        if data[at] < 128:
            out += data[at + 1 : at + 2 + data[at]]
            at += 2 + data[at]
        else:
            out += data[at + 1 : at + 2] * (257 - data[at])
            at += 2
    return out


class Files(unittest.TestCase):
    @needs("qpdf")
    def test_qpdf_finds_good_files_clean(self):
        def check(entry):
            password = [f"--password={entry['password']}"] if "password" in entry else []
            return run("qpdf", "--check", *password, str(SAMPLES / entry["file"]))

        for entry, (code, text) in each(check, good()):
            if name(entry) not in QPDF_WARNS:
                self.assertEqual(code, 0, f"{entry['file']}: {text}")

    @needs("pdfsig")
    def test_pdfsig_finds_good_signatures_valid(self):
        for entry, (_, text) in each(lambda e: poppler("pdfsig", e, "-nocert"), good()):
            if name(entry) in PDFSIG_MISSES or entry["group"] in OTHER_SIGNATURES:
                continue
            verdicts = re.findall(r"Signature Validation: (.*)", text)
            if b"/ETSI.RFC3161" in (SAMPLES / entry["file"]).read_bytes():  # it does not check these
                verdicts = [v for v in verdicts if v != "Signature has not yet been verified."]
            self.assertTrue(verdicts, entry["file"])
            self.assertEqual(set(verdicts), {"Signature is Valid."}, entry["file"])

    @needs("pdfsig")
    def test_later_attacks_leave_the_signature_intact(self):
        attacks = [e for e in manifest() if e["group"] in ("later", "again")]
        for entry, (_, text) in each(lambda e: poppler("pdfsig", e, "-nocert"), attacks):
            if name(entry) not in FORMLESS:
                self.assertIn("Signature is Valid.", text, entry["file"])

    @needs("pdftotext")
    @unittest.skipUnless(Path("/usr/share/poppler/cMap").is_dir(), "poppler-data is not installed")
    def test_pdftotext_reads_what_is_claimed(self):
        entries = [e for e in good() if "crossings" in e.get("claims", {}) and name(e) not in INVISIBLE]

        def text(entry):
            password = ["-upw", entry["password"]] if "password" in entry else []
            return run("pdftotext", *password, str(SAMPLES / entry["file"]), "-")[1]

        for entry, found in each(text, entries):
            claims = entry["claims"]
            # Poppler gives full-width forms for the half-width letters of Adobe-GB1.
            found = unicodedata.normalize("NFKC", found)
            self.assertIn(claims["serial"], found, entry["file"])
            dates = [crossing["date"] for crossing in claims["crossings"]]
            self.assertEqual(sorted(re.findall(r"\d{4}-\d\d-\d\d", found)), sorted(dates), entry["file"])

    @needs("pdftotext")
    @unittest.skipUnless(Path("/usr/share/poppler/cMap").is_dir(), "poppler-data is not installed")
    def test_pdftotext_reads_amounts_that_are_claimed(self):
        """Each amount and balance as often as claimed, or oftener (totals, openings)."""
        entries = [e for e in manifest() if "transactions" in e.get("claims", {}) and e["file"].endswith(".pdf")]
        for entry, (_, text) in each(lambda e: run("pdftotext", "-layout", str(SAMPLES / e["file"]), "-"), entries):
            found = Counter(re.findall(r"\d[\d,]*(?:\.\d\d)?", text.replace(",", "")))
            rows = entry["claims"]["transactions"]
            wanted = Counter(row[name].lstrip("-") for row in rows for name in ("amount", "balance") if name in row)
            self.assertEqual(wanted - found, Counter(), entry["file"])

    @needs("pdftotext")
    def test_pdftotext_reads_statements_of_travel(self):
        entries = [e for e in manifest() if e["group"] == "immd" and "period_from" in e.get("claims", {})]
        forms = (r"(\d+)[-/](\d+)[-/](\d{4})", r"(\d{4})年(\d+)月(\d+)日", r"(\d+) ([A-Z][a-z]+) (\d{4})")
        for entry, (_, text) in each(lambda e: run("pdftotext", str(SAMPLES / e["file"]), "-"), entries):
            found = Counter()
            for form in forms:
                for parts in re.findall(form, text):
                    year, month, day = parts if len(parts[0]) == 4 else parts[::-1]
                    month = int(month) if month.isdigit() else MONTHS.index(month) + 1
                    found[f"{year}-{month:02d}-{int(day):02d}"] += 1
            self.assertEqual(Counter(c["date"] for c in entry["claims"]["crossings"]) - found, Counter(), entry["file"])
            self.assertIn(entry["claims"]["person"]["names"][0]["value"], text)

    @needs("pdftoppm")
    def test_pdftoppm_sees_ink_on_scans(self):
        """Each page, whatever its encoding: black on white, neither empty nor the other way round."""
        entries = [e for e in manifest() if e["group"] == "picture" and e["file"].endswith(".pdf")]

        def ink(entry):
            command = ["pdftoppm", "-r", "50", "-gray", str(SAMPLES / entry["file"])]
            head, _, pixels = subprocess.run(command, capture_output=True, timeout=60).stdout.partition(b"\n255\n")
            self.assertTrue(head.startswith(b"P5"))
            return sum(pixel < 128 for pixel in pixels) / len(pixels)

        for entry, share in each(ink, entries):
            self.assertTrue(0.001 < share < 0.1, f"{entry['file']}: {share}")

    @needs("7z")
    def test_7z_finds_a_pdf_in_good_archives(self):
        entries = [e for e in manifest() if e["group"] == "archive" and "claims" in e]

        def unpack(entry):
            word = f"-p{entry.get('password', '')}"
            file = str(SAMPLES / entry["file"])
            return subprocess.run(["7z", "x", "-so", word, file], capture_output=True, timeout=60).stdout

        for entry, data in each(unpack, entries):
            self.assertTrue(data.startswith(b"%PDF-"), entry["file"])
            self.assertTrue(data.rstrip().endswith(b"%%EOF"), entry["file"])

    @needs("openssl")
    def test_openssl_verifies_good_cms(self):
        groups = ("basic", "certificate", "cms", "field", "path", "signature", "trust")
        with tempfile.TemporaryDirectory() as folder:
            for entry in good():
                if entry["group"] in groups and name(entry) not in OPENSSL_REFUSES:
                    code, text = self.verify(Path(folder), entry)
                    self.assertEqual(code, 0, f"{entry['file']}: {text}")

    def verify(self, folder, entry):
        covered, contents = signature_of((SAMPLES / entry["file"]).read_bytes())
        (folder / "content").write_bytes(covered)
        (folder / "cms").write_bytes(contents)
        anchors = folder / "anchors.pem"
        anchors.write_bytes(b"".join(p.read_bytes() for p in sorted((SAMPLES / "trust").glob("*.pem"))))
        return run(
            "openssl", "cms", "-verify", "-inform", "DER", "-in", str(folder / "cms"), "-binary",
            "-content", str(folder / "content"), "-CAfile", str(anchors), "-partial_chain",
            "-purpose", "any", "-no_check_time", "-out", str(folder / "out"),
        )


class Demo(unittest.TestCase):
    @needs("pdfsig")
    def test_finished_samples_are_what_they_say(self):
        verdicts = {
            "authentic": "Signature is Valid.",
            "changed-row": "Digest Mismatch.",
            "re-signed": "Signature is Valid.",
            "warmup-good": "Signature is Valid.",
            "warmup-bad": "Digest Mismatch.",
            "scan": "does not contain any signatures",
        }
        for stem, verdict in verdicts.items():
            _, text = run("pdfsig", "-nocert", str(HERE / "demo" / f"{stem}.pdf"))
            self.assertIn(verdict, text, stem)

    def test_finished_samples_are_small(self):
        for stem, limit in {"authentic": 70_000, "warmup-good": 12_000, "warmup-bad": 12_000}.items():
            self.assertLess((HERE / "demo" / f"{stem}.pdf").stat().st_size, limit)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        SAMPLES = Path(sys.argv.pop(1))
    unittest.main()
