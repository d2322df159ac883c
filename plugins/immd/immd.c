/* Hong Kong Immigration Department: travel records, landing slips, e-Visa sheets. */
#include "immd.h"

#include "common/tables.h"

#include <stdlib.h>

static const struct vouch_field point_fields[] = {
    FIELD("name_en", VOUCH_FIELD_TEXT, NEEDED), FIELD("name_zh", VOUCH_FIELD_TEXT, NEEDED),
    FIELD("aliases", VOUCH_FIELD_TEXTS),        FIELD("code", VOUCH_FIELD_TEXT, NEEDED),
    FIELD("region", VOUCH_FIELD_TEXT, NEEDED),  FIELD("mode", VOUCH_FIELD_TEXT),
    FIELD("status", VOUCH_FIELD_TEXT),          FIELD("source", VOUCH_FIELD_TEXT),
};

static const struct vouch_field fields[] = {
    FIELD("control_points", VOUCH_FIELD_FILE, .fallback = "tables/control_points.yaml",
          OF(point_fields)),
};

static const struct vouch_code codes[] = {
    CHECK("immd.hkid_check_digit"),
    CHECK("immd.period_length"),
    CHECK("immd.person_same"),
    CHECK("immd.pages_complete"),
    CHECK("immd.control_points_known"),
    CHECK("immd.rows_order"),
    CHECK("immd.rows_in_period"),
    CHECK("immd.passages_plausible"),
    CHECK("immd.directions_alternate"),
    CHECK("immd.qr_code"),
    ADVICE("immd.advice.settle_statement"),
    ADVICE("immd.advice.settle_landing_slip"),
    ADVICE("immd.advice.settle_evisa"),
    ADVICE("immd.advice.compare_identity_card"),
    ADVICE("immd.advice.compare_original"),
    ADVICE("immd.advice.send_all_pages"),
    ADVICE("immd.advice.look_up_control_point"),
    ADVICE("immd.advice.explain_passages"),
};

/* ---- Which paper it is ---- */

struct sign {
    const char *pattern;
    int32_t worth;
};

#define SIGNS_MAX 5
#define DEPARTMENT                                                                                 \
    {                                                                                              \
        "(?i:Immigration\\s*Department)|入\\s*境\\s*事\\s*務\\s*處", 15                            \
    }

static const struct sign signs[IMMD_KINDS][SIGNS_MAX] = {
    [IMMD_STATEMENT] =
        {
            DEPARTMENT,
            {"(?i:Statement\\s*of\\s*Travel\\s*Records?)|出\\s*入\\s*境\\s*[紀記]\\s*錄\\s*證\\s*"
             "明",
             30},
            {"(?i:Control\\s*Point)|管\\s*制\\s*站", 20},
            {"(?i:Arrival|Departure)|抵\\s*港|離\\s*港", 15},
            {"(?i:Date\\s*of\\s*Birth)|出\\s*生\\s*日\\s*期", 20},
        },
    [IMMD_LANDING_SLIP] =
        {
            DEPARTMENT,
            {"(?i:Landing\\s*Slip)|入\\s*境\\s*標\\s*籤", 35},
            {"(?i:Permi(?:tted|ssion)\\s*to\\s*(?:remain|stay)|Limit\\s*of\\s*Stay)|逗\\s*留", 20},
            {"(?i:Travel\\s*Document)|旅\\s*行\\s*證\\s*件", 10},
            {"(?i:(?:Date\\s*of\\s*)?Arrival)|抵\\s*港\\s*日\\s*期|入\\s*境\\s*日\\s*期", 20},
        },
    [IMMD_EVISA] =
        {
            DEPARTMENT,
            {"(?i:\\be-?Visa\\b)|電\\s*子\\s*簽\\s*證", 30},
            {"(?i:Notification\\s*Slip)|通\\s*知\\s*書", 25},
            {"(?i:Entry\\s*(?:Visa|Permit)|Conditions\\s*of\\s*Stay)|逗\\s*留\\s*條\\s*件", 15},
            {"(?i:QR\\s*code)|二\\s*維\\s*碼", 15},
        },
};

/* Neither the Department nor the paper's title: then the rest says nothing. */
static int32_t sure_of(const struct vouch_host *host, const struct vouch_document *document,
                       enum immd_kind kind)
{
    int32_t sure = 0;

    for (uint32_t i = 0; i < SIGNS_MAX; i++) {
        if (vouch_find(host, document, signs[kind][i].pattern, NULL))
            sure += signs[kind][i].worth;
        if (i == 1 && sure == 0)
            break;
    }
    return sure;
}

static enum immd_kind likeliest(const struct vouch_host *host,
                                const struct vouch_document *document, int32_t *ret_sure)
{
    enum immd_kind kind = IMMD_STATEMENT;

    *ret_sure = -1;
    for (int i = 0; i < IMMD_KINDS; i++) {
        int32_t sure = sure_of(host, document, (enum immd_kind)i);

        if (sure > *ret_sure) {
            *ret_sure = sure;
            kind = (enum immd_kind)i;
        }
    }
    return kind;
}

static int32_t probe(const struct vouch_host *host, const struct vouch_setting *settings,
                     const struct vouch_document *document)
{
    int32_t sure;

    (void)settings;
    likeliest(host, document, &sure);
    return sure;
}

/* ---- What it says ---- */

/* What every paper of this kind is, whatever it says. */
static void claim_kind(const struct immd_paper *paper)
{
    static const struct {
        const char *name, *advice;
    } kinds[IMMD_KINDS] = {
        [IMMD_STATEMENT] = {"statement_of_travel_records", "immd.advice.settle_statement"},
        [IMMD_LANDING_SLIP] = {"landing_slip", "immd.advice.settle_landing_slip"},
        [IMMD_EVISA] = {"evisa", "immd.advice.settle_evisa"},
    };
    const char *name = kinds[paper->kind].name;
    struct vouch_span span = {.text = {.data = name, .length = (uint32_t)strlen(name)}};

    vouch_claim_extra(paper->host, paper->report, "document_kind", "code", &span);
    vouch_advise(paper->host, paper->report, kinds[paper->kind].advice);
}

static void claim_whole(const struct immd_paper *paper)
{
    const struct vouch_host *host = paper->host;
    bool is_statement = paper->kind == IMMD_STATEMENT;

    vouch_claim_code(host, paper->report, VOUCH_CLAIM_COVERS, is_statement ? "person" : "document",
                     NULL);
    vouch_claim_code(host, paper->report, VOUCH_CLAIM_COMPLETE, paper->incomplete ? "no" : "yes",
                     NULL);
}

static void check_qr_code(const struct immd_paper *paper)
{
    struct common_check check = {.id = "immd.qr_code", .on_unknown = "immd.advice.settle_evisa"};

    common_leave(paper->host, paper->report, &check);
}

static void examine_statement(struct immd_paper *paper)
{
    immd_read_passages(paper);
    immd_check_header(paper);
    immd_check_pages(paper);
    immd_check_passages(paper);
    immd_check_directions(paper);
    free(paper->passages);
}

static int32_t examine(const struct vouch_host *host, const struct vouch_setting *settings,
                       const struct vouch_document *document, struct vouch_report *report)
{
    struct immd_paper paper = {
        .host = host,
        .settings = settings,
        .document = document,
        .report = report,
        .birth_date = VOUCH_NO_DAY,
        .period_from = VOUCH_NO_DAY,
        .period_to = VOUCH_NO_DAY,
        .issued_on = VOUCH_NO_DAY,
        .incomplete = !vouch_is_complete(host, document),
    };
    int32_t sure;

    paper.kind = likeliest(host, document, &sure);
    claim_kind(&paper);
    immd_read_person(&paper);
    immd_read_header(&paper);
    if (paper.kind == IMMD_STATEMENT)
        examine_statement(&paper);
    else
        immd_read_sheet(&paper);
    if (paper.kind == IMMD_EVISA)
        check_qr_code(&paper);
    claim_whole(&paper);
    return 0;
}

VOUCH_PLUGIN(immd, .version = "1.0.0",
             .summary = "Hong Kong Immigration Department: travel records, landing slips, e-Visas",
             .fields = fields, .field_count = VOUCH_COUNT(fields), .codes = codes,
             .code_count = VOUCH_COUNT(codes), .reads = "eng+chi_tra", .probe = probe,
             .examine = examine);
