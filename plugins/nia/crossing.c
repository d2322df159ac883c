/* A crossing, with what the tables of ports and documents say about it. */
#include "rows.h"

/* FNV-1a over kind and number: only ever compared with others of this record. */
static uint64_t document_of(const struct cells *cells)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (uint32_t i = TYPE; i <= DOCUMENT; i++) {
        for (uint32_t j = 0; j < cells->text[i].length; j++)
            hash = (hash ^ (unsigned char)cells->text[i].data[j]) * UINT64_C(1099511628211);
        hash = (hash ^ '|') * UINT64_C(1099511628211);
    }
    return hash;
}

static bool is_masked(struct vouch_text number)
{
    return memchr(number.data, '*', number.length) != NULL;
}

static bool matches_one(const struct nia_record *record, const struct vouch_setting *patterns,
                        struct vouch_text text)
{
    for (uint32_t i = 0; i < vouch_setting_count(record->host, patterns); i++) {
        const struct vouch_setting *pattern = vouch_setting_at(record->host, patterns, i);

        if (vouch_match(record->host, record->document, vouch_setting_text(record->host, pattern),
                        text, NULL))
            return true;
    }
    return false;
}

/*
 * Whether the number is one of its kind's. A kind nobody knows, and a kind whose formats
 * are not all known, settle nothing; a masked number can only be contradicted.
 */
static uint32_t judge_number(const struct nia_record *record, const struct vouch_setting *kind,
                             struct vouch_text number)
{
    const struct vouch_host *host = record->host;
    bool masked = is_masked(number);
    const struct vouch_setting *patterns =
        kind ? vouch_setting(host, kind, masked ? "masked" : "numbers") : NULL;
    int64_t settled = 0;

    if (!patterns || number.length == 0)
        return VOUCH_UNKNOWN;
    if (matches_one(record, patterns, number))
        return masked ? VOUCH_UNKNOWN : VOUCH_PASS;
    vouch_setting_integer(host, vouch_setting(host, kind, "settled"), &settled);
    return settled ? VOUCH_FAIL : VOUCH_UNKNOWN;
}

static const struct vouch_setting *find_named(const struct nia_record *record,
                                              const char *table_name, struct vouch_text name)
{
    const struct vouch_setting *maps = vouch_setting(record->host, record->settings, table_name);
    const struct vouch_setting *found = vouch_setting_find(record->host, maps, "name", name);

    return found ? found : vouch_setting_find(record->host, maps, "aliases", name);
}

static const char *member(const struct nia_record *record, const struct vouch_setting *map,
                          const char *name)
{
    return map ? vouch_setting_text(record->host, vouch_setting(record->host, map, name)) : NULL;
}

static bool is_dash(struct vouch_text text)
{
    return vouch_text_is(text, "-") || vouch_text_is(text, "--") || vouch_text_is(text, "—");
}

bool nia_claim_crossing(const struct nia_record *record, const struct cells *cells,
                        struct nia_row *row)
{
    const struct vouch_setting *kind = find_named(record, "documents", cells->text[TYPE]);
    const struct vouch_setting *port = find_named(record, "ports", cells->text[PORT]);
    struct vouch_crossing crossing = {
        .size = sizeof crossing,
        .exit = row->direction == NIA_EXIT,
        .row = row->number,
        .date = row->date,
        .document_masked = is_masked(cells->text[DOCUMENT]),
        .whole = cells->whole,
        .document_type = cells->text[TYPE],
        .document_kind = member(record, kind, "kind"),
        .document_number = cells->text[DOCUMENT],
        .port = cells->text[PORT],
        .port_code = member(record, port, "code"),
        .region = member(record, port, "region"),
    };

    /* What was read from a picture and no table has is as likely misread as it is new. */
    if (cells->whole.confidence > 0 && (!port || !kind)) {
        vouch_unread(record->host, record->report, "/claims/crossings/-", &cells->whole);
        return false;
    }
    if (!is_dash(cells->text[FLIGHT]))
        crossing.flight = cells->text[FLIGHT];
    row->port_known = port != NULL;
    row->number_outcome = judge_number(record, kind, cells->text[DOCUMENT]);
    row->document = document_of(cells);
    return vouch_claim_crossing(record->host, record->report, &crossing) != VOUCH_LEFT_UNREAD;
}
