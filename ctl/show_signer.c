/* Who signed, and how that leads to what the source trusts: certificate by certificate. */
#include "ctl/show.h"

#include "base/datetime.h"

/* ---- Revocation ---- */

static const struct show_wording lists[] = {
    {"crl", "revocation list"},
    {"ocsp", "OCSP answer"},
};

/* "revocation list of CN=..., as of ..., next one due ..., held by the configuration" */
static const char *list_words(struct show *show, const json_t *revocation)
{
    const char *kind = SHOW_WORDS_FOR(lists, show_text(revocation, "source"));
    const char *issuer = show_text(revocation, "issuer"), *held = show_text(revocation, "held_by");
    const char *as_of = show_time(show, show_text(revocation, "as_of"));
    const char *next = show_time(show, show_text(revocation, "next_update"));

    if (!kind)
        return "nothing speaks of it";
    return arena_printf(show->arena, "%s%s%s%s%s%s%s%s%s", kind, issuer ? " of " : "",
                        issuer ? issuer : "", as_of ? ", as of " : "", as_of ? as_of : "",
                        next ? ", next one due " : "", next ? next : "",
                        held ? ", held by the " : "", held ? held : "");
}

static void show_revocation(struct show *show, const json_t *revocation)
{
    const char *status = show_text(revocation, "status");
    const char *list = list_words(show, revocation), *reason = show_text(revocation, "reason");
    bool has_reason = reason && strcmp(reason, "unspecified") != 0;
    const char *at = show_time(show, show_text(revocation, "revoked_at"));

    if (!status || !list)
        return;
    if (strcmp(status, "good") == 0)
        show_marked(show, "", CTL_OK, "not revoked%s%s: %s", at ? " by then, but later, on " : "",
                    at ? at : "", list);
    else if (strcmp(status, "revoked") == 0)
        show_marked(show, "", CTL_FAILED, "revoked%s%s%s%s%s: %s", at ? " on " : "", at ? at : "",
                    has_reason ? " (" : "", has_reason ? reason : "", has_reason ? ")" : "", list);
    else
        show_marked(show, "", CTL_UNDECIDED, "not known whether it was revoked: %s", list);
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
        show_marked(show, "", CTL_FAILED, "valid %s to %s, not at the time for which it is judged",
                    from, to);
    else
        show_words(show, "", "valid %s to %s", from, to);
    show_words(show, "", "serial %s", show_known(certificate, "serial"));
    show_words(show, "", "sha256 %s", show_known(certificate, "sha256"));
}

static const struct show_wording ends[] = {
    {"signer", "which the source names as a signer"},
    {"issuer", "which the source names as an issuer"},
    {"anchor", "which the source names as an anchor"},
};

static void show_path(struct show *show, const json_t *signature)
{
    const json_t *path = json_object_get(signature, "path");
    const char *end = SHOW_WORDS_FOR(ends, show_text(signature, "trusted_as"));
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
        show_line(show, "signer", "not known: no certificate that fits is in the signature");
        return;
    }
    show_certificate(show, "signer", signer, signature);
    if (revocation)
        show_revocation(show, revocation);
    else if (has_path)
        show_line(show, "", "nobody asked whether it was revoked");
    if (!has_path)
        show_words(show, "issued by",
                   "%s, says the certificate; no path leads to what the source trusts",
                   show_known(signer, "issuer"));
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
    show_words(show, "seal", "%s%s%s, version %" JSON_INTEGER_FORMAT, name ? name : "(no name)",
               id ? ", " : "", id ? id : "", show_number(seal, "version"));
    show_words(show, "", "made %s, valid %s to %s", show_time(show, show_known(seal, "created")),
               show_time(show, show_known(seal, "valid_from")),
               show_time(show, show_known(seal, "valid_until")));
    show_marked(show, "", is_trusted ? CTL_OK : CTL_UNDECIDED, "made by %s%s",
                show_known(maker, "subject"),
                is_trusted ? "" : ", whom the source does not name as a maker of seals");
}
