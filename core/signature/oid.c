#include "signature/oid.h"

#include "base/error.h"

#include <stdio.h>

struct attribute_type {
    const char *name;
    struct slice oid;
};

/* clang-format off */
static const struct attribute_type attribute_types[] = {
    {"CN", oid_init("\x55\x04\x03")},
    {"SN", oid_init("\x55\x04\x04")},
    {"serialNumber", oid_init("\x55\x04\x05")},
    {"C", oid_init("\x55\x04\x06")},
    {"L", oid_init("\x55\x04\x07")},
    {"ST", oid_init("\x55\x04\x08")},
    {"STREET", oid_init("\x55\x04\x09")},
    {"O", oid_init("\x55\x04\x0a")},
    {"OU", oid_init("\x55\x04\x0b")},
    {"title", oid_init("\x55\x04\x0c")},
    {"description", oid_init("\x55\x04\x0d")},
    {"businessCategory", oid_init("\x55\x04\x0f")},
    {"postalCode", oid_init("\x55\x04\x11")},
    {"GN", oid_init("\x55\x04\x2a")},
    {"initials", oid_init("\x55\x04\x2b")},
    {"generationQualifier", oid_init("\x55\x04\x2c")},
    {"dnQualifier", oid_init("\x55\x04\x2e")},
    {"pseudonym", oid_init("\x55\x04\x41")},
    {"organizationIdentifier", oid_init("\x55\x04\x61")},
    {"UID", oid_init("\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01")},
    {"DC", oid_init("\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19")},
    {"emailAddress", oid_init("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01")},
};
/* clang-format on */

#define TYPE_COUNT (sizeof attribute_types / sizeof attribute_types[0])

const char *oid_attribute_name(struct slice oid)
{
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (slice_equal(oid, attribute_types[i].oid))
            return attribute_types[i].name;
    return NULL;
}

bool oid_of_attribute(const char *name, struct slice *ret_oid)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (strcmp(name, attribute_types[i].name) == 0) {
            *ret_oid = attribute_types[i].oid;
            return true;
        }
    }
    return false;
}

/* Takes one arc off; false where it does not fit 64 bits. */
static bool take_arc(struct slice *rest, uint64_t *ret_arc)
{
    uint64_t arc = 0;

    while (rest->size > 0) {
        uint8_t octet = rest->data[0];

        *rest = slice_sub(*rest, 1, rest->size);
        if (arc >> 57)
            return false;
        arc = arc << 7 | (octet & 0x7f);
        if (octet < 0x80) {
            *ret_arc = arc;
            return true;
        }
    }
    return false;
}

/* X.690 8.19.4: the first octets hold two arcs, the first of which is 0, 1 or 2. */
static int write_first(char text[OID_TEXT_MAX], uint64_t arcs)
{
    unsigned first = arcs < 80 ? (unsigned)(arcs / 40) : 2;

    return snprintf(text, OID_TEXT_MAX, "%u.%llu", first, (unsigned long long)(arcs - 40 * first));
}

void oid_text(struct slice oid, char text[OID_TEXT_MAX])
{
    uint64_t arc;
    int used;

    if (!take_arc(&oid, &arc))
        goto unknown;
    used = write_first(text, arc);
    while (oid.size > 0) {
        if (!take_arc(&oid, &arc))
            goto unknown;
        used +=
            snprintf(text + used, OID_TEXT_MAX - (size_t)used, ".%llu", (unsigned long long)arc);
        if (used >= OID_TEXT_MAX)
            goto unknown;
    }
    return;
unknown:
    snprintf(text, OID_TEXT_MAX, "unknown");
}

/* One arc in decimal, without leading zeros. */
static int read_arc(const char **text, uint32_t *ret_arc)
{
    uint64_t arc = 0;
    const char *at = *text;

    if (*at < '0' || *at > '9' || (at[0] == '0' && at[1] >= '0' && at[1] <= '9'))
        return ERR_SYNTAX;
    for (; *at >= '0' && *at <= '9'; at++) {
        arc = arc * 10 + (uint64_t)(*at - '0');
        if (arc > UINT32_MAX - 80) /* the first arc is added to the second */
            return ERR_SYNTAX;
    }
    *ret_arc = (uint32_t)arc;
    *text = at;
    return 0;
}

static size_t write_arc(uint32_t arc, uint8_t *out)
{
    size_t size = 1;

    for (uint32_t rest = arc >> 7; rest > 0; rest >>= 7)
        size++;
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)((arc >> (7 * (size - 1 - i)) & 0x7f) | (i + 1 < size ? 0x80 : 0));
    return size;
}

int oid_from_text(struct arena *arena, const char *text, struct slice *ret_oid)
{
    uint8_t bytes[OID_TEXT_MAX];
    const uint8_t *copy;
    uint32_t first = 0;
    uint32_t arc = 0;
    size_t size = 0;

    if (strlen(text) >= OID_TEXT_MAX / 3 || read_arc(&text, &first) < 0 || first > 2 ||
        *text++ != '.' || read_arc(&text, &arc) < 0 || (first < 2 && arc > 39))
        return ERR_SYNTAX;
    size = write_arc(first * 40 + arc, bytes);
    while (*text == '.') {
        text++;
        if (read_arc(&text, &arc) < 0)
            return ERR_SYNTAX;
        size += write_arc(arc, bytes + size);
    }
    if (*text != '\0')
        return ERR_SYNTAX;
    copy = arena_dup(arena, bytes, size);
    if (!copy)
        return ERR_NOMEM;
    *ret_oid = slice_of(copy, size);
    return 0;
}
