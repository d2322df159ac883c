"""Who includes whom, for the whole tree, against the table of ARCHITECTURE.md; and what the
programs link: the daemon nothing that reads documents."""

import os
import re
import subprocess
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("VOUCH_SOURCE", Path(__file__).resolve().parents[2]))
STAGE = Path(os.environ["VOUCH_STAGE"])
FOLDERS = {"base": "core/base", "archive": "core/archive", "pdf": "core/pdf", "signature": "core/signature",
           "reading": "core/reading",
           "report": "core/report", "policy": "core/policy", "worker": "core/worker", "fetch": "core/fetch",
           "render": "core/render", "daemon": "core/daemon", "ctl": "ctl", "plugins": "plugins",
           "common": "plugins/common", "vouch": "include/vouch"}
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<(vouch/[^>]+)>)', re.M)


def rules():
    """{room: (rooms it may include whole, {room: headers it may include})}"""
    found = {}
    for line in (SOURCE / "ARCHITECTURE.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("| `") or len(cells) != 3:
            continue
        path = cells[0].strip("`").rstrip("/").removesuffix("/*")
        rooms = [room for room, folder in FOLDERS.items() if folder == path]
        if not rooms:
            continue
        whole, single = set(), {}
        for clause in cells[2].replace("include/vouch", "vouch").split(";"):
            part = re.match(r"\s*of (\w+) only (.*)", clause)
            if part:
                single[part.group(1)] = set(re.findall(r"`([^`]+\.h)`", part.group(2)))
            else:
                plain = re.sub(r"\([^)]*\)", "", clause)
                whole |= set(re.findall(r"\w+", plain)) & set(FOLDERS)
        found[rooms[0]] = (whole, single)
    return found


class Rooms(unittest.TestCase):
    def test_table_is_read(self):
        found = rules()
        self.assertEqual(set(found), set(FOLDERS))
        self.assertEqual(found["pdf"], ({"base"}, {}))
        self.assertIn("message.h", found["daemon"][1]["worker"])
        self.assertEqual(found["plugins"][0], {"vouch", "common"})
        self.assertEqual(found["common"], ({"vouch"}, {}))

    def test_includes(self):
        found = rules()
        wrong = []
        for room, folder in FOLDERS.items():
            whole, single = found[room]
            for path in sorted((SOURCE / folder).rglob("*.[ch]")):
                for quoted, public in INCLUDE.findall(path.read_text()):
                    target, _, header = (quoted or public).partition("/")
                    if not header or target not in FOLDERS or target == room or target in whole:
                        continue
                    if header not in single.get(target, ()):
                        wrong.append("%s includes %s" % (path.relative_to(SOURCE), quoted or public))
        self.assertEqual(wrong, [])

    def test_no_way_around(self):
        """Nor by a path that climbs, or by a header's bare name from another folder."""
        for folder in FOLDERS.values():
            for path in (SOURCE / folder).rglob("*.[ch]"):
                for quoted, _ in INCLUDE.findall(path.read_text()):
                    self.assertNotIn("..", quoted, path)

    def test_samples_share_nothing(self):
        for path in (SOURCE / "tests" / "samples").rglob("*.py"):
            self.assertNotRegex(path.read_text(), r"import.*\b(ctypes|cffi)\b", path)


class Programs(unittest.TestCase):
    def rooms(self, program):
        """Of the files that a program was made of, by its debugging information: names of
        functions would not show what was inlined."""
        units = subprocess.run(["objdump", "--dwarf=info", "--dwarf-depth=1", str(program)],
                               check=True, stdout=subprocess.PIPE, text=True).stdout
        return set(re.findall(r"DW_AT_name.*/core/(\w+)/\w+\.c$", units, re.M))

    def libraries(self, program):
        return subprocess.run(["readelf", "-d", str(program)], check=True, stdout=subprocess.PIPE,
                              text=True).stdout

    def test_daemon_reads_no_documents(self):
        self.assertEqual(self.rooms(STAGE / "bin" / "vouchd"),
                         {"base", "daemon", "policy", "render", "report", "worker"})
        zygote = next((STAGE / "libexec").rglob("vouch-zygote"))
        reader = zygote.with_name("vouch-reader")
        self.assertLessEqual({"archive", "pdf", "signature"}, self.rooms(zygote))
        self.assertEqual(self.rooms(reader), self.rooms(zygote) | {"reading"})
        self.assertNotRegex(self.libraries(zygote), "tesseract|lept")  # forks would cost more
        self.assertNotRegex(self.libraries(STAGE / "bin" / "vouchd"), r"libz\.|libpcre2|libseccomp")

    def test_one_program_has_a_network(self):
        """vouchctl speaks HTTP too, over the daemon's socket; nothing else does."""
        programs = [path for folder in ("bin", "libexec/vouchd") for path in (STAGE / folder).iterdir()]
        speaking = {path.name for path in programs if "libcurl" in self.libraries(path)}
        self.assertEqual(speaking, {"vouchctl", "vouchd-fetch"})
        rooms = self.rooms(STAGE / "bin" / "vouchd-fetch")
        self.assertIn("fetch", rooms)
        self.assertNotIn("pdf", rooms)

    def test_daemon_loads_nothing(self):
        done = subprocess.run(["nm", "-u", str(STAGE / "bin" / "vouchd")], check=True,
                              stdout=subprocess.PIPE, text=True)
        if os.environ.get("VOUCH_SANITIZED") != "1":
            self.assertNotIn("dlopen", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
