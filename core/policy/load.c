#include "policy/load.h"

#include "base/error.h"
#include "base/language.h"

static const struct config_field title_fields[] = {
    {.name = "en", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "*", .type = CONFIG_TYPE_STRING},
    {0},
};

static const struct config_field policy_fields[] = {
    {.name = "policy", .type = CONFIG_TYPE_STRING, .min = 1, .max = 60, .flags = CONFIG_REQUIRED},
    {.name = "version", .type = CONFIG_TYPE_INTEGER, .flags = CONFIG_REQUIRED},
    {.name = "title", .type = CONFIG_TYPE_MAP, .fields = title_fields, .flags = CONFIG_REQUIRED},
    {.name = "source", .type = CONFIG_TYPE_MAP, .fields = origin_fields, .flags = CONFIG_REQUIRED},
    {.name = "in_force", .type = CONFIG_TYPE_MAP, .fields = span_fields, .flags = CONFIG_REQUIRED},
    {.name = "time_zone", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "facts", .type = CONFIG_TYPE_MAP},
    {.name = "documents", .type = CONFIG_TYPE_MAP},
    {.name = "fees", .type = CONFIG_TYPE_MAP},
    {.name = "terms", .type = CONFIG_TYPE_MAP},
    {.name = "rules", .type = CONFIG_TYPE_MAP, .flags = CONFIG_REQUIRED | CONFIG_LIST_OF},
    {0},
};

static int load_parts(struct loader *loader, const struct config_node *root)
{
    int r = load_header(loader, root);

    if (r == 0)
        r = load_facts(loader, config_get(root, "facts"));
    if (r == 0)
        r = load_documents(loader, config_get(root, "documents"));
    if (r == 0)
        r = load_rules(loader, config_get(root, "rules"));
    return r;
}

static int name_bytes(struct arena *arena, struct slice yaml, struct policy *policy)
{
    struct sha256 *sha256 = sha256_new();
    struct digest digest;
    int r = sha256 ? sha256_of(sha256, yaml, &digest) : ERR_CRYPTO;

    sha256_free(sha256);
    if (r < 0)
        return r;
    digest_to_hex(&digest, policy->sha256);
    policy->text = slice_of(arena_dup(arena, yaml.data, yaml.size), yaml.size);
    return policy->text.data ? 0 : ERR_NOMEM;
}

int policy_parse(struct arena *arena, struct slice yaml, const char *name,
                 const struct holidays *holidays, const struct policy **ret_policy,
                 struct config_error *error)
{
    struct policy *policy = arena_new_of(arena, struct policy);
    struct loader loader = {.arena = arena, .error = error, .policy = policy};
    const struct config_node *root;
    int r;

    if (!policy)
        return config_fail_at(ERR_NOMEM, error, (struct config_place){name, 0, 0}, "out of memory");
    r = config_parse(arena, yaml, name, &root, error);
    if (r < 0)
        return r;
    policy->file = root->file;
    policy->holidays = holidays;
    r = config_check(root, policy_fields, error);
    if (r == 0)
        r = load_parts(&loader, root);
    if (r < 0)
        return r;
    r = name_bytes(arena, yaml, policy);
    if (r < 0)
        return config_fail_at(r, error, (struct config_place){name, 0, 0}, "%s", err_text(r));
    *ret_policy = policy;
    return 0;
}

/* ---- What others may see ---- */

const char *policy_name(const struct policy *policy)
{
    return policy->name;
}

int64_t policy_version(const struct policy *policy)
{
    return policy->version;
}

const char *policy_sha256(const struct policy *policy)
{
    return policy->sha256;
}

struct slice policy_text(const struct policy *policy)
{
    return policy->text;
}

const char *policy_time_zone(const struct policy *policy)
{
    return policy->time_zone;
}

const char *policy_source_kind(const struct policy *policy)
{
    return policy->origin.kind;
}

/* "zh-Hant-HK" and "zh-HK" find zh-Hant-HK, zh-Hant, zh. */
const char *policy_title(const struct policy *policy, const char *language)
{
    const struct report_params *titles = &policy->titles;
    const char *english = "";
    size_t best_size = 0;
    const char *best = NULL;
    char full[LANGUAGE_SIZE];

    language_with_script(language, full);
    for (size_t i = 0; i < titles->count; i++) {
        const char *name = titles->items[i].name;
        size_t size = strlen(name);

        if (strcmp(name, "en") == 0)
            english = titles->items[i].value;
        if (size > best_size && strncmp(full, name, size) == 0 &&
            (full[size] == '\0' || full[size] == '-')) {
            best = titles->items[i].value;
            best_size = size;
        }
    }
    return best ? best : english;
}

bool policy_in_force_from(const struct policy *policy, int32_t *ret_day)
{
    if (policy->in_force.has_from)
        *ret_day = policy->in_force.from;
    return policy->in_force.has_from;
}

bool policy_in_force_until(const struct policy *policy, int32_t *ret_day)
{
    if (policy->in_force.has_until)
        *ret_day = policy->in_force.until;
    return policy->in_force.has_until;
}

size_t policy_fact_count(const struct policy *policy)
{
    return policy->fact_count;
}

struct policy_fact_view policy_fact(const struct policy *policy, size_t index)
{
    const struct policy_fact *fact = &policy->facts[index];

    return (struct policy_fact_view){
        .name = fact->name,
        .type = value_type_name(fact->type),
        .required = fact->required,
        .one_of = fact->one_of,
    };
}

size_t policy_document_count(const struct policy *policy)
{
    return policy->role_count;
}

struct policy_document_view policy_document(const struct policy *policy, size_t index)
{
    const struct policy_role *role = &policy->roles[index];

    return (struct policy_document_view){
        .role = role->name,
        .sources = role->sources,
        .kinds = role->kinds,
        .optional = role->optional,
    };
}
