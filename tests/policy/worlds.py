"""A counter of days that is apart from core/policy: every world that told crossings leave open.

A day is a list of stretches and rows, in order: "shut", in which nobody crossed; "open", in which somebody may have, as
often as he likes; (before, after), a row. Where a day that is open meets midnight, he may have crossed at midnight, too.
"""
import datetime

EPOCH = datetime.date(1970, 1, 1)
INSIDE, OUTSIDE = True, False
MEASURES = ("any_part", "full", "night", "from_next")
UNSEEN = ("open",)


def iso(day):
    return (EPOCH + datetime.timedelta(days=day)).isoformat()


def number(text):
    return (datetime.date.fromisoformat(text) - EPOCH).days


def timeline(rows, cover, trust_edges, first, last):
    """{day: its list} of rows [(day, is_entry)], oldest first, with days covered from cover[0] to cover[1]. Between two
    rows that do not agree, all of it covered, a row is missing: who knows where."""
    def covered(day):
        return cover is not None and cover[0] <= day <= cover[1]

    shut = []
    for i in range(len(rows) + 1):
        if i in (0, len(rows)):
            shut.append(trust_edges)
        else:
            agree = rows[i - 1][1] != rows[i][1]
            shut.append(agree or not all(map(covered, range(rows[i - 1][0], rows[i][0] + 1))))
    days, stretch = {}, 0
    for day in range(first, last + 1):
        items = ["shut" if shut[stretch] and covered(day) else "open"]
        while stretch < len(rows) and rows[stretch][0] == day:
            after = rows[stretch][1]
            stretch += 1
            items += [(not after, after), "shut" if shut[stretch] and covered(day) else "open"]
        days[day] = tuple(items)
    return days


# ---- All worlds at once ----

def ways(start, items):
    """All (state at its end, was inside, was outside) of a day that begins so."""
    reached = {(start, start is INSIDE, start is OUTSIDE)}
    for item in items:
        if item == "open":
            reached = {(end, True, True) for state, _, _ in reached for end in (state, not state)} | reached
        elif item != "shut":
            before, after = item
            reached = {(after, ins or after is INSIDE, out or after is OUTSIDE)
                       for state, ins, out in reached if state is before}
    return reached


def either(state, item):
    return {state, not state} if item == "open" else {state}


def counts(state, measure, start, end, ins, out):
    was, was_not = (ins, out) if state is INSIDE else (out, ins)
    return {"any_part": was, "full": not was_not, "night": end is state, "from_next": start is state}[measure]


def bounds(days, window, state, measure):
    """The least and the most days of the window that count."""
    best = {INSIDE: (0, 0), OUTSIDE: (0, 0)}
    for day in range(min(window[0], *days) - 1, max(window[1], *days) + 2):
        items, following = days.get(day, UNSEEN), {}
        for before, (least, most) in best.items():
            for start in either(before, items[0]):
                for end, ins, out in ways(start, items):
                    one = window[0] <= day <= window[1] and counts(state, measure, start, end, ins, out)
                    for after in either(end, items[-1]):
                        low, high = following.get(after, (least + one, most + one))
                        following[after] = min(low, least + one), max(high, most + one)
        best = following
    return min(low for low, _ in best.values()), max(high for _, high in best.values())


# ---- One world ----

def draw_day(chance, start, items):
    states = [start]
    for item in items:
        if item == "open":
            for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
                states.append(not states[-1])
        elif item != "shut":
            if states[-1] is not item[0]:
                return None
            states.append(item[1])
    return states


def draw(chance, days):
    """{day: its states in their order}, one of the worlds; without crossings at midnight."""
    possible = {INSIDE, OUTSIDE}
    allowed = {}
    for day in sorted(days, reverse=True):
        allowed[day] = possible
        possible = {start for start in (INSIDE, OUTSIDE) if {end for end, _, _ in ways(start, days[day])} & possible}
    world, state = {}, chance.choice(sorted(possible))
    for day in sorted(days):
        states = None
        while not states or states[-1] not in allowed[day]:
            states = draw_day(chance, state, days[day])
        world[day], state = states, states[-1]
    return world


def day_counts(world, day, state, measure):
    states = world[day]
    return counts(state, measure, states[0], states[-1], INSIDE in states, OUTSIDE in states)


def stays(world, window, state, measure):
    """What each stay in that state counts that has an instant in the window."""
    kinds = {"any_part": "part", "full": "full", "night": "end", "from_next": "begin"}
    found, current = [], None
    for day in sorted(world):
        for i, one in enumerate(world[day]):
            if one is not state:
                current = None
                continue
            if current is None:
                current = {}
                found.append(current)
            marks = current.setdefault(day, set())
            marks |= {"part"} | ({"begin"} if i == 0 else set()) | ({"end"} if i == len(world[day]) - 1 else set())
            if len(world[day]) == 1:
                marks.add("full")
    inside = [{day: marks for day, marks in stay.items() if window[0] <= day <= window[1]} for stay in found]
    return [sum(kinds[measure] in marks for marks in stay.values()) for stay in inside if stay]
