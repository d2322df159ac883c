/*
 * Asks policies about cases, many in one run: for tests/policy/run.py.
 *
 *   policy_judge FOLDER HOLIDAYS < cases > decisions       HOLIDAYS may be "-"
 *
 * A case is lines of text: the policy's name; as_of in seconds; the stated facts as JSON, or
 * "-" for none; how many reports; and for each its role, its lag in seconds, and the report in
 * canonical JSON. The answer is one line: the decision as JSON, or "error: why".
 */
#include "base/error.h"
#include "policy/policy.h"
#include "report/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORTS_MAX 8
#define MEMORY_MAX  ((size_t)256 * 1024 * 1024)

struct judge {
    struct arena *arena; /* of one case */
    const struct policies *policies;
    char *line;
    size_t room;
    char why[1024];
};

static const char *next_line(struct judge *judge)
{
    ssize_t length = getline(&judge->line, &judge->room, stdin);

    if (length <= 0)
        return NULL;
    if (judge->line[length - 1] == '\n')
        judge->line[length - 1] = '\0';
    return arena_strdup(judge->arena, judge->line);
}

static int64_t next_number(struct judge *judge)
{
    const char *line = next_line(judge);

    return line ? strtoll(line, NULL, 10) : 0;
}

static int read_reports(struct judge *judge, struct policy_report *reports, size_t *ret_count)
{
    int64_t count = next_number(judge);
    int r = 0;

    if (count < 0 || count > REPORTS_MAX)
        return ERR_LIMIT;
    for (int64_t i = 0; i < count; i++) {
        struct report *report;
        const char *json;
        int one;

        reports[i].role = next_line(judge);
        reports[i].lag_s = next_number(judge);
        json = next_line(judge);
        one = json ? report_decode(judge->arena, slice_str(json), &report) : ERR_SYNTAX;
        if (one < 0) {
            snprintf(judge->why, sizeof judge->why, "a report does not decode");
            r = one;
            continue; /* the next case begins behind all of them */
        }
        reports[i].report = report;
        reports[i].report_sha256 = report->document_sha256;
    }
    *ret_count = (size_t)count;
    return r;
}

static int read_facts(struct judge *judge, const struct policy *policy, const char *json,
                      const struct facts **ret_facts)
{
    struct facts_source source = {.json = slice_str(json), .policies = &policy, .policy_count = 1};
    struct facts_error error;
    int r;

    if (strcmp(json, "-") == 0)
        return 0;
    r = facts_parse(judge->arena, NULL, &source, ret_facts, &error);
    if (r < 0)
        snprintf(judge->why, sizeof judge->why, "facts%s: %s", error.pointer, error.message);
    return r;
}

static int judge_case(struct judge *judge, const char *name, struct decision *ret_decision)
{
    const struct policy *policy = policies_find(judge->policies, name);
    struct policy_report reports[REPORTS_MAX] = {{0}};
    struct policy_input input = {.reports = reports};
    const char *facts;
    int r;

    input.as_of = next_number(judge);
    facts = next_line(judge);
    r = read_reports(judge, reports, &input.report_count);
    if (!policy || !facts) {
        snprintf(judge->why, sizeof judge->why, "no policy is called %s", name);
        return ERR_NOT_FOUND;
    }
    if (r == 0)
        r = read_facts(judge, policy, facts, &input.facts);
    if (r == 0)
        r = policy_evaluate(judge->arena, policy, &input, ret_decision);
    return r;
}

static void print(const struct decision *decision)
{
    struct buffer out;

    buffer_init(&out, 0);
    decision_encode(decision, REPORT_FULL, &out);
    if (buffer_error(&out) == 0)
        printf("%.*s\n", (int)out.size, (const char *)out.data);
    else
        printf("error: the decision does not encode\n");
    buffer_done(&out);
}

int main(int argc, char **argv)
{
    struct arena *loaded = arena_new(MEMORY_MAX);
    struct judge judge = {.arena = arena_new(MEMORY_MAX)};
    struct policies_source source = {0};
    struct config_error error;
    const char *name;
    int status = EXIT_FAILURE;

    if (argc != 3 || !loaded || !judge.arena)
        goto out;
    source.folder = argv[1];
    source.holidays = strcmp(argv[2], "-") == 0 ? NULL : argv[2];
    if (policies_load(loaded, &source, &judge.policies, &error) < 0) {
        fprintf(stderr, "%s:%u:%u: %s\n", error.file, error.line, error.column, error.message);
        goto out;
    }
    while ((name = next_line(&judge))) {
        struct decision decision = {0};
        int r;

        judge.why[0] = '\0';
        r = judge_case(&judge, name, &decision);
        if (r == 0)
            print(&decision);
        else
            printf("error: %s (%s)\n", judge.why, err_text(r));
        arena_clear(judge.arena);
    }
    status = EXIT_SUCCESS;
out:
    free(judge.line);
    arena_free(judge.arena);
    arena_free(loaded);
    return status;
}
