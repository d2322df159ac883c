/*
 * The inside of a struct pdf_file, for the files of this room that read its structure.
 *
 * pdf_open() (open.c) goes from the end of the file back along the cross-reference
 * sections (section.c, xref_table.c, xref_stream.c). Their entries become one array of
 * slots, sorted by object number, newest section first (slot.c). From then on objects
 * are read when somebody asks for them: object.c finds the slot, indirect.c reads what
 * stands at an offset, object_stream.c what is compressed, stream.c decodes.
 */
#ifndef VOUCH_PDF_FILE_H
#define VOUCH_PDF_FILE_H

#include "pdf/object.h"
#include "pdf/security.h"

#define PDF_SECTIONS_MAX  1000 /* cross-reference sections */
#define PDF_EARLIER_MAX   64   /* revisions opened as files of their own */
#define PDF_NESTING_MAX   32   /* objects that are read while another is */
#define PDF_REFERENCE_MAX 16   /* references to references */
#define PDF_FILTERS_MAX   8    /* filters of one stream */
#define PDF_FOOTER_MAX    128  /* bytes from `startxref` to %%EOF */
#define PDF_END_SPACE_MAX 16   /* line ends and spaces after the last %%EOF */

static const struct verdict PDF_UNDECIDED = {INDETERMINATE, SUBINDICATION_NONE};
static const struct verdict PDF_FORMAT_FAILURE = {TOTAL_FAILED, SUB_FORMAT_FAILURE};

/* One cross-reference section (ISO 32000-1 7.5.4, 7.5.8). */
struct pdf_section {
    uint64_t startxref;              /* as startxref or /Prev name it */
    uint64_t offset;                 /* of `xref`, or of the stream's object number */
    uint64_t end;                    /* after the trailer dictionary, or after `endobj` */
    const struct pdf_value *trailer; /* or the stream's dictionary */
    bool is_stream;
    bool doubtful;      /* spelt so that some readers find something else, or rebuild the file */
    uint32_t number;    /* of the stream as an object; 0 for a table */
    bool is_supplement; /* named by /XRefStm of the table before it (7.5.8.4) */
    bool has_prev;
    uint64_t prev;
    uint32_t entries;
    uint32_t revision; /* number, from 1 */
};

/* What ends a revision: `startxref`, its number, %%EOF. */
struct pdf_footer {
    uint64_t startxref;
    uint64_t mark_end; /* after %%EOF */
    uint64_t end;      /* after its line end */
};

enum pdf_place { PDF_PLACE_FREE, PDF_PLACE_OFFSET, PDF_PLACE_STREAM };
enum pdf_state { PDF_STATE_UNREAD, PDF_STATE_READING, PDF_STATE_READ, PDF_STATE_DAMAGED };

/* Each walk visits an object once; that bounds it, and a second visit is a loop or a game. */
enum pdf_mark {
    PDF_MARK_PAGE = 1,       /* in the page tree */
    PDF_MARK_FIELD = 2,      /* among the form's fields */
    PDF_MARK_CHANGED = 4,    /* not what it was in the signed revision */
    PDF_MARK_REACHED = 8,    /* compared, on a way that shows or says something */
    PDF_MARK_PERMITTED = 16, /* reached on a permitted way */
    PDF_MARK_SIGNATURE = 32, /* a permitted signature's field and widget */
};

struct pdf_object_stream;

/* What is kept of a stream once it was decoded. */
struct pdf_decoded {
    int error;
    struct slice data;
    struct pdf_object_stream *members; /* if it was read as an object stream */
};

/* One entry of one section: where that section says the object is. */
struct pdf_slot {
    uint32_t number;
    uint32_t generation; /* in an object stream: the index there */
    uint32_t section;    /* index in pdf_file.sections; 0 is the newest */
    uint8_t place;       /* enum pdf_place */
    uint8_t state;       /* enum pdf_state */
    uint8_t marks;       /* of the walks through the file: enum pdf_mark */
    uint32_t page;       /* of which it is the dictionary, from 1 */
    uint64_t where;      /* offset in the file, or number of the object stream */
    uint64_t end;        /* after `endobj`, once read */
    const struct pdf_value *value;
    struct pdf_decoded *decoded;
};

struct pdf_leaf;

struct pdf_file {
    struct arena *arena;
    struct slice bytes;
    struct pdf_options options;
    uint64_t *inflated; /* shared with the files of earlier revisions */
    struct findings findings;
    bool readable;
    bool limited; /* what stopped us was a limit, not the file */
    bool unusual; /* what stopped us is a password, or what ordinary producers write, too */
    unsigned nesting;

    struct pdf_section *sections; /* newest first */
    size_t section_count, section_capacity;
    struct pdf_slot *slots; /* sorted by number, then section */
    size_t slot_count, slot_capacity;
    struct pdf_footer footer;       /* at the end of the file */
    bool loose_end;                 /* other bytes stand between the newest section and it */
    struct pdf_revision *revisions; /* oldest first */
    size_t revision_count;

    const struct pdf_value *trailer, *catalogue;
    const struct pdf_value *encrypt; /* the encryption dictionary, or NULL */
    bool encrypt_metadata;
    enum pdf_cipher strings, streams;
    struct pdf_security *security; /* NULL: not encrypted */
    enum pdf_password password;

    struct pdf_leaf *pages;
    size_t page_count, page_capacity;

    const struct pdf_signature *signatures;
    size_t signature_count;
    bool signatures_read;
    struct pdf_file **earlier; /* revisions opened as files of their own */
    size_t earlier_count, earlier_capacity;
};

/* ---- value.c ------------------------------------------------------------------------------- */

/*
 * Whether two values are the same, wherever they stand: references by what they name,
 * dictionaries without regard to order, streams by dictionary and undecoded bytes. NULL is
 * the null object.
 */
bool pdf_values_equal(const struct pdf_value *a, const struct pdf_value *b);

/* ---- open.c, unreadable.c, find.c ---------------------------------------------------------- */

/* pdf_open() within the budget of another file; `inflated` NULL for a budget of its own. */
int pdf_open_within(struct arena *arena, struct slice bytes, const struct pdf_options *options,
                    uint64_t *inflated, struct pdf_file **ret_file);

/* The first `end` bytes as a file of their own, opened once and kept. ERR_LIMIT, ERR_NOMEM. */
int pdf_earlier_file(struct pdf_file *file, uint64_t end, struct pdf_file **ret_file);

/* Whether a whole signature lies in a file that cannot be read. */
bool pdf_hides_signature(const struct pdf_file *file);

/* Whether /ByteRange, up to `at`, belongs to a signature whose revision is a readable file. */
bool pdf_is_signed_up_to(const struct pdf_file *file, size_t at);

/* Leaves pdf.malformed at `offset`. Returns ERR_SYNTAX. */
int pdf_malformed(struct pdf_file *file, uint64_t offset, const char *detail);

/* The same about an object. */
int pdf_malformed_object(struct pdf_file *file, uint32_t number, const char *detail);

/* Leaves a finding `limit.*`. Returns ERR_LIMIT. */
int pdf_limited(struct pdf_file *file, const char *code, uint64_t value, uint64_t maximum);

/* A finding for `error` met at `offset`: pdf.malformed with `detail`, limit.memory, limit.depth.
 * Returns `error`. */
int pdf_failed(struct pdf_file *file, int error, uint64_t offset, const char *detail);

/* ---- section.c, xref_table.c, xref_stream.c, slot.c ---------------------------------------- */

/* Reads all sections from `startxref` back; fills sections, slots, trailer. */
int pdf_read_sections(struct pdf_file *file, uint64_t startxref);

/* The parameters of a linearized file (annex F.3.2), its first object; NULL where it is none. */
const struct pdf_value *pdf_linearized(struct pdf_file *file);

int pdf_read_xref_table(struct pdf_file *file, struct pdf_section *section);
int pdf_read_xref_stream(struct pdf_file *file, struct pdf_section *section);

/* Appends an entry; ERR_LIMIT past pdf_limits.objects. */
int pdf_slot_add(struct pdf_file *file, const struct pdf_slot *slot);

/* Sorts the slots; refuses a number named twice in one section. */
int pdf_slots_finish(struct pdf_file *file);

/* The newest slot of an object number, or NULL. */
struct pdf_slot *pdf_slot_find(const struct pdf_file *file, uint32_t number);

/* The slot of the same number in the next older section that has it, or NULL. */
const struct pdf_slot *pdf_slot_older(const struct pdf_file *file, const struct pdf_slot *slot);

/* ---- indirect.c, object_stream.c ----------------------------------------------------------- */

/* `number generation obj ... endobj` as it stands in the file. */
struct pdf_indirect {
    uint32_t number, generation;
    const struct pdf_value *value;
    uint64_t end;
};

/* `offset`, or where the line end that it names is over. */
uint64_t pdf_skip_line_end(const struct pdf_file *file, uint64_t offset);

/* Reads the indirect object at `offset`; nothing is decrypted. Leaves the finding on failure. */
int pdf_read_indirect(struct pdf_file *file, uint64_t offset, struct pdf_indirect *ret);

/* Reads the compressed object of `slot`. Leaves the finding on failure. */
int pdf_read_member(struct pdf_file *file, const struct pdf_slot *slot,
                    const struct pdf_value **ret_value);

/* Whether the section that names the object stream of `slot` names all its members, too. */
bool pdf_members_are_named(struct pdf_file *file, const struct pdf_slot *slot);

/* ---- stream.c, encryption.c ---------------------------------------------------------------- */

/* Decodes a stream that is not encrypted and not kept. */
int pdf_decode(struct pdf_file *file, const struct pdf_value *stream, struct slice raw,
               struct slice *ret_data);

/* Reads /Encrypt of the trailer and derives the key; leaves the finding on failure. */
int pdf_read_encryption(struct pdf_file *file);

/* Decrypts the strings inside the value of an indirect object, in place. */
int pdf_decrypt_strings(struct pdf_file *file, const struct pdf_slot *slot,
                        const struct pdf_value *value);

/* ---- pages.c, revision.c ------------------------------------------------------------------- */

int pdf_read_pages(struct pdf_file *file);
int pdf_read_revisions(struct pdf_file *file);

/* Reads the footer at the end of the file into file->footer. ERR_SYNTAX without a finding. */
int pdf_find_footer(struct pdf_file *file);

/* The page (from 1) whose dictionary is object `number`; 0 for none. */
uint32_t pdf_page_of_object(const struct pdf_file *file, uint32_t number);

/* Object number of a page's dictionary. */
uint32_t pdf_page_object(const struct pdf_file *file, uint32_t page);

/* ---- information.c ------------------------------------------------------------------------- */

/* A text string (ISO 32000-1 7.9.2.2) as UTF-8 without NUL; NULL for what is no string. */
const char *pdf_text_string(struct pdf_file *file, const struct pdf_value *value);

/* A date (7.9.4) as seconds since the epoch. ERR_SYNTAX, ERR_INVALID. */
int pdf_date(const struct pdf_value *value, int64_t *ret_time);

#endif
