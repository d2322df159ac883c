/* The period, the day it was asked for, and the minute it was made. */
#include "labels.h"

#include <stdio.h>

#define ASKED  "查" S "询" S "日" S "期" COLON
#define MADE   "制" S "作" S "日" S "期" COLON
#define PERIOD "在" S YMD S "至" S YMD S "期" S "间"
#define TIME   "(?:" S "(\\d{1,2})" S "时" S "(\\d{1,2})" S "分)?"

static void read_period(struct nia_record *record)
{
    const struct vouch_host *host = record->host;
    struct vouch_match match;

    if (!nia_find_only(record, PERIOD, "/claims/period_from", &match)) {
        record->incomplete = true;
        return;
    }
    record->period_from = nia_day_at(&match, 1);
    record->period_to = nia_day_at(&match, 4);
    if (record->period_from == VOUCH_NO_DAY || record->period_to == VOUCH_NO_DAY) {
        nia_leave_unread(record, "/claims/period_from", &match.groups[0]);
        record->period_from = record->period_to = VOUCH_NO_DAY;
        return;
    }
    vouch_claim_day(host, record->report, VOUCH_CLAIM_PERIOD_FROM, record->period_from,
                    &match.groups[0]);
    vouch_claim_day(host, record->report, VOUCH_CLAIM_PERIOD_TO, record->period_to,
                    &match.groups[0]);
}

/* Not on every record; a claim of its own kind, so it is an extra, written as days are. */
static void read_query_date(struct nia_record *record)
{
    struct vouch_match match;
    char text[16];

    if (!nia_find_only(record, ASKED "(?:" YMD "|" REST ")", "/claims/extra/0", &match))
        return;
    record->queried_on = nia_day_at(&match, 1);
    if (record->queried_on == VOUCH_NO_DAY) {
        nia_leave_unread(record, "/claims/extra/0", &match.groups[0]);
        return;
    }
    snprintf(text, sizeof text, "%04d-%02d-%02d", common_number(match.groups[1].text),
             common_number(match.groups[2].text), common_number(match.groups[3].text));
    match.groups[0].text = (struct vouch_text){.data = text, .length = (uint32_t)strlen(text)};
    vouch_claim_extra(record->host, record->report, "queried_on", "day", &match.groups[0]);
}

/* The minute of the day in groups 4 and 5; -1 where only the day is printed or it is none. */
static int32_t minute_of(const struct vouch_match *match)
{
    int32_t hour = common_number(match->groups[4].text);
    int32_t minute = common_number(match->groups[5].text);

    return hour < 0 || hour > 23 || minute < 0 || minute > 59 ? -1 : hour * 60 + minute;
}

static void read_making(struct nia_record *record)
{
    const struct vouch_host *host = record->host;
    struct vouch_match match;
    int64_t time;

    if (!nia_find_only(record, MADE "(?:" YMD TIME "|" REST ")", "/claims/issued_on", &match)) {
        record->incomplete = true;
        return;
    }
    record->made_on = nia_day_at(&match, 1);
    record->made_minute = minute_of(&match);
    if (record->made_on == VOUCH_NO_DAY) {
        nia_leave_unread(record, "/claims/issued_on", &match.groups[0]);
        return;
    }
    vouch_claim_day(host, record->report, VOUCH_CLAIM_ISSUED_ON, record->made_on, &match.groups[0]);
    if (record->made_minute < 0 && match.groups[4].text.length > 0)
        nia_leave_unread(record, "/claims/issued_at", &match.groups[0]);
    if (record->made_minute < 0)
        return;
    time = record->made_on * INT64_C(86400) + record->made_minute * 60 - NIA_CHINA;
    vouch_claim_issued_at(host, record->report, time, VOUCH_PRECISION_MINUTE, &match.groups[0]);
}

void nia_read_dates(struct nia_record *record)
{
    read_query_date(record);
    read_period(record);
    read_making(record);
}
