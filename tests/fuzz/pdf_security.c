/*
 * The security handler. The first byte of the input is the length of the password; then 8
 * bytes of figures, then five fields of the dictionary, each with its length before it, then
 * the bytes to decrypt, which happens with every cipher.
 */
#include "base/error.h"
#include "pdf/security.h"

#include <stdlib.h>

#define LIMIT 100000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct slice take(struct slice *in)
{
    size_t size = in->size ? in->data[0] : 0;
    struct slice field = slice_sub(*in, 1, size);

    *in = slice_sub(*in, 1 + size, in->size);
    return field;
}

static void decrypt(const struct pdf_security *security, struct slice in)
{
    struct buffer out;

    for (int cipher = PDF_CIPHER_IDENTITY; cipher <= PDF_CIPHER_AES_256; cipher++) {
        buffer_init(&out, LIMIT);
        if (pdf_security_decrypt(security, (enum pdf_cipher)cipher, 4, 0, in, &out) > 0 ||
            out.size > in.size)
            abort();
        buffer_done(&out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice in = slice_of(data, size);
    struct arena *arena = arena_new(0);
    struct slice password = take(&in);
    struct slice figures = take(&in);
    struct pdf_security *security;
    struct pdf_encryption encryption;
    enum pdf_password used;

    if (!arena || figures.size < 8)
        goto out;
    encryption = (struct pdf_encryption){
        .version = (int8_t)figures.data[0],
        .revision = (int8_t)figures.data[1],
        .length = figures.data[2] * 8 + (figures.data[7] >> 4),
        .permissions = (int8_t)figures.data[3],
        .encrypt_metadata = figures.data[4],
        .strings = (enum pdf_cipher)(figures.data[5] % 4),
        .streams = (enum pdf_cipher)(figures.data[6] % 4),
        .owner = take(&in),
        .user = take(&in),
        .owner_key = take(&in),
        .user_key = take(&in),
        .id = take(&in),
    };
    if (pdf_security_open(arena, &encryption,
                          arena_strndup(arena, (const char *)password.data, password.size),
                          &security, &used) == 0)
        decrypt(security, in);
out:
    arena_free(arena);
    return 0;
}
