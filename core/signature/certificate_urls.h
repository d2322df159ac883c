/*
 * Where a certificate says that its revocation can be asked: the addresses of revocation
 * lists (cRLDistributionPoints, RFC 5280 4.2.1.13) and of OCSP responders (the accessMethod
 * id-ad-ocsp of authorityInfoAccess, RFC 5280 4.2.2.1).
 *
 * They are handed out as they stand, in the certificate's bytes: whatever scheme, whatever
 * characters. Who follows them decides which he follows; nobody follows those of a
 * certificate that came with a document.
 */
#ifndef VOUCH_SIGNATURE_CERTIFICATE_URLS_H
#define VOUCH_SIGNATURE_CERTIFICATE_URLS_H

#include "base/slice.h"

#define CERTIFICATE_URLS_MAX 16

struct certificate;

struct certificate_urls {
    struct slice items[CERTIFICATE_URLS_MAX];
    size_t count;
};

/*
 * 0 with none where the extension is absent. ERR_SYNTAX; ERR_LIMIT for more than
 * CERTIFICATE_URLS_MAX.
 */
int certificate_crl_urls(const struct certificate *certificate, struct certificate_urls *ret);
int certificate_ocsp_urls(const struct certificate *certificate, struct certificate_urls *ret);

#endif
