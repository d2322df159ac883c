#!/usr/bin/python3
"""What every shipped policy has, beyond what the loader asks for: shipped.py POLICIES"""
import pathlib
import sys

import yaml

LANGUAGES = {"en", "zh-Hans", "zh-Hant", "ar"}


def predicates(node):
    """(name, parameters) of every predicate of a condition."""
    for name, inner in node.items():
        if name in ("all_of", "any_of", "none_of"):
            for part in inner:
                yield from predicates(part)
        else:
            yield name, inner


def sources(policy):
    yield "", policy["source"]
    for rule in policy["rules"]:
        if "source" in rule:
            yield f" {rule['id']}", rule["source"]


def of_all(policy):
    if set(policy["title"]) != LANGUAGES:
        yield f"titles in {sorted(policy['title'])}"
    for where, source in sources(policy):
        for member in ("kind", "confidence", "read"):
            if member not in source:
                yield f"source{where}: no {member}"
        if not {"url", "text"} & set(source):
            yield f"source{where}: neither url nor text"


def of_acceptance(policy):
    """Nobody is accepted whose paper is not held against who he says he is; and what the paper cannot show is said."""
    persons = {name for name, fact in policy["facts"].items() if fact["type"] == "person" and fact.get("required") == "yes"}
    own = [rule for rule in policy["rules"] for name, inner in predicates(rule["that"])
           if name == "same_person" and inner["fact"] in persons and rule["otherwise"] == "reject" and "when" not in rule]
    if not own:
        yield "no rule asks for the same person, with that fact required"
    if not any(name == "crossing" and "which" in inner and "when" not in rule for rule in policy["rules"] for name, inner in predicates(rule["that"])):
        yield "no rule finds the last crossing, so nothing says from when on the record is silent"


def of_residence(policy):
    if not policy["in_force"].get("from"):
        yield "no day from which it is in force"
    for rule in policy["rules"]:
        if "cite" not in rule:
            yield f"{rule['id']}: no article"


def of_facts(policies):
    """Several policies may be asked at once: a fact's name means one thing in all of them."""
    types = {}
    for policy in policies:
        for name, fact in (policy.get("facts") or {}).items():
            types.setdefault(name, {}).setdefault(fact["type"], []).append(policy["policy"])
    for name, found in types.items():
        if len(found) > 1:
            yield f"fact {name} has several types: {found}"


def main(folder):
    policies, problems = [], []
    for path in sorted(pathlib.Path(folder).glob("*/*.yaml")):
        policy = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        own = of_acceptance if path.parent.name == "acceptance" else of_residence
        problems += [f"{path.name}: {problem}" for problem in (*of_all(policy), *own(policy))]
        if policy["policy"] != path.stem:
            problems.append(f"{path.name} holds {policy['policy']}")
        policies.append(policy)
    problems += of_facts(policies)
    for problem in problems:
        print(problem)
    print(f"{len(policies)} policies, {len(problems)} problems")
    return 1 if problems or not policies else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
