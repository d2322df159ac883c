/*
 * What the files of this plugin share: one record as it was read.
 *
 *   nia.c         schema, codes, probe(), examine()
 *   labels.c      finds a label wherever its line stands
 *   person.c      serial and person
 *   dates.c       period, query, making
 *   rows.c        the table's rows
 *   crossing.c    a row to a crossing, by the tables of ports and documents
 *   identifier.c  the resident id number
 *   checks_*.c    header, signing, rows, directions, pages
 *
 * Days are days since 1970-01-01 (VOUCH_NO_DAY: not printed, or not read). A record is
 * printed in China, so its days and times are those of UTC+8.
 */
#ifndef VOUCH_PLUGIN_NIA_H
#define VOUCH_PLUGIN_NIA_H

#include "common/common.h"

#define NIA_TEXT_MAX   256   /* bytes of one tidied cell or header value */
#define NIA_ROWS_MAX   40000 /* ten years of ten crossings a day, and to spare */
#define NIA_LABELS_MAX 4096  /* places where one label may stand: one a page, and to spare */
#define NIA_CHINA      (8 * 3600)

enum nia_direction { NIA_UNREAD, NIA_ENTRY, NIA_EXIT };
enum nia_sex { NIA_SEX_UNREAD, NIA_MALE, NIA_FEMALE };

struct nia_row {
    uint32_t number; /* 序号 */
    uint32_t page;
    bool is_unread; /* left to a person: nothing below is known, and the number is none */
    int32_t date;
    enum nia_direction direction;
    uint32_t number_outcome; /* VOUCH_*: the document's number is well formed for its kind */
    bool port_known;
    uint64_t document; /* the same for the same kind and number */
};

struct nia_record {
    const struct vouch_host *host;
    const struct vouch_setting *settings;
    const struct vouch_document *document;
    struct vouch_report *report;

    char serial[NIA_TEXT_MAX];    /* empty: not read */
    char id_number[NIA_TEXT_MAX]; /* empty: not printed, or not read */
    enum nia_sex sex;
    int32_t queried_on, birth_date, period_from, period_to, made_on;
    int32_t made_minute; /* of that day; -1: only the day is printed */

    struct nia_row *rows;
    uint32_t row_count;
    bool rows_lost;  /* rows or parts of rows could not be read */
    bool damaged;    /* the host met glyphs or pages that it could not read */
    bool incomplete; /* something of the record could not be read, or is not there */
};

/* ---- person.c, dates.c, rows.c: read, claim and remember. ---- */

void nia_read_person(struct nia_record *record);
void nia_read_dates(struct nia_record *record);

/* `record->rows` is then the caller's to free. */
void nia_read_rows(struct nia_record *record);

/* ---- identifier.c: GB 11643. VOUCH_PASS, VOUCH_FAIL; VOUCH_UNKNOWN where masked or absent. */

uint32_t nia_id_check_digit(const char *number);
uint32_t nia_id_birth_date(const char *number, int32_t birth_date);
uint32_t nia_id_sex(const char *number, enum nia_sex sex);

/* ---- checks_*.c: each leaves its checks, whatever could be read. ---- */

void nia_check_header(const struct nia_record *record);
void nia_check_signing(const struct nia_record *record);
void nia_check_rows(const struct nia_record *record);
void nia_check_directions(const struct nia_record *record);

/* The table was read and has no rows. */
bool nia_table_is_empty(const struct nia_record *record);

/* Beside the check: a page that is missing makes the record incomplete. */
void nia_check_pages(struct nia_record *record);

#endif
