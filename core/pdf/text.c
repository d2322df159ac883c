/* Text of a file: its pages one by one, as they are shown. */
#include "pdf/text_impl.h"

#include "base/error.h"
#include "pdf/file.h"
#include "pdf/geometry.h"

#include <stdlib.h>

/* From the page's own space to what is shown: origin top left, down is positive, turned. */
static struct text_matrix shown_matrix(const struct pdf_frame *frame)
{
    int64_t left = fixed_of_milli(frame->area.left), right = fixed_of_milli(frame->area.right);
    int64_t bottom = fixed_of_milli(frame->area.bottom), top = fixed_of_milli(frame->area.top);

    switch (frame->turn) {
    case 90:
        return (struct text_matrix){.b = FIXED_ONE, .c = FIXED_ONE, .e = -bottom, .f = -left};
    case 180:
        return (struct text_matrix){.a = -FIXED_ONE, .d = FIXED_ONE, .e = right, .f = -bottom};
    case 270:
        return (struct text_matrix){.b = -FIXED_ONE, .c = -FIXED_ONE, .e = top, .f = right};
    default:
        return (struct text_matrix){.a = FIXED_ONE, .d = -FIXED_ONE, .e = -left, .f = top};
    }
}

int text_irregular(struct text_reader *reader, const char *detail)
{
    if (!reader->reported)
        pdf_malformed_page(reader->file, reader->page, detail);
    reader->reported = true;
    return 0;
}

int text_undecodable(struct text_reader *reader, int error)
{
    if (error == ERR_NOMEM || error == ERR_LIMIT)
        return error;
    return text_irregular(reader, "content cannot be decoded");
}

/*
 * 7.8.2: the streams of an array are one stream, divided by white space. An array may name
 * one stream any number of times, so what is joined has a budget like what is inflated.
 */
static int join_streams(struct text_reader *reader, const struct pdf_value *array,
                        struct buffer *out)
{
    for (size_t i = 0; i < array->array.count && !buffer_error(out); i++) {
        const struct pdf_value *stream = pdf_item(reader->file, array, i);
        struct slice bytes;
        int r;

        if (!stream || stream->type != PDF_STREAM) {
            text_irregular(reader, "the page's content is not a stream");
            continue;
        }
        r = pdf_stream_data(reader->file, stream, &bytes);
        if (!r)
            buffer_append(out, bytes.data, bytes.size);
        else if (text_undecodable(reader, r))
            return r;
        buffer_append_byte(out, '\n');
    }
    if (buffer_error(out) == ERR_LIMIT)
        return pdf_limited(reader->file, "limit.inflated", out->limit + 1, out->limit);
    reader->joined += out->size;
    return buffer_error(out);
}

static int read_contents(struct text_reader *reader)
{
    struct pdf_file *file = reader->file;
    const struct pdf_value *contents = pdf_get(file, pdf_page(file, reader->page), "Contents");
    const struct pdf_value *resources = pdf_page_attribute(file, reader->page, "Resources");
    struct buffer joined;
    struct slice bytes;
    int r;

    if (!contents)
        return 0;
    buffer_init(&joined, file->options.limits.inflated - reader->joined + 1);
    if (contents->type == PDF_ARRAY) {
        r = join_streams(reader, contents, &joined);
        bytes = buffer_slice(&joined);
    } else if (contents->type == PDF_STREAM) {
        r = pdf_stream_data(file, contents, &bytes);
    } else {
        r = ERR_SYNTAX;
    }
    r = r ? text_undecodable(reader, r) : text_read_content(reader, resources, bytes);
    buffer_done(&joined);
    return r;
}

/* They are shown over all of the page, whatever its content left clipped. */
static int add_annotations(struct text_reader *reader, const struct pdf_frame *frame)
{
    reader->state.clip = (struct pdf_box){0, 0, reader->width, reader->height};
    reader->marked_off = 0;
    return text_add_annotations(reader, frame);
}

static int read_page(struct text_reader *reader, uint32_t page)
{
    struct pdf_frame frame;
    struct pdf_box box;
    int r;

    r = pdf_page_frame(reader->file, page, &frame);
    if (r)
        return r == ERR_NOMEM ? r : 0;
    box = pdf_frame_box(&frame, &frame.area);
    reader->page = page;
    reader->operators = 0;
    reader->depth = 0;
    reader->reported = false;
    reader->width = box.right;
    reader->height = box.bottom;
    reader->state = (struct text_state){
        .ctm = shown_matrix(&frame),
        .scale = FIXED_ONE,
        .clip = {0, 0, reader->width, reader->height},
        .fill = {.colour.known = true, .components = 1}, /* black, 8.6.8 */
        .line_width = FIXED_ONE,
        .stroke = {.colour.known = true, .components = 1},
    };
    reader->path = (struct text_path){.pieces = 0};
    reader->marked = reader->marked_off = reader->marked_in_doubt = 0;
    reader->text = reader->line = text_identity;
    r = read_contents(reader);
    if (r == ERR_LIMIT) /* a finding says so; what came before stays */
        r = 0;
    if (r == 0)
        r = add_annotations(reader, &frame);
    text_hide_covered(reader);
    return r ? r : text_layout_page(&reader->layout, page);
}

static int read_pages(struct pdf_file *file, uint32_t first, uint32_t last,
                      const struct pdf_text **ret_text)
{
    struct text_reader reader = {.file = file};
    struct pdf_text *text = arena_new_of(pdf_arena(file), struct pdf_text);
    int r = 0;

    text_layout_init(&reader.layout, pdf_arena(file));
    reader.stack = reallocarray(NULL, TEXT_STATES_MAX, sizeof *reader.stack);
    if (!text || !reader.stack)
        r = ERR_NOMEM;
    for (uint32_t page = first; page <= last && !r; page++)
        r = read_page(&reader, page);
    free(reader.stack);
    text_layout_done(&reader.layout);
    if (r)
        return r;
    *text = (struct pdf_text){
        .lines = reader.layout.lines.items,
        .line_count = reader.layout.lines.count,
        .hidden = reader.layout.hidden.items,
        .hidden_count = reader.layout.hidden.count,
        .unmapped = reader.unmapped,
        .images = reader.images,
        .pictures = reader.pictures,
        .picture_count = reader.picture_count,
        .covered = reader.covered,
        .covered_page = reader.covered_page,
        .annotations = reader.annotations,
        .annotations_page = reader.annotations_page,
    };
    *ret_text = text;
    return 0;
}

int pdf_text(struct pdf_file *file, const struct pdf_text **ret_text)
{
    return read_pages(file, 1, pdf_page_count(file), ret_text);
}

int pdf_text_of_page(struct pdf_file *file, uint32_t page, const struct pdf_text **ret_text)
{
    bool exists = page > 0 && page <= pdf_page_count(file);

    return exists ? read_pages(file, page, page, ret_text) : ERR_NOT_FOUND;
}
