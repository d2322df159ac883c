"""A few lines of DER (X.690), so that each field of a structure can be wrong on purpose."""

import datetime as dt


def tlv(tag, *parts):
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def sequence(*parts):
    return tlv(0x30, *parts)


def set_of(*parts):
    return tlv(0x31, *sorted(parts))


def explicit(number, *parts):
    return tlv(0xA0 | number, *parts)


def indefinite(tag, *parts):
    """Constructed with indefinite length: BER, not DER (X.690 8.1.3.6)."""
    return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"


def integer(value):
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def octets(data):
    return tlv(0x04, data)


def bits(data, unused=0):
    return tlv(0x03, bytes([unused]) + data)


def boolean(value):
    return tlv(0x01, b"\xff" if value else b"\0")


def enumerated(value):
    return tlv(0x0A, bytes([value]))


def utf8(text):
    return tlv(0x0C, text.encode())


def ia5(text):
    return tlv(0x16, text.encode("ascii"))


def printable(text):
    return tlv(0x13, text.encode("ascii"))


def implicit(number, encoded):
    """The element with its tag replaced; a structure stays one."""
    return bytes([0x80 | (encoded[0] & 0x20) | number]) + encoded[1:]


def null():
    return b"\x05\0"


def oid(dotted):
    first, second, *rest = (int(part) for part in dotted.split("."))
    out = bytearray()
    for arc in [first * 40 + second, *rest]:
        group = [arc & 0x7F]
        while arc := arc >> 7:
            group.append(0x80 | (arc & 0x7F))
        out += bytes(reversed(group))
    return tlv(0x06, bytes(out))


def utc_time(when):
    return tlv(0x17, when.astimezone(dt.timezone.utc).strftime("%y%m%d%H%M%SZ").encode())


def generalized_time(when):
    return tlv(0x18, when.astimezone(dt.timezone.utc).strftime("%Y%m%d%H%M%SZ").encode())


def contents(data):
    """What is inside one definite-length element."""
    start, end = _extent(data, 0)
    return data[start:end]


def children(data):
    """-> the elements inside one definite-length element, each with its header."""
    start, end = _extent(data, 0)
    out = []
    while start < end:
        _, stop = _extent(data, start)
        out.append(data[start:stop])
        start = stop
    return out


def _extent(data, at):
    """-> (start of the contents, end of the element) of the element at `at`"""
    length, start = data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    return start, start + length
