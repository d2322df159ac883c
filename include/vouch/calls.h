/*
 * The host's functions as a plugin calls them. Included by plugin.h; static inline, so that
 * a plugin needs no library. See plugin.h for shapes, units and ownership.
 */
#ifndef VOUCH_CALLS_H
#define VOUCH_CALLS_H

/* ---- The document --------------------------------------------------------------------------- */

static inline uint32_t vouch_page_count(const struct vouch_host *host,
                                        const struct vouch_document *document)
{
    return host->page_count(document);
}

/* Size of a page as shown, in 1/1000 point. Negative for no such page. */
static inline int32_t vouch_page_size(const struct vouch_host *host,
                                      const struct vouch_document *document, uint32_t page,
                                      int32_t *width, int32_t *height)
{
    return host->page_size(document, page, width, height);
}

/* Visible lines come first, top to bottom through all pages, then hidden ones. */
static inline uint32_t vouch_line_count(const struct vouch_host *host,
                                        const struct vouch_document *document)
{
    return host->line_count(document);
}

/* `line->size` must be set (VOUCH_INIT). Negative past the end. */
static inline int32_t vouch_line(const struct vouch_host *host,
                                 const struct vouch_document *document, uint32_t index,
                                 struct vouch_line *line)
{
    return host->line(document, index, line);
}

static inline int32_t vouch_word(const struct vouch_host *host,
                                 const struct vouch_document *document, uint32_t line,
                                 uint32_t index, struct vouch_span *word)
{
    return host->word(document, line, index, word);
}

/* Metadata ("Producer"): a hint, never proof. 1 found, 0 not. */
static inline int32_t vouch_information(const struct vouch_host *host,
                                        const struct vouch_document *document, const char *key,
                                        struct vouch_text *value)
{
    return host->information(document, key, value);
}

/* The judged signature: 1 there is one, 0 none. `signature->size` must be set. */
static inline int32_t vouch_signature(const struct vouch_host *host,
                                      const struct vouch_document *document,
                                      struct vouch_signature *signature)
{
    return host->signature(document, signature);
}

/* 1 if every visible glyph could be read as text and no page was cut short by damage. */
static inline int32_t vouch_is_complete(const struct vouch_host *host,
                                        const struct vouch_document *document)
{
    return host->is_complete(document);
}

/* Whether `text` is the file's own or was read from a picture as surely as is configured:
 * 1 or 0. One that is not decides no check. */
static inline int32_t vouch_is_sure(const struct vouch_host *host,
                                    const struct vouch_document *document, struct vouch_text text)
{
    return host->is_sure(document, text);
}

/* "electronic", "scan" or "photo": what was presented. The host claims it. */
static inline const char *vouch_form(const struct vouch_host *host,
                                     const struct vouch_document *document)
{
    return host->form(document);
}

/*
 * The document without a mark that runs down its pages, to be read in its place: 1, or 0 where
 * there is no such mark (`*ret` is then the document itself). Negative without memory.
 */
static inline int32_t vouch_set_apart(const struct vouch_host *host,
                                      const struct vouch_document *document,
                                      const struct vouch_mark *mark,
                                      const struct vouch_document **ret)
{
    return host->set_apart(document, mark, ret);
}

/* The mark that was set apart on a page, from top to bottom: 1; 0 where there was none. */
static inline int32_t vouch_apart(const struct vouch_host *host,
                                  const struct vouch_document *document, uint32_t page,
                                  struct vouch_span *mark)
{
    return host->apart(document, page, mark);
}

/* ---- Searching ------------------------------------------------------------------------------ */

/* Searches the text flow from `from` (0 or an earlier match's end). 1 found, 0 not. `match` may be
 * NULL. */
static inline int32_t vouch_find_from(const struct vouch_host *host,
                                      const struct vouch_document *document, const char *pattern,
                                      uint32_t from, struct vouch_match *match)
{
    return host->find(document, pattern, from, match);
}

static inline int32_t vouch_find(const struct vouch_host *host,
                                 const struct vouch_document *document, const char *pattern,
                                 struct vouch_match *match)
{
    return host->find(document, pattern, 0, match);
}

/* Searches one text; the groups of `match` have no page and no box. 1 found, 0 not. */
static inline int32_t vouch_match(const struct vouch_host *host,
                                  const struct vouch_document *document, const char *pattern,
                                  struct vouch_text text, struct vouch_match *match)
{
    return host->match(document, pattern, text, match);
}

/* ---- Tables --------------------------------------------------------------------------------- */

/* Reads a table. 1 found (perhaps without rows), 0 no header like that. */
static inline int32_t vouch_table(const struct vouch_host *host,
                                  const struct vouch_document *document,
                                  const struct vouch_table *table, struct vouch_rows **rows)
{
    return host->table(document, table, rows);
}

static inline uint32_t vouch_row_count(const struct vouch_host *host, const struct vouch_rows *rows)
{
    return host->row_count(rows);
}

/* A cell, wrapped parts joined; column VOUCH_WHOLE_ROW is the row itself (its box). Empty text for
 * an empty cell. */
#define VOUCH_WHOLE_ROW 0xffffffffu
static inline int32_t vouch_cell(const struct vouch_host *host, const struct vouch_rows *rows,
                                 uint32_t row, uint32_t column, struct vouch_span *cell)
{
    return host->cell(rows, row, column, cell);
}

/* Words between header and end that belong to no cell. */
static inline uint32_t vouch_loose_words(const struct vouch_host *host,
                                         const struct vouch_rows *rows)
{
    return host->loose_words(rows);
}

/* ---- Configuration -------------------------------------------------------------------------- */

/* A member of a map (the source's own is the callback's argument), or NULL where it is left out. */
static inline const struct vouch_setting *
vouch_setting(const struct vouch_host *host, const struct vouch_setting *map, const char *name)
{
    return host->setting(map, name);
}

static inline uint32_t vouch_setting_count(const struct vouch_host *host,
                                           const struct vouch_setting *list)
{
    return host->setting_count(list);
}

static inline const struct vouch_setting *
vouch_setting_at(const struct vouch_host *host, const struct vouch_setting *list, uint32_t index)
{
    return host->setting_at(list, index);
}

/* The first map of a list whose member `name` (a text or a list of texts) holds `value`, or NULL.
 */
static inline const struct vouch_setting *vouch_setting_find(const struct vouch_host *host,
                                                             const struct vouch_setting *maps,
                                                             const char *name,
                                                             struct vouch_text value)
{
    return host->setting_find(maps, name, value);
}

/* Terminated text of a setting; the name of a NAMED one; NULL for none or for one that is not text.
 */
static inline const char *vouch_setting_text(const struct vouch_host *host,
                                             const struct vouch_setting *setting)
{
    return host->setting_text(setting);
}

/* Integers, booleans (0, 1), durations (milliseconds), days. Negative where it is none. */
static inline int32_t vouch_setting_integer(const struct vouch_host *host,
                                            const struct vouch_setting *setting, int64_t *value)
{
    return host->setting_integer(setting, value);
}

/* ---- Claims. A span with a place becomes evidence. ------------------------------------------ */

/* What they return where the claim was not made, because its span was not read surely enough:
 * it is listed as unread. That is success, too. */
#define VOUCH_LEFT_UNREAD 1

static inline int32_t vouch_claim_text(const struct vouch_host *host, struct vouch_report *report,
                                       uint32_t claim, const struct vouch_span *span)
{
    return host->claim_text(report, claim, span);
}

static inline int32_t vouch_claim_day(const struct vouch_host *host, struct vouch_report *report,
                                      uint32_t claim, int32_t day, const struct vouch_span *span)
{
    return host->claim_day(report, claim, day, span);
}

/* `span` may be NULL. */
static inline int32_t vouch_claim_code(const struct vouch_host *host, struct vouch_report *report,
                                       uint32_t claim, const char *code,
                                       const struct vouch_span *span)
{
    return host->claim_code(report, claim, code, span);
}

static inline int32_t vouch_claim_issued_at(const struct vouch_host *host,
                                            struct vouch_report *report, int64_t time,
                                            uint32_t precision, const struct vouch_span *span)
{
    return host->claim_issued_at(report, time, precision, span);
}

static inline int32_t vouch_claim_name(const struct vouch_host *host, struct vouch_report *report,
                                       const struct vouch_name *name)
{
    return host->claim_name(report, name);
}

static inline int32_t vouch_claim_id_number(const struct vouch_host *host,
                                            struct vouch_report *report,
                                            const struct vouch_id_number *number)
{
    return host->claim_id_number(report, number);
}

/* Says that there is a table of crossings, so that none is an answer too. */
static inline int32_t vouch_claim_crossings(const struct vouch_host *host,
                                            struct vouch_report *report)
{
    return host->claim_crossings(report);
}

static inline int32_t vouch_claim_crossing(const struct vouch_host *host,
                                           struct vouch_report *report,
                                           const struct vouch_crossing *crossing)
{
    return host->claim_crossing(report, crossing);
}

/* Once an account; its id is then known to the claims below. */
static inline int32_t vouch_claim_account(const struct vouch_host *host,
                                          struct vouch_report *report,
                                          const struct vouch_account *account)
{
    return host->claim_account(report, account);
}

/* Says that there is a table of transactions, so that none is an answer too. */
static inline int32_t vouch_claim_transactions(const struct vouch_host *host,
                                               struct vouch_report *report)
{
    return host->claim_transactions(report);
}

static inline int32_t vouch_claim_transaction(const struct vouch_host *host,
                                              struct vouch_report *report,
                                              const struct vouch_transaction *transaction)
{
    return host->claim_transaction(report, transaction);
}

/* 1 for a currency of ISO 4217 ("HKD"): what a document prints must be looked up before it is
 * claimed. */
static inline int32_t vouch_is_currency(const struct vouch_host *host, const char *code)
{
    return host->is_currency(code);
}

/* What the document adds up itself, and what its rows add up to. */
static inline int32_t vouch_claim_total(const struct vouch_host *host, struct vouch_report *report,
                                        const struct vouch_total *total)
{
    return host->claim_total(report, total);
}

/* At most one a document. */
static inline int32_t vouch_claim_verification(const struct vouch_host *host,
                                               struct vouch_report *report,
                                               const struct vouch_verification *verification)
{
    return host->claim_verification(report, verification);
}

/* The name of the layout (a code) by which the document was read: it stands in the report beside
 * the plugin's name and version. */
static inline int32_t vouch_layout(const struct vouch_host *host, struct vouch_report *report,
                                   const char *name)
{
    return host->layout(report, name);
}

/*
 * `type` is one of these, and the span's text a value of it; any other is refused:
 *
 *   text     anything
 *   day      YYYY-MM-DD
 *   time     RFC 3339 with an offset or Z, or HH:MM
 *   integer  up to 18 digits, perhaps after a `-`
 *   amount   the same, perhaps with a point and up to 18 digits after it
 *   code     up to 127 ASCII letters, digits, `_`, `-`, `.`
 *
 * Where the document prints it otherwise, put what was read of it in the span's text.
 */
static inline int32_t vouch_claim_extra(const struct vouch_host *host, struct vouch_report *report,
                                        const char *name, const char *type,
                                        const struct vouch_span *span)
{
    return host->claim_extra(report, name, type, span);
}

/* Something a person must read: `pointer` is the claim it would have been ("/claims/serial"). */
static inline int32_t vouch_unread(const struct vouch_host *host, struct vouch_report *report,
                                   const char *pointer, const struct vouch_span *span)
{
    return host->unread(report, pointer, span);
}

/* ---- Checks and reasons --------------------------------------------------------------------- */

static inline int32_t vouch_check(const struct vouch_host *host, struct vouch_report *report,
                                  const struct vouch_check *check)
{
    return host->check(report, check);
}

/* A reason makes the verdict no better than indeterminate. */
static inline int32_t vouch_reason(const struct vouch_host *host, struct vouch_report *report,
                                   const char *code, const struct vouch_param *params,
                                   uint32_t param_count)
{
    return host->reason(report, code, params, param_count);
}

/*
 * What settles a document of this kind that is not signed, in place of the general advice to
 * send the original file: a paper has none. A declared advice code; the last one counts.
 */
static inline int32_t vouch_advise(const struct vouch_host *host, struct vouch_report *report,
                                   const char *advice)
{
    return host->advise(report, advice);
}

/* ---- Small help with text ------------------------------------------------------------------- */

static inline int vouch_text_is(struct vouch_text text, const char *other)
{
    return text.length == strlen(other) && memcmp(text.data, other, text.length) == 0;
}

/* A number of ASCII digits, at most nine of them; -1 for anything else. */
static inline int32_t vouch_number(struct vouch_text text)
{
    int32_t number = 0;

    if (text.length == 0 || text.length > 9)
        return -1;
    for (uint32_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return -1;
        number = number * 10 + (text.data[i] - '0');
    }
    return number;
}

#define VOUCH_NO_DAY INT32_MIN

/* Days since 1970-01-01 of a date in the Gregorian calendar; VOUCH_NO_DAY where there is no such
 * date. */
static inline int32_t vouch_day(int32_t year, int32_t month, int32_t day)
{
    static const int32_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    int32_t leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    int32_t past = year - 1;

    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > before[month] - before[month - 1] + (month == 2 && leap))
        return VOUCH_NO_DAY;
    return past * 365 + past / 4 - past / 100 + past / 400 + before[month - 1] +
           (month > 2 && leap) + day - 1 - 719162;
}

#endif
