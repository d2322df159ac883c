/*
 * Writes DER, right or wrong, for tests. What is made lives until writer_reset(); running out
 * of memory ends the test.
 *
 *     SEQ(integer(1), oid("2.5.4.3"), text(TAG_UTF8, "x"))
 */
#ifndef VOUCH_TESTS_WRITE_DER_H
#define VOUCH_TESTS_WRITE_DER_H

#include "base/slice.h"

enum {
    TAG_BOOLEAN = 0x01,
    TAG_INTEGER = 0x02,
    TAG_BITS = 0x03,
    TAG_OCTETS = 0x04,
    TAG_NULL = 0x05,
    TAG_OID = 0x06,
    TAG_ENUMERATED = 0x0a,
    TAG_UTF8 = 0x0c,
    TAG_PRINTABLE = 0x13,
    TAG_T61 = 0x14,
    TAG_IA5 = 0x16,
    TAG_UTC = 0x17,
    TAG_GENERALIZED = 0x18,
    TAG_BMP = 0x1e,
    TAG_SEQ = 0x30,
    TAG_SET = 0x31,
};

void writer_reset(void);
void *writer_alloc(size_t size);

struct slice join(const struct slice *parts, size_t count);
struct slice element(uint8_t tag, struct slice body);
struct slice indefinite(uint8_t tag, struct slice body); /* BER */

#define JOIN(...)                                                                                  \
    join((const struct slice[]){__VA_ARGS__},                                                      \
         sizeof((const struct slice[]){__VA_ARGS__}) / sizeof(struct slice))
#define SEQ(...)       element(TAG_SEQ, JOIN(__VA_ARGS__))
#define SET(...)       element(TAG_SET, JOIN(__VA_ARGS__))
#define TAGGED(n, ...) element((uint8_t)(0xa0 | (n)), JOIN(__VA_ARGS__))
#define NOTHING        ((struct slice){(const uint8_t *)"", 0}) /* an empty part, not a default */

struct slice integer(uint64_t value);
struct slice big_integer(struct slice magnitude);
struct slice oid(const char *dotted);
struct slice text(uint8_t tag, const char *value);
struct slice octets(struct slice body);
struct slice bits(struct slice body);
struct slice null(void);
struct slice boolean(bool value);
struct slice utc(const char *value);         /* "260101000000Z" */
struct slice generalized(const char *value); /* "20260101000000Z" */
struct slice algorithm(const char *dotted);  /* with NULL parameters */
struct slice algorithm_bare(const char *dotted);

/* A copy with one byte changed. */
struct slice flipped(struct slice bytes, size_t index);

/* "0a0b" as bytes. */
struct slice hex(const char *digits);

#endif
