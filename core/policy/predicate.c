#include "policy/policy_impl.h"

static const struct predicate *const predicates[] = {
    &predicate_authentic, &predicate_plausible, &predicate_presented, &predicate_same_person,
    &predicate_compare,   &predicate_interval,  &predicate_crossing,  &predicate_days,
    &predicate_covers,    &predicate_judged,
};

const char predicate_names[] = "authentic, plausible, presented, same_person, compare, interval, "
                               "covers, crossing, days, judged";

const struct predicate *predicate_find(const char *name)
{
    for (size_t i = 0; i < sizeof predicates / sizeof *predicates; i++)
        if (strcmp(predicates[i]->name, name) == 0)
            return predicates[i];
    return NULL;
}

bool names_hold(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}
