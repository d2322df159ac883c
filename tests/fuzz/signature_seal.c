/*
 * Any bytes as a signature with an electronic seal over fixed content: read or refused; what
 * was read lies inside the bytes. Whatever passes was signed by somebody that is trusted and
 * that the seal lists.
 */
#include "signature/seal.h"
#include "signature/signature.h"
#include "signature/trust.h"

#include <stdlib.h>

#include "signature_issuer.h"
#include "signature_seal_authority.h"

#define ARENA_MAX (64u * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct trust *pinned;

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void free_trust(void)
{
    pinned = trust_free(pinned);
}

static void make_trust(void)
{
    const struct trust_certificate authority = {
        .der = slice_of(seal_authority, sizeof seal_authority)};
    const struct trust_settings settings = {.source = "seals",
                                            .issuers = &authority,
                                            .issuer_count = 1,
                                            .seal_makers = &authority,
                                            .seal_maker_count = 1};
    struct trust_problem problem;

    require(trust_new(&settings, &problem, &pinned) == 0);
    atexit(free_trust);
}

static void check_inside(struct slice whole, struct slice part)
{
    if (part.size > 0)
        require(part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void check_seal(struct arena *arena, struct slice contents)
{
    const char *detail = NULL;
    struct seal seal;

    if (seal_parse(arena, contents, &seal, &detail) < 0)
        return;
    require(seal.version == 1 || seal.version == 4 || seal.version == 5);
    require(seal.has_time || seal.time_token.size > 0);
    require(seal.made_count == (seal.version == 1 ? 3 : 1));
    check_inside(contents, seal.to_sign);
    check_inside(contents, seal.data_hash);
    check_inside(contents, seal.time_token);
    check_inside(contents, seal.time_stamp);
    check_inside(contents, seal.signer.certificate);
    check_inside(contents, seal.signer.value);
    check_inside(contents, seal.maker.certificate);
    check_inside(contents, seal.maker.value);
    check_inside(contents, seal.made[seal.made_count - 1]);
    check_inside(contents, seal.list);
}

static void check_judgement(struct arena *arena, const struct signature_evidence *evidence,
                            const struct trust *trust)
{
    const struct control_times times = {.at = 1782864000};
    struct signature_judgement judgement;

    if (signature_judge(arena, evidence, trust, &times, &judgement) < 0)
        return;
    if (judgement.verdict.indication == TOTAL_PASSED)
        require(trust && judgement.trusted && signature_signer(evidence));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct signature_input input = {
        .profile = SIGNATURE_GM_SM2_SEAL,
        .contents = slice_of(data, size),
        .covered = {slice_str(content), slice_of(issuer, 0)},
    };
    struct arena *arena = arena_new(ARENA_MAX);
    struct signature_evidence *evidence;

    if (!pinned)
        make_trust();
    if (arena) {
        check_seal(arena, input.contents);
        if (signature_examine(arena, &input, &evidence) == 0) {
            check_judgement(arena, evidence, pinned);
            check_judgement(arena, evidence, NULL);
        }
    }
    arena_free(arena);
    return 0;
}
