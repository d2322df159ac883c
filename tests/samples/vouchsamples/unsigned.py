"""Files that word processors and editors leave: hybrid tables; records nobody signed, edited."""

from .attacks import PLAIN, ROW_BOX, cover_text, covering, new_row
from .catalogue import Made, failed, passed, register, undecided
from .pdf import Entry, File, Name, Stream, indirect, xref_stream
from .sign import sign

UNSIGNED = undecided("NO_SIGNATURE_FOUND", "pdf.not_signed")


class HybridFile(File):
    """7.5.8.4: the information dictionary is for readers of cross-reference streams alone."""

    hidden = None

    def trailer(self):
        out = super().trailer()
        if self.hidden is not None:
            out["XRefStm"] = self.hidden
        return out

    def _section(self, form, new, end):
        where, ref = len(self.data), self.reserve()
        entries = {self.info.num: new.pop(self.info.num)} if self.info.num in new else {}
        self.data += indirect(ref.num, xref_stream({**entries, ref.num: Entry(1, where, 0)}, super().trailer()))[0]
        if entries:
            new[self.info.num] = Entry(0, 0, 0)
        self.hidden = where
        super()._section(form, new, end)
        self.hidden = None


class LaterHybridFile(HybridFile):
    """Only its second revision is one."""

    def _section(self, form, new, end):
        if self.startxref is None:
            File._section(self, form, new, end)
        else:
            super()._section(form, new, end)


def _hybrid(kind, change=None):
    def maker(workshop):
        document = workshop.drawn(workshop.record(), PLAIN, file=kind())
        sign(document, workshop.plan())
        if change:
            change(document, workshop)
            document.file.write()
        return document.file.data

    return maker


def _stored(document, workshop):
    file = document.file
    certificate = file.add(Stream(workshop.pki.issuer.der))
    file.update(file.root, DSS=file.add({"Type": Name("DSS"), "Certs": [certificate]}))
    file.update(file.info)


register("hybrid-signed", "section", "A signed file with a hybrid table", passed(), _hybrid(HybridFile),
         "As word processors write it; all of it was signed.")
register("hybrid-later", "section", "A security store in a later hybrid table",
         failed("FORMAT_FAILURE", "pdf.changed_after_signing"), _hybrid(LaterHybridFile, _stored),
         "Behind what was signed, two kinds of readers would see two files.")


def _covered(workshop):
    """A white sheet and another date over row 2, as editors do it."""
    document = workshop.drawn(workshop.record(), PLAIN)
    file = document.file
    cover = b"q 1 0 0 1 %d %d cm " % ROW_BOX[:2] + cover_text(document) + b" Q\n"
    file.put(document.contents[0], Stream(file.get(document.contents[0]).data + cover))
    file.write()
    return Made(bytes(file.data), checks={"document.hidden_text": "unknown"})


def _self_signed(workshop):
    """The same, signed by somebody whom nobody trusts."""
    document = workshop.drawn(workshop.record(), PLAIN)
    cover = b"q 1 0 0 1 %d %d cm " % ROW_BOX[:2] + cover_text(document) + b" Q\n"
    document.file.put(document.contents[0], Stream(document.file.get(document.contents[0]).data + cover))
    sign(document, workshop.plan(signer=workshop.pki.forger))
    return Made(bytes(document.file.data), checks={"document.hidden_text": "unknown"})


def _picture(**entries):
    head = {"Type": Name("XObject"), "Subtype": Name("Image"), "Width": 1, "Height": 1, "BitsPerComponent": 8,
            "ColorSpace": Name("DeviceGray"), **entries}
    return Stream(b"\xff", head, encoding=())


def _with_picture(document, picture, before, after):
    file, page = document.file, document.pages[0]
    resources = file.get(page)["Resources"]
    file.update(page, Resources={**resources, "XObject": {"Im9": file.add(picture)}})
    file.put(document.contents[0], Stream(before + file.get(document.contents[0]).data + after))


def _masked(workshop):
    """A picture that covers row 2, and says that it might be seen through."""
    document = workshop.drawn(workshop.record(), PLAIN)
    mask = document.file.add(_picture())
    show = b"q 100 0 0 13 %d %d cm /Im9 Do Q\n" % ROW_BOX[:2]
    _with_picture(document, _picture(SMask=mask), b"", show)
    document.file.write()
    return Made(bytes(document.file.data), checks={"document.covered_text": "unknown"})


def _upon(workshop):
    """What is seen is the picture; the text upon it has the picture's colour."""
    document = workshop.drawn(workshop.record(), PLAIN)
    _with_picture(document, _picture(), b"q 595 0 0 842 0 0 cm /Im9 Do Q\n", b"")
    document.file.write()
    return Made(bytes(document.file.data), checks={"document.covered_text": "unknown"})


def _mixed(workshop):
    """A page that is a picture, behind those of text: nobody reads it."""
    document = workshop.drawn(workshop.record(), PLAIN)
    file = document.file
    picture = {"XObject": {"Im9": file.add(_picture())}}
    content = file.add(Stream(b"q 595 0 0 842 0 0 cm /Im9 Do Q\n"))
    page = file.add({"Type": Name("Page"), "Parent": document.tree, "MediaBox": [0, 0, 595, 842],
                     "Resources": picture, "Contents": content})
    file.update(document.tree, Kids=[*document.pages, page], Count=len(document.pages) + 1)
    file.write()
    return Made(bytes(file.data), checks={"document.unread_pages": "unknown"})


def _stamped(workshop):
    document = workshop.drawn(workshop.record(), PLAIN)
    file = document.file
    form = covering(document, ROW_BOX, cover_text(document))
    stamp = {"Type": Name("Annot"), "Subtype": Name("Stamp"), "Rect": list(ROW_BOX), "F": 4, "AP": {"N": form}}
    file.update(document.pages[0], Annots=[file.add(stamp)])
    file.write()
    return Made(bytes(file.data), checks={"document.annotations": "unknown", "document.covered_text": "unknown"})


def _edited(workshop):
    document = workshop.drawn(workshop.record(40), PLAIN)
    document.file.write()
    new_row(document, workshop)
    document.file.write()
    return Made(bytes(document.file.data), checks={"document.revisions": "unknown"})


register("unsigned-covered", "basic", "Unsigned, and another date painted over row 2", UNSIGNED, _covered,
         "The covered text is still in the file; it proves nothing, and somebody should look.")
register("self-signed-covered", "basic", "Another date painted over row 2, and signed by nobody who is trusted",
         undecided("NO_CERTIFICATE_CHAIN_FOUND", "trust.no_path"), _self_signed,
         "A signature that proves nothing must not keep anybody from looking.")
register("unsigned-masked", "basic", "Unsigned, and a picture with a mask over row 2", UNSIGNED, _masked,
         "Whether the row is seen is not known; what is read may differ from what is shown.")
register("unsigned-upon", "basic", "Unsigned, and all of its text upon a picture that fills the page", UNSIGNED, _upon,
         "Whether the text is seen is not known.")
register("unsigned-mixed", "basic", "Unsigned, and a page that is a picture behind those of text", UNSIGNED, _mixed,
         "What the picture shows was not read.")
register("unsigned-stamped", "basic", "Unsigned, and a stamp with another date over row 2", UNSIGNED, _stamped,
         "What annotations show is not read, and covers what is.")
register("unsigned-edited", "basic", "Unsigned, and changed by a later revision", UNSIGNED, _edited,
         "Who changed it, and why, nobody vouches for.")
