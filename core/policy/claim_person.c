#include "policy/claim_impl.h"

/* The first printed name: which script does not matter to who compares it. */
struct value claim_person_name(const struct report_person *person)
{
    return claim_text(VALUE_NAME, person->name_count ? person->names[0].value : NULL);
}

/* "Unspecified" is what a paper says where it does not say. */
struct value claim_person_sex(const struct report_person *person)
{
    bool says = person->sex && strcmp(person->sex, "unspecified") != 0;

    return claim_text(VALUE_CODE, says ? person->sex : NULL);
}

struct value claim_person_birth_date(const struct report_person *person)
{
    return claim_day(person->has_birth_date, person->birth_date);
}

struct value claim_person_nationality(const struct report_person *person)
{
    const char *nationality = person->nationality;

    /* a document may print it in words */
    if (nationality && !value_is_territory(nationality))
        nationality = NULL;
    return claim_text(VALUE_TERRITORY, nationality);
}

static const struct claim of_persons[] = {
    {"name", VALUE_NAME, NULL, {.of_person = claim_person_name}},
    {"sex", VALUE_CODE, NULL, {.of_person = claim_person_sex}},
    {"birth_date", VALUE_DAY, NULL, {.of_person = claim_person_birth_date}},
    {"nationality", VALUE_TERRITORY, NULL, {.of_person = claim_person_nationality}},
};

const struct claim *claim_of_person(struct slice name)
{
    return claim_find(of_persons, COUNT(of_persons), name);
}

/* ---- Of documents held ---- */

static struct value held_number(const struct held_document *held)
{
    struct value value = claim_text(VALUE_TEXT, held->number);

    value.is_masked = held->number && strchr(held->number, '*');
    return value;
}

static struct value held_valid_from(const struct held_document *held)
{
    return claim_day(held->has_valid_from, held->valid_from);
}

static struct value held_valid_until(const struct held_document *held)
{
    return claim_day(held->has_valid_until, held->valid_until);
}

static const struct claim of_helds[] = {
    {"number", VALUE_TEXT, NULL, {.of_held = held_number}},
    {"valid_from", VALUE_DAY, NULL, {.of_held = held_valid_from}},
    {"valid_until", VALUE_DAY, NULL, {.of_held = held_valid_until}},
};

const struct claim *claim_of_held(struct slice name)
{
    return claim_find(of_helds, COUNT(of_helds), name);
}
