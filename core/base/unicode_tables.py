#!/usr/bin/python3
"""Writes the tables of unicode.c from the Unicode Character Database.

    unicode_tables.py FOLDER OUTPUT

FOLDER is Debian's /usr/share/unicode (package unicode-data). What is made:
ranges for the properties Script=Han, East_Asian_Width=W or F, and White_Space,
and one table of foldings, each a single code point to a single code point.
"""
import re
import sys
from pathlib import Path

RADICALS = range(0x2E80, 0x2FE0)  # CJK Radicals Supplement, Kangxi Radicals
COMPATIBLE = [range(0xF900, 0xFB00), range(0x2F800, 0x2FA20)]
DOT = 0x00B7
DOTS = [0x2022, 0x30FB]
# UAX #11: wide although unassigned; EastAsianWidth.txt says so in its head only
WIDE_BY_DEFAULT = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
                   (0x20000, 0x2FFFD), (0x30000, 0x3FFFD)]


def lines(path):
    """The fields of each line that is not a comment."""
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line:
            yield [field.strip() for field in line.split(";")]


def ends(field):
    first, _, last = field.partition("..")
    return int(first, 16), int(last or first, 16)


def ranges(path, wanted, more=()):
    """Sorted ranges of the code points whose property is wanted, neighbours joined."""
    joined = []
    for first, last in sorted([ends(f[0]) for f in lines(path) if f[1] in wanted] + list(more)):
        if joined and first <= joined[-1][1] + 1:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    return joined


def foldings(folder):
    """{code point: (target, step)}"""
    table = {dot: (DOT, "DOTS") for dot in DOTS}
    for codes, target in lines(folder / "EquivalentUnifiedIdeograph.txt"):
        first, last = ends(codes)
        for code in range(first, last + 1):
            if code in RADICALS:
                table[code] = (int(target, 16), "RADICALS")
    for fields in lines(folder / "UnicodeData.txt"):
        code, decomposition = int(fields[0], 16), fields[5].split()
        if any(code in block for block in COMPATIBLE) and len(decomposition) == 1:
            table[code] = (int(decomposition[0], 16), "COMPATIBLE")
        elif decomposition[:1] == ["<wide>"]:
            table[code] = (int(decomposition[1], 16), "WIDTH")
    for code, (target, _) in table.items():
        if target in table:
            sys.exit(f"U+{code:04X} folds to U+{target:04X}, which folds again")
    return table


def version(folder):
    head = (folder / "Scripts.txt").open(encoding="utf-8").readline()
    return re.match(r"# Scripts-([0-9.]+)\.txt", head).group(1)


def main():
    folder, output = Path(sys.argv[1]), Path(sys.argv[2])
    out = [f'#define UNICODE_VERSION "{version(folder)}"']
    for name, values in (
            ("han", ranges(folder / "Scripts.txt", {"Han"})),
            ("wide", ranges(folder / "EastAsianWidth.txt", {"W", "F"}, WIDE_BY_DEFAULT)),
            ("space", ranges(folder / "PropList.txt", {"White_Space"}))):
        out.append(f"static const struct code_range {name}_ranges[] = {{")
        out += [f"    {{0x{first:X}, 0x{last:X}}}," for first, last in values]
        out.append("};")
    out.append("static const struct code_folding foldings[] = {")
    out += [f"    {{0x{code:X}, 0x{target:X}, UNICODE_FOLD_{step}}},"
            for code, (target, step) in sorted(foldings(folder).items())]
    out.append("};")
    output.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
