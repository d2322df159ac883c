"""What somebody might try who has read the published attacks, and the design as well.

An object can be reached on ways that a walk from the catalogue does not take: by a page's
or a field's /Parent, by a popup, by a number with a generation. A signature can be replayed,
a genuine file put behind another, a key spelt twice, a change laid so deep that it tires.
"""

from . import pdf
from .annotations import annotation, put_annotation
from .attacks import (
    CHANGED, EITHER, PLAIN, ROW_BOX, append_table, changed_content, cover_text, covering, later, new_row, signed,
    with_hidden_twin,
)
from .basic import changed
from .catalogue import failed, passed, register, undecided
from .permissions import with_fields
from .combined import open_picture
from .disguises import stored
from .pdf import Entry, File, Form, Name, Pairs, Raw, Ref, Stream, indirect, object_stream
from .shadows import section_by_stream
from .sign import Field, attach, sign, signature_dictionary, widget
from .tails import append_object, later_raw

UPWARD = "Readers that look for inherited entries go up by /Parent."


def idea(name, title, expect, change, why, prepare=None, **options):
    later(name, title, expect, change, why, prepare, group="idea", **options)


# Upward


def _foreign_parent(**entries):
    """Page 1 names a parent that is not the node which lists it."""

    def prepare(document):
        file = document.file
        value = {"Type": Name("Pages"), "Kids": [document.pages[0]], "Count": 1, **entries}
        document.named["above"] = file.add(value)
        file.update(document.pages[0], Parent=document.named["above"])

    return prepare


def _above(**changes):
    return lambda document, _: document.file.update(document.named["above"], **changes)


def _resourceless_parent(document):
    """Page 1's fonts are its foreign parent's."""
    resources = document.file.get(document.pages[0])["Resources"]
    _foreign_parent(Resources=resources)(document)
    document.file.update(document.pages[0], Resources=None)


def _grandparent(document):
    """As before, one step further up."""
    file = document.file
    _foreign_parent()(document)
    top = file.add({"Type": Name("Pages"), "Kids": [document.named["above"]], "Count": 1})
    file.update(document.named["above"], Parent=top)
    document.named["above"] = top


def _field_parent(**entries):
    """A text widget whose parent stands in no list, and gives it its kind and value."""

    def prepare(document):
        file = document.file
        parent = file.add({"FT": Name("Tx"), "T": "date", "V": "2026-01-20", "DA": b"/F1 9 Tf 0 g", **entries})
        form = covering(document, ROW_BOX, cover_text(document, "2026-01-20"))
        put_annotation(document, annotation("Widget", Parent=parent, AP={"N": form}))
        document.named["above"] = parent

    return prepare


def _upward():
    for label, entries in {
        "box": {"CropBox": [0, 300, 595, 842]},
        "turned": {"Rotate": 180},
    }.items():
        idea(f"parent-{label}", f"A page's foreign parent changes: {label}", CHANGED, _above(**entries), UPWARD,
             _foreign_parent())
        idea(f"parent-{label}-store", f"The same under a store: {label}", CHANGED, _above_and_store(**entries), UPWARD,
             _foreign_parent())
        idea(f"grandparent-{label}", f"Its parent's parent changes: {label}", CHANGED, _above(**entries), UPWARD,
             _grandparent)
    idea("parent-resources", "A page's foreign parent changes its fonts", CHANGED, _above(Resources={}), UPWARD,
         _resourceless_parent)
    for label, entries in {"value": {"V": "2026-01-01"}, "appearance": {"DA": b"/F1 1 Tf"}, "kind": {"FT": Name("Btn")}}.items():
        idea(f"field-parent-{label}", f"A widget's unlisted parent changes: {label}", CHANGED, _above(**entries), UPWARD,
             _field_parent())


def _above_and_store(**entries):
    def change(document, workshop):
        _above(**entries)(document, workshop)
        stored(document, workshop, CRLs=[document.named["above"]])

    return change


# Aside


def _with_popup(document):
    file = document.file
    popup = file.add(annotation("Popup", Open=False))
    put_annotation(document, annotation("Text", (10, 10, 20, 20), Contents="seen", Popup=popup))
    document.named["popup"] = popup


def _popup_opened(document, _):
    document.file.update(document.named["popup"], Open=True, Contents="2026-01-01")


def _with_loose_widget(document):
    """A text widget that no form lists."""
    form = covering(document, ROW_BOX, cover_text(document, "2026-01-20"))
    put_annotation(document, annotation("Widget", FT=Name("Tx"), T="date", V="2026-01-20", AP={"N": form}))
    document.named["loose"] = document.file.get(document.pages[0])["Annots"][-1]


def _loose_changed(document, _):
    form = covering(document, ROW_BOX, cover_text(document))
    document.file.update(document.named["loose"], V="2026-01-01", AP={"N": form})


def _with_structure(document):
    file = document.file
    root = file.reserve()
    document.named["element"] = file.add({"Type": Name("StructElem"), "S": Name("P"), "P": root,
                                          "Pg": document.pages[0], "K": 0})
    file.put(root, {"Type": Name("StructTreeRoot"), "K": document.named["element"]})
    file.update(file.root, StructTreeRoot=root, MarkInfo={"Marked": True})


def _read_otherwise(document, _):
    document.file.update(document.named["element"], ActualText="2026-01-01", Alt="2026-01-01")


def _with_bookmarks(document):
    file = document.file
    root = file.reserve()
    item = file.add({"Title": "Records", "Parent": root, "Dest": [document.pages[0], Name("Fit")]})
    file.put(root, {"Type": Name("Outlines"), "First": item, "Last": item, "Count": 1})
    file.update(file.root, Outlines=root)
    document.named["item"] = item


def _bookmark_runs(document, _):
    document.file.update(document.named["item"], Dest=None, A={"S": Name("Launch"), "F": "forger.exe"})


def _with_chain(length, last):
    """A chain of references below page 1, `last` at its end."""

    def prepare(document):
        file = document.file
        below = document.named["end"] = file.add(last)
        for _ in range(length):
            below = file.add({"Next": below})
        file.update(document.pages[0], PieceInfo={"Chain": below})

    return prepare


def _end_of_chain(document, _):
    document.file.put(document.named["end"], {"Shown": "2026-01-01"})


def _fields_reversed(document, _):
    file = document.file
    form = file.get(file.root)["AcroForm"]
    file.update(file.root, AcroForm={**form, "Fields": form["Fields"][::-1]})


def _note_to_come(document, workshop):
    """An annotation that is not there yet, then there as a certificate."""
    file, page = document.file, document.pages[0]
    ref = Ref(file.size + 30)
    file.update(page, Annots=[*file.get(page).get("Annots", []), ref])
    file.write()
    file.put(ref, annotation("Square", IC=[1, 1, 1]))
    file.size = ref.num + 1
    stored(document, workshop, CRLs=[ref])


def _object_zero(document):
    """Page 1 draws object 0, which is never there."""
    file = document.file
    file.update(document.pages[0], Group=Ref(0))


def _zero_comes(document):
    file = document.file
    num, offset = append_object(document, {"S": Name("Transparency")}, None)
    at = len(file.data)
    file.data += b"0 0 obj\n<</S/Transparency/K true>>\nendobj\n"
    append_table(file, {0: Entry(1, at, 0), num: Entry(1, offset, 0)})


def _aside():
    why = "It was signed as it was, wherever a reader meets it."
    idea("popup-opened", "A signed popup opens and speaks", CHANGED, _popup_opened, why, _with_popup)
    idea("loose-widget", "A widget that no form lists shows another date", CHANGED, _loose_changed, why,
         _with_loose_widget)
    idea("structure-text", "A signed paragraph is to be read as another text", CHANGED, _read_otherwise, why,
         _with_structure)
    idea("bookmark-runs", "A signed bookmark starts a program", CHANGED, _bookmark_runs, why, _with_bookmarks)
    idea("chain-100", "The end of a chain of a hundred objects changes", CHANGED, _end_of_chain, why,
         _with_chain(100, {"Shown": "2026-01-20"}))
    idea("chain-20000", "The end of a chain of twenty thousand objects changes", CHANGED, _end_of_chain, why,
         _with_chain(20_000, {"Shown": "2026-01-20"}))
    idea("fields-reversed", "The form's fields in another order", CHANGED, _fields_reversed, why, with_fields)
    idea("note-to-come", "An annotation that is nothing, then a certificate", CHANGED, _note_to_come, why)
    later_raw("object-zero", "A later object 0, which the signed page refers to", EITHER, _zero_comes,
              "7.5.4: object 0 is always free.", _object_zero)


# Signatures that are replayed


def _replayed(document, workshop):
    """The genuine CMS once more, in a field that covers everything."""
    file = document.file
    start = file.data.index(b"/Contents <") + len(b"/Contents ")
    value = bytes.fromhex(bytes(file.data[start + 1 : file.data.index(b">", start)]).decode())
    field = Field(name="Signature2")
    signature = file.add(signature_dictionary(field))
    attach(document, field, widget(document, field, signature))
    new_row(document, workshop)
    file.write()
    start, end = file.holes["Contents"]
    byte_range = [0, start, end, len(file.data) - end]
    file.fill(*file.holes["ByteRange"], b"[%d %d %d %d]" % tuple(byte_range))
    file.data[start:end] = b"<" + value.hex().encode().ljust(end - start - 2, b"0")[: end - start - 2] + b">"


def _genuine_behind(workshop):
    """A whole genuine file behind another one, its offsets right where it stands."""
    first = signed(workshop).file.data
    document = workshop.drawn(changed(workshop.record(12), 3), PLAIN)
    document.file.data = bytearray(first)
    sign(document, workshop.plan(), Field(name="Signature2"))
    return document.file.data


def _genuine_inside(workshop):
    """A forged page, the genuine file attached to it."""
    genuine = bytes(signed(workshop).file.data)
    document = workshop.drawn(changed(workshop.record(12), 3), PLAIN)
    file = document.file
    stream = file.add(Stream(genuine, {"Type": Name("EmbeddedFile")}, ()))
    spec = file.add({"Type": Name("Filespec"), "F": "record.pdf", "EF": {"F": stream}})
    file.update(file.root, Names={"EmbeddedFiles": {"Names": ["record.pdf", spec]}})
    file.write()
    return file.data


def _field_taken_over(workshop):
    """A forged file with the genuine file's signature dictionary, range and all."""
    genuine = signed(workshop).file
    at = genuine.data.index(b"<</Type /Sig")
    body = bytes(genuine.data[at : genuine.data.index(b"endobj", at)]).rstrip()
    document = workshop.drawn(changed(workshop.record(12), 3), PLAIN)
    file = document.file
    field = Field()
    attach(document, field, widget(document, field, file.add(Raw(body))))
    file.write()
    return file.data


def _replays():
    idea("replayed", "The genuine CMS again, over a changed file", failed("HASH_FAILURE", "signature.digest_mismatch"), _replayed,
         "It names the source's signer, and is not over these bytes.")
    register("genuine-behind", "idea", "A genuine file behind another genuine one", EITHER, _genuine_behind,
             "Its range covers the first as well; what lies between belongs to nothing.")
    register("genuine-inside", "idea", "A genuine file attached to a forged one",
             undecided("NO_SIGNATURE_FOUND", "pdf.not_signed"), _genuine_inside,
             "What is attached vouches for itself, not for the page around it.")
    register("dictionary-taken-over", "idea", "A forged file with a genuine signature dictionary",
             failed("FORMAT_FAILURE", "signature.byte_range"), _field_taken_over, "The gap is not this string.")


# Keys in two spellings


def _page_again(*pairs):
    def change(document, _):
        file, page = document.file, document.pages[0]
        file.put(page, Pairs([*file.get(page).items(), *pairs]))

    return change


def _spellings():
    why = "Readers take the first or the last, or only one of the spellings."
    later_why = {
        "contents": ("Contents", b"/C#6fntents"),
        "annots": ("Annots", b"/#41nnots"),
        "resources": ("Resources", b"/Resource#73"),
    }
    for label, (key, escaped) in later_why.items():
        for spelling, name in (("twice", key), ("escaped", Raw(escaped))):
            idea(f"page-{label}-{spelling}", f"A later page with /{key} twice ({spelling})", EITHER,
                 _page_again((name, [])), why)


def _stream_length(document):
    """Page 1's content with two lengths, one of them after a changed end."""
    file, num = document.file, document.contents[0].num
    data = file.get(document.contents[0]).data
    other = changed_content(document)
    at = len(file.data)
    file.data += b"%d 0 obj\n<</Length %d/Length %d>>\nstream\n" % (num, len(data), len(data) + len(other))
    file.data += data + other + b"\nendstream\nendobj\n"
    append_table(file, {num: Entry(1, at, 0)})


def _certificate_short(document):
    """A certificate whose /Length is short: what follows is an object to those who search for its end."""
    file = document.file
    at, holder = len(file.data), file.size
    hidden = b"\nendstream\nendobj\n" + indirect(document.contents[0].num, Stream(changed_content(document)))[0]
    file.data += b"%d 0 obj\n<</Length 4>>\nstream\n1234" % holder + hidden + b"\nendstream\nendobj\n"
    store, store_at = append_object(document, {"Type": Name("DSS"), "Certs": [Ref(holder)]}, holder + 1)
    root, root_at = append_object(document, {**file.get(file.root), "DSS": Ref(store)}, file.root.num)
    file.size = holder + 2
    append_table(file, {holder: Entry(1, at, 0), store: Entry(1, store_at, 0), root: Entry(1, root_at, 0)})


def _container_named(document, workshop):
    """The signed object stream replaced, every member named again where it was."""
    file = document.file
    holder = file.entries[document.pages[0].num].first
    members = sorted((e.second, n) for n, e in file.entries.items() if e.kind == 2 and e.first == holder)
    values = [(n, {**file.objects[n], "Contents": document.contents[1]} if n == document.pages[0].num
               else file.objects[n]) for _, n in members]
    at = len(file.data)
    file.data += indirect(holder, object_stream(values))[0]
    entries = {n: Entry(2, holder, index) for index, (n, _) in enumerate(values)}
    section_by_stream(document, {**entries, holder: Entry(1, at, 0)})


def _bytes():
    later_raw("length-twice", "A later stream with two lengths", EITHER, _stream_length,
              "Readers take the first or the last.")
    later_raw("certificate-short", "A certificate that ends before its object does", EITHER, _certificate_short,
              "What follows its end belongs to nothing.")
    idea("container-named-again", "The signed object stream replaced, its members named again", CHANGED,
         _container_named, "The same places, and other objects there.", field=Field(form=Form.PACKED))


# Numbers that readers put right


def _without_one(workshop):
    """Signed; nothing is object 1, and a second page 1 lies where no table points to it."""
    file = File()
    file.reserve()
    document = workshop.drawn(workshop.record(40), PLAIN, file=file)
    with_hidden_twin(document)
    sign(document, workshop.plan())
    return document


def _from_one(workshop):
    """A store; the table's first subsection lists 1 as free and some objects where they were."""
    document = _without_one(workshop)
    file = document.file
    again = {num: entry for num, entry in file.entries.items() if 2 <= num <= 5}
    file.interlude = lambda new: new.update({1: Entry(0, 0, 65535), **again, **new})
    stored(document, workshop)
    return file.write().data


register("table-from-one", "idea", "A later table that begins with object 1, free", EITHER, _from_one,
         "Some readers take it for object 0: every number is another, they rebuild, and a hidden page shows.")


def spelt(head=b"xref\n%d 1\n", end=b"\nstartxref\n%d\n%%%%EOF\n"):
    """A store in the catalogue itself, and a table whose parts are spelt like this."""

    def change(document):
        file = document.file
        root, at = append_object(document, {**file.get(file.root), "DSS": {"Type": Name("DSS")}}, file.root.num)
        where = len(file.data)
        file.data += head % root + b"%010d 00000 n \n" % at + b"trailer\n" + pdf.serialise(file.trailer())
        file.data += end % where

    return change


def _spelt_sections():
    why = "Some reader does not find the section, rebuilds the file, and shows the hidden page 1."
    for label, head in {
        "two-spaces": b"xref\n%d  1\n",
        "tab": b"xref\n%d\t1\n",
        "lines": b"xref\n%d\n1\n",
        "spaces-behind": b"xref\n%d 1   \n",
    }.items():
        later_raw(f"spelt-{label}", f"A later table whose first line is odd: {label}", EITHER, spelt(head), why,
                  with_hidden_twin)
    for label, end in {
        "zero": b"\0startxref\0%d\0%%%%EOF\n",
        "form-feed": b"\x0cstartxref\x0c%d\x0c%%%%EOF\n",
    }.items():
        later_raw(f"spelt-{label}", f"A later section's end with odd white space: {label}", EITHER, spelt(end=end), why,
                  with_hidden_twin)
    later_raw("spelt-plainly", "The same, spelt as all readers take it", passed(), spelt(),
              "The hidden page is shown by nobody.", with_hidden_twin)


def by_stream(widths=(1, 4, 3), **more):
    """A store in the catalogue itself, by a cross-reference stream with these keys."""

    def change(document):
        file = document.file
        root, at = append_object(document, {**file.get(file.root), "DSS": {"Type": Name("DSS")}}, file.root.num)
        where, own = len(file.data), file.reserve().num
        rows = [(1, at, 0), (1, where, 0)]
        data = b"".join(field.to_bytes(width, "big") for row in rows for width, field in zip(widths, row))
        head = {"Type": Name("XRef"), "W": list(widths), "Index": [root, 1, own, 1], **file.trailer(), **more}
        file.data += indirect(own, Stream(data, head))[0].rstrip(b"\n") + pdf.finish(where)

    return change


def _streams_taken_differently():
    why = "Some reader does not decode the section, rebuilds the file, and shows the hidden page 1."
    for label, change in {
        "short-key": by_stream(F=None),
        "wide-type": by_stream((8, 8, 8)),
    }.items():
        later_raw(f"spelt-{label}", f"A later cross-reference stream: {label}", EITHER, change, why, with_hidden_twin)
    later_raw("spelt-stream", "The same, as all readers take it", passed(), by_stream(),
              "The hidden page is shown by nobody.", with_hidden_twin)


# The section as an object


def own_number(choose, listed=None):
    """A store, by a cross-reference stream that is object `choose(document)`.

    `listed` None: the stream does not name itself; else where it says that it is.
    """

    def change(document):
        file = document.file
        store, at = append_object(document, {"Type": Name("DSS")}, file.size)
        file.size += 1
        root, root_at = append_object(document, {**file.get(file.root), "DSS": Ref(store)}, file.root.num)
        entries = {store: Entry(1, at, 0), root: Entry(1, root_at, 0)}
        number = choose(document)
        if listed:
            entries[number] = listed(document, number)
        where = len(file.data)
        file.data += indirect(number, pdf.xref_stream(entries, file.trailer()))[0].rstrip(b"\n") + pdf.finish(where)

    return change


def _own_numbers():
    why = "Some readers know a cross-reference stream by its number, whatever it lists, and draw its rows."
    numbers = {
        "content": lambda d: d.contents[0].num,
        "page": lambda d: d.pages[0].num,
        "font": lambda d: d.font_refs["F1"].num,
        "zero": lambda d: 0,
    }
    for label, choose in numbers.items():
        later_raw(f"section-is-{label}", f"A later cross-reference stream under the number of a signed {label}", EITHER,
                  own_number(choose), why)
    later_raw("section-is-content-listed", "The same, and it lists the signed content", EITHER,
              own_number(numbers["content"], lambda d, n: d.file.entries[n]), why)
    later_raw("section-is-awaited", "The same, under a number that the signed page draws", EITHER,
              own_number(lambda d: d.named["open"].num), why, open_picture)
    later_raw("section-unlisted", "A later cross-reference stream that does not list itself", passed(),
              own_number(lambda d: d.file.size), "Many producers write it so.")


_upward()
_aside()
_replays()
_spellings()
_bytes()
_own_numbers()
_spelt_sections()
_streams_taken_differently()
