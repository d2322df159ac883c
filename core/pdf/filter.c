#include "pdf/filter.h"

#include "base/error.h"
#include "pdf/filter_impl.h"

/* The byte filters of ISO 32000-1 7.4.2, 7.4.3 and 7.4.5 need no state and live here;
 * Flate, LZW and the predictors have files of their own. */

struct filter_name {
    const char *name;
    int filter; /* enum pdf_filter, or ERR_UNSUPPORTED */
};

/* Tables 6 and 94. */
static const struct filter_name filter_names[] = {
    {"FlateDecode", PDF_FILTER_FLATE},
    {"Fl", PDF_FILTER_FLATE},
    {"LZWDecode", PDF_FILTER_LZW},
    {"LZW", PDF_FILTER_LZW},
    {"ASCIIHexDecode", PDF_FILTER_ASCII_HEX},
    {"AHx", PDF_FILTER_ASCII_HEX},
    {"ASCII85Decode", PDF_FILTER_ASCII_85},
    {"A85", PDF_FILTER_ASCII_85},
    {"RunLengthDecode", PDF_FILTER_RUN_LENGTH},
    {"RL", PDF_FILTER_RUN_LENGTH},
    {"CCITTFaxDecode", ERR_UNSUPPORTED},
    {"CCF", ERR_UNSUPPORTED},
    {"DCTDecode", ERR_UNSUPPORTED},
    {"DCT", ERR_UNSUPPORTED},
    {"JBIG2Decode", ERR_UNSUPPORTED},
    {"JPXDecode", ERR_UNSUPPORTED},
    {"Crypt", ERR_UNSUPPORTED},
};

int pdf_filter_from_name(struct slice name, enum pdf_filter *ret_filter)
{
    for (size_t i = 0; i < sizeof filter_names / sizeof filter_names[0]; i++) {
        if (!slice_is(name, filter_names[i].name))
            continue;
        if (filter_names[i].filter < 0)
            return filter_names[i].filter;
        *ret_filter = (enum pdf_filter)filter_names[i].filter;
        return 0;
    }
    return ERR_NOT_FOUND;
}

static bool is_space(uint8_t byte)
{
    return byte == 0 || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r' || byte == ' ';
}

int pdf_filter_only_space(struct slice rest)
{
    for (size_t i = 0; i < rest.size; i++)
        if (!is_space(rest.data[i]))
            return ERR_SYNTAX;
    return 0;
}

static int hex_digit(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return -1;
}

/* ISO 32000-1 7.4.2: a digit missing at the end is 0. */
static int decode_ascii_hex(struct slice in, struct buffer *out)
{
    int high = -1;

    for (size_t i = 0; i < in.size; i++) {
        int digit = hex_digit(in.data[i]);

        if (is_space(in.data[i]))
            continue;
        if (in.data[i] == '>') {
            if (high >= 0)
                buffer_append_byte(out, (uint8_t)(high << 4));
            return pdf_filter_only_space(slice_sub(in, i + 1, in.size));
        }
        if (digit < 0)
            return ERR_SYNTAX;
        if (high >= 0)
            buffer_append_byte(out, (uint8_t)(high << 4 | digit));
        high = high >= 0 ? -1 : digit;
    }
    return ERR_SYNTAX;
}

/* Appends the bytes of a group of `digits` base-85 digits: one less than there are digits. */
static int append_group(const uint8_t group[5], size_t digits, struct buffer *out)
{
    uint64_t value = 0;

    if (digits == 1)
        return ERR_SYNTAX;
    for (size_t i = 0; i < 5; i++)
        value = value * 85 + (i < digits ? group[i] : 84);
    if (value > UINT32_MAX)
        return ERR_SYNTAX;
    for (size_t i = 0; i + 1 < digits; i++)
        buffer_append_byte(out, (uint8_t)(value >> (24 - 8 * i)));
    return 0;
}

/* ISO 32000-1 7.4.3 */
static int decode_ascii_85(struct slice in, struct buffer *out)
{
    uint8_t group[5];
    size_t digits = 0;
    int r = 0;

    for (size_t i = 0; i < in.size; i++) {
        uint8_t byte = in.data[i];

        if (is_space(byte))
            continue;
        if (byte == '~') {
            if (i + 1 >= in.size || in.data[i + 1] != '>')
                return ERR_SYNTAX;
            r = digits ? append_group(group, digits, out) : 0;
            return r ? r : pdf_filter_only_space(slice_sub(in, i + 2, in.size));
        }
        if (byte == 'z' && digits == 0) {
            buffer_append(out, "\0\0\0\0", 4);
            continue;
        }
        if (byte < '!' || byte > 'u')
            return ERR_SYNTAX;
        group[digits++] = (uint8_t)(byte - '!');
        if (digits < 5)
            continue;
        r = append_group(group, digits, out);
        if (r)
            return r;
        digits = 0;
    }
    return ERR_SYNTAX;
}

/* ISO 32000-1 7.4.5: 0 to 127 copies what follows, 129 to 255 repeats it, 128 ends. */
static int decode_run_length(struct slice in, struct buffer *out)
{
    size_t at = 0;

    while (at < in.size && !buffer_error(out)) {
        uint8_t length = in.data[at++];
        size_t count = length < 128 ? (size_t)length + 1 : 257 - (size_t)length;
        size_t taken = length < 128 ? count : 1;
        uint8_t *room;

        if (length == 128)
            return pdf_filter_only_space(slice_sub(in, at, in.size));
        if (in.size - at < taken)
            return ERR_SYNTAX;
        room = buffer_reserve(out, count);
        if (!room)
            break;
        if (length < 128)
            memcpy(room, in.data + at, count);
        else
            memset(room, in.data[at], count);
        buffer_commit(out, count);
        at += taken;
    }
    return buffer_error(out) ? buffer_error(out) : ERR_SYNTAX;
}

static int decode_plain(enum pdf_filter filter, bool early_change, struct slice in,
                        struct buffer *out)
{
    switch (filter) {
    case PDF_FILTER_FLATE:
        return pdf_filter_flate(in, out);
    case PDF_FILTER_LZW:
        return pdf_filter_lzw(in, early_change, out);
    case PDF_FILTER_ASCII_HEX:
        return decode_ascii_hex(in, out);
    case PDF_FILTER_ASCII_85:
        return decode_ascii_85(in, out);
    case PDF_FILTER_RUN_LENGTH:
        return decode_run_length(in, out);
    }
    return ERR_INVALID;
}

int pdf_filter_decode(enum pdf_filter filter, const struct pdf_predictor *predictor,
                      struct slice in, struct buffer *out)
{
    bool early_change = predictor ? predictor->early_change : true;
    size_t start = out->size;
    int r;

    r = decode_plain(filter, early_change, in, out);
    /* what was decoded up to an error stands in the buffer; a full buffer is the cause then */
    if (buffer_error(out))
        return buffer_error(out);
    if (r)
        return r;
    if (!predictor || (filter != PDF_FILTER_FLATE && filter != PDF_FILTER_LZW))
        return 0;
    return pdf_filter_unpredict(predictor, out, start);
}
