/*
 * The signature judgement: what the signatures of a document prove, under the trust of each
 * candidate source and under none. It is complete, and sent, before any plugin runs.
 *
 * Every signature is examined once (cryptography, changes made by later bytes), and then
 * judged under each candidate's trust, which is cheap. The judged signature is the last
 * one whose signer the source trusts; with none, the worst (design, "Verdicts").
 */
#ifndef VOUCH_WORKER_JUDGEMENT_H
#define VOUCH_WORKER_JUDGEMENT_H

#include "pdf/pdf.h"
#include "report/report.h"
#include "signature/signature.h"
#include "worker/container.h"
#include "worker/source.h"

#define JUDGED_SIGNATURES_MAX 100 /* of one document; more are limit.objects */

/* What is asked about one document. */
struct examination_request {
    struct slice document;
    const struct source *source; /* the one that the caller named; NULL: any */
    const char *password;        /* NULL: none */
    struct control_times times;
};

/* One signature, examined apart from any trust. */
struct examined_signature {
    const struct pdf_signature *field;
    struct signature_evidence *evidence; /* NULL: of a kind that is not supported */
    struct findings findings;            /* of the field, and of that */
    struct findings later;               /* of what later bytes did */
    const struct pdf_change *changes;
    size_t change_count;
};

#define NOT_JUDGED SIZE_MAX

/* A candidate source (NULL: none) and its judged signature. */
struct candidate {
    const struct source *source;
    size_t judged; /* of the examined ones; NOT_JUDGED */
};

struct judgement {
    struct arena *arena;
    struct pdf_file *file;             /* NULL: no PDF */
    struct signature_archive *archive; /* what it carries beside its signatures; NULL: nothing */
    struct examined_signature *signatures;
    size_t signature_count;
    struct candidate *candidates; /* in the order of `report.candidates` */
    struct judgements report;
};

struct judgement_input {
    const struct examination_request *request;
    const struct sources *sources;
    const struct container *container; /* its media and findings say what is no PDF, and why */
    struct pdf_file *file;             /* opened by the caller; NULL: no PDF */
};

/* ERR_NOMEM, and what calls of the PDF room return where a file cannot be read on. */
int judgement_make(struct arena *arena, const struct judgement_input *input, struct judgement *ret);

#endif
