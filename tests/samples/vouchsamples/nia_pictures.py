"""Prints of records that went through a scanner: what is claimed must be right, the rest left to a person."""

from . import draw, picture, scan
from .catalogue import Made, register, undecided
from .immd.pictures import OFFICE, PICTURE

UNSIGNED = undecided("NO_SIGNATURE_FOUND", "pdf.not_signed")
READ = ("serial", "person", "period_from", "period_to", "issued_on", "form", "crossings")


def pages(record, how):
    clean = draw.draw_pages(record, draw.Layout(), lambda: scan.PaperCanvas(how.dpi))
    return [picture.distorted(page.image, how) for page in clean]


def nia(label, title, how, pack, why="", least=0, expect=UNSIGNED, form="scan", suffix="pdf"):
    def maker(workshop):
        record = workshop.record()
        said = {name: value for name, value in record.claims(form).items() if name in READ}
        return Made(pack(pages(record, how)), read={"claims": said, "least": least})

    register(f"nia-{label}", "picture", title, expect, maker, why, suffix=suffix)


nia("scan-dct", "A print, scanned askew, JPEG quality 60", OFFICE.but(skew=-3), picture.pdf)
nia("scan-g4", "A print, scanned as a fax has it", OFFICE, lambda images: picture.pdf(images, "g4"))
nia("picture-jpeg", "A print, photographed lying on its side", OFFICE.but(turn=270, keystone=0.03, shadow=0.45),
    lambda images: picture.jpeg(images[0], 80), expect=PICTURE, form="photo", suffix="jpg")
