#include "worker/pattern_prefix.h"

#define META "\\^$.[]|()?*+{}"

static bool is_meta(uint8_t byte)
{
    return byte == '\0' || strchr(META, byte);
}

/* The literal letters from `at`; not the last one, where a quantifier says it may be absent. */
static struct slice literal(struct slice pattern, size_t at)
{
    size_t end = at, last = at;

    while (end < pattern.size && !is_meta(pattern.data[end])) {
        last = end++;
        while (end < pattern.size && (pattern.data[end] & 0xC0) == 0x80)
            end++;
    }
    if (end < pattern.size && strchr("?*{", pattern.data[end]))
        end = last;
    return slice_sub(pattern, at, end - at);
}

/* The byte at `at`; 0 past the end. */
static uint8_t byte_at(struct slice pattern, size_t at)
{
    return at < pattern.size ? pattern.data[at] : '\0';
}

/* Past the escape at `at`; 0 where what follows is not one letter or a braced name. */
static size_t skip_escape(struct slice pattern, size_t at)
{
    uint8_t letter = byte_at(pattern, at + 1);

    return letter == 'Q' || letter == 'E' || letter == 'c' || letter == '\0' ? 0 : at + 2;
}

/* Past the character class at `at`; 0 for one with another bracket inside. */
static size_t skip_class(struct slice pattern, size_t at)
{
    at += byte_at(pattern, at + 1) == '^' ? 2 : 1;
    at += byte_at(pattern, at) == ']';
    while (at < pattern.size && pattern.data[at] != ']') {
        if (pattern.data[at] == '[')
            return 0;
        at = pattern.data[at] == '\\' ? skip_escape(pattern, at) : at + 1;
        if (at == 0)
            return 0;
    }
    return at < pattern.size ? at + 1 : 0;
}

/* Past what opens a group at `at`; 0 for verbs, options, comments, conditions and callouts. */
static size_t skip_opening(struct slice pattern, size_t at)
{
    uint8_t kind = byte_at(pattern, at + 2);

    if (byte_at(pattern, at + 1) == '*')
        return 0;
    if (byte_at(pattern, at + 1) != '?')
        return at + 1;
    return kind != '\0' && strchr(":=!<>|", kind) ? at + 3 : 0;
}

/* Past one element of the pattern; 0 where it cannot be told. */
static size_t skip_one(struct slice pattern, size_t at, size_t *depth)
{
    switch (pattern.data[at]) {
    case '\\':
        return skip_escape(pattern, at);
    case '[':
        return skip_class(pattern, at);
    case '(':
        ++*depth;
        return skip_opening(pattern, at);
    case ')':
        return (*depth)-- > 0 ? at + 1 : 0;
    default:
        return at + 1;
    }
}

static bool add(struct prefixes *prefixes, struct slice prefix)
{
    if (prefix.size == 0 || prefixes->count == PREFIXES_MAX)
        return false;
    prefixes->items[prefixes->count++] = prefix;
    return true;
}

void prefixes_read(struct prefixes *prefixes, struct slice pattern)
{
    size_t at = 0, depth = 0;
    bool is_known;

    *prefixes = (struct prefixes){.count = 0};
    is_known = add(prefixes, literal(pattern, 0));
    while (is_known && at < pattern.size) {
        bool is_next = pattern.data[at] == '|' && depth == 0;

        at = skip_one(pattern, at, &depth);
        is_known = at > 0 && (!is_next || add(prefixes, literal(pattern, at)));
    }
    if (!is_known || depth > 0)
        prefixes->count = 0;
}

/* By the third byte: in Chinese it says most, and memchr() is the fastest way to find one. */
static size_t find(struct slice text, size_t from, struct slice prefix)
{
    size_t mark = prefix.size < 3 ? prefix.size - 1 : 2;

    while (from < text.size && text.size - from >= prefix.size) {
        size_t room = text.size - from - prefix.size + 1;
        const uint8_t *at = memchr(text.data + from + mark, prefix.data[mark], room);

        if (!at)
            break;
        from = (size_t)(at - text.data) - mark;
        if (memcmp(text.data + from, prefix.data, prefix.size) == 0)
            return from;
        from++;
    }
    return SIZE_MAX;
}

void candidates_begin(struct candidates *candidates, const struct prefixes *prefixes,
                      struct slice text, size_t from)
{
    *candidates = (struct candidates){.prefixes = prefixes, .text = text, .from = from};
}

size_t candidates_next(struct candidates *candidates)
{
    const struct prefixes *prefixes = candidates->prefixes;
    size_t first = SIZE_MAX;

    for (size_t i = 0; i < prefixes->count; i++) {
        size_t *next = &candidates->next[i];

        if (!candidates->is_begun || *next < candidates->from)
            *next = find(candidates->text, candidates->from, prefixes->items[i]);
        if (*next < first)
            first = *next;
    }
    candidates->is_begun = true;
    candidates->from = first == SIZE_MAX ? SIZE_MAX : first + 1;
    return first;
}
