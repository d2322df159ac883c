#include "pictures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define PICTURE_MAX 2000000

struct slice picture_bytes(struct arena *arena, const char *name)
{
    uint8_t *bytes = arena_alloc(arena, PICTURE_MAX);
    char path[512];
    size_t size;
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", VOUCH_PICTURES, name);
    file = fopen(path, "rb");
    assert_non_null(bytes);
    assert_non_null(file);
    size = fread(bytes, 1, PICTURE_MAX, file);
    fclose(file);
    assert_in_range(size, 1, PICTURE_MAX - 1);
    return slice_of(bytes, size);
}
