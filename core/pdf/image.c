/*
 * Image XObjects (ISO 32000-1 8.9.5), for who reads pictures of pages. Nothing of the picture
 * itself is decoded here.
 */
#include "pdf/image.h"

#include "base/error.h"

#define BITS_MAX 16
#define K_MAX    100000 /* rows between two that stand alone; only its sign counts for us */

static bool is_either(const struct pdf_value *name, const char *longer, const char *shorter)
{
    return pdf_is_name(name, longer) || pdf_is_name(name, shorter);
}

static bool is_true(struct pdf_file *file, const struct pdf_value *dictionary, const char *key)
{
    const struct pdf_value *value = pdf_get_typed(file, dictionary, key, PDF_BOOLEAN);

    return value && value->boolean;
}

/* [1 0] for each component: the least sample is white (8.9.5.2). */
static bool is_inverted(struct pdf_file *file, const struct pdf_value *image)
{
    const struct pdf_value *decode = pdf_get_typed(file, image, "Decode", PDF_ARRAY);
    int64_t first, second;

    return pdf_milli(pdf_item(file, decode, 0), &first) &&
           pdf_milli(pdf_item(file, decode, 1), &second) && first > second;
}

static int read_figure(struct pdf_file *file, const struct pdf_value *dictionary, const char *key,
                       uint32_t *ret)
{
    int64_t value = pdf_get_integer(file, dictionary, key, 0);

    if (value <= 0 || value > INT32_MAX)
        return ERR_SYNTAX;
    *ret = (uint32_t)value;
    return 0;
}

static int read_ccitt(struct pdf_file *file, const struct pdf_value *parameters,
                      struct pdf_image *image)
{
    int64_t k = pdf_get_integer(file, parameters, "K", 0);

    image->coding = PDF_CODING_CCITT;
    image->k = (int32_t)(k < -1 ? -1 : k > K_MAX ? K_MAX : k);
    image->byte_aligned = is_true(file, parameters, "EncodedByteAlign");
    image->line_ends = is_true(file, parameters, "EndOfLine");
    image->inverted ^= is_true(file, parameters, "BlackIs1");
    /* How wide the coded rows are: another width than the image's would be read askew. */
    if (pdf_get_integer(file, parameters, "Columns", 1728) != image->width)
        return ERR_UNSUPPORTED;
    return 0;
}

static int read_coding(struct pdf_file *file, const struct pdf_coded *coded,
                       struct pdf_image *image)
{
    image->bytes = coded->data;
    if (!coded->coding)
        image->coding = PDF_CODING_SAMPLES;
    else if (is_either(coded->coding, "DCTDecode", "DCT"))
        image->coding = PDF_CODING_DCT;
    else if (is_either(coded->coding, "CCITTFaxDecode", "CCF"))
        return read_ccitt(file, coded->parameters, image);
    else if (pdf_is_name(coded->coding, "JBIG2Decode"))
        image->coding = PDF_CODING_JBIG2;
    else if (pdf_is_name(coded->coding, "JPXDecode"))
        image->coding = PDF_CODING_JPX;
    else
        return ERR_UNSUPPORTED;
    return 0;
}

int pdf_image(struct pdf_file *file, const struct pdf_picture *picture, struct pdf_image *ret)
{
    const struct pdf_value *dictionary = picture->image;
    struct pdf_image image = {0};
    struct pdf_coded coded;
    int r = dictionary && dictionary->type == PDF_STREAM ? 0 : ERR_INVALID;

    if (r == 0)
        r = read_figure(file, dictionary, "Width", &image.width);
    if (r == 0)
        r = read_figure(file, dictionary, "Height", &image.height);
    if (r < 0)
        return r;
    if (is_true(file, dictionary, "ImageMask")) { /* painted where a sample is 0 */
        image.bits = image.components = 1;
    } else {
        image.bits = (uint32_t)pdf_get_integer(file, dictionary, "BitsPerComponent", 1);
        r = image.bits <= BITS_MAX ? 0 : ERR_SYNTAX;
        if (r == 0)
            r = image_read_space(file, pdf_get(file, dictionary, "ColorSpace"), &image);
    }
    image.inverted ^= is_inverted(file, dictionary);
    if (r == 0)
        r = pdf_stream_coded(file, dictionary, &coded);
    if (r == 0)
        r = read_coding(file, &coded, &image);
    if (r == 0)
        *ret = image;
    return r;
}
