#include "daemon/checkpoint.h"

#include "base/error.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#define KEY_SIZE       32
#define KEY_ID_SIZE    4
#define SIGNATURE_SIZE 64
#define ED25519        0x01 /* signed-note's type */
#define DASH           "\xe2\x80\x94 "
#define BASE64_SIZE(n) (((n) + 2) / 3 * 4 + 1) /* with NUL */

struct checkpoint_signer {
    EVP_PKEY *key;
    char name[CHECKPOINT_NAME_MAX];
    uint8_t id[KEY_ID_SIZE];
    char public_key[CHECKPOINT_NAME_MAX + 2 * KEY_ID_SIZE + 2 + BASE64_SIZE(KEY_SIZE + 1)];
};

/* ---- Keys ---- */

/* The first bytes of SHA-256(name, line feed, type, key). */
static int key_id(struct slice name, const uint8_t *key, uint8_t ret[KEY_ID_SIZE])
{
    static const uint8_t marks[] = {'\n', ED25519};
    struct sha256 *sha256 = sha256_new();
    struct digest digest;
    int r = ERR_NOMEM;

    if (sha256) {
        sha256_begin(sha256);
        sha256_add(sha256, name);
        sha256_add(sha256, slice_of(marks, sizeof marks));
        sha256_add(sha256, slice_of(key, KEY_SIZE));
        r = sha256_end(sha256, &digest);
    }
    if (r == 0)
        memcpy(ret, digest.bytes, KEY_ID_SIZE);
    sha256_free(sha256);
    return r;
}

static int write_public_key(struct checkpoint_signer *signer)
{
    uint8_t typed[1 + KEY_SIZE] = {ED25519};
    char text[BASE64_SIZE(sizeof typed)];
    size_t size = KEY_SIZE;

    if (EVP_PKEY_get_raw_public_key(signer->key, typed + 1, &size) != 1 || size != KEY_SIZE ||
        key_id(slice_str(signer->name), typed + 1, signer->id) < 0)
        return ERR_CRYPTO;
    EVP_EncodeBlock((unsigned char *)text, typed, sizeof typed);
    snprintf(signer->public_key, sizeof signer->public_key, "%s+%02x%02x%02x%02x+%s", signer->name,
             signer->id[0], signer->id[1], signer->id[2], signer->id[3], text);
    return 0;
}

struct checkpoint_signer *checkpoint_signer_new(const char *name, const uint8_t *seed)
{
    struct checkpoint_signer *signer = calloc(1, sizeof *signer);

    if (!signer)
        return NULL;
    snprintf(signer->name, sizeof signer->name, "%s", name);
    signer->key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, CHECKPOINT_SEED);
    if (!signer->key || write_public_key(signer) < 0)
        return checkpoint_signer_free(signer);
    return signer;
}

struct checkpoint_signer *checkpoint_signer_free(struct checkpoint_signer *signer)
{
    if (signer)
        EVP_PKEY_free(signer->key);
    free(signer);
    return NULL;
}

const char *checkpoint_public_key(const struct checkpoint_signer *signer)
{
    return signer->public_key;
}

/* ---- Signing ---- */

static int sign(EVP_PKEY *key, struct slice text, uint8_t signature[SIGNATURE_SIZE])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t size = SIGNATURE_SIZE;
    int r = context && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
                    EVP_DigestSign(context, signature, &size, text.data, text.size) == 1 &&
                    size == SIGNATURE_SIZE
                ? 0
                : ERR_CRYPTO;

    EVP_MD_CTX_free(context);
    return r;
}

void checkpoint_root_text(const struct digest *root, struct buffer *ret)
{
    char text[BASE64_SIZE(DIGEST_SIZE)];

    EVP_EncodeBlock((unsigned char *)text, root->bytes, DIGEST_SIZE);
    buffer_printf(ret, "%s\n", text);
}

int checkpoint_sign(struct checkpoint_signer *signer, const struct checkpoint *checkpoint,
                    struct buffer *note)
{
    uint8_t signature[KEY_ID_SIZE + SIGNATURE_SIZE];
    char text[BASE64_SIZE(sizeof signature)];
    size_t start = note->size;
    struct slice body;
    int r;

    buffer_printf(note, "%s\n%" PRId64 "\n", signer->name, checkpoint->size);
    checkpoint_root_text(&checkpoint->root, note);
    if (buffer_error(note))
        return buffer_error(note);
    body = slice_of(note->data + start, note->size - start);
    memcpy(signature, signer->id, KEY_ID_SIZE);
    r = sign(signer->key, body, signature + KEY_ID_SIZE);
    if (r < 0)
        return r;
    EVP_EncodeBlock((unsigned char *)text, signature, sizeof signature);
    buffer_printf(note, "\n" DASH "%s %s\n", signer->name, text);
    return buffer_error(note);
}

/* ---- Reading ---- */

/* The next line without its line feed; false where none is whole. */
static bool take_line(struct slice *rest, struct slice *ret)
{
    const uint8_t *end = rest->size ? memchr(rest->data, '\n', rest->size) : NULL;
    size_t size = end ? (size_t)(end - rest->data) : 0;

    if (!end)
        return false;
    *ret = slice_of(rest->data, size);
    *rest = slice_of(end + 1, rest->size - size - 1);
    return true;
}

/* Exactly `size` bytes in standard base64 with its padding. */
static bool decode(struct slice text, uint8_t *ret, size_t size)
{
    uint8_t room[128];
    int length;

    if (text.size != BASE64_SIZE(size) - 1 || text.size > sizeof room)
        return false;
    length = EVP_DecodeBlock(room, text.data, (int)text.size);
    if (length < 0 || (size_t)length < size || (size_t)length > size + 2)
        return false;
    memcpy(ret, room, size);
    return true;
}

static bool read_size(struct slice line, int64_t *ret)
{
    int64_t size = 0;

    if (line.size == 0 || (line.data[0] == '0' && line.size > 1))
        return false;
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] < '0' || line.data[i] > '9' || __builtin_mul_overflow(size, 10, &size) ||
            __builtin_add_overflow(size, line.data[i] - '0', &size))
            return false;
    *ret = size;
    return true;
}

struct verifier {
    struct slice name;
    uint8_t id[KEY_ID_SIZE];
    uint8_t key[KEY_SIZE];
};

/* NAME+KEYID+BASE64, perhaps with a line feed; the id must be the key's. */
static int read_verifier(struct slice text, struct verifier *ret)
{
    uint8_t typed[1 + KEY_SIZE], id[KEY_ID_SIZE];
    const uint8_t *plus = text.size ? memchr(text.data, '+', text.size) : NULL;
    size_t at = plus ? (size_t)(plus - text.data) : 0, digits = at + 1 + 2 * KEY_ID_SIZE;
    char hex[2 * KEY_ID_SIZE + 1];

    while (text.size && (text.data[text.size - 1] == '\n' || text.data[text.size - 1] == '\r'))
        text.size--;
    if (!plus || at == 0 || text.size <= digits + 1 || text.data[digits] != '+' ||
        !decode(slice_sub(text, digits + 1, text.size - digits - 1), typed, sizeof typed) ||
        typed[0] != ED25519)
        return ERR_INVALID;
    ret->name = slice_of(text.data, at);
    memcpy(ret->key, typed + 1, KEY_SIZE);
    if (key_id(ret->name, ret->key, id) < 0)
        return ERR_CRYPTO;
    snprintf(hex, sizeof hex, "%02x%02x%02x%02x", id[0], id[1], id[2], id[3]);
    memcpy(ret->id, id, sizeof id);
    return memcmp(hex, text.data + at + 1, 2 * KEY_ID_SIZE) == 0 ? 0 : ERR_INVALID;
}

static int verify(const struct verifier *verifier, struct slice text, const uint8_t *signature)
{
    EVP_PKEY *key =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, verifier->key, sizeof verifier->key);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int r = ERR_CRYPTO;

    if (key && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1)
        r = EVP_DigestVerify(context, signature, SIGNATURE_SIZE, text.data, text.size) == 1
                ? 0
                : ERR_MISMATCH;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return r;
}

/* Whether a signature line is by that name and key; its bytes then in `signature`. */
static bool is_by(struct slice line, const struct verifier *verifier,
                  uint8_t signature[SIGNATURE_SIZE])
{
    uint8_t both[KEY_ID_SIZE + SIGNATURE_SIZE];
    size_t dash = sizeof DASH - 1, name = verifier->name.size;

    if (line.size <= dash + name + 1 || memcmp(line.data, DASH, dash) != 0 ||
        memcmp(line.data + dash, verifier->name.data, name) != 0 || line.data[dash + name] != ' ')
        return false;
    if (!decode(slice_sub(line, dash + name + 1, line.size - dash - name - 1), both, sizeof both) ||
        memcmp(both, verifier->id, KEY_ID_SIZE) != 0)
        return false;
    memcpy(signature, both + KEY_ID_SIZE, SIGNATURE_SIZE);
    return true;
}

/* The text up to the empty line, which a checkpoint's three lines are; `rest` is behind it. */
static int read_text(struct slice *rest, const struct verifier *verifier, struct checkpoint *ret)
{
    struct slice lines[4];

    for (int i = 0; i < 4; i++)
        if (!take_line(rest, &lines[i]))
            return ERR_SYNTAX;
    if (lines[3].size != 0 || !read_size(lines[1], &ret->size) ||
        !decode(lines[2], ret->root.bytes, DIGEST_SIZE))
        return ERR_SYNTAX;
    return slice_equal(lines[0], verifier->name) ? 0 : ERR_MISMATCH;
}

int checkpoint_verify(struct slice note, struct slice public_key, struct checkpoint *ret)
{
    struct slice rest = note, line, text;
    struct checkpoint checkpoint;
    struct verifier verifier;
    uint8_t signature[SIGNATURE_SIZE];
    int r = note.size > CHECKPOINT_SIZE_MAX ? ERR_SYNTAX : read_verifier(public_key, &verifier);

    if (r == 0)
        r = read_text(&rest, &verifier, &checkpoint);
    if (r < 0)
        return r;
    text = slice_of(note.data, note.size - rest.size - 1); /* without the empty line */
    while (take_line(&rest, &line)) {
        if (!is_by(line, &verifier, signature))
            continue;
        r = verify(&verifier, text, signature);
        if (r == 0)
            *ret = checkpoint;
        return r;
    }
    return ERR_MISMATCH;
}
