/* Merged rows as days_timeline_new() wants them: which count, and what is supposed of the days to
 * come. */
#include "base/error.h"
#include "policy/record.h"

static bool has_kind(const struct counting *counting, const struct report_crossing *crossing)
{
    for (size_t i = 0; i < counting->kind_count; i++)
        if (crossing->document_kind && strcmp(crossing->document_kind, counting->kinds[i]) == 0)
            return true;
    return !counting->kinds;
}

/* A cover for all the time to come, and a row that leads to what is supposed, if one is needed. */
static void suppose(const struct counting *counting, enum presence before,
                    struct days_record *record, struct days_row *rows, struct days_cover *covers)
{
    bool inside = counting->supposed == PRESENCE_INSIDE;
    struct days_row row = {.day = counting->supposed_from, .broken = record->broken_after};

    covers[record->cover_count] = (struct days_cover){.from = row.day, .to = DAY_MAX};
    if (before == counting->supposed) { /* it goes on: the same stay, without a row */
        record->cover_count++;
        return;
    }
    if (before != PRESENCE_UNKNOWN)
        row.kind = inside ? DAYS_ENTRY : DAYS_EXIT;
    else
        row.kind = inside ? DAYS_SEEN_INSIDE : DAYS_SEEN_OUTSIDE;
    record->broken_after = 0;
    for (size_t i = 0; i < record->cover_count; i++) /* what the records say ends here */
        if (covers[i].to >= row.day)
            record->broken_after |= UINT64_C(1) << i;
    record->cover_count++;
    rows[record->row_count++] = row;
}

/*
 * Rows that count, with gaps before rows that do not. One that does not tell its document may
 * count or not: whatever the records say, nobody knows what lies between its neighbours.
 */
static void take_rows(const struct merged *merged, const struct counting *counting,
                      struct days_row *rows, struct days_record *record)
{
    uint64_t every = record_bits(merged->record_count), skipped = 0;

    for (size_t i = 0; i < merged->row_count; i++) {
        const struct merged_row *row = &merged->rows[i];
        const struct report_crossing *crossing =
            merged->records[row->record].rows[row->index].crossing;

        skipped |= row->broken;
        if (!has_kind(counting, crossing)) {
            skipped |= crossing->document_kind ? 0 : every;
            continue;
        }
        rows[record->row_count++] =
            (struct days_row){row->day, row->is_entry ? DAYS_ENTRY : DAYS_EXIT, skipped};
        skipped = 0;
    }
    record->broken_after = merged->broken_after | skipped;
}

static void take_covers(const struct merged *merged, const struct counting *counting,
                        struct days_row *rows, struct days_cover *covers,
                        struct days_record *record)
{
    for (size_t r = 0; r < merged->record_count; r++) {
        const struct record *from = &merged->records[r];
        uint64_t bit = UINT64_C(1) << r;

        covers[r] = from->cover;
        if (from->has_cover && (from->of_person || !counting->whole_person))
            continue;
        /* bits name covers, so that one that does not count is there, and broken everywhere */
        covers[r] = (struct days_cover){0};
        for (size_t i = 0; i < record->row_count; i++)
            rows[i].broken |= bit;
        record->broken_after |= bit;
    }
    record->cover_count = merged->record_count;
}

int merged_timeline(struct arena *arena, const struct merged *merged,
                    const struct counting *counting, struct days_timeline **ret_timeline)
{
    struct days_row *rows = arena_array(arena, struct days_row, merged->row_count + 1);
    struct days_cover covers[DAYS_COVERS_MAX + 1];
    struct days_record record = {
        .rows = rows, .covers = covers, .distrust_edges = counting->distrust_edges};
    struct counting supposing = *counting;
    int r;

    if (!rows)
        return ERR_NOMEM;
    take_rows(merged, counting, rows, &record);
    take_covers(merged, counting, rows, covers, &record);
    r = days_timeline_new(arena, &record, ret_timeline);
    if (r < 0 || counting->supposed == PRESENCE_UNKNOWN)
        return r;
    if (record.row_count > 0 && rows[record.row_count - 1].day >= supposing.supposed_from)
        supposing.supposed_from = rows[record.row_count - 1].day + 1;
    suppose(&supposing, days_state_at(*ret_timeline, supposing.supposed_from), &record, rows,
            covers);
    return days_timeline_new(arena, &record, ret_timeline);
}
