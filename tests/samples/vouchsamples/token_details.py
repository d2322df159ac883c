"""Time stamp tokens in detail: fields of TSTInfo, places of the attribute, times that contradict.

RFC 3161 2.4.2, RFC 5280 for the authority's path, ETSI EN 319 122-1 5.3 and 5.4 for
the attributes that hold tokens.
"""

import datetime as dt

from . import der
from .catalogue import passed, register, undecided
from .cms import Plan
from .configurations import ISSUER, SUBJECT, variant
from .pki import authority, new_p256
from .sign import SIGNED_AT, Field, sign
from .status import Crl, Ocsp, Revoked, day, extension
from .store import add_store
from .time_authorities import AFTER, authorities, stamp
from .time_stamps import AGAIN, EXPIRED_SINCE, MAY, UNPROVEN, document_stamp, timed
from .tsp import CONTENT_STAMP, DOCUMENT_STAMP, TOKEN, Stamp, stamped_together

PROOF = "The token proves that the signature existed while the signer was valid."
NOT_A_TOKEN = "It cannot be read, and proves nothing."

variant("stamps-revocation", ISSUER, SUBJECT, "revocation: if_available", "time_stamps: [../../trust/time-root.pem]")


def _moment(text):
    return der.tlv(0x18, text.encode())


def _fields():
    at = AFTER.astimezone(dt.timezone.utc)
    timed("moment-fraction", "genTime with a fraction of a second", passed(), PROOF,
          stamps=(stamp(moment=_moment(f"{at:%Y%m%d%H%M%S}.25Z")),))
    timed("moment-local", "genTime without Z", EXPIRED_SINCE, "RFC 3161 2.4.2: UTC, with Z.",
          stamps=(stamp(moment=_moment(f"{at:%Y%m%d%H%M%S}")),))
    timed("moment-minutes", "genTime without seconds", EXPIRED_SINCE, "RFC 3161 2.4.2: seconds are there.",
          stamps=(stamp(moment=_moment(f"{at:%Y%m%d%H%M}Z")),))
    timed("moment-impossible", "genTime on the 31st of April", EXPIRED_SINCE, "There is no such day.",
          stamps=(stamp(moment=_moment("20260431120000Z")),))
    timed("moment-utc-time", "genTime as UTCTime", EXPIRED_SINCE, "RFC 3161 2.4.2: GeneralizedTime.",
          stamps=(stamp(moment=der.utc_time(AFTER)),))
    timed("info-version", "TSTInfo of version 2", EXPIRED_SINCE, "Version 1 is what is known.",
          stamps=(stamp(version=2),))
    timed("info-nonce", "TSTInfo with a nonce", passed(), PROOF, stamps=(stamp(extra=(der.integer(2**62),)),))
    timed("info-ordering", "TSTInfo with ordering and a nonce", passed(), PROOF,
          stamps=(stamp(extra=(der.boolean(True), der.integer(5))),))
    unknown = extension("1.3.6.1.4.1.99999.9", der.null(), critical=True)
    timed("info-critical", "TSTInfo with an unknown critical extension", EXPIRED_SINCE, "What is critical must be understood.",
          stamps=(stamp(extra=(der.implicit(1, der.sequence(unknown)),)),))
    timed("info-extension", "TSTInfo with an unknown extension", passed(), PROOF,
          stamps=(stamp(extra=(der.implicit(1, der.sequence(extension("1.3.6.1.4.1.99999.9", der.null()))),)),))
    timed("info-extra", "TSTInfo with an element nobody knows", EXPIRED_SINCE, "Nothing belongs there.",
          stamps=(stamp(extra=(der.utf8("more"),)),))
    timed("signers-two", "A token with two SignerInfos", EXPIRED_SINCE, "RFC 3161 2.4.2: the authority's alone.",
          stamps=(lambda w: stamp(plan=(("second", Plan(authorities(w).other)),))(w),))
    timed("value-changed", "A token with one bit of its value turned", EXPIRED_SINCE, "It verifies under no key.",
          stamps=(stamp(plan=(("broken_value", True),)),))


def raw_attribute(kind, value):
    """An unsigned attribute with this value."""
    return {"unsigned": lambda signature: [(kind, [value])]}


def _details(label, title, expect, why, changes, by="expired", later=(), trust="stamps", **options):
    """`changes`: workshop -> changes of the plan"""

    def maker(workshop):
        signer = getattr(workshop.pki, by)
        plan = workshop.plan(signer=signer).but(**changes(workshop))
        document, _ = workshop.signed(plan=plan, field=Field(width=14000))
        for change in later:
            change(document, workshop)
        return bytes(document.file.data)

    register(f"time-{label}", "time", title, expect, maker, why, trust=trust, **options)


def _attributes():
    _details("together", "Two tokens as values of one attribute, one of them trusted", UNPROVEN, PROOF,
             lambda w: {"unsigned": stamped_together(stamp("untrusted")(w), stamp()(w))})
    for by, expect in (("ec_signer", passed("trust.time_stamp_broken")), ("expired", EXPIRED_SINCE)):
        _details(f"no-token-{by.replace('_', '-')}", f"Something else where the token should be ({by})", expect,
                 NOT_A_TOKEN, lambda w: raw_attribute(TOKEN, der.utf8("token")), by)
    _details("token-signed", "The token's attribute among the signed ones", EXPIRED_SINCE,
             "It cannot be over a value that was made later.",
             lambda w: {"content_attributes": lambda content: [(TOKEN, [stamp()(w).token(content)])]})
    _details("content-unsigned", "A late token over the content among the unsigned attributes", EXPIRED_SINCE,
             "Anybody can have put it there: it does not prove that the signing came later.",
             lambda w: {"unsigned": lambda value: [(CONTENT_STAMP, [stamp(at=MAY)(w).token(b"content")])]})
    _details("content-unsigned-valid", "As before, the signer valid", passed(), "Anybody can have put it there.",
             lambda w: {"unsigned": lambda value: [(CONTENT_STAMP, [stamp(at=MAY)(w).token(b"content")])]},
             "ec_signer")


def _authorities():
    def below(workshop, **options):
        people = authorities(workshop)
        middle = authority(new_p256(), "vouchd test time middle", people.root, **options)
        low = people.new(middle)
        return Stamp(low, AFTER, bag=(low, middle))

    timed("authority-chain", "An authority below an intermediate one", passed(), PROOF, stamps=(below,))
    timed("authority-chain-broken", "As before, the intermediate missing", EXPIRED_SINCE, "No path can be built.",
          stamps=(lambda w: below(w).but(bag=None),))
    timed("authority-chain-leaf", "Below another authority of time", EXPIRED_SINCE, "That one is no CA.",
          stamps=(lambda w: below(w, ca=False),))
    timed("authority-usage", "An authority whose key usage is encipherment", EXPIRED_SINCE, "It may not sign.",
          stamps=(lambda w: Stamp(authorities(w).new(usage=("key_encipherment",)), AFTER),))
    timed("authority-is-issuer-of-signers", "A token by an authority that the signers' issuer made", EXPIRED_SINCE,
          "Trust in signers is no trust in time.",
          stamps=(lambda w: Stamp(authorities(w).new(w.pki.issuer), AFTER),))


def _status_of(when=None):
    """A later revision with the time root's list: its authority revoked `when`, or not."""

    def apply(document, workshop):
        people = authorities(workshop)
        entries = (Revoked(people.good, when, 1),) if when else ()
        add_store(document, crls=(Crl(people.root, entries),))

    return apply


def _revoked():
    timed("authority-revoked", "The token's authority was revoked before", EXPIRED_SINCE,
          "Whoever has its key can make any time.", stamps=(stamp(),), later=(_status_of(day(4, 1)),),
          trust="stamps-revocation")
    timed("authority-not-revoked", "A list of the token's authority without it", passed(), PROOF, stamps=(stamp(),),
          later=(_status_of(),), trust="stamps-revocation")
    timed("authority-revoked-compromised-since", "The token's authority was revoked later, its key compromised",
          EXPIRED_SINCE, "Whoever has its key can make any time; nothing shows that the token is older.",
          stamps=(stamp(),), later=(_status_of(day(5, 10)),), trust="stamps-revocation")
    timed("authority-revoked-after-stamp", "As before, a document time stamp of another authority in between",
          passed(), "It proves the token before the revocation.", stamps=(stamp(),),
          later=(document_stamp(stamp("other", day(4, 20))), _status_of(day(5, 10))), trust="stamps-revocation")


def _contradictions():
    late = SIGNED_AT + dt.timedelta(days=10)
    timed("claimed-after-token", "The claimed time lies ten days behind the token",
          undecided("OUT_OF_BOUNDS_NO_POE", "trust.future_time"), "Nobody signed later than the signature existed.",
          by="ec_signer", when=late, stamps=(stamp(),))
    timed("receipt-before-token", "A receipt stated before a late token", UNPROVEN,
          "What was received then cannot hold a later token: the receipt counts.",
          stamps=(stamp(at=MAY),), options={"existed_by": "2026-04-20T00:00:00Z"})
    timed("token-behind-at", "A token made after `at`", UNPROVEN, "At that moment nobody can have seen it.",
          by="ec_signer", stamps=(stamp(at=MAY),), options={"at": "2026-04-20T00:00:00Z"})


def _long_term():
    def last_stamp(document, workshop):
        people = authorities(workshop)
        crl = Crl(people.root)
        ocsp = Ocsp(workshop.pki.issuer, workshop.pki.expired)
        add_store(document, (crl,), (ocsp,), (people.root, people.short))
        sign(document, stamp(at=MAY)(workshop), DOCUMENT_STAMP.but(name="TimeStamp2"))

    timed("long-term", "Token, store, document time stamp, store, document time stamp", passed(),
          "ETSI EN 319 142-1 5.5: as archives do it.", stamps=(stamp("short"),),
          later=(lambda d, w: add_store(d, certificates=(w.pki.issuer,)),
                 document_stamp(stamp("short", AFTER + dt.timedelta(days=2))), last_stamp))
    timed("document-of-type-sig", "A document time stamp of /Type /Sig", AGAIN,
          "ISO 32000-2 table 255: DocTimeStamp must be said.",
          later=(lambda d, w: sign(d, stamp()(w), DOCUMENT_STAMP.but(kind="Sig")),))


_fields()
_attributes()
_authorities()
_revoked()
_contradictions()
_long_term()
