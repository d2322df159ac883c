/*
 * Any bytes as the inventory that another process sent: entries lie inside of it, in their order,
 * with paths that are absolute and one line, or it is refused.
 */
#include "base/inventory.h"
#include "base/error.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice rest = slice_of(data, size);
    struct inventory_entry entry;
    const uint8_t *at = data;
    int r;

    while ((r = inventory_next(&rest, &entry)) == 0) {
        require(entry.path.data > at && entry.path.data + entry.path.size == entry.bytes.data);
        require(entry.bytes.data + entry.bytes.size == rest.data);
        require(entry.path.data[0] == '/' && !memchr(entry.path.data, '\n', entry.path.size));
        at = rest.data;
    }
    require(r == ERR_NOT_FOUND || r == ERR_INVALID);
    require((r == ERR_NOT_FOUND) == (rest.size == 0 && at == data + size) || r == ERR_INVALID);
    return 0;
}
