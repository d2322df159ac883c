/*
 * A strict walk over DER (ITU-T X.690): definite lengths in their shortest form, tags
 * of one byte, nothing beyond the end. Nothing is decoded into a tree; a reader takes
 * one element after the other off a slice, so depth is what the caller's code has.
 *
 * Every reader takes what it reads off `*rest` and returns 0, or returns ERR_SYNTAX and
 * leaves `*rest` undefined: a failed structure is not read on.
 */
#ifndef VOUCH_SIGNATURE_DER_H
#define VOUCH_SIGNATURE_DER_H

#include "base/slice.h"

enum der_tag {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_ENUMERATED = 0x0a,
    DER_UTF8_STRING = 0x0c,
    DER_NUMERIC_STRING = 0x12,
    DER_PRINTABLE_STRING = 0x13,
    DER_T61_STRING = 0x14,
    DER_IA5_STRING = 0x16,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_VISIBLE_STRING = 0x1a,
    DER_UNIVERSAL_STRING = 0x1c,
    DER_BMP_STRING = 0x1e,
    DER_OCTET_STRING_CONSTRUCTED = 0x24, /* BER only */
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
};

#define DER_CONTEXT(number) (0x80u | (number)) /* [n] IMPLICIT of a primitive type */
#define DER_CONTEXT_CONSTRUCTED(number)                                                            \
    (0xa0u | (number)) /* [n] of a constructed one, or EXPLICIT */

struct der {
    uint8_t tag;
    struct slice body;  /* contents octets */
    struct slice whole; /* with tag and length */
};

/* The next element, whatever it is. */
int der_next(struct slice *rest, struct der *ret);

/* The next element, which must have this tag. */
int der_read(struct slice *rest, uint8_t tag, struct der *ret);

/* The body of the next element, which must have this tag. */
int der_body(struct slice *rest, uint8_t tag, struct slice *ret_body);

/* The body of the one element that `bytes` are: nothing may follow. */
int der_only(struct slice bytes, uint8_t tag, struct slice *ret_body);

/* Whether the next element has this tag: the way to read OPTIONAL members. */
static inline bool der_at(struct slice rest, uint8_t tag)
{
    return rest.size > 0 && rest.data[0] == tag;
}

#define DER_HEADER_MAX 6 /* tag, and a length of up to five octets */

/* Writes tag and length of an element of less than 4 GiB; the octets used. */
size_t der_write_header(uint8_t header[DER_HEADER_MAX], uint8_t tag, size_t length);

/* 0 where nothing is left, else ERR_SYNTAX. */
int der_end(struct slice rest);

/* Whether nothing but zeros is left: the padding of /Contents (ISO 32000-1 12.8.1). */
bool der_is_padding(struct slice rest);

/* INTEGER as its contents octets, two's complement in the shortest form. */
int der_integer(struct slice *rest, struct slice *ret_octets);

/* INTEGER from 0 to `max`. */
int der_number(struct slice *rest, uint32_t max, uint32_t *ret);

/* INTEGER greater than zero as unsigned bytes without leading zero. */
int der_positive(struct slice *rest, struct slice *ret_magnitude);

int der_boolean(struct slice *rest, bool *ret);
int der_oid(struct slice *rest, struct slice *ret_oid);

/* BIT STRING of whole bytes, as keys and signature values are. */
int der_bytes_of_bits(struct slice *rest, struct slice *ret_bytes);

/* The first 32 bits of a BIT STRING of named bits: bit n of the standard is `1u << n`. */
int der_named_bits(struct slice *rest, uint32_t *ret_bits);

/*
 * UTCTime or GeneralizedTime in the forms of RFC 5280 4.1.2.5 (with seconds, Z, no
 * fraction), as seconds since the epoch. Years 50 to 99 of UTCTime are 19xx.
 */
int der_time(struct slice *rest, int64_t *ret_time);

/*
 * GeneralizedTime of a time stamp (RFC 3161 2.4.2): as above, and perhaps a fraction of a second
 * that does not end in a zero. The fraction is cut off.
 */
int der_precise_time(struct slice *rest, int64_t *ret_time);

/* AlgorithmIdentifier (RFC 5280 4.1.1.2). */
struct der_algorithm {
    struct slice oid;
    struct slice parameters; /* one whole element; empty where absent */
};

int der_algorithm(struct slice *rest, struct der_algorithm *ret);

/* No parameters, or NULL: the two mean the same wherever both occur (RFC 4055 2.1, RFC 5754 2). */
bool der_no_parameters(const struct der_algorithm *algorithm);

/* The same algorithm with the same parameters, NULL counting as none. */
bool der_algorithm_equal(const struct der_algorithm *a, const struct der_algorithm *b);

#endif
