/*
 * The daemon's log. Only the daemon (and tests) call it: libraries return errors,
 * and a thing is logged once, by who decides what follows from it.
 *
 * RULE: no personal data passes here. Not a name, a number, a date of birth or a
 * line of a document; not a file name or a reference, which callers choose. What may
 * pass: report ids, digests of documents, codes, sources, counts, times, errors.
 *
 * Where standard error is connected to the journal (JOURNAL_STREAM, systemd.exec(5))
 * entries go there with their fields; else they are lines on standard error:
 *
 *     2026-11-22T09:00:00Z vouchd: warning: examination ended early VOUCH_REPORT_ID=5f..
 *
 * One entry is one line: control characters and whatever else could forge or hide a
 * line are written as escapes (\n, \x1b, \u202e), bytes that are not UTF-8 as \xNN.
 * Logging never fails and never ends the caller; what cannot be written is lost.
 */
#ifndef VOUCH_BASE_LOG_H
#define VOUCH_BASE_LOG_H

#include <stdbool.h>
#include <syslog.h> /* LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO, LOG_DEBUG */

#define LOG_MESSAGE_MAX 2048 /* bytes of a message before escaping; the rest is cut */
#define LOG_VALUE_MAX   1024 /* bytes of a field's value before escaping; the rest is cut */
#define LOG_FIELDS_MAX  16   /* fields of one entry; the rest is left out */

struct log {
    const char *identifier; /* "vouchd" */
    int fd;                 /* where lines go */
    int max_priority;       /* entries above it (LOG_DEBUG is above LOG_INFO) are dropped */
    bool journal;
    bool time_stamps; /* on lines; the journal has its own */
};

/* A name [A-Z][A-Z0-9_]* of at most 64 letters and its value; others are left out. */
struct log_field {
    const char *name;
    const char *value;
};

/* An array of fields: log_fields({"VOUCH_REPORT_ID", id}, {"VOUCH_SOURCE", source}) */
#define log_fields(...) ((const struct log_field[]){__VA_ARGS__, {NULL, NULL}})

/*
 * Sets up a log to the journal or else standard error, up to LOG_INFO, time stamps
 * where lines go anywhere but to a terminal. `identifier` must outlive the log.
 */
void log_init(struct log *log, const char *identifier);

/* One entry; `fields` ends with a NULL name and may be NULL. */
void log_write(const struct log *log, int priority, const struct log_field *fields,
               const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
