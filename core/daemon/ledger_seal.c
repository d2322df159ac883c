/*
 * What a ledger keeps beside a row, a reference by itself: nonce, ciphertext and tag of AES-256-GCM
 * (NIST SP 800-38D), with the row's id as additional data, so that no row's text passes for
 * another's.
 */
#include "base/error.h"
#include "daemon/ledger_impl.h"

#include <openssl/evp.h>
#include <sys/random.h>

#define NONCE_SIZE 12 /* SP 800-38D 8.2.2: by chance, 2^32 of them are safe under one key */
#define TAG_SIZE   16
#define TEXT_MAX   (64 << 20) /* more than any report */

static int encrypt(EVP_CIPHER_CTX *context, const struct ledger_key *key, struct slice id,
                   struct slice text, uint8_t *out)
{
    uint8_t *body = out + NONCE_SIZE;
    int size = 0, last = 0;

    if (getrandom(out, NONCE_SIZE, 0) != NONCE_SIZE)
        return ERR_IO;
    if (EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key->bytes, out) != 1 ||
        EVP_EncryptUpdate(context, NULL, &size, id.data, (int)id.size) != 1 ||
        EVP_EncryptUpdate(context, body, &size, text.data, (int)text.size) != 1 ||
        EVP_EncryptFinal_ex(context, body + size, &last) != 1 ||
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, body + text.size) != 1)
        return ERR_CRYPTO;
    return 0;
}

static int seal(const struct ledger_key *key, const char *id, struct slice text, struct buffer *ret)
{
    size_t size = NONCE_SIZE + text.size + TAG_SIZE;
    uint8_t *room = text.size <= TEXT_MAX ? buffer_reserve(ret, size) : NULL;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int r = !room || !context ? ERR_NOMEM : encrypt(context, key, slice_str(id), text, room);

    EVP_CIPHER_CTX_free(context);
    if (r == 0)
        buffer_commit(ret, size);
    return r;
}

int ledger_seal(const struct ledger *ledger, const char *id, struct slice text, struct buffer *ret)
{
    return ledger->keeps_reports ? seal(&ledger->report_key, id, text, ret) : 0;
}

/* Without the row's salt there is no such key any more. */
static int reference_key(const struct ledger *ledger, const struct ledger_row *row,
                         struct ledger_key *ret)
{
    struct digest digest;
    int r = ledger_hash(&ledger->report_key, LEDGER_FIELD_REFERENCE,
                        slice_of(row->salt, sizeof row->salt), &digest);

    _Static_assert(LEDGER_KEY_SIZE == DIGEST_SIZE, "a hash is a key");
    if (r == 0)
        memcpy(ret->bytes, digest.bytes, sizeof ret->bytes);
    explicit_bzero(&digest, sizeof digest);
    return r;
}

int ledger_seal_reference(const struct ledger *ledger, const struct ledger_row *row,
                          struct slice text, struct buffer *ret)
{
    struct ledger_key key;
    int r;

    if (!ledger->keeps_reports)
        return 0;
    r = reference_key(ledger, row, &key);
    if (r == 0)
        r = seal(&key, row->id, text, ret);
    explicit_bzero(&key, sizeof key);
    return r;
}

static int decrypt(EVP_CIPHER_CTX *context, const struct ledger_key *key, struct slice id,
                   struct slice sealed, uint8_t *out)
{
    size_t text = sealed.size - NONCE_SIZE - TAG_SIZE;
    const uint8_t *body = sealed.data + NONCE_SIZE;
    uint8_t tag[TAG_SIZE];
    int size = 0, last = 0;

    memcpy(tag, body + text, TAG_SIZE);
    if (EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key->bytes, sealed.data) != 1 ||
        EVP_DecryptUpdate(context, NULL, &size, id.data, (int)id.size) != 1 ||
        EVP_DecryptUpdate(context, out, &size, body, (int)text) != 1 ||
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, tag) != 1)
        return ERR_CRYPTO;
    return EVP_DecryptFinal_ex(context, out + size, &last) == 1 ? 0 : ERR_MISMATCH;
}

static int unseal(const struct ledger_key *key, const char *id, struct slice sealed,
                  struct buffer *ret)
{
    EVP_CIPHER_CTX *context;
    uint8_t *room;
    int r;

    if (sealed.size < NONCE_SIZE + TAG_SIZE || sealed.size > TEXT_MAX + NONCE_SIZE + TAG_SIZE)
        return ERR_MISMATCH;
    room = buffer_reserve(ret, sealed.size);
    context = EVP_CIPHER_CTX_new();
    r = !room || !context ? ERR_NOMEM : decrypt(context, key, slice_str(id), sealed, room);
    EVP_CIPHER_CTX_free(context);
    if (r == 0)
        buffer_commit(ret, sealed.size - NONCE_SIZE - TAG_SIZE);
    return r;
}

int ledger_unseal(const struct ledger *ledger, const char *id, struct slice sealed,
                  struct buffer *ret)
{
    return ledger->has_report_key ? unseal(&ledger->report_key, id, sealed, ret) : ERR_DENIED;
}

int ledger_unseal_reference(const struct ledger *ledger, const struct ledger_row *row,
                            struct slice sealed, struct buffer *ret)
{
    struct ledger_key key;
    int r = ledger->has_report_key ? reference_key(ledger, row, &key) : ERR_DENIED;

    if (r == 0)
        r = unseal(&key, row->id, sealed, ret);
    explicit_bzero(&key, sizeof key);
    return r;
}

/* The row is read whole before the statement is let go: its memory is SQLite's. */
static int read_kept(struct ledger *ledger, const char *id, struct buffer *ret)
{
    static const char sql[] = "SELECT ciphertext FROM rows WHERE id = ?1";
    sqlite3_stmt *row = NULL;
    int r = ledger_error_of(sqlite3_prepare_v2(ledger->reader, sql, -1, &row, NULL)), step;

    if (r < 0)
        return r;
    sqlite3_bind_text(row, 1, id, -1, SQLITE_STATIC);
    step = sqlite3_step(row);
    if (step == SQLITE_DONE)
        r = ERR_NOT_FOUND;
    else if (step != SQLITE_ROW)
        r = ledger_error_of(step);
    else if (sqlite3_column_type(row, 0) == SQLITE_NULL)
        r = ERR_UNSUPPORTED;
    else
        r = ledger_unseal(ledger, id, ledger_bytes_at(row, 0), ret);
    sqlite3_finalize(row);
    return r;
}

int ledger_kept(struct ledger *ledger, const char *id, struct buffer *ret)
{
    int r;

    pthread_mutex_lock(&ledger->reading);
    r = read_kept(ledger, id, ret);
    pthread_mutex_unlock(&ledger->reading);
    return r;
}
