#include "common.h"

#define PLACES_MAX 4096 /* where a page may say which it is: one a page, and to spare */

static void note(struct common_pages *pages, const struct vouch_match *match)
{
    uint32_t page = match->groups[0].page;
    int32_t number = common_number(match->groups[1].text);
    int32_t total = common_number(match->groups[2].text);

    if (pages->stated < 0)
        pages->stated = total;
    if (page > pages->last) {
        pages->labelled++;
        pages->last = page;
    }
    if (pages->wrong == 0 && (number != (int32_t)page || total != (int32_t)pages->count))
        pages->wrong = page;
}

struct common_pages common_read_pages(const struct vouch_host *host,
                                      const struct vouch_document *document, const char *pattern)
{
    struct common_pages pages = {.count = vouch_page_count(host, document), .stated = -1};
    struct vouch_match match = {.end = 0};

    for (int i = 0; i < PLACES_MAX; i++) {
        if (!vouch_find_from(host, document, pattern, match.end, &match))
            break;
        if (vouch_is_sure(host, document, match.groups[0].text))
            note(&pages, &match);
    }
    return pages;
}

uint32_t common_pages_outcome(const struct common_pages *pages)
{
    if (pages->wrong > 0)
        return VOUCH_FAIL;
    return pages->labelled > 0 && pages->labelled == pages->count ? VOUCH_PASS : VOUCH_UNKNOWN;
}
