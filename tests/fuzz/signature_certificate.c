/*
 * Any bytes as a certificate: read or refused; what was read lies inside the bytes (addresses of
 * revocation lists too), has names that are UTF-8 without anything unsafe, and a key that opens
 * or does not.
 */
#include "base/unicode.h"
#include "signature/certificate.h"
#include "signature/certificate_urls.h"
#include "signature/key.h"

#include <openssl/evp.h>
#include <stdlib.h>

#define ARENA_MAX (16u * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_text(const char *text)
{
    struct slice rest = slice_str(text);
    uint32_t code;

    while (rest.size > 0)
        require(utf8_next(&rest, &code) == 0 && !unicode_is_unsafe(code));
}

static void check_inside(struct slice whole, struct slice part)
{
    if (part.size > 0)
        require(part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void check_key(const struct certificate *certificate)
{
    EVP_PKEY *opened = NULL;
    const char *detail = NULL;
    struct key key;

    if (key_parse(certificate->spki, &key, &detail) < 0) {
        require(detail != NULL);
        return;
    }
    require(key.name != NULL && key.bits > 0);
    if (key_open(&key, &opened) == 0)
        EVP_PKEY_free(opened);
}

static void check_urls(const struct certificate *certificate)
{
    struct certificate_urls urls;

    if (certificate_crl_urls(certificate, &urls) == 0)
        for (size_t i = 0; i < urls.count; i++)
            check_inside(certificate->tbs, urls.items[i]);
    if (certificate_ocsp_urls(certificate, &urls) == 0)
        for (size_t i = 0; i < urls.count; i++)
            check_inside(certificate->tbs, urls.items[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct slice der = slice_of(data, size);
    struct certificate certificate;
    struct certificate_view view;

    if (arena && certificate_parse(der, &certificate) == 0) {
        check_inside(der, certificate.tbs);
        check_inside(der, certificate.spki);
        check_inside(der, certificate.signature);
        check_inside(der, certificate.subject_key_id);
        check_inside(der, certificate.authority_key_id);
        check_inside(der, certificate.unknown_critical);
        if (certificate_describe(arena, &certificate, &view) == 0) {
            check_text(view.subject);
            check_text(view.issuer);
        }
        check_key(&certificate);
        check_urls(&certificate);
    }
    arena_free(arena);
    return 0;
}
