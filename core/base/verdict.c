#include "base/verdict.h"

#include "base/error.h"

#include <stddef.h>
#include <string.h>

static const char *const indication_names[] = {
    [INDETERMINATE] = "indeterminate",
    [TOTAL_FAILED] = "total_failed",
    [TOTAL_PASSED] = "total_passed",
};

#define SUBINDICATION_NAME(name) [SUB_##name] = #name,
static const char *const subindication_names[] = {SUBINDICATION_LIST(SUBINDICATION_NAME)};
#undef SUBINDICATION_NAME

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *indication_name(enum indication indication)
{
    return (size_t)indication < COUNT(indication_names) ? indication_names[indication] : NULL;
}

const char *subindication_name(enum subindication subindication)
{
    return (size_t)subindication < COUNT(subindication_names) ? subindication_names[subindication]
                                                              : NULL;
}

static int find(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (names[i] && strcmp(names[i], name) == 0)
            return (int)i;
    return ERR_NOT_FOUND;
}

int indication_from_name(const char *name, enum indication *ret_indication)
{
    int index = find(indication_names, COUNT(indication_names), name);

    if (index < 0)
        return index;
    *ret_indication = (enum indication)index;
    return 0;
}

int subindication_from_name(const char *name, enum subindication *ret_subindication)
{
    int index = find(subindication_names, COUNT(subindication_names), name);

    if (index < 0)
        return index;
    *ret_subindication = (enum subindication)index;
    return 0;
}
