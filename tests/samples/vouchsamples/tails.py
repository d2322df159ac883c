"""After a proper signature: odd sections, stray bytes, moved parts, more signatures.

Design section 5: every byte of the tail belongs to an object that its table names,
to the section itself, or is white space; offsets lie in the tail; /Prev is the
previous startxref; no hybrid tables; no object twice.
"""

from . import pdf
from .attacks import CHANGED, EITHER, PLAIN, ROW_BOX, STRAY, append_table, changed_content, cover_text
from .attacks import later, new_row, signed
from .basic import changed
from .catalogue import failed, passed, register, undecided
from .pdf import Entry, Form, Name, Pairs, Raw, Stream, indirect
from .sign import Field, sign

AGAIN = undecided("SIG_CONSTRAINTS_FAILURE", "pdf.signed_again")

# Sections that are not as they should be


def later_raw(name, title, expect, change, why, prepare=None):
    """`change(document)` appends bytes itself."""

    def maker(workshop):
        document = signed(workshop, prepare)
        change(document)
        return document.file.data

    register(name, "section", title, expect, maker, why)


def append_object(document, value=None, num=None):
    """-> (number, offset) of an object put behind the end; usually page 1's content, changed."""
    file = document.file
    num = num or document.contents[0].num
    offset = len(file.data)
    file.data += indirect(num, value if value is not None else Stream(changed_content(document)))[0]
    return num, offset


def _objects_only(document):
    append_object(document)


def _no_startxref(document):
    num, offset = append_object(document)
    file = document.file
    section = pdf.table({num: Entry(1, offset, 0)}, file.trailer(), 0, b"")
    file.data += section[: section.rindex(b"startxref")]


def _old_table(document):
    append_object(document)
    document.file.data += pdf.finish(document.file.startxref)


def _unlisted_object(document):
    """One object is named by the table, another is not."""
    file = document.file
    num, offset = append_object(document, {"Type": Name("DSS")}, file.size)
    append_object(document)
    file.size += 1
    append_table(file, {num: Entry(1, offset, 0)})


def _rootless(document):
    file = document.file
    trailer = file.trailer()
    del trailer["Root"]
    where = len(file.data)
    file.data += pdf.table({}, trailer, where)


def _encrypted(document):
    append_table(document.file, {}, {"Encrypt": {"Filter": Name("Standard"), "V": 9}})


def _prev_itself(document):
    num, offset = append_object(document)
    append_table(document.file, {num: Entry(1, offset, 0)}, {"Prev": len(document.file.data)})


def _prev_missing(document):
    """The later section names every object itself and has no /Prev."""
    num, offset = append_object(document)
    file = document.file
    trailer = file.trailer()
    del trailer["Prev"]
    entries = {**file.entries, num: Entry(1, offset, 0)}
    file.data += pdf.table(entries, trailer, len(file.data))


def _hybrid(document):
    """7.5.8.4: old readers see the table, new ones the stream it points to."""
    file = document.file
    num, offset = append_object(document)
    where, ref = len(file.data), file.reserve()
    stream = pdf.xref_stream({num: Entry(1, offset, 0), ref.num: Entry(1, where, 0)}, file.trailer())
    file.data += indirect(ref.num, stream)[0]
    append_table(file, {}, {"XRefStm": where})


def _listed_twice(document):
    """The table has the object in two subsections; readers take the first or the last."""
    file = document.file
    num, first = append_object(document, file.get(document.contents[0]))
    _, second = append_object(document)
    append_table(file, [(num, Entry(1, first, 0)), (num, Entry(1, second, 0))])


def _defined_twice(document):
    """Two objects of one number in the tail, one of them named by the table."""
    file = document.file
    num, first = append_object(document, file.get(document.contents[0]))
    append_object(document)
    append_table(file, {num: Entry(1, first, 0)})


def _object_stream(members, lie=None, entry_index=0):
    """The page dictionary in an object stream that contradicts itself."""

    def change(document):
        file = document.file
        page = document.pages[0]
        genuine = file.get(page)
        forged = {**genuine, "Contents": document.contents[1]}
        values = {"genuine": genuine, "forged": forged}
        packed = [(page.num, values[member]) for member in members]
        container, where = append_object(document, pdf.object_stream(packed, lie), file.reserve().num)
        stream, at = file.reserve(), len(file.data)
        entries = {
            page.num: Entry(2, container, entry_index),
            container: Entry(1, where, 0),
            stream.num: Entry(1, at, 0),
        }
        file.data += indirect(stream.num, pdf.xref_stream(entries, file.trailer()))[0].rstrip(b"\n")
        file.data += pdf.finish(at)

    return change


def _catalog_with(*extra):
    """A catalogue whose entries repeat: the first is the old, the second the forger's."""

    def change(document):
        file = document.file
        tree = file.reserve()
        forged = {"Type": Name("Pages"), "Kids": document.pages[::-1], "Count": 2}
        num, offset = append_object(document, forged, tree.num)
        catalog = Pairs([*file.get(file.root).items(), *((key, tree) for key in extra)])
        root, at = append_object(document, catalog, file.root.num)
        append_table(file, {num: Entry(1, offset, 0), root: Entry(1, at, 0)})

    return change


def _wrong_generation(document):
    file = document.file
    offset = len(file.data)
    num = document.contents[0].num
    file.data += indirect(num, Stream(changed_content(document)), gen=1)[0]
    append_table(file, {num: Entry(1, offset, 1)})


def _sections():
    why = "Bytes that no section accounts for; a reader that repairs would show them."
    later_raw("isa-no-table", "Objects behind the end, no table", STRAY, _objects_only, why)
    later_raw("isa-no-startxref", "Objects, table and trailer, no startxref", STRAY, _no_startxref, why)
    later_raw("isa-old-table", "Objects, and startxref to the old table", EITHER, _old_table, why)
    later_raw("isa-unlisted-object", "An object that the table does not name", EITHER, _unlisted_object, why)
    later_raw("table-without-root", "A later trailer without /Root", STRAY, _rootless,
              "The signature lies in the file; something beside its bytes keeps it from being read.")
    later_raw("encrypt-added", "A later trailer with /Encrypt", STRAY, _encrypted,
              "What was signed was not encrypted; now nobody can read it.")
    later_raw("prev-itself", "/Prev points to the section itself", EITHER, _prev_itself,
              "A loop instead of the previous startxref.")
    later_raw("prev-missing", "A later section without /Prev", EITHER, _prev_missing,
              "It replaces the signed tables instead of adding to them.")
    later_raw("hybrid-table", "A hybrid table: the stream behind /XRefStm names other content", EITHER, _hybrid,
              "Two kinds of readers would see two documents.")
    later_raw("table-lists-twice", "The table lists an object twice", EITHER, _listed_twice,
              "Readers differ on which one counts.")
    later_raw("object-defined-twice", "An object stands twice in the tail", EITHER, _defined_twice,
              "The second is accounted for by nothing; readers that repair take it.")
    later_raw("objstm-twice", "The same object twice in an object stream", EITHER,
              _object_stream(["genuine", "forged"]), "Readers look up by index or by number.")
    later_raw("objstm-index-other", "The table's index is not the header's", EITHER,
              _object_stream(["genuine", "forged"], {1: 9999}, 1), "Index and number name different objects.")
    later_raw("key-twice-pages", "A catalogue with /Pages twice", EITHER, _catalog_with("Pages"),
              "Readers take the first or the last.")
    later_raw("key-twice-pages-escaped", "A catalogue with /Pages and /P#61ges", EITHER,
              _catalog_with(Raw(b"/P#61ges")), "The same key in two spellings.")
    later_raw("generation-raised", "Changed content under generation 1", EITHER, _wrong_generation,
              "A new generation of a signed object, referred to by nobody or by all, depending on the reader.")


# Around the file


def around(name, title, expect, change, why):
    register(name, "around", title, expect, lambda w: change(bytes(signed(w).file.data)), why)


def _around():
    why = "Bytes that belong to nothing; the signature lies in the file."
    around("junk-before", "Junk before the header", STRAY, lambda d: b"junk\n" + d, why)
    around("junk-before-kilobyte", "A kilobyte before the header", STRAY, lambda d: b"%" + b"x" * 1000 + b"\n" + d, why)
    around("newline-before", "One line end before the header", STRAY, lambda d: b"\n" + d, why)
    around("spaces-16-after", "Sixteen spaces after %%EOF", passed(), lambda d: d.rstrip() + b"\n" + b" " * 15,
           "At most 16 bytes of line ends or spaces are allowed.")
    around("spaces-100-after", "A hundred spaces after %%EOF", STRAY, lambda d: d + b" " * 100, why)
    around("junk-after", "Junk after %%EOF", STRAY, lambda d: d + b"junk", why)
    around("zero-bytes-after", "Zero bytes after %%EOF", STRAY, lambda d: d + bytes(8), why)
    around("comment-after", "A comment after %%EOF", STRAY, lambda d: d + b"% nothing\n", why)
    around("end-twice", "%%EOF a second time", STRAY, lambda d: d + b"%%EOF\n", "A section's end without a section.")
    around("startxref-twice", "startxref and %%EOF a second time", STRAY,
           lambda d: d + d[d.rindex(b"startxref") :], "A section's end without a section.")
    register("second-file-after", "around", "A whole unsigned PDF behind the signed one", EITHER, _second_file,
             "Readers show the second; its tables know nothing of the first.")
    register("truncated-signed", "around", "Signed, and the end is missing",
             undecided(None, "pdf.malformed"), lambda w: bytes(signed(w).file.data)[:-700],
             "A broken download is not a forgery: no signature can be reached.")
    register("truncated-half", "around", "Half of a signed file", undecided(None, "pdf.malformed"),
             lambda w: (lambda d: d[: len(d) // 2])(bytes(signed(w).file.data)), "As before.")


def _second_file(workshop):
    """The second file's offsets are right where it stands."""
    first = signed(workshop).file.data
    document = workshop.drawn(changed(workshop.record(12), 3), PLAIN)
    document.file.data = bytearray(first)
    document.file.write()
    return document.file.data


# Signature wrapping


def _wrapped(workshop):
    """The second covered part moves; between lie a new dictionary, new objects and a table.

    The table stands where the old startxref points, so the covered end leads to it.
    """
    document = signed(workshop, field=Field(contents_first=True))
    file = document.file
    start, end = file.holes["Contents"]
    first, second = bytes(file.data[:start]), bytes(file.data[end:])
    cms = bytes(file.data[start:end]).rstrip(b">").rstrip(b"0")
    cms += b"0" * (len(cms) % 2 == 0) + b"00>"
    content = indirect(document.contents[0].num, Stream(changed_content(document)))[0]
    length = file.startxref + 4000
    moved = length + (-length % 10)
    middle = cms + b"/ByteRange [0 %d %d %d]>>\nendobj\n" % (start, moved, len(second))
    where = start + len(middle)
    middle += content
    middle = middle.ljust(file.startxref - start, b"\n")
    entries = {**file.entries, document.contents[0].num: Entry(1, where, 0)}
    delta = moved - end
    for num, entry in file.entries.items():
        if entry.kind == 1 and entry.first > end:
            entries[num] = Entry(1, entry.first + delta, 0)
    trailer = {key: value for key, value in file.trailer().items() if key != "Prev"}
    table = pdf.table(entries, trailer, file.startxref, b"")
    middle = (middle + table[: table.rindex(b"startxref")]).ljust(moved - start, b"\n")
    return first + middle + second


register("signature-wrapping", "range", "Signature wrapping: the covered end moved back",
         failed("FORMAT_FAILURE", "signature.byte_range"), _wrapped,
         "The gap holds far more than the dictionary's string.")


# Signing again, and what a later revision may do


def _signed_again(by="forger", visible=False, change=None):
    def apply(document, workshop):
        if change:
            change(document, workshop)
        field = Field(name="Signature2", when=Field().when)
        if visible:
            field = field.but(box=ROW_BOX, appearance=cover_text(document))
        sign(document, workshop.plan(signer=getattr(workshop.pki, by)), field)

    return apply


def _security_store(extra=None):
    """ETSI EN 319 142-1 5.4.2."""

    def apply(document, workshop):
        file = document.file
        certificate = file.add(Stream(workshop.pki.issuer.der))
        store = file.add({"Type": Name("DSS"), "Certs": [certificate]})
        file.update(file.root, DSS=store, **(extra or {}))

    return apply


def _with_indirect_form(document):
    document.file.update(document.file.root, AcroForm=document.file.add({"Fields": []}))


def _again():
    later("signed-again-forger", "A stranger's signature added, nothing else", AGAIN, _signed_again(),
          "Nothing was changed, but the source says one signature.", group="again")
    later("signed-again-visible", "A stranger's visible signature over row 2", AGAIN, _signed_again(visible=True),
          "A sneaky signature: its picture covers what was signed.", group="again")
    later("signed-again-genuine", "A second signature by the source itself", passed(),
          _signed_again("other_signer"), "The judged signature is the last trusted one; it covers everything.",
          group="again")
    later("signed-again-allowed", "A stranger's invisible signature, where later ones are allowed", passed(),
          _signed_again(), "later_signatures: allow, and the field is invisible.", group="again", trust="allow")
    later("signed-again-indirect-form", "As before, the form an object of its own", passed(), _signed_again(),
          "The form's list grew, and nothing else.", _with_indirect_form, group="again", trust="allow")
    later("signed-again-allowed-visible", "A stranger's visible one, where later ones are allowed", AGAIN,
          _signed_again(visible=True), "Allowed only where the field is invisible.", group="again", trust="allow")
    later("signed-again-changed", "Changed in the revision that a stranger signed", CHANGED,
          _signed_again(change=new_row), "The added signature excuses nothing.", group="again")
    later("signed-again-changed-allowed", "As before, where later ones are allowed", CHANGED,
          _signed_again(change=new_row), "Allowed are signatures, not changes.", group="again", trust="allow")
    later("security-store", "A document security store added", passed(), _security_store(),
          "Validation data changes nothing that is shown.", group="again")
    later("security-store-stream", "A document security store in an object stream", passed(), _security_store(),
          "The same, packed.", form=Form.PACKED, group="again")
    later("security-store-and-action", "A security store, and an open action beside it", CHANGED,
          _security_store({"OpenAction": {"S": Name("JavaScript"), "JS": "app.alert(1)"}}),
          "The store is allowed, the action is not.", group="again")


_sections()
_around()
_again()
