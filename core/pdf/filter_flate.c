#include "pdf/filter_impl.h"

#include "base/error.h"

#include <limits.h>
#include <zlib.h>

/* Flate and LZW (ISO 32000-1 7.4.4) without their predictors. */

#define FLATE_CHUNK 16384u

/*
 * Inflates what fits into the buffer's next chunk. At the buffer's limit one byte is tried
 * aside: a stream that is exactly as long as allowed still has its end to be read.
 */
static int inflate_chunk(z_stream *z, struct buffer *out)
{
    size_t size = FLATE_CHUNK;
    uint8_t beyond;
    uint8_t *room;
    int status;

    if (out->limit && out->limit - out->size < size)
        size = out->limit - out->size;
    room = size ? buffer_reserve(out, size) : &beyond;
    if (!room)
        return Z_MEM_ERROR;
    z->next_out = room;
    z->avail_out = size ? (uInt)size : 1;
    status = inflate(z, Z_NO_FLUSH);
    if (size)
        buffer_commit(out, size - z->avail_out);
    else if (z->avail_out == 0)
        out->error = ERR_LIMIT;
    return status;
}

/* The zlib stream must reach its end and its checksum; white space may follow it. */
int pdf_filter_flate(struct slice in, struct buffer *out)
{
    z_stream z = {.next_in = (Bytef *)in.data};
    int status;

    if (in.size > UINT_MAX)
        return ERR_LIMIT;
    z.avail_in = (uInt)in.size;
    if (inflateInit(&z) != Z_OK)
        return ERR_NOMEM;
    do {
        status = inflate_chunk(&z, out);
    } while (status == Z_OK && !buffer_error(out));
    inflateEnd(&z);
    if (buffer_error(out))
        return buffer_error(out);
    if (status == Z_MEM_ERROR)
        return ERR_NOMEM;
    if (status != Z_STREAM_END)
        return ERR_SYNTAX;
    return pdf_filter_only_space(slice_of(z.next_in, z.avail_in));
}

#define LZW_CLEAR   256u
#define LZW_END     257u
#define LZW_FIRST   258u
#define LZW_ENTRIES 4096u
#define LZW_NONE    LZW_ENTRIES

/* A string is the one of `prefix` and one byte; `length` spares walking to find its place. */
struct lzw {
    uint16_t prefix[LZW_ENTRIES];
    uint16_t length[LZW_ENTRIES];
    uint8_t last[LZW_ENTRIES];
    unsigned next; /* entry that is made next */
    unsigned width;
    uint64_t bits;
    unsigned bit_count;
};

static bool lzw_code(struct lzw *lzw, struct slice *in, unsigned *ret_code)
{
    while (lzw->bit_count < lzw->width) {
        if (in->size == 0)
            return false;
        lzw->bits = lzw->bits << 8 | in->data[0];
        lzw->bit_count += 8;
        *in = slice_sub(*in, 1, in->size);
    }
    lzw->bit_count -= lzw->width;
    *ret_code = (unsigned)(lzw->bits >> lzw->bit_count) & ((1u << lzw->width) - 1);
    return true;
}

static unsigned lzw_length(const struct lzw *lzw, unsigned code)
{
    return code < LZW_CLEAR ? 1 : lzw->length[code];
}

/* Writes the string of `code` into `room`, from its end, and returns its first byte. */
static uint8_t lzw_write(const struct lzw *lzw, unsigned code, uint8_t *room)
{
    while (code >= LZW_FIRST) {
        room[lzw->length[code] - 1] = lzw->last[code];
        code = lzw->prefix[code];
    }
    room[0] = (uint8_t)code;
    return room[0];
}

/* Enters the string of `previous` and one byte, and widens the codes when it is time. */
static void lzw_enter(struct lzw *lzw, unsigned previous, uint8_t last, bool early_change)
{
    if (lzw->next >= LZW_ENTRIES)
        return;
    lzw->prefix[lzw->next] = (uint16_t)previous;
    lzw->length[lzw->next] = (uint16_t)(lzw_length(lzw, previous) + 1);
    lzw->last[lzw->next] = last;
    lzw->next++;
    if (lzw->width < 12 && lzw->next + early_change >= 1u << lzw->width)
        lzw->width++;
}

/* Outputs one code's string; the code may be the entry that is only made by it. */
static int lzw_string(struct lzw *lzw, unsigned previous, unsigned code, bool early_change,
                      struct buffer *out)
{
    bool own = previous != LZW_NONE && code == lzw->next;
    unsigned length;
    uint8_t *room;
    uint8_t first;

    if (!own && code >= lzw->next)
        return ERR_SYNTAX;
    length = own ? lzw_length(lzw, previous) + 1 : lzw_length(lzw, code);
    room = buffer_reserve(out, length);
    if (!room)
        return buffer_error(out);
    first = lzw_write(lzw, own ? previous : code, room);
    if (own)
        room[length - 1] = first;
    buffer_commit(out, length);
    if (previous != LZW_NONE)
        lzw_enter(lzw, previous, first, early_change);
    return 0;
}

int pdf_filter_lzw(struct slice in, bool early_change, struct buffer *out)
{
    struct lzw lzw = {.next = LZW_FIRST, .width = 9};
    unsigned previous = LZW_NONE;
    unsigned code;
    int r;

    while (lzw_code(&lzw, &in, &code)) {
        if (code == LZW_END)
            return pdf_filter_only_space(in);
        if (code == LZW_CLEAR) {
            lzw.next = LZW_FIRST;
            lzw.width = 9;
            previous = LZW_NONE;
            continue;
        }
        r = lzw_string(&lzw, previous, code, early_change, out);
        if (r)
            return r;
        previous = code;
    }
    return ERR_SYNTAX;
}
