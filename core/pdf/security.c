#include "pdf/security_impl.h"

#include "base/error.h"

struct pdf_security {
    struct security_key key;
};

/* Which revisions go with which /V (ISO 32000-1 tables 20 and 21, ISO 32000-2 as well). */
static int check_figures(const struct pdf_encryption *e)
{
    bool aes256 = e->revision == 5 || e->revision == 6;
    const enum pdf_cipher used[] = {e->strings, e->streams};

    if (e->version < 1 || e->version > 5 || e->version == 3 || e->revision < 2 || e->revision > 6)
        return ERR_UNSUPPORTED;
    if (aes256 != (e->version == 5) || (e->revision == 4) != (e->version == 4) ||
        (e->revision == 2 && e->version != 1))
        return ERR_SYNTAX;
    for (size_t i = 0; i < 2; i++)
        if (used[i] != PDF_CIPHER_IDENTITY && aes256 != (used[i] == PDF_CIPHER_AES_256))
            return ERR_SYNTAX;
    return 0;
}

int pdf_security_open(struct arena *arena, const struct pdf_encryption *encryption,
                      const char *password, struct pdf_security **ret_security,
                      enum pdf_password *ret_used)
{
    const char *text = password ? password : "";
    struct pdf_security *security;
    enum pdf_password used;
    struct security_key key;
    int r;

    r = check_figures(encryption);
    if (r)
        return r;
    if (encryption->version == 5)
        r = security_aes256_key(encryption, text, &key, &used);
    else
        r = security_legacy_key(encryption, text, &key, &used);
    if (r)
        return r;
    security = arena_new_of(arena, struct pdf_security);
    if (!security)
        return ERR_NOMEM;
    security->key = key;
    *ret_security = security;
    *ret_used = *text ? used : PDF_PASSWORD_NONE;
    return 0;
}

/* Algorithm 1: the key of one object. AES-256 uses the file key for all (1.A). */
static int object_key(const struct pdf_security *security, enum pdf_cipher cipher, uint32_t number,
                      uint32_t generation, struct security_key *ret)
{
    const uint8_t object[5] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16),
                               (uint8_t)generation, (uint8_t)(generation >> 8)};
    const struct slice parts[] = {
        slice_of(security->key.bytes, security->key.size),
        slice_of(object, sizeof object),
        slice_of("sAlT", cipher == PDF_CIPHER_AES_128 ? 4 : 0),
    };
    size_t size = security->key.size + sizeof object;

    if (cipher == PDF_CIPHER_AES_256) {
        *ret = security->key;
        return ret->size == SECURITY_KEY_MAX ? 0 : ERR_SYNTAX;
    }
    if (security->key.size > 16)
        return ERR_SYNTAX;
    ret->size = size < 16 ? size : 16;
    return security_digest(EVP_md5(), parts, 3, ret->bytes);
}

/* 7.6.2: a block of initialisation vector, then whole blocks that end in 1 to 16 bytes that say
 * how many. */
static int decrypt_aes(const struct security_key *key, struct slice in, struct buffer *out)
{
    struct slice data = slice_sub(in, SECURITY_AES_BLOCK, in.size);
    uint8_t *room;
    uint8_t pad;
    int r;

    if (in.size == 0)
        return 0;
    if (data.size == 0 || in.size % SECURITY_AES_BLOCK != 0 || key->size < 16)
        return ERR_SYNTAX;
    room = buffer_reserve(out, data.size);
    if (!room)
        return buffer_error(out);
    memcpy(room, data.data, data.size);
    r = security_aes_decrypt(slice_of(key->bytes, key->size), in.data, room, data.size);
    if (r)
        return r;
    pad = room[data.size - 1];
    if (pad < 1 || pad > SECURITY_AES_BLOCK)
        return ERR_SYNTAX;
    for (size_t i = data.size - pad; i < data.size; i++)
        if (room[i] != pad)
            return ERR_SYNTAX;
    buffer_commit(out, data.size - pad);
    return 0;
}

int pdf_security_decrypt(const struct pdf_security *security, enum pdf_cipher cipher,
                         uint32_t number, uint32_t generation, struct slice in, struct buffer *out)
{
    struct security_key key;
    uint8_t *room;
    int r;

    if (cipher == PDF_CIPHER_IDENTITY) {
        buffer_append(out, in.data, in.size);
        return buffer_error(out);
    }
    r = object_key(security, cipher, number, generation, &key);
    if (r)
        return r;
    if (cipher != PDF_CIPHER_RC4)
        return decrypt_aes(&key, in, out);
    room = buffer_reserve(out, in.size);
    if (!room)
        return buffer_error(out);
    if (in.size)
        memcpy(room, in.data, in.size);
    security_rc4(slice_of(key.bytes, key.size), room, in.size);
    buffer_commit(out, in.size);
    return 0;
}
