/*
 * Reading stated facts, between its files: what every policy shares and who reads what
 * (facts_common.c), one declared fact (facts_value.c), and the whole (facts.c).
 */
#ifndef VOUCH_POLICY_FACTS_IMPL_H
#define VOUCH_POLICY_FACTS_IMPL_H

#include "policy/evaluate.h"
#include "policy/facts_shape.h"

struct facts_parser {
    struct facts_reader reader;
    const struct facts_source *source;
    struct facts *facts;
    const json_t *root;
    struct facts_cover cover; /* crossings_cover, read before the crossings */
    bool has_cover;
};

/* A policy's fact by its name; NULL where it declares none. */
const struct policy_fact *facts_find(const struct policy *policy, const char *name);

/*
 * Presented papers, judgements and the crossings' cover; and that every other member is read
 * by some policy: else ERR_INVALID, and the error says that it is unknown.
 */
int facts_read_common(struct facts_parser *parser);

/* One declared fact, as its type wants it; fills the member of `value` for that type. */
int facts_read_value(struct facts_parser *parser, const json_t *json,
                     const struct policy_fact *fact, struct value *value);

#endif
