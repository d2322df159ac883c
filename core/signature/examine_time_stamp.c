/*
 * Time stamps (RFC 3161, RFC 5816): what a token must be beside a sound CMS, and the tokens
 * that a signature carries, each examined as a signature of its own.
 */
#include "base/error.h"
#include "signature/examine_impl.h"
#include "signature/name.h"
#include "signature/oid.h"

/* The imprint is the digest of what was stamped: the covered bytes, or a signature's value. */
static int check_imprint(struct signature_evidence *evidence, const struct signature_input *input)
{
    const struct time_stamp *time_stamp = &evidence->time_stamp;
    struct hash_value digest;
    enum hash hash;
    int r = hash_parse(&time_stamp->hash, &hash);

    if (r == ERR_SYNTAX) {
        examine_malformed(evidence, "parameters where the imprint's digest algorithm has none");
        return 0;
    }
    if (r < 0) {
        examine_unsupported_algorithm(evidence, "an imprint by a digest that is not supported",
                                      time_stamp->hash.oid);
        return 0;
    }
    evidence->document_digest = hash;
    r = hash_of(hash, input->covered, 2, &digest);
    if (r == 0 && !hash_equal(&digest, time_stamp->imprint))
        examine_digest_mismatch(evidence);
    return r;
}

/* RFC 3161 2.4.2: tsa, where it stands, is one of the names in the certificate. */
static int check_authority(struct signature_evidence *evidence)
{
    const struct slice authority = evidence->time_stamp.authority;
    struct slice names = evidence->signer.other_names;
    struct slice rest = authority;
    struct slice directory_name;
    struct der name;
    int r = ERR_MISMATCH;

    if (authority.size == 0 || !evidence->has_signer)
        return 0;
    if (der_body(&rest, DER_CONTEXT_CONSTRUCTED(4), &directory_name) == 0)
        r = name_compare(directory_name, evidence->signer.subject);
    while (r == ERR_MISMATCH && names.size > 0 && der_next(&names, &name) == 0)
        if (slice_equal(name.whole, authority))
            r = 0;
    if (r == ERR_MISMATCH)
        examine_attributes_wrong(evidence, "the time stamp names another authority than signs it");
    return r == ERR_MISMATCH ? 0 : r;
}

int examine_time_stamp(struct signature_evidence *evidence, const struct signature_input *input)
{
    const char *detail = NULL;
    int r = time_stamp_parse(evidence->cms.content, &evidence->time_stamp, &detail);

    if (r < 0)
        return examine_refused(evidence, r, detail) ? 0 : r;
    evidence->has_made_time = true;
    if (evidence->has_signer && !certificate_is_for_time_stamps(&evidence->signer))
        examine_attributes_wrong(evidence, "the certificate is not one for time stamps alone");
    r = check_authority(evidence);
    return r < 0 ? r : check_imprint(evidence, input);
}

/* ---- Tokens that a signature carries ---- */

int examine_add_time_stamp(struct signature_evidence *evidence, enum time_stamp_kind kind,
                           const struct signature_input *token)
{
    struct evidence_time_stamp *added = &evidence->time_stamps[evidence->time_stamp_count];
    int r;

    if (evidence->time_stamp_count >= TIME_STAMPS_MAX)
        return 0;
    r = signature_examine(evidence->findings.arena, token, &added->evidence);
    if (r < 0)
        return r;
    added->kind = kind;
    evidence->time_stamp_count++;
    return 0;
}

int examine_time_stamps(struct signature_evidence *evidence,
                        const struct cms_attributes *attributes,
                        const struct signature_input *input)
{
    const struct cms *cms = &evidence->cms;
    struct signature_input token = {.profile = SIGNATURE_ETSI_RFC3161, .archive = input->archive};
    int r = 0;

    token.covered[0] = cms->value;
    for (size_t i = 0; i < cms->time_stamp_count && r == 0; i++) {
        token.contents = cms->time_stamps[i];
        r = examine_add_time_stamp(evidence, TIME_STAMP_SIGNATURE, &token);
    }
    memcpy(token.covered, input->covered, sizeof token.covered);
    for (size_t i = 0; i < attributes->time_stamp_count && r == 0; i++) {
        token.contents = attributes->time_stamps[i];
        r = examine_add_time_stamp(evidence, TIME_STAMP_CONTENT, &token);
    }
    return r;
}

/* ---- Revocation data that a signature carries ---- */

static int add(struct signature_evidence *evidence, struct slice der)
{
    struct arena *arena = evidence->findings.arena;

    if (!evidence->revocation)
        evidence->revocation = arena_new_of(arena, struct revocation_items);
    if (!evidence->revocation)
        return ERR_NOMEM;
    /* What cannot be read is left out: nobody vouches for any of it. */
    return revocation_add(arena, evidence->revocation, der, REVOCATION_IN_SIGNATURE) == ERR_NOMEM
               ? ERR_NOMEM
               : 0;
}

static int add_each(struct signature_evidence *evidence, struct slice list)
{
    struct der element;
    int r = 0;

    while (r == 0 && list.size > 0 && der_next(&list, &element) == 0)
        r = add(evidence, element.whole);
    return r;
}

/* RevocationInfoChoices (RFC 5652 10.2.1): lists, and OCSP answers as RFC 5940 wraps them. */
static int add_choices(struct signature_evidence *evidence, struct slice list)
{
    struct der element;
    struct slice type;
    int r = 0;

    while (r == 0 && list.size > 0 && der_next(&list, &element) == 0) {
        if (element.tag == DER_SEQUENCE)
            r = add(evidence, element.whole);
        else if (element.tag == DER_CONTEXT_CONSTRUCTED(1) && der_oid(&element.body, &type) == 0 &&
                 oid_is(type, OID_RI_OCSP_RESPONSE))
            r = add(evidence, element.body);
    }
    return r;
}

/* RevocationInfoArchival (ISO 32000-1 12.8.3.3.2): lists in [0], OCSP answers in [1]. */
static int add_archival(struct signature_evidence *evidence, struct slice value)
{
    struct slice tagged;
    struct slice list;
    struct slice body;
    int r = 0;

    if (der_only(value, DER_SEQUENCE, &body) < 0)
        return 0;
    for (uint8_t tag = 0; tag <= 1 && r == 0; tag++)
        if (der_at(body, DER_CONTEXT_CONSTRUCTED(tag)) &&
            der_body(&body, DER_CONTEXT_CONSTRUCTED(tag), &tagged) == 0 &&
            der_only(tagged, DER_SEQUENCE, &list) == 0)
            r = add_each(evidence, list);
    return r;
}

int examine_revocation(struct signature_evidence *evidence, const struct cms_attributes *attributes)
{
    int r = add_choices(evidence, evidence->cms.revocation);

    return r < 0 || attributes->revocation.size == 0
               ? r
               : add_archival(evidence, attributes->revocation);
}
