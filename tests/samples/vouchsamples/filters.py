"""Stream filters, encoding side (ISO 32000-1 7.4)."""

import base64
import functools
import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Predictor:
    """PNG or TIFF predictor for Flate and LZW (ISO 32000-1 7.4.4.4)."""

    kind: int
    columns: int

    def parameters(self):
        return {"Predictor": self.kind, "Columns": self.columns}


def _rows(data, columns):
    data += b"\0" * (-len(data) % columns)
    return [data[i : i + columns] for i in range(0, len(data), columns)]


def _paeth(left, up, corner):
    guess = left + up - corner
    distances = (abs(guess - left), abs(guess - up), abs(guess - corner))
    return (left, up, corner)[distances.index(min(distances))]


PNG = (
    lambda left, up, corner: 0,
    lambda left, up, corner: left,
    lambda left, up, corner: up,
    lambda left, up, corner: (left + up) // 2,
    _paeth,
)


def _png_row(kind, row, above):
    base = PNG[kind]
    places = zip(row, b"\0" + row[:-1], above, b"\0" + above[:-1])
    return bytes([kind, *((byte - base(*near)) & 0xFF for byte, *near in places)])


def predict(data, predictor):
    """Apply a predictor; PNG 15 ("optimum") goes through all five row filters."""
    rows = _rows(data, predictor.columns)
    if predictor.kind == 2:
        return b"".join(
            bytes((b - (row[i - 1] if i else 0)) & 0xFF for i, b in enumerate(row)) for row in rows
        )
    above, out = bytes(predictor.columns), []
    for index, row in enumerate(rows):
        kind = index % 5 if predictor.kind == 15 else predictor.kind - 10
        out.append(_png_row(kind, row, above))
        above = row
    return b"".join(out)


@functools.lru_cache(64)  # nearly every sample has the same fonts and pages
def flate(data):
    return zlib.compress(data, 9)


def ascii_hex(data):
    return data.hex().encode() + b">"


def ascii85(data):
    return base64.a85encode(data, wrapcol=72) + b"~>"


def run_length(data):
    out, i = bytearray(), 0
    while i < len(data):
        run = 1
        while i + run < len(data) and run < 128 and data[i + run] == data[i]:
            run += 1
        if run > 1:
            out += bytes([257 - run, data[i]])
            i += run
            continue
        start = i
        while i < len(data) and i - start < 128 and data[i : i + 1] != data[i + 1 : i + 2]:
            i += 1
        out += bytes([i - start - 1]) + data[start:i]
    return bytes(out) + b"\x80"


def lzw(data):
    """Variable code length, EarlyChange 1, table cleared when full."""
    clear, end = 256, 257
    bits, width = [], 9
    table = {bytes([i]): i for i in range(256)}
    following = 258

    def emit(code):
        bits.append(format(code, f"0{width}b"))

    emit(clear)
    word = b""
    for byte in data:
        longer = word + bytes([byte])
        if longer in table:
            word = longer
            continue
        emit(table[word])
        table[longer] = following
        following += 1
        word = bytes([byte])
        if following == 4095:
            emit(clear)
            table = {bytes([i]): i for i in range(256)}
            following, width = 258, 9
        elif following + 1 > (1 << width) and width < 12:
            width += 1
    if word:
        emit(table[word])
        following += 1
        if following + 1 > (1 << width) and width < 12:
            width += 1
    emit(end)
    stream = "".join(bits)
    stream += "0" * (-len(stream) % 8)
    return int(stream, 2).to_bytes(len(stream) // 8, "big")


ENCODERS = {
    "FlateDecode": flate,
    "LZWDecode": lzw,
    "ASCII85Decode": ascii85,
    "ASCIIHexDecode": ascii_hex,
    "RunLengthDecode": run_length,
}


def encode(data, names, predictor=None):
    """Encode for a /Filter array; the predictor belongs to the last (innermost) filter."""
    if predictor:
        data = predict(data, predictor)
    for name in reversed(names):
        data = ENCODERS[name](data)
    return data
