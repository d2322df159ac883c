/*
 * Working days: Monday to Friday, without the holidays of a table and with the weekend days
 * that it says are worked. Outside the spans of the table nothing is known.
 */
#include "base/datetime.h"
#include "base/error.h"
#include "policy/load.h"

#include <stdlib.h>

#define SPANS_MAX 100u

struct holiday_days {
    const int32_t *items; /* sorted, each once */
    size_t count;
};

struct holiday_span {
    const char *territory;
    int32_t from, until; /* both inside */
    struct holiday_days off;
    struct holiday_days worked;
};

struct holidays {
    const struct holiday_span *spans;
    size_t count;
};

static const char *const territories[] = {"HK", "CN", NULL};

static const struct config_field fields[] = {
    {.name = "territory",
     .type = CONFIG_TYPE_CHOICE,
     .names = territories,
     .flags = CONFIG_REQUIRED},
    {.name = "from", .type = CONFIG_TYPE_DAY, .flags = CONFIG_REQUIRED},
    {.name = "until", .type = CONFIG_TYPE_DAY, .flags = CONFIG_REQUIRED},
    {.name = "source", .type = CONFIG_TYPE_STRING, .min = 1, .max = 2000, .flags = CONFIG_REQUIRED},
    {.name = "days", .type = CONFIG_TYPE_DAY, .flags = CONFIG_REQUIRED | CONFIG_LIST_OF},
    {.name = "worked", .type = CONFIG_TYPE_DAY, .flags = CONFIG_LIST_OF},
    {0},
};

/* 1970-01-01 was a Thursday. */
static bool is_weekend(int32_t day)
{
    int32_t weekday = ((day % 7) + 7 + 3) % 7; /* Monday is 0 */

    return weekday >= 5;
}

static int no_memory(const struct config_node *node, struct config_error *error)
{
    return config_fail_at(ERR_NOMEM, error, (struct config_place){node->file, 0, 0},
                          "out of memory");
}

/* In order, inside the span, each on a weekend or not, as that list's days are. */
static int load_days(struct arena *arena, const struct config_node *list,
                     const struct holiday_span *span, struct holiday_days *ret_days,
                     struct config_error *error)
{
    int32_t *days;
    size_t count = 0;
    int r = 0;

    if (!list)
        return 0;
    days = arena_array(arena, int32_t, list->count);
    if (!days)
        return no_memory(list, error);
    for (const struct config_node *item = list->first; item && r == 0; item = item->next) {
        r = config_day(item, &days[count], error);
        if (r == 0 && (days[count] < span->from || days[count] > span->until))
            r = config_fail(item, error, "not between 'from' and 'until'");
        if (r == 0 && count > 0 && days[count] <= days[count - 1])
            r = config_fail(item, error, "not after the day before it in the list");
        count++;
    }
    *ret_days = (struct holiday_days){days, count};
    return r;
}

static int load_span_of(struct arena *arena, const struct config_node *node,
                        struct holiday_span *span, struct config_error *error)
{
    const struct config_node *worked = config_get(node, "worked");
    int r = config_check(node, fields, error);

    if (r == 0)
        r = config_string(config_get(node, "territory"), &span->territory, error);
    if (r == 0)
        r = config_day(config_get(node, "from"), &span->from, error);
    if (r == 0)
        r = config_day(config_get(node, "until"), &span->until, error);
    if (r == 0 && span->until < span->from)
        r = config_fail(config_get(node, "until"), error, "before 'from'");
    if (r == 0)
        r = load_days(arena, config_get(node, "days"), span, &span->off, error);
    if (r == 0)
        r = load_days(arena, worked, span, &span->worked, error);
    for (size_t i = 0; r == 0 && i < span->worked.count; i++)
        if (!is_weekend(span->worked.items[i]))
            r = config_fail(worked, error, "holds a day that is no Saturday or Sunday");
    return r;
}

/* Two that speak of one day could disagree. */
static int check_overlap(const struct config_node *node, const struct holiday_span *spans,
                         size_t index, struct config_error *error)
{
    const struct holiday_span *span = &spans[index];

    for (size_t i = 0; i < index; i++)
        if (strcmp(spans[i].territory, span->territory) == 0 && spans[i].from <= span->until &&
            span->from <= spans[i].until)
            return config_fail(node, error, "overlaps an earlier span of %s", span->territory);
    return 0;
}

static int load_spans(struct arena *arena, const struct config_node *root,
                      const struct holidays **ret_holidays, struct config_error *error)
{
    struct holidays *holidays = arena_new_of(arena, struct holidays);
    struct holiday_span *spans;
    size_t count = 0;
    int r = 0;

    if (root->kind == CONFIG_MAP && root->count == 0) /* an empty file */
        goto out;
    if (root->kind != CONFIG_LIST || root->count > SPANS_MAX)
        return config_fail(root, error, "expected a list of at most %u spans", SPANS_MAX);
    spans = arena_array(arena, struct holiday_span, root->count);
    if (!holidays || !spans)
        return no_memory(root, error);
    holidays->spans = spans;
    for (const struct config_node *node = root->first; node && r == 0; node = node->next) {
        r = load_span_of(arena, node, &spans[count], error);
        if (r == 0)
            r = check_overlap(node, spans, count++, error);
    }
    holidays->count = count;
out:
    if (!holidays)
        return no_memory(root, error);
    if (r == 0)
        *ret_holidays = holidays;
    return r;
}

int holidays_parse(struct arena *arena, struct slice yaml, const char *name,
                   const struct holidays **ret_holidays, struct config_error *error)
{
    const struct config_node *root;
    int r = config_parse(arena, yaml, name, &root, error);

    return r < 0 ? r : load_spans(arena, root, ret_holidays, error);
}

int holidays_load(struct arena *arena, const char *path, struct inventory *inventory,
                  const struct holidays **ret_holidays, struct config_error *error)
{
    const struct config_node *root;
    int r = config_load_noted(arena, path, inventory, &root, error);

    return r < 0 ? r : load_spans(arena, root, ret_holidays, error);
}

static int compare_days(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return x < y ? -1 : x > y;
}

static bool has_day(const struct holiday_days *days, int32_t day)
{
    return days->count > 0 &&
           bsearch(&day, days->items, days->count, sizeof day, compare_days) != NULL;
}

static const struct holiday_span *span_of(const struct holidays *holidays, const char *territory,
                                          int32_t day)
{
    for (size_t i = 0; i < holidays->count; i++) {
        const struct holiday_span *span = &holidays->spans[i];

        if (strcmp(span->territory, territory) == 0 && day >= span->from && day <= span->until)
            return span;
    }
    return NULL;
}

/* Bounded by the days of the table's spans: the first one that lies outside ends it. */
int holidays_working_days(const struct holidays *holidays, const char *territory, int32_t from,
                          int32_t to, int64_t *ret_days)
{
    const struct holiday_span *span = NULL;
    int64_t days = 0;

    if (!holidays)
        return ERR_NOT_FOUND;
    for (int32_t day = from + 1; day <= to; day++) {
        if (!span || day > span->until)
            span = span_of(holidays, territory, day);
        if (!span)
            return ERR_NOT_FOUND;
        days += is_weekend(day) ? has_day(&span->worked, day) : !has_day(&span->off, day);
    }
    *ret_days = days;
    return 0;
}
