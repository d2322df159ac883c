/* presented: a paper is there, in the wanted form; from a document, else as stated. */
#include "base/datetime.h"
#include "base/error.h"
#include "policy/claim.h"
#include "policy/load.h"

#include <inttypes.h>

#define FOREIGN_LEGALISED 1u
#define FOREIGN_APOSTILLE 2u

static const char *const forms[] = {
    "electronic", "paper", "copy", "certified_copy", "notarised", "sighted_original", NULL};
static const char *const channels[] = {"issuer_mail", "upload", "branch", NULL};
static const char *const foreigns[] = {"legalised", "apostille", NULL};

/* What else will do: who saw the original has no need of a copy, but not the reverse. */
static const struct {
    const char *wanted;
    const char *does[3];
} instead[] = {
    {"paper", {"sighted_original"}},
    {"copy", {"certified_copy", "notarised", "sighted_original"}},
    {"certified_copy", {"notarised"}},
};

struct wanted_paper {
    const char *kind; /* NULL: `role` */
    size_t role;
    const char *const *forms;
    const char *const *channels;
    const char *const *languages;
    unsigned if_foreign;
    bool has_valid_on, has_issued_within;
    struct term valid_on;
    struct duration issued_within;
    struct term before;
};

static const struct config_field fields[] = {
    {.name = "kind", .type = CONFIG_TYPE_STRING, .min = 1, .max = 60},
    {.name = "document", .type = CONFIG_TYPE_STRING},
    {.name = "form", .type = CONFIG_TYPE_CHOICE, .names = forms, .flags = CONFIG_ONE_OR_LIST},
    {.name = "channel", .type = CONFIG_TYPE_CHOICE, .names = channels, .flags = CONFIG_ONE_OR_LIST},
    {.name = "language",
     .type = CONFIG_TYPE_STRING,
     .min = 2,
     .max = 35,
     .flags = CONFIG_ONE_OR_LIST},
    {.name = "if_foreign",
     .type = CONFIG_TYPE_CHOICE,
     .names = foreigns,
     .flags = CONFIG_ONE_OR_LIST},
    {.name = "valid_on", .type = CONFIG_TYPE_STRING},
    {.name = "issued_within", .type = CONFIG_TYPE_STRING},
    {.name = "before", .type = CONFIG_TYPE_STRING},
    {0},
};

/* ---- Parsing ---- */

static bool holds(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* A kind of paper that no document of the policy names is a slip of the pen. */
static int parse_kind(struct loader *loader, const struct config_node *kind,
                      struct wanted_paper *data)
{
    const struct policy *policy = loader->policy;

    for (size_t i = 0; i < policy->role_count; i++) {
        if (holds(policy->roles[i].kinds, (const char *)kind->text.data)) {
            data->kind = (const char *)kind->text.data;
            return 0;
        }
    }
    return config_fail(kind, loader->error, "'%s' is no kind of this policy's documents",
                       (const char *)kind->text.data);
}

static int parse_which(struct loader *loader, const struct config_node *node,
                       struct wanted_paper *data)
{
    const struct config_node *kind = config_get(node, "kind");
    const struct config_node *document = config_get(node, "document");

    if (!kind == !document)
        return config_fail(node, loader->error, "either 'kind' or 'document'");
    loader->policy->reads_presented |= kind != NULL;
    return kind ? parse_kind(loader, kind, data) : loader_role(loader, document, &data->role);
}

static int parse_foreign(struct loader *loader, const struct config_node *node,
                         struct wanted_paper *data)
{
    const char *const *names = NULL;
    int r = loader_names(loader, node, &names);

    if (r < 0 || !node)
        return r;
    if (!loader->policy->home)
        return config_fail(node, loader->error,
                           "foreign to where? the time zone names no territory");
    data->if_foreign = (holds(names, "legalised") ? FOREIGN_LEGALISED : 0) |
                       (holds(names, "apostille") ? FOREIGN_APOSTILLE : 0);
    return 0;
}

static int parse_dates(struct loader *loader, const struct config_node *node,
                       struct wanted_paper *data)
{
    const struct config_node *valid_on = config_get(node, "valid_on");
    const struct config_node *within = config_get(node, "issued_within");
    const struct config_node *before = config_get(node, "before");
    int32_t day;
    int r = 0;

    data->has_valid_on = valid_on != NULL;
    data->has_issued_within = within != NULL;
    if (!within != !before)
        return config_fail(within ? within : before, loader->error,
                           "'issued_within' and 'before' go together");
    if (valid_on)
        r = loader_term(loader, valid_on, VALUE_MOMENT, &data->valid_on);
    if (r == 0 && within)
        r = loader_duration(loader, within, &data->issued_within);
    if (r == 0 && within && day_add(0, &data->issued_within, -1, &day) < 0)
        r = config_fail(within, loader->error, "expected whole days, weeks, months or years");
    if (r == 0 && before)
        r = loader_term(loader, before, VALUE_MOMENT, &data->before);
    return r;
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct wanted_paper *data = arena_new_of(loader->arena, struct wanted_paper);
    int r;

    if (!data)
        return loader_no_memory(loader);
    r = loader_check(loader, node, fields);
    if (r == 0)
        r = parse_which(loader, node, data);
    if (r == 0)
        r = loader_names(loader, config_get(node, "form"), &data->forms);
    if (r == 0)
        r = loader_names(loader, config_get(node, "channel"), &data->channels);
    if (r == 0)
        r = loader_names(loader, config_get(node, "language"), &data->languages);
    if (r == 0)
        r = parse_foreign(loader, config_get(node, "if_foreign"), data);
    if (r == 0)
        r = parse_dates(loader, node, data);
    *ret_data = data;
    return r;
}

/* ---- One paper ---- */

/* What is known of a paper's condition, one after the other; the first failure decides. */
struct state {
    struct evaluation *evaluation;
    const struct wanted_paper *wanted;
    const struct presented *paper;
    struct result *result;
    bool decided;
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

    if (outcome == OUTCOME_PASS || result->outcome == OUTCOME_FAIL ||
        (outcome == OUTCOME_UNKNOWN && result->outcome == OUTCOME_UNKNOWN))
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

static void ask(struct evaluation *evaluation, const struct wanted_paper *wanted,
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

static struct result check_paper(struct evaluation *evaluation, const struct wanted_paper *wanted,
                                 const struct presented *paper, unsigned basis)
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
               paper->channel && holds(wanted->channels, paper->channel));
    check_word(&state, "language", paper->language, wanted->languages,
               paper->language && holds(wanted->languages, paper->language));
    check_foreign(&state);
    check_validity(&state);
    check_age(&state);
    if (result.outcome != OUTCOME_PASS)
        ask(evaluation, wanted, &result);
    return result;
}

/* ---- All papers of a kind ---- */

struct search {
    struct evaluation *evaluation;
    const struct wanted_paper *wanted;
    struct result *best;
    size_t found;
};

static unsigned rank(enum decision_outcome outcome)
{
    return outcome == OUTCOME_PASS ? 2 : outcome == OUTCOME_UNKNOWN ? 1 : 0;
}

/* One of a kind that will do is enough. */
static void consider(struct search *search, const struct presented *paper, unsigned basis)
{
    struct result result = check_paper(search->evaluation, search->wanted, paper, basis);

    if (search->found++ == 0 || rank(result.outcome) > rank(search->best->outcome))
        *search->best = result;
}

/* A document as a paper: what its report knows. One that failed is no paper at all. */
static void consider_report(struct search *search, const char *kind, const struct report *report)
{
    const struct report_claims *claims = report->claims;
    struct presented paper = {.kind = kind};

    if (report->indication == TOTAL_FAILED)
        return;
    if (claims && claims->form)
        paper.form = strcmp(claims->form, "electronic") == 0 ? "electronic" : "copy";
    if (claims) {
        paper.language = claims->language;
        paper.has_issued_on = claims->has_issued_on;
        paper.issued_on = claims->issued_on;
    }
    consider(search, &paper, BASIS_BIT_DOCUMENT);
}

/* A role of one kind tells what its documents are; a role of several does not. */
static void consider_reports(struct search *search)
{
    const struct policy *policy = search->evaluation->policy;

    for (size_t i = 0; i < policy->role_count; i++) {
        const struct policy_role *role = &policy->roles[i];
        bool of_kind = search->wanted->kind && role->kinds && !role->kinds[1] &&
                       strcmp(role->kinds[0], search->wanted->kind) == 0;
        bool of_role = !search->wanted->kind && search->wanted->role == i;
        const char *kind = role->kinds ? role->kinds[0] : role->name;

        for (size_t j = 0; (of_kind || of_role) && j < search->evaluation->roles[i].count; j++)
            consider_report(search, kind, search->evaluation->roles[i].items[j]->report);
    }
}

static void consider_stated(struct search *search)
{
    const struct evaluation *evaluation = search->evaluation;

    for (size_t i = 0; search->wanted->kind && i < evaluation->presented_count; i++)
        if (strcmp(evaluation->presented[i].kind, search->wanted->kind) == 0)
            consider(search, &evaluation->presented[i], BASIS_BIT_STATED);
}

/* Not in the list that was stated: not presented. No list: nobody has said. */
static void conclude_absent(struct search *search)
{
    struct evaluation *evaluation = search->evaluation;
    struct result *result = search->best;
    const struct wanted_paper *wanted = search->wanted;

    result->outcome = wanted->kind && evaluation->has_presented ? OUTCOME_FAIL : OUTCOME_UNKNOWN;
    result->basis = wanted->kind ? BASIS_BIT_STATED : BASIS_BIT_DOCUMENT;
    result->why = "absent";
    result_param(evaluation, result, "kind", "%s",
                 wanted->kind ? wanted->kind : evaluation->policy->roles[wanted->role].name);
    ask(evaluation, wanted, result);
}

static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    struct search search = {.evaluation = evaluation, .wanted = data, .best = result};

    consider_reports(&search);
    consider_stated(&search);
    if (search.found == 0)
        conclude_absent(&search);
}

/* ---- Explaining ---- */

static void explain_list(struct explanation *explanation, const char *id, const char *const *names)
{
    if (!names)
        return;
    explain_say(explanation, id);
    explain_names(explanation, "wanted", names);
}

static void explain(struct explanation *explanation, const void *data)
{
    const struct wanted_paper *wanted = data;
    struct arena *arena = explain_arena(explanation);

    explain_say(explanation, wanted->kind ? "policy.presented" : "policy.presented.document");
    explain_param(explanation, wanted->kind ? "kind" : "document", "%s",
                  wanted->kind ? wanted->kind
                               : explain_policy(explanation)->roles[wanted->role].name);
    explain_deeper(explanation, 1);
    explain_list(explanation, "policy.presented.form", wanted->forms);
    explain_list(explanation, "policy.presented.channel", wanted->channels);
    explain_list(explanation, "policy.presented.language", wanted->languages);
    if (wanted->if_foreign)
        explain_say(explanation, wanted->if_foreign == FOREIGN_LEGALISED
                                     ? "policy.presented.legalised"
                                 : wanted->if_foreign == FOREIGN_APOSTILLE
                                     ? "policy.presented.apostille"
                                     : "policy.presented.legalised_or_apostille");
    if (wanted->has_valid_on) {
        explain_say(explanation, "policy.presented.valid_on");
        explain_param(explanation, "valid_on", "%s", wanted->valid_on.text);
    }
    if (wanted->has_issued_within) {
        explain_say(explanation, "policy.presented.issued_within");
        explain_param(explanation, "wanted", "%s", duration_text(arena, &wanted->issued_within));
        explain_param(explanation, "before", "%s", wanted->before.text);
    }
    explain_deeper(explanation, -1);
}

const struct predicate predicate_presented = {"presented", parse, evaluate, explain};
