#include "daemon/idempotency.h"

#include "daemon/job.h"

#include <stdlib.h>

void idempotency_init(struct idempotency *table)
{
    *table = (struct idempotency){0};
    TAILQ_INIT(&table->all);
}

static void forget(struct idempotency *table, struct idempotent *entry)
{
    TAILQ_REMOVE(&table->all, entry, entry);
    table->count--;
    if (entry->answer)
        table->bytes -= entry->answer->size;
    if (entry->job)
        entry->job->idempotent = NULL;
    answer_unref(entry->answer);
    free(entry->key);
    free(entry);
}

void idempotency_done(struct idempotency *table)
{
    while (!TAILQ_EMPTY(&table->all))
        forget(table, TAILQ_FIRST(&table->all));
}

static void make_room(struct idempotency *table, uint64_t now)
{
    struct idempotent *oldest;

    while ((oldest = TAILQ_FIRST(&table->all)) &&
           (oldest->expires <= now || table->count >= IDEMPOTENCY_KEYS_MAX ||
            table->bytes > IDEMPOTENCY_BYTES_MAX))
        forget(table, oldest);
}

struct idempotent *idempotency_find(struct idempotency *table, uid_t uid, const char *key,
                                    uint64_t now)
{
    struct idempotent *entry;

    make_room(table, now);
    TAILQ_FOREACH(entry, &table->all, entry)
    {
        if (entry->uid == uid && strcmp(entry->key, key) == 0)
            return entry;
    }
    return NULL;
}

struct idempotent *idempotency_add(struct idempotency *table, uid_t uid, const char *key,
                                   const struct digest *fingerprint, uint64_t now)
{
    struct idempotent *entry = calloc(1, sizeof *entry);
    char *copy = strdup(key);

    if (!entry || !copy) {
        free(entry);
        free(copy);
        return NULL;
    }
    make_room(table, now);
    entry->uid = uid;
    entry->key = copy;
    entry->fingerprint = *fingerprint;
    entry->expires = now + IDEMPOTENCY_HOLD_MS;
    TAILQ_INSERT_TAIL(&table->all, entry, entry);
    table->count++;
    return entry;
}

void idempotency_settle(struct idempotency *table, struct idempotent *entry, struct answer *answer)
{
    entry->job = NULL;
    if (!answer) {
        forget(table, entry);
        return;
    }
    entry->answer = answer_ref(answer);
    table->bytes += answer->size;
}
