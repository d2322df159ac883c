/*
 * Writes the corpora of tests/fuzz/signature_*.c and the issuer that they trust:
 *
 *     make_signature_corpus /path/to/tests/fuzz
 *
 * Keys are new every time, so all of it is replaced together.
 */
#include "write_cms.h"
#include "write_revocation.h"
#include "write_seal.h"
#include "write_time_stamp.h"

#include <stdio.h>
#include <stdlib.h>

static const char *folder;

static EVP_PKEY *authority(void)
{
    return test_key("p-256", 0);
}

static FILE *open_file(const char *path)
{
    char name[4096];
    FILE *file;

    snprintf(name, sizeof name, "%s/%s", folder, path);
    file = fopen(name, "wb");
    if (!file) {
        perror(name);
        exit(EXIT_FAILURE);
    }
    return file;
}

static void write_file(const char *path, struct slice bytes)
{
    FILE *file = open_file(path);

    fwrite(bytes.data, 1, bytes.size, file);
    fclose(file);
}

static void write_bytes(FILE *file, const char *name, struct slice bytes)
{
    fprintf(file, "static const uint8_t %s[] = {", name);
    for (size_t i = 0; i < bytes.size; i++)
        fprintf(file, "%s0x%02x,", i % 16 == 0 ? "\n    " : " ", bytes.data[i]);
    fprintf(file, "\n};\n");
}

/* The authorities that are trusted, and the signer of bare values. */
static void write_header(struct slice issuer, struct slice rsa_signer)
{
    FILE *file = open_file("signature_issuer.h");

    fprintf(file, "/* Written by make_signature_corpus, together with the corpora. */\n"
                  "/* clang-format off */\n"
                  "static const char content[] = \"" SIGNED_CONTENT "\";\n");
    write_bytes(file, "issuer", issuer);
    write_bytes(file, "rsa_signer", rsa_signer);
    fclose(file);
    file = open_file("signature_seal_authority.h");
    fprintf(file, "/* Written by make_signature_corpus, together with the corpora. */\n"
                  "/* clang-format off */\n");
    write_bytes(file, "seal_authority", seal_authority());
    fclose(file);
}

static struct slice issuer(void)
{
    return certificate(&(struct certificate_recipe){
        .key = authority(),
        .issuer_key = authority(),
        .subject = dn("CN=Issuer,O=Office of Samples"),
        .serial = integer(1),
        .from = "200101000000Z",
        .to = "391231235959Z",
        .extensions = JOIN(basic_constraints(true), USAGE_ISSUE, subject_key_id("issuer"))});
}

static struct slice signer(EVP_PKEY *key)
{
    return certificate(&(struct certificate_recipe){
        .key = key,
        .issuer_key = authority(),
        .extensions = JOIN(USAGE_SIGN, subject_key_id("signer"), authority_key_id("issuer"))});
}

static struct slice uri(const char *url)
{
    return element(0x86, slice_str(url));
}

/* Where its revocation can be asked: lists and a responder. */
static struct slice with_urls(void)
{
    struct slice points =
        SEQ(SEQ(TAGGED(0, TAGGED(0, uri("ldap://a.example/x"), uri("http://a.example/1.crl")))),
            SEQ(TAGGED(0, TAGGED(0, uri("https://b.example/2.crl"))), element(0x81, hex("0780"))));
    struct slice access = SEQ(SEQ(oid("1.3.6.1.5.5.7.48.1"), uri("http://ocsp.example/")),
                              SEQ(oid("1.3.6.1.5.5.7.48.2"), uri("http://a.example/ca.cer")));

    return certificate(&(struct certificate_recipe){
        .key = test_key("p-256", 1),
        .issuer_key = authority(),
        .extensions = JOIN(USAGE_SIGN, extension("2.5.29.31", false, points),
                           extension("1.3.6.1.5.5.7.1.1", false, access))});
}

static void write_signatures(struct slice rsa_signer)
{
    EVP_PKEY *ec = test_key("p-256", 1);
    EVP_PKEY *rsa = test_key("rsa-2048", 1);
    struct slice ec_signer = signer(ec);
    struct slice esses =
        JOIN(signing_certificate_attribute(ec_signer), signing_certificate_v2_attribute(ec_signer));
    struct slice protection = protection_attribute(algorithm(digest_oid("SHA256")),
                                                   algorithm_bare("1.2.840.10045.4.3.2"));
    struct slice extra = TAGGED(1, attribute("1.2.840.113549.1.9.16.2.14", null()));

    write_file("corpus/signature_cms/ecdsa.der",
               cms(&(struct cms_recipe){.key = ec, .certificate = ec_signer}));
    write_file("corpus/signature_cms/rsa.der",
               cms(&(struct cms_recipe){.key = rsa, .certificate = rsa_signer}));
    write_file("corpus/signature_cms/pss.der",
               cms(&(struct cms_recipe){
                   .key = rsa, .certificate = rsa_signer, .how = {"SHA512", true, 64}}));
    write_file("corpus/signature_cms/indefinite.ber",
               cms(&(struct cms_recipe){.key = ec, .certificate = ec_signer, .ber = true}));
    write_file("corpus/signature_cms/key_id.der",
               cms(&(struct cms_recipe){.key = ec,
                                        .certificate = ec_signer,
                                        .signer_version = integer(3),
                                        .signer_id = by_key_id("signer")}));
    write_file("corpus/signature_cms/attributes.der",
               cms(&(struct cms_recipe){.key = ec,
                                        .certificate = ec_signer,
                                        .attributes_extra = JOIN(esses, protection)}));
    write_file("corpus/signature_cms/bag.der",
               cms(&(struct cms_recipe){.key = ec,
                                        .certificates = JOIN(issuer(), ec_signer, rsa_signer),
                                        .crls = TAGGED(1, null()),
                                        .unsigned_attributes = extra,
                                        .after = slice_of(writer_alloc(16), 16)}));
    write_file(
        "corpus/signature_cms/no_attributes.der",
        cms(&(struct cms_recipe){.key = ec, .certificate = ec_signer, .no_attributes = true}));
}

/* Of every scheme, and in the other forms of ISO 32000-1 12.8.3. */
static void write_schemes(struct slice rsa_signer)
{
    EVP_PKEY *rsa = test_key("rsa-2048", 1);
    EVP_PKEY *ed25519 = test_key("ed25519", 1);
    EVP_PKEY *ed448 = test_key("ed448", 1);
    struct slice sha1 = digest_of("SHA1", slice_str(SIGNED_CONTENT));
    struct slice data = oid("1.2.840.113549.1.7.1");

    write_file("corpus/signature_cms/ed25519.der",
               cms(&(struct cms_recipe){
                   .key = ed25519, .certificate = signer(ed25519), .how = {"SHA512", false, 0}}));
    write_file("corpus/signature_cms/ed448.der",
               cms(&(struct cms_recipe){.key = ed448,
                                        .certificate = signer(ed448),
                                        .how = {"SHAKE256", false, 0},
                                        .digest_algorithm =
                                            SEQ(oid("2.16.840.1.101.3.4.2.18"), integer(512))}));
    write_file("corpus/signature_cms/sha1.der",
               cms(&(struct cms_recipe){.key = rsa,
                                        .certificate = rsa_signer,
                                        .content_info = SEQ(data, TAGGED(0, octets(sha1))),
                                        .no_attributes = true,
                                        .value = sign(rsa, (struct how){0}, sha1)}));
    write_file("corpus/signature_cms/x509.der",
               octets(sign(rsa, (struct how){0}, slice_str(SIGNED_CONTENT))));
}

static void write_sm2(void)
{
    struct slice digest = digest_of("SM3", slice_str(SIGNED_CONTENT));
    struct cms_recipe bare = {
        .key = seal_holder_key(),
        .certificate = seal_holder(),
        .type = oid("1.2.156.10197.6.1.4.2.2"),
        .content_info = SEQ(oid("1.2.156.10197.6.1.4.2.1"), TAGGED(0, octets(digest))),
        .no_attributes = true,
        .value = plain_value(sign(seal_holder_key(), (struct how){0}, digest), 32),
    };

    write_file("corpus/signature_cms/sm2.der",
               cms(&(struct cms_recipe){.key = seal_holder_key(), .certificate = seal_holder()}));
    write_file("corpus/signature_cms/gm.der", cms(&bare));
}

static void write_seals(void)
{
    const struct slice old = bits(slice_str("2026-06-01T12:00:00.377Z"));
    const struct slice critical = SEQ(oid("1.2.3.4"), boolean(true), octets(hex("00")));

    write_file("corpus/signature_seal/v1.der", seal_signature(&(struct seal_recipe){.version = 1}));
    write_file("corpus/signature_seal/v1_text.der",
               seal_signature(&(struct seal_recipe){.version = 1, .time = old}));
    write_file("corpus/signature_seal/v4.der", seal_signature(&(struct seal_recipe){.version = 4}));
    write_file("corpus/signature_seal/v4_digests.der",
               seal_signature(&(struct seal_recipe){.list = list_of_digests(seal_holder())}));
    write_file("corpus/signature_seal/v5.der",
               seal_signature(&(struct seal_recipe){.version = 5,
                                                    .info_extensions = SEQ(critical),
                                                    .extensions = TAGGED(0, SEQ(critical)),
                                                    .seal_stamp = TAGGED(0, bits(SEQ(null()))),
                                                    .time_stamp = TAGGED(0, bits(SEQ(null())))}));
}

static void write_certificates(void)
{
    struct slice names = SEQ(rdn("2.5.4.6", text(TAG_PRINTABLE, "CN")),
                             SET(SEQ(oid("2.5.4.10"), element(TAG_BMP, hex("79fb6c11"))),
                                 SEQ(oid("2.5.4.3"), text(TAG_UTF8, "a, b"))),
                             rdn("1.2.3.4", text(TAG_T61, "K\xe9l")),
                             rdn("2.5.4.11", element(0x1c, hex("000079fb"))));

    write_file("corpus/signature_certificate/issuer.der", issuer());
    write_file("corpus/signature_certificate/signer.der", signer(test_key("p-384", 0)));
    write_file("corpus/signature_certificate/rsa.der", signer(test_key("rsa-2048", 1)));
    write_file("corpus/signature_certificate/urls.der", with_urls());
    write_file("corpus/signature_certificate/names.der",
               certificate(&(struct certificate_recipe){
                   .key = test_key("p-256", 1),
                   .issuer_key = authority(),
                   .subject = names,
                   .validity = SEQ(utc("500101000000Z"), text(TAG_GENERALIZED, "99991231235959Z")),
                   .extensions = JOIN(extension("1.2.3.4", true, null()),
                                      extension("2.5.29.17", false, SEQ(NOTHING)))}));
}

static void write_lists(void)
{
    struct slice entries =
        JOIN(revoked(5, "260601000000Z", NOTHING), revoked(0x1001, "260602000000Z", reason_code(1)),
             revoked(6, "260603000000Z", reason_code(6)));
    struct slice scope =
        crl_scope(JOIN(point_name("http://example.org/1.crl"), element(0x81, slice_of("\xff", 1))));

    write_file("corpus/signature_crl/empty.crl", crl(&(struct crl_recipe){.key = authority()}));
    write_file("corpus/signature_crl/entries.crl",
               crl(&(struct crl_recipe){.key = authority(), .entries = entries}));
    write_file("corpus/signature_crl/scope.crl",
               crl(&(struct crl_recipe){
                   .key = authority(),
                   .entries = entries,
                   .extensions = JOIN(crl_number(7), authority_key_id("issuer"), scope)}));
    write_file("corpus/signature_crl/delta.crl",
               crl(&(struct crl_recipe){.key = authority(),
                                        .extensions = JOIN(crl_number(8), delta_of(7))}));
    write_file("corpus/signature_crl/v1.crl",
               crl(&(struct crl_recipe){.key = authority(),
                                        .version = NOTHING,
                                        .entries = revoked(5, "260601000000Z", NOTHING),
                                        .extensions = NOTHING}));
}

static void write_answers(void)
{
    struct slice good = single_response(&(struct response_recipe){.issuer_key = authority()});
    struct slice bad = single_response(&(struct response_recipe){
        .issuer_key = authority(),
        .digest = "SHA256",
        .status = status_revoked("20260601000000Z", 1),
        .extensions = extension("1.3.6.1.5.5.7.48.1.6", false, generalized("20200101000000Z"))});

    write_file("corpus/signature_ocsp/good.ocsp",
               ocsp(&(struct ocsp_recipe){.key = authority(), .responses = good}));
    write_file("corpus/signature_ocsp/revoked.ocsp",
               ocsp(&(struct ocsp_recipe){.key = authority(),
                                          .responder = responder_by_key(authority()),
                                          .responses = JOIN(good, bad),
                                          .certificates = issuer()}));
    write_file("corpus/signature_ocsp/nonce.ocsp",
               ocsp(&(struct ocsp_recipe){
                   .key = authority(),
                   .responses = good,
                   .extensions = extension("1.3.6.1.5.5.7.48.1.2", false, octets(hex("aabb")))}));
    write_file("corpus/signature_ocsp/try_later.ocsp",
               ocsp(&(struct ocsp_recipe){.status = enumerated(3)}));
}

/* Lists and answers of the issuer about the signer of signature_issuer.h. */
static void write_revocation(void)
{
    struct certificate_recipe recipe = {.key = test_key("p-256", 3),
                                        .issuer_key = authority(),
                                        .subject = dn("CN=Responder"),
                                        .serial = integer(0x3001),
                                        .extensions =
                                            JOIN(USAGE_SIGN, purposes(false, oid(OCSP_PURPOSE)))};
    struct slice good = single_response(&(struct response_recipe){.issuer_key = authority()});

    write_file("corpus/signature_revocation/good.crl",
               crl(&(struct crl_recipe){.key = authority()}));
    write_file(
        "corpus/signature_revocation/revoked.crl",
        crl(&(struct crl_recipe){.key = authority(),
                                 .entries = revoked(0x1001, "260602000000Z", reason_code(1))}));
    write_file("corpus/signature_revocation/later.crl",
               crl(&(struct crl_recipe){.key = authority(),
                                        .entries = revoked(0x1001, "260702000000Z", NOTHING)}));
    write_file("corpus/signature_revocation/good.ocsp",
               ocsp(&(struct ocsp_recipe){.key = authority(), .responses = good}));
    write_file("corpus/signature_revocation/delegate.ocsp",
               ocsp(&(struct ocsp_recipe){.key = test_key("p-256", 3),
                                          .responder = responder_by_name(dn("CN=Responder")),
                                          .responses = good,
                                          .certificates = certificate(&recipe)}));
}

/* Tokens by a clock that the issuer certified, alone and in a signature. */
static void write_time_stamps(void)
{
    EVP_PKEY *key = test_key("p-256", 2);
    struct token_recipe recipe = {
        .key = key,
        .signer_id = by_issuer(dn("CN=Issuer,O=Office of Samples"), integer(0x2001)),
        .certificate = certificate(&(struct certificate_recipe){
            .key = key,
            .issuer_key = authority(),
            .subject = dn("CN=Clock"),
            .serial = integer(0x2001),
            .extensions = JOIN(USAGE_SIGN, purposes(true, oid(TIME_STAMP_PURPOSE)))})};
    struct slice plain = token(&recipe);
    EVP_PKEY *own = test_key("p-256", 1);
    struct cms_recipe signature = {.key = own,
                                   .certificate = signer(own),
                                   .attributes_extra = content_time_stamp_attribute(plain),
                                   .crls =
                                       TAGGED(1, crl(&(struct crl_recipe){.key = authority()}))};

    write_file("corpus/signature_time_stamp/plain.der", plain);
    recipe.time = "20260602000000.123Z";
    recipe.after_time = JOIN(SEQ(integer(1), element(0x80, hex("01f4"))), boolean(true),
                             integer(12345), TAGGED(0, TAGGED(4, dn("CN=Clock"))));
    recipe.digest = "SHA512";
    write_file("corpus/signature_time_stamp/full.der", token(&recipe));
    write_file("corpus/signature_time_stamp/info.der",
               SEQ(integer(1), oid("1.2.3.4"),
                   SEQ(algorithm(digest_oid("SHA256")), octets(digest_of("SHA256", NOTHING))),
                   integer(77), text(TAG_GENERALIZED, "20260602000000.5Z"), integer(5),
                   TAGGED(1, extension("1.2.3", false, null()))));
    signature.unsigned_attributes = time_stamp_attribute(plain);
    write_file("corpus/signature_cms/stamped.der", cms(&signature));
}

int main(int argc, char **argv)
{
    struct slice rsa_signer;

    if (argc != 2) {
        fprintf(stderr, "usage: make_signature_corpus /path/to/tests/fuzz\n");
        return EXIT_FAILURE;
    }
    folder = argv[1];
    rsa_signer = signer(test_key("rsa-2048", 1));
    write_header(issuer(), rsa_signer);
    write_signatures(rsa_signer);
    write_schemes(rsa_signer);
    write_sm2();
    write_seals();
    write_certificates();
    write_lists();
    write_answers();
    write_time_stamps();
    write_revocation();
    free_test_keys();
    writer_reset();
    return EXIT_SUCCESS;
}
