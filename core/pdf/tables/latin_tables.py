#!/usr/bin/python3
"""Writes latin_tables.h: the Latin encodings of ISO 32000-1 annex D, the names of Latin
glyphs, and the widths of the standard fonts (9.6.2.2).

    latin_tables.py OUTPUT

Accented letters are not listed: their names follow from the Unicode Character Database
(amacron is LATIN SMALL LETTER A WITH MACRON) and they are counted as wide as the letter
they are made of, which is so for all but a few.
"""
import sys
import unicodedata
from pathlib import Path

ACCENTS = {
    "GRAVE": "grave", "ACUTE": "acute", "CIRCUMFLEX": "circumflex", "TILDE": "tilde",
    "DIAERESIS": "dieresis", "RING ABOVE": "ring", "CEDILLA": "cedilla", "CARON": "caron",
    "MACRON": "macron", "BREVE": "breve", "OGONEK": "ogonek", "DOT ABOVE": "dotaccent",
    "DOUBLE ACUTE": "hungarumlaut",
}
# cedillas that the names call commas below
COMMA_ACCENTS = "GgKkLlNnRr"

DIGITS = "zero one two three four five six seven eight nine".split()
PUNCTUATION = """
space 0020 exclam 0021 quotedbl 0022 numbersign 0023 dollar 0024 percent 0025 ampersand 0026
quotesingle 0027 parenleft 0028 parenright 0029 asterisk 002A plus 002B comma 002C hyphen 002D
period 002E slash 002F colon 003A semicolon 003B less 003C equal 003D greater 003E question 003F
at 0040 bracketleft 005B backslash 005C bracketright 005D asciicircum 005E underscore 005F
grave 0060 braceleft 007B bar 007C braceright 007D asciitilde 007E nbspace 00A0 exclamdown 00A1
cent 00A2 sterling 00A3 currency 00A4 yen 00A5 brokenbar 00A6 section 00A7 dieresis 00A8
copyright 00A9 ordfeminine 00AA guillemotleft 00AB logicalnot 00AC sfthyphen 00AD registered 00AE
macron 00AF degree 00B0 plusminus 00B1 twosuperior 00B2 threesuperior 00B3 acute 00B4 mu 00B5
paragraph 00B6 periodcentered 00B7 middot 00B7 cedilla 00B8 onesuperior 00B9 ordmasculine 00BA
guillemotright 00BB onequarter 00BC onehalf 00BD threequarters 00BE questiondown 00BF
AE 00C6 Eth 00D0 multiply 00D7 Oslash 00D8 Thorn 00DE germandbls 00DF ae 00E6 eth 00F0 divide 00F7
oslash 00F8 thorn 00FE Dcroat 0110 dcroat 0111 Hbar 0126 hbar 0127 dotlessi 0131 Lslash 0141
lslash 0142 Eng 014A eng 014B OE 0152 oe 0153 Tbar 0166 tbar 0167 Tcommaaccent 0162
tcommaaccent 0163 Scommaaccent 0218 scommaaccent 0219 florin 0192 circumflex 02C6 caron 02C7
breve 02D8 dotaccent 02D9 ring 02DA ogonek 02DB tilde 02DC hungarumlaut 02DD
endash 2013 emdash 2014 quoteleft 2018 quoteright 2019 quotesinglbase 201A quotedblleft 201C
quotedblright 201D quotedblbase 201E dagger 2020 daggerdbl 2021 bullet 2022 ellipsis 2026
perthousand 2030 guilsinglleft 2039 guilsinglright 203A fraction 2044 Euro 20AC euro 20AC
trademark 2122 minus 2212 partialdiff 2202 Delta 2206 product 220F summation 2211 radical 221A
infinity 221E integral 222B approxequal 2248 notequal 2260 lessequal 2264 greaterequal 2265
lozenge 25CA Omega 2126 pi 03C0 fi FB01 fl FB02 ff FB00 ffi FB03 ffl FB04
""".split()

# StandardEncoding above ASCII (annex D.2), in octal as there
STANDARD = """
241 exclamdown 242 cent 243 sterling 244 fraction 245 yen 246 florin 247 section 250 currency
251 quotesingle 252 quotedblleft 253 guillemotleft 254 guilsinglleft 255 guilsinglright 256 fi
257 fl 261 endash 262 dagger 263 daggerdbl 264 periodcentered 266 paragraph 267 bullet
270 quotesinglbase 271 quotedblbase 272 quotedblright 273 guillemotright 274 ellipsis
275 perthousand 277 questiondown 301 grave 302 acute 303 circumflex 304 tilde 305 macron 306 breve
307 dotaccent 310 dieresis 312 ring 313 cedilla 315 hungarumlaut 316 ogonek 317 caron 320 emdash
341 AE 343 ordfeminine 350 Lslash 351 Oslash 352 OE 353 ordmasculine 361 ae 365 dotlessi
370 lslash 371 oslash 372 oe 373 germandbls
""".split()
# what MacRomanEncoding of PDF leaves out of the Macintosh's set (annex D.2, note 4)
MAC_WITHOUT = {0xAD, 0xB0, 0xB2, 0xB3, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBD, 0xC3, 0xC5, 0xC6, 0xD7,
               0xF0}

# Widths of U+0020 to U+007E in thousandths of an em; `*N` repeats.
WIDTHS = {
    "helvetica": """278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556*10 278 278
        584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778
        722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556
        556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334
        584""",
    "helvetica_bold": """278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556*10 333
        333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667
        778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333
        611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280
        389 584""",
    "times": """250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500*10 278 278 564
        564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667
        556 611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500
        278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480
        541""",
    "times_bold": """250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500*10 333
        333 570 570 570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611
        778 722 556 667 722 722 1000 722 722 667 333 278 333 581 500 333 500 556 444 556 444 333
        500 556 278 333 556 278 833 556 500 556 556 444 389 333 556 500 722 500 500 444 394 220
        394 520""",
    "times_italic": """250 333 420 500 500 833 778 214 333 333 500 675 250 333 250 278 500*10 333
        333 675 675 675 500 920 611 611 667 722 611 611 722 722 333 444 667 556 833 667 722 611
        722 611 500 556 722 611 833 611 556 556 389 278 389 422 500 333 500 500 444 500 444 278
        500 500 278 278 444 278 722 500 500 500 500 389 389 278 500 444 667 444 444 389 400 275
        400 541""",
    "times_bold_italic": """250 389 555 500 500 833 778 278 333 333 500 570 250 333 250 278 500*10
        333 333 570 570 570 500 832 667 667 667 722 667 667 722 778 389 500 667 611 889 722 722
        611 722 667 556 611 722 667 889 667 611 611 333 278 333 570 500 333 500 500 444 500 444
        333 500 556 278 278 500 278 778 556 500 500 500 389 389 278 556 444 667 500 444 389 348
        220 348 570""",
}
# of what is no letter: by name, in the order of WIDTHS
OTHERS = {
    "quoteleft": (222, 278, 333, 333, 333, 333), "quoteright": (222, 278, 333, 333, 333, 333),
    "quotesinglbase": (222, 278, 333, 333, 333, 333),
    "quotedblleft": (333, 500, 444, 500, 556, 500), "quotedblright": (333, 500, 444, 500, 556, 500),
    "quotedblbase": (333, 500, 444, 500, 556, 500), "endash": (556, 556, 500, 500, 500, 500),
    "emdash": (1000, 1000, 1000, 1000, 889, 1000), "bullet": (350, 350, 350, 350, 350, 350),
    "ellipsis": (1000, 1000, 1000, 1000, 889, 1000), "nbspace": (278, 278, 250, 250, 250, 250),
    "periodcentered": (278, 278, 250, 250, 250, 250), "degree": (400, 400, 400, 400, 400, 400),
}


def glyph_names():
    """{name: code point}"""
    names = dict(zip(PUNCTUATION[::2], (int(code, 16) for code in PUNCTUATION[1::2])))
    names |= {name: ord("0") + i for i, name in enumerate(DIGITS)}
    names |= {letter: ord(letter) for i in range(26) for letter in (chr(65 + i), chr(97 + i))}
    for code in [*range(0xC0, 0x180), *range(0x1E80, 0x1E86), *range(0x1EF2, 0x1EF4)]:
        full = unicodedata.name(chr(code), "")
        words, _, accent = full.partition(" WITH ")
        letter = words.split()[-1] if words else ""
        if accent not in ACCENTS or len(letter) != 1:
            continue
        letter = letter if "CAPITAL" in words else letter.lower()
        suffix = ACCENTS[accent]
        if accent == "CEDILLA" and letter in COMMA_ACCENTS:
            suffix = "commaaccent"
        names[letter + suffix] = code
    return names


def standard(names):
    codes = [i if 0x20 <= i < 0x7F else 0 for i in range(256)]
    codes[0x27], codes[0x60] = names["quoteright"], names["quoteleft"]
    for octal, name in zip(STANDARD[::2], STANDARD[1::2]):
        codes[int(octal, 8)] = names[name]
    return codes


def win_ansi():
    decode = bytes(range(256)).decode("cp1252", "replace")
    codes = [ord(c) if i >= 0x20 else 0 for i, c in enumerate(decode)]
    for i in range(0x7F, 0x100):  # annex D.2 note 3: unused codes are bullets
        if codes[i] in (0xFFFD, 0x7F):
            codes[i] = 0x2022
    codes[0xA0], codes[0xAD] = 0x20, 0x2D
    return codes


def mac_roman():
    decode = bytes(range(256)).decode("mac_roman")
    codes = [ord(c) if i >= 0x20 and i not in MAC_WITHOUT | {0x7F} else 0
             for i, c in enumerate(decode)]
    codes[0xCA], codes[0xDB] = 0x20, 0xA4
    return codes


def widths(names):
    """[(code point, one width for each font)]"""
    ascii_widths = []
    for text in WIDTHS.values():
        row = []
        for item in text.split():
            width, _, times = item.partition("*")
            row += [int(width)] * int(times or 1)
        assert len(row) == 95
        ascii_widths.append(row)
    rows = {}
    for code in sorted(set(names.values())):
        base = ord(unicodedata.normalize("NFD", chr(code))[0])
        if 0x20 <= base < 0x7F:
            rows[code] = [row[base - 0x20] for row in ascii_widths]
    for name, row in OTHERS.items():
        rows[names[name]] = row
    return sorted(rows.items())


def table(kind, name, items):
    lines, line = [f"static const {kind} {name} = {{"], "   "
    for item in items:
        if len(line) + len(item) > 96:
            lines.append(line)
            line = "   "
        line += f" {item},"
    return "\n".join(lines + [line, "};", ""])


def main(output):
    names = glyph_names()
    out = ["/* Written by latin_tables.py; not to be edited. */", ""]
    for name, codes in (("standard", standard(names)), ("win_ansi", win_ansi()),
                        ("mac_roman", mac_roman())):
        out.append(table("uint16_t", f"{name}_encoding[256]", [hex(code) for code in codes]))
    out.append(table("struct glyph_name", "glyph_names[]",
                     [f'{{"{name}", 0x{names[name]:x}}}' for name in sorted(names)]))
    out.append("enum standard_font { " + ", ".join(f"STANDARD_{n.upper()}" for n in WIDTHS)
               + ", STANDARD_FONTS };\n")
    out.append(table("struct standard_width", "standard_widths[]",
                     [f"{{0x{code:x}, {{{', '.join(map(str, row))}}}}}"
                      for code, row in widths(names)]))
    output.write_text("\n".join(out))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
