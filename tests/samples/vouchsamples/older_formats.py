"""Signatures of the older kinds: adbe.pkcs7.sha1 and adbe.x509.rsa_sha1.

ISO 32000-1 12.8.3.2 and 12.8.3.3.1: the first is CMS around the SHA-1 digest of the
covered bytes, the second a bare PKCS#1 value with the certificate in /Cert. SHA-1
ended on 2019-12-31: good only where shown to have existed before. A bare value may be
over another digest (table 257).
"""

import datetime as dt
from dataclasses import dataclass, replace

from . import algorithms, der
from .catalogue import broken, failed, open_question, passed, register, undecided
from .cms import Plan
from .pdf import Hex
from .pki import certify, name, new_rsa
from .record import BEIJING
from .sign import CADES, DETACHED, Field

PKCS7_SHA1 = "adbe.pkcs7.sha1"
X509_RSA = "adbe.x509.rsa_sha1"
IN_TIME = dt.datetime(2019, 6, 3, 20, 47, 31, tzinfo=BEIJING)
SEEN = "2019-06-04T00:00:00Z"
MALFORMED = failed("FORMAT_FAILURE", "signature.malformed")
WEAK = undecided("CRYPTO_CONSTRAINTS_FAILURE_NO_POE", "signature.weak_algorithm")
WEAK_EVEN_THEN = undecided("CRYPTO_CONSTRAINTS_FAILURE", "signature.weak_algorithm")
WRONG_VALUE = failed("SIG_CRYPTO_FAILURE", "signature.value_wrong")
EITHER = broken("signature.value_wrong", "signature.malformed")
CHANGED = failed("HASH_FAILURE", "signature.digest_mismatch")
NO_CERTIFICATE = undecided("NO_SIGNING_CERTIFICATE_FOUND", "signature.no_certificate")


@dataclass(frozen=True)
class Bare:
    """/Contents of adbe.x509.rsa_sha1: an OCTET STRING with the PKCS#1 value."""

    key: object
    digest: str = "sha1"
    wrap: object = der.octets

    def timed(self, when):
        return self

    def contents(self, covered):
        return self.wrap(algorithms.sign(self.key, self.digest, "", covered))


def old_signer(workshop):
    """Valid since 2015, so that a receipt before 2020 fits."""
    valid = (dt.datetime(2015, 1, 1), dt.datetime(2045, 1, 1))
    return workshop.once("old_signer", lambda: certify(
        new_rsa(), name("vouchd test signer of long ago"), workshop.pki.issuer, valid=valid))


def signed(workshop, field, plan, change=None):
    """`change(data)` of the finished file's bytes, in place"""
    document, _ = workshop.signed(plan=plan, field=field.but(when=field.when and IN_TIME))
    if change:
        change(document.file.data)
    return bytes(document.file.data)


def other_page(data):
    """Another page size: a byte that was signed."""
    at = data.index(b"/MediaBox [0 0 ") + len(b"/MediaBox [0 0 ")
    data[at : at + 1] = b"7"


# adbe.pkcs7.sha1


def digested(label, title, expect, why="", change=None, subfilter=PKCS7_SHA1, existed_by=SEEN, **plan):
    def maker(workshop):
        made = Plan(old_signer(workshop), digested="sha1").but(**plan).timed(IN_TIME)
        return signed(workshop, Field(subfilter=subfilter), made, change)

    options = {"existed_by": existed_by} if existed_by else {}
    register(f"pkcs7-sha1-{label}", "format", title, expect, maker, why, **options)


def _digested():
    digested("now", "adbe.pkcs7.sha1, judged now", WEAK,
             "Whatever the CMS uses, the covered bytes are held by SHA-1 alone.", existed_by=None)
    digested("existed", "adbe.pkcs7.sha1, received in 2019", passed(), "SHA-1 was good when it existed.")
    digested("existed-all-sha1", "As before, SHA-1 inside the CMS too", passed(), digest="sha1")
    digested("existed-too-late", "adbe.pkcs7.sha1, received in 2026", WEAK_EVEN_THEN,
             "It had ended at the proven time already.", existed_by="2026-04-05T00:00:00Z")
    digested("changed", "adbe.pkcs7.sha1, a page changed", CHANGED,
             "The embedded digest is not that of the covered bytes.", other_page)
    digested("digest-other", "The embedded digest is another document's", CHANGED,
             "The CMS is in order, and about something else.", embed=bytes(20))
    digested("attribute-other", "The message-digest attribute is not that of the embedded digest", CHANGED,
             "RFC 5652 11.2: it digests the embedded content.", digest_override=bytes(32))
    digested("value-changed", "adbe.pkcs7.sha1, one bit of the value turned", WRONG_VALUE,
             "It verifies under no key.", broken_value=True)
    digested("content-short", "The embedded digest has 19 bytes", MALFORMED, "SHA-1 has twenty.", embed=bytes(19))
    digested("content-sha256", "A SHA-256 digest embedded", MALFORMED, "SHA-1 has twenty bytes.", digested="sha256")
    digested("detached", "Nothing embedded under adbe.pkcs7.sha1", MALFORMED,
             "The digest must lie in the CMS.", digested="")
    digested("as-detached", "A digest embedded under adbe.pkcs7.detached", MALFORMED,
             "That kind has no content.", subfilter=DETACHED)
    digested("as-bare", "CMS under adbe.x509.rsa_sha1", MALFORMED, "That kind is no CMS.", subfilter=X509_RSA)


# adbe.x509.rsa_sha1


def bare(label, title, expect, why="", cert=lambda w: Hex(old_signer(w).der), change=None, key=None,
         subfilter=X509_RSA, existed_by=SEEN, when=IN_TIME, **plan):
    """`cert`: workshop -> value of /Cert, None: absent; `key`: workshop -> who signs in truth."""

    def maker(workshop):
        value = cert(workshop)
        extra = (("Cert", value),) if value is not None else ()
        made = Bare(key(workshop) if key else old_signer(workshop).key)
        return signed(workshop, Field(subfilter=subfilter, extra=extra, when=when), replace(made, **plan), change)

    options = {"existed_by": existed_by} if existed_by else {}
    register(f"x509-rsa-{label}", "format", title, expect, maker, why, **options)


def _bare():
    bare("now", "adbe.x509.rsa_sha1, judged now", WEAK, "SHA-1 ended on 2019-12-31.", existed_by=None)
    bare("existed", "adbe.x509.rsa_sha1, received in 2019", passed(), "SHA-1 was good when it existed.")
    bare("existed-chain", "/Cert is an array, the issuer behind the signer", passed(),
         "ISO 32000-1 table 252: the signer's comes first.",
         cert=lambda w: [Hex(old_signer(w).der), Hex(w.pki.issuer.der)])
    bare("existed-no-time", "adbe.x509.rsa_sha1 without /M", passed(), "Nothing is claimed; receipt is stated.",
         when=None)
    bare("existed-too-late", "adbe.x509.rsa_sha1, received in 2026", WEAK_EVEN_THEN,
         "It had ended at the proven time already.", existed_by="2026-04-05T00:00:00Z")
    bare("changed", "adbe.x509.rsa_sha1, a page changed", CHANGED,
         "The digest inside the value (RFC 8017 9.2) is not that of the covered bytes.", change=other_page)
    bare("cert-missing", "No /Cert", NO_CERTIFICATE, "Nobody can say who signed.", cert=lambda w: None)
    bare("cert-empty", "An empty array for /Cert", NO_CERTIFICATE, "Nobody can say who signed.", cert=lambda w: [])
    bare("cert-other", "Another genuine certificate in /Cert", WRONG_VALUE,
         "The named certificate's key did not make this value.", cert=lambda w: Hex(w.pki.signer.der))
    bare("cert-second", "The signer's certificate behind another one", WRONG_VALUE,
         "The first names the signer.", cert=lambda w: [Hex(w.pki.signer.der), Hex(old_signer(w).der)])
    bare("cert-elliptic", "The certificate of a P-256 key in /Cert", EITHER,
         "An RSA value cannot be its.", cert=lambda w: Hex(w.pki.ec_signer.der))
    bare("cert-broken", "/Cert is no certificate", MALFORMED, "What stands there cannot be read.",
         cert=lambda w: Hex(old_signer(w).der[:-40]))
    bare("forger", "A forger's key, the forger's certificate first, the genuine one behind it",
         open_question("trust.no_path"), "The genuine certificate made nothing here.", key=lambda w: _forger(w).key,
         cert=lambda w: [Hex(_forger(w).der), Hex(old_signer(w).der)])
    bare("sha256", "A value over SHA-256", passed(),
         "ISO 32000-1 table 257: not SHA-1 alone, the value names its digest.", digest="sha256", existed_by=None)
    bare("sha256-changed", "A value over SHA-256, a page changed", CHANGED,
         "The digest inside the value is not that of the covered bytes.", change=other_page, digest="sha256")
    bare("not-wrapped", "The value without an OCTET STRING", MALFORMED, "12.8.3.2: DER-encoded.", wrap=bytes)
    bare("trailing", "Bytes after the OCTET STRING", MALFORMED, "Only zeros may fill /Contents.",
         wrap=lambda value: der.octets(value) + b"\x05\x01\x01")
    bare("short", "A value of 255 bytes", EITHER, "As long as the modulus, or no value.",
         wrap=lambda value: der.octets(value[:-1]))
    for label, subfilter in {"detached": DETACHED, "cades": CADES, "pkcs7-sha1": PKCS7_SHA1}.items():
        bare(f"as-{label}", f"A bare value under {subfilter}", MALFORMED, "That kind is CMS.", subfilter=subfilter)


def _forger(workshop):
    return workshop.once("old_forger", lambda: certify(
        new_rsa(), name("vouchd test signer of long ago"), workshop.pki.forger_issuer,
        valid=(dt.datetime(2015, 1, 1), dt.datetime(2045, 1, 1))))


def _unknown():
    register("subfilter-unknown", "format", "An ordinary CMS signature under a name nobody knows",
             open_question("signature.unsupported"),
             lambda w: w.signed_bytes(field=Field(subfilter="vouchd.test.unknown")),
             "What kind of signature it is, its name should say.")


_digested()
_bare()
_unknown()
