"""ZA Bank, consolidated monthly statement: a section for each currency, each an account of its own."""

import datetime as dt

from ..sheet import LEFT, MIDDLE, RIGHT, Sheet
from . import sections
from .flow import amount
from .sections import day_words

TITLES = {"HKD": "HKD Savings 港元活期储蓄", "CNY": "CNY 人民币", "USD": "USD 美元", "EUR": "EUR 欧元",
          "GBP": "GBP 英镑", "JPY": "JPY 日元"}
COLUMNS = [(44, LEFT), (118, LEFT), (390, RIGHT), (470, RIGHT), (550, RIGHT)]
HEADINGS = ["Date", "Transaction Details", "Deposit", "Withdrawal", "Balance"]
BOTTOM = 770


def usual(counts=(14, 4, 5, 0, 0, 3)):
    kinds = [("savings", currency, count, opening, 0 if currency == "JPY" else 2)
             for currency, count, opening in zip(TITLES, counts, (5012345, 88000, 120050, 7, 9900, 45000))]
    made = sections.statement("SAMPLE SIU YEUNG", "889900001234", kinds)
    traded = sections.exchanged(made.sections, (0, 78125), (2, 10000), dt.date(2026, 3, 31))
    return made.but(sections=traded)


class Printer:
    """Puts lines below each other and begins a page where one is full."""

    def __init__(self, statement):
        self.statement = statement
        self.pages = []
        self.new_page()

    def new_page(self):
        sheet = Sheet()
        sheet.text(44, 40, "ZA Bank 众安银行", 14)
        sheet.text(551, 40, "Consolidated Monthly Statement 综合月结单", 10, RIGHT)
        sheet.text(44, 60, f"Account holder 账户持有人: {self.statement.holder}", 9)
        sheet.text(44, 74, f"Account number 账户号码: {self.statement.number}", 9)
        period = f"{day_words(self.statement.period_from)} - {day_words(self.statement.period_to)}"
        sheet.text(551, 60, period, 9, RIGHT)
        self.pages.append(sheet)
        self.y = 96

    def room(self, points):
        """-> whether a new page was begun"""
        if self.y + points > BOTTOM:
            self.new_page()
            return True
        return False

    def headings(self, section):
        sheet = self.pages[-1]
        sheet.text(44, self.y, TITLES[section.currency], 10)
        sheet.cells(self.y + 16, COLUMNS, HEADINGS)
        sheet.line(40, self.y + 21, 555, self.y + 21)
        self.y += 34

    def row(self, row):
        lines = [row.summary]
        if row.note:
            lines += [row.note, f"Transaction number/交易编号: {row.reference}"]
        deposit, withdrawal = ("", "")
        if row.amount > 0:
            deposit = amount(row.amount, row.places, grouped=True)
        else:
            withdrawal = amount(-row.amount, row.places, grouped=True)
        balance = amount(row.balance, row.places, grouped=True)
        cells = [day_words(row.day), lines[0], deposit, withdrawal, balance]
        self.pages[-1].cells(self.y, COLUMNS, cells)
        for line in lines[1:]:
            self.y += 10
            self.pages[-1].text(COLUMNS[1][0], self.y, line, 7)
        self.y += 15

    def section(self, section, begin):
        self.room(90)
        self.headings(section)
        opening = amount(section.opening, section.places, grouped=True)
        cells = [day_words(begin), "Opening balance 上期结余", "", "", opening]
        self.pages[-1].cells(self.y, COLUMNS, cells)
        self.y += 15
        for row in section.rows:
            if self.room(40):
                self.headings(section)
            self.row(row)
        self.y += 14


def draw(statement, page_order=()):
    printer = Printer(statement)
    for section in statement.sections:
        printer.section(section, statement.period_from)
    for number, sheet in enumerate(printer.pages, 1):
        sheet.text(297, 820, f"Page {number} of {len(printer.pages)}", 8, MIDDLE)
    return [printer.pages[page - 1] for page in page_order] or printer.pages


def claims(statement):
    found = statement.claims()
    period = {"period_from": statement.period_from.isoformat(), "period_to": statement.period_to.isoformat()}
    return {**found, **period}
