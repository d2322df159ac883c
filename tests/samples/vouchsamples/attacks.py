"""What is done to a properly signed file afterwards.

The signature stays intact in all of these; a later revision changes what the
document shows or says. Names follow the published attacks (Mladenov, Mainka,
Rohlmann and others, 2019 to 2021). tails.py goes on with odd sections and bytes.
"""

from . import draw, pdf
from .basic import changed
from .catalogue import failed, register
from .draw import Canvas, Layout
from .fonts import Helvetica, to_unicode
from .pdf import Entry, Form, Name, Stream, indirect
from .record import year_record
from .sign import Field, sign

CHANGED = failed("FORMAT_FAILURE", "pdf.changed_after_signing")
STRAY = failed("FORMAT_FAILURE", "pdf.stray_bytes")
EITHER = failed("FORMAT_FAILURE", any_of=["pdf.changed_after_signing", "pdf.stray_bytes"])
ROWS = 40
PLAIN = Layout(encoding=())


def signed(workshop, prepare=None, field=Field()):
    """-> Document of two pages, signed; `prepare(document)` may add to it before."""
    document = workshop.drawn(workshop.record(ROWS), PLAIN)
    if prepare:
        prepare(document)
    sign(document, workshop.plan(), field)
    return document


def changed_content(document):
    """Page 1's content with one crossing's date moved, as a forger would want it."""
    record = changed(year_record(ROWS))
    return draw.draw_pages(record, PLAIN, lambda: Canvas(document.fonts))[0].content()


def later(name, title, expect, change, why, prepare=None, form=Form.TABLE, group="later", field=Field(), **options):
    """`change(document, workshop)` puts objects; they become a revision of their own."""

    def maker(workshop):
        document = signed(workshop, prepare, field)
        change(document, workshop)
        if document.file.pending:
            document.file.write(form)
        return document.file.data

    register(name, group, title, expect, maker, why, **options)


# Contents, pages, resources


def new_row(document, _):
    document.file.put(document.contents[0], Stream(changed_content(document)))


def _page_added(document, _):
    file = document.file
    page = file.add(dict(file.get(document.pages[1])))
    file.update(document.tree, Kids=[*document.pages, page], Count=3)


def _page_removed(document, _):
    document.file.update(document.tree, Kids=document.pages[:1], Count=1)


def _pages_swapped(document, _):
    document.file.update(document.tree, Kids=document.pages[::-1])


def _contents_swapped(document, _):
    document.file.update(document.pages[0], Contents=document.contents[1])


def _media_box(document, _):
    document.file.update(document.pages[0], CropBox=[0, 300, draw.WIDTH, draw.HEIGHT])


def _tree_in_new_catalog(document, _):
    """A new catalogue with a page tree of its own, named by the trailer."""
    file = document.file
    page = file.add({**file.get(document.pages[0]), "Contents": file.add(Stream(changed_content(document)))})
    tree = file.add({"Type": Name("Pages"), "Kids": [page], "Count": 1})
    file.update(page, Parent=tree)
    file.root = file.add({**file.get(file.root), "Pages": tree})


def _font_swapped(document, workshop):
    """Other glyphs for the same codes: the digits 1 and 9 change places."""
    file = document.file
    descendant = file.get(file.get(document.font_refs["F1"])["DescendantFonts"][0])
    glyphs = document.fonts.fonts["F1"].glyphs.of
    places = bytearray().join(g.to_bytes(2, "big") for g in range(max(g for g, _ in glyphs.values()) + 1))
    one, nine = glyphs["1"][0] * 2, glyphs["9"][0] * 2
    places[one : one + 2], places[nine : nine + 2] = places[nine : nine + 2], places[one : one + 2]
    ref = file.get(document.font_refs["F1"])["DescendantFonts"][0]
    file.put(ref, {**descendant, "CIDToGIDMap": file.add(Stream(bytes(places)))})


def _unicode_swapped(document, _):
    """The same glyphs with another meaning: 1 reads as 9."""
    font = document.fonts.fonts["F1"]
    swap = {"1": "9", "9": "1"}
    pairs = [(glyph, swap.get(char, char)) for glyph, char in font.unicode_pairs()]
    document.file.put(font.unicode_ref, Stream(to_unicode(pairs)))


def _resources_swapped(document, workshop):
    """The page's fonts become others, the content stays."""
    file = document.file
    file.update(document.pages[0], Resources={"Font": {"F1": Helvetica().write(file)}})


def _pages():
    why = "What the document shows is not what was signed."
    for form in Form:
        later(f"isa-content-{form.value}", f"Incremental saving: page 1 shows another row ({form.value})", CHANGED,
              new_row, why, form=form)
    later("isa-page-added", "A page was added", CHANGED, _page_added, why)
    later("isa-page-removed", "A page was taken out", CHANGED, _page_removed, why)
    later("isa-pages-swapped", "Two pages change places", CHANGED, _pages_swapped, why)
    later("isa-contents-swapped", "Page 1 points to page 2's content", CHANGED, _contents_swapped, why)
    later("isa-crop-box", "A crop box hides half the page", CHANGED, _media_box, why)
    later("isa-new-root", "A new catalogue with pages of its own", CHANGED, _tree_in_new_catalog, why)
    later("font-swapped", "Glyphs of the embedded font swapped", CHANGED, _font_swapped, why)
    later("tounicode-swapped", "ToUnicode swapped: reads otherwise, looks the same", CHANGED, _unicode_swapped,
          "What the document says is not what was signed.")
    later("resources-swapped", "The page's resources replaced", CHANGED, _resources_swapped, why)
    later("info-changed", "The information dictionary replaced", CHANGED,
          lambda d, w: d.file.update(d.file.info, Title="another title"),
          "Nothing of it is permitted after signing, however harmless.")


# Annotations and form fields


def covering(document, box, content):
    form = {
        "Type": Name("XObject"),
        "Subtype": Name("Form"),
        "BBox": [0, 0, box[2] - box[0], box[3] - box[1]],
        "Resources": {"Font": document.font_refs},
    }
    return document.file.add(Stream(content, form))


ROW_BOX = (158, 388, 258, 401)


def cover_text(document, text="2026-01-01"):
    canvas = Canvas(document.fonts)
    canvas.raw("1 g 0 0 100 13 re f 0 g")
    canvas.text(22, 3, text)
    return canvas.content()


def _annotation(kind):
    def change(document, _):
        file = document.file
        value = {
            "Type": Name("Annot"),
            "Subtype": Name(kind),
            "Rect": list(ROW_BOX),
            "F": 4,
            "Contents": "",
            "AP": {"N": covering(document, ROW_BOX, cover_text(document))},
        }
        page = document.pages[0]
        file.update(page, Annots=[*file.get(page).get("Annots", []), file.add(value)])

    return change


def with_text_field(document):
    """A read-only text field over a row, there before signing."""
    file = document.file
    document.named["text_field"] = file.add(
        {
            "Type": Name("Annot"),
            "Subtype": Name("Widget"),
            "FT": Name("Tx"),
            "T": "date",
            "V": "2026-01-20",
            "Ff": 1,
            "F": 4,
            "Rect": list(ROW_BOX),
            "DA": b"/F1 9 Tf 0 g",
            "AP": {"N": covering(document, ROW_BOX, cover_text(document, "2026-01-20"))},
        }
    )
    file.update(document.pages[0], Annots=[document.named["text_field"]])
    file.update(file.root, AcroForm={"Fields": [document.named["text_field"]], "DR": {"Font": document.font_refs}})


def _field_appearance(document, _):
    form = covering(document, ROW_BOX, cover_text(document))
    document.file.update(document.named["text_field"], AP={"N": form})


def _field_value(document, _):
    document.file.update(document.named["text_field"], V="2026-01-01")


def _form_removed(document, _):
    document.file.update(document.file.root, AcroForm=None)


def _need_appearances(document, _):
    form = document.file.get(document.file.root)["AcroForm"]
    document.file.update(document.file.root, AcroForm={**form, "NeedAppearances": True})


def _annotations():
    why = "An annotation shows what nobody signed."
    later("evil-annotation-freetext", "Free text over row 2", CHANGED, _annotation("FreeText"), why)
    later("evil-annotation-stamp", "A stamp over row 2", CHANGED, _annotation("Stamp"), why)
    later("evil-annotation-redact", "A redaction mark over row 2", CHANGED, _annotation("Redact"), why)
    later("field-appearance-swapped", "A form field shows another date", CHANGED, _field_appearance,
          "Appearance without value: the page looks different.", with_text_field)
    later("field-value-changed", "A form field has another value", CHANGED, _field_value,
          "Filling in is permitted by nobody here.", with_text_field)
    later("form-removed", "The interactive form taken out", CHANGED, _form_removed,
          "The signature no longer shows in the form; hiding it must not make the file unsigned.")
    later("form-need-appearances", "NeedAppearances set", CHANGED, _need_appearances,
          "Viewers would draw fields anew.", with_text_field)


# Shadow attacks: the file was prepared before it was signed


def with_overlay(document):
    """A white sheet with another row lies over row 2, as part of the page."""
    file = document.file
    document.named["overlay"] = covering(document, ROW_BOX, cover_text(document))
    page = document.pages[0]
    resources = file.get(page)["Resources"]
    show = b"q 1 0 0 1 %d %d cm /Fm9 Do Q\n" % ROW_BOX[:2]
    file.put(document.contents[0], Stream(file.get(document.contents[0]).data + show))
    file.update(page, Resources={**resources, "XObject": {"Fm9": document.named["overlay"]}})


def _overlay_emptied(document, _):
    file = document.file
    file.put(document.named["overlay"], Stream(b" ", file.get(document.named["overlay"]).dictionary))


def _overlay_replaced(document, _):
    file = document.file
    content = cover_text(document, "2025-05-05")
    file.put(document.named["overlay"], Stream(content, file.get(document.named["overlay"]).dictionary))


def with_hidden_twin(document):
    """Page 1's content a second time, with another row, where no table points to it."""
    file = document.file
    file.write()
    document.named["twin"] = len(file.data)
    file.data += indirect(document.contents[0].num, Stream(changed_content(document)))[0]


def _with_hidden_catalog(document):
    file = document.file
    page = {**file.get(document.pages[0]), "Contents": file.add(Stream(changed_content(document)))}
    document.named["hidden_root"] = file.reserve()
    tree = file.add({"Type": Name("Pages"), "Kids": [file.add(page)], "Count": 1})
    file.put(document.named["hidden_root"], {"Type": Name("Catalog"), "Pages": tree})


def append_table(file, entries, trailer=None, end=b"%%EOF\n"):
    """A section made by hand: only a table and a trailer."""
    where = len(file.data)
    file.data += pdf.table(entries, {**file.trailer(), **(trailer or {})}, where, end)


def _with_hidden_table(document):
    """Before the signed revision's table lies another one, which shows the twin."""
    with_hidden_twin(document)
    file = document.file

    def hide(entries):
        document.named["table"] = len(file.data)
        twin = {document.contents[0].num: Entry(1, document.named["twin"], 0)}
        section = pdf.table({**entries, **twin}, file.trailer(), 0, b"")
        file.data += section[: section.rindex(b"startxref")]

    file.interlude = hide


def _table_shown(document, _):
    document.file.data += pdf.finish(document.named["table"])


def _twin_shown(document, _):
    append_table(document.file, {document.contents[0].num: Entry(1, document.named["twin"], 0)})


def _other_root(document, _):
    append_table(document.file, {}, {"Root": document.named["hidden_root"]})


def _content_freed(document, _):
    append_table(document.file, {document.contents[0].num: Entry(0, 0, 1)})


def _entries_exchanged(document, _):
    file = document.file
    one, two = (ref.num for ref in document.contents)
    append_table(file, {one: file.entries[two], two: file.entries[one]})


def _shadow():
    why = "Prepared before signing, and the later revision still changes what is shown."
    later("shadow-hide", "Shadow hide: the sheet over a row is emptied", CHANGED, _overlay_emptied, why, with_overlay)
    later("shadow-replace", "Shadow replace: the sheet shows another row", CHANGED, _overlay_replaced, why,
          with_overlay)
    later("shadow-hide-and-replace", "A table alone makes a hidden object the shown one", EITHER, _twin_shown,
          "No object lies in the tail; offsets there must lie in the tail.", with_hidden_twin)
    later("shadow-hidden-table", "A startxref alone points to a hidden table", EITHER, _table_shown,
          "The table lies in the signed revision; a later section must lie in the tail.", _with_hidden_table)
    later("shadow-other-root", "A trailer alone names a hidden catalogue", EITHER, _other_root, why,
          _with_hidden_catalog)
    later("table-frees-content", "A table alone frees page 1's content", EITHER, _content_freed,
          "Page 1 would be empty.")
    later("table-exchanges-content", "A table alone exchanges two pages' contents", EITHER, _entries_exchanged,
          "Offsets into the signed revision, and other objects there.")


_pages()
_annotations()
_shadow()
