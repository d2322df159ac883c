#include "refused.h"

REFUSED(wrong_abi, .abi = VOUCH_ABI + 1);
