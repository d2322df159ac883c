/*
 * The object parser (ISO 32000-1 7.3): recursive descent, PDF_DEPTH_MAX deep. Values
 * are exactly as large as what they hold; strings and names without escapes point into
 * the bytes.
 */
#include "pdf/token_impl.h"

#include "base/error.h"

#include <stdlib.h>

#define ITEMS_LOCAL   32 /* items gathered on the stack before the arena is asked */
#define KEYS_COMPARED 16 /* up to here keys are compared each with each, above sorted */

/* Items of a container while it is being read. */
struct gathered {
    const struct pdf_value *local[ITEMS_LOCAL];
    const struct pdf_value **items;
    size_t count, capacity;
};

static int parse_value(struct pdf_parser *parser, bool references, unsigned depth,
                       const struct pdf_value **ret_value);

static int gather(struct pdf_parser *parser, struct gathered *gathered,
                  const struct pdf_value *value)
{
    if (gathered->count >= PDF_CONTAINER_MAX)
        return ERR_LIMIT;
    if (gathered->count == gathered->capacity) {
        size_t capacity = gathered->capacity * 2;
        const struct pdf_value **items =
            arena_array(parser->arena, const struct pdf_value *, capacity);

        if (!items)
            return ERR_NOMEM;
        memcpy(items, gathered->items, gathered->count * sizeof *items);
        gathered->items = items;
        gathered->capacity = capacity;
    }
    gathered->items[gathered->count++] = value;
    return 0;
}

/* Reads values up to `close`, which is `]` or `>`. */
static int parse_items(struct pdf_parser *parser, bool references, unsigned depth, uint8_t close,
                       struct gathered *gathered)
{
    const struct pdf_value *value = NULL;
    int r;

    gathered->items = gathered->local;
    gathered->count = 0;
    gathered->capacity = ITEMS_LOCAL;
    for (;;) {
        pdf_parser_skip(parser);
        if (parser->at < parser->bytes.size && parser->bytes.data[parser->at] == close)
            return 0;
        r = parse_value(parser, references, depth + 1, &value);
        if (r < 0)
            return r == ERR_NOT_FOUND ? ERR_SYNTAX : r;
        r = gather(parser, gathered, value);
        if (r < 0)
            return r;
    }
}

static int parse_array(struct pdf_parser *parser, bool references, unsigned depth,
                       struct pdf_value *value)
{
    struct gathered gathered;
    int r;

    parser->at++;
    r = parse_items(parser, references, depth, ']', &gathered);
    if (r < 0)
        return r;
    parser->at++;
    value->type = PDF_ARRAY;
    value->array.count = gathered.count;
    value->array.items = gathered.items;
    if (gathered.items == gathered.local)
        value->array.items =
            arena_dup(parser->arena, gathered.local, gathered.count * sizeof *gathered.items);
    return value->array.items ? 0 : ERR_NOMEM;
}

static int compare_slices(struct slice a, struct slice b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size ? memcmp(a.data, b.data, size) : 0;

    return order ? order : (a.size > b.size) - (a.size < b.size);
}

static int compare_keys(const void *a, const void *b)
{
    return compare_slices(((const struct pdf_entry *)a)->key, ((const struct pdf_entry *)b)->key);
}

/* ISO 32000-1 7.3.7: no two entries of a dictionary have the same key. */
static int check_keys(struct pdf_parser *parser, const struct pdf_entry *entries, size_t count)
{
    struct pdf_entry *sorted;

    if (count <= KEYS_COMPARED) {
        for (size_t i = 1; i < count; i++)
            for (size_t j = 0; j < i; j++)
                if (slice_equal(entries[i].key, entries[j].key))
                    return ERR_SYNTAX;
        return 0;
    }
    sorted = arena_dup(parser->arena, entries, count * sizeof *entries);
    if (!sorted)
        return ERR_NOMEM;
    qsort(sorted, count, sizeof *sorted, compare_keys);
    for (size_t i = 1; i < count; i++)
        if (slice_equal(sorted[i - 1].key, sorted[i].key))
            return ERR_SYNTAX;
    return 0;
}

static int parse_dictionary(struct pdf_parser *parser, bool references, unsigned depth,
                            struct pdf_value *value)
{
    struct gathered gathered;
    struct pdf_entry *entries;
    int r;

    parser->at += 2;
    r = parse_items(parser, references, depth, '>', &gathered);
    if (r < 0)
        return r;
    if (gathered.count % 2 || parser->bytes.size - parser->at < 2 ||
        parser->bytes.data[parser->at + 1] != '>')
        return ERR_SYNTAX;
    parser->at += 2;
    entries = arena_array(parser->arena, struct pdf_entry, gathered.count / 2);
    if (!entries)
        return ERR_NOMEM;
    for (size_t i = 0; i < gathered.count / 2; i++) {
        if (gathered.items[2 * i]->type != PDF_NAME)
            return ERR_SYNTAX;
        entries[i].key = gathered.items[2 * i]->name;
        entries[i].value = gathered.items[2 * i + 1];
    }
    value->type = PDF_DICTIONARY;
    value->dictionary.entries = entries;
    value->dictionary.count = gathered.count / 2;
    return check_keys(parser, entries, value->dictionary.count);
}

/* After an integer: ` generation R` makes it an indirect reference (7.3.10). */
static void take_reference(struct pdf_parser *parser, struct pdf_value *value)
{
    struct pdf_parser ahead = *parser;
    uint64_t generation;

    if (value->integer < 0 || value->integer > UINT32_MAX)
        return;
    pdf_parser_skip(&ahead);
    if (!token_unsigned(&ahead, UINT16_MAX, &generation) ||
        !slice_is(pdf_parser_keyword(&ahead), "R"))
        return;
    value->type = PDF_REFERENCE;
    value->reference.number = (uint32_t)value->integer;
    value->reference.generation = (uint32_t)generation;
    parser->at = ahead.at;
}

static int parse_keyword(struct pdf_parser *parser, struct pdf_value *value)
{
    struct slice keyword = pdf_parser_keyword(parser);

    if (slice_is(keyword, "null")) {
        value->type = PDF_NULL;
        return 0;
    }
    if (slice_is(keyword, "true") || slice_is(keyword, "false")) {
        value->type = PDF_BOOLEAN;
        value->boolean = slice_is(keyword, "true");
        return 0;
    }
    value->name = keyword; /* for pdf_parser_step() */
    return ERR_NOT_FOUND;
}

static int parse_token(struct pdf_parser *parser, bool references, unsigned depth,
                       struct pdf_value *value)
{
    uint8_t byte = parser->bytes.data[parser->at];
    size_t left = parser->bytes.size - parser->at;
    int r;

    switch (byte) {
    case '/':
        value->type = PDF_NAME;
        return token_name(parser, &value->name);
    case '(':
        value->type = PDF_STRING;
        return token_literal(parser, &value->string);
    case '[':
        return parse_array(parser, references, depth, value);
    case '<':
        if (left > 1 && parser->bytes.data[parser->at + 1] == '<')
            return parse_dictionary(parser, references, depth, value);
        value->type = PDF_STRING;
        return token_hexadecimal(parser, &value->string);
    case '+':
    case '-':
    case '.':
    case '0' ... '9':
        r = token_number(parser, value);
        if (r == 0 && references && value->type == PDF_INTEGER)
            take_reference(parser, value);
        return r;
    default:
        return token_class(byte) == CHAR_REGULAR ? parse_keyword(parser, value) : ERR_SYNTAX;
    }
}

static int parse_into(struct pdf_parser *parser, bool references, unsigned depth,
                      struct pdf_value *value)
{
    int r;

    if (depth > PDF_DEPTH_MAX)
        return ERR_LIMIT;
    pdf_parser_skip(parser);
    *value = (struct pdf_value){.offset = parser->base + parser->at};
    if (parser->at >= parser->bytes.size)
        return ERR_NOT_FOUND;
    r = parse_token(parser, references, depth, value);
    value->end = parser->base + parser->at;
    return r;
}

static int parse_value(struct pdf_parser *parser, bool references, unsigned depth,
                       const struct pdf_value **ret_value)
{
    struct pdf_value *value = arena_new_of(parser->arena, struct pdf_value);
    int r = value ? parse_into(parser, references, depth, value) : ERR_NOMEM;

    if (r == 0)
        *ret_value = value;
    return r;
}

int pdf_parser_step(struct pdf_parser *parser, struct pdf_value *ret_operand,
                    struct slice *ret_operator)
{
    int r = parse_into(parser, false, 0, ret_operand);

    if (r == ERR_NOT_FOUND)
        *ret_operator = ret_operand->name;
    return r;
}

int pdf_parser_value(struct pdf_parser *parser, bool references, const struct pdf_value **ret_value)
{
    size_t at = parser->at;
    int r = parse_value(parser, references, 0, ret_value);

    if (r == ERR_NOT_FOUND)
        parser->at = at;
    return r;
}
