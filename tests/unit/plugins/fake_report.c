/* The half of the fake host that takes down what a plugin says. */
#include "fake_report.h"

#include "base/datetime.h"

static void note(struct vouch_report *report, const char *what, struct vouch_text text)
{
    buffer_printf(&report->out->claims, "%s %.*s\n", what, (int)text.length,
                  text.length ? text.data : "");
}

/* What is not sure is listed as unread in place of the claim, as the real host does. */
static bool is_unread(struct vouch_report *report, const char *pointer,
                      const struct vouch_span *span)
{
    bool unsure = span && (span->confidence == FAKE_UNSURE || span->text.confidence == FAKE_UNSURE);

    if (unsure)
        buffer_printf(&report->out->unread, "/claims/%s\n", pointer);
    return unsure;
}

static const char *claim_name(uint32_t claim)
{
    static const char *const names[] = {
        [VOUCH_CLAIM_SERIAL] = "serial",
        [VOUCH_CLAIM_PERIOD_FROM] = "period_from",
        [VOUCH_CLAIM_PERIOD_TO] = "period_to",
        [VOUCH_CLAIM_ISSUED_ON] = "issued_on",
        [VOUCH_CLAIM_LANGUAGE] = "language",
        [VOUCH_CLAIM_FORM] = "form",
        [VOUCH_CLAIM_COMPLETE] = "complete",
        [VOUCH_CLAIM_COVERS] = "covers",
        [VOUCH_CLAIM_SEX] = "sex",
        [VOUCH_CLAIM_BIRTH_DATE] = "birth_date",
        [VOUCH_CLAIM_NATIONALITY] = "nationality",
    };

    require(claim < VOUCH_COUNT(names) && names[claim]);
    return names[claim];
}

int32_t fake_claim_text(struct vouch_report *report, uint32_t claim, const struct vouch_span *span)
{
    if (is_unread(report, claim_name(claim), span))
        return VOUCH_LEFT_UNREAD;
    require(span->page > 0);
    note(report, claim_name(claim), span->text);
    return 0;
}

int32_t fake_claim_day(struct vouch_report *report, uint32_t claim, int32_t day,
                       const struct vouch_span *span)
{
    char text[DAY_TEXT_SIZE];

    if (is_unread(report, claim_name(claim), span))
        return VOUCH_LEFT_UNREAD;
    require(span->page > 0);
    day_format(day, text);
    buffer_printf(&report->out->claims, "%s %s\n", claim_name(claim), text);
    return 0;
}

int32_t fake_claim_code(struct vouch_report *report, uint32_t claim, const char *code,
                        const struct vouch_span *span)
{
    if (is_unread(report, claim_name(claim), span))
        return VOUCH_LEFT_UNREAD;
    (void)span;
    buffer_printf(&report->out->claims, "%s %s\n", claim_name(claim), code);
    return 0;
}

int32_t fake_claim_issued_at(struct vouch_report *report, int64_t time, uint32_t precision,
                             const struct vouch_span *span)
{
    char text[TIME_TEXT_SIZE];

    if (is_unread(report, "issued_at", span))
        return VOUCH_LEFT_UNREAD;
    require(span->page > 0);
    time_format(time, OFFSET_CHINA, text);
    buffer_printf(&report->out->claims, "issued_at %s precision %u\n", text, precision);
    return 0;
}

int32_t fake_claim_name(struct vouch_report *report, const struct vouch_name *name)
{
    if (is_unread(report, "person/names/-", &name->value))
        return VOUCH_LEFT_UNREAD;
    require(name->size == sizeof *name && name->value.page > 0);
    note(report, "name", name->value.text);
    return 0;
}

int32_t fake_claim_id_number(struct vouch_report *report, const struct vouch_id_number *number)
{
    if (is_unread(report, "person/id_numbers/-", &number->value))
        return VOUCH_LEFT_UNREAD;
    require(number->size == sizeof *number && number->value.page > 0);
    note(report, number->kind, number->value.text);
    if (number->masked)
        buffer_append_str(&report->out->claims, "id masked\n");
    return 0;
}

int32_t fake_claim_crossings(struct vouch_report *report)
{
    buffer_append_str(&report->out->claims, "crossings\n");
    return 0;
}

static const char *or_dash(const char *text)
{
    return text ? text : "-";
}

int32_t fake_claim_crossing(struct vouch_report *report, const struct vouch_crossing *crossing)
{
    struct buffer *out = &report->out->claims;
    char day[DAY_TEXT_SIZE];

    if (is_unread(report, "crossings/-", &crossing->whole))
        return VOUCH_LEFT_UNREAD;
    require(crossing->size == sizeof *crossing && crossing->whole.page > 0);
    day_format(crossing->date, day);
    buffer_printf(out, "crossing %u %s %s", crossing->row, crossing->exit ? "exit" : "entry", day);
    buffer_printf(out, " %.*s/%s/%.*s%s", (int)crossing->document_type.length,
                  crossing->document_type.data, or_dash(crossing->document_kind),
                  (int)crossing->document_number.length, crossing->document_number.data,
                  crossing->document_masked ? "/masked" : "");
    buffer_printf(out, " %.*s/%s/%s", (int)crossing->port.length, crossing->port.data,
                  or_dash(crossing->port_code), or_dash(crossing->region));
    if (crossing->flight.length > 0)
        buffer_printf(out, " %.*s", (int)crossing->flight.length, crossing->flight.data);
    buffer_append_str(out, "\n");
    return 0;
}

int32_t fake_claim_extra(struct vouch_report *report, const char *name, const char *type,
                         const struct vouch_span *span)
{
    if (is_unread(report, "extra/-", span))
        return VOUCH_LEFT_UNREAD;
    buffer_printf(&report->out->claims, "extra %s ", type);
    note(report, name, span->text);
    return 0;
}

int32_t fake_unread(struct vouch_report *report, const char *pointer, const struct vouch_span *span)
{
    require(span->page > 0);
    buffer_printf(&report->out->unread, "%s\n", pointer);
    return 0;
}

int32_t fake_reason(struct vouch_report *report, const char *code, const struct vouch_param *params,
                    uint32_t param_count)
{
    (void)params;
    (void)param_count;
    buffer_printf(&report->out->claims, "reason %s\n", code);
    return 0;
}

int32_t fake_layout(struct vouch_report *report, const char *name)
{
    buffer_printf(&report->out->claims, "layout %s\n", or_dash(name));
    return 0;
}

int32_t fake_take_check(struct vouch_report *report, const struct vouch_check *check)
{
    struct fake_report *out = report->out;
    struct vouch_param *params = arena_array(report->arena, struct vouch_param, check->param_count);

    require(check->size == sizeof *check && check->outcome <= VOUCH_FAIL && params);
    require(out->check_count < FAKE_CHECKS_MAX && !fake_check(out, check->id));
    for (uint32_t i = 0; i < check->param_count; i++) {
        params[i].name = arena_strdup(report->arena, check->params[i].name);
        params[i].value = arena_strdup(report->arena, check->params[i].value);
    }
    out->checks[out->check_count] = *check;
    out->checks[out->check_count++].params = params;
    return 0;
}

const struct vouch_check *fake_check(const struct fake_report *report, const char *id)
{
    for (uint32_t i = 0; i < report->check_count; i++)
        if (strcmp(report->checks[i].id, id) == 0)
            return &report->checks[i];
    return NULL;
}

const char *fake_text(struct fake_report *report, const struct buffer *buffer)
{
    struct slice text = buffer_slice(buffer);
    const char *out = arena_strndup(report->arena, (const char *)text.data, text.size);

    require(out);
    return out;
}

void fake_report_done(struct fake_report *report)
{
    buffer_done(&report->claims);
    buffer_done(&report->unread);
    report->arena = arena_free(report->arena);
}

int32_t fake_advise(struct vouch_report *report, const char *advice)
{
    report->out->advice = advice;
    return 0;
}
