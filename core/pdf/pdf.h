/*
 * A PDF file as evidence.
 *
 * This room reads PDF (ISO 32000-1, and 32000-2 where files use it) the way a court
 * would: strictly, within limits, and with an eye on where every byte came from. It
 * repairs nothing. What is irregular is named (findings), and what cannot be read is
 * not guessed. It knows nothing of certificates, issuers or records.
 *
 * One document's way: pdf_open() reads header, end, cross-reference chain and trailer.
 * pdf_signatures() lists the signature fields, each with its bytes and with what is
 * wrong about how it lies in the file. For the one that matters,
 * pdf_signed_revision() opens bytes 0 to the end of its byte range as a file of its
 * own, pdf_changes() says what the bytes after it did, and pdf_text() reads lines of
 * text with boxes from that revision.
 *
 * Everything lives in the arena given to pdf_open(); nothing is freed singly. The
 * bytes must stay in place as long as the arena.
 *
 * Findings of this room: pdf.malformed, pdf.stray_bytes, pdf.changed_after_signing,
 * pdf.signed_again, pdf.password_missing, pdf.password_wrong, signature.byte_range,
 * signature.malformed (the field, its dictionary, the gap), limit.pages,
 * limit.objects, limit.inflated, limit.depth, limit.memory. Parameters: `offset`,
 * `object`, `detail` (English, short, for specialists), `limit`, `page`, `kind`.
 */
#ifndef VOUCH_PDF_PDF_H
#define VOUCH_PDF_PDF_H

#include "base/finding.h"
#include "base/slice.h"

struct pdf_file;

struct pdf_limits {
    uint32_t pages;    /* leaves of the page tree */
    uint32_t objects;  /* entries of all cross-reference sections together */
    uint64_t inflated; /* bytes out of all stream filters together, over the file's life */
};

/* How a password, if any, opened the file (ISO 32000-2 7.6.4). */
enum pdf_password { PDF_PASSWORD_NONE, PDF_PASSWORD_USER, PDF_PASSWORD_OWNER };

struct pdf_options {
    struct pdf_limits limits;
    const char *password; /* UTF-8 or NULL; the empty user password is tried as well */
};

/*
 * Opens a file. Always hands out a file object unless there is no memory (ERR_NOMEM);
 * whether it can be read is pdf_is_readable(), why not is in pdf_findings(). A file that
 * cannot be read but holds, by its bytes, a whole signature (a dictionary with /ByteRange
 * inside the file) has the finding pdf.stray_bytes (total_failed FORMAT_FAILURE); one
 * that merely ends early, pdf.malformed (indeterminate).
 */
int pdf_open(struct arena *arena, struct slice bytes, const struct pdf_options *options,
             struct pdf_file **ret_file);

/* True if cross-references, trailer and catalogue could be read without a finding that forbids it.
 */
bool pdf_is_readable(const struct pdf_file *file);

/* What is wrong with the file as a whole. More can appear as more of it is read. */
const struct findings *pdf_findings(const struct pdf_file *file);

enum pdf_password pdf_password_used(const struct pdf_file *file);
bool pdf_is_encrypted(const struct pdf_file *file);

/* Pages of the file; 0 where it cannot be read. */
uint32_t pdf_page_count(const struct pdf_file *file);

/* A metadata entry of the document information dictionary ("Producer", "CreationDate"), or NULL.
 * UTF-8. */
const char *pdf_information(struct pdf_file *file, const char *key);

/* ---- Revisions and signatures ------------------------------------------------------------ */

/* One cross-reference section: the file grew from `start` to `end` (bytes). The first is 1. */
struct pdf_revision {
    uint32_t number;
    uint64_t start;
    uint64_t end; /* after its %%EOF and line end */
    uint64_t startxref;
    uint32_t objects; /* entries in its section, but for those that lie in an earlier revision */
};

/* Oldest first. */
size_t pdf_revision_count(const struct pdf_file *file);
const struct pdf_revision *pdf_revision_at(const struct pdf_file *file, size_t index);

enum pdf_coverage { PDF_COVERAGE_PARTIAL, PDF_COVERAGE_EARLIER_REVISION, PDF_COVERAGE_WHOLE_FILE };

struct pdf_box {
    int32_t left, top, right, bottom; /* 1/1000 point of the page as shown, from its top left */
};

struct pdf_signature {
    const char *field;      /* fully qualified field name, UTF-8; never NULL */
    const char *filter;     /* name without slash, or NULL */
    const char *sub_filter; /* as in the file, or NULL */
    uint32_t object;        /* of the signature dictionary; 0 if direct */
    uint32_t field_object;  /* of its field; 0 if none */
    uint32_t revision;      /* the revision that its byte range ends; 0 if it ends none */
    uint64_t byte_range[4];
    struct slice covered[2];          /* the two ranges, empty where byte_range cannot be used */
    struct slice contents;            /* /Contents decoded from its hexadecimal, padding included */
    const struct slice *certificates; /* /Cert: a string or several; at most 64 of them */
    size_t certificate_count;
    enum pdf_coverage coverage;
    bool has_claimed_time;                /* /M */
    int64_t claimed_time;                 /* seconds since the epoch */
    const char *reason, *location, *name; /* UTF-8 or NULL */
    bool visible;
    uint32_t page; /* of the widget, from 1; 0 if none */
    struct pdf_box box;
    struct findings findings; /* signature.byte_range, signature.malformed */
};

/* All signature fields that have a value, and what looks like one outside /AcroForm, in file order.
 */
int pdf_signatures(struct pdf_file *file, const struct pdf_signature **ret_items,
                   size_t *ret_count);

/*
 * The revision that `signature` covers, opened as a file of its own: bytes 0 to the end of
 * its byte range. The same object for the same end. ERR_MISMATCH where the range is unusable.
 */
int pdf_signed_revision(struct pdf_file *file, const struct pdf_signature *signature,
                        struct pdf_file **ret_revision);

/*
 * The document security store (DSS, ISO 32000-2 12.8.4.3) of the whole file: decoded streams, each
 * once, nothing of them looked at. What cannot be read, and what is beyond a bound, is left out.
 */
struct pdf_security_store {
    const struct slice *certificates, *crls, *ocsps;
    size_t certificate_count, crl_count, ocsp_count;
};

/* Empty where there is none. ERR_NOMEM. */
int pdf_security_store(struct pdf_file *file, struct pdf_security_store *ret);

/* ---- What later bytes did ----------------------------------------------------------------- */

#define PDF_CHANGE_LIST(X)                                                                         \
    X(dss, "document_security_store")               /* allowed */                                  \
    X(doc_time_stamp, "document_time_stamp")        /* allowed */                                  \
    X(bookkeeping, "bookkeeping")                   /* allowed, beside another addition */         \
    X(signature, "signature_added")                 /* pdf.signed_again */                         \
    X(signature_visible, "visible_signature_added") /* pdf.signed_again, never allowed */          \
    X(page_content, "page_content")                                                                \
    X(page_added, "page_added")                                                                    \
    X(page_removed, "page_removed")                                                                \
    X(page_order, "page_order")                                                                    \
    X(page_size, "page_size") /* boxes, rotation, scale */                                         \
    X(page_other, "page_other")                                                                    \
    X(font, "font")           /* fonts, their glyphs and ToUnicode */                              \
    X(resources, "resources") /* images, colours, layers, ... */                                   \
    X(annotation_added, "annotation_added")                                                        \
    X(annotation_changed, "annotation_changed")                                                    \
    X(annotation_removed, "annotation_removed")                                                    \
    X(field_value, "field_value")                                                                  \
    X(field_appearance, "field_appearance")                                                        \
    X(form, "form")                         /* how all fields are drawn, XFA */                    \
    X(action, "action")                     /* something done when opened, printed, clicked */     \
    X(optional_content, "optional_content") /* which layers show */                                \
    X(attachment, "attachment")             /* embedded files */                                   \
    X(page_labels, "page_labels")                                                                  \
    X(tags, "tags")               /* structure tree: what is read aloud or copied */               \
    X(permissions, "permissions") /* a certification, usage rights */                              \
    X(catalogue, "catalogue")     /* anything else of the document as a whole */                   \
    X(information, "information")                                                                  \
    X(encryption, "encryption")                                                                    \
    X(unreferenced, "unreferenced") /* an object nothing leads to was added or replaced */         \
    X(stray, "stray_bytes")         /* bytes that belong to nothing */                             \
    X(structure, "structure")       /* cross-reference games */

enum pdf_change_kind {
#define PDF_CHANGE_ENUM(name, text) PDF_CHANGE_##name,
    PDF_CHANGE_LIST(PDF_CHANGE_ENUM)
#undef PDF_CHANGE_ENUM
};

/*
 * What the signed document itself lets a later revision do (ISO 32000-2 12.8.2.2, 12.8.2.4):
 * whoever trusts its signer may let it pass, too, or refuse it all the same.
 */
enum pdf_grant { PDF_GRANT_NONE, PDF_GRANT_FORM_FILLING, PDF_GRANT_ANNOTATIONS };

struct pdf_change {
    enum pdf_change_kind kind;
    uint32_t revision; /* in which it happened */
    uint32_t object;   /* number of the changed object; 0 if none */
    uint32_t page;     /* that shows it, from 1; 0 if none or unknown */
    const char *detail;
    uint32_t annotation;    /* number of the annotation or field that it is about; 0 if none */
    const char *field;      /* that field's full name, UTF-8; NULL if none */
    enum pdf_grant granted; /* by the signed document */
    bool forbidden;         /* by a certification that lets nothing happen, not even a signature */
    bool has_box;           /* where: an annotation's or field's, or around other text */
    struct pdf_box box;
};

/* "page_content" for PDF_CHANGE_page_content. */
const char *pdf_change_name(enum pdf_change_kind kind);

/* "none", "form_filling", "annotations". */
const char *pdf_grant_name(enum pdf_grant grant);

/*
 * Compares the whole file with a signed revision: every byte of the tail must belong to
 * something (section "The tail" of the design), and every object that differs must lie on
 * a permitted path. Changes of the kinds dss, doc_time_stamp and bookkeeping are allowed;
 * `signature` (and signature_visible) is pdf.signed_again: an added field and its signature,
 * nothing else, where no certification forbids it; all others are pdf.changed_after_signing or
 * pdf.stray_bytes. Findings are added to `findings`; those of changes that the document itself
 * grants have a parameter `granted` (its name), and no others are among them.
 */
int pdf_changes(struct pdf_file *file, const struct pdf_signature *signature,
                struct findings *findings, const struct pdf_change **ret_items, size_t *ret_count);

/* ---- Text ------------------------------------------------------------------------------------ */

/* A run of glyphs without a gap wider than a fraction of the font size, in one font size and
 * baseline. */
struct pdf_word {
    struct slice text; /* UTF-8, NFC not applied, U+FFFD for an unmapped glyph */
    struct pdf_box box;
    uint32_t order;      /* place in the content stream */
    uint32_t confidence; /* 0: the file's own text; else 1 + percent, for who read it elsewhere */
};

/* Words that share a baseline, left to right. */
struct pdf_line {
    struct slice text; /* the words joined: one space where there is a gap */
    struct pdf_box box;
    uint32_t page; /* from 1 */
    const struct pdf_word *words;
    size_t word_count;
};

/* Where the corners of a picture lie on the page as shown, in 1/1000 point. */
struct pdf_corners {
    int32_t left_top[2], right_top[2], left_bottom[2];
};

struct pdf_value;

struct pdf_picture {
    uint32_t page;                 /* from 1 */
    struct pdf_box box;            /* of what is not clipped away */
    struct pdf_corners corners;    /* of all of it */
    const struct pdf_value *image; /* for pdf_image(); NULL: inline, or not shown */
    bool covered;                  /* something else shows over it, or through it, or may */
};

struct pdf_text {
    const struct pdf_line *lines; /* page by page, top to bottom, left to right */
    size_t line_count;
    const struct pdf_line *hidden; /* invisible, covered, cut off or on a layer that is off */
    size_t hidden_count;
    uint32_t unmapped; /* glyphs without Unicode, or with private use, among the visible ones */
    uint32_t images;   /* image objects painted */
    const struct pdf_picture *pictures; /* where; fewer than `images` if there are very many */
    size_t picture_count;
    uint32_t covered;      /* visible words that something was painted over which may hide them, */
    uint32_t covered_page; /* and where the first is; 0: none */
    uint32_t annotations;  /* that are shown, and not read; but for links and signatures */
    uint32_t annotations_page; /* of the first */
};

/* How the bytes of a picture are to be read. */
enum pdf_coding {
    PDF_CODING_SAMPLES, /* rows of samples, each row from a whole byte on */
    PDF_CODING_DCT,     /* a JPEG file */
    PDF_CODING_CCITT,   /* 7.4.6 */
    PDF_CODING_JBIG2,
    PDF_CODING_JPX,
};

/* A picture as it lies in the file: its own coding is left on it, all others are undone. */
struct pdf_image {
    enum pdf_coding coding;
    struct slice bytes;
    uint32_t width, height;
    uint32_t bits;        /* of one sample: 1, 2, 4, 8, 16 */
    uint32_t components;  /* 1 gray or indexed, 3 RGB, 4 CMYK; 0: of a space that is not known */
    struct slice palette; /* RGB triples; empty: not indexed */
    bool inverted;        /* black for white, by /Decode, /BlackIs1 or its space */
    int32_t k;            /* CCITT */
    bool byte_aligned;
    bool line_ends;
};

/*
 * Reads a picture's figures and bytes, within pdf_limits.inflated. ERR_SYNTAX where they cannot be
 * right, ERR_UNSUPPORTED for codings one upon the other, ERR_LIMIT, ERR_NOMEM.
 */
int pdf_image(struct pdf_file *file, const struct pdf_picture *picture, struct pdf_image *ret);

/* The page's size as shown (after /Rotate), 1/1000 point. ERR_NOT_FOUND for no such page. */
int pdf_page_size(struct pdf_file *file, uint32_t page, int32_t *ret_width, int32_t *ret_height);

/*
 * Reads the text of all pages. What cannot be read on a page (a filter that fails, an
 * operator's operands missing) is a finding pdf.malformed in pdf_findings(), with the page.
 */
int pdf_text(struct pdf_file *file, const struct pdf_text **ret_text);

/* The same for one page. ERR_NOT_FOUND for no such page. */
int pdf_text_of_page(struct pdf_file *file, uint32_t page, const struct pdf_text **ret_text);

#endif
