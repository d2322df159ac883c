/* Revocation lists and OCSP answers, in a judgement. */
#include "tests.h"

#include "write_revocation.h"
#include "write_time_stamp.h"

static struct trust_list snapshot[4];
static size_t snapshot_count;

static struct trust *trust_that(enum trust_revocation wanted)
{
    static struct trust_certificate issuer, anchor;

    issuer = (struct trust_certificate){.der = issuer_certificate()};
    anchor = (struct trust_certificate){.der = stamp_root()};
    return trust_of(&(struct trust_settings){.source = "sample",
                                             .issuers = &issuer,
                                             .issuer_count = 1,
                                             .time_stamps = &anchor,
                                             .time_stamp_count = 1,
                                             .revocation = wanted,
                                             .lists = snapshot,
                                             .list_count = snapshot_count});
}

static void keep(struct slice der)
{
    snapshot[0] = (struct trust_list){.der = der, .name = "list"};
    snapshot_count = 1;
}

static int forget(void **state)
{
    snapshot_count = 0;
    return set_up(state);
}

#define with_lists(function) cmocka_unit_test_setup_teardown(function, forget, tear_down)

static void judge_with(enum trust_revocation wanted)
{
    judge(trust_that(wanted), &usual_times);
}

static void judge_list(const struct crl_recipe *recipe)
{
    keep(crl(recipe));
    judge_with(TRUST_REVOCATION_REQUIRED);
}

/* With the answer in the signature, where nobody looks at it before. */
static void judge_answer(const struct ocsp_recipe *recipe)
{
    struct slice answer = TAGGED(1, oid("1.3.6.1.5.5.7.16.2"), ocsp(recipe));

    examine(cms(&(struct cms_recipe){.crls = TAGGED(1, answer)}), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_with(TRUST_REVOCATION_REQUIRED);
}

static struct slice revoked_signer(const char *when)
{
    return revoked(0x1001, when, reason_code(1));
}

static void assert_good(enum revocation_kind kind, enum revocation_origin origin)
{
    assert_passed();
    assert_non_null(judgement.revocations);
    assert_int_equal(judgement.revocations[0].state, REVOCATION_GOOD);
    assert_int_equal(judgement.revocations[0].kind, kind);
    assert_int_equal(judgement.revocations[0].origin, origin);
    assert_true(judgement.revocations[0].as_of == 1781481600);
    assert_false(judgement.revocations[1].asked);
}

static void assert_unknown(void)
{
    assert_judged(INDETERMINATE, SUB_TRY_LATER, "revocation.unknown");
    assert_int_equal(judgement.revocations[0].state, REVOCATION_UNKNOWN);
}

static void assert_revoked(void)
{
    assert_judged(INDETERMINATE, SUB_REVOKED_NO_POE, "revocation.revoked");
    assert_int_equal(judgement.revocations[0].state, REVOCATION_REVOKED);
}

/* ---- What the source wants ---- */

static void what_is_required_must_be_known(void **state)
{
    (void)state;
    examine_usual();
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_unknown();
    judge_with(TRUST_REVOCATION_IF_AVAILABLE);
    assert_passed();
    assert_null(judgement.revocations);
    judge_list(&(struct crl_recipe){0});
    assert_good(REVOCATION_BY_CRL, REVOCATION_IN_SNAPSHOT);
}

static void who_never_asks_does_not_hear(void **state)
{
    (void)state;
    examine_usual();
    keep(crl(&(struct crl_recipe){.entries = revoked_signer("260610000000Z")}));
    judge_with(TRUST_REVOCATION_NEVER);
    assert_passed();
    judge_with(TRUST_REVOCATION_IF_AVAILABLE);
    assert_revoked();
    assert_param("revocation.revoked", "reason", "keyCompromise");
    assert_param("revocation.revoked", "revoked_at", "2026-06-10T00:00:00Z");
}

/* ---- Lists ---- */

static void revoked_after_t_is_good_at_t(void **state)
{
    const struct control_times before = {
        .at = AT_2026, .has_existed_by = true, .existed_by = 1780876800}; /* 2026-06-08 */

    (void)state;
    examine_usual();
    keep(crl(&(struct crl_recipe){.entries = revoked_signer("260610000000Z")}));
    judge(trust_that(TRUST_REVOCATION_REQUIRED), &before);
    assert_passed();
    assert_int_equal(judgement.revocations[0].state, REVOCATION_GOOD);
    assert_true(judgement.revocations[0].revoked_at == 1781049600);
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_revoked();
}

static void a_claimed_time_does_not_help_a_revoked_key(void **state)
{
    const struct trust_certificate issuer = {.der = issuer_certificate()};

    (void)state;
    examine_usual();
    keep(crl(&(struct crl_recipe){.entries = revoked_signer("260610000000Z")}));
    judge(trust_of(&(struct trust_settings){.source = "sample",
                                            .issuers = &issuer,
                                            .issuer_count = 1,
                                            .lists = snapshot,
                                            .list_count = 1,
                                            .use_claimed_time = true}),
          &usual_times);
    assert_int_equal(judgement.time_basis, TIME_BASIS_CLAIMED);
    assert_revoked();
}

static void a_list_speaks_for_its_time(void **state)
{
    (void)state;
    examine_usual();
    judge_list(&(struct crl_recipe){.next_update = utc("260630235959Z")});
    assert_unknown();
    judge_list(&(struct crl_recipe){.next_update = NOTHING});
    assert_unknown();
    judge_list(&(struct crl_recipe){.this_update = utc("260705000000Z"), .next_update = NOTHING});
    assert_passed();
    /* what was revoked stays so, however old the list */
    judge_list(&(struct crl_recipe){.this_update = utc("260612000000Z"),
                                    .next_update = utc("260613000000Z"),
                                    .entries = revoked_signer("260610000000Z")});
    assert_revoked();
}

static void a_list_is_its_issuers(void **state)
{
    (void)state;
    examine_usual();
    judge_list(&(struct crl_recipe){.issuer = dn("CN=Other")});
    assert_unknown();
    judge_list(
        &(struct crl_recipe){.extensions = JOIN(crl_number(1), authority_key_id("another"))});
    assert_unknown();
    judge_list(&(struct crl_recipe){.extensions = JOIN(crl_number(1), authority_key_id("issuer"))});
    assert_passed();
}

static void the_issuer_may_sign_lists(void **state)
{
    const struct trust_certificate issuer = {
        .der = certificate(&(struct certificate_recipe){
            .key = issuer_key(),
            .issuer_key = issuer_key(),
            .subject = dn("CN=Issuer,O=Office of Samples"),
            .extensions = JOIN(basic_constraints(true), USAGE_ISSUE)})};

    (void)state;
    examine(cms(&(struct cms_recipe){.crls = TAGGED(1, crl(&(struct crl_recipe){0}))}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge(trust_of(&(struct trust_settings){.source = "sample",
                                            .issuers = &issuer,
                                            .issuer_count = 1,
                                            .revocation = TRUST_REVOCATION_REQUIRED}),
          &usual_times);
    assert_unknown();
}

/* A certificate that was renewed for the same key, and may do more since. */
static void one_key_may_have_two_certificates(void **state)
{
    const struct trust_certificate issuers[] = {
        {.der = certificate(&(struct certificate_recipe){
             .key = issuer_key(),
             .issuer_key = issuer_key(),
             .subject = dn("CN=Issuer,O=Office of Samples"),
             .extensions = JOIN(basic_constraints(true), USAGE_ISSUE)})},
        {.der = issuer_certificate()},
    };

    (void)state;
    keep(crl(&(struct crl_recipe){0}));
    trust_of(&(struct trust_settings){.source = "sample",
                                      .issuers = issuers,
                                      .issuer_count = 2,
                                      .lists = snapshot,
                                      .list_count = 1});
}

static void a_list_out_of_scope_says_nothing(void **state)
{
    struct slice yes = slice_of("\xff", 1);
    const struct slice extensions[] = {
        JOIN(crl_number(8), delta_of(7)),
        extension("1.2.3.4", true, null()),
        crl_scope(element(0x82, yes)),                     /* only authorities */
        crl_scope(element(0x84, yes)),                     /* indirect */
        crl_scope(element(0x85, yes)),                     /* only attribute certificates */
        crl_scope(element(0x83, hex("0160"))),             /* only some reasons */
        crl_scope(point_name("http://example.org/1.crl")), /* not the certificate's */
    };

    (void)state;
    examine_usual();
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        judge_list(&(struct crl_recipe){.extensions = extensions[i]});
        assert_unknown();
    }
    judge_list(&(struct crl_recipe){.extensions = crl_scope(element(0x81, yes))});
    assert_passed();
}

static void a_distribution_point_of_the_certificate_fits(void **state)
{
    (void)state;
    examine_under((struct certificate_recipe){
        .extensions = JOIN(USAGE_SIGN, crl_points("http://example.org/1.crl"))});
    judge_list(
        &(struct crl_recipe){.extensions = crl_scope(point_name("http://example.org/1.crl"))});
    assert_passed();
    judge_list(
        &(struct crl_recipe){.extensions = crl_scope(point_name("http://example.org/2.crl"))});
    assert_unknown();
}

static void a_hold_may_be_lifted(void **state)
{
    struct slice held =
        crl(&(struct crl_recipe){.this_update = utc("260611000000Z"),
                                 .entries = revoked(0x1001, "260610000000Z", reason_code(6))});

    (void)state;
    examine_usual();
    keep(held);
    judge_with(TRUST_REVOCATION_IF_AVAILABLE);
    assert_judged(INDETERMINATE, SUB_TRY_LATER, "revocation.revoked");
    assert_param("revocation.revoked", "reason", "certificateHold");
    snapshot[1] = (struct trust_list){.der = crl(&(struct crl_recipe){0}), .name = "later"};
    snapshot_count = 2;
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_passed();
    judge_list(&(struct crl_recipe){.entries = revoked(0x1001, "260610000000Z", reason_code(8))});
    assert_passed();
}

static void a_list_signed_weakly_is_not_used(void **state)
{
    (void)state;
    examine_usual();
    judge_list(&(struct crl_recipe){.how = {"SHA1", false, 0}});
    assert_unknown();
}

static void an_expired_certificate_may_have_left_the_list(void **state)
{
    struct slice keeps = extension("2.5.29.60", false, generalized("20200101000000Z"));

    (void)state;
    examine_under((struct certificate_recipe){.to = "260610000000Z", .extensions = USAGE_SIGN});
    judge_list(&(struct crl_recipe){0});
    assert_finding("revocation.unknown");
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NO_POE, "trust.expired_since");
    judge_list(&(struct crl_recipe){.extensions = keeps});
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NOT_REVOKED, "trust.expired_since");
    judge_list(&(struct crl_recipe){.this_update = utc("260609000000Z")});
    assert_judged(INDETERMINATE, SUB_OUT_OF_BOUNDS_NOT_REVOKED, "trust.expired_since");
}

/* ---- OCSP ---- */

static void an_answer_of_the_issuer_counts(void **state)
{
    (void)state;
    judge_answer(&(struct ocsp_recipe){0});
    assert_good(REVOCATION_BY_OCSP, REVOCATION_IN_SIGNATURE);
    judge_answer(&(struct ocsp_recipe){.responder = responder_by_key(issuer_key())});
    assert_passed();
    judge_answer(&(struct ocsp_recipe){.responses = single_response(&(struct response_recipe){
                                           .status = status_revoked("20260610000000Z", -1)})});
    assert_revoked();
    assert_param("revocation.revoked", "reason", "unspecified");
    judge_answer(&(struct ocsp_recipe){
        .responses = single_response(&(struct response_recipe){.status = status_unknown()})});
    assert_unknown();
    judge_answer(&(struct ocsp_recipe){
        .responses = single_response(&(struct response_recipe){.serial = integer(0x1002)})});
    assert_unknown();
    judge_answer(&(struct ocsp_recipe){.key = signer_key()});
    assert_unknown();
    judge_answer(&(struct ocsp_recipe){.extensions = extension("1.2.3", true, null())});
    assert_unknown();
    judge_answer(&(struct ocsp_recipe){.responses = single_response(&(struct response_recipe){
                                           .next_update = generalized("20260630000000Z")})});
    assert_unknown();
}

static struct certificate_recipe responder_recipe(void)
{
    return (struct certificate_recipe){
        .key = test_key("p-256", 3),
        .issuer_key = issuer_key(),
        .subject = dn("CN=Responder"),
        .serial = integer(0x3001),
        .extensions = JOIN(USAGE_SIGN, purposes(false, oid(OCSP_PURPOSE)), no_check())};
}

static void judge_delegate(const struct certificate_recipe *recipe)
{
    judge_answer(&(struct ocsp_recipe){.key = test_key("p-256", 3),
                                       .responder = responder_by_name(dn("CN=Responder")),
                                       .certificates = certificate(recipe)});
}

static void a_responder_has_its_power_from_the_issuer(void **state)
{
    struct certificate_recipe recipe = responder_recipe();

    (void)state;
    judge_delegate(&recipe);
    assert_good(REVOCATION_BY_OCSP, REVOCATION_IN_SIGNATURE);
    recipe.extensions = JOIN(USAGE_SIGN, no_check());
    judge_delegate(&recipe);
    assert_unknown();
    recipe = responder_recipe();
    recipe.issuer_key = test_key("rsa-2048", 2); /* another issuer of the same name */
    judge_delegate(&recipe);
    assert_unknown();
    recipe = responder_recipe();
    recipe.to = "260601000000Z"; /* expired when it answered */
    judge_delegate(&recipe);
    assert_unknown();
    recipe = responder_recipe();
    recipe.subject = dn("CN=Another");
    judge_delegate(&recipe);
    assert_unknown();
}

/* Unless the issuer says that nobody need ask, lists are asked about the responder. */
static void a_responder_may_be_revoked_itself(void **state)
{
    struct certificate_recipe recipe = responder_recipe();
    struct ocsp_recipe answer = {.key = test_key("p-256", 3),
                                 .responder = responder_by_name(dn("CN=Responder"))};

    (void)state;
    examine_usual();
    recipe.extensions = JOIN(USAGE_SIGN, purposes(false, oid(OCSP_PURPOSE)));
    answer.certificates = certificate(&recipe);
    keep(ocsp(&answer));
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_passed();
    assert_string_equal(judgement.revocations[0].issuer, "CN=Responder");
    snapshot[1] = (struct trust_list){
        .name = "list",
        .der = crl(&(struct crl_recipe){.next_update = utc("260616000000Z"),
                                        .entries = revoked(0x3001, "260601000000Z", NOTHING)})};
    snapshot_count = 2;
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_unknown();
    recipe = responder_recipe(); /* nocheck */
    answer.certificates = certificate(&recipe);
    snapshot[0].der = ocsp(&answer);
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_passed();
}

/* ---- Where it comes from ---- */

static void lists_in_the_signature_count(void **state)
{
    struct slice list = crl(&(struct crl_recipe){0});
    struct slice answer = TAGGED(1, oid("1.3.6.1.5.5.7.16.2"), ocsp(&(struct ocsp_recipe){0}));

    (void)state;
    examine(cms(&(struct cms_recipe){.crls = TAGGED(1, list)}), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_good(REVOCATION_BY_CRL, REVOCATION_IN_SIGNATURE);
    examine(cms(&(struct cms_recipe){.crls = TAGGED(1, answer)}), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_good(REVOCATION_BY_OCSP, REVOCATION_IN_SIGNATURE);
    examine(cms(&(struct cms_recipe){.crls = TAGGED(1, flipped(list, list.size - 1))}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_unknown();
}

static void lists_archived_by_the_signer_count(void **state)
{
    struct slice lists = TAGGED(0, SEQ(crl(&(struct crl_recipe){0})));
    struct slice answers = TAGGED(1, SEQ(ocsp(&(struct ocsp_recipe){0})));
    const struct {
        struct slice value;
        enum revocation_kind kind;
    } cases[] = {{SEQ(lists), REVOCATION_BY_CRL}, {SEQ(answers), REVOCATION_BY_OCSP}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        examine(cms(&(struct cms_recipe){.attributes_extra =
                                             attribute("1.2.840.113583.1.1.8", cases[i].value)}),
                SIGNATURE_ADBE_PKCS7_DETACHED);
        judge_with(TRUST_REVOCATION_REQUIRED);
        assert_good(cases[i].kind, REVOCATION_IN_SIGNATURE);
    }
    examine(
        cms(&(struct cms_recipe){.attributes_extra = attribute("1.2.840.113583.1.1.8", null())}),
        SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_with(TRUST_REVOCATION_IF_AVAILABLE);
    assert_passed();
}

static void lists_of_the_document_count(void **state)
{
    const struct slice lists[] = {hex("3000"), crl(&(struct crl_recipe){0})};
    const struct slice answers[] = {ocsp(&(struct ocsp_recipe){0})};
    struct signature_input input = {.profile = SIGNATURE_ADBE_PKCS7_DETACHED,
                                    .contents = cms(&(struct cms_recipe){0}),
                                    .covered = {slice_str(SIGNED_CONTENT)}};

    (void)state;
    assert_int_equal(signature_archive_read(
                         test_arena, &(struct signature_material){.crls = lists, .crl_count = 2},
                         &input.archive),
                     0);
    examine_input(&input);
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_good(REVOCATION_BY_CRL, REVOCATION_IN_STORE);
    assert_int_equal(
        signature_archive_read(test_arena,
                               &(struct signature_material){.ocsps = answers, .ocsp_count = 1},
                               &input.archive),
        0);
    examine_input(&input);
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_good(REVOCATION_BY_OCSP, REVOCATION_IN_STORE);
}

static void lists_of_the_configuration_are_checked_when_loaded(void **state)
{
    const struct trust_certificate issuer = {.der = issuer_certificate()};
    struct trust_settings settings = {.source = "sample",
                                      .issuers = &issuer,
                                      .issuer_count = 1,
                                      .lists = snapshot,
                                      .list_count = 1};
    struct trust_problem problem = {""};
    struct trust *trust = NULL;

    (void)state;
    keep(crl(&(struct crl_recipe){.key = signer_key()}));
    assert_int_equal(trust_new(&settings, &problem, &trust), ERR_INVALID);
    assert_non_null(strstr(problem.message, "is not signed by the issuer"));
    keep(hex("3000"));
    assert_int_equal(trust_new(&settings, &problem, &trust), ERR_INVALID);
    assert_non_null(strstr(problem.message, "neither a revocation list nor"));
    keep(ocsp(&(struct ocsp_recipe){.key = signer_key()}));
    assert_int_equal(trust_new(&settings, &problem, &trust), ERR_INVALID);
    assert_non_null(strstr(problem.message, "is not signed by the issuer"));
    keep(ocsp(&(struct ocsp_recipe){.status = enumerated(3)}));
    assert_int_equal(trust_new(&settings, &problem, &trust), ERR_INVALID);
    assert_non_null(strstr(problem.message, "holds no answer"));
    keep(crl(&(struct crl_recipe){.key = signer_key(), .issuer = dn("CN=Elsewhere")}));
    trust_of(&settings);
    keep(ocsp(&(struct ocsp_recipe){0}));
    examine_usual();
    settings.revocation = TRUST_REVOCATION_REQUIRED;
    judge(trust_of(&settings), &usual_times);
    assert_good(REVOCATION_BY_OCSP, REVOCATION_IN_SNAPSHOT);
}

/* ---- Proof ---- */

static void signed_after_the_revocation_is_certain(void **state)
{
    struct slice stamp = token(&(struct token_recipe){.time = "20260611000000Z"});

    (void)state;
    examine(cms(&(struct cms_recipe){.attributes_extra = content_time_stamp_attribute(stamp)}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
    keep(crl(&(struct crl_recipe){.entries = revoked_signer("260610000000Z")}));
    judge_with(TRUST_REVOCATION_REQUIRED);
    assert_revoked(); /* nothing is known of who made the time stamp, so it proves nothing */
    judge_with(TRUST_REVOCATION_IF_AVAILABLE);
    assert_judged(TOTAL_FAILED, SUB_REVOKED, "revocation.revoked");
    keep(crl(&(struct crl_recipe){.entries = revoked_signer("260612000000Z")}));
    judge_with(TRUST_REVOCATION_IF_AVAILABLE);
    assert_revoked();
}

static void a_signer_that_is_named_has_an_issuer_too(void **state)
{
    const struct trust_certificate named = {.der = signer_certificate()};
    struct trust_settings settings = {.source = "sample",
                                      .signers = &named,
                                      .signer_count = 1,
                                      .lists = snapshot,
                                      .list_count = 1,
                                      .revocation = TRUST_REVOCATION_REQUIRED};
    struct slice issuer = issuer_certificate();

    (void)state;
    keep(crl(&(struct crl_recipe){.entries = revoked_signer("260610000000Z")}));
    examine_usual();
    judge(trust_of(&settings), &usual_times);
    assert_unknown();
    settings.candidates = &issuer;
    settings.candidate_count = 1;
    judge(trust_of(&settings), &usual_times);
    assert_revoked();
    keep(crl(&(struct crl_recipe){0}));
    judge(trust_of(&settings), &usual_times);
    assert_passed();
}

int run_revocation_tests(void)
{
    const struct CMUnitTest tests[] = {
        with_lists(what_is_required_must_be_known),
        with_lists(who_never_asks_does_not_hear),
        with_lists(revoked_after_t_is_good_at_t),
        with_lists(a_claimed_time_does_not_help_a_revoked_key),
        with_lists(a_list_speaks_for_its_time),
        with_lists(a_list_is_its_issuers),
        with_lists(the_issuer_may_sign_lists),
        with_lists(one_key_may_have_two_certificates),
        with_lists(a_list_out_of_scope_says_nothing),
        with_lists(a_distribution_point_of_the_certificate_fits),
        with_lists(a_hold_may_be_lifted),
        with_lists(a_list_signed_weakly_is_not_used),
        with_lists(an_expired_certificate_may_have_left_the_list),
        with_lists(an_answer_of_the_issuer_counts),
        with_lists(a_responder_has_its_power_from_the_issuer),
        with_lists(a_responder_may_be_revoked_itself),
        with_lists(lists_in_the_signature_count),
        with_lists(lists_archived_by_the_signer_count),
        with_lists(lists_of_the_document_count),
        with_lists(lists_of_the_configuration_are_checked_when_loaded),
        with_lists(signed_after_the_revocation_is_certain),
        with_lists(a_signer_that_is_named_has_an_issuer_too),
    };

    return cmocka_run_group_tests_name("revocation", tests, NULL, NULL);
}
