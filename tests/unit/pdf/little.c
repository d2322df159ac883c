#include "little.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define DIGITS "0000000000"

void little_begin(struct little *little)
{
    *little = (struct little){
        .size = 1,
        .arena = arena_new(0),
        .limits = {.pages = 100, .objects = 1000, .inflated = 1000000},
    };
    assert_non_null(little->arena);
    buffer_init(&little->bytes, 0);
    little_raw(little, "%%PDF-1.7\n%%little\n");
}

void little_done(struct little *little)
{
    buffer_done(&little->bytes);
    little->arena = arena_free(little->arena);
}

static void append(struct little *little, const char *format, va_list args)
{
    char text[8192];
    int size = vsnprintf(text, sizeof text, format, args);

    assert_in_range(size, 0, sizeof text - 1);
    buffer_append(&little->bytes, text, (size_t)size);
}

void little_raw(struct little *little, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append(little, format, args);
    va_end(args);
}

void little_entry(struct little *little, uint32_t number, uint64_t offset)
{
    assert_true(number < LITTLE_OBJECTS);
    little->offsets[number] = offset;
    if (number >= little->size)
        little->size = number + 1;
}

void little_object(struct little *little, uint32_t number, const char *format, ...)
{
    va_list args;

    little_entry(little, number, little->bytes.size);
    little_raw(little, "%" PRIu32 " 0 obj\n", number);
    va_start(args, format);
    append(little, format, args);
    va_end(args);
    little_raw(little, "\nendobj\n");
}

void little_stream(struct little *little, uint32_t number, const char *entries, const void *data,
                   size_t size)
{
    little_entry(little, number, little->bytes.size);
    little_raw(little, "%" PRIu32 " 0 obj\n<</Length %zu%s>>\nstream\n", number, size, entries);
    buffer_append(&little->bytes, data, size);
    little_raw(little, "\nendstream\nendobj\n");
}

void little_table(struct little *little, const char *entries)
{
    uint64_t start = little->bytes.size;

    little_raw(little, "xref\n");
    if (little->prev == 0)
        little_raw(little, "0 1\n0000000000 65535 f \n");
    for (uint32_t i = 1; i < LITTLE_OBJECTS; i++)
        if (little->offsets[i])
            little_raw(little, "%" PRIu32 " 1\n%010" PRIu64 " 00000 n \n", i, little->offsets[i]);
    memset(little->offsets, 0, sizeof little->offsets);
    little_raw(little, "trailer\n<</Size %" PRIu32, little->size);
    if (little->prev)
        little_raw(little, "/Prev %" PRIu64, little->prev);
    little_raw(little, "%s>>\nstartxref\n%" PRIu64 "\n%%%%EOF\n", entries, start);
    little->prev = start;
}

void little_page(struct little *little)
{
    static const char content[] = "BT (what it shows) Tj ET";

    little_object(little, 1, "<</Type/Catalog/Pages 2 0 R>>");
    little_object(little, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>");
    little_object(little, 3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>");
    little_stream(little, 4, "", content, strlen(content));
}

void little_file(struct little *little)
{
    little_page(little);
    little_table(little, "/Root 1 0 R");
}

void little_signature(struct little *little, uint32_t number, const char *between)
{
    little_entry(little, number, little->bytes.size);
    little_raw(little,
               "%" PRIu32 " 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
               "/M(D:20260404204700+08'00')/Reason(because)/ByteRange[0 ",
               number);
    little->range = little->bytes.size;
    little_raw(little, DIGITS " " DIGITS " " DIGITS "]%s/Contents", between);
    little->contents = little->bytes.size;
    little_raw(little, "<30030201AA0000>");
    little->contents_end = little->bytes.size;
    little_raw(little, ">>\nendobj\n");
}

void little_sign(struct little *little)
{
    char text[64];

    snprintf(text, sizeof text, "%010zu %010zu %010zu", little->contents, little->contents_end,
             little->bytes.size - little->contents_end);
    memcpy(little->bytes.data + little->range, text, strlen(text));
}

void little_signed(struct little *little)
{
    little_page(little);
    little_object(little, 1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>>>");
    little_object(little, 3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[5 0 R]>>");
    little_object(little, 5,
                  "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/F 132/Rect[0 0 0 0]/P 3 0 R"
                  "/V 6 0 R>>");
    little_signature(little, 6, "");
    little_table(little, "/Root 1 0 R");
    little_sign(little);
}

struct pdf_file *little_open(struct little *little)
{
    struct pdf_options options = {.limits = little->limits, .password = little->password};
    struct slice bytes = slice_of(arena_dup(little->arena, little->bytes.data, little->bytes.size),
                                  little->bytes.size);

    assert_int_equal(buffer_error(&little->bytes), 0);
    assert_int_equal(pdf_open(little->arena, bytes, &options, &little->file), 0);
    return little->file;
}

const struct finding *little_finding(const struct findings *findings, const char *code)
{
    for (size_t i = 0; i < findings->count; i++)
        if (strcmp(findings->items[i].code, code) == 0)
            return &findings->items[i];
    return NULL;
}

bool little_says(const struct findings *findings, const char *code, const char *detail)
{
    for (size_t i = 0; i < findings->count; i++)
        for (size_t k = 0; k < findings->items[i].param_count; k++)
            if (strcmp(findings->items[i].code, code) == 0 &&
                strcmp(findings->items[i].params[k].name, "detail") == 0 &&
                strstr(findings->items[i].params[k].value, detail))
                return true;
    return false;
}

void little_replace(struct little *little, const char *from, const char *to)
{
    uint8_t *hit = memmem(little->bytes.data, little->bytes.size, from, strlen(from));

    assert_non_null(hit);
    assert_int_equal(strlen(from), strlen(to));
    memcpy(hit, to, strlen(to));
}
