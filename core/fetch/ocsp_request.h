/*
 * The question to an OCSP responder (RFC 6960 4.1): one certificate, no name of who asks, no
 * signature, no nonce (answers are kept, and a nonce would have each made for us alone). The
 * issuer is named by SHA-1, which responders expect; nothing rests on it (RFC 5019 2.1.1).
 */
#ifndef VOUCH_FETCH_OCSP_REQUEST_H
#define VOUCH_FETCH_OCSP_REQUEST_H

#include "signature/certificate.h"

#define OCSP_REQUEST_MAX 127 /* so that each length is one byte; about 80 are usual */

struct ocsp_request {
    uint8_t bytes[OCSP_REQUEST_MAX];
    size_t size;
};

/* ERR_LIMIT for a serial number that makes it longer (RFC 5280 allows 20 bytes); ERR_SYNTAX,
 * ERR_NOMEM, ERR_CRYPTO. */
int ocsp_request_make(const struct certificate *subject, const struct certificate *issuer,
                      struct ocsp_request *ret);

#endif
