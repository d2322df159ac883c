#include "ctl/show.h"

#include "base/arena.h"
#include "base/datetime.h"

#include <stdarg.h>
#include <stdlib.h>

#define SHOW_CHANGES 5 /* without -v */
#define SHOW_PARAMS  8 /* of one message */

/* ---- Reading JSON ---- */

const char *show_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

const char *show_known(const json_t *object, const char *key)
{
    const char *text = show_text(object, key);

    return text ? text : "?";
}

json_int_t show_number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

bool show_is(const json_t *object, const char *key, const char *value)
{
    const char *text = show_text(object, key);

    return text && strcmp(text, value) == 0;
}

/* ---- Statuses ---- */

enum ctl_status show_verdicts(const json_t *decisions)
{
    enum ctl_status status = CTL_OK;

    for (size_t i = 0; i < json_array_size(decisions); i++) {
        const json_t *decision = json_array_get(decisions, i);

        if (show_is(decision, "verdict", "reject"))
            status = CTL_FAILED;
        else if (!show_is(decision, "verdict", "accept") && status == CTL_OK)
            status = CTL_UNDECIDED;
    }
    return status;
}

enum ctl_status show_status(const json_t *report, const json_t *decisions)
{
    enum ctl_status verdicts = show_verdicts(decisions);

    if (show_is(report, "indication", "total_failed") || verdicts == CTL_FAILED)
        return CTL_FAILED;
    return show_is(report, "indication", "total_passed") ? verdicts : CTL_UNDECIDED;
}

enum ctl_status show_outcome(const json_t *check)
{
    return show_is(check, "outcome", "pass")   ? CTL_OK
           : show_is(check, "outcome", "fail") ? CTL_FAILED
                                               : CTL_UNDECIDED;
}

const char *show_mark(enum ctl_status status)
{
    return status == CTL_OK ? "✔" : status == CTL_FAILED ? "✘" : "?";
}

enum tone show_tone(enum ctl_status status)
{
    return status == CTL_OK ? TONE_GOOD : status == CTL_FAILED ? TONE_BAD : TONE_UNSURE;
}

static const char *word(struct show *show, enum ctl_status status)
{
    return show_say(show,
                    status == CTL_OK       ? "vouchctl.verdict.passed"
                    : status == CTL_FAILED ? "vouchctl.verdict.failed"
                                           : "vouchctl.verdict.undecided",
                    NULL);
}

static const char *sentence(struct show *show, enum ctl_status status)
{
    return show_say(show,
                    status == CTL_OK       ? "page.verdict.passed.sentence"
                    : status == CTL_FAILED ? "page.verdict.failed.sentence"
                                           : "page.verdict.undecided.sentence",
                    NULL);
}

/* ---- Words of our own ---- */

/* What stands in an id's place where no catalogue has it. */
static const char *last_part(const char *id)
{
    const char *dot = strrchr(id, '.');

    return dot ? dot + 1 : id;
}

const char *show_say(struct show *show, const char *id, ...)
{
    struct report_param params[SHOW_PARAMS];
    struct report_params all = {params, 0};
    const char *name, *said;
    va_list args;

    va_start(args, id);
    while (all.count < SHOW_PARAMS && (name = va_arg(args, const char *))) {
        const char *value = va_arg(args, const char *);

        params[all.count++] = (struct report_param){name, value ? value : "?"};
    }
    va_end(args);
    said = speech_say(show->speech, show->arena, id, &all);
    return said ? said : last_part(id);
}

const char *show_code(struct show *show, const char *group, const char *code)
{
    static const char *const stems[] = {"vouchctl", "word", "page.word"};
    const char *said = NULL;

    for (size_t i = 0; code && i < sizeof stems / sizeof *stems && !said; i++) {
        const char *id = arena_printf(show->arena, "%s.%s.%s", stems[i], group, code);

        said = id ? speech_find(show->speech, id) : NULL;
        if (said && strchr(said, '{')) /* which wants a figure */
            said = NULL;
    }
    return said ? said : code;
}

const char *show_digits(struct show *show, json_int_t number)
{
    const char *text = arena_printf(show->arena, "%" JSON_INTEGER_FORMAT, number);

    return text ? text : "?";
}

/* ---- Lines ---- */

void show_label(struct show *show, const char *label)
{
    const char *id = *label ? arena_printf(show->arena, "vouchctl.label.%s", label) : NULL;
    const char *found = id ? speech_find(show->speech, id) : NULL;
    const char *text = found ? found : label;
    size_t columns = terminal_columns(text);

    terminal_print(show->terminal, "%*s", SHOW_INDENT, "");
    terminal_tone(show->terminal, TONE_FAINT, "%s", text);
    terminal_print(show->terminal, "%*s", columns < SHOW_LABEL ? (int)(SHOW_LABEL - columns) : 1,
                   "");
}

void show_line(struct show *show, const char *label, const char *text)
{
    if (!text || !*text)
        return;
    show_label(show, label);
    terminal_paragraph(show->terminal, SHOW_TEXT, text);
    terminal_print(show->terminal, "\n");
}

void show_words(struct show *show, const char *label, const char *format, ...)
{
    char *words = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&words, format, args) >= 0)
        show_line(show, label, words);
    va_end(args);
    free(words);
}

void show_marked(struct show *show, const char *label, enum ctl_status status, const char *format,
                 ...)
{
    char *words = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&words, format, args) >= 0) {
        show_label(show, label);
        terminal_tone(show->terminal, show_tone(status), "%s ", show_mark(status));
        terminal_paragraph(show->terminal, SHOW_TEXT + 2, words);
        terminal_print(show->terminal, "\n");
    }
    va_end(args);
    free(words);
}

const char *show_time(struct show *show, const char *time)
{
    struct wall_time wall;
    int64_t seconds;
    char *text;

    if (!time || time_parse(slice_str(time), &seconds, NULL) != 0)
        return time;
    time_split(seconds, OFFSET_CHINA, &wall);
    text = arena_printf(show->arena, "%04d-%02d-%02d %02d:%02d +08:00", wall.year, wall.month,
                        wall.day, wall.hour, wall.minute);
    return text ? text : time;
}

/* ---- Why, and what next ---- */

/* True if one of the first `count` items has this message already. */
static bool was_said(const json_t *items, size_t count, const char *message)
{
    for (size_t i = 0; message && i < count; i++)
        if (show_is(json_array_get(items, i), "message", message))
            return true;
    return false;
}

static void show_reasons(struct show *show, const json_t *report)
{
    const json_t *reasons = json_object_get(report, "reasons");
    bool is_passed = show_status(report, NULL) == CTL_OK; /* then nothing of it made the verdict */

    for (size_t i = 0; i < json_array_size(reasons); i++) {
        const json_t *reason = json_array_get(reasons, i);
        const char *code = show_text(reason, "code"), *message = show_text(reason, "message");
        const char *text = message ? message : code;

        if (!show->verbose && was_said(reasons, i, text))
            continue;
        if (text && show->verbose && message && code)
            text = arena_printf(show->arena, "%s [%s]", message, code);
        show_line(show, i > 0 ? "" : is_passed ? "note" : "why", text);
    }
}

const char *show_more(struct show *show, size_t count)
{
    return show_say(show, "vouchctl.more", "count", show_digits(show, (json_int_t)count), NULL);
}

static const json_t *judged_signature(const json_t *report)
{
    const json_t *index = json_object_get(report, "judged_signature");

    return json_is_integer(index) ? json_array_get(json_object_get(report, "signatures"),
                                                   (size_t)json_integer_value(index))
                                  : NULL;
}

/* What was changed after signing, where somebody will ask; -v says it with every signature. */
static void show_changes_briefly(struct show *show, const json_t *report)
{
    const json_t *changes = json_object_get(judged_signature(report), "changes");
    size_t count = json_array_size(changes), shown = count < SHOW_CHANGES ? count : SHOW_CHANGES;

    if (show->verbose || show_status(report, NULL) == CTL_OK)
        return;
    for (size_t i = 0; i < shown; i++)
        show_line(show, i == 0 ? "changes" : "", show_text(json_array_get(changes, i), "message"));
    if (shown < count)
        show_line(show, "", show_more(show, count - shown));
}

/* True if one of the first `count` items gives this advice already. */
static bool was_advised(const json_t *items, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (show_is(json_object_get(json_array_get(items, i), "advice"), "code", code))
            return true;
    return false;
}

/* Each advice once; those of checks that passed are none. */
static void show_advice(struct show *show, const json_t *report)
{
    const json_t *reasons = json_object_get(report, "reasons");
    const char *label = "do next";

    for (size_t i = 0; i < json_array_size(reasons); i++) {
        const json_t *reason = json_array_get(reasons, i);
        const json_t *advice = json_object_get(reason, "advice");
        const char *code = show_text(advice, "code");

        if (!code || was_advised(reasons, i, code))
            continue;
        show_line(show, label, show_text(advice, "message") ? show_text(advice, "message") : code);
        label = "";
    }
}

/* ---- Who signed ---- */

static void show_signer(struct show *show, const json_t *report)
{
    const json_t *signature = judged_signature(report);
    const char *subject = show_text(json_object_get(signature, "signer"), "subject");
    const char *time = show_time(show, show_text(signature, "claimed_time"));
    bool is_proven = show_status(signature, NULL) == CTL_OK;

    if (!subject || show->verbose)
        return;
    show_line(show, "signer",
              show_say(show,
                       is_proven ? time ? "vouchctl.signer.dated" : "vouchctl.signer"
                       : time    ? "vouchctl.calls_itself.dated"
                                 : "vouchctl.calls_itself",
                       "subject", subject, "time", time, NULL));
}

/* ---- What the service knows beside the report ---- */

static void show_sightings(struct show *show, const json_t *sightings)
{
    for (size_t i = 0; i < json_array_size(sightings); i++) {
        const json_t *sighting = json_array_get(sightings, i);

        const json_t *position = json_array_get(json_object_get(sighting, "positions"), 0);
        json_int_t count = show_number(sighting, "count");

        show_line(show, i == 0 ? "seen before" : "",
                  show_say(show, count == 1 ? "vouchctl.seen.once" : "vouchctl.seen.often", "code",
                           show_known(sighting, "code"), "count", show_digits(show, count), "time",
                           show_time(show, show_known(sighting, "first_at")), "row",
                           show_digits(show, json_integer_value(position)), NULL));
        show_line(show, "", show_text(sighting, "message"));
    }
}

void show_row(struct show *show, const char *label, const char *id, const json_t *recorded)
{
    const json_t *position = json_object_get(recorded, "position");

    show_label(show, label);
    if (json_is_integer(position))
        id = show_say(show, "vouchctl.recorded", "id", id, "row",
                      show_digits(show, json_integer_value(position)), NULL);
    terminal_tone(show->terminal, TONE_FAINT, "%s", id);
    terminal_print(show->terminal, "\n");
}

static void show_recorded(struct show *show, const json_t *report, const json_t *recorded)
{
    const char *id = show_text(report, "id"), *digest = show_text(recorded, "report_sha256");

    if (!id)
        return;
    show_row(show, "report", id, recorded);
    if (show->verbose && digest)
        show_words(show, "", "sha256 %s", digest);
}

/* ---- The whole ---- */

static void show_head(struct show *show, const char *name, const json_t *report)
{
    enum ctl_status status = show_status(report, NULL);
    const char *sub = show_text(report, "subindication");

    terminal_tone(show->terminal, show_tone(status), "%s ", show_mark(status));
    terminal_tone(show->terminal, show_tone(status), "%s", word(show, status));
    terminal_print(show->terminal, "  ");
    terminal_text(show->terminal, name);
    terminal_print(show->terminal, "\n%*s", SHOW_INDENT, "");
    terminal_tone(show->terminal, TONE_STRONG, "%s", sentence(show, status));
    terminal_print(show->terminal, "\n");
    if (show->verbose && sub)
        show_words(show, "indication", "%s, %s", show_known(report, "indication"), sub);
}

void show_report(struct show *show, const char *name, const json_t *report)
{
    show_head(show, name, report);
    show_container(show, report);
    show_reasons(show, report);
    show_changes_briefly(show, report);
    show_advice(show, report);
    show_signer(show, report);
    if (show->verbose)
        show_signatures(show, report);
    show_claims(show, report);
    show_checks(show, report);
    if (show->verbose) {
        show_evidence(show, report);
        show_judge(show, report);
    }
}

void show_answer(struct show *show, const char *name, const json_t *answer)
{
    const json_t *report = json_object_get(answer, "report");

    const json_t *recorded = json_object_get(answer, "recorded");

    show_report(show, name, report);
    show_sightings(show, json_object_get(answer, "sightings"));
    show_recorded(show, report, recorded);
    show_decisions(show, json_object_get(answer, "decisions"),
                   json_object_get(recorded, "decisions"));
}
