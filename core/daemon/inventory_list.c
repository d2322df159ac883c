#include "daemon/inventory_list.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int add(struct inventory_list *list, const struct inventory_item *item)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 64;
        struct inventory_item *items = reallocarray(list->items, capacity, sizeof *items);

        if (!items)
            return ERR_NOMEM;
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = *item;
    return 0;
}

static int read_entries(struct inventory_list *list, struct sha256 *sha256, struct slice memory)
{
    struct inventory_item item = {0};
    int r = 0, step = 0;

    while (r == 0 && (step = inventory_next(&memory, &item.entry)) == 0) {
        item.order = list->count;
        r = sha256_of(sha256, item.entry.bytes, &item.sha256);
        if (r == 0)
            r = list->count < 2 * INVENTORY_ENTRIES_MAX ? add(list, &item) : ERR_LIMIT;
    }
    return r < 0 ? r : step == ERR_NOT_FOUND ? 0 : step;
}

/* By path, and within one path in the order in which they were read. */
static int by_path(const void *a, const void *b)
{
    const struct inventory_item *x = a, *y = b;
    struct slice p = x->entry.path, q = y->entry.path;
    int order = memcmp(p.data, q.data, p.size < q.size ? p.size : q.size);

    if (order == 0 && p.size != q.size)
        order = p.size < q.size ? -1 : 1;
    return order ? order : x->order < y->order ? -1 : x->order > y->order;
}

/* What is read twice is listed once: as who read it first had it. */
static void drop_repeated(struct inventory_list *list)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++)
        if (i == 0 || !slice_equal(list->items[i].entry.path, list->items[kept - 1].entry.path))
            list->items[kept++] = list->items[i];
    list->count = kept;
}

static void write_item(struct buffer *text, const struct inventory_item *item)
{
    const struct inventory_entry *entry = &item->entry;
    char hex[DIGEST_HEX_SIZE];

    digest_to_hex(&item->sha256, hex);
    if (entry->kind == INVENTORY_FILE)
        buffer_printf(text, "file %s %zu ", hex, entry->bytes.size);
    else
        buffer_append_str(text, "folder ");
    buffer_append(text, entry->path.data, entry->path.size);
    buffer_append_byte(text, '\n');
}

static int write_text(struct inventory_list *list, const struct inventory_place *place)
{
    struct buffer *text = &list->text;

    buffer_printf(text, INVENTORY_TITLE "\ninstalled %s\n", place->installed);
    if (place->configuration)
        buffer_printf(text, "configuration %s\n", place->configuration);
    for (size_t i = 0; i < list->count; i++)
        write_item(text, &list->items[i]);
    return buffer_error(text);
}

/* As an inventory has it. */
static const char *make_absolute(const char *path, char room[PATH_MAX])
{
    char here[PATH_MAX];

    if (!path || path[0] == '/')
        return path;
    if (!getcwd(here, sizeof here) || snprintf(room, PATH_MAX, "%s/%s", here, path) >= PATH_MAX)
        return NULL;
    return room;
}

static int fill(struct inventory_list *list, const struct inventory_place *place, const int fds[2])
{
    struct sha256 *sha256 = sha256_new();
    int r = sha256 ? 0 : ERR_NOMEM;

    for (size_t i = 0; i < 2 && r == 0; i++) {
        r = inventory_map(fds[i], &list->memory[i]);
        if (r == 0)
            r = read_entries(list, sha256, list->memory[i]);
    }
    if (r == 0) {
        qsort(list->items, list->count, sizeof *list->items, by_path);
        drop_repeated(list);
        r = write_text(list, place);
    }
    if (r == 0)
        r = sha256_of(sha256, buffer_slice(&list->text), &list->sha256);
    sha256_free(sha256);
    return r;
}

int inventory_list_new(const struct inventory_place *place, const int fds[2],
                       struct inventory_list **ret)
{
    struct inventory_list *list = calloc(1, sizeof *list);
    char room[PATH_MAX];
    struct inventory_place absolute = {
        .installed = place->installed,
        .configuration = make_absolute(place->configuration, room),
    };
    int r;

    if (!list)
        return ERR_NOMEM;
    buffer_init(&list->text, 0);
    r = place->configuration && !absolute.configuration ? ERR_LIMIT : fill(list, &absolute, fds);
    if (r < 0) {
        inventory_list_free(list);
        return r;
    }
    *ret = list;
    return 0;
}

struct inventory_list *inventory_list_free(struct inventory_list *list)
{
    if (!list)
        return NULL;
    for (size_t i = 0; i < 2; i++)
        inventory_unmap(list->memory[i]);
    buffer_done(&list->text);
    free(list->items);
    free(list);
    return NULL;
}
