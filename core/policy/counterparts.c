#include "policy/counterparts.h"

#include "base/error.h"
#include "policy/names.h"

#define PAIRS_MAX 10000 /* far more ports than there are */

struct pair {
    const char *port;
    const char *point; /* NULL: all counterparts of this port are known */
};

struct counterparts {
    struct pair *pairs;
    size_t count, capacity;
};

struct reading {
    struct arena *arena;
    struct config_error *error;
    const struct config_node *points;
    struct counterparts *counterparts;
};

static int no_memory(struct reading *reading, const struct config_node *node)
{
    return config_fail_at(ERR_NOMEM, reading->error,
                          (struct config_place){node->file, node->line, node->column},
                          "out of memory");
}

static int add(struct reading *reading, const struct config_node *port, const char *point)
{
    struct counterparts *counterparts = reading->counterparts;
    const char *code = NULL;
    void *grown;
    int r = config_string(config_get(port, "code"), &code, reading->error);

    if (r < 0 || !code)
        return r;
    if (counterparts->count == PAIRS_MAX)
        return config_fail(port, reading->error, "more than %d counterparts", PAIRS_MAX);
    grown = arena_grow(reading->arena, counterparts->pairs, counterparts->count,
                       &counterparts->capacity, sizeof *counterparts->pairs);
    if (!grown)
        return no_memory(reading, port);
    counterparts->pairs = grown;
    counterparts->pairs[counterparts->count++] = (struct pair){code, point};
    return 0;
}

static bool is_called(const struct config_node *name, struct slice wanted)
{
    return name && name->kind == CONFIG_SCALAR &&
           name_compare(name->text, wanted, NULL) >= AGREEMENT_EQUIVALENT;
}

static bool point_is_called(const struct config_node *point, struct slice wanted)
{
    const struct config_node *aliases = config_get(point, "aliases");

    if (is_called(config_get(point, "name_en"), wanted) ||
        is_called(config_get(point, "name_zh"), wanted) || is_called(aliases, wanted))
        return true;
    if (!aliases || aliases->kind != CONFIG_LIST)
        return false;
    for (const struct config_node *alias = aliases->first; alias; alias = alias->next)
        if (is_called(alias, wanted))
            return true;
    return false;
}

/* `*ret_known`: whether some control point is called so. */
static int add_named(struct reading *reading, const struct config_node *port, struct slice name,
                     bool *ret_known)
{
    for (const struct config_node *point = reading->points->first; point; point = point->next) {
        const char *code = NULL;
        int r;

        if (!point_is_called(point, name))
            continue;
        r = config_string(config_get(point, "code"), &code, reading->error);
        if (r == 0 && code)
            r = add(reading, port, code);
        *ret_known = r == 0 && code;
        return r;
    }
    *ret_known = false;
    return 0;
}

/* `A / B / C`: one may come out at any of them. */
static int add_names(struct reading *reading, const struct config_node *port,
                     const struct config_node *names)
{
    struct slice rest;
    bool all = true;
    int r = 0;

    if (!names || names->kind != CONFIG_SCALAR)
        return 0;
    rest = names->text;
    while (r == 0 && rest.size > 0) {
        const uint8_t *slash = memchr(rest.data, '/', rest.size);
        size_t size = slash ? (size_t)(slash - rest.data) : rest.size;
        bool known = false;

        r = add_named(reading, port, slice_sub(rest, 0, size), &known);
        all = all && known;
        rest = slice_sub(rest, size + 1, rest.size);
    }
    return r == 0 && all ? add(reading, port, NULL) : r;
}

static int load_list(struct reading *reading, const char *path, struct inventory *inventory,
                     const struct config_node **ret)
{
    int r = config_load_noted(reading->arena, path, inventory, ret, reading->error);

    if (r < 0)
        return r;
    if ((*ret)->kind != CONFIG_LIST)
        return config_fail(*ret, reading->error, "expected a list");
    for (const struct config_node *item = (*ret)->first; item; item = item->next)
        if (item->kind != CONFIG_MAP)
            return config_fail(item, reading->error, "expected a map");
    return 0;
}

int counterparts_load(struct arena *arena, const struct counterparts_source *source,
                      const struct counterparts **ret, struct config_error *error)
{
    struct reading reading = {.arena = arena, .error = error};
    const struct config_node *list;
    int r = load_list(&reading, source->control_points, source->inventory, &reading.points);

    if (r == 0)
        r = load_list(&reading, source->ports, source->inventory, &list);
    if (r < 0)
        return r;
    reading.counterparts = arena_new_of(arena, struct counterparts);
    if (!reading.counterparts)
        return no_memory(&reading, list);
    for (const struct config_node *port = list->first; port && r == 0; port = port->next) {
        r = add_names(&reading, port, config_get(port, "counterpart_zh"));
        if (r == 0)
            r = add_names(&reading, port, config_get(port, "counterpart_en"));
    }
    if (r == 0)
        *ret = reading.counterparts;
    return r;
}

enum facing counterparts_facing(const struct counterparts *counterparts, const char *port,
                                const char *point)
{
    enum facing facing = FACING_UNKNOWN;

    if (!counterparts || !port || !point)
        return FACING_UNKNOWN;
    for (size_t i = 0; i < counterparts->count; i++) {
        const struct pair *pair = &counterparts->pairs[i];

        if (strcmp(pair->port, port) != 0)
            continue;
        if (pair->point && strcmp(pair->point, point) == 0)
            return FACING_YES;
        if (!pair->point) /* one language names them all */
            facing = FACING_NO;
    }
    return facing;
}

bool counterparts_has_point(const struct counterparts *counterparts, const char *point)
{
    for (size_t i = 0; counterparts && point && i < counterparts->count; i++)
        if (counterparts->pairs[i].point && strcmp(counterparts->pairs[i].point, point) == 0)
            return true;
    return false;
}
