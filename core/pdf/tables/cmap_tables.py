#!/usr/bin/python3
"""Writes cmap_tables.h: the predefined CMaps of ISO 32000-1 table 118 for Chinese, and
what the collections Adobe-GB1 and Adobe-CNS1 mean in Unicode (9.10.2).

    cmap_tables.py FOLDER OUTPUT

FOLDER is that of Adobe's CMap resources, /usr/share/poppler/cMap in Debian's package
poppler-data. (Its cidToUnicode folder is under another licence and is not read.)

A CMap that differs little from another is written as that one and its differences.
"""
import re
import sys
from pathlib import Path

# name, what it differs little from (besides what its own `usecmap` says)
COLLECTIONS = {
    "Adobe-GB1": [
        ("GB-EUC-H", None), ("GB-EUC-V", "GB-EUC-H"),
        ("GBpc-EUC-H", "GB-EUC-H"), ("GBpc-EUC-V", "GBpc-EUC-H"),
        ("GBK-EUC-H", None), ("GBK-EUC-V", "GBK-EUC-H"),
        ("GBKp-EUC-H", "GBK-EUC-H"), ("GBKp-EUC-V", "GBKp-EUC-H"),
        ("GBK2K-H", "GBK-EUC-H"), ("GBK2K-V", "GBK2K-H"),
        ("UniGB-UTF16-H", None), ("UniGB-UTF16-V", "UniGB-UTF16-H"),
        ("UniGB-UCS2-H", "UniGB-UTF16-H"), ("UniGB-UCS2-V", "UniGB-UCS2-H"),
    ],
    "Adobe-CNS1": [
        ("B5pc-H", None), ("B5pc-V", "B5pc-H"),
        ("ETen-B5-H", "B5pc-H"), ("ETen-B5-V", "ETen-B5-H"),
        ("ETenms-B5-H", "ETen-B5-H"), ("ETenms-B5-V", "ETenms-B5-H"),
        ("HKscs-B5-H", None), ("HKscs-B5-V", "HKscs-B5-H"),
        ("CNS-EUC-H", None), ("CNS-EUC-V", "CNS-EUC-H"),
        ("UniCNS-UTF16-H", None), ("UniCNS-UTF16-V", "UniCNS-UTF16-H"),
        ("UniCNS-UCS2-H", "UniCNS-UTF16-H"), ("UniCNS-UCS2-V", "UniCNS-UCS2-H"),
    ],
}
UNICODE_CMAPS = {"Adobe-GB1": "UniGB-UTF32-H", "Adobe-CNS1": "UniCNS-UTF32-H"}
NOTHING = 0


def blocks(text, what):
    return "\n".join(re.findall(rf"begin{what}\b(.*?)end{what}\b", text, re.S))


class CMap:
    """Code spaces [(bytes, first, last)] and {code: CID}, with what `usecmap` brings in."""

    def __init__(self, folder, name):
        text = (folder / name).read_text("latin-1")
        used = re.search(r"/(\S+)\s+usecmap", text)
        parent = CMap(folder, used[1]) if used else None
        self.spaces = parent.spaces if parent else [
            (len(a) // 2, int(a, 16), int(b, 16))
            for a, b in re.findall(r"<(\w+)>\s*<(\w+)>", blocks(text, "codespacerange"))]
        self.cids = dict(parent.cids) if parent else {}
        for a, b, cid in re.findall(r"<(\w+)>\s*<(\w+)>\s*(\d+)", blocks(text, "cidrange")):
            for code in range(int(a, 16), int(b, 16) + 1):
                self.cids[code] = int(cid) + code - int(a, 16)
        for a, cid in re.findall(r"<(\w+)>\s*(\d+)", blocks(text, "cidchar")):
            self.cids[int(a, 16)] = int(cid)


def unicode_of(folder, collection):
    """{CID: code point} of a collection, from its *-UCS2 CMap; variation selectors dropped.

    What that leaves open is taken from the CMap of the other direction, lowest code first.
    """
    text = (folder / f"{collection}-UCS2").read_text("latin-1")
    found = {}

    def enter(cid, hexadecimal, offset=0):
        units = (int(hexadecimal, 16) + offset).to_bytes(len(hexadecimal) // 2, "big")
        found[cid] = ord(units.decode("utf-16-be", "replace")[0])

    ranges = re.findall(r"<(\w+)>\s*<(\w+)>\s*(?:\[(.*?)\]|<(\w+)>)", blocks(text, "bfrange"), re.S)
    for first, last, items, start in ranges:
        for i in range(int(last, 16) - int(first, 16) + 1):
            each = re.findall(r"<(\w+)>", items)[i] if items else start
            enter(int(first, 16) + i, each, 0 if items else i)
    for cid, value in re.findall(r"<(\w+)>\s*<(\w+)>", blocks(text, "bfchar")):
        enter(int(cid, 16), value)
    found = {cid: code for cid, code in found.items() if code not in (0, 0xFFFD)}
    for code, cid in sorted(CMap(folder, UNICODE_CMAPS[collection]).cids.items()):
        found.setdefault(cid, code)
    return found


def runs(cids):
    """[(first, last, CID)] where codes and CIDs go up together."""
    found = []
    for code in sorted(cids):
        cid = cids[code]
        if found and code == found[-1][1] + 1 and cid - found[-1][2] == code - found[-1][0]:
            found[-1][1] = code
        else:
            found.append([code, code, cid])
    return found


def c_name(name):
    return re.sub(r"\W", "_", name).lower()


def array(kind, name, rows):
    lines, line = [f"static const {kind} {name}[] = {{"], "   "
    for row in rows:
        if len(line) + len(row) > 96:
            lines.append(line)
            line = "   "
        line += f" {row},"
    return "\n".join(lines + [line, "};", ""])


def write_cmap(name, cmap, base, bases, out):
    """One CMap; returns its initialiser."""
    own = cmap.cids
    # what the base maps and this one does not may stay: it lies outside the code space or is rare
    if base:
        own = {code: cid for code, cid in own.items() if bases[base].cids.get(code) != cid}
    small = [r for r in runs(own) if r[1] <= 0xFFFF]
    large = [r for r in runs(own) if r[1] > 0xFFFF]
    ident = c_name(name)
    parts = [f".vertical = {'true' if name.endswith('-V') else 'false'}"]
    out.append(array("struct cmap_space", f"{ident}_spaces",
                     [f"{{{n}, 0x{a:x}, 0x{b:x}}}" for n, a, b in cmap.spaces]))
    parts += [f".spaces = {ident}_spaces", f".space_count = {len(cmap.spaces)}"]
    if small:
        out.append(array("struct cmap_small_range", f"{ident}_small",
                         [f"{{{a},{b},{c}}}" for a, b, c in small]))
        parts += [f".small = {ident}_small", f".small_count = {len(small)}"]
    if large:
        out.append(array("struct cmap_large_range", f"{ident}_large",
                         [f"{{{a},{b - a},{c}}}" for a, b, c in large]))
        parts += [f".large = {ident}_large", f".large_count = {len(large)}"]
    if base:
        parts.append(f".base = &cmap_{c_name(base)}")
    return parts


def write_collection(name, folder, out):
    codes = unicode_of(folder, name)
    beyond = sorted({code for code in codes.values() if code > 0xFFFF})
    assert len(beyond) <= 0x800, "the surrogates are used as indices"
    assert not any(0xD800 <= code < 0xE000 for code in codes.values())
    rows = []
    for cid in range(max(codes) + 1):
        code = codes.get(cid, NOTHING)
        rows.append(str(0xD800 + beyond.index(code) if code > 0xFFFF else code))
    ident = c_name(name)
    out.append(array("uint16_t", f"{ident}_unicode", rows))
    out.append(array("uint32_t", f"{ident}_beyond", [hex(code) for code in beyond]))
    out.append(f"static const struct pdf_collection collection_{ident} = {{\n"
               f'    .unicode = {ident}_unicode, .count = {len(rows)},\n'
               f"    .beyond = {ident}_beyond}};\n")


def main(folder, output):
    out = ["/* Written by cmap_tables.py from Adobe's CMap resources; not to be edited. */", ""]
    names = []
    for collection, cmaps in COLLECTIONS.items():
        place = folder / collection
        write_collection(collection, place, out)
        loaded = {name: CMap(place, name) for name, _ in cmaps}
        for name, base in cmaps:
            parts = write_cmap(name, loaded[name], base, loaded, out)
            parts.append(f".collection = &collection_{c_name(collection)}")
            out.append(f"static const struct pdf_cmap cmap_{c_name(name)} = {{\n    "
                       + ",\n    ".join(parts) + "};\n")
            names.append(f'{{"{name}", &cmap_{c_name(name)}}}')
    out.append(array("struct cmap_name", "predefined_cmaps", names))
    output.write_text("\n".join(out))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
