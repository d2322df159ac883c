/*
 * What is odd about a document that nobody signed, whatever its source: text that is there
 * and cannot be seen, and a file that was changed after it was made. None of it proves
 * anything, so the checks are unknown where there is something to look at, and absent else.
 */
#ifndef VOUCH_WORKER_UNSIGNED_H
#define VOUCH_WORKER_UNSIGNED_H

#include "report/report.h"
#include "worker/judgement.h"

/* Adds to the checks of `ret`; nothing where there are signatures. `text` NULL: not read.
 * ERR_NOMEM. */
int unsigned_checks(const struct judgement *judgement, const struct pdf_text *text,
                    struct examination *ret);

#endif
