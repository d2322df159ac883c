/*
 * What speaks against a certificate counts even where the same could not speak for it: a list
 * that is limited, or signed weakly, still names what it names.
 */
#include "tests.h"

#include "write_revocation.h"

static struct trust_list snapshot[2];

/* What the usual source makes of the usual signature by these lists (`second`: or NOTHING). */
static void judge_by(struct slice first, struct slice second)
{
    const struct trust_certificate issuer = {.der = issuer_certificate()};

    snapshot[0] = (struct trust_list){.der = first, .name = "first"};
    snapshot[1] = (struct trust_list){.der = second, .name = "second"};
    judge(trust_of(&(struct trust_settings){.source = "sample",
                                            .issuers = &issuer,
                                            .issuer_count = 1,
                                            .lists = snapshot,
                                            .list_count = second.size > 0 ? 2 : 1}),
          &usual_times);
}

static struct slice revoked_signer(void)
{
    return revoked(0x1001, "260610000000Z", reason_code(1));
}

static void assert_revoked(void)
{
    assert_judged(INDETERMINATE, SUB_REVOKED_NO_POE, "revocation.revoked");
    assert_int_equal(judgement.revocations[0].state, REVOCATION_REVOKED);
}

static void a_limited_list_names_what_it_names(void **state)
{
    struct slice yes = slice_of("\xff", 1);
    const struct slice extensions[] = {
        JOIN(crl_number(8), delta_of(7)), crl_scope(element(0x82, yes)), /* only authorities */
        crl_scope(element(0x83, hex("0160"))),                           /* only some reasons */
        crl_scope(point_name("http://example.org/1.crl")),               /* not the certificate's */
    };

    (void)state;
    examine_usual();
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        judge_by(
            crl(&(struct crl_recipe){.extensions = extensions[i], .entries = revoked_signer()}),
            NOTHING);
        assert_revoked();
    }
}

/* Of another issuer's certificates, of other things than certificates, or nobody knows of what. */
static void a_list_of_something_else_does_not(void **state)
{
    struct slice yes = slice_of("\xff", 1);
    const struct slice extensions[] = {
        extension("1.2.3.4", true, null()), crl_scope(element(0x84, yes)), /* indirect */
        crl_scope(element(0x85, yes)), /* only attribute certificates */
    };

    (void)state;
    examine_usual();
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        judge_by(
            crl(&(struct crl_recipe){.extensions = extensions[i], .entries = revoked_signer()}),
            NOTHING);
        assert_passed();
    }
}

static void a_list_signed_weakly_names_what_it_names(void **state)
{
    struct how sha1 = {"SHA1", false, 0};

    (void)state;
    examine_usual();
    judge_by(crl(&(struct crl_recipe){.how = sha1, .entries = revoked_signer()}), NOTHING);
    assert_revoked();
    judge_by(ocsp(&(struct ocsp_recipe){.how = sha1,
                                        .responses = single_response(&(struct response_recipe){
                                            .status = status_revoked("20260610000000Z", 1)})}),
             crl(&(struct crl_recipe){0}));
    assert_revoked();
}

/* A delta takes off the list what was on hold (RFC 5280 5.3.1), and nothing else. */
static void taken_off_and_revoked_is_revoked(void **state)
{
    struct slice entries = JOIN(revoked(0x1001, "260601000000Z", reason_code(8)), revoked_signer());

    (void)state;
    examine_usual();
    judge_by(crl(&(struct crl_recipe){.entries = entries}), NOTHING);
    assert_revoked();
}

/* Whoever got hold of a responder's key writes answers of any day that he likes. */
static void a_responder_revoked_since_is_not_believed(void **state)
{
    const struct certificate_recipe recipe = {
        .key = test_key("p-256", 3),
        .issuer_key = issuer_key(),
        .subject = dn("CN=Responder"),
        .serial = integer(0x3001),
        .extensions = JOIN(USAGE_SIGN, purposes(false, oid(OCSP_PURPOSE)))};
    struct slice answer =
        ocsp(&(struct ocsp_recipe){.key = test_key("p-256", 3),
                                   .responder = responder_by_name(dn("CN=Responder")),
                                   .certificates = certificate(&recipe)});
    const uint8_t reasons[] = {1, 4}; /* keyCompromise, superseded */

    (void)state;
    examine_usual();
    for (size_t i = 0; i < 2; i++) {
        judge_by(answer, crl(&(struct crl_recipe){.next_update = utc("260616000000Z"),
                                                  .entries = revoked(0x3001, "260620000000Z",
                                                                     reason_code(reasons[i]))}));
        assert_int_equal(judgement.revocations[0].state,
                         i == 0 ? REVOCATION_UNKNOWN : REVOCATION_GOOD);
    }
}

/* Whoever holds the key need not send the issuer's certificate along. */
static void an_issuer_that_is_configured_is_known(void **state)
{
    const struct trust_certificate signer = {.der = signer_certificate()};
    const struct trust_certificate issuer = {.der = issuer_certificate()};
    const struct trust_subject subject = {.attribute = "O", .value = "Office of Samples"};
    struct trust_list list = {.der = crl(&(struct crl_recipe){.entries = revoked_signer()}),
                              .name = "list"};
    struct trust_settings settings = {.source = "sample",
                                      .signers = &signer,
                                      .signer_count = 1,
                                      .issuers = &issuer,
                                      .issuer_count = 1,
                                      .lists = &list,
                                      .list_count = 1};

    (void)state;
    examine_usual();
    judge(trust_of(&settings), &usual_times);
    assert_revoked();
    settings.issuer_count = 0;
    settings.anchors = &issuer;
    settings.anchor_count = 1;
    settings.subject = &subject;
    settings.subject_count = 1;
    judge(trust_of(&settings), &usual_times);
    assert_revoked();
}

int run_revocation_against_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(a_limited_list_names_what_it_names),
        unit(a_list_of_something_else_does_not),
        unit(a_list_signed_weakly_names_what_it_names),
        unit(taken_off_and_revoked_is_revoked),
        unit(a_responder_revoked_since_is_not_believed),
        unit(an_issuer_that_is_configured_is_known),
    };

    return cmocka_run_group_tests_name("revocation_against", tests, NULL, NULL);
}
