/*
 * A layout: how one bank prints one kind of document. It is a YAML file (conf/layouts/NAME.yaml,
 * docs/layouts.md) whose schema is in layout_fields.c; layout_read() makes of it what the engine
 * works with, and finds what a schema cannot: words of no meaning, formats that say nothing, a
 * table without a key. The same function serves at start, where a mistake refuses the configuration
 * with its place, and for every document.
 *
 * Texts and patterns are the settings' own and live as long.
 */
#ifndef VOUCH_PLUGIN_BANK_LAYOUT_H
#define VOUCH_PLUGIN_BANK_LAYOUT_H

#include "decimal.h"

#define LAYOUT_LABELS_MAX   64
#define LAYOUT_GROUPS_MAX   8 /* values that one label's pattern reads */
#define LAYOUT_COLUMNS_MAX  32
#define LAYOUT_SECTIONS_MAX 32
#define LAYOUT_TOTALS_MAX   16
#define LAYOUT_TEXTS_MAX    32   /* of any list of words or patterns */
#define LAYOUT_PATTERN_MAX  2048 /* bytes of several patterns joined */

/* What a label's value is. */
enum label_is {
    IS_NOTHING,
    IS_HOLDER,
    IS_ACCOUNT_NUMBER,
    IS_ACCOUNT_KIND,
    IS_BRANCH,
    IS_CURRENCY,
    IS_STATEMENT_NUMBER,
    IS_STATEMENT_DATE,
    IS_SERIAL,
    IS_PERIOD_FROM,
    IS_PERIOD_TO,
    IS_ISSUED_ON,
    IS_ISSUED_AT,
    IS_OPENING_BALANCE,
    IS_CLOSING_BALANCE,
    IS_FILTER,
    IS_EXTRA,
    LABEL_KINDS
};

struct layout_label {
    enum label_is is[LAYOUT_GROUPS_MAX]; /* of the pattern's groups, from the first */
    uint32_t is_count;
    const char *pattern;
    bool every_page;
    const char *whole;    /* IS_FILTER: what it says where nothing is left out */
    const char *name;     /* IS_EXTRA */
    const char *type;     /* IS_EXTRA: text, code, day, amount */
    const char *kind;     /* of an account in `accounts` */
    const char *currency; /* of an account in `accounts` */
};

/* What stands in a column. */
enum column_is {
    COLUMN_IGNORED,
    COLUMN_ROW,
    COLUMN_BOOKED_ON,
    COLUMN_BOOKED_AT,
    COLUMN_VALUE_DATE,
    COLUMN_TIME,
    COLUMN_ACCOUNT_NUMBER,
    COLUMN_ACCOUNT_KIND,
    COLUMN_CURRENCY,
    COLUMN_AMOUNT,
    COLUMN_DIRECTION,
    COLUMN_DEBIT,
    COLUMN_CREDIT,
    COLUMN_BALANCE,
    COLUMN_SUMMARY,
    COLUMN_COUNTERPARTY,
    COLUMN_COUNTERPARTY_ACCOUNT,
    COLUMN_REFERENCE,
    COLUMN_KINDS
};

static inline bool column_is_money(enum column_is is)
{
    return is == COLUMN_AMOUNT || is == COLUMN_DEBIT || is == COLUMN_CREDIT || is == COLUMN_BALANCE;
}

enum layout_order { ORDER_EITHER, ORDER_OLDEST_FIRST, ORDER_NEWEST_FIRST };

struct layout_words {
    const char *items[LAYOUT_TEXTS_MAX];
    uint32_t count;
};

/* Rows that are no transactions: a balance brought forward. */
struct layout_special {
    const char *pattern; /* of the row's summary */
    enum { SPECIAL_OPENING, SPECIAL_CLOSING, SPECIAL_IGNORED } is;
};

struct layout_table {
    struct vouch_column columns[LAYOUT_COLUMNS_MAX];
    enum column_is is[LAYOUT_COLUMNS_MAX];
    bool carried[LAYOUT_COLUMNS_MAX]; /* an empty cell says what the one above says */
    uint32_t count;                   /* 0: no table */
    const char *end;
    char skip[LAYOUT_PATTERN_MAX]; /* empty: nothing */
    enum layout_order order;
    struct layout_words debit, credit; /* what COLUMN_DIRECTION says */
    struct layout_special special[LAYOUT_TEXTS_MAX];
    uint32_t special_count;
};

struct layout_section {
    const char *heading;
    const char *kind;     /* or NULL */
    const char *currency; /* or NULL */
};

enum total_is { TOTAL_DEBIT, TOTAL_CREDIT, TOTAL_COUNT };

struct layout_total {
    bool of_page;
    enum total_is is;
    const char *pattern;
};

struct layout_verification {
    const char *pattern; /* group 1 is the code; NULL: none is printed as text */
    const char *shape;   /* NULL: any */
    const char *kind;    /* NULL: the issuer offers nothing of the kind */
    const char *where;   /* pattern of what the document says; NULL */
    const char *redeem;  /* what is known of it otherwise */
};

struct layout {
    const char *name;
    const char *bank;
    const char *language;
    int32_t utc_offset;   /* seconds */
    const char *currency; /* where none is printed; NULL: none is meant */
    struct decimal_style numbers;
    struct layout_words signs; /* of currencies before numbers, "HK$" */
    struct layout_words dates, times, empty;
    const struct vouch_setting *recognise, *currencies;
    struct layout_label labels[LAYOUT_LABELS_MAX];
    uint32_t label_count;
    struct layout_label accounts[LAYOUT_LABELS_MAX];
    uint32_t account_count;
    struct layout_section sections[LAYOUT_SECTIONS_MAX];
    uint32_t section_count;
    struct layout_table table;
    struct layout_total totals[LAYOUT_TOTALS_MAX];
    uint32_t total_count;
    struct layout_verification verification;
    struct vouch_mark mark;                 /* least 0: none */
    const char *mark_text;                  /* pattern of all of it; NULL: any */
    const char *number_shape, *number_luhn; /* NULL: anything; Luhn for none */
    const char *pages;                      /* groups 1 and 2: which page, of how many; NULL */
    struct layout_words producers, reprinted;
};

/* Of a source: the name of its layout, and what that file may say. */
extern const struct vouch_field bank_fields[1];

/*
 * `setting` is the map of a layout. 0, or -1 with `mistake` filled, which may be NULL. `ret` is
 * filled in any case.
 */
int32_t layout_read(const struct vouch_host *host, const struct vouch_setting *setting,
                    struct layout *ret, struct vouch_mistake *mistake);

/* Whether a row has a column of that kind. */
bool layout_has_column(const struct layout *layout, enum column_is is);

/* How many groups a pattern has, as far as it is easily seen: a branch reset counts them all. */
uint32_t layout_groups(const char *pattern);

#endif
