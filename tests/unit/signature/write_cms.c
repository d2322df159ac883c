#include "write_cms.h"

struct slice attribute(const char *type, struct slice value)
{
    return SEQ(oid(type), SET(value));
}

struct slice content_type_attribute(const char *type)
{
    return attribute("1.2.840.113549.1.9.3", oid(type));
}

struct slice message_digest_attribute(struct slice digest)
{
    return attribute("1.2.840.113549.1.9.4", octets(digest));
}

struct slice signing_time_attribute(const char *utc_time)
{
    return attribute("1.2.840.113549.1.9.5", utc(utc_time));
}

struct slice signing_certificate_attribute(struct slice certificate_of)
{
    return attribute("1.2.840.113549.1.9.16.2.12",
                     SEQ(SEQ(SEQ(octets(digest_of("SHA1", certificate_of))))));
}

struct slice signing_certificate_v2_attribute(struct slice certificate_of)
{
    return attribute("1.2.840.113549.1.9.16.2.47",
                     SEQ(SEQ(SEQ(octets(digest_of("SHA256", certificate_of))))));
}

struct slice protection_attribute(struct slice digest_algorithm, struct slice signature_algorithm)
{
    uint8_t *tagged = writer_alloc(signature_algorithm.size);

    memcpy(tagged, signature_algorithm.data, signature_algorithm.size);
    tagged[0] = 0xa1; /* [1] IMPLICIT */
    return attribute("1.2.840.113549.1.9.52",
                     SEQ(digest_algorithm, slice_of(tagged, signature_algorithm.size)));
}

struct slice by_issuer(struct slice issuer, struct slice serial)
{
    return SEQ(issuer, serial);
}

struct slice by_key_id(const char *id)
{
    return element(0x80, slice_str(id));
}

static struct slice or_default(struct slice value, struct slice usual)
{
    return value.data ? value : usual;
}

static const char *digest_name(const struct cms_recipe *recipe)
{
    if (recipe->how.digest)
        return recipe->how.digest;
    return recipe->key && EVP_PKEY_is_a(recipe->key, "SM2") ? "SM3" : "SHA256";
}

static struct slice content(const struct cms_recipe *recipe)
{
    return slice_str(recipe->content ? recipe->content : SIGNED_CONTENT);
}

struct slice usual_attributes(const struct cms_recipe *recipe)
{
    return JOIN(content_type_attribute(recipe->content_type ? recipe->content_type
                                                            : "1.2.840.113549.1.7.1"),
                message_digest_attribute(digest_of(digest_name(recipe), content(recipe))),
                signing_time_attribute("260601120000Z"));
}

static struct slice signer_info(const struct cms_recipe *recipe)
{
    EVP_PKEY *key = recipe->key ? recipe->key : signer_key();
    struct slice attributes =
        or_default(recipe->attributes, JOIN(usual_attributes(recipe), recipe->attributes_extra));
    struct slice to_sign = recipe->no_attributes ? content(recipe) : element(TAG_SET, attributes);
    struct slice value = recipe->value.data ? recipe->value : sign(key, recipe->how, to_sign);
    struct slice id = by_issuer(dn("CN=Issuer,O=Office of Samples"), integer(0x1001));

    return SEQ(or_default(recipe->signer_version, integer(1)), or_default(recipe->signer_id, id),
               or_default(recipe->digest_algorithm, algorithm(digest_oid(digest_name(recipe)))),
               recipe->no_attributes ? NOTHING : element(0xa0, attributes),
               or_default(recipe->signature_algorithm, signature_algorithm(key, recipe->how)),
               octets(value), recipe->unsigned_attributes);
}

struct slice cms(const struct cms_recipe *recipe)
{
    struct slice (*outer)(uint8_t tag, struct slice body) = recipe->ber ? indefinite : element;
    struct slice own = recipe->certificate.data ? recipe->certificate : signer_certificate();
    struct slice bag = or_default(recipe->certificates, own);
    struct slice digests = or_default(
        recipe->digest_algorithms,
        or_default(recipe->digest_algorithm, algorithm(digest_oid(digest_name(recipe)))));
    struct slice signed_data =
        JOIN(or_default(recipe->version, integer(1)), element(TAG_SET, digests),
             or_default(recipe->content_info,
                        outer(TAG_SEQ, oid(recipe->content_type ? recipe->content_type
                                                                : "1.2.840.113549.1.7.1"))),
             bag.size > 0 ? outer(0xa0, bag) : NOTHING, recipe->crls,
             element(TAG_SET, or_default(recipe->signers, signer_info(recipe))));

    return JOIN(outer(TAG_SEQ, JOIN(or_default(recipe->type, oid("1.2.840.113549.1.7.2")),
                                    outer(0xa0, outer(TAG_SEQ, signed_data)))),
                recipe->after);
}
