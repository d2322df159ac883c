"""What is no record, or no document, or a trap: each wants a clear answer."""

import io
import random
import zipfile
import zlib

from . import pdf, scan
from .catalogue import Made, open_question, passed, register, undecided
from .pdf import Form, Name, Stream
from .sign import sign

MALFORMED = undecided(None, "pdf.malformed")
UNSIGNED = undecided("NO_SIGNATURE_FOUND", "pdf.not_signed")
TOO_MUCH = open_question("limit.*")
# A loop or a bomb in an unsigned file: that it is unsigned may be all that is said.
CLEAR_ANSWER = open_question(any_of=["pdf.malformed", "limit.*", "pdf.not_signed"])
MEGABYTE = 1 << 20


def rubbish(name, title, expect, maker, why="", suffix="pdf", **options):
    register(name, "rubbish", title, expect, maker, why, suffix=suffix, **options)


def unsigned(workshop, prepare=None):
    document = workshop.drawn()
    if prepare:
        prepare(document)
    document.file.write()
    return document


def unsigned_bytes(workshop, prepare=None):
    return bytes(unsigned(workshop, prepare).file.data)


def prepared(change):
    return lambda workshop: unsigned_bytes(workshop, change)


# No PDF at all


def _zip(*names):
    def maker(workshop):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, b"nothing to see")
        return out.getvalue()

    return maker


def _other_kinds():
    nothing = open_question()
    rubbish("empty", "An empty file", nothing, lambda w: b"", "There is nothing to examine.", "bin")
    rubbish("random", "Random bytes", nothing, lambda w: random.Random(7).randbytes(4096), "Nobody knows it.", "bin")
    rubbish("zeros", "64 KiB of zeros", nothing, lambda w: bytes(65536), "Nobody knows it.", "bin")
    rubbish("text", "A text file", nothing, lambda w: "国家移民管理局\n编号：E260404900017\n".encode() * 20,
            "Text can be typed by anybody.", "txt")
    rubbish("html", "A web page", nothing, lambda w: b"<!doctype html><title>record</title>", "As before.", "html")
    rubbish("zip-two-files", "An archive of two files", open_question(), _zip("a.txt", "b.txt"),
            "Which of them is meant?", "zip")
    rubbish("zip-text", "An archive with a text file", open_question(), _zip("a.txt"), "No document inside.", "zip")
    picture = undecided("NO_SIGNATURE_FOUND", "image.not_signed")
    rubbish("photo-png", "A picture of a record, PNG", picture, lambda w: scan.png(_picture(w)),
            "A picture carries no signature.", "png")
    rubbish("photo-jpeg", "A picture of a record, JPEG", picture, lambda w: scan.jpeg(_picture(w)),
            "A picture carries no signature.", "jpg")


def _picture(workshop):
    return scan.images(workshop.record(), dpi=100)[0]


# Damaged


def _cut(end):
    return lambda workshop: unsigned_bytes(workshop)[:end]


def _shifted_table(workshop):
    """Every offset is off by seven."""
    document = workshop.drawn()
    file = document.file
    file.write()
    data = bytes(file.data[: file.startxref])
    entries = {n: e._replace(first=e.first + 7) if e.kind else e for n, e in file.entries.items()}
    trailer = {key: value for key, value in file.trailer().items() if key != "Prev"}
    return data + pdf.table(entries, trailer, file.startxref)


def _replaced(old, new):
    return lambda workshop: unsigned_bytes(workshop).replace(old, new)


def _damaged():
    rubbish("header-only", "A header and nothing else", MALFORMED, lambda w: b"%PDF-1.7\n")
    rubbish("truncated", "An unsigned record without its end", MALFORMED, _cut(-400), "It merely ends early.")
    rubbish("truncated-early", "The first kilobyte of a record", MALFORMED, _cut(1024))
    rubbish("table-shifted", "A table whose offsets are off by seven", MALFORMED, _shifted_table,
            "A strict reader does not guess.")
    rubbish("table-garbled", "Letters in the table", MALFORMED, _replaced(b" 00000 n", b" 0000x n"))
    rubbish("startxref-wrong", "startxref points nowhere", MALFORMED, _replaced(b"startxref\n", b"startxref\n9"))
    rubbish("trailer-missing", "No trailer", MALFORMED, _replaced(b"trailer", b"tarriel"))
    rubbish("stream-length-wrong", "A stream's /Length too short", open_question(any_of=["pdf.malformed", "pdf.not_signed"]),
            prepared(lambda d: d.file.put(d.contents[0], _short_stream(d))),
            "endstream is not where /Length says.")
    rubbish("flate-damaged", "A content stream that does not inflate",
            open_question(any_of=["pdf.malformed", "pdf.not_signed"]),
            prepared(lambda d: d.file.put(d.contents[0], Stream(b"\x78\x9c" + b"\xff" * 50, {"Filter": Name("FlateDecode")}, ()))),
            "The page cannot be read.")


def _short_stream(document):
    return pdf.Raw(b"<</Length 5>>\nstream\n0.5 w 0.4 G 0 g\nendstream")


# Loops and depth


def _tree_loop(document):
    document.file.update(document.tree, Kids=[document.tree])


def _tree_loop_far(document):
    file = document.file
    first, second = file.reserve(), file.reserve()
    node = {"Type": Name("Pages"), "Count": 1}
    file.put(first, {**node, "Parent": document.tree, "Kids": [second]})
    file.put(second, {**node, "Parent": first, "Kids": [first]})
    file.update(document.tree, Kids=[first])


def _tree_bomb(document):
    """Thirty levels of two references each to the same next node: a billion pages."""
    file = document.file
    below = document.pages[0]
    for _ in range(30):
        below = file.add({"Type": Name("Pages"), "Kids": [below, below], "Count": 2})
    file.update(document.tree, Kids=[below], Count=1 << 30)


def _parent_loop(document):
    """Inherited attributes looked for in a circle."""
    file = document.file
    file.update(document.pages[0], MediaBox=None)
    file.update(document.tree, Parent=document.tree)


def _form_loop(document):
    """A form XObject that shows itself."""
    file = document.file
    form = file.reserve()
    head = {"Type": Name("XObject"), "Subtype": Name("Form"), "BBox": [0, 0, 9, 9]}
    file.put(form, Stream(b"/Fm1 Do", {**head, "Resources": {"XObject": {"Fm1": form}}}))
    file.put(document.contents[0], Stream(b"/Fm1 Do"))
    file.update(document.pages[0], Resources={"XObject": {"Fm1": form}})


def _form_bomb(document):
    """Each of twenty forms shows the next one ten times."""
    file = document.file
    head = {"Type": Name("XObject"), "Subtype": Name("Form"), "BBox": [0, 0, 9, 9]}
    below = file.add(Stream(b"0 0 1 1 re f", head))
    for _ in range(20):
        below = file.add(Stream(b"/Fm1 Do " * 10, {**head, "Resources": {"XObject": {"Fm1": below}}}))
    file.put(document.contents[0], Stream(b"/Fm1 Do"))
    file.update(document.pages[0], Resources={"XObject": {"Fm1": below}})


def _reference_loop(document):
    """An indirect object that is a reference to itself."""
    file = document.file
    ref = file.reserve()
    file.put(ref, ref)
    file.update(document.pages[0], Contents=ref)


def _length_loop(document):
    """A stream whose /Length is the stream."""
    ref = document.contents[0]
    document.file.put(ref, pdf.Raw(b"<</Length %d 0 R>>\nstream\n0 g\nendstream" % ref.num))


def _prev_loop(workshop):
    document = unsigned(workshop)
    file = document.file
    where = len(file.data)
    file.data += pdf.table({}, {**file.trailer(), "Prev": where}, where)
    return file.data


def _prev_ring(workshop):
    """Two sections, each the other's previous one."""
    document = unsigned(workshop)
    file = document.file
    first = len(file.data)
    length = len(pdf.table({}, {**file.trailer(), "Prev": 10**6 + first}, 0, b""))
    second = first + length - len(b"\nstartxref\n0\n")
    trailer = file.trailer()
    one = pdf.table({}, {**trailer, "Prev": second}, 0, b"")
    one = one[: one.rindex(b"\nstartxref")].ljust(second - first)
    file.data += one + pdf.table({}, {**trailer, "Prev": first}, second)
    return file.data


def _nested(opening, closing, depth=100_000):
    def change(document):
        document.file.update(document.file.info, Deep=pdf.Raw(opening * depth + closing * depth))

    return change


def _nested_content(document):
    content = b"[" * 100_000 + b"]" * 100_000 + b" TJ\n" + b"q " * 100_000
    document.file.put(document.contents[0], Stream(content))


def _form_field_loop(document):
    """A field that is its own kid."""
    file = document.file
    field = file.reserve()
    file.put(field, {"T": "loop", "Kids": [field]})
    file.update(file.root, AcroForm={"Fields": [field]})


def _loops():
    rubbish("page-tree-loop", "The page tree is its own kid", CLEAR_ANSWER, prepared(_tree_loop))
    rubbish("page-tree-loop-far", "A loop two levels down", CLEAR_ANSWER, prepared(_tree_loop_far))
    rubbish("page-tree-bomb", "Thirty levels, a billion pages", CLEAR_ANSWER, prepared(_tree_bomb))
    rubbish("parent-loop", "/Parent in a circle", CLEAR_ANSWER, prepared(_parent_loop))
    rubbish("form-loop", "A form XObject that shows itself", CLEAR_ANSWER, prepared(_form_loop))
    rubbish("form-bomb", "Forms in forms, ten to the twentieth", CLEAR_ANSWER, prepared(_form_bomb))
    rubbish("reference-loop", "An object that is a reference to itself", CLEAR_ANSWER, prepared(_reference_loop))
    rubbish("length-loop", "A stream whose /Length is itself", CLEAR_ANSWER, prepared(_length_loop))
    rubbish("field-loop", "A form field that is its own kid", CLEAR_ANSWER, prepared(_form_field_loop))
    rubbish("prev-loop", "/Prev points to its own section", CLEAR_ANSWER, _prev_loop)
    rubbish("prev-ring", "Two sections point to each other", CLEAR_ANSWER, _prev_ring)
    rubbish("nested-arrays", "100,000 arrays in each other", CLEAR_ANSWER, prepared(_nested(b"[", b"]")))
    rubbish("nested-dictionaries", "100,000 dictionaries in each other", CLEAR_ANSWER,
            prepared(_nested(b"<</A", b">>")))
    rubbish("nested-content", "Depth in a content stream", CLEAR_ANSWER, prepared(_nested_content))


# Size


def deflated_spaces(total, block=MEGABYTE // 2):
    """A zlib stream of `total` spaces, made of one block again and again."""
    packer = zlib.compressobj(9)
    first = packer.compress(b" " * block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b" " * block) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9)
    end = end.compress(b"") + end.flush()
    checksum = adler_of_spaces(total)
    return first + again * (total // block - 1) + end[2:-4] + checksum.to_bytes(4, "big")


def adler_of_spaces(count):
    a = (1 + 32 * count) % 65521
    b = (count + 32 * (count * (count + 1) // 2)) % 65521
    return b << 16 | a


def _inflating(data, filters):
    def change(document):
        head = {"Filter": [Name(f) for f in filters]}
        document.file.put(document.contents[0], Stream(data(), head, ()))

    return change


def _many_objects(count, form, signed=False):
    def maker(workshop):
        document = workshop.drawn()
        for number in range(count):
            document.file.add(number)
        if not signed:
            return bytes(document.file.write(form).data)
        sign(document, workshop.plan())
        return Made(bytes(document.file.data), workshop.record().claims())

    return maker


def _many_pages(workshop):
    """Three thousand pages that are all the same object's content."""
    document = workshop.drawn()
    file = document.file
    page = file.get(document.pages[0])
    kids = [file.add(page) for _ in range(3000)]
    file.update(document.tree, Kids=kids, Count=len(kids))
    return file.write(Form.PACKED).data


def _huge_size(workshop):
    document = workshop.drawn()
    document.file.size = 2**31 - 1
    return document.file.write().data


def _huge_index(workshop):
    """A cross-reference stream that claims two billion entries."""
    document = workshop.drawn()
    file = document.file
    file.write()
    where, ref = len(file.data), file.reserve()
    head = {"Type": Name("XRef"), "W": [1, 4, 3], "Index": [0, 2**31 - 1], **file.trailer()}
    file.data += pdf.indirect(ref.num, Stream(bytes(800), head))[0] + pdf.finish(where)
    return file.data


def _size():
    three_hundred = lambda: deflated_spaces(300 * MEGABYTE)  # noqa: E731
    rubbish("inflate-300m", "A content stream of 300 MB in 300 KB", TOO_MUCH,
            prepared(_inflating(three_hundred, ["FlateDecode"])), "The budget for inflating is 256 MiB.")
    rubbish("inflate-300m-600k", "A content stream of 300 MB in 600 KB of hexadecimal", TOO_MUCH,
            prepared(_inflating(lambda: three_hundred().hex().encode() + b">", ["ASCIIHexDecode", "FlateDecode"])),
            "As before, through two filters.")
    rubbish("inflate-nested", "300 MB, deflated twice", TOO_MUCH,
            prepared(_inflating(lambda: zlib.compress(three_hundred(), 9), ["FlateDecode", "FlateDecode"])),
            "A kilobyte that wants 300 MB.")
    rubbish("objects-100000", "100,000 objects, unsigned", UNSIGNED, _many_objects(100_000, Form.TABLE),
            "Many, and inside the limit.")
    rubbish("objects-100000-signed", "100,000 objects, signed", passed(),
            _many_objects(100_000, Form.TABLE, signed=True), "Size is no fault.")
    rubbish("objects-600000", "600,000 objects in one object stream", open_question(any_of=["limit.*"]),
            _many_objects(600_000, Form.PACKED), "The limit is 500,000.")
    rubbish("pages-3000", "Three thousand pages", open_question(any_of=["limit.*", "pdf.not_signed"]), _many_pages,
            "The limit is 2,000.")
    rubbish("size-huge", "/Size of two billion", CLEAR_ANSWER, _huge_size, "A number is no reason to reserve memory.")
    rubbish("index-huge", "A cross-reference stream of two billion entries", CLEAR_ANSWER, _huge_index, "As before.")


_other_kinds()
_damaged()
_loops()
_size()
