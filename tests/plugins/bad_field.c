#include "refused.h"

static const struct vouch_field fields[] = {
    {.size = sizeof(struct vouch_field), .kind = 99, .name = "odd"},
};

REFUSED(bad_field, .fields = fields, .field_count = VOUCH_COUNT(fields));
