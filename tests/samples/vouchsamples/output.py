"""Writes what the catalogue lists: files, manifest, trust files, configurations."""

import json
import sys

from . import (  # noqa: F401  (these fill the catalogue)
    additions,
    annotations,
    archives,
    attacks,
    basic,
    candidates,
    certified,
    checks,
    claimed,
    cms_details,
    combined,
    configurations,
    content,
    decided,
    disguises,
    forgeries,
    gm,
    ideas,
    layouts,
    mails,
    mixed,
    nia_pictures,
    objects,
    odd_certificates,
    older_formats,
    paths,
    permissions,
    purposes,
    ranges,
    revocation,
    revoked_paths,
    rubbish,
    schemes,
    seal_details,
    seals,
    sections,
    shadows,
    signatures,
    status_details,
    subjects,
    tails,
    time_stamps,
    token_details,
    unsigned,
)
from .banks import samples as banks  # noqa: F401
from .banks import variety  # noqa: F401
from .catalogue import REGISTRY
from .immd import pictures as immd_pictures  # noqa: F401
from .immd import samples as immd  # noqa: F401
from .workshop import Workshop


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
    configurations.write(folder, workshop)
