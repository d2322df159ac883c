/*
 * What the files of this plugin share: one document as it was read by its layout.
 *
 *   bank.c             schema, codes, probe(), examine()
 *   layout*.c          the layout: what its file may say, and what it means
 *   decimal.c dates.c  exact amounts; days and times in a layout's format
 *   values.c           what cells and values mean: amounts, days, currencies
 *   labels.c           values that stand beside a label, and who holds the account
 *   sections.c         where one account's part of the document begins
 *   accounts.c         the accounts that were met, and their claims
 *   rows.c cells.c     tables and their rows; one row's cells
 *   claims.c           what is claimed when all is read
 *   totals.c           what the document adds up itself
 *   checks*.c          what adds up and what does not
 *
 * Days are days since 1970-01-01 (VOUCH_NO_DAY: not printed, or not read).
 */
#ifndef VOUCH_PLUGIN_BANK_H
#define VOUCH_PLUGIN_BANK_H

#include "common/common.h"

#include "dates.h"
#include "layout.h"

#define BANK_TEXT_MAX     1024  /* bytes of one tidied value */
#define BANK_WORD_MAX     64    /* of a number or kind of account */
#define BANK_ROWS_MAX     40000 /* as many as the host takes */
#define BANK_ACCOUNTS_MAX 256   /* a statement with more is none */
#define BANK_SECTIONS_MAX 512   /* headings: each of an account's, on each page */
#define BANK_TABLES_MAX   1024  /* a section's table, and what goes on behind its end */
#define BANK_MATCHES_MAX  4096  /* places where one label may stand: one a page, and to spare */
#define BANK_NONE         UINT32_MAX

/* A value that stands beside a label. */
struct bank_value {
    bool is_known;
    struct vouch_span span; /* as printed; its text as claimed lies in `room` */
    char room[BANK_TEXT_MAX];
};

struct bank_amount {
    bool is_known;
    struct decimal value;
};

/* A part of the document that is one account's: the lines after its heading. The next page may
 * have the heading again. */
struct bank_section {
    const struct layout_section *layout;
    struct vouch_span heading;
    uint32_t first_line, end_line;
};

/* What labels say of one of the layout's sections, or of a document without any. */
struct bank_part {
    char number[BANK_WORD_MAX]; /* empty: not printed */
    struct bank_amount opening, closing;
};

struct bank_account {
    char id[16];
    uint32_t section;           /* of the layout; BANK_NONE: of none */
    char number[BANK_WORD_MAX]; /* of a label; empty: not printed */
    char sub[BANK_WORD_MAX];    /* of its rows: a card has accounts; empty: not printed */
    char kind[BANK_WORD_MAX];
    char currency[4];
    struct vouch_span whole; /* where it is named */
    struct bank_amount opening, closing;
    int32_t period_from, period_to;
    uint32_t rows, last_row;
};

struct bank_row {
    uint32_t table;  /* of record->tables */
    uint32_t row;    /* of that table */
    uint32_t number; /* as printed, or counted */
    uint32_t page;
    uint32_t account;
    uint32_t above; /* the row of the same account before it, as printed; BANK_NONE: none */
    int32_t day, value_day;
    int32_t second; /* of the day; -1: not printed */
    bool has_second;
    struct decimal amount;
    bool
        sign_differs; /* the amount's own sign contradicts the column that says which way it goes */
    struct bank_amount balance;
};

/* What stands in the table and is no transaction by the layout's word. */
struct bank_passed {
    uint32_t count;
    uint32_t moving; /* of them, those that print an amount */
    uint32_t page;   /* of the first of these */
};

/* What was read of the document's own sums. */
struct bank_total {
    const struct layout_total *layout;
    uint32_t section; /* BANK_NONE: of none */
    struct vouch_span span;
    struct decimal stated;
    struct decimal computed;
    bool is_computed; /* false: it does not fit */
};

struct bank_record {
    const struct vouch_host *host;
    const struct vouch_document *document; /* without its watermark */
    struct vouch_report *report;
    const struct layout *layout;

    struct bank_value holder, number, kind, branch, currency, statement_number, serial;
    int32_t statement_date, period_from, period_to, issued_on;
    struct bank_part whole, parts[LAYOUT_SECTIONS_MAX];
    bool holder_differs;   /* two places name two holders */
    uint32_t holder_pages; /* pages that name one, and the last of them */
    uint32_t holder_last_page;
    bool number_differs; /* two account numbers: they are the rows', then */
    bool filtered;       /* the document says that it leaves rows out */
    bool has_mark;

    struct bank_section *sections;
    uint32_t section_count;
    struct vouch_rows *tables[BANK_TABLES_MAX];
    uint32_t table_count;
    struct bank_account *accounts;
    uint32_t account_count;
    struct bank_row *rows;
    uint32_t row_count, row_capacity;
    uint32_t printed; /* those that could not be read are counted, too */
    struct bank_passed passed;
    struct vouch_text carried[LAYOUT_COLUMNS_MAX]; /* what a cell left empty says again */
    struct bank_total *totals;
    uint32_t total_count, total_capacity;

    bool rows_lost;  /* rows or parts of them could not be read, or not surely */
    bool incomplete; /* something else could not */
    bool no_memory;
};

/* ---- values.c ---- */

/* The amount that a text is, with or without a currency's sign before it. */
bool bank_amount_of(const struct bank_record *record, struct vouch_text text, struct decimal *ret);

/* The date or time in the first of the layout's formats that it has. */
bool bank_date_of(const struct bank_record *record, struct vouch_text text, struct moment *ret);
bool bank_time_of(const struct bank_record *record, struct vouch_text text, struct moment *ret);

/* The ISO code of a currency as printed; NULL for one that the layout does not know. */
const char *bank_currency_of(const struct bank_record *record, struct vouch_text text);

/* Whether signs of a number were replaced. */
bool bank_is_masked(const char *number);

/* ---- rows.c ---- */

/* Remembers a row, or a line like one, that the layout says is no transaction. */
void bank_pass_over(struct bank_record *record, uint32_t page, bool moves);

/* ---- labels.c, sections.c, rows.c, accounts.c, totals.c, claims.c ---- */

void bank_read_labels(struct bank_record *record);
void bank_read_sections(struct bank_record *record);
void bank_read_rows(struct bank_record *record);
void bank_read_totals(struct bank_record *record);

/* The layout's section in which a line of a page stands; BANK_NONE before the first one. */
uint32_t bank_section_at(const struct bank_record *record, const struct vouch_span *span);

/* The account with that number, kind and currency, new if need be; BANK_NONE: too many. */
uint32_t bank_account_for(struct bank_record *record, const struct bank_account *wanted);

/* Accounts that the document lists beside its rows, and balances that labels give. */
void bank_read_accounts(struct bank_record *record);
void bank_claim_all(struct bank_record *record);
void bank_done(struct bank_record *record);

void bank_leave_unread(struct bank_record *record, const char *pointer,
                       const struct vouch_span *span);

/* ---- checks_*.c: each leaves those of its checks for which the layout gives a reason ---- */

void bank_check_chain(const struct bank_record *record);
void bank_check_totals(const struct bank_record *record);
void bank_check_rows(const struct bank_record *record);
void bank_check_numbers(const struct bank_record *record);
void bank_check_paper(const struct bank_record *record);

/* Beside the check: a page that is missing makes the record incomplete. */
void bank_check_pages(struct bank_record *record);

/* As rows are printed, whatever the layout expects: 1 oldest first, -1 newest first, 0 where days
 * do not tell. */
int bank_direction(const struct bank_record *record);

#endif
