/* A CMap as its two makers fill it, tables/cmap_tables.py and cmap_parse.c; its tokens. */
#ifndef VOUCH_PDF_CMAP_IMPL_H
#define VOUCH_PDF_CMAP_IMPL_H

#include "pdf/cmap.h"

#define CMAP_CODE_BYTES 4
#define CMAP_CID_MAX    0xFFFFu
#define CMAP_NO_UNICODE UINT32_MAX

/* Codes of `bytes` bytes, each of which lies between those of `first` and `last`. */
struct cmap_space {
    uint32_t bytes, first, last;
};

/* Codes and CIDs that go up together; sorted by `first`. */
struct cmap_small_range {
    uint16_t first, last, cid;
};

struct cmap_large_range {
    uint32_t first;
    uint16_t more; /* codes after the first */
    uint16_t cid;
};

/* Codes with Unicode; sorted by `first`. `text` is used where it is not empty. */
struct cmap_text_range {
    uint32_t first, last;
    uint32_t unicode; /* of `first`, going up with the code, or CMAP_NO_UNICODE */
    uint32_t order;   /* among those of one `first`, the latest counts */
    struct slice text;
};

struct pdf_cmap {
    const struct pdf_cmap *base; /* asked where this one has nothing, or NULL */
    const struct pdf_collection *collection;
    bool vertical;
    bool identity;
    const struct cmap_space *spaces;
    const struct cmap_small_range *small;
    const struct cmap_large_range *large;
    const struct cmap_text_range *texts;
    size_t space_count, small_count, large_count, text_count;
};

struct pdf_collection {
    const uint16_t *unicode; /* by CID; a surrogate is an index into `beyond` */
    const uint32_t *beyond;
    size_t count;
};

/* ---- cmap_token.c ---- */

#define CMAP_TEXT_MAX 512 /* bytes of UTF-16 for one code, ISO 32000-1 9.10.3 */

enum cmap_kind {
    CMAP_END,
    CMAP_KEYWORD,
    CMAP_NAME,
    CMAP_NUMBER,
    CMAP_STRING,
    CMAP_OPEN,
    CMAP_CLOSE,
    CMAP_OTHER
};

struct cmap_token {
    enum cmap_kind kind;
    struct slice text; /* of a keyword or name */
    uint32_t number;   /* of a number; of a string of up to four bytes */
    uint8_t bytes[CMAP_TEXT_MAX];
    size_t size; /* bytes of a string */
};

struct cmap_lexer {
    const uint8_t *at, *end;
    struct cmap_token token;
    struct slice name; /* the latest */
};

/* Reads the next token; 0 also at the end, whose kind is CMAP_END. ERR_SYNTAX. */
int cmap_next_token(struct cmap_lexer *lexer);

#endif
