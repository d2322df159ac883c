"""Shadow attacks (Mainka and others, 2021) in all their forms, and games with the form.

The file was prepared before the signer signed it, who could not see what was hidden. The
later revision then hides what was seen (hide), shows something else in its place (replace),
or makes another, hidden document the one that is shown (hide and replace). Whoever keeps to
"nothing on the page was replaced" passes some of these.
"""

from . import pdf
from .attacks import CHANGED, EITHER, ROW_BOX, append_table, changed_content, cover_text, covering, later
from .catalogue import open_question, passed
from .disguises import stored
from .pdf import Entry, Name, Stream, indirect, object_stream

WHY = "Prepared before signing, and the later revision still changes what is shown."
HIDDEN = "A part of the signed revision that nothing led to becomes what is shown."


def drawn_over(document, name, value):
    """Page 1 draws the XObject `value` over row 2."""
    file, page = document.file, document.pages[0]
    ref = file.add(value)
    resources = file.get(page)["Resources"]
    objects = {**resources.get("XObject", {}), name: ref}
    show = b"q %d 0 0 %d %d %d cm /%s Do Q\n" % (*_size(value), *ROW_BOX[:2], name.encode())
    file.put(document.contents[0], Stream(file.get(document.contents[0]).data + show))
    file.update(page, Resources={**resources, "XObject": objects})
    document.named[name] = ref
    return ref


def _size(value):
    return (100, 13) if value.dictionary.get("Subtype") == "Image" else (1, 1)


def _picture(grey):
    head = {"Type": Name("XObject"), "Subtype": Name("Image"), "Width": 1, "Height": 1, "BitsPerComponent": 8,
            "ColorSpace": Name("DeviceGray")}
    return Stream(bytes([grey]), head, encoding=())


def _with_picture(document):
    drawn_over(document, "Im9", _picture(255))


def _masked(document, _):
    """The picture becomes a mask of nothing."""
    file, ref = document.file, document.named["Im9"]
    head = {**file.get(ref).dictionary, "ImageMask": True, "BitsPerComponent": 1}
    del head["ColorSpace"]
    file.put(ref, Stream(b"\x80", head, encoding=()))


def _soft_masked(document, _):
    """The picture becomes transparent by a mask of its own."""
    file, ref = document.file, document.named["Im9"]
    picture = file.get(ref)
    file.put(ref, Stream(picture.data, {**picture.dictionary, "SMask": file.add(_picture(0))}, encoding=()))


def _lost(document, _):
    document.file.put(document.named["Im9"], None)


def _freed(document, _):
    append_table(document.file, {document.named["Im9"].num: Entry(0, 0, 1)})


def _freed_by_stream(document, _):
    section_by_stream(document, {document.named["Im9"].num: Entry(0, 0, 1)})


def _of_unknown_kind(document, _):
    """7.5.8.3: an entry of a type that is not known is a reference to null."""
    section_by_stream(document, {document.named["Im9"].num: Entry(3, 0, 0)})


def section_by_stream(document, entries, **more):
    """A later cross-reference stream and nothing else."""
    file = document.file
    where, ref = len(file.data), file.reserve()
    entries = {**entries, ref.num: Entry(1, where, 0)}
    file.data += indirect(ref.num, pdf.xref_stream(entries, {**file.trailer(), **more}))[0].rstrip(b"\n")
    file.data += pdf.finish(where)


def _hide():
    changes = {
        "picture-masked": _masked,
        "picture-soft-mask": _soft_masked,
        "picture-null": _lost,
    }
    for label, change in changes.items():
        later(f"shadow-{label}", f"Shadow hide: the sheet over a row is gone ({label})", CHANGED, change, WHY,
              _with_picture)
    for label, change in {"freed": _freed, "freed-stream": _freed_by_stream, "type-3": _of_unknown_kind}.items():
        later(f"shadow-picture-{label}", f"Shadow hide by a section alone ({label})", EITHER, change, WHY,
              _with_picture)


# Optional content


def _with_layer(document):
    """The sheet belongs to a layer that is on."""
    file = document.file
    layer = file.add({"Type": Name("OCG"), "Name": "sheet"})
    document.named["layer"] = layer
    form = covering(document, ROW_BOX, cover_text(document))
    stream = file.get(form)
    drawn_over(document, "Fm9", Stream(stream.data, {**stream.dictionary, "OC": layer}))
    configuration = file.add({"Order": [layer], "ON": [layer]})
    document.named["configuration"] = configuration
    file.update(file.root, OCProperties={"OCGs": [layer], "D": configuration})


def _layers(document, **changes):
    file = document.file
    value = file.get(file.root)["OCProperties"]
    file.update(file.root, OCProperties={**value, **changes})


def _layer_off(document, _):
    document.file.update(document.named["configuration"], OFF=[document.named["layer"]], ON=[])


def _base_state_off(document, _):
    document.file.put(document.named["configuration"], {"BaseState": Name("OFF")})


def _layer_usage(document, _):
    document.file.update(document.named["layer"], Usage={"View": {"ViewState": Name("OFF")},
                                                         "Print": {"PrintState": Name("OFF")}})


def _layer_automatic(document, _):
    layer = document.named["layer"]
    event = {"Event": Name("View"), "OCGs": [layer], "Category": [Name("View")]}
    document.file.update(document.named["configuration"], AS=[event])


def _optional():
    changes = {
        "off": _layer_off,
        "base-state": _base_state_off,
        "other-default": lambda d, w: _layers(d, D={"OFF": [d.named["layer"]]}),
        "more-configurations": lambda d, w: _layers(d, Configs=[{"OFF": [d.named["layer"]]}]),
        "usage": _layer_usage,
        "automatic": _layer_automatic,
        "properties-removed": lambda d, w: d.file.update(d.file.root, OCProperties=None),
        "page-resource": _content_in_layer,
    }
    for label, change in changes.items():
        later(f"layer-{label}", f"A layer's state changed: {label}", CHANGED, change,
              "What is on and off decides what is shown.", _with_layer)
    later("layer-kept", "A layer, and a security store added", passed(), stored, "Nothing of the layer was touched.",
          _with_layer)


def _content_in_layer(document, _):
    """A name for marked content that was there before becomes a layer that is off."""
    file, page = document.file, document.pages[0]
    layer = file.add({"Type": Name("OCG"), "Name": "row"})
    resources = file.get(page)["Resources"]
    file.update(page, Resources={**resources, "Properties": {"MC0": layer}})


# Replace


def _with_form_font(document):
    """A form field shows a date in a font that only the field uses."""
    file = document.file
    font = file.add({"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("Helvetica")})
    head = {"Type": Name("XObject"), "Subtype": Name("Form"), "BBox": [0, 0, 100, 13],
            "Resources": {"Font": {"H": font}}}
    form = file.add(Stream(b"BT /H 9 Tf 22 3 Td (2026-01-20) Tj ET", head))
    field = {"Type": Name("Annot"), "Subtype": Name("Widget"), "FT": Name("Tx"), "T": "date", "V": "2026-01-20",
             "F": 4, "Rect": list(ROW_BOX), "AP": {"N": form}, "DA": b"/H 9 Tf 0 g"}
    document.named["font"] = font
    file.update(document.pages[0], Annots=[file.add(field)])
    file.update(file.root, AcroForm={"Fields": file.get(document.pages[0])["Annots"], "DR": {"Font": {"H": font}}})


def _font(**changes):
    return lambda document, _: document.file.update(document.named["font"], **changes)


def _font_of_pictures(document, _):
    """A font whose glyphs are drawn by content streams: any code shows any picture."""
    file = document.file
    one = file.add(Stream(b"500 0 0 0 500 700 d1 0 0 500 700 re f"))
    names = [Name("x")] * 10
    font = {"Type": Name("Font"), "Subtype": Name("Type3"), "FontBBox": [0, 0, 500, 700],
            "FontMatrix": [0.001, 0, 0, 0.001, 0, 0], "CharProcs": {"x": one}, "FirstChar": 48, "LastChar": 57,
            "Widths": [500] * 10, "Encoding": {"Type": Name("Encoding"), "Differences": [48, *names]}}
    file.put(document.named["font"], font)


def _replace():
    changes = {
        "other": _font(BaseFont=Name("ZapfDingbats")),
        "encoding": _font(Encoding={"Type": Name("Encoding"), "Differences": [48, Name("nine"), Name("eight")]}),
        "widths": _font(FirstChar=48, LastChar=49, Widths=[0, 5000]),
        "unicode": _font(ToUnicode=Name("Identity-H")),
        "pictures": _font_of_pictures,
    }
    for label, change in changes.items():
        later(f"shadow-font-{label}", f"Shadow replace: the field's font ({label})", CHANGED, change, WHY,
              _with_form_font)


# Hide and replace: the signed revision holds two documents


def _second_catalogue(document):
    """A whole document beside the first, which the trailer does not name."""
    file = document.file
    content = file.add(Stream(changed_content(document)))
    tree = file.reserve()
    page = file.add({**file.get(document.pages[0]), "Contents": content, "Parent": tree})
    file.put(tree, {"Type": Name("Pages"), "Kids": [page], "Count": 1})
    document.named.update(tree=tree, page=page, content=content)
    document.named["catalogue"] = file.add({"Type": Name("Catalog"), "Pages": tree})


def _root_of_stream(document, _):
    section_by_stream(document, {}, Root=document.named["catalogue"])


def _catalogue_renamed(document, _):
    """The table alone: the catalogue's number leads to the second catalogue."""
    file = document.file
    append_table(file, {file.root.num: file.entries[document.named["catalogue"].num]})


def _catalogue_again(document, _):
    file = document.file
    file.put(file.root, dict(file.get(document.named["catalogue"])))


def _catalogue_again_with_form(document, _):
    """With the form kept, so that the signature is still seen."""
    file = document.file
    file.update(file.root, Pages=document.named["tree"])


def _tree_to_page(document, _):
    document.file.update(document.tree, Kids=[document.named["page"]], Count=1)


def _page_to_content(document, _):
    document.file.update(document.pages[0], Contents=document.named["content"])


def _in_container(document):
    """A second page 1 in an object stream of the signed revision that no table names."""
    file, page = document.file, document.pages[0]
    _second_catalogue(document)
    other = {**file.get(page), "Contents": document.named["content"]}
    file.write()
    container = file.reserve()
    document.named["container"] = container
    document.named["at"] = len(file.data)
    file.data += indirect(container.num, object_stream([(page.num, other)]))[0]


def _container_shown(document, _):
    page, container = document.pages[0], document.named["container"]
    section_by_stream(document, {container.num: Entry(1, document.named["at"], 0),
                                 page.num: Entry(2, container.num, 0)})


def _in_named_container(document):
    """As before, and the table names the container; what it holds it does not."""
    file, page = document.file, document.pages[0]
    _second_catalogue(document)
    other = {**file.get(page), "Contents": document.named["content"]}
    document.named["container"] = file.add(object_stream([(page.num, other)]))


def _named_container_shown(document, _):
    section_by_stream(document, {document.pages[0].num: Entry(2, document.named["container"].num, 0)})


def _old_past(document):
    """Two revisions before it is signed: in the first, page 1 showed another row."""
    file, content = document.file, document.contents[0]
    genuine = file.get(content)
    file.put(content, Stream(changed_content(document)))
    file.write()
    document.named["past"] = file.startxref
    document.named["old"] = file.entries[content.num]
    file.put(content, genuine)


def _past_restored(document, _):
    document.file.data += pdf.finish(document.named["past"])


def _past_by_prev(document, _):
    """A later section whose /Prev skips the signed one."""
    append_table(document.file, {}, {"Prev": document.named["past"]})


def _past_by_entry(document, _):
    append_table(document.file, {document.contents[0].num: document.named["old"]})


def _past_by_entry_of_stream(document, _):
    section_by_stream(document, {document.contents[0].num: document.named["old"]})


def _free_list(document):
    """An object of the signed revision whose entry says it is free."""
    file = document.file
    ref = file.add(Stream(changed_content(document)))
    document.named["free"] = ref
    file.write()
    document.named["old"] = file.entries[ref.num]
    append_table(file, {ref.num: Entry(0, 0, 1)})
    file.startxref = int(bytes(file.data).rsplit(b"startxref\n", 1)[1].split()[0])
    page = file.get(document.pages[0])
    file.update(document.pages[0], Contents=[document.contents[0], ref], Resources=page["Resources"])


def _taken_back(document, _):
    append_table(document.file, {document.named["free"].num: document.named["old"]})


def _hide_and_replace():
    register_both = {
        "root-stream": (_root_of_stream, _second_catalogue, EITHER),
        "catalogue-entry": (_catalogue_renamed, _second_catalogue, EITHER),
        "catalogue-again": (_catalogue_again, _second_catalogue, CHANGED),
        "catalogue-again-form": (_catalogue_again_with_form, _second_catalogue, CHANGED),
        "tree": (_tree_to_page, _second_catalogue, CHANGED),
        "page": (_page_to_content, _second_catalogue, CHANGED),
        "container": (_container_shown, _in_container, EITHER),
        "container-named": (_named_container_shown, _in_named_container, EITHER),
        "past-startxref": (_past_restored, _old_past, EITHER),
        "past-prev": (_past_by_prev, _old_past, EITHER),
        "past-entry": (_past_by_entry, _old_past, EITHER),
        "past-entry-stream": (_past_by_entry_of_stream, _old_past, EITHER),
        "free": (_taken_back, _free_list, EITHER),
    }
    for label, (change, prepare, expect) in register_both.items():
        later(f"shadow-both-{label}", f"Shadow hide and replace: {label}", expect, change, HIDDEN, prepare)
    kept = {
        "catalogues": _second_catalogue,
        "container": _in_container,
        "container-named": _in_named_container,
        "past": _old_past,
    }
    for label, prepare in kept.items():
        later(f"shadow-kept-{label}", f"Prepared ({label}), and only a store added", passed(), stored,
              "Nothing of what was hidden is shown.", prepare)
    later("shadow-kept-free", "Prepared (free), and only a store added", open_question("pdf.malformed"), stored,
          "The page draws an object that is not there: nobody can say what that shows.", _free_list)


_hide()
_optional()
_replace()
_hide_and_replace()
