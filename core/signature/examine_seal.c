/*
 * A signature with an electronic seal, in the order of GB/T 38540 6.2.3: the form, the
 * document's digest, the signer's value, the maker's value over the seal, whether the seal
 * lists the signer, and whether it was in use at the time of signing. A seal that was copied
 * out of a genuine document passes all but the last two.
 */
#include "base/datetime.h"
#include "base/error.h"
#include "signature/examine_impl.h"

#include <openssl/evp.h>

static void seal_malformed(struct signature_evidence *evidence, const char *detail)
{
    examine_add(evidence, "seal.malformed", FAILED(FORMAT_FAILURE), detail);
}

/* Seals are made with SM2 alone; whether that is what it says. */
static bool is_sm2(struct signature_evidence *evidence, const struct der_algorithm *algorithm)
{
    struct scheme scheme;
    const char *detail;

    if (scheme_parse(algorithm, &scheme, &detail) == 0 && scheme.kind == SCHEME_SM2)
        return true;
    examine_unsupported_algorithm(evidence, "a seal with another algorithm than SM2",
                                  algorithm->oid);
    return false;
}

/* ---- The signer ---- */

static int check_signer(struct arena *arena, struct signature_evidence *evidence,
                        const struct seal *seal)
{
    struct certificate signer;
    int r;

    if (certificate_parse(seal->signer.certificate, &signer) < 0) {
        seal_malformed(evidence, "the signer's certificate is not well-formed");
        return 0;
    }
    r = examine_take_signer(arena, evidence, &signer);
    if (r < 0)
        return r;
    if (is_sm2(evidence, &seal->signer.algorithm))
        examine_read_scheme(evidence, &seal->signer.algorithm);
    return examine_value(evidence, &seal->to_sign, 1, seal->signer.value);
}

static int check_document(struct signature_evidence *evidence, const struct signature_input *input,
                          const struct seal *seal)
{
    struct hash_value digest;
    int r = hash_of(HASH_SM3, input->covered, 2, &digest);

    evidence->document_digest = evidence->digest = HASH_SM3;
    if (r == 0 && !hash_equal(&digest, seal->data_hash))
        examine_digest_mismatch(evidence);
    return r;
}

/* ---- The maker ---- */

static int check_made(struct signature_evidence *evidence, const struct seal_evidence *own)
{
    const struct scheme sm2 = {.kind = SCHEME_SM2, .hash = HASH_SM3};
    const struct seal *seal = &own->seal;
    EVP_PKEY *key = NULL;
    int r;

    if (own->maker_key.kind == KEY_NONE || !is_sm2(evidence, &seal->maker.algorithm))
        return 0;
    if (!key_fits(&own->maker_key, &sm2)) {
        seal_malformed(evidence, "the maker's key is not one for SM2");
        return 0;
    }
    r = key_open(&own->maker_key, &key);
    if (r == 0)
        r = crypto_verify_message(key, &sm2, seal->made, seal->made_count, seal->maker.value);
    EVP_PKEY_free(key);
    if (r == ERR_INVALID)
        examine_unsupported(evidence, "the public key of the seal's maker cannot be used");
    else if (r == ERR_MISMATCH)
        findings_add(&evidence->findings, "seal.value_wrong", FAILED(SIG_CRYPTO_FAILURE));
    else
        return r;
    return 0;
}

static int check_maker(struct arena *arena, struct signature_evidence *evidence,
                       struct seal_evidence *own)
{
    const char *detail = NULL;
    int r;

    if (certificate_parse(own->seal.maker.certificate, &own->maker) < 0) {
        seal_malformed(evidence, "the certificate of the seal's maker is not well-formed");
        return 0;
    }
    own->has_maker = true;
    r = certificate_describe(arena, &own->maker, &own->maker_view);
    if (r < 0)
        return r;
    r = key_parse(own->maker.spki, &own->maker_key, &detail);
    if (r < 0)
        return examine_refused(evidence, r, detail) ? 0 : r;
    return check_made(evidence, own);
}

/* ---- What the seal says of its use ---- */

static int check_listed(struct signature_evidence *evidence, const struct seal *seal)
{
    struct hash_value sm3;
    int r = hash_of(HASH_SM3, &seal->signer.certificate, 1, &sm3);

    if (r == 0 && !seal_lists(seal, seal->signer.certificate, &sm3))
        findings_add(&evidence->findings, "seal.signer_not_in_seal",
                     UNDECIDED(SIG_CONSTRAINTS_FAILURE));
    return r;
}

static void time_param(struct signature_evidence *evidence, struct finding *finding,
                       const char *name, int64_t time)
{
    char text[TIME_TEXT_SIZE];

    time_format(time, OFFSET_UTC, text);
    finding_param(&evidence->findings, finding, name, "%s", text);
}

/* By the seal's own time; where a token that cannot be read stands in its place, by /M. */
static void check_in_use(struct signature_evidence *evidence, const struct seal *seal)
{
    int64_t time = seal->has_time ? seal->time : evidence->claimed_time;
    struct finding *finding;

    if (!seal->has_time && !evidence->has_claimed_time) {
        examine_unsupported(evidence, "a time of signing that cannot be read");
        return;
    }
    if (time >= seal->valid_from && time <= seal->valid_until)
        return;
    finding = findings_add(&evidence->findings, "seal.expired", UNDECIDED(OUT_OF_BOUNDS_NO_POE));
    time_param(evidence, finding, "claimed", time);
    time_param(evidence, finding, "from", seal->valid_from);
    time_param(evidence, finding, "until", seal->valid_until);
}

/* ---- Time stamps ---- */

/* Version 1 may have a token for the time of signing: its time is a claim as good as any. */
static int read_token_time(struct arena *arena, const struct signature_input *input,
                           struct seal *seal)
{
    const struct signature_input token = {
        .profile = SIGNATURE_ETSI_RFC3161,
        .contents = seal->time_token,
        .covered = {input->covered[0], input->covered[1]},
    };
    struct signature_evidence *stamp;
    int r;

    if (seal->has_time)
        return 0;
    r = signature_examine(arena, &token, &stamp);
    if (r == 0 && stamp->has_made_time) {
        seal->has_time = true;
        seal->time = stamp->time_stamp.time;
    }
    return r;
}

/* The token at the end is over the signer's value. A token holds no others. */
static int examine_tokens(struct arena *arena, const struct signature_input *input,
                          struct signature_evidence *evidence, struct seal *seal)
{
    const struct signature_input token = {
        .profile = SIGNATURE_ETSI_RFC3161,
        .contents = seal->time_stamp,
        .covered = {seal->signer.value},
        .archive = input->archive,
    };
    int r;

    if (input->profile == SIGNATURE_ETSI_RFC3161)
        return 0;
    r = read_token_time(arena, input, seal);
    if (r < 0 || seal->time_stamp.size == 0)
        return r;
    return examine_add_time_stamp(evidence, TIME_STAMP_SIGNATURE, &token);
}

/* ---- All of it ---- */

/* /M first, as the makers of such software read it, then the seal's own. */
static void read_claimed_time(struct signature_evidence *evidence,
                              const struct signature_input *input, const struct seal *seal)
{
    evidence->has_claimed_time = input->has_document_time || seal->has_time;
    evidence->claimed_time = input->has_document_time ? input->document_time : seal->time;
}

int examine_seal(struct arena *arena, const struct signature_input *input,
                 struct signature_evidence *evidence)
{
    struct seal_evidence *own = arena_new_of(arena, struct seal_evidence);
    const char *detail = NULL;
    int r;

    if (!own)
        return ERR_NOMEM;
    read_claimed_time(evidence, input, &own->seal);
    r = seal_parse(arena, input->contents, &own->seal, &detail);
    if (r == ERR_SYNTAX)
        seal_malformed(evidence, detail);
    if (r < 0)
        return r == ERR_SYNTAX || examine_refused(evidence, r, detail) ? 0 : r;
    evidence->seal = own;
    r = examine_tokens(arena, input, evidence, &own->seal);
    if (r < 0)
        return r;
    read_claimed_time(evidence, input, &own->seal);
    if ((r = check_document(evidence, input, &own->seal)) < 0 ||
        (r = check_signer(arena, evidence, &own->seal)) < 0 ||
        (r = check_maker(arena, evidence, own)) < 0)
        return r;
    check_in_use(evidence, &own->seal);
    return check_listed(evidence, &own->seal);
}

bool signature_seal(const struct signature_evidence *evidence, struct seal_view *ret_seal)
{
    const struct seal_evidence *own = evidence->seal;

    if (!own)
        return false;
    *ret_seal = (struct seal_view){
        .version = own->seal.version,
        .id = own->seal.id,
        .name = own->seal.name,
        .created = own->seal.created,
        .valid_from = own->seal.valid_from,
        .valid_until = own->seal.valid_until,
        .maker = own->has_maker ? &own->maker_view : NULL,
    };
    return true;
}
