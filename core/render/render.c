#include "render/render.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/unicode.h"
#include "render/rows.h"

#define CHANGES_OVER_ROWS 200 /* of a report that are held against all its rows */

struct renderer {
    struct arena *arena;
    const struct catalogues *catalogues;
    const char *language;
    const struct report *report;
    size_t over_rows; /* changes that were */
    bool isolated;
    int error;
};

static const char *param_value(const struct report_params *params, struct slice name)
{
    for (size_t i = 0; params && i < params->count; i++)
        if (slice_is(name, params->items[i].name))
            return params->items[i].value;
    return "?";
}

/* Between U+2068 and U+2069, and without any character that could end that. */
static void append_isolated(struct buffer *out, const char *value)
{
    struct slice rest = slice_str(value);

    utf8_append(out, 0x2068);
    while (rest.size > 0) {
        uint32_t code = 0xFFFD;

        if (utf8_next(&rest, &code) != 0)
            rest = slice_sub(rest, 1, rest.size);
        utf8_append(out, unicode_is_unsafe(code) ? 0xFFFD : code);
    }
    utf8_append(out, 0x2069);
}

/* A placeholder is {name}; a brace that closes nowhere stands for itself. */
static void fill(struct buffer *out, const char *sentence, const struct report_params *params,
                 bool isolated)
{
    const char *open, *close;

    while ((open = strchr(sentence, '{')) && (close = strchr(open, '}'))) {
        struct slice name = slice_of(open + 1, (size_t)(close - open - 1));

        buffer_append(out, sentence, (size_t)(open - sentence));
        if (isolated)
            append_isolated(out, param_value(params, name));
        else
            buffer_append_str(out, param_value(params, name));
        sentence = close + 1;
    }
    buffer_append_str(out, sentence);
}

static char *render_filled(struct arena *arena, const char *sentence,
                           const struct report_params *params, bool isolated)
{
    struct buffer out;
    char *message = NULL;

    buffer_init(&out, 0);
    fill(&out, sentence, params, isolated);
    if (!buffer_error(&out))
        message = arena_strndup(arena, (const char *)out.data, out.size);
    buffer_done(&out);
    return message;
}

char *render_message(struct arena *arena, const struct catalogues *catalogues, const char *language,
                     const char *id, const struct report_params *params)
{
    const char *sentence = catalogues_find(catalogues, language, id);

    return render_filled(arena, sentence ? sentence : id, params, false);
}

char *render_isolated(struct arena *arena, const struct catalogues *catalogues,
                      const char *language, const char *id, const struct report_params *params)
{
    const char *sentence = catalogues_find(catalogues, language, id);

    return render_filled(arena, sentence ? sentence : id, params, true);
}

static const char *message_of(struct renderer *renderer, const char *id,
                              const struct report_params *params)
{
    char *message = (renderer->isolated ? render_isolated : render_message)(
        renderer->arena, renderer->catalogues, renderer->language, id, params);

    if (!message)
        renderer->error = ERR_NOMEM;
    return message;
}

static void *copy_list(struct renderer *renderer, const void *items, size_t count, size_t size)
{
    void *copy = arena_dup(renderer->arena, items, count * size);

    if (!copy)
        renderer->error = ERR_NOMEM;
    return copy;
}

static const struct report_advice *render_advice(struct renderer *renderer,
                                                 const struct report_advice *advice,
                                                 const struct report_params *params)
{
    struct report_advice *copy;

    if (!advice)
        return NULL;
    copy = copy_list(renderer, advice, 1, sizeof *copy);
    if (copy)
        copy->message = message_of(renderer, advice->code, params);
    return copy;
}

static const struct report_reason *render_reasons(struct renderer *renderer,
                                                  const struct report_reason *reasons, size_t count)
{
    struct report_reason *copy = copy_list(renderer, reasons, count, sizeof *copy);

    for (size_t i = 0; copy && i < count; i++) {
        copy[i].message = message_of(renderer, copy[i].code, &copy[i].params);
        copy[i].advice = render_advice(renderer, copy[i].advice, &copy[i].params);
    }
    return copy;
}

/* change.KIND.DETAIL, where the catalogue has it. */
static const char *change_id(struct renderer *renderer, const struct report_change *change,
                             const char *detail)
{
    const char *id = arena_printf(renderer->arena, "change.%s.%s", change->kind, detail);

    if (id && catalogues_find(renderer->catalogues, renderer->language, id))
        return id;
    return NULL;
}

/*
 * The sentence that says most: over which rows, over something that was read, on which page.
 * All that was read from what the judged signature covers, so that nothing is known of what
 * lies under changes since the others.
 */
static const char *best_change_id(struct renderer *renderer, const struct report_change *change,
                                  bool is_judged, const char **ret_rows)
{
    struct under under = {.rows = "?"};
    const char *id = NULL;

    if (is_judged && change->has_box && renderer->over_rows < CHANGES_OVER_ROWS) {
        renderer->over_rows++;
        if (rows_under(renderer->arena, renderer->report, change, &under) < 0)
            return NULL;
    }
    if (under.row_count > 0)
        id = change_id(renderer, change, under.row_count == 1 ? "row" : "rows");
    else if (under.is_read)
        id = change_id(renderer, change, "read");
    if (!id && change->has_page)
        id = change_id(renderer, change, "page");
    *ret_rows = under.rows;
    return id ? id : arena_printf(renderer->arena, "change.%s", change->kind);
}

static void render_change(struct renderer *renderer, struct report_change *change, bool is_judged)
{
    struct report_param params[] = {
        {"object", arena_printf(renderer->arena, "%ld", (long)change->object)},
        {"page", arena_printf(renderer->arena, "%ld", (long)change->page)},
        {"revision", arena_printf(renderer->arena, "%ld", (long)change->revision)},
        {"rows", NULL},
    };
    const struct report_params all = {params, sizeof params / sizeof *params};
    const char *id = best_change_id(renderer, change, is_judged, &params[3].value);

    if (!id || !params[0].value || !params[1].value || !params[2].value)
        renderer->error = ERR_NOMEM;
    else
        change->message = message_of(renderer, id, &all);
}

static const struct report_change *render_changes(struct renderer *renderer,
                                                  const struct report_change *changes, size_t count,
                                                  bool is_judged)
{
    struct report_change *copy = copy_list(renderer, changes, count, sizeof *copy);

    for (size_t i = 0; copy && i < count; i++)
        render_change(renderer, &copy[i], is_judged);
    return copy;
}

static const struct report_time_stamp *
render_time_stamps(struct renderer *renderer, const struct report_time_stamp *stamps, size_t count)
{
    struct report_time_stamp *copy = copy_list(renderer, stamps, count, sizeof *copy);

    for (size_t i = 0; copy && i < count; i++)
        copy[i].reasons = render_reasons(renderer, copy[i].reasons, copy[i].reason_count);
    return copy;
}

static bool is_judged(const struct report *report, size_t index)
{
    return report->has_judged_signature && report->judged_signature >= 0 &&
           (uint64_t)report->judged_signature == index;
}

static const struct report_signature *render_signatures(struct renderer *renderer,
                                                        const struct report_signature *signatures,
                                                        size_t count)
{
    struct report_signature *copy = copy_list(renderer, signatures, count, sizeof *copy);

    for (size_t i = 0; copy && i < count; i++) {
        copy[i].reasons = render_reasons(renderer, copy[i].reasons, copy[i].reason_count);
        copy[i].changes = render_changes(renderer, copy[i].changes, copy[i].change_count,
                                         is_judged(renderer->report, i));
        copy[i].time_stamps =
            render_time_stamps(renderer, copy[i].time_stamps, copy[i].time_stamp_count);
    }
    return copy;
}

/* ID.OUTCOME.NAME for the first parameter whose own sentence the catalogue has, else ID.OUTCOME. */
static const char *check_id(struct renderer *renderer, const struct report_check *check)
{
    static const char *const outcomes[] = {
        [CHECK_UNKNOWN] = "unknown",
        [CHECK_PASS] = "pass",
        [CHECK_FAIL] = "fail",
    };
    const char *outcome = outcomes[check->outcome];

    for (size_t i = 0; i < check->params.count; i++) {
        const char *id = arena_printf(renderer->arena, "%s.%s.%s", check->id, outcome,
                                      check->params.items[i].name);

        if (id && catalogues_find(renderer->catalogues, renderer->language, id))
            return id;
    }
    return arena_printf(renderer->arena, "%s.%s", check->id, outcome);
}

static const struct report_check *render_checks(struct renderer *renderer,
                                                const struct report_check *checks, size_t count)
{
    struct report_check *copy = copy_list(renderer, checks, count, sizeof *copy);

    for (size_t i = 0; copy && i < count; i++) {
        const char *id = check_id(renderer, &copy[i]);

        if (id)
            copy[i].message = message_of(renderer, id, &copy[i].params);
        else
            renderer->error = ERR_NOMEM;
        copy[i].advice = render_advice(renderer, copy[i].advice, &copy[i].params);
    }
    return copy;
}

static int render_all(struct renderer *renderer, struct report *report)
{
    report->reasons = render_reasons(renderer, report->reasons, report->reason_count);
    report->signatures = render_signatures(renderer, report->signatures, report->signature_count);
    report->checks = render_checks(renderer, report->checks, report->check_count);
    return renderer->error;
}

int render_report(struct arena *arena, const struct catalogues *catalogues, const char *language,
                  struct report *report)
{
    struct renderer renderer = {
        .arena = arena,
        .catalogues = catalogues,
        .language = language,
        .report = report,
    };

    return render_all(&renderer, report);
}

int render_report_isolated(struct arena *arena, const struct catalogues *catalogues,
                           const char *language, struct report *report)
{
    struct renderer renderer = {
        .arena = arena,
        .catalogues = catalogues,
        .language = language,
        .report = report,
        .isolated = true,
    };

    return render_all(&renderer, report);
}
