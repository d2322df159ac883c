/*
 * Stream filters (ISO 32000-1 7.4), over plain bytes: Flate and LZW with PNG and TIFF
 * predictors, ASCIIHex, ASCII85, RunLength. Each is strict about its data and bounded by
 * the output buffer's limit (buffer.h): past it ERR_LIMIT, before memory is taken.
 */
#ifndef VOUCH_PDF_FILTER_H
#define VOUCH_PDF_FILTER_H

#include "base/buffer.h"
#include "base/slice.h"

enum pdf_filter {
    PDF_FILTER_FLATE,
    PDF_FILTER_LZW,
    PDF_FILTER_ASCII_HEX,
    PDF_FILTER_ASCII_85,
    PDF_FILTER_RUN_LENGTH,
};

/* /DecodeParms of Flate and LZW (tables 8): the defaults are {1, 1, 8, 1, true}. */
struct pdf_predictor {
    int64_t predictor; /* 1 none, 2 TIFF, 10 to 15 PNG */
    int64_t colors;
    int64_t bits_per_component;
    int64_t columns;
    bool early_change; /* LZW only */
};

/* Name in /Filter, also the abbreviations of inline images. ERR_UNSUPPORTED for image filters
 * and Crypt, ERR_NOT_FOUND for what is no filter. */
int pdf_filter_from_name(struct slice name, enum pdf_filter *ret_filter);

/* Appends the decoded bytes to `out`. `predictor` NULL for the defaults. ERR_SYNTAX, ERR_LIMIT,
 * ERR_NOMEM, ERR_INVALID (predictor's figures impossible). */
int pdf_filter_decode(enum pdf_filter filter, const struct pdf_predictor *predictor,
                      struct slice in, struct buffer *out);

#endif
