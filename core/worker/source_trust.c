#include "base/error.h"
#include "signature/algorithms.h"
#include "worker/source_files.h"

#include <unistd.h>

/* ---- Schema ---- */

static const char *const assumed_names[] = {"assumed", NULL};
static const char *const time_names[] = {"proven_or_at", "claimed", NULL};
static const char *const revocation_names[] = {"never", "if_available", "required", NULL};
static const char *const later_names[] = {"refuse", "allow", NULL};
static const char *const grant_names[] = {"refuse", "form_filling", "annotations", NULL};

enum { TIME_CLAIMED = 1, REVOCATION_NEVER = 0, REVOCATION_REQUIRED = 2, LATER_ALLOWED = 1 };

static const struct config_field issuer_fields[] = {
    {.name = "path", .type = CONFIG_TYPE_PATH, .flags = CONFIG_REQUIRED},
    {.name = "ca", .type = CONFIG_TYPE_CHOICE, .names = assumed_names},
    {.name = "until", .type = CONFIG_TYPE_DAY},
    {0},
};

static const struct config_field signer_fields[] = {
    {.name = "path", .type = CONFIG_TYPE_PATH, .flags = CONFIG_REQUIRED},
    {.name = "until", .type = CONFIG_TYPE_DAY},
    {0},
};

static const struct config_field subject_fields[] = {
    {.name = "*", .type = CONFIG_TYPE_STRING, .min = 1, .max = 256},
    {0},
};

#define PATHS CONFIG_TYPE_PATH, CONFIG_ONE_OR_LIST
const struct config_field source_trust_fields[] = {
    {"issuers", CONFIG_TYPE_PATH, CONFIG_ONE_OR_LIST | CONFIG_OR_MAP, .fields = issuer_fields},
    {"signers", CONFIG_TYPE_PATH, CONFIG_ONE_OR_LIST | CONFIG_OR_MAP, .fields = signer_fields},
    {"anchors", CONFIG_TYPE_PATH, CONFIG_ONE_OR_LIST | CONFIG_OR_MAP, .fields = signer_fields},
    {"subject", CONFIG_TYPE_MAP, .fields = subject_fields},
    {"time", CONFIG_TYPE_CHOICE, .names = time_names},
    {"claimed_max_age", CONFIG_TYPE_DURATION},
    {"revocation", CONFIG_TYPE_CHOICE, .names = revocation_names},
    {"later_signatures", CONFIG_TYPE_CHOICE, .names = later_names},
    {"later_changes", CONFIG_TYPE_CHOICE, .names = grant_names},
    {"algorithms", CONFIG_TYPE_PATH},
    {"crls", PATHS},
    {"candidates", PATHS},
    {"time_stamps", CONFIG_TYPE_PATH, CONFIG_ONE_OR_LIST | CONFIG_OR_MAP, .fields = signer_fields},
    {"extended_key_usage", CONFIG_TYPE_STRING, CONFIG_ONE_OR_LIST, 1, 128},
    {"policies", CONFIG_TYPE_STRING, CONFIG_ONE_OR_LIST, 1, 128},
    {"seal_makers", CONFIG_TYPE_PATH, CONFIG_ONE_OR_LIST | CONFIG_OR_MAP, .fields = signer_fields},
    {"fetch", CONFIG_TYPE_BOOL},
    {"crl_urls", CONFIG_TYPE_STRING, CONFIG_ONE_OR_LIST, 1, 2048},
    {0},
};
#undef PATHS

/* ---- The rest ---- */

static int read_subject(struct config_files *files, const struct config_node *map,
                        struct trust_settings *trust)
{
    struct trust_subject *subject;

    if (!map)
        return 0;
    subject = arena_array(files->arena, struct trust_subject, map->count);
    if (!subject)
        return ERR_NOMEM;
    for (const struct config_node *node = map->first; node; node = node->next) {
        struct trust_subject *attribute = &subject[trust->subject_count++];
        const char *value = (const char *)node->text.data;
        size_t size = node->text.size;

        if (node->is_null)
            return config_fail(node, files->error, "expected a text");
        attribute->attribute = node->key;
        attribute->prefix = size > 0 && value[size - 1] == '*';
        attribute->value = arena_strndup(files->arena, value, size - attribute->prefix);
        if (!attribute->value)
            return ERR_NOMEM;
    }
    trust->subject = subject;
    return 0;
}

/* The file that the source names, else that of the installed tables, else the built-in one. */
static int read_algorithms(struct config_files *files, const struct config_node *node,
                           struct trust_settings *trust)
{
    const char *path = arena_printf(files->arena, "%s/algorithms.yaml", files->settings->tables);
    const struct config_node *root;
    int r = path ? config_files_path(files, node, &path) : ERR_NOMEM;

    trust->algorithms = algorithm_table_builtin();
    if (r < 0 || (!node && access(path, F_OK) < 0))
        return r;
    r = config_files_read(files, path, &root);
    if (r == 0)
        r = algorithm_table_read(files->arena, root, &trust->algorithms, files->error);
    return r;
}

static int read_rules(struct config_files *files, const struct config_node *map,
                      struct trust_settings *trust, struct source *source)
{
    const struct config_node *time = config_get(map, "time"),
                             *later = config_get(map, "later_signatures");
    const struct config_node *age = config_get(map, "claimed_max_age"),
                             *revocation = config_get(map, "revocation");
    int64_t age_ms = 0;
    int r = config_duration(age, &age_ms, files->error);

    trust->use_claimed_time = config_is(time, time_names[TIME_CLAIMED]);
    trust->claimed_max_age = age_ms / 1000;
    trust->revocation =
        config_is(revocation, revocation_names[REVOCATION_REQUIRED]) ? TRUST_REVOCATION_REQUIRED
        : config_is(revocation, revocation_names[REVOCATION_NEVER])  ? TRUST_REVOCATION_NEVER
                                                                    : TRUST_REVOCATION_IF_AVAILABLE;
    source->later_signatures = config_is(later, later_names[LATER_ALLOWED]);
    for (int grant = PDF_GRANT_NONE; grant_names[grant]; grant++)
        if (config_is(config_get(map, "later_changes"), grant_names[grant]))
            source->later_changes = (enum pdf_grant)grant;
    if (r == 0 && age && !trust->use_claimed_time)
        r = config_fail(age, files->error, "claimed_max_age goes with time: claimed");
    return r;
}

/* A text, or a list of them. */
static int read_texts(struct config_files *files, const struct config_node *node,
                      const char *const **ret_texts, size_t *ret_count)
{
    bool is_list = node && node->kind == CONFIG_LIST;
    size_t count = is_list ? node->count : node != NULL;
    const struct config_node *item = is_list ? node->first : node;
    const char **texts = arena_array(files->arena, const char *, count);

    if (!texts)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++, item = item->next) {
        texts[i] = arena_strndup(files->arena, (const char *)item->text.data, item->text.size);
        if (!texts[i])
            return ERR_NOMEM;
    }
    *ret_texts = texts;
    *ret_count = count;
    return 0;
}

/* What helps to build and to judge paths, and is no trust. */
static int read_material(struct config_files *files, const struct config_node *map,
                         struct trust_settings *trust)
{
    struct source_lists lists = {0};
    struct slice *candidates = NULL;
    bool is_fetched = false;
    int r = config_bool(config_get(map, "fetch"), &is_fetched, files->error);

    if (r == 0)
        r = source_read_lists(files, config_get(map, "crls"), is_fetched, &lists);
    if (r == 0)
        r = source_read_candidates(files, config_get(map, "candidates"), &candidates,
                                   &trust->candidate_count);
    if (r == 0)
        r = read_texts(files, config_get(map, "extended_key_usage"), &trust->purposes,
                       &trust->purpose_count);
    if (r == 0)
        r = read_texts(files, config_get(map, "policies"), &trust->policies, &trust->policy_count);
    trust->lists = lists.items;
    trust->list_count = lists.count;
    trust->candidates = candidates;
    return r;
}

/* Trust that is wider, or narrower, than its author may have thought. */
static const char *warning_about(const struct trust_settings *trust)
{
    if (trust->issuer_count + trust->signer_count + trust->anchor_count == 0)
        return "trust names no issuers, signers or anchors: no document of this source will pass";
    if (trust->issuer_count > 0 && trust->subject_count == 0)
        return "trust.subject is left out: every certificate that the issuers issue is accepted";
    return NULL;
}

/* Whom it trusts, for what. */
static int read_trusted(struct config_files *files, const struct config_node *map,
                        struct trust_settings *trust)
{
    const struct {
        const char *name;
        const struct trust_certificate **items;
        size_t *count;
    } lists[] = {
        {"issuers", &trust->issuers, &trust->issuer_count},
        {"signers", &trust->signers, &trust->signer_count},
        {"anchors", &trust->anchors, &trust->anchor_count},
        {"time_stamps", &trust->time_stamps, &trust->time_stamp_count},
        {"seal_makers", &trust->seal_makers, &trust->seal_maker_count},
    };
    int r = 0;

    for (size_t i = 0; i < sizeof lists / sizeof lists[0] && r == 0; i++) {
        struct source_certificates list = {0};

        r = source_read_certificates(files, config_get(map, lists[i].name), &list);
        *lists[i].items = list.items;
        *lists[i].count = list.count;
    }
    return r;
}

int source_trust_make(struct config_files *files, const struct config_node *map,
                      struct source *source)
{
    struct trust_settings trust = {.source = source->name};
    struct trust_problem problem = {""};
    int r = source_fetch_check(files, map);

    if (r == 0)
        r = read_trusted(files, map, &trust);
    if (r == 0)
        r = read_material(files, map, &trust);
    if (r == 0)
        r = read_subject(files, config_get(map, "subject"), &trust);
    if (r == 0)
        r = read_algorithms(files, config_get(map, "algorithms"), &trust);
    if (r == 0)
        r = read_rules(files, map, &trust, source);
    if (r < 0)
        return r;
    source->warning = warning_about(&trust);
    r = trust_new(&trust, &problem, &source->trust);
    if (r == ERR_INVALID && map)
        r = config_fail(map, files->error, "%s", problem.message);
    return r;
}
