/*
 * Any bytes as a revocation list or an OCSP answer about a fixed certificate of a fixed issuer.
 * What says anything was signed for that issuer, and says it of a time that it speaks for.
 */
#include "signature/revocation.h"

#include <stdlib.h>

#include "signature_issuer.h"

#define ARENA_MAX (16u * 1024 * 1024)
#define ASKED_AT  INT64_C(1782864000) /* 2026-07-01 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct known {
    struct certificate certificate;
    struct certificate_view view;
    struct key key;
};

static void require(bool condition)
{
    if (!condition)
        abort();
}

static struct path_step read_known(struct arena *arena, struct slice der, struct known *known)
{
    const char *detail;

    require(certificate_parse(der, &known->certificate) == 0);
    require(key_parse(known->certificate.spki, &known->key, &detail) == 0);
    require(certificate_describe(arena, &known->certificate, &known->view) == 0);
    return (struct path_step){&known->certificate, &known->view, &known->key};
}

static void check(const struct revocation_items *items, const struct judged_revocation *said)
{
    const struct revocation_item *item = &items->items[0];

    require(said->asked);
    if (said->state == REVOCATION_UNKNOWN)
        return;
    require(item->checked_for.size > 0 && item->checked == 0 && said->issuer);
    if (said->state == REVOCATION_REVOKED)
        require(said->revoked_at <= ASKED_AT);
    else
        require(said->revoked_at > ASKED_AT || ASKED_AT <= said->as_of ||
                (said->has_next_update && ASKED_AT <= said->next_update));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct revocation_items items = {0};
    struct judged_revocation said;
    struct known subject, authority;
    struct revocation_question question = {.arena = arena,
                                           .algorithms = algorithm_table_builtin(),
                                           .time = ASKED_AT,
                                           .collections = {&items}};

    (void)content;
    require(arena != NULL);
    question.subject = read_known(arena, slice_of(rsa_signer, sizeof rsa_signer), &subject);
    question.issuer = read_known(arena, slice_of(issuer, sizeof issuer), &authority);
    if (revocation_add(arena, &items, slice_of(data, size), REVOCATION_IN_STORE) == 0 &&
        revocation_ask(&question, &said) == 0)
        check(&items, &said);
    arena_free(arena);
    return 0;
}
