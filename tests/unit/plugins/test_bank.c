/* The bank plugin by the layouts that come with it: each check passing, failing, undecided. */
#include "base/error.h"
#include "worker/document.h"
#include "worker/rehearsal.h"
#include "worker/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SURE   80 /* percent */
#define UNSURE 51 /* 1 + 50 percent */

/* clang-format off */
#define NEWEST                                                                                     \
    "2026-02-03  CNY      -1,000.00      8,087.50   转账汇款    某某公司\n"                \
    "2026-03-03  CNY          -0.50      8,087.00   转账汇款    某某公司\n"
#define AS_DOLLARS                                                                                 \
    "2026-02-03  USD      -1,000.00      8,087.50   转账汇款    某某公司\n"                \
    "2026-03-03  USD          -0.50      8,087.00   转账汇款    某某公司\n"
#define OTHER_DOLLARS                                                                              \
    "2026-02-03  USD      -1,000.00      7,000.00   转账汇款    某某公司\n"                \
    "2026-03-03  USD          -0.50      6,999.50   转账汇款    某某公司\n"
static const char cmb[] =
    "招商银行交易流水\n"
    "Transaction Statement of China Merchants Bank\n"
    "2026-01-01 -- 2026-03-31\n"
    "户 名：王小样                   账号：6214990000000019\n"
    "申请时间：2026-04-01 10:21:32   验 证 码：A7K2M9QX\n"
    "记账日期    货币      交易金额      联机余额   交易摘要    对手信息\n"
    "2026-01-05  CNY         -12.50      1,087.50   快捷支付    某某公司\n"
    "2026-02-01  CNY       8,000.00      9,087.50   代发工资    某某公司\n"
    "1/2\n"
    "\f"
    "户 名：王小样                   账号：6214990000000019\n"
    NEWEST
    "温馨提示：\n"
    "2/2\n";

#define ICBC_HEAD                                                                                  \
    "中国工商银行借记账户历史明细（电子版）\n"                                            \
    "卡号 6222990000000000014       户名：王小样       起止日期：2026-01-01 — 2026-03-31\n" \
    "交易日期    账号               储种  序号   币种    钞汇  摘要      地区  收入/支出金额  余额      对方户名   对方账号          渠道\n"
#define ICBC_1 "2026-01-05  22990000000000014  活期  00000  人民币  钞    快捷支付  4000  -12.50         1,087.50  某某公司   9900000000012345  手机银行\n"
#define ICBC_2 "2026-02-01  22990000000000014  活期  00000  人民币  钞    代发工资  4000  +8,000.00      9,087.50  某某公司   9900000000012345  手机银行\n"
#define ICBC_3 "2026-02-03  22990000000000014  活期  00000  人民币  钞    转账汇款  4000  -1,000.00      8,087.50  某某公司   9900000000012345  手机银行\n"
static const char icbc[] =
    ICBC_HEAD ICBC_1 ICBC_2
    "本页支出算术合计：12.50     本页收入算术合计：8,000.00     本页交易笔数：2     第 1 页 共 2 页\n"
    "\f"
    ICBC_HEAD ICBC_3
    "本页支出算术合计：1,000.00  本页收入算术合计：0.00         本页交易笔数：1     第 2 页 共 2 页\n";

/* A mark of single letters at the end of each line of a page. */
static const char marked[] =
    "中国工商银行借记账户历史明细（电子版）\n"
    "                                                                                                                                     3\n"
    "卡号 6222990000000000014       户名：王小样       起止日期：2026-01-01 — 2026-03-31                                                  F\n"
    "                                                                                                                                     9\n"
    "                                                                                                                                     A\n"
    "                                                                                                                                     0\n"
    "                                                                                                                                     7\n"
    "                                                                                                                                     C\n"
    "                                                                                                                                     2\n"
    "本页交易笔数：0   本页支出算术合计：0.00   第 1 页 共 2 页\n"
    "\f"
    "中国工商银行借记账户历史明细（电子版）\n"
    "                                                                                                                                     3\n"
    "                                                                                                                                     F\n"
    "                                                                                                                                     9\n"
    "                                                                                                                                     A\n"
    "                                                                                                                                     0\n"
    "                                                                                                                                     7\n"
    "                                                                                                                                     C\n"
    "                                                                                                                                     2\n"
    "第 2 页 共 2 页\n";

static const char boc[] =
    "中国银行交易流水明细清单\n"
    "交易区间： 2026-01-01 至 2026-03-31    客户姓名：王小样          页数: 1 /1\n"
    "借记卡号：6216990000000000016          借方发生数：1,012.50      贷方发生数：8,000.00   行数: 3\n"
    "账号：990000000123                     按收支筛选：全部          按币种筛选：人民币     打印时间：2026/04/01 10:21:32\n"
    "记账日期    记账时间  币别    金额        余额      交易名称  渠道      网点名称  附言     对方账户名  对方卡号/账号     对方开户行\n"
    "2026-01-05  09:01:02  人民币  -12.50      1,087.50  快捷支付  手机银行  -------   -------  某某公司    9900000000012345  -------\n"
    "2026-02-01  10:00:00  人民币  8,000.00    9,087.50  代发工资  手机银行  -------   -------  某某公司    9900000000012345  -------\n"
    "2026-02-03  11:30:59  人民币  -1,000.00   8,087.50  转账汇款  手机银行  -------   -------  李试        9900000000012345  -------\n"
    "温馨提示：\n"
    "第 1 页/共1页\n";
/* clang-format on */

/* ---- Running ---- */

static struct arena *house;
static struct settings settings;
static struct paths paths;

static int begin_house(void **state)
{
    struct config_error error;

    (void)state;
    house = arena_new(0);
    if (!house || paths_at(house, VOUCH_STAGE, &paths) < 0)
        return -1;
    return settings_load(house, NULL, &paths, &settings, &error);
}

static int end_house(void **state)
{
    (void)state;
    house = arena_free(house);
    return 0;
}

struct run {
    struct arena *arena;
    struct rehearsal rehearsal;
    struct rehearsal_result result;
};

/* Words that hold `unsure` were read from a picture, and not surely; those that are it, too. */
static void set_unsure(const struct pdf_text *text, const char *unsure)
{
    for (size_t i = 0; i < text->line_count; i++)
        for (size_t j = 0; j < text->lines[i].word_count; j++) {
            struct pdf_word *word = (struct pdf_word *)&text->lines[i].words[j];

            if (memmem(word->text.data, word->text.size, unsure, strlen(unsure)))
                word->confidence = UNSURE;
        }
}

static void run_text(struct run *run, const char *layout, const char *text, const char *unsure)
{
    const struct rehearsal_place place = {.settings = &settings, .paths = &paths};
    struct document_parts parts = {.is_complete = true, .sure = SURE};
    const struct vouch_document *document;
    char *pages[8], *copy = strdup(text);
    struct config_error error;
    size_t count = 0;

    assert_non_null(copy);
    for (char *page = copy; page; count++) {
        pages[count] = page;
        page = strchr(page, '\f');
        if (page)
            *page++ = '\0';
    }
    run->arena = arena_new(0);
    if (rehearsal_begin(run->arena, &place, layout, &run->rehearsal, &error) < 0)
        fail_msg("%s:%u: %s", error.file, error.line, error.message);
    assert_int_equal(document_type(run->arena, (const char *const *)pages, count, &parts), 0);
    if (unsure)
        set_unsure(parts.text, unsure);
    assert_int_equal(document_new(run->arena, run->rehearsal.patterns, &parts, &document), 0);
    assert_int_equal(rehearsal_run(&run->rehearsal, document, &run->result), 0);
    if (run->result.mistake)
        fail_msg("%s", run->result.mistake);
    assert_false(run->result.cannot_be_read);
    free(copy);
}

static void end_run(struct run *run)
{
    rehearsal_end(&run->rehearsal);
    arena_free(run->arena);
}

static const struct report_check *check_of(const struct run *run, const char *id)
{
    for (size_t i = 0; i < run->result.examination.check_count; i++)
        if (strcmp(run->result.examination.checks[i].id, id) == 0)
            return &run->result.examination.checks[i];
    fail_msg("no check %s", id);
    return NULL;
}

/* `text` with `to` for the first `from`; NULL: as it is. */
static char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = from ? strstr(text, from) : NULL;
    char *out = NULL;

    if (!from)
        return strdup(text);
    assert_non_null(at);
    assert_true(asprintf(&out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)) >= 0);
    return out;
}

/* ---- Every check, every way ---- */

static const struct {
    const char *layout, *text;
    const char *from, *to; /* what is changed */
    const char *unsure;    /* what was not read surely */
    const char *check;
    enum check_outcome outcome;
} cases[] = {
    {"cmb-flow", cmb, NULL, NULL, NULL, "bank.balance_chain", CHECK_PASS},
    {"cmb-flow", cmb, "-12.50", "-12.51", NULL, "bank.balance_chain",
     CHECK_PASS}, /* no row before */
    {"cmb-flow", cmb, "  8,000.00", "  8,000.01", NULL, "bank.balance_chain", CHECK_FAIL},
    {"cmb-flow", cmb, "8,087.50", "8,087.51", NULL, "bank.balance_chain", CHECK_FAIL},
    {"cmb-flow", cmb, "-1,000.00", " 1,000.00", NULL, "bank.balance_chain", CHECK_FAIL},
    {"cmb-flow", cmb, NULL, NULL, "9,087.50", "bank.balance_chain", CHECK_UNKNOWN},
    {"cmb-flow", cmb, "-1,000.00", "-1,0OO.00", NULL, "bank.balance_chain", CHECK_UNKNOWN},
    {"cmb-flow", cmb, "9,087.50", "9,99999999999999999,087.50", NULL, "bank.balance_chain",
     CHECK_UNKNOWN},
    {"boc-flow", boc, "筛选：全部", "筛选：支出", NULL, "bank.balance_chain", CHECK_UNKNOWN},
    {"cmb-flow", cmb, "2026-03-03  CNY", "2026-03-03  USD", NULL, "bank.balance_chain",
     CHECK_UNKNOWN}, /* the newest row alone in its currency: nothing to compare it with */
    {"cmb-flow", cmb, NEWEST, AS_DOLLARS, NULL, "bank.balance_chain",
     CHECK_UNKNOWN}, /* they go on from where the yuan end */
    {"cmb-flow", cmb, NEWEST, OTHER_DOLLARS, NULL, "bank.balance_chain",
     CHECK_PASS}, /* there may have been as many dollars */
    {"cmb-flow", cmb, "2026-02-03  CNY", "2026-02-03  USD", NULL, "bank.balance_chain", CHECK_FAIL},

    {"icbc-history", icbc, NULL, NULL, NULL, "bank.page_totals", CHECK_PASS},
    {"icbc-history", icbc, "合计：12.50", "合计：12.51", NULL, "bank.page_totals", CHECK_FAIL},
    {"icbc-history", icbc, "合计：0.00", "合计：0.01", NULL, "bank.page_totals", CHECK_FAIL},
    {"icbc-history", icbc, "+8,000.00", "+8,100.00", NULL, "bank.page_totals", CHECK_FAIL},
    {"icbc-history", icbc, NULL, NULL, "+8,000.00", "bank.page_totals", CHECK_UNKNOWN},
    {"icbc-history", ICBC_HEAD ICBC_1, NULL, NULL, NULL, "bank.page_totals", CHECK_UNKNOWN},

    {"boc-flow", boc, NULL, NULL, NULL, "bank.statement_totals", CHECK_PASS},
    {"boc-flow", boc, "1,012.50", "1,012.00", NULL, "bank.statement_totals", CHECK_FAIL},
    {"boc-flow", boc, "数：8,000.00", "数：8,000.10", NULL, "bank.statement_totals", CHECK_FAIL},
    {"boc-flow", boc, NULL, NULL, "-12.50", "bank.statement_totals", CHECK_UNKNOWN},

    {"boc-flow", boc, NULL, NULL, NULL, "bank.counts", CHECK_PASS},
    {"boc-flow", boc, "行数: 3", "行数: 4", NULL, "bank.counts", CHECK_FAIL},
    {"icbc-history", icbc, ICBC_2, "", NULL, "bank.counts", CHECK_FAIL},
    {"boc-flow", boc, "行数: 3", "行数: ", NULL, "bank.counts", CHECK_UNKNOWN},

    {"cmb-flow", cmb, NULL, NULL, NULL, "bank.rows_in_period", CHECK_PASS},
    {"cmb-flow", cmb, "2026-03-03", "2026-04-01", NULL, "bank.rows_in_period", CHECK_FAIL},
    {"cmb-flow", cmb, "2026-01-05", "2025-12-31", NULL, "bank.rows_in_period", CHECK_FAIL},
    {"cmb-flow", cmb, "2026-01-01 --", "", NULL, "bank.rows_in_period", CHECK_UNKNOWN},
    {"cmb-flow", cmb, "2026-01-01", "2026-02-30", NULL, "bank.rows_in_period", CHECK_UNKNOWN},

    {"cmb-flow", cmb, NULL, NULL, NULL, "bank.rows_order", CHECK_PASS},
    {"cmb-flow", cmb, "2026-02-03", "2026-01-03", NULL, "bank.rows_order", CHECK_FAIL},
    {"boc-flow", boc, "2026-02-01  10", "2026-02-03  12", NULL, "bank.rows_order", CHECK_FAIL},
    {"cmb-flow", cmb, NULL, NULL, "2026-02-03", "bank.rows_order", CHECK_UNKNOWN},

    {"cmb-flow", cmb, NULL, NULL, NULL, "bank.account_number", CHECK_PASS},
    {"boc-flow", boc, "0000016", "0000018", NULL, "bank.account_number", CHECK_FAIL},
    {"boc-flow", boc, "6216990000000000016", "62169900000****0016", NULL, "bank.account_number",
     CHECK_UNKNOWN},

    {"cmb-flow", cmb, NULL, NULL, NULL, "bank.verification_code", CHECK_PASS},
    {"cmb-flow", cmb, "A7K2M9QX", "a7k2-m9qx", NULL, "bank.verification_code", CHECK_FAIL},
    {"cmb-flow", cmb, "A7K2M9QX", "", NULL, "bank.verification_code", CHECK_UNKNOWN},
    {"cmb-flow", cmb, NULL, NULL, "A7K2M9QX", "bank.verification_code", CHECK_UNKNOWN},

    {"icbc-history", marked, NULL, NULL, NULL, "bank.watermark", CHECK_PASS},
    {"icbc-history", marked, " F\n", " E\n", NULL, "bank.watermark", CHECK_FAIL},
    {"icbc-history", marked, " 9\n", "\n", NULL, "bank.watermark", CHECK_FAIL},
    {"icbc-history", icbc, NULL, NULL, NULL, "bank.watermark", CHECK_UNKNOWN},

    {"cmb-flow", cmb, NULL, NULL, NULL, "bank.pages_complete", CHECK_PASS},
    {"cmb-flow", cmb, "\n2/2", "\n2/3", NULL, "bank.pages_complete", CHECK_FAIL},
    {"cmb-flow", cmb, "\n1/2", "\n2/2", NULL, "bank.pages_complete", CHECK_FAIL},
    {"cmb-flow", cmb, "\n1/2", "\n", NULL, "bank.pages_complete", CHECK_UNKNOWN},

    {"cmb-flow", cmb, NULL, NULL, NULL, "bank.rows_passed_over", CHECK_PASS},
    {"cmb-flow", cmb, "\n1/2", "\nDate Currency 2026-02-02  CNY  5,000.00  9,000.00\n1/2", NULL,
     "bank.rows_passed_over", CHECK_UNKNOWN},
    {"cmb-flow", cmb, NULL, NULL, "9,087.50", "bank.rows_passed_over", CHECK_UNKNOWN},

    {"icbc-history", icbc, NULL, NULL, NULL, "bank.holder_same", CHECK_PASS},
    {"icbc-history", icbc, "王小样", "陈样例", NULL, "bank.holder_same", CHECK_FAIL},
    {"icbc-history", icbc, "户名：王小样", "", NULL, "bank.holder_same", CHECK_UNKNOWN},
};

static void checks_decide(void **state)
{
    struct run run;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = replaced(cases[i].text, cases[i].from, cases[i].to);
        enum check_outcome outcome;

        run_text(&run, cases[i].layout, text, cases[i].unsure);
        outcome = check_of(&run, cases[i].check)->outcome;
        if (outcome != cases[i].outcome)
            fail_msg("case %zu, %s with '%s' for '%s': %d, not %d", i, cases[i].check,
                     cases[i].to ? cases[i].to : "", cases[i].from ? cases[i].from : "", outcome,
                     cases[i].outcome);
        end_run(&run);
        free(text);
    }
}

/* ---- What is claimed of what cannot be read ---- */

static void an_unsure_row_is_left_to_a_person(void **state)
{
    struct run run;

    (void)state;
    run_text(&run, "cmb-flow", cmb, "9,087.50");
    assert_int_equal(run.result.examination.claims->transactions[1].row, 3); /* as printed */
    assert_string_equal(run.result.examination.claims->complete, "no");
    assert_int_equal(run.result.examination.claims->transaction_count, 3);
    assert_int_equal(run.result.examination.unread_count, 1);
    assert_string_equal(run.result.examination.unread[0].claim, "/claims/transactions/-");
    end_run(&run);
}

static void an_unknown_currency_is_no_guess(void **state)
{
    char *text = replaced(cmb, "CNY         -12", "XTS         -12");
    struct run run;

    (void)state;
    run_text(&run, "cmb-flow", text, NULL);
    assert_int_equal(run.result.examination.claims->transaction_count, 3);
    assert_string_equal(run.result.examination.claims->complete, "no");
    end_run(&run);
    free(text);
}

static void the_first_break_is_named(void **state)
{
    char *text = replaced(cmb, "-1,000.00", "-1,000.01");
    const struct report_check *check;
    struct run run;

    (void)state;
    run_text(&run, "cmb-flow", text, NULL);
    check = check_of(&run, "bank.balance_chain");
    assert_string_equal(check->params.items[0].value, "3"); /* links */
    assert_string_equal(check->params.items[1].value, "1"); /* breaks */
    assert_string_equal(check->params.items[2].value, "3"); /* row */
    assert_string_equal(check->params.items[3].value, "2"); /* page */
    assert_string_equal(check->advice->code, "bank.advice.ask_bank");
    end_run(&run);
    free(text);
}

/* Rows of another currency that go on from where an account ends are named; where no account has a
 * balance of its own, that is said. */
static void currencies_that_rest_on_nothing_are_said(void **state)
{
    char *taken = replaced(cmb, NEWEST, AS_DOLLARS), *untied = replaced(cmb, NEWEST, OTHER_DOLLARS);
    const struct report_check *check;
    struct run run;

    (void)state;
    run_text(&run, "cmb-flow", taken, NULL);
    check = check_of(&run, "bank.balance_chain");
    assert_string_equal(check->params.items[1].name, "taken");
    assert_string_equal(check->params.items[2].value, "3"); /* row */
    assert_string_equal(check->params.items[3].value, "2"); /* page */
    assert_string_equal(check->advice->code, "bank.advice.ask_bank");
    end_run(&run);
    run_text(&run, "cmb-flow", untied, NULL);
    check = check_of(&run, "bank.balance_chain");
    assert_string_equal(check->params.items[1].name, "untied");
    assert_string_equal(check->params.items[1].value, "2");
    end_run(&run);
    free(taken);
    free(untied);
}

static void layouts_tell_each_other_apart(void **state)
{
    static const char *const layouts[] = {"cmb-flow",     "icbc-history", "boc-flow",
                                          "abc-flow",     "za-statement", "hsbc-hk-statement",
                                          "signed-letter"};
    static const char *const texts[] = {cmb, icbc, boc};
    struct run run;

    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 7; j++) {
            run_text(&run, layouts[j], texts[i], NULL);
            if ((run.result.sure >= 50) != (i == j))
                fail_msg("%s is sure to %d of the document of %s", layouts[j], run.result.sure,
                         layouts[i]);
            end_run(&run);
        }
}

/* Pages that were swapped put the notes in the middle: the table goes on behind them. */
static void a_table_goes_on_behind_its_end(void **state)
{
    const char *second = strchr(cmb, '\f') + 1, *rows = strstr(cmb, "记账日期");
    struct run run;
    char *text = NULL;

    (void)state;
    assert_true(asprintf(&text, "%.*s%s\f%.*s", (int)(strchr(rows, '\n') + 1 - rows), rows, second,
                         (int)(second - 1 - cmb), cmb) >= 0);
    run_text(&run, "cmb-flow", text, NULL);
    assert_int_equal(run.result.examination.claims->transaction_count, 4);
    assert_int_equal(check_of(&run, "bank.pages_complete")->outcome, CHECK_FAIL);
    assert_int_equal(check_of(&run, "bank.balance_chain")->outcome, CHECK_FAIL);
    end_run(&run);
    free(text);
    /* Rows without labels are not read, and that is said. */
    assert_true(asprintf(&text, "%s\f%.*s", second, (int)(second - 1 - cmb), cmb) >= 0);
    run_text(&run, "cmb-flow", text, NULL);
    assert_string_equal(run.result.examination.claims->complete, "no");
    assert_int_equal(check_of(&run, "bank.balance_chain")->outcome, CHECK_UNKNOWN);
    end_run(&run);
    free(text);
    assert_true(asprintf(&text, "%s\f%s", cmb, second) >= 0);
    run_text(&run, "cmb-flow", text, NULL);
    assert_string_equal(run.result.examination.claims->complete, "no");
    assert_int_equal(check_of(&run, "bank.balance_chain")->outcome, CHECK_UNKNOWN);
    end_run(&run);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_decide),
        cmocka_unit_test(an_unsure_row_is_left_to_a_person),
        cmocka_unit_test(an_unknown_currency_is_no_guess),
        cmocka_unit_test(the_first_break_is_named),
        cmocka_unit_test(currencies_that_rest_on_nothing_are_said),
        cmocka_unit_test(layouts_tell_each_other_apart),
        cmocka_unit_test(a_table_goes_on_behind_its_end),
    };

    return cmocka_run_group_tests(tests, begin_house, end_house);
}
