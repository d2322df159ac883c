"""Attacks beside, before, behind and inside what is permitted, and the permitted alone.

A security store and a time stamp may follow a signature, and each revision by itself may
look like one. So: the attack in another revision than the store, undone by a later one,
under numbers that the signed revision left open, through objects that have two roles, in
containers that are replaced. And every honest way to add a store or a stamp.
"""

from . import pdf
from .annotations import added_signature, annotation, page_picture, put_annotation
from .attacks import (
    CHANGED, EITHER, ROW_BOX, append_table, changed_content, cover_text, covering, later, new_row,
)
from .catalogue import failed, passed, undecided
from .disguises import stored
from .pdf import Entry, Form, Name, Raw, Ref, Stream, indirect, object_stream
from .shadows import section_by_stream
from .sign import Field, attach, list_in_form, seal, signature_dictionary, widget
from .time_authorities import stamp as time_stamp_by
from .tsp import DOCUMENT_STAMP

AGAIN = undecided("SIG_CONSTRAINTS_FAILURE", "pdf.signed_again")
HIDING = failed("FORMAT_FAILURE", any_of=["pdf.changed_after_signing", "pdf.stray_bytes", "signature.malformed",
                                          "signature.byte_range"])
stamp = added_signature(time_stamp=True)


def steps(*changes):
    """Each change a revision of its own."""

    def change(document, workshop):
        for one in changes:
            one(document, workshop)
            if document.file.pending:
                document.file.write()

    return change


def together(*changes):
    def change(document, workshop):
        for one in changes:
            one(document, workshop)

    return change


def combined(name, title, expect, change, why, prepare=None, **options):
    later(name, title, expect, change, why, prepare, group="combined", **options)


# In several revisions


def another_stamp(number):
    """A time stamp of another name than the last."""

    def apply(document, workshop):
        file = document.file
        field = DOCUMENT_STAMP.but(name=f"Stamp{number}")
        signature = file.add(signature_dictionary(field))
        ref = attach(document, field, widget(document, field, signature))
        file.write()
        seal(file, time_stamp_by()(workshop), field, signature, ref)

    return apply


def old_row(document, _):
    document.file.put(document.contents[0], document.named["genuine"])


def remember(document):
    document.named["genuine"] = document.file.get(document.contents[0])


def note(document, _):
    form = covering(document, ROW_BOX, cover_text(document))
    put_annotation(document, annotation("FreeText", AP={"N": form}))


def note_removed(document, _):
    page = document.pages[0]
    document.file.update(page, Annots=document.file.get(page)["Annots"][:-1])


def _stamp_field(document):
    return document.file.get(document.file.root)["AcroForm"]["Fields"][-1]


def _stamp_shown(document, _):
    form = covering(document, ROW_BOX, cover_text(document))
    document.file.update(_stamp_field(document), Rect=list(ROW_BOX), AP={"N": form})


def _stamp_hidden(document, _):
    document.file.update(_stamp_field(document), Rect=[0, 0, 0, 0], AP=None)


def _revisions():
    why = "No order of revisions makes a change one that is permitted."
    choices = {
        "store-content": steps(stored, new_row),
        "content-store": steps(new_row, stored),
        "content-stamp": steps(new_row, stamp),
        "stamp-content": steps(stamp, new_row),
        "store-stamp-content": steps(stored, stamp, new_row),
        "store-stamp-note-stamp": steps(stored, stamp, note, another_stamp(3)),
        "content-with-stamp": together(new_row, stamp),
        "note-with-stamp": together(note, stamp),
        "content-undone-store": steps(new_row, old_row, stored),
        "store-content-undone": steps(stored, new_row, old_row),
        "content-stamp-undone": steps(new_row, stamp, old_row),
        "note-undone-stamp": steps(note, note_removed, stamp),
        "stamp-note-undone": steps(stamp, note, note_removed),
        "stamp-shown-hidden": steps(stamp, _stamp_shown, _stamp_hidden),
    }
    for label, change in choices.items():
        combined(f"order-{label}", f"Revisions: {label}", CHANGED, change, why, remember)
    combined("order-stamp-shown", "An invisible time stamp that a later revision shows", AGAIN,
             steps(stamp, _stamp_shown), "It covers row 2 in the end.", remember)
    for trust in ("default", "allow"):
        combined(f"order-stranger-content-{trust}", f"A stranger signs, then the content changes ({trust})", CHANGED,
                 steps(added_signature(), new_row), why, remember, trust=trust)


# Numbers that the signed revision left open


def _open_number(document, use):
    """`use(reference)` in the signed revision; nothing has this number there."""
    ref = Ref(document.file.size + 40)
    document.named["open"] = ref
    use(ref)


def _open_content(document):
    file, page = document.file, document.pages[0]
    _open_number(document, lambda ref: file.update(page, Contents=[document.contents[0], ref]))


def _open_note(document):
    file, page = document.file, document.pages[0]
    _open_number(document, lambda ref: file.update(page, Annots=[ref]))


def open_picture(document):
    file, page = document.file, document.pages[0]
    resources = file.get(page)["Resources"]
    content = file.get(document.contents[0])
    file.put(document.contents[0], Stream(content.data + b"/Fm9 Do\n", encoding=()))
    _open_number(document, lambda ref: file.update(page, Resources={**resources, "XObject": {"Fm9": ref}}))


def _open_action(document):
    _open_number(document, lambda ref: document.file.update(document.file.root, OpenAction=ref))


def _open_layers(document):
    _open_number(document, lambda ref: document.file.update(document.file.root, OCProperties=ref))


def _open_group(document):
    _open_number(document, lambda ref: document.file.update(document.pages[0], Group=ref))


def _open_kid(document):
    field = {"FT": Name("Tx"), "T": "date"}

    def use(ref):
        parent = document.file.add({**field, "Kids": [ref]})
        list_in_form(document.file, parent)
        document.named["parent"] = parent

    _open_number(document, use)


def _certified_as(value):
    """The open number is a certificate of the store."""

    def change(document, _):
        file, ref = document.file, document.named["open"]
        file.put(ref, value(document))
        file.size = max(file.size, ref.num + 1)
        file.update(file.root, DSS=file.add({"Type": Name("DSS"), "Certs": [ref]}))

    return change


def _text_form(document):
    return document.file.get(covering(document, (0, 0, 842, 595), page_picture(document)))


def _as_section(document, _):
    """The open number is the later cross-reference stream."""
    file, ref = document.file, document.named["open"]
    where = len(file.data)
    file.size = max(file.size, ref.num + 1)
    stream = pdf.xref_stream({ref.num: Entry(1, where, 0)}, file.trailer())
    file.data += indirect(ref.num, stream)[0].rstrip(b"\n") + pdf.finish(where)


def _as_container(document, _):
    """The open number is an object stream, whose bytes are operators to those who draw it."""
    file, ref = document.file, document.named["open"]
    file.size = max(file.size, ref.num + 1)
    store = file.reserve()
    at = len(file.data)
    file.data += indirect(ref.num, object_stream([(store.num, {"Type": Name("DSS"), "X": b"BT ET 0 0 99 99 re f"})]))[0]
    root_at = len(file.data)
    file.data += indirect(file.root.num, {**file.get(file.root), "DSS": store})[0]
    section_by_stream(document, {
        ref.num: Entry(1, at, 0), store.num: Entry(2, ref.num, 0), file.root.num: Entry(1, root_at, 0),
    })


def _as_stamp(document, workshop):
    """The open number is the field of a time stamp, seen nowhere but where it was awaited."""
    file = document.file
    size, file.size = file.size, document.named["open"].num - 1
    stamp(document, workshop)
    file.size = max(size, file.size)


def _open_numbers():
    why = "What was awaited under this number was nothing when it was signed."
    script = lambda d: {"S": Name("JavaScript"), "JS": "app.alert(1)"}  # noqa: E731
    choices = {
        "content": (_open_content, _certified_as(lambda d: Stream(changed_content(d)))),
        "content-section": (_open_content, _as_section),
        "content-container": (_open_content, _as_container),
        "note": (_open_note, _certified_as(lambda d: annotation("Square", IC=[1, 1, 1]))),
        "picture": (open_picture, _certified_as(_text_form)),
        "action": (_open_action, _certified_as(script)),
        "layers": (_open_layers, _certified_as(lambda d: {"OCGs": [], "D": {"BaseState": Name("OFF")}})),
        "group": (_open_group, _certified_as(lambda d: {"S": Name("Transparency"), "K": True})),
        "kid": (_open_kid, _certified_as(lambda d: annotation("Widget", Parent=d.named["parent"], MK={"BG": [1, 1, 1]}))),
    }
    for label, (prepare, change) in choices.items():
        combined(f"open-{label}", f"A number left open is filled under a store: {label}", CHANGED, change, why, prepare)
    combined("open-kept", "A number left open, and a store beside it", passed(), stored,
             "It is as open as it was.", _open_group)


# Objects of two roles


def _store_in_signed(which):
    """The signed revision has a store already, and it refers to something else as well."""

    def prepare(document):
        file = document.file
        file.update(file.root, DSS=file.add({"Type": Name("DSS"), "Certs": [which(document)]}))

    return prepare


def _store_is(which):
    def prepare(document):
        document.file.update(document.file.root, DSS=which(document))

    return prepare


def _resources_apart(document):
    file = document.file
    ref = file.add(file.get(document.pages[0])["Resources"])
    file.update(document.pages[0], Resources=ref)
    document.named["resources"] = ref
    return ref


def _resources_grow(document, _):
    file = document.file
    form = covering(document, ROW_BOX, cover_text(document))
    file.update(document.named["resources"], XObject={"Fm9": form}, Font={})


def _page_moves(document, _):
    document.file.update(document.pages[0], Contents=document.contents[1])


def _font_file(document):
    file = document.file
    descendant = file.get(file.get(document.font_refs["F1"])["DescendantFonts"][0])
    return file.get(descendant["FontDescriptor"])["FontFile2"]


def _font_file_again(document, workshop):
    file = document.file
    ref = _font_file(document)
    program = file.get(ref)
    file.put(ref, Stream(program.data[:-4] + b"\0\0\0\1", program.dictionary))
    stored(document, workshop, CRLs=[ref])


def _content_as_certificate(document, workshop):
    new_row(document, workshop)
    stored(document, workshop, CRLs=[document.contents[0]])


def _two_roles():
    why = "That a store refers to it, too, makes it no validation data."
    choices = {
        "signed-content": (_store_in_signed(lambda d: d.contents[0]), new_row),
        "signed-page": (_store_in_signed(lambda d: d.pages[0]), _page_moves),
        "is-page": (_store_is(lambda d: d.pages[0]), _page_moves),
        "is-resources": (_store_is(_resources_apart), _resources_grow),
        "later-content": (None, _content_as_certificate),
        "later-font": (None, _font_file_again),
    }
    for label, (prepare, change) in choices.items():
        combined(f"role-store-{label}", f"A store that refers to the document: {label}", CHANGED, change, why, prepare)


# Fields that wait for a signature


def waiting(box=(0, 0, 0, 0), **entries):
    """An empty signature field that the signer put there for somebody else."""

    def prepare(document):
        value = annotation("Widget", box, FT=Name("Sig"), T="Later", P=document.pages[0])
        value.update(entries)
        put_annotation(document, value)
        document.named["waiting"] = document.file.get(document.pages[0])["Annots"][-1]
        list_in_form(document.file, document.named["waiting"])

    return prepare


def filled(change=None, time_stamp=False):
    def apply(document, workshop):
        file = document.file
        field = (DOCUMENT_STAMP if time_stamp else Field()).but(name="Later")
        signature = file.add(signature_dictionary(field))
        changes = change(document) if change else {}
        file.update(document.named["waiting"], V=signature, **changes)
        file.write()
        plan = time_stamp_by()(workshop) if time_stamp else workshop.plan(signer=workshop.pki.forger)
        seal(file, plan, field, signature, None)

    return apply


def _with_cover(document):
    return {"AP": {"N": covering(document, ROW_BOX, cover_text(document))}}


def _shown(document):
    return {**_with_cover(document), "Rect": list(ROW_BOX)}


def _wait_with_shared_picture(document):
    """The waiting field's picture is one that page 1 draws."""
    file, page = document.file, document.pages[0]
    form = covering(document, ROW_BOX, cover_text(document, "2026-01-20"))
    document.named["form"] = form
    resources = file.get(page)["Resources"]
    show = b"q 1 0 0 1 %d %d cm /Fm9 Do Q\n" % ROW_BOX[:2]
    file.put(document.contents[0], Stream(file.get(document.contents[0]).data + show))
    file.update(page, Resources={**resources, "XObject": {"Fm9": form}})
    waiting(AP={"N": form})(document)


def _shared_picture_changed(document):
    file, form = document.file, document.named["form"]
    file.put(form, Stream(cover_text(document), file.get(form).dictionary))
    return {}


def _waiting_fields():
    in_row = waiting(ROW_BOX)
    hidden = waiting(ROW_BOX, F=2)
    for time_stamp in (False, True):
        kind = "stamp" if time_stamp else "stranger"
        trust = "default" if time_stamp else "allow"
        combined(f"waiting-{kind}", f"A waiting field is filled by a {kind}", passed(),
                 filled(time_stamp=time_stamp), "It shows nothing and is allowed.", waiting(), trust=trust)
        combined(f"waiting-{kind}-row", f"A waiting field over row 2 is filled by a {kind}", AGAIN,
                 filled(_with_cover, time_stamp), "It has a picture now, over what was signed.", in_row, trust=trust)
        combined(f"waiting-{kind}-unhidden", f"A hidden field is shown and filled by a {kind}", AGAIN,
                 filled(lambda d: {**_with_cover(d), "F": 4}, time_stamp), "It was hidden when it was signed.", hidden,
                 trust=trust)
        combined(f"waiting-{kind}-moved", f"A waiting field is moved and filled by a {kind}", CHANGED,
                 filled(_shown, time_stamp), "Its place was signed.", waiting(), trust=trust)
        combined(f"waiting-{kind}-shared", f"A waiting field's picture is the page's, filled by a {kind}", CHANGED,
                 filled(_shared_picture_changed, time_stamp), "The page draws the picture that was replaced.",
                 _wait_with_shared_picture, trust=trust)
    combined("waiting-stranger-default", "A waiting field is filled by a stranger", AGAIN, filled(),
             "The source says one signature.", waiting())
    combined("waiting-removed", "A waiting field is taken out", CHANGED, _waiting_removed,
             "The form is not what was signed.", waiting())


def _waiting_removed(document, _):
    file = document.file
    form = file.get(file.root)["AcroForm"]
    fields = [ref for ref in form["Fields"] if ref != document.named["waiting"]]
    file.update(file.root, AcroForm={**form, "Fields": fields})


# The signature itself, hidden or copied


def _own_field(document):
    return document.file.get(document.file.root)["AcroForm"]["Fields"][0]


def _copied(spare=0):
    """The signature dictionary again, the same bytes elsewhere, and another row."""

    def change(document, workshop):
        file = document.file
        field = _own_field(document)
        old = file.get(field)["V"]
        at = file.entries[old.num].first
        end = file.data.index(b"endobj", at)
        body = bytes(file.data[at:end]).split(b"obj\n", 1)[1].rstrip()
        new_row(document, workshop)
        if spare:
            file.update(field, V=file.add(Raw(body)))
        else:
            file.put(old, Raw(body))

    return change


def _field_emptied(document, _):
    document.file.update(_own_field(document), V=None)


def _value_nulled(document, _):
    document.file.put(document.file.get(_own_field(document))["V"], None)


def _value_freed(document, _):
    append_table(document.file, {document.file.get(_own_field(document))["V"].num: Entry(0, 0, 1)})


def _field_retyped(document, _):
    document.file.update(_own_field(document), FT=Name("Tx"))


def _fields_emptied(document, _):
    file = document.file
    file.update(file.root, AcroForm={"Fields": []})


def _form_replaced(document, workshop):
    """The stranger's field is the only one left."""
    _fields_emptied(document, workshop)
    added_signature()(document, workshop)


def _same_value_again(document, _):
    """A second field with the same signature."""
    file = document.file
    value = {**file.get(_own_field(document)), "T": "Signature2"}
    list_in_form(file, file.add(value))


def _same_name_again(document, workshop):
    added_signature(lambda d, value: {**value, "T": "Signature1"})(document, workshop)


def _seal_of_field(document, _):
    form = covering(document, ROW_BOX, cover_text(document))
    document.file.update(_own_field(document), AP={"N": form})


def _itself():
    why = "The signature must not vanish, move or lend itself to what it does not cover."
    choices = {
        "copied": _copied(),
        "copied-elsewhere": _copied(spare=1),
        "emptied": _field_emptied,
        "nulled": _value_nulled,
        "freed": _value_freed,
        "retyped": _field_retyped,
        "fields-emptied": _fields_emptied,
        "replaced": _form_replaced,
        "shared": _same_value_again,
        "moved": lambda d, w: d.file.update(_own_field(d), Rect=list(ROW_BOX)),
        "picture": _seal_of_field,
    }
    for label, change in choices.items():
        combined(f"itself-{label}", f"The signature's own field or value: {label}", HIDING, change, why)
    combined("itself-name-again", "A stranger's field of the same name", AGAIN, _same_name_again,
             "A second signature is one, whatever its name.")


# Containers that are replaced


def _container_of(document, ref):
    return Ref(document.file.entries[ref.num].first)


def _container_replaced(document, workshop):
    """The object stream of the signed revision under its own number, page 1 in it another."""
    file = document.file
    holder = _container_of(document, document.pages[0])
    members = sorted((e.second, n) for n, e in file.entries.items() if e.kind == 2 and e.first == holder.num)
    values = []
    for _, num in members:
        value = file.objects[num]
        if num == document.pages[0].num:
            value = {**value, "Contents": document.contents[1]}
        values.append((num, value))
    file.put(holder, object_stream(values))


def _container_replaced_under_store(document, workshop):
    file = document.file
    _container_replaced(document, workshop)
    holder = _container_of(document, document.pages[0])
    stored(document, workshop, CRLs=[holder])


def _container_freed(document, _):
    append_table(document.file, {_container_of(document, document.pages[0]).num: Entry(0, 0, 1)})


def _container_nulled(document, _):
    document.file.put(_container_of(document, document.pages[0]), None)


def _containers():
    why = "Whoever looks for the container by its number finds another page."
    packed = Field(form=Form.PACKED)
    for label, change in {
        "replaced": _container_replaced,
        "replaced-store": _container_replaced_under_store,
        "freed": _container_freed,
        "nulled": _container_nulled,
    }.items():
        combined(f"container-{label}", f"The signed revision's object stream {label}", EITHER, change, why,
                 field=packed)
    combined("container-kept", "Signed in object streams, a store added", passed(), stored, "Nothing was touched.",
             field=packed, form=Form.PACKED)


_revisions()
_open_numbers()
_two_roles()
_waiting_fields()
_itself()
_containers()
