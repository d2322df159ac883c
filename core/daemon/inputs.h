/*
 * What a caller says beside the document: the query of POST /v1/verify and /v1/assess, and
 * what stands with one document of several. Unknown, doubled and malformed parameters are
 * refused, so that nobody relies on one that was ignored.
 */
#ifndef VOUCH_DAEMON_INPUTS_H
#define VOUCH_DAEMON_INPUTS_H

#include "daemon/problem.h"
#include "policy/policy.h"
#include "render/page.h"
#include "report/json.h"

#define INPUT_SOURCE_MAX      64
#define INPUT_REFERENCE_MAX   256
#define INPUT_PASSWORD_MAX    1024
#define INPUT_POLICIES_MAX    32 /* asked in one call */
#define INPUT_ROLE_MAX        64
#define INPUT_PARAMETERS_MAX  (INPUT_POLICIES_MAX + 9)
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
    bool want_page; /* for people, in place of JSON */
    bool has_edition;
    enum page_edition edition;
    const char *password;
    const char *idempotency_key;
    const char *role; /* of one document of several; NULL: its source's */
    const struct policy *policies[INPUT_POLICIES_MAX];
    size_t policy_count;
    bool has_as_of;
    int64_t as_of;      /* the moment that the policies are asked about */
    struct slice facts; /* JSON as it came; empty: none were stated */
};

/* One parameter as it stands in the query, decoded. */
struct input_parameter {
    const char *name;
    struct slice value;
};

struct input_parameters {
    struct input_parameter items[INPUT_PARAMETERS_MAX];
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
    const struct policies *policies; /* NULL: none */
    int64_t now;
    bool may_choose_time;
};

int inputs_read(const struct input_parameters *parameters, const struct input_context *context,
                struct inputs *inputs, struct problem *problem);

/* A password from header or part: UTF-8 without NUL. 0, or a problem. */
int inputs_set_password(struct inputs *inputs, struct arena *arena, struct slice password,
                        struct problem *problem);

/* It is needed no longer; other strings of the arena may be personal, too, but open nothing. */
void inputs_wipe_password(struct inputs *inputs);

/* A page was asked for by `Accept`, or not; `for` is of a page alone. 0, or a problem. */
int inputs_set_page(struct inputs *inputs, bool want_page, struct problem *problem);

/* What one document of several says of itself: Vouch-Source, Vouch-Role. 0, or a problem. */
int inputs_set_source(struct inputs *inputs, const struct input_context *context,
                      const char *source, struct problem *problem);
int inputs_set_role(struct inputs *inputs, struct arena *arena, const char *role,
                    struct problem *problem);
/* Of the policies that are asked one must have a document of this role. 0, or a problem. */
int inputs_check_role(const struct inputs *inputs, const char *role, struct problem *problem);

/*
 * Reads `inputs->facts` for the policies that are asked; NULL where none were stated. May be
 * called off the loop. 0, or a problem.
 */
int inputs_read_facts(const struct inputs *inputs, struct arena *arena, const struct facts **ret,
                      struct problem *problem);

/*
 * Names what was asked, for Idempotency-Key: all of `inputs` but the clock's own time. Of
 * several documents each is added after what was asked of all.
 */
struct input_document {
    const struct inputs *inputs;
    struct digest digest;
};
int inputs_fingerprint(const struct inputs *inputs, const struct input_document *documents,
                       size_t count, struct digest *ret);

#endif
