/* Exact decimals, dates in a layout's format, and what the paper's file says of itself. */
#include "dates.h"
#include "decimal.h"
#include "fake_host.h"
#include "layout.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

extern const struct vouch_plugin vouch_plugin_bank;

static struct vouch_text text_of(const char *text)
{
    return (struct vouch_text){.data = text, .length = (uint32_t)strlen(text)};
}

/* ---- Decimals ---- */

static const struct decimal_style plain = {.point = '.', .group = ','};
static const struct decimal_style any = {
    .point = '.', .group = ',', .parentheses = true, .trailing_minus = true, .debit_credit = true};
static const struct decimal_style european = {.point = ',', .group = '.'};

static void decimals_are_read_exactly(void **state)
{
    static const struct {
        const char *printed;
        const struct decimal_style *style;
        const char *written; /* NULL: it is none */
    } numbers[] = {
        {"0", &plain, "0"},
        {"0.00", &plain, "0.00"},
        {"-0.00", &plain, "0.00"},
        {"12.5", &plain, "12.5"},
        {"+1,234,567.89", &plain, "1234567.89"},
        {"-1234567.89", &plain, "-1234567.89"},
        {"9999999999999999.99999999", &plain, "9999999999999999.99999999"},
        {"0.10", &plain, "0.10"},
        {"007", &plain, "7"},
        {"(12.00)", &any, "-12.00"},
        {"12.00-", &any, "-12.00"},
        {"12.00DR", &any, "-12.00"},
        {"12.00CR", &any, "12.00"},
        {"1.234.567,89", &european, "1234567.89"},
        {"", &plain, NULL},
        {"-", &plain, NULL},
        {"+", &plain, NULL},
        {".5", &plain, NULL},
        {"5.", &plain, NULL},
        {"1,23", &plain, NULL},
        {"1,2345", &plain, NULL},
        {"1234,567", &plain, NULL},
        {",123", &plain, NULL},
        {"1,,234", &plain, NULL},
        {"1.2.3", &plain, NULL},
        {"1e5", &plain, NULL},
        {"12a", &plain, NULL},
        {"--1", &plain, NULL},
        {"-+1", &plain, NULL},
        {"(12.00)", &plain, NULL},
        {"12.00-", &plain, NULL},
        {"-12.00-", &any, NULL},
        {"-(12.00)", &any, NULL},
        {"(12.00", &any, NULL},
        {"()", &any, NULL},
        {"10000000000000000", &plain, NULL},
        {"0.123456789", &plain, NULL},
        {"1,234.50", &european, NULL},
    };
    char room[DECIMAL_TEXT_MAX];
    struct decimal value;

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(numbers); i++) {
        bool is_read = decimal_parse(text_of(numbers[i].printed), numbers[i].style, &value);

        if (is_read != (numbers[i].written != NULL))
            fail_msg("'%s' was %sread", numbers[i].printed, is_read ? "" : "not ");
        if (is_read)
            assert_string_equal(decimal_write(&value, room).data, numbers[i].written);
    }
}

static void decimals_add_exactly(void **state)
{
    struct decimal sum = {0}, tenth, large = {.places = 2};
    char room[DECIMAL_TEXT_MAX];

    (void)state;
    assert_true(decimal_parse(text_of("0.1"), &plain, &tenth));
    for (int i = 0; i < 1000; i++)
        assert_true(decimal_add(&sum, &tenth, &sum));
    assert_string_equal(decimal_write(&sum, room).data, "100.0");
    tenth = decimal_negative(tenth);
    assert_true(decimal_add(&sum, &tenth, &sum));
    assert_string_equal(decimal_write(&sum, room).data, "99.9");
    tenth = decimal_absolute(tenth);
    assert_true(tenth.units > 0);
    large.units = (bank_int128)1 << 126;
    assert_false(decimal_add(&large, &large, &sum));
    assert_string_equal(decimal_write(&large, room).data, "850705917302346158658436518579.42");
    large.units = -large.units - ((bank_int128)1 << 126); /* the least there is */
    assert_string_equal(decimal_write(&large, room).data, "-1701411834604692317316873037158.84");
}

/* ---- Dates ---- */

static void dates_are_read_by_their_format(void **state)
{
    static const struct {
        const char *text, *format;
        int32_t latest, day, second;
    } dates[] = {
        {"2026-04-01", "YYYY-MM-DD", VOUCH_NO_DAY, 20544, -1},
        {"20260401", "YYYYMMDD", VOUCH_NO_DAY, 20544, -1},
        {"2026年4月1日", "YYYY年M月D日", VOUCH_NO_DAY, 20544, -1},
        {"01 Apr 2026", "DD MMM YYYY", VOUCH_NO_DAY, 20544, -1},
        {"1April2026", "D MMM YYYY", VOUCH_NO_DAY, 20544, -1},
        {"1 APR 2026", "D MMM YYYY", VOUCH_NO_DAY, 20544, -1},
        {"2026-04-01 10:21:32", "YYYY-MM-DD HH:mm:ss", VOUCH_NO_DAY, 20544, 37292},
        {"2026/04/0110:21", "YYYY/MM/DD HH:mm", VOUCH_NO_DAY, 20544, 37260},
        {"31 Dec", "D MMM", 20544, 20453, -1}, /* the last before 1 April 2026 */
        {"1 Apr", "D MMM", 20544, 20544, -1},
        {"29 Feb", "D MMM", 20544, 19782, -1}, /* of 2024 */
    };
    static const char *const wrong[][2] = {
        {"2026-13-01", "YYYY-MM-DD"},
        {"2026-02-29", "YYYY-MM-DD"},
        {"2026-4-1", "YYYY-MM-DD"},
        {"2026-04-01x", "YYYY-MM-DD"},
        {"", "YYYY-MM-DD"},
        {"1 Ap 2026", "D MMM YYYY"},
        {"2026-04-01 24:00", "YYYY-MM-DD HH:mm"},
        {"1 Apr", "D MMM"},
    };
    struct moment moment;

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(dates); i++) {
        if (!date_parse(text_of(dates[i].text), dates[i].format, dates[i].latest, &moment))
            fail_msg("%s is none of %s", dates[i].text, dates[i].format);
        assert_int_equal(moment.day, dates[i].day);
        assert_int_equal(moment.second, dates[i].second);
    }
    for (size_t i = 0; i < VOUCH_COUNT(wrong); i++)
        assert_false(date_parse(text_of(wrong[i][0]), wrong[i][1], VOUCH_NO_DAY, &moment));
    for (int32_t day = -719162; day < 2932897; day += 997) { /* 1-1-1 to 9999-12-31 */
        char room[DATE_TEXT_MAX];

        assert_true(date_parse(date_write(day, room), "YYYY-MM-DD", VOUCH_NO_DAY, &moment));
        assert_int_equal(moment.day, day);
    }
    assert_true(date_parse(text_of("23:59"), "HH:mm", VOUCH_NO_DAY, &moment));
    assert_int_equal(moment.second, 86340);
    assert_false(moment.has_second);
}

static void formats_say_all_that_they_must(void **state)
{
    static const char *const right[] = {"YYYY-MM-DD", "D MMM", "YYYYMMDD", "DD/MM/YYYY HH:mm:ss"};
    static const char *const wrong[] = {"",         "YYYY",          "YYYY-MM",
                                        "MM-DD-DD", "YYYY-MM-DD HH", "DD MM ss"};

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(right); i++)
        assert_true(date_format_is_right(right[i]));
    for (size_t i = 0; i < VOUCH_COUNT(wrong); i++)
        assert_false(date_format_is_right(wrong[i]));
    assert_true(time_format_is_right("HHmmss"));
    assert_true(time_format_is_right("HH:mm"));
    assert_false(time_format_is_right("HH"));
    assert_false(time_format_is_right("DD HH:mm"));
}

static void groups_are_counted(void **state)
{
    static const struct {
        const char *pattern;
        uint32_t groups;
    } patterns[] = {{"abc", 0},        {"(a)(b)", 2},          {"(?:a)(b)", 1},
                    {"\\(a\\)", 0},    {"[(](a)[)\\]](b)", 2}, {"((a)|(b))", 3},
                    {"(?=a)(?<!b)", 0}};

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(patterns); i++)
        assert_int_equal(layout_groups(patterns[i].pattern), patterns[i].groups);
}

/* ---- Who wrote the file ---- */

static uint32_t producer_outcome(const char *producer, const char **ret_param)
{
    static const char yaml[] = "layout: {language: en, dates: YYYY-MM-DD,\n"
                               "  recognise: [{pattern: Letter, worth: 60}],\n"
                               "  producers: ['^Sample Bank PDF '], reprinted: [PDFium]}\n";
    const struct fake_document document = {.text = "Letter\n", .producer = producer};
    struct arena *arena = arena_new(0);
    const struct vouch_check *check;
    struct fake_report report;
    uint32_t outcome;
    int32_t sure;

    assert_int_equal(fake_examine(&vouch_plugin_bank, fake_settings(arena, yaml, TABLES_DIR),
                                  &document, &report, &sure),
                     0);
    assert_int_equal(sure, 60);
    check = fake_check(&report, "bank.producer");
    assert_non_null(check);
    outcome = check->outcome;
    *ret_param = check->param_count > 0 ? "reprinted" : NULL;
    fake_report_done(&report);
    arena_free(arena);
    return outcome;
}

/* A hint: it never fails. */
static void a_producer_is_a_hint(void **state)
{
    const char *param;

    (void)state;
    assert_int_equal(producer_outcome("Sample Bank PDF 2.1", &param), VOUCH_PASS);
    assert_null(param);
    assert_int_equal(producer_outcome("Something else", &param), VOUCH_UNKNOWN);
    assert_null(param);
    assert_int_equal(producer_outcome("PDFium", &param), VOUCH_UNKNOWN);
    assert_non_null(param);
    assert_int_equal(producer_outcome(NULL, &param), VOUCH_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_read_exactly),
        cmocka_unit_test(decimals_add_exactly),
        cmocka_unit_test(dates_are_read_by_their_format),
        cmocka_unit_test(formats_say_all_that_they_must),
        cmocka_unit_test(groups_are_counted),
        cmocka_unit_test(a_producer_is_a_hint),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
