/* crossing, covers, same_person: each outcome, and what the rows and records leave open. */
#include "support.h"

#include <string.h>

#define ROWS_MAX 16

#define HEAD                                                                                       \
    "facts:\n  applied_at: {type: time}\n  applicant: {type: person}\n  port_wanted: {type: "      \
    "code, one_of: [cn_shenzhenwan, cn_luohu]}"                                                    \
    "\n  crossings: {type: crossings}\n  home_from: {type: day}\n  home_to: {type: day}\n"         \
    "documents:\n  record: {source: [nia, stated]}\n  slip: {source: immd, optional: yes}\n"

struct expected {
    const char *condition;
    enum decision_outcome outcome;
    const char *why;
};

/*
 * A record of January 2026, made on 1 February at 09:14, newest row first: an exit on the 21st
 * to Hong Kong, an entry on the 15th from the bridge, an exit on the 10th to Macao.
 */
static struct report_claims *add_record(struct trial *trial)
{
    static const struct report_crossing rows[] = {
        {.row = 1,
         .direction = "exit",
         .date = 20474,
         .document_kind = "cn_eep",
         .document_number = "C12345678",
         .port = "深圳湾口岸",
         .port_code = "cn_shenzhenwan",
         .region = "HK",
         .basis = "document"},
        {.row = 2,
         .direction = "entry",
         .date = 20468,
         .document_kind = "cn_eep",
         .document_number = "C12345678",
         .port_code = "cn_gangzhuao_bridge",
         .region = "ambiguous",
         .basis = "document"},
        {.row = 3,
         .direction = "exit",
         .date = 20463,
         .port = "拱北",
         .region = "MO",
         .flight = "HU714",
         .basis = "document"},
    };
    struct report_claims *claims = trial_report(trial, "record");

    claims->complete = "yes";
    claims->has_period_from = claims->has_period_to = claims->has_issued_at = true;
    claims->period_from = day_of("2026-01-01");
    claims->period_to = day_of("2026-02-01");
    claims->issued_at = time_of("2026-02-01T09:14:00+08:00");
    claims->crossings = rows;
    claims->crossing_count = 3;
    claims->has_crossings = true;
    trial->reports[trial->report_count - 1].lag_s = 7200;
    return claims;
}

static const char facts[] =
    "{\"applied_at\": \"2026-02-01T10:00:00+08:00\", \"port_wanted\": \"cn_shenzhenwan\", "
    "\"home_from\": \"2026-01-22\", \"home_to\": \"2026-01-31\", \"applicant\": {\"names\": "
    "[{\"value\": \"张某某\"}], \"birth_date\": \"1990-01-01\", \"sex\": \"male\", "
    "\"id_numbers\": [{\"kind\": \"cn_resident_id\", \"value\": \"110101199001011237\"}, "
    "{\"kind\": \"cn_eep\", \"value\": \"C12345678\"}]}}";

static void expect(struct trial *trial, const struct expected *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct decision_finding *finding;

        trial_rule(trial, HEAD, table[i].condition);
        trial_facts(trial, facts);
        add_record(trial);
        trial_evaluate(trial);
        finding = trial_finding(trial, "r");
        if (finding->test.outcome != table[i].outcome ||
            strcmp(finding->test.why ? finding->test.why : "-",
                   table[i].why ? table[i].why : "-") != 0)
            fail_msg("%s: %s %s", table[i].condition, decision_outcome_name(finding->test.outcome),
                     finding->test.why ? finding->test.why : "-");
    }
}

#define COUNT(array)    (sizeof(array) / sizeof *(array))
#define CROSSING(which) "{crossing: {document: record, " which "}}"

static void test_last_and_first(void **state)
{
    static const struct expected table[] = {
        {CROSSING("which: last, direction: exit"), OUTCOME_PASS, NULL},
        {CROSSING("which: last, direction: entry"), OUTCOME_FAIL, "direction"},
        {CROSSING("which: last, direction: exit, document_kind: cn_eep, towards: [HK], "
                  "on_or_before: applied_at"),
         OUTCOME_PASS, NULL},
        {CROSSING("which: last, document_kind: cn_passport"), OUTCOME_FAIL, "kind"},
        {CROSSING("which: last, port: [cn_luohu, cn_futian]"), OUTCOME_FAIL, "port"},
        {CROSSING("which: last, port: port_wanted"), OUTCOME_PASS, NULL},
        {CROSSING("which: last, towards: MO"), OUTCOME_FAIL, "towards"},
        {CROSSING("which: last, between: 2026-01-12 to 2026-01-16, towards: HK"), OUTCOME_UNKNOWN,
         "ambiguous"},
        {CROSSING("which: last, on_or_before: 2026-01-16, direction: entry"), OUTCOME_PASS, NULL},
        {CROSSING("which: last, between: 2026-01-02 to 2026-01-05"), OUTCOME_FAIL, "absent"},
        {CROSSING("which: last, between: 2025-01-02 to 2025-01-05"), OUTCOME_UNKNOWN, "absent"},
        {CROSSING("which: first, direction: exit, flight: HU714"), OUTCOME_PASS, NULL},
        {CROSSING("which: first, flight: HU715"), OUTCOME_FAIL, "flight"},
        {CROSSING("which: first, flight: hu-714"), OUTCOME_PASS, NULL},
        {CROSSING("which: last, flight: HU714"), OUTCOME_UNKNOWN, "flight"}, /* it says of none */
        {CROSSING("which: last, flight: HU714, direction: entry"), OUTCOME_FAIL, "direction"},
        {CROSSING("which: first, document_kind: cn_eep"), OUTCOME_UNKNOWN, "kind"},
        {CROSSING("which: first, port: cn_gongbei"), OUTCOME_UNKNOWN, "port"},
    };

    expect(*state, table, COUNT(table));
}

static void test_any_none_every(void **state)
{
    static const struct expected table[] = {
        {CROSSING("which: any, direction: exit, towards: MO"), OUTCOME_PASS, NULL},
        {CROSSING("which: any, port: cn_luohu, between: 2026-01-11 to 2026-01-31"), OUTCOME_FAIL,
         NULL},
        {CROSSING("which: any, towards: TW"), OUTCOME_UNKNOWN, "ambiguous"},
        {CROSSING("which: any, direction: entry, between: 2026-01-16 to 2026-02-28"),
         OUTCOME_UNKNOWN, "uncovered"},
        /* seed 000: somebody did not travel */
        {CROSSING("which: none, direction: exit, between: home_from to home_to"), OUTCOME_PASS,
         "none"},
        {CROSSING("which: none, between: 2026-01-20 to 2026-01-31"), OUTCOME_FAIL, "none"},
        {CROSSING("which: none, between: 2025-12-31 to 2026-01-05"), OUTCOME_UNKNOWN, "uncovered"},
        {CROSSING("which: none, towards: HK, between: 2026-01-14 to 2026-01-16"), OUTCOME_UNKNOWN,
         "ambiguous"},
        {CROSSING("which: every, document_kind: cn_eep, between: 2026-01-11 to 2026-01-31"),
         OUTCOME_PASS, NULL},
        {CROSSING("which: every, document_kind: cn_eep"), OUTCOME_UNKNOWN, "kind"},
        {CROSSING("which: any, flight: HU715"), OUTCOME_UNKNOWN, "flight"},
        {CROSSING("which: none, flight: HU715, between: 2026-01-01 to 2026-01-31"), OUTCOME_UNKNOWN,
         "flight"},
        {CROSSING("which: none, flight: HU715, between: 2026-01-01 to 2026-01-14"), OUTCOME_PASS,
         "none"},
        {CROSSING("which: every, direction: exit"), OUTCOME_FAIL, "direction"},
        {CROSSING("which: every, direction: exit, between: 2026-01-22 to 2026-01-31"),
         OUTCOME_UNKNOWN, "absent"},
        {CROSSING("which: every, direction: exit, between: 2026-01-20 to 2026-03-31"),
         OUTCOME_UNKNOWN, "uncovered"},
    };

    expect(*state, table, COUNT(table));
}

static void test_count(void **state)
{
    static const struct expected table[] = {
        {CROSSING("count: {at_least: 2}, direction: exit"), OUTCOME_PASS, NULL},
        {CROSSING("count: {at_least: 3}, direction: exit, between: 2026-01-01 to 2026-01-31"),
         OUTCOME_FAIL, "count"},
        {CROSSING("count: {at_most: 1}, direction: exit"), OUTCOME_FAIL, "count"},
        {CROSSING("count: {exactly: 3}, between: 2026-01-01 to 2026-01-31"), OUTCOME_PASS, NULL},
        {CROSSING("count: {at_most: 3}, between: 2026-01-01 to 2026-02-28"), OUTCOME_UNKNOWN,
         "uncovered"},
        {CROSSING("count: {at_least: 2}, towards: HK, between: 2026-01-01 to 2026-01-31"),
         OUTCOME_UNKNOWN, "count"},
    };

    expect(*state, table, COUNT(table));
}

/* What came after a record was made it cannot show; where newest rows are missing, nor the last. */
static void test_silence(void **state)
{
    struct trial *trial = *state;
    const struct decision_finding *finding;
    struct report_claims *claims;
    struct report_crossing rows[3];

    trial_rule(trial, HEAD, CROSSING("which: last, direction: exit"));
    claims = add_record(trial);
    trial_expect(trial, OUTCOME_PASS, NULL);
    finding = trial_finding(trial, "r");
    assert_int_equal(finding->figure_count, 2);
    assert_string_equal(finding->figures[0].name, "row");
    assert_string_equal(finding->figures[0].value, "1");
    assert_string_equal(finding->figures[1].name, "silent_from");
    assert_string_equal(finding->figures[1].value, "2026-02-01T07:14+08:00");
    assert_string_equal(finding->evidence[0], "/documents/0/claims/crossings/0");
    memcpy(rows, claims->crossings, sizeof rows);
    for (int i = 0; i < 3; i++)
        rows[i].row += 2;
    claims->crossings = rows;
    trial_expect(trial, OUTCOME_UNKNOWN, "uncovered");
    assert_true(trial_asks(trial, "record", "ask.uncovered"));
    for (int i = 0; i < 3; i++)
        rows[i].row -= 2;
    claims->period_to = day_of("2026-01-31"); /* it ends earlier */
    trial_expect(trial, OUTCOME_UNKNOWN, "uncovered");
    assert_string_equal(trial_finding(trial, "r")->figures[1].value, "2026-02-01");
}

/* A genuine record of today whose chosen period ends before the journey that is to be hidden. */
static void test_period_that_ends_early(void **state)
{
    struct trial *trial = *state;
    struct report_claims *claims;

    trial_rule(trial, HEAD, CROSSING("which: last, direction: exit, on_or_before: applied_at"));
    trial_facts(trial, facts);
    claims = add_record(trial);
    trial_expect(trial, OUTCOME_PASS, NULL);
    claims->period_to = day_of("2026-01-31"); /* and leaves out the very day */
    trial_expect(trial, OUTCOME_UNKNOWN, "uncovered");
    claims->issued_at = time_of("2026-02-01T01:59:00+08:00"); /* of which it could not speak yet */
    trial_expect(trial, OUTCOME_PASS, NULL);
    claims->has_issued_at = false;
    claims->has_issued_on = true;
    claims->issued_on = day_of("2026-02-01");
    trial_expect(trial, OUTCOME_UNKNOWN, "uncovered");
    claims->period_to = day_of("2026-02-01");
    trial_expect(trial, OUTCOME_PASS, NULL);
    /* what is asked about lies in the period: what came later matters nothing */
    trial_rule(trial, HEAD, CROSSING("which: last, direction: exit, on_or_before: 2026-01-25"));
    trial_facts(trial, facts);
    add_record(trial)->period_to = day_of("2026-01-25");
    trial_expect(trial, OUTCOME_PASS, NULL);
    trial_rule(trial, HEAD, CROSSING("which: first, direction: exit"));
    trial_facts(trial, facts);
    add_record(trial)->period_to = day_of("2026-01-25");
    trial_expect(trial, OUTCOME_PASS, NULL);
}

/* A span that ends before it begins, and a record that covers nothing, prove nothing. */
static void test_nothing_asked(void **state)
{
    static const char *const conditions[] = {
        CROSSING("which: none, between: 2026-01-31 to 2026-01-22"),
        CROSSING("count: {at_most: 0}, between: 2026-01-31 to 2026-01-22"),
        "{covers: {documents: [record], from: 2026-03-01, to: record.period_to}}",
        "{days: {documents: [record], state: outside, territory: CN, window: 2026-01-31 to "
        "2026-01-01, at_most: 7 days, count: any_part}}",
    };
    struct trial *trial = *state;
    struct report_claims *claims;

    for (size_t i = 0; i < COUNT(conditions); i++) {
        trial_rule(trial, HEAD, conditions[i]);
        trial_facts(trial, facts);
        add_record(trial);
        trial_evaluate(trial);
        if (trial_finding(trial, "r")->test.outcome != OUTCOME_UNKNOWN)
            fail_msg("%s", conditions[i]);
    }
    trial_rule(trial, HEAD, CROSSING("which: none"));
    trial_facts(trial, facts);
    claims = add_record(trial);
    claims->crossing_count = 0;
    trial_expect(trial, OUTCOME_PASS, "none");
    claims->has_period_to = false; /* then nobody knows of which days it speaks */
    trial_expect(trial, OUTCOME_UNKNOWN, "uncovered");
}

static void test_absent(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, HEAD, CROSSING("which: last, direction: exit"));
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_true(trial_asks(trial, "crossings", "ask.not_stated"));
    trial_facts(trial, "{\"crossings\": [{\"date\": \"2026-01-03\", \"direction\": \"exit\", "
                       "\"port\": \"cn_luohu\"}]}");
    trial_expect(trial, OUTCOME_PASS, NULL);
    assert_int_equal(trial_finding(trial, "r")->basis, BASIS_STATED);
    /* one's own word may name the port by its code */
    trial_rule(trial, HEAD, CROSSING("which: last, port: cn_luohu"));
    trial_facts(trial, "{\"crossings\": [{\"date\": \"2026-01-03\", \"direction\": \"exit\", "
                       "\"port\": \"cn_luohu\"}]}");
    trial_expect(trial, OUTCOME_PASS, NULL);
}

/* ---- covers ---- */

#define COVERS(more) "{covers: {documents: [record], " more "}}"

static void test_covers(void **state)
{
    static const struct expected table[] = {
        {COVERS("from: 2026-01-01, to: 2026-01-31, gaps: none"), OUTCOME_PASS, NULL},
        {COVERS("from: 2025-12-31, to: 2026-01-31, gaps: none"), OUTCOME_FAIL, NULL},
        {COVERS("from: 2025-12-31, to: 2026-01-31, gaps: 1 day"), OUTCOME_PASS, NULL},
        {COVERS("from: 2026-01-01, to: applied_at, gaps: 3 hours"), OUTCOME_PASS, NULL},
        {COVERS("from: 2026-01-01, to: applied_at, gaps: 2 hours"), OUTCOME_FAIL, NULL},
        {COVERS("from: 2026-01-01, to: record.period_to, gaps: none"), OUTCOME_PASS, NULL},
        /* of the whole person, or of one document of his */
        {COVERS("from: 2026-01-01, to: 2026-01-31, gaps: none, permits: all"), OUTCOME_UNKNOWN,
         "permit"},
    };
    struct trial *trial = *state;
    struct report_claims *claims;

    expect(trial, table, COUNT(table));
    claims = (struct report_claims *)(uintptr_t)trial_last_report(trial)->claims;
    assert_true(trial_asks(trial, "record", "ask.uncovered"));
    claims->covers = "person";
    trial_expect(trial, OUTCOME_PASS, NULL);
    trial_rule(trial, HEAD,
               COVERS("from: 2026-01-01, to: 2026-01-31, permits: [cn_eep, cn_passport]"));
    add_record(trial)->covers = "document";
    trial_expect(trial, OUTCOME_FAIL, NULL);
    assert_string_equal(trial_param(trial_finding(trial, "r"), "uncovered"),
                        "2026-01-01..2026-01-31");
}

/* A record of one document that does not tell which: it may be the one that is asked about. */
static void test_covers_untold(void **state)
{
    static const char *const january[] = {
        COVERS("from: 2026-01-01, to: 2026-01-31, permits: [cn_eep]"),
        COVERS("from: 2026-01-01, to: 2026-02-15, permits: [cn_eep]"),
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < COUNT(january); i++) {
        struct report_claims *claims;

        trial_rule(trial, HEAD, january[i]);
        claims = add_record(trial);
        claims->covers = "document";
        claims->crossing_count = 0; /* nobody travelled with it */
        trial_expect(trial, i == 0 ? OUTCOME_UNKNOWN : OUTCOME_FAIL, i == 0 ? "permit" : NULL);
    }
}

static void test_covers_together(void **state)
{
    struct trial *trial = *state;
    struct report_claims *claims;
    struct report_crossing rows[3];
    const struct decision_finding *finding;

    trial_rule(trial, HEAD, COVERS("from: 2026-01-01, to: 2026-03-31"));
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    add_record(trial);
    claims = add_record(trial);
    claims->period_from = day_of("2026-02-10");
    claims->period_to = day_of("2026-03-31");
    claims->issued_at = time_of("2026-04-02T09:00:00+08:00");
    trial_expect(trial, OUTCOME_FAIL, NULL);
    finding = trial_finding(trial, "r");
    assert_int_equal(finding->figure_count, 1);
    assert_string_equal(finding->figures[0].from, "2026-02-01");
    assert_string_equal(finding->figures[0].to, "2026-02-09");
    assert_string_equal(trial_param(finding, "uncovered"), "2026-02-01..2026-02-09");
    /* the numbers of its rows say that some are missing between two days */
    trial->report_count = 0;
    trial_rule(trial, HEAD, COVERS("from: 2026-01-01, to: 2026-01-31"));
    claims = add_record(trial);
    memcpy(rows, claims->crossings, sizeof rows);
    rows[1].row = 4;
    rows[2].row = 5;
    claims->crossings = rows;
    trial_expect(trial, OUTCOME_FAIL, NULL);
    assert_string_equal(trial_param(trial_finding(trial, "r"), "uncovered"),
                        "2026-01-16..2026-01-20");
}

/* ---- same_person ---- */

#define SAME(more) "{same_person: {documents: [record], fact: applicant, " more "}}"

static void give_person(struct trial *trial, struct report_claims *claims, const char *name,
                        const char *id)
{
    struct report_name *names = arena_new_of(trial->arena, struct report_name);
    struct report_id_number *numbers = arena_new_of(trial->arena, struct report_id_number);
    struct report_person *person = arena_new_of(trial->arena, struct report_person);

    assert_true(names && numbers && person);
    *names = (struct report_name){name, "Hani", "printed"};
    *numbers = (struct report_id_number){"cn_resident_id", id, strchr(id, '*') != NULL};
    *person = (struct report_person){.names = names,
                                     .name_count = 1,
                                     .id_numbers = numbers,
                                     .id_number_count = 1,
                                     .sex = "male",
                                     .has_birth_date = true};
    person->birth_date = day_of("1990-01-01");
    claims->person = person;
}

static void expect_person(struct trial *trial, const char *condition, const char *name,
                          const char *id, enum decision_outcome outcome, const char *why,
                          const char *figures)
{
    const struct decision_finding *finding;
    char found[256] = "";
    size_t used = 0;

    trial->report_count = 0;
    trial_rule(trial, HEAD, condition);
    trial_facts(trial, facts);
    give_person(trial, add_record(trial), name, id);
    trial_expect(trial, outcome, why);
    finding = trial_finding(trial, "r");
    for (size_t i = 0; i < finding->figure_count; i++)
        used += (size_t)snprintf(found + used, sizeof found - used, "%s%s %s %s", i > 0 ? "; " : "",
                                 finding->figures[i].name, finding->figures[i].value,
                                 finding->figures[i].reading ? finding->figures[i].reading : "-");
    assert_string_equal(found, figures);
    assert_int_equal(finding->basis, BASIS_BOTH);
}

static void test_same_person(void **state)
{
    struct trial *trial = *state;
    static const char all[] =
        SAME("fields: [name, id_number, birth_date, sex], permit: last_crossing");
    static const char masked[] = "110101********1237";

    expect_person(trial, all, "张某某", masked, OUTCOME_PASS, NULL,
                  "id_number compatible -; permit equal -");
    expect_person(trial, all, "张 某某", masked, OUTCOME_PASS, NULL,
                  "name equivalent spaces; id_number compatible -; permit equal -");
    expect_person(trial, all, "張某某", masked, OUTCOME_UNKNOWN, "near",
                  "name near -; id_number compatible -; permit equal -");
    expect_person(trial, all, "李某某", masked, OUTCOME_FAIL, "differ",
                  "name different -; id_number compatible -; permit equal -");
    expect_person(trial, all, "张某某", "110101********1238", OUTCOME_FAIL, "differ",
                  "id_number different -; permit equal -");
    expect_person(trial, SAME("fields: [name, nationality]"), "张某某", masked, OUTCOME_UNKNOWN,
                  "absent", "nationality absent -");
    /* the row of 10 January does not show its document */
    expect_person(trial, SAME("fields: name, permit: first_crossing"), "张某某", masked,
                  OUTCOME_UNKNOWN, "permit", "permit absent -");
    expect_person(trial, SAME("fields: name, permit: last_entry"), "张某某", masked, OUTCOME_PASS,
                  NULL, "permit equal -");
}

static void test_another_permit(void **state)
{
    struct trial *trial = *state;
    struct report_claims *claims;
    struct report_crossing rows[3];

    trial_rule(trial, HEAD, SAME("fields: name, permit: last_crossing"));
    trial_facts(trial, facts);
    claims = add_record(trial);
    give_person(trial, claims, "张某某", "110101********1237");
    memcpy(rows, claims->crossings, sizeof rows);
    rows[0].document_number = "C87654321";
    claims->crossings = rows;
    trial_expect(trial, OUTCOME_FAIL, "permit");
}

static void test_nobody(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, HEAD, SAME("fields: name"));
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_true(trial_asks(trial, "applicant", "ask.not_stated"));
    trial_facts(trial, facts);
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_true(trial_asks(trial, "record", "ask.missing"));
    add_record(trial); /* it does not say whose it is */
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
}

/* ---- Refused ---- */

static void test_refused(void **state)
{
    static const char *const wrong[] = {
        CROSSING("direction: exit"),
        CROSSING("which: last, count: {at_least: 1}"),
        CROSSING("which: middle"),
        CROSSING("count: {}"),
        CROSSING("count: {exactly: 1, at_least: 1}"),
        CROSSING("count: {at_least: -1}"),
        CROSSING("which: last, towards: CN"),
        CROSSING("which: last, between: 2026-01-01"),
        CROSSING("which: last, between: 2026-01-01 to applicant"),
        CROSSING("which: last, on_or_before: yesterday"),
        CROSSING("which: last, direction: out"),
        "{crossing: {document: nothing, which: last}}",
        COVERS("from: 2026-01-01"),
        COVERS("from: 2026-01-01, to: 2026-01-31, gaps: 1 month"),
        COVERS("from: 2026-01-01, to: 2026-01-31, gaps: some"),
        "{covers: {documents: [], from: 2026-01-01, to: 2026-01-31}}",
        SAME("fields: []"),
        SAME("fields: [shoe_size]"),
        SAME("permit: last_crossing"),
        SAME("fields: name, permit: any"),
        "{same_person: {documents: [record], fields: name}}",
        "{same_person: {documents: [record], fact: applied_at, fields: name}}",
        "{same_person: {documents: [record, slip], fields: name, permit: last_crossing}}",
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < COUNT(wrong); i++) {
        const char *yaml =
            arena_printf(trial->arena,
                         "policy: p\nversion: 1\ntitle: {en: P}\nsource: {kind: own, read: "
                         "2026-11-22, text: t}\n"
                         "in_force: {}\ntime_zone: Asia/Shanghai\n%srules:\n- {id: r, that: %s, "
                         "otherwise: reject}\n",
                         HEAD, wrong[i]);
        const struct policy *policy;
        struct config_error error = {0};

        if (policy_parse(trial->arena, slice_str(yaml), "p.yaml", NULL, &policy, &error) !=
                ERR_INVALID ||
            error.line == 0 || error.column == 0)
            fail_msg("%s: %s", wrong[i], error.message);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_last_and_first),
        TEST(test_any_none_every),
        TEST(test_count),
        TEST(test_silence),
        TEST(test_period_that_ends_early),
        TEST(test_nothing_asked),
        TEST(test_absent),
        TEST(test_covers),
        TEST(test_covers_untold),
        TEST(test_covers_together),
        TEST(test_same_person),
        TEST(test_another_permit),
        TEST(test_nobody),
        TEST(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
