/*
 * Documents that banks issue, read by layouts that are data. README.md says what is known of each
 * layout that comes with vouchd, and what is assumed; docs/layouts.md how to write one.
 *
 * Whose document it is stands in none of them: that is the signature's matter, judged before, under
 * the trust of the source.
 */
#include "bank.h"

#include "common/tables.h"

#include <stdlib.h>

static const struct vouch_code codes[] = {
    CHECK("bank.balance_chain"),
    CHECK("bank.page_totals"),
    CHECK("bank.statement_totals"),
    CHECK("bank.counts"),
    CHECK("bank.rows_in_period"),
    CHECK("bank.rows_order"),
    CHECK("bank.amount_signs"),
    CHECK("bank.rows_passed_over"),
    CHECK("bank.account_number"),
    CHECK("bank.verification_code"),
    CHECK("bank.watermark"),
    CHECK("bank.producer"),
    CHECK("bank.pages_complete"),
    CHECK("bank.holder_same"),
    ADVICE("bank.advice.ask_bank"),
    ADVICE("bank.advice.redeem_code"),
    ADVICE("bank.advice.send_original"),
    ADVICE("bank.advice.send_unfiltered"),
    ADVICE("bank.advice.send_unmasked"),
    ADVICE("bank.advice.send_all_pages"),
};

static const struct vouch_setting *layout_of(const struct vouch_host *host,
                                             const struct vouch_setting *settings)
{
    return vouch_setting(host, settings, "layout");
}

static int32_t check(const struct vouch_host *host, const struct vouch_setting *settings,
                     struct vouch_mistake *mistake)
{
    struct layout *layout = malloc(sizeof *layout);
    int32_t result = -1;

    if (layout)
        result = layout_read(host, layout_of(host, settings), layout, mistake);
    free(layout);
    return result;
}

/* A sign counts once, however often it is printed; one of negative worth says "not this one". */
static int32_t probe(const struct vouch_host *host, const struct vouch_setting *settings,
                     const struct vouch_document *document)
{
    const struct vouch_setting *signs = vouch_setting(host, layout_of(host, settings), "recognise");
    int64_t sure = 0;

    for (uint32_t i = 0; i < vouch_setting_count(host, signs); i++) {
        const struct vouch_setting *sign = vouch_setting_at(host, signs, i);
        const char *pattern = vouch_setting_text(host, vouch_setting(host, sign, "pattern"));
        int64_t worth = 0;

        vouch_setting_integer(host, vouch_setting(host, sign, "worth"), &worth);
        if (pattern && vouch_find(host, document, pattern, NULL))
            sure += worth;
    }
    return (int32_t)(sure < 0 ? 0 : sure > 100 ? 100 : sure);
}

static void read_all(struct bank_record *record)
{
    const struct layout *layout = record->layout;
    const struct vouch_document *document = record->document;

    if (layout->mark.least > 0 &&
        vouch_set_apart(record->host, document, &layout->mark, &document) >= 0)
        record->document = document;
    bank_read_sections(record);
    bank_read_labels(record);
    bank_read_rows(record);
    bank_read_accounts(record);
    bank_read_totals(record);
    bank_claim_all(record);
}

static void check_all(struct bank_record *record)
{
    bank_check_chain(record);
    bank_check_totals(record);
    bank_check_rows(record);
    bank_check_numbers(record);
    bank_check_pages(record);
    bank_check_paper(record);
}

static void claim_whole(const struct bank_record *record)
{
    const struct vouch_host *host = record->host;
    bool is_complete = !record->incomplete && !record->rows_lost && !record->no_memory &&
                       vouch_is_complete(host, record->document);

    vouch_claim_code(host, record->report, VOUCH_CLAIM_LANGUAGE, record->layout->language, NULL);
    vouch_claim_code(host, record->report, VOUCH_CLAIM_COVERS, "document", NULL);
    vouch_claim_code(host, record->report, VOUCH_CLAIM_COMPLETE, is_complete ? "yes" : "no", NULL);
    vouch_layout(host, record->report, record->layout->name);
    if (record->layout->verification.kind)
        vouch_advise(host, record->report, "bank.advice.redeem_code");
}

static int32_t examine(const struct vouch_host *host, const struct vouch_setting *settings,
                       const struct vouch_document *document, struct vouch_report *report)
{
    struct bank_record *record = calloc(1, sizeof *record);
    struct layout *layout = malloc(sizeof *layout);
    int32_t result = -1;

    if (!record || !layout || layout_read(host, layout_of(host, settings), layout, NULL) < 0)
        goto out;
    record->host = host;
    record->document = document;
    record->report = report;
    record->layout = layout;
    record->statement_date = record->period_from = VOUCH_NO_DAY;
    record->period_to = record->issued_on = VOUCH_NO_DAY;
    read_all(record);
    if (record->no_memory)
        goto out;
    check_all(record);
    claim_whole(record);
    result = 0;
out:
    if (record)
        bank_done(record);
    free(record);
    free(layout);
    return result;
}

VOUCH_PLUGIN(bank, .version = "1.0.0", .summary = "Documents that banks issue, by layouts",
             .fields = bank_fields, .field_count = VOUCH_COUNT(bank_fields), .codes = codes,
             .code_count = VOUCH_COUNT(codes), .reads = "eng+chi_sim", .probe = probe,
             .examine = examine, .check = check);
