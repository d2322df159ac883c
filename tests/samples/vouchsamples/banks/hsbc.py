"""HSBC in Hong Kong: a summary of balances, then a history for each kind of account.

Days without a year, printed at a day's first row alone; the balance at its last alone.
Foreign currencies share one section, with the currency as a column.
"""

import datetime as dt

from ..sheet import LEFT, RIGHT, Sheet
from . import sections
from .flow import amount
from .sections import day_words

TITLES = {"savings": "HKD Savings", "current": "HKD Current", "foreign": "Foreign Currency Savings"}
COLUMNS = [(44, LEFT), (84, LEFT), (140, LEFT), (380, RIGHT), (460, RIGHT), (545, RIGHT)]
HEADINGS = ["", "Date", "Transaction Details", "Deposit", "Withdrawal", "Balance"]
BANK = "The Hongkong and Shanghai Banking Corporation Limited"
BOTTOM = 760


def printed(cents, places=2):
    """A balance; one that is overdrawn has DR behind it."""
    return amount(abs(cents), places, grouped=True) + ("DR" if cents < 0 else "")


def usual(begin=dt.date(2026, 3, 1)):
    kinds = [("savings", "HKD", 30, 8123400, 2), ("current", "HKD", 6, 100000, 2), ("foreign", "USD", 5, 230000, 2),
             ("foreign", "JPY", 3, 90000, 0)]
    return sections.statement("SAMPLE SIU YEUNG", "990-123456-833", kinds, begin)


def _first(statement):
    sheet = Sheet()
    sheet.text(44, 40, BANK, 9)
    sheet.text(44, 70, statement.holder, 10)
    sheet.text(330, 70, f"Account Number {statement.number}", 9)
    made = statement.made_on
    sheet.text(330, 84, f"Statement Date {made.day} {made:%B %Y}", 9)
    sheet.text(44, 120, "Portfolio Summary", 10)
    y = 136
    sheet.cells(y, [(44, LEFT), (230, LEFT), (380, RIGHT)], ["Account", "CCY", "Balance"])
    for section in statement.sections:
        y += 14
        kind = {"savings": "HKD Savings", "current": "HKD Current", "foreign": "FCY Savings"}[section.kind]
        balance = printed(section.closing(), section.places)
        sheet.cells(y, [(44, LEFT), (230, LEFT), (380, RIGHT)], [kind, section.currency, balance])
    sheet.text(44, y + 34, "HSBC One Account Transaction History", 10)
    return sheet, y + 56


class Printer:
    def __init__(self, statement):
        self.statement = statement
        sheet, self.y = _first(statement)
        self.pages = [sheet]

    def new_page(self):
        sheet = Sheet()
        sheet.text(44, 40, BANK, 9)
        sheet.text(330, 40, f"Account Number {self.statement.number}", 9)
        self.pages.append(sheet)
        self.y = 70

    def headings(self, section):
        sheet = self.pages[-1]
        sheet.text(44, self.y, TITLES[section.kind], 9)
        heads = ["CCY", *HEADINGS[1:]] if section.kind == "foreign" else HEADINGS
        sheet.cells(self.y + 15, COLUMNS, heads)
        sheet.line(40, self.y + 20, 550, self.y + 20)
        self.y += 33

    def line(self, section, cells):
        if self.y > BOTTOM:
            self.new_page()
            self.headings(section)
        self.pages[-1].cells(self.y, COLUMNS, cells)
        self.y += 14

    def section(self, section, begins):
        """`begins`: whether headings are wanted; the currencies of a section share them."""
        if self.y + 80 > BOTTOM:
            self.new_page()
        if begins:
            self.y += 14
            self.headings(section)
        places = section.places
        currency = section.currency if section.kind == "foreign" else ""
        self.line(section, [currency, day_words(self.statement.period_from, False), "B/F BALANCE", "", "",
                            printed(section.opening, places)])
        before = None
        for index, row in enumerate(section.rows):
            last = index + 1 == len(section.rows) or section.rows[index + 1].day != row.day
            value = amount(abs(row.amount), places, grouped=True)
            self.line(section, [
                "", day_words(row.day, False) if row.day != before else "", row.summary,
                value if row.amount > 0 else "", value if row.amount < 0 else "",
                printed(row.balance, places) if last else ""])
            before = row.day


def draw(statement, page_order=()):
    printer = Printer(statement)
    before = None
    for section in statement.sections:
        printer.section(section, section.kind != before)
        before = section.kind
    printer.pages[-1].text(44, printer.y + 20, "Total Relationship Balance", 10)
    for number, sheet in enumerate(printer.pages, 1):
        sheet.text(545, 820, f"Page {number} of {len(printer.pages)}", 8, RIGHT)
    return [printer.pages[page - 1] for page in page_order] or printer.pages


def claims(statement):
    found = statement.claims(statement.number)
    for transaction in found["transactions"]:
        del transaction["balance"]  # printed once a day
    return found
