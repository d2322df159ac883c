/*
 * Whether what two papers say of a person can be the same person, field by field.
 *
 * A grade is of writing, not of truth: `different` is said only of what one person has but
 * one of (a birth date, a number for life). Another passport, another nationality, another
 * alias are near: a person may have two.
 */
#ifndef VOUCH_POLICY_PERSON_H
#define VOUCH_POLICY_PERSON_H

#include "policy/names.h"
#include "report/report.h"

enum person_field {
    PERSON_NAME,
    PERSON_ID_NUMBER,
    PERSON_BIRTH_DATE,
    PERSON_SEX,
    PERSON_NATIONALITY,
};
#define PERSON_FIELDS 5

/* Names or numbers of one person that are looked at: a document has a handful. */
#define PERSON_ITEMS_MAX 64

struct person_agreement {
    enum agreement agreement; /* unknown: one of them does not say */
    uint32_t steps;           /* NAME_STEP_*, where equivalent */
};

/* Either may be NULL: unknown. */
struct person_agreement person_compare(const struct report_person *a, const struct report_person *b,
                                       enum person_field field);

/* A document number, as a row of a record shows it, among the numbers of that kind. */
struct person_agreement person_has_number(const struct report_person *person, const char *kind,
                                          const char *number);

/* name, id_number, birth_date, sex, nationality; static. */
const char *person_field_name(enum person_field field);

/* Steps as one word, "radicals+case"; NULL for none or without memory. */
struct arena;
const char *agreement_steps(struct arena *arena, uint32_t steps);

#endif
