"""Revocation lists (RFC 5280 5) and OCSP answers (RFC 6960), each field to be wrong on purpose."""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from . import algorithms, der
from .cms import to_be_signed

CRL_NUMBER = "2.5.29.20"
REASON = "2.5.29.21"
DELTA_INDICATOR = "2.5.29.27"
DISTRIBUTION_POINT = "2.5.29.28"
AUTHORITY_KEY = "2.5.29.35"
OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1"
RI_OCSP = "1.3.6.1.5.5.7.16.2"
ARCHIVAL = "1.2.840.113583.1.1.8"  # adbe-revocationInfoArchival
KEY_COMPROMISE, ON_HOLD, REMOVE = 1, 6, 8


def day(month, number, hour=0):
    return dt.datetime(2026, month, number, hour, tzinfo=dt.timezone.utc)


def parts(identity):
    """-> (serial, issuer, subject, public key info) of a certificate, in DER"""
    tbs = to_be_signed(identity.der)
    return tbs[1], tbs[3], tbs[5], tbs[6]


def key_bits(identity):
    return der.contents(der.children(parts(identity)[3])[1])[1:]


def extension(kind, value, critical=False):
    return der.sequence(der.oid(kind), *([der.boolean(True)] if critical else []), der.octets(value))


@dataclass(frozen=True)
class Revoked:
    identity: object
    when: dt.datetime
    reason: int | None = None
    extra: tuple = ()  # further entry extensions

    def entry(self):
        listed = [extension(REASON, der.enumerated(self.reason))] if self.reason is not None else []
        listed += self.extra
        tail = [der.sequence(*listed)] if listed else []
        return der.sequence(parts(self.identity)[0], der.utc_time(self.when), *tail)


@dataclass(frozen=True)
class Crl:
    """A revocation list; the defaults are a proper one, in force on the usual day."""

    issuer: object
    revoked: tuple = ()
    this: dt.datetime = day(4, 3)
    next: dt.datetime | None = day(7, 3)
    key: object = None  # another key than the issuer's
    digest: str = "sha256"
    extensions: tuple = ()  # beside key identifier and number
    change: object = None  # function on the bytes

    def but(self, **changes):
        return replace(self, **changes)

    def der(self):
        key = self.key or self.issuer.key
        algorithm = algorithms.signature_algorithm(key, self.digest)
        identifier = der.implicit(0, der.octets(hashlib.sha1(key_bits(self.issuer)).digest()))
        listed = [
            extension(AUTHORITY_KEY, der.sequence(identifier)),
            extension(CRL_NUMBER, der.integer(17)),
            *self.extensions,
        ]
        to_sign = der.sequence(
            der.integer(1), algorithm, parts(self.issuer)[2], der.utc_time(self.this),
            der.utc_time(self.next) if self.next else b"",
            der.sequence(*(item.entry() for item in self.revoked)) if self.revoked else b"",
            der.explicit(0, der.sequence(*listed)),
        )
        value = algorithms.sign(key, self.digest, "", to_sign)
        made = der.sequence(to_sign, algorithm, der.bits(value))
        return self.change(made) if self.change else made


@dataclass(frozen=True)
class Ocsp:
    """An answer about one certificate; the defaults are a proper "good" by the issuer itself."""

    issuer: object  # of the certificate asked about
    subject: object
    responder: object = None  # Identity; None: the issuer
    revoked: dt.datetime | None = None
    reason: int | None = None
    unknown: bool = False
    this: dt.datetime = day(5, 31)
    next: dt.datetime | None = day(6, 7)
    hashed: str = "sha1"  # of the issuer's name and key
    by_name: bool = False
    bag: tuple | None = None  # None: a responder's certificate that is not the issuer's
    response: int = 0
    change: object = None

    def but(self, **changes):
        return replace(self, **changes)

    def certificate_id(self):
        name, key = parts(self.issuer)[2], key_bits(self.issuer)
        return der.sequence(
            algorithms.digest_algorithm(self.hashed),
            *(der.octets(algorithms.digest_value(self.hashed, data)) for data in (name, key)),
            parts(self.subject)[0],
        )

    def status(self):
        if self.unknown:
            return der.implicit(2, der.null())
        if not self.revoked:
            return der.implicit(0, der.null())
        reason = [der.explicit(0, der.enumerated(self.reason))] if self.reason is not None else []
        return der.implicit(1, der.sequence(der.generalized_time(self.revoked), *reason))

    def basic(self):
        responder = self.responder or self.issuer
        if self.by_name:
            who = der.explicit(1, parts(responder)[2])
        else:
            who = der.explicit(2, der.octets(hashlib.sha1(key_bits(responder)).digest()))
        single = der.sequence(
            self.certificate_id(), self.status(), der.generalized_time(self.this),
            der.explicit(0, der.generalized_time(self.next)) if self.next else b"",
        )
        to_sign = der.sequence(who, der.generalized_time(self.this), der.sequence(single))
        bag = self.bag if self.bag is not None else (self.responder,) if self.responder else ()
        return der.sequence(
            to_sign,
            algorithms.signature_algorithm(responder.key, "sha256"),
            der.bits(algorithms.sign(responder.key, "sha256", "", to_sign)),
            der.explicit(0, der.sequence(*(identity.der for identity in bag))) if bag else b"",
        )

    def der(self):
        if self.response:
            return der.sequence(der.enumerated(self.response))
        basic = self.basic()
        basic = self.change(basic) if self.change else basic
        answer = der.sequence(der.oid(OCSP_BASIC), der.octets(basic))
        return der.sequence(der.enumerated(0), der.explicit(0, answer))


def archival(crls=(), answers=()):
    """For Plan.content_attributes: adbe-revocationInfoArchival (ISO 32000-1 12.8.3.3.2)."""
    lists = [der.explicit(0, der.sequence(*(crl.der() for crl in crls)))] if crls else []
    lists += [der.explicit(1, der.sequence(*(answer.der() for answer in answers)))] if answers else []
    return lambda content: [(ARCHIVAL, [der.sequence(*lists)])]


def field(crls=(), answers=()):
    """For Plan.revocation: RevocationInfoChoices (RFC 5652 10.2.1, RFC 5940)."""
    others = (der.implicit(1, der.sequence(der.oid(RI_OCSP), answer.der())) for answer in answers)
    return (*(crl.der() for crl in crls), *others)
