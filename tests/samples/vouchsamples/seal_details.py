"""Seals against time, revocation and renewal.

GB/T 38540-2020 6.2.3 (c) to (g): after the seal itself, the signer's certificate is
judged as any other; the time stamp of version 4 and later is over the signer's value.
"""

import datetime as dt
import secrets

from .catalogue import passed, register, undecided
from .certificates import Identity, certify
from .configurations import SUBJECT, variant
from .gm import identities
from .seal import GM_SEAL, Seal, Sealed
from .seals import ANY_MALFORMED, NOT_IN_SEAL, sealed
from .status import Crl, Revoked, day
from .store import add_store
from .time_authorities import stamp

EXPIRED_SINCE = undecided("OUT_OF_BOUNDS_NO_POE", "trust.expired_since")
_BASE = ("issuers: [../../trust/sm2-issuer.pem]", SUBJECT, "seal_makers: [../../trust/seal-root.pem]")
variant("seals-stamps", *_BASE, "time_stamps: [../../trust/time-root.pem]")
variant("seals-revocation", *_BASE, "revocation: required")


def expired_owner(people):
    if not hasattr(people, "expired"):
        valid = (dt.datetime(2020, 1, 1), dt.datetime(2026, 4, 30))
        people.expired = people.new("vouchd test SM2 signer, expired", valid=valid)
    return people.expired


def owned(label, title, expect, why, owner, trust, version=4, tokens=None, later=None, **options):
    """Sealed by the one owner; `tokens`: workshop -> function of the value, `later`: a revision."""

    def maker(workshop):
        people = identities(workshop)
        signer = owner(people)
        plan = Sealed(Seal(people.maker, (signer,), version), signer)
        if tokens:
            plan = plan.but(token=tokens(workshop))
        document, _ = workshop.signed(plan=plan, field=GM_SEAL.but(width=12000))
        if later:
            later(document, workshop, signer)
        return document.file.data

    register(f"seal-{label}", "seal", title, expect, maker, why, trust=trust, **options)


def token(**changes):
    return lambda workshop: stamp(**changes)(workshop).token


def _times():
    proof = "The token proves that the signature existed while the signer was valid."
    for version in (4, 5):
        owned(f"v{version}-token", f"Version {version}: signer expired since, a trusted token in the seal's signature",
              passed(), proof, expired_owner, "seals-stamps", version, token())
    owned("v4-token-sm3", "The token's imprint by SM3", passed(), proof, expired_owner, "seals-stamps",
          tokens=token(imprint_digest="sm3"))
    owned("v4-token-untrusted", "An untrusted token", EXPIRED_SINCE, "It proves nothing.", expired_owner, "seals-stamps",
          tokens=token(who="untrusted"))
    owned("v4-token-other", "A token over another value", EXPIRED_SINCE, "Its imprint is not this value's.", expired_owner,
          "seals-stamps", tokens=token(imprinted=b"another value"))
    owned("v4-token-missing", "Signer expired since, no token", EXPIRED_SINCE, "Nothing proves the time.", expired_owner,
          "seals")
    owned("v1-expired-existed", "Version 1: signer expired since, receipt in time stated", passed(),
          "It existed while its signer was good.", expired_owner, "seals", 1, existed_by="2026-04-05T00:00:00Z")


def _status(when=None):
    def later(document, workshop, signer):
        entries = (Revoked(signer, when),) if when else ()
        add_store(document, (Crl(identities(workshop).issuer, entries),))

    return later


def _revocation():
    owned("v4-known", "The signer not on the SM2 list", passed(), "", lambda p: p.signer, "seals-revocation",
          later=_status())
    owned("v4-revoked", "The signer on the SM2 list", undecided("REVOKED_NO_POE", "revocation.revoked"),
          "Nothing proves an earlier signing.", lambda p: p.signer, "seals-revocation", later=_status(day(4, 2)))
    owned("v4-status-unknown", "No list where the source requires knowledge",
          undecided("TRY_LATER", "revocation.unknown"), "It may be known later.", lambda p: p.signer,
          "seals-revocation")


def _renewed(people):
    """The same name and key in a new certificate."""
    if not hasattr(people, "renewed"):
        people.renewed = certify(people.signer.key, people.signer.subject, people.issuer)
    return people.renewed


def _owners():
    sealed("v4-renewed", "The signer's certificate renewed, the seal lists the old one", NOT_IN_SEAL,
           "The list names certificates, not persons.", None, lambda p: {"signer": _renewed(p)})
    sealed("v4-certificate-trailing", "Bytes behind the signer's certificate", ANY_MALFORMED,
           "The octet string holds one certificate.", None, lambda p: {"signer": _with_trailing(p.signer)})
    sealed("v4-owners-many", "Two hundred owners by digest, the signer among them", passed(), "",
           lambda p: {"owners": (*(_Nobody() for _ in range(199)), p.signer), "by_digest": True}, width=40_000)


class _Nobody:
    """An owner of whom nothing but a digest is known."""

    def __init__(self):
        self.der = secrets.token_bytes(40)


def _with_trailing(signer):
    return Identity(signer.key, signer.der + b"\x05\0", signer.subject)


_times()
_revocation()
_owners()
