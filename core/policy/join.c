#include "base/error.h"
#include "policy/evaluate.h"
#include "policy/join_impl.h"

/* ---- Records, by border ---- */

static struct join_border *find_border(struct joining *joining, const char *territory)
{
    struct join_border *border = joining->borders;

    for (size_t i = 0; i < joining->border_count; i++, border++)
        if (border->territory == territory ||
            (territory && border->territory && strcmp(border->territory, territory) == 0))
            return border;
    if (joining->border_count == JOIN_BORDERS_MAX)
        return NULL;
    joining->border_count++;
    border->territory = territory;
    border->records = arena_array(joining->arena, struct record, JOIN_REPORTS_MAX + 1);
    return border->records ? border : NULL;
}

static int add_record(struct joining *joining, const struct record *record)
{
    struct join_border *border = find_border(joining, record->territory);

    if (!border)
        return ERR_NOMEM;
    border->records[border->record_count++] = *record;
    return 0;
}

static int take_reports(struct joining *joining)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < joining->input->report_count; i++) {
        const struct policy_report *report = &joining->input->reports[i];
        const struct report_claims *claims = report->report->claims;
        struct record record;

        if (!claims || !claims->has_crossings)
            continue;
        r = record_of_claims(joining->arena, claims, report->lag_s, &record);
        if (r < 0)
            return r;
        record.report = i;
        if (!record.territory)
            record.territory = report_territory(report->report);
        r = add_record(joining, &record);
    }
    return r;
}

/* Somebody's own word is of the border that the documents are of, where they are of one. */
static int take_stated(struct joining *joining, const struct value_crossings *stated)
{
    struct days_cover cover = {.from = stated->cover_from, .to = stated->cover_to};
    struct record record;
    int r = record_of_stated(joining->arena, stated->items, stated->count,
                             stated->has_cover ? &cover : NULL, &record);

    if (r < 0)
        return r;
    if (!record.territory && joining->border_count == 1)
        record.territory = joining->borders[0].territory;
    return add_record(joining, &record);
}

/* The applicant and the crossings, as any of the policies reads them: they were stated once. */
static int take_facts(struct joining *joining)
{
    const struct facts *facts = joining->input->facts;
    const struct value *crossings = NULL;

    for (size_t i = 0; facts && i < facts->set_count; i++) {
        const struct facts_set *set = &facts->sets[i];

        for (size_t j = 0; j < set->policy->fact_count; j++) {
            const struct value *value = &set->values[j];

            if (!value->is_known)
                continue;
            if (value->type == VALUE_PERSON && strcmp(set->policy->facts[j].name, "applicant") == 0)
                joining->applicant = value->person;
            if (value->type == VALUE_CROSSINGS && !crossings)
                crossings = value;
        }
    }
    return crossings ? take_stated(joining, &crossings->crossings) : 0;
}

/* ---- Crossings, each once ---- */

/* Which border's next crossing comes first: of one day, the exit from one before the entry. */
static struct join_border *next_border(struct joining *joining, const size_t next[JOIN_BORDERS_MAX])
{
    struct join_border *best = NULL;
    const struct merged_row *first = NULL;

    for (size_t i = 0; i < joining->border_count; i++) {
        struct join_border *border = &joining->borders[i];
        const struct merged_row *row;

        if (next[i] == border->merged.row_count)
            continue;
        row = &border->merged.rows[next[i]];
        if (best && (row->day > first->day ||
                     (row->day == first->day && (row->is_entry || !first->is_entry))))
            continue;
        best = border;
        first = row;
    }
    return best;
}

static struct join_crossing make_crossing(const struct join_border *border, size_t row)
{
    const struct merged_row *merged = &border->merged.rows[row];
    const struct record *record = &border->records[merged->record];

    return (struct join_crossing){
        .crossing = *record->rows[merged->index].crossing,
        .territory = border->territory,
        .has_from_report = !record->is_stated,
        .from_report = record->is_stated ? 0 : (int64_t)record->report,
    };
}

static int list_crossings(struct joining *joining)
{
    size_t next[JOIN_BORDERS_MAX] = {0}, total = 0;
    struct join_crossing *crossings;
    struct join_border *border;

    for (size_t i = 0; i < joining->border_count; i++) {
        size_t count = joining->borders[i].merged.row_count;

        total += count;
        joining->borders[i].places = arena_array(joining->arena, size_t, count);
        if (!joining->borders[i].places)
            return ERR_NOMEM;
    }
    crossings = arena_array(joining->arena, struct join_crossing, total);
    if (!crossings)
        return ERR_NOMEM;
    joining->join->crossings = crossings;
    while ((border = next_border(joining, next))) {
        size_t row = next[border - joining->borders]++;

        border->places[row] = joining->join->crossing_count;
        crossings[joining->join->crossing_count++] = make_crossing(border, row);
    }
    return 0;
}

/* ---- Days that no record covers ---- */

static bool is_of(const struct join_border *border, const char *territory)
{
    return !territory || (border->territory && strcmp(border->territory, territory) == 0);
}

/* The last day covered without a break from `day` on, which is covered; else the day before. */
static int32_t covered_until(const struct joining *joining, const char *territory, int32_t day)
{
    int32_t reach = day - 1;
    bool grown = true;

    while (grown) {
        grown = false;
        for (size_t i = 0; i < joining->border_count; i++) {
            const struct join_border *border = &joining->borders[i];

            for (size_t j = 0; is_of(border, territory) && j < border->record_count; j++) {
                const struct days_cover *cover = &border->records[j].cover;

                if (border->records[j].has_cover && cover->from <= reach + 1 && cover->to > reach) {
                    reach = cover->to;
                    grown = true;
                }
            }
        }
    }
    return reach;
}

/* The first day after `day` that is covered; one past `last` where none is. */
static int32_t covered_again(const struct joining *joining, const char *territory, int32_t day,
                             int32_t last)
{
    int32_t next = last + 1;

    for (size_t i = 0; i < joining->border_count; i++) {
        const struct join_border *border = &joining->borders[i];

        for (size_t j = 0; is_of(border, territory) && j < border->record_count; j++) {
            const struct days_cover *cover = &border->records[j].cover;

            if (border->records[j].has_cover && cover->from > day && cover->from < next)
                next = cover->from;
        }
    }
    return next;
}

static void list_uncovered_of(struct joining *joining, const char *territory, struct days_cover all,
                              struct join_gap *gaps)
{
    int32_t day = all.from;

    while (day <= all.to) {
        int32_t reach = covered_until(joining, territory, day);
        int32_t next = covered_again(joining, territory, reach, all.to);

        if (reach < all.to)
            gaps[joining->join->uncovered_count++] =
                (struct join_gap){.from = reach + 1, .to = next - 1, .territory = territory};
        day = reach < all.to ? next : all.to + 1;
    }
}

/* Of all the days from the first that some record covers to the last. */
static int list_uncovered(struct joining *joining)
{
    struct days_cover all = {.from = DAY_MAX, .to = DAY_MIN};
    size_t records = 0;
    struct join_gap *gaps;

    for (size_t i = 0; i < joining->border_count; i++) {
        const struct join_border *border = &joining->borders[i];

        for (size_t j = 0; j < border->record_count; j++) {
            const struct days_cover *cover = &border->records[j].cover;

            records++;
            if (!border->records[j].has_cover)
                continue;
            all.from = cover->from < all.from ? cover->from : all.from;
            all.to = cover->to > all.to ? cover->to : all.to;
        }
    }
    gaps =
        arena_array(joining->arena, struct join_gap, (records + 1) * (joining->border_count + 1));
    if (!gaps)
        return ERR_NOMEM;
    joining->join->uncovered = gaps;
    for (size_t i = 0; joining->border_count > 1 && i < joining->border_count; i++)
        if (joining->borders[i].territory)
            list_uncovered_of(joining, joining->borders[i].territory, all, gaps);
    list_uncovered_of(joining, NULL, all, gaps);
    return 0;
}

int policy_join(struct arena *arena, const struct join_input *input, struct decision_join *ret_join)
{
    struct decision_join join = {0};
    struct joining joining = {.arena = arena, .input = input, .join = &join};
    int r;

    if (input->report_count > JOIN_REPORTS_MAX)
        return ERR_LIMIT;
    r = take_reports(&joining);
    if (r == 0)
        r = take_facts(&joining);
    for (size_t i = 0; r == 0 && i < joining.border_count; i++)
        r = records_merge(arena, joining.borders[i].records, joining.borders[i].record_count,
                          &joining.borders[i].merged);
    if (r == 0)
        r = list_crossings(&joining);
    if (r == 0)
        r = list_uncovered(&joining);
    if (r == 0)
        r = join_persons(&joining);
    if (r == 0)
        r = join_pairs(&joining);
    if (r == 0)
        *ret_join = join;
    return r;
}
