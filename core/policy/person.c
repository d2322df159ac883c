#include "policy/person.h"

#include "base/arena.h"

static const struct person_agreement unknown = {AGREEMENT_UNKNOWN, 0};

static struct person_agreement better(struct person_agreement a, struct person_agreement b)
{
    return b.agreement > a.agreement ? b : a;
}

/* ---- Names ---- */

static bool is_printed(const struct report_name *name)
{
    return strcmp(name->kind, "printed") == 0;
}

/* The best of all pairs in the same script; `printed` only such, else those with an alias. */
static struct person_agreement best_name(const struct report_person *a,
                                         const struct report_person *b, bool printed)
{
    struct person_agreement best = unknown;

    for (size_t i = 0; i < a->name_count && i < PERSON_ITEMS_MAX; i++) {
        for (size_t j = 0; j < b->name_count && j < PERSON_ITEMS_MAX; j++) {
            const struct report_name *left = &a->names[i], *right = &b->names[j];
            struct person_agreement next;

            if (strcmp(left->script, right->script) != 0 ||
                (is_printed(left) && is_printed(right)) != printed)
                continue;
            next.agreement =
                name_compare(slice_str(left->value), slice_str(right->value), &next.steps);
            best = better(best, next);
        }
    }
    return best;
}

/* In one script the same and in another different, as an alias is: a person must look. */
static bool some_script_differs(const struct report_person *a, const struct report_person *b)
{
    static const char *const scripts[] = {"Hani", "Latn", "other"};

    for (size_t s = 0; s < sizeof scripts / sizeof *scripts; s++) {
        enum agreement best = AGREEMENT_UNKNOWN;

        for (size_t i = 0; i < a->name_count && i < PERSON_ITEMS_MAX; i++) {
            for (size_t j = 0; j < b->name_count && j < PERSON_ITEMS_MAX; j++) {
                const struct report_name *left = &a->names[i], *right = &b->names[j];
                enum agreement next;

                if (strcmp(left->script, scripts[s]) != 0 ||
                    strcmp(right->script, scripts[s]) != 0 || !is_printed(left) ||
                    !is_printed(right))
                    continue;
                next = name_compare(slice_str(left->value), slice_str(right->value), NULL);
                best = next > best ? next : best;
            }
        }
        if (best == AGREEMENT_DIFFERENT)
            return true;
    }
    return false;
}

static struct person_agreement compare_names(const struct report_person *a,
                                             const struct report_person *b)
{
    static const struct person_agreement near = {AGREEMENT_NEAR, 0};
    struct person_agreement printed = best_name(a, b, true), other;

    if (printed.agreement >= AGREEMENT_EQUIVALENT)
        return some_script_differs(a, b) ? near : printed;
    other = best_name(a, b, false);
    if (other.agreement >= AGREEMENT_NEAR && printed.agreement <= AGREEMENT_DIFFERENT)
        return near;
    return printed;
}

/* ---- Numbers ---- */

/* A number that is given once and kept for life. */
static bool is_for_life(const char *kind)
{
    return strcmp(kind, "cn_resident_id") == 0 || strcmp(kind, "hkid") == 0;
}

/* "Travel document" is all that some papers say: it may be any that is not a number for life. */
static bool may_be_same_kind(const char *a, const char *b)
{
    static const char any[] = "travel_document";

    if (strcmp(a, b) == 0)
        return true;
    return (strcmp(a, any) == 0 && !is_for_life(b)) || (strcmp(b, any) == 0 && !is_for_life(a));
}

static struct person_agreement compare_ids(const struct report_person *a,
                                           const struct report_person *b)
{
    struct person_agreement best = unknown;
    bool differs = false;

    for (size_t i = 0; i < a->id_number_count && i < PERSON_ITEMS_MAX; i++) {
        for (size_t j = 0; j < b->id_number_count && j < PERSON_ITEMS_MAX; j++) {
            const struct report_id_number *left = &a->id_numbers[i], *right = &b->id_numbers[j];
            struct person_agreement next;

            if (!may_be_same_kind(left->kind, right->kind))
                continue;
            next.agreement =
                number_compare(slice_str(left->value), slice_str(right->value), &next.steps);
            if (next.agreement == AGREEMENT_DIFFERENT && is_for_life(left->kind))
                differs = true;
            else if (next.agreement == AGREEMENT_DIFFERENT)
                next.agreement = AGREEMENT_NEAR; /* renewed, or the second one */
            best = better(best, next);
        }
    }
    if (differs)
        return (struct person_agreement){AGREEMENT_DIFFERENT, 0};
    return best;
}

struct person_agreement person_has_number(const struct report_person *person, const char *kind,
                                          const char *number)
{
    struct person_agreement best = unknown;

    if (!person || !kind || !number)
        return best;
    for (size_t i = 0; i < person->id_number_count && i < PERSON_ITEMS_MAX; i++) {
        const struct report_id_number *held = &person->id_numbers[i];
        struct person_agreement next;

        if (strcmp(held->kind, kind) != 0)
            continue;
        next.agreement = number_compare(slice_str(held->value), slice_str(number), &next.steps);
        best = better(best, next);
    }
    return best;
}

/* ---- The rest ---- */

static struct person_agreement equal_or(bool equal, enum agreement otherwise)
{
    return (struct person_agreement){equal ? AGREEMENT_EXACT : otherwise, 0};
}

struct person_agreement person_compare(const struct report_person *a, const struct report_person *b,
                                       enum person_field field)
{
    if (!a || !b)
        return unknown;
    switch (field) {
    case PERSON_NAME:
        return compare_names(a, b);
    case PERSON_ID_NUMBER:
        return compare_ids(a, b);
    case PERSON_BIRTH_DATE:
        if (!a->has_birth_date || !b->has_birth_date)
            return unknown;
        return equal_or(a->birth_date == b->birth_date, AGREEMENT_DIFFERENT);
    case PERSON_SEX:
        if (!a->sex || !b->sex || strcmp(a->sex, "unspecified") == 0 ||
            strcmp(b->sex, "unspecified") == 0)
            return unknown;
        return equal_or(strcmp(a->sex, b->sex) == 0, AGREEMENT_DIFFERENT);
    case PERSON_NATIONALITY:
        if (!a->nationality || !b->nationality)
            return unknown;
        return equal_or(strcmp(a->nationality, b->nationality) == 0, AGREEMENT_NEAR);
    }
    return unknown;
}

const char *person_field_name(enum person_field field)
{
    static const char *const names[PERSON_FIELDS] = {"name", "id_number", "birth_date", "sex",
                                                     "nationality"};

    return names[field];
}

const char *agreement_steps(struct arena *arena, uint32_t steps)
{
    const char *text = NULL;

    for (unsigned i = 0; i < NAME_STEPS; i++)
        if (steps >> i & 1)
            text =
                arena_printf(arena, "%s%s%s", text ? text : "", text ? "+" : "", name_step_name(i));
    return text;
}
