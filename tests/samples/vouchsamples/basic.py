"""The four stories everybody asks about first, and the demo's finished files."""

import datetime as dt
from dataclasses import replace

from . import draw, scan, stamp
from .catalogue import Made, failed, passed, sample, undecided
from .fonts import EmbeddedFont, FontSet, PredefinedFont
from .pdf import Form
from .record import by_air, year_record
from .sign import Field, put_contents, sign

ROW_CHANGED = 11  # the row, from 1, whose date a forger moves


def story():
    """The demo's record: 76 crossings on 3 pages, two of them by air."""
    return by_air(year_record(76), 16, 17)


def changed(record, row=ROW_CHANGED):
    """The same record with one crossing's date moved by a day, still in order."""
    rows = list(record.crossings)
    moved = rows[row - 1].date - dt.timedelta(1)
    if row < len(rows) and moved < rows[row].date:
        moved = rows[row - 1].date + dt.timedelta(1)
    rows[row - 1] = replace(rows[row - 1], date=moved)
    return record.but(crossings=rows)


def story_document(record):
    layout = draw.Layout()
    fonts = FontSet(EmbeddedFont(draw.characters(record, layout) + stamp.TEXT))
    return draw.draw(record, layout, fonts)


def story_field(document):
    box = (660, 434, 660 + stamp.SIZE, 434 + stamp.SIZE)
    return Field(form=Form.PACKED, box=box, appearance=stamp.specimen(document.fonts))


def authentic(workshop):
    """-> (bytes, Signed) of the demo's good record"""
    document = story_document(story())
    plan = workshop.plan(bag=(workshop.pki.signer, workshop.pki.issuer))
    signed = sign(document, plan, story_field(document))
    return bytes(document.file.data), signed


def changed_row(workshop):
    _, genuine = authentic(workshop)
    document = story_document(changed(story()))
    signed = sign(document, workshop.plan(), story_field(document))
    put_contents(document.file, signed.contents, genuine.cms)
    return bytes(document.file.data)


def re_signed(workshop):
    pki = workshop.pki
    document = story_document(changed(story()))
    plan = workshop.plan(signer=pki.forger, bag=(pki.forger, pki.signer, pki.issuer))
    sign(document, plan, story_field(document))
    return bytes(document.file.data)


def warm_up(workshop, record):
    """One small page and one signature: what the daemon examines before it opens its doors.

    It goes through both kinds of font, an object stream and a cross-reference stream.
    """
    ascii_text = "".join(filter(str.isascii, draw.characters(record, draw.Layout())))
    fonts = FontSet(PredefinedFont("UniGB-UCS2-H"), EmbeddedFont(ascii_text))
    document = draw.draw(record, draw.Layout(), fonts)
    signed = sign(document, workshop.plan(), Field(form=Form.PACKED, width=3200))
    return document.file, signed


def warm_up_good(workshop):
    return bytes(warm_up(workshop, year_record(6))[0].data)


def warm_up_bad(workshop):
    """The good one's signature over a record with another date."""
    _, genuine = warm_up(workshop, year_record(6))
    file, signed = warm_up(workshop, changed(year_record(6), row=3))
    put_contents(file, signed.contents, genuine.cms)
    return bytes(file.data)


@sample("authentic", "basic", "A genuine record, 3 pages, 76 rows", passed())
def _authentic(workshop):
    """Intact, by a signer of the pinned issuer, covering the whole file."""
    checks = {
        "nia.made_at_signing": "pass",
        "nia.rows_numbered": "pass",
        "nia.pages_complete": "pass",
    }
    return Made(authentic(workshop)[0], story().claims(), checks)


@sample(
    "changed-row", "basic", "One row's date changed, the genuine signature put back in",
    failed("HASH_FAILURE", "signature.digest_mismatch"),
)
def _changed_row(workshop):
    """Covered bytes no longer have the signed digest."""
    return changed_row(workshop)


@sample(
    "re-signed", "basic", "Changed and signed again by a forger who carries the genuine certificates",
    undecided("NO_CERTIFICATE_CHAIN_FOUND", "trust.no_path"),
)
def _re_signed(workshop):
    """The signature is intact, but its signer was issued by somebody else of the same name."""
    return re_signed(workshop)


@sample(
    "unsigned", "basic", "A born-digital record without any signature",
    undecided("NO_SIGNATURE_FOUND", "pdf.not_signed"),
)
def _unsigned(workshop):
    """Nothing vouches for it; it is not proven forged either."""
    document = workshop.drawn(workshop.record())
    document.file.write()
    return Made(bytes(document.file.data), workshop.record().claims(), {"nia.made_at_signing": "unknown"})


@sample(
    "scan", "basic", "A scan: one picture, no text, no signature",
    undecided("NO_SIGNATURE_FOUND", "pdf.not_signed"),
)
def _scan(workshop):
    """A print of a genuine record has lost its signature."""
    return scan.scan_pdf(workshop.record())
