/*
 * Who made the electronic seal: a path from its maker to the source's `seal_makers`, at the
 * day on which the seal was made. A source that names none says so in the report; what the
 * signer may do hangs on the signer's own path.
 */
#include "signature/judge_impl.h"

static void no_path(struct judging *judging, const struct seal_evidence *own, const char *detail)
{
    struct finding *finding =
        findings_add(judging->findings, "trust.no_path", UNDECIDED(NO_CERTIFICATE_CHAIN_FOUND));

    judge_subject_param(judging->findings, finding, own->maker_view.subject);
    finding_param(judging->findings, finding, "detail", "the maker of the seal: %s", detail);
}

/* Worth saying, and no doubt: GB/T 38540 leaves it to whoever verifies. */
static void unchecked(struct judging *judging, const struct seal_evidence *own)
{
    struct finding *finding = findings_add(judging->findings, "seal.maker_unchecked",
                                           (struct verdict){TOTAL_PASSED, SUBINDICATION_NONE});

    judge_subject_param(judging->findings, finding, own->maker_view.subject);
}

static const char *fault_of(const struct seal_evidence *own, const struct path *path)
{
    if (!path->found)
        return "no path leads to a configured maker of seals";
    if (path->retired)
        return "the configured certificate was retired before";
    if (path->misfit)
        return path->misfit;
    if (path->outdated || own->seal.created < own->maker.not_before ||
        own->seal.created > own->maker.not_after)
        return "a certificate was not valid when the seal was made";
    return NULL;
}

int judge_seal(struct judging *judging)
{
    const struct seal_evidence *own = judging->evidence->seal;
    struct search search = {
        .arena = judging->arena, .trust = judging->trust, .whose = SEARCH_SEAL_MAKER};
    struct path path;
    int r;

    if (!own || !own->has_maker)
        return 0;
    judge_seal_algorithms(judging);
    if (!judging->trust)
        return 0;
    if (judging->trust->seal_makers.pinned.count == 0) {
        unchecked(judging, own);
        return 0;
    }
    search.subject = (struct path_step){&own->maker, &own->maker_view, &own->maker_key};
    search.time = own->seal.created;
    memcpy(search.bags, judging->bags, sizeof search.bags);
    r = path_find(&search, &path);
    if (r < 0)
        return r;
    if (fault_of(own, &path)) {
        no_path(judging, own, fault_of(own, &path));
    } else {
        judging->seal_maker_trusted = true;
        judge_path_algorithms(judging, &path);
        r = judge_maker_revocation(judging, &path);
    }
    return r;
}
