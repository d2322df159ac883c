#include "base/config.h"

#include "base/error.h"
#include "base/unicode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

/* ---- From libyaml's events to the tree ---- */

/* A map or list that is being read. */
struct frame {
    struct config_node *node;
    struct config_node *last;
    const char *key; /* a map's key whose value comes next */
    struct config_place key_place;
};

struct reader {
    struct arena *arena;
    struct config_error *error;
    const char *file;
    struct slice input;
    yaml_parser_t yaml;
    struct frame frames[CONFIG_DEPTH_MAX];
    size_t depth;
    size_t nodes;
    struct config_node *root;
    bool seen_document;
};

static struct config_place place_of(const struct reader *reader, const yaml_mark_t *mark)
{
    return (struct config_place){reader->file, (uint32_t)mark->line + 1,
                                 (uint32_t)mark->column + 1};
}

static int no_memory(struct reader *reader)
{
    return config_fail_at(ERR_NOMEM, reader->error, (struct config_place){reader->file, 0, 0},
                          "out of memory");
}

/* A new node, hung into the innermost open map or list. */
static int add_node(struct reader *reader, const yaml_event_t *event, enum config_kind kind,
                    struct config_node **ret_node)
{
    struct config_place place = place_of(reader, &event->start_mark);
    struct frame *frame = reader->depth ? &reader->frames[reader->depth - 1] : NULL;
    struct config_node *node;

    if (frame && frame->node->kind == CONFIG_MAP && !frame->key)
        return config_fail_at(ERR_INVALID, reader->error, place, "a key must be text");
    if (reader->nodes++ == CONFIG_NODES_MAX)
        return config_fail_at(ERR_LIMIT, reader->error, place, "more than %u values in one file",
                              CONFIG_NODES_MAX);
    node = arena_new_of(reader->arena, struct config_node);
    if (!node)
        return no_memory(reader);
    node->kind = kind;
    node->file = reader->file;
    node->line = place.line;
    node->column = place.column;
    if (frame) {
        node->key = frame->key;
        node->key_line = frame->key_place.line;
        node->key_column = frame->key_place.column;
        frame->key = NULL;
        if (frame->last)
            frame->last->next = node;
        else
            frame->node->first = node;
        frame->last = node;
        frame->node->count++;
    } else {
        reader->root = node;
    }
    *ret_node = node;
    return 0;
}

static int refuse_extras(struct reader *reader, const yaml_event_t *event, const void *anchor,
                         bool tagged)
{
    struct config_place place = place_of(reader, &event->start_mark);

    if (anchor)
        return config_fail_at(ERR_INVALID, reader->error, place, "anchors (&) are not used here");
    if (tagged)
        return config_fail_at(ERR_INVALID, reader->error, place, "tags (!) are not used here");
    return 0;
}

static int open_node(struct reader *reader, const yaml_event_t *event, enum config_kind kind)
{
    struct config_node *node;
    int r;

    if (reader->depth == CONFIG_DEPTH_MAX)
        return config_fail_at(ERR_LIMIT, reader->error, place_of(reader, &event->start_mark),
                              "more than %u maps and lists inside each other", CONFIG_DEPTH_MAX);
    r = add_node(reader, event, kind, &node);
    if (r == 0)
        reader->frames[reader->depth++] = (struct frame){.node = node};
    return r;
}

static int by_key(const void *a, const void *b)
{
    const struct config_node *x = *(struct config_node *const *)a;
    const struct config_node *y = *(struct config_node *const *)b;
    int order = strcmp(x->key, y->key);

    if (order != 0)
        return order;
    if (x->key_line != y->key_line)
        return x->key_line < y->key_line ? -1 : 1;
    return x->key_column < y->key_column ? -1 : 1;
}

/* Sorts the finished map's items by key, which brings doubled keys together. */
static int sort_map(struct reader *reader, struct config_node *map)
{
    size_t count = 0;

    map->sorted = arena_array(reader->arena, struct config_node *, map->count);
    if (!map->sorted)
        return no_memory(reader);
    for (struct config_node *item = map->first; item; item = item->next)
        map->sorted[count++] = item;
    qsort(map->sorted, count, sizeof(struct config_node *), by_key);
    for (size_t i = 1; i < count; i++) {
        const struct config_node *item = map->sorted[i], *before = map->sorted[i - 1];

        if (strcmp(item->key, before->key) == 0)
            return config_fail_at(
                ERR_INVALID, reader->error,
                (struct config_place){reader->file, item->key_line, item->key_column},
                "key '%s' is given twice; the first is on line %u", item->key, before->key_line);
    }
    return 0;
}

static int close_node(struct reader *reader)
{
    struct config_node *node = reader->frames[--reader->depth].node;

    return node->kind == CONFIG_MAP ? sort_map(reader, node) : 0;
}

static bool says_nothing(struct slice text)
{
    return text.size == 0 || slice_is(text, "~") || slice_is(text, "null");
}

static int read_scalar(struct reader *reader, const yaml_event_t *event)
{
    struct slice value = slice_of(event->data.scalar.value, event->data.scalar.length);
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    struct config_place place = place_of(reader, &event->start_mark);
    struct frame *frame = reader->depth ? &reader->frames[reader->depth - 1] : NULL;
    struct config_node *node;
    char *text;
    int r;

    /* a plain scalar after a lone `!` has no tag and yet is not implicit */
    r = refuse_extras(reader, event, event->data.scalar.anchor,
                      event->data.scalar.tag || (plain && !event->data.scalar.plain_implicit));
    if (r < 0)
        return r;
    if (value.size > 0 && memchr(value.data, '\0', value.size))
        return config_fail_at(ERR_INVALID, reader->error, place, "text may not contain a NUL");
    text = arena_strndup(reader->arena, (const char *)value.data, value.size);
    if (!text)
        return no_memory(reader);
    if (frame && frame->node->kind == CONFIG_MAP && !frame->key) {
        if (value.size == 0)
            return config_fail_at(ERR_INVALID, reader->error, place, "a key may not be empty");
        frame->key = text;
        frame->key_place = place;
        return 0;
    }
    r = add_node(reader, event, CONFIG_SCALAR, &node);
    if (r < 0)
        return r;
    node->text = slice_of(text, value.size);
    node->is_null = plain && says_nothing(value);
    return 0;
}

static int start_document(struct reader *reader, const yaml_event_t *event)
{
    struct config_place place = place_of(reader, &event->start_mark);

    if (reader->seen_document)
        return config_fail_at(ERR_INVALID, reader->error, place, "a second document begins here");
    reader->seen_document = true;
    if (event->data.document_start.version_directive ||
        event->data.document_start.tag_directives.start !=
            event->data.document_start.tag_directives.end)
        return config_fail_at(ERR_INVALID, reader->error, place,
                              "directives (%%) are not used here");
    return 0;
}

static int read_event(struct reader *reader, const yaml_event_t *event)
{
    int r;

    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return start_document(reader, event);
    case YAML_ALIAS_EVENT:
        return config_fail_at(ERR_INVALID, reader->error, place_of(reader, &event->start_mark),
                              "aliases (*) are not used here; put the text between quotes");
    case YAML_SCALAR_EVENT:
        return read_scalar(reader, event);
    case YAML_SEQUENCE_START_EVENT:
        r = refuse_extras(reader, event, event->data.sequence_start.anchor,
                          event->data.sequence_start.tag);
        return r < 0 ? r : open_node(reader, event, CONFIG_LIST);
    case YAML_MAPPING_START_EVENT:
        r = refuse_extras(reader, event, event->data.mapping_start.anchor,
                          event->data.mapping_start.tag);
        return r < 0 ? r : open_node(reader, event, CONFIG_MAP);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_node(reader);
    default: /* stream start, stream end, document end */
        return 0;
    }
}

/* The place of a byte, counted anew: the first `offset` bytes are UTF-8. */
static struct config_place place_of_offset(const char *file, struct slice yaml, size_t offset)
{
    struct config_place place = {file, 1, 1};
    struct slice before = slice_sub(yaml, 0, offset);
    uint32_t code;

    while (before.size > 0 && utf8_next(&before, &code) == 0) {
        place.line += code == '\n';
        place.column = code == '\n' ? 1 : place.column + 1;
    }
    return place;
}

/* libyaml's own complaint. */
static int not_yaml(struct reader *reader)
{
    const yaml_parser_t *yaml = &reader->yaml;
    const char *problem = yaml->problem ? yaml->problem : "unknown problem";
    struct config_place place = place_of(reader, &yaml->problem_mark);

    if (yaml->error == YAML_MEMORY_ERROR)
        return no_memory(reader);
    if (yaml->error == YAML_READER_ERROR) /* which reads ahead, and knows no marks */
        place = place_of_offset(reader->file, reader->input, yaml->problem_offset);
    if (!yaml->context) /* "while parsing a flow sequence" */
        return config_fail_at(ERR_SYNTAX, reader->error, place, "not YAML: %s", problem);
    return config_fail_at(ERR_SYNTAX, reader->error, place, "not YAML: %s %s from line %zu",
                          problem, yaml->context, yaml->context_mark.line + 1);
}

static int read_events(struct reader *reader)
{
    yaml_event_type_t type;
    yaml_event_t event;
    int r;

    do {
        if (!yaml_parser_parse(&reader->yaml, &event))
            return not_yaml(reader);
        type = event.type;
        r = read_event(reader, &event);
        yaml_event_delete(&event);
    } while (r == 0 && type != YAML_STREAM_END_EVENT);
    return r;
}

int config_parse(struct arena *arena, struct slice yaml, const char *name,
                 const struct config_node **ret_root, struct config_error *error)
{
    struct reader reader = {.arena = arena, .error = error, .input = yaml};
    struct config_node *empty;
    size_t offset;
    int r;

    if (yaml.size > CONFIG_FILE_MAX)
        return config_fail_at(ERR_LIMIT, error, (struct config_place){name, 0, 0},
                              "longer than %u MiB", CONFIG_FILE_MAX >> 20);
    /* libyaml would guess at UTF-16 */
    if (!utf8_valid(yaml, &offset))
        return config_fail_at(ERR_SYNTAX, error, place_of_offset(name, yaml, offset), "not UTF-8");
    reader.file = arena_strdup(arena, name);
    empty = arena_new_of(arena, struct config_node);
    if (!reader.file || !empty || !yaml_parser_initialize(&reader.yaml))
        return config_fail_at(ERR_NOMEM, error, (struct config_place){name, 0, 0}, "out of memory");
    yaml_parser_set_encoding(&reader.yaml, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.yaml, yaml.size ? yaml.data : (const uint8_t *)"",
                                 yaml.size);
    r = read_events(&reader);
    yaml_parser_delete(&reader.yaml);
    if (r < 0)
        return r;
    *empty = (struct config_node){.kind = CONFIG_MAP, .file = reader.file, .line = 1, .column = 1};
    *ret_root = reader.root && !reader.root->is_null ? reader.root : empty;
    return 0;
}
