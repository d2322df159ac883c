"""Kinds of signatures together with time stamps, second signatures and changes.

What holds for CMS holds for the older kinds and for seals: later bytes, proofs of
time, and whose signature is judged.
"""

import datetime as dt

from .attacks import CHANGED, changed_content
from .catalogue import passed, register, undecided
from .cms import Plan
from .gm import GM, INTERNATIONAL, identities
from .older_formats import IN_TIME, PKCS7_SHA1, X509_RSA, Bare, old_signer
from .pdf import Hex, Stream
from .seal import GM_SEAL, Seal, Sealed
from .seal_details import expired_owner
from .sign import Field, sign
from .time_authorities import stamp
from .time_stamps import document_stamp
from .tsp import stamped

AGAIN = undecided("SIG_CONSTRAINTS_FAILURE", "pdf.signed_again")
PROOF = "The proof of time does not ask what kind of signature it is for."
SOON = IN_TIME + dt.timedelta(minutes=1)


def mixed(label, title, expect, why, first, *later, trust="seals-stamps", **options):
    """`first`: workshop -> (plan, field); `later`: functions of document and workshop"""

    def maker(workshop):
        plan, field = first(workshop)
        document, _ = workshop.signed(workshop.record(40), plan=plan, field=field)
        for change in later:
            change(document, workshop)
        return bytes(document.file.data)

    register(f"mixed-{label}", "mixed", title, expect, maker, why, trust=trust, **options)


def bare(workshop):
    signer = old_signer(workshop)
    return Bare(signer.key), Field(subfilter=X509_RSA, when=IN_TIME, extra=(("Cert", Hex(signer.der)),))


def digested(workshop):
    plan = Plan(old_signer(workshop), digested="sha1").timed(IN_TIME)
    return plan.but(unsigned=stamped(stamp("old", SOON)(workshop))), Field(subfilter=PKCS7_SHA1, when=IN_TIME, width=9000)


def seal(version, owner=lambda people: people.signer):
    def first(workshop):
        people = identities(workshop)
        signer = owner(people)
        return Sealed(Seal(people.maker, (signer,), version), signer), GM_SEAL.but(width=9000)

    return first


def message(base):
    """CMS with SM2 by the expired signer, with a token"""

    def first(workshop):
        plan = Plan(expired_owner(identities(workshop)), **base)
        return plan.but(unsigned=stamped(stamp()(workshop))), Field(width=9000)

    return first


def new_row(document, workshop):
    document.file.put(document.contents[0], Stream(changed_content(document)))
    document.file.write()


def second(who):
    """A further seal by this owner."""

    def apply(document, workshop):
        plan, field = seal(4, lambda people: getattr(people, who))(workshop)
        sign(document, plan, field.but(name="Signature2"))

    return apply


def _stamped():
    old = document_stamp(stamp("old", SOON))
    mixed("bare-stamped", "A bare value of SHA-1, a document time stamp of 2019", passed(), PROOF, bare, old,
          trust="stamps")
    mixed("bare-stamped-late", "As before, of 2026", undecided("CRYPTO_CONSTRAINTS_FAILURE",
          "signature.weak_algorithm"), "It had ended at the proven time already.", bare, document_stamp(stamp()),
          trust="stamps")
    mixed("digested-token", "adbe.pkcs7.sha1 with a token of 2019", passed(), PROOF, digested, trust="stamps")
    for version in (1, 4, 5):
        mixed(f"seal-v{version}-stamped", f"Version {version}: signer expired since, a document time stamp in time",
              passed(), PROOF, seal(version, expired_owner), document_stamp(stamp()))
    mixed("sm2-token", "SM2 in CMS: signer expired since, a token in time", passed(), PROOF, message(INTERNATIONAL))
    mixed("gm-token", "GM/T 0010: signer expired since, a token in time", passed(), PROOF, message(GM))


def _later():
    why = "What the document shows is not what was signed."
    for version in (1, 4, 5):
        mixed(f"seal-v{version}-changed-later", f"Version {version}: a later revision changes a row", CHANGED, why,
              seal(version), new_row)
    mixed("bare-changed-later", "A bare value: a later revision changes a row", CHANGED, why, bare, new_row,
          trust="stamps", existed_by="2019-06-04T00:00:00Z")
    mixed("seal-stamped-changed", "A seal, a document time stamp, a change", CHANGED, "The stamp excuses nothing.",
          seal(4), document_stamp(stamp()), new_row)
    mixed("seal-twice", "Two seals of the source's owners", passed(), "The last one is judged.", seal(4),
          second("other"))
    mixed("seal-then-forger", "A seal, then a forger's seal", AGAIN, "The source says one signature.", seal(4),
          second("forger"))
    mixed("seal-then-cms", "A seal, then an RSA signature that the source does not trust", AGAIN,
          "The source says one signature.", seal(4),
          lambda d, w: sign(d, w.plan(), Field(name="Signature2")))


_stamped()
_later()
