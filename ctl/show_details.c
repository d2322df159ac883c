/* What -v adds: every signature, the evidence, who judged and from what. */
#include "ctl/show.h"

#include "base/arena.h"

/* ---- Signatures ---- */

static void show_certificate(struct show *show, const char *label, const json_t *certificate)
{
    if (!show_text(certificate, "subject"))
        return;
    show_line(show, label, show_text(certificate, "subject"));
    show_words(show, "", "issued by %s", show_known(certificate, "issuer"));
    show_words(show, "", "serial %s, valid %s to %s", show_known(certificate, "serial"),
               show_time(show, show_known(certificate, "not_before")),
               show_time(show, show_known(certificate, "not_after")));
    show_words(show, "", "sha256 %s", show_known(certificate, "sha256"));
}

static void show_changes(struct show *show, const json_t *changes)
{
    for (size_t i = 0; i < json_array_size(changes); i++) {
        const json_t *change = json_array_get(changes, i);

        show_words(show, i == 0 ? "changes" : "", "%s (%s, object %" JSON_INTEGER_FORMAT ")",
                   show_known(change, "message"), show_known(change, "kind"),
                   show_number(change, "object"));
    }
}

static void show_signature_reasons(struct show *show, const json_t *reasons)
{
    for (size_t i = 0; i < json_array_size(reasons); i++) {
        const json_t *reason = json_array_get(reasons, i);

        show_words(show, i == 0 ? "because" : "", "%s [%s]", show_known(reason, "message"),
                   show_known(reason, "code"));
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

    if (claimed)
        show_words(show, "signed at", "%s (it says so itself)", claimed);
    show_line(show, "proven at", proven);
    show_line(show, "judged for", basis_words(basis));
}

static void show_signature_head(struct show *show, const json_t *signature, bool is_judged)
{
    enum ctl_status status = show_status(signature, NULL);
    const char *sub = show_text(signature, "subindication");
    const char *subfilter = show_text(signature, "subfilter");

    show_label(show, "signature");
    terminal_tone(show->terminal, show_tone(status), "%s ", show_mark(status));
    terminal_text(show->terminal, show_known(signature, "field"));
    terminal_print(show->terminal, "%s%s%s\n", sub ? ": " : "", sub ? sub : "",
                   is_judged ? " (the judged one)" : "");
    show_words(show, "", "%s%s%s, %s with %s", show_known(signature, "format"),
               subfilter ? ", " : "", subfilter ? subfilter : "",
               show_known(signature, "signature_algorithm"),
               show_known(signature, "digest_algorithm"));
    show_line(show, "covers", show_text(signature, "coverage"));
    if (json_is_integer(json_object_get(signature, "revision")))
        show_words(show, "", "revision %" JSON_INTEGER_FORMAT, show_number(signature, "revision"));
}

static void show_signature(struct show *show, const json_t *signature, bool is_judged)
{
    const json_t *path = json_object_get(signature, "path");

    show_signature_head(show, signature, is_judged);
    show_times(show, signature);
    show_certificate(show, "signer", json_object_get(signature, "signer"));
    for (size_t i = 1; i < json_array_size(path); i++) /* it begins with the signer */
        show_certificate(show, i == 1 ? "path" : "", json_array_get(path, i));
    show_signature_reasons(show, json_object_get(signature, "reasons"));
    show_changes(show, json_object_get(signature, "changes"));
}

void show_signatures(struct show *show, const json_t *report)
{
    const json_t *items = json_object_get(report, "signatures");
    const json_t *judged = json_object_get(report, "judged_signature");

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *signature = json_array_get(items, i);

        show_signature(show, signature,
                       json_is_integer(judged) && (size_t)json_integer_value(judged) == i);
    }
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

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *evidence = json_array_get(list, i);
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

    if (text)
        show_words(show, label, "%s %s", name, text);
}

void show_judge(struct show *show, const json_t *report)
{
    json_t *judge = json_object_get(report, "judged_by");
    const json_t *inputs = json_object_get(report, "inputs");
    const char *at = show_time(show, show_text(inputs, "at"));
    const char *existed_by = show_time(show, show_text(inputs, "existed_by"));

    if (at)
        show_words(show, "judged at", "%s (%s)", at, show_known(inputs, "at_from"));
    if (existed_by)
        show_words(show, "existed by", "%s (%s)", existed_by,
                   show_known(inputs, "existed_by_from"));
    show_member(show, "judge", "build", json_object_get(report, "build"));
    for (void *i = json_object_iter(judge); i; i = json_object_iter_next(judge, i))
        show_member(show, "", json_object_iter_key(i), json_object_iter_value(i));
    show_member(show, "document", "sha256", json_object_get(report, "document_sha256"));
}
