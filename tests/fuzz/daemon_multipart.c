/*
 * Any bytes as multipart/form-data: a Content-Type up to the first line feed, then a body. It
 * is read or refused, and however it is cut into pieces what was read is the same.
 */
#include "base/buffer.h"
#include "base/error.h"
#include "daemon/multipart.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int part_begin(void *context, const struct multipart_part *part)
{
    const char *role;

    if (multipart_header(part, "Vouch-Role", &role) < 0)
        return ERR_SYNTAX;
    buffer_printf(context, "<%s>", part->name);
    if (role)
        buffer_printf(context, "[%s]", role);
    return 0;
}

static int part_data(void *context, struct slice data)
{
    buffer_append(context, data.data, data.size);
    return 0;
}

static int part_end(void *context)
{
    buffer_append_str(context, "</>");
    return 0;
}

static int read_body(const char *boundary, struct slice body, size_t piece, struct buffer *out)
{
    struct multipart_reader reader = {part_begin, part_data, part_end, out};
    struct multipart multipart;
    int r = 0;

    multipart_init(&multipart, boundary, &reader);
    for (size_t at = 0; at < body.size && r == 0; at += piece)
        r = multipart_feed(&multipart, slice_sub(body, at, piece));
    return r < 0 ? r : multipart_end(&multipart);
}

static void compare(const char *boundary, struct slice body)
{
    static const size_t pieces[] = {1, 7};
    struct buffer whole, parts;
    int r;

    buffer_init(&whole, 0);
    r = read_body(boundary, body, body.size + 1, &whole);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        buffer_init(&parts, 0);
        if (read_body(boundary, body, pieces[i], &parts) != r ||
            !slice_equal(buffer_slice(&whole), buffer_slice(&parts)))
            abort();
        buffer_done(&parts);
    }
    buffer_done(&whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    char type[256], boundary[MULTIPART_BOUNDARY_MAX + 1];
    size_t length = end ? (size_t)(end - data) : 0;

    if (!end || length >= sizeof type)
        return 0;
    memcpy(type, data, length);
    type[length] = '\0';
    if (multipart_boundary(type, boundary) == 0)
        compare(boundary, slice_of(end + 1, size - length - 1));
    return 0;
}
