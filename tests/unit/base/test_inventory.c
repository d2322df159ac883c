#include "tests.h"

#include "base/error.h"
#include "base/inventory.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What was noted, as the other process sees it. */
static struct slice taken(struct inventory *inventory)
{
    struct slice memory;
    int fd = -1;

    assert_int_equal(inventory_take(inventory, &fd), 0);
    inventory_done(inventory);
    assert_int_equal(inventory_map(fd, &memory), 0);
    close(fd);
    return memory;
}

static void notes_files_and_folders(void **state)
{
    struct inventory inventory;
    struct inventory_entry entry;
    char here[PATH_MAX + 16];
    struct slice memory, rest;

    (void)state;
    assert_int_equal(inventory_init(&inventory), 0);
    inventory_file(&inventory, "/etc/a.yaml", slice_str("a: 1\n"));
    inventory_folder(&inventory, "/etc/crls");
    inventory_file(&inventory, "b.yaml", slice_of(NULL, 0));
    memory = rest = taken(&inventory);
    assert_int_equal(inventory_next(&rest, &entry), 0);
    assert_int_equal(entry.kind, INVENTORY_FILE);
    assert_true(slice_is(entry.path, "/etc/a.yaml"));
    assert_true(slice_is(entry.bytes, "a: 1\n"));
    assert_int_equal(inventory_next(&rest, &entry), 0);
    assert_int_equal(entry.kind, INVENTORY_FOLDER);
    assert_true(slice_is(entry.path, "/etc/crls"));
    assert_int_equal(inventory_next(&rest, &entry), 0);
    assert_non_null(getcwd(here, PATH_MAX));
    strcat(here, "/b.yaml");
    assert_true(slice_is(entry.path, here));
    assert_int_equal(entry.bytes.size, 0);
    assert_int_equal(inventory_next(&rest, &entry), ERR_NOT_FOUND);
    inventory_unmap(memory);
}

static void nobody_need_keep_one(void **state)
{
    (void)state;
    inventory_file(NULL, "/a", slice_str("a"));
    inventory_folder(NULL, "/a");
    inventory_done(NULL);
}

static void an_empty_one_is_one(void **state)
{
    struct inventory inventory;
    struct inventory_entry entry;
    struct slice memory;

    (void)state;
    assert_int_equal(inventory_init(&inventory), 0);
    memory = taken(&inventory);
    assert_int_equal(memory.size, 0);
    assert_int_equal(inventory_next(&memory, &entry), ERR_NOT_FOUND);
    inventory_unmap(memory);
}

static void an_error_is_told_at_the_end(void **state)
{
    struct inventory inventory;
    char path[PATH_MAX + 8];
    int fd;

    (void)state;
    memset(path, 'a', sizeof path - 1);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    assert_int_equal(inventory_init(&inventory), 0);
    inventory_folder(&inventory, path);
    inventory_folder(&inventory, "/a");
    assert_int_equal(inventory_take(&inventory, &fd), ERR_LIMIT);
    inventory_done(&inventory);
}

/* Memory that somebody could still change, or cut under the reader. */
static void what_is_not_sealed_is_refused(void **state)
{
    struct slice memory;
    int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING), ends[2];

    (void)state;
    assert_int_equal(inventory_map(fd, &memory), ERR_INVALID);
    close(fd);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(inventory_map(ends[0], &memory), ERR_INVALID);
    close(ends[0]);
    close(ends[1]);
}

/* Whatever is cut off, or said of lengths, nothing is read outside. */
static void rubbish_is_refused(void **state)
{
    static const char *const paths[] = {"etc/a", "/", "", "/a\nfile", "/a\0b"};
    struct inventory inventory;
    struct inventory_entry entry;
    struct slice memory, rest;

    (void)state;
    assert_int_equal(inventory_init(&inventory), 0);
    inventory_file(&inventory, "/etc/a.yaml", slice_str("a: 1\n"));
    memory = taken(&inventory);
    for (size_t size = 1; size < memory.size; size++) {
        uint8_t *cut = malloc(size);

        memcpy(cut, memory.data, size);
        rest = slice_of(cut, size);
        assert_int_equal(inventory_next(&rest, &entry), ERR_INVALID);
        free(cut);
    }
    for (size_t i = 0; i < memory.size && i < 16; i++) {
        uint8_t *bent = malloc(memory.size);

        memcpy(bent, memory.data, memory.size);
        bent[i] = 0xff;
        rest = slice_of(bent, memory.size);
        assert_int_equal(inventory_next(&rest, &entry), ERR_INVALID);
        free(bent);
    }
    inventory_unmap(memory);
    for (size_t i = 0; i < COUNT(paths); i++) {
        const struct {
            uint32_t kind, path_size;
            uint64_t size;
            char path[8];
        } record = {INVENTORY_FILE, i == 4 ? 4 : (uint32_t)strlen(paths[i]), 0, ""};
        uint8_t bytes[sizeof record];

        memcpy(bytes, &record, sizeof record);
        memcpy(bytes + 16, paths[i], record.path_size);
        rest = slice_of(bytes, 16 + record.path_size);
        assert_int_equal(inventory_next(&rest, &entry), ERR_INVALID);
    }
}

int run_inventory_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_files_and_folders),
        cmocka_unit_test(nobody_need_keep_one),
        cmocka_unit_test(an_empty_one_is_one),
        cmocka_unit_test(an_error_is_told_at_the_end),
        cmocka_unit_test(what_is_not_sealed_is_refused),
        cmocka_unit_test(rubbish_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
