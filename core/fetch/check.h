/*
 * Whether bytes from a stranger are what was asked for: a whole revocation list signed by a
 * configured certificate, or an OCSP answer about the certificate that was asked about,
 * signed by its issuer or by whom that issuer appointed (RFC 6960 4.2.2.2).
 *
 * What is put into the snapshot is verified again by each judgement (core/signature); this
 * is what keeps a good list from being replaced by a bad one.
 */
#ifndef VOUCH_FETCH_CHECK_H
#define VOUCH_FETCH_CHECK_H

#include "fetch/fetch.h"

#define CLOCK_SKEW 300 /* seconds that an issuer's clock may be ahead of ours */

struct checking {
    const struct fetch_source *source;
    const struct target *target;
    int64_t now;
};

struct checked {
    int64_t this_update;
    bool has_until;
    int64_t until;       /* nextUpdate */
    struct slice number; /* CRL number, contents octets, in the bytes; empty: none */
};

/* ERR_INVALID, with `why`, where it is not; ERR_NOMEM, ERR_CRYPTO. */
int check_bytes(const struct checking *checking, struct slice bytes, struct checked *ret,
                struct reason *why);

/* Whether `one` is from before `other` (RFC 5280 5.2.3: numbers and times both run on). */
bool check_is_older(const struct checked *one, const struct checked *other);

#endif
