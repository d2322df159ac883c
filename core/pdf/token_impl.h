/* What token.c offers to the parser and to the readers of fixed syntax; not for others. */
#ifndef VOUCH_PDF_TOKEN_IMPL_H
#define VOUCH_PDF_TOKEN_IMPL_H

#include "pdf/token.h"

#define MILLI_MAX (INT64_C(1) << 53)

enum char_class { CHAR_REGULAR, CHAR_SPACE, CHAR_DELIMITER };

enum char_class token_class(uint8_t byte);

/* 0 to 15; -1 for any other character. */
int token_hex_digit(uint8_t byte);

/* Where white space, not comments, from `at` on is over. */
size_t token_skip_space(struct slice bytes, size_t at);

/* Each begins at parser->at and moves it behind the token. ERR_SYNTAX, ERR_NOMEM. */
int token_number(struct pdf_parser *parser, struct pdf_value *value);
int token_name(struct pdf_parser *parser, struct slice *ret_name);
int token_literal(struct pdf_parser *parser, struct slice *ret_string);
int token_hexadecimal(struct pdf_parser *parser, struct slice *ret_string);

/* Decimal digits alone, up to `max`; false and `at` unmoved for anything else. */
bool token_unsigned(struct pdf_parser *parser, uint64_t max, uint64_t *ret);

#endif
