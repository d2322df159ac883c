"""Time stamps: what moves the control time, and what must not.

RFC 3161 for tokens, ETSI EN 319 142-1 for document time stamps, ETSI EN 319 102-1 for
what they prove: a token over the signature that it existed then, a token over the
content that it was signed later. Whatever is not trusted proves nothing, and harms
nothing either.
"""

import datetime as dt
from dataclasses import dataclass

from .attacks import CHANGED, changed_content
from .catalogue import failed, passed, register, undecided
from .configurations import ISSUER, SUBJECT, variant
from .older_formats import IN_TIME, old_signer
from .pdf import Stream
from .pki import certify, name, new_p256
from .sign import SIGNED_AT, Field, sign
from .store import add_store
from .time_authorities import AFTER, authorities, stamp
from .tsp import DOCUMENT_STAMP, Stamp, content_stamped, stamped

EXPIRED_SINCE = undecided("OUT_OF_BOUNDS_NO_POE", "trust.expired_since")
UNPROVEN = passed("trust.time_stamp_unproven")
AGAIN = undecided("SIG_CONSTRAINTS_FAILURE", "pdf.signed_again")
EXPIRED = failed("EXPIRED", "trust.expired")
WEAK = undecided("CRYPTO_CONSTRAINTS_FAILURE_NO_POE", "signature.weak_algorithm")
BEFORE = SIGNED_AT - dt.timedelta(minutes=1)
MAY = dt.datetime(2026, 5, 10, 12, tzinfo=dt.timezone.utc)  # the expired signer had expired then


variant("stamps", ISSUER, SUBJECT, "time_stamps: [../../trust/time-root.pem]")


@dataclass(frozen=True)
class Copied:
    """/Contents taken from elsewhere."""

    value: bytes

    def timed(self, when):
        return self

    def contents(self, covered):
        return self.value


def timed(label, title, expect, why="", *, by="expired", stamps=(), before=(), later=(), trust="stamps", when=SIGNED_AT,
          options=None, **plan):
    """A signature with tokens over its value (`stamps`), over its content (`before`), and
    revisions added afterwards (`later`: functions of document and workshop)."""

    def maker(workshop):
        signer = by(workshop) if callable(by) else getattr(workshop.pki, by)
        made = workshop.plan(signer=signer, **plan)
        if stamps:
            made = made.but(unsigned=stamped(*(one(workshop) for one in stamps)))
        if before:
            made = made.but(content_attributes=content_stamped(before[0](workshop)))
        document, _ = workshop.signed(plan=made, field=Field(when=when, width=9000))
        for change in later:
            change(document, workshop)
        return bytes(document.file.data)

    register(f"time-{label}", "time", title, expect, maker, why, trust=trust, **(options or {}))


def document_stamp(one, label="TimeStamp1", change=None):
    """A revision with a document time stamp, and whatever `change(document)` puts beside it."""

    def apply(document, workshop):
        if change:
            change(document)
        sign(document, one(workshop), DOCUMENT_STAMP.but(name=label))

    return apply


def _tokens():
    proof = "The token proves that the signature existed while the signer was valid."
    nothing = "Nothing that is trusted proves the time; T is `at`."
    timed("token", "Signer expired since, a trusted token over the signature", passed(), proof, stamps=(stamp(),))
    timed("token-signer-valid", "A valid signer with a trusted token", passed(), by="ec_signer", stamps=(stamp(),))
    timed("token-sha512", "The token's imprint by SHA-512", passed(), proof, stamps=(stamp(imprint_digest="sha512"),))
    timed("token-accuracy", "The token names its accuracy", passed(), proof, stamps=(stamp(accuracy=1),))
    timed("token-with-root", "The token carries its root too", passed(), proof, stamps=(
        lambda w: stamp(bag=(authorities(w).root, authorities(w).good))(w),))
    timed("token-two", "An untrusted token and a trusted one", UNPROVEN, proof, stamps=(stamp("untrusted"), stamp()))
    timed("token-untrusted", "The token's authority is of the same name, another key", EXPIRED_SINCE, nothing,
          stamps=(stamp("untrusted"),))
    timed("token-nobody-configured", "A token where the source trusts no time stamps", EXPIRED_SINCE, nothing,
          stamps=(stamp(),), trust="default")
    timed("token-untrusted-signer-valid", "A valid signer with an untrusted token", UNPROVEN,
          "What proves nothing harms nothing; it is said.", by="ec_signer", stamps=(stamp("untrusted"),))
    timed("token-other-signature", "The token is over another signature", EXPIRED_SINCE, "Its imprint is not this value's.",
          stamps=(stamp(imprinted=b"another signature"),))
    timed("token-other-key", "The token's value is another key's", EXPIRED_SINCE, "The token verifies under no key.",
          stamps=(lambda w: stamp(plan=(("key", authorities(w).other.key),))(w),))
    timed("token-digest-other", "The token's message digest is not that of its content", EXPIRED_SINCE,
          "The TSTInfo is not what was signed.", stamps=(stamp(plan=(("digest_override", bytes(32)),)),))
    timed("token-no-certificate", "The token without its authority's certificate", EXPIRED_SINCE,
          "Nobody can say who made it.", stamps=(stamp(bag=()),))
    timed("token-not-named", "The token without signing-certificate", EXPIRED_SINCE, "RFC 3161 2.4.2 wants it.",
          stamps=(stamp(plan=(("certificate_named", None),)),))
    timed("token-sha1", "The token's imprint by SHA-1", EXPIRED_SINCE,
          "SHA-1 had ended: anything may have that imprint.", stamps=(stamp(imprint_digest="sha1"),))
    timed("token-no-info", "The token's content is no TSTInfo", EXPIRED_SINCE, "Signed data, and no time in it.",
          stamps=(stamp(plan=(("embed", b"no time"),)),))
    timed("token-by-signer", "The signer made the token itself", EXPIRED_SINCE, "A signer is no authority of time.",
          stamps=(lambda w: Stamp(w.pki.expired, AFTER),))


def _authorities():
    wrong = {
        "no-usage": ("no_usage", "without extended key usage"),
        "not-critical": ("not_critical", "whose extended key usage is not critical"),
        "two-usages": ("two_usages", "that may do something else too"),
        "other-usage": ("other_usage", "that may do something else only"),
    }
    for label, (who, words) in wrong.items():
        timed(f"authority-{label}", f"A token of an authority {words}", EXPIRED_SINCE,
              "RFC 3161 2.3: timeStamping alone, and critical.", stamps=(stamp(who),))
    timed("authority-early", "A token from before its authority was valid", EXPIRED_SINCE,
          "The certificate says from when.", stamps=(stamp("late"),))
    timed("authority-expired", "A token whose authority has expired since", EXPIRED_SINCE,
          "At T its certificate is no longer good, and nothing proves that the token is older.", stamps=(stamp("short"),))
    timed("authority-expired-saved", "As before, a document time stamp made in time", passed(),
          "It proves the token, and the token the signature.", stamps=(stamp("short"),),
          later=(document_stamp(stamp(at=MAY)),))
    timed("authority-expired-not-saved", "As before, the document time stamp made too late", EXPIRED_SINCE,
          "The first authority had expired by then.", stamps=(stamp("short"),),
          later=(document_stamp(stamp(at=MAY + dt.timedelta(days=10))),))
    timed("authority-expired-existed", "As before, receipt in time stated instead", passed(),
          "It proves the token, and the token the signature.", stamps=(stamp("short"),),
          options={"existed_by": "2026-05-10T00:00:00Z"})


def _moments():
    timed("token-late", "The token was made after the signer had expired", EXPIRED_SINCE,
          "It proves no more than that.", stamps=(stamp(at=MAY),))
    timed("token-two-moments", "Two tokens, one of them too late", passed(), "The earlier one proves more.",
          stamps=(stamp(at=MAY), stamp()))
    timed("token-and-receipt", "A token in time, and a later receipt stated", passed(), "The token proves more.",
          stamps=(stamp(),), options={"existed_by": "2026-05-20T00:00:00Z"})
    timed("receipt-late", "Receipt stated after the signer had expired", EXPIRED_SINCE, "It proves no more than that.",
          options={"existed_by": "2026-05-20T00:00:00Z"})
    timed("signed-before-valid", "The claimed time lies before the signer's validity", passed(),
          "What is claimed proves nothing, either way.", by=_since_april, when=SIGNED_AT - dt.timedelta(days=40))
    timed("signed-before-valid-token", "As before, and the token too",
          undecided("OUT_OF_BOUNDS_NO_POE", "trust.not_yet_valid"), "It existed before its signer did.", by=_since_april,
          when=SIGNED_AT - dt.timedelta(days=40), stamps=(stamp(at=SIGNED_AT - dt.timedelta(days=39)),))
    timed("sha1-token", "RSA with SHA-1 and a token of 2019", passed(), "SHA-1 was good when it existed.",
          by=old_signer, digest="sha1", when=IN_TIME, stamps=(stamp("old", IN_TIME + dt.timedelta(minutes=1)),))
    timed("sha1-token-late", "RSA with SHA-1 and a token of 2026",
          undecided("CRYPTO_CONSTRAINTS_FAILURE", "signature.weak_algorithm"), "It had ended at the proven time already.",
          by=old_signer, digest="sha1", when=IN_TIME, stamps=(stamp(),))
    timed("sha1-token-untrusted", "RSA with SHA-1 and an untrusted token of 2019", WEAK, "Nothing proves the time.",
          by=old_signer, digest="sha1", when=IN_TIME, stamps=(stamp("untrusted", IN_TIME),))


def _since_april(workshop):
    return workshop.once("since_april", lambda: certify(
        new_p256(), name("vouchd test signer since April"), workshop.pki.issuer,
        valid=(dt.datetime(2026, 4, 1), dt.datetime(2045, 1, 1))))


def _content():
    later = "The content's token is in what was signed: the signing came after it."
    timed("content-late", "A token over the content, made after the signer had expired", EXPIRED, later,
          before=(stamp(at=MAY),))
    timed("content-early", "A token over the content, made before", EXPIRED_SINCE,
          "It proves that the signing came later, not how much.", before=(stamp(at=BEFORE),))
    timed("content-untrusted", "As the first, by an untrusted authority", EXPIRED_SINCE, "It proves nothing.",
          before=(stamp("untrusted", MAY),))
    timed("content-other", "As the first, over another content", EXPIRED_SINCE, "Its imprint is not this content's.",
          before=(stamp(at=MAY, imprinted=b"another content"),))
    timed("content-signer-valid", "A token over the content, the signer still valid", passed(), by="ec_signer",
          before=(stamp(at=BEFORE),))
    timed("content-and-token", "Tokens before and after, the signer valid between", passed(),
          "Both together enclose the signing.", before=(stamp(at=BEFORE),), stamps=(stamp(),))


def _new_row(document):
    document.file.put(document.contents[0], Stream(changed_content(document)))


def _document_stamps():
    proof = "The document time stamp proves that the signature existed while the signer was valid."
    timed("document", "Signer expired since, a document time stamp in time", passed(), proof,
          later=(document_stamp(stamp()),))
    timed("document-signer-valid", "A valid signer, a document time stamp", passed(), by="ec_signer",
          later=(document_stamp(stamp()),))
    timed("document-untrusted", "The document time stamp's authority is not trusted", EXPIRED_SINCE,
          "It proves nothing.", later=(document_stamp(stamp("untrusted")),))
    timed("document-untrusted-signer-valid", "As before, the signer valid", passed(),
          "It adds nothing that is shown, and proves nothing.", by="ec_signer",
          later=(document_stamp(stamp("untrusted")),))
    timed("document-other-bytes", "The document time stamp is over other bytes", AGAIN,
          "Then it is none, and what was added is a second signature.", later=(document_stamp(stamp(imprinted=b"other bytes")),))
    timed("document-copied", "The document time stamp is copied from another file", AGAIN,
          "Its imprint is that file's: here it is a second signature.", later=(document_stamp(_copied_stamp),))
    timed("document-late", "A document time stamp made after the signer had expired", EXPIRED_SINCE,
          "It proves no more than that.", later=(document_stamp(stamp(at=MAY)),))
    timed("document-two", "Two document time stamps, the first one's authority expired since", passed(),
          "The second proves the first.",
          later=(document_stamp(stamp("short")), document_stamp(stamp(at=MAY), "TimeStamp2")))
    timed("document-changed-after", "Changed after the document time stamp", CHANGED, "It excuses nothing.",
          later=(document_stamp(stamp()), lambda d, w: (_new_row(d), d.file.write())))
    timed("document-changed-in", "Changed in the revision of the document time stamp", CHANGED, "It excuses nothing.",
          later=(document_stamp(stamp(), change=_new_row),))
    timed("document-with-store", "A security store, then a document time stamp", passed(), proof,
          later=(_security_store, document_stamp(stamp())))
    register("time-document-alone", "time", "A document time stamp, and no signature",
             undecided("NO_SIGNATURE_FOUND", "pdf.not_signed"), _stamped_alone,
             "It says when, and nobody says who.", trust="stamps")
    register("time-document-no-token", "time", "An ordinary signature as a document time stamp",
             failed("FORMAT_FAILURE", "signature.malformed"),
             lambda w: w.signed_bytes(field=DOCUMENT_STAMP.but(name="Signature1")),
             "What the dictionary says and what lies in it must belong together.", trust="stamps")


def _copied_stamp(workshop):
    other = workshop.drawn(workshop.record(5))
    return Copied(sign(other, stamp()(workshop), DOCUMENT_STAMP).cms)


def _security_store(document, workshop):
    add_store(document, certificates=[authorities(workshop).root])


def _stamped_alone(workshop):
    document = workshop.drawn()
    sign(document, stamp()(workshop), DOCUMENT_STAMP)
    return document.file.data


def _several():
    def signed_by(who, **plan):
        def apply(document, workshop):
            made = workshop.plan(signer=getattr(workshop.pki, who))
            if plan:
                made = made.but(unsigned=stamped(stamp()(workshop)))
            sign(document, made, Field(name="Signature2", width=9000))

        return apply

    timed("several-last-stamped", "Two signatures of the source, the last one's signer expired, with a token",
          passed(), "The last is judged, at the time that its token proves.", by="ec_signer",
          later=(signed_by("expired", token=True),))
    timed("several-first-stamped", "Two signatures of the source, only the first one's signer expired",
          passed(), "The last is judged.", stamps=(stamp(),), later=(signed_by("ec_signer"),))
    timed("several-stamp-between", "A document time stamp before the last signature", EXPIRED_SINCE,
          "It covers the first signature and not the last.", by="ec_signer",
          later=(document_stamp(stamp()), signed_by("expired")))
    timed("several-stamp-last", "A document time stamp over both signatures", passed(),
          "It covers the last signature too.", by="ec_signer",
          later=(signed_by("expired"), document_stamp(stamp())))


_tokens()
_authorities()
_moments()
_content()
_document_stamps()
_several()
