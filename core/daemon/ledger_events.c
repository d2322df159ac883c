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
    COLUMN_CIPHERTEXT,
    COLUMN_REFERENCE_TEXT,
    COLUMN_SALT,
    COLUMN_REFERENCE,
};

/* A call's id is that of its report, where it has one document. */
static const char select_events[] =
    "SELECT position, recorded_at, kind, indication, codes, id, source, document_sha256, "
    "payload_sha256, call, CASE WHEN kind = 'decision' THEN (SELECT id FROM rows AS report "
    "WHERE report.id = row.call) END, sightings, CASE WHEN ?7 AND kind = 'verdict' THEN "
    "ciphertext END, CASE WHEN ?7 THEN reference_text END, salt, reference FROM rows AS row WHERE "
    "position > ?1 AND position <= ?2 AND (?3 IS NULL OR source = ?3) AND (?4 IS NULL OR "
    "indication = ?4) AND (?5 IS NULL OR kind = ?5) AND (?6 IS NULL OR instr(?6, reference)) "
    "ORDER BY position";

/* The rows of one call lie together. */
static const char select_decisions[] =
    "SELECT id, codes, indication FROM rows WHERE position > ?1 AND position < ?1 + ?2 AND "
    "call = ?3 AND kind = 'decision' ORDER BY position";

struct reading {
    const struct ledger *ledger;
    sqlite3_stmt *rows;
    sqlite3_stmt *decisions;
    struct arena *arena;             /* of one event */
    struct buffer report, reference; /* of one event, too */
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

/* ---- What is kept ---- */

/* Where there is no key for it, or none any more, it is as if nothing were kept. */
static int open_kept(int error, struct buffer *text, struct slice *ret)
{
    *ret = slice_of(text->data, error == 0 ? text->size : 0);
    return error == ERR_DENIED ? 0 : error;
}

static int read_reference(struct reading *reading, const struct ledger_event *event,
                          struct slice *ret)
{
    struct slice sealed = ledger_bytes_at(reading->rows, COLUMN_REFERENCE_TEXT);
    struct slice salt = ledger_bytes_at(reading->rows, COLUMN_SALT);
    struct ledger_row row = {.id = event->id};

    if (!sealed.size || salt.size != sizeof row.salt)
        return 0;
    memcpy(row.salt, salt.data, sizeof row.salt);
    return open_kept(ledger_unseal_reference(reading->ledger, &row, sealed, &reading->reference),
                     &reading->reference, ret);
}

static int read_kept(struct reading *reading, struct ledger_event *event)
{
    struct slice sealed = ledger_bytes_at(reading->rows, COLUMN_CIPHERTEXT);
    int r = 0;

    reading->report.size = reading->reference.size = 0;
    if (sealed.size)
        r = open_kept(ledger_unseal(reading->ledger, event->id, sealed, &reading->report),
                      &reading->report, &event->report);
    if (r == 0)
        r = read_reference(reading, event, &event->reference);
    event->kept_error = r == ERR_MISMATCH ? r : 0;
    return r == ERR_MISMATCH ? 0 : r;
}

/* ---- Events ---- */

static int read_event(struct reading *reading, struct ledger_event *event)
{
    sqlite3_stmt *row = reading->rows;
    const char *call = ledger_text_at(row, COLUMN_CALL);
    int r;

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
    r = read_kept(reading, event);
    if (r < 0)
        return r;
    if (strcmp(event->kind, "decision") == 0) {
        event->decisions[event->decision_count++] = (struct ledger_event_decision){
            .id = event->id, .codes = event->codes, .verdict = event->indication};
        return 0;
    }
    return call ? read_decisions(reading, call, event) : 0;
}

/* One that has no hash is none's: an empty blob holds nobody's, NULL is for all. */
static void bind_references(sqlite3_stmt *rows, int index, const struct slice *hashes)
{
    if (hashes && hashes->size)
        sqlite3_bind_blob(rows, index, hashes->data, (int)hashes->size, SQLITE_STATIC);
    else if (hashes)
        sqlite3_bind_zeroblob(rows, index, 0);
}

static int read_all(struct reading *reading, const struct ledger_event_query *query,
                    const struct ledger_event_reader *reader, struct ledger_event *event)
{
    int step = SQLITE_DONE, r = 0;

    sqlite3_bind_int64(reading->rows, 1, query->after);
    sqlite3_bind_int64(reading->rows, 2, query->upto);
    ledger_bind_text(reading->rows, 3, query->source);
    ledger_bind_text(reading->rows, 4, query->indication);
    ledger_bind_text(reading->rows, 5, query->kind);
    bind_references(reading->rows, 6, query->references);
    sqlite3_bind_int(reading->rows, 7, query->with_kept);
    while (r == 0 && (step = sqlite3_step(reading->rows)) == SQLITE_ROW) {
        r = read_event(reading, event);
        if (r == 0)
            r = reader->row(reader->context, event);
        arena_clear(reading->arena);
    }
    return r < 0 ? r : ledger_error_of(step);
}

static void wipe(struct buffer *text)
{
    if (text->data)
        explicit_bzero(text->data, text->capacity);
    buffer_done(text);
}

int ledger_events(struct ledger *ledger, const struct ledger_event_query *query,
                  const struct ledger_event_reader *reader)
{
    struct reading reading = {.ledger = ledger, .arena = arena_new(0)};
    struct ledger_event *event = malloc(sizeof *event);
    int r = reading.arena && event ? 0 : ERR_NOMEM;

    buffer_init(&reading.report, 0);
    buffer_init(&reading.reference, 0);
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
    wipe(&reading.report);
    wipe(&reading.reference);
    arena_free(reading.arena);
    free(event);
    return r;
}
