#include "refused.h"

REFUSED(no_examine, .examine = 0);
