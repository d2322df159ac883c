#include "base/config.h"
#include "base/error.h"

#include <inttypes.h>

#define NAME_COMPARED_MAX 48u  /* bytes; a longer key is not compared with the allowed ones */
#define NAMES_SHOWN_MAX   200u /* bytes of the list of allowed keys in a message */

static size_t least(size_t a, size_t b, size_t c)
{
    return a < b ? (a < c ? a : c) : (b < c ? b : c);
}

/*
 * How many slips of a finger lie between two names: a letter too many, too few,
 * another one, or two neighbours swapped (optimal string alignment).
 */
static size_t edit_distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t rows[3][NAME_COMPARED_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];

    for (size_t j = 0; j <= b_size; j++)
        above[j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t *oldest = before;

        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], row[j], before[j - 2] + 1);
        }
        before = above;
        above = row;
        row = oldest;
    }
    return above[b_size];
}

/* The allowed name that `key` was probably meant to be, or NULL. */
static const char *nearest_name(const char *key, const struct config_field *fields)
{
    size_t size = strlen(key), best = size <= 4 ? 2 : 3; /* one slip in a short word, two else */
    const char *name = NULL;

    if (size > NAME_COMPARED_MAX)
        return NULL;
    for (; fields->name; fields++) {
        size_t name_size = strlen(fields->name), distance;

        if (name_size > NAME_COMPARED_MAX)
            continue;
        distance = edit_distance(key, size, fields->name, name_size);
        if (distance < best && distance < name_size) {
            best = distance;
            name = fields->name;
        }
    }
    return name;
}

static int unknown_key(const struct config_node *item, const struct config_field *fields,
                       struct config_error *error)
{
    struct config_place place = {item->file, item->key_line, item->key_column};
    const char *near = nearest_name(item->key, fields);
    struct buffer names;
    int r;

    if (near)
        return config_fail_at(ERR_INVALID, error, place, "unknown key '%s'; did you mean '%s'?",
                              item->key, near);
    if (!fields->name)
        return config_fail_at(ERR_INVALID, error, place,
                              "unknown key '%s'; no keys are allowed here", item->key);
    buffer_init(&names, NAMES_SHOWN_MAX);
    for (; fields->name; fields++)
        buffer_printf(&names, "%s%s", names.size ? ", " : "", fields->name);
    r = config_fail_at(ERR_INVALID, error, place, "unknown key '%s'; allowed here: %.*s%s",
                       item->key, (int)names.size, (const char *)names.data,
                       buffer_error(&names) ? ", ..." : "");
    buffer_done(&names);
    return r;
}

static const struct config_field *find_field(const struct config_field *fields, const char *key)
{
    const struct config_field *any = NULL;

    for (; fields->name; fields++) {
        if (strcmp(fields->name, key) == 0)
            return fields;
        if (strcmp(fields->name, "*") == 0)
            any = fields;
    }
    return any;
}

static int check_range(const struct config_node *node, const struct config_field *field,
                       int64_t value, const char *unit, struct config_error *error)
{
    if ((field->min == 0 && field->max == 0) || (value >= field->min && value <= field->max))
        return 0;
    return config_fail(node, error, "%" PRId64 "%s is not between %" PRId64 " and %" PRId64 "%s",
                       value, unit, field->min, field->max, unit);
}

/* By the getters, so that what passes here cannot fail when it is read. */
static int check_scalar(const struct config_node *node, const struct config_field *field,
                        struct config_error *error)
{
    const char *text;
    int64_t value;
    size_t index;
    int32_t day;
    bool flag;
    int r;

    switch (field->type) {
    case CONFIG_TYPE_ANY:
        return 0;
    case CONFIG_TYPE_STRING:
        r = config_string(node, &text, error);
        return r < 0 ? r : check_range(node, field, (int64_t)node->text.size, " bytes", error);
    case CONFIG_TYPE_BOOL:
        return config_bool(node, &flag, error);
    case CONFIG_TYPE_INTEGER:
        r = config_integer(node, INT64_MIN, INT64_MAX, &value, error);
        return r < 0 ? r : check_range(node, field, value, "", error);
    case CONFIG_TYPE_DURATION:
        r = config_duration(node, &value, error);
        return r < 0 ? r : check_range(node, field, value, " ms", error);
    case CONFIG_TYPE_SIZE:
        r = config_size(node, &value, error);
        return r < 0 ? r : check_range(node, field, value, " bytes", error);
    case CONFIG_TYPE_DAY:
        return config_day(node, &day, error);
    case CONFIG_TYPE_TIME:
        return config_time(node, &value, error);
    case CONFIG_TYPE_PATH:
        r = config_string(node, &text, error);
        return r < 0 || node->text.size > 0 ? r : config_fail(node, error, "expected a path");
    case CONFIG_TYPE_CHOICE:
        return config_choice(node, field->names, &index, error);
    case CONFIG_TYPE_MAP:
        break;
    }
    return config_fail(node, error, "expected a map");
}

/* A word that may stand instead of a value, such as `auto` for a number. */
static bool is_word_of(const struct config_field *field, const struct config_node *node)
{
    for (size_t i = 0; field->names && field->names[i]; i++)
        if (config_is(node, field->names[i]))
            return true;
    return false;
}

static int check_one(const struct config_node *node, const struct config_field *field,
                     struct config_error *error)
{
    bool is_map = node->kind == CONFIG_MAP;

    if (is_word_of(field, node))
        return 0;
    if (is_map && (field->type == CONFIG_TYPE_MAP || field->flags & CONFIG_OR_MAP))
        return field->fields ? config_check(node, field->fields, error) : 0;
    return check_scalar(node, field, error);
}

static int check_field(const struct config_node *node, const struct config_field *field,
                       struct config_error *error)
{
    bool is_list = node->kind == CONFIG_LIST;
    int r = 0;

    if (node->is_null) /* as if left out */
        return 0;
    if (!is_list && field->flags & CONFIG_LIST_OF)
        return config_fail(node, error, "expected a list");
    if (!is_list || !(field->flags & (CONFIG_LIST_OF | CONFIG_ONE_OR_LIST)))
        return check_one(node, field, error);
    for (const struct config_node *item = node->first; item && r == 0; item = item->next)
        r = check_one(item, field, error);
    return r;
}

/* The recursion is bounded by CONFIG_DEPTH_MAX, which the reader kept. */
int config_check(const struct config_node *node, const struct config_field *fields,
                 struct config_error *error)
{
    int r = 0;

    if (node->kind != CONFIG_MAP)
        return config_fail(node, error, "expected a map");
    for (const struct config_node *item = node->first; item && r == 0; item = item->next) {
        const struct config_field *field = find_field(fields, item->key);

        r = field ? check_field(item, field, error) : unknown_key(item, fields, error);
    }
    for (; fields->name && r == 0; fields++)
        if (fields->flags & CONFIG_REQUIRED && !config_get(node, fields->name))
            r = config_fail(node, error, "required key '%s' is missing", fields->name);
    return r;
}
