"""Signatures and certificates: kinds that must pass, and each field made wrong.

The file around the signature is always in order; only the CMS or the certificate
differs. Verdicts follow RFC 5652, RFC 5035, RFC 5280 and ETSI EN 319 102-1.
"""

import datetime as dt

from . import cms
from .catalogue import failed, open_question, passed, register, undecided
from .record import BEIJING
from .sign import CADES, Field

MALFORMED = failed("FORMAT_FAILURE", "signature.malformed")
NO_PATH = undecided("NO_CERTIFICATE_CHAIN_FOUND", "trust.no_path")
WRONG_SIGNER = undecided("CHAIN_CONSTRAINTS_FAILURE", "trust.wrong_signer")
NO_CERTIFICATE = undecided("NO_SIGNING_CERTIFICATE_FOUND", "signature.no_certificate")
IN_CADES = Field(subfilter=CADES)


def signature(name, title, expect, change, why="", field=Field(), group="signature", **options):
    """`change`: Pki -> changes of the proper plan."""

    def maker(workshop):
        return workshop.signed_bytes(plan=workshop.plan(**change(workshop.pki)), field=field)

    register(name, group, title, expect, maker, why, **options)


def by(attribute, **changes):
    """Signed by this identity of the PKI."""
    return lambda pki: {"signer": getattr(pki, attribute), **changes}


def always(**changes):
    return lambda pki: changes


def _kinds():
    for digest in ("sha384", "sha512"):
        signature(f"rsa-{digest}", f"RSA with {digest}", passed(), always(digest=digest))
    signature("rsa-plain-oid", "rsaEncryption as the signature algorithm", passed(), always(scheme="rsa"),
              "RFC 3370 3.2: implementations must accept it.")
    signature("rsa-pss", "RSA-PSS with SHA-256", passed(), always(scheme="pss"))
    signature("rsa-pss-sha512", "RSA-PSS with SHA-512", passed(), always(scheme="pss", digest="sha512"))
    signature("ecdsa", "ECDSA on P-256", passed(), by("ec_signer"))
    signature("ecdsa-sha384", "ECDSA on P-256 with SHA-384", passed(), by("ec_signer", digest="sha384"))
    signature("ber-indefinite", "BER with indefinite length", passed(), always(indefinite=True),
              "ISO 32000 asks for DER, ordinary producers write this; its end is well defined.")
    signature("bag-with-issuer", "The issuer's certificate in the bag", passed(),
              lambda pki: {"bag": (pki.issuer, pki.signer)})
    signature("bag-with-stranger", "A stranger's certificate in the bag", passed(),
              lambda pki: {"bag": (pki.self_signed, pki.signer)}, "What lies in the bag is no trust and no harm.")
    signature("cades-rsa-pss", "CAdES with RSA-PSS", passed(),
              lambda pki: {"scheme": "pss", "certificate_named": pki.signer}, field=IN_CADES)


def _attribute(kind, change):
    """Change one attribute: its values become a list of lists of values, one each attribute."""

    def attributes(items):
        out = []
        for oid, values in items:
            changed = change(values) if oid == kind else [values]
            out += [(oid, new) for new in changed]
        return out

    return always(attributes=attributes)


def _attributes():
    digest, content = cms.MESSAGE_DIGEST, cms.CONTENT_TYPE
    for kind, name in ((digest, "digest"), (content, "content-type")):
        signature(f"{name}-missing", f"Without the {name} attribute", MALFORMED,
                  _attribute(kind, lambda values: []), "RFC 5652 11: must be there with signed attributes.")
        signature(f"{name}-twice", f"The {name} attribute twice", MALFORMED,
                  _attribute(kind, lambda values: [values, values]), "RFC 5652 11: must not be there twice.")
        signature(f"{name}-two-values", f"Two values in the {name} attribute", MALFORMED,
                  _attribute(kind, lambda values: [values * 2]), "RFC 5652 11: exactly one value.")
        signature(f"{name}-no-value", f"No value in the {name} attribute", MALFORMED,
                  _attribute(kind, lambda values: [[]]), "RFC 5652 11: exactly one value.")
    signature("content-type-other", "The content-type attribute says signedData", MALFORMED,
              always(content_type=cms.SIGNED_DATA), "It must equal eContentType.")
    signature("digest-other", "The message-digest attribute is another document's",
              failed("HASH_FAILURE", "signature.digest_mismatch"), always(digest_override=bytes(32)),
              "The covered bytes do not have this digest.")
    signature("attributes-missing", "No signed attributes",
              undecided("SIG_CONSTRAINTS_FAILURE", "signature.attributes"), always(signed_attributes=False),
              "RFC 5652 allows it, but nothing says what the value was made for: a constraint, no damage.")


def _structure():
    signature("signers-two", "Two SignerInfos", MALFORMED, lambda pki: {"second": cms.Plan(pki.ec_signer)},
              "ISO 32000-1 12.8.3.3: a single signer.")
    signature("signers-two-forger-first", "A forger's SignerInfo beside a genuine one", MALFORMED,
              lambda pki: {"signer": pki.forger, "bag": (pki.forger, pki.signer), "second": cms.Plan(pki.signer)},
              "The genuine one must not lend its name.")
    signature("signers-none", "No SignerInfo", MALFORMED, always(copies=0), "Nobody has signed.")
    signature("embedded-content", "Content inside a detached signature", MALFORMED,
              always(embed=b"something else"), "Two contents: which one was signed?")
    signature("garbage-after", "Bytes after the DER", MALFORMED, always(trailing=b"\x30\x03\x02\x01\x07"),
              "Only zeros may fill /Contents.")
    signature("algorithm-declared-other", "Declared SHA-512 with RSA, made with SHA-256", MALFORMED,
              always(declared_signature="sha512"), "Digest and signature algorithm disagree.")
    signature("digest-declared-other", "Declared digest SHA-512, made with SHA-256", MALFORMED,
              always(declared_digest="sha512", declared_signature="sha256"),
              "Digest and signature algorithm disagree.")
    signature("certificate-missing", "No certificate in the CMS", NO_CERTIFICATE, always(bag=()),
              "Nobody can say who signed.")
    signature("certificate-of-another", "Another genuine certificate instead of the signer's", NO_CERTIFICATE,
              lambda pki: {"bag": (pki.other_signer,)}, "The named certificate is not there.")
    signature("genuine-named", "A forger's key under the genuine signer's name",
              failed("SIG_CRYPTO_FAILURE", "signature.value_wrong"),
              lambda pki: {"key": pki.issuer.key},
              "The named certificate's key did not make this value.")
    signature("value-changed", "Signature value with one bit turned",
              failed("SIG_CRYPTO_FAILURE", "signature.value_wrong"), always(broken_value=True),
              "It verifies under no key.")


def _cades():
    signature("cades-named-other", "CAdES: signing-certificate of another", NO_CERTIFICATE,
              lambda pki: {"certificate_named": pki.other_signer}, "RFC 5035 5.4.", field=IN_CADES)
    signature("cades-named-missing", "CAdES without signing-certificate",
              undecided("SIG_CONSTRAINTS_FAILURE", "signature.attributes"), always(),
              "ETSI EN 319 122-1 5.2.2: it must be there.", field=IN_CADES)
    signature("detached-named-other", "Detached: signing-certificate of another", NO_CERTIFICATE,
              lambda pki: {"certificate_named": pki.other_signer}, "Where it is given it must be right.")


def _forgers():
    signature("forger-same-names", "An issuer of the same names, another key", NO_PATH,
              lambda pki: {"signer": pki.forger, "bag": (pki.forger, pki.forger_issuer)},
              "Names are not keys.")
    signature("forger-genuine-in-bag", "As before, the genuine certificates in the bag", NO_PATH,
              lambda pki: {"signer": pki.forger, "bag": (pki.signer, pki.issuer, pki.forger)},
              "This is what passes where any certificate may equal the pinned one.")
    signature("forger-no-key-ids", "A forger's certificate without key identifiers", NO_PATH,
              by("forger_without_key_ids"), "Only the certificate's own signature tells.")
    signature("forger-self-signed", "A self-signed signer of the genuine name", NO_PATH, by("self_signed"),
              "Nobody issued it.")
    signature("forger-sha1", "A forger's signature with SHA-1", open_question("trust.no_path"),
              by("forger", digest="sha1"), "Unknown and weak: whichever is named first, nobody issued it.")
    signature("issuer-signs", "The pinned issuer itself signs",
              open_question(any_of=["trust.wrong_signer", "trust.no_path"]), by("issuer"),
              "An issuer is not a signer.")


def _certificates():
    inside = "2026-04-05T00:00:00Z"
    signature("expired-since", "Signer expired since", undecided("OUT_OF_BOUNDS_NO_POE", "trust.expired_since"),
              by("expired"), "The claimed time lies inside the validity, T does not; nothing proves the time.")
    signature("expired-since-existed", "Signer expired since, receipt in time stated", passed(),
              by("expired"), "A proof of existence moves T inside the validity.", existed_by=inside)
    signature("expired-before", "Signer had expired before", undecided("OUT_OF_BOUNDS_NO_POE", "trust.expired"),
              by("long_expired"), "Neither T nor the claimed time lies inside.")
    signature("not-yet-valid", "Signer not valid yet", undecided("OUT_OF_BOUNDS_NO_POE", "trust.not_yet_valid"),
              by("not_yet"), "T lies before notBefore.")
    future = dt.datetime(2030, 1, 1, tzinfo=BEIJING)
    signature("signed-in-future", "Claims to be signed after T",
              undecided("OUT_OF_BOUNDS_NO_POE", "trust.future_time"), always(),
              "A signature cannot be younger than the moment it is judged at.", field=Field(when=future))
    signature("usage-encipherment", "Signer's key is for encipherment only", WRONG_SIGNER, by("encipherer"),
              "Key usage without digitalSignature and nonRepudiation.")
    signature("usage-absent", "Signer without key usage", passed(), by("no_usage"),
              "RFC 5280 4.2.1.3: absent means unrestricted.")
    signature("critical-unknown", "Unknown critical extension in the signer's certificate", WRONG_SIGNER,
              by("critical"), "RFC 5280 4.2: must be rejected.")
    signature("subject-other", "Another customer of the same issuer", WRONG_SIGNER, by("stranger"),
              "The source's subject is 国家移民管理局.")


def _algorithms():
    weak = undecided("CRYPTO_CONSTRAINTS_FAILURE_NO_POE", "signature.weak_algorithm")
    signature("sha1", "RSA with SHA-1", weak, always(digest="sha1"), "SHA-1 ended on 2019-12-31.")
    signature("sha1-existed", "RSA with SHA-1, receipt in 2026 stated",
              undecided("CRYPTO_CONSTRAINTS_FAILURE", "signature.weak_algorithm"), always(digest="sha1"),
              "It had ended at the proven time already.", existed_by="2026-04-05T00:00:00Z")
    signature("rsa-1024", "RSA with 1024 bits", weak, by("weak_signer"), "Shorter than any RSA key still good.")
    signature("rsa-2048-in-2030", "RSA with 2048 bits judged in 2030", weak, always(),
              "RSA below 3000 bits ends on 2029-12-31.", at="2030-06-01T00:00:00Z")
    signature("rsa-2048-in-2030-existed", "As before, receipt in 2026 stated", passed(), always(),
              "It was good when it existed.", at="2030-06-01T00:00:00Z", existed_by="2026-04-05T00:00:00Z")


def _trust():
    """The same kinds of file under other configurations of the source."""
    signature("plain-issuer-assumed", "Issuer without CA:TRUE, configured as assumed", passed(),
              by("plain_signer"), "The entry says ca: assumed.", group="trust", trust="assumed")
    signature("plain-issuer", "Issuer without CA:TRUE, configured by nobody", NO_PATH, by("plain_signer"),
              "A configuration that names it without ca: assumed is refused at start.", group="trust")
    signature("signer-listed", "A listed signer", passed(), always(), group="trust", trust="signers")
    signature("signer-not-listed", "Another of the same issuer, where signers are listed",
              open_question(any_of=["trust.no_path", "trust.wrong_signer"]), by("other_signer"),
              "Only the listed certificate is trusted, whatever its issuer.", group="trust", trust="signers")
    signature("chain", "Three levels up to an anchor", passed(),
              lambda pki: {"signer": pki.chained, "bag": (pki.chained, pki.intermediate)},
              group="trust", trust="anchors")
    signature("chain-with-root", "Three levels, the root in the bag, in disorder", passed(),
              lambda pki: {"signer": pki.chained, "bag": (pki.root, pki.intermediate, pki.chained)},
              group="trust", trust="anchors")
    signature("chain-broken", "Three levels, the middle one missing", NO_PATH, by("chained"),
              "No path can be built.", group="trust", trust="anchors")
    signature("chain-through-leaf", "Issued by an end-entity certificate", NO_PATH,
              lambda pki: {"signer": pki.leaf_as_issuer, "bag": (pki.leaf_as_issuer, pki.chained, pki.intermediate)},
              "RFC 5280 6.1.4 (k): an issuer must be a CA.", group="trust", trust="anchors")
    signature("pinned-below-anchor", "An intermediate's signer where only the root's issuer is pinned", NO_PATH,
              lambda pki: {"signer": pki.chained, "bag": (pki.chained, pki.intermediate)},
              "`issuers` means issued directly.", group="trust")
    signature("no-trust", "A source without any trust",
              undecided("NO_CERTIFICATE_CHAIN_FOUND", "trust.not_configured"), always(),
              "Intact, and nobody said whom to trust.", group="trust", trust="none")


_kinds()
_attributes()
_structure()
_cades()
_forgers()
_certificates()
_algorithms()
_trust()
