/*
 * The calls: method, path, who may, and what happens. One table (route.c).
 */
#ifndef VOUCH_DAEMON_ROUTE_H
#define VOUCH_DAEMON_ROUTE_H

#include "base/slice.h"
#include "worker/settings.h"

struct problem;
struct request;

#define MAY(kind)  (1u << PERMISSION_##kind)
#define MAY_ANY    ((1u << PERMISSION_COUNT) - 1)
#define MAY_PUBLIC 0u /* anybody who can connect */

struct route {
    const char *method; /* GET takes HEAD too */
    const char *path;   /* one that ends in '/' has a name after it */
    uint32_t permissions;
    /* The headers are here: 0, or a problem. NULL: the call takes no body. */
    int (*admit)(struct request *request, struct problem *problem);
    /* A piece of the body: 0, or a problem. */
    int (*receive)(struct request *request, struct slice data, struct problem *problem);
    /* All is here: answers, refuses or suspends. */
    void (*respond)(struct request *request);
};

/* NULL and a problem (not-found; method-not-allowed with `*ret_allow`) where there is none. */
const struct route *route_find(const char *method, const char *url, const char **ret_allow,
                               struct problem *problem);

#endif
