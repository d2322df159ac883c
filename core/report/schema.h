/*
 * The report's structures described as data: one table a type, its members in the order
 * of RFC 8785 (by name). The encoder, the decoder and the checks of the tests walk these
 * tables; adding a member to a report is one line in report.h and one here.
 */
#ifndef VOUCH_REPORT_SCHEMA_H
#define VOUCH_REPORT_SCHEMA_H

#include "report/report.h"

enum member_kind {
    MEMBER_TEXT,          /* const char *: any text; NULL is absent */
    MEMBER_CODE,          /* const char *: letters, digits, '_', '-', '.'; or one of `names` */
    MEMBER_HEX,           /* const char *: lower-case hexadecimal */
    MEMBER_BOOLEAN,       /* bool */
    MEMBER_INTEGER,       /* int64_t */
    MEMBER_DAY,           /* int32_t, YYYY-MM-DD */
    MEMBER_TIME,          /* int64_t, RFC 3339 in UTC */
    MEMBER_BOX,           /* int64_t[4] */
    MEMBER_INDICATION,    /* enum indication */
    MEMBER_SUBINDICATION, /* enum subindication; NONE is absent */
    MEMBER_OUTCOME,       /* enum check_outcome */
    MEMBER_PARAMS,   /* struct report_params: {string: string}; none is absent but where required */
    MEMBER_STRUCT,   /* the struct itself */
    MEMBER_OBJECT,   /* pointer to a struct; NULL is absent */
    MEMBER_LIST,     /* pointer to structs, and a count */
    MEMBER_INTEGERS, /* pointer to int64_t, and a count; none is absent */
    MEMBER_TEXTS,    /* pointer to const char *, and a count; none is absent */
    MEMBER_ENUM,     /* an enum whose values are indexes of `names` */
    MEMBER_SCHEMA,   /* the constant REPORT_SCHEMA; takes no room */
};

#define MEMBER_REQUIRED 1u /* absent is not well-formed; an empty list is written */
#define MEMBER_RENDERED 2u /* a sentence for people, or the id: no part of its identity */
#define MEMBER_EVIDENCE 4u /* left out where the caller wants none */

#define MEMBER_NO_OFFSET SIZE_MAX

struct report_type;

struct report_member {
    const char *name;
    enum member_kind kind;
    unsigned flags;
    size_t offset;
    size_t flag_offset;             /* of a bool that says whether it is there */
    size_t count_offset;            /* of a list's count */
    const struct report_type *type; /* of STRUCT, OBJECT, LIST */
    const char *const *names;       /* allowed values of a CODE or ENUM, ended by NULL */
};

struct report_type {
    size_t size;
    const struct report_member *members;
    size_t member_count;
};

extern const struct report_type judgements_type;
extern const struct report_type examination_type;
extern const struct report_type report_type;
extern const struct report_type decision_type;
extern const struct report_type decision_join_type;

/* "pass", "fail", "unknown". */
const char *check_outcome_name(enum check_outcome outcome);
int check_outcome_from_name(const char *name, enum check_outcome *ret_outcome);

#endif
