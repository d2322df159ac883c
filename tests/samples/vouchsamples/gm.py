"""SM2 with SM3 in CMS: international identifiers, and those of GM/T 0010 (GB/T 35275).

GB/T 32918 for the signature (Z with the default identifier), GM/T 0010 for the
message; the form without attributes has the digest of the covered bytes for its
content, and the signature is over that digest.
"""

from . import algorithms, der
from .catalogue import broken, failed, passed, register, undecided
from .certificates import authority, certify
from .cms import DATA, Plan
from .configurations import SUBJECT, trust_file, variant
from .pki import name
from .sign import CADES, Field
from .sm2 import OtherWay, Sm2Key

GM_DATA = "1.2.156.10197.6.1.4.2.1"
GM_SIGNED_DATA = "1.2.156.10197.6.1.4.2.2"
MALFORMED = failed("FORMAT_FAILURE", "signature.malformed")
WRONG_VALUE = failed("SIG_CRYPTO_FAILURE", "signature.value_wrong")
EITHER = broken("signature.value_wrong", "signature.malformed")
CHANGED = failed("HASH_FAILURE", "signature.digest_mismatch")
NO_PATH = undecided("NO_CERTIFICATE_CHAIN_FOUND", "trust.no_path")


class GmPki:
    """Identities with SM2 keys, one a name."""

    def __init__(self):
        self.issuer = authority(Sm2Key(), "vouchd test SM2 issuer")
        self.signer = self.new("vouchd test SM2 signer")
        self.other = self.new("vouchd test SM2 signer 2")
        self.forger_issuer = authority(Sm2Key(), "vouchd test SM2 issuer")
        self.forger = self.new("vouchd test SM2 signer", self.forger_issuer)
        self.maker_root = authority(Sm2Key(), "vouchd test seal root")
        self.maker = self.new("vouchd test seal maker", self.maker_root)
        self.strange_maker = self.new("vouchd test seal maker", self.forger_issuer)

    def new(self, common, issuer=None, **options):
        return certify(Sm2Key(), name(common), issuer or self.issuer, **options)


def identities(workshop):
    return workshop.once("gm", GmPki)


trust_file("sm2-issuer.pem", lambda w: identities(w).issuer.pem())
trust_file("seal-root.pem", lambda w: identities(w).maker_root.pem())
variant("sm2", "issuers: [../../trust/sm2-issuer.pem]", SUBJECT)


def no_identifier(key, data):
    """As OpenSSL does when nobody says otherwise: Z of an empty identifier."""
    return key.sign(data, b"")


def no_z(key, data):
    return key.sign(data, None)


def other_identifier(key, data):
    return key.sign(data, b"8765432187654321")


def raw(key, data):
    return key.sign_raw(data)


INTERNATIONAL = {"digest": "sm3"}
GM = {"digest": "sm3", "outer_type": GM_SIGNED_DATA}
BARE = {**GM, "inner_type": GM_DATA, "digested": "sm3", "signed_attributes": False}


def gm(label, title, expect, base, why="", change=None, field=Field(), spoil=None, **plan):
    """`change`: GmPki -> further changes of the plan; `spoil(data)` afterwards, in place"""

    def maker(workshop):
        people = identities(workshop)
        made = Plan(people.signer, **{**base, **plan}).but(**(change(people) if change else {}))
        document, _ = workshop.signed(plan=made, field=field)
        if spoil:
            spoil(document.file.data)
        return document.file.data

    register(f"sm2-{label}", "gm", title, expect, maker, why, trust="sm2")


def keyed(way):
    """Signed by the signer's key in a way of its own."""
    return lambda people: {"key": OtherWay(people.signer.key, way)}


def other_page(data):
    at = data.index(b"/MediaBox [0 0 ") + len(b"/MediaBox [0 0 ")
    data[at : at + 1] = b"7"


def _international():
    gm("cms", "SM2 with SM3, international identifiers", passed(), INTERNATIONAL)
    gm("cms-301", "The signature algorithm named 301.1", passed(), INTERNATIONAL, scheme="301")
    gm("cms-301-null", "301.1 with NULL", passed(), INTERNATIONAL, scheme="301-null")
    gm("cms-raw", "The value as r || s", passed(), INTERNATIONAL, "One vendor writes 64 bytes.", keyed(raw))
    gm("cades", "CAdES with SM2", passed(), INTERNATIONAL, "", lambda p: {"certificate_named": p.signer},
       Field(subfilter=CADES))
    gm("cms-no-identifier", "Z of an empty identifier", WRONG_VALUE, INTERNATIONAL,
       "GM/T 0009: 1234567812345678 where nothing is agreed.", keyed(no_identifier))
    gm("cms-no-z", "The digest without Z", WRONG_VALUE, INTERNATIONAL, "GB/T 32918.2 5.5: Z comes first.", keyed(no_z))
    gm("cms-other-identifier", "Z of another identifier", WRONG_VALUE, INTERNATIONAL,
       "Nobody said that it is another one.", keyed(other_identifier))
    gm("cms-raw-long", "The value as 65 bytes", EITHER, INTERNATIONAL, "Neither DER nor r || s.",
       keyed(lambda key, data: key.sign_raw(data) + b"\0"))
    gm("cms-value-changed", "SM2, one bit of the value turned", WRONG_VALUE, INTERNATIONAL, "It verifies under no key.",
       broken_value=True)
    gm("cms-changed", "SM2, a page changed", CHANGED, INTERNATIONAL, "The digest is another one.", spoil=other_page)
    gm("cms-declared-ecdsa", "SM2, ECDSA with SHA-256 declared", EITHER, INTERNATIONAL, "The key is not of that kind.",
       declared_algorithm=der.sequence(der.oid(algorithms.ECDSA_WITH["sha256"])))
    gm("cms-digest-sha256", "SM2 with SM3, SHA-256 for the attributes", MALFORMED, INTERNATIONAL,
       "501 says SM3; digest and signature algorithm disagree.", digest="sha256")


def _forgers():
    gm("forger-same-names", "An SM2 issuer of the same names, another key", NO_PATH, INTERNATIONAL,
       "Names are not keys.", lambda p: {"signer": p.forger, "bag": (p.signer, p.issuer, p.forger)})
    gm("certificate-no-identifier", "The certificate's own value is of an empty identifier", NO_PATH, INTERNATIONAL,
       "The default identifier holds for certificates too.",
       lambda p: {"signer": p.new("vouchd test odd", signing=OtherWay(p.issuer.key, no_identifier))})
    gm("certificate-null", "NULL parameters in the certificate's algorithm", passed(), INTERNATIONAL,
       "Both are seen.", lambda p: {"signer": p.new("vouchd test null", null=True)})
    gm("encipherer", "The enciphering one of a pair of certificates", undecided("CHAIN_CONSTRAINTS_FAILURE",
       "trust.wrong_signer"), INTERNATIONAL, "Its key usage is not signing.",
       lambda p: {"signer": p.new("vouchd test pair", usage=("key_encipherment", "data_encipherment"))})
    register("sm2-unknown-to-rsa", "gm", "An SM2 signer where an RSA issuer is pinned", NO_PATH,
             lambda w: w.signed_bytes(plan=Plan(identities(w).signer, digest="sm3")), "Nobody trusts its issuer here.")


def _gm_message():
    gm("gm-attributes", "GM/T 0010 with attributes, content type of PKCS#7", passed(), GM, scheme="301-null")
    gm("gm-attributes-gm-type", "GM/T 0010 with attributes, content type of its own", passed(), GM,
       inner_type=GM_DATA, content_type=GM_DATA)
    gm("gm-attributes-both-types", "GM/T 0010, content type of PKCS#7 and attribute of its own", passed(), GM,
       "What government issuers of invoices write: two names of data.", inner_type=DATA, content_type=GM_DATA)
    gm("gm-attributes-other-type", "GM/T 0010, attribute and content type differ", MALFORMED, GM,
       "RFC 5652 11.1: they must be equal.", inner_type=GM_DATA, content_type=GM_SIGNED_DATA)
    gm("gm-bare", "GM/T 0010 without attributes", passed(), BARE)
    gm("gm-bare-301", "Without attributes, 301.1", passed(), BARE, scheme="301")
    gm("gm-bare-raw", "Without attributes, the value as r || s", passed(), BARE, "", keyed(raw))
    gm("gm-bare-pkcs7-type", "Without attributes, content type of PKCS#7", passed(), BARE, inner_type=DATA)
    gm("gm-bare-changed", "Without attributes, a page changed", CHANGED, BARE,
       "The content is not the digest of the covered bytes.", spoil=other_page)
    gm("gm-bare-digest-other", "Without attributes, another digest signed and embedded", CHANGED, BARE,
       "Properly signed, and about something else.", embed=bytes(32))
    gm("gm-bare-other-signed", "Without attributes, the right digest embedded, another one signed", WRONG_VALUE, BARE,
       "The value is over what is embedded, or wrong.", keyed(lambda key, data: key.sign(bytes(32))))
    gm("gm-bare-content-long", "Without attributes, 33 bytes embedded",
       broken("signature.malformed", "signature.digest_mismatch"), BARE, "SM3 has 32.", embed=bytes(33))
    gm("gm-bare-detached", "GM/T 0010 without attributes and without content",
       undecided("SIG_CONSTRAINTS_FAILURE", "signature.attributes"), GM,
       "Nothing says what the value was made for.", signed_attributes=False)
    gm("gm-bare-no-z", "Without attributes, the digest without Z", WRONG_VALUE, BARE, "GB/T 32918.2 5.5.", keyed(no_z))


_international()
_forgers()
_gm_message()
