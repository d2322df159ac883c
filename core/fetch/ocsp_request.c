#include "fetch/ocsp_request.h"

#include "base/error.h"
#include "signature/ocsp.h"
#include "signature/oid.h"

/* AlgorithmIdentifier of SHA-1 with NULL parameters. */
static const uint8_t sha1_algorithm[] = {0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e,
                                         0x03, 0x02, 0x1a, 0x05, 0x00};

/*
 * Written from its end to its begin, so that each length is known when its turn comes; every
 * one fits a byte.
 */
struct writer {
    struct ocsp_request *request; /* filled from the end of `bytes` */
    size_t at;
    bool is_full;
};

static void write_before(struct writer *writer, const void *data, size_t size)
{
    if (size > writer->at) {
        writer->is_full = true;
        return;
    }
    writer->at -= size;
    memcpy(writer->request->bytes + writer->at, data, size);
}

/* Tag and length before all that was written since `end`. */
static void wrap(struct writer *writer, uint8_t tag, size_t end)
{
    uint8_t head[2] = {tag, (uint8_t)(end - writer->at)};

    write_before(writer, head, sizeof head);
}

static void write_element(struct writer *writer, uint8_t tag, const void *data, size_t size)
{
    size_t end = writer->at;

    write_before(writer, data, size);
    wrap(writer, tag, end);
}

/* OCSPRequest { tbsRequest { requestList { Request { reqCert CertID } } } } */
int ocsp_request_make(const struct certificate *subject, const struct certificate *issuer,
                      struct ocsp_request *ret)
{
    struct ocsp_request request = {.size = 0};
    struct writer writer = {.request = &request, .at = OCSP_REQUEST_MAX};
    struct hash_value name, key;
    struct slice bits;
    int r = ocsp_key_bits(issuer, &bits);

    if (r == 0)
        r = hash_of(HASH_SHA1, &issuer->subject, 1, &name);
    if (r == 0)
        r = hash_of(HASH_SHA1, &bits, 1, &key);
    if (r < 0)
        return r;
    write_element(&writer, DER_INTEGER, subject->serial.data, subject->serial.size);
    write_element(&writer, DER_OCTET_STRING, key.bytes, key.size);
    write_element(&writer, DER_OCTET_STRING, name.bytes, name.size);
    write_before(&writer, sha1_algorithm, sizeof sha1_algorithm);
    for (int depth = 0; depth < 5; depth++) /* CertID, Request, list, tbsRequest, OCSPRequest */
        wrap(&writer, DER_SEQUENCE, OCSP_REQUEST_MAX);
    if (writer.is_full)
        return ERR_LIMIT;
    request.size = OCSP_REQUEST_MAX - writer.at;
    memmove(request.bytes, request.bytes + writer.at, request.size);
    *ret = request;
    return 0;
}
