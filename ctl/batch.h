/*
 * verify --manifest CASES.csv: years of old files, each with what is known of it. The first line of
 * the table names its columns: file, and as wanted reference, existed_by, as_of, at, source, policy
 * (several with spaces between), facts (a file of JSON). Files are relative to the table.
 *
 * With --results FILE each answer is a line of JSON in that file as soon as it is there, with
 * the number of its row; started again, what is there is not asked again. At the end stands how
 * many came out how, and for which reasons.
 */
#ifndef VOUCH_CTL_BATCH_H
#define VOUCH_CTL_BATCH_H

#include "ctl/ctl.h"

struct batch_options {
    const char *manifest;
    const char *results;  /* NULL: none is kept */
    const char *language; /* of sentences; NULL: the daemon's */
    bool want_json;       /* the lines on standard output, in place of words */
};

int batch_run(struct ctl *ctl, const struct batch_options *options);

#endif
