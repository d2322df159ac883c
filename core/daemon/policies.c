#include "daemon/policies.h"

#include "base/datetime.h"
#include "base/error.h"
#include "daemon/reply.h"
#include "daemon/vouchd.h"
#include "render/render.h"

static const char *argument(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->mhd, MHD_GET_ARGUMENT_KIND, name);
}

static const char *language_of(const struct request *request)
{
    const char *language = argument(request, "language");

    return language ? language : request->vouchd->configuration->settings.language;
}

/* ---- One policy ---- */

static json_t *day_json(bool is_there, int32_t day)
{
    char text[DAY_TEXT_SIZE];

    if (!is_there)
        return json_null();
    day_format(day, text);
    return json_string(text);
}

static json_t *in_force_json(const struct policy *policy)
{
    int32_t from = 0, until = 0;
    bool has_from = policy_in_force_from(policy, &from);
    bool has_until = policy_in_force_until(policy, &until);

    return json_pack("{s:o, s:o}", "from", day_json(has_from, from), "until",
                     day_json(has_until, until));
}

static json_t *names_json(const char *const *names)
{
    json_t *list = json_array();

    for (; names && *names; names++)
        json_array_append_new(list, json_string(*names));
    return list;
}

static json_t *facts_json(const struct policy *policy)
{
    json_t *list = json_array();

    for (size_t i = 0; i < policy_fact_count(policy); i++) {
        struct policy_fact_view fact = policy_fact(policy, i);
        json_t *json = json_pack("{s:s, s:s, s:b}", "name", fact.name, "type", fact.type,
                                 "required", fact.required);

        if (fact.one_of)
            json_object_set_new(json, "one_of", names_json(fact.one_of));
        json_array_append_new(list, json);
    }
    return list;
}

static json_t *documents_json(const struct policy *policy)
{
    json_t *list = json_array();

    for (size_t i = 0; i < policy_document_count(policy); i++) {
        struct policy_document_view document = policy_document(policy, i);

        json_array_append_new(list,
                              json_pack("{s:s, s:b, s:o, s:o}", "role", document.role, "optional",
                                        document.optional, "sources", names_json(document.sources),
                                        "kinds", names_json(document.kinds)));
    }
    return list;
}

static json_t *policy_json(const struct policy *policy, const char *language)
{
    return json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "name", policy_name(policy),
                     "version", (json_int_t)policy_version(policy), "sha256", policy_sha256(policy),
                     "title", policy_title(policy, language), "source_kind",
                     policy_source_kind(policy), "time_zone", policy_time_zone(policy), "in_force",
                     in_force_json(policy), "facts", facts_json(policy), "documents",
                     documents_json(policy));
}

/* ---- In sentences ---- */

static json_t *sentences_json(const struct request *request, struct arena *arena,
                              const struct policy *policy)
{
    const struct judge *judge = zygote_judge(zygotes_serving(&request->vouchd->zygotes));
    const struct policy_sentence *sentences;
    json_t *list = json_array();
    size_t count = 0;

    if (policy_explain(arena, policy, &sentences, &count) < 0)
        count = 0;
    for (size_t i = 0; i < count; i++) {
        const char *text = render_sentence(arena, judge->catalogues, language_of(request),
                                           sentences[i].id, &sentences[i].params);

        json_array_append_new(list, json_pack("{s:I, s:s}", "depth", (json_int_t)sentences[i].depth,
                                              "text", text ? text : sentences[i].id));
    }
    return list;
}

static json_t *whole_json(const struct request *request, const struct policy *policy)
{
    struct arena *arena = arena_new(0);
    struct slice text = policy_text(policy);
    json_t *json = arena ? policy_json(policy, language_of(request)) : NULL;

    if (json) {
        json_object_set_new(json, "text", json_stringn((const char *)text.data, text.size));
        json_object_set_new(json, "sentences", sentences_json(request, arena, policy));
    }
    arena_free(arena);
    return json;
}

/* ---- The calls ---- */

static void reply(struct request *request, json_t *json)
{
    const struct judge *judge = zygote_judge(zygotes_serving(&request->vouchd->zygotes));

    reply_sentences(request, json, judge->catalogues, language_of(request));
}

static bool is_ready(struct request *request)
{
    struct problem problem;

    if (zygotes_serving(&request->vouchd->zygotes))
        return true;
    problem_set(&problem, PROBLEM_NOT_READY, "%s", request->vouchd->zygotes.trouble);
    request_refuse(request, &problem);
    return false;
}

void policies_respond(struct request *request)
{
    const struct policies *policies = request->vouchd->configuration->policies->policies;
    json_t *list;

    if (!is_ready(request))
        return;
    list = json_array();
    for (size_t i = 0; i < policies_count(policies); i++)
        json_array_append_new(list, policy_json(policies_at(policies, i), language_of(request)));
    reply(request, json_pack("{s:o}", "policies", list));
}

/* A version that was in force before, as the ledger keeps it; NULL where it does not. */
static json_t *kept_json(struct request *request, const char *sha256)
{
    struct arena *arena = arena_new(0);
    const struct policy *policy = NULL;
    struct config_error error;
    struct digest digest;
    struct buffer text;
    json_t *json = NULL;

    buffer_init(&text, 0);
    if (arena && digest_from_hex(slice_str(sha256), &digest) == 0 &&
        recorder_file(request->vouchd->recorder, &digest, POLICY_SIZE_MAX, &text) == 0 &&
        policy_parse(arena, buffer_slice(&text), "policy", NULL, &policy, &error) == 0 &&
        strcmp(policy_name(policy), request->name) == 0)
        json = whole_json(request, policy);
    buffer_done(&text);
    arena_free(arena);
    return json;
}

void policy_respond(struct request *request)
{
    const struct policies *policies = request->vouchd->configuration->policies->policies;
    const struct policy *policy = policies_find(policies, request->name);
    const char *sha256 = argument(request, "sha256");
    struct problem problem;
    json_t *json = NULL;

    if (!is_ready(request))
        return;
    if (policy && (!sha256 || strcmp(sha256, policy_sha256(policy)) == 0))
        json = whole_json(request, policy);
    else if (sha256)
        json = kept_json(request, sha256);
    if (json) {
        reply(request, json);
        return;
    }
    problem_set(&problem, PROBLEM_NOT_FOUND, "%s; see /v1/policies",
                policy ? "this version of the policy is not in force, and not kept in the ledger"
                       : "no policy has this name");
    request_refuse(request, &problem);
}
