"""Revocation lists and answers in detail: large ones, odd entries, odd places, doubtful responders.

RFC 5280 5 and 6.3, RFC 6960 4.2, ETSI EN 319 142-1 5.4.2.
"""

import secrets

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from . import der, status
from .catalogue import passed, register
from .pdf import Name, Stream
from .pki import certify, name, new_p256
from .revocation import APRIL, MAY, NOTHING, REVOKED, UNKNOWN, carried, crl, ocsp, people
from .sign import sign
from .status import Crl, Ocsp, Revoked, day
from .store import add_store

MANY = 20_000
INVALIDITY = "2.5.29.24"


class Other:
    """Entries of certificates that nobody has seen: their serial numbers alone."""

    def __init__(self, count):
        self.count = count

    def entry(self):
        when = der.utc_time(APRIL)
        serials = (b"\x02\x10" + bytes([0x40 | one[0] & 0x3F]) + one[1:] for one in
                   (secrets.token_bytes(16) for _ in range(self.count)))
        return b"".join(der.sequence(serial, when) for serial in serials)


def listing(*entries, **changes):
    """-> a list with these entries: Revoked of the signer where None stands"""

    def lists(workshop, signer):
        whole = tuple(Revoked(signer, APRIL) if one is None else one for one in entries)
        return (Crl(workshop.pki.issuer, whole).but(**changes),)

    return lists


def _sizes():
    carried("crl-large", f"A list with {MANY} others", passed(), lists=listing(Other(MANY)))
    carried("crl-large-first", f"The signer before {MANY} others", REVOKED, "Nothing proves an earlier signing.",
            lists=listing(None, Other(MANY)))
    carried("crl-large-last", f"The signer behind {MANY} others", REVOKED, "Nothing proves an earlier signing.",
            lists=listing(Other(MANY), None))
    carried("crl-twice", "An old list with the signer, a new one without", REVOKED,
            "Whoever brings a document chooses what it carries; revocation does not end.",
            lists=lambda w, s: (*crl()(w, s), *crl(APRIL, this=day(4, 2, 12), next=day(7, 2))(w, s)))
    carried("crl-among-others", "The right list behind ten of other issuers", passed(),
            lists=lambda w, s: (*(Crl(w.pki.root) for _ in range(10)), Crl(w.pki.issuer)))


def _entries():
    carried("crl-invalidity", "Revoked after the receipt, said to be invalid from before it", passed(),
            "ETSI EN 319 102-1 goes by the date of revocation.", existed_by="2026-04-05T00:00:00Z", trust="revocation",
            lists=lambda w, s: (Crl(w.pki.issuer, (Revoked(s, MAY, 1, (status.extension(
                INVALIDITY, der.generalized_time(day(4, 1))),)),), this=day(5, 20)),))
    carried("crl-later-than-t", "Revoked on a day behind T", passed(), "At T it was good.",
            lists=crl(day(6, 20), this=day(6, 21), next=day(7, 21)), trust="revocation")
    unknown = status.extension("1.3.6.1.4.1.99999.8", der.null(), critical=True)
    carried("crl-entry-critical", "Another certificate's entry with an unknown critical extension", UNKNOWN,
            "RFC 5280 5.3: the list must not be used.",
            lists=lambda w, s: (Crl(w.pki.issuer, (Revoked(w.pki.other_signer, APRIL, None, (unknown,)),)),))
    carried("crl-name-other", "A list of another name, signed with the issuer's key", UNKNOWN, NOTHING,
            lists=lambda w, s: (Crl(w.pki.root, key=w.pki.issuer.key),))
    carried("crl-indirect", "An indirect list", UNKNOWN, "Entries can be of other issuers' certificates.",
            lists=crl(extensions=(status.extension(status.DISTRIBUTION_POINT, der.sequence(
                der.implicit(4, der.boolean(True))), critical=True),)))
    carried("crl-trailing", "Bytes behind a list", UNKNOWN, NOTHING, lists=crl(change=lambda data: data + b"\x05\0"))


def _responders():
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])

    def by(make, **changes):
        return lambda w, s: (Ocsp(w.pki.issuer, s, make(w)).but(**changes),)

    carried("ocsp-by-signer", "The signer answers for itself", UNKNOWN, "It is no responder.",
            by=lambda w: w.pki.ec_signer, answers=lambda w, s: (Ocsp(w.pki.issuer, s, s),))
    carried("ocsp-below-responder", "A responder that another responder issued", UNKNOWN,
            "RFC 6960 4.2.2.2: issued directly by the certificate's issuer.",
            answers=by(lambda w: certify(new_p256(), name("vouchd test responder"), people(w).responder,
                                         extra=((usage, False),))))
    carried("ocsp-usage-encipherment", "A responder whose key usage is encipherment", UNKNOWN, "It may not sign.",
            answers=by(lambda w: people(w).new("vouchd test responder", usage=("key_encipherment",),
                                               extra=((usage, False),))))
    carried("ocsp-genuine-beside", "A stranger's answer, the genuine responder's certificate beside it", UNKNOWN,
            "The certificate beside it made nothing.",
            answers=lambda w, s: (Ocsp(w.pki.issuer, s, people(w).strange_responder, bag=(
                people(w).responder, people(w).strange_responder)),))
    carried("ocsp-issuer-key-other", "The issuer named by another key's digest", UNKNOWN,
            "The answer is about another issuer's certificate of that number.",
            answers=lambda w, s: (_OtherIssuer(w.pki.issuer, s),))
    carried("ocsp-early", "An answer from behind T", passed(), "Good later was good before.",
            answers=ocsp(this=day(6, 5), next=day(6, 12)))


class _OtherIssuer(Ocsp):
    def certificate_id(self):
        whole = der.children(super().certificate_id())
        whole[2] = der.octets(bytes(20))
        return der.sequence(*whole)


def placed(label, title, expect, why, place, trust="revocation-required"):
    """`place(document, workshop, plan)` signs, and brings the status as it likes"""

    def maker(workshop):
        document = workshop.drawn()
        place(document, workshop, workshop.plan(signer=workshop.pki.ec_signer))
        return document.file.data

    register(f"revocation-{label}", "revocation", title, expect, maker, why, trust=trust)


def _before(document, workshop, plan):
    document.file.write()
    add_store(document, (Crl(workshop.pki.issuer),))
    sign(document, plan)


def _between(document, workshop, plan):
    """A store that is later replaced by another one."""
    sign(document, plan)
    add_store(document, (Crl(workshop.pki.issuer),))
    add_store(document, (Crl(workshop.pki.issuer, this=day(4, 4)), Crl(workshop.pki.root)))


def _rubbish_beside(document, workshop, plan):
    sign(document, plan)
    file = document.file
    items = [Stream(b"no list"), Stream(b""), Stream(Crl(workshop.pki.issuer).der())]
    store = {"Type": Name("DSS"), "CRLs": [file.add(item) for item in items], "OCSPs": [file.add(Stream(b"\x30\x80"))]}
    file.update(file.root, DSS=file.add(store))
    file.write()


def _places():
    placed("store-before", "The list in a store that was signed with the rest", passed(), "It lies in the document.",
           _before)
    placed("store-replaced", "The store replaced by a later one", passed(), "The last one counts.", _between)
    placed("store-rubbish", "A list among what is none", passed(), "What says nothing harms nothing.", _rubbish_beside)


_sizes()
_entries()
_responders()
_places()
