/* What -v adds beside the signatures: the evidence, who judged and from what. */
#include "ctl/show.h"

#include "base/arena.h"

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

/* ---- What it came in ---- */

void show_container(struct show *show, const json_t *report)
{
    static const struct show_wording types[] = {{"application/zip", "a zip"},
                                                {"message/rfc822", "a mail"}};
    static const struct show_wording ciphers[] = {
        {"none", ""},
        {"zipcrypto", " under a password (ZipCrypto)"},
        {"aes-128", " under a password (AES)"},
        {"aes-192", " under a password (AES)"},
        {"aes-256", " under a password (AES)"},
    };
    const json_t *container = json_object_get(report, "container");
    const char *sha256 = show_text(container, "inside_sha256");

    if (!container)
        return;
    show_words(show, "came in",
               "%s%s; judged is the file in it, %" JSON_INTEGER_FORMAT " bytes%s%s",
               SHOW_WORDS_FOR(types, show_known(container, "media_type")),
               SHOW_WORDS_FOR(ciphers, show_known(container, "encryption")),
               show_number(container, "inside_size"), show->verbose && sha256 ? ", sha256 " : "",
               show->verbose && sha256 ? sha256 : "");
}

/* ---- Who judged ---- */

static void show_member(struct show *show, const char *label, const char *name, const json_t *value)
{
    const char *text = json_string_value(value);

    if (text)
        show_words(show, label, "%s %s", name, text);
}

/* What read the words of a scan: on another they may come out otherwise. */
static void show_reading(struct show *show, const json_t *reading)
{
    if (reading)
        show_words(show, "", "read by %s on %s, models sha256 %s", show_known(reading, "engine"),
                   show_known(reading, "processor"), show_known(reading, "models_sha256"));
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
    show_reading(show, json_object_get(judge, "reading"));
    show_member(show, "document", "sha256", json_object_get(report, "document_sha256"));
}
