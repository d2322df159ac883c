/*
 * Content streams (ISO 32000-1 7.8.2): operands are gathered until an operator comes, which
 * is looked up and run (text_operators.c).
 */
#include "pdf/text_impl.h"

#include "base/error.h"
#include "pdf/file.h"

#define SCRATCH_MAX 4096 /* bytes of strings and arrays before they are let go */
#define NUMBER_MAX  (FIXED_MAX / 4)

const struct pdf_value *text_operand(const struct text_content *content, size_t index)
{
    return &content->operands[content->count - 1 - index];
}

/* A number as it is written; matrices need more places than struct pdf_value keeps. */
static int64_t fixed_of_digits(struct slice digits)
{
    int64_t whole = 0, fraction = 0, scale = 1;
    bool negative = false, after_point = false;

    for (size_t i = 0; i < digits.size; i++) {
        uint8_t byte = digits.data[i];

        if (byte == '.')
            after_point = true;
        else if (byte == '-' || byte == '+')
            negative = byte == '-';
        else if (!after_point && whole < NUMBER_MAX / FIXED_ONE)
            whole = whole * 10 + (byte - '0');
        else if (after_point && scale < 1000000000) {
            fraction = fraction * 10 + (byte - '0');
            scale *= 10;
        }
    }
    whole = whole < NUMBER_MAX / FIXED_ONE ? whole * FIXED_ONE : NUMBER_MAX;
    whole += fraction * FIXED_ONE / scale;
    return negative ? -whole : whole;
}

static int64_t fixed_of_integer(int64_t value)
{
    const int64_t limit = NUMBER_MAX / FIXED_ONE;

    return (value > limit ? limit : value < -limit ? -limit : value) * FIXED_ONE;
}

bool text_number(const struct text_content *content, size_t index, int64_t *ret)
{
    const struct pdf_value *value = text_operand(content, index);

    if (value->type == PDF_INTEGER)
        *ret = fixed_of_integer(value->integer);
    else if (value->type == PDF_REAL)
        *ret = fixed_of_digits(value->digits);
    else
        return false;
    return true;
}

int text_wrong_operands(struct text_content *content)
{
    return text_irregular(content->reader, "an operator's operands are missing or of a wrong type");
}

bool text_matrix_operand(const struct text_content *content, struct text_matrix *ret)
{
    return text_number(content, 5, &ret->a) && text_number(content, 4, &ret->b) &&
           text_number(content, 3, &ret->c) && text_number(content, 2, &ret->d) &&
           text_number(content, 1, &ret->e) && text_number(content, 0, &ret->f);
}

const struct pdf_value *text_resource(const struct text_content *content, const char *category,
                                      struct slice name)
{
    struct pdf_file *file = content->reader->file;
    const struct pdf_value *dictionary =
        pdf_get_typed(file, content->resources, category, PDF_DICTIONARY);

    for (size_t i = 0; dictionary && i < dictionary->dictionary.count; i++)
        if (slice_equal(dictionary->dictionary.entries[i].key, name))
            return pdf_resolve(file, dictionary->dictionary.entries[i].value);
    return NULL;
}

static int run_operator(struct text_content *content, struct slice name)
{
    struct text_reader *reader = content->reader;
    const struct text_operator *found = text_find_operator(name);

    if (reader->operators++ >= TEXT_OPERATORS_MAX)
        return pdf_limited(reader->file, "limit.objects", reader->operators, TEXT_OPERATORS_MAX);
    if (!found)
        return text_irregular(reader, "a content stream has an unknown operator");
    if (content->count < found->operands)
        return text_wrong_operands(content);
    return found->run ? found->run(content) : 0;
}

/* The next operand or operator. `*ret_more` is false at the end of the stream. */
static int step(struct text_content *content, bool *ret_more)
{
    struct slice name;
    int r = pdf_parser_step(&content->parser, &content->operands[content->count], &name);

    if (r == 0)
        return content->count++ < TEXT_OPERANDS_MAX ? 0 : ERR_SYNTAX;
    if (r == ERR_LIMIT)
        return pdf_failed(content->reader->file, r, 0, NULL);
    if (r != ERR_NOT_FOUND)
        return r;
    if (name.size == 0) {
        *ret_more = false;
        return 0;
    }
    r = run_operator(content, name);
    content->count = 0;
    return r;
}

int text_read_content(struct text_reader *reader, const struct pdf_value *resources,
                      struct slice bytes)
{
    struct text_content content;
    struct arena *scratch = arena_new(0);
    bool more = true;
    int r = 0;

    if (!scratch)
        return ERR_NOMEM;
    content.reader = reader;
    content.resources = resources;
    content.floor = reader->depth;
    content.count = 0;
    pdf_parser_init(&content.parser, scratch, bytes, 0);
    while (more && !r) {
        /* operands live until their operator has run */
        if (content.count == 0 && arena_used(scratch) > SCRATCH_MAX)
            arena_clear(scratch);
        r = step(&content, &more);
    }
    arena_free(scratch);
    reader->depth = content.floor;
    if (r == ERR_SYNTAX)
        return text_irregular(reader, "a content stream is not well-formed");
    return r;
}
