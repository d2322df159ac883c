#include "pdf/cmap.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct pdf_cmap *named(const char *name)
{
    const struct pdf_cmap *cmap;

    assert_int_equal(pdf_cmap_named(slice_str(name), &cmap), 0);
    return cmap;
}

/* The Unicode of the next code of `string` by way of CID and collection. */
static uint32_t next_unicode(const struct pdf_cmap *cmap, struct slice *string)
{
    uint32_t code;

    pdf_cmap_next(cmap, string, &code);
    return pdf_collection_unicode(pdf_cmap_collection(cmap), pdf_cmap_cid(cmap, code));
}

static void expect_codes(const char *name, struct slice string, const uint32_t *expected)
{
    const struct pdf_cmap *cmap = named(name);

    for (; *expected; expected++) {
        assert_true(string.size > 0);
        assert_int_equal(next_unicode(cmap, &string), *expected);
    }
    assert_int_equal(string.size, 0);
}

#define bytes(text) slice_of(text, sizeof(text) - 1)
#define codes(...)  ((const uint32_t[]){__VA_ARGS__, 0})

/* One, two and four byte codes of every family. */
static void test_predefined(void **state)
{
    (void)state;
    expect_codes("GBK-EUC-H",
                 bytes("A\xb9\xfa\xbc\xd2"
                       "1"),
                 codes('A', 0x56FD, 0x5BB6, '1'));
    expect_codes("GBKp-EUC-H", bytes("A\xb9\xfa"), codes('A', 0x56FD));
    expect_codes("GB-EUC-V", bytes("\xb9\xfa"), codes(0x56FD));
    expect_codes("GBK2K-H", bytes("\xb9\xfa\x81\x39\xee\x39z"), codes(0x56FD, 0x3400, 'z'));
    expect_codes("UniGB-UCS2-H", bytes("\x56\xfd\0A"), codes(0x56FD, 'A'));
    expect_codes("UniGB-UTF16-H", bytes("\x56\xfd\x5b\xb6"), codes(0x56FD, 0x5BB6));
    expect_codes("ETen-B5-H", bytes("A\xb0\xea\xae\x61"), codes('A', 0x570B, 0x5BB6));
    expect_codes("B5pc-H", bytes("\xb0\xea"), codes(0x570B));
    expect_codes("HKscs-B5-H", bytes("\xb0\xea\x88\x66"), codes(0x570B, 0x00CA));
    expect_codes("UniCNS-UCS2-H", bytes("\x57\x0b"), codes(0x570B));
    expect_codes("UniCNS-UTF16-V", bytes("\xd8\x40\xdc\x21\x57\x0b"), codes(0x20021, 0x570B));
}

static void test_names(void **state)
{
    const struct pdf_cmap *cmap;
    uint32_t code;
    struct slice string = bytes("\x12\x34\x56");

    (void)state;
    assert_int_equal(pdf_cmap_named(slice_str("90ms-RKSJ-H"), &cmap), ERR_NOT_FOUND);
    assert_int_equal(pdf_cmap_named(slice_str("GBK-EUC"), &cmap), ERR_NOT_FOUND);
    assert_true(pdf_cmap_is_vertical(named("UniGB-UCS2-V")));
    assert_false(pdf_cmap_is_vertical(named("UniGB-UCS2-H")));
    cmap = named("Identity-H");
    assert_null(pdf_cmap_collection(cmap));
    assert_int_equal(pdf_cmap_next(cmap, &string, &code), 2);
    assert_int_equal(pdf_cmap_cid(cmap, code), 0x1234);
    assert_int_equal(pdf_cmap_next(cmap, &string, &code), 1); /* cut short */
    assert_int_equal(string.size, 0);
}

/* ISO 32000-1 9.7.6.3: bytes outside every code space are still taken by whole codes. */
static void test_outside_code_space(void **state)
{
    const struct pdf_cmap *cmap = named("GBK-EUC-H");
    struct slice string = bytes("\xff\xff\xb9\x20\xb9\xfa");
    uint32_t code;

    (void)state;
    assert_int_equal(pdf_cmap_next(cmap, &string, &code), 1);
    assert_int_equal(pdf_cmap_cid(cmap, code), 0);
    pdf_cmap_next(cmap, &string, &code);
    assert_int_equal(pdf_cmap_next(cmap, &string, &code), 2); /* the first byte fits */
    assert_int_equal(pdf_cmap_cid(cmap, code), 0);
    assert_int_equal(next_unicode(cmap, &string), 0x56FD);
}

static void test_collections(void **state)
{
    const struct pdf_collection *gb1, *cns1;

    (void)state;
    gb1 = pdf_collection_named(slice_str("Adobe"), slice_str("GB1"));
    cns1 = pdf_collection_named(slice_str("Adobe"), slice_str("CNS1"));
    assert_non_null(gb1);
    assert_non_null(cns1);
    assert_null(pdf_collection_named(slice_str("Adobe"), slice_str("Japan1")));
    assert_null(pdf_collection_named(slice_str("Other"), slice_str("GB1")));
    assert_int_equal(pdf_collection_unicode(gb1, 34), 'A');
    assert_int_equal(pdf_collection_unicode(gb1, 815), '"'); /* the half width Latin */
    assert_int_equal(pdf_collection_unicode(gb1, 0), 0);
    assert_int_equal(pdf_collection_unicode(gb1, 65535), 0);
    assert_int_equal(pdf_collection_unicode(cns1, 34), 'A');
}

struct parsed {
    struct arena *arena;
    const struct pdf_cmap *cmap;
};

static int parse(struct parsed *parsed, const char *text)
{
    parsed->arena = arena_new(0);
    return pdf_cmap_parse(parsed->arena, slice_str(text), NULL, &parsed->cmap);
}

static void expect_text(const struct pdf_cmap *cmap, uint32_t code, const char *expected)
{
    struct slice text;
    uint8_t utf8[4];

    assert_int_equal(pdf_cmap_text(cmap, code, utf8, &text), expected != NULL);
    if (expected)
        assert_true(slice_is(text, expected));
}

static void test_to_unicode(void **state)
{
    struct parsed p;

    (void)state;
    assert_int_equal(parse(&p,
                           "%!PS\n/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
                           "/CIDSystemInfo << /Registry (Ado\\)be) /Ordering (UCS) >> def\n"
                           "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
                           "3 beginbfchar <0007> <7F16> <0003> <D840DC0B>\n"
                           "<0009><0066 0069> endbfchar\n"
                           "4 beginbfrange <0010> <0012> <53F7>\n"
                           "<0020> <0021> [<0041> <00420043>]\n"
                           "<0030> <0032> <00410061>\n"
                           "<0040> <0041> <FFFD>\nendbfrange endcmap"),
                     0);
    expect_text(p.cmap, 7, "编");
    expect_text(p.cmap, 3, "\xf0\xa0\x80\x8b");
    expect_text(p.cmap, 9, "fi");
    expect_text(p.cmap, 0x11, "\xe5\x8f\xb8");
    expect_text(p.cmap, 0x20, "A");
    expect_text(p.cmap, 0x21, "BC");
    expect_text(p.cmap, 0x30, "Aa");
    expect_text(p.cmap, 0x32, "Ac");
    expect_text(p.cmap, 0x33, NULL);
    expect_text(p.cmap, 0x13, NULL);
    expect_text(p.cmap, 0x40, NULL); /* says itself that it does not know */
    arena_free(p.arena);
}

/* Some writers map everything to itself in one range, from 0 on. */
static void test_identity_range(void **state)
{
    struct parsed p;

    (void)state;
    assert_int_equal(parse(&p, "1 beginbfrange <0000> <FFFF> <0000> endbfrange"), 0);
    expect_text(p.cmap, 'A', "A");
    expect_text(p.cmap, 0x56FD, "\xe5\x9b\xbd");
    expect_text(p.cmap, 0, NULL);
    expect_text(p.cmap, 0xD800, NULL);
    expect_text(p.cmap, 0xFFFD, NULL);
    arena_free(p.arena);
}

/* Ranges in any order, one inside another: the latest for a code counts. */
static void test_overlaps(void **state)
{
    struct parsed p;

    (void)state;
    assert_int_equal(parse(&p, "2 beginbfrange <40> <5A> <0061> <20> <7E> <0020> endbfrange "
                               "2 beginbfchar <41> <0058> <41> <0059> endbfchar"),
                     0);
    expect_text(p.cmap, 0x30, "0");
    expect_text(p.cmap, 0x41, "Y");
    expect_text(p.cmap, 0x42, "c");
    expect_text(p.cmap, 0x5B, "[");
    arena_free(p.arena);
}

static void test_embedded_cids(void **state)
{
    struct slice string = bytes("\x20\x81\x41");
    struct parsed p;
    uint32_t code;

    (void)state;
    assert_int_equal(parse(&p, "/WMode 1 def 2 begincodespacerange <00> <80> <8140> <FEFE> "
                               "endcodespacerange 1 begincidrange <8140> <817E> 500 endcidrange "
                               "1 begincidchar <20> 7 endcidchar"),
                     0);
    assert_true(pdf_cmap_is_vertical(p.cmap));
    assert_int_equal(pdf_cmap_next(p.cmap, &string, &code), 1);
    assert_int_equal(pdf_cmap_cid(p.cmap, code), 7);
    assert_int_equal(pdf_cmap_next(p.cmap, &string, &code), 2);
    assert_int_equal(pdf_cmap_cid(p.cmap, code), 501);
    arena_free(p.arena);
    assert_int_equal(parse(&p, "/GBK-EUC-H usecmap 1 begincidchar <41> 9 endcidchar"), 0);
    string = bytes("\xb9\xfa"
                   "A");
    assert_int_equal(next_unicode(p.cmap, &string), 0x56FD);
    pdf_cmap_next(p.cmap, &string, &code);
    assert_int_equal(pdf_cmap_cid(p.cmap, code), 9);
    arena_free(p.arena);
}

static void test_malformed(void **state)
{
    static const char *const wrong[] = {
        "1 beginbfchar <41 <0041> endbfchar",
        "1 beginbfchar <4G> <0041> endbfchar",
        "1 beginbfchar <41> endbfchar",
        "1 beginbfchar <41> 65 endbfchar",
        "1 beginbfchar <0102030405> <0041> endbfchar",
        "1 beginbfchar <> <0041> endbfchar",
        "1 beginbfchar <41> <004100> endbfchar",
        "1 beginbfrange <41> <4142> <0041> endbfrange",
        "1 beginbfrange <42> <41> <0041> endbfrange",
        "1 beginbfrange <41> <42> [<41><42><43>] endbfrange",
        "1 begincidrange <41> <42> <43> endcidrange",
        "1 begincidrange <41> <42> 70000 endcidrange",
        "1 beginbfchar <41> <0041>",
        "1 beginbfchar <41> <0041> begincmap",
        "(never closed",
    };
    struct parsed p;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int r = parse(&p, wrong[i]);

        arena_free(p.arena);
        if (r != ERR_SYNTAX)
            fail_msg("%s: %d", wrong[i], r);
    }
    assert_int_equal(parse(&p, "/90ms-RKSJ-H usecmap"), ERR_UNSUPPORTED);
    arena_free(p.arena);
    assert_int_equal(parse(&p, ""), 0);
    arena_free(p.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_predefined),         cmocka_unit_test(test_names),
        cmocka_unit_test(test_outside_code_space), cmocka_unit_test(test_collections),
        cmocka_unit_test(test_to_unicode),         cmocka_unit_test(test_identity_range),
        cmocka_unit_test(test_overlaps),           cmocka_unit_test(test_embedded_cids),
        cmocka_unit_test(test_malformed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
