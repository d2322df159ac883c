/*
 * The stream filters. Four bytes choose filter and predictor, the rest is the data; what
 * comes out may never pass the limit.
 */
#include "base/error.h"
#include "pdf/filter.h"

#include <stdlib.h>

#define LIMIT 100000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t predictors[] = {1, 2, 10, 12, 15, 3};
    static const int64_t bits[] = {1, 2, 4, 8, 16, 7};
    struct pdf_predictor predictor;
    struct buffer out;
    int r;

    if (size < 4)
        return 0;
    predictor = (struct pdf_predictor){
        .predictor = predictors[data[1] % 6],
        .bits_per_component = bits[data[1] / 6 % 6],
        .colors = data[2],
        .columns = data[3],
        .early_change = data[0] & 0x80,
    };
    buffer_init(&out, LIMIT);
    r = pdf_filter_decode((enum pdf_filter)(data[0] % 5), &predictor, slice_of(data + 4, size - 4),
                          &out);
    if (out.size > LIMIT || r > 0)
        abort();
    buffer_done(&out);
    return 0;
}
