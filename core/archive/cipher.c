#include "archive/archive_impl.h"
#include "base/error.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <zlib.h>

/* ---- ZipCrypto (APPNOTE 6.1): broken, and still what most archives in the mail have ---- */

#define CRYPTO_HEADER 12u

struct keys {
    uint32_t k[3];
    const z_crc_t *table;
};

static uint32_t crc_step(const struct keys *keys, uint32_t crc, uint8_t byte)
{
    return (uint32_t)keys->table[(crc ^ byte) & 0xff] ^ crc >> 8;
}

static void update(struct keys *keys, uint8_t byte)
{
    keys->k[0] = crc_step(keys, keys->k[0], byte);
    keys->k[1] = (keys->k[1] + (keys->k[0] & 0xff)) * 134775813u + 1;
    keys->k[2] = crc_step(keys, keys->k[2], (uint8_t)(keys->k[1] >> 24));
}

static uint8_t decrypt_byte(struct keys *keys, uint8_t byte)
{
    uint32_t mask = (keys->k[2] | 2) & 0xffff;

    byte ^= (uint8_t)(mask * (mask ^ 1) >> 8);
    update(keys, byte);
    return byte;
}

/* The last byte of the header is the highest of the sum, or of the time where that comes later. */
static int decrypt_zipcrypto(struct zip *zip, struct arena *arena, const char *password,
                             struct slice *ret)
{
    const struct zip_entry *file = &zip->file;
    uint32_t told = file->flags & ZIP_SIZES_FOLLOW ? file->time >> 8 : file->sum >> 24;
    struct keys keys = {{0x12345678, 0x23456789, 0x34567890}, get_crc_table()};
    uint8_t *clear = arena_alloc(arena, zip->data.size);

    if (!clear)
        return ERR_NOMEM;
    if (zip->data.size < CRYPTO_HEADER)
        return zip_refuse(zip, "archive.damaged", "an encrypted file without its first bytes");
    for (const char *at = password; *at; at++)
        update(&keys, (uint8_t)*at);
    for (size_t i = 0; i < zip->data.size; i++)
        clear[i] = decrypt_byte(&keys, zip->data.data[i]);
    if (clear[CRYPTO_HEADER - 1] != told)
        return zip_refuse(zip, "archive.password_wrong", NULL);
    *ret = slice_sub(slice_of(clear, zip->data.size), CRYPTO_HEADER, SIZE_MAX);
    return 0;
}

/* ---- AES as WinZip writes it ---- */

#define ROUNDS      1000 /* of PBKDF2 */
#define KEY_MAX     32u
#define CHECK_SIZE  2u  /* tells most wrong passwords */
#define CODE_SIZE   10u /* of the HMAC that follows the data */
#define BLOCK       16u
#define BLOCKS_ONCE 256u
#define SHA1_SIZE   20u

struct aes_parts {
    size_t key_size, salt_size;
    struct slice salt, check, data, code;
};

static int divide(struct zip *zip, struct aes_parts *ret)
{
    struct aes_parts parts = {.key_size = 8 + 8 * zip->file.aes.strength};
    struct slice bytes = zip->data;

    parts.salt_size = parts.key_size / 2;
    if (bytes.size < parts.salt_size + CHECK_SIZE + CODE_SIZE)
        return zip_refuse(zip, "archive.damaged", "an encrypted file without its first bytes");
    parts.salt = slice_sub(bytes, 0, parts.salt_size);
    parts.check = slice_sub(bytes, parts.salt_size, CHECK_SIZE);
    parts.code = slice_sub(bytes, bytes.size - CODE_SIZE, CODE_SIZE);
    parts.data = slice_sub(bytes, parts.salt_size + CHECK_SIZE,
                           bytes.size - parts.salt_size - CHECK_SIZE - CODE_SIZE);
    *ret = parts;
    return 0;
}

/* The key stream: encrypted counters from 1 on, the lowest byte first (which no EVP mode does). */
static int apply_stream(EVP_CIPHER_CTX *context, struct slice data, uint8_t *clear)
{
    uint8_t counters[BLOCKS_ONCE * BLOCK], stream[BLOCKS_ONCE * BLOCK];
    uint64_t counter = 0;
    size_t done = 0;

    while (done < data.size) {
        int length = 0;

        memset(counters, 0, sizeof counters);
        for (size_t i = 0; i < BLOCKS_ONCE; i++) {
            counter++;
            for (size_t byte = 0; byte < 8; byte++)
                counters[i * BLOCK + byte] = (uint8_t)(counter >> 8 * byte);
        }
        if (EVP_EncryptUpdate(context, stream, &length, counters, sizeof counters) != 1 ||
            length != sizeof stream)
            return ERR_CRYPTO;
        for (size_t i = 0; i < sizeof stream && done < data.size; i++, done++)
            clear[done] = data.data[done] ^ stream[i];
    }
    return 0;
}

static int decrypt_data(const struct aes_parts *parts, const uint8_t *key, uint8_t *clear)
{
    const EVP_CIPHER *cipher = parts->key_size == 16   ? EVP_aes_128_ecb()
                               : parts->key_size == 24 ? EVP_aes_192_ecb()
                                                       : EVP_aes_256_ecb();
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int r = ERR_CRYPTO;

    if (context && EVP_EncryptInit_ex(context, cipher, NULL, key, NULL) == 1)
        r = apply_stream(context, parts->data, clear);
    EVP_CIPHER_CTX_free(context);
    return r;
}

static int check_code(struct zip *zip, const struct aes_parts *parts, const uint8_t *key)
{
    uint8_t code[SHA1_SIZE];
    unsigned size = 0;

    if (!HMAC(EVP_sha1(), key, (int)parts->key_size, parts->data.data, parts->data.size, code,
              &size) ||
        size != sizeof code)
        return ERR_CRYPTO;
    if (memcmp(code, parts->code.data, CODE_SIZE) != 0)
        return zip_refuse(zip, "archive.damaged", "it was changed after it was encrypted");
    return 0;
}

static int decrypt_aes(struct zip *zip, struct arena *arena, const char *password,
                       struct slice *ret)
{
    uint8_t keys[2 * KEY_MAX + CHECK_SIZE];
    struct aes_parts parts = {0};
    uint8_t *clear;
    int r = divide(zip, &parts);

    if (r < 0)
        return r;
    if (strlen(password) > INT_MAX ||
        PKCS5_PBKDF2_HMAC_SHA1(password, (int)strlen(password), parts.salt.data,
                               (int)parts.salt_size, ROUNDS, (int)(2 * parts.key_size + CHECK_SIZE),
                               keys) != 1)
        return ERR_CRYPTO;
    if (memcmp(keys + 2 * parts.key_size, parts.check.data, CHECK_SIZE) != 0)
        return zip_refuse(zip, "archive.password_wrong", NULL);
    clear = arena_alloc(arena, parts.data.size);
    r = clear ? check_code(zip, &parts, keys + parts.key_size) : ERR_NOMEM;
    if (r == 0)
        r = decrypt_data(&parts, keys, clear);
    if (r == 0)
        *ret = slice_of(clear, parts.data.size);
    return r;
}

/* ---- Either ---- */

int zip_decrypt(struct zip *zip, struct arena *arena, const char *password, struct slice *ret)
{
    if (!(zip->file.flags & ZIP_ENCRYPTED)) {
        *ret = zip->data;
        return 0;
    }
    if (!password)
        return zip_refuse(zip, "archive.password_missing", NULL);
    return zip->file.aes.strength ? decrypt_aes(zip, arena, password, ret)
                                  : decrypt_zipcrypto(zip, arena, password, ret);
}

const char *zip_encryption_name(const struct zip_entry *entry)
{
    static const char *const names[] = {"zipcrypto", "aes-128", "aes-192", "aes-256"};

    return entry->flags & ZIP_ENCRYPTED ? names[entry->aes.strength] : "none";
}
