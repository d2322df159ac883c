#include "base/error.h"
#include "report/join.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct report_candidate passed_candidates[] = {
    {.source = NULL, .indication = INDETERMINATE, .subindication = SUB_NO_CERTIFICATE_CHAIN_FOUND},
    {.source = "nia", .indication = TOTAL_PASSED},
};
static const struct report_candidate failed_candidates[] = {
    {.source = NULL, .indication = TOTAL_FAILED, .subindication = SUB_HASH_FAILURE},
    {.source = "nia", .indication = TOTAL_FAILED, .subindication = SUB_HASH_FAILURE},
};
static const struct judgements passed = {"application/pdf", NULL, "none", passed_candidates, 2};
static const struct judgements failed = {"application/pdf", NULL, "none", failed_candidates, 2};

static const struct report_claims claims = {
    .complete = "yes", .covers = "unknown", .form = "electronic"};
static const struct examination known = {
    .source = "nia", .plugin = "nia", .plugin_version = "1", .claims = &claims};
static const struct report_reason unknown_reason = {.code = "source.unknown"};
static const struct examination unknown = {.reasons = &unknown_reason, .reason_count = 1};

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(0);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct report join(enum examination_end end, const struct judgements *judgements,
                          const struct examination *examination, const char *named)
{
    struct examination_result result = {end, "SIGSEGV", judgements, examination};
    struct report report = {0};

    assert_int_equal(report_join(arena, &result, named, &report), 0);
    return report;
}

static void a_complete_examination_takes_its_sources_judgement(void **state)
{
    struct report report = join(EXAMINATION_COMPLETE, &passed, &known, NULL);

    (void)state;
    assert_int_equal(report.indication, TOTAL_PASSED);
    assert_string_equal(report.source, "nia");
    assert_true(report.repeatable);
    assert_int_equal(report.reason_count, 0);
}

static const char *advice_of_unsigned(const char *own)
{
    static const struct report_reason reason = {.code = "pdf.not_signed"};
    static const struct report_candidate candidates[] = {
        {.source = NULL, .subindication = SUB_NO_SIGNATURE_FOUND},
        {.source = "nia", .reasons = &reason, .reason_count = 1},
    };
    static const struct judgements judgements = {"application/pdf", NULL, "none", candidates, 2};
    struct examination examination = known;
    struct report report;

    examination.unsigned_advice = own;
    report = join(EXAMINATION_COMPLETE, &judgements, &examination, NULL);
    return report.reasons[0].advice->code;
}

static void an_issuer_of_paper_says_what_settles_it(void **state)
{
    (void)state;
    assert_string_equal(advice_of_unsigned(NULL), "advice.send_original_file");
    assert_string_equal(advice_of_unsigned("immd.advice.settle"), "immd.advice.settle");
}

static void revisions_are_those_of_the_judgement(void **state)
{
    static const struct report_revision revisions[] = {{.number = 1, .end = 9}, {.number = 2}};
    struct judgements grown = passed;
    struct report report;

    (void)state;
    grown.revisions = revisions;
    grown.revision_count = 2;
    report = join(EXAMINATION_COMPLETE, &grown, &known, NULL);
    assert_int_equal(report.revision_count, 2);
    assert_int_equal(report.revisions[0].end, 9);
    report = join(EXAMINATION_CRASHED, &grown, NULL, NULL); /* they are known all the same */
    assert_int_equal(report.revision_count, 2);
    report = join(EXAMINATION_CRASHED, NULL, NULL, NULL);
    assert_int_equal(report.revision_count, 0);
}

static void a_crash_turns_a_pass_into_undecided(void **state)
{
    struct report report = join(EXAMINATION_CRASHED, &passed, NULL, "nia");

    (void)state;
    assert_int_equal(report.indication, INDETERMINATE);
    assert_string_equal(report.reasons[0].code, "worker.crashed");
    assert_string_equal(report.reasons[0].params.items[0].value, "SIGSEGV");
    assert_string_equal(report.reasons[0].advice->code, "advice.try_again");
    assert_false(report.repeatable);
}

static void a_crash_after_the_report_does_not_keep_the_pass(void **state)
{
    (void)state;
    assert_int_equal(join(EXAMINATION_CRASHED, &passed, &known, NULL).indication, INDETERMINATE);
    assert_int_equal(join(EXAMINATION_PROTOCOL, &passed, &known, NULL).indication, INDETERMINATE);
    assert_int_equal(join(EXAMINATION_TIMED_OUT, &passed, &known, NULL).indication, INDETERMINATE);
}

static void a_failure_stays_a_failure(void **state)
{
    struct report report = join(EXAMINATION_CRASHED, &failed, NULL, NULL);

    (void)state;
    assert_int_equal(report.indication, TOTAL_FAILED);
    assert_int_equal(report.subindication, SUB_HASH_FAILURE);
    report = join(EXAMINATION_COMPLETE, &failed, &unknown, NULL);
    assert_int_equal(report.indication, TOTAL_FAILED);
}

static void without_a_source_only_agreement_counts(void **state)
{
    static const struct report_candidate mixed[] = {
        {.source = NULL, .indication = TOTAL_FAILED, .subindication = SUB_HASH_FAILURE},
        {.source = "nia", .indication = TOTAL_PASSED},
    };
    static const struct judgements judgements = {"application/pdf", NULL, "none", mixed, 2};

    (void)state;
    assert_int_equal(join(EXAMINATION_CRASHED, &judgements, NULL, NULL).indication, INDETERMINATE);
}

static void an_unknown_source_is_undecided(void **state)
{
    struct report report = join(EXAMINATION_COMPLETE, &passed, &unknown, NULL);

    (void)state;
    assert_int_equal(report.indication, INDETERMINATE);
    assert_int_equal(report.subindication, SUB_NO_CERTIFICATE_CHAIN_FOUND);
    assert_null(report.source);
}

static void a_named_source_is_judged_by_even_if_its_plugin_refuses(void **state)
{
    static const struct report_reason mismatch = {.code = "source.mismatch"};
    static const struct examination refused = {.reasons = &mismatch, .reason_count = 1};
    struct report report = join(EXAMINATION_COMPLETE, &passed, &refused, "nia");

    (void)state;
    assert_int_equal(report.indication, INDETERMINATE);
    assert_int_equal(report.subindication, SUBINDICATION_NONE);
    assert_string_equal(report.reasons[0].code, "source.mismatch");
}

static void a_source_that_was_no_candidate_is_refused(void **state)
{
    static const struct examination other = {.source = "other"};
    struct examination_result result = {EXAMINATION_COMPLETE, NULL, &passed, &other};
    struct report report = {0};

    (void)state;
    assert_int_equal(report_join(arena, &result, NULL, &report), ERR_MISMATCH);
}

static void nothing_at_all_is_undecided(void **state)
{
    struct report report = join(EXAMINATION_NOT_RUN, NULL, NULL, NULL);

    (void)state;
    assert_int_equal(report.indication, INDETERMINATE);
    assert_string_equal(report.reasons[0].code, "worker.unavailable");
    report = join(EXAMINATION_COMPLETE, NULL, NULL, NULL);
    assert_string_equal(report.reasons[0].code, "worker.protocol");
}

static void what_nobody_reads_keeps_what_all_agree_on(void **state)
{
    static const struct report_candidate unsigned_candidates[] = {
        {.source = NULL, .subindication = SUB_NO_SIGNATURE_FOUND},
        {.source = "nia", .subindication = SUB_NO_SIGNATURE_FOUND},
    };
    static const struct judgements unread = {"image/png", NULL, "none", unsigned_candidates, 2};
    struct report report = join(EXAMINATION_NOT_READ, &unread, NULL, NULL);

    (void)state;
    assert_int_equal(report.indication, INDETERMINATE);
    assert_int_equal(report.subindication, SUB_NO_SIGNATURE_FOUND);
    assert_string_equal(report.reasons[0].code, "reading.unavailable");
    assert_false(report.repeatable);
    report = join(EXAMINATION_NOT_READ, &passed, NULL, NULL);
    assert_int_equal(report.indication, INDETERMINATE);
    assert_int_equal(report.subindication, SUBINDICATION_NONE);
    report = join(EXAMINATION_NOT_READ, &passed, NULL, "nia");
    assert_int_equal(report.indication, INDETERMINATE);
    report = join(EXAMINATION_NOT_READ, &failed, NULL, NULL);
    assert_int_equal(report.indication, TOTAL_FAILED);
}

static void advice_goes_by_the_longest_reason(void **state)
{
    (void)state;
    assert_string_equal(advice_for_reason("pdf.not_signed"), "advice.send_original_file");
    assert_string_equal(advice_for_reason("pdf.stray_bytes"), "advice.send_unchanged_file");
    assert_string_equal(advice_for_reason("trust.expired_since"), "advice.state_receipt_time");
    assert_string_equal(advice_for_reason("trust.existed_by_before_signing"),
                        "advice.correct_receipt_time");
    assert_string_equal(advice_for_reason("trust.future_time"), "advice.download_from_issuer");
    assert_string_equal(advice_for_reason("revocation.unknown"), "advice.refresh_revocation");
    assert_string_equal(advice_for_reason("signature.weak_algorithm"),
                        "advice.new_document_or_receipt_time");
    assert_string_equal(advice_for_reason("seal.malformed"), "advice.send_unchanged_file");
    assert_string_equal(advice_for_reason("seal.signer_not_in_seal"),
                        "advice.download_from_issuer");
    assert_null(advice_for_reason("nia.something"));
    assert_null(advice_for_reason("trust.claimed_time")); /* beside a pass */
    assert_null(advice_for_reason("trust.time_stamp_unproven"));
    assert_null(advice_for_reason("seal.maker_unchecked"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_complete_examination_takes_its_sources_judgement),
        cmocka_unit_test(an_issuer_of_paper_says_what_settles_it),
        cmocka_unit_test(revisions_are_those_of_the_judgement),
        cmocka_unit_test(a_crash_turns_a_pass_into_undecided),
        cmocka_unit_test(a_crash_after_the_report_does_not_keep_the_pass),
        cmocka_unit_test(a_failure_stays_a_failure),
        cmocka_unit_test(without_a_source_only_agreement_counts),
        cmocka_unit_test(an_unknown_source_is_undecided),
        cmocka_unit_test(a_named_source_is_judged_by_even_if_its_plugin_refuses),
        cmocka_unit_test(a_source_that_was_no_candidate_is_refused),
        cmocka_unit_test(nothing_at_all_is_undecided),
        cmocka_unit_test(what_nobody_reads_keeps_what_all_agree_on),
        cmocka_unit_test(advice_goes_by_the_longest_reason),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
