"""Digests and signature schemes by their identifiers, and values made with them.

`scheme` chooses among those that fit a key: "pss" and "rsa" (rsaEncryption named)
for RSA, "plain" for an EC key (BSI TR-03111: r || s), "301" and "301-null" for SM2.
"""

import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa, utils

from . import der
from .sm2 import Sm2Key

RSA = "1.2.840.113549.1.1.1"
RSA_PSS = "1.2.840.113549.1.1.10"
MGF1 = "1.2.840.113549.1.1.8"
NIST_HASH = "2.16.840.1.101.3.4.2"
NIST_SIGNATURE = "2.16.840.1.101.3.4.3"
BSI_PLAIN = "0.4.0.127.0.7.1.1.4.1"
SM2_WITH_SM3 = "1.2.156.10197.1.501"
SM2_SIGNATURE = "1.2.156.10197.1.301.1"
ED25519 = "1.3.101.112"
ED448 = "1.3.101.113"
DIGESTS = {
    "sha1": ("1.3.14.3.2.26", hashes.SHA1()),
    "sha256": (f"{NIST_HASH}.1", hashes.SHA256()),
    "sha384": (f"{NIST_HASH}.2", hashes.SHA384()),
    "sha512": (f"{NIST_HASH}.3", hashes.SHA512()),
    "sha3_256": (f"{NIST_HASH}.8", hashes.SHA3_256()),
    "sha3_384": (f"{NIST_HASH}.9", hashes.SHA3_384()),
    "sha3_512": (f"{NIST_HASH}.10", hashes.SHA3_512()),
    "shake256": (f"{NIST_HASH}.12", hashes.SHAKE256(64)),
    "shake256_len": (f"{NIST_HASH}.18", hashes.SHAKE256(64)),
    "sm3": ("1.2.156.10197.1.401", None),
}
RSA_WITH = {
    "sha1": "1.2.840.113549.1.1.5",
    "sha256": "1.2.840.113549.1.1.11",
    "sha384": "1.2.840.113549.1.1.12",
    "sha512": "1.2.840.113549.1.1.13",
    "sha3_256": f"{NIST_SIGNATURE}.14",
    "sha3_384": f"{NIST_SIGNATURE}.15",
    "sha3_512": f"{NIST_SIGNATURE}.16",
}
ECDSA_WITH = {
    "sha1": "1.2.840.10045.4.1",
    "sha256": "1.2.840.10045.4.3.2",
    "sha384": "1.2.840.10045.4.3.3",
    "sha512": "1.2.840.10045.4.3.4",
    "sha3_256": f"{NIST_SIGNATURE}.10",
    "sha3_384": f"{NIST_SIGNATURE}.11",
    "sha3_512": f"{NIST_SIGNATURE}.12",
}
PLAIN_WITH = {
    "sha256": f"{BSI_PLAIN}.3",
    "sha384": f"{BSI_PLAIN}.4",
    "sha512": f"{BSI_PLAIN}.5",
}
# RFC 8419 2.3 gives the length of SHAKE256 in bits; elsewhere NULL is usual, or nothing.
PARAMETERS = {"shake256_len": der.integer(512), "shake256": b""}
PARAMETERS |= dict.fromkeys(("sha3_256", "sha3_384", "sha3_512"), b"")


def digest_algorithm(digest):
    return der.sequence(der.oid(DIGESTS[digest][0]), PARAMETERS.get(digest, der.null()))


def digest_value(digest, data):
    if digest.startswith("shake256"):
        return hashlib.shake_256(data).digest(64)
    return hashlib.new(digest, data).digest()


def pss_parameters(digest, salt=None):
    hashed = digest_algorithm(digest)
    length = DIGESTS[digest][1].digest_size if salt is None else salt
    return der.sequence(
        der.explicit(0, hashed),
        der.explicit(1, der.sequence(der.oid(MGF1), hashed)),
        der.explicit(2, der.integer(length)),
    )


def signature_algorithm(key, digest, scheme=""):
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return der.sequence(der.oid(ED25519))
    if isinstance(key, ed448.Ed448PrivateKey):
        return der.sequence(der.oid(ED448))
    if isinstance(key, Sm2Key):
        named = SM2_SIGNATURE if scheme.startswith("301") else SM2_WITH_SM3
        return der.sequence(der.oid(named), der.null() if scheme.endswith("null") else b"")
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return der.sequence(der.oid((PLAIN_WITH if scheme == "plain" else ECDSA_WITH)[digest]))
    if scheme == "pss":
        return der.sequence(der.oid(RSA_PSS), pss_parameters(digest))
    return der.sequence(der.oid(RSA if scheme == "rsa" else RSA_WITH[digest]), der.null())


def sign(key, digest, scheme, data):
    """-> the signature value over `data`"""
    if isinstance(key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey, Sm2Key)):
        return key.sign(data)
    algorithm = DIGESTS[digest][1]
    hashed = utils.Prehashed(algorithm)
    value = digest_value(digest, data)
    if isinstance(key, rsa.RSAPrivateKey):
        if scheme == "pss":
            way = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
        else:
            way = padding.PKCS1v15()
        return key.sign(value, way, hashed)
    made = key.sign(value, ec.ECDSA(hashed))
    return plain(made, (key.key_size + 7) // 8) if scheme == "plain" else made


def plain(value, size):
    """r || s of a DER signature value, `size` bytes each."""
    return b"".join(part.to_bytes(size, "big") for part in utils.decode_dss_signature(value))
