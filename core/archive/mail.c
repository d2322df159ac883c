#include "archive/mail_impl.h"
#include "base/error.h"

int mail_refuse(struct mail *mail, const char *code, const char *detail)
{
    struct finding *finding = findings_add(mail->findings, code, (struct verdict){0});

    if (detail)
        finding_param(mail->findings, finding, "detail", "%s", detail);
    return ERR_INVALID;
}

/* ---- Which parts are documents ---- */

/* What its parts are within: decides what of them is only there to be read. */
enum within { WITHIN_NOTHING, WITHIN_RELATED, WITHIN_SIGNED };

static bool is_type(const struct mail_part *part, const char *type)
{
    return strcmp(part->type, type) == 0;
}

static bool is_multipart(const struct mail_part *part)
{
    return strncmp(part->type, "multipart/", 10) == 0;
}

static bool begins_with(struct slice bytes, const char *text)
{
    size_t size = strlen(text);

    return bytes.size >= size && memcmp(bytes.data, text, size) == 0;
}

/* Many programs call it an attachment: it is none if it begins as a signature does, too. */
static bool is_signature(const struct mail_part *part)
{
    if (is_type(part, "application/pgp-signature"))
        return !part->is_attachment || begins_with(part->body, "-----BEGIN PGP SIGNATURE-----");
    if (!is_type(part, "application/pkcs7-signature") &&
        !is_type(part, "application/x-pkcs7-signature"))
        return false;
    return !part->is_attachment ||
           (part->encoding == MAIL_BASE64 && begins_with(part->body, "MI")); /* a DER sequence */
}

static bool is_file(const struct mail_part *part, enum within within)
{
    if (within == WITHIN_SIGNED && is_signature(part))
        return false;
    if (part->is_attachment)
        return true;
    if (is_type(part, "text/plain") || is_type(part, "text/html"))
        return part->has_name;
    return within != WITHIN_RELATED || !part->has_id || strncmp(part->type, "image/", 6) != 0;
}

/* ---- Multiparts ---- */

enum line_kind { LINE_TEXT, LINE_DELIMITER, LINE_CLOSE, LINE_UNCLEAR };

/* RFC 2046 5.1.1. One that only begins like a delimiter is taken for one by some. */
static enum line_kind kind_of(struct slice line, const char *boundary)
{
    size_t size = strlen(boundary);
    enum line_kind kind = LINE_DELIMITER;

    if (line.size < size + 2 || memcmp(line.data, "--", 2) != 0 ||
        memcmp(line.data + 2, boundary, size) != 0)
        return LINE_TEXT;
    line = slice_sub(line, size + 2, SIZE_MAX);
    if (line.size >= 2 && memcmp(line.data, "--", 2) == 0) {
        kind = LINE_CLOSE;
        line = slice_sub(line, 2, SIZE_MAX);
    }
    while (line.size > 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
        line = slice_sub(line, 1, SIZE_MAX);
    return line.size == 0 ? kind : LINE_UNCLEAR;
}

/* A carriage return alone ends a line for some programs: then a delimiter follows. */
static bool hides_delimiter(struct slice line, const char *boundary)
{
    const uint8_t *at;

    while ((at = memchr(line.data, '\r', line.size))) {
        line = slice_sub(line, (size_t)(at - line.data) + 1, SIZE_MAX);
        if (kind_of(line, boundary) != LINE_TEXT)
            return true;
    }
    return false;
}

/* The line end before a delimiter is the delimiter's. */
static struct slice without_line_end(struct slice bytes)
{
    if (bytes.size > 0 && bytes.data[bytes.size - 1] == '\n')
        bytes.size--;
    if (bytes.size > 0 && bytes.data[bytes.size - 1] == '\r')
        bytes.size--;
    return bytes;
}

#define NO_END "its parts have no end, or more than one"

/*
 * The part after the delimiter that was just passed, and on to the next: `*rest` follows that.
 * `*ret_last` where it is the closing one.
 */
static int take_part(struct mail *mail, struct slice *rest, const char *boundary,
                     struct slice *ret_part, bool *ret_last)
{
    struct slice whole = *rest, line;

    while (mail_next_line(rest, &line)) {
        enum line_kind kind = kind_of(line, boundary);

        if (kind == LINE_UNCLEAR || hides_delimiter(line, boundary))
            break;
        if (kind == LINE_TEXT)
            continue;
        *ret_part = without_line_end(slice_sub(whole, 0, (size_t)(line.data - whole.data)));
        *ret_last = kind == LINE_CLOSE;
        return 0;
    }
    return mail_refuse(mail, "archive.damaged", NO_END);
}

/* Behind the last part (an epilogue) some programs go on. */
static int check_epilogue(struct mail *mail, struct slice rest, const char *boundary)
{
    struct slice line;

    while (mail_next_line(&rest, &line))
        if (kind_of(line, boundary) != LINE_TEXT || hides_delimiter(line, boundary))
            return mail_refuse(mail, "archive.damaged", NO_END);
    return 0;
}

/* One multipart that is being read, and what it is within. */
struct level {
    struct slice rest;
    const char *boundary;
    enum within within;
    bool is_over; /* its closing delimiter was passed */
};

static int enter(struct mail *mail, const struct mail_part *part, struct level *levels,
                 unsigned *depth)
{
    struct level level = {.rest = part->body, .boundary = part->boundary};
    struct slice preamble;
    int r;

    if (*depth == MAIL_DEPTH_MAX)
        return mail_refuse(mail, "archive.unsupported", "parts within parts");
    if (!part->boundary || !*part->boundary || part->encoding != MAIL_PLAIN)
        return mail_refuse(mail, "archive.damaged",
                           "parts without a boundary, or encoded as a whole");
    for (unsigned i = 0; i < *depth; i++)
        if (strncmp(levels[i].boundary, level.boundary, strlen(levels[i].boundary)) == 0)
            return mail_refuse(mail, "archive.damaged", NO_END);
    level.within = is_type(part, "multipart/related")  ? WITHIN_RELATED
                   : is_type(part, "multipart/signed") ? WITHIN_SIGNED
                                                       : WITHIN_NOTHING;
    r = take_part(mail, &level.rest, level.boundary, &preamble, &level.is_over);
    if (r == 0 && level.is_over) /* none at all: some look behind it */
        r = mail_refuse(mail, "archive.damaged", NO_END);
    levels[(*depth)++] = level;
    return r;
}

static void take_leaf(struct mail *mail, const struct mail_part *part, enum within within)
{
    if (is_file(part, within)) {
        mail->file = *part;
        mail->files++;
    }
}

/* The part after the delimiter that was just passed: a multipart is one level more. */
static int take_next(struct mail *mail, struct level *levels, unsigned *depth)
{
    struct level *level = &levels[*depth - 1];
    struct mail_part part;
    struct slice piece;
    int r = take_part(mail, &level->rest, level->boundary, &piece, &level->is_over);

    if (r == 0 && ++mail->parts > MAIL_PARTS_MAX)
        r = mail_refuse(mail, "archive.unsupported", "so many parts");
    if (r == 0)
        r = mail_read_part(mail, piece, &part);
    if (r == 0 && is_multipart(&part))
        return enter(mail, &part, levels, depth);
    if (r == 0)
        take_leaf(mail, &part, level->within);
    return r;
}

/* All parts, depth first, without recursion. */
static int walk(struct mail *mail, struct slice bytes)
{
    struct level levels[MAIL_DEPTH_MAX];
    struct mail_part part;
    unsigned depth = 0;
    int r = mail_read_part(mail, bytes, &part);

    if (r == 0 && is_multipart(&part))
        r = enter(mail, &part, levels, &depth);
    else if (r == 0)
        take_leaf(mail, &part, WITHIN_NOTHING);
    while (r == 0 && depth > 0) {
        const struct level *level = &levels[depth - 1];

        if (!level->is_over) {
            r = take_next(mail, levels, &depth);
        } else {
            r = check_epilogue(mail, level->rest, level->boundary);
            depth--;
        }
    }
    return r;
}

/* ---- The one ---- */

static int check_count(struct mail *mail)
{
    struct finding *finding;

    if (mail->files == 1)
        return 0;
    if (mail->files == 0)
        return mail_refuse(mail, "archive.empty", NULL);
    finding = findings_add(mail->findings, "archive.many_files", (struct verdict){0});
    finding_param(mail->findings, finding, "files", "%u", mail->files);
    return ERR_INVALID;
}

static int check_size(struct mail *mail, size_t size)
{
    struct finding *finding;

    if (size <= mail->file_max)
        return 0;
    finding = findings_add(mail->findings, "limit.document", (struct verdict){0});
    finding_param(mail->findings, finding, "value", "%zu", size);
    finding_param(mail->findings, finding, "maximum", "%llu", (unsigned long long)mail->file_max);
    return ERR_INVALID;
}

/* As in a zip: some readers look for a PDF's beginning in all of a file. */
static int check_disguise(struct mail *mail, struct slice bytes)
{
    static const char mark[] = "%PDF-";
    size_t size = sizeof mark - 1, at = (size_t)(mail->file.body.data - bytes.data);
    struct slice before = slice_sub(bytes, 0, at + (mail->file.body.size > 0 ? size - 1 : 0));
    struct slice behind = slice_sub(bytes, at + mail->file.body.size, SIZE_MAX);

    if (memmem(before.data, before.size, mark, size) ||
        memmem(behind.data, behind.size, mark, size))
        return mail_refuse(mail, "archive.damaged", "a PDF stands beside its file");
    return 0;
}

int mail_open(struct arena *arena, struct slice bytes, uint64_t file_max, struct findings *findings,
              struct archive_file *ret)
{
    struct mail mail = {.arena = arena, .findings = findings, .file_max = file_max};
    struct slice file = {0};
    int r = walk(&mail, bytes);

    if (r == 0)
        r = check_count(&mail);
    if (r == 0 && strncmp(mail.file.type, "message/", 8) == 0)
        r = mail_refuse(&mail, "archive.nested", NULL); /* whatever is in it */
    if (r == 0)
        r = check_disguise(&mail, bytes);
    if (r == 0)
        r = mail_decode(&mail, &mail.file, &file);
    if (r == 0)
        r = check_size(&mail, file.size);
    if (r == 0)
        *ret = (struct archive_file){.bytes = file, .encryption = "none"};
    return r == ERR_INVALID ? 0 : r;
}
