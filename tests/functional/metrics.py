#!/usr/bin/python3
"""GET /metrics: counts what happened, in the format that Prometheus reads, and no names; the
dashboard and the alert rules ask for nothing that is not there."""

import json
import os
import re
import shutil
import unittest
from datetime import datetime
from pathlib import Path

import yaml

from ctl_support import SAMPLES
from harness import Case, Daemon

ROOT = Path(__file__).resolve().parents[2]
MONITORING = ROOT / "packaging/monitoring"
LINE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="[^"\\]*",?)+)\})? ([0-9.+\-e]+)$')


def parse(text):
    """{name: {labels: value}}; every line must be one."""
    found = {}
    for line in text.splitlines():
        if line.startswith("# "):
            assert re.match(r"# (HELP|TYPE) [a-z_]+ .+", line), line
            continue
        name, labels, value = LINE.match(line).groups()
        key = tuple(re.findall(r'([a-z]+)="([^"]*)"', labels or ""))
        assert key not in found.setdefault(name, {}), line
        found[name][key] = float(value)
    return found


class Metrics(Case):
    def start(self):
        daemon = Daemon({}).start()
        self.addCleanup(daemon.__exit__, None, None, None)
        return daemon

    def read(self, daemon):
        answer = daemon.get("/metrics")
        self.assertEqual(answer.status, 200)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        return parse(answer.body.decode())

    def test_counts(self):
        daemon = self.start()
        before = self.read(daemon)
        self.assertEqual(before["vouchd_ready"][()], 1)
        self.assertNotIn("vouchd_verdicts_total", before)
        for document in (b"FAKE pass 1", b"FAKE pass 2", b"FAKE crash"):
            daemon.verify(document)
        daemon.get("/nowhere")
        found = self.read(daemon)
        self.assertEqual(found["vouchd_verdicts_total"], {
            (("source", "fake"), ("indication", "total_passed")): 2,
            (("source", "none"), ("indication", "indeterminate")): 1})
        self.assertEqual(found["vouchd_reasons_total"][(("code", "worker.crashed"),)], 1)
        uid = (("uid", str(os.geteuid())),)
        self.assertEqual(found["vouchd_peer_documents_total"][uid], 3)
        self.assertEqual(found["vouchd_peer_digest_mismatch_total"][uid], 0)
        self.assertEqual(found["vouchd_ledger_rows_total"][()], 4)
        requests = found["vouchd_requests_total"]
        self.assertEqual(requests[(("route", "/v1/verify"), ("status", "200"))], 3)
        self.assertEqual(requests[(("route", "none"), ("status", "404"))], 1)
        for name in ("vouchd_queued", "vouchd_examinations", "vouchd_ledger_waiting",
                     "vouchd_ledger_failing", "vouchd_held_bytes"):
            self.assertEqual(found[name][()], 0, name)

    def test_stages(self):
        daemon = self.start()
        for i in range(4):
            daemon.verify(b"FAKE pass %d" % i)
        found = self.read(daemon)
        counts = {labels[0][1]: value for labels, value in
                  found["vouchd_stage_seconds_count"].items()}
        self.assertEqual({stage: counts[stage] for stage in (
            "receive", "prepare", "queue", "examine", "finish", "record", "whole", "read")},
            {"receive": 4, "prepare": 4, "queue": 4, "examine": 4, "finish": 4, "record": 4,
             "whole": 4, "read": 0})
        sums = {labels[0][1]: value for labels, value in
                found["vouchd_stage_seconds_sum"].items()}
        parts = sum(value for stage, value in sums.items() if stage != "whole")
        self.assertAlmostEqual(parts, sums["whole"], delta=0.001)
        buckets = [value for labels, value in found["vouchd_stage_seconds_bucket"].items()
                   if labels[0] == ("stage", "whole")]
        self.assertEqual(buckets, sorted(buckets))
        self.assertEqual(buckets[-1], 4)

    def test_no_names(self):
        daemon = self.start()
        daemon.verify(b"FAKE pass 1", "reference=Case%2017")
        text = daemon.get("/metrics").body.decode()
        for word in ("样本", "990101", "C0000000", "Case", "FAKE2026"):
            self.assertNotIn(word, text)

    def test_what_changed_and_what_runs_out(self):
        daemon = Daemon({"isolation": "best_effort", "sources": "sources/"}, fake=False)
        self.addCleanup(daemon.__exit__, None, None, None)
        (daemon.folder / "sources").mkdir()
        shutil.copy(SAMPLES / "issuer.pem", daemon.folder / "issuer.pem")
        (daemon.folder / "sources/nia.yaml").write_text(
            "plugin: nia\ntrust: {issuers: [../issuer.pem], subject: {O: 国家移民管理局}, "
            "revocation: never}\n")
        daemon.start()
        daemon.verify((SAMPLES / "changed-row.pdf").read_bytes())
        found = self.read(daemon)
        uid = (("uid", str(os.geteuid())),)
        self.assertEqual(found["vouchd_peer_digest_mismatch_total"][uid], 1)
        expiry = found["vouchd_trust_expiry_timestamp_seconds"]
        self.assertEqual(list(expiry), [(("source", "nia"), ("what", "certificate"))])
        told = daemon.get("/v1/sources").json["sources"][0]["expires"]["certificate"]
        self.assertRegex(told, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(expiry[(("source", "nia"), ("what", "certificate"))],
                         datetime.fromisoformat(told).timestamp())


class Monitoring(Case):
    """What the dashboard and the rules ask for is documented and there."""

    def names_of(self, text):
        return set(re.findall(r"\bvouchd_[a-z_]+", text))

    def test_names(self):
        daemon = Daemon({}).start()
        self.addCleanup(daemon.__exit__, None, None, None)
        there = self.names_of(daemon.get("/metrics").body.decode())
        there |= {name + end for name in ("vouchd_stage_seconds",)
                  for end in ("_bucket", "_sum", "_count")}
        dashboard = json.loads((MONITORING / "grafana-dashboard.json").read_text())
        rules = yaml.safe_load((MONITORING / "vouchd.rules.yml").read_text())
        asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
        asked += [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
        self.assertGreater(len(asked), 20)
        for expression in asked:
            self.assertLessEqual(self.names_of(expression), there, expression)
        page = self.names_of((ROOT / "docs/metrics.md").read_text())
        bare = {re.sub("_(bucket|sum|count)$", "", name) for name in there}
        self.assertEqual(bare - page, set())


if __name__ == "__main__":
    unittest.main(verbosity=2)
