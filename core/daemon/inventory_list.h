/*
 * What is in force, by the digests of the files that make it: those that the examiner read
 * (configuration, sources, layouts, tables, certificates, revocation lists) and those that the
 * daemon read (policies and their tables). It is kept in the ledger with the files themselves
 * (ledger_files.h), so that a document can be judged again as it was judged then.
 *
 * The list is a text, named by its own digest:
 *
 *   vouchd inventory 1
 *   installed /usr/share/vouchd/conf
 *   configuration /etc/vouchd/vouchd.yaml
 *   file SHA-256 SIZE PATH
 *   folder PATH
 *
 * one line for each path, sorted by it; `configuration` is left out where there was no file.
 */
#ifndef VOUCH_DAEMON_INVENTORY_LIST_H
#define VOUCH_DAEMON_INVENTORY_LIST_H

#include "base/buffer.h"
#include "base/digest.h"
#include "base/inventory.h"

#define INVENTORY_TITLE "vouchd inventory 1"

struct inventory_item {
    struct inventory_entry entry;
    struct digest sha256; /* of a file */
    size_t order;         /* in which it was read */
};

struct inventory_list {
    struct buffer text;
    struct digest sha256; /* of the text */
    struct inventory_item *items;
    size_t count, capacity;
    struct slice memory[2]; /* which the items point into */
};

struct inventory_place {
    const char *installed;     /* paths.conf */
    const char *configuration; /* NULL: none */
};

/*
 * From two sealed inventories, the examiner's first: where both read a path, its bytes count.
 * ERR_INVALID for one that is none, ERR_IO, ERR_LIMIT, ERR_NOMEM, ERR_CRYPTO.
 */
int inventory_list_new(const struct inventory_place *place, const int fds[2],
                       struct inventory_list **ret);
struct inventory_list *inventory_list_free(struct inventory_list *list); /* NULL is allowed */

#endif
