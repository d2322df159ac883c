#include "refused.h"

REFUSED(bad_name, .name = "Bad Name");
