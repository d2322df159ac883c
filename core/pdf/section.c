/*
 * The chain of cross-reference sections, from the newest back by /Prev.
 *
 * Each section but those of a linearized file (ISO 32000-1 annex F) lies behind the one
 * it refers to. A linearized file has two at the end of its chain: that of the first
 * page, in front, and the main one, to which its /Prev leads forward. Offsets that can
 * go forward once cannot go round.
 *
 * The table of a hybrid file (7.5.8.4, as word processors write them) has a stream beside
 * it, for objects that readers of tables alone must not see. It is looked up after its
 * table and before /Prev, and supplies what the table calls free. Behind a signed revision
 * there must be none (change_impl.h).
 */
#include "pdf/file.h"
#include "pdf/token.h"

#include "base/error.h"

const struct pdf_value *pdf_linearized(struct pdf_file *file)
{
    const struct pdf_value *number, *generation, *value;
    struct pdf_parser parser;

    pdf_parser_init(&parser, file->arena, file->bytes, 0);
    if (pdf_parser_value(&parser, false, &number) < 0 || number->type != PDF_INTEGER ||
        pdf_parser_value(&parser, false, &generation) < 0 || generation->type != PDF_INTEGER ||
        !slice_is(pdf_parser_keyword(&parser), "obj") ||
        pdf_parser_value(&parser, true, &value) < 0 || !pdf_peek(value, "Linearized"))
        return NULL;
    return value;
}

/* Where /Prev may lead from `section`. */
static int check_prev(struct pdf_file *file, struct pdf_section *section, bool *forward)
{
    const struct pdf_value *prev = pdf_peek(section->trailer, "Prev");

    if (*forward && prev)
        return pdf_malformed(file, section->offset,
                             "/Prev in the main section of a linearized file");
    if (!prev)
        return 0;
    if (prev->type != PDF_INTEGER || prev->integer <= 0 ||
        (uint64_t)prev->integer >= file->bytes.size)
        return pdf_malformed(file, section->offset, "/Prev is not an offset in the file");
    section->prev = (uint64_t)prev->integer;
    section->has_prev = true;
    if (section->prev < section->startxref)
        return 0;
    *forward = pdf_linearized(file);
    return *forward ? 0 : pdf_malformed(file, section->offset, "/Prev leads forward");
}

/*
 * ISO 32000-1 table 15: no object number reaches /Size. A /Size too large says nothing. For a
 * stream beside a table the table's counts: producers write anything into its own.
 */
static int check_size(struct pdf_file *file, const struct pdf_section *section, size_t first)
{
    const struct pdf_section *sized =
        section->is_supplement ? &file->sections[file->section_count - 1] : section;
    const struct pdf_value *size = pdf_peek(sized->trailer, "Size");

    if (!size || size->type != PDF_INTEGER || size->integer < 0)
        return pdf_malformed(file, section->offset, "trailer without /Size");
    for (size_t i = first; i < file->slot_count; i++)
        if (file->slots[i].number >= (uint64_t)size->integer) {
            file->unusual = true;
            return pdf_malformed(file, section->offset, "/Size is too small");
        }
    return 0;
}

/* Reads the section at `section->startxref` and appends it. */
static int add_section(struct pdf_file *file, struct pdf_section *section)
{
    size_t before = file->slot_count;
    struct pdf_section *sections;
    int r;

    if (file->section_count >= PDF_SECTIONS_MAX)
        return pdf_limited(file, "limit.depth", file->section_count + 1, PDF_SECTIONS_MAX);
    section->offset = pdf_skip_line_end(file, section->startxref);
    section->is_stream = !slice_is(slice_sub(file->bytes, section->offset, 4), "xref");
    if (section->is_supplement && !section->is_stream)
        return pdf_malformed(file, section->offset, "/XRefStm names no cross-reference stream");
    r = section->is_stream ? pdf_read_xref_stream(file, section)
                           : pdf_read_xref_table(file, section);
    if (r == 0)
        r = check_size(file, section, before);
    if (r < 0)
        return r;
    section->entries = (uint32_t)(file->slot_count - before);
    sections = arena_grow(file->arena, file->sections, file->section_count, &file->section_capacity,
                          sizeof *sections);
    if (!sections)
        return pdf_failed(file, ERR_NOMEM, 0, NULL);
    file->sections = sections;
    sections[file->section_count++] = *section;
    return 0;
}

/* The stream beside a table; its own /Prev means nothing (table 17). */
static int add_supplement(struct pdf_file *file, const struct pdf_section *table)
{
    const struct pdf_value *place = pdf_peek(table->trailer, "XRefStm");
    struct pdf_section stream = {.is_supplement = true};

    if (!place || table->is_stream)
        return 0;
    if (place->type != PDF_INTEGER || place->integer <= 0 ||
        (uint64_t)place->integer >= file->bytes.size)
        return pdf_malformed(file, table->offset, "/XRefStm is not an offset in the file");
    stream.startxref = (uint64_t)place->integer;
    return add_section(file, &stream);
}

int pdf_read_sections(struct pdf_file *file, uint64_t startxref)
{
    struct pdf_section section = {.has_prev = true, .prev = startxref};
    bool forward = false;
    int r;

    while (section.has_prev) {
        size_t index = file->section_count;

        section = (struct pdf_section){.startxref = section.prev};
        r = add_section(file, &section);
        if (r == 0)
            r = check_prev(file, &file->sections[index], &forward);
        if (r < 0)
            return r;
        section = file->sections[index];
        r = add_supplement(file, &section);
        if (r < 0)
            return r;
    }
    file->trailer = file->sections[0].trailer;
    return pdf_slots_finish(file);
}
