"""China Merchants Bank, 招商银行交易流水 (Transaction Statement of China Merchants Bank)."""

from ..sheet import LEFT, MIDDLE, RIGHT, Sheet
from . import flow as flows
from .flow import GENUINE, amount

COLUMNS = [(40, LEFT), (112, LEFT), (225, RIGHT), (305, RIGHT), (325, LEFT), (420, LEFT)]
HEADINGS = ["记账日期", "货币", "交易金额", "联机余额", "交易摘要", "对手信息"]
ENGLISH = ["Date", "Currency", "Transaction Amount", "Balance", "Transaction Type", "Counter Party"]
FIRST, OTHERS = 38, 46
NOTES = [
    "温馨提示：",
    "1、交易流水验真：可登录招商银行官网www.cmbchina.com，输入户名、账号和验证码核对本交易流水。",
    "2、本交易流水仅供参考，以招商银行系统记录为准。",
]


def usual(**changes):
    return flows.flow(**{"number": flows.luhn("621499000000001"), "code": "A7K2M9QX", **changes})


def _header(sheet, flow, tampered, inline):
    sheet.text(297, 50, "招商银行交易流水", 16, MIDDLE)
    sheet.text(297, 66, "Transaction Statement of China Merchants Bank", 10, MIDDLE)
    sheet.text(297, 84, f"{flow.period_from} -- {flow.period_to}", 10, MIDDLE)
    fields = [
        (40, 108, "户 名", "Name", tampered.holder(1, flow.holder)),
        (310, 108, "账号", "Account No", flow.number),
        (40, 136, "账户类型", "Account Type", "ALL"),
        (310, 136, "开户行", "Sub Branch", "样例分行"),
        (40, 164, "申请时间", "Date", f"{flow.made_at:%Y-%m-%d %H:%M:%S}"),
        (310, 164, "验 证 码", "Verification Code", flow.code),
    ]
    for x, y, label, english, value in fields:
        if inline:
            behind = label in ("申请时间", "验 证 码")
            named = f"{label}：{value} /{english}" if behind else f"{label}/{english}：{value}"
            sheet.text(x, y, named if label != "账号" else f"{label}：{value}", 10)
        else:
            sheet.text(x, y, f"{label}：{value}", 10)
            sheet.text(x, y + 11, english, 7)


def _headings(sheet, y):
    sheet.line(36, y - 12, 559, y - 12)
    sheet.cells(y, COLUMNS, HEADINGS)
    sheet.cells(y + 10, COLUMNS, ENGLISH, 6)
    sheet.line(36, y + 14, 559, y + 14)


def _rows(sheet, rows, y, tampered):
    for index, genuine in rows:
        for row in tampered.row(index, genuine):
            sheet.cells(y, COLUMNS, [
                str(row.day), row.currency, row.printed or amount(row.amount, grouped=True),
                amount(row.balance, grouped=True),
                row.summary, f"{row.party} {row.party_account}"])
            y += 14
    return y


def _merged(sheet, flow, y):
    """合并统计: rows of a second table, which are no transactions."""
    sheet.text(40, y, "合并统计", 9)
    for name in sorted({row.summary for row in flow.rows}):
        y += 13
        total = sum(row.amount for row in flow.rows if row.summary == name)
        sheet.cells(y, [(40, LEFT), (225, RIGHT)], [name, amount(total, grouped=True)])
    return y


def draw(flow, tampered=GENUINE, merged=False, inline=False):
    """`inline`: English labels on the Chinese ones' lines, before or behind the value, not below"""
    parts = flows.paged(flow.rows, FIRST, OTHERS)
    tail = 60 + (120 if merged else 0)
    if len(parts[-1]) * 14 + tail > 560:
        parts.append([])
    pages = []
    for number, rows in enumerate(parts, 1):
        sheet = Sheet()
        top = 56
        if number == 1:
            _header(sheet, flow, tampered, inline)
            top = 200
        if rows or not flow.rows:  # a table without rows has its headings
            _headings(sheet, top)
        y = _rows(sheet, rows, top + 28, tampered)
        if number == len(parts):
            y = _merged(sheet, flow, y + 14) if merged else y
            for index, note in enumerate(NOTES):
                sheet.text(40, y + 20 + index * 13, note, 8)
        sheet.text(297, 820, f"{number}/{len(parts)}", 8, MIDDLE)
        pages.append(sheet)
    return tampered.sheets(pages)


def claims(flow):
    return flow.claims(
        person={"names": [{"value": flow.holder, "script": "Hani", "kind": "printed"}]},
        accounts=[{"holder": flow.holder, "number": flow.number, "masked": "*" in flow.number}],
        verification={"code": flow.code},
        issued_on=flow.made_at.date().isoformat(),
    )
