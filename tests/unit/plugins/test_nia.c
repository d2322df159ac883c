/* The NIA plugin over the fake host: what it claims, and each check passing, failing, undecided. */
#include "fake_host.h"
#include "nia.h"

#include "render/render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct vouch_plugin vouch_plugin_nia;

#define TITLE  "国家移民管理局\n出入境记录查询结果（电子文件）\n"
#define SERIAL "编号：E260404900017  查询日期：2026年04月04日\n"
#define PERSON "查询人姓名: 王小样 ，性别: 男 ，出生日期: 1990年01月01日 ，\n"
#define ID     "公民身份号码: 990101199001010035 ，通过国家移民管理局出入境记录查询系统查询，\n"
#define PERIOD "其本人在 2025 年 04 月 04 日至 2026 年 04 月 04 日期间有下列出入境记录：\n"
#define HEADS  "序号 出境/入境 出入境日期 证件名称 证件号码 出入境口岸 航班号\n"
#define ROW1   "|1|入境|2026-04-03|往来港澳通行证|CZ9900017|深圳湾口岸|\n"
#define ROW2   "|2|出境|2026-04-01|往来港澳通行证|CZ9900017|罗湖口岸|\n"
#define PAGE1  "第 1 页 / 共 2 页\n\f"
#define ROW3   "|3|入境|2026-03-20|普通护照|E99000012|深圳机场|HU714|\n"
#define ROW4   "|4|出境|2026-03-20|普通护照|E99000012|杭州机场|ZH661|\n"
#define ROW5   "|5|入境|2026-02-02|往来港澳通行证|CZ9900017|港珠澳大桥口岸|\n"
#define ROW6   "|6|出境|2026-02-01|往来港澳通行证|CZ9900017|拱北|\n"
#define ROWS   ROW1 ROW2 PAGE1 ROW3 ROW4 ROW5 ROW6
#define NOTES  "1.本电子文件原件为PDF格式的数据电文\n类纸质文件具有相同效力。\n"
#define MADE   "制作日期：2026年04月04日20时47分\n"
#define PAGE2  "第 2 页 / 共 2 页\n"
#define RECORD TITLE SERIAL PERSON ID PERIOD HEADS ROWS NOTES MADE PAGE2

#define MADE_AT INT64_C(1775306820) /* 2026-04-04T20:47:00+08:00 */
#define HOUR    3600

enum signing { SIGNED, UNSIGNED, TIMELESS };

/* The record with one thing changed. */
struct change {
    const char *from; /* NULL: nothing */
    const char *to;
    enum signing signing;
    int64_t later; /* the signature's claimed time, after the usual one */
    bool incomplete;
    uint32_t loose_words;
    const char *settings;
    const char *unsure; /* read from a scan, and not surely */
    const char *form;
};

/* Frees what replaced() gave; `from` must stand in the record. */
static char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = from ? strstr(text, from) : NULL;
    char *out = NULL;
    int length;

    if (!from)
        return strdup(text);
    assert_non_null(at);
    length = asprintf(&out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    assert_true(length >= 0);
    return out;
}

static void examine(const char *text, const struct change *change, struct fake_report *report)
{
    char *changed = replaced(text, change->from, change->to);
    struct arena *arena = arena_new(0);
    struct fake_document document = {
        .text = changed,
        .incomplete = change->incomplete,
        .loose_words = change->loose_words,
        .unsure = change->unsure,
        .form = change->form,
        .has_signature = change->signing != UNSIGNED,
        .has_claimed_time = change->signing == SIGNED,
        .claimed_time = MADE_AT + 31 + change->later,
    };
    const struct config_node *settings =
        fake_settings(arena, change->settings ? change->settings : "", TABLES_DIR);

    assert_int_equal(fake_examine(&vouch_plugin_nia, settings, &document, report, NULL), 0);
    arena_free(arena);
    free(changed);
}

static const char *claims_of(struct fake_report *report)
{
    return fake_text(report, &report->claims);
}

static void assert_line(const char *text, const char *line, bool expected)
{
    char whole[512];

    snprintf(whole, sizeof whole, "%s\n", line);
    if ((strstr(text, whole) != NULL) != expected)
        fail_msg("%s \"%s\" in:\n%s", expected ? "no" : "unexpected", line, text);
}

/* ---- Claims ---- */

static const char *const usual_claims[] = {
    "serial E260404900017",
    "extra day queried_on 2026-04-04",
    "name 王小样",
    "sex male",
    "birth_date 1990-01-01",
    "cn_resident_id 990101199001010035",
    "period_from 2025-04-04",
    "period_to 2026-04-04",
    "issued_on 2026-04-04",
    "issued_at 2026-04-04T20:47:00+08:00 precision 1",
    "crossings",
    "crossing 1 entry 2026-04-03 往来港澳通行证/cn_eep/CZ9900017 深圳湾口岸/cn_shenzhenwan/HK",
    "crossing 2 exit 2026-04-01 往来港澳通行证/cn_eep/CZ9900017 罗湖口岸/cn_luohu/HK",
    "crossing 3 entry 2026-03-20 普通护照/passport/E99000012 深圳机场/cn_shenzhen_airport/unknown "
    "HU714",
    "crossing 4 exit 2026-03-20 普通护照/passport/E99000012 杭州机场/cn_hangzhou_airport/unknown "
    "ZH661",
    "crossing 5 entry 2026-02-02 往来港澳通行证/cn_eep/CZ9900017 "
    "港珠澳大桥口岸/cn_gangzhuao_bridge/ambiguous",
    "crossing 6 exit 2026-02-01 往来港澳通行证/cn_eep/CZ9900017 拱北/cn_gongbei/MO",
    "language zh-Hans",
    "form electronic",
    "covers unknown",
    "complete yes",
};

static void assert_usual_claims(const char *text, const char *but)
{
    struct fake_report report;
    const char *claims;

    examine(text, &(struct change){0}, &report);
    claims = claims_of(&report);
    for (size_t i = 0; i < VOUCH_COUNT(usual_claims); i++)
        assert_line(claims, usual_claims[i], !but || strstr(usual_claims[i], but) == NULL);
    assert_string_equal(fake_text(&report, &report.unread), "");
    fake_report_done(&report);
}

static void a_record_is_claimed(void **state)
{
    (void)state;
    assert_usual_claims(RECORD, NULL);
}

/* Either colon, spaces or none, any order of lines, breaks inside labels. */
static void header_is_read_in_every_dress(void **state)
{
    static const char *const headers[] = {
        "编号:E260404900017 "
        "查询日期:2026年04月04日\n查询人姓名:王小样,性别:男,出生日期:1990年01月01日,\n"
        "公民身份号码:990101199001010035,其本人在2025年04月04日至2026年04月04日期间有下列\n",
        "查询人姓名：王小样，性别：男，出生日期：1990年1月1日，公民身份号码：990101199001010035，\n"
        "其本人在2025年4月4日至2026年4月4日期间有下列出入境记录：\n编号：E260404900017\n查询日期：2"
        "026年04月04日\n",
        "编 号 ： E260404900017\n查 询 日 期 ： 2026 年 04 月 04 日\n查询人姓\n名: 王小\n样 "
        "，性\n别: 男 ，"
        "出生日\n期: 1990年01\n月01日 ，\n公民身份号码: 99010119900101 0035 ，其本人在 2025 年 04 "
        "月 04 日至 2026 "
        "年\n04 月 04 日期\n间有下列\n",
        "姓名：王小样\n性别：男\n出生日期：1990年01月01日\n公民身份号码：990101199001010035\n编号："
        "E260404900017\n"
        "查询日期：2026年04月04日\n在 2025 年 04 月 04 日 至 2026 年 04 月 04 日 期间\n",
        SERIAL SERIAL PERSON ID PERIOD PERSON, /* a label may stand twice and say the same */
    };
    char text[8192];

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(headers); i++) {
        snprintf(text, sizeof text, "%s%s%s", TITLE, headers[i], HEADS ROWS NOTES MADE PAGE2);
        assert_usual_claims(text, NULL);
        snprintf(text, sizeof text, "%s%s%s", TITLE, HEADS ROWS NOTES MADE PAGE2, headers[i]);
        assert_usual_claims(text, NULL);
    }
}

static void making_is_read_in_every_dress(void **state)
{
    (void)state;
    assert_usual_claims(TITLE SERIAL PERSON ID PERIOD HEADS ROWS NOTES
                        "制作日期: 2026 年 04 月 04 日 20 时 47 分\n" PAGE2,
                        NULL);
    assert_usual_claims(TITLE SERIAL PERSON ID PERIOD HEADS ROWS NOTES
                        "制作日期：2026年04月04日\n" PAGE2,
                        "issued_at");
}

static void query_date_and_flights_may_be_absent(void **state)
{
    (void)state;
    assert_usual_claims(TITLE "编号：E260404900017\n" PERSON ID PERIOD HEADS ROWS NOTES MADE PAGE2,
                        "queried_on");
}

/* A change, a line that is then claimed (or, after "!", not), and whether something is unread. */
static const struct {
    struct change change;
    const char *line;
    const char *unread; /* NULL: nothing */
} claim_cases[] = {
    {{.from = ROW5, .to = "|5|入境|2026-02-02|往来港澳通行|CZ9900017|港珠澳大桥口|\n||||证||岸|\n"},
     "crossing 5 entry 2026-02-02 往来港澳通行证/cn_eep/CZ9900017 "
     "港珠澳大桥口岸/cn_gangzhuao_bridge/ambiguous",
     NULL},
    {{.from = ROW6, .to = "|6|出境|2026-02-01|往来港澳通行证|CZ99****7|拱北口岸|--|\n"},
     "crossing 6 exit 2026-02-01 往来港澳通行证/cn_eep/CZ99****7/masked 拱北口岸/cn_gongbei/MO",
     NULL},
    {{.from = ROW6, .to = "|6|出境|2026-02-01|往来港澳通行证|CZ9900017|未知岛口岸|\n"},
     "crossing 6 exit 2026-02-01 往来港澳通行证/cn_eep/CZ9900017 未知岛口岸/-/-",
     NULL},
    {{.from = ROW6, .to = "|6|出境|2026-02-01|海员证|A1|罗湖口岸|\n"},
     "crossing 6 exit 2026-02-01 海员证/-/A1 罗湖口岸/cn_luohu/HK",
     NULL},
    {{.from = ID, .to = "公民身份号码: 990101********0035 ，\n"}, "id masked", NULL},
    {{.from = ID, .to = "公民身份号码: 990101********0035 ，\n"},
     "cn_resident_id 990101********0035",
     NULL},
    {{.from = ID, .to = ""}, "complete yes", NULL},
    {{.from = "王小样", .to = "买买提·阿卜  杜拉"}, "name 买买提·阿卜杜拉", NULL},
    {{.from = "王小样", .to = "LI  MING"}, "name LI MING", NULL},
    {{.from = ": 男", .to = "：女"}, "sex female", NULL},
    {{.incomplete = true}, "complete no", NULL},
    {{.loose_words = 1}, "complete no", NULL},
    {{.from = HEADS, .to = ""}, "complete no", NULL},
    {{.from = HEADS, .to = ""}, "!crossings", NULL},
    {{.from = ROWS, .to = PAGE1}, "crossings", NULL},
    {{.from = ROWS, .to = PAGE1}, "complete yes", NULL},
    {{.from = PAGE1, .to = "第 1 页 / 共 3 页\n\f"}, "complete no", NULL},
    {{.from = MADE, .to = ""}, "complete no", NULL},
    {{.from = PERIOD, .to = ""}, "complete no", NULL},
    {{.from = SERIAL, .to = ""}, "complete no", NULL},
    {{.from = "小样", .to = "\xEE\x80\x80样"}, "complete no", "/claims/person/names/0"},
    {{.from = "小样", .to = "\xEF\xBF\xBD样"}, "complete no", "/claims/person/names/0"},
    {{.from = ": 男", .to = ": 未"}, "complete no", "/claims/person/sex"},
    {{.from = "1990年01月01日", .to = "****年**月**日"},
     "complete no",
     "/claims/person/birth_date"},
    {{.from = "1990年01月01日", .to = "1990年02月30日"},
     "complete no",
     "/claims/person/birth_date"},
    {{.from = "2025 年 04", .to = "2025 年 13"}, "complete no", "/claims/period_from"},
    {{.from = "：2026年04月04日20", .to = "：2026年04月31日20"},
     "complete no",
     "/claims/issued_on"},
    {{.from = "20时47分", .to = "24时47分"}, "complete no", "/claims/issued_at"},
    {{.from = "20时47分", .to = "24时47分"}, "issued_on 2026-04-04", "/claims/issued_at"},
    {{.from = "查询日期：2026年04月04日", .to = "查询日期：今日"},
     "complete no",
     "/claims/extra/0"},
    {{.from = MADE, .to = MADE "制作日期：2026年04月05日20时47分\n"},
     "!issued_on 2026-04-04",
     "/claims/issued_on"},
    {{.from = SERIAL, .to = SERIAL "编号：E260404900018\n"},
     "!serial E260404900017",
     "/claims/serial"},
    {{.from = "|1|入境", .to = "|1|入?"}, "complete no", "/claims/crossings/-"},
    {{.from = "|2026-04-01|", .to = "|2026-02-30|"}, "complete no", "/claims/crossings/-"},
    {{.from = "|2026-04-01|", .to = "||"}, "complete no", "/claims/crossings/-"},
    {{.from = "|2026-04-01|", .to = "|2026/04/01|"}, "complete no", "/claims/crossings/-"},
    {{.from = "|罗湖口岸|", .to = "||"}, "complete no", "/claims/crossings/1/port"},
    {{.from = "|罗湖口岸|", .to = "|罗\xEE\x80\x81口岸|"},
     "complete no",
     "/claims/crossings/1/port"},
    {{.unsure = "|2026-04-01|"}, "complete no", "/claims/crossings/-"},
    {{.form = "scan"}, "complete yes", NULL},
    {{.from = "罗湖口岸", .to = "罗胡口岸", .form = "scan"}, "complete no", "/claims/crossings/-"},
    {{.from = "往来港澳通行证|C", .to = "往来巷澳通行证|C", .form = "scan"},
     "complete no",
     "/claims/crossings/-"},
    {{.unsure = "E260404900017"}, "!serial E260404900017", "/claims/serial"},
    {{.unsure = "编号", .form = "scan"}, "serial E260404900017", NULL}, /* its label alone */
    {{.unsure = "990101199001010035"}, "complete no", "/claims/person/id_numbers/0"},
    {{.from = "|CZ9900017|罗湖口岸|", .to = "||罗湖口岸|"},
     "complete no",
     "/claims/crossings/1/document_number"},
    {{.from = "往来港澳通行证|CZ9900017|罗湖口岸|", .to = "|CZ9900017|罗湖口岸|"},
     "complete no",
     "/claims/crossings/1/document_type"},
};

static void claims_follow_what_is_printed(void **state)
{
    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(claim_cases); i++) {
        const char *line = claim_cases[i].line, *unread = claim_cases[i].unread;
        struct fake_report report;

        examine(RECORD, &claim_cases[i].change, &report);
        assert_line(claims_of(&report), line + (line[0] == '!'), line[0] != '!');
        if (unread)
            assert_line(fake_text(&report, &report.unread), unread, true);
        else
            assert_string_equal(fake_text(&report, &report.unread), "");
        fake_report_done(&report);
    }
}

/* ---- Checks ---- */

#define P           VOUCH_PASS
#define F           VOUCH_FAIL
#define U           VOUCH_UNKNOWN
#define EEP(number) "|往来港澳通行证|CZ9900017|" number "|\n"

/* A change, the check it is about, its outcome and, where not NULL, what parameters hold. */
static const struct {
    struct change change;
    const char *id;
    uint32_t outcome;
    const char *params;
} check_cases[] = {
    {{0}, "serial_date", P, ""},
    {{.from = "E260404", .to = "E260403"}, "serial_date", F, ""},
    {{.from = "E260404", .to = "E260231"}, "serial_date", F, ""},
    {{.from = "  查询日期：2026年04月04日", .to = ""}, "serial_date", U, ""},
    {{.from = "E260404900017", .to = "E26040490001"}, "serial_date", U, ""},
    {{.from = "E260404900017", .to = "F260404900017"}, "serial_date", U, ""},

    {{0}, "made_at_signing", P, "minutes=0 tolerance=10 "},
    {{.later = 28 + 600}, "made_at_signing", P, NULL},
    {{.later = 28 + 660}, "made_at_signing", F, "minutes=11 tolerance=10 "},
    {{.later = -31 - 600}, "made_at_signing", P, NULL},
    {{.later = -31 - 660}, "made_at_signing", F, "minutes=11 tolerance=10 "},
    {{.later = 3 * 24 * HOUR}, "made_at_signing", F, NULL},
    {{.later = HOUR, .settings = "signing_tolerance: 2h"}, "made_at_signing", P, NULL},
    {{.later = 120, .settings = "signing_tolerance: 60s"}, "made_at_signing", F, NULL},
    {{.signing = UNSIGNED}, "made_at_signing", U, "tolerance=10 "},
    {{.signing = TIMELESS}, "made_at_signing", U, NULL},
    {{.from = MADE, .to = ""}, "made_at_signing", U, NULL},
    {{.from = "20时47分", .to = "", .later = -20 * HOUR}, "made_at_signing", P, NULL},
    {{.from = "20时47分", .to = "", .later = -22 * HOUR}, "made_at_signing", F, NULL},
    {{.from = "20时47分", .to = "24时47分"}, "made_at_signing", P, NULL},

    {{0}, "made_at_period_end", P, "days=0 "},
    {{.from = "至 2026 年 04 月 04", .to = "至 2026 年 04 月 05"},
     "made_at_period_end",
     F,
     "days=1 "},
    {{.from = "至 2026 年 04 月 04", .to = "至 2026 年 04 月 03"},
     "made_at_period_end",
     U,
     "days=1 "},
    {{.from = PERIOD, .to = ""}, "made_at_period_end", U, ""},

    {{0}, "id_check_digit", P, ""},
    {{.from = "0035 ", .to = "0036 "}, "id_check_digit", F, ""},
    {{.from = "990101199001010035", .to = "99010119900101049X"}, "id_check_digit", P, ""},
    {{.from = "990101199001010035", .to = "99010119900101049x"}, "id_check_digit", P, ""},
    {{.from = "990101199001010035", .to = "99010119900101X490"}, "id_check_digit", F, ""},
    {{.from = "990101199001010035", .to = "99010119900101003"}, "id_check_digit", F, ""},
    {{.from = "990101199001010035", .to = "990101900101003"}, "id_check_digit", U, ""},
    {{.from = "990101199001010035", .to = "990101********0035"}, "id_check_digit", U, ""},
    {{.from = ID, .to = ""}, "id_check_digit", U, ""},

    {{0}, "id_birth_date", P, ""},
    {{.from = "1990年01月01日", .to = "1990年01月02日"}, "id_birth_date", F, ""},
    {{.from = "990101199001010035", .to = "990101199013010035"}, "id_birth_date", F, ""},
    {{.from = "990101199001010035", .to = "990101********0035"}, "id_birth_date", U, ""},
    {{.from = "出生日期: 1990年01月01日", .to = ""}, "id_birth_date", U, ""},
    {{.from = ID, .to = ""}, "id_birth_date", U, ""},

    {{0}, "id_sex", P, ""},
    {{.from = ": 男", .to = ": 女"}, "id_sex", F, ""},
    {{.from = "990101199001010035", .to = "990101********0035"}, "id_sex", P, ""},
    {{.from = "990101199001010035", .to = "990101********0027"}, "id_sex", F, ""},
    {{.from = "990101199001010035", .to = "99010119900101****"}, "id_sex", U, ""},
    {{.from = "性别: 男", .to = ""}, "id_sex", U, ""},

    {{0}, "rows_numbered", P, "rows=6 "},
    {{.from = ROW4, .to = ""}, "rows_numbered", F, "row=5 count=2 rows=5 "},
    {{.from = "|3|", .to = "|2|"}, "rows_numbered", F, "row=2 count=1 rows=6 "},
    {{.from = ROW1, .to = ""}, "rows_numbered", F, NULL},
    {{.from = ROW4, .to = "", .loose_words = 7}, "rows_numbered", U, NULL},
    {{.from = ROW4, .to = "", .incomplete = true}, "rows_numbered", U, NULL},
    {{.loose_words = 1}, "rows_numbered", U, NULL},
    {{.from = ROWS, .to = PAGE1}, "rows_numbered", U, "empty=1 rows=0 "},
    {{.from = HEADS, .to = ""}, "rows_numbered", U, "rows=0 "},

    {{0}, "rows_order", P, NULL},
    {{.from = "2026-02-02", .to = "2026-03-21"}, "rows_order", F, "row=5 count=1 rows=6 "},
    {{.from = "2026-02-02", .to = "2026-02-33"}, "rows_order", U, NULL},

    {{0}, "rows_in_period", P, NULL},
    {{.from = "2026-02-01", .to = "2025-04-04"}, "rows_in_period", P, NULL},
    {{.from = "2026-02-01", .to = "2025-04-03"}, "rows_in_period", F, "row=6 count=1 rows=6 "},
    {{.from = "2026-04-03", .to = "2026-04-04"}, "rows_in_period", P, NULL},
    {{.from = "2026-04-03", .to = "2026-04-05"}, "rows_in_period", F, "row=1 count=1 rows=6 "},
    {{.from = PERIOD, .to = ""}, "rows_in_period", U, NULL},

    {{0}, "period_length", P, "days=365 "},
    {{.from = "2025 年 04 月 04", .to = "2016 年 04 月 04"}, "period_length", P, NULL},
    {{.from = "2025 年 04 月 04", .to = "2016 年 04 月 02"}, "period_length", F, "days=3654 "},
    {{.from = "2025 年 04 月 04", .to = "2026 年 04 月 05"}, "period_length", F, "days=-1 "},
    {{.from = PERIOD, .to = ""}, "period_length", U, ""},

    {{0}, "pages_complete", P, "pages=2 stated=2 "},
    {{.from = PAGE2, .to = "第2页/共2页\n"}, "pages_complete", P, NULL},
    {{.from = PAGE2, .to = "第 2 页\n共 2 页\n"}, "pages_complete", P, NULL},
    {{.from = PAGE2, .to = "第 3 页 / 共 3 页\n"}, "pages_complete", F, "pages=2 stated=2 page=2 "},
    {{.from = PAGE1, .to = "第 1 页 / 共 3 页\n\f"},
     "pages_complete",
     F,
     "pages=2 stated=3 page=1 "},
    {{.from = PAGE2, .to = PAGE2 "\f第 2 页 / 共 2 页\n"}, "pages_complete", F, NULL},
    {{.from = PAGE1, .to = "\f"}, "pages_complete", U, NULL},
    {{.from = PAGE2, .to = "第 3 页 / 共 2 页\n", .unsure = "第 3 页"}, "pages_complete", U, NULL},
    {{.from = PAGE1, .to = ""}, "pages_complete", F, NULL},
    {{.from = ROW2 PAGE1, .to = ROW2 "第 1 页 / 共 2 页\n第 1 页 / 共 2 页\n\f"},
     "pages_complete",
     P,
     NULL},

    {{0}, "document_numbers", P, NULL},
    {{.from = "E99000012", .to = "EA9000012"}, "document_numbers", P, NULL},
    {{.from = "E99000012", .to = "G99000012"}, "document_numbers", P, NULL},
    {{.from = "E99000012", .to = "149000012"}, "document_numbers", P, NULL},
    {{.from = "E99000012", .to = "CZ9900017"}, "document_numbers", F, "row=3 count=1 rows=6 "},
    {{.from = "CZ9900017|罗湖", .to = "W99000017|罗湖"}, "document_numbers", P, NULL},
    {{.from = "CZ9900017|罗湖", .to = "C99000017|罗湖"}, "document_numbers", P, NULL},
    {{.from = "CZ9900017|罗湖", .to = "CI9900017|罗湖"},
     "document_numbers",
     F,
     "row=2 count=1 rows=6 "},
    {{.from = "CZ9900017|罗湖", .to = "CZ99001|罗湖"}, "document_numbers", F, NULL},
    {{.from = "CZ9900017|罗湖", .to = "CZ99****7|罗湖"},
     "document_numbers",
     U,
     "row=2 count=1 rows=6 "},
    {{.from = "CZ9900017|罗湖", .to = "*********|罗湖"}, "document_numbers", U, NULL},
    {{.from = "CZ9900017|罗湖", .to = "E****0017|罗湖"}, "document_numbers", F, NULL},
    {{.from = "普通护照|E99000012|深圳", .to = "旅行证|99000017|深圳"},
     "document_numbers",
     U,
     NULL},
    {{.from = "普通护照|E99000012|深圳", .to = "海员证|A1|深圳"}, "document_numbers", U, NULL},
    {{.from = "普通护照|E99000012|深圳", .to = "往来台湾通行证|X1|深圳"},
     "document_numbers",
     U,
     NULL},

    {{0}, "ports_known", P, NULL},
    {{.from = "罗湖口岸", .to = "未知岛口岸"}, "ports_known", U, "row=2 count=1 rows=6 "},
    /* Of a scan, and not sure: its number is none, and it is named by its place. */
    {{.unsure = "|2026-03-20|"}, "ports_known", U, "place=3 page=2 count=2 rows=6 "},
    {{.unsure = "|2026-03-20|"}, "document_numbers", U, "place=3 page=2 count=2 rows=6 "},
    {{.unsure = "|2026-03-20|"}, "rows_numbered", U, "place=3 page=2 count=2 rows=6 "},

    {{0}, "directions_alternate", P, "rows=6 "},
    /* A journey cut by the period, on either side. */
    {{.from = ROW6, .to = ""}, "directions_alternate", P, NULL},
    {{.from = ROW1, .to = ""}, "directions_alternate", P, NULL},
    {{.from = "|5|入境", .to = "|5|出境"}, "directions_alternate", F, "row=5 count=1 rows=6 "},
    {{.from = "|2|出境", .to = "|2|入境"}, "directions_alternate", F, "row=1 count=1 rows=6 "},
    /* In on a passport, in again on a permit: the exit may be on a document not asked for. */
    {{.from = ROW1 ROW2, .to = "|1|出境|2026-04-03" EEP("罗湖") "|2|入境|2026-04-01" EEP("罗湖")},
     "directions_alternate",
     U,
     NULL},
    {{.from = "|1|入境", .to = "|1|出境"}, "directions_alternate", F, "row=1 count=1 rows=6 "},
    /* A day trip listed the other way round. */
    {{.from = "|3|入境", .to = "|3|出境", .loose_words = 1}, "directions_alternate", U, NULL},
    {{.from = ROW1 ROW2, .to = "|1|出境|2026-04-03" EEP("罗湖") "|2|入境|2026-04-03" EEP("罗湖")},
     "directions_alternate",
     U,
     NULL},
    {{.from = ROW1 ROW2, .to = "|1|入境|2026-04-03" EEP("罗湖") "|2|入境|2026-04-03" EEP("罗湖")},
     "directions_alternate",
     F,
     "row=2 count=1 rows=6 "},
    {{.from = ROW1 ROW2,
      .to = "|1|入境|2026-04-03" EEP("罗湖") "|1|出境|2026-04-03" EEP(
          "罗湖") "|1|入境|2026-04-03" EEP("罗湖") "|1|出境|2026-04-03" EEP("罗湖")},
     "directions_alternate",
     P,
     NULL},
    {{.from = "|5|入境", .to = "|5|?"}, "directions_alternate", U, NULL},
    {{.from = ROWS, .to = PAGE1}, "directions_alternate", U, "empty=1 rows=0 "},

    {{0}, "nothing_after_making", P, NULL},
    {{.from = "2026-04-03", .to = "2026-04-04"}, "nothing_after_making", P, NULL},
    {{.from = "2026-04-03", .to = "2026-04-05"},
     "nothing_after_making",
     F,
     "row=1 count=1 rows=6 "},
    {{.from = MADE, .to = ""}, "nothing_after_making", U, NULL},

    {{0}, "table_not_empty", P, "rows=6 "},
    {{.from = ROWS, .to = PAGE1}, "table_not_empty", F, "rows=0 "},
    {{.from = ROWS, .to = PAGE1, .incomplete = true}, "table_not_empty", U, NULL},
    {{.from = ROWS, .to = PAGE1, .loose_words = 3}, "table_not_empty", U, NULL},
    {{.from = HEADS, .to = ""}, "table_not_empty", U, NULL},
};

static const char *params_of(const struct vouch_check *check, char text[256])
{
    size_t used = 0;

    text[0] = '\0';
    for (uint32_t i = 0; i < check->param_count; i++)
        used += (size_t)snprintf(text + used, 256 - used, "%s=%s ", check->params[i].name,
                                 check->params[i].value);
    return text;
}

static void each_check_passes_fails_and_is_undecided(void **state)
{
    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(check_cases); i++) {
        const struct vouch_check *check;
        struct fake_report report;
        char id[64], params[256];

        snprintf(id, sizeof id, "nia.%s", check_cases[i].id);
        examine(RECORD, &check_cases[i].change, &report);
        check = fake_check(&report, id);
        assert_non_null(check);
        if (check->outcome != check_cases[i].outcome)
            fail_msg("case %zu, %s: %u, not %u (%s)", i, id, check->outcome, check_cases[i].outcome,
                     params_of(check, params));
        if (check_cases[i].params)
            assert_string_equal(params_of(check, params), check_cases[i].params);
        assert_true(check->outcome != P || !check->advice);
        assert_true(check->outcome != F || check->advice);
        fake_report_done(&report);
    }
}

/* Whatever the document: every declared check is left, once, and nothing that is not declared. */
static void every_check_is_always_left(void **state)
{
    static const char *const texts[] = {RECORD, "", "\n", TITLE, HEADS, "第 1 页 / 共 9 页"};

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(texts); i++) {
        uint32_t declared = 0;
        struct fake_report report;

        examine(texts[i], &(struct change){.signing = UNSIGNED}, &report);
        for (uint32_t j = 0; j < vouch_plugin_nia.code_count; j++) {
            const struct vouch_code *code = &vouch_plugin_nia.codes[j];

            if (code->kind == VOUCH_CODE_CHECK)
                declared++;
            assert_true(code->kind != VOUCH_CODE_CHECK || fake_check(&report, code->code));
        }
        assert_int_equal(report.check_count, declared);
        fake_report_done(&report);
    }
}

static void probe_knows_its_own(void **state)
{
    static const struct {
        const char *text;
        bool chosen;
    } cases[] = {
        {RECORD, true},
        {TITLE PERSON HEADS, true},
        {"", false},
        {"中国银行交易流水明细清单\n", false},
        {"怎样下载国家移民管理局出入境记录查询结果（电子文件）？\n出入境口岸\n", false},
    };
    struct arena *arena = arena_new(0);
    const struct config_node *settings = fake_settings(arena, "", TABLES_DIR);

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(cases); i++) {
        struct fake_document document = {.text = cases[i].text};
        struct fake_report report;
        int32_t sure = -1;

        fake_examine(&vouch_plugin_nia, settings, &document, &report, &sure);
        assert_int_equal(sure >= 50, cases[i].chosen);
        fake_report_done(&report);
    }
    arena_free(arena);
}

/* ---- Sentences ---- */

/* The text of nia.po's English for a message id, from the compiled catalogue. */
static const char *sentence_of(const struct catalogues *catalogues, const char *id)
{
    const char *sentence = catalogues_find(catalogues, "en", id);

    if (!sentence)
        fail_msg("no sentence for %s", id);
    return sentence;
}

static struct catalogues *load_catalogues(void)
{
    struct catalogues *catalogues = NULL;
    char *bad = NULL;

    assert_int_equal(catalogues_load(LOCALE_DIR, &catalogues, &bad), 0);
    return catalogues;
}

static void every_code_has_its_sentences(void **state)
{
    static const char *const parts[] = {"", ".pass", ".fail", ".unknown"};
    struct catalogues *catalogues = load_catalogues();
    char id[128];

    (void)state;
    for (uint32_t i = 0; i < vouch_plugin_nia.code_count; i++) {
        const struct vouch_code *code = &vouch_plugin_nia.codes[i];
        size_t count = code->kind == VOUCH_CODE_CHECK ? VOUCH_COUNT(parts) : 1;

        assert_memory_equal(code->code, "nia.", 4);
        for (size_t j = 0; j < count; j++) {
            snprintf(id, sizeof id, "%s%s", code->code, parts[j]);
            assert_null(strstr(sentence_of(catalogues, id), "forg"));
        }
    }
    catalogues_free(catalogues);
}

static const char *check_sentence(const struct catalogues *catalogues,
                                  const struct vouch_check *check)
{
    static const char *const parts[] = {
        [VOUCH_UNKNOWN] = "unknown", [VOUCH_PASS] = "pass", [VOUCH_FAIL] = "fail"};
    const char *part = parts[check->outcome], *sentence;
    char id[128];

    for (uint32_t i = 0; i < check->param_count; i++) {
        snprintf(id, sizeof id, "%s.%s.%s", check->id, part, check->params[i].name);
        sentence = catalogues_find(catalogues, "en", id);
        if (sentence)
            return sentence;
    }
    snprintf(id, sizeof id, "%s.%s", check->id, part);
    return sentence_of(catalogues, id);
}

static void an_empty_table_has_nothing_to_check(void **state)
{
    struct change change = {.from = ROWS, .to = PAGE1};
    struct catalogues *catalogues = load_catalogues();
    struct fake_report report;
    uint32_t count = 0;

    (void)state;
    examine(RECORD, &change, &report);
    for (uint32_t i = 0; i < report.check_count; i++) {
        if (strcmp(check_sentence(catalogues, &report.checks[i]), "There are no rows to check."))
            continue;
        assert_null(report.checks[i].advice);
        count++;
    }
    assert_int_equal(count, 7);
    fake_report_done(&report);
    catalogues_free(catalogues);
}

/* A sentence wants no parameter that the check does not give. */
static void assert_params(const struct vouch_check *check, const char *sentence)
{
    char name[32];

    for (const char *at = sentence; (at = strchr(at, '{')); at++) {
        bool given = false;

        assert_int_equal(sscanf(at, "{%31[a-z]}", name), 1);
        for (uint32_t i = 0; i < check->param_count; i++)
            given = given || strcmp(check->params[i].name, name) == 0;
        if (!given)
            fail_msg("%s does not give {%s}", check->id, name);
    }
}

static bool is_declared(const char *code)
{
    for (uint32_t i = 0; i < vouch_plugin_nia.code_count; i++)
        if (strcmp(vouch_plugin_nia.codes[i].code, code) == 0)
            return true;
    return false;
}

static void sentences_want_what_checks_give(void **state)
{
    struct catalogues *catalogues = load_catalogues();

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(check_cases); i++) {
        struct fake_report report;

        examine(RECORD, &check_cases[i].change, &report);
        for (uint32_t j = 0; j < report.check_count; j++) {
            const struct vouch_check *check = &report.checks[j];

            assert_params(check, check_sentence(catalogues, check));
            assert_true(!check->advice || is_declared(check->advice));
        }
        fake_report_done(&report);
    }
    catalogues_free(catalogues);
}

/* Text read from a picture stays as unsure as it was, however it is copied. */
static void copies_are_as_sure_as_the_text(void **state)
{
    static const uint32_t sure[] = {0, 1, 71};
    char room[NIA_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof sure / sizeof *sure; i++) {
        struct vouch_text text = {.data = "罗 湖", .length = 7, .confidence = sure[i]}, copy;

        assert_true(common_tidy(text, room, sizeof room, &copy));
        assert_int_equal(copy.confidence, sure[i]);
        assert_true(common_squeeze(text, room, sizeof room, &copy));
        assert_int_equal(copy.confidence, sure[i]);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_claimed),
        cmocka_unit_test(header_is_read_in_every_dress),
        cmocka_unit_test(making_is_read_in_every_dress),
        cmocka_unit_test(query_date_and_flights_may_be_absent),
        cmocka_unit_test(claims_follow_what_is_printed),
        cmocka_unit_test(each_check_passes_fails_and_is_undecided),
        cmocka_unit_test(every_check_is_always_left),
        cmocka_unit_test(probe_knows_its_own),
        cmocka_unit_test(every_code_has_its_sentences),
        cmocka_unit_test(sentences_want_what_checks_give),
        cmocka_unit_test(an_empty_table_has_nothing_to_check),
        cmocka_unit_test(copies_are_as_sure_as_the_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
