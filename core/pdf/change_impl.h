/*
 * Comparing a file with its signed revision.
 *
 * tail.c accounts for every byte behind the signed revision. changes.c marks the objects
 * that are not what they were and walks both files side by side from the trailer:
 * change_form.c the fields, change_pages.c the pages, change_document.c the rest of the
 * catalogue, change_walk.c whatever hangs on them. permissions.c reads what the signed
 * document grants, change_grant.c says which differences that covers; change_place.c adds
 * where a change shows, change_finding.c makes findings of them. A dictionary is compared entry by
 * entry after a table of rules, which says for each key what a difference there means. A changed
 * object is named by the way on which it was reached first; one that is reached on no way is a
 * change of its own.
 *
 * Two references are the same if they name the same object, whose content is then
 * compared once, wherever it hangs. So an object can never stand in for another.
 */
#ifndef VOUCH_PDF_CHANGE_IMPL_H
#define VOUCH_PDF_CHANGE_IMPL_H

#include "pdf/file.h"

#define PDF_CHANGES_MAX 1000 /* changes listed; what follows from the first is not news */

#define PDF_KEYS_MAX 512 /* entries of dictionaries that are compared one by one */

#define PDF_WIDGETS_MAX 1024 /* kids of one field; one with more is not filled in */

#define PDF_LEVELS_MAX 64 /* fields inside each other */

struct work;

/* What the signed revision grants to later ones (permissions.c). */
struct permissions {
    unsigned level; /* /P of DocMDP and locks, the strictest; 0: none says anything */
    bool fill;      /* filling in fields is granted, but for those locked */
    bool annotate;  /* so are annotations */
    const struct field_lock *locks;
    size_t lock_count;
};

/* A field on the way from the form to the one that is compared. */
struct field_level {
    const struct field_level *above;
    const struct pdf_value *dictionary; /* as it was signed, or as it is if it was added */
    unsigned depth;
};

struct comparison {
    struct pdf_file *whole;  /* all of it, which keeps the files of earlier revisions */
    struct pdf_file *file;   /* as it is now, or was in a revision between */
    struct pdf_file *before; /* as it was signed */
    struct findings *findings;
    struct pdf_change *items;
    size_t count, capacity;
    struct work *queue; /* references to follow */
    size_t head, tail, queue_capacity;
    bool extended;      /* /Extensions of the catalogue differ */
    bool has_permitted; /* a security store, time stamp or signature was added */
    const struct permissions *permissions;
    const struct field_level *level; /* NULL for what is no field */
    bool in_form;                    /* the level is one of the form's own fields */
    int error;                       /* ERR_NOMEM, sticking */
};

/* On which way a value was reached: what a difference is called, where it shows, the object
 * that holds the value, and the annotation or field that it belongs to. */
struct place {
    enum pdf_change_kind kind;
    uint32_t page;
    uint32_t object;
    uint32_t annotation;
    enum pdf_grant granted; /* differences on this way are */
};

/* What becomes of a key: `compare`, or else the values are compared as `kind`. */
struct rule {
    const char *key; /* NULL: all others; ends the table */
    enum pdf_change_kind kind;
    void (*compare)(struct comparison *c, const struct place *place, const struct pdf_value *before,
                    const struct pdf_value *now);
};

/* ---- tail.c -------------------------------------------------------------------------------- */

/* Adds changes of the kinds stray and structure for what the revisions after `base` hold. */
void tail_account(struct comparison *c, uint32_t base);

/* Adds structure where the tail changes what readers make of the whole (tail_figures.c). */
void tail_check_figures(struct comparison *c, uint32_t base);

/*
 * Whether a stream's dictionary has one of the short keys of inline images (8.9.7), even if it
 * is null: a reader prefers them to /Filter and /DecodeParms, and then decodes otherwise.
 */
bool tail_has_short_keys(const struct pdf_value *dictionary);

/* Adds those for what the tail holds besides, for readers that rebuild a file (tail_hidden.c). */
void tail_find_hidden(struct comparison *c, uint32_t base);

/* ---- change_walk.c ------------------------------------------------------------------------- */

void change_add(struct comparison *c, enum pdf_change_kind kind, uint32_t object, uint32_t page,
                const char *detail);

/* The same for a difference at `place`. */
void change_add_at(struct comparison *c, const struct place *place, const char *detail);

/* Compares two values (NULL for none) and all that hangs on `now`. */
void compare_values(struct comparison *c, const struct place *place, const struct pdf_value *before,
                    const struct pdf_value *now);

/* The same without following: the value leads back up (/Parent, /P). */
void compare_upward(struct comparison *c, const struct place *place, const struct pdf_value *before,
                    const struct pdf_value *now);

/* Permits a difference, and of the objects that hang on `now` those that were added or hung on
 * `before`: no other object may be replaced under such a cover. */
void compare_permitted(struct comparison *c, const struct place *place,
                       const struct pdf_value *before, const struct pdf_value *now);

/* The same for what the document grants: each difference is a change with `place->granted`. */
void compare_granted(struct comparison *c, const struct place *place,
                     const struct pdf_value *before, const struct pdf_value *now);

/* For a key that is compared elsewhere. */
void change_ignore(struct comparison *c, const struct place *place, const struct pdf_value *before,
                   const struct pdf_value *now);

/* Follows an added value whose change was named already. */
void change_follow(struct comparison *c, const struct place *place, const struct pdf_value *now);

/* Compares two dictionaries (NULL for none) after `rules`. */
void compare_dictionaries(struct comparison *c, const struct rule *rules, const struct place *place,
                          const struct pdf_value *before, const struct pdf_value *now);

/* Follows all references queued so far. */
void compare_queued(struct comparison *c);

/* What an array of references became; each callback gets the reference. `added` may be called
 * for one that only moved. */
struct list_rules {
    void (*common)(struct comparison *c, const struct place *place, const struct pdf_value *item);
    void (*added)(struct comparison *c, const struct place *place, const struct pdf_value *item);
    void (*removed)(struct comparison *c, const struct place *place, const struct pdf_value *item);
};
void compare_lists(struct comparison *c, const struct list_rules *rules, const struct place *place,
                   const struct pdf_value *before, const struct pdf_value *now);

/* The value of a reference or direct value in the file before; NULL for none. */
const struct pdf_value *change_before(struct comparison *c, const struct pdf_value *value);
const struct pdf_value *change_now(struct comparison *c, const struct pdf_value *value);

/* Object number of a reference; 0 for any other value and NULL. */
uint32_t change_number(const struct pdf_value *value);

/* Marks the object as reached; false if it was before, or is none. */
bool change_reach(struct comparison *c, const struct pdf_value *reference);

/*
 * Marks what holds compared entries, a list or the form, as reached. Not so an object that was
 * something else before: its other users would show what it became.
 */
void change_reach_holder(struct comparison *c, const struct pdf_value *before,
                         const struct pdf_value *now);

/* True for an object that is in the file now and was not before. */
bool change_is_added(const struct comparison *c, uint32_t number);

/* ---- change_form.c, change_pages.c --------------------------------------------------------- */

/* Compares the forms of both catalogues; permits added invisible signatures. */
void compare_forms(struct comparison *c);

/* Compares a field or any other annotation. */
void compare_annotation(struct comparison *c, const struct place *place,
                        const struct pdf_value *reference);

/* Names a field or annotation that is no longer in its list. */
void compare_removed(struct comparison *c, const struct place *place, const struct pdf_value *item);

/* Names a field or annotation that was not in its list before; it may only have moved there. */
void compare_added(struct comparison *c, const struct place *place, const struct pdf_value *item,
                   const char *detail);

void compare_pages(struct comparison *c);

/* ---- change_information.c ------------------------------------------------------------------ */

/* Compares what the trailers' /Info say; after all that could be permitted. */
void compare_information(struct comparison *c);

/* ---- change_leftover.c --------------------------------------------------------------------- */

/* Whether an object that nothing refers to was left behind by a permitted addition. */
bool change_is_leftover(struct comparison *c, const struct pdf_slot *slot);

/* ---- change_store.c ------------------------------------------------------------------------ */

/* Permits a document security store that is one. */
void compare_store(struct comparison *c);

/* Compares what stands in its place and is none. */
void compare_other_store(struct comparison *c, const struct place *place,
                         const struct pdf_value *before, const struct pdf_value *now);

/* ---- change_document.c --------------------------------------------------------------------- */

/* Compares what the trailer refers to: the catalogue and all else of the document. */
void compare_trailers(struct comparison *c);

/* ---- permissions.c ------------------------------------------------------------------------- */

/* What `signature`, and a certification in its revision `before`, grant and lock. ERR_NOMEM. */
int permissions_read(struct pdf_file *before, const struct pdf_signature *signature,
                     struct permissions *ret);

/* Whether the field at `level` is locked. */
bool permissions_lock(struct pdf_file *before, const struct permissions *permissions,
                      const struct field_level *level);

/* The full name of the field at `level` (12.7.4.2); NULL for none, or without memory. */
const char *field_level_name(struct pdf_file *file, const struct field_level *level);

/* ---- change_grant.c, change_overlap.c ------------------------------------------------------ */

/* Whether the document grants that the field at `c->level` is filled in, or its widget is. */
bool grant_filling(struct comparison *c, const struct pdf_value *before,
                   const struct pdf_value *now);

/* For /V, /AS, /M and /AP of such a field or widget. */
void grant_value(struct comparison *c, const struct place *place, const struct pdf_value *before,
                 const struct pdf_value *now);
void grant_state(struct comparison *c, const struct place *place, const struct pdf_value *before,
                 const struct pdf_value *now);
void grant_date(struct comparison *c, const struct place *place, const struct pdf_value *before,
                const struct pdf_value *now);
void grant_appearance(struct comparison *c, const struct place *place,
                      const struct pdf_value *before, const struct pdf_value *now);

/* The rules for an annotation that may become another one; NULL where none are granted. */
const struct rule *grant_marking(struct comparison *c, const struct pdf_value *before,
                                 const struct pdf_value *now);

/* Whether the document grants that the annotation, as it is in `file`, comes or goes. */
bool grant_annotation(struct comparison *c, struct pdf_file *file,
                      const struct pdf_value *annotation);

/* Takes the grant from changes that show over what was signed. ERR_NOMEM. */
int grant_withdraw(struct comparison *c);

/* ---- change_place.c, change_text.c, change_finding.c --------------------------------------- */

/* Fills in the boxes of the changes listed so far. */
void change_place(struct comparison *c);

/* The same for pages that show other text than was signed. ERR_NOMEM. */
int change_place_text(struct comparison *c);

/* Adds the findings of all changes. */
void change_findings(struct comparison *c);

/* Whether a change is one that has a finding, granted or not. */
bool change_counts(const struct comparison *c, const struct pdf_change *change);

#endif
