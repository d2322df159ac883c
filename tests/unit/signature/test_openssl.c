/* Signatures as other software makes them: OpenSSL's CMS, in DER and streamed BER. */
#include "tests.h"

#include <openssl/cms.h>
#include <openssl/x509.h>

static X509 *decode(struct slice der)
{
    const unsigned char *at = der.data;
    X509 *decoded = d2i_X509(NULL, &at, (long)der.size);

    assert_non_null(decoded);
    return decoded;
}

/* Valid for as long as these tests may run: OpenSSL signs with today's date. */
static struct slice lasting_certificate(void)
{
    return certificate(&(struct certificate_recipe){
        .key = signer_key(),
        .issuer_key = issuer_key(),
        .to = "491231235959Z",
        .extensions = JOIN(USAGE_SIGN, subject_key_id("signer")),
    });
}

/* What `openssl cms -sign -binary -outform DER` writes, with -stream where `stream`. */
static struct slice openssl_cms(unsigned flags, bool stream)
{
    BIO *in = BIO_new_mem_buf(SIGNED_CONTENT, -1);
    BIO *out = BIO_new(BIO_s_mem());
    X509 *signer = decode(lasting_certificate());
    CMS_ContentInfo *made;
    uint8_t *copy;
    char *data;
    long size;

    flags |= CMS_BINARY | CMS_DETACHED;
    made = CMS_sign(signer, signer_key(), NULL, in, flags | (stream ? CMS_STREAM : 0));
    assert_non_null(made);
    if (stream)
        assert_int_equal(i2d_CMS_bio_stream(out, made, in, (int)flags | CMS_STREAM), 1);
    else
        assert_int_equal(i2d_CMS_bio(out, made), 1);
    size = BIO_get_mem_data(out, &data);
    copy = writer_alloc((size_t)size);
    memcpy(copy, data, (size_t)size);
    CMS_ContentInfo_free(made);
    X509_free(signer);
    BIO_free(in);
    BIO_free(out);
    return slice_of(copy, (size_t)size);
}

/* The claimed time is now, so the control time has to be as well. */
static void judge_now(void)
{
    int64_t claimed = AT_2026;

    signature_claimed_time(evidence, &claimed);
    judge(usual_trust(), &(struct control_times){.at = claimed});
}

static void der_passes(void **state)
{
    (void)state;
    examine(openssl_cms(0, false), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_now();
    assert_passed();
}

/* OpenSSL streams with the content inside, asked to or not. */
static void streamed_ber_is_read_and_its_content_refused(void **state)
{
    struct slice made = openssl_cms(0, true);

    (void)state;
    assert_int_equal(made.data[1], 0x80);
    examine(made, SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_now();
    assert_malformed("content stands in a detached signature");
}

static void cades_passes_as_cades(void **state)
{
    (void)state;
    examine(openssl_cms(CMS_CADES, false), SIGNATURE_ETSI_CADES_DETACHED);
    judge_now();
    assert_passed();
}

static void key_identifier_passes(void **state)
{
    (void)state;
    examine(openssl_cms(CMS_USE_KEYID, false), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_now();
    assert_passed();
}

static void without_attributes_it_stays_in_doubt(void **state)
{
    (void)state;
    examine(openssl_cms(CMS_NOATTR, false), SIGNATURE_ADBE_PKCS7_DETACHED);
    judge_now();
    assert_judged(INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE, "signature.attributes");
}

int run_openssl_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(der_passes),
        unit(streamed_ber_is_read_and_its_content_refused),
        unit(cades_passes_as_cades),
        unit(key_identifier_passes),
        unit(without_attributes_it_stays_in_doubt),
    };

    return cmocka_run_group_tests_name("openssl", tests, NULL, NULL);
}
