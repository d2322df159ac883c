#include "refused.h"

/* Loads; but no source can use it: every source has a field `trust` already. */
static const struct vouch_field fields[] = {
    {.size = sizeof(struct vouch_field), .kind = VOUCH_FIELD_TEXT, .name = "trust"},
};

REFUSED(common_field, .fields = fields, .field_count = VOUCH_COUNT(fields));
