#include "common.h"

/* Bytes of the white space at `at` (ASCII, U+00A0, U+2000..200B, U+202F, U+3000, U+FEFF), or 0. */
static uint32_t space_length(const unsigned char *at, uint32_t left)
{
    if (at[0] == ' ' || (at[0] >= '\t' && at[0] <= '\r'))
        return 1;
    if (left >= 2 && at[0] == 0xC2 && at[1] == 0xA0)
        return 2;
    if (left < 3)
        return 0;
    if (at[0] == 0xE2 && at[1] == 0x80 && ((at[2] >= 0x80 && at[2] <= 0x8B) || at[2] == 0xAF))
        return 3;
    if (memcmp(at, "\xE3\x80\x80", 3) == 0 || memcmp(at, "\xEF\xBB\xBF", 3) == 0)
        return 3;
    return 0;
}

/* U+E000..F8FF, U+FFFD, and the private planes 15 and 16. */
bool common_is_unreadable(const unsigned char *at, uint32_t left)
{
    if (left >= 3 && (at[0] == 0xEE || (at[0] == 0xEF && at[1] <= 0xA3)))
        return true;
    if (left >= 3 && memcmp(at, "\xEF\xBF\xBD", 3) == 0)
        return true;
    return left >= 4 && ((at[0] == 0xF3 && at[1] >= 0xB0) || at[0] == 0xF4);
}

/* U+FF01..FF5E, the full width forms of ASCII: EF BC 81 to EF BD 9E. 0 for any other. */
static char narrow(const unsigned char *at, uint32_t left)
{
    if (left < 3 || at[0] != 0xEF)
        return 0;
    if (at[1] == 0xBC && at[2] >= 0x81 && at[2] <= 0xBF)
        return (char)(at[2] - 0x81 + '!');
    return at[1] == 0xBD && at[2] >= 0x80 && at[2] <= 0x9E ? (char)(at[2] - 0x80 + '`') : 0;
}

/* Printable ASCII, U+4000..9FFF and what goes on in any letter: nothing below concerns them. */
static bool is_ordinary(unsigned char byte)
{
    return (byte > ' ' && byte < 0x7F) || (byte >= 0x80 && byte < 0xC0) ||
           (byte >= 0xE4 && byte <= 0xE9);
}

/* `is_prose`: a space between ASCII words stays, and so do full width forms. */
static bool copy(struct vouch_text text, char *room, uint32_t size, struct vouch_text *ret,
                 bool is_prose)
{
    const unsigned char *in = (const unsigned char *)text.data;
    uint32_t length = 0;
    bool spaced = false;

    for (uint32_t i = 0; i < text.length;) {
        bool ordinary = is_ordinary(in[i]);
        uint32_t space = ordinary ? 0 : space_length(in + i, text.length - i);
        char narrowed = '\0';

        if (space > 0) {
            spaced = length > 0;
            i += space;
            continue;
        }
        if (length + 2 >= size || (!ordinary && common_is_unreadable(in + i, text.length - i)))
            return false;
        if (spaced && is_prose && in[i] < 0x80 && (unsigned char)room[length - 1] < 0x80)
            room[length++] = ' ';
        spaced = false;
        if (!ordinary && !is_prose)
            narrowed = narrow(in + i, text.length - i);
        room[length++] = narrowed ? narrowed : (char)in[i];
        i += narrowed ? 3 : 1;
    }
    room[length] = '\0';
    *ret = (struct vouch_text){.data = room, .length = length, .confidence = text.confidence};
    return true;
}

bool common_tidy(struct vouch_text text, char *room, uint32_t size, struct vouch_text *ret)
{
    return copy(text, room, size, ret, true);
}

bool common_squeeze(struct vouch_text text, char *room, uint32_t size, struct vouch_text *ret)
{
    return copy(text, room, size, ret, false);
}

int32_t common_number(struct vouch_text text)
{
    char room[64];

    return common_squeeze(text, room, sizeof room, &text) ? vouch_number(text) : -1;
}
