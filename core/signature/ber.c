#include "signature/ber.h"

#include "base/error.h"
#include "signature/der.h"

#define INDEFINITE  0x80 /* the length octet that says so */
#define CONSTRUCTED 0x20

struct rewrite {
    uint8_t *out;
    size_t used;
    size_t capacity;
    size_t elements;
};

static bool is_indefinite(struct slice rest)
{
    return rest.size >= 2 && (rest.data[0] & CONSTRUCTED) && (rest.data[0] & 0x1f) != 0x1f &&
           rest.data[1] == INDEFINITE;
}

static bool at_end_of_contents(struct slice rest)
{
    return rest.size >= 2 && rest.data[0] == 0 && rest.data[1] == 0;
}

static int append(struct rewrite *rewrite, struct slice bytes)
{
    if (bytes.size > rewrite->capacity - rewrite->used)
        return ERR_LIMIT;
    memcpy(rewrite->out + rewrite->used, bytes.data, bytes.size);
    rewrite->used += bytes.size;
    return 0;
}

/* Puts the header before the contents that were written from `start` on. */
static int insert_header(struct rewrite *rewrite, size_t start, uint8_t tag)
{
    uint8_t header[DER_HEADER_MAX];
    size_t length = rewrite->used - start;
    size_t size = der_write_header(header, tag, length);

    if (size > rewrite->capacity - rewrite->used)
        return ERR_LIMIT;
    memmove(rewrite->out + start + size, rewrite->out + start, length);
    memcpy(rewrite->out + start, header, size);
    rewrite->used += size;
    return 0;
}

static int rewrite_element(struct rewrite *rewrite, struct slice *rest, unsigned depth)
{
    size_t start = rewrite->used;
    struct der element;
    uint8_t tag;
    int r;

    if (++rewrite->elements > BER_ELEMENTS_MAX || depth > BER_DEPTH_MAX)
        return ERR_LIMIT;
    if (!is_indefinite(*rest)) {
        r = der_next(rest, &element);
        return r < 0 ? r : append(rewrite, element.whole);
    }
    tag = rest->data[0];
    *rest = slice_sub(*rest, 2, rest->size);
    while (!at_end_of_contents(*rest)) {
        r = rewrite_element(rewrite, rest, depth + 1);
        if (r < 0)
            return r;
    }
    *rest = slice_sub(*rest, 2, rest->size);
    return insert_header(rewrite, start, tag);
}

int ber_element(struct arena *arena, struct slice *rest, struct slice *ret_definite)
{
    struct rewrite rewrite = {0};
    struct der element;
    int r;

    if (!is_indefinite(*rest)) {
        r = der_next(rest, &element);
        if (r == 0)
            *ret_definite = element.whole;
        return r;
    }
    /* An element of four octets or more loses four and gains six at most. */
    if (__builtin_mul_overflow(rest->size, (size_t)2, &rewrite.capacity))
        return ERR_LIMIT;
    rewrite.out = arena_alloc(arena, rewrite.capacity);
    if (!rewrite.out)
        return ERR_NOMEM;
    r = rewrite_element(&rewrite, rest, 1);
    if (r == 0)
        *ret_definite = slice_of(rewrite.out, rewrite.used);
    return r;
}
