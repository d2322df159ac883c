"""Evil annotations and sneaky signatures (Rohlmann and others, 2021), each kind by itself.

What lies on a page is what the page shows. An annotation over a row of the record, drawn
by its /AP or by the reader from its entries, shows what nobody signed; so does the picture
of a signature that somebody adds. An invisible signature is another matter.
"""

from . import draw
from .attacks import CHANGED, ROW_BOX, changed_content, cover_text, covering, later
from .catalogue import passed, undecided
from .disguises import stored
from .draw import Canvas
from .pdf import Form, Name, Raw, Stream
from .sign import Field, attach, list_in_form, seal, signature_dictionary, widget
from .time_authorities import stamp
from .tsp import DOCUMENT_STAMP

AGAIN = undecided("SIG_CONSTRAINTS_FAILURE", "pdf.signed_again")
WHOLE_PAGE = (0, 0, draw.WIDTH, draw.HEIGHT)
X1, Y1, X2, Y2 = ROW_BOX
CORNERS = [X1, Y2, X2, Y2, X1, Y1, X2, Y1]
WHITE = [1, 1, 1]

# What a reader draws without an appearance, by subtype (12.5.6.2 to 12.5.6.25).
SUBTYPES = {
    "Text": {"Open": True, "C": WHITE},
    "Link": {"Border": [0, 0, 12], "C": WHITE},
    "FreeText": {"DA": b"/Helv 9 Tf 0 g", "Contents": "2026-01-01", "C": WHITE},
    "Line": {"L": [X1, 394, X2, 394], "C": WHITE, "BS": {"W": 14}},
    "Square": {"IC": WHITE, "C": WHITE},
    "Circle": {"IC": WHITE, "C": WHITE},
    "Polygon": {"Vertices": [X1, Y1, X2, Y1, X2, Y2, X1, Y2], "IC": WHITE, "C": WHITE},
    "PolyLine": {"Vertices": [X1, 394, X2, 394], "C": WHITE, "BS": {"W": 14}},
    "Highlight": {"QuadPoints": CORNERS, "C": [0, 0, 0]},
    "Underline": {"QuadPoints": CORNERS, "C": WHITE},
    "Squiggly": {"QuadPoints": CORNERS, "C": WHITE},
    "StrikeOut": {"QuadPoints": CORNERS, "C": [0, 0, 0]},
    "Stamp": {"Name": Name("Approved")},
    "Caret": {"C": WHITE},
    "Ink": {"InkList": [[X1, 394, X2, 394]], "C": WHITE, "BS": {"W": 14}},
    "Popup": {"Open": True, "Contents": "2026-01-01"},
    "FileAttachment": {"FS": {"Type": Name("Filespec"), "F": "record.pdf"}, "Name": Name("PushPin")},
    "Sound": {"Name": Name("Speaker")},
    "Movie": {"Movie": {"F": "record.mov", "Poster": True}},
    "Screen": {"MK": {"BG": WHITE, "CA": "2026-01-01"}},
    "Widget": {"FT": Name("Tx"), "T": "date", "V": "2026-01-01", "DA": b"/Helv 9 Tf 0 g", "MK": {"BG": WHITE}},
    "PrinterMark": {},
    "TrapNet": {"Version": [], "AnnotStates": []},
    "Watermark": {"FixedPrint": {"Type": Name("FixedPrint")}},
    "3D": {"3DA": {"A": Name("PO")}},
    "Redact": {"QuadPoints": CORNERS, "IC": WHITE, "OverlayText": "2026-01-01"},
    "Projection": {},
    "RichMedia": {"RichMediaSettings": {}},
    "Invented": {"C": WHITE},
}


def put_annotation(document, value, page=0):
    file, ref = document.file, document.pages[page]
    file.update(ref, Annots=[*file.get(ref).get("Annots", []), file.add(value)])


def annotation(kind, box=ROW_BOX, **entries):
    return {"Type": Name("Annot"), "Subtype": Name(kind), "Rect": list(box), "F": 4, **entries}


def _undrawn(kind, entries):
    return lambda document, _: put_annotation(document, annotation(kind, **entries))


def _drawn(kind, box=ROW_BOX, **entries):
    def change(document, _):
        picture = covering(document, box, cover_text(document))
        put_annotation(document, annotation(kind, box, AP={"N": picture}, **entries))

    return change


def page_picture(document):
    """A whole page of another record, white below."""
    canvas = Canvas(document.fonts)
    canvas.raw("1 g 0 0 %d %d re f 0 g" % (draw.WIDTH, draw.HEIGHT))
    return canvas.content() + changed_content(document)


def _whole_page(document, _):
    picture = covering(document, WHOLE_PAGE, page_picture(document))
    put_annotation(document, annotation("Stamp", WHOLE_PAGE, AP={"N": picture}))


def _states(document, _):
    """The appearance is chosen by /AS from two."""
    off = covering(document, ROW_BOX, b" ")
    on = covering(document, ROW_BOX, cover_text(document))
    put_annotation(document, annotation("Stamp", AS=Name("On"), AP={"N": {"Off": off, "On": on}}))


def _far_away(document, _):
    """A rectangle outside the page whose appearance's matrix brings it back."""
    form = covering(document, ROW_BOX, cover_text(document))
    stream = document.file.get(form)
    document.file.put(form, Stream(stream.data, {**stream.dictionary, "Matrix": [1, 0, 0, 1, 5000, 0]}))
    put_annotation(document, annotation("Stamp", AP={"N": form}))


def _subtype_missing(document, _):
    put_annotation(document, {k: v for k, v in annotation("Stamp", C=WHITE).items() if k != "Subtype"})


def _by_kids(document, _):
    """A text field with two widgets, one of them over the row."""
    file = document.file
    parent = file.reserve()
    kids = []
    for box in ((0, 0, 0, 0), ROW_BOX):
        form = covering(document, ROW_BOX, cover_text(document))
        put_annotation(document, annotation("Widget", box, Parent=parent, AP={"N": form}))
        kids.append(file.get(document.pages[0])["Annots"][-1])
    list_in_form(file, file.put(parent, {"FT": Name("Tx"), "T": "date", "V": "2026-01-01", "Kids": kids}))


def _direct(document, _):
    """No object of its own: a dictionary in the array."""
    file, page = document.file, document.pages[0]
    value = annotation("Square", IC=WHITE)
    file.update(page, Annots=[*file.get(page).get("Annots", []), value])


def _second_page(document, _):
    put_annotation(document, annotation("Square", IC=WHITE), page=1)


def _evil():
    why = "An annotation shows what nobody signed."
    for kind, entries in SUBTYPES.items():
        later(f"evil-{kind.lower()}-undrawn", f"{kind} over row 2, drawn by the reader", CHANGED,
              _undrawn(kind, entries), why)
        later(f"evil-{kind.lower()}-drawn", f"{kind} over row 2, with an appearance", CHANGED, _drawn(kind), why)
    later("evil-whole-page", "A stamp as large as the page, showing another record", CHANGED, _whole_page, why)
    later("evil-packed", "A stamp in an object stream", CHANGED, _drawn("Stamp"), why, form=Form.PACKED)
    later("evil-hidden", "A stamp with the hidden flag", CHANGED, _drawn("Stamp", F=2),
          "It shows nothing today; nothing was to be added.")
    later("evil-no-view", "A stamp that is only printed", CHANGED, _drawn("Stamp", F=36), why)
    later("evil-states", "A stamp whose appearance has two states", CHANGED, _states, why)
    later("evil-matrix", "A stamp moved by its matrix", CHANGED, _far_away, why)
    later("evil-no-subtype", "An annotation without subtype", CHANGED, _subtype_missing, why)
    later("evil-widgets", "A text field with two widgets", CHANGED, _by_kids, why)
    later("evil-direct", "An annotation that is no object of its own", CHANGED, _direct, why)
    later("evil-page-without", "On a page that had no annotations", CHANGED, _second_page, why)


# Annotations that were there when it was signed


def with_note(document):
    """A free text over row 2 that the signer saw, and one below it."""
    file = document.file
    for name, text in (("below", "2026-01-20"), ("note", "2026-01-21")):
        form = covering(document, ROW_BOX, cover_text(document, text))
        document.named[name + "_form"] = form
        put_annotation(document, annotation("FreeText", AP={"N": form}, Contents=text, DA=b"/F1 9 Tf"))
        document.named[name] = file.get(document.pages[0])["Annots"][-1]


def _note(**changes):
    return lambda document, _: document.file.update(document.named["note"], **changes)


def _annotations_of_page_1(choose):
    def change(document, _):
        page = document.pages[0]
        items = document.file.get(page)["Annots"]
        document.file.update(page, Annots=choose(items))

    return change


def _form_replaced(document, _):
    form = document.named["note_form"]
    document.file.put(form, Stream(cover_text(document), document.file.get(form).dictionary))


def _form_matrix(document, _):
    form = document.named["note_form"]
    stream = document.file.get(form)
    document.file.put(form, Stream(stream.data, {**stream.dictionary, "Matrix": [1, 0, 0, 1, 0, 500]}))


def _form_box(document, _):
    form = document.named["note_form"]
    stream = document.file.get(form)
    document.file.put(form, Stream(stream.data, {**stream.dictionary, "BBox": [0, 0, 1, 1]}))


def _appearance_swapped(document, _):
    document.file.update(document.named["note"], AP={"N": document.named["below_form"]})


def _note_retyped(document, _):
    document.file.update(document.named["note"], Subtype=Name("Widget"), FT=Name("Sig"))


def _present():
    why = "The signer saw this annotation; now it is another."
    changes = {
        "appearance": _appearance_swapped,
        "rectangle": _note(Rect=[0, 0, 10, 10]),
        "hidden": _note(F=2),
        "contents": _note(Contents="2026-01-01"),
        "state": _note(AS=Name("Off")),
        "blend": _note(BM=Name("Multiply"), CA=0),
        "optional": _note(OC={"Type": Name("OCG"), "Name": "x"}),
        "action": _note(A={"S": Name("JavaScript"), "JS": "app.alert(1)"}),
        "widget": _note_retyped,
        "form": _form_replaced,
        "matrix": _form_matrix,
        "box": _form_box,
        "removed": _annotations_of_page_1(lambda items: [items[0], items[2]]),
        "all-removed": _annotations_of_page_1(lambda items: []),
        "reordered": _annotations_of_page_1(lambda items: [items[1], items[0], items[2]]),
        "twice": _annotations_of_page_1(lambda items: [*items, items[0]]),
        "nulled": _annotations_of_page_1(lambda items: [items[0], None, items[2]]),
    }
    for label, change in changes.items():
        later(f"note-{label}", f"A signed annotation changed: {label}", CHANGED, change, why, with_note)
    later("note-kept", "A signed annotation, and a security store added", passed(), stored,
          "Nothing of the annotation was touched.", with_note)


# Sneaky signatures


def sneaky(name, title, expect, why, trust="default", prepare=None, **how):
    later(name, title, expect, added_signature(**how), why, prepare, group="again", trust=trust)


def added_signature(change=None, by="forger", box=(0, 0, 0, 0), picture=None, time_stamp=False):
    """A later signature; `change(document, field value)` -> the field value that is attached."""

    def apply(document, workshop):
        file = document.file
        kind = DOCUMENT_STAMP if time_stamp else Field()
        field = kind.but(name="Signature2", box=box, appearance=picture(document) if picture else b"")
        signature = file.add(signature_dictionary(field))
        value = widget(document, field, signature)
        if change:
            value = change(document, value)
        ref = attach(document, field, value) if value else None  # or it is attached already
        file.write()
        plan = stamp()(workshop) if time_stamp else workshop.plan(signer=getattr(workshop.pki, by))
        seal(file, plan, field, signature, ref)

    return apply


def _with_kids(*changes):
    """The field has a widget of its own for each of `changes(document, widget)`."""

    def change(document, value):
        file, page = document.file, document.pages[0]
        parent = file.reserve()
        own = {key: value[key] for key in ("FT", "T", "V")}
        rest = {key: item for key, item in value.items() if key not in own}
        kids = [file.add({**one(document, rest), "Parent": parent}) for one in changes]
        file.update(page, Annots=[*file.get(page).get("Annots", []), *kids])
        list_in_form(file, file.put(parent, {**own, "Kids": kids}))

    return change


def _covered(document, value, **entries):
    form = covering(document, ROW_BOX, cover_text(document))
    return {**value, "Rect": list(ROW_BOX), "AP": {"N": form}, **entries}


def _seen(**entries):
    return lambda document, value: _covered(document, value, **entries)


def _rectangle_apart(document, value):
    return _covered(document, value, Rect=document.file.add(list(ROW_BOX)))


def _unseen(**entries):
    return lambda document, value: {**value, **entries}


def _without_rectangle(document, value):
    return {k: v for k, v in _covered(document, value).items() if k != "Rect"}


def _no_widget(document, value):
    list_in_form(document.file, document.file.add({key: value[key] for key in ("FT", "T", "V")}))


def _sneaky():
    why = "A sneaky signature: its picture covers what was signed."
    seen = {
        "kids": dict(change=_with_kids(_unseen(), _covered)),
        "page": dict(box=WHOLE_PAGE, picture=page_picture),
        "printed": dict(change=_seen(F=36)),
        "no-zoom": dict(change=_seen(F=28)),
        "inverted": dict(change=_seen(Rect=[X2, Y2, X1, Y1])),
        "rectangle-apart": dict(change=_rectangle_apart),
        "flags-real": dict(change=_seen(F=Raw(b"2.0"))),
        "flags-string": dict(change=_seen(F=b"2")),
        "flags-array": dict(change=_seen(F=[2])),
        "flags-negative": dict(change=_seen(F=Raw(b"-131"))),
        "one-dimension": dict(change=_seen(Rect=[X1, Y1, X1, Y2])),
        "thin": dict(change=_seen(Rect=Raw(b"[158 388 258 388.5]"))),
        "border": dict(change=_unseen(Rect=list(ROW_BOX), MK={"BG": WHITE, "CA": "2026-01-01"})),
        "rollover": dict(change=_unseen(Rect=list(ROW_BOX), AP={})),
        "no-rectangle": dict(change=_without_rectangle),
    }
    for label, how in seen.items():
        sneaky(f"sneaky-{label}", f"A stranger's signature that is seen: {label}", AGAIN, why, trust="allow", **how)
        sneaky(f"sneaky-stamp-{label}", f"A time stamp that is seen: {label}", AGAIN, why, time_stamp=True, **how)
    unseen = {
        "kid": dict(change=_with_kids(_unseen())),
        "hidden": dict(change=_seen(F=2)),
        "hidden-printed": dict(change=_seen(F=6)),
        "no-widget": dict(change=_no_widget),
        "nowhere": dict(change=_unseen(Rect=[100, 100, 100, 100])),
    }
    for label, how in unseen.items():
        sneaky(f"unseen-{label}", f"A stranger's signature that nobody sees: {label}", passed(),
               "Where later signatures are allowed it is nothing.", trust="allow", **how)
        sneaky(f"unseen-stamp-{label}", f"A time stamp that nobody sees: {label}", passed(),
               "It shows nothing and is allowed.", time_stamp=True, **how)
    why = "More than a signature was added."
    more = {
        "action": _unseen(A={"S": Name("JavaScript"), "JS": "app.alert(1)"}),
        "actions": _unseen(AA={"E": {"S": Name("JavaScript"), "JS": "app.alert(1)"}}),
        "type": _unseen(FT=Name("Tx")),
    }
    for label, change in more.items():
        for time_stamp in (False, True):
            kind = "time-stamp" if time_stamp else "signature"
            sneaky(f"added-{kind}-{label}", f"An added {kind} with more: {label}", CHANGED, why, trust="allow",
                   change=change, time_stamp=time_stamp)


_evil()
_present()
_sneaky()
