#include "ctl/inspect.h"

#include "base/arena.h"
#include "base/datetime.h"
#include "base/error.h"
#include "ctl/inspect_images.h"
#include "pdf/outline.h"

#include <stdio.h>
#include <stdlib.h>

struct reading {
    const struct inspect *inspect;
    struct arena *arena;
    struct pdf_file *file;
    struct buffer *out;
    const struct pdf_signature *signatures;
    size_t signature_count;
};

/* ---- Findings ---- */

static void write_findings(struct reading *reading, const char *indent,
                           const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];

        buffer_printf(reading->out, "%s%s", indent, finding->code);
        for (size_t j = 0; j < finding->param_count; j++)
            buffer_printf(reading->out, "%s %s=%s", j ? "," : ":", finding->params[j].name,
                          finding->params[j].value);
        buffer_append_byte(reading->out, '\n');
    }
}

static void write_summary(struct reading *reading)
{
    const struct findings *findings = pdf_findings(reading->file);

    if (findings->count == 0) {
        buffer_append_str(reading->out, "findings about the file: none\n");
        return;
    }
    buffer_append_str(reading->out, "findings about the file\n");
    write_findings(reading, "  ", findings);
}

/* ---- Revisions ---- */

static void write_head(struct reading *reading)
{
    static const char *const keys[] = {"Producer", "Creator", "CreationDate", "ModDate"};

    buffer_printf(reading->out, "%zu bytes, pages: %u%s\n", reading->inspect->bytes.size,
                  pdf_page_count(reading->file),
                  pdf_is_encrypted(reading->file) ? ", encrypted" : "");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *value = pdf_information(reading->file, keys[i]);

        if (value)
            buffer_printf(reading->out, "  %-12s  %s\n", keys[i], value);
    }
}

static void write_revisions(struct reading *reading)
{
    size_t count = pdf_revision_count(reading->file);

    buffer_append_str(reading->out, "revisions\n");
    for (size_t i = 0; i < count; i++) {
        const struct pdf_revision *revision = pdf_revision_at(reading->file, i);

        buffer_printf(reading->out, "  %u  bytes %llu to %llu, startxref %llu, %u entries\n",
                      revision->number, (unsigned long long)revision->start,
                      (unsigned long long)revision->end, (unsigned long long)revision->startxref,
                      revision->objects);
    }
}

/* ---- Signatures ---- */

static void write_range(struct reading *reading, const struct pdf_signature *signature)
{
    const uint64_t *range = signature->byte_range;

    if (signature->covered[0].size == 0) {
        buffer_append_str(reading->out, "    covers      nothing that can be used\n");
        return;
    }
    buffer_printf(reading->out, "    covers      bytes %llu to %llu and %llu to %llu\n",
                  (unsigned long long)range[0], (unsigned long long)(range[0] + range[1]),
                  (unsigned long long)range[2], (unsigned long long)(range[2] + range[3]));
    buffer_printf(reading->out, "    gap         bytes %llu to %llu, %zu bytes decoded\n",
                  (unsigned long long)(range[0] + range[1]), (unsigned long long)range[2],
                  signature->contents.size);
}

static void write_sayings(struct reading *reading, const struct pdf_signature *signature)
{
    const char *const sayings[][2] = {
        {"name", signature->name},
        {"reason", signature->reason},
        {"location", signature->location},
    };
    char time[TIME_TEXT_SIZE];

    if (signature->has_claimed_time) {
        time_format(signature->claimed_time, OFFSET_CHINA, time);
        buffer_printf(reading->out, "    %-10s  %s\n", "says time", time);
    }
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++)
        if (sayings[i][1])
            buffer_printf(reading->out, "    says %-6s %s\n", sayings[i][0], sayings[i][1]);
}

static int write_changes(struct reading *reading, const struct pdf_signature *signature)
{
    const struct pdf_change *changes;
    struct findings findings;
    size_t count;
    int r;

    findings_init(&findings, reading->arena);
    if (signature->coverage == PDF_COVERAGE_PARTIAL)
        return 0;
    r = pdf_changes(reading->file, signature, &findings, &changes, &count);
    if (r < 0)
        return r == ERR_NOMEM ? r : 0;
    for (size_t i = 0; i < count; i++) {
        buffer_printf(reading->out, "    then        revision %u: %s", changes[i].revision,
                      pdf_change_name(changes[i].kind));
        if (changes[i].object)
            buffer_printf(reading->out, ", object %u", changes[i].object);
        if (changes[i].page)
            buffer_printf(reading->out, ", page %u", changes[i].page);
        buffer_printf(reading->out, "%s%s\n", changes[i].detail ? ": " : "",
                      changes[i].detail ? changes[i].detail : "");
    }
    write_findings(reading, "    finding     ", &findings);
    return 0;
}

static int write_signature(struct reading *reading, const struct pdf_signature *signature)
{
    static const char *const coverages[] = {
        [PDF_COVERAGE_PARTIAL] = "a part of the file",
        [PDF_COVERAGE_EARLIER_REVISION] = "an earlier revision",
        [PDF_COVERAGE_WHOLE_FILE] = "the whole file",
    };

    buffer_printf(reading->out, "  %s: %s, object %u, revision %u, %s\n", signature->field,
                  signature->sub_filter ? signature->sub_filter : "no /SubFilter",
                  signature->object, signature->revision, coverages[signature->coverage]);
    write_range(reading, signature);
    write_sayings(reading, signature);
    if (signature->visible)
        buffer_printf(reading->out, "    shown on    page %u\n", signature->page);
    write_findings(reading, "    finding     ", &signature->findings);
    return write_changes(reading, signature);
}

static int write_signatures(struct reading *reading)
{
    int r = 0;

    buffer_printf(reading->out,
                  "signatures (as they lie in the file; nothing is verified here)%s\n",
                  reading->signature_count ? "" : ": none");
    for (size_t i = 0; i < reading->signature_count && r == 0; i++)
        r = write_signature(reading, &reading->signatures[i]);
    return r;
}

/* ---- Text ---- */

/* The lines of the revision that a signature covers, to be looked up. */
struct covered {
    bool all;
    const struct pdf_line **lines;
    size_t count;
};

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_lines(const void *a, const void *b)
{
    const struct pdf_line *one = *(const struct pdf_line *const *)a;
    const struct pdf_line *other = *(const struct pdf_line *const *)b;
    const int64_t keys[][2] = {
        {one->page, other->page},           {one->box.top, other->box.top},
        {one->box.left, other->box.left},   {one->box.bottom, other->box.bottom},
        {one->box.right, other->box.right}, {(int64_t)one->text.size, (int64_t)other->text.size},
    };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1])
            return compare_numbers(keys[i][0], keys[i][1]);
    return one->text.size ? memcmp(one->text.data, other->text.data, one->text.size) : 0;
}

/* The signature that covers most; NULL where none covers a revision. */
static const struct pdf_signature *widest(const struct reading *reading)
{
    const struct pdf_signature *best = NULL;

    for (size_t i = 0; i < reading->signature_count; i++) {
        const struct pdf_signature *signature = &reading->signatures[i];

        if (signature->coverage != PDF_COVERAGE_PARTIAL &&
            (!best || signature->byte_range[2] + signature->byte_range[3] >
                          best->byte_range[2] + best->byte_range[3]))
            best = signature;
    }
    return best;
}

static int collect(struct reading *reading, const struct pdf_text *text, struct covered *covered)
{
    covered->lines =
        arena_array(reading->arena, const struct pdf_line *, text->line_count + text->hidden_count);
    if (!covered->lines)
        return ERR_NOMEM;
    for (size_t i = 0; i < text->line_count; i++)
        covered->lines[covered->count++] = &text->lines[i];
    for (size_t i = 0; i < text->hidden_count; i++)
        covered->lines[covered->count++] = &text->hidden[i];
    qsort(covered->lines, covered->count, sizeof *covered->lines, compare_lines);
    return 0;
}

static int find_covered(struct reading *reading, struct covered *covered)
{
    const struct pdf_signature *signature = widest(reading);
    const struct pdf_text *text;
    struct pdf_file *revision;

    buffer_append_str(reading->out, "page     left      top    right   bottom  (points)\n");
    if (!signature)
        return 0;
    buffer_printf(reading->out,
                  "signed: in the bytes that %s covers; whether it holds is not looked at here\n",
                  signature->field);
    covered->all = signature->coverage == PDF_COVERAGE_WHOLE_FILE;
    if (covered->all || pdf_signed_revision(reading->file, signature, &revision) < 0 ||
        !pdf_is_readable(revision) || pdf_text(revision, &text) < 0)
        return 0;
    return collect(reading, text, covered);
}

static bool is_covered(const struct covered *covered, const struct pdf_line *line)
{
    return covered->all || (covered->count > 0 && bsearch(&line, covered->lines, covered->count,
                                                          sizeof *covered->lines, compare_lines));
}

/* Thousandths of a point as points with one digit. */
static void write_points(struct reading *reading, int32_t milli)
{
    char text[24];
    int64_t tenths = milli / 100;

    snprintf(text, sizeof text, "%s%lld.%lld", tenths < 0 ? "-" : "", llabs(tenths) / 10,
             llabs(tenths) % 10);
    buffer_printf(reading->out, " %8s", text);
}

static void write_lines(struct reading *reading, const struct covered *covered,
                        const struct pdf_line *lines, size_t count, bool are_hidden)
{
    for (size_t i = 0; i < count; i++) {
        const struct pdf_line *line = &lines[i];

        buffer_printf(reading->out, "%4u", line->page);
        write_points(reading, line->box.left);
        write_points(reading, line->box.top);
        write_points(reading, line->box.right);
        write_points(reading, line->box.bottom);
        buffer_printf(reading->out, "  %-6s %s ", is_covered(covered, line) ? "signed" : "-",
                      are_hidden ? "HIDDEN" : "");
        buffer_append(reading->out, line->text.data, line->text.size);
        buffer_append_byte(reading->out, '\n');
    }
}

static int write_text(struct reading *reading)
{
    struct covered covered = {0};
    const struct pdf_text *text;
    int r = find_covered(reading, &covered);

    if (r == 0)
        r = pdf_text(reading->file, &text);
    if (r < 0)
        return r;
    write_lines(reading, &covered, text->lines, text->line_count, false);
    write_lines(reading, &covered, text->hidden, text->hidden_count, true);
    buffer_printf(reading->out, "%zu lines, %zu hidden, %u glyphs without a character, %u images\n",
                  text->line_count, text->hidden_count, text->unmapped, text->images);
    return 0;
}

/* ---- The whole ---- */

static int write_view(struct reading *reading)
{
    int r;

    if (reading->inspect->view == INSPECT_STRUCTURE) {
        pdf_outline(reading->file, reading->out);
        return 0;
    }
    if (reading->inspect->view == INSPECT_IMAGES)
        return inspect_images(reading->file, reading->out);
    r = pdf_signatures(reading->file, &reading->signatures, &reading->signature_count);
    if (r < 0)
        return r;
    if (reading->inspect->view == INSPECT_TEXT)
        return write_text(reading);
    write_head(reading);
    write_revisions(reading);
    return write_signatures(reading);
}

int inspect_read(const struct inspect *inspect, struct buffer *out)
{
    struct reading reading = {.inspect = inspect, .arena = arena_new(0), .out = out};
    int r = reading.arena ? 0 : ERR_NOMEM;

    if (r == 0)
        r = pdf_open(reading.arena, inspect->bytes, &inspect->options, &reading.file);
    if (r < 0)
        goto out;
    r = write_view(&reading);
    if (r == ERR_NOMEM)
        goto out;
    if (inspect->view != INSPECT_STRUCTURE || !pdf_is_readable(reading.file))
        write_summary(&reading);
    if (r == 0 && !pdf_is_readable(reading.file))
        r = ERR_SYNTAX;
out:
    arena_free(reading.arena);
    return r;
}
