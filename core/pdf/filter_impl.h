/*
 * What the files of the filters share (filter.c, filter_flate.c, filter_predictor.c). All
 * append to `out` and leave its own error (limit, memory) for pdf_filter_decode() to see.
 */
#ifndef VOUCH_PDF_FILTER_IMPL_H
#define VOUCH_PDF_FILTER_IMPL_H

#include "pdf/filter.h"

/* 0 if `rest`, what follows the end of the data, is white space; else ERR_SYNTAX. */
int pdf_filter_only_space(struct slice rest);

int pdf_filter_flate(struct slice in, struct buffer *out);
int pdf_filter_lzw(struct slice in, bool early_change, struct buffer *out);

/* Undoes the prediction of the bytes of `out` from `start`, in place; the result is not longer. */
int pdf_filter_unpredict(const struct pdf_predictor *predictor, struct buffer *out, size_t start);

#endif
