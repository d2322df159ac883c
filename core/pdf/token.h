/*
 * The tokenizer and the object parser over plain bytes (ISO 32000-1 7.2, 7.3): no
 * cross-references, no decryption. Used for the file's body, for object streams and for
 * content streams, which are the same syntax with operators between operands.
 */
#ifndef VOUCH_PDF_TOKEN_H
#define VOUCH_PDF_TOKEN_H

#include "pdf/object.h"

#define PDF_DEPTH_MAX     64      /* nesting of arrays and dictionaries */
#define PDF_CONTAINER_MAX 1000000 /* items of one array or dictionary */

struct pdf_parser {
    struct arena *arena;
    struct slice bytes;
    size_t at;
    uint64_t base; /* added to positions for pdf_value.offset */
};

void pdf_parser_init(struct pdf_parser *parser, struct arena *arena, struct slice bytes, size_t at);

/* Skips white space and comments. */
void pdf_parser_skip(struct pdf_parser *parser);

/*
 * The next object. Keywords that are no object (obj, endobj, stream, operators) give
 * ERR_NOT_FOUND with `at` unmoved: read them with pdf_parser_keyword(). `R` is recognised
 * only where `references` is true (not in content streams). ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM.
 */
int pdf_parser_value(struct pdf_parser *parser, bool references,
                     const struct pdf_value **ret_value);

/*
 * A step through a content stream, whose keywords are operators. 0: an operand, into a value of
 * the caller's; only what a container holds is in the arena. ERR_NOT_FOUND: an operator, or the
 * end, where it is empty.
 */
int pdf_parser_step(struct pdf_parser *parser, struct pdf_value *ret_operand,
                    struct slice *ret_operator);

/* The next keyword (regular characters), or an empty slice at the end or at something else. */
struct slice pdf_parser_keyword(struct pdf_parser *parser);

#endif
