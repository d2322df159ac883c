/*
 * What follows on a signed revision. The input is written behind a certified file with text,
 * fields and annotations, so that it needs no offsets of its own: records divided by 0x1E,
 * each of one byte for what it is, one for an object's number, and its text:
 *
 *     o  an object          s  a stream: dictionary entries, line end, data
 *     f  a freed object     t  the end of a revision, with entries for its trailer
 *     r  bytes as they are
 *
 * Whatever is found to be no change, or to be granted, must leave the pages as they were:
 * that is what all rules of comparing together promise.
 */
#include "base/buffer.h"
#include "pdf/pdf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define NUMBERS   40
#define RECORDS   64
#define RECORD    0x1E
#define DIGITS    "0000000000"
#define FIELDS    "5 0 R 7 0 R 9 0 R 10 0 R"
#define CONTENT   "BT /F1 12 Tf 100 700 Td (what it shows) Tj ET /X1 Do"
#define FORM_TEXT "BT /F1 9 Tf 100 650 Td (and this) Tj ET"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file while it is written. */
struct writing {
    struct buffer bytes;
    uint64_t offsets[NUMBERS]; /* of the objects of this revision; 0 for none */
    bool freed[NUMBERS];
    uint64_t prev;
    size_t range, contents, contents_end; /* of the signature */
    bool pending;
};

static const struct {
    uint8_t number;
    const char *text;
} objects[] = {
    {1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" FIELDS "]/SigFlags 3>>"
        "/Perms<</DocMDP 6 0 R>>/OCProperties<</OCGs[16 0 R]/D<<>>>>>>"},
    {2, "<</Type/Pages/Kids[3 0 R 19 0 R]/Count 2/MediaBox[0 0 600 800]>>"},
    {3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[5 0 R 7 0 R 9 0 R 11 0 R 15 0 R]"
        "/Resources<</Font<</F1 14 0 R>>/XObject<</X1 17 0 R>>/Properties<</O1 16 0 R>>>>>>"},
    {5, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/F 132/Rect[0 0 0 0]/P 3 0 R/V 6 0 R>>"},
    {7, "<</Type/Annot/Subtype/Widget/FT/Tx/T(Name)/F 4/Rect[100 600 300 620]/P 3 0 R"
        "/AP<</N 8 0 R>>>>"},
    {9, "<</Type/Annot/Subtype/Widget/FT/Btn/T(Agreed)/F 4/Rect[100 500 120 520]/P 3 0 R"
        "/AP<</N<</Yes 12 0 R/Off 13 0 R>>>>/AS/Off>>"},
    {10, "<</FT/Tx/T(Person)/Kids[11 0 R]>>"},
    {11, "<</Subtype/Widget/Parent 10 0 R/Rect[100 400 300 420]/P 3 0 R>>"},
    {14, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 18 0 R>>"},
    {15, "<</Type/Annot/Subtype/Square/Rect[100 100 200 150]/P 3 0 R/F 4/AP<</N 12 0 R>>>>"},
    {16, "<</Type/OCG/Name(layer)>>"},
    {19, "<</Type/Page/Parent 2 0 R/Contents 20 0 R/Resources<</Font<</F1 14 0 R>>>>>>"},
};

static const struct {
    uint8_t number;
    const char *entries, *data;
} streams[] = {
    {4, "", CONTENT},
    {8, "/Subtype/Form/BBox[0 0 200 20]", "q Q"},
    {12, "/Subtype/Form/BBox[0 0 20 20]", "q 1 w Q"},
    {13, "/Subtype/Form/BBox[0 0 20 20]", "q Q "},
    {17, "/Subtype/Form/BBox[0 0 600 800]", FORM_TEXT},
    {18, "", "1 beginbfchar <77> <0057> endbfchar"},
    {20, "", "BT /F1 12 Tf 100 700 Td (page two) Tj ET"},
};

static void begin_object(struct writing *w, uint8_t number)
{
    w->offsets[number] = w->bytes.size;
    w->pending = true;
    buffer_printf(&w->bytes, "%u 0 obj\n", number);
}

static void write_stream(struct writing *w, uint8_t number, struct slice entries, struct slice data)
{
    begin_object(w, number);
    buffer_printf(&w->bytes, "<</Length %zu", data.size);
    buffer_append(&w->bytes, entries.data, entries.size);
    buffer_append_str(&w->bytes, ">>\nstream\n");
    buffer_append(&w->bytes, data.data, data.size);
    buffer_append_str(&w->bytes, "\nendstream\nendobj\n");
}

static void end_revision(struct writing *w, struct slice entries)
{
    uint64_t start = w->bytes.size;

    buffer_append_str(&w->bytes, "xref\n");
    if (w->prev == 0)
        buffer_append_str(&w->bytes, "0 1\n0000000000 65535 f \n");
    for (uint32_t i = 1; i < NUMBERS; i++)
        if (w->offsets[i] || w->freed[i])
            buffer_printf(&w->bytes, "%" PRIu32 " 1\n%010" PRIu64 " %05d %c \n", i, w->offsets[i],
                          w->freed[i], w->freed[i] ? 'f' : 'n');
    buffer_printf(&w->bytes, "trailer\n<</Size %d/Root 1 0 R", NUMBERS);
    if (w->prev)
        buffer_printf(&w->bytes, "/Prev %" PRIu64, w->prev);
    buffer_append(&w->bytes, entries.data, entries.size);
    buffer_printf(&w->bytes, ">>\nstartxref\n%" PRIu64 "\n%%%%EOF\n", start);
    memset(w->offsets, 0, sizeof w->offsets);
    memset(w->freed, 0, sizeof w->freed);
    w->prev = start;
    w->pending = false;
}

static void write_signature(struct writing *w)
{
    begin_object(w, 6);
    buffer_append_str(&w->bytes,
                      "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
                      "/Reference[<</TransformMethod/DocMDP/TransformParams<</P 3/V/1.2>>>>]"
                      "/ByteRange[0 ");
    w->range = w->bytes.size;
    buffer_append_str(&w->bytes, DIGITS " " DIGITS " " DIGITS "]/Contents");
    w->contents = w->bytes.size;
    buffer_append_str(&w->bytes, "<30030201AA0000>");
    w->contents_end = w->bytes.size;
    buffer_append_str(&w->bytes, ">>\nendobj\n");
}

static void write_signed(struct writing *w)
{
    char range[64];

    buffer_append_str(&w->bytes, "%PDF-1.7\n%signed\n");
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        begin_object(w, objects[i].number);
        buffer_printf(&w->bytes, "%s\nendobj\n", objects[i].text);
    }
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        write_stream(w, streams[i].number, slice_str(streams[i].entries),
                     slice_str(streams[i].data));
    write_signature(w);
    end_revision(w, slice_str(""));
    snprintf(range, sizeof range, "%010zu %010zu %010zu", w->contents, w->contents_end,
             w->bytes.size - w->contents_end);
    memcpy(w->bytes.data + w->range, range, strlen(range));
}

static void write_record(struct writing *w, struct slice record)
{
    uint8_t number = record.size > 1 ? (uint8_t)(record.data[1] % NUMBERS) : 0;
    struct slice text = slice_sub(record, 2, record.size);
    const uint8_t *end = text.size ? memchr(text.data, '\n', text.size) : NULL;
    size_t entries = end ? (size_t)(end - text.data) : text.size;

    switch (record.data[0]) {
    case 'o':
        begin_object(w, number);
        buffer_append(&w->bytes, text.data, text.size);
        buffer_append_str(&w->bytes, "\nendobj\n");
        break;
    case 's':
        write_stream(w, number, slice_sub(text, 0, entries),
                     slice_sub(text, end ? entries + 1 : entries, text.size));
        break;
    case 'f':
        w->freed[number] = w->pending = true;
        w->offsets[number] = 0;
        break;
    case 't':
        end_revision(w, text);
        break;
    case 'r':
        buffer_append(&w->bytes, text.data, text.size);
        break;
    default:
        break;
    }
}

static void write_tail(struct writing *w, struct slice input)
{
    for (int i = 0; i < RECORDS && input.size > 0; i++) {
        const uint8_t *end = memchr(input.data, RECORD, input.size);
        size_t length = end ? (size_t)(end - input.data) : input.size;

        if (length > 0)
            write_record(w, slice_sub(input, 0, length));
        input = slice_sub(input, end ? length + 1 : length, input.size);
    }
    if (w->pending)
        end_revision(w, slice_str(""));
}

/* ---- What must hold ------------------------------------------------------------------------ */

static bool same_lines(const struct pdf_line *a, const struct pdf_line *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i].page != b[i].page || !slice_equal(a[i].text, b[i].text) ||
            memcmp(&a[i].box, &b[i].box, sizeof a[i].box) != 0)
            return false;
    return true;
}

static bool same_pages(struct pdf_file *file, struct pdf_file *before)
{
    const struct pdf_text *now, *then;
    int32_t size[4];

    if (pdf_page_count(file) != pdf_page_count(before))
        return false;
    for (uint32_t page = 1; page <= pdf_page_count(file); page++)
        if (pdf_page_size(file, page, &size[0], &size[1]) < 0 ||
            pdf_page_size(before, page, &size[2], &size[3]) < 0 || size[0] != size[2] ||
            size[1] != size[3])
            return false;
    if (pdf_text(file, &now) < 0 || pdf_text(before, &then) < 0)
        return true; /* out of memory */
    return now->line_count == then->line_count && now->hidden_count == then->hidden_count &&
           now->images == then->images && same_lines(now->lines, then->lines, now->line_count) &&
           same_lines(now->hidden, then->hidden, now->hidden_count);
}

/* Nothing that counts, but for what is granted. */
static bool is_passed(const struct findings *findings)
{
    if (findings->incomplete)
        return false;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        size_t k = 0;

        while (k < finding->param_count && strcmp(finding->params[k].name, "granted") != 0)
            k++;
        if (k == finding->param_count && finding->verdict.indication == TOTAL_FAILED)
            return false;
    }
    return true;
}

static void check(struct arena *arena, struct pdf_file *file, uint64_t signed_end)
{
    const struct pdf_signature *signatures;
    const struct pdf_change *changes;
    struct pdf_file *before;
    struct findings findings;
    size_t count = 0, changed;

    if (pdf_signatures(file, &signatures, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++) {
        findings_init(&findings, arena);
        if (signatures[i].byte_range[2] + signatures[i].byte_range[3] != signed_end ||
            signatures[i].findings.count > 0 ||
            pdf_changes(file, &signatures[i], &findings, &changes, &changed) < 0 ||
            pdf_signed_revision(file, &signatures[i], &before) < 0)
            continue;
        if (is_passed(&findings) && pdf_findings(file)->count == 0 && !same_pages(file, before))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct pdf_options options = {
        .limits = {.pages = 50, .objects = 2000, .inflated = 1000000},
    };
    struct arena *arena = arena_new(256u * 1024 * 1024);
    struct writing writing = {.prev = 0};
    struct pdf_file *file;
    uint64_t signed_end;

    buffer_init(&writing.bytes, 0);
    write_signed(&writing);
    signed_end = writing.bytes.size;
    write_tail(&writing, slice_of(data, size));
    if (arena && buffer_error(&writing.bytes) == 0 &&
        pdf_open(arena, buffer_slice(&writing.bytes), &options, &file) == 0) {
        if (!pdf_is_readable(file) && pdf_findings(file)->count == 0)
            abort();
        check(arena, file, signed_end);
    }
    buffer_done(&writing.bytes);
    arena_free(arena);
    return 0;
}
