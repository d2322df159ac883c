/* One extension of a certificate, a revocation list, an OCSP answer or a time stamp (RFC 5280 4.1).
 */
#ifndef VOUCH_SIGNATURE_EXTENSION_H
#define VOUCH_SIGNATURE_EXTENSION_H

#include "signature/der.h"

#define EXTENSIONS_MAX 64 /* of one structure; real ones have about ten */

struct extension {
    struct slice oid;
    bool critical;
    struct slice value; /* contents of extnValue */
};

/* Takes the next Extension off a list. ERR_SYNTAX. */
int extension_next(struct slice *rest, struct extension *ret);

#endif
