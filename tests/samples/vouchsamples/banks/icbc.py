"""ICBC, 中国工商银行借记账户历史明细（电子版）: page totals, a code for checking, a watermark up the page."""

import random

from ..sheet import A4_WIDE, LEFT, MIDDLE, RIGHT, Sheet
from . import flow as flows
from .flow import GENUINE, amount

COLUMNS = [(28, LEFT), (82, LEFT), (180, LEFT), (218, LEFT), (252, LEFT), (290, LEFT), (320, LEFT), (378, LEFT),
           (475, RIGHT), (545, RIGHT), (560, LEFT), (652, LEFT), (760, LEFT)]
HEADINGS = ["交易日期", "账号", "储种", "序号", "币种", "钞汇", "摘要", "地区", "收入/支出金额", "余额", "对方户名",
            "对方账号", "渠道"]
PAGE_ROWS = 25
WATERMARK = "3F9A07C2E5B81D46A0C7F2913BD85E64"


def usual(**changes):
    return flows.flow(**{"number": flows.luhn("622299000000000001"), "code": "", **changes})


def checking_picture():
    """Squares that look like a QR code, and say nothing."""
    from PIL import Image

    dice = random.Random(7)
    image = Image.new("L", (29, 29), 255)
    image.putdata([dice.choice((0, 255)) for _ in range(29 * 29)])
    return image.resize((116, 116), Image.NEAREST)


def _header(sheet, flow, holder, picture):
    sheet.text(421, 36, "中国工商银行借记账户历史明细（电子版）", 14, MIDDLE)
    sheet.picture(740, 14, 52, picture)
    sheet.text(690, 30, "请扫描二维码", 6)
    sheet.text(690, 40, "识别明细真伪", 6)
    sheet.text(28, 62, f"卡号 {flow.number}", 9)
    sheet.text(300, 62, f"户名：{holder}", 9)
    sheet.text(500, 62, f"起止日期：{flow.period_from} — {flow.period_to}", 9)
    sheet.line(24, 72, 818, 72)
    sheet.cells(84, COLUMNS, HEADINGS, 7)
    sheet.line(24, 90, 818, 90)


def _totals(sheet, rows, tampered, page, pages, flow):
    spent = sum(-row.amount for _, row in rows if row.amount < 0)
    came = sum(row.amount for _, row in rows if row.amount > 0)
    spent, came = amount(spent, grouped=True), amount(came, grouped=True)
    count = tampered.total(f"count {page}", str(len(rows)))
    sheet.line(24, 540, 818, 540)
    sheet.text(28, 554, f"本页支出算术合计：{tampered.total(f'debit {page}', spent)}", 8)
    sheet.text(230, 554, f"本页收入算术合计：{tampered.total(f'credit {page}', came)}", 8)
    sheet.text(430, 554, f"本页交易笔数：{count}", 8)
    sheet.text(560, 554, f"第 {page} 页", 8)
    sheet.text(610, 554, f"共 {pages} 页", 8)
    sheet.text(28, 570, f"下单时间：{flow.made_at:%Y-%m-%d %H:%M:%S}", 8)


def _watermark(sheet, how, code):
    """`how`: upward (one line of text, turned) or chars (each at a row's own height)"""
    if how == "upward":
        sheet.text(640, 520, code, 9, upward=True)
    elif how == "chars":
        for index, char in enumerate(code[:PAGE_ROWS]):
            sheet.text(552, 106 + index * 17, char, 8)


def draw(flow, tampered=GENUINE, watermark=None, times=False):
    parts = flows.paged(flow.rows, PAGE_ROWS, PAGE_ROWS)
    picture = checking_picture()
    pages = []
    for number, rows in enumerate(parts, 1):
        sheet = Sheet(A4_WIDE)
        _header(sheet, flow, tampered.holder(number, flow.holder), picture)
        y = 106
        for index, genuine in rows:
            for row in tampered.row(index, genuine):
                sheet.cells(y, COLUMNS, [
                    str(row.day), flow.number[-17:], "活期", "00000", "人民币", "钞", row.summary, "4000",
                    amount(row.amount, grouped=True, plus=True), amount(row.balance, grouped=True), row.party,
                    row.party_account, "手机银行"], 7)
                if times:
                    sheet.text(COLUMNS[0][0], y + 7, row.time, 6)
                y += 17
        _watermark(sheet, watermark, tampered.total(f"watermark {number}", WATERMARK))
        _totals(sheet, rows, tampered, number, len(parts), flow)
        pages.append(sheet)
    return tampered.sheets(pages)


def page_totals(flow):
    """-> the claims, page after page"""
    out = []
    for number, rows in enumerate(flows.paged(flow.rows, PAGE_ROWS, PAGE_ROWS), 1):
        part = flow.but(rows=tuple(row for _, row in rows))
        out += [{**total, "page": number} for total in part.totals("page")]
    return out


def claims(flow):
    return flow.claims(
        person={"names": [{"value": flow.holder, "script": "Hani", "kind": "printed"}]},
        accounts=[{"holder": flow.holder, "number": flow.number, "masked": "*" in flow.number}],
        totals=page_totals(flow),
    )
