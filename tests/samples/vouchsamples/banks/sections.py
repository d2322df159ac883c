"""Statements with several accounts, one section each: what ZA Bank and HSBC have in common."""

import datetime as dt
import random
from dataclasses import dataclass, replace

from .flow import Row, amount

DETAILS = {
    1: ["Transfer in 转入", "Interest 利息", "FPS 转数快"],
    -1: ["Card spending 消费", "Transfer out 转出", "FPS 转数快"],
}


@dataclass(frozen=True)
class Section:
    """An account of one currency."""

    kind: str  # savings | current
    currency: str
    rows: tuple
    opening: int
    places: int = 2

    def closing(self):
        return self.rows[-1].balance if self.rows else self.opening


@dataclass(frozen=True)
class Statement:
    holder: str
    number: str
    sections: tuple
    period_from: dt.date
    period_to: dt.date
    made_on: dt.date

    def but(self, **changes):
        return replace(self, **changes)

    def section(self, index, **changes):
        """With one section changed."""
        sections = list(self.sections)
        sections[index] = replace(sections[index], **changes)
        return self.but(sections=tuple(sections))

    def row(self, section, index, **changes):
        """With one row changed and everything else as it was: a forger's hand."""
        rows = list(self.sections[section].rows)
        rows[index] = replace(rows[index], **changes)
        return self.section(section, rows=tuple(rows))

    def without(self, section, index):
        rows = self.sections[section].rows
        return self.section(section, rows=rows[:index] + rows[index + 1 :])

    def claims(self, number=None):
        accounts = [
            {"currency": section.currency, "opening_balance": amount(section.opening, section.places),
             "closing_balance": amount(section.closing(), section.places), **({"number": number} if number else {})}
            for section in self.sections
        ]
        return {
            "complete": "yes",
            "person": {"names": [{"value": self.holder, "script": "Latn", "kind": "printed"}]},
            "form": "electronic",
            "accounts": accounts,
            "transactions": [row.claim() for section in self.sections for row in section.rows],
        }


def rows(count, currency, opening, seed, begin, places=2):
    """Oldest first within a month."""
    dice = random.Random(seed)
    days = sorted(dice.randint(0, 30) for _ in range(count))
    balance, out = opening, []
    for index, day in enumerate(days):
        value = dice.choice((-1, -1, 1)) * dice.randint(500, 90000)
        value = abs(value) if balance + value < 0 else value
        balance += value
        details = dice.choice(DETAILS[1 if value > 0 else -1])
        out.append(Row(begin + dt.timedelta(day), value, balance, details, "C*** T** M**",
                       reference=f"{seed:02d}{index + 1:014d}", currency=currency, places=places))
    return out


def exchanged(sections, sold, bought, day):
    """A sale of one currency for another as the last rows of both; `sold`, `bought`: (section, units)"""
    rate = f"Exchange rate 汇率: 1 {sections[bought[0]].currency} = 7.8125 {sections[sold[0]].currency}"
    out = list(sections)
    for (index, units), sign in ((sold, -1), (bought, 1)):
        section = out[index]
        last = section.closing()
        row = Row(day, sign * units, last + sign * units, "Currency exchange 货币兑换", "",
                  reference="2026033100000042", note=rate, currency=section.currency, places=section.places)
        out[index] = replace(section, rows=(*section.rows, row))
    return tuple(out)


def statement(holder, number, kinds, begin=dt.date(2026, 3, 1)):
    """`kinds`: [(kind, currency, number of rows, opening, places)]; of 31 days."""
    end = begin + dt.timedelta(30)
    sections = tuple(
        Section(kind, currency, tuple(rows(count, currency, opening, index + 3, begin, places)), opening, places)
        for index, (kind, currency, count, opening, places) in enumerate(kinds)
    )
    return Statement(holder, number, sections, begin, end, end)


def day_words(day, year=True):
    return f"{day:%d %b %Y}" if year else f"{day.day} {day:%b}"
