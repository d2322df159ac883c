/* Compiling a source's trust: what a configuration may say, and reading its files. */
#include "tests.h"

#include "write_revocation.h"

#include "base/unicode.h"

#include <openssl/pem.h>
#include <stdio.h>

static struct trust_problem problem;

static int compile(const struct trust_settings *settings)
{
    struct trust *trust = NULL;
    int r;

    problem.message[0] = 0;
    r = trust_new(settings, &problem, &trust);
    trust_free(trust);
    return r;
}

enum list { ISSUERS, SIGNERS, ANCHORS };

static const struct trust_subject office = {.attribute = "O", .value = "Office of Samples"};

/* Settings with one certificate in that list. */
static int compile_one(enum list list, struct trust_certificate setting)
{
    struct trust_settings settings = {.source = "sample", .subject = &office, .subject_count = 1};

    setting.name = "one.pem";
    settings.issuers = settings.signers = settings.anchors = &setting;
    settings.issuer_count = list == ISSUERS;
    settings.signer_count = list == SIGNERS;
    settings.anchor_count = list == ANCHORS;
    return compile(&settings);
}

static struct slice with_extensions(struct slice extensions)
{
    return certificate(&(struct certificate_recipe){
        .key = signer_key(), .issuer_key = issuer_key(), .extensions = extensions});
}

static void assert_problem(const char *part)
{
    assert_non_null(strstr(problem.message, part));
}

static void issuers_are_authorities(void **state)
{
    struct slice ca_without_sign = with_extensions(JOIN(basic_constraints(true), USAGE_SIGN));

    (void)state;
    assert_int_equal(compile_one(ISSUERS, (struct trust_certificate){.der = issuer_certificate()}),
                     0);
    assert_int_equal(compile_one(ISSUERS, (struct trust_certificate){.der = signer_certificate()}),
                     ERR_INVALID);
    assert_problem("one.pem: is no certificate authority");
    assert_int_equal(compile_one(ISSUERS, (struct trust_certificate){.der = ca_without_sign}),
                     ERR_INVALID);
    assert_int_equal(compile_one(ISSUERS, (struct trust_certificate){.der = signer_certificate(),
                                                                     .ca_assumed = true}),
                     0);
}

static void signers_may_sign(void **state)
{
    (void)state;
    assert_int_equal(compile_one(SIGNERS, (struct trust_certificate){.der = signer_certificate()}),
                     0);
    assert_int_equal(
        compile_one(SIGNERS, (struct trust_certificate){.der = with_extensions(USAGE_ENCIPHER)}),
        ERR_INVALID);
    assert_problem("key usage");
}

static void critical_extensions_are_understood(void **state)
{
    struct slice odd = with_extensions(
        JOIN(basic_constraints(true), USAGE_ISSUE, extension("1.2.3.4", true, null())));

    (void)state;
    assert_int_equal(compile_one(ISSUERS, (struct trust_certificate){.der = odd}), ERR_INVALID);
    assert_problem("1.2.3.4");
    odd = with_extensions(JOIN(USAGE_SIGN, extension("1.2.3.4", true, null())));
    assert_int_equal(compile_one(SIGNERS, (struct trust_certificate){.der = odd}), ERR_INVALID);
}

static void anchors_are_authorities_and_need_a_subject(void **state)
{
    const struct trust_certificate anchor = {.der = issuer_certificate(), .name = "root.pem"};
    struct trust_settings settings = {.source = "sample", .anchors = &anchor, .anchor_count = 1};

    (void)state;
    assert_int_equal(compile(&settings), ERR_INVALID);
    assert_problem("need a `subject`");
    settings.subject = &office;
    settings.subject_count = 1;
    assert_int_equal(compile(&settings), 0);
    assert_int_equal(compile_one(ANCHORS, (struct trust_certificate){.der = signer_certificate()}),
                     ERR_INVALID);
}

static void long_names_are_cut_between_characters(void **state)
{
    char name[512] = "ab";
    const struct trust_certificate signer = {.der = slice_str("x"), .name = name};
    const struct trust_settings settings = {.signers = &signer, .signer_count = 1};

    (void)state;
    while (strlen(name) < 500)
        strcat(name, "移");
    assert_int_equal(compile(&settings), ERR_INVALID);
    assert_true(utf8_valid(slice_str(problem.message), NULL));
    assert_int_equal(strlen(problem.message), 254);
}

static void certificates_are_certificates(void **state)
{
    (void)state;
    assert_int_equal(compile_one(SIGNERS, (struct trust_certificate){.der = slice_str("PEM")}),
                     ERR_INVALID);
    assert_problem("is not a certificate");
    assert_int_equal(
        compile_one(SIGNERS,
                    (struct trust_certificate){
                        .der = certificate(&(struct certificate_recipe){
                            .key = test_key("secp256k1", 0), .issuer_key = issuer_key()})}),
        ERR_INVALID);
    assert_problem("an elliptic curve that is not supported");
}

static void subjects_have_known_attributes_and_values(void **state)
{
    struct trust_subject subject = {.attribute = "OO", .value = "x"};
    const struct trust_settings settings = {
        .source = "sample", .subject = &subject, .subject_count = 1};

    (void)state;
    assert_int_equal(compile(&settings), ERR_INVALID);
    assert_problem("called OO");
    subject = (struct trust_subject){.attribute = "O", .value = "", .prefix = true};
    assert_int_equal(compile(&settings), ERR_INVALID);
    assert_problem("empty");
}

static void nothing_named_is_not_configured(void **state)
{
    (void)state;
    assert_false(trust_is_configured(trust_of(&(struct trust_settings){.source = "sample"})));
    assert_true(trust_is_configured(usual_trust()));
}

/* ---- The digest ---- */

static void digest(const struct trust_settings *settings, uint8_t value[32])
{
    trust_digest(trust_of(settings), value);
}

static void the_order_of_files_does_not_change_the_digest(void **state)
{
    const struct trust_certificate one = {.der = issuer_certificate(), .name = "a"};
    const struct trust_certificate two = {
        .der = signer_certificate(), .name = "b", .ca_assumed = 1};
    const struct trust_certificate forth[] = {one, two};
    const struct trust_certificate back[] = {two, one};
    uint8_t a[32], b[32];

    (void)state;
    digest(&(struct trust_settings){.issuers = forth, .issuer_count = 2}, a);
    digest(&(struct trust_settings){.issuers = back, .issuer_count = 2}, b);
    assert_memory_equal(a, b, 32);
}

static void whatever_changes_a_judgement_changes_the_digest(void **state)
{
    const struct trust_certificate plain = {.der = issuer_certificate(), .name = "a"};
    const struct trust_certificate signer = {.der = signer_certificate(), .name = "b"};
    const struct trust_certificate assumed = {
        .der = issuer_certificate(), .name = "a", .ca_assumed = true};
    const struct trust_certificate retired = {
        .der = issuer_certificate(), .name = "a", .has_until = true, .until = 5};
    const struct trust_subject prefix = {
        .attribute = "O", .value = "Office of Samples", .prefix = 1};
    const struct algorithm_table table = {.version = "2027-01-01"};
    const struct trust_list list = {.der = crl(&(struct crl_recipe){0}), .name = "list"};
    const char *const identifier = "1.2.3";
    const struct trust_settings settings[] = {
        {.issuers = &plain, .issuer_count = 1},
        {.issuers = &retired, .issuer_count = 1},
        {.signers = &signer, .signer_count = 1},
        {.issuers = &assumed, .issuer_count = 1},
        {.issuers = &plain, .issuer_count = 1, .subject = &office, .subject_count = 1},
        {.issuers = &plain, .issuer_count = 1, .subject = &prefix, .subject_count = 1},
        {.issuers = &plain, .issuer_count = 1, .use_claimed_time = true},
        {.issuers = &plain, .issuer_count = 1, .revocation = TRUST_REVOCATION_REQUIRED},
        {.issuers = &plain, .issuer_count = 1, .algorithms = &table},
        {.issuers = &plain, .issuer_count = 1, .revocation = TRUST_REVOCATION_NEVER},
        {.issuers = &plain, .issuer_count = 1, .time_stamps = &plain, .time_stamp_count = 1},
        {.issuers = &plain, .issuer_count = 1, .candidates = &plain.der, .candidate_count = 1},
        {.issuers = &plain, .issuer_count = 1, .purposes = &identifier, .purpose_count = 1},
        {.issuers = &plain, .issuer_count = 1, .policies = &identifier, .policy_count = 1},
        {.issuers = &plain, .issuer_count = 1, .lists = &list, .list_count = 1},
    };
    uint8_t digests[sizeof settings / sizeof settings[0]][32];

    (void)state;
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        digest(&settings[i], digests[i]);
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(digests[i], digests[k], 32);
    }
}

/* ---- Files ---- */

static struct slice pem_of(const char *name, struct slice der)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *data;
    long size;
    struct slice copy;

    assert_true(PEM_write_bio(bio, name, "", der.data, (long)der.size) > 0);
    size = BIO_get_mem_data(bio, &data);
    copy = JOIN(slice_of(data, (size_t)size));
    BIO_free(bio);
    return copy;
}

static int read_certificates(struct slice bytes, size_t *count, struct slice *first)
{
    struct slice *ders = NULL;
    int r = trust_read_certificates(test_arena, bytes, &ders, count);

    if (r == 0)
        *first = ders[0];
    return r;
}

static void several_pem_or_one_der(void **state)
{
    struct slice issuer = issuer_certificate();
    struct slice signer = signer_certificate();
    struct slice first = {0};
    size_t count = 0;

    (void)state;
    assert_int_equal(read_certificates(issuer, &count, &first), 0);
    assert_int_equal(count, 1);
    assert_true(slice_equal(first, issuer));
    assert_int_equal(
        read_certificates(JOIN(slice_str("# who it is\n"), pem_of("CERTIFICATE", signer),
                               pem_of("PUBLIC KEY", public_key_of(signer_key())),
                               pem_of("CERTIFICATE", issuer)),
                          &count, &first),
        0);
    assert_int_equal(count, 2);
    assert_true(slice_equal(first, signer));
}

static void files_without_a_certificate_are_refused(void **state)
{
    struct slice first = {0};
    size_t count;

    (void)state;
    assert_int_equal(read_certificates(NOTHING, &count, &first), ERR_SYNTAX);
    assert_int_equal(read_certificates(slice_str("hello\n"), &count, &first), ERR_SYNTAX);
    assert_int_equal(read_certificates(SEQ(integer(1)), &count, &first), ERR_SYNTAX);
    assert_int_equal(read_certificates(JOIN(issuer_certificate(), hex("00")), &count, &first),
                     ERR_SYNTAX);
    assert_int_equal(
        read_certificates(pem_of("PUBLIC KEY", public_key_of(signer_key())), &count, &first),
        ERR_SYNTAX);
    assert_int_equal(read_certificates(JOIN(pem_of("CERTIFICATE", issuer_certificate()),
                                            slice_str("-----BEGIN CERTIFICATE-----\nnot base64!\n"
                                                      "-----END CERTIFICATE-----\n")),
                                       &count, &first),
                     ERR_SYNTAX);
    assert_int_equal(read_certificates(pem_of("CERTIFICATE", SEQ(integer(1))), &count, &first),
                     ERR_SYNTAX);
}

int run_trust_new_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(issuers_are_authorities),
        unit(signers_may_sign),
        unit(critical_extensions_are_understood),
        unit(anchors_are_authorities_and_need_a_subject),
        unit(certificates_are_certificates),
        unit(long_names_are_cut_between_characters),
        unit(subjects_have_known_attributes_and_values),
        unit(nothing_named_is_not_configured),
        unit(the_order_of_files_does_not_change_the_digest),
        unit(whatever_changes_a_judgement_changes_the_digest),
        unit(several_pem_or_one_der),
        unit(files_without_a_certificate_are_refused),
    };

    return cmocka_run_group_tests_name("trust_new", tests, NULL, NULL);
}
