"""vouchctl verify against a scripted daemon: words, exit statuses, and what it sends."""

import copy
import json
import os
import subprocess
import time
import unittest

from ctl_support import (FAILED, NOT_EXAMINED, PASSED, REPORT, SIGNATURE, UNDECIDED, USAGE,
                         VOUCHCTL, CtlTest, answer, crossing, on_terminal, problem, vouchctl)

REASON = {"code": "signature.digest_mismatch", "params": {},
          "message": "The signed bytes were changed.",
          "advice": {"code": "advice.send_unchanged_file", "message": "Send it as it is."}}
NOT_SIGNED = {"code": "pdf.not_signed", "params": {}, "message": "It is not signed.",
              "advice": {"code": "advice.send_original_file", "message": "Send the original."}}


def failed():
    return answer(indication="total_failed", subindication="HASH_FAILURE", reasons=[REASON])


def undecided():
    reply = answer(indication="indeterminate", subindication="NO_SIGNATURE_FOUND",
                   reasons=[NOT_SIGNED], signatures=[])
    del reply["report"]["judged_signature"]
    return reply


class Words(CtlTest):
    def test_passed(self):
        result = self.ctl("verify", self.file)
        self.assertStatus(result, PASSED)
        lines = result.out.splitlines()
        self.assertEqual(lines[0], f"✔ PASSED  {self.file}")
        self.assertIn("nothing was changed since", lines[1])
        for words in ("王小样", "E260404900017", "2025-04-04 to 2026-04-04", "20, the newest 5",
                      "1 passed", "CN=样本签发者", "2026-04-04 20:47 +08:00",
                      "read from what was signed", "row 7 of the ledger"):
            self.assertIn(words, result.out)
        self.assertNotIn("\033", result.out)
        self.assertNotIn("do next", result.out)

    def test_failed_says_why_and_what_next(self):
        self.reply(failed())
        result = self.ctl("verify", self.file)
        self.assertStatus(result, FAILED)
        self.assertIn("✘ FAILED", result.out)
        self.assertIn("The signed bytes were changed.", result.out)
        self.assertIn("Send it as it is.", result.out)
        self.assertIn("nothing of it is proven", result.out)
        self.assertIn("plausible is not proven", result.out)

    def test_a_signer_whom_nobody_vouches_for(self):
        signature = {**SIGNATURE, "indication": "indeterminate"}
        self.reply(answer(indication="indeterminate", signatures=[signature]))
        self.assertIn("calls itself CN=样本签发者", self.ctl("verify", self.file).out)
        self.reply(answer())
        self.assertNotIn("calls itself", self.ctl("verify", self.file).out)

    def test_undecided(self):
        self.reply(undecided())
        result = self.ctl("verify", self.file)
        self.assertStatus(result, UNDECIDED)
        self.assertIn("? UNDECIDED", result.out)
        self.assertIn("It is not signed.", result.out)

    def test_advice_is_given_once(self):
        again = {**REASON, "code": "signature.value_wrong", "message": "And the value."}
        self.reply(answer(indication="total_failed", reasons=[REASON, again]))
        result = self.ctl("verify", self.file)
        self.assertEqual(result.out.count("Send it as it is."), 1)
        self.assertIn("And the value.", result.out)

    def test_checks_that_do_not_pass_are_shown(self):
        checks = [{"id": "nia.order", "outcome": "fail", "params": {}, "message": "Not in order."},
                  {"id": "nia.rows", "outcome": "pass", "params": {}, "message": "Rows run on."},
                  {"id": "nia.port", "outcome": "unknown", "params": {}, "message": "New port."}]
        self.reply(answer(checks=checks))
        short, long = self.ctl("verify", self.file), self.ctl("verify", "-v", self.file)
        self.assertIn("1 passed, 1 failed, 1 could not be decided", short.out)
        self.assertIn("✘ Not in order.", short.out)
        self.assertIn("? New port.", short.out)
        self.assertNotIn("Rows run on.", short.out)
        self.assertIn("✔ Rows run on. [nia.rows]", long.out)
        self.assertStatus(short, PASSED)

    def test_newest_rows_are_shown_whatever_their_order(self):
        rows = [crossing(row, f"2025-01-{row:02}") for row in range(1, 10)]
        self.reply(answer(claims={**REPORT["claims"], "crossings": rows}))
        short, long = self.ctl("verify", self.file), self.ctl("verify", "-v", self.file)
        self.assertIn("2025-01-09", short.out)
        self.assertNotIn("2025-01-04", short.out)
        for row in range(1, 10):
            self.assertIn(f"2025-01-{row:02}", long.out)

    def test_a_bank_statement(self):
        rows = [{"row": row, "account": "1", "booked_on": f"2026-01-{row:02}", "currency": "CNY",
                 "amount": f"-{row}.50", "balance": "100.00", "summary": f"row {row}"} for row in range(1, 9)]
        totals = [{"scope": "page", "page": 2, "what": "debit", "stated": "36.00", "computed": "35.00"},
                  {"scope": "page", "page": 1, "what": "count", "stated": "8", "computed": "8"}]
        claims = {"complete": "yes", "accounts": [{"id": "1", "number": "62149", "currency": "CNY", "masked": False,
                                                   "bank": "样例银行", "closing_balance": "100.00"}],
                  "transactions": rows, "totals": totals,
                  "verification": {"code": "A7K2", "kind": "web", "where_printed": "www.bank.example"}, "extra": []}
        self.reply(answer(claims=claims))
        short, long = self.ctl("verify", self.file).out, self.ctl("verify", "-v", self.file).out
        self.assertIn("样例银行, 62149, CNY, closed with 100.00", short)
        self.assertIn("  entries     8, the newest 5 (-v shows all):", short)
        self.assertIn("-8.50", short)
        self.assertNotIn("-3.50", short)
        self.assertIn("-3.50", long)
        self.assertIn("debits of page 2: 36.00 stated, 35.00 in its rows", short)
        self.assertNotIn("number of rows of page 1", short)
        self.assertIn("number of rows of page 1", long)
        self.assertIn("code A7K2: www.bank.example", short)

    def test_words_around_it_are_in_the_language_of_the_answer(self):
        """Which that is, the daemon says; where it does not, what was asked for."""
        for asked, answered, label, silent in (
                ("zh-HK", {"Content-Language": "zh-Hant"}, "簽署人", True), (None, {"Content-Language": "ar"}, "الموقّع", True),
                ("zh-Hans", {}, "签名人", True), (None, {}, "signer", True), ("en-GB", {"Content-Language": "en"}, "signer", True),
                ("xx", {"Content-Language": "en"}, "signer", False), ("fr", {"Content-Language": "zh-Hans"}, "签名人", False)):
            self.reply((200, answer(), answered))
            result = self.ctl("verify", *(["--language", asked] if asked else []), self.file, self.file)
            self.assertStatus(result, PASSED)
            self.assertRegex(result.out, r"\n  %s +CN=" % label)
            self.assertEqual(result.err == "", silent, (asked, result.err))
            if not silent:
                self.assertEqual(result.err, "vouchctl: there are no sentences in the language '%s', so they are in '%s'"
                                 "; there are: ar, en, zh-Hans, zh-Hant\n" % (asked, answered["Content-Language"]))

    def test_plain_text_turns_no_direction(self):
        """Nor does it isolate (docs/languages.md says why), on a terminal or in a pipe."""
        self.reply((200, answer(signatures=[SIGNATURE]), {"Content-Language": "ar"}))
        arguments = "--socket", self.daemon.socket, "verify", "-v", self.file
        for out in (vouchctl(*arguments).out, on_terminal(*arguments, columns=100)[1]):
            self.assertIn("التوقيع", out)
            self.assertNotRegex(out, "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

    def test_marks_on_letters_take_no_column(self):
        self.reply((200, answer(), {"Content-Language": "ar"}))
        out = self.ctl("verify", self.file).out
        line, = [line for line in out.splitlines() if "الموقّع" in line]
        self.assertTrue(line.startswith("  الموقّع" + " " * 6 + "CN="), line)

    def test_columns_stand_below_each_other(self):
        rows = [crossing(1, "2026-03-02", port="口岸"), crossing(12, "2026-03-01", port="Luohu")]
        self.reply(answer(claims={**REPORT["claims"], "crossings": rows}))
        lines = [line for line in self.ctl("verify", self.file).out.splitlines() if "Hong" in line]
        self.assertEqual(len(lines), 2)
        # 口岸 takes four columns, Luohu five
        self.assertEqual(lines[0].index("Hong") + 2, lines[1].index("Hong"))

    def test_verbose_shows_signatures_changes_evidence_and_judge(self):
        signature = copy.deepcopy(SIGNATURE)
        signature["changes"] = [{"revision": 2, "object": 31, "kind": "page_content",
                                 "params": {}, "message": "Page 1 shows other content."}]
        signature["reasons"] = [REASON]
        evidence = [{"claim": "/claims/serial", "page": 1, "box": [100, 200, 3000, 400],
                     "text": "编号：E260404900017", "from": "text", "outcome": "claimed"}]
        self.reply(answer(signatures=[signature], evidence=evidence))
        result = self.ctl("verify", "-v", self.file)
        for words in ("adbe.pkcs7.detached, rsa with sha256", "the judged one", "serial 01ab",
                      "sha256 " + "aa" * 32, "Page 1 shows other content. (page_content, object 31)",
                      "the time of asking", "the whole file", "/claims/serial", "编号：E260404900017", "build 0.1.0+test",
                      "trust_snapshot " + "cc" * 32, "[signature.digest_mismatch]"):
            self.assertIn(words, result.out)
        self.assertEqual(self.daemon.requests[-1]["query"]["evidence"], "claims")

    def test_what_it_came_in(self):
        container = {"media_type": "application/zip", "sha256": "12" * 32, "encryption": "aes-256",
                     "inside_sha256": "34" * 32, "inside_size": 7958}
        note = {"code": "archive.password_proves_nothing", "params": {},
                "message": "The password proves nothing."}
        self.reply(answer(container=container, reasons=[note]))
        out = self.ctl("verify", self.file).out
        self.assertIn("a zip under a password (AES); judged is the file in it, 7958 bytes", out)
        self.assertIn("  note        The password proves nothing.", out)  # no reason of a pass
        self.assertNotIn("  why  ", out)
        self.assertNotIn("34" * 32, out)
        self.assertIn("34" * 32, self.ctl("verify", "-v", self.file).out)
        container.update(media_type="message/rfc822", encryption="none")
        self.reply(answer(container=container))
        self.assertIn("a mail; judged is", self.ctl("verify", self.file).out)
        self.reply(answer())
        self.assertNotIn("came in", self.ctl("verify", self.file).out)

    def test_what_read_it(self):
        judged_by = dict(REPORT["judged_by"], reading={
            "engine": "tesseract 5.3.0", "models_sha256": "56" * 32, "processor": "x86_64 avx2"})
        self.reply(answer(judged_by=judged_by))
        out = self.ctl("verify", "-v", self.file).out
        self.assertIn("read by tesseract 5.3.0 on x86_64 avx2, models", out)

    def test_what_a_document_says_cannot_move_the_cursor(self):
        claims = copy.deepcopy(REPORT["claims"])
        claims["person"]["names"][0]["value"] = "x\u001b[2Jy\u202ez\nPASSED"
        self.reply(answer(claims=claims))
        result = self.ctl("verify", self.file)
        self.assertIn("x\\x1b[2Jy\\u{202e}z\\x0aPASSED", result.out)
        self.assertNotIn("\033", result.out)

    def test_an_answer_that_says_more_than_we_know(self):
        self.reply(answer(brand_new={"a": [1]}, checks=[{"id": "x.y", "outcome": "perhaps"}]))
        result = self.ctl("verify", self.file)
        self.assertStatus(result, PASSED)
        self.assertIn("? x.y", result.out)

    def test_sightings_and_decisions(self):
        reply = answer()
        reply["sightings"] = [{"code": "sighting.same_file", "count": 2, "positions": [3, 4],
                               "first_at": "2026-11-01T00:00:00Z"}]
        reply["decisions"] = [{"policy": "bank", "verdict": "refer"}]
        self.reply(reply)
        result = self.ctl("verify", self.file)
        self.assertIn("sighting.same_file: 2 times, first 2026-11-01 08:00 +08:00", result.out)
        self.assertIn("REFERRED  by bank", result.out)
        self.assertStatus(result, UNDECIDED)
        reply["decisions"] = [{"policy": "bank", "verdict": "reject"}]
        self.assertStatus(self.ctl("verify", self.file), FAILED)


ISSUER = {**SIGNATURE["signer"], "subject": "CN=Sample Root", "serial": "02"}
CHANGE = {"revision": 2, "object": 31, "kind": "annotation_added", "params": {}, "allowed": False,
          "message": "An annotation was added over row 3 of the crossings on page 1."}
GOOD = {"status": "good", "source": "crl", "held_by": "configuration", "issuer": "CN=Sample Root",
        "as_of": "2026-11-20T00:00:00Z", "next_update": "2026-12-20T00:00:00Z"}
EXPLAINED = {
    **SIGNATURE, "coverage": "earlier_revision", "byte_range": [0, 20000, 32000, 8000],
    "path": [{**SIGNATURE["signer"], "revocation": GOOD}, ISSUER], "trusted_as": "issuer",
    "revocation": GOOD, "control_time": "2026-11-22T09:00:00Z",
    "algorithms": [
        {"name": "sha256", "use": "digest", "acceptable": True},
        {"name": "rsa", "bits": 2048, "use": "signature", "acceptable": True,
         "subject": "CN=样本签发者,O=国家移民管理局", "until": "2029-12-31"},
        {"name": "sha1", "use": "certificate", "acceptable": False, "until": "2019-12-31",
         "subject": "O=X,CN=A\\,B"},
        {"name": "rsa", "bits": 512, "use": "certificate", "acceptable": False,
         "subject": "CN=Sample Root"}],
    "changes": [CHANGE],
}
REVISIONS = [
    {"number": 1, "start": 0, "end": 40000, "startxref": 39000, "objects": 31, "signatures": [0]},
    {"number": 2, "start": 40000, "end": 50000, "startxref": 49000, "objects": 4}]
LABEL = 14


class Explanation(CtlTest):
    """What -v says of each signature, block by block."""

    def explain(self, revisions=REVISIONS, size=50000, **changes):
        signature = {**copy.deepcopy(EXPLAINED), **changes}
        signature = {name: value for name, value in signature.items() if value is not None}
        self.reply(answer(signatures=[signature], revisions=revisions, size=size,
                          indication=signature["indication"]))
        return self.ctl("verify", "-v", self.file).out

    def block(self, text, label):
        """The lines of a label, joined."""
        lines = text.splitlines()
        first = next((i for i, line in enumerate(lines)
                      if line.startswith(f"  {label:<12}") and label), None)
        self.assertIsNotNone(first, f"no {label} in {text}")
        found = [lines[first][LABEL:]]
        for line in lines[first + 1:]:
            if not line.startswith(" " * LABEL):
                break
            found.append(line[LABEL:])
        return "\n".join(found)

    def test_the_short_answer_stays_short(self):
        self.reply(answer(signatures=[EXPLAINED], revisions=REVISIONS, size=50000))
        out = self.ctl("verify", self.file).out
        for words in ("the file", "covers", "===", "startxref", "not revoked", "sha256"):
            self.assertNotIn(words, out)

    def test_how_the_file_grew(self):
        file = self.block(self.explain(), "the file")
        self.assertIn("50000 bytes in 2 revisions", file)
        self.assertRegex(file, r"1 +0-39999 +31 objects +startxref 39000 +signature 1")
        self.assertRegex(file, r"2 +40000-49999 +4 objects +startxref 49000$")
        both = [{**REVISIONS[0], "signatures": list(range(2))}, {**REVISIONS[1], "signatures": list(range(9))}]
        file = self.block(self.explain(revisions=both), "the file")
        self.assertIn("startxref 39000  signatures 1, 2\n", file)
        self.assertTrue(file.endswith("signatures 1, 2, 3, 4, ..."))
        many = [{**REVISIONS[1], "number": i + 1, "start": i, "end": i + 1} for i in range(60)]
        self.assertIn("and 10 more", self.block(self.explain(revisions=many), "the file"))
        self.assertNotIn("  the file", self.explain(revisions=None))

    def test_what_is_covered_to_scale(self):
        covers = self.block(self.explain(), "covers").splitlines()
        self.assertEqual(covers[0], "the file up to revision 1 of 2: bytes 0-19999 and 32000-39999, "
                                    "with the signature itself between them")
        self.assertEqual(covers[1], "|1" + 50 * " " + "|2" + 11 * " " + "|")
        self.assertEqual(covers[2], 26 * "=" + 16 * "s" + 10 * "=" + 13 * ".")
        self.assertIn("one is 770 bytes", covers[3])
        whole = self.block(self.explain(coverage="whole_file", byte_range=[0, 20000, 32000, 18000]), "covers")
        self.assertIn("the whole file: ", whole)
        self.assertNotIn("=.", whole)

    def test_a_byte_range_that_is_not_as_it_must_be(self):
        reason = {"code": "signature.byte_range", "params": {}, "message": "Not as required."}
        covers = self.block(self.explain(coverage="whole_file", byte_range=[900, 19100, 32000, 18000],
                                         indication="total_failed", reasons=[reason]), "covers")
        self.assertIn("the whole file, it seems, by a byte range that is not as it must be: "
                      "bytes 900-19999 and 32000-49999\n", covers)
        self.assertIn("\n..====", covers)
        self.assertNotIn("the signature itself", covers)

    def test_what_cannot_be_drawn(self):
        for changes in ({"byte_range": None}, {"byte_range": [0, 1, 2]}):
            covers = self.block(self.explain(coverage="partial", **changes), "covers")
            self.assertEqual(covers, "a part of the file that is not the whole of a revision")
        for size in (0, -1):
            self.assertNotIn("===", self.explain(size=size))

    def test_as_wide_as_the_window_and_no_wider(self):
        self.explain(field="很长的名字 " * 30, signer={**SIGNATURE["signer"], "subject": "CN=" + "a b " * 100})
        for columns in (40, 80, 100):
            _, text = on_terminal("--socket", self.daemon.socket, "verify", "-v", self.file,
                                  columns=columns, env={"NO_COLOR": "1"})
            lines = text.replace("\r", "").splitlines()
            rulers = [line for line in lines if line.startswith(" " * LABEL + "|1 ")]
            self.assertEqual([len(line) for line in rulers], [columns])
            first = "  the file" if columns >= 80 else "  signature "  # a table is as wide as it is
            start = next(i for i, line in enumerate(lines) if line.startswith(first))
            end = next(i for i, line in enumerate(lines) if line.startswith("  source "))
            for line in lines[start:end]:
                words = line.split()
                self.assertTrue(self.width(line) <= columns or len(words) == 1 or "sha256" in words, line)

    @staticmethod
    def width(line):
        return sum(2 if "\u4e00" <= letter <= "\u9fff" else 1 for letter in line)

    def test_who_signed_and_the_path(self):
        out = self.explain()
        self.assertIn("valid 2024-01-01 08:00 +08:00 to 2034-01-01 08:00 +08:00", self.block(out, "signer"))
        self.assertIn("CN=Sample Root", self.block(out, "issued by"))
        self.assertIn("which the source names as an issuer", self.block(out, "issued by"))
        self.assertNotIn("not at the time", out)
        out = self.explain(control_time="2034-01-01T00:00:01Z")
        self.assertIn("✘ valid 2024-01-01 08:00 +08:00 to 2034-01-01 08:00 +08:00, not at the time",
                      self.block(out, "signer"))
        self.assertNotIn("not at the time", self.block(out, "issued by"))  # it is named
        out = self.explain(control_time="2023-12-31T23:59:59Z", path=[SIGNATURE["signer"], ISSUER, ISSUER])
        self.assertEqual(out.count("not at the time"), 2)
        out = self.explain(path=[SIGNATURE["signer"]], trusted_as="signer")
        self.assertIn("which the source names as a signer", self.block(out, "signer"))
        self.assertNotIn("issued by", out)
        out = self.explain(path=None, trusted_as=None)
        self.assertIn("no path leads to what the source trusts", self.block(out, "issued by"))
        out = self.explain(path=None, signer=None)
        self.assertIn("not known", self.block(out, "signer"))

    def test_revocation(self):
        self.assertIn("✔ not revoked: revocation list of CN=Sample Root, as of 2026-11-20 08:00 +08:00, "
                      "next one due 2026-12-20 08:00 +08:00, held by the configuration",
                      self.block(self.explain(), "signer"))
        revoked = {"status": "revoked", "source": "ocsp", "held_by": "document",
                   "revoked_at": "2026-01-01T00:00:00Z", "reason": "keyCompromise"}
        self.assertIn("✘ revoked on 2026-01-01 08:00 +08:00 (keyCompromise): OCSP answer, held by the document",
                      self.block(self.explain(revocation=revoked), "signer"))
        unspecified = {**revoked, "reason": "unspecified"}
        self.assertIn("✘ revoked on 2026-01-01 08:00 +08:00: OCSP answer",
                      self.block(self.explain(revocation=unspecified), "signer"))
        self.assertIn("? not known whether it was revoked: nothing speaks of it",
                      self.block(self.explain(revocation={"status": "unknown"}), "signer"))
        path = [SIGNATURE["signer"], {**ISSUER, "revocation": revoked}]
        out = self.explain(revocation=None, path=path)
        self.assertIn("nobody asked", self.block(out, "signer"))
        self.assertIn("✘ revoked on", self.block(out, "issued by"))

    def test_revoked_later(self):
        later = {**GOOD, "revoked_at": "2026-11-21T00:00:00Z", "reason": "superseded"}
        self.assertIn("✔ not revoked by then, but later, on 2026-11-21 08:00 +08:00: revocation list",
                      self.block(self.explain(revocation=later), "signer"))

    def test_a_seal_and_its_maker(self):
        seal = {"version": 4, "id": "51001", "name": "样本专用章", "created": "2024-01-01T00:00:00Z",
                "valid_from": "2024-01-01T00:00:00Z", "valid_until": "2029-01-01T00:00:00Z",
                "maker": {**ISSUER, "subject": "CN=Sample Maker"}, "maker_trusted": True}
        lines = self.block(self.explain(seal=seal, format="seal"), "seal").splitlines()
        self.assertEqual(lines, ["样本专用章, 51001, version 4",
                                 "made 2024-01-01 08:00 +08:00, valid 2024-01-01 08:00 +08:00 to 2029-01-01 08:00 +08:00",
                                 "✔ made by CN=Sample Maker"])
        out = self.explain(seal={**seal, "name": None, "maker": None, "maker_trusted": False})
        self.assertIn("(no name), 51001", self.block(out, "seal"))
        self.assertIn("? made by ?, whom the source does not name", self.block(out, "seal"))
        self.assertNotIn("seal", self.explain())

    def test_times(self):
        out = self.explain()
        self.assertEqual(self.block(out, "signed at"), "2026-04-04 20:47 +08:00, as it says itself")
        self.assertEqual(self.block(out, "judged for"), "2026-11-22 17:00 +08:00, the time of asking")
        self.assertNotIn("proven at", out)
        reply = answer(signatures=[EXPLAINED])
        reply["report"]["inputs"] = {**REPORT["inputs"], "at_from": "caller"}
        self.reply(reply)
        out = self.ctl("verify", "-v", self.file).out
        self.assertIn("the time for which it was asked", self.block(out, "judged for"))
        for basis, words in (("existed_by", "says who asked"), ("ledger", "first recorded here"),
                             ("claimed", "counts for this source"), ("brand_new", "brand_new")):
            self.assertIn(words, self.block(self.explain(time_basis=basis), "judged for"))
        stamp = {"kind": "signature", "time": "2026-04-05T00:00:00Z", "trusted": True,
                 "signer": {**ISSUER, "subject": "CN=Sample TSA"}, "reasons": []}
        other = {**stamp, "kind": "document", "trusted": False, "reasons": [
            {"code": "trust.no_path", "params": {}, "message": "No path."}]}
        out = self.explain(claimed_time=None, proven_time="2026-04-05T00:00:00Z",
                           time_basis="time_stamp", time_stamps=[stamp, other])
        self.assertEqual(self.block(out, "signed at"), "it does not say")
        self.assertIn("2026-04-05 08:00 +08:00, by a time stamp", self.block(out, "proven at"))
        self.assertIn("the time that a time stamp proves", self.block(out, "judged for"))
        stamps = self.block(out, "time stamps").splitlines()
        self.assertEqual(stamps[0], "✔ 2026-04-05 08:00 +08:00, over the signature's value, by CN=Sample TSA")
        self.assertEqual(stamps[1][:2], "? ")
        self.assertIn("whom the source does not trust with time", stamps[1])
        self.assertEqual(stamps[2], "No path. [trust.no_path]")

    def test_algorithms_and_until_when(self):
        self.assertEqual(self.block(self.explain(), "algorithms").splitlines(), [
            "✔ sha256 for the signed bytes: no end is known",
            "✔ rsa 2048 bits, key of 样本签发者, for the signature: good until 2029-12-31",
            "✘ sha1 for the certificate of A\\,B: was good until 2019-12-31",
            "✘ rsa 512 bits, key of Sample Root, for certificates: never good enough"])
        self.assertNotIn("algorithms", self.explain(algorithms=None))
        curve = [{"name": "p-256", "bits": 256, "use": "signature", "acceptable": True}]
        self.assertEqual(self.block(self.explain(algorithms=curve), "algorithms"),
                         "✔ p-256, for the signature: no end is known")

    def test_a_document_time_stamp_is_called_one(self):
        self.assertIn("cms, ETSI.RFC3161 (a document time stamp), rsa",
                      self.block(self.explain(subfilter="ETSI.RFC3161"), "signature"))
        self.assertIn("20:47 +08:00", self.block(self.explain(subfilter="ETSI.RFC3161"), "stamped at"))
        self.assertNotIn("a document time stamp", self.explain())

    def test_what_came_later(self):
        store = {**CHANGE, "kind": "document_security_store", "allowed": True, "object": 0,
                 "message": "Validation data was added."}
        self.assertEqual(self.block(self.explain(changes=[CHANGE, store]), "since then").splitlines(), [
            "✘ An annotation was added over row 3 of the crossings on page 1. (annotation_added, object 31)",
            "✔ Validation data was added. (document_security_store)"])
        filled = {**CHANGE, "kind": "field_value", "params": {"field": "Name", "granted": "form_filling"}}
        lines = self.block(self.explain(changes=[filled, {**filled, "allowed": True}]), "since then").splitlines()
        self.assertTrue(lines[0].endswith("(field_value, object 31, field Name; the document grants it, "
                                          "the source does not)"))
        self.assertTrue(lines[1].endswith("field Name; the document grants it, and so does the source)"))
        self.assertIn("change nothing", self.block(self.explain(changes=[]), "since then"))
        self.assertIn("nothing was added", self.block(self.explain(changes=[], coverage="whole_file"), "since then"))
        self.assertNotIn("since then", self.explain(changes=[], coverage="partial"))

    def test_why_and_what_next(self):
        self.assertIn("✔ total_passed: the signed bytes are as they were signed",
                      self.block(self.explain(), "verdict"))
        failed = {"indication": "total_failed", "subindication": "HASH_FAILURE",
                  "reasons": [REASON, {**REASON, "code": "signature.value_wrong"}]}
        other = {**EXPLAINED, **failed, "field": "Other"}
        self.reply(answer(signatures=[EXPLAINED, other]))
        out = self.ctl("verify", "-v", self.file).out
        self.assertIn("Signature1, 1 of 2, the judged one", out)
        self.assertIn("Other, 2 of 2\n", out)
        self.assertIn("✘ total_failed, HASH_FAILURE\n", out)
        self.assertIn("The signed bytes were changed. [signature.digest_mismatch]", self.block(out, "because"))
        self.assertEqual(out.count("Send it as it is."), 1)

    def test_what_a_document_says_breaks_nothing(self):
        evil = "x\u001b[2Jy\u202ez\nPASSED"
        signer = {**SIGNATURE["signer"], "subject": f"CN={evil}", "issuer": evil, "serial": evil}
        out = self.explain(
            field=evil, signer=signer, path=[signer, signer], subfilter=evil,
            revocation={**GOOD, "issuer": evil}, time_basis=evil, coverage=evil,
            algorithms=[{"name": evil, "bits": 1, "use": evil, "subject": f"CN={evil}", "until": evil}],
            changes=[{**CHANGE, "message": evil, "kind": evil, "params": {"field": evil, "granted": evil}}],
            format=evil,
            time_stamps=[{"kind": evil, "time": evil, "signer": {"subject": evil}}],
            seal={"name": evil, "id": evil, "created": evil, "maker": {"subject": evil}})
        self.assertNotIn("\033", out)
        self.assertNotIn("\u202e", out)
        self.assertNotIn("\nPASSED", out)
        self.assertGreater(out.count("x\\x1b[2Jy\\u{202e}z\\x0aPASSED"), 12)

    def test_numbers_that_cannot_be(self):
        huge = 9223372036854775807
        for number in (-1, 0, huge, -huge - 1):
            out = self.explain(
                revisions=[{"number": number, "start": number, "end": number, "startxref": number,
                            "objects": number, "signatures": [number, 0]}] * 3,
                size=huge, byte_range=[number, huge, 1, number], revision=number,
                changes=[{**CHANGE, "object": number}])
            self.assertIn("verdict", out)
        for wrong in ("x", [], {}, None, 7):
            out = self.explain(byte_range=wrong, path=wrong, signer=wrong, algorithms=wrong,
                               revocation=wrong, changes=wrong, time_stamps=wrong, reasons=wrong,
                               seal=wrong, revisions=wrong)
            self.assertIn("verdict", out)


class Colours(CtlTest):
    def test_on_a_terminal(self):
        status, text = on_terminal("--socket", self.daemon.socket, "verify", self.file,
                                   env={"NO_COLOR": None})
        self.assertEqual(status, PASSED)
        self.assertIn("\033[32m✔ ", text)

    def test_none_where_the_reader_wants_none(self):
        for environment in ({"NO_COLOR": "1"}, {"NO_COLOR": None, "TERM": "dumb"}):
            _, text = on_terminal("--socket", self.daemon.socket, "verify", self.file,
                                  env=environment)
            self.assertIn("✔ PASSED", text)
            self.assertNotIn("\033[3", text)

    def test_progress_of_a_batch(self):
        files = [self.write(f"{i}.pdf", b"%PDF-") for i in range(3)]
        self.reply(lambda _: time.sleep(0.25) or answer())
        _, text = on_terminal("--socket", self.daemon.socket, "verify", "--json", *files)
        self.assertIn("1 of 3, ", text)
        self.assertIn(" s left", text)
        self.assertNotIn(" of 3, ", self.ctl("verify", *files).err)


class Json(CtlTest):
    def test_a_line_for_each_file(self):
        other = self.write("b.pdf", b"%PDF-")
        missing = self.folder / "missing.pdf"
        self.reply(answer(), failed())
        result = self.ctl("verify", "--json", self.file, other, missing)
        lines = [json.loads(line) for line in result.out.splitlines()]
        self.assertStatus(result, FAILED)
        self.assertEqual([line["file"] for line in lines], [str(self.file), str(other), str(missing)])
        self.assertEqual(lines[0]["report"], REPORT)
        self.assertEqual(lines[0]["decisions"], [])
        self.assertEqual(lines[0]["sightings"], [])
        self.assertEqual(set(lines[0]), {"file", "report", "decisions", "sightings"})
        self.assertEqual(lines[1]["report"]["subindication"], "HASH_FAILURE")
        self.assertIsNone(lines[2]["report"])
        self.assertTrue(lines[2]["problem"]["title"])

    def test_an_answer_that_is_none(self):
        self.reply(b"<html>")
        line = json.loads(self.ctl("verify", "--json", self.file).out)
        self.assertIsNone(line["report"])
        self.assertIsNone(line["problem"])

    def test_a_name_that_is_no_utf8(self):
        name = bytes(self.folder) + b"/\xff\xe5.pdf"
        with open(name, "wb") as file:
            file.write(b"%PDF-")
        result = self.ctl("verify", "--json", name)
        self.assertStatus(result, PASSED)
        self.assertTrue(json.loads(result.out)["file"].endswith("/\ufffd\ufffd.pdf"))


class Requests(CtlTest):
    def test_parameters_travel_escaped(self):
        self.ctl("verify", "--source", "nia", "--at", "2026-11-22T09:00:00+08:00",
                 "--existed-by=2026-10-01T00:00:00Z", "--reference", "a b&c=d/经办",
                 "--language", "zh-Hans", self.file)
        self.assertEqual(self.daemon.requests[-1]["query"], {
            "source": "nia", "at": "2026-11-22T09:00:00+08:00", "existed_by": "2026-10-01T00:00:00Z",
            "reference": "a b&c=d/经办", "language": "zh-Hans", "evidence": "none"})
        self.assertEqual(self.daemon.requests[-1]["body"], b"%PDF-1.7\n")

    def test_a_password_comes_from_a_file_and_goes_in_a_header(self):
        for content in ("1990 密码", "1990 密码\n", "1990 密码\r\n"):
            self.ctl("verify", "--password-file", self.write("pw", content), self.file)
            sent = self.daemon.requests[-1]
            self.assertEqual(sent["headers"]["Vouch-Password"].encode("latin-1").decode(), "1990 密码")
            self.assertNotIn("password", str(sent["query"]))

    def test_passwords_that_are_none(self):
        for content in ("", "\n", "a\nb", b"\xff", b"a\0b", "x" * 2000):
            result = self.ctl("verify", "--password-file", self.write("pw", content), self.file)
            self.assertStatus(result, NOT_EXAMINED)
            self.assertIn("pw: ", result.err)
        result = self.ctl("verify", "--password-file", self.folder / "none", self.file)
        self.assertStatus(result, NOT_EXAMINED)
        self.assertEqual(self.daemon.requests, [])

    def test_busy_is_asked_again(self):
        busy = problem(503, "busy", "There is more to do", "come back", Retry_After="1")
        self.reply(busy, answer())
        self.assertStatus(self.ctl("verify", self.file), PASSED)
        self.assertEqual(len(self.daemon.requests), 2)

    def test_a_proxy_of_the_environment_is_not_asked(self):
        proxy = {"http_proxy": "http://127.0.0.1:9", "all_proxy": "http://127.0.0.1:9"}
        self.assertStatus(self.ctl("verify", self.file, env=proxy), PASSED)

    def test_a_large_file_waits_for_leave(self):
        large = self.write("large.pdf", b"%PDF-" + bytes(3 << 20))
        self.assertStatus(self.ctl("verify", large), PASSED)
        self.assertEqual(len(self.daemon.requests[-1]["body"]), 5 + (3 << 20))


class Refusals(CtlTest):
    def assertSaid(self, result, *words):
        self.assertStatus(result, NOT_EXAMINED)
        for word in words:
            self.assertIn(word, result.err)

    def test_a_problem_is_said_with_the_file(self):
        self.reply(problem(422, "unknown-source", "No source has this name", "no source is called x"))
        self.assertSaid(self.ctl("verify", "--source", "x", self.file),
                        str(self.file), "No source has this name", "no source is called x")

    def test_answers_that_are_none(self):
        self.reply(b"<html>")
        self.assertSaid(self.ctl("verify", self.file), "something else than expected")
        self.reply([1])
        self.assertSaid(self.ctl("verify", self.file), "something else than expected")
        self.reply("hang up")
        self.assertSaid(self.ctl("verify", self.file), f"{self.file}: no answer")

    def test_paths_that_cannot_be_read(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        self.assertSaid(self.ctl("verify", self.folder / "none.pdf"), "none.pdf: No such file")
        self.assertSaid(self.ctl("verify", self.folder), "is a folder")
        self.assertSaid(self.ctl("verify", fifo), "is not a regular file")
        self.assertSaid(self.ctl("verify", self.file / "x"), "Not a directory")
        self.assertEqual(self.daemon.requests, [])

    def test_the_others_of_a_batch_are_examined(self):
        result = self.ctl("verify", self.folder / "none.pdf", self.file)
        self.assertSaid(result, "none.pdf")
        self.assertIn("✔ PASSED", result.out)
        self.assertIn("2 files: 1 passed, 1 not examined", result.out)

    def test_the_worst_decides(self):
        files = [self.file, self.write("b.pdf", b"x")]
        missing = self.folder / "none.pdf"
        self.reply(undecided(), answer())
        self.assertStatus(self.ctl("verify", *files), UNDECIDED)
        self.reply(undecided(), answer())
        self.assertStatus(self.ctl("verify", *files, missing), NOT_EXAMINED)
        self.reply(undecided(), failed())
        self.assertStatus(self.ctl("verify", missing, *files), FAILED)

    def test_nobody_listens(self):
        result = vouchctl("--socket", self.folder / "nobody.sock", "verify", self.file, self.file)
        self.assertSaid(result, "no daemon answers at", "nobody.sock", "--private")
        self.assertEqual(result.err.count("no daemon answers"), 1)

    def test_the_daemon_goes_half_way(self):
        files = [self.write(f"{i}.pdf", b"x") for i in range(6)]

        def leave(_):
            if len(self.daemon.requests) < 3:
                return answer()
            self.daemon.socket.unlink()
            return "hang up"

        self.reply(leave)
        result = self.ctl("verify", *files)
        self.assertSaid(result, "2.pdf: no daemon answers")
        self.assertNotIn("3.pdf", result.err)
        self.assertIn("6 files: 2 passed, 4 not examined", result.out)

    def test_a_reader_that_leaves(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([VOUCHCTL, "--socket", self.daemon.socket, "verify", self.file],
                                  stdout=full, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, NOT_EXAMINED)
        self.assertIn(b"standard output", done.stderr)


class Usage(CtlTest):
    def assertUsage(self, result, *words):
        self.assertStatus(result, USAGE)
        self.assertEqual(result.out, "")
        for word in words:
            self.assertIn(word, result.err)
        self.assertEqual(self.daemon.requests, [])

    def test_misspelt_and_unknown_options(self):
        self.assertUsage(self.ctl("verify", "--sourc", "nia", self.file), "--sourc", "--source")
        self.assertUsage(self.ctl("verify", "--jsn", self.file), "Did you mean '--json'?")
        self.assertUsage(self.ctl("verify", "-x", self.file), "'-x'")
        for later in ("--crossings", "--assume"):
            self.assertUsage(self.ctl("verify", later, "x", self.file), f"no option '{later}'")
        self.assertUsage(self.ctl("verify", "--private", self.file),
                         "stands before the command", "--private")

    def test_values(self):
        self.assertUsage(self.ctl("verify", self.file, "--source"), "--source wants a value")
        self.assertUsage(self.ctl("verify", "--json=yes", self.file), "--json takes no value")
        self.assertUsage(self.ctl("verify", "--source", "a", "--source", "b", self.file), "twice")
        self.assertUsage(self.ctl("verify", "--at", "yesterday", self.file), "'yesterday' is not a time")
        self.assertUsage(self.ctl("verify", "--existed-by", "2026-02-30T00:00:00Z", self.file), "is not a time")

    def test_without_files(self):
        self.assertUsage(self.ctl("verify"), "no file is named", "FILE...", "verify --help")

    def test_what_does_not_go_together_is_named(self):
        self.assertUsage(self.ctl("verify", "--for", "officer", self.file), "--for is of --html")
        self.assertUsage(self.ctl("verify", "--results", "x", self.file), "--results is of --manifest")
        self.assertUsage(self.ctl("verify", "--html", "x", self.file, self.file), "about one document")
        self.assertUsage(self.ctl("verify", "--html", "x", "-v", self.file), "without it")
        self.assertUsage(self.ctl("verify", "--manifest", "x", "--html", "x"), "the table says it")

    def test_a_page_is_never_written_over_a_document(self):
        before = self.file.read_bytes()
        self.assertUsage(self.ctl("verify", "--html", self.file, self.file), "is no page")
        self.assertEqual(self.file.read_bytes(), before)

    def test_two_dashes_end_the_options(self):
        self.write("--json", b"%PDF-")
        result = self.ctl("verify", "--", "--json", cwd=self.folder)
        self.assertStatus(result, PASSED)
        self.assertIn("✔ PASSED  --json", result.out)


if __name__ == "__main__":
    unittest.main()
