#include "signature/algorithms.h"

#include "base/datetime.h"
#include "base/error.h"

#define LAST_SECOND(day) ((day)*INT64_C(86400) + 86399)
#define DAY_2004_08_31   INT64_C(12661)
#define DAY_2019_12_31   INT64_C(18261)
#define DAY_2025_12_31   INT64_C(20453)
#define DAY_2029_12_31   INT64_C(21914)

static const struct algorithm_row builtin_rows[] = {
    {.name = "md5", .has_until = true, .until = LAST_SECOND(DAY_2004_08_31)},
    {.name = "sha1", .has_until = true, .until = LAST_SECOND(DAY_2019_12_31)},
    {.name = "sha224", .has_until = true, .until = LAST_SECOND(DAY_2025_12_31)},
    {.name = "sha256"},
    {.name = "sha384"},
    {.name = "sha512"},
    {.name = "sha512-256"},
    {.name = "sha3-256"},
    {.name = "sha3-384"},
    {.name = "sha3-512"},
    {.name = "shake256"},
    {.name = "sm3"},
    {"rsa", 1900, 2999, .has_until = true, .until = LAST_SECOND(DAY_2029_12_31)},
    {"rsa", 3000, 16384},
    {.name = "p-256"},
    {.name = "p-384"},
    {.name = "p-521"},
    {.name = "brainpool-p256r1"},
    {.name = "brainpool-p320r1"},
    {.name = "brainpool-p384r1"},
    {.name = "brainpool-p512r1"},
    {.name = "brainpool-p256t1"},
    {.name = "brainpool-p320t1"},
    {.name = "brainpool-p384t1"},
    {.name = "brainpool-p512t1"},
    {.name = "ed25519"},
    {.name = "ed448"},
    {.name = "sm2"},
};

static const struct algorithm_table builtin = {
    .version = "2026-11-27",
    .rows = builtin_rows,
    .count = sizeof builtin_rows / sizeof builtin_rows[0],
};

#define BITS_MAX 65536

static const struct config_field digest_fields[] = {
    {.name = "name", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED, .min = 1, .max = 64},
    {.name = "until", .type = CONFIG_TYPE_DAY},
    {0},
};

static const struct config_field key_fields[] = {
    {.name = "name", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED, .min = 1, .max = 64},
    {.name = "bits_from", .type = CONFIG_TYPE_INTEGER, .min = 1, .max = BITS_MAX},
    {.name = "bits_to", .type = CONFIG_TYPE_INTEGER, .min = 1, .max = BITS_MAX},
    {.name = "until", .type = CONFIG_TYPE_DAY},
    {0},
};

static const struct config_field table_fields[] = {
    {.name = "version", .type = CONFIG_TYPE_DAY, .flags = CONFIG_REQUIRED},
    {.name = "digests",
     .type = CONFIG_TYPE_MAP,
     .flags = CONFIG_REQUIRED | CONFIG_LIST_OF,
     .fields = digest_fields},
    {.name = "keys",
     .type = CONFIG_TYPE_MAP,
     .flags = CONFIG_REQUIRED | CONFIG_LIST_OF,
     .fields = key_fields},
    {0},
};

const struct algorithm_table *algorithm_table_builtin(void)
{
    return &builtin;
}

/* One row; the fields of a digest are a part of those of a key. */
static int read_row(struct arena *arena, const struct config_node *map, struct algorithm_row *row,
                    struct config_error *error)
{
    const struct config_node *until = config_get(map, "until");
    int64_t from = 0;
    int64_t to = 0;
    int32_t day = 0;
    int r;

    if ((r = config_string(config_get(map, "name"), &row->name, error)) < 0 ||
        (r = config_integer(config_get(map, "bits_from"), 1, BITS_MAX, &from, error)) < 0)
        return r;
    to = from ? BITS_MAX : 0;
    if ((r = config_integer(config_get(map, "bits_to"), 1, BITS_MAX, &to, error)) < 0 ||
        (r = config_day(until, &day, error)) < 0)
        return r;
    if (to < from)
        return config_fail(map, error, "bits_to is less than bits_from");
    row->name = arena_strdup(arena, row->name);
    row->bits_min = (uint32_t)from;
    row->bits_max = (uint32_t)to;
    row->has_until = until != NULL;
    row->until = until ? LAST_SECOND(day) : 0;
    return row->name ? 0 : ERR_NOMEM;
}

static int read_rows(struct arena *arena, const struct config_node *list,
                     struct algorithm_row *rows, size_t *count, struct config_error *error)
{
    const struct config_node *map;
    int r;

    for (map = list ? list->first : NULL; map; map = map->next) {
        if (*count >= ALGORITHM_ROWS_MAX)
            return config_fail(map, error, "more than %d rows", ALGORITHM_ROWS_MAX);
        r = read_row(arena, map, &rows[*count], error);
        if (r < 0)
            return r;
        ++*count;
    }
    return 0;
}

int algorithm_table_read(struct arena *arena, const struct config_node *root,
                         const struct algorithm_table **ret_table, struct config_error *error)
{
    struct algorithm_row *rows = arena_array(arena, struct algorithm_row, ALGORITHM_ROWS_MAX);
    struct algorithm_table *table = arena_new_of(arena, struct algorithm_table);
    int r;

    if (!rows || !table)
        return ERR_NOMEM;
    table->rows = rows;
    if ((r = config_check(root, table_fields, error)) < 0 ||
        (r = config_string(config_get(root, "version"), &table->version, error)) < 0 ||
        (r = read_rows(arena, config_get(root, "digests"), rows, &table->count, error)) < 0 ||
        (r = read_rows(arena, config_get(root, "keys"), rows, &table->count, error)) < 0)
        return r;
    table->version = arena_strdup(arena, table->version);
    if (!table->version)
        return ERR_NOMEM;
    *ret_table = table;
    return 0;
}

bool algorithm_acceptable(const struct algorithm_table *table, const char *name, uint32_t bits,
                          int64_t time, const struct algorithm_row **ret_row)
{
    const struct algorithm_row *row = NULL;

    for (size_t i = 0; i < table->count && !row; i++)
        if (strcmp(table->rows[i].name, name) == 0 &&
            (table->rows[i].bits_max == 0 ||
             (bits >= table->rows[i].bits_min && bits <= table->rows[i].bits_max)))
            row = &table->rows[i];
    if (ret_row)
        *ret_row = row;
    return row && (!row->has_until || time <= row->until);
}
