#!/usr/bin/python3
"""Nothing is accepted for a document that nobody has proven: unproven.py JUDGE [SEED [POLICIES]]

Random policies are asked twice, about documents that are proven, and about these with others that are not. Whatever the
policy says, what is not accepted without the others is not accepted with them.
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import lives
from worlds import iso

HEAD = """\
policy: p{number}
version: 1
title: {{en: Whatever}}
source: {{kind: own, read: 2026-11-22, text: a test}}
in_force: {{from: null, until: null}}
time_zone: Asia/Shanghai
facts: {{applicant: {{type: person}}, on: {{type: day}}, a: {{type: code, one_of: [x, y]}}, crossings: {{type: crossings}}}}
documents:
  record: {{source: {record}, optional: yes}}
  slip: {{source: {slip}, kind: lease}}
rules:
- id: reads-all
  when: {{compare: [a, is_not, a]}}
  that: {{any_of: [{{presented: {{kind: lease}}}}, {{judged: {{question: q, by: b}}}}]}}
  otherwise: note
- {{id: passes, that: {{compare: [a, is_one_of, [x, y]]}}, otherwise: note}}
"""
CONDITIONS = (
    "{authentic: {document: DOC}}", "{plausible: {document: DOC}}", "{plausible: {document: DOC, only: [nia.order]}}",
    "{presented: {kind: lease}}", "{presented: {document: DOC, form: [electronic, copy]}}",
    "{presented: {document: DOC, issued_within: 1 month, before: DAY}}",
    "{same_person: {documents: [DOC], fact: applicant, fields: [name, sex]}}",
    "{same_person: {documents: [record, slip], fields: [name]}}", "{compare: [DOC.form, is, electronic]}",
    "{compare: [DOC.form, is, scan]}", "{compare: [DOC.complete, is, yes]}", "{compare: [a, is, x]}",
    "{compare: [DOC.direction of last_crossing, is, exit]}", "{compare: [DOC.date of first_entry, not_after, on]}",
    "{interval: {from: DOC.issued_on, to: on, at_most: 20 days}}", "{covers: {documents: [DOC], from: 2025-06-01, to: DAY}}",
    "{covers: {documents: [record, slip], from: 2025-06-01, to: DAY}}",
    "{crossing: {document: DOC, which: last, direction: exit, on_or_before: DAY}}",
    "{crossing: {document: DOC, which: none, direction: exit, on_or_before: DAY}}",
    "{crossing: {document: record, count: {at_most: 2}, between: 2025-06-01 to DAY}}",
    "{days: {state: inside, territory: CN, window: 2025-06-01 to DAY, at_least: 5 days, count: any_part}}",
    "{days: {documents: record, state: outside, territory: CN, window: 2025-06-01 to DAY, at_most: 5 days, each: stay}}",
    "{days: {state: inside, territory: CN, window: 2024-06-01 to DAY, each: year, at_least: 20 days, count: full}}",
    "{judged: {question: q, by: b}}")


def draw_condition(chance, depth=0):
    if depth < 2 and chance.random() < .3:
        parts = ", ".join(draw_condition(chance, depth + 1) for _ in range(chance.randint(1, 3)))
        return "{%s: [%s]}" % (chance.choice(("all_of", "any_of", "none_of")), parts)
    day = chance.choice(("on", "record.issued_on", "slip.issued_on", "slip.period_to", "2025-06-10"))
    return chance.choice(CONDITIONS).replace("DOC", chance.choice(("record", "slip"))).replace("DAY", day)


def draw_policy(chance, number):
    text = HEAD.format(number=number, record=chance.choice(("nia", "[nia, stated]")), slip=chance.choice(("nia", "[nia, stated]")))
    for i in range(chance.randint(1, 4)):
        when = f"when: {draw_condition(chance)}, " if chance.random() < .3 else ""
        text += (f"- {{id: r{i}, {when}that: {draw_condition(chance)}, otherwise: {chance.choice(('refer', 'note', 'note', 'reject'))}, "
                 f"if_unknown: {chance.choice(('refer', 'note', 'note'))}}}\n")
    return text


def draw_document(chance, base, life, indication):
    """Lines for the judge."""
    _, lag, claims = lives.draw_record(chance, base, life)
    claims["form"] = chance.choice(("electronic", "electronic", "scan"))
    claims["person"] = {"names": [{"value": chance.choice(("EXAMPLE ANNA", "EXAMPLE ANNA", "OTHER BERTA")), "script": "Latn", "kind": "printed"}],
                        "sex": chance.choice(("male", "female")), "id_numbers": []}
    report = json.loads(lives.report(claims))
    report["indication"] = indication
    if indication != "total_passed":
        report["subindication"] = "HASH_FAILURE" if indication == "total_failed" else "NO_SIGNATURE_FOUND"
    report["checks"] = [{"id": "nia.order", "outcome": chance.choice(("pass", "fail", "unknown")), "params": {}}]
    return [chance.choice(("record", "slip")), str(lag * 60), json.dumps(report, sort_keys=True, separators=(",", ":"), ensure_ascii=False)]


def draw_facts(chance, base, life):
    facts = {"applicant": {"names": [{"value": "EXAMPLE ANNA"}], "sex": "female"}, "on": iso(base + chance.randint(0, 30)), "a": chance.choice("xy")}
    if chance.random() < .3:
        facts["crossings"] = [{"date": iso(minute // lives.DAY), "direction": "entry" if is_entry else "exit"} for minute, is_entry in life]
        facts["crossings_cover"] = {"from": iso(base - 5), "to": iso(base + 20)}
    if chance.random() < .3:
        facts["presented"] = [{"kind": "lease", "form": "copy"}]
    if chance.random() < .5:
        facts["judged"] = {"q": {"answer": chance.random() < .7, "by": "invented person", "on": "2025-01-01"}}
    return facts


def draw_case(chance, number):
    """Lines for the judge: without and with the documents that are not proven."""
    base, life = lives.draw_life(chance)
    proven = [draw_document(chance, base, life, "total_passed") for _ in range(chance.randint(0, 2))]
    others = [draw_document(chance, base, life, chance.choice(("indeterminate", "total_failed"))) for _ in range(chance.randint(1, 2))]
    facts, lines = json.dumps(draw_facts(chance, base, life)), []
    for documents in (proven, chance.sample(proven + others, len(proven + others))):
        lines += [f"p{number}", str((base + 20) * 86400), facts, str(len(documents)), *(line for document in documents for line in document)]
    return lines


def main(judge, seed="1", policies="100"):
    chance = random.Random(seed)
    written = [draw_policy(chance, number) for number in range(int(policies))]
    lines = [line for number in range(len(written)) for _ in range(20) for line in draw_case(chance, number)]
    with tempfile.TemporaryDirectory(prefix="unproven-") as folder:
        for number, text in enumerate(written):
            (pathlib.Path(folder) / f"p{number}.yaml").write_text(text)
        done = subprocess.run([judge, folder, "-"], input="\n".join(lines) + "\n", capture_output=True, text=True)
    if done.returncode or "error" in {line[:5] for line in done.stdout.splitlines()}:
        raise SystemExit(done.stderr + "".join(line for line in done.stdout.splitlines() if line.startswith("error"))[:500])
    decisions = [json.loads(line) for line in done.stdout.splitlines()]
    accepted, helped = 0, 0
    for without, with_others in zip(decisions[::2], decisions[1::2]):
        accepted += with_others["verdict"] == "accept"
        if with_others["verdict"] == "accept" != without["verdict"]:
            helped += 1
            print(written[int(with_others["policy"][1:])].split("rules:")[1])
            for finding in with_others["findings"]:
                print("  ", finding["rule"], finding["outcome"], finding["effect"], finding["params"])
    print(f"{len(decisions) // 2} cases, {accepted} accepted beside something unproven, {helped} for it")
    return 1 if helped or not accepted else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
