/* vouchctl ledger list, find, hold, erase, backup, rotate-key: rows, and what may be done to them.
 */
#include "ctl/ledger.h"

#include "base/datetime.h"
#include "base/digest.h"
#include "base/error.h"
#include "ctl/file.h"
#include "ctl/options.h"
#include "ctl/terminal.h"
#include "daemon/ledger_find.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

struct rows_options {
    const char *file, *serial, *id_number, *reference; /* what somebody holds in his hand */
    const char *signer, *build, *source, *from, *to;
    bool json, yes, release;
    const char *ledger; /* --ledger */
    const char *row;    /* an operand */
};

/* A search on its way: the digests lie here. */
struct search {
    struct ledger_query query;
    struct digest document, signer;
    struct ledger_keys keys;
    bool wants_keys;
};

/* ---- The question ---- */

static int read_hash(const char *name, const char *text, struct digest *ret)
{
    if (digest_from_hex(slice_str(text), ret) == 0)
        return 0;
    ctl_say("ledger: --%s: %s is no SHA-256 in 64 lower-case hexadecimal digits", name, text);
    return ERR_SYNTAX;
}

/* A day means its first second, or as an end its last one, in UTC. */
static int read_time(const char *name, const char *text, bool is_end, int64_t *ret)
{
    int32_t day;
    bool cut;

    if (day_parse(slice_str(text), &day) == 0) {
        *ret = day * INT64_C(86400) + (is_end ? 86399 : 0);
        return 0;
    }
    if (time_parse(slice_str(text), ret, &cut) == 0)
        return 0;
    ctl_say("ledger: --%s: %s is no day (2026-11-22) and no RFC 3339 time", name, text);
    return ERR_SYNTAX;
}

static int make_query(const struct rows_options *options, struct search *ret)
{
    struct ledger_query *query = &ret->query;
    int r = 0;

    *query = (struct ledger_query){
        .serial = options->serial,
        .id_number = options->id_number,
        .reference = options->reference,
        .source = options->source,
        .build = options->build,
        .row = options->row,
        .document = options->file ? &ret->document : NULL,
        .signer = options->signer ? &ret->signer : NULL,
        .has_from = options->from != NULL,
        .has_to = options->to != NULL,
    };
    ret->wants_keys = options->serial || options->id_number || options->reference;
    if (options->file)
        r = file_digest(options->file, &ret->document);
    if (r == 0 && options->signer)
        r = read_hash("signer", options->signer, &ret->signer);
    if (r == 0 && options->from)
        r = read_time("from", options->from, false, &query->from);
    if (r == 0 && options->to)
        r = read_time("to", options->to, true, &query->to);
    return r;
}

static bool names_somebody(const struct rows_options *options)
{
    return options->file || options->serial || options->id_number || options->reference ||
           options->row;
}

/* ---- list and find ---- */

struct listing {
    struct terminal terminal;
    bool json;
    int64_t count;
};

/* Codes are one a line; nothing in a row needs escaping. */
static void write_codes(struct terminal *terminal, const char *codes, const char *between)
{
    const char *separator = "";

    while (*codes) {
        size_t length = strcspn(codes, "\n");

        terminal_print(terminal, "%s%.*s", separator, (int)length, codes);
        separator = between;
        codes += length + (codes[length] == '\n');
    }
}

static void write_json_text(struct terminal *terminal, const char *name, const char *text)
{
    if (text)
        terminal_print(terminal, ",\"%s\":\"%s\"", name, text);
}

static void write_json(struct terminal *terminal, const struct ledger_entry *entry)
{
    char time[TIME_TEXT_SIZE], hex[DIGEST_HEX_SIZE];

    time_format(entry->recorded_at, 0, time);
    terminal_print(terminal, "{\"position\":%" PRId64 ",\"recorded_at\":\"%s\"", entry->position,
                   time);
    write_json_text(terminal, "kind", entry->kind);
    write_json_text(terminal, "indication", entry->indication);
    terminal_print(terminal, ",\"codes\":[%s", *entry->codes ? "\"" : "");
    write_codes(terminal, entry->codes, "\",\"");
    terminal_print(terminal, "%s]", *entry->codes ? "\"" : "");
    write_json_text(terminal, "id", entry->id);
    write_json_text(terminal, "source", entry->source);
    write_json_text(terminal, "build", entry->build);
    if (entry->has_document) {
        digest_to_hex(&entry->document_sha256, hex);
        write_json_text(terminal, "document_sha256", hex);
    }
    terminal_print(terminal, ",\"held\":%s,\"kept\":%s}\n", entry->is_held ? "true" : "false",
                   entry->is_kept ? "true" : "false");
}

static void write_entry(struct terminal *terminal, const struct ledger_entry *entry)
{
    char time[TIME_TEXT_SIZE];

    time_format(entry->recorded_at, 0, time);
    terminal_print(terminal, "%8" PRId64 "  %s  %-8s  %-13s  %s", entry->position, time,
                   entry->kind, entry->indication, entry->id);
    if (entry->source) {
        terminal_print(terminal, "  ");
        terminal_text(terminal, entry->source);
    }
    if (entry->is_held)
        terminal_print(terminal, "  held");
    if (*entry->codes) {
        terminal_print(terminal, "  ");
        write_codes(terminal, entry->codes, " ");
    }
    terminal_print(terminal, "\n");
}

static int list_row(void *context, const struct ledger_entry *entry)
{
    struct listing *listing = context;

    if (listing->json)
        write_json(&listing->terminal, entry);
    else
        write_entry(&listing->terminal, entry);
    listing->count++;
    return terminal_flush(&listing->terminal);
}

static int list(const struct ledger_files *files, const struct search *search, bool json)
{
    struct listing listing = {.json = json};
    struct ledger_reader reader = {.row = list_row, .context = &listing};
    struct buffer why;
    int status = CTL_OK;

    buffer_init(&why, 0);
    terminal_init(&listing.terminal, STDOUT_FILENO);
    if (ledger_find(files->ledger, &search->query, &search->keys, &reader, &why) < 0)
        status = ledger_refused(files->ledger, &why);
    else if (listing.count == 0 && !json)
        ctl_say("%s: no such row", files->ledger);
    terminal_done(&listing.terminal);
    buffer_done(&why);
    return status;
}

/* ---- hold and erase ---- */

static void say_change(const char *what, const struct ledger_change *change)
{
    printf("%s: %" PRId64 " of %" PRId64 " rows found", what, change->changed, change->found);
    if (change->held && strcmp(what, "erased") == 0)
        printf("; %" PRId64 " are held, and stay as they are (ledger hold --release)",
               change->held);
    if (change->log_stays)
        printf("; the log beside the ledger is being read and still has pages of before: run this "
               "again later, or stop the daemon");
    printf("\n");
}

static int change(const struct ledger_files *files, const struct search *search,
                  const char *command, const struct rows_options *options)
{
    bool erases = strcmp(command, "erase") == 0;
    struct ledger_change done;
    struct buffer why;
    int status = CTL_OK, r;

    buffer_init(&why, 0);
    if (erases)
        r = ledger_erase(files->ledger, &search->query, &search->keys, &done, &why);
    else
        r = ledger_hold(files->ledger, &search->query, &search->keys, !options->release, &done,
                        &why);
    if (r < 0)
        status = ledger_refused(files->ledger, &why);
    else
        say_change(erases ? "erased" : options->release ? "released" : "held", &done);
    buffer_done(&why);
    return status;
}

/* Erasing cannot be taken back: what would go is shown first. */
static int erase(const struct ledger_files *files, const struct search *search,
                 const struct rows_options *options)
{
    int status;

    if (options->yes)
        return change(files, search, "erase", options);
    status = list(files, search, false);
    ctl_say("nothing was erased: salt, digests, keyed hashes and kept reports of these rows would "
            "be, for ever; say --yes");
    return status == CTL_OK ? CTL_USAGE : status;
}

/* ---- The commands ---- */

static int copy(const struct ledger_files *files, const char *to)
{
    struct buffer why;
    int status = CTL_OK;

    buffer_init(&why, 0);
    if (ledger_backup(files->ledger, to, &why) < 0)
        status = ledger_refused(files->ledger, &why);
    else
        printf("%s holds all rows as of now; its keys are not in it (%s): keep them elsewhere\n",
               to, files->key);
    buffer_done(&why);
    return status;
}

static int rotate(const struct ledger_files *files)
{
    struct buffer why;
    int status = CTL_OK;

    buffer_init(&why, 0);
    if (ledger_rotate_key(files->ledger, files->key, &why) < 0)
        status = ledger_refused(files->ledger, &why);
    else
        printf("%s is a new key; the one before is %s.1, for rows up to now\n", files->key,
               files->key);
    buffer_done(&why);
    return status;
}

static int run(const struct ledger_files *files, const char *command, const struct search *search,
               const struct rows_options *options)
{
    if (strcmp(command, "backup") == 0)
        return copy(files, options->row);
    if (strcmp(command, "rotate-key") == 0)
        return rotate(files);
    if (strcmp(command, "erase") == 0)
        return erase(files, search, options);
    if (strcmp(command, "hold") == 0)
        return change(files, search, command, options);
    return list(files, search, options->json);
}

/* What each command wants said; erase and hold, about whom. */
static bool is_asked_rightly(const char *command, const struct rows_options *options)
{
    if (strcmp(command, "list") == 0)
        return true;
    if (strcmp(command, "rotate-key") == 0)
        return !options->row;
    if (strcmp(command, "backup") == 0)
        return options->row != NULL;
    return names_somebody(options);
}

int ctl_ledger_rows(struct ctl *ctl, int argc, char **argv)
{
    struct rows_options o = {0};
    const struct ctl_option options[] = {
        {.name = "file", .value = &o.file},
        {.name = "serial", .value = &o.serial},
        {.name = "id-number", .value = &o.id_number},
        {.name = "reference", .value = &o.reference},
        {.name = "signer", .value = &o.signer},
        {.name = "build", .value = &o.build},
        {.name = "source", .value = &o.source},
        {.name = "from", .value = &o.from},
        {.name = "to", .value = &o.to},
        {.name = "ledger", .value = &o.ledger},
        {.name = "json", .flag = &o.json},
        {.name = "yes", .flag = &o.yes},
        {.name = "release", .flag = &o.release},
        {0},
    };
    struct ledger_files files;
    struct search search = {0};
    struct buffer why;
    int status = ctl_options("ledger", options, &argc, argv);

    if (status >= 0)
        return status;
    o.row = argc == 3 ? argv[2] : NULL;
    if (argc > 3 || !is_asked_rightly(argv[1], &o))
        return ctl_usage("ledger");
    if (make_query(&o, &search) < 0)
        return CTL_USAGE;
    if (ledger_files_find(ctl, o.ledger, &files) < 0)
        return CTL_NOT_EXAMINED;
    buffer_init(&why, 0);
    if (search.wants_keys && ledger_keys_load(files.key, &search.keys, &why) < 0)
        status = ledger_refused(files.key, &why);
    else
        status = run(&files, argv[1], &search, &o);
    explicit_bzero(&search.keys, sizeof search.keys);
    buffer_done(&why);
    return status;
}
