/*
 * The exit/entry record of China's National Immigration Administration:
 * 国家移民管理局 出入境记录查询结果（电子文件）. README.md says what is known of it, what is
 * assumed, and what is accepted both ways because nobody knows.
 */
#include "nia.h"

#include "common/tables.h"

#include <stdlib.h>

static const struct vouch_field port_fields[] = {
    FIELD("name", VOUCH_FIELD_TEXT, NEEDED),   FIELD("aliases", VOUCH_FIELD_TEXTS),
    FIELD("code", VOUCH_FIELD_TEXT, NEEDED),   FIELD("region", VOUCH_FIELD_TEXT, NEEDED),
    FIELD("mode", VOUCH_FIELD_TEXT),           FIELD("counterpart_zh", VOUCH_FIELD_TEXT),
    FIELD("counterpart_en", VOUCH_FIELD_TEXT), FIELD("status", VOUCH_FIELD_TEXT),
    FIELD("source", VOUCH_FIELD_TEXT),
};

static const struct vouch_field document_fields[] = {
    FIELD("name", VOUCH_FIELD_TEXT, NEEDED), FIELD("aliases", VOUCH_FIELD_TEXTS),
    FIELD("kind", VOUCH_FIELD_TEXT, NEEDED), FIELD("numbers", VOUCH_FIELD_TEXTS),
    FIELD("masked", VOUCH_FIELD_TEXTS),      FIELD("settled", VOUCH_FIELD_BOOLEAN),
    FIELD("status", VOUCH_FIELD_TEXT),       FIELD("source", VOUCH_FIELD_TEXT),
};

static const struct vouch_field fields[] = {
    FIELD("signing_tolerance", VOUCH_FIELD_DURATION),
    FIELD("ports", VOUCH_FIELD_FILE, .fallback = "tables/ports.yaml", OF(port_fields)),
    FIELD("documents", VOUCH_FIELD_FILE, .fallback = "tables/documents.yaml", OF(document_fields)),
};

static const struct vouch_code codes[] = {
    CHECK("nia.serial_date"),
    CHECK("nia.made_at_signing"),
    CHECK("nia.made_at_period_end"),
    CHECK("nia.id_check_digit"),
    CHECK("nia.id_birth_date"),
    CHECK("nia.id_sex"),
    CHECK("nia.rows_numbered"),
    CHECK("nia.rows_order"),
    CHECK("nia.rows_in_period"),
    CHECK("nia.period_length"),
    CHECK("nia.pages_complete"),
    CHECK("nia.document_numbers"),
    CHECK("nia.ports_known"),
    CHECK("nia.directions_alternate"),
    CHECK("nia.nothing_after_making"),
    CHECK("nia.table_not_empty"),
    ADVICE("nia.advice.download_again"),
    ADVICE("nia.advice.send_original"),
    ADVICE("nia.advice.period_to_today"),
    ADVICE("nia.advice.send_unmasked"),
    ADVICE("nia.advice.compare_identity_card"),
    ADVICE("nia.advice.compare_documents"),
    ADVICE("nia.advice.look_up_port"),
    ADVICE("nia.advice.explain_crossings"),
    ADVICE("nia.advice.paper_when_no_crossing"),
};

/* Title and issuer stand in articles about such records as well; a serial and a person do not. */
static int32_t probe(const struct vouch_host *host, const struct vouch_setting *settings,
                     const struct vouch_document *document)
{
    static const struct {
        const char *pattern;
        int32_t worth;
    } signs[] = {
        {"国家移民管理局", 10},
        {"出入境记录查询结果", 25},
        {"编\\s*号\\s*[:：]\\s*E\\d{12}(?!\\d)", 30},
        {"查询人姓名\\s*[:：]", 25},
        {"出入境\\s*口岸", 10},
    };
    int32_t sure = 0;

    (void)settings;
    for (uint32_t i = 0; i < VOUCH_COUNT(signs); i++)
        if (vouch_find(host, document, signs[i].pattern, NULL))
            sure += signs[i].worth;
    return sure;
}

static void claim_whole(const struct nia_record *record)
{
    static const struct {
        uint32_t claim;
        const char *code;
    } claims[] = {
        {VOUCH_CLAIM_LANGUAGE, "zh-Hans"},
        {VOUCH_CLAIM_FORM, "electronic"},
        {VOUCH_CLAIM_COVERS, "unknown"}, /* a person, or the documents asked for: not known */
    };

    for (uint32_t i = 0; i < VOUCH_COUNT(claims); i++)
        vouch_claim_code(record->host, record->report, claims[i].claim, claims[i].code, NULL);
    vouch_claim_code(record->host, record->report, VOUCH_CLAIM_COMPLETE,
                     record->incomplete || record->rows_lost || record->damaged ? "no" : "yes",
                     NULL);
}

static int32_t examine(const struct vouch_host *host, const struct vouch_setting *settings,
                       const struct vouch_document *document, struct vouch_report *report)
{
    struct nia_record record = {
        .host = host,
        .settings = settings,
        .document = document,
        .report = report,
        .queried_on = VOUCH_NO_DAY,
        .birth_date = VOUCH_NO_DAY,
        .period_from = VOUCH_NO_DAY,
        .period_to = VOUCH_NO_DAY,
        .made_on = VOUCH_NO_DAY,
        .made_minute = -1,
        .damaged = !vouch_is_complete(host, document),
    };

    nia_read_person(&record);
    nia_read_dates(&record);
    nia_read_rows(&record);
    nia_check_header(&record);
    nia_check_signing(&record);
    nia_check_rows(&record);
    nia_check_directions(&record);
    nia_check_pages(&record);
    claim_whole(&record);
    free(record.rows);
    return 0;
}

VOUCH_PLUGIN(nia, .version = "1.0.0", .summary = "NIA exit/entry records (出入境记录查询结果)",
             .fields = fields, .field_count = VOUCH_COUNT(fields), .codes = codes,
             .code_count = VOUCH_COUNT(codes), .reads = "eng+chi_sim", .probe = probe,
             .examine = examine);
