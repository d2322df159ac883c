"""Statement of Travel Records 出入境紀錄證明書 in layouts that a department might use.

All of them invented: only the contents are known (facts.md, section 2).
"""

from dataclasses import dataclass, replace

from ..sheet import A4, LEFT, MIDDLE, RIGHT, Sheet
from .travel import POINTS

WORDS = {True: ("Arrival", "入境"), False: ("Departure", "離境")}


@dataclass(frozen=True)
class Layout:
    title: tuple
    labels: dict  # name, chinese, birth, hkid, serial, period, issued
    columns: tuple  # [(x, anchor)]
    headings: tuple
    order: tuple  # of number, day, time, direction, point
    day: object  # date -> text
    direction: object  # bool -> text
    point: object  # name -> text
    period: object  # (from, to) -> text
    page: str  # "{page}" "{pages}"
    colon: str = ": "
    rows: int = 30
    pitch: float = 17
    size: float = 10


def _english_day(day):
    return f"{day.day} {day:%B} {day.year}"


def _chinese_day(day):
    return f"{day.year}年{day.month}月{day.day}日"


BILINGUAL = Layout(
    title=("IMMIGRATION DEPARTMENT 入境事務處", "THE GOVERNMENT OF THE HONG KONG SPECIAL ADMINISTRATIVE REGION",
           "STATEMENT OF TRAVEL RECORDS 出入境紀錄證明書"),
    labels={"name": "Name in English 英文姓名", "chinese": "Name in Chinese 中文姓名", "birth": "Date of Birth 出生日期",
            "hkid": "Hong Kong Identity Card No. 香港身份證號碼", "serial": "Application Reference 申請編號",
            "period": "Period 期間", "issued": "Date of Issue 簽發日期"},
    columns=((60, LEFT), (220, LEFT), (370, LEFT)),
    headings=("Date 日期", "Arrival / Departure 入境／離境", "Control Point 管制站"),
    order=("day", "direction", "point"),
    day=lambda day: f"{day:%d-%m-%Y}",
    direction=lambda arrival: " ".join(WORDS[arrival]),
    point=lambda name: f"{name} {POINTS.get(name, '')}".strip(),
    period=lambda begin, end: f"From 由 {begin:%d-%m-%Y} To 至 {end:%d-%m-%Y}",
    page="Page {page} of {pages} 第 {page} 頁，共 {pages} 頁",
)
ENGLISH = Layout(
    title=("Immigration Department, Hong Kong", "Statement of Travel Records"),
    labels={"name": "Name", "birth": "Date of Birth", "hkid": "Hong Kong Identity Card Number",
            "serial": "Our Reference", "period": "Period", "issued": "Date"},
    columns=((60, LEFT), (110, LEFT), (240, LEFT), (340, LEFT)),
    headings=("No.", "Date", "Movement", "Control Point"),
    order=("number", "day", "direction", "point"),
    day=_english_day,
    direction=lambda arrival: WORDS[arrival][0],
    point=lambda name: name,
    period=lambda begin, end: f"{_english_day(begin)} to {_english_day(end)}",
    page="Page {page} of {pages}",
)
CHINESE = Layout(
    title=("香港特別行政區政府入境事務處", "出入境紀錄證明書"),
    labels={"name": "英文姓名", "chinese": "中文姓名", "birth": "出生日期", "hkid": "香港身份證號碼", "serial": "檔案編號",
            "period": "期間", "issued": "簽發日期"},
    columns=((60, LEFT), (200, LEFT), (330, LEFT)),
    headings=("日期", "入境／離境", "管制站"),
    order=("day", "direction", "point"),
    day=_chinese_day,
    direction=lambda arrival: WORDS[arrival][1],
    point=lambda name: POINTS.get(name, name),
    period=lambda begin, end: f"{_chinese_day(begin)}至{_chinese_day(end)}",
    page="第 {page} 頁，共 {pages} 頁",
    colon="：",
)
SLASHED = Layout(
    title=("IMMIGRATION DEPARTMENT", "Statement of Travel Records 出入境紀錄證明書"),
    labels={"name": "Name in English 英文姓名", "birth": "Date of Birth 出生日期", "hkid": "HKIC No. 身份證號碼",
            "serial": "Serial No. 編號", "period": "Period 期間", "issued": "Date of Issue 簽發日期"},
    columns=((60, LEFT), (190, LEFT), (430, LEFT)),
    headings=("Arrival / Departure 入境／離境", "Control Point 管制站", "Date 日期"),
    order=("direction", "point", "day"),
    day=lambda day: f"{day:%d/%m/%Y}",
    direction=lambda arrival: " ".join(WORDS[arrival]),
    point=lambda name: f"{name} {POINTS.get(name, '')}".strip(),
    period=lambda begin, end: f"{begin:%d/%m/%Y} - {end:%d/%m/%Y}",
    page="Page 頁: {page}/{pages}",
    rows=26,
    pitch=19,
)
TIMED = replace(
    BILINGUAL,
    columns=((60, LEFT), (150, LEFT), (220, LEFT), (370, LEFT)),
    headings=("Date 日期", "Time 時間", "Arrival / Departure 入境／離境", "Control Point 管制站"),
    order=("day", "time", "direction", "point"),
)
LAYOUTS = {"bilingual": BILINGUAL, "english": ENGLISH, "chinese": CHINESE, "slashed": SLASHED, "timed": TIMED}


def _header(sheet, travel, layout, page):
    y = 56
    for index, line in enumerate(layout.title):
        sheet.text(sheet.size[0] / 2, y, line, 14 if index + 1 == len(layout.title) else 11, MIDDLE)
        y += 20
    name, birth = travel.on_page(page)
    values = {
        "name": name,
        "chinese": travel.chinese_name,
        "birth": layout.day(birth),
        "hkid": travel.hkid,
        "serial": travel.serial,
        "period": layout.period(travel.period_from, travel.period_to),
        "issued": layout.day(travel.issued_on),
    }
    y += 8
    for key, label in layout.labels.items():
        if values[key]:
            sheet.text(60, y, f"{label}{layout.colon}{values[key]}", layout.size)
            y += 16
    return y + 12


def _cells(number, passage, layout):
    found = {
        "number": str(number),
        "day": layout.day(passage.day),
        "time": passage.time,
        "direction": layout.direction(passage.arrival),
        "point": layout.point(passage.point),
    }
    return [found[name] for name in layout.order]


def draw(travel, layout=BILINGUAL, page_numbers=True, skip=()):
    """`skip`: pages, from 1, that are left out"""
    rows = list(enumerate(travel.passages, 1))
    parts = [rows[at : at + layout.rows] for at in range(0, len(rows), layout.rows)] or [[]]
    sheets = []
    for page, part in enumerate(parts, 1):
        sheet = Sheet(A4)
        y = _header(sheet, travel, layout, page)
        sheet.cells(y, layout.columns, layout.headings, layout.size)
        sheet.line(56, y + 5, 540, y + 5)
        for number, passage in part:
            y += layout.pitch
            sheet.cells(y, layout.columns, _cells(number, passage, layout), layout.size)
        if page == len(parts):
            sheet.text(60, y + 30, "for Director of Immigration", 9)
        if page_numbers:
            sheet.text(535, 815, layout.page.format(page=page, pages=len(parts)), 9, RIGHT)
        sheets.append(sheet)
    return [sheet for page, sheet in enumerate(sheets, 1) if page not in skip]
