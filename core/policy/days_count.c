#include "policy/days_impl.h"

/* How many runs begin on that day or before. */
static size_t runs_begun(const struct days_timeline *timeline, int32_t day)
{
    size_t low = 0, high = timeline->run_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (timeline->runs[middle].first <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Days that surely count, from the beginning up to `last`. */
static int32_t sure_until(const struct days_timeline *timeline, int32_t last, int kind)
{
    size_t begun = runs_begun(timeline, last);
    const struct days_run *run;
    int32_t to;

    if (begun == 0)
        return 0;
    run = &timeline->runs[begun - 1];
    to = run->last < last ? run->last : last;
    return run->before[kind] + (run->flags >> kind & 1 ? to - run->first + 1 : 0);
}

static int32_t sure(const struct days_timeline *timeline, struct days_window window,
                    enum presence state, enum days_measure measure)
{
    int kind = DAYS_KIND(state, measure);

    return sure_until(timeline, window.to, kind) - sure_until(timeline, window.from - 1, kind);
}

/* What the other state must not be, for a day not to count for this one. */
static enum days_measure complement(enum days_measure measure)
{
    return measure == DAYS_ANY_PART ? DAYS_FULL : measure == DAYS_FULL ? DAYS_ANY_PART : measure;
}

struct days_bounds days_count(const struct days_timeline *timeline, struct days_window window,
                              enum presence state, enum days_measure measure)
{
    enum presence other = state == PRESENCE_INSIDE ? PRESENCE_OUTSIDE : PRESENCE_INSIDE;
    struct days_bounds bounds = {0, 0};

    if (window.from > window.to)
        return bounds;
    bounds.lower = sure(timeline, window, state, measure);
    bounds.upper = window.to - window.from + 1 - sure(timeline, window, other, complement(measure));
    return bounds;
}

/* The state that a day is known to have by a measure of one instant. */
static enum presence state_by(const struct days_timeline *timeline, int32_t day,
                              enum days_measure measure)
{
    size_t begun = runs_begun(timeline, day);
    const struct days_run *run = begun > 0 ? &timeline->runs[begun - 1] : NULL;

    if (!run || run->last < day)
        return PRESENCE_UNKNOWN;
    if (run->flags & DAYS_FLAG(PRESENCE_INSIDE, measure))
        return PRESENCE_INSIDE;
    return run->flags & DAYS_FLAG(PRESENCE_OUTSIDE, measure) ? PRESENCE_OUTSIDE : PRESENCE_UNKNOWN;
}

enum presence days_state_at(const struct days_timeline *timeline, int32_t day)
{
    enum presence state = state_by(timeline, day, DAYS_FROM_NEXT);

    return state != PRESENCE_UNKNOWN ? state : state_by(timeline, day - 1, DAYS_NIGHT);
}

/* Whether the state is known, or may be, at some instant of the window between `from` and `to`. */
static bool touches(int32_t from, int32_t to, struct days_window window)
{
    return from < 2 * window.to + 2 && to > 2 * window.from;
}

/*
 * Every row is a change of state, so that a stay is what lies between two rows: all of it
 * where it is known, else the ends that are known, and at most the whole.
 */
static bool stretch_stay(const struct days_stretch *stretch, enum presence state,
                         struct days_stay *ret)
{
    struct days_stay stay = {.most_from = stretch->from, .most_to = stretch->to};

    if (stretch->whole && stretch->after != state)
        return false;
    if (stretch->after == state) {
        stay.known_from = stretch->from;
        stay.known_to = stretch->head;
    } else if (stretch->before == state) {
        stay.known_from = stretch->tail;
        stay.known_to = stretch->to;
    } else { /* nothing is known of it; what the other state has at the ends is not it */
        stay.known_from = stay.known_to = POSITION_MIN;
    }
    if (stretch->after == state && stretch->before == state && !stretch->whole) {
        stay.other_from = stretch->tail;
        stay.other_to = stretch->to;
    }
    if (stretch->after != state && stretch->from != POSITION_MIN)
        stay.most_from = stretch->head;
    if (stretch->before != state && stretch->to != POSITION_MAX)
        stay.most_to = stretch->tail;
    if (!stretch->whole) {
        stay.hole_from = stretch->head;
        stay.hole_to = stretch->tail;
    }
    *ret = stay;
    return true;
}

/* The first stretch that ends in the window or after it. */
static size_t first_stretch(const struct days_timeline *timeline, struct days_window window)
{
    size_t low = 0, high = timeline->stretch_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (timeline->stretches[middle].to <= 2 * window.from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool days_stay_next(const struct days_timeline *timeline, struct days_window window,
                    enum presence state, size_t *cursor, struct days_stay *ret)
{
    if (*cursor == 0)
        *cursor = first_stretch(timeline, window);
    while (*cursor < timeline->stretch_count) {
        const struct days_stretch *stretch = &timeline->stretches[(*cursor)++];

        if (stretch->from >= 2 * window.to + 2)
            return false;
        if (stretch_stay(stretch, state, ret) && touches(ret->most_from, ret->most_to, window))
            return true;
    }
    return false;
}

/* Days of the window that the state from `from` to `to` counts, alone. */
static int32_t span_days(int32_t from, int32_t to, struct days_window window,
                         enum days_measure measure)
{
    bool starts_day = measure == DAYS_FULL || measure == DAYS_FROM_NEXT;
    bool ends_day = measure == DAYS_FULL || measure == DAYS_NIGHT;
    int32_t first = window.from, last = window.to;

    if (from > 2 * window.from) /* it must hold at 00:00, or begin before the day ends */
        first = starts_day ? position_day(from + 1) : position_day(from);
    if (to < 2 * window.to + 2)
        last = ends_day ? position_day(to) - 1 : position_day(to - 1);
    return first <= last ? last - first + 1 : 0;
}

/* At least one instant of it, at a row. */
static bool is_known(const struct days_stay *stay)
{
    return stay->known_to != POSITION_MIN;
}

struct days_bounds days_stay_count(const struct days_stay *stay, struct days_window window,
                                   enum days_measure measure)
{
    struct days_bounds bounds = {0, span_days(stay->most_from, stay->most_to, window, measure)};
    int32_t other = 0;

    if (is_known(stay))
        bounds.lower = span_days(stay->known_from, stay->known_to, window, measure);
    if (stay->other_from < stay->other_to)
        other = span_days(stay->other_from, stay->other_to, window, measure);
    bounds.lower = other > bounds.lower ? other : bounds.lower;
    return bounds;
}

bool days_stay_has_hole(const struct days_stay *stay, struct days_window window)
{
    return stay->hole_from < stay->hole_to && touches(stay->hole_from, stay->hole_to, window);
}

struct days_window days_stay_span(const struct days_stay *stay, struct days_window window)
{
    int32_t from = stay->most_from, to = stay->most_to;

    if (is_known(stay) && touches(stay->known_from, stay->known_to, window)) {
        from = stay->known_from;
        to = stay->known_to;
    } else if (touches(stay->other_from, stay->other_to, window)) {
        from = stay->other_from;
        to = stay->other_to;
    }
    if (from > 2 * window.from)
        window.from = position_day(from);
    if (to < 2 * window.to + 2)
        window.to = position_day(to - 1);
    return window;
}

const char *days_measure_name(enum days_measure measure)
{
    static const char *const names[DAYS_MEASURES] = {"any_part", "full", "night", "from_next"};

    return names[measure];
}
