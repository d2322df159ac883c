"""A document security store, added as a revision (ETSI EN 319 142-1 5.4.2)."""

from .pdf import Name, Stream


def add_store(document, crls=(), answers=(), certificates=()):
    """`crls` and `answers` as status.py makes them, `certificates` of Identities."""
    file = document.file
    kinds = {
        "CRLs": [item.der() for item in crls],
        "OCSPs": [item.der() for item in answers],
        "Certs": [identity.der for identity in certificates],
    }
    store = {"Type": Name("DSS")}
    for key, items in kinds.items():
        if items:
            store[key] = [file.add(Stream(item)) for item in items]
    file.update(file.root, DSS=file.add(store))
    file.write()
