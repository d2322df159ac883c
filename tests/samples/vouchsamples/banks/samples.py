"""Samples of banks: genuine ones in each layout, and for each kind of tampering the check that must tell."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from .. import sheet
from ..catalogue import Made, failed, passed, register, undecided
from ..fonts import EmbeddedFont, FontSet
from ..pdf import Form, Stream
from ..sign import Field, put_contents, sign
from . import abc, boc, cmb, flow, hsbc, icbc, letter, trust, za
from .flow import GENUINE, Tampered

UNSIGNED = undecided("NO_SIGNATURE_FOUND", "pdf.not_signed")
FLOWS = {"cmb": cmb, "icbc": icbc, "boc": boc, "abc": abc}
# Checks that can pass for each layout; what a layout does not print cannot be checked.
PASS = {
    "cmb": "balance_chain rows_passed_over rows_in_period rows_order account_number verification_code pages_complete",
    "icbc": "balance_chain rows_in_period rows_order account_number pages_complete page_totals counts holder_same",
    "boc": "balance_chain rows_passed_over rows_in_period rows_order account_number pages_complete statement_totals counts "
           "holder_same",
    "abc": "balance_chain rows_passed_over rows_in_period rows_order account_number pages_complete holder_same",
    "za": "balance_chain rows_passed_over rows_in_period rows_order pages_complete holder_same",
    "hsbc": "balance_chain rows_passed_over rows_order pages_complete",
    "letter": "",
}
SIGNED_AT = dt.datetime(2026, 4, 1, 10, 22, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def outcomes(bank, **others):
    """{check: outcome}: those that pass, and the others (None: not asserted)."""
    found = {f"bank.{check}": "pass" for check in PASS[bank].split()}
    found |= {f"bank.{check}": outcome for check, outcome in others.items()}
    return {check: outcome for check, outcome in found.items() if outcome}


def fonts(workshop):
    """One subset for all banks: whatever stands in their modules."""

    def make():
        here = Path(__file__).parent
        return FontSet(EmbeddedFont("".join(path.read_text(encoding="utf-8") for path in sorted(here.glob("*.py")))))

    return workshop.once("bank fonts", make)


def unsigned(workshop, sheets, producer=None):
    document = sheet.document(sheets, fonts(workshop))
    if producer:
        document.file.update(document.file.info, Producer=producer)
    document.file.write(Form.PACKED)
    return bytes(document.file.data)


def signed(workshop, sheets):
    """-> (Document, Signed)"""
    document = sheet.document(sheets, fonts(workshop))
    plan = workshop.plan(signer=trust.signer(workshop), bag=(trust.signer(workshop), trust.issuer(workshop)))
    return document, sign(document, plan, Field(form=Form.PACKED, when=SIGNED_AT, width=4800))


def bank(source, label, title, expect, maker, why="", **options):
    options = {"source": source, "trust": "banks", **options}
    register(f"bank-{source}-{label}", "bank", title, expect, maker, why, **options)


# Genuine ones


def genuine(source, label, title, build, draw=None, why="", claims=None, **others):
    """`build()` -> what is printed, `draw(it)` -> sheets; unsigned, and nothing is wrong with it."""
    module = FLOWS[source]
    draw = draw or module.draw

    def maker(workshop):
        what = build()
        return Made(unsigned(workshop, draw(what)), (claims or module.claims)(what), outcomes(source, **others))

    bank(source, label, title, UNSIGNED, maker, why)


def masked(number):
    return number[:4] + "*" * 8 + number[-4:]


def _genuine_flows():
    for source, module in FLOWS.items():
        usual = module.usual
        genuine(source, "genuine", "Three pages, as the bank prints it", usual)
        genuine(source, "other-order", "The same, ordered the other way", lambda usual=usual: reordered(usual()),
                rows_order=None)
        genuine(source, "one-page", "A few rows on one page", lambda usual=usual: usual(count=7))
        genuine(source, "no-rows", "A period without any row", lambda usual=usual: usual(count=0),
                balance_chain=None, rows_order=None, rows_in_period=None)
        genuine(source, "masked", "Account number masked by the bank",
                lambda usual=usual: usual(number=masked(usual().number)), account_number="unknown")
    genuine("cmb", "merged", "合并统计 behind the rows", lambda: cmb.usual(count=12),
            lambda it: cmb.draw(it, merged=True), "A second table is no row.")
    genuine("cmb", "long", "Four hundred rows", lambda: cmb.usual(count=400))
    for how in ("upward", "chars"):
        genuine("icbc", f"watermark-{how}", f"A code up the page ({how})", icbc.usual,
                lambda it, how=how: icbc.draw(it, watermark=how), "It belongs to no cell.", watermark="pass")
    genuine("icbc", "times", "A time below each day, in the same cell", icbc.usual,
            lambda it: icbc.draw(it, times=True), "Seen in other people's copies of such files.")


    genuine("boc", "filtered", "Nothing but what was spent, as the customer asked for",
            lambda: spent(boc.usual()), lambda it: boc.draw(it, shown="支出"),
            "Balances do not follow from such rows, and that is no failure.", balance_chain="unknown")


def spent(made):
    return made.but(rows=tuple(row for row in made.rows if row.amount < 0))


def reordered(made):
    """The same rows the other way round."""
    return made.but(rows=made.rows[::-1], newest_first=not made.newest_first)


def _genuine_others():
    def simple(source, label, title, module, build, **others):
        def maker(workshop):
            what = build()
            return Made(unsigned(workshop, module.draw(what)), module.claims(what), outcomes(source, **others))

        bank(source, label, title, UNSIGNED, maker)

    simple("za", "genuine", "Six currencies, a sale of dollars, two pages", za, za.usual)
    simple("za", "one-currency", "One account alone", za, lambda: za.usual().but(sections=za.usual().sections[:1]))
    simple("hsbc", "genuine", "Savings, current, and two foreign currencies", hsbc, hsbc.usual)
    simple("letter", "genuine", "A reference letter with two balances", letter, letter.Letter)


# What a forger does to one


def tampered(source, label, title, hand, why="", count=60, build=lambda made: made, draw=None, **others):
    """`hand(flow)` -> Tampered; `build(flow)` -> what is printed before."""
    module = FLOWS[source]

    def maker(workshop):
        made = build(module.usual(count=count))
        sheets = (draw or module.draw)(made, hand(made))
        return Made(unsigned(workshop, sheets), None, outcomes(source, **others))

    bank(source, label, title, UNSIGNED, maker, why)


def on_day(index, day):
    """One row's day changed, everything else left."""
    return lambda made: Tampered(rows={index: (replace(made.rows[index], day=day(made)),)})


def totals_fail(source, **outcomes_of):
    """Outcomes for those layouts that state such totals."""
    known = PASS[source].split()
    return {check: outcome for check, outcome in outcomes_of.items() if check in known}


def _tampered_flows():
    day = dt.timedelta(1)
    for source, module in FLOWS.items():
        sums = totals_fail(source, page_totals="fail", statement_totals="fail")
        counts = totals_fail(source, counts="fail")
        rows_gone = {"balance_chain": "fail", **sums, **counts}
        tampered(source, "amount", "An amount changed", lambda made: flow.changed_amount(made, 8),
                 "The balance behind it does not follow.", balance_chain="fail", **sums)
        tampered(source, "balance", "A balance changed",
                 lambda made: Tampered(rows={8: (replace(made.rows[8], balance=made.rows[8].balance + 500000),)}),
                 balance_chain="fail")
        tampered(source, "row-removed", "A row taken out", lambda made: flow.removed(9), **rows_gone)
        tampered(source, "pages-swapped", "Pages 1 and 2 swapped", lambda made: Tampered(swapped=True), count=45,
                 why="The numbers of pages tell, and so do the rows.", balance_chain="fail", rows_order=None,
                 pages_complete="fail", page_totals=None, counts=None, statement_totals=None)
        tampered(source, "page-missing", "Page 2 left out", lambda made: Tampered(missing=2), count=100,
                 **{**rows_gone, "page_totals": None, "counts": None}, pages_complete="fail")
        tampered(source, "row-outside", "A row after the period",
                 on_day(0 if module.usual().newest_first else 59, lambda made: made.period_to + 3 * day),
                 rows_in_period="fail")
        tampered(source, "row-before", "A row before the period",
                 on_day(59 if module.usual().newest_first else 0, lambda made: made.period_from - 9 * day),
                 rows_in_period="fail")
        tampered(source, "order", "A day out of order", on_day(30, lambda made: made.period_to), rows_order="fail")
        tampered(source, "luhn", "A card number with a wrong last digit", lambda made: GENUINE,
                 build=lambda made: made.but(number=made.number[:-1] + str((int(made.number[-1]) + 1) % 10)),
                 account_number="fail")
    for source in ("icbc", "boc", "abc"):
        tampered(source, "holder", "Another holder on page 2", lambda made: Tampered(holders={2: "陈样例"}),
                 "Pages of two statements under one cover.", holder_same="fail")


def _tampered_totals():
    for what in ("debit", "credit"):
        tampered("icbc", f"total-{what}", f"A page's {what} total changed",
                 lambda made, what=what: Tampered(totals={f"{what} 2": "123,456.78"}), page_totals="fail")
        tampered("boc", f"total-{what}", f"The {what} total changed",
                 lambda made, what=what: Tampered(totals={what: "123,456.78"}), statement_totals="fail")
    tampered("icbc", "count", "A page's count changed", lambda made: Tampered(totals={"count 1": "24"}), counts="fail")
    tampered("boc", "count", "The count changed", lambda made: Tampered(totals={"count": "61"}), counts="fail")
    for how in ("upward", "chars"):
        tampered("icbc", f"watermark-{how}-other", f"Page 2 with another file's code up the page ({how})",
                 lambda made: Tampered(totals={"watermark 2": icbc.WATERMARK[::-1]}), "The page is of another file.",
                 draw=lambda made, hand, how=how: icbc.draw(made, hand, watermark=how), watermark="fail")
    tampered("cmb", "code", "A verification code of another shape", lambda made: GENUINE,
             build=lambda made: made.but(code="a7k2"), verification_code="fail")
    tampered("cmb", "code-missing", "No verification code", lambda made: GENUINE,
             build=lambda made: made.but(code=""), verification_code="unknown")


def _tampered_statements():
    def changed(source, label, title, module, hand, **others):
        def maker(workshop):
            return Made(unsigned(workshop, hand(module)), None, outcomes(source, **others))

        bank(source, label, title, UNSIGNED, maker)

    changed("za", "amount", "An amount changed", za, lambda m: m.draw(m.usual().row(0, 3, amount=1234567)),
            balance_chain="fail")
    changed("za", "row-removed", "A row taken out", za, lambda m: m.draw(m.usual().without(0, 4)),
            balance_chain="fail")
    changed("za", "page-missing", "Page 1 of 2 alone", za, lambda m: m.draw(m.usual(), (1,)), pages_complete="fail",
            balance_chain=None)
    changed("za", "row-outside", "A row of another month", za,
            lambda m: m.draw(m.usual().row(0, 0, day=dt.date(2026, 2, 20))), rows_in_period="fail")
    changed("hsbc", "amount", "An amount changed", hsbc, lambda m: m.draw(m.usual().row(0, 5, amount=1234567)),
            balance_chain="fail")
    changed("hsbc", "row-passed-over", "A row that takes money under the name of a balance carried forward", hsbc,
            lambda m: m.draw(m.usual().row(0, 5, summary="C/F BALANCE")), balance_chain="fail",
            rows_passed_over="unknown")
    changed("hsbc", "row-removed", "A row taken out", hsbc, lambda m: m.draw(m.usual().without(0, 7)),
            balance_chain="fail")


# Signed


SAMPLES = {
    "cmb": (lambda: cmb.draw(cmb.usual()), lambda: cmb.draw(cmb.usual(), flow.changed_amount(cmb.usual(), 8))),
    "icbc": (lambda: icbc.draw(icbc.usual()), lambda: icbc.draw(icbc.usual(), flow.removed(9))),
    "za": (lambda: za.draw(za.usual()), lambda: za.draw(za.usual().row(0, 3, amount=1234567))),
    "letter": (lambda: letter.draw(letter.Letter()), lambda: letter.draw(letter.Letter(), {"HKD": 99945678})),
}


def _signed():
    for source, (draw, draw_changed) in SAMPLES.items():
        module = {**FLOWS, "za": za, "letter": letter}[source]
        what = module.Letter if source == "letter" else module.usual

        def good(workshop, draw=draw, module=module, what=what, source=source):
            document, _ = signed(workshop, draw())
            return Made(bytes(document.file.data), module.claims(what()), outcomes(source))

        def put_back(workshop, draw=draw, draw_changed=draw_changed):
            _, first = signed(workshop, draw())
            document, second = signed(workshop, draw_changed())
            put_contents(document.file, second.contents, first.cms)
            return document.file.data

        def later(workshop, draw=draw, draw_changed=draw_changed):
            document, _ = signed(workshop, draw())
            other = sheet.document(draw_changed(), fonts(workshop))
            document.file.put(document.contents[0], Stream(other.file.get(other.contents[0]).data))
            document.file.write()
            return document.file.data

        bank(source, "signed", "Signed by the bank", passed(), good)
        bank(source, "signed-changed", "Changed, the bank's signature put back in",
             failed("HASH_FAILURE", "signature.digest_mismatch"), put_back, "Covered bytes have another digest.")
        bank(source, "signed-later", "Changed by a later revision",
             failed("FORMAT_FAILURE", "pdf.changed_after_signing"), later, "What it shows now was not signed.")


def _signed_by_others(workshop):
    """The NIA's signer is none of a bank's."""
    document = sheet.document(letter.draw(letter.Letter()), fonts(workshop))
    sign(document, workshop.plan(), Field(form=Form.PACKED, when=SIGNED_AT))
    return document.file.data


bank("letter", "signed-stranger", "Signed by somebody whom the source does not know",
     undecided("NO_CERTIFICATE_CHAIN_FOUND", "trust.no_path"), _signed_by_others, _signed_by_others.__doc__)


def _unnamed():
    """Nobody names a source: the layouts tell each other apart."""
    modules = {**FLOWS, "za": za, "hsbc": hsbc}
    for source, module in modules.items():
        def maker(workshop, module=module):
            return Made(unsigned(workshop, module.draw(module.usual())), None, None)

        register(f"bank-{source}-unnamed", "bank", "No source named by the caller", UNSIGNED, maker, _unnamed.__doc__,
                 trust="banks", source=None)


_genuine_flows()
_genuine_others()
_tampered_flows()
_tampered_totals()
_tampered_statements()
_signed()
_unnamed()
