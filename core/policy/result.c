#include "base/error.h"
#include "base/unicode.h"
#include "policy/evaluate.h"
#include "report/join.h"

#include <stdarg.h>
#include <stdio.h>

#define FIGURES_MAX  2000u /* of a rule: four measures of a hundred years, several readings */
#define EVIDENCE_MAX 200u  /* of a rule: nobody looks at more rows */
#define ASKS_MAX     100u
#define PARAM_MAX    1000u /* bytes of a param's value */

/* Room for one more at the end of a list of the result; NULL without memory, which sticks. */
#define GROW(evaluation, result, list, item)                                                       \
    grow((evaluation), &(result)->list, &(result)->item##_count, &(result)->item##_capacity,       \
         sizeof *(result)->list)

/* `list` is the address of a pointer, whatever it points to. */
static void *grow(struct evaluation *evaluation, void *list, size_t *count, size_t *capacity,
                  size_t size)
{
    void *items, *grown;

    memcpy(&items, list, sizeof items);
    grown = arena_grow(evaluation->arena, items, *count, capacity, size);
    if (!grown) {
        evaluation->error = ERR_NOMEM;
        return NULL;
    }
    memcpy(list, &grown, sizeof grown);
    return (char *)grown + size * (*count)++;
}

static struct report_param *find_param(struct result *result, const char *name)
{
    for (size_t i = 0; i < result->param_count; i++)
        if (strcmp(result->params[i].name, name) == 0)
            return &result->params[i];
    return NULL;
}

/* A later value takes the place of an earlier one: a name stands once. */
void result_param(struct evaluation *evaluation, struct result *result, const char *name,
                  const char *format, ...)
{
    struct report_param *param = find_param(result, name);
    char text[PARAM_MAX];
    va_list args;

    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    va_end(args);
    if (!param)
        param = GROW(evaluation, result, params, param);
    if (!param)
        return;
    *param = (struct report_param){
        .name = name,
        .value = arena_strndup(evaluation->arena, text, utf8_cut(slice_str(text), PARAM_MAX - 5)),
    };
    if (!param->value)
        evaluation->error = ERR_NOMEM;
}

void result_figure(struct evaluation *evaluation, struct result *result,
                   const struct decision_figure *figure)
{
    struct decision_figure *copy;

    if (result->figure_count == FIGURES_MAX)
        return;
    copy = GROW(evaluation, result, figures, figure);
    if (copy)
        *copy = *figure;
}

void result_copy_evidence(struct evaluation *evaluation, struct result *result, const char *pointer)
{
    const char **item;

    if (result->evidence_count == EVIDENCE_MAX)
        return;
    item = GROW(evaluation, result, evidence, evidence);
    if (item)
        *item = pointer;
}

void result_evidence(struct evaluation *evaluation, struct result *result, size_t document_index,
                     const char *pointer)
{
    const char *whole =
        arena_printf(evaluation->arena, "/documents/%zu%s", document_index, pointer);

    if (whole)
        result_copy_evidence(evaluation, result, whole);
    else
        evaluation->error = ERR_NOMEM;
}

/* ---- Asks ---- */

static bool is_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static const struct report_advice *advice_of(struct evaluation *evaluation, const char *code)
{
    struct report_advice *advice = NULL;
    const char *name = advice_for_reason(code);

    if (name) {
        advice = arena_new_of(evaluation->arena, struct report_advice);
        if (advice)
            advice->code = name;
        else
            evaluation->error = ERR_NOMEM;
    }
    return advice;
}

void result_add_ask(struct evaluation *evaluation, struct result *result,
                    const struct decision_ask *ask)
{
    struct decision_ask *copy;

    for (size_t i = 0; i < result->ask_count; i++)
        if (is_text(result->asks[i].kind, ask->kind) && is_text(result->asks[i].fact, ask->fact))
            return;
    if (result->ask_count == ASKS_MAX)
        return;
    copy = GROW(evaluation, result, asks, ask);
    if (copy)
        *copy = *ask;
}

static void add(struct evaluation *evaluation, struct result *result, struct decision_ask ask)
{
    ask.advice = advice_of(evaluation, ask.code);
    ask.params = (struct report_params){result->params, result->param_count};
    result_add_ask(evaluation, result, &ask);
}

void result_ask_kind(struct evaluation *evaluation, struct result *result, const char *kind,
                     const char *code)
{
    add(evaluation, result, (struct decision_ask){.kind = kind, .code = code});
}

void result_ask_fact(struct evaluation *evaluation, struct result *result, const char *fact,
                     const char *code)
{
    add(evaluation, result, (struct decision_ask){.fact = fact, .code = code});
}

void result_absent(struct evaluation *evaluation, struct result *result, size_t role)
{
    const struct policy_role *wanted = &evaluation->policy->roles[role];

    result->outcome = OUTCOME_UNKNOWN;
    result->why = "absent";
    result->basis |= BASIS_BIT_DOCUMENT;
    result_ask_kind(evaluation, result, wanted->kinds ? wanted->kinds[0] : wanted->name,
                    "ask.missing");
}

/* A document that is there and does not say so cannot be asked for once more. */
void result_missing(struct evaluation *evaluation, struct result *result, const struct term *term)
{
    const struct report_param *missing = find_param(result, "missing");

    result->outcome = OUTCOME_UNKNOWN;
    result->why = "absent";
    result_param(evaluation, result, "missing", "%s%s%s", missing ? missing->value : "",
                 missing ? ", " : "", term->text);
    switch (term->kind) {
    case TERM_FACT:
    case TERM_MEMBER:
    case TERM_FACT_OF:
    case TERM_HELD:
        result_ask_fact(evaluation, result, evaluation->policy->facts[term->index].name,
                        "ask.not_stated");
        break;
    case TERM_CLAIM:
    case TERM_CLAIM_OF:
        if (evaluation->roles[term->index].count == 0)
            result_absent(evaluation, result, term->index);
        break;
    default:
        break;
    }
}
