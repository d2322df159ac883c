/*
 * PDF objects as values (ISO 32000-1 7.3), for the files of this room only.
 *
 * Values are read-only, live in the file's arena and remember where they came from.
 * References are not followed by the getters; pdf_resolve() does that. A dictionary with
 * the same key twice (also when one is written with #-escapes) is not well-formed: the
 * parser refuses it, so a key has one value.
 */
#ifndef VOUCH_PDF_OBJECT_H
#define VOUCH_PDF_OBJECT_H

#include "pdf/pdf.h"

enum pdf_type {
    PDF_NULL,
    PDF_BOOLEAN,
    PDF_INTEGER,
    PDF_REAL,
    PDF_STRING,
    PDF_NAME,
    PDF_ARRAY,
    PDF_DICTIONARY,
    PDF_STREAM,
    PDF_REFERENCE,
};

struct pdf_entry;

struct pdf_value {
    enum pdf_type type;
    uint64_t
        offset;   /* of its first byte in the file; inside an object stream, in its decoded data */
    uint64_t end; /* after its last byte */
    union {
        bool boolean;
        int64_t integer;
        struct slice digits; /* a real as it stands, with its sign */
        struct slice string; /* decoded (and decrypted) bytes */
        struct slice name;   /* without slash, #-escapes decoded; never holds a NUL */
        struct {
            const struct pdf_value *const *items;
            size_t count;
        } array;
        struct {
            const struct pdf_entry *entries; /* in file order */
            size_t count;
        } dictionary;
        struct {
            const struct pdf_value *dictionary;
            struct slice raw; /* as in the file, not decoded, not decrypted */
            uint32_t number, generation;
        } stream;
        struct {
            uint32_t number, generation;
        } reference;
    };
};

struct pdf_entry {
    struct slice key;
    const struct pdf_value *value;
};

/*
 * The object with this number and generation, parsed once and kept. A missing or free
 * object is the null object (7.3.10): returns 0 with a PDF_NULL value. ERR_SYNTAX where the
 * object is damaged (a finding is left), ERR_LIMIT, ERR_NOMEM.
 */
int pdf_object(struct pdf_file *file, uint32_t number, uint32_t generation,
               const struct pdf_value **ret_value);

/* Follows references (to a bounded depth) until something else. NULL value gives NULL. Never fails
 * hard: what cannot be read is the null object, and a finding. */
const struct pdf_value *pdf_resolve(struct pdf_file *file, const struct pdf_value *value);

/* The direct value of `key` in a dictionary or a stream's dictionary, or NULL. Not resolved. */
const struct pdf_value *pdf_peek(const struct pdf_value *dictionary, const char *key);

/* The same, resolved; NULL where it is absent or null. */
const struct pdf_value *pdf_get(struct pdf_file *file, const struct pdf_value *dictionary,
                                const char *key);

/* The same with a type wanted: NULL where it is of another. A number wanted as PDF_REAL also takes
 * integers: use pdf_milli(). */
const struct pdf_value *pdf_get_typed(struct pdf_file *file, const struct pdf_value *dictionary,
                                      const char *key, enum pdf_type type);

/* Items of an array, resolved; NULL past the end. */
const struct pdf_value *pdf_item(struct pdf_file *file, const struct pdf_value *array,
                                 size_t index);

/* A number (integer or real) in thousandths, rounded half away from zero and clamped to +-2^53;
 * false if it is none. */
bool pdf_milli(const struct pdf_value *value, int64_t *ret_milli);

/* An integer of dictionary `key`; `fallback` where absent or of another type. */
int64_t pdf_get_integer(struct pdf_file *file, const struct pdf_value *dictionary, const char *key,
                        int64_t fallback);

bool pdf_is_name(const struct pdf_value *value, const char *name);

/*
 * The decrypted and decoded bytes of a stream, all filters applied, within the budget of
 * pdf_limits.inflated; decoded once and kept. ERR_UNSUPPORTED for image filters (DCT, JPX,
 * CCITT, JBIG2), ERR_SYNTAX for broken data, ERR_LIMIT, ERR_NOMEM.
 */
int pdf_stream_data(struct pdf_file *file, const struct pdf_value *stream, struct slice *ret_data);

/*
 * The same of a picture: all filters but an image filter at their end, which is then the caller's.
 * Not kept. ERR_UNSUPPORTED where an image filter is not the last.
 */
struct pdf_coded {
    struct slice data;
    const struct pdf_value *coding;     /* name of the image filter; NULL: none */
    const struct pdf_value *parameters; /* its own, or NULL */
};

int pdf_stream_coded(struct pdf_file *file, const struct pdf_value *stream, struct pdf_coded *ret);

/* A leaf of the page tree (bounded, loops refused); NULL past the end. */
const struct pdf_value *pdf_page(struct pdf_file *file, uint32_t page /* from 1 */);

/* An inheritable attribute of a page (Resources, MediaBox, CropBox, Rotate), resolved, or NULL. */
const struct pdf_value *pdf_page_attribute(struct pdf_file *file, uint32_t page, const char *key);

struct arena *pdf_arena(struct pdf_file *file);

/* Adds a finding about the file. `verdict` as in the header of this room. */
struct finding *pdf_find(struct pdf_file *file, const char *code, struct verdict verdict);

#endif
