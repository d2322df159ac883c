/*
 * A password zip with one file, as banks and authorities mail them (PKWARE's APPNOTE.TXT).
 *
 * It is opened only if it can be read in one way. Readers of zips differ in what they believe:
 * the directory at the end or each file's own header, the first of two headers or the last,
 * what lies before, between and after them. So every byte must belong to a file's header, its
 * data, the directory or the end, and header and directory must say the same.
 *
 * Exactly one file, stored or deflated; in the clear, under ZipCrypto, or under AES as WinZip
 * writes it (method 99, AE-1 and AE-2). Folders that hold nothing but it are passed over. Its
 * name and path are nobody's word for anything, and are not even kept.
 *
 * A password proves nothing: whoever knows it can make such an archive.
 */
#ifndef VOUCH_ARCHIVE_ARCHIVE_H
#define VOUCH_ARCHIVE_ARCHIVE_H

#include "base/finding.h"
#include "base/slice.h"

#include <stdbool.h>

struct archive_options {
    const char *password; /* NULL: none */
    uint64_t file_max;    /* bytes of the file inside */
};

struct archive_file {
    struct slice bytes;
    const char *encryption; /* none | zipcrypto | aes-128 | aes-192 | aes-256 */
};

/*
 * Opens a zip. Where that cannot be done, one finding says why:
 *
 *   archive.damaged           it can be read in no way, or in more than one: {detail}
 *   archive.empty             no file
 *   archive.many_files        {files}
 *   archive.unsupported       {detail}
 *   archive.password_missing  and archive.password_wrong
 *   limit.document            the file inside is larger: {value, maximum}
 *
 * 0 with `ret`, or with a finding and without; ERR_NOMEM, ERR_CRYPTO.
 */
int archive_open(struct arena *arena, struct slice zip, const struct archive_options *options,
                 struct findings *findings, struct archive_file *ret);

#endif
