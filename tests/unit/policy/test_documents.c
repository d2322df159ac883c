/* authentic, plausible and judged; and which document fills which role. */
#include "support.h"

#include "policy/policy_impl.h"

#include <string.h>

#define ROLES                                                                                      \
    "documents:\n  record: {source: nia}\n  slip: {source: [immd, nia]}\n"                         \
    "  papers: {kind: [lease, title_deed]}\n"
#define SIGNER "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define OTHER  "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void test_authentic(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, ROLES, "{authentic: {document: record}}");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_true(trial_asks(trial, "record", "ask.missing"));
    (void)trial_report(trial, NULL);
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial->decision.verdict, VERDICT_ACCEPT);
    assert_null(trial_param(trial_finding(trial, "r"), "at_from"));
    trial_last_report(trial)->inputs.at_from = "caller";
    trial_last_report(trial)->indication = INDETERMINATE;
    trial_expect(trial, OUTCOME_UNKNOWN, NULL);
    assert_string_equal(trial_param(trial_finding(trial, "r"), "at_from"), "caller");
    assert_int_equal(trial->decision.verdict, VERDICT_REFER);
    trial_last_report(trial)->indication = TOTAL_FAILED;
    trial_expect(trial, OUTCOME_FAIL, NULL);
    assert_int_equal(trial->decision.verdict, VERDICT_REJECT);
}

static void test_signer(void **state)
{
    static const struct report_certificate genuine = {.sha256 = SIGNER}, other = {.sha256 = OTHER};
    struct trial *trial = *state;
    struct report_signature *signature = arena_new_of(trial->arena, struct report_signature);
    struct report *report;

    trial_rule(trial, ROLES, "{authentic: {document: record, signer: [" SIGNER "]}}");
    (void)trial_report(trial, NULL);
    trial_expect(trial, OUTCOME_UNKNOWN, "signer");
    report = trial_last_report(trial);
    report->signatures = signature;
    report->signature_count = 1;
    report->has_judged_signature = true;
    signature->signer = &genuine;
    trial_expect(trial, OUTCOME_PASS, NULL);
    signature->signer = &other;
    trial_expect(trial, OUTCOME_FAIL, "signer");
    report->judged_signature = 7; /* beyond the list */
    trial_expect(trial, OUTCOME_UNKNOWN, "signer");
}

/* The worst of several documents in one role decides. */
static void test_several(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, ROLES, "{authentic: {document: record}}");
    (void)trial_report(trial, "record");
    (void)trial_report(trial, "record");
    trial_expect(trial, OUTCOME_PASS, NULL);
    trial_last_report(trial)->indication = INDETERMINATE;
    trial_expect(trial, OUTCOME_UNKNOWN, NULL);
    (void)trial_report(trial, "record");
    trial_last_report(trial)->indication = TOTAL_FAILED;
    (void)trial_report(trial, "record");
    trial_expect(trial, OUTCOME_FAIL, NULL);
}

static void test_plausible(void **state)
{
    static const struct report_check good[] = {{.id = "nia.sequence", .outcome = CHECK_PASS},
                                               {.id = "nia.ports_known", .outcome = CHECK_UNKNOWN}};
    static const struct report_check bad[] = {{.id = "nia.sequence", .outcome = CHECK_FAIL},
                                              {.id = "nia.dates", .outcome = CHECK_PASS}};
    struct trial *trial = *state;
    struct report *report;

    trial_rule(trial, ROLES, "{plausible: {document: record}}");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    (void)trial_report(trial, NULL);
    trial_expect(trial, OUTCOME_UNKNOWN, NULL); /* nobody has checked anything */
    report = trial_last_report(trial);
    report->checks = good;
    report->check_count = 2;
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_string_equal(trial_finding(trial, "r")->figures[0].name, "checks_unknown");
    assert_string_equal(trial_finding(trial, "r")->figures[0].value, "1");
    assert_string_equal(trial_param(trial_finding(trial, "r"), "checks"), "nia.ports_known");
    report->checks = bad;
    trial_expect(trial, OUTCOME_FAIL, NULL);
    assert_string_equal(trial_param(trial_finding(trial, "r"), "checks"), "nia.sequence");
    assert_string_equal(trial_finding(trial, "r")->evidence[0], "/documents/0/checks/0");
    assert_int_equal(trial_finding(trial, "r")->figure_count, 0);
}

static void test_plausible_chosen(void **state)
{
    static const struct report_check checks[] = {
        {.id = "nia.sequence", .outcome = CHECK_FAIL},
        {.id = "nia.ports_known", .outcome = CHECK_UNKNOWN},
        {.id = "nia.dates", .outcome = CHECK_PASS}};
    static const struct {
        const char *condition;
        enum decision_outcome outcome;
    } table[] = {
        {"{plausible: {document: record, only: nia.dates}}", OUTCOME_PASS},
        {"{plausible: {document: record, only: [nia.dates, nia.ports_known]}}", OUTCOME_UNKNOWN},
        {"{plausible: {document: record, only: nia.sequence}}", OUTCOME_FAIL},
        {"{plausible: {document: record, only: nia.never}}", OUTCOME_UNKNOWN},
        {"{plausible: {document: record, except: [nia.sequence]}}", OUTCOME_PASS},
        {"{plausible: {document: record, except: [nia.dates]}}", OUTCOME_FAIL},
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        trial_rule(trial, ROLES, table[i].condition);
        (void)trial_report(trial, NULL);
        trial_last_report(trial)->checks = checks;
        trial_last_report(trial)->check_count = 3;
        trial_expect(trial, table[i].outcome, NULL);
    }
}

static void test_judged(void **state)
{
    struct trial *trial = *state;
    const struct decision_finding *finding;

    trial_rule(trial, "", "{judged: {question: honest, by: an officer}}");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_JUDGED);
    assert_int_equal(trial->decision.ask_count, 0);
    trial_facts(trial,
                "{\"judged\": {\"honest\": {\"answer\": \"yes\", \"by\": \"invented person\","
                " \"on\": \"2026-11-01\"}}}");
    trial_expect(trial, OUTCOME_PASS, NULL);
    finding = trial_finding(trial, "r");
    assert_string_equal(trial_param(finding, "on"), "2026-11-01");
    assert_string_equal(trial_param(finding, "by"), "an officer"); /* of the policy: no name */
    trial_facts(trial, "{\"judged\": {\"honest\": {\"answer\": false, \"by\": \"invented person\","
                       " \"on\": \"2026-11-01\"}}}");
    trial_expect(trial, OUTCOME_FAIL, NULL);
}

/* ---- Roles ---- */

static const char *role_of(struct trial *trial, size_t index)
{
    return index < trial->decision.document_count ? trial->decision.documents[index].role : "-";
}

static void test_roles(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, ROLES, "{authentic: {document: record}}");
    (void)trial_report(trial, NULL); /* from nia: the first role, then the next free one */
    (void)trial_report(trial, NULL);
    (void)trial_report(trial, NULL); /* and then the first again */
    trial_evaluate(trial);
    assert_int_equal(trial->decision.document_count, 3);
    assert_string_equal(role_of(trial, 0), "record");
    assert_string_equal(role_of(trial, 1), "slip");
    assert_string_equal(role_of(trial, 2), "record");
    assert_string_equal(trial->decision.documents[0].report_sha256, "11");
    trial->report_count = 0;
    (void)trial_report(trial, NULL); /* nobody knows it: still what `authentic` is asked about */
    trial_last_report(trial)->source = NULL;
    trial_last_report(trial)->indication = INDETERMINATE;
    trial_expect(trial, OUTCOME_UNKNOWN, NULL);
    assert_string_equal(role_of(trial, 0), "record");
}

static void test_roles_named(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, ROLES, "{authentic: {document: record}}");
    (void)trial_report(trial, "slip");
    (void)trial_report(trial, "papers");
    (void)trial_report(trial, "else");
    (void)trial_report(trial, "record"); /* but of a source that may not fill it */
    trial_last_report(trial)->source = "immd";
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_int_equal(trial->decision.document_count, 2);
    assert_string_equal(role_of(trial, 0), "slip");
    assert_string_equal(role_of(trial, 1), "papers");
}

/* The last row of one day is that of the record as it is counted. */
static void test_last_of_one_day(void **state)
{
    static const struct report_crossing rows[] = {
        {.row = 1, .direction = "entry", .date = 20463, .port_code = "hk_lo_wu"},
        {.row = 2, .direction = "exit", .date = 20463, .port_code = "hk_lo_wu"},
    };
    struct trial *trial = *state;
    struct report_claims *claims;

    trial_rule(trial, ROLES, "{compare: [slip.direction of last_crossing, is, exit]}");
    claims = trial_report(trial, "slip");
    trial_last_report(trial)->source = "immd";
    claims->has_crossings = true;
    claims->crossings = rows;
    claims->crossing_count = 2;
    trial_expect(trial, OUTCOME_PASS, NULL);
}

static void test_stated_stands_in(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial,
               "facts:\n  rows: {type: crossings}\n"
               "documents:\n  record: {source: [nia, stated], optional: yes}\n",
               "{compare: [record.date of last_exit, is, 2026-01-10]}");
    trial_facts(trial, "{\"rows\": [{\"date\": \"2026-01-10\", \"direction\": \"exit\"}]}");
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_string_equal(trial->decision.documents[0].source, "stated");
    assert_false(trial->decision.documents[0].has_indication);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_authentic),       TEST(test_signer),           TEST(test_several),
        TEST(test_plausible),       TEST(test_plausible_chosen), TEST(test_judged),
        TEST(test_roles),           TEST(test_roles_named),      TEST(test_stated_stands_in),
        TEST(test_last_of_one_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
