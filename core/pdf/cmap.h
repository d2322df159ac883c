/*
 * CMaps (ISO 32000-1 9.7.5, 9.10.3): how the bytes of a string become character codes, and
 * codes CIDs or Unicode. The predefined ones for Chinese are compiled in; those embedded in
 * a file (an /Encoding or /ToUnicode stream) are parsed.
 *
 * Collections (Adobe-GB1, Adobe-CNS1) say what a CID means in Unicode (9.10.2).
 */
#ifndef VOUCH_PDF_CMAP_H
#define VOUCH_PDF_CMAP_H

#include "base/arena.h"
#include "base/slice.h"

#define CMAP_ENTRIES_MAX 200000u /* ranges and characters of one embedded CMap */

#define PDF_UNMAPPED 0xFFFDu /* stands for a glyph whose Unicode is not known */

struct pdf_cmap;
struct pdf_collection;

/* Identity-H, Identity-V or a predefined CMap for Chinese. ERR_NOT_FOUND. Static. */
int pdf_cmap_named(struct slice name, const struct pdf_cmap **ret_cmap);

/*
 * Parses an embedded CMap. `base` is that of the stream's /UseCMap, or NULL; a `usecmap`
 * inside is followed where it names a predefined one. ERR_SYNTAX, ERR_LIMIT, ERR_NOMEM.
 */
int pdf_cmap_parse(struct arena *arena, struct slice bytes, const struct pdf_cmap *base,
                   const struct pdf_cmap **ret_cmap);

bool pdf_cmap_is_vertical(const struct pdf_cmap *cmap);

/* The collection that a predefined CMap's CIDs are of; NULL for others. */
const struct pdf_collection *pdf_cmap_collection(const struct pdf_cmap *cmap);

/* Takes the next code, of 1 to 4 bytes, off a string that is not empty; returns its bytes. */
unsigned pdf_cmap_next(const struct pdf_cmap *cmap, struct slice *string, uint32_t *ret_code);

/* The CID of a code; 0 where there is none. */
uint32_t pdf_cmap_cid(const struct pdf_cmap *cmap, uint32_t code);

/* The UTF-8 of a code, in `utf8` or in the CMap's arena; false where there is none. */
bool pdf_cmap_text(const struct pdf_cmap *cmap, uint32_t code, uint8_t utf8[4],
                   struct slice *ret_text);

/* "Adobe" and "GB1" or "CNS1"; NULL for others. Static. */
const struct pdf_collection *pdf_collection_named(struct slice registry, struct slice ordering);

/* The code point of a CID; 0 where there is none. */
uint32_t pdf_collection_unicode(const struct pdf_collection *collection, uint32_t cid);

#endif
