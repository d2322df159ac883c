"""CMS SignedData (RFC 5652) built field by field, so that each field can be wrong."""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from . import algorithms, der
from .algorithms import digest_algorithm, digest_value

DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"


@dataclass(frozen=True)
class Plan:
    """What the SignedData says; the defaults are a proper signature."""

    signer: object  # the Identity that is named and, unless `key` is given, signs
    key: object = None
    digest: str = "sha256"
    scheme: str = ""  # see algorithms.py
    bag: tuple | None = None  # Identities; None: the signer's alone
    signing_time: dt.datetime | None = None
    certificate_named: object = None  # signing-certificate-v2 for this Identity
    attributes: object = None  # function on [(oid, [DER values])]
    content_attributes: object = None  # function of the content -> more of them
    signed_attributes: bool = True
    unsigned: object = None  # function of the signature value -> [(oid, [DER values])]
    revocation: tuple = ()  # RevocationInfoChoice elements
    declared_digest: str = ""
    declared_signature: str = ""  # a digest's name: "with this one", whatever was used
    declared_algorithm: bytes = b""  # AlgorithmIdentifier of the signature, whatever was used
    embed: bytes | None = None
    digested: str = ""  # the content is this digest of what is covered, and embedded
    copies: int = 1
    second: object = None  # Plan of another SignerInfo
    trailing: bytes = b""
    indefinite: bool = False
    digest_override: bytes | None = None
    content_type: str = DATA  # of the attribute
    inner_type: str = DATA  # eContentType
    outer_type: str = SIGNED_DATA
    version: int = 1
    info_version: int = 1  # of SignerInfo
    named: bytes = b""  # SignerIdentifier, where it is not issuer and serial number
    broken_value: bool = False

    def but(self, **changes):
        return replace(self, **changes)

    def timed(self, when):
        return self if self.signing_time else self.but(signing_time=when)

    def contents(self, covered):
        """-> what goes into /Contents"""
        if not self.digested:
            return build(self, covered)
        content = digest_value(self.digested, covered) if self.embed is None else self.embed
        return build(self.but(embed=content), content)


def to_be_signed(certificate_der):
    """-> the elements of TBSCertificate; the first is empty in version 1"""
    parts = der.children(der.children(certificate_der)[0])
    return parts if parts[0][0] == 0xA0 else [b"", *parts]


def issuer_and_serial(certificate_der):
    parts = to_be_signed(certificate_der)
    return der.sequence(parts[3], parts[1])


def signature_algorithm(plan):
    if plan.declared_algorithm:
        return plan.declared_algorithm
    digest = plan.declared_signature or plan.digest
    return algorithms.signature_algorithm(plan.key or plan.signer.key, digest, plan.scheme)


def signing_certificate(identity):
    """RFC 5035: ESSCertIDv2 with the default SHA-256, and the issuer's name and serial."""
    issuer, serial = der.children(issuer_and_serial(identity.der))
    general = der.sequence(der.explicit(4, issuer))
    one = der.sequence(
        der.octets(hashlib.sha256(identity.der).digest()), der.sequence(general, serial)
    )
    return der.sequence(der.sequence(one))


def attribute_list(plan, content):
    value = plan.digest_override or digest_value(plan.digest, content)
    out = [
        (CONTENT_TYPE, [der.oid(plan.content_type)]),
        (MESSAGE_DIGEST, [der.octets(value)]),
    ]
    if plan.signing_time:
        out.append((SIGNING_TIME, [der.utc_time(plan.signing_time)]))
    if plan.certificate_named:
        out.append((SIGNING_CERTIFICATE_V2, [signing_certificate(plan.certificate_named)]))
    if plan.content_attributes:
        out += plan.content_attributes(content)
    return plan.attributes(out) if plan.attributes else out


def attribute_set(items):
    return der.set_of(*(der.sequence(der.oid(kind), der.set_of(*values)) for kind, values in items))


def signer_info(plan, content):
    parts = [
        der.integer(plan.info_version),
        plan.named or issuer_and_serial(plan.signer.der),
        digest_algorithm(plan.declared_digest or plan.digest),
    ]
    signed = content
    if plan.signed_attributes:
        signed = attribute_set(attribute_list(plan, content))
        parts.append(b"\xa0" + signed[1:])
    parts.append(signature_algorithm(plan))
    value = algorithms.sign(plan.key or plan.signer.key, plan.digest, plan.scheme, signed)
    if plan.broken_value:
        value = value[:-1] + bytes([value[-1] ^ 1])
    parts.append(der.octets(value))
    if plan.unsigned:
        parts.append(b"\xa1" + attribute_set(plan.unsigned(value))[1:])
    return der.sequence(*parts)


def build(plan, content):
    """-> ContentInfo over `content` (detached unless plan.embed)"""
    infos = [signer_info(plan, content) for _ in range(plan.copies)]
    if plan.second:
        infos.append(signer_info(plan.second, content))
    inner = [der.oid(plan.inner_type)]
    if plan.embed is not None:
        inner.append(der.explicit(0, der.octets(plan.embed)))
    bag = (plan.signer,) if plan.bag is None else plan.bag
    parts = [
        der.integer(plan.version),
        der.set_of(digest_algorithm(plan.declared_digest or plan.digest)),
        der.sequence(*inner),
    ]
    if bag:
        parts.append(der.explicit(0, *(identity.der for identity in bag)))
    if plan.revocation:
        parts.append(der.explicit(1, *plan.revocation))
    parts.append(der.set_of(*infos))
    kind = der.oid(plan.outer_type)
    if plan.indefinite:
        body = der.indefinite(0x30, *parts)
        return der.indefinite(0x30, kind, der.indefinite(0xA0, body)) + plan.trailing
    return der.sequence(kind, der.explicit(0, der.sequence(*parts))) + plan.trailing
