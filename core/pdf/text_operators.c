/*
 * The operators of content streams (ISO 32000-1 annex A): a table says how many operands each
 * needs and what is done. Those that neither show text nor move it are in the table so that
 * a lack of operands is noticed there as well.
 */
#include "pdf/text_impl.h"

#include "base/error.h"
#include "pdf/file.h"

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

    if (!text_matrix_operand(content, &matrix))
        return text_wrong_operands(content);
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
    return text_number(content, 0, ret) ? 0 : text_wrong_operands(content);
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

    if (!text_number(content, 0, &percent))
        return text_wrong_operands(content);
    content->reader->state.scale = percent / 100;
    return 0;
}

static int run_Tr(struct text_content *content)
{
    const struct pdf_value *mode = text_operand(content, 0);

    if (mode->type != PDF_INTEGER)
        return text_wrong_operands(content);
    content->reader->state.mode = mode->integer;
    return 0;
}

/* Fonts are read once a file: the dictionary's place in memory is its name. */
static int find_font(struct text_reader *reader, const struct pdf_value *dictionary,
                     struct pdf_font **ret_font)
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
    const struct pdf_value *name = text_operand(content, 1);
    int64_t size;

    if (name->type != PDF_NAME || !text_number(content, 0, &size))
        return text_wrong_operands(content);
    return use_font(content, text_resource(content, "Font", name->name), size);
}

/* Of the graphics state parameters /Font concerns text (table 57), others whether it is seen. */
static int run_gs(struct text_content *content)
{
    struct pdf_file *file = content->reader->file;
    const struct pdf_value *name = text_operand(content, 0);
    const struct pdf_value *dictionary, *font;
    int64_t size;

    if (name->type != PDF_NAME)
        return text_wrong_operands(content);
    dictionary = text_resource(content, "ExtGState", name->name);
    text_use_graphics_state(content->reader, dictionary);
    font = pdf_get_typed(file, dictionary, "Font", PDF_ARRAY);
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

    if (!text_number(content, 1, &x) || !text_number(content, 0, &y))
        return text_wrong_operands(content);
    move_line(content->reader, x, y);
    return 0;
}

static int run_TD(struct text_content *content)
{
    int64_t y;

    if (!text_number(content, 0, &y))
        return text_wrong_operands(content);
    content->reader->state.leading = -y;
    return run_Td(content);
}

static int run_Tm(struct text_content *content)
{
    struct text_matrix matrix;

    if (!text_matrix_operand(content, &matrix))
        return text_wrong_operands(content);
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
    const struct pdf_value *string = text_operand(content, 0);

    if (string->type != PDF_STRING)
        return text_wrong_operands(content);
    return text_show(content->reader, string->string);
}

static int run_TJ(struct text_content *content)
{
    const struct pdf_value *array = text_operand(content, 0);
    int64_t milli;
    int r = 0;

    if (array->type != PDF_ARRAY)
        return text_wrong_operands(content);
    for (size_t i = 0; i < array->array.count && !r; i++) {
        const struct pdf_value *item = array->array.items[i];

        if (item->type == PDF_STRING)
            r = text_show(content->reader, item->string);
        else if (pdf_milli(item, &milli))
            text_adjust(content->reader, milli);
        else
            r = text_wrong_operands(content);
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

    if (!text_number(content, 2, &state->word_space) ||
        !text_number(content, 1, &state->character_space))
        return text_wrong_operands(content);
    return run_quote(content);
}

/* ---- Images and forms (8.8, 8.10) ---- */

static int run_BI(struct text_content *content)
{
    int r = text_skip_image(content);

    return r ? r : text_add_picture(content->reader, NULL);
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
    size_t marked = reader->marked;
    struct slice bytes;
    int r;

    if (reader->forms >= TEXT_FORMS_MAX)
        return pdf_limited(reader->file, "limit.depth", TEXT_FORMS_MAX + 1, TEXT_FORMS_MAX);
    r = pdf_stream_data(reader->file, form, &bytes);
    if (r)
        return text_undecodable(reader, r);
    reader->forms++;
    text_begin_marked(reader, pdf_peek(form, "OC")); /* around all of it */
    reader->state.ctm = matrix_mul(&matrix, &reader->state.ctm);
    text_clip_form(reader, form);
    if (pdf_get(reader->file, form, "Group")) { /* painted as a whole, as opaque as it fills now */
        reader->state.group_clear |= reader->state.fill.clear;
        reader->state.fill.clear = reader->state.stroke.clear = false;
    }
    /* a form without resources of its own uses the page's (8.10.1, obsolete but met) */
    r = text_read_content(reader, resources ? resources : content->resources, bytes);
    reader->forms--;
    reader->marked = marked + 1; /* what it left open ends with it */
    text_end_marked(reader);
    reader->state = state;
    reader->text = text;
    reader->line = line;
    return r;
}

static int run_Do(struct text_content *content)
{
    const struct pdf_value *name = text_operand(content, 0);
    const struct pdf_value *object, *subtype;

    if (name->type != PDF_NAME)
        return text_wrong_operands(content);
    object = text_resource(content, "XObject", name->name);
    subtype = pdf_get(content->reader->file, object, "Subtype");
    if (!object || object->type != PDF_STREAM)
        return text_irregular(content->reader, "an XObject is not in the resources");
    if (pdf_is_name(subtype, "Image"))
        return text_add_picture(content->reader, object);
    return pdf_is_name(subtype, "Form") ? run_form(content, object) : 0;
}

/* ---- The table ---- */

/* Sorted by name, for the search. */
static const struct text_operator operators[] = {
    {"\"", 3, run_double_quote},
    {"'", 1, run_quote},
    {"B", 0, text_run_paint},
    {"B*", 0, text_run_paint},
    {"BDC", 2, text_run_mark},
    {"BI", 0, run_BI},
    {"BMC", 1, text_run_mark},
    {"BT", 0, run_BT},
    {"BX", 0, NULL},
    {"CS", 1, text_run_stroke_space},
    {"DP", 2, NULL},
    {"Do", 1, run_Do},
    {"EMC", 0, text_run_unmark},
    {"ET", 0, NULL},
    {"EX", 0, NULL},
    {"F", 0, text_run_paint},
    {"G", 1, text_run_stroke_gray},
    {"J", 1, NULL},
    {"K", 4, text_run_stroke_cmyk},
    {"M", 1, NULL},
    {"MP", 1, NULL},
    {"Q", 0, run_Q},
    {"RG", 3, text_run_stroke_rgb},
    {"S", 0, text_run_stroke},
    {"SC", 1, text_run_stroke_colour},
    {"SCN", 1, text_run_stroke_colour},
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
    {"W", 0, text_run_clip},
    {"W*", 0, text_run_clip},
    {"b", 0, text_run_paint},
    {"b*", 0, text_run_paint},
    {"c", 6, text_run_path},
    {"cm", 6, run_cm},
    {"cs", 1, text_run_space},
    {"d", 2, NULL},
    {"d0", 2, NULL},
    {"d1", 6, NULL},
    {"f", 0, text_run_paint},
    {"f*", 0, text_run_paint},
    {"g", 1, text_run_gray},
    {"gs", 1, run_gs},
    {"h", 0, NULL},
    {"i", 1, NULL},
    {"j", 1, NULL},
    {"k", 4, text_run_cmyk},
    {"l", 2, text_run_path},
    {"m", 2, text_run_path},
    {"n", 0, text_run_end},
    {"q", 0, run_q},
    {"re", 4, text_run_rectangle},
    {"rg", 3, text_run_rgb},
    {"ri", 1, NULL},
    {"s", 0, text_run_stroke},
    {"sc", 1, text_run_colour},
    {"scn", 1, text_run_colour},
    {"sh", 1, text_run_shading},
    {"v", 4, text_run_path},
    {"w", 1, text_run_width},
    {"y", 4, text_run_path},
};

/* A name as a number that sorts as the name does. */
static uint32_t key_of(const char name[TEXT_OPERATOR_NAME])
{
    return (uint32_t)(uint8_t)name[0] << 24 | (uint32_t)(uint8_t)name[1] << 16 |
           (uint32_t)(uint8_t)name[2] << 8 | (uint8_t)name[3];
}

const struct text_operator *text_find_operator(struct slice name)
{
    size_t low = 0, high = sizeof operators / sizeof operators[0];
    char padded[TEXT_OPERATOR_NAME] = {0};
    uint32_t key;

    if (name.size >= TEXT_OPERATOR_NAME)
        return NULL;
    memcpy(padded, name.data, name.size);
    key = key_of(padded);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t other = key_of(operators[middle].name);

        if (other == key)
            return &operators[middle];
        if (other < key)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
