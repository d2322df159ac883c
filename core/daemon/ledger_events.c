#include "daemon/ledger_events.h"

#include "base/arena.h"
#include "base/error.h"
#include "daemon/ledger_impl.h"

#include <stdlib.h>

enum column {
    COLUMN_POSITION,
    COLUMN_RECORDED_AT,
    COLUMN_KIND,
    COLUMN_INDICATION,
    COLUMN_CODES,
    COLUMN_ID,
    COLUMN_SOURCE,
    COLUMN_DOCUMENT,
    COLUMN_PAYLOAD,
    COLUMN_CALL,
    COLUMN_REPORT,
    COLUMN_SIGHTINGS,
};

/* A call's id is that of its report, where it has one document. */
static const char select_events[] =
    "SELECT position, recorded_at, kind, indication, codes, id, source, document_sha256, "
    "payload_sha256, call, CASE WHEN kind = 'decision' THEN (SELECT id FROM rows AS report "
    "WHERE report.id = row.call) END, sightings FROM rows AS row WHERE position > ?1 AND "
    "position <= ?2 AND (?3 IS NULL OR source = ?3) AND (?4 IS NULL OR indication = ?4) AND "
    "(?5 IS NULL OR kind = ?5) ORDER BY position";

/* The rows of one call lie together. */
static const char select_decisions[] =
    "SELECT id, codes, indication FROM rows WHERE position > ?1 AND position < ?1 + ?2 AND "
    "call = ?3 AND kind = 'decision' ORDER BY position";

struct reading {
    sqlite3_stmt *rows;
    sqlite3_stmt *decisions;
    struct arena *arena; /* of one event */
};

static bool digest_at(sqlite3_stmt *row, enum column index, struct digest *ret)
{
    const void *data = sqlite3_column_blob(row, (int)index);

    if (sqlite3_column_bytes(row, (int)index) != DIGEST_SIZE)
        return false;
    memcpy(ret->bytes, data, DIGEST_SIZE);
    return true;
}

static int add_decision(struct arena *arena, sqlite3_stmt *row, struct ledger_event *event)
{
    struct ledger_event_decision decision = {
        .id = arena_strdup(arena, (const char *)sqlite3_column_text(row, 0)),
        .codes = arena_strdup(arena, (const char *)sqlite3_column_text(row, 1)),
        .verdict = arena_strdup(arena, (const char *)sqlite3_column_text(row, 2)),
    };

    if (!decision.id || !decision.codes || !decision.verdict)
        return ERR_NOMEM;
    event->decisions[event->decision_count++] = decision;
    return 0;
}

static int read_decisions(const struct reading *reading, const char *call,
                          struct ledger_event *event)
{
    sqlite3_stmt *row = reading->decisions;
    int step = SQLITE_DONE, r = 0;

    sqlite3_bind_int64(row, 1, event->position);
    sqlite3_bind_int64(row, 2, LEDGER_CALL_MAX);
    sqlite3_bind_text(row, 3, call, -1, SQLITE_STATIC);
    while (r == 0 && event->decision_count < LEDGER_CALL_MAX &&
           (step = sqlite3_step(row)) == SQLITE_ROW)
        r = add_decision(reading->arena, row, event);
    sqlite3_reset(row);
    return r < 0 ? r : ledger_error_of(step);
}

static int read_event(const struct reading *reading, struct ledger_event *event)
{
    sqlite3_stmt *row = reading->rows;
    const char *call = ledger_text_at(row, COLUMN_CALL);

    *event = (struct ledger_event){
        .position = sqlite3_column_int64(row, COLUMN_POSITION),
        .recorded_at = sqlite3_column_int64(row, COLUMN_RECORDED_AT),
        .kind = ledger_text_at(row, COLUMN_KIND),
        .indication = ledger_text_at(row, COLUMN_INDICATION),
        .codes = ledger_text_at(row, COLUMN_CODES),
        .id = ledger_text_at(row, COLUMN_ID),
        .source = ledger_text_at(row, COLUMN_SOURCE),
        .report_id = ledger_text_at(row, COLUMN_REPORT),
        .sightings = ledger_text_at(row, COLUMN_SIGHTINGS),
    };
    event->has_document = digest_at(row, COLUMN_DOCUMENT, &event->document_sha256);
    event->has_payload = digest_at(row, COLUMN_PAYLOAD, &event->payload_sha256);
    if (strcmp(event->kind, "decision") == 0) {
        event->decisions[event->decision_count++] = (struct ledger_event_decision){
            .id = event->id, .codes = event->codes, .verdict = event->indication};
        return 0;
    }
    return call ? read_decisions(reading, call, event) : 0;
}

static int read_all(const struct reading *reading, const struct ledger_event_query *query,
                    const struct ledger_event_reader *reader, struct ledger_event *event)
{
    int step = SQLITE_DONE, r = 0;

    sqlite3_bind_int64(reading->rows, 1, query->after);
    sqlite3_bind_int64(reading->rows, 2, query->upto);
    ledger_bind_text(reading->rows, 3, query->source);
    ledger_bind_text(reading->rows, 4, query->indication);
    ledger_bind_text(reading->rows, 5, query->kind);
    while (r == 0 && (step = sqlite3_step(reading->rows)) == SQLITE_ROW) {
        r = read_event(reading, event);
        if (r == 0)
            r = reader->row(reader->context, event);
        arena_clear(reading->arena);
    }
    return r < 0 ? r : ledger_error_of(step);
}

int ledger_events(struct ledger *ledger, const struct ledger_event_query *query,
                  const struct ledger_event_reader *reader)
{
    struct reading reading = {.arena = arena_new(0)};
    struct ledger_event *event = malloc(sizeof *event);
    int r = reading.arena && event ? 0 : ERR_NOMEM;

    if (r == 0)
        r = ledger_error_of(
            sqlite3_prepare_v2(ledger->follower, select_events, -1, &reading.rows, NULL));
    if (r == 0)
        r = ledger_error_of(
            sqlite3_prepare_v2(ledger->follower, select_decisions, -1, &reading.decisions, NULL));
    if (r == 0)
        r = read_all(&reading, query, reader, event);
    sqlite3_finalize(reading.rows);
    sqlite3_finalize(reading.decisions);
    arena_free(reading.arena);
    free(event);
    return r;
}
