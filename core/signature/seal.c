/* SES_Signature, TBS_Sign and SESeal: what is signed, and by whom. */
#include "base/datetime.h"
#include "base/error.h"
#include "signature/seal_impl.h"

/* BIT STRING of whole bytes; in version 1 some write an OCTET STRING. */
static int read_bytes(const struct seal_reading *reading, struct slice *rest,
                      struct slice *ret_bytes)
{
    if (seal_is_2014(reading) && der_at(*rest, DER_OCTET_STRING))
        return der_body(rest, DER_OCTET_STRING, ret_bytes);
    return der_bytes_of_bits(rest, ret_bytes);
}

/* cert OCTET STRING, signatureAlgorithm OBJECT IDENTIFIER */
static int read_signer(struct slice *rest, struct seal_part *part)
{
    if (der_body(rest, DER_OCTET_STRING, &part->certificate) < 0)
        return ERR_SYNTAX;
    return der_oid(rest, &part->algorithm.oid);
}

/* [0] EXPLICIT BIT STRING */
static int read_token(struct slice *rest, struct slice *ret_token)
{
    struct slice body;

    if (der_body(rest, DER_CONTEXT_CONSTRUCTED(0), &body) < 0 ||
        der_bytes_of_bits(&body, ret_token) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

/* ---- SESeal ---- */

/*
 * { esealInfo, signInfo { cert, signatureAlgorithm, signData } }. The maker signed a SEQUENCE
 * of the first three, which stands nowhere in the file as such.
 */
static int read_maker_2014(struct seal_reading *reading, const struct der *info, struct slice rest)
{
    struct seal *seal = reading->seal;
    uint8_t *header = arena_alloc(reading->arena, DER_HEADER_MAX);
    struct slice body;
    struct slice after;

    if (!header)
        return ERR_NOMEM;
    if (der_body(&rest, DER_SEQUENCE, &body) < 0 || der_end(rest) < 0)
        return seal_fail(reading, "the maker's part is not well-formed");
    after = body;
    if (read_signer(&after, &seal->maker) < 0)
        return seal_fail(reading, "the maker's part is not well-formed");
    body = slice_sub(body, 0, body.size - after.size);
    seal->made[0] =
        slice_of(header, der_write_header(header, DER_SEQUENCE, info->whole.size + body.size));
    seal->made[1] = info->whole;
    seal->made[2] = body;
    seal->made_count = 3;
    if (der_bytes_of_bits(&after, &seal->maker.value) < 0 || der_end(after) < 0)
        return seal_fail(reading, "the maker's part is not well-formed");
    return 0;
}

/* { eSealInfo, cert, signAlgID, signedValue, timeStamp [0] in version 5 }: over the first alone. */
static int read_maker(struct seal_reading *reading, const struct der *info, struct slice rest)
{
    struct seal *seal = reading->seal;
    struct slice token;

    seal->made[0] = info->whole;
    seal->made_count = 1;
    if (read_signer(&rest, &seal->maker) < 0 || der_bytes_of_bits(&rest, &seal->maker.value) < 0)
        return seal_fail(reading, "the maker's part is not well-formed");
    if (seal->version == SEAL_VERSION_2025 && rest.size > 0 && read_token(&rest, &token) < 0)
        return seal_fail(reading, "the maker's time stamp is not well-formed");
    return rest.size == 0 ? 0
                          : seal_fail(reading, "the seal has elements that its version has not");
}

static int read_seal(struct seal_reading *reading, struct slice *rest)
{
    struct slice body;
    struct der info;
    int r;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_read(&body, DER_SEQUENCE, &info) < 0)
        return seal_fail(reading, "the seal is not well-formed");
    r = seal_read_info(reading, info.body);
    if (r < 0)
        return r;
    return seal_is_2014(reading) ? read_maker_2014(reading, &info, body)
                                 : read_maker(reading, &info, body);
}

/* ---- TBS_Sign ---- */

/* Version 1 wraps a UTCTime, a time stamp token, or RFC 3339 as text. */
static int read_wrapped_time(struct seal_reading *reading, struct slice *rest)
{
    struct seal *seal = reading->seal;
    struct slice body;

    if (read_bytes(reading, rest, &body) < 0)
        return ERR_SYNTAX;
    if (der_at(body, DER_SEQUENCE)) {
        seal->time_token = body;
        return 0;
    }
    seal->has_time = true;
    if (der_at(body, DER_UTC_TIME) || der_at(body, DER_GENERALIZED_TIME))
        return der_time(&body, &seal->time) < 0 ? ERR_SYNTAX : der_end(body);
    return time_parse(body, &seal->time, NULL) < 0 ? ERR_SYNTAX : 0;
}

static int read_signing_time(struct seal_reading *reading, struct slice *rest)
{
    if (seal_is_2014(reading))
        return read_wrapped_time(reading, rest);
    reading->seal->has_time = true;
    return seal_read_time(reading, rest, &reading->seal->time);
}

static int read_to_sign(struct seal_reading *reading, struct slice body)
{
    struct seal *seal = reading->seal;
    bool was_2014 = seal_is_2014(reading);
    int r;

    if (der_number(&body, SEAL_VERSION_2025, &seal->version) < 0 ||
        (was_2014 ? seal->version != SEAL_VERSION_2014 : seal->version < SEAL_VERSION_2020))
        return seal_fail(reading, "the version does not fit the form");
    r = read_seal(reading, &body);
    if (r < 0)
        return r;
    if (read_signing_time(reading, &body) < 0)
        return seal_fail(reading, "the time of signing is not well-formed");
    if (read_bytes(reading, &body, &seal->data_hash) < 0)
        return seal_fail(reading, "the document's digest is not well-formed");
    if (seal_skip(&body, DER_IA5_STRING) < 0)
        return seal_fail(reading, "the document's properties are not well-formed");
    if (!seal_is_2014(reading))
        return seal_read_extensions(reading, body);
    if (read_signer(&body, &seal->signer) < 0 || der_end(body) < 0)
        return seal_fail(reading, "the signer's part is not well-formed");
    return 0;
}

/* ---- SES_Signature ---- */

/* What stands after toSign: { cert, signatureAlgID } but in version 1, signature, timeStamp. */
static int read_signature(struct seal_reading *reading, struct slice rest)
{
    struct seal *seal = reading->seal;

    if (!seal_is_2014(reading) && read_signer(&rest, &seal->signer) < 0)
        return seal_fail(reading, "the signer's part is not well-formed");
    if (der_bytes_of_bits(&rest, &seal->signer.value) < 0)
        return seal_fail(reading, "the signature value is not well-formed");
    if (!seal_is_2014(reading) && rest.size > 0 && read_token(&rest, &seal->time_stamp) < 0)
        return seal_fail(reading, "the time stamp is not well-formed");
    return rest.size == 0 ? 0 : seal_fail(reading, "elements after the signature value");
}

static int read_whole(struct seal_reading *reading, struct slice contents)
{
    struct der to_sign;
    struct slice body;
    int r;

    if (contents.size > SEAL_SIZE_MAX) {
        reading->detail = "the seal is larger than 4 MiB";
        return ERR_LIMIT;
    }
    if (der_body(&contents, DER_SEQUENCE, &body) < 0 || der_read(&body, DER_SEQUENCE, &to_sign) < 0)
        return seal_fail(reading, "the signature is not DER");
    if (!der_is_padding(contents))
        return seal_fail(reading, "bytes after the signature that are not zero");
    reading->seal->to_sign = to_sign.whole;
    /* Version 1 has two elements, and the signer among what is signed. */
    reading->seal->version = der_at(body, DER_BIT_STRING) ? SEAL_VERSION_2014 : SEAL_VERSION_2020;
    r = read_to_sign(reading, to_sign.body);
    return r < 0 ? r : read_signature(reading, body);
}

int seal_parse(struct arena *arena, struct slice contents, struct seal *ret,
               const char **ret_detail)
{
    struct seal seal = {0};
    struct seal_reading reading = {.arena = arena, .seal = &seal};
    int r = read_whole(&reading, contents);

    *ret_detail = reading.detail;
    if (r == 0)
        *ret = seal;
    return r;
}
