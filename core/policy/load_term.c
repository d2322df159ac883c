#include "base/error.h"
#include "policy/claim.h"
#include "policy/load.h"

static const struct {
    const char *name;
    enum which_crossing which;
    const char *direction;
} which_crossings[] = {
    {"last_crossing", WHICH_LAST, NULL}, {"first_crossing", WHICH_FIRST, NULL},
    {"last_entry", WHICH_LAST, "entry"}, {"first_entry", WHICH_FIRST, "entry"},
    {"last_exit", WHICH_LAST, "exit"},   {"first_exit", WHICH_FIRST, "exit"},
};

/* A term's text taken apart: `subject.claim of object`. */
struct words {
    const struct config_node *node;
    struct slice subject;
    struct slice claim;  /* empty where there is no dot */
    struct slice object; /* empty where there is no " of " */
};

static size_t find_text(struct slice text, const char *part)
{
    size_t size = strlen(part);

    for (size_t at = 0; at + size <= text.size; at++)
        if (memcmp(text.data + at, part, size) == 0)
            return at;
    return text.size;
}

static struct words split(const struct config_node *node, struct slice text)
{
    struct words words = {.node = node};
    size_t of = find_text(text, " of "), dot;

    if (of < text.size)
        words.object = slice_sub(text, of + 4, text.size);
    text = slice_sub(text, 0, of);
    dot = find_text(text, ".");
    words.subject = slice_sub(text, 0, dot);
    if (dot < text.size)
        words.claim = slice_sub(text, dot + 1, text.size);
    return words;
}

int loader_no_memory(struct loader *loader)
{
    return config_fail_at(ERR_NOMEM, loader->error,
                          (struct config_place){loader->policy->file, 0, 0}, "out of memory");
}

bool loader_find_fact(const struct loader *loader, struct slice name, size_t *ret_index)
{
    for (size_t i = 0; i < loader->policy->fact_count; i++) {
        if (slice_is(name, loader->policy->facts[i].name)) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

static bool find_role(const struct loader *loader, struct slice name, size_t *ret_index)
{
    for (size_t i = 0; i < loader->policy->role_count; i++) {
        if (slice_is(name, loader->policy->roles[i].name)) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

/* ---- References ---- */

static int no_such_claim(struct loader *loader, const struct words *words)
{
    return config_fail(words->node, loader->error, "'%.*s' has no '%.*s'", (int)words->subject.size,
                       (const char *)words->subject.data, (int)words->claim.size,
                       (const char *)words->claim.data);
}

static int set_crossing(struct loader *loader, const struct words *words, struct term *term)
{
    term->claim = claim_of_crossing(words->claim);
    if (!term->claim)
        return no_such_claim(loader, words);
    term->type = term->claim->type;
    for (size_t i = 0; i < sizeof which_crossings / sizeof *which_crossings; i++) {
        if (slice_is(words->object, which_crossings[i].name)) {
            term->which = which_crossings[i].which;
            term->direction = which_crossings[i].direction;
            return 0;
        }
    }
    return config_fail(words->node, loader->error,
                       "after 'of': last_crossing, first_crossing, last_entry, first_entry, "
                       "last_exit or first_exit");
}

static int set_extra(struct loader *loader, const struct words *words, struct term *term)
{
    const struct policy_role *role = &loader->policy->roles[term->index];

    for (size_t i = 0; i < role->extra_count; i++) {
        if (slice_is(words->claim, role->extras[i].name)) {
            term->extra = role->extras[i].name;
            term->type = role->extras[i].type;
            return 0;
        }
    }
    return no_such_claim(loader, words);
}

static int refer_document(struct loader *loader, const struct words *words, struct term *term)
{
    if (words->claim.size == 0)
        return config_fail(words->node, loader->error,
                           "'%.*s' is a document; write which claim of it",
                           (int)words->subject.size, (const char *)words->subject.data);
    if (words->object.size > 0) {
        term->kind = TERM_CLAIM_OF;
        return set_crossing(loader, words, term);
    }
    term->kind = TERM_CLAIM;
    term->claim = claim_of_report(words->claim);
    if (!term->claim)
        return set_extra(loader, words, term);
    term->type = term->claim->type;
    return 0;
}

static int refer_held(struct loader *loader, const struct words *words, struct term *term)
{
    term->kind = TERM_HELD;
    term->claim = claim_of_held(words->claim);
    if (!term->claim)
        return no_such_claim(loader, words);
    if (words->object.size == 0)
        return config_fail(words->node, loader->error, "which document? write '%.*s.%.*s of KIND'",
                           (int)words->subject.size, (const char *)words->subject.data,
                           (int)words->claim.size, (const char *)words->claim.data);
    term->type = term->claim->type;
    term->kind_held =
        arena_strndup(loader->arena, (const char *)words->object.data, words->object.size);
    return term->kind_held ? 0 : loader_no_memory(loader);
}

static int refer_fact(struct loader *loader, const struct words *words, struct term *term)
{
    enum value_type type = loader->policy->facts[term->index].type;

    term->kind = TERM_FACT;
    term->type = type;
    if (words->claim.size == 0 && words->object.size == 0)
        return 0;
    if (words->claim.size > 0 && type == VALUE_DOCUMENTS)
        return refer_held(loader, words, term);
    if (words->claim.size > 0 && words->object.size > 0 && type == VALUE_CROSSINGS) {
        term->kind = TERM_FACT_OF;
        return set_crossing(loader, words, term);
    }
    if (words->claim.size == 0 || words->object.size > 0 || type != VALUE_PERSON)
        return no_such_claim(loader, words);
    term->kind = TERM_MEMBER;
    term->claim = claim_of_person(words->claim);
    if (!term->claim)
        return no_such_claim(loader, words);
    term->type = term->claim->type;
    return 0;
}

int loader_reference(struct loader *loader, const struct config_node *node, struct slice text,
                     struct term *ret_term)
{
    struct words words = split(node, text);
    struct term term = {.type = VALUE_TIME, .kind = TERM_AS_OF};
    int r;

    term.text = arena_strndup(loader->arena, (const char *)text.data, text.size);
    if (!term.text)
        return loader_no_memory(loader);
    if (slice_is(text, "as_of"))
        r = 0;
    else if (loader_find_fact(loader, words.subject, &term.index))
        r = refer_fact(loader, &words, &term);
    else if (find_role(loader, words.subject, &term.index))
        r = refer_document(loader, &words, &term);
    else
        return ERR_NOT_FOUND;
    if (r == 0)
        *ret_term = term;
    return r;
}

/* ---- Terms ---- */

/* The type of a literal: the only one allowed; a day and a time do not look alike. */
static enum value_type literal_type(unsigned types, struct slice text)
{
    if (types == VALUE_MOMENT)
        return text.size == 10 ? VALUE_DAY : VALUE_TIME;
    for (int type = VALUE_DAY; type <= VALUE_DOCUMENTS; type++)
        if (types == VALUE_BIT(type))
            return (enum value_type)type;
    return VALUE_TEXT;
}

/* "day or time" */
static const char *types_text(struct loader *loader, unsigned types)
{
    const char *text = "";

    for (int type = VALUE_DAY; text && type <= VALUE_DOCUMENTS; type++)
        if (types & VALUE_BIT(type))
            text = arena_printf(loader->arena, "%s%s%s", text, *text ? " or " : "",
                                value_type_name((enum value_type)type));
    return text ? text : "value";
}

static int read_literal(struct loader *loader, const struct config_node *node, struct slice text,
                        unsigned types, struct term *term)
{
    enum value_type type = literal_type(types, text);

    *term = (struct term){.kind = TERM_LITERAL, .type = type};
    term->text = arena_strndup(loader->arena, (const char *)text.data, text.size);
    if (!term->text)
        return loader_no_memory(loader);
    if (value_parse(type, term->text, &term->literal) < 0)
        return config_fail(node, loader->error,
                           "'%s' is no %s, and neither a fact of this policy nor a claim of one "
                           "of its documents",
                           term->text, types_text(loader, types));
    return 0;
}

int loader_term_text(struct loader *loader, const struct config_node *node, struct slice text,
                     unsigned types, struct term *ret_term)
{
    int r = loader_reference(loader, node, text, ret_term);

    if (r == ERR_NOT_FOUND)
        return read_literal(loader, node, text, types, ret_term);
    if (r == 0 && !(types & VALUE_BIT(ret_term->type)))
        return config_fail(node, loader->error, "'%s' is of type %s; expected %s", ret_term->text,
                           value_type_name(ret_term->type), types_text(loader, types));
    return r;
}

int loader_term(struct loader *loader, const struct config_node *node, unsigned types,
                struct term *ret_term)
{
    if (node->kind != CONFIG_SCALAR || node->is_null)
        return config_fail(node, loader->error, "expected a %s", types_text(loader, types));
    return loader_term_text(loader, node, node->text, types, ret_term);
}

/* ---- Other parameters ---- */

int loader_check(struct loader *loader, const struct config_node *node,
                 const struct config_field *fields)
{
    return config_check(node, fields, loader->error);
}

int loader_duration(struct loader *loader, const struct config_node *node,
                    struct duration *ret_duration)
{
    int r = ERR_SYNTAX;

    if (node->kind == CONFIG_SCALAR && !node->is_null)
        r = duration_parse(node->text, ret_duration);
    if (r == ERR_LIMIT)
        return config_fail(node, loader->error, "longer than %d of any unit", DURATION_COUNT_MAX);
    if (r < 0)
        return config_fail(node, loader->error,
                           "expected a number and minutes, hours, days, working_days(HK), "
                           "working_days(CN), weeks, months or years, such as '5 years'");
    return 0;
}

int loader_role(struct loader *loader, const struct config_node *node, size_t *ret_index)
{
    if (node->kind != CONFIG_SCALAR || node->is_null)
        return config_fail(node, loader->error, "expected the name of a document");
    if (!find_role(loader, node->text, ret_index))
        return config_fail(node, loader->error, "'%s' is not among this policy's documents",
                           (const char *)node->text.data);
    return 0;
}

int loader_fact(struct loader *loader, const struct config_node *node, unsigned types,
                size_t *ret_index)
{
    enum value_type type;

    if (node->kind != CONFIG_SCALAR || node->is_null)
        return config_fail(node, loader->error, "expected the name of a fact");
    if (!loader_find_fact(loader, node->text, ret_index))
        return config_fail(node, loader->error, "'%s' is not among this policy's facts",
                           (const char *)node->text.data);
    type = loader->policy->facts[*ret_index].type;
    if (!(types & VALUE_BIT(type)))
        return config_fail(node, loader->error, "'%s' is of type %s; expected %s",
                           (const char *)node->text.data, value_type_name(type),
                           types_text(loader, types));
    return 0;
}
