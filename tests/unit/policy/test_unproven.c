/*
 * A document of which nobody has proven whose it is, beside one that is proven: it may be looked
 * at and may speak against somebody, but nothing is accepted for it, whatever a policy asks.
 */
#include "support.h"

#include "policy/policy_impl.h"

#include <string.h>

/* A record that is proven, of January 2026, and a slip of February that may not be. */
#define HEAD                                                                                       \
    "facts:\n  applied_on: {type: day}\n  a: {type: code, one_of: [yes, no]}\n"                    \
    "documents:\n  record: {source: nia}\n  slip: {source: nia}\n"

static const struct report_crossing january[] = {
    {.row = 1, .direction = "entry", .date = 20474, .port_code = "cn_luohu", .region = "HK"},
    {.row = 2, .direction = "exit", .date = 20463, .port_code = "cn_luohu", .region = "HK"},
};
static const struct report_crossing february[] = {
    {.row = 1, .direction = "exit", .date = 20500, .port_code = "cn_luohu", .region = "HK"},
};
static const struct report_crossing numbered[] = {
    /* one row is missing after it */
    {.row = 2, .direction = "exit", .date = 20500, .port_code = "cn_luohu", .region = "HK"},
};
static const struct report_check checks[] = {{.id = "nia.order", .outcome = CHECK_PASS}};

static struct report_claims *add(struct trial *trial, const char *role, const char *from,
                                 const char *to)
{
    struct report_claims *claims = trial_report(trial, role);

    claims->complete = "yes";
    claims->covers = "person";
    claims->form = "electronic";
    claims->has_period_from = claims->has_period_to = true;
    claims->has_issued_on = claims->has_issued_at = claims->has_crossings = true;
    claims->period_from = day_of(from);
    claims->period_to = day_of(to);
    claims->issued_on = day_of(to) + 1;
    claims->issued_at = time_of("2026-02-16T09:14:00+08:00");
    return claims;
}

static void add_both(struct trial *trial, const struct report_crossing *rows,
                     enum indication indication)
{
    struct report_claims *record = add(trial, "record", "2026-01-01", "2026-01-31"), *slip;

    record->crossings = january;
    record->crossing_count = 2;
    slip = add(trial, "slip", "2026-02-01", "2026-02-15");
    slip->crossings = rows;
    slip->crossing_count = 1;
    trial_last_report(trial)->checks = checks;
    trial_last_report(trial)->check_count = 1;
    trial_last_report(trial)->indication = indication;
}

struct attack {
    const char *rule; /* what stands after `id: r` */
    const struct report_crossing *rows;
};

/* Each would be accepted if the slip were proven. */
static const struct attack attacks[] = {
    {"that: {presented: {document: slip}}, otherwise: refer", february},
    {"that: {plausible: {document: slip}}, otherwise: refer", february},
    {"that: {compare: [slip.form, is, electronic]}, otherwise: refer", february},
    {"that: {interval: {from: slip.issued_on, to: applied_on, at_most: 7 days}}, otherwise: refer",
     february},
    {"that: {compare: [slip.direction of last_crossing, is, exit]}, otherwise: refer", february},
    /* it fills what the record does not cover, or adds a row to its rows */
    {"that: {covers: {documents: [record, slip], from: 2026-01-01, to: 2026-02-15}},"
     " otherwise: refer",
     february},
    {"that: {days: {state: outside, territory: CN, window: 2026-01-10 to 2026-02-15,"
     " at_least: 10 days, count: night}}, otherwise: refer",
     february},
    /* it says until when one looks */
    {"that: {crossing: {document: record, which: any, direction: exit,"
     " on_or_before: slip.issued_on}}, otherwise: refer",
     february},
    {"that: {crossing: {document: record, which: none, direction: exit,"
     " between: 2026-01-22 to slip.period_from}}, otherwise: note, if_unknown: note",
     february},
    {"that: {presented: {document: record, issued_within: 1 month, before: slip.issued_on}},"
     " otherwise: refer",
     february},
    /* a rule, or a part of one, that does not apply by its word */
    {"when: {compare: [slip.form, is, scan]}, that: {judged: {question: q, by: b}},"
     " otherwise: reject",
     february},
    {"that: {all_of: [{authentic: {document: record}}, {days: {state: inside, territory: CN,"
     " window: 2025-09-01 to slip.issued_on, each: year, at_least: 360 days}}]}, otherwise: refer",
     february},
    /* it is asked for, and not wanted */
    {"that: {compare: [slip.form, is, scan]}, otherwise: note", february},
    {"that: {crossing: {document: slip, which: last, direction: exit, flight: CX1}},"
     " otherwise: note, if_unknown: note",
     numbered},
    {"that: {authentic: {document: slip}}, otherwise: note, if_unknown: note", february},
    {"that: {any_of: [{authentic: {document: slip}}, {presented: {document: slip}}]},"
     " otherwise: refer",
     february},
};

#define ATTACKS (sizeof attacks / sizeof *attacks)

static void ask(struct trial *trial, const struct attack *attack, enum indication indication)
{
    trial_policy(trial, arena_printf(trial->arena,
                                     HEAD "rules:\n- {id: other, that: {authentic: {document: "
                                          "record}}, otherwise: reject}\n- {id: r, %s}\n",
                                     attack->rule));
    trial_facts(trial, "{\"applied_on\": \"2026-02-18\", \"a\": \"yes\"}");
    add_both(trial, attack->rows, indication);
    trial_evaluate(trial);
}

static void test_nothing_is_accepted_for_it(void **state)
{
    static const enum indication unproven[] = {INDETERMINATE, TOTAL_FAILED};
    struct trial *trial = *state;

    for (size_t i = 0; i < ATTACKS; i++) {
        ask(trial, &attacks[i], TOTAL_PASSED);
        if (trial->decision.verdict != VERDICT_ACCEPT)
            fail_msg("no case of it: %s", attacks[i].rule);
        for (size_t j = 0; j < 2; j++) {
            const struct decision_finding *finding;

            ask(trial, &attacks[i], unproven[j]);
            finding = trial_finding(trial, "r");
            if (trial->decision.verdict == VERDICT_ACCEPT)
                fail_msg("accepted: %s", attacks[i].rule);
            if (finding->effect < EFFECT_REFER && !trial_param(finding, "unproven") &&
                finding->test.outcome != OUTCOME_UNKNOWN)
                fail_msg("does not say so: %s", attacks[i].rule);
        }
    }
}

/* A forged and a genuine document in one role, in either order. */
static void test_in_one_role(void **state)
{
    struct trial *trial = *state;

    for (int last = 0; last < 2; last++) {
        trial_rule(trial, HEAD,
                   "{interval: {from: record.issued_on, to: applied_on, "
                   "at_most: 30 days}}");
        trial_facts(trial, "{\"applied_on\": \"2026-02-18\"}");
        add(trial, "record", "2026-01-01", "2026-01-31");
        add(trial, "record", "2026-01-01", "2026-01-31");
        trial_expect(trial, OUTCOME_PASS, NULL);
        assert_int_equal(trial->decision.verdict, VERDICT_ACCEPT);
        ((struct report *)(uintptr_t)trial->reports[last].report)->indication = TOTAL_FAILED;
        trial_expect(trial, OUTCOME_PASS, NULL);
        assert_int_equal(trial->decision.verdict, VERDICT_REFER);
        assert_string_equal(trial_param(trial_finding(trial, "r"), "unproven"), "record");
    }
}

static void test_one_finding_says_so(void **state)
{
    struct trial *trial = *state;
    const struct decision_finding *finding;

    ask(trial, &attacks[0], TOTAL_PASSED);
    finding = trial_finding(trial, "r");
    assert_int_equal(finding->basis, BASIS_DOCUMENT);
    assert_null(trial_param(finding, "unproven"));
    ask(trial, &attacks[0], INDETERMINATE);
    finding = trial_finding(trial, "r");
    assert_int_equal(finding->basis, BASIS_DOCUMENT); /* it is a document's word, after all */
    assert_string_equal(trial_param(finding, "unproven"), "slip");
    finding = trial_finding(trial, "policy.unproven");
    assert_int_equal(finding->effect, EFFECT_REFER);
    assert_string_equal(finding->test.why, "relied_on");
    assert_string_equal(trial_param(finding, "documents"), "slip");
    /* so does one that refers or rejects by itself, and each part of a join */
    ask(trial,
        &(struct attack){"that: {all_of: [{compare: [slip.form, is, scan]},"
                         " {authentic: {document: record}}]}, otherwise: reject",
                         february},
        INDETERMINATE);
    finding = trial_finding(trial, "r");
    assert_int_equal(trial->decision.verdict, VERDICT_REJECT);
    assert_string_equal(trial_param(finding, "unproven"), "slip");
    assert_string_equal(finding->test.parts[0].params.items[4].name, "unproven");
}

/* What is so without it is so. */
static void test_what_stands_alone(void **state)
{
    static const struct attack table[] = {
        {"that: {any_of: [{presented: {document: slip}}, {presented: {document: record}}]},"
         " otherwise: refer",
         february},
        {"that: {any_of: [{presented: {document: slip}}, {compare: [a, is, yes]}]},"
         " otherwise: refer",
         february},
        {"that: {none_of: [{all_of: [{compare: [slip.form, is, scan]},"
         " {compare: [a, is, no]}]}]}, otherwise: refer",
         february},
        {"that: {compare: [a, is, yes]}, otherwise: refer", february},
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ask(trial, &table[i], INDETERMINATE);
        assert_int_equal(trial->decision.verdict, VERDICT_ACCEPT);
        assert_null(trial_param(trial_finding(trial, "r"), "unproven"));
        assert_int_equal(trial_finding(trial, "policy.unproven")->effect, EFFECT_NOTE);
    }
    ask(trial, &table[1], INDETERMINATE);
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_STATED);
}

/* Of two papers of a kind the proven one counts, and the stated one before a print. */
static void test_papers(void **state)
{
    struct trial *trial = *state;

    for (int stated = 0; stated < 2; stated++) {
        trial_rule(trial, "documents:\n  paper: {source: nia, kind: lease}\n",
                   "{presented: {kind: lease}}");
        if (stated)
            trial_facts(trial, "{\"presented\": [{\"kind\": \"lease\"}]}");
        (void)trial_report(trial, NULL);
        trial_last_report(trial)->indication = INDETERMINATE;
        if (!stated)
            (void)trial_report(trial, NULL);
        trial_expect(trial, OUTCOME_PASS, NULL);
        assert_null(trial_param(trial_finding(trial, "r"), "unproven"));
        assert_int_equal(trial_finding(trial, "r")->basis, stated ? BASIS_STATED : BASIS_DOCUMENT);
        assert_int_equal(trial->decision.verdict, VERDICT_ACCEPT);
    }
}

/* Only the one that failed is said to have failed. */
static void test_failed_is_named(void **state)
{
    struct trial *trial = *state;

    ask(trial, &(struct attack){"that: {compare: [a, is, yes]}, otherwise: refer", february},
        TOTAL_FAILED);
    (void)trial_report(trial, "slip");
    assert_string_equal(trial_finding(trial, "policy.unproven")->test.why, "failed");
    trial_policy(trial,
                 HEAD "rules:\n- {id: r, that: {compare: [a, is, yes]}, otherwise: refer}\n");
    trial_facts(trial, "{\"a\": \"yes\"}");
    add_both(trial, february, TOTAL_FAILED);
    ((struct report *)(uintptr_t)trial->reports[0].report)->indication = INDETERMINATE;
    trial_evaluate(trial);
    assert_string_equal(trial_param(trial_finding(trial, "policy.unproven"), "documents"), "slip");
    assert_int_equal(trial->decision.verdict, VERDICT_REFER);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_nothing_is_accepted_for_it),
        TEST(test_in_one_role),
        TEST(test_one_finding_says_so),
        TEST(test_what_stands_alone),
        TEST(test_papers),
        TEST(test_failed_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
