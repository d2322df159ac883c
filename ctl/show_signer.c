/* Who signed, and how that leads to what the source trusts: certificate by certificate. */
#include "ctl/show.h"

#include "base/arena.h"
#include "base/datetime.h"

/* ---- Revocation ---- */

/* "revocation list of CN=..., as of ..., next one due ..., held by the configuration" */
static const char *list_words(struct show *show, const json_t *revocation)
{
    const char *kind = show_code(show, "list", show_text(revocation, "source"));
    const char *issuer = show_text(revocation, "issuer"), *held = show_text(revocation, "held_by");
    const char *as_of = show_time(show, show_text(revocation, "as_of"));
    const char *next = show_time(show, show_text(revocation, "next_update"));

    if (!kind)
        return show_say(show, "vouchctl.list.none", NULL);
    if (issuer)
        kind = show_say(show, "vouchctl.list.of", "list", kind, "issuer", issuer, NULL);
    if (as_of)
        kind = show_say(show, "vouchctl.list.as_of", "list", kind, "time", as_of, NULL);
    if (next)
        kind = show_say(show, "vouchctl.list.next", "list", kind, "time", next, NULL);
    if (held)
        kind = show_say(show, "vouchctl.list.held", "list", kind, "by",
                        show_code(show, "holder", held), NULL);
    return kind;
}

static void show_revocation(struct show *show, const json_t *revocation)
{
    const char *status = show_text(revocation, "status");
    const char *list = list_words(show, revocation), *reason = show_text(revocation, "reason");
    bool has_reason = reason && strcmp(reason, "unspecified") != 0;
    const char *at = show_time(show, show_text(revocation, "revoked_at"));

    bool is_good = status && strcmp(status, "good") == 0;
    bool is_revoked = status && strcmp(status, "revoked") == 0;

    if (!status)
        return;
    show_marked(show, "",
                is_good      ? CTL_OK
                : is_revoked ? CTL_FAILED
                             : CTL_UNDECIDED,
                "%s",
                show_say(show,
                         is_good       ? at ? "vouchctl.revoked.later" : "vouchctl.revoked.not"
                         : !is_revoked ? "vouchctl.revoked.unknown"
                         : has_reason  ? "vouchctl.revoked.reason"
                         : at          ? "vouchctl.revoked.at"
                                       : "vouchctl.revoked",
                         "time", at, "reason", reason, "list", list, NULL));
}

/* ---- Certificates ---- */

static bool read_time(const json_t *object, const char *key, int64_t *ret)
{
    const char *text = show_text(object, key);

    return text && time_parse(slice_str(text), ret, NULL) == 0;
}

/* Whether the certificate was valid at the time for which the signature is judged. */
static bool is_out_of_bounds(const json_t *signature, const json_t *certificate)
{
    int64_t control, from, to;

    return read_time(signature, "control_time", &control) &&
           ((read_time(certificate, "not_before", &from) && control < from) ||
            (read_time(certificate, "not_after", &to) && control > to));
}

/* `bounds` is the signature for which its dates count; NULL where they do not. */
static void show_certificate(struct show *show, const char *label, const json_t *certificate,
                             const json_t *bounds)
{
    const char *from = show_time(show, show_known(certificate, "not_before"));
    const char *to = show_time(show, show_known(certificate, "not_after"));

    show_line(show, label, show_text(certificate, "subject"));
    if (bounds && is_out_of_bounds(bounds, certificate))
        show_marked(show, "", CTL_FAILED, "%s",
                    show_say(show, "vouchctl.valid.not", "from", from, "to", to, NULL));
    else
        show_line(show, "", show_say(show, "vouchctl.valid", "from", from, "to", to, NULL));
    show_line(show, "",
              show_say(show, "vouchctl.serial", "serial", show_known(certificate, "serial"), NULL));
    show_words(show, "", "sha256 %s", show_known(certificate, "sha256"));
}

static void show_path(struct show *show, const json_t *signature)
{
    const json_t *path = json_object_get(signature, "path");
    const char *end = show_code(show, "trusted_as", show_text(signature, "trusted_as"));
    size_t count = json_array_size(path);

    for (size_t i = 1; i < count; i++) { /* it begins with the signer */
        const json_t *certificate = json_array_get(path, i);

        /* what the source names counts by its being named, not by its dates */
        show_certificate(show, "issued by", certificate, i + 1 < count ? signature : NULL);
        show_revocation(show, json_object_get(certificate, "revocation"));
    }
    if (count > 0)
        show_line(show, "", end);
}

/* Of the signer's certificate, which is the first of the path where there is one. */
static const json_t *signer_revocation(const json_t *signature)
{
    const json_t *revocation = json_object_get(signature, "revocation");
    const json_t *path = json_object_get(signature, "path");

    return revocation ? revocation : json_object_get(json_array_get(path, 0), "revocation");
}

void show_signer_and_path(struct show *show, const json_t *signature)
{
    const json_t *signer = json_object_get(signature, "signer");
    const json_t *revocation = signer_revocation(signature);
    bool has_path = json_array_size(json_object_get(signature, "path")) > 0;

    if (!show_text(signer, "subject")) {
        show_line(show, "signer", show_say(show, "vouchctl.signer.unknown", NULL));
        return;
    }
    show_certificate(show, "signer", signer, signature);
    if (revocation)
        show_revocation(show, revocation);
    else if (has_path)
        show_line(show, "", show_say(show, "vouchctl.revoked.unasked", NULL));
    if (!has_path)
        show_line(show, "issued by",
                  show_say(show, "vouchctl.no_path", "issuer", show_known(signer, "issuer"), NULL));
    show_path(show, signature);
}

/* ---- Seals ---- */

void show_seal(struct show *show, const json_t *signature)
{
    const json_t *seal = json_object_get(signature, "seal"),
                 *maker = json_object_get(seal, "maker");
    const char *name = show_text(seal, "name"), *id = show_text(seal, "id");
    bool is_trusted = json_is_true(json_object_get(seal, "maker_trusted"));

    if (!json_is_object(seal))
        return;
    name = name ? name : show_say(show, "vouchctl.seal.unnamed", NULL);
    show_line(show, "seal",
              show_say(show, "vouchctl.seal", "name",
                       id ? arena_printf(show->arena, "%s, %s", name, id) : name, "version",
                       show_digits(show, show_number(seal, "version")), NULL));
    show_line(show, "",
              show_say(show, "vouchctl.seal.made", "time",
                       show_time(show, show_known(seal, "created")), "from",
                       show_time(show, show_known(seal, "valid_from")), "to",
                       show_time(show, show_known(seal, "valid_until")), NULL));
    show_marked(show, "", is_trusted ? CTL_OK : CTL_UNDECIDED, "%s",
                show_say(show, is_trusted ? "vouchctl.seal.maker" : "vouchctl.seal.maker.unnamed",
                         "maker", show_known(maker, "subject"), NULL));
}
