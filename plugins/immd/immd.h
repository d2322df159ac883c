/*
 * What the files of this plugin share. Hong Kong's Immigration Department prints three
 * papers that people show: the Statement of Travel Records, the landing slip (入境標籤), and
 * the sheet of an e-Visa. None carries a signature that could be checked here; what they
 * say is read by labels, in English or Chinese, and never by places on the page.
 *
 *   immd.c        schema, codes, probe(), examine()
 *   labels.c      finds a label's value wherever it stands
 *   dates.c       the ways a day is written
 *   person.c      who it is about
 *   header.c      serial, period, issue
 *   passages.c    lines that are passages
 *   points.c      control points by the table
 *   sheets.c      landing slip and e-Visa sheet
 *   hkid.c        the identity card number's check digit
 *   checks_*.c    header, pages, passages
 *
 * Days are days since 1970-01-01 (VOUCH_NO_DAY: not printed, or not read).
 */
#ifndef VOUCH_PLUGIN_IMMD_H
#define VOUCH_PLUGIN_IMMD_H

#include "common/common.h"

#define IMMD_TEXT_MAX 256   /* bytes of one line or value */
#define IMMD_ROWS_MAX 40000 /* ten years of ten passages a day, and to spare */
#define IMMD_PLACES   4096  /* where one label may stand: one a page, and to spare */

enum immd_kind { IMMD_STATEMENT, IMMD_LANDING_SLIP, IMMD_EVISA, IMMD_KINDS };

struct immd_passage {
    uint32_t number; /* as printed, else counted */
    int32_t date;
    int32_t minute;                    /* of the day; -1 where no time is printed */
    bool departs;                      /* from Hong Kong */
    const struct vouch_setting *point; /* of the table of control points; NULL: not in it */
};

struct immd_paper {
    const struct vouch_host *host;
    const struct vouch_setting *settings;
    const struct vouch_document *document;
    struct vouch_report *report;

    enum immd_kind kind;
    char hkid[IMMD_TEXT_MAX]; /* empty: not printed, or not read */
    bool hkid_unsure;         /* read from a picture, and not surely */
    int32_t birth_date, period_from, period_to, issued_on;

    struct immd_passage *passages;
    uint32_t passage_count;
    uint32_t passage_lines; /* those that could not be read whole included */
    bool passages_lost;     /* lines that are passages and could not be read whole */
    bool incomplete;        /* something of the paper could not be read, or is not there */
};

/* ---- labels.c ---- */

#define S "\\s*"

/* What may stand between a label and its value: the same label in the other language, a remark
 * in brackets; never words in capitals, which are values. */
#define FILLER "(?:\\([^()\\n]{0,40}\\)|\\p{Han}|[a-z/.,' -]|[A-Z](?![A-Z])){0,40}?"
#define COLON  FILLER "(?:" S "[:：]" S "|(?<=\\s))"

/*
 * True where `pattern` is found, is surely read, and says the same in group 1 wherever it stands.
 * A label that says two things is not believed: that goes to `pointer` of what is unread.
 */
bool immd_find_only(struct immd_paper *paper, const char *pattern, const char *pointer,
                    struct vouch_match *match);

/* Says that a person must read `span`, and that the paper is incomplete. */
void immd_leave_unread(struct immd_paper *paper, const char *pointer,
                       const struct vouch_span *span);

/*
 * Copies `text` into `room` with runs of spaces and rules of a table ("|") as one space and
 * none at either end; between Chinese characters none stays. False where it is too long or
 * holds what cannot be read.
 */
bool immd_tidy(struct vouch_text text, char room[IMMD_TEXT_MAX], struct vouch_text *ret);

/* The same without any space. */
bool immd_squeeze(struct vouch_text text, char room[IMMD_TEXT_MAX], struct vouch_text *ret);

/* ---- dates.c ---- */

/* A pattern for a day, one group around the whole; Hong Kong writes day before month. */
#define IMMD_DATE                                                                                  \
    "((?<!\\d)(?:\\d{4}\\s*年\\s*\\d{1,2}\\s*月\\s*\\d{1,2}\\s*日|"                             \
    "\\d{4}\\s*[-/.]\\s*\\d{1,2}\\s*[-/.]\\s*\\d{1,2}(?!\\d)|"                                     \
    "\\d{1,2}\\s*[-/. ]\\s*(?:\\d{1,2}|[A-Za-z]{3,9})\\s*[-/. ,]\\s*\\d{4}(?!\\d)))"

/* The day that such a text is; VOUCH_NO_DAY for none such as 30 February. */
int32_t immd_day(const struct immd_paper *paper, struct vouch_text text);

/* As YYYY-MM-DD; of a day from 1970 on. */
void immd_format_day(int32_t day, char room[16]);

/* Reads a day after a label and claims it as `claim` (0: claims nothing). */
int32_t immd_read_day(struct immd_paper *paper, const char *pattern, const char *pointer,
                      uint32_t claim);

/* ---- person.c, header.c, passages.c, sheets.c: read, claim and remember. ---- */

void immd_read_person(struct immd_paper *paper);
void immd_read_header(struct immd_paper *paper);

/* `paper->passages` is then the caller's to free. */
void immd_read_passages(struct immd_paper *paper);
void immd_read_sheet(struct immd_paper *paper);

/* Whether one of person.c's labels says two different things. */
bool immd_person_differs(const struct immd_paper *paper, uint32_t *ret_page);

/* On how many pages the name and the date of birth stand. */
uint32_t immd_person_pages(const struct immd_paper *paper);

/* ---- points.c ---- */

/*
 * The control point with the longest name that stands in `text`, and that name as printed;
 * NULL for none.
 */
const struct vouch_setting *immd_find_point(const struct immd_paper *paper, struct vouch_text text,
                                            struct vouch_text *ret_name);

/* ---- hkid.c: VOUCH_PASS, VOUCH_FAIL; VOUCH_UNKNOWN where masked or absent. ---- */

uint32_t immd_hkid_check_digit(const char *number);

/* ---- checks_*.c: each leaves its checks, whatever could be read. ---- */

void immd_check_header(const struct immd_paper *paper);

/* Beside the check: a page that is missing makes the paper incomplete. */
void immd_check_pages(struct immd_paper *paper);
void immd_check_passages(const struct immd_paper *paper);
void immd_check_directions(const struct immd_paper *paper);

#endif
