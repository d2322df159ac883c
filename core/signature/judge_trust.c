/* Whether the signer is one that the source trusts, and what follows from the path to it. */
#include "base/error.h"
#include "signature/judge_impl.h"

static void wrong_signer(struct judging *judging, const struct path *path)
{
    struct finding *finding =
        findings_add(judging->findings, "trust.wrong_signer", UNDECIDED(CHAIN_CONSTRAINTS_FAILURE));

    finding_param(judging->findings, finding, "detail", "%s",
                  path->misfit ? path->misfit : "the configured certificate was retired before");
    judge_subject_param(judging->findings, finding, judging->evidence->view.subject);
    if (!path->misfit)
        judge_time_param(judging->findings, finding, "until", path->end->until);
}

static void no_path(struct judging *judging, const char *detail)
{
    struct finding *finding =
        findings_add(judging->findings, "trust.no_path", UNDECIDED(NO_CERTIFICATE_CHAIN_FOUND));

    judge_subject_param(judging->findings, finding, judging->evidence->view.subject);
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
    return is_in(&trust->signers, end)              ? TRUSTED_AS_SIGNER
           : is_in(&trust->issuers, end)            ? TRUSTED_AS_ISSUER
           : is_in(&trust->anchors.pinned, end)     ? TRUSTED_AS_ANCHOR
           : is_in(&trust->time_stamps.pinned, end) ? TRUSTED_AS_ANCHOR
                                                    : TRUSTED_AS_NONE;
}

/* What follows from a path: whether the source uses this signer, revocation, dates, algorithms. */
static int judge_path(struct judging *judging, const struct path *path,
                      struct signature_judgement *judgement)
{
    int r;

    judgement->trusted = !path->misfit && !path->retired;
    judgement->trusted_as = named_as(judging->trust, path->end);
    if (!judgement->trusted)
        wrong_signer(judging, path);
    r = judge_revocation(judging, path);
    if (r < 0)
        return r;
    judge_validity(judging, path, 0);
    if (path->outdated > 0)
        judge_validity(judging, path, path->outdated);
    judge_path_algorithms(judging, path);
    return dup_views(judging->arena, path, judgement);
}

/* Whether the source names anybody who could have made this. */
static bool is_configured(const struct judging *judging)
{
    if (!judging->trust)
        return false;
    return judging->evidence->is_time_stamp ? judging->trust->time_stamps.pinned.count > 0
                                            : trust_is_configured(judging->trust);
}

int judge_trust(struct judging *judging, struct signature_judgement *judgement)
{
    const struct signature_evidence *evidence = judging->evidence;
    struct search search = {
        .arena = judging->arena,
        .trust = judging->trust,
        .subject = {&evidence->signer, &evidence->view, &evidence->key},
        .whose = evidence->is_time_stamp ? SEARCH_TIME_STAMP : SEARCH_SIGNER,
        .time = judging->time,
    };
    struct path path;
    int r;

    if (!is_configured(judging)) {
        findings_add(judging->findings, "trust.not_configured",
                     UNDECIDED(NO_CERTIFICATE_CHAIN_FOUND));
        return 0;
    }
    if (!judging->evidence->has_signer)
        return 0; /* signature.no_certificate or signature.malformed says why */
    memcpy(search.bags, judging->bags, sizeof search.bags);
    r = path_find(&search, &path);
    if (r < 0)
        return r;
    if (!path.found) {
        no_path(judging, path.no_path);
        return 0;
    }
    return judge_path(judging, &path, judgement);
}
