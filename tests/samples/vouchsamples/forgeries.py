"""Universal signature forgery and what surrounds it: each value of a signature made wrong.

Mladenov, Mainka and others (2019) took keys out of the signature dictionary or gave them
values with which viewers had nothing to check and said "valid". Where it is possible the
genuine signer signs over the wrong value, so that nothing but the value is wrong.
"""

from . import cms, der
from . import sign as signing
from .catalogue import failed, open_question, passed, register, undecided
from .pdf import Hex, Name, Pairs, Raw, Ref
from .ranges import overwritten, ranged
from .sign import Field, put_contents, range_bytes

RANGE = failed("FORMAT_FAILURE", "signature.byte_range")
MALFORMED = failed("FORMAT_FAILURE", "signature.malformed")
FORMAT = failed("FORMAT_FAILURE", any_of=["signature.byte_range", "signature.malformed"])
NOTHING = "Without a range or a value there is nothing to verify, so nothing is verified."


def _filled(which, value):
    def change(file, signed):
        file.fill(*(signed.range_hole if which == "ByteRange" else signed.contents), value)

    return change


def _range_types():
    values = {
        "integer": b"0",
        "name": b"/All",
        "string": b"(0 9 99 9)",
        "true": b"true",
        "dictionary": b"<</0 9 /99 9>>",
        "nested": b"[[0 840][6840 9999]]",
        "reals": b"[0.0 840.0 6840.0 9999.0]",
        "names": b"[/0 /840 /6840 /9999]",
        "strings": b"[(0)(840)(6840)(9999)]",
        "nulls": b"[null null null null]",
        "references": b"[1 0 R 2 0 R 3 0 R 4 0 R]",
        "itself": b"1 0 R",
        "negatives": b"[-0 -840 -6840 -9999]",
        "five": b"[0 840 6840 999 0]",
        "words": b"[zero gap end rest]",
    }
    for label, value in values.items():
        overwritten(f"usf-range-{label}", f"/ByteRange of another shape: {label}", _filled("ByteRange", value),
                    NOTHING, FORMAT if label == "words" else RANGE)


def _range_figures():
    why = "It covers less than the bytes outside the string, or what is not there."
    choices = {
        "no-gap": lambda d, s, e: [0, len(d), len(d), 0],
        "no-gap-zero": lambda d, s, e: [0, len(d), 0, 0],
        "first-empty": lambda d, s, e: [0, 0, e, len(d) - e],
        "second-empty": lambda d, s, e: [0, s, e, 0],
        "second-empty-end": lambda d, s, e: [0, s, len(d), 0],
        "all-gap": lambda d, s, e: [0, 0, len(d), 0],
        "swapped": lambda d, s, e: [e, len(d) - e, 0, s],
        "negative-start": lambda d, s, e: [-1, s + 1, e, len(d) - e],
        "negative-second": lambda d, s, e: [0, s, -e, len(d)],
        "32-bits": lambda d, s, e: [0, s, e + 2**32, len(d) - e],
        "32-bits-length": lambda d, s, e: [0, s, e, len(d) - e + 2**32],
        "32-bits-signed": lambda d, s, e: [0, s, e, len(d) - e - 2**32],
        "64-bits": lambda d, s, e: [0, s, e + 2**64, 100],
        "header-alone": lambda d, s, e: [0, 9, e, len(d) - e],
        "end-alone": lambda d, s, e: [0, s, len(d) - 6, 6],
        "dictionary-out": lambda d, s, e: [0, d.rindex(b" obj", 0, s), e + 2, len(d) - e - 2],
    }
    for label, choose in choices.items():
        ranged(f"usf-figures-{label}", f"/ByteRange: {label}", choose, why)
    register("range-padded-zeros", "range", "/ByteRange with leading zeros", passed(), _padded_zeros,
             "Integers may have them; some producers reserve the room so.")


def _padded_zeros(workshop):
    document = workshop.drawn()
    file, field = document.file, Field()
    signature = file.add(signing.signature_dictionary(field))
    signing.attach(document, field, signing.widget(document, field, signature))
    file.write()
    start, end = file.holes["Contents"]
    byte_range = signing.whole_file(file.data, start, end)
    file.fill(*file.holes["ByteRange"], b"[%09d %09d %09d %09d]" % tuple(byte_range))
    put_contents(file, (start, end), cms.build(workshop.plan(), signing.covered(file.data, byte_range)))
    return file.data


def _contents_types():
    values = {
        "integer": b"0",
        "true": b"true",
        "name": b"/Signature",
        "dictionary": b"<<>>",
        "array": b"[<30003000>]",
        "array-nested": b"[[[<3000>]]]",
        "reference-missing": b"99999 0 R",
        "reference-catalogue": b"1 0 R",
        "sequence-empty": b"<3000>",
        "one-digit": b"<3>",
        "unterminated": b"<3000",
        "no-hexadecimal": b"<GG>",
    }
    for label, value in values.items():
        overwritten(f"usf-contents-{label}", f"/Contents of another shape: {label}", _filled("Contents", value),
                    NOTHING, FORMAT)


# Keys of the dictionary


def keyed(name, title, expect, change, why, field=Field()):
    """`change(pairs)` -> the pairs that are signed instead; ByteRange and Contents stay in place."""

    def maker(workshop):
        document = workshop.drawn()
        file = document.file
        signature = file.add(Pairs(change(list(signing.signature_dictionary(field)))))
        ref = signing.attach(document, field, signing.widget(document, field, signature))
        file.write()
        signing.seal(file, workshop.plan(), field, signature, ref)
        return file.data

    register(name, "range", title, expect, maker, why)


def _without(key):
    return lambda pairs: [(k, v) for k, v in pairs if k != key]


def _with(key, value):
    return lambda pairs: [*_without(key)(pairs), (key, value)]


def _twice(key, value):
    return lambda pairs: [*pairs, (key, value)]


def _keys():
    keyed("signature-without-type", "No /Type in the signature dictionary", passed(), _without("Type"),
          "ISO 32000-1 table 252: optional.")
    keyed("signature-type-other", "/Type /Annot in the signature dictionary", MALFORMED, _with("Type", Name("Annot")),
          "Where it is given it must be right.")
    for label, change in {
        "missing": _without("SubFilter"),
        "null": _with("SubFilter", None),
        "unknown": _with("SubFilter", Name("adbe.pkcs7.attached")),
    }.items():
        keyed(f"sub-filter-{label}", f"/SubFilter: {label}", open_question("signature.unsupported"), change,
              "Nothing says how the value is to be checked; undecided is never good.")
    why = "The same key in two places, or two spellings: readers take the first or the last."
    others = {
        "Contents": Hex(b"\x30\x00"),
        "SubFilter": Name("adbe.x509.rsa_sha1"),
        "Type": Name("DocTimeStamp"),
        "Filter": Name("Other"),
    }
    for key, value in others.items():
        keyed(f"twice-{key.lower()}", f"/{key} twice", MALFORMED, _twice(key, value), why)
        escaped = Raw(b"/#%02X%s" % (ord(key[0]), key[1:].encode()))
        keyed(f"twice-{key.lower()}-escaped", f"/{key} twice, once by an escape", MALFORMED,
              lambda pairs, e=escaped, v=value: [(e, v), *pairs], why)


# Fields


def fielded(name, title, expect, change, why, field=Field()):
    """`change(document, widget, signature)` -> the field that is attached."""

    def maker(workshop):
        document = workshop.drawn()
        file = document.file
        signature = file.add(signing.signature_dictionary(field))
        value = change(document, signing.widget(document, field, signature), signature)
        ref = signing.attach(document, field, value)
        file.write()
        signing.seal(file, workshop.plan(), field, signature, ref)
        return file.data

    register(name, "field", title, expect, maker, why)


def _inherited(workshop):
    """ISO 32000-1 12.7.3.1: /FT is inheritable."""
    document = workshop.drawn()
    file, field = document.file, Field(in_form=False)
    signature = file.add(signing.signature_dictionary(field))
    value = signing.widget(document, field, signature)
    parent = file.reserve()
    kid = signing.attach(document, field, {k: v for k, v in value.items() if k != "FT"} | {"Parent": parent})
    signing.list_in_form(file, file.put(parent, {"FT": value["FT"], "T": "Records", "Kids": [kid]}))
    file.write()
    signing.seal(file, workshop.plan(), field, signature, kid)
    return file.data


def _shapes():
    def but(**changes):
        return lambda document, value, signature: {**value, **changes}

    why = "A signature that no signature field has: hidden from those who look for fields."
    for label, kind in {"text": Name("Tx"), "button": Name("Btn"), "none": None}.items():
        fielded(f"field-type-{label}", f"The field's type is {label}", MALFORMED, but(FT=kind), why)
    fielded("field-value-array", "The field's value is an array with the signature", MALFORMED,
            lambda d, v, s: {**v, "V": [s]}, why)
    fielded("field-value-chained", "The field's value is a reference to a reference", MALFORMED,
            lambda d, v, s: {**v, "V": d.file.add(s)}, "ISO 32000-1 7.3.10: an object may not be a reference.")
    register("field-inherits-type", "field", "The field's type stands in its parent", passed(), _inherited,
             "ISO 32000-1 12.7.3.1: /FT is inheritable.")
    fielded("field-generation", "The field's value under another generation", MALFORMED,
            lambda d, v, s: {**v, "V": Ref(s.num, 1)}, "There is no such object: null, and a signature nobody has.")
    for where in ("DocMDP", "UR3"):
        _permission_only(where)


def _permission_only(where):
    """The catalogue's permissions name a signature, no field does."""

    def maker(workshop):
        document = workshop.drawn()
        file, field = document.file, Field()
        signature = file.add(signing.signature_dictionary(field))
        file.update(file.root, Perms={where: signature})
        file.write()
        signing.seal(file, workshop.plan(), field, signature, signature)
        return file.data

    register(f"permission-only-{where.lower()}", "field", f"/Perms /{where} names a signature that no field has",
             MALFORMED, maker, "A signature must be a field's value.")


# Bytes of /Contents


def contents(name, title, expect, change, why, field=Field()):
    """`change(CMS)` -> the bytes that fill /Contents."""

    def maker(workshop):
        document, signed = workshop.signed(field=field)
        put_contents(document.file, signed.contents, change(signed.cms))
        return document.file.data

    register(name, "range", title, expect, maker, why)


def _body(value):
    """The elements inside the outermost sequence."""
    return der.children(value)


def _long_length(value):
    """A length in more bytes than it needs: BER, not DER."""
    inner = b"".join(_body(value))
    return b"\x30\x84" + len(inner).to_bytes(4, "big") + inner


def _no_end(value):
    return b"\x30\x80" + b"".join(_body(value))


def _long_end(value):
    """End-of-contents whose length is not zero."""
    return b"\x30\x80" + b"".join(_body(value)) + b"\0\1\0"


def _bytes():
    why = "Only zeros may follow the structure."
    contents("padding-spaces", "Spaces after the DER", FORMAT, lambda v: v + b" " * 20, why)
    contents("padding-ones", "0xFF after the DER", FORMAT, lambda v: v + b"\xff" * 20, why)
    contents("padding-second", "A second CMS after the zeros", FORMAT, lambda v: v + bytes(16) + v[:600], why)
    contents("padding-last-byte", "One other byte at the very end", FORMAT, lambda v: v.ljust(2998, b"\0") + b"\1", why)
    contents("zeros-first", "Zeros before the DER", FORMAT, lambda v: bytes(4) + v, "The structure begins at once.")
    contents("ber-end-missing", "Indefinite length, its end given only by the zeros", passed(), _no_end,
             "Two zeros of the padding are an end-of-contents: the structure is whole.")
    contents("ber-end-with-length", "An end-of-contents with a length", MALFORMED, _long_end, "X.690 8.1.5.")
    contents("tag-other", "A set instead of a sequence", MALFORMED, lambda v: b"\x31" + v[1:], "No ContentInfo.")
    contents("length-too-long", "The outer length goes beyond the string", MALFORMED,
             lambda v: b"\x30\x82\xff\xff" + v[4:], "The structure says it is longer.")
    contents("length-huge", "The outer length needs 64 bits", MALFORMED, lambda v: b"\x30\x88" + b"\xff" * 8 + v[4:],
             "The structure says it is longer.")
    contents("length-reserved", "The outer length begins with 0xFF", MALFORMED, lambda v: b"\x30\xff" + v[4:],
             "X.690 8.1.3.5: reserved.")
    contents("wrapped-twice", "The CMS inside another content info", MALFORMED,
             lambda v: der.sequence(der.oid(cms.SIGNED_DATA), der.explicit(0, v)), "Not SignedData.")


# Where the string lies


def _shared_contents(workshop):
    """/Contents of a second signature is the first one's string, by a reference."""
    document, _ = workshop.signed()
    file = document.file
    pairs = [(k, file.add(Hex(b"\x30\0")) if k == "Contents" else [0, 10, 20, 30] if k == "ByteRange" else v)
             for k, v in signing.signature_dictionary(Field())]
    field = Field(name="Signature2")
    signing.attach(document, field, signing.widget(document, field, file.add(Pairs(pairs))))
    file.write()
    return file.data


def _two_strings(workshop):
    """The gap is exactly a hexadecimal string: that of a key beside /Contents."""
    document = workshop.drawn()
    file, field = document.file, Field()
    pairs = []
    for key, value in signing.signature_dictionary(field):
        pairs.append(("Decoy" if key == "Contents" else key, value))
    pairs.append(("Contents", Hex(b"\x30\x03\x02\x01\x07")))
    signature = file.add(Pairs(pairs))
    ref = signing.attach(document, field, signing.widget(document, field, signature))
    file.write()
    signing.seal(file, workshop.plan(), field, signature, ref)
    return file.data


def _deeper(workshop):
    """The gap's string stands in a dictionary inside the signature dictionary."""
    document = workshop.drawn()
    file, field = document.file, Field()
    parts = dict(signing.signature_dictionary(field))
    hole = parts.pop("Contents")
    pairs = Pairs([*parts.items(), ("Prop_Build", Pairs([("Contents", hole)])), ("Contents", Hex(b"\x30\0"))])
    signature = file.add(pairs)
    ref = signing.attach(document, field, signing.widget(document, field, signature))
    file.write()
    signing.seal(file, workshop.plan(), field, signature, ref)
    return file.data


def _another_gap(workshop):
    """Two signatures in one revision; each has the other's gap."""
    document = workshop.drawn()
    file = document.file
    first, second = Field(), Field(name="Signature2")
    extents = []
    for field in (first, second):
        signature = file.add(signing.signature_dictionary(field))
        ref = signing.attach(document, field, signing.widget(document, field, signature))
        file.write()
        extents.append((signature, ref, file.holes["Contents"], file.holes["ByteRange"]))
    (_, _, gap, _), (_, _, other, hole) = extents
    byte_range = [0, gap[0], gap[1], len(file.data) - gap[1]]
    file.fill(*hole, range_bytes(byte_range))
    put_contents(file, other, b"\x30\0")
    put_contents(file, gap, cms.build(workshop.plan(), signing.covered(file.data, byte_range)))
    return file.data


def _places():
    why = "The gap must be the /Contents string of the very dictionary that the field points to."
    made = {
        "gap-other-key": ("The gap is another key's string", _two_strings),
        "gap-nested-dictionary": ("The gap is a string in a dictionary within", _deeper),
        "gap-other-field": ("The gap is another field's string", _another_gap),
    }
    for name, (title, maker) in made.items():
        register(name, "range", title, FORMAT, maker, why)
    register("second-range-nonsense", "range", "A second signature whose range means nothing",
             undecided("SIG_CONSTRAINTS_FAILURE", "pdf.signed_again"),
             _shared_contents, "Whatever was added, the source's is no longer the last.")


_range_types()
_range_figures()
_contents_types()
_keys()
_shapes()
_bytes()
_places()
