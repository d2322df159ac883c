#include "base/datetime.h"
#include "base/error.h"
#include "report/json.h"
#include "report/schema.h"

#include <jansson.h>

/*
 * jansson parses (of all libraries tried it alone refuses everything that is not JSON);
 * the tables say what may stand there. A tree of values costs some hundred bytes a value,
 * so what could be many values is refused before it is parsed.
 */
#define VALUES_MAX 1000000u
#define DEPTH_MAX  16

struct decoder {
    struct arena *arena;
    int depth;
};

static int decode_struct(struct decoder *decoder, const struct report_type *type, json_t *object,
                         void *ret);

static bool is_safe_text(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((uint8_t)text[i] < 0x20 || text[i] == 0x7f)
            return false;
    return true;
}

static bool is_code(const char *text, const char *const *names)
{
    if (!names)
        return *text && text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789_-.")] == '\0';
    for (; *names; names++)
        if (strcmp(*names, text) == 0)
            return true;
    return false;
}

static bool is_hex(const char *text)
{
    return *text && text[strspn(text, "0123456789abcdef")] == '\0';
}

static int decode_text(struct decoder *decoder, const struct report_member *member, json_t *json,
                       const char **ret)
{
    const char *text = json_string_value(json);
    char *copy;

    if (!text || !is_safe_text(text, json_string_length(json)))
        return ERR_SYNTAX;
    if (member->kind == MEMBER_CODE && !is_code(text, member->names))
        return ERR_SYNTAX;
    if (member->kind == MEMBER_HEX && !is_hex(text))
        return ERR_SYNTAX;
    copy = arena_strndup(decoder->arena, text, json_string_length(json));
    if (!copy)
        return ERR_NOMEM;
    *ret = copy;
    return 0;
}

static int decode_name(json_t *json, enum member_kind kind, void *ret)
{
    const char *text = json_string_value(json);
    int error = ERR_SYNTAX;

    if (!text)
        return ERR_SYNTAX;
    if (kind == MEMBER_INDICATION)
        error = indication_from_name(text, ret);
    else if (kind == MEMBER_SUBINDICATION)
        error = subindication_from_name(text, ret);
    else if (kind == MEMBER_OUTCOME)
        error = check_outcome_from_name(text, ret);
    return error ? ERR_SYNTAX : 0;
}

static int decode_integer(json_t *json, int64_t *ret)
{
    if (!json_is_integer(json))
        return ERR_SYNTAX;
    *ret = json_integer_value(json);
    return 0;
}

static int decode_time(json_t *json, int64_t *ret)
{
    const char *text = json_string_value(json);

    return text && time_parse(slice_str(text), ret, NULL) == 0 ? 0 : ERR_SYNTAX;
}

static int decode_day(json_t *json, int32_t *ret)
{
    const char *text = json_string_value(json);

    return text && day_parse(slice_str(text), ret) == 0 ? 0 : ERR_SYNTAX;
}

static int decode_box(json_t *json, int64_t *ret)
{
    if (json_array_size(json) != 4)
        return ERR_SYNTAX;
    for (size_t i = 0; i < 4; i++)
        if (decode_integer(json_array_get(json, i), &ret[i]) != 0)
            return ERR_SYNTAX;
    return 0;
}

static int decode_params(struct decoder *decoder, json_t *json, struct report_params *ret)
{
    static const struct report_member text = {.kind = MEMBER_TEXT};
    struct report_param *items;
    const char *name;
    json_t *value;
    size_t count = 0;
    int error;

    if (!json_is_object(json))
        return ERR_SYNTAX;
    items = arena_array(decoder->arena, struct report_param, json_object_size(json));
    if (!items)
        return ERR_NOMEM;
    json_object_foreach(json, name, value)
    {
        if (!is_code(name, NULL))
            return ERR_SYNTAX;
        error = decode_text(decoder, &text, value, &items[count].value);
        if (error)
            return error;
        items[count].name = arena_strdup(decoder->arena, name);
        if (!items[count++].name)
            return ERR_NOMEM;
    }
    *ret = (struct report_params){items, count};
    return 0;
}

/* Pointers of any type are stored through memory: the tables know the place, not the type. */
static void store_pointer(void *at, const void *pointer)
{
    memcpy(at, &pointer, sizeof pointer);
}

static int decode_object(struct decoder *decoder, const struct report_type *type, json_t *json,
                         void *at)
{
    void *object = arena_alloc(decoder->arena, type->size);
    int error;

    if (!object)
        return ERR_NOMEM;
    error = decode_struct(decoder, type, json, object);
    if (!error)
        store_pointer(at, object);
    return error;
}

static int decode_list(struct decoder *decoder, const struct report_member *member, json_t *json,
                       uint8_t *value)
{
    size_t count = json_array_size(json);
    uint8_t *items;
    int error;

    if (!json_is_array(json))
        return ERR_SYNTAX;
    items = arena_calloc(decoder->arena, count, member->type->size);
    if (!items)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++) {
        error = decode_struct(decoder, member->type, json_array_get(json, i),
                              items + i * member->type->size);
        if (error)
            return error;
    }
    store_pointer(value + member->offset, items);
    *(size_t *)(value + member->count_offset) = count;
    return 0;
}

static int decode_value(struct decoder *decoder, const struct report_member *member, json_t *json,
                        uint8_t *value)
{
    void *at = value + member->offset;

    switch (member->kind) {
    case MEMBER_TEXT:
    case MEMBER_CODE:
    case MEMBER_HEX:
        return decode_text(decoder, member, json, at);
    case MEMBER_BOOLEAN:
        *(bool *)at = json_is_true(json);
        return json_is_boolean(json) ? 0 : ERR_SYNTAX;
    case MEMBER_INTEGER:
        return decode_integer(json, at);
    case MEMBER_DAY:
        return decode_day(json, at);
    case MEMBER_TIME:
        return decode_time(json, at);
    case MEMBER_BOX:
        return decode_box(json, at);
    case MEMBER_INDICATION:
    case MEMBER_SUBINDICATION:
    case MEMBER_OUTCOME:
        return decode_name(json, member->kind, at);
    case MEMBER_PARAMS:
        return decode_params(decoder, json, at);
    case MEMBER_STRUCT:
        return decode_struct(decoder, member->type, json, at);
    case MEMBER_OBJECT:
        return decode_object(decoder, member->type, json, at);
    case MEMBER_LIST:
        return decode_list(decoder, member, json, value);
    case MEMBER_SCHEMA:
        return json_is_integer(json) && json_integer_value(json) == REPORT_SCHEMA ? 0 : ERR_SYNTAX;
    }
    return ERR_SYNTAX;
}

static int decode_struct(struct decoder *decoder, const struct report_type *type, json_t *object,
                         void *ret)
{
    size_t seen = 0;
    int error = 0;

    if (!json_is_object(object) || decoder->depth >= DEPTH_MAX)
        return ERR_SYNTAX;
    decoder->depth++;
    for (size_t i = 0; i < type->member_count && !error; i++) {
        const struct report_member *member = &type->members[i];
        json_t *json = json_object_get(object, member->name);

        if (!json) {
            error = member->flags & MEMBER_REQUIRED ? ERR_SYNTAX : 0;
            continue;
        }
        seen++;
        error = decode_value(decoder, member, json, ret);
        if (member->flag_offset != MEMBER_NO_OFFSET)
            *(bool *)((uint8_t *)ret + member->flag_offset) = true;
    }
    decoder->depth--;
    if (!error && seen != json_object_size(object))
        error = ERR_SYNTAX;
    return error;
}

static bool may_hold_too_many(struct slice json)
{
    size_t values = 0;

    for (size_t i = 0; i < json.size; i++)
        values += json.data[i] == ',' || json.data[i] == '[' || json.data[i] == '{';
    return values > VALUES_MAX;
}

static int decode(struct arena *arena, struct slice json, const struct report_type *type, void *at)
{
    struct decoder decoder = {.arena = arena};
    json_t *root;
    int error;

    if (may_hold_too_many(json))
        return ERR_LIMIT;
    root = json_loadb((const char *)json.data, json.size, JSON_REJECT_DUPLICATES, NULL);
    if (!root)
        return ERR_SYNTAX;
    error = decode_object(&decoder, type, root, at);
    json_decref(root);
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
