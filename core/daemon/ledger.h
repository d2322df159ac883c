/*
 * The ledger: an SQLite file with one row for each report and each decision, and a few of the
 * daemon's own (journal.h); leaf.h says what a row commits to. It keeps digests, codes and keyed
 * hashes, no names and no numbers: the hashes are HMAC-SHA-256 under a key that lies beside the
 * ledger, made at the first start, readable by the daemon alone. Who has the key can find a
 * person's rows; who has not cannot guess.
 *
 * A row is durable when ledger_append() returns (WAL, synchronous=FULL). Rows are numbered
 * from 1 without gaps and never change. Two daemons cannot have one ledger (a lock).
 *
 * One thread writes; ledger_received_at() may be called by others meanwhile.
 */
#ifndef VOUCH_DAEMON_LEDGER_H
#define VOUCH_DAEMON_LEDGER_H

#include "base/buffer.h"
#include "base/digest.h"
#include "daemon/ledger_sight.h"

#define LEDGER_SCHEMA      1
#define LEDGER_SALT_SIZE   32
#define LEDGER_NUMBERS_MAX 32 /* document numbers that one row can be found by */
#define LEDGER_CALL_MAX    64 /* rows of one call */
#define LEDGER_TAIL        64 /* rows checked at every opening */
#define LEDGER_KEY_SIZE    32
#define LEDGER_KEYS_MAX    16 /* the current one, and those before it */

struct inventory_list;
struct ledger;

struct ledger_key {
    uint8_t bytes[LEDGER_KEY_SIZE];
};

struct ledger_keys {
    struct ledger_key items[LEDGER_KEYS_MAX];
    size_t count;
};

/* What a keyed hash is over; part of the hash, so a serial never equals a name. */
#define LEDGER_FIELD_SERIAL          "serial"
#define LEDGER_FIELD_PERSON          "person"
#define LEDGER_FIELD_DOCUMENT_NUMBER "document_number"
#define LEDGER_FIELD_REFERENCE       "reference"

struct ledger_row {
    /* set by ledger_append() */
    int64_t position;
    int64_t recorded_at;
    /* the rest by the caller; strings and hashes stay his */
    const char *kind;
    const char *indication;
    const char *codes;
    const char *id;     /* of the report or decision */
    const char *source; /* NULL: none */
    const char *build;  /* NULL: none */
    const char
        *inputs;      /* how it was judged, as JSON: for replay; nothing of a person. NULL: none */
    const char *call; /* the same in all rows of one call, of one document its report's id */
    bool has_signer;
    struct digest signer;        /* of the judged signature's certificate */
    struct slice ciphertext;     /* ledger_seal()'s, of what is kept; empty: nothing */
    struct slice reference_text; /* ledger_seal_reference()'s; empty: nothing */
    uint8_t salt[LEDGER_SALT_SIZE];
    bool has_document; /* a decision on several has none */
    struct digest document_sha256;
    struct digest payload_sha256;
    bool has_serial, has_person, has_reference;
    struct digest serial, person, reference;
    struct digest document_numbers[LEDGER_NUMBERS_MAX]; /* sorted */
    size_t document_number_count;
    const struct inventory_list *inventory; /* to be kept with this row; NULL: nothing */
    /* Of a verdict: what is compared with earlier rows, under each key; that of the first is
     * stored. */
    const struct ledger_marks *marks;
    size_t mark_count;
    bool has_long_table, is_signer_unknown;
    bool is_unsigned_picture, is_comparable; /* it was read whole, and has rows */
    struct ledger_sightings sightings;       /* set by ledger_append() */
};

/* Where the file and its key lie; `path` NULL: in memory, with a key of its own. */
struct ledger_place {
    const char *path;
    const char *key;            /* NULL: PATH.key */
    const char *checkpoint_key; /* NULL: PATH.checkpoint-key */
    const char *report_key;     /* NULL: PATH.report-key */
    bool keeps_reports;
};

/*
 * Opens or makes the ledger, locks it, recovers what a crash left, and checks the last
 * LEDGER_TAIL rows against their leaves. Otherwise a sentence in `why`: ERR_BUSY (another
 * daemon has it), ERR_MISMATCH (rows do not match their leaves, or the key is another),
 * ERR_UNSUPPORTED (made by a newer version), ERR_IO, ERR_NOMEM.
 */
int ledger_open(const struct ledger_place *place, struct ledger **ret, struct buffer *why);
struct ledger *ledger_close(struct ledger *ledger); /* NULL is allowed; returns NULL */

/*
 * Appends rows in one transaction, sets their positions and what was seen before; all or none.
 * ERR_FULL where there is no room, ERR_IO, ERR_CRYPTO.
 */
int ledger_append(struct ledger *ledger, struct ledger_row *const *rows, size_t count);

/* When a document with that digest was first recorded. ERR_NOT_FOUND, ERR_IO. */
int ledger_received_at(struct ledger *ledger, const struct digest *document, int64_t *ret);

/* What the row with that id is about: "verdict", "decision". ERR_NOT_FOUND, ERR_IO. */
#define LEDGER_KIND_SIZE 32
int ledger_kind(struct ledger *ledger, const char *id, char ret[LEDGER_KIND_SIZE]);

/*
 * What is kept of a row, if the ledger keeps reports: AES-256-GCM under a key of its own, bound to
 * the row's id. ledger_seal() appends the ciphertext to `ret`, ERR_CRYPTO, ERR_NOMEM; it does
 * nothing where the ledger keeps verdicts.
 */
int ledger_seal(const struct ledger *ledger, const char *id, struct slice text, struct buffer *ret);

/*
 * The same of the caller's reference, under a key that comes of the report key and the row's salt:
 * who takes the salt away has erased it, also a version that does not know of it. The row's id and
 * salt are set; appends to `ret`.
 */
int ledger_seal_reference(const struct ledger *ledger, const struct ledger_row *row,
                          struct slice text, struct buffer *ret);

/*
 * The text of a row again, from any thread: ERR_NOT_FOUND for no such id, ERR_UNSUPPORTED where
 * nothing is kept of it, ERR_DENIED where the key is not there, ERR_MISMATCH where the key is
 * another or the text was altered, ERR_IO.
 */
int ledger_kept(struct ledger *ledger, const char *id, struct buffer *ret);

/*
 * Erases what is older than `before` and not held, some positions after `*after` at a time, so that
 * rows can be appended in between: sets it to the last of them, or to 0 where no older rows follow,
 * and files that nothing else was judged by are gone as well.
 * ERR_FULL, ERR_IO.
 */
int ledger_expire(struct ledger *ledger, int64_t before, int64_t *after);

/* The last row's; both 0 where there is none. */
int64_t ledger_last_position(const struct ledger *ledger);
int64_t ledger_last_recorded(const struct ledger *ledger);

const struct ledger_key *ledger_key(const struct ledger *ledger);

/* All that lie beside it, the current one first. */
const struct ledger_keys *ledger_keys(const struct ledger *ledger);

/*
 * ledger_hash() of a text as a person may write it: folded (unicode.h), without spaces, capitals.
 * `*ret_there` false, and no hash, for NULL, an empty text, or one longer than any real one.
 */
int ledger_hash_text(const struct ledger_key *key, const char *field, const char *value,
                     struct digest *ret, bool *ret_there);

/* The same under each key: those that there are, up to LEDGER_KEYS_MAX. ERR_CRYPTO, ERR_NOMEM. */
int ledger_hash_keys(const struct ledger_keys *keys, const char *field, const char *value,
                     struct digest *ret, size_t *ret_count);

/* HMAC-SHA-256(key, field NUL value). ERR_CRYPTO. */
int ledger_hash(const struct ledger_key *key, const char *field, struct slice value,
                struct digest *ret);

#endif
