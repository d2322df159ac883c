/*
 * Any bytes as records of one border, merged and counted: what the identities say holds, no row
 * is lost or counted twice, and bounds are bounds. Five bytes are a row: day (two), direction
 * and port, number, record; the first bytes are the records' periods.
 */
#include "policy/record.h"

#include <stdlib.h>
#include <string.h>

#define RECORDS  3
#define ROWS_MAX 4096
#define ROW_SIZE 5

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *data;
    size_t size;
};

static void require(bool condition)
{
    if (!condition)
        abort();
}

static int32_t take(struct input *input, size_t bytes)
{
    int32_t value = 0;

    for (; bytes > 0 && input->size > 0; bytes--) {
        value = value << 8 | *input->data++;
        input->size--;
    }
    return value;
}

static void make_claims(struct input *input, struct report_claims claims[RECORDS])
{
    for (int r = 0; r < RECORDS; r++) {
        uint8_t flags = (uint8_t)take(input, 1);

        claims[r] = (struct report_claims){
            .complete = flags & 1 ? "no" : "yes",
            .covers = flags & 2 ? "person" : "document",
            .has_period_from = true,
            .period_from = take(input, 2),
            .has_period_to = !(flags & 4),
            .period_to = take(input, 2),
            .has_issued_at = flags & 8,
            .issued_at = take(input, 2) * INT64_C(86400) + take(input, 2),
        };
    }
}

static void make_rows(struct input *input, struct report_claims claims[RECORDS],
                      struct report_crossing *rows[RECORDS])
{
    static const char *const ports[] = {NULL, "cn_luohu", "hk_lo_wu", "cn_futian"};

    while (input->size >= ROW_SIZE) {
        int32_t date = take(input, 2), what = take(input, 1), number = take(input, 1);
        int record = take(input, 1) % RECORDS;

        if (claims[record].crossing_count == ROWS_MAX)
            return;
        rows[record][claims[record].crossing_count++] = (struct report_crossing){
            .row = number,
            .direction = what & 1 ? "entry" : "exit",
            .date = date,
            .port_code = ports[what >> 1 & 3],
            .document_kind = what & 8 ? "cn_eep" : NULL,
            .basis = "document",
        };
    }
}

static void check_merged(const struct record *records, const struct merged *merged)
{
    for (size_t r = 0; r < RECORDS; r++) {
        size_t shown = 0;

        for (size_t i = 0; i < merged->row_count; i++)
            shown += merged->rows[i].seen >> r & 1;
        require(shown == records[r].row_count);
    }
    for (size_t i = 1; i < merged->row_count; i++)
        require(merged->rows[i].day >= merged->rows[i - 1].day);
}

static void check_window(const struct days_timeline *timeline, struct days_window window)
{
    static const enum days_measure others[DAYS_MEASURES] = {DAYS_FULL, DAYS_ANY_PART, DAYS_NIGHT,
                                                            DAYS_FROM_NEXT};
    int32_t length = window.to - window.from + 1;

    for (int m = 0; m < DAYS_MEASURES; m++) {
        struct days_bounds in = days_count(timeline, window, PRESENCE_INSIDE, (enum days_measure)m);
        struct days_bounds out = days_count(timeline, window, PRESENCE_OUTSIDE, others[m]);

        require(in.lower >= 0 && in.lower <= in.upper && in.upper <= length);
        require(in.lower + out.upper == length && in.upper + out.lower == length);
    }
}

/* Stays lie apart: by nights, what is sure of all of them is what is sure in all. */
static void check_stays(const struct days_timeline *timeline, struct days_window window)
{
    struct days_bounds all = days_count(timeline, window, PRESENCE_INSIDE, DAYS_NIGHT);
    struct days_stay stay;
    size_t cursor = 0;
    int64_t upper = 0;

    while (days_stay_next(timeline, window, PRESENCE_INSIDE, &cursor, &stay)) {
        struct days_bounds count = days_stay_count(&stay, window, DAYS_NIGHT);

        require(count.lower >= 0 && count.lower <= count.upper && count.lower <= all.upper);
        upper += count.upper;
    }
    require(upper >= all.lower);
}

static void check(const struct merged *merged, struct arena *arena, struct counting counting,
                  struct days_window window)
{
    struct days_timeline *timeline;

    require(merged_timeline(arena, merged, &counting, &timeline) == 0);
    check_window(timeline, window);
    check_stays(timeline, window);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = {"cn_eep"};
    struct arena *arena = arena_new(0);
    struct input input = {data, size};
    struct report_claims claims[RECORDS];
    struct report_crossing *rows[RECORDS];
    struct record records[RECORDS];
    struct days_window window;
    struct merged merged;

    make_claims(&input, claims);
    window.from = take(&input, 2);
    window.to = window.from + take(&input, 2);
    for (int r = 0; r < RECORDS; r++) {
        rows[r] = arena_array(arena, struct report_crossing, ROWS_MAX);
        require(rows[r] != NULL);
        claims[r].crossings = rows[r];
    }
    make_rows(&input, claims, rows);
    for (int r = 0; r < RECORDS; r++)
        require(record_of_claims(arena, &claims[r], 7200, &records[r]) == 0);
    require(records_merge(arena, records, RECORDS, &merged) == 0);
    check_merged(records, &merged);
    check(&merged, arena, (struct counting){0}, window);
    check(&merged, arena, (struct counting){.distrust_edges = true, .whole_person = true}, window);
    check(&merged, arena, (struct counting){.kinds = kinds, .kind_count = 1}, window);
    check(&merged, arena,
          (struct counting){.supposed = PRESENCE_INSIDE, .supposed_from = window.from}, window);
    check(&merged, arena,
          (struct counting){.supposed = PRESENCE_OUTSIDE, .supposed_from = window.from}, window);
    arena_free(arena);
    return 0;
}
