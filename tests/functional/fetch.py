"""vouchd-fetch against servers on loopback: what it takes, keeps and refuses.

The lists and answers are made here, by python3-cryptography and by hand; nothing of it is
shared with the side that reads them.
"""

import datetime as dt
import hashlib
import http.server
import os
import re
import resource
import shutil
import signal
import ssl
import subprocess
import threading
import time
import unittest
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from ctl_support import CtlTest, on_terminal, problem, vouchctl

STAGE = Path(os.environ["VOUCH_STAGE"])
SANITIZED = os.environ.get("VOUCH_SANITIZED") == "1"
DER = serialization.Encoding.DER
NOW = dt.datetime.utcnow().replace(microsecond=0)
DAY = dt.timedelta(days=1)
ALL, SOME, NOTHING, USAGE = 0, 1, 3, 64
KEYS = {}


def key(name):
    return KEYS.setdefault(name, ec.generate_private_key(ec.SECP256R1()))


def subject(name):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Office of Samples"),
                      x509.NameAttribute(NameOID.COMMON_NAME, name)])


def certificate(name, issuer, *extensions, serial=None, days=365):
    builder = (x509.CertificateBuilder().subject_name(subject(name)).issuer_name(subject(issuer))
               .public_key(key(name).public_key()).serial_number(serial or x509.random_serial_number())
               .not_valid_before(NOW - 30 * DAY).not_valid_after(NOW + days * DAY))
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(key(issuer), hashes.SHA256())


def authority(name="Issuer", issuer=None):
    return certificate(name, issuer or name, x509.BasicConstraints(ca=True, path_length=None))


def points(*urls):
    return x509.CRLDistributionPoints([x509.DistributionPoint(
        [x509.UniformResourceIdentifier(url) for url in urls], None, None, None)])


def responder(url):
    return x509.AuthorityInformationAccess([x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(url))])


def crl(issuer="Issuer", by=None, at=NOW - DAY, until=NOW + 7 * DAY, serials=(7,), number=None,
        delta=False):
    builder = (x509.CertificateRevocationListBuilder().issuer_name(subject(issuer))
               .last_update(at).next_update(until))
    for serial in serials:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build())
    if number is not None:
        builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    if delta:
        builder = builder.add_extension(x509.DeltaCRLIndicator(1), critical=True)
    return builder.sign(key(by or issuer), hashes.SHA256()).public_bytes(DER)


def answer(one, issuer, status=ocsp.OCSPCertStatus.GOOD, by="Issuer", at=NOW - DAY,
           until=NOW + DAY, certificates=()):
    revoked = status == ocsp.OCSPCertStatus.REVOKED
    signer = certificates[0] if certificates else issuer
    builder = ocsp.OCSPResponseBuilder().add_response(
        one, issuer, hashes.SHA1(), status, at, until, NOW - 2 * DAY if revoked else None, None)
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer)
    if certificates:
        builder = builder.certificates(list(certificates))
    return builder.sign(key(by), hashes.SHA256()).public_bytes(DER)


# ---- A large list, written by hand: the builder takes minutes for it ----

def tlv(tag, body):
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def utc(moment):
    return tlv(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())


def large_crl(entries):
    day = utc(NOW - DAY)
    revoked = b"".join(tlv(0x30, tlv(2, b"\x01" + i.to_bytes(15, "big")) + day)
                       for i in range(entries))
    algorithm = bytes.fromhex("300a06082a8648ce3d040302")  # ecdsa-with-SHA256
    tbs = tlv(0x30, b"\x02\x01\x01" + algorithm + subject("Issuer").public_bytes() + day
              + utc(NOW + 7 * DAY) + tlv(0x30, revoked))
    value = key("Issuer").sign(tbs, ec.ECDSA(hashes.SHA256()))
    return tlv(0x30, tbs + algorithm + tlv(3, b"\0" + value))


# ---- The servers ----

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append((self.command, self.path, dict(self.headers), body))
        reply = self.server.replies.get(self.path)
        if callable(reply):
            reply(self)
        elif reply is None:
            self.reply(404, b"not here")
        else:
            self.reply(200, reply)

    do_GET = do_POST = do_any

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:
            pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies, self.requests = {}, []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def url(self, path):
        return "http://127.0.0.1:%d%s" % (self.server_address[1], path)

    def handle_error(self, *_):
        pass  # clients that leave are part of the tests

    def stop(self):
        self.shutdown()
        self.server_close()


class FetchTest(CtlTest):
    def setUp(self):
        super().setUp()
        self.server = Server()
        self.addCleanup(self.server.stop)
        self.stopped = threading.Event()
        self.addCleanup(self.stopped.set)
        self.url = self.server.url("/issuer.crl")
        self.issuer = authority()
        for name in ("sources", "trust"):
            (self.folder / name).mkdir()
        self.write("trust/issuer.der", self.issuer.public_bytes(DER))
        self.kept = self.folder / "crl"
        self.limits = "{size: 1MiB, time: 5s}"
        self.configure()

    # ---- Configuration ----

    def configure(self, *more, fetch="yes", urls=None, crls="[../crl]"):
        lines = ["issuers: [../trust/issuer.der]", "crls: " + crls, "fetch: " + fetch,
                 "crl_urls: [%s]" % ", ".join([self.url] if urls is None else urls), *more]
        self.write("sources/nia.yaml", "plugin: nia\ntrust:\n" +
                   "".join("  %s\n" % line for line in lines))
        self.config = self.write("vouchd.yaml", "sources: sources/\nsocket: vouchd.sock\n"
                                 "fetch: %s\n" % self.limits)

    def signer(self, *extensions, **options):
        one = certificate("Signer", "Issuer", *extensions, **options)
        self.write("trust/signer.der", one.public_bytes(DER))
        self.configure("signers: [../trust/signer.der]", urls=[])
        return one

    # ---- Running ----

    def command(self, *arguments):
        return [str(STAGE / "bin" / "vouchd-fetch"), "--config", str(self.config), *arguments]

    def environment(self):
        return {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}

    def fetch(self, *arguments, status=ALL, **options):
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True,
                              env=self.environment(), timeout=120, **options)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.said, self.complained = done.stdout, done.stderr
        return done.stdout.splitlines()

    def assertLine(self, word, *parts):
        line = self.said.splitlines()[0]
        self.assertTrue(line.startswith("nia  %-9s  http" % word), self.said)
        for part in parts:
            self.assertIn(part, line)

    def files(self, suffix=""):
        return sorted(path for path in self.kept.iterdir() if path.name.endswith(suffix)) \
            if self.kept.exists() else []

    def content(self, suffix=".crl"):
        found = self.files(suffix)
        self.assertEqual(len(found), 1, found)
        return found[0].read_bytes()

    def serve(self, body, path="/issuer.crl"):
        self.server.replies[path] = body

    def has(self, body):
        """A list is here already, from an earlier run."""
        self.serve(body)
        self.fetch()
        self.assertEqual(self.content(), body)
        self.server.requests.clear()

    def assertRefused(self, body, because, word="refused"):
        """Neither an empty folder nor one with a good list takes it."""
        self.serve(body)
        self.fetch(status=SOME)
        self.assertLine(word, because)
        self.assertEqual(self.files(), [])
        good = crl(until=NOW + dt.timedelta(minutes=30), number=5)
        self.has(good)
        self.serve(body)
        self.fetch(status=SOME)
        self.assertLine(word, because)
        self.assertEqual(self.content(), good)


class Lists(FetchTest):
    def test_fetched_and_kept_until_it_ends(self):
        body = crl()
        self.serve(body)
        lines = self.fetch()
        self.assertLine("fetched", self.url, ", until " + (NOW + 7 * DAY).isoformat() + "Z")
        self.assertEqual(lines[1:], ["1 fetched"])
        self.assertEqual(self.content(), body)
        self.assertRegex(self.files(".crl")[0].name, r"^127\.0\.0\.1-\d+-[0-9a-f]{16}\.crl$")
        self.assertEqual(oct(self.files(".crl")[0].stat().st_mode & 0o777), "0o644")
        self.assertIn(self.url, self.files(".origin.yaml")[0].read_text())
        self.fetch()
        self.assertLine("kept", ", until ")
        self.assertEqual(len(self.server.requests), 1)

    def test_asked_again_where_somebody_says_so(self):
        self.has(crl(number=1))
        newer = crl(at=NOW - DAY / 2, number=2)
        self.serve(newer)
        self.fetch("--again")
        self.assertLine("fetched")
        self.assertEqual(self.content(), newer)

    def test_asked_ahead_of_the_end(self):
        self.limits = "{ahead: 3h}"
        self.configure()
        self.has(crl(until=NOW + dt.timedelta(hours=2)))
        newer = crl(at=NOW - DAY / 2)
        self.serve(newer)
        self.fetch()
        self.assertEqual(self.content(), newer)

    def test_unchanged_by_etag(self):
        body = crl(until=NOW + dt.timedelta(minutes=30))

        def reply(handler):
            if handler.headers.get("If-None-Match") == '"it\'s one"':
                handler.reply(304)
            else:
                handler.reply(200, body, ETag='"it\'s one"')

        self.serve(reply)
        self.fetch()
        self.fetch()
        self.assertLine("unchanged", ", until ")
        self.assertEqual(self.content(), body)
        self.assertEqual(len(self.server.requests), 2)

    def test_unchanged_by_date(self):
        date = "Thu, 01 Jan 2026 00:00:00 GMT"

        def reply(handler):
            same = handler.headers.get("If-Modified-Since") == date
            handler.reply(304) if same else handler.reply(
                200, crl(until=NOW + dt.timedelta(minutes=30)), Last_Modified=date)

        self.serve(reply)
        self.fetch()
        self.fetch()
        self.assertLine("unchanged")

    def test_unchanged_bytes(self):
        self.has(crl(until=NOW + dt.timedelta(minutes=30)))
        before = self.files(".crl")[0].stat().st_mtime_ns
        self.fetch()
        self.assertLine("unchanged")
        self.assertEqual(self.files(".crl")[0].stat().st_mtime_ns, before)

    def test_a_file_that_is_not_what_its_note_says_is_fetched_whole(self):
        def reply(handler):
            known = "If-None-Match" in handler.headers
            handler.reply(304) if known else handler.reply(200, crl(number=2), ETag='"a"')

        self.serve(reply)
        self.fetch()
        self.files(".crl")[0].write_bytes(crl(number=1, at=NOW - 2 * DAY))
        self.fetch("--again")
        self.assertLine("fetched")

    def test_a_file_that_is_damaged_is_replaced(self):
        body = crl()
        self.has(body)
        self.files(".crl")[0].write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
        self.fetch()
        self.assertLine("fetched")
        self.assertEqual(self.content(), body)

    def test_304_that_was_not_asked_for(self):
        self.serve(lambda handler: handler.reply(304))
        self.fetch(status=SOME)
        self.assertLine("failed", "the server answered 304")

    def test_older(self):
        good = crl(until=NOW + dt.timedelta(minutes=30))
        self.has(good)
        for older in (crl(at=NOW - 2 * DAY), crl(at=NOW - 2 * DAY, until=NOW + 300 * DAY)):
            self.serve(older)
            self.fetch(status=SOME)
            self.assertLine("refused", "because it is older than the one here")
            self.assertEqual(self.content(), good)

    def test_lower_number_of_the_same_moment(self):
        good = crl(until=NOW + dt.timedelta(minutes=30), number=300)
        self.has(good)
        self.serve(crl(number=299))
        self.fetch(status=SOME)
        self.assertLine("refused", "older")
        self.serve(crl(number=301))
        self.fetch()
        self.assertLine("fetched")

    def test_forged(self):
        self.assertRefused(crl(by="Forger"), "because its signature is not its issuer's")

    def test_changed(self):
        body = crl(serials=(0x112233,))
        self.assertRefused(body.replace(b"\x11\x22\x33", b"\x11\x22\x34"),
                           "its signature is not its issuer's")

    def test_of_somebody_else(self):
        self.assertRefused(crl("Somebody"), "because no configured certificate is its issuer's, "
                           "CN=Somebody,O=Office of Samples")

    def test_issuer_that_may_not_sign_lists(self):
        usage = x509.KeyUsage(digital_signature=False, content_commitment=False,
                              key_encipherment=False, data_encipherment=False, key_agreement=False,
                              key_cert_sign=True, crl_sign=False, encipher_only=False,
                              decipher_only=False)
        issuer = certificate("Issuer", "Issuer", x509.BasicConstraints(True, None), usage)
        self.write("trust/issuer.der", issuer.public_bytes(DER))
        self.serve(crl())
        self.fetch(status=SOME)
        self.assertLine("refused", "key usage does not allow signing lists")

    def test_delta(self):
        self.assertRefused(crl(number=9, delta=True), "it is a delta list")

    def test_of_the_future(self):
        self.assertRefused(crl(at=NOW + DAY, until=NOW + 9 * DAY), "in the future")

    def test_truncated(self):
        self.assertRefused(crl()[:-1], "not all of one")

    def test_no_list(self):
        for body in (b"", b"<html>log in first</html>", crl() + b"\0"):
            shutil.rmtree(self.kept, ignore_errors=True)
            self.assertRefused(body, "it is no revocation list in DER")

    def test_ended_and_nothing_newer(self):
        body = crl(at=NOW - 9 * DAY, until=NOW - DAY)
        self.serve(body)
        self.fetch(status=SOME)
        self.assertLine("fetched", ", but ended " + (NOW - DAY).isoformat() + "Z")
        self.fetch(status=SOME)
        self.assertLine("unchanged", "there is no newer one")


class Servers(FetchTest):
    def test_404(self):
        del self.server.replies
        self.server.replies = {}
        self.fetch(status=SOME)
        self.assertLine("failed", "because the server answered 404")
        self.assertEqual(self.files(), [])

    def test_nobody_there(self):
        gone = Server()
        url = gone.url("/x.crl")
        gone.stop()
        self.configure(urls=[url])
        self.fetch(status=SOME)
        self.assertLine("failed")

    def test_one_that_fails_does_not_stop_the_others(self):
        self.serve(crl())
        self.configure(urls=[self.server.url("/none"), self.url, "https://127.0.0.1:1/x"])
        lines = self.fetch(status=SOME)
        self.assertEqual([line.split()[1] for line in lines[:3]], ["failed", "fetched", "failed"])
        self.assertEqual(lines[3], "1 fetched, 2 failed")

    def ends_early(self, handler):
        body = crl()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[:100])
        handler.close_connection = True

    def test_connection_that_ends_early(self):
        self.assertRefused(self.ends_early, "because the connection ended before all was there",
                           "failed")

    def endless(self, handler):
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        try:
            for _ in range(100000):
                handler.wfile.write(b"0" * 65536)
        except OSError:
            pass

    def test_endless(self):
        self.assertRefused(self.endless, "because it is larger than 1 MiB (fetch.size)", "failed")

    def test_larger_than_the_limit_by_its_own_word(self):
        self.limits = "{size: 1100B}"
        self.configure()
        self.serve(b"0" * 1101)
        self.fetch(status=SOME)
        self.assertLine("failed", "larger than 1100 bytes (fetch.size)")
        self.serve(crl())
        self.fetch()

    def slow(self, handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"0")
        handler.wfile.flush()
        self.stopped.wait(60)
        handler.close_connection = True

    def test_slow(self):
        self.limits = "{time: 300ms}"
        self.configure()
        self.serve(self.slow)
        self.fetch(status=SOME)
        self.assertLine("failed", "it was not there whole within 300 ms (fetch.time)")

    def redirect(self, to, status=302):
        return lambda handler: handler.reply(status, Location=to)

    def test_redirects(self):
        body = crl()
        self.serve(self.redirect(self.server.url("/2")))
        self.serve(self.redirect(self.server.url("/3"), 301), "/2")
        self.serve(body, "/3")
        self.fetch()
        self.assertEqual(self.content(), body)
        self.limits = "{redirects: 1}"
        self.configure()
        self.fetch("--again", status=SOME)
        self.assertLine("failed", "more than 1 redirects (fetch.redirects)")

    def test_redirect_loop(self):
        self.serve(self.redirect(self.url))
        self.fetch(status=SOME)
        self.assertLine("failed", "more than 5 redirects")
        self.assertEqual(len(self.server.requests), 6)

    def test_redirect_to_something_else(self):
        secret = self.write("secret.crl", crl())
        for to in ("file://%s" % secret, "ftp://127.0.0.1/x", "ldap://127.0.0.1/x"):
            self.serve(self.redirect(to))
            self.fetch(status=SOME)
            self.assertLine("failed", "redirected to something other than http and https")
            self.assertEqual(self.files(), [])

    def test_https_of_somebody_unknown(self):
        self.server.socket = self.secured(self.server.socket)
        self.configure(urls=[self.url.replace("http:", "https:")])
        self.serve(crl())
        self.fetch(status=SOME)
        self.assertLine("failed", "certificate")
        self.assertEqual((self.files(), self.server.requests), ([], []))

    def secured(self, socket):
        private = key("Server").private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption())
        own = certificate("Server", "Server").public_bytes(serialization.Encoding.PEM)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.write("server.pem", own + private))
        return context.wrap_socket(socket, server_side=True)

    def test_compressed(self):
        """Nobody asked for it: it is not unpacked, whatever it would become."""
        self.serve(lambda handler: handler.reply(200, b"\x1f\x8b" + bytes(30),
                                                 Content_Encoding="gzip"))
        self.fetch(status=SOME)
        self.assertLine("refused", "no revocation list")
        self.assertNotIn("Accept-Encoding", self.server.requests[0][2])

    def test_through_a_proxy_of_the_environment(self):
        body = crl()
        url = "http://lists.example/issuer.crl"
        self.configure(urls=[url])
        self.serve(body, url)
        self.environment = lambda: {**os.environ, "http_proxy": self.server.url("/"), "no_proxy": ""}
        self.fetch()
        self.assertEqual(self.content(), body)


class Addresses(FetchTest):
    def test_of_configured_certificates(self):
        body = crl()
        self.serve(body, "/a")
        self.signer(points(self.server.url("/a"), "ldap://127.0.0.1/cn=x?list"))
        lines = self.fetch()
        self.assertLine("fetched", self.server.url("/a"))
        self.assertEqual(lines[1], "nia  not asked  ldap://127.0.0.1/cn=x?list because ldap is never "
                         "asked, only http and https")
        self.assertEqual(lines[2], "1 fetched, 1 not asked")
        self.assertEqual(self.content(), body)

    def test_that_are_never_asked(self):
        secret = self.write("secret.crl", crl())
        for url, because in (("file://%s" % secret, "only http and https are asked"),
                             ("FTP://127.0.0.1/x", "only http and https are asked"),
                             (str(secret), "only http and https are asked"),
                             ("http://", "it names no host"),
                             (self.url.replace("://", "://a:b@"), "it holds a name or password"),
                             (self.url + "\x1b[2J", "it is no address"),
                             (self.url + "?" + "x" * 2048, "it is no address")):
            self.signer(points(url))
            self.fetch()
            self.assertIn("  not asked  ", self.said)
            self.assertIn(" because " + because, self.said)
            self.assertNotIn("\x1b", self.said)
        self.assertEqual((self.files(), self.server.requests), ([], []))

    def test_each_once(self):
        self.serve(crl())
        self.signer(points(self.url))
        self.configure("signers: [../trust/signer.der]", urls=[self.url, self.url])
        self.assertEqual(len(self.fetch()), 2)

    def test_off_unless_it_is_said(self):
        self.serve(crl())
        for fetch in ("no", "~"):
            self.configure(fetch=fetch)
            self.assertEqual(self.fetch(), ["nothing to fetch"])
            self.assertIn("no source says `fetch: yes`", self.complained)
        self.assertEqual((self.files(), self.server.requests), ([], []))

    def test_one_source(self):
        self.serve(crl())
        shutil.copy(self.folder / "sources/nia.yaml", self.folder / "sources/other.yaml")
        self.assertEqual(len(self.fetch("--source", "nia")), 2)
        self.fetch("--source", "nobody", status=NOTHING)
        self.assertIn("no source is called 'nobody'", self.complained)

    def test_no_address_at_all(self):
        self.configure(urls=[])
        self.assertEqual(self.fetch(), ["nothing to fetch"])
        self.assertIn("nia: no configured certificate says where", self.complained)


class Configuration(FetchTest):
    def test_mistakes_have_a_place(self):
        self.configure(crls="[]")
        self.fetch(status=NOTHING)
        self.assertRegex(self.complained, r"nia\.yaml:5:10: .*fetch wants a folder among crls")
        self.configure("signers: [../trust/none.der]")
        self.fetch(status=NOTHING)
        self.assertRegex(self.complained, r"nia\.yaml:\d+:\d+: cannot read .*none\.der")
        self.config = self.write("vouchd.yaml", "fetch: {size: 1GiB}\n")
        self.fetch(status=NOTHING)
        self.assertIn("vouchd.yaml:1:", self.complained)

    def test_options(self):
        for arguments in (["--agin"], ["x"], ["--source"]):
            self.fetch(*arguments, status=USAGE)
            self.assertIn("Usage: vouchd-fetch", self.complained)
        self.assertTrue(self.fetch("--version")[0].startswith("vouchd-fetch "))

    def test_change_is_marked(self):
        mark = self.folder / "changed"
        self.fetch("--changed", str(mark), status=SOME)
        self.assertFalse(mark.exists())
        self.serve(crl())
        self.fetch("--changed", str(mark))
        self.assertTrue(mark.exists())
        mark.unlink()
        self.fetch("--changed", str(mark))
        self.assertFalse(mark.exists())

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become somebody else")
    def test_folder_that_is_somebody_elses(self):
        self.kept.mkdir(0o755)
        self.folder.chmod(0o755)
        self.serve(crl())
        self.fetch(status=NOTHING, user=65534)
        self.assertIn("nia: left out: ", self.complained)
        self.assertIn("Permission denied", self.complained)

    @unittest.skipUnless(os.geteuid() == 0, "needs root to give it up")
    def test_root_becomes_the_owner(self):
        self.kept.mkdir(0o755)
        os.chown(self.kept, 65534, 65534)
        self.folder.chmod(0o755)
        self.serve(crl())
        self.fetch()
        self.assertLine("fetched")
        self.assertEqual({path.stat().st_uid for path in self.files()}, {65534})


class Ocsp(FetchTest):
    def setUp(self):
        super().setUp()
        self.one = self.signer(responder(self.server.url("/ocsp")), serial=0x8765432100FEDCBA)

    def good(self, **options):
        return answer(self.one, self.issuer, **{"until": NOW + dt.timedelta(minutes=30), **options})

    def test_asked_and_kept(self):
        body = self.good(until=NOW + DAY)
        self.serve(body, "/ocsp")
        self.fetch()
        self.assertLine("fetched", "/ocsp (OCSP), until ")
        self.assertEqual(self.content(".ocsp"), body)
        method, _, headers, request = self.server.requests[0]
        self.assertEqual((method, headers["Content-Type"]), ("POST", "application/ocsp-request"))
        wanted = ocsp.OCSPRequestBuilder().add_certificate(self.one, self.issuer, hashes.SHA1())
        self.assertEqual(request, wanted.build().public_bytes(DER))
        self.fetch()
        self.assertLine("kept")
        self.assertEqual(len(self.server.requests), 1)

    def test_revoked_is_kept_too(self):
        body = self.good(status=ocsp.OCSPCertStatus.REVOKED)
        self.serve(body, "/ocsp")
        self.fetch()
        self.assertEqual(self.content(".ocsp"), body)

    def test_by_one_that_the_issuer_appointed(self):
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
        appointed = certificate("Responder", "Issuer", usage)
        body = self.good(by="Responder", certificates=[appointed])
        self.serve(body, "/ocsp")
        self.fetch()
        self.assertEqual(self.content(".ocsp"), body)

    def assertNotTaken(self, body, because):
        before = self.good(at=NOW - DAY)
        self.serve(before, "/ocsp")
        self.fetch()
        self.serve(body, "/ocsp")
        self.fetch(status=SOME)
        self.assertLine("refused", because)
        self.assertEqual(self.content(".ocsp"), before)

    def test_by_somebody_else(self):
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
        for one, by in ((certificate("Responder", "Issuer"), "Responder"),
                        (certificate("Responder", "Somebody", usage), "Responder"),
                        (certificate("Responder", "Issuer", usage, days=-1), "Responder")):
            self.assertNotTaken(self.good(by=by, certificates=[one]), "its signature is not the issuer's")
            shutil.rmtree(self.kept)
        body = self.good()
        self.assertNotTaken(body[:-1] + bytes([body[-1] ^ 1]), "its signature is not the issuer's")

    def test_about_another(self):
        other = certificate("Other", "Issuer")
        self.assertNotTaken(answer(other, self.issuer), "it speaks of another certificate")

    def test_that_says_nothing(self):
        self.assertNotTaken(self.good(status=ocsp.OCSPCertStatus.UNKNOWN), "does not know the certificate")
        shutil.rmtree(self.kept)
        later = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
        self.assertNotTaken(later.public_bytes(DER), "has no answer")

    def test_older_and_truncated(self):
        self.assertNotTaken(self.good(at=NOW - 2 * DAY), "older")
        shutil.rmtree(self.kept)
        self.assertNotTaken(self.good()[:-1], "no OCSP answer")

    def test_not_without_its_issuer(self):
        """Nobody could say whether the answer is right."""
        self.write("trust/issuer.der", authority("Somebody").public_bytes(DER))
        self.assertEqual(self.fetch(), ["nothing to fetch"])
        self.assertEqual(self.server.requests, [])


class Runs(FetchTest):
    def start(self):
        """A run that waits for the second half of its list."""
        self.half, self.go_on = threading.Event(), threading.Event()
        self.addCleanup(self.go_on.set)
        body = self.body = large_crl(2000)

        def reply(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body[:len(body) // 2])
            handler.wfile.flush()
            self.half.set()
            self.go_on.wait(60)
            try:
                handler.wfile.write(body[len(body) // 2:])
            except OSError:
                pass

        self.limits = "{time: 1m}"
        self.configure()
        self.serve(reply)
        process = subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=self.environment())
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertTrue(self.half.wait(30))
        end = time.monotonic() + 30
        while not any(path.stat().st_size for path in self.files(".part")):
            self.assertLess(time.monotonic(), end, "nothing is written")
            time.sleep(0.01)
        return process

    def test_two_at_once(self):
        first = self.start()
        self.assertEqual(self.fetch(status=NOTHING), ["nothing to fetch"])
        self.assertIn("another run is at work in", self.complained)
        self.go_on.set()
        self.assertEqual(first.wait(60), 0)
        self.assertEqual(self.content(), self.body)

    def test_killed_half_way(self):
        good = crl(until=NOW + dt.timedelta(minutes=30))
        self.has(good)
        for number in (signal.SIGTERM, signal.SIGKILL):
            process = self.start()
            process.send_signal(number)
            process.wait(60)
            self.go_on.set()
            self.assertEqual(self.content(), good)
            self.assertEqual([path.name[0] for path in self.files(".part")], ["."])
        self.serve(good)
        self.fetch()
        self.assertEqual(self.files(".part"), [])
        self.assertEqual(len(self.files()), 2)


class Large(FetchTest):
    ENTRIES = 300000
    DATA = 4 << 20  # bytes of memory of its own that a run may have, for a list larger than that

    def test_large_list_in_little_memory(self):
        body = large_crl(self.ENTRIES)
        self.assertGreater(len(body), 10 << 20)
        self.limits = "{size: 64MiB, time: 1m}"
        self.configure()
        self.serve(body)
        options = {} if SANITIZED else {"preexec_fn": self.bound}
        self.fetch(**options)
        self.assertEqual(hashlib.sha256(self.content()).digest(), hashlib.sha256(body).digest())
        self.fetch("--again", **options)
        self.assertLine("unchanged")

    def bound(self):
        resource.setrlimit(resource.RLIMIT_DATA, (self.DATA, self.DATA))


class Refresh(FetchTest):
    def refresh(self, *arguments):
        return vouchctl("--config", self.config, "trust", "refresh", *arguments,
                        env={"no_proxy": "*"})

    def reloads(self):
        return sum(request["path"] == "/v1/reload" for request in self.daemon.requests)

    def setUp(self):
        super().setUp()
        self.reply({"configuration_sha256": "dd" * 32}, path="/v1/reload")
        self.serve(crl())

    def test_fetches_and_reloads(self):
        result = self.refresh()
        self.assertStatus(result, ALL)
        self.assertIn("nia  fetched    " + self.url, result.out)
        self.assertIn("The daemon has read its configuration again", result.out)
        self.assertEqual(self.reloads(), 1)
        self.assertIn("nia  kept ", self.refresh().out)
        self.assertIn("nia  unchanged ", self.refresh("--source", "nia", "--again").out)

    def test_progress_on_a_terminal(self):
        self.limits = "{size: 4MiB}"
        self.configure()
        self.serve(large_crl(30000))
        status, written = on_terminal("--config", self.config, "trust", "refresh",
                                      env={"no_proxy": "*"})
        self.assertEqual(status, ALL, written)
        self.assertRegex(written, r"\r\x1b\[K%s: \d+ KiB" % re.escape(self.url))
        self.assertRegex(written, r"\r\x1b\[Knia  fetched  ")
        self.assertNotIn("KiB", self.refresh("--again").out)

    def test_list_shows_where_it_came_from(self):
        listed = vouchctl("--config", self.config, "trust", "list")
        self.assertIn("no revocation list lies there", listed.out)
        self.assertStatus(self.refresh(), ALL)
        listed = vouchctl("--config", self.config, "trust", "list")
        self.assertStatus(listed, ALL)
        until = (NOW + 7 * DAY).isoformat() + "Z"
        self.assertIn("/%s\n" % self.files(".crl")[0].name, listed.out)
        self.assertRegex(listed.out, r"origin +%s, fetched [-0-9T:]+Z, good until %s\n"
                         % (re.escape(self.url), until))

    def test_some_could_not_be_had(self):
        self.configure(urls=[self.url, self.server.url("/none")])
        self.assertStatus(self.refresh(), SOME)
        self.assertEqual(self.reloads(), 1)

    def test_no_daemon(self):
        self.daemon.stop()
        result = self.refresh()
        self.assertStatus(result, ALL)
        self.assertIn("No daemon answers: it counts from the next start.", result.out)
        self.daemon = type(self.daemon)(self.folder)  # for the clean-up

    def test_daemon_refuses(self):
        self.reply(problem(409, "not-valid", "The configuration is wrong", "x:1:1: y"),
                   path="/v1/reload")
        result = self.refresh()
        self.assertStatus(result, SOME)
        self.assertIn("counts once the daemon takes the configuration", result.err)

    def test_nothing_could_be_done(self):
        self.assertStatus(self.refresh("--source", "nobody"), NOTHING)
        self.assertEqual(self.reloads(), 0)

    def test_usage(self):
        self.assertStatus(self.refresh("nia"), USAGE)
        self.assertStatus(vouchctl("--private", "trust", "refresh"), USAGE)


if __name__ == "__main__":
    unittest.main(verbosity=2)
