#include "write_revocation.h"

#include <openssl/x509.h>
#include <stdlib.h>

static struct slice or_default(struct slice value, struct slice usual)
{
    return value.data ? value : usual;
}

static struct slice issuer_name(void)
{
    return dn("CN=Issuer,O=Office of Samples");
}

struct slice enumerated(uint8_t value)
{
    return element(TAG_ENUMERATED, slice_of(&value, 1));
}

struct slice key_bits_of(EVP_PKEY *key)
{
    X509_PUBKEY *wrapped = NULL;
    const unsigned char *bytes;
    struct slice copy;
    int size;

    if (!X509_PUBKEY_set(&wrapped, key) ||
        !X509_PUBKEY_get0_param(NULL, &bytes, &size, NULL, wrapped))
        abort();
    copy = JOIN(slice_of(bytes, (size_t)size));
    X509_PUBKEY_free(wrapped);
    return copy;
}

/* ---- Revocation lists ---- */

struct slice revoked(uint64_t serial, const char *utc_time, struct slice extensions)
{
    return SEQ(integer(serial), utc(utc_time),
               extensions.size > 0 ? element(TAG_SEQ, extensions) : NOTHING);
}

struct slice reason_code(uint8_t reason)
{
    return extension("2.5.29.21", false, enumerated(reason));
}

struct slice crl_number(uint64_t number)
{
    return extension("2.5.29.20", false, integer(number));
}

struct slice delta_of(uint64_t number)
{
    return extension("2.5.29.27", true, integer(number));
}

struct slice crl_scope(struct slice inside)
{
    return extension("2.5.29.28", true, element(TAG_SEQ, inside));
}

struct slice point_name(const char *uri)
{
    return TAGGED(0, TAGGED(0, element(0x86, slice_str(uri))));
}

struct slice crl_points(const char *uri)
{
    return extension("2.5.29.31", false, SEQ(SEQ(point_name(uri))));
}

struct slice crl(const struct crl_recipe *recipe)
{
    EVP_PKEY *key = recipe->key ? recipe->key : issuer_key();
    struct slice outer = or_default(recipe->algorithm, signature_algorithm(key, recipe->how));
    struct slice list = recipe->entries.size > 0 ? element(TAG_SEQ, recipe->entries) : NOTHING;
    struct slice extensions = or_default(recipe->extensions, crl_number(7));
    struct slice tbs = SEQ(
        or_default(recipe->version, integer(1)), or_default(recipe->inner_algorithm, outer),
        or_default(recipe->issuer, issuer_name()),
        or_default(recipe->this_update, utc("260615000000Z")),
        or_default(recipe->next_update, utc("260715000000Z")), or_default(recipe->revoked, list),
        extensions.size > 0 ? TAGGED(0, element(TAG_SEQ, extensions)) : NOTHING);

    return SEQ(tbs, outer, bits(sign(key, recipe->how, tbs)));
}

/* ---- OCSP ---- */

struct slice status_good(void)
{
    return element(0x80, NOTHING);
}

struct slice status_unknown(void)
{
    return element(0x82, NOTHING);
}

struct slice status_revoked(const char *time, int reason)
{
    return TAGGED(1, generalized(time),
                  reason < 0 ? NOTHING : TAGGED(0, enumerated((uint8_t)reason)));
}

struct slice responder_by_name(struct slice name)
{
    return TAGGED(1, name);
}

struct slice responder_by_key(EVP_PKEY *key)
{
    return TAGGED(2, octets(digest_of("SHA1", key_bits_of(key))));
}

struct slice single_response(const struct response_recipe *recipe)
{
    const char *digest = recipe->digest ? recipe->digest : "SHA1";
    EVP_PKEY *key = recipe->issuer_key ? recipe->issuer_key : issuer_key();
    struct slice name = or_default(recipe->issuer_name, issuer_name());
    struct slice id = SEQ(algorithm(digest_oid(digest)), octets(digest_of(digest, name)),
                          octets(digest_of(digest, key_bits_of(key))),
                          or_default(recipe->serial, integer(0x1001)));
    struct slice next = or_default(recipe->next_update, generalized("20260715000000Z"));

    return SEQ(id, or_default(recipe->status, status_good()),
               or_default(recipe->this_update, generalized("20260615000000Z")),
               next.size > 0 ? TAGGED(0, next) : NOTHING,
               recipe->extensions.size > 0 ? TAGGED(1, element(TAG_SEQ, recipe->extensions))
                                           : NOTHING);
}

struct slice ocsp(const struct ocsp_recipe *recipe)
{
    EVP_PKEY *key = recipe->key ? recipe->key : issuer_key();
    struct slice responses =
        or_default(recipe->responses, single_response(&(struct response_recipe){0}));
    struct slice data = SEQ(
        recipe->version, or_default(recipe->responder, responder_by_name(issuer_name())),
        or_default(recipe->produced_at, generalized("20260615000000Z")),
        element(TAG_SEQ, responses),
        recipe->extensions.size > 0 ? TAGGED(1, element(TAG_SEQ, recipe->extensions)) : NOTHING);
    struct slice basic =
        SEQ(data, or_default(recipe->algorithm, signature_algorithm(key, recipe->how)),
            bits(sign(key, recipe->how, data)),
            recipe->certificates.size > 0 ? TAGGED(0, element(TAG_SEQ, recipe->certificates))
                                          : NOTHING);

    if (recipe->status.data)
        return SEQ(recipe->status);
    return SEQ(enumerated(0), TAGGED(0, SEQ(or_default(recipe->type, oid("1.3.6.1.5.5.7.48.1.1")),
                                            octets(basic))));
}

struct slice purposes(bool critical, struct slice oids)
{
    return extension("2.5.29.37", critical, element(TAG_SEQ, oids));
}

struct slice no_check(void)
{
    return extension("1.3.6.1.5.5.7.48.1.5", false, null());
}
