/* Statements of a library card: the example of docs/plugins.md. */
#include <vouch/plugin.h>

static const struct vouch_field fields[] = {
    {.size = sizeof(struct vouch_field), .kind = VOUCH_FIELD_TEXT, .name = "branch"},
};

static const struct vouch_code codes[] = {
    {sizeof(struct vouch_code), VOUCH_CODE_CHECK, "library.branch"},
};

static int32_t probe(const struct vouch_host *host, const struct vouch_setting *settings,
                     const struct vouch_document *document)
{
    (void)settings;
    return vouch_find(host, document, "^Library card statement", NULL) ? 90 : 0;
}

/* Is it from the branch that the source's configuration names? */
static void check_branch(const struct vouch_host *host, const struct vouch_setting *settings,
                         const struct vouch_document *document, struct vouch_report *report)
{
    const char *branch = vouch_setting_text(host, vouch_setting(host, settings, "branch"));
    struct vouch_check check = {.size = sizeof check, .id = "library.branch"};
    struct vouch_match match;

    if (branch && vouch_find(host, document, "Branch: ?(\\w+)", &match))
        check.outcome = vouch_text_is(match.groups[1].text, branch) ? VOUCH_PASS : VOUCH_FAIL;
    vouch_check(host, report, &check); /* VOUCH_UNKNOWN where either is missing */
}

static int32_t examine(const struct vouch_host *host, const struct vouch_setting *settings,
                       const struct vouch_document *document, struct vouch_report *report)
{
    struct vouch_match match;

    if (!vouch_find(host, document, "Card number: ?(\\d{8})", &match))
        return -1;
    vouch_claim_text(host, report, VOUCH_CLAIM_SERIAL, &match.groups[1]);
    check_branch(host, settings, document, report);
    vouch_claim_code(host, report, VOUCH_CLAIM_COMPLETE, "yes", NULL);
    return 0;
}

VOUCH_PLUGIN(library, .version = "1.0.0", .summary = "Library card statements", .fields = fields,
             .field_count = VOUCH_COUNT(fields), .codes = codes, .code_count = VOUCH_COUNT(codes),
             .probe = probe, .examine = examine);
