/*
 * Figures by which readers go, and which a tail can make come true or untrue: /Size of its
 * sections, the numbers of its cross-reference streams, how both are spelt, and /L of a
 * linearized file, which is the length of the file.
 */
#include "pdf/change_impl.h"

/*
 * Readers rebuild a file with greater numbers: some from 4,194,304 on, some beyond 8,388,607
 * (ISO 32000-1 annex C), some at 2^31. A file that is read here has half as many at most.
 */
#define OBJECT_NUMBERS_MAX (1 << 20)

static uint64_t size_of(const struct pdf_section *section)
{
    const struct pdf_value *size = pdf_peek(section->trailer, "Size");

    return size && size->type == PDF_INTEGER && size->integer > 0 ? (uint64_t)size->integer : 0;
}

/* The greatest /Size of the signed revision, and the number after the last it uses below. */
static void signed_sizes(const struct pdf_file *file, uint32_t base, uint64_t *ret_size,
                         uint64_t *ret_used)
{
    uint64_t size = 0, used = 0;

    for (size_t i = 0; i < file->section_count; i++)
        if (file->sections[i].revision <= base && size_of(&file->sections[i]) > size)
            size = size_of(&file->sections[i]);
    for (size_t i = 0; i < file->slot_count; i++)
        if (file->slots[i].place != PDF_PLACE_FREE && file->slots[i].number < size &&
            file->sections[file->slots[i].section].revision <= base)
            used = file->slots[i].number + UINT64_C(1);
    *ret_size = size;
    *ret_used = used;
}

/*
 * Objects from /Size on are missing (7.5.5), to some readers at least, and a /Size beyond
 * what a reader takes makes it look for objects itself, which finds what no section names.
 */
static void check_sizes(struct comparison *c, uint32_t base)
{
    const struct pdf_file *file = c->file;
    uint64_t size, used;

    signed_sizes(file, base, &size, &used);
    for (size_t i = 0; i < file->section_count && file->sections[i].revision > base; i++) {
        uint64_t later = size_of(&file->sections[i]);

        if (later < used)
            change_add(c, PDF_CHANGE_structure, 0, 0, "a later /Size leaves objects out");
        else if (later > OBJECT_NUMBERS_MAX && later > size)
            change_add(c, PDF_CHANGE_structure, 0, 0, "a later /Size beyond what readers take");
        else
            continue;
        return;
    }
}

/* What section `index` or an older one says of an object number; NULL for nothing. */
static const struct pdf_slot *slot_from(const struct pdf_file *file, uint32_t number, size_t index)
{
    const struct pdf_slot *slot = pdf_slot_find(file, number);

    while (slot && slot->section < index)
        slot = pdf_slot_older(file, slot);
    return slot;
}

/*
 * Many producers leave a cross-reference stream out of its own table. Some readers know it
 * as an object of its number all the same, so that number is used by nothing before.
 */
static bool has_own_number(const struct pdf_file *file, size_t index)
{
    const struct pdf_section *section = &file->sections[index];
    const struct pdf_slot *slot = slot_from(file, section->number, index);

    if (section->number == 0)
        return false;
    if (!slot || slot->section != index)
        return !slot || slot->place == PDF_PLACE_FREE;
    return slot->place == PDF_PLACE_OFFSET &&
           pdf_skip_line_end(file, slot->where) == section->offset;
}

static void check_numbers(struct comparison *c, uint32_t base)
{
    const struct pdf_file *file = c->file;

    for (size_t i = 0; i < file->section_count && file->sections[i].revision > base; i++)
        if (file->sections[i].is_stream && !has_own_number(file, i)) {
            change_add(c, PDF_CHANGE_structure, file->sections[i].number, 0,
                       "a later cross-reference stream under another object's number");
            return;
        }
}

bool tail_has_short_keys(const struct pdf_value *dictionary)
{
    for (size_t i = 0; i < dictionary->dictionary.count; i++)
        if (slice_is(dictionary->dictionary.entries[i].key, "F") ||
            slice_is(dictionary->dictionary.entries[i].key, "DP"))
            return true;
    return false;
}

/* A cross-reference stream whose /W gives the type more than the four bytes that readers take. */
static bool has_wide_type(const struct pdf_value *dictionary)
{
    const struct pdf_value *widths = pdf_peek(dictionary, "W");

    return widths && widths->type == PDF_ARRAY && widths->array.count > 0 &&
           widths->array.items[0]->type == PDF_INTEGER && widths->array.items[0]->integer > 4;
}

static bool is_doubtful(const struct pdf_section *section)
{
    return section->doubtful || (section->is_stream && (tail_has_short_keys(section->trailer) ||
                                                        has_wide_type(section->trailer)));
}

/* Behind what was signed, a section is spelt as all readers take it. */
static void check_spelling(struct comparison *c, uint32_t base)
{
    for (size_t i = 0; i < c->file->section_count && c->file->sections[i].revision > base; i++)
        if (is_doubtful(&c->file->sections[i])) {
            change_add(c, PDF_CHANGE_structure, 0, 0,
                       "a later cross-reference section that readers take differently");
            return;
        }
}

/*
 * F.3.3: a file is linearized if /L is its length; then readers begin with its first section
 * and do not see what was updated. An honest update leaves an /L that is too small.
 */
static bool depends_on_length(const struct pdf_file *file, const struct pdf_value *length,
                              uint32_t base)
{
    if (!length)
        return false;
    return length->type != PDF_INTEGER || (uint64_t)length->integer == file->bytes.size ||
           (base > 1 && (uint64_t)length->integer == file->revisions[base - 1].end);
}

static void check_length(struct comparison *c, uint32_t base)
{
    const struct pdf_value *parameters = pdf_linearized(c->file);

    if (parameters && depends_on_length(c->file, pdf_peek(parameters, "L"), base))
        change_add(c, PDF_CHANGE_structure, 0, 0,
                   "later bytes decide with which section of a linearized file readers begin");
}

void tail_check_figures(struct comparison *c, uint32_t base)
{
    check_sizes(c, base);
    check_numbers(c, base);
    check_spelling(c, base);
    check_length(c, base);
}
