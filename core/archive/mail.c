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

static bool is_file(const struct mail_part *part, enum within within)
{
    if (part->is_attachment)
        return true;
    if (is_type(part, "text/plain") || is_type(part, "text/html"))
        return false;
    if (within == WITHIN_RELATED && part->has_id)
        return false;
    return within != WITHIN_SIGNED || (!is_type(part, "application/pkcs7-signature") &&
                                       !is_type(part, "application/x-pkcs7-signature") &&
                                       !is_type(part, "application/pgp-signature"));
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

/* The line end before a delimiter is the delimiter's. */
static struct slice without_line_end(struct slice bytes)
{
    if (bytes.size > 0 && bytes.data[bytes.size - 1] == '\n')
        bytes.size--;
    if (bytes.size > 0 && bytes.data[bytes.size - 1] == '\r')
        bytes.size--;
    return bytes;
}

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

        if (kind == LINE_TEXT)
            continue;
        if (kind == LINE_UNCLEAR)
            break;
        *ret_part = without_line_end(slice_sub(whole, 0, (size_t)(line.data - whole.data)));
        *ret_last = kind == LINE_CLOSE;
        return 0;
    }
    return mail_refuse(mail, "archive.damaged", "its parts have no end, or more than one");
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

    if (*depth == MAIL_DEPTH_MAX)
        return mail_refuse(mail, "archive.unsupported", "parts within parts");
    if (!part->boundary || !*part->boundary || part->encoding != MAIL_PLAIN)
        return mail_refuse(mail, "archive.damaged",
                           "parts without a boundary, or encoded as a whole");
    for (unsigned i = 0; i < *depth; i++)
        if (strncmp(levels[i].boundary, level.boundary, strlen(levels[i].boundary)) == 0)
            return mail_refuse(mail, "archive.damaged", "its parts have no end, or more than one");
    level.within = is_type(part, "multipart/related")  ? WITHIN_RELATED
                   : is_type(part, "multipart/signed") ? WITHIN_SIGNED
                                                       : WITHIN_NOTHING;
    levels[(*depth)++] = level;
    return take_part(mail, &levels[*depth - 1].rest, level.boundary, &preamble,
                     &levels[*depth - 1].is_over);
}

static int take_leaf(struct mail *mail, const struct mail_part *part, enum within within)
{
    if (++mail->parts > MAIL_PARTS_MAX)
        return mail_refuse(mail, "archive.unsupported", "so many parts");
    if (is_file(part, within)) {
        mail->file = *part;
        mail->files++;
    }
    return 0;
}

/* All parts, depth first, without recursion. */
static int walk(struct mail *mail, struct slice bytes)
{
    struct level levels[MAIL_DEPTH_MAX];
    struct mail_part part;
    unsigned depth = 0;
    int r = mail_read_part(mail, bytes, &part);

    if (r == 0 && !is_multipart(&part))
        return take_leaf(mail, &part, WITHIN_NOTHING);
    if (r == 0)
        r = enter(mail, &part, levels, &depth);
    while (r == 0 && depth > 0) {
        struct level *level = &levels[depth - 1];
        struct slice piece;

        if (level->is_over) {
            depth--;
            continue;
        }
        r = take_part(mail, &level->rest, level->boundary, &piece, &level->is_over);
        if (r == 0)
            r = mail_read_part(mail, piece, &part);
        if (r == 0)
            r = is_multipart(&part) ? enter(mail, &part, levels, &depth)
                                    : take_leaf(mail, &part, level->within);
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

int mail_open(struct arena *arena, struct slice bytes, uint64_t file_max, struct findings *findings,
              struct archive_file *ret)
{
    struct mail mail = {.arena = arena, .findings = findings, .file_max = file_max};
    struct slice file = {0};
    int r = walk(&mail, bytes);

    if (r == 0)
        r = check_count(&mail);
    if (r == 0)
        r = mail_decode(&mail, &mail.file, &file);
    if (r == 0)
        r = check_size(&mail, file.size);
    if (r == 0)
        *ret = (struct archive_file){.bytes = file, .encryption = "none"};
    return r == ERR_INVALID ? 0 : r;
}
