/*
 * Electronic seals: SES_Signature of GM/T 0031-2014 (version 1), GB/T 38540-2020 (version 4)
 * and GM/T 0031-2025 (version 5). Strict DER, to the last byte; slices point into it.
 *
 * Two signatures lie inside each other. A maker signs the seal: a picture, for how long it
 * may be used, and whose certificates may use it. Somebody of that list signs the document
 * with it: the digest of the document, the time, and the whole seal.
 *
 *     SES_Signature { toSign { version, eseal { info, maker's part }, time, dataHash }, signer's
 * part }
 *
 * Extensions are bounded and passed over, critical or not: makers mark private ones as
 * critical as a matter of course, and no standard says what a reader should make of one.
 *
 * What vendors write otherwise and is accepted: in version 1 an OCTET STRING for the BIT
 * STRING of timeInfo and dataHash, and GeneralizedTime for UTCTime; no more.
 */
#ifndef VOUCH_SIGNATURE_SEAL_H
#define VOUCH_SIGNATURE_SEAL_H

#include "base/arena.h"
#include "signature/crypto.h"

#define SEAL_SIZE_MAX       (4u * 1024 * 1024) /* with its picture, and the zeros behind it */
#define SEAL_LIST_MAX       1024               /* certificates that may use one seal */
#define SEAL_EXTENSIONS_MAX 64                 /* of a seal, and of a signature */

/* Who signed, how, and the value. */
struct seal_part {
    struct slice certificate; /* DER */
    struct der_algorithm algorithm;
    struct slice value;
};

struct seal {
    uint32_t version; /* 1, 4 or 5 */

    /* The signature */
    struct slice to_sign; /* what the signer signed, whole */
    struct slice data_hash;
    bool has_time; /* false where a time stamp token stands in its place */
    int64_t time;
    struct slice time_token; /* that token */
    struct slice time_stamp; /* token over the signer's value; empty where there is none */
    struct seal_part signer;

    /* The seal */
    struct slice made[3]; /* what the maker signed, one after the other */
    size_t made_count;
    struct seal_part maker;
    struct slice id;   /* esID, as it stands */
    struct slice name; /* the seal's, as it stands */
    bool lists_digests;
    struct slice list; /* contents of certList */
    int64_t created;
    int64_t valid_from;
    int64_t valid_until;
};

/*
 * Reads one SES_Signature, after which nothing but zeros may stand. ERR_SYNTAX where it is
 * not as the standards say; ERR_LIMIT where it cannot be judged here; `*ret_detail` is why.
 * ERR_NOMEM.
 */
int seal_parse(struct arena *arena, struct slice contents, struct seal *ret,
               const char **ret_detail);

/*
 * Whether the seal lists that certificate, by its bytes or, where it lists digests, by
 * `sm3`, the certificate's.
 */
bool seal_lists(const struct seal *seal, struct slice certificate, const struct hash_value *sm3);

#endif
