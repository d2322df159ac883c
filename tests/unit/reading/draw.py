#!/usr/bin/python3
"""Draws the little pictures that the tests of core/reading read: draw.py FOLDER

Three lines of words on a strip of paper, in several dresses. All of it is invented.
"""

import io
import struct
import sys
import zlib
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = "/usr/share/fonts/truetype"
HAN = FONTS + "/wqy/wqy-zenhei.ttc"
DPI = 200
SIZE = (900, 320)
SIZE_OF_TYPE = 31  # pixels: 11 points
LINES = {
    "english": ["Arrival 23-04-2015 West Kowloon Station", "Departure 17-09-2016 Airport", "Balance 12,345.67 HKD"],
    "traditional": ["入境事務處 出入境紀錄證明書", "抵港 落馬洲支線 港珠澳大橋", "離港 羅湖 香園圍 西九龍站"],
    "simplified": ["出入境记录查询结果", "查询人姓名 罗湖口岸 证件号码", "往来港澳通行证 制作日期"],
}


def paper(lines, dpi=DPI):
    image = Image.new("L", SIZE, 250)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(HAN, SIZE_OF_TYPE)
    for i, line in enumerate(lines):
        pen.text((60, 90 + 80 * i), line, fill=20, font=font, anchor="ls")
    return image


def table():
    """Two columns within rules, as far from each other as cells are."""
    image = Image.new("L", SIZE, 250)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(HAN, SIZE_OF_TYPE)
    for i, cells in enumerate([("Date", "Port"), ("23-04-2015", "Airport"), ("17-09-2016", "--")]):
        y = 60 + 80 * i
        pen.rectangle([40, y, 400, y + 80], outline=60, width=2)
        pen.rectangle([400, y, 860, y + 80], outline=60, width=2)
        for x, cell in zip((60, 420), cells):
            pen.text((x, y + 52), cell, fill=20, font=font, anchor="ls")
    return image


def shaded(image):
    """A lamp at the left, and a table around the paper: what a camera sees."""
    around = Image.new("L", (SIZE[0] + 200, SIZE[1] + 200), 40)
    around.paste(image, (100, 100))
    light = Image.linear_gradient("L").rotate(90).resize(around.size).point(lambda v: 90 + v * 165 // 255)
    return Image.composite(around, Image.new("L", around.size, 0), light)


def bomb_png():
    """A few bytes that say they are 60000 by 60000 pixels."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))


def clear(image, mode):
    """Ink of which the file says that nothing is seen."""
    two = image.point(lambda value: 250 if value > 128 else 20)
    if mode == "P":
        two = two.point(lambda value: value > 128).convert("P")
        two.putpalette([20, 20, 20, 250, 250, 250] + [0] * 750)
        return save(two, "PNG", transparency=b"\0\xff")
    return save(two.convert(mode), "PNG", transparency=20 if mode == "L" else (20, 20, 20))


def save(image, kind, **how):
    out = io.BytesIO()
    image.save(out, kind, dpi=(DPI, DPI), **how)
    return out.getvalue()


def strip(tiff):
    """The one strip of a TIFF, as a PDF would hold it."""
    image = Image.open(io.BytesIO(tiff))
    tags = image.tag_v2
    assert len(tags[273]) == 1
    return tiff[tags[273][0]:tags[273][0] + tags[279][0]]


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    english = paper(LINES["english"])
    png = save(english, "PNG")
    jpeg = save(english, "JPEG", quality=60)
    bits = english.point(lambda value: 255 if value > 128 else 0).convert("1")
    group4 = save(bits, "TIFF", compression="group4", strip_size=1 << 20)
    pages = save(english, "TIFF", save_all=True, append_images=[paper(LINES["simplified"])],
                 compression="tiff_lzw")
    files = {
        "english.png": png,
        "english.jpg": jpeg,
        "skewed.png": save(english.rotate(2.5, resample=Image.BICUBIC, expand=True, fillcolor=250), "PNG"),
        "traditional.png": save(paper(LINES["traditional"]), "PNG"),
        "simplified.png": save(paper(LINES["simplified"]), "PNG"),
        "table.png": save(table(), "PNG"),
        "photo.jpg": save(shaded(english), "JPEG", quality=80),
        "group4.tif": group4,
        # The library codes 0 as white, whatever that stands for.
        "group4.strip": strip(save(bits.point(lambda v: 255 - v), "TIFF", compression="group4", strip_size=1 << 20)),
        "pages.tif": pages,
        "clear-palette.png": clear(english, "P"),
        "clear-gray.png": clear(english, "L"),
        "clear-rgb.png": clear(english, "RGB"),
        "bomb.png": bomb_png(),
        "cut.png": png[:len(png) // 2],
        "cut.jpg": jpeg[:len(jpeg) // 2],
        "cut.tif": group4[:len(group4) // 2],
        "samples.bits": bits.tobytes(),
        "samples.rgb": english.convert("RGB").tobytes(),
    }
    for quarters in (1, 2, 3):
        files[f"turned{quarters}.png"] = save(english.rotate(-90 * quarters, expand=True), "PNG")
    for name, data in files.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
