#include "immd.h"

static bool same_value(const struct vouch_match *a, const struct vouch_match *b)
{
    char rooms[2][IMMD_TEXT_MAX];
    struct vouch_text x, y;

    return immd_squeeze(a->groups[1].text, rooms[0], &x) &&
           immd_squeeze(b->groups[1].text, rooms[1], &y) && x.length == y.length &&
           memcmp(rooms[0], rooms[1], x.length) == 0;
}

void immd_leave_unread(struct immd_paper *paper, const char *pointer, const struct vouch_span *span)
{
    paper->incomplete = true;
    vouch_unread(paper->host, paper->report, pointer, span);
}

bool immd_find_only(struct immd_paper *paper, const char *pattern, const char *pointer,
                    struct vouch_match *match)
{
    struct vouch_match other;

    if (!vouch_find(paper->host, paper->document, pattern, match))
        return false;
    other.end = match->end;
    for (int i = 0; i < IMMD_PLACES; i++) {
        if (!vouch_find_from(paper->host, paper->document, pattern, other.end, &other))
            return true;
        if (!same_value(match, &other))
            break;
    }
    immd_leave_unread(paper, pointer, &other.groups[1]);
    return false;
}

/* ---- Spaces ---- */

/* Bytes of what separates words at `at` (spaces, and the rules of a table read as "|"), or 0. */
static uint32_t gap_length(const unsigned char *at, uint32_t left)
{
    if (at[0] == ' ' || at[0] == '|' || (at[0] >= '\t' && at[0] <= '\r'))
        return 1;
    if (left >= 2 && at[0] == 0xC2 && at[1] == 0xA0)
        return 2;
    return left >= 3 && memcmp(at, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

static bool copy(struct vouch_text text, char room[IMMD_TEXT_MAX], struct vouch_text *ret,
                 bool keep_spaces)
{
    const unsigned char *in = (const unsigned char *)text.data;
    uint32_t length = 0;
    bool spaced = false;

    for (uint32_t i = 0; i < text.length; i++) {
        uint32_t gap = gap_length(in + i, text.length - i);

        if (gap > 0) {
            spaced = length > 0;
            i += gap - 1;
            continue;
        }
        if (length + 2 >= IMMD_TEXT_MAX || common_is_unreadable(in + i, text.length - i))
            return false;
        if (spaced && keep_spaces && (in[i] < 0x80 || (unsigned char)room[length - 1] < 0x80))
            room[length++] = ' ';
        spaced = false;
        room[length++] = (char)in[i];
    }
    room[length] = '\0';
    *ret = text;
    ret->data = room;
    ret->length = length;
    return true;
}

bool immd_tidy(struct vouch_text text, char room[IMMD_TEXT_MAX], struct vouch_text *ret)
{
    return copy(text, room, ret, true);
}

bool immd_squeeze(struct vouch_text text, char room[IMMD_TEXT_MAX], struct vouch_text *ret)
{
    return copy(text, room, ret, false);
}
