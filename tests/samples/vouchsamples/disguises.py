"""Later revisions that a comparison object by object is tempted to pass.

Each keeps to what a tail may be: every byte is accounted for, and beside the change
stands a document security store or a time stamp, which are allowed. The change hides in
another role of an object, under the store, in digits, or where only readers look that
rebuild a file from its bytes (MuPDF and Poppler do for a /Size beyond their limit).
"""

import re

from .attacks import CHANGED, ROW_BOX, append_table, changed_content, cover_text, later, signed, with_hidden_twin
from .catalogue import failed, passed, register, undecided
from .pdf import Entry, Form, Name, Raw, Stream, indirect, object_stream
from .sign import attach, seal, signature_dictionary, widget
from .time_authorities import stamp
from .tsp import DOCUMENT_STAMP

STRAY = failed("FORMAT_FAILURE", "pdf.stray_bytes")
AGAIN = undecided("SIG_CONSTRAINTS_FAILURE", "pdf.signed_again")
BEYOND_READERS = 9_000_000  # ISO 32000-1 annex C: 8,388,607 objects


def stored(document, workshop, **entries):
    """A security store, with whatever else it is to refer to."""
    file = document.file
    certificate = file.add(Stream(workshop.pki.issuer.der))
    file.update(file.root, DSS=file.add({"Type": Name("DSS"), "Certs": [certificate], **entries}))


def beside_store(change):
    def apply(document, workshop):
        stored(document, workshop, **(change(document) or {}))

    return apply


# Another role


def _content_array(document):
    """Page 2's contents are an array that is an object of its own."""
    file, page = document.file, document.pages[1]
    document.named["array"] = file.add([document.contents[1]])
    file.update(page, Contents=document.named["array"])


def _as_annotations(document):
    file, page = document.file, document.pages[1]
    file.put(document.named["array"], [])
    file.put(page, {"Annots": document.named["array"], **file.get(page)})


def _as_kids(document):
    file = document.file
    field = file.get(file.root)["AcroForm"]["Fields"][0]
    file.put(document.named["array"], [])
    file.update(field, Kids=document.named["array"])


def _shared_resources(document):
    file = document.file
    document.named["resources"] = file.add(file.get(document.pages[0])["Resources"])
    for page in document.pages:
        file.update(page, Resources=document.named["resources"])


def _as_form(document):
    file = document.file
    file.put(document.named["resources"], file.get(file.root)["AcroForm"])
    file.update(file.root, AcroForm=document.named["resources"])


def _two_branches(document):
    """A page on each branch of the tree; the second branch shows less of its pages."""
    file = document.file
    branches = [file.reserve(), file.reserve()]
    lists = [file.add([page]) for page in document.pages]
    inherited = [{}, {"CropBox": [0, 300, 595, 842]}]
    for page, branch, kids, more in zip(document.pages, branches, lists, inherited):
        file.put(branch, {"Type": Name("Pages"), "Parent": document.tree, "Kids": kids, "Count": 1, **more})
        file.update(page, Parent=branch)
    file.update(document.tree, Kids=branches)
    document.named["lists"] = lists


def _other_branch(document):
    first, second = document.named["lists"]
    document.file.put(first, [])
    document.file.put(second, document.pages)
    return {"VRI": [first, second]}


def _length_apart(document):
    """The content's /Length is an object of its own."""
    file, content = document.file, document.contents[0]
    data = file.get(content).data
    document.named["length"] = file.add(len(data))
    head = b"<</Length %d 0 R>>\nstream\n" % document.named["length"].num
    file.put(content, Raw(head + data + b"\nendstream"))


def _length_changed(document):
    document.file.put(document.named["length"], 20)
    return {"VRI": document.named["length"]}


def _roles():
    why = "An object must stay what it was for those who used it."
    later("role-annotations", "Page content emptied, as if it were a list of annotations", CHANGED,
          beside_store(_as_annotations), why, _content_array, group="disguise")
    later("role-kids", "Page content emptied, as if it were the kids of a field", CHANGED,
          beside_store(_as_kids), why, _content_array, group="disguise")
    later("role-form", "Resources replaced, as if they were the form", CHANGED,
          beside_store(_as_form), why, _shared_resources, group="disguise")
    why = "What a store refers to is not thereby part of it."
    later("store-covers-kids", "A page moved to another branch, its list under a store", CHANGED,
          beside_store(_other_branch), why, _two_branches, group="disguise")
    later("store-covers-length", "A stream's length changed, under a store", CHANGED,
          beside_store(_length_changed), why, _length_apart, group="disguise")
    later("store-beside-length", "A store where a stream's length is an object", passed(),
          beside_store(lambda document: None), "Nothing of the page was touched.", _length_apart,
          group="disguise")


# Digits, rectangles, flags


def _tiny_form(document):
    """A picture drawn at a ten-thousandth of its size."""
    file, page = document.file, document.pages[0]
    form = {"Type": Name("XObject"), "Subtype": Name("Form"), "BBox": [0, 0, 200000, 200000],
            "Matrix": Raw(b"[0.0001 0 0 0.0001 100 100]")}
    document.named["form"] = file.add(Stream(b"0.9 g 0 0 200000 200000 re f", form))
    resources = {**file.get(page)["Resources"], "XObject": {"Fm9": document.named["form"]}}
    file.put(document.contents[0], Stream(b"/Fm9 Do " + file.get(document.contents[0]).data))
    file.update(page, Resources=resources)


def _four_times(document):
    form = document.file.get(document.named["form"])
    wider = {**form.dictionary, "Matrix": Raw(b"[0.0004 0 0 0.0004 100 100]")}
    document.file.put(document.named["form"], Stream(form.data, wider))


def _time_stamp(rectangle, flags=b"132"):
    """A document time stamp whose widget covers row 2, for readers that take it so."""

    def apply(document, workshop):
        file = document.file
        field = DOCUMENT_STAMP.but(box=ROW_BOX, appearance=cover_text(document))
        signature = file.add(signature_dictionary(field))
        place = {"Rect": Raw(rectangle), "F": Raw(flags)}
        attached = attach(document, field, {**widget(document, field, signature), **place})
        file.write()
        seal(file, stamp()(workshop), field, signature, attached)

    return apply


def _figures():
    later("matrix-digits", "A matrix changed in the fourth decimal", CHANGED, beside_store(_four_times),
          "The picture becomes four times as large.", _tiny_form, group="disguise")
    later("stamp-invisible", "An invisible time stamp", passed(), _time_stamp(b"[0 0 0 0]"),
          "It shows nothing and is allowed.", group="disguise")
    later("stamp-hidden", "A hidden time stamp", passed(), _time_stamp(b"[158 388 258 401]", b"2"),
          "Hidden is neither shown nor printed.", group="disguise")
    why = "Some readers show it, so it is no invisible time stamp."
    later("stamp-visible", "A time stamp with a picture over row 2", AGAIN,
          _time_stamp(b"[158 388 258 401]"), why, group="disguise")
    later("stamp-five-numbers", "The same, its rectangle of five numbers", AGAIN,
          _time_stamp(b"[158 388 258 401 0]"), why, group="disguise")
    later("stamp-null-in-rectangle", "The same, a null in its rectangle", AGAIN,
          _time_stamp(b"[158 388 258 null]"), why, group="disguise")
    later("stamp-wide-flags", "The same, hidden by a flag in 33 bits", AGAIN,
          _time_stamp(b"[158 388 258 401]", b"4294967298"), why, group="disguise")


# For readers that rebuild


def rebuilt(name, title, expect, change, why, prepare=None):
    """`change(document, workshop)` leaves a revision pending, whose /Size readers refuse."""

    def maker(workshop):
        document = signed(workshop, prepare)
        change(document, workshop)
        file = document.file
        start = len(file.data)
        if file.pending:
            file.write()
        tail = re.sub(rb"/Size \d+", b"/Size %d" % BEYOND_READERS, bytes(file.data[start:]))
        return bytes(file.data[:start]) + tail

    register(name, "disguise", title, expect, maker, why)


def _object_in_certificate(document, _):
    file = document.file
    other = indirect(document.contents[0].num, Stream(changed_content(document)))[0]
    data = Stream(b"x\nendstream\nendobj\n" + other, encoding=())
    file.update(file.root, DSS=file.add({"Type": Name("DSS"), "Certs": [file.add(data)]}))


def _trailer_in_certificate(document, _):
    file = document.file
    data = Stream(b"x\ntrailer\n<</Size 99/Root %d 0 R>>\n" % file.root.num, encoding=())
    file.update(file.root, DSS=file.add({"Type": Name("DSS"), "Certs": [file.add(data)]}))


def _object_in_comments(document, workshop):
    """Only comments between the numbers of the header."""
    file = document.file
    data = Stream(b"x\nendobj\n8 % 7\n 0%\nobj\n<<>>\nendobj\n", encoding=())
    stored(document, workshop, Certs=[file.add(data)])


def _member_without_entry(document, _):
    """An object stream that the table names, with a page that it does not."""
    file, page = document.file, document.pages[0]
    other = {**file.get(page), "Contents": document.contents[1]}
    container, at = file.reserve(), len(file.data)
    file.data += indirect(container.num, object_stream([(page.num, other)]))[0]
    append_table(file, {container.num: Entry(1, at, 0)}, {"Size": BEYOND_READERS})


def _undone(document, _):
    """Page 1 shows page 2's content in one revision and its own again in the next."""
    file, page = document.file, document.pages[0]
    genuine = file.get(page)
    file.update(page, Contents=document.contents[1])
    file.write(Form.PACKED)
    file.put(page, genuine)


def _far_number(document, workshop):
    document.file.size = 1 << 22
    stored(document, workshop)


def _rebuilding():
    why = "A reader that rebuilds the file would show it."
    rebuilt("rebuilt-plain", "Nothing but a /Size beyond what readers take", CHANGED, stored,
            "Whoever rebuilds the file finds what no section names, in what was signed as well.")
    rebuilt("rebuilt-twin", "The same, and the signed revision hides another page 1", CHANGED, stored,
            "Prepared before signing: the reader that rebuilds shows the twin.", with_hidden_twin)
    later("rebuilt-number", "A store under a number beyond what readers take, and a hidden page 1", CHANGED,
          _far_number, "One reader's limit is 4,194,303, and it shows the twin.", with_hidden_twin, group="disguise")
    rebuilt("rebuilt-object", "An object's header inside a certificate's stream", STRAY,
            _object_in_certificate, why)
    rebuilt("rebuilt-object-comments", "The same, with comments in the header", STRAY,
            _object_in_comments, why)
    rebuilt("rebuilt-trailer", "A trailer inside a certificate's stream", STRAY,
            _trailer_in_certificate, why)
    rebuilt("rebuilt-member", "A page in an object stream that no section names", CHANGED,
            _member_without_entry, why)
    rebuilt("rebuilt-undone", "A change in one revision, undone by the next", CHANGED, _undone,
            "A later revision touched the page; that another undid it changes nothing.")


_roles()
_figures()
_rebuilding()
