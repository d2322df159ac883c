/*
 * What is odd about a document for which no trusted signature stands, whatever its source: text
 * that is there and cannot be seen, text over or under something that may hide it, pages of
 * pictures beside pages of text, annotations, and, where nothing is signed, a file that was changed
 * after it was made. None of it proves anything, so the checks are unknown where there is something
 * to look at, and absent else.
 */
#ifndef VOUCH_WORKER_UNSIGNED_H
#define VOUCH_WORKER_UNSIGNED_H

#include "report/report.h"
#include "worker/document.h"
#include "worker/judgement.h"

/* Adds to the checks of `ret`; nothing where `candidate` passed. `document` NULL: not read.
 * ERR_NOMEM. */
int unsigned_checks(const struct judgement *judgement, const struct report_candidate *candidate,
                    const struct vouch_document *document, struct examination *ret);

#endif
