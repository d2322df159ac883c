/* judged: what no machine decides; somebody's answer with name and day, or unknown. */
#include "base/datetime.h"
#include "base/error.h"
#include "policy/load.h"

struct judged_by {
    const char *question;
    const char *by;
};

static const struct config_field fields[] = {
    {.name = "question",
     .type = CONFIG_TYPE_STRING,
     .min = 1,
     .max = 100,
     .flags = CONFIG_REQUIRED},
    {.name = "by", .type = CONFIG_TYPE_STRING, .min = 1, .max = 200, .flags = CONFIG_REQUIRED},
    {0},
};

/* The policy keeps each question once: facts.judged may answer no other. */
static int add_question(struct loader *loader, const char *question)
{
    struct policy *policy = loader->policy;
    const char **questions;

    for (size_t i = 0; i < policy->question_count; i++)
        if (strcmp(policy->questions[i], question) == 0)
            return 0;
    questions = arena_array(loader->arena, const char *, policy->question_count + 1);
    if (!questions)
        return loader_no_memory(loader);
    if (policy->question_count > 0)
        memcpy(questions, policy->questions, policy->question_count * sizeof *questions);
    questions[policy->question_count++] = question;
    policy->questions = questions;
    return 0;
}

static int parse(struct loader *loader, const struct config_node *node, const void **ret_data)
{
    struct judged_by *data = arena_new_of(loader->arena, struct judged_by);
    const struct config_node *question = config_get(node, "question");
    int r;

    if (!data)
        return loader_no_memory(loader);
    r = loader_check(loader, node, fields);
    if (r == 0 && !is_identifier(question->text, "_-"))
        r = config_fail(question, loader->error, "lower-case letters, digits, _ and - only");
    if (r == 0)
        r = config_string(question, &data->question, loader->error);
    if (r == 0)
        r = config_string(config_get(node, "by"), &data->by, loader->error);
    if (r == 0)
        r = add_question(loader, data->question);
    *ret_data = data;
    return r;
}

static const struct judged *find(const struct evaluation *evaluation, const char *question)
{
    for (size_t i = 0; i < evaluation->judged_count; i++)
        if (strcmp(evaluation->judged[i].question, question) == 0)
            return &evaluation->judged[i];
    return NULL;
}

/* Who judged is not repeated: a param holds no person's name. */
static void evaluate(struct evaluation *evaluation, const void *data, struct result *result)
{
    const struct judged_by *wanted = data;
    const struct judged *judged = find(evaluation, wanted->question);
    char day[DAY_TEXT_SIZE];

    result->basis = BASIS_BIT_JUDGED;
    result_param(evaluation, result, "question", "%s", wanted->question);
    result_param(evaluation, result, "by", "%s", wanted->by);
    if (!judged) {
        result->why = "absent";
        return;
    }
    result->outcome = judged->answer ? OUTCOME_PASS : OUTCOME_FAIL;
    day_format(judged->on, day);
    result_param(evaluation, result, "answer", "%s", judged->answer ? "yes" : "no");
    result_param(evaluation, result, "on", "%s", day);
}

static void explain(struct explanation *explanation, const void *data)
{
    const struct judged_by *wanted = data;

    explain_say(explanation, "policy.judged");
    explain_param(explanation, "question", "%s", wanted->question);
    explain_param(explanation, "by", "%s", wanted->by);
}

const struct predicate predicate_judged = {"judged", parse, evaluate, explain};
