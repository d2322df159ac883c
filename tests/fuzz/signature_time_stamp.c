/*
 * Any bytes as a time stamp: as TSTInfo, and as a token over fixed content. What was read lies
 * inside the bytes; what passes says its time and was made by somebody that is trusted for time
 * stamps, which nobody is for signatures.
 */
#include "signature/evidence.h"
#include "signature/time_stamp.h"
#include "signature/trust.h"

#include <stdlib.h>

#include "signature_issuer.h"

#define ARENA_MAX (64u * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct trust *trust;

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void free_trust(void)
{
    trust = trust_free(trust);
}

static void make_trust(void)
{
    const struct trust_certificate certificate = {.der = slice_of(issuer, sizeof issuer)};
    const struct trust_settings settings = {
        .source = "clock", .time_stamps = &certificate, .time_stamp_count = 1};
    struct trust_problem problem;

    require(trust_new(&settings, &problem, &trust) == 0);
    atexit(free_trust);
}

static void check_inside(struct slice whole, struct slice part)
{
    if (part.size > 0)
        require(part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void read_info(struct slice der)
{
    const char *detail = NULL;
    struct time_stamp info;

    if (time_stamp_parse(der, &info, &detail) < 0) {
        require(detail != NULL);
        return;
    }
    check_inside(der, info.policy);
    check_inside(der, info.imprint);
    check_inside(der, info.serial);
    check_inside(der, info.nonce);
}

static void judge_token(struct arena *arena, struct slice der)
{
    const struct signature_input input = {
        .profile = SIGNATURE_ETSI_RFC3161, .contents = der, .covered = {slice_str(content)}};
    const struct control_times times = {.at = 1782864000};
    struct signature_judgement judgement;
    struct signature_evidence *evidence;
    int64_t time;

    if (signature_examine(arena, &input, &evidence) < 0)
        return;
    require(signature_is_time_stamp(evidence) && evidence->time_stamp_count == 0);
    if (signature_judge(arena, evidence, trust, &times, &judgement) < 0 ||
        judgement.verdict.indication != TOTAL_PASSED)
        return;
    require(signature_made_time(evidence, &time) && time <= times.at);
    require(judgement.trusted && judgement.path_count >= 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(ARENA_MAX);

    if (!trust)
        make_trust();
    (void)rsa_signer;
    read_info(slice_of(data, size));
    if (arena)
        judge_token(arena, slice_of(data, size));
    arena_free(arena);
    return 0;
}
