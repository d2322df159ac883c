/*
 * The predicate `presented`, between its files: what a policy wants and which papers there are
 * (predicate_presented.c), and whether one of them will do (presented_paper.c).
 */
#ifndef VOUCH_POLICY_PRESENTED_H
#define VOUCH_POLICY_PRESENTED_H

#include "policy/policy_impl.h"

#define FOREIGN_LEGALISED 1u
#define FOREIGN_APOSTILLE 2u

struct wanted_paper {
    const char *kind; /* NULL: `role` */
    size_t role;
    const char *const *forms;
    const char *const *channels;
    const char *const *languages;
    unsigned if_foreign;
    bool has_valid_on, has_issued_within;
    struct term valid_on;
    struct duration issued_within;
    struct term before;
};

/* What one paper comes to; what would settle it is asked for. */
struct result paper_check(struct evaluation *evaluation, const struct wanted_paper *wanted,
                          const struct presented *paper, uint64_t basis);

/* Asks for what the result's why says of the paper, where nothing else is asked for yet. */
void paper_ask(struct evaluation *evaluation, const struct wanted_paper *wanted,
               struct result *result);

#endif
