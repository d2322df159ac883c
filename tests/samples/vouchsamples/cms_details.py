"""Details of SignedData: who is named and how, what lies in the bag, attributes beside the two that must be there.

RFC 5652 5.3 and 10.2, RFC 5035 (signing certificates), RFC 6211 (algorithm protection).
"""

import hashlib

from . import algorithms, cms, der
from .catalogue import passed, register
from .sign import Field
from .signatures import IN_CADES, MALFORMED, NO_CERTIFICATE
from .status import key_bits

SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"
COUNTERSIGNATURE = "1.2.840.113549.1.9.6"
MIME_TYPE = "0.4.0.1733.2.1"


def detail(label, title, expect, why="", change=lambda workshop: {}, field=Field()):
    """`change`: workshop -> changes of the plan"""

    def maker(workshop):
        return workshop.signed_bytes(plan=workshop.plan(**change(workshop)), field=field)

    register(f"cms-{label}", "cms", title, expect, maker, why)


def by_key(identity):
    """SignerIdentifier [0]: the subject key identifier."""
    return der.implicit(0, der.octets(hashlib.sha1(key_bits(identity)).digest()))


def _names():
    detail("named-by-key", "The signer named by key identifier", passed(), "RFC 5652 5.3: version 3.",
           lambda w: {"named": by_key(w.pki.signer), "info_version": 3, "version": 3})
    detail("named-by-other-key", "Another key identifier than the signer's", NO_CERTIFICATE,
           "The named certificate is not there.",
           lambda w: {"named": by_key(w.pki.other_signer), "info_version": 3, "version": 3})
    detail("named-by-key-of-two", "Named by key identifier, two certificates in the bag", passed(), "",
           lambda w: {"named": by_key(w.pki.signer), "info_version": 3, "version": 3,
                      "bag": (w.pki.other_signer, w.pki.signer)})
    detail("bag-twice", "The signer's certificate twice in the bag", passed(), "",
           lambda w: {"bag": (w.pki.signer, w.pki.signer)})


class Element:
    """Something in the bag that is no certificate."""

    def __init__(self, data):
        self.der = data


def _bag():
    attribute_certificate = der.implicit(2, der.sequence(der.sequence(der.integer(1)), der.sequence(), der.bits(b"")))
    other = der.implicit(3, der.sequence(der.oid("1.3.6.1.4.1.99999.11"), der.utf8("other")))
    detail("bag-attribute-certificate", "An attribute certificate in the bag", passed(), "RFC 5652 10.2.2; not looked at.",
           lambda w: {"bag": (w.pki.signer, Element(attribute_certificate)), "version": 4})
    detail("bag-other", "Another format of certificate in the bag", passed(), "RFC 5652 10.2.2; not looked at.",
           lambda w: {"bag": (w.pki.signer, Element(other)), "version": 5})
    detail("revocation-other", "Another format of revocation beside the certificates", passed(),
           "RFC 5652 10.2.1; not looked at.",
           lambda w: {"revocation": (der.implicit(1, der.sequence(der.oid("1.3.6.1.4.1.99999.12"), der.null())),),
                      "version": 5})


def ess(*entries):
    return der.sequence(der.sequence(*entries))


def ess_v2(identity, digest="sha256", serial=None, declared=None):
    named = [] if digest == "sha256" and not declared else [algorithms.digest_algorithm(declared or digest)]
    issuer, own = der.children(cms.issuer_and_serial(identity.der))
    general = der.sequence(der.explicit(4, issuer))
    return der.sequence(*named, der.octets(algorithms.digest_value(digest, identity.der)),
                        der.sequence(general, serial or own))


def ess_v1(identity):
    return der.sequence(der.octets(hashlib.sha1(identity.der).digest()))


def with_attribute(kind, make):
    """A further signed attribute; `make`: workshop -> its value"""
    return lambda w: {"content_attributes": lambda content: [(kind, [make(w)])]}


def _signing_certificates():
    v2 = cms.SIGNING_CERTIFICATE_V2
    for digest in ("sha384", "sha512"):
        detail(f"named-{digest}", f"signing-certificate-v2 with {digest}", passed(), "",
               with_attribute(v2, lambda w, d=digest: ess(ess_v2(w.pki.signer, d))), IN_CADES)
    detail("named-chain", "signing-certificate-v2: the signer's, then its issuer's", passed(),
           "RFC 5035 5.4: the first is the signer's.",
           with_attribute(v2, lambda w: ess(ess_v2(w.pki.signer), ess_v2(w.pki.issuer))), IN_CADES)
    detail("named-second", "signing-certificate-v2: the signer's stands second", NO_CERTIFICATE,
           "RFC 5035 5.4: the first is the signer's.",
           with_attribute(v2, lambda w: ess(ess_v2(w.pki.issuer), ess_v2(w.pki.signer))), IN_CADES)
    detail("named-serial-other", "signing-certificate-v2: digest right, serial number another's", passed(),
           "ETSI EN 319 122-1 5.2.2: issuer and serial number are a hint, the digest binds.",
           with_attribute(v2, lambda w: ess(ess_v2(w.pki.signer, serial=der.integer(5)))), IN_CADES)
    detail("named-digest-other", "signing-certificate-v2: another digest declared", NO_CERTIFICATE,
           "The certificate has another digest.",
           with_attribute(v2, lambda w: ess(ess_v2(w.pki.signer, declared="sha3_256"))), IN_CADES)
    detail("named-v1", "signing-certificate of version 1", passed(), "RFC 2634; SHA-1, and harmless beside it.",
           with_attribute(SIGNING_CERTIFICATE, lambda w: ess(ess_v1(w.pki.signer))))
    detail("named-v1-other", "signing-certificate of version 1, another's", NO_CERTIFICATE,
           "Where it is given it must be right.",
           with_attribute(SIGNING_CERTIFICATE, lambda w: ess(ess_v1(w.pki.other_signer))))
    detail("named-nobody", "signing-certificate-v2 that names nobody",
           MALFORMED, "RFC 5035: at least one.", with_attribute(v2, lambda w: ess()), IN_CADES)


def protection(digest="sha256", signature_digest="sha256"):
    value = der.sequence(der.oid(algorithms.RSA_WITH[signature_digest]), der.null())
    return der.sequence(algorithms.digest_algorithm(digest), der.implicit(1, value))


def _attributes():
    detail("protection", "Algorithm protection that says what was used", passed(), "RFC 6211.",
           with_attribute(ALGORITHM_PROTECTION, lambda w: protection()))
    detail("protection-other-digest", "Algorithm protection with another digest", MALFORMED,
           "RFC 6211 3: they must be the same.", with_attribute(ALGORITHM_PROTECTION, lambda w: protection("sha512")))
    detail("protection-other-value", "Algorithm protection with another signature algorithm", MALFORMED,
           "RFC 6211 3: they must be the same.",
           with_attribute(ALGORITHM_PROTECTION, lambda w: protection(signature_digest="sha512")))
    detail("mime-type", "An attribute nobody needs", passed(), "What is signed beside harms nothing.",
           with_attribute(MIME_TYPE, lambda w: der.utf8("application/pdf")))
    detail("countersigned", "A countersignature by a stranger", passed(), "It is about the value, not the document.",
           lambda w: {"unsigned": lambda value: [(COUNTERSIGNATURE, [cms.signer_info(
               cms.Plan(w.pki.forger), value)])]})


_names()
_bag()
_signing_certificates()
_attributes()
