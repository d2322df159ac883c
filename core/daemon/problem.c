#include "daemon/problem.h"

#include "base/error.h"
#include "base/unicode.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *type;
    unsigned status;
    const char *title;
} kinds[PROBLEM_KINDS] = {
#define PROBLEM_ROW(name, type, status, title) [PROBLEM_##name] = {type, status, title},
    PROBLEM_LIST(PROBLEM_ROW)
#undef PROBLEM_ROW
};

#define RETRY_AFTER 1 /* seconds; a document takes milliseconds */

unsigned problem_status(enum problem_kind kind)
{
    return kinds[kind].status;
}

const char *problem_type(enum problem_kind kind)
{
    return kinds[kind].type;
}

int problem_set(struct problem *problem, enum problem_kind kind, const char *format, ...)
{
    va_list args;

    *problem = (struct problem){.kind = kind, .status = problem_status(kind)};
    va_start(args, format);
    vsnprintf(problem->detail, sizeof problem->detail, format, args);
    va_end(args);
    if (problem_status(kind) == 503)
        problem->retry_after = RETRY_AFTER;
    return ERR_INVALID;
}

int problem_set_limit(struct problem *problem, const char *limit, int64_t value, int64_t maximum)
{
    problem_set(problem, PROBLEM_LIMIT_EXCEEDED, "limits.%s is %lld, and this is at least %lld",
                limit, (long long)maximum, (long long)value);
    problem->limit = limit;
    problem->value = value;
    problem->maximum = maximum;
    return ERR_INVALID;
}

int problem_set_busy(struct problem *problem, int64_t queued, const char *why)
{
    problem_set(problem, PROBLEM_BUSY, "%s", why);
    problem->has_queued = true;
    problem->queued = queued;
    return ERR_INVALID;
}

/* What a caller sent may be cut in the middle of a sign, or be no UTF-8 at all. */
static json_t *detail_json(const char *detail)
{
    size_t size = utf8_cut(slice_str(detail), strlen(detail)), valid = size;

    utf8_valid(slice_of(detail, size), &valid);
    return json_stringn(detail, valid);
}

int problem_encode(const struct problem *problem, struct buffer *out)
{
    json_t *json = json_object();
    char *text = NULL;

    json_object_set_new(json, "type", json_string(problem_type(problem->kind)));
    json_object_set_new(json, "title", json_string(kinds[problem->kind].title));
    json_object_set_new(json, "status", json_integer(problem->status));
    if (problem->detail[0])
        json_object_set_new(json, "detail", detail_json(problem->detail));
    if (problem->limit) {
        json_object_set_new(json, "limit", json_string(problem->limit));
        json_object_set_new(json, "value", json_integer(problem->value));
        json_object_set_new(json, "maximum", json_integer(problem->maximum));
    }
    if (problem->has_queued)
        json_object_set_new(json, "queued", json_integer(problem->queued));
    text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    if (!text)
        return ERR_NOMEM;
    buffer_append_str(out, text);
    free(text);
    return buffer_error(out);
}
