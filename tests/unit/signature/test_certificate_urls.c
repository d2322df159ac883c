/* Where a certificate says that its revocation can be asked. */
#include "tests.h"

#include "base/error.h"
#include "signature/certificate.h"
#include "signature/certificate_urls.h"

#define CRL_POINTS "2.5.29.31"
#define ACCESS     "1.3.6.1.5.5.7.1.1"
#define OCSP       "1.3.6.1.5.5.7.48.1"
#define CA_ISSUERS "1.3.6.1.5.5.7.48.2"

static struct certificate parsed;
static struct certificate_urls urls;

static struct slice uri(const char *url)
{
    return element(0x86, slice_str(url));
}

/* A DistributionPoint with these GeneralNames. */
static struct slice point(struct slice names)
{
    return SEQ(TAGGED(0, TAGGED(0, names)));
}

static struct slice access_to(const char *method, struct slice location)
{
    return SEQ(oid(method), location);
}

static void with(const char *type, struct slice value)
{
    const struct certificate_recipe recipe = {
        .key = signer_key(),
        .issuer_key = issuer_key(),
        .extensions = JOIN(USAGE_SIGN, extension(type, false, value), subject_key_id("signer"))};

    assert_int_equal(certificate_parse(certificate(&recipe), &parsed), 0);
    urls.count = 99;
}

static int crl_urls_of(struct slice value)
{
    with(CRL_POINTS, value);
    return certificate_crl_urls(&parsed, &urls);
}

static int ocsp_urls_of(struct slice value)
{
    with(ACCESS, value);
    return certificate_ocsp_urls(&parsed, &urls);
}

static void none_where_there_is_no_extension(void **state)
{
    (void)state;
    assert_int_equal(certificate_parse(signer_certificate(), &parsed), 0);
    assert_int_equal(certificate_crl_urls(&parsed, &urls), 0);
    assert_int_equal(urls.count, 0);
    assert_int_equal(certificate_ocsp_urls(&parsed, &urls), 0);
    assert_int_equal(urls.count, 0);
}

static void every_address_of_every_point(void **state)
{
    (void)state;
    assert_int_equal(crl_urls_of(SEQ(point(JOIN(uri("ldap://d/x"), uri("http://a.example/1.crl"))),
                                     point(uri("https://b.example/2.crl")))),
                     0);
    assert_int_equal(urls.count, 3);
    assert_true(slice_is(urls.items[0], "ldap://d/x"));
    assert_true(slice_is(urls.items[1], "http://a.example/1.crl"));
    assert_true(slice_is(urls.items[2], "https://b.example/2.crl"));
}

/* A directory name, a name relative to the issuer, only reasons: nothing to follow. */
static void points_without_an_address(void **state)
{
    (void)state;
    assert_int_equal(crl_urls_of(SEQ(point(element(0xa4, dn("CN=List"))))), 0);
    assert_int_equal(urls.count, 0);
    assert_int_equal(crl_urls_of(SEQ(SEQ(TAGGED(0, TAGGED(1, NOTHING))))), 0);
    assert_int_equal(urls.count, 0);
    assert_int_equal(crl_urls_of(SEQ(SEQ(element(0x81, hex("0780"))))), 0);
    assert_int_equal(urls.count, 0);
}

static void malformed_points(void **state)
{
    (void)state;
    assert_int_equal(crl_urls_of(SEQ(null())), ERR_SYNTAX);
    assert_int_equal(crl_urls_of(SEQ(point(uri("http://a/")), null())), ERR_SYNTAX);
    assert_int_equal(crl_urls_of(SEQ(point(hex("8605aabb")))), ERR_SYNTAX);
    assert_int_equal(urls.count, 99);
}

static void no_more_points_than_the_limit(void **state)
{
    struct slice many = NOTHING;

    (void)state;
    for (int i = 0; i < CERTIFICATE_URLS_MAX; i++)
        many = JOIN(many, point(uri("http://a.example/")));
    assert_int_equal(crl_urls_of(SEQ(many)), 0);
    assert_int_equal(urls.count, CERTIFICATE_URLS_MAX);
    assert_int_equal(crl_urls_of(SEQ(many, point(uri("http://a.example/")))), ERR_LIMIT);
}

/* The issuer's certificate has an address too; it is not what is asked for. */
static void responders_only(void **state)
{
    (void)state;
    assert_int_equal(ocsp_urls_of(SEQ(access_to(CA_ISSUERS, uri("http://a.example/ca.cer")),
                                      access_to(OCSP, uri("http://ocsp.example/")),
                                      access_to(OCSP, element(0xa4, dn("CN=Responder"))))),
                     0);
    assert_int_equal(urls.count, 1);
    assert_true(slice_is(urls.items[0], "http://ocsp.example/"));
}

static void malformed_access(void **state)
{
    (void)state;
    assert_int_equal(ocsp_urls_of(SEQ(SEQ(oid(OCSP)))), ERR_SYNTAX);
    assert_int_equal(ocsp_urls_of(SEQ(SEQ(uri("http://ocsp.example/")))), ERR_SYNTAX);
    assert_int_equal(ocsp_urls_of(SEQ(SEQ(oid(OCSP), uri("http://ocsp.example/"), null()))),
                     ERR_SYNTAX);
}

int run_certificate_urls_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(none_where_there_is_no_extension),
        unit(every_address_of_every_point),
        unit(points_without_an_address),
        unit(malformed_points),
        unit(no_more_points_than_the_limit),
        unit(responders_only),
        unit(malformed_access),
    };

    return cmocka_run_group_tests_name("certificate_urls", tests, NULL, NULL);
}
