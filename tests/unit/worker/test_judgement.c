/* Documents with several revisions: time stamps, security stores, and which signature is judged. */
#include "write_document.h"

#include "pdf/pdf.h"
#include "worker/judgement.h"
#include "write_revocation.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define AT_2026 INT64_C(1782864000) /* 2026-07-01 */

static struct written written;
static struct arena *arena;
static struct judgement judgement;
static struct source source;
static enum trust_revocation wanted;

static int setup(void **state)
{
    (void)state;
    written_begin(&written);
    arena = arena_new(0);
    source = (struct source){.name = "sample"};
    wanted = TRUST_REVOCATION_IF_AVAILABLE;
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    written_done(&written);
    source.trust = trust_free(source.trust);
    arena = arena_free(arena);
    writer_reset();
    return 0;
}

static int teardown_group(void **state)
{
    (void)state;
    free_test_keys();
    return 0;
}

/* Under the usual issuer, and the usual authority for time stamps unless `stamps` is false. */
static void judge(bool stamps)
{
    const struct trust_certificate issuer = {.der = issuer_certificate()};
    const struct trust_certificate clock = {.der = stamp_root()};
    const struct trust_settings settings = {.source = "sample",
                                            .issuers = &issuer,
                                            .issuer_count = 1,
                                            .time_stamps = &clock,
                                            .time_stamp_count = stamps,
                                            .revocation = wanted};
    const struct pdf_options options = {.limits = {100, 5000, 1 << 20}};
    struct sources sources = {.items = &source, .count = 1};
    struct examination_request request = {.source = &source, .times = {.at = AT_2026}};
    const struct container container = {.media = {.type = "application/pdf", .is_pdf = true}};
    struct judgement_input input = {
        .request = &request, .sources = &sources, .container = &container};
    struct trust_problem problem;

    source.trust = trust_free(source.trust);
    assert_int_equal(trust_new(&settings, &problem, &source.trust), 0);
    request.document = slice_of(written.bytes.data, written.bytes.size);
    assert_int_equal(pdf_open(arena, request.document, &options, &input.file), 0);
    assert_true(pdf_is_readable(input.file));
    assert_int_equal(judgement_make(arena, &input, &judgement), 0);
}

static const struct report_candidate *candidate(void)
{
    return &judgement.report.candidates[0];
}

static const struct report_signature *signature(size_t index)
{
    assert_true(index < candidate()->signature_count);
    return &candidate()->signatures[index];
}

static bool has_reason(const struct report_reason *reasons, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(reasons[i].code, code) == 0)
            return true;
    return false;
}

static void assert_verdict(enum indication indication, enum subindication subindication,
                           const char *code)
{
    const struct report_candidate *report = candidate();

    if (report->indication != indication || report->subindication != subindication)
        for (size_t i = 0; i < report->reason_count; i++)
            print_message("  %s\n", report->reasons[i].code);
    assert_int_equal(report->indication, indication);
    assert_int_equal(report->subindication, subindication);
    if (code)
        assert_true(has_reason(report->reasons, report->reason_count, code));
}

/* The usual signer, under a certificate that ended before AT_2026. */
static void sign_expired(void)
{
    struct certificate_recipe recipe = {.key = signer_key(),
                                        .issuer_key = issuer_key(),
                                        .to = "260615000000Z",
                                        .extensions = USAGE_SIGN};

    written_signature(&written, &(struct cms_recipe){.certificate = certificate(&recipe)});
}

static void a_signature_alone_passes(void **state)
{
    (void)state;
    written_signature(&written, NULL);
    judge(true);
    assert_verdict(TOTAL_PASSED, SUBINDICATION_NONE, NULL);
    assert_int_equal(signature(0)->time_stamp_count, 0);
}

static void a_document_time_stamp_proves_when_the_document_existed(void **state)
{
    (void)state;
    sign_expired();
    judge(true);
    assert_verdict(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    written_time_stamp(&written, &(struct token_recipe){0});
    judge(true);
    assert_verdict(TOTAL_PASSED, SUBINDICATION_NONE, NULL);
    assert_int_equal(candidate()->judged_signature, 0);
    assert_string_equal(signature(0)->time_basis, "time_stamp");
    assert_true(signature(0)->has_proven_time && signature(0)->proven_time == 1780358400);
    assert_int_equal(signature(0)->time_stamp_count, 1);
    assert_string_equal(signature(0)->time_stamps[0].kind, "document");
    assert_true(signature(0)->time_stamps[0].trusted);
    assert_int_equal(signature(1)->indication, TOTAL_PASSED);
}

static void an_untrusted_one_is_allowed_and_proves_nothing(void **state)
{
    (void)state;
    sign_expired();
    written_time_stamp(&written, &(struct token_recipe){0});
    judge(false);
    assert_verdict(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    assert_string_equal(signature(0)->time_basis, "at");
    assert_false(signature(0)->time_stamps[0].trusted);
    assert_int_equal(signature(1)->subindication, SUB_NO_CERTIFICATE_CHAIN_FOUND);
}

static void alone_it_leaves_a_document_unsigned(void **state)
{
    (void)state;
    written_time_stamp(&written, &(struct token_recipe){0});
    judge(true);
    assert_verdict(INDETERMINATE, SUB_NO_SIGNATURE_FOUND, "pdf.not_signed");
    assert_int_equal(signature(0)->indication, TOTAL_PASSED);
}

static void alone_and_broken_it_fails(void **state)
{
    (void)state;
    written_time_stamp(&written, &(struct token_recipe){.over = slice_str("another document")});
    judge(true);
    assert_verdict(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
    assert_true(has_reason(candidate()->reasons, candidate()->reason_count, "pdf.not_signed"));
}

static void it_is_never_the_judged_signature_beside_another(void **state)
{
    EVP_PKEY *nobody = test_key("p-256", 1);
    struct certificate_recipe recipe = {
        .key = nobody, .issuer_key = nobody, .extensions = USAGE_SIGN};

    (void)state;
    written_time_stamp(&written, &(struct token_recipe){0});
    written_signature(&written,
                      &(struct cms_recipe){.key = nobody, .certificate = certificate(&recipe)});
    written_time_stamp(&written, &(struct token_recipe){.time = "20260603000000Z"});
    judge(true);
    assert_verdict(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.no_path");
    assert_int_equal(candidate()->judged_signature, 1);
}

static void one_that_is_not_sound_is_somebody_elses_addition(void **state)
{
    struct certificate_recipe recipe = stamp_recipe();
    const struct token_recipe cases[] = {
        {.over = slice_str("another document")}, /* copied */
        {.key = signer_key()},                   /* not the authority's value */
        {.no_signing_certificate = true},
        {.certificate = (recipe.extensions = USAGE_SIGN, certificate(&recipe))},
    };

    (void)state;
    source.later_signatures = true; /* allows signatures, not this */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        written_done(&written);
        written_begin(&written);
        written_signature(&written, NULL);
        written_time_stamp(&written, &cases[i]);
        judge(true);
        assert_verdict(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "pdf.signed_again");
        assert_int_equal(candidate()->judged_signature, 0);
        assert_int_not_equal(signature(1)->indication, TOTAL_PASSED);
        assert_false(signature(0)->changes[0].allowed);
    }
}

static void a_sound_one_does_not_hide_one_that_is_not(void **state)
{
    (void)state;
    written_signature(&written, NULL);
    written_time_stamp(&written, &(struct token_recipe){.over = slice_str("another document")});
    written_time_stamp(&written, &(struct token_recipe){0});
    judge(true);
    assert_verdict(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "pdf.signed_again");
}

static struct slice make_sound_token(struct slice covered, const void *how)
{
    (void)how;
    return token(&(struct token_recipe){.over = covered});
}

/* One under the name of a signature is not counted for one under its own. */
static void nor_does_one_under_another_name(void **state)
{
    (void)state;
    source.later_signatures = true;
    written_signature(&written, NULL);
    written_sign(&written, "Sig", "ETSI.RFC3161", make_sound_token, NULL);
    judge(true);
    assert_verdict(TOTAL_PASSED, SUBINDICATION_NONE, NULL);
    written_time_stamp(&written, &(struct token_recipe){.over = slice_str("another document")});
    judge(true);
    assert_verdict(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "pdf.signed_again");
}

static void a_later_one_protects_an_earlier_one(void **state)
{
    struct certificate_recipe recipe = stamp_recipe();

    (void)state;
    recipe.to = "260620000000Z"; /* the first authority's certificate ended before AT_2026 */
    sign_expired();
    written_time_stamp(&written, &(struct token_recipe){.certificate = certificate(&recipe)});
    judge(true);
    assert_verdict(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    written_time_stamp(&written, &(struct token_recipe){.time = "20260618000000Z"});
    judge(true);
    assert_verdict(TOTAL_PASSED, SUBINDICATION_NONE, NULL);
    assert_true(signature(0)->proven_time == 1780358400);
    assert_true(signature(1)->proven_time == 1781740800);
    assert_false(signature(2)->has_proven_time);
}

/* The second was made before the first's certificate ended, but says a time after it. */
static void too_late_a_later_one_protects_nothing(void **state)
{
    struct certificate_recipe recipe = stamp_recipe();

    (void)state;
    recipe.to = "260610000000Z";
    sign_expired();
    written_time_stamp(&written, &(struct token_recipe){.certificate = certificate(&recipe)});
    written_time_stamp(&written, &(struct token_recipe){.time = "20260618000000Z"});
    judge(true);
    assert_verdict(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    assert_true(signature(0)->proven_time == 1781740800);
}

static void what_comes_after_a_time_stamp_is_not_covered(void **state)
{
    (void)state;
    written_time_stamp(&written, &(struct token_recipe){0});
    sign_expired();
    judge(true);
    assert_verdict(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    assert_false(signature(1)->has_proven_time);
    assert_int_equal(signature(1)->time_stamp_count, 0);
}

static void a_security_store_answers_for_revocation(void **state)
{
    (void)state;
    wanted = TRUST_REVOCATION_REQUIRED;
    written_signature(&written, NULL);
    judge(true);
    assert_verdict(INDETERMINATE, SUB_TRY_LATER, "revocation.unknown");
    assert_string_equal(signature(0)->revocation->status, "unknown");
    written_store(&written, crl(&(struct crl_recipe){0}));
    judge(true);
    assert_verdict(TOTAL_PASSED, SUBINDICATION_NONE, NULL);
    assert_string_equal(signature(0)->revocation->status, "good");
    assert_string_equal(signature(0)->revocation->source, "crl");
    assert_string_equal(signature(0)->revocation->held_by, "document");
    assert_true(signature(0)->revocation->as_of == 1781481600);
    assert_null(signature(0)->path[1].revocation);
}

static void a_security_store_may_tell_of_a_revocation(void **state)
{
    (void)state;
    written_signature(&written, NULL);
    written_store(&written, crl(&(struct crl_recipe){
                                .entries = revoked(0x1001, "260610000000Z", reason_code(1))}));
    judge(true);
    assert_verdict(INDETERMINATE, SUB_REVOKED_NO_POE, "revocation.revoked");
    assert_string_equal(signature(0)->revocation->reason, "keyCompromise");
    written_time_stamp(&written, &(struct token_recipe){0});
    judge(true);
    assert_verdict(TOTAL_PASSED, SUBINDICATION_NONE, NULL);
    assert_string_equal(signature(0)->revocation->status, "good");
    assert_true(signature(0)->revocation->has_revoked_at);
}

#define document_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        document_test(a_signature_alone_passes),
        document_test(a_document_time_stamp_proves_when_the_document_existed),
        document_test(an_untrusted_one_is_allowed_and_proves_nothing),
        document_test(alone_it_leaves_a_document_unsigned),
        document_test(alone_and_broken_it_fails),
        document_test(it_is_never_the_judged_signature_beside_another),
        document_test(one_that_is_not_sound_is_somebody_elses_addition),
        document_test(a_sound_one_does_not_hide_one_that_is_not),
        document_test(nor_does_one_under_another_name),
        document_test(a_later_one_protects_an_earlier_one),
        document_test(too_late_a_later_one_protects_nothing),
        document_test(what_comes_after_a_time_stamp_is_not_covered),
        document_test(a_security_store_answers_for_revocation),
        document_test(a_security_store_may_tell_of_a_revocation),
    };

    return cmocka_run_group_tests_name("judgements", tests, NULL, teardown_group);
}
