/*
 * Values of a policy's terms: typed, decoded once, compared without text.
 *
 * A value that is not known says so; nothing is guessed for it. A time is a span of seconds,
 * because a document may print it to the minute only: `first` and `last` are both possible.
 */
#ifndef VOUCH_POLICY_VALUE_H
#define VOUCH_POLICY_VALUE_H

#include "report/report.h"

enum value_type {
    VALUE_DAY = 1,
    VALUE_TIME,
    VALUE_INTEGER,
    VALUE_AMOUNT,
    VALUE_CODE,
    VALUE_TEXT,
    VALUE_NAME,
    VALUE_PERSON,
    VALUE_TERRITORY, /* ISO 3166-1 alpha-2: CN, HK, MO, TW, FR */
    VALUE_CROSSINGS,
    VALUE_YEARS,     /* calendar years, such as those for which tax was paid */
    VALUE_DOCUMENTS, /* documents held, with validity */
};

#define VALUE_BIT(type) (1u << (type))
#define VALUE_MOMENT    (VALUE_BIT(VALUE_DAY) | VALUE_BIT(VALUE_TIME))

/* "day", "time", ...; ERR_NOT_FOUND for a name that is none. */
const char *value_type_name(enum value_type type);
int value_type_from_name(const char *name, enum value_type *ret_type);

/* An exact decimal: digits / 10^scale. Currency: ISO 4217, or "" where none is known. */
#define AMOUNT_SCALE_MAX 6
struct amount {
    int64_t digits;
    uint8_t scale;
    char currency[4];
};

/* "50000 HKD", "-1500.00 CNY", or without a currency. ERR_SYNTAX, ERR_LIMIT. */
int amount_parse(struct slice text, struct amount *ret_amount);
/* Below 0, 0 or above as a is less, equal or more; the currencies are not looked at. */
int amount_compare(const struct amount *a, const struct amount *b);

struct value_years {
    const int32_t *items; /* sorted, each once */
    size_t count;
};

struct value_crossings {
    const struct report_crossing *items; /* as stated; not sorted */
    size_t count;
    bool has_cover; /* facts.crossings_cover: the days that they speak of, both inside */
    int32_t cover_from;
    int32_t cover_to;
};

struct held_document {
    const char *kind;
    const char *number;
    bool has_valid_from;
    int32_t valid_from;
    bool has_valid_until;
    int32_t valid_until;
};

struct value_documents {
    const struct held_document *items;
    size_t count;
};

/*
 * What something rests on: kinds of word, and the roles with a document whose issuer is not
 * proven. That one passes on with the rest, so that nobody who reads a value has to think of it.
 */
#define BASIS_BIT_STATED         UINT64_C(1)
#define BASIS_BIT_DOCUMENT       UINT64_C(2)
#define BASIS_BIT_JUDGED         UINT64_C(4)
#define BASIS_KINDS              UINT64_C(7)
#define BASIS_BIT_UNPROVEN(role) (UINT64_C(8) << (role))
#define BASIS_ROLES_MAX          61u

struct value {
    enum value_type type;
    bool is_known;
    bool is_masked; /* text with asterisks: equal to nothing and different from nothing */
    uint64_t basis; /* BASIS_BIT_*: where it comes from; 0 for as_of and literals */
    union {
        int32_t day;
        struct {
            int64_t first;
            int64_t last;
        } time;
        int64_t integer;
        struct amount amount;
        const char *text; /* code, text, name, territory */
        const struct report_person *person;
        struct value_crossings crossings;
        struct value_years years;
        struct value_documents documents;
    };
};

/* What was given: "2026-11-22", "50000 HKD", "cn_citizen"; "" for persons and lists. */
const char *value_text(struct arena *arena, const struct value *value, int32_t offset);

/* Text as a value of a scalar type; ERR_SYNTAX, ERR_INVALID. `text` is kept. */
int value_parse(enum value_type type, const char *text, struct value *ret_value);

/* Two capital letters, as ISO 3166-1 has them. */
bool value_is_territory(const char *text);

#endif
