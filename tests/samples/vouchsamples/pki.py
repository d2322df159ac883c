"""A throw-away PKI, made once a run. Nobody keeps the keys."""

import datetime as dt
import functools
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

COUNTRY, AUTHORITY, UNIT = "CN", "国家移民管理局", "vouchd test"
BEGIN, END = dt.datetime(2020, 1, 1), dt.datetime(2045, 1, 1)


@dataclass
class Identity:
    """A key and its certificate."""

    key: object
    certificate: x509.Certificate

    @functools.cached_property
    def der(self):
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def name(common, organisation=AUTHORITY):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, COUNTRY),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, UNIT),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def utc(when):
    """The moment of a validity, which is written without a zone."""
    return when.replace(tzinfo=dt.timezone.utc)


def new_rsa(bits=2048):
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def new_p256():
    return ec.generate_private_key(ec.SECP256R1())


def key_usage(*wanted):
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement "
        "key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{usage: usage in wanted for usage in every.split()})


def certify(
    key, subject, issuer=None, *, ca=None, usage=("digital_signature", "content_commitment"),
    valid=(BEGIN, END), extra=(), key_ids=True,
):
    """A certificate for `key` by `issuer` (an Identity; None: self-signed). ca None: no such extension."""
    by_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
    if usage:
        builder = builder.add_extension(key_usage(*usage), critical=True)
    if key_ids:
        own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        builder = builder.add_extension(own, critical=False)
        theirs = x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key())
        builder = builder.add_extension(theirs, critical=False)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical=critical)
    return Identity(key, builder.sign(by_key, hashes.SHA256()))


def authority(key, common, issuer=None, **options):
    options = {"ca": True, "usage": ("key_cert_sign", "crl_sign"), **options}
    return certify(key, name(common), issuer, **options)


UNKNOWN_CRITICAL = (
    x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\0"),
    True,
)


class Pki:
    """Every identity the samples use, made when first asked for."""

    @functools.cached_property
    def issuer(self):
        return authority(new_rsa(), "vouchd test issuer")

    @functools.cached_property
    def signer(self):
        return certify(new_rsa(), name("vouchd test signer"), self.issuer)

    @functools.cached_property
    def other_signer(self):
        return certify(new_p256(), name("vouchd test signer 2"), self.issuer)

    @functools.cached_property
    def ec_signer(self):
        return certify(new_p256(), name("vouchd test signer P-256"), self.issuer)

    @functools.cached_property
    def weak_signer(self):
        return certify(new_rsa(1024), name("vouchd test signer RSA-1024"), self.issuer)

    @functools.cached_property
    def forger_issuer(self):
        """The same names as the issuer's, another key."""
        return authority(new_p256(), "vouchd test issuer")

    @functools.cached_property
    def forger(self):
        """The same names as the signer's, by the forger's issuer of the same names."""
        return certify(new_p256(), name("vouchd test signer"), self.forger_issuer)

    @functools.cached_property
    def forger_without_key_ids(self):
        """As forger, without key identifiers: only the signature tells."""
        return certify(
            self.forger.key, name("vouchd test signer"), self.forger_issuer, key_ids=False
        )

    @functools.cached_property
    def self_signed(self):
        return certify(new_p256(), name("vouchd test signer"))

    @functools.cached_property
    def expired(self):
        valid = (dt.datetime(2020, 1, 1), dt.datetime(2026, 4, 30))
        return certify(new_p256(), name("vouchd test signer, expired"), self.issuer, valid=valid)

    @functools.cached_property
    def long_expired(self):
        valid = (dt.datetime(2020, 1, 1), dt.datetime(2025, 12, 31))
        return certify(new_p256(), name("vouchd test signer, old"), self.issuer, valid=valid)

    @functools.cached_property
    def not_yet(self):
        valid = (dt.datetime(2040, 1, 1), dt.datetime(2045, 1, 1))
        return certify(new_p256(), name("vouchd test signer, early"), self.issuer, valid=valid)

    @functools.cached_property
    def encipherer(self):
        usage = ("key_encipherment",)
        return certify(new_p256(), name("vouchd test encipherer"), self.issuer, usage=usage)

    @functools.cached_property
    def no_usage(self):
        return certify(new_p256(), name("vouchd test no usage"), self.issuer, usage=())

    @functools.cached_property
    def critical(self):
        extra = (UNKNOWN_CRITICAL,)
        return certify(new_p256(), name("vouchd test critical"), self.issuer, extra=extra)

    @functools.cached_property
    def stranger(self):
        """A customer of the same authority, not the one that makes records."""
        return certify(new_p256(), name("somebody else", "其他单位"), self.issuer)

    @functools.cached_property
    def plain_issuer(self):
        """An issuer's certificate without CA:TRUE, as some authorities publish."""
        return certify(new_p256(), name("vouchd test plain issuer"), usage=())

    @functools.cached_property
    def plain_signer(self):
        return certify(new_p256(), name("vouchd test plain signer"), self.plain_issuer)

    @functools.cached_property
    def root(self):
        return authority(new_p256(), "vouchd test root")

    @functools.cached_property
    def intermediate(self):
        return authority(new_p256(), "vouchd test intermediate", self.root)

    @functools.cached_property
    def chained(self):
        return certify(new_p256(), name("vouchd test chained signer"), self.intermediate)

    @functools.cached_property
    def leaf_as_issuer(self):
        """Issued by an end-entity certificate: no CA on the way."""
        return certify(new_p256(), name("vouchd test below a leaf"), self.chained)
