"""A letter in which a bank states who holds an account and how much lies there."""

import datetime as dt
from dataclasses import dataclass, replace

from ..sheet import Sheet
from .flow import amount


@dataclass(frozen=True)
class Letter:
    holder: str = "SAMPLE SIU YEUNG"
    number: str = "990-123456-833"
    serial: str = "REF2026040100017"
    issued_on: dt.date = dt.date(2026, 4, 1)
    balances: tuple = (("HKD", 12345678), ("USD", 1000050))

    def but(self, **changes):
        return replace(self, **changes)


def draw(letter, changed=None):
    """`changed`: {currency: another balance}"""
    sheet = Sheet()
    sheet.text(60, 60, "Sample Bank Limited", 14)
    sheet.text(60, 90, f"Date: {letter.issued_on:%d %B %Y}", 10)
    sheet.text(60, 106, f"Reference number: {letter.serial}", 10)
    sheet.text(60, 140, "To whom it may concern", 10)
    sheet.text(60, 166, "Bank reference and balance confirmation", 12)
    sheet.text(60, 196, f"Account holder: {letter.holder}", 10)
    sheet.text(60, 212, f"Account number: {letter.number}", 10)
    y = 236
    for currency, cents in letter.balances:
        value = amount((changed or {}).get(currency, cents), grouped=True)
        sheet.text(60, y, f"Balance as at {letter.issued_on:%d %B %Y}: {currency} {value}", 10)
        y += 16
    sheet.text(60, y + 20, "This letter is issued at the request of our customer and without any liability.", 10)
    sheet.text(60, y + 60, "For and on behalf of Sample Bank Limited", 10)
    return [sheet]


def claims(letter):
    return {
        "person": {"names": [{"value": letter.holder, "script": "Latn", "kind": "printed"}]},
        "serial": letter.serial,
        "issued_on": letter.issued_on.isoformat(),
        "accounts": [{"number": letter.number, "currency": currency, "closing_balance": amount(cents)}
                     for currency, cents in letter.balances],
        "form": "electronic",
    }
