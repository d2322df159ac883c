/* authentic: the indication of a document's report, and optionally whose signature it is. */
#include "base/error.h"
#include "policy/load.h"

struct authentic {
    size_t role;
    const char *const *signers; /* SHA-256 of certificates; NULL: any that the source trusts */
};

/* What a report's indication must be: the one that says something. */
static const char *const least[] = {"total_passed", NULL};

static const struct config_field fields[] = {
    {.name = "document", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "at_least", .type = CONFIG_TYPE_CHOICE, .names = least},
    {.name = "signer", .type = CONFIG_TYPE_STRING, .flags = CONFIG_ONE_OR_LIST},
    {0},
};

static int check_signers(struct loader *loader, const struct config_node *node,
                         const char *const *signers)
{
    struct digest digest;

    for (; signers && *signers; signers++)
        if (digest_from_hex(slice_str(*signers), &digest) < 0)
            return config_fail(node, loader->error,
                               "expected SHA-256 of certificates, 64 lower-case digits each");
    return 0;
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct authentic *data = arena_new_of(loader->arena, struct authentic);
    int r;

    if (!data)
        return loader_no_memory(loader);
    r = loader_check(loader, node, fields);
    if (r == 0)
        r = loader_role(loader, config_get(node, "document"), &data->role);
    if (r == 0)
        r = loader_names(loader, config_get(node, "signer"), &data->signers);
    if (r == 0)
        r = check_signers(loader, config_get(node, "signer"), data->signers);
    *ret_data = data;
    return r;
}

static const struct report_certificate *signer_of(const struct report *report)
{
    if (!report->has_judged_signature || report->judged_signature < 0 ||
        (uint64_t)report->judged_signature >= report->signature_count)
        return NULL;
    return report->signatures[report->judged_signature].signer;
}

/* Of a document that passed. */
static enum decision_outcome check_signer(const struct authentic *data, const struct report *report)
{
    const struct report_certificate *signer = signer_of(report);

    if (!data->signers)
        return OUTCOME_PASS;
    if (!signer || !signer->sha256)
        return OUTCOME_UNKNOWN;
    for (const char *const *one = data->signers; *one; one++)
        if (strcmp(*one, signer->sha256) == 0)
            return OUTCOME_PASS;
    return OUTCOME_FAIL;
}

static enum decision_outcome check_report(const struct authentic *data, const struct report *report,
                                          const char **ret_why)
{
    enum decision_outcome outcome;

    if (report->indication == TOTAL_FAILED)
        return OUTCOME_FAIL;
    if (report->indication != TOTAL_PASSED)
        return OUTCOME_UNKNOWN;
    outcome = check_signer(data, report);
    if (outcome != OUTCOME_PASS)
        *ret_why = "signer";
    return outcome;
}

static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    const struct authentic *authentic = data;
    const struct role_reports *role = &evaluation->roles[authentic->role];
    const struct report *deciding = NULL;

    result_param(evaluation, result, "document", "%s",
                 evaluation->policy->roles[authentic->role].name);
    if (role->count == 0) {
        result_absent(evaluation, result, authentic->role);
        return;
    }
    result->basis = role_basis(evaluation, authentic->role);
    evaluation->asked_authentic[authentic->role] = true;
    for (size_t i = 0; i < role->count; i++) {
        const char *why = NULL;
        enum decision_outcome outcome = check_report(authentic, role->items[i]->report, &why);

        /* of several documents in one role the one that says least */
        if (deciding && outcome_rank(outcome) >= outcome_rank(result->outcome))
            continue;
        deciding = role->items[i]->report;
        result->outcome = outcome;
        result->why = why;
    }
    if (deciding->source)
        result_param(evaluation, result, "source", "%s", deciding->source);
    result_param(evaluation, result, "indication", "%s", indication_name(deciding->indication));
    if (deciding->inputs.at_from && strcmp(deciding->inputs.at_from, "caller") == 0)
        result_param(evaluation, result, "at_from", "caller");
}

static void explain(struct explanation *explanation, const void *data)
{
    const struct authentic *authentic = data;

    explain_say(explanation, authentic->signers ? "policy.authentic.signer" : "policy.authentic");
    explain_param(explanation, "document", "%s",
                  explain_policy(explanation)->roles[authentic->role].name);
    if (authentic->signers)
        explain_names(explanation, "signers", authentic->signers);
}

const struct predicate predicate_authentic = {"authentic", parse, evaluate, explain};
