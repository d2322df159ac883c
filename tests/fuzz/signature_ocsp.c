/*
 * Any bytes as an OCSP answer: read or refused; what was read lies inside the bytes, and asking
 * for each certificate of it by an issuer finds a response or none.
 */
#include "base/error.h"
#include "signature/ocsp.h"

#include <stdlib.h>

#include "signature_issuer.h"

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

static void check_responses(const struct ocsp *ocsp)
{
    struct slice rest = ocsp->responses;
    struct certificate certificate;
    struct ocsp_response response;
    struct ocsp_response found;
    int r;

    require(certificate_parse(slice_of(issuer, sizeof issuer), &certificate) == 0);
    while (rest.size > 0) {
        require(ocsp_next(&rest, &response) == 0);
        r = ocsp_find(ocsp, &certificate, response.serial, &found);
        require(r == ERR_NOT_FOUND || (r == 0 && slice_equal(found.serial, response.serial)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice der = slice_of(data, size);
    struct ocsp ocsp;

    (void)content;
    if (ocsp_parse(der, &ocsp) < 0)
        return 0;
    check_inside(der, ocsp.tbs);
    check_inside(der, ocsp.name);
    check_inside(der, ocsp.key_hash);
    check_inside(der, ocsp.responses);
    check_inside(der, ocsp.nonce);
    check_inside(der, ocsp.signature);
    for (size_t i = 0; i < ocsp.certificate_count; i++)
        check_inside(der, ocsp.certificates[i]);
    check_responses(&ocsp);
    return 0;
}
