"""Pictures of a Statement of Travel Records: scans in every wrapping, photographs.

Each costs seconds to read, so there are few; accuracy is measured in tests/bench.
What is claimed must be right, and what is not claimed must be left to a person.
"""

from dataclasses import replace

from .. import picture
from ..catalogue import Made, undecided
from ..draw import Canvas
from ..pdf import Name, Stream
from ..picture import Scan
from . import statement, travel
from .samples import CHECKS, UNSIGNED, fonts, immd

PICTURE = undecided("NO_SIGNATURE_FOUND", "image.not_signed")
OFFICE = Scan(skew=1.3, noise=14, blur=0.5)


def pictures(label, title, pack, scan=OFFICE, layout=statement.BILINGUAL, rows=12, **options):
    """`pack(images, workshop)` -> bytes; options: why, expect, suffix; form (None: not asserted)

    `least`: how many of the rows are wanted at least; half of them where it is not given.
    """
    form = options.pop("form", "scan")
    least = options.pop("least", rows // 2)

    def maker(workshop):
        made = travel.usual(rows)
        claims = made.claims(form, "chinese" in layout.labels)
        if not form:
            del claims["form"]
        checks = {f"immd.{check}": ["pass", "unknown"] for check in CHECKS} if least else None
        images = [picture.take(page, scan) for page in statement.draw(made, layout)]
        return Made(pack(images, workshop), read={"claims": claims, "least": least}, checks=checks)

    immd(label, title, options.pop("expect", UNSIGNED), maker, options.pop("why", ""), group="picture", **options)


def in_pdf(how, **options):
    return lambda images, _: picture.pdf(images, how, **options)


def _scans():
    pictures("scan-dct", "Scanned askew, JPEG quality 60", in_pdf("dct"), OFFICE.but(skew=3))
    pictures("scan-g4", "Scanned as a fax has it, Group 4", in_pdf("g4"), OFFICE.but(skew=-1), statement.ENGLISH)
    pictures("scan-flate", "Scanned without loss", in_pdf("flate"), OFFICE, statement.CHINESE)
    pictures("scan-upside-down", "Put in upside down", in_pdf("dct"), OFFICE.but(turn=180), statement.SLASHED)


def _files():
    pictures("picture-jpeg", "A JPEG that lies on its side", lambda images, _: picture.jpeg(images[0]),
             OFFICE.but(turn=90), expect=PICTURE, suffix="jpg")
    pictures("picture-png", "A PNG on its other side", lambda images, _: picture.png(images[0]),
             OFFICE.but(turn=270), statement.ENGLISH, expect=PICTURE, suffix="png")
    pictures("picture-tiff", "A TIFF, Group 4", lambda images, _: picture.tiff(images), expect=PICTURE, suffix="tif")


def _photographs():
    pictures("photo", "Photographed from below, in bad light", lambda images, _: picture.jpeg(images[0], 80),
             Scan(keystone=0.05, noise=12, blur=0.7, shadow=0.45), least=3, expect=PICTURE, form="photo", suffix="jpg")
    pictures("photo-good", "Photographed with care, from nearly above", lambda images, _: picture.jpeg(images[0], 90),
             Scan(keystone=0.015, noise=8, blur=0.5), statement.ENGLISH,
             why="As good as a scan, and may be taken for one.", expect=PICTURE, form=None, suffix="jpg")
    pictures("photo-unreadable", "Too small to read", lambda images, _: picture.jpeg(images[0], 20),
             Scan(dpi=50, blur=1.2), why="Nothing may be claimed wrongly.", least=0, expect=PICTURE, form=None,
             suffix="jpg")


# Other ways in which a PDF can hold a picture of a page; few rows, so that reading them is quick.


def strips(file, image, how, dpi, quality):
    """The picture cut into four, as many scanners' drivers do."""
    width, height = picture.page_size(image, dpi)
    count = 4
    resources, content = {}, []
    for index in range(count):
        top, bottom = (image.height * part // count for part in (index, index + 1))
        part = image.crop((0, top, image.width, bottom))
        resources[f"S{index}"] = file.add(picture.image_object(part, how, quality))
        content.append("q %d 0 0 %.4f 0 %.4f cm /S%d Do Q" % (
            width, part.height * height / image.height, height - bottom * height / image.height, index))
    return {"MediaBox": [0, 0, width, height], "Resources": {"XObject": resources},
            "Contents": file.add(Stream("\n".join(content).encode()))}


def turned_by_page(file, image, how, dpi, quality):
    """The picture lies on its side, and the page says how to turn it for showing."""
    page = picture.image_page(file, image.rotate(90, expand=True), how, dpi, quality)
    return {**page, "Rotate": 90}


def indexed(file, image, how, dpi, quality):
    """Sixteen colours in a palette, four bits each."""
    page = picture.image_page(file, image, how, dpi, quality)
    small = image.point([value // 16 for value in range(256)])
    rows = bytearray()
    for y in range(small.height):
        row = small.crop((0, y, small.width, y + 1)).tobytes() + b"\0" * (small.width % 2)
        rows += bytes(high << 4 | low for high, low in zip(row[::2], row[1::2]))
    palette = bytes(part for value in range(16) for part in (value * 17, value * 17, value * 16))
    head = {"Type": Name("XObject"), "Subtype": Name("Image"), "Width": small.width, "Height": small.height,
            "ColorSpace": [Name("Indexed"), Name("DeviceRGB"), 15, palette], "BitsPerComponent": 4}
    file.put(page["Resources"]["XObject"]["Im1"], Stream(bytes(rows), head))
    return page


def searchable(workshop, lines):
    """A layer of text that nobody sees (render mode 3) over the picture, as scanners add it."""

    def make(file, image, how, dpi, quality):
        page = picture.image_page(file, image, how, dpi, quality)
        canvas = Canvas(fonts(workshop))
        canvas.raw("BT 3 Tr ET")
        for index, line in enumerate(lines):
            canvas.text(60, 700 - index * 16, line, 10)
        shown = file.get(page["Contents"]).data
        resources = {**page["Resources"], "Font": fonts(workshop).write(file)}
        return {**page, "Resources": resources, "Contents": file.add(Stream(shown + canvas.content()))}

    return make


def layer(change):
    """The statement as text, row by row; `change` of what is said there."""
    made = change(travel.usual(4))
    layout = statement.BILINGUAL
    out = [f"Date of Birth 出生日期: {layout.day(made.birth)}", f"Name in English 英文姓名: {made.name}"]
    for passage in made.passages:
        out.append(f"{layout.day(passage.day)} {layout.direction(passage.arrival)} {layout.point(passage.point)}")
    return out


def _wrappings():
    def wrapped(label, title, make_page, how="dct", why="", **options):
        pictures(label, title, lambda images, w: picture.pdf(images, how, make_page=make_page(w)), rows=4, why=why,
                 **options)

    wrapped("scan-strips", "A page in four strips", lambda w: strips, "flate", least=0, form=None,
            expect=undecided("NO_SIGNATURE_FOUND", "pdf.not_signed", "image.unsupported"),
            why="Pages of several pictures are not read, and that is said.")
    wrapped("scan-turned-page", "A page that is turned for showing", lambda w: turned_by_page)
    wrapped("scan-indexed", "Sixteen colours in a palette", lambda w: indexed, "flate")
    wrapped("scan-searchable", "With a layer of text, as scanners add it, that says something else",
            lambda w: searchable(w, layer(otherwise)), why="Nobody sees the layer; what it says is no claim.")


def otherwise(made):
    """Another person, and a passage on another day."""
    return replace(made, birth=made.birth.replace(year=1980)).passage(1, day=made.passages[1].day.replace(day=2))


_scans()
_files()
_photographs()
_wrappings()
