/*
 * What a document carries beside its signatures, read once for all of them: the
 * certificates, revocation lists and OCSP answers of its security store (DSS, ISO 32000-2
 * 12.8.4.3). All of it is material for paths and for revocation, never trust.
 */
#ifndef VOUCH_SIGNATURE_ARCHIVE_H
#define VOUCH_SIGNATURE_ARCHIVE_H

#include "signature/revocation.h"

struct signature_archive {
    struct slice_list certificates;
    struct revocation_items revocation;
};

#endif
