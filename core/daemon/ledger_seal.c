/*
 * What a ledger keeps beside a row: nonce, ciphertext and tag of AES-256-GCM (NIST SP 800-38D),
 * with the row's id as additional data, so that no row's text passes for another's.
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

int ledger_seal(const struct ledger *ledger, const char *id, struct slice text, struct buffer *ret)
{
    size_t size = NONCE_SIZE + text.size + TAG_SIZE;
    EVP_CIPHER_CTX *context;
    uint8_t *room;
    int r;

    if (!ledger->keeps_reports)
        return 0;
    room = text.size <= TEXT_MAX ? buffer_reserve(ret, size) : NULL;
    context = EVP_CIPHER_CTX_new();
    r = !room || !context ? ERR_NOMEM
                          : encrypt(context, &ledger->report_key, slice_str(id), text, room);
    EVP_CIPHER_CTX_free(context);
    if (r == 0)
        buffer_commit(ret, size);
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
    else if (!ledger->has_report_key)
        r = ERR_DENIED;
    else
        r = unseal(&ledger->report_key, id,
                   slice_of(sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0)),
                   ret);
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

int64_t ledger_expire(struct ledger *ledger, int64_t before)
{
    static const char sql[] =
        LEDGER_ERASE_SQL " WHERE recorded_at < ?1 AND salt IS NOT NULL AND held = 0";
    sqlite3_stmt *statement = NULL;
    int r = ledger_execute(ledger->writer, "PRAGMA secure_delete=ON");

    if (r == 0)
        r = ledger_error_of(sqlite3_prepare_v2(ledger->writer, sql, -1, &statement, NULL));
    if (r == 0) {
        sqlite3_bind_int64(statement, 1, before);
        r = ledger_error_of(sqlite3_step(statement));
    }
    sqlite3_finalize(statement);
    return r < 0 ? r : sqlite3_changes64(ledger->writer);
}
