#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* First block small: most documents of a page or two fit without a second malloc. */
#define BLOCK_FIRST (32u * 1024)
#define BLOCK_MAX   (1024u * 1024)

struct block {
    struct block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) uint8_t data[];
};

struct arena {
    struct block *block;
    size_t limit;
    size_t used;
    size_t next_size;
};

struct arena *arena_new(size_t limit)
{
    struct arena *arena = calloc(1, sizeof *arena);

    if (!arena)
        return NULL;
    arena->limit = limit;
    arena->next_size = BLOCK_FIRST;
    return arena;
}

static void free_blocks(struct block *block)
{
    struct block *next;

    for (; block; block = next) {
        next = block->next;
        free(block);
    }
}

struct arena *arena_free(struct arena *arena)
{
    if (arena)
        free_blocks(arena->block);
    free(arena);
    return NULL;
}

void arena_clear(struct arena *arena)
{
    struct block *latest = arena->block;

    if (!latest)
        return;
    free_blocks(latest->next);
    latest->next = NULL;
    memset(latest->data, 0, latest->used);
    latest->used = arena->used = 0;
}

static struct block *block_add(struct arena *arena, size_t size)
{
    size_t room = size > arena->next_size ? size : arena->next_size;
    struct block *block;

    if (room > SIZE_MAX - sizeof *block)
        return NULL;
    /* calloc: fresh pages from the kernel are zero already and cost nothing until touched */
    block = calloc(1, sizeof *block + room);
    if (!block)
        return NULL;
    block->size = room;
    block->next = arena->block;
    arena->block = block;
    if (arena->next_size < BLOCK_MAX)
        arena->next_size *= 2;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    struct block *block = arena->block;
    void *data;

    if (size == 0)
        size = 1;
    if (size > SIZE_MAX - align)
        return NULL;
    size = (size + align - 1) / align * align;
    if (arena->limit && size > arena->limit - arena->used)
        return NULL;
    if (!block || size > block->size - block->used)
        block = block_add(arena, size);
    if (!block)
        return NULL;
    data = block->data + block->used;
    block->used += size;
    arena->used += size;
    return data;
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    return arena_alloc(arena, total);
}

void *arena_dup(struct arena *arena, const void *data, size_t size)
{
    void *copy = arena_alloc(arena, size);

    if (copy && size)
        memcpy(copy, data, size);
    return copy;
}

char *arena_strndup(struct arena *arena, const char *text, size_t size)
{
    char *copy;

    if (size == SIZE_MAX)
        return NULL;
    copy = arena_alloc(arena, size + 1);
    if (copy && size)
        memcpy(copy, text, size);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    char *text;
    int size;

    va_start(args, format);
    size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0)
        return NULL;
    text = arena_alloc(arena, (size_t)size + 1);
    if (!text)
        return NULL;
    va_start(args, format);
    vsnprintf(text, (size_t)size + 1, format, args);
    va_end(args);
    return text;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    size_t larger = *capacity ? *capacity : 8;
    void *moved;

    if (count < *capacity)
        return items;
    if (*capacity && __builtin_mul_overflow(*capacity, (size_t)2, &larger))
        return NULL;
    moved = arena_calloc(arena, larger, size);
    if (!moved)
        return NULL;
    if (count)
        memcpy(moved, items, count * size);
    *capacity = larger;
    return moved;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
