/* Accounts, transactions, totals, codes of verification: what is taken, and what is not. */
#include "sheet.h"
#include "worker/claims.h"
#include "worker/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOST (&worker_host)

static const struct vouch_plugin plugin = {.name = "test"};

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

static struct vouch_text text(const char *data)
{
    return (struct vouch_text){.data = data, .length = (uint32_t)strlen(data)};
}

static struct vouch_span span(const char *data)
{
    return (struct vouch_span){
        .text = text(data), .box = {400000, 300000, 420000, 310000}, .page = 1};
}

static const struct examination *end(void)
{
    static struct examination examination;

    examination = (struct examination){0};
    assert_int_equal(report_end(&report, &examination), 0);
    return &examination;
}

static struct vouch_account account(const char *id)
{
    return (struct vouch_account){
        .size = sizeof(struct vouch_account),
        .id = id,
        .whole = span("acct"),
        .number = text("6200 0000"),
        .closing_balance = text("-10.05"),
        .currency = "HKD",
        .statement_date = VOUCH_NO_DAY,
        .period_from = 20000,
        .period_to = 20030,
    };
}

static struct vouch_transaction transaction(const char *amount)
{
    return (struct vouch_transaction){
        .size = sizeof(struct vouch_transaction),
        .row = 3,
        .account = "main",
        .currency = "HKD",
        .whole = span("row"),
        .amount = text(amount),
        .time = text("23:59:59"),
        .summary = text("Salary"),
        .booked_on = 20001,
        .value_date = VOUCH_NO_DAY,
    };
}

static struct vouch_total total(const char *what, const char *stated, const char *computed)
{
    return (struct vouch_total){
        .size = sizeof(struct vouch_total),
        .account = "main",
        .what = what,
        .stated = span(stated),
        .computed = text(computed),
    };
}

static void claim_main(void)
{
    struct vouch_account main_account = account("main");

    assert_int_equal(vouch_claim_account(HOST, &report, &main_account), 0);
}

static void accounts_and_rows_become_a_report(void **state)
{
    struct vouch_transaction row = transaction("-1234567890123456.78");
    struct vouch_total sum = total("debit", "1234567890123456.78", "1234567890123456.78");
    const struct report_claims *claims;
    const struct examination *made;

    (void)state;
    claim_main();
    assert_int_equal(vouch_claim_transaction(HOST, &report, &row), 0);
    assert_int_equal(vouch_claim_total(HOST, &report, &sum), 0);
    sum.page = 1;
    sum.account = NULL;
    assert_int_equal(vouch_claim_total(HOST, &report, &sum), 0);
    made = end();
    claims = made->claims;
    assert_string_equal(claims->accounts[0].closing_balance, "-10.05");
    assert_null(claims->accounts[0].opening_balance);
    assert_null(claims->accounts[0].holder);
    assert_false(claims->accounts[0].has_statement_date);
    assert_int_equal(claims->accounts[0].period_to, 20030);
    assert_int_equal(claims->transactions[0].row, 3);
    assert_string_equal(claims->transactions[0].amount, "-1234567890123456.78");
    assert_string_equal(claims->transactions[0].time, "23:59:59");
    assert_int_equal(claims->transactions[0].page, 1);
    assert_string_equal(claims->totals[0].scope, "statement");
    assert_string_equal(claims->totals[1].scope, "page");
    assert_null(claims->totals[1].account);
    assert_string_equal(made->evidence[0].claim, "/claims/accounts/0");
    assert_string_equal(made->evidence[1].claim, "/claims/transactions/0");
    assert_string_equal(made->evidence[3].claim, "/claims/totals/1");
    assert_false(document->trouble->misuse);
}

static void no_rows_are_an_answer(void **state)
{
    (void)state;
    vouch_claim_transactions(HOST, &report);
    assert_true(end()->claims->has_transactions);
    assert_int_equal(end()->claims->transaction_count, 0);
}

static void verification_and_layout_are_said_once(void **state)
{
    struct vouch_verification code = {
        .size = sizeof code,
        .kind = "web",
        .code = span("AB12"),
        .where_printed = text("www.bank.example"),
    };

    (void)state;
    assert_int_equal(vouch_claim_verification(HOST, &report, &code), 0);
    assert_int_equal(vouch_layout(HOST, &report, "a-layout"), 0);
    assert_string_equal(end()->layout, "a-layout");
    assert_string_equal(end()->claims->verification->code, "AB12");
    assert_string_equal(end()->claims->verification->where_printed, "www.bank.example");
    assert_false(document->trouble->misuse);
    assert_true(vouch_claim_verification(HOST, &report, &code) < 0);
    assert_true(vouch_layout(HOST, &report, "another") < 0);
    assert_true(document->trouble->misuse);
}

static void expect_misuse(int32_t result)
{
    assert_true(result < 0);
    assert_true(document->trouble->misuse);
    document->trouble->misuse = false;
    document->trouble->mistake = NULL;
}

static void accounts_are_looked_at(void **state)
{
    struct vouch_account wrong[] = {account("an id"),   account(NULL),      account("main"),
                                    account("size"),    account("closing"), account("day"),
                                    account("currency")};

    (void)state;
    claim_main();
    wrong[3].size = 8;
    wrong[4].closing_balance = text("10,05");
    wrong[5].period_from = VOUCH_NO_DAY + 1;
    wrong[6].currency = "hkd";
    for (size_t i = 0; i < VOUCH_COUNT(wrong); i++)
        expect_misuse(vouch_claim_account(HOST, &report, &wrong[i]));
    assert_int_equal(end()->claims->account_count, 1);
}

static void transactions_are_looked_at(void **state)
{
    static const char *const amounts[] = {"", "1,000.00", "+5", "1.", "--1", "1e9", "12 3"};
    static const char *const times[] = {"24:00", "9:00", "09:60", "09:00:60", "09:00:0", "0900"};
    struct vouch_transaction row;

    (void)state;
    claim_main();
    for (size_t i = 0; i < VOUCH_COUNT(amounts); i++) {
        row = transaction(amounts[i]);
        expect_misuse(vouch_claim_transaction(HOST, &report, &row));
        row = transaction("1");
        row.balance = text(amounts[i]);
        if (i > 0)
            expect_misuse(vouch_claim_transaction(HOST, &report, &row));
    }
    for (size_t i = 0; i < VOUCH_COUNT(times); i++) {
        row = transaction("1");
        row.time = text(times[i]);
        expect_misuse(vouch_claim_transaction(HOST, &report, &row));
    }
    row = transaction("1");
    row.account = "other";
    expect_misuse(vouch_claim_transaction(HOST, &report, &row));
    row = transaction("1");
    row.currency = "RMB"; /* a name that people use; the code is CNY */
    expect_misuse(vouch_claim_transaction(HOST, &report, &row));
    row = transaction("1");
    row.booked_on = VOUCH_NO_DAY;
    expect_misuse(vouch_claim_transaction(HOST, &report, &row));
    row = transaction("1");
    row.size = 8;
    expect_misuse(vouch_claim_transaction(HOST, &report, &row));
    assert_false(end()->claims->has_transactions);
}

static void totals_and_codes_are_looked_at(void **state)
{
    struct vouch_total wrong[] = {total("sum", "1", "1"),     total("debit", "", "1"),
                                  total("debit", "1", "one"), total("debit", "1", "1"),
                                  total("debit", "1", "1"),   total("debit", "1", "1")};
    struct vouch_verification code = {.size = sizeof code, .kind = "phone", .code = span("AB12")};

    (void)state;
    claim_main();
    wrong[3].account = "other";
    wrong[4].page = 2; /* of one */
    wrong[5].size = 8;
    for (size_t i = 0; i < VOUCH_COUNT(wrong); i++)
        expect_misuse(vouch_claim_total(HOST, &report, &wrong[i]));
    expect_misuse(vouch_claim_verification(HOST, &report, &code));
    code.kind = "app";
    code.code = span("");
    expect_misuse(vouch_claim_verification(HOST, &report, &code));
    expect_misuse(vouch_layout(HOST, &report, "a layout"));
    expect_misuse(vouch_layout(HOST, &report, NULL));
    assert_int_equal(end()->claims->total_count, 0);
}

static void currencies_are_those_of_the_standard(void **state)
{
    static const char *const right[] = {"AED", "CNY", "CNH", "HKD", "JPY", "MOP", "ZWG"};
    static const char *const wrong[] = {"", "HK", "HKDX", "RMB", "hkd", "D A", "XXX", "NY "};

    (void)state;
    for (size_t i = 0; i < VOUCH_COUNT(right); i++)
        assert_true(vouch_is_currency(HOST, right[i]));
    for (size_t i = 0; i < VOUCH_COUNT(wrong); i++)
        assert_false(vouch_is_currency(HOST, wrong[i]));
    assert_false(vouch_is_currency(HOST, NULL));
}

static void rows_have_an_end(void **state)
{
    struct vouch_transaction row = transaction("1");
    int32_t r = 0;

    (void)state;
    claim_main();
    for (int i = 0; i < CLAIM_ROWS_MAX; i++)
        r |= vouch_claim_transaction(HOST, &report, &row);
    assert_int_equal(r, 0);
    assert_true(vouch_claim_transaction(HOST, &report, &row) < 0);
    assert_true(report.is_incomplete);
    assert_int_equal(end()->claims->transaction_count, CLAIM_ROWS_MAX);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(accounts_and_rows_become_a_report),
        TEST(no_rows_are_an_answer),
        TEST(verification_and_layout_are_said_once),
        TEST(accounts_are_looked_at),
        TEST(transactions_are_looked_at),
        TEST(totals_and_codes_are_looked_at),
        TEST(currencies_are_those_of_the_standard),
        TEST(rows_have_an_end),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
