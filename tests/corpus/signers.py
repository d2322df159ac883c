"""The signers' certificates of a PDF file, by a search for /Contents and a short walk of BER:
those of the document, and those of time stamps.

Neither strict nor complete: what it does not find is not pinned. Nothing of the project's
own reading is used, so that a fault there cannot choose whom the test trusts.
"""

import re

CONTENTS = re.compile(rb"/Contents\s*<([0-9A-Fa-f\s]{200,})>")
CERTIFICATE = re.compile(rb"/Cert\s*\[?\s*(?:<([0-9A-Fa-f\s]{200,})>|(\())")
ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.S)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"",
           b"\r": b"", b"\r\n": b""}
SEQUENCE, OCTETS, CONTEXT_0, CONTEXT_1 = 0x30, 0x04, 0xA0, 0xA1
TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")  # 1.2.840.113549.1.9.16.1.4
TOKEN = bytes.fromhex("060b2a864886f70d010910020e")  # id-aa-timeStampToken


class Node:
    """One BER element: its tag, the bytes of it, and of its value."""

    def __init__(self, data, start=0, depth=0):
        self.data, self.start, self.depth = data, start, depth
        self.tag = data[start]
        if self.tag & 0x1F == 0x1F or depth > 40:
            raise ValueError("not looked into")
        size, at = data[start + 1], start + 2
        if size > 0x80:
            count = size & 0x7F
            size = int.from_bytes(data[at:at + count], "big")
            at += count
        self.value = at
        self.end = self.end_of_indefinite() if data[start + 1] == 0x80 else at + size
        if self.end > len(data):
            raise ValueError("ends early")
        self.value_end = self.end - 2 if data[start + 1] == 0x80 else self.end

    def end_of_indefinite(self):
        at = self.value
        while self.data[at:at + 2] != b"\0\0":
            at = Node(self.data, at, self.depth + 1).end
        return at + 2

    @property
    def bytes(self):
        return self.data[self.start:self.end]

    def children(self):
        found, at = [], self.value
        while at < self.value_end:
            found.append(Node(self.data, at, self.depth + 1))
            at = found[-1].end
        return found


def identity(certificate):
    """Issuer and serial number, as a SignerInfo names them, and the subject key identifier."""
    fields = certificate.children()[0].children()
    if fields[0].tag == CONTEXT_0:
        fields = fields[1:]
    key = re.search(rb"\x06\x03\x55\x1d\x0e\x04.\x04(.)", certificate.bytes, re.S)
    size = key.group(1)[0] if key else 0
    return (fields[2].bytes, fields[0].bytes,
            certificate.bytes[key.end():key.end() + size] if key else None)


def is_named(sid, certificate):
    issuer, serial, key = identity(certificate)
    if sid.tag == SEQUENCE:
        return [node.bytes for node in sid.children()] == [issuer, serial]
    return key is not None and sid.data[sid.value:sid.value_end] == key


class Signers:
    """DER of certificates, each once, in the order in which they were found."""

    def __init__(self):
        self.documents = {}
        self.time_stamps = {}

    def add_cms(self, root):
        """Those that the SignerInfos of a ContentInfo name, and of the tokens beside them."""
        content = root.children()[1].children()[0].children()
        kept = self.time_stamps if content[2].children()[0].bytes == TST_INFO else self.documents
        bags = [node for node in content[3:] if node.tag == CONTEXT_0]
        certificates = [node for bag in bags for node in bag.children() if node.tag == SEQUENCE]
        for info in content[-1].children():
            parts = info.children()
            kept.update((certificate.bytes, True) for certificate in certificates
                        if is_named(parts[1], certificate))
            for attribute in parts[-1].children() if parts[-1].tag == CONTEXT_1 else []:
                kind, values = attribute.children()
                if kind.bytes == TOKEN:
                    self.add_cms(values.children()[0])

    def add_contents(self, data):
        try:
            root = Node(data)
            first = root.children()[0].tag if root.tag == SEQUENCE else None
            if first == SEQUENCE:
                self.documents.update((der, True) for der in of_seal(root))
            elif first:
                self.add_cms(root)
        except (ValueError, IndexError):
            pass  # what of it was found stays


def of_seal(root):
    """The signer's certificate of a GB/T 38540 or GM/T 0031 signature: an OCTET STRING."""
    for node in root.children() + root.children()[0].children():
        if node.tag == OCTETS and node.data[node.value] == SEQUENCE:
            return [node.data[node.value:node.value_end]]
    return []


def unhex(text):
    digits = re.sub(rb"\s", b"", text)
    return bytes.fromhex(digits[:len(digits) // 2 * 2].decode())


def unescape(match):
    """ISO 32000-1 7.3.4.2, table 3."""
    text = match.group(1)
    return bytes([int(text, 8) & 255]) if text[0] in b"01234567" else ESCAPED.get(text, text)


def of_literal(data, start):
    """A certificate that begins a literal string: its own length says where it ends."""
    text = ESCAPE.sub(unescape, data[start:start + 20000])
    try:
        return [Node(text).bytes]
    except (ValueError, IndexError):
        return []


def of_file(data):
    found = Signers()
    for text in CONTENTS.findall(data):
        found.add_contents(unhex(text))
    for match in CERTIFICATE.finditer(data):
        ders = of_literal(data, match.end()) if match.group(2) else [unhex(match.group(1))]
        found.documents.update((der, True) for der in ders)
    return found
