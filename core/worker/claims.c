#include "worker/claims.h"
#include "base/datetime.h"
#include "base/unicode.h"
#include "worker/loader.h"

/* The constant of the list that `text` says; NULL where it says none. */
const char *claim_one_of(const char *text, const char *const *names)
{
    for (; text && *names; names++)
        if (strcmp(text, *names) == 0)
            return *names;
    return NULL;
}

const char *claim_dup(struct vouch_report *report, const char *code)
{
    const char *copy = arena_strdup(report->arena, code);

    report->trouble->memory |= !copy;
    return copy;
}

bool claim_is_day(int32_t day)
{
    return day >= DAY_MIN && day <= DAY_MAX;
}

/* ---- The document ---- */

int32_t claim_text(struct vouch_report *report, uint32_t claim, const struct vouch_span *span)
{
    const char *text, *pointer;

    if (!span || (claim != VOUCH_CLAIM_SERIAL && claim != VOUCH_CLAIM_NATIONALITY))
        return report_misuse(report, "vouch_claim_text(): not a claim that is text, or no span");
    pointer = claim == VOUCH_CLAIM_SERIAL ? "/claims/serial" : "/claims/person/nationality";
    if (!report_is_sure(report, span, pointer))
        return VOUCH_LEFT_UNREAD;
    text = report_text(report, span->text);
    if (!text)
        return -1;
    report->is_claimed = true;
    if (claim == VOUCH_CLAIM_SERIAL)
        report->claims.serial = text;
    else
        report->person.nationality = text;
    report->has_person |= claim == VOUCH_CLAIM_NATIONALITY;
    return report_evidence(report, span, "%s", pointer);
}

int32_t claim_day(struct vouch_report *report, uint32_t claim, int32_t day,
                  const struct vouch_span *span)
{
    struct report_claims *claims = &report->claims;
    struct report_person *person = &report->person;
    const struct {
        uint32_t claim;
        int32_t *day;
        bool *has;
        const char *pointer;
    } days[] = {
        {VOUCH_CLAIM_PERIOD_FROM, &claims->period_from, &claims->has_period_from,
         "/claims/period_from"},
        {VOUCH_CLAIM_PERIOD_TO, &claims->period_to, &claims->has_period_to, "/claims/period_to"},
        {VOUCH_CLAIM_ISSUED_ON, &claims->issued_on, &claims->has_issued_on, "/claims/issued_on"},
        {VOUCH_CLAIM_BIRTH_DATE, &person->birth_date, &person->has_birth_date,
         "/claims/person/birth_date"},
    };

    for (size_t i = 0; i < sizeof days / sizeof days[0] && claim_is_day(day); i++) {
        if (days[i].claim != claim)
            continue;
        if (!report_is_sure(report, span, days[i].pointer))
            return VOUCH_LEFT_UNREAD;
        *days[i].day = day;
        *days[i].has = true;
        report->is_claimed = true;
        report->has_person |= claim == VOUCH_CLAIM_BIRTH_DATE;
        return report_evidence(report, span, "%s", days[i].pointer);
    }
    return report_misuse(report, "vouch_claim_day(): not a claim that is a day, or no such day");
}

static int claim_listed(struct vouch_report *report, const char *code, const char *const *names,
                        const char **ret)
{
    const char *name = claim_one_of(code, names);

    if (!name)
        return report_misuse(report, "vouch_claim_code(): not a value of this claim");
    *ret = name;
    return 0;
}

/* What was presented is the host's to know where it is no file of the issuer's making. */
static int claim_form(struct vouch_report *report, const char *code)
{
    static const char *const forms[] = {"electronic", "scan", "photo", NULL};
    bool is_picture = strcmp(report->claims.form, forms[0]) != 0;
    const char *claimed;

    return claim_listed(report, code, forms, is_picture ? &claimed : &report->claims.form);
}

int32_t claim_code(struct vouch_report *report, uint32_t claim, const char *code,
                   const struct vouch_span *span)
{
    static const char *const answers[] = {"yes", "no", "unknown", NULL};
    static const char *const covers[] = {"person", "document", "unknown", NULL};
    static const char *const sexes[] = {"male", "female", "unspecified", NULL};
    struct report_claims *claims = &report->claims;

    report->is_claimed = true;
    switch (claim) {
    case VOUCH_CLAIM_FORM:
        return claim_form(report, code);
    case VOUCH_CLAIM_COMPLETE:
        return claim_listed(report, code, answers, &claims->complete);
    case VOUCH_CLAIM_COVERS:
        return claim_listed(report, code, covers, &claims->covers);
    case VOUCH_CLAIM_SEX:
        if (!report_is_sure(report, span, "/claims/person/sex"))
            return VOUCH_LEFT_UNREAD;
        report->has_person = true;
        if (claim_listed(report, code, sexes, &report->person.sex) < 0)
            return -1;
        return report_evidence(report, span, "/claims/person/sex");
    case VOUCH_CLAIM_LANGUAGE:
        if (!claim_is_code(code))
            break;
        claims->language = claim_dup(report, code);
        return claims->language ? report_evidence(report, span, "/claims/language") : -1;
    default:
        break;
    }
    return report_misuse(report, "vouch_claim_code(): not a claim that is a code, or no code");
}

int32_t claim_issued_at(struct vouch_report *report, int64_t time, uint32_t precision,
                        const struct vouch_span *span)
{
    static const char *const precisions[] = {"day", "minute", "second"};

    if (time < TIME_MIN || time > TIME_MAX || precision > VOUCH_PRECISION_SECOND)
        return report_misuse(report, "vouch_claim_issued_at(): no such time or precision");
    if (!report_is_sure(report, span, "/claims/issued_at"))
        return VOUCH_LEFT_UNREAD;
    report->claims.issued_at = time;
    report->claims.has_issued_at = true;
    report->claims.issued_precision = precisions[precision];
    report->is_claimed = true;
    return report_evidence(report, span, "/claims/issued_at");
}

/* ---- The person ---- */

/* Hani, Latn, or other: where letters of both stand, or of neither. */
static const char *script_of(const char *text)
{
    struct slice left = slice_str(text);
    bool han = false, latin = false, other = false;
    uint32_t code;

    while (left.size > 0 && utf8_next(&left, &code) == 0) {
        bool is_letter = (code | 0x20) >= 'a' && (code | 0x20) <= 'z';

        is_letter |= code >= 0xC0 && code < 0x250;
        han |= unicode_is_han(code);
        latin |= is_letter;
        other |= code >= 0x250 && !unicode_is_han(code) && !unicode_is_space(code);
    }
    return han && !latin && !other ? "Hani" : latin && !han && !other ? "Latn" : "other";
}

int32_t claim_name(struct vouch_report *report, const struct vouch_name *name)
{
    static const char *const kinds[] = {"printed", "alias", "former", "maiden", NULL};
    const char *kind =
        !name || name->kind ? claim_one_of(name ? name->kind : NULL, kinds) : kinds[0];
    struct report_name *item;
    const char *value;

    if (!kind || name->size < sizeof *name)
        return report_misuse(report, "vouch_claim_name(): no such kind of name, or no size");
    if (!report_is_sure(report, &name->value, "/claims/person/names/-"))
        return VOUCH_LEFT_UNREAD;
    value = report_text(report, name->value.text);
    item = value ? report_add(report, &report->names) : NULL;
    if (!item)
        return -1;
    *item = (struct report_name){.value = value, .script = script_of(value), .kind = kind};
    report->is_claimed = report->has_person = true;
    return report_evidence(report, &name->value, "/claims/person/names/%zu",
                           report->names.count - 1);
}

int32_t claim_id_number(struct vouch_report *report, const struct vouch_id_number *number)
{
    struct report_id_number *item;
    const char *value;

    if (!number || number->size < sizeof *number || !claim_is_code(number->kind))
        return report_misuse(report, "vouch_claim_id_number(): its kind is no code, or no size");
    if (!report_is_sure(report, &number->value, "/claims/person/id_numbers/-"))
        return VOUCH_LEFT_UNREAD;
    value = report_text(report, number->value.text);
    item = value ? report_add(report, &report->id_numbers) : NULL;
    if (!item)
        return -1;
    item->kind = claim_dup(report, number->kind);
    item->value = value;
    item->masked = number->masked != 0;
    report->is_claimed = report->has_person = true;
    return report_evidence(report, &number->value, "/claims/person/id_numbers/%zu",
                           report->id_numbers.count - 1);
}

/* ---- Crossings ---- */

int32_t claim_crossings(struct vouch_report *report)
{
    report->is_claimed = true;
    report->claims.has_crossings = true;
    return 0;
}

/* NULL for an empty text: such a member is left out. */
const char *claim_optional(struct vouch_report *report, struct vouch_text text)
{
    return text.length > 0 ? report_text(report, text) : NULL;
}

static const char *optional_code(struct vouch_report *report, const char *code)
{
    return code ? claim_dup(report, code) : NULL;
}

int32_t claim_crossing(struct vouch_report *report, const struct vouch_crossing *crossing)
{
    static const char *const regions[] = {"HK", "MO", "TW", "abroad", "ambiguous", "unknown", NULL};
    const char *region = "unknown", *port;
    struct report_crossing *item;

    if (!crossing || crossing->size < sizeof *crossing || !claim_is_day(crossing->date) ||
        (crossing->document_kind && !claim_is_code(crossing->document_kind)) ||
        (crossing->port_code && !claim_is_code(crossing->port_code)))
        return report_misuse(report,
                             "vouch_claim_crossing(): no such day, code or region, or no size");
    if (crossing->region)
        region = claim_one_of(crossing->region, regions);
    if (!region)
        return report_misuse(report,
                             "vouch_claim_crossing(): no such day, code or region, or no size");
    if (!report_is_sure(report, &crossing->whole, "/claims/crossings/-")) {
        claim_crossings(report);
        return VOUCH_LEFT_UNREAD;
    }
    port = report_text(report, crossing->port);
    item = port ? report_add(report, &report->crossings) : NULL;
    if (!item)
        return -1;
    *item = (struct report_crossing){
        .row = crossing->row,
        .direction = crossing->exit ? "exit" : "entry",
        .date = crossing->date,
        .document_type = claim_optional(report, crossing->document_type),
        .document_kind = optional_code(report, crossing->document_kind),
        .document_number = claim_optional(report, crossing->document_number),
        .document_masked = crossing->document_masked != 0,
        .port = port,
        .port_code = optional_code(report, crossing->port_code),
        .region = region,
        .flight = claim_optional(report, crossing->flight),
        .basis = "document",
    };
    claim_crossings(report);
    return report_evidence(report, &crossing->whole, "/claims/crossings/%zu",
                           report->crossings.count - 1);
}

int32_t claim_extra(struct vouch_report *report, const char *name, const char *type,
                    const struct vouch_span *span)
{
    const char *value, *known;
    struct report_extra *item;

    if (!claim_is_code(name) || !span)
        return report_misuse(report, "vouch_claim_extra(): its name is no code, or no span");
    value = report_text(report, span->text);
    known = value ? claim_type(type, value) : NULL;
    if (value && !known)
        return report_misuse(report, "vouch_claim_extra(): no such type, or not a value of it");
    if (!report_is_sure(report, span, "/claims/extra/-"))
        return VOUCH_LEFT_UNREAD;
    item = value ? report_add(report, &report->extra) : NULL;
    if (!item)
        return -1;
    *item = (struct report_extra){
        .name = claim_dup(report, name),
        .type = known,
        .value = value,
    };
    report->is_claimed = true;
    return report_evidence(report, span, "/claims/extra/%zu", report->extra.count - 1);
}

/* ---- Checks and reasons ---- */

#define PARAMS_MAX 16

static int take_params(struct vouch_report *report, const struct vouch_param *params,
                       uint32_t count, struct report_params *ret)
{
    struct report_param *items;

    if (count > PARAMS_MAX || (count > 0 && !params))
        return report_misuse(report, "a parameter whose name is no code, or too many of them");
    items = arena_array(report->arena, struct report_param, count);
    for (uint32_t i = 0; i < count && items; i++) {
        const char *value = params[i].value ? params[i].value : "";

        if (!claim_is_code(params[i].name))
            return report_misuse(report, "a parameter whose name is no code, or too many of them");
        items[i].name = claim_dup(report, params[i].name);
        items[i].value = report_text(report, text_of(slice_str(value)));
        if (!items[i].name || !items[i].value)
            return -1;
    }
    report->trouble->memory |= !items;
    *ret = (struct report_params){items, count};
    return items ? 0 : -1;
}

int32_t claim_check(struct vouch_report *report, const struct vouch_check *check)
{
    struct report_check made = {0};
    struct report_check *item;

    if (!check || check->size < sizeof *check || check->outcome > VOUCH_FAIL)
        return report_misuse(report, "vouch_check(): no such outcome, or no size");
    made.id = plugin_find_code(report->plugin, VOUCH_CODE_CHECK, check->id);
    made.outcome = (enum check_outcome)check->outcome;
    if (!made.id)
        return report_misuse(report, "vouch_check(): the check is not declared");
    if (check->advice) {
        struct report_advice *advice = arena_new_of(report->arena, struct report_advice);
        const char *code = plugin_find_code(report->plugin, VOUCH_CODE_ADVICE, check->advice);

        if (!code)
            return report_misuse(report, "vouch_check(): the advice is not declared");
        report->trouble->memory |= !advice;
        if (!advice)
            return -1;
        advice->code = code;
        made.advice = advice;
    }
    if (take_params(report, check->params, check->param_count, &made.params) < 0)
        return -1;
    item = report_add(report, &report->checks);
    if (!item)
        return -1;
    *item = made;
    return 0;
}

int32_t claim_reason(struct vouch_report *report, const char *code,
                     const struct vouch_param *params, uint32_t param_count)
{
    struct report_reason made = {
        .code = plugin_find_code(report->plugin, VOUCH_CODE_REASON, code),
    };
    struct report_reason *item;

    if (!made.code)
        return report_misuse(report, "vouch_reason(): the code is not declared");
    if (take_params(report, params, param_count, &made.params) < 0)
        return -1;
    item = report_add(report, &report->reasons);
    if (!item)
        return -1;
    *item = made;
    return 0;
}

int32_t claim_advice(struct vouch_report *report, const char *advice)
{
    const char *code = plugin_find_code(report->plugin, VOUCH_CODE_ADVICE, advice);

    if (!code)
        return report_misuse(report, "vouch_advise(): the advice is not declared");
    report->unsigned_advice = code;
    return 0;
}
