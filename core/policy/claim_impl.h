/*
 * Claims, between their files: of reports (claim_report.c), of the rows of their crossings
 * (claim_crossing.c), of persons and of papers held (claim_person.c).
 */
#ifndef VOUCH_POLICY_CLAIM_IMPL_H
#define VOUCH_POLICY_CLAIM_IMPL_H

#include "policy/claim.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct claim *claim_find(const struct claim *claims, size_t count, struct slice name);

/* Values without a basis; a NULL text, or `has` false, is not known. */
struct value claim_unknown(enum value_type type);
struct value claim_text(enum value_type type, const char *text);
struct value claim_day(bool has, int32_t day);
struct value claim_span(int64_t first, int64_t last);

/* What a report says of its person, too. */
struct value claim_person_name(const struct report_person *person);
struct value claim_person_sex(const struct report_person *person);
struct value claim_person_birth_date(const struct report_person *person);
struct value claim_person_nationality(const struct report_person *person);

#endif
