/*
 * The files of a folder, as configurations name them: sorted, chosen by their suffix, those
 * whose names begin with a dot left out (they are being written, or somebody's own).
 */
#ifndef VOUCH_BASE_FOLDER_H
#define VOUCH_BASE_FOLDER_H

#include "base/arena.h"

/*
 * Paths of the folder's files that end with one of `suffixes` (NULL-terminated). ERR_NOMEM;
 * ERR_IO with errno where it cannot be read.
 */
int folder_list(struct arena *arena, const char *folder, const char *const *suffixes,
                const char ***ret_paths, size_t *ret_count);

#endif
