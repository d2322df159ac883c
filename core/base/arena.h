/*
 * An arena holds everything that lives as long as one document (or one
 * configuration) and is freed in one go. Allocations are zeroed and aligned for
 * any type. There is no freeing of single allocations.
 *
 * An arena may have a limit in bytes: past it allocation returns NULL, as it does
 * when the system has no memory. Callers return ERR_NOMEM.
 */
#ifndef VOUCH_BASE_ARENA_H
#define VOUCH_BASE_ARENA_H

#include "base/slice.h"

struct arena;

/* A new arena; `limit` in bytes, 0 for none. NULL where there is no memory. */
struct arena *arena_new(size_t limit);

/* Frees the arena and all it handed out; NULL is allowed. Returns NULL. */
struct arena *arena_free(struct arena *arena);

/* Forgets all it handed out, and keeps some room for what comes next. */
void arena_clear(struct arena *arena);

/* `size` zeroed bytes; a size of 0 gives a valid pointer. NULL at the limit or without memory. */
void *arena_alloc(struct arena *arena, size_t size);

/* Room for `count` items of `size` bytes, zeroed; NULL also where the product overflows. */
void *arena_calloc(struct arena *arena, size_t count, size_t size);

/* Copies; NULL-terminated for strings. NULL without memory. */
void *arena_dup(struct arena *arena, const void *data, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t size);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Makes room for one more in an array that grows by doubling: `items` points at
 * `count` used of `*capacity` items of `size` bytes. Returns the array, moved or
 * not; NULL without memory, with the old array still valid.
 */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

/* Bytes handed out so far. */
size_t arena_used(const struct arena *arena);

#define arena_new_of(arena, type)       ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_calloc((arena), (count), sizeof(type)))

#endif
