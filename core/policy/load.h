/*
 * Loading a policy, file by file of this room: the header, facts and documents (load_header.c,
 * load_facts.c), then the rules (load_rules.c), whose terms (load_term.c) name what was
 * declared. What predicates may use of it stands in policy_impl.h.
 */
#ifndef VOUCH_POLICY_LOAD_H
#define VOUCH_POLICY_LOAD_H

#include "policy/policy_impl.h"

int load_header(struct loader *loader, const struct config_node *root);
int load_facts(struct loader *loader, const struct config_node *facts);
int load_documents(struct loader *loader, const struct config_node *documents);
int load_rules(struct loader *loader, const struct config_node *rules);

/* Where a text is from; members that `node` leaves out are those of `*origin`. */
int load_origin(struct loader *loader, const struct config_node *node,
                struct policy_origin *origin);
int load_span(struct loader *loader, const struct config_node *node, struct policy_span *span);
/* Its fields, for the schemas that hold them. */
extern const struct config_field origin_fields[], span_fields[];

/* Lower-case letters, digits, and `others`; begins with a letter. */
bool is_identifier(struct slice text, const char *others);

bool loader_find_fact(const struct loader *loader, struct slice name, size_t *ret_index);

/*
 * A term that refers to something. ERR_NOT_FOUND, and no error filled, where the text names
 * neither as_of nor a fact nor a document: a literal, then.
 */
int loader_reference(struct loader *loader, const struct config_node *node, struct slice text,
                     struct term *ret_term);

/* A list of texts, NULL-terminated; one text alone is a list of one. NULL for a NULL node. */
int loader_names(struct loader *loader, const struct config_node *node,
                 const char *const **ret_names);

/* Fails at the key of `node`, for keys that are names. */
int loader_fail_key(struct loader *loader, const struct config_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- Holidays (holidays.c) ---- */

int holidays_load(struct arena *arena, const char *path, struct inventory *inventory,
                  const struct holidays **ret_holidays, struct config_error *error);
int holidays_parse(struct arena *arena, struct slice yaml, const char *name,
                   const struct holidays **ret_holidays, struct config_error *error);

/*
 * Working days after `from` up to and including `to` (from <= to). ERR_NOT_FOUND where the
 * table does not speak of all of them, or there is none.
 */
int holidays_working_days(const struct holidays *holidays, const char *territory, int32_t from,
                          int32_t to, int64_t *ret_days);

#endif
