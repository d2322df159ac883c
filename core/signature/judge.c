/*
 * signature_judge(): one signature's evidence under one source's trust at one control time
 * (design.md sections 4 and 6).
 */
#include "base/datetime.h"
#include "base/error.h"
#include "base/unicode.h"
#include "signature/oid.h"
#include "signature/trust_private.h"

#define SUBJECT_MAX 400 /* bytes of a name in a parameter */

struct judging {
    struct arena *arena;
    const struct signature_evidence *evidence;
    const struct trust *trust; /* NULL for none */
    struct findings *findings;
    int64_t time; /* T, the control time */
    enum time_basis basis;
    struct judged_algorithm *algorithms;
    size_t algorithm_count, algorithm_capacity;
    int error; /* ERR_NOMEM while algorithms were listed */
};

static void time_param(struct findings *findings, struct finding *finding, const char *name,
                       int64_t time)
{
    char text[TIME_TEXT_SIZE];

    time_format(time, OFFSET_UTC, text);
    finding_param(findings, finding, name, "%s", text);
}

static void subject_param(struct findings *findings, struct finding *finding, const char *subject)
{
    finding_param(findings, finding, "subject", "%.*s",
                  (int)utf8_cut(slice_str(subject), SUBJECT_MAX), subject);
}

/* ---- Control time ---- */

/*
 * The claimed time in place of T where the source says so, if it is neither later than T nor
 * too far back.
 */
static bool claimed_time_counts(const struct judging *judging)
{
    const struct signature_evidence *evidence = judging->evidence;

    if (!judging->trust || !judging->trust->use_claimed_time || !evidence->has_claimed_time ||
        evidence->claimed_time > judging->time)
        return false;
    return judging->trust->claimed_max_age == 0 ||
           judging->time - evidence->claimed_time <= judging->trust->claimed_max_age;
}

static void choose_time(struct judging *judging, const struct control_times *times)
{
    judging->time = times->at;
    judging->basis = TIME_BASIS_AT;
    if (times->has_existed_by) {
        judging->time = times->existed_by;
        judging->basis = times->existed_by_from_ledger ? TIME_BASIS_LEDGER : TIME_BASIS_EXISTED_BY;
    }
}

/*
 * Signed later than T. Where T is the caller's word that the file existed, that word is the
 * likelier mistake.
 */
static void future_time(struct judging *judging)
{
    const char *code = judging->basis == TIME_BASIS_EXISTED_BY ? "trust.existed_by_before_signing"
                                                               : "trust.future_time";
    struct finding *finding =
        findings_add(judging->findings, code, UNDECIDED(OUT_OF_BOUNDS_NO_POE));

    time_param(judging->findings, finding, "claimed", judging->evidence->claimed_time);
    time_param(judging->findings, finding, "control_time", judging->time);
}

/* A signature cannot be younger than the moment at which it is known to exist. */
static void check_claimed_time(struct judging *judging)
{
    const struct signature_evidence *evidence = judging->evidence;
    struct finding *finding;

    if (evidence->has_claimed_time && evidence->claimed_time > judging->time) {
        future_time(judging);
    } else if (claimed_time_counts(judging)) {
        /* No doubt, but worth saying: what follows rests on the signer's word. */
        finding = findings_add(judging->findings, "trust.claimed_time",
                               (struct verdict){TOTAL_PASSED, SUBINDICATION_NONE});
        time_param(judging->findings, finding, "claimed", evidence->claimed_time);
        judging->time = evidence->claimed_time;
        judging->basis = TIME_BASIS_CLAIMED;
    }
}

/* ---- Validity ---- */

static void out_of_bounds(struct judging *judging, const char *code,
                          const struct certificate_view *view, int64_t bound)
{
    struct finding *finding =
        findings_add(judging->findings, code, UNDECIDED(OUT_OF_BOUNDS_NO_POE));

    subject_param(judging->findings, finding, view->subject);
    time_param(judging->findings, finding, "until", bound);
    time_param(judging->findings, finding, "control_time", judging->time);
    if (judging->evidence->has_claimed_time)
        time_param(judging->findings, finding, "claimed", judging->evidence->claimed_time);
}

/*
 * A certificate's dates at T. Expired since is what an old but good document looks like:
 * whoever can show when it existed can have it judged then.
 */
static void check_validity(struct judging *judging, const struct path_step *step)
{
    const struct signature_evidence *evidence = judging->evidence;
    const struct certificate *certificate = step->certificate;
    bool inside = evidence->has_claimed_time && evidence->claimed_time >= certificate->not_before &&
                  evidence->claimed_time <= certificate->not_after;

    if (judging->time < certificate->not_before)
        out_of_bounds(judging, "trust.not_yet_valid", step->view, certificate->not_before);
    else if (judging->time > certificate->not_after)
        out_of_bounds(judging, inside ? "trust.expired_since" : "trust.expired", step->view,
                      certificate->not_after);
}

/* ---- Algorithms ---- */

/* Whether the time is proven: then an algorithm that had ended by it had ended for certain. */
static bool is_proven(enum time_basis basis)
{
    return basis == TIME_BASIS_EXISTED_BY || basis == TIME_BASIS_LEDGER ||
           basis == TIME_BASIS_TIME_STAMP;
}

/* What is listed is everything that was looked at, once, good or not. */
static void list_algorithm(struct judging *judging, const struct judged_algorithm *algorithm)
{
    struct judged_algorithm *items = judging->algorithms;

    for (size_t i = 0; i < judging->algorithm_count; i++)
        if (items[i].use == algorithm->use && items[i].bits == algorithm->bits &&
            items[i].subject == algorithm->subject && strcmp(items[i].name, algorithm->name) == 0)
            return;
    items = arena_grow(judging->arena, items, judging->algorithm_count,
                       &judging->algorithm_capacity, sizeof *items);
    if (items) {
        items[judging->algorithm_count++] = *algorithm;
        judging->algorithms = items;
    } else {
        judging->error = ERR_NOMEM;
    }
}

static void weak_algorithm(struct judging *judging, const struct judged_algorithm *algorithm)
{
    struct finding *finding;
    char day[DAY_TEXT_SIZE];

    finding =
        findings_add(judging->findings, "signature.weak_algorithm",
                     is_proven(judging->basis) ? UNDECIDED(CRYPTO_CONSTRAINTS_FAILURE)
                                               : UNDECIDED(CRYPTO_CONSTRAINTS_FAILURE_NO_POE));
    if (strcmp(algorithm->name, "rsa") == 0)
        finding_param(judging->findings, finding, "algorithm", "%s-%u", algorithm->name,
                      algorithm->bits);
    else
        finding_param(judging->findings, finding, "algorithm", "%s", algorithm->name);
    if (algorithm->has_until) {
        day_format(day_of_time(algorithm->until, OFFSET_UTC), day);
        finding_param(judging->findings, finding, "until", "%s", day);
    }
    time_param(judging->findings, finding, "control_time", judging->time);
    if (algorithm->subject)
        subject_param(judging->findings, finding, algorithm->subject);
}

/* `algorithm` says what is used for what; whether that was good enough is filled in here. */
static void check_algorithm(struct judging *judging, struct judged_algorithm algorithm)
{
    const struct algorithm_table *table =
        judging->trust ? judging->trust->algorithms : algorithm_table_builtin();
    const struct algorithm_row *row;

    algorithm.acceptable =
        algorithm_acceptable(table, algorithm.name, algorithm.bits, judging->time, &row);
    algorithm.has_until = row && row->has_until;
    algorithm.until = algorithm.has_until ? row->until : 0;
    list_algorithm(judging, &algorithm);
    if (!algorithm.acceptable)
        weak_algorithm(judging, &algorithm);
}

static void check_hash(struct judging *judging, enum algorithm_use use, enum hash hash,
                       const char *subject)
{
    check_algorithm(judging, (struct judged_algorithm){
                                 .use = use, .name = hash_name(hash), .subject = subject});
}

static void check_key(struct judging *judging, enum algorithm_use use, const struct key *key,
                      const char *subject)
{
    check_algorithm(judging,
                    (struct judged_algorithm){
                        .use = use, .name = key->name, .bits = key->bits, .subject = subject});
}

/* The document's digest, the signature's, and the signer's key. */
static void check_signature_algorithms(struct judging *judging)
{
    const struct signature_evidence *evidence = judging->evidence;

    if (evidence->digest != HASH_NONE)
        check_hash(judging, ALGORITHM_DIGEST, evidence->digest, NULL);
    if (evidence->key.kind != KEY_NONE)
        check_key(judging, ALGORITHM_SIGNATURE, &evidence->key, evidence->view.subject);
}

/* OpenSSL knows algorithms that no table names; they go by their number, never good enough. */
static void check_unnamed(struct judging *judging, const struct der_algorithm *algorithm,
                          const char *subject)
{
    struct judged_algorithm unnamed = {.use = ALGORITHM_CERTIFICATE, .subject = subject};
    char name[OID_TEXT_MAX];

    oid_text(algorithm->oid, name);
    unnamed.name = arena_strdup(judging->arena, name);
    if (unnamed.name)
        check_algorithm(judging, unnamed);
    else
        judging->error = ERR_NOMEM;
}

/* How each certificate of the path was signed by the next one. */
static void check_path_algorithms(struct judging *judging, const struct path *path)
{
    for (size_t i = 0; i + 1 < path->count; i++) {
        const struct path_step *step = &path->steps[i];
        const struct path_step *issuer = &path->steps[i + 1];
        const struct der_algorithm *algorithm = &step->certificate->algorithm;
        struct scheme scheme;
        const char *detail;

        if (scheme_parse(algorithm, &scheme, &detail) == 0 && scheme.hash != HASH_NONE)
            check_hash(judging, ALGORITHM_CERTIFICATE, scheme.hash, step->view->subject);
        else
            check_unnamed(judging, algorithm, step->view->subject);
        check_key(judging, ALGORITHM_CERTIFICATE, issuer->key, issuer->view->subject);
    }
}

/* ---- Trust ---- */

static void wrong_signer(struct judging *judging, const struct path *path)
{
    struct finding *finding =
        findings_add(judging->findings, "trust.wrong_signer", UNDECIDED(CHAIN_CONSTRAINTS_FAILURE));

    finding_param(judging->findings, finding, "detail", "%s",
                  path->misfit ? path->misfit : "the configured certificate was retired before");
    subject_param(judging->findings, finding, judging->evidence->view.subject);
    if (!path->misfit)
        time_param(judging->findings, finding, "until", path->end->until);
}

static void no_path(struct judging *judging, const char *detail)
{
    struct finding *finding =
        findings_add(judging->findings, "trust.no_path", UNDECIDED(NO_CERTIFICATE_CHAIN_FOUND));

    subject_param(judging->findings, finding, judging->evidence->view.subject);
    if (detail)
        finding_param(judging->findings, finding, "detail", "%s", detail);
}

static int dup_views(struct arena *arena, const struct path *path,
                     struct signature_judgement *judgement)
{
    struct certificate_view *views = arena_array(arena, struct certificate_view, path->count);

    if (!views)
        return ERR_NOMEM;
    for (size_t i = 0; i < path->count; i++)
        views[i] = *path->steps[i].view;
    judgement->path = views;
    judgement->path_count = path->count;
    return 0;
}

static bool is_in(const struct pinned_list *list, const struct pinned *pinned)
{
    return pinned >= list->items && pinned < list->items + list->count;
}

static enum trusted_as named_as(const struct trust *trust, const struct pinned *end)
{
    return is_in(&trust->signers, end)   ? TRUSTED_AS_SIGNER
           : is_in(&trust->issuers, end) ? TRUSTED_AS_ISSUER
           : is_in(&trust->anchors, end) ? TRUSTED_AS_ANCHOR
                                         : TRUSTED_AS_NONE;
}

/* What follows from a path: whether the source uses this signer, then dates and algorithms. */
static void judge_path(struct judging *judging, const struct path *path,
                       struct signature_judgement *judgement)
{
    judgement->trusted = !path->misfit && !path->retired;
    judgement->trusted_as = named_as(judging->trust, path->end);
    if (!judgement->trusted)
        wrong_signer(judging, path);
    check_validity(judging, &path->steps[0]);
    if (path->outdated)
        check_validity(judging, path->outdated);
    check_path_algorithms(judging, path);
    /* Nothing of this build knows of revocation, so a source that requires it stays in doubt. */
    if (judging->trust->revocation_required)
        findings_add(judging->findings, "revocation.unknown", UNDECIDED(TRY_LATER));
}

static int judge_trust(struct arena *arena, struct judging *judging,
                       struct signature_judgement *judgement)
{
    const struct search search = {arena, judging->trust, judging->evidence, judging->time};
    struct path path;
    int r;

    if (!judging->trust || !trust_is_configured(judging->trust)) {
        findings_add(judging->findings, "trust.not_configured",
                     UNDECIDED(NO_CERTIFICATE_CHAIN_FOUND));
        return 0;
    }
    if (!judging->evidence->has_signer)
        return 0; /* signature.no_certificate or signature.malformed says why */
    r = path_find(&search, &path);
    if (r < 0)
        return r;
    if (!path.found) {
        no_path(judging, path.no_path);
        return 0;
    }
    judge_path(judging, &path, judgement);
    return dup_views(arena, &path, judgement);
}

int signature_judge(struct arena *arena, const struct signature_evidence *evidence,
                    const struct trust *trust, const struct control_times *times,
                    struct signature_judgement *ret_judgement)
{
    struct signature_judgement judgement = {0};
    struct judging judging = {
        .arena = arena, .evidence = evidence, .trust = trust, .findings = &judgement.findings};
    int r;

    findings_init(&judgement.findings, arena);
    findings_append(&judgement.findings, &evidence->findings);
    choose_time(&judging, times);
    check_claimed_time(&judging);
    check_signature_algorithms(&judging);
    r = judge_trust(arena, &judging, &judgement);
    if (r == 0)
        r = judging.error;
    if (r < 0)
        return r;
    judgement.control_time = judging.time;
    judgement.time_basis = judging.basis;
    judgement.algorithms = judging.algorithms;
    judgement.algorithm_count = judging.algorithm_count;
    judgement.verdict = findings_verdict(&judgement.findings);
    *ret_judgement = judgement;
    return 0;
}

const char *time_basis_name(enum time_basis basis)
{
    static const char *const names[] = {
        [TIME_BASIS_AT] = "at",           [TIME_BASIS_EXISTED_BY] = "existed_by",
        [TIME_BASIS_LEDGER] = "ledger",   [TIME_BASIS_TIME_STAMP] = "time_stamp",
        [TIME_BASIS_CLAIMED] = "claimed",
    };

    return (size_t)basis < sizeof names / sizeof names[0] ? names[basis] : NULL;
}

const char *trusted_as_name(enum trusted_as as)
{
    static const char *const names[] = {
        [TRUSTED_AS_NONE] = NULL,
        [TRUSTED_AS_SIGNER] = "signer",
        [TRUSTED_AS_ISSUER] = "issuer",
        [TRUSTED_AS_ANCHOR] = "anchor",
    };

    return (size_t)as < sizeof names / sizeof names[0] ? names[as] : NULL;
}

const char *algorithm_use_name(enum algorithm_use use)
{
    static const char *const names[] = {
        [ALGORITHM_DIGEST] = "digest",           [ALGORITHM_SIGNATURE] = "signature",
        [ALGORITHM_CERTIFICATE] = "certificate", [ALGORITHM_TIME_STAMP] = "time_stamp",
        [ALGORITHM_REVOCATION] = "revocation",   [ALGORITHM_SEAL] = "seal",
    };

    return (size_t)use < sizeof names / sizeof names[0] ? names[use] : NULL;
}
