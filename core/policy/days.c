#include "policy/days_impl.h"

#include "base/error.h"

/* Covers joined into what they cover together, as positions: [start, end). */
struct span {
    int32_t start;
    int32_t end;
};

struct spans {
    struct span items[DAYS_COVERS_MAX];
    size_t count;
};

struct sorted_cover {
    struct span span;
    uint64_t bit; /* of `broken` */
};

struct builder {
    struct arena *arena;
    const struct days_record *record;
    struct sorted_cover covers[DAYS_COVERS_MAX]; /* by start */
    struct spans all; /* of all covers: what nearly every stretch wants */
    struct days_timeline *timeline;
    size_t run_capacity;
};

static bool is_crossing(const struct days_row *row)
{
    return row->kind == DAYS_ENTRY || row->kind == DAYS_EXIT;
}

static int32_t row_position(const struct days_row *row)
{
    return 2 * row->day + (is_crossing(row) ? 1 : 0);
}

static enum presence row_before(const struct days_row *row)
{
    return row->kind == DAYS_EXIT || row->kind == DAYS_SEEN_INSIDE ? PRESENCE_INSIDE
                                                                   : PRESENCE_OUTSIDE;
}

static enum presence row_after(const struct days_row *row)
{
    return row->kind == DAYS_ENTRY || row->kind == DAYS_SEEN_INSIDE ? PRESENCE_INSIDE
                                                                    : PRESENCE_OUTSIDE;
}

/* Joins those covers that lack no rows here; `broken` names those that do. */
static void unite(const struct builder *builder, uint64_t broken, struct spans *ret)
{
    ret->count = 0;
    for (size_t i = 0; i < builder->record->cover_count; i++) {
        struct span next = builder->covers[i].span;
        struct span *last = ret->count > 0 ? &ret->items[ret->count - 1] : NULL;

        if (builder->covers[i].bit & broken)
            continue;
        if (!last || next.start > last->end)
            ret->items[ret->count++] = next;
        else if (next.end > last->end)
            last->end = next.end;
    }
}

static int take_covers(struct builder *builder)
{
    const struct days_record *record = builder->record;

    if (record->cover_count > DAYS_COVERS_MAX)
        return ERR_LIMIT;
    for (size_t i = 0; i < record->cover_count; i++) {
        const struct days_cover *cover = &record->covers[i];
        struct sorted_cover next;
        size_t at = i;

        if (cover->from < DAY_MIN || cover->to > DAY_MAX || cover->from > cover->to)
            return ERR_INVALID;
        next.span.start = 2 * cover->from;
        next.span.end = 2 * cover->to + (cover->to_partly ? 1 : 2);
        next.bit = UINT64_C(1) << i;
        for (; at > 0 && builder->covers[at - 1].span.start > next.span.start; at--)
            builder->covers[at] = builder->covers[at - 1];
        builder->covers[at] = next;
    }
    unite(builder, 0, &builder->all);
    return 0;
}

/* Where the cover that holds the instants after `position` ends; `position` where none does. */
static int32_t covered_to(const struct spans *spans, int32_t position)
{
    for (size_t i = 0; i < spans->count; i++)
        if (spans->items[i].start <= position && spans->items[i].end > position)
            return spans->items[i].end;
    return position;
}

/*
 * Where the cover that holds the instants before `position` starts. One that ends in the course
 * of a row's day may end before that row: the last crossings before a record was made may be
 * missing, and not in their order.
 */
static int32_t covered_from(const struct spans *spans, int32_t position)
{
    int32_t reach = position + (position & 1);

    for (size_t i = 0; i < spans->count; i++)
        if (spans->items[i].start < position && spans->items[i].end >= reach)
            return spans->items[i].start;
    return position;
}

/*
 * What is known of a stretch. Where the cover reaches from row to row, both must agree;
 * if they do not, a row is missing somewhere, and nothing is known. Where there is a hole,
 * whatever is missing lies in it: the ends that are covered are known.
 */
static void know(struct days_stretch *stretch, const struct spans *spans, bool distrust_edges)
{
    bool first = stretch->from == POSITION_MIN, last = stretch->to == POSITION_MAX;
    bool agree = !first && !last && stretch->after == stretch->before;

    stretch->head =
        first || (last && distrust_edges) ? stretch->from : covered_to(spans, stretch->from);
    stretch->tail =
        last || (first && distrust_edges) ? stretch->to : covered_from(spans, stretch->to);
    if (first || last || stretch->head < stretch->to)
        return;
    stretch->whole = agree;
    if (agree) {
        stretch->head = stretch->to;
        stretch->tail = stretch->from;
    } else {
        /* a cover that ends in the course of the later row's day does not cover what follows */
        stretch->head = stretch->head == stretch->to ? stretch->to : stretch->from;
        stretch->tail = stretch->to;
    }
}

static int stretches_make(struct builder *builder)
{
    const struct days_record *record = builder->record;
    struct days_timeline *timeline = builder->timeline;
    struct spans some;

    timeline->stretches = arena_array(builder->arena, struct days_stretch, record->row_count + 1);
    if (!timeline->stretches)
        return ERR_NOMEM;
    for (size_t i = 0; i <= record->row_count; i++) {
        const struct days_row *from = i > 0 ? &record->rows[i - 1] : NULL;
        const struct days_row *to = i < record->row_count ? &record->rows[i] : NULL;
        struct days_stretch *stretch = &timeline->stretches[i];
        uint64_t broken = to ? to->broken : record->broken_after;

        *stretch = (struct days_stretch){
            .from = from ? row_position(from) : POSITION_MIN,
            .to = to ? row_position(to) : POSITION_MAX,
            .after = from ? row_after(from) : PRESENCE_UNKNOWN,
            .before = to ? row_before(to) : PRESENCE_UNKNOWN,
        };
        if (stretch->from > stretch->to || (to && (to->day < DAY_MIN || to->day > DAY_MAX)))
            return ERR_INVALID;
        if (broken)
            unite(builder, broken, &some);
        know(stretch, broken ? &some : &builder->all, record->distrust_edges);
    }
    timeline->stretch_count = record->row_count + 1;
    return 0;
}

/* Days of which the same is sure. A day on which rows lie comes in parts, one after the other. */
static int put_run(struct builder *builder, int32_t first, int32_t last, uint32_t flags)
{
    struct days_timeline *timeline = builder->timeline;
    struct days_run *run = NULL;
    void *grown;

    if (first > last)
        return 0;
    if (timeline->run_count > 0)
        run = &timeline->runs[timeline->run_count - 1];
    if (run && run->last == first && run->first == first) {
        run->flags |= flags;
        return 0;
    }
    grown = arena_grow(builder->arena, timeline->runs, timeline->run_count, &builder->run_capacity,
                       sizeof *timeline->runs);
    if (!grown)
        return ERR_NOMEM;
    timeline->runs = grown;
    run = &timeline->runs[timeline->run_count++];
    *run = (struct days_run){.first = first, .last = last, .flags = flags};
    return 0;
}

/* A piece of time in which the state is known: the day it begins in, whole days, the last day. */
static int put_piece(struct builder *builder, int32_t from, int32_t to, enum presence state)
{
    uint32_t any = DAYS_FLAG(state, DAYS_ANY_PART), night = DAYS_FLAG(state, DAYS_NIGHT);
    uint32_t next = DAYS_FLAG(state, DAYS_FROM_NEXT), full = DAYS_FLAG(state, DAYS_FULL);
    int32_t first = position_day(from), last = position_day(to);
    int r = 0;

    if (from >= to)
        return 0;
    if (from > 2 * first) /* in its course, and then to its end at least */
        r = put_run(builder, first, first, any | night);
    if (r == 0)
        r = put_run(builder, from > 2 * first ? first + 1 : first, last - 1,
                    any | full | night | next);
    if (r == 0 && to > 2 * last && from <= 2 * last)
        r = put_run(builder, last, last, any | next);
    return r;
}

static int runs_make(struct builder *builder)
{
    const struct days_record *record = builder->record;
    int r = 0;

    for (size_t i = 0; r == 0 && i < builder->timeline->stretch_count; i++) {
        const struct days_stretch *stretch = &builder->timeline->stretches[i];
        const struct days_row *row = i < record->row_count ? &record->rows[i] : NULL;

        if (stretch->from != POSITION_MIN)
            r = put_piece(builder, stretch->from, stretch->head, stretch->after);
        if (r == 0 && !stretch->whole && stretch->to != POSITION_MAX)
            r = put_piece(builder, stretch->tail, stretch->to, stretch->before);
        /* before and after a crossing lie an instant of each state */
        if (r == 0 && row && is_crossing(row))
            r = put_run(builder, row->day, row->day,
                        DAYS_FLAG(PRESENCE_INSIDE, DAYS_ANY_PART) |
                            DAYS_FLAG(PRESENCE_OUTSIDE, DAYS_ANY_PART));
    }
    return r;
}

static void sum_runs(struct days_timeline *timeline)
{
    for (size_t i = 1; i < timeline->run_count; i++) {
        const struct days_run *last = &timeline->runs[i - 1];
        int32_t days = last->last - last->first + 1;

        for (int kind = 0; kind < DAYS_KINDS; kind++)
            timeline->runs[i].before[kind] =
                last->before[kind] + (last->flags >> kind & 1 ? days : 0);
    }
}

int days_timeline_new(struct arena *arena, const struct days_record *record,
                      struct days_timeline **ret)
{
    struct builder builder = {.arena = arena, .record = record};
    int r;

    if (record->row_count > DAYS_ROWS_MAX)
        return ERR_LIMIT;
    builder.timeline = arena_new_of(arena, struct days_timeline);
    if (!builder.timeline)
        return ERR_NOMEM;
    r = take_covers(&builder);
    if (r == 0)
        r = stretches_make(&builder);
    if (r == 0)
        r = runs_make(&builder);
    if (r < 0)
        return r;
    sum_runs(builder.timeline);
    *ret = builder.timeline;
    return 0;
}
