/*
 * What a term may take from a document, a row of its crossings, a person or a paper held: one
 * table each, of names, types and how they are read. Reading gives a value without a basis;
 * what the document does not say is a value that is not known.
 */
#ifndef VOUCH_POLICY_CLAIM_H
#define VOUCH_POLICY_CLAIM_H

#include "policy/policy_impl.h"

struct claim {
    const char *name;
    enum value_type type;
    const char *pointer; /* of a report's: where it stands in it; NULL: elsewhere */
    union {
        struct value (*of_report)(const struct evaluation *, const struct report *);
        struct value (*of_crossing)(const struct evaluation *, const struct report_crossing *);
        struct value (*of_person)(const struct report_person *);
        struct value (*of_held)(const struct held_document *);
    } read;
};

/* By name; NULL where there is none. */
const struct claim *claim_of_report(struct slice name);
const struct claim *claim_of_crossing(struct slice name);
const struct claim *claim_of_person(struct slice name);
const struct claim *claim_of_held(struct slice name);

/* A claim under `extra`: known where it is there, of that type, and reads as such. */
struct value claim_extra(const struct report *report, const char *name, enum value_type type);

/* Its place among the report's extra claims; ERR_NOT_FOUND. */
int claim_extra_index(const struct report *report, const char *name, size_t *ret_index);

#endif
