#include "daemon/ledger_sight.h"

#include "base/error.h"
#include "daemon/ledger_impl.h"

/*
 * What differs is looked for on both sides of what is equal: so the resubmissions of one document,
 * however many, are never walked through.
 */
#define LOOK(same, other)                                                                          \
    "SELECT position, recorded_at FROM rows WHERE " same " AND " other                             \
    " < ?2 UNION ALL SELECT position, recorded_at FROM rows WHERE " same " AND " other             \
    " > ?2 LIMIT ?3"

/*
 * Only verdicts have content, table and signer, and content and table only what was read whole: a
 * scan without its day of birth would seem to be of another person.
 */
static const char select_content[] = LOOK("serial = ?1", "content");
static const char select_person[] = LOOK("serial = ?1 AND content IS NOT NULL", "person");
static const char select_clone[] = LOOK("table_hash = ?1", "person");

/* In the order of documents; of the same person they are his own affair. */
#define SIGNED(compare)                                                                            \
    "SELECT position, recorded_at, document_sha256, person FROM (SELECT position, recorded_at, "   \
    "document_sha256, person FROM rows WHERE signer = ?1 AND document_sha256 " compare             \
    " ?2 AND person IS NOT ?4 LIMIT ?3)"

static const char select_signer[] = SIGNED("<") " UNION ALL " SIGNED(">");

/*
 * What passed under one serial: only its issuer can make more of that, so there are few, and none
 * but a copy looks.
 */
#define PASSED                                                                                     \
    "SELECT position, recorded_at FROM rows WHERE serial = ?1 AND indication = 'total_passed' "

static const char select_passed[] = PASSED "LIMIT ?3";
static const char select_passed_same[] = PASSED "AND content = ?2 AND person IS ?4 LIMIT ?3";

/* With all that is looked at, so that no row is fetched for it. */
static const char indexes[] =
    "CREATE INDEX IF NOT EXISTS rows_serial_content ON rows (serial, content, recorded_at) "
    "WHERE content IS NOT NULL;"
    "CREATE INDEX IF NOT EXISTS rows_whole_person ON rows (serial, person, recorded_at) "
    "WHERE content IS NOT NULL;"
    "CREATE INDEX IF NOT EXISTS rows_table_person ON rows (table_hash, person, recorded_at) "
    "WHERE table_hash IS NOT NULL;"
    "CREATE INDEX IF NOT EXISTS rows_signer_document ON rows (signer, document_sha256, person, "
    "recorded_at) WHERE signer IS NOT NULL;"
    "CREATE INDEX IF NOT EXISTS rows_passed_serial ON rows (serial) "
    "WHERE indication = 'total_passed' AND serial IS NOT NULL;";

static int prepare(struct ledger *ledger, const char *sql, sqlite3_stmt **ret)
{
    return ledger_error_of(
        sqlite3_prepare_v3(ledger->writer, sql, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL));
}

int ledger_sight_open(struct ledger *ledger)
{
    int r = ledger_execute(ledger->writer, indexes);

    if (r == 0)
        r = prepare(ledger, select_content, &ledger->sight.content);
    if (r == 0)
        r = prepare(ledger, select_person, &ledger->sight.person);
    if (r == 0)
        r = prepare(ledger, select_clone, &ledger->sight.clone);
    if (r == 0)
        r = prepare(ledger, select_signer, &ledger->sight.signer);
    if (r == 0)
        r = prepare(ledger, select_passed, &ledger->sight.passed);
    return r == 0 ? prepare(ledger, select_passed_same, &ledger->sight.passed_same) : r;
}

void ledger_sight_close(struct ledger *ledger)
{
    sqlite3_finalize(ledger->sight.content);
    sqlite3_finalize(ledger->sight.person);
    sqlite3_finalize(ledger->sight.clone);
    sqlite3_finalize(ledger->sight.signer);
    sqlite3_finalize(ledger->sight.passed);
    sqlite3_finalize(ledger->sight.passed_same);
}

/* ---- Gathering ---- */

static void add_position(struct ledger_sighting *sighting, int64_t position)
{
    size_t at = sighting->position_count;

    if (at == SIGHTING_POSITIONS_MAX && position > sighting->positions[at - 1])
        return;
    if (at < SIGHTING_POSITIONS_MAX)
        sighting->position_count++;
    else
        at--;
    for (; at > 0 && sighting->positions[at - 1] > position; at--)
        sighting->positions[at] = sighting->positions[at - 1];
    sighting->positions[at] = position;
}

static void bind(sqlite3_stmt *statement, int index, const struct digest *digest)
{
    sqlite3_bind_blob(statement, index, digest->bytes, sizeof digest->bytes, SQLITE_STATIC);
}

static void count_row(sqlite3_stmt *statement, struct ledger_sighting *sighting)
{
    int64_t at = sqlite3_column_int64(statement, 1);

    if (sighting->count++ == 0 || at < sighting->first_at)
        sighting->first_at = at;
    add_position(sighting, sqlite3_column_int64(statement, 0));
}

static int gather(sqlite3_stmt *statement, struct ledger_sighting *sighting)
{
    int step, r;

    sqlite3_bind_int(statement, 3, SIGHTING_ROWS_MAX);
    while ((step = sqlite3_step(statement)) == SQLITE_ROW)
        count_row(statement, sighting);
    r = ledger_error_of(step);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return r;
}

static int look(sqlite3_stmt *statement, const struct digest *same, const struct digest *other,
                struct ledger_sighting *sighting)
{
    bind(statement, 1, same);
    bind(statement, 2, other);
    return gather(statement, sighting);
}

/* ---- Kinds ---- */

static int look_content(struct ledger *ledger, const struct ledger_row *row,
                        struct ledger_sighting *sighting)
{
    int r = 0;

    for (size_t i = 0; i < row->mark_count && r == 0; i++) {
        const struct ledger_marks *marks = &row->marks[i];

        if (marks->has_serial && marks->has_content)
            r = look(ledger->sight.content, &marks->serial, &marks->content, sighting);
    }
    return r;
}

static int look_person(struct ledger *ledger, const struct ledger_row *row,
                       struct ledger_sighting *sighting)
{
    int r = 0;

    for (size_t i = 0; i < row->mark_count && r == 0; i++) {
        const struct ledger_marks *marks = &row->marks[i];

        if (marks->has_serial && marks->has_person && marks->has_content)
            r = look(ledger->sight.person, &marks->serial, &marks->person, sighting);
    }
    return r;
}

static int look_clone(struct ledger *ledger, const struct ledger_row *row,
                      struct ledger_sighting *sighting)
{
    int r = 0;

    for (size_t i = 0; i < row->mark_count && r == 0 && row->has_long_table; i++) {
        const struct ledger_marks *marks = &row->marks[i];

        if (marks->has_table && marks->has_person)
            r = look(ledger->sight.clone, &marks->table, &marks->person, sighting);
    }
    return r;
}

/* Under a key that was replaced, too. */
static bool is_same_person(const struct ledger_row *row, sqlite3_stmt *statement)
{
    const void *person = sqlite3_column_blob(statement, 3);
    bool is_hash = sqlite3_column_bytes(statement, 3) == DIGEST_SIZE;

    for (size_t i = 0; i < row->mark_count && is_hash; i++)
        if (row->marks[i].has_person &&
            memcmp(person, row->marks[i].person.bytes, DIGEST_SIZE) == 0)
            return true;
    return false;
}

/* One document however often, by its first row that comes. */
static int gather_files(sqlite3_stmt *statement, const struct ledger_row *row,
                        struct ledger_sighting *sighting)
{
    struct digest last = row->document_sha256;
    int step, r;

    sqlite3_bind_int(statement, 3, SIGHTING_ROWS_MAX);
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
        const void *document = sqlite3_column_blob(statement, 2);

        if (sqlite3_column_bytes(statement, 2) != DIGEST_SIZE ||
            memcmp(document, last.bytes, DIGEST_SIZE) == 0 || is_same_person(row, statement))
            continue;
        memcpy(last.bytes, document, DIGEST_SIZE);
        count_row(statement, sighting);
    }
    r = ledger_error_of(step);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return r;
}

static int look_signer(struct ledger *ledger, const struct ledger_row *row,
                       struct ledger_sighting *sighting)
{
    sqlite3_stmt *statement = ledger->sight.signer;
    int r;

    if (!row->has_signer || !row->is_signer_unknown || !row->has_document)
        return 0;
    bind(statement, 1, &row->signer);
    bind(statement, 2, &row->document_sha256);
    if (row->has_person)
        bind(statement, 4, &row->person);
    r = gather_files(statement, row, sighting);
    if (sighting->count + 1 < SIGHTING_SIGNER_FILES)
        sighting->count = 0;
    return r;
}

static int look_same(struct ledger *ledger, const struct ledger_row *row,
                     struct ledger_sighting *sighting)
{
    sqlite3_stmt *statement = ledger->sight.passed_same;
    int r = 0;

    for (size_t i = 0; i < row->mark_count && r == 0; i++) {
        const struct ledger_marks *marks = &row->marks[i];

        if (!marks->has_serial)
            continue;
        bind(statement, 1, &marks->serial);
        bind(statement, 2, &marks->content);
        if (marks->has_person)
            bind(statement, 4, &marks->person);
        r = gather(statement, sighting);
    }
    return r;
}

static int look_passed(struct ledger *ledger, const struct ledger_row *row,
                       struct ledger_sighting *sighting)
{
    int r = 0;

    for (size_t i = 0; i < row->mark_count && r == 0; i++) {
        const struct ledger_marks *marks = &row->marks[i];

        if (!marks->has_serial)
            continue;
        bind(ledger->sight.passed, 1, &marks->serial);
        r = gather(ledger->sight.passed, sighting);
    }
    return r;
}

static int look_copy(struct ledger *ledger, const struct ledger_row *row,
                     struct ledger_sighting *sighting)
{
    int r = 0;

    if (!row->is_unsigned_picture)
        return 0;
    if (row->is_comparable)
        r = look_same(ledger, row, sighting);
    if (r < 0 || sighting->count)
        return r;
    sighting->code = row->is_comparable ? SIGHTING_COPY_DIFFERS : SIGHTING_COPY_NOT_COMPARED;
    return look_passed(ledger, row, sighting);
}

int ledger_sight(struct ledger *ledger, struct ledger_row *row)
{
    static const struct {
        const char *code;
        int (*look)(struct ledger *ledger, const struct ledger_row *row,
                    struct ledger_sighting *sighting);
    } kinds[SIGHTING_KINDS] = {
        {SIGHTING_SERIAL, look_content},   {SIGHTING_PERSON, look_person},
        {SIGHTING_CLONE, look_clone},      {SIGHTING_SIGNER, look_signer},
        {SIGHTING_COPY_AGREES, look_copy},
    };
    struct ledger_sightings *sightings = &row->sightings;
    int r = 0;

    sightings->count = 0;
    for (size_t i = 0; i < SIGHTING_KINDS && r == 0; i++) {
        struct ledger_sighting *sighting = &sightings->items[sightings->count];

        *sighting = (struct ledger_sighting){.code = kinds[i].code};
        r = kinds[i].look(ledger, row, sighting);
        sightings->count += r == 0 && sighting->count > 0;
    }
    return r;
}

void ledger_sightings_list(const struct ledger_sightings *sightings, struct buffer *out)
{
    for (size_t i = 0; i < sightings->count; i++)
        buffer_printf(out, "%s\n", sightings->items[i].code);
}
