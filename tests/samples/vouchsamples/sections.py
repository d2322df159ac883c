"""Tables, trailers, object streams and offsets of a later revision, each told wrongly.

ISO 32000-1 7.5.4 to 7.5.8. Two readers that take a section differently see two documents,
so a tail has one meaning or none: every entry, figure and keyword is as the standard says.
What the signer himself wrote oddly is signed, and passes where its meaning is plain.
"""

from . import pdf
from .attacks import EITHER, append_table, changed_content
from .catalogue import passed
from .pdf import Entry, Name, Pairs, Raw, Stream, indirect
from .tails import append_object, later_raw

TWO = "Readers differ on what this means."


def content_section(document):
    """-> entries for page 1's content, changed"""
    num, offset = append_object(document)
    return {num: Entry(1, offset, 0)}


# startxref and %%EOF


def ended(text):
    """The section as it should be, its end as `text(offset)`; the content is changed."""

    def change(document):
        file = document.file
        entries = content_section(document)
        where = len(file.data)
        section = pdf.table(entries, file.trailer(), where)
        file.data += section[: section.rindex(b"startxref")] + text(where)

    return change


def _ends():
    forms = {
        "plus": lambda at: b"startxref\n+%d\n%%%%EOF\n" % at,
        "zeros": lambda at: b"startxref\n000%d\n%%%%EOF\n" % at,
        "negative": lambda at: b"startxref\n-%d\n%%%%EOF\n" % at,
        "real": lambda at: b"startxref\n%d.0\n%%%%EOF\n" % at,
        "comment": lambda at: b"startxref %% here:\n%d\n%%%%EOF\n" % at,
        "early": lambda at: b"startxref\n%d\n%%%%EOF\n" % (at - 1),
        "late": lambda at: b"startxref\n%d\n%%%%EOF\n" % (at + 1),
        "huge": lambda at: b"startxref\n%d\n%%%%EOF\n" % (at + 2**32),
        "beyond": lambda at: b"startxref\n%d\n%%%%EOF\n" % (at + 10**6),
        "zero": lambda at: b"startxref\n0\n%%EOF\n",
        "missing-number": lambda at: b"startxref\n%%EOF\n",
        "two-numbers": lambda at: b"startxref\n%d %d\n%%%%EOF\n" % (at, at),
        "twice": lambda at: b"startxref\n9\nstartxref\n%d\n%%%%EOF\n" % at,
        "no-end": lambda at: b"startxref\n%d\n" % at,
        "end-lower": lambda at: b"startxref\n%d\n%%%%eof\n" % at,
        "end-alone": lambda at: b"%%EOF\n",
        "end-longer": lambda at: b"startxref\n%d\n%%%%EOFX\n" % at,
    }
    for label, text in forms.items():
        later_raw(f"finish-{label}", f"A later revision's end: {label}", EITHER, ended(text),
                  "Page 1 shows another row to whoever finds the section.")


# Tables


def tabled(entry=None, head=None, tail=b"", trailer=None):
    """A table written by hand with one entry."""

    def change(document):
        file = document.file
        ((num, value),) = content_section(document).items()
        where = len(file.data)
        line = (entry or b"%010d 00000 n \n") % value.first
        file.data += (head or b"xref\n%d 1\n") % num + line + tail + b"trailer\n"
        file.data += pdf.serialise(trailer(file) if trailer else file.trailer()) + pdf.finish(where)

    return change


def _trailer_with(*pairs, without=()):
    def trailer(file):
        return Pairs([*((k, v) for k, v in file.trailer().items() if k not in without), *pairs])

    return trailer


def _tables():
    lines = {
        "nineteen": b"%010d 00000 n\n",
        "letter": b"%010d 00000 N \n",
        "unknown": b"%010d 00000 x \n",
        "generation": b"%010d 00001 n \n",
        "generation-top": b"%010d 65535 n \n",
        "wide": b"%012d 00000 n \n",
        "tabs": b"%010d\t00000\tn \n",
        "signed": b"+%09d 00000 n \n",
        "free": b"%010d 00000 f \n",
    }
    for label, line in lines.items():
        later_raw(f"entry-{label}", f"A table's entry: {label}", EITHER, tabled(line), TWO)
    heads = {
        "comment": b"xref %% table\n%d 1\n",
        "two": b"xref\n%d 2\n",
        "none": b"xref\n%d 0\n",
        "negative": b"xref\n%d -1\n",
        "huge": b"xref\n%d 4294967297\n",
        "indented": b"xref\n  %d   1\n",
        "upper": b"XREF\n%d 1\n",
    }
    for label, head in heads.items():
        later_raw(f"table-head-{label}", f"A table's first lines: {label}", EITHER, tabled(head=head), TWO)
    later_raw("table-shifted-numbers", "A subsection that begins one number early", EITHER,
              tabled(head=b"xref\n%d 1\n", entry=b"0000000000 65535 f \n%010d 00000 n \n"), TWO)
    later_raw("table-words", "Words between table and trailer", EITHER, tabled(tail=b"nothing here\n"), TWO)


def _trailers():
    trailers = {
        "size-small": _trailer_with(("Size", 4), without=("Size",)),
        "size-zero": _trailer_with(("Size", 0), without=("Size",)),
        "size-missing": _trailer_with(without=("Size",)),
        "size-negative": _trailer_with(("Size", -1), without=("Size",)),
        "size-twice": _trailer_with(("Size", 4)),
        "root-twice": _trailer_with(("Root", None)),
        "root-escaped": _trailer_with((Raw(b"/R#6fot"), None)),
        "root-direct": _trailer_with(("Root", {"Type": Name("Catalog")}), without=("Root",)),
        "prev-twice": _trailer_with(("Prev", 9)),
        "prev-escaped": _trailer_with((Raw(b"/#50rev"), 9)),
        "prev-real": lambda file: {**file.trailer(), "Prev": Raw(b"%d.0" % file.startxref)},
        "prev-indirect": lambda file: {**file.trailer(), "Prev": file.root},
        "prev-negative": lambda file: {**file.trailer(), "Prev": -file.startxref},
        "prev-early": lambda file: {**file.trailer(), "Prev": file.startxref - 1},
        "prev-array": lambda file: {**file.trailer(), "Prev": [file.startxref]},
        "encrypt-null": _trailer_with(("Encrypt", None), ("Encrypt", {"Filter": Name("Standard")})),
    }
    for label, trailer in trailers.items():
        later_raw(f"trailer-{label}", f"A later trailer: {label}", EITHER, tabled(trailer=trailer),
                  "Page 1 shows another row, and the trailer is odd.")
    alone = {
        "size-small": (_trailer_with(("Size", 4), without=("Size",)), EITHER),
        "root-direct": (_trailer_with(("Root", {"Type": Name("Catalog")}), without=("Root",)), EITHER),
        "info-other": (lambda file: {**file.trailer(), "Info": file.root}, EITHER),
        "info-removed": (_trailer_with(without=("Info",)), EITHER),
        "more-keys": (_trailer_with(("XRefStm", 15), without=()), EITHER),
    }
    for label, (trailer, expect) in alone.items():

        def change(document, trailer=trailer):
            file = document.file
            where = len(file.data)
            file.data += b"xref\n0 0\ntrailer\n" + pdf.serialise(trailer(file)) + pdf.finish(where)

        later_raw(f"trailer-alone-{label}", f"A trailer alone: {label}", expect, change,
                  "Objects vanish, or others are named, for those who read it.")
    later_raw("trailer-new-identifier", "A later trailer with a new second identifier", passed(), _new_identifier,
              "14.4: the second is to change with every update.")


def _new_identifier(document):
    file = document.file
    append_table(file, {}, {"ID": [pdf.Hex(pdf.IDENTIFIER), pdf.Hex(b"another identity")]})


# Cross-reference streams


def streamed(entries=None, widths=(1, 4, 3), index=None, rows=None, **more):
    """A cross-reference stream written by hand; `entries(document, content entry, own number, own offset)`."""

    def change(document):
        file = document.file
        ((num, entry),) = content_section(document).items()
        where, own = len(file.data), file.reserve()
        found = [(num, entry), (own.num, Entry(1, where, 0))]
        if entries:
            found = entries(document, found)
        data = b"".join(b"".join(f.to_bytes(w, "big") for f, w in zip(e, widths)) for _, e in found)
        numbers = index(found) if index else [x for n, _ in found for x in (n, 1)]
        trailer = {k: v(file) if callable(v) else v for k, v in {**file.trailer(), **more}.items()}
        head = {"Type": Name("XRef"), "W": list(widths), "Index": numbers, **trailer}
        head = {k: v for k, v in head.items() if v is not None}
        file.data += indirect(own.num, Stream(rows(data) if rows else data, head, ()))[0].rstrip(b"\n")
        file.data += pdf.finish(where)

    return change


def _streams():
    twice = lambda d, found: [*found, (found[0][0], d.file.entries[found[0][0]])]  # noqa: E731
    first = lambda d, found: [(found[0][0], d.file.entries[found[0][0]]), *found]  # noqa: E731
    choices = {
        "number-twice": streamed(twice),
        "number-twice-first": streamed(first),
        "overlap": streamed(index=lambda f: [f[0][0], 2, f[1][0], 1], rows=lambda d: d + d[8:]),
        "odd-index": streamed(index=lambda f: [f[0][0], 1, f[1][0]]),
        "index-negative": streamed(index=lambda f: [-1, 1, f[1][0], 1]),
        "index-descending": streamed(lambda d, f: f[::-1]),
        "index-nested": streamed(index=lambda f: [[f[0][0], 1], [f[1][0], 1]]),
        "rows-missing": streamed(rows=lambda d: d[:-8]),
        "rows-too-many": streamed(rows=lambda d: d + d),
        "widths-zero": streamed(W=[0, 0, 0]),
        "widths-two": streamed(W=[1, 4]),
        "widths-huge": streamed(W=[1, 2**31, 3]),
        "widths-negative": streamed(W=[1, -4, 3]),
        "type-missing": streamed(Type=None),
        "type-other": streamed(Type=Name("ObjStm")),
        "size-small": streamed(Size=3),
        "prev-itself": streamed(Prev=lambda f: len(f.data)),
        "hybrid": streamed(XRefStm=15),
        "filter-unknown": streamed(Filter=Name("Invented")),
        "extends": streamed(Extends=lambda f: f.root),
        "file": streamed(F="other.bin"),
        "unlisted-itself": streamed(lambda d, f: f[:1]),
    }
    for label, change in choices.items():
        later_raw(f"stream-{label}", f"A cross-reference stream: {label}", EITHER, change,
                  "Page 1 shows another row, to some readers at least.")
    later_raw("stream-index-apart", "A proper cross-reference stream, whose index is in two parts", passed(),
              _proper_stream, "As the standard says.")


def _proper_stream(document):
    file = document.file
    num, offset = append_object(document, {"Type": Name("DSS")}, file.size)
    file.size += 1
    root, at = append_object(document, {**file.get(file.root), "DSS": pdf.Ref(num)}, file.root.num)
    where, own = len(file.data), file.reserve()
    entries = {num: Entry(1, offset, 0), root: Entry(1, at, 0), own.num: Entry(1, where, 0)}
    file.data += indirect(own.num, pdf.xref_stream(entries, file.trailer()))[0].rstrip(b"\n") + pdf.finish(where)


_ends()
_tables()
_trailers()
_streams()
