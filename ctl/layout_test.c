/* NAME.test.yaml: text in, claims and checks out. */
#include "ctl/layout.h"

#include "base/error.h"

#include <stdio.h>

#define PATH_MAX_SHOWN 200

static const struct config_field case_fields[] = {
    {.name = "name", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
    {.name = "pages", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED | CONFIG_ONE_OR_LIST},
    {.name = "claims", .type = CONFIG_TYPE_MAP},
    {.name = "checks", .type = CONFIG_TYPE_MAP},
    {0},
};

static const struct config_field fields[] = {
    {.name = "tests",
     .type = CONFIG_TYPE_MAP,
     .flags = CONFIG_REQUIRED | CONFIG_LIST_OF,
     .fields = case_fields},
    {0},
};

static int load_case(struct arena *arena, const struct config_node *node, struct layout_case *ret,
                     struct config_error *error)
{
    struct config_strings pages;
    int r = config_string(config_get(node, "name"), &ret->name, error);

    if (r == 0)
        r = config_strings(arena, config_get(node, "pages"), &pages, error);
    if (r < 0)
        return r;
    ret->pages = pages.items;
    ret->page_count = pages.count;
    ret->claims = config_get(node, "claims");
    ret->checks = config_get(node, "checks");
    return 0;
}

int layout_test_load(struct arena *arena, const char *path, struct layout_work *work,
                     struct config_error *error)
{
    const struct config_node *root, *list;
    struct layout_case *cases;
    int r = config_load(arena, path, &root, error);

    if (r == 0)
        r = config_check(root, fields, error);
    if (r < 0)
        return r;
    list = config_get(root, "tests");
    cases = arena_array(arena, struct layout_case, list->count);
    if (!cases)
        return config_fail_at(ERR_NOMEM, error, (struct config_place){path, 0, 0}, "out of memory");
    for (const struct config_node *node = list->first; node && r == 0; node = node->next)
        r = load_case(arena, node, &cases[work->case_count++], error);
    work->cases = cases;
    return r;
}

/* ---- What differs ---- */

struct comparison {
    const char *name; /* of the case */
    char path[PATH_MAX_SHOWN];
    bool differs;
};

static void say(struct comparison *comparison, const char *found, const char *wanted)
{
    comparison->differs = true;
    ctl_say("%s: %s is %s, not %s", comparison->name, comparison->path, found, wanted);
}

static void compare(struct comparison *comparison, const struct config_node *wanted,
                    const json_t *found);

/* With `step` added to the path while one member or item is compared. */
static void descend(struct comparison *comparison, const char *step,
                    const struct config_node *wanted, const json_t *found)
{
    size_t length = strlen(comparison->path);

    snprintf(comparison->path + length, sizeof comparison->path - length, "%s%s", length ? "/" : "",
             step);
    compare(comparison, wanted, found);
    comparison->path[length] = '\0';
}

static void compare_scalar(struct comparison *comparison, const struct config_node *wanted,
                           const json_t *found)
{
    const char *text = wanted->is_null ? "" : (const char *)wanted->text.data;
    char number[32];

    if (json_is_string(found)) {
        if (strcmp(json_string_value(found), text) != 0)
            say(comparison, json_string_value(found), text);
        return;
    }
    if (json_is_integer(found))
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(found));
    else
        snprintf(number, sizeof number, "%s",
                 json_is_true(found)    ? "true"
                 : json_is_false(found) ? "false"
                                        : "not there");
    if (strcmp(number, text) != 0)
        say(comparison, number, text);
}

static void compare_list(struct comparison *comparison, const struct config_node *wanted,
                         const json_t *found)
{
    const struct config_node *item = wanted->first;
    char had[32], want[32];

    snprintf(had, sizeof had, "%zu long", json_array_size(found));
    snprintf(want, sizeof want, "%zu", wanted->count);
    if (!json_is_array(found) || json_array_size(found) != wanted->count) {
        say(comparison, json_is_array(found) ? had : "not there", want);
        return;
    }
    for (size_t i = 0; i < wanted->count; i++, item = item->next) {
        snprintf(had, sizeof had, "%zu", i);
        descend(comparison, had, item, json_array_get(found, i));
    }
}

/* What is wanted must be there and equal; what else is there does not matter. */
static void compare(struct comparison *comparison, const struct config_node *wanted,
                    const json_t *found)
{
    switch (wanted->kind) {
    case CONFIG_MAP:
        for (const struct config_node *item = wanted->first; item; item = item->next)
            descend(comparison, item->key, item, json_object_get(found, item->key));
        break;
    case CONFIG_LIST:
        compare_list(comparison, wanted, found);
        break;
    default:
        compare_scalar(comparison, wanted, found);
        break;
    }
}

static const char *outcome_of(const json_t *checks, const char *id)
{
    for (size_t i = 0; i < json_array_size(checks); i++) {
        const json_t *check = json_array_get(checks, i);
        const char *name = json_string_value(json_object_get(check, "id"));

        if (name && strcmp(name, id) == 0)
            return json_string_value(json_object_get(check, "outcome"));
    }
    return NULL;
}

bool layout_test_compare(const struct layout_case *one, const char *json)
{
    struct comparison comparison = {.name = one->name};
    json_t *report = json_loads(json, 0, NULL);
    const struct config_node *check = one->checks ? one->checks->first : NULL;

    if (!report) {
        ctl_say("%s: nothing came of it", one->name);
        return false;
    }
    if (one->claims)
        compare(&comparison, one->claims, json_object_get(report, "claims"));
    for (; check; check = check->next) {
        const char *outcome = outcome_of(json_object_get(report, "checks"), check->key);

        snprintf(comparison.path, sizeof comparison.path, "%s", check->key);
        if (!config_is(check, outcome ? outcome : "none"))
            say(&comparison, outcome ? outcome : "none",
                check->kind == CONFIG_SCALAR ? (const char *)check->text.data : "?");
    }
    json_decref(report);
    return !comparison.differs;
}
