/*
 * A ledger row's leaf, fixed for ever: nobody can change how it is made without breaking
 * every proof made before.
 *
 *   field(x)    = the length of x as eight bytes, big-endian, then x
 *   commitment  = SHA-256(field(salt) field(document_sha256) field(payload_sha256)
 *                         field(serial) field(person) field(document_numbers)
 *                         field(reference) field(ciphertext_sha256))
 *   leaf        = SHA-256(0x00 field(position) field(recorded_at) field(kind)
 *                         field(indication) field(codes) field(commitment))
 *
 * position and recorded_at (seconds since 1970) are eight bytes, big-endian. kind,
 * indication and codes are text: codes are the subindication, where there is one, and the
 * reason codes in the report's order, each followed by a line feed. Of a decision the indication
 * is its verdict, and codes are the policy's name and the rules that made it refer or reject. Of
 * started, trust_changed and configuration_changed (journal.h) there is no indication, and codes
 * are configuration_sha256, trust_snapshot and build of the judge that is in force from then on,
 * and the digest of the inventory of its files (inventory_list.h), where that is known.
 * Digests and keyed hashes are their 32 bytes; document_numbers are the keyed hashes of all,
 * sorted, one after the other. What is absent is empty.
 *
 * 0x00 marks a leaf, so that no inner node of a tree (RFC 9162 2.1.1) can be passed off as
 * one. Who erases a row's salt, private columns and ciphertext leaves position, codes and
 * commitment: the leaf still proves, and nothing can be guessed from it.
 */
#ifndef VOUCH_DAEMON_LEAF_H
#define VOUCH_DAEMON_LEAF_H

#include "base/digest.h"

struct leaf_private {
    struct slice salt;
    struct slice document_sha256;
    struct slice payload_sha256;
    struct slice serial;
    struct slice person;
    struct slice document_numbers;
    struct slice reference;
    struct slice ciphertext_sha256;
};

struct leaf_public {
    int64_t position;
    int64_t recorded_at;
    struct slice kind;
    struct slice indication;
    struct slice codes;
};

/* ERR_CRYPTO */
int leaf_commitment(struct sha256 *sha256, const struct leaf_private *columns, struct digest *ret);
int leaf_digest(struct sha256 *sha256, const struct leaf_public *columns, struct slice commitment,
                struct digest *ret);

#endif
