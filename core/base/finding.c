#include "base/finding.h"
#include "base/unicode.h"

#include <stdarg.h>
#include <stdio.h>

void findings_init(struct findings *findings, struct arena *arena)
{
    *findings = (struct findings){.arena = arena};
}

/* Smaller comes first; see the header for the order. */
static int precedence(const struct finding *finding)
{
    bool in_file = strncmp(finding->code, "pdf.", 4) == 0;

    if (finding->verdict.indication == TOTAL_PASSED)
        return 1000;
    if (finding->verdict.indication == INDETERMINATE)
        return 100 + (int)finding->verdict.subindication;
    if (finding->verdict.subindication == SUB_FORMAT_FAILURE && in_file)
        return SUB_SIG_CRYPTO_FAILURE * 2 + 1;
    return finding->verdict.subindication * 2;
}

static struct finding *last_place(struct findings *findings, const struct finding *finding)
{
    struct finding *last = &findings->items[findings->count - 1];

    if (precedence(finding) >= precedence(last))
        return NULL;
    *last = *finding;
    return last;
}

struct finding *findings_add(struct findings *findings, const char *code, struct verdict verdict)
{
    struct finding finding = {.code = code, .verdict = verdict};
    struct finding *items;

    if (findings->count >= FINDINGS_MAX)
        return last_place(findings, &finding);
    items = arena_grow(findings->arena, findings->items, findings->count, &findings->capacity,
                       sizeof *items);
    if (!items) {
        findings->incomplete = true;
        return NULL;
    }
    findings->items = items;
    items[findings->count] = finding;
    return &items[findings->count++];
}

void finding_param(struct findings *findings, struct finding *finding, const char *name,
                   const char *format, ...)
{
    char value[FINDING_VALUE_MAX + 4]; /* with the rest of a character that is cut */
    va_list args;

    if (!finding || finding->param_count >= FINDING_PARAMS_MAX)
        return;
    va_start(args, format);
    vsnprintf(value, sizeof value, format, args);
    va_end(args);
    value[utf8_cut(slice_str(value), FINDING_VALUE_MAX)] = '\0';
    finding->params[finding->param_count].name = name;
    finding->params[finding->param_count].value = arena_strdup(findings->arena, value);
    if (finding->params[finding->param_count].value)
        finding->param_count++;
}

void findings_append(struct findings *to, const struct findings *from)
{
    for (size_t i = 0; i < from->count; i++) {
        struct finding *finding = findings_add(to, from->items[i].code, from->items[i].verdict);

        if (finding)
            *finding = from->items[i];
    }
    to->incomplete |= from->incomplete;
}

struct verdict findings_verdict(const struct findings *findings)
{
    const struct finding *first = NULL;

    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];

        if (finding->verdict.indication == TOTAL_PASSED)
            continue;
        if (!first || precedence(finding) < precedence(first))
            first = finding;
    }
    if (first)
        return first->verdict;
    if (findings->incomplete)
        return (struct verdict){INDETERMINATE, SUBINDICATION_NONE};
    return (struct verdict){TOTAL_PASSED, SUBINDICATION_NONE};
}

void findings_sort(struct findings *findings)
{
    for (size_t i = 1; i < findings->count; i++) {
        struct finding finding = findings->items[i];
        size_t at = i;

        for (; at > 0 && precedence(&finding) < precedence(&findings->items[at - 1]); at--)
            findings->items[at] = findings->items[at - 1];
        findings->items[at] = finding;
    }
}

bool findings_has(const struct findings *findings, const char *code)
{
    for (size_t i = 0; i < findings->count; i++)
        if (strcmp(findings->items[i].code, code) == 0)
            return true;
    return false;
}
