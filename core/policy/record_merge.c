#include "base/error.h"
#include "policy/names.h"
#include "policy/record.h"

#define NONE SIZE_MAX

/* ---- The same crossing in two records ---- */

static bool texts_agree(const char *a, const char *b)
{
    return !a || !b || strcmp(a, b) == 0;
}

static bool numbers_agree(const char *a, const char *b)
{
    return !a || !b || !*a || !*b ||
           number_compare(slice_str(a), slice_str(b), NULL) != AGREEMENT_DIFFERENT;
}

static bool ports_agree(const struct report_crossing *a, const struct report_crossing *b)
{
    const char *left = crossing_port(a), *right = crossing_port(b);

    if (left || right) /* a name that is in no table may be the other's, in other words */
        return !left || !right || strcmp(left, right) == 0;
    return !a->port || !b->port || *a->port == '\0' || *b->port == '\0' ||
           name_compare(slice_str(a->port), slice_str(b->port), NULL) != AGREEMENT_DIFFERENT;
}

bool crossings_agree(const struct report_crossing *a, const struct report_crossing *b)
{
    if (a->date != b->date || strcmp(a->direction, b->direction) != 0)
        return false;
    return texts_agree(a->document_kind, b->document_kind) && ports_agree(a, b) &&
           numbers_agree(a->flight, b->flight) &&
           numbers_agree(a->document_number, b->document_number);
}

/* ---- Merging ---- */

struct merging {
    const struct record *records;
    size_t count;
    struct merged_row *rows; /* room for all */
    size_t row_count;
    size_t next[DAYS_COVERS_MAX];     /* of each record: its first row not merged yet */
    size_t *item_of[DAYS_COVERS_MAX]; /* of each record's rows of the day: which item */
    enum presence state;              /* after the last merged row */
};

/* The crossings of one day, each once, in no order yet. */
struct day {
    int32_t date;
    struct merged_row *items; /* where they will stand in the end */
    size_t count;
    size_t end[DAYS_COVERS_MAX]; /* of each record: past its rows of that day */
};

static const struct report_crossing *crossing_of(const struct merging *merging,
                                                 const struct merged_row *row)
{
    return merging->records[row->record].rows[row->index].crossing;
}

/* An item of another record that is the same crossing; the first such, so that order holds. */
static size_t find_item(const struct merging *merging, const struct day *day, size_t record,
                        const struct record_row *row)
{
    uint64_t bit = UINT64_C(1) << record;

    if (day->end[record] - merging->next[record] > RECORD_DAY_ROWS_MAX)
        return NONE;
    for (size_t i = 0; i < day->count && i < RECORD_DAY_ROWS_MAX; i++)
        if (!(day->items[i].seen & bit) &&
            crossings_agree(crossing_of(merging, &day->items[i]), row->crossing))
            return i;
    return NONE;
}

static void gather_day(struct merging *merging, struct day *day)
{
    for (size_t r = 0; r < merging->count; r++) {
        const struct record *record = &merging->records[r];
        uint64_t bit = UINT64_C(1) << r;

        day->end[r] = merging->next[r];
        while (day->end[r] < record->row_count && record->rows[day->end[r]].day == day->date)
            day->end[r]++;
        for (size_t i = merging->next[r]; i < day->end[r]; i++) {
            const struct record_row *row = &record->rows[i];
            size_t item = find_item(merging, day, r, row);

            if (item == NONE) {
                item = day->count++;
                day->items[item] = (struct merged_row){
                    .day = row->day, .is_entry = row->is_entry, .record = r, .index = i};
            }
            day->items[item].seen |= bit;
            day->items[item].gap |= row->gap ? bit : 0;
            merging->item_of[r][i] = item;
        }
    }
}

/* Whether every record that shows the item has nothing of that day left before it. */
static bool is_next(const struct merging *merging, const struct day *day, size_t item)
{
    for (size_t r = 0; r < merging->count; r++)
        if ((day->items[item].seen >> r & 1) &&
            (merging->next[r] >= day->end[r] || merging->item_of[r][merging->next[r]] != item))
            return false;
    return true;
}

/*
 * Which comes next: one that every record allows, and among these one that continues from the
 * state before. Where the records want different orders, the first record's.
 */
static size_t choose_item(const struct merging *merging, const struct day *day)
{
    size_t allowed = NONE, any = NONE;

    for (size_t r = 0; r < merging->count; r++) {
        size_t item;

        if (merging->next[r] >= day->end[r])
            continue;
        item = merging->item_of[r][merging->next[r]];
        any = any == NONE ? item : any;
        if (!is_next(merging, day, item))
            continue;
        allowed = allowed == NONE ? item : allowed;
        if (day->items[item].is_entry == (merging->state == PRESENCE_OUTSIDE))
            return item;
    }
    return allowed != NONE ? allowed : any;
}

/* Passes over what is placed already. */
static void advance(struct merging *merging, const struct day *day, const bool *placed)
{
    for (size_t r = 0; r < merging->count; r++)
        while (merging->next[r] < day->end[r] && placed[merging->item_of[r][merging->next[r]]])
            merging->next[r]++;
}

/*
 * Whether nobody can say how the rows of a day follow one another: no record shows all of them,
 * and some are missing, so that not even alternation tells.
 */
static bool is_unordered(const struct merging *merging, const struct day *day)
{
    uint64_t in_all = ~UINT64_C(0);
    bool missing = false;

    for (size_t i = 0; i < day->count; i++) {
        in_all &= day->items[i].seen;
        missing |= day->items[i].gap != 0;
    }
    for (size_t r = 0; r < merging->count; r++)
        missing |= merging->records[r].gap_after && day->end[r] > merging->next[r] &&
                   day->end[r] == merging->records[r].row_count;
    return missing && !in_all;
}

static int order_day(struct merging *merging, struct arena *arena, struct day *day)
{
    bool unordered = is_unordered(merging, day);
    struct merged_row *ordered = arena_array(arena, struct merged_row, day->count);
    bool *placed = arena_array(arena, bool, day->count);

    if (!ordered || !placed)
        return ERR_NOMEM;
    for (size_t i = 0; i < day->count; i++) {
        size_t item = choose_item(merging, day);

        placed[item] = true;
        ordered[i] = day->items[item];
        ordered[i].unordered = unordered;
        merging->state = ordered[i].is_entry ? PRESENCE_INSIDE : PRESENCE_OUTSIDE;
        advance(merging, day, placed);
    }
    memcpy(day->items, ordered, day->count * sizeof *ordered);
    return 0;
}

/* The first day of which some record has a row left. */
static bool next_day(const struct merging *merging, int32_t *ret_date)
{
    bool found = false;

    for (size_t r = 0; r < merging->count; r++) {
        const struct record *record = &merging->records[r];

        if (merging->next[r] == record->row_count)
            continue;
        if (!found || record->rows[merging->next[r]].day < *ret_date)
            *ret_date = record->rows[merging->next[r]].day;
        found = true;
    }
    return found;
}

static int merge_rows(struct merging *merging, struct arena *arena)
{
    struct day day = {0};

    while (next_day(merging, &day.date)) {
        int r = 0;

        day.items = merging->rows + merging->row_count;
        day.count = 0;
        gather_day(merging, &day);
        if (day.count > 1)
            r = order_day(merging, arena, &day);
        if (r < 0)
            return r;
        for (size_t i = 0; i < merging->count; i++)
            merging->next[i] = day.end[i];
        merging->row_count += day.count;
        merging->state = day.items[day.count - 1].is_entry ? PRESENCE_INSIDE : PRESENCE_OUTSIDE;
    }
    return 0;
}

/* A gap of a record lies between two rows of its own: all that was merged in between is in it. */
static void mark_broken(struct merging *merging, uint64_t *ret_after)
{
    for (size_t r = 0; r < merging->count; r++) {
        uint64_t bit = UINT64_C(1) << r;
        bool in_gap = merging->records[r].gap_after;

        *ret_after |= in_gap ? bit : 0;
        for (size_t i = merging->row_count; i-- > 0;) {
            struct merged_row *row = &merging->rows[i];

            if (row->seen & bit)
                in_gap = row->gap & bit;
            row->broken |= in_gap ? bit : 0;
        }
    }
}

/* Around rows whose order nobody knows nothing is known, whatever a record covers. */
static void break_unordered(struct merging *merging, uint64_t *ret_after)
{
    uint64_t every = record_bits(merging->count);

    for (size_t i = 0; i < merging->row_count; i++) {
        if (!merging->rows[i].unordered)
            continue;
        merging->rows[i].broken = every;
        if (i + 1 < merging->row_count)
            merging->rows[i + 1].broken = every;
        else
            *ret_after = every;
    }
}

/* A record that says that it is complete, and lacks what another one shows. */
static void mark_against(struct merging *merging)
{
    for (size_t r = 0; r < merging->count; r++) {
        const struct record *record = &merging->records[r];
        uint64_t bit = UINT64_C(1) << r;

        for (size_t i = 0; record->has_cover && record->is_complete && i < merging->row_count;
             i++) {
            struct merged_row *row = &merging->rows[i];
            int32_t last = record->cover.to_partly ? record->cover.to - 1 : record->cover.to;

            if (row->day >= record->cover.from && row->day <= last &&
                !((row->seen | row->broken) & bit))
                row->against |= bit;
        }
    }
}

int records_merge(struct arena *arena, const struct record *records, size_t count,
                  struct merged *ret_merged)
{
    struct merging merging = {.records = records, .count = count};
    struct merged merged = {.records = records, .record_count = count};
    size_t total = 0;
    int r;

    if (count > DAYS_COVERS_MAX)
        return ERR_LIMIT;
    for (size_t i = 0; i < count; i++) {
        total += records[i].row_count;
        merging.item_of[i] = arena_array(arena, size_t, records[i].row_count);
        if (!merging.item_of[i])
            return ERR_NOMEM;
    }
    if (total > DAYS_ROWS_MAX)
        return ERR_LIMIT;
    merging.rows = arena_array(arena, struct merged_row, total);
    if (!merging.rows)
        return ERR_NOMEM;
    r = merge_rows(&merging, arena);
    if (r < 0)
        return r;
    mark_broken(&merging, &merged.broken_after);
    break_unordered(&merging, &merged.broken_after);
    mark_against(&merging);
    merged.rows = merging.rows;
    merged.row_count = merging.row_count;
    *ret_merged = merged;
    return 0;
}
