"""What a source may ask for beside a path: purposes and policies of the signer's certificate.

RFC 5280 4.2.1.12 and 4.2.1.4; policies are processed on every level of a path (6.1.3).
"""

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from .catalogue import passed
from .configurations import ISSUER, SUBJECT, variant
from .paths import NOT_TRUSTED, WRONG_SIGNER, below, path
from .pki import certify, name, new_p256

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
POLICY = x509.ObjectIdentifier("1.3.6.1.4.1.99999.5")
OTHER_POLICY = x509.ObjectIdentifier("1.3.6.1.4.1.99999.6")
ANY_POLICY = x509.ObjectIdentifier("2.5.29.32.0")
ANCHOR = "anchors: [../../trust/root.pem]"
variant("purpose", ISSUER, SUBJECT, f"extended_key_usage: [{DOCUMENT_SIGNING.dotted_string}]")
variant("policy", ISSUER, SUBJECT, f"policies: [{POLICY.dotted_string}]")
variant("policy-anchors", ANCHOR, SUBJECT, f"policies: [{POLICY.dotted_string}]")


def purpose(*usages, critical=False):
    return {"extra": ((x509.ExtendedKeyUsage(usages), critical),)}


def policy(*identifiers):
    said = [x509.PolicyInformation(identifier, None) for identifier in identifiers]
    return (x509.CertificatePolicies(said), False)


def issued(**options):
    """-> workshop -> chain: directly by the pinned issuer."""
    return lambda w: [certify(new_p256(), name("vouchd test signer of a kind"), w.pki.issuer, **options)]


def _purposes():
    path("purpose-fits", "The purpose that the source asks for", passed(), issued(**purpose(DOCUMENT_SIGNING)),
         trust="purpose")
    path("purpose-among-others", "The purpose among others", passed(),
         issued(**purpose(ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING)), trust="purpose")
    path("purpose-other", "Another purpose", WRONG_SIGNER, issued(**purpose(ExtendedKeyUsageOID.EMAIL_PROTECTION)),
         "The source asks for document signing.", trust="purpose")
    path("purpose-other-critical", "Another purpose, critical", WRONG_SIGNER,
         issued(**purpose(ExtendedKeyUsageOID.CODE_SIGNING, critical=True)), "The source asks for document signing.",
         trust="purpose")
    path("policy-fits", "The policy that the source asks for", passed(), issued(extra=(policy(OTHER_POLICY, POLICY),)),
         trust="policy")
    path("policy-other", "Another policy", WRONG_SIGNER, issued(extra=(policy(OTHER_POLICY),)),
         "The source asks for a policy by name.", trust="policy")
    path("policy-absent", "No policy", WRONG_SIGNER, issued(), "The source asks for a policy by name.", trust="policy")
    path("policy-all-levels", "The policy on every level", passed(),
         below({"extra": (policy(POLICY),)}, signer={"extra": (policy(POLICY),)}), trust="policy-anchors")
    path("policy-any-above", "The policy below a CA of any policy", passed(),
         below({"extra": (policy(ANY_POLICY),)}, signer={"extra": (policy(POLICY),)}), trust="policy-anchors")
    path("policy-signer-alone", "The policy of the signer alone", NOT_TRUSTED,
         below({}, signer={"extra": (policy(POLICY),)}), "RFC 5280 6.1.3 (e): the CA was not given it.",
         trust="policy-anchors")
    path("policy-ca-alone", "The policy of the CA alone", NOT_TRUSTED, below({"extra": (policy(POLICY),)}),
         "RFC 5280 6.1.3 (e): the signer has none.", trust="policy-anchors")


_purposes()
