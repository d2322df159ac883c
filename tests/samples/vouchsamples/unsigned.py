"""Files that word processors and editors leave: hybrid tables; records nobody signed, edited."""

from .attacks import PLAIN, ROW_BOX, cover_text, new_row
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


def _edited(workshop):
    document = workshop.drawn(workshop.record(40), PLAIN)
    document.file.write()
    new_row(document, workshop)
    document.file.write()
    return Made(bytes(document.file.data), checks={"document.revisions": "unknown"})


register("unsigned-covered", "basic", "Unsigned, and another date painted over row 2", UNSIGNED, _covered,
         "The covered text is still in the file; it proves nothing, and somebody should look.")
register("unsigned-edited", "basic", "Unsigned, and changed by a later revision", UNSIGNED, _edited,
         "Who changed it, and why, nobody vouches for.")
