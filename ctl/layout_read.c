/* Trying a layout: runs in a process of its own, after lock-down. */
#include "ctl/layout.h"

#include "base/datetime.h"
#include "base/error.h"
#include "report/json.h"

#define PAGES_MAX 1000 /* of typed text */

int layout_prepare(void *context, struct buffer *out)
{
    struct layout_work *work = context;
    const struct rehearsal_place place = {.settings = work->settings, .paths = work->paths};
    struct config_error error;
    int r;

    work->arena = arena_new(0);
    if (!work->arena)
        return ERR_NOMEM;
    r = rehearsal_begin(work->arena, &place, work->layout, &work->rehearsal, &error);
    if (r < 0)
        config_error_text(&error, out);
    return r;
}

static int open_text(struct layout_work *work, const struct vouch_document **ret)
{
    const char *pages[PAGES_MAX];
    struct slice left = work->bytes;
    size_t count = 0;

    while (left.size > 0 && count < PAGES_MAX) {
        const uint8_t *end = memchr(left.data, '\f', left.size);
        size_t size = end ? (size_t)(end - left.data) : left.size;

        pages[count] = arena_strndup(work->arena, (const char *)left.data, size);
        if (!pages[count++])
            return ERR_NOMEM;
        left = slice_sub(left, size + 1, left.size);
    }
    return rehearsal_read_text(&work->rehearsal, work->arena, pages, count, ret);
}

int layout_open(struct layout_work *work, const struct vouch_document **ret)
{
    if (work->bytes.size >= 5 && memcmp(work->bytes.data, "%PDF-", 5) == 0)
        return rehearsal_read_pdf(&work->rehearsal, work->arena, work->bytes, work->password, ret);
    return open_text(work, ret);
}

/* ---- try: line by line what is found ---- */

static void write_amount(struct buffer *out, const char *what, const char *amount)
{
    if (amount)
        buffer_printf(out, " %s %s", what, amount);
}

/* A row is more than its text: what was made of it. */
static void write_row(struct buffer *out, const struct report_claims *claims, const char *pointer)
{
    static const char rows[] = "/claims/transactions/";
    char day[DAY_TEXT_SIZE];
    size_t index = 0;

    if (!claims || strncmp(pointer, rows, sizeof rows - 1) != 0)
        return;
    for (const char *at = pointer + sizeof rows - 1; *at >= '0' && *at <= '9'; at++)
        index = index * 10 + (size_t)(*at - '0');
    if (index >= claims->transaction_count)
        return;
    day_format(claims->transactions[index].booked_on, day);
    buffer_printf(out, ": %s %s %s", day, claims->transactions[index].currency,
                  claims->transactions[index].amount);
    write_amount(out, "balance", claims->transactions[index].balance);
    buffer_printf(out, " account %s", claims->transactions[index].account);
}

/* Whether the evidence's middle is in the line. */
static bool is_in(const struct report_evidence *evidence, const struct rehearsal_line *line)
{
    int64_t middle = (evidence->box[1] + evidence->box[3]) / 2;

    return evidence->page == line->page && middle >= line->box[1] && middle <= line->box[3] &&
           evidence->box[0] <= line->box[2] && evidence->box[2] >= line->box[0];
}

static void write_found(struct buffer *out, const struct examination *examination,
                        const struct rehearsal_line *line)
{
    for (size_t i = 0; i < examination->evidence_count; i++) {
        if (!is_in(&examination->evidence[i], line))
            continue;
        buffer_printf(out, "          -> %s", examination->evidence[i].claim + 1);
        write_row(out, examination->claims, examination->evidence[i].claim);
        buffer_append_byte(out, '\n');
    }
    for (size_t i = 0; i < examination->unread_count; i++)
        if (is_in(&examination->unread[i], line))
            buffer_printf(out, "          ?? %s: for a person to read\n",
                          examination->unread[i].claim + 1);
}

static void write_lines(struct buffer *out, const struct vouch_document *document,
                        const struct examination *examination)
{
    struct rehearsal_line line;

    for (uint32_t i = 0; rehearsal_line(document, i, &line); i++) {
        buffer_printf(out, "%3u %5u  ", line.page, i + 1);
        buffer_append(out, line.text.data, line.text.size);
        buffer_append_byte(out, '\n');
        write_found(out, examination, &line);
    }
}

static void write_checks(struct buffer *out, const struct examination *examination)
{
    static const char *const outcomes[] = {"unknown", "pass", "fail"};

    buffer_append_str(out, "\nchecks\n");
    for (size_t i = 0; i < examination->check_count; i++) {
        const struct report_check *check = &examination->checks[i];

        buffer_printf(out, "  %-8s %s", outcomes[check->outcome], check->id);
        for (size_t j = 0; j < check->params.count; j++)
            buffer_printf(out, "%s %s %s", j ? "," : " :", check->params.items[j].name,
                          check->params.items[j].value);
        buffer_append_byte(out, '\n');
    }
}

static void write_accounts(struct buffer *out, const struct report_claims *claims)
{
    if (!claims) {
        buffer_append_str(out, "\nnothing was claimed\n");
        return;
    }
    buffer_printf(out, "\nclaims complete: %s\n", claims->complete);
    for (size_t i = 0; i < claims->account_count; i++) {
        const struct report_account *account = &claims->accounts[i];

        buffer_printf(out, "  account %s: %s", account->id,
                      account->currency ? account->currency : "no currency");
        write_amount(out, "opening", account->opening_balance);
        write_amount(out, "closing", account->closing_balance);
        buffer_append_byte(out, '\n');
    }
    buffer_printf(out, "  transactions: %zu, totals: %zu\n", claims->transaction_count,
                  claims->total_count);
}

int layout_try(void *context, struct buffer *out)
{
    struct layout_work *work = context;
    const struct vouch_document *document;
    struct rehearsal_result result;
    int r = layout_open(work, &document);

    if (r == 0)
        r = rehearsal_run(&work->rehearsal, document, &result);
    if (r < 0)
        return r;
    buffer_printf(out, "sure to %d of 100 that it is one of this layout (50 are needed)\n\n",
                  result.sure);
    write_lines(out, document, &result.examination);
    write_accounts(out, result.examination.claims);
    write_checks(out, &result.examination);
    if (result.mistake)
        buffer_printf(out, "\nmistake: %s\n", result.mistake);
    if (result.is_limited)
        buffer_append_str(out, "\na pattern reached its limits: it can match in too many ways\n");
    if (result.cannot_be_read)
        buffer_append_str(out, "\nthe plugin says that it cannot read this document\n");
    return 0;
}

/* ---- test: what each case gives, as JSON ---- */

static int rehearse(struct layout_work *work, const struct layout_case *one, struct buffer *out)
{
    struct arena *arena = arena_new(0);
    const struct vouch_document *document;
    struct rehearsal_result result;
    int r =
        arena ? rehearsal_read_text(&work->rehearsal, arena, one->pages, one->page_count, &document)
              : ERR_NOMEM;

    if (r == 0)
        r = rehearsal_run(&work->rehearsal, document, &result);
    if (r == 0) {
        examination_encode(&result.examination, out);
        buffer_append_byte(out, '\n');
    }
    arena_free(arena);
    return r;
}

int layout_rehearse(void *context, struct buffer *out)
{
    struct layout_work *work = context;
    int r = 0;

    for (size_t i = 0; i < work->case_count && r == 0; i++)
        r = rehearse(work, &work->cases[i], out);
    return r;
}
