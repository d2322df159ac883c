/*
 * Revisions: what each cross-reference section ended. The footer of a revision is
 * `startxref`, an offset and %%EOF (ISO 32000-1 7.5.5); it must stand behind the section
 * that it names, and the next revision behind it.
 */
#include "pdf/file.h"
#include "pdf/token_impl.h"

#include "base/error.h"

static const char end_mark[] = "%%EOF";

/* Reads the footer that follows on white space and comments from `at` on. ERR_SYNTAX without a
 * finding where something else stands there. */
static int read_footer(const struct pdf_file *file, uint64_t at, struct pdf_footer *ret)
{
    struct slice bytes = file->bytes;
    struct pdf_parser parser;

    pdf_parser_init(&parser, file->arena, bytes, at);
    if (!slice_is(pdf_parser_keyword(&parser), "startxref"))
        return ERR_SYNTAX;
    parser.at = token_skip_space(bytes, parser.at);
    if (!token_unsigned(&parser, INT64_MAX, &ret->startxref))
        return ERR_SYNTAX;
    ret->mark_end = token_skip_space(bytes, parser.at);
    if (!slice_is(slice_sub(bytes, ret->mark_end, strlen(end_mark)), end_mark))
        return ERR_SYNTAX;
    ret->mark_end += strlen(end_mark);
    ret->end = ret->mark_end;
    if (ret->end < bytes.size && bytes.data[ret->end] == '\r')
        ret->end++;
    if (ret->end < bytes.size && bytes.data[ret->end] == '\n')
        ret->end++;
    return 0;
}

int pdf_find_footer(struct pdf_file *file)
{
    static const char keyword[] = "startxref";
    struct slice bytes = file->bytes;
    size_t end = bytes.size, floor;
    struct pdf_footer *footer = &file->footer;

    floor = end > PDF_END_SPACE_MAX ? end - PDF_END_SPACE_MAX : 0;
    while (end > floor && memchr("\r\n ", bytes.data[end - 1], 3))
        end--;
    floor = end > PDF_FOOTER_MAX ? end - PDF_FOOTER_MAX : 0;
    for (size_t at = end; at-- > floor;) {
        if (!slice_is(slice_sub(bytes, at, strlen(keyword)), keyword))
            continue;
        return read_footer(file, at, footer) < 0 || footer->mark_end != end ? ERR_SYNTAX : 0;
    }
    return ERR_SYNTAX;
}

static bool is_supplement(const struct pdf_file *file, size_t index)
{
    return index < file->section_count && file->sections[index].is_supplement;
}

/* Whether a hybrid's table follows at once on the table that it goes with, or only its stream
 * stands between: one revision. */
static bool is_continued(const struct pdf_file *file, size_t index, size_t newer)
{
    const struct pdf_section *next = &file->sections[newer], *stream = next + 1;
    size_t at = token_skip_space(file->bytes, file->sections[index].end);

    if (newer == index || !is_supplement(file, newer + 1))
        return false;
    if (at == stream->offset)
        at = token_skip_space(file->bytes, stream->end);
    return at == next->offset;
}

/* White space that some readers do not take for it where a number is to follow (7.2.2). */
static bool has_odd_space(struct slice bytes, uint64_t start, uint64_t end)
{
    struct slice part = slice_sub(bytes, start, end > start ? end - start : 0);

    return part.size > 0 &&
           (memchr(part.data, '\0', part.size) || memchr(part.data, '\f', part.size));
}

/* The revision that section `index` ended; in a linearized file, and where a hybrid's table
 * follows, `newest` as well. */
static int read_revision(struct pdf_file *file, size_t index, size_t newest, uint64_t start)
{
    const struct pdf_section *last =
        &file->sections[is_continued(file, index, newest) ? newest : index];
    struct pdf_revision *revision = &file->revisions[file->revision_count];
    struct pdf_footer footer;

    if (read_footer(file, last->end, &footer) < 0) {
        if (newest > 0)
            return pdf_malformed(file, last->end, "cross-reference section without startxref");
        footer = file->footer;
        file->loose_end = true;
    }
    if (footer.startxref != file->sections[newest].startxref)
        return pdf_malformed(file, last->end, "startxref names another section");
    if (last->offset < start || file->sections[newest].offset < start)
        return pdf_malformed(file, last->offset, "cross-reference section in an earlier revision");
    if (has_odd_space(file->bytes, last->end, footer.end))
        file->sections[newest].doubtful = true;
    *revision = (struct pdf_revision){
        .number = (uint32_t)file->revision_count + 1,
        .start = start,
        .end = footer.end,
        .startxref = footer.startxref,
    };
    for (size_t i = newest; i <= index || is_supplement(file, i); i++) {
        if (!is_supplement(file, i) || file->sections[i].offset >= start)
            revision->objects += file->sections[i].entries;
        file->sections[i].revision = revision->number;
    }
    file->revision_count++;
    return 0;
}

/* The section whose /Prev leads to section `index`; `index` itself where there is none. */
static size_t newer_section(const struct pdf_file *file, size_t index)
{
    size_t newer = index;

    while (newer > 0)
        if (!file->sections[--newer].is_supplement)
            return newer;
    return index;
}

int pdf_read_revisions(struct pdf_file *file)
{
    uint64_t start = 0;

    file->revisions = arena_array(file->arena, struct pdf_revision, file->section_count);
    if (!file->revisions)
        return pdf_failed(file, ERR_NOMEM, 0, NULL);
    for (size_t i = file->section_count; i-- > 0;) {
        size_t index = i, newer = newer_section(file, i);
        int r;

        if (is_supplement(file, i))
            continue;
        if (file->sections[newer].prev > file->sections[newer].startxref || /* linearized */
            is_continued(file, index, newer))
            i = newer;
        r = read_revision(file, index, i, start);
        if (r < 0)
            return r;
        start = file->revisions[file->revision_count - 1].end;
    }
    if (token_skip_space(file->bytes, start) != file->bytes.size)
        return pdf_malformed(file, start, "the last startxref does not end the file");
    return 0;
}

size_t pdf_revision_count(const struct pdf_file *file)
{
    return file->revision_count;
}

const struct pdf_revision *pdf_revision_at(const struct pdf_file *file, size_t index)
{
    return index < file->revision_count ? &file->revisions[index] : NULL;
}
