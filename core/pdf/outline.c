#include "pdf/outline.h"

#include "base/error.h"
#include "pdf/file.h"

#include <stdlib.h>

struct outline {
    struct pdf_file *file;
    struct buffer *out;
};

/* Whether numbers may be shown here: below a key of the standard. */
enum numbers { NUMBERS_HIDDEN, NUMBERS_SHOWN };

static void write_value(struct outline *outline, const struct pdf_value *value, unsigned depth,
                        enum numbers numbers);

static void write_name(struct outline *outline, struct slice name)
{
    if (pdf_outline_knows(name))
        buffer_printf(outline->out, "/%.*s", (int)name.size, (const char *)name.data);
    else
        buffer_printf(outline->out, "/(a name of %zu bytes)", name.size);
}

static void begin_line(struct outline *outline, unsigned depth)
{
    buffer_printf(outline->out, "%*s", (int)(2 * depth), "");
}

/* ---- What holds others ---- */

static void write_array(struct outline *outline, const struct pdf_value *value, unsigned depth,
                        enum numbers numbers)
{
    size_t count = value->array.count;
    size_t shown = count < PDF_OUTLINE_ITEMS_MAX ? count : PDF_OUTLINE_ITEMS_MAX;

    buffer_printf(outline->out, "array of %zu\n", count);
    for (size_t i = 0; i < shown; i++) {
        begin_line(outline, depth + 1);
        write_value(outline, value->array.items[i], depth + 1, numbers);
    }
    if (shown < count) {
        begin_line(outline, depth + 1);
        buffer_printf(outline->out, "and %zu more\n", count - shown);
    }
}

static void write_entries(struct outline *outline, const struct pdf_value *dictionary,
                          unsigned depth)
{
    for (size_t i = 0; i < dictionary->dictionary.count; i++) {
        const struct pdf_entry *entry = &dictionary->dictionary.entries[i];

        begin_line(outline, depth + 1);
        write_name(outline, entry->key);
        buffer_append_byte(outline->out, ' ');
        write_value(outline, entry->value, depth + 1,
                    pdf_outline_knows(entry->key) ? NUMBERS_SHOWN : NUMBERS_HIDDEN);
    }
}

static void write_stream(struct outline *outline, const struct pdf_value *value, unsigned depth)
{
    struct slice data;
    int r = pdf_stream_data(outline->file, value, &data);

    buffer_printf(outline->out, "stream of %zu bytes, ", value->stream.raw.size);
    if (r == 0)
        buffer_printf(outline->out, "%zu decoded\n", data.size);
    else
        buffer_printf(outline->out, "not decoded: %s\n", err_text(r));
    write_entries(outline, value->stream.dictionary, depth);
}

/* ---- Values ---- */

static void write_number(struct outline *outline, const struct pdf_value *value,
                         enum numbers numbers)
{
    int64_t milli;

    if (numbers == NUMBERS_HIDDEN)
        buffer_append_str(outline->out, value->type == PDF_REAL ? "real\n" : "integer\n");
    else if (value->type == PDF_INTEGER)
        buffer_printf(outline->out, "%lld\n", (long long)value->integer);
    else if (pdf_milli(value, &milli))
        buffer_printf(outline->out, "%s%lld.%03lld\n", milli < 0 ? "-" : "", llabs(milli) / 1000,
                      llabs(milli) % 1000);
}

/* The parser bounds how deep values lie in each other. */
static void write_value(struct outline *outline, const struct pdf_value *value, unsigned depth,
                        enum numbers numbers)
{
    struct buffer *out = outline->out;

    switch (value->type) {
    case PDF_NULL:
        buffer_append_str(out, "null\n");
        break;
    case PDF_BOOLEAN:
        buffer_append_str(out, value->boolean ? "true\n" : "false\n");
        break;
    case PDF_INTEGER:
    case PDF_REAL:
        write_number(outline, value, numbers);
        break;
    case PDF_STRING:
        buffer_printf(out, "string of %zu bytes\n", value->string.size);
        break;
    case PDF_NAME:
        write_name(outline, value->name);
        buffer_append_byte(out, '\n');
        break;
    case PDF_REFERENCE:
        buffer_printf(out, "-> %u %u\n", value->reference.number, value->reference.generation);
        break;
    case PDF_ARRAY:
        write_array(outline, value, depth, numbers);
        break;
    case PDF_DICTIONARY:
        buffer_printf(out, "dictionary of %zu\n", value->dictionary.count);
        write_entries(outline, value, depth);
        break;
    case PDF_STREAM:
        write_stream(outline, value, depth);
        break;
    }
}

/* ---- Objects ---- */

/* Reads the object of a slot first, because its end is known only then. */
static void write_object(struct outline *outline, const struct pdf_slot *slot, size_t versions)
{
    bool is_member = slot->place == PDF_PLACE_STREAM;
    uint32_t generation = is_member ? 0 : slot->generation;
    const struct pdf_value *value;
    int r = pdf_object(outline->file, slot->number, generation, &value);

    buffer_printf(outline->out, "object %u %u, ", slot->number, generation);
    if (is_member)
        buffer_printf(outline->out, "in object stream %llu", (unsigned long long)slot->where);
    else
        buffer_printf(outline->out, "bytes %llu to %llu", (unsigned long long)slot->where,
                      (unsigned long long)slot->end);
    /* a section that could not be read to its end leaves slots and no section */
    if (slot->section < outline->file->section_count)
        buffer_printf(outline->out, ", revision %u",
                      outline->file->sections[slot->section].revision);
    if (versions > 1)
        buffer_printf(outline->out, ", the last of %zu versions", versions);
    buffer_append_str(outline->out, "\n  ");
    if (r < 0)
        buffer_printf(outline->out, "cannot be read: %s\n", err_text(r));
    else
        write_value(outline, value, 1, NUMBERS_SHOWN);
}

static void write_trailers(struct outline *outline)
{
    const struct pdf_file *file = outline->file;

    for (size_t i = file->section_count; i-- > 0;) {
        const struct pdf_section *section = &file->sections[i];

        buffer_printf(outline->out, "cross-reference %s, revision %u, at %llu, %u entries\n",
                      section->is_stream ? "stream" : "table", section->revision,
                      (unsigned long long)section->offset, section->entries);
        if (!section->is_stream && section->trailer)
            write_entries(outline, section->trailer, 0);
    }
}

void pdf_outline(struct pdf_file *file, struct buffer *out)
{
    struct outline outline = {.file = file, .out = out};
    size_t next;

    write_trailers(&outline);
    for (size_t i = 0; i < file->slot_count && !buffer_error(out); i = next) {
        for (next = i + 1; next < file->slot_count; next++)
            if (file->slots[next].number != file->slots[i].number)
                break;
        if (file->slots[i].place != PDF_PLACE_FREE)
            write_object(&outline, &file->slots[i], next - i);
    }
}
