"""What a bank's document says: invented persons, accounts and rows; amounts are whole cents.

A Flow is what the bank had printed. How a forger changed it stands apart (`Tampered`), so
that totals, counts and balances stay those of the genuine rows.
"""

import datetime as dt
import random
from dataclasses import dataclass, field, replace

from ..record import BEIJING

PARTIES = ["样例超市有限公司", "演示电力公司", "李试", "某某科技有限公司", "陈样例", "示范物业服务中心"]
SUMMARIES = {1: ["代发工资", "转入", "退款"], -1: ["快捷支付", "转账汇款", "网上缴费", "ATM取款"]}
COUNTER_ACCOUNT = "9900000000012345"


def luhn(body):
    """`body` with its check digit (ISO/IEC 7812-1)."""
    total = 0
    for index, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def amount(cents, places=2, grouped=False, plus=False):
    """As printed; a currency without cents has `places` 0, and cents are whole units then."""
    whole, rest = divmod(abs(cents), 10**places)
    text = f"{whole:,}" if grouped else str(whole)
    if places:
        text += f".{rest:0{places}d}"
    sign = "-" if cents < 0 else "+" if plus else ""
    return sign + text


@dataclass(frozen=True)
class Row:
    day: dt.date
    amount: int
    balance: int
    summary: str
    party: str = ""
    party_account: str = ""
    time: str = ""
    reference: str = ""
    note: str = ""  # a second line: a rate, a number
    currency: str = "CNY"
    places: int = 2
    printed: str = ""  # the amount, where it is written in another way

    def claim(self, account=None):
        out = {
            "booked_on": self.day.isoformat(),
            "currency": self.currency,
            "amount": amount(self.amount, self.places),
            "balance": amount(self.balance, self.places),
        }
        return {**out, **({"account": account} if account else {})}


@dataclass(frozen=True)
class Flow:
    holder: str
    number: str
    rows: tuple  # in the order of printing
    opening: int
    period_from: dt.date
    period_to: dt.date
    made_at: dt.datetime
    code: str = ""  # to be redeemed with the bank
    serial: str = ""
    newest_first: bool = False
    currency: str = "CNY"

    def but(self, **changes):
        return replace(self, **changes)

    def total(self, sign):
        """What went in (1) or out (-1), without sign."""
        return sum(abs(row.amount) for row in self.rows if row.amount * sign > 0)

    def closing(self):
        ends = self.rows[0 if self.newest_first else -1] if self.rows else None
        return ends.balance if ends else self.opening

    def totals(self, scope="statement"):
        """As claims, where a document states all three."""
        found = {"debit": amount(self.total(-1)), "credit": amount(self.total(1)), "count": str(len(self.rows))}
        return [{"scope": scope, "what": what, "stated": value, "computed": value} for what, value in found.items()]

    def claims(self, **more):
        return {
            "complete": "yes",
            "period_from": self.period_from.isoformat(),
            "period_to": self.period_to.isoformat(),
            "form": "electronic",
            "transactions": [row.claim() for row in self.rows],
            **more,
        }


@dataclass(frozen=True)
class Tampered:
    """A forger's hand, after pagination and totals."""

    rows: dict = field(default_factory=dict)  # {index of a row: the rows that stand there instead}
    missing: int = 0  # this page, from 1, is left out
    swapped: bool = False  # the first two pages have changed places
    holders: dict = field(default_factory=dict)  # {page: other name}
    totals: dict = field(default_factory=dict)  # {label of a total, or of a page's code: other text}

    def row(self, index, genuine):
        return self.rows.get(index, (genuine,))

    def holder(self, page, genuine):
        return self.holders.get(page, genuine)

    def total(self, what, genuine):
        return self.totals.get(what, genuine)

    def sheets(self, pages):
        if self.swapped:
            pages = [pages[1], pages[0], *pages[2:]]
        return [sheet for page, sheet in enumerate(pages, 1) if page != self.missing]


GENUINE = Tampered()


def changed_amount(flow, index, by=100000):
    """Another amount, the balance left as it was."""
    row = flow.rows[index]
    return Tampered(rows={index: (replace(row, amount=row.amount + by),)})


def removed(index):
    return Tampered(rows={index: ()})


def random_rows(count, begin, end, opening, seed=1, currency="CNY", places=2):
    """Oldest first, between two days, the balance never below nothing."""
    dice = random.Random(seed)
    span = (end - begin).days
    moments = sorted((dice.randint(0, span), dice.randint(28800, 79200)) for _ in range(count))
    balance, out = opening, []
    for index, (day, second) in enumerate(moments):
        value = -dice.randint(100, 250000) if dice.random() < 0.7 else dice.randint(10000, 900000)
        if balance + value < 0:
            value = -value
        balance += value
        out.append(Row(
            begin + dt.timedelta(day), value, balance, dice.choice(SUMMARIES[1 if value > 0 else -1]),
            dice.choice(PARTIES), COUNTER_ACCOUNT, f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}",
            f"{seed:03d}{index + 1:06d}", "", currency, places,
        ))
    return tuple(out)


def flow(count=60, seed=1, newest_first=False, **changes):
    """The usual one: half a year up to 31 March 2026."""
    begin, end = dt.date(2025, 10, 1), dt.date(2026, 3, 31)
    opening = 1234567
    rows = random_rows(count, begin, end, opening, seed)
    values = {
        "holder": "王小样",
        "number": luhn("621499000000001"),
        "rows": rows[::-1] if newest_first else rows,
        "opening": opening,
        "period_from": begin,
        "period_to": end,
        "made_at": dt.datetime(2026, 4, 1, 10, 21, 32, tzinfo=BEIJING),
        "newest_first": newest_first,
    }
    return Flow(**{**values, **changes})


def paged(rows, first, others):
    """-> [[(index, row)]], at least one page."""
    numbered = list(enumerate(rows))
    out = [numbered[:first]]
    rest = numbered[first:]
    while rest:
        out.append(rest[:others])
        rest = rest[others:]
    return out
