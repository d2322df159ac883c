/* Files that a person names: opened and read with what is wrong said in one line. */
#ifndef VOUCH_CTL_FILE_H
#define VOUCH_CTL_FILE_H

#include "base/arena.h"
#include "base/digest.h"

/* Opens a regular file for reading. ERR_NOT_FOUND, ERR_DENIED, ERR_INVALID (a folder, a device),
 * ERR_IO; all said on standard error with the path. */
int file_open(const char *path, int *ret_fd);

/* The whole of a file of at most `max` bytes, in `arena`, followed by a NUL. Errors as above;
 * ERR_LIMIT, ERR_NOMEM. */
int file_read(struct arena *arena, const char *path, size_t max, struct slice *ret_bytes);

/* The digest of a whole file. Errors as of file_open(); ERR_CRYPTO, ERR_NOMEM. */
int file_digest(const char *path, struct digest *ret);

/* A password from a file: its first line, without control characters. ERR_SYNTAX, and as above. */
int file_read_password(struct arena *arena, const char *path, const char **ret_password);

#endif
