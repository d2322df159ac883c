/*
 * Idempotency-Key: a retry gets the first answer and is no second sighting. Kept in memory,
 * for an hour, for at most so many keys and bytes of answers; bound to the user and to what
 * was asked.
 */
#ifndef VOUCH_DAEMON_IDEMPOTENCY_H
#define VOUCH_DAEMON_IDEMPOTENCY_H

#include "base/digest.h"
#include "daemon/answer.h"

#include <sys/queue.h>
#include <sys/types.h>

#define IDEMPOTENCY_HOLD_MS   (60 * 60 * 1000)
#define IDEMPOTENCY_KEYS_MAX  4096
#define IDEMPOTENCY_BYTES_MAX (32u * 1024 * 1024)

struct job;

struct idempotent {
    TAILQ_ENTRY(idempotent) entry; /* oldest first */
    uid_t uid;
    char *key;
    struct digest fingerprint;
    uint64_t expires; /* the loop's milliseconds */
    struct job *job;  /* that will answer, or NULL */
    struct answer *answer;
};

struct idempotency {
    TAILQ_HEAD(, idempotent) all;
    size_t count;
    size_t bytes;
};

void idempotency_init(struct idempotency *table);
void idempotency_done(struct idempotency *table);

/* The entry of that user's key, or NULL. */
struct idempotent *idempotency_find(struct idempotency *table, uid_t uid, const char *key,
                                    uint64_t now);

/* A new one; NULL without memory (the request is then simply not remembered). */
struct idempotent *idempotency_add(struct idempotency *table, uid_t uid, const char *key,
                                   const struct digest *fingerprint, uint64_t now);

/* Keeps the answer, or forgets the key where there was none (NULL). */
void idempotency_settle(struct idempotency *table, struct idempotent *entry, struct answer *answer);

#endif
