#!/usr/bin/python3
"""Has `openssl ts`, `openssl crl` and `openssl ocsp` judge tokens, lists and answers: selftest_tokens.py DIR"""

import re
import shutil
import sys
import unittest
from pathlib import Path

import selftest
from selftest import each, name, run
from selftest_openssl import Folder, Message, in_groups
from vouchsamples import der, status, tsp
from vouchsamples.workshop import Workshop

# What OpenSSL looks at too; it knows nothing of a token whose authority expires.
WRONG_TOKENS = """token-untrusted token-other-signature token-other-key token-digest-other token-no-certificate
token-not-named token-no-info token-by-signer authority-no-usage authority-not-critical authority-two-usages
authority-other-usage document-untrusted document-other-bytes document-copied""".split()

NO_PROOF = {"untrusted", "expired", "no"}  # in names of samples that pass without a token's help


def signatures_of(data):
    """-> [(covered bytes, /Contents)], in the order of the file"""
    out = []
    for found in re.finditer(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", data):
        a, b, c, d = (int(number) for number in found.groups())
        out.append((data[a : a + b] + data[c : c + d], bytes.fromhex(data[b + 1 : c - 1].decode())))
    return out


def tokens_of(entry):
    """-> [(token, what it should be over)]: document time stamps, and those over signature values"""
    out = []
    for covered, contents in signatures_of((selftest.SAMPLES / entry["file"]).read_bytes()):
        message = Message(contents)
        if message.content[0] == der.oid(tsp.TST_INFO):
            out.append((contents, covered))
        for attributes in message.unsigned:
            for attribute in der.children(attributes):
                kind, values = der.children(attribute)
                if kind == der.oid(tsp.TOKEN):
                    out += [(token, message.value) for token in der.children(values)]
    return out


def token_holds(token, data):
    length = len(der.sequence(der.contents(token)))  # without the padding of /Contents
    with Folder() as folder:
        code, text = run(
            "openssl", "ts", "-verify", "-token_in", "-in", folder.file("token", token[:length]),
            "-data", folder.file("data", data), "-CAfile", str(selftest.SAMPLES / "trust" / "time-root.pem"),
            "-attime", "1780000000",
        )
    return code == 0, text


@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class Tokens(unittest.TestCase):
    def judged(self, wanted):
        entries = [entry for entry in in_groups("time") if wanted(entry)]
        self.assertGreater(len(entries), 9)
        return each(lambda entry: [token_holds(*token) for token in tokens_of(entry)], entries)

    def test_tokens_that_prove_hold(self):
        def proves(entry):
            passes = entry["expect"]["indication"] == "total_passed"
            return passes and tokens_of(entry) and not NO_PROOF & set(name(entry).split("-"))

        for entry, found in self.judged(proves):
            self.assertTrue(any(holds for holds, _ in found), f"{entry['file']}: {found}")

    def test_wrong_tokens_do_not(self):
        for entry, found in self.judged(lambda e: name(e).removeprefix("time-") in WRONG_TOKENS):
            self.assertEqual([holds for holds, _ in found], [False], entry["file"])


@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class Status(unittest.TestCase):
    """Lists and answers as the makers make them, apart from any document."""

    @classmethod
    def setUpClass(cls):
        cls.pki = Workshop().pki

    def crl(self, made, issuer):
        with Folder() as folder:
            return run(
                "openssl", "crl", "-inform", "DER", "-in", folder.file("crl", made.der()), "-noout", "-text",
                "-CAfile", folder.file("issuer", issuer.pem()),
            )[1]

    def ocsp(self, made, subject):
        with Folder() as folder:
            issuer = folder.file("issuer", self.pki.issuer.pem())
            return run(
                "openssl", "ocsp", "-respin", folder.file("answer", made.der()), "-issuer", issuer,
                "-CAfile", issuer, "-partial_chain", "-cert", folder.file("subject", subject.pem()),
                "-validity_period", "999999999",
            )[1]

    def test_lists(self):
        revoked = status.Revoked(self.pki.ec_signer, status.day(5, 1), status.KEY_COMPROMISE)
        made = status.Crl(self.pki.issuer, (revoked,))
        text = self.crl(made, self.pki.issuer)
        self.assertIn("verify OK", text)
        self.assertIn("Key Compromise", text)
        self.assertIn("%X" % self.pki.ec_signer.certificate.serial_number, text)
        self.assertNotIn("verify OK", self.crl(made, self.pki.forger_issuer))

    def test_answers(self):
        subject = self.pki.ec_signer
        good = status.Ocsp(self.pki.issuer, subject)
        revoked = good.but(revoked=status.day(5, 1), reason=status.KEY_COMPROMISE)
        for made, word in ((good, ": good"), (revoked, ": revoked")):
            text = self.ocsp(made, subject)
            self.assertIn("Response verify OK", text)
            self.assertIn(word, text)
        self.assertNotIn(": good", self.ocsp(good, self.pki.other_signer))
        self.assertIn("Verify Failure", self.ocsp(good.but(responder=self.pki.other_signer), subject))


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        selftest.SAMPLES = Path(sys.argv.pop(1))
    unittest.main()
