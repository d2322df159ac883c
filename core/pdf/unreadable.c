/*
 * A file that cannot be read, looked at once more: does a whole signature lie in it? Then
 * something was done to a signed file, which is not the same as a broken download. Where
 * the reason is one that ordinary producers write too (a /Size too small), that holds only
 * if the signed bytes by themselves can be read.
 */
#include "pdf/file.h"
#include "pdf/token_impl.h"

#include "base/error.h"

#define OPENED_MAX 16 /* signed parts that are tried as files of their own */

/* The end of the byte range whose array follows on `at`; false where it is none, or goes
 * beyond the file: then the file merely ends early. */
static bool range_at(const struct pdf_file *file, size_t at, uint64_t *ret_end)
{
    struct pdf_parser parser;
    uint64_t range[4];

    pdf_parser_init(&parser, file->arena, file->bytes, token_skip_space(file->bytes, at));
    if (parser.at >= file->bytes.size || file->bytes.data[parser.at] != '[')
        return false;
    parser.at++;
    for (int i = 0; i < 4; i++) {
        parser.at = token_skip_space(file->bytes, parser.at);
        if (!token_unsigned(&parser, file->bytes.size, &range[i]))
            return false;
    }
    *ret_end = range[2] + range[3];
    return range[0] == 0 && range[1] < range[2] && *ret_end <= file->bytes.size;
}

/* Whether the bytes up to `end` are a readable file. */
static bool is_readable_up_to(const struct pdf_file *file, uint64_t end)
{
    struct pdf_file *before;

    return end < file->bytes.size &&
           pdf_open_within(file->arena, slice_sub(file->bytes, 0, end), &file->options,
                           file->inflated, &before) == 0 &&
           before->readable;
}

bool pdf_is_signed_up_to(const struct pdf_file *file, size_t at)
{
    uint64_t end;

    return range_at(file, at, &end) && is_readable_up_to(file, end);
}

bool pdf_hides_signature(const struct pdf_file *file)
{
    static const char key[] = "/ByteRange";
    struct slice bytes = file->bytes;
    const uint8_t *hit = bytes.data;
    int opened = 0;
    size_t at = 0;
    uint64_t end;

    while (bytes.size && (hit = memmem(bytes.data + at, bytes.size - at, key, strlen(key)))) {
        at = (size_t)(hit - bytes.data) + strlen(key);
        if (!range_at(file, at, &end))
            continue;
        if (!file->unusual || (opened++ < OPENED_MAX && is_readable_up_to(file, end)))
            return true;
    }
    return false;
}
