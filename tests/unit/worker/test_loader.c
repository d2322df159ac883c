/*
 * Each refusal of the loader, and each built plugin: what it exports, and that it loads.
 */
#include "worker/loader.h"

#include "base/error.h"

#include <dirent.h>
#include <elf.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;
static struct plugins plugins;
static struct config_error error;

static int start(void **state)
{
    (void)state;
    arena = arena_new(0);
    plugins = (struct plugins){0};
    error = (struct config_error){0};
    return arena ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

static void expect_refused(const char *path, int code, const char *message)
{
    assert_int_equal(plugins_load_file(arena, path, &plugins, &error), code);
    if (!strstr(error.message, message))
        fail_msg("%s: '%s', not '%s'", path, error.message, message);
    assert_int_equal(plugins.count, 0);
}

static void names_what_is_wrong_with_a_plugin(void **state)
{
    static const char *const cases[][2] = {
        {"no_symbol", "exports no symbol vouch_plugin"},
        {"wrong_abi", "built for plugin ABI 2, this is ABI 1"},
        {"wrong_size", "struct vouch_plugin is too small"},
        {"wrong_name", "calls itself 'somebody_else', its file says 'wrong_name'"},
        {"bad_name", "its name is not [a-z][a-z0-9_]*"},
        {"no_probe", "has no probe()"},
        {"no_examine", "has no examine()"},
        {"bad_field", "a field of a kind that does not exist"},
        {"bad_code", "does not begin with its name and a dot"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[512];

        snprintf(path, sizeof path, "%s/refused/%s.so", VOUCH_WRONG, cases[i][0]);
        expect_refused(path, ERR_INVALID, cases[i][1]);
    }
}

/* A folder of its own with a copy of a good plugin called rogue.so. */
static void copy_plugin(const char *folder, char path[512])
{
    char command[1024];

    snprintf(path, 512, "%s/rogue.so", folder);
    snprintf(command, sizeof command, "cp %s/loaded/rogue.so %s", VOUCH_WRONG, path);
    assert_int_equal(system(command), 0);
}

static void looks_at_the_file_first(void **state)
{
    char folder[] = "/tmp/vouch-test-XXXXXX", path[512], link[512];

    (void)state;
    assert_non_null(mkdtemp(folder));
    copy_plugin(folder, path);
    snprintf(link, sizeof link, "%s/other.so", folder);
    assert_int_equal(symlink(path, link), 0);
    expect_refused(link, ERR_DENIED, "not a regular file");
    assert_int_equal(chmod(path, 0646), 0);
    expect_refused(path, ERR_DENIED, "others than its owner may write to it");
    assert_int_equal(chmod(path, 0664), 0);
    expect_refused(path, ERR_DENIED, "others than its owner may write to it");
    assert_int_equal(chmod(path, 0644), 0);
    if (geteuid() == 0 && chown(path, 12345, 0) == 0) {
        expect_refused(path, ERR_DENIED, "owned by somebody else");
        assert_int_equal(chown(path, 0, 0), 0);
    }
    assert_int_equal(plugins_load_file(arena, path, &plugins, &error), 0);
    assert_int_equal(plugins.count, 1);
    unlink(link);
    unlink(path);
    rmdir(folder);
}

static void refuses_what_is_no_library(void **state)
{
    char folder[] = "/tmp/vouch-test-XXXXXX", path[512];
    FILE *file;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/text.so", folder);
    file = fopen(path, "w");
    fputs("not a library", file);
    fclose(file);
    expect_refused(path, ERR_INVALID, path); /* dlopen's own words */
    unlink(path);
    expect_refused(path, ERR_NOT_FOUND, "No such file");
    expect_refused("/tmp/plugin.txt", ERR_INVALID, "called NAME.so");
    rmdir(folder);
}

static void takes_a_name_once(void **state)
{
    (void)state;
    assert_int_equal(plugins_load_file(arena, VOUCH_WRONG "/loaded/rogue.so", &plugins, &error), 0);
    assert_int_equal(plugins_load_file(arena, VOUCH_WRONG "/loaded/rogue.so", &plugins, &error),
                     ERR_INVALID);
    assert_non_null(strstr(error.message, "loaded already"));
    assert_int_equal(plugins.count, 1);
}

static void says_which_folder_is_missing(void **state)
{
    (void)state;
    assert_int_equal(plugins_load(arena, "/tmp/there-is-no-such-folder", &plugins, &error),
                     ERR_NOT_FOUND);
    assert_string_equal(error.file, "/tmp/there-is-no-such-folder");
}

static void finds_declared_codes_alone(void **state)
{
    static const struct vouch_code codes[] = {
        {sizeof(struct vouch_code), VOUCH_CODE_CHECK, "x.one"},
        {sizeof(struct vouch_code), VOUCH_CODE_REASON, "x.two"},
    };
    const struct vouch_plugin plugin = {.name = "x", .codes = codes, .code_count = 2};

    (void)state;
    assert_ptr_equal(plugin_find_code(&plugin, VOUCH_CODE_CHECK, "x.one"), codes[0].code);
    assert_null(plugin_find_code(&plugin, VOUCH_CODE_CHECK, "x.two"));
    assert_null(plugin_find_code(&plugin, VOUCH_CODE_REASON, "x.one"));
    assert_null(plugin_find_code(&plugin, VOUCH_CODE_ADVICE, NULL));
}

/* ---- The plugins that are built ---- */

/* Names of the symbols that a library defines for others, " " between. */
static void list_exports(const char *path, char *list, size_t size)
{
    int fd = open(path, O_RDONLY);
    struct stat status;
    const uint8_t *file;
    const Elf64_Ehdr *header;
    const Elf64_Shdr *sections;

    assert_true(fd >= 0 && fstat(fd, &status) == 0);
    file = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    assert_ptr_not_equal(file, MAP_FAILED);
    close(fd);
    header = (const void *)file;
    sections = (const void *)(file + header->e_shoff);
    list[0] = '\0';
    for (size_t i = 0; i < header->e_shnum; i++) {
        const Elf64_Sym *symbols = (const void *)(file + sections[i].sh_offset);
        const char *names = (const char *)file + sections[sections[i].sh_link].sh_offset;

        if (sections[i].sh_type != SHT_DYNSYM)
            continue;
        for (size_t j = 0; j < sections[i].sh_size / sizeof *symbols; j++) {
            const char *name = names + symbols[j].st_name;
            size_t used = strlen(list);

            if (strncmp(name, "__odr_asan", 10) == 0) /* AddressSanitizer's own */
                continue;
            if (symbols[j].st_shndx != SHN_UNDEF && ELF64_ST_BIND(symbols[j].st_info) != STB_LOCAL)
                snprintf(list + used, size - used, "%s%s", used ? " " : "", name);
        }
    }
    munmap((void *)(uintptr_t)file, (size_t)status.st_size);
}

static void built_plugins_load_and_export_one_symbol(void **state)
{
    DIR *folder = opendir(VOUCH_STAGE_PLUGINS);
    struct dirent *entry;
    size_t found = 0;

    (void)state;
    assert_non_null(folder);
    while ((entry = readdir(folder))) {
        char path[512], exports[1024];

        if (!strstr(entry->d_name, ".so"))
            continue;
        snprintf(path, sizeof path, "%s/%s", VOUCH_STAGE_PLUGINS, entry->d_name);
        list_exports(path, exports, sizeof exports);
        assert_string_equal(exports, "vouch_plugin");
        found++;
    }
    closedir(folder);
    assert_true(found > 0);
    if (plugins_load(arena, VOUCH_STAGE_PLUGINS, &plugins, &error) < 0)
        fail_msg("%s: %s", error.file, error.message);
    assert_int_equal(plugins.count, found);
    for (size_t i = 0; i < found; i++)
        assert_ptr_equal(plugins_find(&plugins, plugins.items[i]->name), plugins.items[i]);
    assert_null(plugins_find(&plugins, "nobody"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(names_what_is_wrong_with_a_plugin),
        TEST(looks_at_the_file_first),
        TEST(refuses_what_is_no_library),
        TEST(takes_a_name_once),
        TEST(says_which_folder_is_missing),
        TEST(finds_declared_codes_alone),
        TEST(built_plugins_load_and_export_one_symbol),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
