#include "write_time_stamp.h"
#include "write_revocation.h"

#define TST_INFO "1.2.840.113549.1.9.16.1.4"

static struct slice or_default(struct slice value, struct slice usual)
{
    return value.data ? value : usual;
}

EVP_PKEY *stamp_root_key(void)
{
    return test_key("p-256", 2);
}

EVP_PKEY *stamp_key(void)
{
    return test_key("rsa-2048", 3);
}

struct slice stamp_root(void)
{
    return certificate(&(struct certificate_recipe){
        .key = stamp_root_key(),
        .issuer_key = stamp_root_key(),
        .subject = dn("CN=Stamps,O=Clocks"),
        .issuer = dn("CN=Stamps,O=Clocks"),
        .serial = integer(1),
        .from = "200101000000Z",
        .to = "391231235959Z",
        .extensions = JOIN(basic_constraints(true), key_usage(0x06, 1), subject_key_id("stamps"))});
}

struct certificate_recipe stamp_recipe(void)
{
    return (struct certificate_recipe){
        .key = stamp_key(),
        .issuer_key = stamp_root_key(),
        .subject = dn("CN=Clock,O=Clocks"),
        .issuer = dn("CN=Stamps,O=Clocks"),
        .serial = integer(0x2001),
        .extensions =
            JOIN(USAGE_SIGN, purposes(true, oid(TIME_STAMP_PURPOSE)), authority_key_id("stamps"))};
}

struct slice stamp_certificate(void)
{
    const struct certificate_recipe recipe = stamp_recipe();

    return certificate(&recipe);
}

static struct slice info_of(const struct token_recipe *recipe)
{
    const char *digest = recipe->digest ? recipe->digest : "SHA256";
    struct slice over = or_default(recipe->over, slice_str(SIGNED_CONTENT));
    struct slice imprint = or_default(recipe->imprint, digest_of(digest, over));

    return SEQ(or_default(recipe->version, integer(1)), oid("1.2.3.4.5"),
               SEQ(algorithm(digest_oid(digest)), octets(imprint)), integer(77),
               text(TAG_GENERALIZED, recipe->time ? recipe->time : "20260602000000Z"),
               recipe->after_time);
}

struct slice token(const struct token_recipe *recipe)
{
    struct slice own = or_default(recipe->certificate, stamp_certificate());
    struct slice info = or_default(recipe->info, info_of(recipe));
    struct slice type = or_default(recipe->content_type, oid(TST_INFO));
    struct slice attributes =
        JOIN(content_type_attribute(TST_INFO), message_digest_attribute(digest_of("SHA256", info)),
             recipe->no_signing_certificate ? NOTHING : signing_certificate_v2_attribute(own));

    return cms(&(struct cms_recipe){
        .key = recipe->key ? recipe->key : stamp_key(),
        .version = integer(3),
        .certificate = own,
        .certificates = or_default(recipe->certificates, own),
        .content_info = or_default(recipe->content_info, SEQ(type, TAGGED(0, octets(info)))),
        .signer_id =
            or_default(recipe->signer_id, by_issuer(dn("CN=Stamps,O=Clocks"), integer(0x2001))),
        .attributes = or_default(recipe->attributes, attributes),
        .crls = recipe->crls});
}

struct slice time_stamp_attribute(struct slice tokens)
{
    return TAGGED(1, attribute("1.2.840.113549.1.9.16.2.14", tokens));
}

struct slice content_time_stamp_attribute(struct slice tokens)
{
    return attribute("1.2.840.113549.1.9.16.2.20", tokens);
}
