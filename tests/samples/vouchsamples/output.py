"""Writes what the catalogue lists: files, manifest, trust files, configurations."""

import json
import sys

from . import (  # noqa: F401  (these fill the catalogue)
    attacks,
    basic,
    checks,
    disguises,
    layouts,
    ranges,
    rubbish,
    signatures,
    tails,
)
from .catalogue import REGISTRY
from .workshop import Workshop

SUBJECT = "subject: {O: 国家移民管理局}"
# Configuration variant -> the lines under `trust:` of its source.
VARIANTS = {
    "default": ["issuers: [../../trust/issuer.pem]", SUBJECT],
    "assumed": ["issuers: [{path: ../../trust/plain-issuer.pem, ca: assumed}]", SUBJECT],
    "signers": ["signers: [../../trust/signer.pem]"],
    "anchors": ["anchors: [../../trust/root.pem]", SUBJECT],
    "allow": ["issuers: [../../trust/issuer.pem]", SUBJECT, "later_signatures: allow"],
    "none": [],
}
TRUST = {
    "issuer": "issuer",
    "signer": "signer",
    "plain-issuer": "plain_issuer",
    "root": "root",
    "intermediate": "intermediate",
}


def print_list():
    for sample in REGISTRY.values():
        print(f"{sample.group:12} {sample.name:36} {sample.title}")


def write(folder, only=None):
    unknown = set(only or ()) - REGISTRY.keys()
    if unknown:
        sys.exit(f"no such sample: {', '.join(sorted(unknown))}")
    folder.mkdir(parents=True, exist_ok=True)
    workshop = Workshop()
    entries = []
    for sample in REGISTRY.values():
        if only and sample.name not in only:
            continue
        made = sample.make(workshop)
        entry = sample.entry(made)
        (folder / entry["file"]).write_bytes(made.data)
        entries.append(entry)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    (folder / "manifest.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    write_trust(folder, workshop.pki)
    for variant, lines in VARIANTS.items():
        write_configuration(folder, variant, lines)


def write_trust(folder, pki):
    trust = folder / "trust"
    trust.mkdir(exist_ok=True)
    for name, attribute in TRUST.items():
        (trust / f"{name}.pem").write_bytes(getattr(pki, attribute).pem())


def write_configuration(folder, variant, lines):
    """conf/ or conf-VARIANT/, with paths relative to the file they stand in."""
    conf = folder / ("conf" if variant == "default" else f"conf-{variant}")
    (conf / "sources").mkdir(parents=True, exist_ok=True)
    (conf / "vouchd.yaml").write_text("sources: sources/\nledger: {path: ledger.db, keep: verdicts}\n")
    out = ["plugin: nia"]
    if lines:
        out += ["trust:", *(f"  {line}" for line in lines), "  time: proven_or_at", "  revocation: never"]
    text = "\n".join(out) + "\n"
    (conf / "sources" / "nia.yaml").write_text(text, encoding="utf-8")
