/*
 * What -v says of a signature, so that it reads as an explanation: what it covers
 * (show_coverage.c), who signed and how that leads to what the source trusts (show_signer.c),
 * the times, the algorithms, what came later, and why its verdict is what it is.
 */
#include "ctl/show.h"

#include "base/arena.h"

/* ---- Times ---- */

static void show_reasons_of(struct show *show, const char *label, const json_t *reasons)
{
    for (size_t i = 0; i < json_array_size(reasons); i++) {
        const json_t *reason = json_array_get(reasons, i);
        const char *message = show_text(reason, "message"), *code = show_known(reason, "code");

        show_words(show, i == 0 ? label : "", "%s [%s]", message ? message : code, code);
    }
}

static void show_time_stamps(struct show *show, const json_t *items)
{
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *stamp = json_array_get(items, i);
        bool is_trusted = json_is_true(json_object_get(stamp, "trusted"));
        const json_t *signer = json_object_get(stamp, "signer");

        show_marked(show, i == 0 ? "time stamps" : "", is_trusted ? CTL_OK : CTL_UNDECIDED, "%s",
                    show_say(show, is_trusted ? "vouchctl.stamp" : "vouchctl.stamp.untrusted",
                             "time", show_time(show, show_known(stamp, "time")), "kind",
                             show_code(show, "stamp", show_known(stamp, "kind")), "signer",
                             show_known(signer, "subject"), NULL));
        show_reasons_of(show, "", json_object_get(stamp, "reasons"));
    }
}

static bool is_document_time_stamp(const json_t *signature)
{
    const char *subfilter = show_text(signature, "subfilter");

    return subfilter && strcmp(subfilter, "ETSI.RFC3161") == 0;
}

/*
 * What the moment is by which the signature was judged. Of a stated time nobody but the caller
 * knows that the file was there then.
 */
static const char *basis_words(struct show *show, const json_t *report, const json_t *signature)
{
    const char *basis = show_text(signature, "time_basis");
    const char *from = show_text(json_object_get(report, "inputs"), "at_from");

    if (basis && strcmp(basis, "at") == 0 && from && strcmp(from, "caller") == 0)
        return show_say(show, "vouchctl.basis.asked", NULL);
    if (basis && strcmp(basis, "claimed") == 0)
        return show_say(show, "vouchctl.basis.claimed", NULL);
    return show_code(show, "basis", basis);
}

static void show_times(struct show *show, const json_t *report, const json_t *signature)
{
    const char *claimed = show_time(show, show_text(signature, "claimed_time"));
    const char *proven = show_time(show, show_text(signature, "proven_time"));
    const char *control = show_time(show, show_text(signature, "control_time"));
    const char *basis = basis_words(show, report, signature);

    if (claimed)
        show_line(show, is_document_time_stamp(signature) ? "stamped at" : "signed at",
                  show_say(show, "vouchctl.claimed", "time", claimed, NULL));
    else
        show_line(show, "signed at", show_say(show, "vouchctl.claimed.not", NULL));
    show_time_stamps(show, json_object_get(signature, "time_stamps"));
    if (proven)
        show_line(show, "proven at", show_say(show, "vouchctl.proven", "time", proven, NULL));
    if (basis)
        show_line(show, "judged for",
                  control
                      ? show_say(show, "vouchctl.judged_for", "time", control, "basis", basis, NULL)
                      : basis);
}

/* ---- Algorithms ---- */

/* The common name of a subject (RFC 4514), whose whole stands elsewhere, or all of it. */
static const char *common_name(struct show *show, const char *subject)
{
    const char *name = strncmp(subject, "CN=", 3) == 0 ? subject : strstr(subject, ",CN="), *end;

    if (!name)
        return subject;
    name += name == subject ? 3 : 4;
    for (end = name; *end && *end != ','; end++)
        end += *end == '\\' && end[1] != '\0';
    name = arena_strndup(show->arena, name, (size_t)(end - name));
    return name && *name ? name : subject;
}

/* "rsa 2048 bits, key of A, for the signature"; "sha256 for the certificate of A" */
static const char *algorithm_words(struct show *show, const json_t *algorithm)
{
    const char *name = show_known(algorithm, "name"), *subject = show_text(algorithm, "subject");
    const char *use = show_code(show, "use", show_known(algorithm, "use"));
    json_int_t bits = show_number(algorithm, "bits");
    const char *id = bits > 0  ? subject ? "vouchctl.key.of" : "vouchctl.key"
                     : subject ? "vouchctl.algorithm.certificate"
                               : "vouchctl.algorithm";

    subject = subject ? common_name(show, subject) : NULL;
    if (bits > 0 && !strpbrk(name, "0123456789")) /* p-256 says it already */
        name = show_say(show, "vouchctl.bits", "name", name, "bits", show_digits(show, bits), NULL);
    return show_say(show, id, "name", name, "subject", subject, "use", use, NULL);
}

static void show_algorithm(struct show *show, const char *label, const json_t *algorithm)
{
    bool is_good = json_is_true(json_object_get(algorithm, "acceptable"));
    const char *until = show_text(algorithm, "until"), *words = algorithm_words(show, algorithm);

    show_marked(show, label, is_good ? CTL_OK : CTL_FAILED, "%s",
                show_say(show,
                         until     ? is_good ? "vouchctl.good.until" : "vouchctl.good.was"
                         : is_good ? "vouchctl.good.no_end"
                                   : "vouchctl.good.never",
                         "what", words, "day", until, NULL));
}

static void show_algorithms(struct show *show, const json_t *items)
{
    for (size_t i = 0; i < json_array_size(items); i++)
        show_algorithm(show, i == 0 ? "algorithms" : "", json_array_get(items, i));
}

/* ---- What came later ---- */

/* What the signed document lets happen is still the source's to accept. NULL: it does not. */
static const char *grant_words(struct show *show, const json_t *change, bool is_allowed)
{
    if (!show_text(json_object_get(change, "params"), "granted"))
        return NULL;
    return show_say(show, is_allowed ? "vouchctl.granted" : "vouchctl.granted.not", NULL);
}

static void show_change(struct show *show, const char *label, const json_t *change)
{
    bool is_allowed = json_is_true(json_object_get(change, "allowed"));
    const char *message = show_text(change, "message"), *kind = show_known(change, "kind");
    const char *field = show_text(json_object_get(change, "params"), "field");
    json_int_t object = show_number(change, "object");
    const char *granted = grant_words(show, change, is_allowed);
    const char *where = kind;

    if (object > 0)
        where = show_say(show, "vouchctl.change.object", "before", where, "object",
                         show_digits(show, object), NULL);
    if (field)
        where = show_say(show, "vouchctl.change.field", "before", where, "field", field, NULL);
    if (granted)
        where = arena_printf(show->arena, "%s; %s", where, granted);
    show_marked(
        show, label, is_allowed ? CTL_OK : CTL_FAILED, "%s",
        show_say(show, "vouchctl.aside", "text", message ? message : kind, "aside", where, NULL));
}

static void show_changes(struct show *show, const json_t *signature)
{
    const json_t *changes = json_object_get(signature, "changes");
    const char *coverage = show_known(signature, "coverage");

    for (size_t i = 0; i < json_array_size(changes); i++)
        show_change(show, i == 0 ? "since then" : "", json_array_get(changes, i));
    if (json_array_size(changes) > 0)
        return;
    if (strcmp(coverage, "whole_file") == 0)
        show_line(show, "since then", show_say(show, "vouchctl.added.nothing", NULL));
    else if (strcmp(coverage, "earlier_revision") == 0)
        show_line(show, "since then", show_say(show, "vouchctl.changed.nothing", NULL));
}

/* ---- The verdict ---- */

static bool was_advised(const json_t *reasons, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *advice = json_object_get(json_array_get(reasons, i), "advice");
        const char *other = show_text(advice, "code");

        if (other && strcmp(other, code) == 0)
            return true;
    }
    return false;
}

static void show_advice(struct show *show, const json_t *reasons)
{
    const char *label = "do next";

    for (size_t i = 0; i < json_array_size(reasons); i++) {
        const json_t *advice = json_object_get(json_array_get(reasons, i), "advice");
        const char *code = show_text(advice, "code"), *message = show_text(advice, "message");

        if (!code || was_advised(reasons, i, code))
            continue;
        show_line(show, label, message ? message : code);
        label = "";
    }
}

/* What to do next about the judged one stands at the top. */
static void show_verdict(struct show *show, const json_t *signature, bool is_judged)
{
    const json_t *reasons = json_object_get(signature, "reasons");
    enum ctl_status status = show_status(signature, NULL);
    const char *sub = show_text(signature, "subindication");

    const char *indication = show_known(signature, "indication");

    if (status == CTL_OK)
        show_marked(show, "verdict", status, "%s",
                    show_say(show, "vouchctl.holds", "indication", indication, NULL));
    else
        show_marked(show, "verdict", status, "%s%s%s", indication, sub ? ", " : "", sub ? sub : "");
    show_reasons_of(show, status == CTL_OK ? "note" : "because", reasons);
    if (status != CTL_OK && !is_judged)
        show_advice(show, reasons);
}

/* ---- The whole ---- */

static void show_head(struct show *show, const json_t *signature, const char *number)
{
    const char *subfilter = show_text(signature, "subfilter");
    const char *format = show_known(signature, "format");
    bool is_stamp = is_document_time_stamp(signature);

    show_marked(show, "signature", show_status(signature, NULL), "%s, %s",
                show_known(signature, "field"), number);
    show_line(show, "",
              show_say(show, is_stamp ? "vouchctl.format.stamp" : "vouchctl.format", "format",
                       subfilter ? arena_printf(show->arena, "%s, %s", format, subfilter) : format,
                       "algorithm", show_known(signature, "signature_algorithm"), "digest",
                       show_known(signature, "digest_algorithm"), NULL));
}

static void show_signature(struct show *show, const json_t *report, size_t index)
{
    const json_t *items = json_object_get(report, "signatures");
    const json_t *judged = json_object_get(report, "judged_signature");
    const json_t *signature = json_array_get(items, index);
    bool is_judged = json_is_integer(judged) && json_integer_value(judged) == (json_int_t)index;
    const char *number =
        show_say(show, is_judged ? "vouchctl.signature.judged" : "vouchctl.signature", "number",
                 show_digits(show, (json_int_t)index + 1), "count",
                 show_digits(show, (json_int_t)json_array_size(items)), NULL);

    terminal_print(show->terminal, "\n");
    show_head(show, signature, number);
    show_coverage(show, report, signature);
    show_seal(show, signature);
    show_signer_and_path(show, signature);
    show_times(show, report, signature);
    show_algorithms(show, json_object_get(signature, "algorithms"));
    show_changes(show, signature);
    show_verdict(show, signature, is_judged);
}

void show_signatures(struct show *show, const json_t *report)
{
    size_t count = json_array_size(json_object_get(report, "signatures"));

    show_file(show, report);
    for (size_t i = 0; i < count; i++)
        show_signature(show, report, i);
    if (count > 0)
        terminal_print(show->terminal, "\n");
}
