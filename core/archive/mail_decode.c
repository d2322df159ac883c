#include "archive/mail_impl.h"
#include "base/error.h"

static int digit_64(uint8_t byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A';
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a' + 26;
    if (byte >= '0' && byte <= '9')
        return byte - '0' + 52;
    return byte == '+' ? 62 : byte == '/' ? 63 : -1;
}

static bool is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/*
 * RFC 2045 6.8, and RFC 4648 where that leaves a choice: nothing but the alphabet and white space,
 * whole groups, padding only at the end, no bits beyond the last byte.
 */
static int decode_base64(struct slice in, uint8_t *out, size_t *ret_size)
{
    uint32_t bits = 0;
    unsigned digits = 0, padding = 0;
    size_t size = 0;

    for (size_t i = 0; i < in.size; i++) {
        int digit = digit_64(in.data[i]);

        if (is_space(in.data[i]))
            continue;
        if (in.data[i] == '=') {
            padding++;
            continue;
        }
        if (digit < 0 || padding > 0)
            return ERR_SYNTAX;
        bits = bits << 6 | (uint32_t)digit;
        if (++digits % 4 == 0) {
            out[size++] = (uint8_t)(bits >> 16);
            out[size++] = (uint8_t)(bits >> 8);
            out[size++] = (uint8_t)bits;
        }
    }
    if ((digits + padding) % 4 != 0 || padding > 2 || digits % 4 == 1)
        return ERR_SYNTAX;
    if (padding == 2 && (bits & 15) == 0)
        out[size++] = (uint8_t)(bits >> 4);
    else if (padding == 1 && (bits & 3) == 0) {
        out[size++] = (uint8_t)(bits >> 10);
        out[size++] = (uint8_t)(bits >> 2);
    } else if (padding > 0) {
        return ERR_SYNTAX;
    }
    *ret_size = size;
    return 0;
}

static int digit_16(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* One line of it (RFC 2045 6.7): programs differ over white space at its end, so there is none. */
static int decode_quoted_line(struct slice line, uint8_t *out, size_t *size, bool *ret_goes_on)
{
    *ret_goes_on = false;
    if (line.size > 0 && (line.data[line.size - 1] == ' ' || line.data[line.size - 1] == '\t'))
        return ERR_SYNTAX;
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] != '=') {
            out[(*size)++] = line.data[i];
            continue;
        }
        if (i + 1 == line.size) {
            *ret_goes_on = true;
            return 0;
        }
        if (i + 2 >= line.size || digit_16(line.data[i + 1]) < 0 || digit_16(line.data[i + 2]) < 0)
            return ERR_SYNTAX;
        out[(*size)++] = (uint8_t)(digit_16(line.data[i + 1]) << 4 | digit_16(line.data[i + 2]));
        i += 2;
    }
    return 0;
}

static int decode_quoted(struct slice in, uint8_t *out, size_t *ret_size)
{
    size_t size = 0, before = in.size;
    struct slice line;
    int r = 0;

    while (r == 0 && mail_next_line(&in, &line)) {
        size_t end = before - in.size - line.size; /* its line end, as it is */
        bool goes_on;

        r = decode_quoted_line(line, out, &size, &goes_on);
        if (r == 0 && !goes_on)
            for (size_t i = 0; i < end; i++)
                out[size++] = line.data[line.size + i];
        before = in.size;
    }
    *ret_size = size;
    return r;
}

int mail_decode(struct mail *mail, const struct mail_part *part, struct slice *ret)
{
    uint8_t *out;
    size_t size = 0;
    int r;

    if (part->encoding == MAIL_PLAIN) {
        *ret = part->body;
        return 0;
    }
    out = arena_alloc(mail->arena, part->body.size + 1); /* neither encoding is shorter */
    if (!out)
        return ERR_NOMEM;
    r = part->encoding == MAIL_BASE64 ? decode_base64(part->body, out, &size)
                                      : decode_quoted(part->body, out, &size);
    if (r < 0)
        return mail_refuse(mail, "archive.damaged", "its attachment is not encoded as it says");
    *ret = slice_of(out, size);
    return 0;
}
