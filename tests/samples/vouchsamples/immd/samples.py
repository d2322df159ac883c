"""Samples of ImmD's papers, born digital: genuine, and tampered with."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from .. import sheet
from ..catalogue import Made, register, undecided
from ..configurations import source, sources
from ..fonts import EmbeddedFont, FontSet
from ..pdf import Form
from . import slips, statement, travel

UNSIGNED = undecided("NO_SIGNATURE_FOUND", "pdf.not_signed")
CHECKS = """hkid_check_digit control_points_known directions_alternate rows_order rows_in_period period_length
pages_complete person_same passages_plausible""".split()
DAY = dt.timedelta(1)
sources("immd", {"immd": source("immd", ())})


def outcomes(**others):
    """{check: outcome}: all pass but the others (None: not asserted)."""
    found = {f"immd.{check}": others.get(check, "pass") for check in CHECKS}
    return {check: outcome for check, outcome in found.items() if outcome}


def fonts(workshop):
    def make():
        here = Path(__file__).parent
        return FontSet(EmbeddedFont("".join(path.read_text(encoding="utf-8") for path in sorted(here.glob("*.py")))))

    return workshop.once("immd fonts", make)


def printed(workshop, sheets):
    document = sheet.document(sheets, fonts(workshop))
    document.file.write(Form.PACKED)
    return bytes(document.file.data)


def immd(label, title, expect, maker, why="", suffix="pdf", group="immd"):
    register(f"immd-{label}", group, title, expect, maker, why, suffix=suffix, source="immd", trust="immd")


# Born digital


def _genuine():
    for name, layout in statement.LAYOUTS.items():
        def maker(workshop, layout=layout):
            made = timed(travel.usual())
            claims = made.claims(chinese="chinese" in layout.labels)
            return Made(printed(workshop, statement.draw(made, layout)), claims, outcomes())

        immd(f"genuine-{name}", f"Two pages, layout “{name}”", UNSIGNED, maker,
             "Nobody has shown the real layout; labels must do.")

    def variant(label, title, build, **others):
        def maker(workshop):
            made = build(travel.usual())
            return Made(printed(workshop, statement.draw(made)), made.claims(), outcomes(**others))

        immd(label, title, UNSIGNED, maker)

    variant("newest-first", "The newest passage first", lambda it: it.but(passages=it.passages[::-1]),
            rows_order=None)
    variant("no-hkid", "A visitor without an identity card", lambda it: it.but(hkid=""), hkid_check_digit=None)
    variant("hkid-two-letters", "An identity card with two letters",
            lambda it: it.but(hkid=travel.hkid("XZ", "990017")))
    variant("no-passage", "No passage in the period", lambda it: it.but(passages=()), control_points_known=None,
            directions_alternate=None, rows_order=None, rows_in_period=None, passages_plausible=None)
    variant("day-trips", "Out and back on one day", lambda it: it.but(passages=_day_trips(it)))


def _day_trips(it):
    out = []
    for index in range(6):
        day = it.period_from + (10 + 30 * index) * DAY
        out += [travel.Passage(False, day, "Lo Wu"), travel.Passage(True, day, "Lok Ma Chau Spur Line")]
    return tuple(out)


def timed(it):
    """With a time of day for each passage, for a layout that prints them."""
    hours = [f"{7 + index % 15:02d}:{index * 7 % 60:02d}" for index in range(len(it.passages))]
    return it.but(passages=tuple(replace(passage, time=hour) for passage, hour in zip(it.passages, hours)))


# Tampered with


def tampered(label, title, hand, why="", draw=None, **others):
    def maker(workshop):
        sheets = (draw or statement.draw)(hand(travel.usual()))
        return Made(printed(workshop, sheets), None, outcomes(**others))

    immd(label, title, UNSIGNED, maker, why)


def _two_at_once(it):
    """Out at one end of the territory and back in at the other, five minutes later."""
    it = timed(it).passage(8, point="Lo Wu", time="10:00")
    return it.passage(9, day=it.passages[8].day, point="Airport", time="10:05")


def _tampered():
    wrong = travel.hkid("Z", "990017")[:-2] + "3)"
    tampered("hkid-wrong", "Identity card number with a wrong check digit", lambda it: it.but(hkid=wrong),
             hkid_check_digit="fail")
    tampered("point-unknown", "A control point that nobody knows", lambda it: it.passage(5, point="Lantau Gate"),
             "The table of control points is ours.", control_points_known="unknown")
    tampered("two-arrivals", "Two arrivals in a row", lambda it: it.passage(4, arrival=True),
             directions_alternate="fail")
    tampered("passage-removed", "A passage taken out",
             lambda it: it.but(passages=it.passages[:9] + it.passages[10:]), directions_alternate="fail")
    tampered("order", "A passage out of order", lambda it: it.passage(7, day=it.period_to - DAY), rows_order="fail")
    tampered("outside-after", "A passage after the period", lambda it: it.passage(33, day=it.period_to + 5 * DAY),
             rows_in_period="fail")
    tampered("outside-before", "A passage before the period", lambda it: it.passage(0, day=it.period_from - 5 * DAY),
             rows_in_period="fail")
    tampered("period-too-old", "A period that begins more than ten years before the issue",
             lambda it: it.but(period_from=dt.date(2015, 4, 1)), "Records older than ten years are not given.",
             period_length="fail")
    tampered("name-other", "Another name on page 2", lambda it: it.but(second_name="EXAMPLE, MEI LING"),
             person_same="fail")
    tampered("birth-other", "Another day of birth on page 2", lambda it: it.but(second_birth=dt.date(1991, 1, 23)),
             person_same="fail")
    tampered("page-missing", "Page 1 of 2 alone", lambda it: it,
             draw=lambda it: statement.draw(it, skip=(2,)), pages_complete="fail")
    tampered("page-numbers-missing", "No page numbers", lambda it: it,
             draw=lambda it: statement.draw(it, page_numbers=False), pages_complete="unknown")
    tampered("two-at-once", "Two passages five minutes apart, at control points an hour apart", _two_at_once,
             draw=lambda it: statement.draw(it, statement.TIMED), passages_plausible="fail")
    tampered("after-issue", "A passage after the day of issue", lambda it: it.passage(33, day=it.issued_on + 5 * DAY),
             rows_in_period="fail", passages_plausible="fail")


# Slips


def _slips():
    def landing(workshop):
        slip = slips.Slip()
        arrival = {"direction": "entry", "date": slip.arrived.isoformat()}
        return Made(printed(workshop, slips.landing(slip)), {"person": person(slip), "crossings": [arrival]})

    def visa(workshop):
        it = slips.Visa()
        said = {**person(it), "birth_date": it.birth.isoformat()}
        return Made(printed(workshop, slips.visa(it)), {"person": said}, {"immd.qr_code": "unknown"})

    immd("landing-slip", "A landing slip", UNSIGNED, landing, "It says when somebody arrived, and nothing of departures.")
    immd("visa", "An e-Visa sheet", UNSIGNED, visa, "Only the department's own means can check the code.")


def person(it):
    return {"names": [{"value": it.name, "script": "Latn", "kind": "printed"}]}


_genuine()
_tampered()
_slips()
