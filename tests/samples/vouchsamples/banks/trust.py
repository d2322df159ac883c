"""Who signs for the banks of the samples, and the configuration that trusts them."""

from ..configurations import source, sources, trust_file
from ..pki import certify, name, new_p256
from ..workshop import Workshop

BANK = "样例银行"
LAYOUTS = {
    "cmb": "cmb-flow",
    "icbc": "icbc-history",
    "boc": "boc-flow",
    "abc": "abc-flow",
    "za": "za-statement",
    "hsbc": "hsbc-hk-statement",
    "letter": "signed-letter",
}


def issuer(workshop: Workshop):
    usage = ("key_cert_sign", "crl_sign")
    return workshop.once("bank issuer", lambda: certify(
        new_p256(), name("vouchd test bank issuer", "样例认证中心"), ca=True, usage=usage))


def signer(workshop):
    return workshop.once("bank signer", lambda: certify(
        new_p256(), name("vouchd test bank signer", BANK), issuer(workshop)))


TRUST = ("issuers: [../../trust/bank-issuer.pem]", f"subject: {{O: {BANK}}}")
trust_file("bank-issuer.pem", lambda workshop: issuer(workshop).pem())
sources("banks", {bank: source("bank", TRUST, f"layout: {layout}") for bank, layout in LAYOUTS.items()})
