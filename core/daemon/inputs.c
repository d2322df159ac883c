#include "daemon/inputs.h"

#include "base/datetime.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/unicode.h"
#include "daemon/judge.h"

#include <stdlib.h>

struct reading {
    const struct input_context *context;
    struct inputs *inputs;
    struct problem *problem;
};

static int bad(const struct reading *reading, const char *name, const char *why)
{
    return problem_set(reading->problem, PROBLEM_BAD_REQUEST, "%s: %s", name, why);
}

static const char *keep(const struct reading *reading, struct slice value)
{
    return arena_strndup(reading->context->arena, (const char *)value.data, value.size);
}

/*
 * In a query `+` may stand for a space, and libmicrohttpd reads it so; RFC 3986 leaves it a
 * plus. A time has no space, so the sign of an offset is put back.
 */
static int read_time(const struct reading *reading, const char *name, struct slice value,
                     int64_t *ret)
{
    char text[40];
    bool cut = false;

    if (value.size < sizeof text) {
        memcpy(text, value.data, value.size);
        text[value.size] = '\0';
        if (value.size > 6 && text[value.size - 6] == ' ')
            text[value.size - 6] = '+';
        if (time_parse(slice_str(text), ret, &cut) == 0)
            return 0;
    }
    return problem_set(reading->problem, PROBLEM_BAD_TIME,
                       "%s: expected RFC 3339, such as 2026-11-22T09:00:00+08:00", name);
}

static int unknown_policy(const struct reading *reading, struct slice value)
{
    return problem_set(reading->problem, PROBLEM_UNKNOWN_POLICY,
                       "no policy is called %.*s; see /v1/policies",
                       (int)(value.size > INPUT_SOURCE_MAX ? INPUT_SOURCE_MAX : value.size),
                       (const char *)value.data);
}

static int read_source(const struct reading *reading, struct slice value)
{
    const char *name = keep(reading, value);

    if (value.size > INPUT_SOURCE_MAX || !name || !judge_source(reading->context->judge, name))
        return problem_set(reading->problem, PROBLEM_UNKNOWN_SOURCE,
                           "no source is called %.*s; see /v1/sources",
                           (int)(value.size > INPUT_SOURCE_MAX ? INPUT_SOURCE_MAX : value.size),
                           (const char *)value.data);
    reading->inputs->source = name;
    return 0;
}

static int read_policy(const struct reading *reading, struct slice value)
{
    struct inputs *inputs = reading->inputs;
    const char *name = keep(reading, value);
    const struct policy *policy = NULL;

    if (name && reading->context->policies)
        policy = policies_find(reading->context->policies, name);
    if (!policy)
        return unknown_policy(reading, value);
    for (size_t i = 0; i < inputs->policy_count; i++)
        if (inputs->policies[i] == policy)
            return bad(reading, "policy", "the same one is asked twice");
    if (inputs->policy_count == INPUT_POLICIES_MAX)
        return bad(reading, "policy", "at most 32 are asked in one call");
    inputs->policies[inputs->policy_count++] = policy;
    return 0;
}

static int check_choice_of_time(const struct reading *reading, const char *name)
{
    if (reading->context->may_choose_time)
        return 0;
    return problem_set(reading->problem, PROBLEM_NOT_PERMITTED,
                       "%s: this user may not choose the time (permission `time`)", name);
}

static int read_at(const struct reading *reading, struct slice value)
{
    int r = check_choice_of_time(reading, "at");

    if (r == 0)
        r = read_time(reading, "at", value, &reading->inputs->at);
    if (r == 0 && reading->inputs->at > reading->context->now)
        r = problem_set(reading->problem, PROBLEM_BAD_TIME, "at: lies in the future");
    reading->inputs->at_is_callers = true;
    return r;
}

static int read_existed_by(const struct reading *reading, struct slice value)
{
    int r = check_choice_of_time(reading, "existed_by");

    reading->inputs->has_existed_by = true;
    return r < 0 ? r : read_time(reading, "existed_by", value, &reading->inputs->existed_by);
}

/* May lie in the future: whoever plans asks about then. */
static int read_as_of(const struct reading *reading, struct slice value)
{
    reading->inputs->has_as_of = true;
    return read_time(reading, "as_of", value, &reading->inputs->as_of);
}

static int read_language(const struct reading *reading, struct slice value)
{
    if (value.size < 2 || value.size > 35) /* RFC 5646 4.4.1 */
        return bad(reading, "language", "expected a language tag, such as en or zh-Hans");
    for (size_t i = 0; i < value.size; i++) {
        uint8_t c = value.data[i] | 0x20;

        if ((c < 'a' || c > 'z') && (value.data[i] < '0' || value.data[i] > '9') &&
            value.data[i] != '-')
            return bad(reading, "language", "expected a language tag, such as en or zh-Hans");
    }
    reading->inputs->language = keep(reading, value);
    return reading->inputs->language ? 0 : bad(reading, "language", "out of memory");
}

static int read_reference(const struct reading *reading, struct slice value)
{
    if (value.size == 0 || value.size > INPUT_REFERENCE_MAX)
        return bad(reading, "reference", "expected 1 to 256 bytes");
    reading->inputs->reference = keep(reading, value);
    return reading->inputs->reference ? 0 : bad(reading, "reference", "out of memory");
}

static int read_evidence(const struct reading *reading, struct slice value)
{
    if (slice_is(value, "none"))
        reading->inputs->form = REPORT_WITHOUT_EVIDENCE;
    else if (!slice_is(value, "claims"))
        return bad(reading, "evidence", "expected none or claims");
    return 0;
}

static int read_edition(const struct reading *reading, struct slice value)
{
    struct inputs *inputs = reading->inputs;

    if (!slice_is(value, "officer") && !slice_is(value, "applicant"))
        return bad(reading, "for", "expected officer or applicant");
    inputs->edition = slice_is(value, "applicant") ? PAGE_APPLICANT : PAGE_OFFICER;
    inputs->has_edition = true;
    return 0;
}

static const struct {
    const char *name;
    int (*read)(const struct reading *reading, struct slice value);
    bool repeats;
} parameters_of_verify[] = {
    {"source", read_source},
    {"policy", read_policy, .repeats = true},
    {"at", read_at},
    {"existed_by", read_existed_by},
    {"as_of", read_as_of},
    {"language", read_language},
    {"reference", read_reference},
    {"evidence", read_evidence},
    {"for", read_edition},
};

#define PARAMETERS (sizeof parameters_of_verify / sizeof parameters_of_verify[0])

static int read_one(const struct reading *reading, const struct input_parameter *parameter,
                    bool seen[PARAMETERS])
{
    size_t i = 0;

    while (i < PARAMETERS && strcmp(parameters_of_verify[i].name, parameter->name) != 0)
        i++;
    if (i == PARAMETERS)
        return problem_set(reading->problem, PROBLEM_BAD_REQUEST,
                           "%.64s: not a parameter of this call", parameter->name);
    if (seen[i] && !parameters_of_verify[i].repeats)
        return bad(reading, parameter->name, "given twice");
    seen[i] = true;
    if (!utf8_valid(parameter->value, NULL) ||
        (parameter->value.size && memchr(parameter->value.data, 0, parameter->value.size)))
        return bad(reading, parameters_of_verify[i].name, "not UTF-8 text");
    return parameters_of_verify[i].read(reading, parameter->value);
}

int inputs_read(const struct input_parameters *parameters, const struct input_context *context,
                struct inputs *inputs, struct problem *problem)
{
    struct reading reading = {.context = context, .inputs = inputs, .problem = problem};
    bool seen[PARAMETERS] = {false};
    int r = 0;

    *inputs = (struct inputs){.at = context->now, .form = REPORT_FULL};
    for (size_t i = 0; i < parameters->count && r == 0; i++)
        r = read_one(&reading, &parameters->items[i], seen);
    if (r == 0 && parameters->too_many)
        r = problem_set(problem, PROBLEM_BAD_REQUEST, "too many parameters");
    /* By giving `at` the caller says that he held these bytes then. */
    if (r == 0 && inputs->has_existed_by && inputs->existed_by > inputs->at)
        r = problem_set(problem, PROBLEM_BAD_TIME, "existed_by: lies after %s",
                        inputs->at_is_callers ? "at" : "now");
    return r;
}

int inputs_set_page(struct inputs *inputs, bool want_page, struct problem *problem)
{
    inputs->want_page = want_page;
    if (inputs->has_edition && !want_page)
        return problem_set(problem, PROBLEM_BAD_REQUEST,
                           "for: is said of a page; ask for one with `Accept: text/html`");
    return 0;
}

int inputs_set_password(struct inputs *inputs, struct arena *arena, struct slice password,
                        struct problem *problem)
{
    if (inputs->password)
        return problem_set(problem, PROBLEM_BAD_REQUEST, "more than one password was given");
    if (password.size > INPUT_PASSWORD_MAX || !utf8_valid(password, NULL) ||
        (password.size && memchr(password.data, 0, password.size)))
        return problem_set(problem, PROBLEM_BAD_REQUEST,
                           "the password is not UTF-8 text of at most %d bytes",
                           INPUT_PASSWORD_MAX);
    inputs->password = arena_strndup(arena, (const char *)password.data, password.size);
    if (!inputs->password)
        return problem_set(problem, PROBLEM_INTERNAL, "out of memory");
    return 0;
}

void inputs_wipe_password(struct inputs *inputs)
{
    char *password = (char *)(uintptr_t)inputs->password;

    if (password)
        explicit_bzero(password, strlen(password));
    inputs->password = NULL;
}

int inputs_set_source(struct inputs *inputs, const struct input_context *context,
                      const char *source, struct problem *problem)
{
    struct reading reading = {.context = context, .inputs = inputs, .problem = problem};

    return read_source(&reading, slice_str(source));
}

int inputs_set_role(struct inputs *inputs, struct arena *arena, const char *role,
                    struct problem *problem)
{
    size_t size = strspn(role, "abcdefghijklmnopqrstuvwxyz0123456789_-");

    if (size == 0 || size > INPUT_ROLE_MAX || role[size])
        return problem_set(
            problem, PROBLEM_BAD_REQUEST,
            "Vouch-Role: expected a role of the policies' documents, such as record");
    inputs->role = arena_strdup(arena, role);
    return inputs->role ? 0 : problem_set(problem, PROBLEM_INTERNAL, "out of memory");
}

static bool has_role(const struct policy *policy, const char *role)
{
    for (size_t i = 0; i < policy_document_count(policy); i++)
        if (strcmp(policy_document(policy, i).role, role) == 0)
            return true;
    return false;
}

/* Misspelt, it would leave the document out, and a person be asked for what was sent. */
int inputs_check_role(const struct inputs *inputs, const char *role, struct problem *problem)
{
    for (size_t i = 0; i < inputs->policy_count; i++)
        if (has_role(inputs->policies[i], role))
            return 0;
    return inputs->policy_count == 0
               ? 0
               : problem_set(problem, PROBLEM_BAD_REQUEST,
                             "Vouch-Role: no asked policy has a document '%s'; see /v1/policies",
                             role);
}

/* What is wrong is said with its place, never with a value. */
static int refuse_facts(const struct inputs *inputs, int error, const struct facts_error *found,
                        struct problem *problem)
{
    if (error == ERR_NOMEM || error == ERR_CRYPTO)
        return problem_set(problem, PROBLEM_INTERNAL, "the facts could not be read");
    return problem_set(
        problem, found->is_unknown ? PROBLEM_UNKNOWN_FACT : PROBLEM_BAD_REQUEST, "facts%s%s: %s%s",
        found->pointer[0] == '/' ? "" : "/", found->pointer, found->message,
        found->is_unknown && inputs->policy_count == 0 ? "; no policy was asked, so nobody reads it"
                                                       : "");
}

int inputs_read_facts(const struct inputs *inputs, struct arena *arena, const struct facts **ret,
                      struct problem *problem)
{
    struct facts_source source = {
        .json = inputs->facts,
        .policies = inputs->policies,
        .policy_count = inputs->policy_count,
    };
    struct facts_error error = {0};
    struct sha256 *sha256;
    int r;

    *ret = NULL;
    if (inputs->facts.size == 0)
        return 0;
    sha256 = sha256_new();
    r = sha256 ? facts_parse(arena, sha256, &source, ret, &error) : ERR_NOMEM;
    sha256_free(sha256);
    return r < 0 ? refuse_facts(inputs, r, &error, problem) : 0;
}

/* Each text behind its length, so that no two sets of inputs run together. */
static void add_text(struct sha256 *sha256, const char *text)
{
    uint64_t size = text ? strlen(text) : UINT64_MAX;

    sha256_add(sha256, slice_of(&size, sizeof size));
    sha256_add(sha256, slice_str(text));
}

static void add_document(struct sha256 *sha256, const struct input_document *document)
{
    sha256_add(sha256, slice_of(document->digest.bytes, sizeof document->digest.bytes));
    add_text(sha256, document->inputs->source);
    add_text(sha256, document->inputs->role);
    add_text(sha256, document->inputs->password);
}

int inputs_fingerprint(const struct inputs *inputs, const struct input_document *documents,
                       size_t count, struct digest *ret)
{
    int64_t numbers[] = {
        inputs->at_is_callers,
        inputs->at_is_callers ? inputs->at : 0,
        inputs->has_existed_by && !inputs->existed_by_is_ledgers,
        inputs->has_existed_by && !inputs->existed_by_is_ledgers ? inputs->existed_by : 0,
        inputs->form,
        inputs->want_page,
        inputs->edition,
        inputs->has_as_of,
        inputs->as_of,
        (int64_t)inputs->policy_count,
        (int64_t)inputs->facts.size,
        (int64_t)count,
    };
    struct sha256 *sha256 = sha256_new();
    int r = ERR_NOMEM;

    if (sha256) {
        sha256_begin(sha256);
        sha256_add(sha256, slice_of(numbers, sizeof numbers));
        sha256_add(sha256, inputs->facts);
        add_text(sha256, inputs->language);
        add_text(sha256, inputs->reference);
        for (size_t i = 0; i < inputs->policy_count; i++)
            add_text(sha256, policy_sha256(inputs->policies[i]));
        for (size_t i = 0; i < count; i++)
            add_document(sha256, &documents[i]);
        r = sha256_end(sha256, ret);
    }
    sha256_free(sha256);
    return r;
}
