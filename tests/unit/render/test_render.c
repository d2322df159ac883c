#include "base/error.h"
#include "render/render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* One message, "a" -> "b", as msgfmt writes it without a hash table. */
static const uint8_t small[] = {
    0xde, 0x12, 0x04, 0x95, 0, 0, 0, 0, 1,  0, 0, 0, 28, 0, 0, 0, 36, 0, 0, 0, 0,   0, 0,   0,
    44,   0,    0,    0,    1, 0, 0, 0, 44, 0, 0, 0, 1,  0, 0, 0, 46, 0, 0, 0, 'a', 0, 'b', 0,
};

static struct catalogues *load(void)
{
    struct catalogues *catalogues = NULL;
    char *bad = NULL;

    assert_int_equal(catalogues_load(LOCALE_DIR, &catalogues, &bad), 0);
    assert_null(bad);
    return catalogues;
}

static void a_small_catalogue_answers(void **state)
{
    (void)state;
    assert_int_equal(catalogue_check(slice_of(small, sizeof small)), 0);
    assert_string_equal(catalogue_find(slice_of(small, sizeof small), "a"), "b");
    assert_null(catalogue_find(slice_of(small, sizeof small), "b"));
    assert_null(catalogue_find(slice_of(small, sizeof small), ""));
}

static void damage_anywhere_is_refused(void **state)
{
    uint8_t damaged[sizeof small];

    (void)state;
    for (size_t i = 0; i < sizeof small; i++)
        assert_int_equal(catalogue_check(slice_of(small, i)), ERR_SYNTAX);
    for (size_t i = 8; i < 44; i++) {
        memcpy(damaged, small, sizeof small);
        damaged[i] = 0xff;
        if (i < 20 || i >= 28)
            assert_int_equal(catalogue_check(slice_of(damaged, sizeof damaged)), ERR_SYNTAX);
    }
}

static bool has_sentence(const struct catalogues *catalogues, const char *code, const char *end)
{
    char id[128];

    snprintf(id, sizeof id, "%s.%s", code, end);
    return catalogues_find(catalogues, "en", id);
}

/* A finding has sentences for its outcomes; some are only ever unknown. */
static bool says_itself(const struct catalogues *catalogues, const struct code *code)
{
    if (catalogues_find(catalogues, "en", code->code))
        return true;
    return code->kind == CODE_FINDING && has_sentence(catalogues, code->code, "unknown") &&
           has_sentence(catalogues, code->code, "pass") ==
               has_sentence(catalogues, code->code, "fail");
}

static void every_core_code_has_its_sentences(void **state)
{
    struct catalogues *catalogues = load();
    size_t count;
    const struct code *codes = core_codes(&count);
    char id[128];

    (void)state;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            assert_true(strcmp(codes[i - 1].code, codes[i].code) < 0);
        /* of a problem its detail says what happened; a check's own name is its title */
        if (codes[i].kind != CODE_PROBLEM && !says_itself(catalogues, &codes[i]))
            fail_msg("no sentence for %s", codes[i].code);
        snprintf(id, sizeof id, "%s.%s", codes[i].code,
                 codes[i].kind == CODE_CHECK ? "unknown" : "title");
        if (!catalogues_find(catalogues, "en", id))
            fail_msg("no %s", id);
    }
    catalogues_free(catalogues);
}

static void languages_fall_back_step_by_step(void **state)
{
    struct catalogues *catalogues = load();

    (void)state;
    assert_true(catalogues_speak(catalogues, "en"));
    assert_true(catalogues_speak(catalogues, "en-GB"));
    assert_false(catalogues_speak(catalogues, "xx"));
    assert_non_null(catalogues_find(catalogues, "xx-Latn", "pdf.not_signed"));
    assert_non_null(catalogues_find(catalogues, "en-GB", "pdf.not_signed"));
    assert_null(catalogues_find(catalogues, "en", "pdf.no_such_code"));
    assert_null(catalogues_find(catalogues, "zh-HK", "pdf.no_such_code"));
    catalogues_free(catalogues);
}

static void no_folder_is_no_catalogue(void **state)
{
    struct catalogues *catalogues = NULL;
    char *bad = NULL;

    (void)state;
    assert_int_equal(catalogues_load("/nonexistent", &catalogues, &bad), 0);
    assert_null(catalogues_find(catalogues, "en", "pdf.not_signed"));
    catalogues_free(catalogues);
}

static void parameters_are_filled_in(void **state)
{
    static const struct report_param params[] = {{"value", "30"}, {"maximum", "20"}};
    static const struct report_params both = {params, 2};
    struct catalogues *catalogues = load();
    struct arena *arena = arena_new(0);

    (void)state;
    assert_non_null(strstr(render_message(arena, catalogues, "en", "limit.document", &both),
                           "30 of at most 20"));
    assert_non_null(
        strstr(render_message(arena, catalogues, "en", "limit.document", NULL), "? of at most ?"));
    assert_string_equal(render_message(arena, catalogues, "en", "no.such", &both), "no.such");
    arena_free(arena);
    catalogues_free(catalogues);
}

static void a_report_gets_its_messages(void **state)
{
    static const struct report_advice advice = {.code = "advice.try_again"};
    static const struct report_reason reason = {.code = "pdf.not_signed", .advice = &advice};
    static const struct report_change changes[] = {
        {.kind = "page_content", .revision = 2, .has_page = true, .page = 1},
        {.kind = "unreferenced", .revision = 2, .has_page = true, .page = 1, .object = 9},
    };
    static const struct report_signature signature = {.changes = changes, .change_count = 2};
    static const struct report_check check = {.id = "none.such", .outcome = CHECK_FAIL};
    struct report report = {.reasons = &reason,
                            .reason_count = 1,
                            .signatures = &signature,
                            .signature_count = 1,
                            .checks = &check,
                            .check_count = 1};
    struct catalogues *catalogues = load();
    struct arena *arena = arena_new(0);

    (void)state;
    assert_int_equal(render_report(arena, catalogues, "en", &report), 0);
    assert_non_null(strstr(report.reasons[0].message, "no electronic signature"));
    assert_non_null(strstr(report.reasons[0].advice->message, "try again"));
    assert_non_null(strstr(report.signatures[0].changes[0].message, "Page 1"));
    /* no sentence of that kind names a page */
    assert_non_null(strstr(report.signatures[0].changes[1].message, "(object 9)"));
    assert_string_equal(report.checks[0].message, "none.such.fail");
    arena_free(arena);
    catalogues_free(catalogues);
}

/* ---- Changes over rows ---- */

static const struct report_crossing crossings[] = {{.row = 1}, {.row = 2}, {.row = 3}, {.row = 5}};
static const struct report_claims claims = {.crossings = crossings, .crossing_count = 4};
static const struct report_evidence evidence[] = {
    {.claim = "/claims/serial", .page = 1, .box = {100, 100, 9000, 200}},
    {.claim = "/claims/crossings/0", .page = 1, .box = {100, 1000, 9000, 1200}},
    {.claim = "/claims/crossings/1", .page = 1, .box = {100, 1200, 9000, 1400}},
    {.claim = "/claims/crossings/2", .page = 1, .box = {100, 1400, 9000, 1600}},
    {.claim = "/claims/crossings/3", .page = 1, .box = {100, 1600, 9000, 1800}},
    {.claim = "/claims/crossings/3", .page = 2, .box = {100, 100, 9000, 200}},
    {.claim = "/claims/crossings/4", .page = 2, .box = {100, 200, 9000, 300}},
    {.claim = "/claims/crossings/-1", .page = 2, .box = {100, 200, 9000, 300}},
    {.claim = "/claims/crossings/0/date", .page = 2, .box = {100, 200, 9000, 300}},
};

/* The sentence of an annotation that was added with that box; the signature is judged or not. */
static const char *sentence_of(struct arena *arena, const struct report_change *change, bool judged)
{
    const struct report_signature signature = {.changes = change, .change_count = 1};
    struct report report = {.signatures = &signature,
                            .signature_count = 1,
                            .has_judged_signature = judged,
                            .claims = &claims,
                            .evidence = evidence,
                            .evidence_count = sizeof evidence / sizeof *evidence};
    struct catalogues *catalogues = load();

    assert_int_equal(render_report(arena, catalogues, "en", &report), 0);
    catalogues_free(catalogues);
    return report.signatures[0].changes[0].message;
}

static void a_change_names_the_rows_it_lies_over(void **state)
{
    static const struct {
        int64_t page, box[4];
        const char *words;
    } cases[] = {
        {1, {200, 1210, 300, 1390}, "over row 2 of the crossings on page 1 in revision 2."},
        {1, {0, 0, 10000, 1450}, "over rows 1-3 of the crossings on page 1"},
        {1, {0, 1250, 10000, 10000}, "over rows 2-3, 5 of the crossings"},
        {1, {200, 1200, 300, 1400}, "over row 2 of"}, /* touching is not lying over */
        {1, {9000, 1000, 9900, 2000}, "over page 1 in"},
        {2, {0, 0, 10000, 10000}, "over row 5 of the crossings on page 2"},
        {3, {0, 0, 10000, 10000}, "over page 3 in"},
        {1, {200, 150, 300, 250}, "on page 1 in revision 2, over something that was read there."},
        {1, {200, 150, 300, 1100}, "over row 1 of"},
    };
    struct arena *arena = arena_new(0);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct report_change change = {.kind = "annotation_added",
                                       .revision = 2,
                                       .has_page = true,
                                       .page = cases[i].page,
                                       .has_box = true};

        memcpy(change.box, cases[i].box, sizeof change.box);
        assert_non_null(strstr(sentence_of(arena, &change, true), cases[i].words));
    }
    arena_free(arena);
}

static void what_others_signed_has_no_rows(void **state)
{
    struct report_change change = {.kind = "annotation_added",
                                   .has_page = true,
                                   .page = 1,
                                   .has_box = true,
                                   .box = {200, 1210, 300, 1390}};
    struct arena *arena = arena_new(0);

    (void)state;
    assert_non_null(strstr(sentence_of(arena, &change, false), "over page 1"));
    change.has_box = false;
    assert_non_null(strstr(sentence_of(arena, &change, true), "over page 1"));
    change.has_box = true;
    change.kind = "page_other"; /* which has no sentence with rows */
    assert_non_null(strstr(sentence_of(arena, &change, true), "Page 1 was changed"));
    arena_free(arena);
}

/* nia.document_numbers.unknown has a sentence of its own where a row is named. */
static void a_check_says_what_it_knows(void **state)
{
    static const struct report_param params[] = {{"row", "7"}, {"rows", "9"}};
    struct report_check check = {
        .id = "nia.document_numbers", .outcome = CHECK_UNKNOWN, .params = {params, 2}};
    struct report report = {.checks = &check, .check_count = 1};
    struct catalogues *catalogues = load();
    struct arena *arena = arena_new(0);

    (void)state;
    assert_int_equal(render_report(arena, catalogues, "en", &report), 0);
    assert_non_null(strstr(report.checks[0].message, "row 7 is the first"));
    check.params = (struct report_params){params + 1, 1};
    report.checks = &check;
    assert_int_equal(render_report(arena, catalogues, "en", &report), 0);
    assert_non_null(strstr(report.checks[0].message, "(rows read: 9)"));
    arena_free(arena);
    catalogues_free(catalogues);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_catalogue_answers),
        cmocka_unit_test(damage_anywhere_is_refused),
        cmocka_unit_test(every_core_code_has_its_sentences),
        cmocka_unit_test(languages_fall_back_step_by_step),
        cmocka_unit_test(no_folder_is_no_catalogue),
        cmocka_unit_test(parameters_are_filled_in),
        cmocka_unit_test(a_report_gets_its_messages),
        cmocka_unit_test(a_change_names_the_rows_it_lies_over),
        cmocka_unit_test(what_others_signed_has_no_rows),
        cmocka_unit_test(a_check_says_what_it_knows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
