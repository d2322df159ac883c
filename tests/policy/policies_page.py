#!/usr/bin/python3
"""Runs the examples of docs/policies.md: policies_page.py JUDGE SOURCE

The policy at its beginning, every predicate's example, the facts, and the holidays are read by the
programs that read yours, and asked.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

AS_OF = 1763778600      # 2025-11-22T10:30+08:00; whatever the page's own dates are
HEAD = """\
policy: every-example
version: 1
title: {en: Every example of the page}
source: {kind: own, read: 2026-11-22, text: the page}
in_force: {from: null, until: null}
time_zone: Asia/Shanghai
facts:
  applied_at: {type: time}
  applied_on: {type: day}
  married_on: {type: day}
  applicant: {type: person}
  spouse_status: {type: code, one_of: [cn_citizen, cn_permanent_resident, other]}
documents:
  record: {source: nia}
  papers: {kind: [lease]}
rules:
"""
PREDICATES = ("authentic", "plausible", "presented", "compare", "interval", "same_person", "crossing", "covers", "days", "judged")


def blocks(page, language):
    return re.findall(r"^```%s\n(.*?)^```$" % language, page, re.M | re.S)


def examples(page):
    """{predicate: its example}, which stands at the beginning of its section."""
    return dict(re.findall(r"^### (\w+)\n\n`(\{\1: .*?\})`", page, re.M))


def ask(judge, folder, holidays, name, facts):
    lines = [name, str(AS_OF), json.dumps(facts), "0"]
    done = subprocess.run([judge, folder, holidays], input="\n".join(lines) + "\n", capture_output=True, text=True, timeout=60)
    if done.returncode or done.stdout.startswith("error") or not done.stdout:
        raise SystemExit(f"docs/policies.md: {name}: {done.stdout}{done.stderr}")
    return {finding["rule"]: finding for finding in json.loads(done.stdout)["findings"]}


def main(judge, source):
    source = pathlib.Path(source)
    page = (source / "docs/policies.md").read_text(encoding="utf-8")
    policy, holidays = blocks(page, "yaml")
    facts, = (json.loads(block) for block in blocks(page, "json"))
    found = examples(page)
    problems = [f"no example of {name}" for name in PREDICATES if name not in found]
    with tempfile.TemporaryDirectory(prefix="policies-page-") as folder:
        folder = pathlib.Path(folder)
        (folder / "holidays.yaml").write_text(holidays.replace(", ...", ""), encoding="utf-8")
        (folder / "policies").mkdir()
        (folder / "policies/first.yaml").write_text(policy, encoding="utf-8")
        rules = "".join(f"- id: {name.replace('_', '-')}\n  that: {example}\n  otherwise: refer\n" for name, example in found.items())
        (folder / "policies/every.yaml").write_text(HEAD + rules, encoding="utf-8")
        given = {name: facts[name] for name in ("applied_at", "applicant")}
        if "policy.facts" in ask(judge, folder / "policies", folder / "holidays.yaml", "example-bank", given):
            problems.append("the first policy wants more than the facts of the page")
        if len(ask(judge, folder / "policies", folder / "holidays.yaml", "every-example", given)) < len(PREDICATES):
            problems.append("an example is no rule")
    answer = ask(judge, source / "conf/policies", source / "conf/tables/holidays.yaml", "welab-mcv", facts)
    if "policy.facts" in answer:
        problems.append(f"the facts lack {answer['policy.facts']['params']['missing']}")
    if answer["in-hong-kong"]["outcome"] != "pass":
        problems.append("the facts do not say where the applicant is")
    for problem in problems:
        print(f"docs/policies.md: {problem}")
    print(f"{len(found)} examples, {len(facts)} facts, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
