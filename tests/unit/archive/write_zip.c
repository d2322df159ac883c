#include "write_zip.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define TIME 0x6c3b
#define DATE 0x5c84

static void put(struct written_zip *zip, const void *bytes, size_t size)
{
    if (size > sizeof zip->bytes - zip->size)
        abort();
    if (size > 0)
        memcpy(zip->bytes + zip->size, bytes, size);
    zip->size += size;
}

static void put_16(struct written_zip *zip, uint32_t value)
{
    const uint8_t bytes[] = {(uint8_t)value, (uint8_t)(value >> 8)};

    put(zip, bytes, 2);
}

static void put_32(struct written_zip *zip, uint32_t value)
{
    put_16(zip, value & 0xffff);
    put_16(zip, value >> 16);
}

void write_16(struct written_zip *zip, size_t at, uint32_t value)
{
    zip->bytes[at] = (uint8_t)value;
    zip->bytes[at + 1] = (uint8_t)(value >> 8);
}

void write_32(struct written_zip *zip, size_t at, uint32_t value)
{
    write_16(zip, at, value & 0xffff);
    write_16(zip, at + 2, value >> 16);
}

void write_between(struct written_zip *zip, size_t at, const void *bytes, size_t size)
{
    size_t moved = zip->size - at;

    put(zip, bytes, size); /* that there is room */
    memmove(zip->bytes + at + size, zip->bytes + at, moved);
    memcpy(zip->bytes + at, bytes, size);
}

/* ---- Data ---- */

struct packed {
    uint8_t bytes[16384];
    size_t size;
    uint32_t sum;
};

static void deflate_file(const struct written_file *file, struct packed *ret)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)file->data,
                  .avail_in = (uInt)file->size,
                  .next_out = ret->bytes,
                  .avail_out = sizeof ret->bytes};

    if (deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
        deflate(&z, Z_FINISH) != Z_STREAM_END)
        abort();
    ret->size = z.total_out;
    deflateEnd(&z);
}

static void pack(const struct written_file *file, struct packed *ret)
{
    ret->sum = (uint32_t)crc32(0, (const Bytef *)file->data, (uInt)file->size);
    if (!file->is_stored && file->size > 0) {
        deflate_file(file, ret);
        return;
    }
    if (file->size > sizeof ret->bytes)
        abort();
    if (file->size > 0)
        memcpy(ret->bytes, file->data, file->size);
    ret->size = file->size;
}

static void mix(uint32_t keys[3], uint8_t byte)
{
    keys[0] = ~(uint32_t)crc32(~keys[0], &byte, 1);
    keys[1] = (keys[1] + (keys[0] & 255)) * 134775813u + 1;
    byte = (uint8_t)(keys[1] >> 24);
    keys[2] = ~(uint32_t)crc32(~keys[2], &byte, 1);
}

static uint8_t scramble(uint32_t keys[3], uint8_t byte)
{
    uint16_t word = (uint16_t)(keys[2] | 2);
    uint8_t out = byte ^ (uint8_t)((uint32_t)word * (word ^ 1u) >> 8);

    mix(keys, byte);
    return out;
}

static void encrypt_zipcrypto(const struct written_file *file, struct packed *data)
{
    uint32_t keys[3] = {305419896, 591751049, 878082192};
    uint8_t head[12] = "elevenbytes";

    head[11] = (uint8_t)(file->follows ? TIME >> 8 : data->sum >> 24);
    for (const char *at = file->password; *at; at++)
        mix(keys, (uint8_t)*at);
    memmove(data->bytes + 12, data->bytes, data->size);
    for (size_t i = 0; i < 12; i++)
        data->bytes[i] = scramble(keys, head[i]);
    data->size += 12;
    for (size_t i = 12; i < data->size; i++)
        data->bytes[i] = scramble(keys, data->bytes[i]);
}

static void aes_stream(const uint8_t *key, size_t key_size, struct packed *data, size_t from)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    const char *name = key_size == 16   ? "AES-128-ECB"
                       : key_size == 24 ? "AES-192-ECB"
                                        : "AES-256-ECB";
    int length;

    EVP_EncryptInit_ex(context, EVP_get_cipherbyname(name), NULL, key, NULL);
    for (size_t i = from; i < data->size; i += 16) {
        uint32_t number = (uint32_t)(i - from) / 16 + 1;
        uint8_t block[16] = {(uint8_t)number, (uint8_t)(number >> 8)}, out[32];

        EVP_EncryptUpdate(context, out, &length, block, 16);
        for (size_t k = 0; k < 16 && i + k < data->size; k++)
            data->bytes[i + k] ^= out[k];
    }
    EVP_CIPHER_CTX_free(context);
}

static void encrypt_aes(const struct written_file *file, struct packed *data)
{
    size_t key_size = 8 + 8 * file->strength, salt = key_size / 2;
    uint8_t keys[66], code[20];

    memmove(data->bytes + salt + 2, data->bytes, data->size);
    memcpy(data->bytes, "sixteen byte salt", salt);
    PKCS5_PBKDF2_HMAC(file->password, -1, data->bytes, (int)salt, 1000, EVP_sha1(),
                      (int)(2 * key_size + 2), keys);
    memcpy(data->bytes + salt, keys + 2 * key_size, 2);
    data->size += salt + 2;
    aes_stream(keys, key_size, data, salt + 2);
    HMAC(EVP_sha1(), keys + key_size, (int)key_size, data->bytes + salt + 2, data->size - salt - 2,
         code, NULL);
    memcpy(data->bytes + data->size, code, 10);
    data->size += 10;
    if (file->cipher == AES_2)
        data->sum = 0;
}

/* ---- Headers ---- */

static bool is_aes(const struct written_file *file)
{
    return file->cipher == AES_1 || file->cipher == AES_2;
}

static unsigned method(const struct written_file *file)
{
    return file->is_stored || file->size == 0 ? 0 : 8;
}

static void put_common(struct written_zip *zip, const struct written_file *file,
                       const struct packed *data, bool with_sizes)
{
    put_16(zip, 20);
    put_16(zip, (file->cipher != CLEAR) | (file->follows ? 8u : 0));
    put_16(zip, is_aes(file) ? 99 : method(file));
    put_16(zip, TIME);
    put_16(zip, DATE);
    put_32(zip, with_sizes ? data->sum : 0);
    put_32(zip, with_sizes ? (uint32_t)data->size : 0);
    put_32(zip, with_sizes ? (uint32_t)file->size : 0);
    put_16(zip, (uint32_t)strlen(file->name));
    put_16(zip, is_aes(file) ? 11 : 0);
}

static void put_extra(struct written_zip *zip, const struct written_file *file)
{
    const uint8_t strength = (uint8_t)file->strength;

    if (!is_aes(file))
        return;
    put_16(zip, 0x9901);
    put_16(zip, 7);
    put_16(zip, file->cipher == AES_1 ? 1 : 2);
    put(zip, "AE", 2);
    put(zip, &strength, 1);
    put_16(zip, method(file));
}

static void put_file(struct written_zip *zip, const struct written_file *file,
                     const struct packed *data)
{
    put(zip, "PK\3\4", 4);
    put_common(zip, file, data, !file->sizes_left_out);
    put(zip, file->name, strlen(file->name));
    put_extra(zip, file);
}

static void put_descriptor(struct written_zip *zip, const struct written_file *file,
                           const struct packed *data)
{
    if (file->follows == 16)
        put(zip, "PK\7\10", 4);
    if (file->follows) {
        put_32(zip, data->sum);
        put_32(zip, (uint32_t)data->size);
        put_32(zip, (uint32_t)file->size);
    }
}

static void put_entry(struct written_zip *zip, const struct written_file *file,
                      const struct packed *data, size_t header)
{
    put(zip, "PK\1\2", 4);
    put_16(zip, 20 | file->system << 8);
    put_common(zip, file, data, true);
    put_16(zip, 0); /* comment */
    put_16(zip, 0); /* disk */
    put_16(zip, 0); /* internal attributes */
    put_32(zip, file->mode << 16);
    put_32(zip, (uint32_t)header);
    put(zip, file->name, strlen(file->name));
    put_extra(zip, file);
}

static void put_end(struct written_zip *zip, size_t count, const char *comment)
{
    zip->end = zip->size;
    put(zip, "PK\5\6\0\0\0\0", 8);
    put_16(zip, (uint32_t)count);
    put_16(zip, (uint32_t)count);
    put_32(zip, (uint32_t)(zip->end - zip->directory));
    put_32(zip, (uint32_t)zip->directory);
    put_16(zip, (uint32_t)strlen(comment));
    put(zip, comment, strlen(comment));
}

void write_zip(struct written_zip *zip, const struct written_file *files, size_t count,
               const char *comment)
{
    static struct packed packed[8];

    zip->size = 0;
    for (size_t i = 0; i < count; i++) {
        pack(&files[i], &packed[i]);
        if (files[i].cipher == ZIPCRYPTO)
            encrypt_zipcrypto(&files[i], &packed[i]);
        else if (is_aes(&files[i]))
            encrypt_aes(&files[i], &packed[i]);
        zip->headers[i] = zip->size;
        put_file(zip, &files[i], &packed[i]);
        zip->data[i] = zip->size;
        put(zip, packed[i].bytes, packed[i].size);
        put_descriptor(zip, &files[i], &packed[i]);
    }
    zip->directory = zip->size;
    for (size_t i = 0; i < count; i++) {
        zip->entries[i] = zip->size;
        put_entry(zip, &files[i], &packed[i], zip->headers[i]);
    }
    put_end(zip, count, comment);
}
