/* compare, and the terms that it compares. */
#include "support.h"

#include <string.h>

#define FACTS                                                                                      \
    "facts:\n  on: {type: day}\n  at: {type: time}\n  count: {type: integer}\n"                    \
    "  sum: {type: amount}\n  status: {type: code, one_of: [single, married]}\n"                   \
    "  called: {type: name}\n  who: {type: person}\n  where: {type: territory}\n"                  \
    "  rows: {type: crossings}\n  paid: {type: years}\n  held: {type: documents}\n"                \
    "documents:\n  record: {source: [nia, stated], extra: {queried_on: day}}\n"

static const struct {
    const char *condition;
    const char *facts;
    enum decision_outcome outcome;
} table[] = {
    {"[status, is, married]", "{\"status\": \"married\"}", OUTCOME_PASS},
    {"[status, is, married]", "{\"status\": \"single\"}", OUTCOME_FAIL},
    {"[status, is, married]", "{}", OUTCOME_UNKNOWN},
    {"[status, is_not, married]", "{\"status\": \"single\"}", OUTCOME_PASS},
    {"[status, is_not, married]", "{\"status\": \"married\"}", OUTCOME_FAIL},
    {"[status, is_not, married]", "{}", OUTCOME_UNKNOWN},
    {"[married, is, status]", "{\"status\": \"married\"}", OUTCOME_PASS},
    {"[status, is_one_of, [single, married]]", "{\"status\": \"married\"}", OUTCOME_PASS},
    {"[status, is_one_of, [single]]", "{\"status\": \"married\"}", OUTCOME_FAIL},
    {"[where, is, HK]", "{\"where\": \"HK\"}", OUTCOME_PASS},
    {"[where, is, HK]", "{\"where\": \"MO\"}", OUTCOME_FAIL},
    {"[on, is, 2026-01-01]", "{\"on\": \"2026-01-01\"}", OUTCOME_PASS},
    {"[on, before, 2026-01-01]", "{\"on\": \"2025-12-31\"}", OUTCOME_PASS},
    {"[on, before, 2026-01-01]", "{\"on\": \"2026-01-01\"}", OUTCOME_FAIL},
    {"[on, not_after, 2026-01-01]", "{\"on\": \"2026-01-01\"}", OUTCOME_PASS},
    {"[on, not_after, 2026-01-01]", "{\"on\": \"2026-01-02\"}", OUTCOME_FAIL},
    {"[at, not_after, as_of]", "{\"at\": \"2026-11-22T02:30:00Z\"}", OUTCOME_PASS},
    {"[at, before, as_of]", "{\"at\": \"2026-11-22T02:30:00Z\"}", OUTCOME_FAIL},
    {"[at, is, '2026-11-22T10:30:00+08:00']", "{\"at\": \"2026-11-22T02:30:00Z\"}", OUTCOME_PASS},
    {"[count, at_least, 5]", "{\"count\": 5}", OUTCOME_PASS},
    {"[count, at_least, 5]", "{\"count\": 4}", OUTCOME_FAIL},
    {"[count, at_most, 5]", "{\"count\": 6}", OUTCOME_FAIL},
    {"[count, at_most, -5]", "{\"count\": -5}", OUTCOME_PASS},
    {"[sum, at_least, 50000 HKD]", "{\"sum\": \"50000.00 HKD\"}", OUTCOME_PASS},
    {"[sum, at_least, 50000 HKD]", "{\"sum\": \"49999.99 HKD\"}", OUTCOME_FAIL},
    {"[sum, at_least, 50000 HKD]", "{\"sum\": \"60000 CNY\"}", OUTCOME_UNKNOWN},
    {"[sum, is, 0.10 HKD]", "{\"sum\": \"0.1 HKD\"}", OUTCOME_PASS},
    {"[paid, includes, 2024]", "{\"paid\": [2023, 2024]}", OUTCOME_PASS},
    {"[paid, includes, 2024]", "{\"paid\": [2023, 2025]}", OUTCOME_FAIL},
    {"[called, is, EXAMPLE ANNA]", "{\"called\": \"Example  Anna\"}", OUTCOME_PASS},
    {"[called, is, EXAMPLE ANNA]", "{\"called\": \"ANNA EXAMPLE\"}", OUTCOME_UNKNOWN},
    {"[called, is, EXAMPLE ANNA]", "{\"called\": \"OTHER BERTA\"}", OUTCOME_FAIL},
    {"[who.sex, is, female]", "{\"who\": {\"sex\": \"female\"}}", OUTCOME_PASS},
    {"[who.sex, is, female]", "{\"who\": {\"sex\": \"male\"}}", OUTCOME_FAIL},
    {"[who.sex, is, female]", "{\"who\": {}}", OUTCOME_UNKNOWN},
    {"[who.sex, is, female]", "{\"who\": {\"sex\": \"unspecified\"}}", OUTCOME_UNKNOWN},
    {"[who.sex, is_not, female]", "{\"who\": {\"sex\": \"unspecified\"}}", OUTCOME_UNKNOWN},
    {"[rows.port of last_exit, is, cn_luohu]", /* one's own word may be the code */
     "{\"rows\": [{\"date\": \"2026-01-05\", \"direction\": \"exit\", \"port\": \"cn_luohu\"}]}",
     OUTCOME_PASS},
    {"[rows.port of last_exit, is, cn_luohu]",
     "{\"rows\": [{\"date\": \"2026-01-05\", \"direction\": \"exit\"}]}", OUTCOME_UNKNOWN},
    {"[rows.flight of last_exit, is_not, CX1]",
     "{\"rows\": [{\"date\": \"2026-01-05\", \"direction\": \"exit\"}]}", OUTCOME_UNKNOWN},
    {"[who.nationality, is, FR]", "{\"people\": {\"who\": {\"nationality\": \"FR\"}}}",
     OUTCOME_PASS},
    {"[held.valid_until of cn_eep, is, on]",
     "{\"on\": \"2030-01-01\", \"held\": [{\"kind\": \"cn_eep\", \"valid_until\": \"2030-01-01\"},"
     " {\"kind\": \"passport\", \"valid_until\": \"2031-01-01\"}]}",
     OUTCOME_PASS},
    {"[held.valid_until of passport, is, 2030-01-01]",
     "{\"held\": [{\"kind\": \"passport\", \"valid_until\": \"2030-01-01\"},"
     " {\"kind\": \"passport\", \"valid_until\": \"2031-01-01\"}]}",
     OUTCOME_UNKNOWN},
    {"[held.number of cn_eep, is, C12345678]",
     "{\"held\": [{\"kind\": \"cn_eep\", \"number\": \"C1234****\"}]}", OUTCOME_UNKNOWN},
    {"[rows.date of last_exit, is, 2026-01-10]",
     "{\"rows\": [{\"date\": \"2026-01-05\", \"direction\": \"entry\"},"
     " {\"date\": \"2026-01-10\", \"direction\": \"exit\"}]}",
     OUTCOME_PASS},
    {"[record.date of first_entry, is, 2026-01-05]", /* stated ones stand in for the record */
     "{\"rows\": [{\"date\": \"2026-01-15\", \"direction\": \"entry\"},"
     " {\"date\": \"2026-01-05\", \"direction\": \"entry\"}]}",
     OUTCOME_PASS},
    {"[rows.date of last_exit, is, 2026-01-10]", "{\"rows\": []}", OUTCOME_UNKNOWN},
};

static void test_table(void **state)
{
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct decision_finding *finding;

        trial_rule(trial, FACTS, arena_printf(trial->arena, "{compare: %s}", table[i].condition));
        trial_facts(trial, table[i].facts);
        trial_evaluate(trial);
        finding = trial_finding(trial, "r");
        if (finding->test.outcome != table[i].outcome || finding->basis != BASIS_STATED)
            fail_msg("%s with %s: %s", table[i].condition, table[i].facts,
                     decision_outcome_name(finding->test.outcome));
    }
}

/* Newest first, as printed; a row is dated, and the one of last_exit is chosen by its day. */
static const struct report_crossing rows[] = {
    {.row = 1,
     .direction = "exit",
     .date = 20600,
     .time = "09:30",
     .region = "HK",
     .document_kind = "cn_eep",
     .document_number = "C12345678",
     .port_code = "cn_luohu"},
    {.row = 2, .direction = "entry", .date = 20600, .region = "ambiguous"},
    {.row = 3,
     .direction = "exit",
     .date = 20590,
     .document_number = "E1****",
     .document_masked = true},
};

static const struct {
    const char *condition;
    enum decision_outcome outcome;
} of_record[] = {
    {"[record.issued_on, is, 2026-11-22]", OUTCOME_PASS},
    {"[record.issued_at, is, '2026-11-22T09:14:00+08:00']", OUTCOME_UNKNOWN}, /* in that minute */
    {"[record.issued_at, before, '2026-11-22T09:14:00+08:00']", OUTCOME_FAIL},
    {"[record.issued_at, before, '2026-11-22T09:15:00+08:00']", OUTCOME_PASS},
    {"[record.period_from, is, 2016-11-22]", OUTCOME_PASS},
    {"[record.period_to, is, 2016-11-22]", OUTCOME_UNKNOWN},
    {"[record.form, is, electronic]", OUTCOME_PASS},
    {"[record.complete, is, yes]", OUTCOME_FAIL},
    {"[record.covers, is, document]", OUTCOME_UNKNOWN},
    {"[record.covers, is_not, person]", OUTCOME_UNKNOWN},
    {"[record.serial, is, ABC]", OUTCOME_PASS},
    {"[record.name, is, 张某某]", OUTCOME_PASS},
    {"[record.birth_date, is, 1990-01-01]", OUTCOME_PASS},
    {"[record.queried_on, is, 2026-11-21]", OUTCOME_PASS},
    {"[record.document_kind of last_crossing, is, cn_eep]", OUTCOME_PASS},
    {"[record.direction of last_crossing, is, exit]", OUTCOME_PASS},
    {"[record.towards of last_exit, is, HK]", OUTCOME_PASS},
    {"[record.towards of last_entry, is, HK]", OUTCOME_UNKNOWN},
    {"[record.document_number of first_exit, is, E12345]", OUTCOME_UNKNOWN},
    {"[record.port of last_exit, is_one_of, [cn_futian, cn_luohu]]", OUTCOME_PASS},
    {"[record.time of last_exit, before, '2026-05-27T09:31:00+08:00']", OUTCOME_PASS},
    {"[record.time of last_exit, before, '2026-05-27T09:30:00+08:00']", OUTCOME_FAIL},
    {"[record.time of first_exit, before, as_of]", OUTCOME_UNKNOWN},
};

static void fill(struct trial *trial, struct report_claims *claims)
{
    static const struct report_name names[] = {{"张某某", "Hani", "printed"}};
    static const struct report_extra extra[] = {{"queried_on", "day", "2026-11-21"}};
    struct report_person *person = arena_new_of(trial->arena, struct report_person);

    *person = (struct report_person){
        .names = names,
        .name_count = 1,
        .has_birth_date = true,
        .birth_date = day_of("1990-01-01"),
    };
    *claims = (struct report_claims){
        .complete = "no",
        .covers = "unknown",
        .serial = "ABC",
        .person = person,
        .has_period_from = true,
        .period_from = day_of("2016-11-22"),
        .has_issued_at = true,
        .issued_at = time_of("2026-11-22T09:14:00+08:00"),
        .issued_precision = "minute",
        .form = "electronic",
        .crossings = rows,
        .crossing_count = sizeof rows / sizeof *rows,
        .has_crossings = true,
        .extra = extra,
        .extra_count = 1,
    };
}

static void test_claims(void **state)
{
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof of_record / sizeof *of_record; i++) {
        const struct decision_finding *finding;

        trial_rule(trial, FACTS,
                   arena_printf(trial->arena, "{compare: %s}", of_record[i].condition));
        fill(trial, trial_report(trial, NULL));
        trial_evaluate(trial);
        finding = trial_finding(trial, "r");
        if (finding->test.outcome != of_record[i].outcome || finding->basis != BASIS_DOCUMENT)
            fail_msg("%s: %s", of_record[i].condition,
                     decision_outcome_name(finding->test.outcome));
    }
}

/* Two documents in a role say something only where they say the same. */
static void test_several_documents(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, FACTS, "{compare: [record.serial, is, ABC]}");
    fill(trial, trial_report(trial, "record"));
    fill(trial, trial_report(trial, "record"));
    trial_expect(trial, OUTCOME_PASS, NULL);
    ((struct report_claims *)(uintptr_t)trial_last_report(trial)->claims)->serial = "XYZ";
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
}

/* Where the compared claims stand in their documents. */
static void test_evidence(void **state)
{
    static const struct {
        const char *condition;
        const char *evidence;
    } places[] = {
        {"[record.serial, is, ABC]", "/documents/1/claims/serial"},
        {"[record.name, is, 张某某]", "/documents/1/claims/person/names/0"},
        {"[record.queried_on, is, 2026-11-21]", "/documents/1/claims/extra/0"},
        {"[2026-11-21, is, record.queried_on]", "/documents/1/claims/extra/0"},
        {"[record.date of first_exit, is, 2026-01-01]", "/documents/1/claims/crossings/2"},
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        trial_rule(trial, FACTS "  slip: {source: immd}\n",
                   arena_printf(trial->arena, "{compare: %s}", places[i].condition));
        (void)trial_report(trial, "slip");
        trial_last_report(trial)->source = "immd";
        fill(trial, trial_report(trial, NULL));
        trial_evaluate(trial);
        assert_int_equal(trial_finding(trial, "r")->evidence_count, 1);
        assert_string_equal(trial_finding(trial, "r")->evidence[0], places[i].evidence);
    }
    trial_rule(trial, FACTS, "{compare: [status, is, married]}");
    trial_facts(trial, "{\"status\": \"married\"}");
    trial_evaluate(trial);
    assert_int_equal(trial_finding(trial, "r")->evidence_count, 0);
}

static void test_account(void **state)
{
    static const struct report_account accounts[] = {
        {.id = "1",
         .holder = "EXAMPLE ANNA",
         .number = "12**34",
         .masked = true,
         .currency = "HKD",
         .closing_balance = "50000.00"},
        {.id = "2"},
    };
    struct trial *trial = *state;
    struct report_claims *claims;

    trial_rule(trial, FACTS,
               "{all_of: [{compare: [record.closing_balance, at_least, 50000 HKD]},"
               " {compare: [record.holder, is, Example Anna]},"
               " {compare: [record.currency, is, HKD]}]}");
    claims = trial_report(trial, NULL);
    claims->accounts = accounts;
    claims->account_count = 1;
    trial_expect(trial, OUTCOME_PASS, NULL);
    claims->account_count = 2; /* of which, nobody said */
    trial_expect(trial, OUTCOME_UNKNOWN, NULL);
    trial_rule(trial, FACTS, "{compare: [record.account_number, is, 120034]}");
    claims = trial_report(trial, NULL);
    claims->accounts = accounts;
    claims->account_count = 1;
    trial_expect(trial, OUTCOME_UNKNOWN, NULL);
}

/* What is shown of a fact, and what is never: a decision is hashed and recorded. */
static void test_params(void **state)
{
    struct trial *trial = *state;
    const struct decision_finding *finding;

    trial_rule(trial, FACTS, "{compare: [status, is_one_of, [single, married]]}");
    trial_facts(trial, "{\"status\": \"single\"}");
    trial_evaluate(trial);
    finding = trial_finding(trial, "r");
    assert_string_equal(trial_param(finding, "left"), "status");
    assert_string_equal(trial_param(finding, "relation"), "is_one_of");
    assert_string_equal(trial_param(finding, "right"), "single, married");
    assert_string_equal(trial_param(finding, "found"), "single");
    trial_rule(trial, FACTS, "{compare: [who.birth_date, is, 1990-01-01]}");
    trial_facts(trial, "{\"who\": {\"birth_date\": \"1990-01-01\"}}");
    trial_evaluate(trial);
    assert_null(trial_param(trial_finding(trial, "r"), "found"));
    trial_rule(trial, FACTS, "{compare: [called, is, EXAMPLE ANNA]}");
    trial_facts(trial, "{\"called\": \"EXAMPLE ANNA\"}");
    trial_evaluate(trial);
    assert_null(trial_param(trial_finding(trial, "r"), "found"));
}

static void test_asks(void **state)
{
    struct trial *trial = *state;

    trial_rule(trial, FACTS, "{compare: [status, is, married]}");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_true(trial_asks(trial, "status", "ask.not_stated"));
    assert_string_equal(trial->decision.asks[0].rule, "r");
    assert_string_equal(trial->decision.asks[0].advice->code, "advice.state_fact");
    trial_rule(trial, FACTS, "{compare: [record.serial, is, ABC]}");
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_true(trial_asks(trial, "record", "ask.missing"));
    trial_rule(trial, FACTS, "{compare: [record.serial, is, ABC]}"); /* there, but silent */
    (void)trial_report(trial, NULL);
    trial_expect(trial, OUTCOME_UNKNOWN, "absent");
    assert_int_equal(trial->decision.ask_count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, trial_setup, trial_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_table),    TEST(test_claims),  TEST(test_several_documents),
        TEST(test_evidence), TEST(test_account), TEST(test_params),
        TEST(test_asks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
