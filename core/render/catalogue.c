#include "render/catalogue.h"

#include "base/error.h"

/*
 * The format (GNU gettext manual, "The Format of GNU MO Files"): seven 32-bit numbers (magic,
 * revision, count, offsets of two tables, hash table), then tables of {length, offset} of
 * originals, sorted, and of translations. msgfmt on a little-endian machine writes
 * little-endian; the other order is refused, not swapped.
 */
#define MO_MAGIC       0x950412deu
#define MO_HEADER_SIZE 28
#define MO_ENTRY_SIZE  8
#define MO_COUNT_MAX   100000u

static uint32_t read_u32(struct slice bytes, size_t at)
{
    const uint8_t *p = bytes.data + at;

    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t mo_count(struct slice bytes)
{
    return read_u32(bytes, 8);
}

/* String `index` of the table whose offset is at `table_at`; the bytes are checked before. */
static struct slice mo_string(struct slice bytes, size_t table_at, uint32_t index)
{
    size_t entry = read_u32(bytes, table_at) + (size_t)index * MO_ENTRY_SIZE;

    return slice_of(bytes.data + read_u32(bytes, entry + 4), read_u32(bytes, entry));
}

#define MO_ORIGINALS    12
#define MO_TRANSLATIONS 16

static bool table_is_inside(struct slice bytes, size_t table_at)
{
    uint64_t start = read_u32(bytes, table_at);
    uint64_t count = mo_count(bytes);

    if (start + count * MO_ENTRY_SIZE > bytes.size)
        return false;
    for (uint64_t i = 0; i < count; i++) {
        size_t entry = (size_t)(start + i * MO_ENTRY_SIZE);
        uint64_t length = read_u32(bytes, entry);
        uint64_t offset = read_u32(bytes, entry + 4);

        if (offset + length >= bytes.size || bytes.data[offset + length] != 0)
            return false;
    }
    return true;
}

int catalogue_check(struct slice bytes)
{
    if (bytes.size < MO_HEADER_SIZE || read_u32(bytes, 0) != MO_MAGIC || read_u32(bytes, 4) != 0 ||
        mo_count(bytes) > MO_COUNT_MAX)
        return ERR_SYNTAX;
    if (!table_is_inside(bytes, MO_ORIGINALS) || !table_is_inside(bytes, MO_TRANSLATIONS))
        return ERR_SYNTAX;
    for (uint32_t i = 1; i < mo_count(bytes); i++)
        if (strcmp((const char *)mo_string(bytes, MO_ORIGINALS, i - 1).data,
                   (const char *)mo_string(bytes, MO_ORIGINALS, i).data) >= 0)
            return ERR_SYNTAX;
    return 0;
}

const char *catalogue_find(struct slice bytes, const char *id)
{
    uint32_t low = 0, high = mo_count(bytes);

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(id, (const char *)mo_string(bytes, MO_ORIGINALS, middle).data);

        if (order == 0)
            return (const char *)mo_string(bytes, MO_TRANSLATIONS, middle).data;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
