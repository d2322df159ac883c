#include "base/arguments.h"

#include <string.h>

const char *argument_value(char **argv, int *at, const char *name, bool *ret_missing)
{
    size_t size = strlen(name);
    const char *argument = argv[*at];

    if (strncmp(argument, name, size) != 0 || (argument[size] && argument[size] != '='))
        return NULL;
    if (argument[size] == '=')
        return argument + size + 1;
    if (!argv[*at + 1]) {
        *ret_missing = true;
        return NULL;
    }
    return argv[++*at];
}
