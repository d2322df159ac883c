"""The standard security handler, writing side: RC4-128, AES-128, AES-256.

ISO 32000-1 7.6.3 for revisions 3 and 4, ISO 32000-2 7.6.4 for revision 6.
"""

import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .pdf import IDENTIFIER, Hex, Name

PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
PERMISSIONS = -44  # print and fill in, no more


def rc4(key, data):
    encryptor = Cipher(algorithms.ARC4(key), None).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def aes_cbc(key, iv, data):
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def aes_padded(key, data):
    """The vector first, then PKCS#7 padding, as strings and streams have it."""
    iv = os.urandom(16)
    missing = 16 - len(data) % 16
    return iv + aes_cbc(key, iv, data + bytes([missing]) * missing)


def padded(password):
    return (password + PAD)[:32]


def md5_rounds(data, rounds):
    value = hashlib.md5(data).digest()
    for _ in range(rounds):
        value = hashlib.md5(value).digest()
    return value


def rc4_rounds(key, data):
    for index in range(20):
        data = rc4(bytes(b ^ index for b in key), data)
    return data


def hash_2b(password, salt, user=b""):
    """ISO 32000-2 algorithm 2.B."""
    key = hashlib.sha256(password + salt + user).digest()
    index = 0
    while True:
        block = aes_cbc(key[:16], key[16:32], (password + key + user) * 64)
        digest = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[sum(block[:16]) % 3]
        key = digest(block).digest()
        index += 1
        if index >= 64 and block[-1] <= index - 32:
            return key[:32]


class _Handler:
    def __init__(self, user=b"", owner=b"owner"):
        self.ref = None
        self.user = user
        self.owner = owner

    def object_key(self, num, salt=b""):
        data = self.key + struct.pack("<I", num)[:3] + b"\0\0" + salt
        return hashlib.md5(data).digest()


class Rc4(_Handler):
    """V 2, R 3, 128 bits."""

    version, revision = 2, 3

    def __init__(self, user=b"", owner=b"owner"):
        super().__init__(user, owner)
        self.owner_value = rc4_rounds(md5_rounds(padded(owner), 50), padded(user))
        entropy = padded(user) + self.owner_value + struct.pack("<i", PERMISSIONS) + IDENTIFIER
        self.key = md5_rounds(entropy, 50)
        check = rc4_rounds(self.key, hashlib.md5(PAD + IDENTIFIER).digest())
        self.user_value = check + bytes(16)

    def dictionary(self):
        return {
            "Filter": Name("Standard"),
            "V": self.version,
            "R": self.revision,
            "Length": 128,
            "O": Hex(self.owner_value),
            "U": Hex(self.user_value),
            "P": PERMISSIONS,
            **self.crypt_filters(),
        }

    def crypt_filters(self):
        return {}

    def cipher(self, num):
        key = self.object_key(num)
        return lambda data, stream=False: rc4(key, data)


def standard_filter(method, length):
    one = {"CFM": Name(method), "AuthEvent": Name("DocOpen"), "Length": length}
    return {"CF": {"StdCF": one}, "StmF": Name("StdCF"), "StrF": Name("StdCF")}


class Aes128(Rc4):
    """V 4, R 4, AESV2."""

    version, revision = 4, 4

    def crypt_filters(self):
        return standard_filter("AESV2", 16)

    def cipher(self, num):
        key = self.object_key(num, b"sAlT")
        return lambda data, stream=False: aes_padded(key, data)


class Aes256(_Handler):
    """V 5, R 6, AESV3."""

    def __init__(self, user=b"", owner=b"owner"):
        super().__init__(user, owner)
        self.key = os.urandom(32)
        self.user_value, self.user_key = self._pair(user)
        self.owner_value, self.owner_key = self._pair(owner, self.user_value)

    def _pair(self, password, user=b""):
        validation, salt = os.urandom(8), os.urandom(8)
        value = hash_2b(password, validation, user) + validation + salt
        return value, aes_cbc(hash_2b(password, salt, user), bytes(16), self.key)

    def dictionary(self):
        block = struct.pack("<i", PERMISSIONS) + b"\xff\xff\xff\xffTadb" + os.urandom(4)
        encryptor = Cipher(algorithms.AES(self.key), modes.ECB()).encryptor()
        return {
            "Filter": Name("Standard"),
            "V": 5,
            "R": 6,
            "Length": 256,
            "O": Hex(self.owner_value),
            "U": Hex(self.user_value),
            "OE": Hex(self.owner_key),
            "UE": Hex(self.user_key),
            "Perms": Hex(encryptor.update(block) + encryptor.finalize()),
            "P": PERMISSIONS,
            **standard_filter("AESV3", 32),
        }

    def cipher(self, num):
        return lambda data, stream=False: aes_padded(self.key, data)
