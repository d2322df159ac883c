#include "ctl/inspect_images.h"
#include "base/error.h"

static const char *coding_name(enum pdf_coding coding)
{
    static const char *const names[] = {
        [PDF_CODING_SAMPLES] = "samples", [PDF_CODING_DCT] = "JPEG",
        [PDF_CODING_CCITT] = "CCITT",     [PDF_CODING_JBIG2] = "JBIG2",
        [PDF_CODING_JPX] = "JPEG 2000",
    };

    return names[coding];
}

/* Of a side of the page, in percent. */
static int share(int32_t from, int32_t to, int32_t side)
{
    return side > 0 ? (int)(((int64_t)to - from) * 100 / side) : 0;
}

static void write_place(struct pdf_file *file, const struct pdf_picture *picture,
                        struct buffer *out)
{
    int32_t width = 0, height = 0;

    if (pdf_page_size(file, picture->page, &width, &height) < 0)
        width = height = 0;
    buffer_printf(out, "%4u  %3d %% x %3d %% of the page  ", picture->page,
                  share(picture->box.left, picture->box.right, width),
                  share(picture->box.top, picture->box.bottom, height));
}

static int write_figures(struct pdf_file *file, const struct pdf_picture *picture,
                         struct buffer *out)
{
    struct pdf_image image;
    int r;

    if (!picture->image) {
        buffer_append_str(out, "inline, or not shown\n");
        return 0;
    }
    r = pdf_image(file, picture, &image);
    if (r < 0) {
        buffer_printf(out, "cannot be read: %s\n", err_text(r));
        return r == ERR_NOMEM ? r : 0;
    }
    buffer_printf(out, "%u x %u pixels, %s of %zu bytes, %u bits, ", image.width, image.height,
                  coding_name(image.coding), image.bytes.size, image.bits);
    if (image.palette.size > 0)
        buffer_printf(out, "%zu colours\n", image.palette.size / 3);
    else
        buffer_printf(out, "%u components%s\n", image.components,
                      image.inverted ? ", black for white" : "");
    return 0;
}

int inspect_images(struct pdf_file *file, struct buffer *out)
{
    const struct pdf_text *text;
    int r = pdf_text(file, &text);

    for (size_t i = 0; r == 0 && i < text->picture_count; i++) {
        write_place(file, &text->pictures[i], out);
        r = write_figures(file, &text->pictures[i], out);
    }
    if (r == 0)
        buffer_printf(out, "%u images\n", text->images);
    return r;
}
