/*
 * Zips for tests, written from APPNOTE.TXT and WinZip's page on AES; shares nothing with the side
 * that reads them.
 */
#ifndef VOUCH_TESTS_WRITE_ZIP_H
#define VOUCH_TESTS_WRITE_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum written_cipher { CLEAR, ZIPCRYPTO, AES_1, AES_2 }; /* AE-1, AE-2 */

struct written_file {
    const char *name;
    const char *data; /* `size` bytes; NULL: none */
    size_t size;
    bool is_stored;
    enum written_cipher cipher;
    unsigned strength; /* of AES: 1 to 3 */
    const char *password;
    unsigned follows;    /* bytes of a data descriptor: 0, 12 or 16 */
    bool sizes_left_out; /* in its header, where they follow */
    unsigned system;     /* 3: Unix, with `mode` */
    unsigned mode;
};

struct written_zip {
    uint8_t bytes[65536];
    size_t size;
    size_t headers[8]; /* where each file's header begins */
    size_t data[8];    /* and its data */
    size_t entries[8]; /* and its entry of the directory */
    size_t directory;
    size_t end;
};

void write_zip(struct written_zip *zip, const struct written_file *files, size_t count,
               const char *comment);

/* Changes two or four bytes. */
void write_16(struct written_zip *zip, size_t at, uint32_t value);
void write_32(struct written_zip *zip, size_t at, uint32_t value);

/* Puts bytes in between; offsets in headers stay as they are. */
void write_between(struct written_zip *zip, size_t at, const void *bytes, size_t size);

#endif
