"""Paths from a signer to an anchor (RFC 5280 6): what must be found, and what must not hold.

All candidates lie in the CMS here; candidates.py has other places, purposes.py what
a source may ask for beside a path.
"""

import datetime as dt

from cryptography import x509

from .catalogue import open_question, passed, register, undecided
from .pki import UNKNOWN_CRITICAL, authority, certify, name, new_p256
from .sign import Field

NO_PATH = undecided("NO_CERTIFICATE_CHAIN_FOUND", "trust.no_path")
WRONG_SIGNER = undecided("CHAIN_CONSTRAINTS_FAILURE", "trust.wrong_signer")
NOT_TRUSTED = open_question(any_of=["trust.no_path", "trust.wrong_signer"])


def path(label, title, expect, chain, why="", trust="anchors", group="path"):
    """`chain`: workshop -> Identities, the signer first; all of them lie in the bag."""

    def maker(workshop):
        identities = chain(workshop)
        plan = workshop.plan(signer=identities[0], bag=tuple(identities))
        return workshop.signed_bytes(plan=plan, field=Field(width=4000 + 2000 * len(identities)))

    register(f"path-{label}", group, title, expect, maker, why, trust=trust)


def below(*levels, signer=None):
    """-> workshop -> chain: CAs with these options below the root, then a signer with these."""

    def chain(workshop):
        above, out = workshop.pki.root, []
        for number, options in enumerate(levels):
            above = authority(new_p256(), f"vouchd test level {number + 1}", above, **options)
            out.insert(0, above)
        return [certify(new_p256(), name("vouchd test signer below"), above, **(signer or {})), *out]

    return chain


def _constraint(permitted=(), excluded=()):
    def subtrees(organisations):
        return [x509.DirectoryName(x509.Name(list(name("", o))[:2])) for o in organisations] or None

    return (x509.NameConstraints(subtrees(permitted), subtrees(excluded)), True)


def _length(limit):
    return {"ca": None, "extra": ((x509.BasicConstraints(True, limit), True),)}


def _constraints():
    path("names-permitted", "Name constraints that permit the signer", passed(),
         below({"extra": (_constraint(["国家移民管理局"]),)}))
    path("names-not-permitted", "Name constraints that permit another organisation", NO_PATH,
         below({"extra": (_constraint(["其他单位"]),)}), "RFC 5280 4.2.1.10: outside of every permitted subtree.")
    path("names-excluded", "Name constraints that exclude the signer", NO_PATH,
         below({"extra": (_constraint((), ["国家移民管理局"]),)}), "RFC 5280 4.2.1.10.")
    path("names-excluded-other", "Name constraints that exclude another organisation", passed(),
         below({"extra": (_constraint((), ["其他单位"]),)}))
    path("length-0", "Path length 0, and nothing but the signer below", passed(), below(_length(0)))
    path("length-0-violated", "Path length 0, and a CA below", NO_PATH, below(_length(0), {}),
         "RFC 5280 4.2.1.9: no further CA.")
    path("length-1", "Path length 1, and a CA below", passed(), below(_length(1), {}))
    path("length-1-violated", "Path length 1, and two CAs below", NO_PATH, below(_length(1), {}, {}),
         "RFC 5280 4.2.1.9: one further CA.")
    path("ca-usage", "A CA whose key usage is not signing certificates", NO_PATH, below({"usage": ("crl_sign",)}),
         "RFC 5280 6.1.4 (n).")
    path("ca-usage-absent", "A CA without key usage", passed(), below({"usage": ()}), "Absent means unrestricted.")
    path("ca-not-said", "An issuer without basic constraints", NO_PATH, below({"ca": None}), "RFC 5280 6.1.4 (k).")
    path("ca-critical", "Unknown critical extension of a CA", NO_PATH, below({"extra": (UNKNOWN_CRITICAL,)}),
         "RFC 5280 4.2: must be rejected.")
    path("ca-expired", "A CA that has expired", open_question(any_of=["trust.no_path", "trust.expired*"]),
         below({"valid": (dt.datetime(2020, 1, 1), dt.datetime(2026, 5, 1))}), "RFC 5280 6.1.3 (a) (2), at T.")
    path("explicit-policy", "A CA that requires a policy, and none is there", NOT_TRUSTED,
         below({"extra": ((x509.PolicyConstraints(0, None), True),)}), "RFC 5280 6.1.5 (g).")


def _forger_of_level(workshop):
    """Another CA of the same name and key identifier, not issued by the root."""
    genuine = workshop.pki.intermediate
    forger = authority(new_p256(), "vouchd test intermediate", workshop.pki.forger_issuer)
    return [certify(new_p256(), name("vouchd test signer below"), forger), forger, genuine, workshop.pki.root]


def _twins(workshop):
    """Seven CAs of one name; one of them issued the signer."""
    twins = [authority(new_p256(), "vouchd test twin", workshop.pki.root) for _ in range(7)]
    return [certify(new_p256(), name("vouchd test signer below"), twins[4]), *twins]


def _circle(workshop):
    """Two CAs that issued each other, and nobody above."""
    one, two = new_p256(), new_p256()
    first = authority(one, "vouchd test circle 1")
    second = authority(two, "vouchd test circle 2", first)
    first = authority(one, "vouchd test circle 1", second)
    return [certify(new_p256(), name("vouchd test signer below"), first), first, second]


def _shapes():
    path("forger-of-level", "A CA of the intermediate's name, the genuine ones beside it", NO_PATH, _forger_of_level,
         "Names are not keys.")
    path("twins", "Seven CAs of one name, one of them the right one", passed(), _twins, "All must be tried.")
    path("circle", "Two CAs that issued each other", NO_PATH, _circle, "There is no end, and no anchor.")
    path("long", "Five levels", passed(), below({}, {}, {}))
    path("too-long", "Thirty levels", NO_PATH, below(*[{}] * 28), "Longer than any limit; the search must end.")
    path("subject-other", "Another organisation below the anchor", WRONG_SIGNER,
         lambda w: [certify(new_p256(), name("somebody else", "其他单位"), w.pki.intermediate), w.pki.intermediate],
         "The source's subject is 国家移民管理局.")


_constraints()
_shapes()
