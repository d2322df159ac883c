#include "pdf/geometry.h"

#include "pdf/file.h"

#include "base/error.h"

static void sort(int64_t *low, int64_t *high)
{
    int64_t swap = *low;

    if (*low <= *high)
        return;
    *low = *high;
    *high = swap;
}

bool pdf_rectangle_of(struct pdf_file *file, const struct pdf_value *array,
                      struct pdf_rectangle *ret)
{
    int64_t *const sides[] = {&ret->left, &ret->bottom, &ret->right, &ret->top};

    if (!array || array->type != PDF_ARRAY || array->array.count != 4)
        return false;
    for (size_t i = 0; i < 4; i++)
        if (!pdf_milli(pdf_item(file, array, i), sides[i]))
            return false;
    sort(&ret->left, &ret->right);
    sort(&ret->bottom, &ret->top);
    return true;
}

static void intersect(struct pdf_rectangle *area, const struct pdf_rectangle *other)
{
    if (other->left > area->left)
        area->left = other->left;
    if (other->bottom > area->bottom)
        area->bottom = other->bottom;
    if (other->right < area->right)
        area->right = other->right;
    if (other->top < area->top)
        area->top = other->top;
}

/* What keeps a page from having a frame; NULL where it has one. */
static const char *read_frame(struct pdf_file *file, uint32_t page, struct pdf_frame *ret)
{
    const struct pdf_value *rotate = pdf_page_attribute(file, page, "Rotate");
    struct pdf_rectangle crop;
    int64_t turn = rotate && rotate->type == PDF_INTEGER ? rotate->integer % 360 : 0;

    if (!pdf_rectangle_of(file, pdf_page_attribute(file, page, "MediaBox"), &ret->area))
        return "page without /MediaBox";
    if (pdf_rectangle_of(file, pdf_page_attribute(file, page, "CropBox"), &crop))
        intersect(&ret->area, &crop);
    if (ret->area.left >= ret->area.right || ret->area.bottom >= ret->area.top || turn % 90)
        return "page of impossible shape";
    ret->turn = (int)(turn < 0 ? turn + 360 : turn);
    return NULL;
}

bool pdf_find_frame(struct pdf_file *file, uint32_t page, struct pdf_frame *ret)
{
    return page > 0 && page <= file->page_count && !read_frame(file, page, ret);
}

int pdf_page_frame(struct pdf_file *file, uint32_t page, struct pdf_frame *ret)
{
    const char *detail;

    if (page == 0 || page > file->page_count)
        return ERR_NOT_FOUND;
    detail = read_frame(file, page, ret);
    return detail ? pdf_malformed_object(file, pdf_page_object(file, page), detail) : 0;
}

static int32_t coordinate(int64_t value)
{
    return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

/* Distances from the sides of the visible area, before it is turned. All are within 2^54. */
struct pdf_box pdf_frame_box(const struct pdf_frame *frame, const struct pdf_rectangle *rectangle)
{
    int64_t from_left[2] = {rectangle->left - frame->area.left,
                            rectangle->right - frame->area.left};
    int64_t from_right[2] = {frame->area.right - rectangle->right,
                             frame->area.right - rectangle->left};
    int64_t from_top[2] = {frame->area.top - rectangle->top, frame->area.top - rectangle->bottom};
    int64_t from_bottom[2] = {rectangle->bottom - frame->area.bottom,
                              rectangle->top - frame->area.bottom};
    const int64_t *x, *y;

    switch (frame->turn) {
    case 90:
        x = from_bottom;
        y = from_left;
        break;
    case 180:
        x = from_right;
        y = from_bottom;
        break;
    case 270:
        x = from_top;
        y = from_right;
        break;
    default:
        x = from_left;
        y = from_top;
        break;
    }
    return (struct pdf_box){coordinate(x[0]), coordinate(y[0]), coordinate(x[1]), coordinate(y[1])};
}

int pdf_page_size(struct pdf_file *file, uint32_t page, int32_t *ret_width, int32_t *ret_height)
{
    struct pdf_frame frame;
    struct pdf_box box;
    int r;

    r = pdf_page_frame(file, page, &frame);
    if (r < 0)
        return r;
    box = pdf_frame_box(&frame, &frame.area);
    *ret_width = box.right;
    *ret_height = box.bottom;
    return 0;
}
