"""CMS SignedData (RFC 5652) built field by field, so that each field can be wrong."""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from . import der

DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
RSA = "1.2.840.113549.1.1.1"
RSA_PSS = "1.2.840.113549.1.1.10"
MGF1 = "1.2.840.113549.1.1.8"
DIGESTS = {
    "sha1": ("1.3.14.3.2.26", hashes.SHA1()),
    "sha256": ("2.16.840.1.101.3.4.2.1", hashes.SHA256()),
    "sha384": ("2.16.840.1.101.3.4.2.2", hashes.SHA384()),
    "sha512": ("2.16.840.1.101.3.4.2.3", hashes.SHA512()),
}
RSA_WITH = {
    "sha1": "1.2.840.113549.1.1.5",
    "sha256": "1.2.840.113549.1.1.11",
    "sha384": "1.2.840.113549.1.1.12",
    "sha512": "1.2.840.113549.1.1.13",
}
ECDSA_WITH = {
    "sha1": "1.2.840.10045.4.1",
    "sha256": "1.2.840.10045.4.3.2",
    "sha384": "1.2.840.10045.4.3.3",
    "sha512": "1.2.840.10045.4.3.4",
}


def digest_algorithm(digest):
    return der.sequence(der.oid(DIGESTS[digest][0]), der.null())


@dataclass(frozen=True)
class Plan:
    """What the SignedData says; the defaults are a proper signature."""

    signer: object  # the Identity that is named and, unless `key` is given, signs
    key: object = None
    digest: str = "sha256"
    scheme: str = ""  # "", "pss", or "rsa": rsaEncryption as the signature algorithm
    bag: tuple | None = None  # Identities; None: the signer's alone
    signing_time: dt.datetime | None = None
    certificate_named: object = None  # signing-certificate-v2 for this Identity
    attributes: object = None  # function on [(oid, [DER values])]
    signed_attributes: bool = True
    declared_digest: str = ""
    declared_signature: str = ""  # a digest's name: "with this one", whatever was used
    embed: bytes | None = None
    copies: int = 1
    second: object = None  # Plan of another SignerInfo
    trailing: bytes = b""
    indefinite: bool = False
    digest_override: bytes | None = None
    content_type: str = DATA
    broken_value: bool = False

    def but(self, **changes):
        return replace(self, **changes)


def issuer_and_serial(certificate_der):
    tbs = der.children(certificate_der)[0]
    parts = der.children(tbs)
    return der.sequence(parts[3], parts[1])


def signature_algorithm(plan):
    digest = plan.declared_signature or plan.digest
    key = plan.key or plan.signer.key
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return der.sequence(der.oid(ECDSA_WITH[digest]))
    if plan.scheme == "pss":
        hashed = digest_algorithm(digest)
        parameters = der.sequence(
            der.explicit(0, hashed),
            der.explicit(1, der.sequence(der.oid(MGF1), hashed)),
            der.explicit(2, der.integer(DIGESTS[digest][1].digest_size)),
        )
        return der.sequence(der.oid(RSA_PSS), parameters)
    return der.sequence(der.oid(RSA if plan.scheme == "rsa" else RSA_WITH[digest]), der.null())


def sign_bytes(plan, data):
    key = plan.key or plan.signer.key
    algorithm = DIGESTS[plan.digest][1]
    hashed = utils.Prehashed(algorithm)
    value = hashlib.new(plan.digest, data).digest()
    if isinstance(key, rsa.RSAPrivateKey):
        if plan.scheme == "pss":
            scheme = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
        else:
            scheme = padding.PKCS1v15()
        return key.sign(value, scheme, hashed)
    return key.sign(value, ec.ECDSA(hashed))


def signing_certificate(identity):
    """RFC 5035: ESSCertIDv2 with the default SHA-256, and the issuer's name and serial."""
    issuer, serial = der.children(issuer_and_serial(identity.der))
    general = der.sequence(der.explicit(4, issuer))
    one = der.sequence(
        der.octets(hashlib.sha256(identity.der).digest()), der.sequence(general, serial)
    )
    return der.sequence(der.sequence(one))


def attribute_list(plan, content):
    value = plan.digest_override or hashlib.new(plan.digest, content).digest()
    out = [
        (CONTENT_TYPE, [der.oid(plan.content_type)]),
        (MESSAGE_DIGEST, [der.octets(value)]),
    ]
    if plan.signing_time:
        out.append((SIGNING_TIME, [der.utc_time(plan.signing_time)]))
    if plan.certificate_named:
        out.append((SIGNING_CERTIFICATE_V2, [signing_certificate(plan.certificate_named)]))
    return plan.attributes(out) if plan.attributes else out


def signer_info(plan, content):
    parts = [
        der.integer(1),
        issuer_and_serial(plan.signer.der),
        digest_algorithm(plan.declared_digest or plan.digest),
    ]
    signed = content
    if plan.signed_attributes:
        encoded = [
            der.sequence(der.oid(kind), der.set_of(*values))
            for kind, values in attribute_list(plan, content)
        ]
        signed = der.set_of(*encoded)
        parts.append(b"\xa0" + signed[1:])
    parts.append(signature_algorithm(plan))
    value = sign_bytes(plan, signed)
    if plan.broken_value:
        value = value[:-1] + bytes([value[-1] ^ 1])
    parts.append(der.octets(value))
    return der.sequence(*parts)


def build(plan, content):
    """-> ContentInfo over `content` (detached unless plan.embed)"""
    infos = [signer_info(plan, content) for _ in range(plan.copies)]
    if plan.second:
        infos.append(signer_info(plan.second, content))
    inner = [der.oid(DATA)]
    if plan.embed is not None:
        inner.append(der.explicit(0, der.octets(plan.embed)))
    bag = (plan.signer,) if plan.bag is None else plan.bag
    parts = [
        der.integer(1),
        der.set_of(digest_algorithm(plan.declared_digest or plan.digest)),
        der.sequence(*inner),
    ]
    if bag:
        parts.append(der.explicit(0, *(identity.der for identity in bag)))
    parts.append(der.set_of(*infos))
    kind = der.oid(SIGNED_DATA)
    if plan.indefinite:
        body = der.indefinite(0x30, *parts)
        return der.indefinite(0x30, kind, der.indefinite(0xA0, body)) + plan.trailing
    return der.sequence(kind, der.explicit(0, der.sequence(*parts))) + plan.trailing
