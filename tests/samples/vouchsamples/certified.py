"""What a document grants to later revisions, and what only looks like it.

A certification (ISO 32000-2 12.8.2.2) names how much may be done, a field lock (12.8.2.4)
which fields stay as they are. The source must let it pass, too: `later_changes`. What lies
over the page's own content is granted by nobody.
"""

from .attacks import CHANGED, ROW_BOX, cover_text, later, signed
from .catalogue import passed, register
from .configurations import ISSUER, SUBJECT, variant
from .pdf import Name, Ref, Stream
from .sign import Field, sign

NOTE_BOX = (40, 6, 140, 19)  # below the table, beside the page's number
MARGIN_BOX = (700, 6, 800, 19)

variant("filling", ISSUER, SUBJECT, "later_changes: form_filling")
variant("annotating", ISSUER, SUBJECT, "later_changes: annotations", "later_signatures: allow")


def transform(method, **parameters):
    """A signature field whose dictionary has this transform (table 256)."""
    reference = {
        "Type": Name("SigRef"),
        "TransformMethod": Name(method),
        "TransformParams": {"Type": Name("TransformParams"), "V": Name("1.2"), **parameters},
    }
    return Field(extra=(("Reference", [reference]),))


def appearance(document, box, text):
    """Black on nothing: what lies under it stays to be seen."""
    form = {
        "Type": Name("XObject"),
        "Subtype": Name("Form"),
        "BBox": [0, 0, box[2] - box[0], box[3] - box[1]],
        "Resources": {"Font": document.font_refs},
    }
    return document.file.add(Stream(cover_text(document, text) if text else b"q Q", form))


def with_field(box=NOTE_BOX, named=True):
    """An empty text field; the catalogue names the signature that comes next."""

    def prepare(document):
        file = document.file
        document.named["field"] = file.add(
            {
                "Type": Name("Annot"),
                "Subtype": Name("Widget"),
                "FT": Name("Tx"),
                "T": "note",
                "F": 4,
                "Rect": list(box),
                "P": document.pages[0],
                "AP": {"N": appearance(document, box, "")},
            }
        )
        file.update(document.pages[0], Annots=[document.named["field"]])
        file.update(file.root, AcroForm={"Fields": [document.named["field"]]})
        if named:
            file.update(file.root, Perms={"DocMDP": Ref(file.size)})

    return prepare


def filled(document, _):
    box = document.file.get(document.named["field"])["Rect"]
    new = appearance(document, box, "2026-01-01")
    document.file.update(document.named["field"], V="2026-01-01", AP={"N": new})


def _filled_and_moved(document, workshop):
    filled(document, workshop)
    document.file.update(document.named["field"], Rect=list(ROW_BOX))


def remark(box):
    def change(document, _):
        file, page = document.file, document.pages[0]
        value = {
            "Type": Name("Annot"),
            "Subtype": Name("FreeText"),
            "Rect": list(box),
            "F": 4,
            "Contents": "seen",
            "AP": {"N": appearance(document, box, "2026-01-01")},
        }
        file.update(page, Annots=[*file.get(page)["Annots"], file.add(value)])

    return change


def _filling():
    certified = {"prepare": with_field(), "field": transform("DocMDP", P=2), "group": "certified"}
    later("certified-filled", "A certified form filled in, where the source grants nothing", CHANGED, filled,
          "The document lets it happen, the source does not.", **certified)
    later("certified-filled-granted", "As before, where the source lets fields be filled in", passed(), filled,
          "The change is listed; claims come from what was signed.", trust="filling", **certified)
    later("certified-filled-moved", "As before, and the field moved over row 2", CHANGED, _filled_and_moved,
          "A rectangle is no value.", trust="filling", **certified)
    later("certified-filled-remark", "As before, and a remark where only filling in is granted", CHANGED,
          remark(MARGIN_BOX), "Remarks need /P 3.", trust="filling", **certified)
    later("certified-over-row", "A field that was signed lies over row 2 and is filled in", CHANGED, filled,
          "A shadow attack: the empty field was prepared before signing.", trust="filling",
          **{**certified, "prepare": with_field(ROW_BOX)})
    later("certified-not-named", "A certification that the catalogue does not name", CHANGED, filled,
          "Without /Perms /DocMDP it certifies nothing.", trust="filling",
          **{**certified, "prepare": with_field(named=False)})
    later("certified-no-changes", "Certified without changes, and filled in", CHANGED, filled, "/P 1.",
          trust="filling", **{**certified, "field": transform("DocMDP", P=1)})
    locks = {"prepare": with_field(named=False), "group": "certified", "trust": "filling"}
    later("locked-filled", "A field filled in that the signature locks", CHANGED, filled, "FieldMDP Include.",
          field=transform("FieldMDP", Action=Name("Include"), Fields=["note"]), **locks)
    later("locked-all-filled", "A field filled in where all are locked", CHANGED, filled, "FieldMDP All.",
          field=transform("FieldMDP", Action=Name("All")), **locks)
    later("locked-other-filled", "A field filled in where others are locked", passed(), filled,
          "FieldMDP Exclude names it.", field=transform("FieldMDP", Action=Name("Exclude"), Fields=["note"]),
          **locks)


def _remarks():
    certified = {"prepare": with_field(), "field": transform("DocMDP", P=3), "group": "certified",
                 "trust": "annotating"}
    later("certified-remark", "A remark in the margin, granted", passed(), remark(MARGIN_BOX),
          "It is listed as what it is.", **certified)
    later("certified-remark-over-row", "A remark over row 2, where remarks are granted", CHANGED,
          remark(ROW_BOX), "An evil annotation: it shows a row that nobody signed.", **certified)


def _no_changes_at_all(change):
    """Certified with /P 1, where the source allows all it can."""

    def maker(workshop):
        document = signed(workshop, with_field(), transform("DocMDP", P=1))
        change(document, workshop)
        if document.file.pending:
            document.file.write()
        return document.file.data

    return maker


def _signed_again(document, workshop):
    sign(document, workshop.plan(signer=workshop.pki.forger), Field(name="Signature2"))


def _stored(document, workshop):
    file = document.file
    certificate = file.add(Stream(workshop.pki.issuer.der))
    file.update(file.root, DSS=file.add({"Type": Name("DSS"), "Certs": [certificate]}))


_filling()
_remarks()
register("certified-signed-again", "certified", "Certified without changes, and signed by a stranger", CHANGED,
         _no_changes_at_all(_signed_again), "A signature is a change there.", trust="annotating")
register("certified-store", "certified", "Certified without changes, and a security store added", passed(),
         _no_changes_at_all(_stored), "Table 257: that is no change.", trust="annotating")
