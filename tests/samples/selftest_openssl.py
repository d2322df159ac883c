#!/usr/bin/python3
"""Has OpenSSL's tools confirm signatures, seals, tokens and lists of the samples: selftest_openssl.py DIR

What `openssl cms` cannot do by itself (EdDSA, SM2, seals) is taken apart here, and
each value given to `openssl pkeyutl` alone.
"""

import re
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

import selftest
from selftest import each, good, manifest, name, run, signature_of
from vouchsamples import algorithms, cms, der

SM2 = ("-pkeyopt", "distid:1234567812345678")
DIGESTS = {"sha3_256": "sha3-256", "sha3_384": "sha3-384", "sha3_512": "sha3-512", "shake256_len": "shake256"}
BY_IDENTIFIER = {der.oid(dotted): digest for digest, (dotted, _) in algorithms.DIGESTS.items()}
RAW_KINDS = {der.oid(algorithms.ED25519), der.oid(algorithms.ED448)}
PLAIN_KINDS = {der.oid(dotted) for dotted in algorithms.PLAIN_WITH.values()}
PSS = der.oid(algorithms.RSA_PSS)
SM2_KINDS = {der.oid(algorithms.SM2_WITH_SM3), der.oid(algorithms.SM2_SIGNATURE)}


class Folder:
    """A folder of its own for the files of one command."""

    def __enter__(self):
        self.place = tempfile.TemporaryDirectory()
        return self

    def __exit__(self, *_):
        self.place.cleanup()

    def file(self, called, data):
        path = Path(self.place.name) / called
        path.write_bytes(data)
        return str(path)


def public_key(certificate):
    return cms.to_be_signed(certificate)[6]


def as_der(value):
    """r || s as the sequence that OpenSSL reads."""
    half = len(value) // 2
    numbers = (int.from_bytes(part, "big") for part in (value[:half], value[half:]))
    return der.sequence(*map(der.integer, numbers))


def verified(key, value, data, options):
    """Whether OpenSSL finds the value over the data to be this key's."""
    with Folder() as folder:
        code, _ = run(
            "openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", folder.file("key", key),
            "-rawin", "-in", folder.file("data", data), "-sigfile", folder.file("value", value), *options,
        )
    return code == 0


class Message:
    """The parts of a SignedData that a check needs."""

    def __init__(self, contents):
        content_info = der.children(contents)
        signed_data = der.children(der.children(content_info[1])[0])
        rest = signed_data[3:]
        self.content = der.children(signed_data[2])
        self.bag = der.children(rest[0]) if rest[0][0] == 0xA0 else []
        info = der.children(der.children(rest[-1])[0])
        self.named = info[1]
        self.digest = BY_IDENTIFIER[der.children(info[2])[0]]
        attributes = info[3] if info[3][0] == 0xA0 else None
        self.signed = b"\x31" + attributes[1:] if attributes else None
        self.algorithm, value = info[4 if attributes else 3 :][:2]
        self.value = der.contents(value)
        self.unsigned = [item for item in info if item[0] == 0xA1]

    def signer(self):
        return next(one for one in self.bag if cms.issuer_and_serial(one) == self.named)

    def attribute(self, dotted):
        for item in der.children(b"\x31" + self.signed[1:]):
            kind, values = der.children(item)
            if kind == der.oid(dotted):
                return der.children(values)[0]
        return None

    def embedded(self):
        return der.contents(der.children(self.content[1])[0])

    def holds(self, covered):
        """Digest and value, judged by Python's hashes and OpenSSL's tools."""
        if self.signed:
            digest = der.contents(self.attribute(cms.MESSAGE_DIGEST))
            data, right = self.signed, algorithms.digest_value(self.digest, covered) == digest
        else:
            data = self.embedded()
            right = algorithms.digest_value(self.digest, covered) == data
        return right and self.value_holds(data)

    def value_holds(self, data):
        kind = der.children(self.algorithm)[0]
        value = as_der(self.value) if kind in PLAIN_KINDS else self.value
        options = ["-digest", DIGESTS.get(self.digest, self.digest)]
        if kind in SM2_KINDS:
            options += SM2
            value = as_der(value) if len(value) == 64 else value
        elif kind in RAW_KINDS:
            options = []
        elif kind == PSS:
            salt = der.contents(der.contents(der.children(der.children(self.algorithm)[1])[2]))
            options += ["-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", f"rsa_pss_saltlen:{salt[0]}"]
        return verified(public_key(self.signer()), value, data, options)


def in_groups(*groups):
    return [entry for entry in manifest() if entry["group"] in groups]


def message_holds(entry):
    covered, contents = signature_of((selftest.SAMPLES / entry["file"]).read_bytes())
    return Message(contents).holds(covered)


@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class Values(unittest.TestCase):
    def test_good_messages_hold(self):
        entries = [entry for entry in good() if entry["group"] in ("scheme", "gm")]
        self.assertGreater(len(entries), 20)
        for entry, holds in each(message_holds, entries):
            self.assertTrue(holds, entry["file"])

    def test_wrong_values_do_not(self):
        wrong = {"HASH_FAILURE", "SIG_CRYPTO_FAILURE"}
        entries = [e for e in in_groups("scheme", "gm") if e["expect"].get("subindication") in wrong]
        self.assertGreater(len(entries), 10)
        for entry, holds in each(message_holds, entries):
            self.assertFalse(holds, entry["file"])


class Seal:
    """The two signed parts of SES_Signature: each a certificate, what it signs, and its value."""

    def __init__(self, contents):
        outer = der.children(contents)
        self.to_sign = outer[0]
        parts = der.children(outer[0])
        self.digest = parts[3]
        seal = der.children(parts[1])
        if len(outer) == 2:  # version 1
            info, (maker, algorithm, maker_value) = seal[0], der.children(seal[1])
            self.signer, self.value = parts[5], outer[1]
            covered = der.sequence(info, maker, algorithm)
        else:
            covered, maker, _, maker_value = seal[:4]
            self.signer, self.value = outer[1], outer[3]
        self.made = (maker, covered, maker_value)

    def holds(self, covered):
        digest = der.contents(self.digest)
        return (
            digest[digest[0] == 0 and len(digest) == 33 :] == algorithms.digest_value("sm3", covered)
            and part_holds(self.signer, self.to_sign, self.value)
        )

    def maker_holds(self):
        return part_holds(*self.made)


def part_holds(certificate, data, bits):
    value = der.contents(bits)[1:]
    value = as_der(value) if len(value) == 64 else value
    return verified(public_key(der.contents(certificate)), value, data, ["-digest", "sm3", *SM2])


def seals_hold(entry):
    """-> (the signer's part, the maker's)"""
    covered, contents = signature_of((selftest.SAMPLES / entry["file"]).read_bytes())
    seal = Seal(contents)
    return seal.holds(covered), seal.maker_holds()


@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class Seals(unittest.TestCase):
    def test_good_seals_hold(self):
        entries = [entry for entry in good() if entry["group"] == "seal"]
        self.assertGreater(len(entries), 10)
        for entry, holds in each(seals_hold, entries):
            self.assertEqual(holds, (True, True), entry["file"])

    def test_the_part_that_is_wrong_does_not(self):
        wrong = {"signature.value_wrong": 0, "signature.digest_mismatch": 0, "seal.value_wrong": 1}
        entries = [e for e in in_groups("seal") if set(e["expect"]["reasons"]) & wrong.keys()]
        self.assertGreater(len(entries), 10)
        for entry, holds in each(seals_hold, entries):
            part = wrong[entry["expect"]["reasons"][0]]
            self.assertFalse(holds[part], entry["file"])
            if part == 1:
                self.assertTrue(holds[0], entry["file"])

    def test_borrowed_seals_are_whole(self):
        entries = [e for e in in_groups("seal") if "seal.signer_not_in_seal" in e["expect"]["reasons"]]
        for entry, holds in each(seals_hold, entries):
            self.assertEqual(holds, (True, True), entry["file"])


class Bare(unittest.TestCase):
    """The older kinds: a PKCS#1 value, and CMS around a digest."""

    def holds(self, entry):
        data = (selftest.SAMPLES / entry["file"]).read_bytes()
        covered, contents = signature_of(data)
        certificate = re.search(rb"/Cert \[?<([0-9a-f]+)>", data)
        if certificate:
            key = public_key(bytes.fromhex(certificate[1].decode()))
            value = der.contents(contents)  # which names its digest inside
            return any(verified(key, value, covered, ["-digest", digest]) for digest in ("sha1", "sha256"))
        message = Message(contents)
        return algorithms.digest_value("sha1", covered) == message.embedded() and message.holds(message.embedded())

    @unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
    def test_good_ones_hold_and_wrong_ones_do_not(self):
        seen = {True: 0, False: 0}
        for entry in in_groups("format"):
            sound = entry["expect"]["indication"] == "total_passed"
            wrong = entry["expect"].get("subindication") in ("HASH_FAILURE", "SIG_CRYPTO_FAILURE")
            if sound or wrong:
                self.assertEqual(self.holds(entry), sound, entry["file"])
                seen[sound] += 1
        self.assertGreater(min(seen.values()), 4)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        selftest.SAMPLES = Path(sys.argv.pop(1))
    unittest.main()
