"""A page apart from the way it is put down: the same sheets become a PDF or a scan.

Places are points from the page's top left; a text's y is its baseline.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from . import draw
from .pdf import Name, Stream

A4 = (595, 842)
A4_WIDE = (842, 595)
LEFT, MIDDLE, RIGHT = "l", "m", "r"


class Text(NamedTuple):
    x: float
    y: float
    text: str
    size: float = 9
    anchor: str = LEFT
    upward: bool = False  # runs up the page instead of across it


class Line(NamedTuple):
    x1: float
    y1: float
    x2: float
    y2: float


class Picture(NamedTuple):
    """`image`: PIL, black and white or grey."""

    x: float
    y: float
    side: float
    image: object


@dataclass
class Sheet:
    size: tuple = A4
    items: list = field(default_factory=list)

    def text(self, x, y, text, size=9, anchor=LEFT, upward=False):
        if text:
            self.items.append(Text(x, y, text, size, anchor, upward))

    def line(self, *ends):
        self.items.append(Line(*ends))

    def picture(self, x, y, side, image):
        self.items.append(Picture(x, y, side, image))

    def cells(self, y, columns, texts, size=8):
        """One row; `columns`: [(x, anchor)]"""
        for (x, anchor), text in zip(columns, texts):
            self.text(x, y, text, size, anchor)

    def characters(self):
        return "".join(item.text for item in self.items if isinstance(item, Text))


def content(sheet, canvas, names):
    """The content stream; `names`: {id of an image: resource name}"""
    height = sheet.size[1]
    for item in sheet.items:
        if isinstance(item, Text):
            _show(canvas, item, height)
        elif isinstance(item, Line):
            canvas.line(item.x1, height - item.y1, item.x2, height - item.y2)
        else:
            where = (item.side, item.side, item.x, height - item.y - item.side)
            canvas.raw("q %g 0 0 %g %g %g cm /%s Do Q" % (*where, names[id(item.image)]))
    return canvas.content()


def _show(canvas, item, height):
    shift = {LEFT: 0, MIDDLE: 0.5, RIGHT: 1}[item.anchor] * canvas.width(item.text, item.size)
    if item.upward:
        canvas.raw("q 0 1 -1 0 %.2f %.2f cm" % (item.x, height - item.y))
        canvas.text(0, 0, item.text, item.size)
        canvas.raw("Q")
    else:
        canvas.text(item.x - shift, height - item.y, item.text, item.size)


def image_stream(image):
    """A grey picture as an image XObject, Flate."""
    grey = image.convert("L")
    head = {"Type": Name("XObject"), "Subtype": Name("Image"), "Width": grey.width, "Height": grey.height,
            "ColorSpace": Name("DeviceGray"), "BitsPerComponent": 8}
    return Stream(grey.tobytes(), head)


def document(sheets, fonts, file=None, canvas=draw.Canvas):
    """A draw.Document, not yet written."""
    file = file or draw.File()
    pictures = {id(item.image): item.image for sheet in sheets for item in sheet.items if isinstance(item, Picture)}
    names = {key: f"Im{index}" for index, key in enumerate(pictures, 1)}
    resources = {names[key]: file.add(image_stream(image)) for key, image in pictures.items()}
    contents = [content(sheet, canvas(fonts), names) for sheet in sheets]
    extra = {"XObject": resources} if resources else None
    return draw.lay_out(contents, fonts, file, extra=extra, size=sheets[0].size)
