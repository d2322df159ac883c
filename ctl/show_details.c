/* What -v adds: every signature, the evidence, who judged and from what. */
#include "ctl/show.h"

#include "base/arena.h"

/* ---- Signatures ---- */

static void show_certificate(struct show *show, const char *label, const json_t *certificate)
{
    const char *subject = show_text(certificate, "subject"),
               *issuer = show_text(certificate, "issuer");
    const char *serial = show_text(certificate, "serial");
    const char *digest = show_text(certificate, "sha256");
    const char *from = show_time(show, show_text(certificate, "not_before"));
    const char *to = show_time(show, show_text(certificate, "not_after"));

    if (!subject)
        return;
    show_line(show, label, subject);
    show_line(show, "", issuer ? arena_printf(show->arena, "issued by %s", issuer) : NULL);
    show_line(show, "",
              arena_printf(show->arena, "serial %s, valid %s to %s", serial ? serial : "?",
                           from ? from : "?", to ? to : "?"));
    show_line(show, "", digest ? arena_printf(show->arena, "sha256 %s", digest) : NULL);
}

static const char *label_of(struct show *show, json_int_t revision)
{
    return arena_printf(show->arena, "revision %" JSON_INTEGER_FORMAT, revision);
}

static void show_changes(struct show *show, const json_t *changes)
{
    json_t *change;
    size_t i;

    json_array_foreach((json_t *)changes, i, change)
    {
        const char *kind = show_text(change, "kind"), *message = show_text(change, "message");

        show_line(show, i == 0 ? "changes" : "",
                  arena_printf(show->arena, "%s (%s, object %" JSON_INTEGER_FORMAT ")",
                               message ? message : "?", kind ? kind : "?",
                               show_number(change, "object")));
    }
}

static void show_signature_reasons(struct show *show, const json_t *reasons)
{
    json_t *reason;
    size_t i;

    json_array_foreach((json_t *)reasons, i, reason)
    {
        const char *code = show_text(reason, "code"), *message = show_text(reason, "message");

        show_line(show, i == 0 ? "because" : "",
                  arena_printf(show->arena, "%s [%s]", message ? message : "", code ? code : "?"));
    }
}

/* What the moment is by which the signature was judged. */
static const char *basis_words(const char *basis)
{
    static const char *const words[][2] = {
        {"at", "the time of asking"},
        {"existed_by", "the time by which the file existed"},
        {"ledger", "the time when these bytes were first recorded here"},
        {"time_stamp", "the time stamp"},
        {"claimed", "the time that the signature claims"},
    };

    for (size_t i = 0; basis && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], basis) == 0)
            return words[i][1];
    return basis;
}

static void show_times(struct show *show, const json_t *signature)
{
    const char *claimed = show_time(show, show_text(signature, "claimed_time"));
    const char *proven = show_time(show, show_text(signature, "proven_time"));
    const char *basis = show_text(signature, "time_basis");

    show_line(show, "signed at",
              claimed ? arena_printf(show->arena, "%s (it says so itself)", claimed) : NULL);
    show_line(show, "proven at", proven);
    show_line(show, "judged for", basis_words(basis));
}

static void show_signature(struct show *show, const json_t *signature, bool is_judged)
{
    enum ctl_status status = show_status(signature, NULL);
    const char *field = show_text(signature, "field"), *sub = show_text(signature, "subindication");
    const char *digest = show_text(signature, "digest_algorithm");
    const char *algorithm = show_text(signature, "signature_algorithm");
    const char *subfilter = show_text(signature, "subfilter");
    json_t *certificate;
    size_t i;

    show_label(show, "signature");
    terminal_tone(show->terminal, show_tone(status), "%s ", show_mark(status));
    terminal_text(show->terminal, field ? field : "?");
    terminal_print(show->terminal, "%s%s%s\n", sub ? ": " : "", sub ? sub : "",
                   is_judged ? " (the judged one)" : "");
    show_line(show, "",
              arena_printf(show->arena, "%s%s%s, %s with %s", show_text(signature, "format"),
                           subfilter ? ", " : "", subfilter ? subfilter : "",
                           algorithm ? algorithm : "?", digest ? digest : "?"));
    show_line(show, "covers", show_text(signature, "coverage"));
    if (json_is_integer(json_object_get(signature, "revision")))
        show_line(show, "", label_of(show, show_number(signature, "revision")));
    show_times(show, signature);
    show_certificate(show, "signer", json_object_get(signature, "signer"));
    json_array_foreach(json_object_get(signature, "path"), i, certificate) if (i > 0)
        show_certificate(show, i == 1 ? "path" : "", certificate);
    show_signature_reasons(show, json_object_get(signature, "reasons"));
    show_changes(show, json_object_get(signature, "changes"));
}

void show_signatures(struct show *show, const json_t *report)
{
    const json_t *judged = json_object_get(report, "judged_signature");
    json_t *signature;
    size_t i;

    json_array_foreach(json_object_get(report, "signatures"), i, signature) show_signature(
        show, signature, json_is_integer(judged) && (size_t)json_integer_value(judged) == i);
}

/* ---- Evidence ---- */

/* Boxes are in 1/10000 of the page: percent with two digits behind the point. */
static const char *box_text(struct show *show, const json_t *box)
{
    json_int_t sides[4];

    if (json_array_size(box) != 4)
        return NULL;
    for (size_t i = 0; i < 4; i++)
        sides[i] = json_integer_value(json_array_get(box, i)) / 100;
    return arena_printf(show->arena,
                        "%" JSON_INTEGER_FORMAT ",%" JSON_INTEGER_FORMAT " to "
                        "%" JSON_INTEGER_FORMAT ",%" JSON_INTEGER_FORMAT " %%",
                        sides[0], sides[1], sides[2], sides[3]);
}

static void show_evidence_list(struct show *show, const char *label, const json_t *list)
{
    struct table table = {.arena = show->arena, .columns = 4};
    json_t *evidence;
    size_t i;

    json_array_foreach((json_t *)list, i, evidence)
    {
        const char *cells[] = {
            show_text(evidence, "claim"),
            arena_printf(show->arena, "page %" JSON_INTEGER_FORMAT, show_number(evidence, "page")),
            box_text(show, json_object_get(evidence, "box")),
            show_text(evidence, "text"),
        };

        if (table_add(&table, cells) != 0)
            return;
    }
    if (table.count == 0)
        return;
    show_line(show, label, "(claim, page, left,top to right,bottom of the page)");
    table_write(show->terminal, &table, SHOW_TEXT);
}

void show_evidence(struct show *show, const json_t *report)
{
    show_evidence_list(show, "evidence", json_object_get(report, "evidence"));
    show_evidence_list(show, "unread", json_object_get(report, "unread"));
}

/* ---- Who judged ---- */

static void show_member(struct show *show, const char *label, const char *name, const json_t *value)
{
    const char *text = json_string_value(value);

    show_line(show, label, text ? arena_printf(show->arena, "%s %s", name, text) : NULL);
}

void show_judge(struct show *show, const json_t *report)
{
    const json_t *judge = json_object_get(report, "judged_by");
    const json_t *inputs = json_object_get(report, "inputs");
    const char *at = show_time(show, show_text(inputs, "at"));
    const char *existed_by = show_time(show, show_text(inputs, "existed_by"));
    const char *name;
    json_t *value;

    show_line(show, "judged at",
              at ? arena_printf(show->arena, "%s (%s)", at, show_text(inputs, "at_from")) : NULL);
    show_line(show, "existed by",
              existed_by ? arena_printf(show->arena, "%s (%s)", existed_by,
                                        show_text(inputs, "existed_by_from"))
                         : NULL);
    show_member(show, "judge", "build", json_object_get(report, "build"));
    json_object_foreach((json_t *)judge, name, value) show_member(show, "", name, value);
    show_member(show, "document", "sha256", json_object_get(report, "document_sha256"));
}
