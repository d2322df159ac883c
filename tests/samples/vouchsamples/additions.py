"""Honest ways to add a store or a stamp, and to write the same thing differently.

Programs differ in how they write a revision: what stands in an object of its own, whether
objects are packed, listed again or written again unchanged. All of these pass. So do files
that were linearized or encrypted before the signer signed; what is done to those later is
an attack like any other.
"""

from . import pdf
from .annotations import added_signature
from .attacks import CHANGED, EITHER, PLAIN, append_table, changed_content, later, new_row
from .catalogue import passed, register
from .combined import another_stamp, steps
from .disguises import stored
from .encryption import Aes128, Aes256, Rc4
from .pdf import Entry, File, Form, Hex, Name, Pairs, Raw, Stream, indirect
from .sign import Field, sign

stamp = added_signature(time_stamp=True)
KEPT = "Another way to write it, and nothing that was signed is touched."


def honest(name, title, change, prepare=None, why=KEPT, **options):
    later(name, title, passed(), change, why, prepare, group="added", **options)


def _annotations_apart(document, workshop):
    """The page's list becomes an object of its own when the stamp comes."""
    file, page = document.file, document.pages[0]
    stamp_fields(document, workshop, lambda items: file.update(page, Annots=file.add(items)))


def stamp_fields(document, workshop, list_annotations):
    file, page = document.file, document.pages[0]
    annotations = file.get(page).get("Annots", [])

    def change(document, value):
        ref = file.add(value)
        list_annotations([*annotations, ref])
        form = file.get(file.root)["AcroForm"]
        file.update(file.root, AcroForm={**form, "Fields": [*form["Fields"], ref]})

    added_signature(change, time_stamp=True)(document, workshop)


def _form_apart(document, workshop):
    """The form becomes an object of its own."""
    file = document.file
    file.update(file.root, AcroForm=file.add(file.get(file.root)["AcroForm"]))
    stamp(document, workshop)


def _fields_apart(document, workshop):
    file, page = document.file, document.pages[0]

    def change(document, value):
        ref = file.add(value)
        file.update(page, Annots=[*file.get(page).get("Annots", []), ref])
        form = file.get(file.root)["AcroForm"]
        file.update(file.root, AcroForm={**form, "Fields": file.add([*form["Fields"], ref])})

    added_signature(change, time_stamp=True)(document, workshop)


def _on_second_page(document, workshop):
    """A page that had no annotations gets its first."""
    file, page = document.file, document.pages[1]

    def change(document, value):
        ref = file.add({**value, "P": page})
        file.update(page, Annots=[ref])
        form = file.get(file.root)["AcroForm"]
        file.update(file.root, AcroForm={**form, "Fields": [*form["Fields"], ref]})

    added_signature(change, time_stamp=True)(document, workshop)


def _written_again(document, workshop):
    """Pages, contents and fonts again, as they are."""
    file = document.file
    for ref in (*document.pages, *document.contents, document.tree, document.font_refs["F1"]):
        file.put(ref, file.get(ref))
    stored(document, workshop)


def _in_other_order(document, workshop):
    """The catalogue's and a page's entries in reverse, strings in hexadecimal."""
    file = document.file
    stored(document, workshop)
    file.put(file.root, Pairs(reversed(list(file.get(file.root).items()))))
    file.put(document.pages[0], Pairs(reversed(list(file.get(document.pages[0]).items()))))
    file.put(file.info, {"Title": Hex(file.get(file.info)["Title"].encode())})


def _names_escaped(document, workshop):
    """/P#61ge is /Page (7.3.5)."""
    file = document.file
    stored(document, workshop)
    page = file.get(document.pages[0])
    items = [(k, v) for k, v in page.items() if k != "Type"]
    file.put(document.pages[0], Pairs([(Raw(b"/T#79pe"), Raw(b"/P#61ge")), *items]))


def _listed_again(document, workshop):
    """The later table names every object, the old ones where they were."""
    file = document.file
    file.interlude = lambda new: new.update({n: e for n, e in file.entries.items() if n not in new})
    stored(document, workshop)


def _store_in_parts(document, workshop):
    """Certificates, CRLs and the rest in arrays of their own, and by signature (VRI)."""
    file = document.file
    certificate = file.add(Stream(workshop.pki.issuer.der))
    crl = file.add(Stream(b"\x30\x00"))
    vri = {"0" * 40: file.add({"Type": Name("VRI"), "Cert": [certificate], "CRL": [crl], "TU": "D:20260404"})}
    store = {"Type": Name("DSS"), "Certs": file.add([certificate]), "CRLs": file.add([crl]), "OCSPs": [],
             "VRI": file.add(vri)}
    file.update(file.root, DSS=file.add(store))


def _store_direct(document, workshop):
    file = document.file
    certificate = file.add(Stream(workshop.pki.issuer.der))
    file.update(file.root, DSS={"Type": Name("DSS"), "Certs": [certificate]})


def _store_grows(document, workshop):
    file = document.file
    stored(document, workshop)
    file.write()
    store = file.get(file.root)["DSS"]
    more = file.add(Stream(workshop.pki.root.der))
    file.update(store, Certs=[*file.get(store)["Certs"], more])


def _archive(document, workshop):
    """PAdES B-LTA, extended twice."""
    steps(stored, stamp, stored, another_stamp(3))(document, workshop)


def _ways():
    honest("added-annotations-apart", "A stamp; the page's list in an object of its own", _annotations_apart)
    honest("added-form-apart", "A stamp; the form in an object of its own", _form_apart)
    honest("added-fields-apart", "A stamp; the form's list in an object of its own", _fields_apart)
    honest("added-second-page", "A stamp on a page without annotations", _on_second_page)
    honest("added-written-again", "A store, and pages written again unchanged", _written_again)
    honest("added-other-order", "A store, and dictionaries in another order", _in_other_order)
    honest("added-names-escaped", "A store, and names spelt with escapes", _names_escaped)
    honest("added-listed-again", "A store, and a table of all objects", _listed_again)
    honest("added-store-parts", "A store in all its parts", _store_in_parts)
    honest("added-store-direct", "A store inside the catalogue", _store_direct)
    honest("added-store-grows", "A store that grows", _store_grows)
    honest("added-archive", "Store, stamp, store, stamp", _archive)
    for form in Form:
        honest(f"added-stamp-store-{form.value}", f"A stamp, then a store as {form.value}", steps(stamp, stored),
               form=form)
    honest("added-to-packed", "A store as a table where objects were packed", stored, field=Field(form=Form.PACKED))
    honest("added-no-line-end", "A store right behind %%EOF and a line end", stored, field=Field(end=b"%%EOF\r\n"))


# Linearized (annex F)


def linearized(workshop, length=None):
    """The first page's objects and section in front, the others behind; to be signed in an update.

    `length` is what /L says: readers go by the first section where it is the file's.
    """
    document = workshop.drawn(workshop.record(40), PLAIN)
    file = document.file
    parameters = file.reserve()
    first = [document.pages[0].num, document.contents[0].num, file.root.num]
    others = [num for num in file.pending if num not in first]
    trailer = {key: value for key, value in file.trailer().items() if key != "Prev"}
    head = b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % file.version.encode()

    def front(places, main, end):
        """-> (offset of the section, everything before the objects)"""
        entry = b" /L %010d/H[15 9]/O %d/E %010d/N 2/T %010d>>"
        figures = (length or end, document.pages[0].num, main, main + len(b"xref\n0 %d" % file.size))
        data = head + indirect(parameters.num, Raw(b"<</Linearized 1" + entry % figures))[0]
        found = {parameters.num: Entry(1, len(head), 0), **{num: Entry(1, places[num], 0) for num in first}}
        section = pdf.table(found, {**trailer, "Prev": Raw(b"%010d" % main)}, 0)
        return len(data), data + section

    _, data = front(dict.fromkeys(first, 0), 0, 0)
    places, body = {parameters.num: len(head)}, bytearray()
    for num in (*first, *others):
        places[num] = len(data) + len(body)
        body += indirect(num, file.pending[num])[0]
    main = len(data) + len(body)
    file.entries = {0: Entry(0, 0, 65535), **{num: Entry(1, place, 0) for num, place in places.items()}}
    section = pdf.table(file.entries, {"Size": file.size}, len(front(places, 0, 0)[1]))
    file.startxref, data = front(places, main, main + len(section))
    file.data += data + body + pdf.table(file.entries, {"Size": file.size}, file.startxref)
    document.named["main"] = main
    file.pending = {}
    return document


def _linearized(change=None):
    def maker(workshop):
        document = linearized(workshop)
        sign(document, workshop.plan(), Field())
        if change:
            change(document, workshop)
            if document.file.pending:
                document.file.write()
        return document.file.data

    return maker


def _front_as_previous(document, _):
    """The later section leads back to the first page's section alone, past the signed one."""
    first = int(bytes(document.file.data).split(b"startxref\n")[2].split()[0])
    append_table(document.file, {}, {"Prev": first})


def _main_as_previous(document, _):
    append_table(document.file, {}, {"Prev": document.named["main"]})


def _end_of_front(document, _):
    document.file.data += b"startxref\n0\n%%EOF\n"


def _linearizations():
    def made(name, title, expect, change, why):
        register(name, "added", title, expect, _linearized(change), why)

    made("linearized", "Linearized, then signed", passed(), None, "Annex F: two sections are one file.")
    made("linearized-store", "Linearized, signed, a store added", passed(), stored, KEPT)
    made("linearized-content", "Linearized, signed, the content changed", CHANGED, new_row, "What is shown changed.")
    made("linearized-front", "Linearized, signed, a later section that leads past the signed one", EITHER,
         _front_as_previous, "The signature's own objects are out of sight.")
    made("linearized-main", "Linearized, signed, a later section that leads to the main one", EITHER,
         _main_as_previous, "The first page is out of sight.")
    made("linearized-end", "Linearized, signed, and the first section's end again", EITHER, _end_of_front,
         "A section's end without a section.")


def _updated(workshop, length=None):
    """The first section shows one row, the update that is signed another."""
    document = linearized(workshop, length)
    file = document.file
    file.objects[document.contents[0].num] = None
    file.put(document.contents[0], Stream(changed_content(document)))
    sign(document, workshop.plan(), Field())
    return document


def _future_length(workshop):
    """/L is the length that the file has when a store was added."""
    document = _updated(workshop)
    stored(document, workshop)
    length = len(document.file.write().data)
    document = _updated(workshop, length)
    stored(document, workshop)
    data = document.file.write().data
    if len(data) != length:
        raise ValueError("the length is another one now")
    return data


def _past_length(workshop):
    """/L is the length that the file had when it was signed, in an update."""
    document = _updated(workshop, len(_updated(workshop).file.data))
    stored(document, workshop)
    return document.file.write().data


def _lengths():
    why = "A file is linearized if /L is its length; readers then show its first section alone."
    register("linearized-length-future", "added", "A linearized file whose /L becomes true by a store", EITHER,
             _future_length, why)
    register("linearized-length-past", "added", "A linearized file whose /L was true when it was signed", EITHER,
             _past_length, why)
    register("linearized-updated", "added", "Linearized, updated, signed, a store added", passed(),
             lambda w: (lambda d: (stored(d, w), d.file.write().data)[1])(_updated(w)),
             "/L is true at no time but the first.")


# Encrypted


HANDLERS = {"rc4": Rc4, "aes128": Aes128, "aes256": Aes256}


def ciphered(name, title, expect, change, why, **options):
    """`change(document, workshop)` on an encrypted, signed file, for each cipher."""
    for cipher, handler in HANDLERS.items():

        def maker(workshop, handler=handler):
            file = File("2.0" if handler is Aes256 else "1.7", handler())
            document = workshop.drawn(workshop.record(40), PLAIN, file=file)
            sign(document, workshop.plan(), Field())
            change(document, workshop)
            if file.pending:
                file.write()
            return file.data

        register(f"{name}-{cipher}", "added", f"{title} ({cipher})", expect, maker, why, **options)


def _without_encryption(document, _):
    """The later trailer has no /Encrypt: strings and streams are taken as they are."""
    file = document.file
    file.encryption, kept = None, file.encryption
    new_row(document, None)
    file.write()
    file.encryption = kept


def _other_encryption(document, _):
    """Another dictionary, another key, and the content under it."""
    file = document.file
    handler = type(file.encryption)()
    file.encryption = handler
    new_row(document, None)
    file.write()


def _permissions_changed(document, _):
    """The dictionary again, with another /P."""
    file = document.file
    value = {**file.encryption.dictionary(), "P": -1}
    file.put(file.encryption.ref, value)


def _identity_filter(document, _):
    """The dictionary again: streams are no longer encrypted."""
    file = document.file
    value = {**file.encryption.dictionary(), "CF": {}, "StmF": Name("Identity"), "StrF": Name("Identity")}
    file.put(file.encryption.ref, value)


def _identity_stream(document, _):
    """Page 1's content with a crypt filter of its own, in the clear (7.4.10)."""
    file = document.file
    head = {"Filter": Name("Crypt"), "DecodeParms": {"Name": Name("Identity")}}
    data = changed_content(document)
    at, num = len(file.data), document.contents[0].num
    file.data += indirect(num, Stream(data, head, ()))[0]
    append_table(file, {num: Entry(1, at, 0)})


def _new_second_identifier(document, workshop):
    stored(document, workshop)
    file = document.file
    file.write()
    append_table(file, {}, {"ID": [Hex(pdf.IDENTIFIER), Hex(b"another identity")]})


def _encryption():
    ciphered("cipher-store", "Encrypted, a store added", passed(), stored, KEPT)
    ciphered("cipher-stamp", "Encrypted, a time stamp added", passed(), stamp, KEPT)
    ciphered("cipher-second-identifier", "Encrypted, a store, a new second identifier", passed(),
             _new_second_identifier, "14.4: the second is to change.")
    ciphered("cipher-content", "Encrypted, the content changed", CHANGED, new_row, "What is shown changed.")
    why = "The signed bytes are read otherwise than they were signed."
    ciphered("cipher-removed", "Encrypted; the later trailer without /Encrypt", EITHER, _without_encryption, why)
    ciphered("cipher-other", "Encrypted; the later trailer with another /Encrypt", EITHER, _other_encryption, why)
    ciphered("cipher-permissions", "Encrypted; the dictionary again with other permissions", EITHER,
             _permissions_changed, why)
    ciphered("cipher-identity", "Encrypted; the dictionary again, without a cipher", EITHER, _identity_filter, why)
    ciphered("cipher-stream", "Encrypted; the content again, in the clear", EITHER, _identity_stream, why)



_ways()
_linearizations()
_lengths()
_encryption()
