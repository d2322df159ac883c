"""The record as a picture: what a print that went through a scanner looks like."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from . import draw
from .fonts import ZENHEI
from .pdf import File, Name, Stream

DPI = 150
INK = 40


class PaperCanvas:
    """Canvas drawing into a grey image instead of a content stream."""

    def __init__(self, dpi=DPI):
        self.scale = dpi / 72
        size = (round(draw.WIDTH * self.scale), round(draw.HEIGHT * self.scale))
        self.image = Image.new("L", size, 250)
        self.pen = ImageDraw.Draw(self.image)
        self.fonts = {}

    def font(self, size):
        if size not in self.fonts:
            self.fonts[size] = ImageFont.truetype(ZENHEI, round(size * self.scale))
        return self.fonts[size]

    def at(self, x, y):
        return x * self.scale, (draw.HEIGHT - y) * self.scale

    def width(self, text, size):
        return self.font(size).getlength(text) / self.scale

    def text(self, x, y, text, size=draw.SIZE):
        self.pen.text(self.at(x, y), text, fill=INK, font=self.font(size), anchor="ls")

    def centred(self, x, y, text, size=draw.SIZE):
        self.pen.text(self.at(x, y), text, fill=INK, font=self.font(size), anchor="ms")

    def line(self, x1, y1, x2, y2):
        self.pen.line([self.at(x1, y1), self.at(x2, y2)], fill=120, width=1)

    def shade(self, x, y, width, height, grey=0.92):
        corners = [self.at(x, y + height), self.at(x + width, y)]
        self.pen.rectangle(corners, fill=round(grey * 250))

    def scanned(self, seed=1):
        """A little skew, blur and dust, then few grey levels."""
        dice = random.Random(seed)
        image = self.image.rotate(0.35, resample=Image.BICUBIC, fillcolor=250)
        pen = ImageDraw.Draw(image)
        for _ in range(40):
            x, y = dice.randrange(image.width), dice.randrange(image.height)
            pen.point((x, y), fill=dice.randrange(90, 200))
        return image.filter(ImageFilter.GaussianBlur(0.5))


def images(record, layout=draw.Layout(), dpi=DPI):
    return [page.scanned() for page in draw.draw_pages(record, layout, lambda: PaperCanvas(dpi))]


def jpeg(image, quality=30):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def png(image):
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def scan_pdf(record, layout=draw.Layout(), dpi=DPI):
    """One DCT image a page; no text, no font, no signature."""
    file = File(version="1.4")
    file.root = file.reserve()
    tree = file.reserve()
    pages = []
    for image in images(record, layout, dpi):
        picture = {
            "Type": Name("XObject"),
            "Subtype": Name("Image"),
            "Width": image.width,
            "Height": image.height,
            "ColorSpace": Name("DeviceGray"),
            "BitsPerComponent": 8,
            "Filter": Name("DCTDecode"),
        }
        content = b"q %d 0 0 %d 0 0 cm /Im1 Do Q\n" % (draw.WIDTH, draw.HEIGHT)
        page = {
            "Type": Name("Page"),
            "Parent": tree,
            "MediaBox": [0, 0, draw.WIDTH, draw.HEIGHT],
            "Resources": {"XObject": {"Im1": file.add(Stream(jpeg(image), picture, encoding=()))}},
            "Contents": file.add(Stream(content)),
        }
        pages.append(file.add(page))
    file.put(tree, {"Type": Name("Pages"), "Kids": pages, "Count": len(pages)})
    file.put(file.root, {"Type": Name("Catalog"), "Pages": tree})
    file.info = file.add({"Producer": "vouchd test scanner"})
    return bytes(file.write().data)
