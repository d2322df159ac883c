#!/usr/bin/python3
"""Holds the counting of days against counters of its own: counted.py JUDGE [SEED [TIMES]]

  figures   told crossings with holes: each figure's bounds are those of all worlds that are left open (worlds.py)
  answers   random rules: what is decided is so in every world that is drawn, and in a world that is known, is decided (answers.py)
  lives     a life with hours, and honest records of it: what is counted of them is true of it (lives.py)

Without a seed a fixed one; with TIMES, so many times as much.
"""
import datetime
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import answers
import lives
from worlds import bounds, draw, iso, number, timeline

HEAD = """\
policy: {name}
version: 1
title: {{en: Counted}}
source: {{kind: own, read: 2026-11-22, text: a test}}
in_force: {{from: null, until: null}}
time_zone: {zone}
facts: {{w_from: {{type: day}}, w_to: {{type: day}}, applied_on: {{type: day}}, applied_at: {{type: time}}, begun_on: {{type: day}},
         anchor: {{type: day}}, crossings: {{type: crossings}}}}
documents:
  record: {{source: [nia, stated], optional: yes}}
rules:
"""
AS_OF = 1780000000


class Asking:
    """The judge, asked about many cases at once."""

    def __init__(self, judge, rules, zones=("Asia/Shanghai",)):
        self.judge, self.lines, self.names = judge, [], {zone: zone.lower().replace("/", "-") for zone in zones}
        self.folder = tempfile.TemporaryDirectory(prefix="counted-")
        written = "".join(f"- {{id: {name}, that: {condition}, otherwise: note, if_unknown: note}}\n" for name, condition in rules.items())
        for zone, name in self.names.items():
            (pathlib.Path(self.folder.name) / (name + ".yaml")).write_text(HEAD.format(name=name, zone=zone) + written)

    def add(self, zone, facts, reports=()):
        self.lines += [self.names[zone], str(AS_OF), json.dumps(facts), str(len(reports))]
        for lag, report in reports:
            self.lines += ["record", str(lag), report]

    def findings(self):
        done = subprocess.run([self.judge, self.folder.name, "-"], input="\n".join(self.lines) + "\n", capture_output=True, text=True)
        for line in done.stdout.splitlines():
            if line.startswith("error"):
                raise SystemExit(line)
            yield {finding["rule"]: finding for finding in json.loads(line)["findings"] if not finding["rule"].startswith("policy.")}
        if done.returncode:
            raise SystemExit(done.stderr)


def told(chance, rows, cover):
    """Facts: oldest first, newest first, or days in any order; of one day always in the order of all."""
    days = sorted({day for day, _ in rows})
    chance.choice((list, lambda days: days.reverse(), chance.shuffle))(days)
    backwards = days[0] > days[-1]
    items = [row for day in days for row in (reversed(rows) if backwards else rows) if row[0] == day]
    facts = {"crossings": [{"date": iso(day), "direction": "entry" if is_entry else "exit"} for day, is_entry in items]}
    if cover:
        facts["crossings_cover"] = {"from": iso(cover[0]), "to": iso(cover[1])}
    return facts


def draw_rows(chance, days, honest):
    is_entry, rows = chance.random() < .5, []
    for day in sorted(days):
        rows.append((day, is_entry))
        is_entry = not is_entry if honest or chance.random() < .8 else is_entry
    return rows


def figures(judge, chance, times):
    rules = {f"{state}-{edges}": f"{{days: {{state: {state}, territory: CN, window: w_from to w_to, at_least: 3 days, count: unsettled, "
                                 f"trust_edges: {edges}}}}}" for state in ("inside", "outside") for edges in ("yes", "no")}
    asking, cases = Asking(judge, rules), []
    for _ in range(250 * times):
        base = number(chance.choice(("2023-12-20", "2024-02-20", "2023-02-20", "2026-06-01")))
        span = chance.choice((3, 12, 25))
        rows = draw_rows(chance, [base + chance.randint(0, span) for _ in range(chance.randint(1, 6))], False)
        start = base - chance.randint(-8, 6)
        cover = (start, start + chance.randint(0, 40)) if chance.random() < .9 else None
        start = base - 5 + chance.randint(0, 20)
        window = start, start + chance.randint(0, 25)
        cases.append((rows, cover, window))
        asking.add("Asia/Shanghai", {**told(chance, rows, cover), "w_from": iso(window[0]), "w_to": iso(window[1])})
    for (rows, cover, window), found in zip(cases, asking.findings()):
        for name, finding in found.items():
            state, edges = name.split("-")
            days = timeline(rows, cover, edges == "yes", min(rows[0][0], window[0]) - 2, max(rows[-1][0], window[1]) + 2)
            for figure in finding["figures"]:
                got = tuple(int(figure.get("value", figure.get(bound))) for bound in ("lower", "upper"))
                wanted = bounds(days, window, state == "inside", figure["reading"])
                yield None if got == wanted else f"{name} {figure['reading']}: {got}, counted {wanted}: {rows} {cover} {window}"


def draw_facts(chance, base):
    applied = number(chance.choice(("2024-02-29", "2024-03-01", "2025-02-28"))) if chance.random() < .5 else base + chance.randint(700, 1300)
    moment = f"{iso(applied)}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00" + chance.choice(("Z", "+08:00", "+14:00", "-11:00"))
    return {"applied_on": iso(applied), "applied_at": moment, "begun_on": iso(applied - chance.randint(-3, 900)),
            "anchor": chance.choice(("2020-02-29", "2021-03-01", "2019-07-15"))}


def day_in(zone, facts):
    def day_of(term):
        text = facts.get(term, term)
        if "T" not in text:
            return number(text)
        clock = datetime.timezone(datetime.timedelta(hours=answers.ZONES[zone]))
        return number(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(clock).date().isoformat())
    return day_of


def decided(judge, chance, times):
    first, last, base = number("2020-06-01"), number("2026-06-01"), number("2021-06-01")
    for i in range(2 * times):
        known = i % 2 == 0
        rules = {f"r{n}": answers.Rule(chance) for n in range(60)}
        asking, cases = Asking(judge, {name: rule.yaml() for name, rule in rules.items()}, tuple(answers.ZONES)), []
        for _ in range(6):
            days = [number("2024-02-28") + chance.randint(0, 2) if chance.random() < .2 else base + chance.randint(0, 1300)
                    for _ in range(chance.randint(1, 14))]
            rows = draw_rows(chance, days, known)
            cover = (first, last) if known else (base + chance.randint(-100, 500), base + chance.randint(600, 1400))
            facts, zone = draw_facts(chance, base), chance.choice(list(answers.ZONES))
            cases.append((rows, cover, zone, facts))
            asking.add(zone, {**facts, **told(chance, rows, cover)})
        for (rows, cover, zone, facts), found in zip(cases, asking.findings()):
            worlds = {edges: [draw(chance, timeline(rows, cover, edges, first - 300, last + 300)) for _ in range(1 if known and edges else 3)]
                      for edges in (True, False)}
            for name, rule in rules.items():
                got = found[name]["outcome"]
                wanted = {rule.answer(world, day_in(zone, facts)) for world in worlds[rule.trust_edges]}
                fine = wanted == {got} or (got == "unknown" and not (known and rule.trust_edges))
                yield None if fine else f"{got}, counted {wanted}: {rule.yaml()} {zone} {facts} {rows} {cover}"


def lived(judge, chance, times):
    asking, cases = Asking(judge, lives.rules(), tuple(answers.ZONES)), []
    for _ in range(900 * times):
        base, life = lives.draw_life(chance)
        records = [lives.draw_record(chance, base, life) for _ in range(chance.randint(1, 3))]
        start = number(chance.choice(records)[2]["period_from"]) + chance.randint(-3, 20)
        window = start, start + chance.randint(0, 30)
        cases.append((life, records, window))
        asking.add(chance.choice(list(answers.ZONES)), {"w_from": iso(window[0]), "w_to": iso(window[1])},
                   [(lag * 60, lives.report(claims)) for _, lag, claims in records])
    for (life, records, window), found in zip(cases, asking.findings()):
        whole = all(of == "all" for of, _, _ in records)
        for name, finding in found.items():
            if whole or name.endswith("-all"):      # else only what the policy itself says of all permits is true of the person
                wrong = lives.untrue(life, window, finding)
                yield f"{name}: {wrong}: {life} {window} {records}" if wrong else None


def main(judge, seed="1", times="1"):
    problems = 0
    for part in (figures, decided, lived):
        answers_found = list(part(judge, random.Random(f"{part.__name__} {seed}"), int(times)))
        wrong = [answer for answer in answers_found if answer]
        problems += len(wrong)
        print(f"{part.__name__}: {len(answers_found)} compared, {len(wrong)} wrong")
        for answer in wrong[:5]:
            print("  " + answer)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
