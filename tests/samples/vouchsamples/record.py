"""What an exit/entry record says: invented people, crossings, and the claims expected."""

import datetime as dt
import random
from dataclasses import dataclass, field, replace

HONG_KONG = ["深圳湾口岸", "罗湖口岸", "福田口岸", "皇岗口岸", "西九龙口岸", "莲塘口岸"]
MACAO = ["拱北口岸", "横琴口岸", "青茂口岸"]
REGIONS = dict.fromkeys(HONG_KONG + ["文锦渡口岸", "沙头角口岸"], "HK")
REGIONS |= dict.fromkeys(MACAO, "MO")
REGIONS |= {"港珠澳大桥口岸": "ambiguous", "蛇口口岸": "ambiguous"}
WORDS = {"entry": "入境", "exit": "出境"}
BEIJING = dt.timezone(dt.timedelta(hours=8))
EEP = "往来港澳通行证"
PASSPORT = "普通护照"
# Province 99 does not exist, so no living person can have one of these numbers.
AREA = "990101"


def check_digit(body):
    """Of the first 17 digits of a resident id number (GB 11643, ISO 7064 MOD 11-2)."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(int(digit) * weight for digit, weight in zip(body, weights))
    return "10X98765432"[total % 11]


def id_number(birth, sex, sequence=1):
    order = sequence * 2 + (1 if sex == "男" else 0)
    body = f"{AREA}{birth:%Y%m%d}{order:03d}"
    return body + check_digit(body)


def masked(number):
    return number[:6] + "*" * 8 + number[14:]


@dataclass(frozen=True)
class Crossing:
    direction: str
    date: dt.date
    port: str
    document_type: str = EEP
    document_number: str = "CZ9900017"
    flight: str = ""

    def claim(self, row):
        out = {
            "row": row,
            "direction": self.direction,
            "date": self.date.isoformat(),
            "document_type": self.document_type,
            "document_number": self.document_number,
            "document_masked": "*" in self.document_number,
            "port": self.port,
            "basis": "document",
        }
        if self.flight:
            out["flight"] = self.flight
        if self.port in REGIONS:
            out["region"] = REGIONS[self.port]
        return out


@dataclass(frozen=True)
class Record:
    serial: str
    queried_on: dt.date | None
    name: str
    sex: str
    birth: dt.date
    id_number: str
    period_from: dt.date
    period_to: dt.date
    made_at: dt.datetime
    crossings: list = field(default_factory=list)
    numbers: list | None = None

    def but(self, **changes):
        return replace(self, **changes)

    def rows(self):
        """-> [(number as printed, Crossing)], newest first as given."""
        numbers = self.numbers or range(1, len(self.crossings) + 1)
        return list(zip(numbers, self.crossings))

    def claims(self, form="electronic"):
        """The claims object of api.md; what the tables of the project decide is left out."""
        return {
            "complete": "yes",
            "serial": self.serial,
            "person": {
                "names": [{"value": self.name, "script": "Hani", "kind": "printed"}],
                "sex": "male" if self.sex == "男" else "female",
                "birth_date": self.birth.isoformat(),
                "id_numbers": [
                    {
                        "kind": "cn_resident_id",
                        "value": self.id_number,
                        "masked": "*" in self.id_number,
                    }
                ],
            },
            "period_from": self.period_from.isoformat(),
            "period_to": self.period_to.isoformat(),
            "issued_on": self.made_at.date().isoformat(),
            "issued_at": self.made_at.isoformat(),
            "issued_precision": "minute",
            "form": form,
            "crossings": [crossing.claim(number) for number, crossing in self.rows()],
        }


def day_trips(count, last, first, seed=1, ports=None):
    """`count` crossings, newest first: trips out and back between two days, no two overlapping."""
    dice = random.Random(seed)
    ports = ports or HONG_KONG + MACAO
    trips = (count + 1) // 2
    span = (last - first).days
    starts = sorted(dice.sample(range(span), trips)) if trips <= span else None
    out = []
    for index in range(trips):
        start = starts[index] if starts else index * span // trips
        following = starts[index + 1] if starts and index + 1 < trips else start + 1
        stay = min(dice.choice([0, 0, 0, 1, 2]), max(following - start - 1, 0))
        out.append(Crossing("exit", first + dt.timedelta(start), dice.choice(ports)))
        out.append(Crossing("entry", first + dt.timedelta(start + stay), dice.choice(ports)))
    return out[::-1][:count]


def by_air(record, *rows):
    """These rows (from 0) by plane, on a passport."""
    out = list(record.crossings)
    passport = {"document_type": PASSPORT, "document_number": "E99000012"}
    for index, (port, flight) in zip(rows, [("深圳机场", "HU714"), ("杭州机场", "ZH661")] * len(rows)):
        out[index] = replace(out[index], port=port, flight=flight, **passport)
    return record.but(crossings=out)


BIRTH = dt.date(1990, 1, 1)


def person_one():
    return {"name": "王小样", "sex": "男", "birth": BIRTH, "id_number": id_number(BIRTH, "男")}


def year_record(count=76, seed=1, **changes):
    """The usual sample: a year up to 4 April 2026, made that evening."""
    end = dt.date(2026, 4, 4)
    begin = dt.date(2025, 4, 4)
    values = {
        "serial": "E260404900017",
        "queried_on": end,
        "period_from": begin,
        "period_to": end,
        "made_at": dt.datetime(2026, 4, 4, 20, 47, tzinfo=BEIJING),
        "crossings": day_trips(count, end, begin, seed),
        **person_one(),
    }
    return Record(**{**values, **changes})
