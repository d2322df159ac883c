/* Findings of this room, in the few shapes they have. */
#include "pdf/file.h"
#include "pdf/token.h"

#include "base/error.h"

#include <inttypes.h>

struct finding *pdf_find(struct pdf_file *file, const char *code, struct verdict verdict)
{
    return findings_add(&file->findings, code, verdict);
}

int pdf_malformed(struct pdf_file *file, uint64_t offset, const char *detail)
{
    struct finding *finding = pdf_find(file, "pdf.malformed", PDF_UNDECIDED);

    finding_param(&file->findings, finding, "offset", "%" PRIu64, offset);
    finding_param(&file->findings, finding, "detail", "%s", detail);
    return ERR_SYNTAX;
}

int pdf_malformed_object(struct pdf_file *file, uint32_t number, const char *detail)
{
    struct finding *finding = pdf_find(file, "pdf.malformed", PDF_UNDECIDED);

    finding_param(&file->findings, finding, "object", "%" PRIu32, number);
    finding_param(&file->findings, finding, "detail", "%s", detail);
    return ERR_SYNTAX;
}

int pdf_limited(struct pdf_file *file, const char *code, uint64_t value, uint64_t maximum)
{
    struct finding *finding;

    file->limited = true;
    if (findings_has(&file->findings, code))
        return ERR_LIMIT;
    finding = pdf_find(file, code, PDF_UNDECIDED);
    finding_param(&file->findings, finding, "limit", "%s", code + strlen("limit."));
    finding_param(&file->findings, finding, "value", "%" PRIu64, value);
    finding_param(&file->findings, finding, "maximum", "%" PRIu64, maximum);
    return ERR_LIMIT;
}

int pdf_failed(struct pdf_file *file, int error, uint64_t offset, const char *detail)
{
    if (error == ERR_LIMIT)
        return pdf_limited(file, "limit.depth", PDF_DEPTH_MAX + 1, PDF_DEPTH_MAX);
    if (error == ERR_NOMEM) {
        file->limited = true;
        if (!findings_has(&file->findings, "limit.memory"))
            finding_param(&file->findings, pdf_find(file, "limit.memory", PDF_UNDECIDED), "limit",
                          "memory");
        return error;
    }
    pdf_malformed(file, offset, detail);
    return error;
}

struct arena *pdf_arena(struct pdf_file *file)
{
    return file->arena;
}

const struct findings *pdf_findings(const struct pdf_file *file)
{
    return &file->findings;
}
