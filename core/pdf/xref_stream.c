/* A cross-reference stream (ISO 32000-1 7.5.8). It is never encrypted. */
#include "pdf/file.h"

#include "base/error.h"

#define FIELD_MAX 8 /* bytes of one field */

/* The three widths of /W. */
struct widths {
    size_t field[3];
    size_t row;
};

static bool read_widths(const struct pdf_value *dictionary, struct widths *widths)
{
    const struct pdf_value *w = pdf_peek(dictionary, "W");

    if (!w || w->type != PDF_ARRAY || w->array.count != 3)
        return false;
    widths->row = 0;
    for (size_t i = 0; i < 3; i++) {
        const struct pdf_value *item = w->array.items[i];

        if (item->type != PDF_INTEGER || item->integer < 0 || item->integer > FIELD_MAX)
            return false;
        widths->field[i] = (size_t)item->integer;
        widths->row += widths->field[i];
    }
    return widths->field[1] > 0;
}

/* One field, big-endian; `fallback` where its width is 0 (table 17). */
static uint64_t take_field(const uint8_t **data, size_t width, uint64_t fallback)
{
    uint64_t value = 0;

    if (width == 0)
        return fallback;
    for (size_t i = 0; i < width; i++)
        value = value << 8 | *(*data)++;
    return value;
}

/* Table 18. */
static int add_row(struct pdf_file *file, const struct widths *widths, const uint8_t *data,
                   struct pdf_slot *slot)
{
    uint64_t type = take_field(&data, widths->field[0], 1);
    uint64_t second = take_field(&data, widths->field[1], 0);
    uint64_t third = take_field(&data, widths->field[2], 0);

    if (type > 2 || third > (type == 2 ? UINT32_MAX : UINT16_MAX) ||
        (type == 2 && second > UINT32_MAX))
        return ERR_SYNTAX;
    slot->place = type == 0 ? PDF_PLACE_FREE : type == 1 ? PDF_PLACE_OFFSET : PDF_PLACE_STREAM;
    slot->where = second;
    slot->generation = (uint32_t)third;
    return pdf_slot_add(file, slot);
}

/* The subsections of /Index; without it one from 0 to /Size. */
static int read_rows(struct pdf_file *file, const struct pdf_section *section,
                     const struct widths *widths, struct slice rows)
{
    const struct pdf_value *index = pdf_peek(section->trailer, "Index");
    struct pdf_slot slot = {.section = (uint32_t)file->section_count};
    size_t pairs = index ? index->array.count / 2 : 1;

    for (size_t i = 0; i < pairs; i++) {
        int64_t first = index ? index->array.items[2 * i]->integer : 0;
        int64_t count = index ? index->array.items[2 * i + 1]->integer
                              : pdf_peek(section->trailer, "Size")->integer;

        if (first < 0 || count < 0 || first > UINT32_MAX || count > UINT32_MAX - first)
            return ERR_SYNTAX;
        for (int64_t n = 0; n < count; n++) {
            int r;

            if (rows.size < widths->row)
                return ERR_SYNTAX;
            slot.number = (uint32_t)(first + n);
            r = add_row(file, widths, rows.data, &slot);
            if (r < 0)
                return r;
            rows = slice_sub(rows, widths->row, rows.size);
        }
    }
    return rows.size == 0 ? 0 : ERR_SYNTAX;
}

/* /Index: pairs of integers. /Size: an integer. */
static bool shape_fits(const struct pdf_value *dictionary)
{
    const struct pdf_value *index = pdf_peek(dictionary, "Index");
    const struct pdf_value *size = pdf_peek(dictionary, "Size");

    if (!pdf_is_name(pdf_peek(dictionary, "Type"), "XRef") || !size || size->type != PDF_INTEGER)
        return false;
    if (!index)
        return true;
    if (index->type != PDF_ARRAY || index->array.count % 2)
        return false;
    for (size_t i = 0; i < index->array.count; i++)
        if (index->array.items[i]->type != PDF_INTEGER)
            return false;
    return true;
}

int pdf_read_xref_stream(struct pdf_file *file, struct pdf_section *section)
{
    struct pdf_indirect object;
    struct widths widths;
    struct slice rows;
    int r;

    r = pdf_read_indirect(file, section->offset, &object);
    if (r < 0)
        return r;
    if (object.value->type != PDF_STREAM)
        return pdf_malformed(file, section->offset, "no cross-reference section here");
    section->number = object.number;
    section->trailer = object.value->stream.dictionary;
    section->end = object.end;
    if (!shape_fits(section->trailer) || !read_widths(section->trailer, &widths))
        return pdf_malformed(file, section->offset, "cross-reference stream of impossible form");
    r = pdf_decode(file, object.value, object.value->stream.raw, &rows);
    if (r < 0)
        return r == ERR_LIMIT || r == ERR_NOMEM
                   ? r
                   : pdf_malformed(file, section->offset, "cross-reference stream undecodable");
    r = read_rows(file, section, &widths, rows);
    if (r == ERR_SYNTAX)
        return pdf_malformed(file, section->offset, "cross-reference entry of impossible form");
    return r;
}
