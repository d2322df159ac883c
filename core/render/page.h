/*
 * Reports for people: one page that needs nothing else. No script, no picture or font from
 * elsewhere; drawings are inline SVG that can be read in black and white, with their figures as a
 * table. Its words are message ids, `page.*`; its sentences those of the report, which must have
 * been rendered by render_report_isolated() and render_decision_isolated().
 *
 * The officer's edition says all. The applicant's says only what to do next: no reasons, no
 * checks, and nothing that tells somebody whether he was found out.
 */
#ifndef VOUCH_RENDER_PAGE_H
#define VOUCH_RENDER_PAGE_H

#include "base/buffer.h"
#include "render/render.h"

enum page_edition { PAGE_OFFICER, PAGE_APPLICANT };

struct page {
    enum page_edition edition;
    const struct report *const *reports;
    size_t report_count;
    const struct decision *const *decisions;
    size_t decision_count;
    /* What their policies call themselves in the reader's language, one a decision; NULL, as the
     * list or in it, where that is not known: then the name stands for it. */
    const char *const *titles;
    const struct decision_join *join; /* NULL: one document, or none */
};

/* Appends the page to `out`. ERR_NOMEM, ERR_CRYPTO, or the buffer's error. */
int page_render(struct arena *arena, const struct catalogues *catalogues, const char *language,
                const struct page *page, struct buffer *out);

/* The Content-Security-Policy to send with it: nothing is loaded or run, one style is applied. */
#define PAGE_POLICY_SIZE 256
int page_policy(char policy[PAGE_POLICY_SIZE]);

/* The language of the sentences that `language` finds ("en" for an unknown one). */
#define PAGE_LANGUAGE_SIZE 36
void page_language(const struct catalogues *catalogues, const char *language,
                   char ret[PAGE_LANGUAGE_SIZE]);

#endif
