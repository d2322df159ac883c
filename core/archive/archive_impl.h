/*
 * What the files of this room share. One archive's way:
 *
 *   directory.c   the end and the directory: how many files, and which is the one
 *   header.c      each file's own header: agrees with the directory, and every byte is accounted
 * for cipher.c      ZipCrypto and AES open.c        all of it, in order; inflates and checks the
 * sum
 */
#ifndef VOUCH_ARCHIVE_ARCHIVE_IMPL_H
#define VOUCH_ARCHIVE_ARCHIVE_IMPL_H

#include "archive/archive.h"
#include "base/arena.h"

#include <stdbool.h>

/* General purpose bits (4.4.4). */
#define ZIP_ENCRYPTED      0x0001u
#define ZIP_SIZES_FOLLOW   0x0008u /* a data descriptor after the data (4.3.9) */
#define ZIP_PATCH          0x0020u
#define ZIP_STRONG         0x0040u
#define ZIP_MASKED_HEADERS 0x2000u

/* Methods (4.4.5). */
#define ZIP_STORED   0u
#define ZIP_DEFLATED 8u
#define ZIP_AES      99u

/* What a file is encrypted with, as WinZip's extra field 0x9901 says. */
struct zip_aes {
    uint32_t version;  /* 1: the sum of the bytes stands in the header; 2: it does not */
    uint32_t strength; /* 1 to 3: 128, 192, 256 bits; 0: no AES */
    uint32_t method;   /* what the data are once they are decrypted */
};

/* One entry of the directory. */
struct zip_entry {
    uint32_t system; /* that made it: 3 is Unix */
    uint32_t flags;
    uint32_t method;
    uint32_t time, date;
    uint32_t sum;           /* CRC-32 of the file */
    uint32_t size_packed;   /* of its data here */
    uint32_t size;          /* of the file */
    uint32_t attributes;    /* external */
    uint32_t header_offset; /* of its own header */
    struct slice name;
    struct slice extra;
    struct zip_aes aes;
};

struct zip {
    struct slice bytes;
    struct findings *findings;
    size_t directory, directory_end; /* offsets */
    uint32_t entry_count;
    struct zip_entry file; /* the one */
    struct slice data;     /* of that, as it lies here */
};

/* Leaves a finding `code` with a detail (NULL: none); returns ERR_INVALID, which ends the opening.
 */
int zip_refuse(struct zip *zip, const char *code, const char *detail);

static inline uint32_t zip_16(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static inline uint32_t zip_32(const uint8_t *at)
{
    return zip_16(at) | zip_16(at + 2) << 16;
}

/* ---- directory.c ---- */

/* Fills directory, directory_end, entry_count and file. ERR_INVALID. */
int zip_read_directory(struct zip *zip);

/* The entry at `*at`, which is moved past it. ERR_INVALID. */
int zip_read_entry(struct zip *zip, size_t *at, struct zip_entry *ret);

bool zip_is_folder(const struct zip_entry *entry);

/* Finds the AES extra field. ERR_INVALID where it is none, or the fields are no list. */
int zip_find_aes(struct zip *zip, struct slice extra, struct zip_aes *ret);

/* ---- header.c ---- */

/* Holds all headers against the directory, and finds the file's data. ERR_INVALID. */
int zip_check_headers(struct zip *zip);

/* ---- cipher.c ---- */

/*
 * The file's data without its encryption, in `arena`. ERR_INVALID with a finding for a wrong
 * password, or for what was changed under AES; ERR_NOMEM, ERR_CRYPTO.
 */
int zip_decrypt(struct zip *zip, struct arena *arena, const char *password, struct slice *ret);

/* "zipcrypto" and its like. */
const char *zip_encryption_name(const struct zip_entry *entry);

#endif
