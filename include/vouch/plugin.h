/*
 * Writing a plugin for vouchd
 * ===========================
 *
 * A plugin teaches vouchd one kind of document: how to recognise it, what it says, and
 * what can be checked about that. It never judges the signature; that has happened, and
 * has been sent away, before the plugin runs. It cannot harm anybody either: it runs in a
 * process made for one document, without files, network or signals, under limits of time
 * and memory. If it crashes, that document is undecided and the next one is examined.
 *
 * The whole plugin is one constant of type `struct vouch_plugin`, made by a macro:
 *
 *     #include <vouch/plugin.h>
 *
 *     static int32_t probe(const struct vouch_host *host, const struct vouch_setting *settings,
 *                          const struct vouch_document *document)
 *     {
 *         return vouch_find(host, document, "^Library card statement", NULL) ? 90 : 0;
 *     }
 *
 *     static int32_t examine(const struct vouch_host *host, const struct vouch_setting *settings,
 *                            const struct vouch_document *document, struct vouch_report *report)
 *     {
 *         struct vouch_match match;
 *
 *         if (vouch_find(host, document, "Card number: ?(\\d{8})", &match))
 *             vouch_claim_text(host, report, VOUCH_CLAIM_SERIAL, &match.groups[1]);
 *         return 0;
 *     }
 *
 *     VOUCH_PLUGIN(library, .version = "1.0.0", .summary = "Library card statements",
 *                  .probe = probe, .examine = examine);
 *
 * and one CMake line: vouch_add_plugin(library library.c).
 *
 * One document's way through a plugin: for each configured source (sources/NAME.yaml names
 * the plugin) probe() says from 0 to 100 how sure it is that this document is the
 * source's. One source at 50 or more is chosen; two are `source.ambiguous`. For the chosen
 * one examine() reads claims and makes checks. Both see the same document: the revision
 * that the judged signature covers, as lines of words with boxes, top to bottom; never what
 * was added later. Before the first document both are run on built-in samples, so that
 * patterns are compiled and tables are loaded; keep nothing in static variables.
 *
 * Text and patterns. Lines are those of the page as a person sees it, whatever order the
 * file has them in. vouch_find() searches the text flow: all lines joined by "\n", with
 * full width forms, radicals and dots folded (see docs/plugins.md), so match labels, not
 * positions. Patterns are PCRE2 with UTF and match limits; a pattern that reaches them does
 * not match, and the report says so.
 *
 * Scans. A plugin that names languages in .reads sees the words read from a scan or photo as
 * it sees any other text. Claim what was read all the same: where a span's text was not read
 * surely enough, the host leaves the claim out and lists its place for a person (`unread`).
 * What is decided is the plugin's part: a check that rests on text of which vouch_is_sure()
 * says no is VOUCH_UNKNOWN. Hand on texts as you were given them, `confidence` included.
 *
 * Tables. vouch_table() reads rows by the columns' header labels and positions, over page
 * breaks, and joins wrapped cells. One column is the key: a row begins where its value
 * matches. (Several may be: of two columns for money in and out one is filled.) Where values do not
 * stand under their labels (a row written as one line of text), a line is divided by the columns'
 * patterns, if there is exactly one way: give patterns to as many columns as you can. Words that
 * fell into no cell are counted: then the claims are not complete.
 *
 * Codes. Every check and reason a plugin leaves is declared in .codes, begins with the
 * plugin's name and a dot, and has its sentences in plugins/NAME/po/en.po under the message
 * ids given in `struct vouch_code`.
 *
 * What crosses between host and plugin: structs that begin with their size (set by
 * VOUCH_INIT), integers of fixed width, UTF-8 as pointer and length. Text that you are given
 * stays valid as long as the document; text that you hand over is copied. Coordinates are 1/1000
 * point from the page's top left, pages count from 1, days are days since 1970-01-01, times seconds
 * since then (UTC).
 *
 * Functions that can fail return a negative number; 0 and more is success. A plugin may
 * ignore what the claim functions return: the host remembers the first failure.
 */
#ifndef VOUCH_PLUGIN_H
#define VOUCH_PLUGIN_H

#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised when a plugin built before would misbehave; members are only ever added at the end. */
#define VOUCH_ABI 1u

struct vouch_document; /* what was signed, or all of an unsigned file */
struct vouch_report;   /* where claims and checks go */
struct vouch_setting;  /* a node of the source's configuration */
struct vouch_rows;     /* what vouch_table() read */
struct vouch_host;

/* ---- Text with its place. These four never change their layout. ----------------------------- */

/*
 * `confidence` is 0 where the file itself says so (its own text), else 1 + percent: so sure was
 * who read it from a picture. Of several words it is the lowest.
 */
struct vouch_text {
    const char *data; /* UTF-8, not terminated */
    uint32_t length;
    uint32_t confidence;
};

struct vouch_box {
    int32_t left, top, right, bottom;
};

struct vouch_span {
    struct vouch_text text;
    struct vouch_box box; /* empty where the text has no place */
    uint32_t page;        /* from 1; 0 where the text has no place */
    uint32_t confidence;  /* that of the text */
};

/* A parameter for the sentence of a check or reason: never a person's name or number. */
struct vouch_param {
    const char *name;
    const char *value;
};

#define VOUCH_GROUPS 16

/* A match of vouch_find(): groups[0] is the whole, groups that did not take part are empty. */
struct vouch_match {
    struct vouch_span groups[VOUCH_GROUPS];
    uint32_t count;
    uint32_t end; /* where to search on from */
};

/* ---- Lines -------------------------------------------------------------------------------------
 */

#define VOUCH_INIT(type)                                                                           \
    {                                                                                              \
        .size = sizeof(type)                                                                       \
    }

#define VOUCH_LINE_HIDDEN 1u /* invisible text: never a claim, perhaps a check */

struct vouch_line {
    uint32_t size;
    uint32_t flags;
    struct vouch_span span;
    uint32_t word_count;
    uint32_t reserved;
};

/* ---- Tables ------------------------------------------------------------------------------------
 */

#define VOUCH_COLUMN_KEY      1u /* a row begins where `value` matches */
#define VOUCH_COLUMN_OPTIONAL 2u /* the table may lack this column */

struct vouch_column {
    uint32_t size;
    uint32_t flags;
    const char *label; /* pattern of the header's words above the column */
    const char *value; /* pattern of a cell's text; NULL for any. Required for the key */
};

struct vouch_table {
    uint32_t size;
    uint32_t column_count;
    const struct vouch_column *columns; /* left to right */
    const char *end;                    /* pattern of the line after the table; NULL for none */
    const char *skip;    /* of whole lines within it that are no rows (a subtotal); NULL for none */
    uint32_t first_line; /* only there: a document may have several such tables */
    uint32_t end_line;   /* the line after; 0 for all that follow */
};

/* ---- Marks that run down a page --------------------------------------------------------------
 *
 * A watermark of single characters, one below the other, stands among the words of the lines it
 * crosses. vouch_set_apart() gives the document without it.
 */

struct vouch_mark {
    uint32_t size;
    uint32_t least;        /* characters one below the other on a page that are such a mark */
    const char *character; /* pattern of one of them */
};

/* ---- What the signature says about time and signer ----------------------------------------------
 */

struct vouch_signature {
    uint32_t size;
    uint32_t has_claimed_time;
    int64_t claimed_time;
    struct vouch_text subject, issuer; /* RFC 4514; empty where unknown */
    const uint8_t *certificate;        /* DER; NULL where unknown */
    uint32_t certificate_length;
    uint32_t reserved;
};

/* ---- Claims
 * --------------------------------------------------------------------------------------- */

/* For vouch_claim_text(), vouch_claim_day() and vouch_claim_code(): see Claims in /openapi.yaml. */
#define VOUCH_CLAIM_SERIAL      1u  /* text */
#define VOUCH_CLAIM_PERIOD_FROM 2u  /* day */
#define VOUCH_CLAIM_PERIOD_TO   3u  /* day */
#define VOUCH_CLAIM_ISSUED_ON   4u  /* day */
#define VOUCH_CLAIM_LANGUAGE    5u  /* code: "zh-Hans" */
#define VOUCH_CLAIM_FORM        6u  /* code: electronic | scan | photo */
#define VOUCH_CLAIM_COMPLETE    7u  /* code: yes | no | unknown */
#define VOUCH_CLAIM_COVERS      8u  /* code: person | document | unknown */
#define VOUCH_CLAIM_SEX         9u  /* code: male | female | unspecified */
#define VOUCH_CLAIM_BIRTH_DATE  10u /* day */
#define VOUCH_CLAIM_NATIONALITY 11u /* text */

#define VOUCH_PRECISION_DAY    0u
#define VOUCH_PRECISION_MINUTE 1u
#define VOUCH_PRECISION_SECOND 2u

struct vouch_name {
    uint32_t size;
    uint32_t reserved;
    const char *kind; /* printed | alias | former | maiden; NULL is printed */
    struct vouch_span value;
};

struct vouch_id_number {
    uint32_t size;
    uint32_t masked;
    const char *kind; /* cn_resident_id | hkid | passport | cn_eep | ... */
    struct vouch_span value;
};

struct vouch_crossing {
    uint32_t size;
    uint32_t exit; /* 1: exit, 0: entry, seen from the issuer's side */
    uint32_t row;  /* as printed */
    int32_t date;
    uint32_t document_masked;
    uint32_t reserved;
    struct vouch_span whole; /* the row: its box is the evidence */
    struct vouch_text document_type;
    const char *document_kind; /* code, or NULL */
    struct vouch_text document_number;
    struct vouch_text port;
    const char *port_code; /* or NULL */
    const char *region;    /* HK | MO | TW | abroad | ambiguous | unknown; NULL is unknown */
    struct vouch_text flight;
};

/* ---- Claims of documents about money ----------------------------------------------------------
 *
 * Amounts are exact decimals as text, as of vouch_claim_extra() ("-1234.50"): a sign, digits, a
 * point; never a separator of thousands. Currencies are ISO 4217's letters. A member that is not
 * printed is an empty text, NULL or VOUCH_NO_DAY.
 */

struct vouch_account {
    uint32_t size;
    uint32_t masked;         /* 1: signs of `number` were replaced by * or the like */
    const char *id;          /* a code of yours; transactions and totals name it */
    struct vouch_span whole; /* where the account is named: the evidence */
    struct vouch_text holder;
    struct vouch_text number;
    struct vouch_text kind;
    struct vouch_text bank;
    struct vouch_text branch;
    struct vouch_text statement_number;
    struct vouch_text opening_balance;
    struct vouch_text closing_balance;
    const char *currency;
    int32_t statement_date;
    int32_t period_from;
    int32_t period_to;
    uint32_t reserved;
};

struct vouch_transaction {
    uint32_t size;
    uint32_t row;        /* as printed, or counted from 1 where rows have no numbers */
    const char *account; /* the id of an account that was claimed before */
    const char *currency;
    struct vouch_span whole;   /* the row: its box is the evidence */
    struct vouch_text amount;  /* signed: what the balance grows by */
    struct vouch_text balance; /* after it */
    struct vouch_text time;    /* HH:MM or HH:MM:SS, by the clock of the bank */
    struct vouch_text summary;
    struct vouch_text counterparty;
    struct vouch_text counterparty_account;
    struct vouch_text reference;
    int32_t booked_on;
    int32_t value_date;
};

struct vouch_total {
    uint32_t size;
    uint32_t page;            /* 0: of the whole statement */
    const char *account;      /* id, or NULL: of all that is printed there */
    const char *what;         /* debit | credit | count */
    struct vouch_span stated; /* its text is an amount, or a count's digits */
    struct vouch_text computed;
};

/* A code by which anybody can ask the issuer; the report says where, nobody asks for you. */
struct vouch_verification {
    uint32_t size;
    uint32_t reserved;
    const char *kind; /* web | app | qr */
    struct vouch_span code;
    struct vouch_text where_printed; /* what the document says about where to ask */
};

/* ---- Checks, reasons and their codes
 * -------------------------------------------------------------- */

#define VOUCH_UNKNOWN 0u
#define VOUCH_PASS    1u
#define VOUCH_FAIL    2u

#define VOUCH_CODE_CHECK  1u /* message ids: ID (its title), ID.pass, ID.fail, ID.unknown */
#define VOUCH_CODE_REASON 2u /* message id: CODE */
#define VOUCH_CODE_ADVICE 3u /* message id: CODE; fit for the applicant, never says forged */

struct vouch_code {
    uint32_t size;
    uint32_t kind;
    const char *code; /* begins with the plugin's name and a dot */
};

struct vouch_check {
    uint32_t size;
    uint32_t outcome;
    const char *id;
    const struct vouch_param *params;
    uint32_t param_count;
    uint32_t reserved;
    const char *advice; /* a declared advice code or NULL */
};

/* ---- Configuration
 * ----------------------------------------------------------------------------------- */

#define VOUCH_FIELD_TEXT     1u
#define VOUCH_FIELD_INTEGER  2u
#define VOUCH_FIELD_BOOLEAN  3u
#define VOUCH_FIELD_DURATION 4u /* milliseconds */
#define VOUCH_FIELD_DAY      5u
#define VOUCH_FIELD_TEXTS    6u  /* list of text; a single text is a list of one */
#define VOUCH_FIELD_MAP      7u  /* `fields` */
#define VOUCH_FIELD_MAPS     8u  /* list of maps, each with `fields` */
#define VOUCH_FIELD_FILE     9u  /* path of a YAML file that holds a list of maps with `fields` */
#define VOUCH_FIELD_FOLDER   10u /* path of a folder of YAML files, each a map with `fields` */
#define VOUCH_FIELD_NAMED    11u /* NAME of a file NAME.yaml in `fallback`: a map with `fields` */
#define VOUCH_FIELD_PATTERN  12u /* text that is a pattern */
#define VOUCH_FIELD_PATTERNS 13u /* list of them; a single one is a list of one */

#define VOUCH_FIELD_REQUIRED 1u

struct vouch_field {
    uint32_t size;
    uint32_t kind;
    uint32_t flags;
    uint32_t field_count;
    const char *name;
    const char *fallback; /* FILE, FOLDER, NAMED: path below the installed configuration, or NULL */
    const struct vouch_field *fields;
};

/* What check() does not like, and where it stands: said with file, line and column. */
struct vouch_mistake {
    uint32_t size;
    uint32_t reserved;
    const struct vouch_setting *where; /* NULL: the source's file */
    char message[256];                 /* terminated */
};

/* ---- The plugin
 * ----------------------------------------------------------------------------------------- */

struct vouch_plugin {
    uint32_t abi;                     /* VOUCH_ABI */
    uint32_t size;                    /* of this struct */
    const char *name;                 /* [a-z][a-z0-9_]*, that of the file */
    const char *version;              /* yours, in every report */
    const char *summary;              /* one line of English */
    const struct vouch_field *fields; /* of sources/NAME.yaml, beside the common ones */
    uint32_t field_count;
    uint32_t code_count;
    const struct vouch_code *codes;
    const char *reads; /* languages of scans to be read for it: "eng+chi_tra"; NULL: text only */

    /* 0 to 100: how sure that the document is one of this source. Required. */
    int32_t (*probe)(const struct vouch_host *host, const struct vouch_setting *settings,
                     const struct vouch_document *document);
    /* Claims and checks. 0, or negative where the document cannot be read as one of these.
     * Required. */
    int32_t (*examine)(const struct vouch_host *host, const struct vouch_setting *settings,
                       const struct vouch_document *document, struct vouch_report *report);
    /* Called once a source at start, where `fields` cannot say all that settings must be. 0, or
     * negative with `mistake` filled: then the configuration is refused. NULL: nothing to say. */
    int32_t (*check)(const struct vouch_host *host, const struct vouch_setting *settings,
                     struct vouch_mistake *mistake);
};

#if defined(__GNUC__)
#define VOUCH_EXPORT __attribute__((visibility("default")))
#else
#define VOUCH_EXPORT
#endif

/* VOUCH_STATIC: all plugins link into one program (a fuzzer), each under a name of its own. */
#ifdef VOUCH_STATIC
#define VOUCH_SYMBOL(plugin) vouch_plugin_##plugin
#else
#define VOUCH_SYMBOL(plugin) vouch_plugin
#endif

#define VOUCH_PLUGIN(plugin, ...)                                                                  \
    extern VOUCH_EXPORT const struct vouch_plugin VOUCH_SYMBOL(plugin);                            \
    const struct vouch_plugin VOUCH_SYMBOL(plugin) = {                                             \
        .abi = VOUCH_ABI, .size = sizeof(struct vouch_plugin), .name = #plugin, __VA_ARGS__}

#define VOUCH_COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

/* ---- The host's side: use the functions below it, not the table
 * -------------------------------------------- */

struct vouch_host {
    uint32_t size;
    uint32_t abi;

    uint32_t (*page_count)(const struct vouch_document *);
    int32_t (*page_size)(const struct vouch_document *, uint32_t page, int32_t *width,
                         int32_t *height);
    uint32_t (*line_count)(const struct vouch_document *);
    int32_t (*line)(const struct vouch_document *, uint32_t index, struct vouch_line *line);
    int32_t (*word)(const struct vouch_document *, uint32_t line, uint32_t index,
                    struct vouch_span *word);
    int32_t (*information)(const struct vouch_document *, const char *key,
                           struct vouch_text *value);
    int32_t (*signature)(const struct vouch_document *, struct vouch_signature *signature);
    int32_t (*is_complete)(const struct vouch_document *);

    int32_t (*find)(const struct vouch_document *, const char *pattern, uint32_t from,
                    struct vouch_match *);
    int32_t (*match)(const struct vouch_document *, const char *pattern, struct vouch_text,
                     struct vouch_match *);
    int32_t (*table)(const struct vouch_document *, const struct vouch_table *,
                     struct vouch_rows **rows);
    uint32_t (*row_count)(const struct vouch_rows *);
    int32_t (*cell)(const struct vouch_rows *, uint32_t row, uint32_t column,
                    struct vouch_span *cell);
    uint32_t (*loose_words)(const struct vouch_rows *);

    const struct vouch_setting *(*setting)(const struct vouch_setting *map, const char *name);
    uint32_t (*setting_count)(const struct vouch_setting *list);
    const struct vouch_setting *(*setting_at)(const struct vouch_setting *list, uint32_t index);
    const struct vouch_setting *(*setting_find)(const struct vouch_setting *maps, const char *name,
                                                struct vouch_text value);
    const char *(*setting_text)(const struct vouch_setting *);
    int32_t (*setting_integer)(const struct vouch_setting *, int64_t *value);

    int32_t (*claim_text)(struct vouch_report *, uint32_t claim, const struct vouch_span *);
    int32_t (*claim_day)(struct vouch_report *, uint32_t claim, int32_t day,
                         const struct vouch_span *);
    int32_t (*claim_code)(struct vouch_report *, uint32_t claim, const char *code,
                          const struct vouch_span *);
    int32_t (*claim_issued_at)(struct vouch_report *, int64_t time, uint32_t precision,
                               const struct vouch_span *);
    int32_t (*claim_name)(struct vouch_report *, const struct vouch_name *);
    int32_t (*claim_id_number)(struct vouch_report *, const struct vouch_id_number *);
    int32_t (*claim_crossings)(struct vouch_report *); /* there is a table, be it empty */
    int32_t (*claim_crossing)(struct vouch_report *, const struct vouch_crossing *);
    int32_t (*claim_extra)(struct vouch_report *, const char *name, const char *type,
                           const struct vouch_span *);
    int32_t (*check)(struct vouch_report *, const struct vouch_check *);
    int32_t (*reason)(struct vouch_report *, const char *code, const struct vouch_param *,
                      uint32_t param_count);
    int32_t (*unread)(struct vouch_report *, const char *pointer, const struct vouch_span *);

    int32_t (*claim_account)(struct vouch_report *, const struct vouch_account *);
    int32_t (*claim_transactions)(struct vouch_report *); /* there is a table, be it empty */
    int32_t (*claim_transaction)(struct vouch_report *, const struct vouch_transaction *);
    int32_t (*claim_total)(struct vouch_report *, const struct vouch_total *);
    int32_t (*claim_verification)(struct vouch_report *, const struct vouch_verification *);
    int32_t (*layout)(struct vouch_report *, const char *name);
    int32_t (*is_currency)(const char *code);

    int32_t (*advise)(struct vouch_report *, const char *advice);
    int32_t (*is_sure)(const struct vouch_document *, struct vouch_text);
    const char *(*form)(const struct vouch_document *);

    int32_t (*set_apart)(const struct vouch_document *, const struct vouch_mark *mark,
                         const struct vouch_document **ret);
    int32_t (*apart)(const struct vouch_document *, uint32_t page, struct vouch_span *mark);
};

#include <vouch/calls.h>

#ifdef __cplusplus
}
#endif

#endif
