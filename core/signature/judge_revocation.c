/*
 * Revocation of each certificate of a path (design.md section 4): REVOKED with proof that
 * the signing was later, REVOKED_NO_POE and REVOKED_CA_NO_POE without, TRY_LATER where the
 * source requires to know.
 *
 * It is asked for T without the claimed time: the word of whoever signed cannot place his
 * signature before the revocation of his own key.
 */
#include "base/error.h"
#include "signature/judge_impl.h"

static bool has_items(const struct judging *judging)
{
    for (size_t i = 0; i < REVOCATION_COLLECTIONS_MAX; i++)
        if (judging->collections[i] && judging->collections[i]->count > 0)
            return true;
    return false;
}

/* ---- Who issued a signer that the source named itself ---- */

static int try_issuer(const struct judging *judging, struct slice der,
                      const struct certificate *certificate, struct path_step *ret_issuer)
{
    struct certificate *issuer = arena_new_of(judging->arena, struct certificate);
    struct certificate_view *view = arena_new_of(judging->arena, struct certificate_view);
    struct key *key = arena_new_of(judging->arena, struct key);
    const char *detail;
    int r;

    if (!issuer || !view || !key)
        return ERR_NOMEM;
    if (certificate_parse(der, issuer) < 0 || !slice_equal(issuer->subject, certificate->issuer) ||
        key_parse(issuer->spki, key, &detail) < 0)
        return ERR_MISMATCH;
    r = certificate_describe(judging->arena, issuer, view);
    *ret_issuer = (struct path_step){issuer, view, key};
    return r < 0 ? r : path_check_issued(ret_issuer, certificate);
}

static bool may_go_on(int r)
{
    return r == ERR_MISMATCH || r == ERR_UNSUPPORTED;
}

/* Those that the source names: whoever signed need not have sent them along. */
static int find_named_issuer(const struct trust *trust, const struct certificate *certificate,
                             struct path_step *ret_issuer)
{
    const struct pinned_list *lists[] = {&trust->issuers, &trust->anchors.pinned,
                                         &trust->time_stamps.pinned, &trust->seal_makers.pinned};
    int r = ERR_MISMATCH;

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (size_t k = 0; k < lists[i]->count && may_go_on(r); k++) {
            *ret_issuer = pinned_step(&lists[i]->items[k]);
            r = path_check_issued(ret_issuer, certificate);
        }
    }
    return r;
}

/*
 * The key that made the signer's certificate is its issuer's, whoever that is: nothing more
 * is asked of it than what it says of the certificates that it made. ERR_MISMATCH for none.
 */
static int find_issuer(const struct judging *judging, const struct certificate *certificate,
                       struct path_step *ret_issuer)
{
    const struct slice_list lists[] = {judging->bags[0], judging->bags[1],
                                       judging->trust->candidates};
    int r = find_named_issuer(judging->trust, certificate, ret_issuer);

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (size_t k = 0; k < lists[i].count && may_go_on(r); k++)
            r = try_issuer(judging, lists[i].items[k], certificate, ret_issuer);
    }
    return r == ERR_UNSUPPORTED ? ERR_MISMATCH : r;
}

/* ---- Asking ---- */

static int ask(const struct judging *judging, const struct path_step *subject,
               const struct path_step *issuer, struct judged_revocation *ret)
{
    struct revocation_question question = {
        .arena = judging->arena,
        .algorithms = judging->trust->algorithms,
        .subject = *subject,
        .issuer = *issuer,
        .time = judging->unclaimed_time,
    };

    memcpy(question.collections, judging->collections, sizeof question.collections);
    return revocation_ask(&question, ret);
}

/* The last of a path is what the source names; only a signer that it names was issued by others. */
static int ask_all(const struct judging *judging, const struct path *path,
                   struct judged_revocation *statuses)
{
    struct path_step issuer;
    int r = 0;

    if (path->count == 1) {
        statuses[0].asked = true;
        r = find_issuer(judging, path->steps[0].certificate, &issuer);
        if (r == 0)
            r = ask(judging, &path->steps[0], &issuer, &statuses[0]);
        return r == ERR_MISMATCH ? 0 : r;
    }
    for (size_t i = 0; i + 1 < path->count && r == 0; i++)
        r = ask(judging, &path->steps[i], &path->steps[i + 1], &statuses[i]);
    return r;
}

/* ---- Concluding ---- */

/* The signer's; somebody above the signer can have been anybody since. */
static struct verdict verdict_of_revoked(const struct judging *judging, bool is_signer,
                                         const struct judged_revocation *status)
{
    if (status->reason == REVOKED_ON_HOLD)
        return UNDECIDED(TRY_LATER);
    if (!is_signer)
        return UNDECIDED(REVOKED_CA_NO_POE);
    if (judging->has_signed_after && judging->signed_after >= status->revoked_at)
        return FAILED(REVOKED);
    return UNDECIDED(REVOKED_NO_POE);
}

/*
 * RFC 3161 4: tokens made before a revocation stay good where its reason says that the key
 * was not compromised.
 */
static bool stays_good(const struct judging *judging, const struct judged_revocation *status)
{
    return judging->evidence->is_time_stamp && revocation_spares(status) &&
           judging->evidence->time_stamp.time < status->revoked_at;
}

static void add_revoked(struct judging *judging, const struct path_step *step,
                        struct verdict verdict, const struct judged_revocation *status)
{
    struct finding *finding = findings_add(judging->findings, "revocation.revoked", verdict);

    judge_subject_param(judging->findings, finding, step->view->subject);
    judge_time_param(judging->findings, finding, "revoked_at", status->revoked_at);
    finding_param(judging->findings, finding, "reason", "%s",
                  revocation_reason_name(status->reason));
    judge_time_param(judging->findings, finding, "control_time", judging->unclaimed_time);
}

static void conclude_revoked(struct judging *judging, const struct path_step *step, bool is_signer,
                             const struct judged_revocation *status)
{
    if (!is_signer || !stays_good(judging, status))
        add_revoked(judging, step, verdict_of_revoked(judging, is_signer, status), status);
}

static void conclude(struct judging *judging, const struct path *path,
                     const struct judged_revocation *statuses)
{
    for (size_t i = 0; i < path->count; i++) {
        const struct judged_revocation *status = &statuses[i];
        struct finding *finding;

        if (status->state == REVOCATION_REVOKED) {
            conclude_revoked(judging, &path->steps[i], i == 0, status);
        } else if (status->asked && status->state == REVOCATION_UNKNOWN &&
                   judging->trust->revocation == TRUST_REVOCATION_REQUIRED) {
            finding = findings_add(judging->findings, "revocation.unknown", UNDECIDED(TRY_LATER));
            judge_subject_param(judging->findings, finding, path->steps[i].view->subject);
        }
    }
}

/* A seal that was made before stays one, unless somebody else may have made it since. */
static bool made_before(const struct judging *judging, const struct judged_revocation *status)
{
    return revocation_spares(status) && judging->evidence->seal->seal.created < status->revoked_at;
}

int judge_maker_revocation(struct judging *judging, const struct path *path)
{
    struct judged_revocation *statuses;
    int r;

    if (judging->trust->revocation == TRUST_REVOCATION_NEVER || !has_items(judging))
        return 0;
    statuses = arena_array(judging->arena, struct judged_revocation, path->count);
    r = statuses ? ask_all(judging, path, statuses) : ERR_NOMEM;
    for (size_t i = 0; i < path->count && r == 0; i++) {
        if (statuses[i].state != REVOCATION_REVOKED ||
            (i == 0 && made_before(judging, &statuses[i])))
            continue;
        add_revoked(judging, &path->steps[i], UNDECIDED(REVOKED_CA_NO_POE), &statuses[i]);
        judging->seal_maker_trusted = false;
    }
    return r;
}

int judge_revocation(struct judging *judging, const struct path *path)
{
    enum trust_revocation wanted = judging->trust->revocation;
    struct judged_revocation *statuses;
    int r;

    if (wanted == TRUST_REVOCATION_NEVER ||
        (wanted == TRUST_REVOCATION_IF_AVAILABLE && !has_items(judging)))
        return 0;
    statuses = arena_array(judging->arena, struct judged_revocation, path->count);
    r = statuses ? ask_all(judging, path, statuses) : ERR_NOMEM;
    if (r < 0)
        return r;
    judging->revocations = statuses;
    conclude(judging, path, statuses);
    return 0;
}

const char *revocation_state_name(enum revocation_state state)
{
    static const char *const names[] = {[REVOCATION_UNKNOWN] = "unknown",
                                        [REVOCATION_GOOD] = "good",
                                        [REVOCATION_REVOKED] = "revoked"};

    return (size_t)state < sizeof names / sizeof names[0] ? names[state] : NULL;
}

const char *revocation_reason_name(uint32_t reason)
{
    static const char *const names[REVOKED_REASON_MAX + 1] = {
        "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
        "superseded",    "cessationOfOperation", "certificateHold", NULL,
        "removeFromCRL", "privilegeWithdrawn",   "aACompromise",
    };

    return reason <= REVOKED_REASON_MAX && names[reason] ? names[reason] : names[0];
}
