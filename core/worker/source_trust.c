#include "base/error.h"
#include "signature/algorithms.h"
#include "worker/source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define CERTIFICATE_FILE_MAX (1 << 20)
#define DAY_SECONDS          INT64_C(86400)

static const char *const certificate_suffixes[] = {".pem", ".cer", ".crt", ".der", NULL};

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
    {"time_stamps", PATHS},
    {"seal_makers", CONFIG_TYPE_PATH, CONFIG_ONE_OR_LIST | CONFIG_OR_MAP, .fields = signer_fields},
    {"fetch", CONFIG_TYPE_BOOL},
    {"crl_urls", CONFIG_TYPE_STRING, CONFIG_ONE_OR_LIST, 1, 2048},
    {0},
};
#undef PATHS

/* ---- Certificates ---- */

struct certificates {
    struct trust_certificate *items;
    size_t count, capacity;
};

/* Why an opened file is no certificate's; NULL where it may be one. `fd` is -1 with errno. */
static const char *file_fault(int fd, struct stat *status)
{
    if (fd < 0 || fstat(fd, status) < 0)
        return strerror(errno);
    if (!S_ISREG(status->st_mode))
        return "not a regular file";
    return status->st_size > CERTIFICATE_FILE_MAX ? "larger than 1 MiB" : NULL;
}

static int read_file(struct arena *arena, const struct config_node *node, const char *path,
                     struct slice *ret, struct config_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), r = ERR_IO;
    struct stat status;
    const char *fault = file_fault(fd, &status);
    uint8_t *data = NULL;

    if (fault) {
        r = config_fail(node, error, "cannot read a certificate from %s: %s", path, fault);
        goto out;
    }
    data = arena_alloc(arena, (size_t)status.st_size);
    r = !data ? ERR_NOMEM : 0;
    if (r == 0 && read(fd, data, (size_t)status.st_size) != status.st_size)
        r = config_fail(node, error, "cannot read all of %s", path);
    if (r == 0)
        *ret = slice_of(data, (size_t)status.st_size);
out:
    if (fd >= 0)
        close(fd);
    return r;
}

/* Several PEM or one DER; each gets the options of `model`. */
static int add_file(struct config_files *files, const struct config_node *node, const char *path,
                    const struct trust_certificate *model, struct certificates *list)
{
    struct slice bytes, *ders;
    size_t count;
    int r = read_file(files->arena, node, path, &bytes, files->error);

    if (r < 0)
        return r;
    r = trust_read_certificates(files->arena, bytes, &ders, &count);
    if (r < 0)
        return r == ERR_NOMEM ? r : config_fail(node, files->error, "%s: no certificate", path);
    for (size_t i = 0; i < count; i++) {
        struct trust_certificate *items;

        if (list->count >= SOURCE_CERTIFICATES)
            return config_fail(node, files->error, "more than %d certificates",
                               SOURCE_CERTIFICATES);
        items = arena_grow(files->arena, list->items, list->count, &list->capacity, sizeof *items);
        if (!items)
            return ERR_NOMEM;
        list->items = items;
        items[list->count] = *model;
        items[list->count].der = ders[i];
        items[list->count++].name = path;
    }
    return 0;
}

static int add_path(struct config_files *files, const struct config_node *node,
                    const struct trust_certificate *model, struct certificates *list)
{
    const char *path = NULL, **paths;
    struct stat status;
    size_t count = 0;
    int r = config_path(files->arena, node, &path, files->error);

    if (r < 0)
        return r;
    if (stat(path, &status) < 0)
        return errno == ENOENT
                   ? config_fail(node, files->error, "there is no file or folder %s", path)
                   : config_fail(node, files->error, "cannot read %s: %s", path, strerror(errno));
    if (!S_ISDIR(status.st_mode))
        return add_file(files, node, path, model, list);
    r = config_files_list(files, node, path, certificate_suffixes, &paths, &count);
    if (r == 0 && count == 0)
        r = config_fail(node, files->error,
                        "the folder %s holds no certificate (.pem, .cer, .crt, .der)", path);
    for (size_t i = 0; i < count && r == 0; i++)
        r = add_file(files, node, paths[i], model, list);
    return r;
}

/* A path alone, or {path, ca: assumed, until: DAY}. */
static int add_entry(struct config_files *files, const struct config_node *node,
                     struct certificates *list)
{
    struct trust_certificate model = {.ca_assumed = config_get(node, "ca") != NULL};
    const struct config_node *until = config_get(node, "until");
    int32_t day = 0;
    int r;

    if (node->kind != CONFIG_MAP)
        return add_path(files, node, &model, list);
    r = config_day(until, &day, files->error);
    model.has_until = until != NULL;
    model.until = (day + INT64_C(1)) * DAY_SECONDS - 1;
    return r < 0 ? r : add_path(files, config_get(node, "path"), &model, list);
}

static int read_certificates(struct config_files *files, const struct config_node *node,
                             struct certificates *list)
{
    int r = 0;

    if (!node)
        return 0;
    if (node->kind != CONFIG_LIST)
        return add_entry(files, node, list);
    for (const struct config_node *item = node->first; item && r == 0; item = item->next)
        r = add_entry(files, item, list);
    return r;
}

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
    int r = path ? config_path(files->arena, node, &path, files->error) : ERR_NOMEM;

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

/* Better refused than silently not looked at. */
static int refuse_unsupported(const struct config_node *map, struct config_error *error)
{
    static const char *const names[] = {"crls", "time_stamps"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct config_node *node = config_get(map, names[i]);

        if (node && (node->kind != CONFIG_LIST || node->count > 0))
            return config_fail(node, error, "%s cannot be used with this version", names[i]);
    }
    return 0;
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

int source_trust_make(struct config_files *files, const struct config_node *map,
                      struct source *source)
{
    struct certificates issuers = {0}, signers = {0}, anchors = {0}, makers = {0};
    struct trust_settings trust = {.source = source->name};
    struct trust_problem problem = {""};
    int r = refuse_unsupported(map, files->error);

    if (r == 0)
        r = source_fetch_check(files, map);
    if (r == 0)
        r = read_certificates(files, config_get(map, "issuers"), &issuers);
    if (r == 0)
        r = read_certificates(files, config_get(map, "signers"), &signers);
    if (r == 0)
        r = read_certificates(files, config_get(map, "anchors"), &anchors);
    if (r == 0)
        r = read_certificates(files, config_get(map, "seal_makers"), &makers);
    if (r == 0)
        r = read_subject(files, config_get(map, "subject"), &trust);
    if (r == 0)
        r = read_algorithms(files, config_get(map, "algorithms"), &trust);
    if (r == 0)
        r = read_rules(files, map, &trust, source);
    if (r < 0)
        return r;
    trust.issuers = issuers.items;
    trust.issuer_count = issuers.count;
    trust.signers = signers.items;
    trust.signer_count = signers.count;
    trust.anchors = anchors.items;
    trust.anchor_count = anchors.count;
    trust.seal_makers = makers.items;
    trust.seal_maker_count = makers.count;
    source->warning = warning_about(&trust);
    r = trust_new(&trust, &problem, &source->trust);
    if (r == ERR_INVALID && map)
        r = config_fail(map, files->error, "%s", problem.message);
    return r;
}
