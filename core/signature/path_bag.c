/*
 * Which certificates that came along could be on a path: those that may have issued the
 * subject, those that may have issued these, and so on. Decoding one costs OpenSSL more than
 * verifying a signature, and a document's store may hold dozens of others.
 */
#include "base/error.h"
#include "signature/name.h"
#include "signature/trust_private.h"

struct choice {
    struct certificate *items; /* all that can be read; chosen ones first */
    size_t count;
    size_t chosen;
};

static int read_bags(const struct search *search, struct choice *choice)
{
    size_t total = 0;

    for (size_t i = 0; i < SEARCH_BAGS_MAX; i++)
        total += search->bags[i].count;
    choice->items = arena_array(search->arena, struct certificate, total);
    if (!choice->items)
        return ERR_NOMEM;
    for (size_t i = 0; i < SEARCH_BAGS_MAX; i++)
        for (size_t k = 0; k < search->bags[i].count; k++)
            if (certificate_parse(search->bags[i].items[k], &choice->items[choice->count]) == 0)
                choice->count++;
    return 0;
}

/*
 * By name or by key identifier: OpenSSL, which decides, compares names more loosely than we
 * do. 0, ERR_MISMATCH, ERR_NOMEM.
 */
static int may_have_issued(const struct certificate *issuer, const struct certificate *certificate)
{
    struct slice key_id = certificate->authority_key_id;

    if (slice_equal(certificate->issuer, issuer->subject) ||
        (key_id.size > 0 && slice_equal(key_id, issuer->subject_key_id)))
        return 0;
    return name_compare(certificate->issuer, issuer->subject);
}

/* Moves what may have issued `certificate` to the chosen ones. */
static int choose_issuers(struct choice *choice, const struct certificate *certificate)
{
    for (size_t i = choice->chosen; i < choice->count; i++) {
        struct certificate issuer = choice->items[i];
        int r = may_have_issued(&issuer, certificate);

        if (r == ERR_MISMATCH)
            continue;
        if (r < 0)
            return r;
        choice->items[i] = choice->items[choice->chosen];
        choice->items[choice->chosen++] = issuer;
    }
    return 0;
}

int path_choose(const struct search *search, struct slice_list *ret)
{
    struct choice choice = {0};
    struct slice *ders;
    int r = read_bags(search, &choice);

    if (r == 0)
        r = choose_issuers(&choice, search->subject.certificate);
    for (size_t i = 0; i < choice.chosen && r == 0; i++) {
        struct certificate next = choice.items[i]; /* its place does not change any more */

        r = choose_issuers(&choice, &next);
    }
    if (r < 0)
        return r;
    ders = arena_array(search->arena, struct slice, choice.chosen);
    if (!ders)
        return ERR_NOMEM;
    for (size_t i = 0; i < choice.chosen; i++)
        ders[i] = choice.items[i].der;
    *ret = (struct slice_list){ders, choice.chosen};
    return 0;
}
