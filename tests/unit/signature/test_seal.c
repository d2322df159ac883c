/* Signatures with electronic seals: each step of GB/T 38540 6.2.3, right and wrong. */
#include "tests.h"

#include "signature/evidence.h"
#include "write_revocation.h"
#include "write_seal.h"
#include "write_time_stamp.h"

#define VERSIONS(version) for (unsigned version = 1; version <= 5; version += version == 1 ? 3 : 1)

static struct trust_settings settings;
static struct trust_certificate authority;
static struct trust_certificate maker;

/* The authority is the issuer of signers, and nobody is named as a maker of seals. */
static void judge_seals(void)
{
    authority = (struct trust_certificate){.der = seal_authority()};
    settings =
        (struct trust_settings){.source = "sample", .issuers = &authority, .issuer_count = 1};
    judge(trust_of(&settings), &usual_times);
}

static void judge_makers_by(struct slice certificate, const struct trust_list *list)
{
    authority = (struct trust_certificate){.der = seal_authority()};
    maker = (struct trust_certificate){.der = certificate};
    settings = (struct trust_settings){.source = "sample",
                                       .issuers = &authority,
                                       .issuer_count = 1,
                                       .seal_makers = &maker,
                                       .seal_maker_count = 1,
                                       .lists = list,
                                       .list_count = list != NULL};
    judge(trust_of(&settings), &usual_times);
}

static void judge_makers(struct slice certificate)
{
    judge_makers_by(certificate, NULL);
}

static void examine_seal_of(struct seal_recipe recipe)
{
    examine(seal_signature(&recipe), SIGNATURE_GM_SM2_SEAL);
}

static void try_seal(struct seal_recipe recipe)
{
    examine_seal_of(recipe);
    judge_seals();
}

static void assert_value_wrong(const char *code)
{
    assert_judged(TOTAL_FAILED, SUB_SIG_CRYPTO_FAILURE, code);
}

/* ---- All of it right ---- */

static void every_version_passes(void **state)
{
    int64_t claimed = 0;

    (void)state;
    VERSIONS(version)
    {
        try_seal((struct seal_recipe){.version = version});
        assert_passed();
        assert_int_equal(signature_format(evidence), SIGNATURE_SEAL);
        assert_string_equal(signature_digest_algorithm(evidence), "sm3");
        assert_string_equal(signature_signature_algorithm(evidence), "sm2");
        assert_string_equal(signature_signer(evidence)->subject, "O=Office of Samples,CN=Signer");
        assert_true(signature_claimed_time(evidence, &claimed));
        assert_true(claimed == 1780315200);
    }
    assert_string_equal(signature_format_name(SIGNATURE_SEAL), "seal");
}

/* One common way of making them leaves the usual /SubFilter; others are for something else. */
static void the_sub_filter_may_be_the_usual_one(void **state)
{
    struct slice seal = seal_signature(&(struct seal_recipe){0});
    enum signature_profile profile;

    (void)state;
    examine(seal, SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_seals();
    assert_passed();
    examine(seal, SIGNATURE_ETSI_CADES_DETACHED);
    judge_seals();
    assert_malformed("/SubFilter");
    examine(seal, SIGNATURE_ADBE_PKCS7_SHA1);
    judge_seals();
    assert_malformed("/SubFilter");
    assert_int_equal(signature_profile_from_sub_filter("GM.sm2seal", &profile), 0);
    assert_int_equal(profile, SIGNATURE_GM_SM2_SEAL);
}

static void values_may_be_raw(void **state)
{
    struct seal_recipe recipe = {0};

    (void)state;
    recipe.maker_value =
        plain_value(sign(seal_maker_key(), (struct how){0}, seal_info(&recipe)), 32);
    try_seal(recipe);
    assert_passed();
    recipe.maker_value = flipped(recipe.maker_value, 40);
    try_seal(recipe);
    assert_value_wrong("seal.value_wrong");
}

/* ---- The document and the signer ---- */

static void other_bytes_do_not_match(void **state)
{
    (void)state;
    VERSIONS(version)
    {
        try_seal((struct seal_recipe){.version = version, .content = "other"});
        assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
        assert_no_finding("signature.value_wrong");
    }
    try_seal((struct seal_recipe){.data_hash = bits(slice_str("short"))});
    assert_judged(TOTAL_FAILED, SUB_HASH_FAILURE, "signature.digest_mismatch");
}

static void another_key_did_not_sign(void **state)
{
    (void)state;
    VERSIONS(version)
    {
        try_seal((struct seal_recipe){.version = version, .key = test_key("sm2", 3)});
        assert_value_wrong("signature.value_wrong");
        assert_no_finding("seal.value_wrong");
    }
    try_seal((struct seal_recipe){.value = hex("3000")});
    assert_value_wrong("signature.value_wrong");
}

static void other_algorithms_are_undecided(void **state)
{
    (void)state;
    try_seal((struct seal_recipe){.algorithm = oid("1.2.840.113549.1.1.11")});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
    assert_param("signature.unsupported", "algorithm", "1.2.840.113549.1.1.11");
    try_seal((struct seal_recipe){.maker_algorithm = oid("1.2.156.10197.501")});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
    /* declared is another than the one used */
    try_seal((struct seal_recipe){.maker_algorithm = oid("1.2.840.113549.1.1.11")});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
}

static void the_signers_certificate_is_one(void **state)
{
    (void)state;
    try_seal((struct seal_recipe){.signer = slice_str("none")});
    assert_failed("seal.malformed", "the signer's certificate");
    try_seal((struct seal_recipe){.signer = signer_certificate(), .key = seal_holder_key()});
    assert_malformed("not one for the signer's key");
}

/* ---- The seal and its maker ---- */

static void the_maker_signed_the_seal(void **state)
{
    (void)state;
    VERSIONS(version)
    {
        try_seal((struct seal_recipe){.version = version, .maker_key = test_key("sm2", 3)});
        assert_value_wrong("seal.value_wrong");
        assert_no_finding("signature.value_wrong");
    }
    try_seal((struct seal_recipe){.maker = slice_str("none")});
    assert_failed("seal.malformed", "the seal's maker");
    try_seal((struct seal_recipe){.maker = signer_certificate()});
    assert_failed("seal.malformed", "the maker's key");
}

/* A seal of which anything was changed afterwards, the list for instance. */
static void a_changed_seal_is_not_the_makers(void **state)
{
    struct seal_recipe recipe = {0};
    struct slice value = sign(seal_maker_key(), (struct how){0}, seal_info(&recipe));

    (void)state;
    recipe.maker_value = value;
    try_seal(recipe);
    assert_passed();
    recipe.to = generalized("20990101000000Z");
    try_seal(recipe);
    assert_value_wrong("seal.value_wrong");
}

/*
 * Version 1 is signed with its maker's certificate, version 4 without: each value under the
 * other's rule is wrong.
 */
static void what_the_maker_signs_depends_on_the_version(void **state)
{
    struct seal_recipe recipe = {.version = 1};

    (void)state;
    recipe.maker_value = sign(seal_maker_key(), (struct how){0}, seal_info(&recipe));
    try_seal(recipe);
    assert_value_wrong("seal.value_wrong");
    recipe = (struct seal_recipe){.version = 4};
    recipe.maker_value =
        sign(seal_maker_key(), (struct how){0},
             SEQ(seal_info(&recipe), octets(seal_maker()), oid("1.2.156.10197.1.501")));
    try_seal(recipe);
    assert_value_wrong("seal.value_wrong");
}

/* ---- Whose seal ---- */

static struct slice other_holder(void)
{
    return certificate(&(struct certificate_recipe){.key = test_key("sm2", 3),
                                                    .issuer_key = seal_authority_key(),
                                                    .subject = dn("CN=Thief,O=Office of Samples"),
                                                    .serial = integer(0x3003),
                                                    .extensions = USAGE_SIGN});
}

/* Copied out of a genuine document, and used by another holder of a genuine certificate. */
static void a_copied_seal_is_of_no_use(void **state)
{
    (void)state;
    VERSIONS(version)
    {
        struct seal_recipe genuine = {.version = version};
        struct seal_recipe copy = {.version = version,
                                   .seal = seal_of(&genuine),
                                   .signer = other_holder(),
                                   .key = test_key("sm2", 3)};

        try_seal(copy);
        assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "seal.signer_not_in_seal");
        assert_no_finding("signature.value_wrong");
        assert_no_finding("seal.value_wrong");
    }
}

static void seals_list_certificates_or_digests(void **state)
{
    struct slice other = listed(slice_str("another"));

    (void)state;
    try_seal(
        (struct seal_recipe){.list = list_of_certificates(JOIN(other, listed(seal_holder())))});
    assert_passed();
    try_seal((struct seal_recipe){.list = list_of_certificates(other)});
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "seal.signer_not_in_seal");
    try_seal((struct seal_recipe){.list = list_of_certificates(NOTHING)});
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "seal.signer_not_in_seal");
    try_seal((struct seal_recipe){.list = list_of_digests(seal_holder())});
    assert_passed();
    try_seal((struct seal_recipe){.list = list_of_digests(seal_maker())});
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "seal.signer_not_in_seal");
    /* a certificate is no digest, whatever else stands there */
    try_seal((struct seal_recipe){
        .list = JOIN(integer(1), SEQ(octets(digest_of("SM3", seal_holder()))))});
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "seal.signer_not_in_seal");
    try_seal((struct seal_recipe){.version = 1, .list = SEQ(other, listed(seal_holder()))});
    assert_passed();
}

/* ---- When ---- */

static void the_seal_was_in_use(void **state)
{
    (void)state;
    try_seal((struct seal_recipe){.to = generalized("20260601120000Z")});
    assert_passed();
    try_seal((struct seal_recipe){.to = generalized("20260601115959Z")});
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "seal.expired");
    assert_param("seal.expired", "claimed", "2026-06-01T12:00:00Z");
    assert_param("seal.expired", "until", "2026-06-01T11:59:59Z");
    try_seal((struct seal_recipe){.from = generalized("20260601120001Z")});
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "seal.expired");
    try_seal((struct seal_recipe){.version = 1, .to = utc("260601115959Z")});
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "seal.expired");
}

/* /M comes first for the claimed time; the seal's use is judged by the seal's own. */
static void the_document_may_claim_a_time_too(void **state)
{
    struct seal_recipe recipe = {.to = generalized("20260601120000Z")};
    const struct signature_input input = {
        .profile = SIGNATURE_GM_SM2_SEAL,
        .contents = seal_signature(&recipe),
        .covered = {slice_str(SIGNED_CONTENT)},
        .has_document_time = true,
        .document_time = 1780400000,
    };
    int64_t claimed = 0;

    (void)state;
    examine_input(&input);
    assert_true(signature_claimed_time(evidence, &claimed));
    assert_true(claimed == 1780400000);
    judge_seals();
    assert_passed();
}

/* Whatever /M claims: a seal is not used at a time that has not come. */
static void no_seal_is_used_in_the_future(void **state)
{
    struct seal_recipe recipe = {.time = generalized("20260901000000Z"),
                                 .from = generalized("20260801000000Z")};
    struct signature_input input = {
        .profile = SIGNATURE_GM_SM2_SEAL,
        .contents = seal_signature(&recipe),
        .covered = {slice_str(SIGNED_CONTENT)},
        .has_document_time = true,
        .document_time = 1780400000,
    };

    (void)state;
    examine_input(&input);
    judge_seals();
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.future_time");
    assert_param("trust.future_time", "claimed", "2026-09-01T00:00:00Z");
}

static void version_1_writes_its_time_in_several_ways(void **state)
{
    const struct slice times[] = {
        bits(utc("260601120000Z")),
        octets(utc("260601120000Z")),
        bits(generalized("20260601120000Z")),
        bits(slice_str("2026-06-01T12:00:00.377Z")),
        octets(slice_str("2026-06-01T20:00:00+08:00")),
    };
    struct slice stamp = token(&(struct token_recipe){.over = NOTHING});
    int64_t claimed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        try_seal((struct seal_recipe){.version = 1, .time = times[i]});
        assert_passed();
        assert_true(signature_claimed_time(evidence, &claimed));
        assert_true(claimed == 1780315200);
    }
    try_seal((struct seal_recipe){.version = 1, .time = bits(slice_str("yesterday"))});
    assert_failed("seal.malformed", "time of signing");
    try_seal((struct seal_recipe){.version = 1, .time = utc("260601120000Z")});
    assert_failed("seal.malformed", "time of signing");
    try_seal((struct seal_recipe){.version = 1, .time = bits(stamp)});
    assert_passed();
    assert_true(signature_claimed_time(evidence, &claimed));
    assert_true(claimed == 1780358400);
    /* a token that cannot be read leaves open when that was */
    try_seal((struct seal_recipe){.version = 1, .time = bits(SEQ(null()))});
    assert_judged(INDETERMINATE, SUBINDICATION_NONE, "signature.unsupported");
}

/* The token at the end is over the signer's value, and proves when that was there at the latest. */
static void judge_stamped(struct slice over)
{
    struct seal_recipe recipe = {0};
    struct slice value;

    recipe.seal = seal_of(&recipe); /* the same in both: SM2 values are different each time */
    value = sign(seal_holder_key(), (struct how){0}, seal_to_sign(&recipe));
    recipe.value = value;
    recipe.time_stamp =
        TAGGED(0, bits(token(&(struct token_recipe){.over = over.data ? over : value})));
    examine_seal_of(recipe);
    authority = (struct trust_certificate){.der = seal_authority()};
    maker = (struct trust_certificate){.der = stamp_root()};
    settings = (struct trust_settings){.source = "sample",
                                       .issuers = &authority,
                                       .issuer_count = 1,
                                       .time_stamps = &maker,
                                       .time_stamp_count = 1};
    judge(trust_of(&settings), &usual_times);
}

static void time_stamps_prove_the_time(void **state)
{
    (void)state;
    judge_stamped((struct slice){0});
    assert_passed();
    assert_int_equal(judgement.time_basis, TIME_BASIS_TIME_STAMP);
    assert_true(judgement.control_time == 1780358400);
    judge_stamped(slice_str("something else"));
    assert_int_equal(judgement.time_basis, TIME_BASIS_AT);
    assert_finding("trust.time_stamp_broken");
}

/* A seal in a token's place, with another inside, and so on: none is opened. */
static void seals_are_no_tokens(void **state)
{
    struct slice seal = seal_signature(&(struct seal_recipe){0});

    (void)state;
    for (int i = 0; i < 5; i++)
        seal = seal_signature(&(struct seal_recipe){.time_stamp = TAGGED(0, bits(seal))});
    examine(seal, SIGNATURE_GM_SM2_SEAL);
    assert_int_equal(evidence->time_stamp_count, 1);
    assert_int_equal(evidence->time_stamps[0].evidence->time_stamp_count, 0);
    judge_seals();
    assert_finding("trust.time_stamp_broken");
    assert_int_equal(judgement.time_basis, TIME_BASIS_AT);
}

/* ---- Trust ---- */

static void signers_are_trusted_as_others_are(void **state)
{
    struct certificate_recipe enciphers = {
        .key = seal_holder_key(), .issuer_key = seal_authority_key(), .extensions = USAGE_ENCIPHER};
    struct slice encipherment = certificate(&enciphers);

    (void)state;
    examine_seal_of((struct seal_recipe){0});
    judge_signer((struct trust_certificate){.der = seal_holder()});
    assert_passed();
    judge_usual();
    assert_no_path();
    judge(NULL, &usual_times);
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.not_configured");
    try_seal((struct seal_recipe){.signer = encipherment});
    assert_wrong_signer("key usage");
}

static void makers_are_reported_where_none_are_named(void **state)
{
    struct seal_view view;

    (void)state;
    try_seal((struct seal_recipe){0});
    assert_passed();
    assert_param("seal.maker_unchecked", "subject", "CN=Maker");
    assert_false(judgement.seal_maker_trusted);
    assert_true(signature_seal(evidence, &view));
    assert_int_equal(view.version, 4);
    assert_true(view.name.size > 0);
    assert_true(view.valid_from < view.valid_until);
    assert_string_equal(view.maker->subject, "CN=Maker");
    examine_usual();
    assert_false(signature_seal(evidence, &view));
}

static void makers_have_trust_of_their_own(void **state)
{
    struct slice stranger = certificate(
        &(struct certificate_recipe){.key = test_key("sm2", 3),
                                     .issuer_key = test_key("sm2", 3),
                                     .subject = dn("CN=Stranger"),
                                     .extensions = JOIN(basic_constraints(true), USAGE_ISSUE)});

    (void)state;
    examine_seal_of((struct seal_recipe){0});
    judge_makers(seal_authority());
    assert_true(judgement.seal_maker_trusted);
    assert_passed();
    assert_no_finding("seal.maker_unchecked");
    judge_makers(seal_maker());
    assert_passed();
    judge_makers(stranger);
    assert_false(judgement.seal_maker_trusted);
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.no_path");
    assert_detail("trust.no_path", "the maker of the seal");
    assert_param("trust.no_path", "subject", "CN=Maker");
    assert_true(judgement.trusted); /* the signer is */
    /* the signer's own trust is none for makers */
    judge_makers(seal_holder());
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.no_path");
}

static void makers_were_valid_when_they_made_it(void **state)
{
    struct slice old = certificate(&(struct certificate_recipe){.key = seal_maker_key(),
                                                                .issuer_key = seal_authority_key(),
                                                                .subject = dn("CN=Maker"),
                                                                .serial = integer(0x2003),
                                                                .from = "200101000000Z",
                                                                .to = "250131235959Z",
                                                                .extensions = USAGE_SIGN});

    (void)state;
    examine_seal_of((struct seal_recipe){.maker = old});
    judge_makers(seal_authority());
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.no_path");
    assert_detail("trust.no_path", "was not valid when the seal was made");
    examine_seal_of((struct seal_recipe){.created = generalized("20241231235959Z")});
    judge_makers(seal_authority());
    assert_detail("trust.no_path", "was not valid when the seal was made");
    /* expired since is no doubt: a seal is made once */
    examine_seal_of((struct seal_recipe){.maker = old,
                                         .created = generalized("20250131235959Z"),
                                         .from = generalized("20250131235959Z")});
    judge_makers(seal_authority());
    assert_passed();
}

/* By an answer of the authority: what the maker made after that, or if the key was stolen, ever. */
static void makers_may_be_revoked(void **state)
{
    static const struct {
        const char *when;
        int reason;
        bool good;
    } cases[] = {
        {"20250101000000Z", 4, false}, /* superseded before it made the seal */
        {"20260610000000Z", 4, true},  /* and after */
        {"20260610000000Z", 1, false}, /* stolen */
        {"20260710000000Z", 1, true},  /* not yet at T */
    };

    (void)state;
    examine_seal_of((struct seal_recipe){0});
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct trust_list list = {
            .name = "list",
            .der = ocsp(&(struct ocsp_recipe){
                .key = seal_authority_key(),
                .responses = single_response(&(struct response_recipe){
                    .issuer_key = seal_authority_key(),
                    .serial = integer(0x2002),
                    .status = status_revoked(cases[i].when, cases[i].reason)})})};

        judge_makers_by(seal_authority(), &list);
        if (cases[i].good)
            assert_passed();
        else
            assert_judged(INDETERMINATE, SUB_REVOKED_CA_NO_POE, "revocation.revoked");
    }
    assert_no_finding("revocation.revoked");
}

/* Root, an authority that has expired since, and the maker: the path is that of its day. */
static struct slice below_an_old_authority(struct slice *ret_root, struct slice *ret_between)
{
    EVP_PKEY *root_key = test_key("p-256", 0);
    EVP_PKEY *between_key = test_key("p-256", 1);

    *ret_root = certificate(
        &(struct certificate_recipe){.key = root_key,
                                     .issuer_key = root_key,
                                     .subject = dn("CN=Root"),
                                     .issuer = dn("CN=Root"),
                                     .extensions = JOIN(basic_constraints(true), USAGE_ISSUE)});
    *ret_between = certificate(
        &(struct certificate_recipe){.key = between_key,
                                     .issuer_key = root_key,
                                     .subject = dn("CN=Between"),
                                     .issuer = dn("CN=Root"),
                                     .to = "250301000000Z",
                                     .extensions = JOIN(basic_constraints(true), USAGE_ISSUE)});
    return certificate(&(struct certificate_recipe){.key = seal_maker_key(),
                                                    .issuer_key = between_key,
                                                    .subject = dn("CN=Maker"),
                                                    .issuer = dn("CN=Between"),
                                                    .extensions = USAGE_SIGN});
}

static void makers_are_looked_for_at_the_day_of_the_seal(void **state)
{
    struct slice root;
    struct slice between;
    struct slice below = below_an_old_authority(&root, &between);
    const struct trust_certificate makers = {.der = root};

    (void)state;
    examine_seal_of((struct seal_recipe){.maker = below});
    judge_makers(root);
    assert_judged(INDETERMINATE, SUB_NO_CERTIFICATE_CHAIN_FOUND, "trust.no_path");
    settings.seal_makers = &makers;
    settings.candidates = &between;
    settings.candidate_count = 1;
    judge(trust_of(&settings), &usual_times);
    assert_passed();
    examine_seal_of((struct seal_recipe){.maker = below,
                                         .created = generalized("20250302000000Z"),
                                         .from = generalized("20250302000000Z")});
    judge(trust_of(&settings), &usual_times);
    assert_detail("trust.no_path", "was not valid when the seal was made");
}

static void makers_of_seals_are_certificates(void **state)
{
    const struct trust_certificate wrong = {
        .der = certificate(&(struct certificate_recipe){.key = seal_maker_key(),
                                                        .issuer_key = seal_authority_key(),
                                                        .extensions = USAGE_ENCIPHER}),
        .name = "maker.pem"};
    const struct trust_settings bad = {
        .source = "sample", .seal_makers = &wrong, .seal_maker_count = 1};
    struct trust_problem problem = {0};
    struct trust *trust = NULL;

    (void)state;
    assert_int_equal(trust_new(&bad, &problem, &trust), ERR_INVALID);
    assert_non_null(strstr(problem.message, "maker.pem: its key usage"));
}

static void seal_makers_are_in_the_digest(void **state)
{
    uint8_t without[32];
    uint8_t with[32];

    (void)state;
    examine_seal_of((struct seal_recipe){0});
    judge_seals();
    trust_digest(trust_of(&settings), without);
    judge_makers(seal_maker());
    trust_digest(trust_of(&settings), with);
    assert_memory_not_equal(with, without, sizeof with);
}

int run_seal_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(every_version_passes),
        unit(the_sub_filter_may_be_the_usual_one),
        unit(values_may_be_raw),
        unit(other_bytes_do_not_match),
        unit(another_key_did_not_sign),
        unit(other_algorithms_are_undecided),
        unit(the_signers_certificate_is_one),
        unit(the_maker_signed_the_seal),
        unit(a_changed_seal_is_not_the_makers),
        unit(what_the_maker_signs_depends_on_the_version),
        unit(a_copied_seal_is_of_no_use),
        unit(seals_list_certificates_or_digests),
        unit(the_seal_was_in_use),
        unit(the_document_may_claim_a_time_too),
        unit(no_seal_is_used_in_the_future),
        unit(version_1_writes_its_time_in_several_ways),
        unit(time_stamps_prove_the_time),
        unit(seals_are_no_tokens),
        unit(signers_are_trusted_as_others_are),
        unit(makers_are_reported_where_none_are_named),
        unit(makers_have_trust_of_their_own),
        unit(makers_were_valid_when_they_made_it),
        unit(makers_may_be_revoked),
        unit(makers_are_looked_for_at_the_day_of_the_seal),
        unit(makers_of_seals_are_certificates),
        unit(seal_makers_are_in_the_digest),
    };

    return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
