/* days: how many days of a window somebody was inside or outside, as the policy counts them. */
#include "base/error.h"
#include "policy/days_rule.h"

static const char *const relations[] = {"at_least", "at_most", "under", "over", NULL};
static const char *const states[] = {"inside", "outside", NULL};
static const char *const eachs[] = {"year", "stay", NULL};
static const char *const counts[] = {"any_part", "full", "night", "from_next", "unsettled", NULL};
static const char *const months[] = {"30d", "twelfth", "unsettled", NULL};
static const char *const partials[] = {"skip", "prorata", NULL};

#define COUNT_UNSETTLED 4
#define MONTH_UNSETTLED 2

static const struct config_field fields[] = {
    {.name = "documents", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {.name = "state", .type = CONFIG_TYPE_CHOICE, .names = states, .flags = CONFIG_REQUIRED},
    {.name = "territory", .type = CONFIG_TYPE_STRING, .min = 2, .max = 2, .flags = CONFIG_REQUIRED},
    {.name = "window", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "at_least", .type = CONFIG_TYPE_STRING},
    {.name = "at_most", .type = CONFIG_TYPE_STRING},
    {.name = "under", .type = CONFIG_TYPE_STRING},
    {.name = "over", .type = CONFIG_TYPE_STRING},
    {.name = "each", .type = CONFIG_TYPE_CHOICE, .names = eachs},
    {.name = "longest", .type = CONFIG_TYPE_BOOL},
    {.name = "needed", .type = CONFIG_TYPE_STRING},
    {.name = "count", .type = CONFIG_TYPE_CHOICE, .names = counts, .flags = CONFIG_ONE_OR_LIST},
    {.name = "month", .type = CONFIG_TYPE_CHOICE, .names = months},
    {.name = "years_from", .type = CONFIG_TYPE_STRING},
    {.name = "partial_years", .type = CONFIG_TYPE_CHOICE, .names = partials},
    {.name = "permits", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {.name = "trust_edges", .type = CONFIG_TYPE_BOOL},
    {0},
};

const char *days_relation_name(enum days_relation relation)
{
    return relations[relation];
}

/* ---- Window ---- */

/* Where ` word ` stands in a text; its size where nowhere. */
static size_t find_word(struct slice text, const char *word)
{
    size_t size = strlen(word);

    for (size_t at = 0; at + size <= text.size; at++)
        if (memcmp(text.data + at, word, size) == 0)
            return at;
    return text.size;
}

static int parse_length(struct loader *loader, const struct config_node *node, struct slice text,
                        struct duration *ret)
{
    if (duration_parse(text, ret) < 0 || ret->fraction || ret->count < 1 ||
        (ret->unit != UNIT_DAYS && ret->unit != UNIT_WEEKS && ret->unit != UNIT_MONTHS &&
         ret->unit != UNIT_YEARS))
        return config_fail(node, loader->error,
                           "expected whole days, weeks, months or years before a day, such as "
                           "'5 years before applied_on'");
    if (ret->unit == UNIT_YEARS && ret->count > DAYS_YEARS_MAX)
        return config_fail(node, loader->error, "longer than %d years", DAYS_YEARS_MAX);
    return 0;
}

/* `5 years before TERM` or `TERM to TERM`. */
static int parse_window(struct loader *loader, const struct config_node *node,
                        struct days_rule *rule)
{
    size_t before = find_word(node->text, " before "), to = find_word(node->text, " to ");
    int r;

    if (before < node->text.size) {
        rule->is_before = true;
        r = parse_length(loader, node, slice_sub(node->text, 0, before), &rule->length);
        if (r < 0)
            return r;
        return loader_term_text(loader, node,
                                slice_sub(node->text, before + strlen(" before "), SIZE_MAX),
                                VALUE_MOMENT, &rule->to);
    }
    if (to == node->text.size)
        return config_fail(node, loader->error,
                           "expected 'LENGTH before DAY' or 'DAY to DAY', such as "
                           "'5 years before as_of'");
    r = loader_term_text(loader, node, slice_sub(node->text, 0, to), VALUE_MOMENT, &rule->from);
    if (r < 0)
        return r;
    return loader_term_text(loader, node, slice_sub(node->text, to + strlen(" to "), SIZE_MAX),
                            VALUE_MOMENT, &rule->to);
}

/* ---- How much, of what ---- */

static int parse_wanted(struct loader *loader, const struct config_node *node,
                        struct days_rule *rule)
{
    const struct config_node *found = NULL;
    int r;

    for (size_t i = 0; relations[i]; i++) {
        const struct config_node *bound = config_get(node, relations[i]);

        if (bound && found)
            return config_fail(bound, loader->error, "'%s' beside '%s'; write two rules",
                               bound->key, found->key);
        if (!bound)
            continue;
        found = bound;
        rule->relation = (enum days_relation)i;
    }
    if (!found)
        return config_fail(node, loader->error, "how many: at_least, at_most, under or over");
    r = loader_duration(loader, found, &rule->wanted);
    if (r < 0)
        return r;
    if (rule->wanted.unit == UNIT_MINUTES || rule->wanted.unit == UNIT_HOURS ||
        rule->wanted.unit == UNIT_WORKING_DAYS)
        return config_fail(found, loader->error,
                           "presence is counted in days, weeks, months or years; hours and "
                           "working days are for 'interval'");
    return 0;
}

/* A number of years, as in `2 of 4`. */
static int parse_needed(struct loader *loader, const struct config_node *node,
                        struct days_rule *rule)
{
    int64_t values[2] = {0, 0};
    size_t which = 0, digits = 0;

    if (!node)
        return 0;
    for (size_t i = 0; i < node->text.size; i++) {
        uint8_t byte = node->text.data[i];

        if (byte >= '0' && byte <= '9' && digits < 3) {
            values[which] = values[which] * 10 + byte - '0';
            digits++;
        } else if (which == 0 && digits > 0 &&
                   slice_is(slice_sub(node->text, i, strlen(" of ")), " of ")) {
            i += strlen(" of ") - 1;
            which = 1;
            digits = 0;
        } else {
            which = 2;
            break;
        }
    }
    if (which != 1 || digits == 0 || values[0] < 1 || values[0] > values[1])
        return config_fail(node, loader->error, "expected a number of years, such as '2 of 4'");
    if (rule->each != DAYS_EACH_YEAR || !rule->is_before || rule->length.unit != UNIT_YEARS ||
        rule->length.count != values[1])
        return config_fail(
            node, loader->error,
            "'N of %d' goes with 'each: year' in a window of '%d years before' a day",
            (int)values[1], (int)values[1]);
    rule->needed = values[0];
    return 0;
}

static int parse_each(struct loader *loader, const struct config_node *node, struct days_rule *rule)
{
    const struct config_node *longest = config_get(node, "longest"),
                             *each = config_get(node, "each");
    bool is_longest = false;
    size_t index = 0;
    int r = config_bool(longest, &is_longest, loader->error);

    if (r == 0)
        r = config_choice(each, eachs, &index, loader->error);
    if (r < 0)
        return r;
    if (is_longest && each)
        return config_fail(longest, loader->error, "'longest' is of all stays; leave out 'each'");
    if (is_longest)
        rule->each = DAYS_LONGEST_STAY;
    else if (each)
        rule->each = index == 0 ? DAYS_EACH_YEAR : DAYS_EACH_STAY;
    return parse_needed(loader, config_get(node, "needed"), rule);
}

/* ---- Readings ---- */

/* A text that does not say how to count is as unsettled as one of which people disagree. */
static int parse_counts(struct loader *loader, const struct config_node *node,
                        struct days_rule *rule)
{
    const struct config_node *item = node && node->kind == CONFIG_LIST ? node->first : node;

    for (; item; item = node->kind == CONFIG_LIST ? item->next : NULL) {
        size_t index = 0;
        int r = config_choice(item, counts, &index, loader->error);

        if (r < 0)
            return r;
        rule->measures |= index == COUNT_UNSETTLED ? ALL_MEASURES : READING_BIT(index);
    }
    if (node && rule->measures == 0)
        return config_fail(node, loader->error, "how does a day count?");
    if (!node)
        rule->measures = ALL_MEASURES;
    return 0;
}

static int parse_month(struct loader *loader, const struct config_node *node,
                       struct days_rule *rule)
{
    size_t index = rule->wanted.unit == UNIT_MONTHS ? MONTH_UNSETTLED : DAYS_MONTH_30D;
    int r = config_choice(node, months, &index, loader->error);

    if (r < 0)
        return r;
    if (node && rule->wanted.unit != UNIT_MONTHS && rule->wanted.unit != UNIT_YEARS)
        return config_fail(node, loader->error,
                           "days and weeks do not depend on how long a month is");
    rule->months = index == MONTH_UNSETTLED ? ALL_MONTHS : READING_BIT(index);
    return 0;
}

static int parse_years(struct loader *loader, const struct config_node *node,
                       struct days_rule *rule)
{
    rule->years = READING_BIT(DAYS_YEAR_ANNIVERSARY);
    if (!node)
        return 0;
    if (rule->each != DAYS_EACH_YEAR)
        return config_fail(node, loader->error, "goes with 'each: year'");
    if (config_is(node, "unsettled"))
        rule->years = ALL_YEARS;
    else if (config_is(node, "calendar"))
        rule->years = READING_BIT(DAYS_YEAR_CALENDAR);
    else
        rule->has_anchor = true;
    return rule->has_anchor ? loader_term(loader, node, VALUE_MOMENT, &rule->anchor) : 0;
}

/* `all`: only what speaks of the whole person counts; else kinds of documents. */
static int parse_permits(struct loader *loader, const struct config_node *node,
                         struct counting *counting)
{
    struct config_strings kinds;
    int r;

    if (!node)
        return 0;
    if (config_is(node, "all")) {
        counting->whole_person = true;
        return 0;
    }
    r = config_strings(loader->arena, node, &kinds, loader->error);
    if (r < 0)
        return r;
    if (kinds.count == 0)
        return config_fail(node, loader->error, "expected 'all' or kinds of documents");
    counting->kinds = kinds.items;
    counting->kind_count = kinds.count;
    return 0;
}

static int parse_readings(struct loader *loader, const struct config_node *node,
                          struct days_rule *rule)
{
    const struct config_node *partial = config_get(node, "partial_years");
    bool trust_edges = true;
    size_t index = 0;
    int r = parse_counts(loader, config_get(node, "count"), rule);

    if (r == 0)
        r = parse_month(loader, config_get(node, "month"), rule);
    if (r == 0)
        r = parse_years(loader, config_get(node, "years_from"), rule);
    if (r == 0)
        r = config_choice(partial, partials, &index, loader->error);
    if (r == 0 && partial && rule->each != DAYS_EACH_YEAR)
        r = config_fail(partial, loader->error, "goes with 'each: year'");
    if (r == 0)
        r = parse_permits(loader, config_get(node, "permits"), &rule->counting);
    if (r == 0)
        r = config_bool(config_get(node, "trust_edges"), &trust_edges, loader->error);
    rule->prorata = index == 1;
    rule->counting.distrust_edges = !trust_edges;
    return r;
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct days_rule *rule = arena_new_of(loader->arena, struct days_rule);
    const struct config_node *documents;
    size_t index = 0;
    int r;

    if (!rule)
        return loader_no_memory(loader);
    r = loader_check(loader, node, fields);
    if (r < 0)
        return r;
    documents = config_get(node, "documents");
    if (documents)
        r = movements_parse_roles(loader, documents, &rule->scope.roles, &rule->scope.role_count);
    if (r == 0)
        r = config_choice(config_get(node, "state"), states, &index, loader->error);
    rule->state = index == 0 ? PRESENCE_INSIDE : PRESENCE_OUTSIDE;
    if (r == 0)
        r = config_string(config_get(node, "territory"), &rule->scope.territory, loader->error);
    if (r == 0)
        r = parse_window(loader, config_get(node, "window"), rule);
    if (r == 0)
        r = parse_wanted(loader, node, rule);
    if (r == 0)
        r = parse_each(loader, node, rule);
    if (r == 0)
        r = parse_readings(loader, node, rule);
    *ret_data = rule;
    return r;
}

static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    days_judge(evaluation, data, result);
}

static void explain(struct explanation *explanation, const void *data)
{
    days_explain(explanation, data);
}

const struct predicate predicate_days = {"days", parse, evaluate, explain};
