#include "worker/settings.h"
#include "base/error.h"

#include <syslog.h>

#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

static const char *const permission_names[PERMISSION_COUNT] = {
    [PERMISSION_VERIFY] = "verify",         [PERMISSION_TIME] = "time",
    [PERMISSION_REPORTS] = "reports",       [PERMISSION_SIGHTINGS] = "sightings",
    [PERMISSION_ADMINISTER] = "administer",
};

const char *permission_name(enum settings_permission_kind kind)
{
    return permission_names[kind];
}

/* ---- Schema ---- */

static const char *const keep_names[] = {"verdicts", "reports", NULL};
static const char *const isolation_names[] = {"strict", "best_effort", NULL};
static const char *const auto_names[] = {"auto", NULL};
static const char *const log_names[] = {"error", "warning", "notice", "info", "debug", NULL};
static const int log_priorities[] = {LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO, LOG_DEBUG};

static const struct config_field ledger_fields[] = {
    {.name = "path", .type = CONFIG_TYPE_PATH},
    {.name = "keep", .type = CONFIG_TYPE_CHOICE, .names = keep_names},
    {.name = "key", .type = CONFIG_TYPE_PATH},
    {.name = "checkpoint_key", .type = CONFIG_TYPE_PATH},
    {.name = "report_key", .type = CONFIG_TYPE_PATH},
    {.name = "retain", .type = CONFIG_TYPE_DURATION},
    {0},
};

#define PEERS CONFIG_TYPE_STRING, CONFIG_ONE_OR_LIST, 1, 256
static const struct config_field permission_fields[] = {
    {"verify", PEERS},    {"time", PEERS},       {"reports", PEERS},
    {"sightings", PEERS}, {"administer", PEERS}, {0},
};
#undef PEERS

/* An examination holds the document, what is inflated of it, OpenSSL and the plugins. */
#define MEMORY_MIN (64 * MIB)

static const struct config_field reading_fields[] = {
    {"page", CONFIG_TYPE_DURATION, 0, 100, 600000},
    {"pages", CONFIG_TYPE_INTEGER, 0, 1, 1000},
    {"memory", CONFIG_TYPE_SIZE, 0, MEMORY_MIN, 64 * GIB},
    {"queue", CONFIG_TYPE_INTEGER, 0, 1, 1000000},
    {"idle", CONFIG_TYPE_DURATION, 0, 100, 7 * 86400000},
    {0},
};

static const struct config_field assess_fields[] = {
    {"documents", CONFIG_TYPE_INTEGER, 0, 1, SETTINGS_ASSESS_MAX},
    {"size", CONFIG_TYPE_SIZE, 0, KIB, 64 * GIB},
    {0},
};

/* What one examination may use: these can be set for a source as well. */
#define EXAMINATION_LIMITS                                                                         \
    {"pages", CONFIG_TYPE_INTEGER, 0, 1, 1000000},                                                 \
        {"objects", CONFIG_TYPE_INTEGER, 0, 1, 8388607},                                           \
        {"inflated", CONFIG_TYPE_SIZE, 0, 64 * KIB, 16 * GIB},                                     \
        {"time", CONFIG_TYPE_DURATION, 0, 100, 600000},                                            \
    {                                                                                              \
        "memory", CONFIG_TYPE_SIZE, 0, MEMORY_MIN, 64 * GIB                                        \
    }

const struct config_field settings_source_limits[] = {
    EXAMINATION_LIMITS,
    {0},
};

static const struct config_field limit_fields[] = {
    EXAMINATION_LIMITS,
    {"document", CONFIG_TYPE_SIZE, 0, KIB, GIB},
    {"held", CONFIG_TYPE_SIZE, 0, KIB, 256 * GIB},
    {"queue", CONFIG_TYPE_INTEGER, 0, 1, 1000000},
    {"request", CONFIG_TYPE_DURATION, 0, 100, 3600000},
    {"connections", CONFIG_TYPE_INTEGER, 0, 1, 1000000},
    {"per_peer", CONFIG_TYPE_INTEGER, 0, 1, 1000000},
    {"event_readers", CONFIG_TYPE_INTEGER, 0, 0, 10000},
    {.name = "assess", .type = CONFIG_TYPE_MAP, .fields = assess_fields},
    {.name = "reading", .type = CONFIG_TYPE_MAP, .fields = reading_fields},
    {0},
};

/* Larger lists would be refused by whoever judges by them (signature/crl.h). */
#define FETCH_SIZE_MAX (64 * MIB)

static const struct config_field fetch_fields[] = {
    {"size", CONFIG_TYPE_SIZE, 0, KIB, FETCH_SIZE_MAX},
    {"time", CONFIG_TYPE_DURATION, 0, 100, 3600000},
    {"redirects", CONFIG_TYPE_INTEGER, 0, 0, 20},
    {"ahead", CONFIG_TYPE_DURATION, 0, 0, 7 * 86400000},
    {0},
};

static const struct config_field picture_fields[] = {
    {"confidence", CONFIG_TYPE_INTEGER, 0, 1, 100},
    {.name = "models", .type = CONFIG_TYPE_PATH},
    {0},
};

static const struct config_field settings_fields[] = {
    {.name = "socket", .type = CONFIG_TYPE_PATH},
    {.name = "plugins", .type = CONFIG_TYPE_PATH},
    {.name = "sources", .type = CONFIG_TYPE_PATH},
    {.name = "layouts", .type = CONFIG_TYPE_PATH},
    {.name = "policies", .type = CONFIG_TYPE_PATH},
    {.name = "tables", .type = CONFIG_TYPE_PATH},
    {.name = "examinations",
     .type = CONFIG_TYPE_INTEGER,
     .min = 1,
     .max = SETTINGS_EXAMINATIONS_MAX,
     .names = auto_names},
    {.name = "readings",
     .type = CONFIG_TYPE_INTEGER,
     .min = 1,
     .max = SETTINGS_EXAMINATIONS_MAX,
     .names = auto_names},
    {.name = "isolation", .type = CONFIG_TYPE_CHOICE, .names = isolation_names},
    {.name = "ledger", .type = CONFIG_TYPE_MAP, .fields = ledger_fields},
    {.name = "permissions", .type = CONFIG_TYPE_MAP, .fields = permission_fields},
    {.name = "limits", .type = CONFIG_TYPE_MAP, .fields = limit_fields},
    {.name = "fetch", .type = CONFIG_TYPE_MAP, .fields = fetch_fields},
    {.name = "reading", .type = CONFIG_TYPE_MAP, .fields = picture_fields},
    {.name = "language", .type = CONFIG_TYPE_STRING, .min = 2, .max = 35},
    {.name = "log", .type = CONFIG_TYPE_CHOICE, .names = log_names},
    {0},
};

/* ---- Values ---- */

static const struct limits default_limits = {
    .document = 20 * MIB,
    .held = 256 * MIB,
    .pages = 2000,
    .objects = 500000,
    .inflated = 256 * MIB,
    .time_ms = 10000,
    .memory = 512 * MIB,
    .queue = 1024,
    .request_ms = 30000,
    .connections = 10000,
    .per_peer = 64,
    .event_readers = 64,
    .assess = {.documents = 16, .size = 64 * MIB},
    .reading = {.page_ms = 30000, .pages = 20, .memory = 512 * MIB, .queue = 64, .idle_ms = 600000},
};

static const struct settings_fetch default_fetch = {
    .size = FETCH_SIZE_MAX,
    .time_ms = 60000,
    .redirects = 5,
    .ahead_ms = 2 * 3600000,
};

static const struct settings_reading default_reading = {.confidence = 80};

/* First failure wins; the getters leave a default alone where the key is absent. */
static int first(int a, int b)
{
    return a < 0 ? a : b;
}

static int read_whole(const struct config_node *map, const char *name, int64_t *ret,
                      struct config_error *error)
{
    return config_integer(config_get(map, name), INT64_MIN, INT64_MAX, ret, error);
}

int settings_limits(const struct config_node *map, struct limits *limits,
                    struct config_error *error)
{
    int r = read_whole(map, "pages", &limits->pages, error);

    r = first(r, read_whole(map, "objects", &limits->objects, error));
    r = first(r, config_size(config_get(map, "inflated"), &limits->inflated, error));
    r = first(r, config_duration(config_get(map, "time"), &limits->time_ms, error));
    return first(r, config_size(config_get(map, "memory"), &limits->memory, error));
}

static int read_reading(const struct config_node *map, struct reading_limits *reading,
                        struct config_error *error)
{
    int r = config_duration(config_get(map, "page"), &reading->page_ms, error);

    r = first(r, read_whole(map, "pages", &reading->pages, error));
    r = first(r, config_size(config_get(map, "memory"), &reading->memory, error));
    r = first(r, read_whole(map, "queue", &reading->queue, error));
    return first(r, config_duration(config_get(map, "idle"), &reading->idle_ms, error));
}

static int read_limits(const struct config_node *map, struct limits *limits,
                       struct config_error *error)
{
    const struct config_node *assess = config_get(map, "assess");
    int r = settings_limits(map, limits, error);

    r = first(r, config_size(config_get(map, "document"), &limits->document, error));
    r = first(r, config_size(config_get(map, "held"), &limits->held, error));
    r = first(r, read_whole(map, "queue", &limits->queue, error));
    r = first(r, config_duration(config_get(map, "request"), &limits->request_ms, error));
    r = first(r, read_whole(map, "connections", &limits->connections, error));
    r = first(r, read_whole(map, "per_peer", &limits->per_peer, error));
    r = first(r, read_whole(map, "event_readers", &limits->event_readers, error));
    r = first(r, read_whole(assess, "documents", &limits->assess.documents, error));
    r = first(r, config_size(config_get(assess, "size"), &limits->assess.size, error));
    r = first(r, read_reading(config_get(map, "reading"), &limits->reading, error));
    if (r == 0 && limits->held < limits->document)
        r = config_fail(map, error, "limits.held must be at least limits.document");
    return r;
}

static int read_fetch(const struct config_node *map, struct settings_fetch *fetch,
                      struct config_error *error)
{
    int r = config_size(config_get(map, "size"), &fetch->size, error);

    r = first(r, config_duration(config_get(map, "time"), &fetch->time_ms, error));
    r = first(r, read_whole(map, "redirects", &fetch->redirects, error));
    return first(r, config_duration(config_get(map, "ahead"), &fetch->ahead_ms, error));
}

static int read_pictures(struct arena *arena, const struct config_node *map,
                         struct settings_reading *reading, struct config_error *error)
{
    int r = read_whole(map, "confidence", &reading->confidence, error);

    return first(r, config_path(arena, config_get(map, "models"), &reading->models, error));
}

static int read_peer(const struct config_node *node, struct settings_peer *ret,
                     struct config_error *error)
{
    const char *text = (const char *)node->text.data;
    bool is_user = strncmp(text, "user:", 5) == 0, is_group = strncmp(text, "group:", 6) == 0;

    if (!is_user && !is_group)
        return config_fail(node, error, "expected user:NAME or group:NAME, found '%s'", text);
    ret->is_group = is_group;
    ret->name = text + (is_group ? 6 : 5);
    ret->node = node;
    return ret->name[0] ? 0 : config_fail(node, error, "expected a name after the colon");
}

static int read_permission(struct arena *arena, const struct config_node *node,
                           struct settings_permission *ret, struct config_error *error)
{
    bool is_list = node && node->kind == CONFIG_LIST;
    struct settings_peer *peers;
    int r = 0;

    if (!node)
        return 0;
    peers = arena_array(arena, struct settings_peer, is_list ? node->count : 1);
    if (!peers)
        return ERR_NOMEM;
    *ret = (struct settings_permission){.peers = peers, .is_set = true};
    for (const struct config_node *item = is_list ? node->first : node; item && r == 0;
         item = is_list ? item->next : NULL)
        r = read_peer(item, &peers[ret->count++], error);
    return r;
}

static int read_permissions(struct arena *arena, const struct config_node *map,
                            struct settings_permission permissions[PERMISSION_COUNT],
                            struct config_error *error)
{
    int r = 0;

    for (size_t i = 0; i < PERMISSION_COUNT && r == 0; i++)
        r = read_permission(arena, config_get(map, permission_names[i]), &permissions[i], error);
    return r;
}

static int read_ledger(struct arena *arena, const struct config_node *map,
                       struct settings_ledger *ledger, struct config_error *error)
{
    size_t keep = KEEP_VERDICTS;
    int r = config_path(arena, config_get(map, "path"), &ledger->path, error);

    r = first(r, config_choice(config_get(map, "keep"), keep_names, &keep, error));
    r = first(r, config_path(arena, config_get(map, "key"), &ledger->key, error));
    r = first(
        r, config_path(arena, config_get(map, "checkpoint_key"), &ledger->checkpoint_key, error));
    r = first(r, config_path(arena, config_get(map, "report_key"), &ledger->report_key, error));
    r = first(r, config_duration(config_get(map, "retain"), &ledger->retain_ms, error));
    ledger->keep = (enum settings_keep)keep;
    return r;
}

static int read_paths(struct arena *arena, struct settings *settings, struct config_error *error)
{
    const struct config_node *root = settings->root;
    int r = config_path(arena, config_get(root, "socket"), &settings->socket, error);

    return first(r, config_path(arena, config_get(root, "plugins"), &settings->plugins, error));
}

/* Of the folders that the configuration is made of. */
static int read_folders(struct arena *arena, const char *sysroot, struct settings *settings,
                        struct config_error *error)
{
    const struct {
        const char *name, **path;
    } folders[] = {
        {"tables", &settings->tables},
        {"sources", &settings->sources},
        {"layouts", &settings->layouts},
        {"policies", &settings->policies},
    };
    int r = 0;

    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        r = first(r, config_path_below(arena, config_get(settings->root, folders[i].name), sysroot,
                                       folders[i].path, error));
    return r;
}

/* Its bytes stay, for who keeps them. */
static int read_file(struct arena *arena, const char *path, struct settings *settings,
                     struct config_error *error)
{
    const char *why = NULL;
    int r = path ? config_read(arena, path, CONFIG_FILE_MAX, &settings->text, &why) : 0;

    if (r < 0)
        return config_fail_at(r, error, (struct config_place){path, 0, 0}, "cannot be read: %s",
                              why);
    return config_parse(arena, settings->text, path ? path : "vouchd.yaml", &settings->root, error);
}

static int read_choices(struct settings *settings, struct config_error *error)
{
    const struct config_node *root = settings->root, *count = config_get(root, "examinations");
    const struct config_node *readings = config_get(root, "readings");
    size_t isolation = ISOLATION_STRICT, log = 3; /* info */
    int r = config_choice(config_get(root, "isolation"), isolation_names, &isolation, error);

    r = first(r, config_choice(config_get(root, "log"), log_names, &log, error));
    r = first(r, config_string(config_get(root, "language"), &settings->language, error));
    if (!config_is(count, "auto"))
        r = first(r, read_whole(root, "examinations", &settings->examinations, error));
    if (!config_is(readings, "auto"))
        r = first(r, read_whole(root, "readings", &settings->readings, error));
    settings->isolation = (enum settings_isolation)isolation;
    settings->log_priority = log_priorities[log];
    return r;
}

int settings_load(struct arena *arena, const char *path, const struct paths *paths,
                  struct settings *ret, struct config_error *error)
{
    struct settings settings = {
        .file = path,
        .plugins = paths->plugins,
        .tables = arena_printf(arena, "%s/tables", paths->conf),
        .limits = default_limits,
        .fetch = default_fetch,
        .reading = default_reading,
        .language = "en",
    };
    int r = settings.tables ? 0 : ERR_NOMEM;

    *error = (struct config_error){0};
    if (r == 0)
        r = read_file(arena, path, &settings, error);
    if (r == 0)
        r = config_check(settings.root, settings_fields, error);
    if (r == 0)
        r = read_paths(arena, &settings, error);
    if (r == 0)
        r = read_folders(arena, paths->sysroot, &settings, error);
    if (r == 0)
        r = read_choices(&settings, error);
    if (r == 0)
        r = read_ledger(arena, config_get(settings.root, "ledger"), &settings.ledger, error);
    if (r == 0)
        r = read_permissions(arena, config_get(settings.root, "permissions"), settings.permissions,
                             error);
    if (r == 0)
        r = read_limits(config_get(settings.root, "limits"), &settings.limits, error);
    if (r == 0)
        r = read_fetch(config_get(settings.root, "fetch"), &settings.fetch, error);
    if (r == 0)
        r = read_pictures(arena, config_get(settings.root, "reading"), &settings.reading, error);
    if (r < 0)
        return r;
    *ret = settings;
    return 0;
}

int settings_house(struct arena *arena, const char *house, const struct paths *paths,
                   struct settings *settings, struct config_error *error)
{
    struct settings today;
    int r = settings_load(arena, house, paths, &today, error);

    if (r < 0)
        return r;
    settings->plugins = today.plugins;
    settings->reading.models = today.reading.models;
    settings->isolation = today.isolation;
    settings->examinations = today.examinations;
    settings->readings = today.readings;
    settings->log_priority = today.log_priority;
    return 0;
}
