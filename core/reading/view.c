/* One look at one piece: cut out, put on white, in some size, and read in one language. */
#include "base/error.h"
#include "reading/reading_impl.h"

static PIX *cut(const struct pieces *pieces, const struct area *area, struct manner manner,
                int margin)
{
    BOX *box = boxCreate(area->left, area->top, area->right - area->left, area->bottom - area->top);
    PIX *part = box ? pixClipRectangle(pieces->gray, box, NULL) : NULL;
    PIX *framed = part ? pixAddBorder(part, margin, 255) : NULL;
    float scale = (float)manner.scale / 100;
    PIX *scaled = NULL;

    if (framed)
        scaled = manner.scale == 100 ? pixClone(framed) : pixScale(framed, scale, scale);
    boxDestroy(&box);
    pixDestroy(&part);
    pixDestroy(&framed);
    return scaled;
}

static void put_back(struct symbols *symbols, const struct area *area, struct manner manner,
                     int margin)
{
    for (size_t i = 0; i < symbols->count; i++) {
        struct area *at = &symbols->items[i].area;

        at->left = at->left * 100 / manner.scale - margin + area->left;
        at->right = at->right * 100 / manner.scale - margin + area->left;
        at->top = at->top * 100 / manner.scale - margin + area->top;
        at->bottom = at->bottom * 100 / manner.scale - margin + area->top;
    }
}

int view(struct reader *reader, enum language language, const struct piece *piece,
         struct manner manner, struct symbols *ret)
{
    int margin = reader->pieces->height * manner.margin / 100;
    PIX *line = cut(reader->pieces, &piece->area, manner, margin);
    int r = line ? reader_check_time(reader) : ERR_NOMEM;

    if (r == 0)
        r = engine_read(reader->engine, language, line, piece->block, ret);
    pixDestroy(&line);
    put_back(ret, &piece->area, manner, margin);
    return r;
}
