#include "signature/revocation.h"

#include "base/error.h"

/* ---- Collecting ---- */

/* OCSPResponse begins with an ENUMERATED, CertificateList with a SEQUENCE. */
static bool is_answer(struct slice der)
{
    struct slice body;

    return der_only(der, DER_SEQUENCE, &body) == 0 && der_at(body, DER_ENUMERATED);
}

int revocation_add(struct arena *arena, struct revocation_items *items, struct slice der,
                   enum revocation_origin origin)
{
    struct revocation_item item = {.origin = origin};
    struct revocation_item *grown;
    int r;

    if (items->count >= REVOCATION_ITEMS_MAX)
        return ERR_LIMIT;
    item.kind = is_answer(der) ? REVOCATION_BY_OCSP : REVOCATION_BY_CRL;
    r = item.kind == REVOCATION_BY_OCSP ? ocsp_parse(der, &item.ocsp) : crl_parse(der, &item.crl);
    if (r < 0)
        return r;
    grown = arena_grow(arena, items->items, items->count, &items->capacity, sizeof *grown);
    if (!grown)
        return ERR_NOMEM;
    grown[items->count++] = item;
    items->items = grown;
    return 0;
}

/* ---- What a list says ---- */

/* Names of distribution points: any that stands in both (RFC 5280 6.3.3 b 2 i). */
static bool share_name(struct slice a, struct slice b)
{
    struct slice names_a;
    struct slice names_b;

    if (der_only(a, DER_CONTEXT_CONSTRUCTED(0), &names_a) < 0 ||
        der_only(b, DER_CONTEXT_CONSTRUCTED(0), &names_b) < 0)
        return slice_equal(a, b);
    while (names_a.size > 0) {
        struct slice rest = names_b;
        struct der name_a;
        struct der name_b;

        if (der_next(&names_a, &name_a) < 0)
            return false;
        while (rest.size > 0 && der_next(&rest, &name_b) == 0)
            if (slice_equal(name_a.whole, name_b.whole))
                return true;
    }
    return false;
}

/* Whether the certificate names the list's distribution point as one of its own. */
static bool has_point(const struct certificate *certificate, struct slice point)
{
    struct slice rest = certificate->crl_points;
    struct slice body;
    struct slice name;

    while (rest.size > 0 && der_body(&rest, DER_SEQUENCE, &body) == 0)
        if (der_at(body, DER_CONTEXT_CONSTRUCTED(0)) &&
            der_body(&body, DER_CONTEXT_CONSTRUCTED(0), &name) == 0 && share_name(point, name))
            return true;
    return false;
}

/* Whether it is about certificates of its issuer: then what it names was revoked for certain. */
static bool names_certificates(const struct crl *crl)
{
    return crl->unknown_critical.size == 0 && !crl->scope.indirect && !crl->scope.only_attributes;
}

/* Whether it would name the certificate, had that been revoked. */
static bool would_name(const struct crl *crl, const struct certificate *certificate)
{
    const struct crl_scope *scope = &crl->scope;

    if (crl->is_delta || scope->only_some_reasons ||
        (certificate->is_ca ? scope->only_users : scope->only_authorities))
        return false;
    return scope->point.size == 0 || has_point(certificate, scope->point);
}

/* Whether something issued for this while speaks of that time. */
static bool is_fresh(const struct judged_revocation *said, int64_t time)
{
    return time <= said->as_of || (said->has_next_update && time <= said->next_update);
}

/*
 * Good at `time`, unless the issuer may have taken the certificate off its list because it
 * had expired (RFC 5280 3.3); `kept_since` is since when it keeps them.
 */
static void say_good(const struct certificate *certificate, int64_t time, bool keeps,
                     int64_t kept_since, struct judged_revocation *said)
{
    int64_t asked = time < certificate->not_after ? time : certificate->not_after;
    bool kept =
        said->as_of <= certificate->not_after || (keeps && kept_since <= certificate->not_after);

    if (kept && is_fresh(said, asked))
        said->state = REVOCATION_GOOD;
}

/* Revoked at `time`, or only later, which says that it was good before. */
static void say_revoked(const struct crl_entry *entry, int64_t time, struct judged_revocation *said)
{
    said->revoked_at = entry->revoked_at;
    said->reason = entry->reason;
    said->has_reason = entry->has_reason;
    said->state = entry->revoked_at <= time ? REVOCATION_REVOKED : REVOCATION_GOOD;
}

static void ask_list(const struct revocation_question *question, const struct crl *crl,
                     struct judged_revocation *said)
{
    const struct certificate *certificate = question->subject.certificate;
    struct crl_entry entry;

    if (!names_certificates(crl))
        return;
    said->as_of = crl->this_update;
    said->has_next_update = crl->has_next_update;
    said->next_update = crl->next_update;
    if (crl_find(crl, certificate->serial, &entry) == 0 && entry.reason != REVOKED_REMOVED)
        say_revoked(&entry, question->time, said);
    else if (would_name(crl, certificate))
        say_good(certificate, question->time, crl->has_expired_since, crl->expired_since, said);
}

/* ---- What an answer says ---- */

static int ask_answer(const struct revocation_question *question, const struct ocsp *ocsp,
                      struct judged_revocation *said)
{
    const struct certificate *certificate = question->subject.certificate;
    struct ocsp_response response;
    int r = ocsp_find(ocsp, question->issuer.certificate, certificate->serial, &response);

    if (r < 0)
        return r == ERR_NOT_FOUND ? 0 : r;
    if (ocsp->unknown_critical.size > 0 || response.unknown_critical.size > 0)
        return 0;
    said->as_of = response.this_update;
    said->has_next_update = response.has_next_update;
    said->next_update = response.next_update;
    if (response.status == OCSP_REVOKED)
        say_revoked(&(struct crl_entry){response.revoked_at, response.reason, response.has_reason},
                    question->time, said);
    else if (response.status == OCSP_GOOD)
        say_good(certificate, question->time, response.has_cutoff, response.cutoff, said);
    return 0;
}

/* ---- All of it together ---- */

static bool is_hold(const struct judged_revocation *said)
{
    return said->state == REVOCATION_REVOKED && said->reason == REVOKED_ON_HOLD;
}

/*
 * What is revoked stays revoked, from the earliest time that anything names; a hold may be
 * lifted, so there, and among what says good, the youngest word counts.
 */
static bool is_better(const struct judged_revocation *said, const struct judged_revocation *best)
{
    bool final = said->state == REVOCATION_REVOKED && !is_hold(said);
    bool best_final = best->state == REVOCATION_REVOKED && !is_hold(best);

    if (said->state == REVOCATION_UNKNOWN || best->state == REVOCATION_UNKNOWN)
        return said->state != REVOCATION_UNKNOWN;
    if (final != best_final)
        return final;
    return final ? said->revoked_at < best->revoked_at : said->as_of > best->as_of;
}

/*
 * Something signed by an algorithm that had ended may be anybody's, and is not believed what it
 * says for a certificate. Nobody forges what speaks against the one that he signs with.
 */
static bool is_strong(const struct revocation_question *question,
                      const struct der_algorithm *algorithm)
{
    struct scheme scheme;
    const char *detail;

    if (scheme_parse(algorithm, &scheme, &detail) < 0)
        return false;
    return scheme.hash == HASH_NONE ||
           algorithm_acceptable(question->algorithms, hash_name(scheme.hash), 0, question->time,
                                NULL);
}

static const struct der_algorithm *algorithm_of(const struct revocation_item *item)
{
    return item->kind == REVOCATION_BY_CRL ? &item->crl.algorithm : &item->ocsp.algorithm;
}

bool revocation_spares(const struct judged_revocation *said)
{
    return said->has_reason &&
           (said->reason == REVOKED_UNSPECIFIED || said->reason == REVOKED_AFFILIATION_CHANGED ||
            said->reason == REVOKED_SUPERSEDED || said->reason == REVOKED_CESSATION);
}

/* Whoever got hold of the key writes answers of any day that he likes. */
static bool may_be_anybodys(const struct judged_revocation *own, const struct ocsp *ocsp)
{
    return own->state == REVOCATION_REVOKED &&
           (own->revoked_at <= ocsp->produced_at || !revocation_spares(own));
}

/*
 * Somebody answered in the issuer's name. Whether he was revoked himself, before he answered or
 * since, is asked of lists, unless the issuer says that nobody need ask (id-pkix-ocsp-nocheck).
 * ERR_MISMATCH where he was.
 */
static int check_responder(const struct revocation_question *question,
                           const struct revocation_item *item, struct judged_revocation *said)
{
    struct revocation_question about = *question;
    struct certificate certificate;
    struct judged_revocation own;
    struct certificate_view view;
    int r;

    if (certificate_parse(item->responder, &certificate) < 0)
        return ERR_MISMATCH;
    r = certificate_describe(question->arena, &certificate, &view);
    if (r < 0)
        return r;
    said->issuer = view.subject;
    if (certificate.no_revocation_check)
        return 0;
    about.subject = (struct path_step){&certificate, &view, NULL};
    if (about.time < item->ocsp.produced_at)
        about.time = item->ocsp.produced_at;
    about.only_lists = true;
    r = revocation_ask(&about, &own);
    if (r < 0)
        return r;
    return may_be_anybodys(&own, &item->ocsp) ? ERR_MISMATCH : 0;
}

static int check(const struct revocation_question *question, struct revocation_item *item,
                 struct judged_revocation *said)
{
    int r = revocation_check(item, &question->issuer);

    said->issuer = question->issuer.view->subject;
    return r == 0 && item->responder.size > 0 ? check_responder(question, item, said) : r;
}

/* What the item says, if it is about the certificate; else nothing. */
static int ask(const struct revocation_question *question, const struct revocation_item *item,
               struct judged_revocation *said)
{
    int r;

    if (item->kind == REVOCATION_BY_OCSP)
        return question->only_lists ? 0 : ask_answer(question, &item->ocsp, said);
    r = revocation_match_issuer(item, question->issuer.certificate);
    if (r == 0)
        ask_list(question, &item->crl, said);
    return r == ERR_MISMATCH ? 0 : r;
}

static int consider(const struct revocation_question *question, struct revocation_item *item,
                    bool read_only, struct judged_revocation *best)
{
    struct judged_revocation said = {.asked = true, .kind = item->kind, .origin = item->origin};
    struct revocation_item copy;
    int r = ask(question, item, &said);

    if (r < 0 || !is_better(&said, best) ||
        (said.state != REVOCATION_REVOKED && !is_strong(question, algorithm_of(item))))
        return r;
    copy = *item;
    r = check(question, read_only ? &copy : item, &said);
    if (r == 0)
        *best = said;
    return r == ERR_MISMATCH ? 0 : r;
}

int revocation_ask(const struct revocation_question *question, struct judged_revocation *ret)
{
    struct judged_revocation best = {.asked = true};
    int r = 0;

    for (size_t i = 0; i < REVOCATION_COLLECTIONS_MAX && r == 0; i++) {
        const struct revocation_items *items = question->collections[i];

        for (size_t k = 0; items && k < items->count && r == 0; k++)
            r = consider(question, &items->items[k], items->read_only, &best);
    }
    if (r == 0)
        *ret = best;
    return r;
}
