#include "signature/trust_private.h"

static void take(int64_t time, struct trust_expiry *expiry)
{
    if (!expiry->is_there || time < expiry->at)
        *expiry = (struct trust_expiry){.is_there = true, .at = time};
}

static void take_all(const struct pinned_list *list, struct trust_expiry *expiry)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct pinned *pinned = &list->items[i];

        take(pinned->view.not_after, expiry);
        if (pinned->has_until)
            take(pinned->until, expiry);
    }
}

struct trust_expiry trust_certificate_expiry(const struct trust *trust)
{
    const struct pinned_list *lists[] = {
        &trust->issuers,
        &trust->signers,
        &trust->anchors.pinned,
        &trust->time_stamps.pinned,
        &trust->seal_makers.pinned,
    };
    struct trust_expiry expiry = {0};

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        take_all(lists[i], &expiry);
    return expiry;
}

struct trust_expiry trust_list_expiry(const struct trust *trust)
{
    struct trust_expiry expiry = {0};

    for (size_t i = 0; trust->lists && i < trust->lists->count; i++) {
        const struct revocation_item *item = &trust->lists->items[i];

        if (item->kind == REVOCATION_BY_CRL && item->crl.has_next_update)
            take(item->crl.next_update, &expiry);
    }
    return expiry;
}
