"""Signers' names as a source asks for them, and customers of the same issuer who come close.

The issuer certifies others too: only the subject tells the signer that makes records.
And trust that ends on a day, for an issuer, a signer or an algorithm.
"""

from . import der
from .catalogue import passed, register, undecided
from .certificates import Odd
from .configurations import SUBJECT, trust_file, variant
from .pki import AUTHORITY, new_p256

WRONG_SIGNER = undecided("CHAIN_CONSTRAINTS_FAILURE", "trust.wrong_signer")
WEAK = undecided("CRYPTO_CONSTRAINTS_FAILURE_NO_POE", "signature.weak_algorithm")
WEAK_EVEN_THEN = undecided("CRYPTO_CONSTRAINTS_FAILURE", "signature.weak_algorithm")
COUNTRY, ORGANISATION, UNIT, COMMON = "2.5.4.6", "2.5.4.10", "2.5.4.11", "2.5.4.3"
BEFORE = {"existed_by": "2026-04-20T00:00:00Z"}
ISSUER = "../../trust/issuer.pem"

variant("prefix", f"issuers: [{ISSUER}]", 'subject: {O: 国家移民管理局, CN: "vouchd test records*"}')
variant("until", f"issuers: [{{path: {ISSUER}, until: 2026-05-01}}]", SUBJECT)
variant("signer-until", "signers: [{path: ../../trust/signer.pem, until: 2026-05-01}]")
variant("table", f"issuers: [{ISSUER}]", SUBJECT, "algorithms: ../../trust/algorithms.yaml")
TABLE = """version: 2026-06-01
digests:
  - {name: sha256, until: 2026-05-01}
  - {name: sha512}
keys:
  - {name: rsa, bits_from: 2048, bits_to: 16384}
"""
trust_file("algorithms.yaml", lambda workshop: TABLE.encode())


def attribute(kind, value):
    return der.sequence(der.oid(kind), value if isinstance(value, bytes) else der.utf8(value))


def subject(*relative_names):
    """A name; each item an attribute, or several in one relative name."""
    return der.sequence(*(
        der.set_of(*(attribute(*one) for one in (item if isinstance(item, list) else [item])))
        for item in relative_names
    ))


def named(label, title, expect, why, *relative_names, trust="default"):
    def maker(workshop):
        signer = Odd(new_p256(), workshop.pki.issuer, subject=subject(*relative_names))
        return workshop.signed_bytes(plan=workshop.plan(signer=signer))

    register(f"subject-{label}", "subject", title, expect, maker, why, trust=trust)


def bmp(text):
    return der.tlv(0x1E, text.encode("utf-16-be"))


def _names():
    common = (COMMON, "vouchd test")
    other = "The source's subject is another one."
    named("organisation", "The organisation alone", passed(), "", (ORGANISATION, AUTHORITY))
    named("bmp", "The organisation as BMPString", passed(), "RFC 5280 7.1: equal whatever the type.",
          (ORGANISATION, bmp(AUTHORITY)), common)
    named("in-one", "Organisation and unit in one relative name", passed(), "",
          [(ORGANISATION, AUTHORITY), (UNIT, "unit")], common)
    named("longer", "The name and more behind it", WRONG_SIGNER, other, (ORGANISATION, AUTHORITY + "科技公司"), common)
    named("shorter", "The name's beginning", WRONG_SIGNER, other, (ORGANISATION, AUTHORITY[:-1]), common)
    named("in-unit", "The name as a unit of another organisation", WRONG_SIGNER, other,
          (ORGANISATION, "其他单位"), (UNIT, AUTHORITY), common)
    named("in-common", "The name as the common name", WRONG_SIGNER, other, (ORGANISATION, "其他单位"),
          (COMMON, AUTHORITY))
    named("nul", "The name, a zero byte, and more", WRONG_SIGNER, other,
          (ORGANISATION, AUTHORITY + "\0.其他单位"), common)
    why = "Which of them is it? A name that needs an answer to that is none."
    named("twice", "Two organisations, the second is the one asked for", WRONG_SIGNER, why,
          (ORGANISATION, "其他单位"), (ORGANISATION, AUTHORITY), common)
    named("twice-first", "Two organisations, the first is the one asked for", WRONG_SIGNER, why,
          (ORGANISATION, AUTHORITY), (ORGANISATION, "其他单位"), common)
    named("compatible", "The name in radicals that look alike", WRONG_SIGNER, other,
          (ORGANISATION, AUTHORITY.replace("民", "\u2ea0")), common)
    named("empty", "An empty subject", WRONG_SIGNER, other)


def _prefixes():
    other = "The source's subject is another one."
    for label, common, expect, why in (
        ("fits", "vouchd test records 3", passed(), ""),
        ("exact", "vouchd test records", passed(), ""),
        ("other", "vouchd test mail", WRONG_SIGNER, other),
        ("inside", "a vouchd test records 3", WRONG_SIGNER, other),
    ):
        named(f"prefix-{label}", f"A common name by its beginning: {label}", expect, why, (ORGANISATION, AUTHORITY),
              (COMMON, common), trust="prefix")
    named("prefix-organisation-other", "The common name fits, the organisation does not", WRONG_SIGNER, other,
          (ORGANISATION, "其他单位"), (COMMON, "vouchd test records 3"), trust="prefix")


def ended(label, title, expect, why, trust, change=lambda pki: {}, **options):
    register(f"until-{label}", "subject", title, expect,
             lambda w: w.signed_bytes(plan=w.plan(**change(w.pki))), why, trust=trust, **options)


def _ends():
    ended("issuer", "The issuer is trusted until a day before T", WRONG_SIGNER, "Retired: what came later does not count.",
          "until")
    ended("issuer-existed", "As before, receipt in time stated", passed(), "It counted when it existed.", "until",
          **BEFORE)
    ended("signer", "The signer is trusted until a day before T", WRONG_SIGNER, "Retired: what came later does not count.",
          "signer-until")
    ended("signer-existed", "As before, receipt in time stated", passed(), "It counted when it existed.",
          "signer-until", **BEFORE)
    ended("table-digest", "A digest that the source's own table ends", WEAK, "SHA-256 until 2026-05-01.", "table")
    ended("table-digest-existed", "As before, receipt in time stated", passed(), "It was good when it existed.",
          "table", **BEFORE)
    ended("table-key", "A key that the source's own table does not name", WEAK_EVEN_THEN, "RSA alone.", "table",
          lambda pki: {"signer": pki.ec_signer, "digest": "sha512"}, **BEFORE)


_names()
_prefixes()
_ends()
