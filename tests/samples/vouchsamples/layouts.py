"""Genuine records in every dress a producer may give them: all of these must pass."""

import datetime as dt
from dataclasses import replace

from . import draw, filters
from .catalogue import Made, passed, register, undecided
from .draw import Layout
from .encryption import Aes128, Aes256, Rc4
from .fonts import EmbeddedFont, FontSet, Helvetica, PredefinedFont, to_unicode
from .pdf import File, Form, Name, Stream
from .record import by_air, day_trips, masked
from .sign import CADES, Field, sign

BRIDGE = "港珠澳大桥口岸"


def with_bridge(record):
    """Some rows at the port whose name does not fit into its column."""
    rows = list(record.crossings)
    for index in (1, 4, len(rows) - 1):
        rows[index] = replace(rows[index], port=BRIDGE)
    return record.but(crossings=rows)


def good(name, title, build, why="", group="layout", **options):
    register(name, group, title, passed(), build, why, **options)


def drawn_as(layout, count=12, change=lambda record: record, **options):
    """A maker that signs the usual record in this layout."""

    def maker(workshop):
        record = change(workshop.record(count))
        data = workshop.signed_bytes(record, layout, **options)
        return Made(data, record.claims())

    return maker


def _shapes():
    cell = Layout()
    good("cell-rows", "Each cell its own text object, row by row", drawn_as(cell, 30))
    good("cell-columns", "Each cell its own text object, a column after the other",
         drawn_as(cell.but(order="columns"), 30))
    good("row-shows", "One show operator a row", drawn_as(Layout(shape="row"), 30))
    good("row-flights", "One show a row, some with flights",
         drawn_as(Layout(shape="row"), change=lambda r: by_air(r, 2, 3, 7)))
    good("cell-flights", "Cells, some with flights", drawn_as(cell, change=lambda r: by_air(r, 2, 3, 7)))
    good("text-glyph-by-glyph", "Each glyph placed by itself", drawn_as(cell, canvas=draw.GlyphCanvas))
    good("text-relative", "Relative moves and arrays with adjustments", drawn_as(cell, canvas=draw.RelativeCanvas))
    good("rows-20", "As many rows as leave room for the footnotes", drawn_as(cell, 20))
    good("rows-27", "First page full, footnotes on the next", drawn_as(cell, 27))
    good("rows-65", "Two pages full, footnotes on the next", drawn_as(cell, 65))
    for wrap in ("top", "middle", "bottom"):
        for fragment in ("before", "after"):
            layout = cell.but(wrap=wrap, fragment=fragment)
            good(f"wrapped-{wrap}-{fragment}", f"港珠澳大桥口/岸 wrapped ({wrap}, fragment {fragment})",
                 drawn_as(layout, change=with_bridge))
    good("wrapped-columns", "Wrapped ports, column by column",
         drawn_as(cell.but(wrap="middle", order="columns"), change=with_bridge))
    good("wrapped-documents", "往来港澳通行/证 wrapped as well",
         drawn_as(cell.but(wrap="middle", wrap_documents=True), change=with_bridge))
    for fragment in ("before", "after"):
        layout = Layout(shape="row", wrap="top", fragment=fragment)
        good(f"row-wrapped-{fragment}", f"One show a row, 岸 {fragment} it",
             drawn_as(layout, change=with_bridge))


def _headers():
    cell = Layout()
    good("colon-ascii", "ASCII colons everywhere", drawn_as(cell.but(colon=":")))
    good("no-spaces", "No spaces before commas and in the period", drawn_as(cell.but(spaces=False)))
    good("query-date-next", "查询日期 on a line of its own", drawn_as(cell.but(query_date="next")))
    good("query-date-after", "编号 and 查询日期 below the person", drawn_as(cell.but(query_date="after")))
    good("query-date-none", "No 查询日期 at all",
         drawn_as(cell.but(query_date="none"), change=lambda r: r.but(queried_on=None)))
    good("no-flight-column", "A table without 航班号", drawn_as(cell.but(flights=False)))
    good("masked-id", "The id number masked by the issuer",
         drawn_as(cell, change=lambda r: r.but(id_number=masked(r.id_number))))


def _many_rows(workshop):
    end, begin = dt.date(2026, 4, 4), dt.date(2016, 4, 4)
    record = workshop.record(period_from=begin, crossings=day_trips(3000, end, begin))
    return Made(workshop.signed_bytes(record), record.claims())


def _fonts():
    embedded = lambda w: w.fonts.fonts["F1"]  # noqa: E731
    choices = {
        "font-unigb": ("STSong-Light, UniGB-UCS2-H, not embedded", lambda w: PredefinedFont("UniGB-UCS2-H"), None),
        "font-gbk": ("STSong-Light, GBK-EUC-H, not embedded", lambda w: PredefinedFont("GBK-EUC-H"), None),
        "font-unigb-helvetica": ("Han by UniGB-UCS2-H, letters by Helvetica", lambda w: PredefinedFont("UniGB-UCS2-H"), Helvetica),
        "font-embedded-helvetica": ("Embedded Han, letters by Helvetica", embedded, Helvetica),
    }
    for name, (title, main, latin) in choices.items():

        def maker(workshop, main=main, latin=latin):
            record = workshop.record()
            fonts = FontSet(main(workshop), latin() if latin else None)
            return Made(workshop.signed_bytes(record, fonts=fonts), record.claims())

        good(name, title, maker)


def _filters():
    chains = {
        "filter-none": (),
        "filter-lzw": ("LZWDecode",),
        "filter-ascii85": ("ASCII85Decode",),
        "filter-asciihex": ("ASCIIHexDecode",),
        "filter-runlength": ("RunLengthDecode",),
        "filter-85-flate": ("ASCII85Decode", "FlateDecode"),
        "filter-hex-lzw": ("ASCIIHexDecode", "LZWDecode"),
    }
    for name, chain in chains.items():
        title = " then ".join(chain) or "Content streams as they are"
        good(name, title, drawn_as(Layout(encoding=chain)))
    for kind in (2, 10, 11, 12, 13, 14, 15):
        predictor = filters.Predictor(kind, 64)
        good(f"predictor-{kind}", f"Flate with predictor {kind} on the content",
             drawn_as(Layout(), predictor=predictor))
    good("predictor-lzw", "LZW with predictor 12 on the content",
         drawn_as(Layout(encoding=("LZWDecode",)), predictor=filters.Predictor(12, 40)))


def _sections():
    for form in Form:
        good(f"form-{form.value}", f"Cross-references as {form.value}",
             drawn_as(Layout(), field=Field(form=form)))
        register(f"incremental-{form.value}", "layout", f"Signed in an update of its own ({form.value})",
                 passed(), updated(form), "The signed revision has a past; nothing follows it.")
    good("incremental-mixed", "A table, then a cross-reference stream", updated(Form.TABLE, Form.STREAM))
    good("size-too-large", "/Size larger than needed", _size_too_large, "Common, and only a note.")
    good("end-with-spaces", "A few line ends after %%EOF", _spaces, "At most 16 bytes are allowed.")
    good("end-without-newline", "Nothing after %%EOF", drawn_as(Layout(), field=Field(end=b"%%EOF")))
    good("cades", "ETSI.CAdES.detached, whole file", _cades)


def updated(first, second=None):
    def maker(workshop):
        record = workshop.record()
        document = workshop.drawn(record)
        document.file.write(first)
        sign(document, workshop.plan(), Field(form=second or first))
        return Made(bytes(document.file.data), record.claims())

    return maker


def _size_too_large(workshop):
    document = workshop.drawn()
    document.file.size += 50
    sign(document, workshop.plan())
    return document.file.data


def _spaces(workshop):
    return workshop.signed_bytes() + b"\r\n\r\n    \n"


def _cades(workshop):
    plan = workshop.plan(certificate_named=workshop.pki.signer)
    return workshop.signed_bytes(plan=plan, field=Field(subfilter=CADES))


def _encrypted():
    handlers = {"rc4": Rc4, "aes128": Aes128, "aes256": Aes256}
    for name, handler in handlers.items():
        for form in (Form.TABLE, Form.PACKED):
            good(f"encrypted-{name}-{form.value}", f"{name}, empty user password, {form.value}",
                 encrypted(handler, form=form), group="password")
        good(f"encrypted-{name}-user", f"{name} with a user password", encrypted(handler, b"900101"),
             group="password", password="900101")
        good(f"encrypted-{name}-owner", f"{name}, opened with the owner's password",
             encrypted(handler, b"900101"), group="password", password="owner")
        register(f"encrypted-{name}-missing", "password", f"{name}, no password given",
                 undecided(None, "pdf.password_missing"), unread(encrypted(handler, b"900101")))
        register(f"encrypted-{name}-wrong", "password", f"{name}, wrong password",
                 undecided(None, "pdf.password_wrong"), unread(encrypted(handler, b"900101")),
                 password="900102")


def unread(maker):
    """Whoever cannot open it reads no claims."""
    return lambda workshop: maker(workshop).data


def encrypted(handler, user=b"", form=Form.TABLE):
    def maker(workshop):
        record = workshop.record()
        file = File("2.0" if handler is Aes256 else "1.7", handler(user))
        data = workshop.signed_bytes(record, field=Field(form=form), file=file)
        return Made(data, record.claims())

    return maker


def nested_tree(workshop):
    """Pages two levels down, with inherited size and resources."""
    record = workshop.record(40)
    document = workshop.drawn(record)
    file, root = document.file, document.tree
    middle = file.reserve()
    for page in document.pages:
        file.update(page, Parent=middle, MediaBox=None, Resources=None)
    file.put(middle, {"Type": Name("Pages"), "Parent": root, "Kids": list(document.pages),
                      "Count": len(document.pages)})
    file.update(root, Kids=[middle], MediaBox=[0, 0, draw.WIDTH, draw.HEIGHT],
                Resources={"Font": document.font_refs})
    sign(document, workshop.plan())
    return Made(bytes(file.data), record.claims())


def rewrapped(change):
    """A maker that changes each page (document, page, content) before signing."""

    def maker(workshop):
        record = workshop.record(30)
        document = workshop.drawn(record)
        for page, content in zip(document.pages, document.contents):
            change(document, page, content)
        sign(document, workshop.plan())
        return Made(bytes(document.file.data), record.claims())

    return maker


def _split(document, page, content):
    """Two content streams; the cut falls between operators, as 7.8.2 wants."""
    data = document.file.get(content).data
    cut = data.index(b"\nBT", len(data) // 2) + 1
    halves = [document.file.add(Stream(part)) for part in (data[:cut], data[cut:])]
    document.file.update(page, Contents=halves)


def _in_form(document, page, content):
    """Everything inside a form XObject with its own resources and matrix."""
    data = document.file.get(content).data
    form = {
        "Type": Name("XObject"),
        "Subtype": Name("Form"),
        "BBox": [0, 0, draw.WIDTH, draw.HEIGHT],
        "Matrix": [1, 0, 0, 1, 0, 0],
        "Resources": {"Font": document.font_refs},
    }
    ref = document.file.add(Stream(data, form))
    document.file.put(content, Stream(b"q /Fm1 Do Q\n"))
    document.file.update(page, Resources={"XObject": {"Fm1": ref}})


def _rotated(document, page, content):
    """A portrait page that is turned for showing."""
    data = document.file.get(content).data
    document.file.put(content, Stream(b"q 0 1 -1 0 %d 0 cm\n%sQ\n" % (draw.HEIGHT, data)))
    document.file.update(page, MediaBox=[0, 0, draw.HEIGHT, draw.WIDTH], Rotate=90)


def _shifted(document, page, content):
    """A media box that does not begin at the origin."""
    data = document.file.get(content).data
    document.file.put(content, Stream(b"q 1 0 0 1 -100 50 cm\n%sQ\n" % data))
    document.file.update(page, MediaBox=[-100, 50, draw.WIDTH - 100, draw.HEIGHT + 50])


def _invisible(document, page, content):
    """Render mode 3: a row nobody sees is no row."""
    data = document.file.get(content).data
    hidden = draw.Canvas(document.fonts)
    hidden.text(60, 200, "99 出境 2026-04-04 往来港澳通行证 CZ9900017 罗湖口岸")
    document.file.put(content, Stream(data + b"BT 3 Tr ET\n" + hidden.content() + b"BT 0 Tr ET\n"))


def _unmapped(workshop):
    """A glyph of the name has no Unicode value: what was read is not complete."""
    record = workshop.record()
    fonts = FontSet(EmbeddedFont(draw.characters(record, Layout())))
    document = workshop.drawn(record, fonts=fonts)
    font = fonts.fonts["F1"]
    pairs = [(glyph, char) for glyph, char in font.unicode_pairs() if char != "样"]
    document.file.put(font.unicode_ref, Stream(to_unicode(pairs)))
    sign(document, workshop.plan())
    return Made(bytes(document.file.data), {"complete": "no", "serial": record.serial})


def _pages():
    good("page-tree-nested", "Pages two levels down", nested_tree)
    good("content-split", "Each page's content in two streams", rewrapped(_split))
    good("content-in-form", "Each page's content in a form XObject", rewrapped(_in_form))
    good("page-rotated", "Portrait pages shown turned", rewrapped(_rotated))
    good("page-shifted", "A media box away from the origin", rewrapped(_shifted))
    good("text-invisible", "A row in render mode 3", rewrapped(_invisible), _invisible.__doc__)
    good("text-unmapped", "A glyph without Unicode value", _unmapped, _unmapped.__doc__)
    good("rows-3000", "Three thousand rows over ten years", _many_rows)


_shapes()
_headers()
_fonts()
_filters()
_sections()
_encrypted()
_pages()
