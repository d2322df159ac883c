/*
 * The header against itself: serial, period, resident id number. What genuine records
 * may look like, or what nobody knows of them, is "unknown"; README.md has the list.
 */
#include "nia.h"

#define SERIAL_LENGTH 13 /* E, six digits of the day, six more */
#define PERIOD_MAX                                                                                 \
    3653 /* days of ten years with three 29 Februaries, the longest ten there are                  \
          */

static bool is_known_shape(const char *serial)
{
    return strlen(serial) == SERIAL_LENGTH && serial[0] == 'E' &&
           strspn(serial + 1, "0123456789") == SERIAL_LENGTH - 1;
}

static int32_t serial_day(const char *serial)
{
    struct vouch_text year = {serial + 1, 2, 0}, month = {serial + 3, 2, 0};
    struct vouch_text day = {serial + 5, 2, 0};

    return vouch_day(2000 + vouch_number(year), vouch_number(month), vouch_number(day));
}

static void check_serial_date(const struct nia_record *record)
{
    struct common_check check = {.id = "nia.serial_date", .on_fail = "nia.advice.download_again"};

    if (is_known_shape(record->serial) && record->queried_on != VOUCH_NO_DAY)
        check.outcome = serial_day(record->serial) == record->queried_on ? VOUCH_PASS : VOUCH_FAIL;
    common_leave(record->host, record->report, &check);
}

/* Earlier: a period may be chosen, or midnight fell between. Later: it covers days to come. */
static void check_made_at_period_end(const struct nia_record *record)
{
    struct common_check check = {.id = "nia.made_at_period_end",
                                 .on_fail = "nia.advice.download_again",
                                 .on_unknown = "nia.advice.period_to_today"};
    bool known = record->made_on != VOUCH_NO_DAY && record->period_to != VOUCH_NO_DAY;
    int32_t days = known ? record->made_on - record->period_to : 0;

    if (known && days <= 0)
        check.outcome = days == 0 ? VOUCH_PASS : VOUCH_FAIL;
    common_param_if(&check, "days", known, days < 0 ? -days : days);
    common_leave(record->host, record->report, &check);
}

static void check_period_length(const struct nia_record *record)
{
    struct common_check check = {.id = "nia.period_length", .on_fail = "nia.advice.download_again"};
    bool known = record->period_from != VOUCH_NO_DAY && record->period_to != VOUCH_NO_DAY;
    int32_t days = known ? record->period_to - record->period_from : 0;

    if (known)
        check.outcome = days >= 0 && days <= PERIOD_MAX ? VOUCH_PASS : VOUCH_FAIL;
    common_param_if(&check, "days", known, days);
    common_leave(record->host, record->report, &check);
}

static void check_identifier(const struct nia_record *record, const char *id, uint32_t outcome)
{
    struct common_check check = {.id = id,
                                 .outcome = outcome,
                                 .on_fail = "nia.advice.compare_identity_card",
                                 .on_unknown = "nia.advice.compare_identity_card"};

    if (strchr(record->id_number, '*'))
        check.on_unknown = "nia.advice.send_unmasked";
    common_leave(record->host, record->report, &check);
}

void nia_check_header(const struct nia_record *record)
{
    const char *number = record->id_number;

    check_serial_date(record);
    check_made_at_period_end(record);
    check_period_length(record);
    check_identifier(record, "nia.id_check_digit", nia_id_check_digit(number));
    check_identifier(record, "nia.id_birth_date", nia_id_birth_date(number, record->birth_date));
    check_identifier(record, "nia.id_sex", nia_id_sex(number, record->sex));
}
