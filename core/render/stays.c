#include "render/stays.h"

#include "base/datetime.h"
#include "base/error.h"

#include <stdlib.h>

/* A crossing as far as it is drawn, in an order of time. */
struct step {
    int32_t day;
    bool is_entry;
    const char *time;
    int64_t row;
};

struct builder {
    struct step *steps;
    size_t step_count;
    struct stay *items;
    size_t count;
    int32_t first; /* of the span */
    int32_t last;
    bool is_complete;
    bool is_cut;
};

int32_t year_first(int32_t year)
{
    int32_t day = DAY_MIN;

    if (day_make(year, 1, 1, &day) < 0)
        return year > 0 ? DAY_MAX : DAY_MIN;
    return day;
}

int32_t year_end(int32_t year)
{
    int32_t day = DAY_MAX;

    return day_make(year, 12, 31, &day) < 0 ? DAY_MAX : day + 1;
}

static int32_t year_of(int32_t day)
{
    struct wall_time wall;

    day_split(day, &wall);
    return wall.year;
}

/* ---- Order ---- */

static int by_row(const struct step *a, const struct step *b)
{
    return (a->row > b->row) - (a->row < b->row);
}

static int compare(const void *x, const void *y)
{
    const struct step *a = x, *b = y;
    int order = (a->day > b->day) - (a->day < b->day);

    if (order == 0 && a->time && b->time)
        order = strcmp(a->time, b->time);
    return order ? order : by_row(a, b);
}

/* Rows are printed oldest first or newest first; within a day that is all that tells. */
static bool is_newest_first(const struct stays_input *input)
{
    return input->count > 1 && input->crossings[0].date > input->crossings[input->count - 1].date;
}

static int sort_steps(struct arena *arena, const struct stays_input *input, struct builder *builder)
{
    bool turn = is_newest_first(input);

    builder->steps = arena_array(arena, struct step, input->count + 1);
    if (!builder->steps)
        return ERR_NOMEM;
    for (size_t i = 0; i < input->count; i++)
        builder->steps[i] = (struct step){
            .day = input->crossings[i].date,
            .is_entry = strcmp(input->crossings[i].direction, "entry") == 0,
            .time = input->crossings[i].time,
            .row = turn ? -(int64_t)i : (int64_t)i,
        };
    builder->step_count = input->count;
    qsort(builder->steps, input->count, sizeof *builder->steps, compare);
    return 0;
}

/* ---- Spans ---- */

/* Joins what follows without a change; days before the drawn ones are left out. */
static void add(struct builder *builder, int32_t from, int32_t to, enum stay_state state)
{
    struct stay *last = builder->count ? &builder->items[builder->count - 1] : NULL;

    if (from < builder->first)
        from = builder->first;
    if (last && from <= last->to)
        from = last->to + 1;
    if (from > to)
        return;
    if (last && last->state == state)
        last->to = to;
    else
        builder->items[builder->count++] = (struct stay){from, to, state};
}

static enum stay_state between(const struct step *a, const struct step *b)
{
    if (a->is_entry == b->is_entry)
        return STAY_UNKNOWN;
    return a->is_entry ? STAY_INSIDE : STAY_OUTSIDE;
}

static void add_all(struct builder *builder)
{
    const struct step *steps = builder->steps;
    size_t last = builder->step_count - 1;
    enum stay_state before = steps[0].is_entry ? STAY_OUTSIDE : STAY_INSIDE;
    enum stay_state after = steps[last].is_entry ? STAY_INSIDE : STAY_OUTSIDE;

    add(builder, builder->first, steps[0].day - 1, builder->is_complete ? before : STAY_UNKNOWN);
    for (size_t i = 0; i <= last; i++) {
        add(builder, steps[i].day, steps[i].day, STAY_INSIDE);
        if (i < last)
            add(builder, steps[i].day + 1, steps[i + 1].day - 1, between(&steps[i], &steps[i + 1]));
    }
    add(builder, steps[last].day + 1, builder->last, builder->is_complete ? after : STAY_UNKNOWN);
}

/* The days that are covered, and those of all rows, as far back as is drawn. */
static void set_span(struct builder *builder, const struct stays_input *input)
{
    int32_t first = builder->steps[0].day, last = builder->steps[builder->step_count - 1].day;
    int32_t oldest;

    if (input->has_from && input->from < first)
        first = input->from;
    if (input->has_to && input->to > last)
        last = input->to;
    oldest = year_first(year_of(last) - (STAYS_YEARS_MAX - 1));
    builder->is_cut = first < oldest;
    builder->first = builder->is_cut ? oldest : first;
    builder->last = last;
    builder->is_complete = input->is_complete;
}

/* ---- Years ---- */

static int32_t overlap(const struct stay *stay, int32_t from, int32_t end)
{
    int32_t first = stay->from > from ? stay->from : from;
    int32_t last = stay->to < end - 1 ? stay->to : end - 1;

    return last < first ? 0 : last - first + 1;
}

static void count_year(const struct builder *builder, struct stay_year *year)
{
    int32_t from = year_first(year->year), end = year_end(year->year);

    for (size_t i = 0; i < builder->count; i++)
        year->days[builder->items[i].state] += overlap(&builder->items[i], from, end);
    for (size_t i = 0; i < builder->step_count; i++) {
        const struct step *step = &builder->steps[i];

        if (step->day >= from && step->day < end)
            *(step->is_entry ? &year->entries : &year->exits) += 1;
    }
}

static int make_years(struct arena *arena, const struct builder *builder, struct stays *ret)
{
    int32_t first = year_of(builder->first), last = year_of(builder->last);
    size_t count = (size_t)(last - first) + 1;
    struct stay_year *years = arena_array(arena, struct stay_year, count);

    if (!years)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++) {
        years[i].year = first + (int32_t)i;
        count_year(builder, &years[i]);
    }
    ret->years = years;
    ret->year_count = count;
    return 0;
}

int stays_make(struct arena *arena, const struct stays_input *input, struct stays *ret)
{
    struct builder builder = {0};
    struct stays stays = {0};
    int r = 0;

    if (input->count > 0) {
        r = sort_steps(arena, input, &builder);
        builder.items = arena_array(arena, struct stay, 2 * input->count + 2);
        if (r < 0 || !builder.items)
            return ERR_NOMEM;
        set_span(&builder, input);
        add_all(&builder);
        r = make_years(arena, &builder, &stays);
    }
    stays.items = builder.items;
    stays.count = builder.count;
    stays.is_cut = builder.is_cut;
    if (r == 0)
        *ret = stays;
    return r;
}
