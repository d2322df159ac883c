"""Fonts for the drawn documents: embedded subset, predefined CMap, simple.

Each font answers `encode(text)` (bytes for a show operator), `width(text)` in
thousandths of an em, and `write(file)` (puts its objects, returns a Ref).
"""

import functools
import io
import logging

from fontTools import subset
from fontTools.ttLib import TTFont

from .pdf import Name, Stream

ZENHEI = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"
# fontTools warns of the bitmap table that is dropped on purpose.
logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
DROPPED = ["BDF ", "FFTM", "GDEF", "GPOS", "GSUB", "OS/2", "name", "post", "gasp", "vhea", "vmtx"]


class Glyphs:
    """A subset of WenQuanYi Zen Hei: font program, and for each character (glyph, width)."""

    def __init__(self, characters):
        font = TTFont(ZENHEI, fontNumber=0, lazy=True)
        options = subset.Options()
        options.hinting = False
        options.layout_features = []
        options.notdef_outline = True
        options.drop_tables += DROPPED
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(sorted(characters)))
        subsetter.subset(font)
        scale = 1000 / font["head"].unitsPerEm
        self.scale = scale
        self.ascent = round(font["hhea"].ascent * scale)
        self.descent = round(font["hhea"].descent * scale)
        self.of = {}
        for code, glyph in font.getBestCmap().items():
            width = round(font["hmtx"][glyph][0] * scale)
            self.of[chr(code)] = (font.getGlyphID(glyph), width)
        del font["cmap"]
        out = io.BytesIO()
        font.save(out)
        self.program = out.getvalue()


@functools.lru_cache(maxsize=None)
def _glyphs(characters):
    return Glyphs(characters)


def to_unicode(pairs):
    """A ToUnicode CMap (9.10.3) from (code, text) pairs of two-byte codes."""
    lines = []
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in part]
        lines.append("endbfchar")
    body = "\n".join(lines)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


class EmbeddedFont:
    """CIDFontType2, Identity-H, embedded, with ToUnicode."""

    tag = "VCHSMP+WenQuanYiZenHei"

    def __init__(self, characters):
        self.glyphs = _glyphs(frozenset(characters))
        self.unicode_ref = None

    def encode(self, text):
        return b"".join(self.glyphs.of[c][0].to_bytes(2, "big") for c in text)

    def width(self, text):
        return sum(self.glyphs.of[c][1] for c in text)

    def unicode_pairs(self):
        return sorted((glyph, char) for char, (glyph, _) in self.glyphs.of.items())

    def _widths(self):
        out = []
        for glyph, width in sorted(self.glyphs.of.values()):
            if width != 1000:
                out += [glyph, [width]]
        return out

    def write(self, file):
        glyphs = self.glyphs
        program = Stream(glyphs.program, {"Length1": len(glyphs.program)})
        descriptor = {
            "Type": Name("FontDescriptor"),
            "FontName": Name(self.tag),
            "Flags": 4,
            "FontBBox": [0, glyphs.descent, 1000, glyphs.ascent],
            "ItalicAngle": 0,
            "Ascent": glyphs.ascent,
            "Descent": glyphs.descent,
            "CapHeight": 700,
            "StemV": 80,
            "FontFile2": file.add(program),
        }
        descendant = {
            "Type": Name("Font"),
            "Subtype": Name("CIDFontType2"),
            "BaseFont": Name(self.tag),
            "CIDSystemInfo": {"Registry": "Adobe", "Ordering": "Identity", "Supplement": 0},
            "FontDescriptor": file.add(descriptor),
            "DW": 1000,
            "W": self._widths(),
            "CIDToGIDMap": Name("Identity"),
        }
        self.unicode_ref = file.add(Stream(to_unicode(self.unicode_pairs())))
        font = {
            "Type": Name("Font"),
            "Subtype": Name("Type0"),
            "BaseFont": Name(self.tag),
            "Encoding": Name("Identity-H"),
            "DescendantFonts": [file.add(descendant)],
            "ToUnicode": self.unicode_ref,
        }
        return file.add(font)


class PredefinedFont:
    """STSong-Light, not embedded, with a predefined CMap over Adobe-GB1 (9.7.5.2)."""

    # (Python codec, CIDs of the half-width letters)
    CMAPS = {"UniGB-UCS2-H": ("utf-16-be", (1, 95)), "GBK-EUC-H": ("gbk", (814, 939))}

    def __init__(self, cmap):
        self.cmap = cmap
        self.codec, self.half = self.CMAPS[cmap]

    def encode(self, text):
        return text.encode(self.codec)

    def width(self, text):
        return sum(500 if c.isascii() else 1000 for c in text)

    def write(self, file):
        descriptor = {
            "Type": Name("FontDescriptor"),
            "FontName": Name("STSong-Light"),
            "Flags": 6,
            "FontBBox": [-25, -254, 1000, 880],
            "ItalicAngle": 0,
            "Ascent": 880,
            "Descent": -120,
            "CapHeight": 880,
            "StemV": 93,
        }
        descendant = {
            "Type": Name("Font"),
            "Subtype": Name("CIDFontType0"),
            "BaseFont": Name("STSong-Light"),
            "CIDSystemInfo": {"Registry": "Adobe", "Ordering": "GB1", "Supplement": 2},
            "FontDescriptor": file.add(descriptor),
            "DW": 1000,
            "W": [*self.half, 500],
        }
        font = {
            "Type": Name("Font"),
            "Subtype": Name("Type0"),
            "BaseFont": Name("STSong-Light-" + self.cmap),
            "Encoding": Name(self.cmap),
            "DescendantFonts": [file.add(descendant)],
        }
        return file.add(font)


class Helvetica:
    """Simple standard font with WinAnsiEncoding; half an em for everything is near enough."""

    NARROW = dict.fromkeys(" .,:/|[]()", 278) | {"-": 333, "*": 389}

    def encode(self, text):
        return text.encode("cp1252")

    def width(self, text):
        return sum(self.NARROW.get(c, 667 if c.isupper() else 556) for c in text)

    def write(self, file):
        font = {
            "Type": Name("Font"),
            "Subtype": Name("Type1"),
            "BaseFont": Name("Helvetica"),
            "Encoding": Name("WinAnsiEncoding"),
        }
        return file.add(font)


class FontSet:
    """The font for Han text, and perhaps another for ASCII."""

    def __init__(self, main, latin=None):
        self.fonts = {"F1": main}
        if latin:
            self.fonts["F2"] = latin

    def runs(self, text):
        """-> [(resource name, font, part of the text)]"""
        if "F2" not in self.fonts:
            return [("F1", self.fonts["F1"], text)]
        out = []
        for char in text:
            name = "F2" if char.isascii() else "F1"
            if out and out[-1][0] == name:
                out[-1] = (name, out[-1][1], out[-1][2] + char)
            else:
                out.append((name, self.fonts[name], char))
        return out

    def width(self, text):
        return sum(font.width(part) for _, font, part in self.runs(text))

    def write(self, file):
        return {name: font.write(file) for name, font in self.fonts.items()}
