/* A policy as sentences: ids with parameters, since sentences belong to the catalogues. */
#include "base/datetime.h"
#include "base/error.h"
#include "policy/policy_impl.h"

#include <stdarg.h>
#include <stdio.h>

#define PARAM_MAX 2000u

struct explanation {
    struct arena *arena;
    const struct policy *policy;
    struct policy_sentence *sentences;
    size_t count, capacity;
    size_t depth;
    int error;
};

struct arena *explain_arena(struct explanation *explanation)
{
    return explanation->arena;
}

const struct policy *explain_policy(struct explanation *explanation)
{
    return explanation->policy;
}

void explain_deeper(struct explanation *explanation, int by)
{
    explanation->depth = by < 0 ? explanation->depth - 1 : explanation->depth + 1;
}

void explain_say(struct explanation *explanation, const char *id)
{
    struct policy_sentence *grown =
        arena_grow(explanation->arena, explanation->sentences, explanation->count,
                   &explanation->capacity, sizeof *grown);

    if (!grown) {
        explanation->error = ERR_NOMEM;
        return;
    }
    explanation->sentences = grown;
    explanation->sentences[explanation->count++] =
        (struct policy_sentence){.depth = explanation->depth, .id = id};
}

/* A sentence has few params: they are copied as one is added. */
static void add_param(struct explanation *explanation, struct report_param param)
{
    struct policy_sentence *last;
    struct report_param *items;

    if (explanation->count == 0)
        return;
    last = &explanation->sentences[explanation->count - 1];
    items = arena_array(explanation->arena, struct report_param, last->params.count + 1);
    if (!items || !param.value) {
        explanation->error = ERR_NOMEM;
        return;
    }
    if (last->params.count > 0)
        memcpy(items, last->params.items, last->params.count * sizeof *items);
    items[last->params.count] = param;
    last->params = (struct report_params){items, last->params.count + 1};
}

void explain_param(struct explanation *explanation, const char *name, const char *format, ...)
{
    char text[PARAM_MAX];
    va_list args;

    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    va_end(args);
    add_param(explanation, (struct report_param){name, arena_strdup(explanation->arena, text)});
}

void explain_names(struct explanation *explanation, const char *name, const char *const *names)
{
    const char *text = "";

    for (size_t i = 0; text && names[i]; i++)
        text = arena_printf(explanation->arena, "%s%s%s", text, i ? ", " : "", names[i]);
    add_param(explanation, (struct report_param){name, text});
}

/* ---- The parts of a policy ---- */

static void explain_span(struct explanation *explanation, const struct policy_span *span)
{
    char from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];

    day_format(span->from, from);
    day_format(span->until, until);
    if (!span->has_from && !span->has_until)
        return;
    explain_say(explanation, !span->has_until  ? "policy.in_force.from"
                             : !span->has_from ? "policy.in_force.until"
                                               : "policy.in_force");
    if (span->has_from)
        explain_param(explanation, "from", "%s", from);
    if (span->has_until)
        explain_param(explanation, "until", "%s", until);
}

static const char *source_id(const char *kind)
{
    static const char *const ids[][2] = {
        {"law", "policy.source.law"},           {"regulator", "policy.source.regulator"},
        {"official", "policy.source.official"}, {"source_code", "policy.source.source_code"},
        {"own", "policy.source.own"},           {"hearsay", "policy.source.hearsay"},
    };

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (strcmp(ids[i][0], kind) == 0)
            return ids[i][1];
    return ids[5][1]; /* cannot happen: the loader knows no other */
}

static void explain_origin(struct explanation *explanation, const struct policy_origin *origin)
{
    char read[DAY_TEXT_SIZE];

    day_format(origin->read, read);
    explain_say(explanation, source_id(origin->kind));
    explain_param(explanation, "source", "%s%s%s", origin->text ? origin->text : "",
                  origin->text && origin->url ? ", " : "", origin->url ? origin->url : "");
    explain_param(explanation, "read", "%s", read);
}

static void explain_facts(struct explanation *explanation)
{
    for (size_t i = 0; i < explanation->policy->fact_count; i++) {
        const struct policy_fact *fact = &explanation->policy->facts[i];

        explain_say(explanation, fact->required ? "policy.fact.required" : "policy.fact");
        explain_param(explanation, "fact", "%s", fact->name);
        explain_param(explanation, "type", "%s", value_type_name(fact->type));
        if (!fact->one_of)
            continue;
        explain_deeper(explanation, 1);
        explain_say(explanation, "policy.fact.one_of");
        explain_names(explanation, "codes", fact->one_of);
        explain_deeper(explanation, -1);
    }
}

static void explain_documents(struct explanation *explanation)
{
    static const char *const none[] = {NULL};

    for (size_t i = 0; i < explanation->policy->role_count; i++) {
        const struct policy_role *role = &explanation->policy->roles[i];

        explain_say(explanation,
                    role->sources ? role->optional ? "policy.document.optional" : "policy.document"
                                  : "policy.papers");
        explain_param(explanation, "document", "%s", role->name);
        explain_names(explanation, "sources", role->sources ? role->sources : none);
        explain_names(explanation, "kinds", role->kinds ? role->kinds : none);
    }
}

static void explain_params(struct explanation *explanation, const char *id,
                           const struct report_params *params)
{
    for (size_t i = 0; i < params->count; i++) {
        explain_say(explanation, id);
        explain_param(explanation, "name", "%s", params->items[i].name);
        explain_param(explanation, "value", "%s", params->items[i].value);
    }
}

/* The recursion is as deep as the loader let joins be: POLICY_DEPTH_MAX. */
static void explain_node(struct explanation *explanation, const struct policy_node *node)
{
    static const char *const ids[] = {
        [NODE_ALL_OF] = "policy.all_of",
        [NODE_ANY_OF] = "policy.any_of",
        [NODE_NONE_OF] = "policy.none_of",
    };

    if (node->kind == NODE_PREDICATE) {
        node->predicate->explain(explanation, node->data);
        return;
    }
    explain_say(explanation, ids[node->kind]);
    explain_deeper(explanation, 1);
    for (size_t i = 0; i < node->part_count; i++)
        explain_node(explanation, &node->parts[i]);
    explain_deeper(explanation, -1);
}

/* ---- A rule ---- */

static void explain_consequence(struct explanation *explanation,
                                const struct consequence *consequence)
{
    const char *money = consequence->fine.currency;

    if (consequence->warn)
        explain_say(explanation, "policy.consequence.warn");
    if (consequence->fine.per_day) {
        explain_say(explanation, "policy.consequence.fine_per_day");
        explain_param(explanation, "amount", "%s %s", consequence->fine.per_day, money);
    }
    if (consequence->fine.min || consequence->fine.max) {
        explain_say(explanation, "policy.consequence.fine");
        explain_param(explanation, "amount", "%s..%s %s",
                      consequence->fine.min ? consequence->fine.min : "0",
                      consequence->fine.max ? consequence->fine.max : "", money);
    }
    if (consequence->fine.cap) {
        explain_say(explanation, "policy.consequence.fine_cap");
        explain_param(explanation, "amount", "%s %s", consequence->fine.cap, money);
    }
    if (consequence->detention.is_set) {
        explain_say(explanation, "policy.consequence.detention");
        explain_param(explanation, "length", "%s..%s %s",
                      consequence->detention.min ? consequence->detention.min : "0",
                      consequence->detention.max ? consequence->detention.max : "",
                      consequence->detention.unit);
    }
    if (consequence->order_to_leave)
        explain_say(explanation, "policy.consequence.order_to_leave");
}

static const char *otherwise_id(enum decision_effect effect)
{
    if (effect == EFFECT_REJECT)
        return "policy.otherwise.reject";
    return effect == EFFECT_NOTE ? "policy.otherwise.note" : "policy.otherwise.refer";
}

static const char *unknown_id(enum decision_effect effect)
{
    if (effect == EFFECT_REJECT)
        return "policy.if_unknown.reject";
    return effect == EFFECT_NOTE ? "policy.if_unknown.note" : "policy.if_unknown.refer";
}

static void explain_rule(struct explanation *explanation, const struct policy_rule *rule)
{
    explain_say(explanation, rule->cite ? "policy.rule.cite" : "policy.rule");
    explain_param(explanation, "rule", "%s", rule->id);
    if (rule->cite)
        explain_param(explanation, "cite", "%s", rule->cite);
    explain_deeper(explanation, 1);
    if (rule->origin != &explanation->policy->origin)
        explain_origin(explanation, rule->origin);
    if (rule->in_force)
        explain_span(explanation, rule->in_force);
    if (rule->when) {
        explain_say(explanation, "policy.when");
        explain_deeper(explanation, 1);
        explain_node(explanation, rule->when);
        explain_deeper(explanation, -1);
    }
    explain_node(explanation, rule->that);
    explain_say(explanation, otherwise_id(rule->otherwise));
    if (rule->if_unknown != EFFECT_REFER)
        explain_say(explanation, unknown_id(rule->if_unknown));
    if (rule->consequence)
        explain_consequence(explanation, rule->consequence);
    explain_deeper(explanation, -1);
}

int policy_explain(struct arena *arena, const struct policy *policy,
                   const struct policy_sentence **ret_sentences, size_t *ret_count)
{
    struct explanation explanation = {.arena = arena, .policy = policy};

    explain_origin(&explanation, &policy->origin);
    explain_span(&explanation, &policy->in_force);
    explain_say(&explanation, "policy.time_zone");
    explain_param(&explanation, "time_zone", "%s", policy->time_zone);
    explain_facts(&explanation);
    explain_documents(&explanation);
    explain_params(&explanation, "policy.fee", &policy->fees);
    explain_params(&explanation, "policy.term", &policy->terms);
    for (size_t i = 0; i < policy->rule_count; i++)
        explain_rule(&explanation, &policy->rules[i]);
    if (explanation.error < 0)
        return explanation.error;
    *ret_sentences = explanation.sentences;
    *ret_count = explanation.count;
    return 0;
}
