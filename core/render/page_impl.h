/* What the files of a page share: each writes its own sections. */
#ifndef VOUCH_RENDER_PAGE_IMPL_H
#define VOUCH_RENDER_PAGE_IMPL_H

#include "render/html.h"
#include "render/page.h"

#define PAGE_ROWS_MAX  5000 /* of one table: more than any record has that was seen */
#define PAGE_ROWS_OPEN 20   /* longer tables are folded */
#define PAGE_LIST_MAX  200  /* of changes, reasons and the like */

/* page.c: a section with its heading, and its end; rows that were left out. */
void page_section(struct html *html, const char *heading);
void page_end_section(struct html *html);
void page_left_out(struct html *html, size_t count, size_t shown);

/* page.c: text from the document behind a term (nothing without text), or as a cell. */
void page_data_term(struct html *html, const char *id, const char *text);
void page_cell(struct html *html, const char *text);

/* page_verdict.c */
void page_verdict(struct html *html, const struct report *report);
void page_decided(struct html *html, const struct decision *decision, const char *title);
void page_applicant(struct html *html, const struct page *page);
enum html_mark page_indication_mark(enum indication indication);

/* page_claims.c, page_accounts.c */
void page_claims(struct html *html, const struct report *report);
void page_checks(struct html *html, const struct report *report);
void page_accounts(struct html *html, const struct report_claims *claims);

/* page_timeline.c */
void page_timeline(struct html *html, const struct report_claims *claims);
void page_join_timelines(struct html *html, const struct decision_join *join);

/* page_signature.c, page_certificate.c */
void page_signatures(struct html *html, const struct report *report);
void page_certificates(struct html *html, const struct report_signature *signature);

/* page_decisions.c, page_join.c */
void page_decision(struct html *html, const struct decision *decision, const char *title);
void page_join(struct html *html, const struct decision_join *join);

#endif
