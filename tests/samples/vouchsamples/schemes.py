"""Signature schemes beside RSA and ECDSA on P-256: each as it should be, and wrongly declared.

RFC 8419 (EdDSA in CMS), BSI TR-03111 (r || s), RFC 9688 (SHA-3 in CMS), RFC 4055
and RFC 4056 (RSA-PSS), RFC 5639 (brainpool curves).
"""

from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519

from . import algorithms, der
from .catalogue import broken, failed, open_question, passed, register
from .pki import certify, name, new_p256
from .sign import CADES, Field

MALFORMED = failed("FORMAT_FAILURE", "signature.malformed")
WRONG_VALUE = failed("SIG_CRYPTO_FAILURE", "signature.value_wrong")
EITHER = broken("signature.value_wrong", "signature.malformed")
NOT_GOOD = open_question(any_of=["signature.weak_algorithm", "signature.unsupported"])
BRAINPOOL = {
    "256": (ec.BrainpoolP256R1, "sha256"),
    "384": (ec.BrainpoolP384R1, "sha384"),
    "512": (ec.BrainpoolP512R1, "sha512"),
}
KEYS = {
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "ed448": ed448.Ed448PrivateKey.generate,
    "p256": new_p256,
    "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "p521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "k256": lambda: ec.generate_private_key(ec.SECP256K1()),
    "p224": lambda: ec.generate_private_key(ec.SECP224R1()),
    "rsa": None,  # the usual signer
    **{f"brainpool{bits}": lambda c=curve: ec.generate_private_key(c()) for bits, (curve, _) in BRAINPOOL.items()},
}


def signer(workshop, kind):
    if kind == "rsa":
        return workshop.pki.signer
    return workshop.once(f"signer {kind}", lambda: certify(
        KEYS[kind](), name(f"vouchd test signer {kind}"), workshop.pki.issuer))


def scheme(label, title, expect, kind, why="", field=Field(), change=None, **plan):
    """`change`: workshop -> further changes of the plan"""

    def maker(workshop):
        further = change(workshop) if change else {}
        made = workshop.plan(signer=signer(workshop, kind), **plan).but(**further)
        return workshop.signed_bytes(plan=made, field=field)

    register(label, "scheme", title, expect, maker, why)


def algorithm(key_kind, digest="", scheme=""):
    """The AlgorithmIdentifier that a key of this kind would name."""
    return algorithms.signature_algorithm(KEYS[key_kind](), digest, scheme)


def _edwards():
    scheme("ed25519", "Ed25519", passed(), "ed25519", "RFC 8419 3.1: SHA-512 with signed attributes.", digest="sha512")
    scheme("ed448", "Ed448", passed(), "ed448", "RFC 8419 3.1: SHAKE256 with 512 bits.", digest="shake256_len")
    scheme("ed448-shake256", "Ed448 with id-shake256", passed(), "ed448", "RFC 8702: the same function, 512 bits.",
           digest="shake256")
    scheme("ed25519-cades", "CAdES with Ed25519", passed(), "ed25519", digest="sha512", field=Field(subfilter=CADES),
           change=lambda w: {"certificate_named": signer(w, "ed25519")})
    scheme("ed25519-declared-ed448", "An Ed25519 key, Ed448 declared", EITHER, "ed25519",
           "The key is not of that kind.", digest="sha512", declared_algorithm=algorithm("ed448"))
    scheme("ed448-declared-ed25519", "An Ed448 key, Ed25519 declared", EITHER, "ed448",
           "The key is not of that kind.", digest="shake256_len", declared_algorithm=algorithm("ed25519"))
    scheme("ed25519-declared-ecdsa", "An Ed25519 key, ECDSA with SHA-512 declared", EITHER, "ed25519",
           "The key is not of that kind.", digest="sha512", declared_algorithm=algorithm("p256", "sha512"))
    scheme("ed25519-digest-other", "Ed25519, the digest declared as SHA-256", MALFORMED, "ed25519",
           "RFC 8419 3.1: SHA-512, and the attribute has 64 bytes.", digest="sha512", declared_digest="sha256")
    for kind, digest in {"ed25519": "sha512", "ed448": "shake256_len"}.items():
        named = der.oid(algorithms.ED25519 if kind == "ed25519" else algorithms.ED448)
        scheme(f"{kind}-parameters", f"{kind.title()} with NULL for parameters", MALFORMED, kind,
               "RFC 8410 3: they must be absent.", digest=digest, declared_algorithm=der.sequence(named, der.null()))
        scheme(f"{kind}-value-changed", f"{kind.title()}, one bit of the value turned", WRONG_VALUE, kind,
               "It verifies under no key.", digest=digest, broken_value=True)
    scheme("ed25519-key-other", "Ed25519, made with another key", WRONG_VALUE, "ed25519",
           "The named certificate's key did not make this value.", digest="sha512", key=KEYS["ed25519"]())


def _elliptic():
    for bits, (_, digest) in BRAINPOOL.items():
        scheme(f"brainpool-{bits}", f"ECDSA on brainpoolP{bits}r1", passed(), f"brainpool{bits}", digest=digest)
        scheme(f"brainpool-{bits}-value-changed", f"ECDSA on brainpoolP{bits}r1, one bit of the value turned",
               WRONG_VALUE, f"brainpool{bits}", "It verifies under no key.", digest=digest, broken_value=True)
    scheme("brainpool-declared-other", "ECDSA on brainpoolP256r1, SHA-512 declared", MALFORMED, "brainpool256",
           "Digest and signature algorithm disagree.", declared_signature="sha512")
    scheme("brainpool-declared-rsa", "ECDSA on brainpoolP256r1, RSA declared", EITHER, "brainpool256",
           "The key is not of that kind.",
           declared_algorithm=der.sequence(der.oid(algorithms.RSA_WITH["sha256"]), der.null()))
    scheme("brainpool-key-other", "A key of another curve made the value", EITHER, "brainpool256",
           "The named certificate's key did not make this value.", key=new_p256())
    for kind, digest in {"p384": "sha384", "p521": "sha512"}.items():
        scheme(f"ecdsa-{kind}", f"ECDSA on {kind.upper()}", passed(), kind, digest=digest)
    scheme("ecdsa-p224", "ECDSA on P-224", NOT_GOOD, "p224", "Shorter than any curve still good.")
    scheme("ecdsa-k256", "ECDSA on secp256k1", NOT_GOOD, "k256", "The table does not name this curve.")


def _plain():
    """Value r || s; the identifiers of BSI TR-03111 4.2.1."""
    for kind, digest in {"p256": "sha256", "brainpool384": "sha384", "p521": "sha512"}.items():
        scheme(f"plain-ecdsa-{kind}", f"PLAIN-ECDSA, {kind} with {digest}", passed(), kind, scheme="plain",
               digest=digest)
    named = algorithm("p256", "sha256", "plain")
    scheme("plain-ecdsa-der", "PLAIN-ECDSA declared, the value in DER", EITHER, "p256",
           "r || s has a fixed length.", declared_algorithm=named)
    scheme("ecdsa-plain-value", "ECDSA declared, the value is r || s", EITHER, "p256",
           "RFC 5753 2.1.1: SEQUENCE of two integers.", scheme="plain",
           declared_algorithm=algorithm("p256", "sha256"))
    scheme("plain-ecdsa-declared-other", "PLAIN-ECDSA, SHA-384 declared, made with SHA-256", MALFORMED, "p256",
           "Digest and signature algorithm disagree.", scheme="plain", declared_signature="sha384")
    scheme("plain-ecdsa-value-changed", "PLAIN-ECDSA, one bit of the value turned", WRONG_VALUE, "p256",
           "It verifies under no key.", scheme="plain", broken_value=True)


def _sha3():
    for bits in ("256", "384", "512"):
        digest = f"sha3_{bits}"
        scheme(f"rsa-sha3-{bits}", f"RSA with SHA3-{bits}", passed(), "rsa", digest=digest)
        scheme(f"pss-sha3-{bits}", f"RSA-PSS with SHA3-{bits}", passed(), "rsa", digest=digest, scheme="pss")
        scheme(f"ecdsa-sha3-{bits}", f"ECDSA with SHA3-{bits}", passed(), "p256", digest=digest)
    scheme("rsa-sha3-declared-sha2", "RSA with SHA3-256, SHA-256 with RSA declared", MALFORMED, "rsa",
           "Digest and signature algorithm disagree.", digest="sha3_256", declared_signature="sha256")
    scheme("ecdsa-sha3-declared-sha2", "ECDSA with SHA3-256, SHA-256 with ECDSA declared", MALFORMED, "p256",
           "Digest and signature algorithm disagree.", digest="sha3_256", declared_signature="sha256")
    scheme("rsa-sha2-declared-sha3", "RSA with SHA-256, SHA3-256 declared throughout",
           failed("HASH_FAILURE", "signature.digest_mismatch"), "rsa",
           "As long as the right one, and another digest.", declared_digest="sha3_256", declared_signature="sha3_256")


def _pss():
    def declared(digest, salt=None):
        return der.sequence(der.oid(algorithms.RSA_PSS), algorithms.pss_parameters(digest, salt))

    scheme("pss-sha384", "RSA-PSS with SHA-384", passed(), "rsa", scheme="pss", digest="sha384")
    scheme("pss-declared-other", "RSA-PSS with SHA-256, SHA-512 in its parameters", MALFORMED, "rsa",
           "Digest and signature algorithm disagree.", scheme="pss", declared_algorithm=declared("sha512"))
    scheme("pss-declared-sha3", "RSA-PSS with SHA-256, SHA3-256 in its parameters", MALFORMED, "rsa",
           "Digest and signature algorithm disagree.", scheme="pss", declared_algorithm=declared("sha3_256"))
    scheme("pss-salt-other", "RSA-PSS, another length of the salt declared", WRONG_VALUE, "rsa",
           "RFC 4056 3: the length is part of the algorithm.", scheme="pss", declared_algorithm=declared("sha256", 20))
    scheme("pss-no-parameters", "RSA-PSS without parameters", MALFORMED, "rsa",
           "Absent means SHA-1, and the digest says SHA-256.", scheme="pss",
           declared_algorithm=der.sequence(der.oid(algorithms.RSA_PSS), der.sequence()))
    scheme("pss-declared-plain", "RSA-PSS, PKCS#1 v1.5 declared", WRONG_VALUE, "rsa",
           "The value is not of that form.", scheme="pss",
           declared_algorithm=der.sequence(der.oid(algorithms.RSA_WITH["sha256"]), der.null()))
    scheme("rsa-declared-pss", "PKCS#1 v1.5, RSA-PSS declared", WRONG_VALUE, "rsa",
           "The value is not of that form.", declared_algorithm=declared("sha256"))
    scheme("pss-value-changed", "RSA-PSS, one bit of the value turned", WRONG_VALUE, "rsa",
           "It verifies under no key.", scheme="pss", broken_value=True)


_edwards()
_elliptic()
_plain()
_sha3()
_pss()
