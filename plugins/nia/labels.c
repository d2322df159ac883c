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

/* How sure the values are: a label that was found letter by letter is beyond doubt. */
static uint32_t confidence_of(const struct vouch_match *match)
{
    uint32_t lowest = match->count > 1 ? 0 : match->groups[0].confidence;

    for (uint32_t i = 1; i < match->count; i++) {
        uint32_t confidence = match->groups[i].confidence;

        if (lowest == 0 || (confidence > 0 && confidence < lowest))
            lowest = confidence;
    }
    return lowest;
}

/* What was read from a scan and is not sure is as good as not printed: no check rests on it. */
static bool is_sure(struct nia_record *record, struct vouch_match *match, const char *pointer)
{
    struct vouch_span *whole = &match->groups[0];

    whole->confidence = whole->text.confidence = confidence_of(match);
    if (vouch_is_sure(record->host, record->document, whole->text))
        return true;
    nia_leave_unread(record, pointer, whole);
    return false;
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
    return vouch_day(common_number(match->groups[first].text),
                     common_number(match->groups[first + 1].text),
                     common_number(match->groups[first + 2].text));
}
