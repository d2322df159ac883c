/*
 * A checkpoint: the size and root of the ledger's tree, signed. Who keeps one elsewhere can tell
 * later that no row before it was altered, taken out or put in. Its form is that of public
 * logs (c2sp.org/tlog-checkpoint and signed-note), so that their tools read it:
 *
 *   vouchd-ledger/6f1c2a9be04d7733        which ledger: the name of its key as well
 *   1024                                  rows
 *   <base64 of the root>
 *
 *   — vouchd-ledger/6f1c2a9be04d7733 <base64 of key id and Ed25519 signature>
 *
 * A public key is a line NAME+KEYID+BASE64 (signed-note's "verifier key").
 */
#ifndef VOUCH_DAEMON_CHECKPOINT_H
#define VOUCH_DAEMON_CHECKPOINT_H

#include "base/buffer.h"
#include "base/digest.h"

#define CHECKPOINT_NAME_MAX 128
#define CHECKPOINT_SIZE_MAX 4096 /* of a note with its signatures */
#define CHECKPOINT_SEED     32   /* bytes of the private key */

struct checkpoint {
    int64_t size;
    struct digest root;
};

/* The root as a checkpoint's line has it, with its line feed. */
void checkpoint_root_text(const struct digest *root, struct buffer *ret);

/* Signs for one ledger; made once. */
struct checkpoint_signer;

/* `seed`: CHECKPOINT_SEED bytes. NULL without memory, or where OpenSSL has no Ed25519. */
struct checkpoint_signer *checkpoint_signer_new(const char *name, const uint8_t *seed);
struct checkpoint_signer *checkpoint_signer_free(struct checkpoint_signer *signer);

/* Writes the signed note. ERR_CRYPTO; ERR_NOMEM sticks in the buffer. */
int checkpoint_sign(struct checkpoint_signer *signer, const struct checkpoint *checkpoint,
                    struct buffer *note);

/* The verifier key, terminated; lives as long as the signer. */
const char *checkpoint_public_key(const struct checkpoint_signer *signer);

/*
 * Reads a note and verifies it by a verifier key; signatures by others (witnesses) are passed
 * over. ERR_SYNTAX for what is none, ERR_INVALID for a key that is none, ERR_MISMATCH where
 * that key did not sign it, ERR_CRYPTO.
 */
int checkpoint_verify(struct slice note, struct slice public_key, struct checkpoint *ret);

#endif
