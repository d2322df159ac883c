/* What the changes are called, and what they mean for the verdict. */
#include "pdf/change_impl.h"

#include <inttypes.h>

const char *pdf_change_name(enum pdf_change_kind kind)
{
    static const char *const names[] = {
#define PDF_CHANGE_NAME(name, text) [PDF_CHANGE_##name] = (text),
        PDF_CHANGE_LIST(PDF_CHANGE_NAME)
#undef PDF_CHANGE_NAME
    };

    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "unknown";
}

const char *pdf_grant_name(enum pdf_grant grant)
{
    static const char *const names[] = {
        [PDF_GRANT_NONE] = "none",
        [PDF_GRANT_FORM_FILLING] = "form_filling",
        [PDF_GRANT_ANNOTATIONS] = "annotations",
    };

    return names[grant];
}

/* The finding of a change; false where it is allowed. */
static bool finding_of(const struct comparison *c, const struct pdf_change *change,
                       const char **ret_code, struct verdict *ret)
{
    *ret_code = "pdf.changed_after_signing";
    *ret = PDF_FORMAT_FAILURE;
    switch (change->kind) {
    case PDF_CHANGE_dss:
    case PDF_CHANGE_doc_time_stamp:
    case PDF_CHANGE_bookkeeping:
        return false;
    case PDF_CHANGE_signature:
    case PDF_CHANGE_signature_visible:
        if (c->permissions->level == 1) /* ISO 32000-2 table 257: not even that */
            return true;
        *ret_code = "pdf.signed_again";
        *ret = (struct verdict){INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE};
        return true;
    case PDF_CHANGE_stray:
        *ret_code = "pdf.stray_bytes";
        return true;
    default:
        return true;
    }
}

bool change_counts(const struct comparison *c, const struct pdf_change *change)
{
    struct verdict verdict;
    const char *code;

    return finding_of(c, change, &code, &verdict);
}

static bool is_first_of_kind(const struct comparison *c, size_t index)
{
    const struct pdf_change *change = &c->items[index];

    for (size_t i = 0; i < index; i++)
        if (c->items[i].kind == change->kind && c->items[i].page == change->page &&
            c->items[i].granted == change->granted)
            return false;
    return true;
}

static void add_params(struct comparison *c, struct finding *finding,
                       const struct pdf_change *change)
{
    finding_param(c->findings, finding, "kind", "%s", pdf_change_name(change->kind));
    finding_param(c->findings, finding, "detail", "%s", change->detail);
    if (change->object)
        finding_param(c->findings, finding, "object", "%" PRIu32, change->object);
    if (change->page)
        finding_param(c->findings, finding, "page", "%" PRIu32, change->page);
    if (change->field)
        finding_param(c->findings, finding, "field", "%s", change->field);
    if (change->granted)
        finding_param(c->findings, finding, "granted", "%s", pdf_grant_name(change->granted));
}

/* One finding a kind, page and grant; all changes are in the list. */
void change_findings(struct comparison *c)
{
    for (size_t i = 0; i < c->count; i++) {
        struct verdict verdict;
        const char *code;

        c->items[i].forbidden = c->permissions->level == 1 && change_counts(c, &c->items[i]);
        if (finding_of(c, &c->items[i], &code, &verdict) && is_first_of_kind(c, i))
            add_params(c, findings_add(c->findings, code, verdict), &c->items[i]);
    }
}
