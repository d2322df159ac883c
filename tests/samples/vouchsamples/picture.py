"""Sheets as pictures: what a scanner or a telephone makes of a paper."""

import io
import random
from dataclasses import dataclass, replace
from unittest import mock

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, TiffImagePlugin

from .fonts import ZENHEI
from .pdf import File, Name, Stream
from .sheet import LEFT, Line, Text

PAPER, INK, DESK = 250, 35, 96
ANCHORS = {"l": "ls", "m": "ms", "r": "rs"}


@dataclass(frozen=True)
class Scan:
    """How the picture was taken."""

    dpi: int = 200
    han: str = ZENHEI  # font of Han text
    latin: str = ""  # of the rest; "": the same
    skew: float = 0  # degrees, counter-clockwise
    noise: int = 0  # grey levels up and down
    blur: float = 0  # pixels
    turn: int = 0  # 90, 180, 270: put in the wrong way
    keystone: float = 0  # photographed from below: the top is narrower by this part
    shadow: float = 0.15  # of a photograph: how much darker its far end is
    seed: int = 1

    def but(self, **changes):
        return replace(self, **changes)


class Face:
    """The two fonts of a picture; a run of ASCII has the latin one."""

    def __init__(self, scan):
        self.paths = (scan.han, scan.latin or scan.han)
        self.scale = scan.dpi / 72
        self.made = {}

    def font(self, latin, size):
        key = (latin, round(size * self.scale))
        if key not in self.made:
            self.made[key] = ImageFont.truetype(self.paths[latin], key[1])
        return self.made[key]

    def runs(self, text, size):
        """-> [(part, font)]"""
        if self.paths[0] == self.paths[1]:
            return [(text, self.font(False, size))]
        out = []
        for char in text:
            font = self.font(char.isascii(), size)
            if out and out[-1][1] is font:
                out[-1] = (out[-1][0] + char, font)
            else:
                out.append((char, font))
        return out


def plain(sheet, scan, face):
    """The paper itself, grey."""
    scale = scan.dpi / 72
    image = Image.new("L", tuple(round(side * scale) for side in sheet.size), PAPER)
    pen = ImageDraw.Draw(image)
    for item in sheet.items:
        if isinstance(item, Text):
            _write(pen, item, face, scale)
        elif isinstance(item, Line):
            pen.line([item.x1 * scale, item.y1 * scale, item.x2 * scale, item.y2 * scale], fill=90, width=2)
        else:
            side = round(item.side * scale)
            image.paste(item.image.convert("L").resize((side, side)), (round(item.x * scale), round(item.y * scale)))
    return image


def _write(pen, item, face, scale):
    runs = face.runs(item.text, item.size)
    lengths = [font.getlength(part) for part, font in runs]
    x = item.x * scale - {"l": 0, "m": 0.5, "r": 1}[item.anchor] * sum(lengths)
    for (part, font), length in zip(runs, lengths):
        pen.text((x, item.y * scale), part, fill=INK, font=font, anchor=ANCHORS[LEFT])
        x += length


def _noise(size, amplitude, seed):
    """Around 128, the same for the same seed."""
    width, height = size
    data = random.Random(seed).randbytes(width * height)
    grain = Image.frombytes("L", size, data).filter(ImageFilter.BoxBlur(0.5))
    return grain.point([128 + (value - 128) * amplitude // 128 for value in range(256)])


def _perspective(image, narrow, shadow):
    """The paper on a desk, its top edge further away and in less light."""
    width, height = image.size
    margin = width // 12
    shrink = round(width * narrow / 2)
    corners = [(margin + shrink, margin), (margin - shrink // 3, margin + height - shrink),
               (margin + width + shrink // 4, margin + height), (margin + width - shrink, margin + shrink // 2)]
    source = [(0, 0), (0, height), (width, height), (width, 0)]
    size = (width + 2 * margin, height + 2 * margin)
    out = image.transform(size, Image.PERSPECTIVE, _coefficients(corners, source), Image.BICUBIC, fillcolor=DESK)
    dark = round(250 * (1 - shadow))
    shade = Image.linear_gradient("L").resize(size).point([dark + value * (250 - dark) // 255 for value in range(256)])
    return ImageChops.multiply(out, shade)


def _coefficients(target, source):
    """Of the projection that takes each target point to its source point: eight equations, solved by elimination."""
    rows = []
    for (x, y), (u, v) in zip(target, source):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for index in range(8):
        pivot = max(range(index, 8), key=lambda row: abs(rows[row][index]))
        rows[index], rows[pivot] = rows[pivot], rows[index]
        rows[index] = [value / rows[index][index] for value in rows[index]]
        for row in range(8):
            if row != index:
                factor = rows[row][index]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[index])]
    return [row[8] for row in rows]


def take(sheet, scan=Scan()):
    """-> a grey picture of one sheet"""
    return distorted(plain(sheet, scan, Face(scan)), scan)


def distorted(image, scan):
    """What became of a clean picture on its way."""
    if scan.skew:
        image = image.rotate(scan.skew, Image.BICUBIC, fillcolor=PAPER)
    if scan.keystone:
        image = _perspective(image, scan.keystone, scan.shadow)
    if scan.blur:
        image = image.filter(ImageFilter.GaussianBlur(scan.blur))
    if scan.noise:
        image = ImageChops.add(image, _noise(image.size, scan.noise, scan.seed), 1, -128)
    return image.rotate(scan.turn, expand=True) if scan.turn else image


def jpeg(image, quality=60, dpi=200, exif=None):
    out = io.BytesIO()
    more = {"exif": exif} if exif else {}
    image.save(out, "JPEG", quality=quality, dpi=(dpi, dpi), **more)
    return out.getvalue()


def png(image, dpi=200):
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def tiff(images, dpi=200):
    """CCITT G4, one page after the other."""
    first, *others = [bilevel(image) for image in images]
    out = io.BytesIO()
    first.save(out, "TIFF", compression="group4", dpi=(dpi, dpi), save_all=bool(others), append_images=others)
    return out.getvalue()


def bilevel(image):
    return image.point([0 if value < 150 else 255 for value in range(256)]).convert("1", dither=Image.NONE)


def group4(image):
    """The bare CCITT G4 data of a page (T.6), taken out of a TIFF with one strip."""
    out = io.BytesIO()
    with mock.patch.object(TiffImagePlugin, "STRIP_SIZE", 1 << 28):
        bilevel(image).save(out, "TIFF", compression="group4")
    tags = Image.open(io.BytesIO(out.getvalue())).tag_v2
    if len(tags[273]) != 1:
        raise ValueError("more than one strip")
    data = out.getvalue()[tags[273][0] : tags[273][0] + tags[279][0]]
    return data, tags.get(262, 0)


def image_object(image, how, quality=60):
    """An image XObject: `how` is dct, g4 or flate"""
    head = {"Type": Name("XObject"), "Subtype": Name("Image"), "Width": image.width, "Height": image.height,
            "ColorSpace": Name("DeviceGray"), "BitsPerComponent": 8}
    if how == "dct":
        return Stream(jpeg(image, quality), {**head, "Filter": Name("DCTDecode")}, encoding=())
    if how == "flate":
        return Stream(image.tobytes(), head)
    data, photometric = group4(image)
    parameters = {"K": -1, "Columns": image.width, "Rows": image.height, "BlackIs1": photometric == 1}
    head |= {"BitsPerComponent": 1, "Filter": Name("CCITTFaxDecode"), "DecodeParms": parameters}
    return Stream(data, head, encoding=())


def page_size(image, dpi):
    return tuple(round(side * 72 / dpi) for side in image.size)


def image_page(file, image, how, dpi=200, quality=60):
    """A page's dictionary: one picture that fills it."""
    width, height = page_size(image, dpi)
    return {
        "MediaBox": [0, 0, width, height],
        "Resources": {"XObject": {"Im1": file.add(image_object(image, how, quality))}},
        "Contents": file.add(Stream(b"q %d 0 0 %d 0 0 cm /Im1 Do Q\n" % (width, height))),
    }


def pdf(images, how="dct", dpi=200, quality=60, make_page=image_page):
    """A page for each picture, and nothing else: no text, no font, no signature."""
    file = File(version="1.4")
    file.root = file.reserve()
    tree = file.reserve()
    pages = []
    for image in images:
        page = make_page(file, image, how, dpi, quality)
        pages.append(file.add({"Type": Name("Page"), "Parent": tree, **page}))
    file.put(tree, {"Type": Name("Pages"), "Kids": pages, "Count": len(pages)})
    file.put(file.root, {"Type": Name("Catalog"), "Pages": tree})
    file.info = file.add({"Producer": "vouchd test scanner"})
    return bytes(file.write().data)
