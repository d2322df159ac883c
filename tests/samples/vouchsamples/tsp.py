"""Time stamp tokens (RFC 3161, RFC 5816): CMS around a TSTInfo, each field to be wrong on purpose."""

import datetime as dt
import secrets
from dataclasses import dataclass, replace

from . import cms, der
from .algorithms import digest_algorithm, digest_value
from .cms import Plan
from .sign import Field

TST_INFO = "1.2.840.113549.1.9.16.1.4"
TOKEN = "1.2.840.113549.1.9.16.2.14"  # id-aa-timeStampToken, unsigned
CONTENT_STAMP = "1.2.840.113549.1.9.16.2.20"  # id-aa-ets-contentTimestamp, signed
POLICY = "1.3.6.1.4.1.99999.3"
DOCUMENT_STAMP = Field(name="TimeStamp1", kind="DocTimeStamp", subfilter="ETSI.RFC3161", when=None)


@dataclass(frozen=True)
class Stamp:
    """What a time stamping authority says; the defaults are a proper token."""

    authority: object  # Identity
    at: dt.datetime
    imprint_digest: str = "sha256"
    imprinted: bytes | None = None  # the data that is stamped, where it is not what it should be
    bag: tuple | None = None
    accuracy: int | None = None  # seconds
    version: int = 1
    moment: bytes = b""  # genTime as it stands, where it is not whole seconds
    extra: tuple = ()  # elements behind genTime and accuracy
    plan: tuple = ()  # (field, value) pairs: changes of the token's cms.Plan

    def but(self, **changes):
        return replace(self, **changes)

    def timed(self, when):
        return self

    def info(self, data):
        data = data if self.imprinted is None else self.imprinted
        imprint = der.sequence(
            digest_algorithm(self.imprint_digest), der.octets(digest_value(self.imprint_digest, data))
        )
        accuracy = [der.sequence(der.integer(self.accuracy))] if self.accuracy is not None else []
        return der.sequence(
            der.integer(self.version), der.oid(POLICY), imprint, der.integer(secrets.randbits(64)),
            self.moment or der.generalized_time(self.at), *accuracy, *self.extra,
        )

    def token(self, data):
        """-> ContentInfo over `data`"""
        info = self.info(data)
        plan = Plan(
            self.authority, bag=self.bag, embed=info, inner_type=TST_INFO, content_type=TST_INFO, version=3,
            certificate_named=self.authority,
        )
        return cms.build(plan.but(**dict(self.plan)), info)

    def contents(self, covered):
        """As a document time stamp (ETSI EN 319 142-1 5.4.3)."""
        return self.token(covered)


def stamped(*stamps):
    """For Plan.unsigned: tokens over the signature value, an attribute each."""
    return lambda value: [(TOKEN, [stamp.token(value)]) for stamp in stamps]


def stamped_together(*stamps):
    """As `stamped`, all tokens the values of one attribute."""
    return lambda value: [(TOKEN, [stamp.token(value) for stamp in stamps])]


def content_stamped(stamp):
    """For Plan.content_attributes: a token over the content, made before signing."""
    return lambda content: [(CONTENT_STAMP, [stamp.token(content)])]
