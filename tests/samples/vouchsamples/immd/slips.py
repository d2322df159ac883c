"""The landing slip 入境標籤 and the e-Visa sheet: small papers that vouch for nothing by themselves."""

import datetime as dt
import random
from dataclasses import dataclass

from PIL import Image

from ..sheet import A4, LEFT, Sheet


@dataclass(frozen=True)
class Slip:
    name: str = "SAMPLE SIU YEUNG"
    document: str = "E99000012"
    arrived: dt.date = dt.date(2026, 3, 20)
    until: dt.date = dt.date(2026, 3, 27)


def landing(slip=Slip(), size=A4):
    sheet = Sheet(size)
    lines = [
        ("IMMIGRATION DEPARTMENT HONG KONG", 11),
        ("LANDING SLIP 入境標籤", 12),
        (f"Name: {slip.name}", 10),
        (f"Travel Document No.: {slip.document}", 10),
        (f"Date of Arrival: {slip.arrived.day} {slip.arrived:%b %Y}", 10),
        ("Conditions of stay: VISITOR", 10),
        (f"Permitted to remain until {slip.until.day} {slip.until:%b %Y}", 10),
    ]
    for index, (line, height) in enumerate(lines):
        sheet.text(60, 70 + index * 20, line, height)
    return [sheet]


def code_picture(seed=3):
    """Looks like a QR code: three corners, and squares that say nothing."""
    dice = random.Random(seed)
    side = 33
    image = Image.new("L", (side, side), 255)
    image.putdata([dice.choice((0, 255)) for _ in range(side * side)])
    for left, top in ((0, 0), (side - 7, 0), (0, side - 7)):
        image.paste(255, (max(left - 1, 0), max(top - 1, 0), min(left + 8, side), min(top + 8, side)))
        for inset, shade in ((0, 0), (1, 255), (2, 0)):
            image.paste(shade, (left + inset, top + inset, left + 7 - inset, top + 7 - inset))
    return image.resize((side * 6, side * 6), Image.NEAREST)


@dataclass(frozen=True)
class Visa:
    name: str = "SAMPLE SIU YEUNG"
    birth: dt.date = dt.date(1990, 1, 23)
    document: str = "E99000012"
    nationality: str = "CHINESE"
    kind: str = "EMPLOYMENT"
    reference: str = "ICRS-9900017-26"
    issued_on: dt.date = dt.date(2026, 2, 3)
    until: dt.date = dt.date(2026, 5, 3)


def visa(it=Visa()):
    sheet = Sheet(A4)
    sheet.picture(50, 50, 110, code_picture())
    sheet.text(190, 70, "e-Visa 電子簽證", 16)
    sheet.text(190, 92, "Notification Slip for Entry Visa / Permit", 12)
    sheet.text(190, 110, "Immigration Department 入境事務處", 10)
    fields = [
        ("Name 姓名", it.name),
        ("Date of Birth 出生日期", f"{it.birth:%d-%m-%Y}"),
        ("Nationality 國籍", it.nationality),
        ("Travel Document No. 旅行證件號碼", it.document),
        ("Visa / Permit Type 簽證／進入許可類別", it.kind),
        ("Application Reference No. 申請檔案編號", it.reference),
        ("Date of Issue 簽發日期", f"{it.issued_on:%d-%m-%Y}"),
        ("Valid for presentation until 有效期至", f"{it.until:%d-%m-%Y}"),
    ]
    for index, (label, value) in enumerate(fields):
        sheet.text(60, 200 + index * 22, label, 10)
        sheet.text(320, 200 + index * 22, value, 10, LEFT)
    sheet.text(60, 420, "The QR code can be read with the mobile application of the Immigration Department.", 9)
    return [sheet]
