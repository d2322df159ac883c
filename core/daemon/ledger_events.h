/*
 * Rows in their order, as those who follow the ledger are told of them (events.h). Read from the
 * ledger alone, so that an event is the same whether it is given live, later, or after a restart;
 * only what was erased is missing then.
 *
 * For one thread at a time, beside the others of ledger.h.
 */
#ifndef VOUCH_DAEMON_LEDGER_EVENTS_H
#define VOUCH_DAEMON_LEDGER_EVENTS_H

#include "daemon/ledger.h"

struct ledger_event_query {
    int64_t after; /* positions after this one, */
    int64_t upto;  /* up to this one, which must be durable */
    /* NULL: any */
    const char *source;
    const char *indication;
    const char *kind;
    const struct slice *references; /* a caller's reference, hashed under each key, one by one */
    bool with_kept;                 /* what the ledger keeps beside a row */
};

/* A decision of the same call as a verdict, or the one that a row is. */
struct ledger_event_decision {
    const char *id;
    const char *codes; /* its policy's name comes first */
    const char *verdict;
};

struct ledger_event {
    int64_t position;
    int64_t recorded_at;
    const char *kind;
    const char *indication;
    const char *codes;
    const char *id;
    const char *source;    /* NULL: none */
    const char *report_id; /* of a decision on one document: its report's; NULL: none */
    const char *sightings; /* codes, each with a line feed; NULL: none */
    bool has_document, has_payload;
    struct digest document_sha256;
    struct digest payload_sha256;
    struct ledger_event_decision decisions[LEDGER_CALL_MAX];
    size_t decision_count;
    /* With what is kept, as far as it is: */
    struct slice report;    /* of a verdict: without sentences; empty: none */
    struct slice reference; /* as the caller gave it; empty: none */
    int kept_error;         /* ERR_MISMATCH: something is kept, and is not what was written */
};

/* Told of each row in its order; a negative answer ends the reading and is returned. */
struct ledger_event_reader {
    int (*row)(void *context, const struct ledger_event *event);
    void *context;
};

/* ERR_IO, ERR_NOMEM. */
int ledger_events(struct ledger *ledger, const struct ledger_event_query *query,
                  const struct ledger_event_reader *reader);

#endif
