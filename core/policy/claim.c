#include "policy/claim.h"

#include "base/datetime.h"
#include "base/error.h"

#include <stdlib.h>

static struct value unknown(enum value_type type)
{
    return (struct value){.type = type};
}

static struct value of_text(enum value_type type, const char *text)
{
    struct value value = {.type = type, .is_known = text != NULL};

    value.text = text;
    return value;
}

static struct value of_day(bool has, int32_t day)
{
    struct value value = {.type = VALUE_DAY, .is_known = has};

    value.day = day;
    return value;
}

static struct value of_span(int64_t first, int64_t last)
{
    struct value value = {.type = VALUE_TIME, .is_known = true};

    value.time.first = first;
    value.time.last = last;
    return value;
}

/* ---- Text ---- */

static int parse_integer(const char *text, struct value *value)
{
    char *end;

    if (strspn(text, "-0123456789") != strlen(text) || strlen(text) > 18)
        return ERR_SYNTAX;
    value->integer = strtoll(text, &end, 10);
    return *text && !*end && end[-1] != '-' ? 0 : ERR_SYNTAX;
}

static int parse_territory(const char *text)
{
    bool is_code = text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z' && !text[2];

    return is_code ? 0 : ERR_SYNTAX;
}

static int parse_code(const char *text)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

    return *text && strspn(text, allowed) == strlen(text) ? 0 : ERR_SYNTAX;
}

int value_parse(enum value_type type, const char *text, struct value *ret_value)
{
    struct value value = {.type = type, .is_known = true};
    int r = 0;

    switch (type) {
    case VALUE_DAY:
        r = day_parse(slice_str(text), &value.day);
        break;
    case VALUE_TIME:
        r = time_parse(slice_str(text), &value.time.first, NULL);
        value.time.last = value.time.first;
        break;
    case VALUE_INTEGER:
        r = parse_integer(text, &value);
        break;
    case VALUE_AMOUNT:
        r = amount_parse(slice_str(text), &value.amount);
        break;
    case VALUE_TERRITORY:
        r = parse_territory(text);
        value.text = text;
        break;
    case VALUE_CODE:
        r = parse_code(text);
        value.text = text;
        break;
    case VALUE_TEXT:
    case VALUE_NAME:
        r = *text ? 0 : ERR_SYNTAX;
        value.text = text;
        break;
    default:
        return ERR_INVALID;
    }
    if (r == 0)
        *ret_value = value;
    return r;
}

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
        return unknown(type);
    extra = &report->claims->extra[index];
    if (strcmp(extra->type, value_type_name(type)) != 0 ||
        value_parse(type, extra->value, &value) < 0)
        return unknown(type);
    return value;
}

/* ---- Of persons ---- */

/* The first printed name: which script does not matter to who compares it. */
static struct value person_name(const struct report_person *person)
{
    return of_text(VALUE_NAME, person->name_count ? person->names[0].value : NULL);
}

static struct value person_sex(const struct report_person *person)
{
    return of_text(VALUE_CODE, person->sex);
}

static struct value person_birth_date(const struct report_person *person)
{
    return of_day(person->has_birth_date, person->birth_date);
}

static struct value person_nationality(const struct report_person *person)
{
    const char *nationality = person->nationality;

    /* a document may print it in words */
    if (nationality && parse_territory(nationality) < 0)
        nationality = NULL;
    return of_text(VALUE_TERRITORY, nationality);
}

/* ---- Of reports ---- */

#define CLAIM(report, member) ((report)->claims ? (report)->claims->member : NULL)

#define TEXT_CLAIM(function, value_type, member)                                                   \
    static struct value function(const struct evaluation *evaluation, const struct report *report) \
    {                                                                                              \
        (void)evaluation;                                                                          \
        return of_text(value_type, CLAIM(report, member));                                         \
    }

TEXT_CLAIM(report_complete, VALUE_CODE, complete)
TEXT_CLAIM(report_covers, VALUE_CODE, covers)
TEXT_CLAIM(report_serial, VALUE_TEXT, serial)
TEXT_CLAIM(report_language, VALUE_CODE, language)
TEXT_CLAIM(report_form, VALUE_CODE, form)

/* What was printed to the minute happened in some second of it. */
static struct value report_issued_at(const struct evaluation *evaluation,
                                     const struct report *report)
{
    const struct report_claims *claims = report->claims;
    int64_t rest = 0;

    (void)evaluation;
    if (!claims || !claims->has_issued_at)
        return unknown(VALUE_TIME);
    if (claims->issued_precision && strcmp(claims->issued_precision, "minute") == 0)
        rest = 59;
    if (claims->issued_precision && strcmp(claims->issued_precision, "day") == 0)
        rest = 86399;
    return of_span(claims->issued_at, claims->issued_at + rest);
}

static struct value report_issued_on(const struct evaluation *evaluation,
                                     const struct report *report)
{
    const struct report_claims *claims = report->claims;

    if (claims && !claims->has_issued_on && claims->has_issued_at)
        return of_day(true, day_of_time(claims->issued_at, evaluation->policy->offset));
    return of_day(claims && claims->has_issued_on, claims ? claims->issued_on : 0);
}

static struct value report_period_from(const struct evaluation *evaluation,
                                       const struct report *report)
{
    (void)evaluation;
    return of_day(report->claims && report->claims->has_period_from,
                  report->claims ? report->claims->period_from : 0);
}

static struct value report_period_to(const struct evaluation *evaluation,
                                     const struct report *report)
{
    (void)evaluation;
    return of_day(report->claims && report->claims->has_period_to,
                  report->claims ? report->claims->period_to : 0);
}

static struct value report_person(const struct evaluation *evaluation, const struct report *report)
{
    struct value value = unknown(VALUE_PERSON);

    (void)evaluation;
    value.person = CLAIM(report, person);
    value.is_known = value.person != NULL;
    return value;
}

#define PERSON_CLAIM(function, value_type, read)                                                   \
    static struct value function(const struct evaluation *evaluation, const struct report *report) \
    {                                                                                              \
        const struct report_person *person = CLAIM(report, person);                                \
                                                                                                   \
        (void)evaluation;                                                                          \
        return person ? read(person) : unknown(value_type);                                        \
    }

PERSON_CLAIM(report_name, VALUE_NAME, person_name)
PERSON_CLAIM(report_sex, VALUE_CODE, person_sex)
PERSON_CLAIM(report_birth_date, VALUE_DAY, person_birth_date)
PERSON_CLAIM(report_nationality, VALUE_TERRITORY, person_nationality)

/* ---- Of a statement's account: the only one, since a term cannot say which ---- */

static const struct report_account *only_account(const struct report *report)
{
    return report->claims && report->claims->account_count == 1 ? report->claims->accounts : NULL;
}

static struct value report_holder(const struct evaluation *evaluation, const struct report *report)
{
    const struct report_account *account = only_account(report);

    (void)evaluation;
    return of_text(VALUE_NAME, account ? account->holder : NULL);
}

static struct value report_account_number(const struct evaluation *evaluation,
                                          const struct report *report)
{
    const struct report_account *account = only_account(report);
    struct value value = of_text(VALUE_TEXT, account ? account->number : NULL);

    (void)evaluation;
    value.is_masked = account && account->masked;
    return value;
}

static struct value report_currency(const struct evaluation *evaluation,
                                    const struct report *report)
{
    const struct report_account *account = only_account(report);

    (void)evaluation;
    return of_text(VALUE_CODE, account ? account->currency : NULL);
}

static struct value balance(const struct report_account *account, const char *text)
{
    struct value value = unknown(VALUE_AMOUNT);

    if (!text || amount_parse(slice_str(text), &value.amount) < 0)
        return unknown(VALUE_AMOUNT);
    if (account->currency && strlen(account->currency) == 3)
        memcpy(value.amount.currency, account->currency, 4);
    value.is_known = true;
    return value;
}

static struct value report_opening_balance(const struct evaluation *evaluation,
                                           const struct report *report)
{
    const struct report_account *account = only_account(report);

    (void)evaluation;
    return balance(account, account ? account->opening_balance : NULL);
}

static struct value report_closing_balance(const struct evaluation *evaluation,
                                           const struct report *report)
{
    const struct report_account *account = only_account(report);

    (void)evaluation;
    return balance(account, account ? account->closing_balance : NULL);
}

/* ---- Of crossings ---- */

static struct value crossing_date(const struct evaluation *evaluation,
                                  const struct report_crossing *crossing)
{
    (void)evaluation;
    return of_day(true, crossing->date);
}

/* HH:MM or HH:MM:SS as printed, on the wall of the policy's time zone. */
static struct value crossing_time(const struct evaluation *evaluation,
                                  const struct report_crossing *crossing)
{
    struct wall_time wall;
    const char *text = crossing->time;
    bool seconds;
    int64_t time;

    if (!text || (strlen(text) != 5 && strlen(text) != 8) ||
        strspn(text, "0123456789:") != strlen(text) || text[2] != ':')
        return unknown(VALUE_TIME);
    seconds = text[5] == ':';
    day_split(crossing->date, &wall);
    wall.offset = evaluation->policy->offset;
    wall.hour = (text[0] - '0') * 10 + text[1] - '0';
    wall.minute = (text[3] - '0') * 10 + text[4] - '0';
    wall.second = seconds ? (text[6] - '0') * 10 + text[7] - '0' : 0;
    if (time_make(&wall, &time) < 0)
        return unknown(VALUE_TIME);
    return of_span(time, time + (seconds ? 0 : 59));
}

/* Where a port leads to several places or to nobody knows where, the row does not tell. */
static struct value crossing_towards(const struct evaluation *evaluation,
                                     const struct report_crossing *crossing)
{
    bool is_place = crossing->region && parse_territory(crossing->region) == 0;

    (void)evaluation;
    return of_text(VALUE_TERRITORY, is_place ? crossing->region : NULL);
}

static struct value crossing_number(const struct evaluation *evaluation,
                                    const struct report_crossing *crossing)
{
    struct value value = of_text(VALUE_TEXT, crossing->document_number);

    (void)evaluation;
    value.is_masked = crossing->document_masked;
    return value;
}

#define TEXT_OF_CROSSING(function, value_type, member)                                             \
    static struct value function(const struct evaluation *evaluation,                              \
                                 const struct report_crossing *crossing)                           \
    {                                                                                              \
        (void)evaluation;                                                                          \
        return of_text(value_type, crossing->member);                                              \
    }

TEXT_OF_CROSSING(crossing_direction, VALUE_CODE, direction)
TEXT_OF_CROSSING(crossing_kind, VALUE_CODE, document_kind)
TEXT_OF_CROSSING(crossing_port, VALUE_CODE, port_code)
TEXT_OF_CROSSING(crossing_flight, VALUE_TEXT, flight)

/* ---- Of documents held ---- */

static struct value held_number(const struct held_document *held)
{
    struct value value = of_text(VALUE_TEXT, held->number);

    value.is_masked = held->number && strchr(held->number, '*');
    return value;
}

static struct value held_valid_from(const struct held_document *held)
{
    return of_day(held->has_valid_from, held->valid_from);
}

static struct value held_valid_until(const struct held_document *held)
{
    return of_day(held->has_valid_until, held->valid_until);
}

/* ---- The tables ---- */

static struct value report_crossings(const struct evaluation *evaluation,
                                     const struct report *report)
{
    struct value value = unknown(VALUE_CROSSINGS);

    (void)evaluation;
    if (!report->claims || !report->claims->has_crossings)
        return value;
    value.is_known = true;
    value.crossings.items = report->claims->crossings;
    value.crossings.count = report->claims->crossing_count;
    return value;
}

static const struct claim of_reports[] = {
    {"issued_on", VALUE_DAY, "/claims/issued_on", {.of_report = report_issued_on}},
    {"issued_at", VALUE_TIME, "/claims/issued_at", {.of_report = report_issued_at}},
    {"period_from", VALUE_DAY, "/claims/period_from", {.of_report = report_period_from}},
    {"period_to", VALUE_DAY, "/claims/period_to", {.of_report = report_period_to}},
    {"complete", VALUE_CODE, "/claims/complete", {.of_report = report_complete}},
    {"covers", VALUE_CODE, "/claims/covers", {.of_report = report_covers}},
    {"form", VALUE_CODE, "/claims/form", {.of_report = report_form}},
    {"language", VALUE_CODE, "/claims/language", {.of_report = report_language}},
    {"serial", VALUE_TEXT, "/claims/serial", {.of_report = report_serial}},
    {"person", VALUE_PERSON, "/claims/person", {.of_report = report_person}},
    {"name", VALUE_NAME, "/claims/person/names/0", {.of_report = report_name}},
    {"sex", VALUE_CODE, "/claims/person/sex", {.of_report = report_sex}},
    {"birth_date", VALUE_DAY, "/claims/person/birth_date", {.of_report = report_birth_date}},
    {"nationality",
     VALUE_TERRITORY,
     "/claims/person/nationality",
     {.of_report = report_nationality}},
    {"crossings", VALUE_CROSSINGS, "/claims/crossings", {.of_report = report_crossings}},
    {"holder", VALUE_NAME, "/claims/accounts/0/holder", {.of_report = report_holder}},
    {"account_number",
     VALUE_TEXT,
     "/claims/accounts/0/number",
     {.of_report = report_account_number}},
    {"currency", VALUE_CODE, "/claims/accounts/0/currency", {.of_report = report_currency}},
    {"opening_balance",
     VALUE_AMOUNT,
     "/claims/accounts/0/opening_balance",
     {.of_report = report_opening_balance}},
    {"closing_balance",
     VALUE_AMOUNT,
     "/claims/accounts/0/closing_balance",
     {.of_report = report_closing_balance}},
};

static const struct claim of_crossings[] = {
    {"date", VALUE_DAY, NULL, {.of_crossing = crossing_date}},
    {"time", VALUE_TIME, NULL, {.of_crossing = crossing_time}},
    {"direction", VALUE_CODE, NULL, {.of_crossing = crossing_direction}},
    {"document_kind", VALUE_CODE, NULL, {.of_crossing = crossing_kind}},
    {"document_number", VALUE_TEXT, NULL, {.of_crossing = crossing_number}},
    {"port", VALUE_CODE, NULL, {.of_crossing = crossing_port}},
    {"towards", VALUE_TERRITORY, NULL, {.of_crossing = crossing_towards}},
    {"flight", VALUE_TEXT, NULL, {.of_crossing = crossing_flight}},
};

static const struct claim of_persons[] = {
    {"name", VALUE_NAME, NULL, {.of_person = person_name}},
    {"sex", VALUE_CODE, NULL, {.of_person = person_sex}},
    {"birth_date", VALUE_DAY, NULL, {.of_person = person_birth_date}},
    {"nationality", VALUE_TERRITORY, NULL, {.of_person = person_nationality}},
};

static const struct claim of_helds[] = {
    {"number", VALUE_TEXT, NULL, {.of_held = held_number}},
    {"valid_from", VALUE_DAY, NULL, {.of_held = held_valid_from}},
    {"valid_until", VALUE_DAY, NULL, {.of_held = held_valid_until}},
};

static const struct claim *find(const struct claim *claims, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(name, claims[i].name))
            return &claims[i];
    return NULL;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct claim *claim_of_report(struct slice name)
{
    return find(of_reports, COUNT(of_reports), name);
}

const struct claim *claim_of_crossing(struct slice name)
{
    return find(of_crossings, COUNT(of_crossings), name);
}

const struct claim *claim_of_person(struct slice name)
{
    return find(of_persons, COUNT(of_persons), name);
}

const struct claim *claim_of_held(struct slice name)
{
    return find(of_helds, COUNT(of_helds), name);
}
