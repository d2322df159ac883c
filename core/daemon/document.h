/*
 * A document on its way in: bytes in a memfd that is sealed before anybody else sees it,
 * and the memory it may take, reserved before the first byte is read. `limits.held` bounds
 * what all documents in the house take together.
 */
#ifndef VOUCH_DAEMON_DOCUMENT_H
#define VOUCH_DAEMON_DOCUMENT_H

#include "base/digest.h"

struct held {
    int64_t used;
    int64_t maximum;
};

struct document {
    struct held *held;
    int fd; /* -1: none */
    int64_t size;
    int64_t reserved;
};

void document_init(struct document *document, struct held *held);

/* Gives back memory and reservation; may be called twice. */
void document_done(struct document *document);

/* Makes room for `size` bytes in all. ERR_BUSY where the house is full, ERR_IO. */
int document_reserve(struct document *document, int64_t size);

/* Appends; reserves in steps where nothing was reserved. ERR_BUSY, ERR_IO. */
int document_append(struct document *document, struct slice data);

/* From here on nobody can change, grow or shrink it, we included. ERR_IO. */
int document_seal(struct document *document);

/* SHA-256 of a sealed document; off the loop. ERR_IO, ERR_CRYPTO, ERR_NOMEM. */
int document_digest(const struct document *document, struct digest *ret);

#endif
