/*
 * Any bytes as a configuration: they are read or refused with a place and a message;
 * what was read can be checked against a schema and dumped; and the dump, being JSON,
 * is the same tree when it is read as YAML. (Not all JSON can be: YAML wants keys of at
 * most 1024 characters, and takes U+0085, U+2028 and U+2029 for line ends.)
 */
#include "base/config.h"
#include "base/unicode.h"

#include <stdlib.h>

#define ARENA_MAX (256u * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const words[] = {"auto", NULL};
static const struct config_field item[] = {
    {.name = "path", .type = CONFIG_TYPE_PATH, .flags = CONFIG_REQUIRED},
    {.name = "until", .type = CONFIG_TYPE_DAY},
    {0},
};
static const struct config_field top[] = {
    {.name = "plugin", .type = CONFIG_TYPE_STRING, .min = 1, .max = 100},
    {.name = "time", .type = CONFIG_TYPE_DURATION, .min = 1, .max = 1000},
    {.name = "size", .type = CONFIG_TYPE_SIZE},
    {.name = "since", .type = CONFIG_TYPE_TIME},
    {.name = "strict", .type = CONFIG_TYPE_BOOL},
    {.name = "count", .type = CONFIG_TYPE_INTEGER, .names = words},
    {.name = "word", .type = CONFIG_TYPE_CHOICE, .names = words},
    {.name = "items",
     .type = CONFIG_TYPE_PATH,
     .flags = CONFIG_LIST_OF | CONFIG_OR_MAP,
     .fields = item},
    {.name = "free", .type = CONFIG_TYPE_ANY},
    {0},
};

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* The dump of `yaml`, or false and a good error. */
static bool dump(struct arena *arena, struct slice yaml, struct buffer *out)
{
    const struct config_node *root = NULL;
    struct config_error error;

    if (config_parse(arena, yaml, "f/a.yaml", &root, &error) < 0) {
        require(error.message[0] != '\0' && error.message[sizeof error.message - 1] == '\0');
        return false;
    }
    require(root != NULL);
    if (config_check(root, top, &error) < 0)
        require(error.message[0] != '\0' && error.line > 0);
    config_dump(root, out);
    return buffer_error(out) == 0;
}

static bool is_plain(struct slice text)
{
    uint32_t code = 0;

    while (text.size > 0 && utf8_next(&text, &code) == 0 && !unicode_is_unsafe(code))
        ;
    return text.size == 0 && !unicode_is_unsafe(code);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct buffer once, twice;

    buffer_init(&once, CONFIG_FILE_MAX);
    buffer_init(&twice, CONFIG_FILE_MAX);
    if (arena && dump(arena, slice_of(data, size), &once) && is_plain(buffer_slice(&once)) &&
        dump(arena, buffer_slice(&once), &twice))
        require(slice_equal(buffer_slice(&once), buffer_slice(&twice)));
    buffer_done(&once);
    buffer_done(&twice);
    arena_free(arena);
    return 0;
}
