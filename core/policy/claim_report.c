#include "base/datetime.h"
#include "policy/claim_impl.h"

#define CLAIM(report, member) ((report)->claims ? (report)->claims->member : NULL)

#define TEXT_CLAIM(function, value_type, member)                                                   \
    static struct value function(const struct evaluation *evaluation, const struct report *report) \
    {                                                                                              \
        (void)evaluation;                                                                          \
        return claim_text(value_type, CLAIM(report, member));                                      \
    }

TEXT_CLAIM(report_serial, VALUE_TEXT, serial)
TEXT_CLAIM(report_language, VALUE_CODE, language)
TEXT_CLAIM(report_form, VALUE_CODE, form)

/* A document that does not tell of what it speaks may do so of all. */
static struct value told(const char *code)
{
    return claim_text(VALUE_CODE, code && strcmp(code, "unknown") != 0 ? code : NULL);
}

static struct value report_complete(const struct evaluation *evaluation,
                                    const struct report *report)
{
    (void)evaluation;
    return told(CLAIM(report, complete));
}

static struct value report_covers(const struct evaluation *evaluation, const struct report *report)
{
    (void)evaluation;
    return told(CLAIM(report, covers));
}

/* What was printed to the minute happened in some second of it. */
static struct value report_issued_at(const struct evaluation *evaluation,
                                     const struct report *report)
{
    const struct report_claims *claims = report->claims;
    int64_t rest = 0;

    (void)evaluation;
    if (!claims || !claims->has_issued_at)
        return claim_unknown(VALUE_TIME);
    if (claims->issued_precision && strcmp(claims->issued_precision, "minute") == 0)
        rest = 59;
    if (claims->issued_precision && strcmp(claims->issued_precision, "day") == 0)
        rest = 86399;
    return claim_span(claims->issued_at, claims->issued_at + rest);
}

static struct value report_issued_on(const struct evaluation *evaluation,
                                     const struct report *report)
{
    const struct report_claims *claims = report->claims;

    if (claims && !claims->has_issued_on && claims->has_issued_at)
        return claim_day(true, day_of_time(claims->issued_at, evaluation->policy->offset));
    return claim_day(claims && claims->has_issued_on, claims ? claims->issued_on : 0);
}

static struct value report_period_from(const struct evaluation *evaluation,
                                       const struct report *report)
{
    (void)evaluation;
    return claim_day(report->claims && report->claims->has_period_from,
                     report->claims ? report->claims->period_from : 0);
}

static struct value report_period_to(const struct evaluation *evaluation,
                                     const struct report *report)
{
    (void)evaluation;
    return claim_day(report->claims && report->claims->has_period_to,
                     report->claims ? report->claims->period_to : 0);
}

static struct value report_person(const struct evaluation *evaluation, const struct report *report)
{
    struct value value = claim_unknown(VALUE_PERSON);

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
        return person ? read(person) : claim_unknown(value_type);                                  \
    }

PERSON_CLAIM(report_name, VALUE_NAME, claim_person_name)
PERSON_CLAIM(report_sex, VALUE_CODE, claim_person_sex)
PERSON_CLAIM(report_birth_date, VALUE_DAY, claim_person_birth_date)
PERSON_CLAIM(report_nationality, VALUE_TERRITORY, claim_person_nationality)

/* ---- Of a statement's account: the only one, since a term cannot say which ---- */

static const struct report_account *only_account(const struct report *report)
{
    return report->claims && report->claims->account_count == 1 ? report->claims->accounts : NULL;
}

static struct value report_holder(const struct evaluation *evaluation, const struct report *report)
{
    const struct report_account *account = only_account(report);

    (void)evaluation;
    return claim_text(VALUE_NAME, account ? account->holder : NULL);
}

static struct value report_account_number(const struct evaluation *evaluation,
                                          const struct report *report)
{
    const struct report_account *account = only_account(report);
    struct value value = claim_text(VALUE_TEXT, account ? account->number : NULL);

    (void)evaluation;
    value.is_masked = account && account->masked;
    return value;
}

static struct value report_currency(const struct evaluation *evaluation,
                                    const struct report *report)
{
    const struct report_account *account = only_account(report);

    (void)evaluation;
    return claim_text(VALUE_CODE, account ? account->currency : NULL);
}

static struct value balance(const struct report_account *account, const char *text)
{
    struct value value = claim_unknown(VALUE_AMOUNT);

    if (!text || amount_parse(slice_str(text), &value.amount) < 0)
        return claim_unknown(VALUE_AMOUNT);
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

/* ---- The table ---- */

static struct value report_crossings(const struct evaluation *evaluation,
                                     const struct report *report)
{
    struct value value = claim_unknown(VALUE_CROSSINGS);

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

const struct claim *claim_of_report(struct slice name)
{
    return claim_find(of_reports, COUNT(of_reports), name);
}
