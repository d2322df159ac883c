"""A PDF writer that can write wrongly: objects, sections, revisions.

A File keeps its bytes, what each object number means now, and where everything
lies. `add` and `put` collect objects, `write` appends them as one revision with
a cross-reference table (7.5.4), a cross-reference stream (7.5.8), or packed
into an object stream (7.5.7). Clauses are those of ISO 32000-1.
"""

import enum
from typing import NamedTuple

from . import filters

IDENTIFIER = b"vouchd-sample-id"  # both elements of every /ID
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-+_.,:@*"


class Name(str):
    pass


class Ref(NamedTuple):
    num: int
    gen: int = 0


class Raw(bytes):
    """Bytes that go into the file as they stand."""


class Hex(bytes):
    """A string that is written in hexadecimal."""


class Hole(NamedTuple):
    """A place kept free for later; its extent is noted in File.holes."""

    name: str
    width: int
    after: bytes = b""  # written behind it


class Pairs(list):
    """A dictionary as (key, value) pairs: keys may repeat, Raw keys stand as they are."""


class Stream:
    def __init__(self, data, dictionary=None, encoding=("FlateDecode",), predictor=None):
        self.data = data
        self.dictionary = dict(dictionary or {})
        self.encoding = tuple(encoding)
        self.predictor = predictor

    def encoded(self):
        """-> (dictionary without /Length, bytes)"""
        head = dict(self.dictionary)
        if len(self.encoding) == 1:
            head["Filter"] = Name(self.encoding[0])
        elif self.encoding:
            head["Filter"] = [Name(f) for f in self.encoding]
        if self.predictor:
            parameters = self.predictor.parameters()
            blanks = [None] * (len(self.encoding) - 1)
            head["DecodeParms"] = [*blanks, parameters] if blanks else parameters
        return head, filters.encode(self.data, self.encoding, self.predictor)


class Form(enum.Enum):
    TABLE = "table"
    STREAM = "stream"
    PACKED = "packed"


class Entry(NamedTuple):
    """One cross-reference entry, in the terms of a cross-reference stream."""

    kind: int
    first: int
    second: int


def escape_name(name):
    return b"/" + b"".join(
        bytes([b]) if b in LETTERS else b"#%02X" % b for b in name.encode("utf-8")
    )


def escape_string(data):
    out = bytearray(b"(")
    for byte in data:
        if byte in b"()\\":
            out += b"\\" + bytes([byte])
        elif byte in b"\r\n":
            out += b"\\%03o" % byte
        else:
            out.append(byte)
    return bytes(out + b")")


def text_string(text):
    if text.isascii():
        return text.encode()
    return b"\xfe\xff" + text.encode("utf-16-be")


class Writer:
    """Writes one value; knows where it stands, and how its strings are encrypted."""

    def __init__(self, base=0, cipher=None):
        self.out = bytearray()
        self.base = base
        self.cipher = cipher
        self.holes = {}

    def value(self, v):
        if isinstance(v, Raw):
            self.out += v
        elif v is None:
            self.out += b"null"
        elif isinstance(v, bool):
            self.out += b"true" if v else b"false"
        elif isinstance(v, int):
            self.out += b"%d" % v
        elif isinstance(v, float):
            self.out += (f"{v:.3f}".rstrip("0").rstrip(".") or "0").encode()
        elif isinstance(v, Name):
            self.out += escape_name(v)
        elif isinstance(v, Ref):
            self.out += b"%d %d R" % v
        elif isinstance(v, Hole):
            self._hole(v)
        elif isinstance(v, (str, bytes)):
            self._string(v)
        elif isinstance(v, Pairs):
            self._pairs(v)
        elif isinstance(v, dict):
            self._pairs(v.items())
        elif isinstance(v, (list, tuple)):
            self._array(v)
        else:
            raise TypeError(type(v))

    def _hole(self, hole):
        start = self.base + len(self.out)
        self.out += b"<" + b"0" * (hole.width - 2) + b">"
        self.holes[hole.name] = (start, start + hole.width)
        self.out += hole.after

    def _string(self, v):
        data = text_string(v) if isinstance(v, str) else bytes(v)
        if self.cipher:
            data = self.cipher(data)
        if isinstance(v, Hex) or self.cipher:
            self.out += b"<" + data.hex().encode() + b">"
        else:
            self.out += escape_string(data)

    def _pairs(self, pairs):
        self.out += b"<<"
        for key, item in pairs:
            self.out += key if isinstance(key, Raw) else escape_name(key)
            self.out += b" "
            self.value(item)
        self.out += b">>"

    def _array(self, items):
        self.out += b"["
        for index, item in enumerate(items):
            if index:
                self.out += b" "
            self.value(item)
        self.out += b"]"


def serialise(value):
    writer = Writer()
    writer.value(value)
    return bytes(writer.out)


def indirect(num, value, gen=0, cipher=None, base=0):
    """-> (bytes of `num gen obj ... endobj`, holes)"""
    head = b"%d %d obj\n" % (num, gen)
    writer = Writer(base + len(head), cipher)
    if isinstance(value, Stream):
        dictionary, data = value.encoded()
        if cipher:
            data = cipher(data, stream=True)
        writer.value({**dictionary, "Length": len(data)})
        writer.out += b"\nstream\n" + data + b"\nendstream"
    else:
        writer.value(value)
    return head + bytes(writer.out) + b"\nendobj\n", writer.holes


def table(entries, trailer, startxref, end=b"%%EOF\n"):
    """A classic section (7.5.4) from {num: Entry}; a list of pairs may repeat numbers."""
    out = bytearray(b"xref\n")
    pairs = sorted(entries.items()) if isinstance(entries, dict) else list(entries)
    runs = []
    for num, entry in pairs:
        if runs and runs[-1][0] + len(runs[-1][1]) == num:
            runs[-1][1].append(entry)
        else:
            runs.append((num, [entry]))
    for first, run in runs:
        out += b"%d %d\n" % (first, len(run))
        for entry in run:
            out += b"%010d %05d %s \n" % (entry.first, entry.second, b"fn"[entry.kind : entry.kind + 1])
    if not runs:
        out += b"0 0\n"
    return bytes(out) + b"trailer\n" + serialise(trailer) + finish(startxref, end)


def finish(startxref, end=b"%%EOF\n"):
    return b"\nstartxref\n%d\n" % startxref + end


def xref_stream(entries, trailer, predictor=True):
    """A cross-reference stream's value (7.5.8) from {num: Entry}."""
    widths = (1, 4, 3)
    index, rows = [], bytearray()
    for num, entry in sorted(entries.items()):
        if index and index[-2] + index[-1] == num:
            index[-1] += 1
        else:
            index += [num, 1]
        for width, field in zip(widths, entry):
            rows += field.to_bytes(width, "big")
    head = {"Type": Name("XRef"), "W": list(widths), "Index": index, **trailer}
    return Stream(bytes(rows), head, predictor=filters.Predictor(12, sum(widths)) if predictor else None)


def object_stream(members, lie=None):
    """7.5.7 from [(num, value)]; `lie` replaces the numbers in the stream's own header."""
    header, body = bytearray(), bytearray()
    for index, (num, value) in enumerate(members):
        header += b"%d %d " % ((lie or {}).get(index, num), len(body))
        body += serialise(value) + b"\n"
    head = {"Type": Name("ObjStm"), "N": len(members), "First": len(header)}
    return Stream(bytes(header + body), head)


class File:
    """A PDF file while it grows, revision by revision."""

    def __init__(self, version="1.7", encryption=None):
        self.version = version
        self.encryption = encryption
        self.data = bytearray()
        self.objects = {}
        self.pending = {}
        self.entries = {}
        self.holes = {}
        self.startxref = None
        self.size = 1
        self.root = None
        self.info = None
        self.interlude = None  # called once with a revision's entries, before its section

    def reserve(self):
        self.size += 1
        return Ref(self.size - 1)

    def add(self, value):
        return self.put(self.reserve(), value)

    def put(self, ref, value):
        self.objects[ref.num] = value
        self.pending[ref.num] = value
        return ref

    def get(self, ref):
        return self.objects[ref.num]

    def update(self, ref, **changes):
        """Put a dictionary again, with changed entries; None takes one out."""
        value = dict(self.objects[ref.num])
        for key, item in changes.items():
            if item is None:
                value.pop(key, None)
            else:
                value[key] = item
        return self.put(ref, value)

    def trailer(self):
        out = {"Size": self.size, "Root": self.root, "ID": [Hex(IDENTIFIER), Hex(IDENTIFIER)]}
        if self.info:
            out["Info"] = self.info
        if self.encryption:
            out["Encrypt"] = self.encryption.ref
        if self.startxref is not None:
            out["Prev"] = self.startxref
        return out

    def write(self, form=Form.TABLE, end=b"%%EOF\n"):
        """Append what is pending as one revision."""
        new = {}
        if self.startxref is None:
            self.data += b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % self.version.encode()
            new[0] = Entry(0, 0, 65535)
        if self.encryption and self.encryption.ref is None:
            self.encryption.ref = self.add(self.encryption.dictionary())
        packed = []
        for num, value in self.pending.items():
            if form is Form.PACKED and self._packable(num, value):
                packed.append((num, value))
            else:
                new[num] = self._append(num, value)
        if packed:
            container = self.reserve()
            new[container.num] = self._append(container.num, object_stream(packed))
            for index, (num, _) in enumerate(packed):
                new[num] = Entry(2, container.num, index)
        if self.interlude:
            self.interlude(new)
            self.interlude = None
        self._section(form, new, end)
        self.pending = {}
        return self

    def _packable(self, num, value):
        if isinstance(value, Stream) or num == (self.encryption and self.encryption.ref.num):
            return False
        return not (isinstance(value, Pairs) and any(isinstance(v, Hole) for _, v in value))

    def _append(self, num, value):
        offset = len(self.data)
        plain = self.encryption is None or num == self.encryption.ref.num
        cipher = None if plain else self.encryption.cipher(num)
        data, holes = indirect(num, value, cipher=cipher, base=offset)
        self.data += data
        self.holes.update(holes)
        return Entry(1, offset, 0)

    def _section(self, form, new, end):
        where = len(self.data)
        if form is Form.TABLE:
            self.data += table(new, self.trailer(), where, end)
        else:
            ref = self.reserve()
            new[ref.num] = Entry(1, where, 0)
            stream = xref_stream(new, self.trailer())
            self.data += indirect(ref.num, stream)[0].rstrip(b"\n") + finish(where, end)
        self.entries.update(new)
        self.startxref = where

    def fill(self, start, end, data):
        """Overwrite a hole; what is left of it becomes spaces."""
        if len(data) > end - start:
            raise ValueError("the hole is too small")
        self.data[start:end] = data.ljust(end - start)
