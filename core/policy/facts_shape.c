#include "policy/facts_shape.h"

#include "base/datetime.h"
#include "base/error.h"
#include "base/unicode.h"
#include "policy/policy_impl.h"

#include <stdarg.h>
#include <stdio.h>

int facts_fail(struct facts_reader *reader, int code, const char *format, ...)
{
    va_list args;

    *reader->error = (struct facts_error){0};
    memcpy(reader->error->pointer, reader->path, sizeof reader->path);
    va_start(args, format);
    if (vsnprintf(reader->error->message, sizeof reader->error->message, format, args) < 0)
        reader->error->message[0] = '\0';
    va_end(args);
    return code;
}

/* ---- Places (RFC 6901) ---- */

static void append(struct facts_reader *reader, size_t *at, char c)
{
    if (*at + 1 < sizeof reader->path)
        reader->path[(*at)++] = c;
}

size_t facts_enter(struct facts_reader *reader, const char *member)
{
    size_t length = strlen(reader->path), at = length;
    char safe[sizeof reader->path];
    size_t size = utf8_cut(slice_str(member), sizeof safe - 1);

    memcpy(safe, member, size);
    safe[size] = '\0';
    append(reader, &at, '/');
    for (const char *c = safe; *c; c++) {
        bool escaped = *c == '~' || *c == '/';

        if (escaped)
            append(reader, &at, '~');
        append(reader, &at,
               *c == '~'                  ? '0'
               : *c == '/'                ? '1'
               : (*c & 0x80 || *c < 0x20) ? '?'
                                          : *c);
    }
    reader->path[at] = '\0';
    return length;
}

static size_t enter_item(struct facts_reader *reader, size_t index)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%zu", index);
    return facts_enter(reader, text);
}

void facts_leave(struct facts_reader *reader, size_t length)
{
    reader->path[length] = '\0';
}

/* ---- Members ---- */

static bool is_clean(const char *text)
{
    struct slice rest = slice_str(text);
    uint32_t code;

    while (rest.size > 0)
        if (utf8_next(&rest, &code) < 0 || unicode_is_unsafe(code))
            return false;
    return true;
}

int facts_text(struct facts_reader *reader, const json_t *json, const char **ret_text)
{
    const char *text = json_string_value(json);

    if (!text)
        return facts_fail(reader, ERR_INVALID, "expected text");
    if (!*text)
        return facts_fail(reader, ERR_INVALID, "empty; leave out what is not known");
    if (strlen(text) != json_string_length(json) || !is_clean(text))
        return facts_fail(reader, ERR_INVALID, "holds control characters");
    if (strlen(text) > FACTS_TEXT_MAX)
        return facts_fail(reader, ERR_LIMIT, "longer than %u bytes", FACTS_TEXT_MAX);
    *ret_text = arena_strdup(reader->arena, text);
    return *ret_text ? 0 : facts_fail(reader, ERR_NOMEM, "out of memory");
}

/* A text that is a value of that type. */
static int read_typed(struct facts_reader *reader, const json_t *json, enum value_type type,
                      struct value *ret_value)
{
    const char *text;
    int r = facts_text(reader, json, &text);

    if (r == 0 && value_parse(type, text, ret_value) < 0)
        r = facts_fail(reader, ERR_INVALID, "no %s", value_type_name(type));
    return r;
}

static int read_choice(struct facts_reader *reader, const json_t *json, const char *const *names,
                       const char **ret)
{
    const char *text = json_string_value(json);
    const char *all = "";

    for (const char *const *name = names; text && *name; name++) {
        if (strcmp(*name, text) == 0) {
            *ret = *name;
            return 0;
        }
    }
    for (size_t i = 0; all && names[i]; i++)
        all = arena_printf(reader->arena, "%s%s%s", all, i ? ", " : "", names[i]);
    return facts_fail(reader, ERR_INVALID, "expected one of: %s", all ? all : "");
}

static int read_boolean(struct facts_reader *reader, const json_t *json, bool words, bool *ret)
{
    const char *text = words ? json_string_value(json) : NULL;
    bool yes = json_is_true(json) || (text && strcmp(text, "yes") == 0);

    if (!yes && !json_is_false(json) && !(text && strcmp(text, "no") == 0))
        return facts_fail(reader, ERR_INVALID, "expected true or false");
    *ret = yes;
    return 0;
}

static int read_clock(struct facts_reader *reader, const json_t *json, const char **ret)
{
    const char *text;
    int r = facts_text(reader, json, &text);
    bool shape;

    if (r < 0)
        return r;
    shape = (strlen(text) == 5 || strlen(text) == 8) && text[2] == ':' &&
            (text[5] == ':' || text[5] == '\0') && strspn(text, "0123456789:") == strlen(text);
    if (!shape || memcmp(text, "23:59:59", strlen(text)) > 0)
        return facts_fail(reader, ERR_INVALID, "expected a time of day such as 09:30");
    *ret = text;
    return 0;
}

static int read_member(struct facts_reader *reader, const json_t *json,
                       const struct shape_member *member, char *object)
{
    void *at = object + member->offset;
    struct value value;
    int r = 0;

    switch (member->kind) {
    case SHAPE_TEXT:
        return facts_text(reader, json, at);
    case SHAPE_CODE:
    case SHAPE_TERRITORY:
        r = read_typed(reader, json, member->kind == SHAPE_CODE ? VALUE_CODE : VALUE_TERRITORY,
                       &value);
        if (r == 0)
            *(const char **)at = value.text;
        return r;
    case SHAPE_CHOICE:
        return read_choice(reader, json, member->names, at);
    case SHAPE_BOOLEAN:
    case SHAPE_ANSWER:
        return read_boolean(reader, json, member->kind == SHAPE_ANSWER, at);
    case SHAPE_INTEGER:
        if (!json_is_integer(json) || json_integer_value(json) < 0)
            return facts_fail(reader, ERR_INVALID, "expected a whole number");
        *(int64_t *)at = json_integer_value(json);
        return 0;
    case SHAPE_DAY:
        r = read_typed(reader, json, VALUE_DAY, &value);
        if (r == 0)
            *(int32_t *)at = value.day;
        return r;
    case SHAPE_CLOCK:
        return read_clock(reader, json, at);
    case SHAPE_LIST:
        return facts_list(reader, json, member->shape, at,
                          (size_t *)(void *)(object + member->count_offset));
    }
    return facts_fail(reader, ERR_INVALID, "unknown kind of member");
}

static const struct shape_member *find_member(const struct shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->count; i++)
        if (strcmp(shape->members[i].name, name) == 0)
            return &shape->members[i];
    return NULL;
}

static int check_required(struct facts_reader *reader, const json_t *json,
                          const struct shape *shape)
{
    for (size_t i = 0; i < shape->count; i++) {
        const json_t *member = json_object_get(json, shape->members[i].name);

        if (shape->members[i].required && (!member || json_is_null(member)))
            return facts_fail(reader, ERR_INVALID, "'%s' is missing", shape->members[i].name);
    }
    return 0;
}

/* Null is left out. Shapes are not recursive, so neither is this without bound. */
int facts_object(struct facts_reader *reader, const json_t *json, const struct shape *shape,
                 void *ret_object)
{
    const char *name;
    json_t *item;
    int r = 0;

    if (!json_is_object(json))
        return facts_fail(reader, ERR_INVALID, "expected an object");
    json_object_foreach((json_t *)(uintptr_t)json, name, item)
    {
        const struct shape_member *member = find_member(shape, name);
        size_t length = facts_enter(reader, name);

        if (!member)
            r = facts_fail(reader, ERR_INVALID, "unknown member");
        else if (!json_is_null(item))
            r = read_member(reader, item, member, ret_object);
        if (r == 0 && member && !json_is_null(item) && member->flag_offset != SIZE_MAX)
            *(bool *)(void *)((char *)ret_object + member->flag_offset) = true;
        facts_leave(reader, length);
        if (r < 0)
            return r;
    }
    return check_required(reader, json, shape);
}

int facts_list(struct facts_reader *reader, const json_t *json, const struct shape *shape,
               void **ret_items, size_t *ret_count)
{
    size_t count = json_array_size(json);
    char *items;
    int r = 0;

    if (!json_is_array(json))
        return facts_fail(reader, ERR_INVALID, "expected a list");
    if (count > FACTS_LIST_MAX)
        return facts_fail(reader, ERR_LIMIT, "more than %u items", FACTS_LIST_MAX);
    items = arena_calloc(reader->arena, count, shape->size);
    if (!items)
        return facts_fail(reader, ERR_NOMEM, "out of memory");
    for (size_t i = 0; i < count && r == 0; i++) {
        size_t length = enter_item(reader, i);

        r = facts_object(reader, json_array_get(json, i), shape, items + i * shape->size);
        facts_leave(reader, length);
    }
    *ret_items = items;
    *ret_count = count;
    return r;
}

/* ---- The shapes ---- */

static const char *const scripts[] = {"Hani", "Latn", "other", NULL};
static const char *const name_kinds[] = {"printed", "alias", "former", "maiden", NULL};
static const char *const sexes[] = {"male", "female", "unspecified", NULL};
static const char *const directions[] = {"entry", "exit", NULL};
static const char *const regions[] = {"HK", "MO", "TW", "abroad", "ambiguous", "unknown", NULL};
static const char *const bases[] = {"stated", NULL};
static const char *const forms[] = {
    "electronic", "paper", "copy", "certified_copy", "notarised", "sighted_original", NULL};
static const char *const channels[] = {"issuer_mail", "upload", "branch", NULL};

#define REQUIRED(type, member, member_kind, choices)                                               \
    {                                                                                              \
        .name = #member, .kind = (member_kind), .required = true, .names = (choices),              \
        .offset = offsetof(type, member), .flag_offset = SIZE_MAX                                  \
    }
#define OPTIONAL(type, member, member_kind, choices)                                               \
    {                                                                                              \
        .name = #member, .kind = (member_kind), .names = (choices),                                \
        .offset = offsetof(type, member), .flag_offset = SIZE_MAX                                  \
    }
#define FLAGGED(type, member, member_kind)                                                         \
    {                                                                                              \
        .name = #member, .kind = (member_kind), .offset = offsetof(type, member),                  \
        .flag_offset = offsetof(type, has_##member)                                                \
    }
#define LIST(type, member, member_count, of)                                                       \
    {                                                                                              \
        .name = #member, .kind = SHAPE_LIST, .offset = offsetof(type, member),                     \
        .flag_offset = SIZE_MAX, .count_offset = offsetof(type, member_count), .shape = &(of)      \
    }
#define SHAPE(type, members)                                                                       \
    {                                                                                              \
        sizeof(type), members, sizeof(members) / sizeof *(members)                                 \
    }

static const struct shape_member name_members[] = {
    REQUIRED(struct report_name, value, SHAPE_TEXT, NULL),
    OPTIONAL(struct report_name, script, SHAPE_CHOICE, scripts),
    OPTIONAL(struct report_name, kind, SHAPE_CHOICE, name_kinds),
};
static const struct shape name_shape = SHAPE(struct report_name, name_members);

static const struct shape_member number_members[] = {
    REQUIRED(struct report_id_number, kind, SHAPE_CODE, NULL),
    REQUIRED(struct report_id_number, value, SHAPE_TEXT, NULL),
    OPTIONAL(struct report_id_number, masked, SHAPE_BOOLEAN, NULL),
};
static const struct shape number_shape = SHAPE(struct report_id_number, number_members);

static const struct shape_member person_members[] = {
    LIST(struct report_person, names, name_count, name_shape),
    OPTIONAL(struct report_person, sex, SHAPE_CHOICE, sexes),
    FLAGGED(struct report_person, birth_date, SHAPE_DAY),
    OPTIONAL(struct report_person, nationality, SHAPE_TERRITORY, NULL),
    LIST(struct report_person, id_numbers, id_number_count, number_shape),
};
const struct shape person_shape = SHAPE(struct report_person, person_members);

static const struct shape_member crossing_members[] = {
    OPTIONAL(struct report_crossing, row, SHAPE_INTEGER, NULL),
    REQUIRED(struct report_crossing, direction, SHAPE_CHOICE, directions),
    REQUIRED(struct report_crossing, date, SHAPE_DAY, NULL),
    OPTIONAL(struct report_crossing, time, SHAPE_CLOCK, NULL),
    OPTIONAL(struct report_crossing, document_type, SHAPE_TEXT, NULL),
    OPTIONAL(struct report_crossing, document_kind, SHAPE_CODE, NULL),
    OPTIONAL(struct report_crossing, document_number, SHAPE_TEXT, NULL),
    OPTIONAL(struct report_crossing, document_masked, SHAPE_BOOLEAN, NULL),
    OPTIONAL(struct report_crossing, port, SHAPE_TEXT, NULL),
    OPTIONAL(struct report_crossing, port_code, SHAPE_CODE, NULL),
    OPTIONAL(struct report_crossing, region, SHAPE_CHOICE, regions),
    OPTIONAL(struct report_crossing, flight, SHAPE_TEXT, NULL),
    OPTIONAL(struct report_crossing, basis, SHAPE_CHOICE, bases),
};
const struct shape crossing_shape = SHAPE(struct report_crossing, crossing_members);

static const struct shape_member cover_members[] = {
    REQUIRED(struct facts_cover, from, SHAPE_DAY, NULL),
    REQUIRED(struct facts_cover, to, SHAPE_DAY, NULL),
};
const struct shape cover_shape = SHAPE(struct facts_cover, cover_members);

static const struct shape_member presented_members[] = {
    REQUIRED(struct presented, kind, SHAPE_CODE, NULL),
    OPTIONAL(struct presented, form, SHAPE_CHOICE, forms),
    OPTIONAL(struct presented, channel, SHAPE_CHOICE, channels),
    OPTIONAL(struct presented, language, SHAPE_CODE, NULL),
    OPTIONAL(struct presented, country, SHAPE_TERRITORY, NULL),
    FLAGGED(struct presented, issued_on, SHAPE_DAY),
    FLAGGED(struct presented, valid_until, SHAPE_DAY),
    OPTIONAL(struct presented, legalised, SHAPE_BOOLEAN, NULL),
    OPTIONAL(struct presented, apostille, SHAPE_BOOLEAN, NULL),
    OPTIONAL(struct presented, notarised, SHAPE_BOOLEAN, NULL),
};
const struct shape presented_shape = SHAPE(struct presented, presented_members);

static const struct shape_member held_members[] = {
    REQUIRED(struct held_document, kind, SHAPE_CODE, NULL),
    OPTIONAL(struct held_document, number, SHAPE_TEXT, NULL),
    FLAGGED(struct held_document, valid_from, SHAPE_DAY),
    FLAGGED(struct held_document, valid_until, SHAPE_DAY),
};
const struct shape held_shape = SHAPE(struct held_document, held_members);
