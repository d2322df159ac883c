/*
 * Which control point lies across the border from which port: who leaves the Mainland at Luohu
 * arrives in Hong Kong at Lo Wu. The tables say so by names (tables/ports.yaml counterpart_zh
 * and counterpart_en, tables/control_points.yaml); here they are codes, as reports have them.
 */
#ifndef VOUCH_POLICY_COUNTERPARTS_H
#define VOUCH_POLICY_COUNTERPARTS_H

#include "base/config.h"

struct counterparts;

enum facing {
    FACING_UNKNOWN = 0, /* the tables do not say */
    FACING_YES,
    FACING_NO,
};

struct counterparts_source {
    const char *ports;
    const char *control_points;
    struct inventory *inventory; /* where both are noted; NULL: nowhere */
};

/*
 * Reads both tables. A counterpart that no control point is called stays unknown. Errors as
 * config_load(), ERR_INVALID where a table is no list of maps; all fill `error`.
 */
int counterparts_load(struct arena *arena, const struct counterparts_source *source,
                      const struct counterparts **ret, struct config_error *error);

/* Whether one comes from that port straight to that control point; NULL for all is unknown. */
enum facing counterparts_facing(const struct counterparts *counterparts, const char *port,
                                const char *point);

/* Whether some port lies across from that control point. */
bool counterparts_has_point(const struct counterparts *counterparts, const char *point);

#endif
