#include "tests.h"

#include "base/arena.h"
#include "pdf/outline.h"

#define NAME(text) slice_of(text, sizeof(text) - 1)

static void names_of_the_standard_are_known(void **state)
{
    /* from every part of the table: where it is not sorted, some of them are not found */
    static const char *const known[] = {
        "A",         "AcroForm", "Annots",   "BaseFont",
        "ByteRange", "Catalog",  "Contents", "DocMDP",
        "Encoding",  "FieldMDP", "Filter",   "Font",
        "Info",      "Kids",     "Length",   "MediaBox",
        "Names",     "ObjStm",   "Pages",    "Root",
        "Sig",       "StemV",    "Subtype",  "Type",
        "UR3",       "VRI",      "Widget",   "XRef",
        "XRefStm",   "YStep",    "Zoom",     "adbe.pkcs7.detached",
        "ca",        "op",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(known); i++)
        if (!pdf_outline_knows(slice_str(known[i])))
            fail_msg("%s is not known", known[i]);
}

static void names_of_anybody_are_not(void **state)
{
    static const char *const unknown[] = {"", "Zhang", "type", "Typ", "Typee", "F1", "a", "zz"};

    (void)state;
    for (size_t i = 0; i < COUNT(unknown); i++)
        assert_false(pdf_outline_knows(slice_str(unknown[i])));
    assert_false(pdf_outline_knows(NAME("Type\0")));
    assert_false(pdf_outline_knows(NAME("\xFF\xFE")));
}

static const char file_text[] =
    "%PDF-1.4\n"
    "1 0 obj\n<< /Type /Catalog /Pages 2 0 R /! 12 /Length 34 >>\n"
    "endobj\n"
    "2 0 obj\n<< /Type /Pages /Kids [] /Count 0 /T (secret) >>\nendobj\n"
    "3 0 obj\n[1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 "
    "23 24 25 -1.5 true null /Sig]\nendobj\n"
    "xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n"
    "0000000075 00000 n \n0000000139 00000 n \n"
    "trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n242\n%%EOF\n";

static void outline_of(struct buffer *out, size_t limit)
{
    const struct pdf_options options = {.limits = {100, 1000, 1 << 20}};
    struct arena *arena = arena_new(0);
    struct pdf_file *file;

    buffer_init(out, limit);
    assert_int_equal(pdf_open(arena, slice_str(file_text), &options, &file), 0);
    pdf_outline(file, out);
    buffer_append_byte(out, '\0');
    arena_free(arena);
}

static void the_tree_without_what_it_says(void **state)
{
    struct buffer out;
    const char *text;

    (void)state;
    outline_of(&out, 0);
    assert_int_equal(buffer_error(&out), 0);
    text = (const char *)out.data;
    assert_non_null(strstr(text, "cross-reference table, revision 1, at 242, 4 entries\n"));
    assert_non_null(strstr(text, "object 1 0, bytes 9 to 74, revision 1\n  dictionary of 4\n"));
    assert_non_null(strstr(text, "    /Type /Catalog\n    /Pages -> 2 0\n"
                                 "    /(a name of 1 bytes) integer\n    /Length 34\n"));
    assert_non_null(strstr(text, "    /T string of 6 bytes\n"));
    assert_non_null(strstr(text, "  array of 29\n    1\n"));
    assert_non_null(strstr(text, "    and 5 more\n"));
    assert_null(strstr(text, "secret"));
    assert_null(strstr(text, "12\n    /Length"));
    buffer_done(&out);
}

static void an_outline_ends_where_its_buffer_does(void **state)
{
    struct buffer out;

    (void)state;
    outline_of(&out, 100);
    assert_int_not_equal(buffer_error(&out), 0);
    assert_true(out.size <= 100);
    buffer_done(&out);
}

int run_outline_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_the_standard_are_known),
        cmocka_unit_test(names_of_anybody_are_not),
        cmocka_unit_test(the_tree_without_what_it_says),
        cmocka_unit_test(an_outline_ends_where_its_buffer_does),
    };

    return cmocka_run_group_tests_name("outline", tests, NULL, NULL);
}
