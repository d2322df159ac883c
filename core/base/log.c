#include "base/log.h"

#include "base/buffer.h"
#include "base/datetime.h"
#include "base/unicode.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION /* the log's own source lines tell nobody anything */
#include <systemd/sd-journal.h>

#define NAME_MAX_SIZE 64 /* journald's own limit for a field's name */
#define ENTRY_MAX     (256u * 1024)

/* systemd.exec(5): the device and inode of what standard error is connected to. */
static bool stderr_is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    unsigned long long device, inode;
    struct stat info;
    int end = 0;

    return stream && sscanf(stream, "%llu:%llu%n", &device, &inode, &end) == 2 &&
           stream[end] == '\0' && fstat(STDERR_FILENO, &info) == 0 && info.st_dev == device &&
           info.st_ino == inode;
}

void log_init(struct log *log, const char *identifier)
{
    *log = (struct log){
        .identifier = identifier,
        .fd = STDERR_FILENO,
        .max_priority = LOG_INFO,
        .journal = stderr_is_journal(),
        .time_stamps = !isatty(STDERR_FILENO),
    };
}

static void escape_code(struct buffer *out, uint32_t code, char quote)
{
    if (code == '\n')
        buffer_append_str(out, "\\n");
    else if (code == '\t')
        buffer_append_str(out, "\\t");
    else if (code == '\\' || (quote && code == (uint32_t)quote))
        buffer_printf(out, "\\%c", (int)code);
    else if (!unicode_is_unsafe(code))
        utf8_append(out, code);
    else if (code < 0x100)
        buffer_printf(out, "\\x%02x", (unsigned)code);
    else
        buffer_printf(out, "\\u%04x", (unsigned)code);
}

/*
 * Appends at most `max` bytes of `text` so that it stays one line and cannot be
 * misread; `quote` is escaped as well, unless NUL.
 */
static void escape(struct buffer *out, const char *text, size_t max, char quote)
{
    struct slice rest = slice_of(text, strnlen(text, max + 1));
    uint32_t code;

    rest.size = utf8_cut(rest, max);
    while (rest.size > 0) {
        if (utf8_next(&rest, &code) == 0) {
            escape_code(out, code, quote);
        } else {
            buffer_printf(out, "\\x%02X", rest.data[0]);
            rest = slice_sub(rest, 1, rest.size);
        }
    }
}

static bool name_is_good(const char *name)
{
    size_t size = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    return name[size] == '\0' && size <= NAME_MAX_SIZE && name[0] >= 'A' && name[0] <= 'Z';
}

/* The entry as sd_journal_sendv(3) takes it: a NAME=value after another, each a vector. */
static void write_journal(const char *identifier, int priority, const char *message,
                          const struct log_field *fields)
{
    struct iovec parts[LOG_FIELDS_MAX + 3];
    size_t starts[LOG_FIELDS_MAX + 4] = {0};
    struct buffer entry;
    int count = 0;

    buffer_init(&entry, ENTRY_MAX);
    buffer_printf(&entry, "PRIORITY=%d", priority);
    starts[++count] = entry.size;
    buffer_printf(&entry, "SYSLOG_IDENTIFIER=%s", identifier);
    starts[++count] = entry.size;
    buffer_append_str(&entry, "MESSAGE=");
    escape(&entry, message, LOG_MESSAGE_MAX, '\0');
    starts[++count] = entry.size;
    for (int i = 0; fields && fields[i].name && i < LOG_FIELDS_MAX; i++) {
        if (!name_is_good(fields[i].name) || !fields[i].value)
            continue;
        buffer_printf(&entry, "%s=", fields[i].name);
        escape(&entry, fields[i].value, LOG_VALUE_MAX, '\0');
        starts[++count] = entry.size;
    }
    if (buffer_error(&entry))
        goto out;
    for (int i = 0; i < count; i++) {
        parts[i].iov_base = entry.data + starts[i];
        parts[i].iov_len = starts[i + 1] - starts[i];
    }
    sd_journal_sendv(parts, count);
out:
    buffer_done(&entry);
}

static const char *priority_name(int priority)
{
    static const char *const names[] = {"emergency", "alert",  "critical", "error",
                                        "warning",   "notice", "info",     "debug"};

    return names[priority];
}

/* A value as it stands where that is plain, else between quotes. */
static void append_value(struct buffer *line, const char *value)
{
    if (value[0] != '\0' && strpbrk(value, " \"=") == NULL) {
        escape(line, value, LOG_VALUE_MAX, '\0');
        return;
    }
    buffer_append_byte(line, '"');
    escape(line, value, LOG_VALUE_MAX, '"');
    buffer_append_byte(line, '"');
}

static void append_time(struct buffer *line)
{
    char text[TIME_TEXT_SIZE];
    struct timespec now;

    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return;
    time_format(now.tv_sec, OFFSET_UTC, text);
    buffer_printf(line, "%s ", text);
}

/* One write for one line, so that lines of several processes do not mix. */
static void write_all(int fd, struct slice line)
{
    while (line.size > 0) {
        ssize_t written = write(fd, line.data, line.size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        line = slice_sub(line, (size_t)written, line.size);
    }
}

static void write_line(const struct log *log, int priority, const char *message,
                       const struct log_field *fields)
{
    struct buffer line;

    buffer_init(&line, ENTRY_MAX);
    if (log->time_stamps)
        append_time(&line);
    buffer_printf(&line, "%s: %s: ", log->identifier, priority_name(priority));
    escape(&line, message, LOG_MESSAGE_MAX, '\0');
    for (int i = 0; fields && fields[i].name && i < LOG_FIELDS_MAX; i++) {
        if (!name_is_good(fields[i].name) || !fields[i].value)
            continue;
        buffer_printf(&line, " %s=", fields[i].name);
        append_value(&line, fields[i].value);
    }
    buffer_append_byte(&line, '\n');
    if (!buffer_error(&line))
        write_all(log->fd, buffer_slice(&line));
    buffer_done(&line);
}

void log_write(const struct log *log, int priority, const struct log_field *fields,
               const char *format, ...)
{
    char message[LOG_MESSAGE_MAX + 5]; /* room to see where the last character ends */
    int saved = errno;
    va_list args;

    priority = LOG_PRI(priority); /* without a facility */
    if (priority > log->max_priority)
        return;
    va_start(args, format);
    if (vsnprintf(message, sizeof message, format, args) < 0)
        message[0] = '\0';
    va_end(args);
    if (log->journal)
        write_journal(log->identifier, priority, message, fields);
    else
        write_line(log, priority, message, fields);
    errno = saved;
}
