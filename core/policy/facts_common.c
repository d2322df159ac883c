/* What all policies share of the stated facts, and which of them reads what. */
#include "base/error.h"
#include "policy/facts_impl.h"

static const struct shape_member answer_members[] = {
    {.name = "answer",
     .kind = SHAPE_ANSWER,
     .required = true,
     .offset = offsetof(struct judged, answer),
     .flag_offset = SIZE_MAX},
    {.name = "by",
     .kind = SHAPE_TEXT,
     .required = true,
     .offset = offsetof(struct judged, by),
     .flag_offset = SIZE_MAX},
    {.name = "on",
     .kind = SHAPE_DAY,
     .required = true,
     .offset = offsetof(struct judged, on),
     .flag_offset = SIZE_MAX},
};
static const struct shape answer_shape = {sizeof(struct judged), answer_members, 3};

/* ---- Which policy reads what ---- */

const struct policy_fact *facts_find(const struct policy *policy, const char *name)
{
    for (size_t i = 0; i < policy->fact_count; i++)
        if (strcmp(policy->facts[i].name, name) == 0)
            return &policy->facts[i];
    return NULL;
}

static bool any_policy(const struct facts_parser *parser,
                       bool (*reads)(const struct policy *, const char *), const char *name)
{
    for (size_t i = 0; i < parser->source->policy_count; i++)
        if (reads(parser->source->policies[i], name))
            return true;
    return false;
}

static bool reads_fact(const struct policy *policy, const char *name)
{
    return facts_find(policy, name) != NULL;
}

static bool reads_person(const struct policy *policy, const char *name)
{
    const struct policy_fact *fact = facts_find(policy, name);

    return fact && fact->type == VALUE_PERSON;
}

static bool reads_presented(const struct policy *policy, const char *name)
{
    (void)name;
    return policy->reads_presented;
}

static bool reads_crossings(const struct policy *policy, const char *name)
{
    (void)name;
    for (size_t i = 0; i < policy->fact_count; i++)
        if (policy->facts[i].type == VALUE_CROSSINGS)
            return true;
    return false;
}

static bool reads_question(const struct policy *policy, const char *name)
{
    for (size_t i = 0; i < policy->question_count; i++)
        if (strcmp(policy->questions[i], name) == 0)
            return true;
    return false;
}

static int unread(struct facts_parser *parser, const char *text)
{
    int r = facts_fail(&parser->reader, ERR_INVALID, "%s", text);

    parser->reader.error->is_unknown = true;
    return r;
}
/* ---- Facts that every policy shares ---- */

static int read_presented(struct facts_parser *parser, const json_t *json)
{
    struct facts *facts = parser->facts;
    void *items = NULL;
    int r;

    if (!any_policy(parser, reads_presented, NULL))
        return unread(parser, "no policy asks for papers");
    r = facts_list(&parser->reader, json, &presented_shape, &items, &facts->presented_count);
    facts->presented = items;
    facts->has_presented = true;
    return r;
}

static int read_cover(struct facts_parser *parser, const json_t *json)
{
    int r;

    if (!any_policy(parser, reads_crossings, NULL))
        return unread(parser, "no policy reads crossings");
    r = facts_object(&parser->reader, json, &cover_shape, &parser->cover);
    if (r == 0 && parser->cover.to < parser->cover.from)
        r = facts_fail(&parser->reader, ERR_INVALID, "'to' is before 'from'");
    parser->has_cover = true;
    return r;
}

static int read_judged(struct facts_parser *parser, const json_t *json)
{
    struct facts *facts = parser->facts;
    struct judged *items;
    const char *question;
    json_t *item;
    int r = 0;

    if (!json_is_object(json))
        return facts_fail(&parser->reader, ERR_INVALID, "expected an object");
    items = arena_array(parser->reader.arena, struct judged, json_object_size(json));
    if (!items)
        return facts_fail(&parser->reader, ERR_NOMEM, "out of memory");
    facts->judged = items;
    json_object_foreach((json_t *)(uintptr_t)json, question, item)
    {
        struct judged *judged = &items[facts->judged_count++];
        size_t length = facts_enter(&parser->reader, question);

        if (!any_policy(parser, reads_question, question))
            r = unread(parser, "no policy asks this");
        else
            r = facts_object(&parser->reader, item, &answer_shape, judged);
        judged->question = arena_strdup(parser->reader.arena, question);
        facts_leave(&parser->reader, length);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Persons by role: the same as if each stood at the top. */
static int check_people(struct facts_parser *parser, const json_t *json)
{
    const char *role;
    json_t *item;

    if (!json_is_object(json))
        return facts_fail(&parser->reader, ERR_INVALID, "expected an object");
    json_object_foreach((json_t *)(uintptr_t)json, role, item)
    {
        (void)facts_enter(&parser->reader, role);
        if (!any_policy(parser, reads_person, role))
            return unread(parser, "no policy reads this person");
        if (json_object_get(parser->root, role))
            return facts_fail(&parser->reader, ERR_INVALID, "stated twice");
        facts_leave(&parser->reader, strlen("/people"));
    }
    return 0;
}

static int read_common(struct facts_parser *parser, const char *name, const json_t *json)
{
    if (strcmp(name, "presented") == 0)
        return read_presented(parser, json);
    if (strcmp(name, "crossings_cover") == 0)
        return read_cover(parser, json);
    if (strcmp(name, "judged") == 0)
        return read_judged(parser, json);
    if (strcmp(name, "people") == 0)
        return check_people(parser, json);
    if (any_policy(parser, reads_fact, name))
        return 0;
    return unread(parser, "no policy reads this fact");
}

int facts_read_common(struct facts_parser *parser)
{
    const char *name;
    json_t *item;
    int r = 0;

    json_object_foreach((json_t *)(uintptr_t)parser->root, name, item)
    {
        size_t length = facts_enter(&parser->reader, name);

        if (!json_is_null(item))
            r = read_common(parser, name, item);
        else if (strcmp(name, "people") != 0 && !any_policy(parser, reads_fact, name) &&
                 strcmp(name, "presented") != 0 && strcmp(name, "judged") != 0 &&
                 strcmp(name, "crossings_cover") != 0)
            r = unread(parser, "no policy reads this fact");
        if (r < 0)
            return r;
        facts_leave(&parser->reader, length);
    }
    return 0;
}
