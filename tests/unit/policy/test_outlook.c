/* changes: against asking the same rule for every day to come, one by one. */
#include "support.h"

#include "policy/days.h"

#include <string.h>

#define AHEAD 500 /* days that are asked one by one */
#define TODAY "2026-11-22"

#define HEAD                                                                                       \
    "facts:\n  applied_on: {type: day}\n  granted_on: {type: day}\n  leave: {type: code, one_of: " \
    "[yes, no]}\n  crossings: {type: crossings}\n"                                                 \
    "documents:\n  record: {source: [nia, stated], optional: yes}\n"

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

/* Stated crossings that alternate, "entry" first, on days before today; the last may be today. */
struct record {
    int32_t days[64];
    size_t count;
};

static void invent(uint32_t *seed, struct record *record)
{
    int32_t day = day_of("2020-09-01"), today = day_of(TODAY);

    record->count = 0;
    while (day <= today && record->count < 40) {
        record->days[record->count++] = day;
        day += 1 + (int32_t)draw(seed, record->count % 2 ? 300 : 120);
    }
}

static void say(struct trial *trial, const char **text, const char *more)
{
    *text = arena_printf(trial->arena, "%s%s", *text, more);
    assert_non_null(*text);
}

static const char *day_text(struct trial *trial, int32_t day)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    return arena_strdup(trial->arena, text);
}

/* The facts as they are on that day; `supposed`: 0 nothing, 1 present since today, 2 away. */
static const char *facts_on(struct trial *trial, const struct record *record, int32_t day,
                            int supposed)
{
    bool inside = record->count % 2, crosses = supposed && inside != (supposed == 1);
    int32_t from = day_of(TODAY), last = record->days[record->count - 1];
    const char *text = arena_printf(trial->arena,
                                    "{\"applied_on\": \"%s\", \"granted_on\": \"2021-06-01\", "
                                    "\"crossings\": [",
                                    day_text(trial, day));

    if (last >= from)
        from = last + 1;
    for (size_t i = 0; i < record->count + crosses; i++) {
        int32_t at = i < record->count ? record->days[i] : from;

        say(trial, &text,
            arena_printf(trial->arena, "%s{\"date\": \"%s\", \"direction\": \"%s\"}",
                         i > 0 ? ", " : "", day_text(trial, at), i % 2 ? "exit" : "entry"));
    }
    say(trial, &text,
        arena_printf(trial->arena,
                     "], \"crossings_cover\": {\"from\": \"2020-09-01\", \"to\": "
                     "\"%s\"}}",
                     supposed ? day_text(trial, day) : "2026-11-21"));
    return text;
}

/* The rule's effect if asked on that day. */
static enum decision_effect effect_on(struct trial *trial, const struct record *record, int32_t day,
                                      int supposed)
{
    trial->as_of = time_of(TODAY "T00:00:00+08:00") + (day - day_of(TODAY)) * INT64_C(86400);
    trial_facts(trial, facts_on(trial, record, day, supposed));
    trial_evaluate(trial);
    return trial_finding(trial, "r")->effect;
}

static const struct decision_change *find_change(const struct decision *decision, const char *stay)
{
    for (size_t i = 0; i < decision->change_count; i++)
        if (strcmp(decision->changes[i].params.items[1].value, stay) == 0)
            return &decision->changes[i];
    return NULL;
}

/* One supposition: the change that was said (or NULL) against every day. */
static void compare(struct trial *trial, const struct record *record, enum decision_effect now,
                    const struct decision_change *said, int supposed)
{
    struct decision_change copy = {0}; /* the decision is overwritten by asking again */
    bool has = said != NULL;
    int32_t on = 0, until = 0;
    enum decision_effect then = now;

    if (said)
        copy = *said;
    for (int32_t day = day_of(TODAY) + 1; day <= day_of(TODAY) + AHEAD && !until; day++) {
        enum decision_effect effect = effect_on(trial, record, day, supposed);

        if (!on && effect != now) {
            on = day;
            then = effect;
        } else if (on && effect != then) {
            until = day - 1;
        }
    }
    if (!on)
        has = has && copy.on <= day_of(TODAY) + AHEAD; /* later ones nobody looked for */
    if (has != (on != 0) || (on && copy.on != on))
        fail_msg("supposed %d: said %s, by days %s", supposed, has ? day_text(trial, copy.on) : "-",
                 on ? day_text(trial, on) : "-");
    if (until && (!copy.has_until || copy.until != until))
        fail_msg("supposed %d: said until %s, by days %s", supposed,
                 copy.has_until ? day_text(trial, copy.until) : "-", day_text(trial, until));
}

static void compare_rule(struct trial *trial, uint32_t seed, const char *condition)
{
    struct record record;
    enum decision_effect now;
    const struct decision_change *present, *away;
    struct decision_change copies[2];

    invent(&seed, &record);
    trial_rule(trial, HEAD, condition);
    now = effect_on(trial, &record, day_of(TODAY), 0);
    present = find_change(&trial->decision, "present");
    away = find_change(&trial->decision, "away");
    if (present)
        copies[0] = *present;
    if (away)
        copies[1] = *away;
    trial->now_only = true;
    compare(trial, &record, now, present ? &copies[0] : NULL, 1);
    /* what comes either way is said once */
    if (away || !present)
        compare(trial, &record, now, away ? &copies[1] : NULL, 2);
    trial->now_only = false;
}

static const char *const conditions[] = {
    "{days: {state: inside, territory: CN, window: 5 years before applied_on, each: year, "
    "years_from: applied_on, at_least: 9 months, count: unsettled, month: unsettled}}",
    "{days: {state: inside, territory: CN, window: 4 years before applied_on, at_least: 3 years, "
    "count: unsettled}}",
    "{days: {state: inside, territory: CN, window: granted_on to as_of, each: year, years_from: "
    "unsettled, partial_years: skip, at_least: 3 months, count: unsettled}}",
    "{days: {state: inside, territory: CN, window: granted_on to as_of, each: year, years_from: "
    "granted_on, partial_years: prorata, at_least: 3 months, count: full, month: twelfth}}",
    "{days: {state: inside, territory: CN, window: 4 years before as_of, each: year, needed: 2 of "
    "4, at_least: 9 months, count: night}}",
    "{days: {state: inside, territory: CN, window: 3 years before as_of, each: year, years_from: "
    "calendar, at_least: 183 days, count: full}}",
    "{days: {state: outside, territory: CN, window: 6 years before as_of, longest: yes, at_most: "
    "90 days, count: any_part}}",
    "{days: {state: inside, territory: CN, window: 2 years before as_of, each: stay, at_most: 180 "
    "days, count: from_next}}",
    "{days: {state: inside, territory: CN, window: 2 years before as_of, longest: yes, at_least: "
    "200 days, count: from_next}}",
    "{days: {state: inside, territory: CN, window: 2021-01-01 to as_of, at_most: 900 days}}",
    "{days: {state: inside, territory: CN, window: 2026-01-01 to 2026-12-31, at_least: 183 days, "
    "count: full}}",
    "{days: {state: inside, territory: CN, window: 2026-07-01 to 2027-06-30, at_most: 183 days}}",
    "{days: {state: outside, territory: CN, window: 2026-07-01 to 2027-06-30, each: stay, at_most: "
    "60 days, count: any_part}}",
    "{any_of: [{days: {state: inside, territory: CN, window: 1 year before as_of, over: 182 days, "
    "count: full}}, {interval: {from: granted_on, to: as_of, at_least: 67 months}}]}",
    "{interval: {from: granted_on, to: applied_on, at_most: 5 years}}",
    "{interval: {from: granted_on, to: as_of, at_least: 50000 hours}}",
    "{interval: {from: applied_on, to: 2027-06-01, at_least: 3 months}}",
};

static void test_day_by_day(void **state)
{
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        for (uint32_t seed = 1; seed <= 2; seed++) {
            trial_teardown(state);
            trial_setup(state);
            trial = *state;
            compare_rule(trial, seed * 100 + (uint32_t)i, conditions[i]);
        }
}

/* What is said in words, and that the day of planned crossings is respected. */
static void test_words(void **state)
{
    struct trial *trial = *state;
    const struct decision_change *change;

    trial->as_of = time_of(TODAY "T00:00:00+08:00");
    trial_rule(trial, HEAD,
               "{days: {state: inside, territory: CN, window: 1 year before as_of, at_least: 30 "
               "days, count: night}}");
    trial_facts(trial,
                "{\"crossings\": [{\"date\": \"2026-11-01\", \"direction\": \"entry\"}, {\"date\": "
                "\"2026-12-01\", \"direction\": \"exit\"}], \"crossings_cover\": {\"from\": "
                "\"2020-01-01\", \"to\": \"2026-12-01\"}}");
    trial_evaluate(trial);
    assert_int_equal(trial->decision.change_count, 1);
    change = &trial->decision.changes[0];
    assert_string_equal(change->rule, "r");
    assert_int_equal(change->to, OUTCOME_PASS);
    assert_int_equal(change->on, day_of("2026-12-01"));
    assert_false(change->has_until);
    assert_string_equal(change->supposing, "present from 2026-12-02 on");
    trial->now_only = true;
    trial_evaluate(trial);
    assert_int_equal(trial->decision.change_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_day_by_day, trial_setup, trial_teardown),
        cmocka_unit_test_setup_teardown(test_words, trial_setup, trial_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
