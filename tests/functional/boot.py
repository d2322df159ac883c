"""The unit on a booted systemd: the socket activates it, a document passes, it is confined.

Boots this machine's /usr in a container with an /etc and /var of its own (systemd-nspawn
--volatile), so it needs root and namespaces; where that cannot be had it says so and is skipped.
"""

import datetime as dt
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from PIL import Image, ImageDraw
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

SOURCE = Path(os.environ["VOUCH_SOURCE"])
BUILD = Path(os.environ["VOUCH_BUILD"])
DEMO = SOURCE / "tests" / "samples" / "demo"
PREFIX = Path("/opt/vouchd")  # in the container
BOOT_SECONDS = 120

CONFIGURATION = """
sources: sources/
ledger: {path: /var/lib/vouchd/ledger.db}
isolation: best_effort
permissions: {verify: [group:vouch-clients]}
"""
SOURCE_NIA = """
plugin: nia
trust:
  issuers: [../issuer.pem]
  subject: {O: 国家移民管理局}
  revocation: never
"""

LISTS = 8765  # port of a server in the container
CONFIGURATION_FETCH = """
sources: fetched/
"""
SOURCE_FETCH = """
plugin: nia
trust:
  issuers: [../list-issuer.der]
  crls: [/var/lib/vouchd-fetch/lists]
  fetch: yes
  crl_urls: ["http://127.0.0.1:%d/issuer.crl"]
""" % LISTS


class Skip(Exception):
    pass


class Container:
    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="vouchd-boot-"))
        self.process = None
        self.leader = None

    def install(self):
        """cmake --install, its configuration, and the units made for the prefix."""
        root = self.folder / "opt"
        subprocess.run(["cmake", "--install", str(BUILD), "--prefix", str(root)], check=True,
                       stdout=subprocess.DEVNULL)
        etc = root / "etc" / "vouchd"
        (etc / "sources").mkdir(parents=True)
        (etc / "vouchd.yaml").write_text(CONFIGURATION)
        (etc / "sources" / "nia.yaml").write_text(SOURCE_NIA)
        shutil.copy(DEMO / "issuer.pem", etc)
        for name in ("authentic.pdf", "changed-row.pdf"):
            shutil.copy(DEMO / name, root)
        photo = Image.new("L", (800, 300), 255)
        ImageDraw.Draw(photo).text((100, 100), "a few words", fill=0)
        photo.save(root / "photo.png", dpi=(100, 100))
        units = root / "lib" / "systemd" / "system"
        for name in ("vouchd", "vouchd-fetch"):
            service = units / (name + ".service")
            lines = [re.sub("^ExecStart=[^ ]*/", "ExecStart=%s/bin/" % PREFIX, line)
                     for line in service.read_text().splitlines()]
            service.write_text("\n".join(lines) + "\n")
        fetch = units / "vouchd-fetch.service"
        fetch.write_text(fetch.read_text().replace(
            "/bin/vouchd-fetch ", "/bin/vouchd-fetch --config %s/etc/vouchd/fetch.yaml " % PREFIX))
        self.make_list(root, etc)
        for path in (root, etc, etc / "sources"):
            path.chmod(0o755)
        self.folder.chmod(0o755)
        return root

    def make_list(self, root, etc):
        """A revocation list, and a configuration that has it fetched."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "List issuer")])
        now = dt.datetime.utcnow()
        issuer = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
                  .public_key(key.public_key()).serial_number(1).not_valid_before(now)
                  .not_valid_after(now + dt.timedelta(days=9))
                  .add_extension(x509.BasicConstraints(True, None), True)
                  .sign(key, hashes.SHA256()))
        crl = (x509.CertificateRevocationListBuilder().issuer_name(name).last_update(now)
               .next_update(now + dt.timedelta(days=9)).sign(key, hashes.SHA256()))
        (root / "lists").mkdir()
        (root / "lists" / "issuer.crl").write_bytes(crl.public_bytes(Encoding.DER))
        (etc / "list-issuer.der").write_bytes(issuer.public_bytes(Encoding.DER))
        (etc / "fetched").mkdir()
        (etc / "fetched" / "lists.yaml").write_text(SOURCE_FETCH)
        (etc / "fetch.yaml").write_text(CONFIGURATION_FETCH)

    def boot(self):
        root = self.install()
        units = root / "lib" / "systemd" / "system"
        wants = self.folder / "sockets.target.wants"
        wants.mkdir()
        (wants / "vouchd.socket").symlink_to("/etc/systemd/system/vouchd.socket")
        binds = {root: PREFIX, units / "vouchd.service": "/etc/systemd/system/vouchd.service",
                 units / "vouchd.socket": "/etc/systemd/system/vouchd.socket",
                 units / "vouchd-fetch.service": "/etc/systemd/system/vouchd-fetch.service",
                 wants: "/etc/systemd/system/sockets.target.wants",
                 root / "lib" / "sysusers.d" / "vouchd.conf": "/etc/sysusers.d/vouchd.conf",
                 root / "lib" / "tmpfiles.d" / "vouchd.conf": "/etc/tmpfiles.d/vouchd.conf"}
        command = ["systemd-nspawn", "-q", "--register=no", "--keep-unit", "--private-network",
                   "--volatile=yes", "-D", "/"]
        command += ["--bind-ro=%s:%s" % pair for pair in binds.items()]
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(command + ["-b", "systemd.firstboot=off"], stdout=self.log,
                                        stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                        start_new_session=True)
        self.wait_for_leader()
        state = self.run("systemctl", "is-system-running", "--wait", timeout=BOOT_SECONDS).stdout
        if state.strip() not in ("running", "degraded"):
            raise Skip("systemd does not come up in a container here: " + state.strip())

    def said(self):
        return (self.folder / "log").read_text(errors="replace")[-2000:]

    def wait_for_leader(self):
        end = time.monotonic() + 30
        children = Path("/proc/%d/task/%d/children" % (self.process.pid, self.process.pid))
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Skip("systemd-nspawn does not run here: " + self.said().strip())
            found = children.read_text().split()
            for pid in found:
                try:
                    name = Path("/proc/%s/comm" % pid).read_text().strip()
                except OSError:
                    continue
                if name == "systemd" and self.manager_answers(pid):
                    self.leader = pid
                    return
            time.sleep(0.2)
        raise Skip("systemd does not come up in a container here: " + self.said().strip())

    def manager_answers(self, pid):
        return subprocess.run(["nsenter", "-t", pid, "-a", "test", "-S", "/run/systemd/private"],
                              stderr=subprocess.DEVNULL).returncode == 0

    def run(self, *command, timeout=60):
        return subprocess.run(["nsenter", "-t", self.leader, "-a", *command], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout)

    def stop(self):
        if self.process and self.process.poll() is None:
            if self.leader:
                self.run("systemctl", "poweroff", "--force", "--force")
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGKILL)
                self.process.wait()
        if self.process:
            self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Boot(unittest.TestCase):
    container = None

    def ask(self, *arguments, user=None):
        who = ["setpriv", "--reuid=65534", "--clear-groups", "--regid=" + user] if user else []
        done = self.container.run(*who, "curl", "-s", "-w", "\n%{http_code}", "--unix-socket",
                                  "/run/vouchd/vouchd.sock", *arguments)
        body, _, status = done.stdout.rpartition("\n")
        return status, body

    def show(self, name):
        return self.container.run("systemctl", "show", "-P", name, "vouchd.service").stdout.strip()

    def journal(self):
        return self.container.run("journalctl", "-o", "json", "-u", "vouchd.service").stdout

    def verify(self, name, user="vouch-clients"):
        status, body = self.ask("-T", str(PREFIX / name), "-X", "POST",
                                "http://vouchd/v1/verify?source=nia", user=user)
        self.assertEqual(status, "200", body + self.journal()[-3000:])
        return json.loads(body)["report"]

    def test_1_activation(self):
        self.assertEqual(self.container.run("systemctl", "is-active", "vouchd.socket").stdout.strip(),
                         "active")
        # An empty /etc makes systemd enable every unit it finds.
        self.container.run("systemctl", "stop", "vouchd.service")
        self.assertEqual(self.show("ActiveState"), "inactive")
        report = self.verify("authentic.pdf")
        self.assertEqual(report["indication"], "total_passed", report["reasons"])
        self.assertEqual(self.show("ActiveState"), "active")
        self.assertEqual(self.verify("changed-row.pdf")["indication"], "total_failed")

    def test_2_permissions(self):
        status, body = self.ask("-T", str(PREFIX / "authentic.pdf"), "-X", "POST",
                                "http://vouchd/v1/verify?at=2026-01-01T00:00:00Z",
                                user="vouch-clients")
        self.assertEqual((status, json.loads(body)["type"]), ("403", "not-permitted"))
        self.assertEqual(self.ask("http://vouchd/healthz", user="nogroup")[0], "000")

    def test_3_confined(self):
        self.assertEqual(self.show("NRestarts"), "0")
        pid = self.show("MainPID")
        status = self.container.run("cat", "/proc/%s/status" % pid).stdout
        self.assertIn("NoNewPrivs:\t1", status)
        self.assertIn("Seccomp:\t2", status)
        self.assertIn("CapEff:\t0000000000000000", status)
        user = self.container.run("ps", "-o", "user=", "-p", pid).stdout.strip()
        self.assertEqual(user, "vouchd")
        isolation = json.loads(self.ask("http://vouchd/v1/status")[1])["judge"]["isolation"]
        print("isolation in the container:", json.dumps(isolation))

    def test_3_reads_pictures(self):
        """Under the unit's filter and its own, with models from outside its prefix."""
        report = self.verify("photo.png")
        self.assertNotIn("reading.unavailable", [reason["code"] for reason in report["reasons"]],
                         self.journal()[-3000:])
        self.assertIn("tesseract", report["judged_by"]["reading"]["engine"])
        self.assertTrue(report["repeatable"])

    def test_4_journal(self):
        entries = [json.loads(line) for line in self.journal().splitlines()]
        examined = [entry for entry in entries if "VOUCH_REPORT_ID" in entry]
        self.assertGreaterEqual(len(examined), 2)
        self.assertEqual(examined[0]["VOUCH_INDICATION"], "total_passed")
        self.assertEqual(examined[0]["SYSLOG_IDENTIFIER"], "vouchd")

    def test_5_reload(self):
        done = self.container.run("systemctl", "reload", "vouchd.service")
        self.assertEqual(done.returncode, 0, done.stdout)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            status = json.loads(self.ask("http://vouchd/v1/status")[1])
            if status["configuration"]["reloaded_at"]:
                break
            time.sleep(0.2)
        self.assertTrue(status["configuration"]["reloaded_at"])
        self.assertEqual(self.show("ActiveState"), "active")

    def reloaded_at(self):
        return json.loads(self.ask("http://vouchd/v1/status")[1])["configuration"]["reloaded_at"]

    def start_fetch(self):
        done = self.container.run("systemctl", "start", "vouchd-fetch.service")
        said = self.container.run("journalctl", "-o", "cat", "-u", "vouchd-fetch.service").stdout
        self.assertEqual(done.returncode, 0, done.stdout + said)
        return said

    def test_6_fetch(self):
        """By a user of its own, and the daemon reads what changed; only then."""
        # Without a network it would wait for one, as it should.
        self.container.run("systemctl", "mask", "--runtime", "systemd-networkd-wait-online.service")
        before = self.reloaded_at()
        time.sleep(1)  # times are told in seconds
        server = subprocess.Popen(["nsenter", "-t", self.container.leader, "-a", "/usr/bin/python3",
                                   "-m", "http.server", "-b", "127.0.0.1", "-d",
                                   str(PREFIX / "lists"), str(LISTS)],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        end = time.monotonic() + 30
        while self.container.run("curl", "-s", "http://127.0.0.1:%d/" % LISTS).returncode != 0:
            self.assertLess(time.monotonic(), end, "no server for the lists")
            time.sleep(0.1)
        self.assertIn("lists  fetched    http://127.0.0.1", self.start_fetch())
        owners = self.container.run("sh", "-c", "stat -c '%U %a' /var/lib/vouchd-fetch/lists/*.crl")
        self.assertEqual(owners.stdout.strip(), "vouchd-fetch 644")
        while self.reloaded_at() == before:
            self.assertLess(time.monotonic(), end, "the daemon is not reloaded")
            time.sleep(0.1)
        before = self.reloaded_at()
        time.sleep(1)
        self.assertIn("lists  kept ", self.start_fetch())
        time.sleep(1)
        self.assertEqual(self.reloaded_at(), before)

    def test_7_restart_keeps_the_ledger(self):
        before = json.loads(self.ask("http://vouchd/v1/status")[1])["ledger"]["rows"]
        self.assertGreaterEqual(before, 2)
        done = self.container.run("systemctl", "stop", "vouchd.service")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.show("Result"), "success")
        rows = json.loads(self.ask("http://vouchd/v1/status")[1])["ledger"]["rows"]
        self.assertIn(rows, (before, before + 1))  # that it started comes a moment after it serves
        done = self.container.run(str(PREFIX / "bin" / "vouchctl"), "ledger", "check")
        self.assertEqual(done.returncode, 0, done.stdout)


def cannot():
    if os.environ.get("VOUCH_SANITIZED") == "1":
        return "AddressSanitizer does not run under the unit's filter"
    if os.geteuid() != 0:
        return "needs root"
    for program in ("systemd-nspawn", "nsenter", "setpriv", "curl"):
        if not shutil.which(program):
            return program + " is not here"
    return None


def main():
    why = cannot()
    if why:
        raise Skip(why)
    Boot.container = Container()
    try:
        Boot.container.boot()
        program = unittest.main(verbosity=2, exit=False)
    finally:
        Boot.container.stop()
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skip as skip:
        print("skipped:", skip)
        sys.exit(77)
