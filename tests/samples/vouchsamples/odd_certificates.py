"""Certificates of the signer that the pinned issuer signed, and that are odd: algorithms, numbers, times, extensions.

RFC 5280 4.1 and 4.2; RFC 4055 for RSA-PSS in certificates.
"""

import datetime as dt

from . import algorithms, der
from .catalogue import open_question, passed, register, undecided
from .certificates import Odd, extension
from .paths import path
from .pki import authority, certify, key_usage, name, new_p256, new_rsa

WEAK = undecided("CRYPTO_CONSTRAINTS_FAILURE_NO_POE", "signature.weak_algorithm")
NO_PATH = undecided("NO_CERTIFICATE_CHAIN_FOUND", "trust.no_path")
ANY = ["signature.malformed", "signature.no_certificate", "trust.no_path", "trust.wrong_signer"]
NOT_GOOD = open_question(any_of=ANY)


def odd(label, title, expect, why="", **changes):
    def maker(workshop):
        signer = Odd(new_p256(), workshop.pki.issuer, **changes)
        return workshop.signed_bytes(plan=workshop.plan(signer=signer))

    register(f"certificate-{label}", "certificate", title, expect, maker, why)


def _algorithms():
    odd("pss", "The issuer signed with RSA-PSS", passed(), scheme="pss")
    for digest in ("sha384", "sha512", "sha3_256"):
        odd(digest.replace("_", "-"), f"The issuer signed with {digest}", passed(), digest=digest)
    odd("sha1", "The issuer signed with SHA-1", WEAK, "Anybody could have a certificate of that digest.",
        digest="sha1")
    odd("algorithm-inside-other", "Another algorithm inside than outside", NOT_GOOD, "RFC 5280 4.1.1.2: the same.",
        inner=der.sequence(der.oid(algorithms.RSA_WITH["sha512"]), der.null()))
    odd("algorithm-outside-other", "Declared SHA-256, signed with SHA-512", NO_PATH, "It verifies under no algorithm.",
        digest="sha512", change=lambda data: data.replace(
            der.oid(algorithms.RSA_WITH["sha512"]), der.oid(algorithms.RSA_WITH["sha256"])))
    odd("value-changed", "One bit of the issuer's value turned", NO_PATH, "The pinned issuer did not sign it.",
        change=lambda data: data[:-1] + bytes([data[-1] ^ 1]))


def _numbers():
    odd("serial-zero", "Serial number 0", passed(), "RFC 5280 4.1.2.2 asks verifiers to be gentle.",
        serial=der.integer(0))
    odd("serial-long", "A serial number of 20 bytes", passed(), serial=der.tlv(2, b"\x7f" + bytes(18) + b"\x01"))
    odd("serial-negative", "A negative serial number", passed(), "RFC 5280 4.1.2.2 asks verifiers to be gentle.",
        serial=der.integer(-5))
    odd("version-1", "Version 1, no extensions", passed(), "Nothing restricts it, and its issuer is pinned.",
        version=b"", extensions=())


def moment(year):
    return dt.datetime(year, 1, 1, tzinfo=dt.timezone.utc)


def _times():
    odd("general-times", "Validity in GeneralizedTime after 2050", passed(), "RFC 5280 4.1.2.5.",
        valid=(der.utc_time(moment(2020)), der.generalized_time(moment(2060))))
    odd("no-end", "Validity without a well-defined end", passed(), "RFC 5280 4.1.2.5: 99991231235959Z.",
        valid=(der.utc_time(moment(2020)), der.tlv(0x18, b"99991231235959Z")))
    odd("times-exchanged", "Validity that ends before it begins",
        open_question(any_of=["trust.expired*", "trust.not_yet_valid", *ANY]), "No moment lies inside.",
        valid=(der.utc_time(moment(2040)), der.utc_time(moment(2021))))


def _extensions():
    usage = extension(key_usage("digital_signature"), True)
    odd("extension-twice", "Key usage twice", NOT_GOOD, "RFC 5280 4.2: once.",
        extensions=(usage, extension(key_usage("key_encipherment"), True)))
    odd("usage-empty", "Key usage without any use", open_question("trust.wrong_signer"), "It may not sign.",
        extensions=(der.sequence(der.oid("2.5.29.15"), der.octets(der.tlv(3, b"\x07\x00"))),))
    odd("usage-non-repudiation", "Key usage nonRepudiation alone", passed(), "One of the two is enough.",
        extensions=(extension(key_usage("content_commitment"), True),))
    odd("usage-broken", "Key usage that cannot be read", NOT_GOOD, "Nobody knows what it may.",
        extensions=(der.sequence(der.oid("2.5.29.15"), der.octets(b"\x04\x01\x80")),))
    odd("qualified", "A qualified certificate's statements, critical", passed(), "RFC 3739 allows it.",
        extensions=(usage, der.sequence(der.oid("1.3.6.1.5.5.7.1.3"), der.boolean(True), der.octets(
            der.sequence(der.sequence(der.oid("0.4.0.1862.1.1")))))))


def _strength():
    path("weak-authority", "A CA with an RSA key of 1024 bits", WEAK, _weak_authority,
         "Whoever can make its key can make signers.")


def _weak_authority(workshop):
    weak = authority(new_rsa(1024), "vouchd test weak CA", workshop.pki.root)
    return [certify(new_p256(), name("vouchd test signer below"), weak), weak]


_algorithms()
_numbers()
_times()
_extensions()
_strength()
