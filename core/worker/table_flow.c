/*
 * A row as a run of words: columns do not stand under their labels, but words come in the
 * columns' order, and values have their patterns. Of all ways to give the words to the
 * columns, in order and none left over, those that fill the most columns count. If there
 * is one, that is how the line is read; if there are two, nobody knows.
 */
#include "base/error.h"
#include "worker/table.h"

#define SPARE_MAX 16 /* words beyond one for each column that needs one; more are no row */

/* The best ways to come so far: columns done, and so many of the spare words used. */
struct state {
    uint8_t filled; /* columns */
    uint8_t ways;   /* 0, 1, or 2 for any more */
    uint8_t words;  /* that the last of the columns got */
};

struct divider {
    struct reader *reader;
    uint32_t line;
    uint32_t columns[TABLE_COLUMNS_MAX]; /* those present */
    uint32_t count;
    uint32_t spare;
    struct state states[TABLE_COLUMNS_MAX + 1][SPARE_MAX + 1];
};

static const struct table_column *column_of(const struct divider *divider, uint32_t index)
{
    return &divider->reader->table.columns[divider->columns[index]];
}

/* Words that the column gets at least. */
static uint32_t least_of(const struct divider *divider, uint32_t index)
{
    return column_of(divider, index)->is_optional ? 0 : 1;
}

/* False where the line cannot be a row, or values have no patterns to know them by. */
static bool begin(struct divider *divider)
{
    const struct table *table = &divider->reader->table;
    uint32_t words = table->document->lines[divider->line].word_count, needed = 0;
    bool has_pattern = false;

    divider->count = 0;
    for (uint32_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];

        if (!column->is_present)
            continue;
        divider->columns[divider->count++] = i;
        needed += !column->is_optional;
        has_pattern |= !table_is_key(table, i) && !column->is_optional && column->value;
    }
    divider->spare = words - needed;
    return has_pattern && words >= needed && divider->spare <= SPARE_MAX;
}

/* May the column hold these words? */
static int may_hold(const struct divider *divider, uint32_t index, uint32_t first, uint32_t count)
{
    const struct pattern *value = column_of(divider, index)->value;
    struct piece words = {.line = divider->line, .first = first, .count = count};

    if (count == 0 || !value)
        return 1;
    if (divider->reader->steps >= TABLE_STEPS_MAX)
        return ERR_LIMIT;
    return table_words_fit(divider->reader, value, &words);
}

static void reach(struct state *state, const struct state *from, uint32_t words)
{
    uint8_t filled = (uint8_t)(from->filled + (words > 0));

    if (state->ways > 0 && filled < state->filled)
        return;
    if (state->ways > 0 && filled == state->filled) {
        state->ways = 2;
        return;
    }
    *state = (struct state){.filled = filled, .ways = from->ways, .words = (uint8_t)words};
}

/* All that can follow one state: the column at `index` begins with the word `first`. */
static int go_on(struct divider *divider, uint32_t index, uint32_t used, uint32_t first)
{
    const struct state *from = &divider->states[index][used];
    struct state *next = divider->states[index + 1];
    bool is_last = index + 1 == divider->count;
    uint32_t least = least_of(divider, index);

    for (uint32_t more = is_last ? divider->spare - used : 0; more <= divider->spare - used;
         more++) {
        int r = may_hold(divider, index, first, least + more);

        if (r < 0)
            return r;
        if (r > 0)
            reach(&next[used + more], from, least + more);
    }
    return 0;
}

static void read_back(const struct divider *divider, struct division *ret)
{
    uint32_t used = divider->spare;

    *ret = (struct division){{0}};
    for (uint32_t i = divider->count; i > 0; i--) {
        uint8_t words = divider->states[i][used].words;

        ret->words[divider->columns[i - 1]] = words;
        used -= words - least_of(divider, i - 1);
    }
}

int table_divide(struct reader *reader, uint32_t line, struct division *ret)
{
    struct divider divider;
    uint32_t needed = 0;

    divider.reader = reader;
    divider.line = line;
    if (!begin(&divider))
        return 0;
    memset(divider.states[0], 0, sizeof divider.states[0]);
    divider.states[0][0].ways = 1;
    for (uint32_t i = 0; i < divider.count; i++) {
        memset(divider.states[i + 1], 0, sizeof divider.states[0]);
        for (uint32_t used = 0; used <= divider.spare; used++) {
            int r = 0;

            if (divider.states[i][used].ways > 0)
                r = go_on(&divider, i, used, needed + used);
            if (r < 0)
                return r;
        }
        needed += least_of(&divider, i);
    }
    if (divider.states[divider.count][divider.spare].ways != 1)
        return 0;
    read_back(&divider, ret);
    return 1;
}
