#include "dates.h"

#include <stdio.h>

enum part { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, PARTS, LITERAL, SPACE };

struct token {
    enum part part;
    uint32_t size;     /* bytes of the format */
    uint32_t min, max; /* digits; 0: a month's name */
};

/* The token that a format begins with. */
static struct token next_token(const char *format)
{
    static const struct {
        const char *text;
        struct token token;
    } tokens[] = {
        {"YYYY", {YEAR, 4, 4, 4}}, {"MMM", {MONTH, 3, 0, 0}}, {"MM", {MONTH, 2, 2, 2}},
        {"M", {MONTH, 1, 1, 2}},   {"DD", {DAY, 2, 2, 2}},    {"D", {DAY, 1, 1, 2}},
        {"HH", {HOUR, 2, 2, 2}},   {"mm", {MINUTE, 2, 2, 2}}, {"ss", {SECOND, 2, 2, 2}},
        {" ", {SPACE, 1, 0, 0}},
    };

    for (uint32_t i = 0; i < VOUCH_COUNT(tokens); i++)
        if (strncmp(format, tokens[i].text, tokens[i].token.size) == 0)
            return tokens[i].token;
    return (struct token){.part = LITERAL, .size = 1};
}

/* How often each part is said. */
static void count_parts(const char *format, uint32_t counts[PARTS])
{
    memset(counts, 0, PARTS * sizeof *counts);
    while (*format) {
        struct token token = next_token(format);

        if (token.part < PARTS)
            counts[token.part]++;
        format += token.size;
    }
}

bool date_format_is_right(const char *format)
{
    uint32_t counts[PARTS];

    count_parts(format, counts);
    return counts[YEAR] <= 1 && counts[MONTH] == 1 && counts[DAY] == 1 && counts[HOUR] <= 1 &&
           counts[MINUTE] == counts[HOUR] && counts[SECOND] <= counts[MINUTE];
}

bool time_format_is_right(const char *format)
{
    uint32_t counts[PARTS];

    count_parts(format, counts);
    return counts[YEAR] + counts[MONTH] + counts[DAY] == 0 && counts[HOUR] == 1 &&
           counts[MINUTE] == 1 && counts[SECOND] <= 1;
}

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* Length of a month's name that the text begins with, long before short; 0 for none. */
static uint32_t month_name(struct vouch_text text, int32_t *ret)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};

    for (uint32_t i = 0; i < VOUCH_COUNT(names); i++) {
        uint32_t length = 0, size = (uint32_t)strlen(names[i]);

        while (length < size && length < text.length &&
               lower(text.data[length]) == names[i][length])
            length++;
        if (length < 3)
            continue;
        *ret = (int32_t)i + 1;
        return length == size ? size : 3;
    }
    return 0;
}

/* The bytes that the part takes of the text; 0 where it is not there. */
static uint32_t read_part(struct vouch_text text, const struct token *token, int32_t *ret)
{
    uint32_t length = 0;
    int32_t value = 0;

    if (token->max == 0)
        return month_name(text, ret);
    while (length < token->max && length < text.length && text.data[length] >= '0' &&
           text.data[length] <= '9')
        value = value * 10 + (text.data[length++] - '0');
    *ret = value;
    return length >= token->min ? length : 0;
}

static bool read_parts(struct vouch_text text, const char *format, int32_t values[PARTS])
{
    while (*format) {
        struct token token = next_token(format);
        uint32_t taken = 0;

        if (token.part == SPACE) {
            while (taken < text.length && text.data[taken] == ' ')
                taken++;
        } else if (token.part == LITERAL) {
            taken = text.length > 0 && text.data[0] == *format;
        } else {
            taken = read_part(text, &token, &values[token.part]);
        }
        if (taken == 0 && token.part != SPACE)
            return false;
        text.data += taken;
        text.length -= taken;
        format += token.size;
    }
    return text.length == 0;
}

/* The last such day that is not after `latest`. A 29 February may need eight years. */
static int32_t day_before(const int32_t values[PARTS], int32_t latest)
{
    int32_t year = 1970 + latest / 366, day = VOUCH_NO_DAY;

    if (latest == VOUCH_NO_DAY)
        return VOUCH_NO_DAY;
    for (int32_t at = year - 8; at <= year + 2; at++) {
        int32_t candidate = vouch_day(at, values[MONTH], values[DAY]);

        if (candidate != VOUCH_NO_DAY && candidate <= latest)
            day = candidate;
    }
    return day;
}

bool date_parse(struct vouch_text text, const char *format, int32_t latest, struct moment *ret)
{
    int32_t values[PARTS] = {0};
    uint32_t counts[PARTS];

    count_parts(format, counts);
    if (!read_parts(text, format, values) || values[HOUR] > 23 || values[MINUTE] > 59 ||
        values[SECOND] > 59)
        return false;
    *ret = (struct moment){.day = VOUCH_NO_DAY, .second = -1, .has_second = counts[SECOND] > 0};
    if (counts[HOUR] > 0)
        ret->second = values[HOUR] * 3600 + values[MINUTE] * 60 + values[SECOND];
    if (counts[DAY] == 0)
        return true;
    ret->day = counts[YEAR] > 0 ? vouch_day(values[YEAR], values[MONTH], values[DAY])
                                : day_before(values, latest);
    return ret->day != VOUCH_NO_DAY;
}

/* The year is found by trying: few are tried, for the average one has 365.2425 days. */
struct vouch_text date_write(int32_t day, char room[DATE_TEXT_MAX])
{
    int32_t year = (int32_t)(((int64_t)day + 719162) * 400 / 146097) + 1, month = 12;
    int length;

    while (year > 1 && vouch_day(year, 1, 1) > day)
        year--;
    while (year < 9999 && vouch_day(year + 1, 1, 1) <= day)
        year++;
    while (month > 1 && vouch_day(year, month, 1) > day)
        month--;
    length = snprintf(room, DATE_TEXT_MAX, "%04d-%02d-%02d", year % 10000, month,
                      (day - vouch_day(year, month, 1) + 1) % 100);
    return (struct vouch_text){.data = room, .length = (uint32_t)length};
}
