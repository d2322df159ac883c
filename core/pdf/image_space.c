/* The colour spaces of images (ISO 32000-1 8.6), as far as light and dark go. */
#include "pdf/image.h"

#include "base/error.h"

#define PALETTE_MAX 256 /* entries, 8.6.6.3 */

uint32_t image_space_components(struct pdf_file *file, const struct pdf_value *space)
{
    static const struct {
        const char *name;
        uint32_t components;
    } known[] = {
        {"DeviceGray", 1}, {"G", 1},      {"CalGray", 1},    {"DeviceRGB", 3},
        {"RGB", 3},        {"CalRGB", 3}, {"DeviceCMYK", 4}, {"CMYK", 4},
    };
    const struct pdf_value *name = space;
    int64_t count;

    if (space && space->type == PDF_ARRAY)
        name = pdf_item(file, space, 0);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (pdf_is_name(name, known[i].name))
            return known[i].components;
    if (!pdf_is_name(name, "ICCBased"))
        return 0;
    count = pdf_get_integer(file, pdf_item(file, space, 1), "N", 0);
    return count == 1 || count == 3 || count == 4 ? (uint32_t)count : 0;
}

static int palette_bytes(struct pdf_file *file, const struct pdf_value *lookup, struct slice *ret)
{
    if (!lookup || (lookup->type != PDF_STRING && lookup->type != PDF_STREAM))
        return ERR_SYNTAX;
    if (lookup->type == PDF_STREAM)
        return pdf_stream_data(file, lookup, ret);
    *ret = lookup->string;
    return 0;
}

static void put_rgb(const uint8_t *colour, uint32_t components, uint8_t *rgb)
{
    for (uint32_t i = 0; i < 3; i++) {
        int value = colour[components == 1 ? 0 : i];

        if (components == 4) /* 10.3.5 */
            value = value + colour[3] > 255 ? 0 : 255 - value - colour[3];
        rgb[i] = (uint8_t)value;
    }
}

/* [/Indexed base hival lookup] as RGB. */
static int read_palette(struct pdf_file *file, const struct pdf_value *space,
                        struct pdf_image *image)
{
    uint32_t components = image_space_components(file, pdf_item(file, space, 1));
    struct slice bytes;
    uint8_t *rgb;
    size_t count;
    int r = palette_bytes(file, pdf_item(file, space, 3), &bytes);

    if (r < 0 || components == 0)
        return r;
    count = bytes.size / components < PALETTE_MAX ? bytes.size / components : PALETTE_MAX;
    if (count == 0)
        return ERR_SYNTAX;
    rgb = arena_alloc(pdf_arena(file), count * 3);
    if (!rgb)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++)
        put_rgb(bytes.data + i * components, components, rgb + i * 3);
    image->components = 1;
    image->palette = slice_of(rgb, count * 3);
    return 0;
}

int image_read_space(struct pdf_file *file, const struct pdf_value *space, struct pdf_image *image)
{
    const struct pdf_value *name =
        space && space->type == PDF_ARRAY ? pdf_item(file, space, 0) : space;

    if (pdf_is_name(name, "Indexed") || pdf_is_name(name, "I"))
        return read_palette(file, space, image);
    if (pdf_is_name(name, "Separation")) { /* one ink: more of it is darker */
        image->components = 1;
        image->inverted = true;
        return 0;
    }
    image->components = image_space_components(file, space);
    return 0;
}
