/* What a plugin may claim, what becomes of it, and what is not taken. */
#include "sheet.h"
#include "worker/claims.h"
#include "worker/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HOST (&worker_host)

static const struct vouch_code codes[] = {
    {sizeof(struct vouch_code), VOUCH_CODE_CHECK, "test.check"},
    {sizeof(struct vouch_code), VOUCH_CODE_REASON, "test.reason"},
    {sizeof(struct vouch_code), VOUCH_CODE_ADVICE, "test.advice"},
};

static const struct vouch_plugin plugin = {
    .name = "test", .codes = codes, .code_count = VOUCH_COUNT(codes)};

static struct sheet sheet;
static const struct vouch_document *document;
static struct vouch_report report;

static int start(void **state)
{
    (void)state;
    sheet_init(&sheet);
    sheet_line(&sheet, 1, 300, "here", 400, NULL);
    document = sheet_document(&sheet);
    report_begin(&report, document, &plugin);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    sheet_done(&sheet);
    return 0;
}

/* A text at the middle of the page: 400 to 420 of 800 points, 300 to 310 of 600. */
static struct vouch_span span_of(const char *data)
{
    return (struct vouch_span){
        .text = {.data = data, .length = (uint32_t)strlen(data)},
        .box = {400000, 300000, 420000, 310000},
        .page = 1,
    };
}

static const struct examination *end(void)
{
    static struct examination examination;

    examination = (struct examination){0};
    assert_int_equal(report_end(&report, &examination), 0);
    return &examination;
}

static void claims_become_a_report(void **state)
{
    struct vouch_span serial = span_of("E123"), day = span_of("2026");
    const struct report_claims *claims;
    const struct examination *made;

    (void)state;
    vouch_claim_text(HOST, &report, VOUCH_CLAIM_SERIAL, &serial);
    vouch_claim_day(HOST, &report, VOUCH_CLAIM_PERIOD_FROM, 20000, &day);
    vouch_claim_day(HOST, &report, VOUCH_CLAIM_BIRTH_DATE, -5000, NULL);
    vouch_claim_code(HOST, &report, VOUCH_CLAIM_SEX, "male", NULL);
    vouch_claim_code(HOST, &report, VOUCH_CLAIM_LANGUAGE, "zh-Hans", NULL);
    vouch_claim_code(HOST, &report, VOUCH_CLAIM_COMPLETE, "yes", NULL);
    vouch_claim_issued_at(HOST, &report, 1780000000, VOUCH_PRECISION_MINUTE, NULL);
    made = end();
    claims = made->claims;
    assert_string_equal(claims->serial, "E123");
    assert_true(claims->has_period_from);
    assert_int_equal(claims->period_from, 20000);
    assert_false(claims->has_period_to);
    assert_string_equal(claims->person->sex, "male");
    assert_int_equal(claims->person->birth_date, -5000);
    assert_string_equal(claims->language, "zh-Hans");
    assert_string_equal(claims->complete, "yes");
    assert_string_equal(claims->issued_precision, "minute");
    assert_string_equal(claims->form, "electronic");
    assert_false(claims->has_crossings);
    assert_int_equal(made->evidence_count, 2);
    assert_string_equal(made->evidence[1].claim, "/claims/period_from");
    assert_int_equal(made->evidence[1].box[0], 5000);
    assert_int_equal(made->evidence[1].box[1], 5000);
    assert_int_equal(made->evidence[1].box[2], 5250);
    assert_int_equal(made->evidence[1].box[3], 5167); /* outwards */
    assert_false(document->trouble->misuse);
}

static void nothing_claimed_is_no_claims(void **state)
{
    (void)state;
    assert_null(end()->claims);
}

static void names_have_a_script(void **state)
{
    static const char *const names[][2] = {
        {"王小样", "Hani"},       {"WANG, XIAOYANG", "Latn"}, {"José", "Latn"},
        {"王 Xiaoyang", "other"}, {"アニタ", "other"},        {"123", "other"},
    };

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        struct vouch_name name = VOUCH_INIT(struct vouch_name);

        name.value = span_of(names[i][0]);
        assert_int_equal(vouch_claim_name(HOST, &report, &name), 0);
    }
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(end()->claims->person->names[i].script, names[i][1]);
    assert_string_equal(end()->claims->person->names[0].kind, "printed");
}

static void crossings_are_rows_with_evidence(void **state)
{
    struct vouch_crossing crossing = VOUCH_INIT(struct vouch_crossing);
    const struct examination *made;

    (void)state;
    crossing.row = 7;
    crossing.exit = 1;
    crossing.date = 20500;
    crossing.whole = span_of("7 exit");
    crossing.port = span_of("罗湖口岸").text;
    crossing.region = "HK";
    assert_int_equal(vouch_claim_crossing(HOST, &report, &crossing), 0);
    crossing.region = NULL;
    crossing.exit = 0;
    assert_int_equal(vouch_claim_crossing(HOST, &report, &crossing), 0);
    made = end();
    assert_int_equal(made->claims->crossing_count, 2);
    assert_string_equal(made->claims->crossings[0].direction, "exit");
    assert_string_equal(made->claims->crossings[0].region, "HK");
    assert_null(made->claims->crossings[0].flight);
    assert_string_equal(made->claims->crossings[1].region, "unknown");
    assert_string_equal(made->evidence[1].claim, "/claims/crossings/1");
}

static void an_empty_table_is_a_claim(void **state)
{
    (void)state;
    vouch_claim_crossings(HOST, &report);
    assert_true(end()->claims->has_crossings);
    assert_int_equal(end()->claims->crossing_count, 0);
}

static void what_could_not_be_read_makes_claims_incomplete(void **state)
{
    struct vouch_span span = span_of("?");
    const struct examination *made;

    (void)state;
    vouch_claim_code(HOST, &report, VOUCH_CLAIM_COMPLETE, "yes", NULL);
    assert_int_equal(vouch_unread(HOST, &report, "/claims/serial", &span), 0);
    made = end();
    assert_string_equal(made->claims->complete, "no"); /* whatever the plugin says */
    assert_int_equal(made->unread_count, 1);
    assert_string_equal(made->unread[0].outcome, "too_unsure");
}

static void texts_are_made_safe(void **state)
{
    struct vouch_span span = span_of("E1\n2\u202E3");

    (void)state;
    assert_int_equal(vouch_claim_text(HOST, &report, VOUCH_CLAIM_SERIAL, &span), 0);
    assert_string_equal(end()->claims->serial, "E1\uFFFD2\uFFFD3");
}

static void texts_are_copied(void **state)
{
    char room[] = "E999";
    struct vouch_span span = span_of(room);

    (void)state;
    vouch_claim_text(HOST, &report, VOUCH_CLAIM_SERIAL, &span);
    memset(room, 'x', 4);
    assert_string_equal(end()->claims->serial, "E999");
}

static void endless_texts_are_not_taken(void **state)
{
    static char room[CLAIM_TEXT_MAX + 1];
    struct vouch_span span = {.text = {.data = room, .length = sizeof room}};

    (void)state;
    memset(room, 'x', sizeof room);
    assert_true(vouch_claim_text(HOST, &report, VOUCH_CLAIM_SERIAL, &span) < 0);
    assert_true(report.is_incomplete);
}

static void checks_are_declared(void **state)
{
    const struct vouch_param params[] = {{"rows", "7"}};
    struct vouch_check check = {
        .size = sizeof check,
        .outcome = VOUCH_FAIL,
        .id = "test.check",
        .params = params,
        .param_count = 1,
        .advice = "test.advice",
    };
    const struct examination *made;

    (void)state;
    assert_int_equal(vouch_check(HOST, &report, &check), 0);
    made = end();
    assert_int_equal(made->check_count, 1);
    assert_int_equal(made->checks[0].outcome, CHECK_FAIL);
    assert_string_equal(made->checks[0].params.items[0].value, "7");
    assert_string_equal(made->checks[0].advice->code, "test.advice");
    assert_int_equal(vouch_reason(HOST, &report, "test.reason", NULL, 0), 0);
    assert_int_equal(report.reasons.count, 1);
    assert_int_equal(vouch_advise(HOST, &report, "test.advice"), 0);
    assert_string_equal(end()->unsigned_advice, "test.advice");
    assert_false(document->trouble->misuse);
}

static void expect_misuse(int32_t result)
{
    assert_true(result < 0);
    assert_true(document->trouble->misuse);
    assert_non_null(document->trouble->mistake);
    document->trouble->misuse = false;
    document->trouble->mistake = NULL;
}

static void misuse_is_refused_and_noted(void **state)
{
    struct vouch_span span = span_of("x");
    struct vouch_check check = {.size = sizeof check, .id = "test.other"};
    struct vouch_check outcome = {.size = sizeof outcome, .id = "test.check", .outcome = 3};
    struct vouch_check small = {.size = 8, .id = "test.check"};
    struct vouch_check advice = {.size = sizeof advice, .id = "test.check", .advice = "test.check"};
    struct vouch_check params = {.size = sizeof params, .id = "test.check", .param_count = 1};
    struct vouch_name name = {.size = sizeof name, .kind = "nickname"};
    struct vouch_id_number number = {.size = sizeof number, .kind = "a kind"};
    struct vouch_crossing crossing = {.size = sizeof crossing, .date = VOUCH_NO_DAY};
    struct vouch_crossing region = {.size = sizeof region, .region = "Mars"};

    (void)state;
    expect_misuse(vouch_claim_text(HOST, &report, VOUCH_CLAIM_PERIOD_FROM, &span));
    expect_misuse(vouch_claim_text(HOST, &report, VOUCH_CLAIM_SERIAL, NULL));
    expect_misuse(vouch_claim_day(HOST, &report, VOUCH_CLAIM_SERIAL, 1, NULL));
    expect_misuse(vouch_claim_day(HOST, &report, VOUCH_CLAIM_ISSUED_ON, VOUCH_NO_DAY, NULL));
    expect_misuse(vouch_claim_code(HOST, &report, VOUCH_CLAIM_SEX, "m", NULL));
    expect_misuse(vouch_claim_code(HOST, &report, VOUCH_CLAIM_LANGUAGE, "not a code", NULL));
    expect_misuse(vouch_claim_code(HOST, &report, 99, "x", NULL));
    expect_misuse(vouch_claim_issued_at(HOST, &report, INT64_MAX, VOUCH_PRECISION_DAY, NULL));
    expect_misuse(vouch_claim_issued_at(HOST, &report, 0, 3, NULL));
    expect_misuse(vouch_claim_name(HOST, &report, &name));
    expect_misuse(vouch_claim_id_number(HOST, &report, &number));
    expect_misuse(vouch_claim_crossing(HOST, &report, &crossing));
    expect_misuse(vouch_claim_crossing(HOST, &report, &region));
    expect_misuse(vouch_claim_extra(HOST, &report, "a name", "text", &span));
    expect_misuse(vouch_claim_extra(HOST, &report, "name", "text", NULL));
    expect_misuse(vouch_unread(HOST, &report, "serial", &span));
    expect_misuse(vouch_check(HOST, &report, &check));
    expect_misuse(vouch_check(HOST, &report, &outcome));
    expect_misuse(vouch_check(HOST, &report, &small));
    expect_misuse(vouch_check(HOST, &report, &advice));
    expect_misuse(vouch_check(HOST, &report, &params));
    expect_misuse(vouch_reason(HOST, &report, "test.check", NULL, 0));
    expect_misuse(vouch_reason(HOST, &report, NULL, NULL, 0));
    expect_misuse(vouch_advise(HOST, &report, "test.reason"));
    assert_int_equal(end()->check_count, 0);
    assert_int_equal(end()->evidence_count, 0);
}

static int32_t claim_extra_of(const char *type, const char *value)
{
    struct vouch_span span = span_of(value);

    return vouch_claim_extra(HOST, &report, "name", type, &span);
}

static void extras_are_of_their_type(void **state)
{
    static const char *const right[][2] = {
        {"text", ""},
        {"text", "any - thing"},
        {"day", "2024-02-29"},
        {"time", "2026-11-22T09:00:00+08:00"},
        {"time", "2026-11-22T01:00:00.5Z"},
        {"time", "00:00"},
        {"time", "23:59"},
        {"integer", "0"},
        {"integer", "-17"},
        {"integer", "999999999999999999"},
        {"amount", "12"},
        {"amount", "-1234.50"},
        {"code", "zh-Hans"},
    };
    const struct report_extra *extra;

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(right); i++)
        assert_int_equal(claim_extra_of(right[i][0], right[i][1]), 0);
    assert_false(document->trouble->misuse);
    assert_int_equal(end()->claims->extra_count, VOUCH_COUNT(right));
    extra = end()->claims->extra;
    for (size_t i = 0; i < VOUCH_COUNT(right); i++) {
        assert_string_equal(extra[i].type, right[i][0]);
        assert_string_equal(extra[i].value, right[i][1]);
    }
}

static void extras_of_no_or_another_type_are_refused(void **state)
{
    static const char *const wrong[][2] = {
        {"day", ""},
        {"day", "2026-02-30"},
        {"day", "2026-2-3"},
        {"day", "2026-02-03 "},
        {"time", ""},
        {"time", "24:00"},
        {"time", "9:00"},
        {"time", "09:60"},
        {"time", "09:00:00"},
        {"time", "2026-11-22T09:00:00"},
        {"time", "2026-11-22T09:00Z"},
        {"integer", ""},
        {"integer", "-"},
        {"integer", "+1"},
        {"integer", "1.0"},
        {"integer", "1000000000000000000"},
        {"amount", ""},
        {"amount", "1,234.50"},
        {"amount", "1."},
        {"amount", ".5"},
        {"amount", "1.-5"},
        {"amount", "1.2.3"},
        {"amount", "1e3"},
        {"code", ""},
        {"code", "two words"},
        {"kind", "x"},
        {NULL, "x"},
    };

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(wrong); i++)
        expect_misuse(claim_extra_of(wrong[i][0], wrong[i][1]));
    assert_null(end()->claims);
}

static void lists_have_an_end(void **state)
{
    struct vouch_span span = span_of("x");
    int32_t r = 0;

    (void)state;
    for (int i = 0; i < CLAIM_LIST_MAX; i++)
        r |= vouch_claim_extra(HOST, &report, "name", "text", &span);
    assert_int_equal(r, 0);
    assert_true(vouch_claim_extra(HOST, &report, "name", "text", &span) < 0);
    assert_true(report.is_incomplete);
    assert_int_equal(end()->claims->extra_count, CLAIM_LIST_MAX);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(claims_become_a_report),      TEST(nothing_claimed_is_no_claims),
        TEST(names_have_a_script),         TEST(crossings_are_rows_with_evidence),
        TEST(an_empty_table_is_a_claim),   TEST(what_could_not_be_read_makes_claims_incomplete),
        TEST(texts_are_made_safe),         TEST(texts_are_copied),
        TEST(endless_texts_are_not_taken), TEST(checks_are_declared),
        TEST(misuse_is_refused_and_noted), TEST(lists_have_an_end),
        TEST(extras_are_of_their_type),    TEST(extras_of_no_or_another_type_are_refused),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
