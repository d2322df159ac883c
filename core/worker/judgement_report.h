/* Judged signatures, and how the file grew, in the report's form. Private to the judgement. */
#ifndef VOUCH_WORKER_JUDGEMENT_REPORT_H
#define VOUCH_WORKER_JUDGEMENT_REPORT_H

#include "worker/judgement.h"

/* `judgement` NULL where there was no evidence to judge. ERR_NOMEM. */
int judgement_report_signature(struct arena *arena, const struct examined_signature *examined,
                               const struct signature_judgement *judgement,
                               const struct findings *findings, struct report_signature *ret);

/* Fills `judgement->report.revisions`, once the signatures were examined. ERR_NOMEM. */
int judgement_report_revisions(struct judgement *judgement);

#endif
