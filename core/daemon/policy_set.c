#include "daemon/policy_set.h"

#include "base/error.h"

#include <stdlib.h>
#include <unistd.h>

/* A table, if it is there: what it would tell is then not known. */
static const char *find_table(struct arena *arena, const struct settings *settings,
                              const char *name)
{
    const char *path =
        settings->tables ? arena_printf(arena, "%s/%s", settings->tables, name) : NULL;

    return path && access(path, F_OK) == 0 ? path : NULL;
}

static int load(const struct settings *settings, struct policy_set *set, struct config_error *error)
{
    struct policies_source source = {
        .folder = settings->policies,
        .inventory = settings->inventory,
    };
    struct counterparts_source tables = {.inventory = settings->inventory};
    int r;

    set->arena = arena_new(0);
    if (!set->arena)
        return ERR_NOMEM;
    source.holidays = find_table(set->arena, settings, "holidays.yaml");
    tables.ports = find_table(set->arena, settings, "ports.yaml");
    tables.control_points = find_table(set->arena, settings, "control_points.yaml");
    r = policies_load(set->arena, &source, &set->policies, error);
    if (r == 0 && tables.ports && tables.control_points)
        r = counterparts_load(set->arena, &tables, &set->counterparts, error);
    return r;
}

int policy_set_load(const struct settings *settings, struct policy_set **ret,
                    struct config_error *error)
{
    struct policy_set *set = calloc(1, sizeof *set);
    int r = ERR_NOMEM;

    if (set) {
        set->references = 1;
        r = load(settings, set, error);
    }
    if (r < 0) {
        policy_set_unref(set);
        return r;
    }
    *ret = set;
    return 0;
}

struct policy_set *policy_set_ref(struct policy_set *set)
{
    set->references++;
    return set;
}

void policy_set_unref(struct policy_set *set)
{
    if (!set || --set->references)
        return;
    arena_free(set->arena);
    free(set);
}
