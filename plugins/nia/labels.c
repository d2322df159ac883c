#include "labels.h"

static bool same_groups(const struct vouch_match *a, const struct vouch_match *b)
{
    for (uint32_t i = 1; i < a->count && i < b->count; i++) {
        struct vouch_text x = a->groups[i].text, y = b->groups[i].text;

        if (x.length != y.length || (x.length > 0 && memcmp(x.data, y.data, x.length) != 0))
            return false;
    }
    return a->count == b->count;
}

void nia_leave_unread(struct nia_record *record, const char *pointer, const struct vouch_span *span)
{
    record->incomplete = true;
    vouch_unread(record->host, record->report, pointer, span);
}

/* What was read from a scan and is not sure is as good as not printed: no check rests on it. */
static bool is_sure(struct nia_record *record, const struct vouch_match *match, const char *pointer)
{
    for (uint32_t i = 0; i < match->count; i++) {
        if (vouch_is_sure(record->host, record->document, match->groups[i].text))
            continue;
        nia_leave_unread(record, pointer, &match->groups[i]);
        return false;
    }
    return true;
}

bool nia_find_only(struct nia_record *record, const char *pattern, const char *pointer,
                   struct vouch_match *match)
{
    struct vouch_match other;

    if (!vouch_find(record->host, record->document, pattern, match))
        return false;
    other.end = match->end;
    for (int i = 0; i < NIA_LABELS_MAX; i++) {
        if (!vouch_find_from(record->host, record->document, pattern, other.end, &other))
            return is_sure(record, match, pointer);
        if (!same_groups(match, &other))
            break;
    }
    nia_leave_unread(record, pointer, &other.groups[0]);
    return false;
}

int32_t nia_day_at(const struct vouch_match *match, uint32_t first)
{
    return vouch_day(nia_number(match->groups[first].text),
                     nia_number(match->groups[first + 1].text),
                     nia_number(match->groups[first + 2].text));
}
