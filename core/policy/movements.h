/*
 * The crossings that a rule is about: those of the documents that fill certain roles, and
 * stated ones, merged once and counted once, and kept in the evaluation for the next rule.
 */
#ifndef VOUCH_POLICY_MOVEMENTS_H
#define VOUCH_POLICY_MOVEMENTS_H

#include "policy/policy_impl.h"
#include "policy/record.h"

struct movements_scope {
    const char *territory; /* on whose border; NULL: any. A record that does not tell may be */
    const size_t *roles;   /* NULL: all */
    size_t role_count;
};

struct movements {
    struct merged merged;
    const struct policy_report *const *reports; /* of each record; NULL for the stated one */
    const size_t *documents;                    /* of each record, for evidence */
    uint64_t basis;
};

/* NULL with the evaluation's error set. Movements without records are no error. */
const struct movements *movements_of(struct evaluation *evaluation,
                                     const struct movements_scope *scope);

/* NULL with the evaluation's error set. `counting->kinds` must live as long as the policy. */
const struct days_timeline *movements_timeline(struct evaluation *evaluation,
                                               const struct movements *movements,
                                               const struct counting *counting);

static inline const struct record_row *movements_row(const struct movements *movements,
                                                     const struct merged_row *row)
{
    return &movements->merged.records[row->record].rows[row->index];
}

/* A row as evidence; a stated one is none. */
void movements_evidence(struct evaluation *evaluation, struct result *result,
                        const struct movements *movements, const struct merged_row *row);

/* Asks for what would show more: the role's paper, or where only stated crossings are, these. */
void movements_ask(struct evaluation *evaluation, struct result *result,
                   const struct movements_scope *scope, const char *code);

/* Nothing at all is known: unknown, why absent. */
void movements_absent(struct evaluation *evaluation, struct result *result,
                      const struct movements_scope *scope);

/* A list of roles, by name; at least one, each once. */
int movements_parse_roles(struct loader *loader, const struct config_node *node,
                          const size_t **ret_roles, size_t *ret_count);

/* The roles' names with commas. */
const char *movements_role_names(struct arena *arena, const struct policy *policy,
                                 const size_t *roles, size_t count);

#endif
