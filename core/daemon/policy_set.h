/*
 * The policies of one configuration, shared by the jobs that were admitted under it: what a
 * call asked is answered by the policies that were in force when it came, however often they
 * have been loaded since. References are counted on the loop only.
 */
#ifndef VOUCH_DAEMON_POLICY_SET_H
#define VOUCH_DAEMON_POLICY_SET_H

#include "policy/counterparts.h"
#include "policy/policy.h"
#include "worker/settings.h"

struct policy_set {
    unsigned references;
    struct arena *arena;
    const struct policies *policies;
    const struct counterparts *counterparts; /* NULL: the tables do not tell */
};

/* Reads the folder that the settings name; none where they name none. Errors with `error` filled.
 */
int policy_set_load(const struct settings *settings, struct policy_set **ret,
                    struct config_error *error);

struct policy_set *policy_set_ref(struct policy_set *set);
void policy_set_unref(struct policy_set *set); /* NULL is allowed */

#endif
