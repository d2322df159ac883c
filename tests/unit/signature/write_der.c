#include "write_der.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena *memory;

void writer_reset(void)
{
    memory = arena_free(memory);
}

void *writer_alloc(size_t size)
{
    void *data;

    if (!memory)
        memory = arena_new(0);
    data = memory ? arena_alloc(memory, size) : NULL;
    if (!data)
        abort();
    return data;
}

struct slice join(const struct slice *parts, size_t count)
{
    size_t size = 0;
    uint8_t *data;

    for (size_t i = 0; i < count; i++)
        size += parts[i].size;
    data = writer_alloc(size + 1);
    size = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].size > 0)
            memcpy(data + size, parts[i].data, parts[i].size);
        size += parts[i].size;
    }
    return slice_of(data, size);
}

struct slice element(uint8_t tag, struct slice body)
{
    uint8_t header[6] = {tag};
    size_t size = 2;

    if (body.size < 0x80) {
        header[1] = (uint8_t)body.size;
    } else {
        int bytes = body.size > 0xffffff ? 4 : body.size > 0xffff ? 3 : body.size > 0xff ? 2 : 1;

        header[1] = (uint8_t)(0x80 | bytes);
        for (int i = bytes - 1; i >= 0; i--)
            header[size++] = (uint8_t)(body.size >> (8 * i));
    }
    return JOIN(slice_of(header, size), body);
}

struct slice indefinite(uint8_t tag, struct slice body)
{
    const uint8_t header[2] = {tag, 0x80};

    return JOIN(slice_of(header, 2), body, slice_of("\0\0", 2));
}

struct slice big_integer(struct slice magnitude)
{
    if (magnitude.size > 0 && magnitude.data[0] >= 0x80)
        return element(TAG_INTEGER, JOIN(slice_of("\0", 1), magnitude));
    return element(TAG_INTEGER, magnitude);
}

struct slice integer(uint64_t value)
{
    uint8_t bytes[8];
    size_t first = 0;

    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(value >> (56 - 8 * i));
    while (first < 7 && bytes[first] == 0)
        first++;
    return big_integer(slice_of(bytes + first, 8 - first));
}

static size_t write_arc(uint8_t *out, unsigned long arc)
{
    uint8_t groups[10];
    size_t count = 0;

    do {
        groups[count++] = (uint8_t)(arc & 0x7f);
        arc >>= 7;
    } while (arc > 0);
    for (size_t i = 0; i < count; i++)
        out[i] = (uint8_t)(groups[count - 1 - i] | (i + 1 < count ? 0x80 : 0));
    return count;
}

struct slice oid(const char *dotted)
{
    uint8_t bytes[128];
    char *at;
    unsigned long first = strtoul(dotted, &at, 10);
    size_t size;

    if (*at != '.') /* what has no number is written as one that names nothing */
        return element(TAG_OID, slice_of("", 1));
    size = write_arc(bytes, first * 40 + strtoul(at + 1, &at, 10));
    while (*at == '.')
        size += write_arc(bytes + size, strtoul(at + 1, &at, 10));
    return element(TAG_OID, slice_of(bytes, size));
}

struct slice text(uint8_t tag, const char *value)
{
    return element(tag, slice_str(value));
}

struct slice octets(struct slice body)
{
    return element(TAG_OCTETS, body);
}

struct slice bits(struct slice body)
{
    return element(TAG_BITS, JOIN(slice_of("\0", 1), body));
}

struct slice null(void)
{
    return element(TAG_NULL, NOTHING);
}

struct slice boolean(bool value)
{
    return element(TAG_BOOLEAN, slice_of(value ? "\xff" : "\0", 1));
}

struct slice utc(const char *value)
{
    return text(TAG_UTC, value);
}

struct slice generalized(const char *value)
{
    return text(TAG_GENERALIZED, value);
}

struct slice algorithm(const char *dotted)
{
    return SEQ(oid(dotted), null());
}

struct slice algorithm_bare(const char *dotted)
{
    return SEQ(oid(dotted));
}

struct slice flipped(struct slice bytes, size_t index)
{
    uint8_t *copy = writer_alloc(bytes.size);

    memcpy(copy, bytes.data, bytes.size);
    copy[index] ^= 0x01;
    return slice_of(copy, bytes.size);
}

struct slice hex(const char *digits)
{
    size_t size = strlen(digits) / 2;
    uint8_t *data = writer_alloc(size + 1);
    unsigned value;

    for (size_t i = 0; i < size; i++) {
        if (sscanf(digits + 2 * i, "%2x", &value) != 1)
            abort();
        data[i] = (uint8_t)value;
    }
    return slice_of(data, size);
}
