/*
 * Between examine.c, which chooses a decoder by the first elements of the DER, and the
 * decoders: examine_cms.c, examine_x509.c, examine_seal.c. What they have in common is here:
 * findings, the signer's certificate and key, and the value.
 */
#ifndef VOUCH_SIGNATURE_EXAMINE_IMPL_H
#define VOUCH_SIGNATURE_EXAMINE_IMPL_H

#include "signature/evidence.h"

/* ---- Decoders: 0, ERR_NOMEM, ERR_CRYPTO; what is wrong is in the findings ---- */

int examine_cms(struct arena *arena, const struct signature_input *input,
                struct signature_evidence *evidence);
int examine_x509(struct arena *arena, const struct signature_input *input,
                 struct signature_evidence *evidence);
int examine_seal(struct arena *arena, const struct signature_input *input,
                 struct signature_evidence *evidence);

/* A time stamp's content, of a CMS whose structure was read. */
int examine_time_stamp(struct signature_evidence *evidence, const struct signature_input *input);

/* Examines the tokens that a signature carries, each over what it must be over. */
int examine_time_stamps(struct signature_evidence *evidence,
                        const struct cms_attributes *attributes,
                        const struct signature_input *input);

/* One of them: `token` has its bytes, its profile and what it is over. Past the limit, nothing. */
int examine_add_time_stamp(struct signature_evidence *evidence, enum time_stamp_kind kind,
                           const struct signature_input *token);

/* Keeps the revocation lists and OCSP answers that a CMS carries. */
int examine_revocation(struct signature_evidence *evidence,
                       const struct cms_attributes *attributes);

/* ---- Findings ---- */

struct finding *examine_add(struct signature_evidence *evidence, const char *code,
                            struct verdict verdict, const char *detail);

void examine_malformed(struct signature_evidence *evidence, const char *detail);

/* What nobody can decide with this build: neither right nor wrong. */
void examine_unsupported(struct signature_evidence *evidence, const char *detail);
void examine_unsupported_algorithm(struct signature_evidence *evidence, const char *detail,
                                   struct slice oid);

void examine_no_certificate(struct signature_evidence *evidence, const char *detail);
void examine_attributes_wrong(struct signature_evidence *evidence, const char *detail);
void examine_digest_mismatch(struct signature_evidence *evidence);
void examine_value_wrong(struct signature_evidence *evidence);

/* Adds the finding for a parser's refusal; false where `r` is none of a parser's. */
bool examine_refused(struct signature_evidence *evidence, int r, const char *detail);

/* ---- Steps ---- */

/* Takes that certificate for the signer's, with its key; 0, ERR_NOMEM, ERR_CRYPTO. */
int examine_take_signer(struct arena *arena, struct signature_evidence *evidence,
                        const struct certificate *certificate);

/*
 * Reads the declared signature algorithm, which must be the one used: for the evidence's
 * digest, and for the signer's key. Without a finding `evidence->scheme` is set.
 */
void examine_read_scheme(struct signature_evidence *evidence,
                         const struct der_algorithm *algorithm);

/*
 * Whether `value` is the signer's over the parts of a message, one after the other. Passed
 * over where key or scheme are not known, which has a finding already. 0, ERR_NOMEM, ERR_CRYPTO.
 */
int examine_value(struct signature_evidence *evidence, const struct slice *parts, size_t count,
                  struct slice value);

#endif
