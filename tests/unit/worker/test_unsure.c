/* Words that were read from a picture: how sure they are, and what becomes of claims on them. */
#include "sheet.h"
#include "worker/claims.h"
#include "worker/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HOST    (&worker_host)
#define READ(p) (1 + (p)) /* a confidence of so much percent */

static const struct vouch_plugin plugin = {.name = "test"};

static struct sheet sheet;
static const struct vouch_document *document;
static struct vouch_report report;

static int start(void **state)
{
    (void)state;
    sheet_init(&sheet);
    sheet.form = "scan";
    sheet.confidence = READ(95);
    sheet_line(&sheet, 1, 100, "No.", 40, "Date", 100, NULL);
    sheet_line(&sheet, 1, 120, "1", 40, "2026-04-01", 100, NULL);
    sheet.confidence = READ(79);
    sheet_line(&sheet, 1, 140, "2", 40, NULL);
    sheet.confidence = READ(80);
    sheet_line(&sheet, 1, 160, "3", 40, "2026-04-03", 100, NULL);
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

static void confidence_is_the_lowest(void **state)
{
    struct vouch_line line = VOUCH_INIT(struct vouch_line);
    struct vouch_match match;
    struct vouch_span word;

    (void)state;
    assert_int_equal(vouch_find(HOST, document, "2026-04-01\n2", &match), 1);
    assert_int_equal(match.groups[0].confidence, READ(79));
    assert_int_equal(match.groups[0].text.confidence, READ(79));
    assert_int_equal(vouch_find(HOST, document, "2026-04-(01)", &match), 1);
    assert_int_equal(match.groups[1].confidence, READ(95));
    assert_int_equal(vouch_line(HOST, document, 2, &line), 0);
    assert_int_equal(line.span.confidence, READ(79));
    assert_int_equal(vouch_word(HOST, document, 3, 1, &word), 0);
    assert_int_equal(word.text.confidence, READ(80));
    assert_int_equal(vouch_match(HOST, document, "(04)-", word.text, &match), 1);
    assert_int_equal(match.groups[1].text.confidence, READ(80));
}

static void sure_from_what_is_configured(void **state)
{
    struct vouch_span word;

    (void)state;
    assert_int_equal(vouch_word(HOST, document, 2, 0, &word), 0);
    assert_int_equal(vouch_is_sure(HOST, document, word.text), 0);
    assert_int_equal(vouch_word(HOST, document, 3, 0, &word), 0);
    assert_int_equal(vouch_is_sure(HOST, document, word.text), 1);
    word.text.confidence = 0;
    assert_int_equal(vouch_is_sure(HOST, document, word.text), 1);
}

static void cells_and_rows_have_it(void **state)
{
    static const struct vouch_column columns[] = {
        {sizeof(struct vouch_column), VOUCH_COLUMN_KEY, "No\\.", "\\d"},
        {sizeof(struct vouch_column), VOUCH_COLUMN_OPTIONAL, "Date", NULL},
    };
    static const struct vouch_table table = {sizeof table, 2, columns, NULL};
    struct vouch_rows *rows;
    struct vouch_span cell;

    (void)state;
    assert_int_equal(vouch_table(HOST, document, &table, &rows), 1);
    assert_int_equal(vouch_row_count(HOST, rows), 2); /* a number alone is no row */
    assert_int_equal(vouch_cell(HOST, rows, 0, 1, &cell), 0);
    assert_int_equal(cell.confidence, READ(95));
    assert_int_equal(cell.text.confidence, READ(95));
    assert_int_equal(vouch_cell(HOST, rows, 1, VOUCH_WHOLE_ROW, &cell), 0);
    assert_int_equal(cell.confidence, READ(80));
}

static struct vouch_span span_of(const char *data, uint32_t confidence)
{
    return (struct vouch_span){
        .text = {.data = data, .length = (uint32_t)strlen(data)},
        .box = {400000, 300000, 420000, 310000},
        .page = 1,
        .confidence = confidence,
    };
}

static const struct examination *end(void)
{
    static struct examination examination;

    examination = (struct examination){0};
    assert_int_equal(report_end(&report, &examination), 0);
    return &examination;
}

static void sure_claims_say_how_sure(void **state)
{
    struct vouch_span serial = span_of("E123", READ(93));
    const struct examination *made;

    (void)state;
    assert_int_equal(vouch_claim_text(HOST, &report, VOUCH_CLAIM_SERIAL, &serial), 0);
    vouch_claim_code(HOST, &report, VOUCH_CLAIM_COMPLETE, "yes", NULL);
    made = end();
    assert_string_equal(made->claims->serial, "E123");
    assert_string_equal(made->claims->complete, "yes");
    assert_int_equal(made->unread_count, 0);
    assert_string_equal(made->evidence[0].from, "ocr");
    assert_true(made->evidence[0].has_confidence);
    assert_int_equal(made->evidence[0].confidence, 93);
    assert_string_equal(made->evidence[0].outcome, "claimed");
}

/* Each kind of claim over the same span; a text handed on with a confidence of its own counts. */
static void claim_all(const struct vouch_span *span)
{
    struct vouch_name name = {.size = sizeof name, .value = *span};
    struct vouch_id_number number = {.size = sizeof number, .kind = "hkid", .value = *span};
    struct vouch_crossing crossing = {.size = sizeof crossing, .date = 20000, .whole = *span};
    struct vouch_verification code = {.size = sizeof code, .code = *span, .kind = "web"};
    struct vouch_account account = {.size = sizeof account, .id = "a", .whole = *span};
    struct vouch_transaction transaction = {
        .size = sizeof transaction,
        .account = "a",
        .booked_on = 20000,
        .value_date = VOUCH_NO_DAY,
        .currency = "HKD",
        .amount = span->text,
        .whole = *span,
    };
    struct vouch_total total = {
        .size = sizeof total, .what = "count", .stated = *span, .computed = span->text};

    account.statement_date = account.period_from = account.period_to = VOUCH_NO_DAY;
    vouch_claim_text(HOST, &report, VOUCH_CLAIM_SERIAL, span);
    vouch_claim_text(HOST, &report, VOUCH_CLAIM_NATIONALITY, span);
    vouch_claim_day(HOST, &report, VOUCH_CLAIM_BIRTH_DATE, 1, span);
    vouch_claim_code(HOST, &report, VOUCH_CLAIM_SEX, "female", span);
    vouch_claim_issued_at(HOST, &report, 1780000000, VOUCH_PRECISION_MINUTE, span);
    vouch_claim_name(HOST, &report, &name);
    vouch_claim_id_number(HOST, &report, &number);
    vouch_claim_crossing(HOST, &report, &crossing);
    vouch_claim_verification(HOST, &report, &code);
    vouch_claim_account(HOST, &report, &account);
    vouch_claim_transaction(HOST, &report, &transaction);
    vouch_claim_total(HOST, &report, &total);
    vouch_claim_extra(HOST, &report, "number", "integer", span);
}

static const char *const pointers[] = {
    "/claims/serial",
    "/claims/person/nationality",
    "/claims/person/birth_date",
    "/claims/person/sex",
    "/claims/issued_at",
    "/claims/person/names/-",
    "/claims/person/id_numbers/-",
    "/claims/crossings/-",
    "/claims/verification",
    "/claims/accounts/-",
    "/claims/transactions/-",
    "/claims/totals/-",
    "/claims/extra/-",
};

static void unsure_claims_are_listed(void **state)
{
    struct vouch_span span = span_of("12", READ(79));
    const struct examination *made;

    (void)state;
    claim_all(&span);
    made = end();
    assert_int_equal(made->unread_count, VOUCH_COUNT(pointers));
    for (size_t i = 0; i < VOUCH_COUNT(pointers); i++) {
        assert_string_equal(made->unread[i].claim, pointers[i]);
        assert_string_equal(made->unread[i].text, "12");
        assert_string_equal(made->unread[i].from, "ocr");
        assert_string_equal(made->unread[i].outcome, "too_unsure");
        assert_int_equal(made->unread[i].confidence, 79);
        assert_int_equal(made->unread[i].page, 1);
        assert_int_equal(made->unread[i].box[0], 5000);
    }
    assert_int_equal(made->evidence_count, 0);
    assert_string_equal(made->claims->complete, "no");
    assert_null(made->claims->serial);
    assert_null(made->claims->person);
    assert_null(made->claims->verification);
    assert_true(made->claims->has_crossings);
    assert_int_equal(made->claims->crossing_count, 0);
    assert_int_equal(made->claims->transaction_count, 0);
    assert_int_equal(made->claims->total_count, 0);
    assert_int_equal(made->claims->extra_count, 0);
    assert_false(document->trouble->misuse);
}

static void the_same_when_sure(void **state)
{
    struct vouch_span span = span_of("12", READ(80));
    const struct examination *made;

    (void)state;
    claim_all(&span);
    made = end();
    assert_int_equal(made->unread_count, 0);
    assert_int_equal(made->evidence_count, VOUCH_COUNT(pointers));
    assert_false(document->trouble->misuse);
}

static void text_alone_may_be_unsure(void **state)
{
    struct vouch_span span = span_of("12", 0);

    (void)state;
    span.text.confidence = READ(10);
    assert_int_equal(vouch_claim_text(HOST, &report, VOUCH_CLAIM_SERIAL, &span), VOUCH_LEFT_UNREAD);
    assert_int_equal(end()->unread[0].confidence, 10);
}

static void form_is_the_hosts(void **state)
{
    struct vouch_span span = span_of("12", 0);

    (void)state;
    assert_string_equal(vouch_form(HOST, document), "scan");
    assert_int_equal(vouch_claim_code(HOST, &report, VOUCH_CLAIM_FORM, "electronic", NULL), 0);
    vouch_claim_text(HOST, &report, VOUCH_CLAIM_SERIAL, &span);
    assert_string_equal(end()->claims->form, "scan");
}

/* A page that lay on its side: 600 by 800 as shown, its top at the right. */
static void boxes_are_those_of_the_page_as_shown(void **state)
{
    const struct page_shown shown = {
        .turn = {.b = (int64_t)1 << READING_TURN_BITS,
                 .c = -((int64_t)1 << READING_TURN_BITS),
                 .e = 600000},
        .width = 600000,
        .height = 800000,
    };
    struct page_size page = {800000, 600000, &shown};
    struct vouch_box box = {80000, 60000, 160000, 120000};
    int64_t made[4];

    (void)state;
    box_to_report(box, page, made);
    assert_int_equal(made[0], 8000);
    assert_int_equal(made[1], 1000);
    assert_int_equal(made[2], 9000);
    assert_int_equal(made[3], 2000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(confidence_is_the_lowest),
        TEST(sure_from_what_is_configured),
        TEST(cells_and_rows_have_it),
        TEST(sure_claims_say_how_sure),
        TEST(unsure_claims_are_listed),
        TEST(the_same_when_sure),
        TEST(text_alone_may_be_unsure),
        TEST(form_is_the_hosts),
        TEST(boxes_are_those_of_the_page_as_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
