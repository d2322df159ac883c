"""Authorities of time, good and not, and the tokens they make."""

import datetime as dt

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID as Usage

from .configurations import trust_file
from .pki import authority, certify, name, new_p256
from .sign import SIGNED_AT
from .tsp import Stamp

AFTER = SIGNED_AT + dt.timedelta(minutes=1)


def time_stamping(*usages, critical=True):
    return (x509.ExtendedKeyUsage(usages or (Usage.TIME_STAMPING,)), critical)


class StampPki:
    """Authorities of time, good and not."""

    def __init__(self):
        self.root = authority(new_p256(), "vouchd test time root")
        self.good = self.new()
        self.other = self.new()
        self.no_usage = self.new(extra=())
        self.not_critical = self.new(extra=(time_stamping(critical=False),))
        self.two_usages = self.new(extra=(time_stamping(Usage.TIME_STAMPING, Usage.EMAIL_PROTECTION),))
        self.other_usage = self.new(extra=(time_stamping(Usage.EMAIL_PROTECTION),))
        self.short = self.new(valid=(dt.datetime(2020, 1, 1), dt.datetime(2026, 5, 15)))
        self.late = self.new(valid=(dt.datetime(2026, 5, 1), dt.datetime(2045, 1, 1)))
        self.old = self.new(valid=(dt.datetime(2015, 1, 1), dt.datetime(2045, 1, 1)))
        self.untrusted = self.new(authority(new_p256(), "vouchd test time root"))

    def new(self, issuer=None, extra=(time_stamping(),), **options):
        options = {"usage": ("digital_signature",), **options}
        return certify(new_p256(), name("vouchd test time stamps"), issuer or self.root, extra=extra, **options)


def authorities(workshop):
    return workshop.once("stamps", StampPki)


def stamp(who="good", at=AFTER, **changes):
    """-> workshop -> Stamp"""
    return lambda workshop: Stamp(getattr(authorities(workshop), who), at).but(**changes)


trust_file("time-root.pem", lambda w: authorities(w).root.pem())
