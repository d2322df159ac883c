#include "tests.h"

#include "base/error.h"
#include "daemon/ledger.h"
#include "daemon/ledger_check.h"
#include "daemon/ledger_prove.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    char folder[32];
    char path[64];
    char key[72];
};

static int make_place(void **state)
{
    struct place *place = calloc(1, sizeof *place);

    snprintf(place->folder, sizeof place->folder, "/tmp/vouchd%%41?#-XXXXXX"); /* hard for a URI */
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/ledger.db", place->folder);
    snprintf(place->key, sizeof place->key, "%s.key", place->path);
    *state = place;
    return 0;
}

static int remove_place(void **state)
{
    static const char *const names[] = {
        "ledger.db",      "ledger.db-wal", "ledger.db-shm",           "ledger.db.key",
        "ledger.db.lock", "other.key",     "ledger.db.checkpoint-key"};
    struct place *place = *state;
    char path[96];

    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", place->folder, names[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(place->folder), 0);
    free(place);
    return 0;
}

static int open_at(const struct place *place, struct ledger **ret)
{
    struct ledger_place where = {.path = place ? place->path : NULL};
    struct buffer why;
    int r;

    buffer_init(&why, 0);
    r = ledger_open(&where, ret, &why);
    assert_int_equal(r<0, why.size> 0);
    buffer_done(&why);
    return r;
}

static void fill_row(struct ledger_row *row, const char *id, uint8_t document)
{
    *row = (struct ledger_row){
        .kind = "verdict",
        .indication = "indeterminate",
        .codes = "pdf.not_signed\n",
        .id = id,
        .has_serial = true,
    };
    row->has_document = true;
    memset(row->document_sha256.bytes, document, DIGEST_SIZE);
    memset(row->salt, 9, sizeof row->salt);
}

static int append(struct ledger *ledger, const char *id, uint8_t document)
{
    struct ledger_row row, *rows[] = {&row};

    fill_row(&row, id, document);
    return ledger_append(ledger, rows, 1);
}

static void execute(const struct place *place, const char *sql)
{
    sqlite3 *database;

    assert_int_equal(sqlite3_open(place->path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

static struct ledger_check check(const struct place *place, int expected)
{
    struct ledger_check result = {0};
    struct buffer why;

    buffer_init(&why, 0);
    assert_int_equal(ledger_check(place->path, NULL, &result, &why), expected);
    assert_int_equal(expected<0, why.size> 0);
    buffer_done(&why);
    return result;
}

static void rows_are_numbered(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL;
    struct ledger_row a, b, *rows[] = {&a, &b};

    assert_int_equal(open_at(place, &ledger), 0);
    assert_int_equal(ledger_last_position(ledger), 0);
    assert_int_equal(append(ledger, "one", 1), 0);
    fill_row(&a, "two", 2);
    fill_row(&b, "three", 3);
    assert_int_equal(ledger_append(ledger, rows, 2), 0);
    assert_int_equal(a.position, 2);
    assert_int_equal(b.position, 3);
    assert_true(b.recorded_at > 1700000000);
    ledger_close(ledger);
    assert_int_equal(check(place, 0).rows, 3);
    assert_int_equal(check(place, 0).altered, 0);
    assert_int_equal(open_at(place, &ledger), 0);
    assert_int_equal(ledger_last_position(ledger), 3);
    assert_int_equal(ledger_last_recorded(ledger), b.recorded_at);
    ledger_close(ledger);
}

/* An id that is there already fails the whole transaction; nothing of it stays. */
static void all_or_none(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL;
    struct ledger_row a, b, *rows[] = {&a, &b};

    assert_int_equal(open_at(place, &ledger), 0);
    fill_row(&a, "same", 1);
    fill_row(&b, "same", 2);
    assert_int_equal(ledger_append(ledger, rows, 2), ERR_IO);
    assert_int_equal(ledger_last_position(ledger), 0);
    assert_int_equal(append(ledger, "same", 3), 0);
    assert_int_equal(ledger_last_position(ledger), 1);
    ledger_close(ledger);
    assert_int_equal(check(place, 0).rows, 1);
}

/* A decision on several documents has none of its own; what a row is about is found by its id. */
static void decisions_stand_beside_reports(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL;
    struct ledger_row report, decision, *rows[] = {&report, &decision};
    char kind[LEDGER_KIND_SIZE];

    assert_int_equal(open_at(place, &ledger), 0);
    fill_row(&report, "one", 1);
    fill_row(&decision, "two", 1);
    decision.kind = "decision";
    decision.indication = "refer";
    decision.codes = "cn-pr-spouse\nspouse\n";
    decision.has_document = false;
    assert_int_equal(ledger_append(ledger, rows, 2), 0);
    assert_int_equal(ledger_kind(ledger, "one", kind), 0);
    assert_string_equal(kind, "verdict");
    assert_int_equal(ledger_kind(ledger, "two", kind), 0);
    assert_string_equal(kind, "decision");
    assert_int_equal(ledger_kind(ledger, "three", kind), ERR_NOT_FOUND);
    ledger_close(ledger);
    assert_int_equal(check(place, 0).rows, 2);
    assert_int_equal(check(place, 0).altered, 0);
    assert_int_equal(check(place, 0).erased, 0);
}

static void first_receipt(void **state)
{
    struct place *place = *state;
    struct digest document;
    struct ledger *ledger = NULL;
    int64_t time = 0;

    assert_int_equal(open_at(place, &ledger), 0);
    memset(document.bytes, 1, DIGEST_SIZE);
    assert_int_equal(ledger_received_at(ledger, &document, &time), ERR_NOT_FOUND);
    assert_int_equal(append(ledger, "one", 1), 0);
    assert_int_equal(append(ledger, "two", 1), 0);
    assert_int_equal(ledger_received_at(ledger, &document, &time), 0);
    assert_true(time > 1700000000);
    document.bytes[0] = 0;
    assert_int_equal(ledger_received_at(ledger, &document, &time), ERR_NOT_FOUND);
    ledger_close(ledger);
}

static void in_memory(void **state)
{
    struct digest document;
    struct ledger *ledger = NULL;
    int64_t time;

    (void)state;
    assert_int_equal(open_at(NULL, &ledger), 0);
    assert_int_equal(append(ledger, "one", 5), 0);
    memset(document.bytes, 5, DIGEST_SIZE);
    assert_int_equal(ledger_received_at(ledger, &document, &time), 0);
    ledger_close(ledger);
}

static void one_owner(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL, *other = NULL;

    assert_int_equal(open_at(place, &ledger), 0);
    assert_int_equal(open_at(place, &other), ERR_BUSY);
    assert_int_equal(append(ledger, "one", 1), 0);
    assert_int_equal(check(place, 0).rows, 1); /* reading is allowed */
    ledger_close(ledger);
    assert_int_equal(open_at(place, &ledger), 0);
    ledger_close(ledger);
}

static void make_rows(const struct place *place)
{
    struct ledger *ledger = NULL;
    char id[8];

    assert_int_equal(open_at(place, &ledger), 0);
    for (int i = 0; i < 5; i++) {
        snprintf(id, sizeof id, "id%d", i);
        assert_int_equal(append(ledger, id, (uint8_t)i), 0);
    }
    ledger_close(ledger);
}

/* Each kind of change is found where it is, and keeps a daemon from going on. */
static void changes_are_found(void **state)
{
    static const char *const changes[] = {
        "UPDATE rows SET codes = '' WHERE position = 3",
        "UPDATE rows SET recorded_at = recorded_at + 1 WHERE position = 3",
        "UPDATE rows SET document_sha256 = zeroblob(32) WHERE position = 3",
        "UPDATE rows SET ciphertext = zeroblob(1) WHERE position = 3",
        "UPDATE rows SET salt = NULL WHERE position = 3",
        "UPDATE rows SET leaf = zeroblob(32) WHERE position = 3",
        "UPDATE rows SET commitment = zeroblob(32) WHERE position = 3",
        "UPDATE rows SET person = serial, serial = NULL WHERE position = 3",
    };
    struct place *place = *state;
    struct ledger *ledger = NULL;

    make_rows(place);
    execute(place, "CREATE TABLE saved AS SELECT * FROM rows");
    for (size_t i = 0; i < COUNT(changes); i++) {
        execute(place, changes[i]);
        assert_int_equal(check(place, 0).altered, 1);
        assert_int_equal(check(place, 0).first_altered, 3);
        assert_int_equal(open_at(place, &ledger), ERR_MISMATCH);
        execute(place, "DELETE FROM rows; INSERT INTO rows SELECT * FROM saved");
        assert_int_equal(check(place, 0).altered, 0);
    }
}

static void gaps_are_found(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL;

    make_rows(place);
    execute(place, "DELETE FROM rows WHERE position IN (2, 3)");
    assert_int_equal(check(place, 0).missing, 2);
    assert_int_equal(open_at(place, &ledger), ERR_MISMATCH);
}

/* What the leaves alone cannot tell: rows cut off at the end, or altered with their leaves. */
static void a_shorter_ledger_differs(void **state)
{
    struct place *place = *state;

    make_rows(place);
    assert_int_equal(check(place, 0).checkpoint, LEDGER_ROOT_HOLDS);
    execute(place, "DELETE FROM rows WHERE position = 5");
    assert_int_equal(check(place, 0).altered, 0);
    assert_int_equal(check(place, 0).checkpoint, LEDGER_ROOT_DIFFERS);
    execute(place, "UPDATE meta SET value = x'00' WHERE name = 'checkpoint'");
    assert_int_equal(check(place, 0).checkpoint, LEDGER_ROOT_UNSIGNED);
    execute(place, "DELETE FROM meta WHERE name = 'checkpoint'");
    assert_int_equal(check(place, 0).checkpoint, LEDGER_ROOT_NONE);
}

/* A file from elsewhere may define what never ends in place of its rows. */
static void a_view_is_no_table(void **state)
{
    struct place *place = *state;
    struct ledger_check result = {0};
    struct buffer why;

    make_rows(place);
    execute(place, "ALTER TABLE rows RENAME TO others");
    execute(place, "CREATE VIEW rows AS WITH RECURSIVE n(x) AS "
                   "(SELECT 1 UNION ALL SELECT x + 1 FROM n) "
                   "SELECT x AS position, 1 AS recorded_at, '' AS kind, '' AS indication, "
                   "'' AS codes, x'' AS commitment, x'' AS leaf, x'' AS salt, "
                   "NULL AS document_sha256, NULL AS payload_sha256, NULL AS serial, "
                   "NULL AS person, NULL AS document_numbers, NULL AS reference, "
                   "NULL AS ciphertext FROM n");
    buffer_init(&why, 0);
    assert_int_equal(ledger_check(place->path, NULL, &result, &why), ERR_IO);
    buffer_done(&why);
}

static struct ledger_check check_kept(const struct place *place, const struct buffer *note,
                                      const struct buffer *key)
{
    struct ledger_kept kept = {.note = buffer_slice(note), .public_key = buffer_slice(key)};
    struct ledger_check result = {0};
    struct buffer why;

    buffer_init(&why, 0);
    assert_int_equal(ledger_check(place->path, &kept, &result, &why), 0);
    buffer_done(&why);
    return result;
}

/* Whoever has the ledger and all its keys can write another; not with an earlier checkpoint. */
static void a_kept_checkpoint_finds_another_ledger(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL;
    struct buffer note, key, why;

    make_rows(place);
    buffer_init(&note, 0);
    buffer_init(&key, 0);
    buffer_init(&why, 0);
    assert_int_equal(ledger_last_checkpoint(place->path, &note, &why), 0);
    assert_int_equal(ledger_public_key(place->path, &key, &why), 0);
    assert_int_equal(open_at(place, &ledger), 0);
    assert_int_equal(append(ledger, "later", 6), 0);
    ledger_close(ledger);
    assert_int_equal(check_kept(place, &note, &key).kept, LEDGER_ROOT_HOLDS);
    assert_int_equal(check_kept(place, &note, &key).kept_size, 5);

    execute(place, "DELETE FROM rows; DELETE FROM nodes; "
                   "DELETE FROM meta WHERE name = 'checkpoint'");
    assert_int_equal(open_at(place, &ledger), 0);
    for (int i = 0; i < 6; i++) {
        char id[8];

        snprintf(id, sizeof id, "new%d", i);
        assert_int_equal(append(ledger, id, (uint8_t)(100 + i)), 0);
    }
    ledger_close(ledger);
    assert_int_equal(check_kept(place, &note, &key).checkpoint, LEDGER_ROOT_HOLDS);
    assert_int_equal(check_kept(place, &note, &key).kept, LEDGER_ROOT_DIFFERS);
    note.data[note.size - 10] ^= 1;
    assert_int_equal(check_kept(place, &note, &key).kept, LEDGER_ROOT_UNSIGNED);
    buffer_done(&note);
    buffer_done(&key);
    buffer_done(&why);
}

static void append_many(struct ledger *ledger, int from, int count)
{
    struct ledger_row rows[64], *pointers[64];
    char ids[64][16];

    for (int i = 0; i < count; i += 64) {
        int batch = count - i < 64 ? count - i : 64;

        for (int j = 0; j < batch; j++) {
            snprintf(ids[j], sizeof ids[j], "m%d", from + i + j);
            fill_row(&rows[j], ids[j], (uint8_t)j);
            pointers[j] = &rows[j];
        }
        assert_int_equal(ledger_append(ledger, pointers, (size_t)batch), 0);
    }
}

/* Over many rows subtrees are stored; where an earlier version added rows, they are made up for. */
static void the_tree_grows_and_is_mended(void **state)
{
    static const char *const damage[] = {
        "DELETE FROM nodes WHERE level > 8",
        "DELETE FROM nodes WHERE number > 0 OR level > 8",
        "DROP TABLE nodes; DELETE FROM meta WHERE name = 'checkpoint'",
        "UPDATE nodes SET root = zeroblob(32)",
        "UPDATE nodes SET root = x'01'",
        "INSERT INTO nodes VALUES (8, 77, zeroblob(32))",
        "INSERT INTO nodes VALUES (9, 77, zeroblob(32))",
        "UPDATE nodes SET root = zeroblob(32) WHERE level = 8 AND number = 0",
        "UPDATE nodes SET root = zeroblob(32) WHERE level = 9 AND number = 1",
        "DELETE FROM nodes WHERE level = 8 AND number = 3",
    };
    struct place *place = *state;
    struct ledger *ledger = NULL;
    struct ledger_check found;
    struct buffer proof, why;

    buffer_init(&proof, 0);
    buffer_init(&why, 0);
    for (size_t i = 0; i < COUNT(damage); i++) {
        assert_int_equal(open_at(place, &ledger), 0);
        append_many(ledger, (int)i * 700, 700);
        ledger_close(ledger);
        found = check(place, 0);
        assert_int_equal(found.checkpoint, LEDGER_ROOT_HOLDS);
        assert_int_equal(found.nodes_wrong, 0);
        assert_int_equal(found.nodes_missing, 0);
        assert_int_equal(ledger_prove(place->path, "257", &proof, &why), 0);
        execute(place, damage[i]);
        found = check(place, 0);
        if (i != 2) /* without a table there is nothing to say */
            assert_true(found.nodes_wrong + found.nodes_missing > 0);
        assert_int_equal(found.altered, 0);
    }
    assert_int_equal(open_at(place, &ledger), 0);
    ledger_close(ledger);
    assert_int_equal(check(place, 0).checkpoint, LEDGER_ROOT_HOLDS);
    assert_int_equal(ledger_prove(place->path, "m1500", &proof, &why), 0);
    assert_int_equal(ledger_prove(place->path, "nobody", &proof, &why), ERR_NOT_FOUND);
    execute(place, "UPDATE rows SET codes = 'other' WHERE position = 257");
    assert_int_equal(ledger_prove(place->path, "257", &proof, &why), ERR_MISMATCH);
    buffer_done(&proof);
    buffer_done(&why);
}

static void a_row_cut_off_stops_a_daemon(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL;

    make_rows(place);
    execute(place, "CREATE TABLE saved AS SELECT * FROM rows; DELETE FROM rows WHERE position = 5");
    assert_int_equal(open_at(place, &ledger), ERR_MISMATCH);
    execute(place, "DELETE FROM rows; INSERT INTO rows SELECT * FROM saved");
    assert_int_equal(open_at(place, &ledger), 0);
    ledger_close(ledger);
}

/* As a version before this one would: rows without nodes or checkpoint. */
static void rows_of_an_earlier_version_join_the_tree(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL;

    make_rows(place);
    assert_int_equal(open_at(place, &ledger), 0);
    execute(place, "CREATE TABLE saved AS SELECT * FROM meta WHERE name = 'checkpoint'");
    assert_int_equal(append(ledger, "later", 9), 0);
    ledger_close(ledger);
    execute(place,
            "DELETE FROM meta WHERE name = 'checkpoint'; INSERT INTO meta SELECT * FROM saved");
    assert_int_equal(check(place, 0).checkpoint, LEDGER_ROOT_HOLDS);
    assert_int_equal(open_at(place, &ledger), 0);
    ledger_close(ledger);
}

static void erasure_still_proves(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL;

    make_rows(place);
    execute(place, "UPDATE rows SET salt = NULL, document_sha256 = NULL, payload_sha256 = NULL, "
                   "serial = NULL WHERE position = 2");
    assert_int_equal(check(place, 0).erased, 1);
    assert_int_equal(check(place, 0).altered, 0);
    execute(place, "UPDATE rows SET indication = 'total_passed' WHERE position = 2");
    assert_int_equal(check(place, 0).altered, 1);
    assert_int_equal(open_at(place, &ledger), ERR_MISMATCH);
}

/* Root may write everywhere, so this is asked as somebody else. */
static int check_as_reader(const struct place *place, struct buffer *why)
{
    bool is_root = geteuid() == 0;
    struct ledger_check result = {0};
    int r;

    assert_int_equal(chmod(place->path, 0444) | chmod(place->folder, 0555), 0);
    assert_int_equal(is_root ? seteuid(65534) : 0, 0);
    r = ledger_check(place->path, NULL, &result, why);
    assert_int_equal(is_root ? seteuid(0) : 0, 0);
    assert_int_equal(chmod(place->folder, 0700), 0);
    assert_int_equal(result.rows, r == 0);
    return r;
}

static void read_only_copies_are_checked(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL;
    struct buffer why;
    char log[80];

    buffer_init(&why, 0);
    assert_int_equal(open_at(place, &ledger), 0);
    assert_int_equal(append(ledger, "one", 1), 0);
    ledger_close(ledger);
    assert_int_equal(check_as_reader(place, &why), 0);
    assert_int_equal(why.size, 0);

    snprintf(log, sizeof log, "%s-wal", place->path);
    fclose(fopen(log, "w"));
    assert_int_equal(check_as_reader(place, &why), ERR_IO);
    buffer_append_byte(&why, '\0');
    assert_non_null(strstr((const char *)why.data, "write-ahead log beside it"));
    buffer_done(&why);
}

static void other_files_are_refused(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL;
    FILE *file;

    check(place, ERR_NOT_FOUND);
    make_rows(place);
    execute(place, "PRAGMA user_version = 2");
    check(place, ERR_UNSUPPORTED);
    assert_int_equal(open_at(place, &ledger), ERR_UNSUPPORTED);
    file = fopen(place->path, "wb");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++)
        fputs("no database", file);
    fclose(file);
    check(place, ERR_IO);
    assert_int_equal(open_at(place, &ledger), ERR_IO);
}

static void write_key(const struct place *place, size_t size, mode_t mode)
{
    FILE *file = fopen(place->key, "wb");

    assert_non_null(file);
    for (size_t i = 0; i < size; i++)
        fputc('k', file);
    fclose(file);
    chmod(place->key, mode);
}

static void keys(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = NULL;
    struct stat info;

    make_rows(place);
    assert_int_equal(stat(place->key, &info), 0);
    assert_int_equal(info.st_size, LEDGER_KEY_SIZE);
    assert_int_equal(info.st_mode & 0777, 0600);
    write_key(place, LEDGER_KEY_SIZE, 0600);
    assert_int_equal(open_at(place, &ledger), ERR_MISMATCH);
    write_key(place, LEDGER_KEY_SIZE, 0640);
    assert_int_equal(open_at(place, &ledger), ERR_DENIED);
    write_key(place, LEDGER_KEY_SIZE + 1, 0600);
    assert_int_equal(open_at(place, &ledger), ERR_SYNTAX);
    unlink(place->key);
    assert_int_equal(open_at(place, &ledger), ERR_NOT_FOUND);
}

static void hashes_are_apart(void **state)
{
    struct ledger_key key = {{1}}, other = {{2}};
    struct digest a, b;
    uint8_t long_value[5000] = {0};

    (void)state;
    assert_int_equal(ledger_hash(&key, "serial", slice_str("x"), &a), 0);
    assert_int_equal(ledger_hash(&key, "serial", slice_str("x"), &b), 0);
    assert_true(digest_equal(&a, &b));
    assert_int_equal(ledger_hash(&key, "person", slice_str("x"), &b), 0);
    assert_false(digest_equal(&a, &b));
    assert_int_equal(ledger_hash(&other, "serial", slice_str("x"), &b), 0);
    assert_false(digest_equal(&a, &b));
    assert_int_equal(ledger_hash(&key, "seria", slice_of("l\0x", 3), &b), 0);
    assert_false(digest_equal(&a, &b));
    assert_int_equal(ledger_hash(&key, "serial", slice_of(long_value, sizeof long_value), &b),
                     ERR_LIMIT);
}

int run_ledger_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_are_numbered, make_place, remove_place),
        cmocka_unit_test_setup_teardown(all_or_none, make_place, remove_place),
        cmocka_unit_test_setup_teardown(decisions_stand_beside_reports, make_place, remove_place),
        cmocka_unit_test_setup_teardown(first_receipt, make_place, remove_place),
        cmocka_unit_test(in_memory),
        cmocka_unit_test_setup_teardown(one_owner, make_place, remove_place),
        cmocka_unit_test_setup_teardown(changes_are_found, make_place, remove_place),
        cmocka_unit_test_setup_teardown(gaps_are_found, make_place, remove_place),
        cmocka_unit_test_setup_teardown(a_shorter_ledger_differs, make_place, remove_place),
        cmocka_unit_test_setup_teardown(a_view_is_no_table, make_place, remove_place),
        cmocka_unit_test_setup_teardown(a_kept_checkpoint_finds_another_ledger, make_place,
                                        remove_place),
        cmocka_unit_test_setup_teardown(the_tree_grows_and_is_mended, make_place, remove_place),
        cmocka_unit_test_setup_teardown(a_row_cut_off_stops_a_daemon, make_place, remove_place),
        cmocka_unit_test_setup_teardown(rows_of_an_earlier_version_join_the_tree, make_place,
                                        remove_place),
        cmocka_unit_test_setup_teardown(erasure_still_proves, make_place, remove_place),
        cmocka_unit_test_setup_teardown(read_only_copies_are_checked, make_place, remove_place),
        cmocka_unit_test_setup_teardown(other_files_are_refused, make_place, remove_place),
        cmocka_unit_test_setup_teardown(keys, make_place, remove_place),
        cmocka_unit_test(hashes_are_apart),
    };

    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
