"""The whole way: a list is fetched, the daemon reloaded, and a revoked signer's document that
passed before passes no more."""

import datetime as dt
import os
import subprocess
import sys
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from harness import STAGE, Case, Daemon

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "samples"))

from vouchsamples import basic  # noqa: E402
from vouchsamples.workshop import Workshop  # noqa: E402

NOW = dt.datetime.utcnow().replace(microsecond=0)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_):
        pass


class Judged(Case):
    def setUp(self):
        self.workshop = Workshop()
        self.document = basic.authentic(self.workshop)[0]
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.addCleanup(self.server.server_close)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(self.server.shutdown)

    def crl(self, *serials, at):
        builder = (x509.CertificateRevocationListBuilder()
                   .issuer_name(self.workshop.pki.issuer.certificate.subject)
                   .last_update(at).next_update(NOW + dt.timedelta(days=7)))
        for serial in serials:
            one = (x509.RevokedCertificateBuilder().serial_number(serial)
                   .revocation_date(NOW - dt.timedelta(days=2)).build())
            builder = builder.add_revoked_certificate(one)
        return builder.sign(self.workshop.pki.issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def daemon(self, revocation):
        daemon = Daemon({"sources": "sources/", "isolation": "best_effort"}, fake=False)
        (daemon.folder / "sources").mkdir()
        (daemon.folder / "issuer.pem").write_bytes(self.workshop.pki.issuer.pem())
        (daemon.folder / "sources" / "nia.yaml").write_text(
            "plugin: nia\ntrust:\n  issuers: [../issuer.pem]\n  subject: {O: 国家移民管理局}\n"
            "  crls: [../crl/]\n  fetch: yes\n  revocation: %s\n"
            "  crl_urls: ['http://127.0.0.1:%d/issuer.crl']\n"
            % (revocation, self.server.server_address[1]))
        return daemon

    def refresh(self, daemon, *arguments):
        done = subprocess.run(
            [STAGE / "bin" / "vouchctl", "--config", daemon.folder / "vouchd.yaml", "trust",
             "refresh", *arguments], capture_output=True, text=True, timeout=120,
            env={**os.environ, "no_proxy": "*"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("nia  fetched ", done.stdout)
        self.assertIn("The daemon has read its configuration again", done.stdout)

    def judged(self, daemon):
        answer = daemon.verify(self.document, "source=nia")
        self.assertEqual(answer.status, 200, answer.body)
        return answer.report["indication"], answer.reasons, answer.report["judged_by"]

    def test_revoked_since_the_list_came(self):
        signer = self.workshop.pki.signer.certificate.serial_number
        with self.daemon("if_available") as daemon:
            indication, reasons, before = self.judged(daemon)
            self.assertEqual(indication, "total_passed", reasons)
            self.server.body = self.crl(signer + 1, at=NOW - dt.timedelta(days=1))
            self.refresh(daemon)
            indication, reasons, listed = self.judged(daemon)
            self.assertEqual(indication, "total_passed", reasons)
            self.assertNotEqual(listed["trust_snapshot"], before["trust_snapshot"])
            self.server.body = self.crl(signer, at=NOW)
            self.refresh(daemon, "--again")
            indication, reasons, after = self.judged(daemon)
            self.assertNotEqual(indication, "total_passed")
            self.assertIn("revocation.revoked", reasons)
            self.assertNotEqual(after["trust_snapshot"], listed["trust_snapshot"])

    def test_required_and_then_there(self):
        with self.daemon("required") as daemon:
            indication, reasons, _ = self.judged(daemon)
            self.assertEqual((indication, "revocation.unknown" in reasons), ("indeterminate", True))
            self.server.body = self.crl(at=NOW)
            self.refresh(daemon)
            indication, reasons, _ = self.judged(daemon)
            self.assertEqual(indication, "total_passed", reasons)


if __name__ == "__main__":
    unittest.main(verbosity=2)
