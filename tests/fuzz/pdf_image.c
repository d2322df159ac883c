/*
 * Pictures of a page: up to a NUL the input stands in an image's dictionary, the rest is its data.
 */
#include "base/buffer.h"
#include "base/error.h"
#include "pdf/pdf.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct writer {
    struct buffer bytes;
    size_t offsets[8];
    size_t count;
};

static void put(struct writer *writer, const char *text)
{
    writer->offsets[++writer->count] = writer->bytes.size;
    buffer_printf(&writer->bytes, "%zu 0 obj\n%s\nendobj\n", writer->count, text);
}

static void put_stream(struct writer *writer, struct slice entries, struct slice data)
{
    writer->offsets[++writer->count] = writer->bytes.size;
    buffer_printf(&writer->bytes, "%zu 0 obj\n<</Length %zu", writer->count, data.size);
    buffer_append(&writer->bytes, entries.data, entries.size);
    buffer_append_str(&writer->bytes, ">>\nstream\n");
    buffer_append(&writer->bytes, data.data, data.size);
    buffer_append_str(&writer->bytes, "\nendstream\nendobj\n");
}

static void put_file(struct writer *writer, struct slice entries, struct slice data)
{
    size_t start;

    buffer_append_str(&writer->bytes, "%PDF-1.7\n");
    put(writer, "<</Type/Catalog/Pages 2 0 R>>");
    put(writer, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>");
    put(writer, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>");
    put_stream(writer, slice_str(""), slice_str("600 0 0 800 0 0 cm /I Do"));
    put_stream(writer, entries, data);
    put(writer, "<</N 4>>");
    start = writer->bytes.size;
    buffer_printf(&writer->bytes, "xref\n0 %zu\n0000000000 65535 f \n", writer->count + 1);
    for (size_t i = 1; i <= writer->count; i++)
        buffer_printf(&writer->bytes, "%010zu 00000 n \n", writer->offsets[i]);
    buffer_printf(&writer->bytes, "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
                  writer->count + 1, start);
}

static void check(struct pdf_file *file, const struct pdf_picture *picture)
{
    struct pdf_image image;

    if (!picture->image || pdf_image(file, picture, &image) < 0)
        return;
    if (image.width == 0 || image.height == 0 || image.bits > 16 || image.components > 4 ||
        image.palette.size % 3 != 0 || image.palette.size > 768)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct pdf_options options = {.limits = {10, 100, 1000000}};
    const uint8_t *end = size > 0 ? memchr(data, 0, size) : NULL;
    size_t head = end ? (size_t)(end - data) : size;
    struct slice input = slice_of(data, size);
    struct writer writer = {.count = 0};
    struct arena *arena = arena_new(0);
    const struct pdf_text *text;
    struct pdf_file *file;

    buffer_init(&writer.bytes, 0);
    put_file(&writer, slice_sub(input, 0, head), slice_sub(input, head + 1, size));
    if (arena && pdf_open(arena, buffer_slice(&writer.bytes), &options, &file) == 0 &&
        pdf_is_readable(file) && pdf_text(file, &text) == 0)
        for (size_t i = 0; i < text->picture_count; i++)
            check(file, &text->pictures[i]);
    buffer_done(&writer.bytes);
    arena_free(arena);
    return 0;
}
