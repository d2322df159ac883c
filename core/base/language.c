#include "base/language.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Whether the subtag that begins there is `subtag`. */
static bool begins_with(const char *at, const char *subtag)
{
    size_t size = strlen(subtag);

    return strncasecmp(at, subtag, size) == 0 && (at[size] == '\0' || at[size] == '-');
}

static const char *script_of(const char *rest)
{
    static const char *const traditional[] = {"HK", "MO", "TW"};

    for (size_t i = 0; i < sizeof traditional / sizeof *traditional; i++)
        if (begins_with(rest, traditional[i]))
            return "Hant";
    return "Hans";
}

/* A script is the one subtag of four letters (RFC 5646 2.2.3; a variant of four begins with a
 * digit).
 */
static bool has_script(const char *rest)
{
    return strcspn(rest, "-") == 4 && (rest[0] < '0' || rest[0] > '9');
}

void language_with_script(const char *tag, char ret[LANGUAGE_SIZE])
{
    const char *rest = tag[0] && tag[1] && tag[2] == '-' ? tag + 3 : "";

    if (begins_with(tag, "zh") && !has_script(rest))
        snprintf(ret, LANGUAGE_SIZE, "zh-%s%s%s", script_of(rest), *rest ? "-" : "", rest);
    else
        snprintf(ret, LANGUAGE_SIZE, "%s", tag);
}

size_t language_shorten(const char *tag, size_t length)
{
    while (length > 0 && tag[length - 1] != '-')
        length--;
    return length > 0 ? length - 1 : 0;
}
