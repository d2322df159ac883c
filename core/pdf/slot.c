/*
 * The slots: all entries of all sections in one array, sorted by object number and,
 * within a number, newest section first. So the first of a number is the object, the
 * others are what it once was.
 */
#include "pdf/file.h"

#include "base/error.h"

#include <stdlib.h>

int pdf_slot_add(struct pdf_file *file, const struct pdf_slot *slot)
{
    struct pdf_slot *slots;

    if (file->slot_count >= file->options.limits.objects)
        return pdf_limited(file, "limit.objects", file->slot_count + 1,
                           file->options.limits.objects);
    slots =
        arena_grow(file->arena, file->slots, file->slot_count, &file->slot_capacity, sizeof *slots);
    if (!slots)
        return pdf_failed(file, ERR_NOMEM, 0, NULL);
    file->slots = slots;
    slots[file->slot_count++] = *slot;
    return 0;
}

static int compare_slots(const void *a, const void *b)
{
    const struct pdf_slot *left = a, *right = b;

    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return (left->section > right->section) - (left->section < right->section);
}

static bool is_sorted(const struct pdf_file *file)
{
    for (size_t i = 1; i < file->slot_count; i++)
        if (compare_slots(&file->slots[i - 1], &file->slots[i]) > 0)
            return false;
    return true;
}

/*
 * 7.5.8.4: what a hybrid file's table calls free, the stream beside it may supply. The two
 * entries change places, so that the first of a number stays the one that counts.
 */
static void supply_free(struct pdf_file *file)
{
    for (size_t i = 1; i < file->slot_count; i++) {
        struct pdf_slot *table = &file->slots[i - 1], *stream = &file->slots[i], swap = *table;

        if (table->number != stream->number || stream->section != table->section + 1 ||
            table->place != PDF_PLACE_FREE || !file->sections[stream->section].is_supplement)
            continue;
        *table = *stream;
        *stream = swap;
        stream->section = table->section;
        table->section = swap.section;
    }
}

int pdf_slots_finish(struct pdf_file *file)
{
    if (!is_sorted(file))
        qsort(file->slots, file->slot_count, sizeof *file->slots, compare_slots);
    for (size_t i = 1; i < file->slot_count; i++)
        if (compare_slots(&file->slots[i - 1], &file->slots[i]) == 0)
            return pdf_malformed_object(file, file->slots[i].number,
                                        "named twice in one cross-reference section");
    supply_free(file);
    return 0;
}

struct pdf_slot *pdf_slot_find(const struct pdf_file *file, uint32_t number)
{
    size_t low = 0, high = file->slot_count;

    /* most files have one section that begins at 0 and leaves nothing out */
    if (number < high && file->slots[number].number == number &&
        (number == 0 || file->slots[number - 1].number != number))
        return &file->slots[number];
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (file->slots[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < file->slot_count && file->slots[low].number == number ? &file->slots[low] : NULL;
}

const struct pdf_slot *pdf_slot_older(const struct pdf_file *file, const struct pdf_slot *slot)
{
    const struct pdf_slot *older = slot + 1;

    return older < file->slots + file->slot_count && older->number == slot->number ? older : NULL;
}
