"""Revocation: where lists and answers may lie, which of them count, and what they then mean.

RFC 5280 5 and 6.3 for lists, RFC 6960 for answers, ETSI EN 319 102-1 5.2.6 for the
verdict. What nobody entitled has signed, or what is out of date, says nothing: that
is no harm where knowledge is not required, and TRY_LATER where it is.
"""

import base64
import datetime as dt
import textwrap

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from . import der, gm, status
from .catalogue import open_question, passed, register, undecided
from .configurations import ISSUER, SUBJECT, trust_file, variant
from .pki import certify, name, new_p256
from .sign import Field
from .status import Crl, Ocsp, Revoked, day
from .store import add_store

REVOKED = undecided("REVOKED_NO_POE", "revocation.revoked")
REVOKED_CA = undecided("REVOKED_CA_NO_POE", "revocation.revoked")
UNKNOWN = undecided("TRY_LATER", "revocation.unknown")
NOTHING = "What says nothing leaves the status unknown."
APRIL, MAY = day(4, 2), day(5, 10)

variant("revocation", ISSUER, SUBJECT, "revocation: if_available")
variant("revocation-required", ISSUER, SUBJECT, "revocation: required")
_CRLS = "crls: [../../trust/crl/]"
variant("snapshot", ISSUER, SUBJECT, "revocation: if_available", _CRLS)
variant("snapshot-required", ISSUER, SUBJECT, "revocation: required", _CRLS)
variant("snapshot-never", ISSUER, SUBJECT, "revocation: never", _CRLS)
variant("revocation-sm2", "issuers: [../../trust/sm2-issuer.pem]", SUBJECT, "revocation: required")


class RevocationPki:
    """Signers that are revoked somewhere, and those who may say so, or not."""

    def __init__(self, pki):
        self.pki = pki
        self.listed = self.new("vouchd test signer, listed")
        self.answered = self.new("vouchd test signer, answered")
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
        extra = ((usage, False), (x509.OCSPNoCheck(), False))
        self.responder = self.new("vouchd test responder", extra=extra)
        self.no_responder = self.new("vouchd test responder")
        self.strange_responder = certify(new_p256(), name("vouchd test responder"), pki.forger_issuer, extra=extra)
        early = (dt.datetime(2020, 1, 1), dt.datetime(2026, 5, 20))
        self.past_responder = self.new("vouchd test responder", extra=extra, valid=early)

    def new(self, common, **options):
        return certify(new_p256(), name(common), self.pki.issuer, **options)


def people(workshop):
    return workshop.once("revocation", lambda: RevocationPki(workshop.pki))


def pem(crl):
    lines = textwrap.wrap(base64.b64encode(crl).decode(), 64)
    return "\n".join(["-----BEGIN X509 CRL-----", *lines, "-----END X509 CRL-----", ""]).encode()


trust_file("crl/issuer.crl", lambda w: Crl(w.pki.issuer, (Revoked(people(w).listed, MAY),)).der())
trust_file("crl/root.crl", lambda w: pem(Crl(w.pki.root).der()))
trust_file("crl/answered.ocsp", lambda w: Ocsp(w.pki.issuer, people(w).answered, revoked=MAY).der())


def usual(workshop):
    return workshop.pki.ec_signer


def carried(label, title, expect, why="", *, lists=None, answers=None, how="store", by=usual, chain=None,
            trust="revocation-required", plan=None, **options):
    """`lists`, `answers`: functions of workshop and signer -> Crl and Ocsp; `how` they come: with the
    signature in an "attribute" or in the "field" for them, or in a later security "store"."""

    def maker(workshop):
        signer = by(workshop)
        crls = lists(workshop, signer) if lists else ()
        said = answers(workshop, signer) if answers else ()
        bag = (signer, *(chain(workshop) if chain else ()))
        made = workshop.plan(signer=signer, bag=bag, **(plan(workshop) if plan else {}))
        if how == "attribute":
            made = made.but(content_attributes=status.archival(crls, said))
        elif how == "field":
            made = made.but(revocation=status.field(crls, said))
        document, _ = workshop.signed(plan=made, field=Field(width=12000))
        if how == "store":
            add_store(document, crls, said)
        return bytes(document.file.data)

    register(f"revocation-{label}", "revocation", title, expect, maker, why, trust=trust, **options)


def crl(when=None, issuer=None, **changes):
    """-> a list of the issuer: this signer revoked `when`, or not at all"""

    def lists(workshop, signer):
        entries = (Revoked(signer, when, changes.get("reason")),) if when else ()
        rest = {key: value for key, value in changes.items() if key != "reason"}
        return (Crl((issuer or (lambda w: w.pki.issuer))(workshop), entries).but(**rest),)

    return lists


def ocsp(when=None, responder=None, **changes):
    def answers(workshop, signer):
        who = getattr(people(workshop), responder) if responder else None
        return (Ocsp(workshop.pki.issuer, signer, who, revoked=when).but(**changes),)

    return answers


def _places():
    """Each way of carrying, each kind, each status."""
    places = {
        "attribute": "in the archival attribute",
        "field": "in the CMS beside the certificates",
        "store": "in the security store",
    }
    for how, where in places.items():
        carried(f"crl-{how}", f"A list {where}, the signer not on it", passed(), lists=crl(), how=how)
        carried(f"crl-{how}-revoked", f"A list {where}, the signer on it", REVOKED, "Nothing proves an earlier signing.",
                lists=crl(APRIL), how=how, trust="revocation")
        carried(f"ocsp-{how}", f"An answer {where}: good", passed(), answers=ocsp(), how=how)
        carried(f"ocsp-{how}-revoked", f"An answer {where}: revoked", REVOKED, "Nothing proves an earlier signing.",
                answers=ocsp(APRIL), how=how, trust="revocation")
    carried("nothing", "Nothing is known, and need not be", passed(), how="", trust="revocation")
    carried("nothing-required", "Nothing is known where the source requires it", UNKNOWN, "It may be known later.",
            how="")
    carried("never", "Revoked, and the source never asks", passed(), "revocation: never", lists=crl(APRIL),
            trust="default")


def _snapshot():
    carried("snapshot", "Not on the snapshot's list", passed(), how="", trust="snapshot-required")
    carried("snapshot-listed", "On the snapshot's list", REVOKED, "Nothing proves an earlier signing.", how="",
            by=lambda w: people(w).listed, trust="snapshot")
    carried("snapshot-answered", "Revoked by an answer in the snapshot", REVOKED, "Nothing proves an earlier signing.",
            how="", by=lambda w: people(w).answered, trust="snapshot")
    carried("snapshot-never", "On the snapshot's list, and the source never asks", passed(), "revocation: never",
            how="", by=lambda w: people(w).listed, trust="snapshot-never")
    carried("snapshot-over-document", "On the snapshot's list, and not on the document's", REVOKED,
            "Whoever brings a document chooses what it carries.", lists=crl(this=day(4, 1), next=day(7, 1)),
            by=lambda w: people(w).listed, trust="snapshot")


def point(*fields):
    return (status.extension(status.DISTRIBUTION_POINT, der.sequence(*fields), critical=True),)


def flag(number):
    return der.implicit(number, der.boolean(True))


def _lists():
    carried("crl-stale", "A list that is out of date", UNKNOWN, NOTHING, lists=crl(next=day(5, 15)))
    carried("crl-stale-revoked", "A list that is out of date, the signer on it", REVOKED,
            "Revocation does not end with the list.", lists=crl(APRIL, next=day(5, 15)), trust="revocation")
    carried("crl-value-wrong", "A list whose value is wrong", UNKNOWN, NOTHING,
            lists=crl(change=lambda data: data[:-1] + bytes([data[-1] ^ 1])))
    carried("crl-forged", "A list by an issuer of the same name", UNKNOWN, NOTHING,
            lists=crl(issuer=lambda w: w.pki.forger_issuer))
    carried("crl-forged-revoked", "As before, the signer on it", passed(), "Nobody entitled has revoked it.",
            lists=crl(APRIL, issuer=lambda w: w.pki.forger_issuer), trust="revocation")
    carried("crl-other-issuer", "Another issuer's list", UNKNOWN, NOTHING, lists=crl(issuer=lambda w: w.pki.root))
    carried("crl-other-serial", "A list with another certificate on it", passed(),
            lists=lambda w, signer: (Crl(w.pki.issuer, (Revoked(w.pki.other_signer, MAY),)),))
    carried("crl-delta", "A delta list alone", UNKNOWN, "RFC 5280 5.2.4: it says what changed, not what is.",
            lists=crl(extensions=(status.extension(status.DELTA_INDICATOR, der.integer(16), critical=True),)))
    carried("crl-authorities", "A list of authorities alone", UNKNOWN, "RFC 5280 5.2.5: onlyContainsCACerts.",
            lists=crl(extensions=point(flag(2))))
    carried("crl-users", "A list of end entities alone", passed(), "RFC 5280 5.2.5: onlyContainsUserCerts.",
            lists=crl(extensions=point(flag(1))))
    carried("crl-attributes", "A list of attribute certificates alone", UNKNOWN,
            "RFC 5280 5.2.5: onlyContainsAttributeCerts.", lists=crl(extensions=point(flag(5))))
    carried("crl-some-reasons", "A list for some reasons alone", UNKNOWN, "It may be revoked for another one.",
            lists=crl(extensions=point(der.implicit(3, der.bits(b"\x40", 6)))))
    unknown = status.extension("1.3.6.1.4.1.99999.7", der.null(), critical=True)
    carried("crl-critical", "A list with an unknown critical extension", UNKNOWN, "RFC 5280 5.2: must not be used.",
            lists=crl(extensions=(unknown,)))
    carried("crl-hold", "The signer on hold", undecided("TRY_LATER", any_of=["revocation.*"]),
            "ETSI EN 319 102-1 5.2.6.4: it may come back.", lists=crl(APRIL, reason=status.ON_HOLD), trust="revocation")
    carried("crl-compromised", "The signer's key compromised", REVOKED, "Nothing proves an earlier signing.",
            lists=crl(APRIL, reason=status.KEY_COMPROMISE), trust="revocation")
    carried("crl-broken", "What should be a list is none", UNKNOWN, NOTHING, lists=crl(change=lambda data: data[:-9]))
    carried("crl-sha1", "A list signed with SHA-1", UNKNOWN, "Anybody could have made it.", lists=crl(digest="sha1"))


def _answers():
    carried("ocsp-delegated", "An answer by a responder of the issuer", passed(), answers=ocsp(responder="responder"))
    carried("ocsp-delegated-revoked", "An answer by a responder of the issuer: revoked", REVOKED,
            "Nothing proves an earlier signing.", answers=ocsp(APRIL, "responder"), trust="revocation")
    carried("ocsp-by-name", "The responder named, not by its key", passed(),
            answers=ocsp(responder="responder", by_name=True))
    carried("ocsp-sha256", "The certificate named by SHA-256", passed(), answers=ocsp(hashed="sha256"))
    carried("ocsp-no-usage", "A responder that is not said to be one", UNKNOWN, "RFC 6960 4.2.2.2: id-kp-OCSPSigning.",
            answers=ocsp(responder="no_responder"))
    carried("ocsp-no-usage-revoked", "As before: revoked", passed(), "Nobody entitled has said it.",
            answers=ocsp(APRIL, "no_responder"), trust="revocation")
    carried("ocsp-stranger", "A responder of an issuer of the same name", UNKNOWN, NOTHING,
            answers=ocsp(responder="strange_responder"))
    carried("ocsp-past-responder", "A responder that had expired", UNKNOWN, NOTHING,
            answers=ocsp(responder="past_responder"))
    carried("ocsp-no-certificate", "The responder's certificate is missing", UNKNOWN, NOTHING,
            answers=ocsp(responder="responder", bag=()))
    carried("ocsp-value-wrong", "An answer whose value is wrong", UNKNOWN, NOTHING,
            answers=ocsp(change=lambda data: data[:-1] + bytes([data[-1] ^ 1])))
    carried("ocsp-stale", "An answer that is out of date", UNKNOWN, NOTHING, answers=ocsp(this=day(5, 1), next=day(5, 8)))
    carried("ocsp-stale-revoked", "An answer that is out of date: revoked", REVOKED,
            "Revocation does not end with the answer.", answers=ocsp(APRIL, this=day(5, 1), next=day(5, 8)),
            trust="revocation")
    carried("ocsp-unknown", "An answer: unknown", UNKNOWN, NOTHING, answers=ocsp(unknown=True))
    carried("ocsp-later", "An answer: ask later", UNKNOWN, NOTHING, answers=ocsp(response=3))
    carried("ocsp-hold", "An answer: on hold", undecided("TRY_LATER", any_of=["revocation.*"]),
            "ETSI EN 319 102-1 5.2.6.4: it may come back.", answers=ocsp(APRIL, reason=status.ON_HOLD),
            trust="revocation")
    carried("ocsp-other", "An answer about another certificate", UNKNOWN, NOTHING,
            answers=lambda w, signer: (Ocsp(w.pki.issuer, w.pki.other_signer),))
    carried("ocsp-other-revoked", "Another certificate revoked", passed(), "Not the signer's.", trust="revocation",
            answers=lambda w, signer: (Ocsp(w.pki.issuer, w.pki.other_signer, revoked=APRIL),))


def _times():
    carried("existed", "Revoked after the stated receipt", passed(), "It existed while its signer was good.",
            lists=crl(MAY, this=day(5, 11)), trust="revocation", existed_by="2026-04-05T00:00:00Z")
    carried("existed-required", "As before, where knowledge is required", passed(), "The later list tells.",
            lists=crl(MAY, this=day(5, 11)), existed_by="2026-04-05T00:00:00Z")
    carried("existed-good-required", "A later answer: good", passed(), "Good later was good before.",
            answers=ocsp(next=None), existed_by="2026-04-05T00:00:00Z")
    carried("existed-too-late", "Revoked before the stated receipt", REVOKED, "Nothing proves an earlier signing.",
            lists=crl(APRIL), trust="revocation", existed_by="2026-04-05T00:00:00Z")
    carried("expired-good", "The signer expired since, and was not revoked",
            undecided("OUT_OF_BOUNDS_NOT_REVOKED", "trust.expired_since"), "Known good while it was valid.",
            lists=crl(this=day(4, 29)), by=lambda w: w.pki.expired, trust="revocation")
    carried("expired-revoked", "The signer expired since, and was revoked before", open_question("revocation.revoked"),
            "Two reasons, and the worse is named.", lists=crl(APRIL), by=lambda w: w.pki.expired, trust="revocation")


def _sm2():
    def signer(workshop):
        return gm.identities(workshop).signer

    def issuer(workshop):
        return gm.identities(workshop).issuer

    made = {"by": signer, "trust": "revocation-sm2", "plan": lambda w: {"digest": "sm3"}}
    carried("sm2", "A list with SM2, the signer not on it", passed(), lists=crl(issuer=issuer), **made)
    carried("sm2-revoked", "A list with SM2, the signer on it", REVOKED, "Nothing proves an earlier signing.",
            lists=crl(APRIL, issuer), **made)
    carried("sm2-no-identifier", "A list with SM2 of an empty identifier", UNKNOWN,
            "The default identifier holds for lists too.",
            lists=lambda w, s: (Crl(issuer(w), key=gm.OtherWay(issuer(w).key, gm.no_identifier)),), **made)


_places()
_snapshot()
_lists()
_answers()
_times()
_sm2()
