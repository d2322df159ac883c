#include "refused.h"

static const struct vouch_code codes[] = {
    {sizeof(struct vouch_code), VOUCH_CODE_CHECK, "nia.serial_date"},
};

REFUSED(bad_code, .codes = codes, .code_count = VOUCH_COUNT(codes));
