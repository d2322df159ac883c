"""X.509 certificates in DER for keys that python3-cryptography does not know: SM2."""

import base64
import functools
import secrets
import textwrap
from dataclasses import dataclass

from cryptography import x509

from . import algorithms, der, pki


@dataclass
class Identity:
    """As pki.Identity: a key and its certificate."""

    key: object
    der: bytes
    subject: x509.Name

    def pem(self):
        lines = textwrap.wrap(base64.b64encode(self.der).decode(), 64)
        return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""]).encode()

    @functools.cached_property
    def key_identifier(self):
        return x509.SubjectKeyIdentifier(algorithms.digest_value("sha1", self.key.public_point()))


def _extension(value, critical):
    parts = [der.oid(value.oid.dotted_string), der.octets(value.public_bytes())]
    if critical:
        parts.insert(1, der.boolean(True))
    return der.sequence(*parts)


def certify(key, subject, issuer=None, *, ca=None, usage=("digital_signature", "content_commitment"),
            valid=(pki.BEGIN, pki.END), extra=(), signing=None, null=False):
    """As pki.certify; `signing`: another key that makes the value, `null`: parameters of the algorithm."""
    own = Identity(key, b"", subject)
    by = issuer or own
    extensions = [(own.key_identifier, False)]
    extensions.append((x509.AuthorityKeyIdentifier(by.key_identifier.digest, None, None), False))
    if ca is not None:
        extensions.append((x509.BasicConstraints(ca, None), True))
    if usage:
        extensions.append((pki.key_usage(*usage), True))
    algorithm = der.sequence(der.oid(algorithms.SM2_WITH_SM3), der.null() if null else b"")
    tbs = der.sequence(
        der.explicit(0, der.integer(2)),
        der.integer(secrets.randbits(63) | 1 << 62),
        algorithm,
        by.subject.public_bytes(),
        der.sequence(*(der.utc_time(pki.utc(when)) for when in valid)),
        subject.public_bytes(),
        key.public_key_info(),
        der.explicit(3, der.sequence(*(_extension(*item) for item in (*extensions, *extra)))),
    )
    value = (signing or by.key).sign(tbs)
    own.der = der.sequence(tbs, algorithm, der.bits(value))
    return own


def authority(key, common, issuer=None, **options):
    options = {"ca": True, "usage": ("key_cert_sign", "crl_sign"), **options}
    return certify(key, pki.name(common), issuer, **options)
