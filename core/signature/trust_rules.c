/* What a source asks of its signers, compiled: subject, purposes, policies. */
#include "base/error.h"
#include "signature/oid.h"
#include "signature/trust_private.h"

static int compile_subject(struct trust *trust, const struct trust_settings *settings,
                           struct trust_problem *problem)
{
    trust->subject = arena_array(trust->arena, struct subject_rule, settings->subject_count);
    if (!trust->subject)
        return ERR_NOMEM;
    for (size_t i = 0; i < settings->subject_count; i++) {
        const struct trust_subject *from = &settings->subject[i];
        struct subject_rule *rule = &trust->subject[trust->subject_count++];

        if (!oid_of_attribute(from->attribute, &rule->type))
            return trust_refuse(problem, "source %s: subject has no attribute called %s",
                                settings->source, from->attribute);
        if (!*from->value)
            return trust_refuse(problem, "source %s: subject %s is empty, which every signer fits",
                                settings->source, from->attribute);
        rule->attribute = arena_strdup(trust->arena, from->attribute);
        rule->value = arena_strdup(trust->arena, from->value);
        rule->prefix = from->prefix;
        if (!rule->attribute || !rule->value)
            return ERR_NOMEM;
    }
    return 0;
}

/* ---- Purposes and policies ---- */

/* Extended key usages by the names that people know them by. */
static const struct {
    const char *name;
    struct slice oid;
} purpose_names[] = {
    {"documentSigning", oid_init(OID_DOCUMENT_SIGNING)},
    {"emailProtection", oid_init(OID_EMAIL_PROTECTION)},
    {"clientAuth", oid_init(OID_CLIENT_AUTH)},
    {"codeSigning", oid_init(OID_CODE_SIGNING)},
    {"msDocumentSigning", oid_init(OID_MS_DOCUMENT_SIGNING)},
    {"adobeAuthenticDocuments", oid_init(OID_ADOBE_AUTHENTIC_DOCUMENTS)},
};

static int read_oid(struct arena *arena, const char *text, struct slice *ret_oid)
{
    for (size_t i = 0; i < sizeof purpose_names / sizeof purpose_names[0]; i++) {
        if (strcmp(text, purpose_names[i].name) == 0) {
            *ret_oid = purpose_names[i].oid;
            return 0;
        }
    }
    return oid_from_text(arena, text, ret_oid);
}

static int read_oids(struct arena *arena, const char *const *texts, size_t count,
                     struct slice_list *ret, size_t *ret_index)
{
    struct slice *items = arena_array(arena, struct slice, count);
    int r = items ? 0 : ERR_NOMEM;

    for (size_t i = 0; i < count && r == 0; i++) {
        *ret_index = i;
        r = read_oid(arena, texts[i], &items[i]);
    }
    *ret = (struct slice_list){items, r == 0 ? count : 0};
    return r;
}

static int stack(const char *const *texts, size_t count, STACK_OF(ASN1_OBJECT) * *ret)
{
    *ret = sk_ASN1_OBJECT_new_null();
    if (!*ret)
        return crypto_error(ERR_NOMEM);
    for (size_t i = 0; i < count; i++) {
        ASN1_OBJECT *object = OBJ_txt2obj(texts[i], 1);

        if (!object || !sk_ASN1_OBJECT_push(*ret, object)) {
            ASN1_OBJECT_free(object);
            return crypto_error(ERR_NOMEM);
        }
    }
    return 0;
}

/* For OpenSSL, which checks policies along a path. */
static int stack_policies(struct trust *trust, const struct trust_settings *settings)
{
    static const char *const any_policy = "2.5.29.32.0";
    int r = stack(settings->policies, settings->policy_count, &trust->policy_stack);

    return r < 0 ? r : stack(&any_policy, 1, &trust->any_policy_stack);
}

int trust_compile_rules(struct trust *trust, const struct trust_settings *settings,
                        struct trust_problem *problem)
{
    size_t index = 0;
    int r = compile_subject(trust, settings, problem);

    if (r < 0)
        return r;
    r = read_oids(trust->arena, settings->purposes, settings->purpose_count, &trust->purposes,
                  &index);
    if (r == ERR_SYNTAX)
        return trust_refuse(
            problem, "source %s: extended key usage %s is neither a name known here nor 1.2.3",
            settings->source, settings->purposes[index]);
    if (r < 0)
        return r;
    for (index = 0; index < settings->policy_count; index++)
        if (settings->policies[index][0] < '0' || settings->policies[index][0] > '2')
            return trust_refuse(problem, "source %s: policy %s is no identifier like 1.2.3",
                                settings->source, settings->policies[index]);
    r = read_oids(trust->arena, settings->policies, settings->policy_count, &trust->policies,
                  &index);
    if (r == ERR_SYNTAX)
        return trust_refuse(problem, "source %s: policy %s is no identifier like 1.2.3",
                            settings->source, settings->policies[index]);
    return r < 0 ? r : stack_policies(trust, settings);
}
