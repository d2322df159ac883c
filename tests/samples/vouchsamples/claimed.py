"""Sources that judge at the claimed time of signing, and how old it may be.

The claimed time is the signer's own word: such a source believes it, within limits.
"""

import datetime as dt

from .catalogue import passed, register, undecided
from .configurations import ISSUER, SUBJECT, variant
from .pki import certify, name, new_p256
from .sign import SIGNED_AT, Field

BELIEVED = passed("trust.claimed_time")  # said beside it: nobody else vouches for that time
variant("claimed", ISSUER, SUBJECT, "time: claimed", "claimed_max_age: 90d")
variant("claimed-any-age", ISSUER, SUBJECT, "time: claimed")


def claimed(label, title, expect, why="", by="expired", when=SIGNED_AT, trust="claimed", **options):
    def maker(workshop):
        signer = by(workshop) if callable(by) else getattr(workshop.pki, by)
        return workshop.signed_bytes(plan=workshop.plan(signer=signer), field=Field(when=when))

    register(f"claimed-{label}", "claimed", title, expect, maker, why, trust=trust, **options)


def _young(workshop):
    return workshop.once("young", lambda: certify(
        new_p256(), name("vouchd test signer since April"), workshop.pki.issuer,
        valid=(dt.datetime(2026, 4, 1), dt.datetime(2045, 1, 1))))


def _ages():
    old = SIGNED_AT - dt.timedelta(days=60)
    claimed("inside", "Signer expired since, the claimed time inside its validity", BELIEVED, "The source believes it.")
    claimed("inside-valid", "Signer still valid", BELIEVED, by="ec_signer")
    claimed("outside", "The claimed time after the signer had expired",
            undecided("OUT_OF_BOUNDS_NO_POE", "trust.expired"), "Even what is claimed lies outside.", by="long_expired")
    claimed("before", "The claimed time before the signer was valid",
            undecided("OUT_OF_BOUNDS_NO_POE", "trust.not_yet_valid"), "What is claimed lies outside.", by=_young,
            when=SIGNED_AT - dt.timedelta(days=10))
    claimed("missing", "No claimed time at all", undecided("OUT_OF_BOUNDS_NO_POE", "trust.expired"),
            "There is nothing to believe; T is `at`.", when=None)
    claimed("old", "The claimed time is older than the source believes",
            undecided("OUT_OF_BOUNDS_NO_POE", "trust.expired_since"),
            "Who has an expired key can claim any day; T is `at`.", when=old)
    claimed("old-valid", "As before, the signer still valid", passed(), "Good at `at`, whatever is claimed.",
            by="ec_signer", when=old)
    claimed("old-any-age", "Signer expired since, where any age is believed", BELIEVED, "The source believes it.",
            when=old, trust="claimed-any-age")
    claimed("future", "The claimed time lies behind T", undecided("OUT_OF_BOUNDS_NO_POE", "trust.future_time"),
            "Nobody can have signed then.", by="ec_signer", when=SIGNED_AT + dt.timedelta(days=90))


_ages()
