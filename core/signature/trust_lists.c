/* Revocation lists and OCSP answers of the configuration, read once and checked where they can be.
 */
#include "base/error.h"
#include "signature/trust_private.h"

/* Whether an issuer whom the item names signed it. `*named` where there was one. */
static int check_pinned(struct revocation_item *item, const struct pinned_list *list, bool *named)
{
    int r = ERR_MISMATCH;

    for (size_t i = 0; i < list->count && r == ERR_MISMATCH; i++) {
        struct path_step issuer = pinned_step(&list->items[i]);

        r = revocation_match_issuer(item, issuer.certificate);
        if (r < 0)
            continue;
        *named = true;
        r = revocation_check(item, &issuer);
    }
    return r;
}

static int check(struct trust *trust, struct revocation_item *item, const char *name,
                 struct trust_problem *problem)
{
    const struct pinned_list *lists[] = {&trust->issuers, &trust->anchors.pinned,
                                         &trust->time_stamps.pinned};
    bool named = false;
    int r = ERR_MISMATCH;

    for (size_t i = 0; i < sizeof lists / sizeof lists[0] && r == ERR_MISMATCH; i++)
        r = check_pinned(item, lists[i], &named);
    if (r != ERR_MISMATCH || !named)
        return r == ERR_MISMATCH ? 0 : r;
    return trust_refuse(problem,
                        "%s: is not signed by the issuer that it names, as one who may "
                        "sign lists or answers",
                        name);
}

int trust_compile_lists(struct trust *trust, const struct trust_settings *settings,
                        struct trust_problem *problem)
{
    int r = 0;

    trust->lists = arena_new_of(trust->arena, struct revocation_items);
    if (!trust->lists)
        return ERR_NOMEM;
    for (size_t i = 0; i < settings->list_count && r == 0; i++) {
        const struct trust_list *list = &settings->lists[i];
        const char *name = list->name ? list->name : "list";

        r = revocation_add(trust->arena, trust->lists, list->der, REVOCATION_IN_SNAPSHOT);
        if (r == ERR_LIMIT)
            return trust_refuse(problem, "%s: is too large, or one list too many", name);
        if (r == ERR_NOT_FOUND)
            return trust_refuse(problem, "%s: is an OCSP answer that holds no answer", name);
        if (r < 0 && r != ERR_NOMEM)
            return trust_refuse(problem, "%s: is neither a revocation list nor an OCSP answer",
                                name);
        if (r == 0)
            r = check(trust, &trust->lists->items[trust->lists->count - 1], name, problem);
    }
    trust->lists->read_only = true;
    return r;
}
