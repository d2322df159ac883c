/* Built before a plugin could have a check(): what stands behind its size is not looked at. */
#include "refused.h"

#include <stddef.h>
#include <stdlib.h>

static int32_t not_mine(const struct vouch_host *host, const struct vouch_setting *settings,
                        struct vouch_mistake *mistake)
{
    (void)host;
    (void)settings;
    (void)mistake;
    abort();
}

REFUSED(older, .size = offsetof(struct vouch_plugin, check), .check = not_mine);
