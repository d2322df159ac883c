#include "refused.h"

REFUSED(no_probe, .probe = 0);
