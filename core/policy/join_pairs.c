/* Who leaves one territory for another arrives there: both records must say so. */
#include "base/error.h"
#include "policy/join_impl.h"

#define NONE SIZE_MAX

/* One way over a border: rows of one side that leave, rows of the other that arrive. */
struct way {
    struct joining *joining;
    const struct join_border *from;
    const struct join_border *to;
    bool from_mainland; /* which side's ports the table is written from */
    size_t *arrival_of; /* of each row of `from`: its arrival, or NONE */
    bool *is_taken;     /* of each row of `to` */
};

static void add_pair(struct joining *joining, const size_t *exit, const size_t *arrival,
                     const char *outcome)
{
    joining->pairs[joining->join->pair_count++] = (struct join_pair){
        .has_exit = exit != NULL,
        .exit = exit ? (int64_t)*exit : 0,
        .has_arrival = arrival != NULL,
        .arrival = arrival ? (int64_t)*arrival : 0,
        .outcome = outcome,
    };
}

/* A row of documents only: one's own word proves nothing against a record. */
static bool is_documented(const struct join_border *border, size_t row)
{
    return !border->records[border->merged.rows[row].record].is_stated;
}

static enum facing facing(const struct way *way, size_t from, size_t to)
{
    const char *port = crossing_port(join_row(way->from, from)->crossing);
    const char *point = crossing_port(join_row(way->to, to)->crossing);
    const struct counterparts *counterparts = way->joining->input->counterparts;

    return way->from_mainland ? counterparts_facing(counterparts, port, point)
                              : counterparts_facing(counterparts, point, port);
}

/* Whether a row of the Mainland's side leads to the other, as its port says; or may. */
static bool leads_over(const struct way *way, const struct report_crossing *mainland)
{
    const char *other = way->from_mainland ? way->to->territory : way->from->territory;

    return mainland->region && strcmp(mainland->region, other) == 0;
}

/* A row that does not tell at which port it was, or of a port that nobody knows. */
static bool is_untold(const struct report_crossing *mainland)
{
    return !mainland->region || strcmp(mainland->region, "unknown") == 0;
}

static bool may_lead_over(const struct report_crossing *mainland)
{
    return is_untold(mainland) || strcmp(mainland->region, "ambiguous") == 0;
}

/* A departure that the other side should show. */
static bool should_arrive(const struct way *way, size_t row)
{
    const struct report_crossing *crossing = join_row(way->from, row)->crossing;

    if (way->from->merged.rows[row].is_entry || !is_documented(way->from, row))
        return false;
    return way->from_mainland
               ? leads_over(way, crossing)
               : counterparts_has_point(way->joining->input->counterparts, crossing_port(crossing));
}

/* An arrival that the side it came from should show. */
static bool should_leave(const struct way *way, size_t row)
{
    const struct report_crossing *crossing = join_row(way->to, row)->crossing;

    if (!way->to->merged.rows[row].is_entry || !is_documented(way->to, row))
        return false;
    return way->from_mainland
               ? counterparts_has_point(way->joining->input->counterparts, crossing_port(crossing))
               : leads_over(way, crossing);
}

/* A departure that the other side may show. */
static bool can_leave(const struct way *way, size_t row)
{
    const struct report_crossing *crossing = join_row(way->from, row)->crossing;

    if (way->from->merged.rows[row].is_entry || !is_documented(way->from, row))
        return false;
    return should_arrive(way, row) ||
           (way->from_mainland ? may_lead_over(crossing) : !crossing_port(crossing));
}

/* How two rows may be two sides of one crossing, in the order in which they are looked for. */
enum fit { FIT_FACING, FIT_LEADS, FIT_UNTOLD, FIT_CONTRADICTS, FITS };

static bool fits(const struct way *way, size_t from, size_t to, enum fit wanted)
{
    static const enum facing faces[FITS] = {
        [FIT_FACING] = FACING_YES,
        [FIT_LEADS] = FACING_UNKNOWN,
        [FIT_UNTOLD] = FACING_UNKNOWN,
        [FIT_CONTRADICTS] = FACING_NO,
    };
    size_t mainland = way->from_mainland ? from : to;
    const struct join_border *side = way->from_mainland ? way->from : way->to;
    const struct report_crossing *crossing = join_row(side, mainland)->crossing;

    if (facing(way, from, to) != faces[wanted])
        return false;
    if (wanted == FIT_LEADS)
        return leads_over(way, crossing);
    if (wanted == FIT_UNTOLD)
        return is_untold(crossing);
    return wanted == FIT_FACING || (should_arrive(way, from) && should_leave(way, to));
}

/*
 * Matches rows that fit as wanted: an arrival on the same day, or on the next, for who crosses
 * at midnight.
 */
static void match(struct way *way, enum fit wanted)
{
    size_t start = 0;

    for (size_t i = 0; i < way->from->merged.row_count; i++) {
        int32_t day = way->from->merged.rows[i].day;

        if (way->arrival_of[i] != NONE || !can_leave(way, i))
            continue;
        while (start < way->to->merged.row_count && way->to->merged.rows[start].day < day)
            start++;
        for (size_t j = start;
             j < way->to->merged.row_count && way->to->merged.rows[j].day <= day + 1; j++) {
            if (way->is_taken[j] || !way->to->merged.rows[j].is_entry ||
                !is_documented(way->to, j) || !fits(way, i, j, wanted))
                continue;
            way->arrival_of[i] = j;
            way->is_taken[j] = true;
            break;
        }
    }
}

/* Whether some record of that border says that it shows all crossings of those days. */
static bool covers(const struct join_border *border, int32_t from, int32_t to, bool *ret_of_person)
{
    bool covered = false;

    *ret_of_person = false;
    for (size_t r = 0; r < border->record_count; r++) {
        const struct record *record = &border->records[r];
        int32_t last = record->cover.to_partly ? record->cover.to - 1 : record->cover.to;

        if (record->is_stated || !record->has_cover || record->cover.from > from || last < to)
            continue;
        covered = true;
        *ret_of_person |= record->of_person && record->is_complete;
    }
    return covered;
}

static void say_matched(struct way *way)
{
    for (size_t i = 0; i < way->from->merged.row_count; i++) {
        size_t arrival = way->arrival_of[i];
        enum facing faces;

        if (arrival == NONE)
            continue;
        faces = facing(way, i, arrival);
        add_pair(way->joining, &way->from->places[i], &way->to->places[arrival],
                 faces == FACING_YES  ? "agree"
                 : faces == FACING_NO ? "contradict"
                                      : "unknown");
    }
}

/* Where the other record is of one document alone, another one may have been used. */
static void say_unmatched(struct way *way)
{
    bool of_person;

    for (size_t i = 0; i < way->from->merged.row_count; i++) {
        int32_t day = way->from->merged.rows[i].day;

        if (way->arrival_of[i] == NONE && should_arrive(way, i) &&
            covers(way->to, day, day + 1, &of_person))
            add_pair(way->joining, &way->from->places[i], NULL,
                     of_person ? "contradict" : "unknown");
    }
    for (size_t j = 0; j < way->to->merged.row_count; j++) {
        int32_t day = way->to->merged.rows[j].day;

        if (!way->is_taken[j] && should_leave(way, j) &&
            covers(way->from, day - 1, day, &of_person))
            add_pair(way->joining, NULL, &way->to->places[j], of_person ? "contradict" : "unknown");
    }
}

static int join_way(struct joining *joining, const struct join_border *from,
                    const struct join_border *to)
{
    struct way way = {.joining = joining, .from = from, .to = to};

    way.from_mainland = strcmp(from->territory, "CN") == 0;
    way.arrival_of = arena_array(joining->arena, size_t, from->merged.row_count);
    way.is_taken = arena_array(joining->arena, bool, to->merged.row_count);
    if (!way.arrival_of || !way.is_taken)
        return ERR_NOMEM;
    for (size_t i = 0; i < from->merged.row_count; i++)
        way.arrival_of[i] = NONE;
    for (int fit = 0; fit < FITS; fit++)
        match(&way, (enum fit)fit);
    say_matched(&way);
    say_unmatched(&way);
    return 0;
}

/* A record that says it is complete, and lacks a crossing that another of its border shows. */
static void say_against(struct joining *joining, const struct join_border *border)
{
    for (size_t i = 0; i < border->merged.row_count; i++) {
        const struct merged_row *row = &border->merged.rows[i];
        bool of_person = false;

        for (size_t r = 0; r < border->record_count; r++)
            of_person |= (row->against >> r & 1) && border->records[r].of_person &&
                         !border->records[r].is_stated;
        if (!row->against || !is_documented(border, i))
            continue;
        add_pair(joining, row->is_entry ? NULL : &border->places[i],
                 row->is_entry ? &border->places[i] : NULL, of_person ? "contradict" : "unknown");
    }
}

int join_pairs(struct joining *joining)
{
    struct join_border *mainland = NULL;
    size_t rows = 0;
    int r = 0;

    for (size_t i = 0; i < joining->border_count; i++) {
        struct join_border *border = &joining->borders[i];

        rows += border->merged.row_count;
        if (border->territory && strcmp(border->territory, "CN") == 0)
            mainland = border;
    }
    /* a row is the exit of at most one way, the arrival of one, and once against a record */
    joining->pairs = arena_array(joining->arena, struct join_pair, 3 * rows);
    if (!joining->pairs)
        return ERR_NOMEM;
    joining->join->pairs = joining->pairs;
    for (size_t i = 0; i < joining->border_count; i++)
        say_against(joining, &joining->borders[i]);
    for (size_t i = 0; r == 0 && mainland && i < joining->border_count; i++) {
        struct join_border *border = &joining->borders[i];

        if (border == mainland || !border->territory)
            continue;
        r = join_way(joining, mainland, border);
        if (r == 0)
            r = join_way(joining, border, mainland);
    }
    return r;
}
