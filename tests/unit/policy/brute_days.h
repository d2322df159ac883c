/*
 * A counter of days that is as plain as can be, for test_days.c: a day is a row of slots,
 * each slot has a state or none, and every way to put the missing rows somewhere is tried.
 * It shares nothing with core/policy.
 */
#ifndef TEST_BRUTE_DAYS_H
#define TEST_BRUTE_DAYS_H

#include <stdbool.h>
#include <stdint.h>

#define BRUTE_SLOTS 11 /* of a day: rows lie in slots 3, 6 and 9, so that others fit between */
#define BRUTE_DAYS  64 /* at most, from day 0 */
#define BRUTE_ROWS  48

struct brute_row {
    int day;
    bool entry;
    int missing; /* rows that are missing between the row before and this one: 0, 1, 2, 3 */
};

struct brute_record {
    int first; /* days that the record covers */
    int last;
    struct brute_row rows[BRUTE_ROWS];
    int count;
};

struct brute_bounds {
    int lower;
    int upper;
};

/*
 * measure: 0 any_part, 1 full, 2 night, 3 from_next. An upper bound below 0: the missing rows
 * have no room in these slots.
 */
struct brute_bounds brute_count(const struct brute_record *record, int from, int to, bool inside,
                                int measure);

#endif
