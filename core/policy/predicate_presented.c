/* presented: a paper is there, in the wanted form; from a document, else as stated. */
#include "base/error.h"
#include "policy/load.h"
#include "policy/presented.h"

static const char *const forms[] = {
    "electronic", "paper", "copy", "certified_copy", "notarised", "sighted_original", NULL};
static const char *const channels[] = {"issuer_mail", "upload", "branch", NULL};
static const char *const foreigns[] = {"legalised", "apostille", NULL};

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

/* A kind of paper that no document of the policy names is a slip of the pen. */
static int parse_kind(struct loader *loader, const struct config_node *kind,
                      struct wanted_paper *data)
{
    const struct policy *policy = loader->policy;

    for (size_t i = 0; i < policy->role_count; i++) {
        if (names_hold(policy->roles[i].kinds, (const char *)kind->text.data)) {
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
    data->if_foreign = (names_hold(names, "legalised") ? FOREIGN_LEGALISED : 0) |
                       (names_hold(names, "apostille") ? FOREIGN_APOSTILLE : 0);
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

/* ---- All papers of a kind ---- */

struct search {
    struct evaluation *evaluation;
    const struct wanted_paper *wanted;
    struct result *best;
    size_t found;
};

/* The word for a paper that nobody has proven counts less than any other. */
static bool is_better(const struct result *result, const struct result *than)
{
    int gain = outcome_rank(result->outcome) - outcome_rank(than->outcome);

    return gain > 0 || (gain == 0 && than->basis & ~BASIS_KINDS && !(result->basis & ~BASIS_KINDS));
}

/* One of a kind that will do is enough. */
static void consider(struct search *search, const struct presented *paper, uint64_t basis)
{
    struct result result = paper_check(search->evaluation, search->wanted, paper, basis);

    if (search->found++ == 0 || is_better(&result, search->best))
        *search->best = result;
}

/* A document as a paper: what its report knows. One that failed is no paper at all. */
static void consider_report(struct search *search, size_t role, const struct report *report)
{
    const struct policy_role *filled = &search->evaluation->policy->roles[role];
    const struct report_claims *claims = report->claims;
    struct presented paper = {.kind = filled->kinds ? filled->kinds[0] : filled->name};

    if (report->indication == TOTAL_FAILED)
        return;
    if (claims && claims->form)
        paper.form = strcmp(claims->form, "electronic") == 0 ? "electronic" : "copy";
    if (claims) {
        paper.language = claims->language;
        paper.has_issued_on = claims->has_issued_on;
        paper.issued_on = claims->issued_on;
    }
    consider(search, &paper, report_basis(report, role));
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

        for (size_t j = 0; (of_kind || of_role) && j < search->evaluation->roles[i].count; j++)
            consider_report(search, i, search->evaluation->roles[i].items[j]->report);
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
    paper_ask(evaluation, wanted, result);
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
