/* Values that stand beside a label, wherever its line is. */
#include "bank.h"

#include <stdio.h>

void bank_leave_unread(struct bank_record *record, const char *pointer,
                       const struct vouch_span *span)
{
    record->incomplete = true;
    vouch_unread(record->host, record->report, pointer, span);
}

static const char *const pointers[LABEL_KINDS] = {
    [IS_HOLDER] = "/claims/person/names/0",
    [IS_ACCOUNT_NUMBER] = "/claims/accounts/0/number",
    [IS_ACCOUNT_KIND] = "/claims/accounts/0/kind",
    [IS_BRANCH] = "/claims/accounts/0/branch",
    [IS_CURRENCY] = "/claims/accounts/0/currency",
    [IS_STATEMENT_NUMBER] = "/claims/accounts/0/statement_number",
    [IS_STATEMENT_DATE] = "/claims/accounts/0/statement_date",
    [IS_SERIAL] = "/claims/serial",
    [IS_PERIOD_FROM] = "/claims/period_from",
    [IS_PERIOD_TO] = "/claims/period_to",
    [IS_ISSUED_ON] = "/claims/issued_on",
    [IS_ISSUED_AT] = "/claims/issued_at",
    [IS_OPENING_BALANCE] = "/claims/accounts/0/opening_balance",
    [IS_CLOSING_BALANCE] = "/claims/accounts/0/closing_balance",
    [IS_FILTER] = "/claims/extra/0",
    [IS_EXTRA] = "/claims/extra/0",
};

/* A place where a label stands, with one of its values. */
struct found {
    const struct layout_label *label;
    enum label_is is;
    struct vouch_span span; /* of the value */
    char room[BANK_TEXT_MAX];
    struct vouch_text text; /* tidied or squeezed */
    bool is_first;          /* of this label */
};

static bool is_same(const struct bank_value *value, struct vouch_text text)
{
    return vouch_text_is(text, value->room);
}

/* Keeps the first; false where another says something else. */
static bool keep(struct bank_value *value, const struct found *found)
{
    if (value->is_known)
        return is_same(value, found->text);
    value->is_known = true;
    value->span = found->span;
    memcpy(value->room, found->room, sizeof value->room);
    value->span.text = found->text;
    value->span.text.data = value->room;
    return true;
}

static void keep_or_leave(struct bank_record *record, struct bank_value *value,
                          const struct found *found)
{
    if (!keep(value, found))
        bank_leave_unread(record, pointers[found->is], &found->span);
}

static void take_holder(struct bank_record *record, const struct found *found)
{
    static const char pointer[] = "/claims/person/names/0";

    if (record->holder.is_known && !is_same(&record->holder, found->text)) {
        record->holder_differs = true;
        bank_leave_unread(record, pointer, &found->span);
        return;
    }
    keep(&record->holder, found);
    if (found->span.page > record->holder_last_page) {
        record->holder_last_page = found->span.page;
        record->holder_pages++;
    }
}

/* Of a section's account, where there are sections; else of the document's. */
static void take_number(struct bank_record *record, const struct found *found)
{
    uint32_t section = bank_section_at(record, &found->span);

    if (section != BANK_NONE)
        snprintf(record->parts[section].number, sizeof record->parts[section].number, "%.63s",
                 found->room);
    else if (!keep(&record->number, found))
        record->number_differs = true;
}

static void take_balance(struct bank_record *record, const struct found *found)
{
    uint32_t section = bank_section_at(record, &found->span);
    struct bank_part *part = section == BANK_NONE ? &record->whole : &record->parts[section];
    struct bank_amount *amount = found->is == IS_OPENING_BALANCE ? &part->opening : &part->closing;
    struct decimal value;

    if (!bank_amount_of(record, found->text, &value) ||
        (amount->is_known && !decimal_equal(&amount->value, &value))) {
        bank_leave_unread(record, pointers[found->is], &found->span);
        return;
    }
    *amount = (struct bank_amount){.is_known = true, .value = value};
}

static void claim_day(struct bank_record *record, const struct found *found, uint32_t claim,
                      int32_t *day)
{
    struct moment moment;

    if (!bank_date_of(record, found->text, &moment) ||
        (*day != VOUCH_NO_DAY && *day != moment.day)) {
        bank_leave_unread(record, pointers[found->is], &found->span);
        return;
    }
    if (*day == VOUCH_NO_DAY && claim)
        vouch_claim_day(record->host, record->report, claim, moment.day, &found->span);
    *day = moment.day;
}

/* The moment of making: with a time of day it is that, too, by the bank's clock. */
static void take_issued_at(struct bank_record *record, const struct found *found)
{
    bool is_new = record->issued_on == VOUCH_NO_DAY;
    struct moment moment;

    claim_day(record, found, VOUCH_CLAIM_ISSUED_ON, &record->issued_on);
    if (!is_new || record->issued_on == VOUCH_NO_DAY ||
        !bank_date_of(record, found->text, &moment) || moment.second < 0)
        return;
    vouch_claim_issued_at(record->host, record->report,
                          moment.day * INT64_C(86400) + moment.second - record->layout->utc_offset,
                          moment.has_second ? VOUCH_PRECISION_SECOND : VOUCH_PRECISION_MINUTE,
                          &found->span);
}

static bool is_code(struct vouch_text text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789_-.";

    for (uint32_t i = 0; i < text.length; i++)
        if (text.data[i] == '\0' || !strchr(allowed, text.data[i]))
            return false;
    return text.length > 0 && text.length < 128;
}

/* The value as reports write one of its type, whatever the document does; false for none. */
static bool write_extra(const struct bank_record *record, const struct found *found,
                        char room[DECIMAL_TEXT_MAX], struct vouch_text *ret)
{
    const char *type = found->label->type;
    struct decimal amount;
    struct moment moment;

    *ret = found->text;
    if (strcmp(type, "code") == 0)
        return is_code(found->text);
    if (strcmp(type, "day") == 0) {
        if (!bank_date_of(record, found->text, &moment))
            return false;
        *ret = date_write(moment.day, room);
    } else if (strcmp(type, "amount") == 0) {
        if (!bank_amount_of(record, found->text, &amount))
            return false;
        *ret = decimal_write(&amount, room);
    }
    ret->confidence = found->text.confidence;
    return true;
}

static void take_extra(struct bank_record *record, const struct found *found)
{
    struct vouch_span span = found->span;
    char room[DECIMAL_TEXT_MAX];

    if (!found->is_first)
        return;
    if (write_extra(record, found, room, &span.text))
        vouch_claim_extra(record->host, record->report, found->label->name, found->label->type,
                          &span);
    else
        bank_leave_unread(record, pointers[IS_EXTRA], &found->span);
}

/* What a person chose to be shown: rows are left out unless it says all. */
static void take_filter(struct bank_record *record, const struct found *found)
{
    struct vouch_span span = found->span;

    if (!vouch_match(record->host, record->document, found->label->whole, found->text, NULL))
        record->filtered = true;
    if (!found->is_first)
        return;
    span.text = found->text;
    vouch_claim_extra(record->host, record->report, "filter", "text", &span);
}

static void take(struct bank_record *record, struct found *found)
{
    switch (found->is) {
    case IS_HOLDER:
        take_holder(record, found);
        break;
    case IS_ACCOUNT_NUMBER:
        take_number(record, found);
        break;
    case IS_ACCOUNT_KIND:
        keep_or_leave(record, &record->kind, found);
        break;
    case IS_BRANCH:
        keep_or_leave(record, &record->branch, found);
        break;
    case IS_CURRENCY:
        keep_or_leave(record, &record->currency, found);
        break;
    case IS_STATEMENT_NUMBER:
        keep_or_leave(record, &record->statement_number, found);
        break;
    case IS_SERIAL:
        keep_or_leave(record, &record->serial, found);
        break;
    case IS_STATEMENT_DATE:
        claim_day(record, found, 0, &record->statement_date);
        break;
    case IS_PERIOD_FROM:
        claim_day(record, found, VOUCH_CLAIM_PERIOD_FROM, &record->period_from);
        break;
    case IS_PERIOD_TO:
        claim_day(record, found, VOUCH_CLAIM_PERIOD_TO, &record->period_to);
        break;
    case IS_ISSUED_ON:
    case IS_ISSUED_AT:
        take_issued_at(record, found);
        break;
    case IS_OPENING_BALANCE:
    case IS_CLOSING_BALANCE:
        take_balance(record, found);
        break;
    case IS_FILTER:
        take_filter(record, found);
        break;
    case IS_EXTRA:
        take_extra(record, found);
        break;
    default:
        break;
    }
}

static bool is_prose(enum label_is is)
{
    return is == IS_HOLDER || is == IS_ACCOUNT_KIND || is == IS_BRANCH || is == IS_FILTER ||
           is == IS_EXTRA || is == IS_CURRENCY;
}

/* One value of one place, if it can be read surely. */
static void read_value(struct bank_record *record, struct found *found)
{
    bool is_read = (is_prose(found->is) ? common_tidy : common_squeeze)(
        found->span.text, found->room, sizeof found->room, &found->text);

    if (found->span.text.length == 0)
        return;
    if (!is_read || found->text.length == 0 ||
        !vouch_is_sure(record->host, record->document, found->span.text))
        bank_leave_unread(record, pointers[found->is], &found->span);
    else
        take(record, found);
}

static void read_label(struct bank_record *record, const struct layout_label *label)
{
    struct vouch_match match = {.end = 0};
    struct found found = {.label = label};

    for (int i = 0; i < BANK_MATCHES_MAX; i++) {
        if (!vouch_find_from(record->host, record->document, label->pattern, match.end, &match))
            return;
        for (uint32_t j = 0; j < label->is_count; j++) {
            found.is = label->is[j];
            found.span = match.groups[j + 1];
            found.is_first = i == 0;
            read_value(record, &found);
        }
    }
    record->incomplete = true;
}

void bank_read_labels(struct bank_record *record)
{
    for (uint32_t i = 0; i < record->layout->label_count; i++)
        read_label(record, &record->layout->labels[i]);
}
