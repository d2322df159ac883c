/* The immd plugin over the fake host: what it claims, and each check passing, failing, undecided.
 */
#include "fake_host.h"

#include "render/render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct vouch_plugin vouch_plugin_immd;

#define TITLE                                                                                      \
    "Immigration Department\nThe Government of the Hong Kong Special Administrative Region\n"      \
    "Statement of Travel Records\n"
#define NUMBER "Serial No.: STR-990017\n"
#define NAME   "Name in English 英文姓名: WONG SIU YEUNG\n"
#define BIRTH  "Date of Birth: 05-03-1990\n"
#define CARD   "HKID No.: A123456(3)\n"
#define PERIOD "Period: from 01-01-2025 to 31-12-2025\n"
#define ISSUE  "Date of Issue: 15-01-2026\n"
#define HEAD   "Date Arrival/Departure Control Point\n"
#define ROW1   "01-02-2025 Departure Lo Wu\n"
#define ROW2   "03-02-2025 Arrival Lok Ma Chau Spur Line\n"
#define PAGE1  "Page 1 of 2\n\f"
#define ROW3   "10-06-2025 Departure Airport\n"
#define ROW4   "20-06-2025 Arrival Airport\n"
#define PAGE2  "Page 2 of 2\n"
#define ROWS   ROW1 ROW2 PAGE1 NAME BIRTH ROW3 ROW4
#define PAPER  TITLE NUMBER NAME BIRTH CARD PERIOD ISSUE HEAD ROWS PAGE2

struct change {
    const char *from; /* NULL: nothing */
    const char *to;
};

/* Frees what replaced() gave; `from` must stand in the text. */
static char *replaced(const char *text, const struct change *change)
{
    const char *at = change->from ? strstr(text, change->from) : NULL;
    char *out = NULL;
    int length;

    if (!change->from)
        return strdup(text);
    assert_non_null(at);
    length =
        asprintf(&out, "%.*s%s%s", (int)(at - text), text, change->to, at + strlen(change->from));
    assert_true(length >= 0);
    return out;
}

static int32_t examine(const char *text, const struct change *change, struct fake_report *report)
{
    char *changed = replaced(text, change);
    struct arena *arena = arena_new(0);
    struct fake_document document = {.text = changed};
    int32_t sure;

    assert_int_equal(fake_examine(&vouch_plugin_immd, fake_settings(arena, "", TABLES_DIR),
                                  &document, report, &sure),
                     0);
    arena_free(arena);
    free(changed);
    return sure;
}

static void assert_line(const char *text, const char *line)
{
    bool expected = line[0] != '!';
    char whole[512];

    snprintf(whole, sizeof whole, "%s\n", line + !expected);
    if ((strstr(text, whole) != NULL) != expected)
        fail_msg("%s \"%s\" in:\n%s", expected ? "no" : "unexpected", line, text);
}

/* ---- Claims ---- */

static const char *const usual_claims[] = {
    "extra code document_kind statement_of_travel_records",
    "serial STR-990017",
    "name WONG SIU YEUNG",
    "birth_date 1990-03-05",
    "hkid A123456(3)",
    "period_from 2025-01-01",
    "period_to 2025-12-31",
    "issued_on 2026-01-15",
    "crossings",
    "crossing 1 exit 2025-02-01 /-/ Lo Wu/hk_lo_wu/unknown",
    "crossing 2 entry 2025-02-03 /-/ Lok Ma Chau Spur Line/hk_lok_ma_chau_spur_line/unknown",
    "crossing 3 exit 2025-06-10 /-/ Airport/hk_airport/unknown",
    "crossing 4 entry 2025-06-20 /-/ Airport/hk_airport/unknown",
    "covers person",
    "complete yes",
};

static void assert_claims(const char *text, const char *const *lines, size_t count)
{
    struct fake_report report;
    const char *claims;

    examine(text, &(struct change){0}, &report);
    claims = fake_text(&report, &report.claims);
    for (size_t i = 0; i < count; i++)
        assert_line(claims, lines[i]);
    assert_string_equal(fake_text(&report, &report.unread), "");
    fake_report_done(&report);
}

static void a_statement_is_claimed(void **state)
{
    (void)state;
    assert_claims(PAPER, usual_claims, VOUCH_COUNT(usual_claims));
}

/* The layout is not known: labels in either language, any order, any way to write a day. */
static void a_statement_is_read_in_every_dress(void **state)
{
    static const char *const papers[] = {
        "入境事務處\n出入境紀錄證明書\n檔案編號：STR-990017\n英文姓名：WONG SIU YEUNG\n"
        "出生日期：1990年3月5日\n香港身份證號碼：A123456(3)"
        "\n查詢期間：2025年1月1日至2025年12月31日\n"
        "簽發日期：2026年1月15日\n日期 抵港/離港 管制站\n"
        "2025年2月1日 離港 Lo Wu\n2025年2月3日 抵港 Lok Ma Chau Spur Line\n"
        "2025年6月10日 離港 Airport\n2025年6月20日 抵港 Airport\n",
        "IMMIGRATION DEPARTMENT\nSTATEMENT OF TRAVEL RECORDS\nOur Ref.: STR-990017\n"
        "Surname: WONG\nGiven Names: SIU YEUNG\nDate of birth: 5 Mar 1990\n"
        "Hong Kong Identity Card No. A123456(3)\nDate of Issue 15 January 2026\n"
        "for the period from 1 Jan 2025 to 31 Dec 2025\n"
        "No. | Control Point | Arrival/Departure | Date\n"
        "1 | Lo Wu | Departure | 01/02/2025\n2 | Lok Ma Chau Spur Line | Arrival | 03/02/2025\n"
        "3 | Airport | Departure | 10/06/2025\n4 | Airport | Arrival | 20/06/2025\n",
        TITLE NUMBER
        "Full Name (in block letters): WONG SIU YEUNG\n" BIRTH CARD PERIOD ISSUE
        "Departure 離境 01 FEB 2025 10:21 Lo Wu\nArrival 03 FEB 2025 Lok Ma Chau\n"
        "Spur Line\n3. 10 JUN 2025 Departure Airport\n4. 20 JUN 2025 Arrival Airport\n",
    };

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(papers); i++)
        assert_claims(papers[i], usual_claims, i == 2 ? 9 : VOUCH_COUNT(usual_claims));
}

/* A change, a line that is then claimed (or, after "!", not), and what is then unread. */
static const struct {
    struct change change;
    const char *line;
    const char *unread;
} claim_cases[] = {
    {{ROW4, "20-06-2025 Arrival Moon Harbour\n"},
     "crossing 4 entry 2025-06-20 /-/ Moon Harbour/-/-",
     ""},
    {{ROW4, "20-06-2025 Arrival 羅湖\n"},
     "crossing 4 entry 2025-06-20 /-/ 羅湖/hk_lo_wu/unknown",
     ""},
    {{ROW4, "20-06-2025 Arrival Hong Kong-Zhuhai-\nMacao Bridge\n"},
     "crossing 4 entry 2025-06-20 /-/ Hong Kong-Zhuhai-Macao Bridge/hk_hzmb/ambiguous",
     ""},
    {{ROW4, "20-06-2025 Arrival Lo Wu 羅湖\n"},
     "crossing 4 entry 2025-06-20 /-/ Lo Wu/hk_lo_wu/unknown",
     ""},
    {{ROW4, "20-06-2025 Arriual Airport\n"}, "complete no", "/claims/crossings/-\n"},
    {{CARD, "Nationality 國籍 BRITISH NATIONAL\n"}, "nationality BRITISH NATIONAL", ""},
    {{NUMBER, "Application Reference No. 申請檔案編號 ICRS-99-26\n"}, "serial ICRS-99-26", ""},
    {{NUMBER, "Reference is made to the LAW\n"}, "!serial LAW", ""},
    {{ROW4, "20-06-2025 Arrival\n"}, "complete no", "/claims/crossings/-\n"},
    {{ROW4, "31-06-2025 Arrival Airport\n"}, "complete no", "/claims/crossings/-\n"},
    {{ROW4, "20-06-2025 Arrival Departure Airport\n"}, "!crossing 4 entry", ""},
    {{ROW4, ""}, "!crossing 4 entry", ""},
    {{BIRTH, ""}, "birth_date 1990-03-05", ""}, /* it stands on page 2 as well */
    {{BIRTH, "Date of Birth: 06-03-1990\n"},
     "!birth_date 1990-03-06",
     "/claims/person/birth_date\n"},
    {{NAME, "Name: CHAN TAI MAN\n"}, "!name CHAN TAI MAN", "/claims/person/names/0\n"},
    {{NAME, "Name in Chinese: 王小樣\n"}, "name 王小樣", ""},
    {{CARD, "Name in Chinese 中文姓名 : 王小樣\n"}, "name 王小樣", ""}, /* as pictures are read */
    {{CARD, "Name in Chinese 中文姓名 : \n"}, "!name 中文姓名", ""},
    {{CARD, "Name in Chinese 中 文 姓 名 ： 王小樣\n"}, "name 王小樣", ""},
    {{CARD, "HKID No.: A12***6(3)\n"}, "id masked", ""},
    {{CARD, "Passport No.: K9900017\n"}, "travel_document K9900017", ""},
    {{CARD, "Sex: F Nationality: British\n"}, "sex female", ""},
    {{CARD, "Sex: F\nNationality: British\n"}, "nationality British", ""},
    {{CARD, "性別：男\n"}, "sex male", ""},
    {{PERIOD, ""}, "complete no", ""},
    {{PERIOD, "Period: from 30-02-2025 to 31-12-2025\n"}, "complete no", "/claims/period_from\n"},
};

static void claims_follow_what_is_printed(void **state)
{
    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(claim_cases); i++) {
        struct fake_report report;

        examine(PAPER, &claim_cases[i].change, &report);
        assert_line(fake_text(&report, &report.claims), claim_cases[i].line);
        assert_string_equal(fake_text(&report, &report.unread), claim_cases[i].unread);
        fake_report_done(&report);
    }
}

/* What a passage rests on must be sure; what else its line holds need not. */
static const struct unsure_case {
    const char *row, *unsure, *line, *unread;
} unsure_cases[] = {
    {"20-06-2025 Arrival Lo Wu 羅湖\n", "羅湖",
     "crossing 4 entry 2025-06-20 /-/ Lo Wu/hk_lo_wu/unknown", ""},
    {"99 20-06-2025 Arrival Airport\n", "99 20",
     "crossing 4 entry 2025-06-20 /-/ Airport/hk_airport/unknown", ""},
    {"20-06-2025 Arrival Airport\n", "20-06-2025", "complete no", "/claims/crossings/-\n"},
    {"20-06-2025 Arrival Airport\n", "Arrival A", "complete no", "/claims/crossings/-\n"},
    {"20-06-2025 Arrival Lok Ma Chau Spur Line\n", "Spur",
     "!crossing 4 entry 2025-06-20 /-/ Lok Ma Chau/hk_lok_ma_chau/unknown",
     "/claims/crossings/-\n/claims/crossings/-\n"}, /* row 2 as well */
    {"20 June 2025 Arrival Airport\n", "June", "complete no", "/claims/crossings/-\n"},
    {"1 11 June 2025 Arrival Airport\n", "11 J", "complete no", "/claims/crossings/-\n"},
    {"99 20-06-2025 Arrival Nowhere\n", "99 20", "complete no", "/claims/crossings/-\n"},
    {"20-06-2025 21-06-2025 Arrival Departure Airport\n", "5 21", "complete no",
     "/claims/crossings/-\n"}, /* two rows that ran together */
    {"20-06-2025 Airport\nx\n99 Arrival Airport\n", "99 A", "complete no",
     "/claims/crossings/-\n/claims/crossings/-\n"}, /* a row that fell apart */
};

static void a_passage_rests_on_sure_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(unsure_cases); i++) {
        const struct unsure_case *one = &unsure_cases[i];
        char *text = replaced(PAPER, &(struct change){ROW4, one->row});
        struct fake_document document = {.text = text, .form = "scan", .unsure = one->unsure};
        struct arena *arena = arena_new(0);
        struct fake_report report;
        int32_t sure;

        assert_int_equal(fake_examine(&vouch_plugin_immd, fake_settings(arena, "", TABLES_DIR),
                                      &document, &report, &sure),
                         0);
        assert_line(fake_text(&report, &report.claims), one->line);
        assert_string_equal(fake_text(&report, &report.unread), one->unread);
        fake_report_done(&report);
        arena_free(arena);
        free(text);
    }
}

#define SLIP                                                                                       \
    "Immigration Department\nLanding Slip 入境標籤\nName: LI MING\nTravel Document No.: "      \
    "CZ9900017\n"                                                                                  \
    "Date of Arrival: 01-02-2026\nPermitted to remain until 08-02-2026\n"
#define EVISA                                                                                      \
    "Immigration Department\ne-Visa\nNotification Slip for Conditions of Stay\n"                   \
    "Reference No.: EV-990017\nName: LI MING\nConditions of Stay: Visitor\n"                       \
    "Limit of Stay: 8 Feb 2026\nScan the QR code\n"

static void a_landing_slip_is_read(void **state)
{
    static const char *const lines[] = {
        "extra code document_kind landing_slip",
        "name LI MING",
        "travel_document CZ9900017",
        "crossing 1 entry 2026-02-01 /-/ /-/-",
        "extra day stay_until 2026-02-08",
        "covers document",
        "complete yes",
    };

    (void)state;
    assert_claims(SLIP, lines, VOUCH_COUNT(lines));
}

static void an_evisa_sheet_is_read(void **state)
{
    static const char *const lines[] = {
        "extra code document_kind evisa",
        "serial EV-990017",
        "name LI MING",
        "extra day stay_until 2026-02-08",
        "extra text conditions Visitor",
        "complete yes",
    };
    struct fake_report report;

    (void)state;
    assert_claims(EVISA, lines, VOUCH_COUNT(lines));
    examine(EVISA, &(struct change){0}, &report);
    assert_int_equal(fake_check(&report, "immd.qr_code")->outcome, VOUCH_UNKNOWN);
    fake_report_done(&report);
}

static const char *advice_for(const char *text)
{
    struct fake_report report;
    static char advice[64];

    examine(text, &(struct change){0}, &report);
    snprintf(advice, sizeof advice, "%s", report.advice ? report.advice : "");
    fake_report_done(&report);
    return advice;
}

static void each_paper_says_what_settles_it(void **state)
{
    (void)state;
    assert_string_equal(advice_for(PAPER), "immd.advice.settle_statement");
    assert_string_equal(advice_for(SLIP), "immd.advice.settle_landing_slip");
    assert_string_equal(advice_for(EVISA), "immd.advice.settle_evisa");
}

/* ---- Checks ---- */

static const struct {
    const char *id;
    struct change change;
    uint32_t outcome;
} check_cases[] = {
    {"immd.hkid_check_digit", {0}, VOUCH_PASS},
    {"immd.hkid_check_digit", {CARD, "HKID: AB987654(3)\n"}, VOUCH_PASS},
    {"immd.hkid_check_digit", {CARD, "HKID: A123456(4)\n"}, VOUCH_FAIL},
    {"immd.hkid_check_digit", {CARD, "HKID: K034178(2)\n"}, VOUCH_FAIL},
    {"immd.hkid_check_digit", {CARD, "HKID: A12***6(3)\n"}, VOUCH_UNKNOWN},
    {"immd.hkid_check_digit", {CARD, ""}, VOUCH_UNKNOWN},
    {"immd.period_length", {0}, VOUCH_PASS},
    {"immd.period_length", {"01-01-2025 to", "15-01-2016 to"}, VOUCH_PASS},
    {"immd.period_length", {"01-01-2025 to", "14-01-2016 to"}, VOUCH_FAIL},
    {"immd.period_length", {"to 31-12-2025", "to 16-01-2026"}, VOUCH_FAIL},
    {"immd.period_length", {"to 31-12-2025", "to 31-12-2024"}, VOUCH_FAIL},
    {"immd.period_length", {ISSUE, ""}, VOUCH_UNKNOWN},
    {"immd.person_same", {0}, VOUCH_PASS},
    {"immd.person_same", {NAME BIRTH ROW3, "Full Name: CHAN TAI MAN\n" BIRTH ROW3}, VOUCH_FAIL},
    {"immd.person_same", {NAME BIRTH ROW3, NAME "Date of Birth: 05-03-1991\n" ROW3}, VOUCH_FAIL},
    {"immd.person_same", {NAME BIRTH ROW3, ROW3}, VOUCH_UNKNOWN},
    {"immd.pages_complete", {0}, VOUCH_PASS},
    {"immd.pages_complete", {PAGE2, "Page 3 of 3\n"}, VOUCH_FAIL},
    {"immd.pages_complete", {PAGE2, ""}, VOUCH_UNKNOWN},
    {"immd.control_points_known", {0}, VOUCH_PASS},
    {"immd.control_points_known", {ROW1, "01-02-2025 Departure Moon Harbour\n"}, VOUCH_UNKNOWN},
    {"immd.rows_order", {0}, VOUCH_PASS},
    {"immd.rows_order", {ROW1 ROW2, ROW2 ROW1}, VOUCH_FAIL},
    {"immd.rows_order", {ROW4, "20-06-2025 Arrival\n"}, VOUCH_UNKNOWN},
    {"immd.rows_in_period", {0}, VOUCH_PASS},
    {"immd.rows_in_period", {ROW1, "31-12-2024 Departure Lo Wu\n"}, VOUCH_FAIL},
    {"immd.rows_in_period", {PERIOD, ""}, VOUCH_UNKNOWN},
    {"immd.passages_plausible", {0}, VOUCH_PASS},
    {"immd.passages_plausible", {ROW4, "16-01-2026 Arrival Airport\n"}, VOUCH_FAIL},
    {"immd.passages_plausible",
     {ROW1 ROW2, "01-02-2025 10:00 Departure Lo Wu\n01-02-2025 10:05 Arrival Airport\n"},
     VOUCH_FAIL},
    {"immd.passages_plausible",
     {ROW1 ROW2, "01-02-2025 10:00 Departure Lo Wu\n01-02-2025 10:05 Arrival Lo Wu\n"},
     VOUCH_PASS},
    {"immd.passages_plausible", {ROW4, "20-06-2025 Arrival\n"}, VOUCH_UNKNOWN},
    {"immd.directions_alternate", {0}, VOUCH_PASS},
    {"immd.directions_alternate", {ROW2, ""}, VOUCH_FAIL},
    {"immd.directions_alternate",
     {ROW2, "01-02-2025 Departure Lo Wu\n01-02-2025 Arrival Lo Wu\n"}, /* an order would do */
     VOUCH_FAIL},
    {"immd.directions_alternate",
     {ROW2, "01-02-2025 Arrival Lo Wu\n02-02-2025 Departure Lo Wu\n02-02-2025 Arrival Lo Wu\n"},
     VOUCH_PASS},
    {"immd.directions_alternate", {ROW1, "01-02-2025 Departure\n"}, VOUCH_UNKNOWN},
};

static void each_check_passes_fails_and_is_undecided(void **state)
{
    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(check_cases); i++) {
        const struct vouch_check *check;
        struct fake_report report;

        examine(PAPER, &check_cases[i].change, &report);
        check = fake_check(&report, check_cases[i].id);
        assert_non_null(check);
        if (check->outcome != check_cases[i].outcome)
            fail_msg("case %zu, %s: %u", i, check->id, check->outcome);
        fake_report_done(&report);
    }
}

static void newest_first_is_an_order_too(void **state)
{
    struct fake_report report;

    (void)state;
    examine(TITLE NAME BIRTH PERIOD ISSUE ROW4 ROW3 ROW2 ROW1, &(struct change){0}, &report);
    assert_int_equal(fake_check(&report, "immd.rows_order")->outcome, VOUCH_PASS);
    assert_int_equal(fake_check(&report, "immd.directions_alternate")->outcome, VOUCH_PASS);
    fake_report_done(&report);
}

static void probe_knows_its_own(void **state)
{
    static const struct {
        const char *text;
        bool known;
    } texts[] = {
        {PAPER, true},
        {SLIP, true},
        {EVISA, true},
        {"Immigration Department\nHow to apply for a Statement of Travel Records?\n", false},
        {"Immigration Department\nPress release on arrival figures\n", false},
        {"国家移民管理局\n出入境记录查询结果（电子文件）\n出生日期\n", false},
        {"Bank statement\nDate of Birth: 01-01-1990\nArrival Control Point\n", false},
    };

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(texts); i++) {
        struct fake_report report;
        int32_t sure = examine(texts[i].text, &(struct change){0}, &report);

        if ((sure >= 50) != texts[i].known)
            fail_msg("text %zu: sure %d", i, sure);
        fake_report_done(&report);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_statement_is_claimed),
        cmocka_unit_test(a_statement_is_read_in_every_dress),
        cmocka_unit_test(claims_follow_what_is_printed),
        cmocka_unit_test(a_passage_rests_on_sure_words),
        cmocka_unit_test(a_landing_slip_is_read),
        cmocka_unit_test(an_evisa_sheet_is_read),
        cmocka_unit_test(each_paper_says_what_settles_it),
        cmocka_unit_test(each_check_passes_fails_and_is_undecided),
        cmocka_unit_test(newest_first_is_an_order_too),
        cmocka_unit_test(probe_knows_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
