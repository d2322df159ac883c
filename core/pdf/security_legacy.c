#include "pdf/security_impl.h"

#include "base/error.h"
#include "base/unicode.h"

/* File keys of revisions 2, 3 and 4 (ISO 32000-1 7.6.3): MD5 and RC4. */

#define ENTRY_SIZE 32 /* /O, /U and the padded password */
#define MD5_SIZE   16
#define MD5_ROUNDS 50
#define RC4_ROUNDS 19
#define KEY_MIN    5
#define KEY_MAX    16

static const uint8_t padding[ENTRY_SIZE] = {
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
    0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
};

/* PDFDocEncoding where it differs from Latin-1 (ISO 32000-1 D.2), from 0x18 and from 0x80. */
static const uint16_t pdf_doc_low[] = {0x02D8, 0x02C7, 0x02C6, 0x02D9,
                                       0x02DD, 0x02DB, 0x02DA, 0x02DC};
static const uint16_t pdf_doc_high[] = {
    0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039, 0x203A, 0x2212,
    0x2030, 0x201E, 0x201C, 0x201D, 0x2018, 0x2019, 0x201A, 0x2122, 0xFB01, 0xFB02, 0x0141,
    0x0152, 0x0160, 0x0178, 0x017D, 0x0131, 0x0142, 0x0153, 0x0161, 0x017E, 0xFFFF, 0x20AC};

/* The byte of PDFDocEncoding for a code point, or -1. */
static int pdf_doc_byte(uint32_t code)
{
    for (unsigned i = 0; i < sizeof pdf_doc_low / sizeof pdf_doc_low[0]; i++)
        if (pdf_doc_low[i] == code)
            return (int)(0x18 + i);
    for (unsigned i = 0; i < sizeof pdf_doc_high / sizeof pdf_doc_high[0]; i++)
        if (pdf_doc_high[i] == code)
            return (int)(0x80 + i);
    if ((code >= 0x18 && code < 0x20) || (code >= 0x7F && code < 0xA1) || code > 0xFF)
        return -1;
    return (int)code;
}

/*
 * Algorithm 2 step a. A password that PDFDocEncoding cannot hold has no form by the
 * standard; writers then use the bytes they have, which today are UTF-8.
 */
static void pad_password(const char *password, uint8_t ret[ENTRY_SIZE])
{
    struct slice bytes = slice_str(password);
    struct slice rest = bytes;
    size_t size = 0;
    uint32_t code;

    while (rest.size && size < ENTRY_SIZE) {
        if (utf8_next(&rest, &code) < 0 || pdf_doc_byte(code) < 0) {
            size = bytes.size < ENTRY_SIZE ? bytes.size : ENTRY_SIZE;
            memcpy(ret, bytes.data, size);
            break;
        }
        ret[size++] = (uint8_t)pdf_doc_byte(code);
    }
    memcpy(ret + size, padding, ENTRY_SIZE - size);
}

/* `data` is encrypted 20 times, with `key` and with `key` xor 1 to 19, in that or the other order.
 */
static void rc4_rounds(const struct security_key *key, bool down, uint8_t *data, size_t size)
{
    uint8_t round_key[SECURITY_KEY_MAX];

    for (unsigned i = 0; i <= RC4_ROUNDS; i++) {
        unsigned round = down ? RC4_ROUNDS - i : i;

        for (size_t k = 0; k < key->size; k++)
            round_key[k] = (uint8_t)(key->bytes[k] ^ round);
        security_rc4(slice_of(round_key, key->size), data, size);
    }
}

static int md5_rounds(int64_t revision, size_t key_size, uint8_t digest[MD5_SIZE])
{
    struct slice part = slice_of(digest, key_size);
    int r = 0;

    for (int i = 0; i < MD5_ROUNDS && revision >= 3 && !r; i++)
        r = security_digest(EVP_md5(), &part, 1, digest);
    return r;
}

/* Algorithm 2: the file key from a padded user password. */
static int file_key(const struct pdf_encryption *e, const uint8_t padded[ENTRY_SIZE], size_t size,
                    struct security_key *ret)
{
    uint32_t p = (uint32_t)e->permissions;
    const uint8_t permissions[4] = {(uint8_t)p, (uint8_t)(p >> 8), (uint8_t)(p >> 16),
                                    (uint8_t)(p >> 24)};
    const uint8_t ones[4] = {0xFF, 0xFF, 0xFF, 0xFF};
    const struct slice parts[] = {
        slice_of(padded, ENTRY_SIZE),
        slice_of(e->owner.data, ENTRY_SIZE),
        slice_of(permissions, 4),
        e->id,
        slice_of(ones, e->revision >= 4 && !e->encrypt_metadata ? 4 : 0),
    };
    uint8_t digest[MD5_SIZE];
    int r;

    r = security_digest(EVP_md5(), parts, sizeof parts / sizeof parts[0], digest);
    if (!r)
        r = md5_rounds(e->revision, size, digest);
    if (r)
        return r;
    memcpy(ret->bytes, digest, size);
    ret->size = size;
    return 0;
}

/* Algorithms 4, 5 and 6: whether this file key is the one that made /U. */
static int check_user(const struct pdf_encryption *e, const struct security_key *key)
{
    const struct slice parts[] = {slice_of(padding, ENTRY_SIZE), e->id};
    uint8_t made[ENTRY_SIZE];
    size_t compared = e->revision >= 3 ? MD5_SIZE : ENTRY_SIZE;
    int r = 0;

    if (e->revision >= 3) {
        r = security_digest(EVP_md5(), parts, 2, made);
        rc4_rounds(key, false, made, r ? 0 : MD5_SIZE);
    } else {
        memcpy(made, padding, ENTRY_SIZE);
        security_rc4(slice_of(key->bytes, key->size), made, ENTRY_SIZE);
    }
    if (r)
        return r;
    return memcmp(made, e->user.data, compared) == 0 ? 0 : ERR_PASSWORD;
}

/* Algorithm 7: the padded user password that the owner's password unlocks in /O. */
static int user_from_owner(const struct pdf_encryption *e, const uint8_t padded[ENTRY_SIZE],
                           size_t size, uint8_t ret_user[ENTRY_SIZE])
{
    const struct slice part = slice_of(padded, ENTRY_SIZE);
    struct security_key key = {.size = size};
    uint8_t digest[MD5_SIZE];
    int r;

    r = security_digest(EVP_md5(), &part, 1, digest);
    if (!r)
        r = md5_rounds(e->revision, MD5_SIZE, digest);
    if (r)
        return r;
    memcpy(key.bytes, digest, size);
    memcpy(ret_user, e->owner.data, ENTRY_SIZE);
    if (e->revision >= 3)
        rc4_rounds(&key, true, ret_user, ENTRY_SIZE);
    else
        security_rc4(slice_of(key.bytes, key.size), ret_user, ENTRY_SIZE);
    return 0;
}

/* /V 1 has 40 bits, /V 4 has 128 whatever /Length says, /V 2 what it says (table 20). */
static int key_size(const struct pdf_encryption *e, size_t *ret_size)
{
    int64_t bits = e->version == 4 ? 128 : e->version == 1 || e->revision == 2 ? 40 : e->length;

    if (bits % 8 != 0 || bits < KEY_MIN * 8 || bits > KEY_MAX * 8)
        return ERR_SYNTAX;
    *ret_size = (size_t)bits / 8;
    return 0;
}

int security_legacy_key(const struct pdf_encryption *e, const char *password,
                        struct security_key *ret_key, enum pdf_password *ret_used)
{
    uint8_t padded[ENTRY_SIZE], user[ENTRY_SIZE];
    struct security_key key;
    size_t size;
    int r;

    if (e->owner.size < ENTRY_SIZE || e->user.size < ENTRY_SIZE)
        return ERR_SYNTAX;
    r = key_size(e, &size);
    if (r)
        return r;
    pad_password(password, padded);
    *ret_used = PDF_PASSWORD_USER;
    r = file_key(e, padded, size, &key);
    if (!r)
        r = check_user(e, &key);
    if (r == ERR_PASSWORD) {
        *ret_used = PDF_PASSWORD_OWNER;
        r = user_from_owner(e, padded, size, user);
        if (!r)
            r = file_key(e, user, size, &key);
        if (!r)
            r = check_user(e, &key);
    }
    if (!r)
        *ret_key = key;
    return r;
}
