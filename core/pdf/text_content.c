/*
 * Content streams (ISO 32000-1 7.8.2, annex A): operands are gathered until an operator
 * comes; a table says how many it needs and what is done. Operators that neither show text
 * nor move it are in the table so that a lack of operands is noticed there as well.
 */
#include "pdf/text_impl.h"

#include "base/error.h"
#include "pdf/file.h"

#define SCRATCH_MAX 24576 /* bytes of operands before they are let go: an arena's first block */
#define NUMBER_MAX  (FIXED_MAX / 4)

struct text_operator {
    const char *name;
    uint8_t operands;                         /* the fewest it works with */
    int (*run)(struct text_content *content); /* NULL: nothing that concerns text */
};

/* ---- Operands ---- */

/* The operand `index` from the end: 0 is the last. */
static const struct pdf_value *last(const struct text_content *content, size_t index)
{
    return content->operands[content->count - 1 - index];
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

/* A number of the stream as fixed point; false for anything else. */
static bool number(const struct text_content *content, size_t index, int64_t *ret)
{
    const struct pdf_value *value = last(content, index);

    if (value->type == PDF_INTEGER)
        *ret = fixed_of_integer(value->integer);
    else if (value->type == PDF_REAL)
        *ret = fixed_of_digits(
            slice_sub(content->parser.bytes, value->offset, value->end - value->offset));
    else
        return false;
    return true;
}

static int wrong_operands(struct text_content *content)
{
    return text_irregular(content->reader, "an operator's operands are missing or of a wrong type");
}

static bool matrix_operand(const struct text_content *content, struct text_matrix *ret)
{
    return number(content, 5, &ret->a) && number(content, 4, &ret->b) &&
           number(content, 3, &ret->c) && number(content, 2, &ret->d) &&
           number(content, 1, &ret->e) && number(content, 0, &ret->f);
}

/* An entry of one of the resource dictionaries, resolved, or NULL. */
static const struct pdf_value *resource(const struct text_content *content, const char *category,
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

/* ---- Graphics state (8.4) ---- */

static int run_q(struct text_content *content)
{
    struct text_reader *reader = content->reader;

    if (reader->depth >= TEXT_STATES_MAX)
        return pdf_limited(reader->file, "limit.depth", TEXT_STATES_MAX + 1, TEXT_STATES_MAX);
    reader->stack[reader->depth++] = reader->state;
    return 0;
}

/* A stream pops only what it pushed: a form cannot take its caller's state away. */
static int run_Q(struct text_content *content)
{
    struct text_reader *reader = content->reader;

    if (reader->depth > content->floor)
        reader->state = reader->stack[--reader->depth];
    return 0;
}

static int run_cm(struct text_content *content)
{
    struct text_state *state = &content->reader->state;
    struct text_matrix matrix;

    if (!matrix_operand(content, &matrix))
        return wrong_operands(content);
    state->ctm = matrix_mul(&matrix, &state->ctm);
    return 0;
}

/* ---- Text state and position (9.3, 9.4.2) ---- */

static int run_BT(struct text_content *content)
{
    content->reader->text = content->reader->line = text_identity;
    return 0;
}

static int set_number(struct text_content *content, int64_t *ret)
{
    return number(content, 0, ret) ? 0 : wrong_operands(content);
}

static int run_Tc(struct text_content *content)
{
    return set_number(content, &content->reader->state.character_space);
}

static int run_Tw(struct text_content *content)
{
    return set_number(content, &content->reader->state.word_space);
}

static int run_TL(struct text_content *content)
{
    return set_number(content, &content->reader->state.leading);
}

static int run_Ts(struct text_content *content)
{
    return set_number(content, &content->reader->state.rise);
}

static int run_Tz(struct text_content *content)
{
    int64_t percent;

    if (!number(content, 0, &percent))
        return wrong_operands(content);
    content->reader->state.scale = percent / 100;
    return 0;
}

static int run_Tr(struct text_content *content)
{
    const struct pdf_value *mode = last(content, 0);

    if (mode->type != PDF_INTEGER)
        return wrong_operands(content);
    content->reader->state.mode = mode->integer;
    return 0;
}

/* Fonts are read once a file: the dictionary's place in memory is its name. */
static int find_font(struct text_reader *reader, const struct pdf_value *dictionary,
                     const struct pdf_font **ret_font)
{
    struct text_font **bucket = &reader->fonts[(uintptr_t)dictionary / 16 % TEXT_FONT_BUCKETS];
    struct text_font *known;
    int r;

    for (known = *bucket; known; known = known->next) {
        if (known->dictionary == dictionary) {
            *ret_font = known->font;
            return 0;
        }
    }
    known = arena_new_of(pdf_arena(reader->file), struct text_font);
    if (!known)
        return ERR_NOMEM;
    r = pdf_font_load(reader->file, dictionary, reader->page, &known->font);
    if (r)
        return r;
    known->dictionary = dictionary;
    known->next = *bucket;
    *bucket = known;
    *ret_font = known->font;
    return 0;
}

static int use_font(struct text_content *content, const struct pdf_value *dictionary, int64_t size)
{
    struct text_state *state = &content->reader->state;

    state->size = size;
    state->font = NULL;
    if (!dictionary || dictionary->type != PDF_DICTIONARY)
        return text_irregular(content->reader, "a font is not in the resources");
    return find_font(content->reader, dictionary, &state->font);
}

static int run_Tf(struct text_content *content)
{
    const struct pdf_value *name = last(content, 1);
    int64_t size;

    if (name->type != PDF_NAME || !number(content, 0, &size))
        return wrong_operands(content);
    return use_font(content, resource(content, "Font", name->name), size);
}

/* Of the graphics state parameters only /Font concerns text (table 58). */
static int run_gs(struct text_content *content)
{
    struct pdf_file *file = content->reader->file;
    const struct pdf_value *name = last(content, 0);
    const struct pdf_value *font;
    int64_t size;

    if (name->type != PDF_NAME)
        return wrong_operands(content);
    font = pdf_get_typed(file, resource(content, "ExtGState", name->name), "Font", PDF_ARRAY);
    if (!font || !pdf_milli(pdf_item(file, font, 1), &size))
        return 0;
    return use_font(content, pdf_item(file, font, 0), fixed_of_milli(size));
}

static void move_line(struct text_reader *reader, int64_t x, int64_t y)
{
    struct text_point point = matrix_apply(&reader->line, x, y);

    reader->line.e = point.x;
    reader->line.f = point.y;
    reader->text = reader->line;
}

static int run_Td(struct text_content *content)
{
    int64_t x, y;

    if (!number(content, 1, &x) || !number(content, 0, &y))
        return wrong_operands(content);
    move_line(content->reader, x, y);
    return 0;
}

static int run_TD(struct text_content *content)
{
    int64_t y;

    if (!number(content, 0, &y))
        return wrong_operands(content);
    content->reader->state.leading = -y;
    return run_Td(content);
}

static int run_Tm(struct text_content *content)
{
    struct text_matrix matrix;

    if (!matrix_operand(content, &matrix))
        return wrong_operands(content);
    content->reader->text = content->reader->line = matrix;
    return 0;
}

static int run_next_line(struct text_content *content)
{
    move_line(content->reader, 0, -content->reader->state.leading);
    return 0;
}

/* ---- Showing (9.4.3) ---- */

static int run_Tj(struct text_content *content)
{
    const struct pdf_value *string = last(content, 0);

    if (string->type != PDF_STRING)
        return wrong_operands(content);
    return text_show(content->reader, string->string);
}

static int run_TJ(struct text_content *content)
{
    const struct pdf_value *array = last(content, 0);
    int64_t milli;
    int r = 0;

    if (array->type != PDF_ARRAY)
        return wrong_operands(content);
    for (size_t i = 0; i < array->array.count && !r; i++) {
        const struct pdf_value *item = array->array.items[i];

        if (item->type == PDF_STRING)
            r = text_show(content->reader, item->string);
        else if (pdf_milli(item, &milli))
            text_adjust(content->reader, milli);
        else
            r = wrong_operands(content);
    }
    return r;
}

static int run_quote(struct text_content *content)
{
    run_next_line(content);
    return run_Tj(content);
}

static int run_double_quote(struct text_content *content)
{
    struct text_state *state = &content->reader->state;

    if (!number(content, 2, &state->word_space) || !number(content, 1, &state->character_space))
        return wrong_operands(content);
    return run_quote(content);
}

/* ---- Images and forms (8.8, 8.10) ---- */

static int run_BI(struct text_content *content)
{
    int r = text_skip_image(content);

    content->reader->images++;
    return r;
}

static struct text_matrix form_matrix(struct pdf_file *file, const struct pdf_value *form)
{
    const struct pdf_value *array = pdf_get_typed(file, form, "Matrix", PDF_ARRAY);
    struct text_matrix matrix = text_identity;
    int64_t *const members[] = {&matrix.a, &matrix.b, &matrix.c, &matrix.d, &matrix.e, &matrix.f};
    int64_t milli;

    for (size_t i = 0; i < 6 && array; i++)
        if (pdf_milli(pdf_item(file, array, i), &milli))
            *members[i] = fixed_of_milli(milli);
    return matrix;
}

static int run_form(struct text_content *content, const struct pdf_value *form)
{
    struct text_reader *reader = content->reader;
    const struct pdf_value *resources = pdf_get(reader->file, form, "Resources");
    struct text_matrix matrix = form_matrix(reader->file, form);
    struct text_matrix text = reader->text, line = reader->line;
    struct text_state state = reader->state;
    struct slice bytes;
    int r;

    if (reader->forms >= TEXT_FORMS_MAX)
        return pdf_limited(reader->file, "limit.depth", TEXT_FORMS_MAX + 1, TEXT_FORMS_MAX);
    r = pdf_stream_data(reader->file, form, &bytes);
    if (r)
        return text_undecodable(reader, r);
    reader->forms++;
    reader->state.ctm = matrix_mul(&matrix, &reader->state.ctm);
    /* a form without resources of its own uses the page's (8.10.1, obsolete but met) */
    r = text_read_content(reader, resources ? resources : content->resources, bytes);
    reader->forms--;
    reader->state = state;
    reader->text = text;
    reader->line = line;
    return r;
}

static int run_Do(struct text_content *content)
{
    const struct pdf_value *name = last(content, 0);
    const struct pdf_value *object, *subtype;

    if (name->type != PDF_NAME)
        return wrong_operands(content);
    object = resource(content, "XObject", name->name);
    subtype = pdf_get(content->reader->file, object, "Subtype");
    if (!object || object->type != PDF_STREAM)
        return text_irregular(content->reader, "an XObject is not in the resources");
    if (pdf_is_name(subtype, "Image"))
        content->reader->images++;
    return pdf_is_name(subtype, "Form") ? run_form(content, object) : 0;
}

/* ---- The table ---- */

/* Sorted by name, for the search. */
static const struct text_operator operators[] = {
    {"\"", 3, run_double_quote},
    {"'", 1, run_quote},
    {"B", 0, NULL},
    {"B*", 0, NULL},
    {"BDC", 2, NULL},
    {"BI", 0, run_BI},
    {"BMC", 1, NULL},
    {"BT", 0, run_BT},
    {"BX", 0, NULL},
    {"CS", 1, NULL},
    {"DP", 2, NULL},
    {"Do", 1, run_Do},
    {"EMC", 0, NULL},
    {"ET", 0, NULL},
    {"EX", 0, NULL},
    {"F", 0, NULL},
    {"G", 1, NULL},
    {"J", 1, NULL},
    {"K", 4, NULL},
    {"M", 1, NULL},
    {"MP", 1, NULL},
    {"Q", 0, run_Q},
    {"RG", 3, NULL},
    {"S", 0, NULL},
    {"SC", 1, NULL},
    {"SCN", 1, NULL},
    {"T*", 0, run_next_line},
    {"TD", 2, run_TD},
    {"TJ", 1, run_TJ},
    {"TL", 1, run_TL},
    {"Tc", 1, run_Tc},
    {"Td", 2, run_Td},
    {"Tf", 2, run_Tf},
    {"Tj", 1, run_Tj},
    {"Tm", 6, run_Tm},
    {"Tr", 1, run_Tr},
    {"Ts", 1, run_Ts},
    {"Tw", 1, run_Tw},
    {"Tz", 1, run_Tz},
    {"W", 0, NULL},
    {"W*", 0, NULL},
    {"b", 0, NULL},
    {"b*", 0, NULL},
    {"c", 6, NULL},
    {"cm", 6, run_cm},
    {"cs", 1, NULL},
    {"d", 2, NULL},
    {"d0", 2, NULL},
    {"d1", 6, NULL},
    {"f", 0, NULL},
    {"f*", 0, NULL},
    {"g", 1, NULL},
    {"gs", 1, run_gs},
    {"h", 0, NULL},
    {"i", 1, NULL},
    {"j", 1, NULL},
    {"k", 4, NULL},
    {"l", 2, NULL},
    {"m", 2, NULL},
    {"n", 0, NULL},
    {"q", 0, run_q},
    {"re", 4, NULL},
    {"rg", 3, NULL},
    {"ri", 1, NULL},
    {"s", 0, NULL},
    {"sc", 1, NULL},
    {"scn", 1, NULL},
    {"sh", 1, NULL},
    {"v", 4, NULL},
    {"w", 1, NULL},
    {"y", 4, NULL},
};

static const struct text_operator *find_operator(struct slice name)
{
    size_t low = 0, high = sizeof operators / sizeof operators[0];

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *other = operators[middle].name;
        int order = strncmp((const char *)name.data, other, name.size);

        if (order == 0 && other[name.size] == '\0')
            return &operators[middle];
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static int run_operator(struct text_content *content, struct slice name)
{
    struct text_reader *reader = content->reader;
    const struct text_operator *operator= find_operator(name);

    if (reader->operators++ >= TEXT_OPERATORS_MAX)
        return pdf_limited(reader->file, "limit.objects", reader->operators, TEXT_OPERATORS_MAX);
    if (!operator)
        return text_irregular(reader, "a content stream has an unknown operator");
    if (content->count < operator->operands)
        return wrong_operands(content);
    return operator->run ? operator->run(content) : 0;
}

/* The next operand or operator. `*ret_more` is false at the end of the stream. */
static int step(struct text_content *content, bool *ret_more)
{
    const struct pdf_value *value;
    struct slice name;
    int r = pdf_parser_value(&content->parser, false, &value);

    if (r == 0) {
        if (content->count >= TEXT_OPERANDS_MAX)
            return ERR_SYNTAX;
        content->operands[content->count++] = value;
        return 0;
    }
    if (r == ERR_LIMIT)
        return pdf_failed(content->reader->file, r, 0, NULL);
    if (r != ERR_NOT_FOUND)
        return r;
    name = pdf_parser_keyword(&content->parser);
    if (name.size == 0) {
        *ret_more = false;
        return content->parser.at < content->parser.bytes.size ? ERR_SYNTAX : 0;
    }
    r = run_operator(content, name);
    content->count = 0;
    return r;
}

int text_read_content(struct text_reader *reader, const struct pdf_value *resources,
                      struct slice bytes)
{
    struct text_content content = {
        .reader = reader, .resources = resources, .floor = reader->depth};
    struct arena *scratch = NULL;
    bool more = true;
    int r = 0;

    pdf_parser_init(&content.parser, NULL, bytes, 0);
    while (more && !r) {
        /* operands live until their operator has run */
        if (!scratch || (content.count == 0 && arena_used(scratch) > SCRATCH_MAX)) {
            arena_free(scratch);
            scratch = content.parser.arena = arena_new(0);
            if (!scratch)
                return ERR_NOMEM;
        }
        r = step(&content, &more);
    }
    arena_free(scratch);
    reader->depth = content.floor;
    if (r == ERR_SYNTAX)
        return text_irregular(reader, "a content stream is not well-formed");
    return r;
}
