/*
 * What a document, or somebody's word, says of one person's crossings, as rows to count.
 *
 * A record is the crossings of one report (or the stated ones), oldest first, with the days
 * for which it says that none is missing: from the beginning of its period to its end or its
 * issue less the source's lag, whichever comes first. Where rows are numbered, numbers that
 * are missing say where rows are. Several records of the same border become one by merging:
 * a crossing that two of them show counts once, and their periods are united.
 */
#ifndef VOUCH_POLICY_RECORD_H
#define VOUCH_POLICY_RECORD_H

#include "policy/days.h"
#include "report/report.h"

/* Of one record on one day: past it nothing is compared, and every row counts for itself. */
#define RECORD_DAY_ROWS_MAX 64

struct record_row {
    int32_t day;
    bool is_entry;
    bool gap;     /* rows are missing before this one, or may be */
    size_t index; /* into the crossings of the claims */
    size_t order; /* oldest first, as they were printed */
    const struct report_crossing *crossing;
};

struct record {
    const char *territory; /* CN, HK; NULL where no port tells */
    const struct record_row *rows;
    size_t row_count;
    bool gap_after;
    bool has_cover;
    struct days_cover cover;
    bool of_person; /* not of one of his documents alone */
    bool is_stated;
    bool is_complete; /* nothing of it is unread */
    size_t report;    /* index among the reports; of no meaning where stated */
};

/* The crossings of a report, `lag_s` seconds before whose issue some may be missing. ERR_NOMEM,
 * ERR_LIMIT for more than DAYS_ROWS_MAX. A report without crossings gives a record without rows. */
int record_of_claims(struct arena *arena, const struct report_claims *claims, int64_t lag_s,
                     struct record *ret_record);

/* Stated crossings, with the days that they are said to cover, or NULL. */
int record_of_stated(struct arena *arena, const struct report_crossing *crossings, size_t count,
                     const struct days_cover *cover, struct record *ret_record);

/* One crossing, shown by one record or several. */
struct merged_row {
    int32_t day;
    bool is_entry;
    uint64_t seen;    /* bit r: records[r] shows it */
    uint64_t gap;     /* bit r: records[r] lacks rows before it */
    uint64_t broken;  /* as in days.h, a cover being a record */
    uint64_t against; /* bit r: records[r] should show it, and does not */
    bool unordered;   /* of a day whose rows stand in several records, with some missing */
    size_t record;    /* the first that shows it ... */
    size_t index;     /* ... as that row of its own */
};

struct merged {
    const struct record *records;
    size_t record_count;
    const struct merged_row *rows; /* oldest first */
    size_t row_count;
    uint64_t broken_after;
};

/* The bits of the first `count` records. */
static inline uint64_t record_bits(size_t count)
{
    return count < 64 ? (UINT64_C(1) << count) - 1 : ~UINT64_C(0);
}

/* Records of the same border, at most DAYS_COVERS_MAX; `records` must outlive the result. */
int records_merge(struct arena *arena, const struct record *records, size_t count,
                  struct merged *ret_merged);

/* How the merged rows are to be counted. */
struct counting {
    bool distrust_edges;
    bool whole_person;        /* permits: all: only records of a person cover days */
    const char *const *kinds; /* permits: only rows with documents of these kinds; NULL: all */
    size_t kind_count;
    enum presence supposed; /* inside or outside all the time ... */
    int32_t supposed_from;  /* ... from that day on, whatever the records say; unknown: not */
};

/*
 * What is supposed begins after the last row, in the course of its first day where the state
 * has to change for it. ERR_NOMEM, ERR_LIMIT, ERR_INVALID as days_timeline_new().
 */
int merged_timeline(struct arena *arena, const struct merged *merged,
                    const struct counting *counting, struct days_timeline **ret_timeline);

/* Whether two rows can be one crossing: day, direction, port, document, flight, as far as shown. */
bool crossings_agree(const struct report_crossing *a, const struct report_crossing *b);

/* Whether rows stand newest first, as printed or told; on one day their order is that of all. */
bool crossings_newest_first(const struct report_crossing *crossings, size_t count, bool stated);

/* The code of a row's port: one's own word may be the code itself. NULL where unknown. */
const char *crossing_port(const struct report_crossing *crossing);

/* On whose border the rows of a report are, where no port tells; NULL where unknown. */
const char *report_territory(const struct report *report);

/* CN for cn_luohu: the side of the border from which a port's code speaks; NULL where unknown. */
const char *port_territory(const char *port_code);

#endif
