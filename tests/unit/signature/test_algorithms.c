/* The dated table: the shipped file is the built-in one, and wrong files are refused. */
#include "tests.h"

#include "base/config.h"
#include "base/datetime.h"

#include <stdio.h>

static struct config_error error;

static const struct algorithm_table *read_table(const char *yaml)
{
    const struct algorithm_table *table = NULL;
    const struct config_node *root;

    assert_int_equal(config_parse(test_arena, slice_str(yaml), "a.yaml", &root, &error), 0);
    if (algorithm_table_read(test_arena, root, &table, &error) < 0)
        return NULL;
    return table;
}

static bool good_on(const char *name, uint32_t bits, const char *day, const char *clock)
{
    char moment[32];
    int64_t time;

    snprintf(moment, sizeof moment, "%sT%sZ", day, clock);
    assert_int_equal(time_parse(slice_str(moment), &time, NULL), 0);
    return algorithm_acceptable(algorithm_table_builtin(), name, bits, time, NULL);
}

static void ends_are_days_in_utc(void **state)
{
    (void)state;
    assert_true(good_on("md5", 0, "2004-08-31", "23:59:59"));
    assert_false(good_on("md5", 0, "2004-09-01", "00:00:00"));
    assert_true(good_on("sha1", 0, "2019-12-31", "23:59:59"));
    assert_false(good_on("sha1", 0, "2020-01-01", "00:00:00"));
    assert_true(good_on("rsa", 2048, "2029-12-31", "23:59:59"));
    assert_false(good_on("rsa", 2048, "2030-01-01", "00:00:00"));
    assert_true(good_on("sha256", 0, "2099-01-01", "00:00:00"));
}

static void key_sizes_have_rows_of_their_own(void **state)
{
    (void)state;
    assert_false(good_on("rsa", 1899, "2010-01-01", "00:00:00"));
    assert_true(good_on("rsa", 1900, "2026-01-01", "00:00:00"));
    assert_true(good_on("rsa", 2999, "2026-01-01", "00:00:00"));
    assert_false(good_on("rsa", 2999, "2031-01-01", "00:00:00"));
    assert_true(good_on("rsa", 3000, "2031-01-01", "00:00:00"));
    assert_true(good_on("p-256", 256, "2031-01-01", "00:00:00"));
    assert_true(good_on("ed25519", 256, "2031-01-01", "00:00:00"));
    assert_true(good_on("sm2", 256, "2031-01-01", "00:00:00"));
    assert_true(good_on("sm3", 0, "2031-01-01", "00:00:00"));
}

static void what_no_row_names_was_never_good(void **state)
{
    const struct algorithm_row *row = algorithm_table_builtin()->rows;

    (void)state;
    assert_false(algorithm_acceptable(algorithm_table_builtin(), "rot13", 0, 0, &row));
    assert_null(row);
}

static void the_shipped_file_is_the_built_in_table(void **state)
{
    const struct algorithm_table *builtin = algorithm_table_builtin();
    const struct algorithm_table *table = NULL;
    const struct config_node *root;

    (void)state;
    assert_int_equal(config_load(test_arena, ALGORITHMS_YAML, &root, &error), 0);
    assert_int_equal(algorithm_table_read(test_arena, root, &table, &error), 0);
    assert_string_equal(table->version, builtin->version);
    assert_int_equal(table->count, builtin->count);
    for (size_t i = 0; i < table->count; i++) {
        assert_string_equal(table->rows[i].name, builtin->rows[i].name);
        assert_int_equal(table->rows[i].bits_min, builtin->rows[i].bits_min);
        assert_int_equal(table->rows[i].bits_max, builtin->rows[i].bits_max);
        assert_int_equal(table->rows[i].has_until, builtin->rows[i].has_until);
        assert_true(table->rows[i].until == builtin->rows[i].until);
    }
}

static void a_file_can_say_otherwise(void **state)
{
    const struct algorithm_table *table =
        read_table("version: 2027-01-01\n"
                   "digests: [{name: sha256, until: 2026-12-31}]\n"
                   "keys: [{name: rsa, bits_from: 4096}, {name: rsa, until: 2020-01-01}]\n");
    const struct algorithm_row *row;

    (void)state;
    assert_non_null(table);
    assert_string_equal(table->version, "2027-01-01");
    assert_false(algorithm_acceptable(table, "sha256", 0, INT64_C(1798761600), NULL));
    assert_true(algorithm_acceptable(table, "rsa", 4096, AT_2026, &row));
    assert_false(algorithm_acceptable(table, "rsa", 2048, AT_2026, &row));
    assert_true(row->has_until);
}

static void wrong_files_are_refused(void **state)
{
    (void)state;
    assert_null(read_table("digests: []\nkeys: []\n")); /* no version */
    assert_null(read_table("version: 2027-01-01\nkeys: []\n"));
    assert_null(read_table("version: 2027-01-01\ndigests: [{until: 2020-01-01}]\nkeys: []\n"));
    assert_null(
        read_table("version: 2027-01-01\ndigests: [{name: a, till: 2020-01-01}]\nkeys: []\n"));
    assert_null(read_table("version: 2027-01-01\ndigests: [{name: a, until: never}]\nkeys: []\n"));
    assert_null(read_table("version: 2027-01-01\ndigests: []\n"
                           "keys: [{name: rsa, bits_from: 3000, bits_to: 2000}]\n"));
    assert_string_equal(error.message, "bits_to is less than bits_from");
    assert_int_equal(error.line, 3);
}

int run_algorithms_tests(void)
{
    const struct CMUnitTest tests[] = {
        unit(ends_are_days_in_utc),
        unit(key_sizes_have_rows_of_their_own),
        unit(what_no_row_names_was_never_good),
        unit(the_shipped_file_is_the_built_in_table),
        unit(a_file_can_say_otherwise),
        unit(wrong_files_are_refused),
    };

    return cmocka_run_group_tests_name("algorithms", tests, NULL, NULL);
}
