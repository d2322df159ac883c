#include "worker/media.h"
#include "archive/mail.h"
#include "base/unicode.h"

/* Where a reader that searches would find a header; core/pdf says what is wrong with that. */
#define PDF_HEADER_WITHIN 1024u

#define NOT_SIGNED                                                                                 \
    {                                                                                              \
        INDETERMINATE, SUB_NO_SIGNATURE_FOUND                                                      \
    }

struct magic {
    const char *bytes;
    size_t size;
    struct media media;
};

#define MAGIC(bytes) bytes, sizeof(bytes) - 1
#define IMAGE(name)                                                                                \
    {                                                                                              \
        .type = "image/" name, .reason = "image.not_signed", .verdict = NOT_SIGNED                 \
    }
#define ARCHIVE(name)                                                                              \
    {                                                                                              \
        .type = "application/" name, .is_archive = true, .reason = "archive.unsupported"           \
    }
#define ZIP                                                                                        \
    {                                                                                              \
        .type = "application/zip", .is_archive = true, .is_zip = true                              \
    }

static const struct magic magics[] = {
    {MAGIC("\x89PNG\r\n\x1A\n"), IMAGE("png")},
    {MAGIC("\xFF\xD8\xFF"), IMAGE("jpeg")},
    {MAGIC("II*\0"), IMAGE("tiff")},
    {MAGIC("MM\0*"), IMAGE("tiff")},
    {MAGIC("PK\3\4"), ZIP},
    {MAGIC("PK\5\6"), ZIP}, /* an empty one */
    {MAGIC("7z\xBC\xAF\x27\x1C"), ARCHIVE("x-7z-compressed")},
    {MAGIC("Rar!\x1A\7"), ARCHIVE("vnd.rar")},
    {MAGIC("\x1F\x8B"), ARCHIVE("gzip")},
};

static bool begins_with(struct slice document, const char *bytes, size_t size)
{
    return document.size >= size && memcmp(document.data, bytes, size) == 0;
}

static bool has_pdf_header(struct slice document)
{
    struct slice head = slice_sub(document, 0, PDF_HEADER_WITHIN);

    return head.size > 0 && memmem(head.data, head.size, "%PDF-", 5) != NULL;
}

/* Letters and line ends, as far as the first kilobyte shows. */
static bool is_text(struct slice document)
{
    struct slice head = slice_sub(document, 0, utf8_cut(document, PDF_HEADER_WITHIN));

    return utf8_valid(head, NULL) && !memchr(head.data, '\0', head.size);
}

static const struct media *find_magic(struct slice document)
{
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
        if (begins_with(document, magics[i].bytes, magics[i].size))
            return &magics[i].media;
    return NULL;
}

struct media media_of(struct slice document)
{
    const struct media *found;
    struct media media = {.type = "application/octet-stream", .reason = "document.unsupported"};

    if (document.size == 0) {
        media.reason = "document.empty";
        return media;
    }
    found = find_magic(document);
    /* An archive first: what is stored in it may have a PDF's header within reach. */
    if (found && found->is_archive)
        return *found;
    if (has_pdf_header(document))
        return (struct media){.type = "application/pdf", .is_pdf = true};
    if (found)
        return *found;
    if (mail_is(document))
        return (struct media){.type = "message/rfc822", .is_archive = true, .is_mail = true};
    if (is_text(document))
        media.type = "text/plain";
    return media;
}
