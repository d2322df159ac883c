/* compare: [left, relation, right], two terms of one type. */
#include "base/error.h"
#include "policy/load.h"
#include "policy/names.h"

#define LIST_MAX 100u /* of is_one_of: longer lists are no conditions but tables */

enum relation { IS, IS_NOT, IS_ONE_OF, INCLUDES, BEFORE, NOT_AFTER, AT_LEAST, AT_MOST };

#define SCALARS                                                                                    \
    (VALUE_MOMENT | VALUE_BIT(VALUE_INTEGER) | VALUE_BIT(VALUE_AMOUNT) | VALUE_BIT(VALUE_CODE) |   \
     VALUE_BIT(VALUE_TEXT) | VALUE_BIT(VALUE_NAME) | VALUE_BIT(VALUE_TERRITORY))
#define SIZES (VALUE_BIT(VALUE_INTEGER) | VALUE_BIT(VALUE_AMOUNT))

/* Which types a relation compares, by the type of its left term. */
static const struct {
    const char *name;
    unsigned types;
} relations[] = {
    [IS] = {"is", SCALARS},
    [IS_NOT] = {"is_not", SCALARS},
    [IS_ONE_OF] = {"is_one_of", SCALARS},
    [INCLUDES] = {"includes", VALUE_BIT(VALUE_YEARS)},
    [BEFORE] = {"before", VALUE_MOMENT},
    [NOT_AFTER] = {"not_after", VALUE_MOMENT},
    [AT_LEAST] = {"at_least", SIZES},
    [AT_MOST] = {"at_most", SIZES},
};

#define RELATIONS (sizeof relations / sizeof *relations)

struct compare {
    struct term left;
    enum relation relation;
    const struct term *right; /* several of is_one_of */
    size_t right_count;
};

/* ---- Parsing ---- */

static int parse_relation(struct loader *loader, const struct config_node *node,
                          enum relation *ret_relation)
{
    for (size_t i = 0; i < RELATIONS; i++) {
        if (config_is(node, relations[i].name)) {
            *ret_relation = (enum relation)i;
            return 0;
        }
    }
    return config_fail(node, loader->error,
                       "expected is, is_not, is_one_of, includes, before, not_after, at_least or "
                       "at_most");
}

/* What the right side must be. */
static enum value_type wanted_type(const struct compare *data)
{
    return data->relation == INCLUDES ? VALUE_INTEGER : data->left.type;
}

/* A code that the fact can never be is a slip of the pen. */
static int check_code(struct loader *loader, const struct config_node *node,
                      const struct term *fact, const struct term *literal)
{
    const char *const *one_of;

    if (fact->kind != TERM_FACT || literal->kind != TERM_LITERAL || fact->type != VALUE_CODE)
        return 0;
    one_of = loader->policy->facts[fact->index].one_of;
    for (const char *const *code = one_of; *code; code++)
        if (strcmp(*code, literal->text) == 0)
            return 0;
    return config_fail(node, loader->error, "'%s' is not among the codes of '%s'", literal->text,
                       fact->text);
}

static int check_currency(struct loader *loader, const struct config_node *node,
                          const struct term *literal)
{
    if (literal->kind == TERM_LITERAL && literal->type == VALUE_AMOUNT &&
        !literal->literal.amount.currency[0])
        return config_fail(node, loader->error, "an amount needs a currency, such as '%s HKD'",
                           literal->text);
    return 0;
}

static int parse_right(struct loader *loader, const struct config_node *node,
                       const struct compare *data, struct term *ret_term)
{
    int r = loader_term(loader, node, VALUE_BIT(wanted_type(data)), ret_term);

    if (r == 0)
        r = check_code(loader, node, &data->left, ret_term);
    if (r == 0)
        r = check_code(loader, node, ret_term, &data->left);
    if (r == 0)
        r = check_currency(loader, node, ret_term);
    if (r == 0 && ret_term->kind == TERM_LITERAL && data->left.kind == TERM_LITERAL)
        r = config_fail(node, loader->error, "compares two literals; is a fact not declared?");
    return r;
}

static int parse_rights(struct loader *loader, const struct config_node *node, struct compare *data)
{
    bool several = data->relation == IS_ONE_OF;
    struct term *terms;
    int r = 0;

    if (several && (node->kind != CONFIG_LIST || node->count == 0 || node->count > LIST_MAX))
        return config_fail(node, loader->error, "expected a list of at most %u", LIST_MAX);
    terms = arena_array(loader->arena, struct term, several ? node->count : 1);
    if (!terms)
        return loader_no_memory(loader);
    data->right = terms;
    for (const struct config_node *item = several ? node->first : node; item && r == 0;
         item = several ? item->next : NULL)
        r = parse_right(loader, item, data, &terms[data->right_count++]);
    return r;
}

/* The left side; a literal there takes its type from the right. */
static int parse_left(struct loader *loader, const struct config_node *left,
                      const struct config_node *right, struct compare *data)
{
    struct term other;
    int r;

    if (left->kind != CONFIG_SCALAR || left->is_null)
        return config_fail(left, loader->error, "expected a term");
    r = loader_reference(loader, left, left->text, &data->left);
    if (r == 0 && !(relations[data->relation].types & VALUE_BIT(data->left.type)))
        return config_fail(left, loader->error, "'%s' is of type %s, which '%s' does not compare",
                           data->left.text, value_type_name(data->left.type),
                           relations[data->relation].name);
    if (r != ERR_NOT_FOUND)
        return r;
    r = right->kind == CONFIG_SCALAR ? loader_reference(loader, right, right->text, &other)
                                     : ERR_NOT_FOUND;
    if (r == ERR_NOT_FOUND)
        return config_fail(left, loader->error,
                           "'%.*s' is neither as_of, a fact of this policy nor a claim of one of "
                           "its documents",
                           (int)left->text.size, (const char *)left->text.data);
    if (r == 0 && !(relations[data->relation].types & VALUE_BIT(other.type)))
        return config_fail(right, loader->error, "'%s' is of type %s, which '%s' does not compare",
                           other.text, value_type_name(other.type), relations[data->relation].name);
    if (r == 0)
        r = loader_term(loader, left, VALUE_BIT(other.type), &data->left);
    return r < 0 ? r : check_currency(loader, left, &data->left);
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct compare *data = arena_new_of(loader->arena, struct compare);
    const struct config_node *relation, *right;
    int r;

    if (!data)
        return loader_no_memory(loader);
    if (node->kind != CONFIG_LIST || node->count != 3)
        return config_fail(node, loader->error, "expected [left, relation, right]");
    relation = node->first->next;
    right = relation->next;
    r = parse_relation(loader, relation, &data->relation);
    if (r == 0)
        r = parse_left(loader, node->first, right, data);
    if (r == 0)
        r = parse_rights(loader, right, data);
    *ret_data = data;
    return r;
}

/* ---- Comparing ---- */

static enum decision_outcome of(bool holds)
{
    return holds ? OUTCOME_PASS : OUTCOME_FAIL;
}

static enum decision_outcome negated(enum decision_outcome outcome)
{
    if (outcome == OUTCOME_PASS)
        return OUTCOME_FAIL;
    return outcome == OUTCOME_FAIL ? OUTCOME_PASS : OUTCOME_UNKNOWN;
}

/* Two currencies: no rate is known here. One without: which it is, nobody said. */
static bool same_currency(const struct amount *a, const struct amount *b)
{
    return a->currency[0] && strcmp(a->currency, b->currency) == 0;
}

/* Writing that means nothing apart; what may be the same name or another is not known. */
static enum decision_outcome is_equal_name(const char *a, const char *b)
{
    switch (name_compare(slice_str(a), slice_str(b), NULL)) {
    case AGREEMENT_EXACT:
    case AGREEMENT_EQUIVALENT:
        return OUTCOME_PASS;
    case AGREEMENT_DIFFERENT:
        return OUTCOME_FAIL;
    default:
        return OUTCOME_UNKNOWN;
    }
}

static enum decision_outcome is_equal(const struct value *a, const struct value *b)
{
    switch (a->type) {
    case VALUE_DAY:
        return of(a->day == b->day);
    case VALUE_TIME:
        if (a->time.first > b->time.last || a->time.last < b->time.first)
            return OUTCOME_FAIL;
        return a->time.first == a->time.last && b->time.first == b->time.last ? OUTCOME_PASS
                                                                              : OUTCOME_UNKNOWN;
    case VALUE_INTEGER:
        return of(a->integer == b->integer);
    case VALUE_AMOUNT:
        return same_currency(&a->amount, &b->amount)
                   ? of(amount_compare(&a->amount, &b->amount) == 0)
                   : OUTCOME_UNKNOWN;
    case VALUE_NAME:
        return is_equal_name(a->text, b->text);
    default:
        return a->is_masked || b->is_masked ? OUTCOME_UNKNOWN : of(strcmp(a->text, b->text) == 0);
    }
}

/* first < second, or <= where `or_equal`; a time may be any second of its span. */
static enum decision_outcome is_before(const struct value *a, const struct value *b, bool or_equal)
{
    if (a->type == VALUE_DAY)
        return of(or_equal ? a->day <= b->day : a->day < b->day);
    if (or_equal ? a->time.last <= b->time.first : a->time.last < b->time.first)
        return OUTCOME_PASS;
    if (or_equal ? a->time.first > b->time.last : a->time.first >= b->time.last)
        return OUTCOME_FAIL;
    return OUTCOME_UNKNOWN;
}

static enum decision_outcome is_large(const struct value *a, const struct value *b)
{
    if (a->type == VALUE_INTEGER)
        return of(a->integer >= b->integer);
    if (!same_currency(&a->amount, &b->amount))
        return OUTCOME_UNKNOWN;
    return of(amount_compare(&a->amount, &b->amount) >= 0);
}

static enum decision_outcome includes(const struct value *years, const struct value *year)
{
    for (size_t i = 0; i < years->years.count; i++)
        if (years->years.items[i] == year->integer)
            return OUTCOME_PASS;
    return OUTCOME_FAIL;
}

static enum decision_outcome relate(enum relation relation, const struct value *a,
                                    const struct value *b)
{
    switch (relation) {
    case IS:
    case IS_ONE_OF:
        return is_equal(a, b);
    case IS_NOT:
        return negated(is_equal(a, b));
    case INCLUDES:
        return includes(a, b);
    case BEFORE:
        return is_before(a, b, false);
    case NOT_AFTER:
        return is_before(a, b, true);
    case AT_LEAST:
        return is_large(a, b);
    case AT_MOST:
        return is_large(b, a);
    }
    return OUTCOME_UNKNOWN;
}

/* ---- Evaluating ---- */

static const char *rights_text(struct arena *arena, const struct compare *compare)
{
    const char *text = "";

    for (size_t i = 0; text && i < compare->right_count; i++)
        text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", compare->right[i].text);
    return text ? text : "";
}

/* A day of birth is nobody's business here, whatever the fact that holds it is called. */
static bool is_personal(const struct term *term)
{
    return term->type == VALUE_DAY && (strstr(term->text, "birth") || strstr(term->text, "born"));
}

/* Only what is neither a person's nor a number of something (decision.h). */
static bool may_be_shown(const struct term *term)
{
    return VALUE_BIT(term->type) & (VALUE_MOMENT | SIZES | VALUE_BIT(VALUE_CODE) |
                                    VALUE_BIT(VALUE_TERRITORY) | VALUE_BIT(VALUE_YEARS)) &&
           !is_personal(term);
}

static void show(struct evaluation *evaluation, const struct compare *compare,
                 const struct value *left, struct result *result)
{
    const char *found = value_text(evaluation->arena, left, evaluation->policy->offset);

    if (found && left->is_known && may_be_shown(&compare->left))
        result_param(evaluation, result, "found", "%s", found);
}

/* One side not known: unknown, unless another one of the list settles it. */
static void compare_all(struct evaluation *evaluation, const struct compare *compare,
                        const struct value *left, struct result *result)
{
    const struct term *missing = NULL;
    bool unknown = false;

    for (size_t i = 0; i < compare->right_count; i++) {
        struct value right = term_value(evaluation, &compare->right[i]);
        enum decision_outcome outcome;

        result->basis |= right.basis;
        if (!right.is_known) {
            missing = &compare->right[i];
            continue;
        }
        term_evidence(evaluation, result, &compare->right[i]);
        outcome = relate(compare->relation, left, &right);
        unknown |= outcome == OUTCOME_UNKNOWN;
        result->outcome = outcome;
        if (outcome == OUTCOME_PASS)
            return;
    }
    if (missing)
        result_missing(evaluation, result, missing);
    else if (unknown)
        result->outcome = OUTCOME_UNKNOWN;
}

static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    const struct compare *compare = data;
    struct value left = term_value(evaluation, &compare->left);

    result_param(evaluation, result, "left", "%s", compare->left.text);
    result_param(evaluation, result, "relation", "%s", relations[compare->relation].name);
    result_param(evaluation, result, "right", "%s", rights_text(evaluation->arena, compare));
    result->basis = left.basis;
    if (!left.is_known) {
        result_missing(evaluation, result, &compare->left);
        return;
    }
    term_evidence(evaluation, result, &compare->left);
    show(evaluation, compare, &left, result);
    compare_all(evaluation, compare, &left, result);
}

static void explain(struct explanation *explanation, const void *data)
{
    const struct compare *compare = data;

    explain_say(explanation, "policy.compare");
    explain_param(explanation, "left", "%s", compare->left.text);
    explain_param(explanation, "relation", "%s", relations[compare->relation].name);
    explain_param(explanation, "right", "%s", rights_text(explain_arena(explanation), compare));
}

const struct predicate predicate_compare = {"compare", parse, evaluate, explain};
