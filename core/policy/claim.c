#include "base/error.h"
#include "policy/claim_impl.h"

struct value claim_unknown(enum value_type type)
{
    return (struct value){.type = type};
}

struct value claim_text(enum value_type type, const char *text)
{
    struct value value = {.type = type, .is_known = text != NULL};

    value.text = text;
    return value;
}

struct value claim_day(bool has, int32_t day)
{
    struct value value = {.type = VALUE_DAY, .is_known = has};

    value.day = day;
    return value;
}

struct value claim_span(int64_t first, int64_t last)
{
    struct value value = {.type = VALUE_TIME, .is_known = true};

    value.time.first = first;
    value.time.last = last;
    return value;
}

const struct claim *claim_find(const struct claim *claims, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(name, claims[i].name))
            return &claims[i];
    return NULL;
}

/* ---- What a plugin says beside the usual ---- */

int claim_extra_index(const struct report *report, const char *name, size_t *ret_index)
{
    const struct report_claims *claims = report->claims;

    for (size_t i = 0; claims && i < claims->extra_count; i++) {
        if (strcmp(claims->extra[i].name, name) == 0) {
            *ret_index = i;
            return 0;
        }
    }
    return ERR_NOT_FOUND;
}

struct value claim_extra(const struct report *report, const char *name, enum value_type type)
{
    const struct report_extra *extra;
    struct value value;
    size_t index;

    if (claim_extra_index(report, name, &index) < 0)
        return claim_unknown(type);
    extra = &report->claims->extra[index];
    if (strcmp(extra->type, value_type_name(type)) != 0 ||
        value_parse(type, extra->value, &value) < 0)
        return claim_unknown(type);
    return value;
}
