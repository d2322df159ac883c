#include "daemon/finish_marks.h"

#include "base/datetime.h"
#include "base/error.h"
#include "daemon/vouchd.h"

#define FIELD_TABLE   "table"
#define FIELD_CONTENT "content"

int finish_person_text(struct job *job, const struct report_person *person, const char **ret)
{
    char day[DAY_TEXT_SIZE] = "";

    *ret = NULL;
    if (!person || !person->name_count)
        return 0;
    if (person->has_birth_date)
        day_format(person->birth_date, day);
    *ret = arena_printf(job->arena, "%s|%s", person->names[0].value, day);
    return *ret ? 0 : ERR_NOMEM;
}

/* ---- What is compared, as text ---- */

/* Lengths keep one field from passing as two. */
static void add_text(struct buffer *out, const char *value)
{
    size_t size = value ? strlen(value) : 0;

    buffer_append_integer(out, (int64_t)size);
    buffer_append_byte(out, ':');
    buffer_append(out, value, size);
}

static void add_crossing(struct buffer *out, const struct report_crossing *crossing)
{
    buffer_append_byte(out, 'c');
    buffer_append_integer(out, crossing->date);
    add_text(out, crossing->direction);
    add_text(out, crossing->time);
    add_text(out, crossing->port);
    add_text(out, crossing->flight);
}

static void add_transaction(struct buffer *out, const struct report_transaction *transaction)
{
    buffer_append_byte(out, 't');
    buffer_append_integer(out, transaction->booked_on);
    add_text(out, transaction->time);
    add_text(out, transaction->currency);
    add_text(out, transaction->amount);
    add_text(out, transaction->balance);
    add_text(out, transaction->summary);
}

static void add_table(struct buffer *out, const struct report_claims *claims)
{
    for (size_t i = 0; i < claims->crossing_count; i++)
        add_crossing(out, &claims->crossings[i]);
    for (size_t i = 0; i < claims->transaction_count; i++)
        add_transaction(out, &claims->transactions[i]);
}

static void add_rest(struct buffer *out, const struct report_claims *claims)
{
    buffer_printf(out, "|%d%d%d", claims->has_period_from, claims->has_period_to,
                  claims->has_issued_on);
    buffer_printf(out, "|%d|%d|%d|", (int)claims->period_from, (int)claims->period_to,
                  (int)claims->issued_on);
    for (size_t i = 0; i < claims->crossing_count; i++)
        add_text(out, claims->crossings[i].document_number);
}

/* Tables are longer than what a keyed hash takes. */
static int digest_text(struct buffer *text, struct digest *ret)
{
    struct sha256 *sha256 = sha256_new();
    int r = sha256 ? buffer_error(text) : ERR_NOMEM;

    if (r == 0)
        r = sha256_of(sha256, buffer_slice(text), ret);
    sha256_free(sha256);
    return r;
}

struct compared {
    const char *serial;
    const char *person;
    bool is_whole; /* all of it was read */
    struct digest table, content;
};

static int compare_claims(struct job *job, const struct report_claims *claims, struct compared *ret)
{
    struct buffer text;
    int r = finish_person_text(job, claims->person, &ret->person);

    ret->serial = claims->serial;
    ret->is_whole = claims->complete && strcmp(claims->complete, "yes") == 0;
    buffer_init(&text, 0);
    add_table(&text, claims);
    if (r == 0)
        r = digest_text(&text, &ret->table);
    add_rest(&text, claims);
    if (r == 0)
        r = digest_text(&text, &ret->content);
    if (text.data)
        explicit_bzero(text.data, text.size);
    buffer_done(&text);
    return r;
}

/* ---- Hashes ---- */

static int mark(const struct ledger_key *key, const struct compared *compared,
                struct ledger_marks *marks)
{
    struct slice table = slice_of(compared->table.bytes, sizeof compared->table.bytes);
    struct slice content = slice_of(compared->content.bytes, sizeof compared->content.bytes);
    int r = ledger_hash_text(key, LEDGER_FIELD_SERIAL, compared->serial, &marks->serial,
                             &marks->has_serial);

    if (r == 0)
        r = ledger_hash_text(key, LEDGER_FIELD_PERSON, compared->person, &marks->person,
                             &marks->has_person);
    marks->has_table = marks->has_content = compared->is_whole;
    if (r == 0)
        r = ledger_hash(key, FIELD_TABLE, table, &marks->table);
    return r == 0 ? ledger_hash(key, FIELD_CONTENT, content, &marks->content) : r;
}

static bool is_signer_unknown(const struct report *report)
{
    for (size_t i = 0; i < report->reason_count; i++)
        if (strcmp(report->reasons[i].code, "trust.no_path") == 0 ||
            strcmp(report->reasons[i].code, "trust.not_configured") == 0)
            return true;
    return false;
}

/* A print, scan or screenshot: what it says was read from pictures, and nobody signed it. */
static bool is_unsigned_picture(const struct report *report)
{
    return report->subindication == SUB_NO_SIGNATURE_FOUND && report->judged_by.reading;
}

int finish_marks(struct job *job, const struct report *report, struct ledger_row *row)
{
    const struct ledger_keys *keys = recorder_keys(job->vouchd->recorder);
    const struct report_claims *claims = report->claims;
    struct ledger_marks *marks = arena_array(job->arena, struct ledger_marks, keys->count);
    struct compared compared = {0};
    size_t row_count;
    int r = marks ? 0 : ERR_NOMEM;

    row->is_signer_unknown = is_signer_unknown(report);
    row->is_unsigned_picture = is_unsigned_picture(report);
    if (r < 0 || !claims)
        return r;
    row_count = claims->crossing_count + claims->transaction_count;
    r = compare_claims(job, claims, &compared);
    for (size_t i = 0; i < keys->count && r == 0; i++)
        r = mark(&keys->items[i], &compared, &marks[i]);
    if (r < 0)
        return r;
    row->marks = marks;
    row->mark_count = keys->count;
    row->has_long_table = row_count >= SIGHTING_CLONE_ROWS;
    row->is_comparable = compared.is_whole && row_count > 0;
    return 0;
}
