#include "daemon/pages.h"

#include "base/error.h"
#include "daemon/job.h"
#include "daemon/judge.h"

#define NAMES_MAX 4096 /* bytes of a header's list: all documents of a call, or policies */

static const struct report **list_reports(const struct job *job, struct job *const *documents,
                                          size_t count)
{
    const struct report **reports = arena_array(job->arena, const struct report *, count + 1);

    for (size_t i = 0; reports && i < count; i++)
        reports[i] = documents[i]->finish.report;
    return reports;
}

static const struct decision **list_decisions(const struct job *job)
{
    size_t count = job->decide.count;
    const struct decision **decisions = arena_array(job->arena, const struct decision *, count + 1);

    for (size_t i = 0; decisions && i < count; i++)
        decisions[i] = &job->decide.items[i].decision;
    return decisions;
}

/* `decisions` are those of inputs.policies, in their order. */
static const char **list_titles(const struct job *job, const char *language)
{
    size_t count = job->decide.count;
    const char **titles = arena_array(job->arena, const char *, count + 1);

    for (size_t i = 0; titles && i < count; i++)
        titles[i] = policy_title(job->inputs.policies[i], language);
    return titles;
}

int pages_make(struct job *job, struct job *const *documents, size_t count,
               const struct decision_join *join)
{
    const char *language = job->inputs.language ? job->inputs.language : job->judge->language;
    struct page page = {
        .edition = job->inputs.edition,
        .reports = list_reports(job, documents, count),
        .report_count = count,
        .decisions = list_decisions(job),
        .decision_count = job->decide.count,
        .titles = list_titles(job, language),
        .join = join,
    };

    if (!page.reports || !page.decisions || !page.titles)
        return ERR_NOMEM;
    return page_render(job->arena, job->judge->catalogues, language, &page, &job->finish.json);
}

/* ---- The answer ---- */

static void add_name(struct buffer *list, const char *name)
{
    if (list->size > 0)
        buffer_append_str(list, ", ");
    buffer_append_str(list, name);
}

static void list_verdicts(const struct job *job, struct buffer *indications,
                          struct buffer *verdicts)
{
    const struct job *part;

    if (!job->is_lead)
        add_name(indications, indication_name(job->finish.verdict.indication));
    TAILQ_FOREACH(part, &job->parts, part_entry)
    {
        add_name(indications, indication_name(part->finish.verdict.indication));
    }
    for (size_t i = 0; i < job->decide.count; i++)
        add_name(verdicts, decision_verdict_name(job->decide.items[i].decision.verdict));
    buffer_append_byte(indications, '\0');
    buffer_append_byte(verdicts, '\0');
}

static bool add_header(struct answer *answer, const char *name, const char *value)
{
    return !value || !*value || answer_header(answer, name, value);
}

struct answer *pages_wrap(struct buffer *body, const char *indications, const char *verdicts)
{
    struct answer *answer = answer_new(MHD_HTTP_OK, "text/html; charset=utf-8", body);
    char policy[PAGE_POLICY_SIZE];

    if (answer && page_policy(policy) == 0 &&
        answer_header(answer, "Content-Security-Policy", policy) &&
        answer_header(answer, "X-Content-Type-Options", "nosniff") &&
        answer_header(answer, "Referrer-Policy", "no-referrer") &&
        add_header(answer, "Vouch-Indication", indications) &&
        add_header(answer, "Vouch-Decision", verdicts))
        return answer;
    answer_unref(answer);
    return NULL;
}

struct answer *pages_answer(struct job *job)
{
    struct buffer indications, verdicts;
    struct answer *answer = NULL;

    buffer_init(&indications, NAMES_MAX);
    buffer_init(&verdicts, NAMES_MAX);
    list_verdicts(job, &indications, &verdicts);
    if (!buffer_error(&indications) && !buffer_error(&verdicts))
        answer = pages_wrap(&job->finish.json, (const char *)indications.data,
                            (const char *)verdicts.data);
    buffer_done(&indications);
    buffer_done(&verdicts);
    return answer;
}
