/*
 * A document as a plugin sees it: lines of words with their places, and the text flow that
 * patterns are matched against.
 *
 * There are two copies of the flow, all visible lines joined by "\n": as printed, and
 * folded (UNICODE_FOLD_ALL, and every space to U+0020). Folding maps one code point to one
 * code point, so a match in the folded flow has its place in the printed one, and from
 * there its words and its box. What could forge a line in a terminal or a log (controls,
 * marks that turn the direction of writing, bytes that are no UTF-8) is U+FFFD in both.
 */
#ifndef VOUCH_WORKER_DOCUMENT_H
#define VOUCH_WORKER_DOCUMENT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "pdf/pdf.h"
#include "reading/reading.h"
#include "worker/pattern.h"

#include <vouch/plugin.h>

struct document_word {
    struct slice text;
    struct vouch_box box;
    uint32_t offset;     /* in the line's text */
    uint32_t confidence; /* struct vouch_text */
};

struct document_line {
    struct slice text;
    struct vouch_box box;
    uint32_t page;
    uint32_t word_count;
    uint32_t confidence; /* of all its words */
    struct document_word *words;
    uint32_t flow;   /* where the line begins in the printed flow; hidden lines are not in it */
    uint32_t folded; /* and in the folded one */
};

/* How a page that was read as a picture is shown, where it was brought upright for that. */
struct page_shown {
    struct reading_turn turn;
    int32_t width;
    int32_t height;
};

struct page_size {
    int32_t width;
    int32_t height;
    const struct page_shown *shown; /* NULL: as it stands */
};

/* What a document is made of; all of it must live as long. */
struct document_parts {
    const struct pdf_text *text;
    const struct page_size *pages;
    uint32_t page_count;
    bool is_complete;
    const struct vouch_signature *signature; /* NULL: not signed */
    struct pdf_file *file;                   /* for metadata; NULL: none */
    const char *form;                        /* electronic | scan | photo; NULL: electronic */
    uint32_t sure;                           /* from this percentage on a word read is sure */
};

/* What may go wrong while a plugin works; the examination makes reasons of it. */
struct document_trouble {
    bool limit;          /* a pattern reached its limits */
    bool memory;         /* there was none left */
    bool misuse;         /* the plugin passed something that it must not */
    const char *mistake; /* the first such thing, for who writes the plugin */
};

struct vouch_document {
    struct arena *arena;
    struct patterns *patterns;
    struct document_parts parts;
    struct document_trouble *trouble;
    struct document_line *lines; /* visible ones first */
    uint32_t line_count;
    uint32_t visible_count;
    struct slice flow;
    struct slice folded;
    const struct vouch_span *apart; /* of each page; NULL: nothing was set apart */
};

/* ERR_NOMEM; ERR_LIMIT for more text than 32 bits can count. */
int document_new(struct arena *arena, struct patterns *patterns, const struct document_parts *parts,
                 const struct vouch_document **ret);

/*
 * The document without single characters that run down its pages (vouch/plugin.h). 1; 0 where
 * there are none; ERR_INVALID for no such mark, ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM.
 */
int document_set_apart(const struct vouch_document *document, const struct vouch_mark *mark,
                       const struct vouch_document **ret);

/*
 * Text and pages of a PDF, and whether all of its text was read (document_file.c). Errors of
 * pdf_text(); ERR_NOMEM.
 */
int document_file(struct arena *arena, struct pdf_file *file, struct document_parts *parts);

/*
 * Text and pages of a document that a person typed (document_type.c, worker/rehearsal.h): each
 * text is a page. ERR_SYNTAX where it is no UTF-8; ERR_LIMIT, ERR_NOMEM.
 */
int document_type(struct arena *arena, const char *const *pages, size_t count,
                  struct document_parts *ret);

/* `text` with U+FFFD for what must not be shown; the same slice where there is nothing. */
int document_safe_text(struct arena *arena, struct slice text, struct slice *ret);

/* Whether a glance tells that `text` is valid, safe to show, and its own folded form. */
bool document_is_plain(struct slice text);

/* Appends `text`, which is valid UTF-8, as the folded flow has it. */
void document_fold(struct slice text, struct buffer *out);

/* The offset in `text` of what is at `offset` in its folded form. */
size_t document_unfold(struct slice text, struct slice folded, size_t offset);

/* What lies between two offsets of the folded flow, with its place. */
struct vouch_span document_span(const struct vouch_document *document, size_t start, size_t end);

/* Whether a line break between two parts of a text is a space: not inside Chinese. */
bool document_needs_space(struct slice before, struct slice after);

/* A visible line's text in the folded flow, without its line end. */
struct slice document_folded_line(const struct vouch_document *document, uint32_t line);

/* The box of a word's bytes from `start` to `end`, cut by the letters' usual widths. */
struct vouch_box document_word_part(const struct document_word *word, size_t start, size_t end);

/* The box around both; an empty box is nowhere. */
struct vouch_box box_join(struct vouch_box a, struct vouch_box b);

/* A box on the page, in 1/10000 of it as shown, as reports have it: outwards, and within. */
void box_to_report(struct vouch_box box, struct page_size page, int64_t ret[4]);

/* Of two confidences (struct vouch_text) the one that holds for both. */
static inline uint32_t confidence_join(uint32_t a, uint32_t b)
{
    return a == 0 || (b > 0 && b < a) ? b : a;
}

static inline bool confidence_is_sure(const struct vouch_document *document, uint32_t confidence)
{
    return confidence == 0 || confidence > document->parts.sure;
}

static inline bool box_is_empty(struct vouch_box box)
{
    return box.right <= box.left || box.bottom <= box.top;
}

static inline struct vouch_text text_of(struct slice slice)
{
    return (struct vouch_text){.data = slice.data ? (const char *)slice.data : "",
                               .length = (uint32_t)slice.size};
}

/* The same of a span, both of its confidences set. */
static inline void span_set_text(struct vouch_span *span, struct slice text, uint32_t confidence)
{
    span->text = text_of(text);
    span->text.confidence = span->confidence = confidence;
}

static inline struct slice slice_of_text(struct vouch_text text)
{
    return slice_of(text.data, text.length);
}

#endif
