#include "render/words.h"

#include "base/buffer.h"
#include "base/error.h"
#include "render/quantity.h"
#include "render/render.h"

/*
 * Which params are codes that have words, and of which group: word.GROUP.CODE; of "", the code
 * alone, as a check's name is its title; of "=" none, because somebody has to write the code. Of
 * several groups the first one that has the word. Of "unit", the last word of a quantity. Of
 * "unit", "value" and "authority", what has no word stays as somebody wrote it.
 */
static const struct {
    const char *predicate; /* NULL: of any */
    const char *param;
    const char *group;
} vocabulary[] = {
    {"compare", "relation", "relation"},
    {NULL, "relation", "bound"},
    {NULL, "kind", "paper"},
    {NULL, "form", "form"},
    {NULL, "channel", "channel"},
    {NULL, "document_kind", "permit"},
    {NULL, "state", "state"},
    {NULL, "territory", "territory"},
    {NULL, "towards", "territory"},
    {NULL, "direction", "direction"},
    {NULL, "each", "each"},
    {NULL, "agree", "field"},
    {NULL, "near", "field"},
    {NULL, "differ", "field"},
    {NULL, "absent", "field"},
    {NULL, "fields", "field"},
    {NULL, "permit", "row"},
    {NULL, "checks", ""},
    {NULL, "missing", "="},
    {NULL, "count", "measure"},
    {NULL, "question", "question"},
    {"judged", "by", "authority"},
    {NULL, "kinds", "paper"},
    {NULL, "fields", "field"},
    {NULL, "type", "type"},
    {NULL, "wanted", "unit"},
    {NULL, "wanted", "form"},
    {NULL, "wanted", "channel"},
    {"days", "found", "unit"},
    {"interval", "found", "unit"},
    {"presented", "days", "unit"},
    {NULL, "gaps", "unit"},
    {NULL, "length", "unit"},
    {"fee", "name", "term"},
    {"term", "name", "term"},
    {"term", "value", "unit"},
    {"outlook", "to", "outcome"},
    {"compare", "right", "value"},
    {"compare", "found", "value"},
};

/* The index of the next group of a param from `at` on; the number of them where there is none. */
static size_t next_group(const char *predicate, const char *param, size_t at)
{
    for (; at < sizeof vocabulary / sizeof *vocabulary; at++)
        if (strcmp(vocabulary[at].param, param) == 0 &&
            (!vocabulary[at].predicate || strcmp(vocabulary[at].predicate, predicate) == 0))
            break;
    return at;
}

static bool has_group(const char *predicate, const char *param)
{
    return next_group(predicate, param, 0) < sizeof vocabulary / sizeof *vocabulary;
}

/* Groups whose codes without a word were written by somebody, or have to be. */
static bool keeps_code(const char *group)
{
    return strcmp(group, "=") == 0 || strcmp(group, "unit") == 0 || strcmp(group, "value") == 0 ||
           strcmp(group, "authority") == 0;
}

/* The words for a unit in the form that its amount asks for, with that as {n}; or NULL. */
const char *words_quantity(struct words *words, struct slice quantity)
{
    size_t amount = quantity_amount_size(quantity);
    struct report_param n = {"n", NULL};
    const struct report_params params = {&n, 1};
    const char *form = quantity_form(slice_sub(quantity, 0, amount)), *unit, *id;

    if (amount == 0)
        return NULL;
    n.value = arena_strndup(words->arena, (const char *)quantity.data, amount - 1); /* no space */
    unit = arena_printf(words->arena, "word.unit.%.*s", (int)(quantity.size - amount),
                        (const char *)quantity.data + amount);
    id = unit ? arena_printf(words->arena, "%s%s", unit, form) : NULL;
    if (id && !catalogues_find(words->catalogues, words->language, id))
        id = unit;
    if (!n.value || !id || !catalogues_find(words->catalogues, words->language, id))
        return NULL;
    return render_message(words->arena, words->catalogues, words->language, id, &params);
}

/* The words that the catalogue has for a code, or NULL. */
static const char *word_of(struct words *words, const char *group, struct slice code)
{
    const char *id;

    if (group[0] == '=')
        return NULL;
    if (strcmp(group, "unit") == 0)
        return words_quantity(words, code);
    id = arena_printf(words->arena, "%s%s%s%.*s", group[0] ? "word." : "", group,
                      group[0] ? "." : "", (int)code.size, (const char *)code.data);
    return id ? catalogues_find(words->catalogues, words->language, id) : NULL;
}

/* The catalogue's words for a code, else the code with spaces. */
static void append_word(struct words *words, const char *predicate, const char *param,
                        struct slice code, struct buffer *out)
{
    size_t count = sizeof vocabulary / sizeof *vocabulary;
    const char *text = NULL;
    bool is_kept = true;

    for (size_t i = next_group(predicate, param, 0); i < count && !text;
         i = next_group(predicate, param, i + 1)) {
        text = word_of(words, vocabulary[i].group, code);
        is_kept = keeps_code(vocabulary[i].group);
    }
    for (size_t i = 0; i < code.size && !text; i++)
        buffer_append_byte(out, code.data[i] == '_' && !is_kept ? ' ' : code.data[i]);
    if (text)
        buffer_append_str(out, text);
}

/* What stands between the parts of a list: not everywhere a comma. */
static const char *separator_of(struct words *words)
{
    const char *text = catalogues_find(words->catalogues, words->language, "word.list.separator");

    return text ? text : ", ";
}

/* Each code of a list. */
const char *words_list(struct words *words, const char *predicate, const char *param,
                       const char *codes)
{
    struct buffer out;
    const char *text = NULL;

    buffer_init(&out, 0);
    for (const char *at = codes; *at;) {
        size_t size = strcspn(at, ",");

        append_word(words, predicate, param, slice_of(at, size), &out);
        at += size;
        if (*at) {
            buffer_append_str(&out, separator_of(words));
            at += 1 + strspn(at + 1, " ");
        }
    }
    if (!buffer_error(&out))
        text = arena_strndup(words->arena, (const char *)out.data, out.size);
    buffer_done(&out);
    return text;
}

/* The params as they stand in a sentence, with room for `extra` more at the end. */
struct report_param *words_params(struct words *words, const char *predicate,
                                  const struct report_params *params, size_t extra)
{
    struct report_param *copy =
        arena_array(words->arena, struct report_param, params->count + extra + 1);

    for (size_t i = 0; copy && i < params->count; i++) {
        copy[i] = params->items[i];
        if (has_group(predicate, copy[i].name))
            copy[i].value = words_list(words, predicate, copy[i].name, copy[i].value);
        if (!copy[i].value)
            copy = NULL;
    }
    if (!copy)
        words->error = ERR_NOMEM;
    return copy;
}
