/* The page: nothing of a hostile report opens a tag, and an applicant is told only what to do. */
#include "base/error.h"
#include "render/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define EVIL "\"><script>alert(1)</script><b x='"

static struct catalogues *load(void)
{
    struct catalogues *catalogues = NULL;
    char *bad = NULL;

    assert_int_equal(catalogues_load(LOCALE_DIR, &catalogues, &bad), 0);
    return catalogues;
}

static const struct report_param evil_param = {"detail", EVIL};
static const struct report_advice advice = {.code = "advice.send_unchanged_file"};
static const struct report_reason reasons[] = {
    {.code = "pdf.changed_after_signing", .params = {&evil_param, 1}, .advice = &advice},
    {.code = "pdf.malformed", .params = {&evil_param, 1}, .advice = &advice},
};
static const struct report_name name = {EVIL, "Hani", "printed"};
static const struct report_id_number number = {EVIL, EVIL, false};
static const struct report_person person = {
    .names = &name,
    .name_count = 1,
    .nationality = EVIL,
    .id_numbers = &number,
    .id_number_count = 1,
};
static const struct report_crossing crossing = {
    .row = 1,
    .direction = "entry",
    .date = 20000,
    .time = EVIL,
    .document_type = EVIL,
    .document_number = EVIL,
    .port = EVIL,
    .region = "HK",
    .flight = EVIL,
};
static const struct report_transaction transaction = {
    .row = 1, .currency = EVIL, .amount = EVIL, .summary = EVIL, .counterparty = EVIL};
static const struct report_account account = {.id = "a", .holder = EVIL, .bank = EVIL};
static const struct report_extra extra = {EVIL, "text", EVIL};
static const struct report_claims claims = {
    .complete = "yes",
    .serial = EVIL,
    .person = &person,
    .language = EVIL,
    .crossings = &crossing,
    .crossing_count = 1,
    .has_crossings = true,
    .accounts = &account,
    .account_count = 1,
    .transactions = &transaction,
    .transaction_count = 1,
    .has_transactions = true,
    .extra = &extra,
    .extra_count = 1,
};
static const struct report_certificate signer = {
    .subject = EVIL, .issuer = EVIL, .serial = EVIL, .sha256 = EVIL};
static const struct report_signature signature = {
    .field = EVIL, .format = "cms", .coverage = "partial", .signer = &signer};
static const struct report_check check = {
    .id = "document.revisions", .outcome = CHECK_UNKNOWN, .params = {&evil_param, 1}};

static struct report evil(void)
{
    return (struct report){
        .id = EVIL,
        .document_sha256 = EVIL,
        .media_type = EVIL,
        .source = EVIL,
        .indication = TOTAL_FAILED,
        .reasons = reasons,
        .reason_count = 2,
        .signatures = &signature,
        .signature_count = 1,
        .checks = &check,
        .check_count = 1,
        .claims = &claims,
    };
}

static char *write_page(struct arena *arena, const struct catalogues *catalogues,
                        enum page_edition edition, const char *language)
{
    struct report report = evil();
    const struct report *reports[] = {&report};
    const struct page page = {.edition = edition, .reports = reports, .report_count = 1};
    struct buffer out;
    char *text;

    buffer_init(&out, 0);
    assert_int_equal(render_report_isolated(arena, catalogues, language, &report), 0);
    assert_int_equal(page_render(arena, catalogues, language, &page, &out), 0);
    text = arena_strndup(arena, (const char *)out.data, out.size);
    buffer_done(&out);
    return text;
}

static void nothing_hostile_opens_a_tag(void **state)
{
    struct catalogues *catalogues = load();
    struct arena *arena = arena_new(0);
    const char *page = write_page(arena, catalogues, PAGE_OFFICER, "en");

    (void)state;
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "<b "));
    assert_non_null(strstr(page, "&lt;script&gt;"));
    assert_non_null(strstr(page, "Failed"));
    assert_non_null(strstr(page, "changed after it had been signed"));
    arena_free(arena);
    catalogues_free(catalogues);
}

/* In every language that there is: what he reads must not tell him that he was found out. */
static const char *const never_said[] = {
    "forg",   "Forg",      "fake",    "Fake",   "tamper", "Tamper",        "fraud",
    "Fraud",  "manipulat", "suspic",  "failed", "Failed", "changed after", "not what the issuer",
    "police", "crime",     "illegal", "伪造",   "偽造",   "造假",          "篡改",
    "竄改",   "变造",      "變造",    "欺诈",   "欺詐",   "虚假",          "虛假",
    "可疑",   "失败",      "失敗",    "تزوير",  "مزور",   "مزيف",          "احتيال",
    "تلاعب",  "مشبوه",     "فشل",
};

static void an_applicant_is_told_what_to_do_and_no_more(void **state)
{
    static const char *const languages[] = {"en", "zh-Hans", "zh-Hant", "ar"};
    struct catalogues *catalogues = load();
    struct arena *arena = arena_new(0);

    (void)state;
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        const char *page = write_page(arena, catalogues, PAGE_APPLICANT, languages[i]);
        const char *body = strstr(page, "<main>");

        assert_non_null(body);
        for (size_t k = 0; k < sizeof never_said / sizeof *never_said; k++)
            if (strstr(body, never_said[k]))
                fail_msg("%s says %s", languages[i], never_said[k]);
        assert_null(strstr(body, "pdf.changed_after_signing"));
        assert_null(strstr(body, "<script"));
    }
    assert_non_null(
        strstr(write_page(arena, catalogues, PAGE_APPLICANT, "en"), "download the file again"));
    arena_free(arena);
    catalogues_free(catalogues);
}

/* Not only of this report: all advice there is, and all words of that edition. */
static void no_advice_tips_off(void **state)
{
    static const char *const languages[] = {"en", "zh-Hans", "zh-Hant", "ar"};
    static const char *const own[] = {
        "page.applicant.title",         "page.applicant.passed",
        "page.applicant.more",          "page.applicant.more.sentence",
        "page.applicant.wait.sentence", "page.applicant.documents",
        "page.applicant.footer",        "page.next",
    };
    struct catalogues *catalogues = load();
    size_t count;
    const struct code *codes = core_codes(&count);

    (void)state;
    for (size_t l = 0; l < sizeof languages / sizeof *languages; l++)
        for (size_t k = 0; k < sizeof never_said / sizeof *never_said; k++) {
            for (size_t i = 0; i < count; i++)
                if (codes[i].kind == CODE_ADVICE &&
                    strstr(catalogues_find(catalogues, languages[l], codes[i].code), never_said[k]))
                    fail_msg("%s: %s says %s", languages[l], codes[i].code, never_said[k]);
            for (size_t i = 0; i < sizeof own / sizeof *own; i++)
                assert_null(
                    strstr(catalogues_find(catalogues, languages[l], own[i]), never_said[k]));
        }
    catalogues_free(catalogues);
}

/* Folded, bounded, and said: 6,000 rows are no reason for a page that nobody can open. */
static void a_large_record_stays_useful(void **state)
{
    struct catalogues *catalogues = load();
    struct arena *arena = arena_new(0);
    struct report_crossing *rows = arena_array(arena, struct report_crossing, 6000);
    struct report_claims large = {
        .complete = "yes", .crossings = rows, .crossing_count = 6000, .has_crossings = true};
    struct report report = {.id = "1", .document_sha256 = "2", .claims = &large};
    const struct report *reports[] = {&report};
    const struct page page = {.reports = reports, .report_count = 1};
    const char *text, *row;
    struct buffer out;
    size_t written = 0;

    (void)state;
    for (int i = 0; i < 6000; i++)
        rows[i] = (struct report_crossing){.row = i + 1,
                                           .direction = i % 2 ? "exit" : "entry",
                                           .date = 10000 + i,
                                           .port = "a port"};
    buffer_init(&out, 0);
    assert_int_equal(page_render(arena, catalogues, "en", &page, &out), 0);
    buffer_append_byte(&out, '\0');
    text = (const char *)out.data;
    for (row = strstr(text, "a port"); row; row = strstr(row + 1, "a port"))
        written++;
    assert_int_equal(written, 5000);
    assert_non_null(strstr(text, "Not shown here: <bdi>1000</bdi> more."));
    assert_non_null(strstr(text, "<details><summary>Crossings as printed"));
    assert_in_range(out.size, 1, 2u << 20);
    buffer_done(&out);
    arena_free(arena);
    catalogues_free(catalogues);
}

static void what_may_be_loaded_is_nothing(void **state)
{
    struct catalogues *catalogues = load();
    struct arena *arena = arena_new(0);
    const char *page = write_page(arena, catalogues, PAGE_OFFICER, "xx");
    char policy[PAGE_POLICY_SIZE], language[PAGE_LANGUAGE_SIZE];

    (void)state;
    assert_int_equal(page_policy(policy), 0);
    assert_ptr_equal(strstr(policy, "default-src 'none'; style-src 'sha256-"), policy);
    assert_null(strstr(policy, "unsafe"));
    assert_non_null(strstr(page, "Content-Security-Policy"));
    assert_non_null(strstr(page, "<html lang=\"en\" dir=\"ltr\">"));
    assert_null(strstr(page, "http://"));
    assert_null(strstr(page, "https://"));
    assert_null(strstr(page, " style="));
    assert_null(strstr(page, " src="));
    page_language(catalogues, "en-GB", language);
    assert_string_equal(language, "en");
    arena_free(arena);
    catalogues_free(catalogues);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_hostile_opens_a_tag),
        cmocka_unit_test(an_applicant_is_told_what_to_do_and_no_more),
        cmocka_unit_test(no_advice_tips_off),
        cmocka_unit_test(a_large_record_stays_useful),
        cmocka_unit_test(what_may_be_loaded_is_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
