"""Holds what was claimed of a picture against what was printed: right, wrong, left to a person."""

from collections import Counter

RIGHT, WRONG, LEFT = "right", "wrong", "left"
ROW_FIELDS = ("direction", "date", "port")


def folded(text):
    """Case and spaces are not what a reading is judged by."""
    return "".join(str(text).split()).casefold()


def equal(printed, value):
    """`printed`: text, or a tuple of ways to say it"""
    return folded(value) in [folded(way) for way in (printed if isinstance(printed, tuple) else (printed,))]


def align(printed, claimed):
    """Pairs of rows (either may be None), in order, with as many equal fields as can be."""
    best = {(len(printed), len(claimed)): (0, None)}
    for i in range(len(printed), -1, -1):
        for j in range(len(claimed), -1, -1):
            if (i, j) in best:
                continue
            choices = []
            if i < len(printed):
                choices.append((best[i + 1, j][0], (i + 1, j)))
            if j < len(claimed):
                choices.append((best[i, j + 1][0] - 1, (i, j + 1)))
            if i < len(printed) and j < len(claimed):
                same = sum(equal(printed[i].get(name), claimed[j].get(name)) for name in ROW_FIELDS)
                choices.append((best[i + 1, j + 1][0] + same, (i + 1, j + 1)))
            best[i, j] = max(choices)
    pairs, at = [], (0, 0)
    while best[at][1]:
        following = best[at][1]
        row = printed[at[0]] if following[0] > at[0] else None
        pairs.append((row, claimed[at[1]] if following[1] > at[1] else None))
        at = following
    return pairs


def one(expected, value):
    if value in (None, ""):
        return LEFT
    return RIGHT if equal(expected, value) else WRONG


def flat(claims):
    """The claims beside the rows: {name: value}"""
    person = claims.get("person", {})
    out = {name: claims.get(name) for name in ("serial", "period_from", "period_to", "issued_on") if name in claims}
    out["birth_date"] = person.get("birth_date")
    for item in person.get("names", []):
        out[f"name {item['script']}"] = item["value"]
    for item in person.get("id_numbers", []):
        out[item["kind"]] = item["value"]
    return out


def score(expected, claims):
    """-> Counter of (field, outcome), and of the wrong ones [(field, printed, claimed)]"""
    found, wrong = Counter(), []
    printed, read = flat(expected), flat(claims)
    for name, value in printed.items():
        note(found, wrong, name, value, read.get(name))
    for row, claimed in align(expected.get("crossings", []), claims.get("crossings", [])):
        for name in ROW_FIELDS:
            if row is None:  # a row that nobody printed
                note(found, wrong, f"row {name}", "nothing", claimed.get(name))
            elif name in row:
                note(found, wrong, f"row {name}", row[name], claimed.get(name) if claimed else None)
    return found, wrong


def note(found, wrong, name, value, claimed):
    outcome = one(value, claimed)
    found[name, outcome] += 1
    if outcome == WRONG:
        wrong.append((name, value, claimed))
