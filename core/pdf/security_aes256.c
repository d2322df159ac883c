#include "pdf/security_impl.h"

#include "base/error.h"

/*
 * File keys of revision 5 (Adobe's extension level 3: one SHA-256) and revision 6
 * (ISO 32000-2 7.6.4.3.4: algorithm 2.B). /O and /U are 32 bytes of hash, 8 of validation
 * salt and 8 of key salt; writers may pad them with zeros.
 */

#define HASH_SIZE   32
#define SALT_SIZE   8
#define ENTRY_SIZE  (HASH_SIZE + 2 * SALT_SIZE)
#define DIGEST_MAX  64 /* SHA-512 */
#define ROUNDS_MIN  64
#define REPETITIONS 64
#define ROUND_MAX   (SECURITY_PASSWORD_MAX + DIGEST_MAX + ENTRY_SIZE)

/* One round of algorithm 2.B; the last byte of the encrypted data decides when to stop. */
static int hash_round(struct slice password, struct slice user, uint8_t k[DIGEST_MAX],
                      size_t *k_size, uint8_t *ret_last)
{
    uint8_t data[REPETITIONS * ROUND_MAX];
    size_t once = password.size + *k_size + user.size;
    unsigned sum = 0;
    const EVP_MD *md;
    struct slice part;
    int r;

    memcpy(data, password.data, password.size);
    memcpy(data + password.size, k, *k_size);
    if (user.size)
        memcpy(data + password.size + *k_size, user.data, user.size);
    for (size_t i = 1; i < REPETITIONS; i++)
        memcpy(data + i * once, data, once);
    part = slice_of(data, once * REPETITIONS);
    r = security_aes_encrypt(slice_of(k, 16), k + 16, data, part.size);
    if (r)
        return r;
    /* 16 bytes as a number modulo 3: 256 is 1 modulo 3, so their sum will do */
    for (size_t i = 0; i < 16; i++)
        sum += data[i];
    md = sum % 3 == 0 ? EVP_sha256() : sum % 3 == 1 ? EVP_sha384() : EVP_sha512();
    r = security_digest(md, &part, 1, k);
    *k_size = (size_t)EVP_MD_get_size(md);
    *ret_last = data[part.size - 1];
    return r;
}

/* The hash of a password with a salt and, for the owner's, the user's entry. */
static int hash(int64_t revision, struct slice password, struct slice salt, struct slice user,
                uint8_t ret[HASH_SIZE])
{
    const struct slice parts[] = {password, salt, user};
    uint8_t k[DIGEST_MAX];
    size_t k_size = HASH_SIZE;
    uint8_t last = 0;
    int r;

    r = security_digest(EVP_sha256(), parts, 3, k);
    /* ends by itself: `last` is at most 255, so after 288 rounds at the latest */
    for (int i = 0; !r && revision == 6 && (i < ROUNDS_MIN || last > i - 32); i++)
        r = hash_round(password, user, k, &k_size, &last);
    if (!r)
        memcpy(ret, k, HASH_SIZE);
    return r;
}

/* Algorithm 11 or 12 (is it this password?), then 2.A (the key it unlocks). */
static int try_entry(const struct pdf_encryption *e, struct slice password, bool owner,
                     struct security_key *ret_key)
{
    static const uint8_t zero_iv[SECURITY_AES_BLOCK];
    struct slice entry = owner ? e->owner : e->user;
    struct slice user = owner ? slice_sub(e->user, 0, ENTRY_SIZE) : slice_of(NULL, 0);
    struct slice wrapped = owner ? e->owner_key : e->user_key;
    uint8_t made[HASH_SIZE];
    int r;

    r = hash(e->revision, password, slice_sub(entry, HASH_SIZE, SALT_SIZE), user, made);
    if (r)
        return r;
    if (memcmp(made, entry.data, HASH_SIZE) != 0)
        return ERR_PASSWORD;
    r = hash(e->revision, password, slice_sub(entry, HASH_SIZE + SALT_SIZE, SALT_SIZE), user, made);
    if (r)
        return r;
    memcpy(ret_key->bytes, wrapped.data, SECURITY_KEY_MAX);
    ret_key->size = SECURITY_KEY_MAX;
    return security_aes_decrypt(slice_of(made, HASH_SIZE), zero_iv, ret_key->bytes,
                                SECURITY_KEY_MAX);
}

int security_aes256_key(const struct pdf_encryption *e, const char *password,
                        struct security_key *ret_key, enum pdf_password *ret_used)
{
    struct slice text = slice_sub(slice_str(password), 0, SECURITY_PASSWORD_MAX);
    int r;

    if (e->owner.size < ENTRY_SIZE || e->user.size < ENTRY_SIZE ||
        e->owner_key.size != SECURITY_KEY_MAX || e->user_key.size != SECURITY_KEY_MAX)
        return ERR_SYNTAX;
    *ret_used = PDF_PASSWORD_USER;
    r = try_entry(e, text, false, ret_key);
    if (r != ERR_PASSWORD)
        return r;
    *ret_used = PDF_PASSWORD_OWNER;
    return try_entry(e, text, true, ret_key);
}
