/* Whether a paper is in the form that a policy wants; one condition after the other. */
#include "policy/presented.h"

#include "base/datetime.h"

#include <inttypes.h>

/* What else will do: who saw the original has no need of a copy, but not the reverse. */
static const struct {
    const char *wanted;
    const char *does[3];
} instead[] = {
    {"paper", {"sighted_original"}},
    {"copy", {"certified_copy", "notarised", "sighted_original"}},
    {"certified_copy", {"notarised"}},
};

/* What is known of a paper's condition, one after the other; the first failure decides. */
struct state {
    struct evaluation *evaluation;
    const struct wanted_paper *wanted;
    const struct presented *paper;
    struct result *result;
};

static const char *joined(struct arena *arena, const char *const *names)
{
    const char *text = "";

    for (size_t i = 0; text && names[i]; i++)
        text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", names[i]);
    return text ? text : "";
}

/* True where `outcome` takes the place of what was found before. */
static bool put(struct state *state, enum decision_outcome outcome, const char *why)
{
    struct result *result = state->result;

    if (outcome_rank(outcome) >= outcome_rank(result->outcome))
        return false;
    result->outcome = outcome;
    result->why = why;
    return true;
}

/* One of the wanted words; NULL is not known. */
static void check_word(struct state *state, const char *why, const char *found,
                       const char *const *wanted, bool does)
{
    enum decision_outcome outcome = !found ? OUTCOME_UNKNOWN : does ? OUTCOME_PASS : OUTCOME_FAIL;

    if (!wanted || !put(state, outcome, why))
        return;
    result_param(state->evaluation, state->result, "wanted", "%s",
                 joined(state->evaluation->arena, wanted));
}

static bool form_does(const char *form, const char *wanted)
{
    if (strcmp(form, wanted) == 0)
        return true;
    for (size_t i = 0; i < sizeof instead / sizeof *instead; i++)
        for (size_t j = 0; j < 3 && instead[i].does[j]; j++)
            if (strcmp(instead[i].wanted, wanted) == 0 && strcmp(instead[i].does[j], form) == 0)
                return true;
    return false;
}

static void check_form(struct state *state)
{
    const char *form = state->paper->notarised ? "notarised" : state->paper->form;
    const char *const *wanted = state->wanted->forms;
    bool does = false;

    for (; form && wanted && *wanted; wanted++)
        does |= form_does(form, *wanted) ||
                (state->paper->form && form_does(state->paper->form, *wanted));
    check_word(state, "form", form, state->wanted->forms, does);
}

static void check_foreign(struct state *state)
{
    const struct presented *paper = state->paper;
    unsigned has =
        (paper->legalised ? FOREIGN_LEGALISED : 0) | (paper->apostille ? FOREIGN_APOSTILLE : 0);

    if (!state->wanted->if_foreign || has & state->wanted->if_foreign)
        return;
    if (!paper->country)
        put(state, OUTCOME_UNKNOWN, "country");
    else if (strcmp(paper->country, state->evaluation->policy->home) != 0)
        put(state, OUTCOME_FAIL, "not_legalised");
}

/* The day of a term, or unknown with what is asked for it. A time may be of two days: the last. */
static bool day_of(struct state *state, const struct term *term, int32_t *ret_day)
{
    struct value value = term_value(state->evaluation, term);
    struct result missing = {0};
    int32_t first;

    state->result->basis |= value.basis;
    if (!value.is_known) {
        result_missing(state->evaluation, &missing, term);
        if (put(state, OUTCOME_UNKNOWN, "absent"))
            state->result->asks = missing.asks, state->result->ask_count = missing.ask_count;
        return false;
    }
    value_days(state->evaluation, &value, &first, ret_day);
    return true;
}

static void check_validity(struct state *state)
{
    const struct presented *paper = state->paper;
    enum decision_outcome outcome = OUTCOME_UNKNOWN;
    char text[DAY_TEXT_SIZE];
    int32_t day;

    if (!state->wanted->has_valid_on || !day_of(state, &state->wanted->valid_on, &day))
        return;
    if (paper->has_valid_until)
        outcome = paper->valid_until >= day ? OUTCOME_PASS : OUTCOME_FAIL;
    if (!put(state, outcome, "expired"))
        return;
    day_format(day, text);
    result_param(state->evaluation, state->result, "valid_on", "%s", text);
}

static void check_age(struct state *state)
{
    const struct presented *paper = state->paper;
    int32_t before, earliest = 0;

    if (!state->wanted->has_issued_within || !day_of(state, &state->wanted->before, &before))
        return;
    if (!paper->has_issued_on) {
        put(state, OUTCOME_UNKNOWN, "undated");
        return;
    }
    if (paper->issued_on > before) { /* dated later than it was used */
        put(state, OUTCOME_FAIL, "undated");
        return;
    }
    if (day_add(before, &state->wanted->issued_within, -1, &earliest) == 0 &&
        paper->issued_on >= earliest)
        return;
    if (!put(state, OUTCOME_FAIL, "too_old"))
        return;
    result_param(state->evaluation, state->result, "days", "%" PRId32 " days",
                 before - paper->issued_on);
    result_param(state->evaluation, state->result, "wanted", "%s",
                 duration_text(state->evaluation->arena, &state->wanted->issued_within));
}

static const struct {
    const char *why;
    const char *ask;
} asks[] = {
    {"absent", "ask.missing"},        {"form", "ask.form"},
    {"channel", "ask.channel"},       {"language", "ask.language"},
    {"country", "ask.not_legalised"}, {"not_legalised", "ask.not_legalised"},
    {"expired", "ask.expired"},       {"too_old", "ask.too_old"},
    {"undated", "ask.undated"},
};

void paper_ask(struct evaluation *evaluation, const struct wanted_paper *wanted,
               struct result *result)
{
    const struct policy_role *role = &evaluation->policy->roles[wanted->role];
    const char *kind = wanted->kind ? wanted->kind : role->kinds ? role->kinds[0] : role->name;

    if (result->ask_count > 0 || !result->why)
        return;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++)
        if (strcmp(asks[i].why, result->why) == 0)
            result_ask_kind(evaluation, result, kind, asks[i].ask);
}

static void param_if(struct evaluation *evaluation, struct result *result, const char *name,
                     const char *value)
{
    if (value)
        result_param(evaluation, result, name, "%s", value);
}

struct result paper_check(struct evaluation *evaluation, const struct wanted_paper *wanted,
                          const struct presented *paper, uint64_t basis)
{
    struct result result = {.outcome = OUTCOME_PASS, .basis = basis};
    struct state state = {
        .evaluation = evaluation, .wanted = wanted, .paper = paper, .result = &result};

    param_if(evaluation, &result, "kind", paper->kind);
    param_if(evaluation, &result, "form", paper->form);
    param_if(evaluation, &result, "channel", paper->channel);
    param_if(evaluation, &result, "language", paper->language);
    param_if(evaluation, &result, "country", paper->country);
    check_form(&state);
    check_word(&state, "channel", paper->channel, wanted->channels,
               paper->channel && names_hold(wanted->channels, paper->channel));
    check_word(&state, "language", paper->language, wanted->languages,
               paper->language && names_hold(wanted->languages, paper->language));
    check_foreign(&state);
    check_validity(&state);
    check_age(&state);
    if (result.outcome != OUTCOME_PASS)
        paper_ask(evaluation, wanted, &result);
    return result;
}
