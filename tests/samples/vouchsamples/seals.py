"""Seals in PDF: each version as it should be, and what is done with seals that are not one's own.

Verdicts follow the order of GB/T 38540-2020 6.2.3: structure, digest, the signer's
value, the maker's value, the signer in the seal's list, the time in its validity.
"""

import datetime as dt

from . import der
from .catalogue import broken, failed, open_question, passed, register, undecided
from .cms import Plan
from .configurations import SUBJECT, variant
from .gm import GM, identities, no_identifier, no_z, raw
from .record import BEIJING
from .seal import GM_SEAL, OTHER_PICTURE, PICTURE, Seal, Sealed, text_in_bits
from .sign import CADES, Field
from .sm2 import OtherWay, sm3

MALFORMED = failed("FORMAT_FAILURE", "seal.malformed")
ANY_MALFORMED = failed("FORMAT_FAILURE", any_of=["seal.malformed", "signature.malformed"])
WRONG_VALUE = failed("SIG_CRYPTO_FAILURE", "signature.value_wrong")
WRONG_SEAL = failed("SIG_CRYPTO_FAILURE", "seal.value_wrong")
CHANGED = failed("HASH_FAILURE", "signature.digest_mismatch")
NOT_IN_SEAL = undecided("SIG_CONSTRAINTS_FAILURE", "seal.signer_not_in_seal")
EXPIRED = undecided("OUT_OF_BOUNDS_NO_POE", "seal.expired")
UNCHECKED = passed("seal.maker_unchecked")
NO_PATH = undecided("NO_CERTIFICATE_CHAIN_FOUND", "trust.no_path")
MISFIT = Field()  # adbe.pkcs7.detached, as another common recipe has it

variant("seals", "issuers: [../../trust/sm2-issuer.pem]", SUBJECT, "seal_makers: [../../trust/seal-root.pem]")


def sealed(label, title, expect, why="", seal=None, plan=None, field=GM_SEAL, spoil=None, trust="seals", version=4,
           width=9000):
    """`seal`, `plan`: GmPki -> changes of the proper ones; `spoil(data)` of the file afterwards"""

    def maker(workshop):
        people = identities(workshop)
        whole = Seal(people.maker, (people.signer,), version).but(**(seal(people) if seal else {}))
        made = Sealed(whole, people.signer).but(**(plan(people) if plan else {}))
        document, _ = workshop.signed(plan=made, field=field.but(width=width))
        if spoil:
            spoil(document.file.data)
        return document.file.data

    register(f"seal-{label}", "seal", title, expect, maker, why, trust=trust)


def always(**changes):
    return lambda people: changes


def _kinds():
    for version in (1, 4, 5):
        sealed(f"v{version}", f"A seal of version {version}", passed(), version=version)
        sealed(f"v{version}-misfit", f"A seal of version {version} under adbe.pkcs7.detached", passed(),
               "The one tolerated misfit: a common recipe writes it.", version=version, field=MISFIT)
        sealed(f"v{version}-makers-open", f"A seal of version {version}, makers not configured", UNCHECKED,
               "The maker's path is asked for only where makers are named.", version=version, trust="sm2")
    for version in (4, 5):
        sealed(f"v{version}-by-digest", f"Version {version}, owners listed by digest", passed(), "List type 2.",
               always(by_digest=True), version=version)
    sealed("v5-extensions", "Version 5 with extensions in the seal", passed(), "ExtensionDatas is optional.",
           always(info_extra=(der.sequence(_extension()),)), version=5)
    sealed("v4-owners-two", "Two owners, the second signs", passed(), "",
           lambda p: {"owners": (p.other, p.signer)})
    sealed("v4-raw", "Both values as r || s", passed(), "One vendor writes 64 bytes.",
           lambda p: {"key": OtherWay(p.maker.key, raw)}, lambda p: {"key": OtherWay(p.signer.key, raw)})
    sealed("v1-text-time", "Version 1, the time as plain text", passed(), "A real producer writes it.", version=1,
           plan=always(time_info=text_in_bits))
    sealed("v1-octets", "Version 1, octet strings where bit strings are due", passed(), "Some vendors do.", version=1,
           plan=always(time_info=lambda when: der.octets(der.utc_time(when)), digest=lambda d: der.octets(sm3(d))))
    sealed("v1-general-times", "Version 1, GeneralizedTime in the seal", passed(), "Some vendors do.",
           always(general_times=True), version=1)


def _extension():
    return der.sequence(der.oid("1.2.156.99999.1"), der.octets(b"test"))


def _borrowed():
    """A seal copied out of a genuine file is whole: only its list says whose it is."""
    why = "The seal is genuine and whole; its list does not name this signer."
    for version in (1, 4, 5):
        sealed(f"v{version}-borrowed", f"Version {version}: a genuine seal used by another signer", NOT_IN_SEAL, why,
               version=version, plan=lambda p: {"signer": p.other})
    sealed("v4-borrowed-by-digest", "As before, owners listed by digest", NOT_IN_SEAL, why, always(by_digest=True),
           lambda p: {"signer": p.other})
    sealed("v4-borrowed-by-forger", "A genuine seal used by a forger of the signer's name",
           open_question(any_of=["seal.signer_not_in_seal", "trust.no_path"]), why, None,
           lambda p: {"signer": p.forger})
    sealed("v4-borrowed-certificate", "A genuine seal and certificate, another key signs", WRONG_VALUE,
           "The named certificate's key did not make this value.", None, lambda p: {"key": p.other.key})
    sealed("v4-own-list", "The forger lists himself in the genuine seal", WRONG_SEAL,
           "The maker did not sign this list.", lambda p: {"owners": (p.other,), "key": p.other.key},
           lambda p: {"signer": p.other})
    sealed("v4-own-seal", "A seal by a maker of the same name whom nobody trusts", NO_PATH,
           "Whole, and made by somebody else.", lambda p: {"maker": p.strange_maker})
    sealed("v4-own-seal-open", "As before, makers not configured", UNCHECKED,
           "Who made the seal is reported, and not required.", lambda p: {"maker": p.strange_maker}, trust="sm2")
    sealed("v4-forger", "A forger's signer, with a seal of his own", NO_PATH, "Nobody trusts its issuer.",
           lambda p: {"owners": (p.forger,)}, lambda p: {"signer": p.forger})


def picture(data):
    return data.replace(PICTURE, OTHER_PICTURE)


def other_page(data):
    at = data.index(b"/MediaBox [0 0 ") + len(b"/MediaBox [0 0 ")
    data[at : at + 1] = b"7"


def _changed():
    for version in (1, 4, 5):
        sealed(f"v{version}-picture", f"Version {version}: another picture, signed anew", WRONG_SEAL,
               "The maker did not sign this picture.", version=version, plan=always(change_seal=picture))
        sealed(f"v{version}-changed", f"Version {version}: a page changed", CHANGED, "The digest is another one.",
               version=version, spoil=other_page)
    sealed("v4-picture-after", "Another picture, nothing signed anew", WRONG_VALUE,
           "The signer signs the seal with its picture.", plan=always(change=picture))
    sealed("v4-digest-other", "The digest of another document, signed", CHANGED, "Properly signed, about another one.",
           plan=always(digest=lambda covered: der.bits(sm3(b"another"))))
    for label, way in {"no-identifier": no_identifier, "no-z": no_z}.items():
        sealed(f"v4-{label}", f"The signer's value: {label.replace('-', ' ')}", WRONG_VALUE, "GB/T 32918.2 5.5.",
               plan=lambda p, w=way: {"key": OtherWay(p.signer.key, w)})
        sealed(f"v4-maker-{label}", f"The maker's value: {label.replace('-', ' ')}", WRONG_SEAL, "GB/T 32918.2 5.5.",
               lambda p, w=way: {"key": OtherWay(p.maker.key, w)})
    sealed("v1-maker-covers-less", "Version 1, the maker's value over the information alone", WRONG_SEAL,
           "GM/T 0031-2014: over certificate and algorithm too.", always(covers=lambda info, *_: info), version=1)
    sealed("v4-maker-covers-more", "Version 4, the maker's value as in version 1", WRONG_SEAL,
           "GB/T 38540: over the information alone.", always(covers=lambda *parts: der.sequence(*parts)))


def _times():
    march = dt.datetime(2026, 3, 31, tzinfo=BEIJING)
    april = dt.datetime(2026, 4, 20, tzinfo=BEIJING)
    for version in (1, 4, 5):
        sealed(f"v{version}-expired", f"Version {version}: the seal had expired", EXPIRED,
               "The time of signing lies behind the seal's validity.",
               always(valid=(dt.datetime(2026, 1, 5, tzinfo=BEIJING), march)), version=version)
    sealed("v4-expired-since", "The seal has expired since", passed(), "It was valid when it was used.",
           always(valid=(dt.datetime(2026, 1, 5, tzinfo=BEIJING), april)))
    sealed("v4-early", "The seal was not valid yet", EXPIRED, "The time of signing lies before the seal's validity.",
           always(valid=(april, dt.datetime(2030, 1, 1, tzinfo=BEIJING))))
    sealed("v4-text-for-time", "No time where the time is due", MALFORMED, "Version 4 says GeneralizedTime.",
           plan=always(change=lambda data: data.replace(b"\x18\x0f20260404", b"\x16\x0f20260404")))


def _structure():
    sealed("v4-list-type-certificates", "Digests listed, certificates declared", MALFORMED,
           "certListType alone tells them apart.", always(by_digest=True, list_type=1))
    sealed("v4-list-type-digests", "Certificates listed, digests declared", MALFORMED,
           "certListType alone tells them apart.", always(list_type=2))
    sealed("v4-list-type-unknown", "List type 3", MALFORMED, "There is none.", always(list_type=3))
    sealed("v4-extra-in-signed", "An element behind the last of TBS_Sign", MALFORMED, "Nothing belongs there.",
           plan=always(sign_extra=(der.integer(7),)))
    sealed("v4-extra-in-seal", "An element behind the last of SESeal", MALFORMED, "Nothing belongs there.",
           always(extra=(der.integer(7),)))
    sealed("v4-extra-in-info", "An integer where extensions may be", MALFORMED, "Not of that type.",
           always(info_extra=(der.integer(7),)))
    sealed("v4-extra", "An element behind the last of SES_Signature", ANY_MALFORMED, "Nothing belongs there.",
           plan=always(extra=(der.integer(7),)))
    sealed("v1-extra-in-signed", "Version 1: an element behind the last of TBS_Sign", MALFORMED,
           "Nothing belongs there.", version=1, plan=always(sign_extra=(der.integer(7),)))
    sealed("v1-extra", "Version 1: a third element of SES_Signature", ANY_MALFORMED, "Nothing belongs there.",
           version=1, plan=always(extra=(der.integer(7),)))
    sealed("v4-trailing", "Bytes behind the DER", ANY_MALFORMED, "Only zeros may fill /Contents.",
           plan=always(change=lambda data: data + b"\x02\x01\x07"))
    sealed("v4-says-1", "Version 4, said to be 1", MALFORMED, "Version and elements must fit.",
           plan=always(version=1))
    sealed("v1-says-4", "Version 1, said to be 4", MALFORMED, "Version and elements must fit.", version=1,
           plan=always(version=4))
    sealed("v4-says-3", "Version 4, said to be 3", MALFORMED, "There is none.", plan=always(version=3))
    sealed("v4-header-other", "The seal's header is not that of a seal", MALFORMED, "It begins with ES.",
           always(header=(der.ia5("SE"), der.integer(4), der.ia5("vouchd test"))))
    sealed("v4-digest-short", "A digest of 31 bytes", broken("seal.malformed", "signature.digest_mismatch"),
           "SM3 has 32.", plan=always(digest=lambda covered: der.bits(sm3(covered)[:-1])))
    sealed("v4-unused-bits", "Unused bits in the value", ANY_MALFORMED, "A value is whole bytes.",
           plan=always(value_bits=lambda value: der.bits(value[:-1] + bytes([value[-1] & 0xF0]), 4)))
    sealed("v4-length-long", "A length in more bytes than it needs", ANY_MALFORMED, "X.690 10.1: DER.",
           plan=always(change=_long_length))
    sealed("v4-cut", "The DER is cut off",
           broken("seal.malformed", "signature.malformed", "signature.value_wrong"),
           "The structure says it is longer; zeros that fill the string are not its end.",
           plan=always(change=lambda data: data[:-60]))
    for label, subfilter in {"cades": CADES, "pkcs7-sha1": "adbe.pkcs7.sha1", "bare": "adbe.x509.rsa_sha1",
                             "time-stamp": "ETSI.RFC3161"}.items():
        sealed(f"v4-as-{label}", f"A seal under {subfilter}", ANY_MALFORMED, "That kind is no seal.",
               field=GM_SEAL.but(subfilter=subfilter))
    register("seal-sm2-as-seal", "seal", "GM/T 0010 under GM.sm2seal", failed("FORMAT_FAILURE", "signature.malformed"),
             lambda w: w.signed_bytes(plan=Plan(identities(w).signer, **GM), field=GM_SEAL),
             "That kind is a seal, not CMS.", trust="sm2")
    register("seal-cms-as-seal", "seal", "An RSA signature under GM.sm2seal",
             failed("FORMAT_FAILURE", "signature.malformed"), lambda w: w.signed_bytes(field=GM_SEAL),
             "That kind is a seal, not CMS.")


def _long_length(data):
    """82 xx xx becomes 83 00 xx xx"""
    return data[:1] + b"\x83\0" + data[2:]


def _certificates():
    sealed("v4-signer-enciphers", "The signer's certificate is the enciphering one",
           undecided("CHAIN_CONSTRAINTS_FAILURE", "trust.wrong_signer"), "Its key usage is not signing.",
           lambda p: {"owners": (_encipherer(p),)}, lambda p: {"signer": _encipherer(p)})
    sealed("v4-maker-below-other", "A maker whose own issuer is no CA of makers", NO_PATH,
           "Issued by the signers' authority, which makes no seals.", lambda p: {"maker": p.other})


def _encipherer(people):
    if not hasattr(people, "encipherer"):
        people.encipherer = people.new("vouchd test pair", usage=("key_encipherment",))
    return people.encipherer


_kinds()
_borrowed()
_changed()
_times()
_structure()
_certificates()
