/*
 * The chain of cross-reference sections, from the newest back by /Prev.
 *
 * Each section but those of a linearized file (ISO 32000-1 annex F) lies behind the one
 * it refers to. A linearized file has two at the end of its chain: that of the first
 * page, in front, and the main one, to which its /Prev leads forward. Offsets that can
 * go forward once cannot go round.
 */
#include "pdf/file.h"
#include "pdf/token.h"

#include "base/error.h"

/* Whether the first object says that the file is linearized (annex F.3.2). */
static bool is_linearized(struct pdf_file *file)
{
    const struct pdf_value *number, *generation, *value;
    struct pdf_parser parser;

    pdf_parser_init(&parser, file->arena, file->bytes, 0);
    return pdf_parser_value(&parser, false, &number) == 0 && number->type == PDF_INTEGER &&
           pdf_parser_value(&parser, false, &generation) == 0 && generation->type == PDF_INTEGER &&
           slice_is(pdf_parser_keyword(&parser), "obj") &&
           pdf_parser_value(&parser, true, &value) == 0 && pdf_peek(value, "Linearized");
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
    *forward = is_linearized(file);
    return *forward ? 0 : pdf_malformed(file, section->offset, "/Prev leads forward");
}

/* ISO 32000-1 table 15: no object number reaches /Size. A /Size too large says nothing. */
static int check_size(struct pdf_file *file, const struct pdf_section *section, size_t first)
{
    const struct pdf_value *size = pdf_peek(section->trailer, "Size");

    if (!size || size->type != PDF_INTEGER || size->integer < 0)
        return pdf_malformed(file, section->offset, "trailer without /Size");
    for (size_t i = first; i < file->slot_count; i++)
        if (file->slots[i].number >= (uint64_t)size->integer) {
            file->unusual = true;
            return pdf_malformed(file, section->offset, "/Size is too small");
        }
    return 0;
}

static int read_section(struct pdf_file *file, struct pdf_section *section, bool *forward)
{
    struct slice start;
    size_t before = file->slot_count;
    int r;

    section->offset = pdf_skip_line_end(file, section->startxref);
    start = slice_sub(file->bytes, section->offset, 4);
    section->is_stream = !slice_is(start, "xref");
    if (section->is_stream)
        r = pdf_read_xref_stream(file, section);
    else
        r = pdf_read_xref_table(file, section);
    if (r < 0)
        return r;
    section->entries = (uint32_t)(file->slot_count - before);
    if (pdf_peek(section->trailer, "XRefStm")) { /* 7.5.8.4: two kinds of readers, two files */
        file->unusual = true;
        return pdf_malformed(file, section->offset, "hybrid cross-reference table (/XRefStm)");
    }
    r = check_size(file, section, before);
    if (r < 0)
        return r;
    return check_prev(file, section, forward);
}

int pdf_read_sections(struct pdf_file *file, uint64_t startxref)
{
    struct pdf_section section = {.has_prev = true, .prev = startxref};
    struct pdf_section *sections;
    bool forward = false;
    int r;

    while (section.has_prev) {
        section = (struct pdf_section){.startxref = section.prev};
        if (file->section_count >= PDF_SECTIONS_MAX)
            return pdf_limited(file, "limit.depth", file->section_count + 1, PDF_SECTIONS_MAX);
        r = read_section(file, &section, &forward);
        if (r < 0)
            return r;
        sections = arena_grow(file->arena, file->sections, file->section_count,
                              &file->section_capacity, sizeof *sections);
        if (!sections)
            return pdf_failed(file, ERR_NOMEM, 0, NULL);
        file->sections = sections;
        sections[file->section_count++] = section;
    }
    file->trailer = file->sections[0].trailer;
    return pdf_slots_finish(file);
}
