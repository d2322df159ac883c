/* One zip with one file: what is opened, and what is refused, and why. */
#include "archive/archive.h"
#include "base/arena.h"
#include "base/error.h"
#include "write_zip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define LETTER          "Dear customer, dear customer, dear customer: this is your statement."
#define PASSWORD        "900101"
#define SIZE_MAX_INSIDE 10000

static struct arena *arena;
static struct written_zip zip;
static struct findings findings;
static struct archive_file opened;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(0);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

static struct written_file letter(enum written_cipher cipher)
{
    return (struct written_file){
        .name = "letter.pdf",
        .data = LETTER,
        .size = sizeof LETTER - 1,
        .cipher = cipher,
        .strength = 3,
        .password = PASSWORD,
    };
}

static int open_with(const char *password)
{
    struct archive_options options = {.password = password, .file_max = SIZE_MAX_INSIDE};
    /* Exactly as long as it is, so that a step too far is seen. */
    uint8_t *bytes = malloc(zip.size);
    int r;

    memcpy(bytes, zip.bytes, zip.size);
    findings_init(&findings, arena);
    opened = (struct archive_file){0};
    r = archive_open(arena, slice_of(bytes, zip.size), &options, &findings, &opened);
    if (opened.bytes.data)
        opened.bytes.data = arena_dup(arena, opened.bytes.data, opened.bytes.size);
    free(bytes);
    return r;
}

static void assert_opens(const char *encryption)
{
    assert_int_equal(open_with(PASSWORD), 0);
    assert_int_equal(findings.count, 0);
    assert_int_equal(opened.bytes.size, sizeof LETTER - 1);
    assert_memory_equal(opened.bytes.data, LETTER, sizeof LETTER - 1);
    assert_string_equal(opened.encryption, encryption);
}

static void assert_refused_with(const char *password, const char *code, const char *detail)
{
    assert_int_equal(open_with(password), 0);
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].code, code);
    assert_int_equal(findings.items[0].verdict.indication, INDETERMINATE);
    assert_null(opened.bytes.data);
    if (!detail)
        return;
    assert_true(findings.items[0].param_count > 0);
    assert_string_equal(findings.items[0].params[0].value, detail);
}

static void assert_refused(const char *code, const char *detail)
{
    assert_refused_with(PASSWORD, code, detail);
}

static void write_one(struct written_file file)
{
    write_zip(&zip, &file, 1, "");
}

/* ---- What is opened ---- */

static void opens_each_kind(void **state)
{
    static const char *const aes[] = {"", "aes-128", "aes-192", "aes-256"};
    struct written_file file;

    (void)state;
    for (int stored = 0; stored < 2; stored++) {
        for (int cipher = CLEAR; cipher <= ZIPCRYPTO; cipher++) {
            file = letter((enum written_cipher)cipher);
            file.is_stored = stored;
            write_one(file);
            assert_opens(cipher == CLEAR ? "none" : "zipcrypto");
        }
        for (unsigned strength = 1; strength <= 3; strength++) {
            for (int version = AES_1; version <= AES_2; version++) {
                file = letter((enum written_cipher)version);
                file.is_stored = stored;
                file.strength = strength;
                write_one(file);
                assert_opens(aes[strength]);
            }
        }
    }
}

static void opens_where_sizes_follow(void **state)
{
    static const unsigned sizes[] = {12, 16};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        for (int cipher = CLEAR; cipher <= AES_2; cipher++) {
            struct written_file file = letter((enum written_cipher)cipher);

            file.follows = sizes[i];
            write_one(file);
            assert_int_equal(open_with(PASSWORD), 0);
            assert_int_equal(findings.count, 0);
            file.sizes_left_out = true;
            write_one(file);
            assert_int_equal(open_with(PASSWORD), 0);
            assert_int_equal(findings.count, 0);
            assert_memory_equal(opened.bytes.data, LETTER, sizeof LETTER - 1);
        }
    }
}

static void a_path_is_nobodys_word(void **state)
{
    static const char *const names[] = {"",          "../../../etc/passwd", "/etc/passwd",
                                        "a/b/c.pdf", "C:\\letter.pdf",      "\xff\xfe\n\x1b[31m",
                                        "letter.exe"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct written_file file = letter(CLEAR);

        file.name = names[i];
        write_one(file);
        assert_opens("none");
    }
}

static void folders_are_passed_over(void **state)
{
    struct written_file files[3] = {
        {.name = "a/"}, {.name = "a/b/", .system = 3, .mode = 040755}, letter(ZIPCRYPTO)};

    (void)state;
    files[2].name = "a/b/letter.pdf";
    write_zip(&zip, files, 3, "");
    assert_opens("zipcrypto");
    write_zip(&zip, files, 2, "");
    assert_refused("archive.empty", NULL);
    files[1].data = "x"; /* one that holds something is none */
    files[1].size = 1;
    write_zip(&zip, files, 3, "");
    assert_refused("archive.many_files", "2");
}

static void a_comment_is_allowed(void **state)
{
    struct written_file file = letter(CLEAR);

    (void)state;
    write_zip(&zip, &file, 1, "with compliments");
    assert_opens("none");
    /* but not another document, for who opens the archive as a PDF */
    write_zip(&zip, &file, 1, "%PDF-1.7 another");
    assert_refused("archive.damaged", NULL);
    file.name = "%PDF-1.7 another";
    write_one(file);
    assert_refused("archive.damaged", NULL);
}

static void a_password_that_nothing_asks_for(void **state)
{
    (void)state;
    write_one(letter(CLEAR));
    assert_opens("none");
    assert_int_equal(open_with(NULL), 0);
    assert_int_equal(findings.count, 0);
}

static void an_empty_file_is_one(void **state)
{
    struct written_file file = {.name = "empty", .password = PASSWORD};

    (void)state;
    for (int cipher = CLEAR; cipher <= ZIPCRYPTO; cipher++) {
        file.cipher = (enum written_cipher)cipher;
        write_one(file);
        assert_int_equal(open_with(PASSWORD), 0);
        assert_int_equal(findings.count, 0);
        assert_int_equal(opened.bytes.size, 0);
    }
}

/* ---- Passwords ---- */

static void wants_the_password(void **state)
{
    (void)state;
    for (int cipher = ZIPCRYPTO; cipher <= AES_2; cipher++) {
        write_one(letter((enum written_cipher)cipher));
        assert_refused_with(NULL, "archive.password_missing", NULL);
        assert_refused_with("900102", "archive.password_wrong", NULL);
        assert_refused_with("", "archive.password_wrong", NULL);
    }
}

/* One in 256 passes ZipCrypto's own test; the sum of the bytes, or their packing, tells. */
static void tells_a_wrong_password_late(void **state)
{
    char password[8];

    (void)state;
    for (int stored = 0; stored < 2; stored++) {
        struct written_file file = letter(ZIPCRYPTO);

        file.is_stored = stored;
        write_one(file);
        for (int i = 0; i < 1500; i++) {
            snprintf(password, sizeof password, "w%d", i);
            assert_refused_with(password, "archive.password_wrong", NULL);
        }
    }
}

static void what_was_changed_under_aes_is_damaged(void **state)
{
    struct written_file file = letter(AES_2);

    (void)state;
    file.is_stored = true;
    write_one(file);
    zip.bytes[zip.data[0] + 18 + 5] ^= 1;
    assert_refused("archive.damaged", "it was changed after it was encrypted");
}

/* ---- How many ---- */

static void refuses_two_files(void **state)
{
    struct written_file files[2] = {letter(CLEAR), letter(CLEAR)};

    (void)state;
    write_zip(&zip, files, 2, ""); /* of the same name, too */
    assert_refused("archive.many_files", "2");
    files[1].name = "other.pdf";
    write_zip(&zip, files, 2, "");
    assert_refused("archive.many_files", "2");
}

static void refuses_none(void **state)
{
    (void)state;
    write_zip(&zip, NULL, 0, "");
    assert_refused("archive.empty", NULL);
}

static void refuses_links_and_devices(void **state)
{
    static const unsigned modes[] = {0120777, 020666, 060660, 010644, 0140755, 040755};

    (void)state;
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        struct written_file file = letter(CLEAR);

        file.system = 3;
        file.mode = modes[i];
        write_one(file);
        assert_refused("archive.unsupported", "what is in it is a link or a device");
    }
}

static void takes_files_of_any_system(void **state)
{
    struct written_file file = letter(CLEAR);

    (void)state;
    file.system = 3;
    file.mode = 0100644;
    write_one(file);
    assert_opens("none");
    file.mode = 0;
    write_one(file);
    assert_opens("none");
    file.system = 0; /* MS-DOS: these bits are something else */
    file.mode = 0120777;
    write_one(file);
    assert_opens("none");
}

/* ---- Sizes ---- */

static void lying_sizes(void **state)
{
    static const uint32_t sizes[] = {0, 1, sizeof LETTER - 2, sizeof LETTER, 9999};

    (void)state;
    for (int stored = 0; stored < 2; stored++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            struct written_file file = letter(CLEAR);

            file.is_stored = stored;
            write_one(file);
            write_32(&zip, zip.headers[0] + 22, sizes[i]);
            write_32(&zip, zip.entries[0] + 24, sizes[i]);
            assert_refused("archive.damaged", NULL);
        }
    }
}

static void larger_than_the_limit(void **state)
{
    static char zeros[SIZE_MAX_INSIDE + 1];
    struct written_file file = {.name = "zeros", .data = zeros, .size = SIZE_MAX_INSIDE};

    (void)state;
    write_one(file);
    assert_int_equal(open_with(NULL), 0);
    assert_int_equal(opened.bytes.size, SIZE_MAX_INSIDE);
    file.size++;
    write_one(file);
    assert_refused("limit.document", "10001");
    assert_string_equal(findings.items[0].params[1].name, "maximum");
    assert_string_equal(findings.items[0].params[1].value, "10000");
    /* One that says that it is smaller is not unpacked further than it says. */
    write_32(&zip, zip.headers[0] + 22, 100);
    write_32(&zip, zip.entries[0] + 24, 100);
    assert_refused("archive.damaged", NULL);
}

static void packed_sizes(void **state)
{
    (void)state;
    write_one(letter(CLEAR));
    write_32(&zip, zip.headers[0] + 18, 1u << 30);
    write_32(&zip, zip.entries[0] + 20, 1u << 30);
    assert_refused("archive.damaged", "a file is longer than there is room");
    write_one(letter(ZIPCRYPTO));
    write_32(&zip, zip.headers[0] + 18, 3);
    write_32(&zip, zip.entries[0] + 20, 3);
    assert_refused("archive.damaged", "there are bytes that belong to no file");
}

static void sums(void **state)
{
    struct written_file file = letter(CLEAR);

    (void)state;
    file.is_stored = true;
    write_one(file);
    zip.bytes[zip.data[0]] ^= 1;
    assert_refused("archive.damaged", "the sum of its bytes is another");
    write_one(letter(AES_1));
    write_32(&zip, zip.headers[0] + 14, 1);
    write_32(&zip, zip.entries[0] + 16, 1);
    assert_refused("archive.damaged", "the sum of its bytes is another");
    write_one(letter(AES_2));
    write_32(&zip, zip.headers[0] + 14, 1);
    write_32(&zip, zip.entries[0] + 16, 1);
    assert_refused("archive.damaged", "a sum where there must be none");
}

/* ---- Two readings ---- */

#define DIFFER "a file's header and the directory differ"
#define BELONG "there are bytes that belong to no file"

/* Each field that both say, in the file's header alone. */
static void header_and_directory_must_agree(void **state)
{
    static const size_t fields[] = {6, 8, 10, 12, 14, 18, 22};

    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        write_one(letter(CLEAR));
        zip.bytes[zip.headers[0] + fields[i]] ^= 0x10;
        assert_refused("archive.damaged", DIFFER);
    }
    write_one(letter(CLEAR));
    zip.bytes[zip.headers[0] + 30] ^= 1; /* its name */
    assert_refused("archive.damaged", DIFFER);
    write_one(letter(AES_2));
    zip.bytes[zip.data[0] - 3] ^= 1; /* its strength */
    assert_refused("archive.damaged", DIFFER);
}

/* As Info-ZIP writes into a pipe: the time for a sum, the size, and no packed size. */
static void what_follows_may_be_left_out(void **state)
{
    struct written_file file = letter(ZIPCRYPTO);

    (void)state;
    file.follows = 16;
    write_one(file);
    write_32(&zip, zip.headers[0] + 14, 0x6c3bu << 16);
    write_32(&zip, zip.headers[0] + 18, 0);
    assert_opens("zipcrypto");
    write_32(&zip, zip.headers[0] + 22, 1);
    assert_refused("archive.damaged", DIFFER);
    file.cipher = CLEAR;
    write_one(file);
    write_32(&zip, zip.headers[0] + 14, 0x6c3bu << 16);
    assert_refused("archive.damaged", DIFFER);
}

static void what_follows_must_agree(void **state)
{
    struct written_file file = letter(CLEAR);

    (void)state;
    for (size_t i = 0; i < 16; i++) {
        file.follows = 16;
        write_one(file);
        zip.bytes[zip.directory - 16 + i] ^= 1;
        assert_refused("archive.damaged", NULL);
    }
}

static void every_byte_belongs_to_something(void **state)
{
    struct written_file files[2] = {{.name = "a/"}, letter(CLEAR)};
    size_t places[3];

    (void)state;
    write_zip(&zip, files, 2, "");
    places[0] = 0;
    places[1] = zip.headers[1];
    places[2] = zip.directory;
    for (size_t i = 0; i < 3; i++) {
        write_zip(&zip, files, 2, "");
        write_between(&zip, places[i], "stray", 5);
        assert_refused("archive.damaged", NULL);
        /* And where the offsets are made to fit, so that many readers are content. */
        for (size_t file = 0; file < 2; file++)
            if (zip.headers[file] >= places[i])
                write_32(&zip, zip.entries[file] + 5 + 42, (uint32_t)zip.headers[file] + 5);
        write_32(&zip, zip.end + 5 + 16, (uint32_t)zip.directory + 5);
        assert_refused("archive.damaged", BELONG);
    }
}

static void nothing_after_the_end(void **state)
{
    (void)state;
    write_one(letter(CLEAR));
    write_between(&zip, zip.size, "x", 1);
    assert_refused("archive.damaged", "it has no directory, or bytes follow it");
}

static void one_end(void **state)
{
    static const char other[] = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    struct written_file file = letter(CLEAR);

    (void)state;
    write_one(file);
    write_between(&zip, zip.size, other, 22); /* as the comment of the first */
    write_16(&zip, zip.end + 20, 22);
    assert_refused("archive.damaged", "it has two ends");
    /* Whose comment ends elsewhere: who looks for a mark alone takes the last. */
    write_one(file);
    write_between(&zip, zip.size, other, 22);
    write_between(&zip, zip.size, "more", 4);
    write_16(&zip, zip.end + 20, 26);
    assert_refused("archive.damaged", "it has two ends");
}

/* A second header for the one file: of another size, before it. */
static void two_headers(void **state)
{
    struct written_zip hidden;
    struct written_file file = letter(CLEAR);

    (void)state;
    file.is_stored = true;
    file.data = "another letter";
    file.size = 14;
    write_zip(&hidden, &file, 1, "");
    write_one(letter(CLEAR));
    write_between(&zip, 0, hidden.bytes, hidden.directory);
    write_32(&zip, zip.entries[0] + hidden.directory + 42, (uint32_t)hidden.directory);
    write_32(&zip, zip.end + hidden.directory + 16, (uint32_t)(zip.directory + hidden.directory));
    assert_refused("archive.damaged", BELONG);
}

static void entries_that_share_a_header(void **state)
{
    struct written_file files[2] = {{.name = "a/"}, letter(CLEAR)};

    (void)state;
    write_zip(&zip, files, 2, "");
    write_32(&zip, zip.entries[1] + 42, 0);
    assert_refused("archive.damaged", BELONG);
}

static void directories_that_lie(void **state)
{
    (void)state;
    write_one(letter(CLEAR));
    write_16(&zip, zip.end + 8, 2);
    write_16(&zip, zip.end + 10, 2);
    assert_refused("archive.damaged", "its directory is no list of files");
    write_16(&zip, zip.end + 10, 0);
    assert_refused("archive.unsupported", "it is one of several parts");
    write_16(&zip, zip.end + 8, 0);
    assert_refused("archive.damaged", "its directory holds more than it says");
    write_one(letter(CLEAR));
    write_32(&zip, zip.end + 16, (uint32_t)zip.directory + 1);
    assert_refused("archive.damaged", "its directory does not lie where it says");
    write_32(&zip, zip.end + 16, UINT32_MAX);
    assert_refused("archive.damaged", "its directory does not lie where it says");
    write_one(letter(CLEAR));
    write_16(&zip, zip.entries[0] + 30, 5000); /* its extra fields */
    assert_refused("archive.damaged", "its directory is no list of files");
}

/* ---- Kinds ---- */

static void write_both_16(size_t in_header, uint32_t value)
{
    write_16(&zip, zip.headers[0] + in_header, value);
    write_16(&zip, zip.entries[0] + in_header + 2, value);
}

static void kinds_that_are_not_opened(void **state)
{
    static const uint32_t methods[] = {1, 6, 9, 12, 14, 93, 95, 98};

    (void)state;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        write_one(letter(CLEAR));
        write_both_16(8, methods[i]);
        assert_refused("archive.unsupported", "its compression");
    }
    write_one(letter(ZIPCRYPTO));
    write_both_16(6, 0x41); /* strong encryption */
    assert_refused("archive.unsupported", "its encryption");
    write_both_16(6, 0x2001); /* headers masked */
    assert_refused("archive.unsupported", "its encryption");
}

static void aes_as_it_must_be(void **state)
{
    (void)state;
    write_one(letter(AES_2));
    write_both_16(6, 0); /* but not encrypted */
    assert_refused("archive.damaged", "what it says of its encryption");
    write_one(letter(ZIPCRYPTO));
    write_both_16(8, 99); /* without saying how */
    assert_refused("archive.damaged", "what it says of its encryption");
    write_one(letter(AES_2));
    write_both_16(8, 8); /* as if it were ZipCrypto */
    assert_refused("archive.damaged", "what it says of its encryption");
    write_one(letter(AES_2));
    zip.bytes[zip.data[0] - 3] = zip.bytes[zip.end - 3] = 4; /* no such strength */
    assert_refused("archive.damaged", "what it says of its encryption");
}

static void zip64(void **state)
{
    static const char locator[] = "PK\6\7\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0";

    (void)state;
    write_one(letter(CLEAR));
    write_between(&zip, zip.end, locator, 20);
    assert_refused("archive.unsupported", "zip64");
}

/* ---- Cut and changed anywhere ---- */

static void cut_anywhere(void **state)
{
    size_t whole;

    (void)state;
    write_one(letter(ZIPCRYPTO));
    whole = zip.size;
    for (size_t size = 0; size < whole; size++) {
        zip.size = size;
        assert_refused("archive.damaged", NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_each_kind),
        cmocka_unit_test(opens_where_sizes_follow),
        cmocka_unit_test(a_path_is_nobodys_word),
        cmocka_unit_test(folders_are_passed_over),
        cmocka_unit_test(a_comment_is_allowed),
        cmocka_unit_test(a_password_that_nothing_asks_for),
        cmocka_unit_test(an_empty_file_is_one),
        cmocka_unit_test(wants_the_password),
        cmocka_unit_test(tells_a_wrong_password_late),
        cmocka_unit_test(what_was_changed_under_aes_is_damaged),
        cmocka_unit_test(refuses_two_files),
        cmocka_unit_test(refuses_none),
        cmocka_unit_test(refuses_links_and_devices),
        cmocka_unit_test(takes_files_of_any_system),
        cmocka_unit_test(lying_sizes),
        cmocka_unit_test(larger_than_the_limit),
        cmocka_unit_test(packed_sizes),
        cmocka_unit_test(sums),
        cmocka_unit_test(header_and_directory_must_agree),
        cmocka_unit_test(what_follows_may_be_left_out),
        cmocka_unit_test(what_follows_must_agree),
        cmocka_unit_test(every_byte_belongs_to_something),
        cmocka_unit_test(nothing_after_the_end),
        cmocka_unit_test(one_end),
        cmocka_unit_test(two_headers),
        cmocka_unit_test(entries_that_share_a_header),
        cmocka_unit_test(directories_that_lie),
        cmocka_unit_test(kinds_that_are_not_opened),
        cmocka_unit_test(aes_as_it_must_be),
        cmocka_unit_test(zip64),
        cmocka_unit_test(cut_anywhere),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
