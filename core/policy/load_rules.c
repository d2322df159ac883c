#include "base/error.h"
#include "policy/load.h"

static const char *const otherwise_choices[] = {"reject", "refer", "note", NULL};
static const char *const unknown_choices[] = {"refer", "reject", "note", NULL};
static const char *const units[] = {"hours", "days", "months", "years", NULL};

static const struct config_field fine_fields[] = {
    {.name = "per_day", .type = CONFIG_TYPE_STRING},
    {.name = "min", .type = CONFIG_TYPE_STRING},
    {.name = "max", .type = CONFIG_TYPE_STRING},
    {.name = "cap", .type = CONFIG_TYPE_STRING},
    {.name = "currency", .type = CONFIG_TYPE_STRING, .min = 3, .max = 3, .flags = CONFIG_REQUIRED},
    {0},
};

static const struct config_field detention_fields[] = {
    {.name = "min", .type = CONFIG_TYPE_INTEGER, .min = 1, .max = 100000},
    {.name = "max", .type = CONFIG_TYPE_INTEGER, .min = 1, .max = 100000},
    {.name = "unit", .type = CONFIG_TYPE_CHOICE, .names = units, .flags = CONFIG_REQUIRED},
    {0},
};

static const struct config_field consequence_fields[] = {
    {.name = "warn", .type = CONFIG_TYPE_BOOL},
    {.name = "fine", .type = CONFIG_TYPE_MAP, .fields = fine_fields},
    {.name = "detention", .type = CONFIG_TYPE_MAP, .fields = detention_fields},
    {.name = "order_to_leave", .type = CONFIG_TYPE_BOOL},
    {0},
};

static const struct config_field rule_fields[] = {
    {.name = "id", .type = CONFIG_TYPE_STRING, .min = 1, .max = 60, .flags = CONFIG_REQUIRED},
    {.name = "cite", .type = CONFIG_TYPE_STRING, .min = 1, .max = 500},
    {.name = "when", .type = CONFIG_TYPE_MAP},
    {.name = "that", .type = CONFIG_TYPE_MAP, .flags = CONFIG_REQUIRED},
    {.name = "otherwise",
     .type = CONFIG_TYPE_CHOICE,
     .names = otherwise_choices,
     .flags = CONFIG_REQUIRED},
    {.name = "if_unknown", .type = CONFIG_TYPE_CHOICE, .names = unknown_choices},
    {.name = "source", .type = CONFIG_TYPE_MAP, .fields = origin_fields},
    {.name = "in_force", .type = CONFIG_TYPE_MAP, .fields = span_fields},
    {.name = "consequence", .type = CONFIG_TYPE_MAP, .fields = consequence_fields},
    {0},
};

/* ---- Conditions ---- */

static int load_node(struct loader *loader, const struct config_node *node,
                     struct policy_node *ret_node);

static int load_join(struct loader *loader, const struct config_node *list, enum node_kind kind,
                     struct policy_node *ret_node)
{
    struct policy_node *parts;
    size_t count = 0;
    int r = 0;

    if (list->kind != CONFIG_LIST || list->count == 0)
        return config_fail(list, loader->error, "expected a list of conditions");
    if (list->count > POLICY_PARTS_MAX)
        return config_fail(list, loader->error, "more than %u conditions", POLICY_PARTS_MAX);
    if (loader->depth == POLICY_DEPTH_MAX)
        return config_fail(list, loader->error, "more than %u joins inside each other",
                           POLICY_DEPTH_MAX);
    parts = arena_array(loader->arena, struct policy_node, list->count);
    if (!parts)
        return loader_no_memory(loader);
    loader->depth++;
    for (const struct config_node *item = list->first; item && r == 0; item = item->next)
        r = load_node(loader, item, &parts[count++]);
    loader->depth--;
    *ret_node = (struct policy_node){.kind = kind, .parts = parts, .part_count = count};
    return r;
}

static int load_predicate(struct loader *loader, const struct config_node *node,
                          struct policy_node *ret_node)
{
    const struct predicate *predicate = predicate_find(node->key);

    if (!predicate)
        return loader_fail_key(loader, node,
                               "unknown condition '%s'; there are all_of, any_of, none_of, %s",
                               node->key, predicate_names);
    *ret_node = (struct policy_node){.kind = NODE_PREDICATE, .predicate = predicate};
    return predicate->parse(loader, node, &ret_node->data);
}

/* A map with one key, the name of a predicate or of a join. The recursion is load_join's. */
static int load_node(struct loader *loader, const struct config_node *node,
                     struct policy_node *ret_node)
{
    const struct config_node *only;

    if (node->kind != CONFIG_MAP || node->count == 0)
        return config_fail(node, loader->error, "expected a condition, such as {judged: {...}}");
    only = node->first;
    if (only->next)
        return loader_fail_key(loader, only->next,
                               "a second condition beside '%s'; join them by all_of or any_of",
                               only->key);
    if (strcmp(only->key, "all_of") == 0)
        return load_join(loader, only, NODE_ALL_OF, ret_node);
    if (strcmp(only->key, "any_of") == 0)
        return load_join(loader, only, NODE_ANY_OF, ret_node);
    if (strcmp(only->key, "none_of") == 0)
        return load_join(loader, only, NODE_NONE_OF, ret_node);
    return load_predicate(loader, only, ret_node);
}

static int load_condition(struct loader *loader, const struct config_node *node,
                          const struct policy_node **ret_node)
{
    struct policy_node *condition;

    if (!node)
        return 0;
    condition = arena_new_of(loader->arena, struct policy_node);
    if (!condition)
        return loader_no_memory(loader);
    *ret_node = condition;
    return load_node(loader, node, condition);
}

/* ---- Consequences ---- */

static int load_decimal(struct loader *loader, const struct config_node *node, const char **ret)
{
    struct amount amount;

    if (node && (amount_parse(node->text, &amount) < 0 || amount.currency[0] || amount.digits < 0))
        return config_fail(node, loader->error, "expected an amount such as '500'");
    return config_string(node, ret, loader->error);
}

static int load_fine(struct loader *loader, const struct config_node *node,
                     struct consequence *consequence)
{
    int r = config_string(config_get(node, "currency"), &consequence->fine.currency, loader->error);

    if (r == 0)
        r = load_decimal(loader, config_get(node, "per_day"), &consequence->fine.per_day);
    if (r == 0)
        r = load_decimal(loader, config_get(node, "min"), &consequence->fine.min);
    if (r == 0)
        r = load_decimal(loader, config_get(node, "max"), &consequence->fine.max);
    if (r == 0)
        r = load_decimal(loader, config_get(node, "cap"), &consequence->fine.cap);
    consequence->fine.is_set = node != NULL;
    return r;
}

static int load_detention(struct loader *loader, const struct config_node *node,
                          struct consequence *consequence)
{
    int r = config_string(config_get(node, "min"), &consequence->detention.min, loader->error);

    if (r == 0)
        r = config_string(config_get(node, "max"), &consequence->detention.max, loader->error);
    if (r == 0)
        r = config_string(config_get(node, "unit"), &consequence->detention.unit, loader->error);
    consequence->detention.is_set = node != NULL;
    return r;
}

static int load_consequence(struct loader *loader, const struct config_node *node,
                            const struct consequence **ret_consequence)
{
    struct consequence *consequence;
    int r;

    if (!node)
        return 0;
    consequence = arena_new_of(loader->arena, struct consequence);
    if (!consequence)
        return loader_no_memory(loader);
    r = config_bool(config_get(node, "warn"), &consequence->warn, loader->error);
    if (r == 0)
        r = config_bool(config_get(node, "order_to_leave"), &consequence->order_to_leave,
                        loader->error);
    if (r == 0)
        r = load_fine(loader, config_get(node, "fine"), consequence);
    if (r == 0)
        r = load_detention(loader, config_get(node, "detention"), consequence);
    *ret_consequence = consequence;
    return r;
}

/* ---- Rules ---- */

static enum decision_effect effect_of(const struct config_node *node)
{
    if (config_is(node, "reject"))
        return EFFECT_REJECT;
    return config_is(node, "note") ? EFFECT_NOTE : EFFECT_REFER;
}

/* What the policy's source says, over which the rule's own says more. */
static int load_rule_origin(struct loader *loader, const struct config_node *node,
                            struct policy_rule *rule)
{
    struct policy_origin *origin;

    rule->origin = &loader->policy->origin;
    if (!node)
        return 0;
    origin = arena_new_of(loader->arena, struct policy_origin);
    if (!origin)
        return loader_no_memory(loader);
    origin->read = loader->policy->origin.read;
    rule->origin = origin;
    return load_origin(loader, node, origin);
}

/* What people say is no ground for turning somebody away. */
static int check_hearsay(struct loader *loader, const struct config_node *node,
                         const struct policy_rule *rule)
{
    const struct config_node *otherwise = config_get(node, "otherwise");
    const struct config_node *if_unknown = config_get(node, "if_unknown");

    if (strcmp(rule->origin->kind, "hearsay") != 0)
        return 0;
    if (rule->otherwise == EFFECT_REJECT)
        return config_fail(otherwise, loader->error, "a rule from hearsay may not reject");
    if (rule->if_unknown == EFFECT_REJECT)
        return config_fail(if_unknown, loader->error, "a rule from hearsay may not reject");
    return 0;
}

static int check_id(struct loader *loader, const struct config_node *node, size_t count)
{
    const struct config_node *id = config_get(node, "id");

    if (!is_identifier(id->text, "-"))
        return config_fail(id, loader->error, "lower-case letters, digits and - only");
    for (size_t i = 0; i < count; i++)
        if (slice_is(id->text, loader->policy->rules[i].id))
            return config_fail(id, loader->error, "'%s' is the id of an earlier rule",
                               (const char *)id->text.data);
    return 0;
}

static int load_rule_span(struct loader *loader, const struct config_node *node,
                          struct policy_rule *rule)
{
    struct policy_span *span;

    if (!node)
        return 0;
    span = arena_new_of(loader->arena, struct policy_span);
    if (!span)
        return loader_no_memory(loader);
    rule->in_force = span;
    return load_span(loader, node, span);
}

static int load_rule(struct loader *loader, const struct config_node *node,
                     struct policy_rule *rule)
{
    int r = load_rule_origin(loader, config_get(node, "source"), rule);

    rule->id = (const char *)config_get(node, "id")->text.data;
    rule->otherwise = effect_of(config_get(node, "otherwise"));
    rule->if_unknown = effect_of(config_get(node, "if_unknown"));
    if (r == 0)
        r = config_string(config_get(node, "cite"), &rule->cite, loader->error);
    if (r == 0)
        r = check_hearsay(loader, node, rule);
    if (r == 0)
        r = load_rule_span(loader, config_get(node, "in_force"), rule);
    if (r == 0)
        r = load_condition(loader, config_get(node, "when"), &rule->when);
    if (r == 0)
        r = load_condition(loader, config_get(node, "that"), &rule->that);
    if (r == 0)
        r = load_consequence(loader, config_get(node, "consequence"), &rule->consequence);
    return r;
}

int load_rules(struct loader *loader, const struct config_node *rules)
{
    struct policy *policy = loader->policy;
    struct policy_rule *items;
    size_t count = 0;
    int r = 0;

    if (rules->count == 0)
        return config_fail(rules, loader->error, "no rules: it would accept everything");
    if (rules->count > POLICY_RULES_MAX)
        return config_fail(rules, loader->error, "more than %u rules", POLICY_RULES_MAX);
    items = arena_array(loader->arena, struct policy_rule, rules->count);
    if (!items)
        return loader_no_memory(loader);
    policy->rules = items;
    for (const struct config_node *node = rules->first; node && r == 0; node = node->next) {
        r = config_check(node, rule_fields, loader->error);
        if (r == 0)
            r = check_id(loader, node, count);
        if (r == 0)
            r = load_rule(loader, node, &items[count++]);
    }
    policy->rule_count = r < 0 ? 0 : count;
    return r;
}
