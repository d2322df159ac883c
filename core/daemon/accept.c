#include "daemon/accept.h"

#include "base/slice.h"

#include <strings.h>

#define QUALITY_MAX 1000 /* thousandths */
#define RANGES_MAX  32   /* that are read; a browser sends eight */

struct liking {
    int page; /* -1: not named */
    int json;
    int any; /* of application / * and * / * */
};

static struct slice trim(struct slice text)
{
    while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t'))
        text = slice_sub(text, 1, text.size);
    while (text.size > 0 && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
        text.size--;
    return text;
}

/* Takes what stands before the next `mark`, or all; the rest follows it. */
static struct slice take(struct slice *rest, char mark)
{
    const uint8_t *end = rest->size ? memchr(rest->data, mark, rest->size) : NULL;
    size_t size = end ? (size_t)(end - rest->data) : rest->size;
    struct slice taken = slice_sub(*rest, 0, size);

    *rest = slice_sub(*rest, size + (end != NULL), rest->size);
    return trim(taken);
}

static bool is(struct slice text, const char *name)
{
    return text.size == strlen(name) && strncasecmp((const char *)text.data, name, text.size) == 0;
}

/* "0", "1", "0.5", "0.125": RFC 9110 12.4.2. Anything else is 0: it was not meant well. */
static int read_quality(struct slice text)
{
    int quality = 0, unit = QUALITY_MAX;

    for (size_t i = 0; i < text.size; i++) {
        if (i == 1 && text.data[i] == '.')
            continue;
        if (text.data[i] < '0' || text.data[i] > '9' || i > 4)
            return 0;
        quality += (text.data[i] - '0') * unit;
        unit /= 10;
    }
    return quality > QUALITY_MAX ? 0 : quality;
}

static int quality_of(struct slice parameters)
{
    while (parameters.size > 0) {
        struct slice value = take(&parameters, ';');
        struct slice name = take(&value, '=');

        if (is(name, "q"))
            return read_quality(trim(value));
    }
    return QUALITY_MAX;
}

static void read_range(struct slice range, struct liking *liking)
{
    struct slice type = take(&range, ';');
    int quality = quality_of(range);

    if (is(type, "text/html"))
        liking->page = quality;
    else if (is(type, "application/json"))
        liking->json = quality;
    else if (is(type, "*/*") || is(type, "application/*"))
        liking->any = quality > liking->any ? quality : liking->any;
}

bool accept_wants_page(const char *field)
{
    struct slice rest = slice_str(field);
    struct liking liking = {-1, -1, -1};

    for (size_t i = 0; i < RANGES_MAX && rest.size > 0; i++)
        read_range(take(&rest, ','), &liking);
    if (liking.json < 0)
        liking.json = liking.any;
    return liking.page > 0 && liking.page > liking.json;
}
