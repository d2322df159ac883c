#include "report/join.h"

#include "base/error.h"

#include <string.h>

static const char *const end_reasons[] = {
    [EXAMINATION_COMPLETE] = NULL,
    [EXAMINATION_CRASHED] = "worker.crashed",
    [EXAMINATION_TIMED_OUT] = "limit.time",
    [EXAMINATION_NO_MEMORY] = "limit.memory",
    [EXAMINATION_PROTOCOL] = "worker.protocol",
    [EXAMINATION_NOT_RUN] = "worker.unavailable",
    [EXAMINATION_NOT_READ] = "reading.unavailable",
};

static bool same_source(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static const struct report_candidate *find_candidate(const struct judgements *judgements,
                                                     const char *source)
{
    for (size_t i = 0; i < judgements->candidate_count; i++)
        if (same_source(judgements->candidates[i].source, source))
            return &judgements->candidates[i];
    return NULL;
}

static bool all_failed(const struct judgements *judgements)
{
    for (size_t i = 0; i < judgements->candidate_count; i++)
        if (judgements->candidates[i].indication != TOTAL_FAILED)
            return false;
    return judgements->candidate_count > 0;
}

/* As of a document without any signature, whoever is asked. */
static bool all_agree(const struct judgements *judgements)
{
    for (size_t i = 1; i < judgements->candidate_count; i++)
        if (judgements->candidates[i].indication != judgements->candidates[0].indication ||
            judgements->candidates[i].subindication != judgements->candidates[0].subindication)
            return false;
    return true;
}

/* Undecided is worse than passed; failed stays failed. */
static void make_undecided(struct report *report)
{
    if (report->indication != TOTAL_PASSED)
        return;
    report->indication = INDETERMINATE;
    report->subindication = SUBINDICATION_NONE;
}

/* The plugin knows what there is to send where the file it reads is not signed. */
static int advise_unsigned(struct arena *arena, const char *advice, struct report_reason *reasons,
                           size_t count)
{
    struct report_advice *own = arena_new_of(arena, struct report_advice);

    if (!own)
        return ERR_NOMEM;
    own->code = advice;
    for (size_t i = 0; i < count; i++)
        if (strcmp(reasons[i].code, "pdf.not_signed") == 0 ||
            strcmp(reasons[i].code, "image.not_signed") == 0)
            reasons[i].advice = own;
    return 0;
}

static int add_advice(struct arena *arena, struct report_reason *reasons, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *code = advice_for_reason(reasons[i].code);
        struct report_advice *advice;

        if (reasons[i].advice || !code)
            continue;
        advice = arena_new_of(arena, struct report_advice);
        if (!advice)
            return ERR_NOMEM;
        advice->code = code;
        reasons[i].advice = advice;
    }
    return 0;
}

/* The signatures of the report are a copy of the candidate's, with advice. */
static int copy_signatures(struct arena *arena, const struct report_candidate *candidate,
                           struct report *report)
{
    struct report_signature *copy =
        arena_array(arena, struct report_signature, candidate->signature_count);
    int error = 0;

    if (!copy)
        return ERR_NOMEM;
    for (size_t i = 0; i < candidate->signature_count && !error; i++) {
        const struct report_signature *from = &candidate->signatures[i];
        struct report_reason *reasons =
            arena_dup(arena, from->reasons, from->reason_count * sizeof *reasons);

        copy[i] = *from;
        copy[i].reasons = reasons;
        error = reasons ? add_advice(arena, reasons, from->reason_count) : ERR_NOMEM;
    }
    report->signatures = copy;
    report->signature_count = candidate->signature_count;
    return error;
}

/* Reasons in order: what the signatures gave, what the examination added, how it ended. */
static int join_reasons(struct arena *arena, const struct examination_result *result,
                        const struct report_candidate *candidate, struct report *report)
{
    const struct examination *examination = result->examination;
    size_t judged = candidate ? candidate->reason_count : 0;
    size_t added = examination ? examination->reason_count : 0;
    struct report_reason *reasons = arena_array(arena, struct report_reason, judged + added + 1);
    size_t count = judged + added;

    if (!reasons)
        return ERR_NOMEM;
    if (judged)
        memcpy(reasons, candidate->reasons, judged * sizeof *reasons);
    if (added)
        memcpy(reasons + judged, examination->reasons, added * sizeof *reasons);
    if (result->end != EXAMINATION_COMPLETE) {
        reasons[count].code = end_reasons[result->end];
        if (result->end == EXAMINATION_CRASHED && result->signal_name) {
            struct report_param *param = arena_new_of(arena, struct report_param);

            if (!param)
                return ERR_NOMEM;
            *param = (struct report_param){"signal", result->signal_name};
            reasons[count].params = (struct report_params){param, 1};
        }
        count++;
    }
    report->reasons = reasons;
    report->reason_count = count;
    if (examination && examination->unsigned_advice &&
        advise_unsigned(arena, examination->unsigned_advice, reasons, count) < 0)
        return ERR_NOMEM;
    return add_advice(arena, reasons, count);
}

static bool is_repeatable(const struct report *report)
{
    for (size_t i = 0; i < report->reason_count; i++)
        if (strncmp(report->reasons[i].code, "limit.", 6) == 0 ||
            strcmp(report->reasons[i].code, "reading.unavailable") == 0 ||
            strncmp(report->reasons[i].code, "worker.", 7) == 0)
            return false;
    return true;
}

static void join_examination(const struct examination *examination, struct report *report)
{
    report->source = examination->source;
    report->judged_by.plugin = examination->plugin;
    report->judged_by.plugin_version = examination->plugin_version;
    report->judged_by.layout = examination->layout;
    report->checks = examination->checks;
    report->check_count = examination->check_count;
    report->claims = examination->claims;
    report->evidence = examination->evidence;
    report->evidence_count = examination->evidence_count;
    report->unread = examination->unread;
    report->unread_count = examination->unread_count;
}

/*
 * With an examination the source is the one it chose (a named one stays named even where
 * its plugin did not know the document); without, only what every candidate agrees on counts.
 */
static int join_judgements(struct arena *arena, const struct examination_result *result,
                           const char *named_source, struct report *report)
{
    const struct examination *examination = result->examination;
    const char *source = examination && examination->source ? examination->source : named_source;
    const struct report_candidate *candidate = find_candidate(result->judgements, source);
    int error;

    if (!candidate)
        return ERR_MISMATCH;
    error = copy_signatures(arena, candidate, report);
    if (!error)
        error = join_reasons(arena, result, candidate, report);
    if (error)
        return error;
    report->media_type = result->judgements->media_type;
    report->container = result->judgements->container;
    report->revisions = result->judgements->revisions;
    report->revision_count = result->judgements->revision_count;
    report->inputs.password = result->judgements->password;
    report->has_judged_signature = candidate->has_judged_signature;
    report->judged_signature = candidate->judged_signature;
    report->indication = candidate->indication;
    report->subindication = candidate->subindication;
    if (!examination && !source && !all_failed(result->judgements) &&
        !all_agree(result->judgements)) {
        report->indication = INDETERMINATE;
        report->subindication = SUBINDICATION_NONE;
    }
    return 0;
}

int report_join(struct arena *arena, const struct examination_result *result,
                const char *named_source, struct report *report)
{
    struct examination_result settled = *result;
    int error;

    if (settled.end == EXAMINATION_COMPLETE && (!settled.judgements || !settled.examination))
        settled.end = EXAMINATION_PROTOCOL;
    report->media_type = "application/octet-stream";
    report->inputs.password = "none";
    report->indication = INDETERMINATE;
    if (settled.judgements)
        error = join_judgements(arena, &settled, named_source, report);
    else
        error = join_reasons(arena, &settled, NULL, report);
    if (error)
        return error;
    if (settled.examination)
        join_examination(settled.examination, report);
    if (settled.end != EXAMINATION_COMPLETE ||
        (settled.examination && settled.examination->reason_count > 0) || !report->source)
        make_undecided(report);
    report->repeatable = is_repeatable(report);
    return 0;
}
