#include "render/rows.h"

#include "base/buffer.h"
#include "base/error.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define RUNS_MAX 8 /* of rows that are named; a change over more is over most of the page */

/* Rows that follow each other; the last of them open to what comes next. */
struct runs {
    struct buffer text;
    int64_t first, last;
    size_t written; /* runs */
    size_t rows;
};

/* The row whose evidence it is; 0 for evidence of something else. */
static int64_t row_of(const struct report_claims *claims, const struct report_evidence *evidence)
{
    static const char crossings[] = "/claims/crossings/";
    const char *index = evidence->claim + strlen(crossings);
    unsigned long at;
    char *end;

    if (strncmp(evidence->claim, crossings, strlen(crossings)) != 0 || *index < '0' || *index > '9')
        return 0;
    at = strtoul(index, &end, 10);
    return *end == '\0' && at < claims->crossing_count ? claims->crossings[at].row : 0;
}

static bool overlap(const int64_t a[4], const int64_t b[4])
{
    return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

static void write_run(struct runs *runs)
{
    if (runs->rows == 0 || runs->written > RUNS_MAX)
        return;
    if (runs->written > 0)
        buffer_append_str(&runs->text, ", ");
    if (runs->written++ == RUNS_MAX)
        buffer_append_str(&runs->text, "...");
    else if (runs->first == runs->last)
        buffer_printf(&runs->text, "%" PRId64, runs->first);
    else
        buffer_printf(&runs->text, "%" PRId64 "-%" PRId64, runs->first, runs->last);
}

/* A row may have several boxes, and rows come in the order in which they were read. */
static void add_row(struct runs *runs, int64_t row)
{
    if (runs->rows > 0 && row >= runs->first && row <= runs->last)
        return;
    if (runs->rows > 0 && runs->last < INT64_MAX && row == runs->last + 1) {
        runs->last = row;
    } else {
        write_run(runs);
        runs->first = runs->last = row;
    }
    runs->rows++;
}

int rows_under(struct arena *arena, const struct report *report, const struct report_change *change,
               struct under *ret)
{
    struct under under = {.rows = ""};
    struct runs runs = {0};
    int r;

    buffer_init(&runs.text, 0);
    for (size_t i = 0; report->claims && change->has_box && i < report->evidence_count; i++) {
        const struct report_evidence *evidence = &report->evidence[i];
        int64_t row;

        if (evidence->page != change->page || !overlap(evidence->box, change->box))
            continue;
        under.is_read = true;
        row = row_of(report->claims, evidence);
        if (row > 0)
            add_row(&runs, row);
    }
    write_run(&runs);
    r = buffer_error(&runs.text);
    if (r == 0 && runs.rows > 0)
        under.rows = arena_strndup(arena, (const char *)runs.text.data, runs.text.size);
    buffer_done(&runs.text);
    under.row_count = runs.rows;
    *ret = under;
    return r < 0 || under.rows ? r : ERR_NOMEM;
}
