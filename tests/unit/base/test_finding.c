#include "tests.h"

#include "base/error.h"
#include "base/finding.h"

static const struct verdict undecided = {INDETERMINATE, SUBINDICATION_NONE};
static const struct verdict passed = {TOTAL_PASSED, SUBINDICATION_NONE};

static int set_up(void **state)
{
    struct arena *arena = arena_new(0);

    *state = arena;
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static void assert_verdict(const struct findings *findings, enum indication indication,
                           enum subindication subindication)
{
    struct verdict verdict = findings_verdict(findings);

    assert_string_equal(indication_name(verdict.indication), indication_name(indication));
    assert_int_equal(verdict.subindication, subindication);
}

/* ---- Names ---- */

static void verdicts_have_their_names_on_the_wire(void **state)
{
    static const enum indication indications[] = {INDETERMINATE, TOTAL_FAILED, TOTAL_PASSED};

    (void)state;
    assert_string_equal(indication_name(INDETERMINATE), "indeterminate");
    assert_string_equal(indication_name(TOTAL_FAILED), "total_failed");
    assert_string_equal(indication_name(TOTAL_PASSED), "total_passed");
    assert_string_equal(subindication_name(SUB_HASH_FAILURE), "HASH_FAILURE");
    assert_string_equal(subindication_name(SUB_TRY_LATER), "TRY_LATER");
    assert_null(subindication_name(SUBINDICATION_NONE));
    for (size_t i = 0; i < COUNT(indications); i++) {
        enum indication again;

        assert_int_equal(indication_from_name(indication_name(indications[i]), &again), 0);
        assert_int_equal(again, indications[i]);
    }
    for (int sub = SUB_FORMAT_FAILURE; sub <= SUB_TRY_LATER; sub++) {
        enum subindication again;

        assert_int_equal(
            subindication_from_name(subindication_name((enum subindication)sub), &again), 0);
        assert_int_equal(again, sub);
    }
}

static void names_that_are_none(void **state)
{
    enum indication indication = TOTAL_PASSED;
    enum subindication subindication = SUB_REVOKED;

    (void)state;
    assert_null(indication_name((enum indication)3));
    assert_null(indication_name((enum indication) - 1));
    assert_null(subindication_name((enum subindication)(SUB_TRY_LATER + 1)));
    assert_int_equal(indication_from_name("passed", &indication), ERR_NOT_FOUND);
    assert_int_equal(indication_from_name("", &indication), ERR_NOT_FOUND);
    assert_int_equal(subindication_from_name("hash_failure", &subindication), ERR_NOT_FOUND);
    assert_int_equal(indication, TOTAL_PASSED);
    assert_int_equal(subindication, SUB_REVOKED);
}

/* What nobody filled in is undecided. */
static void a_verdict_of_zeros_is_undecided(void **state)
{
    struct verdict verdict = {0};

    (void)state;
    assert_int_equal(verdict.indication, INDETERMINATE);
    assert_int_equal(verdict.subindication, SUBINDICATION_NONE);
}

/* ---- Precedence ---- */

static void without_findings_it_is_passed(void **state)
{
    struct findings findings;

    findings_init(&findings, *state);
    assert_verdict(&findings, TOTAL_PASSED, SUBINDICATION_NONE);
    findings_add(&findings, "pdf.note", passed);
    assert_verdict(&findings, TOTAL_PASSED, SUBINDICATION_NONE);
}

/*
 * The order of the design: byte range and CMS structure, digest, value, later changes, then
 * the indeterminate causes. Each beats all that follow it, whichever was found first.
 */
static void the_first_in_the_order_decides(void **state)
{
    static const struct {
        const char *code;
        struct verdict verdict;
    } order[] = {
        {"signature.byte_range", {TOTAL_FAILED, SUB_FORMAT_FAILURE}},
        {"signature.digest_mismatch", {TOTAL_FAILED, SUB_HASH_FAILURE}},
        {"signature.value_wrong", {TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE}},
        {"pdf.changed_after_signing", {TOTAL_FAILED, SUB_FORMAT_FAILURE}},
        {"revocation.revoked", {TOTAL_FAILED, SUB_REVOKED}},
        {"trust.expired", {TOTAL_FAILED, SUB_EXPIRED}},
        {"source.unknown", {INDETERMINATE, SUBINDICATION_NONE}},
        {"pdf.not_signed", {INDETERMINATE, SUB_NO_SIGNATURE_FOUND}},
        {"trust.no_path", {INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND}},
        {"trust.expired_since", {INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE}},
        {"pdf.note", {TOTAL_PASSED, SUBINDICATION_NONE}},
    };

    for (size_t i = 0; i < COUNT(order); i++) {
        for (size_t j = i + 1; j < COUNT(order); j++) {
            struct findings one, other;

            findings_init(&one, *state);
            findings_add(&one, order[i].code, order[i].verdict);
            findings_add(&one, order[j].code, order[j].verdict);
            assert_verdict(&one, order[i].verdict.indication, order[i].verdict.subindication);
            findings_init(&other, *state);
            findings_add(&other, order[j].code, order[j].verdict);
            findings_add(&other, order[i].code, order[i].verdict);
            assert_verdict(&other, order[i].verdict.indication, order[i].verdict.subindication);
        }
    }
}

/* ---- The list ---- */

static void past_the_limit_the_first_are_kept(void **state)
{
    struct findings findings;

    findings_init(&findings, *state);
    for (size_t i = 0; i < FINDINGS_MAX; i++)
        assert_non_null(findings_add(&findings, i ? "limit.depth" : "limit.pages", undecided));
    assert_null(findings_add(&findings, "limit.objects", undecided));
    assert_int_equal(findings.count, FINDINGS_MAX);
    assert_true(findings_has(&findings, "limit.pages"));
    assert_false(findings_has(&findings, "limit.objects"));
    assert_false(findings.incomplete);
}

/* A flood of small findings must not hide the one that decides. */
static void past_the_limit_what_decides_more_is_kept(void **state)
{
    struct finding *finding;
    struct findings findings;

    findings_init(&findings, *state);
    for (size_t i = 0; i < FINDINGS_MAX; i++)
        findings_add(&findings, "limit.depth", undecided);
    finding = findings_add(&findings, "signature.digest_mismatch",
                           (struct verdict){TOTAL_FAILED, SUB_HASH_FAILURE});
    assert_non_null(finding);
    finding_param(&findings, finding, "detail", "%d", 7);
    assert_string_equal(findings.items[FINDINGS_MAX - 1].params[0].value, "7");
    assert_verdict(&findings, TOTAL_FAILED, SUB_HASH_FAILURE);
}

static void a_finding_lost_for_memory_is_never_passed(void **state)
{
    struct arena *small = arena_new(1);
    struct findings findings, joined;

    assert_non_null(small);
    findings_init(&findings, small);
    assert_null(findings_add(&findings, "signature.digest_mismatch",
                             (struct verdict){TOTAL_FAILED, SUB_HASH_FAILURE}));
    assert_true(findings.incomplete);
    assert_verdict(&findings, INDETERMINATE, SUBINDICATION_NONE);
    findings_init(&joined, *state);
    findings_append(&joined, &findings);
    assert_verdict(&joined, INDETERMINATE, SUBINDICATION_NONE);
    arena_free(small);
}

static void parameters_are_bounded(void **state)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
    struct findings findings;
    struct finding *finding;

    findings_init(&findings, *state);
    finding = findings_add(&findings, "pdf.malformed", undecided);
    for (size_t i = 0; i < COUNT(names); i++)
        finding_param(&findings, finding, names[i], "%zu", i);
    finding_param(&findings, NULL, "nobody", "kept it");
    assert_int_equal(finding->param_count, FINDING_PARAMS_MAX);
    assert_string_equal(finding->params[FINDING_PARAMS_MAX - 1].name, "h");
    assert_string_equal(finding->params[FINDING_PARAMS_MAX - 1].value, "7");
}

static void sorting_puts_first_what_decides(void **state)
{
    static const struct verdict changed = {TOTAL_FAILED, SUB_FORMAT_FAILURE};
    static const struct verdict digest = {TOTAL_FAILED, SUB_HASH_FAILURE};
    struct findings findings;

    findings_init(&findings, *state);
    findings_add(&findings, "note.first", passed);
    findings_add(&findings, "pdf.malformed", undecided);
    findings_add(&findings, "pdf.stray_bytes", changed);
    findings_add(&findings, "pdf.changed_after_signing", changed);
    findings_add(&findings, "signature.digest_mismatch", digest);
    findings_sort(&findings);
    assert_string_equal(findings.items[0].code, "signature.digest_mismatch");
    assert_string_equal(findings.items[1].code, "pdf.stray_bytes");
    assert_string_equal(findings.items[2].code, "pdf.changed_after_signing");
    assert_string_equal(findings.items[3].code, "pdf.malformed");
    assert_string_equal(findings.items[4].code, "note.first");
}

static void a_long_parameter_is_cut_between_characters(void **state)
{
    struct findings findings;
    struct finding *finding;
    char text[600];
    size_t size;

    findings_init(&findings, *state);
    memset(text, 'a', sizeof text);
    memcpy(text + FINDING_VALUE_MAX - 1, "\u7f16", 4);
    finding = findings_add(&findings, "pdf.malformed", undecided);
    finding_param(&findings, finding, "detail", "%s", text);
    size = strlen(finding->params[0].value);
    assert_int_equal(size, FINDING_VALUE_MAX - 1);
    assert_int_equal(finding->params[0].value[size - 1], 'a');
}

static void appending_keeps_parameters_and_codes(void **state)
{
    struct findings from, to;

    findings_init(&from, *state);
    findings_init(&to, *state);
    findings_add(&to, "pdf.not_signed", undecided);
    finding_param(&from, findings_add(&from, "pdf.malformed", undecided), "offset", "%s", "12");
    findings_append(&to, &from);
    assert_int_equal(to.count, 2);
    assert_true(findings_has(&to, "pdf.malformed"));
    assert_false(findings_has(&to, "pdf"));
    assert_string_equal(to.items[1].params[0].name, "offset");
    assert_string_equal(to.items[1].params[0].value, "12");
}

int run_finding_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_have_their_names_on_the_wire),
        cmocka_unit_test(names_that_are_none),
        cmocka_unit_test(a_verdict_of_zeros_is_undecided),
        cmocka_unit_test_setup_teardown(without_findings_it_is_passed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_in_the_order_decides, set_up, tear_down),
        cmocka_unit_test_setup_teardown(past_the_limit_the_first_are_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(past_the_limit_what_decides_more_is_kept, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_finding_lost_for_memory_is_never_passed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(parameters_are_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sorting_puts_first_what_decides, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_parameter_is_cut_between_characters, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(appending_keeps_parameters_and_codes, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("finding", tests, NULL, NULL);
}
