#!/usr/bin/python3
"""Holds docs/rules.md against the policies: every article has a row, every rule named is there, none is missing."""
import pathlib
import re
import sys

import yaml

WORDS = {"computed", "stated", "judged", "nothing"}
ARTICLES = [str(number) for number in range(1, 58)] + ["2001"]
SECTIONS = ["1", "2", "3", "4", *(f"4({number})" for number in range(1, 8)), "5 refusal", "5 withdrawal", "5 absence",
            "6", *(f"6({number})" for number in range(1, 8)), "7(1)", "7(2)", "8", "9", "10", "11", "attachment"]
COVERED = ("cn-rules-1994-", "cn-pr-")     # policies of which the page names each rule


def tables(page):
    """Rows of each table, by the word in the first column's head."""
    found, rows = {}, []
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else None
        if cells is None:
            rows = []
        elif not rows:
            rows = found.setdefault(cells[0], [])
            rows.append(None)               # its head
        elif not re.fullmatch(r"-+", cells[0]):
            rows.append(cells)
    return {name: [row for row in rows if row] for name, rows in found.items()}


def problems_of(rows, wanted, rules):
    names = [row[0] for row in rows]
    for name in wanted:
        if names.count(name) != 1:
            yield f"{name}: {names.count(name)} rows"
    for name in set(names) - set(wanted):
        yield f"{name}: no such article"
    for row in rows:
        named = re.findall(r"`([a-z0-9-]+:[a-z0-9-]+)`", row[3])
        if row[2] not in WORDS:
            yield f"{row[0]}: '{row[2]}' is none of {sorted(WORDS)}"
        if not named and row[2] != "nothing":
            yield f"{row[0]}: no rule is named"
        for name in named:
            if name not in rules:
                yield f"{row[0]}: there is no rule {name}"


def main(source):
    source = pathlib.Path(source)
    page = (source / "docs/rules.md").read_text(encoding="utf-8")
    policies = [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
                for path in sorted((source / "conf/policies").glob("*/*.yaml"))]
    rules = {f"{policy['policy']}:{rule['id']}" for policy in policies for rule in policy["rules"]}
    found = tables(page)
    problems = [*problems_of(found["art."], ARTICLES, rules), *problems_of(found["section"], SECTIONS, rules)]
    for name in sorted(rules):
        if name.startswith(COVERED) and f"`{name}`" not in page:
            problems.append(f"rule {name} is not on the page")
    for row in found["text"]:
        policy = row[1].strip("`")
        for rule in re.findall(r"`([a-z0-9-]+)`", row[2]):
            if f"{policy}:{rule}" not in rules:
                problems.append(f"{policy}: there is no rule {rule}")
    shown = {row[1].strip("`") for row in found["text"]} | {row[0].strip("`") for row in found["policy"]}
    names = {policy["policy"] for policy in policies if not policy["policy"].startswith(COVERED)}
    for name in sorted(names ^ shown):
        problems.append(f"policy {name} is {'not on the page' if name in names else 'not shipped'}")
    for problem in problems:
        print(f"docs/rules.md: {problem}")
    print(f"{len(ARTICLES)} articles, {len(SECTIONS)} sections, {len(rules)} rules, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
