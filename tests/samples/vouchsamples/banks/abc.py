"""Agricultural Bank of China, 活期账户交易明细, as its app mails it; what is empty is --."""

from ..sheet import A4_WIDE, LEFT, MIDDLE, RIGHT, Sheet
from . import flow as flows
from .flow import GENUINE, amount

COLUMNS = [(28, LEFT), (90, LEFT), (140, LEFT), (295, RIGHT), (375, RIGHT), (390, LEFT), (560, LEFT), (640, LEFT),
           (710, LEFT)]
HEADINGS = ["交易日期", "交易时间", "交易摘要", "交易金额", "本次余额", "对手信息", "日志号", "交易渠道", "交易附言"]
PAGE_ROWS = 26


def usual(**changes):
    values = {"number": flows.luhn("622899000000000001"), "serial": "26040110219900000017", "newest_first": True}
    return flows.flow(**{**values, **changes})


def _header(sheet, flow, holder):
    sheet.text(421, 34, "中国农业银行", 14, MIDDLE)
    sheet.text(421, 52, "活期账户交易明细", 12, MIDDLE)
    fields = [
        [f"户名：{holder}", f"账户：{flow.number}", "币种：人民币", "汇钞标识：本币"],
        [f"起止日期：{flow.period_from:%Y%m%d}-{flow.period_to:%Y%m%d}", f"电子流水号：{flow.serial}"],
    ]
    for index, line in enumerate(fields):
        for x, text in zip((28, 250, 480, 640), line):
            sheet.text(x, 72 + index * 14, text, 9)


def draw(flow, tampered=GENUINE):
    parts = flows.paged(flow.rows, PAGE_ROWS, PAGE_ROWS)
    pages = []
    for number, rows in enumerate(parts, 1):
        sheet = Sheet(A4_WIDE)
        _header(sheet, flow, tampered.holder(number, flow.holder))
        sheet.line(24, 94, 818, 94)
        sheet.cells(106, COLUMNS, HEADINGS, 8)
        sheet.line(24, 112, 818, 112)
        y = 126
        for index, genuine in rows:
            for row in tampered.row(index, genuine):
                sheet.cells(y, COLUMNS, [
                    f"{row.day:%Y%m%d}", row.time.replace(":", ""), row.summary,
                    amount(row.amount, plus=True), amount(row.balance), row.party or "--", row.reference,
                    "手机银行", "--"], 8)
                y += 16
        sheet.text(421, 578, f"第 {number} 页，共 {len(parts)} 页", 8, MIDDLE)
        pages.append(sheet)
    return tampered.sheets(pages)


def claims(flow):
    return flow.claims(
        serial=flow.serial,
        person={"names": [{"value": flow.holder, "script": "Hani", "kind": "printed"}]},
        accounts=[{"holder": flow.holder, "number": flow.number, "masked": "*" in flow.number, "currency": "CNY"}],
    )
