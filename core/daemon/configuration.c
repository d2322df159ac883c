#include "daemon/configuration.h"

#include "base/error.h"

#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

static int64_t cores(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

static bool is_number(const char *text, uint32_t *ret)
{
    uint64_t value = 0;

    for (const char *p = text; *p; p++) {
        if (*p < '0' || *p > '9')
            return false;
        value = value * 10 + (uint64_t)(*p - '0');
        if (value >= UINT32_MAX)
            return false;
    }
    *ret = (uint32_t)value;
    return text[0] != '\0';
}

static int resolve(const struct settings_peer *peer, struct permission_rule *ret,
                   struct config_error *error)
{
    const struct passwd *user;
    const struct group *group;

    ret->is_group = peer->is_group;
    if (is_number(peer->name, &ret->number))
        return 0;
    if (peer->is_group) {
        group = getgrnam(peer->name);
        if (!group)
            return config_fail(peer->node, error, "no group is called %s", peer->name);
        ret->number = group->gr_gid;
    } else {
        user = getpwnam(peer->name);
        if (!user)
            return config_fail(peer->node, error, "no user is called %s", peer->name);
        ret->number = user->pw_uid;
    }
    return 0;
}

static int resolve_permission(struct arena *arena, const struct settings_permission *permission,
                              struct permission_rules *ret, struct config_error *error)
{
    size_t count = permission->is_set ? permission->count : 1;
    int r = 0;

    ret->items = arena_array(arena, struct permission_rule, count);
    if (!ret->items)
        return ERR_NOMEM;
    ret->count = count;
    if (!permission->is_set)
        ret->items[0] = (struct permission_rule){.number = geteuid()};
    for (size_t i = 0; permission->is_set && i < count && r == 0; i++)
        r = resolve(&permission->peers[i], &ret->items[i], error);
    return r;
}

static int load_catalogues(struct configuration *configuration, struct config_error *error)
{
    char *bad = NULL;
    int r = catalogues_load(configuration->paths.locale, &configuration->catalogues, &bad);

    if (r < 0)
        config_fail_at(r, error, (struct config_place){.file = bad ? bad : "messages"},
                       "cannot be read: %s", err_text(r));
    free(bad);
    return r;
}

static int check_language(const struct configuration *configuration, struct config_error *error)
{
    const struct config_node *node = config_get(configuration->settings.root, "language");

    if (!node || catalogues_speak(configuration->catalogues, configuration->settings.language))
        return 0;
    return config_fail(node, error, "there are no sentences in the language '%s'",
                       configuration->settings.language);
}

static int find_paths(const struct configuration_place *place, struct configuration *configuration,
                      struct config_error *error)
{
    int r = paths_find(configuration->arena, &configuration->paths);

    if (r == 0 && place->sysroot)
        r = paths_below(configuration->arena, place->sysroot, &configuration->paths);
    return r == 0 ? 0
                  : config_fail_at(r, error, (struct config_place){.file = "vouchd"},
                                   "not installed as a whole: its own place tells no prefix");
}

static int take_house(const struct configuration_place *place, struct configuration *configuration,
                      struct config_error *error)
{
    struct settings *settings = &configuration->settings;

    settings->ledger = (struct settings_ledger){0};
    for (size_t i = 0; i < PERMISSION_COUNT; i++)
        settings->permissions[i] = (struct settings_permission){0};
    return settings_house(configuration->arena, place->house, &configuration->paths, settings,
                          error);
}

static int load_settings(const struct configuration_place *place,
                         struct configuration *configuration, struct config_error *error)
{
    struct settings *settings = &configuration->settings;
    int r =
        settings_load(configuration->arena, place->file, &configuration->paths, settings, error);

    if (r == 0 && place->sysroot)
        r = take_house(place, configuration, error);
    if (r < 0)
        return r;
    if (inventory_init(&configuration->inventory) == 0)
        settings->inventory = &configuration->inventory;
    return 0;
}

static int load(const struct configuration_place *place, struct configuration *configuration,
                struct config_error *error)
{
    struct arena *arena = configuration->arena;
    struct settings *settings = &configuration->settings;
    int r = find_paths(place, configuration, error);

    if (r == 0)
        r = load_settings(place, configuration, error);
    for (size_t i = 0; i < PERMISSION_COUNT && r == 0; i++)
        r = resolve_permission(arena, &settings->permissions[i], &configuration->permissions[i],
                               error);
    if (r == 0)
        r = policy_set_load(settings, &configuration->policies, error);
    if (r == 0)
        r = load_catalogues(configuration, error);
    if (r == 0)
        r = check_language(configuration, error);
    configuration->examinations = settings->examinations ? settings->examinations : cores();
    configuration->readings = settings->readings ? settings->readings : (cores() + 1) / 2;
    return r;
}

int configuration_load(const struct configuration_place *place, struct configuration **ret,
                       struct config_error *error)
{
    struct configuration *configuration = calloc(1, sizeof *configuration);
    int r = ERR_NOMEM;

    *error = (struct config_error){0};
    if (configuration) {
        configuration->inventory.fd = -1;
        configuration->arena = arena_new(0);
    }
    if (configuration && configuration->arena)
        r = load(place, configuration, error);
    if (r < 0) {
        configuration_free(configuration);
        return r;
    }
    *ret = configuration;
    return 0;
}

struct configuration *configuration_free(struct configuration *configuration)
{
    if (!configuration)
        return NULL;
    inventory_done(&configuration->inventory);
    policy_set_unref(configuration->policies);
    catalogues_free(configuration->catalogues);
    arena_free(configuration->arena);
    free(configuration);
    return NULL;
}

bool configuration_permits(const struct configuration *configuration,
                           enum settings_permission_kind kind, const struct peer *peer)
{
    const struct permission_rules *rules = &configuration->permissions[kind];

    if (peer->uid == 0)
        return true;
    for (size_t i = 0; i < rules->count; i++) {
        const struct permission_rule *rule = &rules->items[i];

        if (rule->is_group ? peer_in_group(peer, rule->number) : peer->uid == rule->number)
            return true;
    }
    return false;
}

bool configuration_has_guests(const struct configuration *configuration)
{
    for (size_t kind = 0; kind < PERMISSION_COUNT; kind++) {
        const struct permission_rules *rules = &configuration->permissions[kind];

        for (size_t i = 0; i < rules->count; i++)
            if (rules->items[i].is_group ||
                (rules->items[i].number != 0 && rules->items[i].number != geteuid()))
                return true;
    }
    return false;
}
