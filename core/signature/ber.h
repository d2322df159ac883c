/*
 * BER with indefinite length (X.690 8.1.3.6), as some issuers' signing software writes
 * the outer parts of a CMS, turned into definite lengths.
 *
 * Only elements of indefinite length are opened and rewritten. One of definite length is
 * copied as it stands, so that whatever has to be DER (certificates, signed attributes) is
 * judged, and hashed, as it came.
 */
#ifndef VOUCH_SIGNATURE_BER_H
#define VOUCH_SIGNATURE_BER_H

#include "base/arena.h"

#define BER_DEPTH_MAX    16    /* elements of indefinite length inside each other */
#define BER_ELEMENTS_MAX 65536 /* inside elements of indefinite length, all together */

/*
 * Takes the first element off `*rest` and hands it out with definite lengths on every
 * level that had none; the bytes themselves where there was nothing to do, else a copy in
 * the arena. ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM.
 */
int ber_element(struct arena *arena, struct slice *rest, struct slice *ret_definite);

#endif
