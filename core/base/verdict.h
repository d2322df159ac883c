/*
 * What is concluded about a document, in the names of ETSI EN 319 102-1
 * (NO_SIGNATURE_FOUND is our own). Zero is "indeterminate": what nobody decided
 * is undecided. Never fold a verdict into an error code or the reverse.
 */
#ifndef VOUCH_BASE_VERDICT_H
#define VOUCH_BASE_VERDICT_H

enum indication {
    INDETERMINATE = 0,
    TOTAL_FAILED = 1,
    TOTAL_PASSED = 2,
};

/* X(enumerator, name on the wire). The order is that of precedence among indeterminate causes. */
#define SUBINDICATION_LIST(X)                                                                      \
    X(FORMAT_FAILURE)                                                                              \
    X(HASH_FAILURE)                                                                                \
    X(SIG_CRYPTO_FAILURE)                                                                          \
    X(REVOKED)                                                                                     \
    X(EXPIRED)                                                                                     \
    X(NO_SIGNATURE_FOUND)                                                                          \
    X(NO_SIGNING_CERTIFICATE_FOUND)                                                                \
    X(NO_CERTIFICATE_CHAIN_FOUND)                                                                  \
    X(CHAIN_CONSTRAINTS_FAILURE)                                                                   \
    X(SIG_CONSTRAINTS_FAILURE)                                                                     \
    X(CRYPTO_CONSTRAINTS_FAILURE)                                                                  \
    X(CRYPTO_CONSTRAINTS_FAILURE_NO_POE)                                                           \
    X(REVOKED_NO_POE)                                                                              \
    X(REVOKED_CA_NO_POE)                                                                           \
    X(OUT_OF_BOUNDS_NO_POE)                                                                        \
    X(OUT_OF_BOUNDS_NOT_REVOKED)                                                                   \
    X(TRY_LATER)

enum subindication {
    SUBINDICATION_NONE = 0,
#define SUBINDICATION_ENUM(name) SUB_##name,
    SUBINDICATION_LIST(SUBINDICATION_ENUM)
#undef SUBINDICATION_ENUM
};

struct verdict {
    enum indication indication;
    enum subindication subindication;
};

/* The names on the wire ("total_passed", "HASH_FAILURE"); NULL for SUBINDICATION_NONE. */
const char *indication_name(enum indication indication);
const char *subindication_name(enum subindication subindication);

/* The reverse; ERR_NOT_FOUND for a name that is none. */
int indication_from_name(const char *name, enum indication *ret_indication);
int subindication_from_name(const char *name, enum subindication *ret_subindication);

#endif
