"""Ways of trusting that samples need, and the files that these name.

Sample modules add their own: `variant` a configuration, `trust_file` a file below
trust/, made by a function of the workshop.
"""

SUBJECT = "subject: {O: 国家移民管理局}"
ISSUER = "issuers: [../../trust/issuer.pem]"
VARIANTS = {}
FILES = {}


def variant(name, *lines):
    """`lines` stand under `trust:` of the source nia; none: there is no trust at all."""
    sources(name, {"nia": source("nia", lines)})


def sources(name, texts):
    """A configuration with these sources: {name: text}"""
    if name in VARIANTS:
        raise ValueError(f"two configurations are called {name}")
    VARIANTS[name] = texts


def source(plugin, lines, *more):
    """The text of a source; `more` stands beside `trust:`"""
    out = [f"plugin: {plugin}", *more]
    if lines:
        said = {line.split(":")[0] for line in lines}
        usual = {"time": "proven_or_at", "revocation": "never"}
        lines = (*lines, *(f"{key}: {value}" for key, value in usual.items() if key not in said))
        out += ["trust:", *(f"  {line}" for line in lines)]
    return "\n".join(out) + "\n"


def trust_file(path, maker):
    if path in FILES:
        raise ValueError(f"two trust files are called {path}")
    FILES[path] = maker


def certificate(path, attribute):
    """A certificate of the common PKI."""
    trust_file(path, lambda workshop: getattr(workshop.pki, attribute).pem())


def write(folder, workshop):
    for path, maker in FILES.items():
        target = folder / "trust" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(maker(workshop))
    for name, texts in VARIANTS.items():
        _write_variant(folder, name, texts)


def _write_variant(folder, name, texts):
    """conf/ or conf-VARIANT/, with paths relative to the file they stand in."""
    conf = folder / ("conf" if name == "default" else f"conf-{name}")
    (conf / "sources").mkdir(parents=True, exist_ok=True)
    (conf / "vouchd.yaml").write_text("sources: sources/\nledger: {path: ledger.db, keep: verdicts}\n")
    for name, text in texts.items():
        (conf / "sources" / f"{name}.yaml").write_text(text, encoding="utf-8")


for _name in ("issuer", "signer", "plain-issuer", "root", "intermediate"):
    certificate(f"{_name}.pem", _name.replace("-", "_"))
variant("default", ISSUER, SUBJECT)
variant("assumed", "issuers: [{path: ../../trust/plain-issuer.pem, ca: assumed}]", SUBJECT)
variant("signers", "signers: [../../trust/signer.pem]")
variant("anchors", "anchors: [../../trust/root.pem]", SUBJECT)
variant("allow", ISSUER, SUBJECT, "later_signatures: allow")
variant("none")
