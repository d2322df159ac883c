/* CMaps: the compiled-in ones, and looking codes up in any. */
#include "pdf/cmap_impl.h"

#include "base/error.h"
#include "base/unicode.h"

struct cmap_name {
    const char *name;
    const struct pdf_cmap *cmap;
};

#include "cmap_tables.h"

/* Ranges of a file's own CMap may overlap; so far back a longer one is looked for. */
#define OVERLAP_MAX 16

static const struct cmap_space two_bytes[] = {{2, 0x0000, 0xFFFF}};
static const struct pdf_cmap identity_h = {.identity = true, .spaces = two_bytes, .space_count = 1};
static const struct pdf_cmap identity_v = {
    .identity = true, .vertical = true, .spaces = two_bytes, .space_count = 1};

int pdf_cmap_named(struct slice name, const struct pdf_cmap **ret_cmap)
{
    if (slice_is(name, "Identity-H")) {
        *ret_cmap = &identity_h;
        return 0;
    }
    if (slice_is(name, "Identity-V")) {
        *ret_cmap = &identity_v;
        return 0;
    }
    for (size_t i = 0; i < sizeof predefined_cmaps / sizeof predefined_cmaps[0]; i++) {
        if (slice_is(name, predefined_cmaps[i].name)) {
            *ret_cmap = predefined_cmaps[i].cmap;
            return 0;
        }
    }
    return ERR_NOT_FOUND;
}

bool pdf_cmap_is_vertical(const struct pdf_cmap *cmap)
{
    return cmap->vertical;
}

const struct pdf_collection *pdf_cmap_collection(const struct pdf_cmap *cmap)
{
    while (!cmap->collection && cmap->base)
        cmap = cmap->base;
    return cmap->collection;
}

/* How many leading bytes of `string` lie in the code space. */
static unsigned space_match(const struct cmap_space *space, struct slice string)
{
    unsigned count = 0;

    while (count < space->bytes && count < string.size) {
        unsigned shift = 8 * (space->bytes - 1 - count);
        uint8_t byte = string.data[count];

        if (byte < (uint8_t)(space->first >> shift) || byte > (uint8_t)(space->last >> shift))
            break;
        count++;
    }
    return count;
}

/*
 * ISO 32000-1 9.7.6.3: where no code space fits, as many bytes are taken as the shortest
 * of those has that fit longest.
 */
unsigned pdf_cmap_next(const struct pdf_cmap *cmap, struct slice *string, uint32_t *ret_code)
{
    unsigned best = 0, bytes = 0;
    uint32_t code = 0;

    while (!cmap->space_count && cmap->base)
        cmap = cmap->base;
    if (cmap->spaces == two_bytes && string->size >= 2) { /* Identity, by far the commonest */
        *ret_code = (uint32_t)string->data[0] << 8 | string->data[1];
        *string = slice_of(string->data + 2, string->size - 2);
        return 2;
    }
    for (size_t i = 0; i < cmap->space_count; i++) {
        unsigned match = space_match(&cmap->spaces[i], *string);
        bool whole = match == cmap->spaces[i].bytes;

        if (whole || !bytes || match > best || (match == best && cmap->spaces[i].bytes < bytes)) {
            best = match;
            bytes = cmap->spaces[i].bytes;
        }
        if (whole)
            break;
    }
    if (!bytes)
        bytes = 2; /* an embedded CMap without a code space */
    if (bytes > string->size)
        bytes = (unsigned)string->size;
    for (unsigned i = 0; i < bytes; i++)
        code = code << 8 | string->data[i];
    *string = slice_sub(*string, bytes, string->size);
    *ret_code = code;
    return bytes;
}

static const struct cmap_small_range *find_small(const struct pdf_cmap *cmap, uint32_t code)
{
    size_t low = 0, high = cmap->small_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (cmap->small[middle].last < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < cmap->small_count && cmap->small[low].first <= code ? &cmap->small[low] : NULL;
}

static const struct cmap_large_range *find_large(const struct pdf_cmap *cmap, uint32_t code)
{
    size_t low = 0, high = cmap->large_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (cmap->large[middle].first <= code)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t back = 0; back < OVERLAP_MAX && low > 0; back++, low--)
        if (code - cmap->large[low - 1].first <= cmap->large[low - 1].more)
            return &cmap->large[low - 1];
    return NULL;
}

uint32_t pdf_cmap_cid(const struct pdf_cmap *cmap, uint32_t code)
{
    for (; cmap; cmap = cmap->base) {
        const struct cmap_small_range *small = find_small(cmap, code);
        const struct cmap_large_range *large = small ? NULL : find_large(cmap, code);

        if (small)
            return small->cid + (code - small->first);
        if (large)
            return (large->cid + (code - large->first)) & CMAP_CID_MAX;
        if (cmap->identity)
            return code & CMAP_CID_MAX;
    }
    return 0;
}

static const struct cmap_text_range *find_text(const struct pdf_cmap *cmap, uint32_t code)
{
    size_t low = 0, high = cmap->text_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (cmap->texts[middle].first <= code)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t back = 0; back < OVERLAP_MAX && low > 0; back++, low--)
        if (code <= cmap->texts[low - 1].last)
            return &cmap->texts[low - 1];
    return NULL;
}

/* The code point of a code in its range; 0 for one that stands for nothing (U+0000, U+FFFD). */
static uint32_t range_unicode(const struct cmap_text_range *range, uint32_t code)
{
    uint32_t unicode;

    if (range->unicode == CMAP_NO_UNICODE ||
        __builtin_add_overflow(range->unicode, code - range->first, &unicode))
        return 0;
    return unicode == PDF_UNMAPPED ? 0 : unicode;
}

bool pdf_cmap_text(const struct pdf_cmap *cmap, uint32_t code, uint8_t utf8[4],
                   struct slice *ret_text)
{
    const struct cmap_text_range *range = NULL;
    uint32_t unicode;

    for (; cmap && !range; cmap = cmap->base)
        range = find_text(cmap, code);
    if (!range)
        return false;
    if (range->text.size) {
        *ret_text = range->text;
        return true;
    }
    unicode = range_unicode(range, code);
    *ret_text = slice_of(utf8, unicode ? utf8_encode(unicode, utf8) : 0);
    return ret_text->size > 0;
}

const struct pdf_collection *pdf_collection_named(struct slice registry, struct slice ordering)
{
    if (!slice_is(registry, "Adobe"))
        return NULL;
    if (slice_is(ordering, "GB1"))
        return &collection_adobe_gb1;
    return slice_is(ordering, "CNS1") ? &collection_adobe_cns1 : NULL;
}

uint32_t pdf_collection_unicode(const struct pdf_collection *collection, uint32_t cid)
{
    uint32_t code = cid < collection->count ? collection->unicode[cid] : 0;

    return code >= 0xD800 && code < 0xE000 ? collection->beyond[code - 0xD800] : code;
}
