#include "base/datetime.h"
#include "base/error.h"
#include "policy/load.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const source_kinds[] = {"law", "regulator", "official", "source_code",
                                           "own", "hearsay",   NULL};
static const char *const confidences[] = {"high", "medium", "low", "unknown", NULL};

const struct config_field origin_fields[] = {
    {.name = "kind", .type = CONFIG_TYPE_CHOICE, .names = source_kinds, .flags = CONFIG_REQUIRED},
    {.name = "read", .type = CONFIG_TYPE_DAY},
    {.name = "url", .type = CONFIG_TYPE_STRING, .min = 1, .max = 2000},
    {.name = "text", .type = CONFIG_TYPE_STRING, .min = 1, .max = 4000},
    {.name = "confidence", .type = CONFIG_TYPE_CHOICE, .names = confidences},
    {0},
};

const struct config_field span_fields[] = {
    {.name = "from", .type = CONFIG_TYPE_DAY},
    {.name = "until", .type = CONFIG_TYPE_DAY},
    {0},
};

/* No time zone file and no summer time: zones that have had one offset for decades. */
static const struct {
    const char *name;
    int32_t offset;
    const char *home;
} zones[] = {
    {"Asia/Shanghai", OFFSET_CHINA, "CN"},
    {"Asia/Hong_Kong", OFFSET_CHINA, "HK"},
    {"Asia/Macau", OFFSET_CHINA, "MO"},
    {"Asia/Taipei", OFFSET_CHINA, "TW"},
    {"UTC", OFFSET_UTC, NULL},
};

bool is_identifier(struct slice text, const char *others)
{
    if (text.size == 0 || text.data[0] < 'a' || text.data[0] > 'z')
        return false;
    for (size_t i = 1; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !strchr(others, c))
            return false;
    }
    return true;
}

int loader_fail_key(struct loader *loader, const struct config_node *node, const char *format, ...)
{
    char text[400];
    va_list args;

    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = '\0';
    va_end(args);
    return config_fail_at(ERR_INVALID, loader->error,
                          (struct config_place){node->file, node->key_line, node->key_column}, "%s",
                          text);
}

int load_origin(struct loader *loader, const struct config_node *node, struct policy_origin *origin)
{
    int r = config_string(config_get(node, "kind"), &origin->kind, loader->error);

    if (r == 0)
        r = config_day(config_get(node, "read"), &origin->read, loader->error);
    if (r == 0)
        r = config_string(config_get(node, "url"), &origin->url, loader->error);
    if (r == 0)
        r = config_string(config_get(node, "text"), &origin->text, loader->error);
    if (r == 0)
        r = config_string(config_get(node, "confidence"), &origin->confidence, loader->error);
    return r;
}

int load_span(struct loader *loader, const struct config_node *node, struct policy_span *span)
{
    const struct config_node *from = config_get(node, "from"), *until = config_get(node, "until");
    int r = config_day(from, &span->from, loader->error);

    if (r == 0)
        r = config_day(until, &span->until, loader->error);
    if (r < 0)
        return r;
    span->has_from = from != NULL;
    span->has_until = until != NULL;
    if (from && until && span->until < span->from)
        return config_fail(until, loader->error, "before 'from'");
    return 0;
}

static int load_zone(struct loader *loader, const struct config_node *node)
{
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (config_is(node, zones[i].name)) {
            loader->policy->time_zone = zones[i].name;
            loader->policy->offset = zones[i].offset;
            loader->policy->home = zones[i].home;
            return 0;
        }
    }
    return config_fail(node, loader->error,
                       "expected Asia/Shanghai, Asia/Hong_Kong, Asia/Macau, Asia/Taipei or UTC");
}

typedef int check_param(struct loader *loader, const struct config_node *node);

/* A map of texts as params, in the order of the file; each checked. */
static int load_params(struct loader *loader, const struct config_node *map, check_param *check,
                       struct report_params *ret_params)
{
    struct report_param *params;
    size_t count = 0;
    int r = 0;

    if (!map)
        return 0;
    params = arena_array(loader->arena, struct report_param, map->count);
    if (!params)
        return loader_no_memory(loader);
    for (const struct config_node *item = map->first; item && r == 0; item = item->next) {
        if (item->is_null)
            continue;
        params[count].name = item->key;
        r = config_string(item, &params[count++].value, loader->error);
        if (r == 0)
            r = check(loader, item);
    }
    if (r == 0)
        *ret_params = (struct report_params){params, count};
    return r;
}

/* RFC 5646 as far as it is used: letters, digits and hyphens. */
static int check_title(struct loader *loader, const struct config_node *node)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

    if (!*node->key || strspn(node->key, allowed) != strlen(node->key))
        return loader_fail_key(loader, node, "'%s' is no language", node->key);
    return node->text.size ? 0 : config_fail(node, loader->error, "expected a title");
}

static int check_name(struct loader *loader, const struct config_node *node)
{
    if (is_identifier(slice_str(node->key), "_-"))
        return 0;
    return loader_fail_key(loader, node, "'%s': names are lower-case letters, digits, _ and -",
                           node->key);
}

static int check_fee(struct loader *loader, const struct config_node *node)
{
    struct amount amount;
    int r = check_name(loader, node);

    if (r == 0 && (amount_parse(node->text, &amount) < 0 || !amount.currency[0]))
        return config_fail(node, loader->error, "expected an amount such as '1500 CNY'");
    return r;
}

static int check_delay(struct loader *loader, const struct config_node *node)
{
    struct duration duration;
    int r = check_name(loader, node);

    return r < 0 ? r : loader_duration(loader, node, &duration);
}

static int load_name(struct loader *loader, const struct config_node *root)
{
    const struct config_node *name = config_get(root, "policy");
    struct policy *policy = loader->policy;

    if (!is_identifier(name->text, "-"))
        return config_fail(name, loader->error, "lower-case letters, digits and - only");
    policy->name = (const char *)name->text.data;
    return config_integer(config_get(root, "version"), 1, 1000000, &policy->version, loader->error);
}

int load_header(struct loader *loader, const struct config_node *root)
{
    const struct config_node *source = config_get(root, "source");
    struct policy *policy = loader->policy;
    int r = load_name(loader, root);

    if (r == 0)
        r = load_params(loader, config_get(root, "title"), check_title, &policy->titles);
    if (r == 0 && !config_get(source, "read"))
        r = config_fail(source, loader->error, "required key 'read' is missing: when was it read");
    if (r == 0 && !config_get(source, "url") && !config_get(source, "text"))
        r = config_fail(source, loader->error, "where is it from: 'url' or 'text'");
    if (r == 0)
        r = load_origin(loader, source, &policy->origin);
    if (r == 0)
        r = load_span(loader, config_get(root, "in_force"), &policy->in_force);
    if (r == 0)
        r = load_zone(loader, config_get(root, "time_zone"));
    if (r == 0)
        r = load_params(loader, config_get(root, "fees"), check_fee, &policy->fees);
    if (r == 0)
        r = load_params(loader, config_get(root, "terms"), check_delay, &policy->terms);
    return r;
}
