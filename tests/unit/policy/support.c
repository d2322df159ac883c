#include "support.h"

#include "base/datetime.h"

#include <stdlib.h>
#include <string.h>

#define HEADER                                                                                     \
    "policy: trial\nversion: 1\ntitle: {en: Trial}\n"                                              \
    "source: {kind: own, read: 2026-11-22, text: invented}\n"                                      \
    "in_force: {from: null, until: null}\ntime_zone: Asia/Shanghai\n"

int32_t day_of(const char *text)
{
    int32_t day;

    assert_int_equal(day_parse(slice_str(text), &day), 0);
    return day;
}

int64_t time_of(const char *text)
{
    int64_t time;

    assert_int_equal(time_parse(slice_str(text), &time, NULL), 0);
    return time;
}

int trial_setup(void **state)
{
    struct trial *trial = calloc(1, sizeof *trial);

    if (!trial)
        return -1;
    trial->arena = arena_new(0);
    trial->as_of = time_of("2026-11-22T10:30:00+08:00");
    *state = trial;
    return trial->arena ? 0 : -1;
}

int trial_teardown(void **state)
{
    struct trial *trial = *state;

    arena_free(trial->arena);
    free(trial);
    return 0;
}

void trial_whole(struct trial *trial, const char *yaml)
{
    struct config_error error;
    int r = policy_parse(trial->arena, slice_str(yaml), "trial.yaml", NULL, &trial->policy, &error);

    if (r < 0)
        fail_msg("%s:%u:%u: %s\n%s", error.file, error.line, error.column, error.message, yaml);
    trial->facts = NULL;
    trial->report_count = 0;
}

void trial_policy(struct trial *trial, const char *body)
{
    trial_whole(trial, arena_printf(trial->arena, HEADER "%s", body));
}

void trial_rule(struct trial *trial, const char *head, const char *condition)
{
    trial_policy(trial, arena_printf(trial->arena,
                                     "%s\nrules:\n- id: r\n  that: %s\n  otherwise: reject\n", head,
                                     condition));
}

void trial_facts(struct trial *trial, const char *json)
{
    struct facts_source source = {slice_str(json), &trial->policy, 1};
    struct facts_error error;

    if (facts_parse(trial->arena, NULL, &source, &trial->facts, &error) < 0)
        fail_msg("%s: %s", error.pointer, error.message);
}

struct report_claims *trial_report(struct trial *trial, const char *role)
{
    struct report *report = arena_new_of(trial->arena, struct report);
    struct report_claims *claims = arena_new_of(trial->arena, struct report_claims);

    assert_true(trial->report_count < 4);
    report->id = "r1";
    report->document_sha256 = "00";
    report->source = "nia";
    report->indication = TOTAL_PASSED;
    report->inputs.at_from = "clock";
    report->claims = claims;
    trial->reports[trial->report_count++] =
        (struct policy_report){.role = role, .report = report, .report_sha256 = "11"};
    return claims;
}

struct report *trial_last_report(struct trial *trial)
{
    return (struct report *)(uintptr_t)trial->reports[trial->report_count - 1].report;
}

void trial_evaluate(struct trial *trial)
{
    struct policy_input input = {
        .reports = trial->reports,
        .report_count = trial->report_count,
        .facts = trial->facts,
        .as_of = trial->as_of,
        .now_only = trial->now_only,
    };

    assert_int_equal(policy_evaluate(trial->arena, trial->policy, &input, &trial->decision), 0);
}

const struct decision_finding *trial_finding(struct trial *trial, const char *rule)
{
    for (size_t i = 0; i < trial->decision.finding_count; i++)
        if (strcmp(trial->decision.findings[i].rule, rule) == 0)
            return &trial->decision.findings[i];
    return NULL;
}

void trial_expect(struct trial *trial, enum decision_outcome outcome, const char *why)
{
    const struct decision_finding *finding;

    trial_evaluate(trial);
    finding = trial_finding(trial, "r");
    assert_non_null(finding);
    if (finding->test.outcome != outcome)
        fail_msg("%s (%s) instead of %s", decision_outcome_name(finding->test.outcome),
                 finding->test.why ? finding->test.why : "-", decision_outcome_name(outcome));
    assert_string_equal(finding->test.why ? finding->test.why : "-", why ? why : "-");
}

const char *trial_param(const struct decision_finding *finding, const char *name)
{
    for (size_t i = 0; i < finding->test.params.count; i++)
        if (strcmp(finding->test.params.items[i].name, name) == 0)
            return finding->test.params.items[i].value;
    return NULL;
}

bool trial_asks(struct trial *trial, const char *name, const char *code)
{
    for (size_t i = 0; i < trial->decision.ask_count; i++) {
        const struct decision_ask *ask = &trial->decision.asks[i];

        if (strcmp(ask->kind ? ask->kind : ask->fact, name) == 0 && strcmp(ask->code, code) == 0)
            return true;
    }
    return false;
}
