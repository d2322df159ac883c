#include "daemon/event_query.h"

#include "base/error.h"
#include "daemon/journal.h"
#include "daemon/vouchd.h"

#include <stdlib.h>

#define HEARTBEAT_S     15 /* of server-sent events: proxies and clients give up after 30 and more */
#define HEARTBEAT_MAX_S 3600

static const char *const kinds[] = {
    "verdict", "decision", JOURNAL_STARTED, JOURNAL_TRUST, JOURNAL_CONFIGURATION, NULL,
};
static const char *const indications[] = {"total_passed", "indeterminate", "total_failed", NULL};
static const char *const yes_no[] = {"no", "yes", NULL};
static const char *const included[] = {"report", NULL};

struct reading {
    struct request *request;
    struct event_asked *asked;
    struct problem *problem;
    int error;
};

void event_asked_done(struct event_asked *asked)
{
    free(asked->source);
    free(asked->indication);
    free(asked->kind);
    free(asked->language);
}

/* ---- Values ---- */

static int set_text(const char *value, char **ret, struct problem *problem)
{
    if (*ret)
        return problem_set(problem, PROBLEM_BAD_REQUEST, "a filter is given twice");
    *ret = strdup(value);
    return *ret ? 0 : problem_set(problem, PROBLEM_INTERNAL, "out of memory");
}

static int find_word(const char *name, const char *value, const char *const *words,
                     struct problem *problem)
{
    struct buffer list;
    int r;

    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], value) == 0)
            return i;
    buffer_init(&list, 0);
    for (int i = 0; words[i]; i++)
        buffer_printf(&list, "%s%s", i ? ", " : "", words[i]);
    buffer_append_byte(&list, '\0');
    r = problem_set(problem, PROBLEM_BAD_REQUEST, "%s: expected one of %s", name,
                    buffer_error(&list) ? "its words" : (const char *)list.data);
    buffer_done(&list);
    return r;
}

static int read_whole(const char *name, const char *value, int64_t maximum, int64_t *ret,
                      struct problem *problem)
{
    int64_t number = 0;
    const char *p = value;

    for (; *p >= '0' && *p <= '9' && number <= maximum; p++)
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, *p - '0', &number))
            number = INT64_MAX;
    if (p == value || *p || number > maximum)
        return problem_set(problem, PROBLEM_BAD_REQUEST,
                           "%s: expected a whole number from 0 to %lld", name, (long long)maximum);
    *ret = number;
    return 0;
}

/* Where rows that a reader has seen are missing, this is another ledger, or one put back. */
static int read_position(const struct reading *reading, const char *name, const char *value)
{
    int64_t rows = recorder_state(reading->request->vouchd->recorder).rows;
    int r = read_whole(name, value, INT64_MAX - 1, &reading->asked->after, reading->problem);

    if (r == 0 && reading->asked->after > rows)
        return problem_set(reading->problem, PROBLEM_BAD_REQUEST,
                           "%s: the ledger has %lld rows, so this position is of another ledger",
                           name, (long long)rows);
    return r;
}

static int read_word(const struct reading *reading, const char *name, const char *value,
                     const char *const *words, char **ret)
{
    int found = find_word(name, value, words, reading->problem);

    return found < 0 ? found : set_text(value, ret, reading->problem);
}

/* Only its hashes are kept here, too. */
static int read_reference(const struct reading *reading, const char *name, const char *value)
{
    const struct ledger_keys *keys = recorder_keys(reading->request->vouchd->recorder);
    struct event_asked *asked = reading->asked;
    size_t size = strlen(value);

    if (asked->has_reference)
        return problem_set(reading->problem, PROBLEM_BAD_REQUEST, "a filter is given twice");
    if (size == 0 || size > INPUT_REFERENCE_MAX)
        return problem_set(reading->problem, PROBLEM_BAD_REQUEST, "%s: expected 1 to %d bytes",
                           name, INPUT_REFERENCE_MAX);
    asked->has_reference = true;
    if (ledger_hash_keys(keys, LEDGER_FIELD_REFERENCE, value, asked->references,
                         &asked->reference_count) < 0)
        return problem_set(reading->problem, PROBLEM_INTERNAL, "the reference cannot be hashed");
    return 0;
}

/* ---- Parameters and headers ---- */

static int read_one(const struct reading *reading, const char *name, const char *value)
{
    struct event_asked *asked = reading->asked;
    int64_t number;
    int r;

    if (strcmp(name, "after") == 0)
        return read_position(reading, name, value);
    if (strcmp(name, "source") == 0)
        return set_text(value, &asked->source, reading->problem);
    if (strcmp(name, "indication") == 0)
        return read_word(reading, name, value, indications, &asked->indication);
    if (strcmp(name, "kind") == 0)
        return read_word(reading, name, value, kinds, &asked->kind);
    if (strcmp(name, "reference") == 0)
        return read_reference(reading, name, value);
    if (strcmp(name, "language") == 0)
        return set_text(value, &asked->language, reading->problem);
    if (strcmp(name, "include") == 0) {
        r = find_word(name, value, included, reading->problem);
        asked->with_kept = r == 0;
        return r;
    }
    if (strcmp(name, "heartbeat") == 0) {
        r = read_whole(name, value, HEARTBEAT_MAX_S, &number, reading->problem);
        asked->heartbeat_ms = r == 0 ? number * 1000 : 0;
        return r;
    }
    if (strcmp(name, "follow") == 0) {
        r = find_word(name, value, yes_no, reading->problem);
        asked->follows = r == 1;
        return r < 0 ? r : 0;
    }
    return problem_set(reading->problem, PROBLEM_BAD_REQUEST, "%s: not a parameter of this call",
                       name);
}

static enum MHD_Result read_parameter(void *cls, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    struct reading *reading = cls;

    (void)kind;
    reading->error = read_one(reading, name, value ? value : "");
    return reading->error < 0 ? MHD_NO : MHD_YES;
}

static bool wants_stream(const struct request *request)
{
    const char *accept = request_header(request, MHD_HTTP_HEADER_ACCEPT);

    return accept && strstr(accept, "text/event-stream");
}

int event_asked_read(struct request *request, struct event_asked *ret, struct problem *problem)
{
    const char *last = request_header(request, "Last-Event-ID");
    struct reading reading = {.request = request, .asked = ret, .problem = problem};

    ret->follows = true;
    ret->is_stream = wants_stream(request);
    ret->heartbeat_ms = ret->is_stream ? HEARTBEAT_S * 1000 : 0;
    ret->sees_sightings = configuration_permits(request->vouchd->configuration,
                                                PERMISSION_SIGHTINGS, &request->connection->peer);
    MHD_get_connection_values(request->mhd, MHD_GET_ARGUMENT_KIND, read_parameter, &reading);
    if (reading.error < 0)
        return reading.error;
    /* A client that comes back by itself asks the address it began with. */
    return ret->is_stream && last && *last ? read_position(&reading, "Last-Event-ID", last) : 0;
}
