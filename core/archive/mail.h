/*
 * A mail with one attachment (RFC 5322, RFC 2045 to 2049), as issuers send their documents.
 *
 * As with a zip: it is opened only if it can be read in one way. MIME is read loosely by many,
 * and differently; so no field that decides may stand twice, no boundary may begin another, every
 * multipart must have its end, no line ends in a carriage return alone where that would matter, no
 * PDF may stand beside the attachment, and base64 must be base64.
 *
 * What is to be read in the mail itself is no attachment: text/plain and text/html that are not
 * called one and have no name, pictures that an HTML text refers to (multipart/related), the
 * signature of multipart/signed. Sender, subject and names are nobody's word for anything, and are
 * not kept.
 */
#ifndef VOUCH_ARCHIVE_MAIL_H
#define VOUCH_ARCHIVE_MAIL_H

#include "archive/archive.h"

/* Whether the bytes begin with the header of a mail: fields and nothing else, the ones it must
 * have. */
bool mail_is(struct slice bytes);

/*
 * The one attachment, decoded. Findings as of archive_open(), without those about passwords, and
 * archive.nested for a mail in the mail; 0 with `ret`, or with a finding and without. ERR_NOMEM.
 */
int mail_open(struct arena *arena, struct slice bytes, uint64_t file_max, struct findings *findings,
              struct archive_file *ret);

#endif
