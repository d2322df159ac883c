/*
 * The document security store (ISO 32000-2 12.8.4.3): certificates, revocation lists and OCSP
 * answers that somebody put beside the signatures. /VRI says which belong to which signature;
 * whoever judges tries all of them, so that only adds what the lists themselves leave out.
 */
#include "pdf/file.h"

#include "base/error.h"

#define STORE_ITEMS_MAX 512 /* of a kind; what is beyond is left out, and proves nothing then */
#define STORE_VRI_MAX   256 /* signatures with lists of their own */

struct slices {
    struct slice *items;
    size_t count, capacity;
};

struct store {
    struct pdf_file *file;
    struct slices certificates, crls, ocsps;
};

/* The same stream named twice has the same bytes: a stream is decoded once and kept. */
static bool has(const struct slices *slices, struct slice bytes)
{
    for (size_t i = 0; i < slices->count; i++)
        if (slices->items[i].data == bytes.data)
            return true;
    return false;
}

/* Adds a stream's data; what cannot be read is left out. ERR_NOMEM. */
static int add(struct pdf_file *file, const struct pdf_value *stream, struct slices *to)
{
    struct slice *items;
    struct slice bytes;
    int r;

    if (!stream || stream->type != PDF_STREAM || to->count >= STORE_ITEMS_MAX)
        return 0;
    r = pdf_stream_data(file, stream, &bytes);
    if (r < 0 || bytes.size == 0 || has(to, bytes))
        return r == ERR_NOMEM ? r : 0;
    items = arena_grow(file->arena, to->items, to->count, &to->capacity, sizeof *items);
    if (!items)
        return ERR_NOMEM;
    to->items = items;
    items[to->count++] = bytes;
    return 0;
}

static int add_all(struct pdf_file *file, const struct pdf_value *array, struct slices *to)
{
    int r = 0;

    for (size_t i = 0; array && i < array->array.count && i < STORE_ITEMS_MAX && r == 0; i++)
        r = add(file, pdf_item(file, array, i), to);
    return r;
}

/* The three lists of the store, or of one signature in /VRI, under names of their own. */
static int read_lists(struct store *store, const struct pdf_value *dictionary,
                      const char *const names[3])
{
    struct slices *const lists[3] = {&store->certificates, &store->crls, &store->ocsps};
    int r = 0;

    for (size_t i = 0; i < 3 && r == 0; i++)
        r = add_all(store->file, pdf_get_typed(store->file, dictionary, names[i], PDF_ARRAY),
                    lists[i]);
    return r;
}

static int read_vri(struct store *store, const struct pdf_value *vri)
{
    static const char *const names[3] = {"Cert", "CRL", "OCSP"};
    int r = 0;

    for (size_t i = 0; vri && i < vri->dictionary.count && i < STORE_VRI_MAX && r == 0; i++) {
        const struct pdf_value *entry = pdf_resolve(store->file, vri->dictionary.entries[i].value);

        if (entry && entry->type == PDF_DICTIONARY)
            r = read_lists(store, entry, names);
    }
    return r;
}

int pdf_security_store(struct pdf_file *file, struct pdf_security_store *ret)
{
    static const char *const names[3] = {"Certs", "CRLs", "OCSPs"};
    struct store store = {.file = file};
    const struct pdf_value *dictionary;
    int r = 0;

    dictionary =
        file->catalogue ? pdf_get_typed(file, file->catalogue, "DSS", PDF_DICTIONARY) : NULL;
    if (dictionary)
        r = read_lists(&store, dictionary, names);
    if (dictionary && r == 0)
        r = read_vri(&store, pdf_get_typed(file, dictionary, "VRI", PDF_DICTIONARY));
    if (r < 0)
        return r;
    *ret = (struct pdf_security_store){
        .certificates = store.certificates.items,
        .certificate_count = store.certificates.count,
        .crls = store.crls.items,
        .crl_count = store.crls.count,
        .ocsps = store.ocsps.items,
        .ocsp_count = store.ocsps.count,
    };
    return 0;
}
