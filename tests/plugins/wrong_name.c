#include "refused.h"

REFUSED(wrong_name, .name = "somebody_else");
