/*
 * An OCSP answer (RFC 6960), read strictly; slices point into the DER.
 *
 *     ocsp_parse()  ->  ocsp_find() for a certificate of an issuer
 *
 * An answer names certificates by hashes of their issuer's name and key, and a serial
 * number. Whether its signer may speak for that issuer, and for which time, is for
 * revocation.h. Nothing here is trust.
 */
#ifndef VOUCH_SIGNATURE_OCSP_H
#define VOUCH_SIGNATURE_OCSP_H

#include "signature/certificate.h"

#define OCSP_SIZE_MAX         (1024u * 1024)
#define OCSP_CERTIFICATES_MAX 16  /* sent along; one is usual */
#define OCSP_RESPONSES_MAX    256 /* in one answer; one is usual */

struct ocsp {
    struct slice der;
    struct slice tbs;      /* the signed part, whole */
    bool by_key;           /* ResponderID: the SHA-1 of the key, else a name */
    struct slice key_hash; /* of the responder's subjectPublicKey, without tag and length */
    struct slice name;     /* whole Name of the responder */
    int64_t produced_at;
    struct slice responses; /* one after the other */
    struct slice nonce;     /* contents of the extension's value; empty where absent */
    struct slice unknown_critical;
    struct der_algorithm algorithm;
    struct slice signature;
    struct slice certificates[OCSP_CERTIFICATES_MAX]; /* whole */
    size_t certificate_count;
};

enum ocsp_status { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN };

/* SingleResponse (RFC 6960 4.2.1) */
struct ocsp_response {
    struct der_algorithm digest; /* of the two hashes */
    struct slice name_hash;
    struct slice key_hash;
    struct slice serial; /* contents octets */
    enum ocsp_status status;
    int64_t revoked_at;
    uint32_t reason; /* as in crl.h */
    bool has_reason;
    int64_t this_update;
    bool has_next_update;
    int64_t next_update;
    bool has_cutoff; /* archive cutoff: what expired since then is still answered for */
    int64_t cutoff;
    struct slice unknown_critical;
};

/*
 * Reads a whole OCSPResponse of the basic type, every single response included. ERR_SYNTAX,
 * ERR_LIMIT; ERR_NOT_FOUND for one that says it has no answer (tryLater, unauthorized, ...),
 * ERR_UNSUPPORTED for another type.
 */
int ocsp_parse(struct slice der, struct ocsp *ret);

/* Takes the next SingleResponse off `responses`. ERR_SYNTAX, ERR_LIMIT. */
int ocsp_next(struct slice *rest, struct ocsp_response *ret);

/*
 * The response about the certificate that `issuer` issued under `serial`; of several, the one
 * with the latest thisUpdate. ERR_NOT_FOUND; ERR_NOMEM, ERR_CRYPTO.
 */
int ocsp_find(const struct ocsp *ocsp, const struct certificate *issuer, struct slice serial,
              struct ocsp_response *ret);

/* Whether any response is about a certificate of `issuer`. 0, ERR_MISMATCH; ERR_NOMEM, ERR_CRYPTO.
 */
int ocsp_names_issuer(const struct ocsp *ocsp, const struct certificate *issuer);

/* The bits of a certificate's subjectPublicKey, as ResponderID and CertID hash them. */
int ocsp_key_bits(const struct certificate *certificate, struct slice *ret_bits);

#endif
