"""Object streams, objects and the bytes between them in a later revision, each told wrongly.

ISO 32000-1 7.3.10 and 7.5.7. An object begins where its number begins, belongs to one
entry, and ends with its endobj; what lies between objects is white space or a comment.
"""

from . import pdf
from .attacks import EITHER, append_table, changed_content
from .catalogue import passed, register
from .pdf import Entry, Form, Name, Raw, Stream, indirect, object_stream
from .sign import Field, sign
from .sections import content_section
from .tails import append_object, later_raw

# Object streams


def packed(container, entry=lambda num, holder: Entry(2, holder, 0), more=None):
    """Page 1, showing page 2's content, in an object stream; `container(document, page, value)` -> Stream."""

    def change(document):
        file, page = document.file, document.pages[0]
        value = {**file.get(page), "Contents": document.contents[1]}
        holder = file.reserve()
        extra = more(document, holder) if more else {}
        stream = container(document, page.num, value, holder)
        _, at = append_object(document, stream, holder.num)
        own, where = file.reserve(), len(file.data)
        entries = {page.num: entry(page.num, holder.num), holder.num: Entry(1, at, 0), own.num: Entry(1, where, 0)}
        file.data += indirect(own.num, pdf.xref_stream({**entries, **extra}, file.trailer()))[0].rstrip(b"\n")
        file.data += pdf.finish(where)

    return change


def _but(**changes):
    """The container with other keys; a function gets the container's reference."""

    def container(document, num, value, holder):
        stream = object_stream([(num, value)])
        found = {k: v(holder) if callable(v) else v for k, v in changes.items()}
        return Stream(stream.data, {**stream.dictionary, **found})

    return container


def _plain(document, num, value, holder):
    return object_stream([(num, value)])


def _with_lie(document, num, value, holder):
    return object_stream([(num, value)], {0: 4})


def _text_after(document, num, value, holder):
    stream = object_stream([(num, value)])
    return Stream(stream.data + b"<</Type/Page>>", stream.dictionary)


def _indirect_member(document, num, value, holder):
    """The member is written as an object of the file: `n 0 obj ... endobj`."""
    body = indirect(num, value)[0]
    header = b"%d 0 " % num
    return Stream(header + body, {"Type": Name("ObjStm"), "N": 1, "First": len(header)})


def _object_streams():
    containers = {
        "count-zero": _but(N=0),
        "count-large": _but(N=1000),
        "count-negative": _but(N=-1),
        "count-huge": _but(N=2**32 + 1),
        "first-zero": _but(First=0),
        "first-beyond": _but(First=10**6),
        "first-negative": _but(First=-1),
        "first-inside": _but(First=7),
        "extends-itself": _but(Extends=lambda ref: ref),
        "extends-catalogue": _but(Extends=pdf.Ref(1)),
        "type-missing": _but(Type=None),
        "type-other": _but(Type=Name("XRef")),
        "header-number": _with_lie,
        "text-after": _text_after,
        "member-as-object": _indirect_member,
    }
    for label, container in containers.items():
        later_raw(f"container-{label}", f"An object stream: {label}", EITHER, packed(container),
                  "Page 1 shows page 2's content, to some readers at least.")
    entries = {
        "index-beyond": lambda num, holder: Entry(2, holder, 5),
        "itself": lambda num, holder: Entry(2, num, 0),
        "missing": lambda num, holder: Entry(2, 99999, 0),
        "catalogue": lambda num, holder: Entry(2, 1, 0),
    }
    for label, entry in entries.items():
        later_raw(f"container-entry-{label}", f"An entry for an object stream: {label}", EITHER,
                  packed(_plain, entry), "Readers find another object, or none.")
    later_raw("container-in-container", "An object stream whose own entry lies in itself", EITHER,
              packed(_plain, more=lambda d, holder: {holder.num: Entry(2, holder.num, 0)}), "7.5.7: no stream may.")


# Objects and the bytes between them


def store_section(document, write, value=None):
    """A harmless object behind the end, and `write(document, {number: entry})` for its section."""
    file = document.file
    num, offset = append_object(document, value if value is not None else {"Producer": "x"}, file.size)
    file.size += 1
    write(document, {num: Entry(1, offset, 0)})

def between(text):
    """A store, its objects as they should be, and `text` before the section; never named by a table."""

    def change(document):
        file = document.file

        def write(document, entries):
            file.data += text(document)
            append_table(file, entries)

        store_section(document, write)

    return change


def _objects():
    other = lambda d: indirect(d.contents[0].num, Stream(changed_content(d)))[0]  # noqa: E731
    pieces = {
        "words": lambda d: b"nothing to see\n",
        "number": lambda d: b"7\n",
        "header": lambda d: b"8 0 obj\n",
        "end": lambda d: b"endobj\n",
        "trailer": lambda d: b"trailer\n<</Root 1 0 R>>\n",
        "table": lambda d: b"xref\n0 0\ntrailer\n<</Root 1 0 R/Size 9>>\n",
        "startxref": lambda d: b"startxref\n9\n",
        "start-and-end": lambda d: b"startxref\n9\n%%EOF\n",
        "object": other,
        "object-behind-comment": lambda d: b"% a comment\r" + other(d),
        "end-of-file": lambda d: b"%%EOF\n",
        "zeros": lambda d: bytes(100) + other(d),
    }
    for label, piece in pieces.items():
        later_raw(f"between-{label}", f"Between a later revision's objects: {label}", EITHER, between(piece),
                  "It belongs to no object; who rebuilds a file finds it.")
    fine = {
        "line-ends": b"\n\n\r\r\n",
        "white-space": b"\r\n \t\f\r\n",
    }
    for label, text in fine.items():
        later_raw(f"between-{label}", f"Between a later revision's objects: {label}", passed(),
                  between_store(text), "White space belongs to nothing and means nothing.")
    later_raw("comment-before-startxref", "A comment line before a later startxref", passed(), _comment_line,
              "Some producers leave their name there.")
    later_raw("comment-between", "A comment between a later revision's objects", EITHER,
              between_store(b"% made by some program\n"),
              "Comments have one place, before %%EOF; elsewhere they are bytes that no section names.")


def between_store(text):
    """A proper store, and `text` before its section."""

    def change(document):
        file = document.file
        num, offset = append_object(document, {"Type": Name("DSS")}, file.size)
        file.size += 1
        root, at = append_object(document, {**file.get(file.root), "DSS": pdf.Ref(num)}, file.root.num)
        file.data += text
        append_table(file, {num: Entry(1, offset, 0), root: Entry(1, at, 0)})

    return change


def _comment_line(document):
    file = document.file
    start = len(file.data)
    between_store(b"")(document)
    at = file.data.rindex(b"startxref", start)
    file.data[at:at] = b"%some-program-7.2\n"


def _spelt(stream):
    return indirect(1, stream)[0][len(b"1 0 obj\n") : -len(b"\nendobj\n")]


def shaped(write):
    """Page 1's content changed by an object that `write(number, stream)` spells."""

    def change(document):
        file = document.file
        num = document.contents[0].num
        offset = len(file.data)
        file.data += write(num, _spelt(Stream(changed_content(document), encoding=())))
        append_table(file, {num: Entry(1, offset, 0)})

    return change


def nested_offset(document):
    """The table's entry for page 1's content points into the stream of a certificate."""
    file = document.file
    other = indirect(document.contents[0].num, Stream(changed_content(document)))[0]
    holder = file.size
    data = b"<</Length %d>>\nstream\n" % len(other)
    where = len(file.data) + len(b"%d 0 obj\n" % holder) + len(data)
    append_object(document, Raw(data + other + b"\nendstream"), holder)
    store, store_at = append_object(document, {"Type": Name("DSS"), "Certs": [pdf.Ref(holder)]}, holder + 1)
    root, root_at = append_object(document, {**file.get(file.root), "DSS": pdf.Ref(store)}, file.root.num)
    file.size = holder + 2
    append_table(file, {
        document.contents[0].num: Entry(1, where, 0),
        holder: Entry(1, where - len(data) - len(b"%d 0 obj\n" % holder), 0),
        store: Entry(1, store_at, 0),
        root: Entry(1, root_at, 0),
    })


def digits_shared(document):
    """One object in the tail, named twice: as itself, and by its last digits as page 1's content."""
    file = document.file
    num = document.contents[0].num
    long = int("9" + f"{num:03d}")
    _, offset = append_object(document, None, long)
    file.size = max(file.size, long + 1)
    skipped = len(str(long)) - len(str(num))
    append_table(file, {num: Entry(1, offset + skipped, 0), long: Entry(1, offset, 0)})


def digits_alone(document):
    """The entry points behind the first digit of the number."""
    file = document.file
    num = document.contents[0].num
    _, offset = append_object(document, None, int(f"9{num}"))
    append_table(file, {num: Entry(1, offset + 1, 0)})


def same_offset(document):
    """Two numbers, one object."""
    file = document.file
    entries = content_section(document)
    other = document.contents[1].num
    append_table(file, {**entries, other: next(iter(entries.values()))})


def _offsets():
    choices = {
        "nested": nested_offset,
        "digits-shared": digits_shared,
        "digits-alone": digits_alone,
        "shared": same_offset,
    }
    for label, change in choices.items():
        later_raw(f"offset-{label}", f"A later table's offsets: {label}", EITHER, change,
                  "An object begins where its number begins, and belongs to one entry.")
    shapes = {
        "no-end": lambda n, s: b"%d 0 obj\n%s\n" % (n, s),
        "zeros": lambda n, s: b"000%d 00000 obj\n%s\nendobj\n" % (n, s),
        "plus": lambda n, s: b"+%d 0 obj\n%s\nendobj\n" % (n, s),
        "comments": lambda n, s: b"%d%%\n0%%\nobj%%\n%s\nendobj\n" % (n, s),
        "two-values": lambda n, s: b"%d 0 obj\n<<>>\n%s\nendobj\n" % (n, s),
        "object-within": lambda n, s: b"%d 0 obj\n%s\n99 0 obj\n<<>>\nendobj\n" % (n, s),
        "words-after": lambda n, s: b"%d 0 obj\n%s\nand more\nendobj\n" % (n, s),
        "generation": lambda n, s: b"%d 3 obj\n%s\nendobj\n" % (n, s),
    }
    for label, write in shapes.items():
        later_raw(f"shape-{label}", f"A later object's spelling: {label}", EITHER, shaped(write),
                  "Page 1 shows another row, in an object that is spelt oddly.")


# Signed like that


def signed_as(name, title, prepare, why):
    """`prepare(workshop)` -> bytes that the signer signed so: what he wrote is what counts."""
    register(name, "section", title, passed(), prepare, why)


def _hybrid(workshop):
    """7.5.8.4: a table, and a stream with what only newer readers are to see."""
    document = workshop.drawn()
    file = document.file
    file.write()
    note, at = file.size, len(file.data)
    file.data += indirect(note, {"Producer": "newer readers find this"})[0]
    where = len(file.data)
    stream = pdf.xref_stream({note: Entry(1, at, 0), note + 1: Entry(1, where, 0)}, {"Size": note + 2})
    file.data += indirect(note + 1, stream)[0]
    file.size = note + 2
    start = len(file.data)
    trailer = {**file.trailer(), "XRefStm": where}
    file.data += pdf.table({}, trailer, start)
    file.startxref = start
    sign(document, workshop.plan(), Field())
    return file.data


def _hidden_table(workshop):
    """Bytes of an old section lie in the signed revision, and nothing leads there."""
    document = workshop.drawn()
    file = document.file

    def hide(entries):
        section = pdf.table(entries, file.trailer(), 0, b"")
        file.data += section[: section.rindex(b"startxref")]

    file.interlude = hide
    sign(document, workshop.plan(), Field())
    return file.data


def _generation(workshop):
    """An object that was freed and used again has generation 1."""
    document = workshop.drawn()
    file = document.file
    file.write()
    offset = len(file.data)
    num = file.size
    file.size += 1
    file.data += indirect(num, {"Producer": "second life"}, gen=1)[0]
    where = len(file.data)
    append_table(file, {num: Entry(1, offset, 1)})
    file.startxref = where
    sign(document, workshop.plan(), Field())
    return file.data


def _many_revisions(workshop):
    document = workshop.drawn()
    file = document.file
    for form in (Form.TABLE, Form.STREAM, Form.PACKED, Form.TABLE):
        file.update(file.info, Title=f"{form.value}")
        file.write(form)
    sign(document, workshop.plan(), Field(form=Form.PACKED))
    return file.data


def _signed_so():
    signed_as("signed-hybrid", "The signed file itself is hybrid", _hybrid, "7.5.8.4: a reader sees both parts.")
    signed_as("signed-hidden-table", "An unused table in the signed revision", _hidden_table,
              "Nothing leads there; the signer signed it.")
    signed_as("signed-generation", "An object of generation 1 in the signed revision", _generation,
              "7.3.10: numbers may be used again.")
    signed_as("signed-many-revisions", "Five revisions of every kind, then signed", _many_revisions,
              "What came before the signature is the signer's.")



_object_streams()
_objects()
_offsets()
_signed_so()
