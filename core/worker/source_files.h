/* What a source's trust names in files and folders. Private to the sources. */
#ifndef VOUCH_WORKER_SOURCE_FILES_H
#define VOUCH_WORKER_SOURCE_FILES_H

#include "worker/source.h"

#define SOURCE_LISTS 4096 /* revocation lists and OCSP answers of one source */

struct source_certificates {
    struct trust_certificate *items;
    size_t count, capacity;
};

struct source_lists {
    struct trust_list *items;
    size_t count, capacity;
};

/* Paths, or {path, ca: assumed, until: DAY}: several PEM or one DER in a file. `error` filled. */
int source_read_certificates(struct config_files *files, const struct config_node *node,
                             struct source_certificates *list);

/* The same, for what only helps to build paths. */
int source_read_candidates(struct config_files *files, const struct config_node *node,
                           struct slice **ret_ders, size_t *ret_count);

/* *.crl and *.ocsp, DER or PEM. A folder `is_fetched` into need not be there yet. */
int source_read_lists(struct config_files *files, const struct config_node *node, bool is_fetched,
                      struct source_lists *lists);

#endif
