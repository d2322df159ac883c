#include "pdf/filter.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <zlib.h>

#include <cmocka.h>

static const struct pdf_predictor defaults = {1, 1, 8, 1, true};

/* Decodes `in`; what is in `out` afterwards must be `expected` (unless NULL) and the result `r`. */
static void expect(enum pdf_filter filter, const struct pdf_predictor *predictor, struct slice in,
                   int r, const char *expected, size_t expected_size)
{
    struct buffer out;

    buffer_init(&out, 0);
    assert_int_equal(pdf_filter_decode(filter, predictor, in, &out), r);
    if (r == 0) {
        assert_int_equal(out.size, expected_size);
        if (expected_size)
            assert_memory_equal(out.data, expected, expected_size);
    }
    buffer_done(&out);
}

#define bytes(text) slice_of(text, sizeof(text) - 1)

static void good(enum pdf_filter filter, struct slice in, const char *expected)
{
    expect(filter, NULL, in, 0, expected, strlen(expected));
}

static void bad(enum pdf_filter filter, struct slice in)
{
    expect(filter, NULL, in, ERR_SYNTAX, NULL, 0);
}

static void test_names(void **state)
{
    enum pdf_filter filter;

    (void)state;
    assert_int_equal(pdf_filter_from_name(slice_str("FlateDecode"), &filter), 0);
    assert_int_equal(filter, PDF_FILTER_FLATE);
    assert_int_equal(pdf_filter_from_name(slice_str("A85"), &filter), 0);
    assert_int_equal(filter, PDF_FILTER_ASCII_85);
    assert_int_equal(pdf_filter_from_name(slice_str("DCTDecode"), &filter), ERR_UNSUPPORTED);
    assert_int_equal(pdf_filter_from_name(slice_str("Crypt"), &filter), ERR_UNSUPPORTED);
    assert_int_equal(pdf_filter_from_name(slice_str("flatedecode"), &filter), ERR_NOT_FOUND);
}

static void test_ascii_hex(void **state)
{
    (void)state;
    good(PDF_FILTER_ASCII_HEX, bytes("56 6f\n75 6368>\r\n"), "Vouch");
    good(PDF_FILTER_ASCII_HEX, bytes("567>"), "Vp");
    good(PDF_FILTER_ASCII_HEX, bytes(">"), "");
    bad(PDF_FILTER_ASCII_HEX, bytes("566f"));
    bad(PDF_FILTER_ASCII_HEX, bytes("56g0>"));
    bad(PDF_FILTER_ASCII_HEX, bytes("56>56"));
}

static void test_ascii_85(void **state)
{
    (void)state;
    good(PDF_FILTER_ASCII_85, bytes("87cUR\nD]i,\"Ebo80~>\n"), "Hello World!");
    good(PDF_FILTER_ASCII_85, bytes("87cURDZ~>"), "Hello");
    expect(PDF_FILTER_ASCII_85, NULL, bytes("z~>"), 0, "\0\0\0\0", 4);
    expect(PDF_FILTER_ASCII_85, NULL, bytes("s8W-!~>"), 0, "\xff\xff\xff\xff", 4);
    good(PDF_FILTER_ASCII_85, bytes("~>"), "");
    bad(PDF_FILTER_ASCII_85, bytes("s8W-\"~>")); /* 2^32 */
    bad(PDF_FILTER_ASCII_85, bytes("87cURD~>")); /* one digit alone */
    bad(PDF_FILTER_ASCII_85, bytes("87cUR"));
    bad(PDF_FILTER_ASCII_85, bytes("87z~>"));
    bad(PDF_FILTER_ASCII_85, bytes("87cUR~"));
    bad(PDF_FILTER_ASCII_85, bytes("87cUR~>x"));
}

static void test_run_length(void **state)
{
    (void)state;
    good(PDF_FILTER_RUN_LENGTH,
         bytes("\x02"
               "abc\xfe"
               "d\x80\n"),
         "abcddd");
    good(PDF_FILTER_RUN_LENGTH, bytes("\x80"), "");
    bad(PDF_FILTER_RUN_LENGTH, bytes("\x02"
                                     "abc"));
    bad(PDF_FILTER_RUN_LENGTH, bytes("\x05"
                                     "abc\x80"));
    bad(PDF_FILTER_RUN_LENGTH, bytes("\xfe"));
    bad(PDF_FILTER_RUN_LENGTH, bytes("\x80"
                                     "abc"));
}

/* The example of ISO 32000-1 7.4.4.2. */
static void test_lzw_example(void **state)
{
    static const char decoded[] = {45, 45, 45, 45, 45, 65, 45, 45, 45, 66};

    (void)state;
    expect(PDF_FILTER_LZW, NULL, bytes("\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"), 0, decoded,
           sizeof decoded);
    bad(PDF_FILTER_LZW, bytes("\x80\x0b\x60\x50\x22\x0c\x0c\x85"));
    bad(PDF_FILTER_LZW, bytes("\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01x"));
    bad(PDF_FILTER_LZW, bytes("\x80\x7f\xff")); /* a code that has not been made */
    bad(PDF_FILTER_LZW, bytes(""));
}

/* A plain LZW encoder that never finds a string longer than two bytes: enough to reach 12 bits. */
static size_t lzw_literals(const uint8_t *data, size_t size, bool early, uint8_t *out)
{
    unsigned next = 258, width = 9, bits = 0;
    uint64_t pool = 256;
    size_t at = 0;

    bits = 9;
    for (size_t i = 0; i <= size; i++) {
        pool = pool << width | (i < size ? data[i] : 257);
        bits += width;
        while (bits >= 8) {
            bits -= 8;
            out[at++] = (uint8_t)(pool >> bits);
        }
        if (i > 0 && next < 4096)
            next++;
        if (width < 12 && next + early >= 1u << width)
            width++;
    }
    if (bits)
        out[at++] = (uint8_t)(pool << (8 - bits));
    return at;
}

static void test_lzw_widths(void **state)
{
    static uint8_t plain[5000], packed[10000];
    struct pdf_predictor late = defaults;
    size_t size;

    (void)state;
    late.early_change = false;
    for (size_t i = 0; i < sizeof plain; i++)
        plain[i] = (uint8_t)(i * 7 + i / 256);
    size = lzw_literals(plain, sizeof plain, true, packed);
    expect(PDF_FILTER_LZW, NULL, slice_of(packed, size), 0, (char *)plain, sizeof plain);
    size = lzw_literals(plain, sizeof plain, false, packed);
    expect(PDF_FILTER_LZW, &late, slice_of(packed, size), 0, (char *)plain, sizeof plain);
}

static size_t deflated(const void *data, size_t size, uint8_t *out, size_t room)
{
    uLongf length = (uLongf)room;

    assert_int_equal(compress(out, &length, data, (uLong)size), Z_OK);
    return length;
}

static void test_flate(void **state)
{
    uint8_t packed[256];
    size_t size = deflated("a signed record", 15, packed, sizeof packed - 4);

    (void)state;
    good(PDF_FILTER_FLATE, slice_of(packed, size), "a signed record");
    bad(PDF_FILTER_FLATE, slice_of(packed, size - 1)); /* checksum incomplete */
    memcpy(packed + size, "\r\nx", 3);
    good(PDF_FILTER_FLATE, slice_of(packed, size + 2), "a signed record");
    bad(PDF_FILTER_FLATE, slice_of(packed, size + 3));
    packed[size - 1] ^= 1;
    bad(PDF_FILTER_FLATE, slice_of(packed, size));
    bad(PDF_FILTER_FLATE, bytes(""));
    bad(PDF_FILTER_FLATE, bytes("not deflated"));
}

/* A small stream that becomes 50 MB must stop at the limit, with no more memory than that. */
static void test_limit(void **state)
{
    static uint8_t zeros[1 << 20], packed[4096];
    struct buffer out;
    size_t size = deflated(zeros, sizeof zeros, packed, sizeof packed);

    (void)state;
    buffer_init(&out, sizeof zeros);
    assert_int_equal(pdf_filter_decode(PDF_FILTER_FLATE, NULL, slice_of(packed, size), &out), 0);
    assert_int_equal(out.size, sizeof zeros);
    buffer_done(&out);
    buffer_init(&out, sizeof zeros - 1);
    assert_int_equal(pdf_filter_decode(PDF_FILTER_FLATE, NULL, slice_of(packed, size), &out),
                     ERR_LIMIT);
    assert_true(out.size < sizeof zeros);
    buffer_done(&out);
    buffer_init(&out, 5);
    assert_int_equal(pdf_filter_decode(PDF_FILTER_RUN_LENGTH, NULL,
                                       bytes("\xf0"
                                             "d\x80"),
                                       &out),
                     ERR_LIMIT);
    buffer_done(&out);
    buffer_init(&out, 3);
    assert_int_equal(pdf_filter_decode(PDF_FILTER_ASCII_HEX, NULL, bytes("41424344>"), &out),
                     ERR_LIMIT);
    buffer_done(&out);
    buffer_init(&out, 9);
    assert_int_equal(pdf_filter_decode(PDF_FILTER_LZW, NULL,
                                       bytes("\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"), &out),
                     ERR_LIMIT);
    buffer_done(&out);
}

static void predicted(const struct pdf_predictor *predictor, struct slice plain, int r,
                      struct slice expected)
{
    uint8_t packed[256];
    size_t size = deflated(plain.data, plain.size, packed, sizeof packed);

    expect(PDF_FILTER_FLATE, predictor, slice_of(packed, size), r, (const char *)expected.data,
           expected.size);
}

static void test_png(void **state)
{
    struct pdf_predictor p = {12, 1, 8, 3, true};
    struct pdf_predictor rgb = {15, 3, 8, 2, true};

    (void)state;
    /* none, sub, up, average, Paeth, one row of three bytes each */
    predicted(&p,
              bytes("\0\x0a\x14\x1e"
                    "\1\x01\x01\x01"
                    "\2\x01\x02\x03"
                    "\3\x01\x01\x01"
                    "\4\x01\x01\x01"),
              0,
              bytes("\x0a\x14\x1e"
                    "\x01\x02\x03"
                    "\x02\x04\x06"
                    "\x02\x04\x06"
                    "\x03\x05\x07"));
    predicted(&rgb,
              bytes("\1\1\2\3\1\1\1"
                    "\4\1\1\1\1\1\1"),
              0,
              bytes("\1\2\3\2\3\4"
                    "\2\3\4\3\4\5"));
    predicted(&p, bytes("\5\1\1\1"), ERR_SYNTAX, bytes(""));
    predicted(&p, bytes("\0\1\1"), ERR_SYNTAX, bytes("")); /* a row cut short */
}

static void test_tiff(void **state)
{
    struct pdf_predictor bytewise = {2, 3, 8, 2, true};
    struct pdf_predictor nibbles = {2, 1, 4, 4, true};
    struct pdf_predictor words = {2, 1, 16, 2, true};

    (void)state;
    predicted(&bytewise, bytes("\1\2\3\1\1\xff"), 0, bytes("\1\2\3\2\3\2"));
    predicted(&nibbles, bytes("\x12\x3f"), 0, bytes("\x13\x65"));
    predicted(&words, bytes("\x01\xff\x00\x01"), 0, bytes("\x01\xff\x02\x00"));
    predicted(&bytewise, bytes("\1\2\3\1\1"), ERR_SYNTAX, bytes(""));
}

static void test_predictor_figures(void **state)
{
    const struct pdf_predictor impossible[] = {
        {12, 0, 8, 1, true},         {12, -1, 8, 1, true},        {12, 1, 7, 1, true},
        {12, 1, 8, 0, true},         {3, 1, 8, 1, true},          {16, 1, 8, 1, true},
        {12, 1, 8, INT64_MAX, true}, {12, INT64_MAX, 8, 1, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof impossible / sizeof impossible[0]; i++)
        predicted(&impossible[i], bytes("\0\1"), ERR_INVALID, bytes(""));
    predicted(&defaults, bytes("\0\1"), 0, bytes("\0\1"));
}

/* The decoder appends: what stood in the buffer before is neither moved nor predicted. */
static void test_appends(void **state)
{
    struct pdf_predictor p = {12, 1, 8, 2, true};
    uint8_t packed[64];
    size_t size = deflated("\2\1\2", 3, packed, sizeof packed);
    struct buffer out;

    (void)state;
    buffer_init(&out, 0);
    buffer_append_str(&out, "ab");
    assert_int_equal(pdf_filter_decode(PDF_FILTER_FLATE, &p, slice_of(packed, size), &out), 0);
    assert_true(slice_equal(buffer_slice(&out), bytes("ab\1\2")));
    buffer_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_ascii_hex),
        cmocka_unit_test(test_ascii_85),
        cmocka_unit_test(test_run_length),
        cmocka_unit_test(test_lzw_example),
        cmocka_unit_test(test_lzw_widths),
        cmocka_unit_test(test_flate),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_png),
        cmocka_unit_test(test_tiff),
        cmocka_unit_test(test_predictor_figures),
        cmocka_unit_test(test_appends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
