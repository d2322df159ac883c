#include "base/error.h"
#include "policy/claim.h"
#include "policy/load.h"

static const char *const type_choices[] = {
    "day",    "time",      "integer",   "amount", "code",      "text", "name",
    "person", "territory", "crossings", "years",  "documents", NULL};

static const struct config_field fact_fields[] = {
    {.name = "type", .type = CONFIG_TYPE_CHOICE, .names = type_choices, .flags = CONFIG_REQUIRED},
    {.name = "required", .type = CONFIG_TYPE_BOOL},
    {.name = "one_of", .type = CONFIG_TYPE_STRING, .min = 1, .max = 60, .flags = CONFIG_LIST_OF},
    {.name = "currency", .type = CONFIG_TYPE_STRING, .min = 3, .max = 3},
    {0},
};

static const struct config_field document_fields[] = {
    {.name = "source",
     .type = CONFIG_TYPE_STRING,
     .min = 1,
     .max = 60,
     .flags = CONFIG_ONE_OR_LIST},
    {.name = "kind", .type = CONFIG_TYPE_STRING, .min = 1, .max = 60, .flags = CONFIG_ONE_OR_LIST},
    {.name = "optional", .type = CONFIG_TYPE_BOOL},
    {.name = "extra", .type = CONFIG_TYPE_MAP},
    {0},
};

/* What a term would not find, or what the predicates imply. */
static const char *const reserved[] = {"as_of", "presented", "judged", "crossings_cover", "people"};

static int check_name(struct loader *loader, const struct config_node *node, const char *what)
{
    if (!is_identifier(slice_str(node->key), "_"))
        return loader_fail_key(loader, node,
                               "'%s': names of %ss are lower-case letters, digits and _", node->key,
                               what);
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcmp(node->key, reserved[i]) == 0)
            return loader_fail_key(
                loader, node, "'%s' has a meaning of its own; no %s is called so", node->key, what);
    return 0;
}

int loader_names(struct loader *loader, const struct config_node *node,
                 const char *const **ret_names)
{
    struct config_strings strings = {0};
    const char **names;
    int r;

    if (!node)
        return 0;
    r = config_strings(loader->arena, node, &strings, loader->error);
    if (r < 0)
        return r;
    if (strings.count == 0)
        return config_fail(node, loader->error, "expected at least one");
    names = arena_array(loader->arena, const char *, strings.count + 1);
    if (!names)
        return loader_no_memory(loader);
    memcpy(names, strings.items, strings.count * sizeof *names);
    *ret_names = names;
    return 0;
}

/* ---- Facts ---- */

/* Codes that are codes, each once. That none is also a fact is checked when all are known. */
static int load_one_of(struct loader *loader, const struct config_node *node,
                       struct policy_fact *fact)
{
    struct value value;
    int r = loader_names(loader, node, &fact->one_of);

    if (r < 0)
        return r;
    for (const struct config_node *item = node->first; item; item = item->next) {
        if (value_parse(VALUE_CODE, (const char *)item->text.data, &value) < 0)
            return config_fail(item, loader->error, "'%s' is no code: letters, digits, _, . and -",
                               (const char *)item->text.data);
        for (const struct config_node *before = node->first; before != item; before = before->next)
            if (slice_equal(before->text, item->text))
                return config_fail(item, loader->error, "'%s' is given twice",
                                   (const char *)item->text.data);
    }
    return 0;
}

static int load_fact(struct loader *loader, const struct config_node *node,
                     struct policy_fact *fact)
{
    const struct config_node *one_of = config_get(node, "one_of");
    const struct config_node *currency = config_get(node, "currency");
    const char *type = "";
    int r = check_name(loader, node, "fact");

    if (r == 0)
        r = config_string(config_get(node, "type"), &type, loader->error);
    if (r == 0 && value_type_from_name(type, &fact->type) < 0)
        r = config_fail(node, loader->error, "unknown type");
    if (r == 0)
        r = config_bool(config_get(node, "required"), &fact->required, loader->error);
    if (r < 0)
        return r;
    fact->name = node->key;
    if (!one_of != (fact->type != VALUE_CODE))
        return config_fail(one_of ? one_of : node, loader->error,
                           one_of ? "only a code is one of a list"
                                  : "a code needs 'one_of': the codes that there are");
    if (currency && fact->type != VALUE_AMOUNT)
        return config_fail(currency, loader->error, "only an amount has a currency");
    if (currency)
        memcpy(fact->currency, currency->text.data, 3);
    return one_of ? load_one_of(loader, one_of, fact) : 0;
}

/* `compare: [status, is, applied]` must not mean the fact `applied` to the one who reads it. */
static int check_codes(struct loader *loader, const struct config_node *facts)
{
    size_t index;

    for (const struct config_node *fact = facts->first; fact; fact = fact->next) {
        const struct config_node *one_of = config_get(fact, "one_of");

        for (const struct config_node *item = one_of ? one_of->first : NULL; item;
             item = item->next)
            if (loader_find_fact(loader, item->text, &index) || slice_is(item->text, "as_of"))
                return config_fail(item, loader->error, "'%s' is the name of a fact too",
                                   (const char *)item->text.data);
    }
    return 0;
}

int load_facts(struct loader *loader, const struct config_node *facts)
{
    struct policy *policy = loader->policy;
    struct policy_fact *items;
    size_t count = 0;
    int r = 0;

    if (!facts)
        return 0;
    if (facts->count > POLICY_FACTS_MAX)
        return config_fail(facts, loader->error, "more than %u facts", POLICY_FACTS_MAX);
    items = arena_array(loader->arena, struct policy_fact, facts->count);
    if (!items)
        return loader_no_memory(loader);
    for (const struct config_node *node = facts->first; node && r == 0; node = node->next) {
        r = config_check(node, fact_fields, loader->error);
        if (r == 0)
            r = load_fact(loader, node, &items[count++]);
    }
    if (r < 0)
        return r;
    policy->facts = items;
    policy->fact_count = count;
    return check_codes(loader, facts);
}

/* ---- Documents ---- */

static int load_extras(struct loader *loader, const struct config_node *node,
                       struct policy_role *role)
{
    struct policy_extra *extras;
    size_t type, count = 0;
    int r = 0;

    if (!node)
        return 0;
    extras = arena_array(loader->arena, struct policy_extra, node->count);
    if (!extras)
        return loader_no_memory(loader);
    for (const struct config_node *item = node->first; item && r == 0; item = item->next) {
        static const char *const choices[] = {"day",  "time", "integer", "amount",
                                              "code", "text", NULL};

        r = check_name(loader, item, "claim");
        if (r == 0 && claim_of_report(slice_str(item->key)))
            r = loader_fail_key(loader, item, "every document has '%s'", item->key);
        if (r == 0 && item->is_null)
            r = config_fail(item, loader->error, "expected a type");
        if (r == 0)
            r = config_choice(item, choices, &type, loader->error);
        if (r == 0)
            r = value_type_from_name(choices[type], &extras[count].type);
        extras[count++].name = item->key;
    }
    role->extras = extras;
    role->extra_count = count;
    return r;
}

static int load_document(struct loader *loader, const struct config_node *node,
                         struct policy_role *role)
{
    size_t index;
    int r = check_name(loader, node, "document");

    if (r == 0 && loader_find_fact(loader, slice_str(node->key), &index))
        r = loader_fail_key(loader, node, "'%s' is the name of a fact too", node->key);
    if (r == 0 && !config_get(node, "source") && !config_get(node, "kind"))
        r = config_fail(node, loader->error, "needs a source or a kind");
    if (r == 0)
        r = loader_names(loader, config_get(node, "source"), &role->sources);
    if (r == 0)
        r = loader_names(loader, config_get(node, "kind"), &role->kinds);
    if (r == 0)
        r = config_bool(config_get(node, "optional"), &role->optional, loader->error);
    if (r == 0)
        r = load_extras(loader, config_get(node, "extra"), role);
    role->name = node->key;
    for (size_t i = 0; r == 0 && role->sources && role->sources[i]; i++)
        role->takes_stated |= strcmp(role->sources[i], "stated") == 0;
    return r;
}

int load_documents(struct loader *loader, const struct config_node *documents)
{
    struct policy *policy = loader->policy;
    struct policy_role *items;
    size_t count = 0;
    int r = 0;

    if (!documents)
        return 0;
    if (documents->count > POLICY_DOCUMENTS_MAX)
        return config_fail(documents, loader->error, "more than %u documents",
                           POLICY_DOCUMENTS_MAX);
    items = arena_array(loader->arena, struct policy_role, documents->count);
    if (!items)
        return loader_no_memory(loader);
    for (const struct config_node *node = documents->first; node && r == 0; node = node->next) {
        r = config_check(node, document_fields, loader->error);
        if (r == 0)
            r = load_document(loader, node, &items[count++]);
    }
    policy->roles = items;
    policy->role_count = r < 0 ? 0 : count;
    return r;
}
