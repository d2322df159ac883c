/*
 * What a reader that rebuilds a broken file from its bytes would find in the tail, and one
 * that follows the sections would not: headers of objects and trailers inside other objects,
 * members of object streams that no section names, cross-reference streams that are none.
 * What makes a reader rebuild differs from reader to reader (a /Size beyond its limit is
 * enough for one), so nothing of the kind may lie there.
 */
#include "pdf/change_impl.h"
#include "pdf/token_impl.h"

#include "base/error.h"

static bool is_space_at(struct slice bytes, size_t at)
{
    return token_class(bytes.data[at]) == CHAR_SPACE;
}

static bool is_line_end_at(struct slice bytes, size_t at)
{
    return bytes.data[at] == '\r' || bytes.data[at] == '\n';
}

/* Where the white space and comments that end at `at` begin. */
static size_t back_over_space(struct slice bytes, size_t at)
{
    for (;;) {
        const uint8_t *comment;
        bool line_end = false;
        size_t line;

        for (; at > 0 && is_space_at(bytes, at - 1); at--)
            line_end |= is_line_end_at(bytes, at - 1);
        if (!line_end)
            return at;
        for (line = at; line > 0 && !is_line_end_at(bytes, line - 1);)
            line--;
        comment = memchr(bytes.data + line, '%', at - line);
        if (!comment)
            return at;
        at = (size_t)(comment - bytes.data);
    }
}

static size_t back_over_digits(struct slice bytes, size_t at)
{
    while (at > 0 && bytes.data[at - 1] >= '0' && bytes.data[at - 1] <= '9')
        at--;
    return at;
}

/* Whether `number generation` stands before the `obj` at `at`; `*ret_start` is where. */
static bool is_header(struct slice bytes, size_t at, size_t *ret_start)
{
    size_t end = back_over_space(bytes, at);
    size_t generation = back_over_digits(bytes, end);
    size_t space = back_over_space(bytes, generation);

    *ret_start = back_over_digits(bytes, space);
    return generation < end && space < generation && *ret_start < space;
}

static bool is_section(const struct pdf_file *file, uint64_t offset)
{
    for (size_t i = 0; i < file->section_count; i++)
        if (file->sections[i].offset == offset)
            return true;
    return false;
}

/* Whether a section names the object whose header stands at `start`, or it is one itself. */
static bool is_named_header(const struct pdf_file *file, size_t start)
{
    const struct pdf_slot *slot;
    struct pdf_parser parser;
    uint64_t number;

    pdf_parser_init(&parser, file->arena, file->bytes, start);
    if (!token_unsigned(&parser, UINT32_MAX, &number))
        return false;
    for (slot = pdf_slot_find(file, (uint32_t)number); slot; slot = pdf_slot_older(file, slot))
        if (slot->place == PDF_PLACE_OFFSET && pdf_skip_line_end(file, slot->where) == start)
            return true;
    return is_section(file, start);
}

static void find_headers(struct comparison *c, uint64_t from)
{
    static const char keyword[] = "obj";
    struct slice bytes = c->file->bytes;
    const uint8_t *hit;
    size_t start;

    for (size_t at = from;
         (hit = memmem(bytes.data + at, bytes.size - at, keyword, strlen(keyword)));
         at = (size_t)(hit - bytes.data) + strlen(keyword))
        if (is_header(bytes, (size_t)(hit - bytes.data), &start) &&
            !is_named_header(c->file, start)) {
            change_add(c, PDF_CHANGE_stray, 0, 0, "the header of an object that no section names");
            return;
        }
}

static bool is_in_table(const struct pdf_file *file, size_t offset)
{
    for (size_t i = 0; i < file->section_count; i++)
        if (!file->sections[i].is_stream && file->sections[i].offset < offset &&
            offset < file->sections[i].end)
            return true;
    return false;
}

/* A dictionary, or a comment that may stand before one: its end is not looked for. */
static bool dictionary_may_follow(struct slice bytes, size_t at)
{
    struct slice next = slice_sub(bytes, token_skip_space(bytes, at), 2);

    return slice_is(next, "<<") || (next.size > 0 && next.data[0] == '%');
}

static void find_trailers(struct comparison *c, uint64_t from)
{
    static const char keyword[] = "trailer";
    struct slice bytes = c->file->bytes;
    const uint8_t *hit;

    for (size_t at = from;
         (hit = memmem(bytes.data + at, bytes.size - at, keyword, strlen(keyword)));) {
        size_t found = (size_t)(hit - bytes.data);

        at = found + strlen(keyword);
        if (dictionary_may_follow(bytes, at) && !is_in_table(c->file, found)) {
            change_add(c, PDF_CHANGE_stray, 0, 0, "a trailer that belongs to no section");
            return;
        }
    }
}

/* The newest streams of the tail that hold other objects, or say so. */
static void check_container(struct comparison *c, const struct pdf_slot *slot)
{
    const struct pdf_value *value, *type;

    if (pdf_object(c->file, slot->number, slot->generation, &value) < 0 ||
        value->type != PDF_STREAM)
        return;
    type = pdf_get(c->file, value, "Type");
    if (pdf_is_name(type, "XRef") && !is_section(c->file, pdf_skip_line_end(c->file, slot->where)))
        change_add(c, PDF_CHANGE_structure, slot->number, 0,
                   "a cross-reference stream that is no section");
    if (pdf_is_name(type, "ObjStm") && tail_has_short_keys(value->stream.dictionary))
        change_add(c, PDF_CHANGE_structure, slot->number, 0,
                   "an object stream that readers decode differently");
    if (pdf_is_name(type, "ObjStm") && !pdf_members_are_named(c->file, slot))
        change_add(c, PDF_CHANGE_structure, slot->number, 0,
                   "an object stream holds what no section names");
}

void tail_find_hidden(struct comparison *c, uint32_t base)
{
    struct pdf_file *file = c->file;
    uint64_t from = file->revisions[base].start;

    for (size_t i = 0; i < file->slot_count; i++) {
        const struct pdf_slot *slot = &file->slots[i];

        if (slot->place == PDF_PLACE_OFFSET && slot->where >= from &&
            pdf_slot_find(file, slot->number) == slot)
            check_container(c, slot);
    }
    find_headers(c, from);
    find_trailers(c, from);
}
