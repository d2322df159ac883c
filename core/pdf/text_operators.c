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

/* Of the graphics state parameters only /Font concerns text (table 58). */
static int run_gs(struct text_content *content)
{
    struct pdf_file *file = content->reader->file;
    const struct pdf_value *name = text_operand(content, 0);
    const struct pdf_value *font;
    int64_t size;

    if (name->type != PDF_NAME)
        return text_wrong_operands(content);
    font = pdf_get_typed(file, text_resource(content, "ExtGState", name->name), "Font", PDF_ARRAY);
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

/* An image fills the unit square of its space (8.9.5.1). */
static int add_picture(struct text_reader *reader)
{
    const struct text_matrix *m = &reader->state.ctm;
    struct pdf_picture *pictures;
    struct pdf_box box = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};

    reader->images++;
    if (reader->picture_count >= TEXT_PICTURES_MAX)
        return 0;
    for (int corner = 0; corner < 4; corner++) {
        struct text_point point =
            matrix_apply(m, corner & 1 ? FIXED_ONE : 0, corner & 2 ? FIXED_ONE : 0);
        int32_t x = fixed_to_milli(point.x), y = fixed_to_milli(point.y);

        box.left = x < box.left ? x : box.left;
        box.right = x > box.right ? x : box.right;
        box.top = y < box.top ? y : box.top;
        box.bottom = y > box.bottom ? y : box.bottom;
    }
    pictures = arena_grow(pdf_arena(reader->file), reader->pictures, reader->picture_count,
                          &reader->picture_capacity, sizeof *pictures);
    if (!pictures)
        return ERR_NOMEM;
    reader->pictures = pictures;
    pictures[reader->picture_count++] = (struct pdf_picture){reader->page, box};
    return 0;
}

static int run_BI(struct text_content *content)
{
    int r = text_skip_image(content);

    return r ? r : add_picture(content->reader);
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
    const struct pdf_value *name = text_operand(content, 0);
    const struct pdf_value *object, *subtype;

    if (name->type != PDF_NAME)
        return text_wrong_operands(content);
    object = text_resource(content, "XObject", name->name);
    subtype = pdf_get(content->reader->file, object, "Subtype");
    if (!object || object->type != PDF_STREAM)
        return text_irregular(content->reader, "an XObject is not in the resources");
    if (pdf_is_name(subtype, "Image"))
        return add_picture(content->reader);
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
