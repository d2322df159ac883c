#include "policy/outlook.h"

#include "base/error.h"
#include "policy/evaluate.h"

#define DAY_SECONDS INT64_C(86400)

/* ---- For predicates ---- */

bool outlook_moves(const struct evaluation *evaluation, const struct term *term)
{
    if (!evaluation->outlook)
        return false;
    return term->kind == TERM_AS_OF ||
           (term->kind == TERM_FACT && evaluation->outlook->moves[term->index]);
}

void outlook_hold(struct evaluation *evaluation, int64_t days)
{
    struct outlook *outlook = evaluation->outlook;

    if (outlook && days < outlook->hold)
        outlook->hold = days < 0 ? 0 : (int32_t)days;
}

struct value outlook_value(struct evaluation *evaluation, const struct term *term)
{
    int32_t hold = evaluation->outlook ? evaluation->outlook->hold : 0;
    struct value value = term_value(evaluation, term);

    if (evaluation->outlook)
        evaluation->outlook->hold = hold;
    return value;
}

/* ---- Which rules, and what moves ---- */

static bool asks_for_days(const struct policy_node *node)
{
    if (!node)
        return false;
    if (node->kind == NODE_PREDICATE)
        return node->predicate == &predicate_days || node->predicate == &predicate_interval;
    for (size_t i = 0; i < node->part_count; i++)
        if (asks_for_days(&node->parts[i]))
            return true;
    return false;
}

struct search {
    struct arena *arena;   /* of the decision */
    struct arena *kept;    /* of one supposition */
    struct arena *scratch; /* of one question */
    const struct policy *policy;
    const struct policy_input *input;
    struct evaluation evaluation;
    struct outlook outlook;
    int32_t today;
    int64_t cost; /* of one question, in rows that it may go over */
    int64_t work; /* that may still be done */
};

static int32_t latest(const struct report_crossing *crossings, size_t count, int32_t latest)
{
    for (size_t i = 0; i < count; i++)
        latest = crossings[i].date > latest ? crossings[i].date : latest;
    return latest;
}

/* What is supposed begins today, or after the last crossing that is known (or planned). */
static int32_t suppose_from(const struct search *search)
{
    const struct value_crossings *stated = search->evaluation.stated;
    int32_t last = search->today - 1;

    for (size_t i = 0; i < search->input->report_count; i++) {
        const struct report_claims *claims = search->input->reports[i].report->claims;

        if (claims)
            last = latest(claims->crossings, claims->crossing_count, last);
    }
    if (stated)
        last = latest(stated->items, stated->count, last);
    return last + 1;
}

/* Facts that state today: who applies, registers or leaves today could do so another day. */
static int find_moves(struct search *search)
{
    size_t count = search->policy->fact_count;
    bool *moves = arena_array(search->kept, bool, count);

    if (!moves)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++) {
        const struct value *fact = &search->evaluation.facts[i];

        moves[i] = fact->type == VALUE_DAY && fact->is_known && fact->day == search->today;
    }
    search->outlook.moves = moves;
    return 0;
}

/* What a question costs: a rule may go over all rows, and has to be read itself. */
static int64_t cost_of(const struct search *search)
{
    const struct value_crossings *stated = search->evaluation.stated;
    size_t rows = 100;

    for (size_t i = 0; i < search->input->report_count; i++)
        if (search->input->reports[i].report->claims)
            rows += search->input->reports[i].report->claims->crossing_count;
    return (int64_t)(rows + (stated ? stated->count : 0));
}

/* Everything that stays the same for all days of one supposition. */
static int begin(struct search *search, enum presence state)
{
    int r;

    arena_clear(search->kept);
    search->outlook = (struct outlook){.arena = search->kept, .state = state};
    r = evaluation_begin(search->kept, search->policy, search->input, &search->evaluation);
    if (r == 0)
        r = find_moves(search);
    search->outlook.from = suppose_from(search);
    search->cost = cost_of(search);
    search->evaluation.outlook = &search->outlook;
    return r;
}

static void move_to(struct search *search, int32_t day)
{
    for (size_t i = 0; i < search->policy->fact_count; i++)
        if (search->outlook.moves[i])
            search->evaluation.facts[i].day = day;
    search->evaluation.as_of = search->input->as_of + (day - search->today) * DAY_SECONDS;
}

/* A rule or policy that comes into force, or goes out of it, answers otherwise from then on. */
static void hold_in_force(struct search *search, const struct policy_span *span, int32_t day)
{
    if (span && span->has_from && span->from > day)
        outlook_hold(&search->evaluation, span->from - day - 1);
    if (span && span->has_until && span->until >= day)
        outlook_hold(&search->evaluation, span->until - day);
}

/* ---- Searching ---- */

static int ask(struct search *search, const struct policy_rule *rule, int32_t day,
               enum decision_outcome *ret_outcome)
{
    struct result result;

    arena_clear(search->scratch);
    search->evaluation.arena = search->scratch;
    search->outlook.hold = OUTLOOK_DAYS_MAX;
    search->outlook.day = day;
    move_to(search, day);
    evaluate_rule(&search->evaluation, rule, &result);
    hold_in_force(search, &search->policy->in_force, day);
    hold_in_force(search, rule->in_force, day);
    *ret_outcome = result.outcome;
    return search->evaluation.error;
}

/* The first day on which the effect is another, and the last on which it is that one. */
static int find_change(struct search *search, const struct policy_rule *rule,
                       enum decision_effect now, struct decision_change *change)
{
    int32_t last = search->today + OUTLOOK_DAYS_MAX, day = search->today + 1;
    enum decision_effect then = now;

    last = last < DAY_MAX ? last : DAY_MAX;
    change->rule = NULL;
    for (int steps = 0; day <= last && steps < OUTLOOK_STEPS_MAX; steps++) {
        enum decision_outcome outcome;
        enum decision_effect effect;
        int r;

        search->work -= search->cost;
        if (search->work < 0)
            return 0;
        r = ask(search, rule, day, &outcome);
        if (r < 0)
            return r;
        effect = rule_effect(rule, outcome);
        if (change->rule && effect != then) {
            change->has_until = true;
            change->until = day - 1;
            return 0;
        }
        if (!change->rule && effect != now) {
            *change = (struct decision_change){.rule = rule->id, .to = outcome, .on = day};
            then = effect;
        }
        day += 1 + search->outlook.hold;
    }
    return 0;
}

/* "present from 2026-11-22 on", for people and for programs. */
static int describe(struct search *search, struct decision_change *change)
{
    bool inside = search->outlook.state == PRESENCE_INSIDE;
    struct report_param *params = arena_array(search->arena, struct report_param, 2);
    char text[DAY_TEXT_SIZE];

    if (!params)
        return ERR_NOMEM;
    day_format(search->outlook.from, text);
    params[0] = (struct report_param){"from", arena_strdup(search->arena, text)};
    params[1] = (struct report_param){"stay", inside ? "present" : "away"};
    change->params = (struct report_params){params, 2};
    change->supposing =
        arena_printf(search->arena, "%s from %s on", inside ? "present" : "away", text);
    return change->supposing && params[0].value ? 0 : ERR_NOMEM;
}

/* What comes whether somebody stays or goes is said once, for who stays. */
static bool is_said(const struct decision_change *changes, size_t count,
                    const struct decision_change *change)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(changes[i].rule, change->rule) == 0 && changes[i].on == change->on &&
            changes[i].to == change->to)
            return true;
    return false;
}

static const struct decision_finding *find_finding(const struct decision *decision,
                                                   const struct policy_rule *rule)
{
    for (size_t i = 0; i < decision->finding_count; i++)
        if (strcmp(decision->findings[i].rule, rule->id) == 0)
            return &decision->findings[i];
    return NULL;
}

static int suppose(struct search *search, enum presence state, struct decision *decision,
                   struct decision_change *changes)
{
    int r = begin(search, state);

    if (search->outlook.from > DAY_MAX) /* the calendar ends with the last crossing */
        return r;
    for (size_t i = 0; r == 0 && i < search->policy->rule_count; i++) {
        const struct policy_rule *rule = &search->policy->rules[i];
        const struct decision_finding *finding = find_finding(decision, rule);
        struct decision_change change;

        if (!finding || (!asks_for_days(rule->that) && !asks_for_days(rule->when)))
            continue;
        r = find_change(search, rule, finding->effect, &change);
        if (r < 0 || !change.rule || is_said(changes, decision->change_count, &change))
            continue;
        r = describe(search, &change);
        changes[decision->change_count++] = change;
    }
    return r;
}

int outlook_changes(struct arena *arena, const struct policy *policy,
                    const struct policy_input *input, struct decision *decision)
{
    struct search search = {
        .arena = arena, .policy = policy, .input = input, .work = OUTLOOK_WORK_MAX};
    struct decision_change *changes =
        arena_array(arena, struct decision_change, 2 * policy->rule_count);
    int r = ERR_NOMEM;

    search.kept = arena_new(0);
    search.scratch = arena_new(0);
    search.today = day_of_time(input->as_of, policy->offset);
    if (changes && search.kept && search.scratch)
        r = suppose(&search, PRESENCE_INSIDE, decision, changes);
    if (r == 0)
        r = suppose(&search, PRESENCE_OUTSIDE, decision, changes);
    decision->changes = changes;
    arena_free(search.kept);
    arena_free(search.scratch);
    return r;
}
