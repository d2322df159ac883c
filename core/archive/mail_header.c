#include "archive/mail_impl.h"
#include "base/error.h"

#include <strings.h>

/* ---- Lines and fields ---- */

bool mail_next_line(struct slice *rest, struct slice *ret)
{
    const uint8_t *end;
    size_t size;

    if (rest->size == 0)
        return false;
    end = memchr(rest->data, '\n', rest->size);
    size = end ? (size_t)(end - rest->data) + 1 : rest->size;
    *ret = slice_sub(*rest, 0, size);
    *rest = slice_sub(*rest, size, SIZE_MAX);
    if (end)
        ret->size--;
    if (ret->size > 0 && ret->data[ret->size - 1] == '\r')
        ret->size--;
    return true;
}

static bool is_folded(struct slice line)
{
    return line.size > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
}

/* The length of a field's name (RFC 5322 2.2), before its colon; 0 where the line is no field. */
static size_t name_size(struct slice line)
{
    size_t size = 0;

    while (size < line.size && line.data[size] > ' ' && line.data[size] < 127 &&
           line.data[size] != ':')
        size++;
    return size < line.size && line.data[size] == ':' ? size : 0;
}

static bool is_named(struct slice line, const char *name)
{
    size_t size = name_size(line);

    return size == strlen(name) && strncasecmp((const char *)line.data, name, size) == 0;
}

static bool is_one_of(struct slice line, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_named(line, names[i]))
            return true;
    return false;
}

#define IS_ONE_OF(line, names) is_one_of(line, names, sizeof(names) / sizeof *(names))

bool mail_is(struct slice bytes)
{
    static const char *const of_mime[] = {"MIME-Version", "Content-Type"};
    static const char *const of_mail[] = {"From",       "Date",        "Subject", "Received",
                                          "Message-ID", "Return-Path", "To"};
    struct slice rest = slice_sub(bytes, 0, MAIL_HEADER_MAX), line;
    bool has_mime = false, has_mail = false;

    for (int i = 0; i < MAIL_FIELDS_MAX && mail_next_line(&rest, &line); i++) {
        if (line.size == 0)
            return has_mime && has_mail;
        if (i > 0 && is_folded(line))
            continue;
        if (name_size(line) == 0)
            return false;
        has_mime |= IS_ONE_OF(line, of_mime);
        has_mail |= IS_ONE_OF(line, of_mail);
    }
    return false;
}

/* ---- Values ---- */

/* A field's value, its folds undone, terminated. */
struct value {
    char text[MAIL_VALUE_MAX];
    size_t size;
    bool is_there;
};

static int add(struct mail *mail, struct value *value, struct slice piece)
{
    if (piece.size >= sizeof value->text - value->size || memchr(piece.data, '\0', piece.size))
        return mail_refuse(mail, "archive.damaged", "a field of a header is no text, or too long");
    if (piece.size > 0)
        memcpy(value->text + value->size, piece.data, piece.size);
    value->size += piece.size;
    value->text[value->size] = '\0';
    return 0;
}

/* What RFC 2045 calls a token's end. */
static bool ends_token(char c)
{
    return c <= ' ' || c == 127 || strchr("()<>@,;:\\\"/[]?=", c);
}

static const char *skip_space(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

static void lower(char *text)
{
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

/* Where a token or quoted string ends; `from` where there is none. */
static const char *word_end(const char *from)
{
    const char *at = from;

    if (*from != '"') {
        while (!ends_token(*at))
            at++;
        return at;
    }
    for (at++; *at && *at != '"'; at++)
        if (*at == '\\' && at[1])
            at++;
    return *at == '"' ? at + 1 : from;
}

/* The token or quoted string at `*at`, which is moved past it; NULL where there is none. */
static int take_word(struct mail *mail, const char **at, char **ret)
{
    const char *from = *at, *end = word_end(from);
    char *to;

    *ret = NULL;
    if (end == from)
        return 0;
    *at = end;
    *ret = to = arena_alloc(mail->arena, (size_t)(end - from) + 1);
    if (!to)
        return ERR_NOMEM;
    if (*from == '"') {
        from++;
        end--;
    }
    for (; from < end; from++) {
        if (*from == '\\')
            from++;
        *to++ = *from;
    }
    return 0;
}

/* `wanted`, or the beginning of it in pieces or with a character set: filename*0, filename*. */
static bool is_name(const char *name, const char *wanted)
{
    size_t size = strlen(wanted);

    return strncasecmp(name, wanted, size) == 0 && (name[size] == '\0' || name[size] == '*');
}

#define UNCLEAR "a Content-Type that can be read in more than one way"

/* `name=value` at `*at`. In pieces (RFC 2231), or with a backslash, a boundary is the same to
 * some programs only. */
static int read_parameter(struct mail *mail, const char **at, struct mail_part *part)
{
    char *name, *value = NULL;
    int r = take_word(mail, at, &name);
    const char *written = *at;

    if (r == 0 && name && **at == '=') {
        (*at)++;
        r = take_word(mail, at, &value);
    }
    if (r < 0)
        return r;
    if (!value || strncasecmp(name, "boundary*", 9) == 0)
        return mail_refuse(mail, "archive.damaged", UNCLEAR);
    part->has_name |= is_name(name, "name");
    if (strcasecmp(name, "boundary") != 0)
        return 0;
    if (part->boundary || memchr(written, '\\', (size_t)(*at - written)))
        return mail_refuse(mail, "archive.damaged", UNCLEAR);
    part->boundary = value;
    return 0;
}

/* What follows a type: `; name=value`, of which one is the boundary. */
static int read_parameters(struct mail *mail, const char *at, struct mail_part *part)
{
    int r = 0;

    for (at = skip_space(at); r == 0 && *at == ';'; at = skip_space(at)) {
        at = skip_space(at + 1);
        if (*at)
            r = read_parameter(mail, &at, part);
    }
    return r == 0 && *at ? mail_refuse(mail, "archive.damaged", UNCLEAR) : r;
}

static int read_type(struct mail *mail, const struct value *value, struct mail_part *part)
{
    const char *at = skip_space(value->text);
    char *type, *subtype = NULL;
    int r = take_word(mail, &at, &type);

    if (r == 0 && type && *at == '/') {
        at++;
        r = take_word(mail, &at, &subtype);
    }
    if (r < 0)
        return r;
    if (!subtype)
        return mail_refuse(mail, "archive.damaged", "a Content-Type that is none");
    part->type = arena_printf(mail->arena, "%s/%s", type, subtype);
    if (!part->type)
        return ERR_NOMEM;
    lower(part->type);
    return read_parameters(mail, at, part);
}

static int read_encoding(struct mail *mail, const struct value *value, struct mail_part *part)
{
    static const struct {
        const char *name;
        enum mail_encoding encoding;
    } known[] = {
        {"7bit", MAIL_PLAIN},
        {"8bit", MAIL_PLAIN},
        {"binary", MAIL_PLAIN},
        {"base64", MAIL_BASE64},
        {"quoted-printable", MAIL_QUOTED},
    };
    const char *at = skip_space(value->text);
    char *word;
    int r = take_word(mail, &at, &word);

    for (size_t i = 0; word && !*skip_space(at) && i < sizeof known / sizeof known[0]; i++) {
        if (strcasecmp(word, known[i].name) == 0) {
            part->encoding = known[i].encoding;
            return 0;
        }
    }
    return r < 0 ? r : mail_refuse(mail, "archive.unsupported", "its encoding");
}

/* ---- A part's header ---- */

enum deciding { TYPE, ENCODING, DISPOSITION, ID, DECIDING };

static const char *const names[DECIDING] = {
    [TYPE] = "Content-Type",
    [ENCODING] = "Content-Transfer-Encoding",
    [DISPOSITION] = "Content-Disposition",
    [ID] = "Content-ID",
};

/* The value of a field that decides, which must stand once; NULL for any other field. */
static int begin_field(struct mail *mail, struct slice line, struct value *values,
                       struct value **ret)
{
    size_t size = name_size(line);

    *ret = NULL;
    if (size == 0)
        return mail_refuse(mail, "archive.damaged", "a header that is none");
    for (int i = 0; i < DECIDING; i++) {
        if (!is_named(line, names[i]))
            continue;
        if (values[i].is_there)
            return mail_refuse(mail, "archive.damaged", "a field stands twice in a header");
        values[i].is_there = true;
        *ret = &values[i];
        return add(mail, &values[i], slice_sub(line, size + 1, SIZE_MAX));
    }
    return 0;
}

/* A carriage return alone ends a line, and so perhaps the header, for some; so does a line of white
 * space. */
static bool is_clear(struct slice line)
{
    if (memchr(line.data, '\r', line.size))
        return false;
    while (is_folded(line))
        line = slice_sub(line, 1, SIZE_MAX);
    return line.size > 0;
}

/* Up to the empty line; `*rest` is what follows. The end of the bytes is one, too. */
static int read_fields(struct mail *mail, struct slice *rest, struct value values[DECIDING])
{
    struct value *current = NULL;
    struct slice line;
    int r = 0;

    for (int i = 0; r == 0 && mail_next_line(rest, &line) && line.size > 0; i++) {
        if (i >= MAIL_FIELDS_MAX)
            return mail_refuse(mail, "archive.damaged", "a header of too many fields");
        if (!is_clear(line))
            return mail_refuse(mail, "archive.damaged", "a header whose end is unclear");
        if (i == 0 || !is_folded(line))
            r = begin_field(mail, line, values, &current);
        else if (current)
            r = add(mail, current, line);
    }
    return r;
}

/* What RFC 2183 knows beside "inline" is taken for an attachment, as is what it does not know. */
static void read_disposition(const struct value *value, struct mail_part *part)
{
    const char *at = skip_space(value->text);

    part->is_attachment =
        value->is_there && (strncasecmp(at, "inline", 6) != 0 || !ends_token(at[6]));
    part->has_name = strcasestr(at, "name") != NULL;
}

int mail_read_part(struct mail *mail, struct slice bytes, struct mail_part *ret)
{
    struct value *values = arena_array(mail->arena, struct value, DECIDING);
    int r = values ? read_fields(mail, &bytes, values) : ERR_NOMEM;

    *ret = (struct mail_part){.body = bytes};
    if (r < 0)
        return r;
    ret->has_id = values[ID].is_there;
    read_disposition(&values[DISPOSITION], ret);
    if (values[ENCODING].is_there)
        r = read_encoding(mail, &values[ENCODING], ret);
    if (r == 0 && values[TYPE].is_there)
        return read_type(mail, &values[TYPE], ret);
    ret->type = arena_strdup(mail->arena, "text/plain"); /* RFC 2045 5.2 */
    return r < 0 ? r : ret->type ? 0 : ERR_NOMEM;
}
