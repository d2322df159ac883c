"""Bank of China, 中国银行交易流水明细清单: totals and counts above the table, on each page."""

from ..sheet import A4_WIDE, LEFT, MIDDLE, RIGHT, Sheet
from . import flow as flows
from .flow import GENUINE, amount

COLUMNS = [(28, LEFT), (82, LEFT), (128, LEFT), (230, RIGHT), (300, RIGHT), (312, LEFT), (370, LEFT), (420, LEFT),
           (480, LEFT), (530, LEFT), (622, LEFT), (720, LEFT)]
HEADINGS = ["记账日期", "记账时间", "币别", "金额", "余额", "交易名称", "渠道", "网点名称", "附言", "对方账户名",
            "对方卡号/账号", "对方开户行"]
PAGE_ROWS = 24
NOTES = ["温馨提示：", "本清单由中国银行生成，内容如有疑问请向网点查询。"]


def usual(**changes):
    return flows.flow(**{"number": flows.luhn("621699000000000001"), "serial": "990000000123", **changes})


def _header(sheet, flow, tampered, page, pages, shown):
    debit = tampered.total("debit", amount(flow.total(-1), grouped=True))
    credit = tampered.total("credit", amount(flow.total(1), grouped=True))
    count = tampered.total("count", str(len(flow.rows)))
    sheet.text(421, 34, "中国银行交易流水明细清单", 14, MIDDLE)
    fields = [
        [f"交易区间： {flow.period_from} 至 {flow.period_to}", f"客户姓名：{tampered.holder(page, flow.holder)}",
         f"页数: {page} /{pages}"],
        [f"借记卡号：{flow.number}", f"借方发生数：{debit}", f"贷方发生数：{credit}", f"行数: {count}"],
        [f"账号：{flow.serial}", f"按收支筛选：{shown}", "按币种筛选：人民币",
         f"打印时间：{flow.made_at:%Y/%m/%d %H:%M:%S}"],
    ]
    for index, line in enumerate(fields):
        for x, text in zip((28, 250, 450, 640), line):
            sheet.text(x, 54 + index * 14, text, 8)
    sheet.line(24, 88, 818, 88)
    sheet.cells(100, COLUMNS, HEADINGS, 7)
    sheet.line(24, 106, 818, 106)


def draw(flow, tampered=GENUINE, shown="全部"):
    """`shown`: which rows the customer asked for: all, or 支出 alone"""
    parts = flows.paged(flow.rows, PAGE_ROWS, PAGE_ROWS)
    pages = []
    for number, rows in enumerate(parts, 1):
        sheet = Sheet(A4_WIDE)
        _header(sheet, flow, tampered, number, len(parts), shown)
        y = 120
        for index, genuine in rows:
            for row in tampered.row(index, genuine):
                sheet.cells(y, COLUMNS, [
                    str(row.day), row.time, "人民币", amount(row.amount, grouped=True),
                    amount(row.balance, grouped=True), row.summary, "手机银行", "-------", "-------", row.party,
                    row.party_account, "-------"], 7)
                y += 17
        if number == len(parts):
            for index, note in enumerate(NOTES):
                sheet.text(28, 548 + index * 10, note, 7)
        sheet.text(421, 578, f"第 {number} 页/共{len(parts)}页", 8, MIDDLE)
        pages.append(sheet)
    return tampered.sheets(pages)


def claims(flow):
    return flow.claims(
        person={"names": [{"value": flow.holder, "script": "Hani", "kind": "printed"}]},
        accounts=[{"holder": flow.holder, "number": flow.number, "masked": "*" in flow.number}],
        totals=flow.totals(),
    )
