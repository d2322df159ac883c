#include "signature/der.h"

#include "base/datetime.h"
#include "base/error.h"

#define LENGTH_BYTES_MAX 4

/* X.690 10.1: the definite form, in as few octets as can be. */
static int take_length(struct slice *rest, size_t *ret_length)
{
    size_t length;
    size_t count;

    if (rest->size < 1)
        return ERR_SYNTAX;
    length = rest->data[0];
    *rest = slice_sub(*rest, 1, rest->size);
    if (length < 0x80) {
        *ret_length = length;
        return 0;
    }
    count = length & 0x7f;
    if (count < 1 || count > LENGTH_BYTES_MAX || rest->size < count || rest->data[0] == 0)
        return ERR_SYNTAX;
    length = 0;
    for (size_t i = 0; i < count; i++)
        length = length << 8 | rest->data[i];
    if (length < 0x80)
        return ERR_SYNTAX;
    *rest = slice_sub(*rest, count, rest->size);
    *ret_length = length;
    return 0;
}

int der_next(struct slice *rest, struct der *ret)
{
    const struct slice start = *rest;
    size_t length;

    if (start.size < 2 || (start.data[0] & 0x1f) == 0x1f || start.data[0] == 0)
        return ERR_SYNTAX;
    *rest = slice_sub(start, 1, start.size);
    if (take_length(rest, &length) < 0 || length > rest->size)
        return ERR_SYNTAX;
    ret->tag = start.data[0];
    ret->body = slice_sub(*rest, 0, length);
    ret->whole = slice_sub(start, 0, (size_t)(rest->data - start.data) + length);
    *rest = slice_sub(*rest, length, rest->size);
    return 0;
}

size_t der_write_header(uint8_t header[DER_HEADER_MAX], uint8_t tag, size_t length)
{
    size_t count = 0;

    header[0] = tag;
    if (length < 0x80) {
        header[1] = (uint8_t)length;
        return 2;
    }
    while (count < LENGTH_BYTES_MAX && length >> (8 * count))
        count++;
    header[1] = (uint8_t)(0x80 | count);
    for (size_t i = 0; i < count; i++)
        header[2 + i] = (uint8_t)(length >> (8 * (count - 1 - i)));
    return 2 + count;
}

int der_read(struct slice *rest, uint8_t tag, struct der *ret)
{
    return der_at(*rest, tag) ? der_next(rest, ret) : ERR_SYNTAX;
}

int der_body(struct slice *rest, uint8_t tag, struct slice *ret_body)
{
    struct der element;

    if (der_read(rest, tag, &element) < 0)
        return ERR_SYNTAX;
    *ret_body = element.body;
    return 0;
}

int der_only(struct slice bytes, uint8_t tag, struct slice *ret_body)
{
    if (der_body(&bytes, tag, ret_body) < 0)
        return ERR_SYNTAX;
    return der_end(bytes);
}

int der_end(struct slice rest)
{
    return rest.size == 0 ? 0 : ERR_SYNTAX;
}

bool der_is_padding(struct slice rest)
{
    for (size_t i = 0; i < rest.size; i++)
        if (rest.data[i] != 0)
            return false;
    return true;
}

int der_integer(struct slice *rest, struct slice *ret_octets)
{
    struct slice body;

    if (der_body(rest, DER_INTEGER, &body) < 0 || body.size == 0)
        return ERR_SYNTAX;
    if (body.size > 1 && ((body.data[0] == 0x00 && body.data[1] < 0x80) ||
                          (body.data[0] == 0xff && body.data[1] >= 0x80)))
        return ERR_SYNTAX;
    *ret_octets = body;
    return 0;
}

int der_number(struct slice *rest, uint32_t max, uint32_t *ret)
{
    struct slice octets;
    uint64_t value = 0;

    if (der_integer(rest, &octets) < 0 || octets.data[0] >= 0x80 || octets.size > 5)
        return ERR_SYNTAX;
    for (size_t i = 0; i < octets.size; i++)
        value = value << 8 | octets.data[i];
    if (value > max)
        return ERR_SYNTAX;
    *ret = (uint32_t)value;
    return 0;
}

int der_positive(struct slice *rest, struct slice *ret_magnitude)
{
    struct slice octets;

    if (der_integer(rest, &octets) < 0 || octets.data[0] >= 0x80)
        return ERR_SYNTAX;
    if (octets.data[0] == 0)
        octets = slice_sub(octets, 1, octets.size);
    *ret_magnitude = octets;
    return octets.size > 0 ? 0 : ERR_SYNTAX;
}

/* X.690 11.1: TRUE is 0xff. */
int der_boolean(struct slice *rest, bool *ret)
{
    struct slice body;

    if (der_body(rest, DER_BOOLEAN, &body) < 0 || body.size != 1)
        return ERR_SYNTAX;
    if (body.data[0] != 0x00 && body.data[0] != 0xff)
        return ERR_SYNTAX;
    *ret = body.data[0] != 0;
    return 0;
}

/* X.690 8.19: every arc ends, and begins with no padding. */
int der_oid(struct slice *rest, struct slice *ret_oid)
{
    struct slice body;
    bool at_start = true;

    if (der_body(rest, DER_OID, &body) < 0 || body.size == 0)
        return ERR_SYNTAX;
    for (size_t i = 0; i < body.size; i++) {
        if (at_start && body.data[i] == 0x80)
            return ERR_SYNTAX;
        at_start = body.data[i] < 0x80;
    }
    *ret_oid = body;
    return at_start ? 0 : ERR_SYNTAX;
}

int der_bytes_of_bits(struct slice *rest, struct slice *ret_bytes)
{
    struct slice body;

    if (der_body(rest, DER_BIT_STRING, &body) < 0 || body.size < 1 || body.data[0] != 0)
        return ERR_SYNTAX;
    *ret_bytes = slice_sub(body, 1, body.size);
    return 0;
}

/* X.690 8.6 and 11.2.1: unused bits are counted, fewer than eight, and zero. */
int der_named_bits(struct slice *rest, uint32_t *ret_bits)
{
    struct slice body;
    uint8_t unused;
    uint32_t bits = 0;

    if (der_body(rest, DER_BIT_STRING, &body) < 0 || body.size < 1)
        return ERR_SYNTAX;
    unused = body.data[0];
    if (unused > 7 || (body.size == 1 && unused > 0))
        return ERR_SYNTAX;
    if (body.data[body.size - 1] & ((1u << unused) - 1))
        return ERR_SYNTAX;
    for (size_t i = 0; i < 32 && i / 8 + 1 < body.size; i++)
        if (body.data[i / 8 + 1] & (0x80u >> (i % 8)))
            bits |= 1u << i;
    *ret_bits = bits;
    return 0;
}

static int two_digits(struct slice *text, int32_t *ret)
{
    if (text->size < 2 || text->data[0] < '0' || text->data[0] > '9' || text->data[1] < '0' ||
        text->data[1] > '9')
        return ERR_SYNTAX;
    *ret = (text->data[0] - '0') * 10 + (text->data[1] - '0');
    *text = slice_sub(*text, 2, text->size);
    return 0;
}

static int take_year(struct slice *text, uint8_t tag, int32_t *ret_year)
{
    int32_t century;
    int32_t year;

    if (tag == DER_GENERALIZED_TIME) {
        if (two_digits(text, &century) < 0 || two_digits(text, &year) < 0)
            return ERR_SYNTAX;
        *ret_year = century * 100 + year;
        return 0;
    }
    if (two_digits(text, &year) < 0)
        return ERR_SYNTAX;
    *ret_year = year < 50 ? 2000 + year : 1900 + year;
    return 0;
}

/* Takes date and time of day off the text; what follows them is the caller's. */
static int take_time(struct slice *text, uint8_t tag, int64_t *ret_time)
{
    struct wall_time wall = {.offset = OFFSET_UTC};

    if (take_year(text, tag, &wall.year) < 0 || two_digits(text, &wall.month) < 0 ||
        two_digits(text, &wall.day) < 0 || two_digits(text, &wall.hour) < 0 ||
        two_digits(text, &wall.minute) < 0 || two_digits(text, &wall.second) < 0)
        return ERR_SYNTAX;
    return time_make(&wall, ret_time) < 0 ? ERR_SYNTAX : 0;
}

int der_time(struct slice *rest, int64_t *ret_time)
{
    struct der element;
    int64_t time;

    if (der_next(rest, &element) < 0)
        return ERR_SYNTAX;
    if (element.tag != DER_UTC_TIME && element.tag != DER_GENERALIZED_TIME)
        return ERR_SYNTAX;
    if (take_time(&element.body, element.tag, &time) < 0 || !slice_is(element.body, "Z"))
        return ERR_SYNTAX;
    *ret_time = time;
    return 0;
}

int der_precise_time(struct slice *rest, int64_t *ret_time)
{
    struct slice text;
    size_t digits = 0;
    int64_t time;

    if (der_body(rest, DER_GENERALIZED_TIME, &text) < 0 ||
        take_time(&text, DER_GENERALIZED_TIME, &time) < 0)
        return ERR_SYNTAX;
    if (text.size > 0 && text.data[0] == '.') {
        text = slice_sub(text, 1, text.size);
        while (digits < text.size && text.data[digits] >= '0' && text.data[digits] <= '9')
            digits++;
        if (digits == 0 || text.data[digits - 1] == '0')
            return ERR_SYNTAX;
        text = slice_sub(text, digits, text.size);
    }
    if (!slice_is(text, "Z"))
        return ERR_SYNTAX;
    *ret_time = time;
    return 0;
}

int der_algorithm(struct slice *rest, struct der_algorithm *ret)
{
    struct der_algorithm algorithm = {0};
    struct der parameters;
    struct slice body;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_oid(&body, &algorithm.oid) < 0)
        return ERR_SYNTAX;
    if (body.size > 0) {
        if (der_next(&body, &parameters) < 0)
            return ERR_SYNTAX;
        algorithm.parameters = parameters.whole;
    }
    *ret = algorithm;
    return der_end(body);
}

bool der_no_parameters(const struct der_algorithm *algorithm)
{
    static const uint8_t null[] = {DER_NULL, 0};

    return algorithm->parameters.size == 0 ||
           slice_equal(algorithm->parameters, slice_of(null, sizeof null));
}

bool der_algorithm_equal(const struct der_algorithm *a, const struct der_algorithm *b)
{
    if (!slice_equal(a->oid, b->oid))
        return false;
    if (der_no_parameters(a) && der_no_parameters(b))
        return true;
    return slice_equal(a->parameters, b->parameters);
}
