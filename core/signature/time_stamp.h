/*
 * What a time stamp says (TSTInfo, RFC 3161 2.4.2): that some bytes, named by a digest,
 * existed at a time. The token around it is a CMS (examine_time_stamp.c); who signed it,
 * and whether that counts, is for the judgement.
 */
#ifndef VOUCH_SIGNATURE_TIME_STAMP_H
#define VOUCH_SIGNATURE_TIME_STAMP_H

#include "signature/der.h"

struct time_stamp {
    struct slice policy;
    struct der_algorithm hash; /* messageImprint */
    struct slice imprint;
    struct slice serial;
    int64_t time;           /* genTime; its fraction of a second is checked and cut off */
    struct slice authority; /* tsa: whole GeneralName; empty where absent */
    bool has_nonce;
    struct slice nonce;
};

/*
 * Reads a whole TSTInfo. ERR_SYNTAX; ERR_UNSUPPORTED for a critical extension. `*ret_detail` is
 * why.
 */
int time_stamp_parse(struct slice der, struct time_stamp *ret, const char **ret_detail);

#endif
