/* Files that were in force: kept, found again, laid out, dropped. */
#include "tests.h"

#include "base/error.h"
#include "daemon/inventory_list.h"
#include "daemon/ledger.h"
#include "daemon/ledger_check.h"
#include "daemon/ledger_restore.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEX_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEX_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

struct place {
    char folder[32];
    char path[64];
    char out[64]; /* where files are laid out */
    struct ledger *ledger;
    struct buffer why;
    int ids;
};

static int begin(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    struct ledger_place where = {.path = place->path};

    snprintf(place->folder, sizeof place->folder, "/tmp/vouchd-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/ledger.db", place->folder);
    snprintf(place->out, sizeof place->out, "%s/out", place->folder);
    assert_int_equal(mkdir(place->out, 0700), 0);
    buffer_init(&place->why, 0);
    assert_int_equal(ledger_open(&where, &place->ledger, &place->why), 0);
    *state = place;
    return 0;
}

static int end(void **state)
{
    struct place *place = *state;

    ledger_close(place->ledger);
    buffer_done(&place->why);
    restore_remove(place->folder);
    assert_int_equal(access(place->folder, F_OK), -1);
    free(place);
    return 0;
}

/* ---- A journal ---- */

struct file {
    const char *path, *text; /* without text, a folder */
};

static int list_of(const struct file *files, size_t count)
{
    struct inventory inventory;
    int fd = -1;

    assert_int_equal(inventory_init(&inventory), 0);
    for (size_t i = 0; i < count; i++) {
        if (files[i].text)
            inventory_file(&inventory, files[i].path, slice_str(files[i].text));
        else
            inventory_folder(&inventory, files[i].path);
    }
    assert_int_equal(inventory_take(&inventory, &fd), 0);
    return fd;
}

static struct inventory_list *make_list(const struct file *files, size_t count)
{
    static const struct inventory_place place = {"/usr/share/vouchd/conf", "/etc/vouchd.yaml"};
    int fds[2] = {list_of(files, count), list_of(NULL, 0)};
    struct inventory_list *list = NULL;

    assert_int_equal(inventory_list_new(&place, fds, &list), 0);
    close(fds[0]);
    close(fds[1]);
    return list;
}

/* A row of the journal with these files; `configuration` and trust are one digest each. */
static void change(struct place *place, const char *configuration, const struct file *files,
                   size_t count)
{
    struct inventory_list *list = count ? make_list(files, count) : NULL;
    char id[16], hex[DIGEST_HEX_SIZE] = "", codes[4 * DIGEST_HEX_SIZE];
    struct ledger_row row, *rows[] = {&row};

    if (list)
        digest_to_hex(&list->sha256, hex);
    snprintf(codes, sizeof codes, "%s\n%s\n0.1\n%s\n", configuration, configuration, hex);
    snprintf(id, sizeof id, "row%d", ++place->ids);
    row = (struct ledger_row){
        .kind = "configuration_changed",
        .indication = "",
        .codes = codes,
        .id = id,
        .inventory = list,
    };
    assert_int_equal(ledger_append(place->ledger, rows, 1), 0);
    inventory_list_free(list);
}

static void change_to(struct place *place, const char *configuration, const char *text)
{
    const struct file files[] = {{"/etc/vouchd.yaml", text}, {"/etc/same.pem", "same"}};

    change(place, configuration, files, COUNT(files));
}

static int restore(struct place *place, const char *configuration, int64_t before)
{
    const struct ledger_judge judge = {configuration, configuration, NULL, before};
    const struct restore_place where = {place->out, "/usr/share/vouchd/conf"};
    struct restored found;

    place->why.size = 0;
    return ledger_restore(place->path, &judge, &where, &found, &place->why);
}

static const char *text_of(const struct place *place, const char *name, char room[64])
{
    char path[160];
    FILE *file;
    size_t size;

    snprintf(path, sizeof path, "%s%s", place->out, name);
    file = fopen(path, "re");
    if (!file)
        return NULL;
    size = fread(room, 1, 63, file);
    room[size] = '\0';
    fclose(file);
    return room;
}

static struct ledger_files_count count(const struct place *place)
{
    struct ledger_check result = {0};
    struct buffer why;

    buffer_init(&why, 0);
    assert_int_equal(ledger_check(place->path, NULL, &result, &why), 0);
    buffer_done(&why);
    return result.files;
}

static void execute(const struct place *place, const char *sql)
{
    sqlite3 *database;

    assert_int_equal(sqlite3_open(place->path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

/* ---- Keeping and laying out ---- */

static void a_file_is_kept_once(void **state)
{
    struct place *place = *state;

    change_to(place, HEX_A, "a: 1\n");
    assert_int_equal(count(place).files, 3); /* two files and the list of them */
    change_to(place, HEX_A, "a: 1\n");
    assert_int_equal(count(place).files, 3);
    change_to(place, HEX_B, "a: 2\n");
    assert_int_equal(count(place).files, 5);
    assert_int_equal(count(place).altered, 0);
}

static void the_files_of_then_come_back(void **state)
{
    struct place *place = *state;
    char room[64];

    change_to(place, HEX_A, "a: 1\n");
    change_to(place, HEX_B, "a: 2\n");
    change_to(place, HEX_A, "a: 1 # again\n");
    assert_int_equal(restore(place, HEX_B, 100), 0);
    assert_string_equal(text_of(place, "/etc/vouchd.yaml", room), "a: 2\n");
    assert_string_equal(text_of(place, "/etc/same.pem", room), "same");
    assert_int_equal(restore(place, HEX_A, 2), 0);
    assert_string_equal(text_of(place, "/etc/vouchd.yaml", room), "a: 1\n");
    assert_int_equal(restore(place, HEX_A, 100), 0);
    assert_string_equal(text_of(place, "/etc/vouchd.yaml", room), "a: 1 # again\n");
    assert_int_equal(restore(place, HEX_A, 1), ERR_NOT_FOUND);
    assert_true(place->why.size > 0);
}

static void a_version_before_kept_none(void **state)
{
    struct place *place = *state;

    change(place, HEX_A, NULL, 0);
    assert_int_equal(restore(place, HEX_A, 100), ERR_NOT_FOUND);
    execute(place, "DROP TABLE files");
    assert_int_equal(restore(place, HEX_A, 100), ERR_NOT_FOUND);
    assert_int_equal(count(place).files, 0);
}

/* Rows of a version before, between those of one that keeps files: the digests say which they are.
 */
static void the_same_digests_are_the_same_files(void **state)
{
    struct place *place = *state;
    char room[64];

    change(place, HEX_A, NULL, 0);
    change_to(place, HEX_A, "a: 1\n");
    change_to(place, HEX_B, "a: 2\n");
    change(place, HEX_A, NULL, 0);
    assert_int_equal(restore(place, HEX_A, 100), 0); /* of the row before */
    assert_string_equal(text_of(place, "/etc/vouchd.yaml", room), "a: 1\n");
    assert_int_equal(restore(place, HEX_A, 2), 0); /* of the row after, where none is before */
    assert_int_equal(restore(place, NULL, 100), ERR_NOT_FOUND); /* named by nothing */
    assert_int_equal(restore(place, NULL, 4), 0);
    assert_string_equal(text_of(place, "/etc/vouchd.yaml", room), "a: 2\n");
}

/* Policies are in neither digest: a decision names its own. */
static void a_decision_has_its_policy(void **state)
{
    static const char *const sha256[] = {
        "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",  /* "a\n" */
        "0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f"}; /* "b\n" */
    static const char *const texts[] = {"a\n", "b\n"};
    struct place *place = *state;
    struct ledger_in_force then;

    for (int i = 0; i < 2; i++)
        change_to(place, HEX_A, texts[i]);
    for (int i = 0; i < 2; i++) {
        const struct ledger_judge judge = {HEX_A, HEX_A, sha256[i], 100};

        assert_int_equal(ledger_in_force(place->ledger, &judge, &then), 0);
        assert_true(then.has_inventory && then.recorded_at > 0);
        assert_int_equal(then.position, i + 1);
    }
    assert_int_equal(
        ledger_in_force(place->ledger, &(struct ledger_judge){HEX_A, HEX_A, HEX_B, 100}, &then), 0);
    assert_false(then.has_inventory);
}

static void an_altered_file_is_not_laid_out(void **state)
{
    struct place *place = *state;

    change_to(place, HEX_A, "a: 1\n");
    execute(place, "UPDATE files SET bytes = x'61' WHERE bytes = CAST('same' AS BLOB)");
    assert_int_equal(restore(place, HEX_A, 100), ERR_MISMATCH);
    assert_int_equal(count(place).altered, 1);
}

/* As who opens a path will go: through folders that it leaves again. */
static void paths_are_as_they_were_opened(void **state)
{
    static const struct file files[] = {
        {"/etc/vouchd.yaml", ""},
        {"/etc/sources/../trust//./issuer.pem", "issuer"},
        {"/etc/crls", NULL},
    };
    struct place *place = *state;
    char room[64];

    change(place, HEX_A, files, COUNT(files));
    assert_int_equal(restore(place, HEX_A, 100), 0);
    assert_string_equal(text_of(place, "/etc/sources/../trust//./issuer.pem", room), "issuer");
    assert_string_equal(text_of(place, "/etc/trust/issuer.pem", room), "issuer");
    assert_string_equal(text_of(place, "/etc/vouchd.yaml", room), "");
    assert_string_equal(text_of(place, "/etc/crls/../vouchd.yaml", room), "");
}

static void no_path_leaves_the_folder(void **state)
{
    static const char *const paths[] = {"/../evil", "/etc/../../evil", "/..", "/etc/../..//evil",
                                        "/etc/.."};
    struct place *place = *state;
    char evil[96];

    snprintf(evil, sizeof evil, "%s/evil", place->folder);
    for (size_t i = 0; i < COUNT(paths); i++) {
        const struct file files[] = {{paths[i], "evil"}};

        change(place, HEX_A, files, 1);
        assert_int_equal(restore(place, HEX_A, 100), ERR_INVALID);
        assert_int_equal(access(evil, F_OK), -1);
    }
}

/* As its author likes it: no daemon wrote this one. */
static void change_by(struct place *place, const char *text, size_t size)
{
    struct inventory_list list = {0};
    struct sha256 *sha256 = sha256_new();
    char hex[DIGEST_HEX_SIZE], codes[4 * DIGEST_HEX_SIZE], id[16];
    struct ledger_row row = {.kind = "started", .indication = "", .codes = codes, .id = id};
    struct ledger_row *rows[] = {&row};

    buffer_init(&list.text, 0);
    buffer_append(&list.text, text, size);
    assert_int_equal(sha256_of(sha256, buffer_slice(&list.text), &list.sha256), 0);
    sha256_free(sha256);
    digest_to_hex(&list.sha256, hex);
    snprintf(codes, sizeof codes, HEX_A "\n" HEX_A "\n0.1\n%s\n", hex);
    snprintf(id, sizeof id, "by%d", ++place->ids);
    row.inventory = &list;
    assert_int_equal(ledger_append(place->ledger, rows, 1), 0);
    buffer_done(&list.text);
}

#define BEGIN INVENTORY_TITLE "\ninstalled /usr/share/vouchd/conf\n"

static void no_path_ends_before_its_line(void **state)
{
    static const char text[] = BEGIN "folder /..\0/evil\n";
    struct place *place = *state;
    char evil[96];

    snprintf(evil, sizeof evil, "%s/evil", place->folder);
    change_by(place, text, sizeof text - 1);
    assert_int_equal(restore(place, HEX_A, 100), ERR_SYNTAX);
    assert_int_equal(access(evil, F_OK), -1);
}

static void no_more_is_laid_out_than_a_configuration_has(void **state)
{
    struct place *place = *state;
    struct buffer text;

    buffer_init(&text, 0);
    buffer_append_str(&text, BEGIN);
    for (int i = 0; i < 300; i++) {
        buffer_append_str(&text, "folder ");
        for (int k = 0; k < 900; k++)
            buffer_append_str(&text, "/a/..");
        buffer_append_byte(&text, '\n');
    }
    change_by(place, (const char *)text.data, text.size);
    assert_int_equal(restore(place, HEX_A, 100), ERR_LIMIT);
    buffer_done(&text);
}

static void no_larger_file_is_read_than_one_is_kept(void **state)
{
    struct place *place = *state;
    const struct file files[] = {{"/etc/vouchd.yaml", "a: 1\n"}};
    struct digest sha256;
    struct buffer bytes;

    change(place, HEX_A, files, 1);
    execute(place, "UPDATE files SET bytes = zeroblob(67108865) WHERE bytes = CAST('a: 1' || "
                   "char(10) AS BLOB)");
    assert_int_equal(restore(place, HEX_A, 100), ERR_LIMIT);
    buffer_init(&bytes, 0);
    assert_int_equal(digest_from_hex(slice_str("87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a"
                                               "0fde60c4cf25c7"),
                                     &sha256),
                     0);
    change_to(place, HEX_B, "a\n");
    assert_int_equal(ledger_file(place->ledger, &sha256, 1, &bytes), ERR_LIMIT);
    assert_int_equal(ledger_file(place->ledger, &sha256, 2, &bytes), 0);
    buffer_done(&bytes);
}

static void where_there_was_no_configuration_an_empty_one_says_so(void **state)
{
    struct place *place = *state;
    const struct ledger_judge judge = {HEX_A, HEX_A, NULL, 100};
    const struct restore_place where = {place->out, "/opt/conf"};
    struct restored found;
    char room[64];

    change_by(place, BEGIN, sizeof BEGIN - 1);
    assert_int_equal(ledger_restore(place->path, &judge, &where, &found, &place->why), 0);
    assert_false(found.had_configuration);
    assert_string_equal(text_of(place, "/vouchd.yaml", room), "");
}

/* What was installed under another prefix is found where programs look today. */
static void installed_files_are_where_they_are_today(void **state)
{
    static const struct file files[] = {
        {"/etc/vouchd.yaml", ""},
        {"/usr/share/vouchd/conf/tables/ports.yaml", "ports"},
        {"/usr/share/vouchd/confer/other.yaml", "other"},
    };
    struct place *place = *state;
    const struct ledger_judge judge = {HEX_A, HEX_A, NULL, 100};
    const struct restore_place where = {place->out, "/opt/conf"};
    char wanted[PATH_MAX], room[64];
    struct restored found;

    change(place, HEX_A, files, COUNT(files));
    assert_int_equal(ledger_restore(place->path, &judge, &where, &found, &place->why), 0);
    snprintf(wanted, sizeof wanted, "%s/etc/vouchd.yaml", place->out);
    assert_true(found.had_configuration);
    assert_string_equal(found.configuration, wanted);
    assert_string_equal(text_of(place, "/opt/conf/tables/ports.yaml", room), "ports");
    assert_null(text_of(place, "/opt/confer/other.yaml", room));
    assert_null(text_of(place, "/opt/conf/other.yaml", room));
}

/* ---- The list ---- */

static void what_two_read_is_listed_as_the_first_had_it(void **state)
{
    static const struct file first[] = {{"/b", "first"}, {"/a", "a"}, {"/b", "again"}};
    static const struct file second[] = {{"/b", "second"}, {"/c", NULL}};
    static const struct inventory_place place = {"/conf", NULL};
    int fds[2] = {list_of(first, COUNT(first)), list_of(second, COUNT(second))};
    struct inventory_list *list = NULL;

    (void)state;
    assert_int_equal(inventory_list_new(&place, fds, &list), 0);
    assert_int_equal(list->count, 3);
    assert_true(slice_is(list->items[0].entry.path, "/a"));
    assert_true(slice_is(list->items[1].entry.bytes, "first"));
    assert_int_equal(list->items[2].entry.kind, INVENTORY_FOLDER);
    assert_true(slice_is(slice_sub(buffer_slice(&list->text), 0, 41),
                         "vouchd inventory 1\ninstalled /conf\nfile c"));
    inventory_list_free(list);
    close(fds[1]);
    fds[1] = fds[0] + 1000; /* none */
    assert_int_equal(inventory_list_new(&place, fds, &list), ERR_INVALID);
    close(fds[0]);
}

/* ---- Dropping ---- */

static void age(const struct place *place, int position, int recorded_at)
{
    char sql[96];

    snprintf(sql, sizeof sql, "UPDATE rows SET recorded_at = %d WHERE position = %d", recorded_at,
             position);
    execute(place, sql);
}

static void expire(struct ledger *ledger, int64_t before)
{
    int64_t after = 0;

    do
        assert_int_equal(ledger_expire(ledger, before, &after), 0);
    while (after);
}

static void files_out_of_force_are_dropped(void **state)
{
    struct place *place = *state;

    change_to(place, HEX_A, "a: 1\n");
    change_to(place, HEX_B, "a: 2\n");
    change_to(place, HEX_A, "a: 3\n");
    age(place, 1, 1000);
    age(place, 2, 2000);
    age(place, 3, 3000);
    expire(place->ledger, 1500); /* the first was in force until 2000 */
    assert_int_equal(count(place).files, 7);
    expire(place->ledger, 2500);
    assert_int_equal(count(place).files, 5);
    assert_int_equal(restore(place, HEX_A, 2), ERR_NOT_FOUND);
    assert_int_equal(restore(place, HEX_B, 3), 0);
    expire(place->ledger, 9000); /* what is in force stays */
    assert_int_equal(count(place).files, 3);
    assert_int_equal(restore(place, HEX_A, 100), 0);
}

static void files_of_a_held_row_are_not_dropped(void **state)
{
    struct place *place = *state;
    struct ledger_row row = {.kind = "verdict", .indication = "", .codes = "", .id = "held"};
    struct ledger_row *rows[] = {&row};

    change_to(place, HEX_A, "a: 1\n");
    change_to(place, HEX_B, "a: 2\n");
    assert_int_equal(ledger_append(place->ledger, rows, 1), 0);
    change_to(place, HEX_A, "a: 3\n");
    for (int i = 1; i <= 4; i++)
        age(place, i, 1000 * i);
    execute(place, "UPDATE rows SET held = 1 WHERE id = 'held'");
    expire(place->ledger, 9000);
    assert_int_equal(count(place).files, 5);
    assert_int_equal(restore(place, HEX_B, 3), 0);
    assert_int_equal(restore(place, HEX_A, 2), ERR_NOT_FOUND);
}

/* It stays, for `ledger check` to tell; nothing can be judged by it any more. */
static void an_altered_list_stops_no_dropping(void **state)
{
    struct place *place = *state;

    change_to(place, HEX_A, "a: 1\n");
    change_to(place, HEX_B, "a: 2\n");
    age(place, 1, 1000);
    age(place, 2, 2000);
    execute(place, "UPDATE files SET bytes = x'00' WHERE CAST(bytes AS TEXT) LIKE 'vouchd inv%'");
    expire(place->ledger, 9000);
    assert_int_equal(count(place).altered, 1);
    assert_int_equal(count(place).files, 1);
}

int run_ledger_files_tests(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_kept_once),
        TEST(the_files_of_then_come_back),
        TEST(a_version_before_kept_none),
        TEST(the_same_digests_are_the_same_files),
        TEST(a_decision_has_its_policy),
        TEST(an_altered_file_is_not_laid_out),
        TEST(paths_are_as_they_were_opened),
        TEST(no_path_leaves_the_folder),
        TEST(no_path_ends_before_its_line),
        TEST(no_more_is_laid_out_than_a_configuration_has),
        TEST(no_larger_file_is_read_than_one_is_kept),
        TEST(where_there_was_no_configuration_an_empty_one_says_so),
        TEST(installed_files_are_where_they_are_today),
        TEST(what_two_read_is_listed_as_the_first_had_it),
        TEST(files_out_of_force_are_dropped),
        TEST(files_of_a_held_row_are_not_dropped),
        TEST(an_altered_list_stops_no_dropping),
    };
#undef TEST

    return cmocka_run_group_tests_name("ledger_files", tests, NULL, NULL);
}
