/*
 * Algorithms and keys, held against the table at T (design.md section 6), but not at a time that
 * is only claimed: whoever breaks an algorithm claims one at which it was good.
 */
#include "base/datetime.h"
#include "base/error.h"
#include "signature/judge_impl.h"
#include "signature/oid.h"

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

    finding = findings_add(judging->findings, "signature.weak_algorithm",
                           is_proven(judging->unclaimed_basis)
                               ? UNDECIDED(CRYPTO_CONSTRAINTS_FAILURE)
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
    judge_time_param(judging->findings, finding, "control_time", judging->unclaimed_time);
    if (algorithm->subject)
        judge_subject_param(judging->findings, finding, algorithm->subject);
}

/* `algorithm` says what is used for what; whether that was good enough is filled in here. */
static void check_algorithm(struct judging *judging, struct judged_algorithm algorithm)
{
    const struct algorithm_table *table =
        judging->trust ? judging->trust->algorithms : algorithm_table_builtin();
    const struct algorithm_row *row;

    algorithm.acceptable =
        algorithm_acceptable(table, algorithm.name, algorithm.bits, judging->unclaimed_time, &row);
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
void judge_signature_algorithms(struct judging *judging)
{
    const struct signature_evidence *evidence = judging->evidence;

    if (evidence->document_digest != HASH_NONE)
        check_hash(judging, ALGORITHM_DIGEST, evidence->document_digest, NULL);
    if (evidence->digest != HASH_NONE && evidence->digest != evidence->document_digest)
        check_hash(judging, ALGORITHM_SIGNATURE, evidence->digest, evidence->view.subject);
    if (evidence->key.kind != KEY_NONE)
        check_key(judging, ALGORITHM_SIGNATURE, &evidence->key, evidence->view.subject);
}

void judge_seal_algorithms(struct judging *judging)
{
    const struct seal_evidence *own = judging->evidence->seal;

    if (own->maker_key.kind != KEY_NONE)
        check_key(judging, ALGORITHM_SEAL, &own->maker_key, own->maker_view.subject);
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
void judge_path_algorithms(struct judging *judging, const struct path *path)
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
