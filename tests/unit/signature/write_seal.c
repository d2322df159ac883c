#include "write_seal.h"

#include "write_cms.h"

#include <stdlib.h>

#define SM2_SM3 "1.2.156.10197.1.501"

EVP_PKEY *seal_authority_key(void)
{
    return test_key("sm2", 0);
}

EVP_PKEY *seal_holder_key(void)
{
    return test_key("sm2", 1);
}

EVP_PKEY *seal_maker_key(void)
{
    return test_key("sm2", 2);
}

enum { AUTHORITY, HOLDER, MAKER, KEPT };

/* Made once: SM2 values are different each time, and a seal lists certificates by their bytes. */
static struct slice once(unsigned which, const struct certificate_recipe *recipe)
{
    static uint8_t kept[KEPT][2048];
    static size_t sizes[KEPT];

    if (sizes[which] == 0) {
        struct slice made = certificate(recipe);

        if (made.size > sizeof kept[which])
            abort();
        memcpy(kept[which], made.data, made.size);
        sizes[which] = made.size;
    }
    return slice_of(kept[which], sizes[which]);
}

struct slice seal_authority(void)
{
    const struct certificate_recipe recipe = {
        .key = seal_authority_key(),
        .issuer_key = seal_authority_key(),
        .subject = dn("CN=Issuer,O=Office of Samples"),
        .serial = integer(1),
        .from = "200101000000Z",
        .to = "391231235959Z",
        .extensions = JOIN(basic_constraints(true), USAGE_ISSUE, subject_key_id("issuer")),
    };

    return once(AUTHORITY, &recipe);
}

struct slice seal_holder(void)
{
    const struct certificate_recipe recipe = {
        .key = seal_holder_key(),
        .issuer_key = seal_authority_key(),
        .extensions = JOIN(USAGE_SIGN, authority_key_id("issuer")),
    };

    return once(HOLDER, &recipe);
}

struct slice seal_maker(void)
{
    const struct certificate_recipe recipe = {
        .key = seal_maker_key(),
        .issuer_key = seal_authority_key(),
        .subject = dn("CN=Maker"),
        .serial = integer(0x2002),
        .extensions = JOIN(USAGE_SIGN, authority_key_id("issuer")),
    };

    return once(MAKER, &recipe);
}

struct slice listed(struct slice certificate_of)
{
    return octets(certificate_of);
}

struct slice list_of_certificates(struct slice certificates)
{
    return JOIN(integer(1), element(TAG_SEQ, certificates));
}

struct slice list_of_digests(struct slice certificate_of)
{
    return JOIN(integer(2),
                SEQ(SEQ(text(TAG_PRINTABLE, "SM3"), octets(digest_of("SM3", certificate_of)))));
}

static struct slice or_default(struct slice value, struct slice usual)
{
    return value.data ? value : usual;
}

static unsigned version(const struct seal_recipe *recipe)
{
    return recipe->version ? recipe->version : 4;
}

static struct slice moment(const struct seal_recipe *recipe, const char *value)
{
    return version(recipe) == 1 ? utc(value + 2) : generalized(value);
}

static struct slice holder(const struct seal_recipe *recipe)
{
    return or_default(recipe->signer, seal_holder());
}

static struct slice properties(const struct seal_recipe *recipe)
{
    struct slice entries = listed(holder(recipe));
    struct slice list =
        version(recipe) == 1 ? element(TAG_SEQ, entries) : list_of_certificates(entries);

    return SEQ(integer(1), text(TAG_UTF8, "Seal of Samples"), or_default(recipe->list, list),
               or_default(recipe->created, moment(recipe, "20250201000000Z")),
               or_default(recipe->from, moment(recipe, "20250201000000Z")),
               or_default(recipe->to, moment(recipe, "20270201000000Z")));
}

struct slice seal_info(const struct seal_recipe *recipe)
{
    struct slice header =
        SEQ(text(TAG_IA5, "ES"), integer(version(recipe)), text(TAG_IA5, "Maker"));
    struct slice picture =
        SEQ(text(TAG_IA5, "png"), octets(slice_str("a picture")), integer(40), integer(40));

    if (recipe->info.data)
        return recipe->info;
    return SEQ(or_default(recipe->header, header), text(TAG_IA5, "33010000000001"),
               properties(recipe), or_default(recipe->picture, picture), recipe->info_extensions);
}

struct slice seal_of(const struct seal_recipe *recipe)
{
    struct slice info = seal_info(recipe);
    EVP_PKEY *key = recipe->maker_key ? recipe->maker_key : seal_maker_key();
    struct slice who = JOIN(octets(or_default(recipe->maker, seal_maker())),
                            or_default(recipe->maker_algorithm, oid(SM2_SM3)));
    struct slice made = version(recipe) == 1 ? SEQ(info, who) : info;
    struct slice value =
        recipe->maker_value.data ? recipe->maker_value : sign(key, (struct how){0}, made);

    if (recipe->seal.data)
        return recipe->seal;
    if (version(recipe) == 1)
        return SEQ(info, SEQ(who, bits(value), recipe->seal_stamp));
    return SEQ(info, who, bits(value), recipe->seal_stamp);
}

static struct slice usual_time(const struct seal_recipe *recipe)
{
    return version(recipe) == 1 ? bits(utc("260601120000Z")) : generalized("20260601120000Z");
}

static struct slice signer_part(const struct seal_recipe *recipe)
{
    return JOIN(octets(holder(recipe)), or_default(recipe->algorithm, oid(SM2_SM3)));
}

struct slice seal_to_sign(const struct seal_recipe *recipe)
{
    struct slice content = slice_str(recipe->content ? recipe->content : SIGNED_CONTENT);

    return SEQ(or_default(recipe->number, integer(version(recipe))), seal_of(recipe),
               or_default(recipe->time, usual_time(recipe)),
               or_default(recipe->data_hash, bits(digest_of("SM3", content))),
               text(TAG_IA5, "/ByteRange"), version(recipe) == 1 ? signer_part(recipe) : NOTHING,
               recipe->extensions);
}

struct slice seal_signature(const struct seal_recipe *recipe)
{
    EVP_PKEY *key = recipe->key ? recipe->key : seal_holder_key();
    struct slice to_sign = seal_to_sign(recipe);
    struct slice value = recipe->value.data ? recipe->value : sign(key, (struct how){0}, to_sign);

    return JOIN(SEQ(to_sign, version(recipe) == 1 ? NOTHING : signer_part(recipe), bits(value),
                    recipe->time_stamp),
                recipe->after);
}
