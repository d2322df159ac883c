/*
 * From the last revision to the first: what document time stamps (ETSI.RFC3161) prove about
 * the signatures before them. Private to the judgement.
 *
 * A document time stamp covers every byte before it. One that is sound, and trusted under a
 * source, proves that all of them existed at its time: signatures, and earlier time stamps
 * whose own certificates may have expired since.
 */
#ifndef VOUCH_WORKER_JUDGEMENT_TIME_H
#define VOUCH_WORKER_JUDGEMENT_TIME_H

#include "worker/judgement.h"

struct time_walk {
    size_t *order; /* of the examined signatures: the one that reaches furthest first */
    struct judged_time_stamp *stamps;
    uint64_t *covers; /* of each: bytes 0 to this */
    size_t count;
};

/* ERR_NOMEM. */
int time_walk_init(struct judgement *judgement, struct time_walk *ret);

/* Adds what the walk has proven so far about `field` to the moments of the request. */
void time_walk_prove(const struct time_walk *walk, const struct pdf_signature *field,
                     struct control_times *times);

/* Takes in what was judged. ERR_NOMEM. */
int time_walk_take(struct judgement *judgement, struct time_walk *walk,
                   const struct examined_signature *examined,
                   const struct signature_judgement *under);

/* The document time stamps that cover `field`, after those that the signature carries. ERR_NOMEM.
 */
int time_walk_list(struct judgement *judgement, const struct time_walk *walk,
                   const struct pdf_signature *field, struct signature_judgement *under);

/* Whether it is a document time stamp, good or not. */
bool is_document_time_stamp(const struct examined_signature *examined);

/*
 * A later document time stamp is allowed for what it is: one that is not sound is somebody
 * else's addition (pdf.signed_again). True where all are.
 */
bool judge_added_time_stamps(const struct judgement *judgement,
                             const struct examined_signature *examined, struct findings *findings);

#endif
