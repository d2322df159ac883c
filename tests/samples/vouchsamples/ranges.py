"""Byte ranges, /Contents and signature fields that are not as the standards say.

All are signed by the genuine signer: what is wrong is what the signature covers,
or how it is said (ISO 32000-1 12.8.1; design: the gap is exactly the hexadecimal
/Contents string of the very dictionary that the field points to).
"""

from . import sign as signing
from .catalogue import failed, passed, register, undecided
from .pdf import Hex, Hole, Name, Pairs, Raw
from .sign import Field, put_contents, range_bytes, sign

RANGE = failed("FORMAT_FAILURE", "signature.byte_range")
FORMAT = failed("FORMAT_FAILURE", any_of=["signature.byte_range", "signature.malformed"])


def ranged(name, title, choose, why, expect=RANGE, field=Field()):
    """`choose(data, start, end)` -> /ByteRange; start and end enclose the gap that would be right."""

    def maker(workshop):
        document = workshop.drawn()
        sign(document, workshop.plan(), field, choose)
        return document.file.data

    register(name, "range", title, expect, maker, why)


def _ranges():
    ranged("gap-starts-early", "The gap begins before the string",
           lambda d, s, e: [0, s - 10, e, len(d) - e], "Ten bytes of the dictionary are not covered.")
    ranged("gap-ends-late", "The gap ends after the string",
           lambda d, s, e: [0, s, e + 2, len(d) - e - 2], "The dictionary's end is not covered.")
    ranged("gap-inside", "The gap leaves the brackets out",
           lambda d, s, e: [0, s + 1, e - 1, len(d) - e + 1], "It is not exactly the string.")
    ranged("gap-comment", "A comment in the gap",
           lambda d, s, e: [0, s, e + 12, len(d) - e - 12], "Room for what nobody signed.",
           field=Field(after_contents=b" %uncovered\n"))
    ranged("range-not-from-zero", "The range begins at 9",
           lambda d, s, e: [9, s - 9, e, len(d) - e], "The header is not covered.")
    ranged("range-ends-early", "The range stops 20 bytes before the end",
           lambda d, s, e: [0, s, e, len(d) - e - 20], "Its end is not the end of a revision.")
    ranged("range-beyond-end", "The range goes beyond the file",
           lambda d, s, e: [0, s, e, len(d) - e + 100], "It covers bytes that are not there.")
    ranged("range-overlaps", "The second part begins inside the first",
           lambda d, s, e: [0, s, s - 100, len(d) - s + 100], "There is no gap.")
    ranged("range-negative", "A negative length",
           lambda d, s, e: [0, s, e, -5], "Nothing is that long.")
    ranged("range-huge", "Lengths whose sum overflows",
           lambda d, s, e: [0, s, e, 2**63 - 1], "e plus this is no offset.")
    ranged("range-three-numbers", "Three numbers", lambda d, s, e: [0, s, e], "Pairs are wanted.")
    ranged("range-one-pair", "One pair alone", lambda d, s, e: [0, s], "Nothing after the gap.")
    ranged("range-three-pairs", "Three pairs, two gaps",
           lambda d, s, e: [0, 100, 120, s - 120, e, len(d) - e], "Twenty bytes nobody signed.")
    ranged("contents-spaces", "White space around the gap's string",
           lambda d, s, e: [0, s, e + 4, len(d) - e - 4], "Spaces are outside the string.", FORMAT,
           Field(after_contents=b"    "))


def overwritten(name, title, change, why, expect=FORMAT, field=Field()):
    """Properly signed, then `change(data, signed)` of bytes in place."""

    def maker(workshop):
        document, signed = workshop.signed(field=field)
        change(document.file, signed)
        return document.file.data

    register(name, "range", title, expect, maker, why)


def _hole(which, replacement):
    def change(file, signed):
        extent = signed.range_hole if which == "ByteRange" else signed.contents
        file.fill(*extent, replacement)

    return change


def _hex(change):
    """Rewrites the digits of /Contents, the length kept."""

    def apply(file, signed):
        start, end = signed.contents
        digits = bytes(file.data[start + 1 : end - 1])
        file.data[start + 1 : end - 1] = change(digits)

    return apply


def _spaced(digits):
    """A space in the middle of the zeros."""
    return digits[:-9] + b" " + digits[-8:]


def _literal(file, signed):
    """The same bytes as a string in parentheses."""
    start, end = signed.contents
    escaped = signed.cms.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    escaped = escaped.replace(b"\r", b"\\r").replace(b"\n", b"\\n")
    file.fill(start, end, b"(" + escaped + b")")


def _universal_forgery():
    """USF (Mladenov, Mainka and others, 2019): viewers that found nothing to check said valid."""
    why = "Without a range or a value there is nothing to verify, so nothing is verified."
    for label, value in {"null": b"null", "empty": b"[]", "zeros": b"[0 0 0 0]"}.items():
        overwritten(f"usf-range-{label}", f"/ByteRange {label}", _hole("ByteRange", value), why, RANGE)
    for label, value in {"null": b"null", "empty": b"<>", "zero": b"<00>"}.items():
        overwritten(f"usf-contents-{label}", f"/Contents {label}", _hole("Contents", value), why)
    for key in ("ByteRange", "Contents"):
        overwritten(f"usf-no-{key.lower()}", f"No /{key}", _renamed(key), why)
    overwritten("contents-cyclic", "/Contents points to its own dictionary", _cyclic, why)
    overwritten("contents-zeros", "/Contents all zeros", _hex(lambda d: b"0" * len(d)), why)


def _cyclic(file, signed):
    file.fill(*signed.contents, b"%d 0 R" % signed.signature.num)


def _renamed(key):
    """The key becomes one that means nothing; offsets stay."""

    def change(file, signed):
        value = signed.range_hole if key == "ByteRange" else signed.contents
        at = file.data.rindex(b"/" + key.encode(), 0, value[0])
        file.data[at + 1 : at + 2] = b"X"

    return change


def _contents():
    overwritten("contents-space-inside", "A space among the hexadecimal digits", _hex(_spaced),
                "The gap may hold nothing but digits.")
    overwritten("contents-not-zeros", "Other digits than zeros after the DER", _hex(lambda d: d[:-6] + b"00AB00"),
                "Bytes after the DER that are no padding.")
    overwritten("contents-literal", "/Contents as a literal string", _literal, "ISO 32000-1 12.8.1 wants hexadecimal.")
    overwritten("contents-cut", "The DER is cut off", _hex(lambda d: d[:400] + b"0" * (len(d) - 400)),
                "The structure says it is longer.", failed("FORMAT_FAILURE", "signature.malformed"))
    overwritten("contents-uppercase", "Upper-case hexadecimal digits", _hex(bytes.upper), "As good as lower case.",
                passed())


def _fields():
    def made(name, title, maker, why, expect):
        register(name, "field", title, expect, maker, why)

    malformed = failed("FORMAT_FAILURE", any_of=["signature.malformed", "signature.byte_range"])
    made("field-only-in-annots", "The field stands in /Annots alone",
         lambda w: w.signed_bytes(field=Field(in_form=False)),
         "A field must be reachable from the form (12.7.2); hiding it from those who look there is a trick.",
         failed("FORMAT_FAILURE", "signature.malformed"))
    made("field-without-widget", "A field that is no annotation",
         lambda w: w.signed_bytes(field=Field(widget=False)), "Odd, and all is said in the form.", passed())
    made("field-with-kid", "The widget is the field's kid", _field_with_kid, "As 12.7.3.1 describes it.", passed())
    made("field-in-tree", "The field below another field", _field_in_tree, "Its name is Records.Signature1.", passed())
    made("form-indirect", "Form and annotations as objects of their own", _indirect_form, "As most producers do.",
         passed())
    made("field-without-value", "An empty signature field", _empty_field, "Nothing was signed.",
         undecided("NO_SIGNATURE_FOUND", "pdf.not_signed"))
    made("field-value-shared", "Two fields share one signature dictionary", _shared_value,
         "One signature cannot belong to two fields.", malformed)
    made("gap-of-another", "A second dictionary with the first one's range and contents", _copied_dictionary,
         "Its gap is another dictionary's string.",
         failed("FORMAT_FAILURE", any_of=["signature.byte_range", "signature.malformed",
                                          "pdf.changed_after_signing"]))
    made("contents-indirect", "/Contents is a reference", _indirect_contents,
         "The value must be direct: what it points to can be swapped.", malformed)
    for label, key in {"plain": Raw(b"/ByteRange"), "escaped": Raw(b"/Byte#52ange")}.items():
        field = Field(extra=((key, [0, 100, 200, 300]),))
        made(f"key-twice-{label}", f"/ByteRange twice ({label})", lambda w, f=field: w.signed_bytes(field=f),
             "Which of them is meant depends on the reader.", malformed)


def _arranged(workshop, arrange):
    """`arrange(document, field, value)` puts the field's objects itself."""
    document = workshop.drawn()
    file, field = document.file, Field()
    signature = file.add(signing.signature_dictionary(field))
    ref = arrange(document, field, signing.widget(document, field, signature))
    file.write()
    signing.seal(file, workshop.plan(), field, signature, ref)
    return file.data


def _field_with_kid(workshop):
    def arrange(document, field, value):
        file = document.file
        parent = file.reserve()
        own = {key: value.pop(key) for key in ("FT", "T", "V")}
        kid = signing.attach(document, field.but(in_form=False), {**value, "Parent": parent})
        signing.list_in_form(file, file.put(parent, {**own, "Kids": [kid]}))
        return parent

    return _arranged(workshop, arrange)


def _field_in_tree(workshop):
    def arrange(document, field, value):
        file = document.file
        parent = file.reserve()
        kid = signing.attach(document, field.but(in_form=False), {**value, "Parent": parent})
        signing.list_in_form(file, file.put(parent, {"T": "Records", "Kids": [kid]}))
        return kid

    return _arranged(workshop, arrange)


def _indirect_form(workshop):
    def arrange(document, field, value):
        file = document.file
        file.update(file.root, AcroForm=file.add({"Fields": []}))
        ref = signing.attach(document, field.but(in_annotations=False), value)
        file.update(document.pages[0], Annots=file.add([ref]))
        return ref

    return _arranged(workshop, arrange)


def _empty_field(workshop):
    document = workshop.drawn()
    field = Field()
    signing.attach(document, field, {**signing.widget(document, field, None), "V": None})
    document.file.write()
    return document.file.data


def _shared_value(workshop):
    document = workshop.drawn()
    file = document.file
    second = file.reserve()
    signed = Field(name="Signature1")
    # The dictionary that `sign` adds comes next; its number is known before.
    value = signing.widget(document, signed.but(name="Signature2"), second._replace(num=second.num + 1))
    file.put(second, value)
    file.update(file.root, AcroForm={"Fields": [second], "SigFlags": 3})
    sign(document, workshop.plan(), signed)
    return file.data


def _copied_dictionary(workshop):
    document, signed = workshop.signed()
    file = document.file
    copy = Pairs(
        [
            ("Type", Name("Sig")),
            ("Filter", Name("Adobe.PPKLite")),
            ("SubFilter", Name(signing.DETACHED)),
            ("ByteRange", signed.byte_range),
            ("Contents", Hex(signed.cms)),
        ]
    )
    field = Field(name="Signature2")
    signing.attach(document, field, signing.widget(document, field, file.add(copy)))
    file.write()
    return file.data


def _indirect_contents(workshop):
    """The string is an object of its own; the gap is around it."""
    document = workshop.drawn()
    file, field = document.file, Field()
    string = file.add(Hole("Contents", field.width))
    items = [(k, string if k == "Contents" else v) for k, v in signing.signature_dictionary(field)]
    signature = file.add(Pairs(items))
    signing.attach(document, field, signing.widget(document, field, signature))
    file.write()
    byte_range = signing.whole_file(file.data, *file.holes["Contents"])
    file.fill(*file.holes["ByteRange"], range_bytes(byte_range))
    put_contents(file, file.holes["Contents"], workshop.plan().contents(signing.covered(file.data, byte_range)))
    return file.data


_ranges()
_universal_forgery()
_contents()
_fields()
