/*
 * Refusals: RFC 9457 application/problem+json. `type` is one of the names below and never
 * changes its meaning; clients decide by it. `detail` is for people, and says what to do
 * where there is something to do.
 */
#ifndef VOUCH_DAEMON_PROBLEM_H
#define VOUCH_DAEMON_PROBLEM_H

#include "base/buffer.h"

/* X(enumerator, type, status, title) */
#define PROBLEM_LIST(X)                                                                            \
    X(BAD_REQUEST, "bad-request", 400, "The request is not as this call expects it")               \
    X(BAD_TIME, "bad-time", 400, "A time is malformed or cannot be true")                          \
    X(NOT_PERMITTED, "not-permitted", 403, "This user may not do that")                            \
    X(NOT_FOUND, "not-found", 404, "There is nothing here")                                        \
    X(REPORT_NOT_KEPT, "report-not-kept", 404, "This ledger keeps verdicts, not reports")          \
    X(METHOD_NOT_ALLOWED, "method-not-allowed", 405, "This address takes another method")          \
    X(LIMIT_EXCEEDED, "limit-exceeded", 413, "A configured limit was exceeded")                    \
    X(UNKNOWN_SOURCE, "unknown-source", 422, "No source has this name")                            \
    X(UNKNOWN_POLICY, "unknown-policy", 422, "No policy has this name")                            \
    X(UNKNOWN_FACT, "unknown-fact", 422, "No asked policy reads this fact")                        \
    X(KEY_REUSED, "key-reused", 422, "This Idempotency-Key was used for another request")          \
    X(RELOAD_REFUSED, "reload-refused", 422, "The new configuration is refused")                   \
    X(INTERNAL, "internal", 500, "The daemon failed at this request")                              \
    X(BUSY, "busy", 503, "There is more to do than can be held; come back later")                  \
    X(NOT_READY, "not-ready", 503, "Documents cannot be examined at the moment")                   \
    X(TOO_MANY_READERS, "too-many-readers", 503, "As many follow events as may")                   \
    X(CLOCK_UNRELIABLE, "clock-unreliable", 503, "The machine's clock cannot be right")            \
    X(SHUTTING_DOWN, "shutting-down", 503, "The daemon is stopping")                               \
    X(LEDGER_FULL, "ledger-full", 507, "The ledger cannot record the answer")

enum problem_kind {
#define PROBLEM_ENUM(name, type, status, title) PROBLEM_##name,
    PROBLEM_LIST(PROBLEM_ENUM)
#undef PROBLEM_ENUM
        PROBLEM_KINDS,
};

#define PROBLEM_DETAIL_MAX 768

struct problem {
    enum problem_kind kind;
    unsigned status;
    char detail[PROBLEM_DETAIL_MAX]; /* UTF-8; cut where it is longer */
    const char *limit;               /* static: which limit, with value and maximum; or NULL */
    int64_t value;
    int64_t maximum;
    bool has_queued;
    int64_t queued;
    unsigned retry_after; /* seconds; 0: not said */
};

/* Fills a problem; returns ERR_INVALID, so that refusing reads `return problem_set(...)`. */
int problem_set(struct problem *problem, enum problem_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* limit-exceeded, with its members; returns ERR_INVALID. */
int problem_set_limit(struct problem *problem, const char *limit, int64_t value, int64_t maximum);

/* busy, with how many wait and when to come back; returns ERR_INVALID. */
int problem_set_busy(struct problem *problem, int64_t queued, const char *why);

unsigned problem_status(enum problem_kind kind); /* unless a problem says another */
const char *problem_type(enum problem_kind kind);

/* The body. ERR_NOMEM. */
int problem_encode(const struct problem *problem, struct buffer *out);

#endif
