/*
 * Embedded CMaps (ISO 32000-1 9.7.5.3, 9.10.3; Adobe technical note 5014): the few operators
 * that matter, read by a tokenizer of their own, since they are PostScript and there are
 * thousands of them. Anything between the sections is skipped token by token.
 */
#include "pdf/cmap_impl.h"

#include "base/error.h"
#include "base/unicode.h"

#include <stdlib.h>

#define SPACES_MAX 100
#define TEXT_MAX   512 /* bytes of UTF-16 for one code, ISO 32000-1 9.10.3 */

enum kind { END, KEYWORD, NAME, NUMBER, STRING, OPEN, CLOSE, OTHER };

struct token {
    enum kind kind;
    struct slice text; /* of a keyword or name */
    uint32_t number;   /* of a number; of a string of up to four bytes */
    uint8_t bytes[TEXT_MAX];
    size_t size; /* bytes of a string */
};

struct reader {
    struct arena *arena;
    const uint8_t *at, *end;
    struct token token;
    struct slice name; /* the latest */
    struct pdf_cmap *cmap;
    struct cmap_space *spaces;
    struct cmap_large_range *large;
    struct cmap_text_range *texts;
    size_t space_capacity, large_capacity, text_capacity;
};

/* ---- Tokens ---- */

static bool is_space(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == 0;
}

static bool is_regular(uint8_t byte)
{
    return !is_space(byte) && !strchr("()<>[]{}/%", byte);
}

static void skip_space(struct reader *reader)
{
    bool comment = false;

    for (; reader->at < reader->end; reader->at++) {
        uint8_t byte = *reader->at;

        if (byte == '%')
            comment = true;
        else if (byte == '\n' || byte == '\r')
            comment = false;
        else if (!comment && !is_space(byte))
            break;
    }
}

static struct slice take_regular(struct reader *reader)
{
    const uint8_t *start = reader->at;

    while (reader->at < reader->end && is_regular(*reader->at))
        reader->at++;
    return slice_of(start, (size_t)(reader->at - start));
}

static int hex_value(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* `<...>`; a digit missing at the end is 0. */
static int take_hex(struct reader *reader)
{
    struct token *token = &reader->token;
    size_t digits = 0;

    token->kind = STRING;
    token->number = 0;
    for (; reader->at < reader->end && *reader->at != '>'; reader->at++) {
        int value = hex_value(*reader->at);

        if (is_space(*reader->at))
            continue;
        if (value < 0 || digits >= 2 * TEXT_MAX)
            return ERR_SYNTAX;
        if (digits % 2 == 0)
            token->bytes[digits / 2] = (uint8_t)(value << 4);
        else
            token->bytes[digits / 2] |= (uint8_t)value;
        digits++;
    }
    if (reader->at == reader->end)
        return ERR_SYNTAX;
    reader->at++;
    token->size = (digits + 1) / 2;
    for (size_t i = 0; i < token->size && token->size <= CMAP_CODE_BYTES; i++)
        token->number = token->number << 8 | token->bytes[i];
    return 0;
}

/* `(...)`: only skipped, nothing that counts is written so. */
static int skip_literal(struct reader *reader)
{
    unsigned depth = 1;

    reader->token.kind = OTHER;
    for (; reader->at < reader->end && depth; reader->at++) {
        if (*reader->at == '\\')
            reader->at++;
        else if (*reader->at == '(')
            depth++;
        else if (*reader->at == ')')
            depth--;
        if (reader->at >= reader->end)
            return ERR_SYNTAX;
    }
    return depth ? ERR_SYNTAX : 0;
}

static void take_word(struct reader *reader)
{
    struct token *token = &reader->token;
    uint64_t number = 0;

    token->text = take_regular(reader);
    token->kind = NUMBER;
    for (size_t i = 0; i < token->text.size; i++) {
        uint8_t byte = token->text.data[i];

        if (byte < '0' || byte > '9' || number > UINT32_MAX)
            token->kind = KEYWORD;
        number = number * 10 + (unsigned)(byte - '0');
    }
    token->number = (uint32_t)number;
}

/* The next token; 0 also at the end, whose kind is END. */
static int next(struct reader *reader)
{
    struct token *token = &reader->token;
    uint8_t byte;

    skip_space(reader);
    token->kind = END;
    if (reader->at == reader->end)
        return 0;
    byte = *reader->at;
    if (is_regular(byte)) {
        take_word(reader);
        return 0;
    }
    reader->at++;
    token->kind = byte == '[' ? OPEN : byte == ']' ? CLOSE : OTHER;
    if (byte == '/') {
        token->kind = NAME;
        token->text = reader->name = take_regular(reader);
    } else if (byte == '(') {
        return skip_literal(reader);
    } else if (byte == '<' && reader->at < reader->end && *reader->at == '<') {
        reader->at++;
    } else if (byte == '<') {
        return take_hex(reader);
    }
    return 0;
}

/* The next token, which must be a code. */
static int next_code(struct reader *reader, uint32_t *ret_code, size_t *ret_size)
{
    int r = next(reader);

    if (r)
        return r;
    if (reader->token.kind != STRING || reader->token.size < 1 ||
        reader->token.size > CMAP_CODE_BYTES)
        return ERR_SYNTAX;
    *ret_code = reader->token.number;
    *ret_size = reader->token.size;
    return 0;
}

/* ---- What is entered ---- */

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
    const struct token *token = &reader->token;
    uint32_t points[TEXT_MAX / 2];
    uint8_t utf8[TEXT_MAX * 2];
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
    int r = next(reader);

    if (r)
        return r;
    if (reader->token.kind == STRING)
        return enter_string(reader, first, last);
    if (reader->token.kind != OPEN)
        return ERR_SYNTAX;
    for (uint32_t i = 0;; i++) {
        r = next(reader);
        if (r || reader->token.kind == CLOSE)
            return r;
        if (reader->token.kind != STRING || i > last - first)
            return ERR_SYNTAX;
        r = enter_string(reader, first + i, first + i);
        if (r)
            return r;
    }
}

static int read_cid(struct reader *reader, uint32_t first, uint32_t last)
{
    int r = next(reader);

    if (r)
        return r;
    if (reader->token.kind != NUMBER)
        return ERR_SYNTAX;
    return enter_cids(reader, first, last, reader->token.number);
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
    r = next(reader);
    if (r || reader->token.kind == NAME) /* a glyph name: no Unicode by itself */
        return r;
    return reader->token.kind == STRING ? enter_string(reader, first, last) : ERR_SYNTAX;
}

static int read_section(struct reader *reader, enum section section)
{
    int r;

    for (;;) {
        r = next(reader);
        if (r)
            return r;
        if (reader->token.kind == KEYWORD)
            return reader->token.text.size > 3 && memcmp(reader->token.text.data, "end", 3) == 0
                       ? 0
                       : ERR_SYNTAX;
        if (reader->token.kind != STRING || reader->token.size < 1 ||
            reader->token.size > CMAP_CODE_BYTES)
            return ERR_SYNTAX;
        r = read_entry(reader, section, reader->token.number, reader->token.size);
        if (r)
            return r;
    }
}

static int read_keyword(struct reader *reader)
{
    const struct slice word = reader->token.text;

    for (int i = 0; i < SECTIONS; i++)
        if (slice_is(word, section_names[i]))
            return read_section(reader, (enum section)i);
    if (slice_is(word, "usecmap"))
        return pdf_cmap_named(reader->name, &reader->cmap->base) ? ERR_UNSUPPORTED : 0;
    return 0;
}

static int read_all(struct reader *reader)
{
    int r = 0;

    while (!r) {
        r = next(reader);
        if (r || reader->token.kind == END)
            break;
        if (reader->token.kind == KEYWORD)
            r = read_keyword(reader);
        else if (reader->token.kind == NUMBER && slice_is(reader->name, "WMode"))
            reader->cmap->vertical = reader->token.number == 1;
        if (reader->token.kind != NAME)
            reader->name = slice_of(NULL, 0);
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
    reader->at = bytes.data;
    reader->end = bytes.data + bytes.size;
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
