/*
 * The object identifiers this room knows, as the contents octets of their DER, and
 * identifiers as text.
 */
#ifndef VOUCH_SIGNATURE_OID_H
#define VOUCH_SIGNATURE_OID_H

#include "base/arena.h"

/* clang-format off */
/* CMS content types and attributes (RFC 5652, RFC 5035, RFC 6211) */
#define OID_DATA                   "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01" /* 1.2.840.113549.1.7.1 */
#define OID_SIGNED_DATA            "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" /* 1.2.840.113549.1.7.2 */
#define OID_CONTENT_TYPE           "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03" /* 1.2.840.113549.1.9.3 */
#define OID_MESSAGE_DIGEST         "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04" /* 1.2.840.113549.1.9.4 */
#define OID_SIGNING_TIME           "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05" /* 1.2.840.113549.1.9.5 */
#define OID_SIGNING_CERTIFICATE    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c" /* 1.2.840.113549.1.9.16.2.12 */
#define OID_SIGNING_CERTIFICATE_V2 "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f" /* 1.2.840.113549.1.9.16.2.47 */
#define OID_ALGORITHM_PROTECTION   "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x34" /* 1.2.840.113549.1.9.52 */

/* GM/T 0010, GB/T 35275: CMS under identifiers of its own */
#define OID_GM_DATA        "\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x01" /* 1.2.156.10197.6.1.4.2.1 */
#define OID_GM_SIGNED_DATA "\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x02" /* 1.2.156.10197.6.1.4.2.2 */

/* Digests (RFC 5754, RFC 3370, FIPS 202, RFC 8419, GM/T 0006) */
#define OID_MD5          "\x2a\x86\x48\x86\xf7\x0d\x02\x05" /* 1.2.840.113549.2.5 */
#define OID_SHA1         "\x2b\x0e\x03\x02\x1a" /* 1.3.14.3.2.26 */
#define OID_SHA224       "\x60\x86\x48\x01\x65\x03\x04\x02\x04" /* 2.16.840.1.101.3.4.2.4 */
#define OID_SHA256       "\x60\x86\x48\x01\x65\x03\x04\x02\x01" /* 2.16.840.1.101.3.4.2.1 */
#define OID_SHA384       "\x60\x86\x48\x01\x65\x03\x04\x02\x02" /* 2.16.840.1.101.3.4.2.2 */
#define OID_SHA512       "\x60\x86\x48\x01\x65\x03\x04\x02\x03" /* 2.16.840.1.101.3.4.2.3 */
#define OID_SHA512_256   "\x60\x86\x48\x01\x65\x03\x04\x02\x06" /* 2.16.840.1.101.3.4.2.6 */
#define OID_SHA3_224     "\x60\x86\x48\x01\x65\x03\x04\x02\x07" /* 2.16.840.1.101.3.4.2.7 */
#define OID_SHA3_256     "\x60\x86\x48\x01\x65\x03\x04\x02\x08" /* 2.16.840.1.101.3.4.2.8 */
#define OID_SHA3_384     "\x60\x86\x48\x01\x65\x03\x04\x02\x09" /* 2.16.840.1.101.3.4.2.9 */
#define OID_SHA3_512     "\x60\x86\x48\x01\x65\x03\x04\x02\x0a" /* 2.16.840.1.101.3.4.2.10 */
#define OID_SHAKE256     "\x60\x86\x48\x01\x65\x03\x04\x02\x0c" /* 2.16.840.1.101.3.4.2.12 */
#define OID_SHAKE256_LEN "\x60\x86\x48\x01\x65\x03\x04\x02\x12" /* 2.16.840.1.101.3.4.2.18 */
#define OID_SM3          "\x2a\x81\x1c\xcf\x55\x01\x83\x11" /* 1.2.156.10197.1.401 */
#define OID_SM3_KEYLESS  "\x2a\x81\x1c\xcf\x55\x01\x83\x11\x01" /* 1.2.156.10197.1.401.1 */

/* RSA (RFC 8017) */
#define OID_RSA            "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01" /* 1.2.840.113549.1.1.1 */
#define OID_MD5_RSA        "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04" /* 1.2.840.113549.1.1.4 */
#define OID_SHA1_RSA       "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05" /* 1.2.840.113549.1.1.5 */
#define OID_MGF1           "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08" /* 1.2.840.113549.1.1.8 */
#define OID_RSA_PSS        "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a" /* 1.2.840.113549.1.1.10 */
#define OID_SHA256_RSA     "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b" /* 1.2.840.113549.1.1.11 */
#define OID_SHA384_RSA     "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c" /* 1.2.840.113549.1.1.12 */
#define OID_SHA512_RSA     "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d" /* 1.2.840.113549.1.1.13 */
#define OID_SHA224_RSA     "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e" /* 1.2.840.113549.1.1.14 */
#define OID_SHA512_256_RSA "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x10" /* 1.2.840.113549.1.1.16 */
#define OID_SHA3_224_RSA   "\x60\x86\x48\x01\x65\x03\x04\x03\x0d" /* 2.16.840.1.101.3.4.3.13 */
#define OID_SHA3_256_RSA   "\x60\x86\x48\x01\x65\x03\x04\x03\x0e" /* 2.16.840.1.101.3.4.3.14 */
#define OID_SHA3_384_RSA   "\x60\x86\x48\x01\x65\x03\x04\x03\x0f" /* 2.16.840.1.101.3.4.3.15 */
#define OID_SHA3_512_RSA   "\x60\x86\x48\x01\x65\x03\x04\x03\x10" /* 2.16.840.1.101.3.4.3.16 */

/* Elliptic curves (RFC 5480, RFC 5639) and what they sign with (RFC 5758, FIPS 186-5) */
#define OID_EC               "\x2a\x86\x48\xce\x3d\x02\x01" /* 1.2.840.10045.2.1 */
#define OID_P256             "\x2a\x86\x48\xce\x3d\x03\x01\x07" /* 1.2.840.10045.3.1.7 */
#define OID_P384             "\x2b\x81\x04\x00\x22" /* 1.3.132.0.34 */
#define OID_P521             "\x2b\x81\x04\x00\x23" /* 1.3.132.0.35 */
#define OID_BRAINPOOL_P256R1 "\x2b\x24\x03\x03\x02\x08\x01\x01\x07" /* 1.3.36.3.3.2.8.1.1.7 */
#define OID_BRAINPOOL_P256T1 "\x2b\x24\x03\x03\x02\x08\x01\x01\x08" /* 1.3.36.3.3.2.8.1.1.8 */
#define OID_BRAINPOOL_P320R1 "\x2b\x24\x03\x03\x02\x08\x01\x01\x09" /* 1.3.36.3.3.2.8.1.1.9 */
#define OID_BRAINPOOL_P320T1 "\x2b\x24\x03\x03\x02\x08\x01\x01\x0a" /* 1.3.36.3.3.2.8.1.1.10 */
#define OID_BRAINPOOL_P384R1 "\x2b\x24\x03\x03\x02\x08\x01\x01\x0b" /* 1.3.36.3.3.2.8.1.1.11 */
#define OID_BRAINPOOL_P384T1 "\x2b\x24\x03\x03\x02\x08\x01\x01\x0c" /* 1.3.36.3.3.2.8.1.1.12 */
#define OID_BRAINPOOL_P512R1 "\x2b\x24\x03\x03\x02\x08\x01\x01\x0d" /* 1.3.36.3.3.2.8.1.1.13 */
#define OID_BRAINPOOL_P512T1 "\x2b\x24\x03\x03\x02\x08\x01\x01\x0e" /* 1.3.36.3.3.2.8.1.1.14 */
#define OID_ECDSA_SHA1       "\x2a\x86\x48\xce\x3d\x04\x01" /* 1.2.840.10045.4.1 */
#define OID_ECDSA_SHA224     "\x2a\x86\x48\xce\x3d\x04\x03\x01" /* 1.2.840.10045.4.3.1 */
#define OID_ECDSA_SHA256     "\x2a\x86\x48\xce\x3d\x04\x03\x02" /* 1.2.840.10045.4.3.2 */
#define OID_ECDSA_SHA384     "\x2a\x86\x48\xce\x3d\x04\x03\x03" /* 1.2.840.10045.4.3.3 */
#define OID_ECDSA_SHA512     "\x2a\x86\x48\xce\x3d\x04\x03\x04" /* 1.2.840.10045.4.3.4 */
#define OID_ECDSA_SHA3_224   "\x60\x86\x48\x01\x65\x03\x04\x03\x09" /* 2.16.840.1.101.3.4.3.9 */
#define OID_ECDSA_SHA3_256   "\x60\x86\x48\x01\x65\x03\x04\x03\x0a" /* 2.16.840.1.101.3.4.3.10 */
#define OID_ECDSA_SHA3_384   "\x60\x86\x48\x01\x65\x03\x04\x03\x0b" /* 2.16.840.1.101.3.4.3.11 */
#define OID_ECDSA_SHA3_512   "\x60\x86\x48\x01\x65\x03\x04\x03\x0c" /* 2.16.840.1.101.3.4.3.12 */

/* The same without DER around the value (BSI TR-03111 5.2.1) */
#define OID_PLAIN_ECDSA_SHA1     "\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x01" /* 0.4.0.127.0.7.1.1.4.1.1 */
#define OID_PLAIN_ECDSA_SHA224   "\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x02" /* 0.4.0.127.0.7.1.1.4.1.2 */
#define OID_PLAIN_ECDSA_SHA256   "\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x03" /* 0.4.0.127.0.7.1.1.4.1.3 */
#define OID_PLAIN_ECDSA_SHA384   "\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x04" /* 0.4.0.127.0.7.1.1.4.1.4 */
#define OID_PLAIN_ECDSA_SHA512   "\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x05" /* 0.4.0.127.0.7.1.1.4.1.5 */
#define OID_PLAIN_ECDSA_SHA3_224 "\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x08" /* 0.4.0.127.0.7.1.1.4.1.8 */
#define OID_PLAIN_ECDSA_SHA3_256 "\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x09" /* 0.4.0.127.0.7.1.1.4.1.9 */
#define OID_PLAIN_ECDSA_SHA3_384 "\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x0a" /* 0.4.0.127.0.7.1.1.4.1.10 */
#define OID_PLAIN_ECDSA_SHA3_512 "\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x0b" /* 0.4.0.127.0.7.1.1.4.1.11 */

/* Edwards curves (RFC 8410) */
#define OID_ED25519 "\x2b\x65\x70" /* 1.3.101.112 */
#define OID_ED448   "\x2b\x65\x71" /* 1.3.101.113 */

/* SM2 (GM/T 0006): curve, signature, signature with SM3 */
#define OID_SM2_CURVE     "\x2a\x81\x1c\xcf\x55\x01\x82\x2d" /* 1.2.156.10197.1.301 */
#define OID_SM2_SIGNATURE "\x2a\x81\x1c\xcf\x55\x01\x82\x2d\x01" /* 1.2.156.10197.1.301.1 */
#define OID_SM2_SM3       "\x2a\x81\x1c\xcf\x55\x01\x83\x75" /* 1.2.156.10197.1.501 */

/* Certificate extensions (RFC 5280 4.2) */
#define OID_SUBJECT_KEY_ID     "\x55\x1d\x0e" /* 2.5.29.14 */
#define OID_KEY_USAGE          "\x55\x1d\x0f" /* 2.5.29.15 */
#define OID_SUBJECT_ALT_NAME   "\x55\x1d\x11" /* 2.5.29.17 */
#define OID_ISSUER_ALT_NAME    "\x55\x1d\x12" /* 2.5.29.18 */
#define OID_BASIC_CONSTRAINTS  "\x55\x1d\x13" /* 2.5.29.19 */
#define OID_CRL_POINTS         "\x55\x1d\x1f" /* 2.5.29.31 */
#define OID_POLICIES           "\x55\x1d\x20" /* 2.5.29.32 */
#define OID_AUTHORITY_KEY_ID   "\x55\x1d\x23" /* 2.5.29.35 */
#define OID_EXTENDED_KEY_USAGE "\x55\x1d\x25" /* 2.5.29.37 */
#define OID_AUTHORITY_INFO     "\x2b\x06\x01\x05\x05\x07\x01\x01" /* 1.3.6.1.5.5.7.1.1 */

/* Statements about qualified certificates (RFC 3739 3.2.6, ETSI EN 319 412-5) */
#define OID_QC_STATEMENTS "\x2b\x06\x01\x05\x05\x07\x01\x03" /* 1.3.6.1.5.5.7.1.3 */
#define OID_QC_SYNTAX_V1  "\x2b\x06\x01\x05\x05\x07\x0b\x01" /* 1.3.6.1.5.5.7.11.1 */
#define OID_QC_SYNTAX_V2  "\x2b\x06\x01\x05\x05\x07\x0b\x02" /* 1.3.6.1.5.5.7.11.2 */
#define OID_QC_COMPLIANCE "\x04\x00\x8e\x46\x01\x01" /* 0.4.0.1862.1.1 */
#define OID_QC_RETENTION  "\x04\x00\x8e\x46\x01\x03" /* 0.4.0.1862.1.3 */
#define OID_QC_DEVICE     "\x04\x00\x8e\x46\x01\x04" /* 0.4.0.1862.1.4 */
#define OID_QC_DISCLOSURE "\x04\x00\x8e\x46\x01\x05" /* 0.4.0.1862.1.5 */
#define OID_QC_TYPE       "\x04\x00\x8e\x46\x01\x06" /* 0.4.0.1862.1.6 */
#define OID_QC_COUNTRIES  "\x04\x00\x8e\x46\x01\x07" /* 0.4.0.1862.1.7 */

/* Extensions of revocation lists and their entries (RFC 5280 5.2, 5.3; X.509 9.5.2.8) */
#define OID_CRL_NUMBER       "\x55\x1d\x14" /* 2.5.29.20 */
#define OID_REASON_CODE      "\x55\x1d\x15" /* 2.5.29.21 */
#define OID_HOLD_INSTRUCTION "\x55\x1d\x17" /* 2.5.29.23 */
#define OID_INVALIDITY_DATE  "\x55\x1d\x18" /* 2.5.29.24 */
#define OID_DELTA_CRL        "\x55\x1d\x1b" /* 2.5.29.27 */
#define OID_CRL_SCOPE        "\x55\x1d\x1c" /* 2.5.29.28 */
#define OID_FRESHEST_CRL     "\x55\x1d\x2e" /* 2.5.29.46 */
#define OID_EXPIRED_ON_CRL   "\x55\x1d\x3c" /* 2.5.29.60 */

/* OCSP (RFC 6960) */
#define OID_OCSP_BASIC     "\x2b\x06\x01\x05\x05\x07\x30\x01\x01" /* 1.3.6.1.5.5.7.48.1.1 */
#define OID_OCSP_NONCE     "\x2b\x06\x01\x05\x05\x07\x30\x01\x02" /* 1.3.6.1.5.5.7.48.1.2 */
#define OID_OCSP_NO_CHECK  "\x2b\x06\x01\x05\x05\x07\x30\x01\x05" /* 1.3.6.1.5.5.7.48.1.5 */
#define OID_ARCHIVE_CUTOFF "\x2b\x06\x01\x05\x05\x07\x30\x01\x06" /* 1.3.6.1.5.5.7.48.1.6 */
#define OID_OCSP_SIGNING   "\x2b\x06\x01\x05\x05\x07\x03\x09" /* 1.3.6.1.5.5.7.3.9 */

/* Access methods (RFC 5280 4.2.2.1) */
#define OID_ACCESS_OCSP "\x2b\x06\x01\x05\x05\x07\x30\x01" /* 1.3.6.1.5.5.7.48.1 */

/* Purposes: extended key usage (RFC 5280 4.2.1.12, RFC 9336, and those of makers of software) */
#define OID_DOCUMENT_SIGNING          "\x2b\x06\x01\x05\x05\x07\x03\x24" /* 1.3.6.1.5.5.7.3.36 */
#define OID_EMAIL_PROTECTION          "\x2b\x06\x01\x05\x05\x07\x03\x04" /* 1.3.6.1.5.5.7.3.4 */
#define OID_CLIENT_AUTH               "\x2b\x06\x01\x05\x05\x07\x03\x02" /* 1.3.6.1.5.5.7.3.2 */
#define OID_CODE_SIGNING              "\x2b\x06\x01\x05\x05\x07\x03\x03" /* 1.3.6.1.5.5.7.3.3 */
#define OID_MS_DOCUMENT_SIGNING       "\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x0c" /* 1.3.6.1.4.1.311.10.3.12 */
#define OID_ADOBE_AUTHENTIC_DOCUMENTS "\x2a\x86\x48\x86\xf7\x2f\x01\x01\x05" /* 1.2.840.113583.1.1.5 */
#define OID_TIME_STAMPING             "\x2b\x06\x01\x05\x05\x07\x03\x08" /* 1.3.6.1.5.5.7.3.8 */

/* Time stamps and revocation data in a CMS (RFC 3161, RFC 5126, RFC 5940, ISO 32000-1 12.8.3.3.2) */
#define OID_TST_INFO           "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04" /* 1.2.840.113549.1.9.16.1.4 */
#define OID_TIME_STAMP_TOKEN   "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e" /* 1.2.840.113549.1.9.16.2.14 */
#define OID_CONTENT_TIME_STAMP "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x14" /* 1.2.840.113549.1.9.16.2.20 */
#define OID_ADOBE_REVOCATION   "\x2a\x86\x48\x86\xf7\x2f\x01\x01\x08" /* 1.2.840.113583.1.1.8 */
#define OID_RI_OCSP_RESPONSE   "\x2b\x06\x01\x05\x05\x07\x10\x02" /* 1.3.6.1.5.5.7.16.2 */
/* clang-format on */

#define OID_TEXT_MAX 128 /* bytes of an identifier as text, with NUL */

/* Initialises a slice with one of the literals above. */
#define oid_init(literal)                                                                          \
    {                                                                                              \
        (const uint8_t *)(literal), sizeof(literal) - 1                                            \
    }

/* Whether the contents octets `oid` are those of one of the literals above. */
#define oid_is(oid, literal) slice_equal((oid), slice_of(literal, sizeof(literal) - 1))

/* Reads "1.2.840.113549" into contents octets. ERR_SYNTAX, ERR_NOMEM. */
int oid_from_text(struct arena *arena, const char *text, struct slice *ret_oid);

/* Writes "1.2.840.113549"; "unknown" for one too long to write. */
void oid_text(struct slice oid, char text[OID_TEXT_MAX]);

/*
 * Attribute types of distinguished names by their short names ("CN", "O", "serialNumber",
 * RFC 4514 3 and the usual ones beside it): NULL, or false, for one that has none.
 */
const char *oid_attribute_name(struct slice oid);
bool oid_of_attribute(const char *name, struct slice *ret_oid);

#endif
