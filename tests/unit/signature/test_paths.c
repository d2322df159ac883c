/* What is asked of paths beyond names and signatures: constraints, purposes, policies. */
#include "tests.h"

#include "base/arena.h"
#include "signature/oid.h"
#include "write_revocation.h"

#define POLICY_A "1.2.156.1.1"
#define POLICY_B "1.2.156.1.2"

static EVP_PKEY *root_key(void)
{
    return test_key("p-384", 0);
}

static EVP_PKEY *middle_key(void)
{
    return test_key("p-256", 3);
}

/* A root, an authority between with those extensions, and a signer with those. */
static struct {
    struct slice root, middle, signer;
} chain;

static void make_chain(struct slice middle_extensions, struct slice signer_extensions)
{
    chain.root = certificate(
        &(struct certificate_recipe){.key = root_key(),
                                     .issuer_key = root_key(),
                                     .subject = dn("CN=Root"),
                                     .issuer = dn("CN=Root"),
                                     .extensions = JOIN(basic_constraints(true), USAGE_ISSUE_ALL)});
    chain.middle = certificate(&(struct certificate_recipe){
        .key = middle_key(),
        .issuer_key = root_key(),
        .subject = dn("CN=Middle"),
        .issuer = dn("CN=Root"),
        .serial = integer(0x11),
        .extensions = JOIN(basic_constraints(true), USAGE_ISSUE_ALL, middle_extensions)});
    chain.signer = certificate(&(struct certificate_recipe){
        .key = signer_key(),
        .issuer_key = middle_key(),
        .issuer = dn("CN=Middle"),
        .extensions = JOIN(basic_constraints(false), USAGE_SIGN, signer_extensions)});
}

static void examine_chain(struct slice bag)
{
    examine(cms(&(struct cms_recipe){.certificates = bag,
                                     .signer_id = by_issuer(dn("CN=Middle"), integer(0x1001))}),
            SIGNATURE_ADBE_PKCS7_DETACHED);
}

/* Under the root as an anchor, with whatever else the settings say. */
static void judge_chain(struct trust_settings settings)
{
    const struct trust_certificate anchor = {.der = chain.root};
    const struct trust_subject subject = {.attribute = "O", .value = "Office of Samples"};

    settings.source = "sample";
    settings.anchors = &anchor;
    settings.anchor_count = 1;
    settings.subject = &subject;
    settings.subject_count = 1;
    judge(trust_of(&settings), &usual_times);
}

static struct slice policies(const char *one)
{
    return extension("2.5.29.32", false, SEQ(SEQ(oid(one))));
}

/* ---- Name constraints (RFC 5280 4.2.1.10) ---- */

/* permittedSubtrees of directory names, critical. */
static struct slice permit(const char *name)
{
    return extension("2.5.29.30", true, SEQ(TAGGED(0, SEQ(TAGGED(4, dn(name))))));
}

static struct slice exclude(const char *name)
{
    return extension("2.5.29.30", true, SEQ(TAGGED(1, SEQ(TAGGED(4, dn(name))))));
}

static void judge_constrained(struct slice constraint)
{
    make_chain(constraint, NOTHING);
    examine_chain(JOIN(chain.signer, chain.middle));
    judge_chain((struct trust_settings){0});
}

static void names_stay_inside_what_is_permitted(void **state)
{
    (void)state;
    judge_constrained(permit("CN=Signer,O=Office of Samples"));
    assert_passed();
    judge_constrained(permit("O=Elsewhere"));
    assert_no_path();
    judge_constrained(exclude("O=Elsewhere"));
    assert_passed();
    judge_constrained(exclude("CN=Signer"));
    assert_no_path();
}

/* ---- Purposes ---- */

static void judge_purpose(const char *wanted, struct slice extensions)
{
    make_chain(NOTHING, extensions);
    examine_chain(JOIN(chain.signer, chain.middle));
    judge_chain((struct trust_settings){.purposes = &wanted, .purpose_count = 1});
}

static void the_signer_has_a_purpose_that_is_configured(void **state)
{
    struct slice documents = purposes(false, JOIN(oid("1.3.6.1.5.5.7.3.36"), oid("1.2.3")));

    (void)state;
    judge_purpose("documentSigning", documents);
    assert_passed();
    judge_purpose("1.2.3", documents);
    assert_passed();
    judge_purpose("emailProtection", documents);
    assert_wrong_signer("purpose");
    judge_purpose("documentSigning", NOTHING);
    assert_wrong_signer("purpose");
}

static void purposes_are_asked_of_those_that_issuers_issued(void **state)
{
    const struct trust_certificate issuer = {.der = issuer_certificate()};
    const char *const wanted[] = {"emailProtection", "documentSigning"};
    const struct trust_settings settings = {.source = "sample",
                                            .issuers = &issuer,
                                            .issuer_count = 1,
                                            .purposes = wanted,
                                            .purpose_count = 2};

    (void)state;
    examine_usual();
    judge(trust_of(&settings), &usual_times);
    assert_wrong_signer("purpose");
    examine_under((struct certificate_recipe){
        .extensions = JOIN(USAGE_SIGN, purposes(true, oid("1.3.6.1.5.5.7.3.36")))});
    judge(trust_of(&settings), &usual_times);
    assert_passed();
}

/* ---- Policies ---- */

static void judge_policy(const char *wanted, struct slice of_middle, struct slice of_signer)
{
    make_chain(of_middle, of_signer);
    examine_chain(JOIN(chain.signer, chain.middle));
    judge_chain((struct trust_settings){.policies = &wanted, .policy_count = wanted != NULL});
}

static void a_configured_policy_holds_for_the_whole_path(void **state)
{
    (void)state;
    judge_policy(POLICY_A, policies(POLICY_A), policies(POLICY_A));
    assert_passed();
    judge_policy(POLICY_A, policies("2.5.29.32.0"), policies(POLICY_A)); /* anyPolicy above */
    assert_passed();
    judge_policy(POLICY_A, policies(POLICY_B), policies(POLICY_A));
    assert_wrong_signer("policies");
    judge_policy(POLICY_A, policies(POLICY_A), policies(POLICY_B));
    assert_wrong_signer("policies");
    judge_policy(POLICY_A, policies(POLICY_A), NOTHING);
    assert_wrong_signer("policies");
    judge_policy(NULL, policies(POLICY_B), policies(POLICY_A));
    assert_passed();
}

/* requireExplicitPolicy (RFC 5280 4.2.1.11) is the authority's wish, not the source's. */
static void an_authority_may_require_a_policy(void **state)
{
    struct slice required = extension("2.5.29.36", true, SEQ(element(0x80, hex("00"))));

    (void)state;
    judge_policy(NULL, JOIN(policies(POLICY_A), required), policies(POLICY_A));
    assert_passed();
    judge_policy(NULL, JOIN(policies(POLICY_A), required), policies(POLICY_B));
    assert_no_path();
}

static void policies_are_asked_of_those_that_issuers_issued(void **state)
{
    const struct trust_certificate issuer = {.der = issuer_certificate()};
    const char *const wanted = POLICY_A;
    const struct trust_settings settings = {.source = "sample",
                                            .issuers = &issuer,
                                            .issuer_count = 1,
                                            .policies = &wanted,
                                            .policy_count = 1};

    (void)state;
    examine_usual();
    judge(trust_of(&settings), &usual_times);
    assert_wrong_signer("policies");
    examine_under((struct certificate_recipe){.extensions = JOIN(USAGE_SIGN, policies(POLICY_A))});
    judge(trust_of(&settings), &usual_times);
    assert_passed();
}

/* ---- Candidates ---- */

static void candidates_complete_a_path_and_are_no_trust(void **state)
{
    struct slice candidates[2];

    (void)state;
    make_chain(NOTHING, NOTHING);
    candidates[0] = chain.middle;
    candidates[1] = hex("3000");
    examine_chain(chain.signer);
    judge_chain((struct trust_settings){0});
    assert_no_path();
    judge_chain((struct trust_settings){.candidates = candidates, .candidate_count = 2});
    assert_passed();
    assert_int_equal(judgement.path_count, 3);
    /* the signer's issuer as a candidate, and another anchor: nothing leads there */
    chain.root = issuer_certificate();
    judge_chain((struct trust_settings){.candidates = candidates, .candidate_count = 2});
    assert_no_path();
}

static void certificates_of_the_document_complete_a_path(void **state)
{
    struct signature_input input = {.profile = SIGNATURE_ADBE_PKCS7_DETACHED,
                                    .covered = {slice_str(SIGNED_CONTENT)}};

    (void)state;
    make_chain(NOTHING, NOTHING);
    input.contents = cms(&(struct cms_recipe){
        .certificates = chain.signer, .signer_id = by_issuer(dn("CN=Middle"), integer(0x1001))});
    assert_int_equal(
        signature_archive_read(
            test_arena,
            &(struct signature_material){.certificates = &chain.middle, .certificate_count = 1},
            &input.archive),
        0);
    examine_input(&input);
    judge_chain((struct trust_settings){0});
    assert_passed();
}

/* ---- Cross certificates ---- */

static EVP_PKEY *stranger_key(void)
{
    return test_key("p-384", 7);
}

/* By a root that nobody trusts, for that key: the same authority, or one of its name alone. */
static struct slice cross_certificate(EVP_PKEY *key)
{
    return certificate(
        &(struct certificate_recipe){.key = key,
                                     .issuer_key = stranger_key(),
                                     .subject = dn("CN=Middle"),
                                     .issuer = dn("CN=Stranger"),
                                     .serial = integer(0x12),
                                     .to = "291231235959Z",
                                     .extensions = JOIN(basic_constraints(true), USAGE_ISSUE_ALL)});
}

static struct slice stranger_certificate(void)
{
    return certificate(
        &(struct certificate_recipe){.key = stranger_key(),
                                     .issuer_key = stranger_key(),
                                     .subject = dn("CN=Stranger"),
                                     .issuer = dn("CN=Stranger"),
                                     .serial = integer(0x13),
                                     .to = "391231235959Z",
                                     .extensions = JOIN(basic_constraints(true), USAGE_ISSUE_ALL)});
}

/* One authority may have several certificates: a path over any of them is a path. */
static void other_certificates_of_an_authority_lead_nowhere(void **state)
{
    struct slice cross, impostor;

    (void)state;
    make_chain(NOTHING, NOTHING);
    cross = cross_certificate(middle_key());
    impostor = cross_certificate(test_key("p-256", 8));
    examine_chain(JOIN(chain.signer, cross, chain.middle));
    judge_chain((struct trust_settings){0});
    assert_passed();
    examine_chain(JOIN(chain.signer, cross, chain.middle, stranger_certificate()));
    judge_chain((struct trust_settings){0});
    assert_passed();
    examine_chain(JOIN(chain.signer, impostor, chain.middle, stranger_certificate()));
    judge_chain((struct trust_settings){0});
    assert_passed();
    judge_chain((struct trust_settings){.candidates = &cross, .candidate_count = 1});
    assert_passed();
    examine_chain(JOIN(chain.signer, cross, stranger_certificate()));
    judge_chain((struct trust_settings){0});
    assert_no_path();
}

/* A document may bring any number of them, each of which costs a verification. */
static void no_more_are_tried_than_a_path_needs(void **state)
{
    struct slice bag = NOTHING;
    struct slice more[2];

    (void)state;
    make_chain(NOTHING, NOTHING);
    more[0] = more[1] = cross_certificate(test_key("p-256", 8));
    for (unsigned i = 0; i < 62; i++)
        bag = JOIN(bag, cross_certificate(test_key("p-256", 8 + i % 4)));
    examine_chain(JOIN(chain.signer, bag, chain.middle));
    judge_chain((struct trust_settings){0});
    assert_passed();
    judge_chain((struct trust_settings){.candidates = &chain.middle, .candidate_count = 1});
    assert_passed();
    judge_chain((struct trust_settings){.candidates = more, .candidate_count = 2});
    assert_no_path();
    assert_detail("trust.no_path", "more certificates than are tried");
}

/* ---- Revocation along a path ---- */

static struct slice list_of_root(struct slice entries)
{
    return crl(
        &(struct crl_recipe){.key = root_key(), .issuer = dn("CN=Root"), .entries = entries});
}

static void revoked_authorities_are_told_from_revoked_signers(void **state)
{
    struct trust_list lists[] = {
        {.der = list_of_root(revoked(0x11, "260610000000Z", reason_code(2))), .name = "root"},
        {.der = crl(&(struct crl_recipe){.key = middle_key(), .issuer = dn("CN=Middle")}),
         .name = "middle"},
    };
    struct trust_settings settings = {
        .lists = lists, .list_count = 2, .revocation = TRUST_REVOCATION_REQUIRED};

    (void)state;
    make_chain(NOTHING, NOTHING);
    examine_chain(JOIN(chain.signer, chain.middle));
    judge_chain(settings);
    assert_judged(INDETERMINATE, SUB_REVOKED_CA_NO_POE, "revocation.revoked");
    assert_param("revocation.revoked", "subject", "CN=Middle");
    assert_int_equal(judgement.revocations[0].state, REVOCATION_GOOD);
    assert_int_equal(judgement.revocations[1].state, REVOCATION_REVOKED);
    lists[0].der = list_of_root(NOTHING);
    judge_chain(settings);
    assert_passed();
    settings.list_count = 1; /* nothing about the signer */
    judge_chain(settings);
    assert_judged(INDETERMINATE, SUB_TRY_LATER, "revocation.unknown");
}

/* ---- Identifiers ---- */

static void identifiers_are_read_as_text(void **state)
{
    static const char *const wrong[] = {"",     "1",    "1.",     "3.1",   "1.40",
                                        "1.2.", "1..2", "1.2.03", "1.2.a", "1.2.99999999999",
                                        "1.2 ", "-1.2"};
    struct slice bytes;

    (void)state;
    assert_int_equal(oid_from_text(test_arena, "1.2.840.113549", &bytes), 0);
    assert_true(slice_equal(bytes, hex("2a864886f70d")));
    assert_int_equal(oid_from_text(test_arena, "2.5.29.15", &bytes), 0);
    assert_true(slice_equal(bytes, hex("551d0f")));
    assert_int_equal(oid_from_text(test_arena, "2.999", &bytes), 0);
    assert_true(slice_equal(bytes, hex("8837")));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(oid_from_text(test_arena, wrong[i], &bytes), ERR_SYNTAX);
}

int run_paths_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(names_stay_inside_what_is_permitted),
        unit(the_signer_has_a_purpose_that_is_configured),
        unit(purposes_are_asked_of_those_that_issuers_issued),
        unit(a_configured_policy_holds_for_the_whole_path),
        unit(an_authority_may_require_a_policy),
        unit(policies_are_asked_of_those_that_issuers_issued),
        unit(candidates_complete_a_path_and_are_no_trust),
        unit(certificates_of_the_document_complete_a_path),
        unit(other_certificates_of_an_authority_lead_nowhere),
        unit(no_more_are_tried_than_a_path_needs),
        unit(revoked_authorities_are_told_from_revoked_signers),
        unit(identifiers_are_read_as_text),
    };

    return cmocka_run_group_tests_name("paths", tests, NULL, NULL);
}
