/*
 * Text of whole documents as the generator of samples draws them: the same record by other
 * fonts, layouts, filters and ciphers reads the same.
 */
#include "pdf/pdf.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define FILE_MAX (4u << 20)

struct sample {
    struct arena *arena;
    struct pdf_file *file;
    const struct pdf_text *text;
};

static void sample_open(struct sample *sample, const char *folder, const char *name)
{
    const struct pdf_options options = {.limits = {100, 10000, 16u << 20}};
    uint8_t *bytes;
    char path[512];
    size_t size;
    FILE *file;

    sample->arena = arena_new(0);
    bytes = arena_alloc(sample->arena, FILE_MAX);
    assert_non_null(bytes);
    snprintf(path, sizeof path, "%s/%s.pdf", folder, name);
    file = fopen(path, "rb");
    if (!file)
        fail_msg("%s is missing", path);
    size = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    assert_int_equal(pdf_open(sample->arena, slice_of(bytes, size), &options, &sample->file), 0);
    assert_int_equal(pdf_text(sample->file, &sample->text), 0);
}

static void sample_done(struct sample *sample)
{
    arena_free(sample->arena);
}

static const struct pdf_line *find_line(const struct pdf_line *lines, size_t count,
                                        const char *start)
{
    for (size_t i = 0; i < count; i++)
        if (lines[i].text.size >= strlen(start) &&
            memcmp(lines[i].text.data, start, strlen(start)) == 0)
            return &lines[i];
    return NULL;
}

/* Title, heading and first row, each a line, the row's cells words of their own. */
static void expect_record(const char *folder, const char *name)
{
    struct sample sample;
    const struct pdf_line *row;

    sample_open(&sample, folder, name);
    assert_int_equal(sample.text->unmapped, 0);
    if (!find_line(sample.text->lines, sample.text->line_count, "国家移民管理局") ||
        !find_line(sample.text->lines, sample.text->line_count,
                   "序号 出境/入境 出入境日期 证件名称 证件号码 出入境口岸 航班号"))
        fail_msg("%s: title or heading", name);
    row = find_line(sample.text->lines, sample.text->line_count, "1 入境 2026-");
    if (!row || row->word_count != 6 || !slice_is(row->words[3].text, "往来港澳通行证"))
        fail_msg("%s: first row", name);
    for (size_t i = 1; i < row->word_count; i++)
        assert_true(row->words[i].box.left > row->words[i - 1].box.right);
    sample_done(&sample);
}

static void test_records(void **state)
{
    static const char *const names[] = {
        "font-gbk",
        "font-unigb",
        "font-unigb-helvetica",
        "font-embedded-helvetica",
        "cell-columns",
        "cell-rows",
        "content-in-form",
        "content-split",
        "page-rotated",
        "text-glyph-by-glyph",
        "text-relative",
        "filter-lzw",
        "filter-85-flate",
        "filter-runlength",
        "encrypted-rc4-packed",
        "encrypted-aes128-table",
        "encrypted-aes256-packed",
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        expect_record(VOUCH_SAMPLES_FOLDER, names[i]);
    expect_record(VOUCH_DEMO_FOLDER, "authentic");
}

static void test_invisible(void **state)
{
    struct sample sample;

    (void)state;
    sample_open(&sample, VOUCH_SAMPLES_FOLDER, "text-invisible");
    assert_non_null(find_line(sample.text->hidden, sample.text->hidden_count, "99 出境"));
    assert_null(find_line(sample.text->lines, sample.text->line_count, "99 出境"));
    sample_done(&sample);
    sample_open(&sample, VOUCH_SAMPLES_FOLDER, "isa-crop-box");
    assert_non_null(find_line(sample.text->hidden, sample.text->hidden_count, "27 入境"));
    assert_null(find_line(sample.text->lines, sample.text->line_count, "27 入境"));
    sample_done(&sample);
}

static void test_unmapped(void **state)
{
    struct sample sample;

    (void)state;
    sample_open(&sample, VOUCH_SAMPLES_FOLDER, "text-unmapped");
    assert_int_equal(sample.text->unmapped, 1);
    sample_done(&sample);
}

static void test_scan(void **state)
{
    struct sample sample;

    (void)state;
    sample_open(&sample, VOUCH_DEMO_FOLDER, "scan");
    assert_int_equal(sample.text->line_count, 0);
    assert_int_equal(sample.text->images, 1);
    sample_done(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_invisible),
        cmocka_unit_test(test_unmapped),
        cmocka_unit_test(test_scan),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
