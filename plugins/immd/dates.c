/*
 * How a day is written: 01-02-2026, 1/2/2026, 1 February 2026, 01 FEB 2026, 2026-02-01,
 * 2026年2月1日. Two numbers before the year are day and month, as Hong Kong writes them.
 */
#include "immd.h"

#include <stdio.h>

#define BETWEEN S "[-/. ]" S

static int32_t month_named(struct vouch_text text)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char name[3];

    if (text.length < 3)
        return -1;
    for (uint32_t i = 0; i < 3; i++)
        name[i] = (char)(text.data[i] | 0x20);
    for (int32_t i = 0; i < 12; i++)
        if (memcmp(name, names + (size_t)i * 3, 3) == 0)
            return i + 1;
    return -1;
}

int32_t immd_day(const struct immd_paper *paper, struct vouch_text text)
{
    const struct vouch_host *host = paper->host;
    struct vouch_match match;
    struct vouch_span *part = match.groups;

    if (vouch_match(host, paper->document,
                    "^(\\d{4})(?:" S "年" S "|" BETWEEN ")(\\d{1,2})(?:" S "月" S "|" BETWEEN
                    ")(\\d{1,2})(?:" S "日)?$",
                    text, &match))
        return vouch_day(vouch_number(part[1].text), vouch_number(part[2].text),
                         vouch_number(part[3].text));
    if (vouch_match(host, paper->document, "^(\\d{1,2})" BETWEEN "(\\d{1,2})" BETWEEN "(\\d{4})$",
                    text, &match))
        return vouch_day(vouch_number(part[3].text), vouch_number(part[2].text),
                         vouch_number(part[1].text));
    if (vouch_match(host, paper->document,
                    "(?i)^(\\d{1,2})" S "[-/. ]?" S
                    "((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})" S "[-/. ,]?" S
                    "(\\d{4})$",
                    text, &match))
        return vouch_day(vouch_number(part[3].text), month_named(part[2].text),
                         vouch_number(part[1].text));
    return VOUCH_NO_DAY;
}

int32_t immd_read_day(struct immd_paper *paper, const char *pattern, const char *pointer,
                      uint32_t claim)
{
    struct vouch_match match;
    int32_t day;

    if (!immd_find_only(paper, pattern, pointer, &match)) {
        paper->incomplete = true;
        return VOUCH_NO_DAY;
    }
    day = immd_day(paper, match.groups[1].text);
    if (day == VOUCH_NO_DAY)
        immd_leave_unread(paper, pointer, &match.groups[1]);
    else if (claim)
        vouch_claim_day(paper->host, paper->report, claim, day, &match.groups[1]);
    return day;
}

void immd_format_day(int32_t day, char room[16])
{
    int32_t year = day / 366 + 1970, month = 12, first;

    while (year < 9999 && vouch_day(year + 1, 1, 1) <= day)
        year++;
    while (month > 1 && vouch_day(year, month, 1) > day)
        month--;
    first = vouch_day(year, month, 1);
    snprintf(room, 16, "%04u-%02u-%02u", (uint32_t)year % 10000, (uint32_t)month % 100,
             (uint32_t)(day - first + 1) % 100);
}
