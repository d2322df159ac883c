/* Stated facts: a JSON object, decoded once for all policies that are asked. */
#include "base/error.h"
#include "policy/facts_impl.h"

/* ---- For each policy ---- */

/* What another policy declares alike is read once: ten thousand rows are not read for each. */
static const struct value *read_before(const struct facts *facts, size_t sets,
                                       const struct policy_fact *fact)
{
    for (size_t i = 0; i < sets; i++) {
        const struct policy *policy = facts->sets[i].policy;
        const struct policy_fact *other = facts_find(policy, fact->name);

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
            r = facts_read_value(parser, json, fact, &set->values[i]);
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
    r = facts_read_common(parser);
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
