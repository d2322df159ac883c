/*
 * Writes small signed PDF documents: one revision after the other, each with a signature, a
 * document time stamp or a security store that the test makes over the bytes so far.
 */
#ifndef VOUCH_TESTS_WORKER_WRITE_DOCUMENT_H
#define VOUCH_TESTS_WORKER_WRITE_DOCUMENT_H

#include "base/buffer.h"
#include "write_time_stamp.h"

#define WRITTEN_OBJECTS 64

struct written {
    struct buffer bytes;
    uint64_t offsets[WRITTEN_OBJECTS]; /* of the objects of this revision; 0 for none */
    uint64_t prev;
    uint32_t fields; /* so far */
    bool has_store;
};

/* A page, unsigned. */
void written_begin(struct written *written);
void written_done(struct written *written);

/* What goes into /Contents, made over the covered bytes. */
typedef struct slice (*written_maker)(struct slice covered, const void *how);

/* A revision that adds an invisible field, and what the maker makes. */
void written_sign(struct written *written, const char *type, const char *sub_filter,
                  written_maker maker, const void *how);

/* A signature as ETSI.CAdES.detached, by the recipe (NULL: the usual one). */
void written_signature(struct written *written, const struct cms_recipe *recipe);

/* A document time stamp by the recipe; `over` is the document unless it is given. */
void written_time_stamp(struct written *written, const struct token_recipe *recipe);

/* A revision that adds a security store with one revocation list. */
void written_store(struct written *written, struct slice list);

#endif
