"""What a rule about days must answer in one world: random rules, as YAML and as arithmetic of their own (see worlds.py)."""
import calendar
import datetime
from fractions import Fraction

from worlds import EPOCH, INSIDE, MEASURES, OUTSIDE, day_counts, number, stays

ZONES = {"UTC": 0, "Asia/Shanghai": 8}
LENGTHS = {"days": 60, "weeks": 9, "months": 18, "years": 3}
WANTED = {"days": 365, "weeks": 50, "months": 12, "years": 1}


def add(day, count, unit):
    if unit in ("days", "weeks"):
        return day + count * (7 if unit == "weeks" else 1)
    date = EPOCH + datetime.timedelta(days=day)
    year, month = divmod(date.year * 12 + date.month - 1 + count * (12 if unit == "years" else 1), 12)
    last = calendar.monthrange(year, month + 1)[1]
    return (datetime.date(year, month + 1, min(date.day, last)) - EPOCH).days


class Rule:
    def __init__(self, chance):
        pick = chance.choice
        self.state, self.relation = pick(("inside", "outside")), pick(("at_least", "at_most", "under", "over"))
        self.each = pick((None, None, "year", "year", "stay", "longest"))
        self.length, self.to = None, pick(("applied_on", "applied_at", "2024-02-29"))
        if chance.random() < .65:
            unit = pick(("years", "years", "months")) if self.each == "year" else pick(list(LENGTHS))
            self.length = chance.randint(1, LENGTHS[unit]), unit
        else:
            self.start = pick(("begun_on", "2023-03-01"))
        unit = pick(("days", "days", "weeks", "months", "months", "years"))
        self.wanted = chance.randint(1, 60 if unit == "days" and self.each in ("stay", "longest") else WANTED[unit]), unit
        self.count = chance.sample(MEASURES, pick((1, 1, 2, 4)))
        self.month = pick((None, "30d", "twelfth", "unsettled")) if unit in ("months", "years") else None
        self.years_from = pick((None, None, "calendar", "unsettled", "anchor")) if self.each == "year" else None
        self.partial = pick((None, "skip", "prorata")) if self.each == "year" else None
        whole_years = self.each == "year" and self.length and self.length[1] == "years"
        self.needed = chance.randint(1, self.length[0]) if whole_years and chance.random() < .3 else None
        self.trust_edges = chance.random() < .85

    def yaml(self):
        window = "%d %s before %s" % (*self.length, self.to) if self.length else f"{self.start} to {self.to}"
        parts = {"state": self.state, "territory": "CN", "window": window, self.relation: "%d %s" % self.wanted,
                 "each": self.each if self.each != "longest" else None, "longest": "yes" if self.each == "longest" else None,
                 "count": "[%s]" % ", ".join(self.count), "month": self.month, "years_from": self.years_from,
                 "partial_years": self.partial, "needed": self.needed and f"{self.needed} of {self.length[0]}",
                 "trust_edges": None if self.trust_edges else "no"}
        return "{days: {%s}}" % ", ".join(f"{name}: {value}" for name, value in parts.items() if value)

    # ---- Windows ----

    def window(self, day_of):
        to = day_of(self.to)
        return (add(to, -self.length[0], self.length[1]), to - 1) if self.length else (day_of(self.start), to)

    def years(self, day_of, calendar_years):
        """[(window, days of the whole year)]"""
        first, last = self.window(day_of)
        anchor = (number("2000-01-01") if calendar_years else day_of("anchor") if self.years_from == "anchor" else
                  day_of(self.to) if self.length else first)
        found = []
        for i in range(-30, 30):
            start, end = add(anchor, i, "years"), add(anchor, i + 1, "years") - 1
            part = max(start, first), min(end, last)
            if part[0] <= part[1] and (part == (start, end) or self.partial == "prorata"):
                found.append((part, end - start + 1))
        return found

    def days_wanted(self, window, whole, month):
        count, unit = self.wanted
        days = window[1] - window[0] + 1
        months = {"months": count, "years": 12 * count}.get(unit)
        if unit in ("days", "weeks"):
            wanted = Fraction(count * (7 if unit == "weeks" else 1))
        elif month == "30d":
            wanted = Fraction(count * (30 if unit == "months" else 365))
        elif self.each == "year":
            wanted = Fraction(months * whole, 12)
        elif self.each is None and self.length and self.length[1] in ("months", "years"):
            wanted = Fraction(months * days, self.length[0] * (12 if self.length[1] == "years" else 1))
        else:
            wanted = Fraction(months * 365, 12)
        return wanted * days / whole if self.each == "year" else wanted

    # ---- Answers ----

    def holds(self, count, wanted):
        return {"at_least": count >= wanted, "at_most": count <= wanted, "under": count < wanted, "over": count > wanted}[self.relation]

    def months(self):
        if self.wanted[1] not in ("months", "years"):
            return ("30d",)
        if self.month in ("30d", "twelfth"):
            return (self.month,)
        return ("30d", "twelfth") if self.month == "unsettled" or self.wanted[1] == "months" else ("30d",)

    def reading(self, world, day_of, measure, month, calendar_years):
        """True, False, or None where there is nothing to judge."""
        state = INSIDE if self.state == "inside" else OUTSIDE
        minimum = self.relation in ("at_least", "over")
        window = self.window(day_of)

        def holds(part, whole):
            count = sum(day_counts(world, day, state, measure) for day in range(part[0], part[1] + 1))
            return self.holds(count, self.days_wanted(part, whole, month))

        if self.each is None:
            return holds(window, window[1] - window[0] + 1)
        if self.each == "year":
            years = [holds(*year) for year in self.years(day_of, calendar_years)]
            return sum(years) >= min(self.needed or len(years), len(years)) if years else None
        wanted = self.days_wanted(window, window[1] - window[0] + 1, month)
        held = [self.holds(count, wanted) for count in stays(world, window, state, measure)]
        if self.each == "longest" and minimum:
            return any(held)
        return all(held) if held else None if minimum else True

    def answer(self, world, day_of):
        window = self.window(day_of)
        if window[0] > window[1]:
            return "unknown"
        starts = {"calendar": (True,), "unsettled": (False, True)}.get(self.years_from, (False,))
        found = {self.reading(world, day_of, measure, month, calendar_years)
                 for measure in self.count for month in self.months() for calendar_years in starts} - {None}
        return {(): "not_applicable", (True,): "pass", (False,): "fail"}.get(tuple(found), "unknown")
