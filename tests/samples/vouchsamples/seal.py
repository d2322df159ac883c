"""Electronic seals and signatures with them: GM/T 0031-2014 (version 1), GB/T 38540-2020 (4), GM/T 0031-2025 (5).

What lies in /Contents is SES_Signature: to sign (the seal, the time, the digest of
the covered bytes), and the signer's value over it. The seal itself (picture, owners,
validity) is signed by its maker.
"""

import datetime as dt
import zlib
from dataclasses import dataclass, replace

from . import algorithms, der
from .record import BEIJING
from .sign import SIGNED_AT, Field
from .sm2 import sm3

GM_SEAL = Field(filter="Gomain.GMPkiLite", subfilter="GM.sm2seal")
MADE = dt.datetime(2026, 1, 5, 9, 0, tzinfo=BEIJING)
VALID = (MADE, dt.datetime(2030, 1, 5, 9, 0, tzinfo=BEIJING))
NAME = "样本专用章"


def png(grey):
    """A picture of one pixel; all of the same length."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
    body = zlib.compress(bytes([0, grey]), 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


PICTURE, OTHER_PICTURE = png(0x60), png(0x90)


@dataclass(frozen=True)
class Seal:
    """SESeal; the defaults are a proper one."""

    maker: object  # Identity
    owners: tuple  # Identities that may use it
    version: int = 4
    by_digest: bool = False  # owners by SM3 of their certificates (version 4 and later)
    list_type: int | None = None  # what is declared, where it is not so
    valid: tuple = VALID
    picture: bytes = PICTURE
    header: tuple = ()  # other elements of SES_Header
    general_times: bool = False  # GeneralizedTime in version 1
    info_extra: tuple = ()  # elements behind the last of SES_SealInfo
    extra: tuple = ()  # elements behind the last of SESeal
    covers: object = None  # function (info, cert, algorithm) -> what the maker signs
    key: object = None  # another key than the maker's

    def but(self, **changes):
        return replace(self, **changes)


def _header(seal):
    parts = seal.header or (der.ia5("ES"), der.integer(seal.version), der.ia5("vouchd test"))
    return der.sequence(*parts)


def _digest_entry(owner):
    return der.sequence(der.printable("SM3"), der.octets(sm3(owner.der)))


def _property(seal):
    time = der.utc_time if seal.version == 1 and not seal.general_times else der.generalized_time
    make = _digest_entry if seal.by_digest else lambda owner: der.octets(owner.der)
    kind = seal.list_type if seal.list_type is not None else 2 if seal.by_digest else 1
    return der.sequence(
        der.integer(1),
        der.utf8(NAME),
        b"" if seal.version == 1 else der.integer(kind),
        der.sequence(*(make(owner) for owner in seal.owners)),
        time(MADE),
        *(time(moment) for moment in seal.valid),
    )


def seal_info(seal):
    picture = der.sequence(der.ia5("PNG"), der.octets(seal.picture), der.integer(42), der.integer(42))
    return der.sequence(_header(seal), der.ia5("99010000000001"), _property(seal), picture, *seal.info_extra)


def _covered_by_maker(seal, *parts):
    """Version 1 signs all three, later ones the information alone."""
    if seal.covers:
        return seal.covers(*parts)
    return der.sequence(*parts) if seal.version == 1 else parts[0]


def seal_bytes(seal):
    """-> SESeal"""
    info = seal_info(seal)
    who = (der.octets(seal.maker.der), der.oid(algorithms.SM2_WITH_SM3))
    value = (seal.key or seal.maker.key).sign(_covered_by_maker(seal, info, *who))
    if seal.version == 1:
        return der.sequence(info, der.sequence(*who, der.bits(value)), *seal.extra)
    return der.sequence(info, *who, der.bits(value), *seal.extra)


def utc_in_bits(when):
    return der.bits(der.utc_time(when))


def text_in_bits(when):
    """Plain text, as one real producer writes it."""
    return der.bits(when.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.377Z").encode())


@dataclass(frozen=True)
class Sealed:
    """SES_Signature over what is covered: a plan for sign.sign."""

    seal: Seal
    signer: object
    key: object = None
    version: int | None = None  # where it is not the seal's
    when: dt.datetime = SIGNED_AT
    time_info: object = None  # function of the time -> element, in version 1
    digest: object = lambda covered: der.bits(sm3(covered))
    change_seal: object = None  # function on the bytes of SESeal, before signing
    change: object = None  # function on the bytes of SES_Signature
    sign_extra: tuple = ()  # elements behind the last of TBS_Sign
    extra: tuple = ()  # elements behind the last of SES_Signature
    token: object = None  # function of the value -> time stamp token (version 4 and later)
    algorithm: str = algorithms.SM2_WITH_SM3
    value_bits: object = der.bits

    def but(self, **changes):
        return replace(self, **changes)

    def timed(self, when):
        return self

    def contents(self, covered):
        seal = seal_bytes(self.seal)
        if self.change_seal:
            seal = self.change_seal(seal)
        data = (self._old if self.seal.version == 1 else self._new)(seal, covered)
        return self.change(data) if self.change else data

    def _who(self):
        return der.octets(self.signer.der), der.oid(self.algorithm)

    def _start(self, seal):
        return der.integer(self.seal.version if self.version is None else self.version), seal

    def _value(self, to_sign):
        return (self.key or self.signer.key).sign(to_sign)

    def _old(self, seal, covered):
        to_sign = der.sequence(
            *self._start(seal), (self.time_info or utc_in_bits)(self.when), self.digest(covered),
            der.ia5("1"), *self._who(), *self.sign_extra,
        )
        return der.sequence(to_sign, self.value_bits(self._value(to_sign)), *self.extra)

    def _new(self, seal, covered):
        to_sign = der.sequence(
            *self._start(seal), der.generalized_time(self.when), self.digest(covered), der.ia5("1"), *self.sign_extra
        )
        value = self._value(to_sign)
        token = [der.explicit(0, der.bits(self.token(value)))] if self.token else []
        return der.sequence(to_sign, *self._who(), self.value_bits(value), *token, *self.extra)
