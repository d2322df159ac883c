/*
 * From the encryption dictionary (ISO 32000-1 7.6, ISO 32000-2 7.6) to what security.c
 * needs, and the strings of an object decrypted. Streams are decrypted in stream.c.
 */
#include "pdf/file.h"

#include "base/error.h"

static struct slice string_of(struct pdf_file *file, const struct pdf_value *dictionary,
                              const char *key)
{
    const struct pdf_value *value = pdf_get_typed(file, dictionary, key, PDF_STRING);

    return value ? value->string : slice_of(NULL, 0);
}

/* The cipher of the crypt filter that `key` (/StmF, /StrF) names (table 25). */
static int cipher_of(struct pdf_file *file, const char *key, enum pdf_cipher *ret)
{
    static const struct {
        const char *method;
        enum pdf_cipher cipher;
    } methods[] = {
        {"None", PDF_CIPHER_IDENTITY},
        {"V2", PDF_CIPHER_RC4},
        {"AESV2", PDF_CIPHER_AES_128},
        {"AESV3", PDF_CIPHER_AES_256},
    };
    const struct pdf_value *name = pdf_get_typed(file, file->encrypt, key, PDF_NAME);
    const struct pdf_value *filters = pdf_get(file, file->encrypt, "CF");
    const struct pdf_value *method;
    char *text;

    *ret = PDF_CIPHER_IDENTITY;
    if (!name || pdf_is_name(name, "Identity"))
        return 0;
    text = arena_strndup(file->arena, (const char *)name->name.data, name->name.size);
    if (!text)
        return ERR_NOMEM;
    method = pdf_get(file, pdf_get(file, filters, text), "CFM");
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (!pdf_is_name(method, methods[i].method))
            continue;
        *ret = methods[i].cipher;
        return 0;
    }
    return ERR_UNSUPPORTED;
}

static int read_ciphers(struct pdf_file *file, int64_t version)
{
    int r;

    if (version == 1 || version == 2) {
        file->strings = file->streams = PDF_CIPHER_RC4;
        return 0;
    }
    if (version != 4 && version != 5)
        return ERR_UNSUPPORTED;
    r = cipher_of(file, "StrF", &file->strings);
    return r < 0 ? r : cipher_of(file, "StmF", &file->streams);
}

static int open_security(struct pdf_file *file)
{
    const struct pdf_value *id = pdf_get_typed(file, file->trailer, "ID", PDF_ARRAY);
    const struct pdf_value *first = pdf_item(file, id, 0);
    const struct pdf_value *metadata = pdf_get(file, file->encrypt, "EncryptMetadata");
    struct pdf_encryption encryption = {
        .version = pdf_get_integer(file, file->encrypt, "V", 0),
        .revision = pdf_get_integer(file, file->encrypt, "R", 0),
        .length = pdf_get_integer(file, file->encrypt, "Length", 40),
        .permissions = pdf_get_integer(file, file->encrypt, "P", 0),
        .owner = string_of(file, file->encrypt, "O"),
        .user = string_of(file, file->encrypt, "U"),
        .owner_key = string_of(file, file->encrypt, "OE"),
        .user_key = string_of(file, file->encrypt, "UE"),
    };
    int r;

    file->encrypt_metadata = !metadata || metadata->type != PDF_BOOLEAN || metadata->boolean;
    encryption.encrypt_metadata = file->encrypt_metadata;
    if (first && first->type == PDF_STRING)
        encryption.id = first->string;
    r = read_ciphers(file, encryption.version);
    if (r < 0)
        return r;
    encryption.strings = file->strings;
    encryption.streams = file->streams;
    r = pdf_security_open(file->arena, &encryption, file->options.password, &file->security,
                          &file->password);
    if (r == ERR_PASSWORD && file->options.password && *file->options.password)
        r = pdf_security_open(file->arena, &encryption, NULL, &file->security, &file->password);
    return r;
}

int pdf_read_encryption(struct pdf_file *file)
{
    const char *password = file->options.password;
    int r;

    file->encrypt = pdf_get(file, file->trailer, "Encrypt");
    if (!file->encrypt)
        return pdf_peek(file->trailer, "Encrypt") ? pdf_malformed(file, 0, "/Encrypt leads nowhere")
                                                  : 0;
    if (file->encrypt->type != PDF_DICTIONARY)
        return pdf_malformed(file, file->encrypt->offset, "/Encrypt is not a dictionary");
    r = ERR_UNSUPPORTED;
    if (pdf_is_name(pdf_get(file, file->encrypt, "Filter"), "Standard"))
        r = open_security(file);
    if (r == 0)
        return 0;
    file->unusual = true;
    if (r == ERR_PASSWORD)
        pdf_find(file, password && *password ? "pdf.password_wrong" : "pdf.password_missing",
                 PDF_UNDECIDED);
    else if (r == ERR_UNSUPPORTED)
        pdf_malformed(file, file->encrypt->offset, "encrypted in a way that is not supported");
    else
        pdf_failed(file, r, file->encrypt->offset, "encryption dictionary of impossible form");
    return r;
}

static int decrypt_string(struct pdf_file *file, const struct pdf_slot *slot, struct slice *string)
{
    struct buffer out;
    int r;

    buffer_init(&out, string->size + 1);
    r = pdf_security_decrypt(file->security, file->strings, slot->number, slot->generation, *string,
                             &out);
    if (r == 0) {
        *string = slice_of(arena_dup(file->arena, out.data, out.size), out.size);
        r = string->data ? 0 : ERR_NOMEM;
    }
    buffer_done(&out);
    return r;
}

/* As deep as the parser went. The values are our own until pdf_object() hands them out. */
static int decrypt_value(struct pdf_file *file, const struct pdf_slot *slot,
                         struct pdf_value *value)
{
    const struct pdf_value *dictionary = value;
    bool is_signature;
    int r = 0;

    if (value->type == PDF_STRING)
        return decrypt_string(file, slot, &value->string);
    if (value->type == PDF_ARRAY)
        for (size_t i = 0; i < value->array.count && r == 0; i++)
            r = decrypt_value(file, slot, (struct pdf_value *)value->array.items[i]);
    if (value->type == PDF_STREAM)
        dictionary = value->stream.dictionary;
    if (dictionary->type != PDF_DICTIONARY)
        return r;
    is_signature = pdf_peek(dictionary, "ByteRange") != NULL;
    for (size_t i = 0; i < dictionary->dictionary.count && r == 0; i++) {
        const struct pdf_entry *entry = &dictionary->dictionary.entries[i];

        if (!is_signature || !slice_is(entry->key, "Contents"))
            r = decrypt_value(file, slot, (struct pdf_value *)entry->value);
    }
    return r;
}

int pdf_decrypt_strings(struct pdf_file *file, const struct pdf_slot *slot,
                        const struct pdf_value *value)
{
    int r;

    /* 7.5.8.2: a cross-reference stream is not encrypted, nor are strings in its dictionary */
    if (file->strings == PDF_CIPHER_IDENTITY || value == file->encrypt ||
        (value->type == PDF_STREAM && pdf_is_name(pdf_peek(value, "Type"), "XRef")))
        return 0;
    r = decrypt_value(file, slot, (struct pdf_value *)value);
    return r < 0 ? pdf_failed(file, r, value->offset, "encrypted string is not well-formed") : 0;
}

enum pdf_password pdf_password_used(const struct pdf_file *file)
{
    return file->password;
}

bool pdf_is_encrypted(const struct pdf_file *file)
{
    return file->encrypt != NULL;
}
