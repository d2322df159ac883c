"""The finished samples that the project carries for its demo and the daemon's warm-up."""

from . import archives, basic, scan
from .record import year_record
from .workshop import Workshop


def write(folder):
    """Every call makes new keys and throws them away."""
    folder.mkdir(parents=True, exist_ok=True)
    workshop, warm = Workshop(), Workshop()
    files = {
        "authentic.pdf": basic.authentic(workshop)[0],
        "changed-row.pdf": basic.changed_row(workshop),
        "re-signed.pdf": basic.re_signed(workshop),
        "scan.pdf": scan.scan_pdf(year_record(12)),
        "issuer.pem": workshop.pki.issuer.pem(),
        "warmup-good.pdf": basic.warm_up_good(warm),
        "warmup-bad.pdf": basic.warm_up_bad(warm),
        "warmup-issuer.pem": warm.pki.issuer.pem(),
    }
    inside = {"warmup-good.pdf": files["warmup-good.pdf"]}
    files["warmup-good.zip"] = archives.seven(inside, "-mem=AES256", password="warm-up")
    for name, data in files.items():
        (folder / name).write_bytes(data)
