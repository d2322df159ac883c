#include "brute_days.h"

#include <string.h>

enum { NOBODY_KNOWS, IN, OUT };

struct world {
    char state[BRUTE_DAYS][BRUTE_SLOTS];
};

struct trial {
    const struct brute_record *record;
    int from, to;
    bool inside;
    int measure;
    struct brute_bounds best;
    bool any;
    int places[BRUTE_ROWS]; /* slot of each row, counted from day 0 */
};

/* A day counts if it must, and may count if nothing says no. */
static void weigh_day(const char *slots, int wanted, int measure, int *must, int *may)
{
    int known = 0, possible = 0;

    for (int i = 0; i < BRUTE_SLOTS; i++) {
        known += slots[i] == wanted;
        possible += slots[i] == wanted || slots[i] == NOBODY_KNOWS;
    }
    switch (measure) {
    case 0:
        *must += known > 0;
        *may += possible > 0;
        return;
    case 1:
        *must += known == BRUTE_SLOTS;
        *may += possible == BRUTE_SLOTS;
        return;
    default: {
        int slot = measure == 2 ? BRUTE_SLOTS - 1 : 0;

        *must += slots[slot] == wanted;
        *may += slots[slot] == wanted || slots[slot] == NOBODY_KNOWS;
    }
    }
}

static void weigh(struct trial *trial, const struct world *world)
{
    int must = 0, may = 0;

    for (int day = trial->from; day <= trial->to; day++)
        weigh_day(world->state[day], trial->inside ? IN : OUT, trial->measure, &must, &may);
    if (!trial->any || must < trial->best.lower)
        trial->best.lower = must;
    if (!trial->any || may > trial->best.upper)
        trial->best.upper = may;
    trial->any = true;
}

/* Fills the slots from `at` on with the state, where the record speaks at all. */
static void fill(struct trial *trial, struct world *world, int at, int state)
{
    for (int i = at; i < (trial->record->last + 4) * BRUTE_SLOTS; i++) {
        int day = i / BRUTE_SLOTS;
        bool covered = day >= trial->record->first && day <= trial->record->last;

        world->state[day][i % BRUTE_SLOTS] = (char)(covered ? state : NOBODY_KNOWS);
    }
}

static void lay(struct trial *trial, struct world world, int row);

/* Every way to cross `left` times between slot `at` and the slot of that row. */
static void wander(struct trial *trial, struct world world, int row, int at, int left)
{
    int end = trial->places[row], state;

    if (left == 0) {
        lay(trial, world, row);
        return;
    }
    for (int slot = at + 1; slot < end; slot++) {
        if (slot % BRUTE_SLOTS == 0)
            continue; /* nobody crosses at midnight */
        state = world.state[slot / BRUTE_SLOTS][slot % BRUTE_SLOTS] == IN ? OUT : IN;
        fill(trial, &world, slot, state);
        wander(trial, world, row, slot, left - 1);
        fill(trial, &world, slot, state == IN ? OUT : IN);
    }
}

/* Puts down that row and all after it. */
static void lay(struct trial *trial, struct world world, int row)
{
    const struct brute_record *record = trial->record;

    if (row >= 0 && row < record->count)
        fill(trial, &world, trial->places[row], record->rows[row].entry ? IN : OUT);
    if (row + 1 >= record->count)
        weigh(trial, &world);
    else
        wander(trial, world, row + 1, row >= 0 ? trial->places[row] : -1,
               record->rows[row + 1].missing);
}

struct brute_bounds brute_count(const struct brute_record *record, int from, int to, bool inside,
                                int measure)
{
    struct trial trial = {
        .record = record, .from = from, .to = to, .inside = inside, .measure = measure};
    struct world world;

    for (int i = 0, on_day = 0; i < record->count; i++) {
        on_day = i > 0 && record->rows[i].day == record->rows[i - 1].day ? on_day + 1 : 0;
        trial.places[i] = record->rows[i].day * BRUTE_SLOTS + 3 * (on_day + 1);
    }
    memset(&world, 0, sizeof world);
    if (record->count > 0)
        fill(&trial, &world, 0, record->rows[0].entry ? OUT : IN);
    lay(&trial, world, -1);
    if (!trial.any)
        trial.best.upper = -1;
    return trial.best;
}
