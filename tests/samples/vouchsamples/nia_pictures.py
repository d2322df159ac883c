"""Prints of records that went through a scanner: what is claimed must be right, the rest left to a person."""

from . import draw, picture, scan
from .pdf import Stream
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


def _with(lower, extra):
    """Each page with another picture under its own, and content after it."""

    def make_page(file, image, how, dpi, quality):
        page = picture.image_page(file, image, how, dpi, quality)
        other = picture.image_page(file, lower, how, dpi, quality) if lower else page
        (name,), (under,) = page["Resources"]["XObject"], other["Resources"]["XObject"].values()
        own = file.get(page["Contents"]).data
        below = own.replace(name.encode(), b"Below") if lower else b""
        return {**page, "Contents": file.add(Stream(below + own + extra)),
                "Resources": {"XObject": {**page["Resources"]["XObject"], "Below": under}}}

    return make_page


def _upon_another(workshop):
    """What is below has more pixels, and is another record: nobody sees it."""
    record = workshop.record()
    below = pages(workshop.record(20), OFFICE.but(dpi=250))[0]
    said = {name: value for name, value in record.claims("scan").items() if name in READ}
    upper = pages(record, OFFICE.but(skew=-3))
    return Made(picture.pdf(upper, make_page=_with(below, b"")), read={"claims": said, "least": 0})


def _patched(workshop):
    """A sheet over a row, as somebody puts another beside it."""
    patch = b"q 1 g 60 400 300 14 re f Q\n"
    return Made(picture.pdf(pages(workshop.record(), OFFICE), make_page=_with(None, patch)),
                checks={"document.covered_text": "unknown"})


register("nia-scan-upon", "picture", "A scan upon another, which has more pixels", UNSIGNED, _upon_another,
         "Of two pictures that fill a page the one that is seen must be read.")
register("nia-scan-patched", "picture", "A scan with a patch over a row", UNSIGNED, _patched,
         "What is read of the picture is not what is seen there, and it is said.")
