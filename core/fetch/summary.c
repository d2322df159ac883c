#include "base/datetime.h"
#include "fetch/fetch.h"

#include <stdio.h>

static const char *const words[OUTCOME_COUNT] = {
    [OUTCOME_FETCHED] = "fetched", [OUTCOME_KEPT] = "kept",     [OUTCOME_UNCHANGED] = "unchanged",
    [OUTCOME_REFUSED] = "refused", [OUTCOME_FAILED] = "failed", [OUTCOME_NOT_ASKED] = "not asked",
};

/* "until ...", as far as that is good news. */
static void write_until(const struct refreshed *refreshed)
{
    char until[TIME_TEXT_SIZE];

    if (!refreshed->has_until) {
        printf(", says no time until when");
        return;
    }
    time_format(refreshed->until, OFFSET_UTC, until);
    printf(refreshed->is_over ? ", but ended %s, and there is no newer one" : ", until %s", until);
}

void summary_add(struct summary *summary, const struct fetch_source *source,
                 const struct target *target, const struct refreshed *refreshed)
{
    enum outcome outcome = refreshed->outcome;
    bool is_in_place = outcome <= OUTCOME_UNCHANGED;

    printf("%s  %-9s  %s%s", source->name, words[outcome], target->url,
           target->kind == TARGET_OCSP ? " (OCSP)" : "");
    if (is_in_place)
        write_until(refreshed);
    else
        printf(" because %s", refreshed->reason.text);
    printf("\n");
    fflush(stdout); /* a line when it is so, whoever reads */
    summary->counts[outcome]++;
    summary->over += is_in_place && refreshed->is_over;
}

void summary_end(const struct summary *summary)
{
    const char *separator = "";

    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        if (summary->counts[i] == 0)
            continue;
        printf("%s%zu %s", separator, summary->counts[i], words[i]);
        separator = ", ";
    }
    printf("%s\n", *separator ? "" : "nothing to fetch");
}
