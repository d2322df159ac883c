"""Records for each check of the NIA plugin, and the anomalies that must not alarm.

Every one is properly signed: what a record says can be odd, and it is genuine still.
"""

import datetime as dt
from dataclasses import replace

from .catalogue import Made, passed, register
from .draw import Layout
from .record import BEIJING, PASSPORT, Crossing, id_number, masked
from .sign import Field

NAMES = """serial_date made_at_signing made_at_period_end id_check_digit id_birth_date id_sex
rows_numbered rows_order rows_in_period period_length pages_complete document_numbers ports_known
directions_alternate nothing_after_making table_not_empty""".split()
ALL_PASS = {f"nia.{name}": "pass" for name in NAMES}
DAY = dt.timedelta(1)


def moment(day, hour, minute, second=0):
    return dt.datetime(2026, 4, day, hour, minute, second, tzinfo=BEIJING)


def checked(name, title, change, outcomes, why="", count=12, layout=Layout(), field=Field(), group="checks"):
    """`outcomes`: {check: outcome} beside those that pass; None: not asserted."""
    expected = {**ALL_PASS, **{f"nia.{check}": value for check, value in outcomes.items()}}
    expected = {check: value for check, value in expected.items() if value}

    def maker(workshop):
        record = change(workshop.record(count))
        data = workshop.signed_bytes(record, layout, field=field)
        claims = None if layout.skip_pages else record.claims()
        if claims and outcomes.keys() & {"rows_numbered", "pages_complete", "table_not_empty"}:
            del claims["complete"]  # whether such a record is complete is what the check asks
        return Made(data, claims, expected)

    register(name, group, title, passed(), maker, why)


def row(index, **changes):
    """A change of one row (from 0)."""

    def change(record):
        rows = list(record.crossings)
        rows[index] = replace(rows[index], **changes)
        return record.but(crossings=rows)

    return change


def moved(index, days):
    """One row's date set `days` after the period's end (negative: before its beginning)."""

    def change(record):
        rows = list(record.crossings)
        base = record.period_to if days > 0 else record.period_from
        rows[index] = replace(rows[index], date=base + days * DAY)
        return record.but(crossings=rows)

    return change


def but(**changes):
    return lambda record: record.but(**changes)


def _header():
    checked("check-all-pass", "Everything adds up", lambda r: r, {})
    checked("serial-other-day", "编号 of another day than 查询日期", but(serial="E260403900017"),
            {"serial_date": "fail"})
    checked("signed-days-later", "Signed three days after 制作日期", lambda r: r, {"made_at_signing": "fail"},
            field=Field(when=moment(7, 20, 47, 31)))
    checked("signed-before-made", "Signed the day before 制作日期", lambda r: r, {"made_at_signing": "fail"},
            field=Field(when=moment(3, 20, 47, 31)))
    checked("signed-no-time", "No signing time in the file", lambda r: r, {"made_at_signing": "unknown"},
            field=Field(when=None))
    checked("period-chosen", "A chosen period that ends before the making",
            lambda r: r.but(period_to=dt.date(2026, 3, 31)), {"made_at_period_end": "unknown"},
            "Whether NIA offers this is not known, so it is no failure.")
    checked("midnight-between", "Asked before midnight, made after it", but(made_at=moment(5, 0, 3)),
            {"made_at_period_end": "unknown"}, field=Field(when=moment(5, 0, 3, 20)))
    checked("made-before-end", "Made before the period it covers has ended",
            but(made_at=moment(3, 20, 47), queried_on=dt.date(2026, 4, 3), serial="E260403900017"),
            {"made_at_period_end": "fail"}, field=Field(when=moment(3, 20, 47, 31)))
    checked("period-ten-years", "A period of exactly ten years", but(period_from=dt.date(2016, 4, 4)), {})
    checked("period-eleven-years", "A period of eleven years", but(period_from=dt.date(2015, 4, 4)),
            {"period_length": "fail"})


def _person():
    wrong = id_number(dt.date(1990, 1, 1), "男")
    wrong = wrong[:-1] + ("0" if wrong[-1] != "0" else "1")
    checked("id-check-digit", "Id number with a wrong check digit", but(id_number=wrong),
            {"id_check_digit": "fail"})
    checked("id-other-birth", "Birth date other than the id number's", but(birth=dt.date(1990, 1, 2)),
            {"id_birth_date": "fail"})
    checked("id-other-sex", "Sex other than the id number's", but(sex="女"), {"id_sex": "fail"})
    checked("id-woman", "A woman's record", but(sex="女", id_number=id_number(dt.date(1990, 1, 1), "女")), {})
    checked("id-masked", "Masked id number: six digits, stars, four digits",
            lambda r: r.but(id_number=masked(r.id_number)),
            {"id_check_digit": "unknown", "id_birth_date": "unknown", "id_sex": None},
            "The digit that tells the sex is not masked; whether to use it is open.")


def _table():
    checked("rows-gap", "Number 4 is missing", lambda r: r.but(numbers=[1, 2, 3, *range(5, 14)]),
            {"rows_numbered": "fail"})
    checked("rows-number-twice", "Number 3 stands twice", lambda r: r.but(numbers=[1, 2, 3, 3, *range(4, 12)]),
            {"rows_numbered": "fail"})
    checked("rows-oldest-first", "Oldest row first", lambda r: r.but(crossings=r.crossings[::-1]),
            {"rows_order": "fail", "directions_alternate": None})
    checked("row-before-period", "A row before the period", moved(-1, -9), {"rows_in_period": "fail"})
    checked("row-after-making", "A row after the day of making", moved(0, 1),
            {"rows_in_period": "fail", "nothing_after_making": "fail"})
    checked("page-missing", "Page 2 of 3 was not put in", lambda r: r,
            {"pages_complete": "fail", "rows_numbered": "fail", "directions_alternate": None},
            count=76, layout=Layout(skip_pages=(2,)))
    checked("page-numbers-missing", "No 第 n 页 / 共 m 页 at all", lambda r: r, {"pages_complete": "unknown"},
            layout=Layout(footers=False))
    checked("table-empty", "No crossing at all", but(crossings=[]),
            {name: None for name in NAMES if name.startswith(("rows", "doc", "ports", "dir"))}
            | {"table_not_empty": "fail", "nothing_after_making": None})
    checked("direction-twice", "Two exits running", row(4, direction="exit"), {"directions_alternate": "fail"},
            "Reported, and never called forgery: records have such gaps.")
    checked("port-unknown", "A port no table knows", row(2, port="未知岛口岸"), {"ports_known": "unknown"},
            "The table of ports is ours and cannot be complete.")
    checked("port-alias", "A port by its short name", row(2, port="深圳湾"), {})


def _documents():
    checked("document-number-short", "A permit number that is too short", row(3, document_number="CZ99001"),
            {"document_numbers": "fail"})
    checked("document-number-letter", "A permit number with the letter I", row(3, document_number="CI9900017"),
            {"document_numbers": "fail"})
    checked("document-number-old", "A permit number of the old kind", row(3, document_number="C99000017"), {})
    checked("document-number-booklet", "A permit number of the booklet's time", row(3, document_number="W99000017"), {})
    checked("document-number-masked", "A masked permit number", row(3, document_number="CZ99****7"),
            {"document_numbers": "unknown"})
    checked("document-kind-open", "A document whose number format nobody knows",
            row(3, document_type="旅行证", document_number="99000017"), {"document_numbers": "unknown"})


def _anomalies():
    first, last = dt.date(2026, 3, 20), dt.date(2026, 3, 22)
    passport = {"document_type": PASSPORT, "document_number": "E99000012"}

    def anomaly(name, title, rows, why):
        checked(name, title, but(crossings=rows), {}, why, group="anomaly")

    anomaly("anomaly-two-documents", "Out on a passport, in on a permit",
            [Crossing("entry", last, "罗湖口岸"), Crossing("exit", first, "深圳机场", flight="HU714", **passport)],
            "People do this; NIA prints it.")
    anomaly("anomaly-many-a-day", "Six crossings on one day",
            [Crossing(d, first, "拱北口岸") for d in ("entry", "exit") * 3],
            "Traders and commuters do this.")
    anomaly("anomaly-still-out", "Newest row is an exit", [Crossing("exit", last, "罗湖口岸")],
            "Still away, or the system is two hours behind.")
    anomaly("anomaly-entry-oldest", "Oldest row is an entry", [Crossing("entry", first, "罗湖口岸")],
            "The period begins after the exit.")
    anomaly("anomaly-exit-on-day-of-making", "An exit on the day of making",
            [Crossing("exit", dt.date(2026, 4, 4), "福田口岸"), Crossing("entry", first, "罗湖口岸")],
            "Rows have no time of day.")


_header()
_person()
_table()
_documents()
_anomalies()
