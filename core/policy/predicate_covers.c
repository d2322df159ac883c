/* covers: whether the records together speak of every day of a window, and which days none does. */
#include "base/datetime.h"
#include "base/error.h"
#include "policy/load.h"
#include "policy/movements.h"

#include <stdlib.h>

#define DAY_SECONDS   INT64_C(86400)
#define GROUPS_MAX    16 /* kinds of documents whose records are looked at by themselves */
#define UNCOVERED_MAX 50 /* stretches that are listed */

struct covers {
    struct movements_scope scope;
    struct term from;
    struct term to;
    bool has_gaps; /* how long a stretch without a record may be */
    struct duration gaps;
    bool whole_person; /* permits: all */
    const char *const *kinds;
};

static const struct config_field fields[] = {
    {.name = "documents",
     .type = CONFIG_TYPE_STRING,
     .flags = CONFIG_ONE_OR_LIST | CONFIG_REQUIRED},
    {.name = "from", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "to", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "gaps", .type = CONFIG_TYPE_STRING},
    {.name = "permits", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {0},
};

/* ---- Parsing ---- */

static int parse_gaps(struct loader *loader, const struct config_node *node, struct covers *data)
{
    int64_t seconds;
    int r;

    if (!node || config_is(node, "none"))
        return 0;
    data->has_gaps = true;
    r = loader_duration(loader, node, &data->gaps);
    if (r == 0 && duration_seconds(&data->gaps, &seconds) < 0)
        r = config_fail(node, loader->error, "expected 'none', or hours, days or weeks");
    return r;
}

static int parse_permits(struct loader *loader, const struct config_node *node, struct covers *data)
{
    if (node && config_is(node, "all")) {
        data->whole_person = true;
        return 0;
    }
    return loader_names(loader, node, &data->kinds);
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct covers *data = arena_new_of(loader->arena, struct covers);
    int r;

    if (!data)
        return loader_no_memory(loader);
    r = loader_check(loader, node, fields);
    if (r == 0)
        r = movements_parse_roles(loader, config_get(node, "documents"), &data->scope.roles,
                                  &data->scope.role_count);
    if (r == 0)
        r = loader_term(loader, config_get(node, "from"), VALUE_MOMENT, &data->from);
    if (r == 0)
        r = loader_term(loader, config_get(node, "to"), VALUE_MOMENT, &data->to);
    if (r == 0)
        r = parse_gaps(loader, config_get(node, "gaps"), data);
    if (r == 0)
        r = parse_permits(loader, config_get(node, "permits"), data);
    *ret_data = data;
    return r;
}

/* ---- Time, in seconds: the end of a record is a moment, less the source's lag ---- */

struct span {
    int64_t from;
    int64_t to; /* the first moment after it */
};

struct covering {
    struct evaluation *evaluation;
    const struct covers *data;
    struct result *result;
    const struct movements *movements;
    struct span window;
    const char *listed; /* "2024-01-01..2024-02-03, ..." */
    size_t count;       /* of stretches that are too long */
};

static int64_t day_begins(const struct covering *covering, int32_t day)
{
    return day * DAY_SECONDS - covering->evaluation->policy->offset * INT64_C(60);
}

static struct span span_of(const struct covering *covering, size_t index)
{
    const struct record *record = &covering->movements->merged.records[index];
    const struct policy_report *report = covering->movements->reports[index];
    struct span span = {day_begins(covering, record->cover.from),
                        day_begins(covering, record->cover.to + 1)};

    if (!record->has_cover)
        return (struct span){0, 0};
    if (record->cover.to_partly && report && report->report->claims->has_issued_at)
        span.to = report->report->claims->issued_at - report->lag_s;
    else if (record->cover.to_partly)
        span.to = day_begins(covering, record->cover.to);
    return span;
}

/* The kind of document that a record of one document is of; NULL where no row tells. */
static const char *own_kind(const struct covering *covering, size_t index)
{
    const struct record *record = &covering->movements->merged.records[index];
    const struct policy_report *report = covering->movements->reports[index];
    const char *covers = report ? report->report->claims->covers : NULL;

    for (size_t i = 0; covers && strcmp(covers, "document") == 0 && i < record->row_count; i++)
        if (record->rows[i].crossing->document_kind)
            return record->rows[i].crossing->document_kind;
    return NULL;
}

/*
 * Which records speak of a group: of the person, of documents nobody knows which, and those of
 * that kind of document alone.
 */
static bool speaks_of(const struct covering *covering, size_t index, const char *kind)
{
    const char *own = own_kind(covering, index);

    if (covering->data->whole_person)
        return covering->movements->merged.records[index].of_person;
    return !own || (kind && strcmp(own, kind) == 0);
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
        piece.to = i > 0 ? day_begins(covering, record->rows[i - 1].day + 1) : piece.from;
        if (piece.to > whole.to)
            piece.to = whole.to;
        if (piece.from < piece.to)
            pieces->items[pieces->count++] = piece;
        piece.from = day_begins(covering, row->day);
        if (piece.from < whole.from)
            piece.from = whole.from;
    }
    piece.to = whole.to;
    if (record->gap_after && record->row_count > 0) {
        int64_t last = day_begins(covering, record->rows[record->row_count - 1].day + 1);

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

static bool put_pieces(struct covering *covering, const char *kind, struct pieces *pieces)
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
        if (merged->records[r].has_cover && speaks_of(covering, r, kind))
            put_record(covering, r, pieces);
    if (pieces->count > 1)
        qsort(pieces->items, pieces->count, sizeof *pieces->items, by_beginning);
    return true;
}

/* ---- Stretches that no record covers ---- */

static const char *day_text(struct covering *covering, int64_t moment)
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
        .from = day_text(covering, from),
        .to = day_text(covering, to - 1),
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

static void look(struct covering *covering, const char *kind)
{
    int64_t reach = covering->window.from, allowed = 0;
    struct pieces pieces;

    if (covering->data->has_gaps)
        duration_seconds(&covering->data->gaps, &allowed);
    if (!put_pieces(covering, kind, &pieces))
        return;
    for (size_t i = 0; i <= pieces.count && reach < covering->window.to; i++) {
        int64_t next = i < pieces.count ? pieces.items[i].from : covering->window.to;

        if (next > covering->window.to)
            next = covering->window.to;
        if (next > reach && next - reach > allowed)
            list(covering, reach, next, kind);
        if (i < pieces.count && pieces.items[i].to > reach)
            reach = pieces.items[i].to;
        else if (next > reach)
            reach = next;
    }
}

/* Kinds of documents that have a record of their own: each must be covered. */
static size_t own_kinds(const struct covering *covering, const char *kinds[GROUPS_MAX])
{
    size_t count = 0;

    for (size_t r = 0; r < covering->movements->merged.record_count; r++) {
        const char *kind = own_kind(covering, r);
        size_t i = 0;

        if (!kind)
            continue;
        while (i < count && strcmp(kinds[i], kind) != 0)
            i++;
        if (i == count && count < GROUPS_MAX)
            kinds[count++] = kind;
    }
    return count;
}

static void look_at_all(struct covering *covering)
{
    const char *kinds[GROUPS_MAX];
    size_t count = 0;

    if (covering->data->kinds)
        for (; count < GROUPS_MAX && covering->data->kinds[count]; count++)
            kinds[count] = covering->data->kinds[count];
    else if (!covering->data->whole_person)
        count = own_kinds(covering, kinds);
    if (count == 0)
        look(covering, NULL);
    for (size_t i = 0; i < count; i++)
        look(covering, kinds[i]);
}

/* ---- The whole ---- */

/* A day as the end is reached where a record touches it: it may have been made that day. */
static bool take_moment(struct covering *covering, const struct term *term, bool end, int64_t *ret)
{
    struct value value = term_value(covering->evaluation, term);

    covering->result->basis |= value.basis;
    if (!value.is_known) {
        result_missing(covering->evaluation, covering->result, term);
        return false;
    }
    if (value.type == VALUE_TIME)
        *ret = end ? value.time.last : value.time.first;
    else
        *ret = day_begins(covering, value.day) + (end ? 1 : 0);
    return true;
}

static bool some_record_of_person(const struct movements *movements)
{
    for (size_t r = 0; r < movements->merged.record_count; r++)
        if (movements->merged.records[r].of_person)
            return true;
    return false;
}

static void conclude(struct covering *covering)
{
    struct result *result = covering->result;

    if (covering->count == 0) {
        result->outcome = OUTCOME_PASS;
        return;
    }
    result->outcome = OUTCOME_FAIL;
    /* a record that may be of one document says nothing for or against the person's others */
    if (covering->data->whole_person && !some_record_of_person(covering->movements)) {
        result->outcome = OUTCOME_UNKNOWN;
        result->why = "permit";
    }
    result_param(covering->evaluation, result, "uncovered", "%s", covering->listed);
    result_param(covering->evaluation, result, "count", "%zu", covering->count);
    movements_ask(covering->evaluation, result, &covering->data->scope, "ask.uncovered");
}

static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    struct covering covering = {
        .evaluation = evaluation, .data = data, .result = result, .listed = ""};
    const struct movements_scope *scope = &covering.data->scope;

    result_param(evaluation, result, "documents", "%s",
                 movements_role_names(evaluation->arena, evaluation->policy, scope->roles,
                                      scope->role_count));
    covering.movements = movements_of(evaluation, scope);
    if (!covering.movements)
        return;
    result->basis |= covering.movements->basis;
    if (!take_moment(&covering, &covering.data->from, false, &covering.window.from) ||
        !take_moment(&covering, &covering.data->to, true, &covering.window.to))
        return;
    result_param(evaluation, result, "from", "%s", day_text(&covering, covering.window.from));
    result_param(evaluation, result, "to", "%s", day_text(&covering, covering.window.to - 1));
    if (covering.movements->merged.record_count == 0) {
        movements_absent(evaluation, result, scope);
        return;
    }
    if (covering.window.from >= covering.window.to)
        return; /* it ends before it begins: nothing is asked, so that nothing covers it */
    look_at_all(&covering);
    conclude(&covering);
}

static void explain(struct explanation *explanation, const void *data)
{
    const struct covers *covers = data;
    struct arena *arena = explain_arena(explanation);

    explain_say(explanation, covers->has_gaps ? "policy.covers.gaps" : "policy.covers");
    explain_param(explanation, "documents", "%s",
                  movements_role_names(arena, explain_policy(explanation), covers->scope.roles,
                                       covers->scope.role_count));
    explain_param(explanation, "from", "%s", covers->from.text);
    explain_param(explanation, "to", "%s", covers->to.text);
    if (covers->has_gaps)
        explain_param(explanation, "gaps", "%s", duration_text(arena, &covers->gaps));
    if (!covers->whole_person)
        return;
    explain_deeper(explanation, 1);
    explain_say(explanation, "policy.covers.person");
    explain_deeper(explanation, -1);
}

const struct predicate predicate_covers = {"covers", parse, evaluate, explain};
