/* One person or several: every report with every other, and with the stated applicant. */
#include "base/error.h"
#include "policy/join_impl.h"
#include "policy/person.h"

#define NOBODY  (-1) /* the applicant, as decision.h counts him */
#define PERSONS (JOIN_REPORTS_MAX + 1)

struct comparing {
    struct joining *joining;
    struct join_field *fields;
    size_t capacity;
    size_t same[PERSONS];       /* of each: the least one that is surely the same; 0: applicant */
    size_t compatible[PERSONS]; /* or may be, by what is shown of a masked number, or a name */
    bool any_different;
};

static const struct report_person *person_of(const struct joining *joining, int64_t index)
{
    const struct report_claims *claims;

    if (index == NOBODY)
        return joining->applicant;
    claims = joining->input->reports[index].report->claims;
    return claims ? claims->person : NULL;
}

static size_t root(const size_t *links, size_t index)
{
    while (links[index] != index)
        index = links[index];
    return index;
}

static void link_to(size_t *links, int64_t first, int64_t second)
{
    size_t a = root(links, (size_t)(first + 1)), b = root(links, (size_t)(second + 1));

    if (a < b)
        links[b] = a;
    else
        links[a] = b;
}

static int add_field(struct comparing *comparing, int64_t first, int64_t second, const char *name,
                     struct person_agreement agreement)
{
    struct arena *arena = comparing->joining->arena;
    size_t *count = &comparing->joining->join->field_count;
    void *grown = arena_grow(arena, comparing->fields, *count, &comparing->capacity,
                             sizeof *comparing->fields);

    if (!grown)
        return ERR_NOMEM;
    comparing->fields = grown;
    comparing->fields[(*count)++] = (struct join_field){
        .first = first,
        .second = second,
        .field = name,
        .grade = agreement_name(agreement.agreement),
        .step = agreement_steps(arena, agreement.steps),
    };
    return 0;
}

/*
 * The same: by a number, or by name and birth date. Where a number is masked, or nothing but
 * the name is there, they are compatible. Something that is near is not enough for either.
 */
static void weigh(struct comparing *comparing, int64_t first, int64_t second,
                  const enum agreement grades[PERSON_FIELDS])
{
    enum agreement id = grades[PERSON_ID_NUMBER], name = grades[PERSON_NAME];
    bool named = name >= AGREEMENT_EQUIVALENT;

    for (int i = 0; i < PERSON_FIELDS; i++) {
        if (grades[i] != AGREEMENT_DIFFERENT)
            continue;
        comparing->any_different = true;
        return;
    }
    if (name == AGREEMENT_NEAR)
        return;
    if (id >= AGREEMENT_EQUIVALENT || (named && grades[PERSON_BIRTH_DATE] == AGREEMENT_EXACT))
        link_to(comparing->same, first, second);
    if (id >= AGREEMENT_COMPATIBLE || named)
        link_to(comparing->compatible, first, second);
}

/* The document of the last crossing, among the applicant's. */
static int compare_permit(struct comparing *comparing, int64_t second)
{
    const struct joining *joining = comparing->joining;

    for (size_t i = 0; i < joining->border_count; i++) {
        const struct join_border *border = &joining->borders[i];

        for (size_t j = 0; j < border->record_count; j++) {
            const struct record *record = &border->records[j];
            const struct report_crossing *last;

            if (record->is_stated || (int64_t)record->report != second || record->row_count == 0)
                continue;
            last = record->rows[record->row_count - 1].crossing;
            if (!last->document_kind || !last->document_number)
                continue;
            return add_field(
                comparing, NOBODY, second, "permit",
                person_has_number(joining->applicant, last->document_kind, last->document_number));
        }
    }
    return 0;
}

static int compare_two(struct comparing *comparing, int64_t first, int64_t second)
{
    const struct report_person *a = person_of(comparing->joining, first);
    const struct report_person *b = person_of(comparing->joining, second);
    enum agreement grades[PERSON_FIELDS];
    int r = 0;

    if (!a || !b)
        return 0;
    for (int i = 0; r == 0 && i < PERSON_FIELDS; i++) {
        struct person_agreement agreement = person_compare(a, b, (enum person_field)i);

        grades[i] = agreement.agreement;
        if (agreement.agreement != AGREEMENT_UNKNOWN || i == PERSON_NAME)
            r = add_field(comparing, first, second, person_field_name((enum person_field)i),
                          agreement);
    }
    if (r < 0)
        return r;
    weigh(comparing, first, second, grades);
    return first == NOBODY ? compare_permit(comparing, second) : 0;
}

/* Whether all that say who they are about hang together. */
static bool is_one(const struct comparing *comparing, const size_t *links, size_t *ret_persons)
{
    int64_t count = (int64_t)comparing->joining->input->report_count;
    size_t first = SIZE_MAX;
    bool one = true;

    *ret_persons = 0;
    for (int64_t i = NOBODY; i < count; i++) {
        size_t own = root(links, (size_t)(i + 1));

        if (!person_of(comparing->joining, i))
            continue;
        (*ret_persons)++;
        first = first == SIZE_MAX ? own : first;
        one = one && own == first;
    }
    return one;
}

int join_persons(struct joining *joining)
{
    struct comparing comparing = {.joining = joining};
    int64_t count = (int64_t)joining->input->report_count;
    size_t persons;
    int r = 0;

    for (size_t i = 0; i < PERSONS; i++)
        comparing.same[i] = comparing.compatible[i] = i;
    for (int64_t i = NOBODY; r == 0 && i < count; i++)
        for (int64_t j = i + 1; r == 0 && j < count; j++)
            r = compare_two(&comparing, i, j);
    if (r < 0)
        return r;
    joining->join->fields = comparing.fields;
    if (comparing.any_different)
        joining->join->persons = "different";
    else if (is_one(&comparing, comparing.same, &persons) && persons > 1)
        joining->join->persons = "same";
    else if (is_one(&comparing, comparing.compatible, &persons) && persons > 1)
        joining->join->persons = "compatible";
    else
        joining->join->persons = "unknown";
    return 0;
}
