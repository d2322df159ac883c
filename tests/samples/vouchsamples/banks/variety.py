"""What else banks print, and what else forgers do: beyond the usual of `samples`."""

import datetime as dt
from dataclasses import replace

from ..catalogue import Made
from . import boc, cmb, flow, hsbc, icbc
from .flow import Tampered
from .samples import UNSIGNED, bank, genuine, outcomes, tampered, unsigned


def chained(rows, opening):
    """The same rows with balances that follow from `opening`; each currency has its own."""
    balances, out = {}, []
    for row in rows:
        balances[row.currency] = balances.get(row.currency, opening) + row.amount
        out.append(replace(row, balance=balances[row.currency]))
    return tuple(out)


def two_currencies():
    made = cmb.usual(count=20)
    rows = tuple(replace(row, currency="USD" if index % 3 == 2 else "CNY") for index, row in enumerate(made.rows))
    return made.but(rows=chained(rows, made.opening))


def in_two_currencies(made):
    said = cmb.claims(made)
    account = said["accounts"][0]
    return {**said, "accounts": [{**account, "currency": currency} for currency in ("CNY", "USD")]}


def large():
    """As much as nobody has: more than 32 and 53 bits of cents hold."""
    made = cmb.usual(count=12)
    return made.but(rows=chained(made.rows, 99_999_999_999_999_99))


def nothing_moved():
    made = icbc.usual(count=12)
    rows = list(made.rows)
    rows[3] = replace(rows[3], amount=0)
    return made.but(rows=chained(rows, made.opening))


def _genuine():
    genuine("cmb", "two-currencies", "Two currencies in one table", two_currencies,
            why="Each has a balance of its own.", claims=in_two_currencies)
    genuine("cmb", "large", "Amounts beyond what a floating point number holds", large)
    genuine("cmb", "inline", "English labels on the Chinese ones' lines", cmb.usual,
            lambda it: cmb.draw(it, inline=True))
    genuine("icbc", "nothing-moved", "A row of nothing: +0.00", nothing_moved)
    genuine("icbc", "masked-middle", "Masked as the bank's app does it: four, stars, three",
            lambda: icbc.usual(number="6222" + "*" * 12 + "014"), account_number="unknown")


def _statements():
    def simple(label, title, build, **others):
        def maker(workshop):
            made = build()
            return Made(unsigned(workshop, hsbc.draw(made)), hsbc.claims(made), outcomes("hsbc", **others))

        bank("hsbc", label, title, UNSIGNED, maker)

    simple("new-year", "From December to January, without a year in any row",
           lambda: hsbc.usual(begin=dt.date(2025, 12, 15)))
    simple("overdrawn", "A current account below nothing", overdrawn)


def overdrawn():
    made = hsbc.usual()
    rows = chained(made.sections[1].rows, -5_000_000)
    return made.section(1, opening=-5_000_000, rows=rows)


def twice(made):
    return Tampered(rows={12: (made.rows[12], made.rows[12])})


def exchanged(made):
    """Two rows of one day have changed places: the days are in order still."""
    pairs = [at for at in range(len(made.rows) - 1) if made.rows[at].day == made.rows[at + 1].day]
    at = pairs[0]
    return Tampered(rows={at: (made.rows[at + 1],), at + 1: (made.rows[at],)})


def other_currency(made):
    """The two newest rows in another currency: they follow from each other."""
    return Tampered(rows={at: (replace(row, currency="USD"),) for at, row in list(enumerate(made.rows))[-2:]})


def consistent(made):
    """A salary raised, and each later balance with it: a forger who can add."""
    rows = list(made.rows)
    rows[5] = replace(rows[5], amount=rows[5].amount + 5_000_000)
    return made.but(rows=chained(rows, made.opening))


def _tampered():
    for source in ("cmb", "icbc", "boc", "abc"):
        sums = {"icbc": {"page_totals": "fail", "counts": "fail"},
                "boc": {"statement_totals": "fail", "counts": "fail"}}.get(source, {})
        tampered(source, "row-twice", "A row printed twice", twice, balance_chain="fail", **sums)
        times = {"rows_order": "fail"} if source in ("boc", "abc") else {}  # these print them
        tampered(source, "rows-exchanged", "Two rows of one day exchanged", exchanged, balance_chain="fail", **times)
    tampered("cmb", "currency-newest", "The two newest rows in another currency", other_currency,
             "They go on from where the account ends that they were taken from.", balance_chain="unknown")
    tampered("cmb", "consistent", "An amount raised, and all later balances with it", lambda made: flow.GENUINE,
             "Nothing in the paper tells; without a signature it proves nothing.", build=consistent)
    tampered("boc", "totals-exchanged", "Debit and credit totals exchanged",
             lambda made: Tampered(totals={"debit": flow.amount(made.total(1), grouped=True),
                                           "credit": flow.amount(made.total(-1), grouped=True)}),
             statement_totals="fail")

    def total_kept(workshop):
        """The rows were raised consistently; the bank's own totals were not."""
        made = boc.usual()
        kept = Tampered(totals={"debit": flow.amount(made.total(-1), grouped=True),
                                "credit": flow.amount(made.total(1), grouped=True)})
        return Made(unsigned(workshop, boc.draw(consistent(made), kept)), None,
                    outcomes("boc", statement_totals="fail"))

    bank("boc", "consistent", "An amount raised, all later balances too, and the totals forgotten", UNSIGNED,
         total_kept)


def _odd_amounts():
    """What is no plain amount is not read as one: it is right, or it is left to a person."""
    for label, printed in (("dash", "–12.00"), ("wide", "－１２．００"), ("letter-o", "1O.00"), ("comma", "12,00")):
        def maker(workshop, printed=printed):
            made = cmb.usual(count=12)
            rows = list(made.rows)
            rows[4] = replace(rows[4], amount=-1200)
            made = made.but(rows=chained(rows, made.opening))
            hand = Tampered(rows={4: (replace(made.rows[4], printed=printed),)})
            read = {"claims": cmb.claims(made), "rows": "transactions", "least": 10}
            return Made(unsigned(workshop, cmb.draw(made, hand)), read=read)

        bank("cmb", f"amount-{label}", f"An amount written {printed}", UNSIGNED, maker, _odd_amounts.__doc__)


_genuine()
_statements()
_tampered()
_odd_amounts()
