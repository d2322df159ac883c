#include "policy/crossing.h"
#include "policy/names.h"

static bool holds(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

static void weigh(struct row_verdict *verdict, enum decision_outcome outcome, const char *why)
{
    if (outcome_rank(outcome) < outcome_rank(verdict->outcome))
        *verdict = (struct row_verdict){outcome, why};
}

static enum decision_outcome is_among(const char *value, const char *const *names)
{
    if (!value)
        return OUTCOME_UNKNOWN;
    return holds(names, value) ? OUTCOME_PASS : OUTCOME_FAIL;
}

/* Over a bridge, or by air, a row does not tell where one comes out. */
static enum decision_outcome leads_to(const struct report_crossing *row, const char *const *towards)
{
    if (!row->region || strcmp(row->region, "ambiguous") == 0 ||
        strcmp(row->region, "unknown") == 0)
        return OUTCOME_UNKNOWN;
    return holds(towards, row->region) ? OUTCOME_PASS : OUTCOME_FAIL;
}

/* However it is written. A row without one may be of that flight or of another. */
static enum decision_outcome is_flight(const struct report_crossing *row, const char *flight)
{
    enum agreement agreement;

    if (!row->flight || !*row->flight)
        return OUTCOME_UNKNOWN;
    agreement = number_compare(slice_str(row->flight), slice_str(flight), NULL);
    return outcome_between(agreement >= AGREEMENT_EQUIVALENT, agreement == AGREEMENT_DIFFERENT);
}

struct row_verdict crossing_judge_row(const struct looking *looking, const struct merged_row *row)
{
    const struct crossing *data = looking->data;
    const struct report_crossing *shown = movements_row(looking->movements, row)->crossing;
    struct row_verdict verdict = {OUTCOME_PASS, NULL};

    if (data->direction && row->is_entry != data->wants_entry)
        return (struct row_verdict){OUTCOME_FAIL, "direction"};
    if (data->kinds)
        weigh(&verdict, is_among(shown->document_kind, data->kinds), "kind");
    if (data->ports)
        weigh(&verdict, is_among(crossing_port(shown), data->ports), "port");
    if (looking->port) {
        const char *const port[] = {looking->port, NULL};

        weigh(&verdict, is_among(crossing_port(shown), port), "port");
    }
    if (data->flight)
        weigh(&verdict, is_flight(shown, data->flight), "flight");
    if (data->towards) {
        enum decision_outcome leads = leads_to(shown, data->towards);

        weigh(&verdict, leads, leads == OUTCOME_UNKNOWN ? "ambiguous" : "towards");
    }
    return verdict;
}

/* ---- Rows in time ---- */

/* The first row in the window, or after it. */
static size_t first_row(const struct looking *looking)
{
    const struct merged *merged = &looking->movements->merged;
    size_t low = 0, high = merged->row_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (merged->rows[middle].day < looking->window.from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool crossing_is_covered(const struct looking *looking)
{
    const struct merged *merged = &looking->movements->merged;
    struct days_window window = looking->window;
    int32_t reach = window.from; /* covered up to here, without this day */
    bool grown = true;

    if (window.from > window.to)
        return false;
    while (grown && reach <= window.to) {
        grown = false;
        for (size_t r = 0; r < merged->record_count; r++) {
            const struct record *record = &merged->records[r];
            int32_t end = record->cover.to_partly ? record->cover.to : record->cover.to + 1;
            bool broken = record->gap_after;

            for (size_t i = 0; i < record->row_count; i++)
                broken |= record->rows[i].gap;
            if (record->has_cover && !broken && record->cover.from <= reach && end > reach) {
                reach = end;
                grown = true;
            }
        }
    }
    return reach > window.to;
}

struct tally crossing_tally(const struct looking *looking, enum manner manner)
{
    const struct merged *merged = &looking->movements->merged;
    struct tally tally = {0};

    for (size_t i = first_row(looking); i < merged->row_count; i++) {
        const struct merged_row *row = &merged->rows[i];
        struct row_verdict verdict;

        if (!crossing_in_window(looking, row))
            break;
        verdict = crossing_judge_row(looking, row);
        tally.passed += verdict.outcome == OUTCOME_PASS;
        tally.failed += verdict.outcome == OUTCOME_FAIL;
        tally.unknown += verdict.outcome == OUTCOME_UNKNOWN;
        if (!tally.row ||
            (manner == ALL_WORST
                 ? outcome_rank(verdict.outcome) < outcome_rank(tally.verdict.outcome)
                 : outcome_rank(verdict.outcome) > outcome_rank(tally.verdict.outcome))) {
            tally.row = row;
            tally.verdict = verdict;
        }
        if (manner == UNTIL_ONE && tally.passed > 0)
            break;
    }
    return tally;
}
