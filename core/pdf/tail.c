/*
 * Accounting for every byte behind the signed revision. Each later revision holds the
 * objects that its section names, the section, and a footer; white space between them.
 * What its section names lies in the revision itself, or stays where it was.
 */
#include "pdf/change_impl.h"
#include "pdf/token_impl.h"

#include "base/error.h"

#include <stdlib.h>

/* Bytes of an object or a section. */
struct extent {
    uint64_t start, end;
    uint32_t object;
};

struct extents {
    struct extent *items;
    size_t count, capacity;
};

static void add_extent(struct comparison *c, struct extents *extents, const struct extent *extent)
{
    struct extent *items = arena_grow(c->file->arena, extents->items, extents->count,
                                      &extents->capacity, sizeof *items);

    if (!items) {
        c->error = ERR_NOMEM;
        return;
    }
    extents->items = items;
    items[extents->count++] = *extent;
}

static bool stays(const struct pdf_file *file, const struct pdf_slot *slot)
{
    const struct pdf_slot *older = pdf_slot_older(file, slot);

    return older && older->place == slot->place && older->where == slot->where &&
           older->generation == slot->generation;
}

/* Whether the section of `slot` also names the object stream that holds it. */
static bool has_own_container(const struct pdf_file *file, const struct pdf_slot *slot)
{
    const struct pdf_slot *container = pdf_slot_find(file, (uint32_t)slot->where);

    while (container && container->section < slot->section)
        container = pdf_slot_older(file, container);
    return container && container->section == slot->section && container->place == PDF_PLACE_OFFSET;
}

/* Where the object of a slot ends; the newest was read, or will be. */
static int object_end(struct pdf_file *file, struct pdf_slot *slot, uint64_t *ret_end)
{
    struct pdf_indirect object;
    const struct pdf_value *value;
    int r;

    if (pdf_slot_find(file, slot->number) == slot) {
        r = pdf_object(file, slot->number, slot->generation, &value);
        *ret_end = slot->end;
        return r;
    }
    r = pdf_read_indirect(file, slot->where, &object);
    if (r == 0 && (object.number != slot->number || object.generation != slot->generation))
        r = ERR_SYNTAX;
    if (r == 0)
        *ret_end = object.end;
    return r;
}

static void account_slot(struct comparison *c, struct extents *extents, struct pdf_slot *slot,
                         const struct pdf_revision *revision)
{
    struct extent extent = {slot->where, 0, slot->number};

    if (slot->place == PDF_PLACE_FREE || stays(c->file, slot))
        return;
    if (slot->place == PDF_PLACE_STREAM) {
        if (!has_own_container(c->file, slot))
            change_add(c, PDF_CHANGE_structure, slot->number, 0,
                       "a later section names an earlier object stream");
        return;
    }
    if (slot->where < revision->start || slot->where >= revision->end) {
        change_add(c, PDF_CHANGE_structure, slot->number, 0,
                   "a later section names a place outside its revision");
        return;
    }
    if (object_end(c->file, slot, &extent.end) < 0)
        change_add(c, PDF_CHANGE_structure, slot->number, 0, "a later object cannot be read");
    else
        add_extent(c, extents, &extent);
}

static int compare_extents(const void *a, const void *b)
{
    const struct extent *left = a, *right = b;

    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return (left->end > right->end) - (left->end < right->end);
}

/* Walks through the extents of one revision, from its start to the end of its section. */
static void account_revision(struct comparison *c, const struct extent *extents, size_t count,
                             const struct pdf_revision *revision)
{
    uint64_t at = revision->start;

    for (size_t i = 0; i < count; i++) {
        /* a cross-reference stream is a section, and may be an object of its own table */
        if (i > 0 && extents[i].start == extents[i - 1].start &&
            extents[i].end == extents[i - 1].end)
            continue;
        if (extents[i].start < at)
            change_add(c, PDF_CHANGE_structure, extents[i].object, 0, "objects overlap");
        else if (token_skip_space(c->file->bytes, at) < extents[i].start)
            change_add(c, PDF_CHANGE_stray, 0, 0, "bytes that no section names");
        if (extents[i].end > at)
            at = extents[i].end;
    }
}

void tail_account(struct comparison *c, uint32_t base)
{
    struct pdf_file *file = c->file;
    struct extents extents = {0};
    size_t at = 0;

    for (size_t i = 0; i < file->slot_count; i++) {
        struct pdf_slot *slot = &file->slots[i];
        uint32_t revision = file->sections[slot->section].revision;

        if (revision > base)
            account_slot(c, &extents, slot, &file->revisions[revision - 1]);
    }
    for (size_t i = 0; i < file->section_count && file->sections[i].revision > base; i++)
        add_extent(c, &extents,
                   &(struct extent){file->sections[i].offset, file->sections[i].end, 0});
    if (c->error)
        return;
    if (extents.count)
        qsort(extents.items, extents.count, sizeof *extents.items, compare_extents);
    if (file->loose_end)
        change_add(c, PDF_CHANGE_stray, 0, 0, "bytes between the last section and startxref");
    for (size_t i = base; i < file->revision_count; i++) {
        const struct extent *first = extents.items + at;
        size_t count = 0;

        while (at < extents.count && extents.items[at].start < file->revisions[i].end) {
            at++;
            count++;
        }
        account_revision(c, first, count, &file->revisions[i]);
    }
}
