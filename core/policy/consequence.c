/* What follows by law where a rule fails: figures, never more than a court or an office may say. */
#include "policy/evaluate.h"

static void show(struct evaluation *evaluation, struct result *result,
                 const struct decision_figure *figure)
{
    if (figure->value || figure->lower || figure->upper)
        result_figure(evaluation, result, figure);
}

/* So much a day, up to the cap. A product that does not fit lies above every cap. */
static void show_sum(struct evaluation *evaluation, const struct consequence *consequence,
                     struct result *result)
{
    struct value sum = {.type = VALUE_AMOUNT, .is_known = true};
    struct amount cap;
    bool has_cap =
             consequence->fine.cap && amount_parse(slice_str(consequence->fine.cap), &cap) == 0,
         too_much;

    if (result->days_over == 0 ||
        amount_parse(slice_str(consequence->fine.per_day), &sum.amount) < 0)
        return;
    too_much =
        __builtin_mul_overflow(sum.amount.digits, (int64_t)result->days_over, &sum.amount.digits);
    if (too_much && !has_cap)
        return;
    if (has_cap && (too_much || amount_compare(&sum.amount, &cap) > 0))
        sum.amount = cap;
    show(evaluation, result,
         &(struct decision_figure){.name = "fine",
                                   .value = value_text(evaluation->arena, &sum, 0),
                                   .unit = consequence->fine.currency});
}

static void show_fine(struct evaluation *evaluation, const struct consequence *consequence,
                      struct result *result)
{
    const char *money = consequence->fine.currency;

    show(evaluation, result,
         &(struct decision_figure){
             .name = "fine_per_day", .value = consequence->fine.per_day, .unit = money});
    show(evaluation, result,
         &(struct decision_figure){.name = "fine",
                                   .lower = consequence->fine.min,
                                   .upper = consequence->fine.max,
                                   .unit = money});
    show(evaluation, result,
         &(struct decision_figure){
             .name = "fine_cap", .value = consequence->fine.cap, .unit = money});
    if (consequence->fine.per_day)
        show_sum(evaluation, consequence, result);
}

void consequence_show(struct evaluation *evaluation, const struct consequence *consequence,
                      struct result *result)
{
    if (!consequence)
        return;
    show(evaluation, result,
         &(struct decision_figure){.name = "warn", .value = consequence->warn ? "yes" : NULL});
    show_fine(evaluation, consequence, result);
    show(evaluation, result,
         &(struct decision_figure){.name = "detention",
                                   .lower = consequence->detention.min,
                                   .upper = consequence->detention.max,
                                   .unit = consequence->detention.unit});
    show(evaluation, result,
         &(struct decision_figure){.name = "order_to_leave",
                                   .value = consequence->order_to_leave ? "yes" : NULL});
}
