#include "refused.h"

REFUSED(wrong_size, .size = 16);
