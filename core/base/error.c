#include "base/error.h"

const char *err_text(int error)
{
    switch (error) {
    case 0:
        return "success";
#define ERR_CASE(name, value, text)                                                                \
    case name:                                                                                     \
        return text;
        ERR_LIST(ERR_CASE)
#undef ERR_CASE
    default:
        return "unknown error";
    }
}
