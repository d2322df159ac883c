#include "worker/scan.h"
#include "base/error.h"
#include "worker/scan_impl.h"

static const struct verdict undecided = {INDETERMINATE, SUBINDICATION_NONE};

/* ---- Findings ---- */

static void find(struct scan *scan, const char *code, uint32_t page)
{
    struct finding *finding = findings_add(scan->findings, code, undecided);

    finding_param(scan->findings, finding, "page", "%u", (unsigned)page);
    scan->parts->is_complete = false;
}

/* Only without memory the document cannot be read on. */
static int note(struct scan *scan, int error, uint32_t page)
{
    const char *code = "image.malformed";

    if (error == 0 || error == ERR_NOMEM)
        return error;
    if (error == ERR_LIMIT)
        code = "limit.pixels";
    else if (error == ERR_TIMEOUT)
        code = "limit.reading_time";
    else if (error == ERR_UNSUPPORTED)
        code = "image.unsupported";
    find(scan, code, page);
    return 0;
}

/* Whether one more page may be read; it is said once where not. */
static bool may_read(struct scan *scan, uint32_t page)
{
    if (scan->read++ < scan->limits->pages)
        return true;
    if (scan->read == scan->limits->pages + 1)
        find(scan, "limit.reading_pages", page);
    return false;
}

static int look(struct scan *scan, const struct reading_picture *picture,
                const struct reading_place *place, struct reading_page *ret)
{
    const struct reading_bounds bounds = {.page_ms = scan->limits->page_ms};

    return scan->reader->read(scan->reader->engine, scan->arena, picture, place, &bounds, ret);
}

/* ---- A PDF ---- */

static bool is_larger(const struct pdf_image *image, const struct pdf_image *than)
{
    return (uint64_t)image->width * image->height > (uint64_t)than->width * than->height;
}

static bool fills(const struct page_size *page, const struct pdf_box *box)
{
    int64_t width = (int64_t)box->right - box->left, height = (int64_t)box->bottom - box->top;

    return width * 100 >= (int64_t)page->width * PICTURES_COVER_MIN &&
           height * 100 >= (int64_t)page->height * PICTURES_COVER_MIN;
}

/* Of several that fill the page and are seen (paper below, ink above) the one with most pixels:
 * the ink. */
static int find_picture(const struct scan *scan, uint32_t page, struct pdf_image *ret_image,
                        const struct pdf_picture **ret)
{
    const struct pdf_text *text = scan->parts->text;
    int worst = ERR_UNSUPPORTED; /* in strips or tiles: nothing fills the page */

    *ret = NULL;
    for (size_t i = 0; i < text->picture_count; i++) {
        const struct pdf_picture *picture = &text->pictures[i];
        struct pdf_image image;
        int r;

        if (picture->page != page || !picture->image ||
            !fills(&scan->pages[page - 1], &picture->box))
            continue;
        r = pdf_image(scan->parts->file, picture, &image);
        if (r == ERR_NOMEM)
            return r;
        worst = r < 0 ? r : worst;
        if (r == 0 && (!*ret || is_larger(&image, ret_image))) {
            *ret_image = image;
            *ret = picture;
        }
    }
    return *ret ? 0 : worst;
}

static int convert(const struct pdf_image *image, struct reading_picture *ret)
{
    static const enum reading_encoding encodings[] = {
        [PDF_CODING_SAMPLES] = READING_SAMPLES,
        [PDF_CODING_DCT] = READING_FILE,
        [PDF_CODING_CCITT] = READING_CCITT,
    };

    if (image->coding == PDF_CODING_JBIG2 || image->coding == PDF_CODING_JPX)
        return ERR_UNSUPPORTED;
    *ret = (struct reading_picture){
        .encoding = encodings[image->coding],
        .bytes = image->bytes,
        .width = image->width,
        .height = image->height,
        .bits = image->bits,
        .components = image->components,
        .palette = image->palette,
        .inverted = image->inverted,
        .k = image->k,
        .byte_aligned = image->byte_aligned,
        .line_ends = image->line_ends,
    };
    return 0;
}

/* What lies over it may show something else than what is read. */
static void note_covered(struct scan *scan, const struct pdf_picture *picture)
{
    if (picture->covered && scan->covered++ == 0)
        scan->covered_page = picture->page;
}

static int look_at_page(struct scan *scan, uint32_t page, struct reading_page *ret,
                        const struct pdf_picture **ret_picture)
{
    const struct pdf_picture *picture;
    struct reading_picture converted;
    struct reading_place place;
    struct pdf_image image = {0};
    int r = find_picture(scan, page, &image, &picture);

    if (r == 0)
        r = convert(&image, &converted);
    if (r < 0)
        return r;
    for (int i = 0; i < 2; i++) {
        place.left_top[i] = picture->corners.left_top[i];
        place.right_top[i] = picture->corners.right_top[i];
        place.left_bottom[i] = picture->corners.left_bottom[i];
    }
    note_covered(scan, picture);
    *ret_picture = picture;
    return look(scan, &converted, &place, ret);
}

/* What is written beside a picture is not read with it. */
static int keep_text(struct scan *scan, uint32_t page, bool is_picture)
{
    const struct pdf_text *text = scan->parts->text;
    int r = 0;

    for (size_t i = 0; i < text->line_count && r == 0; i++) {
        if (text->lines[i].page != page)
            continue;
        if (is_picture)
            scan->parts->is_complete = false;
        else
            r = scan_add_line(scan, &text->lines[i]);
    }
    return r;
}

static int read_page(struct scan *scan, uint32_t page)
{
    const struct page_size *size = &scan->pages[page - 1];
    bool is_picture = pictures_cover(scan->parts->text, page, size->width, size->height);
    const struct pdf_picture *picture;
    struct reading_page read;
    int r = keep_text(scan, page, is_picture);

    if (r < 0 || !is_picture || !may_read(scan, page))
        return r;
    r = look_at_page(scan, page, &read, &picture);
    return r < 0 ? note(scan, r, page) : scan_add_page(scan, &read, page, &picture->box);
}

/* ---- An image ---- */

static int read_frame(struct scan *scan, struct slice image, uint32_t page)
{
    const struct reading_picture picture = {
        .encoding = READING_FILE,
        .bytes = image,
        .frame = page - 1,
    };
    struct reading_page read;
    int r;

    if (!may_read(scan, page))
        return 0;
    r = look(scan, &picture, NULL, &read);
    if (r < 0)
        return note(scan, r, page);
    scan->pages[page - 1] = (struct page_size){read.shown_width, read.shown_height, NULL};
    return scan_add_page(scan, &read, page, NULL);
}

/* ---- Both ---- */

static int begin(struct scan *scan, struct slice image)
{
    struct document_parts *parts = scan->parts;

    if (!parts->file)
        parts->page_count = scan->reader->count(image);
    scan->pages = arena_array(scan->arena, struct page_size, parts->page_count);
    if (!scan->pages)
        return ERR_NOMEM;
    if (!parts->file)
        parts->is_complete = true;
    else if (parts->page_count > 0)
        memcpy(scan->pages, parts->pages, parts->page_count * sizeof *scan->pages);
    return 0;
}

int scan_read(const struct scan_reader *reader, struct arena *arena, struct slice image,
              const struct scan_limits *limits, struct document_parts *parts,
              struct findings *findings)
{
    struct scan scan = {
        .reader = reader,
        .arena = arena,
        .limits = limits,
        .parts = parts,
        .findings = findings,
    };
    struct pdf_text *text = arena_new_of(arena, struct pdf_text);
    int r = text ? begin(&scan, image) : ERR_NOMEM;

    for (uint32_t page = 1; r == 0 && page <= parts->page_count; page++)
        r = parts->file ? read_page(&scan, page) : read_frame(&scan, image, page);
    if (r < 0)
        return r;
    if (parts->text)
        *text = *parts->text;
    text->lines = scan.lines;
    text->line_count = scan.line_count;
    if (scan.covered > 0) {
        text->covered = scan.covered;
        text->covered_page = scan.covered_page;
    }
    parts->text = text;
    parts->pages = scan.pages;
    if (!parts->form)
        parts->form = "scan";
    return 0;
}
