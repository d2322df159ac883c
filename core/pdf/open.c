/* Opening: header, end, cross-reference sections, revisions, encryption, catalogue, pages. */
#include "pdf/file.h"

#include "base/error.h"

/* `%PDF-` and a version at offset 0 (ISO 32000-1 7.5.2). */
static int check_header(struct pdf_file *file)
{
    struct slice header = slice_sub(file->bytes, 0, 8);
    const uint8_t *data = header.data;

    if (header.size < 8 || memcmp(data, "%PDF-", 5) != 0)
        return pdf_malformed(file, 0, "does not begin with %PDF-");
    if (data[5] < '1' || data[5] > '2' || data[6] != '.' || data[7] < '0' || data[7] > '9')
        return pdf_malformed(file, 0, "no PDF version in the header");
    return 0;
}

static int read_catalogue(struct pdf_file *file)
{
    const struct pdf_value *root = pdf_peek(file->trailer, "Root");

    if (!root || root->type != PDF_REFERENCE)
        return pdf_malformed(file, file->sections[0].offset, "trailer without /Root");
    file->catalogue = pdf_resolve(file, root);
    if (file->catalogue->type != PDF_DICTIONARY ||
        !pdf_is_name(pdf_get(file, file->catalogue, "Type"), "Catalog"))
        return pdf_malformed_object(file, root->reference.number, "is no catalogue");
    return 0;
}

static int read_structure(struct pdf_file *file)
{
    int r;

    r = check_header(file);
    if (r < 0)
        return r;
    if (pdf_find_footer(file) < 0)
        return pdf_malformed(file, file->bytes.size, "does not end with startxref and %%EOF");
    r = pdf_read_sections(file, file->footer.startxref);
    if (r < 0)
        return r;
    r = pdf_read_revisions(file);
    if (r < 0)
        return r;
    r = pdf_read_encryption(file);
    return r < 0 ? r : read_catalogue(file);
}

int pdf_open_within(struct arena *arena, struct slice bytes, const struct pdf_options *options,
                    uint64_t *inflated, struct pdf_file **ret_file)
{
    struct pdf_file *file = arena_new_of(arena, struct pdf_file);
    int r;

    if (!file)
        return ERR_NOMEM;
    file->arena = arena;
    file->bytes = bytes;
    file->options = *options;
    file->inflated = inflated ? inflated : arena_new_of(arena, uint64_t);
    findings_init(&file->findings, arena);
    r = file->inflated ? read_structure(file) : ERR_NOMEM;
    file->readable = r == 0;
    if (r == 0)
        r = pdf_read_pages(file);
    if (r == ERR_NOMEM)
        return r;
    *ret_file = file;
    return 0;
}

int pdf_open(struct arena *arena, struct slice bytes, const struct pdf_options *options,
             struct pdf_file **ret_file)
{
    struct pdf_file *file;
    int r;

    r = pdf_open_within(arena, bytes, options, NULL, &file);
    if (r < 0)
        return r;
    if (!file->readable && !file->limited && pdf_hides_signature(file))
        pdf_find(file, "pdf.stray_bytes", PDF_FORMAT_FAILURE);
    *ret_file = file;
    return 0;
}

int pdf_earlier_file(struct pdf_file *file, uint64_t end, struct pdf_file **ret_file)
{
    struct pdf_file **earlier, *revision;
    int r;

    for (size_t i = 0; i < file->earlier_count; i++) {
        *ret_file = file->earlier[i];
        if (file->earlier[i]->bytes.size == end)
            return 0;
    }
    r = pdf_open_within(file->arena, slice_sub(file->bytes, 0, end), &file->options, file->inflated,
                        &revision);
    if (r < 0)
        return r;
    earlier = arena_grow(file->arena, file->earlier, file->earlier_count, &file->earlier_capacity,
                         sizeof *earlier);
    if (!earlier)
        return ERR_NOMEM;
    file->earlier = earlier;
    earlier[file->earlier_count++] = revision;
    *ret_file = revision;
    return 0;
}

int pdf_signed_revision(struct pdf_file *file, const struct pdf_signature *signature,
                        struct pdf_file **ret_revision)
{
    uint64_t end = signature->byte_range[2] + signature->byte_range[3];

    if (signature->coverage == PDF_COVERAGE_PARTIAL)
        return ERR_MISMATCH;
    if (signature->coverage == PDF_COVERAGE_EARLIER_REVISION)
        return pdf_earlier_file(file, end, ret_revision);
    *ret_revision = file;
    return 0;
}

bool pdf_is_readable(const struct pdf_file *file)
{
    return file->readable;
}
