/* Which stretches of a window no record speaks of. */
#include "policy/covers.h"

#include "base/datetime.h"
#include "base/error.h"

#include <stdlib.h>

/* Kinds that are looked at by themselves: as many as there are records. */
#define COVERS_KINDS_MAX DAYS_COVERS_MAX
#define UNCOVERED_MAX    50 /* stretches that are listed */

#define DAY_SECONDS INT64_C(86400)

int64_t covers_day_begins(const struct covering *covering, int32_t day)
{
    return day * DAY_SECONDS - covering->evaluation->policy->offset * INT64_C(60);
}

static struct span span_of(const struct covering *covering, size_t index)
{
    const struct record *record = &covering->movements->merged.records[index];
    const struct policy_report *report = covering->movements->reports[index];
    struct span span = {covers_day_begins(covering, record->cover.from),
                        covers_day_begins(covering, record->cover.to + 1)};

    if (!record->has_cover)
        return (struct span){0, 0};
    if (record->cover.to_partly && report && report->report->claims->has_issued_at)
        span.to = report->report->claims->issued_at - report->lag_s;
    else if (record->cover.to_partly)
        span.to = covers_day_begins(covering, record->cover.to);
    return span;
}

static bool is_of_one_document(const struct covering *covering, size_t index)
{
    const struct policy_report *report = covering->movements->reports[index];
    const char *covers = report ? report->report->claims->covers : NULL;

    return covers && strcmp(covers, "document") == 0;
}

/* The kind of document that a record of one document is of; NULL where no row tells. */
static const char *own_kind(const struct covering *covering, size_t index)
{
    const struct record *record = &covering->movements->merged.records[index];

    for (size_t i = 0; is_of_one_document(covering, index) && i < record->row_count; i++)
        if (record->rows[i].crossing->document_kind)
            return record->rows[i].crossing->document_kind;
    return NULL;
}

/*
 * Which records speak of a group: of the person, of documents nobody knows which, and those of
 * that kind of document alone. One that is of one document and does not tell which may do so.
 */
static bool speaks_of(const struct covering *covering, size_t index, const char *kind, bool surely)
{
    const char *own = own_kind(covering, index);

    if (covering->data->whole_person)
        return covering->movements->merged.records[index].of_person;
    if (own)
        return kind && strcmp(own, kind) == 0;
    return !kind || !surely || !is_of_one_document(covering, index);
}

/* What the records of one group cover, piece by piece, by the beginning of each. */
struct pieces {
    struct span *items;
    size_t count;
};

/* A record's time without the stretches in which its numbering shows that rows are missing. */
static void put_record(const struct covering *covering, size_t index, struct pieces *pieces)
{
    const struct record *record = &covering->movements->merged.records[index];
    struct span whole = span_of(covering, index), piece = whole;

    for (size_t i = 0; i < record->row_count; i++) {
        const struct record_row *row = &record->rows[i];

        if (!row->gap)
            continue;
        piece.to = i > 0 ? covers_day_begins(covering, record->rows[i - 1].day + 1) : piece.from;
        if (piece.to > whole.to)
            piece.to = whole.to;
        if (piece.from < piece.to)
            pieces->items[pieces->count++] = piece;
        piece.from = covers_day_begins(covering, row->day);
        if (piece.from < whole.from)
            piece.from = whole.from;
    }
    piece.to = whole.to;
    if (record->gap_after && record->row_count > 0) {
        int64_t last = covers_day_begins(covering, record->rows[record->row_count - 1].day + 1);

        piece.to = last < whole.to ? last : whole.to;
    }
    if (piece.from < piece.to)
        pieces->items[pieces->count++] = piece;
}

static int by_beginning(const void *a, const void *b)
{
    const struct span *left = a, *right = b;

    return left->from < right->from ? -1 : left->from > right->from;
}

static bool put_pieces(struct covering *covering, const char *kind, bool surely,
                       struct pieces *pieces)
{
    const struct merged *merged = &covering->movements->merged;
    size_t room = 0;

    for (size_t r = 0; r < merged->record_count; r++)
        room += merged->records[r].row_count + 1;
    pieces->items = arena_array(covering->evaluation->arena, struct span, room);
    pieces->count = 0;
    if (!pieces->items) {
        covering->evaluation->error = ERR_NOMEM;
        return false;
    }
    for (size_t r = 0; r < merged->record_count; r++)
        if (merged->records[r].has_cover && speaks_of(covering, r, kind, surely))
            put_record(covering, r, pieces);
    if (pieces->count > 1)
        qsort(pieces->items, pieces->count, sizeof *pieces->items, by_beginning);
    return true;
}

/* ---- Stretches that no record covers ---- */

const char *covers_day_text(struct covering *covering, int64_t moment)
{
    char text[DAY_TEXT_SIZE];
    const char *copy;

    day_format(day_of_time(moment, covering->evaluation->policy->offset), text);
    copy = arena_strdup(covering->evaluation->arena, text);
    if (!copy)
        covering->evaluation->error = ERR_NOMEM;
    return copy;
}

static void list(struct covering *covering, int64_t from, int64_t to, const char *kind)
{
    struct evaluation *evaluation = covering->evaluation;
    struct decision_figure figure = {
        .name = "uncovered",
        .from = covers_day_text(covering, from),
        .to = covers_day_text(covering, to - 1),
        .reading = kind,
    };
    const char *more;

    if (covering->count++ >= UNCOVERED_MAX || !figure.from || !figure.to)
        return;
    result_figure(evaluation, covering->result, &figure);
    more = arena_printf(evaluation->arena, "%s%s%s..%s", covering->listed,
                        *covering->listed ? ", " : "", figure.from, figure.to);
    if (more)
        covering->listed = more;
    else
        evaluation->error = ERR_NOMEM;
}

/* Whether a stretch is without a record for too long; those that surely are get listed. */
static bool has_gap(struct covering *covering, const char *kind, bool surely)
{
    int64_t reach = covering->window.from, allowed = 0;
    struct pieces pieces;
    bool found = false;

    if (covering->data->has_gaps)
        duration_seconds(&covering->data->gaps, &allowed);
    if (!put_pieces(covering, kind, surely, &pieces))
        return false;
    for (size_t i = 0; i <= pieces.count && reach < covering->window.to; i++) {
        int64_t next = i < pieces.count ? pieces.items[i].from : covering->window.to;

        if (next > covering->window.to)
            next = covering->window.to;
        if (next > reach && next - reach > allowed) {
            found = true;
            if (surely)
                list(covering, reach, next, kind);
        }
        if (i < pieces.count && pieces.items[i].to > reach)
            reach = pieces.items[i].to;
        else if (next > reach)
            reach = next;
    }
    return found;
}

static void look(struct covering *covering, const char *kind)
{
    if (has_gap(covering, kind, true))
        covering->failed |= has_gap(covering, kind, false);
}

/* Kinds of documents that have a record of their own: each must be covered. */
static void own_kinds(const struct covering *covering, const char *kinds[COVERS_KINDS_MAX])
{
    size_t count = 0;

    for (size_t r = 0; r < covering->movements->merged.record_count; r++) {
        const char *kind = own_kind(covering, r);
        size_t i = 0;

        if (!kind)
            continue;
        while (i < count && strcmp(kinds[i], kind) != 0)
            i++;
        if (i == count && count < COVERS_KINDS_MAX)
            kinds[count++] = kind;
    }
}

void covers_look(struct covering *covering)
{
    const char *own[COVERS_KINDS_MAX + 1] = {NULL};
    const char *const *kinds = own;

    if (covering->data->kinds)
        kinds = covering->data->kinds;
    else if (!covering->data->whole_person)
        own_kinds(covering, own);
    if (!*kinds)
        look(covering, NULL);
    for (; *kinds; kinds++)
        look(covering, *kinds);
}
