/*
 * Object streams (ISO 32000-1 7.5.7): N pairs of object number and offset, then the
 * objects. The cross-reference entry names stream and index; both must agree with the
 * pairs.
 */
#include "pdf/file.h"
#include "pdf/token_impl.h"

#include "base/error.h"

#include <stdlib.h>

struct member {
    uint32_t number;
    uint64_t offset; /* in the decoded data */
};

struct pdf_object_stream {
    struct slice data;
    struct member *members;
    size_t count;
};

static int compare_numbers(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

static int refuse_twice(struct pdf_file *file, const struct pdf_object_stream *stream)
{
    uint32_t *numbers = arena_array(file->arena, uint32_t, stream->count);

    if (!numbers)
        return ERR_NOMEM;
    for (size_t i = 0; i < stream->count; i++)
        numbers[i] = stream->members[i].number;
    qsort(numbers, stream->count, sizeof *numbers, compare_numbers);
    for (size_t i = 1; i < stream->count; i++)
        if (numbers[i] == numbers[i - 1])
            return ERR_SYNTAX;
    return 0;
}

static int read_pairs(struct pdf_file *file, struct pdf_object_stream *stream, uint64_t first)
{
    struct pdf_parser parser;

    stream->members = arena_array(file->arena, struct member, stream->count);
    if (!stream->members)
        return ERR_NOMEM;
    pdf_parser_init(&parser, file->arena, slice_sub(stream->data, 0, first), 0);
    for (size_t i = 0; i < stream->count; i++) {
        uint64_t number, offset;

        pdf_parser_skip(&parser);
        if (!token_unsigned(&parser, UINT32_MAX, &number))
            return ERR_SYNTAX;
        pdf_parser_skip(&parser);
        if (!token_unsigned(&parser, stream->data.size - first, &offset))
            return ERR_SYNTAX;
        stream->members[i].number = (uint32_t)number;
        stream->members[i].offset = first + offset;
    }
    return refuse_twice(file, stream);
}

static int open_stream(struct pdf_file *file, const struct pdf_value *value,
                       struct pdf_object_stream **ret_stream)
{
    int64_t count = pdf_get_integer(file, value, "N", -1);
    int64_t first = pdf_get_integer(file, value, "First", -1);
    struct pdf_object_stream *stream = arena_new_of(file->arena, struct pdf_object_stream);
    int r;

    if (!stream)
        return ERR_NOMEM;
    r = pdf_stream_data(file, value, &stream->data);
    if (r < 0)
        return r;
    /* a pair takes at least four bytes: `1 0 ` */
    if (!pdf_is_name(pdf_get(file, value, "Type"), "ObjStm") || count < 0 || first < 0 ||
        (uint64_t)first > stream->data.size || (uint64_t)count > (uint64_t)first / 3 + 1)
        return ERR_SYNTAX;
    stream->count = (size_t)count;
    r = read_pairs(file, stream, (uint64_t)first);
    if (r < 0)
        return r;
    *ret_stream = stream;
    return 0;
}

/* The object stream `number`, read once; object streams are not compressed themselves. */
static int find_stream(struct pdf_file *file, uint64_t number, struct pdf_object_stream **ret)
{
    struct pdf_slot *slot = pdf_slot_find(file, (uint32_t)number);
    const struct pdf_value *value;
    int r;

    if (!slot || slot->place != PDF_PLACE_OFFSET || slot->generation != 0)
        return pdf_malformed_object(file, (uint32_t)number, "is no object stream");
    r = pdf_object(file, slot->number, 0, &value);
    if (r < 0)
        return r;
    if (value->type != PDF_STREAM)
        return pdf_malformed_object(file, slot->number, "is no object stream");
    if (slot->decoded && slot->decoded->members) {
        *ret = slot->decoded->members;
        return 0;
    }
    r = open_stream(file, value, ret);
    if (r == 0) {
        slot->decoded->members = *ret;
        return 0;
    }
    slot->state = PDF_STATE_DAMAGED; /* once is enough */
    if (r == ERR_LIMIT)              /* found already */
        return r;
    return pdf_failed(file, r, value->offset, "object stream is not well-formed");
}

int pdf_read_member(struct pdf_file *file, const struct pdf_slot *slot,
                    const struct pdf_value **ret_value)
{
    struct pdf_object_stream *stream = NULL;
    struct pdf_parser parser;
    int r;

    r = find_stream(file, slot->where, &stream);
    if (r < 0)
        return r;
    if (slot->generation >= stream->count ||
        stream->members[slot->generation].number != slot->number)
        return pdf_malformed_object(file, slot->number,
                                    "is not where its cross-reference entry says");
    pdf_parser_init(&parser, file->arena, stream->data, stream->members[slot->generation].offset);
    r = pdf_parser_value(&parser, true, ret_value);
    if (r < 0)
        return pdf_failed(file, r, parser.at, "compressed object is not well-formed");
    return 0;
}

static bool is_named(const struct pdf_file *file, const struct pdf_slot *container, uint32_t number,
                     size_t index)
{
    const struct pdf_slot *slot = pdf_slot_find(file, number);

    while (slot && slot->section < container->section)
        slot = pdf_slot_older(file, slot);
    return slot && slot->section == container->section && slot->place == PDF_PLACE_STREAM &&
           slot->where == container->number && slot->generation == index;
}

bool pdf_members_are_named(struct pdf_file *file, const struct pdf_slot *slot)
{
    struct pdf_object_stream *stream = NULL;

    if (find_stream(file, slot->number, &stream) < 0)
        return false;
    for (size_t i = 0; i < stream->count; i++)
        if (!is_named(file, slot, stream->members[i].number, i))
            return false;
    return true;
}
