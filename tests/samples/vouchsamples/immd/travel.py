"""What a Statement of Travel Records says: an invented person and passages through control points."""

import datetime as dt
import random
from dataclasses import dataclass, replace

# Those of facts.md (immd_control_points.tsv) that people use every day.
POINTS = {
    "Lo Wu": "羅湖",
    "Lok Ma Chau Spur Line": "落馬洲支線",
    "Lok Ma Chau": "落馬洲",
    "Shenzhen Bay": "深圳灣",
    "Heung Yuen Wai": "香園圍",
    "Hong Kong-Zhuhai-Macao Bridge": "港珠澳大橋",
    "Express Rail Link West Kowloon": "高鐵西九龍",
    "Airport": "機場",
    "China Ferry Terminal": "中國客運碼頭",
}


def hkid(letters, digits):
    """With its check digit in brackets: weights 9 to 2, a blank before a single letter counting 36."""
    values = [ord(letter) - 55 for letter in letters.rjust(2)]
    if len(letters) == 1:
        values[0] = 36
    values += [int(digit) for digit in digits]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1)))
    return f"{letters}{digits}({'0123456789A'[-total % 11]})"


@dataclass(frozen=True)
class Passage:
    arrival: bool
    day: dt.date
    point: str
    time: str = ""

    def claim(self):
        return {"direction": "entry" if self.arrival else "exit", "date": self.day.isoformat()}


@dataclass(frozen=True)
class Travel:
    name: str
    chinese_name: str
    birth: dt.date
    hkid: str
    serial: str
    period_from: dt.date
    period_to: dt.date
    issued_on: dt.date
    passages: tuple  # in the order of printing
    second_name: str = ""  # on the pages after the first: what a forger put there
    second_birth: dt.date | None = None

    def but(self, **changes):
        return replace(self, **changes)

    def passage(self, index, **changes):
        passages = list(self.passages)
        passages[index] = replace(passages[index], **changes)
        return self.but(passages=tuple(passages))

    def on_page(self, page):
        """-> (name, day of birth) as that page has them"""
        if page == 1:
            return self.name, self.birth
        return self.second_name or self.name, self.second_birth or self.birth

    def claims(self, form="electronic", chinese=True):
        """`chinese`: the layout prints the Chinese name, too"""
        names = [(self.name, "Latn")] + [(self.chinese_name, "Hani")] * chinese
        return {
            "person": {
                "names": [{"value": name, "script": script, "kind": "printed"} for name, script in names],
                "birth_date": self.birth.isoformat(),
                "id_numbers": [{"kind": "hkid", "value": self.hkid}] if self.hkid else [],
            },
            "period_from": self.period_from.isoformat(),
            "period_to": self.period_to.isoformat(),
            "issued_on": self.issued_on.isoformat(),
            "form": form,
            "crossings": [passage.claim() for passage in self.passages],
        }


def passages(count, begin, end, seed=1):
    """Oldest first, out and back, beginning in Hong Kong."""
    dice = random.Random(seed)
    days = sorted(dice.sample(range((end - begin).days), count))
    points = list(POINTS)
    return tuple(
        Passage(index % 2 == 1, begin + dt.timedelta(day), dice.choice(points)) for index, day in enumerate(days)
    )


def usual(count=34, seed=1, **changes):
    begin, end = dt.date(2024, 4, 1), dt.date(2026, 3, 31)
    values = {
        "name": "SAMPLE, SIU YEUNG",
        "chinese_name": "王小樣",
        "birth": dt.date(1990, 1, 23),
        "hkid": hkid("Z", "990017"),
        "serial": "A990017/2026",
        "period_from": begin,
        "period_to": end,
        "issued_on": dt.date(2026, 4, 10),
        "passages": passages(count, begin, end, seed),
    }
    return Travel(**{**values, **changes})
