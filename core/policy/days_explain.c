/* The predicate `days` in sentences. */
#include "policy/days_rule.h"

static const char *readings_text(struct arena *arena, const struct days_rule *rule)
{
    const char *text = "";

    for (int m = 0; text && m < DAYS_MEASURES; m++)
        if (rule->measures >> m & 1)
            text = arena_printf(arena, "%s%s%s", text, *text ? "," : "",
                                days_measure_name((enum days_measure)m));
    return text ? text : "";
}

static void explain_window(struct explanation *explanation, const struct days_rule *rule)
{
    explain_say(explanation, rule->is_before ? "policy.days.before" : "policy.days.between");
    if (rule->is_before)
        explain_param(explanation, "length", "%s",
                      duration_text(explain_arena(explanation), &rule->length));
    else
        explain_param(explanation, "from", "%s", rule->from.text);
    explain_param(explanation, "to", "%s", rule->to.text);
}

/* How the text is read where it can be read in several ways, and whose rows count. */
static void explain_readings(struct explanation *explanation, const struct days_rule *rule)
{
    bool has_months = rule->wanted.unit == UNIT_MONTHS;

    if (has_months && rule->months == ALL_MONTHS)
        explain_say(explanation, "policy.days.month.unsettled");
    else if (has_months || rule->months == READING_BIT(DAYS_MONTH_TWELFTH))
        explain_say(explanation, rule->months == READING_BIT(DAYS_MONTH_30D)
                                     ? "policy.days.month.30d"
                                     : "policy.days.month.twelfth");
    if (rule->years == ALL_YEARS)
        explain_say(explanation, "policy.days.years.unsettled");
    else if (rule->years == READING_BIT(DAYS_YEAR_CALENDAR))
        explain_say(explanation, "policy.days.years.calendar");
    if (rule->has_anchor) {
        explain_say(explanation, "policy.days.years.anchor");
        explain_param(explanation, "anchor", "%s", rule->anchor.text);
    }
    if (rule->prorata)
        explain_say(explanation, "policy.days.prorata");
    if (rule->counting.whole_person)
        explain_say(explanation, "policy.covers.person");
    if (rule->counting.distrust_edges)
        explain_say(explanation, "policy.days.distrust_edges");
}

void days_explain(struct explanation *explanation, const struct days_rule *rule)
{
    struct arena *arena = explain_arena(explanation);

    switch (rule->each) {
    case DAYS_EACH_YEAR:
        explain_say(explanation, rule->needed ? "policy.days.needed" : "policy.days.year");
        break;
    case DAYS_EACH_STAY:
        explain_say(explanation, "policy.days.stay");
        break;
    case DAYS_LONGEST_STAY:
        explain_say(explanation, "policy.days.longest");
        break;
    default:
        explain_say(explanation, "policy.days");
    }
    explain_param(explanation, "state", "%s",
                  rule->state == PRESENCE_INSIDE ? "inside" : "outside");
    explain_param(explanation, "territory", "%s", rule->scope.territory);
    explain_param(explanation, "relation", "%s", days_relation_name(rule->relation));
    explain_param(explanation, "wanted", "%s", duration_text(arena, &rule->wanted));
    explain_param(explanation, "count", "%s", readings_text(arena, rule));
    if (rule->needed)
        explain_param(explanation, "needed", "%d", (int)rule->needed);
    explain_deeper(explanation, 1);
    explain_window(explanation, rule);
    explain_readings(explanation, rule);
    explain_deeper(explanation, -1);
}
