/*
 * Which certificates at hand could be on a path: those that issued the subject, those that
 * issued these, and so on, as far as an anchor can be reached from them. OpenSSL takes one
 * issuer of several and does not try another, so that one which leads nowhere (an authority's
 * certificate by another root, or a stranger of its name) would hide a path that there is.
 * Besides, decoding one costs OpenSSL more than verifying a signature, and a document's store
 * may hold dozens of others.
 */
#include "base/error.h"
#include "signature/name.h"
#include "signature/trust_private.h"

#define CHECKS_MAX                                                                                 \
    64 /* values verified for one path; a usual one needs as many as it has links                  \
        */

struct choice {
    struct certificate *items; /* all that can be read; leading ones first, then chosen ones */
    size_t count;
    size_t chosen;
    size_t leading; /* of the chosen ones */
    size_t checks;
};

static void read_list(const struct slice_list *list, struct choice *choice)
{
    for (size_t i = 0; i < list->count; i++)
        if (certificate_parse(list->items[i], &choice->items[choice->count]) == 0)
            choice->count++;
}

static int read_all(const struct search *search, struct choice *choice)
{
    const struct slice_list *candidates = &search->trust->candidates;
    size_t total = candidates->count;

    for (size_t i = 0; i < SEARCH_BAGS_MAX; i++)
        total += search->bags[i].count;
    choice->items = arena_array(search->arena, struct certificate, total);
    if (!choice->items)
        return ERR_NOMEM;
    for (size_t i = 0; i < SEARCH_BAGS_MAX; i++)
        read_list(&search->bags[i], choice);
    read_list(candidates, choice);
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

/*
 * What nobody here can verify is OpenSSL's to decide. 0, ERR_MISMATCH, ERR_LIMIT, ERR_NOMEM,
 * ERR_CRYPTO.
 */
static int check_value(struct choice *choice, const struct certificate *issuer,
                       const struct certificate *certificate)
{
    const char *detail;
    struct key key;
    int r;

    if (choice->checks++ >= CHECKS_MAX)
        return ERR_LIMIT;
    if (key_parse(issuer->spki, &key, &detail) < 0)
        return ERR_MISMATCH;
    r = path_check_value(&key, &certificate->algorithm, certificate->tbs, certificate->signature);
    return r == ERR_UNSUPPORTED ? 0 : r;
}

/* Moves the item at `index` to the end of the first `*count`. */
static void move(struct choice *choice, size_t index, size_t *count)
{
    struct certificate moved = choice->items[index];

    choice->items[index] = choice->items[*count];
    choice->items[(*count)++] = moved;
}

/* Moves what issued `certificate` to the chosen ones. */
static int choose_issuers(struct choice *choice, const struct certificate *certificate)
{
    for (size_t i = choice->chosen; i < choice->count; i++) {
        int r = may_have_issued(&choice->items[i], certificate);

        if (r == 0)
            r = check_value(choice, &choice->items[i], certificate);
        if (r == 0)
            move(choice, i, &choice->chosen);
        else if (r != ERR_MISMATCH)
            return r;
    }
    return 0;
}

/* Moves chosen ones that `issuer` may have issued to the leading ones. */
static int lead(struct choice *choice, const struct certificate *issuer)
{
    for (size_t i = choice->leading; i < choice->chosen; i++) {
        int r = may_have_issued(issuer, &choice->items[i]);

        if (r == 0)
            move(choice, i, &choice->leading);
        else if (r != ERR_MISMATCH)
            return r;
    }
    return 0;
}

/* Up from the subject, no further than a path may be long. */
static int choose(const struct search *search, struct choice *choice)
{
    int r = choose_issuers(choice, search->subject.certificate);
    size_t done = 0;

    for (size_t links = 2; links < PATH_CERTIFICATES_MAX && r == 0; links++) {
        size_t end = choice->chosen;

        for (; done < end && r == 0; done++) {
            struct certificate next = choice->items[done]; /* it does not move meanwhile */

            r = choose_issuers(choice, &next);
        }
    }
    return r;
}

/* And down from the anchors. */
static int lead_all(const struct pinned_list *anchors, struct choice *choice)
{
    int r = 0;

    for (size_t i = 0; i < anchors->count && r == 0; i++)
        r = lead(choice, &anchors->items[i].certificate);
    for (size_t i = 0; i < choice->leading && r == 0; i++) {
        struct certificate next = choice->items[i];

        r = lead(choice, &next);
    }
    return r;
}

int path_choose(const struct search *search, const struct pinned_list *anchors,
                struct slice_list *ret)
{
    struct choice choice = {0};
    struct slice *ders;
    int r = read_all(search, &choice);

    if (r == 0)
        r = choose(search, &choice);
    if (r == 0)
        r = lead_all(anchors, &choice);
    if (r < 0)
        return r;
    ders = arena_array(search->arena, struct slice, choice.leading);
    if (!ders)
        return ERR_NOMEM;
    for (size_t i = 0; i < choice.leading; i++)
        ders[i] = choice.items[i].der;
    *ret = (struct slice_list){ders, choice.leading};
    return 0;
}
