#include "daemon/event.h"

#include "base/datetime.h"
#include "base/error.h"
#include "daemon/journal.h"
#include "render/render.h"
#include "report/json.h"

#include <jansson.h>
#include <stdlib.h>

static void set_text(json_t *json, const char *name, const char *value)
{
    if (value)
        json_object_set_new(json, name, json_string(value));
}

static void set_digest(json_t *json, const char *name, const struct digest *digest, bool is_there)
{
    char hex[DIGEST_HEX_SIZE];

    if (!is_there)
        return;
    digest_to_hex(digest, hex);
    json_object_set_new(json, name, json_string(hex));
}

/* A line of `lines`, without its end; moves on to the next. NULL after the last. */
static json_t *take_line(const char **lines)
{
    size_t size = strcspn(*lines, "\n");
    json_t *line = size ? json_stringn(*lines, size) : NULL;

    *lines += size + ((*lines)[size] == '\n');
    return line;
}

static json_t *list_lines(const char *lines)
{
    json_t *list = json_array(), *line;

    while ((line = take_line(&lines)))
        json_array_append_new(list, line);
    return list;
}

static json_t *decisions_json(const struct ledger_event *event)
{
    json_t *list = json_array();

    for (size_t i = 0; i < event->decision_count; i++) {
        const struct ledger_event_decision *decision = &event->decisions[i];
        const char *codes = decision->codes;

        json_array_append_new(list, json_pack("{s:s, s:o, s:s}", "id", decision->id, "policy",
                                              take_line(&codes), "verdict", decision->verdict));
    }
    return list;
}

/* A subindication, where there is one, comes first, in capitals. */
static void add_verdict(json_t *json, const struct ledger_event *event)
{
    const char *codes = event->codes;

    set_text(json, "indication", event->indication);
    set_text(json, "report_id", event->id);
    set_digest(json, "report_sha256", &event->payload_sha256, event->has_payload);
    if (*codes >= 'A' && *codes <= 'Z')
        json_object_set_new(json, "subindication", take_line(&codes));
    json_object_set_new(json, "reason_codes", list_lines(codes));
    if (event->decision_count)
        json_object_set_new(json, "decisions", decisions_json(event));
}

static void add_decision(json_t *json, const struct ledger_event *event)
{
    set_text(json, "report_id", event->report_id);
    set_digest(json, "decision_sha256", &event->payload_sha256, event->has_payload);
    json_object_set_new(json, "decisions", decisions_json(event));
}

static void add_judge(json_t *json, const struct ledger_event *event)
{
    const char *codes = event->codes;

    json_object_set_new(json, "configuration_sha256", take_line(&codes));
    json_object_set_new(json, "trust_snapshot", take_line(&codes));
    json_object_set_new(json, "build", take_line(&codes));
    if (*codes)
        json_object_set_new(json, "inventory_sha256", take_line(&codes));
}

static json_t *event_json(const struct ledger_event *event, bool with_sightings)
{
    char time[TIME_TEXT_SIZE];
    json_t *json;

    time_format(event->recorded_at, OFFSET_UTC, time);
    json = json_pack("{s:s, s:I, s:s}", "kind", event->kind, "position",
                     (json_int_t)event->position, "recorded_at", time);
    set_text(json, "source", event->source);
    set_digest(json, "document_sha256", &event->document_sha256, event->has_document);
    if (strcmp(event->kind, "verdict") == 0)
        add_verdict(json, event);
    else if (strcmp(event->kind, "decision") == 0)
        add_decision(json, event);
    else if (strcmp(event->kind, JOURNAL_STARTED) == 0 || strcmp(event->kind, JOURNAL_TRUST) == 0 ||
             strcmp(event->kind, JOURNAL_CONFIGURATION) == 0)
        add_judge(json, event);
    if (event->reference.size)
        json_object_set_new(
            json, "reference",
            json_stringn((const char *)event->reference.data, event->reference.size));
    if (with_sightings && event->sightings)
        json_object_set_new(json, "sightings", list_lines(event->sightings));
    return json;
}

/* ---- A kept report ---- */

static int write_report(const struct event_view *view, struct slice kept, struct buffer *out)
{
    struct arena *arena = arena_new(0);
    struct report *report;
    int r = arena ? report_decode(arena, kept, &report) : ERR_NOMEM;

    if (r == 0)
        r = render_report(arena, view->catalogues, view->language, report);
    if (r == 0) {
        out->size--; /* of `}` */
        buffer_append_str(out, ",\"report\":");
        report_encode(report, REPORT_FULL, out);
        buffer_append_byte(out, '}');
        r = buffer_error(out);
    }
    arena_free(arena);
    return r;
}

/* One that another version kept, or that was altered, takes no event away. */
static int add_report(const struct ledger_event *event, struct event_view *view, struct buffer *out)
{
    int r = event->kept_error;

    if (r == 0 && event->report.size)
        r = write_report(view, event->report, out);
    if (r == 0 || r == ERR_NOMEM)
        return r;
    view->unreadable = event->position;
    return 0;
}

int event_encode(const struct ledger_event *event, struct event_view *view, struct buffer *out)
{
    json_t *json = event_json(event, view->sees_sightings);
    char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;

    json_decref(json);
    if (!text)
        return ERR_NOMEM;
    buffer_append_str(out, text);
    free(text);
    return buffer_error(out) ? buffer_error(out) : add_report(event, view, out);
}
