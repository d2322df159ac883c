#include "worker/pictures.h"

/* Lines come page by page. */
static bool has_text(const struct pdf_text *text)
{
    uint32_t page = 0;
    size_t bytes = 0;

    for (size_t i = 0; i < text->line_count; i++) {
        if (text->lines[i].page != page)
            bytes = 0;
        page = text->lines[i].page;
        bytes += text->lines[i].text.size;
        if (bytes > PICTURES_TEXT_MAX)
            return true;
    }
    return false;
}

/* Thousandths of a point of one side that lie on the page. */
static int64_t within(int32_t from, int32_t to, int32_t side)
{
    int64_t start = from < 0 ? 0 : from, end = to > side ? side : to;

    return end > start ? end - start : 0;
}

static int64_t covers(const struct pdf_picture *picture, int32_t width, int32_t height)
{
    return within(picture->box.left, picture->box.right, width) *
           within(picture->box.top, picture->box.bottom, height);
}

static bool is_enough(int64_t covered, int64_t area)
{
    return area > 0 && covered >= area / 100 * PICTURES_COVER_MIN;
}

bool pictures_cover(const struct pdf_text *text, uint32_t page, int32_t width, int32_t height)
{
    int64_t area = (int64_t)width * height, covered = 0;

    for (size_t i = 0; i < text->picture_count && covered < area; i++)
        if (text->pictures[i].page == page)
            covered += covers(&text->pictures[i], width, height);
    return is_enough(covered, area);
}

/*
 * From `*at` on, pictures of one page, which `*at` is moved past. Overlaps count twice: a scan in
 * strips or tiles has hardly any.
 */
static bool is_covered(struct pdf_file *file, const struct pdf_text *text, size_t *at)
{
    uint32_t page = text->pictures[*at].page;
    int32_t width = 0, height = 0;
    int64_t area, covered = 0;

    if (pdf_page_size(file, page, &width, &height) < 0)
        width = height = 0;
    area = (int64_t)width * height;
    for (; *at < text->picture_count && text->pictures[*at].page == page; (*at)++)
        if (covered < area)
            covered += covers(&text->pictures[*at], width, height);
    return is_enough(covered, area);
}

bool pictures_are_pages(struct pdf_file *file, const struct pdf_text *text)
{
    bool any = false;

    if (has_text(text))
        return false;
    for (size_t at = 0; at < text->picture_count && !any;)
        any = is_covered(file, text, &at);
    return any;
}

bool pictures_is_image(const char *media_type)
{
    return strncmp(media_type, "image/", 6) == 0;
}
