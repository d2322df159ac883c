"""The real reader, on little pictures: every kind of file, its models, its limits, its confinement.

How well it reads is measured in tests/bench; here a few words are enough.
"""

import io
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from harness import SANITIZED, STAGE, Case, Daemon

SOURCES = {"sources": "sources/", "isolation": os.environ.get("VOUCH_ISOLATION", "strict")}
FONT = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"


def picture(kind, words=("Statement of nothing at all", "1 January 2026")):
    """A page with some words on it, 200 dots an inch."""
    page = Image.new("L", (1654, 1200), 255)
    draw = ImageDraw.Draw(page)
    for row, text in enumerate(words):
        draw.text((200, 200 + 100 * row), text, fill=0, font=ImageFont.truetype(FONT, 40))
    out = io.BytesIO()
    page.save(out, "JPEG" if kind == "PDF" else kind, dpi=(200, 200))
    return pdf(out.getvalue()) if kind == "PDF" else out.getvalue()


def pdf(jpeg, width=595, text=b""):
    """One page that is that picture, or has it and some text."""
    draw = b"q %d 0 0 432 0 0 cm /P Do Q BT /F 4 Tf 10 400 Td (%s) Tj ET" % (width, text)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 432]/Contents 4 0 R"
        b"/Resources<</XObject<</P 5 0 R>>/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(draw), draw),
        b"<</Type/XObject/Subtype/Image/Width 1654/Height 1200/BitsPerComponent 8/ColorSpace/DeviceGray"
        b"/Filter/DCTDecode/Length %d>>stream\n%s\nendstream" % (len(jpeg), jpeg)]
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return out + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def zipped(data, name):
    with tempfile.TemporaryDirectory(prefix="vouch-reader-") as folder:
        (Path(folder) / name).write_bytes(data)
        subprocess.run(["zip", "-q", "-P", "900101", "out.zip", name], cwd=folder, check=True)
        return (Path(folder) / "out.zip").read_bytes()


class ReaderCase(Case):
    configuration = {}

    def start(self, **configuration):
        daemon = Daemon({**SOURCES, **configuration}, fake=False)
        self.addCleanup(daemon.__exit__, None, None, None)
        (daemon.folder / "sources").mkdir()
        (daemon.folder / "sources" / "immd.yaml").write_text("plugin: immd\n")
        return daemon.start()

    def reader(self, daemon):
        for pid in daemon.children():
            if os.readlink("/proc/%d/exe" % pid).endswith("/vouch-reader"):
                return pid
        return None


class Reads(ReaderCase):
    @classmethod
    def setUpClass(cls):
        cls.case = cls()
        cls.daemon = cls.case.start()

    @classmethod
    def tearDownClass(cls):
        cls.case.doCleanups()

    def check_read(self, data, *reasons, headers=None):
        before = self.daemon.status()["figures"]["text_us"]
        answer = self.daemon.verify(data, headers=headers)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.reasons, list(reasons))
        self.assertIn("tesseract", answer.report["judged_by"]["reading"]["engine"])
        self.assertTrue(answer.report["repeatable"])
        self.assertGreater(self.daemon.status()["figures"]["text_us"], before)
        return answer.report

    def test_each_kind_of_file(self):
        for kind, reason in (("PNG", "image.not_signed"), ("JPEG", "image.not_signed"),
                             ("TIFF", "image.not_signed"), ("PDF", "pdf.not_signed")):
            with self.subTest(kind):
                self.check_read(picture(kind), reason, "source.unknown")

    def test_out_of_an_archive(self):
        report = self.check_read(zipped(picture("PNG"), "scan.png"), "image.not_signed",
                                 "archive.password_proves_nothing", "source.unknown",
                                 headers={"Vouch-Password": "900101"})
        self.assertEqual(report["media_type"], "image/png")
        self.assertEqual(report["container"]["media_type"], "application/zip")
        self.assertEqual(report["inputs"]["password"], "archive")

    def test_a_picture_of_nothing(self):
        self.check_read(picture("PNG", ()), "image.not_signed", "source.unknown")

    def test_pictures_that_are_broken(self):
        """Not read, and nobody dies of it."""
        for kind in ("PNG", "JPEG", "TIFF"):
            whole = picture(kind)
            for data in (whole[:60], whole[:len(whole) // 2], whole[:200] + bytes(200) + whole[400:]):
                answer = self.daemon.verify(data)
                self.assertEqual(answer.report["indication"], "indeterminate")
                self.assertEqual(answer.reasons[0], "image.not_signed")
                self.assertFalse([code for code in answer.reasons if code.startswith("worker.")])

    def test_confined(self):
        self.check_read(picture("PNG"), "image.not_signed", "source.unknown")
        pid = self.reader(self.daemon)
        status = dict(line.split(":\t", 1) for line in Path("/proc/%d/status" % pid).read_text().splitlines()
                      if ":\t" in line)
        self.assertEqual((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"))
        self.assertEqual(status["Threads"], "1")
        # Where the engine writes what it has to say must be open before the first document.
        kept = {int(fd.name): os.readlink(fd) for fd in Path("/proc/%d/fd" % pid).iterdir()}
        self.assertIn("/dev/null", [name for fd, name in kept.items() if fd > 3], kept)
        isolation = self.daemon.status()["reader"]["isolation"]
        examiner = self.daemon.status()["judge"]["isolation"]
        self.assertEqual(isolation, examiner)

    def test_no_reader_for_what_has_text(self):
        """Or only a picture on its page; nor where no source asks for it (test_nobody_asks)."""
        page = picture("JPEG")
        for data in (b"just some text", pdf(page, text=b"a line of words " * 13), pdf(page, width=290)):
            self.assertNotIn("reading", self.daemon.verify(data).report["judged_by"])
        self.check_read(pdf(page, text=b"scanned by a device"), "pdf.not_signed", "source.unknown")


class Limits(ReaderCase):
    def check(self, daemon, *reasons):
        answer = daemon.verify(picture("PNG"))
        self.assertEqual(answer.reasons, ["image.not_signed", *reasons])
        self.assertEqual(answer.report["subindication"], "NO_SIGNATURE_FOUND")
        self.assertFalse(answer.report["repeatable"])

    def test_models_are_missing(self):
        daemon = self.start(reading={"models": "."})
        self.check(daemon, "reading.unavailable")
        trouble = daemon.status()["reader"]["trouble"]
        self.assertIn("tesseract-ocr-eng", trouble)
        self.assertIn(trouble, daemon.said())

    @unittest.skipIf(SANITIZED, "AddressSanitizer needs the address space")
    def test_memory(self):
        daemon = self.start(limits={"reading": {"memory": "64MiB"}})
        self.check(daemon, "limit.memory")
        self.assertEqual(daemon.verify(b"just some text").status, 200)

    def test_configuration_was_edited(self):
        daemon = self.start()
        (daemon.folder / "sources" / "nia.yaml").write_text("plugin: nia\n")
        self.check(daemon, "reading.unavailable")
        self.assertIn("reload", daemon.status()["reader"]["trouble"])
        self.assertEqual(daemon.request("POST", "/v1/reload").status, 200)
        self.assertEqual(daemon.verify(picture("PNG")).reasons, ["image.not_signed", "source.unknown"])

    def test_nobody_asks(self):
        daemon = self.start()
        (daemon.folder / "sources" / "immd.yaml").unlink()
        self.assertEqual(daemon.request("POST", "/v1/reload").status, 200)
        answer = daemon.verify(picture("PNG"))
        self.assertEqual(answer.reasons, ["image.not_signed"])
        self.assertIsNone(self.reader(daemon))


class Program(Case):
    def test_is_no_command(self):
        done = subprocess.run([STAGE / "libexec" / "vouchd" / "vouch-reader"], stderr=subprocess.PIPE,
                              text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (64, "vouch-reader is started by vouchd.\n"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
