#include "worker/unsigned.h"
#include "base/error.h"
#include "worker/pictures.h"

#define CHECKS_ADDED 5

/* ---- Figures ---- */

/* How many of something there are, and on which page the first is. */
struct places {
    size_t count;
    uint32_t page;
};

static void count_place(struct places *places, size_t count, uint32_t page)
{
    if (count > 0 && (places->count == 0 || page < places->page))
        places->page = page;
    places->count += count;
}

static bool is_picture(const struct document_parts *parts, uint32_t page)
{
    const struct page_size *size = &parts->pages[page - 1];

    return pictures_cover(parts->text, page, size->width, size->height);
}

/*
 * Pages that are pictures: lines that stand upon one, and pages that hold nothing else, which
 * nobody read. Of a scan neither: what was read of its pictures stands where lines would.
 */
static void look_at_pictures(const struct document_parts *parts, struct places *ret_lines,
                             struct places *ret_unread)
{
    const struct pdf_text *text = parts->text;
    size_t line = 0, before;

    *ret_lines = *ret_unread = (struct places){0};
    for (uint32_t page = 1; page <= parts->page_count && !parts->form; page++) {
        for (before = line; line < text->line_count && text->lines[line].page <= page;)
            line++;
        if (!is_picture(parts, page))
            continue;
        count_place(ret_lines, line - before, page);
        count_place(ret_unread, line == before, page);
    }
}

/* Those that changed something: a word processor's second table adds no object (hybrids). */
static size_t count_later_revisions(const struct pdf_file *file)
{
    size_t count = 0;

    for (size_t i = 1; i < pdf_revision_count(file); i++)
        count += pdf_revision_at(file, i)->objects > 0;
    return count;
}

/* ---- Checks ---- */

struct checks {
    struct arena *arena;
    struct report_check *items; /* with room for CHECKS_ADDED more */
    size_t count;
};

/* A check with two figures, both of which its sentence may name; none where the first is 0. */
static int add(struct checks *checks, const char *id, const char *names[2], size_t first,
               size_t second)
{
    const struct report_param params[2] = {
        {names[0], arena_printf(checks->arena, "%zu", first)},
        {names[1], arena_printf(checks->arena, "%zu", second)},
    };
    const struct report_param *copy;

    if (first == 0)
        return 0;
    copy = arena_dup(checks->arena, params, sizeof params);
    if (!copy || !params[0].value || !params[1].value)
        return ERR_NOMEM;
    checks->items[checks->count++] = (struct report_check){
        .id = id,
        .outcome = CHECK_UNKNOWN,
        .params = {copy, 2},
    };
    return 0;
}

#define NAMES(first, second) ((const char *[2]){first, second})

static int add_of_text(struct checks *checks, const struct document_parts *parts)
{
    const struct pdf_text *text = parts->text;
    struct places covered, unread;
    int r = 0;

    look_at_pictures(parts, &covered, &unread);
    count_place(&covered, text->covered, text->covered_page);

    if (text->hidden_count > 0)
        r = add(checks, "document.hidden_text", NAMES("lines", "page"), text->hidden_count,
                text->hidden[0].page);
    if (r == 0)
        r = add(checks, "document.covered_text", NAMES("places", "page"), covered.count,
                covered.page);
    if (r == 0)
        r = add(checks, "document.unread_pages", NAMES("pages", "page"), unread.count, unread.page);
    if (r == 0)
        r = add(checks, "document.annotations", NAMES("annotations", "page"), text->annotations,
                text->annotations_page);
    return r;
}

int unsigned_checks(const struct judgement *judgement, const struct report_candidate *candidate,
                    const struct vouch_document *document, struct examination *ret)
{
    struct checks checks = {.arena = judgement->arena, .count = ret->check_count};
    int r = 0;

    if (candidate->indication == TOTAL_PASSED || !judgement->file)
        return 0;
    checks.items = arena_array(checks.arena, struct report_check, checks.count + CHECKS_ADDED);
    if (!checks.items)
        return ERR_NOMEM;
    if (checks.count > 0)
        memcpy(checks.items, ret->checks, checks.count * sizeof *checks.items);
    if (document)
        r = add_of_text(&checks, &document->parts);
    if (r == 0 && judgement->signature_count == 0)
        r = add(&checks, "document.revisions", NAMES("later", "revisions"),
                count_later_revisions(judgement->file), pdf_revision_count(judgement->file));
    ret->checks = checks.items;
    ret->check_count = checks.count;
    return r;
}
