/*
 * Dates and times in a layout's own format:
 *
 *   YYYY          four digits                    HH mm ss   two digits each
 *   MM, DD        two digits                     MMM        Jan, January; any case
 *   M, D          one or two                     space      any number of spaces, or none
 *
 * and everything else stands for itself. A format without a year takes the nearest one that is
 * not after a day that the document names.
 */
#ifndef VOUCH_PLUGIN_BANK_DATES_H
#define VOUCH_PLUGIN_BANK_DATES_H

#include <stdbool.h>
#include <vouch/plugin.h>

struct moment {
    int32_t day;    /* VOUCH_NO_DAY: there is no such date */
    int32_t second; /* of that day; -1: no time is said */
    bool has_second;
};

/* Whether the format can be used: it says a day and a month, and nothing twice. */
bool date_format_is_right(const char *format);

/* The same for a format of times alone: it says the hour and the minute. */
bool time_format_is_right(const char *format);

/*
 * All of `text` in that format; false for anything else. `latest` is for formats without a year;
 * with VOUCH_NO_DAY they are not read.
 */
bool date_parse(struct vouch_text text, const char *format, int32_t latest, struct moment *ret);

#define DATE_TEXT_MAX 16

/* As reports write days: YYYY-MM-DD. The text lies in `room`. */
struct vouch_text date_write(int32_t day, char room[DATE_TEXT_MAX]);

#endif
