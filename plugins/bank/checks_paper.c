/* What is said by the paper and the file, not by the bank's rows: watermark, who wrote the file. */
#include "bank.h"

static bool begins_with(struct vouch_text text, struct vouch_text other)
{
    uint32_t length = text.length < other.length ? text.length : other.length;

    return memcmp(text.data, other.data, length) == 0;
}

/*
 * A vertical watermark was set apart before anything was read. It is on all pages or on none, of
 * the layout's form, and the same on each, as far as a shorter page has room for it; a page with
 * another one came from elsewhere.
 */
static void check_watermark(const struct bank_record *record)
{
    uint32_t pages = vouch_page_count(record->host, record->document), marked = 0, wrong = 0;
    struct common_check check = {
        .id = "bank.watermark",
        .on_fail = "bank.advice.ask_bank",
        .on_unknown = "bank.advice.send_original",
    };
    struct vouch_span mark, first = {.text = {.data = ""}};

    if (record->layout->mark.least == 0)
        return;
    for (uint32_t page = 1; page <= pages; page++) {
        if (!vouch_apart(record->host, record->document, page, &mark))
            continue;
        if (marked++ == 0)
            first = mark;
        wrong += !begins_with(first.text, mark.text);
        wrong +=
            record->layout->mark_text && !vouch_match(record->host, record->document,
                                                      record->layout->mark_text, mark.text, NULL);
    }
    if (marked > 0 && vouch_is_complete(record->host, record->document))
        check.outcome = marked == pages && wrong == 0 ? VOUCH_PASS : VOUCH_FAIL;
    common_param(&check, "pages", pages);
    common_param(&check, "marked", marked);
    common_leave(record->host, record->report, &check);
}

static bool is_one_of(const struct bank_record *record, const struct layout_words *patterns,
                      struct vouch_text text)
{
    for (uint32_t i = 0; i < patterns->count; i++)
        if (vouch_match(record->host, record->document, patterns->items[i], text, NULL))
            return true;
    return false;
}

/*
 * Anybody can write anything there: who wrote the file is a hint and never fails. A file that a
 * printer's driver wrote is a copy, which says nothing against the document it shows.
 */
static void check_producer(const struct bank_record *record)
{
    static const char *const keys[] = {"Producer", "Creator"};
    struct common_check check = {.id = "bank.producer", .on_unknown = "bank.advice.send_original"};
    const struct layout *layout = record->layout;
    bool known = false, reprinted = false;

    if (layout->producers.count == 0 && layout->reprinted.count == 0)
        return;
    for (uint32_t i = 0; i < VOUCH_COUNT(keys); i++) {
        struct vouch_text text;

        if (vouch_information(record->host, record->document, keys[i], &text) <= 0)
            continue;
        known |= is_one_of(record, &layout->producers, text);
        reprinted |= is_one_of(record, &layout->reprinted, text);
    }
    check.outcome = known && !reprinted ? VOUCH_PASS : VOUCH_UNKNOWN;
    if (reprinted)
        common_param(&check, "reprinted", 1);
    common_leave(record->host, record->report, &check);
}

void bank_check_paper(const struct bank_record *record)
{
    check_watermark(record);
    check_producer(record);
}
