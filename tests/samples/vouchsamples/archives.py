"""Records in password zips, as issuers mail them, and archives that are traps.

Made by the tools that people have (Info-ZIP, 7-Zip); what those refuse to make is written
here (APPNOTE.TXT). Whatever the archive, the password proves nothing.
"""

import hashlib
import io
import os
import struct
import subprocess
import tempfile
import zipfile
import zlib
from pathlib import Path

from .banks import cmb
from .banks.samples import unsigned as unsigned_bank
from .catalogue import Made, open_question, passed, register, undecided

PASSWORD = "900101"
RECORD = "E260404900017.pdf"
ANY = open_question(any_of=["archive.*"])
NOTE = "archive.password_proves_nothing"


def tool(command, files, out="out.zip"):
    """Run in a folder that holds `files`: {name: bytes}; -> the archive's bytes"""
    with tempfile.TemporaryDirectory(prefix="vouch-archive-") as name:
        folder = Path(name)
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        return (folder / out).read_bytes()


def zipcrypto(files, *options, password=PASSWORD):
    return tool(["zip", "-q", "-X", "-P", password, *options, "out.zip", *files], files)


def seven(files, *options, kind="zip", password=PASSWORD):
    word = [f"-p{password}"] if password else []
    return tool(["7z", "a", "-bd", f"-t{kind}", *word, *options, f"out.{kind}", *files], files, f"out.{kind}")


def streamed(data):
    """As a program writes it that cannot go back: sizes and sum behind the data (4.3.9)."""
    with tempfile.TemporaryDirectory(prefix="vouch-archive-") as name:
        (Path(name) / RECORD).write_bytes(data)
        command = ["zip", "-q", "-X", "-P", PASSWORD, "-", RECORD]
        return subprocess.run(command, cwd=name, check=True, capture_output=True).stdout


class Pipe(io.BytesIO):
    """Nobody can go back in it."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation("seek")

    def tell(self):
        raise io.UnsupportedOperation("tell")


def plain(files, compression=zipfile.ZIP_DEFLATED, to=None):
    """`files`: [(name, bytes)]; names as given, whatever they point to"""
    out = to or io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, (2026, 4, 4, 20, 48, 0)), data, compression)
    return out.getvalue()


def record(workshop):
    """-> (a signed record's bytes, its claims)"""
    made = workshop.record()
    return workshop.once("archived record", lambda: workshop.signed_bytes(made)), made.claims()


def archive(label, title, expect, pack, why="", password=PASSWORD, encryption="none", **options):
    """`pack(record bytes)` -> archive bytes"""

    def maker(workshop):
        data, said = record(workshop)
        if expect["indication"] != "total_passed":
            return Made(pack(data))
        inside = {"media_type": "application/zip", "inside_size": len(data), "encryption": encryption,
                  "inside_sha256": hashlib.sha256(data).hexdigest()}
        return Made(pack(data), said, container=inside)

    if password is not None:
        options["password"] = password
    register(f"archive-{label}", "archive", title, expect, maker, why, suffix=options.pop("suffix", "zip"), **options)


def _good():
    def locked(label, title, pack, why="", encryption="zipcrypto"):
        archive(label, title, passed(NOTE), pack, why, encryption=encryption)

    locked("zipcrypto", "ZipCrypto, deflated, by Info-ZIP", lambda d: zipcrypto({RECORD: d}))
    locked("zipcrypto-stored", "ZipCrypto, stored", lambda d: zipcrypto({RECORD: d}, "-0"))
    for bits in (128, 192, 256):
        locked(f"aes{bits}", f"AES-{bits}, by 7-Zip", lambda d, b=bits: seven({RECORD: d}, f"-mem=AES{b}"),
               encryption=f"aes-{bits}")
    locked("aes-stored", "AES-256, stored", lambda d: seven({RECORD: d}, "-mem=AES256", "-mx=0"),
           encryption="aes-256")
    locked("chinese-name", "A Chinese name inside",
           lambda d: zipcrypto({"E260404900017_出入境记录查询结果（电子文件）.pdf": d}))
    locked("in-folder", "The file in a folder, without an entry for that",
           lambda d: zipcrypto({f"record/{RECORD}": d}, "-D"), "The path is ignored.")
    locked("comment", "A comment at the end", lambda d: commented(zipcrypto({RECORD: d})))
    locked("streamed", "Sizes and sum behind the data, by Info-ZIP into a pipe", streamed,
           "What its own header says of them counts for nothing then (4.4.4).")
    locked("other-suffix", "The file inside is called .txt", lambda d: zipcrypto({"record.txt": d}),
           "Names say nothing.")


def commented(data):
    text = b"with the compliments of nobody"
    return data[:-2] + struct.pack("<H", len(text)) + text


def _passwords():
    wrong, missing = undecided(None, "archive.password_wrong"), undecided(None, "archive.password_missing")
    for label, pack in (("zipcrypto", zipcrypto), ("aes", lambda files: seven(files, "-mem=AES256"))):
        archive(f"{label}-wrong", "A wrong password", wrong, lambda d, p=pack: p({RECORD: d}), password="900102")
        archive(f"{label}-missing", "No password given", missing, lambda d, p=pack: p({RECORD: d}), password=None)
    archive("zipcrypto-wrong-stored", "A wrong password; stored, so that only the sum of the bytes tells", wrong,
            lambda d: zipcrypto({RECORD: d}, "-0"), password="wrong")


def _many():
    both = lambda d: {RECORD: d, "readme.txt": b"read me"}  # noqa: E731
    archive("two-files", "Two files", undecided(None, "archive.many_files"), lambda d: zipcrypto(both(d)))
    archive("hundred-files", "A hundred files", undecided(None, "archive.many_files"),
            lambda d: plain([(f"{index}.pdf", d[:100]) for index in range(100)]), password=None)
    archive("empty", "No file at all", ANY, lambda d: plain([]), password=None)
    archive("nested", "A zip in a zip", ANY, lambda d: zipcrypto({"inner.zip": zipcrypto({RECORD: d})}),
            "One level, no more.")
    archive("hidden-entry", "A second file that the directory does not list", ANY, hidden_entry,
            "Readers that go by the directory see another archive than readers that go by the headers.",
            password=None)
    archive("other-header", "The directory names a size that the file's own header does not", ANY, other_header,
            "Two readers would see two files.", password=None)


def hidden_entry(data):
    """Two local headers (4.3.7), the second in no central directory."""
    first, second = plain([(RECORD, data)]), plain([("other.pdf", data[:500])])
    start = first.index(b"PK\1\2")
    extra = second[: second.index(b"PK\1\2")]
    out = bytearray(first[:start] + extra + first[start:])
    end = out.rindex(b"PK\5\6")
    struct.pack_into("<I", out, end + 16, start + len(extra))
    return bytes(out)


def other_header(data):
    out = bytearray(plain([(RECORD, data)]))
    struct.pack_into("<I", out, out.index(b"PK\1\2") + 24, 77)  # uncompressed size
    return bytes(out)


def lying(data, size):
    """Sizes of both headers say `size`."""
    out = bytearray(plain([(RECORD, data)]))
    struct.pack_into("<I", out, 22, size)
    struct.pack_into("<I", out, out.index(b"PK\1\2") + 24, size)
    return bytes(out)


def bomb(size):
    """So many zeros, deflated; nested tables of size would do no better."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block, body, crc = bytes(1 << 20), b"", 0
    for _ in range(size >> 20):
        body += packer.compress(block)
        crc = zlib.crc32(block, crc)
    body += packer.flush()
    name = RECORD.encode()
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x5C84, crc, len(body), size, len(name), 0)
    local = b"PK\3\4" + common + name
    central = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    start = len(local) + len(body)
    return local + body + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), start, 0)


def _traps():
    archive("traversal", "A name that climbs out of the folder", passed(),
            lambda d: plain([("../../../../etc/cron.d/record.pdf", d)]), "Nothing is written; the path is ignored.",
            password=None)
    archive("absolute", "An absolute name", passed(), lambda d: plain([("/etc/passwd", d)]), password=None)
    archive("bomb", "A gigabyte of nothing", open_question(any_of=["limit.*", "archive.*"]), lambda d: bomb(1 << 30),
            password=None)
    archive("size-too-small", "Says that it is shorter than it is", ANY, lambda d: lying(d, 1000), password=None)
    archive("size-too-large", "Says that it is longer than it is", ANY, lambda d: lying(d, len(d) + 1000),
            password=None)
    archive("size-huge", "Says that it is four gigabytes", open_question(any_of=["limit.*", "archive.*"]),
            lambda d: lying(d, 0xFFFFFFF0), password=None)
    archive("sum-wrong", "The sum of its bytes is another", ANY, wrong_sum, password=None)
    archive("truncated", "Its second half is missing", ANY, lambda d: plain([(RECORD, d)])[: len(d) // 2],
            password=None)
    archive("directory-missing", "Its directory is missing", ANY, lambda d: cut_directory(plain([(RECORD, d)])),
            password=None)
    for method in ("BZip2", "LZMA", "PPMd"):
        archive(f"method-{method.lower()}", f"Packed with {method}", undecided(None, "archive.unsupported"),
                lambda d, m=method: seven({RECORD: d}, f"-mm={m}", password=None), password=None)
    archive("zip64", "With fields for large files that it does not need", undecided(None, "archive.unsupported"),
            lambda d: zipcrypto({RECORD: d}, "-fz"))
    archive("seven-zip", "A 7z archive", open_question(any_of=["archive.*", "source.*", "document.*", "media.*"]),
            lambda d: seven({RECORD: d}, kind="7z"), suffix="7z")
    archive("link", "A symbolic link", ANY, link, "It is no file.", password=None)


def wrong_sum(data):
    out = bytearray(plain([(RECORD, data)], zipfile.ZIP_STORED))
    for place in (14, out.index(b"PK\1\2") + 16):
        out[place] ^= 1
    return bytes(out)


def cut_directory(data):
    return data[: data.index(b"PK\1\2")]


def link(_):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archived:
        entry = zipfile.ZipInfo(RECORD, (2026, 4, 4, 20, 48, 0))
        entry.create_system = 3
        entry.external_attr = 0o120777 << 16
        archived.writestr(entry, "/etc/passwd")
    return out.getvalue()


def _plain():
    archive("plain", "One file, no password", passed(), lambda d: plain([(RECORD, d)]), password=None)
    archive("plain-streamed", "Sizes and sum behind the data", passed(), lambda d: plain([(RECORD, d)], to=Pipe()),
            "Java's and Python's libraries write so.", password=None)
    archive("plain-password", "A password that nothing asks for", passed(), lambda d: plain([(RECORD, d)]))


def _others():
    def bank(workshop):
        made = cmb.usual()
        return Made(zipcrypto({"flow.pdf": unsigned_bank(workshop, cmb.draw(made))}), cmb.claims(made))

    register("archive-bank", "bank", "A bank's flow in a password zip",
             undecided("NO_SIGNATURE_FOUND", "pdf.not_signed"), bank, "The password proves nothing.", suffix="zip",
             source="cmb", trust="banks", password=PASSWORD)

    def changed(data):
        at = data.index(b"stream\n") + 40
        return zipcrypto({RECORD: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]})

    archive("changed", "The record inside was changed", {**open_question(), "indication": "total_failed"}, changed,
            "The password does not make it better.")
    archive("no-document", "A text in a password zip", open_question(), lambda d: zipcrypto({"a.txt": b"nothing"}))


_good()
_passwords()
_many()
_traps()
_plain()
_others()
