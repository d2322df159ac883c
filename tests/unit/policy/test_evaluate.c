/* Joins by truth table, guards, effects, verdicts, and what a policy says beside its rules. */
#include "support.h"

#include <string.h>

/* Three facts, each pass, fail or unknown: yes, no, not stated. */
#define FACTS                                                                                      \
    "facts:\n  a: {type: code, one_of: [yes, no]}\n  b: {type: code, one_of: [yes, no]}\n"         \
    "  c: {type: code, one_of: [yes, no]}\n"
#define A "{compare: [a, is, yes]}"
#define B "{compare: [b, is, yes]}"
#define C "{compare: [c, is, yes]}"

static const enum decision_outcome outcomes[] = {OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_UNKNOWN};
static const char *const stated[] = {"\"yes\"", "\"no\"", "null"};

static void state_facts(struct trial *trial, size_t a, size_t b, size_t c)
{
    trial_facts(trial, arena_printf(trial->arena, "{\"a\": %s, \"b\": %s, \"c\": %s}", stated[a],
                                    stated[b], stated[c]));
}

#define P OUTCOME_PASS
#define F OUTCOME_FAIL
#define U OUTCOME_UNKNOWN
#define N OUTCOME_NOT_APPLICABLE

static void test_two(void **state)
{
    /* rows: a passes, fails, is unknown; columns: b */
    static const enum decision_outcome all[3][3] = {{P, F, U}, {F, F, F}, {U, F, U}};
    static const enum decision_outcome any[3][3] = {{P, P, P}, {P, F, U}, {P, U, U}};
    static const enum decision_outcome none[3][3] = {{F, F, F}, {F, P, U}, {F, U, U}};
    struct trial *trial = *state;

    for (size_t i = 0; i < 9; i++) {
        trial_rule(trial, FACTS, "{all_of: [" A ", " B "]}");
        state_facts(trial, i / 3, i % 3, 2);
        trial_expect(trial, all[i / 3][i % 3], NULL);
        trial_rule(trial, FACTS, "{any_of: [" A ", " B "]}");
        state_facts(trial, i / 3, i % 3, 2);
        trial_expect(trial, any[i / 3][i % 3], NULL);
        trial_rule(trial, FACTS, "{none_of: [" A ", " B "]}");
        state_facts(trial, i / 3, i % 3, 2);
        trial_expect(trial, none[i / 3][i % 3], NULL);
    }
}

/* Kleene's minimum and maximum, over three values each, for joins of one to three parts. */
static void test_nested(void **state)
{
    struct trial *trial = *state;

    for (size_t i = 0; i < 27; i++) {
        size_t a = i / 9, b = i / 3 % 3, c = i % 3;
        enum decision_outcome any = a == 0 || b == 0 ? P : a == 1 && b == 1 ? F : U;
        enum decision_outcome none = outcomes[c] == P ? F : outcomes[c] == F ? P : U;
        enum decision_outcome all = any == F || none == F ? F : any == U || none == U ? U : P;

        trial_rule(trial, FACTS, "{all_of: [{any_of: [" A ", " B "]}, {none_of: [" C "]}]}");
        state_facts(trial, a, b, c);
        trial_expect(trial, all, NULL);
    }
}

static void test_parts(void **state)
{
    struct trial *trial = *state;
    const struct decision_test *test;

    trial_rule(trial, FACTS, "{any_of: [" A ", {all_of: [" B ", " C "]}]}");
    state_facts(trial, 1, 0, 2);
    trial_expect(trial, OUTCOME_UNKNOWN, NULL);
    test = &trial_finding(trial, "r")->test;
    assert_string_equal(test->predicate, "any_of");
    assert_int_equal(test->part_count, 2);
    assert_string_equal(test->parts[0].predicate, "compare");
    assert_int_equal(test->parts[0].outcome, OUTCOME_FAIL);
    assert_string_equal(test->parts[1].predicate, "all_of");
    assert_int_equal(test->parts[1].parts[1].outcome, OUTCOME_UNKNOWN);
    assert_string_equal(trial_param(trial_finding(trial, "r"), "failed"), "1");
    assert_string_equal(trial_param(trial_finding(trial, "r"), "unknown"), "1");
    assert_true(trial_asks(trial, "c", "ask.not_stated"));
    assert_int_equal(trial->decision.ask_count, 1);
}

/* What would settle nothing more is not asked for. */
static void test_asks(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, FACTS, "{any_of: [" A ", " B "]}");
    state_facts(trial, 0, 2, 2);
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial->decision.ask_count, 0);
    trial_rule(trial, FACTS, "{all_of: [" A ", " B ", " A "]}");
    state_facts(trial, 2, 2, 2);
    trial_expect(trial, OUTCOME_UNKNOWN, NULL);
    assert_int_equal(trial->decision.ask_count, 2); /* each once */
}

#define GUARDED(effects) FACTS "rules:\n- {id: r, when: " A ", that: " B ", " effects "}\n"

static void test_guard(void **state)
{
    struct trial *trial = *state;

    trial_policy(trial, GUARDED("otherwise: reject"));
    state_facts(trial, 0, 0, 2);
    trial_expect(trial, OUTCOME_PASS, NULL);
    state_facts(trial, 0, 1, 2);
    trial_expect(trial, OUTCOME_FAIL, NULL);
    state_facts(trial, 1, 1, 2);
    trial_expect(trial, OUTCOME_NOT_APPLICABLE, NULL);
    assert_int_equal(trial_finding(trial, "r")->effect, EFFECT_NONE);
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_STATED);
    state_facts(trial, 1, 2, 2); /* what is not known of a rule that does not apply */
    trial_expect(trial, OUTCOME_NOT_APPLICABLE, NULL);
    assert_int_equal(trial->decision.ask_count, 0);
    state_facts(trial, 2, 1, 2);
    trial_expect(trial, OUTCOME_UNKNOWN, "when");
    assert_true(trial_asks(trial, "a", "ask.not_stated"));
    assert_false(trial_asks(trial, "b", "ask.not_stated"));
}

static void test_effects(void **state)
{
    static const struct {
        const char *effects;
        enum decision_effect fail, unknown;
        enum decision_verdict failed, undecided;
    } table[] = {
        {"otherwise: reject", EFFECT_REJECT, EFFECT_REFER, VERDICT_REJECT, VERDICT_REFER},
        {"otherwise: refer", EFFECT_REFER, EFFECT_REFER, VERDICT_REFER, VERDICT_REFER},
        {"otherwise: note", EFFECT_NOTE, EFFECT_REFER, VERDICT_ACCEPT, VERDICT_REFER},
        {"otherwise: refer, if_unknown: reject", EFFECT_REFER, EFFECT_REJECT, VERDICT_REFER,
         VERDICT_REJECT},
        {"otherwise: reject, if_unknown: note", EFFECT_REJECT, EFFECT_NOTE, VERDICT_REJECT,
         VERDICT_ACCEPT},
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        trial_policy(trial, arena_printf(trial->arena,
                                         FACTS "rules:\n- {id: r, that: " A ", %s}\n"
                                               "- {id: other, that: " B ", otherwise: reject}\n",
                                         table[i].effects));
        state_facts(trial, 1, 0, 2);
        trial_expect(trial, OUTCOME_FAIL, NULL);
        assert_int_equal(trial_finding(trial, "r")->effect, table[i].fail);
        assert_int_equal(trial->decision.verdict, table[i].failed);
        state_facts(trial, 2, 0, 2);
        trial_expect(trial, OUTCOME_UNKNOWN, "absent");
        assert_int_equal(trial_finding(trial, "r")->effect, table[i].unknown);
        assert_int_equal(trial->decision.verdict, table[i].undecided);
    }
}

static void test_consequence(void **state)
{
    static const char *const names[] = {"warn",     "fine_per_day", "fine",
                                        "fine_cap", "detention",    "order_to_leave"};
    struct trial *trial = *state;
    const struct decision_finding *finding;

    trial_policy(trial,
                 FACTS "rules:\n- id: r\n  that: " A "\n  otherwise: note\n"
                       "  consequence: {warn: yes, order_to_leave: yes,\n"
                       "    fine: {per_day: 500, min: 100, max: 2000, cap: 10000, currency: CNY},\n"
                       "    detention: {min: 5, max: 15, unit: days}}\n");
    state_facts(trial, 1, 2, 2);
    trial_expect(trial, OUTCOME_FAIL, NULL);
    finding = trial_finding(trial, "r");
    assert_int_equal(finding->figure_count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(finding->figures[i].name, names[i]);
    assert_string_equal(finding->figures[1].value, "500");
    assert_string_equal(finding->figures[1].unit, "CNY");
    assert_string_equal(finding->figures[4].upper, "15");
    state_facts(trial, 0, 2, 2);
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial_finding(trial, "r")->figure_count, 0);
}

/* ---- What a policy says beside its rules ---- */

static void test_required_facts(void **state)
{
    struct trial *trial = *state;
    const struct decision_finding *finding;

    trial_policy(trial, "facts:\n  a: {type: code, one_of: [yes, no]}\n"
                        "  on: {type: day, required: yes}\n  who: {type: person, required: yes}\n"
                        "rules:\n- {id: r, that: " A ", otherwise: reject}\n");
    trial_facts(trial, "{\"a\": \"yes\", \"on\": \"2026-11-22\"}");
    trial_evaluate(trial);
    finding = trial_finding(trial, "policy.facts");
    assert_non_null(finding);
    assert_int_equal(finding->test.outcome, OUTCOME_UNKNOWN);
    assert_string_equal(trial_param(finding, "missing"), "who");
    assert_int_equal(trial->decision.verdict, VERDICT_REFER);
    assert_true(trial_asks(trial, "who", "ask.not_stated"));
    trial_facts(trial, "{\"a\": \"yes\", \"on\": \"2026-11-22\", \"who\": {}}");
    trial_evaluate(trial);
    assert_null(trial_finding(trial, "policy.facts"));
    assert_int_equal(trial->decision.verdict, VERDICT_ACCEPT);
}

#define DATED(span)                                                                                \
    "policy: t\nversion: 1\ntitle: {en: T}\nsource: {kind: law, read: 2026-11-22, text: x}\n"      \
    "in_force: " span "\ntime_zone: Asia/Shanghai\n" FACTS "rules:\n- {id: r, that: " A            \
    ", otherwise: reject}\n"

static void test_in_force(void **state)
{
    static const struct {
        const char *as_of;
        bool in_force;
    } table[] = {
        {"2010-04-23T23:59:59+08:00", false}, {"2010-04-24T00:00:00+08:00", true},
        {"2013-08-31T23:59:59+08:00", true},  {"2013-09-01T00:00:00+08:00", false},
        {"2013-08-31T20:00:00Z", false}, /* already September in Shanghai */
    };
    struct trial *trial = *state;

    trial_whole(trial, DATED("{from: 2010-04-24, until: 2013-08-31}"));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        trial->as_of = time_of(table[i].as_of);
        state_facts(trial, 1, 2, 2);
        trial_expect(trial, table[i].in_force ? OUTCOME_FAIL : OUTCOME_NOT_APPLICABLE,
                     table[i].in_force ? NULL : "not_in_force");
        assert_int_equal(trial->decision.verdict,
                         table[i].in_force ? VERDICT_REJECT : VERDICT_REFER);
        assert_int_equal(trial_finding(trial, "policy.in_force") != NULL, !table[i].in_force);
    }
    assert_string_equal(trial_param(trial_finding(trial, "policy.in_force"), "until"),
                        "2013-08-31");
}

/* A rule that came later, or has gone, in a policy that stands. */
static void test_rule_in_force(void **state)
{
    struct trial *trial = *state;

    trial_policy(trial, FACTS "rules:\n- {id: r, that: " A ", otherwise: reject,\n"
                              "   in_force: {from: 2025-10-01}}\n"
                              "- {id: other, that: " B ", otherwise: reject}\n");
    state_facts(trial, 1, 0, 2);
    trial_expect(trial, OUTCOME_FAIL, NULL);
    trial->as_of = time_of("2025-09-30T23:00:00+08:00");
    trial_expect(trial, OUTCOME_NOT_APPLICABLE, "not_in_force");
    assert_null(trial_finding(trial, "policy.in_force"));
    assert_int_equal(trial->decision.verdict, VERDICT_ACCEPT);
}

static void test_nothing_passed(void **state)
{
    struct trial *trial = *state;

    trial_policy(trial, GUARDED("otherwise: reject"));
    state_facts(trial, 1, 1, 2);
    trial_evaluate(trial);
    assert_non_null(trial_finding(trial, "policy.nothing_passed"));
    assert_null(trial_finding(trial, "policy.stated_only"));
    assert_int_equal(trial->decision.verdict, VERDICT_REFER);
}

static void test_stated_only(void **state)
{
    struct trial *trial = *state;
    const struct decision_finding *finding;

    trial_policy(trial, FACTS "documents:\n  record: {source: nia}\n"
                              "rules:\n- {id: r, that: " A ", otherwise: reject}\n"
                              "- {id: authentic, that: {authentic: {document: record}},\n"
                              "   otherwise: reject, if_unknown: note}\n");
    state_facts(trial, 0, 2, 2);
    trial_evaluate(trial);
    assert_int_equal(trial->decision.verdict, VERDICT_ACCEPT);
    finding = trial_finding(trial, "policy.stated_only");
    assert_non_null(finding);
    assert_int_equal(finding->effect, EFFECT_NOTE);
    (void)trial_report(trial, NULL);
    trial_evaluate(trial);
    assert_int_equal(trial->decision.verdict, VERDICT_ACCEPT);
    assert_null(trial_finding(trial, "policy.stated_only"));
}

/* A print of a record, or a forged one, in a policy that does not ask whether it is authentic. */
static void test_unproven(void **state)
{
    struct trial *trial = *state;
    const struct decision_finding *finding;

    trial_policy(trial, FACTS "documents:\n  record: {source: nia}\n"
                              "rules:\n- {id: r, that: " A ", otherwise: reject}\n");
    state_facts(trial, 0, 2, 2);
    (void)trial_report(trial, NULL);
    trial_evaluate(trial);
    assert_null(trial_finding(trial, "policy.unproven"));
    trial_last_report(trial)->indication = INDETERMINATE;
    trial_evaluate(trial);
    assert_int_equal(trial->decision.verdict, VERDICT_ACCEPT);
    finding = trial_finding(trial, "policy.unproven");
    assert_non_null(finding);
    assert_int_equal(finding->effect, EFFECT_NOTE);
    assert_string_equal(trial_param(finding, "documents"), "record");
    trial_last_report(trial)->indication = TOTAL_FAILED;
    trial_evaluate(trial);
    assert_int_equal(trial->decision.verdict, VERDICT_REFER);
    assert_string_equal(trial_finding(trial, "policy.unproven")->test.why, "failed");
    /* nor where a policy asks, and only notes the answer */
    trial_policy(trial, FACTS "documents:\n  record: {source: nia}\n"
                              "rules:\n- {id: r, that: " A ", otherwise: reject}\n"
                              "- {id: authentic, that: {authentic: {document: record}},\n"
                              "   otherwise: note}\n");
    (void)trial_report(trial, NULL);
    trial_last_report(trial)->indication = TOTAL_FAILED;
    state_facts(trial, 0, 2, 2);
    trial_evaluate(trial);
    assert_int_equal(trial->decision.verdict, VERDICT_REFER);
    assert_string_equal(trial_finding(trial, "policy.unproven")->test.why, "relied_on");
}

static struct report_claims *stay_of(struct trial *trial, struct report_person *person,
                                     const char *from, const char *to)
{
    struct report_claims *claims = trial_report(trial, "record");

    trial_last_report(trial)->judged_by.plugin = "nia";
    claims->complete = "yes";
    claims->covers = "person";
    claims->person = person;
    claims->has_crossings = claims->has_period_from = claims->has_period_to = true;
    claims->period_from = day_of(from);
    claims->period_to = day_of(to);
    claims->has_issued_on = true;
    claims->issued_on = day_of("2026-11-22");
    return claims;
}

/* What the own record lacks, a brother's genuine one would fill. */
static void test_persons(void **state)
{
    struct report_person own = {.sex = "male", .has_birth_date = true, .birth_date = 7305};
    struct report_person brother = {.sex = "male", .has_birth_date = true, .birth_date = 8035};
    struct trial *trial = *state;
    struct report_claims *second;

    trial_rule(trial, "facts:\n  applicant: {type: person}\ndocuments:\n  record: {source: nia}\n",
               "{covers: {documents: [record], from: 2026-01-01, to: 2026-06-30}}");
    (void)stay_of(trial, &own, "2026-01-01", "2026-03-31");
    second = stay_of(trial, &own, "2026-04-01", "2026-06-30");
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial->decision.verdict, VERDICT_ACCEPT);
    assert_null(trial_finding(trial, "policy.persons"));
    second->person = &brother;
    trial_evaluate(trial);
    assert_int_equal(trial->decision.verdict, VERDICT_REFER);
    assert_non_null(trial_finding(trial, "policy.persons"));
    /* nor is it the applicant's, who says when he was born */
    second->person = &own;
    trial_facts(trial, "{\"applicant\": {\"birth_date\": \"1992-01-01\"}}");
    trial_evaluate(trial);
    assert_int_equal(trial->decision.verdict, VERDICT_REFER);
    assert_non_null(trial_finding(trial, "policy.persons"));
}

static void test_basis(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, FACTS "documents:\n  record: {source: nia}\n",
               "{any_of: [" A ", {authentic: {document: record}},"
               " {judged: {question: q, by: b}}]}");
    state_facts(trial, 0, 2, 2); /* only what carries the outcome counts */
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_STATED);
    (void)trial_report(trial, NULL);
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_BOTH);
    state_facts(trial, 1, 2, 2);
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_DOCUMENT);
    trial_facts(trial, "{\"judged\": {\"q\": {\"answer\": true, \"by\": \"x\","
                       " \"on\": \"2026-01-01\"}}}");
    trial->report_count = 0;
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_JUDGED);
}

static void test_header(void **state)
{
    struct trial *trial = *state;
    const struct decision *decision = &trial->decision;

    trial_policy(trial, FACTS "fees: {apply: 1500 CNY}\nterms: {review: 2 months}\n"
                              "rules:\n- {id: r, cite: art. 1, that: " A ", otherwise: reject}\n");
    trial_evaluate(trial);
    assert_string_equal(decision->policy, "trial");
    assert_int_equal(decision->version, 1);
    assert_string_equal(decision->policy_sha256, policy_sha256(trial->policy));
    assert_int_equal(decision->as_of, trial->as_of);
    assert_string_equal(decision->time_zone, "Asia/Shanghai");
    assert_null(decision->facts_sha256);
    assert_string_equal(decision->fees.items[0].value, "1500 CNY");
    assert_string_equal(decision->terms.items[0].name, "review");
    assert_string_equal(decision->findings[0].cite, "art. 1");
    assert_null(decision->findings[0].confidence);
    trial_policy(trial, FACTS "rules:\n- {id: r, source: {kind: hearsay, confidence: low}, that: " A
                              ", otherwise: note}\n");
    trial_evaluate(trial);
    assert_string_equal(decision->findings[0].confidence, "low");
}

/* Facts that were read for other policies say nothing here. */
static void test_foreign_facts(void **state)
{
    struct trial *trial = *state;
    struct policy_input input = {.as_of = trial->as_of};

    trial_rule(trial, FACTS, A);
    state_facts(trial, 0, 0, 0);
    input.facts = trial->facts;
    trial_rule(trial, FACTS, A);
    assert_int_equal(policy_evaluate(trial->arena, trial->policy, &input, &trial->decision),
                     ERR_INVALID);
}

/* The same in, the same out, and no memory is a failure, not an answer. */
static void test_without_memory(void **state)
{
    struct trial *trial = *state;
    int r = ERR_NOMEM;
    size_t limit;

    trial_rule(trial, FACTS, "{all_of: [" A ", {any_of: [" B ", " C "]}]}");
    state_facts(trial, 2, 2, 2);
    for (limit = 512; r == ERR_NOMEM && limit < 1u << 20; limit += 256) {
        struct policy_input input = {.facts = trial->facts, .as_of = trial->as_of};
        struct arena *small = arena_new(limit);

        r = small ? policy_evaluate(small, trial->policy, &input, &trial->decision) : ERR_NOMEM;
        arena_free(small);
    }
    assert_int_equal(r, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_two),           TEST(test_nested),         TEST(test_parts),
        TEST(test_asks),          TEST(test_guard),          TEST(test_effects),
        TEST(test_consequence),   TEST(test_required_facts), TEST(test_in_force),
        TEST(test_rule_in_force), TEST(test_nothing_passed), TEST(test_stated_only),
        TEST(test_unproven),      TEST(test_persons),        TEST(test_basis),
        TEST(test_header),        TEST(test_foreign_facts),  TEST(test_without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
