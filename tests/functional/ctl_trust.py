"""vouchctl trust: what it shows, what it adds, and what it refuses to."""

import datetime as dt
import re
import subprocess
import unittest
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ctl_support import (FAILED, NOT_EXAMINED, PASSED, ROOT, SAMPLES, STAGE, USAGE, CtlTest, problem, vouchctl)

ISSUER = SAMPLES / "issuer.pem"


def certificate(name, is_ca):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
               .public_key(key.public_key()).serial_number(0x1234ABCD)
               .not_valid_before(dt.datetime(2025, 1, 1)).not_valid_after(dt.datetime(2035, 1, 1)))
    if is_ca:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
    return builder.sign(key, hashes.SHA256())


def pem(*certificates):
    return b"".join(c.public_bytes(serialization.Encoding.PEM) for c in certificates)


def der(one):
    return one.public_bytes(serialization.Encoding.DER)


def digits(one):
    return one.fingerprint(hashes.SHA256()).hex()


class TrustTest(CtlTest):
    def setUp(self):
        super().setUp()
        self.one, self.other = certificate("Sample \u8bc1\u4e66", True), certificate("Other", True)
        (self.folder / "sources").mkdir()
        (self.folder / "trust" / "nia").mkdir(parents=True)
        self.config = self.write("vouchd.yaml", "socket: vouchd.sock\nsources: sources/\n")
        self.source("issuers: [../trust/nia/]")
        self.reply({"configuration_sha256": "dd" * 32}, path="/v1/reload")
        self.new = self.write("new one.cer", der(self.one))

    def source(self, trust):
        self.write("sources/nia.yaml", f"plugin: nia\ntrust:\n  {trust}\n")

    def trust(self, *arguments):
        return vouchctl("--config", self.config, "trust", *arguments)

    def add(self, **changes):
        options = {"source": "nia", "sha256": digits(self.one), "by": "Chan, \"Ops\"",
                   "obtained-from": "https://example.org/x?a=b: c", **changes}
        path = options.pop("file", self.new)
        flags = [word for name, value in options.items() if value for word in (f"--{name}", value)]
        return self.trust("add", *flags, path)

    def added(self):
        return sorted(path.name for path in (self.folder / "trust" / "nia").iterdir())


class Show(TrustTest):
    def test_the_two_spellings_and_the_rest(self):
        result = self.trust("show", self.new)
        pairs = ":".join(digits(self.one)[i:i + 2].upper() for i in range(0, 64, 2))
        self.assertStatus(result, PASSED)
        for words in (digits(self.one), pairs, "CN=Sample \u8bc1\u4e66", "1234abcd", "2025-01-01T00:00:00Z to 2035",
                      "p-256", "issues certificates"):
            self.assertIn(words, result.out)

    def test_several(self):
        both = self.write("both.pem", pem(self.one, self.other))
        result = self.trust("show", both, ISSUER)
        self.assertStatus(result, PASSED)
        self.assertIn("certificate 2 of 2 in", result.out)
        self.assertIn(digits(self.other), result.out)
        self.assertIn(digits(x509.load_pem_x509_certificate(ISSUER.read_bytes())), result.out)

    def test_what_is_none(self):
        for content in (b"", b"hello", der(self.one)[:-1], der(self.one) + b"\0"):
            result = self.trust("show", self.write("x.cer", content))
            self.assertStatus(result, NOT_EXAMINED)
            self.assertIn("x.cer: holds no certificate", result.err)
        self.assertStatus(self.trust("show", self.folder / "none", self.new), NOT_EXAMINED)
        self.assertStatus(self.trust("show"), USAGE)


class List(TrustTest):
    def test_places_files_and_dates(self):
        self.write("trust/nia/a.pem", pem(self.one))
        self.write("trust/nia/note.txt", b"no certificate")
        self.write("trust/other.cer", der(self.other))
        self.source("issuers:\n    - ../trust/nia/\n    - {path: ../trust/other.cer, ca: assumed, until: 2026-01-01}\n"
                    "  signers: ../trust/other.cer")
        result = self.trust("list")
        self.assertStatus(result, PASSED)
        for words in ("nia  ", "issuers", "signers", digits(self.one), digits(self.other),
                      "(ca: assumed)", "(until 2026-01-01)"):
            self.assertIn(words, result.out)
        self.assertNotIn("note.txt", result.out)

    def test_every_kind(self):
        self.write("trust/other.cer", der(self.other))
        for kind in ("issuers", "signers", "anchors", "time_stamps", "seal_makers", "candidates"):
            self.source("%s: ../trust/other.cer" % kind)
            result = self.trust("list")
            self.assertStatus(result, PASSED)
            self.assertIn("  %s  " % kind, result.out)
            self.assertIn(digits(self.other), result.out)

    def test_nothing_there(self):
        self.assertIn("no certificate lies there", self.trust("list").out)
        self.write("sources/nia.yaml", "plugin: nia\n")
        self.assertIn("trusts nobody", self.trust("list").out)
        self.config.write_text("socket: vouchd.sock\n")
        self.assertIn("No source is configured", self.trust("list").out)

    def test_mistakes_have_their_place(self):
        self.write("sources/nia.yaml", "plugin: nia\nplugin: nia\n")
        result = self.trust("list")
        self.assertStatus(result, NOT_EXAMINED)
        self.assertIn("nia.yaml:2:1: ", result.err)
        self.assertStatus(self.trust("list", "x"), USAGE)


class Add(TrustTest):
    def test_adds_notes_and_reloads(self):
        result = self.add()
        stem = f"new-{digits(self.one)[:8]}"
        self.assertStatus(result, PASSED)
        self.assertEqual(self.added(), [f"{stem}.der", f"{stem}.origin.yaml"])
        self.assertNotIn("//", "".join(line for line in result.out.splitlines() if "  file " in line))
        self.assertEqual((self.folder / "trust/nia" / f"{stem}.der").read_bytes(), der(self.one))
        note = (self.folder / "trust/nia" / f"{stem}.origin.yaml").read_text()
        self.assertIn('url: "https://example.org/x?a=b: c"\n', note)
        self.assertIn('by: "Chan, \\"Ops\\""\n', note)
        self.assertIn(f"sha256: {digits(self.one)}\n", note)
        self.assertRegex(note, r"day: \d{4}-\d\d-\d\d\n")
        self.assertEqual(self.daemon.requests[-1]["path"], "/v1/reload")
        self.assertIn("counts from now", result.out)
        listed = self.trust("list").out
        self.assertIn('https://example.org/x?a=b: c, added by Chan, "Ops" on 2', listed)

    def test_the_other_spelling_of_the_fingerprint(self):
        pairs = ":".join(digits(self.one)[i:i + 2].upper() for i in range(0, 64, 2))
        self.assertStatus(self.add(sha256=pairs), PASSED)

    def test_twice_is_once(self):
        self.add()
        before = self.added()
        result = self.add()
        self.assertStatus(result, PASSED)
        self.assertIn("there already", result.err)
        self.assertEqual(self.added(), before)

    def test_without_a_daemon(self):
        self.daemon.stop()
        result = self.add()
        self.assertStatus(result, PASSED)
        self.assertIn("counts from the next start", result.out)
        self.assertEqual(result.err, "")
        self.assertEqual(len(self.added()), 2)

    def assertRefused(self, result, status, *words):
        self.assertStatus(result, status)
        self.assertEqual(self.added(), [])
        for word in words:
            self.assertIn(word, result.err)

    def test_another_fingerprint(self):
        self.assertRefused(self.add(sha256=digits(self.other)), FAILED, "REFUSED", digits(self.one))
        self.assertRefused(self.add(sha256=digits(self.one)[:-1]), USAGE, "64 hexadecimal digits")
        self.assertRefused(self.add(sha256=digits(self.one) + "0"), USAGE)

    def test_more_than_one_certificate(self):
        both = self.write("both.pem", pem(self.one, self.other))
        self.assertRefused(self.add(file=both), FAILED, "holds 2 certificates")

    def test_each_option_is_wanted(self):
        for name in ("source", "sha256", "obtained-from", "by"):
            self.assertRefused(self.add(**{name: None}), USAGE, "Usage", "trust add wants --%s " % name)
        self.assertRefused(self.trust("add", "--source", "nia", "--sha256", digits(self.one), "--obtained-from", "x",
                                      "--by", "y"), USAGE, "trust add wants one FILE")
        self.assertRefused(vouchctl("--private", "trust", "add", "x"), USAGE)

    def test_no_such_source_or_folder(self):
        self.assertRefused(self.add(source="bank"), FAILED, "no source is called 'bank'")
        self.write("trust/one.pem", pem(self.one))
        self.source("issuers: [../trust/one.pem]")
        self.assertRefused(self.add(), FAILED, "no folder among trust.issuers")

    def test_a_folder_that_is_named_and_not_there(self):
        self.source("issuers: [../trust/bank/]")
        refused = self.add()
        self.assertRefused(refused, FAILED, "trust/bank/, which is not there")
        made = re.search(r"\(mkdir -p (\S+)\)", refused.err)[1]
        Path(made).mkdir(parents=True)
        self.assertStatus(self.add(), PASSED)

    def test_the_examples_as_their_comment_says(self):
        """Copied, folder made, certificate added: then the configuration is accepted."""
        examples = sorted((ROOT / "conf" / "sources").glob("*.yaml.example"))
        self.assertGreater(len(examples), 7)
        for example in examples:
            name, text = example.name.removesuffix(".yaml.example"), example.read_text()
            for file in (self.folder / "sources").iterdir():
                file.unlink()
            self.write("sources/%s.yaml" % name, text)
            made = re.findall(r"^# +(mkdir -p \S+)$", text, re.M)
            self.assertEqual(bool(made), "\ntrust:" in text, name)
            if made:
                subprocess.run(["sh", "-e", "-c", made[0]], cwd=self.folder / "sources", check=True)
                self.assertStatus(self.add(source=name), PASSED)
            checked = subprocess.run([STAGE / "bin" / "vouchd", "--config", self.config, "--check-config"],
                                     capture_output=True, text=True, timeout=60)
            self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_a_certificate_that_cannot_issue(self):
        plain = certificate("Plain", False)
        self.new.write_bytes(der(plain))
        self.assertRefused(self.add(sha256=digits(plain)), FAILED, "no CA:TRUE", "ca: assumed")
        self.source("issuers: [{path: ../trust/nia/, ca: assumed}]")
        self.assertStatus(self.add(sha256=digits(plain)), PASSED)

    def test_a_refused_reload_takes_it_out_again(self):
        self.reply(problem(422, "reload-refused", "The new configuration is refused", "why"),
                   path="/v1/reload")
        self.assertRefused(self.add(), FAILED, "why", "taken out again")


if __name__ == "__main__":
    unittest.main()
