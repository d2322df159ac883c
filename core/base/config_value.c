#include "base/config.h"
#include "base/datetime.h"
#include "base/error.h"
#include "base/unicode.h"

#include <inttypes.h>

#define SHOWN_MAX 60 /* bytes of a wrong value repeated in a message */

const struct config_node *config_get(const struct config_node *map, const char *name)
{
    size_t low = 0, high = map && map->kind == CONFIG_MAP ? map->count : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, map->sorted[middle]->key);

        if (order == 0)
            return map->sorted[middle]->is_null ? NULL : map->sorted[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool config_is(const struct config_node *node, const char *text)
{
    return node && node->kind == CONFIG_SCALAR && !node->is_null && slice_is(node->text, text);
}

static bool is_text(const struct config_node *node)
{
    return node->kind == CONFIG_SCALAR && !node->is_null;
}

static int expected(const struct config_node *node, const char *what, struct config_error *error)
{
    size_t shown = utf8_cut(node->text, SHOWN_MAX);

    if (node->kind == CONFIG_MAP)
        return config_fail(node, error, "expected %s, found a map", what);
    if (node->kind == CONFIG_LIST)
        return config_fail(node, error, "expected %s, found a list", what);
    if (node->is_null)
        return config_fail(node, error, "expected %s, found nothing", what);
    return config_fail(node, error, "expected %s, found '%.*s%s'", what, (int)shown,
                       (const char *)node->text.data, shown < node->text.size ? "..." : "");
}

int config_string(const struct config_node *node, const char **ret, struct config_error *error)
{
    if (!node)
        return 0;
    if (!is_text(node))
        return expected(node, "text", error);
    *ret = (const char *)node->text.data;
    return 0;
}

int config_bool(const struct config_node *node, bool *ret, struct config_error *error)
{
    bool yes = config_is(node, "yes") || config_is(node, "true");

    if (!node)
        return 0;
    if (!yes && !config_is(node, "no") && !config_is(node, "false"))
        return expected(node, "yes or no", error);
    *ret = yes;
    return 0;
}

/*
 * Takes a whole number off the text. No sign `+` and no leading zeros: YAML 1.1
 * would read 010 as eight, and nobody should have to know.
 */
static int take_number(struct slice *text, int64_t *ret)
{
    bool negative = text->size > 0 && text->data[0] == '-';
    size_t first = negative ? 1 : 0, at = first;
    int64_t value = 0;

    for (; at < text->size && text->data[at] >= '0' && text->data[at] <= '9'; at++) {
        int digit = text->data[at] - '0';

        if (__builtin_mul_overflow(value, (int64_t)10, &value) ||
            __builtin_add_overflow(value, (int64_t)(negative ? -digit : digit), &value))
            return ERR_LIMIT;
    }
    if (at == first || (text->data[first] == '0' && (at > first + 1 || negative)))
        return ERR_SYNTAX;
    *text = slice_sub(*text, at, text->size);
    *ret = value;
    return 0;
}

int config_integer(const struct config_node *node, int64_t min, int64_t max, int64_t *ret,
                   struct config_error *error)
{
    struct slice text;
    int64_t value;

    if (!node)
        return 0;
    text = node->text;
    if (!is_text(node) || take_number(&text, &value) < 0 || text.size != 0)
        return expected(node, "a whole number", error);
    if (value < min || value > max)
        return config_fail(node, error, "%" PRId64 " is not between %" PRId64 " and %" PRId64,
                           value, min, max);
    *ret = value;
    return 0;
}

struct unit {
    const char *name;
    int64_t factor;
};

/* A number not below 0 and one of the units, without anything between. */
static int read_with_unit(const struct config_node *node, const struct unit *units, int64_t *ret)
{
    struct slice text = node->text;
    int64_t value;

    if (!is_text(node) || take_number(&text, &value) < 0 || value < 0)
        return ERR_SYNTAX;
    for (; units->name; units++) {
        if (!slice_is(text, units->name))
            continue;
        if (__builtin_mul_overflow(value, units->factor, &value))
            return ERR_LIMIT;
        *ret = value;
        return 0;
    }
    return ERR_SYNTAX;
}

int config_duration(const struct config_node *node, int64_t *ret_ms, struct config_error *error)
{
    static const struct unit units[] = {
        {"ms", 1},
        {"s", 1000},
        {"m", INT64_C(60) * 1000},
        {"h", INT64_C(3600) * 1000},
        {"d", INT64_C(86400) * 1000},
        {"y", INT64_C(365) * 86400 * 1000},
        {0},
    };

    if (node && read_with_unit(node, units, ret_ms) < 0)
        return expected(node, "a duration such as 500ms, 10s, 30m, 2h, 90d or 6y", error);
    return 0;
}

int config_size(const struct config_node *node, int64_t *ret_bytes, struct config_error *error)
{
    static const struct unit units[] = {
        {"", 1}, {"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {0},
    };

    if (node && read_with_unit(node, units, ret_bytes) < 0)
        return expected(node, "a size such as 4096, 512KiB, 20MiB or 2GiB", error);
    return 0;
}

int config_day(const struct config_node *node, int32_t *ret_day, struct config_error *error)
{
    if (node && (!is_text(node) || day_parse(node->text, ret_day) < 0))
        return expected(node, "a day such as 2026-11-22", error);
    return 0;
}

int config_time(const struct config_node *node, int64_t *ret_time, struct config_error *error)
{
    if (node && (!is_text(node) || time_parse(node->text, ret_time, NULL) < 0))
        return expected(node, "a time such as 2026-11-22T09:00:00+08:00", error);
    return 0;
}

/* Whether `path` is not, by its names alone, one below that folder. */
static bool leaves(const char *path, const char *folder)
{
    size_t size = strlen(folder), depth = 0;
    bool outside = strncmp(path, folder, size) != 0 || path[size] != '/';

    for (path += outside ? 0 : size; *path && !outside; path += strcspn(path, "/")) {
        path += strspn(path, "/");
        size = strcspn(path, "/");
        if (size == 2 && strncmp(path, "..", 2) == 0)
            outside = depth-- == 0;
        else
            depth += size > 0 && !(size == 1 && path[0] == '.');
    }
    return outside;
}

int config_path_below(struct arena *arena, const struct config_node *node, const char *sysroot,
                      const char **ret, struct config_error *error)
{
    const char *slash, *path;

    if (!node)
        return 0;
    if (!is_text(node) || node->text.size == 0)
        return expected(node, "a path", error);
    path = (const char *)node->text.data;
    slash = strrchr(node->file, '/');
    if (path[0] != '/' && slash)
        path = arena_printf(arena, "%.*s/%s", (int)(slash - node->file), node->file, path);
    else if (path[0] == '/' && sysroot[0])
        path = arena_printf(arena, "%s%s", sysroot, path);
    if (!path)
        return config_fail_at(ERR_NOMEM, error, (struct config_place){node->file, 0, 0},
                              "out of memory");
    if (sysroot[0] && leaves(path, sysroot))
        return config_fail(node, error, "this path leaves %s", sysroot);
    *ret = path;
    return 0;
}

int config_path(struct arena *arena, const struct config_node *node, const char **ret,
                struct config_error *error)
{
    return config_path_below(arena, node, "", ret, error);
}

int config_choice(const struct config_node *node, const char *const *names, size_t *ret_index,
                  struct config_error *error)
{
    struct buffer what;
    int r;

    if (!node)
        return 0;
    for (size_t i = 0; names[i]; i++) {
        if (config_is(node, names[i])) {
            *ret_index = i;
            return 0;
        }
    }
    buffer_init(&what, 0);
    for (size_t i = 0; names[i]; i++)
        buffer_printf(&what, "%s%s", i == 0 ? "" : names[i + 1] ? ", " : " or ", names[i]);
    buffer_append_byte(&what, '\0');
    r = expected(node, buffer_error(&what) ? "another word" : (const char *)what.data, error);
    buffer_done(&what);
    return r;
}

int config_strings(struct arena *arena, const struct config_node *node, struct config_strings *ret,
                   struct config_error *error)
{
    const struct config_node *item;
    const char **items;
    size_t count = 0;
    int r = 0;

    if (!node)
        return 0;
    if (node->kind == CONFIG_MAP)
        return expected(node, "a list of texts", error);
    item = node->kind == CONFIG_LIST ? node->first : node;
    items = arena_array(arena, const char *, node->kind == CONFIG_LIST ? node->count : 1);
    if (!items)
        return config_fail_at(ERR_NOMEM, error, (struct config_place){node->file, 0, 0},
                              "out of memory");
    for (; item && r == 0; item = node->kind == CONFIG_LIST ? item->next : NULL)
        r = config_string(item, &items[count++], error);
    if (r == 0)
        *ret = (struct config_strings){items, count};
    return r;
}
