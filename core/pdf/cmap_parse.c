/*
 * Embedded CMaps (ISO 32000-1 9.7.5.3, 9.10.3; Adobe technical note 5014): the few operators
 * that matter; anything between the sections is skipped token by token.
 */
#include "pdf/cmap_impl.h"

#include "base/error.h"
#include "base/unicode.h"

#include <stdlib.h>

#define SPACES_MAX 100

struct reader {
    struct arena *arena;
    struct cmap_lexer lexer;
    struct pdf_cmap *cmap;
    struct cmap_space *spaces;
    struct cmap_large_range *large;
    struct cmap_text_range *texts;
    size_t space_capacity, large_capacity, text_capacity;
};

/* ---- What is entered ---- */

static bool is_code(const struct cmap_token *token)
{
    return token->kind == CMAP_STRING && token->size >= 1 && token->size <= CMAP_CODE_BYTES;
}

/* The next token, which must be a code. */
static int next_code(struct reader *reader, uint32_t *ret_code, size_t *ret_size)
{
    int r = cmap_next_token(&reader->lexer);

    if (r)
        return r;
    if (!is_code(&reader->lexer.token))
        return ERR_SYNTAX;
    *ret_code = reader->lexer.token.number;
    *ret_size = reader->lexer.token.size;
    return 0;
}

static int enter_space(struct reader *reader, uint32_t first, uint32_t last, size_t size)
{
    struct pdf_cmap *cmap = reader->cmap;

    if (cmap->space_count >= SPACES_MAX)
        return ERR_LIMIT;
    reader->spaces = arena_grow(reader->arena, reader->spaces, cmap->space_count,
                                &reader->space_capacity, sizeof *reader->spaces);
    if (!reader->spaces)
        return ERR_NOMEM;
    reader->spaces[cmap->space_count++] = (struct cmap_space){(uint32_t)size, first, last};
    return 0;
}

static int enter_cids(struct reader *reader, uint32_t first, uint32_t last, uint32_t cid)
{
    struct pdf_cmap *cmap = reader->cmap;

    if (last < first || last - first > CMAP_CID_MAX || cid > CMAP_CID_MAX)
        return ERR_SYNTAX;
    if (cmap->large_count >= CMAP_ENTRIES_MAX)
        return ERR_LIMIT;
    reader->large = arena_grow(reader->arena, reader->large, cmap->large_count,
                               &reader->large_capacity, sizeof *reader->large);
    if (!reader->large)
        return ERR_NOMEM;
    reader->large[cmap->large_count++] =
        (struct cmap_large_range){first, (uint16_t)(last - first), (uint16_t)cid};
    return 0;
}

static int enter_text(struct reader *reader, struct cmap_text_range range)
{
    struct pdf_cmap *cmap = reader->cmap;

    if (cmap->text_count >= CMAP_ENTRIES_MAX)
        return ERR_LIMIT;
    reader->texts = arena_grow(reader->arena, reader->texts, cmap->text_count,
                               &reader->text_capacity, sizeof *reader->texts);
    if (!reader->texts)
        return ERR_NOMEM;
    range.order = (uint32_t)cmap->text_count;
    reader->texts[cmap->text_count++] = range;
    return 0;
}

/* One code point of UTF-16BE; CMAP_NO_UNICODE for half of a surrogate pair. */
static uint32_t take_utf16(const uint8_t *bytes, size_t size, size_t *at)
{
    uint32_t code = (uint32_t)bytes[*at] << 8 | bytes[*at + 1];
    uint32_t low;

    *at += 2;
    if (code < 0xD800 || code >= 0xE000)
        return code;
    if (code >= 0xDC00 || size - *at < 2)
        return CMAP_NO_UNICODE;
    low = (uint32_t)bytes[*at] << 8 | bytes[*at + 1];
    *at += 2;
    if (low < 0xDC00 || low >= 0xE000)
        return CMAP_NO_UNICODE;
    return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
}

static uint32_t up(uint32_t code, uint32_t by)
{
    return code == CMAP_NO_UNICODE ? code : code + by;
}

/* Appends a code point, or what says that there is none. */
static size_t put_unicode(uint32_t code, uint8_t *out)
{
    size_t size = code ? utf8_encode(code, out) : 0;

    return size ? size : utf8_encode(PDF_UNMAPPED, out);
}

/*
 * Enters the token as what the codes `first` to `last` mean. One code point goes up with
 * the code; of several the last one does (9.10.3), for at most 256 codes.
 */
static int enter_string(struct reader *reader, uint32_t first, uint32_t last)
{
    const struct cmap_token *token = &reader->lexer.token;
    uint32_t points[CMAP_TEXT_MAX / 2];
    uint8_t utf8[CMAP_TEXT_MAX * 2];
    size_t count = 0, at = 0;
    int r = 0;

    if (token->size == 1) /* not by the standard, and only one thing it can mean */
        points[count++] = token->bytes[0];
    else if (token->size % 2)
        return ERR_SYNTAX;
    while (token->size > 1 && at < token->size)
        points[count++] = take_utf16(token->bytes, token->size, &at);
    if (count <= 1)
        return enter_text(reader,
                          (struct cmap_text_range){.first = first,
                                                   .last = last,
                                                   .unicode = count ? points[0] : CMAP_NO_UNICODE});
    if (last - first > 255)
        last = first + 255;
    for (uint32_t i = 0; !r && i <= last - first; i++) {
        struct cmap_text_range range = {.first = first + i, .last = first + i};
        size_t size = 0;

        for (size_t k = 0; k < count; k++)
            size += put_unicode(up(points[k], k + 1 == count ? i : 0), utf8 + size);
        range.text = slice_of(arena_dup(reader->arena, utf8, size), size);
        r = range.text.data ? enter_text(reader, range) : ERR_NOMEM;
    }
    return r;
}

/* ---- Sections ---- */

enum section { SPACES, CID_RANGES, CID_CHARS, TEXT_RANGES, TEXT_CHARS, SECTIONS };

static const char *const section_names[SECTIONS] = {
    [SPACES] = "begincodespacerange", [CID_RANGES] = "begincidrange", [CID_CHARS] = "begincidchar",
    [TEXT_RANGES] = "beginbfrange",   [TEXT_CHARS] = "beginbfchar",
};

/* The target of a bfrange: one string that goes up, or an array of one for each code. */
static int read_targets(struct reader *reader, uint32_t first, uint32_t last)
{
    int r = cmap_next_token(&reader->lexer);

    if (r)
        return r;
    if (reader->lexer.token.kind == CMAP_STRING)
        return enter_string(reader, first, last);
    if (reader->lexer.token.kind != CMAP_OPEN)
        return ERR_SYNTAX;
    for (uint32_t i = 0;; i++) {
        r = cmap_next_token(&reader->lexer);
        if (r || reader->lexer.token.kind == CMAP_CLOSE)
            return r;
        if (reader->lexer.token.kind != CMAP_STRING || i > last - first)
            return ERR_SYNTAX;
        r = enter_string(reader, first + i, first + i);
        if (r)
            return r;
    }
}

static int read_cid(struct reader *reader, uint32_t first, uint32_t last)
{
    int r = cmap_next_token(&reader->lexer);

    if (r)
        return r;
    if (reader->lexer.token.kind != CMAP_NUMBER)
        return ERR_SYNTAX;
    return enter_cids(reader, first, last, reader->lexer.token.number);
}

/* One entry, whose first code has been read. */
static int read_entry(struct reader *reader, enum section section, uint32_t first, size_t size)
{
    bool is_range = section != CID_CHARS && section != TEXT_CHARS;
    uint32_t last = first;
    size_t last_size = size;
    int r = is_range ? next_code(reader, &last, &last_size) : 0;

    if (r)
        return r;
    if (last_size != size || last < first)
        return ERR_SYNTAX;
    if (section == SPACES)
        return enter_space(reader, first, last, size);
    if (section == CID_RANGES || section == CID_CHARS)
        return read_cid(reader, first, last);
    if (section == TEXT_RANGES)
        return read_targets(reader, first, last);
    r = cmap_next_token(&reader->lexer);
    if (r || reader->lexer.token.kind == CMAP_NAME) /* a glyph name: no Unicode by itself */
        return r;
    return reader->lexer.token.kind == CMAP_STRING ? enter_string(reader, first, last) : ERR_SYNTAX;
}

static int read_section(struct reader *reader, enum section section)
{
    const struct cmap_token *token = &reader->lexer.token;
    int r;

    for (;;) {
        r = cmap_next_token(&reader->lexer);
        if (r)
            return r;
        if (token->kind == CMAP_KEYWORD) /* endbfchar and its like */
            return slice_is(slice_sub(token->text, 0, 3), "end") ? 0 : ERR_SYNTAX;
        if (!is_code(token))
            return ERR_SYNTAX;
        r = read_entry(reader, section, token->number, token->size);
        if (r)
            return r;
    }
}

static int read_keyword(struct reader *reader)
{
    const struct slice word = reader->lexer.token.text;

    for (int i = 0; i < SECTIONS; i++)
        if (slice_is(word, section_names[i]))
            return read_section(reader, (enum section)i);
    if (slice_is(word, "usecmap"))
        return pdf_cmap_named(reader->lexer.name, &reader->cmap->base) ? ERR_UNSUPPORTED : 0;
    return 0;
}

static int read_all(struct reader *reader)
{
    int r = 0;

    while (!r) {
        r = cmap_next_token(&reader->lexer);
        if (r || reader->lexer.token.kind == CMAP_END)
            break;
        if (reader->lexer.token.kind == CMAP_KEYWORD)
            r = read_keyword(reader);
        else if (reader->lexer.token.kind == CMAP_NUMBER && slice_is(reader->lexer.name, "WMode"))
            reader->cmap->vertical = reader->lexer.token.number == 1;
        if (reader->lexer.token.kind != CMAP_NAME)
            reader->lexer.name = slice_of(NULL, 0);
    }
    return r;
}

static int compare_large(const void *a, const void *b)
{
    const struct cmap_large_range *x = a, *y = b;

    return (x->first > y->first) - (x->first < y->first);
}

static int compare_texts(const void *a, const void *b)
{
    const struct cmap_text_range *x = a, *y = b;

    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

int pdf_cmap_parse(struct arena *arena, struct slice bytes, const struct pdf_cmap *base,
                   const struct pdf_cmap **ret_cmap)
{
    struct reader *reader = arena_new_of(arena, struct reader);
    struct pdf_cmap *cmap = arena_new_of(arena, struct pdf_cmap);
    int r;

    if (!reader || !cmap)
        return ERR_NOMEM;
    cmap->base = base;
    cmap->vertical = base && base->vertical;
    reader->arena = arena;
    reader->cmap = cmap;
    reader->lexer.at = bytes.data;
    reader->lexer.end = bytes.data + bytes.size;
    r = read_all(reader);
    if (r)
        return r;
    if (cmap->large_count)
        qsort(reader->large, cmap->large_count, sizeof *reader->large, compare_large);
    if (cmap->text_count)
        qsort(reader->texts, cmap->text_count, sizeof *reader->texts, compare_texts);
    cmap->spaces = reader->spaces;
    cmap->large = reader->large;
    cmap->texts = reader->texts;
    *ret_cmap = cmap;
    return 0;
}
