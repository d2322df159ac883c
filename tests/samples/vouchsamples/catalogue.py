"""The list of samples: a name, a maker, and the verdict that is right by meaning.

The verdicts stand here by what ETSI EN 319 102-1 and the project's promises
say, written down without running any implementation. Keys of a manifest entry:

    file, title, group, why
    source      the source that the caller names ("nia", unless said otherwise); null: none
    trust       which configuration: the folder conf-TRUST, or conf where "default"
    password, at, existed_by
                what the caller adds; `at` is always given, so that samples
                do not run out
    expect      indication, subindication (absent: not asserted), reasons (codes
                that must be there; "limit.*" stands for any of that family),
                any_reason (at least one of these must be there)
    claims      what must be read; keys that are absent are not asserted
    container   what the report must say of the archive that the document came in
    read        {claims, least, rows}, of a picture say: each claim must be so, or be left to a person
                in `unread`; so many `rows` (crossings, where it does not say) at least are wanted
    checks      {check id: outcome, or a list of those allowed}; those absent are not asserted
"""

from dataclasses import dataclass, field

AT = "2026-06-01T04:00:00Z"
REGISTRY = {}


def passed(*notes):
    """`notes`: what is said beside a pass"""
    return _verdict("total_passed", None, notes, ())


def failed(subindication, *reasons, any_of=()):
    return _verdict("total_failed", subindication, reasons, any_of)


def broken(*any_of):
    """Failed, whatever the subindication, for one of these reasons."""
    out = _verdict("total_failed", None, (), any_of)
    del out["subindication"]
    return out


def undecided(subindication, *reasons, any_of=()):
    return _verdict("indeterminate", subindication, reasons, any_of)


def open_question(*reasons, any_of=()):
    """Indeterminate, whatever the subindication."""
    out = _verdict("indeterminate", None, reasons, any_of)
    del out["subindication"]
    return out


def _verdict(indication, subindication, reasons, any_of):
    out = {"indication": indication, "subindication": subindication, "reasons": list(reasons)}
    if any_of:
        out["any_reason"] = list(any_of)
    return out


@dataclass
class Made:
    """A maker's result: bytes, and what only the maker knows."""

    data: bytes
    claims: dict | None = None
    checks: dict | None = None
    read: dict | None = None
    container: dict | None = None


@dataclass
class Sample:
    name: str
    title: str
    group: str
    why: str
    maker: object
    expect: dict
    trust: str = "default"
    suffix: str = "pdf"
    options: dict = field(default_factory=dict)  # password, at, existed_by

    def make(self, workshop):
        made = self.maker(workshop)
        return made if isinstance(made, Made) else Made(bytes(made))

    def entry(self, made):
        out = {
            "file": f"{self.name}.{self.suffix}",
            "title": self.title,
            "group": self.group,
            "why": self.why,
            "source": "nia",
            "trust": self.trust,
            "at": AT,
            **self.options,
            "expect": self.expect,
        }
        if made.claims is not None:
            out["claims"] = made.claims
        if made.checks is not None:
            out["checks"] = made.checks
        if made.read is not None:
            out["read"] = made.read
        if made.container is not None:
            out["container"] = made.container
        return out


def register(name, group, title, expect, maker, why="", trust="default", suffix="pdf", **options):
    if name in REGISTRY:
        raise ValueError(f"two samples are called {name}")
    sample = Sample(name, title, group, why, maker, expect, trust, suffix, options)
    REGISTRY[name] = sample
    return sample


def sample(name, group, title, expect, **options):
    """Decorator for a maker function: workshop -> bytes or Made. Its docstring says why."""

    def wrap(maker):
        why = " ".join((maker.__doc__ or "").split())
        register(name, group, title, expect, maker, why, **options)
        return maker

    return wrap
