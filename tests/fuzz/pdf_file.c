/*
 * A whole file: opened, every object and stream read, signatures, their revisions and what
 * later bytes did, text. Limits are small, so that a slow input is a finding.
 */
#include "pdf/file.h"

#include "base/error.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_objects(struct pdf_file *file)
{
    for (size_t i = 0; i < file->slot_count; i++) {
        const struct pdf_slot *slot = &file->slots[i];
        uint32_t generation = slot->place == PDF_PLACE_STREAM ? 0 : slot->generation;
        const struct pdf_value *value;
        struct slice bytes;

        if (pdf_object(file, slot->number, generation, &value) == 0 && value->type == PDF_STREAM)
            pdf_stream_data(file, value, &bytes);
    }
}

/* What is judged good must be covered, and its own revision must be readable. */
static void check_signature(struct pdf_file *file, const struct pdf_signature *signature)
{
    const struct pdf_change *changes;
    struct pdf_file *revision;
    struct findings findings;
    size_t count = 0;

    findings_init(&findings, file->arena);
    if (pdf_signed_revision(file, signature, &revision) < 0)
        return;
    if (signature->findings.count == 0 &&
        signature->covered[0].size + signature->covered[1].size + 2 > file->bytes.size)
        abort();
    if (pdf_changes(file, signature, &findings, &changes, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++)
        if ((changes[i].kind > PDF_CHANGE_signature || changes[i].forbidden) &&
            findings.count == 0 && !findings.incomplete)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct pdf_options options = {
        .limits = {.pages = 50, .objects = 2000, .inflated = 1000000},
    };
    struct arena *arena = arena_new(256u * 1024 * 1024);
    const struct pdf_signature *signatures;
    struct pdf_security_store store;
    const struct pdf_text *text;
    struct pdf_file *file;
    size_t count = 0;

    if (!arena || pdf_open(arena, slice_of(data, size), &options, &file) < 0)
        goto out;
    if (!pdf_is_readable(file) && pdf_findings(file)->count == 0)
        abort();
    if (pdf_signatures(file, &signatures, &count) == 0)
        for (size_t i = 0; i < count; i++)
            check_signature(file, &signatures[i]);
    pdf_security_store(file, &store);
    read_objects(file);
    pdf_text(file, &text);
out:
    arena_free(arena);
    return 0;
}
