/*
 * Configuration: a YAML file becomes a tree, the tree is checked against a
 * declared schema, and typed getters read it.
 *
 *   arena  ->  config_load()  ->  config_check(root, schema)  ->  config_get(), config_duration(),
 * ...
 *
 * What a person wrote wrongly is answered with file, line, column and a sentence
 * in struct config_error; the functions then return ERR_INVALID (ERR_SYNTAX where
 * the file is not YAML at all). Only config.c knows libyaml.
 *
 * The YAML read here is plain: one document of maps, lists and scalars. Anchors,
 * aliases, tags, directives, doubled keys, keys that are not text, a NUL in text
 * and anything that is not UTF-8 are refused, as is what passes the limits below. (A
 * lone `!` before quoted text, which says "this is text", is the one tag that passes.)
 *
 * A scalar is text; what it means is decided by who asks for it, so `5` and `"5"`
 * are the same. Null is a plain `null`, `~` or nothing at all, and counts as a key
 * that was left out. An empty file is an empty map.
 *
 * A tree lives in the arena it was made in, is read-only, and holds no pointer to
 * libyaml or to the file's bytes.
 */
#ifndef VOUCH_BASE_CONFIG_H
#define VOUCH_BASE_CONFIG_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/inventory.h"

#define CONFIG_FILE_MAX  (16u * 1024 * 1024) /* bytes of one file */
#define CONFIG_NODES_MAX 200000u             /* maps, lists, scalars; keys do not count */
#define CONFIG_DEPTH_MAX 32u                 /* maps and lists inside each other */

/* What is wrong, and where. `line` and `column` count from 1; 0 where only the file is known. */
struct config_error {
    char file[256]; /* the name's end where it is longer */
    uint32_t line;
    uint32_t column;   /* in characters */
    char message[512]; /* one line of UTF-8 without control characters */
};

enum config_kind {
    CONFIG_SCALAR = 1,
    CONFIG_LIST,
    CONFIG_MAP,
};

struct config_node {
    enum config_kind kind;
    bool is_null; /* a plain scalar that says nothing */
    uint32_t line;
    uint32_t column;
    const char *file;
    const char *key; /* in a map; NULL in a list and at the root */
    uint32_t key_line;
    uint32_t key_column;
    struct slice text;         /* of a scalar: UTF-8 without NUL, NUL-terminated */
    size_t count;              /* items of a map or list */
    struct config_node *first; /* items as written; follow `next` */
    struct config_node *next;
    struct config_node **sorted; /* a map's items by the bytes of their keys */
};

/* ---- Reading ---- */

/*
 * Reads the file at `path`. `path` becomes the file's name in errors and the base
 * of relative paths. ERR_NOT_FOUND, ERR_IO, ERR_LIMIT, ERR_SYNTAX, ERR_INVALID and
 * ERR_NOMEM all fill `error`.
 */
int config_load(struct arena *arena, const char *path, const struct config_node **ret_root,
                struct config_error *error);

/* The same, and notes the file in `inventory`, if that is not NULL. */
int config_load_noted(struct arena *arena, const char *path, struct inventory *inventory,
                      const struct config_node **ret_root, struct config_error *error);

/*
 * All of a regular file that a configuration names, if it has no more than `max` bytes.
 * ERR_NOT_FOUND, ERR_IO, ERR_LIMIT, ERR_NOMEM, each with the reason in `*ret_why`.
 */
int config_read(struct arena *arena, const char *path, size_t max, struct slice *ret,
                const char **ret_why);

/* As config_load(), from memory; `name` stands for the file. */
int config_parse(struct arena *arena, struct slice yaml, const char *name,
                 const struct config_node **ret_root, struct config_error *error);

/* The item called `name` of a map; NULL where it is absent or null, and for a NULL map. */
const struct config_node *config_get(const struct config_node *map, const char *name);

/* True for a scalar with exactly this text; false for NULL. */
bool config_is(const struct config_node *node, const char *text);

/*
 * Appends the canonical form: one line of JSON, maps sorted by the bytes of their
 * keys, every scalar a string, null as null. Comments, order, quotes and positions
 * do not matter to it, so its digest names what was configured.
 */
void config_dump(const struct config_node *node, struct buffer *out);

/* ---- Values ----
 *
 * A NULL node is a key that was left out: the getter returns 0 and `*ret` keeps the
 * default that the caller put there. Otherwise ERR_INVALID and `error`, or 0.
 *
 *     limits->time = 10 * 1000;
 *     r = config_duration(config_get(map, "time"), &limits->time, error);
 */
int config_string(const struct config_node *node, const char **ret, struct config_error *error);

/* yes, no, true, false */
int config_bool(const struct config_node *node, bool *ret, struct config_error *error);

/* Decimal digits, `-` allowed; `min` and `max` are both allowed values. */
int config_integer(const struct config_node *node, int64_t min, int64_t max, int64_t *ret,
                   struct config_error *error);

/* A whole number and one unit, ms s m h d y, in milliseconds; a year is 365 days. */
int config_duration(const struct config_node *node, int64_t *ret_ms, struct config_error *error);

/* A whole number of bytes, alone or with B, KiB, MiB, GiB. */
int config_size(const struct config_node *node, int64_t *ret_bytes, struct config_error *error);

/* YYYY-MM-DD as days, RFC 3339 as seconds, since 1970-01-01 (base/datetime.h). */
int config_day(const struct config_node *node, int32_t *ret_day, struct config_error *error);
int config_time(const struct config_node *node, int64_t *ret_time, struct config_error *error);

/* A path; a relative one is joined to the folder of the node's file. Not looked at on disk. */
int config_path(struct arena *arena, const struct config_node *node, const char **ret,
                struct config_error *error);

/*
 * The same, where a path that begins with a slash is one below the folder `sysroot` ("": none), and
 * one that leaves it is a mistake.
 */
int config_path_below(struct arena *arena, const struct config_node *node, const char *sysroot,
                      const char **ret, struct config_error *error);

/* One of `names` (NULL-terminated); its index. */
int config_choice(const struct config_node *node, const char *const *names, size_t *ret_index,
                  struct config_error *error);

struct config_strings {
    const char **items;
    size_t count;
};

/* A list of strings; one string alone is a list of one. */
int config_strings(struct arena *arena, const struct config_node *node, struct config_strings *ret,
                   struct config_error *error);

/* ---- Schema ----
 *
 * The fields a map may have, as data; an entry without a name ends the array. The
 * daemon's own files and those of plugins are checked by the same code, so a
 * misspelt key is found before anybody misses its value:
 *
 *     static const struct config_field limits[] = {
 *         {.name = "time", .type = CONFIG_TYPE_DURATION, .min = 1, .max = 600000},
 *         {.name = "pages", .type = CONFIG_TYPE_INTEGER, .min = 1, .max = 100000},
 *         {0},
 *     };
 *     static const struct config_field top[] = {
 *         {.name = "plugin", .type = CONFIG_TYPE_STRING, .flags = CONFIG_REQUIRED},
 *         {.name = "limits", .type = CONFIG_TYPE_MAP, .fields = limits},
 *         {0},
 *     };
 */
enum config_type {
    CONFIG_TYPE_ANY,    /* whatever stands there, unchecked */
    CONFIG_TYPE_STRING, /* min, max: bytes */
    CONFIG_TYPE_BOOL,
    CONFIG_TYPE_INTEGER,  /* min, max: the value */
    CONFIG_TYPE_DURATION, /* min, max: milliseconds */
    CONFIG_TYPE_SIZE,     /* min, max: bytes */
    CONFIG_TYPE_DAY,
    CONFIG_TYPE_TIME,
    CONFIG_TYPE_PATH,
    CONFIG_TYPE_CHOICE, /* one of `names` */
    CONFIG_TYPE_MAP,    /* of `fields`; of anything where `fields` is NULL */
};

#define CONFIG_REQUIRED    1u /* may not be left out */
#define CONFIG_LIST_OF     2u /* a list of that type */
#define CONFIG_ONE_OR_LIST 4u /* one of that type, or a list */
#define CONFIG_OR_MAP      8u /* instead of the scalar a map of `fields` may stand */

struct config_field {
    const char *name; /* "*": any key that no other field names */
    enum config_type type;
    uint32_t flags;
    int64_t min; /* both 0: any value of the type */
    int64_t max;
    const char *const *names; /* NULL-terminated; for other types words that may stand instead */
    const struct config_field *fields;
};

/*
 * Checks the map `node` against `fields`, to the bottom: unknown keys (with the
 * nearest allowed name), wrong types, values out of range, missing required keys.
 * 0, or ERR_INVALID and the first thing wrong in the order of the file.
 */
int config_check(const struct config_node *node, const struct config_field *fields,
                 struct config_error *error);

/* ---- Errors ---- */

/* For checks of one's own: fills `error` with the node's place, a message; returns ERR_INVALID. */
int config_fail(const struct config_node *node, struct config_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for any place, line and column from 1 or 0; returns `code`. */
struct config_place {
    const char *file;
    uint32_t line;
    uint32_t column;
};

int config_fail_at(int code, struct config_error *error, struct config_place place,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Appends `file:line:column: message`, leaving out what is not known. */
void config_error_text(const struct config_error *error, struct buffer *out);

#endif
