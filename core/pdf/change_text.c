/*
 * Where a page shows other text than was signed, so that one can say which row of a record
 * that is. Both files are opened anew for this, with a budget of their own: what a forger
 * puts there must not use up what the signed revision is read with.
 */
#include "pdf/change_impl.h"

#include "base/error.h"

#define PAGES_READ_MAX 8    /* pages that are compared; enough to see what was done */
#define LINES_MAX      1000 /* of a page */
#define INFLATED_MAX   (16u * 1024 * 1024) /* of each file */

struct pages {
    struct pdf_file *before, *now;
    unsigned read;
};

static bool may_show_otherwise(const struct pdf_change *change)
{
    return change->page > 0 && !change->has_box &&
           (change->kind == PDF_CHANGE_page_content || change->kind == PDF_CHANGE_font ||
            change->kind == PDF_CHANGE_resources);
}

static int reopen(const struct pdf_file *file, struct pdf_file **ret)
{
    struct pdf_options options = file->options;

    if (options.limits.inflated > INFLATED_MAX)
        options.limits.inflated = INFLATED_MAX;
    return pdf_open_within(file->arena, file->bytes, &options, NULL, ret);
}

static bool same_line(const struct pdf_line *a, const struct pdf_line *b)
{
    return slice_equal(a->text, b->text) && a->box.left == b->box.left &&
           a->box.top == b->box.top && a->box.right == b->box.right &&
           a->box.bottom == b->box.bottom;
}

static void widen(struct pdf_box *all, const struct pdf_box *box)
{
    all->left = box->left < all->left ? box->left : all->left;
    all->top = box->top < all->top ? box->top : all->top;
    all->right = box->right > all->right ? box->right : all->right;
    all->bottom = box->bottom > all->bottom ? box->bottom : all->bottom;
}

/* Widens the box around the lines of one text that the other has not. */
static void add_missing(const struct pdf_text *text, const struct pdf_text *other,
                        struct pdf_change *change)
{
    for (size_t i = 0; i < text->line_count; i++) {
        const struct pdf_line *line = &text->lines[i];
        size_t k = 0;

        while (k < other->line_count && !same_line(line, &other->lines[k]))
            k++;
        if (k < other->line_count)
            continue;
        if (!change->has_box)
            change->box = line->box;
        change->has_box = true;
        widen(&change->box, &line->box);
    }
}

static int compare_page(struct pages *pages, struct pdf_change *change)
{
    uint32_t object = pdf_page_object(pages->now, change->page);
    const struct pdf_text *before, *now;
    int r;

    r = pdf_text_of_page(pages->now, change->page, &now);
    if (r == 0)
        r = pdf_text_of_page(pages->before, pdf_page_of_object(pages->before, object), &before);
    if (r < 0)
        return r == ERR_NOMEM ? r : 0;
    if (before->line_count <= LINES_MAX && now->line_count <= LINES_MAX) {
        add_missing(before, now, change);
        add_missing(now, before, change);
    }
    return 0;
}

int change_place_text(struct comparison *c)
{
    struct pages pages = {NULL, NULL, 0};
    int r = 0;

    for (size_t i = 0; i < c->count && r == 0 && pages.read < PAGES_READ_MAX; i++) {
        if (!may_show_otherwise(&c->items[i]))
            continue;
        if (!pages.now)
            r = reopen(c->file, &pages.now);
        if (r == 0 && !pages.before)
            r = reopen(c->before, &pages.before);
        if (r == 0 && pages.now->readable && pages.before->readable)
            r = compare_page(&pages, &c->items[i]);
        pages.read++;
    }
    return r == ERR_NOMEM ? r : 0;
}
