#include "base/error.h"
#include "base/unicode.h"
#include "policy/names_impl.h"

struct code_pair {
    uint32_t code;
    uint32_t value;
};

#define DECOMPOSITION_ROOM 4

struct decomposition {
    uint32_t code;
    uint32_t parts[DECOMPOSITION_ROOM];
};

#include "names_tables.h" /* made by names_tables.py; sorted */

_Static_assert(DECOMPOSITION_MAX <= DECOMPOSITION_ROOM, "names_tables.py found a longer one");

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The Unicode Standard 3.12: Hangul syllables decompose by arithmetic. */
#define HANGUL_FIRST    0xAC00u
#define HANGUL_LAST     0xD7A3u
#define HANGUL_LEADING  0x1100u
#define HANGUL_VOWEL    0x1161u
#define HANGUL_TRAILING 0x11A7u
#define HANGUL_VOWELS   21u
#define HANGUL_TRAILS   28u

#define REPLACEMENT 0xFFFDu /* what stands for a glyph that could not be mapped */
#define GETA        0x3013u /* and what printers set for a sign they do not have */

static uint32_t find_pair(const struct code_pair *pairs, size_t count, uint32_t code,
                          uint32_t otherwise)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (pairs[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && pairs[low].code == code ? pairs[low].value : otherwise;
}

static uint32_t combining_class(uint32_t code)
{
    return find_pair(combining, COUNT(combining), code, 0);
}

static const struct decomposition *find_decomposition(uint32_t code)
{
    size_t low = 0, high = COUNT(decompositions);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (decompositions[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == COUNT(decompositions) || decompositions[low].code != code)
        return NULL;
    return &decompositions[low];
}

/* Canonical decomposition; 1 to 4 code points. */
static size_t decompose(uint32_t code, uint32_t parts[DECOMPOSITION_ROOM])
{
    const struct decomposition *found = find_decomposition(code);
    size_t count = 0;

    if (code >= HANGUL_FIRST && code <= HANGUL_LAST) {
        uint32_t index = code - HANGUL_FIRST;

        parts[count++] = HANGUL_LEADING + index / (HANGUL_VOWELS * HANGUL_TRAILS);
        parts[count++] = HANGUL_VOWEL + index % (HANGUL_VOWELS * HANGUL_TRAILS) / HANGUL_TRAILS;
        if (index % HANGUL_TRAILS > 0)
            parts[count++] = HANGUL_TRAILING + index % HANGUL_TRAILS;
        return count;
    }
    if (!found) {
        parts[0] = code;
        return 1;
    }
    while (count < DECOMPOSITION_ROOM && found->parts[count] != 0) {
        parts[count] = found->parts[count];
        count++;
    }
    return count;
}

/* Appends in canonical order (UAX #15): marks of a lower class come first. */
static void put_ordered(struct name_codes *codes, uint32_t code)
{
    uint32_t class = combining_class(code);
    size_t at = codes->count++;

    for (; class > 0 && at > 0 && combining_class(codes->items[at - 1]) > class; at--)
        codes->items[at] = codes->items[at - 1];
    codes->items[at] = code;
}

/* Appends a code point by the steps that look at one alone. */
static void put_code(struct name_codes *codes, uint32_t code, uint32_t steps)
{
    uint32_t folds = (steps & NAME_STEP_RADICALS ? UNICODE_FOLD_RADICALS : 0) |
                     (steps & NAME_STEP_COMPATIBLE ? UNICODE_FOLD_COMPATIBLE : 0) |
                     (steps & NAME_STEP_WIDTH ? UNICODE_FOLD_WIDTH : 0) |
                     (steps & NAME_STEP_DOTS ? UNICODE_FOLD_DOTS : 0);
    uint32_t parts[DECOMPOSITION_ROOM];
    size_t count = 1;

    parts[0] = unicode_fold_code(code, folds, NULL);
    if (steps & NAME_STEP_NFC)
        count = decompose(parts[0], parts);
    for (size_t i = 0; i < count; i++) {
        uint32_t part = parts[i];

        if (steps & NAME_STEP_CASE)
            part = find_pair(case_foldings, COUNT(case_foldings), part, part);
        if (steps & NAME_NEAR_FAMILIES)
            part = find_pair(families, COUNT(families), part, part);
        if ((steps & NAME_NEAR_ACCENTS) && combining_class(part) > 0)
            continue;
        if (steps & NAME_STEP_NFC)
            put_ordered(codes, part);
        else
            codes->items[codes->count++] = part;
    }
}

/* Spaces mean nothing at the ends and beside Han; between Latin parts, one is as good as many. */
static void fold_spaces(struct name_codes *codes)
{
    size_t used = 0;

    for (size_t i = 0; i < codes->count; i++) {
        bool is_space = unicode_is_space(codes->items[i]);
        size_t next = i;

        if (!is_space) {
            codes->items[used++] = codes->items[i];
            continue;
        }
        while (next < codes->count && unicode_is_space(codes->items[next]))
            next++;
        if (used > 0 && next < codes->count && !unicode_is_han(codes->items[used - 1]) &&
            !unicode_is_han(codes->items[next]))
            codes->items[used++] = ' ';
        i = next - 1;
    }
    codes->count = used;
}

int name_normalise(struct slice text, uint32_t steps, struct name_codes *ret_codes)
{
    size_t seen = 0;

    ret_codes->count = 0;
    while (text.size > 0) {
        uint32_t code;
        int r = utf8_next(&text, &code);

        if (r < 0)
            return r;
        if (++seen > NAME_CODES_MAX)
            return ERR_LIMIT;
        if (unicode_is_private(code) || code == REPLACEMENT || code == GETA)
            return ERR_UNSUPPORTED;
        put_code(ret_codes, code, steps);
    }
    if (steps & NAME_STEP_SPACES)
        fold_spaces(ret_codes);
    return 0;
}

bool name_is_separator(uint32_t code)
{
    static const uint32_t marks[] = {'\'', ',', '-', '.', 0xB7, 0x2010, 0x2011, 0x2018, 0x2019};

    for (size_t i = 0; i < COUNT(marks); i++)
        if (code == marks[i])
            return true;
    return unicode_is_space(code);
}
