/* Judged signatures, and how the file grew, in the report's form. Private to the judgement. */
#ifndef VOUCH_WORKER_JUDGEMENT_REPORT_H
#define VOUCH_WORKER_JUDGEMENT_REPORT_H

#include "worker/judgement.h"

struct judged_signature {
    const struct examined_signature *examined;
    const struct source *source;                 /* whose trust; NULL: none */
    const struct signature_judgement *judgement; /* NULL where there was no evidence to judge */
    const struct findings *findings;             /* all of them */
    bool stamps_sound;                           /* the document time stamps that came later */
};

/* ERR_NOMEM. */
int judgement_report_signature(struct judgement *judgement, const struct judged_signature *judged,
                               struct report_signature *ret);

/* A certificate; strings are made safe. ERR_NOMEM. */
int judgement_report_certificate(struct arena *arena, const struct certificate_view *view,
                                 struct report_certificate *ret);

/* Times and revocation, of the signature and of `path`, which `ret` holds already. ERR_NOMEM. */
int judgement_report_proof(struct arena *arena, const struct signature_judgement *judgement,
                           struct report_certificate *path, struct report_signature *ret);

/* The electronic seal, where there is one. ERR_NOMEM. */
int judgement_report_seal(struct arena *arena, const struct signature_evidence *evidence,
                          bool is_maker_trusted, struct report_signature *ret);

/* Fills `judgement->report.revisions`, once the signatures were examined. ERR_NOMEM. */
int judgement_report_revisions(struct judgement *judgement);

#endif
