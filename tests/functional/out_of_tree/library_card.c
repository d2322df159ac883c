/* Statements of loans on a library card: who, which card, up to when, and every book. */
#include <vouch/plugin.h>

#include <stdio.h>

static const struct vouch_column columns[] = {
    {sizeof(struct vouch_column), VOUCH_COLUMN_KEY, "No\\.", "\\d{1,4}"},
    {sizeof(struct vouch_column), 0, "Borrowed", "\\d{4}-\\d{2}-\\d{2}"},
    {sizeof(struct vouch_column), 0, "Title", NULL},
};
static const struct vouch_table loans = {
    .size = sizeof loans,
    .column_count = VOUCH_COUNT(columns),
    .columns = columns,
    .end = "^Loans in all",
};

/* The day in three groups of a match. */
static int32_t day_of(const struct vouch_match *match, uint32_t group)
{
    return vouch_day(vouch_number(match->groups[group].text),
                     vouch_number(match->groups[group + 1].text),
                     vouch_number(match->groups[group + 2].text));
}

static int32_t probe(const struct vouch_host *host, const struct vouch_setting *settings,
                     const struct vouch_document *document)
{
    const char *library = vouch_setting_text(host, vouch_setting(host, settings, "library"));
    struct vouch_match match;

    if (!vouch_find(host, document, "^Statement of library card (\\S+)$", &match))
        return 0;
    return library && vouch_text_is(match.groups[1].text, library) ? 95 : 30;
}

/* As many rows as the statement says it has. */
static void check_count(const struct vouch_host *host, const struct vouch_document *document,
                        struct vouch_report *report, uint32_t rows)
{
    struct vouch_check check = {.size = sizeof check, .id = "library_card.count"};
    char read[16], stated[16];
    const struct vouch_param params[] = {{"read", read}, {"stated", stated}};
    struct vouch_match match;
    int32_t number = -1;

    if (vouch_find(host, document, "^Loans in all: ?(\\d{1,4})$", &match))
        number = vouch_number(match.groups[1].text);
    if (number >= 0) {
        check.outcome = (uint32_t)number == rows ? VOUCH_PASS : VOUCH_FAIL;
        check.params = params;
        check.param_count = VOUCH_COUNT(params);
        snprintf(read, sizeof read, "%u", (unsigned)rows);
        snprintf(stated, sizeof stated, "%d", (int)number);
    }
    if (check.outcome == VOUCH_FAIL)
        check.advice = "library_card.advice.all_pages";
    vouch_check(host, report, &check);
}

static int32_t examine(const struct vouch_host *host, const struct vouch_setting *settings,
                       const struct vouch_document *document, struct vouch_report *report)
{
    struct vouch_name reader = VOUCH_INIT(struct vouch_name);
    struct vouch_rows *rows;
    struct vouch_span title;
    struct vouch_match match;

    (void)settings;
    if (!vouch_find(host, document, "^Card: ?(\\d{8})$", &match) ||
        !vouch_table(host, document, &loans, &rows))
        return -1;
    vouch_claim_text(host, report, VOUCH_CLAIM_SERIAL, &match.groups[1]);
    if (vouch_find(host, document, "^Reader: ?(.+)$", &match)) {
        reader.value = match.groups[1];
        vouch_claim_name(host, report, &reader);
    }
    if (vouch_find(host, document, "^Issued: ?((\\d{4})-(\\d{2})-(\\d{2}))$", &match))
        vouch_claim_day(host, report, VOUCH_CLAIM_ISSUED_ON, day_of(&match, 2), &match.groups[1]);
    for (uint32_t row = 0; row < vouch_row_count(host, rows); row++)
        if (vouch_cell(host, rows, row, 2, &title) >= 0)
            vouch_claim_extra(host, report, "title", "text", &title);
    check_count(host, document, report, vouch_row_count(host, rows));
    vouch_claim_code(host, report, VOUCH_CLAIM_COVERS, "person", NULL);
    vouch_claim_code(host, report, VOUCH_CLAIM_COMPLETE,
                     vouch_loose_words(host, rows) == 0 ? "yes" : "no", NULL);
    return 0;
}

static const struct vouch_field fields[] = {
    {.size = sizeof(struct vouch_field),
     .kind = VOUCH_FIELD_TEXT,
     .flags = VOUCH_FIELD_REQUIRED,
     .name = "library"},
};

static const struct vouch_code codes[] = {
    {sizeof(struct vouch_code), VOUCH_CODE_CHECK, "library_card.count"},
    {sizeof(struct vouch_code), VOUCH_CODE_ADVICE, "library_card.advice.all_pages"},
};

VOUCH_PLUGIN(library_card, .version = "1.0.0", .summary = "Statements of library cards",
             .fields = fields, .field_count = VOUCH_COUNT(fields), .codes = codes,
             .code_count = VOUCH_COUNT(codes), .probe = probe, .examine = examine);
