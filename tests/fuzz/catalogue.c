/* Compiled catalogues: what passes the check can be searched. */
#include "render/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = slice_of(data, size);

    if (catalogue_check(bytes) != 0)
        return 0;
    (void)catalogue_find(bytes, "");
    (void)catalogue_find(bytes, "pdf.not_signed");
    return 0;
}
