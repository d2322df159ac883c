"""Where the certificates of a path come from: the CMS, a security store, the configuration.

None of these places is trust.
"""

from .catalogue import passed, register
from .configurations import SUBJECT, trust_file, variant
from .paths import NO_PATH, NOT_TRUSTED, below, path
from .pki import authority, certify, name, new_p256
from .store import add_store


def _intermediate(workshop):
    """Never in a file's CMS: the candidate of a configuration."""
    return workshop.once("path candidate", lambda: authority(new_p256(), "vouchd test candidate", workshop.pki.root))


def _candidate_signer(workshop):
    return workshop.once("path candidate signer", lambda: certify(
        new_p256(), name("vouchd test signer below a candidate"), _intermediate(workshop)))


trust_file("candidates/intermediate.pem", lambda w: _intermediate(w).pem())
trust_file("candidates/stranger.pem", lambda w: w.pki.self_signed.pem())
trust_file("candidates/forger.pem", lambda w: w.pki.forger_issuer.pem())
variant("candidates", "anchors: [../../trust/root.pem]", SUBJECT, "candidates: [../../trust/candidates/]")


def _candidates():
    path("candidate-absent", "The intermediate nowhere", NO_PATH, lambda w: [_candidate_signer(w)],
         "Nobody has it here.")
    path("candidate-configured", "The intermediate among the configured candidates", passed(),
         lambda w: [_candidate_signer(w)], trust="candidates")
    path("candidate-signs", "A configured candidate signs itself", NOT_TRUSTED, lambda w: [w.pki.self_signed],
         "Candidates are never trust.", trust="candidates")
    path("candidate-issues", "A signer issued by a configured candidate that nobody issued", NO_PATH,
         lambda w: [w.pki.forger], "Candidates are never trust.", trust="candidates")
    path("candidate-other", "A CA as a signer", NOT_TRUSTED, lambda w: [_intermediate(w)], "No signer's certificate.",
         trust="candidates")


def _stores():
    def stored(label, title, expect, chain, why):
        def maker(workshop):
            signer, *others = chain(workshop)
            document, _ = workshop.signed(plan=workshop.plan(signer=signer))
            add_store(document, certificates=others)
            return document.file.data

        register(f"path-{label}", "path", title, expect, maker, why, trust="anchors")

    stored("stored", "The intermediate in the document's security store alone", passed(), below({}),
           "What a path needs may come later.")
    stored("stored-forger", "A forger's CA in the security store", NO_PATH,
           lambda w: [w.pki.forger, w.pki.forger_issuer], "The store is no trust.")


_candidates()
_stores()
