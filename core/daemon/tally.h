/*
 * Counts by label, as metrics have them: a label is a text such as `source="nia",indication="..."`.
 * Labels come from the configuration and from lists, never from a document; where there are
 * more than TALLY_MAX all further ones count as `other`.
 */
#ifndef VOUCH_DAEMON_TALLY_H
#define VOUCH_DAEMON_TALLY_H

#include "base/buffer.h"

#define TALLY_MAX   512
#define TALLY_LABEL 192 /* bytes of one label, with NUL; longer ones are cut */

struct tally_item {
    char label[TALLY_LABEL];
    uint64_t count;
};

struct tally {
    struct tally_item *items;
    size_t count, capacity;
    uint64_t other; /* without memory, or past TALLY_MAX */
};

void tally_add(struct tally *tally, uint64_t count, const char *label, ...)
    __attribute__((format(printf, 3, 4)));
void tally_done(struct tally *tally);

/* Lines of the Prometheus text format, sorted as they came: NAME{LABEL} COUNT. */
void tally_write(const struct tally *tally, const char *name, struct buffer *out);

/* How long things took: buckets from 0.25 ms on, each four times the one before. */
#define HISTOGRAM_BUCKETS 10

struct histogram {
    uint64_t buckets[HISTOGRAM_BUCKETS]; /* not yet added up; what is longer is in none */
    uint64_t count;
    uint64_t sum_us;
};

void histogram_add(struct histogram *histogram, uint64_t us);
void histogram_write(const struct histogram *histogram, const char *name, const char *label,
                     struct buffer *out);

#endif
