/*
 * Content streams, ToUnicode CMaps and fonts: the input becomes parts of a small file whose
 * structure is right. Two bytes say how much of it is a CMap; the rest is the page's content
 * and that of a form.
 */
#include "base/buffer.h"
#include "base/error.h"
#include "base/unicode.h"
#include "pdf/pdf.h"

#include <stdlib.h>

#define OBJECTS 15

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const objects[OBJECTS] = {
    [1] = "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[12 0 R]/D<</OFF[12 0 R]>>>>>>",
    [2] = "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>",
    [3] = "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Rotate 90/Resources 6 0 R"
          "/Annots[<</Subtype/Stamp/Rect[50 600 90 720]>>]>>",
    [6] = "<</Font<</A 7 0 R/B 8 0 R/C 9 0 R/D 10 0 R/E 11 0 R>>/XObject<</X 4 0 R/I 13 0 R"
          "/M 14 0 R>>/Properties<</O 12 0 R/P<</Type/OCMD/OCGs[12 0 R]/P/AllOff>>>>"
          "/ColorSpace<</R[/ICCBased 4 0 R]/S[/Separation/Spot/DeviceGray 4 0 R]>>"
          "/ExtGState<</G<</Font[7 0 R 9]>>/Z<</ca 0/CA 0>>/H<</ca .5/LW 20>>/N<</ca 1/CA 1>>>>>>",
    [7] = "<</Type/Font/Subtype/Type1/BaseFont/Courier/ToUnicode 5 0 R>>",
    [8] = "<</Type/Font/Subtype/Type0/Encoding/GBK-EUC-H/DescendantFonts[<</Subtype"
          "/CIDFontType0/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)>>/W[1[500]5 9 300]>>]>>",
    [9] = "<</Type/Font/Subtype/Type0/Encoding/UniCNS-UTF16-V/DescendantFonts[<</Subtype"
          "/CIDFontType2>>]>>",
    [10] = "<</Type/Font/Subtype/Type0/Encoding 5 0 R/ToUnicode 5 0 R/DescendantFonts[<<>>]>>",
    [11] = "<</Type/Font/Subtype/Type3/FontMatrix[.1 0 0 -.1 0 0]/FirstChar 32/Widths[9 8 -7]"
           "/Encoding<</Differences[32/space/A/uni56FD]>>>>",
    [12] = "<</Type/OCG/Name(layer)>>",
    [13] = "<</Subtype/Image/Width 1/Height 1/Length 1>>\nstream\nx\nendstream",
    [14] = "<</Subtype/Image/Width 1/Height 1/SMask 13 0 R/Length 1>>\nstream\nx\nendstream",
};

static void put_stream(struct buffer *out, struct slice data)
{
    buffer_printf(
        out, "<</Subtype/Form/BBox[0 0 500 700]/Group<<>>/Resources 6 0 R/Length %zu>>\nstream\n",
        data.size);
    buffer_append(out, data.data, data.size);
    buffer_append_str(out, "\nendstream");
}

static void put_file(struct buffer *out, struct slice cmap, struct slice content)
{
    size_t offsets[OBJECTS] = {0};
    size_t start;

    buffer_append_str(out, "%PDF-1.7\n");
    for (size_t i = 1; i < OBJECTS; i++) {
        offsets[i] = out->size;
        buffer_printf(out, "%zu 0 obj\n", i);
        if (objects[i])
            buffer_append_str(out, objects[i]);
        else
            put_stream(out, i == 4 ? content : cmap);
        buffer_append_str(out, "\nendobj\n");
    }
    start = out->size;
    buffer_printf(out, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS);
    for (size_t i = 1; i < OBJECTS; i++)
        buffer_printf(out, "%010zu 00000 n \n", offsets[i]);
    buffer_printf(out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", OBJECTS,
                  start);
}

static void check_lines(const struct pdf_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (lines[i].word_count == 0 || !utf8_valid(lines[i].text, NULL))
            abort();
        for (size_t k = 0; k < lines[i].word_count; k++) {
            const struct pdf_word *word = &lines[i].words[k];

            if (word->text.size == 0 || word->text.size > lines[i].text.size ||
                word->box.left > word->box.right || word->box.top > word->box.bottom)
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct pdf_options options = {.limits = {10, 100, 1000000}};
    struct slice input = slice_of(data, size);
    struct arena *arena = arena_new(0);
    const struct pdf_text *text;
    struct pdf_file *file;
    struct buffer bytes;
    size_t cmap;

    if (size < 2 || !arena)
        goto out;
    cmap = (size_t)data[0] << 8 | data[1];
    buffer_init(&bytes, 0);
    put_file(&bytes, slice_sub(input, 2, cmap), slice_sub(input, 2 + cmap, size));
    if (pdf_open(arena, buffer_slice(&bytes), &options, &file) != 0 || !pdf_is_readable(file))
        abort();
    if (pdf_text(file, &text) == 0) {
        check_lines(text->lines, text->line_count);
        check_lines(text->hidden, text->hidden_count);
    }
    buffer_done(&bytes);
out:
    arena_free(arena);
    return 0;
}
