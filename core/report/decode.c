#include "base/datetime.h"
#include "base/error.h"
#include "report/json.h"
#include "report/reader.h"
#include "report/schema.h"

/*
 * The tables say what may stand where, and the canonical form leaves one way to write it:
 * what is decoded is, byte for byte, what the encoder makes of it again.
 */
#define VALUES_MAX 1000000u /* a value of a few bytes takes up to some hundred in memory */
#define DEPTH_MAX  16

struct decoder {
    struct reader reader;
    struct arena *arena;
    size_t values;
    int depth;
};

static int decode_struct(struct decoder *decoder, const struct report_type *type, void *ret);

/* Before the next item, or at the end, of a list or an object that `close` ends. */
static int next_item(struct decoder *decoder, size_t count, char close, bool *ret_more)
{
    *ret_more = !reader_take(&decoder->reader, close);
    if (!*ret_more)
        return 0;
    return count == 0 || reader_take(&decoder->reader, ',') ? 0 : ERR_SYNTAX;
}

/* ---- Values ---- */

static bool is_code_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.';
}

static bool is_code(const char *text, const char *const *names)
{
    const char *at = text;

    for (; names && *names; names++)
        if (strcmp(*names, text) == 0)
            return true;
    while (is_code_byte(*at))
        at++;
    return !names && *text && !*at;
}

static bool is_hex(const char *text)
{
    const char *at = text;

    while ((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'f'))
        at++;
    return *text && !*at;
}

static int decode_text(struct decoder *decoder, const struct report_member *member,
                       const char **ret)
{
    const char *text;
    int error = reader_text(&decoder->reader, decoder->arena, &text);

    if (error)
        return error;
    if ((member->kind == MEMBER_CODE && !is_code(text, member->names)) ||
        (member->kind == MEMBER_HEX && !is_hex(text)))
        return ERR_SYNTAX;
    *ret = text;
    return 0;
}

static int decode_name(struct decoder *decoder, enum member_kind kind, void *ret)
{
    const char *text;
    int error = reader_text(&decoder->reader, decoder->arena, &text);

    if (error)
        return error;
    if (kind == MEMBER_INDICATION)
        error = indication_from_name(text, ret);
    else if (kind == MEMBER_SUBINDICATION)
        error = subindication_from_name(text, ret);
    else
        error = check_outcome_from_name(text, ret);
    return error ? ERR_SYNTAX : 0;
}

static int decode_enum(struct decoder *decoder, const struct report_member *member, unsigned *ret)
{
    const char *text;
    int error = reader_text(&decoder->reader, decoder->arena, &text);

    if (error)
        return error;
    for (unsigned i = 0; member->names[i]; i++)
        if (strcmp(member->names[i], text) == 0) {
            *ret = i;
            return 0;
        }
    return ERR_SYNTAX;
}

static int decode_boolean(struct decoder *decoder, bool *ret)
{
    *ret = reader_take_text(&decoder->reader, "true");
    return *ret || reader_take_text(&decoder->reader, "false") ? 0 : ERR_SYNTAX;
}

/* Of the forms that RFC 3339 allows, the one that the encoder writes. */
static int decode_time(struct decoder *decoder, int64_t *ret)
{
    struct slice text;
    char again[TIME_TEXT_SIZE];

    if (reader_string(&decoder->reader, &text) != 0 || time_parse(text, ret, NULL) != 0)
        return ERR_SYNTAX;
    time_format(*ret, OFFSET_UTC, again);
    return slice_is(text, again) ? 0 : ERR_SYNTAX;
}

static int decode_day(struct decoder *decoder, int32_t *ret)
{
    struct slice text;

    return reader_string(&decoder->reader, &text) == 0 && day_parse(text, ret) == 0 ? 0
                                                                                    : ERR_SYNTAX;
}

static int decode_box(struct decoder *decoder, int64_t *ret)
{
    for (size_t i = 0; i < 4; i++)
        if (!reader_take(&decoder->reader, i == 0 ? '[' : ',') ||
            reader_integer(&decoder->reader, &ret[i]) != 0)
            return ERR_SYNTAX;
    return reader_take(&decoder->reader, ']') ? 0 : ERR_SYNTAX;
}

static int decode_schema(struct decoder *decoder)
{
    int64_t schema;
    int error = reader_integer(&decoder->reader, &schema);

    return error || schema == REPORT_SCHEMA ? error : ERR_SYNTAX;
}

static int count_value(struct decoder *decoder)
{
    return ++decoder->values > VALUES_MAX ? ERR_LIMIT : 0;
}

static int decode_param(struct decoder *decoder, const struct report_param *last,
                        struct report_param *ret)
{
    static const struct report_member name = {.kind = MEMBER_CODE}, value = {.kind = MEMBER_TEXT};
    int error = count_value(decoder);

    if (!error)
        error = decode_text(decoder, &name, &ret->name);
    if (!error &&
        ((last && strcmp(last->name, ret->name) >= 0) || !reader_take(&decoder->reader, ':')))
        error = ERR_SYNTAX;
    return error ? error : decode_text(decoder, &value, &ret->value);
}

static int decode_params(struct decoder *decoder, const struct report_member *member,
                         struct report_params *ret)
{
    struct report_param *items = NULL;
    size_t count = 0, capacity = 0;
    bool more;
    int error = reader_take(&decoder->reader, '{') ? 0 : ERR_SYNTAX;

    while (!error && (error = next_item(decoder, count, '}', &more)) == 0 && more) {
        items = arena_grow(decoder->arena, items, count, &capacity, sizeof *items);
        if (!items)
            return ERR_NOMEM;
        error = decode_param(decoder, count ? &items[count - 1] : NULL, &items[count]);
        count++;
    }
    if (!error && count == 0 && !(member->flags & MEMBER_REQUIRED))
        error = ERR_SYNTAX;
    *ret = (struct report_params){items, count};
    return error;
}

/* ---- Structures ---- */

/* Pointers of any type are stored through memory: the tables know the place, not the type. */
static void store_pointer(void *at, const void *pointer)
{
    memcpy(at, &pointer, sizeof pointer);
}

static int decode_object(struct decoder *decoder, const struct report_type *type, void *at)
{
    void *object = arena_alloc(decoder->arena, type->size);
    int error;

    if (!object)
        return ERR_NOMEM;
    error = decode_struct(decoder, type, object);
    if (!error)
        store_pointer(at, object);
    return error;
}

/* An empty list is written where one is required, or where a flag says that it is known. */
static bool may_be_empty(const struct report_member *member)
{
    return member->flags & MEMBER_REQUIRED || member->flag_offset != MEMBER_NO_OFFSET;
}

static int decode_list(struct decoder *decoder, const struct report_member *member, uint8_t *value)
{
    size_t count = 0, capacity = 0, size = member->type->size;
    uint8_t *items = NULL;
    bool more;
    int error = reader_take(&decoder->reader, '[') ? 0 : ERR_SYNTAX;

    while (!error && (error = next_item(decoder, count, ']', &more)) == 0 && more) {
        items = arena_grow(decoder->arena, items, count, &capacity, size);
        if (!items)
            return ERR_NOMEM;
        error = decode_struct(decoder, member->type, items + count * size);
        count++;
    }
    if (!error && count == 0 && !may_be_empty(member))
        error = ERR_SYNTAX;
    store_pointer(value + member->offset, items);
    *(size_t *)(value + member->count_offset) = count;
    return error;
}

static int decode_integers(struct decoder *decoder, const struct report_member *member,
                           uint8_t *value)
{
    size_t count = 0, capacity = 0;
    int64_t *items = NULL;
    bool more;
    int error = reader_take(&decoder->reader, '[') ? 0 : ERR_SYNTAX;

    while (!error && (error = next_item(decoder, count, ']', &more)) == 0 && more) {
        items = arena_grow(decoder->arena, items, count, &capacity, sizeof *items);
        if (!items)
            return ERR_NOMEM;
        error = count_value(decoder);
        if (!error)
            error = reader_integer(&decoder->reader, &items[count++]);
    }
    if (!error && count == 0)
        error = ERR_SYNTAX;
    store_pointer(value + member->offset, items);
    *(size_t *)(value + member->count_offset) = count;
    return error;
}

static int decode_texts(struct decoder *decoder, const struct report_member *member, uint8_t *value)
{
    size_t count = 0, capacity = 0;
    const char **items = NULL;
    bool more;
    int error = reader_take(&decoder->reader, '[') ? 0 : ERR_SYNTAX;

    while (!error && (error = next_item(decoder, count, ']', &more)) == 0 && more) {
        items = arena_grow(decoder->arena, items, count, &capacity, sizeof *items);
        if (!items)
            return ERR_NOMEM;
        error = count_value(decoder);
        if (!error)
            error = reader_text(&decoder->reader, decoder->arena, &items[count++]);
    }
    if (!error && count == 0)
        error = ERR_SYNTAX;
    store_pointer(value + member->offset, items);
    *(size_t *)(value + member->count_offset) = count;
    return error;
}

static int decode_value(struct decoder *decoder, const struct report_member *member, uint8_t *value)
{
    void *at = value + member->offset;

    switch (member->kind) {
    case MEMBER_TEXT:
    case MEMBER_CODE:
    case MEMBER_HEX:
        return decode_text(decoder, member, at);
    case MEMBER_BOOLEAN:
        return decode_boolean(decoder, at);
    case MEMBER_INTEGER:
        return reader_integer(&decoder->reader, at);
    case MEMBER_DAY:
        return decode_day(decoder, at);
    case MEMBER_TIME:
        return decode_time(decoder, at);
    case MEMBER_BOX:
        return decode_box(decoder, at);
    case MEMBER_INDICATION:
    case MEMBER_SUBINDICATION:
    case MEMBER_OUTCOME:
        return decode_name(decoder, member->kind, at);
    case MEMBER_ENUM:
        return decode_enum(decoder, member, at);
    case MEMBER_PARAMS:
        return decode_params(decoder, member, at);
    case MEMBER_STRUCT:
        return decode_struct(decoder, member->type, at);
    case MEMBER_OBJECT:
        return decode_object(decoder, member->type, at);
    case MEMBER_LIST:
        return decode_list(decoder, member, value);
    case MEMBER_INTEGERS:
        return decode_integers(decoder, member, value);
    case MEMBER_TEXTS:
        return decode_texts(decoder, member, value);
    case MEMBER_SCHEMA:
        return decode_schema(decoder);
    }
    return ERR_SYNTAX;
}

/* `,"name":`, the comma but before the first. */
static bool take_member(struct reader *reader, const char *name, bool is_first)
{
    const uint8_t *start = reader->at;

    if ((is_first || reader_take(reader, ',')) && reader_take_name(reader, name))
        return true;
    reader->at = start;
    return false;
}

/* Members stand in the order of the table: what is unknown or doubled is where `}` must be. */
static int decode_members(struct decoder *decoder, const struct report_type *type, void *ret)
{
    bool is_first = true;
    int error = 0;

    for (size_t i = 0; i < type->member_count && !error; i++) {
        const struct report_member *member = &type->members[i];

        if (!take_member(&decoder->reader, member->name, is_first)) {
            error = member->flags & MEMBER_REQUIRED ? ERR_SYNTAX : 0;
            continue;
        }
        is_first = false;
        error = count_value(decoder);
        if (!error)
            error = decode_value(decoder, member, ret);
        if (member->flag_offset != MEMBER_NO_OFFSET)
            *(bool *)((uint8_t *)ret + member->flag_offset) = true;
    }
    return error;
}

static int decode_struct(struct decoder *decoder, const struct report_type *type, void *ret)
{
    int error;

    if (decoder->depth >= DEPTH_MAX || !reader_take(&decoder->reader, '{'))
        return ERR_SYNTAX;
    decoder->depth++;
    error = decode_members(decoder, type, ret);
    decoder->depth--;
    return error || reader_take(&decoder->reader, '}') ? error : ERR_SYNTAX;
}

static int decode(struct arena *arena, struct slice json, const struct report_type *type, void *ret)
{
    struct decoder decoder = {.arena = arena};
    void *object = NULL;
    int error;

    if (json.size == 0)
        return ERR_SYNTAX;
    decoder.reader = (struct reader){json.data, json.data + json.size};
    error = decode_object(&decoder, type, &object);
    if (!error && decoder.reader.at != decoder.reader.end)
        error = ERR_SYNTAX;
    if (!error)
        store_pointer(ret, object);
    return error;
}

int judgements_decode(struct arena *arena, struct slice json, struct judgements **ret_judgements)
{
    return decode(arena, json, &judgements_type, ret_judgements);
}

int examination_decode(struct arena *arena, struct slice json, struct examination **ret_examination)
{
    return decode(arena, json, &examination_type, ret_examination);
}

int report_decode(struct arena *arena, struct slice json, struct report **ret_report)
{
    return decode(arena, json, &report_type, ret_report);
}

int decision_decode(struct arena *arena, struct slice json, struct decision **ret_decision)
{
    return decode(arena, json, &decision_type, ret_decision);
}
