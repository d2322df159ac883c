#include "base/error.h"
#include "worker/document.h"

static int measure_pages(struct arena *arena, struct pdf_file *file, struct document_parts *parts)
{
    uint32_t count = pdf_page_count(file);
    struct page_size *pages = arena_array(arena, struct page_size, count);

    if (!pages)
        return ERR_NOMEM;
    for (uint32_t i = 0; i < count; i++)
        if (pdf_page_size(file, i + 1, &pages[i].width, &pages[i].height) < 0)
            pages[i] = (struct page_size){0};
    parts->pages = pages;
    parts->page_count = count;
    return 0;
}

int document_file(struct arena *arena, struct pdf_file *file, struct document_parts *parts)
{
    int r = pdf_text(file, &parts->text);

    if (r < 0)
        return r;
    /* what was found while the text was read: not all of it was */
    parts->is_complete = parts->text->unmapped == 0 && pdf_findings(file)->count == 0;
    return measure_pages(arena, file, parts);
}
