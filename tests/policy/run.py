#!/usr/bin/python3
"""Runs the worked cases of tests/policy/cases through core/policy: run.py JUDGE POLICIES HOLIDAYS

README.md says what a case file holds. Every rule's outcome is checked in every case, its effect
against the policy's own words, figures where the case names them. A shipped rule must have a case
that passes, one that fails and one that is unknown, or the file says in `never` why there is none.
"""
import copy
import datetime
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml

HERE = pathlib.Path(__file__).resolve().parent
EAST_8 = datetime.timezone(datetime.timedelta(hours=8))     # China and Hong Kong


def load(path):
    """Every scalar as text: `yes` and 2026-11-22 stay what was written."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


class Broken(Exception):
    """A case file that says something that is not understood."""


# ---- What a case states ----

def person(short):
    numbers = [{"kind": kind, "value": value, "masked": "*" in value}
               for kind, value in short.get("numbers", {}).items()]
    names = short["name"] if isinstance(short["name"], list) else [short["name"]]
    whole = {"id_numbers": numbers, "names": [
        {"value": name, "script": "Latn" if name.isascii() else "Hani", "kind": "printed"} for name in names]}
    for ours, theirs in (("sex", "sex"), ("birth", "birth_date"), ("nationality", "nationality")):
        if ours in short:
            whole[theirs] = short[ours]
    return whole


def stated_crossing(text):
    direction, day, *port = text.split()
    crossing = {"date": day, "direction": direction, "port": None, "basis": "stated"}
    return {**crossing, "port": port[0], "port_code": port[0]} if port else crossing


def presented(short):
    """`kind: {form: copy}`, or a list of several of one kind."""
    papers = []
    for kind, given in short.items():
        for paper in given if isinstance(given, list) else [given]:
            whole = {"kind": kind}
            for name, value in (paper or {}).items():
                whole[name] = value == "yes" if name in ("legalised", "apostille", "notarised") else value
            papers.append(whole)
    return papers


def judged(short):
    return {question: {"answer": answer == "yes", "by": "invented person", "on": "2000-01-01"}
            for question, answer in short.items()}


def fact(kind, value):
    if kind == "person":
        return person(value)
    if kind == "integer":
        return int(value)
    if kind == "years":
        return [int(year) for year in value]
    if kind == "crossings":
        return [stated_crossing(text) for text in value]
    return value


def facts(policy, case):
    types = {name: declared["type"] for name, declared in (policy.get("facts") or {}).items()}
    stated = {}
    for name, value in case["facts"].items():
        if name not in types:
            raise Broken(f"the policy has no fact {name}")
        stated[name] = fact(types[name], value)
    if case["covers"]:
        start, end = case["covers"].split("..")
        stated["crossings_cover"] = {"from": start, "to": end}
    if case["presented"] is not None:
        stated["presented"] = presented(case["presented"])
    if case["judged"]:
        stated["judged"] = judged(case["judged"])
    return stated


# ---- Documents ----

def time_utc(text):
    moment = datetime.datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=EAST_8)
    return moment.astimezone(datetime.timezone.utc)


class Ports:
    """Where a port comes out, by the tables that are shipped."""

    def __init__(self, tables):
        self.rows = {row["code"]: row for row in load(tables / "ports.yaml")}

    def crossing(self, row, text):
        direction, day, code, kind, number, *flight = text.split()
        known = self.rows.get(code, {"name": code, "region": "unknown"})
        crossing = {"row": row, "direction": direction, "date": day, "document_kind": kind, "document_number": number,
                    "document_masked": "*" in number, "port": known["name"], "region": known["region"], "basis": "document"}
        if code in self.rows:
            crossing["port_code"] = code
        if flight:
            crossing["flight"] = flight[0]
        return crossing


def report(ports, short):
    """A report as an examination would have made it of such a document."""
    issued = short.get("made")
    claims = {"complete": short.get("complete", "yes"), "covers": short.get("covers", "unknown"), "extra": [],
              "form": short.get("form", "electronic"), "person": person(short["person"])}
    if issued:
        claims["issued_on"] = issued[:10]
        if "T" in issued:
            claims["issued_at"] = time_utc(issued).strftime("%Y-%m-%dT%H:%M:%SZ")
            claims["issued_precision"] = "minute"
    if "period" in short:
        claims["period_from"], claims["period_to"] = short["period"].split("..")
    if "rows" in short:
        claims["crossings"] = [ports.crossing(row, text) for row, text in enumerate(short["rows"], 1)]
    checks = [{"id": name, "outcome": outcome, "params": {}} for name, outcome in short.get("checks", {}).items()]
    extra = [{"name": name, "type": "code", "value": value} for name, value in short.get("extra", {}).items()]
    claims["extra"] = extra
    whole = {"schema": 1, "id": "r1", "document_sha256": "0" * 64, "size": 1, "media_type": "application/pdf", "build": "test",
             "judged_by": {"trust_snapshot": "0" * 64, "configuration_sha256": "0" * 64}, "repeatable": True,
             "inputs": {"at": "2000-01-01T00:00:00Z", "at_from": "clock", "password": "none"}, "source": short.get("source", "nia"),
             "indication": short.get("indication", "total_passed"), "reasons": [], "signatures": [], "checks": checks, "claims": claims}
    if whole["indication"] == "indeterminate":
        whole["subindication"] = "NO_SIGNATURE_FOUND"
    if whole["indication"] == "total_failed":
        whole["subindication"] = "HASH_FAILURE"
    return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# ---- Cases ----

EMPTY = ("", "null", None)     # takes away what is given
PARTS = ("facts", "presented", "judged", "documents")


def change(base, case):
    """The case laid over what is given."""
    whole = {part: copy.deepcopy(base.get(part)) for part in PARTS}
    for part in PARTS:
        if case.get(part) in EMPTY and part in case:
            whole[part] = None
            continue
        for name, value in (case.get(part) or {}).items():
            whole[part] = whole[part] or {}
            if value in EMPTY:
                whole[part].pop(name, None)
            elif part == "documents" and isinstance(value, dict) and name in whole[part]:
                whole[part][name] = {**whole[part][name], **value}
            else:
                whole[part][name] = value
    if "presented_only" in case:
        whole["presented"] = case["presented_only"]
    whole["facts"] = whole["facts"] or {}
    whole["as_of"] = case.get("as_of", base.get("as_of"))
    covers = case.get("covers", base.get("covers"))
    whole["covers"] = None if covers in EMPTY else covers
    return whole


def expected(ids, base, case):
    """Outcome and figures of each rule; `all: unknown` is what every rule is that is not named. What
    the policy says itself beside its rules is of one case."""
    own = case.get("expect", base["expect"])
    of_rules = {name: outcome for name, outcome in base["expect"]["rules"].items() if name in ids}
    given = {name: own["all"] for name in ids} if "all" in own else of_rules
    rules = {**given, **own.get("rules", {})}
    return {name: wanted if isinstance(wanted, dict) else {"outcome": wanted} for name, wanted in rules.items()}


def case_lines(ports, policy, case):
    return [policy["policy"], str(int(time_utc(case["as_of"]).timestamp())),
            json.dumps(facts(policy, case), ensure_ascii=False), *document_lines(ports, case["documents"] or {})]


def document_lines(ports, documents):
    lines = [str(len(documents))]
    for role, short in documents.items():
        hours = short.get("lag", "0h")
        lines += [role, str(int(hours[:-1]) * 3600), report(ports, short)]
    return lines


# ---- Comparing ----

def effect(rule, outcome):
    """What the policy itself says an outcome does."""
    if outcome == "fail":
        return rule["otherwise"]
    return rule.get("if_unknown", "refer") if outcome == "unknown" else "none"


def is_figure(found, wanted):
    """Whether a figure is the one that was worked out: it may say more of itself, but no other number."""
    return all(str(found.get(name)) == value for name, value in wanted.items()) and \
        all(name in wanted for name in ("value", "lower", "upper") if name in found)


def figure_differences(found, wanted):
    left = list(found)
    for figure in wanted:
        same = next((one for one in left if is_figure(one, figure)), None)
        if same is None:
            yield f"no figure {figure}"
        else:
            left.remove(same)
    for figure in left:
        yield f"figure {figure}, not by hand"


def differences(policy, wanted, verdict, decision):
    """Sentences, each naming the rule and what is not as worked out by hand."""
    found = {finding["rule"]: finding for finding in decision["findings"]}
    if decision["verdict"] != verdict:
        yield f"verdict {decision['verdict']}, by hand {verdict}"
    for rule in policy["rules"]:
        name, finding = rule["id"], found.get(rule["id"])
        if finding is None:
            yield f"{name}: no finding"
            continue
        want = wanted[name]
        if finding["outcome"] != want["outcome"]:
            yield f"{name}: {finding['outcome']}, by hand {want['outcome']} ({json.dumps(finding, ensure_ascii=False)})"
        for member in ("basis", "why"):
            if member in want and finding.get(member) != want[member]:
                yield f"{name}: {member} {finding.get(member)}, by hand {want[member]}"
        due = want.get("effect", effect(rule, want["outcome"]))
        if finding["effect"] != due:
            yield f"{name}: effect {finding['effect']}, the policy says {due}"
        if "figures" in want:
            for difference in figure_differences(finding["figures"], want["figures"]):
                yield f"{name}: {difference}"
    for name in found:
        if name.startswith("policy.") and name not in wanted and found[name]["effect"] != "note":
            yield f"{name}: a finding that the case does not name"
    for name in wanted:
        if name.startswith("policy.") and name not in found:
            yield f"{name}: no such finding"


def asked(wanted, decision):
    have = sorted(ask.get("kind") or ask.get("fact") for ask in decision["asks"])
    if wanted is not None and sorted(wanted) != have:
        yield f"asks for {have}, by hand {sorted(wanted)}"


def changes(wanted, decision):
    names = ("rule", "to", "on", "until", "if")
    have = [{name: change[name] for name in names if name in change} for change in decision.get("changes", [])]
    if wanted is not None and have != wanted:
        yield f"changes {have}, by hand {wanted}"


class File:
    """One file of cases, and the policy it is about."""

    def __init__(self, path, policies, ports):
        self.name, self.text, self.ports = path.name, load(path), ports
        self.policy = policies[self.text["policy"]]
        self.ids = {rule["id"] for rule in self.policy["rules"]}
        self.seen = {name: set() for name in self.ids}
        self.problems = []
        self.cases = [{"case": "as given", **{key: value for key, value in self.text["given"].items() if key == "why"}},
                      *(self.text.get("cases") or [])]
        # who is asked about nobody, or without a paper, is never accepted
        self.probes = [{"case": "without facts", "facts": None}, {"case": "without documents", "documents": None}]
        if "documents" not in self.text["given"]:
            self.probes = []
        self.count = len(self.cases) + len(self.probes)

    def lines(self):
        for case in self.cases + self.probes:
            try:
                yield from case_lines(self.ports, self.policy, change(self.text["given"], case))
            except (Broken, KeyError, ValueError, AttributeError, TypeError) as error:
                raise Broken(f"{self.name}: {case['case']}: not understood: {error!r}") from error

    def check(self, answers):
        given = self.text["given"]
        for probe, answer in zip(self.probes, answers[len(self.cases):]):
            if answer.startswith("error") or json.loads(answer)["verdict"] == "accept":
                self.problems.append(f"{self.name}: {probe['case']}: must not be accepted: {answer}")
        for case, answer in zip(self.cases, answers):
            where = f"{self.name}: {case['case']}"
            wanted = expected(self.ids, given, case)
            if self.ids - set(wanted) or {name for name in wanted if not name.startswith("policy.")} - self.ids:
                self.problems.append(f"{where}: rules are not those of the policy: {sorted(self.ids ^ set(wanted))}")
                continue
            for name in self.ids:
                self.seen[name].add(wanted[name]["outcome"])
            if answer.startswith("error"):
                self.problems.append(f"{where}: {answer}")
                continue
            own = case.get("expect", given["expect"])
            verdict = own.get("verdict", given["expect"]["verdict"])
            decision = json.loads(answer)
            for difference in (*differences(self.policy, wanted, verdict, decision), *asked(own.get("asks"), decision),
                               *changes(own.get("changes"), decision)):
                self.problems.append(f"{where}: {difference}")
            if "why" not in case:
                self.problems.append(f"{where}: `why` is missing: the computation in words")

    def uncovered(self):
        never = self.text.get("never") or {}
        for name, outcomes in sorted(self.seen.items()):
            for outcome in ("pass", "fail", "unknown"):
                reason = (never.get(name) or {}).get(outcome)
                if outcome not in outcomes and not reason:
                    yield f"{self.name}: rule {name} has no case that is {outcome}"
                if outcome in outcomes and reason:
                    yield f"{self.name}: rule {name} is said never to be {outcome}, and a case has it"


class Given:
    """given/NAME: facts and decision as JSON; the record, where there is one, is that of cases/NAME.yaml."""

    def __init__(self, path, policies, ports):
        name = path.name.removesuffix(".facts.json")
        self.name, self.policy = path.name, policies[name]
        self.asked = json.loads(path.read_text(encoding="utf-8"))
        self.wanted = json.loads(path.with_name(f"{name}.expected.json").read_text(encoding="utf-8"))
        self.documents = {}
        if "record" in self.asked:
            self.documents = load(HERE / "cases" / f"{name}.yaml")["given"]["documents"]
        self.ports, self.problems, self.cases, self.count = ports, [], [{}], 1

    def lines(self):
        moment = int(datetime.datetime.fromisoformat(self.asked["as_of"]).timestamp())
        return [self.policy["policy"], str(moment), json.dumps(self.asked["facts"], ensure_ascii=False),
                *document_lines(self.ports, self.documents)]

    def check(self, answers):
        if answers[0].startswith("error"):
            self.problems.append(f"{self.name}: {answers[0]}")
            return
        decision = json.loads(answers[0])
        wanted = {finding["rule"]: finding for finding in self.wanted["findings"]}
        for difference in differences(self.policy, wanted, self.wanted["verdict"], decision):
            self.problems.append(f"{self.name}: {difference}")
        for difference in asked([ask.get("kind") or ask.get("fact") for ask in self.wanted["asks"]], decision):
            self.problems.append(f"{self.name}: {difference}")
        for difference in changes(self.wanted["changes"], decision):
            self.problems.append(f"{self.name}: {difference}")

    def uncovered(self):
        return ()


class Counting:
    """counting.tsv: one record a line, counted by each measure."""

    def __init__(self, path, policies, ports):
        self.name, self.policy, self.ports = path.name, policies["counting"], ports
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        self.rows = [line.split("\t") for line in lines[1:]]
        self.count, self.cases, self.problems = len(self.rows), self.rows, []

    def record(self, text):
        """Rows are written oldest first, and printed newest first."""
        short, numbers = [], []
        for row in text.split(", "):
            direction, day, *number = row.split()
            short.insert(0, f"{direction} 2026-01-{day} cn_luohu passport E12345678")
            numbers.insert(0, int(number[0][1:]) if number else None)
        made = {"made": "2026-02-01", "period": "2026-01-01..2026-01-31", "covers": "person", "person": {"name": "EXAMPLE ANNA"}, "rows": short}
        whole = json.loads(report(self.ports, made))
        for crossing, number in zip(whole["claims"]["crossings"], numbers):
            crossing["row"] = number or crossing["row"]
        return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def lines(self):
        for _, window, rows, *_ in self.rows:
            first, last = window.split("..")
            yield from ("counting", str(int(time_utc("2026-03-01T12:00").timestamp())), json.dumps({"first": first, "last": last}), "1",
                        "record", "0", self.record(rows))

    def check(self, answers):
        for (name, window, _, *values), answer in zip(self.rows, answers):
            if answer.startswith("error"):
                self.problems.append(f"{self.name}: {name}: {answer}")
                continue
            found = {finding["rule"]: finding["figures"] for finding in json.loads(answer)["findings"]}
            for rule, value in zip(self.policy["rules"], values):
                lower, _, upper = value.partition("..")
                by_hand = {"lower": lower, "upper": upper} if upper else {"value": value}
                figure = (found.get(rule["id"]) or [{}])[0]
                if {key: figure[key] for key in ("value", "lower", "upper") if key in figure} != by_hand:
                    self.problems.append(f"{self.name}: {name}: {rule['id']}: {figure}, by hand {value}")

    def uncovered(self):
        return ()


def main(judge, folder, holidays):
    folder = pathlib.Path(folder)
    policies = {policy["policy"]: policy for policy in map(load, sorted(folder.glob("*/*.yaml")))}
    shipped = dict(policies)
    policies["counting"] = load(HERE / "policies/counting.yaml")
    ports = Ports(folder.parent / "tables")
    files = [*(File(path, policies, ports) for path in sorted((HERE / "cases").glob("*.yaml"))),
             *(Given(path, policies, ports) for path in sorted((HERE / "given").glob("*.facts.json"))),
             Counting(HERE / "counting.tsv", policies, ports)]
    lines = [line for file in files for line in file.lines()]
    with tempfile.TemporaryDirectory(prefix="vouchd-policies-") as both:
        shutil.copytree(folder, both, dirs_exist_ok=True)
        shutil.copytree(HERE / "policies", both, dirs_exist_ok=True)
        run = subprocess.run([judge, both, holidays], input="\n".join(lines) + "\n", text=True, capture_output=True, check=False)
    answers = run.stdout.splitlines()
    problems = []
    if run.returncode or len(answers) != sum(file.count for file in files):
        answers = []
        problems.append(f"{judge} gave {len(answers)} answers and ended with {run.returncode}: {run.stderr}")
    for file in files if answers else []:
        own, answers = answers[:file.count], answers[file.count:]
        file.check(own)
        problems += file.problems + list(file.uncovered())
    for name in sorted(set(shipped) - {file.policy["policy"] for file in files if isinstance(file, File)}):
        problems.append(f"policy {name} is shipped and has no cases")
    for problem in problems:
        print(problem)
    rules = sum(len(policy["rules"]) for policy in shipped.values())
    print(f"{len(shipped)} policies, {rules} rules, {sum(len(file.cases) for file in files)} cases, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (Broken, yaml.YAMLError) as broken:
        sys.exit(str(broken))
