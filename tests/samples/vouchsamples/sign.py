"""Signature fields and the bytes they cover (ISO 32000-1 12.7.4.5, 12.8)."""

import datetime as dt
from dataclasses import dataclass, replace

from .pdf import Form, Hole, Name, Pairs, Ref, Stream
from .record import BEIJING

DETACHED = "adbe.pkcs7.detached"
CADES = "ETSI.CAdES.detached"
SIGNED_AT = dt.datetime(2026, 4, 4, 20, 47, 31, tzinfo=BEIJING)


@dataclass(frozen=True)
class Field:
    """How the signature sits in the file."""

    name: str = "Signature1"
    kind: str = "Sig"  # /Type of the dictionary
    filter: str = "Adobe.PPKLite"
    subfilter: str = DETACHED
    form: Form = Form.TABLE
    box: tuple = (0, 0, 0, 0)
    appearance: bytes = b""
    page: int = 0
    width: int = 6000  # of the hexadecimal /Contents
    when: dt.datetime | None = SIGNED_AT
    contents_first: bool = False  # /ByteRange after /Contents
    in_form: bool = True  # listed in /AcroForm /Fields
    in_annotations: bool = True
    widget: bool = True
    after_contents: bytes = b""  # bytes between the string and what follows it
    extra: tuple = ()  # further (key, value) pairs of the signature dictionary
    end: bytes = b"%%EOF\n"

    def but(self, **changes):
        return replace(self, **changes)


@dataclass
class Signed:
    """Where one signature lies, for those who want to break it."""

    signature: Ref
    field: Ref
    contents: tuple  # extent of <...>
    byte_range: list
    range_hole: tuple
    cms: bytes


def pdf_date(when):
    return f"D:{when:%Y%m%d%H%M%S}" + "+08'00'"


def signature_dictionary(field):
    contents = ("Contents", Hole("Contents", field.width, field.after_contents))
    byte_range = ("ByteRange", Hole("ByteRange", 48))
    places = [contents, byte_range] if field.contents_first else [byte_range, contents]
    when = [("M", pdf_date(field.when))] if field.when else []
    return Pairs(
        [
            ("Type", Name(field.kind)),
            ("Filter", Name(field.filter)),
            ("SubFilter", Name(field.subfilter)),
            *when,
            *places,
            *field.extra,
        ]
    )


def widget(document, field, signature):
    """A merged field and widget; invisible ones have an empty rectangle and no appearance."""
    out = {
        "FT": Name("Sig"),
        "T": field.name,
        "V": signature,
    }
    if not field.widget:
        return out
    out |= {
        "Type": Name("Annot"),
        "Subtype": Name("Widget"),
        "Rect": list(field.box),
        "F": 132,
        "P": document.pages[field.page],
    }
    if field.appearance:
        box = field.box
        form = {
            "Type": Name("XObject"),
            "Subtype": Name("Form"),
            "BBox": [0, 0, box[2] - box[0], box[3] - box[1]],
            "Resources": {"Font": document.font_refs},
        }
        out["AP"] = {"N": document.file.add(Stream(field.appearance, form))}
    return out


def attach(document, field, value):
    """Add the field to the page and to the interactive form."""
    file = document.file
    ref = file.add(value)
    page = document.pages[field.page]
    if field.in_annotations and field.widget:
        file.update(page, Annots=[*file.get(page).get("Annots", []), ref])
    if field.in_form:
        list_in_form(file, ref)
    return ref


def list_in_form(file, ref):
    """The form stands in the catalogue, or is an object of its own."""
    form = file.get(file.root).get("AcroForm", {"Fields": []})
    if isinstance(form, Ref):
        file.update(form, Fields=[*file.get(form)["Fields"], ref], SigFlags=3)
    else:
        changed = {**form, "Fields": [*form["Fields"], ref], "SigFlags": 3}
        file.update(file.root, AcroForm=changed)


def sign(document, plan, field=Field(), choose_range=None):
    """Write what is pending as a revision and sign it.

    `plan` makes /Contents of what is covered: a cms.Plan, or another with its
    timed() and contents(). `choose_range(data, start, end)` gives a /ByteRange
    other than the proper one.
    """
    file = document.file
    signature = file.add(signature_dictionary(field))
    ref = attach(document, field, widget(document, field, signature))
    file.write(field.form, field.end)
    return seal(file, plan, field, signature, ref, choose_range)


def seal(file, plan, field, signature, ref, choose_range=None):
    """Fill /ByteRange and /Contents of what was just written."""
    start, end = file.holes["Contents"]
    hole = file.holes["ByteRange"]
    byte_range = (choose_range or whole_file)(file.data, start, end)
    file.fill(*hole, range_bytes(byte_range))
    if field.subfilter == DETACHED:
        plan = plan.timed(field.when)
    value = plan.contents(covered(file.data, byte_range))
    put_contents(file, (start, end), value)
    return Signed(signature, ref, (start, end), byte_range, hole, value)


def whole_file(data, start, end):
    return [0, start, end, len(data) - end]


def range_bytes(byte_range):
    return b"[" + b" ".join(b"%d" % number for number in byte_range) + b"]"


def covered(data, byte_range):
    pairs = zip(byte_range[::2], byte_range[1::2])
    return b"".join(bytes(data[max(at, 0) : max(at + length, 0)]) for at, length in pairs)


def put_contents(file, extent, value):
    start, end = extent
    text = value.hex().encode()
    if len(text) > end - start - 2:
        raise ValueError("the CMS is too large for /Contents")
    file.data[start:end] = b"<" + text.ljust(end - start - 2, b"0") + b">"


