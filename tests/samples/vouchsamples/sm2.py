"""SM2 signatures (GB/T 32918.2, GM/T 0009) in plain arithmetic; SM3 comes with Python.

Slow and open to every side channel: the keys live as long as a test.
"""

import hashlib
import secrets

from . import der

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
IDENTIFIER = b"1234567812345678"
EC_PUBLIC_KEY = "1.2.840.10045.2.1"
CURVE = "1.2.156.10197.1.301"


def sm3(data):
    return hashlib.new("sm3", data).digest()


def _double(point):
    x, y, z = point
    if not y:
        return (0, 1, 0)
    squared = y * y % P
    s = 4 * x * squared % P
    zz = z * z % P
    m = 3 * (x - zz) * (x + zz) % P  # a is -3
    x3 = (m * m - 2 * s) % P
    return x3, (m * (s - x3) - 8 * squared * squared) % P, 2 * y * z % P


def _add(point, q):
    """A Jacobian point and an affine one."""
    x1, y1, z1 = point
    if not z1:
        return (*q, 1)
    zz = z1 * z1 % P
    h = (q[0] * zz - x1) % P
    r = (q[1] * zz * z1 - y1) % P
    if not h:
        return _double(point) if not r else (0, 1, 0)
    hh = h * h % P
    v = x1 * hh % P
    x3 = (r * r - h * hh - 2 * v) % P
    return x3, (r * (v - x3) - y1 * h * hh) % P, z1 * h % P


def multiply(k, point=G):
    """k times an affine point"""
    out = (0, 1, 0)
    for bit in bin(k)[2:]:
        out = _double(out)
        if bit == "1":
            out = _add(out, point)
    inverse = pow(out[2], -1, P)
    return out[0] * inverse**2 % P, out[1] * inverse**3 % P


def number(value):
    return value.to_bytes(32, "big")


class Sm2Key:
    def __init__(self, secret=None):
        self.secret = secret or secrets.randbelow(N - 2) + 1
        self.point = multiply(self.secret)

    def public_point(self):
        return b"\x04" + number(self.point[0]) + number(self.point[1])

    def public_key_info(self):
        """SubjectPublicKeyInfo: id-ecPublicKey on the curve of SM2."""
        algorithm = der.sequence(der.oid(EC_PUBLIC_KEY), der.oid(CURVE))
        return der.sequence(algorithm, der.bits(self.public_point()))

    def z(self, identifier=IDENTIFIER):
        """GB/T 32918.2 5.5: what binds identifier, curve and key."""
        head = (len(identifier) * 8).to_bytes(2, "big") + identifier
        return sm3(head + b"".join(map(number, (A, B, *G, *self.point))))

    def sign(self, data, identifier=IDENTIFIER):
        """-> DER SEQUENCE { r, s }; identifier None: the digest of the data without Z"""
        prefix = b"" if identifier is None else self.z(identifier)
        return der.sequence(*map(der.integer, self.sign_digest(sm3(prefix + data))))

    def sign_raw(self, data):
        """-> r || s, as one vendor writes it"""
        return b"".join(map(number, self.sign_digest(sm3(self.z() + data))))

    def sign_digest(self, digest):
        e = int.from_bytes(digest, "big")
        while True:
            k = secrets.randbelow(N - 1) + 1
            r = (e + multiply(k)[0]) % N
            s = pow(1 + self.secret, -1, N) * (k - r * self.secret) % N
            if r and s and r + k != N:
                return r, s


class OtherWay(Sm2Key):
    """The same key, signing in a way of its own: `way(key, data)` gives the value."""

    def __init__(self, key, way):
        self.secret, self.point, self.way = key.secret, key.point, way

    def sign(self, data, identifier=IDENTIFIER):
        return self.way(super(), data)
