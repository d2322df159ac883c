/*
 * Who judges: what a zygote said of itself when it was ready. Shared by the jobs that it
 * examines, so that a report names the judge that made it, however often the configuration
 * has been reloaded since. References are counted on the loop only.
 */
#ifndef VOUCH_DAEMON_JUDGE_H
#define VOUCH_DAEMON_JUDGE_H

#include "base/slice.h"
#include "render/catalogue.h"

#include <jansson.h>

struct judge_source {
    const char *name;
    int64_t time_ms; /* its limits.time */
    int64_t lag_s;   /* what happened that long before a record was made may be missing */
};

struct judge {
    unsigned references;
    json_t *hello; /* READY's payload; the strings below are its */
    int inventory; /* of the files that it read, until it is noted (journal.h); negative: none */
    const char *build;
    const char *trust_snapshot;
    const char *configuration_sha256;
    struct judge_source *sources;
    size_t source_count;
    int64_t longest_ms;            /* of any source, and of none */
    struct catalogues *catalogues; /* the sentences of its codes */
    char language[36];             /* where a caller names none */
};

/*
 * From READY's payload; `time_ms` where a source says nothing. Without catalogues and
 * language. ERR_PROTOCOL, ERR_NOMEM.
 */
int judge_decode(struct slice payload, int64_t time_ms, struct judge **ret);

/* From then on it speaks; the catalogues are its own. */
void judge_give_speech(struct judge *judge, struct catalogues *catalogues, const char *language);

struct judge *judge_ref(struct judge *judge);
void judge_unref(struct judge *judge); /* NULL is allowed */

/*
 * What a reader says of its eyes: members of report_reading as they stand in READY. False for who
 * reads no pictures.
 */
struct report_reading;
bool judge_reading(const struct judge *judge, struct report_reading *ret);

/* Whether both judge by the same build, trust and configuration. */
bool judge_same(const struct judge *a, const struct judge *b);

/* NULL where no source has that name. */
const struct judge_source *judge_source(const struct judge *judge, const char *name);

/* How long a document of that source (NULL: not named) may be examined. */
int64_t judge_time_ms(const struct judge *judge, const char *source);

#endif
