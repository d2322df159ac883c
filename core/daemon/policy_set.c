#include "daemon/policy_set.h"

#include "base/error.h"

#include <stdlib.h>
#include <unistd.h>

/* Working days can be counted where the tables know the holidays. */
static const char *find_holidays(struct arena *arena, const struct settings *settings)
{
    const char *path = arena_printf(arena, "%s/holidays.yaml", settings->tables);

    return path && access(path, F_OK) == 0 ? path : NULL;
}

static int load(const struct settings *settings, struct policy_set *set, struct config_error *error)
{
    struct policies_source source = {.folder = settings->policies};

    set->arena = arena_new(0);
    if (!set->arena)
        return ERR_NOMEM;
    if (settings->tables)
        source.holidays = find_holidays(set->arena, settings);
    return policies_load(set->arena, &source, &set->policies, error);
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
