/*
 * Any bytes as /Contents over fixed content: examined under every profile, judged with pinned
 * issuers and with an anchor. Whatever passes was signed by somebody that is trusted, and
 * every text is UTF-8.
 */
#include "base/unicode.h"
#include "signature/signature.h"
#include "signature/trust.h"

#include <stdlib.h>

#include "signature_issuer.h"
#include "signature_seal_authority.h"

#define ARENA_MAX (64u * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct trust *pinned;
static struct trust *anchored;

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void free_trust(void)
{
    pinned = trust_free(pinned);
    anchored = trust_free(anchored);
}

static void make_trust(void)
{
    const struct trust_certificate certificates[] = {
        {.der = slice_of(issuer, sizeof issuer)},
        {.der = slice_of(seal_authority, sizeof seal_authority)}};
    const struct trust_subject subject = {.attribute = "O", .value = "Office", .prefix = true};
    const struct trust_settings issuers = {
        .source = "issuer", .issuers = certificates, .issuer_count = 2};
    const struct trust_settings anchors = {.source = "anchor",
                                           .anchors = certificates,
                                           .anchor_count = 2,
                                           .subject = &subject,
                                           .subject_count = 1,
                                           .use_claimed_time = true};
    struct trust_problem problem;

    require(trust_new(&issuers, &problem, &pinned) == 0);
    require(trust_new(&anchors, &problem, &anchored) == 0);
    atexit(free_trust);
}

static void check_texts(const struct signature_judgement *judgement)
{
    const struct findings *findings = &judgement->findings;

    for (size_t i = 0; i < findings->count; i++)
        for (size_t k = 0; k < findings->items[i].param_count; k++)
            require(utf8_valid(slice_str(findings->items[i].params[k].value), NULL));
    for (size_t i = 0; i < judgement->path_count; i++)
        require(utf8_valid(slice_str(judgement->path[i].subject), NULL) &&
                utf8_valid(slice_str(judgement->path[i].issuer), NULL));
}

static void check(struct arena *arena, const struct signature_evidence *evidence,
                  const struct trust *trust)
{
    const struct control_times times = {.at = 1782864000};
    struct signature_judgement judgement;

    if (signature_judge(arena, evidence, trust, &times, &judgement) < 0)
        return;
    check_texts(&judgement);
    if (judgement.verdict.indication != TOTAL_PASSED)
        return;
    require(judgement.trusted && judgement.path_count >= 2 && signature_signer(evidence));
    require(signature_digest_algorithm(evidence) && signature_signature_algorithm(evidence));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum signature_profile profiles[] = {
        SIGNATURE_ADBE_PKCS7_DETACHED, SIGNATURE_ETSI_CADES_DETACHED, SIGNATURE_ADBE_PKCS7_SHA1,
        SIGNATURE_ADBE_X509_RSA_SHA1};
    const struct slice certificates[] = {slice_of(rsa_signer, sizeof rsa_signer)};
    struct signature_input input = {
        .contents = slice_of(data, size),
        .covered = {slice_str(content)},
        .certificates = certificates,
        .certificate_count = 1,
    };
    struct signature_evidence *evidence;
    struct arena *arena;

    if (!pinned)
        make_trust();
    arena = arena_new(ARENA_MAX);
    for (size_t i = 0; arena && i < sizeof profiles / sizeof profiles[0]; i++) {
        input.profile = profiles[i];
        if (signature_examine(arena, &input, &evidence) < 0)
            continue;
        check(arena, evidence, pinned);
        check(arena, evidence, anchored);
        check(arena, evidence, NULL);
    }
    arena_free(arena);
    return 0;
}
