/*
 * Objects among the stated facts, described as data: which members they have, of which kind,
 * and where they go. One reader (facts_shape.c) fills the structures of the report and of this
 * room from them; a member that is not in a shape is refused.
 */
#ifndef VOUCH_POLICY_FACTS_SHAPE_H
#define VOUCH_POLICY_FACTS_SHAPE_H

#include "policy/policy.h"

#include <jansson.h>

#define FACTS_LIST_MAX  20000u /* items of one list: a crossing a day for fifty years */
#define FACTS_TEXT_MAX  1000u  /* bytes of one text */
#define FACTS_DEPTH_MAX 8u     /* objects and lists inside each other */

enum shape_kind {
    SHAPE_TEXT,
    SHAPE_CODE,
    SHAPE_CHOICE,    /* one of `names` */
    SHAPE_TERRITORY, /* two capital letters */
    SHAPE_BOOLEAN,
    SHAPE_ANSWER,  /* true, false, "yes" or "no": a bool */
    SHAPE_INTEGER, /* int64_t, 0 or more */
    SHAPE_DAY,     /* int32_t */
    SHAPE_CLOCK,   /* HH:MM or HH:MM:SS as text */
    SHAPE_LIST,    /* of `shape`: pointer and count */
};

struct shape;

struct shape_member {
    const char *name;
    enum shape_kind kind;
    bool required;
    size_t offset;
    size_t flag_offset;  /* of the bool that says whether it is there; SIZE_MAX: none */
    size_t count_offset; /* of a list's count */
    const char *const *names;
    const struct shape *shape;
};

struct shape {
    size_t size;
    const struct shape_member *members;
    size_t count;
};

extern const struct shape person_shape, crossing_shape, cover_shape, presented_shape, held_shape;

struct facts_cover { /* facts.crossings_cover */
    int32_t from;
    int32_t to;
};

/* Where the reader is, for errors. */
struct facts_reader {
    struct arena *arena;
    struct facts_error *error;
    char path[256];
};

/* Fills `error` at the reader's place; returns `code`. The text never holds a value. */
int facts_fail(struct facts_reader *reader, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Goes down to a member and comes back: the length of the path before. */
size_t facts_enter(struct facts_reader *reader, const char *member);
void facts_leave(struct facts_reader *reader, size_t length);

/* A text without control characters, kept in the arena. */
int facts_text(struct facts_reader *reader, const json_t *json, const char **ret_text);

int facts_object(struct facts_reader *reader, const json_t *json, const struct shape *shape,
                 void *ret_object);
int facts_list(struct facts_reader *reader, const json_t *json, const struct shape *shape,
               void **ret_items, size_t *ret_count);

#endif
