/* Stated facts: a JSON object, each member by the type that the policies declare for it. */
#include "base/datetime.h"
#include "base/error.h"
#include "base/unicode.h"
#include "policy/claim.h"
#include "policy/evaluate.h"
#include "policy/facts_shape.h"

#include <stdlib.h>

#define YEARS_MAX 200u /* of a list of calendar years */

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

struct facts_parser {
    struct facts_reader reader;
    const struct facts_source *source;
    struct facts *facts;
    const json_t *root;
    struct facts_cover cover;
    bool has_cover;
};

/* ---- Which policy reads what ---- */

static const struct policy_fact *find_fact(const struct policy *policy, const char *name)
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
    return find_fact(policy, name) != NULL;
}

static bool reads_person(const struct policy *policy, const char *name)
{
    const struct policy_fact *fact = find_fact(policy, name);

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

static int read_all_common(struct facts_parser *parser)
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

/* ---- Declared facts ---- */

static int by_year(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return x < y ? -1 : x > y;
}

static int read_years(struct facts_reader *reader, const json_t *json, struct value *value)
{
    size_t count = json_array_size(json);
    int32_t *years;

    if (!json_is_array(json) || count > YEARS_MAX)
        return facts_fail(reader, ERR_INVALID, "expected a list of at most %u years", YEARS_MAX);
    years = arena_array(reader->arena, int32_t, count);
    if (!years)
        return facts_fail(reader, ERR_NOMEM, "out of memory");
    for (size_t i = 0; i < count; i++) {
        json_int_t year = json_integer_value(json_array_get(json, i));

        if (year < 1900 || year > 9999)
            return facts_fail(reader, ERR_INVALID, "expected years such as 2026");
        years[i] = (int32_t)year;
    }
    qsort(years, count, sizeof *years, by_year);
    value->years.items = years;
    value->years.count = count;
    return 0;
}

static int read_amount(struct facts_reader *reader, const json_t *json,
                       const struct policy_fact *fact, struct value *value)
{
    const char *text;
    int r = facts_text(reader, json, &text);

    if (r < 0)
        return r;
    if (amount_parse(slice_str(text), &value->amount) < 0)
        return facts_fail(reader, ERR_INVALID, "no amount such as \"1500.00 CNY\"");
    if (!value->amount.currency[0])
        memcpy(value->amount.currency, fact->currency, sizeof fact->currency);
    if (!value->amount.currency[0])
        return facts_fail(reader, ERR_INVALID, "an amount needs a currency, \"1500.00 CNY\"");
    return 0;
}

/* Text of a scalar type; a code must be one that the policy lists. */
static int read_scalar(struct facts_reader *reader, const json_t *json,
                       const struct policy_fact *fact, struct value *value)
{
    const char *text;
    int r = facts_text(reader, json, &text);

    if (r < 0)
        return r;
    if (value_parse(fact->type, text, value) < 0)
        return facts_fail(reader, ERR_INVALID, "expected a %s", value_type_name(fact->type));
    if (fact->type != VALUE_CODE)
        return 0;
    for (const char *const *code = fact->one_of; *code; code++)
        if (strcmp(*code, text) == 0)
            return 0;
    return facts_fail(reader, ERR_INVALID, "not one of the codes that policies list");
}

/* Hani or Latn where a sign of it comes first, as a caller would have written it. */
static const char *script_of(const char *name)
{
    struct slice rest = slice_str(name);
    uint32_t code;

    while (rest.size > 0 && utf8_next(&rest, &code) == 0) {
        if (unicode_is_han(code))
            return "Hani";
        if ((code | 0x20) >= 'a' && (code | 0x20) <= 'z')
            return "Latn";
    }
    return "other";
}

/* What a report's names always say, and stated ones may leave out. */
static void complete_names(struct report_person *person, struct report_name *names)
{
    for (size_t i = 0; i < person->name_count; i++) {
        if (!names[i].kind)
            names[i].kind = "printed";
        if (!names[i].script)
            names[i].script = script_of(names[i].value);
    }
}

static int read_person(struct facts_reader *reader, const json_t *json, struct value *value)
{
    struct report_person *person = arena_new_of(reader->arena, struct report_person);
    int r;

    if (!person)
        return facts_fail(reader, ERR_NOMEM, "out of memory");
    value->person = person;
    r = facts_object(reader, json, &person_shape, person);
    if (r == 0) /* the list was made for this person a moment ago */
        complete_names(person, (struct report_name *)(uintptr_t)person->names);
    return r;
}

static int read_crossings(struct facts_parser *parser, const json_t *json, struct value *value)
{
    struct report_crossing *rows;
    void *items = NULL;
    int r = facts_list(&parser->reader, json, &crossing_shape, &items, &value->crossings.count);

    if (r < 0)
        return r;
    rows = items;
    for (size_t i = 0; i < value->crossings.count; i++) {
        rows[i].basis = "stated";
        if (rows[i].row == 0)
            rows[i].row = (int64_t)i + 1;
    }
    value->crossings.items = rows;
    value->crossings.has_cover = parser->has_cover;
    value->crossings.cover_from = parser->cover.from;
    value->crossings.cover_to = parser->cover.to;
    return 0;
}

static int read_fact(struct facts_parser *parser, const json_t *json,
                     const struct policy_fact *fact, struct value *value)
{
    struct facts_reader *reader = &parser->reader;
    void *items = NULL;
    int r;

    switch (fact->type) {
    case VALUE_INTEGER:
        if (!json_is_integer(json))
            return facts_fail(reader, ERR_INVALID, "expected a whole number");
        value->integer = json_integer_value(json);
        return 0;
    case VALUE_AMOUNT:
        return read_amount(reader, json, fact, value);
    case VALUE_PERSON:
        return read_person(reader, json, value);
    case VALUE_CROSSINGS:
        return read_crossings(parser, json, value);
    case VALUE_YEARS:
        return read_years(reader, json, value);
    case VALUE_DOCUMENTS:
        r = facts_list(reader, json, &held_shape, &items, &value->documents.count);
        value->documents.items = items;
        return r;
    default:
        return read_scalar(reader, json, fact, value);
    }
}

/* What another policy declares alike is read once: ten thousand rows are not read for each. */
static const struct value *read_before(const struct facts *facts, size_t sets,
                                       const struct policy_fact *fact)
{
    for (size_t i = 0; i < sets; i++) {
        const struct policy *policy = facts->sets[i].policy;
        const struct policy_fact *other = find_fact(policy, fact->name);

        if (other && other->type == fact->type && fact->type != VALUE_CODE &&
            strcmp(other->currency, fact->currency) == 0)
            return &facts->sets[i].values[other - policy->facts];
    }
    return NULL;
}

/* The fact itself, or the person of that role among `people`. */
static const json_t *find_json(struct facts_parser *parser, const struct policy_fact *fact)
{
    const json_t *json = json_object_get(parser->root, fact->name);

    if (!json && fact->type == VALUE_PERSON) {
        json = json_object_get(json_object_get(parser->root, "people"), fact->name);
        if (json)
            (void)facts_enter(&parser->reader, "people");
    }
    (void)facts_enter(&parser->reader, fact->name);
    return json;
}

static int read_set(struct facts_parser *parser, size_t index)
{
    struct facts_set *set = &parser->facts->sets[index];
    const struct policy *policy = parser->source->policies[index];

    set->values = arena_array(parser->reader.arena, struct value, policy->fact_count);
    if (!set->values)
        return facts_fail(&parser->reader, ERR_NOMEM, "out of memory");
    set->policy = policy;
    for (size_t i = 0; i < policy->fact_count; i++) {
        const struct policy_fact *fact = &policy->facts[i];
        const struct value *before = read_before(parser->facts, index, fact);
        const json_t *json = find_json(parser, fact);
        int r = 0;

        set->values[i] = (struct value){.type = fact->type, .basis = BASIS_BIT_STATED};
        if (before) {
            set->values[i] = *before;
        } else if (json && !json_is_null(json)) {
            r = read_fact(parser, json, fact, &set->values[i]);
            set->values[i].type = fact->type;
            set->values[i].basis = BASIS_BIT_STATED;
            set->values[i].is_known = r == 0;
        }
        if (r < 0)
            return r;
        facts_leave(&parser->reader, 0);
    }
    return 0;
}

/* ---- The whole ---- */

static int add_text(const char *text, size_t size, void *data)
{
    sha256_add(data, slice_of(text, size));
    return 0;
}

/* Members sorted and no white space; texts have no control characters, so escapes do not differ. */
static int name_facts(struct facts_parser *parser, struct sha256 *sha256)
{
    struct digest digest;
    int r;

    if (!sha256)
        return 0;
    sha256_begin(sha256);
    if (json_dump_callback(parser->root, add_text, sha256, JSON_SORT_KEYS | JSON_COMPACT) < 0)
        return facts_fail(&parser->reader, ERR_NOMEM, "out of memory");
    r = sha256_end(sha256, &digest);
    if (r < 0)
        return facts_fail(&parser->reader, r, "%s", err_text(r));
    digest_to_hex(&digest, parser->facts->sha256);
    return 0;
}

static int load_json(struct facts_parser *parser, json_t **ret_json)
{
    const struct slice json = parser->source->json;
    json_error_t error;

    if (json.size > FACTS_SIZE_MAX)
        return facts_fail(&parser->reader, ERR_LIMIT, "longer than %u bytes", FACTS_SIZE_MAX);
    *ret_json = json_loadb(json.size ? (const char *)json.data : "", json.size,
                           JSON_REJECT_DUPLICATES, &error);
    if (!*ret_json)
        return facts_fail(&parser->reader, ERR_SYNTAX, "not JSON, line %d column %d", error.line,
                          error.column);
    if (!json_is_object(*ret_json))
        return facts_fail(&parser->reader, ERR_INVALID, "expected an object");
    return 0;
}

static int parse_root(struct facts_parser *parser, struct sha256 *sha256)
{
    size_t count = parser->source->policy_count;
    int r;

    parser->facts->sets = arena_array(parser->reader.arena, struct facts_set, count);
    if (!parser->facts->sets)
        return facts_fail(&parser->reader, ERR_NOMEM, "out of memory");
    parser->facts->set_count = count;
    r = read_all_common(parser);
    for (size_t i = 0; i < count && r == 0; i++)
        r = read_set(parser, i);
    return r < 0 ? r : name_facts(parser, sha256);
}

int facts_parse(struct arena *arena, struct sha256 *sha256, const struct facts_source *source,
                const struct facts **ret_facts, struct facts_error *error)
{
    struct facts_parser parser = {.reader = {.arena = arena, .error = error}, .source = source};
    json_t *json = NULL;
    int r;

    parser.facts = arena_new_of(arena, struct facts);
    if (!parser.facts)
        return facts_fail(&parser.reader, ERR_NOMEM, "out of memory");
    r = load_json(&parser, &json);
    parser.root = json;
    if (r == 0)
        r = parse_root(&parser, sha256);
    json_decref(json);
    if (r == 0)
        *ret_facts = parser.facts;
    return r;
}

const char *facts_sha256(const struct facts *facts)
{
    return facts->sha256[0] ? facts->sha256 : NULL;
}
