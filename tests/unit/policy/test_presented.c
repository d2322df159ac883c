/* presented: papers as stated, documents as papers, and each condition on its own. */
#include "support.h"

#include <string.h>

#define HEAD                                                                                       \
    "facts:\n  on: {type: day}\n"                                                                  \
    "documents:\n  record: {source: nia, kind: travel_record}\n"                                   \
    "  papers: {kind: [lease, passport]}\n"

struct expected {
    const char *wanted;    /* beside kind: lease */
    const char *presented; /* members beside it */
    enum decision_outcome outcome;
    const char *why;
    const char *ask;
};

static void expect(struct trial *trial, const struct expected *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        trial_rule(trial, HEAD,
                   arena_printf(trial->arena, "{presented: {kind: lease%s}}", table[i].wanted));
        trial_facts(trial, arena_printf(trial->arena,
                                        "{\"on\": \"2026-11-22\", "
                                        "\"presented\": [{\"kind\": \"lease\"%s}]}",
                                        table[i].presented));
        trial_evaluate(trial);
        if (trial_finding(trial, "r")->test.outcome != table[i].outcome)
            fail_msg("%zu: %s, %s", i, table[i].wanted, table[i].presented);
        trial_expect(trial, table[i].outcome, table[i].why);
        assert_int_equal(trial_finding(trial, "r")->basis, BASIS_STATED);
        if (table[i].ask)
            assert_true(trial_asks(trial, "lease", table[i].ask));
        else
            assert_int_equal(trial->decision.ask_count, 0);
    }
}

#define EXPECT(state, table) expect(state, table, sizeof(table) / sizeof *(table))

static void test_forms(void **state)
{
    static const struct expected table[] = {
        {"", "", OUTCOME_PASS, NULL, NULL},
        {", form: copy", ", \"form\": \"copy\"", OUTCOME_PASS, NULL, NULL},
        {", form: copy", ", \"form\": \"sighted_original\"", OUTCOME_PASS, NULL, NULL},
        {", form: copy", ", \"form\": \"certified_copy\"", OUTCOME_PASS, NULL, NULL},
        {", form: copy", ", \"form\": \"paper\"", OUTCOME_FAIL, "form", "ask.form"},
        {", form: copy", "", OUTCOME_UNKNOWN, "form", "ask.form"},
        {", form: paper", ", \"form\": \"sighted_original\"", OUTCOME_PASS, NULL, NULL},
        {", form: paper", ", \"form\": \"copy\"", OUTCOME_FAIL, "form", "ask.form"},
        {", form: sighted_original", ", \"form\": \"paper\"", OUTCOME_FAIL, "form", "ask.form"},
        {", form: electronic", ", \"form\": \"sighted_original\"", OUTCOME_FAIL, "form",
         "ask.form"},
        {", form: certified_copy", ", \"form\": \"notarised\"", OUTCOME_PASS, NULL, NULL},
        {", form: certified_copy", ", \"form\": \"copy\"", OUTCOME_FAIL, "form", "ask.form"},
        {", form: notarised", ", \"form\": \"copy\", \"notarised\": true", OUTCOME_PASS, NULL,
         NULL},
        {", form: notarised", ", \"form\": \"certified_copy\"", OUTCOME_FAIL, "form", "ask.form"},
        {", form: paper", ", \"form\": \"paper\", \"notarised\": true", OUTCOME_PASS, NULL, NULL},
        {", form: [paper, electronic]", ", \"form\": \"electronic\"", OUTCOME_PASS, NULL, NULL},
    };

    EXPECT(*state, table);
}

static void test_conditions(void **state)
{
    static const struct expected table[] = {
        {", channel: issuer_mail", ", \"channel\": \"issuer_mail\"", OUTCOME_PASS, NULL, NULL},
        {", channel: issuer_mail", ", \"channel\": \"upload\"", OUTCOME_FAIL, "channel",
         "ask.channel"},
        {", channel: issuer_mail", "", OUTCOME_UNKNOWN, "channel", "ask.channel"},
        {", language: [zh, en]", ", \"language\": \"en\"", OUTCOME_PASS, NULL, NULL},
        {", language: [zh, en]", ", \"language\": \"ar\"", OUTCOME_FAIL, "language",
         "ask.language"},
        {", language: [zh, en]", "", OUTCOME_UNKNOWN, "language", "ask.language"},
        {", if_foreign: legalised", ", \"country\": \"CN\"", OUTCOME_PASS, NULL, NULL},
        {", if_foreign: legalised", ", \"country\": \"FR\"", OUTCOME_FAIL, "not_legalised",
         "ask.not_legalised"},
        {", if_foreign: legalised", ", \"country\": \"HK\"", OUTCOME_FAIL, "not_legalised",
         "ask.not_legalised"},
        {", if_foreign: legalised", ", \"country\": \"FR\", \"legalised\": true", OUTCOME_PASS,
         NULL, NULL},
        {", if_foreign: legalised", ", \"country\": \"FR\", \"apostille\": true", OUTCOME_FAIL,
         "not_legalised", "ask.not_legalised"},
        {", if_foreign: [legalised, apostille]", ", \"country\": \"FR\", \"apostille\": true",
         OUTCOME_PASS, NULL, NULL},
        {", if_foreign: [legalised, apostille]", "", OUTCOME_UNKNOWN, "country",
         "ask.not_legalised"},
        {", valid_on: on", ", \"valid_until\": \"2026-11-22\"", OUTCOME_PASS, NULL, NULL},
        {", valid_on: on", ", \"valid_until\": \"2026-11-21\"", OUTCOME_FAIL, "expired",
         "ask.expired"},
        {", valid_on: on", "", OUTCOME_UNKNOWN, "expired", "ask.expired"},
        {", issued_within: 3 months, before: on", ", \"issued_on\": \"2026-08-22\"", OUTCOME_PASS,
         NULL, NULL},
        {", issued_within: 3 months, before: on", ", \"issued_on\": \"2026-08-21\"", OUTCOME_FAIL,
         "too_old", "ask.too_old"},
        {", issued_within: 3 months, before: on", ", \"issued_on\": \"2026-11-23\"", OUTCOME_FAIL,
         "undated", "ask.undated"},
        {", issued_within: 3 months, before: on", "", OUTCOME_UNKNOWN, "undated", "ask.undated"},
        /* a failure says more than what is not known */
        {", form: copy, channel: branch", ", \"channel\": \"upload\"", OUTCOME_FAIL, "channel",
         "ask.channel"},
    };

    EXPECT(*state, table);
}

static void test_absent(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, HEAD, "{presented: {kind: lease}}");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent"); /* nobody has said what there is */
    assert_true(trial_asks(trial, "lease", "ask.missing"));
    trial_facts(trial, "{\"presented\": []}");
    trial_expect(trial, OUTCOME_FAIL, "absent");
    trial_facts(trial, "{\"presented\": [{\"kind\": \"passport\"}]}");
    trial_expect(trial, OUTCOME_FAIL, "absent");
    assert_true(trial_asks(trial, "lease", "ask.missing"));
}

static void test_missing_day(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, HEAD, "{presented: {kind: lease, valid_on: on}}");
    trial_facts(trial, "{\"presented\": [{\"kind\": \"lease\", \"valid_until\": \"2030-01-01\"}]}");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_true(trial_asks(trial, "on", "ask.not_stated"));
    assert_false(trial_asks(trial, "lease", "ask.missing"));
}

/* Of several of a kind one that will do is enough, and one that may do is more than none. */
static void test_best(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, HEAD, "{presented: {kind: lease, form: copy}}");
    trial_facts(trial, "{\"presented\": [{\"kind\": \"lease\", \"form\": \"paper\"},"
                       " {\"kind\": \"lease\", \"form\": \"copy\"}]}");
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_string_equal(trial_param(trial_finding(trial, "r"), "form"), "copy");
    trial_facts(trial, "{\"presented\": [{\"kind\": \"lease\", \"form\": \"paper\"},"
                       " {\"kind\": \"lease\"}]}");
    trial_expect(trial, OUTCOME_UNKNOWN, "form");
}

static void test_documents(void **state)
{
    struct trial *trial = *state;
    struct report_claims *claims;

    trial_rule(trial, HEAD, "{presented: {kind: travel_record, form: electronic}}");
    claims = trial_report(trial, NULL);
    trial_expect(trial, OUTCOME_UNKNOWN, "form");
    claims->form = "electronic";
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_DOCUMENT);
    claims->form = "scan";
    trial_expect(trial, OUTCOME_FAIL, "form");
    trial_last_report(trial)->indication = TOTAL_FAILED; /* no paper at all */
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    trial_rule(trial, HEAD, "{presented: {document: record, issued_within: 7 days, before: on}}");
    trial_facts(trial, "{\"on\": \"2026-11-22\"}");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_true(trial_asks(trial, "travel_record", "ask.missing"));
    claims = trial_report(trial, "record");
    claims->has_issued_on = true;
    claims->issued_on = day_of("2026-11-15");
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_BOTH);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_forms),       TEST(test_conditions), TEST(test_absent),
        TEST(test_missing_day), TEST(test_best),       TEST(test_documents),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
