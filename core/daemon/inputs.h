/*
 * What a caller says beside the document: the query of POST /v1/verify. Unknown, doubled
 * and malformed parameters are refused, so that nobody relies on one that was ignored.
 */
#ifndef VOUCH_DAEMON_INPUTS_H
#define VOUCH_DAEMON_INPUTS_H

#include "daemon/problem.h"
#include "report/json.h"

#define INPUT_SOURCE_MAX      64
#define INPUT_REFERENCE_MAX   256
#define INPUT_PASSWORD_MAX    1024
#define INPUT_IDEMPOTENCY_MAX 255

struct judge;

struct inputs {
    const char *source; /* NULL: none named */
    int64_t at;
    bool at_is_callers;
    bool has_existed_by;
    int64_t existed_by;
    bool existed_by_is_ledgers;
    const char *language;
    const char *reference;
    enum report_form form;
    const char *password;
    const char *idempotency_key;
};

/* One parameter as it stands in the query, decoded. */
struct input_parameter {
    const char *name;
    struct slice value;
};

struct input_parameters {
    struct input_parameter items[16];
    size_t count;
    bool too_many;
};

/*
 * Fills `inputs` (strings in `arena`) from the parameters; `now` is both the default of
 * `at` and what no time may be after. `may_choose_time`: the peer has the permission.
 * 0, or a problem.
 */
struct input_context {
    struct arena *arena;
    const struct judge *judge;
    int64_t now;
    bool may_choose_time;
};

int inputs_read(const struct input_parameters *parameters, const struct input_context *context,
                struct inputs *inputs, struct problem *problem);

/* A password from header or part: UTF-8 without NUL. 0, or a problem. */
int inputs_set_password(struct inputs *inputs, struct arena *arena, struct slice password,
                        struct problem *problem);

/*
 * Facts of a multipart request: a JSON object. Only policies read facts, and none is
 * configured, so any fact is one that nobody reads. 0, or a problem.
 */
int inputs_check_facts(struct slice json, struct problem *problem);

/* Names what was asked, for Idempotency-Key: all of `inputs` but the clock's own time. */
int inputs_fingerprint(const struct inputs *inputs, const struct digest *document,
                       struct digest *ret);

#endif
