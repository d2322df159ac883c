"""Lives with hours, and the honest records of them: what is counted of the records must be true of the life."""
import datetime
import json

from worlds import MEASURES, iso, number

DAY = 1440      # minutes since 1970, on the clocks of China


def draw_life(chance):
    """[(minute, is_entry)]"""
    base = number(chance.choice(("2024-02-20", "2023-12-22", "2025-06-01")))
    span = chance.choice((1, 3, 10, 40)) * DAY
    minutes = sorted(chance.sample(range(base * DAY, base * DAY + span), chance.randint(0, 9)))
    first = chance.random() < .5
    return base, [(minute, (i % 2 == 0) == first) for i, minute in enumerate(minutes)]


def states(life, day):
    """Of that day, in their order."""
    first = not life[0][1] if life else False
    before = [is_entry for minute, is_entry in life if minute < day * DAY]
    return [before[-1] if before else first] + [is_entry for minute, is_entry in life if minute // DAY == day]


def utc(minute):
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(minutes=minute - 480)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def draw_issue(chance, life, period):
    minute = (period[1] + 1) * DAY - chance.randint(-2 * DAY, DAY)
    if life and chance.random() < .5:       # soon after a crossing
        near = chance.choice(life)[0] + chance.randint(0, 800)
        minute = near if period[0] * DAY <= near < (period[1] + 2) * DAY else minute
    return max(minute, period[0] * DAY + 1)


PORTS = (("罗湖", "cn_luohu"), ("福田", "cn_futian"), ("深圳湾", "cn_shenzhenwan"))


def crossing(chance, row, number_of_life, minute, is_entry, kind):
    """A row as one record shows it: what is the same everywhere, less what this one does not say."""
    port, code = PORTS[number_of_life * 7 % 3]
    whole = {"row": row, "direction": "entry" if is_entry else "exit", "date": iso(minute // DAY), "document_kind": kind,
             "document_number": "X1", "document_masked": False, "port": port, "port_code": code, "region": "HK", "basis": "document"}
    if number_of_life % 2:
        whole["flight"] = f"CX{100 + number_of_life}"
    for name in ("flight", "document_number", "document_kind"):
        if chance.random() < .2:
            whole.pop(name, None)
    if chance.random() < .2:        # not printed, or in words that no table knows
        whole["port"] = chance.choice(("", "别名"))
        del whole["port_code"]
    return whole


def lose_rows(chance, rows):
    """Rows that could not be read, and whether the record says so; the last number of all would else not be missed."""
    says = chance.random() < .5
    lost = set(chance.sample(range(len(rows)), chance.randint(1, len(rows)))) - (set() if says else {len(rows) - 1})
    return [row for i, row in enumerate(rows) if i not in lost], "no" if says else "yes"


def draw_record(chance, base, life):
    """(what it speaks of: all, or one permit; lag in minutes; claims)"""
    start = base - chance.randint(-6, 10)
    period = start, start + chance.randint(0, chance.choice((5, 20, 60)))
    issued, lag = draw_issue(chance, life, period), chance.choice((0, 120, 720))
    of = chance.choice(("all", "all", "cn_eep", "passport"))
    end = min((period[1] + 1) * DAY, issued)
    shown = []
    for i, (minute, is_entry) in enumerate(life):
        kind = "cn_eep" if i // 2 % 2 == 0 else "passport"
        late = minute >= issued - lag and chance.random() < .5
        if period[0] * DAY <= minute < end and of in ("all", kind) and not late:
            shown.append((i, minute, is_entry, kind))
    rows, complete = [crossing(chance, i, *row) for i, row in enumerate(reversed(shown), 1)], "yes"
    if rows and chance.random() < .25:
        rows, complete = lose_rows(chance, rows)
    claims = {"complete": complete, "covers": "person" if of == "all" else chance.choice(("document", "unknown")), "form": "electronic",
              "extra": [], "period_from": iso(period[0]), "period_to": iso(period[1]), "crossings": rows}
    if chance.random() < .8:
        claims.update(issued_at=utc(issued), issued_precision="minute")
    if "issued_at" in claims or chance.random() < .8 or issued < (period[1] + 1) * DAY:
        claims["issued_on"] = iso(issued // DAY)
    return of, lag, claims


def report(claims):
    return json.dumps({
        "schema": 1, "id": "r", "document_sha256": "0" * 64, "size": 1, "media_type": "application/pdf", "build": "test",
        "judged_by": {"plugin": "nia", "trust_snapshot": "0" * 64, "configuration_sha256": "0" * 64}, "repeatable": True,
        "inputs": {"at": "2000-01-01T00:00:00Z", "at_from": "clock", "password": "none"}, "source": "nia", "indication": "total_passed",
        "reasons": [], "signatures": [], "checks": [], "claims": claims}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def rules():
    """{id: condition}"""
    found = {}
    for state in ("inside", "outside"):
        for permits in ("any", "all"):
            more = ", permits: all" if permits == "all" else ""
            found[f"days-{state}-{permits}"] = (f"{{days: {{documents: record, state: {state}, territory: CN, window: w_from to w_to, "
                                                f"at_least: 3 days, count: unsettled{more}}}}}")
    for direction in ("entry", "exit"):
        for what in ("which: any", "which: none", "count: {at_least: 2, at_most: 3}"):
            name = what.split(": ")[1] if what.startswith("which") else "count"
            found[f"rows-{direction}-{name}"] = (f"{{crossing: {{document: record, {what}, direction: {direction}, "
                                                 "between: w_from to w_to}}")
    return found


def untrue(life, window, finding):
    """What is said and is not so, or None."""
    kind, what, how = finding["rule"].split("-")
    if kind == "rows":
        count = sum(is_entry == (what == "entry") and window[0] <= minute // DAY <= window[1] for minute, is_entry in life)
        holds = {"any": count > 0, "none": count == 0, "count": 2 <= count <= 3}[how]
        return f"{finding['outcome']}, of {count}" if finding["outcome"] == ("fail" if holds else "pass") else None
    state = what == "inside"
    for figure in finding["figures"]:
        low, high = (int(figure.get("value", figure.get(name))) for name in ("lower", "upper"))
        seen = [states(life, day) for day in range(window[0], window[1] + 1)]
        count = {"any_part": sum(state in one for one in seen), "full": sum(set(one) == {state} for one in seen),
                 "night": sum(one[-1] is state for one in seen), "from_next": sum(one[0] is state for one in seen)}
        assert set(count) == set(MEASURES)
        if not low <= count[figure["reading"]] <= high:
            return f"{figure['reading']} {low}..{high}, in truth {count[figure['reading']]}"
    return None
