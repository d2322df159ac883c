/*
 * Writing HTML. Two things reach the page, and nothing else can: markup, which must be a string
 * literal of ours, and text, which is escaped so that it opens no tag, ends no attribute and
 * turns no direction of writing, whoever wrote it. Every text function may be used between tags
 * and inside a quoted attribute.
 *
 * Text from a document stands in an element of its own (<bdi>), so that its direction never
 * reaches the words around it. Sentences come with their parameters between U+2068 and U+2069
 * (render_isolated() puts them there), which become such elements, too.
 */
#ifndef VOUCH_RENDER_HTML_H
#define VOUCH_RENDER_HTML_H

#include "base/buffer.h"
#include "render/render.h"

struct html {
    struct buffer *out;
    struct arena *arena;
    const struct catalogues *catalogues;
    const char *language;      /* of the catalogues */
    const char *text_language; /* of the document's text, or NULL */
    int error;                 /* ERR_NOMEM */
};

/* Markup: a literal, or it does not compile. */
#define html_markup(html, literal) buffer_append((html)->out, "" literal "", sizeof(literal) - 1)

/* Text as it is: "<" is written "&lt;", what is not to be shown U+FFFD. NULL writes nothing. */
void html_text(struct html *html, const char *text);

/* The same of a number, and of one of our sentences: isolated parameters become elements. */
void html_number(struct html *html, int64_t number);
void html_message(struct html *html, const char *message);

/* The same where an element cannot stand: inside an attribute. */
void html_label(struct html *html, const char *id);

/* Text from the document, in an element of its own with its language. */
void html_data(struct html *html, const char *text);

/* Figures and codes, read from left to right in every language. */
void html_figure(struct html *html, const char *text);
void html_day(struct html *html, int32_t day);
void html_time(struct html *html, int64_t time);

/* A sentence of the page itself; with parameters: {name} is each param's value. */
void html_say(struct html *html, const char *id);
void html_say_with(struct html *html, const char *id, const struct report_params *params);
void html_say_number(struct html *html, const char *id, int64_t count);

/* word.GROUP.CODE or page.word.GROUP.CODE, whichever is a plain word; else the code with spaces. */
void html_code(struct html *html, const char *group, const char *code);

/* What stands between the parts of a list, behind a label, and around an aside: not everywhere
 * ", ", ": " and " (...)". */
void html_separator(struct html *html);
void html_colon(struct html *html);
void html_begin_aside(struct html *html);
void html_end_aside(struct html *html);

/* <dt>the id's words</dt><dd>, and its end. */
void html_term(struct html *html, const char *id);
void html_end_term(struct html *html);

/*
 * A table with its caption and column heads (`heads` ends with NULL), and its end; of more than
 * `open` rows it lies in a <details>.
 */
struct html_table {
    const char *caption;
    const char *const *heads;
    size_t rows;
    size_t open;
    unsigned numbers; /* bit i: column i holds numbers, which end where their head ends */
};
void html_table(struct html *html, const struct html_table *table);
void html_end_table(struct html *html, const struct html_table *table);

/* The mark of an outcome, by shape and colour: the words beside it say the same. */
enum html_mark { HTML_UNSURE, HTML_GOOD, HTML_BAD, HTML_NEUTRAL };
void html_mark(struct html *html, enum html_mark mark);

#endif
