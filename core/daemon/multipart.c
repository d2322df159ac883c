#include "daemon/multipart.h"

#include "base/error.h"

#include <stdio.h>
#include <strings.h>

/* ---- Header parameters: token *( ";" name "=" ( token | quoted-string ) ) ---- */

static bool is_token(char c)
{
    return c > 0x20 && c < 0x7f && !strchr("()<>@,;:\\\"/[]?=", c);
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

/* A token or a quoted string into `ret`; what follows it, or NULL where it is neither or too long.
 */
static const char *take_value(const char *text, char *ret, size_t room)
{
    bool quoted = *text == '"';
    size_t size = 0;

    for (text += quoted; *text && (quoted ? *text != '"' : is_token(*text)); text++) {
        if (quoted && *text == '\\' && (text[1] == '"' || text[1] == '\\'))
            text++;
        if (size + 1 >= room)
            return NULL;
        ret[size++] = *text;
    }
    ret[size] = '\0';
    if (quoted)
        return *text == '"' ? text + 1 : NULL;
    return size ? text : NULL;
}

/*
 * The parameter `name` of a header value. Doubled parameters are refused: two readers
 * could choose differently.
 */
static int find_parameter(const char *text, const char *name, char *ret, size_t room)
{
    char key[64], value[512];
    bool found = false;

    for (text = skip_blanks(text); *text == ';'; text = skip_blanks(text)) {
        text = take_value(skip_blanks(text + 1), key, sizeof key);
        if (!text || *text != '=')
            return ERR_SYNTAX;
        text = take_value(text + 1, value, sizeof value);
        if (!text)
            return ERR_SYNTAX;
        if (strcasecmp(key, name) != 0)
            continue;
        if (found || strlen(value) >= room)
            return ERR_SYNTAX;
        found = true;
        memcpy(ret, value, strlen(value) + 1);
    }
    if (*text)
        return ERR_SYNTAX;
    return found ? 0 : ERR_NOT_FOUND;
}

static bool is_boundary(const char *text)
{
    size_t size = strlen(text);

    if (size == 0 || text[size - 1] == ' ')
        return false;
    for (; *text; text++)
        if (!strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ",
                    *text))
            return false;
    return true;
}

int multipart_boundary(const char *content_type, char ret[MULTIPART_BOUNDARY_MAX + 1])
{
    static const char form[] = "multipart/form-data";
    int r;

    if (!content_type || strncasecmp(content_type, form, sizeof form - 1) != 0 ||
        is_token(content_type[sizeof form - 1]))
        return ERR_NOT_FOUND;
    r = find_parameter(content_type + sizeof form - 1, "boundary", ret, MULTIPART_BOUNDARY_MAX + 1);
    return r == 0 && is_boundary(ret) ? 0 : ERR_SYNTAX;
}

/* ---- A part's headers ---- */

/* Identity encodings only; the others are deprecated (RFC 7578 4.7). */
static bool encoding_is_plain(const char *value)
{
    return strcasecmp(value, "binary") == 0 || strcasecmp(value, "8bit") == 0 ||
           strcasecmp(value, "7bit") == 0;
}

/* The value of a header line called `name`, else NULL. */
static const char *header_value(const char *line, const char *name)
{
    size_t size = strlen(name);

    return strncasecmp(line, name, size) == 0 && line[size] == ':' ? skip_blanks(line + size + 1)
                                                                   : NULL;
}

static int read_disposition(const char *value, char name[MULTIPART_NAME_MAX + 1])
{
    static const char form[] = "form-data";

    if (name[0] || strncasecmp(value, form, sizeof form - 1) != 0)
        return ERR_SYNTAX;
    return find_parameter(value + sizeof form - 1, "name", name, MULTIPART_NAME_MAX + 1);
}

static int read_headers(char *headers, char name[MULTIPART_NAME_MAX + 1])
{
    name[0] = '\0';
    for (char *line = headers, *end; *line; line = end + 2) {
        const char *value;
        int r = 0;

        end = strstr(line, "\r\n");
        if (!end)
            return ERR_SYNTAX;
        *end = '\0';
        value = header_value(line, "Content-Disposition");
        if (value)
            r = read_disposition(value, name);
        value = header_value(line, "Content-Transfer-Encoding");
        if (value && !encoding_is_plain(value))
            r = ERR_UNSUPPORTED;
        if (r < 0)
            return ERR_SYNTAX;
    }
    return name[0] ? 0 : ERR_SYNTAX;
}

int multipart_header(const struct multipart_part *part, const char *name, const char **ret)
{
    const char *found = NULL, *end = part->headers + part->header_size;

    for (const char *line = part->headers; line < end; line += strlen(line) + 2) {
        const char *value = header_value(line, name);

        if (value && found)
            return ERR_SYNTAX;
        if (value)
            found = value;
    }
    *ret = found;
    return 0;
}

/* ---- The states ---- */

static int emit(struct multipart *multipart, const void *data, size_t size)
{
    if (size == 0)
        return 0;
    if (!multipart->in_part)
        return ERR_SYNTAX; /* a preamble */
    return multipart->reader.data(multipart->reader.context, slice_of(data, size));
}

static int delimiter_found(struct multipart *multipart)
{
    bool was_part = multipart->in_part;

    multipart->state = MULTIPART_DELIMITER;
    multipart->matched = 0;
    multipart->in_part = false;
    return was_part ? multipart->reader.end(multipart->reader.context) : 0;
}

/*
 * Data up to the delimiter. A boundary holds no CR, so after a mismatch what was matched
 * is data, and only the byte at hand can begin the delimiter anew.
 */
static int take_data(struct multipart *multipart, struct slice *data)
{
    const char *delimiter = multipart->delimiter;
    const uint8_t *cr;
    size_t plain;
    int r;

    if (multipart->matched == 0) {
        cr = memchr(data->data, '\r', data->size);
        plain = cr ? (size_t)(cr - data->data) : data->size;
        r = emit(multipart, data->data, plain);
        *data = slice_sub(*data, plain, SIZE_MAX);
        if (r < 0 || !data->size)
            return r;
    }
    if (data->data[0] == (uint8_t)delimiter[multipart->matched]) {
        *data = slice_sub(*data, 1, SIZE_MAX);
        multipart->matched++;
        return multipart->matched == multipart->delimiter_size ? delimiter_found(multipart) : 0;
    }
    plain = multipart->matched;
    multipart->matched = 0;
    return emit(multipart, delimiter, plain);
}

static int take_delimiter(struct multipart *multipart, struct slice *data)
{
    static const char begin[] = "\r\n", end[] = "--";
    uint8_t byte = data->data[0];
    char *seen = multipart->headers;

    seen[multipart->matched++] = (char)byte;
    *data = slice_sub(*data, 1, SIZE_MAX);
    if (multipart->matched < 2)
        return 0;
    multipart->matched = 0;
    multipart->header_size = 0;
    if (memcmp(seen, end, 2) == 0) {
        multipart->state = MULTIPART_ENDED;
        return 0;
    }
    multipart->state = MULTIPART_HEADERS;
    if (multipart->parts++ >= MULTIPART_PARTS_MAX)
        return ERR_LIMIT;
    return memcmp(seen, begin, 2) == 0 ? 0 : ERR_SYNTAX;
}

static int headers_found(struct multipart *multipart)
{
    char name[MULTIPART_NAME_MAX + 1];
    struct multipart_part part = {.name = name, .headers = multipart->headers};
    size_t size = multipart->header_size - 2; /* without the empty line */
    int r;

    multipart->headers[size] = '\0';
    if (memchr(multipart->headers, '\0', size))
        return ERR_SYNTAX;
    r = read_headers(multipart->headers, name);
    if (r < 0)
        return r;
    multipart->state = MULTIPART_DATA;
    multipart->in_part = true;
    part.header_size = size;
    return multipart->reader.begin(multipart->reader.context, &part);
}

static int take_headers(struct multipart *multipart, struct slice *data)
{
    size_t size;

    if (multipart->header_size == MULTIPART_HEADERS_MAX)
        return ERR_LIMIT;
    multipart->headers[multipart->header_size++] = (char)data->data[0];
    *data = slice_sub(*data, 1, SIZE_MAX);
    size = multipart->header_size;
    if (size >= 4 && memcmp(multipart->headers + size - 4, "\r\n\r\n", 4) == 0)
        return headers_found(multipart);
    return 0;
}

void multipart_init(struct multipart *multipart, const char *boundary,
                    const struct multipart_reader *reader)
{
    *multipart = (struct multipart){.reader = *reader, .state = MULTIPART_DATA};
    multipart->delimiter_size =
        (size_t)snprintf(multipart->delimiter, sizeof multipart->delimiter, "\r\n--%s", boundary);
    multipart->matched = 2; /* the body begins as if after a CRLF */
}

int multipart_feed(struct multipart *multipart, struct slice data)
{
    int r = 0;

    while (r == 0 && data.size && multipart->state != MULTIPART_ENDED) {
        if (multipart->state == MULTIPART_DATA)
            r = take_data(multipart, &data);
        else if (multipart->state == MULTIPART_DELIMITER)
            r = take_delimiter(multipart, &data);
        else
            r = take_headers(multipart, &data);
    }
    return r; /* what follows the end is an epilogue, and ignored (RFC 2046) */
}

int multipart_end(const struct multipart *multipart)
{
    return multipart->state == MULTIPART_ENDED ? 0 : ERR_SYNTAX;
}
