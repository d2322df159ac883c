/* Writes revocation lists and OCSP answers in which every part can be wrong. */
#ifndef VOUCH_TESTS_WRITE_REVOCATION_H
#define VOUCH_TESTS_WRITE_REVOCATION_H

#include "write_pki.h"

/* One entry of revokedCertificates. `extensions` are several extension() joined, or none. */
struct slice revoked(uint64_t serial, const char *utc_time, struct slice extensions);
struct slice reason_code(uint8_t reason);

struct slice crl_number(uint64_t number);
struct slice delta_of(uint64_t number);
struct slice crl_scope(struct slice inside); /* issuingDistributionPoint, critical */
struct slice point_name(const char *uri);    /* DistributionPointName [0] with one URI */
struct slice crl_points(const char *uri);    /* cRLDistributionPoints of a certificate */

/* Every member may be left out: then the usual issuer signs an empty list of June 2026. */
struct crl_recipe {
    EVP_PKEY *key;
    struct how how;
    struct slice version; /* INTEGER 1; NOTHING: version 1 */
    struct slice algorithm;
    struct slice inner_algorithm;
    struct slice issuer;
    struct slice this_update; /* 2026-06-15 */
    struct slice next_update; /* 2026-07-15 */
    struct slice entries;     /* several revoked() joined; none */
    struct slice revoked;     /* the whole SEQUENCE in place of them */
    struct slice extensions;  /* several joined; a number */
};
struct slice crl(const struct crl_recipe *recipe);

/* Every member may be left out: then the issuer itself says good of serial 0x1001. */
struct ocsp_recipe {
    EVP_PKEY *key; /* the responder's */
    struct how how;
    struct slice status;      /* OCSPResponseStatus; successful */
    struct slice type;        /* of the bytes; basic */
    struct slice responder;   /* ResponderID; by name of the issuer */
    struct slice produced_at; /* 2026-06-15 */
    struct slice responses;   /* several single_response() joined */
    struct slice extensions;  /* several joined; none */
    struct slice certificates;
    struct slice algorithm;
    struct slice version; /* [0] of ResponseData; none */
};
struct slice ocsp(const struct ocsp_recipe *recipe);

struct response_recipe {
    const char *digest;       /* SHA1 */
    struct slice issuer_name; /* the usual issuer's */
    EVP_PKEY *issuer_key;
    struct slice serial;
    struct slice status; /* good */
    struct slice this_update;
    struct slice next_update; /* NOTHING: none */
    struct slice extensions;  /* several joined; none */
};
struct slice single_response(const struct response_recipe *recipe);

struct slice status_good(void);
struct slice status_unknown(void);
struct slice status_revoked(const char *time, int reason); /* GeneralizedTime; -1: no reason */
struct slice responder_by_name(struct slice name);
struct slice responder_by_key(EVP_PKEY *key);

struct slice enumerated(uint8_t value);
struct slice key_bits_of(EVP_PKEY *key); /* inside the BIT STRING of its SubjectPublicKeyInfo */

#define OCSP_PURPOSE "1.3.6.1.5.5.7.3.9"
struct slice purposes(bool critical, struct slice oids);
struct slice no_check(void);

#endif
