"""Certification (DocMDP), locks (FieldMDP), and what a later revision does to them.

ISO 32000-2 12.8.2: a certifying signature says which later changes its author puts up
with. What a source puts up with is another matter: by default nothing. So each kind of
change is made after each level, and none of them passes; what adds no change does.
"""

from .annotations import added_signature, annotation, put_annotation
from .attacks import CHANGED, ROW_BOX, changed_content, cover_text, covering, later, new_row
from .catalogue import passed, undecided
from .disguises import stored
from .pdf import Hex, Name, Pairs, Ref, Stream
from .sign import Field, sign

AGAIN = undecided("SIG_CONSTRAINTS_FAILURE", "pdf.signed_again")
WHY = "The author's permission is not the source's."


def reference(method, parameters):
    return {
        "Type": Name("SigRef"),
        "TransformMethod": Name(method),
        "TransformParams": {"Type": Name("TransformParams"), "V": Name("1.2"), **parameters},
    }


def certifying(level=2, extra=(), **parameters):
    return Field(extra=(("Reference", [reference("DocMDP", {"P": level, **parameters})]), *extra))


def locking(action="All", **parameters):
    return Field(extra=(("Reference", [reference("FieldMDP", {"Action": Name(action), **parameters})]),))


def named_in_catalogue(document):
    """/Perms /DocMDP is the signature dictionary, which `sign` adds next."""
    file = document.file
    file.update(file.root, Perms={"DocMDP": Ref(file.size)})


def with_fields(document):
    """Two text fields over rows 2 and 3, and a box to tick; then the permissions."""
    file = document.file
    fields = []
    for index, (name, text) in enumerate((("date", "2026-01-20"), ("place", "2026-01-22"))):
        box = [ROW_BOX[0], ROW_BOX[1] - 16 * index, ROW_BOX[2], ROW_BOX[3] - 16 * index]
        form = covering(document, box, cover_text(document, text))
        value = annotation("Widget", box, FT=Name("Tx"), T=name, V=text, DA=b"/F1 9 Tf 0 g", AP={"N": form})
        put_annotation(document, value)
        fields.append(file.get(document.pages[0])["Annots"][-1])
    states = {"Off": covering(document, ROW_BOX, b" "), "On": covering(document, ROW_BOX, cover_text(document))}
    value = annotation("Widget", ROW_BOX, FT=Name("Btn"), T="tick", V=Name("Off"), AS=Name("Off"), AP={"N": states})
    put_annotation(document, value)
    fields.append(file.get(document.pages[0])["Annots"][-1])
    document.named.update(zip(("date", "place", "tick"), fields))
    file.update(file.root, AcroForm={"Fields": fields, "DR": {"Font": document.font_refs}, "DA": b"/F1 9 Tf 0 g"})


def _permitted(document):
    with_fields(document)
    named_in_catalogue(document)


# What is done later


def filled(document, _):
    form = covering(document, ROW_BOX, cover_text(document))
    document.file.update(document.named["date"], V="2026-01-01", AP={"N": form})


def _filled_alone(document, _):
    document.file.update(document.named["date"], V="2026-01-01")


def _appearance_alone(document, _):
    form = covering(document, ROW_BOX, cover_text(document))
    document.file.update(document.named["date"], AP={"N": form})


def _ticked(document, _):
    document.file.update(document.named["tick"], V=Name("On"), AS=Name("On"))


def _state_alone(document, _):
    document.file.update(document.named["tick"], AS=Name("On"))


def _appearances_exchanged(document, _):
    file = document.file
    one, two = (file.get(document.named[name])["AP"] for name in ("date", "place"))
    file.update(document.named["date"], AP=two)
    file.update(document.named["place"], AP=one)


def _values_exchanged(document, _):
    file = document.file
    file.update(document.named["date"], V="2026-01-22")
    file.update(document.named["place"], V="2026-01-20")


def _appearance_stream(document, _):
    file = document.file
    form = file.get(document.named["date"])["AP"]["N"]
    file.put(form, Stream(cover_text(document), file.get(form).dictionary))


def _font_of_form(document, _):
    """The form's default resources name another font for the same text."""
    file = document.file
    font = {"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("Helvetica")}
    form = file.get(file.root)["AcroForm"]
    file.update(file.root, AcroForm={**form, "DR": {"Font": {"F1": file.add(font)}}})


def _entry(**changes):
    return lambda document, _: document.file.update(document.named["date"], **changes)


def _commented(document, _):
    form = covering(document, ROW_BOX, cover_text(document))
    put_annotation(document, annotation("FreeText", AP={"N": form}, Contents="2026-01-01"))


def _paged(document, _):
    file = document.file
    page = file.add({**file.get(document.pages[0]), "Contents": file.add(Stream(changed_content(document)))})
    file.update(document.tree, Kids=[page, document.pages[1]])


def _template_page(document, _):
    """A page made from a template (P 2 allows it): a sheet of another record."""
    file = document.file
    content = file.add(Stream(changed_content(document)))
    page = file.add({**file.get(document.pages[0]), "Contents": content, "TemplateInstantiated": Name("Sheet")})
    file.update(document.tree, Kids=[page, *document.pages], Count=3)


def _informed(document, _):
    document.file.update(document.file.info, Title="another title")


LATER = {
    "filled": (filled, "a field filled in"),
    "ticked": (_ticked, "a box ticked"),
    "appearance": (_appearance_alone, "a field's appearance alone"),
    "commented": (_commented, "a comment over row 2"),
    "content": (new_row, "a page's content"),
    "page": (_paged, "a page replaced"),
    "template": (_template_page, "a page from a template"),
    "information": (_informed, "the information dictionary"),
}


def _levels():
    for level in (1, 2, 3):
        field = certifying(level)
        later(f"certified-{level}", f"Certified, P {level}, nothing later", passed(), lambda d, w: None,
              "A certifying signature is a signature.", _permitted, group="certified", field=field)
        later(f"certified-{level}-store", f"Certified, P {level}, then a security store", passed(), stored,
              "ISO 32000-2 12.8.2.2: a security store is no change at any level.", _permitted, group="certified",
              field=field)
        later(f"certified-{level}-stamp", f"Certified, P {level}, then a time stamp", passed(),
              added_signature(time_stamp=True),
              "ISO 32000-2 12.8.2.2: a document time stamp is no change at any level.", _permitted,
              group="certified", field=field)
        later(f"certified-{level}-stranger", f"Certified, P {level}, then signed by a stranger",
              CHANGED if level == 1 else AGAIN, added_signature(), WHY, _permitted, group="certified", field=field)
        for label, (change, title) in LATER.items():
            later(f"certified-{level}-{label}", f"Certified, P {level}, then {title}", CHANGED, change, WHY,
                  _permitted, group="certified", field=field)


def _without_parameters():
    return Field(extra=(("Reference", [{"Type": Name("SigRef"), "TransformMethod": Name("DocMDP")}]),))


def _perms(**changes):
    def change(document, _):
        document.file.update(document.file.root, Perms=changes or None)

    return change


def _usage_rights(document, _):
    """Rights that some reader's maker grants, as a signature in the catalogue."""
    file = document.file
    rights = file.add(Pairs([("Type", Name("Sig")), ("Filter", Name("Adobe.PPKLite")), ("ByteRange", [0, 9, 20, 9]),
                             ("Contents", Hex(b"\x30\0"))]))
    file.update(file.root, Perms={"UR3": rights})


def _certified_later(document, workshop):
    """A stranger certifies what the source signed, and allows everything."""
    field = certifying(3).but(name="Signature2")
    named_in_catalogue(document)
    sign(document, workshop.plan(signer=workshop.pki.forger), field)


def _perms_games():
    later("certified-no-parameters", "Certified, without parameters", passed(), lambda d, w: None,
          "ISO 32000-1 table 254: P is 2 where it is not given.", _permitted, group="certified",
          field=_without_parameters())
    later("certified-not-in-catalogue", "DocMDP in the signature, no /Perms", passed(), lambda d, w: None,
          "The catalogue does not name it; nothing came later.", with_fields, group="certified", field=certifying(1))
    odd = {"four": 4, "zero": 0, "name": Name("All"), "null": None}
    for label, level in odd.items():
        later(f"certified-odd-{label}", f"Certified with P {label}, then a comment", CHANGED, _commented,
              "A level that does not exist permits nothing.", _permitted, group="certified", field=certifying(level))
    later("certified-perms-removed", "/Perms taken out, and a comment", CHANGED,
          lambda d, w: (_perms()(d, w), _commented(d, w)), "The permissions are part of what was certified.",
          _permitted, group="certified", field=certifying(1))
    later("certified-perms-removed-alone", "/Perms taken out, nothing else", CHANGED, _perms(),
          "The permissions are part of what was certified.", _permitted, group="certified", field=certifying(1))
    later("certified-usage-rights", "Usage rights added to the catalogue", CHANGED, _usage_rights,
          "Nothing of the catalogue but a store may differ.")
    later("certified-by-stranger", "A stranger certifies afterwards", CHANGED, _certified_later,
          "The catalogue's permissions are the signer's, and only he can be the first.", group="certified")
    later("certified-by-stranger-allowed", "As before, where later signatures are allowed", CHANGED,
          _certified_later, "Allowed are signatures, not permissions.", group="certified", trust="allow")
    later("certified-1-stranger-allowed", "Certified, P 1, then a stranger, where later ones are allowed", CHANGED,
          added_signature(), "P 1 allows no further signature, whatever the source does.", _permitted,
          group="certified", field=certifying(1), trust="allow")
    for level in (2, 3):
        later(f"certified-{level}-stranger-allowed",
              f"Certified, P {level}, then a stranger, where later ones are allowed", passed(), added_signature(),
              "Author and source allow further signatures.", _permitted, group="certified", field=certifying(level),
              trust="allow")


# Locks


def _locks():
    why = "A locked field was changed; nobody allows it."
    locks = {
        "all": locking(),
        "include": locking("Include", Fields=["date"]),
        "exclude": locking("Exclude", Fields=["place"]),
    }
    for label, field in locks.items():
        later(f"fields-locked-{label}", f"FieldMDP {label}, nothing later", passed(), lambda d, w: None,
              "A lock is no fault.", with_fields, group="certified", field=field)
        later(f"fields-locked-{label}-filled", f"FieldMDP {label}, then the locked field filled", CHANGED, filled, why,
              with_fields, group="certified", field=field)
    later("fields-locked-other-filled", "FieldMDP for another field, then one filled", CHANGED, filled, WHY, with_fields,
          group="certified", field=locking("Include", Fields=["place"]))


# Fields, without any permission


def _fields():
    why = "The form says, or shows, something else than what was signed."
    changes = {
        "filled": filled,
        "value": _filled_alone,
        "appearance": _appearance_alone,
        "appearance-stream": _appearance_stream,
        "appearances-exchanged": _appearances_exchanged,
        "values-exchanged": _values_exchanged,
        "ticked": _ticked,
        "state": _state_alone,
        "font": _font_of_form,
        "default": _entry(DV="2026-01-01"),
        "rich-text": _entry(RV="<body>2026-01-01</body>"),
        "default-appearance": _entry(DA=b"/F1 0 Tf"),
        "name": _entry(T="other"),
        "flags": _entry(Ff=1 << 13),
        "length": _entry(MaxLen=1),
        "caption": _entry(MK={"BG": [1, 1, 1]}),
        "border": _entry(BS={"W": 14, "S": Name("S")}),
        "quadding": _entry(Q=2),
        "kids": _entry(Kids=[]),
        "actions": _entry(AA={"F": {"S": Name("JavaScript"), "JS": "event.value = '2026-01-01'"}}),
    }
    for label, change in changes.items():
        later(f"field-{label}-later", f"A signed form's field: {label}", CHANGED, change, why, with_fields,
              group="certified")
    form = {
        "calculation": {"CO": True},
        "quadding": {"Q": 2},
        "appearance": {"DA": b"/F1 1 Tf 1 g"},
        "signatures": {"SigFlags": 0},
        "xfa": {"XFA": [b"template", "<xdp/>"]},
    }
    for label, entries in form.items():

        def change(document, _, entries=entries):
            file = document.file
            value = file.get(file.root)["AcroForm"]
            if "CO" in entries:
                entries = {"CO": [document.named["date"]]}
            file.update(file.root, AcroForm={**value, **entries})

        later(f"form-{label}-later", f"The signed form itself: {label}", CHANGED, change, why, with_fields,
              group="certified")


_levels()
_perms_games()
_locks()
_fields()
