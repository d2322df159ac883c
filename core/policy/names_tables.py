#!/usr/bin/python3
"""Writes the tables of names.c from the Unicode Character Database.

    names_tables.py FOLDER OUTPUT

FOLDER is Debian's /usr/share/unicode (package unicode-data). What is made: canonical
decompositions in full and combining classes (UnicodeData.txt), simple case foldings
(CaseFolding.txt), and for each ideograph that has a simplified, traditional or z-variant
form (Unihan_Variants.txt) one member of its family, the same for all of them.
"""
import bz2
import sys
from pathlib import Path

COMPATIBLE = [range(0xF900, 0xFB00), range(0x2F800, 0x2FA20)]  # unicode.h folds these
FAMILY = {"kSimplifiedVariant", "kTraditionalVariant", "kZVariant"}


def fields(text):
    """The fields of each line that is not a comment."""
    for line in text.splitlines():
        line = line.split("#")[0].strip()
        if line:
            yield [field.strip() for field in line.split(";")]


def decompositions(rows):
    """{code point: all that it decomposes into}, and {code point: combining class}"""
    single = {int(r[0], 16): [int(c, 16) for c in r[5].split()]
              for r in rows if r[5] and not r[5].startswith("<")}

    def whole(code):
        return [c for part in single[code] for c in whole(part)] if code in single else [code]

    found = {code: whole(code) for code in single
             if not any(code in block for block in COMPATIBLE)}
    return found, {int(r[0], 16): int(r[3]) for r in rows if int(r[3])}


def foldings(folder):
    return {int(f[0], 16): int(f[2], 16)
            for f in fields((folder / "CaseFolding.txt").read_text(encoding="utf-8"))
            if f[1] in ("C", "S")}


def families(folder):
    """{code point: the least code point of its family}"""
    root = {}

    def find(code):
        while root.setdefault(code, code) != code:
            code = root[code]
        return code

    text = bz2.decompress((folder / "Unihan_Variants.txt.bz2").read_bytes()).decode("utf-8")
    for line in text.splitlines():
        if not line.startswith("U+"):
            continue
        code, name, values = line.split("\t")
        for value in values.split() if name in FAMILY else []:
            a, b = find(int(code[2:], 16)), find(int(value.split("<")[0][2:], 16))
            root[max(a, b)] = min(a, b)
    return {code: find(code) for code in root if find(code) != code}


def main():
    folder, output = Path(sys.argv[1]), Path(sys.argv[2])
    rows = list(fields((folder / "UnicodeData.txt").read_text(encoding="utf-8")))
    found, classes = decompositions(rows)
    longest = max(len(parts) for parts in found.values())
    out = [f"#define DECOMPOSITION_MAX {longest}",
           "static const struct decomposition decompositions[] = {"]
    out += [f"    {{0x{code:X}, {{{', '.join(f'0x{c:X}' for c in parts)}}}}},"
            for code, parts in sorted(found.items())]
    out.append("};")
    for name, table in (("combining", classes), ("case_foldings", foldings(folder)),
                        ("families", families(folder))):
        out.append(f"static const struct code_pair {name}[] = {{")
        out += [f"    {{0x{code:X}, 0x{value:X}}}," for code, value in sorted(table.items())]
        out.append("};")
    output.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
