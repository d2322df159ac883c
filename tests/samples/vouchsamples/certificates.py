"""X.509 certificates in DER: for keys that python3-cryptography does not know (SM2), and odd ones."""

import base64
import functools
import secrets
import textwrap
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

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


def extension(value, critical):
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
        der.explicit(3, der.sequence(*(extension(*item) for item in (*extensions, *extra)))),
    )
    value = (signing or by.key).sign(tbs)
    own.der = der.sequence(tbs, algorithm, der.bits(value))
    return own


@dataclass
class Odd:
    """A certificate for the key by the issuer (both pki.Identity's kind of keys), field by field."""

    key: object
    issuer: pki.Identity
    digest: str = "sha256"
    scheme: str = ""
    inner: bytes = b""  # the algorithm inside, where it is not the one outside
    version: bytes = der.explicit(0, der.integer(2))
    serial: bytes = b""
    valid: tuple = ()  # elements
    subject: bytes = pki.name("vouchd test odd signer").public_bytes()
    extensions: tuple | None = None  # elements; None: the usual ones
    change: object = None  # function on the bytes

    def usual(self):
        own = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        theirs = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.issuer.key.public_key())
        usage = pki.key_usage("digital_signature", "content_commitment")
        return (extension(own, False), extension(theirs, False), extension(usage, True))

    @functools.cached_property
    def der(self):
        algorithm = algorithms.signature_algorithm(self.issuer.key, self.digest, self.scheme)
        listed = self.usual() if self.extensions is None else self.extensions
        tbs = der.sequence(
            self.version,
            self.serial or der.integer(secrets.randbits(63) | 1 << 62),
            self.inner or algorithm,
            self.issuer.certificate.subject.public_bytes(),
            der.sequence(*(self.valid or (der.utc_time(pki.utc(when)) for when in (pki.BEGIN, pki.END)))),
            self.subject,
            self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            der.explicit(3, der.sequence(*listed)) if listed else b"",
        )
        value = algorithms.sign(self.issuer.key, self.digest, self.scheme, tbs)
        made = der.sequence(tbs, algorithm, der.bits(value))
        return self.change(made) if self.change else made


def authority(key, common, issuer=None, **options):
    options = {"ca": True, "usage": ("key_cert_sign", "crl_sign"), **options}
    return certify(key, pki.name(common), issuer, **options)
