#!/usr/bin/python3
"""What no worked case would notice: mutants.py JUDGE POLICIES HOLIDAYS [NAME...]

Changes one thing at a time in a shipped policy (a figure by one, a relation, a measure, a paper left out of a list, a
guard left out) and runs its cases. Prints each change that all cases survive: either it means the same, or a case is
missing. Not among the tests, for it takes a minute.
"""
import collections
import functools
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

import run

SWAPPED = {"before": "not_after", "not_after": "before", "full": "any_part", "from_next": "full", "any_part": "full", "unsettled": "any_part",
           "inside": "outside", "outside": "inside", "last": "first", "every": "any", "none": "any", "exit": "entry", "entry": "exit"}
LENGTH = re.compile(r"(?:at_least|at_most|over|under|exactly|issued_within): (\d+)(?:\.\d+)? \w")
NUMBER = re.compile(r"(?:at_least|at_most), (\d+)(?: [A-Z]{3})?\]")
WORD = re.compile(r"\b(before|not_after), |count: (full|from_next|any_part|unsettled)|state: (inside|outside)|which: (last|every|none)"
                  r"|direction: (exit|entry)")
LINE = re.compile(r"^    (?:  )*- \{(?:presented|compare|interval|all_of|any_of|none_of|judged).*\n|^  when: \{.*\}\n", re.MULTILINE)
PARAMETER = re.compile(r", (?:form: \[?[\w, ]+\]?|valid_on: \w+|if_foreign: \[legalised, apostille\]|channel: \w+|document_kind: \w+"
                       r"|towards: \[HK\]|on_or_before: \w+|permit: last_crossing|permits: \[cn_eep\]|each: \w+|needed: 2 of 4)(?=[,}])")


def mutants(text):
    """(text, what was changed) for every change."""
    start = text.index("\nrules:")

    def changed(begin, end, by):
        line = text.count("\n", 0, begin) + 1
        return text[:begin] + by + text[end:], f"line {line}: {text[begin:end].strip()[:90]} -> {by or 'nothing'}"

    for pattern in (LENGTH, NUMBER):
        for match in pattern.finditer(text, start):
            for number in (int(match[1]) - 1, int(match[1]) + 1):
                if number >= 0:
                    yield changed(match.start(1), match.end(1), str(number))
    for match in WORD.finditer(text, start):
        group = match.lastindex
        yield changed(match.start(group), match.end(group), SWAPPED[match[group]])
    for pattern in (LINE, PARAMETER):
        for match in pattern.finditer(text, start):
            yield changed(match.start(), match.end(), "")


def outcome(judge, holidays, policy, ports, text):
    cases = run.File(run.HERE / "cases" / f"{policy['policy']}.yaml", {policy["policy"]: policy}, ports)
    with tempfile.TemporaryDirectory(prefix="vouchd-mutant-") as folder:
        (pathlib.Path(folder) / "mutant.yaml").write_text(text, encoding="utf-8")
        answers = subprocess.run([judge, folder, holidays], input="\n".join(cases.lines()) + "\n", text=True, capture_output=True, check=False)
    if answers.returncode:
        return "refused"
    cases.check(answers.stdout.splitlines())
    return "noticed" if cases.problems else "survived"


def main(judge, folder, holidays, *names):
    run.load = functools.lru_cache(None)(lambda path: yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader))
    folder, count = pathlib.Path(folder), collections.Counter()
    ports = run.Ports(folder.parent / "tables")
    for path in sorted(folder.glob("*/*.yaml")):
        if names and path.stem not in names:
            continue
        for text, what in mutants(path.read_text(encoding="utf-8")):
            result = outcome(judge, holidays, run.load(path), ports, text)
            count[result] += 1
            if result == "survived":
                print(f"{path.stem}: {what}", flush=True)
    print(", ".join(f"{number} {name}" for name, number in sorted(count.items())))


if __name__ == "__main__":
    main(*sys.argv[1:])
