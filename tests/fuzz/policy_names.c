/* Any two texts, parted by a zero byte, as names and as numbers: no order between them matters. */
#include "policy/names.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size > 0 ? memchr(data, '\0', size) : NULL;
    size_t first = zero ? (size_t)(zero - data) : size;
    struct slice a = slice_of(data, first);
    struct slice b = zero ? slice_of(zero + 1, size - first - 1) : slice_of(data, 0);
    enum agreement there, self;
    uint32_t steps;

    there = name_compare(a, b, &steps);
    require(name_compare(b, a, NULL) == there);
    require((there == AGREEMENT_EQUIVALENT) == (steps != 0));
    require(there != AGREEMENT_EXACT || slice_equal(a, b));
    self = name_compare(a, a, NULL);
    require(self == AGREEMENT_EXACT || self == AGREEMENT_UNKNOWN || self == AGREEMENT_NEAR);
    there = number_compare(a, b, &steps);
    require(number_compare(b, a, NULL) == there);
    require(there != AGREEMENT_EXACT || slice_equal(a, b));
    self = number_compare(a, a, NULL);
    require(self == AGREEMENT_EXACT || self == AGREEMENT_UNKNOWN || self == AGREEMENT_COMPATIBLE);
    return 0;
}
