"""Whatever a catalogue or a page can be given afterwards, and whatever does something.

ISO 32000-2 tables 29 and 31, 12.6: actions, layers, structure, forms in XML, embedded files,
portfolios, thumbnails. Some of it is shown, some of it is read, some of it runs. None of it
was signed.
"""

from .attacks import CHANGED, ROW_BOX, changed_content, cover_text, covering, later
from .catalogue import passed, register
from .disguises import stored
from .pdf import Name, Stream
from .sign import sign

SCRIPT = {"S": Name("JavaScript"), "JS": "this.getField('date').value = '2026-01-01'"}
CATALOGUE = "What the catalogue says of the document was not signed."
PAGE = "What the page says of itself was not signed."


def _embedded(document):
    file = document.file
    stream = file.add(Stream(b"%PDF-1.7\n", {"Type": Name("EmbeddedFile")}))
    return file.add({"Type": Name("Filespec"), "F": "record.pdf", "EF": {"F": stream}})


def _structure(document):
    """Text that is read instead of what is shown."""
    file = document.file
    root = file.reserve()
    element = file.add({"Type": Name("StructElem"), "S": Name("P"), "P": root, "Pg": document.pages[0], "K": 0,
                        "ActualText": "2026-01-01"})
    return file.put(root, {"Type": Name("StructTreeRoot"), "K": element})


def _portfolio(document):
    return {"Type": Name("Collection"), "View": Name("H"), "D": "record.pdf"}


CATALOGUE_KEYS = {
    "Version": lambda d: Name("2.0"),
    "PageLabels": lambda d: {"Nums": [0, {"P": "1999-"}]},
    "Names": lambda d: {"JavaScript": {"Names": ["start", SCRIPT]}},
    "Dests": lambda d: {"x": [d.pages[1], Name("Fit")]},
    "ViewerPreferences": lambda d: {"HideToolbar": True, "PrintPageRange": [2, 2]},
    "PageLayout": lambda d: Name("TwoColumnLeft"),
    "PageMode": lambda d: Name("UseAttachments"),
    "Outlines": lambda d: d.file.add({"Type": Name("Outlines"), "Count": 0}),
    "Threads": lambda d: [],
    "OpenAction": lambda d: [d.pages[1], Name("Fit")],
    "AA": lambda d: {"WP": SCRIPT},
    "URI": lambda d: {"Base": "https://forger.example/"},
    "Metadata": lambda d: d.file.add(Stream(b"<x:xmpmeta/>", {"Type": Name("Metadata"), "Subtype": Name("XML")})),
    "StructTreeRoot": _structure,
    "MarkInfo": lambda d: {"Marked": True},
    "Lang": lambda d: "zh-CN",
    "SpiderInfo": lambda d: {},
    "OutputIntents": lambda d: [{"Type": Name("OutputIntent"), "S": Name("GTS_PDFX")}],
    "PieceInfo": lambda d: {"Forger": {"Private": "x"}},
    "OCProperties": lambda d: {"OCGs": [], "D": {"BaseState": Name("OFF")}},
    "Perms": lambda d: {},
    "Legal": lambda d: {"Attestation": "nothing was changed"},
    "Requirements": lambda d: [{"Type": Name("Requirement"), "S": Name("EnableJavaScripts")}],
    "Collection": _portfolio,
    "NeedsRendering": lambda d: True,
    "AF": lambda d: [_embedded(d)],
    "DPartRoot": lambda d: {"Type": Name("DPartRoot")},
    "Invented": lambda d: 1,
}
PAGE_KEYS = {
    "Rotate": lambda d: 180,
    "MediaBox": lambda d: [0, 300, 595, 842],
    "UserUnit": lambda d: 2,
    "TrimBox": lambda d: [0, 300, 595, 842],
    "BleedBox": lambda d: [0, 300, 595, 842],
    "ArtBox": lambda d: [0, 300, 595, 842],
    "BoxColorInfo": lambda d: {},
    "Group": lambda d: {"Type": Name("Group"), "S": Name("Transparency"), "K": True},
    "Thumb": lambda d: d.file.add(Stream(b"\xff", {"Width": 1, "Height": 1, "BitsPerComponent": 8,
                                                   "ColorSpace": Name("DeviceGray")}, ())),
    "B": lambda d: [],
    "Dur": lambda d: 1,
    "Trans": lambda d: {"Type": Name("Trans"), "S": Name("Wipe")},
    "AA": lambda d: {"O": SCRIPT},
    "Metadata": lambda d: d.file.add(Stream(b"<x:xmpmeta/>", {"Type": Name("Metadata"), "Subtype": Name("XML")})),
    "PieceInfo": lambda d: {},
    "StructParents": lambda d: 0,
    "Tabs": lambda d: Name("S"),
    "TemplateInstantiated": lambda d: Name("Sheet"),
    "PresSteps": lambda d: {},
    "VP": lambda d: [],
    "AF": lambda d: [_embedded(d)],
    "OutputIntents": lambda d: [],
    "DPart": lambda d: {},
    "Type": lambda d: Name("Template"),
    "Invented": lambda d: 1,
}
NODE_KEYS = {
    "Rotate": lambda d: 90,
    "CropBox": lambda d: [0, 300, 595, 842],
    "MediaBox": lambda d: [0, 0, 10, 10],
    "Resources": lambda d: {},
    "Count": lambda d: 1,
    "Parent": lambda d: d.tree,
}


def with_key(target, key, value):
    """`target(document)` -> the dictionary's reference; the entry is added or replaced."""

    def change(document, _):
        document.file.update(target(document), **{key: value(document)})

    return change


def _keys():
    places = (
        ("catalogue", lambda d: d.file.root, CATALOGUE_KEYS, CATALOGUE),
        ("page", lambda d: d.pages[0], PAGE_KEYS, PAGE),
        ("node", lambda d: d.tree, NODE_KEYS, PAGE),
    )
    for place, target, keys, why in places:
        for key, value in keys.items():
            later(f"{place}-{key.lower()}", f"/{key} in the {place}, afterwards", CHANGED,
                  with_key(target, key, value), why, group="content")


# Beside what is permitted


def _with_extensions(document, workshop):
    """ETSI EN 319 142-1: the extension that says there may be a store."""
    stored(document, workshop)
    extension = {"BaseVersion": Name("1.7"), "ExtensionLevel": 5}
    document.file.update(document.file.root, Extensions={"Type": Name("Extensions"), "ESIC": extension})


def _extensions_alone(document, _):
    extension = {"BaseVersion": Name("1.7"), "ExtensionLevel": 8}
    document.file.update(document.file.root, Extensions={"ADBE": extension})


def _script_in_names(document, workshop):
    """The store's certificate is the script of a name tree as well."""
    file = document.file
    stored(document, workshop)
    certificate = file.get(file.get(file.root)["DSS"])["Certs"][0]
    file.update(file.root, Names={"JavaScript": {"Names": ["x", {"S": Name("JavaScript"), "JS": certificate}]}})


def _store_as_page(document, _):
    """The store says that it is a page."""
    file = document.file
    page = {**file.get(document.pages[0]), "Contents": file.add(Stream(changed_content(document)))}
    file.update(file.root, DSS=file.add({**page, "Certs": []}))


def _store_of_pictures(document, _):
    file = document.file
    form = covering(document, ROW_BOX, cover_text(document))
    file.update(file.root, DSS=file.add({"Type": Name("DSS"), "Certs": [form]}))


def _store_elsewhere(document, _):
    """A certificate whose bytes lie in another file (7.3.8.2)."""
    file = document.file
    stream = Stream(b"", {"F": "https://forger.example/certificate"}, ())
    file.update(file.root, DSS=file.add({"Type": Name("DSS"), "Certs": [file.add(stream)]}))


def _beside():
    later("store-with-extensions", "A store, and the extension that announces it", passed(), _with_extensions,
          "Producers add both in one revision; it says nothing of the document.", group="content")
    later("extensions-alone", "An extension announced, and nothing else", CHANGED, _extensions_alone,
          "Nothing of the catalogue but a store may differ.", group="content")
    later("store-and-script", "A certificate that a name tree runs as a script", CHANGED, _script_in_names,
          "The store is allowed, the names are not.", group="content")
    later("store-as-page", "A store that has a page's entries", CHANGED, _store_as_page,
          "That is no store; an honest one has nothing to do with pages.", group="content")
    later("store-of-pictures", "A store of pictures", passed(), _store_of_pictures,
          "They are no certificates, and nobody shows them.", group="content")
    later("store-elsewhere", "A store whose certificate lies in another file", passed(), _store_elsewhere,
          "It is not fetched, and shows nothing.", group="content")


# Signed like that: the signer's own actions, layers and attachments


def _signed_with(change):
    def maker(workshop):
        document = workshop.drawn()
        change(document)
        sign(document, workshop.plan())
        return document.file.data

    return maker


def _signed():
    own = {
        "script": lambda d: d.file.update(d.file.root, OpenAction=SCRIPT),
        "attachment": lambda d: d.file.update(
            d.file.root, Names={"EmbeddedFiles": {"Names": ["record.pdf", _embedded(d)]}}),
        "structure": lambda d: d.file.update(d.file.root, StructTreeRoot=_structure(d), MarkInfo={"Marked": True}),
        "labels": lambda d: d.file.update(d.file.root, PageLabels=CATALOGUE_KEYS["PageLabels"](d)),
        "metadata": lambda d: d.file.update(d.file.root, Metadata=CATALOGUE_KEYS["Metadata"](d)),
    }
    for label, change in own.items():
        register(f"signed-{label}", "content", f"The signer's own {label}", passed(), _signed_with(change),
                 "It was there when he signed.")


_keys()
_beside()
_signed()
