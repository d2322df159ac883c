"""Revocation on the way to an anchor, and against proofs of time.

ETSI EN 319 102-1 5.2.6: an issuer that was revoked takes its signers with it; a
revocation that came after a proven time does not count, one that came before a
proven signing does all the more.
"""

import datetime as dt

from .catalogue import failed, passed
from .configurations import ISSUER, SUBJECT, variant
from .pki import authority, certify, name, new_p256
from .revocation import APRIL, MAY, REVOKED, REVOKED_CA, UNKNOWN, carried, crl
from .status import Crl, Revoked, day
from .time_authorities import stamp
from .time_stamps import BEFORE
from .tsp import content_stamped, stamped

ANCHOR = "anchors: [../../trust/root.pem]"
variant("revocation-stamps", ISSUER, SUBJECT, "revocation: if_available", "time_stamps: [../../trust/time-root.pem]")
variant("revocation-anchors", ANCHOR, SUBJECT, "revocation: if_available")
variant("revocation-anchors-required", ANCHOR, SUBJECT, "revocation: required")


def _with(one):
    """A token over the signature."""
    return lambda workshop: {"unsigned": stamped(one(workshop))}


def _before(one):
    """A token over the content."""
    return lambda workshop: {"content_attributes": content_stamped(one(workshop))}


def _stamps():
    def timed(label, title, expect, why, when, plan):
        carried(f"token-{label}", title, expect, why, lists=crl(when, this=day(5, 20)), plan=plan,
                trust="revocation-stamps")

    proof = "It existed while its signer was good."
    timed("before", "Revoked after a trusted token over the signature", passed(), proof, MAY, _with(stamp()))
    timed("after", "Revoked before the token", REVOKED, "The token proves no earlier signing.", APRIL, _with(stamp()))
    timed("untrusted", "Revoked after an untrusted token", REVOKED, "It proves nothing.", MAY,
          _with(stamp("untrusted")))
    later = dt.datetime(2026, 5, 15, tzinfo=dt.timezone.utc)
    timed("content-after", "A token over the content, made after the revocation",
          failed("REVOKED", "revocation.revoked"), "It was signed later still.", MAY, _before(stamp(at=later)))
    timed("content-before", "A token over the content, made before the revocation", REVOKED,
          "It proves that the signing came later, not how much.", MAY, _before(stamp(at=BEFORE)))
    timed("content-after-untrusted", "As before, made after it by an untrusted authority", REVOKED,
          "It proves nothing.", MAY, _before(stamp("untrusted", later)))


def _chain(workshop):
    return workshop.once("revoked paths", lambda: _new_chain(workshop.pki.root))


def _new_chain(root, **options):
    middle = authority(new_p256(), "vouchd test middle", root, **options)
    return certify(new_p256(), name("vouchd test signer below the middle"), middle), middle


def on_path(label, title, expect, why="", lists=(), chain=_chain, trust="revocation-anchors-required", **options):
    """`lists`: functions of root, middle and signer -> Crl"""

    def made(workshop, signer):
        return tuple(one(workshop.pki.root, chain(workshop)[1], signer) for one in lists)

    carried(f"path-{label}", title, expect, why, lists=made, by=lambda w: chain(w)[0],
            chain=lambda w: (chain(w)[1],), trust=trust, **options)


def root_list(root, middle, signer):
    return Crl(root)


def middle_list(root, middle, signer):
    return Crl(middle)


def middle_revoked(when=APRIL, **changes):
    return lambda root, middle, signer: Crl(root, (Revoked(middle, when),)).but(**changes)


def signer_revoked(root, middle, signer):
    return Crl(middle, (Revoked(signer, APRIL),))


def _paths():
    on_path("known", "Lists of both levels", passed(), lists=(root_list, middle_list))
    on_path("signer-known", "The signer's status known, its issuer's not", UNKNOWN, "Required on every level.",
            (middle_list,))
    on_path("issuer-known", "The issuer's status known, the signer's not", UNKNOWN, "Required on every level.",
            (root_list,))
    on_path("issuer-revoked", "The issuer revoked", REVOKED_CA, "It takes its signers with it.",
            (middle_revoked(), middle_list), trust="revocation-anchors")
    on_path("issuer-revoked-alone", "The issuer revoked, nothing known of the signer", REVOKED_CA,
            "It takes its signers with it.", (middle_revoked(),), trust="revocation-anchors")
    on_path("signer-revoked", "The signer revoked by its issuer's list", REVOKED, "Nothing proves an earlier signing.",
            (root_list, signer_revoked), trust="revocation-anchors")
    on_path("issuer-revoked-since", "The issuer revoked after the stated receipt", passed(),
            "It existed while its issuer was good.", (middle_revoked(MAY, this=day(5, 20)), middle_list),
            trust="revocation-anchors", existed_by="2026-04-05T00:00:00Z")
    on_path("list-usage", "A list by an issuer that may not sign lists", UNKNOWN, "RFC 5280 6.3.3 (f): cRLSign.",
            (root_list, middle_list), lambda w: w.once("no lists", lambda: _new_chain(
                w.pki.root, usage=("key_cert_sign",))))
    on_path("list-of-signer", "A list by a signer of the same issuer", UNKNOWN, "No list of the issuer.",
            (root_list, lambda root, middle, signer: Crl(middle, key=signer.key)))


_stamps()
_paths()
