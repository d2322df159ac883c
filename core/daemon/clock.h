/*
 * The clock is read once for each document, at admission. A machine that woke up in 1970,
 * or whose clock fell back behind what the ledger already holds, would date judgements
 * wrongly; so such a clock is not used, and documents are answered clock-unreliable until
 * it is right again.
 */
#ifndef VOUCH_DAEMON_CLOCK_H
#define VOUCH_DAEMON_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_SLACK 60 /* seconds that a clock may be set back without a word */

struct clock_guard {
    int64_t build_date;    /* no moment before it can be now */
    int64_t last_recorded; /* that of the ledger's last row; 0: no row */
};

/* Whole seconds since 1970. */
int64_t clock_now(void);

/* NULL where `now` can be true, else why not, in one sentence without a full stop. */
const char *clock_doubt(const struct clock_guard *guard, int64_t now);

/* A row was recorded at that time. */
void clock_recorded(struct clock_guard *guard, int64_t time);

#endif
