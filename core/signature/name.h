/*
 * Distinguished names (RFC 5280 4.1.2.4): their parts, and their text by RFC 4514.
 *
 * Text is UTF-8, the last part of the name first. What could deceive a reader (control
 * characters, NUL, marks that turn the direction of writing) is written as \XX of its
 * bytes; a value that cannot be decoded as its type says is written as #hex.
 */
#ifndef VOUCH_SIGNATURE_NAME_H
#define VOUCH_SIGNATURE_NAME_H

#include "base/buffer.h"
#include "signature/der.h"

#define NAME_PARTS_MAX 64

struct name_part {
    struct slice type; /* contents octets of the attribute type's identifier */
    struct der value;
    bool joined; /* in one relative name with the part before it */
};

struct name {
    struct name_part parts[NAME_PARTS_MAX];
    size_t count;
};

/* Reads a whole Name. ERR_SYNTAX; ERR_LIMIT for more than NAME_PARTS_MAX parts. */
int name_parse(struct slice der, struct name *ret);

/* Appends the part's value as UTF-8, nothing escaped. ERR_SYNTAX, ERR_UNSUPPORTED. */
int name_value(const struct name_part *part, struct buffer *out);

/*
 * Whether two whole Names are the same in parts, types and values, whatever kind of string a
 * value is written as. (RFC 5280 7.1 would fold case and spaces as well.) ERR_MISMATCH,
 * ERR_NOMEM.
 */
int name_compare(struct slice a, struct slice b);

/* Appends the name's text. ERR_SYNTAX, ERR_LIMIT, or the buffer's error. */
int name_text(struct slice der, struct buffer *out);

#endif
