/*
 * The three worked cases that the language was made from (tests/policy/given), to the last
 * figure: facts in, decision out. The record of the third is made here, as its facts describe it.
 */
#include "support.h"

#include "base/datetime.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER   VOUCH_SOURCE "/tests/policy/given/"
#define POLICIES VOUCH_SOURCE "/conf/policies/"

struct given {
    struct trial *trial;
    json_t *facts;
    json_t *expected;
};

static json_t *load(const char *name, const char *suffix)
{
    char path[300];
    json_error_t error;
    json_t *json;

    (void)snprintf(path, sizeof path, FOLDER "%s%s", name, suffix);
    json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!json)
        fail_msg("%s: %s", path, error.text);
    return json;
}

static void load_policy(struct trial *trial, const char *folder, const char *name)
{
    char path[300], text[20000];
    size_t size = 0;
    FILE *file;

    (void)snprintf(path, sizeof path, POLICIES "%s/%s.yaml", folder, name);
    file = fopen(path, "rb");
    if (file) {
        size = fread(text, 1, sizeof text - 1, file);
        (void)fclose(file);
    }
    assert_true(size > 0);
    text[size] = '\0';
    trial_whole(trial, text);
}

static void start(struct given *given, struct trial *trial, const char *folder, const char *name)
{
    const char *as_of;
    char *facts;

    given->trial = trial;
    given->facts = load(name, ".facts.json");
    given->expected = load(name, ".expected.json");
    load_policy(trial, folder, name);
    as_of = json_string_value(json_object_get(given->facts, "as_of"));
    trial->as_of = time_of(as_of);
    facts = json_dumps(json_object_get(given->facts, "facts"), 0);
    trial_facts(trial, facts);
    free(facts);
}

static void finish(struct given *given)
{
    json_decref(given->facts);
    json_decref(given->expected);
}

/* ---- Comparing ---- */

static bool is_text(const char *found, const json_t *object, const char *name)
{
    const char *wanted = json_string_value(json_object_get(object, name));

    return found == wanted || (found && wanted && strcmp(found, wanted) == 0);
}

static bool is_figure(const struct decision_figure *found, const json_t *wanted)
{
    return is_text(found->name, wanted, "name") && is_text(found->value, wanted, "value") &&
           is_text(found->lower, wanted, "lower") && is_text(found->upper, wanted, "upper") &&
           is_text(found->unit, wanted, "unit") && is_text(found->from, wanted, "from") &&
           is_text(found->to, wanted, "to") && is_text(found->reading, wanted, "reading") &&
           is_text(found->outcome, wanted, "outcome");
}

static void print_figures(const struct decision_finding *finding)
{
    for (size_t i = 0; i < finding->figure_count; i++) {
        const struct decision_figure *figure = &finding->figures[i];

        print_error("  %s value %s lower %s upper %s unit %s from %s to %s reading %s outcome %s\n",
                    figure->name, figure->value ? figure->value : "-",
                    figure->lower ? figure->lower : "-", figure->upper ? figure->upper : "-",
                    figure->unit ? figure->unit : "-", figure->from ? figure->from : "-",
                    figure->to ? figure->to : "-", figure->reading ? figure->reading : "-",
                    figure->outcome ? figure->outcome : "-");
    }
}

/* Each wanted figure once, and no other. */
static void compare_figures(const struct decision_finding *finding, const json_t *wanted)
{
    size_t count = json_array_size(wanted);

    if (finding->figure_count != count) {
        print_figures(finding);
        fail_msg("%s has %zu figures instead of %zu", finding->rule, finding->figure_count, count);
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *figure = json_array_get(wanted, i);
        size_t found = 0;

        for (size_t j = 0; j < finding->figure_count; j++)
            found += is_figure(&finding->figures[j], figure);
        if (found != 1) {
            print_figures(finding);
            fail_msg("%s: figure %zu is there %zu times", finding->rule, i, found);
        }
    }
}

static void compare_finding(const struct decision_finding *finding, const json_t *wanted)
{
    if (!is_text(finding->rule, wanted, "rule") ||
        !is_text(decision_outcome_name(finding->test.outcome), wanted, "outcome") ||
        !is_text(decision_effect_name(finding->effect), wanted, "effect") ||
        !is_text(decision_basis_name(finding->basis), wanted, "basis"))
        fail_msg("%s: %s, %s, %s", finding->rule, decision_outcome_name(finding->test.outcome),
                 decision_effect_name(finding->effect), decision_basis_name(finding->basis));
    compare_figures(finding, json_object_get(wanted, "figures"));
}

static void compare_asks(const struct decision *decision, const json_t *wanted)
{
    for (size_t i = 0; i < decision->ask_count; i++)
        if (i >= json_array_size(wanted) ||
            !is_text(decision->asks[i].kind, json_array_get(wanted, i), "kind") ||
            !is_text(decision->asks[i].fact, json_array_get(wanted, i), "fact"))
            fail_msg("asks for %s %s", decision->asks[i].kind ? decision->asks[i].kind : "-",
                     decision->asks[i].fact ? decision->asks[i].fact : "-");
    assert_int_equal(decision->ask_count, json_array_size(wanted));
}

static void compare_changes(const struct decision *decision, const json_t *wanted)
{
    assert_int_equal(decision->change_count, json_array_size(wanted));
    for (size_t i = 0; i < decision->change_count; i++) {
        const struct decision_change *change = &decision->changes[i];
        const json_t *one = json_array_get(wanted, i);
        char on[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];

        day_format(change->on, on);
        day_format(change->until, until);
        if (!is_text(change->rule, one, "rule") || !is_text(on, one, "on") ||
            !is_text(change->has_until ? until : NULL, one, "until") ||
            !is_text(decision_outcome_name(change->to), one, "to") ||
            !is_text(change->supposing, one, "if"))
            fail_msg("%s: %s on %s until %s, %s", change->rule, decision_outcome_name(change->to),
                     on, until, change->supposing);
    }
}

static void compare(struct given *given)
{
    const struct decision *decision = &given->trial->decision;
    const json_t *findings = json_object_get(given->expected, "findings");

    trial_evaluate(given->trial);
    assert_true(is_text(decision->policy, given->expected, "policy"));
    assert_int_equal(decision->finding_count, json_array_size(findings));
    for (size_t i = 0; i < decision->finding_count; i++)
        compare_finding(&decision->findings[i], json_array_get(findings, i));
    assert_true(is_text(decision_verdict_name(decision->verdict), given->expected, "verdict"));
    compare_asks(decision, json_object_get(given->expected, "asks"));
    compare_changes(decision, json_object_get(given->expected, "changes"));
    finish(given);
}

/* ---- The cases ---- */

static void test_spouse(void **state)
{
    struct given given;

    start(&given, *state, "residence", "cn-pr-spouse");
    compare(&given);
}

static void test_upkeep(void **state)
{
    struct given given;

    start(&given, *state, "residence", "cn-pr-upkeep");
    compare(&given);
}

/* "a signed NIA record made 2026-11-22 09:14 with the ID number masked, whose newest row ..." */
static void make_record(struct trial *trial)
{
    static const struct report_name names[] = {{"张某某", "Hani", "printed"}};
    static const struct report_id_number numbers[] = {
        {"cn_resident_id", "110101********1237", true}};
    static struct report_person person = {.names = names,
                                          .name_count = 1,
                                          .sex = "male",
                                          .has_birth_date = true,
                                          .id_numbers = numbers,
                                          .id_number_count = 1};
    static struct report_crossing rows[] = {
        {.row = 1,
         .direction = "exit",
         .document_type = "往来港澳通行证",
         .document_kind = "cn_eep",
         .document_number = "C12345678",
         .port = "深圳湾口岸",
         .port_code = "cn_shenzhenwan",
         .region = "HK",
         .basis = "document"},
        {.row = 2,
         .direction = "entry",
         .document_type = "往来港澳通行证",
         .document_kind = "cn_eep",
         .document_number = "C12345678",
         .port = "深圳湾口岸",
         .port_code = "cn_shenzhenwan",
         .region = "HK",
         .basis = "document"},
    };
    static const struct report_check checks[] = {{.id = "nia.sequence", .outcome = CHECK_PASS},
                                                 {.id = "nia.flights", .outcome = CHECK_UNKNOWN}};
    struct report_claims *claims = trial_report(trial, NULL);

    person.birth_date = day_of("1990-01-01");
    rows[0].date = day_of("2026-11-21");
    rows[1].date = day_of("2026-11-01");
    *claims = (struct report_claims){
        .complete = "yes",
        .covers = "person",
        .person = &person,
        .has_period_from = true,
        .period_from = day_of("2025-11-22"),
        .has_period_to = true,
        .period_to = day_of("2026-11-22"),
        .has_issued_on = true,
        .issued_on = day_of("2026-11-22"),
        .has_issued_at = true,
        .issued_at = time_of("2026-11-22T09:14:00+08:00"),
        .issued_precision = "minute",
        .form = "electronic",
        .crossings = rows,
        .crossing_count = 2,
        .has_crossings = true,
    };
    trial_last_report(trial)->checks = checks;
    trial_last_report(trial)->check_count = 2;
    trial->reports[trial->report_count - 1].lag_s = 7200; /* as of sources/nia.yaml: 2h */
}

static void test_welab(void **state)
{
    struct given given;

    start(&given, *state, "acceptance", "welab-mcv");
    make_record(given.trial);
    compare(&given);
}

/* However little memory there is: the whole decision, or none. */
static void evaluate_in_little(struct trial *trial)
{
    const struct policy_input input = {
        .reports = trial->reports,
        .report_count = trial->report_count,
        .facts = trial->facts,
        .as_of = trial->as_of,
    };
    struct decision decision;
    int r = ERR_NOMEM;

    trial_evaluate(trial);
    for (size_t limit = 1024; r < 0 && limit < 1u << 22; limit += 1024) {
        struct arena *small = arena_new(limit);

        r = small ? policy_evaluate(small, trial->policy, &input, &decision) : ERR_NOMEM;
        if (r == 0) {
            assert_int_equal(decision.finding_count, trial->decision.finding_count);
            assert_int_equal(decision.verdict, trial->decision.verdict);
            assert_int_equal(decision.change_count, trial->decision.change_count);
        } else {
            assert_int_equal(r, ERR_NOMEM);
        }
        arena_free(small);
    }
    assert_int_equal(r, 0);
}

static void test_without_memory(void **state)
{
    static const char *const cases[][2] = {
        {"residence", "cn-pr-spouse"}, {"residence", "cn-pr-upkeep"}, {"acceptance", "welab-mcv"}};
    struct trial *trial = *state;
    struct given given;

    for (size_t i = 0; i < 3; i++) {
        start(&given, trial, cases[i][0], cases[i][1]);
        if (i == 2)
            make_record(trial);
        evaluate_in_little(trial);
        finish(&given);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_spouse), TEST(test_upkeep), TEST(test_welab),
                                       TEST(test_without_memory)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
