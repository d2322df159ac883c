#include "worker/reasons.h"
#include "base/error.h"
#include "base/unicode.h"
#include "worker/document.h"

const char *reasons_text(struct arena *arena, const char *text)
{
    struct slice safe;

    if (!text || document_safe_text(arena, slice_str(text), &safe) < 0)
        return NULL;
    return arena_strndup(arena, (const char *)safe.data, utf8_cut(safe, REASON_TEXT_MAX));
}

static bool same_params(const struct report_params *a, const struct report_params *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->items[i].name, b->items[i].name) != 0 ||
            strcmp(a->items[i].value, b->items[i].value) != 0)
            return false;
    return true;
}

static bool holds(const struct reasons *reasons, const char *code,
                  const struct report_params *params)
{
    for (size_t i = 0; i < reasons->count; i++)
        if (strcmp(reasons->items[i].code, code) == 0 &&
            same_params(&reasons->items[i].params, params))
            return true;
    return false;
}

int reasons_add(struct reasons *reasons, const char *code, const struct report_params *params)
{
    struct report_params none = {0};
    struct report_reason *items;

    if (!params)
        params = &none;
    if (holds(reasons, code, params))
        return 0;
    items = arena_grow(reasons->arena, reasons->items, reasons->count, &reasons->capacity,
                       sizeof *items);
    if (!items)
        return ERR_NOMEM;
    reasons->items = items;
    items[reasons->count++] = (struct report_reason){.code = code, .params = *params};
    return 0;
}

int reasons_add_with(struct reasons *reasons, const char *code, const char *name, const char *value)
{
    struct report_param *param = arena_new_of(reasons->arena, struct report_param);

    if (!param || !value)
        return ERR_NOMEM;
    *param = (struct report_param){.name = name, .value = value};
    return reasons_add(reasons, code, &(struct report_params){.items = param, .count = 1});
}

static int add_finding(struct reasons *reasons, const struct finding *finding)
{
    struct report_param *items =
        arena_array(reasons->arena, struct report_param, finding->param_count);

    if (!items)
        return ERR_NOMEM;
    for (size_t i = 0; i < finding->param_count; i++) {
        items[i].name = finding->params[i].name;
        items[i].value = reasons_text(reasons->arena, finding->params[i].value);
        if (!items[i].value)
            return ERR_NOMEM;
    }
    return reasons_add(reasons, finding->code,
                       &(struct report_params){.items = items, .count = finding->param_count});
}

int reasons_add_findings(struct reasons *reasons, const struct findings *findings)
{
    int r = findings->incomplete ? ERR_NOMEM : 0;

    for (size_t i = 0; i < findings->count && r == 0; i++)
        r = add_finding(reasons, &findings->items[i]);
    return r;
}
