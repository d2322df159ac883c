/*
 * Beside libarchive: what is opened here it opens, too, and to the same bytes. Every archive is
 * tried as it is and with each of its bytes changed in several ways; most of those are refused
 * here, and where one is not, nobody may read it otherwise.
 */
#include "archive/archive.h"
#include "base/arena.h"
#include "write_zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cmocka.h>

#define LETTER   "Dear customer, dear customer, dear customer: this is your statement."
#define PASSWORD "900101"
#define ROOM     4096

struct second {
    char bytes[ROOM];
    size_t size;
    unsigned files;
    bool failed;
};

static void read_file(struct archive *reader, struct second *ret)
{
    la_ssize_t size = archive_read_data(reader, ret->bytes, sizeof ret->bytes);

    ret->files++;
    ret->failed |= size < 0;
    ret->size = size < 0 ? 0 : (size_t)size;
}

static void read_with_libarchive(const struct written_zip *zip, struct second *ret)
{
    struct archive *reader = archive_read_new();
    struct archive_entry *entry;
    int r;

    *ret = (struct second){0};
    archive_read_support_format_zip_seekable(reader);
    archive_read_add_passphrase(reader, PASSWORD);
    r = archive_read_open_memory(reader, zip->bytes, zip->size);
    while (r == ARCHIVE_OK || r == ARCHIVE_WARN) {
        r = archive_read_next_header(reader, &entry);
        if ((r == ARCHIVE_OK || r == ARCHIVE_WARN) && archive_entry_filetype(entry) != AE_IFDIR)
            read_file(reader, ret);
    }
    ret->failed |= r != ARCHIVE_EOF;
    archive_read_free(reader);
}

/* Whether it is opened here; then libarchive must agree. */
static bool agree(const struct written_zip *zip, const char *what, size_t at)
{
    const struct archive_options options = {.password = PASSWORD, .file_max = ROOM - 1};
    struct arena *arena = arena_new(0);
    struct archive_file file = {0};
    struct findings findings;
    struct second second;
    bool opened;

    findings_init(&findings, arena);
    assert_int_equal(
        archive_open(arena, slice_of(zip->bytes, zip->size), &options, &findings, &file), 0);
    opened = findings.count == 0;
    if (opened) {
        read_with_libarchive(zip, &second);
        if (second.failed || second.files != 1 || second.size != file.bytes.size ||
            memcmp(second.bytes, file.bytes.data, second.size) != 0)
            fail_msg("%s, byte %zu: libarchive reads %u files, the last of %zu bytes%s", what, at,
                     second.files, second.size, second.failed ? ", and fails" : "");
    }
    arena_free(arena);
    return opened;
}

static void try_all(const struct written_file *files, size_t count, const char *what)
{
    static const uint8_t changes[] = {0x01, 0x80};
    static struct written_zip zip;
    size_t opened = 0;

    write_zip(&zip, files, count, "comment");
    assert_true(agree(&zip, what, 0));
    for (size_t at = 0; at < zip.size; at++) {
        for (size_t i = 0; i < sizeof changes; i++) {
            zip.bytes[at] ^= changes[i];
            opened += agree(&zip, what, at);
            zip.bytes[at] ^= changes[i];
        }
    }
    print_message("%s: %zu of %zu changed archives are opened\n", what, opened,
                  zip.size * sizeof changes);
}

static void reads_as_libarchive_does(void **state)
{
    static const char *const names[] = {"clear", "zipcrypto", "ae-1", "ae-2"};

    (void)state;
    for (int cipher = CLEAR; cipher <= AES_2; cipher++) {
        for (unsigned follows = 0; follows <= 16; follows += 16) {
            struct written_file files[2] = {
                {.name = "a/"},
                {.name = "a/letter.pdf",
                 .data = LETTER,
                 .size = sizeof LETTER - 1,
                 .cipher = (enum written_cipher)cipher,
                 .strength = 3,
                 .password = PASSWORD,
                 .follows = follows},
            };

            try_all(files, 2, names[cipher]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_as_libarchive_does)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
