#include "base/datetime.h"
#include "base/error.h"
#include "report/json.h"
#include "report/schema.h"

struct encoder {
    struct buffer *out;
    enum report_form form;
};

static void encode_struct(struct encoder *encoder, const struct report_type *type,
                          const void *value);

/* RFC 8785 3.2.2.2: the short escapes, else \u00xx in lower case; everything else as it is. */
static void encode_escape(struct buffer *out, uint8_t byte)
{
    static const char *const escapes[] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n",  ['\f'] = "\\f",
        ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\",
    };

    if (byte < sizeof escapes / sizeof *escapes && escapes[byte])
        buffer_append_str(out, escapes[byte]);
    else
        buffer_printf(out, "\\u%04x", byte);
}

/* Bytes that stand for themselves: no control, `"` or `\`; nor the end of a string. */
static const bool is_plain[256] = {
    [0x20 ... 0x21] = true,
    [0x23 ... 0x5b] = true,
    [0x5d ... 0xff] = true,
};

static void encode_text(struct buffer *out, const char *text)
{
    const char *start = text;

    buffer_append_byte(out, '"');
    for (;; start = ++text) {
        while (is_plain[(uint8_t)*text])
            text++;
        buffer_append(out, start, (size_t)(text - start));
        if (!*text)
            break;
        encode_escape(out, (uint8_t)*text);
    }
    buffer_append_byte(out, '"');
}

static void encode_day(struct buffer *out, int32_t day)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    encode_text(out, text);
}

static void encode_time(struct buffer *out, int64_t time)
{
    char text[TIME_TEXT_SIZE];

    time_format(time, OFFSET_UTC, text);
    encode_text(out, text);
}

static void encode_integers(struct buffer *out, const int64_t *integers, size_t count)
{
    buffer_append_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_append_byte(out, ',');
        buffer_append_integer(out, integers[i]);
    }
    buffer_append_byte(out, ']');
}

static void encode_texts(struct buffer *out, const char *const *texts, size_t count)
{
    buffer_append_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_append_byte(out, ',');
        encode_text(out, texts[i]);
    }
    buffer_append_byte(out, ']');
}

/* Parameters are few: the next name in order is found by looking at all. */
static const struct report_param *next_param(const struct report_params *params, const char *after)
{
    const struct report_param *next = NULL;

    for (size_t i = 0; i < params->count; i++) {
        const struct report_param *param = &params->items[i];

        if (after && strcmp(param->name, after) <= 0)
            continue;
        if (!next || strcmp(param->name, next->name) < 0)
            next = param;
    }
    return next;
}

static void encode_params(struct buffer *out, const struct report_params *params)
{
    const struct report_param *param = next_param(params, NULL);

    buffer_append_byte(out, '{');
    while (param) {
        encode_text(out, param->name);
        buffer_append_byte(out, ':');
        encode_text(out, param->value);
        param = next_param(params, param->name);
        if (param)
            buffer_append_byte(out, ',');
    }
    buffer_append_byte(out, '}');
}

/* Pointers of any type are read through memory: the tables know the place, not the type. */
static const void *load_pointer(const void *at)
{
    const void *pointer;

    memcpy(&pointer, at, sizeof pointer);
    return pointer;
}

static void encode_list(struct encoder *encoder, const struct report_member *member,
                        const uint8_t *value)
{
    const uint8_t *items = load_pointer(value + member->offset);
    size_t count = *(const size_t *)(value + member->count_offset);

    buffer_append_byte(encoder->out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_append_byte(encoder->out, ',');
        encode_struct(encoder, member->type, items + i * member->type->size);
    }
    buffer_append_byte(encoder->out, ']');
}

static bool is_written(const struct encoder *encoder, const struct report_member *member,
                       const uint8_t *value)
{
    if ((member->flags & MEMBER_RENDERED) && encoder->form == REPORT_IDENTITY)
        return false;
    if ((member->flags & MEMBER_EVIDENCE) && encoder->form == REPORT_WITHOUT_EVIDENCE)
        return false;
    if (member->flag_offset != MEMBER_NO_OFFSET)
        return *(const bool *)(value + member->flag_offset);
    switch (member->kind) {
    case MEMBER_TEXT:
    case MEMBER_CODE:
    case MEMBER_HEX:
    case MEMBER_OBJECT:
        return load_pointer(value + member->offset) != NULL;
    case MEMBER_SUBINDICATION:
        return *(const enum subindication *)(value + member->offset) != SUBINDICATION_NONE;
    case MEMBER_PARAMS:
        return (member->flags & MEMBER_REQUIRED) ||
               ((const struct report_params *)(const void *)(value + member->offset))->count > 0;
    case MEMBER_LIST:
    case MEMBER_INTEGERS:
    case MEMBER_TEXTS:
        return (member->flags & MEMBER_REQUIRED) ||
               *(const size_t *)(value + member->count_offset) > 0;
    default:
        return true;
    }
}

static void encode_value(struct encoder *encoder, const struct report_member *member,
                         const uint8_t *value)
{
    const void *at = value + member->offset;
    struct buffer *out = encoder->out;

    switch (member->kind) {
    case MEMBER_TEXT:
    case MEMBER_CODE:
    case MEMBER_HEX:
        encode_text(out, load_pointer(at));
        break;
    case MEMBER_BOOLEAN:
        buffer_append_str(out, *(const bool *)at ? "true" : "false");
        break;
    case MEMBER_INTEGER:
        buffer_append_integer(out, *(const int64_t *)at);
        break;
    case MEMBER_DAY:
        encode_day(out, *(const int32_t *)at);
        break;
    case MEMBER_TIME:
        encode_time(out, *(const int64_t *)at);
        break;
    case MEMBER_BOX:
        encode_integers(out, at, 4);
        break;
    case MEMBER_INDICATION:
        encode_text(out, indication_name(*(const enum indication *)at));
        break;
    case MEMBER_SUBINDICATION:
        encode_text(out, subindication_name(*(const enum subindication *)at));
        break;
    case MEMBER_OUTCOME:
        encode_text(out, check_outcome_name(*(const enum check_outcome *)at));
        break;
    case MEMBER_PARAMS:
        encode_params(out, at);
        break;
    case MEMBER_STRUCT:
        encode_struct(encoder, member->type, at);
        break;
    case MEMBER_OBJECT:
        encode_struct(encoder, member->type, load_pointer(at));
        break;
    case MEMBER_LIST:
        encode_list(encoder, member, value);
        break;
    case MEMBER_INTEGERS:
        encode_integers(out, load_pointer(at), *(const size_t *)(value + member->count_offset));
        break;
    case MEMBER_TEXTS:
        encode_texts(out, load_pointer(at), *(const size_t *)(value + member->count_offset));
        break;
    case MEMBER_ENUM:
        encode_text(out, member->names[*(const unsigned *)at]);
        break;
    case MEMBER_SCHEMA:
        buffer_append_integer(out, REPORT_SCHEMA);
        break;
    }
}

static void encode_name(struct buffer *out, const char *name)
{
    buffer_append_byte(out, '"');
    buffer_append_str(out, name); /* of the table: nothing to escape */
    buffer_append_byte(out, '"');
    buffer_append_byte(out, ':');
}

static void encode_struct(struct encoder *encoder, const struct report_type *type,
                          const void *value)
{
    bool first = true;

    buffer_append_byte(encoder->out, '{');
    for (size_t i = 0; i < type->member_count; i++) {
        const struct report_member *member = &type->members[i];

        if (!is_written(encoder, member, value))
            continue;
        if (!first)
            buffer_append_byte(encoder->out, ',');
        encode_name(encoder->out, member->name);
        first = false;
        encode_value(encoder, member, value);
    }
    buffer_append_byte(encoder->out, '}');
}

void judgements_encode(const struct judgements *judgements, struct buffer *out)
{
    struct encoder encoder = {out, REPORT_FULL};

    encode_struct(&encoder, &judgements_type, judgements);
}

void examination_encode(const struct examination *examination, struct buffer *out)
{
    struct encoder encoder = {out, REPORT_FULL};

    encode_struct(&encoder, &examination_type, examination);
}

void report_encode(const struct report *report, enum report_form form, struct buffer *out)
{
    struct encoder encoder = {out, form};

    encode_struct(&encoder, &report_type, report);
}

void decision_encode(const struct decision *decision, enum report_form form, struct buffer *out)
{
    struct encoder encoder = {out, form};

    encode_struct(&encoder, &decision_type, decision);
}

void decision_join_encode(const struct decision_join *join, struct buffer *out)
{
    struct encoder encoder = {out, REPORT_FULL};

    encode_struct(&encoder, &decision_join_type, join);
}

static int sha256_of_identity(struct sha256 *sha256, const struct report_type *type,
                              const void *value, struct digest *ret_digest)
{
    struct encoder encoder;
    struct buffer identity;
    int error;

    buffer_init(&identity, 0);
    encoder = (struct encoder){&identity, REPORT_IDENTITY};
    encode_struct(&encoder, type, value);
    error = buffer_error(&identity);
    if (!error)
        error = sha256_of(sha256, buffer_slice(&identity), ret_digest);
    buffer_done(&identity);
    return error;
}

int report_sha256(struct sha256 *sha256, const struct report *report, struct digest *ret_digest)
{
    return sha256_of_identity(sha256, &report_type, report, ret_digest);
}

int decision_sha256(struct sha256 *sha256, const struct decision *decision,
                    struct digest *ret_digest)
{
    return sha256_of_identity(sha256, &decision_type, decision, ret_digest);
}
