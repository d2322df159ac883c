/*
 * The control time T, and what is judged at it. The usual signature claims 2026-06-01; the
 * signer's certificate is valid from 2025-01-01 to 2027-12-31.
 */
#include "tests.h"

#define CLAIMED INT64_C(1780315200) /* 2026-06-01T12:00:00Z */
#define FROM    INT64_C(1735689600) /* 2025-01-01T00:00:00Z */
#define TO      INT64_C(1830297599) /* 2027-12-31T23:59:59Z */

static void examine_claiming(const char *utc_time)
{
    struct slice digest = digest_of("SHA256", slice_str(SIGNED_CONTENT));
    struct slice attributes =
        JOIN(content_type_attribute("1.2.840.113549.1.7.1"), message_digest_attribute(digest),
             utc_time ? signing_time_attribute(utc_time) : NOTHING);

    examine(cms(&(struct cms_recipe){.attributes = attributes}), SIGNATURE_ADBE_PKCS7_DETACHED);
}

static void judge_at(int64_t at)
{
    judge(usual_trust(), &(struct control_times){.at = at});
}

static void judge_existed_by(int64_t existed_by, bool from_ledger)
{
    judge(usual_trust(), &(struct control_times){.at = TO + DAY_SECONDS,
                                                 .has_existed_by = true,
                                                 .existed_by = existed_by,
                                                 .existed_by_from_ledger = from_ledger});
}

static void judge_claimed(int64_t max_age, int64_t at)
{
    const struct trust_certificate issuer = {.der = issuer_certificate()};
    const struct trust_settings settings = {.source = "sample",
                                            .issuers = &issuer,
                                            .issuer_count = 1,
                                            .use_claimed_time = true,
                                            .claimed_max_age = max_age};

    judge(trust_of(&settings), &(struct control_times){.at = at});
}

static void assert_time(int64_t time, enum time_basis basis)
{
    assert_true(judgement.control_time == time);
    assert_int_equal(judgement.time_basis, basis);
}

static void assert_out_of_bounds(const char *code)
{
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, code);
    assert_true(judgement.trusted);
}

static void validity_includes_both_ends(void **state)
{
    (void)state;
    examine_claiming(NULL);
    judge_at(FROM - 1);
    assert_out_of_bounds("trust.not_yet_valid");
    judge_at(FROM);
    assert_passed();
    judge_at(TO);
    assert_passed();
    assert_time(TO, TIME_BASIS_AT);
    judge_at(TO + 1);
    assert_out_of_bounds("trust.expired");
}

static void expired_since_when_the_claimed_time_was_inside(void **state)
{
    (void)state;
    examine_claiming("260601120000Z");
    judge_at(TO + 1);
    assert_out_of_bounds("trust.expired_since");
    assert_no_finding("trust.expired");
    assert_param("trust.expired_since", "until", "2027-12-31T23:59:59Z");
    assert_param("trust.expired_since", "claimed", "2026-06-01T12:00:00Z");
    assert_param("trust.expired_since", "control_time", "2028-01-01T00:00:00Z");
    examine_claiming("240601120000Z");
    judge_at(TO + 1);
    assert_out_of_bounds("trust.expired");
    assert_no_finding("trust.expired_since");
    examine_claiming("280101120000Z");
    judge_at(TO + DAY_SECONDS);
    assert_out_of_bounds("trust.expired");
}

static void existed_by_moves_the_control_time(void **state)
{
    (void)state;
    examine_claiming("260601120000Z");
    judge_existed_by(CLAIMED + DAY_SECONDS, false);
    assert_passed();
    assert_time(CLAIMED + DAY_SECONDS, TIME_BASIS_EXISTED_BY);
    judge_existed_by(CLAIMED + DAY_SECONDS, true);
    assert_passed();
    assert_time(CLAIMED + DAY_SECONDS, TIME_BASIS_LEDGER);
    judge_existed_by(TO + 1, false); /* too late to help */
    assert_out_of_bounds("trust.expired_since");
}

static void nothing_is_signed_in_the_future(void **state)
{
    (void)state;
    examine_claiming("260601120000Z");
    judge_at(CLAIMED);
    assert_passed();
    judge_at(CLAIMED - 1);
    assert_out_of_bounds("trust.future_time");
    assert_param("trust.future_time", "claimed", "2026-06-01T12:00:00Z");
    assert_param("trust.future_time", "control_time", "2026-06-01T11:59:59Z");
}

static void a_file_does_not_exist_before_it_is_signed(void **state)
{
    (void)state;
    examine_claiming("260601120000Z");
    judge_existed_by(CLAIMED, false);
    assert_passed();
    judge_existed_by(CLAIMED - 1, false); /* the caller is mistaken */
    assert_out_of_bounds("trust.existed_by_before_signing");
    assert_param("trust.existed_by_before_signing", "claimed", "2026-06-01T12:00:00Z");
    assert_param("trust.existed_by_before_signing", "control_time", "2026-06-01T11:59:59Z");
    assert_no_finding("trust.future_time");
    judge_existed_by(CLAIMED - 1, true); /* the ledger is not */
    assert_out_of_bounds("trust.future_time");
    assert_no_finding("trust.existed_by_before_signing");
}

static void the_claimed_time_counts_only_where_the_source_says_so(void **state)
{
    (void)state;
    examine_claiming("260601120000Z");
    judge_claimed(0, TO + DAY_SECONDS);
    assert_passed();
    assert_time(CLAIMED, TIME_BASIS_CLAIMED);
    assert_param("trust.claimed_time", "claimed", "2026-06-01T12:00:00Z");
    judge_at(TO + DAY_SECONDS);
    assert_out_of_bounds("trust.expired_since");
    assert_time(TO + DAY_SECONDS, TIME_BASIS_AT);
    assert_no_finding("trust.claimed_time");
}

static void the_claimed_time_has_a_greatest_age(void **state)
{
    (void)state;
    examine_claiming("260601120000Z");
    judge_claimed(90 * DAY_SECONDS, CLAIMED + 90 * DAY_SECONDS);
    assert_time(CLAIMED, TIME_BASIS_CLAIMED);
    judge_claimed(90 * DAY_SECONDS, CLAIMED + 90 * DAY_SECONDS + 1);
    assert_time(CLAIMED + 90 * DAY_SECONDS + 1, TIME_BASIS_AT);
    assert_no_finding("trust.claimed_time");
}

static void a_claimed_time_in_the_future_moves_nothing(void **state)
{
    (void)state;
    examine_claiming("260601120000Z");
    judge_claimed(0, CLAIMED - 5);
    assert_time(CLAIMED - 5, TIME_BASIS_AT);
    assert_out_of_bounds("trust.future_time");
}

static void no_claimed_time_moves_nothing(void **state)
{
    (void)state;
    examine_claiming(NULL);
    judge_claimed(0, AT_2026);
    assert_passed();
    assert_time(AT_2026, TIME_BASIS_AT);
}

/* The dates of a certificate that nobody vouches for mean nothing. */
static void dates_count_only_on_a_path(void **state)
{
    (void)state;
    examine_claiming("260601120000Z");
    judge(NULL, &(struct control_times){.at = TO + 1});
    assert_no_finding("trust.expired_since");
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.not_configured");
}

/* ---- Algorithms ---- */

static void examine_old_claiming(const char *digest, const char *kind, const char *utc_time)
{
    const struct how how = {digest, false, 0};
    EVP_PKEY *key = test_key(kind, 2);
    struct slice own = certificate(&(struct certificate_recipe){
        .key = key, .issuer_key = issuer_key(), .from = "000101000000Z", .to = "491231235959Z"});
    struct slice attributes =
        JOIN(content_type_attribute("1.2.840.113549.1.7.1"),
             message_digest_attribute(digest_of(digest, slice_str(SIGNED_CONTENT))),
             utc_time ? signing_time_attribute(utc_time) : NOTHING);

    examine(cms(&(struct cms_recipe){
                .key = key, .how = how, .certificates = own, .attributes = attributes}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
}

static void examine_old(const char *digest, const char *kind)
{
    examine_old_claiming(digest, kind, NULL);
}

#define END_OF_SHA1 INT64_C(1577836799) /* 2019-12-31T23:59:59Z */
#define END_OF_MD5  INT64_C(1093996799) /* 2004-08-31T23:59:59Z */

static void assert_weak(enum subindication subindication, const char *algorithm)
{
    assert_judged(INDETERMINATE, subindication, "signature.weak_algorithm");
    assert_param("signature.weak_algorithm", "algorithm", algorithm);
}

static void ended_algorithms_count_until_their_end(void **state)
{
    (void)state;
    examine_old("SHA1", "rsa-2048");
    judge_at(END_OF_SHA1);
    assert_passed();
    judge_at(END_OF_SHA1 + 1);
    assert_weak(SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "sha1");
    assert_param("signature.weak_algorithm", "until", "2019-12-31");
    examine_old("MD5", "rsa-2048");
    judge_at(END_OF_MD5);
    assert_passed();
    judge_at(END_OF_MD5 + 1);
    assert_weak(SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "md5");
}

static void ended_by_a_proven_time_is_certain(void **state)
{
    (void)state;
    examine_old("SHA1", "rsa-2048");
    judge_existed_by(END_OF_SHA1, false);
    assert_passed();
    judge_existed_by(END_OF_SHA1 + 1, false);
    assert_weak(SUB_CRYPTO_CONSTRAINTS_FAILURE, "sha1");
    judge_existed_by(END_OF_SHA1 + 1, true);
    assert_weak(SUB_CRYPTO_CONSTRAINTS_FAILURE, "sha1");
}

/* Whoever breaks an algorithm claims a time at which it was good. */
static void the_claimed_time_saves_no_ended_algorithm(void **state)
{
    (void)state;
    examine_old_claiming("SHA1", "rsa-2048", "190601120000Z");
    judge_claimed(0, END_OF_SHA1);
    assert_passed();
    judge_claimed(0, AT_2026);
    assert_weak(SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "sha1");
    assert_param("signature.weak_algorithm", "control_time", "2026-07-01T00:00:00Z");
    assert_int_equal(judgement.time_basis, TIME_BASIS_CLAIMED);
}

static void small_keys_were_never_good(void **state)
{
    (void)state;
    examine_old("SHA256", "rsa-1024");
    judge_at(AT_2026);
    assert_weak(SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "rsa-1024");
    assert_param("signature.weak_algorithm", "until", "");
    examine_old("SHA256", "rsa-1536");
    judge_at(AT_2026);
    assert_weak(SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "rsa-1536");
}

static void rsa_2048_ends_with_2029(void **state)
{
    (void)state;
    examine_old("SHA256", "rsa-2048");
    judge_at(INT64_C(1893455999));
    assert_passed();
    judge_at(INT64_C(1893456000));
    assert_weak(SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "rsa-2048");
}

static void weakness_does_not_hide_what_is_wrong(void **state)
{
    (void)state;
    try_cms(&(struct cms_recipe){.content = "other", .how = {"SHA1", false, 0}});
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
    assert_finding("signature.weak_algorithm");
}

static void bases_have_names(void **state)
{
    (void)state;
    assert_string_equal(time_basis_name(TIME_BASIS_AT), "at");
    assert_string_equal(time_basis_name(TIME_BASIS_EXISTED_BY), "existed_by");
    assert_string_equal(time_basis_name(TIME_BASIS_LEDGER), "ledger");
    assert_string_equal(time_basis_name(TIME_BASIS_TIME_STAMP), "time_stamp");
    assert_string_equal(time_basis_name(TIME_BASIS_CLAIMED), "claimed");
}

int run_time_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(validity_includes_both_ends),
        unit(expired_since_when_the_claimed_time_was_inside),
        unit(existed_by_moves_the_control_time),
        unit(a_file_does_not_exist_before_it_is_signed),
        unit(nothing_is_signed_in_the_future),
        unit(the_claimed_time_counts_only_where_the_source_says_so),
        unit(the_claimed_time_has_a_greatest_age),
        unit(a_claimed_time_in_the_future_moves_nothing),
        unit(no_claimed_time_moves_nothing),
        unit(dates_count_only_on_a_path),
        unit(ended_algorithms_count_until_their_end),
        unit(ended_by_a_proven_time_is_certain),
        unit(the_claimed_time_saves_no_ended_algorithm),
        unit(small_keys_were_never_good),
        unit(rsa_2048_ends_with_2029),
        unit(weakness_does_not_hide_what_is_wrong),
        unit(bases_have_names),
    };

    return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
