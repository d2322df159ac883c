#include "signature/ocsp.h"

#include "base/error.h"
#include "signature/crl.h"
#include "signature/extension.h"
#include "signature/name.h"
#include "signature/oid.h"

/* OCSPResponseStatus (RFC 6960 4.2.1); 4 is not used. */
#define STATUS_SUCCESSFUL 0
#define STATUS_MAX        6

/* GeneralizedTime and nothing else, without fraction (RFC 6960 4.2.2.1). */
static int read_time(struct slice *rest, int64_t *ret_time)
{
    return der_at(*rest, DER_GENERALIZED_TIME) ? der_time(rest, ret_time) : ERR_SYNTAX;
}

static int read_enumerated(struct slice *rest, uint8_t max, uint32_t *ret)
{
    struct slice body;

    if (der_body(rest, DER_ENUMERATED, &body) < 0 || body.size != 1 || body.data[0] > max)
        return ERR_SYNTAX;
    *ret = body.data[0];
    return 0;
}

/* [n] EXPLICIT around the one element inside */
static int read_tagged(struct slice *rest, unsigned tag, struct slice *ret_inside)
{
    return der_body(rest, (uint8_t)DER_CONTEXT_CONSTRUCTED(tag), ret_inside);
}

/* ---- One certificate's response ---- */

static int read_certificate_id(struct slice *rest, struct ocsp_response *response)
{
    struct slice body;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || der_algorithm(&body, &response->digest) < 0 ||
        der_body(&body, DER_OCTET_STRING, &response->name_hash) < 0 ||
        der_body(&body, DER_OCTET_STRING, &response->key_hash) < 0 ||
        der_integer(&body, &response->serial) < 0)
        return ERR_SYNTAX;
    return der_end(body);
}

/* RevokedInfo, implicitly tagged */
static int read_revoked(struct slice body, struct ocsp_response *response)
{
    struct slice inside;

    response->status = OCSP_REVOKED;
    if (read_time(&body, &response->revoked_at) < 0)
        return ERR_SYNTAX;
    response->has_reason = der_at(body, DER_CONTEXT_CONSTRUCTED(0));
    if (response->has_reason &&
        (read_tagged(&body, 0, &inside) < 0 ||
         read_enumerated(&inside, REVOKED_REASON_MAX, &response->reason) < 0 ||
         der_end(inside) < 0))
        return ERR_SYNTAX;
    return der_end(body);
}

static int read_status(struct slice *rest, struct ocsp_response *response)
{
    struct der status;

    if (der_next(rest, &status) < 0)
        return ERR_SYNTAX;
    if (status.tag == DER_CONTEXT_CONSTRUCTED(1))
        return read_revoked(status.body, response);
    if (status.tag != DER_CONTEXT(0) && status.tag != DER_CONTEXT(2))
        return ERR_SYNTAX;
    response->status = status.tag == DER_CONTEXT(0) ? OCSP_GOOD : OCSP_UNKNOWN;
    return der_end(status.body);
}

typedef int (*extension_taker)(struct extension *extension, void *about);

/* [1] EXPLICIT Extensions, of a single response and of the whole answer alike. */
static int take_extensions(struct slice *rest, extension_taker take, void *about)
{
    struct extension extension;
    struct slice wrapper;
    struct slice body;

    if (!der_at(*rest, DER_CONTEXT_CONSTRUCTED(1)))
        return 0;
    if (read_tagged(rest, 1, &wrapper) < 0 || der_only(wrapper, DER_SEQUENCE, &body) < 0)
        return ERR_SYNTAX;
    for (size_t count = 0; body.size > 0; count++) {
        if (count >= EXTENSIONS_MAX)
            return ERR_LIMIT;
        if (extension_next(&body, &extension) < 0 || take(&extension, about) < 0)
            return ERR_SYNTAX;
    }
    return 0;
}

static void note_unknown(const struct extension *extension, struct slice *unknown_critical)
{
    if (extension->critical && unknown_critical->size == 0)
        *unknown_critical = extension->oid;
}

/* Only the archive cutoff (RFC 6960 4.4.4) says something. */
static int take_response_extension(struct extension *extension, void *about)
{
    struct ocsp_response *response = about;

    if (!oid_is(extension->oid, OID_ARCHIVE_CUTOFF)) {
        note_unknown(extension, &response->unknown_critical);
        return 0;
    }
    response->has_cutoff = true;
    if (read_time(&extension->value, &response->cutoff) < 0)
        return ERR_SYNTAX;
    return der_end(extension->value);
}

int ocsp_next(struct slice *rest, struct ocsp_response *ret)
{
    struct ocsp_response response = {0};
    struct slice inside;
    struct slice body;
    int r;

    if (der_body(rest, DER_SEQUENCE, &body) < 0 || read_certificate_id(&body, &response) < 0 ||
        read_status(&body, &response) < 0 || read_time(&body, &response.this_update) < 0)
        return ERR_SYNTAX;
    response.has_next_update = der_at(body, DER_CONTEXT_CONSTRUCTED(0));
    if (response.has_next_update &&
        (read_tagged(&body, 0, &inside) < 0 || read_time(&inside, &response.next_update) < 0 ||
         der_end(inside) < 0))
        return ERR_SYNTAX;
    r = take_extensions(&body, take_response_extension, &response);
    if (r < 0)
        return r;
    *ret = response;
    return der_end(body);
}

/* ---- The answer ---- */

static int read_responder(struct slice *rest, struct ocsp *ocsp)
{
    struct slice inside;
    struct name name;

    ocsp->by_key = der_at(*rest, DER_CONTEXT_CONSTRUCTED(2));
    if (ocsp->by_key)
        return read_tagged(rest, 2, &inside) < 0
                   ? ERR_SYNTAX
                   : der_only(inside, DER_OCTET_STRING, &ocsp->key_hash);
    if (read_tagged(rest, 1, &ocsp->name) < 0)
        return ERR_SYNTAX;
    return name_parse(ocsp->name, &name);
}

static int take_answer_extension(struct extension *extension, void *about)
{
    struct ocsp *ocsp = about;

    if (oid_is(extension->oid, OID_OCSP_NONCE))
        ocsp->nonce = extension->value;
    else
        note_unknown(extension, &ocsp->unknown_critical);
    return 0;
}

static int check_responses(struct slice responses)
{
    struct ocsp_response response;
    size_t count = 0;
    int r = 0;

    for (; responses.size > 0 && r == 0; count++)
        r = count < OCSP_RESPONSES_MAX ? ocsp_next(&responses, &response) : ERR_LIMIT;
    return r;
}

/* ResponseData; version v1 is the default, and there is no other. */
static int read_data(struct slice body, struct ocsp *ocsp)
{
    int r;

    if (der_at(body, DER_CONTEXT_CONSTRUCTED(0)))
        return ERR_SYNTAX;
    r = read_responder(&body, ocsp);
    if (r < 0)
        return r;
    if (read_time(&body, &ocsp->produced_at) < 0 ||
        der_body(&body, DER_SEQUENCE, &ocsp->responses) < 0)
        return ERR_SYNTAX;
    if ((r = check_responses(ocsp->responses)) < 0 ||
        (r = take_extensions(&body, take_answer_extension, ocsp)) < 0)
        return r;
    return der_end(body);
}

static int read_certificates(struct slice *rest, struct ocsp *ocsp)
{
    struct der element;
    struct slice inside;
    struct slice list;

    if (!der_at(*rest, DER_CONTEXT_CONSTRUCTED(0)))
        return 0;
    if (read_tagged(rest, 0, &inside) < 0 || der_only(inside, DER_SEQUENCE, &list) < 0)
        return ERR_SYNTAX;
    while (list.size > 0) {
        if (ocsp->certificate_count >= OCSP_CERTIFICATES_MAX)
            return ERR_LIMIT;
        if (der_read(&list, DER_SEQUENCE, &element) < 0)
            return ERR_SYNTAX;
        ocsp->certificates[ocsp->certificate_count++] = element.whole;
    }
    return 0;
}

/* BasicOCSPResponse */
static int read_basic(struct slice bytes, struct ocsp *ocsp)
{
    struct slice body;
    struct der data;
    int r;

    if (der_only(bytes, DER_SEQUENCE, &body) < 0 || der_read(&body, DER_SEQUENCE, &data) < 0 ||
        der_algorithm(&body, &ocsp->algorithm) < 0 ||
        der_bytes_of_bits(&body, &ocsp->signature) < 0)
        return ERR_SYNTAX;
    ocsp->tbs = data.whole;
    if ((r = read_certificates(&body, ocsp)) < 0 || (r = read_data(data.body, ocsp)) < 0)
        return r;
    return der_end(body);
}

int ocsp_parse(struct slice der, struct ocsp *ret)
{
    struct ocsp ocsp = {.der = der};
    struct slice inside;
    struct slice bytes;
    struct slice body;
    struct slice type;
    uint32_t status;
    int r;

    if (der.size > OCSP_SIZE_MAX)
        return ERR_LIMIT;
    if (der_only(der, DER_SEQUENCE, &body) < 0 || read_enumerated(&body, STATUS_MAX, &status) < 0)
        return ERR_SYNTAX;
    if (status != STATUS_SUCCESSFUL)
        return body.size == 0 ? ERR_NOT_FOUND : ERR_SYNTAX;
    if (read_tagged(&body, 0, &inside) < 0 || der_end(body) < 0 ||
        der_only(inside, DER_SEQUENCE, &body) < 0 || der_oid(&body, &type) < 0)
        return ERR_SYNTAX;
    if (!oid_is(type, OID_OCSP_BASIC))
        return ERR_UNSUPPORTED;
    if (der_body(&body, DER_OCTET_STRING, &bytes) < 0 || der_end(body) < 0)
        return ERR_SYNTAX;
    r = read_basic(bytes, &ocsp);
    if (r == 0)
        *ret = ocsp;
    return r;
}

/* ---- Asking it ---- */

int ocsp_key_bits(const struct certificate *certificate, struct slice *ret_bits)
{
    struct der_algorithm algorithm;
    struct slice body;

    if (der_only(certificate->spki, DER_SEQUENCE, &body) < 0 ||
        der_algorithm(&body, &algorithm) < 0)
        return ERR_SYNTAX;
    return der_bytes_of_bits(&body, ret_bits);
}

/* Those that responders use: SHA-1 is what RFC 5019 wants, and nothing is signed by it here. */
static bool names_issuers(enum hash hash)
{
    return hash == HASH_SHA1 || hash == HASH_SHA256 || hash == HASH_SM3;
}

/* Whether the two hashes are those of the issuer's name and key. 0, ERR_MISMATCH, ERR_NOMEM. */
static int check_issuer(const struct ocsp_response *response, const struct certificate *issuer)
{
    struct hash_value value;
    struct slice bits;
    enum hash hash;
    int r;

    if (hash_parse(&response->digest, &hash) < 0 || !names_issuers(hash) ||
        ocsp_key_bits(issuer, &bits) < 0)
        return ERR_MISMATCH;
    r = hash_of(hash, &issuer->subject, 1, &value);
    if (r < 0)
        return r;
    if (!hash_equal(&value, response->name_hash))
        return ERR_MISMATCH;
    r = hash_of(hash, &bits, 1, &value);
    if (r < 0)
        return r;
    return hash_equal(&value, response->key_hash) ? 0 : ERR_MISMATCH;
}

int ocsp_find(const struct ocsp *ocsp, const struct certificate *issuer, struct slice serial,
              struct ocsp_response *ret)
{
    struct slice rest = ocsp->responses;
    struct ocsp_response response;
    bool found = false;
    int r;

    while (rest.size > 0) {
        if (ocsp_next(&rest, &response) < 0)
            break; /* ocsp_parse() would have refused it */
        if (!slice_equal(response.serial, serial))
            continue;
        r = check_issuer(&response, issuer);
        if (r < 0 && r != ERR_MISMATCH)
            return r;
        if (r < 0 || (found && response.this_update <= ret->this_update))
            continue;
        *ret = response;
        found = true;
    }
    return found ? 0 : ERR_NOT_FOUND;
}

int ocsp_names_issuer(const struct ocsp *ocsp, const struct certificate *issuer)
{
    struct slice rest = ocsp->responses;
    struct ocsp_response response;
    int r = ERR_MISMATCH;

    while (r == ERR_MISMATCH && rest.size > 0 && ocsp_next(&rest, &response) == 0)
        r = check_issuer(&response, issuer);
    return r;
}
