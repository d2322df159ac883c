/* A scanner lights a page evenly; a camera does not, and sees what lies around it. */
#include "reading/reading_impl.h"

#define SIDE       64 /* pixels of the small picture */
#define REACH      7  /* of these: wider than letters, so that paper is left */
#define DARK_SHARE 10 /* of 100 that may be anything */
#define EVEN_RATIO 65 /* percent that dark paper has of bright paper, at least */

/* The value below which `share` of 100 pixels are. */
static int percentile(PIX *gray, int share)
{
    NUMA *counts = pixGetGrayHistogram(gray, 1);
    int all = pixGetWidth(gray) * pixGetHeight(gray), below = 0, value = 0, count;

    for (; counts && value < 255; value++) {
        numaGetIValue(counts, value, &count);
        below += count;
        if (below * 100 >= all * share)
            break;
    }
    numaDestroy(&counts);
    return value;
}

enum reading_form form_of(PIX *gray)
{
    PIX *small = pixScaleToSize(gray, SIDE, SIDE);
    PIX *paper = small ? pixDilateGray(small, REACH, REACH) : NULL;
    enum reading_form form = READING_SCAN;

    if (paper &&
        percentile(paper, DARK_SHARE) * 100 < percentile(paper, 100 - DARK_SHARE) * EVEN_RATIO)
        form = READING_PHOTO;
    pixDestroy(&small);
    pixDestroy(&paper);
    return form;
}
