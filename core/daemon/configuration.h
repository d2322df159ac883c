/*
 * vouchd.yaml as the daemon uses it: the settings, where the installation lies, the policies,
 * and the permissions with users and groups as numbers. Names are looked up once, when the file is
 * read; a name that the system does not know is an error with its place, not a rule that
 * never matches.
 */
#ifndef VOUCH_DAEMON_CONFIGURATION_H
#define VOUCH_DAEMON_CONFIGURATION_H

#include "daemon/peer.h"
#include "daemon/policy_set.h"
#include "render/catalogue.h"
#include "worker/settings.h"

struct permission_rule {
    bool is_group;
    uint32_t number;
};

struct permission_rules {
    struct permission_rule *items;
    size_t count;
};

struct configuration {
    struct arena *arena;
    struct paths paths;
    struct settings settings;
    struct permission_rules permissions[PERMISSION_COUNT];
    int64_t examinations; /* at once, with `auto` resolved */
    int64_t readings;     /* the same, of pictures */
    struct policy_set *policies;
    struct inventory inventory;    /* of the files that made them, until it is noted (journal.h) */
    struct catalogues *catalogues; /* until a judge takes them (judge.h) */
};

struct configuration_place {
    const char *file;    /* NULL: none */
    const char *sysroot; /* NULL: none */
    const char *house;   /* below a sysroot: the file of this machine, NULL: none */
};

/*
 * ERR_* with `error` filled. Below a sysroot (paths.h) lies what was in force elsewhere or long
 * ago: who may do what there, and its ledger, are not taken over, and programs, models and their
 * isolation are those of `house` (settings_house()).
 */
int configuration_load(const struct configuration_place *place, struct configuration **ret,
                       struct config_error *error);
struct configuration *configuration_free(struct configuration *configuration);

/* Whether the peer has the permission. Root always has: it could become anybody else. */
bool configuration_permits(const struct configuration *configuration,
                           enum settings_permission_kind kind, const struct peer *peer);

/* Whether anybody but root and the daemon's own user has the permission to do something. */
bool configuration_has_guests(const struct configuration *configuration);

#endif
