/*
 * Any bytes as a revocation list: read or refused; what was read lies inside the bytes, and every
 * entry on it is found by its own serial number.
 */
#include "base/error.h"
#include "signature/crl.h"

#include <stdlib.h>

#define ASKED_MAX 64 /* entries that are looked up; each costs a walk */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_inside(struct slice whole, struct slice part)
{
    if (part.size > 0)
        require(part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void check_entries(const struct crl *crl)
{
    struct slice rest = crl->entries;
    struct crl_entry entry;
    struct slice serial;
    struct slice body;
    size_t count = 0;

    for (; rest.size > 0; count++) {
        require(der_body(&rest, DER_SEQUENCE, &body) == 0 && der_integer(&body, &serial) == 0);
        if (count < ASKED_MAX)
            require(crl_find(crl, serial, &entry) == 0 && entry.reason <= REVOKED_REASON_MAX);
    }
    require(count == crl->entry_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice der = slice_of(data, size);
    struct crl crl;

    if (crl_parse(der, &crl) < 0)
        return 0;
    check_inside(der, crl.tbs);
    check_inside(der, crl.issuer);
    check_inside(der, crl.entries);
    check_inside(der, crl.number);
    check_inside(der, crl.authority_key_id);
    check_inside(der, crl.scope.point);
    check_inside(der, crl.unknown_critical);
    check_inside(der, crl.signature);
    check_entries(&crl);
    return 0;
}
